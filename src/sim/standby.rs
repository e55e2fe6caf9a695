//! Standby: who stays at home to be called out, and what for.

use super::run::{Event, Simulation};
use crate::network::{TeamId, TechnicianId};
use crate::policy::dispatch;
use crate::record::fact::{Fact, Observer};
use crate::state::job::JobId;
use crate::state::technician::Duty;

impl<O: Observer> Simulation<'_, O> {
    /// Plans the next time that a team stands by, if its roster has any.
    pub(super) fn plan_standby(&mut self, team: TeamId) {
        let Some(standby) = &self.network.teams[team].standby else { return };
        let next = standby.hours.shift_after(&self.network.calendar, self.now).map(|(start, _)| start.max(self.now));
        if let Some(start) = next.filter(|start| *start <= self.network.window.end) {
            self.plan(start, Event::StandbyStart(team));
        }
    }

    /// Members of a team stand by, in turns; who is sick, or not there at all, is passed over.
    pub(super) fn start_standby(&mut self, team: TeamId) {
        let entry = &self.network.teams[team];
        let standby = entry.standby.as_ref().expect("a team that stands by has a roster for it");
        let (_, end) = standby.hours.shift_after(&self.network.calendar, self.now).expect("a planned standby is on the roster");
        let turns = self.state.staff.standby[team].turns;
        let seats: Vec<TechnicianId> = entry.technicians.iter().collect();
        let in_turn = (0..seats.len()).map(|at| seats[(turns * standby.seats + at) % seats.len()]);
        let members: Vec<TechnicianId> = in_turn.filter(|&member| self.is_fit(member)).take(standby.seats).collect();
        let on_call = &mut self.state.staff.standby[team];
        (on_call.members, on_call.since, on_call.turns) = (members.clone(), self.now, turns + 1);
        self.plan(end, Event::StandbyEnd(team));
        members.into_iter().for_each(|member| self.call_out_again(member));
    }

    /// Whether there is a technician who could be called out: the seat is held, and by nobody who is sick.
    fn is_fit(&self, member: TechnicianId) -> bool {
        let duty = self.state.technicians[member].duty;
        let person = self.state.staff.people.get(member);
        let sick = person.is_some_and(|person| person.spell.0 <= self.now && self.now < person.spell.1);
        duty != Duty::Vacant && !sick
    }

    /// A team no longer stands by; call-outs under way are finished.
    pub(super) fn end_standby(&mut self, team: TeamId) {
        self.stand_down(team);
        self.plan_standby(team);
    }

    /// Tells who has stood by.
    pub(super) fn stand_down(&mut self, team: TeamId) {
        if !self.network.workforce.stands_by {
            return;
        }
        let on_call = &mut self.state.staff.standby[team];
        let (members, since) = (std::mem::take(&mut on_call.members), on_call.since);
        members.into_iter().for_each(|member| self.tell_standby(member, since));
    }

    fn tell_standby(&mut self, technician: TechnicianId, from: crate::kernel::time::Time) {
        if from < self.now {
            self.observer.note(self.now, &Fact::StoodBy { technician, from, to: self.now });
        }
    }

    /// A technician who quits no longer stands by.
    pub(super) fn leave_standby(&mut self, member: TechnicianId) {
        let team = self.network.technicians[member].team;
        let Some(on_call) = self.state.staff.standby.get(team) else { return };
        let since = on_call.since;
        if let Some(at) = on_call.members.iter().position(|&other| other == member) {
            self.state.staff.standby[team].members.remove(at);
            self.tell_standby(member, since);
        }
    }

    /// Calls somebody out for a job that nobody on duty takes. `false` if nobody stands by for it.
    pub(super) fn call_out_for(&mut self, id: JobId) -> bool {
        if !self.network.workforce.stands_by {
            return false;
        }
        let view = self.view();
        let Some(member) = dispatch::on_call_for(&view, view.request(id), self.offer(id)) else { return false };
        self.call_out(member, id);
        true
    }

    /// Somebody who stands by is at home (again), and is called out for what waits.
    pub(super) fn call_out_again(&mut self, member: TechnicianId) {
        let view = self.view();
        if view.on_call(self.network.technicians[member].team).all(|other| other != member) {
            return;
        }
        if let Some(id) = dispatch::call_out_of(&view, member) {
            self.call_out(member, id);
        }
    }

    fn call_out(&mut self, member: TechnicianId, id: JobId) {
        self.state.staff.called_out[member] = Some(self.now);
        let technician = &mut self.state.technicians[member];
        technician.since = self.now;
        // What follows the last shift is overtime.
        technician.paid_from = self.now;
        technician.shift_end = technician.shift_end.min(self.now);
        technician.duty = Duty::Idle;
        self.state.enlist(self.network.technicians[member].team, member);
        self.dispatch(id, [Some(member), None]);
    }

    /// Tells a call-out that is over.
    pub(super) fn end_call_out(&mut self, member: TechnicianId) {
        if let Some(from) = self.state.staff.called_out.get(member).copied().flatten() {
            self.state.staff.called_out[member] = None;
            self.observer.note(self.now, &Fact::CalledOut { technician: member, from, to: self.now });
        }
    }
}
