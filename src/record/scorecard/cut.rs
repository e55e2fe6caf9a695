//! What is measured of jobs and hours in each cut: the network, a kind, a place or a zone.

use crate::kernel::tally::Tally;
use crate::kernel::time::{MS_PER_HOUR, Span, nearest};
use crate::record::fact::Activity;
use crate::record::figure::{Index, Row};
use crate::state::customer::{Handled, Reaction, SatisfactionZone, Score};
use crate::state::job::Job;

/// Time within which a repeat call spoils a first-time fix.
const REPEAT_WINDOW: Span = Span(30 * Span::DAY.0);
/// Whole numbers in a score of 1.
const MICRO: f64 = 1e6;

/// Measures of the jobs of one cut: the network, a kind, a place or a zone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Jobs {
    /// Counted calls.
    pub calls: u64,
    /// Jobs closed.
    pub closed: u64,
    /// Customers who gave up.
    pub abandoned: u64,
    /// Calls that no place took.
    pub lost: u64,
    /// Jobs open at the very end.
    pub open: u64,
    /// Customers who declined the price.
    pub declined: u64,
    /// Units exchanged and refunded.
    pub remedies: [u64; 2],
    /// Refunded units that came back for no reason.
    pub returns: u64,
    /// Calls held against warranty and plan, and those covered.
    pub judged: [u64; 2],
    /// Call to first dispatch [ms].
    pub wait: Tally,
    /// Call to first arrival [ms].
    pub response: Tally,
    /// Call to working unit [ms].
    pub restore: Tally,
    /// Response promises that fell due, and those kept.
    pub due: [u64; 2],
    /// Restore promises that fell due, and those kept.
    pub restore_due: [u64; 2],
    /// Closed by the first visit for good.
    pub first_time_fixed: u64,
    /// Closed, but back within 30 days.
    pub repeats: u64,
    /// Visits of closed jobs.
    pub visits: u64,
    /// Closed by partners.
    pub by_partner: u64,
    /// Closed by partners by the first visit for good.
    pub fixed_by_partner: u64,
    /// Offers to partners that may refuse, and those taken.
    pub asked: [u64; 2],
    /// Scores [1e-6].
    pub score: Tally,
    /// Sum of marks.
    pub csat: u64,
    /// Promoters less detractors.
    pub recommends: i64,
    /// Delighted and dissatisfied.
    pub zones: [u64; 2],
    /// Closed by telephone, chat or video.
    pub remote: u64,
    /// Closed because nothing was broken.
    pub no_fault: u64,
    /// Appointments that were due, and those kept by us.
    pub windows: [u64; 2],
    /// Appointments that the customer missed.
    pub no_shows: u64,
    /// Reactions of customers: all, complaints, escalations, those who leave.
    pub reactions: [u64; 4],
}

/// Hours and visits of technicians at a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hours {
    /// Person-time by activity [ms].
    pub spent: [i64; 7],
    /// Paid person-time inside shifts [ms].
    pub paid: i64,
    /// Paid person-time after the end of shifts [ms].
    pub overtime: i64,
    /// Paid time inside shifts of technicians and fixed crews, each counted once [ms].
    pub crew_paid: i64,
    /// Visits ended.
    pub visits: u64,
    /// Metres on the road [m].
    pub metres: i64,
}

/// A ratio; `None` without a denominator.
pub(super) fn per(sum: f64, of: f64) -> Option<f64> {
    (of > 0.0).then(|| sum / of)
}

/// Whether a repeat call spoils a first-time fix.
pub fn back_soon(relapse: Option<Span>) -> bool {
    relapse.is_some_and(|delay| delay <= REPEAT_WINDOW)
}

impl Jobs {
    /// Adds the jobs of `other`.
    pub fn merge(&mut self, other: &Jobs) {
        self.calls += other.calls;
        self.closed += other.closed;
        self.abandoned += other.abandoned;
        self.lost += other.lost;
        self.open += other.open;
        self.declined += other.declined;
        self.returns += other.returns;
        self.wait.merge(&other.wait);
        self.response.merge(&other.response);
        self.restore.merge(&other.restore);
        for at in 0..2 {
            self.due[at] += other.due[at];
            self.asked[at] += other.asked[at];
            self.restore_due[at] += other.restore_due[at];
            self.zones[at] += other.zones[at];
            self.windows[at] += other.windows[at];
            self.remedies[at] += other.remedies[at];
            self.judged[at] += other.judged[at];
        }
        self.remote += other.remote;
        self.no_fault += other.no_fault;
        self.no_shows += other.no_shows;
        self.reactions.iter_mut().zip(other.reactions).for_each(|(mine, theirs)| *mine += theirs);
        self.first_time_fixed += other.first_time_fixed;
        self.repeats += other.repeats;
        self.visits += other.visits;
        self.by_partner += other.by_partner;
        self.fixed_by_partner += other.fixed_by_partner;
        self.score.merge(&other.score);
        self.csat += other.csat;
        self.recommends += other.recommends;
    }

    pub(super) fn close(&mut self, job: &Job, relapse: Option<Span>, score: &Option<Score>, partner: bool) {
        let back_soon = back_soon(relapse);
        self.closed += 1;
        self.visits += u64::from(job.visits);
        self.first_time_fixed += u64::from(job.visits == 1 && !back_soon);
        self.repeats += u64::from(back_soon);
        self.by_partner += u64::from(partner);
        self.fixed_by_partner += u64::from(partner && job.visits == 1 && !back_soon);
        self.judge(score);
    }

    /// Counts a job that ended by an exchange or a refund.
    pub(super) fn settle(&mut self, job: &Job, score: &Option<Score>) {
        self.closed += 1;
        self.visits += u64::from(job.visits);
        self.judge(score);
    }

    #[inline]
    fn judge(&mut self, score: &Option<Score>) {
        if let Some(score) = score {
            self.score.add(nearest(score.score * MICRO));
            self.csat += u64::from(score.csat);
            self.recommends += i64::from(score.recommends);
            self.zones[0] += u64::from(score.zone == SatisfactionZone::Delighted);
            self.zones[1] += u64::from(score.zone == SatisfactionZone::Dissatisfied);
        }
    }

    /// First-time fix of partners less that of our own people.
    fn fix_gap(&self) -> Option<f64> {
        let own = per((self.first_time_fixed - self.fixed_by_partner) as f64, (self.closed - self.by_partner) as f64)?;
        Some(per(self.fixed_by_partner as f64, self.by_partner as f64)? - own)
    }

    pub(super) fn react(&mut self, reaction: &Reaction) {
        let escalated = matches!(reaction.complaint, Some(Handled::Refunded | Handled::InCourt));
        self.reactions[0] += 1;
        self.reactions[2] += u64::from(escalated);
        self.reactions[3] += u64::from(reaction.leaves);
    }

    fn fill_reactions(&self, row: &mut Row) {
        let [all, complaints, escalations, leave] = self.reactions.map(|n| n as f64);
        let known = all > 0.0;
        let values = [
            (Index::ComplaintRate, per(complaints, all)),
            (Index::Complaints, known.then_some(complaints)),
            (Index::Escalations, known.then_some(escalations)),
            (Index::ChurnRate, per(leave, all)),
        ];
        for (index, value) in values {
            row[index as usize] = value;
        }
    }

    /// Fills in its figures; `claims` says whether jobs may be declined, exchanged or refunded.
    pub(in crate::record) fn fill(&self, row: &mut Row, chains: bool, claims: bool) {
        self.fill_reactions(row);
        let share = |of: f64| per(of, self.calls as f64).filter(|_| claims);
        let hours = |tally: &Tally| tally.mean().map(|ms| ms / MS_PER_HOUR as f64);
        let closed = self.closed as f64;
        let judged = self.score.n() as f64;
        let [exchanged, refunded] = self.remedies.map(|units| units as f64);
        let values = [
            (Index::Calls, Some(self.calls as f64)),
            (Index::Closed, Some(closed)),
            (Index::Abandoned, Some(self.abandoned as f64)),
            (Index::Lost, Some(self.lost as f64)),
            (Index::Open, Some(self.open as f64)),
            (Index::InWarranty, per(self.judged[1] as f64, self.judged[0] as f64)),
            (Index::Declined, claims.then_some(self.declined as f64)),
            (Index::DeclinedShare, share(self.declined as f64)),
            (Index::ExchangeRate, share(exchanged)),
            (Index::RefundRate, share(refunded)),
            (Index::WaitMean, hours(&self.wait)),
            (Index::ResponseMean, hours(&self.response)),
            (Index::RestoreMean, hours(&self.restore)),
            (Index::PromiseKept, per(self.due[1] as f64, self.due[0] as f64)),
            (Index::RestoreKept, per(self.restore_due[1] as f64, self.restore_due[0] as f64)),
            (Index::FirstTimeFix, per(self.first_time_fixed as f64, closed)),
            (Index::RepeatRate, per(self.repeats as f64, closed)),
            (Index::VisitsPerJob, per(self.visits as f64, closed)),
            (Index::PartnerShare, per(self.by_partner as f64, closed)),
            (Index::Acceptance, per(self.asked[1] as f64, self.asked[0] as f64)),
            (Index::FixGap, self.fix_gap()),
            (Index::RemoteResolved, per(self.remote as f64, closed).filter(|_| chains)),
            (Index::NoFaultFound, per(self.no_fault as f64, closed).filter(|_| chains)),
            (Index::WindowKept, per(self.windows[1] as f64, self.windows[0] as f64)),
            (Index::NoShows, per(self.no_shows as f64, self.windows[0] as f64)),
            (Index::Satisfaction, self.score.mean().map(|score| score / MICRO)),
            (Index::Csat, per(self.csat as f64, judged)),
            (Index::Nps, per(100.0 * self.recommends as f64, judged)),
            (Index::Delighted, per(self.zones[0] as f64, judged)),
            (Index::Dissatisfied, per(self.zones[1] as f64, judged)),
        ];
        for (index, value) in values {
            row[index as usize] = value;
        }
    }
}

impl Hours {
    /// Person-time of an activity [ms].
    pub fn of(&self, activity: Activity) -> i64 {
        self.spent[activity as usize]
    }

    /// Adds the hours of `other`.
    pub fn add(&mut self, other: &Hours) {
        for (sum, spent) in self.spent.iter_mut().zip(other.spent) {
            *sum += spent;
        }
        self.paid += other.paid;
        self.overtime += other.overtime;
        self.crew_paid += other.crew_paid;
        self.visits += other.visits;
        self.metres += other.metres;
    }

    pub(super) fn fill(&self, row: &mut Row) {
        let (travel, work) = (self.of(Activity::Outbound) + self.of(Activity::Return), self.of(Activity::Work));
        let share = |part: i64| per(part as f64, self.paid as f64);
        let days = self.crew_paid as f64 / (8 * MS_PER_HOUR) as f64;
        let values = [
            (Index::Utilisation, share(travel + work)),
            (Index::WrenchTime, share(work)),
            (Index::TravelShare, share(travel)),
            (Index::OvertimeShare, share(self.overtime)),
            (Index::JobsPerDay, per(self.visits as f64, days)),
            (Index::KmPerVisit, per(self.metres as f64 / 1000.0, self.visits as f64)),
        ];
        for (index, value) in values {
            row[index as usize] = value;
        }
    }
}
