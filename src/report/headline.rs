//! The answer in the first lines: which layout costs least and serves best, by how much, and how sure.

use super::Report;
use super::number::{Scale, Shown, grouped};
use super::words::{FEW, verdict};
use crate::record::figure::{Better, FIGURES, Index, Unit};
use crate::study::compare::Verdict;
use crate::study::lead::Lead;

/// A sentence for each figure in which layouts lead; none where there is nothing to compare.
pub fn sentences(report: &Report) -> Vec<String> {
    if report.complete < 2 {
        return Vec::new();
    }
    let mut sentences: Vec<String> = report.leads.iter().filter_map(|lead| sentence(report, lead)).collect();
    if report.complete < FEW && !sentences.is_empty() {
        sentences.push(format!("Only {} replications: take this as a first look.", grouped(f64::from(report.complete), 0)));
    }
    sentences
}

/// What the leader is called: "Least total cost".
fn title(figure: usize) -> String {
    let of = &FIGURES[figure];
    let time = of.unit == Unit::Hours && of.better == Better::Less;
    let word = match of.better {
        Better::Less if time => "Shortest",
        Better::Less => "Lowest",
        _ => "Highest",
    };
    let named = [
        (Index::ResponseMean, "response"),
        (Index::RestoreMean, "time to restore"),
        (Index::Satisfaction, "satisfaction"),
        (Index::Profit, "result, revenue less cost"),
    ];
    let label = named.iter().find(|(index, _)| *index as usize == figure).map_or(of.label, |(_, label)| label);
    format!("{word} {label}")
}

/// Who leads in a figure, and what is known of the next.
fn sentence(report: &Report, lead: &Lead) -> Option<String> {
    let (next, difference) = lead.others.first()?;
    let name = |layout: usize| {
        let baseline = if layout == report.head.asked.baseline { " (baseline)" } else { "" };
        format!("{}{baseline}", report.names(layout).layout)
    };
    let (title, best, next) = (title(lead.figure), name(lead.layout), name(*next));
    let others = if lead.others.len() > 1 { ", the next," } else { "" };
    let value = value(report, lead)?;
    Some(match difference.verdict {
        Verdict::Same => format!("{title}: {best} and {next} alike, {value}."),
        Verdict::More | Verdict::Less => format!("{title}: {best}, {value}; with {next}{others} it is {}.", verdict(difference)),
        Verdict::NotShown { .. } | Verdict::OneReplication => {
            let most = difference.per_cent().and_then(|(value, half_width)| Some(value.abs() + half_width?));
            let most = most.map_or(String::new(), |most| format!(" (at most {} %)", Shown::new(most, Some(most)).value));
            format!("{title}: {best}, {value}, but no difference to {next}{others} is shown{most}.")
        }
    })
}

/// The leader's mean with its interval.
fn value(report: &Report, lead: &Lead) -> Option<String> {
    let estimate = report.layouts[lead.layout].figures[lead.figure]?;
    let figure = &FIGURES[lead.figure];
    let largest =
        report.layouts.iter().filter_map(|layout| layout.figures[lead.figure]).map(|it| it.value.abs()).fold(0.0, f64::max);
    let scale = Scale::of(figure.unit, &report.head.currency, largest);
    let shown = Shown::new(estimate.value * scale.factor, estimate.half_width.map(|half| half * scale.factor)).with_unit("");
    Some(if scale.unit.is_empty() { shown } else { format!("{shown} {}", scale.unit) })
}
