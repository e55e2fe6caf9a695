//! Laws and arrivals from a CSV file: what was put in comes out, the fragment is a scenario's, bad data get clear complaints.

use assert_cmd::Command;
use callout::kernel::law::Law;
use callout::kernel::random::{Draws, Seed};
use callout::scenario::{law, read_text};
use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

/// What `callout fit` said of a text: exit code, stdout, stderr.
fn say(csv: &str, args: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("callout").unwrap().args(["fit", "-"]).args(args).write_stdin(csv).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

fn says(csv: &str, args: &[&str]) -> String {
    let (code, out, err) = say(csv, args);
    assert_eq!((code, err.as_str()), (0, ""), "{args:?}: {out}");
    out
}

fn json(csv: &str, args: &[&str]) -> Value {
    serde_json::from_str(&says(csv, &[args, &["--format", "json"]].concat())).unwrap()
}

/// `callout fit` must refuse with code 2 and all of `words`.
fn refuses(csv: &str, args: &[&str], words: &[&str]) {
    let (code, out, err) = say(csv, args);
    assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
    for word in words {
        assert!(err.contains(word), "{args:?}: no `{word}` in\n{err}");
    }
}

fn draws(number: u64) -> Draws {
    Seed::new(99, 0).source(1).entity(number).draws(0, 0)
}

/// A column `hours` of a law with this many decimals.
fn column(law: &Law, n: usize, decimals: usize) -> String {
    let mut draws = draws(n as u64);
    let mut csv = "hours\n".to_owned();
    (0..n).for_each(|_| writeln!(csv, "{:.decimals$}", law.sample(&mut draws)).unwrap());
    csv
}

/// A scenario that lacks its jobs and its calls.
const REST: &str = r#"
scenario = { name = "Pasted", start = 2026-01-01, horizon = "100 d" }
zone.town = {}
grade.plain = { wage = 30 }
roster.shift = { shifts = ["always"] }
centre.door.team.one.technicians = 1
"#;

#[test]
fn a_law_and_a_stream_are_pasted_into_a_scenario() {
    let work = Law::lognormal(3.0, 0.9).unwrap();
    let mut draws = draws(1);
    let mut csv = "at,hours\n".to_owned();
    for day in 1..=28 {
        for call in 0..(6 + 9 * (day % 3)) {
            let hour = 8 + call % 9;
            writeln!(csv, "2026-02-{day:02} {hour:02}:{:02},{:.3}", call * 2, work.sample(&mut draws)).unwrap();
        }
    }
    let args = ["--times", "at", "--column", "hours", "--unit", "h", "--bootstrap", "99"];
    let fragment = says(&csv, &[&args[..], &["--format", "toml"]].concat());
    let study = read_text("pasted.toml", &format!("{REST}{fragment}"), &[]).unwrap_or_else(|faults| panic!("{faults}\n{fragment}"));
    let scenario = &study.layouts[0].scenario;
    let mean = law(&scenario.kind["repair"].work).unwrap().mean() / 3.6e6;
    assert!((mean - 3.0).abs() < 0.4, "{mean} h");
    let stream = &scenario.stream["calls"];
    let calls = csv.lines().count() as f64 - 1.0;
    assert!((stream.rate.unwrap().per_hour() * 24.0 - calls / 28.0).abs() < 1e-3);
    assert_eq!((stream.weekdays.len(), stream.day.len()), (7, 24));
    assert_eq!(stream.day[..8], [0.0; 8]);
    assert!(stream.dispersion > 0.05, "{}", stream.dispersion);
    // The text holds the same fragment.
    assert!(says(&csv, &args).ends_with(&fragment));
}

/// Every law and every profile is read back as it was written, alternatives in comments included.
#[test]
fn every_fragment_is_accepted() {
    let csv = column(&Law::gamma(3.0, 1.3).unwrap(), 400, 4);
    for name in ["exponential", "erlang", "gamma", "lognormal", "weibull", "hyperexponential", "uniform"] {
        let fragment = says(&csv, &["--column", "hours", "--unit", "min", "--law", name, "--bootstrap", "0", "--format", "toml"]);
        let (found, said) =
            (json(&csv, &["--column", "1", "--unit", "min", "--law", name, "--bootstrap", "0"]), format!("\"{name}\""));
        assert!(fragment.contains(&said), "{fragment}");
        let text = format!("{REST}stream.calls = {{ kind = \"repair\", rate = \"1 /d\" }}\n{fragment}");
        let study = read_text("pasted.toml", &text, &[]).unwrap_or_else(|faults| panic!("{faults}\n{text}"));
        let mean = law(&study.layouts[0].scenario.kind["repair"].work).unwrap().mean() / 60_000.0;
        let want = found["durations"]["laws"][0]["mean"].as_f64().unwrap();
        assert!((mean / want - 1.0).abs() < 1e-4, "{name}: {mean} is not {want}");
        let commented: String = fragment
            .lines()
            .map(|line| line.strip_prefix("# or: ").or(line.strip_prefix("# ")).unwrap_or(line))
            .fold(String::new(), |text, line| {
                if line.starts_with("work") || line.starts_with(' ') || line.starts_with(']') { text + line + "\n" } else { text }
            });
        let second = commented.split("work = ").nth(2).expect("an alternative");
        let text = format!("{REST}stream.calls = {{ kind = \"repair\", rate = \"1 /d\" }}\nkind.repair.work = {second}");
        read_text("pasted.toml", &text, &[]).unwrap_or_else(|faults| panic!("{faults}\n{text}"));
    }
}

#[test]
fn the_empirical_law_is_taken_where_none_fits() {
    // Half of the values near 1, half near 10: no law of one hump.
    let mut draws = draws(5);
    let mut csv = "hours\n".to_owned();
    (0..600).for_each(|k| writeln!(csv, "{:.3}", f64::from(1 + 9 * (k % 2)) + draws.uniform()).unwrap());
    let out = says(&csv, &["--column", "hours", "--unit", "h", "--bootstrap", "99"]);
    assert!(out.contains("None fits: every law is rejected at 0.05.") && out.contains("Use the empirical law"), "{out}");
    let fragment = says(&csv, &["--column", "hours", "--unit", "h", "--bootstrap", "99", "--format", "toml"]);
    let text = format!("{REST}stream.calls = {{ kind = \"repair\", rate = \"1 /d\" }}\n{fragment}");
    let study = read_text("pasted.toml", &text, &[]).unwrap_or_else(|faults| panic!("{faults}\n{text}"));
    let mean = law(&study.layouts[0].scenario.kind["repair"].work).unwrap().mean() / 3.6e6;
    assert!((mean - 6.0).abs() < 0.1, "{mean}");
}

/// Field life: 113 of 4,728 would be like this; here a fleet with staggered ends of observation.
#[test]
fn censored_lives_become_a_hazard() {
    let life = Law::weibull(1.8, 1500.0).unwrap();
    let mut draws = draws(7);
    let mut csv = "days;event;n\n".to_owned();
    for _ in 0..3000 {
        let (age, seen) = (life.sample(&mut draws).ceil(), (700.0 * draws.uniform()).ceil());
        let (days, event) = if age < seen { (age, "Failed") } else { (seen, "Running") };
        writeln!(csv, "{days};{event};1").unwrap();
    }
    let args = ["--column", "days", "--unit", "d", "--censored", "event", "--count", "n", "--bootstrap", "49"];
    let found = json(&csv, &[&args[..], &["--ended-means", "Failed"]].concat());
    assert_eq!(found, json(&csv, &[&args[..], &["--censored-means", "Running"]].concat()));
    assert_eq!(found, json(&csv, &args));
    let weibull = found["durations"]["laws"].as_array().unwrap().iter().find(|law| law["law"] == "weibull").unwrap();
    for (name, want) in [("shape", 1.8), ("scale", 1500.0)] {
        let [low, high] = ["low", "high"].map(|end| weibull["parameters"][name][end].as_f64().unwrap());
        assert!(low < want && want < high && high / low < 1.8, "{name}: {low} to {high}");
    }
    assert!(weibull["ad"].is_null() && weibull["ks_p"].as_f64().unwrap() > 0.05, "{weibull}");
    let fragment = says(&csv, &[&args[..], &["--key", "product.ac.hazard", "--format", "toml"]].concat());
    assert!(fragment.contains("hazard = { law = \"weibull\", shape = "), "{fragment}");
    let rest = "zone.town.size.ac = 100\nkind.repair.work = \"1 h\"\nstream.calls = { kind = \"repair\", failures = \"ac\" }\n";
    let text = format!("{}{rest}{fragment}", REST.replace("zone.town = {}\n", ""));
    read_text("pasted.toml", &text, &[]).unwrap_or_else(|faults| panic!("{faults}\n{text}"));
}

#[test]
fn durations_between_stamps_may_still_run() {
    let csv = "opened,closed\n2026-01-05 08:00,2026-01-05 10:00\n2026-01-05 09:00,2026-01-05 12:30\n2026-01-06T08:00Z,2026-01-06T10:00+01:00\n\
               2026-01-06 08:00,\n";
    let args = ["--from", "opened", "--to", "closed", "--bootstrap", "0", "--most-dropped", "50 %"];
    let found = json(csv, &args);
    assert_eq!((found["durations"]["n"].as_u64(), found["durations"]["total"].as_f64()), (Some(3), Some(6.5)));
    assert!(found["notes"][1].as_str().unwrap().contains("1 row with no end"), "{}", found["notes"]);
    let found = json(csv, &[&args[..], &["--open-until", "2026-01-07 08:00"]].concat());
    assert_eq!((found["durations"]["censored"].as_u64(), found["durations"]["total"].as_f64()), (Some(1), Some(30.5)));
    let mean = &found["durations"]["laws"].as_array().unwrap().iter().find(|law| law["law"] == "exponential").unwrap()["parameters"]
        ["mean"];
    assert!((mean["value"].as_f64().unwrap() - 30.5 / 3.0).abs() < 1e-12);
}

#[test]
fn same_bytes_for_any_number_of_threads() {
    let csv = column(&Law::weibull(0.8, 3.0).unwrap(), 2500, 2);
    let args = |threads| ["--column", "hours", "--unit", "h", "--bootstrap", "29", "--format", "json", "--threads", threads];
    let one = says(&csv, &args("1"));
    assert_eq!(one, says(&csv, &args("3")));
    assert!(one.contains("\"tested\": 2000"), "{one}");
    assert_ne!(one, says(&csv, &[&args("2")[..], &["--seed", "2"]].concat()));
}

#[test]
fn rows_that_cannot_be_used_are_named() {
    let csv = "hours\n1.5\n\nNA\n2.25\nmuch\n-3\n0\n4\n0\n7.5\n";
    let args = ["--column", "hours", "--unit", "h", "--bootstrap", "0"];
    refuses(
        csv,
        &args,
        &[
            "5 of 9 rows cannot be used",
            "line 4",
            "line 6 (`much`)",
            "line 7 (`-3`)",
            "--most-dropped",
            "2 rows with a duration of 0",
        ],
    );
    let out = says(csv, &[&args[..], &["--most-dropped", "60 %"]].concat());
    assert!(out.contains("left out: 2 rows with a duration of 0 in `hours`: line 8, 10."), "{out}");
    let half = json(csv, &[&args[..], &["--most-dropped", "60 %", "--zeros", "half"]].concat());
    // The step is a quarter of an hour.
    assert_eq!((half["durations"]["n"].as_u64(), half["durations"]["total"].as_f64()), (Some(6), Some(15.5)));
    refuses(csv, &[&args[..], &["--most-dropped", "60 %", "--zeros", "refuse"]].concat(), &["2 durations are 0: line 8, 10"]);
}

#[test]
fn bad_input_is_refused_all_at_once() {
    let csv = "hours,event,kind\n1,failed,a\n2,broken,b\n";
    let args = ["--column", "huors", "--unit", "h", "--censored", "event", "--count", "many", "--where", "kind=c", "--times", "at"];
    refuses(csv, &args, &["did you mean `hours`?", "no column `many`", "no row has `c` in `kind`", "no column `at`", "4 faults"]);
    refuses(
        csv,
        &["--column", "hours", "--unit", "h", "--censored", "event"],
        &["line 3: does `broken`", "--ended-means", "`failed`"],
    );
    refuses(
        csv,
        &["--column", "hours", "--unit", "h", "--censored", "event", "--censored-means", "alive"],
        &["no row has `alive`"],
    );
    refuses(csv, &["--column", "kind", "--unit", "h"], &["2 of 2 rows", "no number in `kind`"]);
    refuses(
        "hours\n1e300\n1e-300\n",
        &["--column", "hours", "--unit", "h"],
        &["more than a million years", "less than a nanosecond"],
    );
    refuses(csv, &["--times", "hours"], &["no stamp in `hours` can be read", "2026-01-31 08:30"]);
    refuses(csv, &["--column", "hours", "--unit", "h", "--key", "work"], &["no path of a key"]);
    refuses("", &["--column", "1", "--unit", "h"], &["has no rows"]);
    refuses(
        "at\n2026-01-05 08:00\n",
        &["--times", "at", "--since", "2027-01-01", "--until", "2027-02-01"],
        &["no call lies between"],
    );
    for (args, word) in [(&["--column", "hours"][..], "--unit"), (&[], "nothing to fit"), (&["--from", "a"], "--to")] {
        let (code, out, err) = say(csv, args);
        assert!(code == 64 && out.is_empty() && err.contains(word), "{args:?}: {code} {err}");
    }
}

#[test]
fn values_that_are_all_alike_are_a_constant() {
    let fragment = says("hours\n3\n3\n3\n", &["--column", "hours", "--unit", "h", "--bootstrap", "9", "--format", "toml"]);
    assert_eq!(fragment, "[kind.repair]\n# 3 values of `hours` in standard input\nwork = \"3 h\"\n");
}

#[test]
fn files_are_opened_with_care() {
    let home = tempfile::TempDir::new().unwrap();
    let run = |args: &[&str]| {
        let output = Command::cargo_bin("callout").unwrap().arg("fit").args(args).current_dir(home.path()).output().unwrap();
        (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
    };
    let rest = ["--column", "hours", "--unit", "h", "--bootstrap", "9"];
    let (code, err) = run(&[&["none.csv"], &rest[..]].concat());
    assert!(code == 2 && err.contains("there is no such file"), "{err}");
    std::fs::write(home.path().join("a.csv.gz"), [0x1f, 0x8b, 8, 0]).unwrap();
    let (code, err) = run(&[&["a.csv.gz"], &rest[..]].concat());
    assert!(code == 2 && err.contains("gunzip -c a.csv.gz | callout fit -"), "{err}");
    std::fs::write(home.path().join("a.csv"), column(&Law::exponential(2.0).unwrap(), 50, 2)).unwrap();
    let out = [&["a.csv", "--out", "law.toml"], &rest[..]].concat();
    assert_eq!(run(&out), (0, String::new()));
    assert!(
        std::fs::read_to_string(home.path().join("law.toml"))
            .unwrap()
            .starts_with("[kind.repair]\n# 50 values of `hours` in a.csv\n")
    );
    let (code, err) = run(&out);
    assert!(code == 2 && err.contains("exists already"), "{err}");
}

/// Against fits by another program, where the directory with the public data is at hand.
#[test]
fn public_data_give_the_known_laws() {
    let Some(data) = std::env::var_os("CALLOUT_DATA") else {
        println!("skipped: CALLOUT_DATA does not name the directory of public data");
        return;
    };
    let run = |file: &str, args: &[&str]| {
        let rest = ["--bootstrap", "0", "--format", "json"];
        let mut command = Command::cargo_bin("callout").unwrap();
        let output = command.arg("fit").arg(Path::new(&data).join(file)).args(args).args(rest).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice::<Value>(&output.stdout).unwrap()
    };
    let weibull = |found: &Value| {
        let laws = found["durations"]["laws"].as_array().unwrap();
        let law = laws.iter().find(|law| law["law"] == "weibull").unwrap();
        ["shape", "scale"].map(|name| law["parameters"][name]["value"].as_f64().unwrap())
    };
    let near = |got: [f64; 2], want: [f64; 2]| {
        assert!((got[0] - want[0]).abs() < 6e-5 && (got[1] / want[1] - 1.0).abs() < 1e-4, "{got:?} is not {want:?}");
    };
    near(weibull(&run("reliability_smrd/repairtimes.csv", &["--column", "hours", "--unit", "h"])), [1.1865, 12.7239]);
    let field = ["--column", "days", "--unit", "d", "--count", "count", "--where", "source=Field"];
    let wear = [&field[..], &["--censored", "mode", "--ended-means", "Wear"]].concat();
    near(weibull(&run("reliability_smrd/applianceb.csv", &wear)), [1.7811, 1647.3483]);
    let repair = ["--column", "repair_hours", "--unit", "h", "--where", "planned=0", "--where", "reason=Repair"];
    near(weibull(&run("elevator_outages_mta_2018/outages.csv", &repair)), [0.7145, 7.4086]);
}
