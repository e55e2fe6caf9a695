//! Counts of durations between fixed edges: small enough to be kept for every place and zone.

/// Edges: 0, then from a minute to 100,000 minutes (69 days), 20 to each power of ten.
const STEPS: usize = 100;
const PER_DECADE: f64 = 20.0;
const MS_PER_MINUTE: f64 = 60_000.0;

/// How many durations lie between one edge and the next; exact, so that merging is exact in any order.
///
/// ```
/// use callout::kernel::bins::Bins;
/// let mut bins = Bins::default();
/// bins.record(30_000);
/// bins.record(3_600_000);
/// assert_eq!(bins.count(), 2);
/// // Half of the durations are shorter than a minute.
/// assert_eq!(bins.shares().find(|(edge, _)| *edge == 60_000), Some((60_000, 0.5)));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bins {
    counts: Vec<u64>,
}

/// The upper edges of the bins [ms]; the last bin has none.
pub fn edges() -> &'static [i64] {
    static EDGES: std::sync::OnceLock<Vec<i64>> = std::sync::OnceLock::new();
    EDGES.get_or_init(|| {
        let edge = |step: usize| (MS_PER_MINUTE * libm::pow(10.0, step as f64 / PER_DECADE)).round() as i64;
        (0..=STEPS).map(edge).collect()
    })
}

impl Bins {
    /// Counts a duration [ms].
    pub fn record(&mut self, ms: i64) {
        let at = edges().partition_point(|edge| *edge <= ms);
        if at >= self.counts.len() {
            self.counts.resize(at + 1, 0);
        }
        self.counts[at] += 1;
    }

    /// Adds all that `other` has counted.
    pub fn merge(&mut self, other: &Bins) {
        if self.counts.len() < other.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        self.counts.iter_mut().zip(&other.counts).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// Durations counted.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The share of durations under each edge, exactly, up to the first edge that all are under: edge [ms], share. None without data.
    pub fn shares(&self) -> impl Iterator<Item = (i64, f64)> + '_ {
        let all = self.count();
        let mut below = 0;
        self.counts.iter().zip(edges()).filter(move |_| all > 0).map(move |(count, edge)| {
            below += count;
            (*edge, below as f64 / all as f64)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_rise_from_a_minute_to_ten_weeks() {
        assert!(edges().windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!((edges()[0], edges()[20], edges()[STEPS]), (60_000, 600_000, 6_000_000_000));
    }

    #[test]
    fn shares_are_those_of_the_durations_under_the_edge() {
        let mut bins = Bins::default();
        let durations: Vec<i64> = (0..2_000).map(|at| at * at * 700).collect();
        let (first, second) = durations.split_at(700);
        let mut other = Bins::default();
        first.iter().for_each(|ms| bins.record(*ms));
        second.iter().for_each(|ms| other.record(*ms));
        bins.merge(&other);
        for (edge, share) in bins.shares() {
            let under = durations.iter().filter(|ms| **ms < edge).count();
            assert_eq!(share, under as f64 / 2_000.0, "{edge}");
        }
        assert_eq!(bins.shares().last().unwrap().1, 1.0);
        assert_eq!(Bins::default().shares().next(), None);
    }
}
