//! Tallies in whole numbers: of events, of sums by equal stretches of time, and of levels seen from time to time.
//!
//! *Knows:* a window, and clips to it. Sums do not depend on their order, so merging is exact.
//! *Never:* NaN; what has no data has no mean.

mod levels;
mod series;

pub use levels::Levels;
pub use series::Series;

/// Count, sum and sum of squares of whole values, one for each event.
///
/// ```
/// use callout::kernel::tally::Tally;
/// let mut visits = Tally::new();
/// [2, 4, 9].into_iter().for_each(|minutes| visits.add(minutes));
/// assert_eq!((visits.mean(), visits.variance()), (Some(5.0), Some(13.0)));
/// assert_eq!(Tally::new().mean(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    n: u64,
    sum: i128,
    sum_sq: i128,
    min: i64,
    max: i64,
}

impl Tally {
    /// No event yet.
    pub fn new() -> Self {
        Self { n: 0, sum: 0, sum_sq: 0, min: i64::MAX, max: i64::MIN }
    }

    /// Adds the value of one event.
    #[inline]
    pub fn add(&mut self, value: i64) {
        self.n += 1;
        self.sum += value as i128;
        self.sum_sq += value as i128 * value as i128;
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }

    /// Adds all events of `other`.
    pub fn merge(&mut self, other: &Tally) {
        self.n += other.n;
        self.sum += other.sum;
        self.sum_sq += other.sum_sq;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// Number of events.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Sum of the values.
    pub fn sum(&self) -> i128 {
        self.sum
    }

    /// Least value.
    pub fn min(&self) -> Option<i64> {
        (self.n > 0).then_some(self.min)
    }

    /// Greatest value.
    pub fn max(&self) -> Option<i64> {
        (self.n > 0).then_some(self.max)
    }

    /// Mean; `None` without data.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64)
    }

    /// Sample variance, over n - 1; `None` for fewer than two values.
    pub fn variance(&self) -> Option<f64> {
        if self.n < 2 {
            return None;
        }
        // Moved exactly to the whole number nearest to the mean: then nothing is lost in the difference below.
        let n = self.n as i128;
        let centre = (2 * self.sum + n).div_euclid(2 * n);
        let rest = self.sum - n * centre;
        let squares = self.sum_sq - 2 * centre * self.sum + n * centre * centre;
        Some((squares as f64 - (rest * rest) as f64 / n as f64) / (n - 1) as f64)
    }
}

impl Default for Tally {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(values: &[i64]) -> Tally {
        let mut all = Tally::new();
        values.iter().for_each(|&value| all.add(value));
        all
    }

    #[test]
    fn tallies_a_hand_trace() {
        let all = tally(&[3, -1, 4, 1, -5]);
        assert_eq!((all.n(), all.sum(), all.min(), all.max()), (5, 2, Some(-5), Some(4)));
        assert_eq!(all.mean(), Some(0.4));
        assert_eq!(all.variance(), Some((52.0 - 4.0 / 5.0) / 4.0));
    }

    #[test]
    fn one_value_has_a_mean_and_no_variance() {
        assert_eq!((tally(&[7]).mean(), tally(&[7]).variance()), (Some(7.0), None));
        let none = Tally::new();
        assert_eq!((none.mean(), none.variance(), none.min(), none.max()), (None, None, None, None));
    }

    #[test]
    fn variance_keeps_its_digits_far_from_zero() {
        let far = 1 << 42;
        assert_eq!(tally(&[far, far + 1, far + 2]).variance(), Some(1.0));
        assert_eq!(tally(&[far; 1000]).variance(), Some(0.0));
        assert_eq!(tally(&[-far, -far - 3]).variance(), Some(4.5));
    }

    #[test]
    fn tallies_merge_in_any_order() {
        let (a, b) = (tally(&[1, 2, 3]), tally(&[10, -20]));
        let (mut ab, mut ba) = (a, b);
        ab.merge(&b);
        ba.merge(&a);
        assert_eq!(ab, ba);
        assert_eq!(ab, tally(&[1, 2, 3, 10, -20]));
        ab.merge(&Tally::new());
        assert_eq!(ab, ba);
    }
}
