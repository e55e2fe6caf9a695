//! What a layout gains as uncertain inputs vary, and where two layouts are alike: in words first, then in tables.
//!
//! | module | form |
//! |---|---|
//! | `words` | sentences |
//! | `tidy` | one JSON document |
//! | `tables` | points and tornado as CSV and Parquet, with their data dictionary |

mod tables;
mod tidy;
mod words;

use super::number::{Scale, Shown, plain};
use super::text::Style;
use super::text::table::{Cell, Line, Table, Tone, paint, wrapped};
use crate::record::figure::{FIGURES, Unit};
use crate::record::ledger::Account;
use crate::study::columns;
use crate::study::interval::Estimate;
use crate::study::uncertain::breakeven::BreakEven;
use crate::study::uncertain::risk::{Bounded, Risk};
use crate::study::uncertain::tornado::Tornado;
use crate::study::uncertain::{Ground, SETS, Sample};
pub use tables::write;
pub use tidy::{breakeven_json, json, schema};

/// All that is known of a scenario with uncertain inputs.
#[derive(Debug)]
pub struct Uncertain {
    /// What the sample says.
    pub sample: Sample,
    /// The tornado of each layout but the baseline.
    pub tornados: Vec<Tornado>,
    /// The command line without what does not change results.
    pub command: String,
}

/// How the figure is called and shown.
struct Named {
    label: String,
    unit: Unit,
    /// "saving" where less of the figure is better, else "gain".
    gain: &'static str,
}

impl Named {
    fn of(ground: &Ground) -> Named {
        let column = &ground.ask.figure;
        let account = || Account::ALL.iter().find(|account| column.strip_prefix("account.") == Some(account.key()));
        let (label, unit) = match columns::figure_of(column) {
            Some(figure) => (FIGURES[figure].label.to_owned(), FIGURES[figure].unit),
            None => (account().map_or(column.clone(), |account| account.label().to_owned()), Unit::Money),
        };
        // A cut is called by its path as well: "kind.repair: response, mean".
        let label = column
            .rsplit_once('.')
            .filter(|(cut, _)| *cut != "account")
            .map_or(label.clone(), |(cut, _)| format!("{cut}: {label}"));
        Named { label, unit, gain: if ground.sign < 0.0 { "saving" } else { "gain" } }
    }

    fn scale(&self, ground: &Ground, largest: f64) -> Scale {
        Scale::of(self.unit, &ground.currency, largest)
    }
}

/// A number with its interval; shares of a clipped interval show the wider half.
fn shown(of: &Bounded, factor: f64) -> Shown {
    Shown::new(of.value * factor, Some((of.high - of.value).max(of.value - of.low) * factor))
}

fn estimated(of: &Estimate, factor: f64) -> Shown {
    Shown::new(of.value * factor, of.half_width.map(|half| half * factor))
}

fn cell(shown: Shown) -> Cell {
    Cell { value: shown.value, half_width: shown.half_width, words: false, tone: Tone::Plain }
}

fn paragraph(text: &str, style: Style) -> String {
    wrapped(text, style.width).iter().map(|line| format!("{line}\n")).collect()
}

/// The report for people.
pub fn text(report: &Uncertain, style: Style) -> String {
    let Sample { ground, risks, .. } = &report.sample;
    let named = Named::of(ground);
    let base = &ground.ask.layouts[ground.baseline];
    let mut out = paint(&ground.scenario, Tone::Bold, style.colour) + "\n";
    let run = format!(
        "{} uncertain input{}, {} points of the sample ({SETS} scrambled sets), {} replication{} at each, seed {}; {} over {} days; values ± 95 % \
         half-width",
        ground.inputs.len(),
        if ground.inputs.len() == 1 { "" } else { "s" },
        ground.ask.points,
        ground.ask.replications,
        if ground.ask.replications == 1 { "" } else { "s" },
        ground.seed,
        named.label,
        plain(ground.days),
    );
    out += &paragraph(&run, style);
    for sentence in words::verdicts(&report.sample) {
        out += &format!("\n{}", paragraph(&sentence, style));
    }
    let largest = risks.layouts.iter().flat_map(|risk| [risk.p5.value.abs(), risk.p95.value.abs()]).fold(0.0, f64::max);
    let scale = named.scale(ground, largest);
    out += &format!("\n{}\n", paint(&scale.name(&format!("{} against {base}", named.gain)), Tone::Bold, style.colour));
    out += &summary(ground, &risks.layouts, &scale).render(style.fit, style.colour);
    for (at, layout) in ground.others().enumerate() {
        let title = scale.name(&format!("{} of {} by input alone", named.gain, ground.ask.layouts[layout]));
        out += &format!("\n{}\n", paint(&title, Tone::Bold, style.colour));
        out += &tornado(report, at, &scale).render(style.fit, style.colour);
    }
    out += "\n";
    out += &paragraph(words::READING, style);
    for warning in words::warnings(&report.sample) {
        out += &paint(&paragraph(&format!("warning: {warning}"), style), Tone::Warning, style.colour);
    }
    out
}

fn summary(ground: &Ground, risks: &[Risk], scale: &Scale) -> Table {
    let row = |name: &str, value: &dyn Fn(&Risk) -> Shown| {
        Line::Row(name.to_owned(), risks.iter().map(|risk| cell(value(risk))).collect())
    };
    let money = |of: &dyn Fn(&Risk) -> Bounded, risk: &Risk| shown(&of(risk), scale.factor);
    let lines = vec![
        row("expected", &|risk| money(&|risk| risk.mean, risk)),
        row("standard deviation over the inputs", &|risk| Shown::new(risk.deviation * scale.factor, None)),
        row("P5", &|risk| money(&|risk| risk.p5, risk)),
        row("median", &|risk| money(&|risk| risk.median, risk)),
        row("P95", &|risk| money(&|risk| risk.p95, risk)),
        row("mean of the worst 5 %", &|risk| money(&|risk| risk.tail, risk)),
        row("better than the baseline [%]", &|risk| shown(&risk.better, 100.0)),
    ];
    let heads = ground.others().map(|layout| ground.ask.layouts[layout].clone()).collect();
    Table { heads, lines }
}

/// Rows of inputs, those that move the gain most first.
fn tornado(report: &Uncertain, at: usize, scale: &Scale) -> Table {
    let (tornado, parts) = (&report.tornados[at], &report.sample.parts[at]);
    let plain_text = |text: &str| Cell::words(text.trim_matches('"').to_owned(), Tone::Plain);
    let number = |of: &Estimate| cell(estimated(of, scale.factor));
    let row = |swing: &crate::study::uncertain::tornado::Swing| {
        let part = parts[swing.input];
        let cells = vec![
            plain_text(&swing.values[0]),
            plain_text(&swing.values[1]),
            number(&swing.gains[0]),
            number(&swing.gains[1]),
            number(&swing.swing),
            cell(Shown::new(100.0 * part.value, Some(100.0 * part.half_width))),
        ];
        let input = &report.sample.ground.inputs[swing.input];
        Line::Row(format!("{}{}", input.name, if input.times { " x" } else { "" }), cells)
    };
    let mut lines: Vec<Line> = tornado.swings.iter().map(row).collect();
    let blank = || Cell::words("", Tone::Plain);
    let middle = number(&tornado.middle);
    lines.push(Line::Row("all at their medians".to_owned(), vec![blank(), blank(), middle.clone(), middle, blank(), blank()]));
    let heads = ["P10", "P90", "at P10", "at P90", "apart", "share of variance [%]"].map(str::to_owned).to_vec();
    Table { heads, lines }
}

/// What break-evens say, for people.
pub fn breakeven_text(ground: &Ground, found: &[BreakEven], style: Style) -> String {
    let named = Named::of(ground);
    let mut out = paint(&ground.scenario, Tone::Bold, style.colour) + "\n";
    let replications = found.first().map_or(0, |one| one.replications);
    let run = format!(
        "break-even of {} over {} days, {replications} replications at each value, seed {}; all other keys as the scenario has them",
        named.label,
        plain(ground.days),
        ground.seed
    );
    out += &paragraph(&run, style);
    for one in found {
        out += &format!("\n{}", paragraph(&words::breakeven(ground, one), style));
    }
    out
}
