//! Builds the sources of a checked layout: stream by stream, zone by zone.

use super::goods::Goods;
use super::{Arrivals, Batch, Cohorts, Intensity, Shape, Source, TraceCall};
use crate::kernel::calendar::Calendar;
use crate::kernel::id::{Id, Table};
use crate::kernel::law::Law;
use crate::kernel::random::name_key;
use crate::kernel::time::{MS_PER_HOUR, Time};
use crate::network::layout::{built, id_of, span};
use crate::network::warranty::Product;
use crate::network::zones::Zone;
use crate::network::{BaseId, KindId, ProductId, SourceId, StreamId, Window, ZoneId, market};
use crate::scenario::Layout;
use crate::scenario::schema::{self, HazardLaw, Scenario, Tracking};
use indexmap::IndexMap;
use std::sync::Arc;

/// The sources of a layout and the units that they stand on.
#[derive(Default)]
pub(in crate::network) struct Demand {
    /// Streams by zone.
    pub sources: Table<SourceId, Source>,
    /// Units by product and zone.
    pub bases: Table<BaseId, u64>,
    /// Their products and zones.
    pub bases_are: Table<BaseId, (usize, ZoneId)>,
    /// Units of our own brand.
    pub installed_base: u64,
}

/// Builds the demand of a layout.
pub(in crate::network) fn build(
    layout: &Layout,
    calendar: &Calendar,
    window: &Window,
    zones: &Table<ZoneId, Zone>,
    products: &Table<ProductId, Product>,
) -> Demand {
    let scenario = &layout.scenario;
    let mut demand = Demand::default();
    let mut known: IndexMap<(usize, ZoneId), bool> = IndexMap::new();
    let product_of = |name: &str| scenario.product.get_index_of(name).expect("the product has passed check");
    for (at, (name, entry)) in scenario.stream.iter().enumerate().filter(|(_, (_, entry))| entry.open) {
        let stream = StreamId::new(at);
        if let Some(calls) = layout.data.traces.get(name).filter(|calls| !calls.is_empty()) {
            demand.sources.push(trace(scenario, name, stream, entry, calls));
            continue;
        }
        if entry.trace.is_some() {
            continue;
        }
        let goods = Goods::of(scenario, entry, products);
        let months = calendar.month(window.end.day()) + 1;
        let product = entry.failures.as_deref().or(entry.installs_of.as_deref()).map(product_of);
        let live = product.filter(|&product| market::is_live(scenario, &scenario.product[product])).map(|_| entry.share.0);
        let (per_unit, shape) = shape(scenario, entry, months, live.is_some());
        for zone in zones.ids() {
            let zone_name = &zones[zone].name;
            if !entry.zones.0.is_empty() && !entry.zones.0.contains(zone_name) {
                continue;
            }
            let size = |of: &str| scenario.zone[zone.index()].size.get(of).copied().unwrap_or(0.0);
            let owner = product.map(|product| {
                let place = known.entry((product, zone));
                let base = BaseId::new(place.index());
                *place.or_insert_with(|| {
                    demand.bases.push(size(scenario.product.get_index(product).expect("it is there").0) as u64);
                    false
                }) |= !entry.background;
                base
            });
            let base = owner.filter(|_| entry.failures.is_some());
            let size = base.map_or_else(|| entry.per.as_deref().map_or(1.0, size), |base| demand.bases[base] as f64);
            let sales = entry.installs_of.as_deref().and_then(|product| scenario.product[product].sales.as_ref());
            let arrivals = match (goods.visits, sales) {
                (Some(_), _) => match goods.planned(zone) {
                    Some(planned) => planned,
                    None => continue,
                },
                (None, Some(sales)) => {
                    Arrivals::Sales { share: entry.share.0, sold: market::selling(scenario, sales, zone, calendar, window) }
                }
                (None, None) if entry.failures.is_some() && tracked(scenario, product) => {
                    Arrivals::Units(per_unit * size * entry.share.0)
                }
                (None, None) => arrivals(entry, per_unit * size * entry.share.0, shape.clone()),
            };
            demand.sources.push(Source {
                stream,
                zone,
                kind: goods.kind,
                address: name_key(&format!("{name}/{zone_name}")),
                day_address: name_key(&format!("days of {}/{zone_name}", entry.failures.as_ref().unwrap_or(name))),
                arrivals,
                base,
                owner,
                live: live.filter(|_| base.is_some()),
                product: goods.product,
                sells: entry.sells.is_some(),
                visits: goods.visits.is_some(),
                jobs: goods.jobs,
                batch: (!entry.batch_sizes.is_empty()).then(|| Batch::new(&entry.batch_sizes, &entry.batch_weights)),
                background: entry.background,
                certain: None,
            });
        }
    }
    // What is sold has owners, whether or not it can fail.
    for (product, (name, _)) in scenario.product.iter().enumerate().filter(|(_, (_, entry))| entry.sales.is_some()) {
        for zone in zones.ids() {
            known.entry((product, zone)).or_insert_with(|| {
                demand.bases.push(scenario.zone[zone.index()].size.get(name).copied().unwrap_or(0.0) as u64);
                true
            });
        }
    }
    demand.bases_are = known.keys().copied().collect();
    demand.installed_base = demand.bases.iter().zip(known.values()).filter(|(_, own)| **own).map(|(units, _)| units).sum();
    demand
}

/// Whether each unit of a product is followed by itself.
fn tracked(scenario: &Scenario, product: Option<usize>) -> bool {
    product.is_some_and(|product| scenario.product[product].tracking == Tracking::Unit)
}

fn trace(scenario: &Scenario, name: &str, stream: StreamId, entry: &schema::Stream, rows: &[crate::scenario::TraceRow]) -> Source {
    let mut calls: Vec<TraceCall> = rows
        .iter()
        .map(|row| TraceCall {
            at: Time::ZERO + span(row.at),
            zone: id_of(&scenario.zone, &row.zone),
            kind: id_of(&scenario.kind, &row.kind),
            work: row.work.map(span),
        })
        .collect();
    calls.sort_by_key(|call| call.at);
    let (zone, kind): (ZoneId, KindId) = (calls[0].zone, calls[0].kind);
    Source {
        stream,
        zone,
        kind,
        address: name_key(name),
        day_address: name_key(&format!("days of {name}")),
        arrivals: Arrivals::Trace(calls.into()),
        base: None,
        owner: None,
        live: None,
        product: None,
        sells: false,
        visits: false,
        jobs: 1.0,
        batch: None,
        background: entry.background,
        certain: None,
    }
}

fn arrivals(entry: &schema::Stream, rate: f64, shape: Option<Arc<Shape>>) -> Arrivals {
    let first = entry.first.map(|first| Time::ZERO + span(first));
    if let Some(every) = entry.every {
        return Arrivals::Renewal { first, gap: Law::constant(every.ms()).expect("`every` has passed check") };
    }
    if let Some(gaps) = &entry.gaps {
        return Arrivals::Renewal { first, gap: built(gaps) };
    }
    let factor = || Law::gamma(1.0, entry.dispersion.sqrt()).expect("the dispersion has passed check");
    Arrivals::Poisson(Intensity { rate, shape, day_factor: (entry.dispersion > 0.0).then(factor) })
}

/// Mean rate per unit (or household, or zone) [1/ms], and what bends it; one shape for all zones of a stream.
fn shape(scenario: &Scenario, entry: &schema::Stream, months: usize, live: bool) -> (f64, Option<Arc<Shape>>) {
    let (rate, mut ageing) = match &entry.failures {
        Some(product) => hazard(&scenario.product[product], months),
        None => (entry.rate.map_or(0.0, |rate| rate.per_hour()) / MS_PER_HOUR as f64, Vec::new()),
    };
    if live {
        // The units of each month tell how old they are.
        ageing.clear();
    }
    (rate, bent(entry, ageing))
}

/// How the use of tracked units runs whose failures a stream takes: a millisecond of use per millisecond in the mean.
pub(in crate::network) fn clock(entry: &schema::Stream) -> Intensity {
    let factor = || Law::gamma(1.0, entry.dispersion.sqrt()).expect("the dispersion has passed check");
    Intensity { rate: 1.0, shape: bent(entry, Vec::new()), day_factor: (entry.dispersion > 0.0).then(factor) }
}

/// What bends the rate of a stream, if anything does.
fn bent(entry: &schema::Stream, ageing: Vec<f64>) -> Option<Arc<Shape>> {
    let bends = [&entry.months, &entry.weekdays, &entry.day, &entry.week].iter().any(|list| !list.is_empty());
    if !bends && ageing.is_empty() && entry.holiday_factor == 1.0 && entry.dispersion == 0.0 {
        return None;
    }
    let (weekdays, days) = week(&entry.weekdays, &entry.day, &entry.week);
    Some(Arc::new(Shape { months: by_month(&entry.months), ageing, weekdays, days, holiday: entry.holiday_factor }))
}

/// Twelve factors with mean 1 over a year of 365 days.
pub(in crate::network) fn by_month(weights: &[f64]) -> [f64; 12] {
    const DAYS: [f64; 12] = [31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
    if weights.is_empty() {
        return [1.0; 12];
    }
    let mean: f64 = weights.iter().zip(DAYS).map(|(w, days)| w * days).sum::<f64>() / 365.0;
    std::array::from_fn(|month| weights[month] / mean)
}

/// Factors of the weekdays with mean 1, and for each the cumulative shares of its slices.
pub(in crate::network) fn week(weekdays: &[f64], day: &[f64], week: &[f64]) -> ([f64; 7], [Vec<f64>; 7]) {
    if week.is_empty() {
        let weekdays: [f64; 7] = std::array::from_fn(|d| weekdays.get(d).copied().unwrap_or(1.0));
        let mean = weekdays.iter().sum::<f64>() / 7.0;
        let slices = if day.is_empty() { &[1.0][..] } else { day };
        return (weekdays.map(|w| w / mean), std::array::from_fn(|_| cumulative(slices)));
    }
    let sums: [f64; 7] = std::array::from_fn(|d| week[d * 24..(d + 1) * 24].iter().sum());
    let mean = sums.iter().sum::<f64>() / 7.0;
    (sums.map(|sum| sum / mean), std::array::from_fn(|d| cumulative(&week[d * 24..(d + 1) * 24])))
}

/// Cumulative shares at the edges of slices, from 0 to 1; even where all weights are zero.
fn cumulative(weights: &[f64]) -> Vec<f64> {
    let total: f64 = weights.iter().sum();
    let mut edges = vec![0.0];
    let mut sum = 0.0;
    for (at, weight) in weights.iter().enumerate() {
        sum += weight;
        edges.push(if total > 0.0 { sum / total } else { (at + 1) as f64 / weights.len() as f64 });
    }
    edges
}

/// Mean failure rate of a unit over the run [1/ms] and its factor by month of the run.
///
/// The hazard of a month is the mean over monthly age cohorts of H(a + 1 month) - H(a), exact for minimal repair
/// (as bad as old: a failure does not change the age).
fn hazard(product: &schema::Product, months: usize) -> (f64, Vec<f64>) {
    let entry = &product.hazard;
    let per_ms = |per_year: f64| per_year / (365.0 * 24.0 * MS_PER_HOUR as f64);
    if entry.law == HazardLaw::Exponential {
        return (entry.rate.expect("the hazard has passed check").per_hour() / MS_PER_HOUR as f64, Vec::new());
    }
    let Cohorts { middles, shares, .. } = Cohorts::of(product);
    let month = 1.0 / 12.0;
    let by_month: Vec<f64> = (0..months)
        .map(|m| {
            let since = |age: f64| age + m as f64 * month;
            let share = |(age, share): (&f64, &f64)| {
                share * (cumulative_hazard(entry, since(*age) + month) - cumulative_hazard(entry, since(*age)))
            };
            12.0 * middles.iter().zip(&shares).map(share).sum::<f64>()
        })
        .collect();
    let mean = by_month.iter().sum::<f64>() / months as f64;
    (per_ms(mean), by_month.iter().map(|h| if mean > 0.0 { h / mean } else { 1.0 }).collect())
}

/// Expected failures of a unit up to `age` [years].
pub(in crate::network) fn cumulative_hazard(entry: &schema::Hazard, age: f64) -> f64 {
    let weibull = |shape: f64, scale_days: f64| libm::pow(age * 365.0 / scale_days, shape);
    match entry.law {
        HazardLaw::Exponential => age * entry.rate.map_or(0.0, |rate| rate.per_hour() * 8760.0),
        HazardLaw::Weibull => weibull(entry.shape.unwrap_or(1.0), entry.scale.map_or(1.0, |scale| scale.span().days())),
        HazardLaw::Bathtub => {
            entry.shapes.iter().zip(&entry.scales).map(|(shape, scale)| weibull(*shape, scale.span().days())).sum()
        }
        HazardLaw::ByAge => {
            let rate = |year: usize| entry.rates[year.min(entry.rates.len() - 1)].per_hour() * 8760.0;
            let whole = age as usize;
            (0..whole).map(rate).sum::<f64>() + (age - whole as f64) * rate(whole)
        }
    }
}
