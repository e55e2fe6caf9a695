//! Whole reports of a small scenario, as they were when somebody last read them: the report is the product.

use callout::network::Network;
use callout::report::head::{Asked, Head};
use callout::report::text::{Style, text};
use callout::report::{Gathered, Report, json};
use callout::scenario::read_text;
use callout::study::replicate::{Plan, replicate};
use callout::study::trial::Watch;
use insta::assert_snapshot;
use serde_json::Value;
use std::sync::atomic::AtomicBool;

const SMALL: &str = include_str!("small.toml");

/// The report of the small scenario with other values set.
fn report(sets: &[&str], replications: u32) -> Report {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let study = read_text("small.toml", SMALL, &sets).unwrap_or_else(|complaints| panic!("{complaints}"));
    let networks: Vec<Network> = study.layouts.iter().map(Network::new).collect();
    let summaries: Vec<String> = study.layouts.iter().map(|layout| layout.summary.clone()).collect();
    let asked = Asked {
        file: "small.toml".to_owned(),
        hash: study.hash.clone(),
        question: study.layouts[0].scenario.scenario.question.clone(),
        replications,
        baseline: study.baseline,
        sets,
        command: "callout run small.toml".to_owned(),
    };
    let head = Head::new(asked, &networks, &summaries);
    let mut gathered = vec![Gathered::default(); networks.len()];
    let plan = Plan { replications, watch: Watch::default() };
    let summaries = replicate(&networks, plan, &AtomicBool::new(false), || (), |at, outcome| gathered[at].add(&outcome));
    Report::new(head, &summaries, gathered)
}

#[test]
fn the_text_report() {
    assert_snapshot!(text(&report(&[], 12), Style::of(100, false)));
}

#[test]
fn the_text_report_of_one_replication_with_warnings() {
    let sets = ["centre.济南店.team.field.technicians=1", "centre.青岛店.backlog=1", "scenario.drain=\"1 d\""];
    assert_snapshot!(text(&report(&sets, 1), Style::of(80, false)));
}

#[test]
fn the_json_report() {
    let mut document: Value = serde_json::from_str(&json::summary(&report(&[], 12))).unwrap();
    // A few figures stand for all: the others have the same shape.
    let few = ["calls", "response_p95", "promise_kept", "restore_kept", "nps", "cost_total", "cost_per_unit_year"];
    let keep = |table: &mut Value| table.as_object_mut().unwrap().retain(|key, _| few.contains(&key.as_str()));
    for layout in document["layouts"].as_array_mut().unwrap() {
        keep(&mut layout["figures"]);
        layout["accounts"].as_object_mut().unwrap().retain(|key, _| key == "wages" || key == "job_fees");
        for cut in ["kind", "place", "zone"] {
            layout["by"][cut].as_object_mut().unwrap().values_mut().for_each(keep);
        }
    }
    document["differences"].as_array_mut().unwrap().iter_mut().for_each(|difference| keep(&mut difference["figures"]));
    assert_snapshot!(format!("{document:#}"));
}

#[test]
fn the_data_dictionary() {
    let home = tempfile::TempDir::new().unwrap();
    let out = home.path().join("out");
    let mut command = assert_cmd::Command::cargo_bin("callout").unwrap();
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it"));
    command.args(["run", "small.toml", "--replications", "2", "--jobs", "--quiet", "--out"]).arg(&out).assert().success();
    assert_snapshot!(std::fs::read_to_string(out.join("README.txt")).unwrap());
}

#[test]
fn the_first_rows_of_the_figures() {
    let home = tempfile::TempDir::new().unwrap();
    let out = home.path().join("out");
    let small = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/small.toml");
    let mut command = assert_cmd::Command::cargo_bin("callout").unwrap();
    command.args(["run", small, "--replications", "1", "--jobs", "--quiet", "--out"]).arg(&out).assert().success();
    let first = |name: &str, lines: usize| {
        let text = std::fs::read_to_string(out.join(name)).unwrap();
        let lines: Vec<&str> = text.lines().take(lines).collect();
        format!("{name}\n{}\n", lines.join("\n"))
    };
    let heads = [("figures.csv", 50), ("ledger.csv", 10), ("weeks.csv", 8), ("jobs.csv", 6)];
    assert_snapshot!(heads.map(|(name, lines)| first(name, lines)).join("\n"));
}
