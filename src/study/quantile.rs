//! Quantiles across replications with intervals by order statistics: how a figure scatters from one year to the next.
//!
//! *Never:* the quantiles of single jobs; those are figures of their own.

use super::interval::Estimate;
use serde::{Deserialize, Serialize};
use statrs::distribution::{Binomial, DiscreteCDF};

/// A quantile of values and its interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Quantile {
    /// The value with rank ceil(n p).
    pub value: f64,
    /// Lower end; `None` where there are too few values for it.
    pub low: Option<f64>,
    /// Upper end; `None` where there are too few values for it.
    pub high: Option<f64>,
}

/// How the replications of a figure scatter (after the SMORE plots of Nelson 2008): mean, median, the ends, and the quantiles between
/// which nine of ten replications lie.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// Mean, or the quantile of all jobs together, with its interval.
    pub estimate: Estimate,
    /// Lowest value.
    pub min: f64,
    /// 5th percentile.
    pub p5: Quantile,
    /// Median.
    pub median: Quantile,
    /// 95th percentile.
    pub p95: Quantile,
    /// Highest value.
    pub max: f64,
}

/// Ranks (from 1) of the ordered values that hold the `p`-quantile between them with `confidence`, the rest shared by both sides:
/// the largest l with P(B < l) <= a/2 and the smallest u with P(B < u) >= 1 - a/2, B binomial (n, p) (Conover 1999, ch. 3.2).
/// `None` where no value lies far enough out.
pub fn ranks(n: usize, p: f64, confidence: f64) -> (Option<usize>, Option<usize>) {
    let Ok(law) = Binomial::new(p, n as u64) else { return (None, None) };
    let tail = (1.0 - confidence) / 2.0;
    // How many ranks have P(B < rank) at most so much; it grows with the rank.
    let up_to = |most: f64| {
        let all: Vec<usize> = (1..=n).collect();
        all.partition_point(|&rank| law.cdf(rank as u64 - 1) <= most)
    };
    let (low, under_high) = (up_to(tail), up_to((1.0 - tail).next_down()));
    ((low > 0).then_some(low), (under_high < n).then_some(under_high + 1))
}

/// The `p`-quantile of `sorted` values with its interval.
///
/// # Panics
/// Without values.
pub fn quantile(sorted: &[f64], p: f64, confidence: f64) -> Quantile {
    let n = sorted.len();
    let rank = ((n as f64 * p).ceil() as usize).clamp(1, n);
    let (low, high) = ranks(n, p, confidence);
    let at = |rank: usize| sorted[rank - 1];
    Quantile { value: at(rank), low: low.map(at), high: high.map(at) }
}

impl Spread {
    /// How `values` scatter round their estimate; `None` without values.
    pub fn of(values: &[f64], estimate: Estimate, confidence: f64) -> Option<Spread> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (&min, &max) = sorted.first().zip(sorted.last())?;
        let [p5, median, p95] = [0.05, 0.5, 0.95].map(|p| quantile(&sorted, p, confidence));
        Some(Spread { estimate, min, p5, median, p95, max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_agree_with_the_tables() {
        // P(B <= 464) = .0196 and P(B <= 484) = .9801, B binomial (500, .95); one rank further in, .0303 and .9657.
        assert_eq!(ranks(500, 0.95, 0.95), (Some(465), Some(485)));
        assert_eq!(ranks(500, 0.05, 0.95), (Some(16), Some(36)));
        // Median of ten: P(B <= 1) = 11/1024, P(B <= 8) = 1013/1024.
        assert_eq!(ranks(10, 0.5, 0.95), (Some(2), Some(9)));
        // The most of 50 lies under the 95th percentile with .95^50 = 7.7 %, that of 100 with .6 %.
        assert_eq!(ranks(50, 0.95, 0.95).1, None);
        assert_eq!(ranks(100, 0.95, 0.95).1, Some(100));
        assert_eq!(ranks(0, 0.5, 0.95), (None, None));
    }

    #[test]
    fn quantiles_of_a_hundred_numbers() {
        let values: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        let spread = Spread::of(&values, Estimate::of_mean(&values, 0.95).unwrap(), 0.95).unwrap();
        assert_eq!((spread.min, spread.p5.value, spread.median.value, spread.p95.value, spread.max), (1.0, 5.0, 50.0, 95.0, 100.0));
        // P(B <= 89) = .0115 and P(B <= 90) = .0282, B binomial (100, .95).
        assert_eq!((spread.p95.low, spread.p95.high), (Some(90.0), Some(100.0)));
        // P(B <= 39) = .0176, P(B <= 60) = .9824, B binomial (100, .5).
        assert_eq!((spread.median.low, spread.median.high), (Some(40.0), Some(61.0)));
        assert_eq!(Spread::of(&[], spread.estimate, 0.95), None);
    }
}
