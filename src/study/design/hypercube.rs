//! Latin hypercubes whose points keep away from each other.
//!
//! Random hypercubes are improved by exchanging one coordinate of two points (Morris & Mitchell 1995), always one of the two that are
//! closest, as long as both end up farther from all others than the smallest distance. The best of them is taken. Distances are whole
//! numbers, the effort is counted in comparisons: nothing depends on the machine.

use crate::kernel::random::{Draws, Key, Seed, name_key};

const MOST_STARTS: u64 = 2000;
/// Coordinates compared at most, in all.
const EFFORT: u64 = 100_000_000;

/// `points` rows of `d` positions, each in the middle of its slice.
pub fn spread(points: u32, d: usize, seed: u64) -> Vec<Vec<f64>> {
    let source = Seed::new(seed, 0).source(name_key("latin hypercube"));
    let scan = u64::from(points) * u64::from(points) * d as u64;
    let (mut left, mut best) = (EFFORT, None::<Field>);
    for key in (0..MOST_STARTS).map(|ordinal| source.entity(ordinal)) {
        if left < scan {
            break;
        }
        left -= scan;
        let mut field = Field::new(random_ranks(points, d, key));
        field.improve(&mut left, &mut key.draws(1, 0));
        // The first of the best.
        if best.as_ref().is_none_or(|best| field.closest() > best.closest()) {
            best = Some(field);
        }
    }
    // Too many points to compare them all: any hypercube.
    let ranks = best.map_or_else(|| random_ranks(points, d, source.entity(0)), |field| field.ranks);
    let middle = |rank: u32| (f64::from(rank) + 0.5) / f64::from(points);
    ranks.into_iter().map(|row| row.into_iter().map(middle).collect()).collect()
}

/// For each point, the number of its slice of each factor.
fn random_ranks(points: u32, d: usize, key: Key) -> Vec<Vec<u32>> {
    let columns: Vec<Vec<u32>> = (0..d as u32).map(|column| permutation(points, key.draws(0, column))).collect();
    (0..points as usize).map(|point| columns.iter().map(|column| column[point]).collect()).collect()
}

/// Fisher and Yates's shuffle of 0 .. n.
fn permutation(n: u32, mut draws: Draws) -> Vec<u32> {
    let mut order: Vec<u32> = (0..n).collect();
    for last in (1..n).rev() {
        order.swap(last as usize, draws.below(last + 1) as usize);
    }
    order
}

fn distance(a: &[u32], b: &[u32]) -> u64 {
    a.iter().zip(b).map(|(&a, &b)| u64::from(a.abs_diff(b)).pow(2)).sum()
}

/// Points by the ranks of their slices, and how close they stand.
struct Field {
    ranks: Vec<Vec<u32>>,
    /// For each point, its nearest other and the squared distance to it, in slices.
    nearest: Vec<(u64, usize)>,
}

impl Field {
    fn new(ranks: Vec<Vec<u32>>) -> Field {
        let mut field = Field { ranks, nearest: Vec::new() };
        field.nearest = (0..field.ranks.len()).map(|point| field.look(point)).collect();
        field
    }

    /// The nearest other point.
    fn look(&self, from: usize) -> (u64, usize) {
        let others = (0..self.ranks.len()).filter(|&other| other != from);
        others.map(|other| (distance(&self.ranks[from], &self.ranks[other]), other)).min().expect("there are two points")
    }

    /// The smallest squared distance, a point that has it, and its nearest.
    fn closest_pair(&self) -> (u64, usize, usize) {
        let all = self.nearest.iter().enumerate().map(|(point, &(distance, other))| (distance, point, other));
        all.min().expect("there are points")
    }

    fn closest(&self) -> u64 {
        self.closest_pair().0
    }

    /// Improves until so many exchanges fail in a row that hardly one is left, or until no effort is `left`.
    fn improve(&mut self, left: &mut u64, draws: &mut Draws) {
        let (n, d) = (self.ranks.len() as u32, self.ranks[0].len() as u32);
        let cost = 2 * u64::from(n) * u64::from(d);
        // Twice the number of exchanges of the closest pair.
        let patience = 2 * cost;
        let (mut pair, mut failures) = (self.closest_pair(), 0);
        while failures < patience && *left >= cost {
            *left -= cost;
            failures += 1;
            let a = if draws.below(2) == 0 { pair.1 } else { pair.2 };
            // Any other point.
            let b = (a + 1 + draws.below(n - 1) as usize) % n as usize;
            if self.exchange(a, b, draws.below(d) as usize, pair.0) {
                (pair, failures) = (self.closest_pair(), 0);
            }
        }
    }

    /// Exchanges a coordinate of two points if both end up farther than `least` from all others.
    fn exchange(&mut self, a: usize, b: usize, column: usize, least: u64) -> bool {
        self.swap(a, b, column);
        let far = |point: usize| {
            (0..self.ranks.len()).all(|other| other == point || distance(&self.ranks[point], &self.ranks[other]) > least)
        };
        if !(far(a) && far(b)) {
            self.swap(a, b, column);
            return false;
        }
        for point in 0..self.ranks.len() {
            let moved = [a, b];
            if moved.contains(&point) || moved.contains(&self.nearest[point].1) {
                self.nearest[point] = self.look(point);
            } else {
                let near = moved.map(|other| (distance(&self.ranks[point], &self.ranks[other]), other));
                self.nearest[point] = self.nearest[point].min(near[0]).min(near[1]);
            }
        }
        true
    }

    fn swap(&mut self, a: usize, b: usize, column: usize) {
        let kept = self.ranks[a][column];
        self.ranks[a][column] = self.ranks[b][column];
        self.ranks[b][column] = kept;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest squared distance, in slices, found anew.
    fn smallest(rows: &[Vec<f64>]) -> f64 {
        let n = rows.len() as f64;
        let pairs = (0..rows.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        let squared = |(a, b): (usize, usize)| rows[a].iter().zip(&rows[b]).map(|(x, y)| (n * (x - y)).powi(2)).sum::<f64>();
        pairs.map(squared).fold(f64::INFINITY, f64::min)
    }

    fn random(points: u32, d: u32, seed: u64) -> Vec<Vec<f64>> {
        let ranks = random_ranks(points, d as usize, Seed::new(seed, 0).source(name_key("plain")).entity(0));
        ranks.iter().map(|row| row.iter().map(|&rank| (f64::from(rank) + 0.5) / f64::from(points)).collect()).collect()
    }

    #[test]
    fn every_slice_holds_one_point() {
        for (points, d) in [(2, 1), (7, 3), (40, 4), (100, 10)] {
            let rows = spread(points, d, 11);
            for factor in 0..d {
                let mut slices: Vec<u32> = rows.iter().map(|row| (row[factor] * f64::from(points)) as u32).collect();
                slices.sort_unstable();
                assert_eq!(slices, (0..points).collect::<Vec<u32>>());
            }
        }
    }

    #[test]
    fn points_stand_farther_apart_than_in_random_hypercubes() {
        for (points, d) in [(20u32, 2usize), (40, 4), (100, 10)] {
            let ours = smallest(&spread(points, d, 3));
            let mut plain: Vec<f64> = (0..101).map(|seed| smallest(&random(points, d as u32, seed))).collect();
            plain.sort_by(f64::total_cmp);
            assert!(ours > plain[100], "{points} x {d}: {ours} against a best of {}, median {}", plain[100], plain[50]);
        }
    }

    #[test]
    fn small_hypercubes_reach_the_best_distance() {
        // Best squared distances in slices, found by trying all hypercubes; as in van Dam, Husslage, den Hertog & Melissen (2007).
        for (points, best) in [(2, 2.0), (3, 2.0), (4, 5.0), (5, 5.0), (7, 8.0), (9, 10.0)] {
            let found = smallest(&spread(points, 2, 1));
            assert!((found - best).abs() < 1e-9, "{points} points: {found}");
        }
    }

    #[test]
    fn many_points_are_not_compared() {
        assert_eq!(spread(30_000, 2, 1).len(), 30_000);
    }
}
