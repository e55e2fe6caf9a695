//! How a job ends: fixed, given up, or turned away; and whether it comes back.

use super::chain::Finding;
use super::run::{Event, Simulation};
use super::supply::Parts;
use crate::kernel::time::{Span, Time};
use crate::network::KindId;
use crate::network::care::Server;
use crate::network::quality::Hand;
use crate::network::sourcing::Offer;
use crate::policy;
use crate::record::fact::{Fact, Observer, Promise};
use crate::scenario::schema::Clock;
use crate::state::claim::Bill;
use crate::state::customer::{Experience, Score};
use crate::state::fate::{Fate, Purpose};
use crate::state::job::{Cause, Job, JobId};

/// What a visit led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The job has ended: the unit works again, or a part cannot be had.
    Ended,
    /// The fault is still there.
    AnotherVisit,
}

impl<O: Observer> Simulation<'_, O> {
    /// A visit ends, done by this hand.
    #[inline]
    pub(super) fn visited(&mut self, id: JobId, hand: Hand) -> Outcome {
        if self.network.claims && self.declined(id) {
            return Outcome::Ended;
        }
        let job = &self.state.jobs[id];
        let mut repaired = hand.fix >= 1.0 || job.fate.draws(Purpose::Fix, job.visits).uniform() < hand.fix;
        let (mut no_fault, mut in_vain) = (false, false);
        if self.network.chains.is_some() {
            let finding = self.finding(id);
            (no_fault, in_vain) = (finding == Finding::NoFault, finding == Finding::InVain);
            repaired = no_fault || repaired && finding == Finding::Fault;
        }
        let needs_parts = repaired && !no_fault && self.network.stock.is_needed;
        let parts = if needs_parts { self.parts_on_site(id) } else { Parts::AtHand };
        let fixed = repaired && parts == Parts::AtHand;
        self.observer.note(self.now, &Fact::Visited { id, job: &self.state.jobs[id], fixed });
        if hand.damage > 0.0 {
            self.risk_damage(id, hand.damage);
        }
        if !repaired && self.network.workforce.escalates {
            self.state.jobs.story_mut(id).failed = Some(hand.fix);
        }
        match parts {
            Parts::Refused => self.lose(id),
            _ if fixed => self.done(id, hand, no_fault),
            _ if self.network.claims && self.was_last_visit(id, repaired || in_vain) => {}
            _ => return Outcome::AnotherVisit,
        }
        Outcome::Ended
    }

    /// The work is done: the job goes on to its next stage, or is closed.
    #[inline]
    fn done(&mut self, id: JobId, hand: Hand, no_fault: bool) {
        let next = if self.network.chains.is_some() { self.next_stage(id) } else { None };
        match next {
            Some(next) => {
                if self.network.claims && self.was_last_visit(id, true) {
                    return;
                }
                let (part, charged, bill) = self.used_and_charged(id);
                self.tell(id, |id, job| Fact::Passed { id, job, part, charged, bill });
                self.pass_on(id, next);
            }
            None => self.close(id, hand, no_fault),
        }
    }

    /// Whether the stage that is done used material, and whether the customer pays for it.
    #[inline]
    fn used_and_charged(&self, id: JobId) -> (bool, bool, Bill) {
        let job = &self.state.jobs[id];
        let kind = &self.network.kinds[job.kind];
        let happens = |purpose, probability: f64| probability > 0.0 && job.fate.draws(purpose, 0).uniform() < probability;
        let bill = if self.network.claims { self.bill(id) } else { None };
        let charged = match bill {
            Some(bill) => !bill.is_free(),
            None => happens(Purpose::Charge, kind.charge_share) && !self.is_our_damage(id),
        };
        (happens(Purpose::Part, kind.part_probability), charged, bill.unwrap_or(Bill::FULL))
    }

    fn close(&mut self, id: JobId, hand: Hand, no_fault: bool) {
        if self.network.claims {
            self.refund_return(id);
        }
        let (part, charged, bill) = self.used_and_charged(id);
        let part = part && !no_fault;
        if self.network.chains.is_some() {
            self.close_chain(id);
        }
        if self.now > self.state.jobs[id].restore_by {
            self.observer.note(self.now, &Fact::Breached(id, &self.state.jobs[id], Promise::Restore));
        }
        let fate = self.fate_of_call(id);
        let job = &self.state.jobs[id];
        let kind = &self.network.kinds[job.home];
        let probability = if no_fault { 0.0 } else { kind.relapse * hand.relapse_factor };
        let back = probability > 0.0 && fate.draws(Purpose::Relapse, 0).uniform() < probability;
        let relapse = back.then(|| Span::from_ms(kind.relapse_delay.sample(&mut fate.draws(Purpose::Relapse, 1)).max(1.0)));
        let experience = self.experience(job, hand.courtesy, charged);
        let score = self.judgement(job, &experience);
        self.observer.note(self.now, &Fact::Closed { id, job, part, charged, bill, relapse, score, no_fault });
        if self.network.market.is_some() {
            self.react(id, score, &experience);
        }
        if let Some(delay) = relapse {
            self.plan_repeat(id, delay);
        }
        if self.network.sourcing.by_rank {
            self.rate(id);
        }
        if hand.latent_factor > 1.0 {
            self.plan_latent_failures(id, hand.latent_factor);
        }
        if self.tracks_units() {
            self.unit_served(id);
        }
        self.release(id);
    }

    /// How the customer of a job that ends now judges it.
    #[inline]
    pub(super) fn judgement(&self, job: &Job, experience: &Experience) -> Option<Score> {
        let (map, weights) = (&self.network.satisfaction, &self.network.weights);
        policy::satisfaction::score(map, weights, &self.expected(job), experience)
    }

    #[inline]
    pub(super) fn experience(&self, job: &Job, courtesy: f64, charged: bool) -> Experience {
        let due = match self.network.satisfaction.clock {
            Clock::Response => job.respond_by,
            Clock::Restore => job.restore_by,
        };
        let promise = (due != Time::NEVER).then(|| due - job.called);
        // A unit that is exchanged without a visit keeps its customer waiting until then.
        let response = job.arrived.unwrap_or(self.now) - job.called;
        let care = self.network.care.as_ref().and_then(|care| {
            let server = match (job.crew[0], job.offer.map(|offer| &self.network.sourcing.offers[offer])) {
                (Some(lead), _) => Server::Team(self.network.technicians[lead].team),
                (None, Some(Offer::Partner(partner))) => Server::Partner(*partner),
                _ => return None,
            };
            Some(care.of(job.kind, server, charged))
        });
        let restore = self.now - job.called;
        Experience { response, restore, promise, visits: job.visits, repeat: job.repeat, courtesy, care }
    }

    /// Plans the repeat call of a job that is closing.
    fn plan_repeat(&mut self, id: JobId, delay: Span) {
        let fate = self.fate_of_call(id);
        let job = &self.state.jobs[id];
        let kind = &self.network.kinds[job.home];
        let cause = kind.aftermath.installs.as_ref().map(|_| Cause::Installation);
        let repeat = self.plan_call_after(id, fate.child(Purpose::Relapse, 2), kind.relapse_kind, delay, cause);
        self.state.jobs[repeat].repeat = true;
        if self.network.claims {
            self.state.jobs.story_mut(repeat).claim.repaired = Some(self.now);
        }
    }

    /// Plans a call of the same customer, brought about by the job `id` after a time.
    pub(super) fn plan_call_after(&mut self, id: JobId, fate: Fate, kind: KindId, delay: Span, cause: Option<Cause>) -> JobId {
        let at = self.now + delay;
        let job = &self.state.jobs[id];
        let (site, background) = (job.site, job.background);
        let next = self.state.jobs.open(Job::new(fate, job.source, job.zone, kind, at));
        let job = &mut self.state.jobs[next];
        (job.site, job.background) = (site, background);
        if cause.is_some() {
            self.state.jobs.story_mut(next).cause = cause;
        }
        if self.tracks_units() {
            self.state.jobs.story_mut(next).unit = self.state.jobs.story(id).unit;
        }
        if self.network.claims {
            self.state.jobs.story_mut(next).claim = self.state.jobs.story(id).claim.again();
        }
        self.plan(at, Event::RepeatCall(next));
        next
    }

    /// The customer has waited long enough and gives up.
    pub(super) fn give_up(&mut self, id: JobId) {
        self.state.jobs[id].patience = None;
        self.stop_waiting(id);
        self.tell(id, |id, job| Fact::Abandoned(id, job));
        self.tell_breaches_of_open(id);
        let tries_again = self.network.chains.is_some() && self.redial(id);
        if self.network.market.is_some() && !tries_again {
            self.react_to_no_service(id, false);
        }
        self.release(id);
    }

    /// Tells the promises of an unfinished job that have passed and were not told when they were broken.
    pub(super) fn tell_breaches_of_open(&mut self, id: JobId) {
        for (due, promise) in self.promises(id) {
            let told = promise == Promise::Response && self.state.jobs[id].arrived.is_some();
            if self.now > due && !told {
                self.observer.note(self.now, &Fact::Breached(id, &self.state.jobs[id], promise));
            }
        }
    }

    /// The job has ended: its unit is up, or no longer ours, and its slot is free.
    #[inline]
    pub(super) fn release(&mut self, id: JobId) {
        if self.network.claims
            && let Some(deadline) = self.state.jobs.story_mut(id).claim.deadline.take()
        {
            self.agenda.cancel(deadline);
        }
        let job = &self.state.jobs[id];
        self.open -= u64::from(job.counted);
        if let Some(base) = self.unit_down(id) {
            self.state.down[base] -= 1;
        }
        if self.tracks_units() {
            self.unit_released(id);
        }
        // Parts that are on their way to the job will look for it.
        if self.network.claims && self.awaits_parts(id) {
            self.state.jobs.story_mut(id).claim.gone = true;
        } else {
            self.state.jobs.close(id);
        }
    }
}
