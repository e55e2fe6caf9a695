//! Reachability: whatever may be called for, somebody who is asked can do it.

use super::network::{Network, Obstacle};
use super::{Checker, some_of, stream};
use crate::scenario::read::Data;
use crate::scenario::schema::{Scenario, Stream};
use indexmap::{IndexMap, IndexSet};
use std::collections::BTreeMap;

pub(super) fn check(c: &mut Checker<'_>, network: &Network<'_>, data: &Data) {
    let scenario = c.scenario;
    for (name, stream) in scenario.stream.iter().filter(|(_, stream)| stream.open) {
        for (kind, zones) in jobs(c, name, stream, data) {
            let mut stuck: BTreeMap<Obstacle, Vec<&str>> = BTreeMap::new();
            for zone in zones {
                if let Some(obstacle) = network.obstacle(name, kind, zone) {
                    stuck.entry(obstacle).or_default().push(zone);
                }
            }
            for (obstacle, zones) in stuck {
                complain(c, network, name, kind, obstacle, &zones);
            }
        }
    }
}

/// Kinds and the zones where they arise.
type Jobs<'a> = IndexMap<&'a str, IndexSet<&'a str>>;

/// Kinds of job that come of a stream, with repeat calls, channels and later stages, and where.
fn jobs<'a>(c: &Checker<'a>, name: &str, spec: &'a Stream, data: &'a Data) -> Jobs<'a> {
    let (mut calls, mut stages) = (Jobs::new(), Jobs::new());
    if spec.trace.is_some() {
        for row in data.traces.get(name).into_iter().flat_map(|rows| rows.iter()) {
            calls.entry(&row.kind).or_default().insert(&row.zone);
        }
    } else if let Some(kind) = &spec.kind {
        calls.insert(kind, stream::zones_of(c.scenario, spec).into_iter().map(|(zone, _)| zone).collect());
    }
    let returns = spec.sells.as_ref().and_then(|product| c.scenario.product.get(product)?.returns.as_ref());
    if let Some(returns) = returns {
        calls.entry(&returns.kind).or_default().extend(stream::zones_of(c.scenario, spec).into_iter().map(|(zone, _)| zone));
    }
    let count = |jobs: &Jobs<'_>| jobs.values().map(IndexSet::len).sum::<usize>();
    loop {
        let before = (count(&calls), count(&stages));
        for (kind, zones) in calls.clone() {
            entries(c.scenario, kind).for_each(|entry| stages.entry(entry).or_default().extend(&zones));
            followers(c.scenario, kind).for_each(|follower| calls.entry(follower).or_default().extend(&zones));
        }
        for (kind, zones) in stages.clone() {
            for (next, _) in c.scenario.kind[kind].next.iter().filter(|(_, share)| share.0 > 0.0) {
                stages.entry(next).or_default().extend(&zones);
            }
        }
        if before == (count(&calls), count(&stages)) {
            return stages;
        }
    }
}

/// First stages of the calls for a kind, over all tiers.
fn entries<'a>(scenario: &'a Scenario, kind: &'a str) -> impl Iterator<Item = &'a str> + use<'a> {
    let of_kind = &scenario.kind[kind].channels;
    let by_tier = scenario.tier.values().map(move |tier| tier.channels.get(kind).unwrap_or(of_kind));
    let mixes: Vec<_> = if scenario.tier.is_empty() { vec![of_kind] } else { by_tier.collect() };
    let open = |name: &str, share: f64| share > 0.0 && scenario.kind[name].open;
    mixes.into_iter().flat_map(move |mix| {
        let found: Vec<&str> = mix.iter().filter(|(name, share)| open(name, **share)).map(|(name, _)| name.as_str()).collect();
        if found.is_empty() { vec![kind] } else { found }
    })
}

/// Kinds of the further jobs that a job of `kind` may bring about.
fn followers<'a>(scenario: &'a Scenario, kind: &str) -> impl Iterator<Item = &'a str> {
    let job = &scenario.kind[kind];
    let grades = scenario.grade.values().map(|grade| (grade.damage.0, grade.latent_factor));
    let partners = scenario.partner.values();
    let partners = partners.map(|partner| (partner.damage.map_or(0.0, |damage| damage.0), partner.latent_factor.unwrap_or(1.0)));
    let (damage, latent) = grades.chain(partners).fold((0.0, 1.0), |most: (f64, f64), it| (most.0.max(it.0), most.1.max(it.1)));
    [(&job.relapse_kind, job.relapse.0 > 0.0), (&job.damage_kind, damage > 0.0), (&job.latent_kind, latent > 1.0)]
        .into_iter()
        .filter_map(|(other, happens)| other.as_deref().filter(|_| happens))
}

fn complain(c: &mut Checker<'_>, network: &Network<'_>, stream: &str, kind: &str, obstacle: Obstacle, zones: &[&str]) {
    let job = &c.scenario.kind[kind];
    let skill = job.skill.as_deref().unwrap_or(kind);
    let zones_named = some_of(zones, "zone");
    let fault = match obstacle {
        Obstacle::OnlyAShare => format!("only a share of `{kind}` in {zones_named} finds somebody"),
        _ => format!("nobody can do `{kind}` in {zones_named}"),
    };
    let mend = match obstacle {
        Obstacle::NoRule => "add a [[sourcing]] rule for it".to_owned(),
        _ if network.open.is_empty() && c.scenario.partner.is_empty() => "add a table [centre.NAME] or [partner.NAME]".to_owned(),
        Obstacle::OnlyAShare => "leave `share` out of the last rule, or add a rule for the rest".to_owned(),
        Obstacle::NoSkill => {
            format!(
                "no open centre that is asked has technicians with the skill `{skill}`: give it to a grade, or ask another place"
            )
        }
        Obstacle::TooFew => {
            format!("it takes a crew of {}: add a team with `crew = 2`, or a second technician with the skill `{skill}`", job.crew)
        }
    };
    match zones {
        [zone] => c.complain(&["zone", zone], fault, mend),
        _ => c.complain(&["stream", stream], fault, mend),
    }
}
