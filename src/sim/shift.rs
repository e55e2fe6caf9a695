//! Shifts: technicians come on duty, go home, and are paid.

use super::run::{Event, Simulation};
use crate::kernel::time::{Span, Time};
use crate::network::travel::{Leg, Trip};
use crate::network::{TeamId, TechnicianId, ZoneId};
use crate::record::fact::{Activity, Fact, Observer, Pay};
use crate::scenario::schema::AtEnd;
use crate::state::fate::{Fate, Purpose};
use crate::state::job::JobId;
use crate::state::technician::Duty;

impl<O: Observer> Simulation<'_, O> {
    /// Plans the next shift of a team.
    pub(super) fn plan_shift(&mut self, team: TeamId) {
        let next = self.network.teams[team].shifts.shift_after(&self.network.calendar, self.now);
        let next = next.map(|(start, end)| (start.max(self.now), end)).filter(|(start, _)| *start <= self.network.window.end);
        self.state.teams[team].next_shift = next;
        if let Some((start, _)) = next {
            self.agenda.seat(self.state.teams[team].seat, start, Event::ShiftStart(team));
        }
    }

    /// A shift begins: those who are not absent come to base, and take what waits.
    pub(super) fn start_shift(&mut self, team: TeamId) {
        let entry = &self.network.teams[team];
        let shift = entry.shifts.shift_after(&self.network.calendar, self.now).expect("a planned shift is on the roster");
        let state = &mut self.state.teams[team];
        state.shift = Some((self.now, shift.1));
        let number = state.shifts;
        state.shifts += 1;
        if shift.1 != Time::NEVER {
            self.agenda.seat(self.state.teams[team].seat, shift.1, Event::ShiftEnd(team));
        }
        if self.network.workforce.moves {
            self.measure_load(team);
        }
        for (seat, member) in entry.technicians.iter().enumerate() {
            self.come_on_duty(member, seat as u64, number, shift.1);
        }
        for member in entry.technicians.iter() {
            if self.state.technicians[member].duty == Duty::Idle {
                self.take_next(member);
            }
        }
    }

    fn come_on_duty(&mut self, member: TechnicianId, seat: u64, shift: u32, end: Time) {
        let team = self.network.technicians[member].team;
        let entry = &self.network.teams[team];
        if !matches!(self.state.technicians[member].duty, Duty::Off | Duty::Vacant) {
            // Overtime, or a call-out, has run into the new shift.
            self.pay(member);
            self.end_call_out(member);
            self.comes_to_work(team, end);
            let technician = &mut self.state.technicians[member];
            technician.paid_from = self.now;
            technician.shift_end = end;
            return;
        }
        let fate = Fate::new(self.seed.source(entry.address).entity(seat));
        let absent = entry.absence > 0.0 && end != Time::NEVER && fate.draws(Purpose::Absence, shift).uniform() < entry.absence;
        let attendance = if self.network.workforce.moves { self.attendance(member, fate, end) } else { Duty::Idle };
        let technician = &mut self.state.technicians[member];
        technician.since = self.now;
        technician.paid_from = self.now;
        technician.shift_end = end;
        technician.fresh = true;
        technician.duty = if absent && attendance == Duty::Idle { Duty::Absent } else { attendance };
        if technician.duty == Duty::Idle {
            self.state.enlist(team, member);
            self.comes_to_work(team, end);
        }
    }

    /// A shift ends: work under way is finished or put aside, everybody else goes home.
    pub(super) fn end_shift(&mut self, team: TeamId) {
        self.state.teams[team].shift = None;
        self.plan_shift(team);
        let entry = &self.network.teams[team];
        let put_aside = if entry.at_end == AtEnd::Finish { Vec::new() } else { self.put_aside(team) };
        for member in entry.technicians.iter() {
            match self.state.technicians[member].duty {
                Duty::Absent => {
                    self.spent(member, Activity::Absent);
                    self.go_off(member);
                }
                Duty::Idle => {
                    self.spent(member, Activity::Idle);
                    self.state.delist(team, member);
                    self.go_home(member);
                }
                Duty::Sick => {
                    self.spent(member, Activity::Sick);
                    self.go_off(member);
                }
                Duty::Course => {
                    self.attend_course(member);
                    self.go_off(member);
                }
                Duty::Off | Duty::Vacant | Duty::ToBase | Duty::ToJob(_) | Duty::Waiting(_) | Duty::Working(_) => {}
            }
        }
        if put_aside.is_empty() {
            return;
        }
        for id in put_aside {
            if self.state.jobs[id].is_waiting() {
                self.assign(id);
            }
        }
        self.wake(entry.pool);
    }

    /// Interrupts every visit of a team whose shift ends, the one that has waited longest last, so that it is first in its line.
    /// A second technician from another team is free for other work. Work that ends with the shift is done.
    fn put_aside(&mut self, team: TeamId) -> Vec<JobId> {
        let entry = &self.network.teams[team];
        let mut jobs: Vec<JobId> = entry
            .technicians
            .iter()
            .filter(|&member| !self.completes_now(member))
            .filter_map(|member| self.state.technicians[member].job())
            .collect();
        jobs.sort_by_key(|&id| std::cmp::Reverse((self.state.jobs[id].queued, self.state.jobs[id].serial)));
        jobs.dedup();
        for &id in &jobs {
            let people = self.state.jobs[id].crew;
            self.interrupt(id, entry.at_end == AtEnd::Suspend);
            for member in people.into_iter().flatten() {
                if self.network.technicians[member].team != team {
                    self.take_next(member);
                }
            }
        }
        jobs
    }

    /// A technician whose shift is over goes home; the way is paid.
    pub(super) fn go_home(&mut self, member: TechnicianId) {
        let technician = &self.state.technicians[member];
        if technician.at_base {
            return self.go_off(member);
        }
        let row = self.network.technicians[member];
        let base = self.network.centres[row.centre].site;
        let leg = Leg { from: technician.site, to: base, centre: row.centre, zone: ZoneId(0) };
        let trip =
            if self.network.travel.starts_at_base() { technician.trip } else { self.network.travel.expected(&leg, self.now) };
        self.drive_to_base(member, trip);
    }

    /// A technician sets out for base.
    pub(super) fn drive_to_base(&mut self, member: TechnicianId, trip: Trip) {
        let technician = &mut self.state.technicians[member];
        technician.duty = Duty::ToBase;
        technician.trip = trip;
        if trip.time == Span::ZERO {
            return self.back_at_base(member);
        }
        self.agenda.seat(technician.seat, self.now + trip.time, Event::BackAtBase(member));
    }

    /// A technician is back at base: free for the next job, or off duty.
    pub(super) fn back_at_base(&mut self, member: TechnicianId) {
        self.spent(member, Activity::Return);
        let metres = self.state.technicians[member].trip.metres;
        self.observer.note(self.now, &Fact::Travelled { technician: member, metres });
        self.put_at_base(member);
        let on_duty = self.state.teams[self.network.technicians[member].team].shift.is_some();
        if on_duty && self.now < self.state.technicians[member].shift_end {
            self.become_free(member);
        } else {
            self.go_off(member);
        }
    }

    /// A technician is at base.
    pub(super) fn put_at_base(&mut self, member: TechnicianId) {
        let base = self.network.centres[self.network.technicians[member].centre].site;
        let technician = &mut self.state.technicians[member];
        technician.site = base;
        technician.at_base = true;
    }

    pub(super) fn go_off(&mut self, member: TechnicianId) {
        self.pay(member);
        self.state.technicians[member].duty = Duty::Off;
        if self.network.workforce.stands_by {
            self.end_call_out(member);
            self.call_out_again(member);
        }
    }

    /// Tells what a technician is to be paid since it was last told: the shift, and the overtime after it.
    fn pay(&mut self, member: TechnicianId) {
        let technician = &self.state.technicians[member];
        let (from, end, now) = (technician.paid_from, technician.shift_end, self.now);
        for (pay, from, to) in [(Pay::Regular, from, now.min(end)), (Pay::Overtime, from.max(end), now)] {
            if from < to {
                self.observer.note(now, &Fact::Paid { technician: member, pay, from, to });
            }
        }
        self.state.technicians[member].paid_from = now;
    }

    /// Tells what a technician on duty did and is to be paid up to the very end.
    pub(super) fn settle(&mut self, member: TechnicianId) {
        let activity = match self.state.technicians[member].duty {
            Duty::Off => return,
            Duty::Vacant => return self.tell_vacancy(member),
            Duty::Absent => Activity::Absent,
            Duty::Sick => Activity::Sick,
            Duty::Course => Activity::Course,
            Duty::Idle | Duty::Waiting(_) => Activity::Idle,
            Duty::ToJob(_) => Activity::Outbound,
            Duty::Working(_) => Activity::Work,
            Duty::ToBase => Activity::Return,
        };
        self.spent(member, activity);
        self.pay(member);
        self.end_call_out(member);
    }
}
