//! Rosters and pay against a calendar that is walked day by day, apart from the one that the run uses.

use crate::lab::{Tale, figure, inside, network, outcome, tales};
use callout::kernel::time::{MS_PER_DAY, MS_PER_HOUR, Span, Time, clip};
use callout::network::Network;
use callout::record::fact::{Activity, Pay};
use callout::record::figure::Index;
use callout::record::ledger::Account;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday, date};
use std::collections::BTreeMap;

/// A shift: weekdays of its start, hours from and to after midnight.
type Shift = (&'static [Weekday], f64, f64);

const MON_FRI: &[Weekday] = &[Weekday::Monday, Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday, Weekday::Friday];
const DAILY: &[Weekday] = &[
    Weekday::Monday,
    Weekday::Tuesday,
    Weekday::Wednesday,
    Weekday::Thursday,
    Weekday::Friday,
    Weekday::Saturday,
    Weekday::Sunday,
];

const START: Date = date(2026, 1, 20);
const HOLIDAYS: [Date; 3] = [date(2026, 1, 30), date(2026, 2, 17), date(2026, 2, 18)];
/// A Saturday that is worked like a Monday.
const MAKEUP: Date = date(2026, 2, 14);

/// Hours on duty by month (January, February, March) of one technician between `from` and `to` days after the start.
fn by_hand(shifts: &[Shift], works_holidays: bool, from: i64, to: i64) -> BTreeMap<u32, f64> {
    let window = (Time(from * MS_PER_DAY), Time(to * MS_PER_DAY));
    let mut hours = BTreeMap::new();
    for day in -2..to + 2 {
        let today = START.checked_add(day.days()).unwrap();
        let weekday = if today == MAKEUP { Weekday::Monday } else { today.weekday() };
        if HOLIDAYS.contains(&today) && !works_holidays {
            continue;
        }
        for (_, begin, end) in shifts.iter().filter(|(days, _, _)| days.contains(&weekday)) {
            let at = |hours: f64| Time(day * MS_PER_DAY + (hours * MS_PER_HOUR as f64) as i64);
            let Some((begin, end)) = clip(at(*begin), at(*end), window.0, window.1) else { continue };
            // Hour by hour into the month of its date.
            let quarter = Span(MS_PER_HOUR / 4);
            let mut now = begin;
            while now < end {
                let month = START.checked_add(now.day().days()).unwrap().month();
                *hours.entry(month as u32 - 1).or_default() += 0.25;
                now = now + quarter;
            }
        }
    }
    hours
}

/// A shop that nobody calls, with this roster.
fn quiet(shifts: &str, more: &str, from: i64, to: i64) -> Network {
    let text = format!(
        r#"
        scenario = {{ name = "quiet", start = 2026-01-20, horizon = "{to} d", warm_up = "{from} d" }}
        calendar = {{ holidays = [2026-01-30, 2026-02-17, 2026-02-18], makeup = [2026-02-14] }}
        kind.job = {{ work = "1 h" }}
        zone.town = {{}}
        stream.calls = {{ kind = "job", rate = "0 /h" }}
        grade.plain = {{ wage = 12.5 }}
        roster.day = {{ shifts = [{shifts}]{more} }}
        centre.shop = {{ team.day = {{ technicians = 2 }}, team.crew = {{ technicians = 1, crew = 2 }} }}
    "#
    );
    network(&text, &[])
}

/// Four people are paid for exactly the hours of the roster, month by month: holidays, a make-up day, nights over the end of a month,
/// a window that cuts shifts.
#[test]
fn wages_are_roster_hours() {
    let tables: [(&str, &[Shift]); 5] = [
        ("\"Mon-Fri 08:00-17:00\"", &[(MON_FRI, 8.0, 17.0)]),
        ("\"Mon-Fri 08:00-12:00\", \"Mon-Fri 13:00-17:30\"", &[(MON_FRI, 8.0, 12.0), (MON_FRI, 13.0, 17.5)]),
        ("\"daily 22:00-06:00\"", &[(DAILY, 22.0, 30.0)]),
        ("\"Fri 20:00-08:00\", \"Sat,Sun 09:00-12:00\"", &[(&[Weekday::Friday], 20.0, 32.0), (&DAILY[5..], 9.0, 12.0)]),
        ("\"daily 00:00-24:00\"", &[(DAILY, 0.0, 24.0)]),
    ];
    for (text, shifts) in tables {
        for works in [false, true] {
            for (from, to) in [(0, 45), (10, 11), (11, 29), (3, 28)] {
                let more = format!(", works_holidays = {works}");
                let outcome = outcome(&quiet(text, &more, from, to), 0);
                let mut paid: BTreeMap<u32, f64> = BTreeMap::new();
                for entry in outcome.books.entries.iter().filter(|entry| entry.account == Account::Wages) {
                    *paid.entry(entry.month).or_default() += entry.money.units() / (4.0 * 12.5);
                }
                assert_eq!(paid, by_hand(shifts, works, from, to), "{text}, holidays worked: {works}, days {from} to {to}");
            }
        }
    }
}

/// Absence is drawn for a whole shift and paid like presence.
#[test]
fn absence_is_paid_and_lasts_a_shift() {
    let network = quiet("\"Mon-Fri 08:00-17:00\"", ", absence = 0.2", 0, 300);
    let (mut absent, mut shifts) = (0.0f64, 0.0f64);
    for replication in 0..5 {
        let mut paid = 0.0;
        for (_, tale) in tales(&network, replication) {
            match tale {
                Tale::Spent(_, activity, from, to) => {
                    let share = inside(&network, from, to).hours() / 9.0;
                    assert!(activity != Activity::Absent || share == 0.0 || share == 1.0, "for a whole shift");
                    absent += if activity == Activity::Absent { share } else { 0.0 };
                    shifts += share;
                }
                Tale::Paid(_, pay, from, to) => {
                    assert_eq!(pay, Pay::Regular);
                    paid += inside(&network, from, to).hours();
                }
                _ => {}
            }
        }
        let full: f64 = by_hand(&[(MON_FRI, 8.0, 17.0)], false, 0, 300).values().sum();
        assert_eq!(paid, 3.0 * full);
    }
    let error = (0.2 * 0.8 / shifts).sqrt();
    assert!((absent / shifts - 0.2).abs() < 3.5 * error, "{absent} of {shifts} shifts");
}

/// Hours add up in the figures: work, travel, idleness and absence over paid time, with jobs that run into nights and holidays.
#[test]
fn overtime_into_the_next_shift_is_paid_once() {
    let text = r#"
        scenario = { name = "long", start = 2026-01-20, horizon = "30 d" }
        calendar = { holidays = [2026-01-30] }
        kind.job = { work = { law = "lognormal", mean = "14 h", cv = 1 } }
        zone.town = {}
        stream.calls = { kind = "job", rate = "0.1 /h" }
        grade.plain = { wage = 10, overtime_factor = 1.5 }
        roster.day = { shifts = ["daily 08:00-12:00", "daily 14:00-22:00"], works_holidays = true }
        centre.shop = { team.day = { technicians = 2 } }
    "#;
    let network = network(text, &[]);
    for replication in 0..5 {
        let outcome = outcome(&network, replication);
        // Regular hours are the roster's, whatever happens: overtime ends where the next shift begins.
        assert_eq!(outcome.books.account(Account::Wages).units(), 30.0 * 12.0 * 2.0 * 10.0);
        let overtime = outcome.books.account(Account::Overtime).units() / 15.0 / (30.0 * 12.0 * 2.0);
        let reported = figure(&outcome, Index::OvertimeShare).unwrap();
        assert!(overtime > 0.05 && (overtime - reported).abs() < 1e-6, "{overtime} is not {reported}");
        let work = figure(&outcome, Index::WrenchTime).unwrap();
        assert!(work <= 1.0 + reported + 1e-12);
    }
}
