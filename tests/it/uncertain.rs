//! Uncertain inputs: what theory says where the saving is a line in the inputs, break-evens by hand, the same bytes always.

use assert_cmd::Command;
use serde_json::Value;
use std::path::Path;
use tempfile::TempDir;

/// One technician round the clock for ten days: 240 paid hours, so that layout b saves 240 (wage of a - 30) whatever happens.
const LINE: &str = r#"
scenario = { name = "line", start = 2026-01-01, horizon = "10 d", replications = 2, baseline = "a" }
kind.repair.work = { law = "exponential", mean = "1 h" }
zone.town = {}
stream.calls = { kind = "repair", rate = "0.3 /h" }
grade.a.wage = 31
grade.b.wage = 30
roster.always = { shifts = ["always"] }
centre.door.team.one = { technicians = 1, grade = "a" }
uncertain.grade.a.wage = { uniform = [26, 36] }
[[layout]]
name = "a"
[[layout]]
name = "b"
centre.door.team.one.grade = "b"
"#;

/// A queue whose waits cost money: noise inside, two inputs outside.
const QUEUE: &str = r#"
scenario = { name = "queue", start = 2026-01-01, horizon = "6 d", replications = 2, baseline = "one" }
kind.repair = { work = { law = "exponential", mean = "1 h" }, respond_within = "2 h", late_penalty = 60 }
zone.town = {}
stream.calls = { kind = "repair", rate = "0.6 /h" }
grade.plain.wage = 20
roster.always = { shifts = ["always"] }
centre.door.team.all = { technicians = 1 }
[uncertain]
grade.plain.wage = { uniform = [10, 30] }
stream.calls.rate = { triangular = ["0.4 /h", "0.6 /h", "0.8 /h"] }
[[layout]]
name = "one"
[[layout]]
name = "two"
centre.door.team.all.technicians = 2
"#;

/// Output, complaints and exit code of `callout uncertain` on a scenario.
fn say(dir: &Path, scenario: &str, args: &[&str]) -> (String, String, i32) {
    let file = dir.join("s.toml");
    std::fs::write(&file, scenario).unwrap();
    let command = [&["uncertain", file.to_str().unwrap()], args].concat();
    let output = Command::cargo_bin("callout").unwrap().args(command).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

fn document(scenario: &str, args: &[&str]) -> Value {
    let dir = TempDir::new().unwrap();
    let (out, err, code) = say(dir.path(), scenario, &[args, &["--format", "json", "--quiet"]].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

fn near(value: &Value, truth: f64, within: f64) {
    let number = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((number - truth).abs() <= within, "{number} is not {truth} +- {within}");
}

#[test]
fn a_saving_that_is_a_line_is_known_in_closed_form() {
    // Uniform from 240 (26 - 30) = -960 to 1440.
    let all = document(LINE, &[]);
    let b = &all["against_baseline"][0];
    assert_eq!(b["layout"], "b");
    near(&b["expected"]["value"], 240.0, 3.0);
    near(&b["probability_better"]["value"], 0.6, 0.02);
    near(&b["p5"]["value"], -840.0, 30.0);
    near(&b["median"]["value"], 240.0, 30.0);
    near(&b["p95"]["value"], 1320.0, 30.0);
    near(&b["worst_5_per_cent"]["value"], -900.0, 30.0);
    near(&b["deviation"], 2400.0 / 12f64.sqrt(), 3.0);
    near(&b["noise_share_removed"], 0.0, 0.0);
    // E[max(0, S)] - E[S] = 1440^2 / 4800 - 240.
    near(&all["evpi"]["value"], 192.0, 4.0);
    near(&all["evpi_with_noise"], all["evpi"]["value"].as_f64().unwrap(), 1e-9);
    assert_eq!(all["best_in_expectation"], "b");
    near(&all["best_by_share"]["a"]["value"], 0.4, 0.02);
    // P10 = 27, P90 = 35; all of the variance is the wage's.
    let swing = &b["tornado"][0];
    assert_eq!((&swing["p10"], &swing["p90"]), (&Value::from("27"), &Value::from("35")));
    near(&swing["gain_at_p10"]["value"], -720.0, 1e-6);
    near(&swing["gain_at_p90"]["value"], 1200.0, 1e-6);
    near(&swing["swing"]["half_width"], 0.0, 1e-6);
    near(&swing["share_of_variance"]["value"], 1.0, 0.02);
    near(&b["gain_at_medians"]["value"], 240.0, 1e-6);
}

#[test]
fn the_words_come_first() {
    let dir = TempDir::new().unwrap();
    let (out, _, code) = say(dir.path(), LINE, &[]);
    assert_eq!(code, 0);
    assert!(out.contains("b is better than a in expectation: expected saving in total cost 239.9 CNY ± 3.3 CNY"), "{out}");
    assert!(out.contains("It is better with probability "), "{out}");
    assert!(out.contains("Best in expectation: b."), "{out}");
    let (sentence, table) = (out.find("is better than").unwrap(), out.find("mean of the worst 5 %").unwrap());
    assert!(sentence < table);
    // More profit is a gain of the same size.
    let (profit, _, _) = say(dir.path(), LINE, &["--figure", "profit", "--points", "16"]);
    assert!(profit.contains("gain in profit and loss 2"), "{profit}");
    assert!(profit.contains("warning: 16 points say little"), "{profit}");
}

#[test]
fn break_evens_by_hand() {
    let at = |args: &[&str]| document(LINE, args)["breakeven"][0].clone();
    let wage = at(&["--break-even", "grade.a.wage=20..50"]);
    near(&wage["value"], 30.0, 1e-4);
    assert_eq!(wage["better_below"], false);
    assert!(wage["words"].as_str().unwrap().contains("below it a is better, above it b"), "{wage}");
    near(&wage["shown_up_to"], 30.0, 0.04);
    near(&wage["shown_from"], 30.0, 0.04);
    // 31 x 30/31; prices keep four decimals.
    near(&at(&["--break-even", "grade.a.wage*=0.5..2"])["value"], 30.0 / 31.0, 2e-3);
    // n at 10 against one at 35.
    let sets = ["--set", "grade.a.wage=10", "--set", "grade.b.wage=35", "--set", "layout.b.centre.door.team.one.technicians=1"];
    let people = at(&[&["--break-even", "layout.a.centre.door.team.one.technicians=1..9"], &sets[..]].concat());
    assert_eq!((people["last_with_first_sign"].as_f64(), people["first_with_last_sign"].as_f64()), (Some(3.0), Some(4.0)));
    assert!(people["words"].as_str().unwrap().contains("a is better up to 3, b from 4 on"), "{people}");
}

#[test]
fn without_a_break_even_it_says_who_is_better_and_by_how_much() {
    let found = &document(LINE, &["--break-even", "grade.a.wage=40..50"])["breakeven"][0];
    assert!(found["value"].is_null());
    let words = found["words"].as_str().unwrap();
    assert!(words.contains("no break-even from 40 to 50, b is better than a at both ends"), "{words}");
    assert!(words.contains("2,400") && words.contains("4,800"), "{words}");
}

#[test]
fn a_break_even_needs_no_uncertain_inputs_and_knows_its_noise() {
    let plain = QUEUE.split("[uncertain]").next().unwrap().to_owned() + &QUEUE[QUEUE.find("[[layout]]").unwrap()..];
    let found = &document(&plain, &["--break-even", "grade.plain.wage=0..200", "--replications", "12"])["breakeven"][0];
    let [value, low, high] = ["value", "shown_up_to", "shown_from"].map(|key| found[key].as_f64().unwrap());
    // The second technician costs 144 h x wage and saves penalties that do not hang on the wage: a line.
    assert!(low < value && value < high, "{found}");
    let ends = ["gain_at_low", "gain_at_high"].map(|end| found[end]["value"].as_f64().unwrap());
    assert!((ends[0] - ends[1] - 144.0 * 200.0).abs() < 1e-6, "{found}");
    assert!((value - ends[0] / 144.0).abs() < 0.01, "{found}");
    let half = found["gain_at_low"]["half_width"].as_f64().unwrap() / 144.0;
    assert!((high - value - half).abs() < 0.05 && (value - low - half).abs() < 0.05, "{found}");
}

#[test]
fn bytes_do_not_depend_on_threads_or_on_what_was_kept() {
    let dir = TempDir::new().unwrap();
    let small = ["--points", "32", "--replications", "3", "--format", "json"];
    let store = dir.path().join("parts");
    let kept = ["--store", store.to_str().unwrap()];
    let one = say(dir.path(), QUEUE, &[&small[..], &["--threads", "1"]].concat());
    assert_eq!(one.2, 0, "{}", one.1);
    let all: Value = serde_json::from_str(&one.0).unwrap();
    assert!(all["against_baseline"][0]["noise_share_removed"].as_f64().unwrap() > 0.0);
    assert_eq!(say(dir.path(), QUEUE, &[&small[..], &["--threads", "3"]].concat()).0, one.0);
    // Fewer points and replications first; a part is lost on the way.
    assert_eq!(say(dir.path(), QUEUE, &[&["--points", "16", "--replications", "2"], &kept[..]].concat()).2, 0);
    let part = walk(&store).pop().unwrap();
    std::fs::write(part, "torn").unwrap();
    let gone_on = say(dir.path(), QUEUE, &[&small[..], &kept[..]].concat());
    assert!(gone_on.1.contains("is computed again"), "{}", gone_on.1);
    assert_eq!(gone_on.0, one.0);
    assert_eq!(say(dir.path(), QUEUE, &[&small[..], &kept[..]].concat()).0, one.0);
}

fn walk(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut found: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    found.into_iter().flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn files_hold_a_row_for_each_point_and_layout() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("risk");
    let args = ["--points", "16", "--replications", "1", "--out", out.to_str().unwrap()];
    assert_eq!(say(dir.path(), LINE, &args).2, 0);
    let points = std::fs::read_to_string(out.join("points.csv")).unwrap();
    assert_eq!(points.lines().count(), 1 + 16 * 2);
    assert!(points.starts_with("set,point,layout,figure,gain,gain_without_noise,grade.a.wage\n0,0,a,"), "{points}");
    assert!(out.join("tornado.csv").is_file() && out.join("uncertain.json").is_file());
    let (_, err, code) = say(dir.path(), LINE, &args);
    assert!(code == 2 && err.contains("exists already"), "{err}");
}

#[test]
fn faults_are_said_before_anything_is_simulated() {
    let dir = TempDir::new().unwrap();
    let fault = |scenario: &str, args: &[&str]| {
        let (out, err, code) = say(dir.path(), scenario, args);
        assert_eq!((out.as_str(), code), ("", 2), "{err}");
        err
    };
    let with = |law: &str| LINE.replace("uncertain.grade.a.wage = { uniform = [26, 36] }", law);
    assert!(fault(&with(""), &[]).contains("has no uncertain inputs"));
    let nowhere = fault(&with("uncertain.grade.c.wage = { uniform = [26, 36] }"), &[]);
    assert!(
        nowhere.contains("there is no grade `c`") && nowhere.contains("128 of 128 points") || nowhere.contains("256 of 256"),
        "{nowhere}"
    );
    let negative = fault(&with("uncertain.grade.a.wage = { normal = [2, 2] }"), &[]);
    assert!(negative.contains("are no sound scenario") && negative.contains("at grade.a.wage = -"), "{negative}");
    let one = fault(LINE, &["--layout", "a"]);
    assert!(one.contains("only one layout, `a`"), "{one}");
    assert!(fault(LINE, &["--against", "c"]).contains("there is no layout `c`"));
    assert!(fault(LINE, &["--figure", "cost_totl"]).contains("did you mean `cost_total`?"));
    assert!(fault(LINE, &["--figure", "calls"]).contains("neither more nor less of `calls` is better"));
    assert!(fault(LINE, &["--points", "100"]).contains("say 64 or 128"));
    assert!(fault(LINE, &["--break-even", "grade.a.wage=9"]).contains("gives no range"));
    assert!(fault(LINE, &["--break-even", "grade.c.wage=9..10"]).contains("there is no grade `c`"));
    assert!(fault(LINE, &["--break-even", "grade.a.wage=-9..10"]).contains("1 of 2 points"));
    assert!(fault(LINE, &["--break-even", "grade.a.wage=9..10", "--of", "a"]).contains("these are: `b`"));
    assert!(fault("", &[]).contains("[scenario]"));
}

#[test]
fn the_check_lists_uncertain_inputs_and_tries_them() {
    let dir = TempDir::new().unwrap();
    let check = |scenario: &str| {
        let file = dir.path().join("c.toml");
        std::fs::write(&file, scenario).unwrap();
        let output = Command::cargo_bin("callout").unwrap().args(["check", file.to_str().unwrap()]).output().unwrap();
        (String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap(), output.status.code())
    };
    let (sound, code) = check(QUEUE);
    assert!(sound.contains("grade.plain.wage: uniform, 10 to 30"), "{sound}");
    assert!(sound.contains("stream.calls.rate: triangular, 0.4 to 0.8 /h, mostly near 0.6 /h") && code == Some(0), "{sound}");
    let (bad, code) = check(&QUEUE.replace("uniform = [10, 30]", "normal = [1, 20]"));
    assert!(bad.contains("are no sound scenario") && code == Some(2), "{bad}");
}
