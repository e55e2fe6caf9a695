//! Effects that are differences between points: two-level factorials and one-at-a-time.
//!
//! With signs s = -1 and +1 the effect of a column is (2 / N) sum s y (Box, Hunter & Hunter 2005, chapter 5); in a fraction of resolution V
//! neither main effects nor two-factor interactions are mixed with each other.

use super::spread::Spread;
use super::{Line, Measure, Study};

/// Main effects, two-factor interactions, and curvature where there is a centre point.
pub fn two_levels(study: &Study) -> Vec<Line> {
    let corners = study.points.iter().filter(|row| row.iter().all(|&u| u == 0.0 || u == 1.0)).count();
    let k = study.factors();
    let columns: Vec<(usize, Option<usize>)> =
        (0..k).map(|i| (i, None)).chain((0..k).flat_map(|i| (i + 1..k).map(move |j| (i, Some(j))))).collect();
    let effect = |&(i, with): &(usize, Option<usize>)| {
        let sign = |point: usize, factor: usize| 2.0 * study.points[point][factor] - 1.0;
        let signs: Vec<f64> = (0..corners).map(|point| sign(point, i) * with.map_or(1.0, |j| sign(point, j))).collect();
        study.each(|y| signs.iter().enumerate().map(|(point, sign)| sign * y(point)).sum::<f64>() * 2.0 / corners as f64)
    };
    let effects: Vec<Vec<f64>> = columns.iter().map(effect).collect();
    let line = |(&(i, with), values): (&(usize, Option<usize>), &Vec<f64>)| Line {
        with,
        ..Line::of(i, if with.is_some() { Measure::Interaction } else { Measure::Main }, Spread::of_mean(values))
    };
    let mut lines: Vec<Line> = columns.iter().zip(&effects).map(line).collect();
    if let Some(centre) = study.points.get(corners) {
        // Where rounding to a level moves the centre off the middle, the effects say what to expect there.
        let place: Vec<f64> = centre.iter().zip(study.axes).map(|(&u, axis)| 2.0 * axis.scale(u) - 1.0).collect();
        let weights: Vec<f64> = columns.iter().map(|&(i, with)| 0.5 * place[i] * with.map_or(1.0, |j| place[j])).collect();
        let means = study.each(|y| (0..corners).map(y).sum::<f64>() / corners as f64);
        let curvature = |replication: usize| {
            let linear: f64 = weights.iter().zip(&effects).map(|(weight, values)| weight * values[replication]).sum();
            study.y[corners][replication] - means[replication] - linear
        };
        let values: Vec<f64> = (0..study.replications()).map(curvature).collect();
        lines.push(Line::of_none(Measure::Curvature, Spread::of_mean(&values)));
    }
    lines
}

/// The base, then for each factor its swing and both sides, the widest swing first: a tornado.
pub fn one_at_a_time(study: &Study) -> Vec<Line> {
    let difference = |a: usize, b: usize| Spread::of_mean(&study.each(|y| y(a) - y(b)));
    let mut factors: Vec<[Line; 3]> = (0..study.factors())
        .map(|factor| {
            let (low, high) = (1 + 2 * factor, 2 + 2 * factor);
            [
                Line::of(factor, Measure::Swing, difference(high, low)),
                Line::of(factor, Measure::Low, difference(low, 0)),
                Line::of(factor, Measure::High, difference(high, 0)),
            ]
        })
        .collect();
    factors.sort_by(|a, b| b[0].spread.value.abs().total_cmp(&a[0].spread.value.abs()));
    let base = Line::of_none(Measure::Base, Spread::of_mean(&study.each(|y| y(0))));
    std::iter::once(base).chain(factors.into_iter().flatten()).collect()
}
