//! The laws by name; what cannot be is refused in words that say how to mend it.

use super::Law;
use super::shape::{MOST_PHASES, Shape};

/// Weibull shapes outside of this range have moments that no number holds.
const WEIBULL_SHAPES: (f64, f64) = (0.05, 1000.0);

/// Each refuses parameters that are not finite or not in range, and says what to give instead.
impl Law {
    /// Always `value`.
    ///
    /// # Errors
    /// If `value` is not finite.
    pub fn constant(value: f64) -> Result<Law, String> {
        finite("value", value)?;
        Ok(of(Shape::Constant(value)))
    }

    /// Every value between `low` and `high` alike.
    ///
    /// # Errors
    /// If `low` exceeds `high`.
    pub fn uniform(low: f64, high: f64) -> Result<Law, String> {
        ordered("low", low, "high", high)?;
        if low == high {
            return Law::constant(low);
        }
        Ok(of(Shape::Uniform { low, width: high - low }))
    }

    /// Exponential with this mean.
    ///
    /// # Errors
    /// If the mean is not above 0.
    pub fn exponential(mean: f64) -> Result<Law, String> {
        positive("mean", mean)?;
        Ok(of(Shape::Exponential { mean }))
    }

    /// Sum of `phases` exponentials of equal mean, with this mean together: cv = 1 / sqrt(phases).
    ///
    /// # Errors
    /// If there is no phase or the mean is not above 0.
    pub fn erlang(phases: u32, mean: f64) -> Result<Law, String> {
        positive("mean", mean)?;
        let scale = mean / phases as f64;
        match phases {
            0 => Err("phases is 0; give 1 phase or more".into()),
            1 => Law::exponential(mean),
            2..=MOST_PHASES => Ok(of(Shape::Erlang { phases, scale })),
            9..=1_000_000 => Ok(of(Shape::Gamma { shape: phases as f64, scale })),
            _ => Err(format!("phases is {phases}; give 1,000,000 or fewer, or a constant")),
        }
    }

    /// Gamma: shape 1 / cv^2, scale mean cv^2.
    ///
    /// # Errors
    /// If the mean is not above 0, or cv is negative, above 100, or above 0 but below 0.001.
    pub fn gamma(mean: f64, cv: f64) -> Result<Law, String> {
        if steady(mean, cv)? {
            return Law::constant(mean);
        }
        if cv < 0.001 {
            return Err(format!("cv is {cv}; give 0 for a constant, or 0.001 or more"));
        }
        if cv == 1.0 {
            return Law::exponential(mean);
        }
        Ok(of(Shape::Gamma { shape: 1.0 / (cv * cv), scale: mean * (cv * cv) }))
    }

    /// Lognormal: sigma^2 = ln(1 + cv^2), mu = ln(mean) - sigma^2 / 2.
    ///
    /// # Errors
    /// If the mean is not above 0, or cv is negative or above 100.
    pub fn lognormal(mean: f64, cv: f64) -> Result<Law, String> {
        if steady(mean, cv)? {
            return Law::constant(mean);
        }
        let square = libm::log1p(cv * cv);
        Ok(of(Shape::Lognormal { mu: libm::log(mean) - square / 2.0, sigma: square.sqrt(), mean }))
    }

    /// Weibull: P(X > x) = exp(-(x / scale)^shape).
    ///
    /// # Errors
    /// If the shape lies outside of 0.05 to 1000 or the scale is not above 0.
    pub fn weibull(shape: f64, scale: f64) -> Result<Law, String> {
        positive("scale", scale)?;
        positive("shape", shape)?;
        let (least, most) = WEIBULL_SHAPES;
        if !(least..=most).contains(&shape) {
            return Err(format!("shape is {shape}; give a shape from {least} to {most}"));
        }
        if shape == 1.0 {
            return Law::exponential(scale);
        }
        Ok(of(Shape::Weibull { inverse_shape: 1.0 / shape, scale }))
    }

    /// An exponential of mean `means[i]` with probability proportional to `weights[i]`.
    ///
    /// # Errors
    /// If the lists differ in length or are empty, a weight is negative, all are 0, or a mean is not above 0.
    pub fn hyperexponential(weights: &[f64], means: &[f64]) -> Result<Law, String> {
        if weights.len() != means.len() || weights.is_empty() {
            let (w, m) = (weights.len(), means.len());
            return Err(format!("there are {w} weights and {m} means; give one weight for each mean, and at least one"));
        }
        for &mean in means {
            positive("mean", mean)?;
        }
        for &weight in weights {
            finite("weight", weight)?;
            if weight < 0.0 {
                return Err(format!("weight is {weight}; give weights of 0 or more"));
            }
        }
        let total: f64 = weights.iter().sum();
        if total == 0.0 || !total.is_finite() {
            return Err(format!("the weights add up to {total}; give weights that add up to 1"));
        }
        let mut sum = 0.0;
        let branch = |(weight, &mean): (&f64, &f64)| {
            sum += weight;
            (sum / total, mean)
        };
        Ok(of(Shape::Hyperexponential(weights.iter().zip(means).map(branch).collect())))
    }

    /// Two exponential branches of equal share in the mean: p = (1 + sqrt((cv^2 - 1) / (cv^2 + 1))) / 2,
    /// branch means mean / 2p and mean / 2(1 - p) (Whitt 1982, balanced means).
    ///
    /// # Errors
    /// If the mean is not above 0 or cv lies outside of 1 to 100.
    pub fn balanced_hyperexponential(mean: f64, cv: f64) -> Result<Law, String> {
        steady(mean, cv)?;
        if cv < 1.0 {
            return Err(format!("cv is {cv}; give 1 or more, or take the gamma or the lognormal law"));
        }
        if cv == 1.0 {
            return Law::exponential(mean);
        }
        let square = cv * cv;
        let p = (1.0 + ((square - 1.0) / (square + 1.0)).sqrt()) / 2.0;
        Law::hyperexponential(&[p, 1.0 - p], &[mean / (2.0 * p), mean / (2.0 * (1.0 - p))])
    }

    /// Triangular: likeliest at `mode`, nothing outside of `low` to `high`.
    ///
    /// # Errors
    /// If low, mode and high are not in this order.
    pub fn triangular(low: f64, mode: f64, high: f64) -> Result<Law, String> {
        ordered("low", low, "mode", mode)?;
        ordered("mode", mode, "high", high)?;
        if low == high {
            return Law::constant(low);
        }
        Ok(of(Shape::Triangular { low, mode, high }))
    }

    /// Empirical: `values[i]` is the quantile at probability i / (n - 1), linear between; `[min, median, max]` for instance.
    ///
    /// # Errors
    /// If there are fewer than two values or they fall anywhere.
    pub fn quantiles(values: &[f64]) -> Result<Law, String> {
        if values.len() < 2 {
            return Err(format!("there are {} quantiles; give at least two: the least and the greatest value", values.len()));
        }
        for pair in values.windows(2) {
            ordered("a quantile", pair[0], "the next", pair[1])?;
        }
        if values[0] == values[values.len() - 1] {
            return Law::constant(values[0]);
        }
        Ok(of(Shape::Quantiles(values.into())))
    }
}

fn of(shape: Shape) -> Law {
    Law { shape, cut: None, shift: 0.0 }
}

pub(super) fn finite(name: &str, value: f64) -> Result<(), String> {
    if value.is_finite() { Ok(()) } else { Err(format!("{name} is {value}; give a finite number")) }
}

fn positive(name: &str, value: f64) -> Result<(), String> {
    finite(name, value)?;
    if value > 0.0 { Ok(()) } else { Err(format!("{name} is {value}; give a {name} above 0")) }
}

fn ordered(low_name: &str, low: f64, high_name: &str, high: f64) -> Result<(), String> {
    finite(low_name, low)?;
    finite(high_name, high)?;
    if low <= high { Ok(()) } else { Err(format!("{low_name} is {low} and {high_name} is {high}; give them in rising order")) }
}

/// Checks mean and cv; true if there is no spread.
fn steady(mean: f64, cv: f64) -> Result<bool, String> {
    finite("cv", cv)?;
    if cv < 0.0 {
        return Err(format!("cv is {cv}; give a coefficient of variation of 0 or more"));
    }
    if cv > 100.0 {
        return Err(format!("cv is {cv}; give a coefficient of variation of 100 or less (1 = as wide as the mean)"));
    }
    positive("mean", mean)?;
    Ok(cv == 0.0)
}
