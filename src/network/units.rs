//! Tracked units: products of which every unit has an age, a failure clock and a plan of maintenance of its own.

mod build;
mod hazard;

use super::demand::Intensity;
use super::{GroupId, SourceId, UnitId, ZoneId};
use crate::kernel::id::{Id, Table};
use crate::kernel::law::Law;
use crate::kernel::money::Money;
use crate::kernel::random::Draws;
use crate::kernel::time::Span;
use std::ops::Range;
use std::sync::Arc;

pub(super) use build::{any, build, maintenance_streams};
pub use hazard::Hazard;

/// The tracked units of a layout; none where all products are followed as fleets.
#[derive(Debug, Clone, Default)]
pub struct Units {
    /// Units of one product in one zone.
    pub groups: Table<GroupId, Group>,
    /// The group of each unit.
    pub group_of: Table<UnitId, GroupId>,
}

/// The tracked units of one product in one zone.
#[derive(Debug, Clone)]
pub struct Group {
    /// Where they are.
    pub zone: ZoneId,
    /// Their numbers.
    pub units: Range<u32>,
    /// Whether they bear our own brand.
    pub own: bool,
    /// Address of their random numbers: the hash of the names of product and zone.
    pub address: u64,
    /// Address of the day factors that they share with all failures of the product in the zone.
    pub day_address: u64,
    /// How use runs through the year, the week and the day: one millisecond of use per millisecond in the mean.
    pub clock: Intensity,
    /// Sum of the shares of the streams that take their failures: a factor on the hazard.
    pub share: f64,
    /// Streams that take their failures, with their cumulative shares.
    pub calls: Vec<(f64, SourceId)>,
    /// Sources of the planned jobs, one for each plan.
    pub plans: Vec<SourceId>,
    /// What they have in common with the units of the product elsewhere.
    pub model: Arc<Model>,
}

/// What all units of a product have in common.
#[derive(Debug, Clone)]
pub struct Model {
    /// How failure comes with age.
    pub hazard: Hazard,
    /// Cumulative shares of the years of age at the start; empty if all units are new.
    pub ages: Vec<f64>,
    /// Whether the start is the equilibrium of replacement at failure.
    pub stationary: bool,
    /// Part of the age since the last repair that a repair leaves (Kijima's q): 1 as bad as old, 0 as good as new.
    pub keeps: f64,
    /// Law of the factor by which a unit fails more often than others; mean 1.
    pub rate: Option<Law>,
    /// Paid for each hour that a unit is down.
    pub downtime_cost: Money,
    /// Planned maintenance.
    pub plans: Vec<Plan>,
}

/// A plan of maintenance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    /// When it falls due.
    pub when: When,
    /// Share of a unit's age that it takes away.
    pub effect: f64,
    /// Time after the due date in which it counts as done in time.
    pub window: Span,
}

/// When planned maintenance of a unit falls due.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
    /// Again and again after so long, whatever else happens; the first time as the phase says.
    Every(Span, Phase),
    /// So long after the unit was last as good as new.
    AtAge(Span),
}

/// How due dates of the units of a group lie in the interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Evenly spread, unit by unit.
    Even,
    /// Drawn for each unit.
    Drawn,
    /// All at once, at the end of the interval.
    Together,
}

impl Units {
    /// The group of a unit.
    #[inline]
    pub fn of(&self, unit: UnitId) -> &Group {
        &self.groups[self.group_of[unit]]
    }

    /// Whether no unit is tracked.
    pub fn is_empty(&self) -> bool {
        self.group_of.is_empty()
    }

    /// Units of our own brand, in a zone or everywhere.
    pub fn own(&self, zone: Option<ZoneId>) -> impl Iterator<Item = UnitId> + '_ {
        let meant = move |group: &&Group| group.own && zone.is_none_or(|zone| zone == group.zone);
        self.groups.iter().filter(meant).flat_map(|group| group.units.clone().map(UnitId))
    }
}

impl Group {
    /// The stream that takes a failure, at probability `u`.
    pub fn call(&self, u: f64) -> SourceId {
        let at = self.calls.partition_point(|(edge, _)| *edge <= u * self.share);
        self.calls[at.min(self.calls.len() - 1)].1
    }

    /// Number of a unit in its group.
    pub fn ordinal(&self, unit: UnitId) -> u32 {
        unit.0 - self.units.start
    }
}

impl Model {
    /// Age of a unit at the start [ms], for a unit that fails `rate` times as often as the mean.
    pub fn first_age(&self, rate: f64, draws: &mut Draws) -> f64 {
        // Units whose failures nobody takes have no equilibrium.
        if self.stationary && rate > 0.0 {
            return self.hazard.stationary_age(rate, draws);
        }
        if self.ages.is_empty() {
            return 0.0;
        }
        let u = draws.uniform();
        let year = self.ages.partition_point(|edge| *edge <= u).min(self.ages.len() - 1);
        (year as f64 + draws.uniform()) * hazard::YEAR
    }

    /// The plan that follows the age of a unit.
    pub fn by_age(&self) -> Option<(usize, Span)> {
        self.plans.iter().enumerate().find_map(|(at, plan)| match plan.when {
            When::AtAge(age) => Some((at, age)),
            When::Every(..) => None,
        })
    }
}

impl Plan {
    /// First due date of the unit with this number among so many, for a plan by the calendar; `u` where the phase is drawn.
    pub fn first(every: Span, phase: Phase, ordinal: u32, units: usize, u: f64) -> Span {
        let share = match phase {
            Phase::Even => (f64::from(ordinal) + 0.5) / units as f64,
            Phase::Drawn => u,
            Phase::Together => 1.0,
        };
        Span::from_ms(every.0 as f64 * share)
    }
}

impl Units {
    /// Appends a group of so many units.
    fn push(&mut self, units: u32, make: impl FnOnce(Range<u32>) -> Group) {
        let first = u32::try_from(self.group_of.len()).expect("fewer than 4 billion units");
        let id = self.groups.push(make(first..first + units));
        (0..units).for_each(|_| _ = self.group_of.push(id));
        debug_assert_eq!(self.group_of.len(), UnitId(first + units).index());
    }
}
