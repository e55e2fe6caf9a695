//! How long a network needs to settle: MSER-5 on the mean course of a few figures over time, and the curves of a Welch plot.
//!
//! *Knows:* the diary of a trial, kept for this alone.

use super::precision::Running;
use crate::kernel::tally::Series;
use crate::kernel::time::{MS_PER_DAY, MS_PER_HOUR, Span, Time};
use crate::network::Network;
use crate::record::diary::Diary;
use crate::sim::simulate;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, Ordering};

/// Stretches of time in a batch.
pub const BATCH: usize = 5;
/// Fewer batches than this say nothing.
const FEWEST: usize = 10;
/// Batches at the end that no truncation reaches: a few values that happen to be alike are no steady state.
const TAIL: usize = 5;
/// Stretches on either side of a moving average: two batches and a half.
const WINDOW: usize = 12;

/// What is followed over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Mean response of who calls in the stretch [h].
    Response,
    /// Jobs waiting for dispatch, mean.
    Waiting,
    /// People at travel and work, mean.
    Busy,
    /// Jobs closed by day.
    Closed,
    /// Tracked units down, mean.
    Down,
}

impl What {
    /// All of them.
    pub const ALL: [What; 5] = [What::Response, What::Waiting, What::Busy, What::Closed, What::Down];

    /// Name in reports, with its unit.
    pub fn label(self) -> &'static str {
        match self {
            What::Response => "response time [h]",
            What::Waiting => "jobs waiting",
            What::Busy => "people busy",
            What::Closed => "jobs closed by day",
            What::Down => "units down",
        }
    }

    /// Name in files.
    pub fn key(self) -> &'static str {
        match self {
            What::Response => "response_hours",
            What::Waiting => "jobs_waiting",
            What::Busy => "people_busy",
            What::Closed => "jobs_closed_by_day",
            What::Down => "units_down",
        }
    }

    /// Sums of a diary by stretch: what is added up, and what it is divided by.
    fn sums(self, diary: &Diary) -> Vec<(f64, f64)> {
        let per = |series: &Series, unit: f64| {
            let length = |at| {
                let (from, to) = series.span(at);
                (to - from).0 as f64
            };
            series.buckets().iter().enumerate().map(|(at, sum)| (*sum as f64, length(at) / unit)).collect()
        };
        match self {
            What::Response => {
                let hours = diary.response.buckets().iter().map(|ms| *ms as f64 / MS_PER_HOUR as f64);
                hours.zip(diary.visited.buckets().iter().map(|calls| *calls as f64)).collect()
            }
            What::Waiting => per(&diary.waiting, 1.0),
            What::Busy => per(&diary.busy, 1.0),
            What::Closed => per(&diary.closed, MS_PER_DAY as f64),
            What::Down => per(&diary.down, 1.0),
        }
    }
}

/// The course of something over time, mean over replications.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Of what.
    pub what: What,
    /// Length of a stretch.
    pub every: Span,
    /// By stretch from the start.
    pub values: Vec<f64>,
    /// Truncation point; `None` where there are too few batches.
    pub settled: Option<Settled>,
}

/// Where a curve has settled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Settled {
    /// Batches before.
    pub batches: usize,
    /// Batches in all.
    pub of: usize,
}

impl Settled {
    /// Whether it lies in the second half: the run is too short to tell.
    pub fn late(&self) -> bool {
        2 * self.batches > self.of
    }
}

/// Length of a stretch: a fifth of a week, a day or an hour, so that a batch is a whole cycle of the calendar; a hundredth of shorter
/// runs.
pub fn stretch(horizon: Span) -> Span {
    let cycles = [7 * MS_PER_DAY, MS_PER_DAY, MS_PER_HOUR];
    let cycle = cycles.into_iter().find(|cycle| horizon.0 >= 20 * cycle);
    Span(cycle.map_or(horizon.0 / 100, |cycle| cycle / BATCH as i64).max(1))
}

/// MSER-5 (White 1997; White, Cobb & Spratt 2000): with Z the means of batches of five, the truncation point is the d with the least
/// sum_{i > d} (Z_i - mean of them)^2 / (m - d)^2, the first of equals. The last five are never alone. `None` with fewer than ten batches.
pub fn mser5(values: &[f64]) -> Option<Settled> {
    let batches: Vec<f64> = values.chunks_exact(BATCH).map(|batch| batch.iter().sum::<f64>() / BATCH as f64).collect();
    let of = batches.len();
    if of < FEWEST {
        return None;
    }
    let (mut tail, mut best) = (Running::default(), (f64::INFINITY, 0));
    for (d, value) in batches.iter().enumerate().rev() {
        tail.add(*value);
        let left = f64::from(tail.n);
        let error = tail.variance() * (left - 1.0) / (left * left);
        if of - d >= TAIL && error <= best.0 {
            best = (error, d);
        }
    }
    Some(Settled { batches: best.1, of })
}

/// Moving averages as Welch (1983) plots them: over as many values on either side, fewer near the ends.
pub fn welch(values: &[f64]) -> Vec<f64> {
    let average = |at: usize| {
        let side = WINDOW.min(at).min(values.len() - 1 - at);
        let near = &values[at - side..=at + side];
        near.iter().sum::<f64>() / near.len() as f64
    };
    (0..values.len()).map(average).collect()
}

/// The courses of a layout, mean over so many replications; what seldom happens is left out. Fewer replications, the first ones, once
/// `stop` is set. On the threads of the current pool; the result does not depend on their number.
pub fn curves(network: &Network, replications: u32, stop: &AtomicBool, tick: impl Fn() + Sync) -> (u32, Vec<Curve>) {
    let every = stretch(network.window.horizon - Time::ZERO);
    let mut sums: Vec<Vec<(f64, f64)>> = Vec::new();
    let (mut next, block) = (0, 4 * rayon::current_num_threads() as u32);
    'blocks: while next < replications && !stop.load(Ordering::Relaxed) {
        let last = (next + block).min(replications);
        let diaries: Vec<Option<Diary>> = (next..last)
            .into_par_iter()
            .map(|replication| {
                let diary = (!stop.load(Ordering::Relaxed)).then(|| simulate(network, replication, Diary::new(network, every)));
                tick();
                diary
            })
            .collect();
        for diary in diaries {
            let Some(diary) = diary else { break 'blocks };
            let all: Vec<Vec<(f64, f64)>> = What::ALL.iter().map(|what| what.sums(&diary)).collect();
            sums = if sums.is_empty() { all } else { sums.iter().zip(&all).map(|(one, other)| added(one, other)).collect() };
            next += 1;
        }
    }
    let curve = |(what, sums): (What, &Vec<(f64, f64)>)| {
        let values = course(sums).filter(|values| often(values))?;
        Some(Curve { what, every, settled: mser5(&values), values })
    };
    (next, What::ALL.into_iter().zip(&sums).filter_map(curve).collect())
}

fn added(one: &[(f64, f64)], other: &[(f64, f64)]) -> Vec<(f64, f64)> {
    one.iter().zip(other).map(|(a, b)| (a.0 + b.0, a.1 + b.1)).collect()
}

/// Whether something happens in every other batch at least: of what seldom happens, the longest stretch of nothing would look settled.
fn often(values: &[f64]) -> bool {
    let batches = values.chunks(BATCH);
    2 * batches.clone().filter(|batch| batch.iter().any(|value| *value != 0.0)).count() >= batches.len()
}

/// Quotients; where nothing was divided by, that before (at the start, the first). `None` where nothing was ever divided by.
fn course(sums: &[(f64, f64)]) -> Option<Vec<f64>> {
    let known = |(sum, by): &(f64, f64)| (*by > 0.0).then(|| sum / by);
    let mut value = sums.iter().find_map(known)?;
    let carried = sums.iter().map(|sum| {
        value = known(sum).unwrap_or(value);
        value
    });
    Some(carried.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each value five times.
    fn five(values: &[f64]) -> Vec<f64> {
        values.iter().flat_map(|value| [*value; BATCH]).collect()
    }

    #[test]
    fn a_rise_at_the_start_is_cut_off() {
        // 3 batches of rise, then 9 and 11 in turn: with d = 3, error 17/17^2; each batch more that is cut leaves fewer.
        let mut values = vec![0.0, 4.0, 7.0];
        values.extend((0..17).map(|at| if at % 2 == 0 { 11.0 } else { 9.0 }));
        let settled = mser5(&five(&values)).unwrap();
        assert_eq!((settled.batches, settled.of, settled.late()), (3, 20, false));
        assert_eq!(mser5(&five(&values[..9])), None);
    }

    #[test]
    fn nothing_is_cut_of_what_is_steady() {
        let steady: Vec<f64> = (0..40).map(|at| if at % 2 == 0 { 1.0 } else { -1.0 }).collect();
        assert_eq!(mser5(&five(&steady)).unwrap().batches, 0);
        assert_eq!(mser5(&[3.0; 60]).unwrap().batches, 0);
    }

    #[test]
    fn what_never_settles_is_cut_late() {
        let rise: Vec<f64> = (0..40).map(|at| f64::from(at * at)).collect();
        assert!(mser5(&five(&rise)).unwrap().late());
    }

    #[test]
    fn the_error_by_hand() {
        // (0, 10 x 9): d = 0: mean 9, sum of squares 81 + 9 x 1 = 90, by 10^2: .9; d = 1: 0.
        let mut values = vec![0.0];
        values.extend([10.0; 9]);
        assert_eq!(mser5(&five(&values)).unwrap().batches, 1);
        // With 14 and 6 in turn behind it: d = 0: 240.4/100 = 2.40; d = 1: 142.2/81 = 1.76;
        // d = 2: 128/64 = 2.
        let noisy: Vec<f64> = [0.0].into_iter().chain((0..9).map(|at| if at % 2 == 0 { 14.0 } else { 6.0 })).collect();
        assert_eq!(mser5(&five(&noisy)).unwrap().batches, 1);
    }

    #[test]
    fn batches_are_whole_weeks_days_or_hours() {
        let day = MS_PER_DAY;
        assert_eq!(stretch(Span(365 * day)).0 * 5, 7 * day);
        assert_eq!(stretch(Span(100 * day)).0 * 5, day);
        assert_eq!(stretch(Span(2 * day)).0 * 5, MS_PER_HOUR);
        assert_eq!(stretch(Span(MS_PER_HOUR)).0 * 100, MS_PER_HOUR);
    }

    #[test]
    fn moving_averages_and_gaps() {
        assert_eq!(welch(&[1.0, 2.0, 6.0]), [1.0, 3.0, 6.0]);
        assert_eq!(course(&[(0.0, 0.0), (4.0, 2.0), (0.0, 0.0), (9.0, 3.0)]), Some(vec![2.0, 2.0, 2.0, 3.0]));
        assert_eq!(course(&[(0.0, 0.0)]), None);
        let one = five(&[1.0, 0.0]);
        assert!(often(&one) && !often(&[one, vec![0.0; BATCH]].concat()) && !often(&[0.0; 7]));
    }
}
