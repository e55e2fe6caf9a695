//! Sums in whole numbers by equal stretches of time.

use crate::kernel::time::{Span, Time, clip};

/// Sums by equal stretches of time (weeks, say) over a window; the last stretch may be shorter.
///
/// ```
/// use callout::kernel::tally::Series;
/// use callout::kernel::time::{Span, Time};
/// let mut weeks = Series::new(Time(0), Time(25), Span(10));
/// weeks.count(Time(9), 1);
/// weeks.spread(Time(5), Time(22), 2);
/// assert_eq!(weeks.buckets(), [1 + 2 * 5, 2 * 10, 2 * 2]);
/// ```
#[derive(Clone, Debug)]
pub struct Series {
    start: Time,
    end: Time,
    every: Span,
    buckets: Vec<i64>,
    /// The bucket met last and its span: the next time mostly lies in it too.
    last: (usize, Time, Time),
}

/// Series are equal where their sums are.
impl PartialEq for Series {
    fn eq(&self, other: &Series) -> bool {
        (self.start, self.end, self.every, &self.buckets) == (other.start, other.end, other.every, &other.buckets)
    }
}

impl Series {
    /// All zero over `[start, end)`, a bucket `every` so often.
    ///
    /// # Panics
    /// If the window ends before it starts, or `every` is not above 0.
    pub fn new(start: Time, end: Time, every: Span) -> Self {
        assert!(start <= end, "a window ends after it starts");
        assert!(every > Span::ZERO, "a stretch of time is longer than nothing");
        let len = ((end - start).0 as u64).div_ceil(every.0 as u64) as usize;
        Self { start, end, every, buckets: vec![0; len], last: (0, end, end) }
    }

    /// Adds `n` at `now`; nothing outside of the window.
    #[inline]
    pub fn count(&mut self, now: Time, n: i64) {
        if self.start <= now && now < self.end {
            let at = self.bucket(now);
            self.buckets[at] += n;
        }
    }

    /// Adds `weight` for each millisecond of `[from, to)` inside the window, where it lies [weight x ms]. A week holds the time of
    /// 15,000 million people.
    #[inline]
    pub fn spread(&mut self, from: Time, to: Time, weight: i64) {
        if let Some((from, to)) = clip(from, to, self.start, self.end) {
            if from < self.last.1 || to > self.last.2 {
                return self.spread_on(from, to, weight);
            }
            self.buckets[self.last.0] += weight * (to - from).0;
        }
    }

    /// Spreads over other buckets than the last.
    #[cold]
    fn spread_on(&mut self, mut from: Time, to: Time, weight: i64) {
        while from < to {
            let at = self.bucket(from);
            let stop = self.last.2.min(to);
            self.buckets[at] += weight * (stop - from).0;
            from = stop;
        }
    }

    /// The sums in order of time.
    pub fn buckets(&self) -> &[i64] {
        &self.buckets
    }

    /// Where bucket `at` begins and ends.
    pub fn span(&self, at: usize) -> (Time, Time) {
        let from = self.start + Span(self.every.0 * at as i64);
        (from, Time(from.0.saturating_add(self.every.0)).min(self.end))
    }

    /// Adds the sums of `other`.
    ///
    /// # Panics
    /// If its window or its stretches differ.
    pub fn merge(&mut self, other: &Series) {
        let same = (self.start, self.end, self.every) == (other.start, other.end, other.every);
        assert!(same, "series add up over the same window only");
        for (mine, theirs) in self.buckets.iter_mut().zip(&other.buckets) {
            *mine += theirs;
        }
    }

    #[inline]
    fn bucket(&mut self, now: Time) -> usize {
        if now < self.last.1 || now >= self.last.2 {
            let at = ((now - self.start).0 / self.every.0) as usize;
            let (from, to) = self.span(at);
            self.last = (at, from, to);
        }
        self.last.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn series_sum_by_stretch() {
        let mut series = Series::new(Time(10), Time(35), Span(10));
        for (at, n) in [(9, 100), (10, 1), (19, 2), (20, 4), (34, 8), (35, 100)] {
            series.count(Time(at), n);
        }
        assert_eq!(series.buckets(), [3, 4, 8]);
        assert_eq!(series.span(2), (Time(30), Time(35)));
    }

    #[test]
    fn spread_spans_lose_nothing_but_what_lies_outside() {
        let mut series = Series::new(Time(10), Time(35), Span(10));
        series.spread(Time(0), Time(100), 3);
        assert_eq!(series.buckets(), [30, 30, 15]);
        series.spread(Time(18), Time(21), -1);
        assert_eq!(series.buckets(), [28, 29, 15]);
        series.spread(Time(40), Time(50), 1);
        series.spread(Time(20), Time(20), 1);
        assert_eq!(series.buckets(), [28, 29, 15]);
    }

    #[test]
    fn series_merge_and_may_be_empty() {
        let mut series = Series::new(Time(0), Time(20), Span(10));
        series.count(Time(3), 1);
        let other = series.clone();
        series.merge(&other);
        assert_eq!(series.buckets(), [2, 0]);
        assert!(Series::new(Time(5), Time(5), Span(10)).buckets().is_empty());
    }

    #[test]
    #[should_panic(expected = "same window")]
    fn series_of_other_windows_do_not_add_up() {
        Series::new(Time(0), Time(20), Span(10)).merge(&Series::new(Time(0), Time(20), Span(5)));
    }
}
