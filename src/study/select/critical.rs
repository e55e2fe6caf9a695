//! The value that several paired t-statistics with correlation 1/2 stay under at once.

use crate::kernel::elementary::{exp, ln};
use crate::study::interval::t_quantile;
use statrs::function::erf::erfc;
use statrs::function::gamma::ln_gamma;
use std::f64::consts::{PI, SQRT_2};

/// Nodes of the two integrals: the error is under 1e-5 with three degrees of freedom, and much smaller from ten on.
const NODES: usize = 160;

/// The value g with P(T_1 <= g, ..., T_p <= g) = `confidence`, T multivariate t with `freedom` degrees of freedom and all correlations
/// 1/2: T_i = (Z_0 + Z_i) / (sqrt 2 R), R^2 chi-square by its degrees of freedom. Given Z_0 and R the Z_i are independent, so that
/// P = E[Phi(sqrt 2 g R - Z_0)^p] (Hochberg & Tamhane 1987, appendix 3).
pub fn critical(p: usize, freedom: usize, confidence: f64) -> f64 {
    let alpha = 1.0 - confidence;
    let one_sided = |alpha: f64| t_quantile(1.0 - 2.0 * alpha, freedom + 1);
    // A single statistic is under it more often; by Bonferroni p of them are not more often above p times as much.
    let (mut low, mut high) = (one_sided(alpha), one_sided(alpha / p as f64));
    let (normals, spreads) = (normal_nodes(), spread_nodes(freedom as f64));
    while high - low > 1e-7 * high {
        let middle = 0.5 * (low + high);
        let under: f64 = spreads.iter().map(|(spread, weight)| weight * under(SQRT_2 * middle * spread, p, &normals)).sum();
        if under < confidence { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}

/// E[Phi(at - Z)^p].
fn under(at: f64, p: usize, normals: &[(f64, f64)]) -> f64 {
    let power = i32::try_from(p).expect("few layouts");
    normals.iter().map(|(z, weight)| weight * (0.5 * erfc((z - at) / SQRT_2)).powi(power)).sum()
}

/// Nodes of a standard normal law with their weights.
fn normal_nodes() -> Vec<(f64, f64)> {
    nodes(-8.0, 8.0, |z| exp(-0.5 * z * z) / (2.0 * PI).sqrt())
}

/// Nodes of sqrt(chi-square / degrees of freedom) with their weights.
fn spread_nodes(freedom: f64) -> Vec<(f64, f64)> {
    let deviation = 1.0 / (2.0 * freedom).sqrt();
    let half = 0.5 * freedom;
    let constant = half * ln(freedom) - (half - 1.0) * ln(2.0) - ln_gamma(half);
    let density = |s: f64| exp(constant + (freedom - 1.0) * ln(s) - half * s * s);
    nodes((1.0 - 8.0 * deviation).max(0.0), 1.0 + 8.0 * deviation, density)
}

/// Middles of equal stretches with the density's weight; weights add up to 1.
fn nodes(from: f64, to: f64, density: impl Fn(f64) -> f64) -> Vec<(f64, f64)> {
    let step = (to - from) / NODES as f64;
    let raw: Vec<(f64, f64)> = (0..NODES).map(|at| from + (at as f64 + 0.5) * step).map(|x| (x, density(x))).collect();
    let total: f64 = raw.iter().map(|(_, weight)| weight).sum();
    raw.into_iter().map(|(x, weight)| (x, weight / total)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_dunnett_s_table() {
        // One-sided, 5 %, correlation 1/2 (Dunnett 1955, table 1a; to two digits).
        let table = [
            (1, 10, 1.81),
            (2, 10, 2.15),
            (3, 10, 2.34),
            (9, 10, 2.81),
            (2, 5, 2.44),
            (4, 20, 2.30),
            (2, 120, 1.93),
            (9, 60, 2.48),
        ];
        for (p, freedom, value) in table {
            let g = critical(p, freedom, 0.95);
            assert!((g - value).abs() < 0.0075, "p = {p}, {freedom} degrees of freedom: {g}");
        }
    }

    #[test]
    fn a_single_statistic_is_student_s() {
        for (freedom, t) in [(3, 2.353363), (9, 1.833113), (30, 1.697261)] {
            assert!((critical(1, freedom, 0.95) - t).abs() < 2e-5, "{freedom}");
        }
    }
}
