//! By mechanism: the difference of two layouts as a walk from one to the other, a step for each change.

use super::Sight;
use crate::kernel::money::Money;
use crate::record::figure::Index;

/// Figures beside money that a walk follows.
pub const FOLLOWED: [Index; 3] = [Index::ResponseMean, Index::RestoreMean, Index::Satisfaction];

/// A walk from one layout to another. What the steps bring telescopes to the difference of its ends.
#[derive(Debug, Clone)]
pub struct Walk {
    /// Steps in order.
    pub steps: Vec<Step>,
}

/// One step of a walk.
#[derive(Debug, Clone)]
pub struct Step {
    /// Its name.
    pub name: String,
    /// Keys that it changes.
    pub keys: Vec<String>,
    /// What it adds to total cost, by replication.
    pub cost: Vec<Money>,
    /// What it adds to revenue, by replication.
    pub revenue: Vec<Money>,
    /// What it adds to the figures of [`FOLLOWED`], by the replications in which every stop has them.
    pub figures: [Vec<f64>; FOLLOWED.len()],
}

impl Walk {
    /// The walk through the sights of its stops: one more than steps, which are given by name and keys.
    pub fn new(stops: &[&[Sight]], steps: Vec<(String, Vec<String>)>) -> Walk {
        let step = |(at, (name, keys)): (usize, (String, Vec<String>))| {
            let money = |of: fn(&Sight) -> Money| {
                stops[at + 1].iter().zip(stops[at]).map(|(after, before)| of(after) - of(before)).collect::<Vec<Money>>()
            };
            Step {
                name,
                keys,
                cost: money(|it| it.cost),
                revenue: money(|it| it.revenue),
                figures: FOLLOWED.map(|it| figure(stops, at, it)),
            }
        };
        Walk { steps: steps.into_iter().enumerate().map(step).collect() }
    }
}

/// What the step from stop `at` adds to a figure.
fn figure(stops: &[&[Sight]], at: usize, index: Index) -> Vec<f64> {
    let replications = stops.iter().map(|stop| stop.len()).min().unwrap_or(0);
    let value = |stop: &[Sight], replication: usize| stop[replication].row[index as usize];
    let known = |replication: &usize| stops.iter().all(|stop| value(stop, *replication).is_some());
    let added =
        |replication| value(stops[at + 1], replication).zip(value(stops[at], replication)).map(|(after, before)| after - before);
    (0..replications).filter(known).filter_map(added).collect()
}
