//! What a sweep ran, as one JSON document.

use super::Results;
use crate::report::document::{pretty, schema_of};
use crate::study::store::{ENGINE, SCHEME};
use crate::study::sweep::{self, Sweep};
use schemars::JsonSchema;
use serde::Serialize;

/// `manifest.json` of `callout sweep` and `callout merge`: what results depend on.
#[derive(Debug, Serialize, JsonSchema)]
struct Manifest {
    /// Version of the program.
    callout: &'static str,
    /// Version of the simulation: parts in the store are used again while it stays.
    engine: &'static str,
    /// Version of how random numbers are addressed.
    random_numbers: &'static str,
    /// Name of the study.
    study: String,
    /// The question that it answers; empty where it asks none.
    question: String,
    /// The scenario file, relative to the study file.
    scenario: String,
    /// Label of all money.
    currency: String,
    /// The design, in words of the program.
    design: String,
    /// Seed of the design.
    design_seed: u64,
    /// Master seeds of the points.
    seeds: Seeds,
    /// Names of the layouts in their order.
    layouts: Vec<String>,
    /// Name of the layout that the others are compared with.
    baseline: String,
    /// When a point has enough replications.
    replications: Replications,
    /// What varies.
    factors: Vec<Factor>,
    /// Figures and accounts in the tables.
    columns: Vec<String>,
    /// What is set at each point, as for `--set`.
    points: Vec<Vec<String>>,
    /// Content key of each layout at each point: by point, then by layout.
    keys: Vec<String>,
}

/// Master seeds of the points.
#[derive(Debug, Serialize, JsonSchema)]
struct Seeds {
    /// The lowest; `null` without points.
    from: Option<u64>,
    /// The highest; `null` without points.
    to: Option<u64>,
}

/// When a point has enough replications.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
enum Replications {
    /// With so many of each layout.
    Fixed {
        /// Replications of each layout at each point.
        fixed: u32,
    },
    /// When its layouts have the half-widths that were asked for.
    Until {
        /// The half-widths, as `--precision` takes them.
        precision: Vec<String>,
        /// Replications before the rule is looked at.
        first: u32,
        /// Replications at most.
        max: u32,
        /// Points that did not reach the half-widths, from 0.
        points_that_missed_it: Vec<usize>,
    },
}

/// What varies.
#[derive(Debug, Serialize, JsonSchema)]
struct Factor {
    /// Its name.
    name: String,
    /// The key paths that it sets.
    keys: Vec<String>,
    /// Whether its values multiply what the scenario gives.
    multiplies: bool,
}

/// Its schema.
pub fn schema() -> String {
    schema_of::<Manifest>("manifest.json of callout sweep")
}

/// What was run, for programs.
pub(in crate::report) fn manifest(sweep: &Sweep, results: &Results) -> String {
    let experiment = &sweep.experiment;
    let replications = match &sweep.replications {
        sweep::Replications::Fixed(n) => Replications::Fixed { fixed: *n },
        sweep::Replications::Until { goals, rule } => Replications::Until {
            precision: goals.iter().map(|goal| goal.text()).collect(),
            first: rule.first,
            max: rule.max,
            points_that_missed_it: results.missed.clone(),
        },
    };
    let seeds = || sweep.cells.iter().map(|cell| cell.seed);
    let factors = sweep.factors.iter();
    pretty(&Manifest {
        callout: env!("CARGO_PKG_VERSION"),
        engine: ENGINE,
        random_numbers: SCHEME,
        study: experiment.name.clone(),
        question: experiment.question.clone(),
        scenario: experiment.scenario.clone(),
        currency: sweep.currency.clone(),
        design: format!("{:?}", sweep.design),
        design_seed: experiment.design.seed,
        seeds: Seeds { from: seeds().min(), to: seeds().max() },
        layouts: sweep.layouts.clone(),
        baseline: sweep.layouts[sweep.baseline].clone(),
        replications,
        factors: factors.map(|it| Factor { name: it.name.clone(), keys: it.keys.clone(), multiplies: it.times }).collect(),
        columns: sweep.columns.clone(),
        points: sweep.points.iter().map(|point| point.sets.clone()).collect(),
        keys: sweep.cells.iter().map(|cell| cell.key.to_string()).collect(),
    })
}
