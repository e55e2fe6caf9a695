//! The reference in the crate's documentation lists every key, figure and account as the program knows them.

use callout::record::figure::{FIGURES, Unit};
use callout::record::ledger::Account;
use callout::scenario::explain::all;
use std::fmt::Write;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/docs/reference.md");

/// A cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('[', "\\[").replace('<', "\\<")
}

fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Hours => "h",
        Unit::Share => "share",
        Unit::Count => "number",
        Unit::Km => "km",
        Unit::Score => "score",
        Unit::Money => "money",
        Unit::Points => "points",
    }
}

/// A table of the keys of a scenario or of a study.
fn keys(text: &mut String, title: &str, of_study: bool) {
    *text += &format!("# {title}\n\n| key | meaning | unit | default | source |\n|---|---|---|---|---|\n");
    for key in all().filter(|key| key.keys.is_empty() && key.of_study == of_study) {
        let default = if key.required { "must be given" } else { key.default.as_deref().unwrap_or("none") };
        let [unit, source] = [&key.unit, &key.source].map(|it| it.as_deref().unwrap_or_default());
        let paths = key.paths.join("`, `");
        let cells = [&key.meaning, unit, default, source].map(cell);
        writeln!(text, "| `{paths}` | {} |", cells.join(" | ")).expect("text grows");
    }
}

fn reference() -> String {
    let mut text = String::new();
    keys(&mut text, "Keys", false);
    text += "\n";
    keys(&mut text, "Keys of a study", true);
    text += "\n# Figures\n\n| key | unit | meaning |\n|---|---|---|\n";
    for figure in FIGURES {
        writeln!(text, "| `{}` | {} | {} |", figure.key, unit(figure.unit), cell(figure.meaning)).expect("text grows");
    }
    text += "\n# Accounts\n\n| key | group | what is posted |\n|---|---|---|\n";
    for account in Account::ALL {
        writeln!(text, "| `{}` | {} | {} |", account.key(), account.group().key(), cell(account.meaning())).expect("text grows");
    }
    text
}

#[test]
fn the_reference_is_what_the_program_knows() {
    let expected = reference();
    if std::env::var_os("CALLOUT_WRITE_REFERENCE").is_some() {
        std::fs::write(FILE, &expected).expect("the reference can be written");
    }
    let written = std::fs::read_to_string(FILE).expect("the reference is there");
    assert!(written == expected, "write it anew: CALLOUT_WRITE_REFERENCE=1 cargo test --test it reference");
    assert!(written.lines().count() > 400, "every key has its line");
}
