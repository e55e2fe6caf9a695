//! Two-level factorials and their regular fractions of resolution V.
//!
//! A column is the set of base factors whose product of signs it is, as a mask of bits; a design of b base factors has 2^b rows.
//! For 5 to 11 factors these are the fractions of highest resolution of the tables (Box, Hunter & Hunter 2005, table 6.22; NIST/SEMATECH
//! e-Handbook 5.3.3.4.7). Beyond, columns are taken in the order of Walsh functions, each the first that makes no word of four letters or
//! less (Sanchez & Sanchez 2005).

use super::Refusal;

/// The most factors a fraction is made for; its 8,192 rows are far more than a screening takes.
const MOST_FACTORS: usize = 64;

/// Masks of the generated columns: base factors A to G are the bits from the lowest on.
const TABLES: [(usize, &[u32]); 7] = [
    // E = ABCD.
    (5, &[0b1111]),
    // F = ABCDE.
    (6, &[0b1_1111]),
    // G = ABCDEF.
    (7, &[0b11_1111]),
    // G = ABCD, H = ABEF.
    (8, &[0b00_1111, 0b11_0011]),
    // H = ACDFG, J = BCEFG.
    (9, &[0b110_1101, 0b111_0110]),
    // H = ABCG, J = BCDE, K = ACDF.
    (10, &[0b100_0111, 0b001_1110, 0b010_1101]),
    // H = ABCG, J = BCDE, K = ACDF, L = ABCDEFG.
    (11, &[0b100_0111, 0b001_1110, 0b010_1101, 0b111_1111]),
];

/// Whether there is a fraction for `k` factors.
pub fn fits(k: usize) -> Result<(), Refusal> {
    match k {
        0..5 => Err(Refusal::new(
            format!("no fraction of resolution V saves a row with {k} factors"),
            format!("take the full factorial, {} rows", 1u32 << k),
        )),
        5..=MOST_FACTORS => Ok(()),
        _ => Err(Refusal::new(
            format!("{k} factors are more than the {MOST_FACTORS} that fractions are made for"),
            "screen them with Morris's elementary effects first",
        )),
    }
}

/// Rows of the fraction for `k` factors; the greatest number where there is none.
pub fn rows(k: usize) -> u128 {
    match k {
        0..5 => 1 << k,
        5..=MOST_FACTORS => 1 << base(&columns(k)),
        _ => u128::MAX,
    }
}

/// The columns of the full factorial.
pub fn full(k: usize) -> Vec<u32> {
    (0..k).map(|factor| 1 << factor).collect()
}

/// The columns of the fraction for `k` factors, 5 or more.
pub fn columns(k: usize) -> Vec<u32> {
    match TABLES.iter().find(|(factors, _)| *factors == k) {
        Some((_, generated)) => [full(k - generated.len()), generated.to_vec()].concat(),
        None => greedy(k),
    }
}

/// The first `k` columns of which no four or less multiply to the identity.
fn greedy(k: usize) -> Vec<u32> {
    let mut columns: Vec<u32> = Vec::new();
    // Products of up to three columns: the next one may be none of them.
    let mut taken = vec![true];
    let mut next = 1;
    while columns.len() < k {
        if next >= taken.len() {
            taken.resize(2 * taken.len(), false);
        }
        if !taken[next] {
            let column = next as u32;
            let pairs = columns.iter().enumerate().flat_map(|(at, a)| columns[..at].iter().map(move |b| a ^ b));
            for product in pairs.chain(columns.iter().copied()).chain([0]) {
                // All are below the next power of two.
                taken[(product ^ column) as usize] = true;
            }
            columns.push(column);
        }
        next += 1;
    }
    columns
}

/// Number of base factors.
fn base(columns: &[u32]) -> u32 {
    let all = columns.iter().fold(0, |all, column| all | column);
    u32::BITS - all.leading_zeros()
}

/// The rows, with 0 for low and 1 for high: a column is high where an even number of its base factors is low (the principal fraction).
pub fn two_levels(columns: &[u32]) -> Vec<Vec<f64>> {
    let base = base(columns);
    let row = |run: u64| {
        // The last base factor changes fastest.
        let lows = !((run as u32).reverse_bits() >> (u32::BITS - base));
        columns.iter().map(|column| f64::from(1 - (lows & column).count_ones() % 2)).collect()
    };
    (0..1u64 << base).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether no word of the defining relation has four letters or less, found by meeting in the middle.
    fn shortest_word_is_at_least_five(columns: &[u32]) -> bool {
        let singles = columns.to_vec();
        let pairs: Vec<u32> =
            (0..columns.len()).flat_map(|a| (0..a).map(move |b| (a, b))).map(|(a, b)| columns[a] ^ columns[b]).collect();
        let mut products = [vec![0], singles, pairs].concat();
        let before = products.len();
        products.sort_unstable();
        products.dedup();
        // Two equal products of at most two columns each multiply to a word of at most four letters, and every such word splits so.
        products.len() == before
    }

    /// Length of the shortest word by trying all products.
    fn resolution(columns: &[u32]) -> u32 {
        let words = (1u32..1 << columns.len()).filter(|word| {
            let product = columns.iter().enumerate().filter(|(at, _)| word >> at & 1 == 1).fold(0, |p, (_, c)| p ^ c);
            product == 0
        });
        words.map(u32::count_ones).min().expect("a fraction has words")
    }

    #[test]
    fn the_tables_have_the_published_resolution() {
        let published = [(5, 16, 5), (6, 32, 6), (7, 64, 7), (8, 64, 5), (9, 128, 6), (10, 128, 5), (11, 128, 5)];
        for (k, runs, expected) in published {
            assert_eq!((rows(k), resolution(&columns(k))), (runs, expected), "{k} factors");
        }
        assert!(!shortest_word_is_at_least_five(&[1, 2, 4, 7]), "D = ABC has a word of four letters");
        assert!(!shortest_word_is_at_least_five(&[1, 2, 3]), "C = AB has a word of three letters");
    }

    #[test]
    fn every_fraction_has_resolution_five() {
        for k in 5..=MOST_FACTORS {
            assert_eq!(columns(k).len(), k);
            assert!(shortest_word_is_at_least_five(&columns(k)), "{k} factors");
        }
    }

    #[test]
    fn walsh_functions_come_in_the_published_order() {
        // Sanchez & Sanchez (2005).
        let published = [1, 2, 4, 8, 15, 16, 32, 51, 64, 85, 106, 128, 150, 171, 219, 237, 247, 256, 279, 297, 455, 512];
        assert_eq!(greedy(published.len()), published);
        assert_eq!([12, 17, 18, 21, 22, 64].map(rows), [256, 256, 512, 512, 1024, 8192]);
    }

    #[test]
    fn columns_are_balanced_and_uncorrelated() {
        for k in [5, 8, 11, 17] {
            let design = two_levels(&columns(k));
            let sign = |row: &[f64], factor: usize| 2.0 * row[factor] - 1.0;
            for a in 0..k {
                assert_eq!(design.iter().map(|row| sign(row, a)).sum::<f64>(), 0.0);
                for b in 0..a {
                    assert_eq!(design.iter().map(|row| sign(row, a) * sign(row, b)).sum::<f64>(), 0.0, "{a} x {b} of {k}");
                }
            }
            assert_eq!(design.last().unwrap(), &vec![1.0; k], "the principal fraction holds the run with all factors high");
        }
    }
}
