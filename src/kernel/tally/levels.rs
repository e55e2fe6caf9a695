//! A level (jobs waiting, say) as it is seen from time to time.

use crate::kernel::time::{Span, Time};

/// How many stays there are just before equally spaced moments of a window. Stays may be added in any order.
///
/// Just before: whoever waits all night and is served when everybody starts to work, at a full hour, is seen at that hour.
///
/// ```
/// use callout::kernel::tally::Levels;
/// use callout::kernel::time::{Span, Time};
/// let mut waiting = Levels::new(Time(0), Time(30), Span(10));
/// waiting.add(Time(5), Time(25));
/// waiting.add(Time(15), Time(90));
/// assert_eq!(waiting.seen(), [1, 2, 1]);
/// assert_eq!(waiting.most(), Some(2));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Levels {
    start: Time,
    end: Time,
    every: Span,
    /// Change of the level up to each moment since the one before; what comes after the last moment is in a bucket of its own.
    changes: Vec<i32>,
}

impl Levels {
    /// Nothing seen yet just before `start + every`, `start + 2 every` and so on up to `end`.
    ///
    /// # Panics
    /// If the window ends before it starts, or `every` is not above 0.
    pub fn new(start: Time, end: Time, every: Span) -> Self {
        assert!(start <= end, "a window ends after it starts");
        assert!(every > Span::ZERO, "a stretch of time is longer than nothing");
        let moments = ((end - start).0 / every.0) as usize;
        Self { start, end, every, changes: vec![0; moments + 1] }
    }

    /// Adds a stay of `[from, to)`: it is seen at the moments after `from` and up to `to`.
    #[inline]
    pub fn add(&mut self, from: Time, to: Time) {
        let (from, to) = (self.moment(from), self.moment(to));
        self.changes[from] += 1;
        self.changes[to] -= 1;
    }

    /// Moments up to `at`.
    #[inline]
    fn moment(&self, at: Time) -> usize {
        ((at.min(self.end) - self.start).0.max(0) / self.every.0) as usize
    }

    /// The level at each moment.
    pub fn seen(&self) -> Vec<i64> {
        let moments = &self.changes[..self.changes.len() - 1];
        moments
            .iter()
            .scan(0, |level, change| {
                *level += i64::from(*change);
                Some(*level)
            })
            .collect()
    }

    /// The highest level that was seen; `None` without a moment.
    pub fn most(&self) -> Option<i64> {
        self.seen().into_iter().max()
    }

    /// Adds the stays of `other`.
    ///
    /// # Panics
    /// If its window or its moments differ.
    pub fn merge(&mut self, other: &Levels) {
        let same = (self.start, self.end, self.every) == (other.start, other.end, other.every);
        assert!(same, "levels add up over the same moments only");
        for (mine, theirs) in self.changes.iter_mut().zip(&other.changes) {
            *mine += theirs;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_are_seen_at_the_moments_in_them() {
        let mut levels = Levels::new(Time(10), Time(35), Span(10));
        for (from, to) in [(0, 10), (10, 11), (11, 20), (0, 100), (20, 21), (34, 40), (50, 60), (0, 5)] {
            levels.add(Time(from), Time(to));
        }
        // Just before 20: [11, 20) and [0, 100); before 30: [0, 100). The window ends before 40.
        assert_eq!(levels.seen(), [2, 1]);
    }

    #[test]
    fn levels_merge_in_any_order_and_may_be_empty() {
        let with = |stays: &[(i64, i64)]| {
            let mut levels = Levels::new(Time(0), Time(20), Span(5));
            stays.iter().for_each(|&(from, to)| levels.add(Time(from), Time(to)));
            levels
        };
        let mut both = with(&[(0, 6)]);
        both.merge(&with(&[(5, 20), (1, 2)]));
        assert_eq!(both, with(&[(5, 20), (0, 6), (1, 2)]));
        assert_eq!(both.seen(), [1, 1, 1, 1]);
        assert_eq!(Levels::new(Time(5), Time(5), Span(10)).most(), None);
    }
}
