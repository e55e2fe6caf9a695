//! What the audit doubts of tracked units: none fails while it is down, none is down twice, and time up + time down is all the time.

use super::Audit;
use crate::kernel::id::Table;
use crate::kernel::money::Amount;
use crate::kernel::time::{Time, clip};
use crate::network::{Network, UnitId};
use crate::record::fact::Fact;
use crate::record::ledger::Account;
use crate::record::scorecard::Measures;

/// What the audit knows of each tracked unit.
#[derive(Debug)]
pub(super) struct Units {
    /// Since when it has been up, or down.
    since: Table<UnitId, (bool, Time)>,
    /// Time up inside the counted time [ms].
    up: i128,
    /// Failures in the counted time.
    failures: u64,
    /// Maintenance that fell due in the counted time, and was done in time.
    maintained: [u64; 2],
}

impl Units {
    pub fn new(network: &Network) -> Units {
        let since = network.units.group_of.iter().map(|_| (true, Time::ZERO)).collect();
        Units { since, up: 0, failures: 0, maintained: [0; 2] }
    }

    /// A unit fails; what is wrong with that.
    pub fn failed(&mut self, network: &Network, now: Time, unit: UnitId) -> Option<String> {
        let counted = network.units.of(unit).own && network.window.counts(now);
        self.failures += u64::from(counted);
        (!self.since[unit].0).then(|| format!("unit {} fails while it is down", unit.0))
    }

    /// A unit goes down; what is wrong with that.
    pub fn down(&mut self, network: &Network, now: Time, unit: UnitId) -> Option<String> {
        let (up, since) = std::mem::replace(&mut self.since[unit], (false, now));
        self.add(network, unit, since, now);
        (!up).then(|| format!("unit {} goes down twice", unit.0))
    }

    /// A unit was down; what is wrong with that, and what it costs.
    pub fn was_down(&mut self, network: &Network, now: Time, unit: UnitId, from: Time) -> (Option<String>, Amount) {
        let (up, since) = std::mem::replace(&mut self.since[unit], (true, now));
        let wrong = (up || since != from).then(|| format!("unit {} was not down since {from}", unit.0));
        let group = network.units.of(unit);
        let span = clip(from, now, network.window.warm_up, network.window.horizon).filter(|_| group.own);
        (wrong, span.map_or(Amount::ZERO, |(from, to)| group.model.downtime_cost.per_hour(to - from)))
    }

    pub fn maintained(&mut self, network: &Network, due: Time, in_time: bool) {
        let counted = network.window.counts(due);
        self.maintained[0] += u64::from(counted);
        self.maintained[1] += u64::from(counted && in_time);
    }

    fn add(&mut self, network: &Network, unit: UnitId, from: Time, to: Time) {
        if network.units.of(unit).own {
            self.up +=
                clip(from, to, network.window.warm_up, network.window.horizon).map_or(0, |(from, to)| i128::from((to - from).0));
        }
    }

    /// Ends the audit of units; what is wrong with the measures.
    pub fn close(mut self, network: &Network, measures: &Measures<'_>) -> Vec<String> {
        let mut faults = Vec::new();
        for unit in network.units.group_of.ids() {
            match self.since[unit] {
                (true, since) => self.add(network, unit, since, network.window.end),
                (false, since) => faults.push(format!("unit {} is down since {since}, and nobody says until when", unit.0)),
            }
        }
        let own = network.units.own(None).count() as i128;
        let down: i128 = measures.units.down.iter().map(|down| i128::from(*down)).sum();
        let all = own * i128::from(network.window.length().0);
        if self.up + down != all {
            faults.push(format!("units were up {} ms and down {down} ms, together not {all} ms", self.up));
        }
        let failures: u64 = measures.units.failures.iter().sum();
        if failures != self.failures {
            faults.push(format!("{} failures of units are not {failures}", self.failures));
        }
        let maintained = measures.units.maintained.iter().fold([0, 0], |sum, of| [sum[0] + of[0], sum[1] + of[1]]);
        if maintained != self.maintained {
            faults.push(format!("maintenance {:?} is not {maintained:?}", self.maintained));
        }
        faults
    }
}

impl Audit<'_> {
    /// A fact about a tracked unit.
    pub(super) fn unit_told(&mut self, now: Time, fact: &Fact<'_>) {
        let wrong = match *fact {
            Fact::UnitFailed(unit) => self.units.failed(self.network, now, unit),
            Fact::UnitDown(unit) => self.units.down(self.network, now, unit),
            Fact::UnitWasDown { unit, from, .. } => {
                let (wrong, cost) = self.units.was_down(self.network, now, unit, from);
                *self.replay.entry(Account::Downtime).or_default() += cost;
                wrong
            }
            Fact::Maintained { due, in_time, .. } => {
                self.units.maintained(self.network, due, in_time);
                None
            }
            _ => None,
        };
        if let Some(wrong) = wrong {
            self.fault(now, || wrong);
        }
    }
}
