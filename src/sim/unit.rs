//! Tracked units: they fail, stop, work again, and fall due for maintenance.

use super::run::{Event, Simulation};
use crate::kernel::time::Time;
use crate::network::units::{Group, Plan, When};
use crate::network::{GroupId, HEAD_OFFICE, SourceId, UnitId};
use crate::record::fact::{Fact, Observer};
use crate::state::fate::{Fate, Purpose};
use crate::state::job::{Job, JobId};

impl<'n, O: Observer> Simulation<'n, O> {
    /// Draws the units of a group and plans their first failures and due dates.
    pub(super) fn plan_units(&mut self, id: GroupId) {
        self.state.units.start(self.network, self.seed, id);
        let group = &self.network.units.groups[id];
        for unit in group.units.clone().map(UnitId) {
            self.plan_failure(unit);
            for (at, plan) in group.model.plans.iter().enumerate() {
                if let When::Every(every, phase) = plan.when {
                    let fate = self.state.units.rows[unit].fate();
                    let u = fate.draws(Purpose::UnitPhase, at as u32).uniform();
                    let first = Plan::first(every, phase, group.ordinal(unit), group.units.len(), u);
                    self.plan_due(Time::ZERO + first, unit, at);
                }
            }
            if let Some((at, age)) = group.model.by_age() {
                let due = (self.state.units.rows[unit].born + age).max(Time::ZERO);
                self.plan_age(unit, at, due);
            }
        }
    }

    fn plan_failure(&mut self, unit: UnitId) {
        let at = self.state.units.resume(self.network, unit, self.now);
        self.state.units.rows[unit].failing = at.map(|at| self.plan(at, Event::Failure(unit)));
    }

    fn plan_due(&mut self, at: Time, unit: UnitId, plan: usize) {
        if at <= self.network.window.end {
            self.plan(at, Event::Due(unit, plan as u8));
        }
    }

    /// Plans the due date of the plan that follows the age of a unit.
    fn plan_age(&mut self, unit: UnitId, plan: usize, at: Time) {
        let due = (at <= self.network.window.end).then(|| self.plan(at, Event::Due(unit, plan as u8)));
        self.state.units.rows[unit].due = due;
    }

    /// The same from now on, where it is not planned and no job of it is open.
    fn plan_age_anew(&mut self, unit: UnitId) {
        if let Some((at, age)) = self.network.units.of(unit).model.by_age() {
            let row = &self.state.units.rows[unit];
            if row.due.is_none() && row.open_plans & 1 << at == 0 {
                self.plan_age(unit, at, self.now + age);
            }
        }
    }

    /// A unit fails: its owner calls.
    pub(super) fn fail(&mut self, unit: UnitId) {
        let group = self.network.units.of(unit);
        let row = &mut self.state.units.rows[unit];
        row.failing = None;
        let fate = row.next_failure();
        row.fail(&group.model, self.now);
        // What is as good as new falls due so long after its repair.
        let due = row.due.take_if(|_| group.model.keeps == 0.0);
        if let Some(handle) = due {
            self.agenda.cancel(handle);
        }
        self.observer.note(self.now, &Fact::UnitFailed(unit));
        let source = match group.calls[..] {
            [(_, only)] => only,
            _ => group.call(fate.draws(Purpose::UnitStream, 0).uniform()),
        };
        self.open_job_of(unit, fate, source, None);
    }

    /// Planned maintenance of a unit falls due.
    pub(super) fn fall_due(&mut self, unit: UnitId, at: u8) {
        let (group, plan) = (self.network.units.of(unit), usize::from(at));
        let row = &mut self.state.units.rows[unit];
        let source = group.plans[plan];
        let count = match group.model.plans[plan].when {
            When::Every(every, _) => {
                self.plan_due(self.now + every, unit, plan);
                (self.now.0 / every.0) as u32
            }
            When::AtAge(age) => {
                row.due = None;
                (self.now.0 / age.0) as u32
            }
        };
        let row = &mut self.state.units.rows[unit];
        if row.open_plans & 1 << plan != 0 {
            return self.observer.note(self.now, &Fact::Maintained { zone: group.zone, due: self.now, in_time: false });
        }
        row.open_plans |= 1 << plan;
        let fate = row.planned(plan, count);
        self.open_job_of(unit, fate, source, Some(at));
    }

    /// Opens a job for a unit, at its place.
    fn open_job_of(&mut self, unit: UnitId, fate: Fate, source: SourceId, plan: Option<u8>) {
        let entry = &self.network.sources[source];
        let id = self.state.jobs.open(Job::new(fate, source, entry.zone, entry.kind, self.now));
        let story = self.state.jobs.story_mut(id);
        (story.unit, story.plan) = (Some(unit), plan);
        let job = &mut self.state.jobs[id];
        job.background = entry.background;
        if self.network.travel.uses_sites() {
            let own = self.state.units.rows[unit].fate();
            job.site = self.network.zones[entry.zone].draw_site(&mut own.draws(Purpose::Site, 0));
        }
        if self.network.chains.is_some() { self.come_in(id) } else { self.receive(id) }
    }

    /// A call is received: unless it was planned, its unit is down.
    pub(super) fn unit_called(&mut self, id: JobId) {
        if self.state.jobs.story(id).plan.is_none() {
            self.stop_unit(id);
        }
    }

    /// Somebody is on site: a unit that worked until now stands still.
    pub(super) fn unit_opened(&mut self, id: JobId) {
        let story = self.state.jobs.story(id);
        if story.plan.is_some() && !story.holds_unit {
            self.stop_unit(id);
        }
    }

    fn stop_unit(&mut self, id: JobId) {
        let story = self.state.jobs.story_mut(id);
        let Some(unit) = story.unit else { return };
        story.holds_unit = true;
        let units = &mut self.state.units;
        if units.rows[unit].stop(self.now) {
            if let Some(handle) = units.rows[unit].failing.take() {
                self.agenda.cancel(handle);
            }
            units.pause(self.network, unit, self.now);
            self.observer.note(self.now, &Fact::UnitDown(unit));
        }
    }

    /// A job is closed: planned maintenance does what it is for.
    pub(super) fn unit_served(&mut self, id: JobId) {
        let story = self.state.jobs.story(id);
        let (Some(unit), Some(plan)) = (story.unit, story.plan) else { return };
        let group = self.network.units.of(unit);
        let effect = group.model.plans[usize::from(plan)].effect;
        if effect > 0.0 {
            self.state.units.rows[unit].rejuvenate(&group.model, effect);
        }
        let in_time = self.now <= self.due_by(id, group, plan);
        self.end_plan(id, unit, plan, in_time);
    }

    /// Until when a planned job is done in time.
    fn due_by(&self, id: JobId, group: &Group, plan: u8) -> Time {
        self.state.jobs[id].called + group.model.plans[usize::from(plan)].window
    }

    /// Planned maintenance is done, or comes to nothing.
    fn end_plan(&mut self, id: JobId, unit: UnitId, plan: u8, in_time: bool) {
        self.state.jobs.story_mut(id).plan = None;
        self.state.units.rows[unit].open_plans &= !(1 << plan);
        let job = &self.state.jobs[id];
        self.observer.note(self.now, &Fact::Maintained { zone: job.zone, due: job.called, in_time });
    }

    /// A job has ended: its unit works again, unless another job keeps it from that.
    pub(super) fn unit_released(&mut self, id: JobId) {
        let story = *self.state.jobs.story(id);
        let Some(unit) = story.unit else { return };
        if let Some(plan) = story.plan {
            self.end_plan(id, unit, plan, false);
        }
        let row = &mut self.state.units.rows[unit];
        if story.holds_unit && row.release() {
            let from = row.down_since;
            let place = self.state.jobs[id].place.unwrap_or(HEAD_OFFICE);
            self.observer.note(self.now, &Fact::UnitWasDown { unit, from, place });
            self.plan_failure(unit);
        }
        self.plan_age_anew(unit);
    }

    /// The run of a part ends with a job open: tells how long its unit was down, and whether its maintenance is late.
    pub(super) fn settle_unit(&mut self, id: JobId) {
        let story = *self.state.jobs.story(id);
        let Some(unit) = story.unit else { return };
        let group = self.network.units.of(unit);
        if let Some(plan) = story.plan.filter(|plan| self.now > self.due_by(id, group, *plan)) {
            self.end_plan(id, unit, plan, false);
        }
        let row = &mut self.state.units.rows[unit];
        if story.holds_unit && row.settle() {
            let (from, place) = (row.down_since, self.state.jobs[id].place.unwrap_or(HEAD_OFFICE));
            self.observer.note(self.now, &Fact::UnitWasDown { unit, from, place });
        }
    }
}
