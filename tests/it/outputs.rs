//! Files of results: the same bytes whatever the threads, and the same numbers in every form.

use assert_cmd::Command;
use callout::kernel::money::Money;
use callout::record::figure::{FIGURES, index_of};
use callout::record::ledger::Account;
use callout::report::number::{Scale, Shown};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/small.toml");
const FILES: [&str; 13] = [
    "README.txt",
    "data-dictionary.csv",
    "dossier.json",
    "figures.csv",
    "figures.parquet",
    "jobs.csv",
    "jobs.parquet",
    "ledger.csv",
    "ledger.parquet",
    "manifest.json",
    "summary.json",
    "weeks.csv",
    "weeks.parquet",
];

/// Runs the small scenario into `out` and returns what stands on stdout.
fn run(out: &Path, more: &[&str]) -> String {
    let mut command = Command::cargo_bin("callout").unwrap();
    command.args(["run", SMALL, "--replications", "5", "--jobs", "--out"]).arg(out).args(more);
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_path(path).unwrap().deserialize().map(|row| row.unwrap()).collect()
}

/// Money as whole 1/10,000.
fn exact(text: &str) -> Money {
    let (whole, rest) = text.split_once('.').unwrap();
    assert_eq!(rest.len(), 4, "{text}");
    Money(format!("{whole}{rest}").parse().unwrap())
}

#[test]
fn threads_and_runs_do_not_change_a_byte() {
    let home = TempDir::new().unwrap();
    let path = |name: &str| home.path().join(name);
    let printed =
        [("one", "1"), ("four", "4"), ("again", "4")].map(|(name, threads)| run(&path(name), &["--threads", threads, "--quiet"]));
    assert_eq!(printed[0], printed[1]);
    assert_eq!(printed[1], printed[2]);
    let mut names: Vec<String> =
        std::fs::read_dir(path("one")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, FILES);
    for name in FILES {
        let read = |run: &str| std::fs::read(path(run).join(name)).unwrap();
        assert!(read("one") == read("four") && read("four") == read("again"), "{name} differs");
    }
}

#[test]
fn the_ledger_adds_up_to_every_total_to_the_last_unit() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("out");
    run(&out, &["--quiet"]);
    let mut totals: BTreeMap<(String, String, String), Money> = BTreeMap::new();
    let mut accounts: BTreeMap<(String, String), Money> = BTreeMap::new();
    for row in rows(&out.join("ledger.csv")) {
        let money = exact(&row["money"]);
        let key = |figure: &str| (row["layout"].clone(), row["replication"].clone(), figure.to_owned());
        let group = row["group"].as_str();
        let figure = if group == "revenue" { "revenue".to_owned() } else { format!("cost_{group}") };
        *totals.entry(key(&figure)).or_default() += money;
        if group != "revenue" {
            *totals.entry(key("cost_total")).or_default() += money;
        }
        *totals.entry(key("profit")).or_default() += if group == "revenue" { money } else { -money };
        *accounts.entry((row["layout"].clone(), row["account"].clone())).or_default() += money;
    }
    let figures = rows(&out.join("figures.csv"));
    let mut compared = 0;
    for row in figures.iter().filter(|row| row["cut"] == "network" && row["unit"] == "CNY" && !row["figure"].contains("_per_")) {
        let sum =
            totals.get(&(row["layout"].clone(), row["replication"].clone(), row["figure"].clone())).copied().unwrap_or_default();
        assert_eq!(row["value"].parse::<f64>().unwrap(), sum.units(), "{row:?}");
        compared += 1;
    }
    assert_eq!(compared, 2 * 5 * 9);
    let summary: Value = serde_json::from_slice(&std::fs::read(out.join("summary.json")).unwrap()).unwrap();
    for layout in summary["layouts"].as_array().unwrap() {
        for account in Account::ALL {
            let name = layout["name"].as_str().unwrap().to_owned();
            let sum = accounts.get(&(name, account.key().to_owned())).copied().unwrap_or_default();
            let mean = layout["accounts"][account.key()]["value"].as_f64().unwrap();
            assert!((mean - sum.units() / 5.0).abs() <= 1e-9 * mean.abs(), "{}", account.key());
        }
    }
}

#[test]
fn csv_json_and_text_say_the_same() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("out");
    let text = run(&out, &["--quiet"]);
    let summary: Value = serde_json::from_slice(&std::fs::read(out.join("summary.json")).unwrap()).unwrap();
    let figures = rows(&out.join("figures.csv"));
    for layout in summary["layouts"].as_array().unwrap() {
        for key in ["calls", "response_mean", "promise_kept", "utilisation", "satisfaction", "cost_total", "cost_per_job"] {
            let of_figure = |row: &&BTreeMap<String, String>| {
                row["cut"] == "network" && row["figure"] == key && layout["name"] == row["layout"].as_str()
            };
            let values: Vec<f64> = figures.iter().filter(of_figure).map(|row| row["value"].parse().unwrap()).collect();
            let value = layout["figures"][key]["value"].as_f64().unwrap();
            assert_eq!(values.len(), 5);
            assert!((values.iter().sum::<f64>() / 5.0 - value).abs() <= 1e-14 * value, "{key}");
            let figure = &FIGURES[index_of(key).unwrap()];
            let scale = Scale::of(figure.unit, "CNY", if key == "cost_total" { value } else { 0.0 });
            let half_width = layout["figures"][key]["half_width"].as_f64().unwrap();
            let shown = Shown::new(value * scale.factor, Some(half_width * scale.factor));
            let row = text.lines().find(|line| line.trim_start().starts_with(&scale.name(figure.label))).unwrap();
            assert!(row.contains(&format!("{} ± {}", shown.value, shown.half_width.unwrap())), "{row}");
        }
    }
    let jobs = rows(&out.join("jobs.csv")).len() as f64;
    let calls: f64 = figures
        .iter()
        .filter(|row| row["cut"] == "network" && row["figure"] == "calls")
        .map(|row| row["value"].parse::<f64>().unwrap())
        .sum();
    assert_eq!(jobs, calls, "a line for every counted call");
    let weekly: f64 = rows(&out.join("weeks.csv")).iter().map(|row| row["calls"].parse::<f64>().unwrap()).sum();
    assert_eq!(weekly, calls);
}
