//! Quality of work: what grades make of each kind of job, damage, escalation, and units that are installed.

use super::Checker;
use super::people::factor;
use crate::scenario::schema::{Grade, Kind, Partner};

/// A larger factor on a hazard is a typing error.
const LARGEST_LATENT: f64 = 100.0;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    scenario.grade.iter().for_each(|(name, it)| grade(c, name, it));
    scenario.partner.iter().for_each(|(name, it)| partner(c, name, it));
    scenario.kind.iter().for_each(|(name, it)| kind(c, name, it));
}

fn grade(c: &mut Checker<'_>, name: &str, it: &Grade) {
    for (key, kind) in it.fix_by.keys().map(|kind| ("fix_by", kind)).chain(it.speed_by.keys().map(|kind| ("speed_by", kind))) {
        if !c.has("kind", kind) && !c.is_damaged("kind", "") {
            let mend = c.suggest(kind, c.names("kind"));
            c.complain_of_key(&["grade", name, key, kind], format!("there is no kind `{kind}`"), mend);
        }
    }
    for (kind, fix) in &it.fix_by {
        let fault = format!("visits of this grade never fix `{kind}`, so that no such job would end");
        c.need(fix.0 > 0.0, &["grade", name, "fix_by", kind], fault, "give a share above 0");
    }
    for (kind, speed) in &it.speed_by {
        factor(c, &["grade", name, "speed_by", kind], *speed, 1e-3);
    }
    let least = it.fix_by.values().map(|fix| fix.0).fold(it.fix.0, f64::min);
    damage(c, &["grade", name, "damage"], it.damage.0, least);
    latent(c, &["grade", name, "latent_factor"], it.latent_factor);
}

fn partner(c: &mut Checker<'_>, name: &str, it: &Partner) {
    let fix = it.fix.map_or(1.0, |fix| fix.0);
    damage(c, &["partner", name, "damage"], it.damage.map_or(0.0, |damage| damage.0), fix);
    latent(c, &["partner", name, "latent_factor"], it.latent_factor.unwrap_or(1.0));
}

/// A job brings about fewer than one further job: else there would be ever more of them.
fn damage(c: &mut Checker<'_>, path: &[&str], damage: f64, fix: f64) {
    if damage > 0.0 && damage >= fix {
        let fault = format!("each visit damages something with {damage} and ends a job with {fix}: there would be ever more jobs");
        c.complain(path, fault, "give a share below the least probability of fix".to_owned());
    }
}

fn latent(c: &mut Checker<'_>, path: &[&str], factor: f64) {
    let fault = format!("`latent_factor` is {factor}");
    let mend = format!("give a number from 1, an installation without fault, to {LARGEST_LATENT}");
    c.need((1.0..=LARGEST_LATENT).contains(&factor), path, fault, mend);
}

fn kind(c: &mut Checker<'_>, name: &str, it: &Kind) {
    for (key, other) in [("damage_kind", &it.damage_kind), ("latent_kind", &it.latent_kind)] {
        if let Some(other) = other {
            c.refer(&["kind", name, key], "kind", other);
        }
    }
    let fault = format!("`escalate` with a crew of {}: a pair has no single probability of fix", it.crew);
    c.need(!it.escalate || it.crew == 1, &["kind", name, "escalate"], fault, "leave `escalate` out, or let one person go");
    let Some(product) = &it.installs else {
        for (key, given) in [("latent_for", it.latent_for.is_some()), ("latent_kind", it.latent_kind.is_some())] {
            let fault = format!("`{key}` stands without `installs`");
            c.need(!given, &["kind", name, key], fault, "say with `installs = \"PRODUCT\"` which unit such a job installs");
        }
        return;
    };
    c.refer(&["kind", name, "installs"], "product", product);
    let Some(calls) = &it.latent_kind else {
        let fault = format!("the kind `{name}` installs units, but not which calls a poor installation brings about");
        return c.complain(&["kind", name, "installs"], fault, "add `latent_kind`, for instance the kind of a repair".to_owned());
    };
    let installs = c.scenario.kind.get(calls).is_some_and(|kind| kind.installs.is_some());
    let fault = format!("a poor installation would bring about `{calls}`, which installs units itself");
    c.need(!installs, &["kind", name, "latent_kind"], fault, "name a kind without `installs`");
}
