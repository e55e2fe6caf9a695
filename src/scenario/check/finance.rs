//! How money is looked at: rates, years, delays, lives and terms.

use super::Checker;
use crate::scenario::units::Duration;

/// Longest time from a cost to its payment, and longest notice of people [d].
const LONGEST_DELAY: f64 = 3650.0;
/// Longest lease and life of equipment [d].
const LONGEST_TERM: f64 = 36_500.0;
/// Shortest life of equipment [d]: what lives shorter is used up, not invested.
const SHORTEST_LIFE: f64 = 28.0;
const MOST_YEARS: u32 = 100;

pub(super) fn check(c: &mut Checker<'_>) {
    centres(c);
    let Some(it) = &c.scenario.finance else { return };
    let growth = it.growth;
    c.need(
        (-0.9..=10.0).contains(&growth),
        &["finance", "growth"],
        format!("`growth` is {growth}"),
        "give a number from -0.9 to 10",
    );
    if let Some(years) = it.years {
        let fault = format!("{years} years are out of range");
        c.need((1..=MOST_YEARS).contains(&years), &["finance", "years"], fault, "give 1 to 100 years");
    }
    let of = &it.delay;
    let delays = [
        ("labour", of.labour),
        ("travel", of.travel),
        ("parts", of.parts),
        ("facility", of.facility),
        ("partner", of.partner),
        ("customer", of.customer),
        ("revenue", of.revenue),
    ];
    for (key, delay) in delays {
        short(c, &["finance", "delay", key], delay, LONGEST_DELAY);
    }
    short(c, &["finance", "notice"], it.notice, LONGEST_DELAY);
}

/// Complains of a time that no contract knows.
fn short(c: &mut Checker<'_>, path: &[&str], time: Duration, longest: f64) {
    let fault = format!("`{}` is {time}, longer than {} years", path[path.len() - 1], longest / 365.0);
    c.need(time <= Duration::days(longest), path, fault, "give a shorter time; is the unit right?");
}

fn centres(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    for (name, it) in &scenario.centre {
        for (key, time) in [("life", it.life), ("term", it.term), ("notice", it.notice)] {
            if let Some(time) = time {
                short(c, &["centre", name, key], time, LONGEST_TERM);
            }
        }
        match (it.investment, it.life) {
            (Some(_), None) => {
                let fault = "the life of the investment is missing";
                c.complain(&["centre", name, "investment"], fault, "give `life`, such as \"8 years\"".to_owned());
            }
            (None, Some(_)) => {
                let fault = "`life` has no `investment`";
                c.complain_of_key(&["centre", name, "life"], fault, "give what is bought, or leave `life` out".to_owned());
            }
            (Some(_), Some(life)) => {
                let fault = format!("`life` is {life}");
                c.need(life >= Duration::days(SHORTEST_LIFE), &["centre", name, "life"], fault, "give 28 days or more");
            }
            (None, None) => {}
        }
    }
}
