//! The exact integral of a level over a window.

use crate::kernel::time::{Time, clip};

/// Integral of a level (units on hand, say) over a window [units ms]. It starts at level 0 at time 0.
///
/// ```
/// use callout::kernel::tally::Area;
/// use callout::kernel::time::Time;
/// let window = (Time(10), Time(100));
/// let mut on_hand = Area::default();
/// on_hand.change(Time(0), 5, window);
/// on_hand.change(Time(40), -3, window);
/// assert_eq!(on_hand.total(window), 5 * 30 + 2 * 60);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    level: i64,
    since: Time,
    sum: i128,
}

impl Area {
    /// The level changes. Changes come in order of time.
    #[inline]
    pub fn change(&mut self, at: Time, by: i64, window: (Time, Time)) {
        self.sum += self.last(at, window);
        self.since = at;
        self.level += by;
    }

    /// The integral over the window, the last level holding on to its end.
    pub fn total(&self, window: (Time, Time)) -> i128 {
        self.sum + self.last(window.1, window)
    }

    /// The integral of the last level up to `at`.
    fn last(&self, at: Time, (start, end): (Time, Time)) -> i128 {
        clip(self.since, at, start, end).map_or(0, |(from, to)| i128::from(self.level) * i128::from((to - from).0))
    }

    /// Adds a level that was seen elsewhere: one of the two has never changed.
    pub fn merge(&mut self, other: &Area) {
        if *other != Area::default() {
            assert_eq!(*self, Area::default(), "a level is seen in one part only");
            *self = *other;
        }
    }
}
