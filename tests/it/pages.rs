//! Pages: the same bytes whoever makes them, the numbers of the text, nothing fetched, clear words for bad input.

use assert_cmd::Command;
use std::path::Path;
use tempfile::TempDir;

const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/small.toml");

fn callout(args: &[&str]) -> assert_cmd::assert::Assert {
    Command::cargo_bin("callout").unwrap().env("COLUMNS", "200").args(args).assert()
}

fn path(home: &TempDir, name: &str) -> String {
    home.path().join(name).to_str().unwrap().to_owned()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_page_is_the_same_from_a_run_and_from_its_directory_on_any_number_of_threads() {
    let home = TempDir::new().unwrap();
    let [out, one, four, later] = ["out", "one.html", "four.html", "later.html"].map(|name| path(&home, name));
    callout(&["run", SMALL, "--replications", "4", "--quiet", "--threads", "4", "--out", &out, "--report", &four]).success();
    callout(&["run", SMALL, "--replications", "4", "--quiet", "--threads", "1", "--report", &one]).success();
    callout(&["report", &out, "--quiet", "--report", &later]).success();
    assert!(read(&one) == read(&four), "threads change the page");
    assert!(read(&later) == read(&four), "the directory makes another page");
    callout(&["report", &out]).success();
    assert!(read(&format!("{out}/report.html")) == read(&four));
}

/// Text of the cells of each row of the page's tables.
fn rows(page: &str) -> Vec<Vec<String>> {
    let plain = |cell: &str| {
        let mut text = String::new();
        let mut inside = false;
        for c in cell.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                _ if !inside => text.push(c),
                _ => {}
            }
        }
        text.trim().to_owned()
    };
    let cells =
        |row: &str| row.split("</th>").flat_map(|part| part.split("</td>")).map(plain).filter(|cell| !cell.is_empty()).collect();
    page.split("<tr>").skip(1).map(|row| cells(row.split("</tr>").next().unwrap())).collect()
}

#[test]
fn tables_of_the_page_are_those_of_the_text() {
    let home = TempDir::new().unwrap();
    let page = path(&home, "page.html");
    let run = callout(&["run", SMALL, "--replications", "5", "--quiet", "--report", &page]).success();
    let text = String::from_utf8(run.get_output().stdout.clone()).unwrap();
    let rows = rows(&read(&page));
    let mut seen = 0;
    for line in text.lines().filter(|line| line.starts_with("  ") && line.contains(" ± ")) {
        let label = line.trim().split("  ").next().unwrap();
        let Some(row) = rows.iter().find(|row| row[0] == label && row.len() > 1 && row[1].contains('±')) else { continue };
        let Some(values) = line.trim().strip_prefix(label) else { continue };
        let told: Vec<&str> = values.split("  ").map(str::trim).filter(|value| !value.is_empty()).collect();
        if told.len() == row.len() - 1 && !told[0].starts_with(['+', '-']) {
            assert_eq!(told, row[1..], "{label}");
            seen += 1;
        }
    }
    assert!(seen > 15, "only {seen} rows of the text are rows of the page");
}

#[test]
fn nothing_is_fetched() {
    let home = TempDir::new().unwrap();
    let page = path(&home, "page.html");
    callout(&["run", SMALL, "--replications", "2", "--quiet", "--report", &page]).success();
    let html = read(&page);
    assert!(html.contains("default-src 'none'"));
    for tag in ["<link", "<img", "<iframe", " src=", "href=\"http", "@import", "url("] {
        let own = html.split("<script>").next().unwrap();
        assert!(!own.contains(tag), "the page holds {tag}");
    }
}

#[test]
fn names_cannot_break_out_of_the_page() {
    let home = TempDir::new().unwrap();
    let page = path(&home, "page.html");
    let evil = "</script><script>alert(1)</script>";
    let set = format!("scenario.name=\"{evil}\"");
    callout(&["run", SMALL, "--replications", "2", "--quiet", "--set", &set, "--report", &page]).success();
    assert!(!read(&page).contains("<script>alert(1)"));
}

fn faults(args: &[&str], words: &[&str]) {
    let refused = callout(args).code(2);
    let told = String::from_utf8(refused.get_output().stderr.clone()).unwrap();
    words.iter().for_each(|word| assert!(told.contains(word), "{args:?}: {told}"));
}

#[test]
fn bad_names_are_refused_before_anything_is_simulated() {
    let home = TempDir::new().unwrap();
    let [text, lost] = [path(&home, "page.txt"), path(&home, "lost/page.html")];
    faults(&["run", SMALL, "--report", &text], &["does not end with .html", "name it"]);
    faults(&["run", SMALL, "--report", &lost], &["there is no directory", "first"]);
    std::fs::create_dir(path(&home, "a.html")).unwrap();
    faults(&["run", SMALL, "--report", &path(&home, "a.html")], &["is a directory"]);
}

#[test]
fn a_directory_without_results_is_told_from_one_with_damaged_ones() {
    let home = TempDir::new().unwrap();
    let (dir, out) = (home.path().to_str().unwrap().to_owned(), path(&home, "out"));
    faults(&["report", &dir], &["holds no results", "callout run --out"]);
    faults(&["report", &path(&home, "none")], &["there is no directory"]);
    callout(&["run", SMALL, "--replications", "2", "--quiet", "--out", &out]).success();
    let file = Path::new(&out).join("dossier.json");
    let whole = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    faults(&["report", &out], &["damaged", "run the command in manifest.json again"]);
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    std::fs::write(&file, whole.replacen(&version, "\"version\":\"0.0.1\"", 1)).unwrap();
    faults(&["report", &out], &["of callout 0.0.1"]);
    assert!(!Path::new(&out).join("report.html").exists(), "nothing is half-written");
}

#[cfg(target_os = "linux")]
#[test]
fn a_page_that_cannot_be_written_does_not_swallow_the_report() {
    let told = callout(&["run", SMALL, "--replications", "2", "--quiet", "--report", "/proc/page.html"]).code(74);
    assert!(String::from_utf8_lossy(&told.get_output().stdout).contains("total cost"));
    assert!(String::from_utf8_lossy(&told.get_output().stderr).contains("cannot write `/proc/page.html`"));
}
