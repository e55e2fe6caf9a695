//! How long layouts need to settle: a table, sentences, curves as CSV, and for programs.

use super::document::{By, CourseKey, SCHEMA_VERSION, pretty, schema_of};
use super::head::Head;
use super::number::plain;
use super::text::table::{Cell, Line, Table, Tone};
use super::text::{Style, number_cell, paragraph, warning_lines};
use crate::kernel::time::{MS_PER_HOUR, Span};
use crate::report::number::Shown;
use crate::study::warmup::{BATCH, Curve, What, welch};
use schemars::JsonSchema;
use serde::Serialize;

/// What is known of the start of the layouts.
#[derive(Debug, Clone)]
pub struct Settling {
    /// What was run.
    pub head: Head,
    /// The scenario's warm-up.
    pub warm_up: Span,
    /// Replications of each layout.
    pub replications: u32,
    /// Courses over time, by layout.
    pub curves: Vec<Vec<Curve>>,
}

/// Columns of the curves.
pub const COLUMNS: [&str; 6] = ["layout", "course", "from_day", "value", "moving_average", "warm_up"];

/// When a curve has settled; `None` where nobody can tell.
fn settled(curve: &Curve) -> Option<Span> {
    curve.settled.map(|settled| Span(curve.every.0 * (BATCH * settled.batches) as i64))
}

fn days(span: Span) -> String {
    if span.days() < 1.0 && span > Span::ZERO {
        format!("{} h", plain(span.0 as f64 / MS_PER_HOUR as f64))
    } else {
        format!("{} d", plain(span.days()))
    }
}

impl Settling {
    /// When the last course of a layout has settled; `None` where nobody can tell.
    pub fn needed(&self, layout: usize) -> Option<Span> {
        self.curves[layout].iter().filter_map(settled).max()
    }

    /// Courses of a layout that settle in the second half of the run, or not at all.
    fn late(&self, layout: usize) -> Vec<&'static str> {
        let late = |curve: &&Curve| curve.settled.is_some_and(|settled| settled.late());
        self.curves[layout].iter().filter(late).map(|curve| curve.what.label()).collect()
    }

    /// A sentence for each layout.
    pub fn verdicts(&self) -> Vec<String> {
        let of = |layout: usize| {
            let name = &self.head.layouts[layout].layout;
            let warm_up = days(self.warm_up);
            match self.needed(layout) {
                None => format!("{name}: the run is too short to tell."),
                Some(_) if !self.late(layout).is_empty() => format!("{name} does not settle in the first half of the run."),
                Some(Span::ZERO) => format!("{name} needs no warm-up; the scenario's is {warm_up}."),
                Some(needed) if needed <= self.warm_up => {
                    format!("{name} has settled after {}; the scenario's warm-up of {warm_up} is enough.", days(needed))
                }
                Some(needed) => format!("{name} has settled after {}; the scenario's warm-up is {warm_up}.", days(needed)),
            }
        };
        (0..self.curves.len()).map(of).collect()
    }

    /// What should be changed.
    pub fn warnings(&self) -> Vec<String> {
        let of = |layout: usize| {
            let name = &self.head.layouts[layout].layout;
            let late = self.late(layout);
            if !late.is_empty() {
                return Some(format!(
                    "{name}: still moving in the second half: {}. Look for seasons first (`months` of a stream; all ones take them out for this question), \
                     then for growth or overload; else run longer",
                    late.join(", ")
                ));
            }
            let needed = self.needed(layout).filter(|needed| *needed > self.warm_up)?;
            let days = days(needed);
            Some(format!(
                "{name}: the warm-up is too short for figures of the steady state: `scenario.warm_up = \"{days}\"` would do (and a horizon longer by as much); \
                 a plan that starts from its own backlog needs none"
            ))
        };
        (0..self.curves.len()).filter_map(of).collect()
    }
}

/// As a table and sentences.
pub fn text(settling: &Settling, style: Style) -> String {
    let head = &settling.head;
    let shown: Vec<What> =
        What::ALL.into_iter().filter(|what| settling.curves.iter().flatten().any(|curve| curve.what == *what)).collect();
    let heads = shown.iter().map(|what| what.label().to_owned()).chain(["all".to_owned()]).collect();
    let cell = |span: Option<Span>| match span {
        None => Cell::words("-", Tone::Plain),
        Some(span) => number_cell(Shown { value: days(span), half_width: None }),
    };
    let line = |layout: usize| {
        let of = |what: &What| cell(settling.curves[layout].iter().find(|curve| curve.what == *what).and_then(settled));
        Line::Row(head.layouts[layout].layout.clone(), shown.iter().map(of).chain([cell(settling.needed(layout))]).collect())
    };
    let lines = (0..head.layouts.len()).map(line).collect();
    let every = settling.curves.iter().flatten().next().map_or(Span::ZERO, |curve| curve.every);
    let title = format!(
        "{}: when it has settled, by MSER-5 on the mean of {} replications in batches of {}, seed {}",
        head.scenario,
        settling.replications,
        days(Span(every.0 * BATCH as i64)),
        head.seed
    );
    let mut out = paragraph(&title, "", style, Tone::Bold) + "\n" + &Table { heads, lines }.render(style.fit, style.colour) + "\n";
    for verdict in settling.verdicts() {
        out += &paragraph(&verdict, "", style, Tone::Plain);
    }
    out + &warning_lines(&settling.warnings(), style)
}

/// The curves of a Welch plot: a row for each layout, course and stretch of time.
pub fn csv(settling: &Settling) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 6]| writer.write_record(row).expect("memory takes it");
    write(COLUMNS);
    for (names, curves) in settling.head.layouts.iter().zip(&settling.curves) {
        for curve in curves {
            for (at, (value, average)) in curve.values.iter().zip(welch(&curve.values)).enumerate() {
                let from = Span(curve.every.0 * at as i64);
                let before = if from < settling.warm_up { "true" } else { "false" };
                write([
                    &names.layout,
                    curve.what.key(),
                    &from.days().to_string(),
                    &value.to_string(),
                    &average.to_string(),
                    before,
                ]);
            }
        }
    }
    String::from_utf8(writer.into_inner().expect("memory takes it")).expect("names are text")
}

/// What `callout warmup --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
struct Document {
    /// Counts up when a key changes its meaning or goes away.
    schema_version: u32,
    /// Name of the scenario.
    scenario: String,
    /// Master seed.
    seed: u64,
    /// Replications of each layout.
    replications: u32,
    /// The scenario's warm-up [d].
    warm_up_days: f64,
    /// The layouts in their order.
    layouts: Vec<Layout>,
    /// A sentence for each layout.
    verdicts: Vec<String>,
    /// What should be changed, in sentences.
    warnings: Vec<String>,
}

/// When a layout has settled.
#[derive(Debug, Serialize, JsonSchema)]
struct Layout {
    /// Its name.
    name: String,
    /// When the last of its courses has settled [d]; `null` where nobody can tell.
    settled_days: Option<f64>,
    /// What was followed over time.
    courses: By<CourseKey, Course>,
}

/// When a course has settled.
#[derive(Debug, Serialize, JsonSchema)]
struct Course {
    /// By MSER-5, from the start of the run [d]; `null` where nobody can tell.
    settled_days: Option<f64>,
    /// Whether that is in the second half of the run, so that the run is too short to tell; `null` where nobody can tell.
    late: Option<bool>,
}

/// For programs, with a line break at its end.
pub fn json(settling: &Settling) -> String {
    let layout = |at: usize| {
        let courses = settling.curves[at].iter().map(|curve| {
            let late = curve.settled.map(|settled| settled.late());
            (CourseKey(curve.what.key()), Course { settled_days: settled(curve).map(Span::days), late })
        });
        Layout {
            name: settling.head.layouts[at].layout.clone(),
            settled_days: settling.needed(at).map(Span::days),
            courses: courses.collect(),
        }
    };
    pretty(&Document {
        schema_version: SCHEMA_VERSION,
        scenario: settling.head.scenario.clone(),
        seed: settling.head.seed,
        replications: settling.replications,
        warm_up_days: settling.warm_up.days(),
        layouts: (0..settling.curves.len()).map(layout).collect(),
        verdicts: settling.verdicts(),
        warnings: settling.warnings(),
    })
}

/// Its schema.
pub fn schema() -> String {
    schema_of::<Document>("callout warmup --format json")
}
