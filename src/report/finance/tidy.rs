//! The same sheets for programs.

use super::show::sentence;
use super::{Finance, Line, Sheet};
use crate::report::document::{Mean, Window, pretty, schema_of};
use crate::report::frame::Frame;
use crate::report::frame::form::Field;
use crate::report::number::unit_key;
use crate::study::finance::breakeven::{self, Crossing};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// Counts up when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

/// What `callout finance --format json` prints.
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
    /// Name of the layout that the others are compared with.
    baseline: String,
    /// Views of the money in their order, by key: pnl, pnl_by_year, cash, npv, commitment, and what `--by` asks for.
    views: IndexMap<String, View>,
    /// The volume at which each layout but the baseline costs as much as the baseline.
    breakeven: Vec<BreakEven>,
    /// Master seed.
    seed: u64,
    /// The command line without what does not change results.
    command: String,
}

/// A view of the money: lines of values by layout.
#[derive(Debug, Serialize, JsonSchema)]
struct View {
    /// Its name in reports.
    title: String,
    /// Its lines in their order.
    lines: Vec<ViewLine>,
}

/// A line of a view.
#[derive(Debug, Serialize, JsonSchema)]
struct ViewLine {
    /// Group of lines; empty for none.
    group: String,
    /// Key of the line.
    line: String,
    /// Its name in reports.
    label: String,
    /// Unit of the values: the currency, h, share (of 1) or count.
    unit: String,
    /// Mean over replications by name of the layout, in `unit`.
    layouts: IndexMap<String, Mean>,
}

/// Where a layout and the baseline cost the same.
#[derive(Debug, Serialize, JsonSchema)]
struct BreakEven {
    /// The layout.
    layout: String,
    /// What it is compared with.
    baseline: String,
    /// The first calls per year at which both cost the same; `null` where their cost lines do not cross, or that is not shown.
    calls_per_year: Option<f64>,
    /// Lower end of its interval [calls/year].
    low: Option<f64>,
    /// Upper end of its interval [calls/year].
    high: Option<f64>,
    /// First calls per year that were simulated in the baseline.
    simulated_calls_per_year: f64,
    /// Cost lines by name of the layout: net cost of a year = fixed_per_year + per_call x first calls.
    lines: IndexMap<String, CostLine>,
    /// The break-even in a sentence.
    words: String,
}

/// Net cost of a year of a layout as a line of its calls.
#[derive(Debug, Serialize, JsonSchema)]
struct CostLine {
    /// Net cost that no call changes, what comes once as an annuity [currency/year].
    fixed_per_year: Mean,
    /// Net cost of each first call [currency].
    per_call: Mean,
    /// Utilisation of own people at the crossing, as a share of 1; `null` without own people or a crossing.
    utilisation_there: Option<f64>,
}

/// One document, with a line break at its end.
pub fn json(finance: &Finance, sheets: &[Sheet]) -> String {
    let head = &finance.head;
    pretty(&Document {
        schema_version: SCHEMA_VERSION,
        scenario: head.scenario.clone(),
        currency: head.currency.clone(),
        window: Window::of(head),
        replications: finance.statements[0].len(),
        confidence: crate::study::interval::CONFIDENCE,
        baseline: head.baseline().layout.clone(),
        views: sheets.iter().map(|sheet| (sheet.key.clone(), view(finance, sheet))).collect(),
        breakeven: finance.breakeven.iter().map(|(layout, one)| breakeven(finance, *layout, one)).collect(),
        seed: head.seed,
        command: head.asked.command.clone(),
    })
}

/// Its schema.
pub fn schema() -> String {
    schema_of::<Document>("callout finance --format json")
}

fn view(finance: &Finance, sheet: &Sheet) -> View {
    let line = |line: &Line| {
        let values = finance.head.layouts.iter().zip(&line.values);
        ViewLine {
            group: line.group.clone(),
            line: line.key.clone(),
            label: line.label.clone(),
            unit: unit_key(line.unit, &finance.head.currency),
            layouts: values.map(|(names, value)| (names.layout.clone(), Mean::of(value.as_ref()))).collect(),
        }
    };
    View { title: sheet.title.clone(), lines: sheet.lines.iter().map(line).collect() }
}

fn breakeven(finance: &Finance, layout: usize, one: &breakeven::BreakEven) -> BreakEven {
    let (own, base) = (&finance.names(layout).layout, &finance.names(finance.baseline()).layout);
    let line = |at: usize| {
        let (fixed, slope) = &one.lines[at];
        CostLine { fixed_per_year: Mean::of(Some(fixed)), per_call: Mean::of(Some(slope)), utilisation_there: one.loads[at] }
    };
    let (value, ends) = match one.crossing {
        Crossing::At { value, ends } => (Some(value), ends),
        Crossing::Never { .. } | Crossing::NotShown | Crossing::NoCalls => (None, None),
    };
    BreakEven {
        layout: own.clone(),
        baseline: base.clone(),
        calls_per_year: value,
        low: ends.map(|(low, _)| low),
        high: ends.map(|(_, high)| high),
        simulated_calls_per_year: one.calls.value,
        lines: [(own.clone(), line(0)), (base.clone(), line(1))].into_iter().collect(),
        words: sentence(finance, layout, one),
    }
}

/// One table: a row for each sheet, line and layout.
pub fn table(finance: &Finance, sheets: &[Sheet]) -> Frame {
    let mut frame = Frame::empty(&FIELDS);
    for sheet in sheets {
        for line in &sheet.lines {
            for (names, value) in finance.head.layouts.iter().zip(&line.values) {
                let Some(value) = value else { continue };
                let unit = unit_key(line.unit, &finance.head.currency);
                frame.row([
                    sheet.key.as_str().into(),
                    (&line.group).into(),
                    (&line.key).into(),
                    (&line.label).into(),
                    (&names.layout).into(),
                    (&unit).into(),
                    value.value.into(),
                    value.half_width.into(),
                ]);
            }
        }
    }
    frame
}

/// Columns of the table.
const FIELDS: [Field; 8] = [
    Field::words("view", "View of the money, such as pnl, cash or npv."),
    Field::words("group", "Group of lines."),
    Field::words("line", "Line of the view."),
    Field::words("label", "Name of the line in reports."),
    Field::words("layout", "Layout."),
    Field::words("unit", "Unit of the value."),
    Field::number("value", "", "Mean over the replications, in the unit that stands beside it."),
    Field::number("half_width", "", "Half the width of its 95 % interval."),
];
