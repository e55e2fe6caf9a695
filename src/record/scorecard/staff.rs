//! What is measured of people beside their hours, and of what their work did: damage, and calls that a poor installation brought about.

use super::cut::per;
use crate::network::workforce::Workforce;
use crate::record::figure::{Index, Row};

/// Measures of the people of a place.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staff {
    /// Visits ended, and those that damaged something else.
    pub visits: [u64; 2],
    /// Counted calls of kinds that install nothing, and those that an installation brought about.
    pub calls: [u64; 2],
}

impl Staff {
    /// Adds what was measured of others.
    pub fn add(&mut self, other: &Staff) {
        for at in 0..2 {
            self.visits[at] += other.visits[at];
            self.calls[at] += other.calls[at];
        }
    }

    /// The figures of the mechanisms that are on.
    pub(super) fn fill(&self, on: &Workforce, row: &mut Row) {
        let share = |[all, some]: [u64; 2]| per(some as f64, all as f64);
        let values =
            [(Index::DamageRate, on.damages, share(self.visits)), (Index::InstallationCalls, on.installs, share(self.calls))];
        for (index, on, value) in values {
            row[index as usize] = value.filter(|_| on);
        }
    }
}
