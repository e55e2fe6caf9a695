//! Replications of all layouts in parallel, folded in the order of their numbers.

use super::interval::{CONFIDENCE, Estimate};
use super::trial::{Outcome, Watch, trial_by};
use crate::kernel::time::MS_PER_HOUR;
use crate::network::Network;
use crate::record::figure::{FIGURES, Index, Row};
use crate::record::scorecard::Times;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// What the replications of one layout say together.
#[derive(Debug, Clone, Default)]
pub struct Summary {
    /// Figures by replication.
    pub rows: Vec<Row>,
    /// Times of single jobs of all replications.
    pub times: Times,
    /// Faults that the audit found, with their replication.
    pub faults: Vec<String>,
}

/// How replications are run.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    /// Replications of each layout.
    pub replications: u32,
    /// What to watch.
    pub watch: Watch,
}

/// Runs all replications of all layouts on the threads of the current pool, and hands each outcome to `keep` with the number of its
/// layout, by replication and then by layout. Stops early, with complete replications only, once `stop` is set.
/// `tick` is called as each trial ends, in no particular order.
///
/// The result does not depend on the number of threads: outcomes are folded in order.
pub fn replicate(
    networks: &[Network],
    plan: Plan,
    stop: &AtomicBool,
    tick: impl Fn() + Sync,
    keep: impl FnMut(usize, Outcome),
) -> Vec<Summary> {
    replicate_until(networks, plan, stop, tick, keep, |_| false)
}

/// As [`replicate`], but ends before the plan does once `enough` says so. It is asked after each complete replication, in their order;
/// what other threads have simulated beyond is thrown away.
pub fn replicate_until(
    networks: &[Network],
    plan: Plan,
    stop: &AtomicBool,
    tick: impl Fn() + Sync,
    mut keep: impl FnMut(usize, Outcome),
    mut enough: impl FnMut(&[Summary]) -> bool,
) -> Vec<Summary> {
    let mut summaries: Vec<Summary> = networks.iter().map(|_| Summary::default()).collect();
    // A few trials for each thread at a time: enough to keep them busy, few enough to hold in memory.
    let block = (4 * rayon::current_num_threads()).div_ceil(networks.len()).max(1) as u32;
    let mut first = 0;
    while first < plan.replications && !stop.load(Ordering::Relaxed) {
        let last = (first + block).min(plan.replications);
        let trials: Vec<(u32, usize)> =
            (first..last).flat_map(|replication| (0..networks.len()).map(move |at| (replication, at))).collect();
        // With fewer trials than threads, each trial is spread over several.
        let hands = rayon::current_num_threads().div_ceil(trials.len());
        let outcomes: Vec<Option<Outcome>> = trials
            .par_iter()
            .map(|&(replication, at)| {
                let outcome = (!stop.load(Ordering::Relaxed)).then(|| trial_by(&networks[at], replication, plan.watch, hands));
                tick();
                outcome
            })
            .collect();
        let mut outcomes = outcomes.into_iter();
        for _ in first..last {
            let complete = outcomes.by_ref().take(networks.len()).collect::<Option<Vec<Outcome>>>();
            let Some(complete) = complete else { return summaries };
            for (at, outcome) in complete.into_iter().enumerate() {
                summaries[at].add(&outcome);
                keep(at, outcome);
            }
            if enough(&summaries) {
                return summaries;
            }
        }
        first = last;
    }
    summaries
}

/// Runs `job` on a pool of so many threads, by default one for each core.
///
/// # Errors
/// If the system does not give the threads.
pub fn on_threads<T: Send>(threads: Option<usize>, job: impl FnOnce() -> T + Send) -> Result<T, String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads.unwrap_or(0)).build();
    pool.map(|pool| pool.install(job)).map_err(|error| error.to_string())
}

impl Summary {
    fn add(&mut self, outcome: &Outcome) {
        self.rows.push(outcome.row.clone());
        self.times.merge(&outcome.times);
        self.faults.extend(outcome.faults.iter().map(|fault| format!("replication {}: {fault}", outcome.replication)));
    }

    /// The values of a figure in the replications that have data.
    pub fn values(&self, figure: usize) -> Vec<f64> {
        self.rows.iter().filter_map(|row| row[figure]).collect()
    }

    /// The estimate of a figure: the mean over replications, or the quantile of all jobs together.
    pub fn estimate(&self, figure: usize) -> Option<Estimate> {
        self.estimate_at(figure, CONFIDENCE)
    }

    /// The same with another confidence.
    pub fn estimate_at(&self, figure: usize, confidence: f64) -> Option<Estimate> {
        let values = self.values(figure);
        match self.pooled_quantile(figure) {
            Some(value) => Some(Estimate::around(value, &values, confidence)),
            None => Estimate::of_mean(&values, confidence),
        }
    }

    /// The quantile of all jobs together, for the figures that are quantiles.
    pub(super) fn pooled_quantile(&self, figure: usize) -> Option<f64> {
        let at = |index: Index| index as usize == figure;
        let quantiles = [(Index::WaitP95, 0.95)].map(|(index, q)| (index, &self.times.wait, q));
        let response =
            [(Index::ResponseP50, 0.5), (Index::ResponseP80, 0.8), (Index::ResponseP90, 0.9), (Index::ResponseP95, 0.95)];
        let restore = [(Index::RestoreP50, 0.5), (Index::RestoreP80, 0.8), (Index::RestoreP90, 0.9), (Index::RestoreP95, 0.95)];
        let all = quantiles
            .into_iter()
            .chain(response.map(|(index, q)| (index, &self.times.response, q)))
            .chain(restore.map(|(index, q)| (index, &self.times.restore, q)));
        let (_, histogram, q) = all.into_iter().find(|(index, _, _)| at(*index))?;
        histogram.quantile(q).map(|ms| ms / MS_PER_HOUR as f64)
    }

    /// Estimates of all figures.
    pub fn estimates(&self) -> Vec<Option<Estimate>> {
        (0..FIGURES.len()).map(|figure| self.estimate(figure)).collect()
    }
}
