//! Effects over a whole surface: grids, and points scattered by a Latin hypercube or a Sobol' sequence.
//!
//! A grid holds every combination, so its shares are those of the analysis of variance, exact for the grid. Scattered points are sorted
//! into slices of a factor: with sums of squares between b slices and within them, the first-order share is
//! (SSB - (b - 1) SSW / (n - b)) / SST (Kelley's epsilon squared, 1935), which takes off what slices of few points differ by chance.

use super::spread::{Spread, jackknife};
use super::{Line, Measure, Study};
use crate::study::design::level;

mod ranks;

/// The most slices of a factor for its share: more of them see a more crooked curve.
const SHARE_SLICES: u32 = 50;
/// The most slices of a factor for its curve, which people read.
const CURVE_SLICES: u32 = 10;

/// First-order and total shares of each factor, and the mean at each of its levels.
pub fn grid(study: &Study) -> Vec<Line> {
    let d = study.factors();
    let levels: Vec<usize> = study.axes.iter().map(|axis| axis.levels.expect("a grid has levels") as usize).collect();
    let statistic = |_: &[usize], replications: &[usize]| {
        let parts = study.free_of_noise(replications, |surface| parts_of_grid(surface, &levels));
        parts[1..].iter().map(|part| if parts[0] > 0.0 { part / parts[0] } else { f64::NAN }).collect()
    };
    let shares = jackknife(1, study.replications(), statistic).into_iter().enumerate();
    let measures = [Measure::First, Measure::Total];
    let lines = shares.map(|(at, spread)| Line::of(at / 2, measures[at % 2], spread));
    lines.chain((0..d).flat_map(|factor| curve(study, factor, levels[factor] as u32))).collect()
}

/// The variance over the grid, then for each factor the variance of its level means and the mean of the variances along it.
fn parts_of_grid(surface: &[f64], levels: &[usize]) -> Vec<f64> {
    let n = surface.len() as f64;
    let mean = surface.iter().sum::<f64>() / n;
    let mut parts = vec![surface.iter().map(|y| (y - mean).powi(2)).sum::<f64>() / n];
    let mut stride = surface.len();
    for &k in levels {
        // Rows that differ only in this factor lie `stride` apart.
        stride /= k;
        let mut sums = vec![0.0; k];
        let mut along = vec![0.0; surface.len() / k];
        let line = |row: usize| row / (stride * k) * stride + row % stride;
        for (row, y) in surface.iter().enumerate() {
            sums[row / stride % k] += y - mean;
            along[line(row)] += (y - mean) / k as f64;
        }
        parts.push(sums.iter().map(|sum| (sum * k as f64 / n).powi(2)).sum::<f64>() / k as f64);
        parts.push(surface.iter().enumerate().map(|(row, y)| (y - mean - along[line(row)]).powi(2)).sum::<f64>() / n);
    }
    parts
}

/// Mean at each level minus mean of all.
fn curve(study: &Study, factor: usize, k: u32) -> Vec<Line> {
    let n = study.points.len() as f64;
    let mut values = vec![Vec::with_capacity(study.replications()); k as usize];
    for j in 0..study.replications() {
        let mut sums = vec![0.0; k as usize];
        for (row, results) in study.points.iter().zip(study.y) {
            sums[level(row[factor], k) as usize] += results[j];
        }
        let mean = sums.iter().sum::<f64>() / n;
        // Every level has as many rows.
        for (values, sum) in values.iter_mut().zip(sums) {
            values.push(sum * f64::from(k) / n - mean);
        }
    }
    let line = |(at, values): (u32, Vec<f64>)| Line {
        at: Some(middle(at, k)),
        ..Line::of(factor, Measure::Level, Spread::of_mean(&values))
    };
    (0..k).zip(values).map(line).collect()
}

fn middle(at: u32, k: u32) -> f64 {
    (f64::from(at) + 0.5) / f64::from(k)
}

/// Rank coefficients and their fit, first-order shares by slices, and the mean in each slice.
pub fn scattered(study: &Study, notes: &mut Vec<String>) -> Vec<Line> {
    let mut lines = rank_lines(study);
    if lines.is_empty() {
        notes.push("Too few different points or results for rank coefficients.".to_string());
    }
    lines.extend(share_lines(study));
    let curve_of = |factor| scattered_curve(study, factor, slices(study, factor, CURVE_SLICES));
    lines.extend((0..study.factors()).flat_map(curve_of));
    lines
}

fn rank_lines(study: &Study) -> Vec<Line> {
    let (n, d) = (study.points.len(), study.factors());
    let place = |row: &Vec<f64>| row.iter().zip(study.axes).map(|(&u, axis)| axis.scale(u)).collect();
    let places: Vec<Vec<f64>> = study.points.iter().map(place).collect();
    let unknown = vec![f64::NAN; d + 1];
    let mut spreads = jackknife(n, study.replications(), |rows, replications| {
        ranks::coefficients(&places, &study.means(replications), rows).unwrap_or(unknown.clone())
    });
    let fit = spreads.pop().expect("the fit stands last");
    if fit.value.is_nan() {
        return Vec::new();
    }
    let coefficients = spreads.into_iter().enumerate().map(|(factor, spread)| Line::of(factor, Measure::Rank, spread));
    coefficients.chain([Line::of_none(Measure::Fit, fit)]).collect()
}

fn share_lines(study: &Study) -> Vec<Line> {
    let slices: Vec<u32> = (0..study.factors()).map(|factor| slices(study, factor, SHARE_SLICES)).collect();
    let slice = |row: usize, factor: usize| level(study.points[row][factor], slices[factor]) as usize;
    let squares = |rows: &[usize], surface: &[f64]| -> Vec<f64> {
        let of_factor = |factor| between(rows.iter().map(|&row| (slice(row, factor), surface[row])), slices[factor] as usize);
        let pairs: Vec<[f64; 2]> = (0..slices.len()).map(of_factor).collect();
        // The sum of all squares is the same for each factor.
        std::iter::once(pairs[0][1]).chain(pairs.iter().map(|pair| pair[0])).collect()
    };
    let spreads = jackknife(study.points.len(), study.replications(), |rows, replications| {
        let parts = study.free_of_noise(replications, |surface| squares(rows, surface));
        parts[1..].iter().map(|part| if parts[0] > 0.0 { part / parts[0] } else { f64::NAN }).collect()
    });
    spreads.into_iter().enumerate().map(|(factor, spread)| Line::of(factor, Measure::First, spread)).collect()
}

/// A factor of few values has a slice for each; others have about ten points a slice, two slices to `most`.
fn slices(study: &Study, factor: usize, most: u32) -> u32 {
    let n = study.points.len() as u32;
    match study.axes[factor].levels {
        Some(k) if k <= 10 && 5 * k <= n => k,
        _ => (n / 10).clamp(2, most),
    }
}

/// Sum of squares between slices less what chance gives it, and the sum of all squares.
fn between(values: impl Iterator<Item = (usize, f64)> + Clone, slices: usize) -> [f64; 2] {
    let mut sums = vec![(0.0, 0.0); slices];
    let (count, sum) = values.clone().fold((0.0, 0.0), |(count, sum), (_, y)| (count + 1.0, sum + y));
    let mean = sum / count;
    let mut all = 0.0;
    for (slice, y) in values {
        sums[slice].0 += 1.0;
        sums[slice].1 += y - mean;
        all += (y - mean).powi(2);
    }
    let filled = sums.iter().filter(|(count, _)| *count > 0.0);
    let b = filled.clone().count() as f64;
    let between: f64 = filled.map(|(count, sum)| sum * sum / count).sum();
    [between - (b - 1.0) * (all - between) / (count - b), all]
}

/// Mean in each slice minus mean of all; the points in a slice are a sample of the other factors.
fn scattered_curve(study: &Study, factor: usize, k: u32) -> Vec<Line> {
    let n = study.points.len();
    let statistic = |rows: &[usize], replications: &[usize]| {
        let surface = study.means(replications);
        let mut sums = vec![(0.0, 0.0); k as usize];
        for &row in rows {
            let slice = &mut sums[level(study.points[row][factor], k) as usize];
            *slice = (slice.0 + 1.0, slice.1 + surface[row]);
        }
        let mean = rows.iter().map(|&row| surface[row]).sum::<f64>() / rows.len() as f64;
        // An empty slice has no mean.
        sums.iter().map(|(count, sum)| sum / count - mean).collect()
    };
    let spreads = jackknife(n, study.replications(), statistic).into_iter().enumerate();
    spreads.map(|(at, spread)| Line { at: Some(middle(at as u32, k)), ..Line::of(factor, Measure::Level, spread) }).collect()
}
