//! What the addressed numbers promise: pinned values, even spread, independence in every direction of the address.

use super::*;
use rand::Rng;
use rand_distr::Distribution;

#[test]
fn philox_gives_the_known_answers_of_random123() {
    assert_eq!(philox4x32_10([0; 4], [0; 2]), [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8]);
    assert_eq!(philox4x32_10([u32::MAX; 4], [u32::MAX; 2]), [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd]);
    let pi = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344];
    assert_eq!(philox4x32_10(pi, [0xa4093822, 0x299f31d0]), [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1]);
}

fn pinned() -> Draws {
    Seed::new(42, 3).source(name_key("zone Jinan")).entity(7).draws(2, 1)
}

/// Results of old seeds stand only as long as these values do.
#[test]
fn the_whole_scheme_is_pinned() {
    assert_eq!(name_key("zone Jinan"), 0xa6bb10b4c69b8c85);
    assert_eq!(Seed::new(42, 3).source(name_key("zone Jinan")).entity(7), Key(0x3e2aad2f3c38a9e8));
    let mut draws = pinned();
    assert_eq!([draws.next_u64(), draws.next_u64()], [0x865e1b815768dd5f, 0x9101735eec66bf59]);
    assert_eq!(pinned().next_u32(), 0x865e1b81);
    assert_eq!(pinned().uniform(), 0.5248734656119354);
    assert_eq!(pinned().open(), 0.5248734656119355);
    assert_eq!(pinned().exponential(), 0.7441741222371295);
    assert_eq!(pinned().normal(), 0.06238898222853431);
    assert_eq!(pinned().below(1000), 524);
    let mut bytes = [0; 3];
    pinned().fill_bytes(&mut bytes);
    assert_eq!(bytes, [95, 221, 104]);
}

/// Pinned from SplitMix64 as published: seed 0.
#[test]
fn draws_are_splitmix64() {
    let mut draws = Draws { state: 0 };
    assert_eq!(draws.next_u64(), 0xe220_a839_7b1d_cdaf);
    assert_eq!(draws.next_u64(), 0x6e78_9e6a_a1b9_65f4);
}

#[test]
fn normal_quantiles_invert_the_normal_law() {
    let cdf = |x: f64| 0.5 * libm::erfc(-x / std::f64::consts::SQRT_2);
    for i in 1..20_000 {
        let p = i as f64 / 20_000.0;
        assert!((cdf(normal_quantile(p)) - p).abs() < 1e-14, "{p}");
    }
    for power in 3..300 {
        let p = libm::pow(10.0, -power as f64);
        assert!((cdf(normal_quantile(p)) / p - 1.0).abs() < 1e-11, "{p}");
    }
    assert_eq!(normal_quantile(0.5), 0.0);
    assert_eq!(normal_quantile(0.25), -normal_quantile(0.75));
}

#[test]
fn the_ends_of_the_open_interval_stay_inside() {
    let least = 0.5 / (1u64 << 52) as f64;
    let most = ((u64::MAX >> 12) as f64 + 0.5) / (1u64 << 52) as f64;
    assert!(least > 0.0 && most < 1.0 && 1.0 - most > 0.0);
    assert!(normal_quantile(least).is_finite() && normal_quantile(most).is_finite());
}

/// Its name and its numbers.
type Direction = (&'static str, Box<dyn Fn(u64) -> u64>);

/// Every direction of the address in which neighbours must not resemble each other: numbers along it.
fn directions() -> Vec<Direction> {
    let first = |mut draws: Draws| draws.next_u64();
    let key = Seed::new(1, 0).source(5).entity(9);
    let stream = std::cell::RefCell::new(key.draws(0, 0));
    vec![
        ("along a stream", Box::new(move |_| stream.borrow_mut().next_u64())),
        ("indices", Box::new(move |i| first(key.draws(3, i as u32)))),
        ("purposes", Box::new(move |i| first(key.draws(i as u32, 0)))),
        ("keys that count", Box::new(move |i| first(Key(i).draws(0, 0)))),
        ("ordinals", Box::new(move |i| first(Seed::new(1, 0).source(5).entity(i).draws(0, 0)))),
        ("keys of entities", Box::new(move |i| Seed::new(1, 0).source(5).entity(i).0)),
        ("sources", Box::new(move |i| first(Seed::new(1, 0).source(i).entity(0).draws(0, 0)))),
        ("replications", Box::new(move |i| first(Seed::new(1, i as u32).source(5).entity(0).draws(0, 0)))),
        ("seeds", Box::new(move |i| first(Seed::new(i, 0).source(5).entity(0).draws(0, 0)))),
        ("powers of two", Box::new(move |i| first(Seed::new(1, 0).source(5).entity(i << 32).draws(0, 0)))),
    ]
}

fn unit(word: u64) -> f64 {
    (word >> 11) as f64 / (1u64 << 53) as f64
}

/// Chi-square over 1,024 cells, of the high bits and of the low bits: within 5 standard deviations of its mean.
#[test]
fn uniform_in_every_direction() {
    const CELLS: usize = 1024;
    let n = 200_000;
    for (name, at) in directions() {
        let mut cells = [[0u32; CELLS]; 2];
        for i in 0..n {
            let word = at(i);
            cells[0][(word >> 54) as usize] += 1;
            cells[1][word as usize % CELLS] += 1;
        }
        for cells in cells {
            let expected = n as f64 / CELLS as f64;
            let chi: f64 = cells.iter().map(|&c| (c as f64 - expected) * (c as f64 - expected) / expected).sum();
            let z = (chi - (CELLS - 1) as f64) / (2.0 * (CELLS - 1) as f64).sqrt();
            assert!(z.abs() < 5.0, "{name}: chi-square {chi:.0}, {z:.1} standard deviations off");
        }
    }
}

/// Serial correlation at lags 1 to 4 and 1,024, and pairs spread evenly over a 32 x 32 grid.
#[test]
fn neighbours_are_independent_in_every_direction() {
    let n = 200_000;
    for (name, at) in directions() {
        let u: Vec<f64> = (0..n).map(|i| unit(at(i)) - 0.5).collect();
        for lag in [1, 2, 3, 4, 1024] {
            let pairs = u.len() - lag;
            let r = 12.0 * u.iter().zip(&u[lag..]).map(|(a, b)| a * b).sum::<f64>() / pairs as f64;
            let z = r * (pairs as f64).sqrt();
            assert!(z.abs() < 5.0, "{name}: correlation {r:.5} at lag {lag}");
        }
        let mut grid = [0u32; 1024];
        for pair in u.chunks_exact(2) {
            let cell = |x: f64| ((x + 0.5) * 32.0) as usize;
            grid[cell(pair[0]) * 32 + cell(pair[1])] += 1;
        }
        let expected = n as f64 / 2.0 / 1024.0;
        let chi: f64 = grid.iter().map(|&c| (c as f64 - expected) * (c as f64 - expected) / expected).sum();
        let z = (chi - 1023.0) / 2046f64.sqrt();
        assert!(z.abs() < 5.0, "{name}: pairs are uneven, {z:.1} standard deviations");
    }
}

/// Flipping one bit of any part of the address flips each bit of the draw in half of the cases.
#[test]
fn one_bit_of_the_address_flips_half_of_the_draw() {
    let draw = |a: [u64; 4]| Seed::new(a[0], a[1] as u32).source(a[2]).entity(a[3]).draws(0, 0).next_u64();
    avalanche("address", &[64, 32, 64, 64], |a| draw([a[0], a[1], a[2], a[3]]));
    avalanche("purpose", &[64, 32, 32], |a| Key(a[0]).draws(a[1] as u32, a[2] as u32).next_u64());
}

fn avalanche(name: &str, widths: &[u32], draw: impl Fn(&[u64]) -> u64) {
    let trials = 2_000;
    let mut origin = Draws { state: 99 };
    let limit = 5.5 * (trials as f64 / 4.0).sqrt();
    for (part, &width) in widths.iter().enumerate() {
        for bit in 0..width {
            let mut flips = [0u32; 64];
            for trial in 0..trials {
                // Half of the origins are small numbers, as real ordinals and purposes are.
                let small = if trial % 2 == 0 { 48 } else { 0 };
                let mut address: Vec<u64> = widths.iter().map(|_| origin.next_u64() >> small).collect();
                let before = draw(&address);
                address[part] ^= 1 << bit;
                let change = before ^ draw(&address);
                for (out, flips) in flips.iter_mut().enumerate() {
                    *flips += (change >> out & 1) as u32;
                }
            }
            for (out, flips) in flips.into_iter().enumerate() {
                let off = (flips as f64 - trials as f64 / 2.0).abs();
                assert!(off < limit, "{name}: part {part}, bit {bit} flips bit {out} in {flips} of {trials}");
            }
        }
    }
}

#[test]
fn every_bit_is_set_half_of_the_time() {
    let n = 200_000;
    for (name, at) in directions() {
        let mut ones = [0u32; 64];
        for i in 0..n {
            let word = at(i);
            for (bit, ones) in ones.iter_mut().enumerate() {
                *ones += (word >> bit & 1) as u32;
            }
        }
        for (bit, ones) in ones.into_iter().enumerate() {
            let z = (ones as f64 - n as f64 / 2.0) / (n as f64 / 4.0).sqrt();
            assert!(z.abs() < 5.0, "{name}: bit {bit} is set in {ones} of {n}");
        }
    }
}

fn mean_and_variance(n: usize, mut draw: impl FnMut() -> f64) -> (f64, f64) {
    let all: Vec<f64> = (0..n).map(|_| draw()).collect();
    let mean = all.iter().sum::<f64>() / n as f64;
    (mean, all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1) as f64)
}

#[test]
fn exponential_and_normal_have_their_moments() {
    let n = 400_000;
    let se = 1.0 / (n as f64).sqrt();
    let mut draws = pinned();
    let (mean, variance) = mean_and_variance(n, || draws.exponential());
    assert!((mean - 1.0).abs() < 4.0 * se && (variance - 1.0).abs() < 4.0 * 8f64.sqrt() * se);
    let (mean, variance) = mean_and_variance(n, || draws.normal());
    assert!(mean.abs() < 4.0 * se && (variance - 1.0).abs() < 4.0 * 2f64.sqrt() * se);
}

#[test]
fn choices_are_even_and_inside() {
    let mut draws = pinned();
    let mut counts = [0u32; 7];
    for _ in 0..70_000 {
        counts[draws.below(7) as usize] += 1;
    }
    assert!(counts.iter().all(|&c| (c as f64 - 10_000.0).abs() < 5.0 * 10_000f64.sqrt()), "{counts:?}");
    assert_eq!(draws.below(1), 0);
}

#[test]
fn laws_of_rand_distr_accept_the_draws() {
    let mut draws = pinned();
    let poisson = rand_distr::Poisson::new(4.0).unwrap();
    let (mean, _) = mean_and_variance(100_000, || poisson.sample(&mut draws));
    assert!((mean - 4.0).abs() < 0.03);
}
