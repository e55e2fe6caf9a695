//! Morris's elementary effects: mu, mu* and sigma of each factor.
//!
//! An elementary effect is the change of the result over the change of the factor, from 0 at its first value to 1 at its last, as rounded
//! to levels. sigma is freed of the noise of the replications; mu* is not, since it has no square: noise lifts it.

use super::spread::jackknife;
use super::{Line, Measure, Study};

/// For each factor mu, mu* and sigma over the trajectories.
pub fn effects(study: &Study) -> Vec<Line> {
    let d = study.factors();
    let walks = study.points.len() / (d + 1);
    // Walks x factors x replications.
    let elementary: Vec<Vec<Vec<f64>>> = (0..walks).map(|walk| of_walk(study, walk * (d + 1))).collect();
    let statistic = |walks: &[usize], replications: &[usize]| {
        let of_factor = |factor: usize| moments(walks.iter().map(|&walk| &elementary[walk][factor][..]), replications);
        (0..d).flat_map(of_factor).collect()
    };
    let spreads = jackknife(walks, study.replications(), statistic);
    let measures = [Measure::Mu, Measure::MuStar, Measure::Sigma];
    spreads.into_iter().enumerate().map(|(at, spread)| Line::of(at / 3, measures[at % 3], spread)).collect()
}

/// Elementary effects of the walk that begins at row `first`: factors x replications.
fn of_walk(study: &Study, first: usize) -> Vec<Vec<f64>> {
    let mut found = vec![Vec::new(); study.factors()];
    for row in first..first + study.factors() {
        let [before, after] = [row, row + 1].map(|row| &study.points[row]);
        let factor = (0..study.factors()).find(|&factor| before[factor] != after[factor]).expect("a step changes a factor");
        let axis = study.axes[factor];
        let step = axis.scale(after[factor]) - axis.scale(before[factor]);
        found[factor] = study.each(|y| (y(row + 1) - y(row)) / step);
    }
    found
}

/// mu, mu* and sigma of the walks' effects, each averaged over `replications`.
fn moments<'a>(walks: impl Iterator<Item = &'a [f64]>, replications: &[usize]) -> [f64; 3] {
    let walks: Vec<&[f64]> = walks.collect();
    let (r, n) = (walks.len() as f64, replications.len() as f64);
    let means: Vec<f64> = walks.iter().map(|effects| replications.iter().map(|&j| effects[j]).sum::<f64>() / n).collect();
    let mu = means.iter().sum::<f64>() / r;
    let star = means.iter().map(|effect| effect.abs()).sum::<f64>() / r;
    let variance = |values: &[f64]| {
        let mean = values.iter().sum::<f64>() / r;
        values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (r - 1.0)
    };
    let noise = if replications.len() < 2 {
        0.0
    } else {
        let deviations =
            |&j: &usize| variance(&walks.iter().zip(&means).map(|(effects, mean)| effects[j] - mean).collect::<Vec<f64>>());
        replications.iter().map(deviations).sum::<f64>() / (n * (n - 1.0))
    };
    [mu, star, (variance(&means) - noise).max(0.0).sqrt()]
}
