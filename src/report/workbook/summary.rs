//! The first sheet: question, verdict, who leads, figures by layout, differences to the baseline, warnings, contents.

use super::SHEETS;
use super::look::{Kind, Rank};
use super::pen::{At, Done, Pen};
use crate::record::figure::{FIGURES, Index, Unit};
use crate::report::dossier::Dossier;
use crate::report::number::{grouped, unit_key};
use crate::report::page::verdict::headline;
use crate::report::{Report, words};
use crate::study::compare::Difference;
use rust_xlsxwriter::XlsxError;

/// The main figures of a workbook, those of which comparisons speak among them.
const FIGURES_SHOWN: [Index; 19] = [
    Index::CostTotal,
    Index::Revenue,
    Index::Profit,
    Index::CostPerJob,
    Index::CostPerUnitYear,
    Index::Goodwill,
    Index::Calls,
    Index::Closed,
    Index::ResponseMean,
    Index::ResponseP95,
    Index::RestoreMean,
    Index::PromiseKept,
    Index::FirstTimeFix,
    Index::RepeatRate,
    Index::Satisfaction,
    Index::Nps,
    Index::PartnerShare,
    Index::Utilisation,
    Index::OvertimeShare,
];

/// Figures that some layout has and that are not nothing in all of them.
pub fn main_figures(report: &Report) -> Vec<usize> {
    let says = |index: &Index| report.largest(*index) > 0.0;
    FIGURES_SHOWN.into_iter().filter(says).map(|index| index as usize).collect()
}

/// The rows of the figures.
pub struct Totals(Vec<(usize, At)>);

impl Totals {
    /// The cell of the mean of a figure in a layout.
    pub fn cell(&self, layout: usize, index: Index) -> Option<String> {
        let (_, first) = self.0.iter().find(|(figure, _)| *figure == index as usize)?;
        Some(first.right(2 * layout as u16).there())
    }
}

/// Writes the sheet; `agree` is the formula that says whether all sheets agree.
pub fn write(mut pen: Pen<'_>, dossier: &Dossier, agree: &str) -> Result<Totals, XlsxError> {
    let (report, head) = (&dossier.report, &dossier.report.head);
    pen.aside(&head.scenario, Rank::Title)?;
    if !head.asked.question.is_empty() {
        pen.aside(&head.asked.question, Rank::Plain)?;
    }
    let facts = format!(
        "{}; {} replications of each layout, seed {}; baseline {}; money in {}.",
        head.window(),
        grouped(f64::from(report.complete), 0),
        head.seed,
        head.baseline().layout,
        head.currency
    );
    pen.aside(&facts, Rank::Faint)?;
    pen.says(0, agree, "All totals agree.", Rank::Faint)?;
    pen.down(1);
    block(&mut pen, "Verdict")?;
    verdict(&mut pen, report)?;
    let warnings = words::warnings(report);
    if !warnings.is_empty() {
        block(&mut pen, "Warnings")?;
        warnings.iter().try_for_each(|warning| pen.aside(warning, Rank::Plain))?;
    }
    block(&mut pen, "Figures by layout: mean and half-width of its 95 % interval")?;
    let totals = figures(&mut pen, report)?;
    block(&mut pen, "Contents")?;
    for (name, holds) in &SHEETS[1..] {
        pen.link(0, name, name)?;
        pen.across(1, holds, Rank::Plain)?;
        pen.down(1);
    }
    if !report.comparisons.is_empty() {
        block(
            &mut pen,
            &format!("Differences to {}, paired by replication, intervals at the joint level", head.baseline().layout),
        )?;
        differences(&mut pen, report)?;
    }
    pen.finish()?;
    Ok(totals)
}

fn block(pen: &mut Pen<'_>, title: &str) -> Done {
    pen.down(1);
    pen.aside(title, Rank::Block)
}

/// Verdicts in words, and who leads by cost, by speed and by how customers are served.
fn verdict(pen: &mut Pen<'_>, report: &Report) -> Done {
    if report.layouts.len() < 2 {
        return pen.aside("One layout: there is nothing to compare it with.", Rank::Plain);
    }
    pen.aside(&headline(report), Rank::Strong)?;
    if report.complete > 1 {
        words::verdicts(report).iter().try_for_each(|sentence| pen.aside(sentence, Rank::Plain))?;
    }
    pen.down(1);
    pen.heads(&["best by", "unit", "layout"], &["value", "next best", "difference", "half-width"])?;
    for lead in &report.leads {
        let Some((next, difference)) = lead.others.first() else { continue };
        let (figure, kind) = (&FIGURES[lead.figure], Kind::of(lead.figure));
        let value = |layout: usize| report.layouts[layout].figures[lead.figure].map(|estimate| estimate.value);
        pen.text(0, figure.label, Rank::Plain)?;
        pen.text(1, &unit_key(figure.unit, &report.head.currency), Rank::Faint)?;
        pen.text(2, &report.names(lead.layout).layout, Rank::Plain)?;
        pen.maybe(3, value(lead.layout), kind, Rank::Plain)?;
        pen.maybe(4, value(*next), kind, Rank::Plain)?;
        pen.number(5, difference.estimate.value, kind, Rank::Plain)?;
        pen.maybe(6, difference.estimate.half_width, kind, Rank::Plain)?;
        let rivals = lead.rivals();
        let names: Vec<&str> = rivals.iter().map(|layout| report.names(*layout).layout.as_str()).collect();
        let sure = match rivals.len() {
            _ if report.complete < 2 => "one replication: no verdict".to_owned(),
            0 => "shown against every other layout".to_owned(),
            _ => format!("not shown against {}", names.join(", ")),
        };
        pen.across(7, &sure, Rank::Plain)?;
        pen.down(1);
    }
    Ok(())
}

fn figures(pen: &mut Pen<'_>, report: &Report) -> Result<Totals, XlsxError> {
    let names = report.head.layouts.iter().flat_map(|names| [names.layout.clone(), "±".to_owned()]);
    let heads: Vec<String> = names.collect();
    pen.heads(&["figure", "unit", "key"], &heads.iter().map(String::as_str).collect::<Vec<_>>())?;
    let mut rows = Vec::new();
    for figure in main_figures(report) {
        let (it, kind) = (&FIGURES[figure], Kind::of(figure));
        pen.text(0, it.label, Rank::Plain)?;
        pen.text(1, &unit_key(it.unit, &report.head.currency), Rank::Faint)?;
        pen.text(2, it.key, Rank::Faint)?;
        rows.push((figure, pen.at(3)));
        for (layout, estimates) in report.layouts.iter().enumerate() {
            let (estimate, col) = (estimates.figures[figure], 3 + 2 * layout as u16);
            pen.maybe(col, estimate.map(|e| e.value), kind, Rank::Plain)?;
            pen.maybe(col + 1, estimate.and_then(|e| e.half_width), kind, Rank::Faint)?;
        }
        pen.down(1);
    }
    Ok(Totals(rows))
}

fn differences(pen: &mut Pen<'_>, report: &Report) -> Done {
    let numbers = ["difference", "half-width", "of the baseline", "±"];
    pen.heads(&["layout", "unit", "figure"], &numbers)?;
    for comparison in &report.comparisons {
        let shown = main_figures(report).into_iter().filter_map(|figure| comparison.differences[figure].as_ref());
        for difference in shown.filter(|difference| words::speaks(difference)) {
            one(pen, report, comparison.layout, difference)?;
        }
    }
    Ok(())
}

fn one(pen: &mut Pen<'_>, report: &Report, layout: usize, it: &Difference) -> Done {
    let (figure, kind, rank) = (&FIGURES[it.figure], Kind::of(it.figure), Rank::Plain);
    pen.text(0, &report.names(layout).layout, rank)?;
    pen.text(1, &unit_key(figure.unit, &report.head.currency), Rank::Faint)?;
    pen.text(2, figure.label, rank)?;
    pen.number(3, it.estimate.value, kind, rank)?;
    pen.maybe(4, it.estimate.half_width, kind, rank)?;
    // Shares, scores and points are told in points, as in the words beside them.
    let per_cent = it.per_cent().filter(|_| !matches!(figure.unit, Unit::Share | Unit::Score | Unit::Points));
    pen.maybe(5, per_cent.map(|(value, _)| value / 100.0), Kind::Change, rank)?;
    pen.maybe(6, per_cent.and_then(|(_, half_width)| half_width).map(|h| h / 100.0), Kind::Share, rank)?;
    pen.across(7, &words::verdict(it), Rank::Plain)?;
    pen.down(1);
    Ok(())
}
