//! What a sweep says: tidy tables as CSV and Parquet, the effects of its factors, and an overview for people.

mod overview;
mod words;

use super::frame::{Column, Frame, FrameFile};
use super::number::unit_key;
use crate::record::figure::FIGURES;
use crate::record::ledger::Account;
use crate::scenario::factor::plain;
use crate::study::columns;
use crate::study::compare::Difference;
use crate::study::effects::{Effects, effects};
use crate::study::interval::Estimate;
use crate::study::store::{ENGINE, SCHEME, Store};
use crate::study::sweep::{Replications, Sweep, Told};
pub use overview::text;
use serde_json::{Value, json};
use std::fmt::Write;
use std::io;
use std::path::Path;

/// What is kept of a sweep's results beyond the files.
#[derive(Debug)]
pub struct Results {
    /// Estimates by point, layout and column.
    pub estimates: Vec<Vec<Vec<Option<Estimate>>>>,
    /// Paired differences to the baseline by point, layout and column.
    pub differences: Vec<Vec<Vec<Option<Difference>>>>,
    /// Replications of each point.
    pub replications: Vec<usize>,
    /// Points that did not reach the half-widths that were asked for.
    pub missed: Vec<usize>,
    /// Effects by layout and column; none where they cannot be computed.
    pub effects: Vec<Vec<Option<Effects>>>,
}

/// Files of results, the manifest last. Each is the same bytes whoever computed the parts.
pub const FILES: [&str; 10] = [
    "points.csv",
    "points.parquet",
    "replications.csv",
    "replications.parquet",
    "differences.csv",
    "differences.parquet",
    "effects.csv",
    "effects.parquet",
    "README.txt",
    "manifest.json",
];

/// Writes all results of a sweep whose parts are in the store into a directory.
///
/// # Errors
/// If a file cannot be written; of the kind [`io::ErrorKind::UnexpectedEof`] if parts are missing: ask [`Sweep::whole`] before.
pub fn write(sweep: &Sweep, store: &Store, dir: &Path) -> io::Result<Results> {
    let mut results = Results {
        estimates: Vec::new(),
        differences: Vec::new(),
        replications: Vec::new(),
        missed: Vec::new(),
        effects: Vec::new(),
    };
    // Values by layout, column, point and replication.
    let mut values = vec![vec![Vec::new(); sweep.columns.len()]; sweep.layouts.len()];
    let mut replications: Option<FrameFile> = None;
    let labels = Labels::of(sweep);
    for point in 0..sweep.points.len() {
        let told = sweep.told(point, store).ok_or(io::ErrorKind::UnexpectedEof)?;
        let rows = rows_of(&labels, point, &told);
        results.replications.push(told[0].values.len());
        let file = match replications.take() {
            Some(file) => file,
            None => FrameFile::create(dir, "replications", &rows)?,
        };
        let file = replications.insert(file);
        file.append(&rows)?;
        for (layout, told) in told.iter().enumerate() {
            for (of_column, name) in values[layout].iter_mut().zip(&sweep.columns) {
                of_column.push(told.column(name).into_iter().map(|value| value.unwrap_or(f64::NAN)).collect::<Vec<f64>>());
            }
        }
        let estimate = |told: &Told| sweep.columns.iter().map(|name| told.estimate(name)).collect();
        results.estimates.push(told.iter().map(estimate).collect());
        let baseline = &told[sweep.baseline];
        let against = |own: &Told| sweep.columns.iter().map(|name| own.against(baseline, name, others(sweep))).collect();
        results.differences.push(told.iter().map(against).collect());
        results.missed.extend((!told[0].reached).then_some(point));
    }
    replications.expect("a sweep has a point").finish()?;
    points(&labels, &results).write(dir, "points")?;
    differences(&labels, &results).write(dir, "differences")?;
    results.effects =
        values.iter().map(|of_layout| of_layout.iter().map(|of_column| effects_of(sweep, of_column)).collect()).collect();
    effect_rows(sweep, &results).write(dir, "effects")?;
    std::fs::write(dir.join("manifest.json"), manifest(sweep, &results))?;
    std::fs::write(dir.join("README.txt"), words::readme(sweep))?;
    Ok(results)
}

/// Layouts that are compared with the baseline at each point.
fn others(sweep: &Sweep) -> usize {
    sweep.layouts.len() - 1
}

/// Effects of the factors on one column of one layout, where the design has several points and some replication has the figure at all of them.
fn effects_of(sweep: &Sweep, by_point: &[Vec<f64>]) -> Option<Effects> {
    let n = by_point.iter().map(Vec::len).min().unwrap_or(0);
    let y: Vec<Vec<f64>> = sweep.rows.iter().map(|(_, point)| by_point[*point][..n].to_vec()).collect();
    let whole = (0..n).any(|replication| y.iter().all(|of_point| of_point[replication].is_finite()));
    let rows: Vec<Vec<f64>> = sweep.rows.iter().map(|(row, _)| row.clone()).collect();
    (whole && sweep.points.len() > 1).then(|| effects(&sweep.design, &sweep.axes, &rows, &y))
}

/// What says which cells rows are about: number and factors of the point, and the layout.
struct Labels<'s> {
    sweep: &'s Sweep,
    /// Of each factor, whether all its values are numbers.
    numbers: Vec<bool>,
}

impl<'s> Labels<'s> {
    fn of(sweep: &'s Sweep) -> Labels<'s> {
        let number = |at: usize| sweep.points.iter().all(|point| number(&point.values[at]).is_some());
        Labels { sweep, numbers: (0..sweep.factors.len()).map(number).collect() }
    }

    /// The columns for rows about these points and layouts.
    fn frame(&self, cells: &[(usize, usize)]) -> Frame {
        let mut frame = Frame::default();
        frame.push("point", Column::Whole(cells.iter().map(|(point, _)| *point as i64).collect()));
        for (at, factor) in self.sweep.factors.iter().enumerate() {
            let values = cells.iter().map(|(point, _)| &self.sweep.points[*point].values[at]);
            let column = match self.numbers[at] {
                true => Column::Numbers(values.map(|value| number(value)).collect()),
                false => Column::Words(values.map(|value| plain(value)).collect()),
            };
            frame.push(factor.name.as_str(), column);
        }
        frame.push("layout", Column::Words(cells.iter().map(|(_, layout)| self.sweep.layouts[*layout].clone()).collect()));
        frame
    }
}

/// The value of a factor if it is a number.
fn number(value: &str) -> Option<f64> {
    value.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Every layout at every point.
fn all_cells(sweep: &Sweep) -> Vec<(usize, usize)> {
    (0..sweep.cells.len()).map(|cell| sweep.place(cell)).collect()
}

fn rows_of(labels: &Labels<'_>, point: usize, told: &[Told]) -> Frame {
    let cells = |layout: usize| std::iter::repeat_n((point, layout), told[layout].values.len());
    let cells: Vec<(usize, usize)> = (0..told.len()).flat_map(cells).collect();
    let mut frame = labels.frame(&cells);
    let replications = told.iter().flat_map(|told| 0..told.values.len() as i64).collect();
    frame.push("replication", Column::Whole(replications));
    for name in &labels.sweep.columns {
        frame.push(name.as_str(), Column::Numbers(told.iter().flat_map(|told| told.column(name)).collect()));
    }
    frame
}

fn points(labels: &Labels<'_>, results: &Results) -> Frame {
    let sweep = labels.sweep;
    let cells = all_cells(sweep);
    let mut frame = labels.frame(&cells);
    let of = |&(point, layout): &(usize, usize)| &results.estimates[point][layout];
    let replications = cells.iter().map(|(point, _)| results.replications[*point] as i64);
    frame.push("replications", Column::Whole(replications.collect()));
    if sweep.replications.has_goals() {
        let reached =
            cells.iter().map(|(point, _)| if results.missed.binary_search(point).is_ok() { "no" } else { "yes" }.to_owned());
        frame.push("precision_reached", Column::Words(reached.collect()));
    }
    for (at, name) in sweep.columns.iter().enumerate() {
        let estimates = || cells.iter().map(|cell| of(cell)[at]);
        frame.push(name.as_str(), Column::Numbers(estimates().map(|estimate| Some(estimate?.value)).collect()));
        let half_widths = estimates().map(|estimate| estimate?.half_width).collect();
        frame.push(format!("{name}_half_width"), Column::Numbers(half_widths));
    }
    frame
}

fn differences(labels: &Labels<'_>, results: &Results) -> Frame {
    let sweep = labels.sweep;
    let (mut cells, mut names, mut found) = (Vec::new(), Vec::new(), Vec::new());
    for (point, layout) in all_cells(sweep).into_iter().filter(|(_, layout)| *layout != sweep.baseline) {
        for (at, name) in sweep.columns.iter().enumerate() {
            if let Some(difference) = &results.differences[point][layout][at] {
                cells.push((point, layout));
                names.push(name.clone());
                found.push(difference);
            }
        }
    }
    let mut frame = labels.frame(&cells);
    frame.push("baseline", Column::Words(vec![sweep.layouts[sweep.baseline].clone(); cells.len()]));
    frame.push("figure", Column::Words(names));
    let mut numbers = |name: &str, of: &dyn Fn(&Difference) -> Option<f64>| {
        frame.push(name, Column::Numbers(found.iter().map(|difference| of(difference)).collect()));
    };
    numbers("difference", &|difference| Some(difference.estimate.value));
    numbers("half_width", &|difference| difference.estimate.half_width);
    numbers("baseline_value", &|difference| Some(difference.baseline));
    numbers("variance_reduction", &|difference| difference.variance_reduction);
    frame.push("verdict", Column::Words(found.iter().map(|difference| words::verdict(difference).to_owned()).collect()));
    frame
}

fn effect_rows(sweep: &Sweep, results: &Results) -> Frame {
    let mut found = Vec::new();
    for (layout, of_layout) in results.effects.iter().enumerate() {
        for (name, effects) in sweep.columns.iter().zip(of_layout) {
            found.extend(effects.iter().flat_map(|effects| &effects.rows).map(|effect| (layout, name, effect)));
        }
    }
    let factor = |at: Option<usize>| at.map_or(String::new(), |at| sweep.factors[at].name.clone());
    let mut frame = Frame::default();
    let mut words = |name: &str, column: Vec<String>| frame.push(name, Column::Words(column));
    words("layout", found.iter().map(|(layout, _, _)| sweep.layouts[*layout].clone()).collect());
    words("figure", found.iter().map(|(_, name, _)| (*name).clone()).collect());
    words("factor", found.iter().map(|(_, _, effect)| factor(effect.factor)).collect());
    words("with", found.iter().map(|(_, _, effect)| factor(effect.with)).collect());
    words("measure", found.iter().map(|(_, _, effect)| effect.measure.word().to_owned()).collect());
    frame.push("at", Column::Numbers(found.iter().map(|(_, _, effect)| effect.at).collect()));
    frame.push("estimate", Column::Numbers(found.iter().map(|(_, _, effect)| Some(effect.estimate)).collect()));
    frame.push("low", Column::Numbers(found.iter().map(|(_, _, effect)| effect.low).collect()));
    frame.push("high", Column::Numbers(found.iter().map(|(_, _, effect)| effect.high).collect()));
    frame.push("verdict", Column::Words(found.iter().map(|(_, _, effect)| effect.verdict().to_owned()).collect()));
    frame
}

/// What was run, for programs.
fn manifest(sweep: &Sweep, results: &Results) -> String {
    let experiment = &sweep.experiment;
    let replications = match &sweep.replications {
        Replications::Fixed(n) => json!({ "fixed": n }),
        Replications::Until { goals, rule } => json!({
            "precision": goals.iter().map(|goal| goal.text()).collect::<Vec<_>>(),
            "first": rule.first,
            "max": rule.max,
            "points_that_missed_it": results.missed,
        }),
    };
    let point = |point: &crate::study::sweep::Point| Value::from(point.sets.clone());
    let factors =
        sweep.factors.iter().map(|factor| json!({ "name": factor.name, "keys": factor.keys, "multiplies": factor.times }));
    let manifest = json!({
        "callout": env!("CARGO_PKG_VERSION"),
        "engine": ENGINE,
        "random_numbers": SCHEME,
        "study": experiment.name,
        "question": experiment.question,
        "scenario": experiment.scenario,
        "currency": sweep.currency,
        "design": format!("{:?}", sweep.design),
        "design_seed": experiment.design.seed,
        "seeds": { "from": sweep.cells.iter().map(|cell| cell.seed).min(), "to": sweep.cells.iter().map(|cell| cell.seed).max() },
        "layouts": sweep.layouts,
        "baseline": sweep.layouts[sweep.baseline],
        "replications": replications,
        "factors": factors.collect::<Vec<_>>(),
        "columns": sweep.columns,
        "points": sweep.points.iter().map(point).collect::<Vec<_>>(),
        "keys": sweep.cells.iter().map(|cell| cell.key.to_string()).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&manifest).expect("a manifest is plain data");
    text.push('\n');
    text
}

/// Unit of a column, in words.
fn unit(column: &str, currency: &str) -> String {
    match columns::figure_of(column) {
        Some(figure) => unit_key(FIGURES[figure].unit, currency),
        None => currency.to_owned(),
    }
}

/// What a column means.
fn meaning(column: &str) -> String {
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
