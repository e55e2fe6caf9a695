//! Travel: the keys that each source of travel times needs, and coordinates wherever distances are asked for.

use super::sourcing::chooses_by_distance;
use super::{Checker, some_of};
use crate::kernel::calendar::parse_shift;
use crate::kernel::time::Span;
use crate::scenario::schema::{Bases, Metric, Travel, TravelFrom, Variation};
use crate::scenario::units::Length;

pub(super) fn check(c: &mut Checker<'_>) {
    let it = &c.scenario.travel;
    match it.from {
        TravelFrom::None => {}
        TravelFrom::Law => {
            c.need(it.time.is_some(), &["travel", "time"], "travel by `law` needs `time`", "add `time`, such as \"30 min\"");
        }
        TravelFrom::Geography => geography(c, it),
        TravelFrom::Matrix => matrix(c, it),
    }
    if let Some(law) = &it.time {
        c.law(&["travel", "time"], law);
    }
    speeds(c, it);
    detours(c, it);
    variation(c, it);
    located(c, it);
}

fn geography(c: &mut Checker<'_>, it: &Travel) {
    let mend = "add `speed`, such as \"30 km/h\"";
    c.need(it.speed.is_some() || it.takes_time == Some(false), &["travel", "speed"], "travel by `geography` needs `speed`", mend);
}

fn matrix(c: &mut Checker<'_>, it: &Travel) {
    let mend = "add `matrix`: a CSV file with the columns `centre`, `zone`, `time`";
    c.need(it.matrix.is_some(), &["travel", "matrix"], "travel by `matrix` needs a file", mend);
    if it.bases == Bases::Roaming {
        let path = if c.find(&["travel", "bases"]).is_some() { ["travel", "bases"] } else { ["travel", "from"] };
        let fault = "a matrix of centres and zones does not know the way from one customer to the next";
        c.complain(&path, fault, "add `bases = \"return\"` or `bases = \"one-way\"`, or travel by `geography`".to_owned());
    }
}

fn speeds(c: &mut Checker<'_>, it: &Travel) {
    let positive = |speed: f64| (0.1..=2000.0).contains(&speed);
    if let Some(speed) = it.speed {
        c.need(
            positive(speed.km_per_h()),
            &["travel", "speed"],
            format!("a speed of {speed} is out of range"),
            "give a speed from 0.1 to 2000 km/h",
        );
    }
    let mut bands: Vec<(Span, Span)> = Vec::new();
    for (hours, speed) in &it.speed_at {
        let path = ["travel", "speed_at", hours];
        c.need(
            positive(speed.km_per_h()),
            &path,
            format!("a speed of {speed} is out of range"),
            "give a speed from 0.1 to 2000 km/h",
        );
        let Some(band) = band(hours) else {
            c.complain_of_key(&path, format!("cannot read \"{hours}\" as hours of the day"), "write \"07:00-09:00\"".to_owned());
            continue;
        };
        if bands.iter().any(|earlier| overlap(*earlier, band)) {
            c.complain_of_key(&path, format!("the hours {hours} overlap with others"), "let each hour have one speed".to_owned());
        }
        bands.push(band);
    }
}

/// Time of day from and to, of "07:00-09:00", written like the hours of a shift; over midnight the end lies past 24 h.
fn band(text: &str) -> Option<(Span, Span)> {
    let (_, from, to) = *parse_shift(&format!("daily {text}")).ok()?.first()?;
    Some((from, to))
}

/// Whether two bands share a moment of the day.
fn overlap(a: (Span, Span), b: (Span, Span)) -> bool {
    let meet = |a: (Span, Span), b: (Span, Span)| a.0.max(b.0) < a.1.min(b.1);
    let next_day = |(from, to): (Span, Span)| (from + Span::DAY, to + Span::DAY);
    meet(a, b) || meet(next_day(a), b) || meet(a, next_day(b))
}

fn detours(c: &mut Checker<'_>, it: &Travel) {
    let fits = |factor: f64| (1.0..=100.0).contains(&factor);
    let mend = "roads are at least as long as straight lines: give 1 or more";
    if let Some(factor) = it.detour {
        c.need(fits(factor), &["travel", "detour"], format!("a detour factor of {factor} is out of range"), mend);
        let path = ["travel", "detour_from"];
        c.need(it.detour_from.is_empty(), &path, "`detour` and `detour_from` exclude each other", "give one of the two");
    }
    for (from, factor) in &it.detour_from {
        let path = ["travel", "detour_from", from];
        c.need(fits(*factor), &path, format!("a detour factor of {factor} is out of range"), mend);
        match from.parse::<Length>() {
            Ok(length) => c.need(length.km() >= 0.0, &path, format!("the distance {length} is negative"), "give 0 km or more"),
            Err(refusal) => c.complain_of_key(&path, refusal.fault, refusal.mend),
        }
    }
}

fn variation(c: &mut Checker<'_>, it: &Travel) {
    let path = ["travel", "variation_cv"];
    match (it.variation, it.variation_cv) {
        (Some(Variation::Lognormal | Variation::Gamma), None) => {
            c.complain(
                &["travel", "variation"],
                "this variation needs `variation_cv`",
                "add `variation_cv`, such as 0.3".to_owned(),
            );
        }
        (Some(Variation::Exponential), Some(cv)) => {
            c.need(cv == 1.0, &path, format!("an exponential factor has cv 1, not {cv}"), "leave `variation_cv` out");
        }
        (Some(_), Some(cv)) => {
            c.need((0.001..=100.0).contains(&cv), &path, format!("`variation_cv` is {cv}"), "give a number from 0.001 to 100");
        }
        (None, Some(_)) => {
            c.complain(
                &path,
                "`variation_cv` has no meaning without `variation`",
                "add `variation`, such as \"lognormal\"".to_owned(),
            );
        }
        (_, None) => {}
    }
}

/// Coordinates come in pairs, and within their ranges.
pub(super) fn coordinates(
    c: &mut Checker<'_>,
    section: &str,
    name: &str,
    (lat, lon): (Option<f64>, Option<f64>),
    (x, y): (Option<Length>, Option<Length>),
) {
    for (key, value, limit) in [("lat", lat, 90.0), ("lon", lon, 180.0)] {
        if let Some(value) = value.filter(|value| value.abs() > limit) {
            let fault = format!("`{key}` is {value}");
            c.complain(&[section, name, key], fault, format!("give degrees from -{limit} to {limit}"));
        }
    }
    for (a, b, has_a, has_b) in [("lat", "lon", lat.is_some(), lon.is_some()), ("x", "y", x.is_some(), y.is_some())] {
        if has_a != has_b && !c.is_damaged(section, name) {
            let (given, missing) = if has_a { (a, b) } else { (b, a) };
            c.complain(&[section, name, given], format!("`{given}` is given, but not `{missing}`"), format!("add `{missing}`"));
        }
    }
}

/// Wherever a distance is asked for, both ends have coordinates.
fn located(c: &mut Checker<'_>, it: &Travel) {
    let scenario = c.scenario;
    // Half a pair was complained of already.
    let round = |lat: Option<f64>, lon: Option<f64>| lat.is_some() || lon.is_some();
    let flat = |x: Option<Length>, y: Option<Length>| x.is_some() || y.is_some();
    let zones = scenario.zone.iter().map(|(name, it)| ("zone", name.as_str(), round(it.lat, it.lon), flat(it.x, it.y)));
    let centres = scenario.centre.iter().filter(|(_, it)| it.open);
    let centres = centres.map(|(name, it)| ("centre", name.as_str(), round(it.lat, it.lon), flat(it.x, it.y)));
    let places: Vec<_> = zones.chain(centres).collect();
    let is_round = it.metric == Metric::GreatCircle;
    let why = if it.from == TravelFrom::Geography {
        "travel by `geography` needs coordinates"
    } else if it.from != TravelFrom::Matrix && asks_for_nearest(c) {
        // Either system will do for an order by distance, as long as all have the same.
        if places.iter().all(|place| place.2) || places.iter().all(|place| place.3) {
            return;
        }
        "`nearest` in sourcing needs coordinates"
    } else {
        return;
    };
    for section in ["zone", "centre"] {
        let lacks = |place: &&(&str, &str, bool, bool)| place.0 == section && !(if is_round { place.2 } else { place.3 });
        let without: Vec<&str> =
            places.iter().filter(lacks).map(|place| place.1).filter(|name| !c.is_damaged(section, name)).collect();
        if let Some(first) = without.first() {
            let keys = if is_round { "`lat` and `lon`" } else { "`x` and `y`" };
            let mend = format!("add {keys} to {}", some_of(&without, section));
            c.complain(&[section, first], why, mend);
        }
    }
}

/// Whether a rule has to choose the nearest of several open centres, or looks at the distance to one.
fn asks_for_nearest(c: &Checker<'_>) -> bool {
    let rules = &c.scenario.sourcing;
    if rules.iter().any(|rule| rule.within.is_some()) {
        return true;
    }
    let open = c.scenario.centre.values().filter(|centre| centre.open).count();
    open > 1 && (rules.is_empty() || rules.iter().any(|rule| rule.to.iter().any(|place| chooses_by_distance(c.scenario, place))))
}
