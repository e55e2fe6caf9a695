//! Channels, stages, appointments and tiers: every name exists, shares fit, and every job comes to an end.

use super::Checker;
use crate::scenario::schema::{Appointment, Kind, Named, Where};
use std::collections::BTreeSet;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    for (name, it) in &scenario.kind {
        kind(c, name, it);
        mix(c, &["kind", name, "channels"], &it.channels);
    }
    for (name, it) in &scenario.tier {
        let at = ["tier", name, "share"];
        c.need((0.0..=1e9).contains(&it.share), &at, format!("`share` is {}", it.share), "give 0 or more");
        let fits = (0.0..=1e6).contains(&it.value);
        c.need(fits, &["tier", name, "value"], format!("`value` is {}", it.value), "give a factor from 0 to 1,000,000");
        for (kind, channels) in &it.channels {
            c.refer(&["tier", name, "channels", kind], "kind", kind);
            mix(c, &["tier", name, "channels", kind], channels);
        }
    }
    let sum: f64 = scenario.tier.values().map(|tier| tier.share).sum();
    c.need(scenario.tier.is_empty() || sum > 0.0, &["tier"], "the shares of all tiers are zero", "give one a share above 0");
    let fault = format!("{} tiers are too many", scenario.tier.len());
    c.need(scenario.tier.len() <= 100, &["tier"], fault, "give at most 100");
    if scenario.kind.values().all(|kind| kind.next.keys().all(|next| scenario.kind.contains_key(next))) {
        scenario.kind.keys().for_each(|name| ends(c, name));
    }
}

fn kind(c: &mut Checker<'_>, name: &str, it: &Kind) {
    let at = |key| ["kind", name, key];
    let mut sum = 0.0;
    for (next, share) in &it.next {
        c.refer(&["kind", name, "next", next], "kind", next);
        sum += share.0;
    }
    let fault = format!("the shares of `next` have the sum {sum:.3}");
    c.need(sum <= 1.0 + 1e-9, &at("next"), fault, "give shares with a sum of at most 1; with the rest the job is closed");
    let certain = [("no_fault", it.no_fault.0), ("redial", it.redial.0)];
    for (key, share) in certain {
        c.need(share < 1.0, &at(key), format!("`{key}` is {share}"), "give a share below 1");
    }
    for (key, law) in [("redial_after", &it.redial_after), ("comes_after", &it.comes_after)] {
        if let Some(law) = law {
            c.law(&at(key), law);
        }
    }
    if it.redial.0 > 0.0 && it.patience.is_none() {
        c.complain(&at("redial"), "nobody gives up, so nobody tries again", "add `patience`, or leave `redial` out".to_owned());
    }
    if it.comes_after.is_some() && it.at != Where::Desk {
        c.complain(&at("comes_after"), "the customer comes to a desk only", "add `at = \"desk\"`".to_owned());
    }
    if it.crew > 1 && it.at != Where::Site {
        c.complain(&at("crew"), "only visits to a site need a crew of two", "leave `crew` out".to_owned());
    }
    if let Some(appointment) = &it.appointment {
        booked(c, name, it, appointment);
    }
}

fn booked(c: &mut Checker<'_>, name: &str, kind: &Kind, it: &Appointment) {
    let at = |key| ["kind", name, "appointment", key];
    let minutes = it.window.ms() / 60e3;
    c.need((1.0..=1440.0).contains(&minutes), &at("window"), "the window is too short or too long", "give 1 min to 1 d");
    let fits = it.farthest.ms() > it.lead.ms() + 2.0 * it.window.ms() && it.farthest.ms() <= 366.0 * 86.4e6;
    c.need(
        fits,
        &at("farthest"),
        "no window lies between `lead` and `farthest`",
        "give more than `lead` and two windows, up to 366 d",
    );
    let fits = (1e-6..=100.0).contains(&it.booking);
    c.need(fits, &at("booking"), format!("`booking` is {}", it.booking), "give a factor above 0, up to 100");
    c.need(it.no_show.0 < 1.0, &at("no_show"), "nobody would ever be there", "give a share below 1");
    if !matches!(kind.at, Where::Site | Where::Desk) {
        c.complain(&at("window"), "appointments are for visits and desks", "leave `appointment` out".to_owned());
    }
}

/// A mix of channels.
fn mix(c: &mut Checker<'_>, path: &[&str], mix: &Named<f64>) {
    for (name, share) in mix {
        let path = [path, &[name.as_str()]].concat();
        c.refer(&path, "kind", name);
        c.need((0.0..=1e9).contains(share), &path, format!("the share `{share}` is out of range"), "give 0 or more");
    }
    let sum: f64 = mix.values().sum();
    c.need(mix.is_empty() || sum > 0.0, path, "the shares of all channels are zero", "give one a share above 0");
    let open = |name: &String| c.scenario.kind.get(name).is_none_or(|kind| kind.open);
    let none = !mix.is_empty() && !mix.keys().any(open);
    c.need(!none, path, "all these channels are closed", "open one of them, or add the kind itself");
}

/// Complains of a kind whose jobs go round for ever: every path from it leads back with certainty.
fn ends(c: &mut Checker<'_>, name: &str) {
    let scenario = c.scenario;
    let (mut open, mut seen) = (vec![name], BTreeSet::new());
    while let Some(kind) = open.pop() {
        if !seen.insert(kind) {
            continue;
        }
        let next = &scenario.kind[kind].next;
        if next.values().map(|share| share.0).sum::<f64>() < 1.0 - 1e-9 {
            return;
        }
        open.extend(next.iter().filter(|(_, share)| share.0 > 0.0).map(|(name, _)| name.as_str()));
    }
    let fault = format!("jobs of the kind `{name}` pass from stage to stage for ever");
    c.complain(&["kind", name, "next"], fault, "leave some of the shares for closing".to_owned());
}
