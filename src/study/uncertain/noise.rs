//! Noise of the inner replications, taken out of the scatter of points.
//!
//! A point's mean over n replications is the expected value given its inputs plus noise, so the covariance S of the points' means is
//! T + W/n: T of the expected values, W within points (analysis of variance: Searle, Casella & McCulloch 1992, ch. 3; for nested
//! simulation Sun, Apley & Staum 2011). The points are drawn towards their mean by the linear map A with A S A' = S - W/n, so that their
//! covariance is T again (constrained empirical Bayes: Louis 1984, Ghosh 1992). Of the many such maps it is the one that only shrinks the
//! directions in which S and W are both diagonal: then it does not matter which layout is the baseline. It is exact for normal laws; for
//! others it sets mean and covariance right, not the shape.

/// A symmetric matrix, or a map, by rows.
pub type Matrix = Vec<Vec<f64>>;

/// Covariance between the means of points, and that of the noise in them.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// Of the points' means.
    pub means: Matrix,
    /// Of their noise, which is part of it.
    pub noise: Matrix,
}

/// Splits the scatter of `points` x values x replications, of which there are two or more for noise to be seen. Both have the divisor N,
/// as fits points that fill the space evenly; the noise then counts (1 - 1/N) times.
pub fn split(points: &[&Vec<Vec<f64>>]) -> Split {
    let (count, k) = (points.len() as f64, points[0].len());
    let n = points[0][0].len();
    let means: Vec<Vec<f64>> = points.iter().map(|point| point.iter().map(|values| mean(values)).collect()).collect();
    let of_all: Vec<f64> = (0..k).map(|a| mean(&means.iter().map(|point| point[a]).collect::<Vec<f64>>())).collect();
    let matrix = |cell: &dyn Fn(usize, usize) -> f64| (0..k).map(|a| (0..k).map(|b| cell(a, b)).collect()).collect();
    let between =
        |a: usize, b: usize| means.iter().map(|point| (point[a] - of_all[a]) * (point[b] - of_all[b])).sum::<f64>() / count;
    let within = |a: usize, b: usize| {
        let of_point = |(point, means): (&&Vec<Vec<f64>>, &Vec<f64>)| {
            point[a].iter().zip(&point[b]).map(|(x, y)| (x - means[a]) * (y - means[b])).sum::<f64>()
        };
        let pooled = points.iter().zip(&means).map(of_point).sum::<f64>() / (count * (n as f64 - 1.0));
        pooled / n as f64 * (1.0 - 1.0 / count)
    };
    let noise = if n > 1 { matrix(&within) } else { matrix(&|_, _| 0.0) };
    Split { means: matrix(&between), noise }
}

/// The points' means, drawn towards the mean of all until only the scatter of their expected values is left: by value, by point.
pub fn freed(points: &[&Vec<Vec<f64>>]) -> Vec<Vec<f64>> {
    let k = points[0].len();
    let by_value = |a: usize| points.iter().map(|point| mean(&point[a])).collect::<Vec<f64>>();
    let means: Vec<Vec<f64>> = (0..k).map(by_value).collect();
    let of_all: Vec<f64> = means.iter().map(|values| mean(values)).collect();
    let map = shrinking(&split(points));
    let moved = |a: usize, point: usize| of_all[a] + (0..k).map(|b| map[a][b] * (means[b][point] - of_all[b])).sum::<f64>();
    (0..k).map(|a| (0..points.len()).map(|point| moved(a, point)).collect()).collect()
}

/// The map A with A S A' = S - N, where that has no negative direction; such directions are drawn to nothing.
///
/// With S = L L' and L^-1 N L'^-1 = Q B Q': A = L Q (1 - B)^(1/2) Q' L^-1.
pub fn shrinking(split: &Split) -> Matrix {
    let k = split.means.len();
    let lower = cholesky(&split.means);
    let inverse = inverted(&lower);
    let (values, vectors) = eigen(product(&product(&inverse, &split.noise), &transposed(&inverse)));
    let keep: Matrix = (0..k)
        .map(|a| {
            (0..k).map(|b| (0..k).map(|i| vectors[a][i] * vectors[b][i] * (1.0 - values[i]).clamp(0.0, 1.0).sqrt()).sum()).collect()
        })
        .collect();
    product(&product(&lower, &keep), &inverse)
}

/// The mean as deviations from the first: equal values keep their last digit.
pub fn mean(values: &[f64]) -> f64 {
    let first = values[0];
    first + values.iter().map(|value| value - first).sum::<f64>() / values.len() as f64
}

fn transposed(a: &Matrix) -> Matrix {
    (0..a.len()).map(|column| a.iter().map(|row| row[column]).collect()).collect()
}

fn product(a: &Matrix, b: &Matrix) -> Matrix {
    let cell = |row: &[f64], column: usize| row.iter().zip(b).map(|(x, of_b)| x * of_b[column]).sum();
    a.iter().map(|row| (0..b.len()).map(|column| cell(row, column)).collect()).collect()
}

/// The lower L with L L' = `a`. A direction without scatter, up to the rounding, has no noise to be taken out either: any pivot does.
fn cholesky(a: &Matrix) -> Matrix {
    let k = a.len();
    let mut lower = vec![vec![0.0; k]; k];
    for i in 0..k {
        for j in 0..=i {
            let rest = a[i][j] - (0..j).map(|m| lower[i][m] * lower[j][m]).sum::<f64>();
            lower[i][j] = match (i == j, a[i][i] > 0.0) {
                (true, true) => rest.max(1e-9 * a[i][i]).sqrt(),
                (true, false) => 1.0,
                (false, _) => rest / lower[j][j],
            };
        }
    }
    lower
}

/// The inverse of a lower triangle.
fn inverted(lower: &Matrix) -> Matrix {
    let k = lower.len();
    let mut inverse: Matrix = Vec::with_capacity(k);
    for (i, row) in lower.iter().enumerate() {
        let cell = |column: usize| {
            let rest = f64::from(u8::from(i == column)) - (column..i).map(|m| row[m] * inverse[m][column]).sum::<f64>();
            if column > i { 0.0 } else { rest / row[i] }
        };
        let solved = (0..k).map(cell).collect();
        inverse.push(solved);
    }
    inverse
}

/// Eigenvalues of a symmetric matrix, and its eigenvectors as columns, by Jacobi's rotations (Golub & Van Loan 2013, ch. 8.5).
fn eigen(mut a: Matrix) -> (Vec<f64>, Matrix) {
    let k = a.len();
    let mut vectors: Matrix = (0..k).map(|i| (0..k).map(|j| f64::from(u8::from(i == j))).collect()).collect();
    for _ in 0..60 {
        let off: f64 = (0..k).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a[i][j] * a[i][j]).sum();
        let size: f64 = a.iter().flatten().map(|x| x * x).sum();
        if off <= 1e-28 * size {
            break;
        }
        for (p, q) in (0..k).flat_map(|p| (p + 1..k).map(move |q| (p, q))) {
            rotate(&mut a, &mut vectors, p, q);
        }
    }
    ((0..k).map(|i| a[i][i]).collect(), vectors)
}

/// Turns the plane of `p` and `q` so that their cell becomes nothing.
fn rotate(a: &mut Matrix, vectors: &mut Matrix, p: usize, q: usize) {
    if a[p][q] == 0.0 {
        return;
    }
    let tau = (a[q][q] - a[p][p]) / (2.0 * a[p][q]);
    let t = tau.signum() / (tau.abs() + (1.0 + tau * tau).sqrt());
    let cos = 1.0 / (1.0 + t * t).sqrt();
    let sin = t * cos;
    let turn = |x: f64, y: f64| (cos * x - sin * y, sin * x + cos * y);
    for row in a.iter_mut() {
        (row[p], row[q]) = turn(row[p], row[q]);
    }
    let turned: Vec<(f64, f64)> = a[p].iter().zip(&a[q]).map(|(&x, &y)| turn(x, y)).collect();
    (a[p], a[q]) = turned.into_iter().unzip();
    for row in vectors.iter_mut() {
        (row[p], row[q]) = turn(row[p], row[q]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(a: &Matrix, b: &Matrix, within: f64) {
        for (x, y) in a.iter().flatten().zip(b.iter().flatten()) {
            assert!((x - y).abs() <= within, "{a:?} is not {b:?}");
        }
    }

    fn example() -> Split {
        let means = vec![vec![5.0, 2.0, 1.0], vec![2.0, 4.0, -1.0], vec![1.0, -1.0, 3.0]];
        let noise = vec![vec![1.0, 0.5, 0.2], vec![0.5, 0.8, 0.1], vec![0.2, 0.1, 0.4]];
        Split { means, noise }
    }

    #[test]
    fn eigenvalues_by_hand() {
        let (mut values, vectors) = eigen(vec![vec![2.0, 1.0], vec![1.0, 2.0]]);
        assert!((vectors[0][0].abs() - 0.5f64.sqrt()).abs() < 1e-12);
        values.sort_by(f64::total_cmp);
        assert!((values[0] - 1.0).abs() < 1e-12 && (values[1] - 3.0).abs() < 1e-12);
    }

    #[test]
    fn the_map_takes_exactly_the_noise_out() {
        let split = example();
        let map = shrinking(&split);
        let left = product(&product(&map, &split.means), &transposed(&map));
        let wanted: Matrix =
            split.means.iter().zip(&split.noise).map(|(s, n)| s.iter().zip(n).map(|(s, n)| s - n).collect()).collect();
        close(&left, &wanted, 1e-12);
    }

    #[test]
    fn the_map_does_not_care_which_layout_is_the_baseline() {
        // Gains against the first of three others instead of against the baseline: g' = C g.
        let change = vec![vec![-1.0, 0.0, 0.0], vec![-1.0, 1.0, 0.0], vec![-1.0, 0.0, 1.0]];
        let moved = |a: &Matrix| product(&product(&change, a), &transposed(&change));
        let split = example();
        let other = Split { means: moved(&split.means), noise: moved(&split.noise) };
        close(&product(&shrinking(&other), &change), &product(&change, &shrinking(&split)), 1e-10);
    }

    #[test]
    fn more_noise_than_scatter_leaves_nothing() {
        let map = shrinking(&Split { means: vec![vec![2.0]], noise: vec![vec![3.0]] });
        assert_eq!(map, [[0.0]]);
        let plain = shrinking(&Split { means: vec![vec![4.0]], noise: vec![vec![1.0]] });
        assert!((plain[0][0] - 0.75f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn layouts_that_are_the_same_do_no_harm() {
        let twice = |x: f64| vec![vec![x, x], vec![x, x]];
        let map = shrinking(&Split { means: twice(4.0), noise: twice(1.0) });
        let left = product(&product(&map, &twice(4.0)), &transposed(&map));
        close(&left, &twice(3.0), 1e-3);
        assert_eq!(shrinking(&Split { means: vec![vec![0.0]], noise: vec![vec![0.0]] }), [[1.0]]);
    }
}
