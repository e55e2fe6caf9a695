//! Shipped scenarios, run with an audit: means and paired differences by replication, with their intervals.

use crate::lab::{figure, outcome};
use callout::network::Network;
use callout::record::figure::Index;
use callout::study::trial::Outcome;
use std::collections::BTreeMap;
use std::path::Path;

/// Audited outcomes of every layout of a shipped scenario, by name.
pub struct Trials(pub BTreeMap<String, Vec<Outcome>>);

/// Mean and standard error.
#[derive(Debug, Clone, Copy)]
pub struct Mean(pub f64, pub f64);

impl Trials {
    /// Runs a shipped scenario.
    pub fn of(file: &str, replications: u32) -> Trials {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
        let study = callout::scenario::read(&path, &[]).unwrap_or_else(|complaints| panic!("{complaints}"));
        let run = |network: &Network| (0..replications).map(|replication| outcome(network, replication)).collect();
        Trials(study.layouts.iter().map(|layout| (layout.name.clone(), run(&Network::new(layout)))).collect())
    }

    /// Mean over the replications of a layout.
    pub fn mean(&self, layout: &str, of: impl Fn(&Outcome) -> f64) -> Mean {
        Mean::of(&self.0[layout].iter().map(of).collect::<Vec<f64>>())
    }

    /// Mean of the differences by replication.
    pub fn less(&self, layout: &str, baseline: &str, of: impl Fn(&Outcome) -> f64) -> Mean {
        let pairs = self.0[layout].iter().zip(&self.0[baseline]);
        Mean::of(&pairs.map(|(a, b)| of(a) - of(b)).collect::<Vec<f64>>())
    }
}

impl Mean {
    /// Mean and standard error of values by replication.
    pub fn of(values: &[f64]) -> Mean {
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        Mean(mean, (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0) / n).sqrt())
    }

    /// The interval of 5.4 standard errors lies above: 99.9 % with 8 replications, 98.8 % with 4 (Student's t).
    pub fn above(self, least: f64) {
        assert!(self.0 - 5.4 * self.1 > least, "{self:?} is not above {least}");
    }

    /// The same interval lies below.
    pub fn below(self, most: f64) {
        assert!(self.0 + 5.4 * self.1 < most, "{self:?} is not below {most}");
    }
}

/// A figure of the network.
pub fn of(index: Index) -> impl Fn(&Outcome) -> f64 {
    move |outcome| figure(outcome, index).unwrap_or_else(|| panic!("no {}", index.figure().key))
}
