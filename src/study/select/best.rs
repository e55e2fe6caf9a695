//! Multiple comparisons with the best: by how much each layout is worse than the best of the others, all intervals at once.

use super::{Toward, critical, mean};

/// What comparisons with the best say of the layouts.
#[derive(Debug, Clone, PartialEq)]
pub struct Best {
    /// Replications of the first stage, from which the variance is taken.
    pub first: usize,
    /// Replications of each layout.
    pub n: usize,
    /// S: standard deviation of the difference of two layouts in a replication, the same for all pairs [unit of the figure].
    pub deviation: f64,
    /// Critical value g.
    pub critical: f64,
    /// Half-width of all intervals [unit of the figure].
    pub half_width: f64,
    /// Replications that the asked half-width needs, where one was asked.
    pub needed: Option<usize>,
    /// By layout.
    pub rows: Vec<Standing>,
}

/// A layout among the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Mean.
    pub mean: f64,
    /// By how much it is worse than the best of the others: estimate, lower and upper end [unit of the figure].
    pub worse: (f64, f64, f64),
}

/// What a standing says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// It is the best, or as good.
    Best,
    /// Another is better, or as good.
    Beaten,
    /// It may be the best.
    Candidate,
}

impl Best {
    /// The layout with the best mean, the first of equals, once there are as many replications as the asked difference needs: it is the
    /// best with the confidence of the intervals, if no other comes within that difference of the best.
    pub fn selected(&self) -> Option<usize> {
        self.needed.filter(|needed| *needed <= self.n)?;
        (0..self.rows.len()).reduce(|best, other| if self.rows[other].worse.0 < self.rows[best].worse.0 { other } else { best })
    }
}

impl Standing {
    /// What it says.
    pub fn place(&self) -> Place {
        match self.worse {
            (_, _, high) if high <= 0.0 => Place::Best,
            (_, low, _) if low >= 0.0 => Place::Beaten,
            _ => Place::Candidate,
        }
    }
}

/// S^2 = 2 sum (Y_ij - Y_i. - Y_.j + Y_..)^2 / ((k - 1)(n - 1)): variance of the difference of two layouts, if it is the same for all
/// pairs (sphericity; Nelson & Matejcik 1995, eq. 3). `values` by layout and replication.
pub fn pair_variance(values: &[&[f64]]) -> f64 {
    let (k, n) = (values.len(), values[0].len());
    let own: Vec<f64> = values.iter().map(|layout| mean(layout)).collect();
    let of_replication = |at: usize| values.iter().map(|layout| layout[at]).sum::<f64>() / k as f64;
    let all = mean(&own);
    let mut squares = 0.0;
    for at in 0..n {
        let shared = of_replication(at);
        squares += values.iter().zip(&own).map(|(layout, own)| (layout[at] - own - shared + all).powi(2)).sum::<f64>();
    }
    2.0 * squares / ((k - 1) * (n - 1)) as f64
}

/// N = max(n0, ceil((g S / delta)^2)).
pub fn needed(first: usize, critical: f64, deviation: f64, delta: f64) -> usize {
    let needed = (critical * deviation / delta).powi(2).ceil();
    first.max(needed as usize)
}

/// Compares `values` (by layout, paired by replication) with the best, after Nelson & Matejcik (1995): the variance comes from the
/// first `first` replications; with `delta` and as many replications as it needs, it is the half-width, else g S / sqrt(n). All
/// intervals hold together with `confidence`: [min(0, d - w), max(0, d + w)] for d = how much worse a layout's mean is than the best
/// of the others.
///
/// # Panics
/// With one layout, or fewer than two replications.
pub fn best(values: &[Vec<f64>], toward: Toward, first: usize, delta: Option<f64>, confidence: f64) -> Best {
    let (k, n) = (values.len(), values[0].len());
    let first = first.min(n);
    assert!(k > 1 && first > 1, "comparisons with the best need two layouts and two replications");
    let stage: Vec<&[f64]> = values.iter().map(|layout| &layout[..first]).collect();
    let deviation = pair_variance(&stage).sqrt();
    let critical = critical(k - 1, (k - 1) * (first - 1), confidence);
    let needed = delta.map(|delta| needed(first, critical, deviation, delta));
    let half_width = match (delta, needed) {
        (Some(delta), Some(needed)) if n >= needed => delta,
        _ => critical * deviation / (n as f64).sqrt(),
    };
    let means: Vec<f64> = values.iter().map(|layout| mean(layout)).collect();
    let standing = |at: usize| {
        let others = means.iter().enumerate().filter(|(other, _)| *other != at);
        let worse = others.map(|(_, other)| toward.worse_by(means[at], *other)).fold(f64::NEG_INFINITY, f64::max);
        Standing { mean: means[at], worse: (worse, (worse - half_width).min(0.0), (worse + half_width).max(0.0)) }
    };
    Best { first, n, deviation, critical, half_width, needed, rows: (0..k).map(standing).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three layouts, four replications; residuals by hand. Rows' means 11, 14, 12; columns' 11, 12, 13, 13.333; all 12.333.
    fn three() -> Vec<Vec<f64>> {
        vec![vec![10.0, 11.0, 11.0, 12.0], vec![12.0, 14.0, 15.0, 15.0], vec![11.0, 11.0, 13.0, 13.0]]
    }

    #[test]
    fn variance_of_pairs_by_hand() {
        // Residuals: (1/3, 1/3, -2/3, 0), (-2/3, 1/3, 1/3, 0), (1/3, -2/3, 1/3, 0); squares sum to 18/9 = 2.
        let values = three();
        let rows: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
        assert!((pair_variance(&rows) - 2.0 * 2.0 / (2.0 * 3.0)).abs() < 1e-12);
        // It is the mean of the pairs' variances: those of (2,3,4,3), (1,0,2,1), (1,3,2,2) are 2/3 each.
    }

    #[test]
    fn intervals_by_hand() {
        // g(2, 6) at 95 % is 2.34 (Dunnett); S = .81650; w = g S / 2 = .9553.
        let all = best(&three(), Toward::Less, 4, None, 0.95);
        assert!((all.critical - 2.34).abs() < 0.005 && (all.half_width - 0.955).abs() < 0.003, "{all:?}");
        let w = all.half_width;
        let close = |at: usize, expected: (f64, f64, f64)| {
            let (a, b, c) = all.rows[at].worse;
            [(a, expected.0), (b, expected.1), (c, expected.2)].iter().all(|(one, other)| (one - other).abs() < 1e-12)
        };
        assert!(close(0, (-1.0, -1.0 - w, 0.0)) && close(1, (3.0, 0.0, 3.0 + w)) && close(2, (1.0, 0.0, 1.0 + w)));
        assert_eq!([0, 1, 2].map(|at| all.rows[at].place()), [Place::Best, Place::Beaten, Place::Beaten]);
        let most = best(&three(), Toward::More, 4, None, 0.95);
        assert_eq!([0, 1, 2].map(|at| most.rows[at].place()), [Place::Beaten, Place::Best, Place::Beaten]);
    }

    #[test]
    fn a_small_difference_asks_for_a_second_stage() {
        let all = best(&three(), Toward::Less, 4, Some(0.25), 0.95);
        // (2.34 x .8165 / .25)^2 = 58.4.
        assert_eq!((all.needed, all.selected()), (Some(59), None));
        assert!(all.half_width > 0.25, "four replications are not enough");
        let wide = best(&three(), Toward::Less, 4, Some(1.5), 0.95);
        assert_eq!((wide.needed, wide.half_width, wide.selected()), (Some(4), 1.5, Some(0)));
        assert_eq!([0, 1, 2].map(|at| wide.rows[at].place()), [Place::Candidate, Place::Beaten, Place::Candidate]);
    }
}
