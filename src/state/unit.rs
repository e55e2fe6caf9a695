//! Tracked units: their age, their failure clock, and whether they are down.

use super::fate::{Fate, Purpose};
use crate::kernel::agenda::Handle;
use crate::kernel::id::Table;
use crate::kernel::random::{Seed, Source};
use crate::kernel::time::{Span, Time};
use crate::network::units::{Group, Model};
use crate::network::{GroupId, Network, UnitId};

/// Tracked units and the day factors of their groups.
#[derive(Debug, Default)]
pub struct Units {
    /// The units.
    pub rows: Table<UnitId, Unit>,
    /// Factor of each day on the use of the units of a group; empty where days are alike.
    pub days: Table<GroupId, Vec<f64>>,
}

/// A tracked unit.
#[derive(Debug, Clone)]
pub struct Unit {
    /// What chance holds for it.
    fate: Fate,
    /// Failures relative to the mean unit.
    rate: f64,
    /// Virtual age when the clock was read last [ms of use].
    age: f64,
    /// Virtual age after the last repair [ms of use].
    restart: f64,
    /// Cumulative hazard at which it fails next.
    level: f64,
    /// When the clock was read last.
    since: Time,
    /// When it was new; before the start for most.
    pub born: Time,
    /// Failures so far in this run.
    failures: u32,
    /// Open jobs that keep it from working.
    down: u32,
    /// Since when it has been down, if it is.
    pub down_since: Time,
    /// Its next failure, where that is planned.
    pub failing: Option<Handle>,
    /// The due date of the plan that follows its age, where that is planned.
    pub due: Option<Handle>,
    /// Plans with an open job: a bit for each.
    pub open_plans: u32,
}

impl Units {
    /// Room for the units of a network; each is drawn when its part starts.
    pub fn new(network: &Network) -> Units {
        let nobody = Unit {
            fate: Fate::NONE,
            rate: 0.0,
            age: 0.0,
            restart: 0.0,
            level: 0.0,
            since: Time::ZERO,
            born: Time::ZERO,
            failures: 0,
            down: 0,
            down_since: Time::ZERO,
            failing: None,
            due: None,
            open_plans: 0,
        };
        Units {
            rows: network.units.group_of.iter().map(|_| nobody.clone()).collect(),
            days: network.units.groups.iter().map(|_| Vec::new()).collect(),
        }
    }

    /// Draws the units of a group as they are at the start, and the factors of its days.
    pub fn start(&mut self, network: &Network, seed: Seed, id: GroupId) {
        let group = &network.units.groups[id];
        let source = seed.source(group.address);
        for unit in group.units.clone().map(UnitId) {
            self.rows[unit] = Unit::new(source, group, unit);
        }
        if let Some(law) = &group.clock.day_factor {
            let days = seed.source(group.day_address);
            let factor = |day| law.sample(&mut days.entity(day).draws(Purpose::Day as u32, 0));
            self.days[id] = (0..=network.window.end.day() as u64).map(factor).collect();
        }
    }

    /// Brings the age of a unit up to `now`: its clock stops.
    pub fn pause(&mut self, network: &Network, unit: UnitId, now: Time) {
        let group = network.units.group_of[unit];
        let row = &mut self.rows[unit];
        if row.since < now {
            let (from, to) = (row.since.0 as f64, now.0 as f64);
            let days = &self.days[group];
            let used = network.units.groups[group].clock.used(&network.calendar, from, to, |day| factor(days, day));
            row.age += used;
        }
        row.since = now;
    }

    /// When a unit will fail whose clock starts again; `None` if that lies beyond the end.
    pub fn resume(&mut self, network: &Network, unit: UnitId, now: Time) -> Option<Time> {
        let id = network.units.group_of[unit];
        let (group, row) = (&network.units.groups[id], &mut self.rows[unit]);
        row.since = now;
        let left = (group.model.hazard.age_at(row.level) - row.age).max(0.0);
        let days = &self.days[id];
        let at = group.clock.next(&network.calendar, now.0 as f64, left, network.window.end, |day| factor(days, day))?;
        Some(Time(Span::from_ms(at).0).max(now)).filter(|at| *at <= network.window.end)
    }

    /// Age of a unit since it was new, whatever has been repaired [ms].
    pub fn age(&self, unit: UnitId, now: Time) -> Span {
        now - self.rows[unit].born
    }
}

fn factor(days: &[f64], day: i64) -> f64 {
    days.get(day as usize).copied().unwrap_or(1.0)
}

impl Unit {
    fn new(source: Source, group: &Group, unit: UnitId) -> Unit {
        let fate = Fate::new(source.entity(u64::from(group.ordinal(unit))));
        let rate = group.model.rate.as_ref().map_or(1.0, |law| law.sample(&mut fate.draws(Purpose::UnitRate, 0))) * group.share;
        let age = group.model.first_age(rate, &mut fate.draws(Purpose::UnitAge, 0));
        let mut unit = Unit {
            fate,
            rate,
            age,
            restart: 0.0,
            level: 0.0,
            since: Time::ZERO,
            born: Time::ZERO - Span::from_ms(age),
            failures: 0,
            down: 0,
            down_since: Time::ZERO,
            failing: None,
            due: None,
            open_plans: 0,
        };
        unit.draw_level(&group.model);
        unit
    }

    /// What its next failure brings with it.
    pub fn next_failure(&self) -> Fate {
        self.fate.child(Purpose::UnitFailure, self.failures)
    }

    /// What its `count`-th job of a plan brings with it.
    pub fn planned(&self, plan: usize, count: u32) -> Fate {
        self.fate.child(Purpose::UnitPlan, plan as u32).child(Purpose::UnitPlan, count)
    }

    /// What belongs to the unit itself: its place, its phase.
    pub fn fate(&self) -> Fate {
        self.fate
    }

    /// The hazard that it bears until its next failure is exponential with mean 1, whatever its law.
    fn draw_level(&mut self, model: &Model) {
        let exposure = self.next_failure().draws(Purpose::UnitExposure, 0).exponential();
        self.level = if self.rate > 0.0 { model.hazard.cumulative(self.age) + exposure / self.rate } else { f64::INFINITY };
    }

    /// It fails now, and is as old as the repair will leave it.
    pub fn fail(&mut self, model: &Model, now: Time) {
        let age = model.hazard.age_at(self.level);
        self.age = self.restart + model.keeps * (age - self.restart);
        self.restart = self.age;
        self.since = now;
        self.failures += 1;
        self.draw_level(model);
    }

    /// A planned visit takes a share of its age away; the hazard that it has still to bear stays. Its clock stands.
    pub fn rejuvenate(&mut self, model: &Model, effect: f64) {
        let left = self.level - model.hazard.cumulative(self.age);
        self.age *= 1.0 - effect;
        self.restart *= 1.0 - effect;
        self.level = model.hazard.cumulative(self.age) + left;
    }

    /// A job keeps it from working; `true` if it worked before.
    pub fn stop(&mut self, now: Time) -> bool {
        self.down += 1;
        if self.down == 1 {
            self.down_since = now;
        }
        self.down == 1
    }

    /// A job keeps it no longer; `true` if it works again.
    pub fn release(&mut self) -> bool {
        assert!(self.down > 0, "only a unit that is down works again");
        self.down -= 1;
        self.down == 0
    }

    /// The run ends: whatever keeps it from working keeps it no longer. `true` if it was down.
    pub fn settle(&mut self) -> bool {
        std::mem::take(&mut self.down) > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::units::Hazard;
    use crate::scenario::schema;

    /// A unit of a product whose failures become more frequent with age, as Kijima's q says.
    fn unit(keeps: f64) -> (Unit, Model) {
        let entry: schema::Hazard = toml::from_str("law = \"weibull\"\nshape = 2\nscale = \"1000 s\"").unwrap();
        let model = Model {
            hazard: Hazard::new(&entry),
            ages: Vec::new(),
            stationary: false,
            keeps,
            rate: None,
            downtime_cost: Default::default(),
            plans: Vec::new(),
        };
        let fate = Fate::new(crate::kernel::random::Key(1));
        let mut unit = Unit {
            fate,
            rate: 1.0,
            age: 0.0,
            restart: 0.0,
            level: 0.0,
            since: Time::ZERO,
            born: Time::ZERO,
            failures: 0,
            down: 0,
            down_since: Time::ZERO,
            failing: None,
            due: None,
            open_plans: 0,
        };
        unit.draw_level(&model);
        (unit, model)
    }

    #[test]
    fn a_repair_leaves_the_part_q_of_the_last_life() {
        for (keeps, first, second) in [(1.0, 500.0, 800.0), (0.0, 0.0, 0.0), (0.4, 200.0, 200.0 + 0.4 * 600.0)] {
            let (mut unit, model) = unit(keeps);
            // It fails at an age of 500 s, then at one of 800 s.
            unit.level = model.hazard.cumulative(500e3);
            unit.fail(&model, Time(500_000));
            assert!((unit.age - first * 1e3).abs() < 1e-6, "{keeps}: {}", unit.age);
            unit.level = model.hazard.cumulative(800e3);
            unit.fail(&model, Time(900_000));
            assert!((unit.age - second * 1e3).abs() < 1e-6, "{keeps}: {}", unit.age);
        }
    }

    #[test]
    fn maintenance_takes_age_away_and_leaves_the_hazard_to_be_borne() {
        let (mut unit, model) = unit(1.0);
        (unit.age, unit.restart, unit.level) = (600e3, 400e3, 0.36 + 0.5);
        unit.rejuvenate(&model, 0.5);
        assert!((unit.age - 300e3).abs() < 1e-6 && (unit.restart - 200e3).abs() < 1e-6);
        assert!((unit.level - (0.09 + 0.5)).abs() < 1e-12);
        unit.rejuvenate(&model, 1.0);
        assert!(unit.age == 0.0 && (unit.level - 0.5).abs() < 1e-12);
    }

    #[test]
    fn two_jobs_keep_a_unit_down_until_both_are_done() {
        let (mut unit, _) = unit(1.0);
        assert!(unit.stop(Time(5)) && !unit.stop(Time(9)));
        assert_eq!(unit.down_since, Time(5));
        assert!(!unit.release() && unit.release());
        assert!(!unit.settle());
    }
}
