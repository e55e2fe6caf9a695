//! What nested simulation says of the gain of layouts: expectation, chance, quantiles, tail, and the value of knowing the inputs.
//!
//! The points come as several sets that were scrambled independently of each other. All figures are taken from all points together; how
//! sure they are is read from how far the sets lie apart (randomised quasi-Monte Carlo, L'Ecuyer & Lemieux 2002), as for any sectioning:
//! a t-interval round the figure of all (Asmussen & Glynn 2007, III.5). It holds the noise of the replications, too.
//!
//! *Knows:* numbers only.

use super::noise::{freed, mean, split};
use crate::study::interval::{CONFIDENCE, Estimate, t_quantile};

/// Share of the worst points whose mean is the tail.
pub const TAIL: f64 = 0.05;

/// Gains over the baseline (or anything of which more is better): by set, point, layout but the baseline, replication.
pub type Gains = Vec<Vec<Vec<Vec<f64>>>>;

/// A figure of the distribution over the uncertain inputs, with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounded {
    /// The value.
    pub value: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

/// What is known of the gain of a layout over the baseline: the gain that is expected given the inputs, as the inputs vary.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    /// Its mean.
    pub mean: Bounded,
    /// The chance that it is above zero, from 0 to 1.
    pub better: Bounded,
    /// The value that it falls short of with 5 %.
    pub p5: Bounded,
    /// Its median.
    pub median: Bounded,
    /// The value that it exceeds with 5 %.
    pub p95: Bounded,
    /// Its mean in the worst 5 %.
    pub tail: Bounded,
    /// Its standard deviation.
    pub deviation: f64,
    /// Share of the variance of the points' means that was noise of the replications, and was taken out; `None` from one replication.
    pub noise: Option<f64>,
}

/// Which layout is best, and what it would be worth to know the inputs before choosing. The baseline is 0, the others follow.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The layout with the largest expected gain.
    pub best: usize,
    /// Share of the points at which each layout is the best.
    pub often: Vec<Bounded>,
    /// Expected value of perfect information: E[max V] - max E[V] (Raiffa & Schlaifer 1961).
    pub evpi: Bounded,
    /// The same from the points' means as they are: too large, as noise looks like a reason to change the choice.
    pub evpi_raw: f64,
}

/// All that is said of the gains.
#[derive(Debug, Clone, PartialEq)]
pub struct Risks {
    /// By layout but the baseline.
    pub layouts: Vec<Risk>,
    /// Between all of them.
    pub choice: Choice,
    /// Gains without noise, by layout but the baseline, set, and point.
    pub freed: Vec<Vec<Vec<f64>>>,
}

impl Risks {
    /// What the gains say.
    pub fn of(gains: &Gains) -> Risks {
        let all: Vec<&Vec<Vec<f64>>> = gains.iter().flatten().collect();
        let together = freed(&all);
        // Each set on its own, as if there were no other: what it takes for noise is part of what it is unsure of.
        let apart: Vec<Vec<Vec<f64>>> = gains.iter().map(|set| freed(&set.iter().collect::<Vec<_>>())).collect();
        let raw: Vec<Vec<f64>> = (0..together.len()).map(|a| all.iter().map(|point| mean(&point[a])).collect()).collect();
        let scatter = split(&all);
        let layout = |a: usize| {
            let of = |figure: &dyn Fn(&[f64]) -> f64| sectioned(figure(&together[a]), apart.iter().map(|set| figure(&set[a])));
            let noise =
                (all[0][a].len() > 1 && scatter.means[a][a] > 0.0).then(|| (scatter.noise[a][a] / scatter.means[a][a]).min(1.0));
            Risk {
                mean: of(&mean),
                better: share(of(&|gains| gains.iter().filter(|gain| **gain > 0.0).count() as f64 / gains.len() as f64), all.len()),
                p5: of(&|gains| quantile(gains, TAIL)),
                median: of(&|gains| quantile(gains, 0.5)),
                p95: of(&|gains| quantile(gains, 1.0 - TAIL)),
                tail: of(&|gains| tail(gains, TAIL)),
                deviation: (scatter.means[a][a] - scatter.noise[a][a]).max(0.0).sqrt(),
                noise,
            }
        };
        let layouts = (0..together.len()).map(layout).collect();
        let choice = choice(&together, &apart, &raw);
        let by_set = |gains: &Vec<f64>| gains.chunks(gains.len() / apart.len()).map(<[f64]>::to_vec).collect();
        Risks { layouts, choice, freed: together.iter().map(by_set).collect() }
    }
}

/// The value of all points with the interval that the sets give.
fn sectioned(value: f64, sets: impl Iterator<Item = f64>) -> Bounded {
    let (low, high) = Estimate::around(value, &sets.collect::<Vec<f64>>(), CONFIDENCE).ends();
    Bounded { value, low, high }
}

/// A share of `n` points, kept between 0 and 1, and never surer than 1 - 0.05^(1/n), about 3/n, on either side: with few inputs the
/// scrambled sets agree to a point or two, or wholly, and their distance says nothing (Hanley & Lippman-Hand 1983 for shares of 0 and 1).
fn share(of: Bounded, n: usize) -> Bounded {
    let open = 1.0 - libm::pow(1.0 - CONFIDENCE, 1.0 / n as f64);
    Bounded { low: of.low.min(of.value - open).max(0.0), high: of.high.max(of.value + open).min(1.0), ..of }
}

/// The `p`-quantile, interpolated between the middles of the ordered values' steps (Hazen; Hyndman & Fan 1996, type 5).
pub fn quantile(values: &[f64], p: f64) -> f64 {
    let sorted = sorted(values);
    let at = (p * sorted.len() as f64 - 0.5).clamp(0.0, (sorted.len() - 1) as f64);
    let (below, part) = (at as usize, at.fract());
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + part * (sorted[above] - sorted[below])
}

/// The mean of the worst share `p` (conditional value at risk: Rockafellar & Uryasev 2000); the value at its edge counts in part.
pub fn tail(values: &[f64], p: f64) -> f64 {
    let sorted = sorted(values);
    let weight = p * sorted.len() as f64;
    let sum: f64 = sorted.iter().enumerate().map(|(rank, value)| value * (weight - rank as f64).clamp(0.0, 1.0)).sum();
    sum / weight
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted
}

/// The layout with the most, the first of equals; the baseline, which is 0, gains nothing.
fn best(gains: &[Vec<f64>], point: usize) -> (usize, f64) {
    let mut best = (0, 0.0);
    for (a, of_layout) in gains.iter().enumerate() {
        if of_layout[point] > best.1 {
            best = (a + 1, of_layout[point]);
        }
    }
    best
}

fn choice(together: &[Vec<f64>], apart: &[Vec<Vec<f64>>], raw: &[Vec<f64>]) -> Choice {
    let expected: Vec<Vec<f64>> = together.iter().map(|gains| vec![mean(gains)]).collect();
    let (chosen, _) = best(&expected, 0);
    let points = together[0].len();
    // E[max V] - E[V of the chosen]: what the choice costs when another one would have been right.
    let regret = |gains: &[Vec<f64>]| {
        let of_point = |point: usize| best(gains, point).1 - if chosen == 0 { 0.0 } else { gains[chosen - 1][point] };
        mean(&(0..gains[0].len()).map(of_point).collect::<Vec<f64>>())
    };
    let often = |gains: &[Vec<f64>], layout: usize| {
        let n = gains[0].len();
        (0..n).filter(|&point| best(gains, point).0 == layout).count() as f64 / n as f64
    };
    let of_layout = |layout: usize| share(sectioned(often(together, layout), apart.iter().map(|set| often(set, layout))), points);
    let evpi = sectioned(regret(together), apart.iter().map(|set| regret(set)));
    Choice {
        best: chosen,
        often: (0..=together.len()).map(of_layout).collect(),
        evpi: Bounded { low: evpi.low.max(0.0), ..evpi },
        evpi_raw: regret(raw),
    }
}

/// How much of the variance of a gain each input explains by itself.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// First-order index, from 0 to 1.
    pub value: f64,
    /// Half the width of its interval.
    pub half_width: f64,
}

/// First-order indices of the inputs: `positions` by set, point and input in the unit cube, `gains` (means) by set and point, whose
/// variance without noise is `variance`.
///
/// The gain is developed in orthonormal Legendre polynomials of each input's position up to the third degree; a squared coefficient is
/// what the input explains that way (Sobol' 1993; Sudret 2008). The square of a mean over sets is too large by the mean's variance, which
/// is taken off. What is missing to 1 comes from inputs acting together, or from sharper bends.
pub fn parts(positions: &[Vec<Vec<f64>>], gains: &[Vec<f64>], variance: f64) -> Vec<Part> {
    let sets = gains.len() as f64;
    let coefficient = |set: usize, input: usize, degree: usize| {
        let middle = mean(&gains[set]);
        let of_point = positions[set].iter().zip(&gains[set]).map(|(at, gain)| (gain - middle) * legendre(degree, at[input]));
        of_point.sum::<f64>() / gains[set].len() as f64
    };
    let of_input = |input: usize| {
        let (mut value, mut spread) = (0.0, 0.0);
        for degree in 1..=3 {
            let by_set: Vec<f64> = (0..gains.len()).map(|set| coefficient(set, input, degree)).collect();
            let middle = mean(&by_set);
            let of_mean = by_set.iter().map(|c| (c - middle) * (c - middle)).sum::<f64>() / (sets - 1.0) / sets;
            value += middle * middle - of_mean;
            spread += 4.0 * middle * middle * of_mean + 2.0 * of_mean * of_mean;
        }
        let t = t_quantile(CONFIDENCE, gains.len());
        match variance > 0.0 {
            true => Part { value: (value / variance).clamp(0.0, 1.0), half_width: t * spread.sqrt() / variance },
            false => Part { value: 0.0, half_width: 0.0 },
        }
    };
    (0..positions[0][0].len()).map(of_input).collect()
}

/// Legendre's polynomials on the unit interval with mean square 1.
fn legendre(degree: usize, u: f64) -> f64 {
    let x = 2.0 * u - 1.0;
    match degree {
        1 => 3f64.sqrt() * x,
        2 => 5f64.sqrt() * (3.0 * x * x - 1.0) / 2.0,
        _ => 7f64.sqrt() * (5.0 * x * x * x - 3.0 * x) / 2.0,
    }
}

#[cfg(test)]
mod tests;
