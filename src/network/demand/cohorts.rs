//! Ages of an installed base at the start, as monthly cohorts.

use crate::scenario::schema::Product;

/// Monthly cohorts of an installed base.
#[derive(Debug, Clone, PartialEq)]
pub struct Cohorts {
    /// Age of the middle of each cohort at the start [years].
    pub middles: Vec<f64>,
    /// Share of the units in each.
    pub shares: Vec<f64>,
    /// Width of a cohort [years]; 0 if all units were sold at the start.
    pub width: f64,
}

impl Cohorts {
    /// The cohorts of a product: each year of age is spread evenly over its months; all units are new where no ages are given.
    pub fn of(product: &Product) -> Cohorts {
        if product.ages.is_empty() {
            return Cohorts { middles: vec![0.0], shares: vec![1.0], width: 0.0 };
        }
        let total: f64 = product.ages.iter().sum();
        let months = 0..12 * product.ages.len();
        Cohorts {
            middles: months.clone().map(|at| (at as f64 + 0.5) / 12.0).collect(),
            shares: months.map(|at| product.ages[at / 12] / total / 12.0).collect(),
            width: 1.0 / 12.0,
        }
    }
}
