//! Verdicts and warnings in sentences.

use super::number::{Shown, grouped, plain};
use super::{Comparison, Report, precision};
use crate::record::figure::{FIGURES, Index, Unit};
use crate::study::compare::{Difference, Verdict};

/// The figures that a comparison speaks of.
pub const MAIN: [Index; 11] = [
    Index::CostTotal,
    Index::CostPerJob,
    Index::ResponseMean,
    Index::ResponseP95,
    Index::PromiseKept,
    Index::FirstTimeFix,
    Index::RepeatRate,
    Index::Satisfaction,
    Index::Nps,
    Index::Utilisation,
    Index::OvertimeShare,
];

/// Fewer replications than this make half-widths that are themselves uncertain.
pub(super) const FEW: u32 = 10;

/// More replications than this are not asked for.
const MOST_MORE: u64 = 10_000;

/// Callers without service that a reader must know of, as a share of the calls.
const UNSERVED: f64 = 0.05;

/// How large a shown difference is: points of a share or a score, per cent of anything else, without its sign.
pub fn size(difference: &Difference) -> String {
    let half_width = difference.estimate.half_width;
    match FIGURES[difference.figure].unit {
        Unit::Share => Shown::new(100.0 * difference.estimate.value.abs(), half_width.map(|h| 100.0 * h)).with_unit("") + " points",
        Unit::Points => Shown::new(difference.estimate.value.abs(), half_width).with_unit("") + " points",
        Unit::Score => Shown::new(difference.estimate.value.abs(), half_width).with_unit(""),
        _ => match difference.per_cent() {
            Some((value, half_width)) => Shown::new(value.abs(), half_width).with_unit(" %"),
            None => Shown::new(difference.estimate.value.abs(), half_width).with_unit(""),
        },
    }
}

/// The verdict on one figure in a few words.
pub fn verdict(difference: &Difference) -> String {
    match difference.verdict {
        Verdict::More | Verdict::Less => {
            format!("{} {}", size(difference), difference.word().expect("a shown difference has a word"))
        }
        Verdict::Same => "the same in every replication".to_owned(),
        Verdict::NotShown { more } if bound(difference).is_some_and(|per_cent| more.is_none() || per_cent <= 1.0) => {
            format!("no difference shown, at most {} %", plain(bound(difference).expect("it is there")))
        }
        Verdict::NotShown { more: Some(more) } if more > MOST_MORE => {
            format!("no difference shown; it would take over {} more replications to show 1 %", grouped(MOST_MORE as f64, 0))
        }
        Verdict::NotShown { more: Some(more) } => {
            let replications = if more == 1 { "replication" } else { "replications" };
            format!("no difference shown; about {} more {replications} would show 1 %", grouped(more as f64, 0))
        }
        Verdict::NotShown { more: None } => "no difference shown".to_owned(),
        Verdict::OneReplication => "no verdict".to_owned(),
    }
}

/// The largest difference that the interval holds, in per cent of the baseline.
fn bound(difference: &Difference) -> Option<f64> {
    let (value, half_width) = difference.per_cent()?;
    half_width.map(|half_width| value.abs() + half_width)
}

/// Whether a difference has something to say: figures that are nothing in both layouts have not.
pub fn speaks(difference: &Difference) -> bool {
    difference.baseline != 0.0 || difference.estimate.value != 0.0
}

impl Comparison {
    /// Differences of the main figures that have something to say.
    pub fn main(&self) -> impl Iterator<Item = &Difference> {
        MAIN.iter().filter_map(|&index| self.differences[index as usize].as_ref()).filter(|difference| speaks(difference))
    }
}

/// What the comparisons come to: a few sentences for each layout but the baseline.
pub fn verdicts(report: &Report) -> Vec<String> {
    report.comparisons.iter().map(|comparison| verdict_of(report, comparison)).collect()
}

fn verdict_of(report: &Report, comparison: &Comparison) -> String {
    let differences: Vec<&Difference> = comparison.main().collect();
    sentences(&report.names(comparison.layout).layout, &report.head.baseline().layout, &differences)
}

/// What the differences of a layout from a baseline come to, total cost first.
pub fn sentences(layout: &str, baseline: &str, differences: &[&Difference]) -> String {
    let cost = Index::CostTotal as usize;
    let mut sentences: Vec<String> = Vec::new();
    match differences.iter().find(|difference| difference.figure == cost) {
        Some(difference) => sentences.push(match difference.verdict {
            Verdict::More | Verdict::Less => {
                let word = difference.word().expect("a shown difference has a word");
                format!("{layout} is {word} than {baseline} by {}.", size(difference))
            }
            Verdict::Same => format!("{layout} costs the same as {baseline} in every replication."),
            _ => format!("Total cost of {layout} against {baseline}: {}.", verdict(difference)),
        }),
        None => sentences.push(format!("{layout} against {baseline}.")),
    }
    let others: Vec<&Difference> = differences.iter().filter(|difference| difference.figure != cost).copied().collect();
    let called = |difference: &Difference| FIGURES[difference.figure].label;
    let shown = |better: Option<bool>| {
        let of = others.iter().filter(|d| matches!(d.verdict, Verdict::More | Verdict::Less) && d.is_better() == better);
        of.map(|d| format!("{} {}", called(d), verdict(d))).collect::<Vec<_>>()
    };
    let rest = |is: fn(Verdict) -> bool| others.iter().filter(|d| is(d.verdict)).map(|d| called(d).to_owned()).collect::<Vec<_>>();
    let lists = [
        ("Better", shown(Some(true))),
        ("Worse", shown(Some(false))),
        ("Neither better nor worse", shown(None)),
        ("No difference shown", rest(|v| matches!(v, Verdict::NotShown { .. }))),
        ("The same in every replication", rest(|v| v == Verdict::Same)),
    ];
    for (title, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
        sentences.push(format!("{title}: {}.", list.join("; ")));
    }
    sentences.join(" ")
}

/// What a reader must know before trusting the figures.
pub fn warnings(report: &Report) -> Vec<String> {
    let mut warnings = general(report);
    let judged = report.comparisons.iter().filter(|_| report.complete >= FEW);
    warnings.extend(judged.filter_map(|comparison| harmed(&report.names(comparison.layout).layout, comparison.main())));
    warnings
}

/// The same without what is said of differences.
pub(super) fn general(report: &Report) -> Vec<String> {
    let mut warnings = Vec::new();
    let (complete, asked) = (report.complete, report.head.asked.replications);
    let met = report.precision.as_ref().is_some_and(|goals| goals.iter().all(|goal| goal.met));
    if complete < asked && !met {
        let [complete, asked] = [complete, asked].map(|n| grouped(f64::from(n), 0));
        warnings.push(format!("stopped after {complete} of {asked} replications"));
    }
    match complete {
        1 => warnings.push("one replication: there are no intervals and no verdicts".to_owned()),
        n if n < FEW => warnings.push(format!("few replications ({n}): half-widths are unreliable under {FEW}")),
        _ => {}
    }
    for (at, layout) in report.layouts.iter().enumerate() {
        let name = &report.names(at).layout;
        let value = |index| report.value(at, index).unwrap_or(0.0);
        let per_replication = |n: f64| format!("{} per replication", plain(n));
        if value(Index::Open) > 0.0 {
            let open = per_replication(value(Index::Open));
            warnings.push(format!("{name}: jobs still open after the drain, {open}; time to restore leaves them out"));
        }
        if value(Index::Lost) > 0.0 {
            let lost = per_replication(value(Index::Lost));
            warnings.push(format!("{name}: calls that no place took, {lost}; they count as broken promises"));
        }
        let unserved = value(Index::Abandoned) + value(Index::Lost) + value(Index::Declined);
        let share = unserved / value(Index::Calls).max(1.0);
        if share > UNSERVED {
            let per_cent = plain(100.0 * share);
            warnings.push(format!(
                "{name}: {per_cent} % of the callers gave up, found nobody or declined; cost, fix and satisfaction are those of the others"
            ));
        }
        if value(Index::Utilisation) > 1.0 {
            let per_cent = plain(100.0 * value(Index::Utilisation));
            warnings
                .push(format!("{name}: utilisation is {per_cent} %, more than the paid hours: the backlog may grow without end"));
        }
        if !layout.faults.is_empty() {
            warnings.push(format!("{name}: the audit found {} faults; do not trust the figures", layout.faults.len()));
        }
    }
    warnings.extend(report.precision.iter().flat_map(|goals| precision::unmet(goals, &report.head, complete)));
    warnings
}

/// Warns of figures for which common random numbers do harm.
pub(super) fn harmed<'a>(name: &str, differences: impl Iterator<Item = &'a Difference>) -> Option<String> {
    let harmed = differences.filter(|difference| difference.variance_reduction.is_some_and(|factor| factor < 1.0));
    let labels: Vec<&str> = harmed.map(|difference| FIGURES[difference.figure].label).collect();
    (!labels.is_empty()).then(|| format!("{name}: common random numbers do not help (factor under 1) for {}", labels.join("; ")))
}
