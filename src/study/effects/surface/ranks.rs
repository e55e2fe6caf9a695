//! Standardised rank regression: how steadily a result rises or falls with each factor (Iman & Conover 1979).
//!
//! Ranks of the factors and of the result, ties at their mean, are standardised; the coefficients solve R b = r, with R the correlations
//! between the factors and r those with the result. The fit is R^2 = r b. Noise of the replications makes both smaller.

/// For each factor its coefficient, then the fit; `None` where a factor or the result does not vary, factors cannot be told apart, or
/// there are too few points.
pub fn coefficients(places: &[Vec<f64>], results: &[f64], rows: &[usize]) -> Option<Vec<f64>> {
    let d = places.first()?.len();
    if rows.len() < d + 2 {
        return None;
    }
    let column = |factor: usize| standardised(&rows.iter().map(|&row| places[row][factor]).collect::<Vec<f64>>());
    let columns: Vec<Vec<f64>> = (0..d).map(column).collect::<Option<_>>()?;
    let result = standardised(&rows.iter().map(|&row| results[row]).collect::<Vec<f64>>())?;
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let with_result: Vec<f64> = columns.iter().map(|column| dot(column, &result)).collect();
    let matrix = columns.iter().zip(&with_result).map(|(a, r)| columns.iter().map(|b| dot(a, b)).chain([*r]).collect()).collect();
    let mut found = solved(matrix)?;
    found.push(dot(&found, &with_result));
    Some(found)
}

/// Ranks with mean 0 and sum of squares 1; `None` if all values are equal.
fn standardised(values: &[f64]) -> Option<Vec<f64>> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    for tied in order.chunk_by(|&a, &b| values[a] == values[b]) {
        let first = order.partition_point(|&at| values[at] < values[tied[0]]);
        for &at in tied {
            ranks[at] = first as f64 + 0.5 * (tied.len() - 1) as f64 - 0.5 * (values.len() - 1) as f64;
        }
    }
    let length = ranks.iter().map(|rank| rank * rank).sum::<f64>().sqrt();
    (length > 0.0).then(|| ranks.iter().map(|rank| rank / length).collect())
}

/// Solves the linear equations whose right side is the last column, by elimination with the largest pivot.
fn solved(mut matrix: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let d = matrix.len();
    for step in 0..d {
        let pivot = (step..d).max_by(|&a, &b| matrix[a][step].abs().total_cmp(&matrix[b][step].abs()))?;
        matrix.swap(step, pivot);
        let own = matrix[step].clone();
        if own[step].abs() < 1e-9 {
            return None;
        }
        for (_, other) in matrix.iter_mut().enumerate().filter(|(row, _)| *row != step) {
            let share = other[step] / own[step];
            for (value, own) in other.iter_mut().zip(&own) {
                *value -= share * own;
            }
        }
    }
    Some(matrix.iter().enumerate().map(|(row, values)| values[d] / values[row]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equations_by_hand() {
        // 2 x + y = 5, x + 3 y = 10, and with a zero where the first pivot would be.
        assert_eq!(solved(vec![vec![2.0, 1.0, 5.0], vec![1.0, 3.0, 10.0]]), Some(vec![1.0, 3.0]));
        assert_eq!(solved(vec![vec![0.0, 2.0, 4.0], vec![3.0, 0.0, 9.0]]), Some(vec![3.0, 2.0]));
        assert_eq!(solved(vec![vec![1.0, 1.0, 2.0], vec![1.0, 1.0, 2.0]]), None);
    }

    #[test]
    fn ties_share_their_mean_rank() {
        // Ranks 0, 1.5, 1.5, 3 around 1.5.
        let found = standardised(&[1.0, 7.0, 7.0, 9.0]).unwrap();
        let half = 0.5f64.sqrt();
        assert!(found.iter().zip([-half, 0.0, 0.0, half]).all(|(a, b)| (a - b).abs() < 1e-15));
        assert_eq!(standardised(&[2.0, 2.0]), None);
    }
}
