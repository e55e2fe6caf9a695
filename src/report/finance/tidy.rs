//! The same sheets for programs.

use super::show::sentence;
use super::{Finance, Line, Sheet};
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
pub fn csv(finance: &Finance, sheets: &[Sheet]) -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 8]| table.write_record(row).expect("a vector takes every row");
    write(["view", "group", "line", "label", "layout", "unit", "value", "half_width"]);
    for sheet in sheets {
        for line in &sheet.lines {
            for (names, value) in finance.head.layouts.iter().zip(&line.values) {
                let Some(value) = value else { continue };
                let unit = unit_key(line.unit, &finance.head.currency);
                let half = value.half_width.map_or(String::new(), |half| half.to_string());
                write([sheet.key, &line.group, &line.key, &line.label, &names.layout, &unit, &value.value.to_string(), &half]);
            }
        }
    }
    String::from_utf8(table.into_inner().expect("a vector is never full")).expect("names are text")
}
