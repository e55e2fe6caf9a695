//! A selection on simulated layouts: who is beaten is simulated no further.

use super::Toward;
use super::kn::Selection;
use crate::network::Network;
use crate::study::precision::Width;
use crate::study::replicate::{Plan, replicate};
use crate::study::trial::{Watch, trial_by};
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is selected by.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Terms {
    /// Index of the figure.
    pub figure: usize,
    /// Which way is better.
    pub toward: Toward,
    /// A difference worth noticing: in the figure's unit, or as a share of the baseline's mean of the first stage.
    pub delta: Width,
    /// Index of the baseline.
    pub baseline: usize,
    /// Replications of the first stage.
    pub first: u32,
    /// Replications at most.
    pub max: u32,
    /// Probability of a right choice.
    pub confidence: f64,
}

/// A selection that was run.
#[derive(Debug, Clone)]
pub struct Picked {
    /// How it went.
    pub selection: Selection,
    /// The difference worth noticing [unit of the figure].
    pub delta: f64,
    /// Values of the figure by layout, in the replications that count.
    pub values: Vec<Vec<f64>>,
}

/// Why nothing could be selected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// A layout has no value of the figure in a replication.
    NoData {
        /// Index of the layout.
        layout: usize,
        /// The replication.
        replication: u32,
    },
    /// A share of nothing is no difference.
    NothingToShare,
    /// It was stopped during the first stage.
    Stopped,
}

/// Selects the best layout on the threads of the current pool. Stops undecided after the most replications, or once `stop` is set;
/// `tick` is called as each trial ends. The result does not depend on the number of threads.
///
/// # Errors
/// If the figure has no value somewhere, or nothing can be said of the first stage.
pub fn select(networks: &[Network], terms: &Terms, stop: &AtomicBool, tick: impl Fn() + Sync) -> Result<Picked, Trouble> {
    let plan = Plan { replications: terms.first, watch: Watch::default() };
    let summaries = replicate(networks, plan, stop, &tick, |_, _| {});
    if summaries.iter().any(|summary| summary.rows.len() < terms.first as usize) {
        return Err(Trouble::Stopped);
    }
    let mut values: Vec<Vec<f64>> = Vec::new();
    for (layout, summary) in summaries.iter().enumerate() {
        let all =
            summary.rows.iter().zip(0..).map(|(row, replication)| row[terms.figure].ok_or(Trouble::NoData { layout, replication }));
        values.push(all.collect::<Result<_, _>>()?);
    }
    let delta = match terms.delta {
        Width::Absolute(delta) => delta,
        Width::Relative(share) => share * super::mean(&values[terms.baseline]).abs(),
    };
    if delta <= 0.0 {
        return Err(Trouble::NothingToShare);
    }
    let mut selection = Selection::new(networks.len(), terms.toward, delta, terms.first as usize, terms.confidence);
    for replication in 0..terms.first as usize {
        selection.push(&values.iter().map(|layout| layout[replication]).collect::<Vec<f64>>());
    }
    let mut picked = Picked { selection, delta, values };
    picked.go_on(networks, terms, stop, tick)?;
    Ok(picked)
}

impl Picked {
    /// Simulates the survivors, some replications at a time, until one is left. What a layout has beyond the replication that drops it
    /// is thrown away.
    fn go_on(&mut self, networks: &[Network], terms: &Terms, stop: &AtomicBool, tick: impl Fn() + Sync) -> Result<(), Trouble> {
        let mut next = terms.first;
        while next < terms.max && self.selection.decided().is_none() && !stop.load(Ordering::Relaxed) {
            let alive = self.selection.alive();
            let block = (2 * rayon::current_num_threads()).div_ceil(alive.len()) as u32;
            let last = (next + block).min(terms.max);
            let trials: Vec<(u32, usize)> =
                (next..last).flat_map(|replication| alive.iter().map(move |&at| (replication, at))).collect();
            let hands = rayon::current_num_threads().div_ceil(trials.len());
            let figures: Vec<Option<f64>> = trials
                .par_iter()
                .map(|&(replication, at)| {
                    let value = trial_by(&networks[at], replication, Watch::default(), hands).row[terms.figure];
                    tick();
                    value
                })
                .collect();
            for (of_replication, of_trials) in figures.chunks(alive.len()).zip(trials.chunks(alive.len())) {
                if self.selection.decided().is_some() {
                    break;
                }
                self.take(of_replication, of_trials)?;
            }
            next = last;
        }
        Ok(())
    }

    /// Takes in a replication of the layouts that were alive when it was begun.
    fn take(&mut self, figures: &[Option<f64>], trials: &[(u32, usize)]) -> Result<(), Trouble> {
        let mut row = vec![f64::NAN; self.values.len()];
        for (value, &(replication, layout)) in figures.iter().zip(trials) {
            if self.selection.out(layout).is_none() {
                row[layout] = value.ok_or(Trouble::NoData { layout, replication })?;
                self.values[layout].push(row[layout]);
            }
        }
        self.selection.push(&row);
        Ok(())
    }
}
