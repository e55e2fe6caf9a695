//! Markets on the move: reputations, expectations and installed bases that grow, age and shrink from month to month.

use super::customer::Customer;
use super::fate::{Fate, Purpose};
use crate::kernel::id::Table;
use crate::kernel::random::{Seed, Source};
use crate::kernel::time::Time;
use crate::network::{self, BaseId, Network, SourceId, ZoneId};
use std::collections::VecDeque;

/// Whole numbers in a score of 1.
const MICRO: f64 = 1e6;

/// What changes from month to month.
#[derive(Debug)]
pub struct Market {
    /// Reputation and expectations by zone.
    pub zones: Table<ZoneId, ZoneMarket>,
    /// Installed bases.
    pub bases: Table<BaseId, LiveBase>,
    /// Where each source stands that follows a live base.
    pub walks: Table<SourceId, Walk>,
    /// Zones and sources of the part that is simulated.
    pub part: (Vec<ZoneId>, Vec<SourceId>),
    /// When the present month ends; after the horizon, months do not change anything any more.
    pub until: Time,
    /// The present month.
    pub month: usize,
}

/// What customers of a zone think.
#[derive(Debug, Clone)]
pub struct ZoneMarket {
    /// Reputation [1e-6].
    pub reputation: i64,
    /// Who told others in the present month.
    pub voices: Voices,
    /// E of all dimensions.
    pub expected: [f64; 6],
    /// Sums of Q over the jobs of the present month [1e-6], and their number.
    judged: ([i64; 6], i64),
}

/// Who told others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Voices {
    /// Promoters.
    pub promoters: i64,
    /// Detractors.
    pub detractors: i64,
    /// All who judged.
    pub all: i64,
}

impl Voices {
    /// Adds one: +1 promoter, 0 passive, -1 detractor.
    pub fn add(&mut self, recommends: i8) {
        self.all += 1;
        self.promoters += i64::from(recommends > 0);
        self.detractors += i64::from(recommends < 0);
    }
}

impl ZoneMarket {
    /// Adds the scores of a job.
    pub fn judge(&mut self, qualities: [f64; 6]) {
        for (sum, q) in self.judged.0.iter_mut().zip(qualities) {
            *sum += crate::kernel::time::nearest(q * MICRO);
        }
        self.judged.1 += 1;
    }

    /// Mean scores of the month that ends, if any job was judged; the next month begins.
    pub fn take_judged(&mut self) -> Option<[f64; 6]> {
        let (sums, n) = std::mem::take(&mut self.judged);
        (n > 0).then(|| sums.map(|sum| sum as f64 / n as f64 / MICRO))
    }
}

/// Units of one product in one zone by age.
#[derive(Debug, Clone)]
pub struct LiveBase {
    /// Units by age in months.
    pub cohorts: VecDeque<u64>,
    /// Units in all cohorts; in a base that is not live, all that there are.
    pub units: u64,
    /// Units sold in the present month: they join with the next.
    pub sold: u64,
    /// Failures per time of all units, if all were up [1/ms].
    pub rate: f64,
    /// The same at the beginning of the month, for which failures are planned [1/ms].
    pub planned: f64,
    /// Where the sales stand.
    pub sales: Option<Walk>,
}

impl LiveBase {
    fn new(base: &network::market::Base, units: u64, seed: Seed) -> LiveBase {
        let sales = base.sales.as_ref().map(|sales| Walk::new(seed, sales.address));
        let cohorts: VecDeque<u64> = base.cohorts.iter().copied().collect();
        LiveBase { cohorts, units, sold: 0, rate: 0.0, planned: 0.0, sales }
    }

    /// A month begins with the units that there are.
    pub fn begin_month(&mut self, hazard: &[f64]) {
        let rate = |(units, hazard): (&u64, &f64)| *units as f64 * hazard;
        self.rate = self.cohorts.iter().zip(hazard).map(rate).sum();
        self.planned = self.rate;
    }

    /// A month ends: `scrapped` units of each age leave, all others are a month older, and what was sold joins them.
    pub fn end_month(&mut self, mut scrapped: impl FnMut(usize, u64) -> u64) -> u64 {
        let mut gone = 0;
        for (age, units) in self.cohorts.iter_mut().enumerate().filter(|(_, units)| **units > 0) {
            let leave = scrapped(age, *units);
            *units -= leave;
            gone += leave;
        }
        while self.cohorts.back() == Some(&0) {
            self.cohorts.pop_back();
        }
        self.cohorts.push_front(self.sold);
        self.units = self.units - gone + self.sold;
        self.sold = 0;
        gone
    }

    /// Probability that a failure that was planned befalls a unit that is there and up.
    pub fn is_there(&self, down: u64) -> f64 {
        let up = self.units.saturating_sub(down) as f64 / self.units.max(1) as f64;
        if self.planned > 0.0 { self.rate / self.planned * up } else { 0.0 }
    }

    /// Age in months at the beginning of the month of a unit that fails, at the point `u` of all of them.
    pub fn failing(&self, hazard: &[f64], u: f64) -> usize {
        let mut at = u * self.rate;
        let found = self.cohorts.iter().zip(hazard).position(|(&units, hazard)| {
            at -= units as f64 * hazard;
            units > 0 && at < 0.0
        });
        found.or_else(|| self.cohorts.iter().rposition(|&units| units > 0)).unwrap_or(0)
    }

    /// A unit leaves with its customer: one that has just been sold, or one of those that fail, at the point `u` of all of them.
    /// `false` if there is none.
    pub fn leave(&mut self, hazard: &[f64], new: bool, u: f64) -> bool {
        if self.sold > 0 && (new || self.units == 0) {
            self.sold -= 1;
            return true;
        }
        let mut at = u * self.rate;
        let found = self.cohorts.iter().zip(hazard).position(|(&units, hazard)| {
            at -= units as f64 * hazard;
            units > 0 && at < 0.0
        });
        let Some(age) = found.or_else(|| self.cohorts.iter().rposition(|&units| units > 0)) else { return false };
        self.cohorts[age] -= 1;
        self.units -= 1;
        self.rate = (self.rate - hazard[age]).max(0.0);
        true
    }
}

/// A Poisson stream whose rate is known for the present month only: the exposure that its next call still needs.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    stream: Source,
    /// Number of the next call.
    pub ordinal: u64,
    /// Exposure that is left until the next call.
    pub left: f64,
    /// Time up to which exposure has been used up [ms].
    pub at: f64,
    /// Whether the next call is planned.
    pub is_planned: bool,
}

impl Walk {
    fn new(seed: Seed, address: u64) -> Walk {
        let stream = seed.source(address);
        let mut walk = Walk { stream, ordinal: 0, left: 0.0, at: 0.0, is_planned: false };
        walk.left = walk.fate().draws(Purpose::Gap, 0).exponential();
        walk
    }

    /// What the next call brings.
    pub fn fate(&self) -> Fate {
        Fate::new(self.stream.entity(self.ordinal))
    }

    /// The next call is made: what it brings.
    pub fn take(&mut self) -> Fate {
        let fate = self.fate();
        self.ordinal += 1;
        self.left = self.fate().draws(Purpose::Gap, 0).exponential();
        self.is_planned = false;
        fate
    }

    /// Uses up exposure until `until` with the result of [`network::demand::Intensity::within`]; the time of the next call, if it is
    /// planned now.
    pub fn advance(&mut self, within: Result<f64, f64>, until: Time) -> Option<Time> {
        match within {
            Ok(at) => {
                self.at = at;
                self.is_planned = true;
                Some(Time(crate::kernel::time::nearest(at)))
            }
            Err(left) => {
                (self.left, self.at) = (left, until.0 as f64);
                None
            }
        }
    }
}

impl Market {
    /// The market at the start.
    pub fn new(network: &Network, market: &network::market::Market, seed: Seed) -> Market {
        let zone = || ZoneMarket {
            reputation: market.reputation,
            voices: Voices::default(),
            expected: [network.satisfaction.expectation.0; 6],
            judged: Default::default(),
        };
        Market {
            zones: network.zones.iter().map(|_| zone()).collect(),
            bases: market.bases.enumerate().map(|(id, base)| LiveBase::new(base, network.bases[id], seed)).collect(),
            walks: network.sources.iter().map(|source| Walk::new(seed, source.address)).collect(),
            part: (Vec::new(), Vec::new()),
            until: Time::ZERO,
            month: 0,
        }
    }

    /// Takes the unit of a customer who leaves out of its base; `false` if he owns none.
    pub fn leave(&mut self, market: &network::market::Market, customer: &Customer, u: f64) -> bool {
        let Some(base) = customer.owns.filter(|&base| market.bases[base].live) else { return false };
        self.bases[base].leave(&market.bases[base].hazard, customer.new, u)
    }

    /// Units of a zone, what is sold in the present month included.
    pub fn units(&self, market: &network::market::Market, zone: ZoneId) -> u64 {
        market.bases_of[zone].iter().map(|&base| self.bases[base].units + self.bases[base].sold).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(cohorts: &[u64]) -> LiveBase {
        let units = cohorts.iter().sum();
        LiveBase { cohorts: cohorts.iter().copied().collect(), units, sold: 0, rate: 0.0, planned: 0.0, sales: None }
    }

    #[test]
    fn units_age_join_and_leave_by_hand() {
        let hazard = [1.0, 2.0, 4.0, 8.0];
        let mut base = base(&[10, 0, 5]);
        base.begin_month(&hazard);
        assert_eq!((base.units, base.rate), (15, 30.0));
        base.sold = 3;
        // The first ten of thirty are of the youngest, the rest of the oldest.
        assert!(base.leave(&hazard, false, 0.3) && base.leave(&hazard, false, 0.4));
        assert_eq!((base.cohorts.iter().copied().collect::<Vec<_>>(), base.units, base.rate), (vec![9, 0, 4], 13, 25.0));
        assert!(base.leave(&hazard, true, 0.0));
        assert_eq!((base.sold, base.units), (2, 13));
        assert!((base.is_there(0) - 25.0 / 30.0).abs() < 1e-12);
        assert!((base.is_there(13) - 0.0).abs() < 1e-12);
        let scrapped = base.end_month(|age, units| if age == 2 { units } else { 1 });
        assert_eq!((scrapped, base.cohorts.iter().copied().collect::<Vec<_>>(), base.units), (5, vec![2, 8], 10));
    }

    #[test]
    fn nobody_leaves_an_empty_base() {
        let mut base = base(&[]);
        base.begin_month(&[]);
        assert!(!base.leave(&[1.0], false, 0.5));
        assert_eq!(base.is_there(0), 0.0);
    }
}
