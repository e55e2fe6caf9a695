//! Durations as they were recorded: each ended, or known only to be longer (right-censored); equal ones together.

use crate::kernel::random::Draws;

/// All durations of one length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// The length, above 0.
    pub value: f64,
    /// Its natural logarithm.
    pub log: f64,
    /// How many ended at this length.
    pub ended: u64,
    /// How many were still going on when they were last seen at this length.
    pub censored: u64,
}

/// What recording does to durations.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rounding {
    /// All recorded values are multiples of this.
    pub step: f64,
    /// Whether a recorded 0 counts as half a step; otherwise zeros have been left out.
    pub zero_is_half: bool,
}

impl Rounding {
    /// A duration as it would have been recorded; `None` for a zero that is left out.
    pub fn record(&self, value: f64) -> Option<f64> {
        match (value / self.step).round() {
            0.0 => self.zero_is_half.then_some(self.step / 2.0),
            steps => Some(steps * self.step),
        }
    }
}

/// A sample of durations in one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    points: Vec<Point>,
    /// How the values were rounded, where that shows.
    pub rounding: Option<Rounding>,
}

impl Sample {
    /// A sample of `(value, censored, count)` in any order; every value is above 0 and finite.
    pub fn new(values: impl IntoIterator<Item = (f64, bool, u64)>, rounding: Option<Rounding>) -> Sample {
        let mut values: Vec<(f64, bool, u64)> = values.into_iter().filter(|(_, _, count)| *count > 0).collect();
        values.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut points: Vec<Point> = Vec::new();
        for (value, censored, count) in values {
            if points.last().is_none_or(|last| last.value != value) {
                points.push(Point { value, log: libm::log(value), ended: 0, censored: 0 });
            }
            let last = points.last_mut().expect("there is a point now");
            *(if censored { &mut last.censored } else { &mut last.ended }) += count;
        }
        Sample { points, rounding }
    }

    /// A sample without censoring or rounding.
    pub fn complete(values: impl IntoIterator<Item = f64>) -> Sample {
        Sample::new(values.into_iter().map(|value| (value, false, 1)), None)
    }

    /// The distinct values, rising.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Number of durations.
    pub fn len(&self) -> u64 {
        self.points.iter().map(|point| point.ended + point.censored).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// Number of durations that ended.
    pub fn ended(&self) -> u64 {
        self.points.iter().map(|point| point.ended).sum()
    }

    /// Number of censored durations.
    pub fn censored(&self) -> u64 {
        self.points.iter().map(|point| point.censored).sum()
    }

    /// Distinct values at which a duration ended.
    pub fn distinct(&self) -> usize {
        self.points.iter().filter(|point| point.ended > 0).count()
    }

    /// Sum of all lengths, ended or not: the time on test.
    pub fn total(&self) -> f64 {
        self.points.iter().map(|point| (point.ended + point.censored) as f64 * point.value).sum()
    }

    /// Mean and coefficient of variation (with n - 1) of all lengths.
    pub fn moments(&self) -> (f64, f64) {
        let n = self.len() as f64;
        let mean = self.total() / n;
        let square = |point: &Point| (point.ended + point.censored) as f64 * (point.value - mean) * (point.value - mean);
        let variance = self.points.iter().map(square).sum::<f64>() / (n - 1.0).max(1.0);
        (mean, variance.sqrt() / mean)
    }

    /// The most frequent value and its share.
    pub fn heaviest(&self) -> Option<(f64, f64)> {
        let n = self.len() as f64;
        let heaviest = self.points.iter().max_by_key(|point| point.ended + point.censored)?;
        Some((heaviest.value, (heaviest.ended + heaviest.censored) as f64 / n))
    }

    /// The value at rank `rank` from 0 of a sample without censoring.
    fn at_rank(&self, rank: u64) -> f64 {
        let mut below = 0;
        for point in &self.points {
            below += point.ended;
            if rank < below {
                return point.value;
            }
        }
        self.points.last().map_or(f64::NAN, |point| point.value)
    }

    /// The quantile at `p` of a sample without censoring: linear between order statistics, at (n - 1) p (Hyndman and Fan 1996, type 7).
    pub fn quantile(&self, p: f64) -> f64 {
        let at = (self.len() - 1) as f64 * p;
        let (low, high) = (self.at_rank(at.floor() as u64), self.at_rank(at.ceil() as u64));
        low + (at - at.floor()) * (high - low)
    }

    /// `size` of the durations, drawn without putting back (Knuth's algorithm S); all of them if there are no more.
    pub fn drawn(&self, size: u64, draws: &mut Draws) -> Sample {
        let (mut left, mut wanted) = (self.len(), size);
        if left <= size {
            return self.clone();
        }
        let mut take = |count: u64| {
            let before = wanted;
            for _ in 0..count {
                wanted -= u64::from(draws.uniform() * (left as f64) < wanted as f64);
                left -= 1;
            }
            before - wanted
        };
        let kept = |point: &Point| Point { ended: take(point.ended), censored: take(point.censored), ..*point };
        let points: Vec<Point> = self.points.iter().map(kept).filter(|point| point.ended + point.censored > 0).collect();
        Sample { points, rounding: self.rounding }
    }
}

/// Decimals looked for in recorded values.
const MOST_DECIMALS: i32 = 6;

/// The largest step of which all values are multiples; `None` if they have more than six decimals or are too large to tell.
pub fn step(values: &[f64]) -> Option<f64> {
    (0..=MOST_DECIMALS).find_map(|decimals| {
        let scale = libm::pow(10.0, f64::from(decimals));
        let mut divisor = 0u64;
        for value in values {
            let scaled = value * scale;
            let whole = scaled.round();
            if !(0.0..1e15).contains(&whole) || (scaled - whole).abs() > 1e-9 * whole.max(1.0) {
                return None;
            }
            divisor = greatest_common_divisor(divisor, whole as u64);
        }
        (divisor > 0).then(|| divisor as f64 / scale)
    })
}

fn greatest_common_divisor(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::random::Seed;

    #[test]
    fn equal_values_stand_together() {
        let sample = Sample::new([(3.0, false, 2), (1.0, true, 1), (3.0, true, 4), (2.0, false, 0)], None);
        assert_eq!((sample.points().len(), sample.len(), sample.ended(), sample.censored()), (2, 7, 2, 5));
        assert_eq!((sample.total(), sample.distinct(), sample.heaviest()), (19.0, 1, Some((3.0, 6.0 / 7.0))));
    }

    #[test]
    fn moments_and_quantiles_by_hand() {
        let sample = Sample::complete([4.0, 1.0, 2.0, 3.0]);
        let (mean, cv) = sample.moments();
        assert!(mean == 2.5 && (cv - (5.0f64 / 3.0).sqrt() / 2.5).abs() < 1e-15);
        assert_eq!([0.0, 0.5, 0.9, 1.0].map(|p| sample.quantile(p)), [1.0, 2.5, 3.7, 4.0]);
    }

    #[test]
    fn steps_of_rounding_are_found() {
        assert_eq!(step(&[15.0, 30.0, 120.0]), Some(15.0));
        assert_eq!(step(&[0.5, 1.25, 3.0]), Some(0.25));
        assert_eq!(step(&[0.1, 0.7]), Some(0.1));
        assert_eq!(step(&[std::f64::consts::PI]), None);
        let minutes = Rounding { step: 5.0, zero_is_half: false };
        assert_eq!([1.0, 4.0, 13.0].map(|value| minutes.record(value)), [None, Some(5.0), Some(15.0)]);
        assert_eq!(Rounding { zero_is_half: true, ..minutes }.record(1.0), Some(2.5));
    }

    #[test]
    fn a_part_is_drawn_from_everywhere() {
        let whole = Sample::new((1..=1000).map(|k| (f64::from(k), k % 2 == 0, 3)), None);
        let part = whole.drawn(600, &mut Seed::new(1, 0).source(0).entity(0).draws(0, 0));
        assert_eq!(part.len(), 600);
        // Mean 500.5; standard error of 600 of 3000 without putting back: 288.7 sqrt(.8 / 600) = 10.5.
        assert!((part.moments().0 - 500.5).abs() < 42.0, "{:?}", part.moments());
        assert_eq!(whole.drawn(9000, &mut Seed::new(1, 0).source(0).entity(0).draws(0, 0)), whole);
    }
}
