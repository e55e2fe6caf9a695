//! A comparison as tables and sentences.

use super::super::number::{Scale, Shown};
use super::super::text::table::{Cell, Line, Table, Tone, paint};
use super::super::text::{Style, difference_cells, number_cell, paragraph, summaries, title, warning_lines};
use super::super::{precision, words};
use super::{Contest, Pair, Standings, selection};
use crate::record::figure::{FIGURES, Unit};
use crate::study::compare::Difference;
use crate::study::quantile::Spread;
use crate::study::select::best::{Place, Standing};

/// The whole comparison.
pub fn text(contest: &Contest, style: Style) -> String {
    let mut out = title(&contest.report, contest.terms.confidence, style) + &summaries(&contest.report, style);
    out.push('\n');
    out += &spreads(contest).render(style.fit, style.colour);
    for line in contest.report.precision.iter().flat_map(|goals| precision::lines(goals, &contest.report.head)) {
        out += &paragraph(&line, "  ", style, Tone::Plain);
    }
    for pair in &contest.pairs {
        out.push('\n');
        out += &difference_table(contest, pair, style);
    }
    if contest.report.complete > 1 {
        out += &paragraph(super::super::text::VRF, "", style, Tone::Plain);
    }
    if let Some(standings) = &contest.best {
        out.push('\n');
        out += &standing_table(contest, standings, style);
    }
    for verdict in contest.verdicts() {
        out.push('\n');
        out += &paragraph(&verdict, "", style, Tone::Plain);
    }
    out + &warning_lines(&contest.warnings(), style)
}

/// How a figure is shown in all layouts.
pub(super) fn scale(contest: &Contest, figure: usize) -> Scale {
    let at = contest.terms.figures.iter().position(|other| *other == figure);
    let values = contest.spreads.iter().filter_map(|layout| layout[at?].map(|spread| spread.estimate.value.abs()));
    Scale::of(FIGURES[figure].unit, &contest.report.head.currency, values.fold(0.0, f64::max))
}

/// A row for each layout below each figure.
fn spreads(contest: &Contest) -> Table {
    let heads = ["mean", "lowest", "P5", "median", "P95", "highest"].map(str::to_owned).into();
    let mut lines = Vec::new();
    for (at, &figure) in contest.terms.figures.iter().enumerate() {
        let scale = scale(contest, figure);
        lines.push(Line::Group(scale.name(FIGURES[figure].label)));
        for (layout, spreads) in contest.spreads.iter().enumerate() {
            lines.push(Line::Row(contest.name(layout).to_owned(), spread_cells(spreads[at].as_ref(), scale.factor)));
        }
    }
    Table { heads, lines }
}

fn spread_cells(spread: Option<&Spread>, factor: f64) -> Vec<Cell> {
    let Some(spread) = spread else {
        return (0..6).map(|_| number_cell(Shown { value: "-".to_owned(), half_width: None })).collect();
    };
    let estimate = spread.estimate;
    let mean = Shown::new(estimate.value * factor, estimate.half_width.map(|h| h * factor));
    let others = [spread.min, spread.p5.value, spread.median.value, spread.p95.value, spread.max];
    let other = |value: f64| number_cell(Shown::new(value * factor, None));
    std::iter::once(number_cell(mean)).chain(others.map(other)).collect()
}

fn difference_table(contest: &Contest, pair: &Pair, style: Style) -> String {
    let (layout, baseline) = (contest.name(pair.layout), contest.name(pair.baseline));
    let together = match contest.pairs.len() {
        1 => String::new(),
        n => format!("; the intervals of a figure in {n} comparisons hold together with {} %", per_cent(contest)),
    };
    let title = format!("{layout} less {baseline}, paired by replication{together}");
    let heads = ["difference", "per cent", "VRF", "verdict"].map(str::to_owned).into();
    let spoken = pair.differences.iter().filter(|difference| words::speaks(difference));
    let row = |difference: &Difference| {
        let scale = scale(contest, difference.figure);
        let points = Scale { unit: "points".to_owned(), ..scale.clone() };
        let figure = &FIGURES[difference.figure];
        let name = if figure.unit == Unit::Share { points.name(figure.label) } else { scale.name(figure.label) };
        Line::Row(name, difference_cells(difference, &scale))
    };
    let lines = spoken.map(row).collect();
    paragraph(&title, "", style, Tone::Bold) + &Table { heads, lines }.render(style.fit, style.colour)
}

pub(super) fn per_cent(contest: &Contest) -> String {
    super::super::number::plain(100.0 * contest.terms.confidence)
}

fn standing_table(contest: &Contest, standings: &Standings, style: Style) -> String {
    let figure = &FIGURES[standings.figure];
    let scale = scale(contest, standings.figure);
    let title = format!("Comparisons with the best by {}, all intervals together with {} %", figure.label, per_cent(contest));
    let heads = ["mean", "worse than the best other by", "at least", "at most", "standing"].map(str::to_owned).into();
    let number = |value: f64| number_cell(Shown::new(value * scale.factor, None));
    let row = |(layout, standing): (usize, &Standing)| {
        let (worse, low, high) = standing.worse;
        let (word, tone) = match standing.place() {
            Place::Best => ("the best", Tone::Better),
            Place::Beaten => ("not the best", Tone::Worse),
            Place::Candidate => ("may be the best", Tone::Plain),
        };
        let cells = vec![number(standing.mean), number(worse), number(low), number(high), Cell::words(word, tone)];
        Line::Row(contest.name(layout).to_owned(), cells)
    };
    let lines = std::iter::once(Line::Group(scale.name(figure.label)));
    let lines = lines.chain(standings.best.rows.iter().enumerate().map(row)).collect();
    paint(&title, Tone::Bold, style.colour) + "\n" + &Table { heads, lines }.render(style.fit, style.colour)
}

/// A selection as a table and a sentence.
pub fn selection(choice: &super::Choice, style: Style) -> String {
    selection::text(choice, style)
}
