//! Products: how old the units are that fail, and who pays for them: warranty, extended warranty, maintenance contracts.
//!
//! Ages are counted in years of 365 days from the sale.

use super::demand::{Cohorts, cumulative_hazard};
use super::layout::{built, id_of, span};
use super::rules::{Returns, Rules};
use super::zones::Zone;
use super::{ProductId, ZoneId};
use crate::kernel::calendar::Calendar;
use crate::kernel::elementary::exp;
use crate::kernel::id::Table;
use crate::kernel::law::Law;
use crate::kernel::money::{Money, PPM};
use crate::kernel::time::{MS_PER_DAY, Span, Time};
use crate::network::Window;
use crate::scenario::schema::{self, AcceptanceLaw, Cover, Quote, Scenario, WarrantyKind};

/// A year of 365 days [ms].
const YEAR: f64 = 365.0 * MS_PER_DAY as f64;
/// Steps of the term of a renewing warranty at which the share of covered units is known.
const STEPS: usize = 400;
/// Most steps in all: beyond them the last share holds on.
const MOST_STEPS: usize = 400_000;

/// A product family.
#[derive(Debug, Clone)]
pub struct Product {
    /// Name.
    pub name: String,
    /// Paid back by a refund.
    pub price: Money,
    /// Cost of a new unit.
    pub unit_cost: Money,
    /// Value of a failed unit that comes back [ppm of `unit_cost`].
    pub salvage_ppm: i64,
    /// Freight of a unit, one way.
    pub freight: Money,
    /// How old the units of a fleet are that fail.
    pub ages: Ages,
    /// Warranty of the maker.
    pub warranty: Option<Warranty>,
    /// Extended warranties and maintenance contracts.
    pub plans: Vec<Plan>,
    /// What the buyer is granted beyond a repair.
    pub rules: Option<Rules>,
    /// Units that are sent back for no reason.
    pub returns: Option<Returns>,
}

/// Ages of the failing units of a fleet: monthly cohorts, weighted with their hazard in each month of the run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ages {
    /// Age at the start [years] of the middle of each cohort.
    middles: Vec<f64>,
    /// Width of a cohort [years]; 0 if all units were sold at the start.
    width: f64,
    /// Cumulative share of the cohorts among the units that fail, by month of the run; the last holds on.
    months: Vec<Vec<f64>>,
}

impl Ages {
    fn new(product: &schema::Product, months: usize) -> Ages {
        let Cohorts { middles, shares, width } = Cohorts::of(product);
        let month = 1.0 / 12.0;
        let of_month = |m: usize| {
            let hazard = |age: f64| {
                let age = age + m as f64 * month;
                cumulative_hazard(&product.hazard, age + month) - cumulative_hazard(&product.hazard, age)
            };
            let mut sum = 0.0;
            let mut cumulative: Vec<f64> = Vec::with_capacity(middles.len());
            for (age, share) in middles.iter().zip(&shares) {
                sum += share * hazard(*age);
                cumulative.push(sum);
            }
            cumulative.iter_mut().for_each(|c| *c /= sum.max(f64::MIN_POSITIVE));
            cumulative
        };
        Ages { months: (0..months).map(of_month).collect(), middles, width }
    }

    /// Age [years] of a unit that fails `since` the start [years], in this month of the run: its cohort is chosen by `lot`, its place
    /// in the cohort by `place`, both uniform on [0, 1).
    pub fn age(&self, month: usize, since: f64, lot: f64, place: f64) -> f64 {
        let cumulative = &self.months[month.min(self.months.len() - 1)];
        let cohort = cumulative.partition_point(|&c| c <= lot).min(self.middles.len() - 1);
        (self.middles[cohort] + self.width * (place - 0.5) + since).max(0.0)
    }
}

/// The years of 365 days from the start to `at`.
pub fn years(at: Time) -> f64 {
    at.0 as f64 / YEAR
}

/// When a unit of this age [years] was sold.
pub fn sold(now: Time, age: f64) -> Time {
    now - Span::from_ms(age * YEAR)
}

/// Share of the price that the customer pays \[ppm\].
pub type Due = i64;

/// A warranty of the maker.
#[derive(Debug, Clone)]
pub struct Warranty {
    kind: WarrantyKind,
    /// Length on parts and on labour.
    terms: [Span; 2],
    /// Share of the units under a renewing warranty that are covered, by age in steps of a [`STEPS`]th of the term, for parts and labour.
    covered: [Vec<f64>; 2],
}

impl Warranty {
    fn new(entry: &schema::Warranty, hazard: &schema::Hazard, oldest: f64) -> Warranty {
        let terms = [span(entry.term), entry.labour_term.map_or(span(entry.term), span)];
        let covered = terms.map(|term| match entry.kind {
            WarrantyKind::Renewing if term > Span::ZERO => covered(hazard, term.0 as f64 / YEAR, oldest),
            _ => Vec::new(),
        });
        Warranty { kind: entry.kind, terms, covered }
    }

    /// What the customer pays of parts and labour for a unit of this age; `lot`, uniform on [0, 1), says whether a renewing warranty
    /// has been kept alive by earlier repairs.
    pub fn due(&self, age: Span, lot: f64) -> [Due; 2] {
        std::array::from_fn(|of| self.due_of(of, age, lot))
    }

    fn due_of(&self, of: usize, age: Span, lot: f64) -> Due {
        let term = self.terms[of];
        match self.kind {
            WarrantyKind::Renewing if !self.covered[of].is_empty() => {
                let at = (age.0 as f64 / term.0 as f64 * STEPS as f64) as usize;
                let share = self.covered[of][at.min(self.covered[of].len() - 1)];
                if lot < share { 0 } else { PPM }
            }
            _ if age >= term => PPM,
            WarrantyKind::ProRata => (age.0 as i128 * i128::from(PPM) / i128::from(term.0)) as Due,
            _ => 0,
        }
    }
}

/// Share of the units that a renewing warranty covers, by age.
///
/// With failures as a Poisson process of rate h (minimal repair), cover ends at age a if the term T began anew at a - T and nothing has
/// failed since: q(a) = 1 before T, falls by exp(-H(T)) at T, and q'(a) = -h(a - T) q(a - T) exp(H(a - T) - H(a)) beyond.
fn covered(hazard: &schema::Hazard, term: f64, oldest: f64) -> Vec<f64> {
    let step = term / STEPS as f64;
    let steps = ((oldest / step).ceil() as usize + 1).min(MOST_STEPS);
    let mut share = vec![1.0; steps.max(1)];
    let h = |age: f64| cumulative_hazard(hazard, age);
    for at in STEPS..share.len() {
        let (began, age) = ((at - STEPS) as f64 * step, at as f64 * step);
        share[at] = if at == STEPS {
            1.0 - exp(-h(term))
        } else {
            let renewed = (h(began) - h(began - step)) * share[at - STEPS - 1];
            (share[at - 1] - renewed * exp(h(began - 0.5 * step) - h(age - 0.5 * step))).max(0.0)
        };
    }
    share
}

/// An extended warranty or a maintenance contract.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Name.
    pub name: String,
    /// Share of the units that have it.
    pub share: f64,
    /// Paid for a unit and year.
    pub price: Money,
    /// What is free under it: parts, labour.
    pub covers: [bool; 2],
    /// Age up to which it covers a unit.
    pub until: Option<Span>,
    /// Interval of the planned maintenance of a unit; with it, the plan is a maintenance contract.
    pub every: Option<Span>,
    /// Factor on the failure rate.
    pub failure_factor: f64,
    /// Units that have it, by zone.
    pub units: Vec<(ZoneId, u64)>,
}

impl Product {
    /// Share of the failures that are left with the maintenance of all plans.
    pub fn failures_left(&self) -> f64 {
        1.0 - self.plans.iter().map(|plan| plan.share * (1.0 - plan.failure_factor)).sum::<f64>()
    }

    /// The number of the plan of the unit at `lot`, uniform on [0, 1), if it has one.
    pub fn plan_at(&self, mut lot: f64) -> Option<usize> {
        self.plans.iter().position(|plan| {
            let is = lot < plan.share;
            lot -= plan.share;
            is
        })
    }
}

/// Units of a zone that have a plan.
pub(super) fn units_with(units: f64, share: f64) -> u64 {
    (units * share).round() as u64
}

/// Whether and when customers accept a price.
#[derive(Debug, Clone)]
pub struct Acceptance {
    /// Law of the willingness to pay.
    pub law: Willingness,
    /// Whether they hear the price when they call: who declines is not visited.
    pub at_call: bool,
    /// Work on site of a visit at which they decline [ms].
    pub diagnosis: Law,
    /// What they pay then.
    pub visit_fee: Money,
}

/// Laws of the willingness to pay [currency].
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Willingness {
    /// Logistic.
    Logistic {
        /// Median.
        half: f64,
        /// Scale.
        width: f64,
    },
    /// Exponential.
    Exponential {
        /// Mean.
        mean: f64,
    },
}

impl Acceptance {
    pub(super) fn new(entry: &schema::PriceAcceptance) -> Acceptance {
        let units = |price: Option<crate::scenario::units::Price>| price.map_or(1.0, |price| price.money().units());
        let law = match entry.law {
            AcceptanceLaw::Logistic => Willingness::Logistic { half: units(entry.half), width: units(entry.width) },
            AcceptanceLaw::Exponential => Willingness::Exponential { mean: units(entry.mean) },
        };
        let twenty_minutes = || Law::constant(20.0 * 60_000.0).expect("twenty minutes are a time");
        Acceptance {
            law,
            at_call: entry.quote == Quote::Call,
            diagnosis: entry.diagnosis.as_ref().map_or_else(twenty_minutes, built),
            visit_fee: entry.visit_fee.money(),
        }
    }
}

/// Whether a scenario says who pays, or what buyers are granted.
pub(super) fn is_on(scenario: &Scenario) -> bool {
    let product = |it: &schema::Product| it.warranty.is_some() || it.rules.is_some() || it.returns.is_some() || !it.plan.is_empty();
    scenario.product.values().any(product)
        || scenario.kind.values().any(|kind| kind.acceptance.is_some() || !kind.price_list.is_empty())
        || scenario.stream.values().any(|stream| stream.sells.is_some() || stream.visits.is_some())
}

/// The products of a checked scenario.
pub(super) fn build(
    scenario: &Scenario,
    zones: &Table<ZoneId, Zone>,
    calendar: &Calendar,
    window: &Window,
) -> Table<ProductId, Product> {
    let (months, on) = (calendar.month(window.end.day()) + 1, is_on(scenario));
    let product = |(name, entry): (&String, &schema::Product)| {
        let oldest = entry.ages.len() as f64 + years(window.end) + 1.0;
        let plan = |(plan, it): (&String, &schema::Plan)| Plan {
            name: plan.clone(),
            share: it.share.0,
            price: it.price.money(),
            covers: match it.covers {
                Cover::All => [true, true],
                Cover::Parts => [true, false],
                Cover::Labour => [false, true],
                Cover::None => [false, false],
            },
            until: it.until.map(span),
            every: it.every.map(span),
            failure_factor: it.failure_factor,
            units: zones
                .enumerate()
                .filter_map(|(id, zone)| Some((id, units_with(*scenario.zone[&zone.name].size.get(name)?, it.share.0))))
                .filter(|(_, units)| *units > 0)
                .collect(),
        };
        Product {
            name: name.clone(),
            price: entry.price.money(),
            unit_cost: entry.unit_cost.money(),
            salvage_ppm: ppm(entry.salvage.0),
            freight: entry.freight.money(),
            ages: if on { Ages::new(entry, months) } else { Ages::default() },
            warranty: entry.warranty.as_ref().map(|it| Warranty::new(it, &entry.hazard, oldest)),
            plans: entry.plan.iter().map(plan).collect(),
            rules: entry.rules.as_ref().map(|pack| Rules::new(&scenario.rules[pack])),
            returns: entry.returns.as_ref().map(|it| Returns::new(it, id_of(&scenario.kind, &it.kind))),
        }
    };
    scenario.product.iter().map(product).collect()
}

/// Cumulative shares of `count` weights, equal ones if none are given.
pub(super) fn shares(weights: &[f64], count: usize) -> Vec<f64> {
    let weights = if weights.is_empty() { vec![1.0; count] } else { weights.to_vec() };
    let total: f64 = weights.iter().sum();
    let mut sum = 0.0;
    weights
        .iter()
        .map(|weight| {
            sum += weight;
            sum / total
        })
        .collect()
}

/// A share in parts per million.
pub(super) fn ppm(share: f64) -> i64 {
    (share * PPM as f64).round() as i64
}

#[cfg(test)]
mod tests;
