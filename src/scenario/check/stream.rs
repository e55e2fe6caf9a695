//! Streams of calls: when, where, how many, and in which pattern.

use super::{Checker, some_of};
use crate::scenario::schema::{Product, RepairEffect, Scenario, Stream, Zone};
use crate::scenario::units::Duration;

/// As many calls of one stream in one replication are a typing error.
pub(super) const MOST_CALLS: f64 = 1e9;
/// Largest batch of calls at one instant.
const LARGEST_BATCH: u32 = 10_000;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    scenario.stream.iter().for_each(|(name, it)| stream(c, name, it));
}

fn stream(c: &mut Checker<'_>, name: &str, it: &Stream) {
    c.refer_all(&["stream", name, "zones"], "zone", &it.zones);
    match &it.kind {
        Some(kind) => c.refer(&["stream", name, "kind"], "kind", kind),
        None => {
            let mend = "add `kind`: the kind of its jobs";
            c.need(it.trace.is_some() || it.sells.is_some(), &["stream", name], format!("the stream `{name}` has no kind"), mend);
        }
    }
    let when = clocks(it);
    let given: Vec<&str> = when.iter().filter(|(_, given)| *given).map(|(key, _)| *key).collect();
    let all = super::listed(when.iter().map(|(key, _)| *key));
    match given[..] {
        [] => c.complain(
            &["stream", name, "rate"],
            format!("the stream `{name}` does not say when calls come"),
            format!("give one of {all}"),
        ),
        [_] => {}
        [first, second, ..] => {
            c.complain(
                &["stream", name, second],
                format!("`{first}` and `{second}` exclude each other"),
                format!("give one of {all}"),
            );
        }
    }
    if let [clock] = given[..] {
        ignored(c, name, clock);
        sizes(c, name, it);
        volume(c, name, it);
    }
    pattern(c, name, it);
    batches(c, name, it);
}

/// Keys that say when calls come.
fn clocks(it: &Stream) -> [(&'static str, bool); 7] {
    [
        ("rate", it.rate.is_some()),
        ("failures", it.failures.is_some()),
        ("installs_of", it.installs_of.is_some()),
        ("visits", it.visits.is_some()),
        ("every", it.every.is_some()),
        ("gaps", it.gaps.is_some()),
        ("trace", it.trace.is_some()),
    ]
}

/// Complains of keys that have no meaning for the clock of the stream.
fn ignored(c: &mut Checker<'_>, name: &str, clock: &str) {
    let poisson: &[&str] = &["rate", "failures"];
    let meant: [(&str, &[&str]); 10] = [
        ("per", &["rate"]),
        ("first", &["every", "gaps"]),
        ("share", &["rate", "failures", "installs_of"]),
        ("months", poisson),
        ("weekdays", poisson),
        ("day", poisson),
        ("week", poisson),
        ("holiday_factor", poisson),
        ("dispersion", poisson),
        ("batch_sizes", &["rate", "failures", "every", "gaps"]),
    ];
    for (key, clocks) in meant {
        let path = ["stream", name, key];
        if !clocks.contains(&clock) && c.find(&path).is_some() {
            let fault = format!("`{key}` has no meaning for a stream with `{clock}`");
            c.complain(&path, fault, format!("leave it out; it belongs to {}", super::listed(clocks.iter().copied())));
        }
    }
}

/// The sizes of zones that the stream is multiplied by.
fn sizes(c: &mut Checker<'_>, name: &str, it: &Stream) {
    if let Some(product) = &it.failures {
        c.refer(&["stream", name, "failures"], "product", product);
    }
    let (key, size) = match (&it.per, &it.failures) {
        (Some(size), _) => ("per", size),
        (None, Some(product)) => ("failures", product),
        (None, None) => return,
    };
    let zones = zones_of(c.scenario, it);
    let without: Vec<&str> = zones.iter().filter(|(_, zone)| !zone.size.contains_key(size)).map(|(name, _)| *name).collect();
    if !without.is_empty() && (key == "per" || c.has("product", size)) {
        let (fault, mend) = (some_of(&without, "zone"), format!("add `size.{size}` to each zone of the stream; 0 for none"));
        c.complain(&["stream", name, key], format!("there is no size `{size}` for {fault}"), mend);
    }
    for (zone, it) in zones {
        if let Some(units) = it.size.get(size).filter(|units| key == "failures" && units.fract() != 0.0) {
            let fault = format!("{units} units of `{size}` cannot be");
            c.complain(&["zone", zone, "size", size], fault, "units that fail are counted: give a whole number".to_owned());
        }
    }
}

/// Zones of a stream, as far as they could be read.
pub(super) fn zones_of<'a>(scenario: &'a Scenario, it: &Stream) -> Vec<(&'a str, &'a Zone)> {
    let all = &scenario.zone;
    if it.zones.is_empty() {
        return all.iter().map(|(name, zone)| (name.as_str(), zone)).collect();
    }
    it.zones.iter().filter_map(|name| all.get_key_value(name)).map(|(name, zone)| (name.as_str(), zone)).collect()
}

/// Complains of streams that would never end.
fn volume(c: &mut Checker<'_>, name: &str, it: &Stream) {
    if let Some(every) = it.every {
        c.need(every.ms() >= 1.0, &["stream", name, "every"], "`every` is zero", "give a time above 0");
    }
    if let Some(gaps) = &it.gaps
        && let Some(law) = c.law(&["stream", name, "gaps"], gaps)
    {
        c.need(law.mean() >= 1.0, &["stream", name, "gaps"], "the mean of `gaps` is zero", "give a law with a mean above 0");
    }
    let calls = calls(c.scenario, it);
    let key = clocks(it).into_iter().find(|(_, given)| *given).map_or("rate", |(key, _)| key);
    let fault = format!("the stream `{name}` makes about {calls:.1e} calls in one replication");
    c.need(calls <= MOST_CALLS, &["stream", name, key], fault, "a thousand million is the most; is the unit right?");
}

/// Calls of a stream in one replication, as an upper bound; traces count nothing.
pub(super) fn calls(scenario: &Scenario, it: &Stream) -> f64 {
    let horizon = scenario.scenario.horizon.ms();
    let batch = f64::from(it.batch_sizes.iter().copied().max().unwrap_or(1));
    let zones = zones_of(scenario, it);
    let per_zone = if let Some(every) = it.every {
        horizon / every.ms().max(1.0)
    } else if let Some(gaps) = &it.gaps {
        super::law(gaps).map_or(0.0, |law| horizon / law.mean().max(1.0))
    } else if let Some(product) = it.visits.as_ref().and_then(|visits| visits.split_once('.')) {
        return visits(scenario, it, product, horizon);
    } else if let Some(rate) = it.rate {
        rate.per_ms() * horizon * it.share.0
    } else if let Some(product) = it.installs_of.as_ref() {
        return scenario.product.get(product).map_or(0.0, |product| sold(scenario, product)) * it.share.0;
    } else if let Some(product) = it.failures.as_ref().and_then(|name| scenario.product.get(name)) {
        failures(product, horizon) * it.share.0
    } else {
        0.0
    };
    let size = |zone: &Zone| match it.per.as_ref().or(it.failures.as_ref()) {
        Some(size) => zone.size.get(size).copied().unwrap_or(0.0),
        None => 1.0,
    };
    let later = it.failures.as_ref().and_then(|name| scenario.product.get(name)).map_or(0.0, |product| sold(scenario, product));
    match later + zones.iter().map(|(_, zone)| size(zone)).sum::<f64>() {
        0.0 => 0.0,
        sizes => sizes * per_zone * batch,
    }
}

/// Units of a product sold in one replication, as an upper bound: at twice the sales of a neutral reputation.
fn sold(scenario: &Scenario, product: &Product) -> f64 {
    let Some(sales) = &product.sales else { return 0.0 };
    let size = |zone: &Zone| sales.per.as_ref().map_or(1.0, |size| zone.size.get(size).copied().unwrap_or(0.0));
    let growth = sales.years.iter().copied().fold(1.0, f64::max);
    2.0 * growth * sales.rate.per_ms() * scenario.scenario.horizon.ms() * scenario.zone.values().map(size).sum::<f64>()
}

/// Planned visits of a stream in one replication.
fn visits(scenario: &Scenario, it: &Stream, (product, plan): (&str, &str), horizon: f64) -> f64 {
    let plan = scenario.product.get(product).and_then(|product| product.plan.get(plan));
    let Some((plan, every)) = plan.and_then(|plan| Some((plan, plan.every?))) else { return 0.0 };
    let units: f64 = zones_of(scenario, it).iter().filter_map(|(_, zone)| zone.size.get(product)).sum();
    units * plan.share.0 * horizon / every.ms().max(1.0)
}

/// Failures of one unit until it is as old as the oldest one will be, as if all had happened in the horizon [ms].
fn failures(product: &Product, horizon: f64) -> f64 {
    let it = &product.hazard;
    let oldest = product.ages.len() as f64 * Duration::days(365.0).ms() + horizon;
    // Who is replaced at failure fails less than twice in a characteristic life of a hazard that rises with age.
    let renewed = product.repair == RepairEffect::Renewal;
    let weibull = |(shape, scale): (f64, Duration)| {
        let lives = oldest / scale.ms().max(1.0);
        if renewed && shape >= 1.0 { 1.0 + 2.0 * lives } else { libm::pow(lives, shape) }
    };
    let phases = it.shape.into_iter().zip(it.scale).chain(it.shapes.iter().copied().zip(it.scales.iter().copied()));
    let fastest = it.rate.iter().chain(&it.rates).map(|rate| rate.per_ms()).fold(0.0, f64::max);
    fastest * horizon + phases.map(weibull).sum::<f64>()
}

/// Weights by month, day and hour, and what varies around them.
fn pattern(c: &mut Checker<'_>, name: &str, it: &Stream) {
    let at = |key| ["stream", name, key];
    let lists = [
        ("months", &it.months, Some(12)),
        ("weekdays", &it.weekdays, Some(7)),
        ("week", &it.week, Some(168)),
        ("day", &it.day, None),
    ];
    for (key, weights, length) in lists {
        if c.find(&at(key)).is_some() {
            c.weights(&at(key), weights, length);
        }
    }
    if !it.day.is_empty() && 1440 % it.day.len() != 0 {
        let fault = format!("`day` has {} slices, which do not divide a day into whole minutes", it.day.len());
        c.complain(&at("day"), fault, "give 24 weights for hours, 48 for half hours or 96 for quarters".to_owned());
    }
    if !it.week.is_empty() {
        for (key, weights) in [("weekdays", &it.weekdays), ("day", &it.day)] {
            c.need(
                weights.is_empty(),
                &at(key),
                format!("`week` and `{key}` exclude each other"),
                "give either `week`, or `weekdays` and `day`",
            );
        }
    }
    let value = it.holiday_factor;
    c.need(
        (0.0..=1000.0).contains(&value),
        &at("holiday_factor"),
        format!("`holiday_factor` is {value}"),
        "give a number from 0 to 1000",
    );
    let value = it.dispersion;
    let fits = value == 0.0 || (1e-6..=1000.0).contains(&value);
    c.need(fits, &at("dispersion"), format!("`dispersion` is {value}"), "give 0, or a number from 0.000001 to 1000");
}

fn batches(c: &mut Checker<'_>, name: &str, it: &Stream) {
    let at = |key| ["stream", name, key];
    for (index, size) in it.batch_sizes.iter().enumerate() {
        let item = (index + 1).to_string();
        let path = ["stream", name, "batch_sizes", &item];
        let fits = (1..=LARGEST_BATCH).contains(size);
        c.need(fits, &path, format!("a batch of {size} calls is out of range"), format!("give 1 to {LARGEST_BATCH}"));
    }
    if it.batch_weights.len() != it.batch_sizes.len() && !(it.batch_weights.is_empty() && it.batch_sizes.len() == 1) {
        let path = if it.batch_weights.is_empty() { at("batch_sizes") } else { at("batch_weights") };
        let fault = format!("there are {} batch sizes and {} weights", it.batch_sizes.len(), it.batch_weights.len());
        return c.complain(&path, fault, "give one weight for each size".to_owned());
    }
    if !it.batch_weights.is_empty() {
        c.weights(&at("batch_weights"), &it.batch_weights, None);
    }
}
