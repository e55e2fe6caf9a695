//! The workbook: the same bytes whatever the threads, the numbers of the other forms, and formulas over the ledger.

use crate::cli::fails;
use assert_cmd::Command;
use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use callout::report::dossier::{Dossier, FILE};
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

const FIRST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/first.toml");

fn run(home: &Path, scenario: &str, more: &[&str]) -> String {
    let mut command = Command::cargo_bin("callout").unwrap();
    command.args(["run", scenario, "--replications", "4", "--format", "json"]).args(more).current_dir(home);
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

fn open(path: &Path) -> Xlsx<std::io::BufReader<std::fs::File>> {
    open_workbook(path).unwrap()
}

fn sheet(path: &Path, name: &str) -> Range<Data> {
    open(path).worksheet_range(name).unwrap()
}

/// Rows of words and numbers.
fn rows(range: &Range<Data>) -> Vec<Vec<String>> {
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// Numbers of the first row whose cell in `column` says `key`.
fn numbers(range: &Range<Data>, column: usize, key: &str) -> Vec<f64> {
    let found = range.rows().find(|row| row.get(column).is_some_and(|cell| *cell == *key));
    let row = found.unwrap_or_else(|| panic!("no row {key}"));
    row[column + 1..].iter().filter_map(|cell| if let Data::Float(value) = cell { Some(*value) } else { None }).collect()
}

#[test]
fn the_same_bytes_for_any_threads_and_from_a_directory_of_results() {
    let home = TempDir::new().unwrap();
    run(home.path(), FIRST, &["--threads", "1", "--workbook", "one.xlsx"]);
    run(home.path(), FIRST, &["--threads", "3", "--workbook", "three.xlsx", "--out", "results"]);
    Command::cargo_bin("callout").unwrap().args(["report", "results", "--quiet"]).current_dir(home.path()).assert().success();
    let bytes = |name: &str| std::fs::read(home.path().join(name)).unwrap();
    assert_eq!(bytes("one.xlsx"), bytes("three.xlsx"));
    assert_eq!(bytes("one.xlsx"), bytes("results/report.xlsx"), "the dossier is read back to the last digit");
}

#[test]
fn numbers_are_those_of_the_other_forms() {
    let home = TempDir::new().unwrap();
    let said: Value = serde_json::from_str(&run(home.path(), FIRST, &["--workbook", "w.xlsx", "--out", "results"])).unwrap();
    let path = home.path().join("w.xlsx");
    let names = open(&path).sheet_names().to_owned();
    assert_eq!(names[..4], ["Summary", "P&L", "Unit costs", "Cash & NPV"]);
    assert_eq!(names.len(), 12);
    let (summary, profit) = (sheet(&path, "Summary"), sheet(&path, "P&L"));
    let layouts = said["layouts"].as_array().unwrap();
    for key in ["cost_total", "response_mean", "satisfaction", "promise_kept"] {
        let cells = numbers(&summary, 2, key);
        for (at, layout) in layouts.iter().enumerate() {
            let figure = &layout["figures"][key];
            assert_eq!([cells[2 * at], cells[2 * at + 1]], [&figure["value"], &figure["half_width"]].map(|v| v.as_f64().unwrap()));
        }
    }
    for (at, layout) in layouts.iter().enumerate() {
        let accounts = layout["accounts"].as_object().unwrap();
        for (key, account) in accounts.iter().filter(|(_, account)| account["value"].as_f64().unwrap() != 0.0) {
            assert_eq!(numbers(&profit, 2, key)[at], account["value"].as_f64().unwrap(), "{key}");
        }
    }
}

#[test]
fn every_total_is_a_formula_over_the_ledger() {
    let home = TempDir::new().unwrap();
    run(home.path(), FIRST, &["--workbook", "w.xlsx"]);
    let mut book = open(&home.path().join("w.xlsx"));
    let defined: Vec<String> = book.defined_names().iter().map(|(name, _)| name.clone()).collect();
    for name in ["LedgerMoney", "LedgerLayout", "LedgerAccount", "DiscountRate", "Replications_cost_total"] {
        assert!(defined.iter().any(|known| known == name), "{name}: {defined:?}");
    }
    let formulas = book.worksheet_formula("P&L").unwrap();
    let profit = rows(&book.worksheet_range("P&L").unwrap());
    let (from, _) = book.worksheet_range("P&L").unwrap().start().unwrap();
    let mut wages = 0;
    for (at, row) in profit.iter().enumerate() {
        let formula = |col: u32| formulas.get_value((from + at as u32, col)).cloned().unwrap_or_default();
        match row[2].as_str() {
            "wages" => {
                wages += 1;
                assert!(formula(3).starts_with("SUMIFS(LedgerMoney,LedgerLayout,"), "{}", formula(3));
                assert!(formula(5).contains('-'), "the difference of the layouts: {}", formula(5));
            }
            "labour_total" | "cost_total" => assert!(formula(3).starts_with("SUM("), "{}", formula(3)),
            _ => {}
        }
    }
    assert_eq!(wages, 1);
    book.load_tables().unwrap();
    let mut tables: Vec<&String> = book.table_names();
    tables.sort();
    assert_eq!(tables, ["Ledger", "Replications", "Sources"]);
    let ledger = book.table_by_name("Ledger").unwrap();
    assert_eq!(ledger.columns()[..4], ["No.", "Layout", "Year", "Month"]);
}

#[test]
fn dated_flows_come_to_the_net_present_value() {
    let home = TempDir::new().unwrap();
    let sets = [
        "finance.discount=0.07",
        "finance.inflation=0.03",
        "finance.delay.labour=15 d",
        "finance.delay.revenue=45 d",
        "partner.Handyman.payment_delay=30 d",
        "centre.Depot.investment=90000",
        "centre.Depot.life=900 d",
    ];
    let more: Vec<&str> = ["--out", "results"].into_iter().chain(sets.iter().flat_map(|set| ["--set", set])).collect();
    run(home.path(), FIRST, &more);
    let dossier = Dossier::read(&home.path().join("results").join(FILE)).unwrap();
    let lines = &dossier.money.iter().find(|sheet| sheet.key == "npv").unwrap().lines;
    let value = |key: &str, at: usize| lines.iter().find(|line| line.key == key).map_or(0.0, |line| line.values[at].unwrap().value);
    for (at, flows) in dossier.dated.iter().enumerate() {
        let years = f64::from(flows.iter().map(|flow| flow.year).max().unwrap());
        assert!(flows.len() > 15 && value("residual", at) > 0.0, "{flows:?}");
        let present = flows.iter().map(|flow| flow.flow / libm::pow(1.07, flow.time)).sum::<f64>();
        let npv = present + value("residual", at) / libm::pow(1.07, years);
        assert!((npv / value("npv", at) - 1.0).abs() < 1e-12, "{npv} and {}", value("npv", at));
    }
}

#[test]
fn ten_layouts_with_chinese_names_and_names_that_look_like_formulas() {
    let home = TempDir::new().unwrap();
    let names = ["外包", "自营", ">5", "a*", "A*", "=1+1", "济南服务中心与青岛维修站合并方案", "x", "y"];
    let mut text = std::fs::read_to_string(FIRST).unwrap();
    for (at, name) in names.iter().enumerate() {
        text += &format!("\n[[layout]]\nname = \"{name}\"\ncentre.Depot.team.field.technicians = {}\n", 3 + at % 3);
    }
    std::fs::write(home.path().join("ten.toml"), text).unwrap();
    let said: Value = serde_json::from_str(&run(home.path(), "ten.toml", &["--workbook", "w.xlsx"])).unwrap();
    let path = home.path().join("w.xlsx");
    let costs = numbers(&sheet(&path, "P&L"), 2, "cost_total");
    let layouts = said["layouts"].as_array().unwrap();
    assert_eq!(layouts.len(), names.len() + 2);
    for (at, layout) in layouts.iter().enumerate() {
        assert_eq!(costs[at], layout["figures"]["cost_total"]["value"].as_f64().unwrap(), "{}", layout["name"]);
    }
    let heads = rows(&sheet(&path, "P&L")).into_iter().find(|row| row[0] == "group").unwrap();
    assert!(names.iter().all(|name| heads.iter().any(|head| head == name)), "{heads:?}");
}

#[test]
fn a_file_that_is_no_workbook() {
    fails(&["run", FIRST, "--workbook", "book.ods"], 2, &["--workbook `book.ods` does not end with .xlsx"]);
    fails(&["run", FIRST, "--workbook", "no/such/book.xlsx"], 2, &["there is no directory `no/such`"]);
    let study = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/studies/technicians.toml");
    fails(&["sweep", study, "--out", "never", "--workbook", "book.csv"], 2, &["--workbook `book.csv` does not end with .xlsx"]);
}

/// A study with a factor of numbers, one of words, and one whose name differs from a column only in case.
fn study(home: &Path) {
    let factor = |name: &str, key: &str, values: &str| format!("[factor.\"{name}\"]\nkey = \"{key}\"\nvalues = {values}\n");
    let text = format!("[study]\nname = \"=1+1\"\nquestion = \"多少技术员？\"\nscenario = \"{FIRST}\"\nreplications = 3\n")
        + "figures = [\"cost_total\", \"response_mean\", \"place.Depot.utilisation\", \"account.wages\"]\n"
        + &factor("技术员人数", "centre.Depot.team.field.technicians", "[2, 3]")
        + &factor("Layout", "scenario.horizon", "[\"40 d\", \"60 d\"]");
    std::fs::write(home.join("study.toml"), text).unwrap();
    let mut command = Command::cargo_bin("callout").unwrap();
    command.args(["sweep", "study.toml", "--out", "study", "--workbook", "w.xlsx", "--threads", "2", "--quiet"]);
    command.current_dir(home).assert().success();
}

/// The table of a sheet is the table of the file, in the columns that the file has.
fn same_table(path: &Path, csv: &Path, name: &str) {
    let mut book = open(path);
    book.load_tables().unwrap();
    let table = book.table_by_name(name).unwrap();
    let mut file = csv::Reader::from_path(csv).unwrap();
    let heads: Vec<String> = file.headers().unwrap().iter().map(str::to_owned).collect();
    // A second `layout`, whatever its case, is numbered.
    let called: Vec<&str> = table.columns().iter().map(|head| head.trim_end_matches(" (2)")).collect();
    let places = heads.iter().map(|head| called.iter().position(|known| known == head).unwrap_or_else(|| panic!("no {head}")));
    let places: Vec<usize> = places.collect();
    let mut count = 0;
    for (row, record) in file.records().enumerate() {
        for (head, (col, told)) in heads.iter().zip(places.iter().zip(record.unwrap().iter())) {
            match table.data().get((row, *col)).unwrap() {
                Data::Float(value) => assert_eq!(*value, told.parse::<f64>().unwrap(), "{name}, {head}, row {row}"),
                Data::Empty => assert_eq!(told, "", "{name}, {head}, row {row}"),
                words => assert!(told.parse::<f64>().is_err() && *words == *told, "{name}, {head}, row {row}: {words:?}, {told}"),
            }
        }
        count += 1;
    }
    assert_eq!(table.data().height(), count);
    assert!(count >= 4, "{name}: {count} rows");
}

#[test]
fn a_study_holds_the_tables_of_its_files() {
    let home = TempDir::new().unwrap();
    study(home.path());
    let path = home.path().join("w.xlsx");
    assert_eq!(open(&path).sheet_names(), ["Summary", "Points", "Differences", "Effects", "Definitions"]);
    for (name, file) in [("Points", "points.csv"), ("Differences", "differences.csv"), ("Effects", "effects.csv")] {
        same_table(&path, &home.path().join("study").join(file), name);
    }
    let summary = rows(&sheet(&path, "Summary"));
    let told = |words: &str| summary.iter().flatten().any(|cell| cell.contains(words));
    for words in ["=1+1", "多少技术员？", "4 points x 2 layouts, 3 replications", "Lowest total cost: ", "2, 3", "40 d, 60 d"]
    {
        assert!(told(words), "{words}: {summary:?}");
    }
    let definitions = rows(&sheet(&path, "Definitions"));
    for (kind, key) in [("figure", "utilisation"), ("account", "wages"), ("column of Differences", "in words")] {
        assert!(definitions.iter().any(|row| row[0] == kind && row[1] == key), "{kind} {key}");
    }
}

#[test]
fn a_study_has_the_same_workbook_later() {
    let home = TempDir::new().unwrap();
    study(home.path());
    Command::cargo_bin("callout").unwrap().args(["report", "study", "--quiet"]).current_dir(home.path()).assert().success();
    let bytes = |name: &str| std::fs::read(home.path().join(name)).unwrap();
    assert_eq!(bytes("w.xlsx"), bytes("study/report.xlsx"));
    assert!(home.path().join("study/report.html").is_file());
}
