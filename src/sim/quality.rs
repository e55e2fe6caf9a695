//! Quality of work: who works how well, what a visit damages, and what a poor installation brings about.

use super::run::Simulation;
use crate::kernel::time::Span;
use crate::network::TechnicianId;
use crate::network::quality::Hand;
use crate::record::fact::{Fact, Observer};
use crate::state::fate::Purpose;
use crate::state::job::{Cause, JobId};

impl<O: Observer> Simulation<'_, O> {
    /// Speed of a technician at a job.
    #[inline]
    pub(super) fn speed(&self, member: TechnicianId, id: JobId) -> f64 {
        self.state.speed(self.network, member, self.state.jobs[id].kind)
    }

    /// How a technician does a visit to a job.
    #[inline]
    pub(super) fn hand(&self, member: TechnicianId, id: JobId) -> Hand {
        self.state.hand(self.network, member, self.state.jobs[id].kind)
    }

    /// A visit damages something else with this probability: the customer calls again at once.
    #[inline(never)]
    pub(super) fn risk_damage(&mut self, id: JobId, probability: f64) {
        let job = &self.state.jobs[id];
        if job.fate.draws(Purpose::Damage, job.visits).uniform() >= probability {
            return;
        }
        self.tell(id, |id, job| Fact::Damaged(id, job));
        let job = &self.state.jobs[id];
        let kind = self.network.kinds[job.kind].aftermath.damage_kind;
        self.plan_call_after(id, job.fate.child(Purpose::Damage, job.visits), kind, Span::ZERO, Some(Cause::Damage));
    }

    /// Whether a job mends what we damaged: its customer does not pay.
    #[inline]
    pub(super) fn is_our_damage(&self, id: JobId) -> bool {
        self.network.workforce.damages && self.state.jobs.story(id).cause == Some(Cause::Damage)
    }

    /// Plans the calls that a poor installation brings about: the failures of its extra hazard.
    #[inline(never)]
    pub(super) fn plan_latent_failures(&mut self, id: JobId, factor: f64) {
        let network = self.network;
        let (kind, fate) = (self.state.jobs[id].kind, self.state.jobs[id].fate);
        let Some(unit) = &network.kinds[kind].aftermath.installs else { return };
        let mut exposure = 0.0;
        for number in 0.. {
            exposure += fate.draws(Purpose::Latent, number).exponential() / (factor - 1.0);
            let Some(age) = unit.age_at(exposure).filter(|age| self.now + *age <= network.window.end) else { break };
            self.plan_call_after(id, fate.child(Purpose::Latent, number), unit.kind, age, Some(Cause::Installation));
        }
    }

    /// Tells which work of ours brought a call about.
    pub(super) fn tell_cause(&mut self, id: JobId) {
        if let Some(cause) = self.state.jobs.story(id).cause {
            self.tell(id, |id, job| Fact::Caused(id, job, cause));
        }
    }
}
