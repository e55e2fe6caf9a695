//! The data themselves as a law: values at equally spaced probabilities, joined by straight lines.
//!
//! The kernel's law has equally spaced knots, and a long tail spoils the last piece: the line from the last quantile up to the greatest
//! value would have a far too large mean. Hence the two outermost knots are placed so that the mean of their pieces is that of the data.

use super::goodness::kolmogorov_smirnov;
use super::sample::Sample;
use crate::kernel::law::Law;

/// A law of quantiles.
#[derive(Debug, Clone, PartialEq)]
pub struct Empirical {
    /// Values at probabilities 0, 1/m, ..., 1.
    pub values: Vec<f64>,
    /// Its mean.
    pub mean: f64,
    /// Its coefficient of variation.
    pub cv: f64,
    /// Its Kolmogorov-Smirnov distance from the data.
    pub ks: f64,
}

/// Pieces tried, fewest first.
const PIECES: [usize; 4] = [20, 50, 100, 200];
/// Values that a piece should rest on.
const PER_PIECE: u64 = 5;
/// A coefficient of variation this close to that of the data is good enough.
const CV_WITHIN: f64 = 0.02;

impl Empirical {
    /// The law with the fewest pieces that has nearly the spread of the data; `None` with censored values, under 20 of them, or if all
    /// are alike.
    pub fn of(sample: &Sample) -> Option<Empirical> {
        let n = sample.len();
        if sample.censored() > 0 || n < 20 || sample.distinct() < 2 {
            return None;
        }
        let cv = sample.moments().1;
        let tried = PIECES.iter().filter(|&&pieces| pieces == PIECES[0] || pieces as u64 * PER_PIECE <= n);
        let mut laws = tried.filter_map(|&pieces| of_pieces(sample, pieces));
        let mut best = laws.next()?;
        for law in laws {
            if (best.cv / cv - 1.0).abs() <= CV_WITHIN {
                break;
            }
            best = law;
        }
        Some(best)
    }
}

impl Empirical {
    /// The value at probability `p`.
    pub fn quantile(&self, p: f64) -> f64 {
        let at = p * (self.values.len() - 1) as f64;
        let step = (at as usize).min(self.values.len() - 2);
        self.values[step] + (at - step as f64) * (self.values[step + 1] - self.values[step])
    }
}

fn of_pieces(sample: &Sample, pieces: usize) -> Option<Empirical> {
    let mut values: Vec<f64> = (0..=pieces).map(|at| sample.quantile(at as f64 / pieces as f64)).collect();
    let share = 1.0 / pieces as f64;
    let most = values[pieces];
    // The mean of a piece is that of its ends.
    values[0] = (2.0 * mean_between(sample, 0.0, share) - values[1]).clamp(0.0, values[1]);
    values[pieces] = (2.0 * mean_between(sample, 1.0 - share, 1.0) - values[pieces - 1]).clamp(values[pieces - 1], most);
    let law = Law::quantiles(&values).ok()?;
    let shares: Vec<f64> = sample.points().iter().map(|point| law.cdf(point.value)).collect();
    let (mean, ks) = (law.mean(), kolmogorov_smirnov(&shares, sample));
    Some(Empirical { cv: law.variance().sqrt() / mean, values, mean, ks })
}

/// The mean of the data from rank share `from` to `to`.
fn mean_between(sample: &Sample, from: f64, to: f64) -> f64 {
    let n = sample.len() as f64;
    let (from, to) = (from * n, to * n);
    let (mut below, mut sum) = (0.0, 0.0);
    for point in sample.points() {
        let above = below + point.ended as f64;
        sum += point.value * (above.min(to) - f64::max(below, from)).max(0.0);
        below = above;
    }
    sum / (to - from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::random::Seed;

    #[test]
    fn a_long_tail_keeps_its_mean() {
        let law = Law::lognormal(7.0, 3.0).unwrap();
        let mut draws = Seed::new(1, 0).source(0).entity(0).draws(0, 0);
        let sample = Sample::complete((0..3000).map(|_| law.sample(&mut draws)));
        let empirical = Empirical::of(&sample).unwrap();
        let (mean, cv) = sample.moments();
        assert!((empirical.mean / mean - 1.0).abs() < 0.02, "{} is not {mean}", empirical.mean);
        assert!(empirical.cv / cv > 0.6 && empirical.cv < 1.02 * cv, "{} for {cv}", empirical.cv);
        assert!(empirical.ks < 0.02, "{}", empirical.ks);
    }

    #[test]
    fn even_values_need_few_pieces() {
        let sample = Sample::complete((0..1000).map(|k| 1.0 + f64::from(k) / 999.0));
        let empirical = Empirical::of(&sample).unwrap();
        assert_eq!(empirical.values.len(), 21);
        for (at, value) in empirical.values.iter().enumerate() {
            assert!((value - (1.0 + at as f64 / 20.0)).abs() < 2e-3, "{at}: {value}");
        }
        assert_eq!(mean_between(&Sample::complete([1.0, 2.0, 3.0, 4.0]), 0.25, 0.875), (2.0 + 3.0 + 0.5 * 4.0) / 2.5);
        assert!(Empirical::of(&Sample::complete([1.0, 2.0])).is_none());
        assert!(Empirical::of(&Sample::new((1..50).map(|k| (f64::from(k), k == 7, 1)), None)).is_none());
    }
}
