//! Weekly shifts, laid on the calendar.
//!
//! *Knows:* a shift belongs to the day on which it starts, also where it ends the next morning.

use super::{Calendar, moment};
use crate::kernel::time::{MS_PER_DAY, Span, Time};

/// No shift within so many days is no shift at all, and no shift is followed further [d].
const LOOK_AHEAD: i64 = 60;
/// A shift may end up to two days after the midnight before it.
const LATEST_END: Span = Span(2 * MS_PER_DAY);

/// A weekly pattern of shifts.
///
/// ```
/// use callout::kernel::calendar::{Calendar, Shifts, parse_shift};
/// use callout::kernel::time::{Span, Time};
/// use jiff::civil::date;
/// let mut week: [Vec<_>; 7] = Default::default();
/// for (weekday, from, to) in parse_shift("Mon-Fri 08:00-17:00")? {
///     week[weekday].push((from, to));
/// }
/// let shifts = Shifts::new(week, false);
/// assert_eq!(shifts.hours_per_week(), 45.0);
/// // 2026 begins on a Thursday, which is a holiday here.
/// let calendar = Calendar::new(date(2026, 1, 1), 365, &[date(2026, 1, 1)], &[]);
/// let at = |hours: f64| Time::ZERO + Span::from_hours(hours);
/// assert_eq!(shifts.shift_after(&calendar, Time::ZERO), Some((at(32.0), at(41.0))));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shifts {
    /// Disjoint and in order, by the weekday of the start.
    week: [Vec<(Span, Span)>; 7],
    works_holidays: bool,
    always: bool,
}

impl Shifts {
    /// On duty at any time.
    pub fn always() -> Shifts {
        Shifts { week: Default::default(), works_holidays: true, always: true }
    }

    /// Shifts (start, end) after midnight for each weekday, Monday first; those that overlap or touch become one.
    ///
    /// Unless `works_holidays`, none starts on a public holiday. A week without a gap that works holidays is [`Shifts::always`].
    ///
    /// # Panics
    /// If a shift does not start on its day, end after its start, and end within two days.
    pub fn new(week: [Vec<(Span, Span)>; 7], works_holidays: bool) -> Shifts {
        for &(start, end) in week.iter().flatten() {
            assert!(start >= Span::ZERO && start < Span::DAY, "a shift starts on its day");
            assert!(end > start && end <= LATEST_END, "a shift ends after its start and within two days");
        }
        let week = week.map(|mut shifts| {
            shifts.sort();
            let mut merged: Vec<(Span, Span)> = Vec::new();
            for (start, end) in shifts {
                match merged.last_mut() {
                    Some(last) if start <= last.1 => last.1 = last.1.max(end),
                    _ => merged.push((start, end)),
                }
            }
            merged
        });
        let shifts = Shifts { week, works_holidays, always: false };
        if works_holidays && shifts.ms_per_week() == 7 * MS_PER_DAY { Shifts::always() } else { shifts }
    }

    /// The first shift that ends after `t`, as (start, end), or the one under way; shifts that touch over midnight are one.
    ///
    /// Duty at any time ends [`Time::NEVER`] and began at the beginning of time; a shift of more than 60 days is cut at 60 days.
    /// `None` if there is no shift within 60 days.
    pub fn shift_after(&self, calendar: &Calendar, t: Time) -> Option<(Time, Time)> {
        if self.always {
            return Some((Time(i64::MIN), Time::NEVER));
        }
        let today = t.day();
        let mut found: Option<(Time, Time)> = None;
        for day in today - 2..=today + LOOK_AHEAD {
            if found.is_some_and(|(_, end)| end < moment(day, Span::ZERO)) {
                break;
            }
            for (start, end) in self.on(calendar, day) {
                match &mut found {
                    Some(shift) if start <= shift.1 => shift.1 = shift.1.max(end),
                    Some(_) => break,
                    None if end > t => found = Some((start, end)),
                    None => {}
                }
            }
        }
        found.map(|(start, end)| (self.begun(calendar, start), end))
    }

    /// Hours on duty in a week without holidays [h]; shifts that overlap over midnight count once.
    pub fn hours_per_week(&self) -> f64 {
        Span(self.ms_per_week()).hours()
    }

    /// Shifts that start on `day`.
    fn on<'a>(&'a self, calendar: &Calendar, day: i64) -> impl Iterator<Item = (Time, Time)> + 'a {
        let closed = !self.works_holidays && calendar.is_holiday(day);
        let shifts: &[(Span, Span)] = if closed { &[] } else { &self.week[calendar.weekday(day)] };
        shifts.iter().map(move |&(start, end)| (moment(day, start), moment(day, end)))
    }

    /// Where the unbroken duty that goes on at `start` began, at most 60 days before.
    fn begun(&self, calendar: &Calendar, mut start: Time) -> Time {
        let earliest = start - Span(LOOK_AHEAD * MS_PER_DAY);
        while start > earliest {
            let day = start.day();
            let before = (day - 2..=day).flat_map(|day| self.on(calendar, day));
            match before.filter(|shift| shift.0 < start && shift.1 >= start).map(|shift| shift.0).min() {
                Some(earlier) => start = earlier,
                None => break,
            }
        }
        start
    }

    fn ms_per_week(&self) -> i64 {
        if self.always {
            return 7 * MS_PER_DAY;
        }
        // The last two days of the week before reach into this one.
        let (mut covered, mut sum) = (Time::ZERO, 0);
        let week_end = moment(7, Span::ZERO);
        for day in -2..7i64 {
            for &(start, end) in &self.week[day.rem_euclid(7) as usize] {
                let (start, end) = (moment(day, start).max(covered), moment(day, end).min(week_end));
                sum += (end - start).0.max(0);
                covered = covered.max(end);
            }
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_shift;
    use super::*;
    use jiff::civil::date;

    fn shifts(texts: &[&str], works_holidays: bool) -> Shifts {
        let mut week: [Vec<(Span, Span)>; 7] = Default::default();
        for (weekday, from, to) in texts.iter().flat_map(|text| parse_shift(text).unwrap()) {
            week[weekday].push((from, to));
        }
        Shifts::new(week, works_holidays)
    }

    /// Begins on Monday 5 January 2026; Wednesday 7 is a holiday, Sunday 11 is worked.
    fn calendar() -> Calendar {
        Calendar::new(date(2026, 1, 5), 100, &[date(2026, 1, 7)], &[date(2026, 1, 11)])
    }

    fn at(day: i64, hours: f64) -> Time {
        moment(day, Span::from_hours(hours))
    }

    #[test]
    fn the_next_shift_by_table() {
        let day = shifts(&["Mon-Fri 08:00-17:00"], false);
        let split = shifts(&["Mon-Fri 08:00-12:00", "Mon-Fri 13:00-17:00"], false);
        let night = shifts(&["Mon-Fri 22:00-06:00"], false);
        let touching = shifts(&["Mon-Fri 08:00-16:00", "Mon-Fri 16:00-22:00"], false);
        let two = shifts(&["Mon-Fri 18:00-06:00", "Tue-Fri 06:00-10:00"], false);
        let holidays = shifts(&["Mon-Fri 08:00-17:00"], true);
        let table = [
            (&day, at(0, 0.0), (at(0, 8.0), at(0, 17.0)), "before the first"),
            (&day, at(0, 16.9), (at(0, 8.0), at(0, 17.0)), "under way"),
            (&day, at(0, 17.0), (at(1, 8.0), at(1, 17.0)), "just over"),
            (&day, at(1, 17.0), (at(3, 8.0), at(3, 17.0)), "over the holiday"),
            (&day, at(4, 18.0), (at(6, 8.0), at(6, 17.0)), "the make-up Sunday"),
            (&holidays, at(1, 17.0), (at(2, 8.0), at(2, 17.0)), "on the holiday"),
            (&split, at(0, 12.0), (at(0, 13.0), at(0, 17.0)), "after lunch"),
            (&night, at(1, 3.0), (at(0, 22.0), at(1, 6.0)), "last night's"),
            (&night, at(2, 3.0), (at(1, 22.0), at(2, 6.0)), "into the holiday"),
            (&night, at(2, 7.0), (at(3, 22.0), at(4, 6.0)), "none starts on the holiday"),
            (&night, at(-3, 3.0), (at(-4, 22.0), at(-3, 6.0)), "before the start"),
            (&touching, at(0, 16.0), (at(0, 8.0), at(0, 22.0)), "touching shifts are one"),
            (&two, at(1, 8.0), (at(0, 18.0), at(1, 10.0)), "one over midnight"),
            (&two, at(0, 1.0), (at(0, 18.0), at(1, 10.0)), "and seen from before"),
            (&two, at(5, 5.0), (at(4, 18.0), at(5, 6.0)), "Friday's alone"),
        ];
        for (shifts, t, expected, case) in table {
            assert_eq!(shifts.shift_after(&calendar(), t), Some(expected), "{case}");
        }
    }

    #[test]
    fn unbroken_duty_is_one_shift() {
        let always = Some((Time(i64::MIN), Time::NEVER));
        assert_eq!(Shifts::always().shift_after(&calendar(), at(3, 1.0)), always);
        assert_eq!(shifts(&["daily 00:00-24:00"], true), Shifts::always());
        assert_eq!(shifts(&["daily 06:00-18:00", "daily 18:00-06:00"], true), Shifts::always());
        let weekdays = shifts(&["Mon-Fri 00:00-24:00"], true);
        for hour in 0..119 {
            let calendar = Calendar::new(date(2026, 1, 5), 100, &[], &[]);
            assert_eq!(weekdays.shift_after(&calendar, at(0, hour as f64)), Some((at(0, 0.0), at(5, 0.0))));
        }
        let not_holidays = shifts(&["daily 00:00-24:00"], false);
        let (start, end) = not_holidays.shift_after(&calendar(), at(3, 12.0)).unwrap();
        assert_eq!(start, at(3, 0.0));
        assert!(end >= at(60, 0.0));
        let (start, _) = not_holidays.shift_after(&calendar(), at(90, 12.0)).unwrap();
        assert!(start <= at(31, 0.0));
    }

    #[test]
    fn no_shift_is_none() {
        assert_eq!(shifts(&[], true).shift_after(&calendar(), Time::ZERO), None);
        let holidays: Vec<_> = (0..70).map(|day| calendar().date(day)).collect();
        let closed = Calendar::new(date(2026, 1, 5), 100, &holidays, &[]);
        assert_eq!(shifts(&["Mon-Fri 08:00-17:00"], false).shift_after(&closed, Time::ZERO), None);
    }

    #[test]
    fn hours_per_week_count_overlaps_once() {
        let table: [(&[&str], f64); 7] = [
            (&["Mon-Fri 08:00-17:00"], 45.0),
            (&["Mon-Fri 08:00-12:00", "Mon-Fri 11:00-17:00"], 45.0),
            (&["daily 22:00-06:00"], 56.0),
            (&["Sun 22:00-06:00", "Mon 00:00-08:00"], 10.0),
            (&["Mon 18:00-12:00", "Tue 08:00-13:00"], 19.0),
            (&["daily 00:00-24:00"], 168.0),
            (&[], 0.0),
        ];
        for (texts, hours) in table {
            assert_eq!(shifts(texts, false).hours_per_week(), hours, "{texts:?}");
        }
        assert_eq!(Shifts::always().hours_per_week(), 168.0);
    }

    /// Walks a year of shifts and sums them: as many hours as the weeks hold.
    #[test]
    fn walking_from_shift_to_shift_loses_no_hour() {
        for texts in [
            &["Mon-Fri 08:00-12:00", "Mon-Sat 13:00-18:30"][..],
            &["daily 22:00-07:15"],
            &["Mon,Wed 20:00-09:00", "Thu 09:00-15:00"],
        ] {
            let (shifts, calendar) = (shifts(texts, false), Calendar::new(date(2026, 1, 5), 400, &[], &[]));
            let (mut t, mut sum) = (at(0, 12.0), Span::ZERO);
            t = shifts.shift_after(&calendar, t).unwrap().1;
            let (from, weeks) = (t, 52);
            loop {
                let (start, end) = shifts.shift_after(&calendar, t).unwrap();
                assert!(start >= t && end > start);
                sum += end - start;
                t = end;
                if end - from >= Span(weeks * 7 * MS_PER_DAY) {
                    break;
                }
            }
            assert_eq!(sum.hours(), shifts.hours_per_week() * weeks as f64, "{texts:?}");
        }
    }

    #[test]
    #[should_panic(expected = "ends after its start")]
    fn a_shift_has_a_length() {
        let mut week: [Vec<(Span, Span)>; 7] = Default::default();
        week[0].push((Span(5), Span(5)));
        Shifts::new(week, false);
    }
}
