//! Demand against theory: expected calls by month, weekday and hour, overdispersion, failures by age, batches, gaps, traces.

use crate::lab::{Verb, everything, jobs, layout, network, tales};
use callout::kernel::time::{MS_PER_DAY, MS_PER_HOUR, Span, Time};
use callout::network::Network;
use callout::network::demand::Arrivals;
use jiff::ToSpan;
use jiff::civil::date;
use std::collections::BTreeMap;

/// A town whose calls all go to a partner at once.
fn town(horizon: &str, stream: &str) -> Network {
    let text = format!(
        r#"
        scenario = {{ name = "town", start = 2026-01-15, horizon = "{horizon}", drain = "0 d" }}
        calendar = {{ holidays = [2026-05-01, 2026-10-01, 2026-10-02], makeup = [2026-10-10] }}
        kind.job = {{ work = "0 s" }}
        zone.town = {{ size = {{ pump = 20000 }} }}
        product.pump = {{ hazard = {{ law = "exponential", rate = "0.1 /year" }} }}
        {stream}
        partner.sink = {{}}
        sourcing = [{{ to = ["sink"] }}]
    "#
    );
    network(&text, &[])
}

/// Times of all calls of a replication.
fn calls(network: &Network, replication: u32) -> Vec<Time> {
    jobs(&tales(network, replication)).filter(|(_, verb, _, _)| *verb == Verb::Called).map(|(at, _, _, _)| at).collect()
}

/// Compares Poisson counts with their expectations: none beyond 4 standard errors, and all together as chi-square says.
fn compare<K: Ord + std::fmt::Debug>(counts: &BTreeMap<K, f64>, expected: &BTreeMap<K, f64>) {
    let mut squares = 0.0;
    let mut cells = 0.0f64;
    for (cell, mean) in expected {
        let count = counts.get(cell).copied().unwrap_or(0.0);
        if *mean == 0.0 {
            assert_eq!(count, 0.0, "no call is expected at {cell:?}");
            continue;
        }
        let z = (count - mean) / mean.sqrt();
        assert!(z.abs() < 3.5, "{cell:?}: {count} calls, {mean} expected");
        squares += z * z;
        cells += 1.0;
    }
    assert!(squares < cells + 3.5 * (2.0 * cells).sqrt(), "chi-square {squares} over {cells} cells");
    let (all, sum) = (counts.values().sum::<f64>(), expected.values().sum::<f64>());
    assert!((all - sum).abs() < 3.5 * sum.sqrt(), "{all} calls, {sum} expected");
}

/// Rate x month x weekday x hour x holiday, integrated hour by hour over a year, against ten years of calls.
#[test]
fn calls_by_month_weekday_and_hour() {
    const MONTHS: [f64; 12] = [1.0, 1.0, 0.5, 0.5, 1.0, 2.0, 4.0, 3.0, 1.0, 0.5, 0.0, 1.0];
    const WEEKDAYS: [f64; 7] = [2.0, 1.0, 1.0, 1.0, 1.0, 0.5, 0.0];
    const DAY: [f64; 8] = [0.0, 0.0, 1.0, 3.0, 2.0, 2.0, 1.0, 0.0];
    let stream = format!(
        "stream.calls = {{ kind = \"job\", rate = \"12 /d\", months = {MONTHS:?}, weekdays = {WEEKDAYS:?}, day = {DAY:?}, holiday_factor = 0.25 }}"
    );
    let network = town("365 d", &stream);
    let days = [31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
    let month_mean: f64 = MONTHS.iter().zip(days).map(|(w, d)| w * d).sum::<f64>() / 365.0;
    let (week_mean, day_sum) = (WEEKDAYS.iter().sum::<f64>() / 7.0, DAY.iter().sum::<f64>());
    let holidays = [date(2026, 5, 1), date(2026, 10, 1), date(2026, 10, 2)];
    let replications = 10;
    let mut expected = [BTreeMap::new(), BTreeMap::new(), BTreeMap::new(), BTreeMap::new()];
    let mut counts = expected.clone();
    let cells = |at: Time| {
        let today = date(2026, 1, 15).checked_add(at.day().days()).unwrap();
        let weekday = if today == date(2026, 10, 10) { 0 } else { today.weekday().to_monday_zero_offset() as usize };
        let slice = (at.of_day().0 / (3 * MS_PER_HOUR)) as usize;
        (today, [today.month() as usize - 1, weekday, slice, usize::from(holidays.contains(&today))])
    };
    for hour in (0..365 * 24).step_by(3) {
        let (_, at) = cells(Time(hour * MS_PER_HOUR));
        let holiday = if at[3] == 1 { 0.25 } else { 1.0 };
        let rate = 12.0 * MONTHS[at[0]] / month_mean * WEEKDAYS[at[1]] / week_mean * DAY[at[2]] / day_sum * holiday;
        for (cut, expected) in expected.iter_mut().enumerate() {
            *expected.entry(at[cut]).or_insert(0.0) += rate * f64::from(replications);
        }
    }
    for at in (0..replications).flat_map(|replication| calls(&network, replication)) {
        for (cut, counts) in counts.iter_mut().enumerate() {
            *counts.entry(cells(at).1[cut]).or_insert(0.0) += 1.0;
        }
    }
    for cut in 0..4 {
        compare(&counts[cut], &expected[cut]);
    }
}

/// 168 weights by hour of the week.
#[test]
fn calls_by_hour_of_the_week() {
    let weights: Vec<f64> = (0..168).map(|hour| f64::from((hour * 7 + 3) % 11)).collect();
    let network = town("364 d", &format!("stream.calls = {{ kind = \"job\", rate = \"2 /h\", week = {weights:?} }}"));
    let mut counts = BTreeMap::new();
    for at in calls(&network, 0).into_iter().filter(|at| at.day() < 364 && at.day() != 268) {
        // The start is a Thursday; 10 October 2026, day 268, is worked like a Monday and left out.
        *counts.entry((at.0 / MS_PER_HOUR + 72) % 168).or_insert(0.0) += 1.0;
    }
    let mean = weights.iter().sum::<f64>() / 168.0;
    let weeks = |hour: i64| if (120..144).contains(&hour) { 51.0 } else { 52.0 };
    // Three holidays have factor 1: they are days like others.
    let expected = (0..168).map(|hour| (hour, 2.0 * weights[hour as usize] / mean * weeks(hour))).collect();
    compare(&counts, &expected);
}

fn daily(network: &Network, replication: u32, days: usize) -> Vec<f64> {
    let mut counts = vec![0.0; days];
    for at in calls(network, replication).into_iter().filter(|at| (at.day() as usize) < days) {
        counts[at.day() as usize] += 1.0;
    }
    counts
}

fn moments(values: &[f64]) -> (f64, f64) {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (mean, values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0))
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    let ((ma, va), (mb, vb)) = (moments(a), moments(b));
    let cov = a.iter().zip(b).map(|(x, y)| (x - ma) * (y - mb)).sum::<f64>() / (a.len() as f64 - 1.0);
    cov / (va * vb).sqrt()
}

/// Variance of daily counts = mean + v mean^2, days are independent, and another layout's demand shares the factor of a date.
#[test]
fn gamma_days_are_overdispersed_and_shared_by_date() {
    let days = 2000;
    let stream = |rate: u32| format!("stream.calls = {{ kind = \"job\", rate = \"{rate} /d\", dispersion = 0.3, day = [1, 2] }}");
    let [once, twice] = [10, 20].map(|rate| town("2000 d", &stream(rate)));
    let (mut all, mut lagged, mut across) = (Vec::new(), 0.0, 0.0);
    for replication in 0..4 {
        let counts = daily(&once, replication, days);
        lagged += correlation(&counts[1..], &counts[..days - 1]) / 4.0;
        across += correlation(&counts, &daily(&twice, replication, days)) / 4.0;
        all.extend(counts);
    }
    let (mean, variance) = moments(&all);
    let n = all.len() as f64;
    assert!((mean - 10.0).abs() < 3.5 * (40.0 / n).sqrt(), "{mean}");
    // Var 10 + .3 x 100; the estimate's standard error is about 40 (3.2 / n)^.5.
    assert!((variance - 40.0).abs() < 3.5 * 40.0 * (3.2 / n).sqrt(), "{variance}");
    assert!(lagged.abs() < 3.5 / n.sqrt(), "{lagged}");
    // Common factor: cov = .3 x 10 x 20, over (40 x 140)^.5.
    assert!((across - 60.0 / (40.0f64 * 140.0).sqrt()).abs() < 0.03, "{across}");
}

/// The hazard of a mixed-age base, integrated over ages by the midpoint rule, against the intensity that the network holds.
#[test]
fn failures_follow_the_ages() {
    let weibull = |age: f64, shape: f64, scale: f64| shape / scale * libm::pow(age / scale, shape - 1.0);
    let laws: [(&str, &dyn Fn(f64) -> f64); 3] = [
        ("{ law = \"weibull\", shape = 1.7, scale = \"9 years\" }", &|age| weibull(age, 1.7, 9.0)),
        ("{ law = \"bathtub\", shapes = [0.7, 4], scales = [\"40 years\", \"12 years\"] }", &|age| {
            weibull(age, 0.7, 40.0) + weibull(age, 4.0, 12.0)
        }),
        ("{ law = \"by-age\", rates = [\"0.2 /year\", \"0.05 /year\", \"0.1 /year\", \"0.4 /year\"] }", &|age| {
            [0.2, 0.05, 0.1, 0.4][(age as usize).min(3)]
        }),
    ];
    let ages = [4.0, 3.0, 0.0, 2.0];
    for (law, hazard) in laws {
        let text = format!(
            "product.ac = {{ hazard = {law}, ages = {ages:?} }}\nzone.hill = {{ size = {{ pump = 0, ac = 50000 }} }}\n\
             stream.faults = {{ kind = \"job\", failures = \"ac\", zones = [\"hill\"], months = [1, 1, 1, 1, 1, 1, 3, 3, 1, 1, 1, 1] }}"
        );
        let network = town("730 d", &text);
        let source = network.sources.iter().next().expect("there is a source");
        let Arrivals::Poisson(intensity) = &source.arrivals else { panic!("failures are Poisson") };
        let shape = intensity.shape.as_ref().expect("ages bend the rate");
        // Mean hazard of the base at t years: ages are uniform within their years.
        let steps = 2000;
        let base = |t: f64| -> f64 {
            let cohort = |(year, share): (usize, &f64)| {
                let within: f64 = (0..steps).map(|i| hazard(year as f64 + (i as f64 + 0.5) / steps as f64 + t)).sum();
                share / 9.0 * within / steps as f64
            };
            ages.iter().enumerate().map(cohort).sum()
        };
        let (mut mine, mut theirs) = (0.0, 0.0);
        for month in 0..24usize {
            let got = intensity.rate * shape.ageing[month] * 365.0 * MS_PER_DAY as f64 / 50000.0;
            let want = (base(month as f64 / 12.0) + base((month as f64 + 0.5) / 12.0) + base((month as f64 + 1.0) / 12.0)) / 3.0;
            assert!((got / want - 1.0).abs() < 0.03, "{law}, month {month}: {got} is not {want}");
            (mine, theirs) = (mine + got, theirs + want);
        }
        assert!((mine / theirs - 1.0).abs() < 0.01, "{law}: {mine} is not {theirs}");
        // And the calls follow the intensity: its integral over the run against one replication.
        let months = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 3.0, 1.0, 1.0, 1.0, 1.0];
        let mean = (365.0 + 2.0 * 62.0) / 365.0;
        let expected: f64 = (0..730i64)
            .map(|day| {
                let today = date(2026, 1, 15).checked_add(day.days()).unwrap();
                let month = (today.year() as usize - 2026) * 12 + today.month() as usize - 1;
                intensity.rate * MS_PER_DAY as f64 * shape.ageing[month] * months[today.month() as usize - 1] / mean
            })
            .sum();
        let count = calls(&network, 0).len() as f64;
        assert!((count - expected).abs() < 3.5 * expected.sqrt(), "{law}: {count} calls, {expected} expected");
    }
}

/// Batches have their mean size and come together; finite bases, renewals and schedules keep their rates.
#[test]
fn batches_gaps_and_schedules() {
    let network =
        town("3000 d", "stream.calls = { kind = \"job\", rate = \"1 /d\", batch_sizes = [1, 4, 10], batch_weights = [5, 3, 2] }");
    let mut sizes: BTreeMap<Time, f64> = BTreeMap::new();
    for at in calls(&network, 0) {
        *sizes.entry(at).or_default() += 1.0;
    }
    let (mean, variance) = moments(&sizes.values().copied().collect::<Vec<_>>());
    let n = sizes.len() as f64;
    // Mean .5 + 1.2 + 2 = 3.7; variance .5 + 4.8 + 20 - 13.69.
    assert!((n - 3000.0).abs() < 3.5 * 3000f64.sqrt() && (mean - 3.7).abs() < 3.5 * (11.61 / n).sqrt(), "{n} batches of {mean}");
    assert!((variance - 11.61).abs() < 1.0, "{variance}");
    let gaps =
        town("3000 d", "stream.calls = { kind = \"job\", gaps = { law = \"gamma\", mean = \"6 h\", cv = 0.5 }, first = \"3 h\" }");
    let at = calls(&gaps, 0);
    let between: Vec<f64> = at.windows(2).map(|pair| (pair[1] - pair[0]).hours()).collect();
    let (mean, variance) = moments(&between);
    assert!(
        (mean - 6.0).abs() < 3.5 * 3.0 / (between.len() as f64).sqrt() && (variance / 9.0 - 1.0).abs() < 0.1,
        "{mean} {variance}"
    );
    assert_eq!(at[0].hours(), 3.0);
    let every = town("10 d", "stream.calls = { kind = \"job\", every = \"7 h\" }");
    assert_eq!(calls(&every, 0), (1..=34).map(|n| Time::ZERO + Span::from_hours(7.0 * f64::from(n))).collect::<Vec<_>>());
}

/// The base of a failure stream whose units are repaired at once fails at its full rate.
#[test]
fn failures_of_a_base_that_is_always_up() {
    let network = town("1000 d", "stream.faults = { kind = \"job\", failures = \"pump\", share = 0.5 }");
    let (count, mean) = (calls(&network, 0).len() as f64, 20000.0 * 0.1 * 0.5 * 1000.0 / 365.0);
    assert!((count - mean).abs() < 3.5 * mean.sqrt(), "{count} calls, {mean} expected");
}

/// Night edges, closed hours, holidays and the very end: no call where none may be, and calls go on through the drain.
#[test]
fn no_call_at_closed_hours_and_calls_go_on_after_the_horizon() {
    let stream = "stream.calls = { kind = \"job\", rate = \"100 /d\", day = [0, 0, 1, 0], weekdays = [1, 0, 1, 1, 1, 1, 1], holiday_factor = 0 }";
    let closed = town("300 d", stream);
    for at in calls(&closed, 0) {
        let today = date(2026, 1, 15).checked_add(at.day().days()).unwrap();
        assert!((12.0..18.0).contains(&at.of_day().hours()), "{at}");
        assert!(today.weekday().to_monday_zero_offset() != 1 && today != date(2026, 5, 1), "{today}");
    }
    // A job of the last hours keeps the run going through the drain, and with it the calls.
    let text = r#"
        scenario = { name = "drain", start = 2026-01-01, horizon = "10 d", drain = "5 d" }
        kind.job = { work = "90 d" }
        zone.town = {}
        stream.calls = { kind = "job", rate = "20 /d" }
        partner.sink = {}
        sourcing = [{ to = ["sink"] }]
    "#;
    let after = calls(&network(text, &[]), 0).into_iter().filter(|at| at.day() >= 10).count() as f64;
    assert!((after - 100.0).abs() < 35.0, "{after} calls in the drain");
}

/// A trace is replayed as it is: times, zones, kinds, work.
#[test]
fn a_trace_is_replayed_as_it_is() {
    let mut only = everything(&[]);
    only.scenario.stream.retain(|name, _| name == "log");
    let network = Network::new(&only);
    let told = tales(&network, 0);
    let first: Vec<(f64, String, String, Option<f64>)> = jobs(&told)
        .filter(|(_, verb, _, story)| *verb == Verb::Called && !story.job.repeat)
        .map(|(at, _, _, story)| {
            let (zone, kind) = (&network.zones[story.job.zone].name, &network.kinds[story.job.kind].name);
            (at.hours(), zone.clone(), kind.clone(), story.job.work_is_given.then(|| Span::from_ms(story.job.work).hours()))
        })
        .collect();
    let row = |at: f64, zone: &str, kind: &str, work: Option<f64>| (at, zone.to_owned(), kind.to_owned(), work);
    assert_eq!(
        first,
        [
            row(3.0, "north", "repair", None),
            row(248.5, "south", "alarm", Some(1.0 / 3.0)),
            row(248.5, "south", "repair", Some(1.5)),
            row(18.0 * 24.0 + 23.0 + 59.0 / 60.0, "far", "install", None),
            row(36.0 * 24.0 + 12.0, "east", "repair", Some(6.0)),
        ]
    );
    assert!(layout(crate::lab::TOWNS, &[]).data.traces.is_empty());
}
