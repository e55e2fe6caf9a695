//! Selection of the best, one replication after the other: who is surely not the best is simulated no further.

use super::{Toward, mean};

/// eta = ((2 a / (k - 1))^(-2 / (n0 - 1)) - 1) / 2 (Kim & Nelson 2001, with c = 1).
pub fn eta(layouts: usize, first: usize, alpha: f64) -> f64 {
    0.5 * (libm::pow(2.0 * alpha / (layouts - 1) as f64, -2.0 / (first - 1) as f64) - 1.0)
}

/// h^2 = 2 eta (n0 - 1).
pub fn h_squared(layouts: usize, first: usize, alpha: f64) -> f64 {
    2.0 * eta(layouts, first, alpha) * (first - 1) as f64
}

/// A selection under way: finds the best of k layouts with probability `confidence` at least whenever it is better than all others by
/// `delta` or more, else one that is not worse than the best by more. The layouts may share their random numbers.
#[derive(Debug, Clone)]
pub struct Selection {
    toward: Toward,
    delta: f64,
    first: usize,
    h_squared: f64,
    /// Replications seen.
    n: usize,
    /// By layout, those of the first stage.
    stage: Vec<Vec<f64>>,
    /// By layout, sums of all replications that count.
    sums: Vec<f64>,
    /// By pair, variance of the difference in the first stage.
    variances: Vec<Vec<f64>>,
    /// By layout, when and by whom it was beaten.
    out: Vec<Option<Out>>,
}

/// How a layout left the selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Out {
    /// After so many replications.
    pub after: usize,
    /// The layout that beat it.
    pub by: usize,
}

impl Selection {
    /// A selection among `layouts` with a first stage of `first` replications; `delta` is a difference worth noticing [unit of the
    /// figure].
    ///
    /// # Panics
    /// With fewer than two layouts or replications of the first stage, or if `delta` is not above 0.
    pub fn new(layouts: usize, toward: Toward, delta: f64, first: usize, confidence: f64) -> Selection {
        assert!(layouts > 1 && first > 1 && delta > 0.0, "a selection needs two layouts, two replications and a difference");
        Selection {
            toward,
            delta,
            first,
            h_squared: h_squared(layouts, first, 1.0 - confidence),
            n: 0,
            stage: vec![Vec::new(); layouts],
            sums: vec![0.0; layouts],
            variances: Vec::new(),
            out: vec![None; layouts],
        }
    }

    /// Takes in the next replication: values by layout; those of layouts that are out are not looked at.
    pub fn push(&mut self, values: &[f64]) {
        self.n += 1;
        for at in self.alive() {
            self.sums[at] += values[at];
            if self.n <= self.first {
                self.stage[at].push(values[at]);
            }
        }
        if self.n == self.first {
            let stage = &self.stage;
            let pair = |one: &Vec<f64>, other: &Vec<f64>| variance_of_difference(one, other);
            self.variances = stage.iter().map(|one| stage.iter().map(|other| pair(one, other)).collect()).collect();
        }
        if self.n >= self.first {
            self.screen();
        }
    }

    /// Drops each layout that is worse than another survivor by more than W = max(0, delta / (2 r) (h^2 S^2 / delta^2 - r)); once all
    /// W are 0, all but the best.
    fn screen(&mut self) {
        let alive = self.alive();
        let (r, n) = (self.n as f64, self.n);
        let mut beaten: Vec<(usize, usize)> = Vec::new();
        for &one in &alive {
            let worse_by =
                |other: usize| self.toward.worse_by(self.sums[one] / r, self.sums[other] / r) - self.slack(one, other, r);
            // Of those that beat it, the one that does so most clearly; of equals the first.
            let most = alive.iter().filter(|&&other| other != one && worse_by(other) > 0.0);
            if let Some(&by) = most.reduce(|a, b| if worse_by(*b) > worse_by(*a) { b } else { a }) {
                beaten.push((one, by));
            }
        }
        beaten.into_iter().for_each(|(one, by)| self.out[one] = Some(Out { after: n, by }));
        let alive = self.alive();
        if alive.len() > 1 && alive.iter().all(|&one| alive.iter().all(|&other| self.slack(one, other, r) == 0.0)) {
            // Survivors without slack are equal to the last digit.
            let by = alive[0];
            alive[1..].iter().for_each(|&one| self.out[one] = Some(Out { after: n, by }));
        }
    }

    fn slack(&self, one: usize, other: usize, r: f64) -> f64 {
        let (variance, delta) = (self.variances[one][other], self.delta);
        (delta / (2.0 * r) * (self.h_squared * variance / (delta * delta) - r)).max(0.0)
    }

    /// Layouts that are still in.
    pub fn alive(&self) -> Vec<usize> {
        (0..self.out.len()).filter(|&at| self.out[at].is_none()).collect()
    }

    /// How a layout left; `None` if it is in.
    pub fn out(&self, layout: usize) -> Option<Out> {
        self.out[layout]
    }

    /// Replications seen.
    pub fn replications(&self) -> usize {
        self.n
    }

    /// The best, once all others are out.
    pub fn decided(&self) -> Option<usize> {
        match self.alive()[..] {
            [best] if self.n >= self.first => Some(best),
            _ => None,
        }
    }
}

fn variance_of_difference(one: &[f64], other: &[f64]) -> f64 {
    let differences: Vec<f64> = one.iter().zip(other).map(|(a, b)| a - b).collect();
    let middle = mean(&differences);
    differences.iter().map(|d| (d - middle) * (d - middle)).sum::<f64>() / (differences.len() - 1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_agree_with_the_paper() {
        let close = |value: f64, expected: f64, digit: f64| assert!((value - expected).abs() < digit, "{value}");
        close(eta(10, 20, 0.05), 0.3029, 5e-5);
        close(h_squared(10, 20, 0.05), 11.51, 5e-3);
        close(eta(100, 30, 0.05), 0.3046, 5e-5);
        close(h_squared(100, 30, 0.05), 17.67, 5e-3);
    }

    #[test]
    fn a_selection_by_hand() {
        // Differences of the first three: -1, -3, -2: S^2 = 1. k = 2, n0 = 3, a = .05: eta = (.1^-1 - 1)/2 = 4.5, h^2 = 18.
        // delta 2: W(3) = 2/6 (18/4 - 3) = .5; the mean difference is 2 > .5: out at once.
        let mut clear = Selection::new(2, Toward::Less, 2.0, 3, 0.95);
        assert!((clear.h_squared - 18.0).abs() < 1e-9);
        [[1.0, 2.0], [2.0, 5.0], [3.0, 5.0]].iter().for_each(|pair| clear.push(pair));
        assert_eq!((clear.decided(), clear.out(1)), (Some(0), Some(Out { after: 3, by: 0 })));
        // delta .5: W(r) = .25/r (72 - r); at r = 9 it is 1.75, less than the mean difference; at r = 8 it is 2.
        let mut near = Selection::new(2, Toward::Less, 0.5, 3, 0.95);
        let mut when = None;
        for (at, second) in [2.0, 5.0, 5.0, 3.99, 3.99, 3.99, 3.99, 3.99, 3.99].into_iter().enumerate() {
            near.push(&[[1.0, 2.0, 3.0].get(at).copied().unwrap_or(2.0), second]);
            when = when.or(near.decided().map(|best| (best, at + 1)));
        }
        assert_eq!(when, Some((0, 9)));
    }

    #[test]
    fn equals_are_decided_too() {
        let mut same = Selection::new(3, Toward::More, 1.0, 2, 0.95);
        [[5.0, 5.0, 4.0], [7.0, 7.0, 6.0]].iter().for_each(|values| same.push(values));
        assert_eq!(same.decided(), Some(0));
        assert_eq!((same.out(1), same.out(2)), (Some(Out { after: 2, by: 0 }), Some(Out { after: 2, by: 0 })));
    }

    #[test]
    fn nobody_leaves_during_the_first_stage() {
        let mut far = Selection::new(2, Toward::More, 1.0, 5, 0.95);
        for _ in 0..4 {
            far.push(&[0.0, 100.0]);
            assert_eq!(far.decided(), None);
        }
        far.push(&[0.0, 100.0]);
        assert_eq!(far.decided(), Some(1));
    }
}
