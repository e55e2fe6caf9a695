//! Markets: what a zone's customers can do after they have judged, and installed bases that grow, age and shrink.

use super::demand::{Arrivals, Demand, Intensity, Shape, build as rates};
use super::layout::{built, id_of, span};
use super::zones::Zone;
use super::{BaseId, KindId, SourceId, Window, ZoneId};
use crate::kernel::calendar::Calendar;
use crate::kernel::id::{Id, Table};
use crate::kernel::law::Law;
use crate::kernel::money::{MONEY_PER_UNIT, Money};
use crate::kernel::random::name_key;
use crate::kernel::time::{MS_PER_DAY, MS_PER_HOUR, Span, nearest};
use crate::scenario::schema::{self, Product, Scenario};
use std::sync::Arc;

/// Whole numbers in a reputation of 1.
pub const MICRO: i64 = 1_000_000;
/// Least and largest reputation.
pub const REPUTATIONS: (i64, i64) = (MICRO / 10, 2 * MICRO);
/// A month of age [ms].
const MONTH: f64 = 365.0 / 12.0 * MS_PER_DAY as f64;

/// What changes from month to month, where anything does.
#[derive(Debug, Clone)]
pub struct Market {
    /// What customers do after they have judged; `None` without `[market]`.
    pub reactions: Option<Reactions>,
    /// Whether reputation and churn act on demand.
    pub feedback: bool,
    /// Reputation of every zone at the start [1e-6].
    pub reputation: i64,
    /// Installed bases, live ones and others.
    pub bases: Table<BaseId, Base>,
    /// Bases by zone.
    pub bases_of: Table<ZoneId, Vec<BaseId>>,
}

/// What customers do after they have judged.
#[derive(Debug, Clone)]
pub struct Reactions {
    /// Who leaves.
    pub churn: schema::Churn,
    /// Who complains.
    pub complaint: schema::Complaint,
    /// Time that a complaint takes that opens no job [ms].
    pub handling: Law,
    /// Longest time in which a complaint is handled in time.
    pub handle_within: Span,
    /// Kind of the job that a complaint opens.
    pub complaint_kind: Option<KindId>,
    /// Price of a complaint.
    pub cost: Money,
    /// Refund of an escalated complaint.
    pub refund: Money,
    /// Legal cost of an escalated complaint.
    pub legal: Money,
    /// Reputation that a month full of promoters adds [1e-6].
    pub word_of_mouth: i64,
    /// Weight of a detractor [1e-6].
    pub detractor_weight: i64,
    /// Share of a reputation that is kept in a month [1e-6].
    pub kept: i64,
    /// Worth of a customer who owns no unit of an installed base.
    pub value: Money,
}

/// The units of one product in one zone.
#[derive(Debug, Clone)]
pub struct Base {
    /// The zone.
    pub zone: ZoneId,
    /// Whether it changes during the run.
    pub live: bool,
    /// Units at the start by age in months; only of live bases.
    pub cohorts: Arc<[u64]>,
    /// Failure rate of a unit in the month in which it is so many months old [1/ms].
    pub hazard: Arc<[f64]>,
    /// Probability that a unit is scrapped in that month; empty if units stay.
    pub scrap: Arc<[f64]>,
    /// Address of what chance scraps.
    pub scrap_address: u64,
    /// How units are sold.
    pub sales: Option<Selling>,
    /// Worth of a customer: what is lost when he leaves.
    pub value: Money,
}

/// How units of one product are sold in one zone.
#[derive(Debug, Clone)]
pub struct Selling {
    /// Units sold per time at reputation 1.
    pub intensity: Intensity,
    /// Address of the sales.
    pub address: u64,
    /// Margin of a sale.
    pub margin: Money,
    /// Who installs: cumulative shares and the sources of the calls.
    pub installs: Vec<(f64, SourceId)>,
}

/// Whether the installed base of a product changes during the run.
pub(super) fn is_live(scenario: &Scenario, product: &Product) -> bool {
    if product.tracking == schema::Tracking::Unit {
        return false;
    }
    let churns = scenario.market.as_ref().is_some_and(|market| market.feedback);
    churns || product.sales.is_some() || product.life.is_some()
}

/// Sold units per time, zone by zone, at reputation 1 and with what bends it.
pub(super) fn selling(scenario: &Scenario, sales: &schema::Sales, zone: ZoneId, calendar: &Calendar, window: &Window) -> Intensity {
    let size = |of: &str| scenario.zone[zone.index()].size.get(of).copied().unwrap_or(0.0);
    let rate = sales.rate.per_hour() / MS_PER_HOUR as f64 * sales.per.as_deref().map_or(1.0, size);
    let bends = [&sales.years, &sales.months, &sales.weekdays, &sales.day].iter().any(|list| !list.is_empty());
    let year = |month: usize| sales.years.get(month / 12).or(sales.years.last()).copied().unwrap_or(1.0);
    let (weekdays, days) = rates::week(&sales.weekdays, &sales.day, &[]);
    let shape = Shape {
        months: rates::by_month(&sales.months),
        ageing: (0..=calendar.month(window.end.day())).map(year).collect(),
        weekdays,
        days,
        holiday: 1.0,
    };
    Intensity { rate, shape: bends.then(|| Arc::new(shape)), day_factor: None }
}

/// The market of a layout; `None` if nothing changes from month to month.
pub(super) fn build(
    scenario: &Scenario,
    calendar: &Calendar,
    window: &Window,
    zones: &Table<ZoneId, Zone>,
    demand: &Demand,
) -> Option<Market> {
    let changes = scenario.product.values().any(|product| product.sales.is_some() || product.life.is_some());
    if scenario.market.is_none() && !scenario.satisfaction.moving && !changes {
        return None;
    }
    let months = calendar.month(window.end.day()) + 2;
    let mut market = Market {
        reactions: scenario.market.as_ref().map(|market| reactions(scenario, market)),
        feedback: scenario.market.as_ref().is_none_or(|market| market.feedback),
        reputation: scenario.market.as_ref().map_or(MICRO, |market| micro(market.reputation)),
        bases: Table::new(),
        bases_of: zones.iter().map(|_| Vec::new()).collect(),
    };
    let laws: Vec<Laws> = scenario.product.values().map(|product| Laws::of(product, months)).collect();
    for (id, &(product, zone)) in demand.bases_are.enumerate() {
        let (name, entry) = scenario.product.get_index(product).expect("a base has a product");
        let live = is_live(scenario, entry);
        let address = |what: &str| name_key(&format!("{what} {name}/{}", zones[zone].name));
        market.bases_of[zone].push(id);
        market.bases.push(Base {
            zone,
            live,
            cohorts: if live { cohorts(entry, demand.bases[id]) } else { Arc::default() },
            hazard: laws[product].hazard.clone(),
            scrap: laws[product].scrap.clone(),
            scrap_address: address("scrap of"),
            sales: entry.sales.as_ref().map(|sales| Selling {
                intensity: selling(scenario, sales, zone, calendar, window),
                address: address("sales of"),
                margin: sales.margin.money(),
                installs: installs(demand, id),
            }),
            value: value(scenario, entry.margin.map(|margin| margin.money())),
        });
    }
    Some(market)
}

/// The nearest millionth.
fn micro(x: f64) -> i64 {
    nearest(x * MICRO as f64)
}

fn reactions(scenario: &Scenario, market: &schema::Market) -> Reactions {
    let map = &market.complaint;
    let two_days = || Law::exponential(2.0 * MS_PER_DAY as f64).expect("two days are a mean");
    Reactions {
        churn: market.churn.clone(),
        complaint: map.clone(),
        handling: map.handling.as_ref().map_or_else(two_days, built),
        handle_within: span(map.handle_within),
        complaint_kind: map.kind.as_ref().map(|kind| id_of(&scenario.kind, kind)),
        cost: map.cost.money(),
        refund: map.refund.money(),
        legal: map.legal.money(),
        word_of_mouth: micro(market.word_of_mouth),
        detractor_weight: micro(market.detractor_weight),
        kept: MICRO - micro(market.decay.0),
        value: value(scenario, None),
    }
}

/// Worth of a customer: sum of m r^t / (1 + d)^t over the years t from 1.
fn value(scenario: &Scenario, margin: Option<Money>) -> Money {
    let Some(market) = &scenario.market else { return Money::ZERO };
    let margin = margin.unwrap_or(market.margin.money()).units();
    let kept = market.retention.0 / (1.0 + market.discount.0);
    let years: f64 = (1..=market.years).map(|t| libm::pow(kept, f64::from(t))).sum();
    Money(nearest(margin * years * MONEY_PER_UNIT as f64))
}

/// Failure rates and scrapping by age; the units that start with an age are spread over its months.
struct Laws {
    hazard: Arc<[f64]>,
    scrap: Arc<[f64]>,
}

impl Laws {
    fn of(product: &Product, months: usize) -> Laws {
        let ages = 12 * product.ages.len().max(1) + months;
        let year_ms = 365.0 * MS_PER_DAY as f64;
        let hazard = |at: usize| {
            let age = (at as f64 + 0.5) / 12.0;
            let expected = |age| rates::cumulative_hazard(&product.hazard, age);
            12.0 * (expected(age + 1.0 / 12.0) - expected(age)) / year_ms
        };
        let scrap = |law: &Law, at: usize| {
            let age = (at as f64 + 0.5) * MONTH;
            let (before, after) = (law.cdf(age), law.cdf(age + MONTH));
            if before >= 1.0 { 1.0 } else { (after - before) / (1.0 - before) }
        };
        let life = product.life.as_ref().map(built);
        Laws {
            hazard: (0..ages).map(hazard).collect(),
            scrap: life.map_or_else(Arc::default, |law| (0..ages).map(|at| scrap(&law, at)).collect()),
        }
    }
}

/// So many units by age in months, evenly over the months of each year of age; new units are in their first month.
fn cohorts(product: &Product, units: u64) -> Arc<[u64]> {
    if product.ages.is_empty() {
        return [units].into();
    }
    let total: f64 = product.ages.iter().sum();
    let mut sum = 0.0;
    let mut before = 0;
    let months = product.ages.iter().flat_map(|share| std::iter::repeat_n(share / total / 12.0, 12));
    let counts = months.map(|share| {
        sum += share;
        let until = (nearest(sum * units as f64).max(0) as u64).clamp(before, units);
        until - std::mem::replace(&mut before, until)
    });
    let mut counts: Vec<u64> = counts.collect();
    *counts.last_mut().expect("a year has months") += units - before;
    counts.into()
}

/// The sources that install what is sold to a base, with their cumulative shares.
fn installs(demand: &Demand, base: BaseId) -> Vec<(f64, SourceId)> {
    let mut sum = 0.0;
    let ours = demand.sources.enumerate().filter(|(_, source)| source.owner == Some(base));
    ours.filter_map(|(id, source)| match &source.arrivals {
        Arrivals::Sales { share, .. } => {
            sum += share;
            Some((sum, id))
        }
        _ => None,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::Network;
    use crate::scenario::read_text;

    fn network(more: &str) -> Network {
        let text = format!(
            "scenario = {{ name = \"m\", start = 2026-01-01, horizon = \"730 d\" }}
             kind.repair = {{ work = \"1 h\" }}
             zone.a = {{ size = {{ pump = 1001 }} }}
             stream.faults = {{ kind = \"repair\", failures = \"pump\" }}
             grade.plain = {{}}
             roster.day = {{ shifts = [\"always\"] }}
             centre.one.team.one.technicians = 1
             {more}"
        );
        let study = read_text("m.toml", &text, &[]).unwrap_or_else(|complaints| panic!("{complaints}"));
        Network::new(&study.layouts[0])
    }

    #[test]
    fn units_are_spread_over_the_months_of_their_ages_and_none_is_lost() {
        let network = network(
            "product.pump = { hazard = { law = \"by-age\", rates = [\"1 /year\", \"3 /year\"] }, ages = [3, 1], life = \"18 months\" }",
        );
        let base = &network.market.as_ref().unwrap().bases[BaseId(0)];
        assert_eq!((base.cohorts.len(), base.cohorts.iter().sum::<u64>()), (24, 1001));
        assert!(
            base.cohorts[..12].iter().all(|n| (62..=63).contains(n)) && base.cohorts[12..].iter().all(|n| (20..=22).contains(n))
        );
        let per_year = |at: usize| base.hazard[at] * 365.0 * MS_PER_DAY as f64;
        // Between half a month and one and a half: still in the first year; at 11.5 months half of the month is in the second.
        for (at, want) in [(0, 1.0), (11, 2.0), (12, 3.0), (20, 3.0)] {
            assert!((per_year(at) - want).abs() < 1e-9, "{at}: {}", per_year(at));
        }
        assert_eq!([16, 17, 18].map(|at| base.scrap[at]), [0.0, 1.0, 1.0]);
    }

    #[test]
    fn a_customer_is_worth_the_discounted_margins_of_his_years() {
        let network = network(
            "product.pump.hazard = { law = \"exponential\", rate = \"1 /year\" }\n[market]\nmargin = 100\nretention = 0.88\ndiscount = 0.1\nyears = 2",
        );
        let market = network.market.as_ref().unwrap();
        // .88 / 1.1 = .8: 100 (.8 + .64).
        assert_eq!(market.bases[BaseId(0)].value, Money::from_units(144.0).unwrap());
        assert!(market.bases[BaseId(0)].live && market.feedback);
    }
}
