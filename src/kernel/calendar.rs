//! The calendar: weekdays, public holidays, make-up working days and months, by days from the start.
//!
//! *Knows:* civil days of 24 hours; a scenario's clock has no summer time.
//! *Never:* civil arithmetic for a day inside the planned ones: those are looked up.

mod parse;
mod shift;

use super::time::{MS_PER_DAY, Span, Time};
use jiff::civil::Date;
pub use parse::parse_shift;
use serde::{Deserialize, Serialize};
pub use shift::Shifts;
use std::collections::BTreeSet;

/// What one day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Day {
    weekday: u8,
    holiday: bool,
    month_of_year: u8,
    /// Months since the month of the start.
    month: u32,
}

/// A calendar from the day of the start.
///
/// ```
/// use callout::kernel::calendar::Calendar;
/// use jiff::civil::date;
/// // 1 January 2026 is a Thursday; the Sunday after it is worked.
/// let calendar = Calendar::new(date(2026, 1, 1), 365, &[date(2026, 1, 1)], &[date(2026, 1, 4)]);
/// assert_eq!((calendar.weekday(0), calendar.is_holiday(0)), (3, true));
/// assert_eq!(calendar.weekday(3), 0, "a make-up day counts as a Monday");
/// assert_eq!((calendar.month(31), calendar.month_label(1)), (1, "2026-02".to_string()));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(from = "Plain", into = "Plain")]
pub struct Calendar {
    start: Date,
    days: Vec<Day>,
    holidays: BTreeSet<i64>,
    makeup: BTreeSet<i64>,
}

/// A calendar as it is kept in files.
#[derive(Serialize, Deserialize)]
struct Plain {
    start: Date,
    days: u32,
    holidays: BTreeSet<i64>,
    makeup: BTreeSet<i64>,
}

impl From<Calendar> for Plain {
    fn from(calendar: Calendar) -> Plain {
        let Calendar { start, days, holidays, makeup } = calendar;
        Plain { start, days: days.len() as u32, holidays, makeup }
    }
}

impl From<Plain> for Calendar {
    fn from(plain: Plain) -> Calendar {
        let Plain { start, days, holidays, makeup } = plain;
        let mut calendar = Calendar { start, days: Vec::new(), holidays, makeup };
        calendar.days = (0..i64::from(days)).map(|day| calendar.reckon(day)).collect();
        calendar
    }
}

impl Calendar {
    /// The calendar of a scenario that begins on `start` and plans for `days` days; later and earlier days are known too, only slower.
    ///
    /// A day that is both a holiday and a make-up day is worked.
    pub fn new(start: Date, days: u32, holidays: &[Date], makeup: &[Date]) -> Calendar {
        let offset = |date: &Date| days_between(start, *date);
        let makeup: BTreeSet<i64> = makeup.iter().map(offset).collect();
        let holidays = holidays.iter().map(offset).filter(|day| !makeup.contains(day)).collect();
        let mut calendar = Calendar { start, days: Vec::new(), holidays, makeup };
        calendar.days = (0..days as i64).map(|day| calendar.reckon(day)).collect();
        calendar
    }

    /// The date of a day; the first or last date of the calendar (years -9999 and 9999) for days beyond.
    pub fn date(&self, day: i64) -> Date {
        let beyond = if day < 0 { Date::MIN } else { Date::MAX };
        jiff::Span::new().try_days(day).and_then(|span| self.start.checked_add(span)).unwrap_or(beyond)
    }

    /// Weekday that `day` is worked as: 0 = Monday to 6 = Sunday; a make-up day is a Monday.
    #[inline]
    pub fn weekday(&self, day: i64) -> usize {
        self.day(day).weekday as usize
    }

    /// Weekday of day 0 as the week has it, whatever it is worked as: 0 = Monday to 6 = Sunday.
    pub fn first_weekday(&self) -> usize {
        self.start.weekday().to_monday_zero_offset() as usize
    }

    /// Whether `day` is a public holiday.
    #[inline]
    pub fn is_holiday(&self, day: i64) -> bool {
        self.day(day).holiday
    }

    /// Month of the year: 0 = January to 11 = December.
    #[inline]
    pub fn month_of_year(&self, day: i64) -> usize {
        self.day(day).month_of_year as usize
    }

    /// Months since the month of the start; 0 for all days before.
    #[inline]
    pub fn month(&self, day: i64) -> usize {
        self.day(day).month as usize
    }

    /// From the first day of a month, counted from the month of the start, to the first day of the next.
    ///
    /// Month 0 begins before time 0 unless the start is the first of its month.
    pub fn month_span(&self, month: usize) -> (Time, Time) {
        let midnight = |date| Time(days_between(self.start, date) * MS_PER_DAY);
        (midnight(self.first_of(month)), midnight(self.first_of(month.saturating_add(1))))
    }

    /// The month as year and number, "2026-01".
    pub fn month_label(&self, month: usize) -> String {
        let first = self.first_of(month);
        format!("{:04}-{:02}", first.year(), first.month())
    }

    #[inline]
    fn day(&self, day: i64) -> Day {
        match usize::try_from(day).ok().and_then(|day| self.days.get(day)) {
            Some(day) => *day,
            None => self.reckon(day),
        }
    }

    #[cold]
    fn reckon(&self, day: i64) -> Day {
        let date = self.date(day);
        let months = |date: Date| date.year() as i64 * 12 + date.month() as i64;
        let first = self.start.weekday().to_monday_zero_offset() as i64;
        let weekday = if self.makeup.contains(&day) { 0 } else { (day.rem_euclid(7) + first) % 7 };
        Day {
            weekday: weekday as u8,
            holiday: self.holidays.contains(&day),
            month_of_year: date.month() as u8 - 1,
            month: (months(date) - months(self.start)).max(0) as u32,
        }
    }

    fn first_of(&self, month: usize) -> Date {
        let months = i64::try_from(month).unwrap_or(i64::MAX);
        let span = jiff::Span::new().try_months(months);
        span.and_then(|span| self.start.first_of_month().checked_add(span)).unwrap_or(Date::MAX)
    }
}

fn days_between(start: Date, date: Date) -> i64 {
    // Dates without a unit asked for are apart by whole days.
    i64::from((date - start).get_days())
}

/// Midnight at which `day` begins, later by `of_day`.
fn moment(day: i64, of_day: Span) -> Time {
    Time(day * MS_PER_DAY) + of_day
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn calendar(days: u32) -> Calendar {
        let holidays = [date(2026, 1, 1), date(2026, 2, 17), date(2026, 2, 18), date(2027, 1, 1), date(2025, 12, 25)];
        Calendar::new(date(2026, 1, 15), days, &holidays, &[date(2026, 2, 14), date(2026, 2, 28), date(2026, 2, 18)])
    }

    #[test]
    fn days_are_what_the_almanac_says() {
        let c = calendar(400);
        // Day, date, weekday, holiday, month of the year, month.
        let table = [
            (0, date(2026, 1, 15), 3, false, 0, 0),
            (16, date(2026, 1, 31), 5, false, 0, 0),
            (17, date(2026, 2, 1), 6, false, 1, 1),
            (30, date(2026, 2, 14), 0, false, 1, 1),
            (33, date(2026, 2, 17), 1, true, 1, 1),
            (34, date(2026, 2, 18), 0, false, 1, 1),
            (44, date(2026, 2, 28), 0, false, 1, 1),
            (351, date(2027, 1, 1), 4, true, 0, 12),
            (-14, date(2026, 1, 1), 3, true, 0, 0),
            (-21, date(2025, 12, 25), 3, true, 11, 0),
            (775, date(2028, 2, 29), 1, false, 1, 25),
        ];
        for (day, date, weekday, holiday, of_year, month) in table {
            let found = (c.date(day), c.weekday(day), c.is_holiday(day), c.month_of_year(day), c.month(day));
            assert_eq!(found, (date, weekday, holiday, of_year, month), "day {day}");
        }
    }

    #[test]
    fn planned_and_later_days_agree() {
        let (planned, none) = (calendar(4000), calendar(0));
        for day in -10..4010 {
            assert_eq!(planned.day(day), none.day(day), "day {day}");
        }
    }

    #[test]
    fn months_follow_each_other_and_hold_their_days() {
        let c = calendar(100);
        assert_eq!(c.month_span(0), (Time(-14 * MS_PER_DAY), Time(17 * MS_PER_DAY)));
        for month in 0..40 {
            let (from, to) = c.month_span(month);
            assert_eq!(to, c.month_span(month + 1).0);
            assert_eq!((c.month(to.day() - 1), c.month(to.day())), (month, month + 1));
            assert_eq!(c.date(from.day()).day(), 1);
        }
        assert_eq!([c.month_label(0), c.month_label(11), c.month_label(12)], ["2026-01", "2026-12", "2027-01"]);
    }

    #[test]
    fn every_day_has_an_answer() {
        let c = calendar(10);
        for day in [i64::MIN, -1 << 40, 1 << 40, i64::MAX] {
            assert!(c.weekday(day) < 7 && c.month_of_year(day) < 12 && !c.is_holiday(day));
        }
        let _ = (c.month_span(usize::MAX - 1), c.month_label(usize::MAX));
        assert_eq!(c.month(i64::MIN), 0);
    }
}
