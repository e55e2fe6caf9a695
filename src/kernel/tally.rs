//! Tallies in whole numbers: of events, of sums by equal stretches of time, and of levels seen from time to time.
//!
//! *Knows:* a window, and clips to it. Sums do not depend on their order, so merging is exact.
//! *Never:* NaN; what has no data has no mean.

mod area;
mod levels;
mod series;

pub use area::Area;
pub use levels::Levels;
pub use series::Series;

/// Count and sum of whole values, one for each event.
///
/// ```
/// use callout::kernel::tally::Tally;
/// let mut visits = Tally::new();
/// [2, 4, 9].into_iter().for_each(|minutes| visits.add(minutes));
/// assert_eq!((visits.n(), visits.mean()), (3, Some(5.0)));
/// assert_eq!(Tally::new().mean(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    n: u64,
    sum: i128,
}

impl Tally {
    /// No event yet.
    pub fn new() -> Self {
        Self { n: 0, sum: 0 }
    }

    /// Adds the value of one event.
    #[inline]
    pub fn add(&mut self, value: i64) {
        self.n += 1;
        self.sum += value as i128;
    }

    /// Adds all events of `other`.
    pub fn merge(&mut self, other: &Tally) {
        self.n += other.n;
        self.sum += other.sum;
    }

    /// Number of events.
    pub fn n(&self) -> u64 {
        self.n
    }

    /// Sum of the values.
    pub fn sum(&self) -> i128 {
        self.sum
    }

    /// Mean; `None` without data.
    pub fn mean(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum as f64 / self.n as f64)
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
        assert_eq!((all.n(), all.sum(), all.mean()), (5, 2, Some(0.4)));
        assert_eq!(Tally::new().mean(), None);
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
