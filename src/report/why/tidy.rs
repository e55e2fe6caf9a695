//! The same sheets for programs: every part, none gathered.

use super::sentence::sentences;
use super::{Explanation, Line, Sheet};
use crate::record::stages::Stage;
use crate::report::document::{By, StageKey, Window, pretty, schema_of};
use crate::report::frame::Frame;
use crate::report::frame::form::Field;
use crate::report::number::unit_key;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// Counts up when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

/// What `callout why --format json` prints, and `why.json` of a directory of results.
#[derive(Debug, Serialize, JsonSchema)]
struct Document {
    /// Counts up when a key changes its meaning or goes away.
    schema_version: u32,
    /// Name of the scenario.
    scenario: String,
    /// Label of all money.
    currency: String,
    /// The counted time.
    window: Window,
    /// Replications of each layout.
    replications: usize,
    /// Confidence of the intervals, as a share of 1.
    confidence: f64,
    /// The layout that is explained.
    layout: String,
    /// The layout that it is held against.
    against: String,
    /// The largest parts of the difference, in sentences.
    sentences: Vec<String>,
    /// Ways to cut the difference, by key: account, place, account_place, effect, stage, change; those that were asked for.
    views: IndexMap<String, View>,
    /// The time of jobs by stage, in whole milliseconds over all replications.
    stages_ms: Clocks,
    /// The changes from one layout to the other in their order; `null` unless they were asked for by `--steps`.
    steps: Option<Vec<Step>>,
    /// Master seed.
    seed: u64,
    /// The command line without what does not change results.
    command: String,
}

/// A view of the difference: blocks of parts.
#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// Its name in reports.
    title: String,
    /// What its words mean.
    legend: String,
    /// Its blocks in their order.
    blocks: Vec<Block>,
}

/// Parts that add up to a total.
#[derive(Debug, Serialize, JsonSchema)]
struct Block {
    /// Its key.
    block: String,
    /// Its name in reports.
    title: String,
    /// The parts.
    lines: Vec<Part>,
    /// What they add up to.
    total: Part,
}

/// A part of the difference.
#[derive(Debug, Serialize, JsonSchema)]
struct Part {
    /// Key of the part: an account, a stage or a change; empty where it is a place.
    line: String,
    /// The place, where the part has one; else empty.
    place: String,
    /// Its name in reports.
    label: String,
    /// Values by column of the view: `against`, `layout`, `difference`, or what the view splits a part into.
    values: IndexMap<String, Cell>,
}

/// A value of a part, by replication summed up and averaged.
#[derive(Debug, Serialize, JsonSchema)]
struct Cell {
    /// Unit: the currency, h, share (of 1), count, score or points.
    unit: String,
    /// Exact sum over the replications in decimal notation, of money; `null` for all else.
    sum: Option<String>,
    /// Mean over the replications, in `unit`; `null` without any.
    value: Option<f64>,
    /// Half the width of its interval, in `unit`; `null` from a single replication.
    half_width: Option<f64>,
}

/// The time of jobs, against first and layout second.
#[derive(Debug, Serialize, JsonSchema)]
struct Clocks {
    /// From the call to the first arrival on site.
    response: [Clock; 2],
    /// From the call to the working unit.
    restore: [Clock; 2],
}

/// The time of the jobs of a layout.
#[derive(Debug, Serialize, JsonSchema)]
struct Clock {
    /// The layout.
    layout: String,
    /// Jobs over all replications.
    jobs: u64,
    /// Their time in each stage [ms]; `null` where it is too large for 64 bits.
    stages: By<StageKey, Option<i64>>,
}

/// A change from one layout to the other.
#[derive(Debug, Serialize, JsonSchema)]
struct Step {
    /// Its name.
    name: String,
    /// The keys of the scenario that it changes.
    keys: Vec<String>,
}

/// One document, with a line break at its end. Money has its exact sum over replications beside its mean.
pub fn json(it: &Explanation, sheets: &[Sheet]) -> String {
    let head = &it.head;
    let step = |step: &crate::study::why::step::Step| Step { name: step.name.clone(), keys: step.keys.clone() };
    pretty(&Document {
        schema_version: SCHEMA_VERSION,
        scenario: head.scenario.clone(),
        currency: head.currency.clone(),
        window: Window::of(head),
        replications: it.why.replications,
        confidence: crate::study::interval::CONFIDENCE,
        layout: it.names(1).layout.clone(),
        against: it.names(0).layout.clone(),
        sentences: sentences(it),
        views: sheets.iter().map(|sheet| (sheet.key.to_owned(), view(it, sheet))).collect(),
        stages_ms: Clocks { response: clocks(it, true), restore: clocks(it, false) },
        steps: it.walk.as_ref().map(|walk| walk.steps.iter().map(step).collect()),
        seed: head.seed,
        command: head.asked.command.clone(),
    })
}

/// Its schema.
pub fn schema() -> String {
    schema_of::<Document>("callout why --format json; why.json")
}

fn view(it: &Explanation, sheet: &Sheet) -> View {
    let part = |line: &Line| {
        let values = sheet.columns.iter().zip(&line.values).map(|(column, series)| {
            let estimate = series.estimate();
            let cell = Cell {
                unit: unit_key(column.unit, &it.head.currency),
                sum: series.sum().map(|sum| sum.to_string()),
                value: estimate.map(|it| it.value),
                half_width: estimate.and_then(|it| it.half_width),
            };
            (column.key.clone(), cell)
        });
        let [name, place] = line.keys.clone();
        Part { line: name, place, label: line.label.clone(), values: values.collect() }
    };
    let block = |block: &super::Block| Block {
        block: block.key.to_owned(),
        title: block.title.clone(),
        lines: block.lines.iter().map(part).collect(),
        total: part(&block.total),
    };
    View { title: sheet.title.clone(), legend: sheet.legend.clone(), blocks: sheet.blocks.iter().map(block).collect() }
}

/// Jobs and whole milliseconds by stage over all replications, of each layout.
fn clocks(it: &Explanation, response: bool) -> [Clock; 2] {
    [0, 1].map(|side| {
        let stretches = it.sights[side].iter().map(|sight| if response { sight.stages.response } else { sight.stages.restore });
        let (mut jobs, mut sums) = (0, vec![0_i128; Stage::ALL.len()]);
        for stretch in stretches {
            jobs += stretch.jobs;
            sums.iter_mut().zip(stretch.sums).for_each(|(sum, ms)| *sum += i128::from(ms));
        }
        let stages = Stage::ALL.iter().zip(sums).map(|(stage, ms)| (StageKey(stage.key()), i64::try_from(ms).ok()));
        Clock { layout: it.names(side).layout.clone(), jobs, stages: stages.collect() }
    })
}

/// One table: a row for each view, part and column.
pub fn table(it: &Explanation, sheets: &[Sheet]) -> Frame {
    let mut frame = Frame::empty(&FIELDS);
    for sheet in sheets {
        for (block, line) in
            sheet.blocks.iter().flat_map(|block| block.lines.iter().chain([&block.total]).map(move |line| (block, line)))
        {
            for (column, series) in sheet.columns.iter().zip(&line.values) {
                let Some(estimate) = series.estimate() else { continue };
                let unit = unit_key(column.unit, &it.head.currency);
                let [name, place] = &line.keys;
                frame.row([
                    sheet.key.into(),
                    block.key.into(),
                    name.into(),
                    place.into(),
                    (&line.label).into(),
                    (&column.key).into(),
                    (&unit).into(),
                    (series.len() as i64).into(),
                    series.sum().into(),
                    estimate.value.into(),
                    estimate.half_width.into(),
                ]);
            }
        }
    }
    frame
}

/// Columns of the table.
const FIELDS: [Field; 11] = [
    Field::words("view", "How the difference is cut: account, place, account_place, effect, stage or change."),
    Field::words("block", "Parts that add up to the line `total`."),
    Field::words("line", "The part: an account, a stage or a change; empty where it is a place."),
    Field::words("place", "The place, where the part has one."),
    Field::words("label", "Name of the part in reports."),
    Field::words("column", "`against`, `layout`, `difference`, or what the view splits a part into."),
    Field::words("unit", "Unit of the value."),
    Field::whole("replications", "count", "Replications."),
    Field::money("sum", "Exact sum over the replications, of money; empty for the rest."),
    Field::number("value", "", "Mean over the replications, in the unit that stands beside it."),
    Field::number("half_width", "", "Half the width of the 95 % interval of the mean."),
];
