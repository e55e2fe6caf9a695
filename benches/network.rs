//! Whole networks with the standard figures on: jobs per second, time of an event, spread of the rounds and peak memory.
//!
//! `cargo bench --bench network` runs all of them; `cargo bench --bench network -- scale partner` those whose names hold one of the words.

use callout::cli::bench::peak_memory;
use callout::network::Network;
use callout::scenario::{Study, read, read_text};
use callout::study::stopwatch::Speed;
use std::path::Path;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    println!("{:<34} {:>8} {:>11} {:>9} {:>9} {:>8} {:>9}", "network", "jobs", "jobs/s", "ns/job", "ns/event", "spread", "peak MB");
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
    for case in cases().into_iter().filter(|case| wanted(&case.name)) {
        reset_peak();
        let network = case.network();
        let speed = Speed::measure(&network, 1, 1, case.rounds).expect("one thread is there");
        println!(
            "{:<34} {:>8} {:>11.0} {:>9.0} {:>9.1} {:>6.1} % {:>9}",
            case.name,
            speed.jobs,
            speed.jobs_per_second(),
            1e9 / speed.jobs_per_second(),
            speed.ns_per_event(1),
            100.0 * speed.spread(),
            peak_memory().map_or("-".to_owned(), |megabytes| format!("{megabytes:.0}")),
        );
    }
}

/// One network to be timed on one thread.
struct Case {
    name: String,
    source: Source,
    rounds: usize,
    /// Simulated as one part, whatever falls apart.
    whole: bool,
}

enum Source {
    /// A file and its layout.
    File(&'static str, usize),
    /// A scenario and what is set in it.
    Text(String, Vec<&'static str>),
}

impl Case {
    fn network(&self) -> Network {
        let sound = |study: Result<Study, _>| match study {
            Ok(study) => study,
            Err(complaints) => {
                let complaints: callout::scenario::complaint::Complaints = complaints;
                panic!("{}: {}", self.name, complaints.render(false))
            }
        };
        let (study, layout) = match &self.source {
            Source::File(file, layout) => (sound(read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file), &[])), *layout),
            Source::Text(text, sets) => {
                let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
                (sound(read_text("bench.toml", text, &sets)), 0)
            }
        };
        let mut network = Network::new(&study.layouts[layout]);
        if self.whole {
            network.parts = vec![network.whole()];
        }
        network
    }
}

fn cases() -> Vec<Case> {
    let file =
        |name: &str, file, layout, rounds| Case { name: name.to_owned(), source: Source::File(file, layout), rounds, whole: false };
    let text = |name: String, text, sets, whole| Case { name, source: Source::Text(text, sets), rounds: 7, whole };
    let mut cases = vec![
        file("yardstick", "benches/yardstick.toml", 0, 5),
        file("shandong contracted", "scenarios/shandong-ac.toml", 0, 3),
        file("shandong mixed", "scenarios/shandong-ac.toml", 1, 3),
        file("shandong specialist", "scenarios/shandong-ac.toml", 2, 3),
        file("national 3,000 centres", "benches/national/national.toml", 0, 3),
    ];
    for (centres, hours) in [(20, 8760), (200, 876), (3000, 240)] {
        cases.push(text(format!("scale {centres} centres"), centres_of(centres, hours), vec![], false));
        cases.push(text(format!("scale {centres} centres, undivided"), centres_of(centres, hours), vec![], true));
    }
    let plain = plain();
    cases.extend(MECHANISMS.iter().map(|(name, sets)| text(format!("mechanism: {name}"), plain.clone(), sets.to_vec(), false)));
    cases
}

/// The yardstick with so many centres for so many hours.
fn centres_of(centres: usize, hours: usize) -> String {
    let yardstick = include_str!("yardstick.toml").replace("8760 h", &format!("{hours} h"));
    let (head, _) = yardstick.split_once("[zone]").expect("the yardstick lists its zones");
    let zones: String = (0..centres).map(|at| format!("zone.z{at} = {{ served_by = [\"c{at}\"] }}\n")).collect();
    let centres: String = (0..centres).map(|at| format!("centre.c{at}.team.all.technicians = 10\n")).collect();
    // Dotted keys come before the first table.
    format!("{zones}{centres}{head}")
}

/// Twenty centres with everything off that can be off; two kinds, so that one can be urgent.
fn plain() -> String {
    let zone = |at: usize| {
        format!("zone.z{at} = {{ x = \"{} km\", y = \"0 km\", spread = \"8 km\", served_by = [\"c{at}\"] }}\n", 100 * at)
    };
    let centre = |at: usize| format!("centre.c{at} = {{ x = \"{} km\", y = \"0 km\", team.all.technicians = 10 }}\n", 100 * at);
    let head = r#"
        scenario = { name = "plain", start = 2026-01-01, horizon = "8760 h" }
        kind.urgent = { work = { law = "exponential", mean = "1.5 h" }, priority = 1, skill = "all" }
        kind.normal = { work = { law = "exponential", mean = "1.5 h" }, priority = 2, skill = "all" }
        stream.urgent = { kind = "urgent", rate = "0.8 /h" }
        stream.normal = { kind = "normal", rate = "3.2 /h" }
        grade.plain = { wage = 30, skills = ["all"] }
        roster.all = { shifts = ["always"] }
        travel = { from = "law", time = { law = "exponential", mean = "30 min" }, bases = "one-way" }
        sourcing = [{ to = ["zone"] }]
        satisfaction = { model = "off" }
        partner.help = { fee = { urgent = 50, normal = 40 }, capacity = 4, response = "6 h" }
    "#;
    (0..20).map(zone).chain((0..20).map(centre)).chain([head.to_owned()]).collect()
}

const GEOGRAPHY: [&str; 2] =
    ["travel={from=\"geography\",metric=\"euclid\",speed=\"25 km/h\",bases=\"roaming\"}", "scenario.seed=1"];

/// Each mechanism alone, against all off.
const MECHANISMS: &[(&str, &[&str])] = &[
    ("all off", &[]),
    (
        "lognormal work",
        &[
            "kind.normal.work={law=\"lognormal\",mean=\"1.5 h\",cv=0.8}",
            "kind.urgent.work={law=\"lognormal\",mean=\"1.5 h\",cv=0.8}",
        ],
    ),
    ("patience", &["kind.normal.patience=\"24 h\"", "kind.urgent.patience=\"24 h\""]),
    ("relapse", &["kind.normal.relapse=0.1", "kind.urgent.relapse=0.1"]),
    ("second visits", &["grade.plain.fix=0.9", "kind.normal.revisit_delay=\"24 h\"", "kind.urgent.revisit_delay=\"24 h\""]),
    (
        "promises and penalties",
        &["kind.normal.respond_within=\"4 h\"", "kind.normal.late_penalty=10", "kind.urgent.restore_within=\"8 h\""],
    ),
    (
        "parts and charges",
        &["kind.normal.part_probability=0.5", "kind.normal.part_price=40", "kind.normal.charge_share=0.5", "kind.normal.charge=90"],
    ),
    ("satisfaction", &["satisfaction.model=standard"]),
    (
        "seasons and hours",
        &[
            "stream.normal.day=[1,1,2,2,1,1]",
            "stream.normal.weekdays=[1.1,1.1,1,1,1,0.9,0.9]",
            "stream.normal.months=[1.1,1,0.9,1,1,1,1,1,1,1,1,1]",
        ],
    ),
    ("dispersion", &["stream.normal.dispersion=0.2"]),
    ("shifts", &["roster.all.shifts=[\"daily 00:00-12:00\",\"daily 12:00-24:00\"]"]),
    ("shifts and absence", &["roster.all.shifts=[\"daily 00:00-12:00\",\"daily 12:00-24:00\"]", "roster.all.absence=0.05"]),
    ("preemption", &["dispatch.preempt=\"resume\""]),
    ("geography, roaming", &GEOGRAPHY),
    ("geography, composite order", &[GEOGRAPHY[0], "dispatch.order=composite"]),
    ("geography, nearest technician", &[GEOGRAPHY[0], "dispatch.technician=nearest"]),
    ("vehicles", &["cost.vehicle_per_km=0.5", GEOGRAPHY[0]]),
    ("overflow to a partner", &["sourcing=[{to=[\"zone\"],overflow_backlog=0.5},{to=[\"help\"]}]"]),
    ("shares of a partner", &["sourcing=[{to=[\"help\"],share=0.1},{to=[\"zone\"]}]"]),
];

/// Forgets the peak of memory so far, where the system can.
fn reset_peak() {
    // Where it cannot, the peak of all networks so far is shown.
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}
