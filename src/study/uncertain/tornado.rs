//! The tornado: what a layout gains when each uncertain input alone stands at its P10 and at its P90, the others at their medians.
//!
//! All points have the same replications, so that differences between them are those of the inputs.

use super::{Ground, around, estimate};
use crate::scenario::{Experiment, Snapshot};
use crate::study::interval::Estimate;
use crate::study::store::{BLOCK, Store};
use crate::study::sweep::{Fault, Sweep, check};

/// What one input does to the gain of a layout.
#[derive(Debug, Clone, PartialEq)]
pub struct Swing {
    /// Index of the input.
    pub input: usize,
    /// Its values at P10 and P90, as TOML.
    pub values: [String; 2],
    /// The gain at P10 and at P90.
    pub gains: [Estimate; 2],
    /// The gain at P90 less that at P10, paired by replication.
    pub swing: Estimate,
}

/// The tornado of a layout.
#[derive(Debug, Clone, PartialEq)]
pub struct Tornado {
    /// The gain with all inputs at their medians.
    pub middle: Estimate,
    /// What each input does, the most first.
    pub swings: Vec<Swing>,
}

impl Ground {
    /// Replications of every point that is looked at closely: those of the sample, and a block of the store at least.
    pub fn close_look(&self) -> u32 {
        self.ask.replications.max(BLOCK)
    }

    /// Plans the tornado: all of its points are read.
    ///
    /// # Errors
    /// If there are no uncertain inputs, or some points are no sound scenario.
    pub fn around(&self, files: &Snapshot, tick: impl Fn(usize, usize) + Sync) -> Result<Sweep, Fault> {
        check(Experiment { uncertain: true, design: around(), ..self.experiment(self.close_look()) }, files, tick)
    }

    /// The tornado of each layout but the baseline, once all points are computed.
    ///
    /// # Errors
    /// If the figure has no data somewhere, or parts have gone.
    pub fn tornados(&self, sweep: &Sweep, store: &Store) -> Result<Vec<Tornado>, Fault> {
        let gains: Result<Vec<Vec<Vec<f64>>>, Fault> =
            (0..sweep.points.len()).map(|point| Ok(self.gains(&self.figure(sweep, point, store)?))).collect();
        let gains = gains?;
        // Rows: the middle, then each input low and high.
        let of = |row: usize, layout: usize| gains[sweep.rows[row].1][layout].as_slice();
        let swing = |input: usize, layout: usize| {
            let rows = [1 + 2 * input, 2 + 2 * input];
            let apart: Vec<f64> = of(rows[0], layout).iter().zip(of(rows[1], layout)).map(|(low, high)| high - low).collect();
            Swing {
                input,
                values: rows.map(|row| sweep.points[sweep.rows[row].1].values[input].clone()),
                gains: rows.map(|row| estimate(of(row, layout))),
                swing: estimate(&apart),
            }
        };
        let tornado = |layout: usize| {
            let mut swings: Vec<Swing> = (0..self.inputs.len()).map(|input| swing(input, layout)).collect();
            swings.sort_by(|one, other| other.swing.value.abs().total_cmp(&one.swing.value.abs()));
            Tornado { middle: estimate(of(0, layout)), swings }
        };
        Ok((0..self.others().count()).map(tornado).collect())
    }
}
