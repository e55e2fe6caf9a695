//! What the results of a design say: how much each factor moves a figure, with whom, and how sure that is.
//!
//! Replications share their random numbers over all points, so each replication is a whole experiment of its own. What is linear in the
//! results is computed in each replication and averaged with a t-interval. What is a ratio or a root is computed from the means over the
//! replications, with the noise that is left in them removed where it enters as a square, and its interval comes from leaving out
//! replications and points in turn. Intervals of the same measure hold together (Bonferroni).
//!
//! *Knows:* designs and intervals. *Never:* what a factor or a figure is called.

mod contrast;
mod elementary;
mod indices;
mod spread;
mod surface;

use super::design::{Axis, Design};
use super::interval::CONFIDENCE;
use spread::Spread;
use std::collections::BTreeMap;

/// What an effect measures. All are in the figure's unit but for shares and coefficients.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// Mean with the factor high minus mean with it low.
    Main,
    /// Half the difference between the factor's effects with the other one high and low.
    Interaction,
    /// Result at the centre minus what the effects predict there; no factor.
    Curvature,
    /// Result with all factors in the middle; no factor.
    Base,
    /// Result at the factor's high side minus that at its low side.
    Swing,
    /// Result at the factor's low side minus base.
    Low,
    /// Result at the factor's high side minus base.
    High,
    /// Morris's mu: mean elementary effect over the whole range of the factor.
    Mu,
    /// Morris's mu*: mean of the elementary effects without their signs (Campolongo, Cariboni & Saltelli 2007).
    MuStar,
    /// Morris's sigma: deviation of the elementary effects; interactions or curvature.
    Sigma,
    /// First-order Sobol' index: share of the variance due to the factor alone.
    First,
    /// Total Sobol' index: share of the variance due to the factor, alone and with others.
    Total,
    /// Standardised rank regression coefficient.
    Rank,
    /// Share of the ranks' variance that the rank regression explains; no factor.
    Fit,
    /// Mean at a level or slice of the factor minus mean of all.
    Level,
}

impl Measure {
    /// Its name in tables.
    pub fn word(self) -> &'static str {
        match self {
            Measure::Main => "effect",
            Measure::Interaction => "interaction",
            Measure::Curvature => "curvature",
            Measure::Base => "base",
            Measure::Swing => "swing",
            Measure::Low => "low",
            Measure::High => "high",
            Measure::Mu => "mu",
            Measure::MuStar => "mu*",
            Measure::Sigma => "sigma",
            Measure::First => "first-order share",
            Measure::Total => "total share",
            Measure::Rank => "rank coefficient",
            Measure::Fit => "fit of ranks",
            Measure::Level => "level",
        }
    }

    /// Whether it is a share or a coefficient rather than in the figure's unit.
    pub fn is_plain(self) -> bool {
        matches!(self, Measure::First | Measure::Total | Measure::Rank | Measure::Fit)
    }

    /// Whether it is 0 for a factor that does nothing.
    fn is_about_zero(self) -> bool {
        !matches!(self, Measure::Base | Measure::Fit)
    }
}

/// One line of a table of effects.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Index of the factor.
    pub factor: Option<usize>,
    /// Index of the other factor of an interaction.
    pub with: Option<usize>,
    /// Middle of the level or slice, as a position in the unit interval.
    pub at: Option<f64>,
    /// What is measured.
    pub measure: Measure,
    /// The value.
    pub estimate: f64,
    /// Lower end of its interval; `None` where nothing was repeated.
    pub low: Option<f64>,
    /// Upper end of its interval.
    pub high: Option<f64>,
}

impl Effect {
    /// Whether the interval leaves out zero; `None` without interval, or where zero would not mean "no effect".
    pub fn shown(&self) -> Option<bool> {
        let (low, high) = self.low.zip(self.high).filter(|_| self.measure.is_about_zero())?;
        Some(low > 0.0 || high < 0.0)
    }

    /// "shown", "not shown", or nothing where that cannot be said.
    pub fn verdict(&self) -> &'static str {
        match self.shown() {
            Some(true) => "shown",
            Some(false) => "not shown",
            None => "",
        }
    }
}

/// All effects of a figure over a design.
#[derive(Debug, Clone, PartialEq)]
pub struct Effects {
    /// In the order of a table.
    pub rows: Vec<Effect>,
    /// Replications they rest on.
    pub replications: usize,
    /// What a reader has to know about them, in sentences.
    pub notes: Vec<String>,
}

/// Reads the effects off the results `y`, an array of points x replications in the order of `points`. Replications in which a point lacks
/// the figure (not a finite number) are left out.
///
/// # Panics
/// If `y` has not one row for each point, or rows of different lengths.
pub fn effects(design: &Design, axes: &[Axis], points: &[Vec<f64>], y: &[Vec<f64>]) -> Effects {
    assert_eq!(points.len(), y.len(), "every point has results");
    let all = y.first().map_or(0, Vec::len);
    assert!(y.iter().all(|row| row.len() == all), "every point has all replications");
    let kept: Vec<usize> = (0..all).filter(|&j| y.iter().all(|row| row[j].is_finite())).collect();
    let mut notes = Vec::new();
    if kept.len() < all {
        notes.push(format!("{} of {all} replications lack the figure at some point and are left out.", all - kept.len()));
    }
    if kept.is_empty() {
        return Effects { rows: Vec::new(), replications: 0, notes };
    }
    if kept.len() == 1 {
        notes.push("One replication: intervals do not hold its noise, and squares are not freed of it.".to_string());
    }
    let y: Vec<Vec<f64>> = y.iter().map(|row| kept.iter().map(|&j| row[j]).collect()).collect();
    let study = Study { axes, points, y: &y };
    let lines = match design {
        Design::Factorial { .. } | Design::Fractional { .. } => contrast::two_levels(&study),
        Design::OneAtATime { .. } => contrast::one_at_a_time(&study),
        Design::Morris { .. } => elementary::effects(&study),
        Design::Saltelli { .. } => indices::shares(&study),
        Design::Grid => surface::grid(&study),
        Design::LatinHypercube { .. } | Design::Sobol { .. } => surface::scattered(&study, &mut notes),
    };
    if lines.iter().any(|line| line.spread.value.is_nan()) {
        let why = "the figure does not vary over the points beyond its noise, or there are too few points";
        notes.push(format!("Some values cannot be said and are left out: {why}."));
    }
    let lines: Vec<Line> = lines.into_iter().filter(|line| !line.spread.value.is_nan()).collect();
    Effects { rows: joint(&lines), replications: kept.len(), notes }
}

/// What the measures are read from.
struct Study<'a> {
    axes: &'a [Axis],
    points: &'a [Vec<f64>],
    /// Points x replications.
    y: &'a [Vec<f64>],
}

impl Study<'_> {
    fn factors(&self) -> usize {
        self.axes.len()
    }

    fn replications(&self) -> usize {
        self.y[0].len()
    }

    /// For each replication, a function of its results at all points.
    fn each(&self, of: impl Fn(&dyn Fn(usize) -> f64) -> f64) -> Vec<f64> {
        (0..self.replications()).map(|j| of(&|point| self.y[point][j])).collect()
    }

    /// Mean over `replications`, for each point.
    fn means(&self, replications: &[usize]) -> Vec<f64> {
        let mean = |row: &Vec<f64>| replications.iter().map(|&j| row[j]).sum::<f64>() / replications.len() as f64;
        self.y.iter().map(mean).collect()
    }

    /// Quadratic forms of the expected results, freed of the noise of the replications: with Q(m) of their means m,
    /// Q(m) - sum Q(y_j - m) / (n (n - 1)), which is (n Q(m) - mean Q(y_j)) / (n - 1). It is unbiased whatever the replications share.
    fn free_of_noise(&self, replications: &[usize], forms: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
        let n = replications.len() as f64;
        let of_means = forms(&self.means(replications));
        if replications.len() < 2 {
            return of_means;
        }
        let mut sums = vec![0.0; of_means.len()];
        for &j in replications {
            let surface: Vec<f64> = self.y.iter().map(|row| row[j]).collect();
            for (sum, form) in sums.iter_mut().zip(forms(&surface)) {
                *sum += form;
            }
        }
        of_means.iter().zip(sums).map(|(of_means, sum)| (n * of_means - sum / n) / (n - 1.0)).collect()
    }
}

/// An effect before the width of its interval is known.
struct Line {
    factor: Option<usize>,
    with: Option<usize>,
    at: Option<f64>,
    measure: Measure,
    spread: Spread,
}

impl Line {
    fn of(factor: usize, measure: Measure, spread: Spread) -> Line {
        Line { factor: Some(factor), with: None, at: None, measure, spread }
    }

    fn of_none(measure: Measure, spread: Spread) -> Line {
        Line { factor: None, with: None, at: None, measure, spread }
    }

    /// Lines whose intervals hold together: of one measure; levels, those of one factor.
    fn family(&self) -> (Measure, Option<usize>) {
        (self.measure, self.factor.filter(|_| self.measure == Measure::Level))
    }
}

/// Intervals at the Bonferroni level of their families.
fn joint(lines: &[Line]) -> Vec<Effect> {
    let mut members = BTreeMap::new();
    for line in lines {
        *members.entry(line.family()).or_insert(0u32) += 1;
    }
    let effect = |line: &Line| {
        let members = members[&line.family()];
        let half_width = line.spread.half_width(1.0 - (1.0 - CONFIDENCE) / f64::from(members));
        let estimate = line.spread.value;
        Effect {
            factor: line.factor,
            with: line.with,
            at: line.at,
            measure: line.measure,
            estimate,
            low: half_width.map(|h| estimate - h),
            high: half_width.map(|h| estimate + h),
        }
    };
    lines.iter().map(effect).collect()
}

#[cfg(test)]
mod tests;
