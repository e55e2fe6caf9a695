//! A sweep is checked before it runs, may be killed at any moment, computes nothing twice, and gives the same bytes whoever computes it.

use assert_cmd::cargo::cargo_bin;
use callout::kernel::random::Seed;
use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

const STUDY: &str = r#"
[study]
name = "Desk"
scenario = "desk.toml"
replications = 20
figures = ["cost_total", "response_mean", "response_p95", "kind.repair.closed", "place.desk.utilisation", "account.wages"]

[factor.people]
key = "centre.desk.team.one.technicians"
values = [1, 2]

[factor.calls]
key = "stream.calls.rate"
times = true
values = [0.8, 1, 1.2]
"#;

const DESK: &str = r#"
scenario = { name = "Desk", start = 2026-01-01, horizon = "60 d", replications = 4 }
kind.repair.work = { law = "exponential", mean = "1 h" }
zone.town = {}
stream.calls = { kind = "repair", rate = "0.6 /h" }
grade.plain = { wage = 30 }
roster.shift = { shifts = ["always"] }
centre.desk.team.one.technicians = 1
uncertain.grade.plain.wage = { uniform = [25, 35] }
[[layout]]
name = "as it is"
[[layout]]
name = "faster"
kind.repair.work.mean = "50 min"
"#;

/// A directory with a study and its scenario.
fn home(study: &str) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("study.toml"), study).unwrap();
    std::fs::write(home.path().join("desk.toml"), DESK).unwrap();
    home
}

struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

fn callout(home: &TempDir, args: &[&str]) -> Said {
    let output = Command::new(cargo_bin("callout")).args(args).current_dir(home.path()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

fn done(home: &TempDir, args: &[&str]) -> Said {
    let said = callout(home, args);
    assert_eq!(said.code, Some(0), "{args:?}: {}", said.err);
    said
}

/// Result files of a study by name.
fn results(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = callout::report::sweep::FILES.iter();
    names.map(|name| ((*name).to_owned(), std::fs::read(dir.join(name)).unwrap_or_else(|_| panic!("{name} is there")))).collect()
}

fn same(one: &Path, other: &Path) {
    for ((name, one), other) in results(one).into_iter().zip(results(other).into_values()) {
        assert!(one == other, "{name} differs");
    }
}

/// All part files, each with what changes when it is written again.
fn parts(dir: &Path) -> BTreeMap<PathBuf, (u64, i64, i64)> {
    let mut found = BTreeMap::new();
    for folder in std::fs::read_dir(dir.join("parts")).into_iter().flatten() {
        for file in std::fs::read_dir(folder.unwrap().path()).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "part") {
                let file = path.metadata().unwrap();
                found.insert(path, (file.ino(), file.mtime(), file.mtime_nsec()));
            }
        }
    }
    found
}

#[test]
fn any_number_of_threads_and_any_spread_of_units_give_the_same_bytes() {
    let home = home(STUDY);
    let at = |name: &str| home.path().join(name);
    let one = done(&home, &["sweep", "study.toml", "--out", "one", "--threads", "1"]);
    let two = done(&home, &["sweep", "study.toml", "--out", "two", "--threads", "2"]);
    assert_eq!(one.out, two.out);
    same(&at("one"), &at("two"));
    // Units one by one, last first, some of them twice, by name; the rest by shares.
    done(&home, &["plan", "study.toml", "--out", "units"]);
    let units = std::fs::read_to_string(at("units/units.txt")).unwrap();
    let mut units: Vec<&str> = units.lines().collect();
    assert_eq!(units.len(), 6 * 2 * 3, "blocks of 8, 8 and 4");
    let gap = callout(&home, &["merge", "units"]);
    assert!(gap.code == Some(75) && gap.err.contains("36 units are missing"), "{}", gap.err);
    units.reverse();
    for unit in units.iter().take(5).chain(&units[..2]) {
        done(&home, &["run-unit", "units", unit]);
    }
    let status = callout(&home, &["status", "units"]);
    assert!(status.code == Some(75) && status.out.contains("31 units are missing"), "{}", status.out);
    let missing = done(&home, &["status", "units", "--missing"]).out;
    assert!(missing.lines().count() == 31 && !missing.lines().any(|unit| units[..5].contains(&unit)));
    for share in ["3/3", "1/3", "2/3"] {
        done(&home, &["run-unit", "units", "--share", share]);
    }
    done(&home, &["status", "units"]);
    assert_eq!(done(&home, &["merge", "units"]).out, one.out);
    same(&at("one"), &at("units"));
}

#[test]
fn a_sweep_that_is_killed_twenty_times_gives_the_same_bytes() {
    let study = STUDY.replace("replications = 20", "replications = 80");
    let home = home(&study);
    let at = |name: &str| home.path().join(name);
    done(&home, &["sweep", "study.toml", "--out", "whole", "--threads", "2"]);
    let mut seen = BTreeMap::new();
    let mut draws = Seed::new(20, 0).source(1).entity(1).draws(0, 0);
    for _ in 0..20 {
        let mut child = Command::new(cargo_bin("callout"));
        child.args(["sweep", "study.toml", "--out", "killed", "--threads", "2"]).current_dir(home.path());
        let mut child = child.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // After up to three more parts, and a moment.
        let enough = seen.len() + draws.below(4) as usize;
        while child.try_wait().unwrap().is_none() && parts(&at("killed")).len() < enough {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_secs_f64(draws.uniform() * 0.03));
        child.kill().unwrap();
        child.wait().unwrap();
        // What was there is there, as it was.
        let now = parts(&at("killed"));
        assert!(seen.iter().all(|(path, written)| now.get(path) == Some(written)), "a part was computed twice");
        seen = now;
    }
    assert!((10..120).contains(&seen.len()), "it was killed under way: {} of 120 parts", seen.len());
    done(&home, &["sweep", "study.toml", "--out", "killed"]);
    same(&at("whole"), &at("killed"));
    let left: Vec<String> =
        std::fs::read_dir(at("killed")).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.len() >= 12, "{left:?}");
}

#[test]
fn torn_damaged_and_foreign_parts_are_named_and_computed_again() {
    let home = home(STUDY);
    let at = |name: &str| home.path().join(name);
    done(&home, &["sweep", "study.toml", "--out", "good"]);
    done(&home, &["sweep", "study.toml", "--out", "bad"]);
    let files: Vec<PathBuf> = parts(&at("bad")).into_keys().collect();
    let bytes = std::fs::read(&files[0]).unwrap();
    std::fs::write(&files[0], &bytes[..bytes.len() / 2]).unwrap();
    let mut flipped = std::fs::read(&files[1]).unwrap();
    flipped[200] ^= 1;
    std::fs::write(&files[1], flipped).unwrap();
    std::fs::copy(&files[3], &files[2]).unwrap();
    std::fs::write(&files[4], b"").unwrap();
    std::fs::remove_file(&files[5]).unwrap();
    let status = callout(&home, &["status", "bad"]);
    assert!(status.code == Some(75) && status.out.contains("5 units are missing"), "{}{}", status.out, status.err);
    let said = done(&home, &["sweep", "study.toml", "--out", "bad"]);
    for (at, word) in [(0, "checksum"), (1, "checksum"), (2, "another scenario"), (4, "no part")] {
        let name = files[at].file_name().unwrap().to_str().unwrap();
        let line = said.err.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("{name} is named in\n{}", said.err));
        assert!(line.contains(word) && line.contains("computed again"), "{line}");
    }
    same(&at("good"), &at("bad"));
}

#[test]
fn more_points_replications_and_figures_reuse_what_is_there() {
    let home = home(STUDY);
    let dir = home.path().join("grown");
    done(&home, &["sweep", "study.toml", "--out", "grown"]);
    let before = parts(&dir);
    let grown = STUDY
        .replace("[0.8, 1, 1.2]", "[0.8, 1, 1.2, 1.4]")
        .replace("replications = 20", "replications = 30")
        .replace("\"account.wages\"", "\"account.wages\", \"utilisation\"");
    std::fs::write(home.path().join("study.toml"), &grown).unwrap();
    done(&home, &["sweep", "study.toml", "--out", "grown"]);
    let after = parts(&dir);
    // Blocks 0 and 1 were whole and stay untouched; block 2 had 4 of 8 replications and is filled up.
    let untouched = before.iter().filter(|(path, written)| after.get(*path) == Some(written)).count();
    assert_eq!((before.len(), untouched, after.len()), (36, 24, 8 * 2 * 4));
    done(&home, &["sweep", "study.toml", "--out", "anew"]);
    same(&dir, &home.path().join("anew"));
    // Results of another plan do not stand beside a new one.
    std::fs::write(home.path().join("study.toml"), grown.replace("1.4", "1.6")).unwrap();
    done(&home, &["plan", "study.toml", "--out", "grown"]);
    assert!(!dir.join("points.csv").exists() && !dir.join("manifest.json").exists());
    // A figure alone costs nothing.
    std::fs::write(home.path().join("study.toml"), grown.replace("\"utilisation\"", "\"satisfaction\"")).unwrap();
    done(&home, &["sweep", "study.toml", "--out", "grown"]);
    assert_eq!(parts(&dir), after);
}

#[test]
fn a_point_says_what_a_run_of_it_says() {
    let home = home(STUDY);
    done(&home, &["sweep", "study.toml", "--out", "swept"]);
    let sets = ["--set", "centre.desk.team.one.technicians=2", "--set", "stream.calls.rate*=1.2"];
    let run = done(&home, &[&["run", "desk.toml", "--replications", "20", "--format", "json"], &sets[..]].concat());
    let run: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let points = std::fs::read_to_string(home.path().join("swept/points.csv")).unwrap();
    let mut lines = points.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let heads = lines.next().unwrap();
    let row = lines.find(|line| line[1] == "2" && line[2] == "1.2" && line[3] == "faster").unwrap();
    let layout = run["layouts"].as_array().unwrap().iter().find(|layout| layout["name"] == "faster").unwrap();
    for figure in ["cost_total", "response_mean", "response_p95"] {
        let cell = |name: &str| row[heads.iter().position(|head| *head == name).unwrap()].parse::<f64>().unwrap();
        let said = &layout["figures"][figure];
        assert_eq!(Some(cell(figure)), said["value"].as_f64(), "{figure}");
        assert_eq!(Some(cell(&format!("{figure}_half_width"))), said["half_width"].as_f64(), "{figure}");
    }
}

#[test]
fn precision_ends_each_point_by_the_rule() {
    let study = STUDY.replace("replications = 20\n", "") + "[precision]\nresponse_mean = \"10 %\"\nmax_replications = 60\n";
    let home = home(&study);
    done(&home, &["sweep", "study.toml", "--out", "one", "--threads", "1"]);
    done(&home, &["plan", "study.toml", "--out", "two"]);
    for _ in 0..20 {
        let missing = done(&home, &["status", "two", "--missing"]).out;
        if missing.is_empty() {
            break;
        }
        let units: Vec<&str> = missing.lines().collect();
        done(&home, &[&["run-unit", "two"], &units[..]].concat());
    }
    done(&home, &["merge", "two"]);
    same(&home.path().join("one"), &home.path().join("two"));
    let points = std::fs::read_to_string(home.path().join("one/points.csv")).unwrap();
    let heads: Vec<&str> = points.lines().next().unwrap().split(',').collect();
    let column = |name: &str| heads.iter().position(|head| *head == name).unwrap();
    let mut counts = Vec::new();
    for line in points.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()) {
        let number = |name: &str| line[column(name)].parse::<f64>().unwrap();
        let n = number("replications");
        counts.push(n as u32);
        match line[column("precision_reached")] {
            "yes" => assert!(number("response_mean_half_width") <= 0.1 / 1.1 * number("response_mean") * 1.05),
            _ => assert_eq!(n, 60.0),
        }
    }
    counts.dedup();
    assert!(counts.len() > 1 && counts.iter().all(|n| *n >= 9), "points need different numbers: {counts:?}");
}

#[test]
fn parts_may_be_kept_elsewhere_and_shared() {
    let home = home(STUDY);
    done(&home, &["sweep", "study.toml", "--out", "one", "--store", "all"]);
    assert!(!home.path().join("one/parts").exists());
    done(&home, &["status", "one"]);
    done(&home, &["merge", "one"]);
    done(&home, &["sweep", "study.toml", "--out", "two"]);
    same(&home.path().join("one"), &home.path().join("two"));
}

/// Units that points share under a rule: each share goes on with its own points to the end.
#[test]
fn a_share_follows_its_points_to_the_end() {
    let study = STUDY
        .replace("[0.8, 1, 1.2]", "[0.8]")
        .replace("centre.desk.team.one.technicians", "layout.faster.kind.repair.work.mean")
        .replace("values = [1, 2]", "values = [\"50 min\", \"40 min\"]")
        .replace("replications = 20\n", "")
        + "[precision]\nresponse_mean = \"10 %\"\nmax_replications = 60\n";
    let home = home(&study);
    done(&home, &["plan", "study.toml", "--out", "out"]);
    for share in ["2/2", "1/2"] {
        done(&home, &["run-unit", "out", "--share", share]);
    }
    done(&home, &["status", "out"]);
    done(&home, &["merge", "out"]);
    done(&home, &["sweep", "study.toml", "--out", "one"]);
    same(&home.path().join("one"), &home.path().join("out"));
}

#[test]
fn uncertain_inputs_are_factors_where_the_study_says_so() {
    let study = "[study]\nscenario = \"desk.toml\"\nuncertain = true\nfigures = [\"account.wages\"]\nreplications = 1\n\
                 [design]\nkind = \"sobol\"\npoints = 16\n";
    let home = home(study);
    done(&home, &["sweep", "study.toml", "--out", "out"]);
    let rows = std::fs::read_to_string(home.path().join("out/replications.csv")).unwrap();
    let mut wages: Vec<f64> = Vec::new();
    for line in rows.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()).filter(|line| line[2] == "faster") {
        let (wage, cost): (f64, f64) = (line[1].parse().unwrap(), line[4].parse().unwrap());
        assert!((cost - wage * 24.0 * 60.0).abs() < 1e-6, "60 days of one technician at {wage}: {cost}");
        wages.push(wage);
    }
    wages.sort_by(f64::total_cmp);
    // Sobol' points: one in each sixteenth of the range.
    assert!(wages.iter().enumerate().all(|(at, wage)| ((wage - 25.0) / 10.0 * 16.0).floor() as usize == at), "{wages:?}");
}

#[test]
fn bad_studies_are_refused_before_anything_is_simulated() {
    let cases: [(&str, &str, &[&str]); 22] = [
        ("replications = 20", "replications = 0", &["study.toml:5:16", "0 replications cannot be had"]),
        (
            "key = \"stream.calls.rate\"\ntimes = true\nvalues = [0.8, 1, 1.2]",
            "key = \"scenario.replications\"\nvalues = [2, 3]",
            &["the factor `calls` changes nothing"],
        ),
        (
            "[factor.people]",
            "[factor.wage]\nkey = \"grade.plain.wage\"\nvalues = [20, 30]\n[factor.wages]\nkey = \"grade.*.wage\"\nvalues = [25, 35]\n[factor.people]",
            &["the factor `wage` changes nothing"],
        ),
        ("[factor.people]", "[factor.point]", &["no factor can be called `point`"]),
        ("[factor.people]", "[factor.cost_total]", &["no factor can be called `cost_total`"]),
        ("values = [1, 2]", "values = [1, 2]\nlevels = 3", &["`levels` means nothing beside `values`"]),
        ("values = [1, 2]", "low = 1\nhigh = 9\nwhole = true\nlog = true", &["whole numbers cannot stand in equal ratios"]),
        (
            "[factor.people]",
            "[precision]\nmax_replications = 50\n[factor.people]",
            &["`precision` names no figure", "20 replications cannot be had"],
        ),
        (
            "key = \"centre.desk.team.one.technicians\"",
            "keys = [\"grade.plain.wage\", \"grade.plain.wage\"]",
            &["names `grade.plain.wage` twice"],
        ),
        ("values = [1, 2]", "normal = [1, 0.1]", &["a grid cannot visit every value"]),
        ("[0.8, 1, 1.2]", "[]", &["study.toml:15:10", "empty list of values"]),
        (
            "centre.desk.team.one.technicians",
            "centre.desc.team.one.technicians",
            &["6 of 6 points", "there is no centre `desc`", "`desk`"],
        ),
        ("values = [1, 2]", "values = [1, -2]", &["3 of 6 points", "people = -2, calls = 0.8"]),
        ("values = [1, 2]", "low = 5\nhigh = 2", &["study.toml:11:8", "the range of `people` is empty"]),
        ("values = [1, 2]", "low = 1\nhigh = 2", &["a grid cannot visit every value", "levels = 5"]),
        ("values = [1, 2]", "low = 1\nhigh = 1000000\nwhole = true", &["3000000 points with 2 layouts", "200000"]),
        ("\"cost_total\"", "\"cost_totl\"", &["study.toml:6:12", "did you mean `cost_total`?"]),
        ("place.desk.utilisation", "place.desc.utilisation", &["no layout has a place `desc`"]),
        ("scenario = \"desk.toml\"", "scenario = \"disk.toml\"", &["cannot read `disk.toml`", "relative to the study file"]),
        ("[factor.people]\nkey", "[factor.people]\nkeyy", &["unknown key `keyy`", "did you mean `keys`?"]),
        ("name = \"Desk\"", "layouts = [\"slower\"]", &["layout `slower`", "`as it is`, `faster`"]),
        (
            "[factor.people]",
            "[precision]\nresponse_mean = \"-1 %\"\n[design]\nkind = \"sobol\"\nbase = 4\n[factor.people]",
            &["is no width", "`base` means nothing"],
        ),
    ];
    for (old, new, words) in cases {
        assert!(STUDY.contains(old), "{old}");
        let home = home(&STUDY.replace(old, new));
        let said = callout(&home, &["sweep", "study.toml", "--out", "out"]);
        assert_eq!((said.code, said.out.as_str()), (Some(2), ""), "{new}: {}", said.err);
        for word in words {
            assert!(said.err.contains(word), "{new}: no `{word}` in\n{}", said.err);
        }
        assert!(!home.path().join("out").exists(), "{new}: nothing was begun");
    }
    let grid = (0..12)
        .map(|n| format!("[factor.f{n}]\nkey = \"grade.plain.wage\"\ntimes = true\nvalues = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n"));
    let home = home(&("[study]\nscenario = \"desk.toml\"\n".to_owned() + &grid.collect::<String>()));
    let said = callout(&home, &["sweep", "study.toml"]);
    assert!(said.code == Some(2) && said.err.contains("1000000000000 points"), "{}", said.err);
}

#[test]
fn laws_that_cannot_be_read_are_complained_of() {
    let cases = [
        ("{ uniform = [25, 35], times = 1 }", "`times` is neither true nor false"),
        ("{ uniform = [35, 25] }", "low must be below high"),
        ("{ triangular = [1, 2] }", "write triangular = [low, mode, high]"),
        ("{ uniform = [25, 35], normal = [1, 1] }", "expected a law"),
        ("30", "expected a law"),
    ];
    for (law, words) in cases {
        let home = home(STUDY);
        std::fs::write(home.path().join("desk.toml"), DESK.replace("{ uniform = [25, 35] }", law)).unwrap();
        let said = callout(&home, &["check", "desk.toml"]);
        assert!(said.code == Some(2) && said.err.contains(words), "{law}: {}", said.err);
    }
}

#[test]
fn words_of_a_factor_are_written_without_their_quotes() {
    let study = STUDY.replace("centre.desk.team.one.technicians", "scenario.horizon").replace("[1, 2]", "[\"30 d\", \"60 d\"]");
    let home = home(&study);
    done(&home, &["sweep", "study.toml", "--out", "out"]);
    let points = std::fs::read_to_string(home.path().join("out/points.csv")).unwrap();
    assert!(points.lines().nth(1).unwrap().starts_with("0,30 d,0.8,as it is,20,"), "{points}");
    assert!(!points.contains('"'));
}

#[test]
fn directories_that_are_no_studies_are_left_alone() {
    let home = home(STUDY);
    // What a kill at the very start leaves behind is no reason to stop.
    std::fs::create_dir_all(home.path().join("killed/.callout-a1b2c3")).unwrap();
    done(&home, &["plan", "study.toml", "--out", "killed"]);
    std::fs::create_dir(home.path().join("mine")).unwrap();
    std::fs::write(home.path().join("mine/letter.txt"), "dear").unwrap();
    let said = callout(&home, &["sweep", "study.toml", "--out", "mine"]);
    assert!(said.code == Some(2) && said.err.contains("is no directory of a study"), "{}", said.err);
    for args in [&["run-unit", "mine", "0.0"][..], &["status", "mine"], &["merge", "mine"]] {
        let said = callout(&home, args);
        assert!(said.code == Some(64) && said.err.contains("there is no plan"), "{args:?}: {}", said.err);
    }
    done(&home, &["plan", "study.toml", "--out", "out"]);
    for unit in ["99.0", "0.9", "x", "1"] {
        let said = callout(&home, &["run-unit", "out", unit]);
        assert!(said.code == Some(64) && said.err.contains("is no unit"), "{unit}: {}", said.err);
    }
    let plan = home.path().join("out/plan.json");
    let text = std::fs::read_to_string(&plan).unwrap();
    std::fs::write(&plan, text.replace(callout::study::store::ENGINE, "callout-0")).unwrap();
    let said = callout(&home, &["run-unit", "out", "0.0"]);
    assert!(said.code == Some(64) && said.err.contains("made by another version"), "{}", said.err);
    std::fs::write(&plan, &text[..text.len() / 2]).unwrap();
    let said = callout(&home, &["status", "out"]);
    assert!(said.code == Some(64) && said.err.contains("is no plan"), "{}", said.err);
}

/// What a replication says may change only with the version of the engine: else parts of old runs would be taken for new ones.
#[test]
fn the_engine_has_another_version_when_it_says_something_else() {
    let mut hasher = blake3::Hasher::new();
    for (name, network) in crate::lab::scenarios() {
        let outcome = crate::lab::outcome(&network, 0);
        hasher.update(format!("{name}: {:?}\n", callout::study::columns::values(&network, &outcome)).as_bytes());
    }
    let said = (callout::study::store::ENGINE, &hasher.finalize().to_hex()[..16]);
    assert_eq!(said, ("callout-5", "ffc3e17ebdeb404f"), "raise ENGINE in study/store.rs, then pin the new pair");
}
