//! What of a sweep is missing in the store, and how it gets there.

use super::plan::seeded;
use super::{Order, Replications, Sweep, cell};
use crate::network::Network;
use crate::record::figure::Row;
use crate::scenario::Snapshot;
use crate::study::columns;
use crate::study::precision::{Stop, stop_all};
use crate::study::store::{BLOCK, Damage, Part, Record, Store, Unit};
use crate::study::trial::{Watch, trial_by};
use indexmap::IndexMap;
use rayon::prelude::*;
use std::io;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

/// Who looks on while a sweep runs.
pub struct Watcher<'a> {
    /// Set once the run should stop.
    pub stop: &'a AtomicBool,
    /// So many replications are still to be run; called before each round.
    pub ahead: &'a (dyn Fn(u64) + Sync),
    /// A replication has ended.
    pub tick: &'a (dyn Fn() + Sync),
    /// A part cannot be used and is computed again.
    pub damaged: &'a (dyn Fn(&Damage) + Sync),
}

/// How a run of a sweep ended.
#[derive(Debug)]
pub enum Computed {
    /// Nothing is missing.
    Whole,
    /// It was stopped; what is there stays there.
    Stopped,
}

/// Why a piece of work could not be done.
#[derive(Debug)]
pub enum Stuck {
    /// Its part could not be kept.
    Store(io::Error),
    /// The scenario is not the one that was planned: files or versions have changed.
    Changed,
}

impl Sweep {
    /// Pieces of work that the store lacks, in the order of the cells. Under a rule that stops, more may be missing once these are
    /// there. `damaged` hears of parts that cannot be used.
    pub fn missing(&self, store: &Store, damaged: &(dyn Fn(&Damage) + Sync)) -> Vec<Order> {
        self.missing_share(store, damaged, (1, 1))
    }

    /// The part (i, n) of [`Self::missing`]: the i-th of n shares, from 1, that together are all of it. Under a rule that stops, a share
    /// holds whole points with all that they need, so that it can follow them to the end; a unit may then belong to several.
    pub fn missing_share(&self, store: &Store, damaged: &(dyn Fn(&Damage) + Sync), (at, of): (usize, usize)) -> Vec<Order> {
        let load = |unit: &Unit| {
            store.load(unit).unwrap_or_else(|damage| {
                damaged(&damage);
                None
            })
        };
        let orders: Vec<Order> = match &self.replications {
            Replications::Fixed(_) => self.first_orders().into_iter().skip(at - 1).step_by(of).collect(),
            Replications::Until { .. } => {
                let of_point = |point: usize| match self.stop(point, &load) {
                    (_, Stop::Reached { .. } | Stop::Missed) => Vec::new(),
                    (have, Stop::More(more)) => self.orders(self.cells_of(point), have + more, false),
                };
                let points: Vec<usize> = (at - 1..self.points.len()).step_by(of).collect();
                points.into_par_iter().flat_map_iter(of_point).collect()
            }
        };
        let mut unique: IndexMap<Unit, Order> = IndexMap::new();
        for order in orders {
            let kept = unique.entry(order.unit).or_insert(order);
            kept.count = kept.count.max(order.count);
        }
        let lacking = |order: Order| {
            let have = load(&order.unit).map_or(0, |part| part.records.len() as u32);
            (have < order.count).then_some(Order { have, ..order })
        };
        unique.into_values().collect::<Vec<Order>>().into_par_iter().filter_map(lacking).collect()
    }

    /// Pieces of work that are sure to be needed, each once, whatever the store has.
    pub fn first_orders(&self) -> Vec<Order> {
        let orders = match &self.replications {
            Replications::Fixed(n) => self.orders(0..self.cells.len(), *n, true),
            Replications::Until { rule, .. } => self.orders(0..self.cells.len(), rule.first.min(rule.max), false),
        };
        let mut unique: IndexMap<Unit, Order> = IndexMap::new();
        for order in orders {
            unique.entry(order.unit).or_insert(order);
        }
        unique.into_values().collect()
    }

    /// The piece of work of a block of a cell; `None` if the sweep can never need it.
    pub fn order(&self, cell: usize, block: u32) -> Option<Order> {
        let (most, cut) = match &self.replications {
            Replications::Fixed(n) => (*n, true),
            Replications::Until { rule, .. } => (rule.max, false),
        };
        (cell < self.cells.len()).then(|| self.orders(cell..cell + 1, most, cut).into_iter().nth(block as usize))?
    }

    /// Blocks of cells for `n` replications; the last one cut to them, or whole.
    fn orders(&self, cells: std::ops::Range<usize>, n: u32, cut: bool) -> Vec<Order> {
        let blocks = |cell: usize| {
            (0..n.div_ceil(BLOCK)).map(move |block| {
                let count = if cut { (n - block * BLOCK).min(BLOCK) } else { BLOCK };
                Order { cell, unit: self.unit(cell, block), count, have: 0 }
            })
        };
        cells.flat_map(blocks).collect()
    }

    /// Complete replications of a point, and what the rule says of them.
    fn stop(&self, point: usize, load: &dyn Fn(&Unit) -> Option<Part>) -> (u32, Stop) {
        let Replications::Until { goals, rule } = &self.replications else { unreachable!("a fixed number has no rule") };
        let of_cell = |cell: usize| -> Vec<Row> {
            let mut rows = Vec::new();
            for block in 0..rule.max.div_ceil(BLOCK) {
                let Some(part) = load(&self.unit(cell, block)) else { break };
                let whole = part.records.len() == BLOCK as usize;
                rows.extend(part.records.iter().map(|record| columns::row(&record.values)));
                if !whole {
                    break;
                }
            }
            rows.truncate(rule.max as usize);
            rows
        };
        let rows: Vec<Vec<Row>> = self.cells_of(point).map(of_cell).collect();
        let rows: Vec<&[Row]> = rows.iter().map(Vec::as_slice).collect();
        let have = rows.iter().map(|rows| rows.len()).min().unwrap_or(0) as u32;
        (have, stop_all(goals, &rows, rule))
    }

    /// Replications of a point that results count, and whether its goals were reached; `None` while some are missing.
    pub fn counted(&self, point: usize, store: &Store) -> Option<(u32, bool)> {
        match &self.replications {
            Replications::Fixed(n) => Some((*n, true)),
            Replications::Until { rule, .. } => match self.stop(point, &|unit| store.load(unit).ok().flatten()).1 {
                Stop::Reached { rows, .. } => Some((rows, true)),
                Stop::Missed => Some((rule.max, false)),
                Stop::More(_) => None,
            },
        }
    }

    /// Does a piece of work on the threads of the current pool: what a part of it says already stays, the rest is simulated. When it is
    /// stopped under way, it keeps what is complete.
    ///
    /// # Errors
    /// If the part cannot be kept, or the scenario is not what was planned.
    pub fn compute(
        &self,
        files: &Snapshot,
        store: &Store,
        order: &Order,
        hands: usize,
        watcher: &Watcher<'_>,
    ) -> Result<(), Stuck> {
        let mut part = store.load(&order.unit).unwrap_or_default().unwrap_or_default();
        let have = part.records.len() as u32;
        let (point, layout) = self.place(order.cell);
        if have >= order.count || watcher.stop.load(Ordering::Relaxed) {
            return Ok(());
        }
        let study = files.read(&self.points[point].sets, "factor").map_err(|_| Stuck::Changed)?;
        let layout = study.layouts.iter().find(|other| other.name == self.layouts[layout]).ok_or(Stuck::Changed)?;
        let layout = seeded(layout, self.experiment.seed);
        if cell(&layout) != self.cells[order.cell] {
            return Err(Stuck::Changed);
        }
        let network = Network::new(&layout);
        let first = order.unit.block * BLOCK;
        let records: Vec<Option<Record>> = (first + have..first + order.count)
            .into_par_iter()
            .map(|replication| {
                if watcher.stop.load(Ordering::Relaxed) {
                    return None;
                }
                let outcome = trial_by(&network, replication, Watch::default(), hands);
                (watcher.tick)();
                Some(Record { values: columns::values(&network, &outcome), times: outcome.times })
            })
            .collect();
        part.records.extend(records.into_iter().map_while(|record| record));
        if part.records.len() as u32 > have { store.save(&order.unit, &part).map_err(Stuck::Store) } else { Ok(()) }
    }

    /// Computes what is missing until nothing is, or until it is stopped.
    ///
    /// # Errors
    /// If a part cannot be kept: those that were kept stay.
    pub fn run(&self, files: &Snapshot, store: &Store, watcher: &Watcher<'_>) -> Result<Computed, Stuck> {
        loop {
            let missing = self.missing(store, watcher.damaged);
            if missing.is_empty() {
                return Ok(Computed::Whole);
            }
            let ahead: u64 = missing.iter().map(|order| u64::from(order.count - order.have)).sum();
            (watcher.ahead)(ahead);
            // With fewer trials than threads, each trial is spread over several.
            let hands = rayon::current_num_threads().div_ceil(ahead as usize);
            let stuck = Mutex::new(None);
            missing.par_iter().for_each(|order| {
                if let Err(why) = self.compute(files, store, order, hands, watcher) {
                    watcher.stop.store(true, Ordering::Relaxed);
                    *stuck.lock().expect("nobody panics with it") = Some(why);
                }
            });
            if let Some(why) = stuck.into_inner().expect("nobody panics with it") {
                return Err(why);
            }
            if watcher.stop.load(Ordering::Relaxed) {
                return Ok(Computed::Stopped);
            }
        }
    }
}
