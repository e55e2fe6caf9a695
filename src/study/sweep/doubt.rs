//! What is doubted of a study before it is believed: names that would be columns twice, factors that change nothing, too much work.

use super::plan::{Fault, cells_of};
use super::{Cell, Point, Replications, Sweep};
use crate::scenario::factor::Factor;
use crate::scenario::{Experiment, Snapshot};
use crate::study::store::BLOCK;
use std::collections::BTreeSet;

/// Names of columns that every table of results has.
const TAKEN: [&str; 13] = [
    "point",
    "layout",
    "replication",
    "replications",
    "precision_reached",
    "baseline",
    "figure",
    "difference",
    "half_width",
    "baseline_value",
    "variance_reduction",
    "verdict",
    "factor",
];
/// The most units that a study may need.
const MOST_UNITS: u64 = 10_000_000;
/// So many values of a factor are tried until one makes a difference.
const TRIED: u32 = 8;

/// Refuses factors whose names could not stand as columns beside the others and the figures.
pub(super) fn names(factors: &[Factor], columns: &[String]) -> Result<(), Fault> {
    let mut seen: BTreeSet<&str> = TAKEN.into_iter().collect();
    for column in columns {
        seen.insert(column);
    }
    for factor in factors {
        let half_width = columns.iter().any(|column| factor.name.strip_suffix("_half_width") == Some(column));
        if factor.name.trim().is_empty() || half_width || !seen.insert(&factor.name) {
            let fault =
                format!("no factor can be called `{}`: another column of the results has that name, or it is empty", factor.name);
            return Err(Fault::plain(fault, "give it a name of its own"));
        }
    }
    Ok(())
}

/// Refuses factors that change nothing at the first point, whatever their value: their key is overridden by another factor, or means
/// nothing for the layouts of the study.
pub(super) fn idle(
    experiment: &Experiment,
    factors: &[Factor],
    files: &Snapshot,
    (first, cells): (&Point, &[Cell]),
    layouts: &[String],
) -> Result<(), Fault> {
    for (at, factor) in factors.iter().enumerate().filter(|(_, factor)| factor.count() != Some(1)) {
        let tried = factor.count().unwrap_or(2).min(TRIED);
        let values = (0..tried).map(|level| factor.value((f64::from(level) + 0.5) / f64::from(tried)));
        let acts = values.filter(|value| *value != first.values[at]).any(|value| {
            let mut all = first.values.clone();
            all[at] = value;
            let sets = factors.iter().zip(&all).flat_map(|(factor, value)| factor.sets(value));
            let sets: Vec<String> = experiment.set.iter().cloned().chain(sets).collect();
            // Values that are no sound scenario here are none of a point's, or were complained of.
            files.read(&sets, "factor").map_or(true, |study| cells_of(experiment.seed, layouts, &study) != cells)
        });
        if !acts {
            let fault = format!("the factor `{}` changes nothing in the layouts of this study", factor.name);
            let mend = "leave it out; perhaps a later factor sets the same key, the layout that it means is left out, or \
                        only reports show the key";
            return Err(Fault::plain(fault, mend));
        }
    }
    Ok(())
}

/// Refuses more work than can be listed.
pub(super) fn endless(sweep: &Sweep) -> Result<(), Fault> {
    let n = match &sweep.replications {
        Replications::Fixed(n) => *n,
        Replications::Until { rule, .. } => rule.first,
    };
    let units = sweep.cells.len() as u64 * u64::from(n.div_ceil(BLOCK));
    if units <= MOST_UNITS {
        return Ok(());
    }
    let fault = format!("the study needs {units} units of {BLOCK} replications; {MOST_UNITS} are the most");
    Err(Fault::plain(fault, "give fewer points or replications"))
}
