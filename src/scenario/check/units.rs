//! Tracked units: what is said of them fits together, and nothing is said of a fleet that only they have.

use super::network::Network;
use super::{Checker, some_of, stream};
use crate::scenario::schema::{HazardLaw, Maintenance, Product, RepairEffect, Scenario, Stream, Tracking, Zone};
use std::collections::BTreeMap;

/// Keys that only tracked units have.
const OF_UNITS: [&str; 6] = ["repair", "kijima", "heterogeneity", "stationary", "downtime_cost", "maintenance"];
/// Most plans of maintenance of a product: sets of plans are words of 32 bits.
const MOST_PLANS: usize = 32;
/// Most tracked units of a layout.
const MOST_UNITS: f64 = 10e6;
/// Shortest interval of planned maintenance [ms].
const SHORTEST: f64 = 60_000.0;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    for (name, product) in &scenario.product {
        match product.tracking {
            Tracking::Unit => tracked(c, name, product),
            Tracking::Fleet => fleet(c, name),
        }
    }
}

/// A fleet has none of the keys of tracked units.
fn fleet(c: &mut Checker<'_>, name: &str) {
    for key in OF_UNITS {
        let path = ["product", name, key];
        if c.find(&path).is_some() {
            let fault = format!("`{key}` has no meaning for a product that is followed as a fleet");
            c.complain(&path, fault, "add `tracking = \"unit\"` to the product, or leave the key out".to_owned());
        }
    }
}

fn tracked(c: &mut Checker<'_>, name: &str, it: &Product) {
    let at = |key| ["product", name, key];
    let kijima = it.repair == RepairEffect::Kijima;
    if kijima != it.kijima.is_some() && !c.is_damaged("product", name) {
        let fault = if kijima { "`repair = \"kijima\"` needs `kijima`" } else { "`kijima` belongs to `repair = \"kijima\"`" };
        c.complain(&at("kijima"), fault, "give both or neither, such as `kijima = 0.4`".to_owned());
    }
    if let Some(shape) = it.heterogeneity {
        let fault = format!("`heterogeneity` is {shape}");
        c.need((0.01..=1e6).contains(&shape), &at("heterogeneity"), fault, "give a shape from 0.01 to 1000000; large is alike");
    }
    if it.stationary {
        let fault = "an equilibrium needs units that are replaced at failure";
        c.need(it.repair == RepairEffect::Renewal, &at("stationary"), fault, "add `repair = \"renewal\"`, or give `ages` instead");
        let fault = "`stationary` and `ages` exclude each other";
        c.need(it.ages.is_empty(), &at("ages"), fault, "give one of them");
        let rate = |rate: Option<&crate::scenario::units::Rate>| rate.is_none_or(|rate| rate.per_ms() > 0.0);
        let fails = rate(it.hazard.rate.as_ref()) && (it.hazard.law != HazardLaw::ByAge || rate(it.hazard.rates.last()));
        c.need(fails, &at("stationary"), "units that may never fail have no equilibrium", "give a rate above 0 in the end");
    }
    let units: f64 = c.scenario.zone.values().filter_map(|zone| zone.size.get(name)).sum();
    let fault = format!("{units} units are too many to track each of them");
    c.need(units <= MOST_UNITS, &at("tracking"), fault, "leave `tracking` out: a fleet may have any number");
    whole_units(c, name);
    streams(c, name);
    plans(c, name, it, units);
}

/// Units are counted also where no stream takes their failures.
fn whole_units(c: &mut Checker<'_>, name: &str) {
    let scenario = c.scenario;
    let taken = scenario.stream.values().any(|it| it.failures.as_deref() == Some(name));
    for (zone, units) in scenario.zone.iter().filter_map(|(zone, it)| Some((zone, *it.size.get(name)?))) {
        if !taken && units.fract() != 0.0 {
            let fault = format!("{units} units of `{name}` cannot be");
            c.complain(&["zone", zone, "size", name], fault, "units are counted: give a whole number".to_owned());
        }
    }
}

/// Streams that share the failures of a tracked product have one clock, and no batches.
fn streams(c: &mut Checker<'_>, product: &str) {
    let scenario = c.scenario;
    let taken = |it: &Stream| it.open && it.failures.as_deref() == Some(product);
    let bends = |it: &'_ Stream| {
        let lists = [&it.months, &it.weekdays, &it.day, &it.week].map(Clone::clone);
        (lists, it.holiday_factor.to_bits(), it.dispersion.to_bits())
    };
    let mut first: Option<(&str, _)> = None;
    for (name, it) in scenario.stream.iter().filter(|(_, it)| taken(it)) {
        let fault = "`batch_sizes` has no meaning for failures of tracked units";
        c.need(it.batch_sizes.is_empty(), &["stream", name, "batch_sizes"], fault, "leave it out: each unit fails by itself");
        let own = bends(it);
        match &first {
            None => first = Some((name, own)),
            Some((other, bends)) if *bends != own => {
                let fault = format!("`{name}` and `{other}` share the failures of tracked units, but bend them differently");
                let mend = "give both the same `months`, `weekdays`, `day`, `week`, `holiday_factor` and `dispersion`".to_owned();
                c.complain(&["stream", name], fault, mend);
            }
            Some(_) => {}
        }
    }
}

fn plans(c: &mut Checker<'_>, product: &str, it: &Product, units: f64) {
    let many = it.maintenance.len();
    let fault = format!("{many} plans of maintenance are more than {MOST_PLANS}");
    c.need(many <= MOST_PLANS, &["product", product, "maintenance"], fault, "join plans that differ little");
    let mut by_age: Option<&str> = None;
    for (name, plan) in &it.maintenance {
        let at = |key| ["product", product, "maintenance", name, key];
        c.refer(&at("kind"), "kind", &plan.kind);
        match (plan.every, plan.at_age) {
            (None, None) => c.complain(&at("every"), "the plan does not say when", "give one of `every` and `at_age`".to_owned()),
            (Some(_), Some(_)) => {
                c.complain(&at("at_age"), "`every` and `at_age` exclude each other", "give one of them".to_owned());
            }
            _ => {}
        }
        for (key, interval) in [("every", plan.every), ("at_age", plan.at_age)] {
            let Some(interval) = interval else { continue };
            let fault = format!("`{key}` is shorter than a minute");
            c.need(interval.ms() >= SHORTEST, &at(key), fault, "give a longer interval, such as \"30 d\"");
            let visits = units * c.scenario.scenario.horizon.ms() / interval.ms().max(SHORTEST);
            let fault = format!("there would be about {visits:.1e} planned visits in one replication");
            c.need(visits <= stream::MOST_CALLS, &at(key), fault, "a thousand million is the most; is the unit right?");
        }
        if plan.at_age.is_some() {
            if let Some(other) = by_age {
                let fault = format!("`{other}` follows the age of the unit already");
                c.complain(&at("at_age"), fault, "a product has one plan with `at_age`".to_owned());
            }
            let fault = "`phase` has no meaning with `at_age`";
            c.need(c.find(&at("phase")).is_none(), &at("phase"), fault, "leave it out: the age says when");
            by_age = Some(name);
        }
    }
}

/// Planned jobs find somebody who can do them.
pub(super) fn reach(c: &mut Checker<'_>, network: &Network<'_>) {
    for (product, name, plan) in planned(c.scenario) {
        let mut stuck: BTreeMap<_, Vec<&str>> = BTreeMap::new();
        for (zone, _) in zones_with(c.scenario, product) {
            if let Some(obstacle) = network.obstacle("", &plan.kind, zone) {
                stuck.entry(obstacle).or_default().push(zone);
            }
        }
        if let Some((_, zones)) = stuck.into_iter().next_back() {
            let fault = format!("nobody can do `{}` in {}", plan.kind, some_of(&zones, "zone"));
            let mend = "give its skill to technicians who are asked there, or add a [[sourcing]] rule for it".to_owned();
            c.complain(&["product", product, "maintenance", name, "kind"], fault, mend);
        }
    }
}

/// Plans of maintenance of tracked products.
pub(super) fn planned(scenario: &Scenario) -> impl Iterator<Item = (&str, &str, &Maintenance)> {
    let products = scenario.product.iter().filter(|(_, product)| product.tracking == Tracking::Unit);
    products.flat_map(|(product, it)| it.maintenance.iter().map(move |(name, plan)| (product.as_str(), name.as_str(), plan)))
}

/// Zones with units of a product.
fn zones_with<'a>(scenario: &'a Scenario, product: &str) -> impl Iterator<Item = (&'a str, &'a Zone)> {
    let has = move |zone: &Zone| zone.size.get(product).is_some_and(|units| *units >= 1.0);
    scenario.zone.iter().filter(move |(_, zone)| has(zone)).map(|(name, zone)| (name.as_str(), zone))
}

/// Units of a product in all zones.
pub(super) fn units_of(scenario: &Scenario, product: &str) -> f64 {
    zones_with(scenario, product).filter_map(|(_, zone)| zone.size.get(product)).sum()
}
