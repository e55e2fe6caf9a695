//! What differences between layouts are explained by: the stages of jobs, and how much each place did; kept only where it is asked for.

use super::fact::{Fact, Observer, Pay};
use super::stages::{StageLog, Stages};
use crate::kernel::id::Table;
use crate::kernel::time::{Time, clip};
use crate::network::{HEAD_OFFICE, Network, PlaceId, TechnicianId};

/// What money is spent for: the volume in "volume x unit price".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// Paid person-hours inside shifts [person ms].
    Paid,
    /// Paid person-hours after the end of shifts [person ms].
    Overtime,
    /// Person-hours of standing by [person ms].
    Standby,
    /// Distance on the road [m].
    Distance,
    /// Technicians, and fixed crews, who could have a vehicle.
    Crews,
    /// Jobs closed, and stages of jobs passed on.
    Jobs,
}

/// Number of quantities.
pub const QUANTITIES: usize = Quantity::Jobs as usize + 1;

impl Quantity {
    /// Its name in files.
    pub fn key(self) -> &'static str {
        match self {
            Quantity::Paid => "paid_hours",
            Quantity::Overtime => "overtime_hours",
            Quantity::Standby => "standby_hours",
            Quantity::Distance => "distance",
            Quantity::Crews => "crews",
            Quantity::Jobs => "jobs",
        }
    }

    /// Its name in reports.
    pub fn label(self) -> &'static str {
        match self {
            Quantity::Paid => "paid hours",
            Quantity::Overtime => "overtime hours",
            Quantity::Standby => "hours of standby",
            Quantity::Distance => "km",
            Quantity::Crews => "crews",
            Quantity::Jobs => "jobs",
        }
    }
}

/// How much of each quantity.
pub type Volumes = [i64; QUANTITIES];

/// What a trial says to explain its figures.
#[derive(Debug, Clone, PartialEq)]
pub struct Basis {
    /// Times of jobs by stage.
    pub stages: Stages,
    /// How much each place did in the counted time.
    pub volumes: Table<PlaceId, Volumes>,
}

/// Keeps the basis of a trial.
#[derive(Debug)]
pub struct BasisLog<'n> {
    network: &'n Network,
    stages: StageLog<'n>,
    volumes: Table<PlaceId, Volumes>,
}

impl<'n> BasisLog<'n> {
    /// Nothing has happened yet.
    pub fn new(network: &'n Network) -> BasisLog<'n> {
        let volumes = network.places.iter().map(|_| [0; QUANTITIES]).collect();
        BasisLog { network, stages: StageLog::new(network), volumes }
    }

    /// Adds what happened in other parts of the network.
    pub fn merge(&mut self, other: BasisLog<'_>) {
        self.stages.merge(other.stages);
        for (place, volumes) in other.volumes.enumerate() {
            self.volumes[place].iter_mut().zip(volumes).for_each(|(mine, theirs)| *mine += theirs);
        }
    }

    /// Ends the trial.
    pub fn close(mut self) -> Basis {
        for technician in self.network.technicians.iter() {
            self.volumes[technician.place][Quantity::Crews as usize] += 1;
        }
        Basis { stages: self.stages.close(), volumes: self.volumes }
    }

    fn add(&mut self, place: PlaceId, quantity: Quantity, volume: i64) {
        self.volumes[place][quantity as usize] += volume;
    }

    /// Person-time of the counted time.
    fn hours(&mut self, technician: TechnicianId, quantity: Quantity, from: Time, to: Time) {
        let (who, window) = (self.network.technicians[technician], self.network.window);
        if let Some((from, to)) = clip(from, to, window.warm_up, window.horizon) {
            self.add(who.place, quantity, i64::from(who.people) * (to - from).0);
        }
    }

    #[inline(never)]
    fn take_note(&mut self, now: Time, fact: &Fact<'_>) {
        self.stages.note(now, fact);
        match *fact {
            Fact::Paid { technician, pay, from, to } => {
                let quantity = if pay == Pay::Regular { Quantity::Paid } else { Quantity::Overtime };
                self.hours(technician, quantity, from, to);
            }
            Fact::StoodBy { technician, from, to } => self.hours(technician, Quantity::Standby, from, to),
            _ if !self.network.window.counts(now) => {}
            Fact::Travelled { technician, metres } => {
                self.add(self.network.technicians[technician].place, Quantity::Distance, metres);
            }
            Fact::Closed { job, .. } | Fact::Settled { job, .. } | Fact::Passed { job, .. } if !job.background => {
                self.add(job.place.unwrap_or(HEAD_OFFICE), Quantity::Jobs, 1);
            }
            _ => {}
        }
    }
}

impl Observer for BasisLog<'_> {
    #[inline(always)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        match fact {
            // The most frequent ones that say nothing here.
            Fact::Spent { .. } | Fact::Accepted(..) | Fact::Appointment { .. } => {}
            _ => self.take_note(now, fact),
        }
    }
}
