//! Which layout is the best: what comparisons with the best and selections say, in tables and sentences and for programs.

use super::super::document::FigureKey;
use super::super::head::Head;
use super::super::number::{Scale, Shown, grouped, plain, unit_key};
use super::super::text::table::{Cell, Line, Table, Tone};
use super::super::text::{Style, number_cell, paragraph};
use super::{Contest, Standings, text};
use crate::record::figure::FIGURES;
use crate::study::interval::Estimate;
use crate::study::select::best::Place;
use crate::study::select::run::{Picked, Terms};
use schemars::JsonSchema;
use serde::Serialize;

/// A selection that was run.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What was run.
    pub head: Head,
    /// What is selected by.
    pub terms: Terms,
    /// How it went.
    pub picked: Picked,
}

/// The names with commas, and `or` before the last.
fn or(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [others @ .., last] => format!("{} or {last}", others.join(", ")),
    }
}

/// What comparisons with the best come to.
pub(super) fn standing(contest: &Contest, standings: &Standings) -> String {
    let (best, label) = (&standings.best, FIGURES[standings.figure].label);
    let of = |place: Place| {
        let names = best.rows.iter().enumerate().filter(move |(_, row)| row.place() == place);
        names.map(|(layout, _)| contest.name(layout)).collect::<Vec<&str>>()
    };
    let scale = text::scale(contest, standings.figure);
    let size = |value: f64| Shown::new(value * scale.factor, None).with_unit(&format!(" {}", scale.unit)).trim_end().to_owned();
    let shown = match (&of(Place::Best)[..], &of(Place::Candidate)[..]) {
        ([_, _, ..], _) => format!("The best by {label} are alike: {}.", or(&of(Place::Best))),
        ([name], _) => format!("The best by {label} is {name}: with {} % no other is better.", text::per_cent(contest)),
        ([], candidates) => format!("The best by {label} is not shown: it may be {}.", or(candidates)),
    };
    let width = format!(" Half-width {} after {} replications", size(best.half_width), grouped(best.n as f64, 0));
    match (standings.delta, best.needed, best.selected()) {
        (Some(delta), _, Some(selected)) => format!(
            "{shown} Selected: {}. It is the best with {} % if no other comes within {} of the best.",
            contest.name(selected),
            text::per_cent(contest),
            size(delta)
        ),
        (Some(delta), Some(needed), None) => {
            format!("{shown}{width}; about {} would do for differences of {}.", grouped(needed as f64, 0), size(delta))
        }
        _ => format!("{shown}{width}."),
    }
}

impl Choice {
    fn name(&self, layout: usize) -> &str {
        &self.head.layouts[layout].layout
    }

    fn estimate(&self, layout: usize) -> Estimate {
        Estimate::of_mean(&self.picked.values[layout], self.terms.confidence).expect("the first stage has values")
    }

    /// Whether two layouts had the same values as long as both were run.
    fn alike(&self, one: usize, other: usize) -> bool {
        self.picked.values[one].iter().zip(&self.picked.values[other]).all(|(a, b)| a == b)
    }

    fn scale(&self) -> Scale {
        let values = (0..self.head.layouts.len()).map(|layout| self.estimate(layout).value.abs());
        Scale::of(FIGURES[self.terms.figure].unit, &self.head.currency, values.fold(0.0, f64::max))
    }

    /// Trials that counted, and those that as many replications of all layouts would have been.
    fn trials(&self) -> (usize, usize) {
        let values = &self.picked.values;
        (values.iter().map(Vec::len).sum(), values.len() * self.picked.selection.replications())
    }

    /// What it comes to.
    pub fn verdict(&self) -> String {
        let (label, scale) = (FIGURES[self.terms.figure].label, self.scale());
        let shown = Shown::new(self.picked.delta * scale.factor, None).value;
        let delta = format!("{shown} {}", if scale.unit == "%" { "points" } else { &scale.unit }).trim_end().to_owned();
        let per_cent = plain(100.0 * self.terms.confidence);
        let (made, all) = self.trials();
        let [made, all] = [made, all].map(|n| grouped(n as f64, 0));
        let selection = &self.picked.selection;
        match selection.decided() {
            Some(best) => format!(
                "Selected by {label}: {}. With {per_cent} % it is the best, if no other comes within {delta} of the best; else, with the same \
                 confidence, it is within {delta} of it. {made} trials; {all} without dropping any layout.",
                self.name(best)
            ),
            None => {
                let left: Vec<&str> = selection.alive().into_iter().map(|layout| self.name(layout)).collect();
                let n = grouped(selection.replications() as f64, 0);
                format!(
                    "Not decided after {n} replications: the best by {label} is {}, with {per_cent} % if no other comes within {delta} of it. \
                     Allow more with --max-replications, or give a larger --delta.",
                    or(&left)
                )
            }
        }
    }

    /// What a reader must know before trusting it.
    pub fn warnings(&self) -> Vec<String> {
        let undecided = self.picked.selection.decided().is_none();
        let open = undecided
            .then(|| "the selection has not come to its end: which of the layouts that are left is the best is open".to_owned());
        let naive = "means and half-widths are of the replications that decided: who is selected looks a little better than it is; \
                     `callout compare` with another --seed gives them anew";
        open.into_iter().chain([naive.to_owned()]).collect()
    }
}

/// As a table and sentences.
pub(super) fn text(choice: &Choice, style: Style) -> String {
    let scale = choice.scale();
    let figure = &FIGURES[choice.terms.figure];
    let heads = ["mean", "replications", "standing"].map(str::to_owned).into();
    let mut lines = vec![Line::Group(scale.name(figure.label))];
    let selection = &choice.picked.selection;
    for layout in 0..choice.head.layouts.len() {
        let estimate = choice.estimate(layout);
        let (words, tone) = match selection.out(layout) {
            Some(out) if choice.alike(layout, out.by) => {
                (format!("the same as {} in every replication", choice.name(out.by)), Tone::Plain)
            }
            Some(out) => (format!("beaten by {} after {}", choice.name(out.by), out.after), Tone::Plain),
            None if selection.decided().is_some() => ("selected".to_owned(), Tone::Better),
            None => ("still in".to_owned(), Tone::Plain),
        };
        let mean = Shown::new(estimate.value * scale.factor, estimate.half_width.map(|h| h * scale.factor));
        let replications = number_cell(Shown { value: grouped(estimate.n as f64, 0), half_width: None });
        lines.push(Line::Row(choice.name(layout).to_owned(), vec![number_cell(mean), replications, Cell::words(words, tone)]));
    }
    let title = format!("{}: selection by {}, seed {}", choice.head.scenario, figure.label, choice.head.seed);
    let mut out = paragraph(&title, "", style, Tone::Bold) + &Table { heads, lines }.render(style.fit, style.colour);
    out.push('\n');
    out += &paragraph(&choice.verdict(), "", style, Tone::Plain);
    out + &super::super::text::warning_lines(&choice.warnings(), style)
}

/// How a selection went.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Selection {
    /// The figure that decides.
    figure: FigureKey,
    /// Its unit: h, share (of 1), count, km, score, points, or the currency.
    unit: String,
    /// A difference worth noticing, in `unit`.
    delta: f64,
    /// Confidence of the selection, as a share of 1.
    confidence: f64,
    /// Replications of the first stage, from which the variances are taken.
    first_stage: u32,
    /// Replications of the layouts that were in to the end.
    replications: usize,
    /// Trials of all layouts together.
    trials: usize,
    /// The layout that is selected; `null` if the replications that were allowed did not decide.
    selected: Option<String>,
    /// The layouts in their order.
    layouts: Vec<Candidate>,
    /// What it comes to, in a sentence.
    verdict: String,
    /// What a reader must know before trusting it, in sentences.
    warnings: Vec<String>,
}

/// A layout in a selection.
#[derive(Debug, Serialize, JsonSchema)]
struct Candidate {
    /// Its name.
    name: String,
    /// Mean of its replications, in the figure's unit.
    mean: f64,
    /// Half the width of the interval of the mean; `null` from a single replication.
    half_width: Option<f64>,
    /// Its replications.
    replications: usize,
    /// Whether it was in to the end.
    #[serde(rename = "in")]
    still_in: bool,
    /// The replication after which it was dropped; `null` if it was not.
    beaten_after: Option<usize>,
    /// The layout that beat it; `null` if none did.
    beaten_by: Option<String>,
}

/// For programs.
pub(super) fn value(choice: &Choice) -> Selection {
    let selection = &choice.picked.selection;
    let layout = |at: usize| {
        let estimate = choice.estimate(at);
        let out = selection.out(at);
        Candidate {
            name: choice.name(at).to_owned(),
            mean: estimate.value,
            half_width: estimate.half_width,
            replications: estimate.n,
            still_in: out.is_none(),
            beaten_after: out.map(|out| out.after),
            beaten_by: out.map(|out| choice.name(out.by).to_owned()),
        }
    };
    Selection {
        figure: FigureKey::of(choice.terms.figure),
        unit: unit_key(FIGURES[choice.terms.figure].unit, &choice.head.currency),
        delta: choice.picked.delta,
        confidence: choice.terms.confidence,
        first_stage: choice.terms.first,
        replications: selection.replications(),
        trials: choice.trials().0,
        selected: selection.decided().map(|best| choice.name(best).to_owned()),
        layouts: (0..choice.head.layouts.len()).map(layout).collect(),
        verdict: choice.verdict(),
        warnings: choice.warnings(),
    }
}
