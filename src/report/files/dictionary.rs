//! The data dictionary that goes with the files: every column, figure and account with its unit and meaning.

use super::tables::{FIGURE_COLUMNS, JOB_COLUMNS, LEDGER_COLUMNS, WEEK_COLUMNS};
use crate::record::figure::FIGURES;
use crate::record::ledger::Account;
use crate::report::head::Head;
use crate::report::number::unit_key;
use crate::report::text::table::wrapped;

/// Columns of a line.
const WIDTH: usize = 100;

/// The dictionary as a text.
pub fn dictionary(head: &Head, jobs: bool, finance: bool) -> String {
    let mut out = format!("Results of `{}`\n", head.asked.command);
    let days = crate::report::number::plain(head.days);
    out += &format!("{}: counted time {} ({days} days), seed {}\n", head.scenario, head.window(), head.seed);
    out +=
        "\nAll tables are UTF-8 CSV with one header line. Replications are counted from 0. Times are local; days have 24 hours.\n";
    out += "Numbers are written in the shortest form that reads back exactly; rows without data are left out.\n";
    out += "The same scenario and seed give the same bytes, however many threads there are.\n";
    files(&mut out, (jobs, finance), &head.currency);
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

const REPLICATION: &str = "Number of the replication; the same number meets the same customers in every layout.";

fn files(out: &mut String, (jobs, finance): (bool, bool), currency: &str) {
    let figures = [
        "Layout.",
        REPLICATION,
        "What the figure is about: `network`, a `kind` of job, a `place` or a `zone`.",
        "Name of that kind, place or zone; empty for the network. The place `network` holds overhead and lost calls.",
        "Key of the figure, see FIGURES.",
        "Unit; a share is a part of 1.",
        "Value.",
    ];
    table(out, "figures.csv: figures of every replication", &FIGURE_COLUMNS, &figures);
    let money = format!("[{currency}, four decimals, exact] Costs positive; group `revenue` is revenue.");
    let ledger = [
        "Layout.",
        REPLICATION,
        "Month, year and number.",
        "Account, see ACCOUNTS.",
        "Group of accounts.",
        "Place that the money is booked to.",
        "Zone of the customer; empty for what no customer causes.",
        &money,
    ];
    table(
        out,
        "ledger.csv: all money, cells that are not zero; sums of it are the totals to the last unit",
        &LEDGER_COLUMNS,
        &ledger,
    );
    let weeks = [
        "Layout.",
        REPLICATION,
        "Start of the week, counted from the start of the counted time; the last week may be shorter.",
        "Calls.",
        "Jobs closed.",
        "[person-hours] Travel and work.",
        "[person-hours] Paid inside shifts.",
        "Jobs waiting for dispatch, mean over the week.",
    ];
    table(out, "weeks.csv: load by week of the counted time", &WEEK_COLUMNS, &weeks);
    if jobs {
        table(out, "jobs.csv: every counted job", &JOB_COLUMNS, &JOB_MEANINGS);
    }
    for (title, columns) in super::money::TABLES.iter().filter(|_| finance) {
        *out += &format!("\n{title}\n");
        columns.iter().for_each(|(column, meaning)| entry(out, column, meaning));
    }
    documents(out);
}

fn documents(out: &mut String) {
    *out += "\nsummary.json: the report as one document\n";
    let keys = [
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
    ];
    keys.iter().for_each(|(key, meaning)| entry(out, key, meaning));
    *out += "\nmanifest.json: what was run: version, scenario and its hash, seed, replications, command, map of satisfaction\n";
}

const JOB_MEANINGS: [&str; 17] = [
    "Layout.",
    REPLICATION,
    "Number in order of calls.",
    "Kind of job.",
    "Zone of the customer.",
    "Place that had it last.",
    "Whether it was a repeat call.",
    "Call.",
    "First dispatch.",
    "First arrival on site.",
    "End; empty if still open.",
    "`closed`, `settled` (exchanged or refunded without a repair), `declined` (the price), `abandoned`, `lost` or `open`.",
    "Visits.",
    "[h] Call to first dispatch.",
    "[h] Call to first arrival.",
    "[h] Call to working unit.",
    "Score S, where the customer judged.",
];

fn table(out: &mut String, title: &str, columns: &[&str], meanings: &[&str]) {
    *out += &format!("\n{title}\n");
    columns.iter().zip(meanings).for_each(|(column, meaning)| entry(out, column, meaning));
}
