//! Simulated time in whole milliseconds.
//!
//! *Never:* floats in the clock; sums of times do not depend on their order.

use std::fmt;
use std::ops::{Add, AddAssign, Neg, Sub, SubAssign};

/// Milliseconds in one hour.
pub const MS_PER_HOUR: i64 = 3_600_000;
/// Milliseconds in one day.
pub const MS_PER_DAY: i64 = 24 * MS_PER_HOUR;

/// A moment: whole milliseconds since the start of the scenario [ms].
///
/// ```
/// use callout::kernel::time::{Span, Time};
/// let call = Time::ZERO + Span::from_hours(1.5);
/// assert_eq!(call - Time::ZERO, Span(5_400_000));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time(pub i64);

/// A length of time: whole milliseconds [ms].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(pub i64);

impl Time {
    /// The start of the scenario.
    pub const ZERO: Time = Time(0);
    /// Later than everything that happens.
    pub const NEVER: Time = Time(i64::MAX);

    /// Hours since the start [h].
    pub fn hours(self) -> f64 {
        self.0 as f64 / MS_PER_HOUR as f64
    }

    /// Whole days since the start [d].
    pub fn day(self) -> i64 {
        self.0.div_euclid(MS_PER_DAY)
    }

    /// Time of day [ms since midnight].
    pub fn of_day(self) -> Span {
        Span(self.0.rem_euclid(MS_PER_DAY))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);
    /// One day.
    pub const DAY: Span = Span(MS_PER_DAY);

    /// The longest span that a draw can give, 71,000 years: it can be added to any time of a run without overflow.
    pub const LONGEST: Span = Span(1 << 51);

    /// The nearest whole millisecond to `ms`, ties to even, at most [`Span::LONGEST`] either way; draws of laws end here [ms].
    #[inline]
    pub fn from_ms(ms: f64) -> Span {
        Span(nearest(ms))
    }

    /// The nearest whole millisecond to `hours` [h].
    pub fn from_hours(hours: f64) -> Span {
        Span::from_ms(hours * MS_PER_HOUR as f64)
    }

    /// Length in hours [h].
    pub fn hours(self) -> f64 {
        self.0 as f64 / MS_PER_HOUR as f64
    }

    /// Length in days [d].
    pub fn days(self) -> f64 {
        self.0 as f64 / MS_PER_DAY as f64
    }
}

/// The nearest whole number, ties to even, at most 2^51 either way; meaningless for NaN.
#[inline]
pub fn nearest(x: f64) -> i64 {
    const MOST: f64 = Span::LONGEST.0 as f64;
    // Between 2^52 and 2^53 floats are whole numbers, so that adding 1.5 x 2^52 rounds and leaves the result in the low bits.
    const WHOLE: f64 = 1.5 * (1u64 << 52) as f64;
    let bits = |x: f64| (x + WHOLE).to_bits() as i64;
    bits(x).clamp(bits(-MOST), bits(MOST)) - bits(0.0)
}

impl Add<Span> for Time {
    type Output = Time;
    fn add(self, span: Span) -> Time {
        Time(self.0 + span.0)
    }
}

impl Sub<Span> for Time {
    type Output = Time;
    fn sub(self, span: Span) -> Time {
        Time(self.0 - span.0)
    }
}

impl Sub for Time {
    type Output = Span;
    fn sub(self, earlier: Time) -> Span {
        Span(self.0 - earlier.0)
    }
}

impl Add for Span {
    type Output = Span;
    fn add(self, other: Span) -> Span {
        Span(self.0 + other.0)
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0 - other.0)
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Span) {
        self.0 += other.0;
    }
}

impl SubAssign for Span {
    fn sub_assign(&mut self, other: Span) {
        self.0 -= other.0;
    }
}

impl Neg for Span {
    type Output = Span;
    fn neg(self) -> Span {
        Span(-self.0)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = self.of_day().0;
        let (h, m, s) = (ms / MS_PER_HOUR, ms / 60_000 % 60, ms as f64 / 1000.0 % 60.0);
        write!(f, "day {} {h:02}:{m:02}:{s:06.3}", self.day())
    }
}

/// The part of `[from, to)` inside the window `[start, end)`; `None` if nothing is left.
pub fn clip(from: Time, to: Time, start: Time, end: Time) -> Option<(Time, Time)> {
    let (from, to) = (from.max(start), to.min(end));
    (from < to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounds_to_the_nearest_millisecond() {
        assert_eq!(Span::from_ms(1.4), Span(1));
        assert_eq!(Span::from_ms(1.5), Span(2));
        assert_eq!(Span::from_ms(2.5), Span(2));
        assert_eq!(Span::from_hours(0.5), Span(1_800_000));
        assert_eq!([-1.4, -1.5, -2.5, -0.5].map(Span::from_ms), [-1, -2, -2, 0].map(Span));
        for ms in [0.49999999999999994, 1e9 + 0.5, 1e9 + 1.5, 4.2e12 + 0.25, 1e15 + 0.5] {
            assert_eq!(Span::from_ms(ms), Span(ms.round_ties_even() as i64), "{ms}");
        }
    }

    #[test]
    fn the_longest_draws_stay_on_the_clock() {
        assert_eq!([1e300, f64::INFINITY, -1e300].map(Span::from_ms), [Span::LONGEST, Span::LONGEST, Span(-Span::LONGEST.0)]);
        assert!(Time(100 * 366 * MS_PER_DAY) + Span::LONGEST < Time::NEVER);
    }

    #[test]
    fn clips_spans_at_both_edges() {
        let t = |ms| Time(ms);
        assert_eq!(clip(t(0), t(10), t(2), t(5)), Some((t(2), t(5))));
        assert_eq!(clip(t(0), t(2), t(2), t(5)), None);
        assert_eq!(clip(t(3), t(4), t(2), t(5)), Some((t(3), t(4))));
    }

    #[test]
    fn days_before_the_start_are_negative() {
        assert_eq!(Time(-1).day(), -1);
        assert_eq!(Time(-1).of_day(), Span(MS_PER_DAY - 1));
    }
}
