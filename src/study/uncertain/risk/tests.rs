//! Laws whose figures are known, with noise of a known size.

use super::*;
use crate::kernel::random::Seed;
use crate::study::design::{Axis, Design};
use statrs::distribution::{Continuous, ContinuousCDF, Normal};

const SETS: usize = 8;
const POINTS: u32 = 32;

/// Positions of independently scrambled sets.
fn sets(inputs: usize) -> Vec<Vec<Vec<f64>>> {
    sets_of(inputs, 5)
}

fn sets_of(inputs: usize, seed: u64) -> Vec<Vec<Vec<f64>>> {
    let axes = vec![Axis { levels: None }; inputs];
    (0..SETS as u64).map(|set| Design::Sobol { points: POINTS }.points(&axes, 8 * seed + set).unwrap()).collect()
}

/// Gains by a function of the position, each replication with the noise of standard deviation `noise` that the layouts share in part.
fn gains(positions: &[Vec<Vec<f64>>], gain: &dyn Fn(&[f64]) -> Vec<f64>, noise: f64, n: u32, seed: u64) -> Gains {
    let of_point = |set: usize, point: usize, at: &Vec<f64>| -> Vec<Vec<f64>> {
        let expected = gain(at);
        let mut draws = Seed::new(seed, set as u32).source(1).entity(point as u64).draws(0, 0);
        let common: Vec<f64> = (0..n).map(|_| draws.normal()).collect();
        let one = |value: &f64, draws: &mut crate::kernel::random::Draws| {
            common.iter().map(|z| value + noise * (0.5f64.sqrt() * z + 0.5f64.sqrt() * draws.normal())).collect()
        };
        expected.iter().map(|value| one(value, &mut draws)).collect()
    };
    let of_set = |(set, points): (usize, &Vec<Vec<f64>>)| points.iter().enumerate().map(|(at, p)| of_point(set, at, p)).collect();
    positions.iter().enumerate().map(of_set).collect()
}

fn holds(of: Bounded, truth: f64, within: f64) {
    assert!((of.value - truth).abs() <= within, "{of:?} is not {truth} +- {within}");
    assert!(of.low <= of.value && of.value <= of.high, "{of:?}");
}

fn phi_inverse(u: f64) -> f64 {
    Normal::standard().inverse_cdf(u)
}

#[test]
fn a_uniform_gain_by_hand() {
    // Uniform from -2 to 8: mean 3, P(> 0) = .8, P5 = -1.5, P95 = 7.5, mean of the worst 5 % = -1.75, sd = 10 / sqrt(12);
    // EVPI = E[max(0, G)] - 3 = 64/20 - 3 = .2.
    let risks = Risks::of(&gains(&sets(1), &|at| vec![10.0 * at[0] - 2.0], 0.0, 1, 0));
    let risk = &risks.layouts[0];
    holds(risk.mean, 3.0, 0.02);
    // A set has 6 or 7 of 32 points below zero.
    holds(risk.better, 0.8, 0.02);
    holds(risk.p5, -1.5, 0.05);
    holds(risk.median, 3.0, 0.05);
    holds(risk.p95, 7.5, 0.05);
    holds(risk.tail, -1.75, 0.05);
    assert!((risk.deviation - 2.886_751).abs() < 0.01 && risk.noise.is_none());
    assert_eq!(risks.choice.best, 1);
    holds(risks.choice.evpi, 0.2, 0.01);
    holds(risks.choice.often[0], 0.2, 0.02);
    assert!(risk.mean.high - risk.mean.low < 0.1, "scrambled points are far surer than random ones: {:?}", risk.mean);
}

#[test]
fn noise_is_taken_out_of_a_normal_gain() {
    // Gain normal (1, 2) over the inputs; noise of one replication 4, of four 2: as large as the scatter itself.
    let truth = |at: &[f64]| vec![1.0 + 2.0 * phi_inverse(at[0])];
    let standard = Normal::standard();
    let (z5, phi) = (standard.inverse_cdf(0.05), |x: f64| standard.pdf(x));
    let evpi = 2.0 * phi(0.5) - standard.cdf(-0.5);
    let (mut sums, mut raw) = ([0.0; 6], [0.0; 3]);
    const TIMES: u64 = 400;
    for seed in 0..TIMES {
        let gains = gains(&sets_of(1, seed), &truth, 4.0, 4, seed);
        let Risks { layouts, choice, .. } = Risks::of(&gains);
        let risk = &layouts[0];
        let figures = [risk.mean.value, risk.better.value, risk.p5.value, risk.tail.value, risk.deviation, choice.evpi.value];
        sums.iter_mut().zip(figures).for_each(|(sum, figure)| *sum += figure / TIMES as f64);
        let means: Vec<f64> = gains.iter().flatten().map(|point| mean(&point[0])).collect();
        raw[0] += quantile(&means, 0.05) / TIMES as f64;
        raw[1] += choice.evpi_raw / TIMES as f64;
        raw[2] += risk.noise.unwrap() / TIMES as f64;
    }
    let wanted = [1.0, standard.cdf(0.5), 1.0 + 2.0 * z5, 1.0 - 2.0 * phi(z5) / 0.05, 2.0, evpi];
    let within = [0.03, 0.01, 0.1, 0.15, 0.05, 0.03];
    for ((sum, wanted), within) in sums.into_iter().zip(wanted).zip(within) {
        assert!((sum - wanted).abs() < within, "{sums:?} is not {:?}", [1.0, standard.cdf(0.5), 1.0 + 2.0 * z5]);
    }
    assert!((raw[2] - 0.5).abs() < 0.02, "{raw:?}");
    // As they are, the points lie wider by sqrt(2), and knowing seems worth more.
    assert!((raw[0] - (1.0 + 8f64.sqrt() * z5)).abs() < 0.15, "{raw:?}");
    assert!(raw[1] > evpi + 0.2, "{raw:?}");
}

#[test]
fn intervals_hold_the_truth_as_often_as_they_say() {
    // Eight sets, t with 7 degrees of freedom: 95 % of intervals for the mean and more than that for the pooled tail figures.
    let truth = |at: &[f64]| vec![1.0 + 2.0 * phi_inverse(at[0]) + phi_inverse(at[1])];
    let (mut mean_held, mut better_held, mut p5_held) = (0, 0, 0);
    const TIMES: u64 = 200;
    let sd = 5f64.sqrt();
    let standard = Normal::standard();
    for seed in 0..TIMES {
        let risks = Risks::of(&gains(&sets_of(2, 1000 + seed), &truth, 3.0, 4, seed));
        let holds = |of: Bounded, truth: f64| u64::from(of.low <= truth && truth <= of.high);
        mean_held += holds(risks.layouts[0].mean, 1.0);
        better_held += holds(risks.layouts[0].better, standard.cdf(1.0 / sd));
        p5_held += holds(risks.layouts[0].p5, 1.0 + sd * standard.inverse_cdf(0.05));
    }
    // Binomial (200, .95): P(< 180) = .2 %, P(> 198) = .04 %.
    assert!((180..=198).contains(&mean_held), "{mean_held}");
    assert!(better_held >= 180 && p5_held >= 180, "{better_held} {p5_held}");
}

#[test]
fn three_layouts_share_the_points() {
    // a gains u, b gains 1 - u, both less .4; who is best changes at u = .5. E[max] = .35, of each .1: EVPI = .25.
    let truth = |at: &[f64]| vec![at[0] - 0.4, 0.6 - at[0]];
    let mut sum = 0.0;
    for seed in 0..30 {
        let choice = Risks::of(&gains(&sets(1), &truth, 0.3, 4, seed)).choice;
        assert!(choice.evpi_raw > choice.evpi.value);
        assert!((choice.often.iter().map(|often| often.value).sum::<f64>() - 1.0).abs() < 1e-12);
        sum += choice.evpi.value / 30.0;
    }
    assert!((sum - 0.25).abs() < 0.03, "{sum}");
}

#[test]
fn shares_where_all_points_agree_stay_open() {
    let risks = Risks::of(&gains(&sets(1), &|at| vec![1.0 + at[0]], 0.0, 1, 0));
    let better = risks.layouts[0].better;
    // 1 - .05^(1/256) = 1.16 %.
    assert!(better.value == 1.0 && (better.low - 0.988_367).abs() < 1e-5 && better.high == 1.0, "{better:?}");
    assert_eq!((risks.choice.evpi.value, risks.choice.evpi.low), (0.0, 0.0));
}

#[test]
fn the_tail_counts_the_edge_in_part() {
    let values: Vec<f64> = (1..=30).map(f64::from).collect();
    // 5 % of 30 are 1.5 values: (1 + .5 x 2) / 1.5.
    assert!((tail(&values, 0.05) - 2.0 / 1.5).abs() < 1e-12);
    assert_eq!(quantile(&values, 0.5), 15.5);
    assert_eq!(quantile(&values, 0.05), 1.0 + 1.0);
}

#[test]
fn inputs_share_the_variance() {
    // 3 x + y + z (all uniform) and the bend of w: variances 9/12, 1/12, and of (2w - 1)^2: 4/45; one input does nothing.
    let positions = sets(4);
    let gain = |at: &[f64]| vec![3.0 * at[0] + at[1] + (2.0 * at[2] - 1.0).powi(2)];
    let gains = gains(&positions, &gain, 0.5, 4, 3);
    let means: Vec<Vec<f64>> = gains.iter().map(|set| set.iter().map(|point| mean(&point[0])).collect()).collect();
    let variance = Risks::of(&gains).layouts[0].deviation.powi(2);
    let all = 10.0 / 12.0 + 4.0 / 45.0;
    let parts = parts(&positions, &means, variance);
    for (part, truth) in parts.iter().zip([0.75 / all, 1.0 / 12.0 / all, 4.0 / 45.0 / all, 0.0]) {
        assert!((part.value - truth).abs() < 0.06 && part.half_width < 0.15, "{part:?} is not {truth}");
    }
}
