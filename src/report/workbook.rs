//! A workbook for finance: what a run says as sheets with live formulas, which add up to the ledger; and one of a study.
//!
//! | module | sheet |
//! |---|---|
//! | `summary` | question, verdict, figures by layout, differences, contents |
//! | `profit` | profit and loss by layout and by year, summed from the ledger |
//! | `each` | cost per job, per first call and per unit-year, with the volumes |
//! | `cash` | cash, and net present value from dated flows and a rate that can be changed |
//! | `contracts` | partners' contracts by monthly volume |
//! | `scatter` | replications, and intervals reckoned from them |
//! | `bridge` | why layouts differ from the baseline |
//! | `ledger` | the ledger as a table for pivots |
//! | `check` | whether the sheets agree |
//! | `sources` | where values come from; what figures and accounts mean |
//! | [`study`] | of a study: all its sheets |
//! | `frames` | a tidy table as a table of a workbook |
//! | `look`, `pen` | formats; cells, formulas and their addresses |
//!
//! *Knows:* the dossier; of a study, the sweep and its results.
//! *Never:* a clock: the same dossier gives the same bytes. A value that a formula can reckon is a formula, with the program's value as
//! its kept result.

mod bridge;
mod cash;
mod check;
mod contracts;
mod each;
mod frames;
mod ledger;
mod look;
mod pen;
mod profit;
mod scatter;
mod sources;
pub mod study;
mod summary;

use super::dossier::Dossier;
use jiff::civil::DateTime;
use look::Looks;
use pen::{Name, Pen};
use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};
use std::io;

/// The sheets in their order: name, and what they hold.
const SHEETS: [(&str, &str); 12] = [
    ("Summary", "Question, verdict, figures by layout, differences to the baseline."),
    ("P&L", "Profit and loss by layout and by calendar year, summed from the ledger."),
    ("Unit costs", "Cost per job, per first call and per unit-year, with the volumes that it is divided by."),
    ("Cash & NPV", "Cash in the counted time; net present value from dated flows: change the rate and it moves."),
    ("Contracts", "What partners' contracts cost by monthly volume, and where clauses set in."),
    ("Uncertainty", "Means, intervals and quantiles over replications; paired differences."),
    ("Why", "The bridge from the baseline to each layout, by account, by place and by effect."),
    ("Check", "Whether ledger, profit and loss, summary and the program agree."),
    ("Ledger", "Every posting group: layout, month, account, place, zone, money; a table for pivots."),
    ("Replications", "The main figures of every replication; a table for pivots."),
    ("Sources", "Where each value of the scenario comes from."),
    ("Definitions", "What figures and accounts mean."),
];

/// The workbook of a dossier, as the bytes of an xlsx file.
///
/// # Errors
/// If something does not fit into a workbook, such as a text of more than 32,767 characters.
pub fn workbook(dossier: &Dossier) -> io::Result<Vec<u8>> {
    let (mut book, names) = written(dossier).map_err(wrong)?;
    for name in names {
        book.define_name(name.name, &format!("={}", name.range)).map_err(wrong)?;
    }
    book.save_to_buffer().map_err(wrong)
}

fn wrong(error: XlsxError) -> io::Error {
    io::Error::other(format!("the workbook cannot be made: {error}"))
}

/// A workbook with these sheets, all empty.
fn begun(sheets: &[(&str, &str)]) -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    for (name, _) in sheets {
        book.add_worksheet().set_name(*name)?;
    }
    Ok(book)
}

/// The sheets, and the names that are given to ranges.
fn written(dossier: &Dossier) -> Result<(Workbook, Vec<Name>), XlsxError> {
    let head = &dossier.report.head;
    let mut book = begun(&SHEETS)?;
    let properties = DocProperties::new()
        .set_title(&head.scenario)
        .set_subject(&head.asked.question)
        .set_author("callout")
        .set_comment(&head.asked.command)
        .set_creation_datetime(&created(head.from));
    book.set_properties(&properties);
    let looks = Looks::new();
    let posted = ledger::write(page(&mut book, &looks, 8)?, dossier)?;
    let rows = scatter::replications(page(&mut book, &looks, 9)?, dossier)?;
    let profit = profit::write(page(&mut book, &looks, 1)?, dossier)?;
    each::write(page(&mut book, &looks, 2)?, dossier, &profit)?;
    let worth = cash::write(page(&mut book, &looks, 3)?, dossier, &profit)?;
    contracts::write(page(&mut book, &looks, 4)?, dossier)?;
    scatter::uncertainty(page(&mut book, &looks, 5)?, dossier, &rows)?;
    let bridges = bridge::write(page(&mut book, &looks, 6)?, dossier)?;
    let verdict = check::verdict();
    let totals = summary::write(page(&mut book, &looks, 0)?, dossier, &verdict)?;
    let rate = worth.name.clone();
    check::write(page(&mut book, &looks, 7)?, dossier, &check::Cells { profit, worth, bridges, totals })?;
    sources::write(page(&mut book, &looks, 10)?, dossier)?;
    sources::definitions(page(&mut book, &looks, 11)?, dossier)?;
    Ok((book, posted.into_iter().chain(rows.names).chain([rate]).collect()))
}

/// A sheet by its place among them.
fn page<'w>(book: &'w mut Workbook, looks: &'w Looks, sheet: usize) -> Result<Pen<'w>, XlsxError> {
    page_of(book, looks, &SHEETS, sheet)
}

/// A sheet by its place among these.
fn page_of<'w>(
    book: &'w mut Workbook,
    looks: &'w Looks,
    sheets: &[(&'static str, &'static str)],
    sheet: usize,
) -> Result<Pen<'w>, XlsxError> {
    let (name, holds) = sheets[sheet];
    Pen::new(book.worksheet_from_index(sheet)?, looks, name, holds)
}

/// The date in the properties of the file: the start of the counted time, as far as a workbook can say it.
fn created(from: DateTime) -> DateTime {
    if from.year() >= 1900 { from } else { jiff::civil::date(1900, 1, 1).at(0, 0, 0, 0) }
}
