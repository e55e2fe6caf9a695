//! Tallies in whole numbers: of events, of levels over time, and of both by equal stretches of time.
//!
//! *Knows:* a window, and clips to it. Sums do not depend on their order, so merging is exact.
//! *Never:* NaN; what has no data has no mean.

mod series;

use super::time::{Time, clip};
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

/// A level over time (jobs waiting, people busy), watched inside a window.
///
/// ```
/// use callout::kernel::tally::TimeWeighted;
/// use callout::kernel::time::Time;
/// let mut waiting = TimeWeighted::new(Time(10), Time(30));
/// waiting.set(Time(5), 2);
/// waiting.add(Time(20), 1);
/// assert_eq!(waiting.integral(Time(100)), 2 * 10 + 3 * 10);
/// assert_eq!(waiting.mean(Time(100)), Some(2.5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeWeighted {
    start: Time,
    end: Time,
    since: Time,
    level: i64,
    /// Up to `since` [level x ms].
    integral: i128,
    max: Option<i64>,
}

impl TimeWeighted {
    /// Level 0, to be watched in `[start, end)`.
    pub fn new(start: Time, end: Time) -> Self {
        Self { start, end, since: Time(i64::MIN), level: 0, integral: 0, max: None }
    }

    /// The level is `level` from `now` on.
    ///
    /// # Panics
    /// If `now` lies before an earlier change.
    #[inline]
    pub fn set(&mut self, now: Time, level: i64) {
        assert!(now >= self.since, "time does not run backwards");
        if let Some((from, to)) = clip(self.since, now, self.start, self.end) {
            self.integral += self.level as i128 * (to - from).0 as i128;
            self.max = Some(self.max.map_or(self.level, |max| max.max(self.level)));
        }
        self.since = now;
        self.level = level;
    }

    /// The level rises by `delta` (falls if negative) at `now`.
    #[inline]
    pub fn add(&mut self, now: Time, delta: i64) {
        self.set(now, self.level + delta);
    }

    /// The present level.
    #[inline]
    pub fn level(&self) -> i64 {
        self.level
    }

    /// The integral of the level over the window up to `now` [level x ms].
    pub fn integral(&self, now: Time) -> i128 {
        self.up_to(now).integral
    }

    /// The mean level over the window up to `now`; `None` before the window.
    pub fn mean(&self, now: Time) -> Option<f64> {
        let (from, to) = clip(self.start, now, self.start, self.end)?;
        Some(self.integral(now) as f64 / (to - from).0 as f64)
    }

    /// The greatest level that lasted for a millisecond or more of the window up to `now`; `None` before the window.
    ///
    /// A job that comes and is taken up in the same millisecond was never waiting.
    pub fn max(&self, now: Time) -> Option<i64> {
        self.up_to(now).max
    }

    fn up_to(&self, now: Time) -> TimeWeighted {
        let mut then = *self;
        then.set(now, self.level);
        then
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

    /// Level 2 from 5, 3 from 20, 9 for no time at 25, 1 from 25, 50 from 30; window 10 to 30.
    fn trace() -> TimeWeighted {
        let mut level = TimeWeighted::new(Time(10), Time(30));
        level.set(Time(5), 2);
        level.add(Time(20), 1);
        level.set(Time(25), 9);
        level.set(Time(25), 1);
        level.set(Time(30), 50);
        level
    }

    #[test]
    fn levels_are_weighted_by_time_inside_the_window() {
        let level = trace();
        assert_eq!(level.integral(Time(1000)), 2 * 10 + 3 * 5 + 5);
        assert_eq!(level.mean(Time(1000)), Some(2.0));
        assert_eq!(level.max(Time(1000)), Some(3));
        assert_eq!(level.level(), 50);
    }

    #[test]
    fn levels_count_up_to_now() {
        let mut level = TimeWeighted::new(Time(10), Time(30));
        assert_eq!((level.mean(Time(10)), level.max(Time(10))), (None, None));
        level.set(Time(12), 4);
        assert_eq!((level.integral(Time(12)), level.mean(Time(12)), level.max(Time(12))), (0, Some(0.0), Some(0)));
        assert_eq!((level.integral(Time(15)), level.mean(Time(15)), level.max(Time(15))), (12, Some(2.4), Some(4)));
        assert_eq!(level.integral(Time(15)), 12, "asking changes nothing");
    }

    #[test]
    fn negative_levels_are_levels() {
        let mut level = TimeWeighted::new(Time(0), Time(10));
        level.set(Time(0), -3);
        assert_eq!((level.integral(Time(10)), level.max(Time(10))), (-30, Some(-3)));
    }

    #[test]
    #[should_panic(expected = "backwards")]
    fn time_runs_forwards() {
        let mut level = TimeWeighted::new(Time(0), Time(10));
        level.set(Time(5), 1);
        level.set(Time(4), 1);
    }
}
