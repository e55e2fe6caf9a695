//! People: who comes to a shift, falls sick, quits, is hired, or sits in a course.

use super::run::{Event, Simulation};
use crate::kernel::time::{Span, Time};
use crate::network::staff::{Staffing, Training};
use crate::network::{TeamId, TechnicianId};
use crate::record::fact::{Activity, Change, Fact, Observer};
use crate::state::fate::{Fate, Purpose};
use crate::state::technician::Duty;

/// From one course to the next refresher.
const YEAR: Span = Span(365 * Span::DAY.0);

impl<O: Observer> Simulation<'_, O> {
    /// What a technician does in the shift that begins: idle if he comes to work.
    pub(super) fn attendance(&mut self, member: TechnicianId, fate: Fate, end: Time) -> Duty {
        let network = self.network;
        let staffing = network.staffing_of(member);
        if !self.seat_is_held(member, staffing, fate) {
            return Duty::Vacant;
        }
        let now = self.now;
        let person = &mut self.state.staff.people[member];
        if let Some((ramp_up, hired)) = staffing.ramp_up.as_ref().zip(person.hired) {
            person.shares = ramp_up.shares(now - hired);
        }
        if let Some(sickness) = &staffing.sickness {
            while person.spell.1 <= now {
                let healthy = fate.draws(Purpose::Sickness, 2 * person.spells).exponential() * sickness.gap;
                let length = sickness.length.sample(&mut fate.draws(Purpose::Sickness, 2 * person.spells + 1)).max(1.0);
                let from = person.spell.1 + Span::from_ms(healthy);
                (person.spell, person.spells) = ((from, from + Span::from_ms(length)), person.spells + 1);
            }
            if person.spell.0 <= now {
                return Duty::Sick;
            }
        }
        match &staffing.training {
            Some(training) if self.is_in_course(member, training) => {
                let left = self.state.staff.people[member].course.expect("who is in a course has some of it left");
                if now + left < end {
                    self.agenda.seat(self.state.technicians[member].seat, now + left, Event::CourseEnd(member));
                }
                Duty::Course
            }
            _ => Duty::Idle,
        }
    }

    /// Whether somebody holds a seat: a vacancy may end, and once a month somebody may quit.
    fn seat_is_held(&mut self, member: TechnicianId, staffing: &Staffing, fate: Fate) -> bool {
        let Some(turnover) = &staffing.turnover else { return true };
        let now = self.now;
        if let Some((_, until)) = self.state.staff.people[member].vacant {
            if now < until {
                return false;
            }
            self.hire(member, staffing);
        }
        let team = self.network.technicians[member].team;
        let (month, utilisation) = (self.state.staff.crowds[team].month, self.state.staff.crowds[team].utilisation);
        let person = &mut self.state.staff.people[member];
        let (since, weighed) = person.weighed;
        if weighed == month {
            return true;
        }
        person.weighed = (now, month);
        let lot = fate.draws(Purpose::Quit, u32::try_from(month).expect("a month of the run")).uniform();
        if lot >= turnover.quits(now - since, utilisation) {
            return true;
        }
        let vacancy = turnover.vacancy.sample(&mut fate.draws(Purpose::Vacancy, person.hires)).max(1.0);
        person.vacant = Some((now, now + Span::from_ms(vacancy)));
        let in_course = person.course.take().is_some();
        self.state.staff.crowds[team].in_course -= u32::from(in_course);
        self.observer.note(now, &Fact::Staffed { technician: member, change: Change::Quit });
        self.leave_standby(member);
        false
    }

    /// Somebody new takes a vacant seat.
    fn hire(&mut self, member: TechnicianId, staffing: &Staffing) {
        self.tell_vacancy(member);
        self.observer.note(self.now, &Fact::Staffed { technician: member, change: Change::Hired });
        let team = self.network.technicians[member].team;
        let month = self.state.staff.crowds[team].month;
        let person = &mut self.state.staff.people[member];
        person.vacant = None;
        person.hires += 1;
        (person.hired, person.trained) = (Some(self.now), false);
        person.weighed = (self.now, month);
        person.due = staffing.training.as_ref().map(|training| training.from.max(self.now));
    }

    /// Tells how long a seat has been vacant.
    pub(super) fn tell_vacancy(&mut self, member: TechnicianId) {
        let (from, _) = self.state.staff.people[member].vacant.expect("the seat is vacant");
        if from < self.now {
            self.observer.note(self.now, &Fact::Vacant { technician: member, from, to: self.now });
        }
    }

    /// A team's first shift of a month: the load of the month before is known.
    pub(super) fn measure_load(&mut self, team: TeamId) {
        let month = self.network.calendar.month(self.now.day());
        let crowd = &mut self.state.staff.crowds[team];
        if crowd.month != month {
            crowd.utilisation = (crowd.present > 0).then(|| crowd.busy as f64 / crowd.present as f64);
            (crowd.busy, crowd.present, crowd.month) = (0, 0, month);
        }
    }

    /// A member of a team is present until the end of the shift.
    #[inline]
    pub(super) fn comes_to_work(&mut self, team: TeamId, end: Time) {
        if self.network.workforce.turns_over {
            self.state.staff.crowds[team].present += (end - self.now).0;
        }
    }

    /// A technician has spent time: what was travel or work is load.
    pub(super) fn is_busy(&mut self, member: TechnicianId, activity: Activity, time: Span) {
        if matches!(activity, Activity::Outbound | Activity::Return | Activity::Work) {
            self.state.staff.crowds[self.network.technicians[member].team].busy += time.0;
        }
    }

    /// Whether a technician spends the beginning of a shift in a course: one that he has begun, or that is due and has room.
    fn is_in_course(&mut self, member: TechnicianId, training: &Training) -> bool {
        let crowd = &mut self.state.staff.crowds[self.network.technicians[member].team];
        let person = &mut self.state.staff.people[member];
        if person.course.is_some() {
            return true;
        }
        if person.due.is_none_or(|due| self.now < due) || crowd.in_course >= training.at_once {
            return false;
        }
        let refresher = person.trained;
        crowd.in_course += 1;
        person.course = Some(training.hours[usize::from(refresher)]);
        person.courses += 1;
        self.observer.note(self.now, &Fact::Staffed { technician: member, change: Change::Course { refresher } });
        true
    }

    /// Time in a course has passed; at its end comes the examination.
    pub(super) fn attend_course(&mut self, member: TechnicianId) {
        let passed = self.now - self.state.technicians[member].since;
        self.spent(member, Activity::Course);
        let person = &mut self.state.staff.people[member];
        let left = person.course.expect("who is in a course has some of it left") - passed;
        person.course = Some(left);
        if left == Span::ZERO {
            self.examine(member);
        }
    }

    /// A course is over: who passes works like the better grade from now on, who fails takes it again.
    fn examine(&mut self, member: TechnicianId) {
        let network = self.network;
        let row = network.technicians[member];
        let training = network.staffing_of(member).training.as_ref().expect("who is examined has been trained");
        let team = &network.teams[row.team];
        let seat = u64::from(member.0 - team.technicians.0.start);
        let fate = Fate::new(self.seed.source(team.address).entity(seat));
        self.state.staff.crowds[row.team].in_course -= 1;
        let person = &mut self.state.staff.people[member];
        person.course = None;
        let passed = person.trained || fate.draws(Purpose::Exam, person.courses).uniform() < training.pass;
        person.trained = passed;
        person.due = match passed {
            true => (training.hours[1] > Span::ZERO).then_some(self.now + YEAR),
            false => Some(self.now),
        };
    }

    /// A course ends inside a shift: back to work.
    pub(super) fn end_course(&mut self, member: TechnicianId) {
        self.attend_course(member);
        let (team, end) = (self.network.technicians[member].team, self.state.technicians[member].shift_end);
        self.comes_to_work(team, end);
        self.become_free(member);
    }
}
