//! How a job ends: fixed, given up, or turned away; and whether it comes back.

use super::run::{Event, Simulation};
use crate::kernel::time::Span;
use crate::network::sourcing::Offer;
use crate::policy;
use crate::record::fact::{Fact, Observer, Promise};
use crate::scenario::schema::Clock;
use crate::state::customer::Experience;
use crate::state::fate::Purpose;
use crate::state::job::{Job, JobId};

/// What a visit led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The unit works again.
    Closed,
    /// The fault is still there.
    AnotherVisit,
}

impl<O: Observer> Simulation<'_, O> {
    /// A visit ends; whoever made it fixes with probability `fix`, and has this factor on relapses and this courtesy.
    #[inline]
    pub(super) fn visited(&mut self, id: JobId, fix: f64, relapse_factor: f64, courtesy: f64) -> Outcome {
        let job = &self.state.jobs[id];
        let fixed = fix >= 1.0 || job.fate.draws(Purpose::Fix, job.visits).uniform() < fix;
        self.observer.note(self.now, &Fact::Visited { id, job: &self.state.jobs[id], fixed });
        if !fixed {
            return Outcome::AnotherVisit;
        }
        self.close(id, relapse_factor, courtesy);
        Outcome::Closed
    }

    fn close(&mut self, id: JobId, relapse_factor: f64, courtesy: f64) {
        if self.now > self.state.jobs[id].restore_by {
            self.observer.note(self.now, &Fact::Breached(id, &self.state.jobs[id], Promise::Restore));
        }
        let job = &self.state.jobs[id];
        let kind = &self.network.kinds[job.kind];
        let happens = |purpose, probability: f64| probability > 0.0 && job.fate.draws(purpose, 0).uniform() < probability;
        let part = happens(Purpose::Part, kind.part_probability);
        let charged = happens(Purpose::Charge, kind.charge_share);
        let relapse = happens(Purpose::Relapse, kind.relapse * relapse_factor)
            .then(|| Span::from_ms(kind.relapse_delay.sample(&mut job.fate.draws(Purpose::Relapse, 1)).max(1.0)));
        let score = policy::satisfaction::score(&self.network.satisfaction, &self.network.weights, &self.experience(job, courtesy));
        self.observer.note(self.now, &Fact::Closed { id, job, part, charged, relapse, score });
        if let Some(delay) = relapse {
            self.plan_repeat(id, delay);
        }
        self.release(id);
    }

    #[inline]
    fn experience(&self, job: &Job, courtesy: f64) -> Experience {
        let kind = &self.network.kinds[job.kind];
        let promise = match self.network.satisfaction.clock {
            Clock::Response => kind.respond_within,
            Clock::Restore => kind.restore_within,
        };
        let response = job.arrived.expect("a closed job has been visited") - job.called;
        Experience { response, restore: self.now - job.called, promise, visits: job.visits, repeat: job.repeat, courtesy }
    }

    /// Plans the repeat call of a job that is closing.
    fn plan_repeat(&mut self, id: JobId, delay: Span) {
        let job = &self.state.jobs[id];
        let kind = self.network.kinds[job.kind].relapse_kind;
        let at = self.now + delay;
        let (site, background) = (job.site, job.background);
        let id = self.state.jobs.open(Job::new(job.fate.child(Purpose::Relapse, 2), job.source, job.zone, kind, at));
        let repeat = &mut self.state.jobs[id];
        (repeat.site, repeat.background, repeat.repeat) = (site, background, true);
        self.plan(at, Event::RepeatCall(id));
    }

    /// The customer has waited long enough and gives up.
    pub(super) fn give_up(&mut self, id: JobId) {
        self.state.jobs[id].patience = None;
        match self.offer(id) {
            Offer::Pool { .. } => self.leave_backlog(id),
            Offer::Partner(partner) => {
                let job = &mut self.state.jobs[id];
                let (zone, (handle, day)) = (job.zone, job.turn.take().expect("only who waits for a partner's turn gives up"));
                self.agenda.cancel(handle);
                self.state.slots(*partner, zone).give_back(i64::from(day));
            }
        }
        self.tell(id, |id, job| Fact::Abandoned(id, job));
        self.tell_breaches_of_open(id);
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
        let job = &self.state.jobs[id];
        self.open -= u64::from(job.counted);
        if let Some(base) = self.network.sources[job.source].base {
            self.state.down[base] -= 1;
        }
        self.state.jobs.close(id);
    }
}
