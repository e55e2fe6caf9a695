//! What designs promise: counts, order, refusals, the same bits.

use super::*;

fn axes(levels: &[u32]) -> Vec<Axis> {
    // 0 stands for a continuous factor.
    levels.iter().map(|&k| Axis { levels: (k > 0).then_some(k) }).collect()
}

const ALL: [Design; 8] = [
    Design::Grid,
    Design::Factorial { centre: true },
    Design::Fractional { centre: true },
    Design::LatinHypercube { points: 60 },
    Design::Sobol { points: 64 },
    Design::OneAtATime { tail: 0.1 },
    Design::Morris { trajectories: 20, levels: 4 },
    Design::Saltelli { base: 16 },
];

#[test]
fn rows_are_known_before_they_are_built() {
    let axes = axes(&[3, 2, 5, 4, 3, 7]);
    let counts: Vec<u128> = ALL.iter().map(|design| design.rows(&axes)).collect();
    assert_eq!(counts, [2520, 65, 33, 60, 64, 13, 140, 128]);
    for (design, count) in ALL.iter().zip(counts) {
        let rows = design.points(&axes, 1).unwrap();
        assert_eq!(rows.len() as u128, count, "{design:?}");
        assert!(rows.iter().all(|row| row.len() == 6 && row.iter().all(|u| (0.0..=1.0).contains(u))), "{design:?}");
    }
}

#[test]
fn the_same_seed_gives_the_same_bits() {
    let axes = axes(&[0, 0, 3, 0, 2]);
    for design in &ALL[1..] {
        assert_eq!(design.points(&axes, 42), design.points(&axes, 42), "{design:?}");
        let moved = design.points(&axes, 42) != design.points(&axes, 43);
        let random = !matches!(design, Design::Factorial { .. } | Design::Fractional { .. } | Design::OneAtATime { .. });
        assert_eq!(moved, random, "{design:?}");
    }
    // Held fast for other machines: a sum would hide an exchange, so the bits themselves are hashed.
    let bits =
        ALL[1..].iter().flat_map(|design| design.points(&axes, 42).unwrap()).flatten().flat_map(|u| u.to_bits().to_le_bytes());
    assert_eq!(blake3::hash(&bits.collect::<Vec<u8>>()).to_hex()[..16].to_string(), "b28cdd3629e5a8d2");
}

#[test]
fn a_grid_holds_every_combination_once() {
    let axes = axes(&[2, 3, 1]);
    let rows = Design::Grid.points(&axes, 0).unwrap();
    let levels: Vec<[u32; 3]> = rows.iter().map(|row| [level(row[0], 2), level(row[1], 3), level(row[2], 1)]).collect();
    assert_eq!(levels, [[0, 0, 0], [0, 1, 0], [0, 2, 0], [1, 0, 0], [1, 1, 0], [1, 2, 0]]);
    assert_eq!(rows[1], [0.25, 0.5, 0.5]);
    // Every level is met again, however many there are.
    let long = Design::Grid.points(&self::axes(&[997]), 0).unwrap();
    assert!(long.iter().enumerate().all(|(at, row)| level(row[0], 997) == at as u32));
}

#[test]
fn factorials_change_the_last_factor_fastest() {
    let rows = Design::Factorial { centre: true }.points(&axes(&[0, 2]), 0).unwrap();
    assert_eq!(rows, [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0], [0.5, 0.5]]);
    // E = ABCD: high where an even number of the others is low.
    let half = Design::Fractional { centre: false }.points(&axes(&[0; 5]), 0).unwrap();
    assert_eq!(half[0], [0.0, 0.0, 0.0, 0.0, 1.0]);
    assert_eq!(half[1], [0.0, 0.0, 0.0, 1.0, 0.0]);
}

#[test]
fn one_at_a_time_begins_in_the_middle() {
    let rows = Design::OneAtATime { tail: 0.125 }.points(&axes(&[0, 3]), 0).unwrap();
    assert_eq!(rows, [[0.5, 0.5], [0.125, 0.5], [0.875, 0.5], [0.5, 0.125], [0.5, 0.875]]);
    // With few values, the tails are the first and the last.
    assert_eq!([0.1, 0.5, 0.9].map(|u| level(u, 3)), [0, 1, 2]);
}

#[test]
fn positions_between_the_ends() {
    let axis = Axis { levels: Some(3) };
    assert_eq!([0.0, 0.4, 1.0].map(|u| axis.scale(u)), [0.0, 0.5, 1.0]);
    assert_eq!(Axis { levels: None }.scale(0.4), 0.4);
    assert_eq!(Axis { levels: Some(1) }.scale(0.4), 0.0);
}

#[test]
fn what_does_not_fit_is_refused_with_a_mend() {
    let refused: Vec<(Design, Vec<u32>, &str, &str)> = vec![
        (Design::Grid, vec![], "no factor", "at least one"),
        (Design::Grid, vec![3, 0], "factor 2 is continuous", "list its values"),
        (Design::Grid, vec![10_000; 4], "10000000000000000 points", "Latin hypercube"),
        (Design::Sobol { points: 64 }, vec![0, 1], "factor 2 has a single value", "leave it out"),
        (Design::Factorial { centre: true }, vec![2, 2], "no centre point", "leave the centre point out"),
        (Design::Factorial { centre: false }, vec![0; 200], "points", "Latin hypercube"),
        (Design::Fractional { centre: false }, vec![0; 4], "4 factors", "full factorial, 16 rows"),
        (Design::Fractional { centre: false }, vec![0; 65], "65 factors", "Morris"),
        (Design::LatinHypercube { points: 1 }, vec![0; 3], "two points", "30 points"),
        (Design::Sobol { points: 100 }, vec![0], "100 points", "say 64 or 128"),
        (Design::Sobol { points: 1 }, vec![0], "1 points", "say 2"),
        (Design::Sobol { points: 100_000 }, vec![0], "65536", "say 65536"),
        (Design::Sobol { points: 64 }, vec![0; 257], "257 dimensions", "fewer factors"),
        (Design::Saltelli { base: 96 }, vec![0], "96 base rows", "say 64 or 128"),
        (Design::Saltelli { base: 64 }, vec![0; 129], "258 dimensions", "Morris"),
        (Design::OneAtATime { tail: 0.5 }, vec![0], "tail", "P10"),
        (Design::OneAtATime { tail: f64::NAN }, vec![0], "tail", "P10"),
        (Design::Morris { trajectories: 1, levels: 4 }, vec![0], "two trajectories", "20"),
        (Design::Morris { trajectories: 20, levels: 5 }, vec![0], "5 is not", "say 6"),
        (Design::Morris { trajectories: u32::MAX, levels: 4 }, vec![0], "8589934590 points", "fewer"),
    ];
    for (design, levels, fault, mend) in refused {
        let refusal = design.points(&axes(&levels), 0).expect_err("it does not fit");
        assert!(refusal.fault.contains(fault) && refusal.mend.contains(mend), "{design:?}: {refusal:?}");
    }
    let nothing = Axis { levels: Some(0) };
    assert!(Design::Grid.points(&[nothing], 0).unwrap_err().fault.contains("no value"));
}
