//! What is measured of tracked units: how long they were down, how often they failed, and whether they were maintained in time.

use super::cut::per;
use crate::kernel::id::Table;
use crate::kernel::time::Time;
use crate::kernel::time::clip;
use crate::network::{Network, UnitId, ZoneId};
use crate::record::fact::Fact;
use crate::record::figure::{Index, Row};

/// Measures of the tracked units of our own brand, in the counted time.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Units {
    /// Time that each was down [ms].
    pub down: Table<UnitId, i64>,
    /// Failures by zone.
    pub failures: Table<ZoneId, u64>,
    /// Planned maintenance by zone of the due date: fell due, and was done in time.
    pub maintained: Table<ZoneId, [u64; 2]>,
}

impl Units {
    /// Nothing measured yet.
    pub fn new(network: &Network) -> Units {
        if network.units.is_empty() {
            return Units::default();
        }
        Units {
            down: network.units.group_of.iter().map(|_| 0).collect(),
            failures: network.zones.iter().map(|_| 0).collect(),
            maintained: network.zones.iter().map(|_| [0; 2]).collect(),
        }
    }

    /// Takes note of a fact about a unit.
    pub fn note(&mut self, network: &Network, now: Time, fact: &Fact<'_>) {
        let window = network.window;
        match *fact {
            Fact::UnitFailed(unit) if network.units.of(unit).own && window.counts(now) => {
                self.failures[network.units.of(unit).zone] += 1;
            }
            Fact::UnitWasDown { unit, from, .. } if network.units.of(unit).own => {
                if let Some((from, to)) = clip(from, now, window.warm_up, window.horizon) {
                    self.down[unit] += (to - from).0;
                }
            }
            Fact::Maintained { zone, due, in_time } if window.counts(due) => {
                self.maintained[zone][0] += 1;
                self.maintained[zone][1] += u64::from(in_time);
            }
            _ => {}
        }
    }

    /// Adds what `other` has measured in other parts of the same network.
    pub fn merge(&mut self, other: &Units) {
        self.down.iter_mut().zip(other.down.iter()).for_each(|(mine, theirs)| *mine += theirs);
        self.failures.iter_mut().zip(other.failures.iter()).for_each(|(mine, theirs)| *mine += theirs);
        for (mine, theirs) in self.maintained.iter_mut().zip(other.maintained.iter()) {
            (mine[0], mine[1]) = (mine[0] + theirs[0], mine[1] + theirs[1]);
        }
    }

    /// The figures of the units of a zone, or of all.
    pub fn fill(&self, network: &Network, zone: Option<ZoneId>, row: &mut Row) {
        let mut down: Vec<i64> = network.units.own(zone).map(|unit| self.down[unit]).collect();
        if down.is_empty() {
            return;
        }
        down.sort_unstable_by_key(|down| std::cmp::Reverse(*down));
        let (length, units) = (network.window.length().0 as f64, down.len());
        let mean = |down: &[i64]| down.iter().map(|down| i128::from(*down)).sum::<i128>() as f64 / length / down.len() as f64;
        let here = |id: ZoneId| zone.is_none_or(|zone| zone == id);
        let failures: u64 = self.failures.enumerate().filter(|(id, _)| here(*id)).map(|(_, failures)| failures).sum();
        let maintained = self.maintained.enumerate().filter(|(id, _)| here(*id));
        let [due, in_time] = maintained.fold([0, 0], |sum, (_, of)| [sum[0] + of[0], sum[1] + of[1]]);
        row[Index::Availability as usize] = Some(1.0 - mean(&down));
        row[Index::AvailabilityWorst as usize] = Some(1.0 - mean(&down[..units.div_ceil(10)]));
        row[Index::UnitsDown as usize] = Some(mean(&down) * units as f64);
        row[Index::FailuresPerUnitYear as usize] = per(failures as f64, units as f64 * network.window.years());
        row[Index::MaintenanceInTime as usize] = per(in_time as f64, due as f64);
    }
}
