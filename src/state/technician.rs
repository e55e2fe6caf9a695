//! Technicians: what each does now, since when, and where.

use super::job::JobId;
use crate::kernel::agenda::Seat;
use crate::kernel::time::Time;
use crate::network::TechnicianId;
use crate::network::travel::Trip;
use crate::network::zones::Site;

/// A technician or a fixed crew.
#[derive(Debug, Clone)]
pub struct Technician {
    /// What they do now.
    pub duty: Duty,
    /// Since when.
    pub since: Time,
    /// Where they are, or where they set out from.
    pub site: Site,
    /// Whether that is the base.
    pub at_base: bool,
    /// The trip under way, or the last one.
    pub trip: Trip,
    /// Start of the time on duty that has not been told as paid yet.
    pub paid_from: Time,
    /// End of the shift that they are or were last in.
    pub shift_end: Time,
    /// Whether no visit has been begun in this shift.
    pub fresh: bool,
    /// Seat of the event that ends what they do.
    pub seat: Seat,
    /// Place in the team's list of idle technicians.
    idle_at: usize,
}

/// What a technician does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duty {
    /// At home.
    Off,
    /// Absent for the shift.
    Absent,
    /// Sick for the shift.
    Sick,
    /// In a course, for the shift or the first part of it.
    Course,
    /// Nobody: the seat is vacant.
    Vacant,
    /// On duty and free.
    Idle,
    /// On the way to a job.
    ToJob(JobId),
    /// On site, until the second technician comes.
    Waiting(JobId),
    /// At work.
    Working(JobId),
    /// On the way to base.
    ToBase,
}

impl Technician {
    /// At home, before the first shift.
    pub fn at_home(base: Site) -> Technician {
        Technician {
            duty: Duty::Off,
            since: Time::ZERO,
            site: base,
            at_base: true,
            trip: Trip::default(),
            paid_from: Time::ZERO,
            shift_end: Time::NEVER,
            fresh: true,
            seat: Seat::default(),
            idle_at: 0,
        }
    }

    /// The job that they have, if any.
    pub fn job(&self) -> Option<JobId> {
        match self.duty {
            Duty::ToJob(job) | Duty::Waiting(job) | Duty::Working(job) => Some(job),
            _ => None,
        }
    }
}

/// A team: its shift and its idle members.
#[derive(Debug, Clone, Default)]
pub struct TeamState {
    /// The shift under way.
    pub shift: Option<(Time, Time)>,
    /// The next shift; during a shift, that shift.
    pub next_shift: Option<(Time, Time)>,
    /// Number of shifts begun.
    pub shifts: u32,
    /// Members who are free.
    pub idle: Vec<TechnicianId>,
    /// Seat of the start or end of a shift.
    pub seat: Seat,
}

impl super::State {
    /// Puts a technician on the list of the idle.
    pub fn enlist(&mut self, team: crate::network::TeamId, id: TechnicianId) {
        let idle = &mut self.teams[team].idle;
        self.technicians[id].idle_at = idle.len();
        idle.push(id);
    }

    /// Takes a technician off the list of the idle.
    pub fn delist(&mut self, team: crate::network::TeamId, id: TechnicianId) {
        let idle = &mut self.teams[team].idle;
        let at = self.technicians[id].idle_at;
        assert_eq!(idle[at], id, "only an idle technician leaves the list of the idle");
        idle.swap_remove(at);
        if let Some(&moved) = idle.get(at) {
            self.technicians[moved].idle_at = at;
        }
    }
}
