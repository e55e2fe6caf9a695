//! Every law against its theory: moments, distribution function, scaling, bounds, and what it refuses.

use super::*;
use crate::kernel::random::Seed;

const N: usize = 200_000;

/// All laws at many places, each with its mean and variance by formula.
fn laws() -> Vec<(&'static str, Law, f64, f64)> {
    let sqrt_pi = std::f64::consts::PI.sqrt();
    let one = |name, law: Result<Law, String>, mean: f64, variance: f64| (name, law.unwrap(), mean, variance);
    vec![
        one("constant", Law::constant(7.5), 7.5, 0.0),
        one("uniform", Law::uniform(-2.0, 4.0), 1.0, 3.0),
        one("exponential", Law::exponential(3.0), 3.0, 9.0),
        one("erlang 2", Law::erlang(2, 3.0), 3.0, 4.5),
        one("erlang 8", Law::erlang(8, 3.0), 3.0, 9.0 / 8.0),
        one("erlang 9", Law::erlang(9, 3.0), 3.0, 1.0),
        one("erlang 100", Law::erlang(100, 3.0), 3.0, 0.09),
        one("gamma .5", Law::gamma(2.0, 0.5), 2.0, 1.0),
        one("gamma 2", Law::gamma(2.0, 2.0), 2.0, 16.0),
        one("gamma .01", Law::gamma(2.0, 0.01), 2.0, 0.0004),
        one("lognormal .1", Law::lognormal(5.0, 0.1), 5.0, 0.25),
        one("lognormal .8", Law::lognormal(5.4e6, 0.8), 5.4e6, 5.4e6 * 5.4e6 * 0.64),
        one("lognormal 1.5", Law::lognormal(5.0, 1.5), 5.0, 56.25),
        one("weibull 2", Law::weibull(2.0, 3.0), 1.5 * sqrt_pi, 9.0 * (1.0 - sqrt_pi * sqrt_pi / 4.0)),
        one("weibull .5", Law::weibull(0.5, 3.0), 6.0, 9.0 * 20.0),
        one("weibull 1", Law::weibull(1.0, 3.0), 3.0, 9.0),
        one("hyperexponential", Law::hyperexponential(&[1.0, 3.0], &[4.0, 8.0]), 7.0, 0.5 * (16.0 + 192.0) - 49.0),
        one("balanced", Law::balanced_hyperexponential(2.0, 2.0), 2.0, 16.0),
        one("triangular", Law::triangular(1.0, 2.0, 6.0), 3.0, 21.0 / 18.0),
        one("triangular, mode low", Law::triangular(0.0, 0.0, 3.0), 1.0, 0.5),
        one("triangular, mode high", Law::triangular(0.0, 3.0, 3.0), 2.0, 0.5),
        one("quantiles", Law::quantiles(&[0.0, 1.0, 4.0]), 1.5, (1.0 / 3.0 + 7.0) / 2.0 - 2.25),
        one("quantiles like uniform", Law::quantiles(&[-2.0, 4.0]), 1.0, 3.0),
        one("shifted", Law::exponential(3.0).unwrap().shifted(10.0), 13.0, 9.0),
    ]
}

/// Truncated laws, with mean and variance by formula.
fn truncated_laws() -> Vec<(&'static str, Law, f64, f64)> {
    let (q, e) = (libm::exp(-2.0), libm::exp(-1.0));
    let one = |name, law: Result<Law, String>, min, max, mean: f64, variance: f64| {
        (name, law.unwrap().truncated(min, max).unwrap(), mean, variance)
    };
    let exponential = || Law::exponential(1.0);
    // Of an exponential on [0, 2]: E X = 1 - 2q / (1 - q), E X^2 = (2 - 10 q) / (1 - q).
    let (mean, square) = (1.0 - 2.0 * q / (1.0 - q), (2.0 - 10.0 * q) / (1.0 - q));
    let one_to_three = (mean + 1.0, square - mean * mean);
    let uniform = || Law::uniform(0.0, 10.0);
    // The triangle 0, 0, 1 above 1/2 is a triangle again.
    vec![
        one("exponential to 2", exponential(), None, Some(2.0), mean, square - mean * mean),
        one("exponential from 1", exponential(), Some(1.0), None, 2.0, 1.0),
        one("exponential 1 to 3", exponential(), Some(1.0), Some(3.0), one_to_three.0, one_to_three.1),
        one("exponential to far", exponential(), None, Some(1e12), 1.0, 1.0),
        one("uniform 2 to 5", uniform(), Some(2.0), Some(5.0), 3.5, 0.75),
        one("uniform from 4", uniform(), Some(4.0), None, 7.0, 3.0),
        one("triangle from half", Law::triangular(0.0, 0.0, 1.0), Some(0.5), None, 2.0 / 3.0, 0.25 / 18.0),
        one("constant", Law::constant(3.0), Some(3.0), Some(3.0), 3.0, 0.0),
        one("shifted", exponential().unwrap().shifted(5.0), Some(6.0), None, 7.0, 1.0),
        one("erlang to 1", Law::erlang(2, 2.0), None, Some(1.0), (2.0 - 5.0 * e) / (1.0 - 2.0 * e), {
            let mean = (2.0 - 5.0 * e) / (1.0 - 2.0 * e);
            (6.0 - 16.0 * e) / (1.0 - 2.0 * e) - mean * mean
        }),
        one("an atom alone", Law::quantiles(&[0.0, 1.0, 1.0, 2.0]), Some(1.0), Some(1.0), 1.0, 0.0),
    ]
}

fn sorted_draws(law: &Law) -> Vec<f64> {
    let mut draws = Seed::new(3, 1).source(4).entity(1).draws(5, 9);
    let mut all: Vec<f64> = (0..N).map(|_| law.sample(&mut draws)).collect();
    all.sort_by(f64::total_cmp);
    all
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-8 * (1e-4 + b.abs())
}

#[test]
fn moments_are_those_of_the_formulas() {
    for (name, law, mean, variance) in laws().into_iter().chain(truncated_laws()) {
        assert!(close(law.mean(), mean), "{name}: mean {} for {mean}", law.mean());
        assert!(close(law.variance(), variance), "{name}: variance {} for {variance}", law.variance());
    }
}

#[test]
fn draws_have_the_moments_within_four_standard_errors() {
    for (name, law, ..) in laws().into_iter().chain(truncated_laws()) {
        let all = sorted_draws(&law);
        let n = N as f64;
        let mean = all.iter().sum::<f64>() / n;
        let central = |power| all.iter().map(|x| (x - mean).powi(power)).sum::<f64>() / n;
        let (variance, fourth) = (central(2), central(4));
        let z = (mean - law.mean()).abs();
        assert!(z <= 4.0 * (law.variance() / n).sqrt() + 1e-12, "{name}: mean {mean} for {}", law.mean());
        let z = (variance - law.variance()).abs();
        assert!(
            z <= 4.0 * ((fourth - variance * variance) / n).sqrt() + 1e-12,
            "{name}: variance {variance} for {}",
            law.variance()
        );
        assert!(all[0] >= law.min_value(), "{name}: {} below {}", all[0], law.min_value());
    }
}

/// Kolmogorov-Smirnov at about 1 in 1,500 for each law; a jump counts at both of its ends.
#[test]
fn draws_follow_the_distribution_function() {
    for (name, law, ..) in laws().into_iter().chain(truncated_laws()) {
        let all = sorted_draws(&law);
        let mut distance = 0.0f64;
        let mut at = 0;
        while at < N {
            let next = at + all[at..].partition_point(|&x| x <= all[at]);
            distance = distance.max((law.cdf(all[at]) - next as f64 / N as f64).abs());
            let before = law.cdf(all[at] - 1e-9 * all[at].abs().max(1e-3));
            distance = distance.max(before - at as f64 / N as f64);
            at = next;
        }
        assert!(distance * (N as f64).sqrt() < 2.0, "{name}: distance {:.2} / sqrt(n)", distance * (N as f64).sqrt());
    }
}

#[test]
fn distribution_functions_rise_from_0_to_1() {
    for (name, law, mean, variance) in laws().into_iter().chain(truncated_laws()) {
        let (low, high) = (law.min_value(), mean + 60.0 * variance.sqrt() + 1e-6);
        assert_eq!(law.cdf(low - 1e-6 * low.abs().max(1.0)), 0.0, "{name}");
        assert!(law.cdf(high) > 0.999, "{name}");
        assert_eq!(law.cdf(f64::INFINITY), 1.0, "{name}");
        let steps: Vec<f64> = (0..=1000).map(|i| law.cdf(low + (high - low) * i as f64 / 1000.0)).collect();
        assert!(steps.windows(2).all(|pair| pair[0] <= pair[1] + 1e-14), "{name}");
    }
}

/// Partial moments of the gamma law are gamma probabilities with a larger shape, those of the lognormal law normal ones.
#[test]
fn truncated_moments_agree_with_partial_moments_narrow_or_wide() {
    use statrs::function::gamma::gamma_lr;
    for cv in [0.01, 0.1, 0.5, 0.99, 1.5, 3.0] {
        let (k, square) = (1.0 / (cv * cv), libm::log1p(cv * cv));
        let gamma = |power: f64, x: f64| gamma_lr(k + power, x * k);
        let below = |z: f64| 0.5 * libm::erfc(-z / std::f64::consts::SQRT_2);
        let lognormal = |power: f64, x: f64| below((libm::log(x) + square / 2.0) / square.sqrt() - power * square.sqrt());
        // The difference of two numbers near 1 leaves the formula nine digits. With mean 1 both have a second moment of 1 + cv^2.
        let partial = |part: &dyn Fn(f64, f64) -> f64, a: f64, b: f64| {
            let within = |power| if b.is_finite() { part(power, b) } else { 1.0 } - if a > 0.0 { part(power, a) } else { 0.0 };
            let mean = within(1.0) / within(0.0);
            (mean, (1.0 + cv * cv) * within(2.0) / within(0.0) - mean * mean)
        };
        for (a, b) in [
            (0.0, 1.0),
            (0.0, 1.0 + cv),
            (0.0, 50.0),
            (0.0, 1e5),
            (1.0, f64::INFINITY),
            (1.0, 1.0 + cv),
            (1.0 + cv, 1.0 + 3.0 * cv),
        ] {
            for (law, part) in [(Law::gamma(1.0, cv), &gamma as &dyn Fn(f64, f64) -> f64), (Law::lognormal(1.0, cv), &lognormal)] {
                let law = law.unwrap().truncated(Some(a), Some(b)).unwrap();
                let (mean, variance) = partial(part, a, b);
                assert!((law.mean() / mean - 1.0).abs() < 1e-8, "cv {cv}, {a} to {b}: mean {} for {mean}", law.mean());
                assert!(
                    (law.variance() - variance).abs() < 1e-9 + 1e-6 * variance,
                    "cv {cv}, {a} to {b}: variance {} for {variance}",
                    law.variance()
                );
            }
        }
    }
}

/// A mean k times as long draws k times the value at the same address: layouts stay paired.
#[test]
fn draws_scale_with_the_mean() {
    let scaled: [fn(f64) -> Result<Law, String>; 10] = [
        |k| Law::uniform(k, 3.0 * k),
        Law::exponential,
        |k| Law::erlang(3, k),
        |k| Law::gamma(k, 0.7),
        |k| Law::gamma(k, 1.7),
        |k| Law::lognormal(k, 0.6),
        |k| Law::weibull(1.5, k),
        |k| Law::balanced_hyperexponential(k, 1.5),
        |k| Law::triangular(0.0, k, 4.0 * k),
        |k| Law::quantiles(&[0.0, k, 5.0 * k]),
    ];
    for (number, law) in scaled.into_iter().enumerate() {
        let (once, more) = (law(1.0).unwrap(), law(36.0).unwrap());
        for entity in 0..1000 {
            let draws = Seed::new(8, 0).source(2).entity(entity).draws(0, 0);
            let (a, b) = (once.sample(&mut draws.clone()), more.sample(&mut draws.clone()));
            assert!((b / a / 36.0 - 1.0).abs() < 1e-12, "law {number}: {a} and {b}");
        }
    }
}

#[test]
fn no_spread_is_a_constant() {
    let constant = Law::constant(4.0);
    assert_eq!(Law::gamma(4.0, 0.0), constant);
    assert_eq!(Law::lognormal(4.0, 0.0), constant);
    assert_eq!(Law::uniform(4.0, 4.0), constant);
    assert_eq!(Law::triangular(4.0, 4.0, 4.0), constant);
    assert_eq!(Law::quantiles(&[4.0, 4.0, 4.0]), constant);
}

#[test]
fn laws_that_are_exponential_are_the_same_law() {
    let exponential = Law::exponential(4.0);
    assert_eq!(Law::erlang(1, 4.0), exponential);
    assert_eq!(Law::gamma(4.0, 1.0), exponential);
    assert_eq!(Law::weibull(1.0, 4.0), exponential);
    assert_eq!(Law::balanced_hyperexponential(4.0, 1.0), exponential);
}

#[test]
fn bounds_add_up_and_move_with_the_shift() {
    let law = Law::exponential(1.0).unwrap();
    let twice = law.clone().truncated(Some(1.0), None).unwrap().truncated(None, Some(3.0)).unwrap();
    assert_eq!(twice, law.clone().truncated(Some(1.0), Some(3.0)).unwrap());
    let moved = twice.clone().shifted(-0.5).unwrap();
    assert_eq!(moved.min_value(), 0.5);
    assert!(close(moved.mean(), twice.mean() - 0.5));
    assert_eq!(moved.cdf(2.5), 1.0);
    assert_eq!(law.clone().truncated(None, None), Ok(law));
}

#[test]
fn what_cannot_be_is_refused_with_a_mend() {
    let (nan, infinite) = (f64::NAN, f64::INFINITY);
    let far = Law::exponential(1.0).unwrap().truncated(Some(20.0), None);
    let cases = [
        (Law::constant(nan), "value is NaN; give a finite number"),
        (Law::constant(infinite), "value is inf; give a finite number"),
        (Law::uniform(2.0, 1.0), "low is 2 and high is 1; give them in rising order"),
        (Law::uniform(nan, 1.0), "low is NaN; give a finite number"),
        (Law::exponential(0.0), "mean is 0; give a mean above 0"),
        (Law::exponential(-2.5), "mean is -2.5; give a mean above 0"),
        (Law::exponential(infinite), "mean is inf; give a finite number"),
        (Law::erlang(0, 1.0), "phases is 0; give 1 phase or more"),
        (Law::erlang(3, nan), "mean is NaN; give a finite number"),
        (Law::erlang(2_000_000, 1.0), "phases is 2000000; give 1,000,000 or fewer, or a constant"),
        (Law::gamma(1.0, -0.3), "cv is -0.3; give a coefficient of variation of 0 or more"),
        (Law::gamma(1.0, 1e-5), "cv is 0.00001; give 0 for a constant, or 0.001 or more"),
        (Law::gamma(0.0, 0.0), "mean is 0; give a mean above 0"),
        (Law::lognormal(1.0, nan), "cv is NaN; give a finite number"),
        (Law::lognormal(-1.0, 0.5), "mean is -1; give a mean above 0"),
        (Law::lognormal(1.0, 150.0), "cv is 150; give a coefficient of variation of 100 or less (1 = as wide as the mean)"),
        (Law::weibull(0.0, 1.0), "shape is 0; give a shape above 0"),
        (Law::weibull(0.01, 1.0), "shape is 0.01; give a shape from 0.05 to 1000"),
        (Law::weibull(2.0, -1.0), "scale is -1; give a scale above 0"),
        (Law::hyperexponential(&[], &[]), "there are 0 weights and 0 means; give one weight for each mean, and at least one"),
        (
            Law::hyperexponential(&[1.0], &[1.0, 2.0]),
            "there are 1 weights and 2 means; give one weight for each mean, and at least one",
        ),
        (Law::hyperexponential(&[0.0, 0.0], &[1.0, 2.0]), "the weights add up to 0; give weights that add up to 1"),
        (Law::hyperexponential(&[2.0, -1.0], &[1.0, 2.0]), "weight is -1; give weights of 0 or more"),
        (Law::balanced_hyperexponential(1.0, 0.5), "cv is 0.5; give 1 or more, or take the gamma or the lognormal law"),
        (Law::triangular(0.0, 5.0, 4.0), "mode is 5 and high is 4; give them in rising order"),
        (Law::quantiles(&[1.0]), "there are 1 quantiles; give at least two: the least and the greatest value"),
        (Law::quantiles(&[1.0, 0.5]), "a quantile is 1 and the next is 0.5; give them in rising order"),
        (Law::quantiles(&[0.0, infinite]), "the next is inf; give a finite number"),
        (Law::constant(1.0).unwrap().shifted(nan), "shift is NaN; give a finite number"),
        (Law::constant(1.0).unwrap().truncated(Some(nan), None), "a bound is not a number; give numbers, or leave the bound out"),
        (Law::constant(1.0).unwrap().truncated(Some(2.0), Some(1.0)), "min is 2 and max is 1; give a max of at least min"),
        (far, "only 0.000 % of the law lies between min and max; widen the bounds to keep at least 0.1 %"),
    ];
    for (law, words) in cases {
        assert_eq!(law.unwrap_err(), words);
    }
}

/// Results of old seeds stand only as long as these values do.
#[test]
fn draws_are_pinned() {
    let pinned = |law: Result<Law, String>| law.unwrap().sample(&mut Seed::new(42, 3).source(1).entity(7).draws(2, 1));
    assert_eq!(pinned(Law::exponential(1.0)), 2.784260481188426);
    assert_eq!(pinned(Law::erlang(3, 1.0)), 1.5929462340906781);
    assert_eq!(pinned(Law::gamma(1.0, 0.5)), 1.869213601131592);
    assert_eq!(pinned(Law::gamma(1.0, 2.0)), 2.3726531431613096);
    assert_eq!(pinned(Law::lognormal(1.0, 0.5)), 1.8513508387067885);
    assert_eq!(pinned(Law::weibull(1.5, 1.0)), 1.9791250791405193);
    assert_eq!(pinned(Law::balanced_hyperexponential(1.0, 2.0)), 2.521190376343949);
    assert_eq!(pinned(Law::triangular(0.0, 1.0, 3.0)), 2.3911908883543305);
    assert_eq!(pinned(Law::quantiles(&[0.0, 1.0, 3.0])), 2.752900977051474);
}

/// The laws of `rand_distr`, drawn from its own generator, as independent witnesses.
#[test]
fn agree_with_the_laws_of_rand_distr() {
    use rand_distr::{Distribution, Gamma, LogNormal, Triangular, Weibull};
    let sorted = |law: &dyn Fn(&mut Draws) -> f64, source: u64| {
        let mut draws = Seed::new(7, 0).source(source).entity(0).draws(0, 0);
        let mut values: Vec<f64> = (0..40_000).map(|_| law(&mut draws)).collect();
        values.sort_by(f64::total_cmp);
        values
    };
    let (gamma, weibull) = (Gamma::new(4.0, 0.5).unwrap(), Weibull::new(3.0, 1.7).unwrap());
    let (lognormal, triangular) = (LogNormal::from_mean_cv(2.0, 0.8).unwrap(), Triangular::new(1.0, 6.0, 2.0).unwrap());
    type Witness<'a> = &'a dyn Fn(&mut Draws) -> f64;
    let pairs: [(Law, Witness<'_>); 4] = [
        (Law::gamma(2.0, 0.5).unwrap(), &|draws| gamma.sample(draws)),
        (Law::weibull(1.7, 3.0).unwrap(), &|draws| weibull.sample(draws)),
        (Law::lognormal(2.0, 0.8).unwrap(), &|draws| lognormal.sample(draws)),
        (Law::triangular(1.0, 2.0, 6.0).unwrap(), &|draws| triangular.sample(draws)),
    ];
    for (law, witness) in pairs {
        let (ours, theirs) = (sorted(&|draws| Distribution::sample(&law, draws), 1), sorted(witness, 2));
        // Two-sample Kolmogorov-Smirnov: 1.95 sqrt(2/n) is exceeded once in a thousand.
        let distance = ours
            .iter()
            .enumerate()
            .map(|(at, x)| (theirs.partition_point(|y| y <= x) as f64 - at as f64).abs() / ours.len() as f64)
            .fold(0.0, f64::max);
        assert!(distance < 1.95 * (2.0 / 40_000.0f64).sqrt(), "{law:?}: distance {distance}");
    }
}
