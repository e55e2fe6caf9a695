//! A comparison as one JSON document.

use super::super::head::Head;
use super::super::json::{SCHEMA_VERSION, difference, estimate, pretty, window};
use super::super::number::unit_key;
use super::super::precision;
use super::{Choice, Contest, Pair, Standings, selection};
use crate::record::figure::FIGURES;
use crate::study::quantile::{Quantile, Spread};
use crate::study::select::best::{Place, Standing};
use serde_json::{Map, Value, json};

/// The whole comparison, with a line break at its end.
pub fn json(contest: &Contest) -> String {
    let (report, head) = (&contest.report, &contest.report.head);
    let mut all = json!({
        "schema_version": SCHEMA_VERSION,
        "scenario": head.scenario,
        "currency": head.currency,
        "window": window(head),
        "replications": { "asked": head.asked.replications, "complete": report.complete },
        "confidence": contest.terms.confidence,
        "layouts": (0..head.layouts.len()).map(|at| layout(contest, at)).collect::<Vec<_>>(),
        "differences": contest.pairs.iter().map(|pair| differences(contest, pair)).collect::<Vec<_>>(),
        "verdicts": contest.verdicts(),
        "warnings": contest.warnings(),
        "manifest": manifest(head),
    });
    if let Some(standings) = &contest.best {
        all["best"] = best(contest, standings);
    }
    if let Some(goals) = &report.precision {
        all["precision"] = precision::value(goals, head);
    }
    pretty(&all)
}

/// A selection, with a line break at its end.
pub fn choice(choice: &Choice) -> String {
    let head = &choice.head;
    pretty(&json!({
        "schema_version": SCHEMA_VERSION,
        "scenario": head.scenario,
        "currency": head.currency,
        "window": window(head),
        "selection": selection::value(choice),
        "manifest": manifest(head),
    }))
}

fn manifest(head: &Head) -> Value {
    json!({
        "program": "callout",
        "version": env!("CARGO_PKG_VERSION"),
        "scenario": { "file": head.asked.file, "hash": head.asked.hash },
        "seed": head.seed,
        "layouts": head.layouts.iter().map(|names| names.layout.as_str()).collect::<Vec<_>>(),
        "baseline": head.baseline().layout,
        "set": head.asked.sets,
        "command": head.asked.command,
    })
}

fn layout(contest: &Contest, at: usize) -> Value {
    let currency = &contest.report.head.currency;
    let figures = contest.terms.figures.iter().zip(&contest.spreads[at]);
    let figures = figures
        .map(|(&figure, of)| (FIGURES[figure].key.to_owned(), spread(of.as_ref(), &unit_key(FIGURES[figure].unit, currency))));
    json!({
        "name": contest.name(at),
        "summary": contest.report.names(at).summary,
        "baseline": at == contest.report.head.asked.baseline,
        "figures": figures.collect::<Map<_, _>>(),
    })
}

fn spread(spread: Option<&Spread>, unit: &str) -> Value {
    let mut all = estimate(spread.map(|spread| &spread.estimate), unit);
    if let Some(spread) = spread {
        let quantile = |q: Quantile| json!({ "value": q.value, "low": q.low, "high": q.high });
        all["min"] = json!(spread.min);
        all["p5"] = quantile(spread.p5);
        all["median"] = quantile(spread.median);
        all["p95"] = quantile(spread.p95);
        all["max"] = json!(spread.max);
    }
    all
}

fn differences(contest: &Contest, pair: &Pair) -> Value {
    let currency = &contest.report.head.currency;
    let by_figure = pair.differences.iter();
    let by_figure =
        by_figure.map(|d| (FIGURES[d.figure].key.to_owned(), difference(d, &unit_key(FIGURES[d.figure].unit, currency))));
    json!({
        "layout": contest.name(pair.layout),
        "baseline": contest.name(pair.baseline),
        "comparisons": contest.pairs.len(),
        "figures": by_figure.collect::<Map<_, _>>(),
    })
}

fn best(contest: &Contest, standings: &Standings) -> Value {
    let best = &standings.best;
    let row = |(at, row): (usize, &Standing)| {
        let (worse, low, high) = row.worse;
        let place = match row.place() {
            Place::Best => "best",
            Place::Beaten => "beaten",
            Place::Candidate => "candidate",
        };
        json!({ "layout": contest.name(at), "mean": row.mean, "worse_than_best_other": worse, "low": low, "high": high, "standing": place })
    };
    json!({
        "figure": FIGURES[standings.figure].key,
        "unit": unit_key(FIGURES[standings.figure].unit, &contest.report.head.currency),
        "delta": standings.delta,
        "first_stage": best.first,
        "replications": best.n,
        "replications_needed": best.needed,
        "deviation_of_pairs": best.deviation,
        "critical_value": best.critical,
        "half_width": best.half_width,
        "selected": best.selected().map(|layout| contest.name(layout)),
        "layouts": best.rows.iter().enumerate().map(row).collect::<Vec<_>>(),
    })
}
