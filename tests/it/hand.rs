//! Small worlds whose every event was worked out by hand: shift edges, interruptions, crews, travel, partners, promises.

use crate::lab::{figure, layout, network, outcome};
use callout::kernel::time::Span;
use callout::network::Network;
use callout::record::figure::Index;
use callout::record::joblog::JobLine;
use callout::record::ledger::Account;
use callout::study::trial::{Watch, trial};

/// A shop with one technician in the week from Monday 5 January 2026; `more` adds to it.
fn shop(shifts: &str, more: &str) -> String {
    format!(
        r#"
        scenario = {{ name = "shop", start = 2026-01-05, horizon = "14 d" }}
        kind.job = {{ work = "3 h" }}
        zone.town = {{ x = "0 km", y = "10 km" }}
        stream.calls = {{ kind = "job", every = "1000 d", first = "15.5 h" }}
        grade.plain = {{ wage = 10, overtime_factor = 2 }}
        roster.day = {{ shifts = [{shifts}], overtime = "2 h" }}
        centre.shop = {{ x = "0 km", y = "0 km", team.day = {{ technicians = 1, grade = "plain", roster = "day" }} }}
        {more}
    "#
    )
}

const OFFICE: &str = "\"Mon-Fri 08:00-17:00\"";

/// The jobs of the only trial, in order of their calls.
fn lines(text: &str, sets: &[&str]) -> Vec<JobLine> {
    let mut lines = outcome(&network(text, sets), 0).jobs;
    lines.sort_by_key(|line| line.serial);
    lines
}

/// When each job was called, dispatched, reached and ended [h since the start].
fn hours(text: &str, sets: &[&str]) -> Vec<[Option<f64>; 4]> {
    let of = |line: &JobLine| [Some(line.called), line.dispatched, line.arrived, line.ended].map(|at| at.map(|at| at.hours()));
    lines(text, sets).iter().map(of).collect()
}

fn ends(text: &str, sets: &[&str]) -> Vec<Option<f64>> {
    hours(text, sets).iter().map(|times| times[3]).collect()
}

#[test]
fn a_visit_begins_only_if_shift_and_overtime_hold_it() {
    // 15:30 + 3 h = 18:30: inside 17:00 + 2 h, not inside 17:00 + 1 h.
    let late = outcome(&network(&shop(OFFICE, ""), &[]), 0);
    assert_eq!(late.jobs[0].ended.unwrap().hours(), 18.5);
    // Ten shifts of 9 h, and 1.5 h of overtime at twice the wage.
    assert_eq!((late.books.account(Account::Wages).units(), late.books.account(Account::Overtime).units()), (900.0, 30.0));
    assert_eq!(figure(&late, Index::OvertimeShare), Some(1.5 / 90.0));
    assert_eq!(ends(&shop(OFFICE, ""), &["roster.day.overtime=1 h"]), [Some(24.0 + 11.0)]);
}

#[test]
fn work_is_put_aside_at_the_end_of_the_shift() {
    let text = shop(OFFICE, "");
    assert_eq!(ends(&text, &["roster.day.at_end=suspend"]), [Some(24.0 + 9.5)]);
    assert_eq!(ends(&text, &["roster.day.at_end=restart"]), [Some(24.0 + 11.0)]);
}

#[test]
fn work_that_ends_with_the_shift_is_done() {
    for at_end in ["finish", "suspend", "restart"] {
        let at_end = format!("roster.day.at_end={at_end}");
        let done = hours(&shop(OFFICE, ""), &[&at_end, "stream.calls.first=14 h"]);
        assert_eq!(done, [[Some(14.0), Some(14.0), Some(14.0), Some(17.0)]], "{at_end}");
    }
}

#[test]
fn another_grade_finishes_at_its_own_speed() {
    let night = r#"
        grade.quick = { speed = 2 }
        roster.night = { shifts = ["Mon-Fri 17:00-23:00"] }
    "#;
    let night = shop(OFFICE, night)
        .replace("team.day", "team.night = { technicians = 1, grade = \"quick\", roster = \"night\" }, team.day");
    // 1.5 h are done at 17:00; the other 1.5 h take half as long.
    assert_eq!(ends(&night, &["roster.day.at_end=suspend"]), [Some(17.75)]);
    // Begun again, 3 h take 1.5 h.
    assert_eq!(ends(&night, &["roster.day.at_end=restart"]), [Some(18.5)]);
}

#[test]
fn urgent_jobs_interrupt_what_they_may() {
    let urgent = r#"
        kind.alarm = { work = "0.5 h", priority = 1 }
        stream.alarms = { kind = "alarm", every = "1000 d", first = "10 h" }
        travel = { from = "geography", metric = "euclid", speed = "10 km/h", bases = "one-way" }
    "#;
    let text = shop("\"always\"", urgent);
    let text = text.replace("work = \"3 h\"", "work = \"3 h\", priority = 2");
    // The alarm comes at 10:00; every trip is an hour, 10 km from base.
    let called = |at: &str| format!("stream.calls.first={at}");
    let run = |preempt: &str, at: &str| ends(&text, &[&format!("dispatch.preempt={preempt}"), &called(at)]);
    assert_eq!(run("none", "9.5 h"), [Some(13.5), Some(15.0)]);
    // On the way for half an hour and turned round: an hour for the alarm and half an hour of work, then an hour and three.
    assert_eq!(run("travel", "9.5 h"), [Some(11.5 + 4.0), Some(11.5)]);
    // At work since 9:45: not interrupted by travel; by resume, with 2.75 h left; by repeat, with all 3 h.
    assert_eq!(run("travel", "8.75 h"), [Some(12.75), Some(14.25)]);
    assert_eq!(run("resume", "8.75 h"), [Some(11.5 + 1.0 + 2.75), Some(11.5)]);
    assert_eq!(run("repeat", "8.75 h"), [Some(11.5 + 1.0 + 3.0), Some(11.5)]);
}

#[test]
fn nobody_in_overtime_is_sent_to_an_urgent_job() {
    let urgent = r#"
        kind.alarm = { work = "0.5 h", priority = 1 }
        stream.alarms = { kind = "alarm", every = "1000 d", first = "18 h" }
        dispatch = { preempt = "resume" }
    "#;
    let text = shop(OFFICE, urgent).replace("work = \"3 h\"", "work = \"3 h\", priority = 2");
    // The long job runs until 18:30 in overtime; the alarm of 18:00 waits for the morning.
    assert_eq!(ends(&text, &[]), [Some(18.5), Some(24.0 + 8.5)]);
}

#[test]
fn the_second_of_a_parted_crew_takes_other_work() {
    let text = r#"
        scenario = { name = "crew", start = 2026-01-05, horizon = "2 d" }
        kind.heavy = { work = "6 h", priority = 3, crew = 2 }
        kind.spare = { work = "1 h", priority = 3 }
        kind.light = { work = "1 h", priority = 2 }
        zone.town = {}
        stream.heavy = { kind = "heavy", every = "1000 d", first = "1 h" }
        stream.spare = { kind = "spare", every = "1000 d", first = "1.5 h" }
        stream.light = { kind = "light", every = "1000 d", first = "2 h" }
        grade.plain = {}
        roster.always = { shifts = ["always"] }
        centre.shop = { team.two = { technicians = 2 } }
        dispatch = { preempt = "resume", order = "nearest" }
    "#;
    // 1:00 heavy by two; spare must wait. 2:00 light parts them: one does it, the other does spare; at 3:00 heavy goes on, 5 h left.
    assert_eq!(ends(text, &[]), [Some(8.0), Some(3.0), Some(3.0)]);
}

#[test]
fn who_stays_free_for_a_second_goes_on_when_that_one_has_gone_home() {
    let text = r#"
        scenario = { name = "pair", start = 2026-01-05, horizon = "2 d" }
        kind.heavy = { work = "1 h", crew = 2 }
        kind.light = { work = "1 h", priority = 2 }
        kind.long = { work = "4 h", priority = 3 }
        zone.town = {}
        stream.long = { kind = "long", every = "1000 d", first = "9 h" }
        stream.heavy = { kind = "heavy", every = "1000 d", first = "10 h" }
        stream.light = { kind = "light", every = "1000 d", first = "11 h" }
        grade.plain = {}
        roster.early = { shifts = ["daily 08:00-12:00"], overtime = "2 h" }
        roster.long = { shifts = ["daily 09:30-20:00"] }
        centre.shop = { team.early = { technicians = 1, roster = "early" }, team.long = { technicians = 1, roster = "long" } }
    "#;
    // The early one works 9:00 to 13:00 and goes home. The other stays free for the heavy job of 10:00 until then, and does the
    // light one of 11:00 after that, from 13:00; the two meet the next morning.
    assert_eq!(ends(text, &[]), [Some(13.0), Some(24.0 + 10.5), Some(14.0)]);
}

#[test]
fn kilometres_follow_the_map() {
    let two = r#"
        zone.north = { x = "0 km", y = "40 km" }
        travel = { from = "geography", metric = "euclid", speed = "40 km/h", detour = 1.2 }
        cost = { vehicle_per_km = 1 }
    "#;
    let km = |sets: &[&str]| {
        let mut all = vec!["stream.calls.first=9 h", "kind.job.work=1 h"];
        all.extend(sets);
        let outcome = outcome(&network(&shop(OFFICE, two), &all), 0);
        (outcome.books.account(Account::VehicleDistance).units(), figure(&outcome, Index::KmPerVisit).unwrap())
    };
    // Roaming: 10, then 30 north, then 40 home; x 1.2. Return: there and back each time. Or not at all on the way back.
    assert_eq!(km(&[]), (96.0, 48.0));
    assert_eq!(km(&["travel.bases=return"]), (120.0, 60.0));
    assert_eq!(km(&["travel.bases=one-way"]), (60.0, 30.0));
    assert_eq!(km(&["travel.takes_time=false"]), (96.0, 48.0));
}

#[test]
fn a_speed_band_over_midnight_holds_in_the_morning() {
    let night =
        r#"travel = { from = "geography", metric = "euclid", speed = "10 km/h", speed_at = { "22:00-06:00" = "20 km/h" } }"#;
    let reached = |at: &str| hours(&shop("\"always\"", night), &[&format!("stream.calls.first={at}")])[0][2];
    assert_eq!([reached("5 h"), reached("6 h"), reached("22 h")], [Some(5.5), Some(7.0), Some(22.5)]);
}

/// Ten calls at once on Monday at 10:00 to a partner that begins three a day.
const PARTNER: &str = r#"
    scenario = { name = "partner", start = 2026-01-05, horizon = "9 d" }
    kind.job = { work = "2 h", respond_within = "1 d", late_penalty = 7 }
    zone.town = {}
    stream.calls = { kind = "job", every = "1000 d", first = "10 h", batch_sizes = [10] }
    partner.help = { capacity = 3, response = "1 h", fee = { job = 50 } }
    sourcing = [{ to = ["help"] }]
"#;

#[test]
fn a_partner_begins_so_many_jobs_a_day() {
    let outcome = outcome(&network(PARTNER, &[]), 0);
    let mut starts: Vec<f64> = outcome.jobs.iter().map(|line| line.dispatched.unwrap().hours()).collect();
    starts.sort_by(f64::total_cmp);
    assert_eq!(starts, [10.0, 10.0, 10.0, 24.0, 24.0, 24.0, 48.0, 48.0, 48.0, 72.0]);
    assert!(outcome.jobs.iter().all(|line| line.ended.unwrap() - line.dispatched.unwrap() == Span::from_hours(3.0)));
    // Six arrive within the day: at 11:00 and at 1:00 of Tuesday.
    assert_eq!(figure(&outcome, Index::PromiseKept), Some(0.6));
    assert_eq!(outcome.books.account(Account::Penalties).units(), 4.0 * 7.0);
    assert_eq!(outcome.books.account(Account::JobFees).units(), 500.0);
}

#[test]
fn who_gives_up_leaves_the_partners_day_to_others() {
    let second = "\nstream.more = { kind = \"job\", every = \"1000 d\", first = \"50 h\", batch_sizes = [3] }\n";
    let text = format!("{PARTNER}{second}").replace("work = \"2 h\"", "work = \"2 h\", patience = \"30 h\"");
    // Those of Monday wait for Tuesday (3), Wednesday (3) and Thursday (1). At 40:00 the last four give up; of the three who call on
    // Wednesday at 2:00 all are begun at once.
    let mut starts: Vec<f64> = lines(&text, &[]).iter().filter_map(|line| line.dispatched).map(|at| at.hours()).collect();
    starts.sort_by(f64::total_cmp);
    assert_eq!(starts, [10.0, 10.0, 10.0, 24.0, 24.0, 24.0, 50.0, 50.0, 50.0]);
}

#[test]
fn open_jobs_are_judged_at_the_end_of_the_drain() {
    // Nobody comes on duty again: the job of the last hour stays open, and its promise passes two hours after the horizon.
    let text = shop("\"Mon 08:00-09:00\"", "");
    let sets = ["scenario.horizon=16 h", "scenario.drain=3 h", "kind.job.respond_within=2.5 h", "kind.job.restore_within=9 h"];
    let outcome = outcome(&network(&text, &sets), 0);
    assert_eq!(figure(&outcome, Index::Open), Some(1.0));
    assert_eq!((figure(&outcome, Index::PromiseKept), figure(&outcome, Index::RestoreKept)), (Some(0.0), None));
}

#[test]
fn a_repeat_call_planned_for_the_horizon_is_no_open_job() {
    let text = shop("\"always\"", "");
    let sets = ["stream.calls.first=1 h", "kind.job.relapse=0.99", "kind.job.relapse_delay=20 h", "scenario.horizon=24 h"];
    let outcome = outcome(&network(&text, &sets), 0);
    assert_eq!((figure(&outcome, Index::Closed), figure(&outcome, Index::Open)), (Some(1.0), Some(0.0)));
}

/// Two jobs on Friday afternoon, a partner for what is expected to wait longer than `overflow_wait`.
fn overflow(sets: &[&str]) -> f64 {
    let partner = r#"
        partner.help = {}
        sourcing = [{ to = ["shop"], overflow_wait = "10 h" }, { to = ["help"] }]
    "#;
    let text = shop(OFFICE, partner);
    figure(&outcome(&network(&text, sets), 0), Index::PartnerShare).unwrap()
}

#[test]
fn the_expected_wait_knows_the_roster() {
    // Monday: three jobs of 3 h at 9:00; the third is expected to wait 6 h, until 15:00, and a fourth until 8:00 of Tuesday: 23 h.
    let at = "stream.calls.first=9 h";
    assert_eq!(overflow(&[at, "stream.calls.batch_sizes=[3]"]), 0.0);
    assert_eq!(overflow(&[at, "stream.calls.batch_sizes=[4]"]), 0.25);
    // Friday at 18:00: nobody until Monday.
    assert_eq!(overflow(&["stream.calls.first=114 h"]), 1.0);
}

#[test]
fn who_is_absent_is_not_expected_to_be_free() {
    let text = shop(OFFICE, "partner.help = {}\nsourcing = [{ to = [\"shop\"], overflow_wait = \"2 h\" }, { to = [\"help\"] }]");
    let network =
        network(&text, &["roster.day.absence=0.9", "stream.calls.first=9 h", "stream.calls.every=24 h", "scenario.horizon=5 d"]);
    let mut by_partner = 0.0;
    for replication in 0..20 {
        let outcome = trial(&network, replication, Watch { audit: true, jobs: true, ..Watch::default() });
        assert!(outcome.jobs.iter().all(|line| line.dispatched == Some(line.called)), "nobody waits for an absent technician");
        by_partner += figure(&outcome, Index::PartnerShare).unwrap() / 20.0;
    }
    // One of ten days present; the share of 100 days is .9 with standard error .03.
    assert!((by_partner - 0.9).abs() < 0.105, "{by_partner}");
}

#[test]
fn a_share_rule_takes_its_share_of_what_is_left() {
    let text = r#"
        scenario = { name = "share", start = 2026-01-05, horizon = "10000 h" }
        kind.job = { work = "0 s" }
        zone.town = {}
        stream.calls = { kind = "job", rate = "2 /h" }
        partner.a = { fee = { job = 1 } }
        partner.b = { fee = { job = 1 } }
        partner.c = { fee = { job = 1 } }
        sourcing = [{ to = ["a"], share = 0.5 }, { to = ["b"], share = 0.4 }, { to = ["c"], share = 0.25 }, { to = ["a"] }]
    "#;
    let network: Network = network(text, &[]);
    let outcome = outcome(&network, 0);
    let calls = figure(&outcome, Index::Calls).unwrap();
    // a: .5 + .5 x .6 x .75; b: .5 x .4; c: .5 x .6 x .25.
    for (name, share) in [("a", 0.725), ("b", 0.2), ("c", 0.075)] {
        let place = network.places.enumerate().find(|(_, place)| place.name == name).expect("the partner has a place").0;
        let got = outcome.places[place][Index::Calls as usize].unwrap() / calls;
        assert!((got - share).abs() < 3.5 * (share * (1.0 - share) / calls).sqrt(), "{name}: {got} is not {share}");
    }
}

#[test]
fn units_of_other_brands_are_not_in_our_denominator() {
    let text = r#"
        scenario = { name = "brands", start = 2026-01-05, horizon = "365 d" }
        kind.job = { work = "1 h" }
        product.ours = { hazard = { law = "exponential", rate = "1 /year" } }
        product.theirs = { hazard = { law = "exponential", rate = "1 /year" } }
        zone.town = { size = { ours = 40, theirs = 60 } }
        stream.a = { kind = "job", failures = "ours", share = 0.7 }
        stream.b = { kind = "job", failures = "ours", share = 0.3 }
        stream.c = { kind = "job", failures = "theirs", background = true }
        partner.help = {}
        sourcing = [{ to = ["help"] }]
        cost = { overhead = 1000 }
    "#;
    let network = Network::new(&layout(text, &[]));
    assert_eq!(network.installed_base, 40);
    // Twelve months, but for four days of January 2026 that are moved to January 2027.
    let cost = figure(&outcome(&network, 0), Index::CostPerUnitYear).unwrap();
    assert!((cost - 12.0 * 1000.0 / 40.0).abs() < 0.01, "{cost}");
}
