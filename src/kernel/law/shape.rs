//! The shapes of laws: how each draws and what is known of it.
//!
//! *Never:* a system's mathematics library in a draw.

use crate::kernel::elementary::{exp, ln};
use crate::kernel::random::Draws;
use statrs::function::gamma::gamma_lr;

/// A law without shift and bounds; its parameters have been checked.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    Constant(f64),
    Uniform {
        low: f64,
        width: f64,
    },
    Exponential {
        mean: f64,
    },
    /// Sum of at most [`MOST_PHASES`] exponentials.
    Erlang {
        phases: u32,
        scale: f64,
    },
    Gamma {
        shape: f64,
        scale: f64,
    },
    Lognormal {
        mu: f64,
        sigma: f64,
        mean: f64,
    },
    Weibull {
        inverse_shape: f64,
        scale: f64,
    },
    /// Branches of (cumulated probability, mean).
    Hyperexponential(Box<[(f64, f64)]>),
    Triangular {
        low: f64,
        mode: f64,
        high: f64,
    },
    /// Values at equally spaced probabilities from 0 to 1.
    Quantiles(Box<[f64]>),
}

/// Up to here an Erlang law draws its phases one by one.
pub(super) const MOST_PHASES: u32 = 8;

impl Shape {
    #[inline]
    pub(super) fn sample(&self, draws: &mut Draws) -> f64 {
        match self {
            Shape::Exponential { mean } => mean * draws.exponential(),
            Shape::Lognormal { mu, sigma, .. } => exp(mu + sigma * draws.normal()),
            Shape::Constant(value) => *value,
            Shape::Uniform { low, width } => low + width * draws.uniform(),
            Shape::Weibull { inverse_shape, scale } => scale * exp(inverse_shape * ln(draws.exponential())),
            other => other.sample_slow(draws),
        }
    }

    fn sample_slow(&self, draws: &mut Draws) -> f64 {
        match self {
            Shape::Erlang { phases, scale } => {
                // A product of 8 numbers of 2^-53 or more does not underflow.
                let product: f64 = (0..*phases).map(|_| 1.0 - draws.open()).product();
                scale * -ln(product)
            }
            Shape::Gamma { shape, scale } => scale * gamma(*shape, draws),
            Shape::Hyperexponential(branches) => {
                let u = draws.uniform();
                let branch = branches.iter().find(|branch| u < branch.0).or(branches.last());
                branch.expect("a mixture has branches").1 * draws.exponential()
            }
            Shape::Triangular { low, mode, high } => {
                let (u, width) = (draws.uniform(), high - low);
                if u * width < mode - low {
                    low + (u * width * (mode - low)).sqrt()
                } else {
                    high - ((1.0 - u) * width * (high - mode)).sqrt()
                }
            }
            Shape::Quantiles(values) => {
                let at = draws.uniform() * (values.len() - 1) as f64;
                // The product may round up to the last value.
                let step = (at as usize).min(values.len() - 2);
                values[step] + (at - step as f64) * (values[step + 1] - values[step])
            }
            fast => fast.sample(draws),
        }
    }

    pub(super) fn mean(&self) -> f64 {
        match self {
            Shape::Constant(value) => *value,
            Shape::Uniform { low, width } => low + width / 2.0,
            Shape::Exponential { mean } | Shape::Lognormal { mean, .. } => *mean,
            Shape::Erlang { phases, scale } => *phases as f64 * scale,
            Shape::Gamma { shape, scale } => shape * scale,
            Shape::Weibull { inverse_shape, scale } => scale * libm::tgamma(1.0 + inverse_shape),
            Shape::Hyperexponential(branches) => branches_of(branches).map(|(p, mean)| p * mean).sum(),
            Shape::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Shape::Quantiles(values) => pieces(values).map(|(a, b)| (a + b) / 2.0).sum::<f64>() / (values.len() - 1) as f64,
        }
    }

    pub(super) fn variance(&self) -> f64 {
        match self {
            Shape::Constant(_) => 0.0,
            Shape::Uniform { width, .. } => width * width / 12.0,
            Shape::Exponential { mean } => mean * mean,
            Shape::Erlang { phases, scale } => *phases as f64 * scale * scale,
            Shape::Gamma { shape, scale } => shape * scale * scale,
            Shape::Lognormal { sigma, mean, .. } => mean * mean * libm::expm1(sigma * sigma),
            Shape::Weibull { inverse_shape, .. } => {
                // G(1 + 2/k) - G(1 + 1/k)^2 by logarithms, which keeps its digits for large shapes.
                let growth = libm::lgamma(1.0 + 2.0 * inverse_shape) - 2.0 * libm::lgamma(1.0 + inverse_shape);
                self.mean() * self.mean() * libm::expm1(growth)
            }
            Shape::Hyperexponential(branches) => {
                // Spread within the branches, and between them.
                let centre = self.mean();
                branches_of(branches).map(|(p, mean)| p * (mean * mean + (mean - centre) * (mean - centre))).sum()
            }
            Shape::Triangular { low, mode, high } => {
                let (a, b, c) = (mode - low, high - mode, high - low);
                (a * a + b * b + c * c) / 36.0
            }
            Shape::Quantiles(values) => {
                let centre = self.mean();
                let piece = |(a, b): (f64, f64)| {
                    let (a, b) = (a - centre, b - centre);
                    (a * a + a * b + b * b) / 3.0
                };
                pieces(values).map(piece).sum::<f64>() / (values.len() - 1) as f64
            }
        }
    }

    /// The probability of a value of at most `x`.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        match self {
            Shape::Constant(value) => (x >= *value) as u8 as f64,
            Shape::Uniform { low, width } => ((x - low) / width).clamp(0.0, 1.0),
            Shape::Triangular { low, mode, high } => triangular_cdf(*low, *mode, *high, x),
            Shape::Quantiles(values) => quantiles_cdf(values, x, values.partition_point(|&v| v <= x)),
            _ if x <= 0.0 => 0.0,
            _ if x == f64::INFINITY => 1.0,
            Shape::Exponential { mean } => -libm::expm1(-x / mean),
            Shape::Erlang { phases, scale } => gamma_lr(*phases as f64, x / scale),
            Shape::Gamma { shape, scale } => gamma_lr(*shape, x / scale),
            Shape::Lognormal { mu, sigma, .. } => 0.5 * libm::erfc((mu - libm::log(x)) / sigma * std::f64::consts::FRAC_1_SQRT_2),
            Shape::Weibull { inverse_shape, scale } => -libm::expm1(-libm::pow(x / scale, 1.0 / inverse_shape)),
            Shape::Hyperexponential(branches) => branches_of(branches).map(|(p, mean)| p * -libm::expm1(-x / mean)).sum(),
        }
    }

    /// The probability of a value below `x`.
    pub(super) fn cdf_before(&self, x: f64) -> f64 {
        match self {
            Shape::Constant(value) => (x > *value) as u8 as f64,
            Shape::Quantiles(values) => quantiles_cdf(values, x, values.partition_point(|&v| v < x)),
            continuous => continuous.cdf(x),
        }
    }

    pub(super) fn min(&self) -> f64 {
        match self {
            Shape::Constant(value) => *value,
            Shape::Uniform { low, .. } | Shape::Triangular { low, .. } => *low,
            Shape::Quantiles(values) => values[0],
            _ => 0.0,
        }
    }

    pub(super) fn max(&self) -> f64 {
        match self {
            Shape::Constant(value) => *value,
            Shape::Uniform { low, width } => low + width,
            Shape::Triangular { high, .. } => *high,
            Shape::Quantiles(values) => values[values.len() - 1],
            _ => f64::INFINITY,
        }
    }
}

/// Branches of a mixture as (probability, mean).
fn branches_of(branches: &[(f64, f64)]) -> impl Iterator<Item = (f64, f64)> {
    let before = std::iter::once(0.0).chain(branches.iter().map(|branch| branch.0));
    branches.iter().zip(before).map(|(&(cumulated, mean), before)| (cumulated - before, mean))
}

fn pieces(values: &[f64]) -> impl Iterator<Item = (f64, f64)> {
    values.windows(2).map(|pair| (pair[0], pair[1]))
}

fn triangular_cdf(low: f64, mode: f64, high: f64, x: f64) -> f64 {
    let width = high - low;
    if x <= low {
        0.0
    } else if x >= high {
        1.0
    } else if x < mode {
        (x - low) / width * ((x - low) / (mode - low))
    } else {
        1.0 - (high - x) / width * ((high - x) / (high - mode))
    }
}

/// Probability at `x`, which lies above the first `above` values.
fn quantiles_cdf(values: &[f64], x: f64, above: usize) -> f64 {
    if above == 0 || above == values.len() {
        return (above > 0) as u8 as f64;
    }
    let (a, b) = (values[above - 1], values[above]);
    (above as f64 - 1.0 + (x - a) / (b - a)) / (values.len() - 1) as f64
}

/// A gamma number of scale 1 (Marsaglia & Tsang 2000).
fn gamma(shape: f64, draws: &mut Draws) -> f64 {
    if shape < 1.0 {
        let below_one = libm::pow(draws.open(), 1.0 / shape);
        return below_one * gamma(shape + 1.0, draws);
    }
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = draws.normal();
        let root = 1.0 + c * x;
        if root <= 0.0 {
            continue;
        }
        let (v, u, x2) = (root * root * root, draws.open(), x * x);
        if u < 1.0 - 0.0331 * x2 * x2 || ln(u) < 0.5 * x2 + d * (1.0 - v + ln(v)) {
            return d * v;
        }
    }
}
