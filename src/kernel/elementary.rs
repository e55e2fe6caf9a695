//! Logarithm and exponential for draws: the same bits on every machine, and short.
//!
//! Both look up the nearest of 128 points and add a polynomial of the small rest, without the divisions and special cases of the general
//! functions of `libm`. Relative error below 5e-16.
//!
//! *Never:* zero, negative numbers or NaN in [`ln`]; draws do not bring them.

/// Bits of a point's number.
const POINT_BITS: u32 = 7;
const POINTS: usize = 1 << POINT_BITS;
/// Bits of a fraction below those that number the points.
const LOW_BITS: u32 = 52 - POINT_BITS;
/// The least number of the range around 1 that mantissas are taken to, about 0.7: so that 1 is a point inside of the range.
const LEAST: u64 = 0x3fe6_a000_0000_0000;

/// Adding this leaves the nearest whole number in the low bits.
const WHOLE: f64 = 1.5 * (1u64 << 52) as f64;

/// A point of the logarithm: its inverse and its logarithm.
static LOGARITHMS: [(f64, f64); POINTS + 1] = logarithms();
/// Powers of two between 1 and 2.
static POWERS: [f64; POINTS] = powers();

/// Natural logarithm of a positive normal number.
#[inline]
pub fn ln(x: f64) -> f64 {
    let above = x.to_bits().wrapping_sub(LEAST);
    let exponent = (above as i64) >> 52;
    let mantissa = x.to_bits().wrapping_sub(above & (u64::MAX << 52));
    // The nearest point; its bits end with its number.
    let nearest = (mantissa + (1 << (LOW_BITS - 1))) & (u64::MAX << LOW_BITS);
    let (inverse, log) = LOGARITHMS[((nearest - LEAST) >> LOW_BITS) as usize];
    // Both are close to each other, so that the difference is exact. |r| < 2^-7.9.
    let r = (f64::from_bits(mantissa) - f64::from_bits(nearest)) * inverse;
    let square = r * r;
    let low = -0.5 + r * (1.0 / 3.0);
    let high = (-0.25 + r * 0.2) + square * (-1.0 / 6.0 + r * (1.0 / 7.0));
    // A whole number in the low bits of 1.5 x 2^52.
    let exponent = f64::from_bits(WHOLE.to_bits().wrapping_add(exponent as u64)) - WHOLE;
    exponent * std::f64::consts::LN_2 + log + (r + square * (low + square * high))
}

/// e to the power of `x`; 0 under -700, the greatest finite number over 700.
#[inline]
pub fn exp(x: f64) -> f64 {
    const STEPS_PER_UNIT: f64 = POINTS as f64 * std::f64::consts::LOG2_E;
    // ln 2 / 128 in two pieces; the first has 32 bits, so that its products with whole numbers are exact.
    const STEP_HIGH: f64 = f64::from_bits(0x3f76_2e42_fee0_0000);
    const STEP_LOW: f64 = f64::from_bits(0x3d7a_39ef_3579_3c76);
    if x.abs() > 700.0 {
        return if x > 0.0 { f64::MAX } else { 0.0 };
    }
    let shifted = x * STEPS_PER_UNIT + WHOLE;
    let steps = shifted.to_bits() as i64;
    let whole = shifted - WHOLE;
    // |r| <= ln 2 / 256.
    let r = (x - whole * STEP_HIGH) - whole * STEP_LOW;
    let square = r * r;
    let rest = r + square * (0.5 + r * (1.0 / 6.0)) + square * square * (1.0 / 24.0 + r * (1.0 / 120.0));
    let power = POWERS[steps as usize % POINTS];
    let scaled = power.to_bits().wrapping_add(((steps >> POINT_BITS) as u64) << 52);
    let scaled = f64::from_bits(scaled);
    scaled + scaled * rest
}

/// 1 / (1 + e^-x), which is (1 + tanh(x / 2)) / 2.
#[inline]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

const fn logarithms() -> [(f64, f64); POINTS + 1] {
    let mut table = [(1.0, 0.0); POINTS + 1];
    let mut at = 0;
    while at <= POINTS {
        let point = f64::from_bits((LEAST >> LOW_BITS << LOW_BITS) + ((at as u64) << LOW_BITS));
        table[at] = (1.0 / point, ln_by_series(point));
        at += 1;
    }
    table
}

const fn powers() -> [f64; POINTS] {
    let mut table = [1.0; POINTS];
    let mut at = 0;
    while at < POINTS {
        table[at] = exp_by_series(at as f64 / POINTS as f64 * std::f64::consts::LN_2);
        at += 1;
    }
    table
}

/// ln x = 2 artanh((x - 1) / (x + 1)), summed from the smallest term.
const fn ln_by_series(x: f64) -> f64 {
    let z = (x - 1.0) / (x + 1.0);
    let mut sum = 0.0;
    let mut k = 41;
    while k >= 3 {
        sum = sum * (z * z) + 1.0 / k as f64;
        k -= 2;
    }
    2.0 * (z + z * (z * z) * sum)
}

/// Taylor's series, summed from the smallest term.
const fn exp_by_series(x: f64) -> f64 {
    let mut sum = 1.0;
    let mut k = 24;
    while k > 0 {
        sum = 1.0 + sum * x / k as f64;
        k -= 1;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers over many magnitudes, and close to 1.
    fn numbers() -> impl Iterator<Item = f64> {
        let wide = (-600..600).map(|k| 1.037f64.powi(k) * 1.000_123);
        let near = (1..2000).flat_map(|k| [1.0 - k as f64 * 3.1e-4, 1.0 + k as f64 * 7.7e-4]).filter(|&x| x > 0.0);
        let nearer = (1..52).flat_map(|k| [1.0 - 0.5f64.powi(k), 1.0 + 0.5f64.powi(k)]);
        // Here the logarithm of the nearest point and the rest nearly cancel.
        let below_one = (0..3000).map(|k| 0.997 + f64::from(k) * 5e-7);
        wide.chain(near).chain(below_one).chain(nearer).chain([f64::MIN_POSITIVE, f64::MAX, 0.5, 2.0])
    }

    fn close(ours: f64, theirs: f64) -> bool {
        (ours - theirs).abs() <= 5e-16 * theirs.abs()
    }

    #[test]
    fn logarithms_agree_with_libm() {
        for x in numbers() {
            assert!(close(ln(x), libm::log(x)), "ln {x}: {} is not {}", ln(x), libm::log(x));
        }
        assert_eq!(ln(1.0), 0.0);
    }

    #[test]
    fn exponentials_agree_with_libm() {
        for x in numbers().filter(|x| x.abs() < 700.0).flat_map(|x| [x, -x]).chain([0.0, 1e-300, 699.9, -699.9]) {
            assert!(close(exp(x), libm::exp(x)), "exp {x}: {} is not {}", exp(x), libm::exp(x));
        }
        assert_eq!([exp(0.0), exp(-1e9), exp(1e9)], [1.0, 0.0, f64::MAX]);
    }

    #[test]
    fn logarithms_rise_through_the_points() {
        let mut last = f64::NEG_INFINITY;
        for k in 0..4_000_000u64 {
            let now = ln(0.65 + k as f64 * 2e-7);
            assert!(now > last, "at step {k}");
            last = now;
        }
    }

    #[test]
    fn the_logistic_curve_is_half_of_a_tanh() {
        for k in -100..100 {
            let x = f64::from(k) * 0.37;
            assert!((logistic(x) - 0.5 * (1.0 + libm::tanh(x / 2.0))).abs() < 3e-16, "{x}");
        }
        assert!(logistic(-800.0) < 1e-300 && logistic(800.0) == 1.0);
    }
}
