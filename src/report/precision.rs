//! Whether the half-widths that were asked for are there: in a line each, as warnings, and for programs.

use super::document::FigureKey;
use super::head::Head;
use super::number::{Scale, Shown, grouped, plain, unit_key};
use crate::record::figure::FIGURES;
use crate::study::precision::{Attainment, Width};
use schemars::JsonSchema;
use serde::Serialize;

/// A half-width of an estimate, as its goal speaks: in per cent of the true value, which lies as near to zero as the interval lets it,
/// or in the figure's unit.
fn width(one: &Attainment, head: &Head, half_width: f64) -> String {
    let figure = &FIGURES[one.goal.figure];
    match (one.goal.width, one.estimate) {
        (Width::Relative(_), Some(estimate)) => match estimate.value.abs() - half_width {
            least if least > 0.0 => Shown::new(100.0 * half_width / least, None).with_unit(" %"),
            _ => "100 % or more".to_owned(),
        },
        _ => {
            let scale = Scale::of(figure.unit, &head.currency, one.estimate.map_or(0.0, |estimate| estimate.value.abs()));
            let unit = if scale.unit == "%" { "points" } else { &scale.unit };
            Shown::new(half_width * scale.factor, None).with_unit("") + if unit.is_empty() { "" } else { " " } + unit
        }
    }
}

/// What was asked.
fn asked(one: &Attainment, head: &Head) -> String {
    match one.goal.width {
        Width::Relative(share) => format!("{} %", plain(100.0 * share)),
        Width::Absolute(most) => width(one, head, most),
    }
}

fn half_width(one: &Attainment) -> Option<f64> {
    one.estimate.and_then(|estimate| estimate.half_width)
}

/// A line for each goal: the half-width in every layout.
pub fn lines(goals: &[Attainment], head: &Head) -> Vec<String> {
    let line = |of_goal: &[Attainment]| {
        let layout = |one: &Attainment| {
            let there = half_width(one).map_or("no interval".to_owned(), |h| format!("± {}", width(one, head, h)));
            format!("{} {there}{}", head.layouts[one.layout].layout, if one.met { "" } else { ", not there" })
        };
        let layouts: Vec<String> = of_goal.iter().map(layout).collect();
        let figure = &FIGURES[of_goal[0].goal.figure];
        format!("precision of {}, ± {} asked: {}.", figure.label, asked(&of_goal[0], head), layouts.join("; "))
    };
    goals.chunk_by(|a, b| a.goal == b.goal).map(line).collect()
}

/// A warning for each goal that a layout does not meet.
pub fn unmet(goals: &[Attainment], head: &Head, complete: u32) -> Vec<String> {
    let warning = |one: &Attainment| {
        let (layout, label) = (&head.layouts[one.layout].layout, FIGURES[one.goal.figure].label);
        match half_width(one) {
            Some(h) => format!(
                "{layout}: {label} is only known to ± {} after {} replications, not to ± {}",
                width(one, head, h),
                grouped(f64::from(complete), 0),
                asked(one, head)
            ),
            None => format!("{layout}: {label} has no interval, so that nothing can be said of its precision"),
        }
    };
    goals.iter().filter(|one| !one.met).map(warning).collect()
}

/// What became of a half-width that was asked for, in a layout.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Goal {
    /// What was asked for, as `--precision` takes it.
    goal: String,
    /// The figure.
    figure: FigureKey,
    /// The layout.
    layout: String,
    /// Value of the figure, in `unit`; `null` without data.
    value: Option<f64>,
    /// Half the width of its interval, which holds together with those of the other goals, in `unit`; `null` where there is none.
    half_width: Option<f64>,
    /// The half-width that is enough, in `unit`.
    half_width_at_most: f64,
    /// Unit: h, share (of 1), count, km, score, points, or the currency.
    unit: String,
    /// Whether it is there.
    met: bool,
}

impl Goal {
    /// All goals, for programs.
    pub fn all(goals: &[Attainment], head: &Head) -> Vec<Goal> {
        let one = |one: &Attainment| Goal {
            goal: one.goal.text(),
            figure: FigureKey::of(one.goal.figure),
            layout: head.layouts[one.layout].layout.clone(),
            value: one.estimate.map(|estimate| estimate.value),
            half_width: half_width(one),
            half_width_at_most: one.most,
            unit: unit_key(FIGURES[one.goal.figure].unit, &head.currency),
            met: one.met,
        };
        goals.iter().map(one).collect()
    }
}
