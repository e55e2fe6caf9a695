//! Which layout is the best by one figure: comparisons with the best, and selection that drops the others on the way.
//!
//! Both allow common random numbers: [`best`] takes it that all pairs of layouts differ with the same variance, [`kn`] does not.

pub mod best;
mod critical;
pub mod kn;
pub mod run;

use crate::record::figure::Better;
pub use critical::critical;

/// Which way is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toward {
    /// More is better.
    More,
    /// Less is better.
    Less,
}

impl Toward {
    /// The direction of a figure; `None` if it has none.
    pub fn of(better: Better) -> Option<Toward> {
        match better {
            Better::More => Some(Toward::More),
            Better::Less => Some(Toward::Less),
            Better::Neither => None,
        }
    }

    /// By how much `one` is worse than `other`; below zero if it is better.
    pub fn worse_by(self, one: f64, other: f64) -> f64 {
        match self {
            Toward::More => other - one,
            Toward::Less => one - other,
        }
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}
