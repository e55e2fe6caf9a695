//! What a sweep says: tidy tables as CSV and Parquet, the effects of its factors, and an overview for people.

mod document;
pub(in crate::report) mod overview;
mod tables;
mod words;

use super::frame::Frame;
use super::frame::file::FrameFile;
use super::frame::form::{DICTIONARY_FILE, Form, dictionary};
use crate::study::compare::Difference;
use crate::study::effects::{Effects, effects};
use crate::study::interval::Estimate;
use crate::study::store::Store;
use crate::study::sweep::{Sweep, Told};
pub(in crate::report) use document::manifest;
pub use document::schema;
pub use overview::text;
use std::io;
use std::path::Path;
use tables::{Labels, differences, effect_rows, points, rows_of};
#[cfg(feature = "workbook")]
pub(in crate::report) use tables::{compared, moved, unit};

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

const REPLICATIONS: &str =
    "A row for each point, layout and replication. The same number of a replication meets the same customers everywhere.";
const POINTS: &str =
    "A row for each point and layout: the estimate of each figure and half the width of its 95 % interval (NAME_half_width).";
const DIFFERENCES: &str = "A row for each point, layout and figure: layout less baseline, paired by replication, with the half-width at the joint 95 % level of the layouts of a point.";
const EFFECTS: &str = "A row for each layout, figure and effect of a factor (or a pair): its measure, estimate, ends of its interval, and whether it is shown.";

/// Files of results, the manifest last. Each is the same bytes whoever computed the parts.
pub const FILES: [&str; 11] = [
    "points.csv",
    "points.parquet",
    "replications.csv",
    "replications.parquet",
    "differences.csv",
    "differences.parquet",
    "effects.csv",
    "effects.parquet",
    DICTIONARY_FILE,
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
    let mut replications: Option<(FrameFile, Form)> = None;
    let labels = Labels::of(sweep);
    for point in 0..sweep.points.len() {
        let told = sweep.told(point, store).ok_or(io::ErrorKind::UnexpectedEof)?;
        let rows = rows_of(&labels, point, &told);
        results.replications.push(told[0].values.len());
        let (file, form) = match replications.take() {
            Some(known) => known,
            None => {
                let form = Form::of("replications", REPLICATIONS, &rows);
                (form.open(dir)?, form)
            }
        };
        replications.insert((file, form)).0.append(&rows)?;
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
    let (file, form) = replications.expect("a sweep has a point");
    file.finish()?;
    results.effects =
        values.iter().map(|of_layout| of_layout.iter().map(|of_column| effects_of(sweep, of_column)).collect()).collect();
    let mut forms = vec![form];
    for (form, frame) in tables(sweep, &results) {
        frame.write(dir, form.stem)?;
        forms.push(form);
    }
    std::fs::write(dir.join(DICTIONARY_FILE), dictionary(&forms, &sweep.currency))?;
    std::fs::write(dir.join("manifest.json"), manifest(sweep, &results))?;
    std::fs::write(dir.join("README.txt"), words::readme(sweep))?;
    Ok(results)
}

/// What is said of points rather than of single replications: points, differences, effects.
pub(in crate::report) fn tables(sweep: &Sweep, results: &Results) -> [(Form, Frame); 3] {
    let labels = Labels::of(sweep);
    let formed = |stem, title, frame| (Form::of(stem, title, &frame), frame);
    [
        formed("points", POINTS, points(&labels, results)),
        formed("differences", DIFFERENCES, differences(&labels, results)),
        formed("effects", EFFECTS, effect_rows(sweep, results)),
    ]
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
