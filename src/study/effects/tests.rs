//! Effects of functions whose effects are known.

use super::*;
use crate::kernel::random::{Draws, Seed};
use crate::study::design::level;
use std::f64::consts::PI;

fn axes(levels: &[u32]) -> Vec<Axis> {
    // 0 stands for a continuous factor.
    levels.iter().map(|&k| Axis { levels: (k > 0).then_some(k) }).collect()
}

fn draws(seed: u32) -> Draws {
    Seed::new(77, seed).source(0).entity(0).draws(0, 0)
}

/// Effects of `f` of the places on the axes, plus `noise` of (replication, draws) at each point.
fn noisy(design: Design, levels: &[u32], n: usize, f: impl Fn(&[f64]) -> f64, mut noise: impl FnMut(usize) -> f64) -> Effects {
    let axes = axes(levels);
    let points = design.points(&axes, 5).unwrap();
    let place = |row: &Vec<f64>| row.iter().zip(&axes).map(|(&u, axis)| axis.scale(u)).collect::<Vec<f64>>();
    let y: Vec<Vec<f64>> = points.iter().map(|row| (0..n).map(|j| f(&place(row)) + noise(j)).collect()).collect();
    effects(&design, &axes, &points, &y)
}

fn exact(design: Design, levels: &[u32], f: impl Fn(&[f64]) -> f64) -> Effects {
    noisy(design, levels, 1, f, |_| 0.0)
}

fn find(effects: &Effects, measure: Measure, factor: usize) -> Effect {
    *effects.rows.iter().find(|row| row.measure == measure && row.factor == Some(factor)).expect("the effect is there")
}

fn values(effects: &Effects, measure: Measure) -> Vec<f64> {
    effects.rows.iter().filter(|row| row.measure == measure).map(|row| row.estimate).collect()
}

fn close(found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    assert!(found.iter().zip(expected).all(|(a, b)| (a - b).abs() <= tolerance), "{found:?} is not {expected:?}");
}

fn signs(x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| 2.0 * x - 1.0).collect()
}

#[test]
fn factorial_effects_of_a_polynomial() {
    let f = |x: &[f64]| {
        let s = signs(x);
        3.0 + 2.0 * s[0] - s[1] + 0.5 * s[0] * s[1] + 1.5 * (1.0 - s[2] * s[2])
    };
    // What a replication adds at all points alike cancels.
    let found = noisy(Design::Factorial { centre: true }, &[0, 0, 0], 4, f, |j| 10.0 * j as f64);
    close(&values(&found, Measure::Main), &[4.0, -2.0, 0.0], 1e-12);
    close(&values(&found, Measure::Interaction), &[1.0, 0.0, 0.0], 1e-12);
    close(&values(&found, Measure::Curvature), &[1.5], 1e-12);
    let pairs: Vec<_> = found.rows[3..6].iter().map(|row| (row.factor, row.with)).collect();
    assert_eq!(pairs, [(Some(0), Some(1)), (Some(0), Some(2)), (Some(1), Some(2))]);
    assert!(found.rows.iter().all(|row| row.high.unwrap() - row.low.unwrap() < 1e-12), "every replication says the same");
    assert_eq!(found.rows[0].shown(), Some(true));
}

#[test]
fn a_centre_that_rounds_off_the_middle_shows_no_false_curvature() {
    // Of a list of two the middle is the last; of four numbers it is the third.
    let f = |x: &[f64]| 1.0 + 3.0 * x[0] - 2.0 * x[1] + 5.0 * x[0] * x[2];
    let found = exact(Design::Factorial { centre: true }, &[2, 4, 0], f);
    close(&values(&found, Measure::Curvature), &[0.0], 1e-12);
    assert_eq!(found.rows[0].low, None);
    assert_eq!(found.rows[0].verdict(), "");
}

#[test]
fn fractions_tell_main_effects_and_interactions_apart() {
    for k in [5usize, 6, 8, 11, 13] {
        let main = |i: usize| (i as f64 - 2.0) * 1.5;
        let pair = |i: usize, j: usize| ((i * 7 + j * 3) % 5) as f64 - 2.0;
        let f = |x: &[f64]| {
            let s = signs(x);
            let pairs = (0..k).flat_map(|i| (i + 1..k).map(move |j| (i, j)));
            (0..k).map(|i| 0.5 * main(i) * s[i]).sum::<f64>() + pairs.map(|(i, j)| 0.5 * pair(i, j) * s[i] * s[j]).sum::<f64>()
        };
        let found = exact(Design::Fractional { centre: false }, &vec![0; k], f);
        close(&values(&found, Measure::Main), &(0..k).map(main).collect::<Vec<_>>(), 1e-10);
        let pairs: Vec<f64> = (0..k).flat_map(|i| (i + 1..k).map(move |j| pair(i, j))).collect();
        close(&values(&found, Measure::Interaction), &pairs, 1e-10);
    }
}

#[test]
fn intervals_hold_together_by_hand() {
    // Replications 1, 2, 3, 4 times the sign: effects 2, 4, 6, 8, deviation 2.58199; two main effects, so t(3) at 97.5 % both sides.
    let axes = axes(&[0, 0]);
    let points = Design::Factorial { centre: false }.points(&axes, 0).unwrap();
    let y: Vec<Vec<f64>> = points.iter().map(|row| (1..=4).map(|j| f64::from(j) * signs(row)[0]).collect()).collect();
    let found = effects(&Design::Factorial { centre: false }, &axes, &points, &y);
    let main = found.rows[0];
    assert_eq!(main.estimate, 5.0);
    // t(.9875, 3) = 4.17653.
    assert!((main.high.unwrap() - (5.0 + 4.17653 * 2.58199 / 2.0)).abs() < 1e-4, "{main:?}");
    assert_eq!(main.verdict(), "not shown");
    // The single interaction stands alone.
    assert_eq!((found.rows[2].low, found.rows[2].high), (Some(0.0), Some(0.0)));
}

#[test]
fn a_tornado_begins_with_the_widest_swing() {
    let found =
        noisy(Design::OneAtATime { tail: 0.0 }, &[0, 0, 3], 3, |x| 7.0 + x[0] - 4.0 * x[1] + 2.0 * x[2] * x[2], |j| j as f64);
    let order: Vec<_> = found.rows.iter().map(|row| (row.measure, row.factor)).collect();
    assert_eq!(order[..4], [(Measure::Base, None), (Measure::Swing, Some(1)), (Measure::Low, Some(1)), (Measure::High, Some(1))]);
    // Base 7 + 0.5 - 2 + 0.5, and 1 on average of the replications.
    close(&values(&found, Measure::Base), &[7.0], 1e-12);
    close(&values(&found, Measure::Swing), &[-4.0, 2.0, 1.0], 1e-12);
    close(&values(&found, Measure::Low), &[2.0, -0.5, -0.5], 1e-12);
    close(&values(&found, Measure::High), &[-2.0, 1.5, 0.5], 1e-12);
    assert_eq!(found.rows[0].shown(), None);
}

const MORRIS: Design = Design::Morris { trajectories: 20, levels: 4 };

#[test]
fn elementary_effects_of_straight_lines_and_a_parabola() {
    let found = exact(MORRIS, &[0, 0, 3, 2], |x| 5.0 * x[0] - 2.0 * x[1] + 4.0 * x[2] - x[3]);
    close(&values(&found, Measure::Mu), &[5.0, -2.0, 4.0, -1.0], 1e-12);
    close(&values(&found, Measure::MuStar), &[5.0, 2.0, 4.0, 1.0], 1e-12);
    close(&values(&found, Measure::Sigma), &[0.0; 4], 1e-12);
    // Effects of x^2 over the step 2/3 are 2 x + 2/3 with x = 0 or 1/3: 2/3 or 4/3.
    let share = exact(Design::Morris { trajectories: 400, levels: 4 }, &[0], |x| x[0] * x[0]);
    let (mu, sigma) = (find(&share, Measure::Mu, 0).estimate, find(&share, Measure::Sigma, 0).estimate);
    assert!((mu - 1.0).abs() < 0.06);
    // With a share p of 4/3: mu = 2/3 (1 + p), sigma^2 = (2/3)^2 p (1 - p) n / (n - 1).
    let p = mu * 1.5 - 1.0;
    assert!((sigma - 2.0 / 3.0 * (p * (1.0 - p) * 400.0 / 399.0).sqrt()).abs() < 1e-9);
}

#[test]
fn the_function_of_twenty_factors_of_morris() {
    // Morris (1991), section 4, with the small coefficients of the others as (-1)^i and (-1)^(i + j).
    let f = |x: &[f64]| {
        let w: Vec<f64> = x
            .iter()
            .enumerate()
            .map(|(i, x)| if [2, 4, 6].contains(&i) { 2.0 * (1.1 * x / (x + 0.1) - 0.5) } else { 2.0 * (x - 0.5) })
            .collect();
        let sign = |odd: usize| if odd % 2 == 1 { -1.0 } else { 1.0 };
        let mut y = 0.0;
        for i in 0..20 {
            y += if i < 10 { 20.0 } else { sign(i + 1) } * w[i];
            for j in i + 1..20 {
                y += if j < 6 { -15.0 } else { sign(i + j) } * w[i] * w[j];
                for l in (j + 1..5).filter(|_| j < 5) {
                    y -= 10.0 * w[i] * w[j] * w[l];
                    y += (l + 1..4).map(|s| 5.0 * w[i] * w[j] * w[l] * w[s]).sum::<f64>();
                }
            }
        }
        y
    };
    let found = exact(MORRIS, &[0; 20], f);
    let (star, sigma) = (values(&found, Measure::MuStar), values(&found, Measure::Sigma));
    let least = star[..10].iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = star[10..].iter().copied().fold(0.0, f64::max);
    assert!(least > 2.0 * greatest, "the first ten matter: {star:?}");
    assert!(sigma[..7].iter().all(|s| *s > 15.0), "the first seven are crooked: {sigma:?}");
    assert!(sigma[7..10].iter().all(|s| *s < 12.0), "the next three are straight: {sigma:?}");
    assert!(find(&found, Measure::Mu, 8).shown().unwrap());
}

#[test]
fn noise_is_taken_out_of_sigma() {
    let mut chance = draws(1);
    let found = noisy(Design::Morris { trajectories: 200, levels: 4 }, &[0, 0], 4, |x| 3.0 * x[0], |_| chance.normal());
    // Effects have the noise sqrt(2) / (2/3) / sqrt(4) = 1.06, which would be their deviation.
    let sigma = values(&found, Measure::Sigma);
    assert!(sigma.iter().all(|s| *s < 0.6), "{sigma:?}");
}

#[test]
fn intervals_of_mu_cover() {
    // f = x1 + 2 x1 x2 with noise that replications share and noise of their own: mu1 = 1 + 2 E x2 = 2.
    let covered = (0..400)
        .filter(|&seed| {
            let (axes, design) = (axes(&[0, 0]), MORRIS);
            let points = design.points(&axes, u64::from(seed)).unwrap();
            let mut chance = draws(seed);
            let slopes: Vec<f64> = (0..6).map(|_| chance.normal()).collect();
            let mut result = |x: &[f64], j: usize| x[0] * (1.0 + slopes[j]) + 2.0 * x[0] * x[1] + 0.3 * chance.normal();
            let y: Vec<Vec<f64>> = points.iter().map(|row| (0..6).map(|j| result(row, j)).collect()).collect();
            let mu = find(&effects(&design, &axes, &points, &y), Measure::Mu, 0);
            mu.low.unwrap() <= 2.0 && 2.0 <= mu.high.unwrap()
        })
        .count();
    // Two factors hold together at 95 %: 97.5 % each, and a little more.
    assert!((384..=400).contains(&covered), "{covered} of 400");
}

fn ishigami(x: &[f64]) -> f64 {
    let [a, b, c] = [0, 1, 2].map(|i| PI * (2.0 * x[i] - 1.0));
    libm::sin(a) + 7.0 * libm::sin(b).powi(2) + 0.1 * c.powi(4) * libm::sin(a)
}

#[test]
fn indices_of_the_function_of_ishigami() {
    let found = exact(Design::Saltelli { base: 4096 }, &[0; 3], ishigami);
    close(&values(&found, Measure::First), &[0.3139, 0.4424, 0.0], 0.01);
    close(&values(&found, Measure::Total), &[0.5576, 0.4424, 0.2437], 0.01);
    let third = find(&found, Measure::First, 2);
    assert_eq!((third.shown(), find(&found, Measure::Total, 2).shown()), (Some(false), Some(true)));
    let width = third.high.unwrap() - third.low.unwrap();
    assert!(width < 0.2, "{width}");
}

#[test]
fn intervals_of_shares_cover() {
    // Noise that replications share, and noise of their own at each point.
    let of_seed = |seed: u32| {
        let (axes, design) = (axes(&[0; 3]), Design::Saltelli { base: 128 });
        let points = design.points(&axes, u64::from(seed)).unwrap();
        let mut chance = draws(seed);
        let y: Vec<Vec<f64>> =
            points.iter().map(|row| (0..6).map(|j| ishigami(row) + f64::from(j) + 2.0 * chance.normal()).collect()).collect();
        let found = effects(&design, &axes, &points, &y);
        let covers = |measure: Measure, truth: [f64; 3]| {
            let rows = (0..3).map(|factor| find(&found, measure, factor));
            rows.zip(truth).all(|(row, truth)| row.low.unwrap() <= truth && truth <= row.high.unwrap())
        };
        [covers(Measure::First, [0.3139, 0.4424, 0.0]), covers(Measure::Total, [0.5576, 0.4424, 0.2437])]
    };
    let all: Vec<[bool; 2]> = (0..200).map(of_seed).collect();
    let share = [0, 1].map(|side| all.iter().filter(|both| both[side]).count());
    // At least 95 % hold together.
    assert!(share.iter().all(|count| *count >= 190), "{share:?} of 200");
}

#[test]
fn indices_of_the_g_function() {
    let a = [0.0, 1.0, 4.5, 9.0, 99.0, 99.0];
    let g = |x: &[f64]| x.iter().zip(a).map(|(x, a)| ((4.0 * x - 2.0).abs() + a) / (1.0 + a)).product();
    let part = a.map(|a| 1.0 / (3.0 * (1.0f64 + a).powi(2)));
    let all: f64 = part.iter().map(|v| 1.0 + v).product();
    let found = exact(Design::Saltelli { base: 4096 }, &[0; 6], g);
    close(&values(&found, Measure::First), &part.map(|v| v / (all - 1.0)), 0.015);
    close(&values(&found, Measure::Total), &part.map(|v| v * all / (1.0 + v) / (all - 1.0)), 0.015);
}

#[test]
fn noise_is_taken_out_of_indices() {
    let mut chance = draws(2);
    // Noise of variance 16 a point, halved over two replications: more than half of the 13.84 of the function.
    let found = noisy(Design::Saltelli { base: 16384 }, &[0; 3], 2, ishigami, |j| 100.0 * j as f64 + 4.0 * chance.normal());
    close(&values(&found, Measure::First), &[0.3139, 0.4424, 0.0], 0.04);
    close(&values(&found, Measure::Total), &[0.5576, 0.4424, 0.2437], 0.04);
}

#[test]
fn what_does_not_vary_has_no_shares() {
    let found = exact(Design::Saltelli { base: 8 }, &[0, 0], |_| 3.0);
    assert!(found.rows.is_empty() && found.notes.iter().any(|note| note.contains("does not vary")), "{found:?}");
    let scattered = exact(Design::Sobol { points: 32 }, &[0, 0], |_| 3.0);
    assert_eq!(values(&scattered, Measure::Rank), [0.0; 0]);
    assert!(values(&scattered, Measure::Level).iter().all(|level| *level == 0.0));
}

#[test]
fn shares_and_levels_of_a_grid() {
    // Three levels 0, 1/2, 1 with variance 1/6; signs with variance 1; a product of variance 1 that both share.
    let f = |x: &[f64]| 6.0 * x[0] + signs(x)[1] * signs(x)[2];
    let found = noisy(Design::Grid, &[3, 2, 2], 2, f, |j| 5.0 * j as f64);
    close(&values(&found, Measure::First), &[6.0 / 7.0, 0.0, 0.0], 1e-12);
    close(&values(&found, Measure::Total), &[6.0 / 7.0, 1.0 / 7.0, 1.0 / 7.0], 1e-12);
    close(&values(&found, Measure::Level), &[-3.0, 0.0, 3.0, 0.0, 0.0, 0.0, 0.0], 1e-12);
    let at: Vec<f64> = found.rows.iter().filter_map(|row| row.at).collect();
    close(&at, &[1.0 / 6.0, 0.5, 5.0 / 6.0, 0.25, 0.75, 0.25, 0.75], 1e-12);
}

#[test]
fn noise_is_taken_out_of_a_grid() {
    let average = |factor: usize| {
        let of_seed = |seed: u32| {
            let mut chance = draws(seed);
            let found = noisy(Design::Grid, &[4, 5], 3, |x| 6.0 * x[0], |_| 2.0 * chance.normal());
            find(&found, Measure::Total, factor).estimate
        };
        (0..60).map(of_seed).sum::<f64>() / 60.0
    };
    // Without the correction the second would have 4/3 / (5 + 4/3) of the variance.
    assert!(average(1).abs() < 0.05 && (average(0) - 1.0).abs() < 0.05, "{} {}", average(0), average(1));
}

#[test]
fn rank_coefficients_of_steady_and_turning_functions() {
    let steady = exact(Design::LatinHypercube { points: 60 }, &[0], |x| libm::exp(5.0 * x[0]));
    close(&[values(&steady, Measure::Rank), values(&steady, Measure::Fit)].concat(), &[1.0, 1.0], 1e-12);
    let two = exact(Design::Sobol { points: 1024 }, &[0, 0, 0], |x| 3.0 * x[0] - 3.0 * x[1]);
    let rank = values(&two, Measure::Rank);
    // For x - y with uniform x and y, the rank correlation of the result with x is 0.7 and with y is -0.7.
    close(&rank, &[0.7, -0.7, 0.0], 0.01);
    let turning = exact(Design::Sobol { points: 1024 }, &[0, 4], |x| (x[0] - 0.5).powi(2));
    assert!(values(&turning, Measure::Rank)[0].abs() < 0.1);
    let share = values(&turning, Measure::First);
    assert!(share[0] > 0.9 && share[1].abs() < 0.02, "{share:?}");
    let curve = values(&turning, Measure::Level);
    assert!(curve.len() == 14 && curve[0] > 0.1 && curve[4] < -0.07, "{curve:?}");
}

#[test]
fn slices_by_hand() {
    // f = x over four values: slices are the values, shares exact.
    let found = exact(Design::LatinHypercube { points: 40 }, &[4], |x| x[0]);
    close(&values(&found, Measure::First), &[1.0], 1e-12);
    close(&values(&found, Measure::Level), &[-0.5, -1.0 / 6.0, 1.0 / 6.0, 0.5], 1e-12);
    // The first-order shares of Ishigami's function from scattered points.
    let ishigami = exact(Design::Sobol { points: 4096 }, &[0; 3], ishigami);
    close(&values(&ishigami, Measure::First), &[0.3139, 0.4424, 0.0], 0.02);
}

#[test]
fn replications_without_the_figure_are_left_out() {
    let axes = axes(&[0, 2]);
    let design = Design::Factorial { centre: false };
    let points = design.points(&axes, 0).unwrap();
    let mut y: Vec<Vec<f64>> = points.iter().map(|row| (0..3).map(|j| row[0] + f64::from(j)).collect()).collect();
    let whole = effects(&design, &axes, &points, &y);
    y[2][1] = f64::NAN;
    let found = effects(&design, &axes, &points, &y);
    assert_eq!((whole.replications, found.replications), (3, 2));
    close(&values(&found, Measure::Main), &values(&whole, Measure::Main), 1e-12);
    assert!(found.notes[0].starts_with("1 of 3 replications"), "{:?}", found.notes);
    let none = effects(&design, &axes, &points, &vec![vec![f64::INFINITY]; 4]);
    assert_eq!((none.rows.len(), none.replications), (0, 0));
}

#[test]
fn every_design_has_effects_that_print() {
    let all = [
        Design::Grid,
        Design::Factorial { centre: true },
        Design::Fractional { centre: true },
        Design::LatinHypercube { points: 50 },
        Design::Sobol { points: 64 },
        Design::OneAtATime { tail: 0.1 },
        MORRIS,
        Design::Saltelli { base: 32 },
    ];
    for design in all {
        let mut chance = draws(9);
        let found = noisy(design, &[2, 3, 4, 2, 3], 4, |x| x.iter().sum(), |_| 0.01 * chance.normal());
        assert!(found.rows.iter().all(|row| row.low.unwrap() <= row.estimate && row.estimate <= row.high.unwrap()), "{design:?}");
        assert!(found.rows.iter().any(|row| row.shown() == Some(true)) && found.notes.is_empty(), "{design:?}: {:?}", found.notes);
        assert!(found.rows.iter().all(|row| !row.measure.word().is_empty()));
        assert!(found.rows.iter().filter_map(|row| row.at).all(|at| level(at, 1000) < 1000));
    }
}
