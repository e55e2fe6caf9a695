//! Laws of chance for durations and quantities: what the planner states (a mean and a spread) and what the run draws.
//!
//! *Knows:* mean, variance, distribution function and lower bound of each, exactly.
//! *Never:* units; a law given in milliseconds draws milliseconds.

mod cut;
mod make;
mod shape;

use super::random::{Draws, Key};
use cut::Cut;
use rand::Rng;
use rand_distr::Distribution;
use shape::Shape;

/// A law of chance.
///
/// ```
/// use callout::kernel::law::Law;
/// use callout::kernel::random::Seed;
/// let repair = Law::lognormal(90.0, 0.6)?.shifted(10.0)?.truncated(None, Some(480.0))?;
/// assert_eq!(repair.min_value(), 10.0);
/// assert!(repair.mean() < 100.0, "the cut takes the longest away");
/// let minutes = repair.sample(&mut Seed::new(1, 0).source(0).entity(0).draws(0, 0));
/// assert!(minutes > 10.0 && minutes <= 480.0);
/// assert_eq!(Law::lognormal(90.0, -0.3).unwrap_err(), "cv is -0.3; give a coefficient of variation of 0 or more");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Law {
    shape: Shape,
    /// Kept range of the shape, before the shift.
    cut: Option<Box<Cut>>,
    shift: f64,
}

impl Law {
    /// The law moved up by `by` (down if negative).
    ///
    /// # Errors
    /// If `by` is not finite.
    pub fn shifted(mut self, by: f64) -> Result<Law, String> {
        make::finite("shift", by)?;
        self.shift += by;
        Ok(self)
    }

    /// The law given that its value lies in `[min, max]`.
    ///
    /// # Errors
    /// If `min` exceeds `max` or less than a thousandth of the law lies between them.
    pub fn truncated(mut self, min: Option<f64>, max: Option<f64>) -> Result<Law, String> {
        let (low, high) = (min.unwrap_or(f64::NEG_INFINITY), max.unwrap_or(f64::INFINITY));
        if low.is_nan() || high.is_nan() {
            return Err("a bound is not a number; give numbers, or leave the bound out".into());
        }
        if low > high {
            return Err(format!("min is {low} and max is {high}; give a max of at least min"));
        }
        if low == f64::NEG_INFINITY && high == f64::INFINITY {
            return Ok(self);
        }
        let (mut a, mut b) = (low - self.shift, high - self.shift);
        if let Some(cut) = &self.cut {
            (a, b) = (a.max(cut.min), b.min(cut.max));
        }
        let cut = Cut::new(&self.shape, a, b).map_err(|kept| {
            let percent = kept * 100.0;
            format!("only {percent:.3} % of the law lies between min and max; widen the bounds to keep at least 0.1 %")
        })?;
        self.cut = Some(Box::new(cut));
        Ok(self)
    }

    /// Draws a value.
    #[inline]
    pub fn sample(&self, draws: &mut Draws) -> f64 {
        let value = match &self.cut {
            None => self.shape.sample(draws),
            Some(cut) => cut.sample(&self.shape, draws),
        };
        value + self.shift
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.shift + self.cut.as_ref().map_or_else(|| self.shape.mean(), |cut| cut.mean)
    }

    /// The variance.
    pub fn variance(&self) -> f64 {
        self.cut.as_ref().map_or_else(|| self.shape.variance(), |cut| cut.variance)
    }

    /// The probability of a value of at most `x`.
    pub fn cdf(&self, x: f64) -> f64 {
        let x = x - self.shift;
        self.cut.as_ref().map_or_else(|| self.shape.cdf(x), |cut| cut.cdf(&self.shape, x))
    }

    /// The greatest value that no draw falls below.
    pub fn min_value(&self) -> f64 {
        self.shift + self.cut.as_ref().map_or_else(|| self.shape.min(), |cut| cut.min)
    }
}

/// Any generator of `rand` can draw from a law: it gives the address, the law takes as many numbers from there as it needs.
impl Distribution<f64> for Law {
    fn sample<R: Rng + ?Sized>(&self, rng: &mut R) -> f64 {
        Law::sample(self, &mut Key(rng.next_u64()).draws(0, 0))
    }
}

#[cfg(test)]
mod tests;
