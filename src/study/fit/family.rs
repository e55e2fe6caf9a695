//! The laws on offer, in the parameters in which a scenario states them.

use super::sample::{Point, Sample};
use crate::kernel::law::Law;
use statrs::function::gamma::gamma_ur;
use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// A law that can be fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// mean
    Exponential,
    /// mean, shape (whole)
    Erlang,
    /// mean, cv
    Gamma,
    /// mean, cv
    Lognormal,
    /// shape, scale
    Weibull,
    /// mean of the first branch, mean of the second, weight of the first
    Hyperexponential,
    /// low, high
    Uniform,
}

/// What a parameter is, and which values it may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A duration above 0.
    Time,
    /// A number above 0.
    Number,
    /// A whole number of phases: not varied continuously.
    Whole,
    /// A share strictly between 0 and 1.
    Share,
    /// A bound of the values: its likelihood has no smooth top.
    Bound,
}

impl Family {
    /// All of them.
    pub const ALL: [Family; 7] = [
        Family::Exponential,
        Family::Erlang,
        Family::Gamma,
        Family::Lognormal,
        Family::Weibull,
        Family::Hyperexponential,
        Family::Uniform,
    ];

    /// The name in scenarios.
    pub fn name(self) -> &'static str {
        match self {
            Family::Exponential => "exponential",
            Family::Erlang => "erlang",
            Family::Gamma => "gamma",
            Family::Lognormal => "lognormal",
            Family::Weibull => "weibull",
            Family::Hyperexponential => "hyperexponential",
            Family::Uniform => "uniform",
        }
    }

    /// Names and sorts of the parameters, in their order.
    pub fn parameters(self) -> &'static [(&'static str, Sort)] {
        match self {
            Family::Exponential => &[("mean", Sort::Time)],
            Family::Erlang => &[("mean", Sort::Time), ("shape", Sort::Whole)],
            Family::Gamma | Family::Lognormal => &[("mean", Sort::Time), ("cv", Sort::Number)],
            Family::Weibull => &[("shape", Sort::Number), ("scale", Sort::Time)],
            Family::Hyperexponential => {
                &[("mean of branch 1", Sort::Time), ("mean of branch 2", Sort::Time), ("weight of branch 1", Sort::Share)]
            }
            Family::Uniform => &[("low", Sort::Bound), ("high", Sort::Bound)],
        }
    }

    /// The law of the kernel with these parameters.
    ///
    /// # Errors
    /// If a scenario would not take them.
    pub fn law(self, parameters: &[f64]) -> Result<Law, String> {
        match (self, parameters) {
            (Family::Exponential, &[mean]) => Law::exponential(mean),
            (Family::Erlang, &[mean, shape]) => Law::erlang(shape as u32, mean),
            (Family::Gamma, &[mean, cv]) => Law::gamma(mean, cv),
            (Family::Lognormal, &[mean, cv]) => Law::lognormal(mean, cv),
            (Family::Weibull, &[shape, scale]) => Law::weibull(shape, scale),
            (Family::Hyperexponential, &[one, other, weight]) => Law::hyperexponential(&[weight, 1.0 - weight], &[one, other]),
            (Family::Uniform, &[low, high]) => Law::uniform(low, high),
            (family, parameters) => unreachable!("{} has {} parameters", family.name(), parameters.len()),
        }
    }

    /// ln P(X > x) at each point of the sample, also where P(X <= x) is 1 to the last digit.
    pub fn log_survivals(self, parameters: &[f64], sample: &Sample) -> Vec<f64> {
        let curve = Curve::new(self, parameters);
        sample.points().iter().map(|point| curve.log_survival(point)).collect()
    }

    /// Log-likelihood of the sample: ln f(x) for what ended, ln P(X > x) for what did not.
    pub fn log_likelihood(self, parameters: &[f64], sample: &Sample) -> f64 {
        let curve = Curve::new(self, parameters);
        let term = |point: &Point| {
            let ended = if point.ended > 0 { point.ended as f64 * curve.log_density(point) } else { 0.0 };
            let censored = if point.censored > 0 { point.censored as f64 * curve.log_survival(point) } else { 0.0 };
            ended + censored
        };
        sample.points().iter().map(term).sum()
    }
}

/// A law with what its density needs at every point.
enum Curve {
    Gamma { shape: f64, scale: f64, norm: f64 },
    Lognormal { mu: f64, sigma: f64, norm: f64 },
    Weibull { shape: f64, log_scale: f64, norm: f64 },
    Exponentials { means: [f64; 2], weights: [f64; 2] },
    Uniform { high: f64, norm: f64 },
}

impl Curve {
    fn new(family: Family, parameters: &[f64]) -> Curve {
        let gamma = |shape: f64, mean: f64| {
            let scale = mean / shape;
            Curve::Gamma { shape, scale, norm: -libm::lgamma(shape) - shape * libm::log(scale) }
        };
        let weibull = |shape: f64, scale: f64| {
            let log_scale = libm::log(scale);
            Curve::Weibull { shape, log_scale, norm: libm::log(shape) - log_scale }
        };
        match (family, parameters) {
            (Family::Exponential, &[mean]) => weibull(1.0, mean),
            (Family::Erlang, &[mean, shape]) => gamma(shape, mean),
            (Family::Gamma, &[mean, cv]) => gamma(1.0 / (cv * cv), mean),
            (Family::Lognormal, &[mean, cv]) => {
                let (mu, sigma) = log_moments(mean, cv);
                Curve::Lognormal { mu, sigma, norm: -0.5 * libm::log(2.0 * PI) - libm::log(sigma) }
            }
            (Family::Weibull, &[shape, scale]) => weibull(shape, scale),
            (Family::Hyperexponential, &[one, other, weight]) => {
                Curve::Exponentials { means: [one, other], weights: [weight, 1.0 - weight] }
            }
            (Family::Uniform, &[low, high]) => Curve::Uniform { high, norm: -libm::log(high - low) },
            (family, parameters) => unreachable!("{} has {} parameters", family.name(), parameters.len()),
        }
    }

    fn log_density(&self, at: &Point) -> f64 {
        match *self {
            Curve::Gamma { shape, scale, norm } => (shape - 1.0) * at.log - at.value / scale + norm,
            Curve::Lognormal { mu, sigma, norm } => {
                let z = (at.log - mu) / sigma;
                norm - at.log - 0.5 * z * z
            }
            Curve::Weibull { shape, log_scale, norm } => {
                let away = shape * (at.log - log_scale);
                norm + away - (at.log - log_scale) - libm::exp(away)
            }
            Curve::Exponentials { means, weights } => log_of_two([
                libm::log(weights[0] / means[0]) - at.value / means[0],
                libm::log(weights[1] / means[1]) - at.value / means[1],
            ]),
            Curve::Uniform { norm, .. } => norm,
        }
    }

    fn log_survival(&self, at: &Point) -> f64 {
        match *self {
            Curve::Gamma { shape, scale, norm } => {
                let kept = gamma_ur(shape, at.value / scale);
                if kept > 1e-290 {
                    return libm::log(kept);
                }
                // Far out: Q(k, x) ~ x^(k - 1) e^-x / Gamma(k).
                norm + (shape - 1.0) * at.log - at.value / scale + libm::log(scale)
            }
            Curve::Lognormal { mu, sigma, .. } => log_normal_tail((at.log - mu) / sigma),
            Curve::Weibull { shape, log_scale, .. } => -libm::exp(shape * (at.log - log_scale)),
            Curve::Exponentials { means, weights } => {
                log_of_two([libm::log(weights[0]) - at.value / means[0], libm::log(weights[1]) - at.value / means[1]])
            }
            Curve::Uniform { high, norm } => libm::log((high - at.value).max(0.0)) + norm,
        }
    }
}

/// ln(e^a + e^b).
fn log_of_two([a, b]: [f64; 2]) -> f64 {
    let (least, most) = (a.min(b), a.max(b));
    most + libm::log1p(libm::exp(least - most))
}

/// ln P(Z > z) of the standard normal law.
pub fn log_normal_tail(z: f64) -> f64 {
    if z < 25.0 {
        return libm::log(0.5 * libm::erfc(z * FRAC_1_SQRT_2));
    }
    let square = z * z;
    -0.5 * square - libm::log(z) - 0.5 * libm::log(2.0 * PI) + libm::log1p(-1.0 / square + 3.0 / (square * square))
}

/// mu and sigma of the lognormal law with this mean and cv.
pub fn log_moments(mean: f64, cv: f64) -> (f64, f64) {
    let square = libm::log1p(cv * cv);
    (libm::log(mean) - square / 2.0, square.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOME: [(Family, &[f64]); 7] = [
        (Family::Exponential, &[3.0]),
        (Family::Erlang, &[3.0, 4.0]),
        (Family::Gamma, &[3.0, 1.4]),
        (Family::Lognormal, &[3.0, 0.8]),
        (Family::Weibull, &[1.7, 3.0]),
        (Family::Hyperexponential, &[1.0, 7.0, 0.6]),
        (Family::Uniform, &[1.0, 5.0]),
    ];

    /// The kernel draws what the density says: the density is the slope of its distribution function, survival the rest.
    #[test]
    fn densities_are_those_of_the_kernel() {
        for (family, parameters) in SOME {
            let law = family.law(parameters).unwrap();
            for x in [1.2f64, 2.0, 3.3, 4.9] {
                let step = 1e-5;
                let slope = (law.cdf(x + step) - law.cdf(x - step)) / (2.0 * step);
                let ended = family.log_likelihood(parameters, &Sample::complete([x]));
                assert!((libm::exp(ended) / slope - 1.0).abs() < 1e-7, "{family:?} at {x}: {} is not {slope}", libm::exp(ended));
                let censored = family.log_likelihood(parameters, &Sample::new([(x, true, 1)], None));
                let rest = 1.0 - law.cdf(x);
                assert!(
                    (libm::exp(censored) / rest - 1.0).abs() < 1e-9,
                    "{family:?} at {x}: {} is not {rest}",
                    libm::exp(censored)
                );
            }
            assert_eq!(parameters.len(), family.parameters().len());
        }
    }

    #[test]
    fn tails_go_on_where_numbers_end() {
        let steps = [24.0, 24.999, 25.001, 26.0].map(log_normal_tail);
        assert!(steps.windows(2).all(|pair| pair[0] > pair[1]));
        assert!((steps[1] - steps[2] - 0.002 * 25.04).abs() < 1e-5, "{steps:?}");
        let far = |x: f64| Family::Gamma.log_likelihood(&[1.0, 0.5f64.sqrt()], &Sample::new([(x, true, 1)], None));
        // Shape 2, scale 1/2: P(X > x) = (1 + 2x) e^-2x.
        for x in [300.0, 340.0, 400.0] {
            let exact = libm::log1p(2.0 * x) - 2.0 * x;
            assert!((far(x) - exact).abs() < 2e-3, "{} is not {exact}", far(x));
        }
    }
}
