//! A comparison as one JSON document, and a selection.

use super::super::document::{By, Estimate, FigureKey, File, Replications, SCHEMA_VERSION, Window, pretty, schema_of};
use super::super::head::Head;
use super::super::json::{Difference, Differences};
use super::super::number::unit_key;
use super::super::precision::Goal;
use super::selection::{self, Selection};
use super::{Choice, Contest, Pair, Standings};
use crate::record::figure::FIGURES;
use crate::study::quantile;
use crate::study::select::best::{self, Place};
use schemars::JsonSchema;
use serde::Serialize;

/// What `callout compare --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
enum Document {
    /// A comparison of layouts.
    Comparison(Box<Comparison>),
    /// With `--select`: the best layout, selected with as many replications as that takes.
    Selected(Box<Selected>),
}

/// A comparison of layouts.
#[derive(Debug, Serialize, JsonSchema)]
struct Comparison {
    /// Counts up when a key changes its meaning or goes away.
    schema_version: u32,
    /// Name of the scenario.
    scenario: String,
    /// Label of all money.
    currency: String,
    /// The counted time.
    window: Window,
    /// Replications of each layout.
    replications: Replications,
    /// Confidence of the intervals, as a share of 1: of each estimate, and of all differences of a figure together.
    confidence: f64,
    /// The layouts in their order.
    layouts: Vec<Layout>,
    /// The pairs that are compared.
    differences: Vec<Differences>,
    /// What it comes to, in sentences.
    verdicts: Vec<String>,
    /// What a reader must know before trusting the numbers, in sentences.
    warnings: Vec<String>,
    /// What was run.
    manifest: Manifest,
    /// Multiple comparisons with the best; only where `--best` asked for them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Best")]
    best: Option<Best>,
    /// What became of the half-widths that were asked for, by goal and layout; only where some were.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Goal>")]
    precision: Option<Vec<Goal>>,
}

/// A selection of the best layout.
#[derive(Debug, Serialize, JsonSchema)]
struct Selected {
    /// Counts up when a key changes its meaning or goes away.
    schema_version: u32,
    /// Name of the scenario.
    scenario: String,
    /// Label of all money.
    currency: String,
    /// The counted time.
    window: Window,
    /// How it went.
    selection: Selection,
    /// What was run.
    manifest: Manifest,
}

/// What was run, as far as results depend on it.
#[derive(Debug, Serialize, JsonSchema)]
struct Manifest {
    /// `callout`.
    program: &'static str,
    /// Version of the program.
    version: &'static str,
    /// The scenario file.
    scenario: File,
    /// Master seed.
    seed: u64,
    /// Names of the layouts in their order.
    layouts: Vec<String>,
    /// Name of the baseline.
    baseline: String,
    /// Values of `--set` in their order.
    set: Vec<String>,
    /// The command line without what does not change results.
    command: String,
}

/// A layout of the network.
#[derive(Debug, Serialize, JsonSchema)]
struct Layout {
    /// Its name.
    name: String,
    /// What the scenario says of it.
    summary: String,
    /// Whether the others are compared with it.
    baseline: bool,
    /// How the compared figures scatter over replications.
    figures: By<FigureKey, Spread>,
}

/// How the replications of a figure scatter.
#[derive(Debug, Serialize, JsonSchema)]
struct Spread {
    /// The mean and its interval.
    #[serde(flatten)]
    estimate: Estimate,
    /// The rest, where there are data.
    #[serde(flatten)]
    scatter: Option<Scatter>,
}

/// Ends and quantiles over replications; only where a figure has data.
#[derive(Debug, Serialize, JsonSchema)]
struct Scatter {
    /// Lowest value of a replication, in `unit`.
    min: f64,
    /// 5th percentile.
    p5: Quantile,
    /// Median.
    median: Quantile,
    /// 95th percentile.
    p95: Quantile,
    /// Highest value of a replication, in `unit`.
    max: f64,
}

/// A quantile over replications and its interval, by order statistics.
#[derive(Debug, Serialize, JsonSchema)]
struct Quantile {
    /// The value, in the figure's unit.
    value: f64,
    /// Lower end of its interval; `null` where there are too few replications for it.
    low: Option<f64>,
    /// Upper end of its interval; `null` where there are too few replications for it.
    high: Option<f64>,
}

/// Multiple comparisons with the best: by how much each layout is worse than the best of the others, all intervals at once.
#[derive(Debug, Serialize, JsonSchema)]
struct Best {
    /// The figure that decides.
    figure: FigureKey,
    /// Its unit: h, share (of 1), count, km, score, points, or the currency.
    unit: String,
    /// A difference worth noticing, in `unit`; `null` if none was given.
    delta: Option<f64>,
    /// Replications of the first stage, from which the variance is taken.
    first_stage: usize,
    /// Replications of each layout.
    replications: usize,
    /// Replications that the half-width `delta` needs; `null` if none was given.
    replications_needed: Option<usize>,
    /// Standard deviation of the difference of two layouts in a replication, the same for all pairs, in `unit`.
    deviation_of_pairs: f64,
    /// Critical value g.
    critical_value: f64,
    /// Half-width of all intervals, in `unit`.
    half_width: f64,
    /// The layout that is selected; `null` while there are too few replications.
    selected: Option<String>,
    /// The layouts in their order.
    layouts: Vec<Standing>,
}

/// A layout among the others.
#[derive(Debug, Serialize, JsonSchema)]
struct Standing {
    /// The layout.
    layout: String,
    /// Its mean, in the figure's unit.
    mean: f64,
    /// By how much it is worse than the best of the others, in the figure's unit; negative: better.
    worse_than_best_other: f64,
    /// Lower end of its interval.
    low: f64,
    /// Upper end of its interval.
    high: f64,
    /// What that says.
    standing: Rank,
}

/// Where a layout stands among the others.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Rank {
    /// It is the best, or as good.
    Best,
    /// Another is better, or as good.
    Beaten,
    /// It may be the best.
    Candidate,
}

/// The schema of both.
pub fn schema() -> String {
    schema_of::<Document>("callout compare --format json")
}

/// The whole comparison, with a line break at its end.
pub fn json(contest: &Contest) -> String {
    let (report, head) = (&contest.report, &contest.report.head);
    pretty(&Document::Comparison(Box::new(Comparison {
        schema_version: SCHEMA_VERSION,
        scenario: head.scenario.clone(),
        currency: head.currency.clone(),
        window: Window::of(head),
        replications: Replications { asked: head.asked.replications, complete: report.complete },
        confidence: contest.terms.confidence,
        layouts: (0..head.layouts.len()).map(|at| layout(contest, at)).collect(),
        differences: contest.pairs.iter().map(|pair| differences(contest, pair)).collect(),
        verdicts: contest.verdicts(),
        warnings: contest.warnings(),
        manifest: manifest(head),
        best: contest.best.as_ref().map(|standings| best(contest, standings)),
        precision: report.precision.as_ref().map(|goals| Goal::all(goals, head)),
    })))
}

/// A selection, with a line break at its end.
pub fn choice(choice: &Choice) -> String {
    let head = &choice.head;
    pretty(&Document::Selected(Box::new(Selected {
        schema_version: SCHEMA_VERSION,
        scenario: head.scenario.clone(),
        currency: head.currency.clone(),
        window: Window::of(head),
        selection: selection::value(choice),
        manifest: manifest(head),
    })))
}

fn manifest(head: &Head) -> Manifest {
    Manifest {
        program: "callout",
        version: env!("CARGO_PKG_VERSION"),
        scenario: File::of(head),
        seed: head.seed,
        layouts: head.layouts.iter().map(|names| names.layout.clone()).collect(),
        baseline: head.baseline().layout.clone(),
        set: head.asked.sets.clone(),
        command: head.asked.command.clone(),
    }
}

fn layout(contest: &Contest, at: usize) -> Layout {
    let currency = &contest.report.head.currency;
    let figures = contest.terms.figures.iter().zip(&contest.spreads[at]);
    let spread = |(&figure, of): (&usize, &Option<quantile::Spread>)| {
        (FigureKey::of(figure), Spread::of(of.as_ref(), unit_key(FIGURES[figure].unit, currency)))
    };
    Layout {
        name: contest.name(at).to_owned(),
        summary: contest.report.names(at).summary.clone(),
        baseline: at == contest.report.head.asked.baseline,
        figures: figures.map(spread).collect(),
    }
}

impl Spread {
    fn of(spread: Option<&quantile::Spread>, unit: String) -> Spread {
        let quantile = |q: quantile::Quantile| Quantile { value: q.value, low: q.low, high: q.high };
        let scatter = |spread: &quantile::Spread| Scatter {
            min: spread.min,
            p5: quantile(spread.p5),
            median: quantile(spread.median),
            p95: quantile(spread.p95),
            max: spread.max,
        };
        Spread { estimate: Estimate::of(spread.map(|spread| &spread.estimate), unit), scatter: spread.map(scatter) }
    }
}

fn differences(contest: &Contest, pair: &Pair) -> Differences {
    Differences {
        layout: contest.name(pair.layout).to_owned(),
        baseline: contest.name(pair.baseline).to_owned(),
        comparisons: contest.pairs.len(),
        figures: Difference::by_figure(pair.differences.iter(), &contest.report.head.currency),
    }
}

fn best(contest: &Contest, standings: &Standings) -> Best {
    let best = &standings.best;
    let row = |(at, row): (usize, &best::Standing)| {
        let (worse, low, high) = row.worse;
        let standing = match row.place() {
            Place::Best => Rank::Best,
            Place::Beaten => Rank::Beaten,
            Place::Candidate => Rank::Candidate,
        };
        Standing { layout: contest.name(at).to_owned(), mean: row.mean, worse_than_best_other: worse, low, high, standing }
    };
    Best {
        figure: FigureKey::of(standings.figure),
        unit: unit_key(FIGURES[standings.figure].unit, &contest.report.head.currency),
        delta: standings.delta,
        first_stage: best.first,
        replications: best.n,
        replications_needed: best.needed,
        deviation_of_pairs: best.deviation,
        critical_value: best.critical,
        half_width: best.half_width,
        selected: best.selected().map(|layout| contest.name(layout).to_owned()),
        layouts: best.rows.iter().enumerate().map(row).collect(),
    }
}
