//! Profit and loss by layout: accounts summed from the ledger, groups and results summed from the accounts.

use super::look::{Kind, Rank};
use super::pen::{At, Done, Pen};
use crate::record::ledger::{Account, Group};
use crate::report::dossier::Dossier;
use crate::report::finance::{Line, Sheet};
use rust_xlsxwriter::XlsxError;
use std::collections::BTreeMap;

/// First column of the layouts.
pub const FIRST: u16 = 3;

/// Rows of the sheet that other sheets look at; their cells of the first layout.
pub type Rows = BTreeMap<String, At>;

/// Which rows add up to what.
#[derive(Default)]
struct Blocks {
    /// Runs of rows of accounts by group: first and last.
    runs: Vec<(String, At, At)>,
    rows: Rows,
}

/// Writes the sheet.
pub fn write(mut pen: Pen<'_>, dossier: &Dossier) -> Result<Rows, XlsxError> {
    pen.aside(&format!("All money in {}, means over replications.", dossier.report.head.currency), Rank::Faint)?;
    let numbers = heads(&mut pen, dossier, ["group", "line", "key"])?;
    let mut blocks = Blocks::default();
    let whole = sheet(dossier, "pnl");
    for line in whole.iter().flat_map(|sheet| &sheet.lines).filter(|line| !line.each) {
        account_or_sum(&mut pen, dossier, line, numbers, &mut blocks)?;
    }
    if let Some(years) = sheet(dossier, "pnl_by_year").filter(|sheet| !sheet.lines.is_empty()) {
        pen.down(1);
        pen.aside(&years.title, Rank::Block)?;
        by_year(&mut pen, dossier, years, numbers)?;
    }
    pen.finish()?;
    Ok(blocks.rows)
}

/// The key of the row that holds the sum of a group.
pub fn of_group(group: &str) -> String {
    format!("group {group}")
}

/// A view of finance.
pub fn sheet<'d>(dossier: &'d Dossier, key: &str) -> Option<&'d Sheet> {
    dossier.money.iter().find(|sheet| sheet.key == key)
}

/// Heads: three of words, the layouts, and their differences to the baseline; above them the numbers of the layouts in the ledger.
pub fn heads(pen: &mut Pen<'_>, dossier: &Dossier, words: [&str; 3]) -> Result<At, XlsxError> {
    let report = &dossier.report;
    let numbers = pen.at(FIRST);
    pen.text(2, "No. in the ledger", Rank::Faint)?;
    for layout in 0..report.layouts.len() {
        pen.number(FIRST + layout as u16, layout as f64 + 1.0, Kind::Whole, Rank::Faint)?;
    }
    pen.down(1);
    let own: Vec<&str> = report.head.layouts.iter().map(|names| names.layout.as_str()).collect();
    let base = &report.head.baseline().layout;
    let less: Vec<String> = others(dossier).map(|layout| format!("{} less {base}", own[layout])).collect();
    let all: Vec<&str> = own.into_iter().chain(less.iter().map(String::as_str)).collect();
    pen.heads(&words, &all)?;
    pen.freeze(2, FIRST)?;
    Ok(numbers)
}

/// The layouts but the baseline.
pub fn others(dossier: &Dossier) -> impl Iterator<Item = usize> {
    let base = dossier.report.head.asked.baseline;
    (0..dossier.report.layouts.len()).filter(move |layout| *layout != base)
}

/// A line of values, one for each layout, with the differences to the baseline behind them; `formula` gives what reckons them, where
/// anything does.
pub fn line(
    pen: &mut Pen<'_>,
    dossier: &Dossier,
    values: &[f64],
    (kind, rank): (Kind, Rank),
    formula: impl Fn(At) -> Option<String>,
) -> Done {
    let first = pen.at(FIRST);
    let of = |layout: usize| first.at(FIRST + layout as u16);
    for (layout, value) in values.iter().enumerate() {
        match formula(of(layout)) {
            Some(formula) => pen.formula(FIRST + layout as u16, &formula, *value, kind, rank)?,
            None => pen.number(FIRST + layout as u16, *value, kind, rank)?,
        }
    }
    let base = dossier.report.head.asked.baseline;
    for (col, layout) in (FIRST + values.len() as u16..).zip(others(dossier)) {
        let less = format!("={}-{}", of(layout).here(), of(base).here());
        pen.formula(col, &less, values[layout] - values[base], kind, rank)?;
    }
    pen.down(1);
    Ok(())
}

/// Means of a line by layout.
pub fn values(line: &Line) -> Vec<f64> {
    line.values.iter().map(|value| value.map_or(0.0, |value| value.value)).collect()
}

/// What a line is called: its group, its name and its key.
pub fn label(pen: &mut Pen<'_>, line: &Line, rank: Rank) -> Done {
    pen.text(0, &line.group, rank)?;
    pen.text(1, &line.label, rank)?;
    pen.text(2, &line.key, if rank == Rank::Total { rank } else { Rank::Faint })
}

/// An account from the ledger, or what accounts come to.
fn account_or_sum(pen: &mut Pen<'_>, dossier: &Dossier, it: &Line, numbers: At, blocks: &mut Blocks) -> Done {
    let here = pen.at(FIRST);
    blocks.rows.insert(it.key.clone(), here);
    // The sum of a group stands below its accounts; a single account is its own sum.
    blocks.rows.insert(of_group(&it.group), here);
    if Account::ALL.iter().any(|account| account.key() == it.key) {
        match blocks.runs.last_mut() {
            Some((group, _, last)) if *group == it.group => *last = here,
            _ => blocks.runs.push((it.group.clone(), here, here)),
        }
        label(pen, it, Rank::Plain)?;
        return line(pen, dossier, &values(it), (Kind::Money, Rank::Plain), |cell| {
            let (layout, key) = (cell.row_of(numbers), cell.at(2));
            Some(format!("=SUMIFS(LedgerMoney,LedgerLayout,{},LedgerAccount,{})", layout.here(), key.here()))
        });
    }
    label(pen, it, Rank::Total)?;
    let sum_of = |keep: &dyn Fn(&str) -> bool, cell: At| -> String {
        let runs = blocks.runs.iter().filter(|(group, _, _)| keep(group));
        let runs: Vec<String> =
            runs.map(|(_, from, to)| format!("{}:{}", cell.row_of(*from).here(), cell.row_of(*to).here())).collect();
        if runs.is_empty() { "0".to_owned() } else { format!("SUM({})", runs.join(",")) }
    };
    let cost = |group: &str| Group::COSTS.iter().any(|cost| cost.key() == group);
    let revenue = |group: &str| group == Group::Revenue.key();
    line(pen, dossier, &values(it), (Kind::Money, Rank::Total), |cell| {
        Some(match it.key.as_str() {
            "revenue_total" => format!("={}", sum_of(&revenue, cell)),
            "cost_total" => format!("={}", sum_of(&cost, cell)),
            "result" => format!("={}-{}", sum_of(&revenue, cell), sum_of(&cost, cell)),
            _ => format!("={}", sum_of(&|group| group == it.group, cell)),
        })
    })
}

/// Groups and results of each calendar year, from the ledger.
fn by_year(pen: &mut Pen<'_>, dossier: &Dossier, years: &Sheet, numbers: At) -> Done {
    let mut first = pen.at(FIRST);
    for (at, it) in years.lines.iter().enumerate() {
        if at == 0 || years.lines[at - 1].group != it.group {
            first = pen.at(FIRST);
        }
        let rank = if it.key == "result" { Rank::Total } else { Rank::Plain };
        pen.number(0, it.group.parse().unwrap_or(f64::NAN), Kind::Label, rank)?;
        pen.text(1, &it.label, rank)?;
        pen.text(2, &it.key, if rank == Rank::Total { rank } else { Rank::Faint })?;
        let last = pen.at(FIRST).up();
        line(pen, dossier, &values(it), (Kind::Money, rank), |cell| {
            if it.key == "result" {
                let own = format!("{}:{}", cell.row_of(first).here(), cell.row_of(last).here());
                let groups = format!("{}:{}", first.at(2).here(), last.at(2).here());
                return Some(format!("=SUMIFS({own},{groups},\"revenue\")-SUMIFS({own},{groups},\"<>revenue\")"));
            }
            let layout = cell.row_of(numbers).here();
            let (year, group) = (cell.at(0).here(), cell.at(2).here());
            Some(format!("=SUMIFS(LedgerMoney,LedgerLayout,{layout},LedgerYear,{year},LedgerGroup,{group})"))
        })?;
    }
    Ok(())
}
