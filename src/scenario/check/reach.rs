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

/// Kinds of job that come of a stream, repeat calls included, and where.
fn jobs<'a>(c: &Checker<'a>, name: &str, spec: &'a Stream, data: &'a Data) -> IndexMap<&'a str, IndexSet<&'a str>> {
    let mut jobs: IndexMap<&str, IndexSet<&str>> = IndexMap::new();
    if spec.trace.is_some() {
        for row in data.traces.get(name).into_iter().flat_map(|rows| rows.iter()) {
            jobs.entry(&row.kind).or_default().insert(&row.zone);
        }
    } else if let Some(kind) = &spec.kind {
        jobs.insert(kind, stream::zones_of(c.scenario, spec).into_iter().map(|(zone, _)| zone).collect());
    }
    let mut next = 0;
    while let Some((kind, zones)) = jobs.get_index(next).map(|(kind, zones)| (*kind, zones.clone())) {
        next += 1;
        for follower in followers(c.scenario, kind) {
            let known = jobs.entry(follower).or_default();
            let before = known.len();
            known.extend(&zones);
            // New zones of an earlier kind may come back as yet another one.
            if known.len() > before {
                next = jobs.get_index_of(follower).map_or(next, |index| index.min(next));
            }
        }
    }
    jobs
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
