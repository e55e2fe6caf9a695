//! The same sheets for programs.

use super::show::sentence;
use super::{Finance, Line, Sheet};
use crate::report::frame::Frame;
use crate::report::frame::form::Field;
use crate::report::number::unit_key;
use crate::study::finance::breakeven::{BreakEven, Crossing};
use crate::study::interval::Estimate;
use serde_json::{Map, Value, json};

/// Counts up when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

/// One document, with a line break at its end.
pub fn json(finance: &Finance, sheets: &[Sheet]) -> String {
    let head = &finance.head;
    let views = sheets.iter().map(|sheet| (sheet.key.to_owned(), view(finance, sheet)));
    let document = json!({
        "schema_version": SCHEMA_VERSION,
        "scenario": head.scenario,
        "currency": head.currency,
        "window": { "from": head.from.to_string(), "to": head.to.to_string(), "days": head.days },
        "replications": finance.statements[0].len(),
        "confidence": crate::study::interval::CONFIDENCE,
        "baseline": head.baseline().layout,
        "views": views.collect::<Map<_, _>>(),
        "breakeven": finance.breakeven.iter().map(|(layout, one)| breakeven(finance, *layout, one)).collect::<Vec<_>>(),
        "seed": head.seed,
        "command": head.asked.command,
    });
    format!("{document:#}\n")
}

fn view(finance: &Finance, sheet: &Sheet) -> Value {
    let line = |line: &Line| {
        let values =
            finance.head.layouts.iter().zip(&line.values).map(|(names, value)| (names.layout.clone(), estimate(value.as_ref())));
        json!({
            "group": line.group,
            "line": line.key,
            "label": line.label,
            "unit": unit_key(line.unit, &finance.head.currency),
            "layouts": values.collect::<Map<_, _>>(),
        })
    };
    json!({ "title": sheet.title, "lines": sheet.lines.iter().map(line).collect::<Vec<_>>() })
}

fn estimate(value: Option<&Estimate>) -> Value {
    json!({ "value": value.map(|it| it.value), "half_width": value.and_then(|it| it.half_width) })
}

fn breakeven(finance: &Finance, layout: usize, one: &BreakEven) -> Value {
    let (own, base) = (&finance.names(layout).layout, &finance.names(finance.baseline()).layout);
    let line = |at: usize| {
        let (fixed, slope) = &one.lines[at];
        json!({ "fixed_per_year": estimate(Some(fixed)), "per_call": estimate(Some(slope)), "utilisation_there": one.loads[at] })
    };
    let (value, ends) = match one.crossing {
        Crossing::At { value, ends } => (Some(value), ends),
        Crossing::Never { .. } | Crossing::NotShown | Crossing::NoCalls => (None, None),
    };
    json!({
        "layout": own,
        "baseline": base,
        "calls_per_year": value,
        "low": ends.map(|(low, _)| low),
        "high": ends.map(|(_, high)| high),
        "simulated_calls_per_year": one.calls.value,
        "lines": { own.as_str(): line(0), base.as_str(): line(1) },
        "words": sentence(finance, layout, one),
    })
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
