//! The report as one JSON document, and the manifest of what was run.
//!
//! Numbers are plain numbers in the unit that stands beside them; what has no data is `null`. Keys keep their order.

use super::head::Head;
use super::number::unit_key;
use super::{Comparison, Gathered, MeanRow, Report, precision, words};
use crate::record::figure::FIGURES;
use crate::record::ledger::Account;
use crate::study::compare::{Difference, Verdict};
use crate::study::interval::Estimate;
use serde_json::{Map, Value, json};

/// Counts up when a key changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// The whole report, with a line break at its end.
pub fn summary(report: &Report) -> String {
    let head = &report.head;
    let mut all = json!({
        "schema_version": SCHEMA_VERSION,
        "scenario": head.scenario,
        "question": head.asked.question,
        "currency": head.currency,
        "window": window(head),
        "replications": replications(report),
        "confidence": crate::study::interval::CONFIDENCE,
        "layouts": (0..report.layouts.len()).map(|at| layout(report, at)).collect::<Vec<_>>(),
        "differences": report.comparisons.iter().map(|comparison| differences(report, comparison)).collect::<Vec<_>>(),
        "verdicts": if report.complete > 1 { words::verdicts(report) } else { Vec::new() },
        "warnings": words::warnings(report),
        "manifest": manifest_value(report),
    });
    if let Some(goals) = &report.precision {
        all["precision"] = precision::value(goals, head);
    }
    pretty(&all)
}

/// What was run, as far as results depend on it: no clock, no threads, so that a re-run gives the same bytes.
pub fn manifest(report: &Report) -> String {
    pretty(&manifest_value(report))
}

pub(super) fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

pub(super) fn window(head: &Head) -> Value {
    json!({ "from": head.from.to_string(), "to": head.to.to_string(), "days": head.days })
}

fn replications(report: &Report) -> Value {
    json!({ "asked": report.head.asked.replications, "complete": report.complete })
}

fn manifest_value(report: &Report) -> Value {
    let head = &report.head;
    let satisfaction = head.layouts.iter().map(|names| {
        (names.layout.clone(), serde_json::to_value(&names.satisfaction).expect("the map of satisfaction is plain data"))
    });
    json!({
        "program": "callout",
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": { "file": head.asked.file, "hash": head.asked.hash },
        "seed": head.seed,
        "replications": replications(report),
        "layouts": head.layouts.iter().map(|names| names.layout.as_str()).collect::<Vec<_>>(),
        "baseline": head.baseline().layout,
        "set": head.asked.sets,
        "command": head.asked.command,
        "currency": head.currency,
        "window": window(head),
        "satisfaction": satisfaction.collect::<Map<_, _>>(),
    })
}

fn layout(report: &Report, at: usize) -> Value {
    let (names, layout) = (report.names(at), &report.layouts[at]);
    let currency = &report.head.currency;
    let figures = FIGURES.iter().zip(&layout.figures);
    let figures = figures.map(|(figure, e)| (figure.key.to_owned(), estimate(e.as_ref(), &unit_key(figure.unit, currency))));
    let accounts = Account::ALL.iter().zip(&layout.accounts);
    let accounts = accounts.map(|(account, e)| (account.key().to_owned(), estimate(e.as_ref(), currency)));
    let Gathered { kinds, places, zones, tiers, .. } = &layout.cuts;
    let mut by = json!({ "kind": cut(&names.kinds, kinds), "place": cut(&names.places, places), "zone": cut(&names.zones, zones) });
    if !tiers.is_empty() {
        by["tier"] = cut(&names.tiers, tiers);
    }
    json!({
        "name": names.layout,
        "summary": names.summary,
        "baseline": at == report.head.asked.baseline,
        "figures": figures.collect::<Map<_, _>>(),
        "accounts": accounts.collect::<Map<_, _>>(),
        "by": by,
        "audit_faults": layout.faults,
    })
}

pub(super) fn estimate(estimate: Option<&Estimate>, unit: &str) -> Value {
    json!({
        "value": estimate.map(|e| e.value),
        "half_width": estimate.and_then(|e| e.half_width),
        "deviation": estimate.and_then(|e| e.deviation),
        "n": estimate.map_or(0, |e| e.n),
        "unit": unit,
    })
}

/// Means of a cut by name; figures without data are left out.
fn cut(names: &[String], rows: &[MeanRow]) -> Value {
    let means = |row: &MeanRow| {
        let known =
            FIGURES.iter().enumerate().filter_map(|(at, figure)| row.mean(at).map(|mean| (figure.key.to_owned(), json!(mean))));
        Value::Object(known.collect())
    };
    Value::Object(names.iter().zip(rows).map(|(name, row)| (name.clone(), means(row))).collect())
}

fn differences(report: &Report, comparison: &Comparison) -> Value {
    let currency = &report.head.currency;
    let known = comparison.differences.iter().flatten();
    let by_figure = known.map(|d| (FIGURES[d.figure].key.to_owned(), difference(d, &unit_key(FIGURES[d.figure].unit, currency))));
    json!({
        "layout": report.names(comparison.layout).layout,
        "baseline": report.head.baseline().layout,
        "comparisons": report.comparisons.len(),
        "figures": by_figure.collect::<Map<_, _>>(),
    })
}

pub(super) fn difference(difference: &Difference, unit: &str) -> Value {
    let per_cent = difference.per_cent();
    let (verdict, more) = match difference.verdict {
        Verdict::More => ("more", None),
        Verdict::Less => ("less", None),
        Verdict::Same => ("same", None),
        Verdict::NotShown { more } => ("not-shown", more),
        Verdict::OneReplication => ("one-replication", None),
    };
    json!({
        "difference": difference.estimate.value,
        "half_width": difference.estimate.half_width,
        "deviation": difference.estimate.deviation,
        "n": difference.estimate.n,
        "unit": unit,
        "baseline": difference.baseline,
        "per_cent": per_cent.map(|(value, _)| value),
        "per_cent_half_width": per_cent.and_then(|(_, half_width)| half_width),
        "variance_reduction": difference.variance_reduction,
        "verdict": verdict,
        "more_replications": more,
        "better": difference.is_better(),
        "words": words::verdict(difference),
    })
}
