//! What is simulated and how often; the calendar; how customers judge.

use super::Checker;
use crate::scenario::complaint::did_you_mean;
use crate::scenario::schema::SpeedCurve;
use crate::scenario::units::Duration;

/// A thousand years [d]: longer horizons are typing errors.
const LONGEST: f64 = 365_000.0;
const MOST_REPLICATIONS: u32 = 1_000_000;

pub(super) fn check(c: &mut Checker<'_>, layouts: &[&str]) {
    clock(c);
    runs(c, layouts);
    calendar(c);
    satisfaction(c);
}

fn clock(c: &mut Checker<'_>) {
    let header = &c.scenario.scenario;
    c.need(!header.name.trim().is_empty(), &["scenario", "name"], "the scenario has no name", "give it a name: reports carry it");
    let (horizon, longest) = (header.horizon, Duration::days(LONGEST));
    c.need(horizon.ms() >= 1.0, &["scenario", "horizon"], "the horizon is zero", "simulate for some time, such as \"365 d\"");
    for (key, duration) in [("horizon", horizon), ("drain", header.drain)] {
        let fault = format!("`{key}` is {duration}, longer than a thousand years");
        c.need(duration <= longest, &["scenario", key], fault, "give a shorter time, such as \"365 d\"");
    }
    if header.warm_up >= horizon && horizon.ms() > 0.0 {
        let fault = format!("the warm-up of {} leaves nothing of the horizon of {horizon}", header.warm_up);
        c.complain(&["scenario", "warm_up"], fault, "both are measured from `start`: give a shorter warm-up".to_owned());
    }
    let year = header.start.0.year();
    let fault = format!("the year {year} is out of range");
    c.need((1900..=2999).contains(&year), &["scenario", "start"], fault, "start between 1900 and 2999");
}

fn runs(c: &mut Checker<'_>, layouts: &[&str]) {
    let header = &c.scenario.scenario;
    let fault = format!("{} replications are out of range", header.replications);
    let mend = "give 1 to 1,000,000; 20 to 100 are usual";
    c.need((1..=MOST_REPLICATIONS).contains(&header.replications), &["scenario", "replications"], fault, mend);
    if let Some(name) = &header.baseline
        && !layouts.contains(&name.as_str())
    {
        let mend = did_you_mean(name, layouts.iter().copied());
        c.complain(&["scenario", "baseline"], format!("there is no layout `{name}`"), mend);
    }
}

fn calendar(c: &mut Checker<'_>) {
    for (index, date) in c.scenario.calendar.makeup.iter().enumerate() {
        let item = (index + 1).to_string();
        let weekday = date.0.weekday();
        if !matches!(weekday, jiff::civil::Weekday::Saturday | jiff::civil::Weekday::Sunday) {
            let fault = format!("{date} is a {weekday:?}, which is worked anyway");
            c.complain(&["calendar", "makeup", &item], fault, "make-up days are Saturdays and Sundays".to_owned());
        }
    }
}

fn satisfaction(c: &mut Checker<'_>) {
    let it = &c.scenario.satisfaction;
    let at = |key| ["satisfaction", key];
    let above_zero = [
        ("softness", it.softness),
        ("price_softness", it.price_softness),
        ("perception", it.perception),
        ("perception_power", it.perception_power),
    ];
    for (key, value) in above_zero {
        c.need(value > 0.0 && value <= 1e6, &at(key), format!("`{key}` is {value}"), "give a number above 0");
    }
    for (key, time) in [("yardstick", it.yardstick), ("waiting_in_tolerance", it.waiting_in_tolerance)] {
        c.need(time.ms() >= 1.0, &at(key), format!("`{key}` is zero"), "give a time above 0, such as \"24 h\"");
    }
    c.need((-1.0..=1.0).contains(&it.drift), &at("drift"), format!("`drift` is {}", it.drift), "give a number from -1 to 1");
    lateness(c);
    let weights = [
        ("speed", it.speed),
        ("competence", it.competence),
        ("courtesy", it.courtesy),
        ("convenience", it.convenience),
        ("transparency", it.transparency),
        ("price", it.price),
        ("gain", it.gain),
        ("loss", it.loss),
    ];
    for (key, value) in weights {
        c.need((0.0..=1e6).contains(&value), &at(key), format!("`{key}` is {value}"), "give 0 or more");
    }
    let sum = it.speed + it.competence + it.courtesy + it.convenience + it.transparency + it.price;
    c.need(sum > 0.0, &["satisfaction"], "all weights are zero", "give `speed`, `competence` or `courtesy` a weight above 0");
    let pairs = [
        (("dissatisfied_under", it.dissatisfied_under), ("delighted_from", it.delighted_from)),
        (("detractor_under", it.detractor_under), ("promoter_from", it.promoter_from)),
    ];
    for ((low, from), (high, to)) in pairs {
        let path = if c.find(&at(high)).is_some() { at(high) } else { at(low) };
        c.need(from <= to, &path, format!("`{low}` is {from}, but `{high}` is {to}"), "give them in rising order");
    }
    let rising = it.csat_cuts.windows(2).all(|pair| pair[0] <= pair[1]);
    let path = at("csat_cuts");
    if it.csat_cuts.len() != 4 {
        let fault = format!("`csat_cuts` has {} cut points", it.csat_cuts.len());
        c.complain(&path, fault, "give four, between the marks 1 | 2 | 3 | 4 | 5".to_owned());
    } else {
        c.need(rising, &path, "the cut points of `csat_cuts` fall", "give them in rising order");
    }
}

/// The points of the curve `table`.
fn lateness(c: &mut Checker<'_>) {
    let it = &c.scenario.satisfaction;
    let path = ["satisfaction", "lateness"];
    if it.curve != SpeedCurve::Table {
        let mend = "add `curve = \"table\"`, or leave it out";
        return c.need(it.lateness.is_empty(), &path, "`lateness` has no meaning without the curve `table`", mend);
    }
    let mend = "give pairs of days late and score, such as [[-1, 0.9], [0, 0.75], [2, 0.3]]";
    c.need(!it.lateness.is_empty(), &path, "the curve `table` needs points", mend);
    let rising = it.lateness.windows(2).all(|pair| pair[0][0] < pair[1][0]);
    c.need(rising, &path, "the days of `lateness` do not rise", mend);
    let inside = it.lateness.iter().all(|[days, score]| days.is_finite() && (0.0..=1.0).contains(score));
    c.need(inside, &path, "a score of `lateness` is not from 0 to 1", mend);
}
