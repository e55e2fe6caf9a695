//! The tables of a sweep: points, replications, differences and effects, each column with its unit and meaning.

use super::{Results, words};
use crate::record::figure::FIGURES;
use crate::record::ledger::Account;
use crate::report::frame::form::{Field, Values};
use crate::report::frame::{Column, Frame};
use crate::report::number::unit_key;
use crate::scenario::factor::{Factor, plain};
use crate::study::columns;
use crate::study::compare::Difference;
use crate::study::effects::Effect;
use crate::study::sweep::{Sweep, Told};
use std::fmt::Write;

/// What says which cells rows are about: number and factors of the point, and the layout.
pub(super) struct Labels<'s> {
    sweep: &'s Sweep,
    /// Of each factor, whether all its values are numbers.
    numbers: Vec<bool>,
}

impl<'s> Labels<'s> {
    pub fn of(sweep: &'s Sweep) -> Labels<'s> {
        let number = |at: usize| sweep.points.iter().all(|point| number(&point.values[at]).is_some());
        Labels { sweep, numbers: (0..sweep.factors.len()).map(number).collect() }
    }

    /// The columns for rows about these points and layouts.
    fn frame(&self, cells: &[(usize, usize)]) -> Frame {
        let mut frame = Frame::default();
        frame.push(
            Field::whole("point", "", "Number of the point, from 0 in the order of the design; manifest.json has all of them."),
            Column::Whole(cells.iter().map(|(point, _)| *point as i64).collect()),
        );
        for (at, factor) in self.sweep.factors.iter().enumerate() {
            let values = cells.iter().map(|(point, _)| &self.sweep.points[*point].values[at]);
            let column = match self.numbers[at] {
                true => Column::Numbers(values.map(|value| number(value)).collect()),
                false => Column::Words(values.map(|value| plain(value)).collect()),
            };
            frame.push(Field::named(factor.name.as_str(), "", factor_meaning(factor)), column);
        }
        frame.push(
            Field::words("layout", "Name of the layout."),
            Column::Words(cells.iter().map(|(_, layout)| self.sweep.layouts[*layout].clone()).collect()),
        );
        frame
    }

    /// The column of a figure.
    fn figure(&self, name: &str) -> Field {
        Field::named(name, unit(name, &self.sweep.currency), meaning(name))
    }
}

/// What a factor does, for the dictionary.
pub(super) fn factor_meaning(factor: &Factor) -> String {
    let how = if factor.times { "multiplies" } else { "sets" };
    format!("Factor: its value {how} {}.", factor.keys.join(", "))
}

/// The column that names figures.
fn figure_key(sweep: &Sweep) -> Field {
    let listed = sweep.columns.iter().map(|name| [name.clone(), unit(name, &sweep.currency), meaning(name)]);
    Field::one_of("figure", Values::Listed(listed.collect()), "Figure, as the columns of points are called.")
}

/// The value of a factor if it is a number.
fn number(value: &str) -> Option<f64> {
    value.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Every layout at every point.
fn all_cells(sweep: &Sweep) -> Vec<(usize, usize)> {
    (0..sweep.cells.len()).map(|cell| sweep.place(cell)).collect()
}

pub(super) fn rows_of(labels: &Labels<'_>, point: usize, told: &[Told]) -> Frame {
    let cells = |layout: usize| std::iter::repeat_n((point, layout), told[layout].values.len());
    let cells: Vec<(usize, usize)> = (0..told.len()).flat_map(cells).collect();
    let mut frame = labels.frame(&cells);
    let replications = told.iter().flat_map(|told| 0..told.values.len() as i64).collect();
    frame.push(Field::whole("replication", "", "Number of the replication, from 0."), Column::Whole(replications));
    for name in &labels.sweep.columns {
        frame.push(labels.figure(name), Column::Numbers(told.iter().flat_map(|told| told.column(name)).collect()));
    }
    frame
}

pub(super) fn points(labels: &Labels<'_>, results: &Results) -> Frame {
    let sweep = labels.sweep;
    let cells = all_cells(sweep);
    let mut frame = labels.frame(&cells);
    let of = |&(point, layout): &(usize, usize)| &results.estimates[point][layout];
    let replications = cells.iter().map(|(point, _)| results.replications[*point] as i64);
    frame.push(Field::whole("replications", "count", "Replications of the point."), Column::Whole(replications.collect()));
    if sweep.replications.has_goals() {
        let reached =
            cells.iter().map(|(point, _)| if results.missed.binary_search(point).is_ok() { "no" } else { "yes" }.to_owned());
        frame.push(
            Field::words("precision_reached", "Whether the half-widths that were asked for are there: yes or no."),
            Column::Words(reached.collect()),
        );
    }
    for (at, name) in sweep.columns.iter().enumerate() {
        let estimates = || cells.iter().map(|cell| of(cell)[at]);
        frame.push(labels.figure(name), Column::Numbers(estimates().map(|estimate| Some(estimate?.value)).collect()));
        let half_widths = estimates().map(|estimate| estimate?.half_width).collect();
        let meaning = format!("Half the width of the 95 % interval of {name}.");
        frame.push(Field::named(format!("{name}_half_width"), unit(name, &sweep.currency), meaning), Column::Numbers(half_widths));
    }
    frame
}

/// The differences in the order of their table: point and layout, column, difference to the baseline.
pub(in crate::report) fn compared<'r>(
    sweep: &'r Sweep,
    results: &'r Results,
) -> impl Iterator<Item = ((usize, usize), usize, &'r Difference)> {
    let cells = all_cells(sweep).into_iter().filter(|(_, layout)| *layout != sweep.baseline);
    cells.flat_map(|(point, layout)| {
        let of = results.differences[point][layout].iter().enumerate();
        of.filter_map(move |(at, difference)| Some(((point, layout), at, difference.as_ref()?)))
    })
}

/// The effects in the order of their table: layout, column, effect.
pub(in crate::report) fn moved(results: &Results) -> impl Iterator<Item = (usize, usize, &Effect)> {
    results.effects.iter().enumerate().flat_map(|(layout, columns)| {
        let of = columns.iter().enumerate();
        of.flat_map(move |(at, effects)| effects.iter().flat_map(|effects| &effects.rows).map(move |effect| (layout, at, effect)))
    })
}

pub(super) fn differences(labels: &Labels<'_>, results: &Results) -> Frame {
    let sweep = labels.sweep;
    let (mut cells, mut names, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for (cell, at, difference) in compared(sweep, results) {
        cells.push(cell);
        names.push(sweep.columns[at].clone());
        found.push(difference);
    }
    let mut frame = labels.frame(&cells);
    frame.push(
        Field::words("baseline", "Layout that it is compared with."),
        Column::Words(vec![sweep.layouts[sweep.baseline].clone(); cells.len()]),
    );
    frame.push(figure_key(sweep), Column::Words(names));
    let mut numbers = |name: &'static str, meaning: &'static str, of: &dyn Fn(&Difference) -> Option<f64>| {
        let values = found.iter().map(|difference| of(difference)).collect();
        frame.push(Field::number(name, "", meaning), Column::Numbers(values));
    };
    numbers("difference", "Layout less baseline, in the unit of the figure.", &|difference| Some(difference.estimate.value));
    numbers("half_width", "Half the width of its interval.", &|difference| difference.estimate.half_width);
    numbers("baseline_value", "The figure of the baseline.", &|difference| Some(difference.baseline));
    numbers("variance_reduction", "So many times as many replications independent layouts would need.", &|difference| {
        difference.variance_reduction
    });
    let verdict = "more, less, same, no difference shown, or one replication.";
    frame.push(
        Field::words("verdict", verdict),
        Column::Words(found.iter().map(|difference| words::verdict(difference).to_owned()).collect()),
    );
    frame
}

pub(super) fn effect_rows(sweep: &Sweep, results: &Results) -> Frame {
    let found: Vec<(usize, &String, &Effect)> =
        moved(results).map(|(layout, at, effect)| (layout, &sweep.columns[at], effect)).collect();
    let factor = |at: Option<usize>| at.map_or(String::new(), |at| sweep.factors[at].name.clone());
    let mut frame = Frame::default();
    let mut words = |field: Field, column: Vec<String>| frame.push(field, Column::Words(column));
    words(
        Field::words("layout", "Name of the layout."),
        found.iter().map(|(layout, _, _)| sweep.layouts[*layout].clone()).collect(),
    );
    words(figure_key(sweep), found.iter().map(|(_, name, _)| (*name).clone()).collect());
    words(Field::words("factor", "Factor."), found.iter().map(|(_, _, effect)| factor(effect.factor)).collect());
    words(
        Field::words("with", "The other factor of a pair; empty for a factor alone."),
        found.iter().map(|(_, _, effect)| factor(effect.with)).collect(),
    );
    words(
        Field::words("measure", "What is measured; each design has its own measures."),
        found.iter().map(|(_, _, effect)| effect.measure.word().to_owned()).collect(),
    );
    let mut numbers = |name: &'static str, meaning: &'static str, of: &dyn Fn(&Effect) -> Option<f64>| {
        frame.push(Field::number(name, "", meaning), Column::Numbers(found.iter().map(|(_, _, effect)| of(effect)).collect()));
    };
    numbers("at", "Value of the factor that the effect is about; empty for the whole range.", &|effect| effect.at);
    numbers("estimate", "The effect, in the unit of the figure unless the measure is a share or a coefficient.", &|effect| {
        Some(effect.estimate)
    });
    numbers("low", "Lower end of its interval.", &|effect| effect.low);
    numbers("high", "Upper end of its interval.", &|effect| effect.high);
    let verdicts = found.iter().map(|(_, _, effect)| effect.verdict().to_owned()).collect();
    frame.push(Field::words("verdict", "Whether the effect is shown."), Column::Words(verdicts));
    frame
}

/// Unit of a column, in words.
pub(in crate::report) fn unit(column: &str, currency: &str) -> String {
    match columns::figure_of(column) {
        Some(figure) => unit_key(FIGURES[figure].unit, currency),
        None => currency.to_owned(),
    }
}

/// What a column means.
pub(super) fn meaning(column: &str) -> String {
    let mut out = String::new();
    if let Some((cut, rest)) = column.split_once('.').filter(|(cut, _)| columns::CUTS.contains(cut)) {
        let name = rest.rsplit_once('.').map_or("", |(name, _)| name);
        write!(out, "Of the {cut} `{name}`: ").expect("a string takes all");
    }
    match columns::figure_of(column) {
        Some(figure) => out += FIGURES[figure].meaning,
        None => {
            let account = Account::ALL.iter().find(|account| column.strip_prefix("account.") == Some(account.key()));
            out += account.map_or("", |account| account.meaning());
        }
    }
    out
}
