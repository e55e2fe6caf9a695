//! The rate card of a partner beyond fee, retainer and quality control: bands, hours, tiers, minimum, steps, terms.

use super::{KindId, Money, PlaceId, Table, ZoneId};
use crate::kernel::money::{Amount, PPM};
use crate::kernel::time::{Span, Time};
use crate::network::roster::Kinds;
use crate::scenario::schema::{Settled, TiersApply};
use std::collections::BTreeMap;

/// What a contract says of prices beyond a fee by kind.
#[derive(Debug, Clone)]
pub struct Card {
    /// Distance bands beyond the nearest, from near to far.
    pub bands: Vec<Band>,
    /// The band of each zone as seen from each place that the partner works from; 0 is the nearest.
    pub band_of: BTreeMap<PlaceId, Table<ZoneId, usize>>,
    /// Price of time on site, where there is one.
    pub hourly: Option<Hourly>,
    /// Paid for each visit that did not fix the fault.
    pub no_fix_fee: Money,
    /// Mark-up on material [ppm].
    pub markup_ppm: i64,
    /// Volume tiers: a ladder for each set of kinds.
    pub ladders: Vec<Ladder>,
    /// Which jobs of a month a tier is for.
    pub tiers_apply: TiersApply,
    /// What is paid at least, by the month.
    pub minimum: Option<Minimum>,
    /// Steps of bonus and malus.
    pub steps: Vec<Step>,
    /// When they are settled.
    pub settled: Settled,
    /// Until when the contract binds us though the layout does not use the partner.
    pub term: Option<Time>,
    /// What ends it at once where the layout does not use the partner.
    pub exit_cost: Option<Money>,
}

/// Fees from a distance on.
#[derive(Debug, Clone)]
pub struct Band {
    /// From this straight distance on [km].
    pub from_km: f64,
    /// Fee by kind.
    pub fee: Table<KindId, Money>,
}

/// The price of time on site.
#[derive(Debug, Clone)]
pub struct Hourly {
    /// Price per hour of the whole crew, by kind.
    pub price: Table<KindId, Money>,
    /// Least time billed for a visit.
    pub minimum: Span,
    /// What the time of a visit is rounded up to.
    pub step: Span,
    /// Most that the hours of one job cost.
    pub cap: Option<Money>,
}

impl Hourly {
    /// Time that is billed for a visit.
    pub fn billed(&self, on_site: Span) -> Span {
        let steps = (on_site.0 + self.step.0 - 1) / self.step.0;
        Span((steps * self.step.0).max(self.minimum.0))
    }

    /// What a visit adds to the bill of its job, and the bill after it.
    pub fn charge(&self, kind: KindId, on_site: Span, before: Amount) -> (Amount, Amount) {
        let after = before + self.price[kind].per_hour(self.billed(on_site));
        let after = self.cap.map_or(after, |cap| after.min(cap.once()));
        (after - before, after)
    }
}

/// Volume tiers of some kinds, counted together.
#[derive(Debug, Clone)]
pub struct Ladder {
    /// Kinds that it counts and prices.
    pub kinds: Kinds,
    /// Its tiers, from small to large; the jobs before the first have their own fee.
    pub rungs: Vec<Rung>,
}

/// One tier.
#[derive(Debug, Clone)]
pub struct Rung {
    /// Jobs of a whole month that come before it.
    pub after: u64,
    /// What its jobs cost.
    pub price: RungPrice,
}

/// What the jobs of a tier cost.
#[derive(Debug, Clone)]
pub enum RungPrice {
    /// Their own fee times so many millionths.
    Factor(i64),
    /// A fee by kind, at any distance; kinds that it leaves out have their own.
    Fee(Table<KindId, Option<Money>>),
}

impl Rung {
    /// What a job whose own fee is `fee` costs here: a price and a factor on it [ppm].
    pub fn price(&self, kind: KindId, fee: Money) -> (Money, i64) {
        match &self.price {
            RungPrice::Factor(ppm) => (fee, *ppm),
            RungPrice::Fee(fees) => (fees[kind].unwrap_or(fee), PPM),
        }
    }
}

/// Take-or-pay, by the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Minimum {
    /// So many jobs; each that is missing costs a fee.
    Jobs(u64, Money),
    /// Fees, hours and failed visits cost at least this.
    Amount(Money),
}

/// A step of bonus or malus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    /// Whether it is paid to the partner, or deducted.
    pub bonus: bool,
    /// What it looks at.
    pub measure: Measure,
    /// Where it lies: [ppm], [ms] or [1e-6 marks].
    pub at: i64,
    /// Paid or deducted per month or for the window.
    pub amount: Money,
    /// Share of the fees besides [ppm].
    pub share_ppm: i64,
}

/// What a step of bonus or malus looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Share of first arrivals within the promise.
    PromiseKept,
    /// Mean time from call to first arrival.
    Response,
    /// Share of jobs closed by the first visit for good.
    FirstTimeFix,
    /// Mean mark.
    Csat,
}

/// Whether a partner takes a job that it is asked to take.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// Odds at par.
    pub odds: f64,
    /// Load at par.
    pub usual_load: f64,
    /// Fall of the logarithm of the odds with one more of load.
    pub load_slope: f64,
    /// Power of our fee / the market fee.
    pub fee_power: f64,
    /// What others pay, by kind; `None`: what we pay.
    pub market_fee: Table<KindId, Option<Money>>,
}

impl Acceptance {
    /// Probability that a job is taken at a load and for our price / the market's.
    pub fn probability(&self, load: f64, relative_fee: f64) -> f64 {
        let odds =
            self.odds * libm::exp(-self.load_slope * (load - self.usual_load)) * libm::pow(relative_fee.max(0.0), self.fee_power);
        if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 }
    }
}

impl Card {
    /// The distance band of a zone as seen from a place; 0 is the nearest.
    pub fn band(&self, place: PlaceId, zone: ZoneId) -> usize {
        self.band_of.get(&place).map_or(0, |bands| bands[zone])
    }

    /// The band of a distance [km].
    pub fn band_at(&self, km: f64) -> usize {
        self.bands.iter().take_while(|band| band.from_km <= km).count()
    }

    /// The ladder of a kind.
    pub fn ladder(&self, kind: KindId) -> Option<&Ladder> {
        self.ladders.iter().find(|ladder| ladder.kinds.has(kind))
    }

    /// Whether anything is settled when a month is over, or binds where the partner is not used.
    pub fn settles(&self) -> bool {
        !self.ladders.is_empty() || self.minimum.is_some() || !self.steps.is_empty() || self.term.is_some()
    }

    /// Whether visits are billed.
    pub fn bills_visits(&self) -> bool {
        self.hourly.is_some() || self.no_fix_fee != Money::ZERO
    }
}

/// A table with a row for each of so many kinds.
pub(super) fn by_kind<T>(kinds: usize, of: impl Fn(KindId) -> T) -> Table<KindId, T> {
    Table::with(kinds, of)
}
