//! Means and quantiles with their half-widths.

use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Default confidence of intervals.
pub const CONFIDENCE: f64 = 0.95;

/// An estimate and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    /// The value.
    pub value: f64,
    /// Half the width of its interval; `None` from a single replication.
    pub half_width: Option<f64>,
    /// Standard deviation between replications; `None` from a single one.
    pub deviation: Option<f64>,
    /// Replications with data.
    pub n: usize,
}

/// Two-sided quantile of Student's t for an interval of `confidence` with `n` values.
pub fn t_quantile(confidence: f64, n: usize) -> f64 {
    let law = StudentsT::new(0.0, 1.0, (n - 1) as f64).expect("at least two values");
    law.inverse_cdf(0.5 + confidence / 2.0)
}

impl Estimate {
    /// The mean of values with its t-interval; `None` without values.
    pub fn of_mean(values: &[f64], confidence: f64) -> Option<Estimate> {
        // Summed as deviations from the first: a value that is the same in every replication keeps its last digit.
        let first = *values.first()?;
        let mean = first + values.iter().map(|value| value - first).sum::<f64>() / values.len() as f64;
        Some(Estimate::around(mean, values, confidence))
    }

    /// A value taken from all replications together, such as a quantile of pooled jobs, with the interval of sectioning:
    /// replications are the sections, S^2 = sum (X_j - X)^2 / (n - 1) round the pooled value (Asmussen & Glynn 2007, III.5).
    pub fn around(value: f64, values: &[f64], confidence: f64) -> Estimate {
        let n = values.len();
        if n < 2 {
            return Estimate { value, half_width: None, deviation: None, n };
        }
        let variance = values.iter().map(|x| (x - value) * (x - value)).sum::<f64>() / (n - 1) as f64;
        let deviation = variance.sqrt();
        let half_width = t_quantile(confidence, n) * deviation / (n as f64).sqrt();
        Estimate { value, half_width: Some(half_width), deviation: Some(deviation), n }
    }

    /// The same with an interval of another confidence.
    pub fn at(self, confidence: f64) -> Estimate {
        let n = self.n;
        let half_width = self.deviation.map(|deviation| t_quantile(confidence, n) * deviation / (n as f64).sqrt());
        Estimate { half_width, ..self }
    }

    /// Lower and upper end; the value itself where there is no interval.
    pub fn ends(&self) -> (f64, f64) {
        let h = self.half_width.unwrap_or(0.0);
        (self.value - h, self.value + h)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_t_agree_with_the_tables() {
        for (n, t) in [(2, 12.7062), (3, 4.3027), (11, 2.2281), (21, 2.0860), (1001, 1.9623)] {
            assert!((t_quantile(0.95, n) - t).abs() < 5e-4, "n = {n}");
        }
        assert!((t_quantile(0.975, 10) - 2.6850).abs() < 5e-4);
    }

    #[test]
    fn interval_by_hand() {
        let estimate = Estimate::of_mean(&[1.0, 2.0, 3.0, 4.0], 0.95).unwrap();
        assert_eq!(estimate.value, 2.5);
        // s = 1.29099, t(3) = 3.18245, h = t s / 2.
        assert!((estimate.half_width.unwrap() - 2.05426).abs() < 1e-4);
        let constant = Estimate::of_mean(&[0.1; 7], 0.95).unwrap();
        assert_eq!((constant.value, constant.half_width), (0.1, Some(0.0)));
        assert_eq!(Estimate::of_mean(&[], 0.95), None);
        assert_eq!(Estimate::of_mean(&[7.0], 0.95).unwrap().half_width, None);
    }

    #[test]
    fn another_confidence_changes_nothing_but_the_interval() {
        let values = [1.0, 2.0, 4.0, 8.0];
        let [usual, joint] = [0.95, 0.975].map(|confidence| Estimate::of_mean(&values, confidence).unwrap());
        assert_eq!(usual.at(0.975), joint);
        assert!(joint.half_width > usual.half_width);
        assert_eq!(Estimate::of_mean(&[3.0], 0.95).unwrap().at(0.5).half_width, None);
    }
}
