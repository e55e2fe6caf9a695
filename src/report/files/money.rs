//! Tidy CSV tables of finance: one sum in a row, with everything that names it.

use crate::kernel::money::Money;
use crate::record::ledger::Account;
use crate::report::finance::Finance;
use crate::study::finance::Statement;
use crate::study::finance::breakeven::Crossing;
use std::io;
use std::path::Path;

/// Columns of `pnl.csv` and what they mean.
const PNL: [(&str, &str); 6] = [
    ("layout", "Layout."),
    ("replication", "Number of the replication."),
    ("year", "Calendar year; the first and the last as far as they are counted."),
    ("group", "Group of accounts."),
    ("account", "Account, see ACCOUNTS."),
    ("money", "Cost or revenue of the year, both positive."),
];
/// Columns of `cash.csv`.
const CASH: [(&str, &str); 6] = [
    ("layout", "Layout."),
    ("replication", "Number of the replication."),
    ("month", "Month in which it is paid or received; `owed` for what is still owed at the end."),
    ("group", "Group of accounts; `investment` for equipment that is bought."),
    ("account", "Account; empty for investments."),
    ("money", "Paid, or received in the group `revenue`; depreciation is no cash."),
];
/// Columns of `npv.csv`.
const NPV: [(&str, &str); 6] = [
    ("layout", "Layout."),
    ("replication", "Number of the replication."),
    ("year", "Year of the worth; 0 for what comes at the start."),
    ("flow", "Net receipts of the year at its prices; payments are negative."),
    ("residual", "What equipment is still worth at the end of the last year."),
    ("present", "Flow and residual value in money of today; the sum over the years is the net present value."),
];
/// Columns of `commitment.csv`.
const COMMITMENT: [(&str, &str); 7] = [
    ("layout", "Layout."),
    ("replication", "Number of the replication."),
    ("place", "Place that the money is booked to."),
    ("group", "Group of accounts."),
    ("account", "Account."),
    (
        "class",
        "`sunk` (spent whatever is decided), `committed` (owed for a term or notice) or `avoidable`, if the layout were given up.",
    ),
    ("money", "Sum in the counted time."),
];
/// Columns of `breakeven.csv`.
const BREAKEVEN: [(&str, &str); 11] = [
    ("layout", "Layout."),
    ("baseline", "Layout that it is compared with."),
    ("calls_per_year", "First calls a year at which both cost the same; empty where there is no such volume."),
    ("low", "Lower end of its 95 % interval (Fieller)."),
    ("high", "Upper end of its 95 % interval."),
    ("fixed", "Net cost of the layout per year that no call changes."),
    ("per_call", "Net cost of the layout for each first call."),
    ("fixed_baseline", "The same of the baseline."),
    ("per_call_baseline", "The same of the baseline."),
    ("utilisation", "Utilisation of the layout at the break-even; from 0.9 on more people are needed."),
    ("utilisation_baseline", "The same of the baseline."),
];

/// The tables with their titles and columns, for the dictionary.
pub(super) const TABLES: [(&str, &[(&str, &str)]); 5] = [
    ("pnl.csv: cost and revenue by calendar year and account", &PNL),
    ("cash.csv: what is paid and received in each month, and owed at the end", &CASH),
    ("npv.csv: worth over years", &NPV),
    ("commitment.csv: what could still be avoided", &COMMITMENT),
    ("breakeven.csv: volume at which a layout costs as much as the baseline", &BREAKEVEN),
];

type Rows<'a> = &'a mut dyn FnMut(&[&str]) -> io::Result<()>;

/// Writes the tables into a directory.
pub(super) fn write(directory: &Path, finance: &Finance) -> io::Result<()> {
    table(directory, "pnl.csv", &PNL, finance, pnl)?;
    table(directory, "cash.csv", &CASH, finance, cash)?;
    table(directory, "npv.csv", &NPV, finance, npv)?;
    table(directory, "commitment.csv", &COMMITMENT, finance, commitment)?;
    breakeven(directory, finance)
}

/// Writes a table with the rows of every statement.
fn table(
    directory: &Path,
    name: &str,
    columns: &[(&str, &str)],
    finance: &Finance,
    rows: impl Fn(&Finance, usize, &Statement, Rows<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut writer = csv::Writer::from_path(directory.join(name))?;
    writer.write_record(columns.iter().map(|(column, _)| column))?;
    for (layout, statements) in finance.statements.iter().enumerate() {
        for statement in statements {
            let replication = statement.replication.to_string();
            let whose = [finance.head.layouts[layout].layout.as_str(), &replication];
            let mut row = |cells: &[&str]| Ok(writer.write_record(whose.iter().chain(cells))?);
            rows(finance, layout, statement, &mut row)?;
        }
    }
    writer.flush()
}

/// Group and key of the accounts that are not zero.
fn known(sums: &[Money]) -> impl Iterator<Item = (&'static str, &'static str, String)> {
    let known = Account::ALL.iter().zip(sums).filter(|(_, money)| **money != Money::ZERO);
    known.map(|(account, money)| (account.group().key(), account.key(), money.to_string()))
}

fn pnl(finance: &Finance, _: usize, statement: &Statement, row: Rows<'_>) -> io::Result<()> {
    for (year, months) in finance.calendar_years() {
        for (group, account, money) in known(&statement.of_months(|month| months.contains(&month))) {
            row(&[&year, group, account, &money])?;
        }
    }
    Ok(())
}

fn cash(finance: &Finance, layout: usize, statement: &Statement, row: Rows<'_>) -> io::Result<()> {
    let label = |at: usize| finance.head.layouts[layout].month((statement.first_month + at) as u32);
    for (at, (paid, invested)) in statement.cash.paid.iter().zip(&statement.cash.invested).enumerate() {
        for (group, account, money) in known(paid) {
            row(&[&label(at), group, account, &money])?;
        }
        if *invested != Money::ZERO {
            row(&[&label(at), "investment", "", &invested.to_string()])?;
        }
    }
    known(&statement.cash.owed).try_for_each(|(group, account, money)| row(&["owed", group, account, &money]))
}

fn npv(_: &Finance, _: usize, statement: &Statement, row: Rows<'_>) -> io::Result<()> {
    let worth = &statement.worth;
    for (year, (flow, present)) in worth.flows.iter().zip(&worth.present).enumerate() {
        let residual = if year + 1 == worth.flows.len() { worth.residual } else { 0.0 };
        row(&[&year.to_string(), &flow.to_string(), &residual.to_string(), &present.to_string()])?;
    }
    Ok(())
}

fn commitment(finance: &Finance, layout: usize, statement: &Statement, row: Rows<'_>) -> io::Result<()> {
    let places = &finance.head.layouts[layout].places;
    for ((place, account, class), money) in &statement.commitment.sums {
        row(&[&places[place.0 as usize], account.group().key(), account.key(), class.key(), &money.to_string()])?;
    }
    Ok(())
}

fn breakeven(directory: &Path, finance: &Finance) -> io::Result<()> {
    let mut writer = csv::Writer::from_path(directory.join("breakeven.csv"))?;
    writer.write_record(BREAKEVEN.map(|(column, _)| column))?;
    let cell = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    for (layout, one) in &finance.breakeven {
        let (value, ends) = match one.crossing {
            Crossing::At { value, ends } => (Some(value), ends),
            Crossing::Never { .. } | Crossing::NotShown | Crossing::NoCalls => (None, None),
        };
        let [(fixed, slope), (base_fixed, base_slope)] = &one.lines;
        writer.write_record([
            finance.head.layouts[*layout].layout.clone(),
            finance.head.baseline().layout.clone(),
            cell(value),
            cell(ends.map(|(low, _)| low)),
            cell(ends.map(|(_, high)| high)),
            cell(Some(fixed.value)),
            cell(Some(slope.value)),
            cell(Some(base_fixed.value)),
            cell(Some(base_slope.value)),
            cell(one.loads[0]),
            cell(one.loads[1]),
        ])?;
    }
    writer.flush()
}
