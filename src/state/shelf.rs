//! Shelves: what is on hand, what is to come, who waits for it; and what is on its way to them.

use super::job::JobId;
use crate::ids;
use crate::kernel::id::{Id, Table};
use crate::kernel::time::{Span, Time};
use crate::network::stock::ShelfId;
use std::collections::VecDeque;

ids! {
    /// Units on their way to a shelf; used again after they have come in.
    DeliveryId;
}

/// The stock of one part at one place [units].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Level {
    /// On the shelf.
    pub on_hand: u32,
    /// Ordered and not yet in.
    pub on_order: u32,
    /// Failed, under repair for this shelf.
    pub on_bench: u32,
    /// Asked for and not yet handed over.
    pub owed: u32,
}

impl Level {
    /// Inventory position: what will be on hand when everything is in and everybody served [units].
    #[inline]
    pub fn position(&self) -> i64 {
        i64::from(self.on_hand) + i64::from(self.on_order) + i64::from(self.on_bench) - i64::from(self.owed)
    }
}

/// Who is to get units from a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claimant {
    /// A job.
    Job(JobId),
    /// Another shelf, which has ordered them.
    Shelf(ShelfId),
}

/// A claim on units of a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Claim {
    /// Whose.
    pub by: Claimant,
    /// Units not yet handed over.
    pub units: u32,
}

/// A shelf.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// Its stock.
    pub level: Level,
    /// Claims in order; the first is served first.
    pub line: VecDeque<Claim>,
    /// Deliveries so far: each has random numbers of its own.
    pub deliveries: u64,
    /// Benches at work for it, where they are limited.
    pub benches: u32,
    /// Failed units that wait for a bench, and the time that each will take there.
    pub failed: VecDeque<Span>,
}

/// Units on their way to a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivery {
    /// Where to.
    pub shelf: ShelfId,
    /// How many.
    pub units: u32,
    /// Where they come from.
    pub origin: Origin,
}

/// Where units come from that go to a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// From whom they were ordered.
    Order,
    /// From local repair.
    Local,
    /// From the benches that repair for all.
    Bench,
}

/// What a job knows of its parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Supply {
    /// Whether shelves have been asked.
    pub asked: bool,
    /// Parts that are still awaited; a part of several units counts once.
    pub awaited: u32,
    /// When they were asked.
    pub since: Time,
}

/// All shelves of a trial.
#[derive(Debug, Default)]
pub struct Shelves {
    /// Shelf by shelf.
    pub rows: Table<ShelfId, Shelf>,
    deliveries: Vec<Delivery>,
    free: Vec<DeliveryId>,
}

impl Shelves {
    /// Empty shelves.
    pub fn new(len: usize) -> Shelves {
        Shelves { rows: Table::with(len, |_| Shelf::default()), ..Shelves::default() }
    }

    /// Forgets what was on its way: another part of the network begins.
    pub fn clear(&mut self) {
        self.deliveries.clear();
        self.free.clear();
    }

    /// Sends units on their way.
    pub fn send(&mut self, delivery: Delivery) -> DeliveryId {
        if let Some(id) = self.free.pop() {
            self.deliveries[id.index()] = delivery;
            return id;
        }
        self.deliveries.push(delivery);
        DeliveryId::new(self.deliveries.len() - 1)
    }

    /// Takes units in; they are on the shelf.
    pub fn take_in(&mut self, id: DeliveryId) -> Delivery {
        self.free.push(id);
        let delivery = self.deliveries[id.index()];
        let level = &mut self.rows[delivery.shelf].level;
        level.on_hand += delivery.units;
        match delivery.origin {
            Origin::Order => level.on_order -= delivery.units,
            Origin::Local | Origin::Bench => level.on_bench -= delivery.units,
        }
        delivery
    }

    /// Enters a claim.
    pub fn claim(&mut self, shelf: ShelfId, claim: Claim) {
        let row = &mut self.rows[shelf];
        row.level.owed += claim.units;
        row.line.push_back(claim);
    }

    /// Hands over what is on hand to the first in line: who, how many units, and whether that was all he waits for.
    pub fn serve(&mut self, shelf: ShelfId) -> Option<(Claimant, u32, bool)> {
        let row = &mut self.rows[shelf];
        let first = row.line.front_mut()?;
        let units = first.units.min(row.level.on_hand);
        if units == 0 {
            return None;
        }
        first.units -= units;
        row.level.on_hand -= units;
        row.level.owed -= units;
        let (by, done) = (first.by, first.units == 0);
        if done {
            row.line.pop_front();
        }
        Some((by, units, done))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHELF: ShelfId = ShelfId(0);

    #[test]
    fn the_first_in_line_is_served_first_and_in_part() {
        let mut shelves = Shelves::new(1);
        shelves.rows[SHELF].level.on_hand = 3;
        let (a, b) = (Claimant::Job(JobId(1)), Claimant::Shelf(ShelfId(7)));
        shelves.claim(SHELF, Claim { by: a, units: 2 });
        shelves.claim(SHELF, Claim { by: b, units: 4 });
        assert_eq!(shelves.rows[SHELF].level.position(), -3);
        let served: Vec<_> = std::iter::from_fn(|| shelves.serve(SHELF)).collect();
        assert_eq!(served, [(a, 2, true), (b, 1, false)]);
        shelves.rows[SHELF].level.on_order = 5;
        let sent = shelves.send(Delivery { shelf: SHELF, units: 5, origin: Origin::Order });
        shelves.take_in(sent);
        assert_eq!(std::iter::from_fn(|| shelves.serve(SHELF)).collect::<Vec<_>>(), [(b, 3, true)]);
        assert_eq!(shelves.rows[SHELF].level, Level { on_hand: 2, ..Level::default() });
        assert_eq!(shelves.send(Delivery { shelf: SHELF, units: 1, origin: Origin::Local }), sent, "the slot is used again");
    }
}
