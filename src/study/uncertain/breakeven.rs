//! The value of a key at which a layout and the baseline are alike, found by simulating at one value after the other.
//!
//! Every value has the same replications, so the mean gain is a function of the key without chance, whose zero is sought; its interval
//! are the values that the replications at them do not rule out. For volume alone, [`crate::study::finance::breakeven`] has it from one
//! run; this one takes any key, and lets waits, overflow and quality follow it. Uncertain inputs stay as the scenario has them.

use super::root::{Crossing, Found, Look, Search};
use super::{Ask, Ground, estimate};
use crate::scenario::Snapshot;
use crate::scenario::factor::{Factor, Levels};
use crate::study::interval::Estimate;
use crate::study::store::Store;
use crate::study::sweep::{Computed, Fault, Point, Stuck, Sweep, Watcher, check_points};

/// Where a layout and the baseline are alike.
#[derive(Debug, Clone)]
pub struct BreakEven {
    /// The key, and its range.
    pub factor: Factor,
    /// Index of the layout among those of the ground.
    pub layout: usize,
    /// Gains over the baseline at both ends of the range.
    pub ends: [Estimate; 2],
    /// The crossing; nothing where the same one is better at both ends.
    pub crossing: Option<Crossing>,
    /// Replications at each value.
    pub replications: u32,
    /// Values that were simulated.
    pub looks: usize,
}

/// Why no break-even was found.
#[derive(Debug)]
pub enum Failed {
    /// A value makes no sound scenario.
    Fault(Fault),
    /// A value could not be computed.
    Stuck(Stuck),
    /// It was stopped.
    Stopped,
}

/// What simulates: the scenario, the store, and who looks on.
pub struct Bench<'a> {
    /// The scenario.
    pub files: &'a Snapshot,
    /// Where parts are kept.
    pub store: &'a Store,
    /// Who looks on.
    pub watcher: &'a Watcher<'a>,
}

impl Ground {
    /// Finds where `layout` and the baseline are alike as `factor`, a range, varies. Both ends are read before anything is simulated.
    ///
    /// # Errors
    /// If a value makes no sound scenario or cannot be computed.
    ///
    /// # Panics
    /// If the factor is no range.
    pub fn breakeven(&self, factor: &Factor, layout: usize, bench: &Bench<'_>) -> Result<BreakEven, Failed> {
        let Levels::Range(range) = &factor.levels else { panic!("a break-even is sought in a range") };
        let names = &self.ask.layouts;
        let pair = [names[self.baseline].clone(), names[layout].clone()];
        // The pair in the order of the scenario, as sweeps have it.
        let pair: Vec<String> = names.iter().filter(|name| pair.contains(name)).cloned().collect();
        let baseline = usize::from(self.baseline > layout);
        let duel = Ground { ask: Ask { layouts: pair, ..self.ask.clone() }, baseline, ..self.clone() };
        duel.planned(factor, &[range.low, range.high], bench)?;
        let mut look = |x: f64| {
            let gain = duel.gain_at(factor, x, bench)?;
            Ok(Look { value: gain.value, half_width: gain.half_width })
        };
        let snap = |x: f64| factor.nearest(x);
        let (low, high) = (factor.nearest(range.low), factor.nearest(range.high));
        let mut search = Search::new(&mut look, &snap, range.whole);
        let found = search.run(low, high)?;
        let looks = search.looks();
        let ends = [duel.gain_at(factor, low, bench)?, duel.gain_at(factor, high, bench)?];
        let crossing = if let Found::Crosses(crossing) = found { Some(crossing) } else { None };
        Ok(BreakEven { factor: factor.clone(), layout, ends, crossing, replications: self.close_look(), looks })
    }

    fn planned(&self, factor: &Factor, values: &[f64], bench: &Bench<'_>) -> Result<Sweep, Failed> {
        let point = |value: &f64| {
            let value = factor.at(*value);
            let sets = self.ask.set.iter().cloned().chain(factor.sets(&value)).collect();
            (Vec::new(), Point { values: vec![value], sets })
        };
        let points = values.iter().map(point).collect();
        let planned = check_points(self.experiment(self.close_look()), vec![factor.clone()], points, bench.files, |_, _| {});
        planned.map_err(Failed::Fault)
    }

    fn gain_at(&self, factor: &Factor, value: f64, bench: &Bench<'_>) -> Result<Estimate, Failed> {
        let sweep = self.planned(factor, &[value], bench)?;
        match sweep.run(bench.files, bench.store, bench.watcher) {
            Ok(Computed::Whole) => {}
            Ok(Computed::Stopped) => return Err(Failed::Stopped),
            Err(stuck) => return Err(Failed::Stuck(stuck)),
        }
        let figure = self.figure(&sweep, 0, bench.store).map_err(Failed::Fault)?;
        Ok(estimate(&self.gains(&figure)[0]))
    }
}
