//! Directories of results explain themselves: every file and column is named, and both forms of a table have the same rows.

use assert_cmd::Command;
use parquet::file::reader::{FileReader, SerializedFileReader};
use std::collections::BTreeSet;
use std::fs::File;
use std::path::Path;
use tempfile::TempDir;

const FIRST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/first.toml");

fn files(dir: &Path) -> BTreeSet<String> {
    std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// README.txt names every file, the dictionary every column of every table, and Parquet has the columns and rows of CSV.
fn explains_itself(dir: &Path) {
    let readme = std::fs::read_to_string(dir.join("README.txt")).unwrap();
    let mut dictionary = csv::Reader::from_path(dir.join("data-dictionary.csv")).unwrap();
    let explained: Vec<csv::StringRecord> = dictionary.records().map(Result::unwrap).collect();
    assert!(explained.iter().all(|row| !row[5].is_empty()), "a row of the dictionary says nothing");
    for name in files(dir).iter().filter(|name| *name != "README.txt") {
        assert!(readme.contains(name.as_str()), "README.txt does not name {name}");
        let Some(stem) = name.strip_suffix(".csv").filter(|stem| *stem != "data-dictionary") else { continue };
        let mut csv = csv::Reader::from_path(dir.join(name)).unwrap();
        let columns: Vec<String> = csv.headers().unwrap().iter().map(str::to_owned).collect();
        let known: Vec<&str> = explained.iter().filter(|row| &row[0] == stem && row[2].is_empty()).map(|row| &row[1]).collect();
        assert_eq!(columns, known, "{name}");
        let parquet = SerializedFileReader::new(File::open(dir.join(format!("{stem}.parquet"))).unwrap()).unwrap();
        let data = parquet.metadata().file_metadata();
        let of_parquet: Vec<&str> = data.schema().get_fields().iter().map(|field| field.name()).collect();
        assert_eq!(columns, of_parquet, "{stem}.parquet");
        assert_eq!(csv.records().count() as i64, data.num_rows(), "{stem}.parquet");
    }
}

#[test]
fn every_directory_explains_itself() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("out");
    for (args, file) in [
        (&["run", "--replications", "2", "--jobs"][..], "jobs.parquet"),
        (&["finance", "--replications", "2"], "breakeven.parquet"),
        (&["why", "--replications", "2"], "why.parquet"),
        (&["uncertain", "--points", "64"], "tornado.parquet"),
    ] {
        Command::cargo_bin("callout").unwrap().args(args).args([FIRST, "--quiet", "--out"]).arg(&out).assert().success();
        assert!(files(&out).contains(file), "{args:?}");
        explains_itself(&out);
        std::fs::remove_dir_all(&out).unwrap();
    }
}
