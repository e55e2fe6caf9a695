//! Builds the tracked units of a checked layout: product by product, zone by zone.

use super::{Group, Hazard, Model, Phase, Plan, Units, When};
use crate::kernel::id::{Id, Table};
use crate::kernel::law::Law;
use crate::kernel::random::name_key;
use crate::network::demand::{Arrivals, Demand, Source, clock};
use crate::network::layout::{id_of, span};
use crate::network::zones::Zone;
use crate::network::{SourceId, StreamId, ZoneId};
use crate::scenario::schema::{self, MaintenancePhase, Product, RepairEffect, Scenario, Tracking};
use std::sync::Arc;

/// Whether a scenario tracks units.
pub(in crate::network) fn any(scenario: &Scenario) -> bool {
    tracked(scenario).next().is_some()
}

/// Products whose units are tracked.
fn tracked(scenario: &Scenario) -> impl Iterator<Item = (&String, &Product)> {
    scenario.product.iter().filter(|(_, product)| product.tracking == Tracking::Unit)
}

/// Names of the streams of planned jobs, which follow those of the scenario.
pub(in crate::network) fn maintenance_streams(scenario: &Scenario) -> Vec<String> {
    tracked(scenario).flat_map(|(name, product)| product.maintenance.keys().map(move |plan| format!("{name}.{plan}"))).collect()
}

/// Builds the tracked units and the sources of their planned jobs.
pub(in crate::network) fn build(scenario: &Scenario, zones: &Table<ZoneId, Zone>, demand: &mut Demand) -> Units {
    let mut units = Units::default();
    let mut first_stream = scenario.stream.len();
    for (name, product) in tracked(scenario) {
        let model = Arc::new(model(product));
        for (zone, it) in zones.enumerate() {
            let size = scenario.zone[zone.index()].size.get(name).copied().unwrap_or(0.0);
            let mut calls = Calls::of(scenario, name, zone, demand);
            if size < 1.0 || calls.taken.is_empty() && product.maintenance.is_empty() {
                continue;
            }
            // Units that are maintained but whose failures nobody takes are ours.
            if calls.taken.is_empty() {
                demand.installed_base += size as u64;
                calls.own = true;
            }
            let plans = plans(scenario, product, (first_stream, name), (zone, it), size, demand);
            let count = size as u32;
            units.push(count, |numbers| Group {
                zone,
                units: numbers,
                own: calls.own,
                address: name_key(&format!("units of {name}/{}", it.name)),
                day_address: name_key(&format!("days of {name}/{}", it.name)),
                clock: calls.clock(),
                share: calls.taken.last().map_or(0.0, |(edge, _)| *edge),
                calls: calls.taken,
                plans,
                model: model.clone(),
            });
        }
        first_stream += product.maintenance.len();
    }
    units
}

/// The streams that take the failures of a product in a zone.
struct Calls<'s> {
    own: bool,
    taken: Vec<(f64, SourceId)>,
    first: Option<&'s schema::Stream>,
}

impl<'s> Calls<'s> {
    fn of(scenario: &'s Scenario, product: &str, zone: ZoneId, demand: &Demand) -> Calls<'s> {
        let mut calls = Calls { own: false, taken: Vec::new(), first: None };
        let mut edge = 0.0;
        for (id, source) in demand.sources.enumerate().filter(|(_, source)| source.zone == zone) {
            let Some((_, stream)) = scenario.stream.get_index(source.stream.index()) else { continue };
            if stream.failures.as_deref() == Some(product) {
                edge += stream.share.0;
                calls.own |= !stream.background;
                calls.taken.push((edge, id));
                calls.first.get_or_insert(stream);
            }
        }
        calls
    }

    /// One clock for all: streams of one tracked product have the same bends.
    fn clock(&self) -> crate::network::demand::Intensity {
        self.first.map_or(crate::network::demand::Intensity { rate: 1.0, shape: None, day_factor: None }, clock)
    }
}

/// The sources of the planned jobs of a group, one for each plan.
fn plans(
    scenario: &Scenario,
    product: &Product,
    (first, name): (usize, &str),
    (zone, it): (ZoneId, &Zone),
    units: f64,
    demand: &mut Demand,
) -> Vec<SourceId> {
    let mut made = Vec::new();
    for (at, (plan, entry)) in product.maintenance.iter().enumerate() {
        let every = entry.every.or(entry.at_age).expect("the interval has passed check");
        made.push(demand.sources.push(Source {
            stream: StreamId::new(first + at),
            zone,
            kind: id_of(&scenario.kind, &entry.kind),
            address: name_key(&format!("{name}.{plan}/{}", it.name)),
            day_address: 0,
            arrivals: Arrivals::Units(units / every.ms()),
            base: None,
            owner: None,
            live: None,
            product: None,
            sells: false,
            visits: false,
            jobs: 1.0,
            batch: None,
            background: false,
            certain: None,
        }));
    }
    made
}

fn model(product: &Product) -> Model {
    let total: f64 = product.ages.iter().sum();
    let mut sum = 0.0;
    let edge = |weight: &f64| {
        sum += weight;
        sum / total
    };
    Model {
        hazard: Hazard::new(&product.hazard),
        ages: product.ages.iter().map(edge).collect(),
        stationary: product.stationary,
        keeps: match product.repair {
            RepairEffect::Minimal => 1.0,
            RepairEffect::Renewal => 0.0,
            RepairEffect::Kijima => product.kijima.expect("Kijima's q has passed check").0,
        },
        rate: product.heterogeneity.map(|shape| Law::gamma(1.0, 1.0 / shape.sqrt()).expect("the shape has passed check")),
        downtime_cost: product.downtime_cost.money(),
        plans: product.maintenance.values().map(plan).collect(),
    }
}

fn plan(entry: &schema::Maintenance) -> Plan {
    let phase = match entry.phase {
        MaintenancePhase::Even => Phase::Even,
        MaintenancePhase::Drawn => Phase::Drawn,
        MaintenancePhase::Together => Phase::Together,
    };
    let when = match (entry.every, entry.at_age) {
        (Some(every), _) => When::Every(span(every), phase),
        (None, age) => When::AtAge(span(age.expect("the interval has passed check"))),
    };
    let by_default = f64::from(u8::from(matches!(when, When::AtAge(_))));
    Plan { when, effect: entry.effect.map_or(by_default, |share| share.0), window: span(entry.window) }
}
