//! The closed scorecard: what was measured of the network, its kinds, places and zones, and the figures that follow.

use super::cut::per;
use super::{Hours, Jobs, MarketCard, Staff, StockCard, Times, Units, Weeks};
use crate::kernel::id::Table;
use crate::kernel::money::Money;
use crate::kernel::time::MS_PER_HOUR;
use crate::network::{KindId, Network, PlaceId, TierId, ZoneId};
use crate::record::figure::{FIGURES, Index, Row};
use crate::record::ledger::{Books, GROUPS, Group};

/// Everything that a scorecard has measured.
#[derive(Debug)]
pub struct Measures<'n> {
    pub(super) network: &'n Network,
    /// Measures of all jobs.
    pub all: Jobs,
    /// Counted calls that no work of ours has brought about: neither repeat calls nor damage and poor installations.
    pub first_calls: u64,
    /// Measures by kind.
    pub kinds: Table<KindId, Jobs>,
    /// Measures by place.
    pub places: Table<PlaceId, Jobs>,
    /// Measures by zone.
    pub zones: Table<ZoneId, Jobs>,
    /// Measures by tier of customers.
    pub tiers: Table<TierId, Jobs>,
    /// Times of single jobs.
    pub times: Times,
    /// Hours by place.
    pub hours: Table<PlaceId, Hours>,
    /// People and what their work did, by place.
    pub staff: Table<PlaceId, Staff>,
    /// Time that jobs waited inside the counted time, by the place that took them on [job ms].
    pub waited: Table<PlaceId, i128>,
    /// Most jobs that were seen to wait; `None` without counted time.
    pub most_waiting: Option<i64>,
    /// Jobs closed in the counted time, whenever called, by place.
    pub closed_at: Table<PlaceId, u64>,
    /// Units sold in the counted time, and those that their buyers keep against their wish.
    pub sold: [u64; 2],
    /// Load by week.
    pub weeks: Weeks,
    /// Parts.
    pub stock: StockCard,
    /// Tracked units.
    pub units: Units,
    /// Sales, units and reputations.
    pub market: MarketCard<'n>,
}

impl Measures<'_> {
    /// Mean number of waiting jobs from the time that they waited.
    fn mean_backlog(&self, waited: i128) -> Option<f64> {
        per(waited as f64, self.network.window.length().0 as f64)
    }

    /// The figures of the trial, in the order of [`FIGURES`].
    pub fn row(&self, books: &Books) -> Row {
        let mut row = vec![None; FIGURES.len()];
        self.all.fill(&mut row, self.network.chains.is_some(), self.network.claims);
        let mut total = Hours::default();
        self.hours.iter().for_each(|hours| total.add(hours));
        total.fill(&mut row);
        let mut staff = Staff::default();
        self.staff.iter().for_each(|of_place| staff.add(of_place));
        self.stock.fill(self.network, None, &mut row);
        self.units.fill(self.network, None, &mut row);
        staff.fill(self.network, None, &total, &mut row);
        self.market.fill(&mut row);
        let mut set = |index: Index, value: Option<f64>| row[index as usize] = value;
        let [sold, kept] = self.sold.map(|units| units as f64);
        set(Index::ReturnRate, per(self.all.returns as f64, sold));
        set(Index::KeptRate, per(kept, sold));
        set(Index::Backlog, self.mean_backlog(self.waited.iter().sum()));
        set(Index::BacklogMax, self.most_waiting.map(|most| most as f64));
        let histograms = [
            (&self.times.wait, [(Index::WaitP95, 0.95)].as_slice()),
            (
                &self.times.response,
                &[(Index::ResponseP50, 0.5), (Index::ResponseP80, 0.8), (Index::ResponseP90, 0.9), (Index::ResponseP95, 0.95)],
            ),
            (
                &self.times.restore,
                &[(Index::RestoreP50, 0.5), (Index::RestoreP80, 0.8), (Index::RestoreP90, 0.9), (Index::RestoreP95, 0.95)],
            ),
        ];
        for (histogram, quantiles) in histograms {
            for (index, q) in quantiles {
                set(*index, histogram.quantile(*q).map(|ms| ms / MS_PER_HOUR as f64));
            }
        }
        let groups = [
            (Index::CostLabour, Group::Labour),
            (Index::CostTravel, Group::Travel),
            (Index::CostParts, Group::Parts),
            (Index::CostFacility, Group::Facility),
            (Index::CostPartner, Group::Partner),
            (Index::CostCustomer, Group::Customer),
            (Index::Revenue, Group::Revenue),
        ];
        for (index, group) in groups {
            set(index, Some(books.group(group).units()));
        }
        let goodwill = self.network.market.as_ref().and_then(|market| market.reactions.as_ref());
        set(Index::Goodwill, goodwill.map(|_| books.group(Group::Goodwill).units()));
        let cost = books.cost();
        let closed: u64 = self.closed_at.iter().sum();
        set(Index::CostTotal, Some(cost.units()));
        set(Index::Profit, Some((books.revenue() - cost).units()));
        set(Index::CostPerJob, per(cost.units(), closed as f64));
        set(Index::CostPerUnitYear, per(cost.units(), self.network.installed_base as f64 * self.network.window.years()));
        row
    }

    /// The figures of one kind.
    pub fn kind_row(&self, kind: KindId) -> Row {
        let mut row = vec![None; FIGURES.len()];
        self.kinds[kind].fill(&mut row, self.network.chains.is_some(), self.network.claims);
        row
    }

    /// The figures of one zone.
    pub fn zone_row(&self, zone: ZoneId) -> Row {
        let mut row = vec![None; FIGURES.len()];
        self.zones[zone].fill(&mut row, self.network.chains.is_some(), self.network.claims);
        self.units.fill(self.network, Some(zone), &mut row);
        self.market.fill_zone(zone, &mut row);
        row
    }

    /// The figures of one tier.
    pub fn tier_row(&self, tier: TierId) -> Row {
        let mut row = vec![None; FIGURES.len()];
        self.tiers[tier].fill(&mut row, self.network.chains.is_some(), self.network.claims);
        row
    }

    /// The figures of one place, with its share of the books.
    pub fn place_row(&self, place: PlaceId, costs: &Table<PlaceId, [Money; GROUPS]>) -> Row {
        let mut row = vec![None; FIGURES.len()];
        self.places[place].fill(&mut row, self.network.chains.is_some(), self.network.claims);
        self.hours[place].fill(&mut row);
        self.stock.fill(self.network, Some(place), &mut row);
        self.staff[place].fill(self.network, Some(place), &self.hours[place], &mut row);
        row[Index::Backlog as usize] = self.mean_backlog(self.waited[place]);
        let costs = &costs[place];
        let total: Money = costs[..6].iter().copied().sum();
        for (at, cost) in costs[..6].iter().enumerate() {
            row[Index::CostLabour as usize + at] = Some(cost.units());
        }
        row[Index::CostTotal as usize] = Some(total.units());
        row[Index::Revenue as usize] = Some(costs[6].units());
        row[Index::Profit as usize] = Some((costs[6] - total).units());
        row[Index::CostPerJob as usize] = per(total.units(), self.closed_at[place] as f64);
        if self.network.market.as_ref().is_some_and(|market| market.reactions.is_some()) {
            row[Index::Goodwill as usize] = Some(costs[Group::Goodwill as usize].units());
        }
        row
    }
}
