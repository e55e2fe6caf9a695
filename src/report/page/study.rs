//! The page of a study: which point is the best, which layout leads where, and what each factor does.

use super::sections::chart;
use super::shell::Page;
use crate::record::figure::Better;
use crate::report::number::unit_key;
use crate::report::sweep::{Results, manifest, overview};
use crate::scenario::factor::plain;
use crate::study::compare::Difference;
use crate::study::effects::{Effect, Effects};
use crate::study::interval::Estimate;
use crate::study::sweep::Sweep;
use maud::{Markup, html};
use serde_json::{Map, Value, json};

const SCRIPT: &str = include_str!("assets/study.js");

const LINKS: [(&str, &str); 6] = [
    ("verdict", "Verdict"),
    ("front", "Cost and service"),
    ("factors", "Factors"),
    ("points", "Points"),
    ("run", "What was run"),
    ("definitions", "Definitions"),
];

/// The page of a study.
pub fn page(sweep: &Sweep, results: &Results) -> String {
    let body = html! {
        (first_screen(sweep, results))
        section #factors data-charts {
            h2 { "What the factors do" }
            div.charts {
                (chart("effects", "Effects", "How much each factor matters, with 95 % intervals where points were repeated; those whose interval holds zero are pale."))
                (chart("tornado", "Tornado", "From the low to the high side of each factor alone, the others in the middle."))
                (chart("levels", "By one factor", "Every dot is a point of the study; the line joins the means of the points with the same value."))
                (chart("interaction", "Two factors together", "Means of the points with the same values of both factors. Lines that are not parallel are factors that work together."))
                (chart("leaders", "Which layout leads where", "The layout with the best mean at each pair of values, over all other factors."))
            }
        }
        section #points data-charts {
            h2 { "Points" }
            (chart("points", "All points", "One row of the table is one point and layout."))
        }
        (about(sweep, results))
    };
    Page { title: &sweep.experiment.name, language: "en", links: &LINKS, body, scripts: &[SCRIPT], data: data(sweep, results) }
        .render()
}

fn first_screen(sweep: &Sweep, results: &Results) -> Markup {
    let verdict = overview::verdict(sweep, results);
    html! {
        section #verdict {
            p.eyebrow { (overview::extent(sweep)) }
            h1 { (sweep.experiment.name) }
            @if !sweep.experiment.question.is_empty() { p.question { (sweep.experiment.question) } }
            @if !verdict.is_empty() { p.headline { (verdict) } }
            @for warning in overview::warnings(results) { p.warning { b { "Warning: " } (warning) } }
        }
        section #front data-charts {
            h2 { "Cost and service" }
            (chart("pareto", "Points that nothing beats", "Every dot is a point of the study. Those on the line are not beaten in both figures by any other; point at a dot to see what it is."))
        }
    }
}

fn about(sweep: &Sweep, results: &Results) -> Markup {
    let (figures, accounts) = overview::defined(sweep);
    html! {
        section #run {
            h2 { "What was run" }
            div.scroll tabindex="0" role="region" aria-label="Factors of the study" {
            table {
                caption { "Factors of the study" }
                thead { tr { th scope="col" { "factor" } th scope="col" { "sets" } th.number scope="col" { "values" } } }
                tbody {
                    @for (at, factor) in sweep.factors.iter().enumerate() {
                        tr { th scope="row" { (factor.name) } td { code { (factor.keys.join(", ")) } @if factor.times { " (times what the scenario gives)" } } td.number { (overview::values(sweep, at).len()) } }
                    }
                }
            }
            }
            details { summary { "Manifest" } pre tabindex="0" { (manifest(sweep, results)) } }
        }
        section #definitions {
            h2 { "Definitions" }
            dl.definitions {
                @for figure in figures {
                    div id={ "def-" (figure.key) } { dt { (figure.label) " " code { (figure.key) } } dd { "[" (unit_key(figure.unit, &sweep.currency)) "] " (figure.meaning) } }
                }
                @for account in accounts {
                    div id={ "account-" (account.key()) } { dt { (account.label()) " " code { (account.key()) } } dd { "(" (account.group().key()) ") " (account.meaning()) } }
                }
            }
        }
    }
}

fn data(sweep: &Sweep, results: &Results) -> Value {
    let columns = 0..sweep.columns.len();
    let figures = columns.clone().map(|at| (sweep.columns[at].clone(), figure(sweep, results, at)));
    let at_points = |of: &dyn Fn(usize, usize, usize) -> Value| -> Value {
        let layouts = |point: usize, at: usize| (0..sweep.layouts.len()).map(|layout| of(point, layout, at)).collect::<Vec<_>>();
        let points = |at: usize| (0..sweep.points.len()).map(|point| layouts(point, at)).collect::<Vec<_>>();
        Value::Object(columns.clone().map(|at| (sweep.columns[at].clone(), json!(points(at)))).collect())
    };
    let (chief, words) = overview::chief(&sweep.design);
    json!({
        "layouts": sweep.layouts,
        "baseline": sweep.baseline,
        "focus": 0,
        "columns": sweep.columns,
        "figures": figures.collect::<Map<String, Value>>(),
        "factors": sweep.factors.iter().enumerate().map(|(at, factor)| json!({ "name": factor.name, "values": overview::values(sweep, at) })).collect::<Vec<_>>(),
        "points": sweep.points.iter().map(|point| point.values.iter().map(|value| plain(value)).collect::<Vec<_>>()).collect::<Vec<_>>(),
        "replications": results.replications,
        "estimates": at_points(&|point, layout, at| estimate(results.estimates[point][layout][at].as_ref())),
        "differences": at_points(&|point, layout, at| difference(results.differences[point][layout][at].as_ref().filter(|_| layout != sweep.baseline))),
        "effects": results.effects.iter().map(|of| columns.clone().map(|at| (sweep.columns[at].clone(), effects(of[at].as_ref()))).collect::<Map<_, _>>()).collect::<Vec<_>>(),
        "chief": { "measure": chief.word(), "words": words },
    })
}

fn figure(sweep: &Sweep, results: &Results, at: usize) -> Value {
    let scale = overview::scale(sweep, results, at);
    let better = match overview::figure(&sweep.columns[at]).1 {
        Better::More => "more",
        Better::Less => "less",
        Better::Neither => "neither",
    };
    json!({ "label": overview::label(&sweep.columns[at]), "unit": scale.unit, "factor": scale.factor, "better": better })
}

fn estimate(estimate: Option<&Estimate>) -> Value {
    estimate.map_or(Value::Null, |e| json!([e.value, e.half_width]))
}

fn difference(difference: Option<&Difference>) -> Value {
    difference.map_or(Value::Null, |d| json!([d.estimate.value, d.estimate.half_width, crate::report::words::verdict(d)]))
}

fn effects(effects: Option<&Effects>) -> Value {
    let Some(effects) = effects else { return Value::Null };
    let row = |effect: &Effect| {
        json!({
            "factor": effect.factor,
            "with": effect.with,
            "at": effect.at,
            "measure": effect.measure.word(),
            "plain": effect.measure.is_plain(),
            "value": effect.estimate,
            "low": effect.low,
            "high": effect.high,
            "shown": effect.shown(),
        })
    };
    json!({ "rows": effects.rows.iter().map(row).collect::<Vec<_>>(), "notes": effects.notes })
}
