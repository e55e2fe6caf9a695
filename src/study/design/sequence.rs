//! Owen-scrambled Sobol' points, and the rows for Sobol' indices made of them.
//!
//! Direction numbers of Joe & Kuo (2008) and the hashed scrambling of Burley (2020) from the crate `sobol_burley`. Its own samples have 23
//! bits and a seed of 32; from its parts come 32 bits and a scramble for each dimension addressed by the study's seed. A position is the
//! middle of its 2^-32, so neither 0 nor 1 comes out.

use super::Refusal;
use crate::kernel::random::{Seed, name_key};
use sobol_burley::{NUM_DIMENSIONS, parts};

/// The most points: direction numbers reach so far.
const MOST_POINTS: u32 = 1 << 16;

/// Whether there are so many points in so many dimensions; `what` are the points.
pub fn fits(points: u32, dimensions: usize, what: &str) -> Result<(), Refusal> {
    let within = (2..=MOST_POINTS).contains(&points);
    if !points.is_power_of_two() || !within {
        let above = points.clamp(2, MOST_POINTS).next_power_of_two();
        let mend = if within { format!("say {} or {above}", above / 2) } else { format!("say {above}") };
        return Err(Refusal::new(
            format!(
                "{points} {what} of a Sobol' sequence are not a power of two from 2 to {MOST_POINTS}, which keeps them balanced"
            ),
            mend,
        ));
    }
    if dimensions > NUM_DIMENSIONS as usize {
        return Err(Refusal::new(
            format!("{dimensions} dimensions are more than the {NUM_DIMENSIONS} of the Sobol' sequence"),
            "fewer factors; screen them with Morris's elementary effects first",
        ));
    }
    Ok(())
}

/// The first points of the scrambled sequence.
pub fn sobol(points: u32, dimensions: usize, seed: u64) -> Vec<Vec<f64>> {
    let source = Seed::new(seed, 0).source(name_key("sobol scramble"));
    let scrambles: Vec<u32> = (0..dimensions).map(|dimension| source.entity(dimension as u64).0 as u32).collect();
    let position = |point: u32, dimension: usize| {
        let plain = parts::sobol_rev(point.reverse_bits(), dimension as u32);
        let scrambled = parts::owen_scramble_rev(plain, scrambles[dimension]).reverse_bits();
        (f64::from(scrambled) + 0.5) / 4_294_967_296.0
    };
    (0..points).map(|point| (0..dimensions).map(|dimension| position(point, dimension)).collect()).collect()
}

/// For each base row: A, A with its i-th factor from B for each i, B.
pub fn saltelli(base: u32, d: usize, seed: u64) -> Vec<Vec<f64>> {
    let rows = |sample: &Vec<f64>| {
        let (a, b) = sample.split_at(d);
        let mixed = (0..d).map(|factor| {
            let mut row = a.to_vec();
            row[factor] = b[factor];
            row
        });
        std::iter::once(a.to_vec()).chain(mixed).chain([b.to_vec()]).collect::<Vec<Vec<f64>>>()
    };
    sobol(base, 2 * d, seed).iter().flat_map(rows).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether each elementary interval of 2^-a x 2^-b with a + b = m holds exactly one of 2^m points.
    fn balanced(rows: &[Vec<f64>], x: usize, y: usize, a: u32) -> bool {
        let m = rows.len().ilog2();
        let cell = |row: &Vec<f64>| {
            let at = |u: f64, bits: u32| (u * f64::from(1u32 << bits)) as usize;
            at(row[x], a) << (m - a) | at(row[y], m - a)
        };
        let mut cells: Vec<usize> = rows.iter().map(cell).collect();
        cells.sort_unstable();
        cells.dedup();
        cells.len() == rows.len()
    }

    #[test]
    fn the_first_two_dimensions_are_a_net_of_quality_zero() {
        for (m, seed) in [(1, 0), (4, 7), (8, 7), (10, 99), (16, 1)] {
            let rows = sobol(1 << m, 2, seed);
            assert!((0..=m).all(|a| balanced(&rows, 0, 1, a)), "2^{m} points, seed {seed}");
        }
        // Random points are not.
        let mut draws = Seed::new(1, 0).source(0).entity(0).draws(0, 0);
        let plain: Vec<Vec<f64>> = (0..16).map(|_| vec![draws.uniform(), draws.uniform()]).collect();
        assert!(!(0..=4).all(|a| balanced(&plain, 0, 1, a)));
    }

    #[test]
    fn every_dimension_is_stratified() {
        let rows = sobol(256, NUM_DIMENSIONS as usize, 5);
        for dimension in 0..NUM_DIMENSIONS as usize {
            assert!(balanced(&rows, dimension, 0, 8), "dimension {dimension}");
        }
        assert!(rows.iter().flatten().all(|&u| 0.0 < u && u < 1.0));
    }

    #[test]
    fn points_integrate_far_better_than_random_ones() {
        // prod (1 + (x_i - 1/2)) over 6 dimensions has the integral 1; random points would be off by about 0.8 / sqrt(n).
        let worst = (0..20).map(|seed| {
            let rows = sobol(4096, 6, seed);
            let mean = rows.iter().map(|row| row.iter().map(|u| 0.5 + u).product::<f64>()).sum::<f64>() / 4096.0;
            (mean - 1.0).abs()
        });
        let worst = worst.fold(0.0, f64::max);
        assert!(worst < 4e-4, "off by {worst}");
    }

    #[test]
    fn seeds_scramble_differently_and_the_sequence_grows() {
        assert_ne!(sobol(8, 3, 1), sobol(8, 3, 2));
        assert_ne!(sobol(8, 3, 1), sobol(8, 3, 1 << 32 | 1));
        assert_eq!(sobol(8, 3, 1)[..], sobol(64, 5, 1).iter().map(|row| row[..3].to_vec()).collect::<Vec<_>>()[..8]);
        let small = saltelli(4, 2, 9);
        assert_eq!(small[..], saltelli(16, 2, 9)[..small.len()]);
    }

    #[test]
    fn mixed_rows_differ_from_a_in_one_factor() {
        let rows = saltelli(8, 3, 4);
        assert_eq!(rows.len(), 8 * 5);
        for block in rows.chunks(5) {
            let (a, b) = (&block[0], &block[4]);
            for factor in 0..3 {
                let expected: Vec<f64> = (0..3).map(|at| if at == factor { b[at] } else { a[at] }).collect();
                assert_eq!(block[1 + factor], expected);
            }
        }
    }
}
