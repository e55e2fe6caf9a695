//! The report as one JSON document, and the manifest of what was run.
//!
//! Numbers are plain numbers in the unit that stands beside them; what has no data is `null`. Keys keep their order.

use super::document::{AccountKey, By, Estimate, FigureKey, File, Replications, SCHEMA_VERSION, Window, pretty, schema_of};
use super::head::Head;
use super::number::unit_key;
use super::precision::Goal;
use super::{Comparison, Gathered, MeanRow, Report, words};
use crate::record::figure::FIGURES;
use crate::record::ledger::Account;
use crate::scenario::schema::Satisfaction;
use crate::study::compare;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// What `callout run --format json` prints, and `summary.json` of a directory of results.
#[derive(Debug, Serialize, JsonSchema)]
struct Summary {
    /// Counts up when a key changes its meaning or goes away.
    schema_version: u32,
    /// Name of the scenario.
    scenario: String,
    /// The question that the scenario answers; empty where it asks none.
    question: String,
    /// Label of all money.
    currency: String,
    /// The counted time.
    window: Window,
    /// Replications of each layout.
    replications: Replications,
    /// Confidence of the intervals, as a share of 1.
    confidence: f64,
    /// The layouts in their order.
    layouts: Vec<Layout>,
    /// Each layout but the baseline, compared with it.
    differences: Vec<Differences>,
    /// What the differences come to, in sentences; none from a single replication.
    verdicts: Vec<String>,
    /// What a reader must know before trusting the numbers, in sentences.
    warnings: Vec<String>,
    /// What was run.
    manifest: Manifest,
    /// What became of the half-widths that were asked for, by goal and layout; only where some were.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<Goal>")]
    precision: Option<Vec<Goal>>,
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
    /// All figures of the network.
    figures: By<FigureKey, Estimate>,
    /// Sums of all accounts of the ledger over the counted time, costs and revenue both positive.
    accounts: By<AccountKey, Estimate>,
    /// Means by part of the network.
    by: Cuts,
    /// What the audit found, in sentences; none without `--audit`.
    audit_faults: Vec<String>,
}

/// Means over replications by part of the network, in the units of the figures; figures without data are left out.
#[derive(Debug, Serialize, JsonSchema)]
struct Cuts {
    /// By kind of job.
    kind: Means,
    /// By place of the ledger: centres, partners, the network as such.
    place: Means,
    /// By demand area.
    zone: Means,
    /// By tier of customers; only where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Means")]
    tier: Option<Means>,
}

/// Means of figures by name of the part.
type Means = IndexMap<String, By<FigureKey, f64>>;

/// A layout less the baseline, paired by replication.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Differences {
    /// The layout.
    pub layout: String,
    /// What it is compared with.
    pub baseline: String,
    /// So many comparisons, of which the intervals of a figure hold together (Bonferroni).
    pub comparisons: usize,
    /// Differences of the figures for which both have data.
    pub figures: By<FigureKey, Difference>,
}

/// A figure of a layout less that of the baseline.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Difference {
    /// Layout less baseline, in `unit`.
    difference: f64,
    /// Half the width of its interval, in `unit`; `null` from a single replication.
    half_width: Option<f64>,
    /// Standard deviation of the differences between replications, in `unit`; `null` from a single one.
    deviation: Option<f64>,
    /// Replications for which both have data.
    n: usize,
    /// Unit: h, share (of 1), count, km, score, points, or the currency.
    unit: String,
    /// Value of the baseline, in `unit`.
    baseline: f64,
    /// The difference in per cent of the baseline; `null` where that says nothing.
    per_cent: Option<f64>,
    /// Half the width of the interval, in per cent of the baseline.
    per_cent_half_width: Option<f64>,
    /// How much common random numbers save: (S1^2 + S2^2) / S_Z^2; `null` without variance.
    variance_reduction: Option<f64>,
    /// What it says.
    verdict: Verdict,
    /// With `not-shown`: about so many more replications would show a difference of 1 % of the baseline.
    more_replications: Option<u64>,
    /// Whether the layout is better by this figure; `null` where that is not shown or neither more nor less is better.
    better: Option<bool>,
    /// The verdict in words.
    words: String,
}

/// What a difference says.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    /// The layout has more of it.
    More,
    /// The layout has less of it.
    Less,
    /// No replication differs at all.
    Same,
    /// The interval holds zero.
    NotShown,
    /// One replication says nothing about certainty.
    OneReplication,
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
    /// Replications of each layout.
    replications: Replications,
    /// Names of the layouts in their order.
    layouts: Vec<String>,
    /// Name of the layout that the others are compared with.
    baseline: String,
    /// Values of `--set` in their order.
    set: Vec<String>,
    /// The command line without what does not change results.
    command: String,
    /// Label of all money.
    currency: String,
    /// The counted time.
    window: Window,
    /// How customers judge, by layout: the keys of `[satisfaction]`, defaults included.
    satisfaction: IndexMap<String, Satisfaction>,
}

/// The whole report, with a line break at its end.
pub fn summary(report: &Report) -> String {
    let head = &report.head;
    pretty(&Summary {
        schema_version: SCHEMA_VERSION,
        scenario: head.scenario.clone(),
        question: head.asked.question.clone(),
        currency: head.currency.clone(),
        window: Window::of(head),
        replications: replications(report),
        confidence: crate::study::interval::CONFIDENCE,
        layouts: (0..report.layouts.len()).map(|at| layout(report, at)).collect(),
        differences: report.comparisons.iter().map(|comparison| differences(report, comparison)).collect(),
        verdicts: if report.complete > 1 { words::verdicts(report) } else { Vec::new() },
        warnings: words::warnings(report),
        manifest: manifest_of(report),
        precision: report.precision.as_ref().map(|goals| Goal::all(goals, head)),
    })
}

/// Its schema.
pub fn schema() -> String {
    schema_of::<Summary>("callout run --format json; summary.json")
}

/// What was run, as far as results depend on it: no clock, no threads, so that a re-run gives the same bytes.
pub fn manifest(report: &Report) -> String {
    pretty(&manifest_of(report))
}

fn replications(report: &Report) -> Replications {
    Replications { asked: report.head.asked.replications, complete: report.complete }
}

fn manifest_of(report: &Report) -> Manifest {
    let Head { asked, layouts, .. } = &report.head;
    Manifest {
        program: "callout",
        version: env!("CARGO_PKG_VERSION"),
        scenario: File::of(&report.head),
        seed: report.head.seed,
        replications: replications(report),
        layouts: layouts.iter().map(|names| names.layout.clone()).collect(),
        baseline: report.head.baseline().layout.clone(),
        set: asked.sets.clone(),
        command: asked.command.clone(),
        currency: report.head.currency.clone(),
        window: Window::of(&report.head),
        satisfaction: layouts.iter().map(|names| (names.layout.clone(), names.satisfaction.clone())).collect(),
    }
}

fn layout(report: &Report, at: usize) -> Layout {
    let (names, layout) = (report.names(at), &report.layouts[at]);
    let currency = &report.head.currency;
    let figures = FIGURES.iter().zip(&layout.figures);
    let figures = figures.map(|(figure, e)| (FigureKey(figure.key), Estimate::of(e.as_ref(), unit_key(figure.unit, currency))));
    let accounts = Account::ALL.iter().zip(&layout.accounts);
    let accounts = accounts.map(|(account, e)| (AccountKey(account.key()), Estimate::of(e.as_ref(), currency.clone())));
    let Gathered { kinds, places, zones, tiers, .. } = &layout.cuts;
    Layout {
        name: names.layout.clone(),
        summary: names.summary.clone(),
        baseline: at == report.head.asked.baseline,
        figures: figures.collect(),
        accounts: accounts.collect(),
        by: Cuts {
            kind: cut(&names.kinds, kinds),
            place: cut(&names.places, places),
            zone: cut(&names.zones, zones),
            tier: (!tiers.is_empty()).then(|| cut(&names.tiers, tiers)),
        },
        audit_faults: layout.faults.clone(),
    }
}

/// Means of a cut by name; figures without data are left out.
fn cut(names: &[String], rows: &[MeanRow]) -> Means {
    let means = |row: &MeanRow| (0..FIGURES.len()).filter_map(|at| row.mean(at).map(|mean| (FigureKey::of(at), mean))).collect();
    names.iter().zip(rows).map(|(name, row)| (name.clone(), means(row))).collect()
}

fn differences(report: &Report, comparison: &Comparison) -> Differences {
    Differences {
        layout: report.names(comparison.layout).layout.clone(),
        baseline: report.head.baseline().layout.clone(),
        comparisons: report.comparisons.len(),
        figures: Difference::by_figure(comparison.differences.iter().flatten(), &report.head.currency),
    }
}

impl Difference {
    /// Differences by figure.
    pub(super) fn by_figure<'d>(
        differences: impl Iterator<Item = &'d compare::Difference>,
        currency: &str,
    ) -> By<FigureKey, Difference> {
        let of = |d: &compare::Difference| (FigureKey::of(d.figure), Difference::of(d, unit_key(FIGURES[d.figure].unit, currency)));
        differences.map(of).collect()
    }

    fn of(difference: &compare::Difference, unit: String) -> Difference {
        let per_cent = difference.per_cent();
        let (verdict, more) = match difference.verdict {
            compare::Verdict::More => (Verdict::More, None),
            compare::Verdict::Less => (Verdict::Less, None),
            compare::Verdict::Same => (Verdict::Same, None),
            compare::Verdict::NotShown { more } => (Verdict::NotShown, more),
            compare::Verdict::OneReplication => (Verdict::OneReplication, None),
        };
        Difference {
            difference: difference.estimate.value,
            half_width: difference.estimate.half_width,
            deviation: difference.estimate.deviation,
            n: difference.estimate.n,
            unit,
            baseline: difference.baseline,
            per_cent: per_cent.map(|(value, _)| value),
            per_cent_half_width: per_cent.and_then(|(_, half_width)| half_width),
            variance_reduction: difference.variance_reduction,
            verdict,
            more_replications: more,
            better: difference.is_better(),
            words: words::verdict(difference),
        }
    }
}
