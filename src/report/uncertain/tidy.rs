//! The same for programs: one JSON document, and one document for break-evens.

use super::{Named, Uncertain, words};
use crate::report::document::{pretty, schema_of};
use crate::report::number::unit_key;
use crate::study::interval::{self, CONFIDENCE};
use crate::study::uncertain::breakeven;
use crate::study::uncertain::risk::{self, Part};
use crate::study::uncertain::tornado;
use crate::study::uncertain::{Ground, SETS, Sample};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// Counts up when a key changes its meaning or goes away.
const SCHEMA_VERSION: u32 = 1;

/// What `callout uncertain --format json` prints, and `uncertain.json` of a directory of results.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
enum Document {
    /// What layouts gain over the baseline as all inputs vary.
    Gains(Box<Gains>),
    /// With `--break-even`: where a layout and the baseline are alike as a key varies.
    BreakEvens(Box<BreakEvens>),
}

/// What layouts gain over the baseline as all inputs vary. A gain is the difference to the baseline by which the layout is better.
#[derive(Debug, Serialize, JsonSchema)]
struct Gains {
    /// What is asked.
    #[serde(flatten)]
    head: Head,
    /// Points of the sample.
    points: u32,
    /// Scrambled sets that they come in.
    sets: u32,
    /// Replications at each point.
    replications: u32,
    /// Key paths of the uncertain inputs.
    inputs: Vec<String>,
    /// Each layout but the baseline against it.
    against_baseline: Vec<Layout>,
    /// The layout with the largest expected gain, the baseline among them.
    best_in_expectation: String,
    /// Share of the points, of 1, at which each layout is the best.
    best_by_share: IndexMap<String, Bounded>,
    /// Expected value of perfect information: what it is worth to know the inputs before choosing, in `unit`.
    evpi: Bounded,
    /// The same from the points' means as they are, in `unit`: too large, as noise looks like a reason to change the choice.
    evpi_with_noise: f64,
    /// What it comes to, in sentences.
    verdicts: Vec<String>,
    /// What a reader must know before trusting it, in sentences.
    warnings: Vec<String>,
    /// The command line without what does not change results.
    command: String,
}

/// Where a layout and the baseline are alike as a key varies.
#[derive(Debug, Serialize, JsonSchema)]
struct BreakEvens {
    /// What is asked.
    #[serde(flatten)]
    head: Head,
    /// A break-even for each layout but the baseline.
    breakeven: Vec<BreakEven>,
    /// The command line without what does not change results.
    command: String,
}

/// What is asked, of which scenario.
#[derive(Debug, Serialize, JsonSchema)]
struct Head {
    /// Counts up when a key changes its meaning or goes away.
    schema_version: u32,
    /// Name of the scenario.
    scenario: String,
    /// Hash of all that was read.
    hash: String,
    /// The figure, or account, whose gain is looked at: a key such as cost_total, account.wages or kind.repair.response_mean.
    figure: String,
    /// Its unit: h, share (of 1), count, km, score, points, or the currency.
    unit: String,
    /// Counted time of a replication [d].
    days: f64,
    /// Confidence of the intervals, as a share of 1.
    confidence: f64,
    /// Name of the layout that the others are compared with.
    baseline: String,
    /// Names of the layouts, the baseline among them.
    layouts: Vec<String>,
    /// Master seed.
    seed: u64,
    /// Values of `--set` in their order.
    set: Vec<String>,
}

/// A number with the ends of its interval.
#[derive(Debug, Serialize, JsonSchema)]
struct Bounded {
    /// The value.
    value: f64,
    /// Lower end.
    low: f64,
    /// Upper end.
    high: f64,
}

/// A mean over replications and its interval, in the unit of the figure.
#[derive(Debug, Serialize, JsonSchema)]
struct Estimate {
    /// The value.
    value: f64,
    /// Half the width of its interval; `null` from a single replication.
    half_width: Option<f64>,
    /// Replications.
    n: usize,
}

/// The gain of a layout over the baseline as the inputs vary: expected given the inputs, noise of the replications taken out.
#[derive(Debug, Serialize, JsonSchema)]
struct Layout {
    /// The layout.
    layout: String,
    /// Its mean, in `unit`.
    expected: Bounded,
    /// The chance that it is above zero, from 0 to 1.
    probability_better: Bounded,
    /// Its standard deviation, in `unit`.
    deviation: f64,
    /// The value that it falls short of with 5 %, in `unit`.
    p5: Bounded,
    /// Its median, in `unit`.
    median: Bounded,
    /// The value that it exceeds with 5 %, in `unit`.
    p95: Bounded,
    /// Its mean in the worst 5 %, in `unit`.
    worst_5_per_cent: Bounded,
    /// Share of the variance of the points' means, of 1, that was noise and was taken out; `null` from one replication.
    noise_share_removed: Option<f64>,
    /// The gain with all inputs at their medians, in `unit`.
    gain_at_medians: Estimate,
    /// What each input does alone, the most first.
    tornado: Vec<Swing>,
}

/// What an input does to the gain alone, the others at their medians.
#[derive(Debug, Serialize, JsonSchema)]
struct Swing {
    /// Key path of the input.
    input: String,
    /// Whether it is a factor on the value of the scenario rather than a value.
    times: bool,
    /// Its P10, as TOML.
    p10: String,
    /// Its P90, as TOML.
    p90: String,
    /// The gain at its P10.
    gain_at_p10: Estimate,
    /// The gain at its P90.
    gain_at_p90: Estimate,
    /// The gain at P90 less that at P10, paired by replication.
    swing: Estimate,
    /// First-order index over the whole sample.
    share_of_variance: Share,
}

/// The share of the variance of the gain, of 1, that goes back to an input alone.
#[derive(Debug, Serialize, JsonSchema)]
struct Share {
    /// The share.
    value: f64,
    /// Half the width of its interval.
    half_width: f64,
}

/// Where a layout and the baseline are alike as a key varies.
#[derive(Debug, Serialize, JsonSchema)]
struct BreakEven {
    /// The key path.
    key: String,
    /// Whether the values are factors on the value of the scenario.
    times: bool,
    /// The layout.
    layout: String,
    /// The value at which both are alike; `null` where the same one is better at both ends of the range. Values are in the key's unit.
    value: Option<f64>,
    /// The last value that was seen to have the sign of the low end.
    last_with_first_sign: Option<f64>,
    /// The first value that was seen to have the sign of the high end.
    first_with_last_sign: Option<f64>,
    /// Up to here the sign of the low end is shown; `null` if it is not even shown there.
    shown_up_to: Option<f64>,
    /// From here on the sign of the high end is shown; `null` if it is not even shown there.
    shown_from: Option<f64>,
    /// Whether the layout is better below the value; `null` without one.
    better_below: Option<bool>,
    /// The gain at the low end of the range.
    gain_at_low: Estimate,
    /// The gain at the high end of the range.
    gain_at_high: Estimate,
    /// Replications at each value.
    replications: u32,
    /// Values that were simulated.
    values_simulated: usize,
    /// The break-even in a sentence.
    words: String,
}

impl Bounded {
    fn of(of: &risk::Bounded) -> Bounded {
        Bounded { value: of.value, low: of.low, high: of.high }
    }
}

impl Estimate {
    fn of(of: &interval::Estimate) -> Estimate {
        Estimate { value: of.value, half_width: of.half_width, n: of.n }
    }
}

fn head(ground: &Ground) -> Head {
    Head {
        schema_version: SCHEMA_VERSION,
        scenario: ground.scenario.clone(),
        hash: ground.hash.clone(),
        figure: ground.ask.figure.clone(),
        unit: unit_key(Named::of(ground).unit, &ground.currency),
        days: ground.days,
        confidence: CONFIDENCE,
        baseline: ground.ask.layouts[ground.baseline].clone(),
        layouts: ground.ask.layouts.clone(),
        seed: ground.seed,
        set: ground.ask.set.clone(),
    }
}

/// The schema of both.
pub fn schema() -> String {
    schema_of::<Document>("callout uncertain --format json; uncertain.json, breakeven.json")
}

/// One document, with a line break at its end.
pub fn json(report: &Uncertain) -> String {
    let Sample { ground, risks, .. } = &report.sample;
    let names: Vec<&String> =
        std::iter::once(ground.baseline).chain(ground.others()).map(|layout| &ground.ask.layouts[layout]).collect();
    let choice = &risks.choice;
    let often = names.iter().zip(&choice.often);
    pretty(&Document::Gains(Box::new(Gains {
        head: head(ground),
        points: ground.ask.points,
        sets: SETS,
        replications: ground.ask.replications,
        inputs: ground.inputs.iter().map(|input| input.name.clone()).collect(),
        against_baseline: ground.others().enumerate().map(|(at, layout)| of_layout(report, at, layout)).collect(),
        best_in_expectation: names[choice.best].clone(),
        best_by_share: often.map(|(name, share)| ((*name).clone(), Bounded::of(share))).collect(),
        evpi: Bounded::of(&choice.evpi),
        evpi_with_noise: choice.evpi_raw,
        verdicts: words::verdicts(&report.sample),
        warnings: words::warnings(&report.sample),
        command: report.command.clone(),
    })))
}

fn of_layout(report: &Uncertain, at: usize, layout: usize) -> Layout {
    let Sample { ground, risks, parts, .. } = &report.sample;
    let (risk, tornado) = (&risks.layouts[at], &report.tornados[at]);
    Layout {
        layout: ground.ask.layouts[layout].clone(),
        expected: Bounded::of(&risk.mean),
        probability_better: Bounded::of(&risk.better),
        deviation: risk.deviation,
        p5: Bounded::of(&risk.p5),
        median: Bounded::of(&risk.median),
        p95: Bounded::of(&risk.p95),
        worst_5_per_cent: Bounded::of(&risk.tail),
        noise_share_removed: risk.noise,
        gain_at_medians: Estimate::of(&tornado.middle),
        tornado: tornado.swings.iter().map(|swing| of_swing(ground, swing, &parts[at][swing.input])).collect(),
    }
}

fn of_swing(ground: &Ground, swing: &tornado::Swing, part: &Part) -> Swing {
    let [p10, p90] = swing.values.clone();
    Swing {
        input: ground.inputs[swing.input].name.clone(),
        times: ground.inputs[swing.input].times,
        p10,
        p90,
        gain_at_p10: Estimate::of(&swing.gains[0]),
        gain_at_p90: Estimate::of(&swing.gains[1]),
        swing: Estimate::of(&swing.swing),
        share_of_variance: Share { value: part.value, half_width: part.half_width },
    }
}

/// Break-evens as one document, with a line break at its end.
pub fn breakeven_json(ground: &Ground, found: &[breakeven::BreakEven], command: &str) -> String {
    let one = |one: &breakeven::BreakEven| {
        let crossing = one.crossing;
        BreakEven {
            key: one.factor.name.clone(),
            times: one.factor.times,
            layout: ground.ask.layouts[one.layout].clone(),
            value: crossing.map(|it| it.value),
            last_with_first_sign: crossing.map(|it| it.between.0),
            first_with_last_sign: crossing.map(|it| it.between.1),
            shown_up_to: crossing.and_then(|it| it.shown_below),
            shown_from: crossing.and_then(|it| it.shown_above),
            better_below: crossing.map(|it| it.falls),
            gain_at_low: Estimate::of(&one.ends[0]),
            gain_at_high: Estimate::of(&one.ends[1]),
            replications: one.replications,
            values_simulated: one.looks,
            words: words::breakeven(ground, one),
        }
    };
    let breakeven = found.iter().map(one).collect();
    pretty(&Document::BreakEvens(Box::new(BreakEvens { head: head(ground), breakeven, command: command.to_owned() })))
}
