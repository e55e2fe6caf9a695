//! README.txt: every file of a directory of results, its columns, and the keys of figures and accounts.

use crate::record::figure::FIGURES;
use crate::record::ledger::Account;
use crate::report::frame::form::{DICTIONARY_FILE, Form};
use crate::report::head::Head;
use crate::report::number::unit_key;
use crate::report::text::table::wrapped;

/// Columns of a line.
const WIDTH: usize = 100;

/// A document beside the tables: its name, what it is, and its keys with what they mean.
#[derive(Debug, Clone)]
pub struct Document {
    /// Name of the file.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// Keys that need a word.
    pub keys: &'static [(&'static str, &'static str)],
}

/// The documents of every run.
pub(super) const DOCUMENTS: [Document; 3] = [
    Document {
        name: "summary.json",
        title: "the report as one document",
        keys: &[
            (
                "layouts",
                "figures and accounts with value, half_width (95 %), deviation (between replications), n and unit; \
                 by: means by kind, place and zone",
            ),
            (
                "differences",
                "each layout less the baseline, paired by replication; half-widths hold together for all layouts; \
                 variance_reduction: how many times as many replications independent layouts would need",
            ),
            ("verdicts, warnings", "in sentences"),
            ("manifest", "as manifest.json"),
        ],
    },
    Document {
        name: "manifest.json",
        title: "what was run: version, scenario and its hash, seed, replications, command, map of satisfaction",
        keys: &[],
    },
    Document {
        name: DICTIONARY_FILE,
        title: "the columns of all tables with type, unit and meaning, and the keys that stand in them, as a table",
        keys: &[],
    },
];

/// The whole text.
pub fn readme(head: &Head, forms: &[Form], documents: &[Document]) -> String {
    let mut out = format!("Results of `{}`\n", head.asked.command);
    let days = crate::report::number::plain(head.days);
    out += &format!("{}: counted time {} ({days} days), seed {}\n", head.scenario, head.window(), head.seed);
    out += "\nEach table is written twice, as CSV (UTF-8, one header line) and as Parquet, with the same names and values.\n";
    out += "Replications are counted from 0. Times are local; days have 24 hours.\n";
    out += "Numbers are written in the shortest form that reads back exactly; rows without data are left out.\n";
    out += "The same scenario and seed give the same bytes, however many threads there are.\n";
    for form in forms {
        out += &format!("\n{0}.csv, {0}.parquet: {1}\n", form.stem, form.title);
        for field in form.fields.iter() {
            let unit = field.unit_in(&head.currency);
            let unit = if unit.is_empty() { String::new() } else { format!("[{unit}] ") };
            entry(&mut out, &field.name, &format!("{unit}{}", field.meaning));
        }
    }
    for document in documents {
        out += &format!("\n{}: {}\n", document.name, document.title);
        document.keys.iter().for_each(|(key, meaning)| entry(&mut out, key, meaning));
    }
    out += "\nFIGURES\n";
    for figure in FIGURES {
        entry(&mut out, figure.key, &format!("[{}] {}", unit_key(figure.unit, &head.currency), figure.meaning));
    }
    out += "\nACCOUNTS\n";
    for account in Account::ALL {
        entry(&mut out, account.key(), &format!("({}) {}", account.group().key(), account.meaning()));
    }
    out
}

/// A name and what it means, on lines that fit.
fn entry(out: &mut String, name: &str, meaning: &str) {
    const INDENT: usize = 26;
    for (at, line) in wrapped(meaning, WIDTH - INDENT).iter().enumerate() {
        *out += &format!("  {:INDENT$}{line}\n", if at == 0 { name } else { "" }, INDENT = INDENT - 2);
    }
}
