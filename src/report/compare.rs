//! What a comparison of layouts says: how their figures scatter, how they differ, and which is the best.

pub mod json;
mod selection;
pub mod text;

use super::{Gathered, Report, words};
use crate::record::figure::{FIGURES, Index};
use crate::report::head::Head;
use crate::study::compare::{Difference, compare_at};
use crate::study::precision::{Precision, joint};
use crate::study::quantile::Spread;
use crate::study::replicate::Summary;
use crate::study::select::best::Best;
pub use selection::Choice;

/// The figures of a comparison, unless others are asked for.
pub const DEFAULT: [Index; 7] = [
    Index::CostTotal,
    Index::CostPerJob,
    Index::ResponseMean,
    Index::ResponseP95,
    Index::PromiseKept,
    Index::FirstTimeFix,
    Index::Satisfaction,
];

/// What is compared, and how.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// Indices of the figures; none: the default ones that have data.
    pub figures: Vec<usize>,
    /// Whether every layout is compared with every other, not just with the baseline.
    pub all_pairs: bool,
    /// Confidence of a layout's intervals, and of the intervals of a figure's differences together.
    pub confidence: f64,
}

/// All that a comparison says.
#[derive(Debug, Clone)]
pub struct Contest {
    /// The run beneath.
    pub report: Report,
    /// What is compared, the figures spelt out.
    pub terms: Terms,
    /// How figures scatter, by layout and figure.
    pub spreads: Vec<Vec<Option<Spread>>>,
    /// The pairs that are compared.
    pub pairs: Vec<Pair>,
    /// Comparisons with the best, where asked for.
    pub best: Option<Standings>,
}

/// A layout against another.
#[derive(Debug, Clone)]
pub struct Pair {
    /// Index of the layout.
    pub layout: usize,
    /// Index of the other.
    pub baseline: usize,
    /// Differences of the figures that are compared, where both have data.
    pub differences: Vec<Difference>,
}

/// Comparisons with the best by a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Standings {
    /// Index of the figure.
    pub figure: usize,
    /// A difference worth noticing, if one was given [unit of the figure].
    pub delta: Option<f64>,
    /// What they say.
    pub best: Best,
}

impl Contest {
    /// The comparison of layouts that were run.
    pub fn new(head: Head, summaries: &[Summary], mut terms: Terms, precision: Option<&Precision>) -> Contest {
        let gathered = vec![Gathered::default(); summaries.len()];
        let report = Report::new(head, summaries, gathered).with_precision(precision, summaries);
        if terms.figures.is_empty() {
            let speaks = |index: &Index| report.largest(*index) > 0.0;
            terms.figures = DEFAULT.into_iter().filter(speaks).map(|index| index as usize).collect();
        }
        let spread = |summary: &Summary, figure: usize| {
            let estimate = summary.estimate_at(figure, terms.confidence)?;
            Spread::of(&summary.values(figure), estimate, terms.confidence)
        };
        let spreads =
            summaries.iter().map(|summary| terms.figures.iter().map(|&figure| spread(summary, figure)).collect()).collect();
        let pairs = pairs(summaries.len(), report.head.asked.baseline, terms.all_pairs);
        let confidence = joint(terms.confidence, pairs.len());
        let compared = |&(layout, baseline): &(usize, usize)| {
            let mut all = compare_at(&summaries[layout], &summaries[baseline], confidence);
            Pair { layout, baseline, differences: terms.figures.iter().filter_map(|&figure| all[figure].take()).collect() }
        };
        let pairs = pairs.iter().map(compared).collect();
        Contest { report, spreads, pairs, terms, best: None }
    }

    /// Name of a layout.
    pub fn name(&self, layout: usize) -> &str {
        &self.report.names(layout).layout
    }

    /// A few sentences for each pair.
    pub fn verdicts(&self) -> Vec<String> {
        let of = |pair: &Pair| {
            let differences: Vec<&Difference> = pair.differences.iter().filter(|difference| words::speaks(difference)).collect();
            words::sentences(self.name(pair.layout), self.name(pair.baseline), &differences)
        };
        let pairs = self.pairs.iter().filter(|_| self.report.complete > 1).map(of);
        pairs.chain(self.best.iter().map(|standings| selection::standing(self, standings))).collect()
    }

    /// What a reader must know before trusting the figures.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = words::general(&self.report);
        let judged = self.pairs.iter().filter(|_| self.report.complete >= words::FEW);
        let harmed = judged.filter_map(|pair| {
            let name = format!("{} against {}", self.name(pair.layout), self.name(pair.baseline));
            words::harmed(&name, pair.differences.iter())
        });
        warnings.extend(harmed);
        let missing =
            self.terms.figures.iter().enumerate().filter(|(at, _)| self.spreads.iter().all(|layout| layout[*at].is_none()));
        warnings.extend(missing.map(|(_, &figure)| format!("no layout has data for {}", FIGURES[figure].label)));
        warnings
    }
}

/// Pairs of layouts: each but the baseline with it, or each with each before it.
fn pairs(layouts: usize, baseline: usize, all: bool) -> Vec<(usize, usize)> {
    if all {
        return (0..layouts).flat_map(|other| (other + 1..layouts).map(move |layout| (layout, other))).collect();
    }
    (0..layouts).filter(|&layout| layout != baseline).map(|layout| (layout, baseline)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_compared_once() {
        assert_eq!(pairs(3, 1, false), [(0, 1), (2, 1)]);
        assert_eq!(pairs(3, 1, true), [(1, 0), (2, 0), (2, 1)]);
        assert_eq!(pairs(5, 0, true).len(), 10);
    }
}
