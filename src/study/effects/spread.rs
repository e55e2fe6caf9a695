//! An estimate with the chance of its replications and of its points.
//!
//! Replications and points are crossed: each point meets each replication. Leaving out groups of one and of the other in turn gives two
//! variances; their sum errs on the safe side, for it counts what belongs to both twice (Owen 2007, The pigeonhole bootstrap).

use crate::study::interval::{Estimate, t_quantile};

/// The most groups that are left out in turn.
const MOST_GROUPS: usize = 32;

/// A value with the parts of its chance.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// The value.
    pub value: f64,
    /// Standard errors, each with the number of values it was taken from.
    parts: Vec<(f64, usize)>,
}

impl Spread {
    /// The mean of what each replication says.
    ///
    /// # Panics
    /// Without values.
    pub fn of_mean(values: &[f64]) -> Spread {
        let mean = Estimate::of_mean(values, 0.95).expect("there are replications");
        let part = mean.deviation.map(|deviation| (deviation / (mean.n as f64).sqrt(), mean.n));
        Spread { value: mean.value, parts: part.into_iter().collect() }
    }

    /// Half the width of the interval, sqrt(sum (t s)^2) over the parts; `None` where nothing was repeated.
    pub fn half_width(&self, confidence: f64) -> Option<f64> {
        let square = self.parts.iter().map(|&(error, n)| (t_quantile(confidence, n) * error).powi(2)).sum::<f64>();
        Some(square.sqrt()).filter(|h| !self.parts.is_empty() && h.is_finite())
    }
}

/// Values of a `statistic` of chosen units of the design (points, walks, base rows) and chosen replications, with the chance of both by
/// the jackknife. A design that was not drawn has a single unit.
pub fn jackknife(units: usize, replications: usize, statistic: impl Fn(&[usize], &[usize]) -> Vec<f64>) -> Vec<Spread> {
    let (every_unit, every_replication): (Vec<usize>, Vec<usize>) = ((0..units).collect(), (0..replications).collect());
    let full = statistic(&every_unit, &every_replication);
    let by_unit = errors(&full, units, |kept| statistic(kept, &every_replication));
    let by_replication = errors(&full, replications, |kept| statistic(&every_unit, kept));
    let parts = |at: usize| [&by_unit, &by_replication].into_iter().flatten().map(|(errors, n)| (errors[at], *n)).collect();
    full.iter().enumerate().map(|(at, &value)| Spread { value, parts: parts(at) }).collect()
}

/// Standard errors from leaving out groups of `count` members, and the number of groups; `None` for a single member. Groups may differ
/// by one member: with h = count / size, pseudo-values h T - (h - 1) T_-j have the variance sum (pseudo_j - T_J)^2 / (h - 1) / groups round
/// T_J = groups T - sum (1 - 1/h) T_-j (Busing, Meijer & van der Leeden 1999).
fn errors(full: &[f64], count: usize, without: impl Fn(&[usize]) -> Vec<f64>) -> Option<(Vec<f64>, usize)> {
    if count < 2 {
        return None;
    }
    let groups = count.min(MOST_GROUPS);
    let left: Vec<(f64, Vec<f64>)> = (0..groups)
        .map(|group| {
            let kept: Vec<usize> = (0..count).filter(|member| member % groups != group).collect();
            (count as f64 / (count - kept.len()) as f64, without(&kept))
        })
        .collect();
    let error = |(at, &value): (usize, &f64)| {
        let shares = left.iter().map(|(h, values)| (1.0 - 1.0 / h) * (value - values[at])).sum::<f64>();
        // T_J, written as a small correction of T.
        let centre = value + shares;
        let square = |(h, values): &(f64, Vec<f64>)| {
            let pseudo = value + (h - 1.0) * (value - values[at]);
            (pseudo - centre).powi(2) / (h - 1.0)
        };
        (left.iter().map(square).sum::<f64>() / groups as f64).sqrt()
    };
    Some((full.iter().enumerate().map(error).collect(), groups))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::random::Seed;

    #[test]
    fn the_jackknife_of_a_mean_is_its_t_interval() {
        let values = [3.0, 1.0, 4.0, 1.5, 9.0, 2.5];
        let mean = |kept: &[usize]| kept.iter().map(|&at| values[at]).sum::<f64>() / kept.len() as f64;
        let expected = Estimate::of_mean(&values, 0.9).unwrap();
        let found = jackknife(1, 6, |_, kept| vec![mean(kept)]).remove(0);
        assert!((found.value - expected.value).abs() < 1e-15);
        assert!((found.half_width(0.9).unwrap() - expected.half_width.unwrap()).abs() < 1e-12);
        assert_eq!(Spread::of_mean(&values).half_width(0.9).unwrap(), expected.half_width.unwrap());
        // The same numbers as units and as replications: variances add.
        let both = jackknife(6, 6, |units, kept| vec![mean(units) + mean(kept)]).remove(0);
        assert!((both.half_width(0.9).unwrap() - 2f64.sqrt() * expected.half_width.unwrap()).abs() < 1e-12);
    }

    #[test]
    fn groups_of_different_size_keep_the_variance_of_a_mean() {
        // 40 values in 32 groups: of 8 groups with two members and 24 with one. Over many samples the variance is 1 / 40.
        let variance = |seed: u32| {
            let mut draws = Seed::new(1, seed).source(0).entity(0).draws(0, 0);
            let values: Vec<f64> = (0..40).map(|_| draws.normal()).collect();
            let mean = |kept: &[usize]| vec![kept.iter().map(|&at| values[at]).sum::<f64>() / kept.len() as f64];
            let (errors, groups) = errors(&mean(&(0..40).collect::<Vec<_>>()), 40, mean).unwrap();
            assert_eq!(groups, 32);
            errors[0].powi(2)
        };
        let average = (0..1000).map(variance).sum::<f64>() / 1000.0;
        assert!((average * 40.0 - 1.0).abs() < 0.03, "{average}");
    }

    #[test]
    fn nothing_repeated_has_no_interval() {
        assert_eq!(Spread::of_mean(&[2.0]).half_width(0.95), None);
        assert_eq!(jackknife(1, 1, |_, _| vec![2.0])[0].half_width(0.95), None);
    }
}
