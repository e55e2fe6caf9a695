//! What the audit doubts of people and their work.

use super::{Audit, Stage, name};
use crate::kernel::money::Amount;
use crate::kernel::time::{Span, Time};
use crate::network::TechnicianId;
use crate::network::roster::Team;
use crate::record::fact::{Activity, Change, Pay};
use crate::record::ledger::Account;
use crate::record::scorecard::{Measures, Staff};
use crate::state::job::{Job, JobId};

/// What the audit knows of the seat of a technician.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seat {
    /// Since when nobody holds it.
    vacant: Option<Time>,
    /// What is left of a course.
    course: Span,
    /// End of the last standby.
    stood_by: Time,
    /// Overtime of a week.
    week: (i64, Span),
}

impl Audit<'_> {
    /// A visit that has just ended damaged something else.
    pub(super) fn damaged(&mut self, now: Time, id: JobId, job: &Job) {
        let ended = self.jobs.get(&id).is_some_and(|open| open.stage == Stage::AfterVisit && open.since == now);
        self.doubt(ended, now, || format!("{} does damage without a visit", name(job)));
        if !job.background {
            self.post(now, Account::Compensation, self.network.kinds[job.kind].aftermath.damage_compensation);
        }
    }

    /// The call that was just made comes from work of ours.
    pub(super) fn caused(&mut self, now: Time, id: JobId, job: &Job) {
        let new = self.jobs.get(&id).is_some_and(|open| open.stage == Stage::Called && open.since == now);
        self.doubt(new, now, || format!("{} is given a cause after its call", name(job)));
    }

    /// A seat changes hands, or its holder begins a course: what that costs.
    pub(super) fn staffed(&mut self, now: Time, technician: TechnicianId, change: Change) {
        let (network, people) = (self.network, self.people(technician));
        let staffing = network.staffing_of(technician);
        let seat = &mut self.technicians[technician].seat;
        let (right, account, price) = match change {
            Change::Quit => {
                let right = seat.vacant.is_none() && staffing.turnover.is_some();
                (seat.vacant, seat.course) = (Some(now), Span::ZERO);
                self.staff[1] += if network.window.counts(now) { people } else { 0 };
                (right, None, None)
            }
            Change::Hired => {
                (seat.vacant.take().is_some(), Some(Account::Hiring), staffing.turnover.as_ref().map(|turnover| turnover.cost))
            }
            Change::Course { refresher } => {
                let training = staffing.training.as_ref();
                let right = seat.vacant.is_none() && seat.course == Span::ZERO;
                seat.course = training.map_or(Span::ZERO, |training| training.hours[usize::from(refresher)]);
                (right, Some(Account::Training), training.map(|training| training.fee[usize::from(refresher)]))
            }
        };
        self.doubt(right, now, || format!("technician {}: {change:?} out of turn", technician.0));
        let centre = network.technicians[technician].centre;
        if let (Some((account, price)), None) = (account.zip(price), network.centres[centre].partner) {
            self.post(now, account, price * people);
        }
    }

    /// A seat was vacant from the quit on.
    pub(super) fn vacant(&mut self, now: Time, technician: TechnicianId, from: Time, to: Time) {
        let since = self.technicians[technician].seat.vacant;
        self.doubt(since == Some(from) && to == now, now, || format!("technician {} was not vacant from {from}", technician.0));
        self.staff[0] += self.people(technician) * self.inside(from, to);
    }

    /// Nobody works at a vacant seat, and nobody is in a course that he has not begun, or for longer than it takes.
    pub(super) fn spent_by_whom(&mut self, now: Time, technician: TechnicianId, activity: Activity, time: Span) {
        let seat = &mut self.technicians[technician].seat;
        let (vacant, too_long) = (seat.vacant.is_some(), activity == Activity::Course && time > seat.course);
        if activity == Activity::Course && !too_long {
            seat.course -= time;
        }
        self.doubt(!vacant && !too_long, now, || format!("technician {} is vacant, or in no course: {activity:?}", technician.0));
    }

    /// A technician stood by, outside his shifts.
    pub(super) fn stood_by(&mut self, now: Time, technician: TechnicianId, from: Time, to: Time) {
        let known = std::mem::replace(&mut self.technicians[technician].seat.stood_by, to);
        self.doubt(known <= from && from < to && to <= now, now, || format!("technician {} stands by twice", technician.0));
        let time = self.people(technician) * self.inside(from, to);
        self.staff[2] += time;
        if let Some(standby) = self.own_team(technician).and_then(|team| team.standby.as_ref()) {
            self.standby_pay(technician, i128::from(standby.pay.0) * i128::from(time), 1_000_000);
        }
    }

    /// A call-out has ended, which is paid for a shortest time.
    pub(super) fn called_out(&mut self, now: Time, technician: TechnicianId, from: Time, to: Time) {
        self.doubt(from <= to && to == now, now, || format!("technician {} is called out before {from}", technician.0));
        let Some(team) = self.own_team(technician).filter(|_| self.network.window.counts(to)) else { return };
        let rules = self.network.workforce.crafts[team.grade_id].pay_rules.as_ref();
        let ppm = rules.map_or(team.grade.overtime_ppm, |rules| rules.bands[0].1);
        let least = team.standby.as_ref().map_or(0, |standby| standby.minimum.0);
        let added = (least - (to - from).0).max(0) * self.people(technician);
        self.standby_pay(technician, i128::from(team.grade.wage.0) * i128::from(added), ppm);
    }

    fn own_team(&self, technician: TechnicianId) -> Option<&Team> {
        let row = self.network.technicians[technician];
        self.network.centres[row.centre].partner.is_none().then(|| &self.network.teams[row.team])
    }

    fn standby_pay(&mut self, technician: TechnicianId, base: i128, ppm: i64) {
        let on_cost = self.network.teams[self.network.technicians[technician].team].grade.on_cost_ppm;
        self.replay_pay(technician, Account::Standby, Amount(base * i128::from(ppm)));
        self.replay_pay(technician, Account::OnCost, Amount(base * i128::from(ppm * on_cost / 1_000_000)));
    }

    /// Pay of contact centres has one account of its own.
    fn replay_pay(&mut self, technician: TechnicianId, account: Account, amount: Amount) {
        let contact = self.network.centres[self.network.technicians[technician].centre].contact_centre;
        *self.replay.entry(if contact { Account::ContactCentre } else { account }).or_default() += amount;
    }

    /// A technician is paid, once for each hour.
    pub(super) fn paid(&mut self, now: Time, technician: TechnicianId, pay: Pay, from: Time, to: Time) {
        let line = self.technicians[technician];
        self.doubt(from < to && line.paid_until <= from, now, || format!("technician {} is paid twice for {from}", technician.0));
        let line = &mut self.technicians[technician];
        line.paid += (to - from).0;
        line.paid_until = to;
        let inside = self.inside(from, to);
        let row = self.network.technicians[technician];
        if self.network.centres[row.centre].partner.is_some() {
            return;
        }
        let grade = self.network.teams[row.team].grade;
        if self.network.workforce.crafts[self.network.teams[row.team].grade_id].pay_rules.is_some() {
            return self.paid_by_rules(technician, pay, from, to);
        }
        let base = i128::from(grade.wage.0) * i128::from(inside) * i128::from(self.people(technician));
        let (account, ppm) = match pay {
            Pay::Regular => (Account::Wages, 1_000_000),
            Pay::Overtime => (Account::Overtime, grade.overtime_ppm),
        };
        self.replay_pay(technician, account, Amount(base * i128::from(ppm)));
        self.replay_pay(technician, Account::OnCost, Amount(base * i128::from(ppm * grade.on_cost_ppm / 1_000_000)));
    }

    /// Pay by bands and holidays, day by day: of each day, what falls into each band.
    fn paid_by_rules(&mut self, technician: TechnicianId, pay: Pay, from: Time, to: Time) {
        let Some(team) = self.own_team(technician) else { return };
        let (wage, on_cost, window) = (team.grade.wage.0, team.grade.on_cost_ppm, self.network.window);
        let rules = self.network.workforce.crafts[team.grade_id].pay_rules.clone().expect("a grade with rules of pay");
        let people = i128::from(self.people(technician));
        let start = if pay == Pay::Overtime && rules.weekly { self.overtime_before(technician, from, to) } else { Span::ZERO };
        for day in from.day()..=to.day() {
            let midnight = Time(day * Span::DAY.0);
            let (from_here, to_here) = (from.max(midnight).max(window.warm_up), to.min(midnight + Span::DAY).min(window.horizon));
            let (low, high) = (start + (from_here - from), start + (to_here - from));
            for (at, &(begins, band)) in rules.bands.iter().enumerate() {
                let ends = rules.bands.get(at + 1).map_or(high, |(ends, _)| *ends);
                let time = high.min(ends).0 - low.max(begins).0;
                let regular = pay == Pay::Regular;
                // A shift has no bands.
                let (time, band) = if !regular {
                    (time, band)
                } else if at == 0 {
                    ((high - low).0, 1_000_000)
                } else {
                    (0, 0)
                };
                let ppm = if self.network.calendar.is_holiday(day) { band.max(rules.holiday_ppm) } else { band };
                let base = i128::from(time.max(0)) * i128::from(wage) * people;
                let plain = if regular { 1_000_000 } else { 0 };
                for (account, ppm) in
                    [(Account::Wages, plain), (Account::Overtime, ppm - plain), (Account::OnCost, ppm * on_cost / 1_000_000)]
                {
                    self.replay_pay(technician, account, Amount(base * i128::from(ppm)));
                }
            }
        }
    }

    /// Overtime that began in the same seven days before a span, which is remembered.
    fn overtime_before(&mut self, technician: TechnicianId, from: Time, to: Time) -> Span {
        let seat = &mut self.technicians[technician].seat;
        let week = from.0.div_euclid(7 * Span::DAY.0);
        if seat.week.0 != week {
            seat.week = (week, Span::ZERO);
        }
        let before = seat.week.1;
        seat.week.1 += to - from;
        before
    }

    pub(super) fn check_staff(&mut self, end: Time, measures: &Measures<'_>) {
        let told = self.staff;
        let sum = |of: fn(&Staff) -> i64| measures.staff.iter().map(of).sum::<i64>();
        let counted = [sum(|staff| staff.vacant), sum(|staff| staff.quits), sum(|staff| staff.stood_by)];
        self.doubt(told == counted, end, || format!("vacant time, quits and standby are {told:?}, but {counted:?} are counted"));
    }
}
