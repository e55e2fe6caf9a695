//! The house rules that a compiler does not see: arrows point down, files are short and say what they are, and who may do what.

use std::path::{Path, PathBuf};

/// The rooms from the ground floor up. Rooms of one floor do not know each other, but for the crate's root.
const FLOORS: [(&str, u32); 10] = [
    ("kernel", 1),
    ("scenario", 2),
    ("network", 3),
    ("state", 4),
    ("policy", 5),
    ("record", 5),
    ("sim", 6),
    ("study", 7),
    ("report", 8),
    ("cli", 9),
];

/// Arrows that rise all the same, each with its reason: (from file, to room, reason). None today.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

const LONGEST: usize = 450;

fn files() -> Vec<(String, String)> {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"));
    let mut found = Vec::new();
    collect(&root, &root, &mut found);
    found.sort();
    assert!(found.len() > 40);
    found
}

fn collect(root: &Path, dir: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(dir).expect("the sources are there") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            collect(root, &path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root).expect("it lies in src").to_string_lossy().replace('\\', "/");
            found.push((name, std::fs::read_to_string(&path).expect("a source is text")));
        }
    }
}

/// The room of a file: its folder, or its own name at the top.
fn room(file: &str) -> &str {
    file.split('/').next().expect("a file has a name").trim_end_matches(".rs")
}

fn floor(room: &str) -> Option<u32> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// The text without comments, strings left alone; tests at the foot of a file are free to look up.
fn code(text: &str) -> String {
    let body = text.split("#[cfg(test)]").next().expect("a split has a first part");
    body.lines().map(|line| line.split("//").next().unwrap_or("")).collect::<Vec<_>>().join("\n")
}

/// Rooms that a file names: `crate::room`, also inside `use crate::{...}`.
fn arrows(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for part in code.split("crate::").skip(1) {
        let Some(list) = part.strip_prefix('{') else {
            rooms.push(part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
            continue;
        };
        let (mut depth, mut name, mut first) = (1, String::new(), true);
        for c in list.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => first = true,
                ':' if depth == 1 => first = false,
                c if depth == 1 && first && (c.is_alphanumeric() || c == '_') => name.push(c),
                _ => {}
            }
            if (c == ',' || c == '}') && depth <= 1 && !name.is_empty() {
                rooms.push(std::mem::take(&mut name));
            }
            if depth == 0 {
                break;
            }
        }
    }
    rooms
}

#[test]
fn arrows_point_down() {
    let mut rising = Vec::new();
    for (file, text) in files() {
        let Some(own) = floor(room(&file)) else { continue };
        for to in arrows(&code(&text)) {
            let Some(other) = floor(&to) else { continue };
            let excepted = EXCEPTIONS.iter().any(|(from, room, _)| *from == file && *room == to);
            if to != room(&file) && other >= own && !excepted {
                rising.push(format!("{file} (floor {own}) names {to} (floor {other})"));
            }
        }
    }
    assert!(rising.is_empty(), "{}", rising.join("\n"));
}

#[test]
fn the_reader_of_arrows_reads() {
    let code = "use crate::kernel::id::Id;\nuse crate::{state::job, record::{fact, ledger}, sim};\nfn f(x: crate::study::Plan) {}";
    assert_eq!(arrows(code), ["kernel", "state", "record", "sim", "study"]);
    assert_eq!(room("sim/run.rs"), "sim");
    assert_eq!(room("main.rs"), "main");
}

#[test]
fn every_room_has_a_floor() {
    for (file, _) in files() {
        let room = room(&file);
        assert!(floor(room).is_some() || ["lib", "main"].contains(&room), "{file}: `{room}` stands on no floor");
    }
}

#[test]
fn files_are_short_and_say_what_they_are() {
    for (file, text) in files() {
        assert!(text.starts_with("//!"), "{file} begins with a line on what it is");
        let lines = text.lines().count();
        assert!(lines <= LONGEST, "{file} has {lines} lines");
        assert!(!text.contains("TODO") && !text.contains("FIXME"), "{file} is finished");
    }
}

/// Files outside of `allowed` whose code holds one of `words`.
fn outside(allowed: &[&str], words: &[&str]) -> Vec<String> {
    let guilty = |(file, text): &(String, String)| {
        let code = code(text);
        !allowed.contains(&room(file)) && words.iter().any(|word| code.contains(word))
    };
    files().iter().filter(|file| guilty(file)).map(|(file, _)| file.clone()).collect()
}

#[test]
fn only_some_rooms_open_files() {
    let guilty = outside(&["scenario", "report", "cli"], &["std::fs", "File::", "fs::"]);
    assert_eq!(guilty, ["study/store.rs"], "of the studies, only the store opens files");
}

#[test]
fn only_study_starts_threads() {
    assert_eq!(outside(&["study", "cli"], &["rayon", "std::thread", "thread::spawn"]), [""; 0]);
}

#[test]
fn rules_neither_change_the_world_nor_see_the_future() {
    for (file, text) in files().iter().filter(|(file, _)| room(file) == "policy") {
        let code = code(text);
        for word in ["state::fate", "kernel::random", "&mut State", "&mut View", "Draws"] {
            assert!(!code.contains(word), "{file} names {word}");
        }
    }
}

#[test]
fn the_run_names_neither_money_nor_a_statistic() {
    for (file, text) in files().iter().filter(|(file, _)| ["sim", "state"].contains(&room(file))) {
        let code = code(text);
        for word in ["kernel::money", "kernel::tally", "kernel::sketch", "record::ledger", "record::scorecard", "Money"] {
            assert!(!code.contains(word), "{file} names {word}");
        }
    }
}

#[test]
fn the_kernel_has_never_heard_of_service() {
    for (file, text) in files().iter().filter(|(file, _)| room(file) == "kernel") {
        let code = code(text).to_lowercase();
        for word in ["technician", "customer", "partner", "backlog", "dispatch", "visit"] {
            assert!(!code.contains(word), "{file} names a {word}");
        }
    }
}
