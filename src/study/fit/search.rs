//! Roots and maxima of smooth functions of few variables.

/// The root of a rising function of a positive number, by doubling out from `start` and then false position with the Illinois rule
/// (Dowell and Jarratt 1971) in the logarithm; `None` if there is none between `start` / 2^60 and `start` x 2^60.
pub fn rising_root(start: f64, f: impl Fn(f64) -> f64) -> Option<f64> {
    let at = |x: f64| f(libm::exp(x));
    let (mut low, mut high) = (libm::log(start), libm::log(start));
    let (mut below, mut above) = (at(low), at(high));
    for _ in 0..60 {
        if below <= 0.0 && above >= 0.0 {
            break;
        }
        if below > 0.0 {
            (high, above) = (low, below);
            low -= std::f64::consts::LN_2;
            below = at(low);
        } else {
            (low, below) = (high, above);
            high += std::f64::consts::LN_2;
            above = at(high);
        }
    }
    if !(below <= 0.0 && above >= 0.0) {
        return None;
    }
    for _ in 0..200 {
        if below == 0.0 || high - low < 1e-15 * (1.0 + low.abs()) {
            return Some(libm::exp(low));
        }
        if above == 0.0 {
            return Some(libm::exp(high));
        }
        let inside = low + (high - low) * (-below / (above - below)).clamp(1e-3, 1.0 - 1e-3);
        let value = at(inside);
        if value < 0.0 {
            (low, below, above) = (inside, value, above / 2.0);
        } else {
            (high, above, below) = (inside, value, below / 2.0);
        }
    }
    Some(libm::exp((low + high) / 2.0))
}

/// Step of first and of second differences; the variables are logarithms.
const STEP: f64 = 1e-3;

/// Gradient and matrix of second derivatives of `f` at `x`, by central differences.
pub fn derivatives(f: &impl Fn(&[f64]) -> f64, x: &[f64]) -> (Vec<f64>, Vec<Vec<f64>>) {
    let n = x.len();
    let moved = |changes: &[(usize, f64)]| {
        let mut y = x.to_vec();
        changes.iter().for_each(|&(at, by)| y[at] += by);
        f(&y)
    };
    let centre = f(x);
    let mixed = |i: usize, j: usize| {
        let corner = |a: f64, b: f64| moved(&[(i, a * STEP), (j, b * STEP)]);
        (corner(1.0, 1.0) - corner(1.0, -1.0) - corner(-1.0, 1.0) + corner(-1.0, -1.0)) / (4.0 * STEP * STEP)
    };
    let mut gradient = vec![0.0; n];
    let mut second = vec![vec![0.0; n]; n];
    for i in 0..n {
        let (up, down) = (moved(&[(i, STEP)]), moved(&[(i, -STEP)]));
        let (far_up, far_down) = (moved(&[(i, 2.0 * STEP)]), moved(&[(i, -2.0 * STEP)]));
        // Five points: the error is of fourth order.
        gradient[i] = (8.0 * (up - down) - (far_up - far_down)) / (12.0 * STEP);
        second[i][i] = (16.0 * (up + down) - far_up - far_down - 30.0 * centre) / (12.0 * STEP * STEP);
        let row: Vec<f64> = (0..i).map(|j| mixed(i, j)).collect();
        row.into_iter().enumerate().for_each(|(j, value)| (second[i][j], second[j][i]) = (value, value));
    }
    (gradient, second)
}

/// The inverse of a matrix by Gauss and Jordan with pivots; `None` if it has none.
pub fn inverse(matrix: &[Vec<f64>]) -> Option<Vec<Vec<f64>>> {
    let n = matrix.len();
    let unit = |i: usize| (0..n).map(move |j| f64::from(u8::from(i == j)));
    let mut rows: Vec<Vec<f64>> = matrix.iter().enumerate().map(|(i, row)| row.iter().copied().chain(unit(i)).collect()).collect();
    for column in 0..n {
        let pivot = (column..n).max_by(|&a, &b| rows[a][column].abs().total_cmp(&rows[b][column].abs()))?;
        rows.swap(column, pivot);
        let head = rows[column][column];
        if head.is_nan() || head.abs() <= 1e-300 {
            return None;
        }
        rows[column].iter_mut().for_each(|value| *value /= head);
        let own = rows[column].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(at, _)| *at != column) {
            let factor = row[column];
            row.iter_mut().zip(&own).for_each(|(value, own)| *value -= factor * own);
        }
    }
    Some(rows.into_iter().map(|row| row[n..].to_vec()).collect())
}

/// Steps of Newton's method at most.
const MOST_STEPS: usize = 60;

/// The maximum of `f` near `start`, by Newton's method with a damped matrix (Levenberg 1944, Marquardt 1963) and no step downhill.
/// `None` if it runs off.
pub fn maximum(f: impl Fn(&[f64]) -> f64, start: &[f64]) -> Option<Vec<f64>> {
    let mut x = start.to_vec();
    let mut value = f(&x);
    let mut damping = 0.0;
    for _ in 0..MOST_STEPS {
        if !value.is_finite() || x.iter().any(|x| x.abs() > 200.0) {
            return None;
        }
        let (gradient, second) = derivatives(&f, &x);
        let (step, gain) = newton_step(&gradient, &second, &mut damping)?;
        if gain < 1e-12 * (1.0 + value.abs() * 1e-4) {
            return Some(x);
        }
        let mut length = 1.0;
        loop {
            let next: Vec<f64> = x.iter().zip(&step).map(|(x, step)| x + length * step).collect();
            let there = f(&next);
            if there > value {
                (x, value) = (next, there);
                break;
            }
            length /= 4.0;
            if length < 1e-9 {
                // As high as rounding lets us see.
                return (gain < 1e-3).then_some(x);
            }
        }
    }
    None
}

/// The step uphill of at most 1 in each variable, and what it promises to gain twice over.
fn newton_step(gradient: &[f64], second: &[Vec<f64>], damping: &mut f64) -> Option<(Vec<f64>, f64)> {
    *damping /= 16.0;
    for _ in 0..60 {
        let lift = |i: usize, j: usize| if i == j { *damping } else { 0.0 };
        let matrix: Vec<Vec<f64>> = second
            .iter()
            .enumerate()
            .map(|(i, row)| row.iter().enumerate().map(|(j, value)| lift(i, j) - value).collect())
            .collect();
        if let Some(inverse) = inverse(&matrix).filter(|_| is_positive(&matrix)) {
            let along = |row: &Vec<f64>| row.iter().zip(gradient).map(|(value, slope)| value * slope).sum::<f64>();
            let mut step: Vec<f64> = inverse.iter().map(along).collect();
            let gain = step.iter().zip(gradient).map(|(step, slope)| step * slope).sum();
            let longest = step.iter().fold(0.0, |most: f64, step| most.max(step.abs()));
            step.iter_mut().for_each(|step| *step /= longest.max(1.0));
            return Some((step, gain));
        }
        let largest = second.iter().flatten().fold(0.0, |most: f64, value| most.max(value.abs()));
        *damping = (*damping * 4.0).max(1e-6 * largest).max(1e-12);
    }
    None
}

/// Whether a symmetric matrix is positive definite: all pivots of Cholesky's are above 0.
fn is_positive(matrix: &[Vec<f64>]) -> bool {
    let n = matrix.len();
    let mut root = vec![vec![0.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| root[i][k] * root[j][k]).sum();
            let rest = matrix[i][j] - sum;
            if i == j {
                if rest.is_nan() || rest <= 0.0 {
                    return false;
                }
                root[i][i] = rest.sqrt();
            } else {
                root[i][j] = rest / root[j][j];
            }
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_found_from_afar() {
        for (start, root) in [(1.0, 7.0), (1e6, 7.0), (1e-6, 3e4)] {
            let found = rising_root(start, |x| libm::log(x / root) * 3.0).unwrap();
            assert!((found / root - 1.0).abs() < 1e-12, "{found} is not {root}");
            let steep = rising_root(start, |x| x * x * x - root * root * root).unwrap();
            assert!((steep / root - 1.0).abs() < 1e-9, "{steep} is not {root}");
        }
        assert_eq!(rising_root(1.0, |_| -1.0), None);
    }

    #[test]
    fn an_inverse_undoes_its_matrix() {
        let matrix = vec![vec![0.0, 2.0, 1.0], vec![4.0, 1.0, 0.5], vec![1.0, 3.0, 9.0]];
        let inverse = inverse(&matrix).unwrap();
        let product = |i: usize, j: usize| (0..3).map(|k| matrix[i][k] * inverse[k][j]).sum::<f64>();
        for (i, j) in (0..3).flat_map(|i| (0..3).map(move |j| (i, j))) {
            assert!((product(i, j) - f64::from(u8::from(i == j))).abs() < 1e-12, "{i}, {j}");
        }
        assert_eq!(super::inverse(&[vec![1.0, 2.0], vec![2.0, 4.0]]), None);
    }

    #[test]
    fn a_curved_hill_is_climbed() {
        // Rosenbrock's valley, upside down: its top is at (1, 1).
        let hill = |x: &[f64]| -(1.0 - x[0]) * (1.0 - x[0]) - 10.0 * (x[1] - x[0] * x[0]) * (x[1] - x[0] * x[0]);
        let top = maximum(hill, &[-1.2, 1.0]).unwrap();
        assert!(top.iter().all(|x| (x - 1.0).abs() < 1e-6), "{top:?}");
        assert_eq!(maximum(|x: &[f64]| x[0], &[0.0]), None);
    }
}
