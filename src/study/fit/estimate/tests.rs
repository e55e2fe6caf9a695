//! Likeliest parameters against books, closed forms, and samples whose law is known.

use super::*;
use crate::kernel::random::Seed;

fn near(got: f64, want: f64, within: f64) {
    assert!((got - want).abs() <= within, "{got} is not {want}");
}

fn fit(family: Family, sample: &Sample) -> Fit {
    estimate(family, sample, None).unwrap()
}

/// Millions of revolutions of 23 ball bearings (Lieblein and Zelen 1956; Lawless 2003, section 1.1.3).
const BEARINGS: [f64; 23] = [
    17.88, 28.92, 33.00, 41.52, 42.12, 45.60, 48.40, 51.84, 51.96, 54.12, 55.56, 67.80, 68.64, 68.64, 68.88, 84.12, 93.12, 98.64,
    105.12, 105.84, 127.92, 128.04, 173.40,
];

/// Weeks of remission of 21 leukaemia patients on 6-MP (Freireich et al. 1963), censored after the first nine.
fn remissions() -> Sample {
    let ended = [6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0].map(|weeks| (weeks, false, 1));
    let censored = [6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0].map(|weeks| (weeks, true, 1));
    Sample::new(ended.into_iter().chain(censored), None)
}

/// Weibull 2.10 and 81.9, log-likelihood -113.69 (Thoman, Bain and Antle 1969); lognormal mu 4.15, sigma .522; gamma -113.03, lognormal
/// -113.13 (Lawless 2003; Gupta and Kundu 2001 for the likelihoods).
#[test]
fn ball_bearings_of_the_books() {
    let sample = Sample::complete(BEARINGS);
    let weibull = fit(Family::Weibull, &sample);
    near(weibull.parameters[0], 2.102, 6e-4);
    near(weibull.parameters[1], 81.87, 2e-2);
    near(weibull.log_likelihood, -113.69, 6e-3);
    let lognormal = fit(Family::Lognormal, &sample);
    let (mu, sigma) = super::super::family::log_moments(lognormal.parameters[0], lognormal.parameters[1]);
    near(mu, 4.150, 6e-4);
    near(sigma, 0.522, 6e-4);
    near(lognormal.log_likelihood, -113.13, 6e-3);
    near(fit(Family::Gamma, &sample).log_likelihood, -113.03, 6e-3);
    let erlang = fit(Family::Erlang, &sample);
    assert_eq!(erlang.parameters[1], 4.0);
    near(erlang.parameters[0], 72.22, 6e-3);
}

/// Nine relapses in 359 weeks: the mean is their quotient, its interval in the logarithm is 1.96 / sqrt 9 wide (Lawless 2003, chapter 4).
#[test]
fn censored_exponential_is_time_over_failures() {
    let sample = remissions();
    let exponential = fit(Family::Exponential, &sample);
    assert_eq!(exponential.parameters, [359.0 / 9.0]);
    near(exponential.log_likelihood, -9.0 * libm::log(359.0 / 9.0) - 9.0, 1e-10);
    near(exponential.aic(), 2.0 - 2.0 * exponential.log_likelihood, 1e-12);
    let (low, high) = intervals(&exponential, &sample)[0].unwrap();
    near(libm::log(high / low), 2.0 * NORMAL / 3.0, 1e-5);
    near(libm::log(low * high), 2.0 * libm::log(359.0 / 9.0), 1e-9);
}

/// At the top of the likelihood all slopes are 0, and no neighbour is higher: with censoring and without.
#[test]
fn every_fit_stands_at_the_top() {
    let complete = Sample::complete(BEARINGS.map(|x| x * x));
    for sample in [&complete, &remissions()] {
        for family in [Family::Exponential, Family::Gamma, Family::Lognormal, Family::Weibull] {
            let fit = fit(family, sample);
            let likelihood = |x: &[f64]| family.log_likelihood(&exps(x), sample);
            let (slopes, second) = derivatives(&likelihood, &logs(&fit.parameters));
            assert!(slopes.iter().all(|slope| slope.abs() < 2e-5), "{family:?}: {slopes:?}");
            assert!((0..slopes.len()).all(|at| second[at][at] < 0.0), "{family:?}");
        }
    }
}

/// Durations of a law, with so many of them censored at a uniform time up to `end`.
fn drawn(law: &Law, n: u32, end: Option<f64>) -> Sample {
    let mut draws = Seed::new(2024, n).source(1).entity(0).draws(0, 0);
    let one = |_| {
        let (value, end) = (law.sample(&mut draws), end.map_or(f64::INFINITY, |end| end * draws.uniform()));
        if end < value { (end, true, 1) } else { (value, false, 1) }
    };
    Sample::new((0..n).map(one).collect::<Vec<_>>(), None)
}

/// What was put in comes out, within the 99.99 % interval that the fit itself states (twice its 95 % one).
#[test]
fn laws_of_the_kernel_come_back() {
    let cases: [(Family, &[f64]); 6] = [
        (Family::Exponential, &[3.0]),
        (Family::Erlang, &[3.0, 4.0]),
        (Family::Gamma, &[3.0, 1.4]),
        (Family::Lognormal, &[3.0, 1.5]),
        (Family::Weibull, &[1.7, 3.0]),
        (Family::Hyperexponential, &[1.0, 12.0, 0.7]),
    ];
    for (family, parameters) in cases {
        for end in [None, Some(15.0)] {
            let sample = drawn(&family.law(parameters).unwrap(), 4000, end);
            assert_eq!(sample.censored() > 300, end.is_some());
            let fit = fit(family, &sample);
            for ((&got, interval), &want) in fit.parameters.iter().zip(intervals(&fit, &sample)).zip(parameters) {
                let Some((low, high)) = interval else {
                    assert_eq!(got, want, "{family:?}");
                    continue;
                };
                // Twice as wide in the logarithm, yet no wider than a fifth either way.
                let (widest, side) = (2.0 * libm::log(high / got), libm::log(got / want).abs());
                assert!(side < widest && libm::log(high / low) < 0.4, "{family:?}, {end:?}: {got} is not {want}; {low} to {high}");
            }
        }
    }
}

#[test]
fn quantiles_invert_the_law() {
    let fit = fit(Family::Weibull, &Sample::complete(BEARINGS));
    let exact = |p: f64| fit.parameters[1] * libm::pow(-libm::log1p(-p), 1.0 / fit.parameters[0]);
    [0.01, 0.5, 0.9, 0.99].iter().for_each(|&p| near(fit.quantile(p).unwrap(), exact(p), 1e-8));
}

#[test]
fn uniform_bounds_are_those_of_the_data() {
    let sample = drawn(&Law::uniform(1.0, 5.0).unwrap(), 2000, None);
    let fit = fit(Family::Uniform, &sample);
    near(fit.parameters[0], 1.0, 0.02);
    near(fit.parameters[1], 5.0, 0.02);
    assert_eq!(intervals(&fit, &sample), [None, None]);
}

/// Grouped counts are the same durations written shorter.
#[test]
fn counts_are_durations() {
    let (grouped, single) = (
        Sample::new([(1.0, false, 3), (2.5, false, 2), (4.0, true, 5)], None),
        Sample::new([1.0, 1.0, 1.0, 2.5, 2.5].map(|x| (x, false, 1)).into_iter().chain([(4.0, true, 1); 5]), None),
    );
    for family in [Family::Exponential, Family::Gamma, Family::Lognormal, Family::Weibull] {
        assert_eq!(fit(family, &grouped), fit(family, &single));
    }
}

/// A unit is a unit: hours or minutes give the same law, and likelihoods that differ by n ln 60.
#[test]
fn units_do_not_matter() {
    let hours = drawn(&Law::gamma(3.0, 0.8).unwrap(), 500, Some(9.0));
    let values = hours.points().iter().flat_map(|p| [(60.0 * p.value, false, p.ended), (60.0 * p.value, true, p.censored)]);
    let minutes = Sample::new(values, None);
    for family in [Family::Exponential, Family::Gamma, Family::Lognormal, Family::Weibull] {
        let (in_hours, in_minutes) = (fit(family, &hours), fit(family, &minutes));
        let shift = hours.ended() as f64 * libm::log(60.0);
        near(in_minutes.log_likelihood + shift, in_hours.log_likelihood, 1e-6);
        near(in_minutes.law().mean() / 60.0, in_hours.law().mean(), 1e-6);
    }
}

#[test]
fn what_cannot_be_fitted_says_why() {
    let refused = |family, sample: &Sample| estimate(family, sample, None).unwrap_err();
    let alike = Sample::complete([2.0; 30]);
    assert!(refused(Family::Weibull, &alike).contains("constant"));
    assert_eq!(fit(Family::Exponential, &alike).parameters, [2.0]);
    let running = Sample::new([(2.0, true, 9)], None);
    assert!(refused(Family::Exponential, &running).contains("no duration ended"));
    let regular = drawn(&Law::erlang(4, 3.0).unwrap(), 500, None);
    assert!(refused(Family::Hyperexponential, &regular).contains("exponential law"));
    assert!(refused(Family::Uniform, &remissions()).contains("upper bound"));
    // Logarithms as wide as these have a mean that nothing can carry.
    let wide = Sample::complete((0..40).map(|k| libm::exp(f64::from(k) - 20.0)));
    assert!(refused(Family::Lognormal, &wide).contains("cv"));
}
