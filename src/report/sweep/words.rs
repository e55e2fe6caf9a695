//! Verdicts and the data dictionary of a sweep.

use super::tables::{factor_meaning, meaning, unit};
use super::{DIFFERENCES, EFFECTS, POINTS, REPLICATIONS};
use crate::report::frame::form::DICTIONARY_FILE;
use crate::report::text::table::wrapped;
use crate::study::compare::{Difference, Verdict};
use crate::study::sweep::Sweep;

/// What a difference says, in a word or two for tables of data.
pub(super) fn verdict(difference: &Difference) -> &'static str {
    match difference.verdict {
        Verdict::More => "more",
        Verdict::Less => "less",
        Verdict::Same => "same",
        Verdict::NotShown { .. } => "no difference shown",
        Verdict::OneReplication => "one replication",
    }
}

/// A name and what it means, on lines that fit.
fn entry(out: &mut String, name: &str, meaning: &str) {
    let lines = wrapped(meaning, 70);
    for (at, line) in lines.iter().enumerate() {
        let name = if at == 0 { name } else { "" };
        let gap = if name.chars().count() > 26 { format!("\n{:28}", "") } else { String::new() };
        *out += &format!("  {name:26}{gap}{line}\n");
    }
}

/// The data dictionary: every file and column with its unit and meaning.
pub(super) fn readme(sweep: &Sweep) -> String {
    let mut out = format!("Results of the study \"{}\"\n", sweep.experiment.name);
    for line in wrapped(&sweep.experiment.question, 96) {
        out += &format!("{line}\n");
    }
    out += "\nEach table is written twice, as CSV (UTF-8, one header line) and as Parquet, with the same names and values. Numbers are\n";
    out += "written in the shortest form that reads back exactly; an empty cell has no data. The same study gives the same bytes, on\n";
    out += "however many threads, processes or machines its parts were computed, and however often it was interrupted.\n";
    out += "\nFILES\n";
    let files = [
        ("points", POINTS),
        ("replications", REPLICATIONS),
        ("differences", DIFFERENCES),
        ("effects", EFFECTS),
        (DICTIONARY_FILE, "The columns of all tables with type, unit and meaning, as a table."),
        ("manifest.json", "What was run: versions, design, layouts, every point with what it sets, content keys."),
        (
            "parts/",
            "Or the directory that store.txt names: what every replication said, in blocks of eight, named by content. Keep them: a study that is run again with other points, replications or figures computes only what is not there.",
        ),
    ];
    files.iter().for_each(|(name, meaning)| entry(&mut out, name, meaning));
    out += "\nCOLUMNS THAT SAY WHAT A ROW IS ABOUT\n";
    entry(&mut out, "point", "Number of the point, from 0 in the order of the design; manifest.json has all of them.");
    for factor in &sweep.factors {
        entry(&mut out, &factor.name, &factor_meaning(factor));
    }
    entry(&mut out, "layout", "Name of the layout.");
    entry(&mut out, "replication", "Number of the replication, from 0.");
    out += "\nFIGURES\n";
    for column in &sweep.columns {
        entry(&mut out, column, &format!("[{}] {}", unit(column, &sweep.currency), meaning(column)));
    }
    out
}
