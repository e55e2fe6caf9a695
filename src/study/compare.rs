//! Paired comparison of layouts on common random numbers.

use super::interval::{CONFIDENCE, Estimate, t_quantile};
use super::precision::joint;
use super::replicate::Summary;
use crate::record::figure::{Better, FIGURES, Unit};
use serde::{Deserialize, Serialize};

/// A figure of a layout against the baseline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// Index of the figure.
    pub figure: usize,
    /// Layout minus baseline: the difference of the layouts' estimates, with the interval of the replications' differences at the
    /// joint level.
    pub estimate: Estimate,
    /// Value of the baseline.
    pub baseline: f64,
    /// (S1^2 + S2^2) / S_Z^2: how much the common random numbers save; `None` without variance.
    pub variance_reduction: Option<f64>,
    /// What it says in words.
    pub verdict: Verdict,
}

/// What a difference says.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Verdict {
    /// The layout has more of it.
    More,
    /// The layout has less of it.
    Less,
    /// No replication differs at all.
    Same,
    /// The interval holds zero; about so many more replications would show a difference of 1 % of the baseline.
    NotShown {
        /// Further replications, where that can be said and there are not enough of them already.
        more: Option<u64>,
    },
    /// One replication says nothing about certainty.
    OneReplication,
}

/// Compares a layout with the baseline, figure by figure. With `comparisons` layouts compared at once, each interval is at the
/// Bonferroni level, so that all of a figure's intervals hold together with the default confidence.
pub fn compare(layout: &Summary, baseline: &Summary, comparisons: usize) -> Vec<Option<Difference>> {
    compare_at(layout, baseline, joint(CONFIDENCE, comparisons))
}

/// The same with intervals of so much confidence each.
pub fn compare_at(layout: &Summary, baseline: &Summary, confidence: f64) -> Vec<Option<Difference>> {
    (0..FIGURES.len()).map(|figure| difference(layout, baseline, figure, confidence)).collect()
}

pub(super) fn difference(layout: &Summary, baseline: &Summary, figure: usize, confidence: f64) -> Option<Difference> {
    let pairs: Vec<(f64, f64)> = layout.rows.iter().zip(&baseline.rows).filter_map(|(a, b)| a[figure].zip(b[figure])).collect();
    // Quantiles are those of all jobs together, as in the layouts' own estimates: the mean of the replications' quantiles is biased.
    let pooled = layout.pooled_quantile(figure).zip(baseline.pooled_quantile(figure)).filter(|_| !pairs.is_empty());
    of_pairs(&pairs, pooled, figure, confidence)
}

/// The difference from pairs of values, layout and baseline, by replication; where the figure is a quantile, with the values of all jobs
/// together. `figure` says in which words the difference is put.
pub(super) fn of_pairs(pairs: &[(f64, f64)], pooled: Option<(f64, f64)>, figure: usize, confidence: f64) -> Option<Difference> {
    let differences: Vec<f64> = pairs.iter().map(|(a, b)| a - b).collect();
    let estimate = match pooled {
        Some((own, base)) => Estimate::around(own - base, &differences, confidence),
        None => Estimate::of_mean(&differences, confidence)?,
    };
    let [own, base] = [0, 1].map(|side| pairs.iter().map(|pair| if side == 0 { pair.0 } else { pair.1 }).collect::<Vec<f64>>());
    let variance = |values: &[f64]| Estimate::of_mean(values, confidence).and_then(|e| e.deviation).map_or(0.0, |s| s * s);
    let of_difference = variance(&differences);
    let mean = pooled.map(|(_, base)| base).or(Estimate::of_mean(&base, confidence).map(|mean| mean.value))?;
    Some(Difference {
        figure,
        estimate,
        baseline: mean,
        variance_reduction: (of_difference > 0.0).then(|| (variance(&own) + variance(&base)) / of_difference),
        verdict: verdict(&estimate, mean, confidence),
    })
}

fn verdict(estimate: &Estimate, baseline: f64, confidence: f64) -> Verdict {
    let Some((half_width, deviation)) = estimate.half_width.zip(estimate.deviation) else { return Verdict::OneReplication };
    if estimate.value == 0.0 && deviation == 0.0 {
        return Verdict::Same;
    }
    match estimate.value {
        d if d - half_width > 0.0 => Verdict::More,
        d if d + half_width < 0.0 => Verdict::Less,
        _ => {
            // n = (t S / (1 % of the baseline))^2, with the present t for the unknown one.
            let target = 0.01 * baseline.abs();
            let needed = (t_quantile(confidence, estimate.n) * deviation / target).powi(2);
            let lacking = needed.ceil() - estimate.n as f64;
            let more = (target > 0.0 && lacking.is_finite() && lacking > 0.0).then_some(lacking as u64);
            Verdict::NotShown { more }
        }
    }
}

impl Difference {
    /// Per cent of the baseline, with half-width; `None` where the baseline is nothing.
    pub fn per_cent(&self) -> Option<(f64, Option<f64>)> {
        let base = self.baseline.abs();
        (base > 0.0).then(|| (100.0 * self.estimate.value / base, self.estimate.half_width.map(|h| 100.0 * h / base)))
    }

    /// The word for what the layout has, compared with the baseline: "cheaper", "longer", ...
    pub fn word(&self) -> Option<&'static str> {
        let more = match self.verdict {
            Verdict::More => true,
            Verdict::Less => false,
            _ => return None,
        };
        let figure = &FIGURES[self.figure];
        Some(match (figure.unit, figure.better, more) {
            (Unit::Money, Better::Less, true) => "dearer",
            (Unit::Money, Better::Less, false) => "cheaper",
            (Unit::Hours, _, true) => "longer",
            (Unit::Hours, _, false) => "shorter",
            (_, _, true) => "higher",
            (_, _, false) => "lower",
        })
    }

    /// Whether the layout is better, where the figure has a direction and the difference is shown.
    pub fn is_better(&self) -> Option<bool> {
        let more = match self.verdict {
            Verdict::More => true,
            Verdict::Less => false,
            _ => return None,
        };
        match FIGURES[self.figure].better {
            Better::More => Some(more),
            Better::Less => Some(!more),
            Better::Neither => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn summary(values: &[f64]) -> Summary {
        let rows = values.iter().map(|value| vec![Some(*value); FIGURES.len()]).collect();
        Summary { rows, ..Summary::default() }
    }

    #[test]
    fn pairs_take_the_common_noise_out() {
        let base = summary(&[10.0, 20.0, 30.0, 40.0]);
        let own = summary(&[11.0, 21.1, 30.9, 41.0]);
        let all = compare(&own, &base, 1);
        let difference = all[0].as_ref().unwrap();
        assert!((difference.estimate.value - 1.0).abs() < 1e-9);
        assert_eq!(difference.verdict, Verdict::More);
        assert!(difference.variance_reduction.unwrap() > 1000.0);
    }

    #[test]
    fn an_interval_round_zero_asks_for_more_replications() {
        let difference = verdict(&Estimate::of_mean(&[1.0, -1.0, 1.0, -1.0], 0.95).unwrap(), 10.0, 0.95);
        // s = 1.1547, t(3) = 3.1824: n = (3.1824 x 1.1547 / .1)^2 = 1350.4.
        assert_eq!(difference, Verdict::NotShown { more: Some(1347) });
        assert_eq!(verdict(&Estimate::of_mean(&[0.0, 0.0], 0.95).unwrap(), 10.0, 0.95), Verdict::Same);
        assert_eq!(verdict(&Estimate::of_mean(&[1.0], 0.95).unwrap(), 10.0, 0.95), Verdict::OneReplication);
    }

    #[test]
    fn several_comparisons_widen_the_intervals() {
        let (base, own) = (summary(&[10.0, 20.0, 30.0]), summary(&[12.0, 21.0, 33.0]));
        let half = |comparisons| compare(&own, &base, comparisons)[0].as_ref().unwrap().estimate.half_width.unwrap();
        // t(2) at .975 and at 1 - .05/4.
        assert!((half(2) / half(1) - 6.2053 / 4.3027).abs() < 1e-3);
    }
}
