//! Walks over a grid that change one factor at a time (Morris 1991).

use super::Refusal;
use crate::kernel::random::{Draws, Seed, name_key};

/// Whether the walks can be made.
pub fn fits(trajectories: u32, levels: u32) -> Result<(), Refusal> {
    if trajectories < 2 {
        return Err(Refusal::new("elementary effects need at least two trajectories", "20 trajectories are usual"));
    }
    if levels < 2 || !levels.is_multiple_of(2) {
        let mend = format!("say {}; 4 is usual", (levels + 1).max(2));
        return Err(Refusal::new(format!("Morris's grid has an even number of levels, {levels} is not"), mend));
    }
    Ok(())
}

/// `trajectories` walks of d + 1 rows each. A walk starts at a random point of the grid; in a random order each factor moves once by half
/// of the levels, up or down with equal chance.
pub fn walks(trajectories: u32, levels: u32, d: usize, seed: u64) -> Vec<Vec<f64>> {
    let source = Seed::new(seed, 0).source(name_key("morris trajectory"));
    (0..trajectories).flat_map(|ordinal| walk(levels, d, source.entity(u64::from(ordinal)).draws(0, 0))).collect()
}

fn walk(levels: u32, d: usize, mut draws: Draws) -> Vec<Vec<f64>> {
    let half = levels / 2;
    let position = |level: u32| f64::from(level) / f64::from(levels - 1);
    let mut order: Vec<usize> = (0..d).collect();
    for last in (1..d).rev() {
        order.swap(last, draws.below(last as u32 + 1) as usize);
    }
    // Any level is as likely; those of the lower half go up, the others down.
    let mut at: Vec<u32> = (0..d).map(|_| draws.below(levels)).collect();
    let mut rows = vec![at.iter().map(|&level| position(level)).collect()];
    for factor in order {
        at[factor] = (at[factor] + half) % levels;
        rows.push(at.iter().map(|&level| position(level)).collect());
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_factor_moves_once_by_the_step() {
        for (levels, d) in [(2, 1), (4, 5), (8, 3)] {
            let step = f64::from(levels) / (2.0 * f64::from(levels - 1));
            let rows = walks(20, levels, d, 1);
            assert_eq!(rows.len(), 20 * (d + 1));
            for walk in rows.chunks(d + 1) {
                let mut moved: Vec<usize> = walk
                    .windows(2)
                    .map(|pair| {
                        let changed: Vec<usize> = (0..d).filter(|&f| pair[0][f] != pair[1][f]).collect();
                        assert_eq!(changed.len(), 1);
                        assert!(((pair[0][changed[0]] - pair[1][changed[0]]).abs() - step).abs() < 1e-15);
                        changed[0]
                    })
                    .collect();
                moved.sort_unstable();
                assert_eq!(moved, (0..d).collect::<Vec<_>>());
            }
            assert!(rows.iter().flatten().all(|u| (0.0..=1.0).contains(u)));
        }
    }

    #[test]
    fn all_levels_and_orders_come() {
        let rows = walks(400, 4, 2, 6);
        for factor in 0..2 {
            for level in 0..4 {
                let share = rows.chunks(3).filter(|walk| level == (walk[0][factor] * 3.0).round() as u32).count();
                assert!((60..=140).contains(&share), "level {level} of factor {factor} starts {share} of 400 walks");
            }
        }
        let first = rows.chunks(3).filter(|walk| walk[0][0] != walk[1][0]).count();
        assert!((150..=250).contains(&first), "factor 1 moves first in {first} of 400 walks");
    }
}
