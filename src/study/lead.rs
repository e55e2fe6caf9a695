//! Which layout leads by a figure, and whether its lead over each of the others is shown.

use super::compare::{Difference, Verdict, difference};
use super::interval::CONFIDENCE;
use super::precision::joint;
use super::replicate::Summary;
use super::select::Toward;
use crate::record::figure::FIGURES;
use serde::{Deserialize, Serialize};

/// The layout with the best value of a figure, and the others against it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lead {
    /// Index of the figure.
    pub figure: usize,
    /// Index of the leading layout, of equals the first.
    pub layout: usize,
    /// The others in the order of their values, the next best first: layout, and its difference from the leader, paired by
    /// replication. Against the baseline, intervals are those of [`super::compare::compare`]; as the leader is found in the same data,
    /// those between other layouts are at the Bonferroni level of all pairs.
    pub others: Vec<(usize, Difference)>,
}

impl Lead {
    /// Who leads by a figure; `None` where the figure has no direction, or some layout has no data.
    pub fn of(summaries: &[Summary], figure: usize, baseline: usize) -> Option<Lead> {
        let toward = Toward::of(FIGURES[figure].better)?;
        let values: Vec<f64> = summaries.iter().map(|summary| summary.estimate(figure).map(|e| e.value)).collect::<Option<_>>()?;
        let best = |best: usize, other: usize| if toward.worse_by(values[other], values[best]) < 0.0 { other } else { best };
        let layout = (0..values.len()).reduce(best)?;
        let pairs = values.len() * (values.len() - 1) / 2;
        let against = |other: usize| {
            let at_once = if layout == baseline || other == baseline { values.len() - 1 } else { pairs };
            let difference = difference(&summaries[other], &summaries[layout], figure, joint(CONFIDENCE, at_once))?;
            Some((other, difference))
        };
        let mut others: Vec<(usize, Difference)> =
            (0..values.len()).filter(|other| *other != layout).map(against).collect::<Option<_>>()?;
        others.sort_by(|(one, _), (other, _)| toward.worse_by(values[*one], values[*other]).total_cmp(&0.0));
        Some(Lead { figure, layout, others })
    }

    /// The layouts whose difference from the leader is not shown.
    pub fn rivals(&self) -> Vec<usize> {
        let shown = |difference: &Difference| matches!(difference.verdict, Verdict::More | Verdict::Less);
        self.others.iter().filter(|(_, difference)| !shown(difference)).map(|(layout, _)| *layout).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::figure::Index;

    fn summary(values: &[f64]) -> Summary {
        let rows = values.iter().map(|value| vec![Some(*value); FIGURES.len()]).collect();
        Summary { rows, ..Summary::default() }
    }

    #[test]
    fn the_cheapest_leads_and_equals_are_rivals() {
        let all = [
            summary(&[12.0, 13.0, 14.0]),
            summary(&[10.0, 11.0, 12.0]),
            summary(&[10.2, 10.9, 12.2]),
            summary(&[19.0, 20.0, 21.0]),
        ];
        let lead = Lead::of(&all, Index::CostTotal as usize, 0).unwrap();
        assert_eq!(lead.layout, 1);
        assert_eq!(lead.others.iter().map(|(layout, _)| *layout).collect::<Vec<_>>(), [2, 0, 3]);
        assert_eq!(lead.rivals(), [2]);
        assert_eq!(lead.others[1].1.estimate.value, 2.0);
        // By a figure of which more is better, the last leads.
        assert_eq!(Lead::of(&all, Index::Satisfaction as usize, 0).unwrap().layout, 3);
        assert_eq!(Lead::of(&all, Index::Calls as usize, 0), None);
    }

    #[test]
    fn intervals_are_at_the_level_of_all_pairs() {
        let values = [[10.0, 11.0, 12.5], [10.5, 11.9, 12.8], [15.0, 15.0, 18.0]];
        let all = values.map(|values| summary(&values));
        let half =
            |n: usize| Lead::of(&all[..n], Index::CostTotal as usize, n - 1).unwrap().others[0].1.estimate.half_width.unwrap();
        // t(2) at 1 - .05/2 and at 1 - .05/6.
        assert!((half(3) / half(2) - 7.6488 / 4.3027).abs() < 1e-3);
    }
}
