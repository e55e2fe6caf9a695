//! The command line answers every question and every mistake, with the exit codes that it promises.

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/small.toml");

/// What a command said: exit code, stdout, stderr.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

fn say_in(directory: &Path, args: &[&str]) -> Said {
    let output = Command::cargo_bin("callout").unwrap().args(args).current_dir(directory).env_remove("NO_COLOR").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

pub fn say(args: &[&str]) -> Said {
    say_in(Path::new("."), args)
}

/// A command that must fail with `code`, say all of `words` on stderr and nothing on stdout.
pub fn fails(args: &[&str], code: i32, words: &[&str]) {
    let said = say(args);
    assert_eq!((said.code, said.out.as_str()), (code, ""), "{args:?}: {}", said.err);
    for word in words {
        assert!(said.err.contains(word), "{args:?}: no `{word}` in\n{}", said.err);
    }
    assert!(!said.err.contains("panicked"), "{}", said.err);
}

#[test]
fn help_has_examples() {
    for args in [
        &["--help"][..],
        &["run", "--help"],
        &["check", "--help"],
        &["new", "--help"],
        &["explain", "--help"],
        &["bench", "--help"],
        &["finance", "--help"],
        &["contract", "--help"],
        &["fit", "--help"],
        &["why", "--help"],
        &["compare", "--help"],
        &["warmup", "--help"],
    ] {
        let said = say(args);
        assert!(said.code == 0 && said.out.contains("EXAMPLES"), "{args:?}: {}", said.out);
    }
    assert!(say(&["--version"]).out.starts_with("callout 0."));
}

#[test]
fn wrong_usage_is_64() {
    for args in
        [&[][..], &["run"], &["rnu"], &["run", SMALL, "--replications", "0"], &["run", SMALL, "--replications", "1000000000"]]
    {
        let said = say(args);
        assert_eq!(said.code, 64, "{args:?}: {}", said.err);
    }
    fails(&["run", SMALL, "--threads", "0"], 64, &["--threads"]);
    fails(&["run", SMALL, "--jobs"], 64, &["--out"]);
    fails(&["run", SMALL, "--seed=-1"], 64, &["--seed"]);
}

#[test]
fn bad_input_is_2_and_says_how_to_mend_it() {
    fails(&["run", "no-such-file.toml"], 2, &["no-such-file.toml", "there is no such file"]);
    fails(&["run", SMALL, "--layout", "自赢"], 2, &["there is no layout `自赢`", "自营"]);
    fails(&["run", SMALL, "--set", "scenario.horzon=9"], 2, &["--set:1:10", "did you mean `horizon`?"]);
    fails(&["run", SMALL, "--set", "scenario.horizon"], 2, &["no `=`"]);
    fails(&["run", SMALL, "--set", "scenario.replications=0"], 2, &["replications"]);
    fails(&["run", SMALL, "--set", "layout.自营.scenario.seed=9"], 2, &["the layouts differ in `scenario.seed`", "--layout"]);
    fails(&["check", SMALL, "--set", "kind.维修.relapse=1.5"], 2, &["relapse"]);
    fails(&["explain", "technicans"], 2, &["did you mean `technicians`?"]);
    fails(&["explain", "first_time_fxi"], 2, &["did you mean `first_time_fix`?"]);
}

#[test]
fn bench_times_a_scenario_or_the_yardstick() {
    let yardstick = say(&["bench", "--set", "scenario.horizon=24 h", "--rounds", "2", "--threads", "3", "--replications", "1"]);
    assert_eq!((yardstick.code, yardstick.err.as_str()), (0, ""), "{}", yardstick.out);
    assert!(yardstick.out.starts_with("Yardstick, layout base: 20 centres, 200 technicians, 20 parts that share nothing\n"));
    let threads = |out: &str| -> Vec<String> {
        let rows = out.lines().skip_while(|line| !line.starts_with("threads")).skip(1).take_while(|line| !line.is_empty());
        rows.map(|line| line.split_whitespace().next().unwrap().to_owned()).collect()
    };
    assert_eq!(threads(&yardstick.out), ["1", "2", "3"]);
    let small = say(&["bench", SMALL, "--rounds", "1", "--threads", "1"]);
    assert!(small.code == 0 && threads(&small.out) == ["1"], "{}{}", small.out, small.err);
    fails(&["bench", "no.toml"], 2, &["no.toml"]);
    fails(&["bench", "--layout", "bsae"], 2, &["there is no layout", "base"]);
    fails(&["bench", "--set", "scenario.horizon=-1 d"], 2, &["horizon"]);
    fails(&["bench", "--rounds", "0"], 64, &["--rounds"]);
}

#[test]
fn a_run_prints_one_table() {
    let said = say(&["run", SMALL, "--replications", "3"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    for word in ["两市维修网络", "3 replications, seed 7", "promise kept [%]", "青岛外包 is", "few replications (3)"] {
        assert!(said.out.contains(word), "no `{word}` in\n{}", said.out);
    }
    assert!(!said.out.contains('\u{1b}'), "no colours in a pipe");
    let one = say(&["run", SMALL, "--replications", "1", "--seed", "99", "--layout", "青岛外包", "--audit", "--color", "always"]);
    assert_eq!(one.code, 0, "{}", one.err);
    assert!(
        one.out.contains("1 replication, seed 99") && one.out.contains("no intervals") && one.out.contains('\u{1b}'),
        "{}",
        one.out
    );
    assert!(!one.out.contains("自营"), "{}", one.out);
}

#[test]
fn json_is_one_document_without_gaps() {
    let said = say(&["run", SMALL, "--replications", "2", "--format", "json", "--quiet"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let document: Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!(document["schema_version"], 1);
    assert_eq!(document["layouts"][1]["name"], "青岛外包");
    assert_eq!(document["replications"]["complete"], 2);
    assert!(document["layouts"][0]["figures"]["restore_kept"]["value"].is_null());
    assert!(document["layouts"][0]["by"]["zone"]["青岛"]["response_mean"].as_f64().unwrap() > 0.0);
    assert!(!said.out.contains("NaN"));
}

#[test]
fn the_directory_of_results_is_checked_before_the_run() {
    let home = TempDir::new().unwrap();
    let path = |name: &str| home.path().join(name).display().to_string();
    std::fs::write(home.path().join("file"), "").unwrap();
    std::fs::create_dir(home.path().join("old")).unwrap();
    let long = ["--replications", "1000000"];
    let run = |out: &str| ["run", SMALL, "--out", out].into_iter().chain(long).map(str::to_owned).collect::<Vec<_>>();
    for (out, word) in
        [("old", "exists already"), ("file", "exists already"), ("file/new", "no directory"), ("no/such/place", "no directory")]
    {
        let args = run(&path(out));
        fails(&args.iter().map(String::as_str).collect::<Vec<_>>(), 2, &[word, "help"]);
    }
    let left: Vec<PathBuf> = std::fs::read_dir(home.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert_eq!(left.len(), 2, "nothing is left behind: {left:?}");
}

#[test]
fn check_says_what_a_scenario_holds() {
    let said = say(&["check", SMALL]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(said.out.contains("no fault found") && said.out.contains("work / paid [%]"), "{}", said.out);
}

#[test]
fn check_lists_what_values_stand_on() {
    let said = say(&["check", SMALL, "--assumptions", "--set", "kind.维修.relapse=0.07"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    assert!(said.out.contains("1 set") && said.out.contains("not stated. Write `# source: ...`"), "{}", said.out);
    let rows = say(&["check", SMALL, "--assumptions", "--format", "csv", "--set", "kind.维修.relapse=0.07"]).out;
    assert!(rows.ends_with("\"kind.\"\"维修\"\".relapse\",0.07,share,set,set on the command line,--set,1\n"), "{rows}");
    fails(&["check", SMALL, "--format", "csv"], 64, &["--assumptions"]);
}

#[test]
fn check_warns_of_zones_that_nobody_reaches() {
    let first = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/first.toml");
    let said = say(&["check", first, "--set", "layout.own.sourcing=[{ to = [\"nearest\"], within = \"5 km\" }]"]);
    assert_eq!((said.code, said.err.as_str()), (0, ""));
    let said = said.out.replace('\n', " ");
    assert!(said.contains("own: nobody is asked for `repair` in `Valley`, `Coast`; calls there are lost."), "{said}");
    assert!(!said.contains("shared: nobody"), "{said}");
}

#[test]
fn a_new_scenario_runs_as_it_is() {
    let home = TempDir::new().unwrap();
    let said = say_in(home.path(), &["new", "first"]);
    assert!(said.code == 0 && said.out.contains("callout run first.toml"), "{}{}", said.out, said.err);
    assert_eq!(say_in(home.path(), &["check", "first.toml"]).code, 0);
    let run = say_in(home.path(), &["run", "first.toml", "--replications", "2", "--audit"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let again = say_in(home.path(), &["new", "first.toml"]);
    assert!(again.code == 2 && again.err.contains("exists already"), "{}", again.err);
    assert_eq!(say_in(home.path(), &["new", "no/such/place"]).code, 2);
}

#[test]
fn explain_knows_keys_figures_and_accounts() {
    for (asked, words) in [
        (&["explain", "kind.work"][..], &["kind.NAME.work (key of a scenario)", "must be given"][..]),
        (&["explain", "first_time_fix"], &["first_time_fix (figure)", "share", "more"]),
        (&["explain", "promise", "kept"], &["promise_kept (figure)"]),
        (&["explain", "wages"], &["wages (account)", "labour"]),
        (&["explain", "overtime"], &["(key of a scenario)", "(figure)", "(account)", "\"1 h\""]),
        (&["explain"], &["sections of a scenario", "first_time_fix", "promise_penalties"]),
    ] {
        let said = say(asked);
        assert!(said.code == 0 && words.iter().all(|word| said.out.contains(word)), "{asked:?}: {}{}", said.out, said.err);
    }
    let schema = say(&["schema"]);
    assert!(serde_json::from_str::<Value>(&schema.out).unwrap()["properties"]["scenario"].is_object());
}

#[cfg(unix)]
mod signals {
    use super::SMALL;
    use std::io::Read;
    use std::process::{Command, Stdio};
    use std::time::Duration;

    fn callout(args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_callout"));
        command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    #[test]
    fn a_reader_that_goes_away_is_no_fault() {
        for args in [&["schema"][..], &["run", SMALL, "--replications", "1"], &["--help"]] {
            let mut child = callout(args).spawn().unwrap();
            drop(child.stdout.take());
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{args:?}");
        }
    }

    #[test]
    fn an_interrupt_reports_what_is_complete() {
        let child = callout(&["run", SMALL, "--replications", "1000000", "--threads", "1"]).spawn().unwrap();
        std::thread::sleep(Duration::from_secs(3));
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let output = child.wait_with_output().unwrap();
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(0), "{err}");
        assert!(out.contains("warning: stopped after") && out.contains("of 1,000,000 replications"), "{out}");
        assert!(err.contains("once more stops at once"), "{err}");
    }
}
