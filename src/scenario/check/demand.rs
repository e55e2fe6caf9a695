//! Products, kinds and zones: what may fail, what is done about it, and where.

use super::Checker;
use crate::scenario::schema::{Hazard, HazardLaw, Kind, Zone};

/// Most kinds of job: sets of kinds are words of 64 bits.
pub const MOST_KINDS: usize = 64;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    for section in ["kind", "zone", "stream"] {
        let is_empty = c.names(section).next().is_none();
        c.need(!is_empty, &[section], format!("there is no {section}"), format!("add a table [{section}.NAME]"));
    }
    if let Some((name, _)) = scenario.kind.get_index(MOST_KINDS) {
        let fault = format!("{} kinds of job are more than {MOST_KINDS}", scenario.kind.len());
        c.complain(&["kind", name], fault, "join kinds that differ little".to_owned());
    }
    for (name, product) in &scenario.product {
        hazard(c, name, &product.hazard);
        if !product.ages.is_empty() {
            c.weights(&["product", name, "ages"], &product.ages, None);
        }
    }
    scenario.kind.iter().for_each(|(name, it)| kind(c, name, it));
    scenario.zone.iter().for_each(|(name, it)| zone(c, name, it));
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
    c.law(&at("work"), &it.work);
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
    if it.spread.is_some() && (it.width.is_some() || it.height.is_some()) {
        let mend = "give either `spread`, or `width` and `height`";
        c.complain(&at("spread"), "a zone is a disc or a rectangle, not both", mend.to_owned());
    }
    if it.width.is_some() != it.height.is_some() && !c.is_damaged("zone", name) {
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
