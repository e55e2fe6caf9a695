//! The same sheets for programs: every part, none gathered.

use super::sentence::sentences;
use super::{Explanation, Line, Sheet};
use crate::record::stages::Stage;
use crate::report::frame::Frame;
use crate::report::frame::form::Field;
use crate::report::number::unit_key;
use serde_json::{Map, Value, json};

/// Counts up when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

/// One document, with a line break at its end. Money has its exact sum over replications beside its mean.
pub fn json(it: &Explanation, sheets: &[Sheet]) -> String {
    let head = &it.head;
    let views = sheets.iter().map(|sheet| (sheet.key.to_owned(), view(it, sheet)));
    let document = json!({
        "schema_version": SCHEMA_VERSION,
        "scenario": head.scenario,
        "currency": head.currency,
        "window": { "from": head.from.to_string(), "to": head.to.to_string(), "days": head.days },
        "replications": it.why.replications,
        "confidence": crate::study::interval::CONFIDENCE,
        "layout": it.names(1).layout,
        "against": it.names(0).layout,
        "sentences": sentences(it),
        "views": views.collect::<Map<_, _>>(),
        "stages_ms": { "response": whole(it, true), "restore": whole(it, false) },
        "steps": it.walk.as_ref().map(|walk| {
            walk.steps.iter().map(|step| json!({ "name": step.name, "keys": step.keys })).collect::<Vec<_>>()
        }),
        "seed": head.seed,
        "command": head.asked.command,
    });
    format!("{document:#}\n")
}

fn view(it: &Explanation, sheet: &Sheet) -> Value {
    let line = |line: &Line| {
        let values = sheet.columns.iter().zip(&line.values).map(|(column, series)| {
            let estimate = series.estimate();
            let value = json!({
                "unit": unit_key(column.unit, &it.head.currency),
                "sum": series.sum().map(|sum| sum.to_string()),
                "value": estimate.map(|it| it.value),
                "half_width": estimate.and_then(|it| it.half_width),
            });
            (column.key.clone(), value)
        });
        json!({ "line": line.keys[0], "place": line.keys[1], "label": line.label, "values": values.collect::<Map<_, _>>() })
    };
    let block = |block: &super::Block| {
        json!({
            "block": block.key,
            "title": block.title,
            "lines": block.lines.iter().map(line).collect::<Vec<_>>(),
            "total": line(&block.total),
        })
    };
    json!({ "title": sheet.title, "legend": sheet.legend, "blocks": sheet.blocks.iter().map(block).collect::<Vec<_>>() })
}

/// Jobs and whole milliseconds by stage over all replications, of each layout.
fn whole(it: &Explanation, response: bool) -> Value {
    let of = |side: usize| {
        let stretches = it.sights[side].iter().map(|sight| if response { sight.stages.response } else { sight.stages.restore });
        let (mut jobs, mut sums) = (0, vec![0_i128; Stage::ALL.len()]);
        for stretch in stretches {
            jobs += stretch.jobs;
            sums.iter_mut().zip(stretch.sums).for_each(|(sum, ms)| *sum += i128::from(ms));
        }
        let stages = Stage::ALL.iter().zip(sums).map(|(stage, ms)| (stage.key().to_owned(), json!(i64::try_from(ms).ok())));
        json!({ "layout": it.names(side).layout, "jobs": jobs, "stages": stages.collect::<Map<_, _>>() })
    };
    json!([of(0), of(1)])
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
