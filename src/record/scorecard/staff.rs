//! What is measured of people beside their hours, and of what their work did: damage, and calls that a poor installation brought about.

use super::Hours;
use super::cut::per;
use crate::kernel::time::MS_PER_HOUR;
use crate::network::{Network, PlaceId};
use crate::record::fact::Activity;
use crate::record::figure::{Index, Row};

/// Measures of the people of a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staff {
    /// Visits ended, and those that damaged something else.
    pub visits: [u64; 2],
    /// Counted calls of kinds that install nothing, and those that an installation brought about.
    pub calls: [u64; 2],
    /// People who quit.
    pub quits: i64,
    /// Vacant person-time [ms].
    pub vacant: i64,
    /// Person-time of standing by [ms].
    pub stood_by: i64,
    /// Seats of people; known when the card is closed.
    pub seats: i64,
}

impl Staff {
    /// Adds what was measured of others.
    pub fn add(&mut self, other: &Staff) {
        for at in 0..2 {
            self.visits[at] += other.visits[at];
            self.calls[at] += other.calls[at];
        }
        self.quits += other.quits;
        self.vacant += other.vacant;
        self.stood_by += other.stood_by;
        self.seats += other.seats;
    }

    /// The figures of the mechanisms that are on; of a place, or of the whole network.
    pub(super) fn fill(&self, network: &Network, place: Option<PlaceId>, hours: &Hours, row: &mut Row) {
        let on = &network.workforce;
        let share = |[all, some]: [u64; 2]| per(some as f64, all as f64);
        let seats = self.seats as f64;
        let window = network.window.length().0 as f64;
        let in_courses = hours.of(Activity::Course) as f64 / MS_PER_HOUR as f64;
        let staffed = seats > 0.0;
        let values = [
            (Index::DamageRate, on.damages, share(self.visits)),
            (Index::InstallationCalls, on.installs && place.is_none(), share(self.calls)),
            (Index::Headcount, on.turns_over && staffed, per(seats * window - self.vacant as f64, window)),
            (Index::Quits, on.turns_over && staffed, Some(self.quits as f64)),
            (Index::VacancyShare, on.turns_over, per(self.vacant as f64, seats * window)),
            (Index::SicknessShare, on.falls_sick, per(hours.of(Activity::Sick) as f64, hours.paid as f64)),
            (Index::StandbyHours, on.stands_by && staffed, Some(self.stood_by as f64 / MS_PER_HOUR as f64)),
            (Index::TrainingHours, on.trains && staffed, Some(in_courses)),
        ];
        for (index, on, value) in values {
            row[index as usize] = value.filter(|_| on);
        }
    }
}
