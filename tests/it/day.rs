//! A day as it is played: positions and counts worked out by hand, and the identities that hold of every day.

use crate::lab::{CHANNELS, CLAIMS, HANDS, NIGHTS, ON_CALL, SHELVES, STAFF, TOWNS, UNITS, network};
use callout::kernel::time::{MS_PER_DAY, MS_PER_HOUR, Time, clip};
use callout::network::Network;
use callout::network::zones::Site;
use callout::record::day::{Chosen, Day, DayJob, Stand};
use callout::record::fact::Activity;
use callout::report::dossier::Dossier;
use callout::study::trial::{Outcome, Watch, trial, trial_by};

fn watch(day: i64) -> Watch {
    let chosen = Chosen { replication: 0, from: Time(day * MS_PER_DAY), to: Time((day + 1) * MS_PER_DAY) };
    Watch { day: Some(chosen), picture: true, ..Watch::default() }
}

fn day(network: &Network, day: i64) -> Day {
    trial(network, 0, watch(day)).day.expect("it was asked for")
}

/// One technician who works from 8 to 17, a customer 10 km north of him who calls at 9, and another 10 km east of that at half past 9.
/// Every 10 km take an hour, and so does a job.
const ROUND: &str = r#"
    scenario = { name = "round", start = 2026-01-05, horizon = "7 d" }
    kind.job = { work = "1 h" }
    kind.alarm = { work = "1 h", priority = 1 }
    zone.north = { x = "0 km", y = "10 km" }
    zone.east = { x = "10 km", y = "10 km" }
    stream.one = { kind = "job", every = "1000 d", first = "9 h", zones = "north" }
    stream.two = { kind = "job", every = "1000 d", first = "9.5 h", zones = "east" }
    grade.plain = {}
    roster.day = { shifts = ["Mon-Fri 08:00-17:00"] }
    centre.shop = { x = "0 km", y = "0 km", team.day = { technicians = 1, roster = "day" } }
    travel = { from = "geography", metric = "euclid", speed = "10 km/h" }
"#;

/// Something that the only technician does: what, from and until [h], from and to [km].
type Move = (Activity, f64, f64, [f64; 2], [f64; 2]);

fn moves(day: &Day) -> Vec<Move> {
    let xy = |site: Site| [site[0], site[1]];
    let all = day.movers.iter().flat_map(|mover| &mover.stretches);
    all.map(|one| (one.activity, one.from.hours(), one.to.hours(), xy(one.start), xy(one.goal))).collect()
}

fn steps(job: &DayJob) -> Vec<(f64, Stand)> {
    job.steps.iter().map(|(at, stand)| (at.hours(), *stand)).collect()
}

#[test]
fn a_round_of_two_customers_is_seen_minute_by_minute() {
    let day = day(&network(ROUND, &[]), 0);
    let (base, north, east) = ([0.0, 0.0], [0.0, 10.0], [10.0, 10.0]);
    let seen = moves(&day);
    let home = 17.0 + 200_f64.sqrt() / 10.0;
    let expected = [
        (Activity::Idle, 8.0, 9.0, base, base),
        (Activity::Outbound, 9.0, 10.0, base, north),
        (Activity::Work, 10.0, 11.0, north, north),
        (Activity::Outbound, 11.0, 12.0, north, east),
        (Activity::Work, 12.0, 13.0, east, east),
        (Activity::Idle, 13.0, 17.0, east, east),
    ];
    assert_eq!(seen[..6], expected);
    let (activity, from, to, start, goal) = seen[6];
    assert_eq!((activity, from, start, goal, seen.len()), (Activity::Return, 17.0, east, base, 7));
    assert!((to - home).abs() < 1e-6, "{to} h");

    assert_eq!(steps(&day.jobs[0]), [(9.0, Stand::Coming), (10.0, Stand::Served), (11.0, Stand::Closed)]);
    let second = [(9.5, Stand::Waiting), (11.0, Stand::Coming), (12.0, Stand::Served), (13.0, Stand::Closed)];
    assert_eq!(steps(&day.jobs[1]), second);

    let counts = day.minutes();
    let at = |minute: usize| [&counts.waiting, &counts.away, &counts.work, &counts.free, &counts.calls].map(|of| of[minute]);
    for (minute, expected) in [
        (479, [0, 0, 0, 0, 0]),
        (480, [0, 0, 0, 1, 0]),
        (540, [0, 1, 0, 0, 1]),
        (569, [0, 1, 0, 0, 1]),
        (570, [1, 1, 0, 0, 2]),
        (600, [1, 0, 1, 0, 2]),
        (659, [1, 0, 1, 0, 2]),
        (660, [0, 1, 0, 0, 2]),
        (780, [0, 0, 0, 1, 2]),
        (1020, [0, 1, 0, 0, 2]),
        (1104, [0, 1, 0, 0, 2]),
        (1105, [0, 0, 0, 0, 2]),
        (1440, [0, 0, 0, 0, 2]),
    ] {
        assert_eq!(at(minute), expected, "minute {minute}");
    }
    assert_eq!(counts.waiting.len(), 1441);
}

#[test]
fn who_waited_before_the_day_waits_in_it() {
    // Called on Monday at 16:30, visited on Tuesday at 8.
    let network = network(ROUND, &["stream.one.first=16.5 h", "stream.two.first=300 h"]);
    let tuesday = day(&network, 1);
    assert_eq!(steps(&tuesday.jobs[0])[..2], [(16.5, Stand::Waiting), (32.0, Stand::Coming)]);
    let counts = tuesday.minutes();
    assert_eq!([0, 479, 480].map(|minute| counts.waiting[minute]), [1, 1, 0]);
    assert_eq!(counts.calls[1440], 0);
    // On Wednesday it has been closed, and the technician is back at base.
    let wednesday = day(&network, 2);
    assert!(wednesday.jobs.is_empty());
    assert_eq!(moves(&wednesday), [(Activity::Idle, 56.0, 65.0, [0.0, 0.0], [0.0, 0.0])]);
}

#[test]
fn who_is_turned_round_starts_from_where_he_was() {
    let sets = ["dispatch.preempt=travel", "kind.job.priority=2", "stream.two.kind=alarm"];
    let seen = moves(&day(&network(ROUND, &sets), 0));
    // Half way to the north at 9:30, from (0, 5) to (10, 10) are 11.18 km.
    let arrival = 9.5 + 125_f64.sqrt() / 10.0;
    assert_eq!(seen[1], (Activity::Outbound, 9.0, 9.5, [0.0, 0.0], [0.0, 5.0]));
    let (activity, from, to, start, goal) = seen[2];
    assert_eq!((activity, from, start, goal), (Activity::Outbound, 9.5, [0.0, 5.0], [10.0, 10.0]));
    assert!((to - arrival).abs() < 1e-6, "{to} h");
}

/// Worlds whose counted time is the tenth day and nothing else.
fn days() -> Vec<Network> {
    let texts = [TOWNS, NIGHTS, HANDS, CHANNELS, CLAIMS, SHELVES, UNITS, STAFF, ON_CALL];
    texts.map(|text| network(text, &["scenario.warm_up=9 d", "scenario.horizon=10 d"])).into()
}

#[test]
fn a_day_adds_up_to_the_figures_of_that_day() {
    let mut together = [0, 0];
    for network in days() {
        let outcome = trial(&network, 0, watch(9));
        let (day, week) = (outcome.day.as_ref().unwrap(), &outcome.picture.as_ref().unwrap().week);
        let Chosen { from, to, .. } = day.chosen;
        let inside = |(begin, end): (Time, Time)| clip(begin, end, from, to).map_or(0, |(begin, end)| (end - begin).0);
        let waiting: i64 = day.jobs.iter().flat_map(DayJob::waits).map(inside).sum();
        assert_eq!(waiting, week.waiting.iter().sum::<i64>(), "{}: waiting", network.scenario);
        assert_eq!(waiting, outcome.weeks.waiting.buckets().iter().sum::<i64>(), "{}: waiting", network.scenario);
        let busy = day.movers.iter().flat_map(|mover| mover.stretches.iter().map(move |one| (mover.people, one)));
        let busy = busy.filter(|(_, one)| one.activity != Activity::Idle);
        let busy: i64 = busy.map(|(people, one)| i64::from(people) * inside((one.from, one.to))).sum();
        assert_eq!(busy, week.busy.iter().sum::<i64>(), "{}: busy", network.scenario);
        let calls = day.jobs.iter().filter(|job| job.called >= from).count() as u64;
        assert_eq!(calls, week.calls.iter().sum::<u64>(), "{}: calls", network.scenario);
        assert_eq!(u64::from(*day.minutes().calls.last().unwrap()), calls);
        together = [together[0] + waiting, together[1] + busy];
    }
    assert!(together.iter().all(|sum| *sum > 24 * MS_PER_HOUR), "somewhere somebody waits, and somebody works: {together:?}");
}

#[test]
fn people_go_on_from_where_they_are() {
    for network in days() {
        let day = day(&network, 5);
        for (id, mover) in day.movers.enumerate() {
            for pair in mover.stretches.windows(2) {
                assert!(pair[0].to <= pair[1].from, "{}: {id:?} does two things at once", network.scenario);
                let gap = pair[0].to < pair[1].from;
                let jump = pair[0].goal != pair[1].start;
                // Where every trip begins at the base, nobody is seen to go back to it.
                let returns = network.travel.bases == callout::scenario::schema::Bases::OneWay || !network.travel.uses_sites();
                assert!(gap || returns || !jump, "{}: {id:?} jumps at {}", network.scenario, pair[0].to);
            }
        }
        for job in &day.jobs {
            assert!(job.steps.is_sorted_by(|one, other| one.0 < other.0), "{}: {:?}", network.scenario, job.steps);
            assert!(job.steps.iter().rev().skip(1).all(|(_, stand)| !stand.is_end()));
        }
    }
}

#[test]
fn a_day_does_not_depend_on_hands_and_changes_nothing() {
    for network in days() {
        let one = trial(&network, 0, watch(9));
        assert_eq!(trial_by(&network, 0, watch(9), 3), one, "{}", network.scenario);
        let plain = trial(&network, 0, Watch::default());
        assert_eq!(plain, Outcome { day: None, picture: None, ..one }, "{}", network.scenario);
        assert_eq!(trial(&network, 1, watch(9)).day, None, "another replication is not asked for");
    }
}

const FIRST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/first.toml");

fn run(more: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = assert_cmd::Command::cargo_bin("callout").unwrap();
    command.args(["run", FIRST, "--replications", "2", "--set", "scenario.horizon=42 d", "--quiet"]).args(more).assert()
}

#[test]
fn the_dossier_keeps_the_day() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("results");
    run(&["--day", "2026-02-03", "--day-replication", "1", "--out", out.to_str().unwrap()]).success();
    let dossier = Dossier::read(&out.join("dossier.json")).unwrap();
    let day = dossier.day.expect("a day was asked for");
    assert_eq!((day.date.as_str(), day.replication, day.from, day.to), ("2026-02-03", 1, 0, 86_400));
    assert_eq!(day.layouts.iter().map(|layout| layout.layout).collect::<Vec<_>>(), [0, 1]);
    for layout in &day.layouts {
        assert_eq!(layout.shown, layout.zones);
        assert_eq!(layout.counts.waiting.len(), 1441);
        let zones = &dossier.scenes[layout.layout as usize].zones;
        for job in &layout.jobs {
            // Customers live around the middle of their zone: within 8 km, less than a tenth of a degree.
            let ([x, y], [lon, lat]) = (layout.spots[job.spot.unwrap() as usize], zones[job.zone as usize].unwrap());
            assert!((x - lon).abs() < 0.1 && (y - lat).abs() < 0.1, "{x}, {y} is not near {lon}, {lat}");
        }
        assert!(layout.movers.iter().any(|mover| !mover.moves.is_empty()));
    }
    let command = dossier.report.head.asked.command;
    assert!(command.ends_with("--day 2026-02-03 --day-replication 1"), "{command}");

    let only = dir.path().join("only");
    run(&["--day", "2026-02-03", "--day-layout", "shared", "--out", only.to_str().unwrap()]).success();
    let day = Dossier::read(&only.join("dossier.json")).unwrap().day.unwrap();
    assert_eq!((day.layouts.len(), day.layouts[0].layout, day.replication), (1, 1, 0));
}

#[test]
fn what_cannot_be_played_is_said_before_the_run() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("results");
    let fails = |more: &[&str], code: i32, says: &[&str]| {
        let all = run(more).code(code);
        let stderr = String::from_utf8_lossy(&all.get_output().stderr).into_owned();
        says.iter().for_each(|part| assert!(stderr.contains(part), "{part} is not in {stderr}"));
        assert!(!out.exists());
    };
    let with = |more: &[&'static str]| -> Vec<&str> { [&["--out", out.to_str().unwrap()], more].concat() };
    fails(&["--day", "2026-02-03"], 2, &["no page is asked for", "--report FILE.html"]);
    fails(&with(&["--day", "soon"]), 2, &["--day soon: that is not a date", "2026-01-29"]);
    fails(&with(&["--day", "2026-01-28"]), 2, &["--day 2026-01-28 is not in the counted time, 2026-01-29 to 2026-02-11"]);
    fails(&with(&["--day", "9999-12-31"]), 2, &["is not in the counted time"]);
    fails(&with(&["--day=-009999-01-01"]), 2, &["is not in the counted time"]);
    fails(&with(&["--day", "2026-02-03", "--day-replication", "2"]), 2, &["there are 2 replications", "from 0 to 1"]);
    fails(&with(&["--day", "2026-02-03", "--day-layout", "share"]), 2, &["no layout of this name", "did you mean `shared`?"]);
    fails(&with(&["--day-layout", "own"]), 64, &["--day"]);
    fails(&with(&["--day-replication", "1"]), 64, &["--day"]);
}
