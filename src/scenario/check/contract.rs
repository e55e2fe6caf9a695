//! Partners and their contracts: what a rate card names exists, and its clauses do not contradict each other.

use super::Checker;
use super::people::{factor, relapse};
use crate::scenario::schema::{Acceptance, Named, Partner, QualityStep, Tier};
use crate::scenario::units::{Length, Price};

/// Dearer or cheaper tiers are a typing error.
const LARGEST_FACTOR: f64 = 10.0;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    for (name, it) in &scenario.partner {
        work(c, name, it);
        prices(c, name, it);
        bands(c, name, it);
        tiers(c, name, it);
        minimum(c, name, it);
        for (list, steps) in [("bonus", &it.bonus), ("malus", &it.malus)] {
            steps.iter().enumerate().for_each(|(index, it)| step(c, &["partner", name, list, &(index + 1).to_string()], it));
        }
        if let Some(it) = &it.acceptance {
            acceptance(c, name, it);
        }
    }
}

fn work(c: &mut Checker<'_>, name: &str, it: &Partner) {
    let at = |key| ["partner", name, key];
    c.need(it.capacity != Some(0), &at("capacity"), "the partner begins no job at all", "give 1 or more, or leave the key out");
    if let Some(law) = &it.response {
        c.law(&at("response"), law);
    }
    let fault = "visits of this partner never fix a fault, so that no job would end";
    c.need(it.fix.is_none_or(|fix| fix.0 > 0.0), &at("fix"), fault, "give a share above 0");
    if let Some(value) = it.relapse_factor {
        factor(c, &at("relapse_factor"), value, 0.0);
        for (kind, job) in &c.scenario.kind {
            relapse(c, &at("relapse_factor"), kind, job.relapse.0, value);
        }
    }
    super::travel::coordinates(c, "partner", name, (it.lat, it.lon), (it.x, it.y));
    let left = f64::from(it.capacity.unwrap_or(u32::MAX)) * (1.0 - it.background_load.0);
    let fault = "other clients leave us less than a job in a hundred days";
    c.need(left >= 0.01, &at("background_load"), fault, "give a smaller share, or a larger `capacity`");
}

/// Every table of prices by kind names kinds.
fn prices(c: &mut Checker<'_>, name: &str, it: &Partner) {
    kinds(c, &["partner", name, "fee"], &it.fee);
    kinds(c, &["partner", name, "hourly"], &it.hourly);
    for key in ["hourly_minimum", "hourly_step", "hourly_cap"] {
        let path = ["partner", name, key];
        if it.hourly.is_empty() && c.find(&path).is_some() {
            c.complain_of_key(
                &path,
                format!("`{key}` has no meaning without `hourly`"),
                "leave it out, or add `hourly`".to_owned(),
            );
        }
    }
    let step = it.hourly_step.ms();
    c.need(
        step >= 1.0,
        &["partner", name, "hourly_step"],
        "time cannot be billed in steps of nothing",
        "give a step such as \"15 min\"",
    );
}

fn kinds(c: &mut Checker<'_>, path: &[&str], prices: &Named<Price>) {
    for kind in prices.keys() {
        if !c.has("kind", kind) && !c.is_damaged("kind", "") {
            let mend = c.suggest(kind, c.names("kind"));
            c.complain_of_key(&[path, &[kind.as_str()]].concat(), format!("there is no kind `{kind}`"), mend);
        }
    }
}

/// Distances are lengths, and both of their ends have coordinates.
fn bands(c: &mut Checker<'_>, name: &str, it: &Partner) {
    let mut known: Vec<f64> = Vec::new();
    for (from, fees) in &it.fee_from {
        let path = ["partner", name, "fee_from", from];
        kinds(c, &path, fees);
        match from.parse::<Length>() {
            Ok(length) if length.km() > 0.0 && !known.contains(&length.km()) => known.push(length.km()),
            Ok(length) if length.km() > 0.0 => {
                c.complain_of_key(&path, format!("two bands begin at {length}"), "let each distance have one band".to_owned());
            }
            Ok(length) => {
                let mend = "give a distance above 0 km; nearer jobs have the fees of `fee`".to_owned();
                c.complain_of_key(&path, format!("a band begins at {length}"), mend);
            }
            Err(refusal) => c.complain_of_key(&path, refusal.fault, refusal.mend),
        }
    }
    if it.fee_from.is_empty() || c.is_damaged("partner", name) {
        return;
    }
    // Both ends of every distance have coordinates of one system; a partner may work from its base or from centres.
    let bases = c.scenario.centre.values().filter(|centre| centre.open && centre.partner.as_deref() == Some(name));
    let bases: Vec<(bool, bool)> = bases.map(|it| (it.lat.is_some(), it.x.is_some())).collect();
    let own = it.lat.is_some() || it.x.is_some() || bases.is_empty();
    let bases = bases.into_iter().chain(own.then_some((it.lat.is_some(), it.x.is_some())));
    let zones = c.scenario.zone.values().map(|zone| (zone.lat.is_some(), zone.x.is_some()));
    let ends: Vec<(bool, bool)> = bases.chain(zones).collect();
    let fits = ends.iter().all(|end| end.0) || ends.iter().all(|end| end.1);
    let mend = "give the partner (or its centres) and all zones `lat` and `lon`, or all of them `x` and `y`";
    c.need(fits, &["partner", name, "fee_from"], "distance bands need to know where the partner and its customers are", mend);
}

fn tiers(c: &mut Checker<'_>, name: &str, it: &Partner) {
    for (index, tier) in it.tier.iter().enumerate() {
        let number = (index + 1).to_string();
        let path = ["partner", name, "tier", &number];
        one_tier(c, &path, it, tier);
        for other in &it.tier[..index] {
            let at = [&path[..], &["from"]].concat();
            if same(tier, other) {
                let fault = format!("two tiers begin at job {}", tier.from);
                c.need(tier.from != other.from, &at, fault, "let each tier have a beginning of its own");
            } else if share_a_kind(tier, other) {
                let mend = "give tiers that share a kind the same `kinds`".to_owned();
                return c.complain(&path, "a kind stands on two ladders of tiers", mend);
            }
        }
    }
}

fn same(a: &Tier, b: &Tier) -> bool {
    let sorted = |tier: &Tier| {
        let mut kinds = tier.kinds.0.clone();
        kinds.sort();
        kinds
    };
    sorted(a) == sorted(b)
}

fn share_a_kind(a: &Tier, b: &Tier) -> bool {
    a.kinds.is_empty() || b.kinds.is_empty() || a.kinds.0.iter().any(|kind| b.kinds.0.contains(kind))
}

fn one_tier(c: &mut Checker<'_>, path: &[&str], it: &Partner, tier: &Tier) {
    let at = |key| [path, &[key]].concat();
    c.refer_all(&at("kinds"), "kind", &tier.kinds);
    kinds(c, &at("fee"), &tier.fee);
    c.need(
        tier.from >= 2,
        &at("from"),
        format!("a tier begins at job {}", tier.from),
        "give 2 or more; `fee` holds before the first tier",
    );
    match tier.factor {
        Some(_) if !tier.fee.is_empty() => {
            c.complain(&at("factor"), "`factor` and `fee` exclude each other", "give one of the two".to_owned());
        }
        None if tier.fee.is_empty() => {
            c.complain(path, "the tier does not say what its jobs cost", "add `factor`, such as 0.9, or `fee`".to_owned());
        }
        Some(value) => {
            let fits = (0.0..=LARGEST_FACTOR).contains(&value);
            c.need(fits, &at("factor"), format!("`factor` is {value}"), "give a number from 0 to 10");
        }
        None => {}
    }
    for kind in tier.fee.keys() {
        let path = [path, &["fee", kind]].concat();
        if !tier.kinds.is_empty() && !tier.kinds.0.contains(kind) {
            c.complain_of_key(
                &path,
                format!("the tier is not for `{kind}`"),
                "add the kind to `kinds`, or leave its fee out".to_owned(),
            );
        }
        if it.fee_from.values().any(|band| band.contains_key(kind)) {
            let fault = format!("`{kind}` has distance bands and a tier with one fee for all distances");
            c.complain_of_key(&path, fault, "give the tier a `factor` instead".to_owned());
        }
    }
}

fn minimum(c: &mut Checker<'_>, name: &str, it: &Partner) {
    let at = |key| ["partner", name, key];
    let both = it.minimum_jobs.is_some() && it.minimum_amount.is_some();
    c.need(!both, &at("minimum_amount"), "`minimum_jobs` and `minimum_amount` exclude each other", "give one of the two");
    let priced = it.minimum_jobs.is_some() == it.shortfall_fee.is_some();
    let (given, mend) = match it.minimum_jobs {
        Some(_) => ("minimum_jobs", "add `shortfall_fee`: what each missing job costs"),
        None => ("shortfall_fee", "add `minimum_jobs`, or leave it out"),
    };
    c.need(priced, &at(given), format!("`{given}` says nothing alone"), mend);
}

fn step(c: &mut Checker<'_>, path: &[&str], it: &QualityStep) {
    let given = [it.promise_kept.is_some(), it.response.is_some(), it.first_time_fix.is_some(), it.csat.is_some()];
    let measures = given.iter().filter(|given| **given).count();
    let mend = "give one of `promise_kept`, `response`, `first_time_fix`, `csat`";
    c.need(measures == 1, path, format!("the step has {measures} measures"), mend);
    let pays = it.amount > Price::default() || it.share.0 > 0.0;
    c.need(pays, path, "the step pays nothing", "add `amount` or `share`");
    if let Some(mark) = it.csat {
        let path = [path, &["csat"]].concat();
        c.need((1.0..=5.0).contains(&mark), &path, format!("`csat` is {mark}"), "give a mark from 1 to 5");
    }
}

fn acceptance(c: &mut Checker<'_>, name: &str, it: &Acceptance) {
    let at = |key| ["partner", name, "acceptance", key];
    let fits = it.at_par.0 > 0.0 && it.at_par.0 < 1.0;
    c.need(
        fits,
        &at("at_par"),
        format!("`at_par` is {}", it.at_par.0),
        "give a share between 0 and 1; without `acceptance` every job is taken",
    );
    for (key, value) in [("usual_load", it.usual_load), ("load_slope", it.load_slope), ("fee_power", it.fee_power)] {
        c.need((0.0..=100.0).contains(&value), &at(key), format!("`{key}` is {value}"), "give a number from 0 to 100");
    }
    kinds(c, &at("market_fee"), &it.market_fee);
    for (kind, _) in it.market_fee.iter().filter(|(_, fee)| **fee == Price::default()) {
        c.complain(
            &["partner", name, "acceptance", "market_fee", kind],
            "the market pays nothing",
            "give a fee above 0".to_owned(),
        );
    }
}
