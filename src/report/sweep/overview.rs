//! The overview of a sweep for people: what was run, the points side by side, the factors that matter.

use super::Results;
use crate::record::figure::{Better, FIGURES, Figure, Unit};
use crate::record::ledger::Account;
use crate::report::number::{Scale, Shown};
use crate::report::text::Style;
use crate::report::text::table::{Cell, Line, Table, Tone, paint, wrapped};
use crate::scenario::factor::plain;
use crate::study::columns;
use crate::study::design::Design;
use crate::study::effects::{Effect, Measure};
use crate::study::interval::Estimate;
use crate::study::sweep::{Replications, Sweep};
use std::collections::BTreeSet;

/// As many points are shown; of more, those at both ends of the first figure.
const SHOWN: usize = 24;
/// As many figures are shown.
const FIGURES_SHOWN: usize = 4;
/// Fewer replications than this are warned of.
const FEW: usize = 5;
/// As many pairs of factors are shown.
const PAIRS_SHOWN: usize = 5;

/// The overview.
pub fn text(sweep: &Sweep, results: &Results, style: Style) -> String {
    let mut out = title(sweep, results, style);
    let verdict = verdict(sweep, results);
    if !verdict.is_empty() {
        out.push('\n');
        out += &paragraph(&verdict, style, Tone::Plain);
    }
    for at in 0..sweep.columns.len().min(FIGURES_SHOWN) {
        out.push('\n');
        out += &points(sweep, results, at, style);
    }
    for layout in 0..sweep.layouts.len() {
        out += &effects(sweep, results, layout, style);
    }
    out
}

fn paragraph(text: &str, style: Style, tone: Tone) -> String {
    wrapped(text, style.width).iter().map(|line| paint(line, tone, style.colour) + "\n").collect()
}

fn title(sweep: &Sweep, results: &Results, style: Style) -> String {
    let mut out = paint(&sweep.experiment.name, Tone::Bold, style.colour) + "\n";
    if !sweep.experiment.question.is_empty() {
        out += &paragraph(&sweep.experiment.question, style, Tone::Plain);
    }
    let run = format!("{}; values ± 95 % half-width", extent(sweep));
    out += &paragraph(&run, style, Tone::Plain);
    for warning in warnings(results) {
        out += &paragraph(&format!("warning: {warning}"), style, Tone::Warning);
    }
    out
}

fn count(n: usize, what: &str) -> String {
    format!("{n} {what}{}", if n == 1 { "" } else { "s" })
}

/// How many points, layouts and replications there are.
pub(in crate::report) fn extent(sweep: &Sweep) -> String {
    let replications = match &sweep.replications {
        Replications::Fixed(n) => count(*n as usize, "replication"),
        Replications::Until { rule, .. } => {
            format!("{} to {} replications until the intervals are narrow enough", rule.first, rule.max)
        }
    };
    format!("{} x {}, {replications}", count(sweep.points.len(), "point"), count(sweep.layouts.len(), "layout"))
}

/// What a reader must know before trusting the figures.
pub(in crate::report) fn warnings(results: &Results) -> Vec<String> {
    let fewest = results.replications.iter().min().copied().unwrap_or(0);
    let few = (fewest < FEW).then(|| format!("{} are few: intervals are wide and rough", count(fewest, "replication")));
    let missed = (!results.missed.is_empty())
        .then(|| format!("{} did not reach the half-widths that were asked for", count(results.missed.len(), "point")));
    few.into_iter().chain(missed).collect()
}

/// What it comes to by the first figure that has a better side: the best point of all, and how often each layout is better.
pub(in crate::report) fn verdict(sweep: &Sweep, results: &Results) -> String {
    let Some(at) = sweep.columns.iter().position(|column| figure(column).1 != Better::Neither) else { return String::new() };
    let (column, scale) = (&sweep.columns[at], scale(sweep, results, at));
    let Some((point, layout, estimate)) = best(sweep, results, at) else { return String::new() };
    let shown = Shown::new(estimate.value * scale.factor, estimate.half_width.map(|h| h * scale.factor));
    let unit = if scale.unit.is_empty() { String::new() } else { format!(" {}", scale.unit) };
    let word = extreme(column);
    let layouts = sweep.layouts.len() > 1;
    let of = if layouts { format!("{} at ", sweep.layouts[layout]) } else { String::new() };
    let mut out = format!("{word} {}: {of}{}, {}.", label(column), described(sweep, point), shown.with_unit(&unit));
    for layout in (0..sweep.layouts.len()).filter(|layout| *layout != sweep.baseline) {
        let differences = || results.differences.iter().filter_map(|of_point| of_point[layout][at].as_ref());
        let count = |is: Option<bool>| differences().filter(|difference| difference.is_better() == is).count();
        let (better, worse, open) = (count(Some(true)), count(Some(false)), count(None));
        let [name, base] = [layout, sweep.baseline].map(|layout| &sweep.layouts[layout]);
        out += &format!(" {name} is better than {base} in this at {better} of {} points, worse at {worse}", better + worse + open);
        out += &if open > 0 { format!("; at {open} no difference is shown.") } else { ".".to_owned() };
    }
    out
}

/// The point and layout with the best mean of a column, the first where several have it.
pub(in crate::report) fn best(sweep: &Sweep, results: &Results, at: usize) -> Option<(usize, usize, Estimate)> {
    let more = figure(&sweep.columns[at]).1 == Better::More;
    let all = (0..sweep.cells.len()).map(|cell| sweep.place(cell));
    let known = all.filter_map(|(point, layout)| Some((point, layout, results.estimates[point][layout][at]?)));
    let better = |a: f64, b: f64| if more { a > b } else { a < b };
    known.reduce(|best, next| if better(next.2.value, best.2.value) { next } else { best })
}

/// The word for the best value of a column.
pub(in crate::report) fn extreme(column: &str) -> &'static str {
    if figure(column).1 == Better::More { "Highest" } else { "Lowest" }
}

/// The values of a factor in the order in which points have them.
pub(in crate::report) fn values(sweep: &Sweep, factor: usize) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for point in &sweep.points {
        let value = plain(&point.values[factor]);
        if !values.contains(&value) {
            values.push(value);
        }
    }
    values
}

/// A point as "technicians = 3, demand = 1.1".
fn described(sweep: &Sweep, point: usize) -> String {
    let values = sweep.factors.iter().zip(&sweep.points[point].values);
    values.map(|(factor, value)| format!("{} = {}", factor.name, plain(value))).collect::<Vec<_>>().join(", ")
}

/// The figures and accounts that the columns show.
pub(in crate::report) fn defined(sweep: &Sweep) -> (Vec<&'static Figure>, Vec<&'static Account>) {
    let figures: BTreeSet<usize> = sweep.columns.iter().filter_map(|column| columns::figure_of(column)).collect();
    let shown = |account: &&Account| sweep.columns.iter().any(|column| column.strip_prefix("account.") == Some(account.key()));
    (figures.into_iter().map(|at| &FIGURES[at]).collect(), Account::ALL.iter().filter(shown).collect())
}

/// The name of a point's row: its values, or of many factors those that differ from the first point, if they are few.
pub(in crate::report) fn row_name(sweep: &Sweep, point: usize) -> String {
    const MOST: usize = 3;
    if sweep.factors.len() <= MOST {
        return described(sweep, point);
    }
    let (own, first) = (&sweep.points[point].values, &sweep.points[0].values);
    let differing: Vec<usize> = (0..own.len()).filter(|&at| own[at] != first[at]).collect();
    let named = |&at: &usize| format!("{} = {}", sweep.factors[at].name, plain(&own[at]));
    match differing.len() {
        0 => "point 0".to_owned(),
        1..=MOST => format!("point {point}: {}", differing.iter().map(named).collect::<Vec<_>>().join(", ")),
        _ => format!("point {point}"),
    }
}

/// The figure that a column shows; an account is money of which less is better.
pub(in crate::report) fn figure(column: &str) -> (Unit, Better) {
    let of = |figure: &Figure| (figure.unit, figure.better);
    columns::figure_of(column).map_or((Unit::Money, Better::Less), |at| of(&FIGURES[at]))
}

pub(in crate::report) fn label(column: &str) -> String {
    match columns::figure_of(column) {
        Some(figure) if !column.contains('.') => FIGURES[figure].label.to_owned(),
        _ => column.to_owned(),
    }
}

pub(in crate::report) fn scale(sweep: &Sweep, results: &Results, at: usize) -> Scale {
    let all = results.estimates.iter().flatten().filter_map(|columns| columns[at]);
    let largest = all.fold(0.0, |most: f64, estimate| most.max(estimate.value.abs()));
    Scale::of(figure(&sweep.columns[at]).0, &sweep.currency, largest)
}

fn number(shown: Shown, tone: Tone) -> Cell {
    Cell { value: shown.value, half_width: shown.half_width, words: false, tone }
}

/// A row for each point, a column for each layout.
fn points(sweep: &Sweep, results: &Results, at: usize, style: Style) -> String {
    let (column, scale) = (&sweep.columns[at], scale(sweep, results, at));
    let value = |point: usize, layout: usize| results.estimates[point][layout][at];
    let mut order: Vec<usize> = (0..sweep.points.len()).collect();
    let mut heading = scale.name(&label(column));
    if order.len() > SHOWN {
        let worst = |point: &usize| {
            let best = (0..sweep.layouts.len()).filter_map(|layout| value(*point, layout)).map(|estimate| estimate.value);
            if figure(column).1 == Better::More {
                best.map(|value| -value).fold(f64::INFINITY, f64::min)
            } else {
                best.fold(f64::INFINITY, f64::min)
            }
        };
        order.sort_by(|a, b| worst(a).total_cmp(&worst(b)).then(a.cmp(b)));
        order.truncate(SHOWN / 2);
        let word = if figure(column).1 == Better::More { "highest" } else { "lowest" };
        heading = format!("{heading}: the {} points of {} with the {word}", SHOWN / 2, sweep.points.len());
    }
    let cell = |point: usize, layout: usize| match value(point, layout) {
        None => Cell { value: "-".to_owned(), half_width: None, words: false, tone: Tone::Plain },
        Some(estimate) => {
            let better = results.differences[point][layout][at].as_ref().and_then(|difference| difference.is_better());
            let tone = match better.filter(|_| layout != sweep.baseline) {
                Some(true) => Tone::Better,
                Some(false) => Tone::Worse,
                None => Tone::Plain,
            };
            number(Shown::new(estimate.value * scale.factor, estimate.half_width.map(|h| h * scale.factor)), tone)
        }
    };
    let row =
        |&point: &usize| Line::Row(row_name(sweep, point), (0..sweep.layouts.len()).map(|layout| cell(point, layout)).collect());
    let table = Table { heads: sweep.layouts.clone(), lines: order.iter().map(row).collect() };
    paragraph(&heading, style, Tone::Bold) + &table.render_beside(Some(sweep.baseline), style.fit, style.colour)
}

/// The measure that says how much a factor matters in this design, and in which words.
pub(in crate::report) fn chief(design: &Design) -> (Measure, &'static str) {
    match design {
        Design::Factorial { .. } | Design::Fractional { .. } => (Measure::Main, "from its low to its high value"),
        Design::OneAtATime { .. } => (Measure::Swing, "from its low to its high side, the others in the middle"),
        Design::Morris { .. } => (Measure::MuStar, "mu*: mean size of its elementary effects over its whole range"),
        Design::Grid | Design::Saltelli { .. } => {
            (Measure::Total, "total share of the variance between points, alone and with others")
        }
        Design::LatinHypercube { .. } | Design::Sobol { .. } => {
            (Measure::Rank, "standardised rank regression coefficient, -1 to 1")
        }
    }
}

/// A row for each factor, and for the pairs that matter most; a column for each figure.
fn effects(sweep: &Sweep, results: &Results, layout: usize, style: Style) -> String {
    let (measure, words) = chief(&sweep.design);
    let figures: Vec<usize> =
        (0..sweep.columns.len().min(FIGURES_SHOWN)).filter(|at| results.effects[layout][*at].is_some()).collect();
    let of = |at: usize| results.effects[layout][at].iter().flat_map(|effects| &effects.rows);
    let Some(&first) = figures.first() else { return String::new() };
    let mut rows: Vec<&Effect> = of(first).filter(|effect| effect.measure == measure).collect();
    let mut pairs: Vec<&Effect> = of(first).filter(|effect| effect.measure == Measure::Interaction).collect();
    pairs.sort_by(|a, b| b.estimate.abs().total_cmp(&a.estimate.abs()));
    rows.extend(pairs.into_iter().take(PAIRS_SHOWN));
    if rows.is_empty() {
        return String::new();
    }
    let cell = |row: &Effect, at: usize| {
        let found = of(at).find(|effect| (effect.factor, effect.with, effect.measure) == (row.factor, row.with, row.measure));
        let Some(effect) = found else { return Cell::words("-", Tone::Plain) };
        let factor = if matches!(measure, Measure::Total | Measure::Rank) { 1.0 } else { scale(sweep, results, at).factor };
        let half_width = effect.low.zip(effect.high).map(|(low, high)| (high - low) / 2.0 * factor);
        let tone = if effect.shown() == Some(true) { Tone::Bold } else { Tone::Plain };
        number(Shown::signed(effect.estimate * factor, half_width), tone)
    };
    let name = |at: Option<usize>| at.map(|at| sweep.factors[at].name.as_str());
    let named = |row: &Effect| [name(row.factor), name(row.with)].into_iter().flatten().collect::<Vec<_>>().join(" x ");
    let line = |row: &&Effect| Line::Row(named(row), figures.iter().map(|&at| cell(row, at)).collect());
    let head = |&at: &usize| match measure {
        Measure::Total | Measure::Rank => label(&sweep.columns[at]),
        _ => scale(sweep, results, at).name(&label(&sweep.columns[at])),
    };
    let table = Table { heads: figures.iter().map(head).collect(), lines: rows.iter().map(line).collect() };
    let heading = match sweep.layouts.len() {
        1 => format!("What each factor does ({words})"),
        _ => format!("{}: what each factor does ({words})", sweep.layouts[layout]),
    };
    let mut notes: Vec<&String> = results.effects[layout].iter().flatten().flat_map(|effects| &effects.notes).collect();
    notes.dedup();
    let notes: String = notes.into_iter().take(1).map(|note| paragraph(note, style, Tone::Plain)).collect();
    format!("\n{}{}{notes}", paragraph(&heading, style, Tone::Bold), table.render(style.fit, style.colour))
}
