//! Whether daily counts vary more than chance alone would have them, and whether they rise or fall.

use statrs::distribution::{ChiSquared, ContinuousCDF};

/// Spread of daily counts around what weekday and month let expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Dispersion {
    /// Variance over mean of all daily counts.
    pub raw: f64,
    /// Pearson's index: sum (N - lambda)^2 / lambda over degrees of freedom; 1 for Poisson.
    pub index: f64,
    /// Degrees of freedom: open days less means.
    pub freedom: f64,
    /// Probability of such an index or a larger one under Poisson (chi-square).
    pub p: f64,
    /// Variance of the day factor: the v at which sum (N - lambda)^2 / (lambda + v lambda^2) is the degrees of freedom (Breslow 1984).
    pub variance: f64,
    /// 95 % interval of it: where the sum is the 97.5 % and the 2.5 % point of chi-square.
    pub interval: (f64, f64),
    /// Correlation of a day's deviation with that of the day before.
    pub carry_over: f64,
}

/// Rise or fall over the record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trend {
    /// Relative change in 30 days.
    pub monthly: f64,
    /// Probability of such a trend without any, from the score test with the dispersion that was found (Cox and Lewis 1966).
    pub p: f64,
}

/// Largest variance that a scenario takes.
const MOST: f64 = 1000.0;

impl Dispersion {
    /// The dispersion of counts around `expected`, behind which stand so many fitted `means`; `None` with hardly any days.
    pub fn of(days: &[u64], expected: &[f64], means: usize) -> Option<Dispersion> {
        let open: Vec<(f64, f64)> =
            days.iter().zip(expected).filter(|(_, due)| **due > 0.0).map(|(&n, &due)| (n as f64, due)).collect();
        let freedom = open.len() as f64 - means as f64;
        if freedom < 5.0 {
            return None;
        }
        let chi = ChiSquared::new(freedom).ok()?;
        let sum = |v: f64| open.iter().map(|(n, due)| (n - due) * (n - due) / (due + v * due * due)).sum::<f64>();
        let at = |level: f64| variance_at(&sum, level);
        let residuals: Vec<f64> = open.iter().map(|(n, due)| (n - due) / due.sqrt()).collect();
        let own: f64 = residuals.iter().map(|r| r * r).sum();
        let next: f64 = residuals.windows(2).map(|pair| pair[0] * pair[1]).sum();
        Some(Dispersion {
            raw: variance_over_mean(days),
            index: sum(0.0) / freedom,
            freedom,
            p: 1.0 - chi.cdf(sum(0.0)),
            variance: at(freedom),
            interval: (at(chi.inverse_cdf(0.975)), at(chi.inverse_cdf(0.025))),
            carry_over: if own > 0.0 { next / own } else { 0.0 },
        })
    }
}

/// The v from 0 to [`MOST`] at which a falling sum has this level.
fn variance_at(sum: &impl Fn(f64) -> f64, level: f64) -> f64 {
    if sum(0.0) <= level {
        return 0.0;
    }
    if sum(MOST) >= level {
        return MOST;
    }
    let (mut low, mut high) = (0.0, MOST);
    for _ in 0..100 {
        let middle = (low + high) / 2.0;
        if sum(middle) > level { low = middle } else { high = middle }
    }
    (low + high) / 2.0
}

fn variance_over_mean(days: &[u64]) -> f64 {
    let n = days.len() as f64;
    let mean = days.iter().sum::<u64>() as f64 / n;
    days.iter().map(|&day| (day as f64 - mean) * (day as f64 - mean)).sum::<f64>() / (n - 1.0) / mean
}

impl Trend {
    /// The trend of counts around `expected`: slope b = sum (N - lambda) (t - m) / sum lambda (t - m)^2 with m the mean of t under lambda.
    pub fn of(days: &[u64], expected: &[f64], dispersion: &Dispersion) -> Option<Trend> {
        let total: f64 = expected.iter().sum();
        let middle = expected.iter().enumerate().map(|(day, due)| day as f64 * due).sum::<f64>() / total;
        let (mut lean, mut weight) = (0.0, 0.0);
        for (day, (&n, due)) in days.iter().zip(expected).enumerate() {
            let away = day as f64 - middle;
            lean += (n as f64 - due) * away;
            weight += due * away * away;
        }
        if weight <= 0.0 {
            return None;
        }
        let z = lean / (weight * dispersion.index.max(1.0)).sqrt();
        let p = libm::erfc(z.abs() * std::f64::consts::FRAC_1_SQRT_2);
        Some(Trend { monthly: libm::expm1(30.0 * lean / weight), p })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts 2 and 6 around 4, twenty days: the sum is 20 x 4 / (4 + 16 v); with one mean it is 19 at v = (80 / 19 - 4) / 16.
    #[test]
    fn dispersion_by_hand() {
        let days: Vec<u64> = (0..20).map(|day| if day % 2 == 0 { 2 } else { 6 }).collect();
        let found = Dispersion::of(&days, &[4.0; 20], 1).unwrap();
        assert!((found.index - 20.0 / 19.0).abs() < 1e-12 && found.freedom == 19.0);
        assert!((found.variance - (80.0 / 19.0 - 4.0) / 16.0).abs() < 1e-9, "{found:?}");
        // Chi-square with 19 degrees: 2.5 % point 8.907, 97.5 % point 32.852.
        assert_eq!(found.interval.0, 0.0);
        assert!((found.interval.1 - (80.0 / 8.907 - 4.0) / 16.0).abs() < 1e-3, "{found:?}");
        assert!((found.p - 0.395).abs() < 5e-3 && (found.carry_over + 0.95).abs() < 1e-12, "{found:?}");
        assert!((found.raw - 80.0 / 19.0 / 4.0).abs() < 1e-12);
        assert_eq!(Dispersion::of(&[1, 2, 3], &[2.0; 3], 1), None);
    }

    #[test]
    fn a_steady_rise_is_a_trend() {
        let days: Vec<u64> = (0..60).map(|day| 100 + day).collect();
        let expected = [129.5; 60];
        let found = Trend::of(&days, &expected, &Dispersion::of(&days, &expected, 1).unwrap()).unwrap();
        // The slope is 1 / 129.5 a day.
        assert!((found.monthly - libm::expm1(30.0 / 129.5)).abs() < 1e-9 && found.p < 1e-6, "{found:?}");
    }
}
