//! Sobol' indices from Saltelli's design: shares of the variance over the inputs.
//!
//! With rows A, B and A_i (A with the i-th factor from B), centred results f:
//! V_i = mean f(B) (f(A_i) - f(A)) (Saltelli et al. 2010, table 2 b), T_i = mean (f(A) - f(A_i))^2 / 2 (Jansen 1999), V the variance over A
//! and B; shares are V_i / V and T_i / V. Every product of two means over n replications has s_12 / n taken off, where s_12 is the
//! covariance of both over the replications: so the noise of the replications adds to neither V nor T_i.

use super::spread::jackknife;
use super::{Line, Measure, Study};

/// For each factor, its first-order and its total share.
pub fn shares(study: &Study) -> Vec<Line> {
    let d = study.factors();
    let units = study.points.len() / (d + 2);
    let spreads = jackknife(units, study.replications(), |units, replications| ratios(study, units, replications));
    let measures = [Measure::First, Measure::Total];
    spreads.into_iter().enumerate().map(|(at, spread)| Line::of(at / 2, measures[at % 2], spread)).collect()
}

/// First-order and total share of each factor; not a number where nothing varies.
fn ratios(study: &Study, units: &[usize], replications: &[usize]) -> Vec<f64> {
    let d = study.factors();
    let centres = centres(study, units, replications);
    let (mut variance, mut parts) = (0.0, vec![0.0; 2 * d]);
    for &unit in units {
        let centred = |row: usize| -> Vec<f64> {
            let results = &study.y[unit * (d + 2) + row];
            replications.iter().zip(&centres).map(|(&j, centre)| results[j] - centre).collect()
        };
        let (a, b) = (centred(0), centred(d + 1));
        let (aa, ab) = (product(&a, &a), product(&a, &b));
        variance += aa + product(&b, &b);
        for factor in 0..d {
            let mixed = centred(factor + 1);
            parts[2 * factor] += product(&b, &mixed) - ab;
            parts[2 * factor + 1] += 0.5 * (aa - 2.0 * product(&a, &mixed) + product(&mixed, &mixed));
        }
    }
    let count = units.len() as f64;
    let variance = variance / (2.0 * count - 1.0);
    parts.iter().map(|part| if variance > 0.0 { part / count / variance } else { f64::NAN }).collect()
}

/// For each replication, the mean over A and B.
fn centres(study: &Study, units: &[usize], replications: &[usize]) -> Vec<f64> {
    let width = study.factors() + 2;
    let both = |unit: usize, j: usize| study.y[unit * width][j] + study.y[unit * width + width - 1][j];
    replications.iter().map(|&j| units.iter().map(|&unit| both(unit, j)).sum::<f64>() / (2 * units.len()) as f64).collect()
}

/// Product of the expected values of two results: that of their means, less the covariance of the means.
fn product(a: &[f64], b: &[f64]) -> f64 {
    let n = a.len() as f64;
    let [mean_a, mean_b] = [a, b].map(|values| values.iter().sum::<f64>() / n);
    if a.len() < 2 {
        return mean_a * mean_b;
    }
    let covariance = a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / (n - 1.0);
    mean_a * mean_b - covariance / n
}
