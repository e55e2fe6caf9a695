//! The same for programs: one JSON document, and one document for break-evens.

use super::{Named, Uncertain, words};
use crate::report::number::unit_key;
use crate::study::interval::{CONFIDENCE, Estimate};
use crate::study::uncertain::breakeven::BreakEven;
use crate::study::uncertain::risk::Bounded;
use crate::study::uncertain::{Ground, SETS, Sample};
use serde_json::{Map, Value, json};

/// Counts up when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

fn bounded(of: &Bounded) -> Value {
    json!({ "value": of.value, "low": of.low, "high": of.high })
}

fn estimate(of: &Estimate) -> Value {
    json!({ "value": of.value, "half_width": of.half_width, "n": of.n })
}

fn head(ground: &Ground) -> Map<String, Value> {
    let document = json!({
        "schema_version": SCHEMA_VERSION,
        "scenario": ground.scenario,
        "hash": ground.hash,
        "figure": ground.ask.figure,
        "unit": unit_key(Named::of(ground).unit, &ground.currency),
        "days": ground.days,
        "confidence": CONFIDENCE,
        "baseline": ground.ask.layouts[ground.baseline],
        "layouts": ground.ask.layouts,
        "seed": ground.seed,
        "set": ground.ask.set,
    });
    document.as_object().cloned().expect("it is an object")
}

/// One document, with a line break at its end.
pub fn json(report: &Uncertain) -> String {
    let Sample { ground, risks, .. } = &report.sample;
    let mut document = head(ground);
    let layouts: Vec<Value> = ground.others().enumerate().map(|(at, layout)| of_layout(report, at, layout)).collect();
    let names: Vec<&String> =
        std::iter::once(ground.baseline).chain(ground.others()).map(|layout| &ground.ask.layouts[layout]).collect();
    let choice = &risks.choice;
    let often: Map<String, Value> =
        names.iter().zip(&choice.often).map(|(name, share)| ((*name).clone(), bounded(share))).collect();
    document.extend([
        ("points".to_owned(), json!(ground.ask.points)),
        ("sets".to_owned(), json!(SETS)),
        ("replications".to_owned(), json!(ground.ask.replications)),
        ("inputs".to_owned(), json!(ground.inputs.iter().map(|input| &input.name).collect::<Vec<_>>())),
        ("against_baseline".to_owned(), json!(layouts)),
        ("best_in_expectation".to_owned(), json!(names[choice.best])),
        ("best_by_share".to_owned(), Value::Object(often)),
        ("evpi".to_owned(), bounded(&choice.evpi)),
        ("evpi_with_noise".to_owned(), json!(choice.evpi_raw)),
        ("verdicts".to_owned(), json!(words::verdicts(&report.sample))),
        ("warnings".to_owned(), json!(words::warnings(&report.sample))),
        ("command".to_owned(), json!(report.command)),
    ]);
    format!("{:#}\n", Value::Object(document))
}

fn of_layout(report: &Uncertain, at: usize, layout: usize) -> Value {
    let Sample { ground, risks, parts, .. } = &report.sample;
    let (risk, tornado) = (&risks.layouts[at], &report.tornados[at]);
    let swings = tornado.swings.iter().map(|swing| {
        let part = parts[at][swing.input];
        json!({
            "input": ground.inputs[swing.input].name,
            "times": ground.inputs[swing.input].times,
            "p10": swing.values[0],
            "p90": swing.values[1],
            "gain_at_p10": estimate(&swing.gains[0]),
            "gain_at_p90": estimate(&swing.gains[1]),
            "swing": estimate(&swing.swing),
            "share_of_variance": { "value": part.value, "half_width": part.half_width },
        })
    });
    json!({
        "layout": ground.ask.layouts[layout],
        "expected": bounded(&risk.mean),
        "probability_better": bounded(&risk.better),
        "deviation": risk.deviation,
        "p5": bounded(&risk.p5),
        "median": bounded(&risk.median),
        "p95": bounded(&risk.p95),
        "worst_5_per_cent": bounded(&risk.tail),
        "noise_share_removed": risk.noise,
        "gain_at_medians": estimate(&tornado.middle),
        "tornado": swings.collect::<Vec<Value>>(),
    })
}

/// Break-evens as one document, with a line break at its end.
pub fn breakeven_json(ground: &Ground, found: &[BreakEven], command: &str) -> String {
    let one = |one: &BreakEven| {
        let crossing = one.crossing;
        json!({
            "key": one.factor.name,
            "times": one.factor.times,
            "layout": ground.ask.layouts[one.layout],
            "value": crossing.map(|it| it.value),
            "last_with_first_sign": crossing.map(|it| it.between.0),
            "first_with_last_sign": crossing.map(|it| it.between.1),
            "shown_up_to": crossing.and_then(|it| it.shown_below),
            "shown_from": crossing.and_then(|it| it.shown_above),
            "better_below": crossing.map(|it| it.falls),
            "gain_at_low": estimate(&one.ends[0]),
            "gain_at_high": estimate(&one.ends[1]),
            "replications": one.replications,
            "values_simulated": one.looks,
            "words": words::breakeven(ground, one),
        })
    };
    let mut document = head(ground);
    document.insert("breakeven".to_owned(), json!(found.iter().map(one).collect::<Vec<_>>()));
    document.insert("command".to_owned(), json!(command));
    format!("{:#}\n", Value::Object(document))
}
