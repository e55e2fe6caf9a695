//! Decisions on the command line: half-widths that are asked for, comparisons, selections, warm-ups; and every mistake about them.

use crate::cli::{fails, say};
use serde_json::Value;
use std::path::{Path, PathBuf};

const FIRST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/first.toml");

fn json(args: &[&str]) -> Value {
    let said = say(args);
    assert_eq!(said.code, 0, "{args:?}: {}", said.err);
    serde_json::from_str(&said.out).unwrap()
}

/// A small scenario in `directory`, its text edited.
fn scenario(directory: &Path, name: &str, edits: &[(&str, &str)]) -> PathBuf {
    let mut text = r#"
        scenario = { name = "Small", start = 2026-01-01, horizon = "60 d", drain = "5 d", currency = "EUR", replications = 6, seed = 3 }
        kind.repair.work = { law = "exponential", mean = "1 h" }
        kind.repair.respond_within = "4 h"
        zone.town = {}
        stream.calls = { kind = "repair", rate = "1 /h" }
        grade.plain = { wage = 30 }
        roster.always = { shifts = ["always"] }
        centre.door.team.one.technicians = 2
        [[layout]]
        name = "two"
        [[layout]]
        name = "three"
        centre.door.team.one.technicians = 3
    "#
    .to_owned();
    for (old, new) in edits {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    let path = directory.join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn a_run_goes_on_until_it_is_precise() {
    let args = ["run", FIRST, "--precision", "response_mean=2%", "--precision", "promise_kept=1pp", "--format", "json"];
    let [one, three] = ["1", "3"].map(|threads| say(&[&args[..], &["--threads", threads]].concat()).out);
    assert_eq!(one, three);
    let report: Value = serde_json::from_str(&one).unwrap();
    let complete = report["replications"]["complete"].as_u64().unwrap();
    assert!((15..1000).contains(&complete), "{complete}");
    let goals = report["precision"].as_array().unwrap();
    assert_eq!(goals.len(), 4);
    for goal in goals {
        assert_eq!(goal["met"], true);
        assert!(goal["half_width"].as_f64().unwrap() <= goal["half_width_at_most"].as_f64().unwrap());
    }
    assert!(report["warnings"].as_array().unwrap().iter().all(|warning| !warning.as_str().unwrap().contains("stopped")));
    // The replications are those of a run of as many.
    let plain = json(&["run", FIRST, "--replications", &complete.to_string(), "--format", "json"]);
    assert_eq!(plain["layouts"][0]["figures"], report["layouts"][0]["figures"]);
    let text = say(&["run", FIRST, "--precision", "response_mean=2%"]).out;
    assert!(text.contains("precision of response time, mean, ± 2 % asked: own ± 1."), "{text}");
}

#[test]
fn what_is_not_precise_enough_is_warned_of() {
    let said = say(&["run", FIRST, "--precision", "cost_total=0.01%", "--max-replications", "12"]);
    assert_eq!(said.code, 0);
    assert!(said.out.contains("warning: own: total cost is only known to ±"), "{}", said.out);
    assert!(said.out.contains("after 12 replications, not to ± 0.01 %"), "{}", said.out);
    let limited = json(&["run", FIRST, "--replications", "100000", "--time-limit", "1 s", "--format", "json"]);
    let complete = limited["replications"]["complete"].as_u64().unwrap();
    assert!((1..100_000).contains(&complete));
    assert!(limited["warnings"][0].as_str().unwrap().starts_with("stopped after"));
}

#[test]
fn goals_that_cannot_be_read() {
    for command in ["run", "compare"] {
        let with = |more: &[&'static str]| [&[command, FIRST][..], more].concat();
        fails(
            &with(&["--precision", "respons_mean=5%"]),
            2,
            &["there is no figure `respons_mean`", "did you mean `response_mean`?"],
        );
        fails(&with(&["--precision", "response_mean"]), 2, &["names no width", "FIGURE=WIDTH"]);
        fails(&with(&["--precision", "response_mean=0"]), 2, &["`0` is no width for `response_mean`", "above 0"]);
        fails(&with(&["--precision", "response_mean=1pp"]), 2, &["is no width"]);
        fails(&with(&["--precision", "calls=1%", "--precision", "calls=2"]), 2, &["asks for a figure once more"]);
        fails(&with(&["--time-limit", "soon"]), 2, &["`soon` is no time", "'10 min'"]);
        fails(&with(&["--time-limit", "0 s"]), 2, &["is no time"]);
        fails(&with(&["--max-replications", "20"]), 64, &["--precision"]);
    }
    fails(&["run", FIRST, "--precision", "calls=1%", "--replications", "5"], 64, &["cannot be used with"]);
}

#[test]
fn layouts_of_one_file_are_compared() {
    let said = say(&["compare", FIRST, "--replications", "20"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    for words in ["shared is cheaper than own by", "± ", "VRF", "Worse: response time, mean", "lowest", "median"] {
        assert!(said.out.contains(words), "{words} in {}", said.out);
    }
    let report = json(&["compare", FIRST, "--replications", "20", "--against", "shared", "--figure", "calls", "--format", "json"]);
    let difference = &report["differences"][0];
    assert_eq!((difference["layout"].as_str(), difference["baseline"].as_str()), (Some("own"), Some("shared")));
    assert_eq!(difference["figures"].as_object().unwrap().len(), 1);
    assert_eq!(difference["figures"]["calls"]["better"], Value::Null);
    let calls = &report["layouts"][0]["figures"]["calls"];
    let [min, p5, median, p95, max] =
        [&calls["min"], &calls["p5"]["value"], &calls["median"]["value"], &calls["p95"]["value"], &calls["max"]]
            .map(|value| value.as_f64().unwrap());
    assert!(min <= p5 && p5 <= median && median <= p95 && p95 <= max);
    assert!(calls["median"]["low"].as_f64().unwrap() <= median && median <= calls["median"]["high"].as_f64().unwrap());
    assert_eq!(calls["p95"]["high"], Value::Null, "twenty replications have no upper end of a 95th percentile");
}

#[test]
fn layouts_of_several_files_have_names_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let one = scenario(folder.path(), "one.toml", &[]);
    let other = scenario(folder.path(), "other.toml", &[("\"three\"", "\"four\""), ("technicians = 3", "technicians = 4")]);
    let report = json(&["compare", path(&one), path(&other), "--all-pairs", "--format", "json"]);
    let names: Vec<&str> = report["layouts"].as_array().unwrap().iter().map(|layout| layout["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["one:two", "three", "other:two", "four"]);
    let pairs = report["differences"].as_array().unwrap();
    assert_eq!(pairs.len(), 6);
    // The same layout in two files is the same in every replication.
    let same = pairs.iter().find(|pair| pair["layout"] == "other:two" && pair["baseline"] == "one:two").unwrap();
    assert_eq!(same["figures"]["response_mean"]["verdict"], "same");
    let few = json(&["compare", path(&one), path(&other), "--layout", "four", "--against", "one:two", "--format", "json"]);
    assert_eq!(few["layouts"].as_array().unwrap().len(), 2);
    assert_eq!(few["differences"][0]["baseline"], "one:two");
}

#[test]
fn the_best_is_named_or_who_may_be_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = scenario(folder.path(), "one.toml", &[]);
    let report = json(&["compare", path(&file), "--best", "response_mean", "--delta", "0.02", "--format", "json"]);
    let best = &report["best"];
    let (needed, complete) = (best["replications_needed"].as_u64().unwrap(), report["replications"]["complete"].as_u64().unwrap());
    assert!(needed > 6 && complete == needed, "{best}");
    assert_eq!(best["first_stage"], 6);
    assert_eq!(best["half_width"], 0.02);
    assert_eq!(best["selected"], "three");
    let text = say(&["compare", path(&file), "--best", "response_mean", "--replications", "10"]).out;
    assert!(text.contains("The best by response time, mean is three: with 95 % no other is better."), "{text}");
    let selected = json(&["compare", path(&file), "--select", "cost_total", "--delta", "1%", "--format", "json"]);
    assert_eq!(selected["selection"]["selected"], "two");
    assert_eq!(selected["selection"]["layouts"][1]["beaten_by"], "two");
    let undecided = say(&[
        "compare",
        path(&file),
        "--select",
        "response_mean",
        "--delta",
        "1e-6",
        "--replications",
        "2",
        "--precision",
        "calls=1%",
    ]);
    assert_eq!(undecided.code, 64, "{}", undecided.err);
}

#[test]
fn comparisons_that_cannot_be_made() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, edits: &[(&str, &str)]| path(&scenario(folder.path(), name, edits)).to_owned();
    let one = file("one.toml", &[]);
    let alone = file(
        "alone.toml",
        &[
            ("[[layout]]\n        name = \"two\"\n", ""),
            ("[[layout]]\n        name = \"three\"\n        centre.door.team.one.technicians = 3\n", ""),
        ],
    );
    fails(&["compare", &alone], 2, &["only one layout", "nothing to compare"]);
    fails(&["compare", &one, "--layout", "two"], 2, &["only one layout"]);
    fails(&["compare", &one, &one], 2, &["is named twice"]);
    fails(&["compare", &one, "--layout", "thre"], 2, &["there is no layout `thre`", "did you mean `three`?"]);
    fails(&["compare", &one, "--against", "nobody"], 2, &["there is no layout `nobody`"]);
    for (key, old, new) in [
        ("horizon", "60 d", "61 d"),
        ("start", "2026-01-01", "2026-01-02"),
        ("currency", "EUR", "USD"),
        ("seed", "seed = 3", "seed = 4"),
        ("warm_up", "seed = 3", "seed = 3, warm_up = \"1 d\""),
    ] {
        let other = file(&format!("{key}.toml"), &[(old, new)]);
        fails(&["compare", &one, &other], 2, &[&format!("`scenario.{key}` of {key}:two"), "is not that of one:two"]);
    }
    let other = file("seed.toml", &[("seed = 3", "seed = 4")]);
    assert_eq!(say(&["compare", &one, &other, "--seed", "9"]).code, 0);
    fails(&["compare", &one, "--figure", "cost"], 2, &["--figure: there is no figure `cost`", "did you mean"]);
    fails(&["compare", &one, "--best", "cost_totl"], 2, &["--best: there is no figure `cost_totl`", "did you mean `cost_total`?"]);
    fails(&["compare", &one, "--best", "utilisation"], 2, &["nobody is the best by `utilisation`"]);
    fails(&["compare", &one, "--select", "calls", "--delta", "1"], 2, &["nobody is the best by `calls`"]);
    fails(&["compare", &one, "--select", "cost_total"], 64, &["--delta"]);
    fails(&["compare", &one, "--select", "cost_total", "--delta", "0"], 2, &["--delta: `0` is no width", "above 0"]);
    fails(&["compare", &one, "--best", "cost_total", "--delta", "-5"], 2, &["--delta: `-5` is no width"]);
    fails(&["compare", &one, "--delta", "1%"], 2, &["--delta is a difference by which nothing is ranked"]);
    fails(&["compare", &one, "--best", "abandoned", "--delta", "1%"], 2, &["the baseline's abandoned is 0", "figure's unit"]);
    fails(&["compare", &one, "--select", "availability", "--delta", "1pp"], 2, &["has no availability in replication 0"]);
    fails(&["compare", &one, "--best", "availability"], 2, &["none can be called the best"]);
    fails(&["compare", &one, "--confidence", "95"], 64, &["0.5 to 0.9999"]);
    fails(&["compare"], 64, &["<FILE>"]);
    fails(&["compare", "nowhere.toml"], 2, &["nowhere.toml"]);
}

#[test]
fn a_warm_up_is_measured() {
    let folder = tempfile::tempdir().unwrap();
    // A desk under heavy load takes its time; the other one is never busy.
    let edits = [("rate = \"1 /h\"", "rate = \"1.96 /h\""), ("60 d", "200 d"), ("technicians = 3", "technicians = 9")];
    let file = scenario(folder.path(), "slow.toml", &edits);
    let curves = folder.path().join("welch.csv");
    let args = ["warmup", path(&file), "--replications", "12", "--out", path(&curves)];
    let said = say(&args);
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("two does not settle in the first half of the run."), "{}", said.out);
    assert!(said.out.contains("three needs no warm-up") || said.out.contains("three has settled after"), "{}", said.out);
    let text = std::fs::read_to_string(&curves).unwrap();
    assert!(text.starts_with("layout,course,from_day,value,moving_average,warm_up\ntwo,response_hours,0,"), "{text}");
    // Four courses of the one (it has no tracked units), two of the other (hardly anybody waits); 200 days are 143 fifths of a week.
    assert_eq!(text.lines().count(), 1 + (4 + 2) * 143);
    fails(&args, 2, &["exists already", "new file"]);
    let report = json(&["warmup", path(&file), "--replications", "12", "--format", "json"]);
    let days = |at: usize| report["layouts"][at]["settled_days"].as_f64().unwrap();
    assert!(days(0) > days(1), "{report}");
    let warnings = report["warnings"].as_array().unwrap();
    assert!(warnings.iter().any(|warning| warning.as_str().unwrap().starts_with("two: ")), "{report}");
    let threads = |n: &str| say(&["warmup", path(&file), "--replications", "5", "--threads", n]).out;
    assert_eq!(threads("1"), threads("4"));
}
