//! Numbers that add up as they are printed: largest remainders.

/// Whole units for parts, so that they add up to the whole units of their total: each part is rounded down, and the units that are
/// missing go to the largest remainders (Hamilton's method), ties to the earlier part.
pub fn apportion(parts: &[f64], total: i64) -> Vec<i64> {
    let mut whole: Vec<i64> = parts.iter().map(|part| part.floor() as i64).collect();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    let rest = |at: usize| parts[at] - parts[at].floor();
    order.sort_by(|&one, &other| rest(other).total_cmp(&rest(one)));
    let missing = total - whole.iter().sum::<i64>();
    let step = missing.signum();
    // Where the total is out of step with its parts, some get more than one unit.
    for turn in 0..missing.unsigned_abs() as usize {
        let at = turn % order.len().max(1);
        let Some(&part) = (if step > 0 { order.get(at) } else { order.iter().rev().nth(at) }) else { break };
        whole[part] += step;
    }
    whole
}

/// The nearest whole number of units.
pub fn units(value: f64) -> i64 {
    value.round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_parts_add_up() {
        assert_eq!(apportion(&[0.4, 0.4, 0.4], 1), [1, 0, 0]);
        assert_eq!(apportion(&[33.33, 33.33, 33.34], 100), [33, 33, 34]);
        assert_eq!(apportion(&[-1.5, 2.6, -0.2], 1), [-2, 3, 0]);
        assert_eq!(apportion(&[5.0, -5.0], 0), [5, -5]);
        assert_eq!(apportion(&[], 0), [0; 0]);
    }

    #[test]
    fn no_part_is_off_by_a_unit() {
        let mut state = 3_u64;
        for _ in 0..500 {
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 40) as f64 / 1000.0 - 8000.0
            };
            let parts: Vec<f64> = (0..9).map(|_| next()).collect();
            let total = units(parts.iter().sum());
            let shown = apportion(&parts, total);
            assert_eq!(shown.iter().sum::<i64>(), total);
            assert!(parts.iter().zip(&shown).all(|(part, shown)| (part - *shown as f64).abs() < 1.0));
        }
    }
}
