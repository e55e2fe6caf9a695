//! What customers do after they have judged: they complain, leave, and tell others.

use super::run::{Event, Simulation};
use crate::kernel::time::Span;
use crate::network::market::{MICRO, Reactions};
use crate::network::{HEAD_OFFICE, TierId};
use crate::policy::{loyalty, satisfaction};
use crate::record::fact::{Fact, Observer};
use crate::state::customer::{Customer, Experience, Grievance, Handled, Reaction, SatisfactionZone, Score};
use crate::state::fate::{Fate, Purpose};
use crate::state::job::{Job, JobId};

/// A customer who leaves or stays: who, what decides by chance, and what he thinks.
struct Verdict {
    customer: Customer,
    fate: Fate,
    complaint: Option<Handled>,
    leaves: f64,
    recommends: i8,
}

impl<O: Observer> Simulation<'_, O> {
    /// E of all dimensions in the zone of a job.
    #[inline]
    pub(super) fn expected(&self, job: &Job) -> [f64; 6] {
        match &self.state.market {
            Some(market) if self.network.satisfaction.moving => market.zones[job.zone].expected,
            _ => [self.network.satisfaction.expectation.0; 6],
        }
    }

    /// The customer of a job that has just been closed has judged: what follows.
    #[cold]
    pub(super) fn react(&mut self, id: JobId, score: Option<Score>, experience: &Experience) {
        let market = self.market();
        let job = &self.state.jobs[id];
        let Some(score) = score.filter(|_| !job.background) else { return };
        let (fate, zone, again) = (self.fate_of_call(id), job.zone, job.repeat);
        if self.network.satisfaction.moving {
            self.state.market_mut().zones[zone].judge(satisfaction::qualities(&self.network.satisfaction, experience));
        }
        let Some(reactions) = &market.reactions else { return };
        if self.handles_complaint(id) {
            return self.complaint_ends(reactions, id, true);
        }
        let customer = self.customer(id);
        let grievance = Grievance { customer, fate, score: score.score, again };
        let p = loyalty::complains(&reactions.complaint, score.score);
        if p <= 0.0 || fate.draws(Purpose::Complaint, 0).uniform() >= p {
            return self.resolve(reactions, &grievance, None);
        }
        self.observer.note(self.now, &Fact::Complained(customer));
        if reactions.complaint_kind.is_some() {
            return self.open_complaint(reactions, id, grievance);
        }
        let takes = Span::from_ms(reactions.handling.sample(&mut fate.draws(Purpose::Handling, 0)).max(0.0));
        self.resolve(reactions, &grievance, Some(takes <= reactions.handle_within));
    }

    /// The customer of a job gave up waiting, or was turned away.
    #[cold]
    pub(super) fn react_to_no_service(&mut self, id: JobId, was_lost: bool) {
        let job = &self.state.jobs[id];
        let Some(reactions) = self.market().reactions.as_ref().filter(|_| !job.background) else { return };
        if self.handles_complaint(id) {
            return self.complaint_ends(reactions, id, false);
        }
        let leaves = if was_lost { reactions.churn.lost.0 } else { reactions.churn.abandoned.0 };
        let fate = self.fate_of_call(id);
        let verdict = Verdict { customer: self.customer(id), fate, complaint: None, leaves, recommends: -1 };
        self.decide(verdict);
    }

    /// Whether a job handles a complaint about another.
    pub(super) fn handles_complaint(&self, id: JobId) -> bool {
        self.network.keeps_stories && self.state.jobs.story(id).grievance.is_some()
    }

    /// A complaint opens a job of its own kind.
    fn open_complaint(&mut self, reactions: &Reactions, id: JobId, grievance: Grievance) {
        let kind = reactions.complaint_kind.expect("complaints have a kind");
        let job = &self.state.jobs[id];
        let (site, fate) = (job.site, grievance.fate.child(Purpose::Complaint, 1));
        let id = self.state.jobs.open(Job::new(fate, job.source, job.zone, kind, self.now));
        self.state.jobs[id].site = site;
        self.state.jobs.story_mut(id).grievance = Some(grievance);
        // Whose call was counted is followed until he has reacted.
        self.open += u64::from(grievance.customer.counted);
        self.plan(self.now, Event::RepeatCall(id));
    }

    /// The job that handles a complaint has ended: closed, or nobody has come to it.
    fn complaint_ends(&mut self, reactions: &Reactions, id: JobId, closed: bool) {
        let grievance = self.state.jobs.story(id).grievance.expect("the job handles a complaint");
        self.open -= u64::from(grievance.customer.counted);
        let in_time = closed && self.now - self.state.jobs[id].called <= reactions.handle_within;
        self.resolve(reactions, &grievance, Some(in_time));
    }

    /// What the score comes to in the end, after a complaint that was handled in time or not.
    fn resolve(&mut self, reactions: &Reactions, grievance: &Grievance, complaint: Option<bool>) {
        let Grievance { customer, fate, mut score, again } = *grievance;
        let map = &self.network.satisfaction;
        if let Some(in_time) = complaint {
            let expected = match &self.state.market {
                Some(market) if map.moving => market.zones[customer.zone].expected,
                _ => [map.expectation.0; 6],
            };
            let usual = satisfaction::as_expected(map, &self.network.weights, &expected);
            score = loyalty::after_complaint(&reactions.complaint, score, usual, in_time, again);
        }
        let judged = satisfaction::judged(map, score);
        let leaves = loyalty::leaves(&reactions.churn, score, judged.zone == SatisfactionZone::Delighted);
        let complaint = complaint.map(|in_time| handled(reactions, fate, in_time));
        self.decide(Verdict { customer, fate, complaint, leaves, recommends: judged.recommends });
    }

    /// The customer tells others, and leaves or stays.
    fn decide(&mut self, verdict: Verdict) {
        let Verdict { customer, fate, complaint, leaves, recommends } = verdict;
        let market = self.market();
        let leaves = leaves > 0.0 && fate.draws(Purpose::Churn, 0).uniform() < leaves;
        let unit_lost = leaves && market.feedback && self.now < self.network.window.horizon && {
            let u = fate.draws(Purpose::Churn, 1).uniform();
            self.state.market_mut().leave(market, &customer, u)
        };
        self.state.market_mut().zones[customer.zone].voices.add(recommends);
        let reaction = Reaction { complaint, recommends, leaves, unit_lost };
        self.observer.note(self.now, &Fact::Reacted(customer, reaction));
    }

    /// The customer of a job, as those know him who are told of his reaction.
    fn customer(&self, id: JobId) -> Customer {
        let job = &self.state.jobs[id];
        let source = &self.network.sources[job.source];
        Customer {
            zone: job.zone,
            kind: job.home,
            tier: job.tier,
            place: job.place.unwrap_or(HEAD_OFFICE),
            owns: source.owner,
            new: source.base.is_none(),
            counted: job.counted,
            value: self
                .network
                .chains
                .as_ref()
                .map_or(MICRO, |chains| crate::kernel::time::nearest(chains.value[TierId(u32::from(job.tier))] * MICRO as f64)),
        }
    }
}

/// What becomes of a complaint that was handled in time, or was not.
fn handled(reactions: &Reactions, fate: Fate, in_time: bool) -> Handled {
    let map = &reactions.complaint;
    let lot = |index| fate.draws(Purpose::Escalation, index).uniform();
    if in_time {
        Handled::InTime
    } else if map.escalation.0 <= 0.0 || lot(0) >= map.escalation.0 {
        Handled::Late
    } else if lot(1) < map.refund_share.0 {
        Handled::Refunded
    } else {
        Handled::InCourt
    }
}
