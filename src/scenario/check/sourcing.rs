//! Sourcing rules: every name in them exists, and every rule leads somewhere.

use super::{Checker, NEAREST, OWN, ZONE};
use crate::scenario::schema::{Scenario, Sourcing};

pub(super) fn check(c: &mut Checker<'_>) {
    // Rules are named by their number; if one could not be read, the numbers do not hold.
    if c.damaged.iter().any(|(section, _)| section == "sourcing") {
        return;
    }
    let scenario = c.scenario;
    for (index, it) in scenario.sourcing.iter().enumerate() {
        rule(c, &(index + 1).to_string(), it);
    }
}

/// Whether a place of a rule stands for the nearest of several centres.
pub(super) fn chooses_by_distance(scenario: &Scenario, place: &str) -> bool {
    let runs = || scenario.centre.values().any(|centre| centre.open && centre.partner.as_deref() == Some(place));
    place == NEAREST || place == OWN || runs()
}

fn rule(c: &mut Checker<'_>, number: &str, it: &Sourcing) {
    let at = |key| ["sourcing", number, key];
    for (index, place) in it.to.iter().enumerate() {
        let item = (index + 1).to_string();
        refer_place(c, &["sourcing", number, "to", &item], place, &[NEAREST, OWN, ZONE]);
    }
    c.refer_all(&at("kinds"), "kind", &it.kinds);
    c.refer_all(&at("zones"), "zone", &it.zones);
    c.refer_all(&at("streams"), "stream", &it.streams);
    if it.to.is_empty() {
        return c.complain(&at("to"), "the rule asks nobody", "name centres or partners, or `nearest`".to_owned());
    }
    c.need(it.reach >= 1, &at("reach"), "`reach` is 0", "give 1 or more");
    c.need(it.share.0 > 0.0, &at("share"), "the rule is for no job at all", "give a share above 0, or leave the rule out");
    let within = it.within.is_none_or(|within| within.km() >= 0.0);
    c.need(within, &at("within"), "`within` is negative", "give a length of 0 or more");
    for key in ["within", "reach"] {
        if c.find(&at(key)).is_some() && !it.to.iter().any(|place| chooses_by_distance(c.scenario, place)) {
            let fault = format!("`{key}` has no meaning without `nearest`, `own` or a partner that runs centres");
            c.complain(&at(key), fault, "leave it out".to_owned());
        }
    }
    for (key, value) in [("overflow_backlog", it.overflow_backlog), ("overflow_promise", it.overflow_promise)] {
        let fits = value.is_none_or(|value| (0.0..=1e9).contains(&value));
        c.need(fits, &at(key), format!("`{key}` is {}", value.unwrap_or(0.0)), "give 0 or more");
    }
    all_closed(c, number, it);
}

/// Complains unless a centre or partner called `place` exists, or it is one of the `special` words.
pub(super) fn refer_place(c: &mut Checker<'_>, path: &[&str], place: &str, special: &[&str]) {
    if special.contains(&place) || ["centre", "partner"].iter().any(|section| c.has(section, place) || c.is_damaged(section, "")) {
        return;
    }
    let mend = c.suggest(place, c.names("centre").chain(c.names("partner")).chain(special.iter().copied()));
    c.complain(path, format!("there is no centre or partner `{place}`"), mend);
}

/// A closed centre is passed over, but a rule of closed centres only is a mistake.
fn all_closed(c: &mut Checker<'_>, number: &str, it: &Sourcing) {
    let closed = |name: &str| c.scenario.centre.get(name).is_some_and(|centre| !centre.open);
    if it.to.iter().all(closed) {
        let fault = "all centres of this rule are closed";
        c.complain(&["sourcing", number, "to"], fault, "open one of them, or ask another place".to_owned());
    }
}
