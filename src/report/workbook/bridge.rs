//! The bridge from the baseline to each layout: parts that add up, by account, by place, by effect, and of times by stage.

use super::look::{Kind, Rank};
use super::pen::{At, Done, Pen};
use crate::record::figure::Unit;
use crate::report::dossier::Dossier;
use crate::report::dossier::because::{Because, Part, Parts, View};
use rust_xlsxwriter::XlsxError;

/// The difference in total cost of a layout: index and cell.
pub type Bridges = Vec<(usize, At)>;

/// First column of values.
const FIRST: u16 = 2;

/// Writes the sheet.
pub fn write(mut pen: Pen<'_>, dossier: &Dossier) -> Result<Bridges, XlsxError> {
    let head = &dossier.report.head;
    pen.aside(&format!("All money in {}, means over replications; times in hours.", head.currency), Rank::Faint)?;
    if dossier.because.is_empty() {
        pen.aside("There is one layout: nothing differs.", Rank::Plain)?;
    }
    let mut bridges = Bridges::new();
    for because in &dossier.because {
        pen.down(1);
        pen.aside(&format!("{} against {}", head.layouts[because.layout].layout, head.baseline().layout), Rank::Title)?;
        for sentence in &because.sentences {
            pen.aside(sentence, Rank::Plain)?;
        }
        one(&mut pen, because, &mut bridges)?;
    }
    pen.finish()?;
    Ok(bridges)
}

fn one(pen: &mut Pen<'_>, because: &Because, bridges: &mut Bridges) -> Done {
    for view in because.views.iter().filter(|view| !view.blocks.is_empty()) {
        pen.down(1);
        pen.aside(&view.title, Rank::Block)?;
        if !view.legend.is_empty() {
            pen.aside(&view.legend, Rank::Faint)?;
        }
        let columns: Vec<&str> = view.columns.iter().map(|(_, label, _)| label.as_str()).collect();
        pen.heads(&["block", "line"], &columns)?;
        let mut totals: Vec<(&str, At)> = Vec::new();
        for block in &view.blocks {
            let total = parts(pen, view, block, &totals)?;
            totals.push((&block.key, total));
            if view.key == "account" && block.key == "cost" {
                bridges.push((because.layout, total.at(FIRST + columns.len() as u16 - 1)));
            }
        }
    }
    Ok(())
}

/// Whether the lines of a view are money, which adds up.
fn adds(view: &View) -> bool {
    view.columns.iter().all(|(_, _, unit)| *unit == Unit::Money)
}

/// Writes a block, and gives the first cell of its total.
fn parts(pen: &mut Pen<'_>, view: &View, block: &Parts, totals: &[(&str, At)]) -> Result<At, XlsxError> {
    let first = pen.at(FIRST);
    for part in &block.lines {
        pen.text(0, &block.title, Rank::Faint)?;
        pen.text(1, &part.label, Rank::Plain)?;
        values(pen, view, part, Rank::Plain, |_| None)?;
    }
    let (total, last) = (pen.at(FIRST), pen.at(FIRST));
    pen.text(0, &block.title, Rank::Total)?;
    pen.text(1, &block.total.label, Rank::Total)?;
    let of = |key: &str| totals.iter().find(|(known, _)| *known == key).map(|(_, at)| *at);
    values(pen, view, &block.total, Rank::Total, |cell| match (block.lines.is_empty(), of("revenue"), of("cost")) {
        (false, _, _) => Some(format!("=SUM({}:{})", cell.row_of(first).here(), cell.row_of(last).up().here())),
        (true, Some(revenue), Some(cost)) => Some(format!("={}-{}", cell.row_of(revenue).here(), cell.row_of(cost).here())),
        (true, _, _) => None,
    })?;
    Ok(total)
}

/// Writes a line: what follows from the cells before it, and what `formula` reckons, as formulas.
fn values(pen: &mut Pen<'_>, view: &View, part: &Part, rank: Rank, formula: impl Fn(At) -> Option<String>) -> Done {
    let (first, end) = (pen.at(FIRST), FIRST + view.columns.len() as u16 - 1);
    for ((col, value), (_, _, unit)) in (FIRST..).zip(&part.values).zip(&view.columns) {
        let (cell, kind) = (first.at(col), Kind::of_unit(*unit));
        let across = match view.key.as_str() {
            "account" | "place" if col == end => Some(format!("={}-{}", first.at(FIRST + 1).here(), first.here())),
            "effect" if col == end => Some(format!("=SUM({}:{})", first.here(), cell.at(col - 1).here())),
            _ => None,
        };
        let value = value.map(|estimate| estimate.value);
        match (across.or_else(|| formula(cell)).filter(|_| adds(view)), value) {
            (Some(formula), Some(value)) => pen.formula(col, &formula, value, kind, rank)?,
            _ => pen.maybe(col, value, kind, rank)?,
        }
    }
    pen.down(1);
    Ok(())
}
