//! Sweeps: a scenario at many points, each layout of each point simulated, everything kept in a store.
//!
//! A sweep is planned first: all its points are laid out, read and checked before any is simulated. Then it asks the store what is
//! missing, computes that, and asks again; whoever computes it, in whatever order, the results are the same.
//!
//! *Knows:* designs, the store, the rule that stops.
//! *Never:* how results are written.

mod document;
mod doubt;
mod gather;
mod plan;
mod run;

use super::design::{Axis, Design};
use super::precision::{Goal, Rule};
use super::store::{Key, Unit};
use crate::scenario::factor::Factor;
use crate::scenario::{Experiment, Layout};
pub use document::{Plan, Unfit};
pub use gather::{Gap, Told};
pub(in crate::study) use plan::check_points;
pub use plan::{Fault, check};
pub use run::{Computed, Stuck, Watcher};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A sweep that was planned: every point of it can be simulated.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// What was asked for.
    pub experiment: Experiment,
    /// What varies: factors of the study, then uncertain inputs of the scenario.
    pub factors: Vec<Factor>,
    /// The design over the factors.
    pub design: Design,
    /// How many values each factor has.
    pub axes: Vec<Axis>,
    /// Rows of the design in the unit cube, and the point that each became.
    pub rows: Vec<(Vec<f64>, usize)>,
    /// The points in the order of the rows, each once.
    pub points: Vec<Point>,
    /// Names of the layouts, in the order of the scenario.
    pub layouts: Vec<String>,
    /// Index of the layout that the others are compared with.
    pub baseline: usize,
    /// Every layout at every point: by point, then by layout.
    pub cells: Vec<Cell>,
    /// Columns that results show.
    pub columns: Vec<String>,
    /// When a point has enough replications.
    pub replications: Replications,
    /// Label of all money.
    pub currency: String,
}

/// A point: the value of each factor, and what sets it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Values of the factors as TOML.
    pub values: Vec<String>,
    /// What is set, as for `--set`; also what is set at every point.
    pub sets: Vec<String>,
}

/// A layout at a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cell {
    /// Content key.
    pub key: Key,
    /// Master seed.
    pub seed: u64,
}

/// When a point has enough replications.
#[derive(Debug, Clone, PartialEq)]
pub enum Replications {
    /// With so many.
    Fixed(u32),
    /// When all its layouts have the half-widths that are asked for, or with the most that the rule allows.
    Until {
        /// Half-widths.
        goals: Vec<Goal>,
        /// First look, and most replications.
        rule: Rule,
    },
}

impl Replications {
    /// Whether half-widths are asked for.
    pub fn has_goals(&self) -> bool {
        matches!(self, Replications::Until { .. })
    }
}

/// A piece of work: so many replications of a block of a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// The cell, of those that share a key the first.
    pub cell: usize,
    /// The block.
    pub unit: Unit,
    /// Replications from the first of the block.
    pub count: u32,
    /// As many of them as are there already.
    pub have: u32,
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.cell, self.unit.block)
    }
}

impl Sweep {
    /// The point and the layout of a cell.
    pub fn place(&self, cell: usize) -> (usize, usize) {
        (cell / self.layouts.len(), cell % self.layouts.len())
    }

    /// Cells of a point.
    pub fn cells_of(&self, point: usize) -> std::ops::Range<usize> {
        point * self.layouts.len()..(point + 1) * self.layouts.len()
    }

    /// The block `block` of a cell.
    pub fn unit(&self, cell: usize, block: u32) -> Unit {
        let Cell { key, seed } = self.cells[cell];
        Unit { key, seed, block }
    }
}

/// The cell of a layout as it was read.
fn cell(layout: &Layout) -> Cell {
    Cell { key: Key::new(&layout.key()), seed: layout.scenario.scenario.seed }
}
