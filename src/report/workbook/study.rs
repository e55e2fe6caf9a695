//! The workbook of a study: points, differences and effects as tables, and what a reader has to know about them.
//!
//! *Knows:* a sweep and its results; the tables are those of its files.
//! *Never:* a formula or a clock: the same study gives the same bytes.

use super::frames::{Sheet, beside, write};
use super::look::{Kind, Looks, Rank};
use super::pen::{Done, Pen};
use super::{begun, created, page_of, sources, wrong};
use crate::record::figure::Better;
use crate::report::frame::Frame;
use crate::report::frame::form::{Field, Form};
use crate::report::sweep::{Results, compared, moved, overview, tables, unit};
use crate::report::words;
use crate::study::columns::figure_of;
use crate::study::effects::Measure;
use crate::study::sweep::Sweep;
use jiff::civil::DateTime;
use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};
use std::io;

/// The sheets in their order: name, and what they hold.
const SHEETS: [(&str, &str); 5] = [
    ("Summary", "Question, verdict, the best point by each figure, what varies."),
    ("Points", "Every point and layout: each figure with half the width of its 95 % interval."),
    ("Differences", "Every layout less the baseline at the same point, paired by replication, with a verdict."),
    ("Effects", "What each factor, and each pair of them, does to each figure."),
    ("Definitions", "What figures, accounts and columns mean."),
];
/// As many factors stay in sight beside the figures of a point.
const HELD: usize = 3;
/// As many values of a factor, or keys that it sets, are named.
const NAMED: usize = 12;

/// The workbook of a study, as the bytes of an xlsx file.
///
/// # Errors
/// If something does not fit into a workbook, such as a text of more than 32,767 characters.
pub fn workbook(sweep: &Sweep, results: &Results) -> io::Result<Vec<u8>> {
    written(sweep, results).and_then(|mut book| book.save_to_buffer()).map_err(wrong)
}

fn written(sweep: &Sweep, results: &Results) -> Result<Workbook, XlsxError> {
    let (mut book, looks) = (begun(&SHEETS)?, Looks::new());
    let properties = DocProperties::new()
        .set_title(&sweep.experiment.name)
        .set_subject(&sweep.experiment.question)
        .set_author("callout")
        .set_comment(overview::extent(sweep))
        // A study has no date of its own: its points may begin on different days.
        .set_creation_datetime(&created(DateTime::MIN));
    book.set_properties(&properties);
    let [points, mut differences, mut effects] = tables(sweep, results);
    say_differences(&mut differences.1, sweep, results);
    say_effects(&mut effects.1, sweep, results);
    summary(page_of(&mut book, &looks, &SHEETS, 0)?, sweep, results)?;
    point_sheet(page_of(&mut book, &looks, &SHEETS, 1)?, sweep, &points)?;
    difference_sheet(page_of(&mut book, &looks, &SHEETS, 2)?, sweep, results, &differences)?;
    effect_sheet(page_of(&mut book, &looks, &SHEETS, 3)?, sweep, results, &effects)?;
    let frames = [&points.1, &differences.1, &effects.1];
    definitions(page_of(&mut book, &looks, &SHEETS, 4)?, sweep, frames)?;
    Ok(book)
}

/// What cells of a column of results hold.
fn kind(column: &str) -> Kind {
    figure_of(column).map_or(Kind::Money, Kind::of)
}

/// What cells of an effect hold.
fn kind_of_effect(column: &str, measure: Measure) -> Kind {
    match measure {
        Measure::First | Measure::Total => Kind::Share,
        Measure::Rank | Measure::Fit => Kind::Score,
        _ => kind(column),
    }
}

/// Columns that say which point and layout a row is about, as far as they may stay in sight.
fn held(sweep: &Sweep) -> u16 {
    if sweep.factors.len() <= HELD { sweep.factors.len() as u16 + 2 } else { 1 }
}

fn say_differences(frame: &mut Frame, sweep: &Sweep, results: &Results) {
    let units = compared(sweep, results).map(|(_, at, _)| unit(&sweep.columns[at], &sweep.currency)).collect();
    beside(frame, "figure", Field::words("unit", "Unit of the figure."), units);
    let said = compared(sweep, results).map(|(_, _, difference)| words::verdict(difference)).collect();
    beside(frame, "verdict", Field::words("in words", "The verdict in words."), said);
}

fn say_effects(frame: &mut Frame, sweep: &Sweep, results: &Results) {
    let unit_of = |measure: Measure, at: usize| match measure.is_plain() {
        true => String::new(),
        false => unit(&sweep.columns[at], &sweep.currency),
    };
    let units = moved(results).map(|(_, at, effect)| unit_of(effect.measure, at)).collect();
    beside(frame, "measure", Field::words("unit", "Unit of the effect; empty for a share or a coefficient."), units);
}

fn point_sheet(mut pen: Pen<'_>, sweep: &Sweep, (form, frame): &(Form, Frame)) -> Done {
    let of_field = |field: &Field| {
        let name = field.name.strip_suffix("_half_width").unwrap_or(&field.name);
        sweep.columns.iter().any(|column| column == name).then(|| kind(name))
    };
    let kinds: Vec<Option<Kind>> = frame.0.iter().map(|(field, _)| of_field(field)).collect();
    let sheet = Sheet { name: "Points", form, frame, currency: &sweep.currency, held: held(sweep) };
    write(&mut pen, &sheet, |_, col| kinds[col])?;
    pen.finish()
}

fn difference_sheet(mut pen: Pen<'_>, sweep: &Sweep, results: &Results, (form, frame): &(Form, Frame)) -> Done {
    if frame.rows() == 0 {
        pen.aside("One layout: there is nothing to compare it with.", Rank::Plain)?;
        return pen.finish();
    }
    let kinds: Vec<Kind> = compared(sweep, results).map(|(_, at, _)| kind(&sweep.columns[at])).collect();
    let sheet = Sheet { name: "Differences", form, frame, currency: &sweep.currency, held: held(sweep) };
    write(&mut pen, &sheet, |row, col| match frame.0[col].0.name.as_ref() {
        "difference" | "half_width" | "baseline_value" => Some(kinds[row]),
        "variance_reduction" => Some(Kind::Count),
        _ => None,
    })?;
    pen.finish()
}

fn effect_sheet(mut pen: Pen<'_>, sweep: &Sweep, results: &Results, (form, frame): &(Form, Frame)) -> Done {
    if frame.rows() == 0 {
        pen.aside("There are no effects: the study has one point, or no figure that is there at every point.", Rank::Plain)?;
        return pen.finish();
    }
    let kinds: Vec<Kind> = moved(results).map(|(_, at, effect)| kind_of_effect(&sweep.columns[at], effect.measure)).collect();
    let sheet = Sheet { name: "Effects", form, frame, currency: &sweep.currency, held: 3 };
    write(&mut pen, &sheet, |row, col| match frame.0[col].0.name.as_ref() {
        "estimate" | "low" | "high" => Some(kinds[row]),
        _ => None,
    })?;
    pen.finish()
}

fn block(pen: &mut Pen<'_>, title: &str) -> Done {
    pen.down(1);
    pen.aside(title, Rank::Block)
}

fn summary(mut pen: Pen<'_>, sweep: &Sweep, results: &Results) -> Done {
    pen.aside(&sweep.experiment.name, Rank::Title)?;
    if !sweep.experiment.question.is_empty() {
        pen.aside(&sweep.experiment.question, Rank::Plain)?;
    }
    let facts = format!("{}; baseline {}; money in {}.", overview::extent(sweep), sweep.layouts[sweep.baseline], sweep.currency);
    pen.aside(&facts, Rank::Faint)?;
    let verdict = overview::verdict(sweep, results);
    if !verdict.is_empty() {
        block(&mut pen, "Verdict")?;
        pen.aside(&verdict, Rank::Strong)?;
    }
    let warnings = overview::warnings(results);
    if !warnings.is_empty() {
        block(&mut pen, "Warnings")?;
        warnings.iter().try_for_each(|warning| pen.aside(warning, Rank::Plain))?;
    }
    best(&mut pen, sweep, results)?;
    block(&mut pen, "Contents")?;
    for (name, holds) in &SHEETS[1..] {
        pen.link(0, name, name)?;
        pen.across(1, holds, Rank::Plain)?;
        pen.down(1);
    }
    factors(&mut pen, sweep)?;
    reading(&mut pen, sweep, results)?;
    pen.finish()
}

/// The best point by each figure that has a better side.
fn best(pen: &mut Pen<'_>, sweep: &Sweep, results: &Results) -> Done {
    let judged = |at: &usize| overview::figure(&sweep.columns[*at]).1 != Better::Neither;
    let found: Vec<_> =
        (0..sweep.columns.len()).filter(judged).filter_map(|at| Some((at, overview::best(sweep, results, at)?))).collect();
    if found.is_empty() || sweep.cells.len() < 2 {
        return Ok(());
    }
    block(pen, "Best point by each figure")?;
    pen.aside("By means; whether layouts differ at a point stands in the sheet Differences.", Rank::Faint)?;
    pen.heads(&["best", "unit", "layout"], &["mean", "±", "point"])?;
    for (at, (point, layout, estimate)) in found {
        let (column, kind) = (&sweep.columns[at], kind(&sweep.columns[at]));
        pen.text(0, &format!("{} {}", overview::extreme(column), overview::label(column)), Rank::Plain)?;
        pen.text(1, &unit(column, &sweep.currency), Rank::Faint)?;
        pen.text(2, &sweep.layouts[layout], Rank::Plain)?;
        pen.number(3, estimate.value, kind, Rank::Plain)?;
        pen.maybe(4, estimate.half_width, kind, Rank::Faint)?;
        pen.number(5, point as f64, Kind::Label, Rank::Plain)?;
        pen.across(6, &overview::row_name(sweep, point), Rank::Plain)?;
        pen.down(1);
    }
    Ok(())
}

fn factors(pen: &mut Pen<'_>, sweep: &Sweep) -> Done {
    if sweep.factors.is_empty() {
        return Ok(());
    }
    block(pen, "What varies")?;
    pen.heads(&["factor", "how", "values", "keys"], &[])?;
    for (at, factor) in sweep.factors.iter().enumerate() {
        pen.text(0, &factor.name, Rank::Plain)?;
        pen.text(1, if factor.times { "multiplies" } else { "sets" }, Rank::Faint)?;
        pen.wrapped(2, &values(&overview::values(sweep, at)), 40)?;
        pen.across(3, &listed(&factor.keys), Rank::Plain)?;
        pen.down(1);
    }
    Ok(())
}

/// All values of a factor, or of many numbers their ends.
fn values(all: &[String]) -> String {
    let numbers: Option<Vec<f64>> = all.iter().map(|value| value.parse().ok()).collect();
    match numbers.filter(|_| all.len() > NAMED) {
        Some(numbers) => {
            let (low, high) = numbers.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), n| (l.min(*n), h.max(*n)));
            format!("{} values from {low} to {high}", all.len())
        }
        None => listed(all),
    }
}

/// The first of many names, and how many more there are.
fn listed(all: &[String]) -> String {
    let more = if all.len() > NAMED { format!(" and {} more", all.len() - NAMED) } else { String::new() };
    all.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ") + &more
}

/// How effects are to be read.
fn reading(pen: &mut Pen<'_>, sweep: &Sweep, results: &Results) -> Done {
    let all = || results.effects.iter().flatten().flatten();
    if all().next().is_none() {
        return Ok(());
    }
    block(pen, "Effects")?;
    let (measure, words) = overview::chief(&sweep.design);
    pen.aside(&format!("What matters first in this design is the measure \"{}\": {words}.", measure.word()), Rank::Plain)?;
    let mut told: Vec<&String> = Vec::new();
    for note in all().flat_map(|effects| &effects.notes) {
        if !told.contains(&note) {
            told.push(note);
            pen.aside(note, Rank::Plain)?;
        }
    }
    Ok(())
}

fn definitions(mut pen: Pen<'_>, sweep: &Sweep, frames: [&Frame; 3]) -> Done {
    sources::heads(&mut pen)?;
    let (figures, accounts) = overview::defined(sweep);
    figures.into_iter().try_for_each(|figure| sources::figure(&mut pen, figure, &sweep.currency))?;
    accounts.into_iter().try_for_each(|account| sources::account(&mut pen, account))?;
    for ((name, _), frame) in SHEETS[1..].iter().zip(frames) {
        for (field, _) in &frame.0 {
            let kind = format!("column of {name}");
            sources::row(&mut pen, [&kind, &field.name, "", field.unit_in(&sweep.currency), "", &field.meaning])?;
        }
    }
    pen.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_values_are_told_by_their_ends_and_many_names_by_the_first() {
        let all = |n: usize, of: &dyn Fn(usize) -> String| (0..n).map(of).collect::<Vec<_>>();
        assert_eq!(values(&all(3, &|at| (3 - at).to_string())), "3, 2, 1");
        assert_eq!(values(&all(13, &|at| (0.5 * at as f64).to_string())), "13 values from 0 to 6");
        assert_eq!(values(&all(14, &|at| format!("v{at}"))), "v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11 and 2 more");
    }
}
