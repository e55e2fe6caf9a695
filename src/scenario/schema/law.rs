//! Laws of chance as a scenario states them.

use crate::scenario::units::Duration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A probability law of a duration. A plain duration such as "90 min" is the constant law.
/// As a table it names its `law` and that law's parameters; an overlay that names a `law` replaces the table whole.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Which law: `constant` (value), `uniform` (low, high), `exponential` (mean), `erlang` (mean, shape = number of phases),
    /// `gamma` (mean, cv), `lognormal` (mean, cv), `weibull` (shape, scale), `hyperexponential` (means, weights; or mean, cv >= 1
    /// with balanced means), `triangular` (low, mode, high) or `quantiles` (values at equally spaced probabilities from 0 to 1,
    /// joined by straight lines).
    pub law: LawName,
    /// The value of `constant`. Unit: duration.
    #[serde(default)]
    pub value: Option<Duration>,
    /// Mean. Unit: duration.
    #[serde(default)]
    pub mean: Option<Duration>,
    /// Coefficient of variation: standard deviation / mean.
    #[serde(default)]
    pub cv: Option<f64>,
    /// Shape of `weibull` or number of phases of `erlang`.
    #[serde(default)]
    pub shape: Option<f64>,
    /// Scale of `weibull`: the 63.2 % point. Unit: duration.
    #[serde(default)]
    pub scale: Option<Duration>,
    /// Lowest value of `uniform` and `triangular`. Unit: duration.
    #[serde(default)]
    pub low: Option<Duration>,
    /// Most likely value of `triangular`. Unit: duration.
    #[serde(default)]
    pub mode: Option<Duration>,
    /// Highest value of `uniform` and `triangular`. Unit: duration.
    #[serde(default)]
    pub high: Option<Duration>,
    /// Means of the branches of `hyperexponential`. Unit: durations.
    #[serde(default)]
    pub means: Vec<Duration>,
    /// Weights of the branches of `hyperexponential`, scaled to sum 1.
    #[serde(default)]
    pub weights: Vec<f64>,
    /// Values of `quantiles`, not falling. Unit: durations.
    #[serde(default)]
    pub values: Vec<Duration>,
    /// Added to every draw (shifted law). Unit: duration. Default: "0 s".
    #[serde(default)]
    pub shift: Duration,
    /// Truncation from below, before the shift: values under it are not drawn. Unit: duration.
    #[serde(default)]
    pub min: Option<Duration>,
    /// Truncation from above, before the shift: values over it are not drawn. Unit: duration.
    #[serde(default)]
    pub max: Option<Duration>,
}

/// Names of the laws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum LawName {
    Constant,
    Uniform,
    Exponential,
    Erlang,
    Gamma,
    Lognormal,
    Weibull,
    Hyperexponential,
    Triangular,
    Quantiles,
}
