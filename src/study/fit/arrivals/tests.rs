//! The pattern that a stream was made with is found again.

use super::*;
use crate::kernel::calendar::Calendar;
use crate::kernel::law::Law;
use crate::kernel::random::Seed;
use crate::kernel::time::{MS_PER_DAY, Time};
use crate::network::demand::{Intensity, Shape};
use jiff::civil::date;
use std::sync::Arc;

/// Stamps of a stream of the simulator: so many calls a day, weights of weekdays and hours, variance of the day factor.
fn stamps(rate: f64, weekdays: [f64; 7], hours: impl Fn(usize, usize) -> f64, variance: f64, days: usize) -> Vec<DateTime> {
    let start = date(2026, 1, 7);
    let calendar = Calendar::new(start, days as u32 + 1, &[], &[]);
    let edges = |weekday: usize| {
        let weights: Vec<f64> = (0..24).map(|hour| hours(weekday, hour)).collect();
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        std::iter::once(0.0)
            .chain(weights.iter().map(move |weight| {
                sum += weight;
                sum / total
            }))
            .collect::<Vec<f64>>()
    };
    let shape =
        Shape { months: [1.0; 12], ageing: vec![], weekdays: scaled(weekdays), days: std::array::from_fn(edges), holiday: 1.0 };
    let intensity = Intensity { rate: rate / MS_PER_DAY as f64, shape: Some(Arc::new(shape)), day_factor: None };
    let source = Seed::new(77, 0).source(1);
    let law = (variance > 0.0).then(|| Law::gamma(1.0, variance.sqrt()).unwrap());
    let factor = |day: i64| law.as_ref().map_or(1.0, |law| law.sample(&mut source.entity(day as u64).draws(9, 0)));
    let mut exposures = source.entity(1 << 40).draws(0, 0);
    let (mut at, mut stamps) = (0.0, Vec::new());
    while let Some(next) = intensity.next(&calendar, at, exposures.exponential(), Time(days as i64 * MS_PER_DAY - 1), factor) {
        stamps.push(start.to_datetime(jiff::civil::Time::midnight()) + jiff::Span::new().milliseconds(next as i64));
        at = next;
    }
    stamps
}

fn arrivals(stamps: &[DateTime], days: usize, wanted: Wanted) -> Arrivals {
    let first = date(2026, 1, 7);
    let last = first.saturating_add(jiff::Span::new().days(days as i64 - 1));
    Arrivals::of(Tally::of(stamps, first, last).unwrap(), wanted).unwrap()
}

const WEEKDAYS: [f64; 7] = [1.4, 1.2, 1.1, 1.0, 1.3, 0.4, 0.0];

fn office(hour: usize) -> f64 {
    if (8..18).contains(&hour) { 1.0 + 0.3 * (hour as f64 - 12.0).abs() } else { 0.0 }
}

#[test]
fn a_stream_comes_back() {
    let days = 371;
    let stamps = stamps(40.0, WEEKDAYS, |_, hour| office(hour), 0.15, days);
    let found = arrivals(&stamps, days, Wanted::Auto);
    assert_eq!((found.tally.calls(), found.tally.outside, found.tally.days.len()), (stamps.len() as u64, 0, 371));
    let Profile::Product(weekdays, hours) = &found.profile else { panic!("{:?}", found.profile) };
    for (got, want) in weekdays.iter().zip(scaled(WEEKDAYS)) {
        // 53 days each: standard error .05 of the mean by the day factor.
        assert!((got - want).abs() < 0.2 * want + 1e-9, "{got} is not {want}");
    }
    for (got, want) in hours.iter().zip(scaled::<24>(std::array::from_fn(office))) {
        assert!((got - want).abs() < 0.1 * want + 1e-9, "{got} is not {want}");
    }
    assert!(found.rate_interval.0 < 40.0 && 40.0 < found.rate_interval.1 && (found.rate - 40.0).abs() < 3.0, "{}", found.rate);
    let dispersion = found.dispersion.unwrap();
    assert!((dispersion.variance - 0.15).abs() < 0.04, "{dispersion:?}");
    assert!(dispersion.interval.0 < 0.15 && 0.15 < dispersion.interval.1 && dispersion.p < 1e-9, "{dispersion:?}");
    assert!(found.trend.unwrap().p > 0.01 && found.months.is_none());
}

#[test]
fn plain_chance_is_left_alone() {
    let days = 210;
    let found = arrivals(&stamps(25.0, [1.0; 7], |_, _| 1.0, 0.0, days), days, Wanted::Auto);
    let dispersion = found.dispersion.unwrap();
    assert!(dispersion.p > 0.01 && dispersion.interval.0 == 0.0 && dispersion.variance < 0.02, "{dispersion:?}");
    assert!(dispersion.carry_over.abs() < 0.2, "{dispersion:?}");
}

#[test]
fn hours_that_differ_by_weekday_need_the_whole_week() {
    let days = 140;
    let hours = |weekday: usize, hour: usize| if (hour < 12) == (weekday < 3) { 1.0 } else { 0.2 };
    let made = stamps(60.0, [1.0; 7], hours, 0.0, days);
    let Profile::Week(weights) = arrivals(&made, days, Wanted::Auto).profile else { panic!("not the whole week") };
    assert!((weights.iter().sum::<f64>() - 168.0).abs() < 1e-9);
    for (at, weight) in weights.iter().enumerate() {
        let want = hours(at / 24, at % 24) / 0.6;
        // 20 occurrences of each hour with 2.5 x weight calls each.
        assert!((weight - want).abs() < 4.5 * (want / 50.0).sqrt(), "hour {at}: {weight} is not {want}");
    }
    assert!(matches!(arrivals(&made, days, Wanted::Product).profile, Profile::Product(..)));
    assert_eq!(arrivals(&made, days, Wanted::Flat).profile, Profile::Flat);
}

#[test]
fn short_records_and_dates_say_less() {
    let made = stamps(60.0, [1.0; 7], |_, _| 1.0, 0.0, 10);
    assert!(matches!(arrivals(&made, 10, Wanted::Auto).profile, Profile::Day(_)));
    let made = stamps(9.0, [1.0; 7], |_, _| 1.0, 0.0, 30);
    let few = arrivals(&made, 30, Wanted::Auto);
    assert!(matches!(few.profile, Profile::Product(..)) && few.why.contains("too few"), "{}", few.why);
    let dates: Vec<DateTime> = made.iter().map(|at| at.date().to_datetime(jiff::civil::Time::midnight())).collect();
    assert!(matches!(arrivals(&dates, 30, Wanted::Auto).profile, Profile::Weekdays(_)));
}

#[test]
fn days_are_counted_from_the_calendar() {
    let at = |day: i8, hour: i8| date(2026, 3, day).at(hour, 30, 0, 0);
    // 2026-03-02 is a Monday.
    let tally = Tally::of(&[at(2, 9), at(2, 10), at(4, 9), at(9, 0)], date(2026, 3, 2), date(2026, 3, 8)).unwrap();
    assert_eq!((tally.days.as_slice(), tally.outside, tally.weekdays), ([2, 0, 1, 0, 0, 0, 0].as_slice(), 1, [1; 7]));
    assert_eq!((tally.hours[0][9], tally.hours[0][10], tally.hours[2][9]), (1, 1, 1));
    assert_eq!(tally.date(2), date(2026, 3, 4));
    assert_eq!(Tally::of(&[], date(2026, 3, 2), date(2026, 3, 1)), None);
}

/// Twice as many calls in July, three years long.
#[test]
fn months_show_after_two_years() {
    let first = date(2024, 1, 1);
    let days = 1096;
    let tally = |first: Date, days: usize| {
        let each = (0..days).flat_map(|day| {
            let date = first.saturating_add(jiff::Span::new().days(day as i64));
            vec![date.at(9, 0, 0, 0); if date.month() == 7 { 20 } else { 10 }]
        });
        Tally::of(&each.collect::<Vec<_>>(), first, first.saturating_add(jiff::Span::new().days(days as i64 - 1))).unwrap()
    };
    let months = Arrivals::of(tally(first, days), Wanted::Auto).unwrap().months.unwrap();
    let mean = (365.0 + 31.0) / 365.0;
    for (month, weight) in months.iter().enumerate() {
        let want = if month == 6 { 2.0 } else { 1.0 } / mean;
        assert!((weight - want).abs() < 5e-3, "month {month}: {weight} is not {want}");
    }
    assert!(Arrivals::of(tally(first, 400), Wanted::Auto).unwrap().months.is_none());
}
