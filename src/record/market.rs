//! The market card: sales, units, churn and reputation of each zone in the counted time.

use super::fact::{Fact, Observer};
use super::figure::{Index, Row};
use crate::kernel::id::Table;
use crate::kernel::time::Time;
use crate::network::market::MICRO;
use crate::network::{Network, ZoneId};

/// What is measured of the market of a zone, or of several.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tale {
    /// Units sold.
    pub sold: u64,
    /// Units scrapped.
    pub scrapped: u64,
    /// Customers who decided to leave.
    pub left: u64,
    /// Units that left with them.
    pub units_lost: u64,
    /// Units at the end.
    pub units: u64,
    /// Sum of reputations at the end [1e-6].
    pub reputation: i64,
    /// Zones in it.
    pub zones: i64,
}

impl Tale {
    fn add(&mut self, other: &Tale) {
        self.sold += other.sold;
        self.scrapped += other.scrapped;
        self.left += other.left;
        self.units_lost += other.units_lost;
        self.units += other.units;
        self.reputation += other.reputation;
        self.zones += other.zones;
    }
}

/// Measures of the market by zone; empty in a network in which nothing changes from month to month.
#[derive(Debug, Clone)]
pub struct MarketCard<'n> {
    network: &'n Network,
    zones: Table<ZoneId, Tale>,
}

impl<'n> MarketCard<'n> {
    /// An empty card.
    pub fn new(network: &'n Network) -> Self {
        let zones = network.zones.iter().filter(|_| network.market.is_some());
        Self { network, zones: zones.map(|_| Tale::default()).collect() }
    }

    /// Adds what `other` has measured in other parts of the same network.
    pub fn merge(&mut self, other: &MarketCard<'_>) {
        self.zones.iter_mut().zip(other.zones.iter()).for_each(|(mine, theirs)| mine.add(theirs));
    }

    /// The figures of the network.
    pub fn fill(&self, row: &mut Row) {
        let mut all = Tale::default();
        self.zones.iter().for_each(|tale| all.add(tale));
        self.write(&all, row);
    }

    /// The figures of a zone.
    pub fn fill_zone(&self, zone: ZoneId, row: &mut Row) {
        if let Some(tale) = self.zones.get(zone) {
            self.write(tale, row);
        }
    }

    fn write(&self, tale: &Tale, row: &mut Row) {
        let Some(market) = &self.network.market else { return };
        let mut set = |index: Index, value: f64| row[index as usize] = Some(value);
        if !market.bases.is_empty() {
            set(Index::UnitsSold, tale.sold as f64);
            set(Index::UnitsScrapped, tale.scrapped as f64);
            set(Index::UnitsAtEnd, tale.units as f64);
        }
        if market.reactions.is_some() {
            set(Index::Churned, tale.left as f64);
            let start = tale.units + tale.scrapped + tale.units_lost - tale.sold;
            if start + tale.sold > 0 {
                set(Index::Retention, 1.0 - tale.left as f64 / (start + tale.sold) as f64);
            }
            if tale.zones > 0 {
                set(Index::Reputation, tale.reputation as f64 / tale.zones as f64 / MICRO as f64);
            }
        }
    }
}

impl Observer for MarketCard<'_> {
    #[inline(always)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        let counts = self.network.window.counts(now);
        let zone_of = |base| self.network.market.as_ref().expect("a base has a market").bases[base].zone;
        match *fact {
            Fact::Sold(base) if counts => self.zones[zone_of(base)].sold += 1,
            Fact::Scrapped { base, units } if counts => self.zones[zone_of(base)].scrapped += units,
            Fact::Reacted(customer, reaction) if counts => {
                let tale = &mut self.zones[customer.zone];
                tale.left += u64::from(reaction.leaves);
                tale.units_lost += u64::from(reaction.unit_lost);
            }
            Fact::MarketEnds { zone, reputation, units } => {
                let tale = &mut self.zones[zone];
                (tale.units, tale.reputation, tale.zones) = (units, reputation, 1);
            }
            _ => {}
        }
    }
}
