//! What the parts of a store say together, cell by cell, in the order of the sweep.

use super::{Order, Sweep};
use crate::record::figure::Index;
use crate::study::columns::{self, Values};
use crate::study::compare::{Difference, difference, of_pairs};
use crate::study::interval::{CONFIDENCE, Estimate};
use crate::study::precision::joint;
use crate::study::replicate::Summary;
use crate::study::store::{BLOCK, Store};

/// Work that is missing: the sweep cannot be told yet.
#[derive(Debug, Clone, PartialEq)]
pub struct Gap {
    /// What is missing now.
    pub missing: Vec<Order>,
}

/// What the replications of a cell say.
#[derive(Debug, Clone)]
pub struct Told {
    /// Whether the half-widths that were asked for are there.
    pub reached: bool,
    /// Values by replication.
    pub values: Vec<Values>,
    /// Figures and times of all replications.
    pub summary: Summary,
}

impl Sweep {
    /// Whether everything is there.
    ///
    /// # Errors
    /// What is missing; a part that cannot be used is missing.
    pub fn whole(&self, store: &Store) -> Result<(), Gap> {
        let missing = self.missing(store, &|_| {});
        if missing.is_empty() { Ok(()) } else { Err(Gap { missing }) }
    }

    /// What the layouts of a point say; `None` if something is missing.
    pub fn told(&self, point: usize, store: &Store) -> Option<Vec<Told>> {
        let (n, reached) = self.counted(point, store)?;
        self.cells_of(point).map(|cell| self.told_of(cell, n, reached, store)).collect()
    }

    fn told_of(&self, cell: usize, n: u32, reached: bool, store: &Store) -> Option<Told> {
        let mut told = Told { reached, values: Vec::with_capacity(n as usize), summary: Summary::default() };
        for block in 0..n.div_ceil(BLOCK) {
            let part = store.load(&self.unit(cell, block)).ok().flatten()?;
            let wanted = (n - block * BLOCK).min(BLOCK) as usize;
            if part.records.len() < wanted {
                return None;
            }
            for record in part.records.into_iter().take(wanted) {
                told.summary.rows.push(columns::row(&record.values));
                told.summary.times.merge(&record.times);
                told.values.push(record.values);
            }
        }
        Some(told)
    }
}

impl Told {
    /// The estimate of a column: as `callout run` says it of a figure, else the mean over replications.
    pub fn estimate(&self, column: &str) -> Option<Estimate> {
        match columns::figure_of(column).filter(|_| !column.contains('.')) {
            Some(figure) => self.summary.estimate(figure),
            None => Estimate::of_mean(&self.column(column).into_iter().flatten().collect::<Vec<f64>>(), CONFIDENCE),
        }
    }

    /// A column less that of the `baseline` at the same point, paired by replication; `comparisons` layouts are compared at once.
    pub fn against(&self, baseline: &Told, column: &str, comparisons: usize) -> Option<Difference> {
        let confidence = joint(CONFIDENCE, comparisons);
        let figure = columns::figure_of(column);
        match figure.filter(|_| !column.contains('.')) {
            Some(figure) => difference(&self.summary, &baseline.summary, figure, confidence),
            None => {
                let own = self.column(column);
                let pairs: Vec<(f64, f64)> = own.into_iter().zip(baseline.column(column)).filter_map(|(a, b)| a.zip(b)).collect();
                of_pairs(&pairs, None, figure.unwrap_or(Index::CostTotal as usize), confidence)
            }
        }
    }

    /// A column by replication. An account that nothing was posted to is zero.
    pub fn column(&self, column: &str) -> Vec<Option<f64>> {
        let none = column.starts_with("account.").then_some(0.0);
        self.values.iter().map(|values| values.get(column).copied().or(none)).collect()
    }
}
