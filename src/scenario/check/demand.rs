//! Products, kinds, zones and streams: what arises where and how often.

use super::{Checker, some_of};
use crate::scenario::schema::{Hazard, HazardLaw, Kind, Stream, Zone};

/// As many calls of one stream in one replication are a typing error.
const MOST_CALLS: f64 = 1e9;
/// Largest batch of calls at one instant.
const LARGEST_BATCH: u32 = 10_000;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    for section in ["kind", "zone", "stream"] {
        let is_empty = c.names(section).next().is_none();
        c.need(!is_empty, &[section], format!("there is no {section}"), format!("add a table [{section}.NAME]"));
    }
    for (name, product) in &scenario.product {
        hazard(c, name, &product.hazard);
        if !product.ages.is_empty() {
            c.weights(&["product", name, "ages"], &product.ages, None);
        }
    }
    scenario.kind.iter().for_each(|(name, it)| kind(c, name, it));
    scenario.zone.iter().for_each(|(name, it)| zone(c, name, it));
    scenario.stream.iter().for_each(|(name, it)| stream(c, name, it));
}

/// The name of a failure law and its parameters.
fn parameters(law: HazardLaw) -> (&'static str, &'static [&'static str]) {
    match law {
        HazardLaw::Exponential => ("exponential", &["rate"]),
        HazardLaw::Weibull => ("weibull", &["shape", "scale"]),
        HazardLaw::Bathtub => ("bathtub", &["shapes", "scales"]),
        HazardLaw::ByAge => ("by-age", &["rates"]),
    }
}

fn hazard(c: &mut Checker<'_>, name: &str, it: &Hazard) {
    let at = |key| ["product", name, "hazard", key];
    let (law, needed) = parameters(it.law);
    let given = [
        ("rate", it.rate.is_some()),
        ("shape", it.shape.is_some()),
        ("scale", it.scale.is_some()),
        ("shapes", !it.shapes.is_empty()),
        ("scales", !it.scales.is_empty()),
        ("rates", !it.rates.is_empty()),
    ];
    let takes = || format!("the {law} law takes {}", super::listed(needed.iter().copied()));
    for (key, is_given) in given {
        if is_given && !needed.contains(&key) {
            return c.complain(&at(key), format!("the {law} law has no parameter `{key}`"), takes());
        }
        if !is_given && needed.contains(&key) {
            return c.complain(&at(key), format!("the {law} law needs `{key}`"), takes());
        }
    }
    if it.shapes.len() != it.scales.len() {
        let fault = format!("there are {} `shapes` and {} `scales`", it.shapes.len(), it.scales.len());
        return c.complain(&at("scales"), fault, "give one scale for each shape".to_owned());
    }
    let phases = it.shape.into_iter().zip(it.scale).chain(it.shapes.iter().copied().zip(it.scales.iter().copied()));
    for (shape, scale) in phases {
        let (shape_key, scale_key) = if it.law == HazardLaw::Weibull { ("shape", "scale") } else { ("shapes", "scales") };
        let fault = format!("the shape {shape} is out of range");
        c.need((0.05..=1000.0).contains(&shape), &at(shape_key), fault, "give a shape from 0.05 to 1000; 1 is exponential");
        c.need(scale.ms() >= 1.0, &at(scale_key), "the scale is zero", "give a time above 0, such as \"12 years\"");
    }
}

fn kind(c: &mut Checker<'_>, name: &str, it: &Kind) {
    let at = |key| ["kind", name, key];
    let fault = format!("the priority {} is out of range", it.priority);
    c.need((1..=9).contains(&it.priority), &at("priority"), fault, "give 1 (most urgent) to 9");
    c.need(matches!(it.crew, 1 | 2), &at("crew"), format!("a crew of {} is not possible", it.crew), "give 1 or 2");
    if let Some(law) = c.law(&at("work"), &it.work) {
        c.need(law.mean().is_finite(), &at("work"), "the mean of `work` is not finite", "give a law with a finite mean");
    }
    let laws = [("patience", &it.patience), ("revisit_delay", &it.revisit_delay), ("relapse_delay", &it.relapse_delay)];
    for (key, law) in laws {
        if let Some(law) = law {
            c.law(&at(key), law);
        }
    }
    for (key, promise) in [("respond_within", it.respond_within), ("restore_within", it.restore_within)] {
        let kept = promise.is_none_or(|promise| promise.ms() >= 1.0);
        c.need(kept, &at(key), format!("`{key}` is zero"), "promise a time above 0, or leave the key out");
    }
    let fault = "every job of this kind would come back for ever";
    c.need(it.relapse.0 < 1.0, &at("relapse"), fault, "give a share below 1");
    if let Some(relapse) = &it.relapse_kind {
        c.refer(&at("relapse_kind"), "kind", relapse);
    }
}

fn zone(c: &mut Checker<'_>, name: &str, it: &Zone) {
    let at = |key| ["zone", name, key];
    super::travel::coordinates(c, "zone", name, (it.lat, it.lon), (it.x, it.y));
    for (key, length) in [("spread", it.spread), ("width", it.width), ("height", it.height)] {
        let fits = length.is_none_or(|length| length.km() >= 0.0);
        c.need(fits, &at(key), format!("`{key}` is negative"), "give a length of 0 or more");
    }
    if it.spread.is_some() {
        for (key, length) in [("width", it.width), ("height", it.height)] {
            c.need(
                length.is_none(),
                &at(key),
                "a zone is a disc or a rectangle, not both",
                "give either `spread`, or `width` and `height`",
            );
        }
    }
    if it.width.is_some() != it.height.is_some() {
        let (given, missing) = if it.width.is_some() { ("width", "height") } else { ("height", "width") };
        c.complain(&at(given), format!("`{given}` is given, but not `{missing}`"), format!("add `{missing}`"));
    }
    for (size, value) in &it.size {
        c.need(*value >= 0.0, &["zone", name, "size", size], format!("the size `{value}` is negative"), "give 0 or more");
    }
    for (index, place) in it.served_by.iter().enumerate() {
        let item = (index + 1).to_string();
        super::sourcing::refer_place(c, &["zone", name, "served_by", &item], place, &[]);
    }
}

fn stream(c: &mut Checker<'_>, name: &str, it: &Stream) {
    c.refer_all(&["stream", name, "zones"], "zone", &it.zones);
    match &it.kind {
        Some(kind) => c.refer(&["stream", name, "kind"], "kind", kind),
        None => {
            let mend = "add `kind`: the kind of its jobs";
            c.need(it.trace.is_some(), &["stream", name], format!("the stream `{name}` has no kind"), mend);
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
fn clocks(it: &Stream) -> [(&'static str, bool); 5] {
    [
        ("rate", it.rate.is_some()),
        ("failures", it.failures.is_some()),
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
        ("share", poisson),
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
    let zones = zones_of(c, it);
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
pub(super) fn zones_of<'a>(c: &Checker<'a>, it: &Stream) -> Vec<(&'a str, &'a Zone)> {
    let all = &c.scenario.zone;
    if it.zones.is_empty() {
        return all.iter().map(|(name, zone)| (name.as_str(), zone)).collect();
    }
    it.zones.iter().filter_map(|name| all.get_key_value(name)).map(|(name, zone)| (name.as_str(), zone)).collect()
}

/// Complains of streams that would never end.
fn volume(c: &mut Checker<'_>, name: &str, it: &Stream) {
    let horizon = c.scenario.scenario.horizon;
    let zones = zones_of(c, it);
    let (key, per_zone) = if let Some(every) = it.every {
        c.need(every.ms() >= 1.0, &["stream", name, "every"], "`every` is zero", "give a time above 0");
        ("every", horizon.ms() / every.ms().max(1.0))
    } else if let Some(gaps) = &it.gaps {
        let Some(law) = c.law(&["stream", name, "gaps"], gaps) else { return };
        c.need(law.mean() >= 1.0, &["stream", name, "gaps"], "the mean of `gaps` is zero", "give a law with a mean above 0");
        ("gaps", horizon.ms() / law.mean().max(1.0))
    } else if let Some(rate) = it.rate {
        ("rate", rate.per_ms() * horizon.ms() * it.share.0)
    } else {
        return;
    };
    let size = |zone: &Zone| it.per.as_ref().map_or(1.0, |per| zone.size.get(per).copied().unwrap_or(0.0));
    let calls = zones.iter().map(|(_, zone)| size(zone)).sum::<f64>() * per_zone;
    let fault = format!("the stream `{name}` makes about {calls:.1e} calls in one replication");
    c.need(calls <= MOST_CALLS, &["stream", name, key], fault, "a thousand million is the most; is the unit right?");
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
    for (key, value) in [("holiday_factor", it.holiday_factor), ("dispersion", it.dispersion)] {
        c.need((0.0..=1000.0).contains(&value), &at(key), format!("`{key}` is {value}"), "give a number from 0 to 1000");
    }
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
