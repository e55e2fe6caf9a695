//! People who fall sick, leave, are replaced, grow into the job and are trained: shares against theory, courses and learning by hand.

use crate::lab::{Tale, Verb, figure, jobs, network, outcome, tales};
use callout::kernel::time::{MS_PER_HOUR, Time};
use callout::network::Network;
use callout::record::fact::{Activity, Change};
use callout::record::figure::Index;
use callout::record::ledger::Account;
use callout::study::trial::Outcome;

/// A shop with so many technicians of this grade from Monday 2026-01-05 on, day shifts of 8 h.
fn shop(technicians: u32, grade: &str, calls: &str, horizon: &str) -> Network {
    shop_with("1 h", technicians, grade, calls, horizon)
}

fn shop_with(work: &str, technicians: u32, grade: &str, calls: &str, horizon: &str) -> Network {
    let text = format!(
        r#"
        scenario = {{ name = "shop", start = 2026-01-05, horizon = "{horizon}", warm_up = "0 d", seed = 6 }}
        kind.job = {{ work = "{work}" }}
        zone.town = {{}}
        stream.calls = {{ kind = "job", {calls} }}
        grade.plain = {{ wage = 10, {grade} }}
        grade.better = {{ speed = 2 }}
        roster.day = {{ shifts = ["daily 08:00-16:00"], works_holidays = true }}
        centre.shop.team.all = {{ technicians = {technicians}, grade = "plain" }}
    "#
    );
    network(&text, &[])
}

fn means(network: &Network, replications: u32, of: impl Fn(&Outcome) -> f64) -> (f64, f64) {
    let values: Vec<f64> = (0..replications).map(|replication| of(&outcome(network, replication))).collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// |mean - expected| <= 3.5 standard errors, and the standard error is small.
fn near(what: &str, (mean, error): (f64, f64), expected: f64, tolerance: f64) {
    assert!(2.576 * error <= tolerance, "{what}: the error {error} is too large for {tolerance}");
    assert!((mean - expected).abs() <= tolerance.max(3.5 * error), "{what}: {mean} is not {expected}");
}

#[test]
fn sickness_takes_the_share_of_an_alternating_renewal() {
    // 6 spells per healthy year of 10 d on average: 10 / (10 + 365/6) of all shifts begin in a spell, once the start is forgotten.
    let grade = "sickness = { rate = \"6 /year\", length = { law = \"gamma\", mean = \"10 d\", cv = 0.8 } }";
    let network = shop(40, grade, "rate = \"0 /h\"", "1400 d");
    let expected = 10.0 / (10.0 + 365.0 / 6.0);
    near("sickness", means(&network, 20, |outcome| figure(outcome, Index::SicknessShare).unwrap()), expected, 0.004);
    // Paid all the same.
    let outcome = outcome(&network, 0);
    assert_eq!(outcome.books.account(Account::Wages).units(), 40.0 * 1400.0 * 8.0 * 10.0);
    assert_eq!([Index::Quits, Index::Headcount, Index::TrainingHours].map(|index| figure(&outcome, index)), [None; 3]);
}

#[test]
fn quits_vacancies_and_hires_balance() {
    let grade = "turnover = { rate = \"0.8 /year\", vacancy = \"40 d\", cost = 700 }";
    let network = shop(200, grade, "rate = \"0 /h\"", "730 d");
    // Weighed at the first shift of each month: vacant from there to the first shift 40 d later.
    let per_year = |outcome: &Outcome| {
        let people = figure(outcome, Index::Headcount).unwrap();
        figure(outcome, Index::Quits).unwrap() / (people * 2.0)
    };
    // A month of a twelfth of a year quits with 1 - exp(-.8 / 12); the last weighing is up to a month before the end.
    let expected = 12.0 * (1.0 - libm::exp(-0.8 / 12.0)) * 23.0 / 24.0;
    near("quits per person-year", means(&network, 20, per_year), expected, 0.03);
    let outcome = outcome(&network, 0);
    let [quits, people, vacant] =
        [Index::Quits, Index::Headcount, Index::VacancyShare].map(|index| figure(&outcome, index).unwrap());
    assert!((people - 200.0 * (1.0 - vacant)).abs() < 1e-9);
    // Vacancies are unpaid, apart from nothing: wages are hours of the seats that are held.
    let wages = outcome.books.account(Account::Wages).units() / (8.0 * 10.0 * 730.0);
    assert!((wages / people - 1.0).abs() < 0.002, "{wages} {people}");
    let hires = outcome.books.account(Account::Hiring).units() / 700.0;
    let told = tales(&network, 0);
    let count =
        |change: Change| told.iter().filter(|(_, tale)| matches!(tale, Tale::Staffed(_, it) if *it == change)).count() as f64;
    assert_eq!((count(Change::Quit), count(Change::Hired)), (quits, hires));
    assert!(hires < quits && hires > quits - 40.0);
    for (_, tale) in &told {
        if let Tale::Vacant(_, from, to) = tale {
            let days = (*to - *from).days();
            assert!(days == 40.0 || to.day() >= 730, "vacant for {days} d");
        }
    }
}

#[test]
fn quits_rise_with_load() {
    let grade = "turnover = { rate = \"2 /year\", at = 0.5, steepness = 3, vacancy = \"0 d\" }";
    let run = |calls: &str| {
        let network = shop_with("4 h", 40, grade, calls, "730 d");
        let outcomes: Vec<Outcome> = (0..12).map(|replication| outcome(&network, replication)).collect();
        let mean = |index| outcomes.iter().map(|outcome| figure(outcome, index).unwrap()).sum::<f64>() / 12.0;
        (mean(Index::Utilisation), mean(Index::Quits))
    };
    let ((low, few), (high, many)) = (run("rate = \"7.5 /d\""), run("rate = \"60 /d\""));
    let of_a_month = |u: f64| 1.0 - libm::exp(-2.0 / 12.0 * libm::exp(3.0 * (u - 0.5)));
    let (expected, found) = (of_a_month(high) / of_a_month(low), many / few);
    // Both are counts of 12 runs: relative variance 1/n each.
    let error = (1.0 / (12.0 * many) + 1.0 / (12.0 * few)).sqrt();
    assert!((found / expected - 1.0).abs() < 0.02 + 3.5 * error, "{found} times as many quits, not {expected}");
    assert!(high - low > 0.5 && expected > 3.5 && error < 0.05, "{low} {high} {expected} {error}");
}

fn hours(at: Time) -> f64 {
    at.0 as f64 / MS_PER_HOUR as f64
}

#[test]
fn a_course_by_hand() {
    let grade = "training = { to = \"better\", hours = \"20 h\", yearly = \"10 h\", fee = 300, yearly_fee = 70, from = \"24 h\" }";
    let network = shop(2, grade, "every = \"24 h\", first = \"14 h\"", "400 d");
    let told = tales(&network, 0);
    let courses = |seat: u32| -> Vec<(f64, f64)> {
        let spans = told.iter().filter_map(|(_, tale)| match tale {
            Tale::Spent(who, Activity::Course, from, to) if who.0 == seat => Some((hours(*from), hours(*to))),
            _ => None,
        });
        spans.collect()
    };
    // The first goes on day 1: 8 + 8 + 4 h, back at noon of day 3. The second sees an empty place on day 4.
    let day = |day: u32, hours: f64| (f64::from(day) * 24.0 + 8.0, f64::from(day) * 24.0 + 8.0 + hours);
    // The refreshers are due 365 days after noon of days 3 and 6: at the first shift after that.
    assert_eq!(courses(0), [day(1, 8.0), day(2, 8.0), day(3, 4.0), day(369, 8.0), day(370, 2.0)]);
    assert_eq!(courses(1), [day(4, 8.0), day(5, 8.0), day(6, 4.0), day(372, 8.0), day(373, 2.0)]);
    let outcome = outcome(&network, 0);
    assert_eq!(outcome.books.account(Account::Training).units(), 740.0);
    assert_eq!(figure(&outcome, Index::TrainingHours), Some(60.0));
    assert_eq!(outcome.books.account(Account::Wages).units(), 2.0 * 400.0 * 80.0);
    // The job of 14:00 takes an hour by the old hand, half an hour by who is trained.
    let took = |from: u32, to: u32| -> Vec<f64> {
        let closed = jobs(&told).filter(|(_, verb, _, _)| matches!(verb, Verb::Closed { .. }));
        closed.map(|(at, ..)| hours(at) % 24.0 - 14.0).skip(from as usize).take((to - from) as usize).collect()
    };
    assert_eq!(took(0, 3), [1.0; 3]);
    assert_eq!(took(7, 360), [0.5; 353]);
}

#[test]
fn who_fails_takes_the_course_again() {
    let grade = "training = { to = \"better\", hours = \"8 h\", fee = 1, pass = 0.4, at_once = 100 }";
    let network = shop(100, grade, "rate = \"0 /h\"", "120 d");
    // Courses per person are geometric with mean 1 / .4 = 2.5.
    let fees = |outcome: &Outcome| outcome.books.account(Account::Training).units() / 100.0;
    near("courses", means(&network, 20, fees), 2.5, 0.15);
}

#[test]
fn new_people_grow_into_the_job() {
    let grade = "turnover = { rate = \"500 /year\", vacancy = \"10 d\" }, ramp_up = { speed = 0.5, over = \"100 d\" }";
    let network = shop(1, grade, "every = \"24 h\", first = \"9 h\"", "58 d");
    let told = tales(&network, 0);
    // The old hand leaves on 1 February (day 27), the new one comes on 11 February (day 37) and is gone on 1 March (day 55).
    let quits: Vec<i64> =
        told.iter().filter(|(_, tale)| matches!(tale, Tale::Staffed(_, Change::Quit))).map(|(at, _)| at.day()).collect();
    assert_eq!(quits, [27, 55]);
    let mut seen = 0;
    for (at, tale) in &told {
        let Tale::Spent(_, Activity::Work, from, to) = tale else { continue };
        if at.day() >= 55 {
            break;
        }
        let share = if at.day() < 37 { 1.0 } else { 0.5 + 0.5 * (at.day() - 37) as f64 / 100.0 };
        let took = (*to - *from).hours();
        assert!((took - 1.0 / share).abs() < 1e-6, "day {}: {took} h", at.day());
        seen += u32::from(share < 1.0);
    }
    assert!(seen > 15, "{seen}");
}
