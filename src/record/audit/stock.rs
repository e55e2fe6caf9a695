//! The audit of parts: every unit is somewhere, positions add up, and what is held is paid for.

use super::Audit;
use crate::kernel::id::Table;
use crate::kernel::money::Amount;
use crate::kernel::time::Time;
use crate::network::Network;
use crate::network::stock::{Policy, ShelfId, SpareId};
use crate::record::fact::{Answer, Movement, StockFact};
use crate::record::ledger::Account;
use crate::state::shelf::Level;

/// Books of stock that the audit keeps.
#[derive(Debug)]
pub(super) struct StockBooks {
    shelves: Table<ShelfId, ShelfBook>,
    /// By part: units that shelves handed over to jobs, and units that jobs got from shelves.
    handed: Table<SpareId, [i64; 2]>,
}

/// What the facts say of one shelf [units].
#[derive(Debug, Clone, Copy, Default)]
struct ShelfBook {
    opened: bool,
    on_hand: i64,
    on_order: i64,
    on_bench: i64,
    owed: [i64; 2],
    /// Ordered from another shelf, come in from there; asked by other shelves, sent to them.
    flow: [i64; 4],
    since: Time,
    held: i128,
}

impl StockBooks {
    pub fn new(network: &Network) -> StockBooks {
        StockBooks {
            shelves: network.stock.shelves.iter().map(|_| ShelfBook::default()).collect(),
            handed: network.stock.spares.iter().map(|_| [0; 2]).collect(),
        }
    }
}

impl ShelfBook {
    fn moved(&mut self, movement: Movement, units: i64, internal: bool) {
        match movement {
            Movement::Opened => (self.on_hand, self.opened) = (units, true),
            Movement::AskedByJob => self.owed[0] += units,
            Movement::AskedByShelf => {
                self.owed[1] += units;
                self.flow[2] += units;
            }
            Movement::Issued => (self.on_hand, self.owed[0]) = (self.on_hand - units, self.owed[0] - units),
            Movement::Shipped => {
                (self.on_hand, self.owed[1]) = (self.on_hand - units, self.owed[1] - units);
                self.flow[3] += units;
            }
            Movement::Ordered => {
                self.on_order += units;
                self.flow[0] += i64::from(internal) * units;
            }
            Movement::Received => {
                (self.on_hand, self.on_order) = (self.on_hand + units, self.on_order - units);
                self.flow[1] += i64::from(internal) * units;
            }
            Movement::Benched => self.on_bench += units,
            Movement::Repaired => (self.on_hand, self.on_bench) = (self.on_hand + units, self.on_bench - units),
            Movement::Scrapped => {}
        }
    }

    fn agrees(&self, level: Level) -> bool {
        let told = [level.on_hand, level.on_order, level.on_bench, level.owed].map(i64::from);
        told == [self.on_hand, self.on_order, self.on_bench, self.owed.iter().sum()]
            && level.position() == self.on_hand + self.on_order + self.on_bench - self.owed[0] - self.owed[1]
            && self.owed.iter().all(|owed| *owed >= 0)
    }
}

impl Audit<'_> {
    /// Doubts a fact about parts.
    pub(super) fn stocked(&mut self, now: Time, fact: &StockFact<'_>) {
        let network = self.network;
        let stock = &network.stock;
        match *fact {
            StockFact::Moved { shelf, movement, units, level } => {
                let rule = &stock.shelves[shelf];
                let (units, spare) = (i64::from(units), &stock.spares[rule.spare]);
                let book = &self.stock.shelves[shelf];
                let (since, on_hand, opened) = (book.since, book.on_hand, book.opened);
                let inside = self.inside(since, now);
                self.doubt(opened != (movement == Movement::Opened), now, || format!("shelf {} is opened once", shelf.0));
                let book = &mut self.stock.shelves[shelf];
                book.held += i128::from(inside) * i128::from(on_hand);
                book.since = now;
                book.moved(movement, units, rule.from.is_some());
                let book = *book;
                self.doubt(book.agrees(level), now, || {
                    format!("shelf {} after {movement:?}: {level:?} does not follow from its facts, {book:?}", shelf.0)
                });
                self.doubt(!orders_late(rule.policy, rule.review.is_none(), movement, level), now, || {
                    format!("shelf {} is at position {} after an order", shelf.0, level.position())
                });
                match (movement, &spare.repair) {
                    (Movement::Issued, _) => self.stock.handed[rule.spare][0] += units,
                    (Movement::Ordered, _) => {
                        self.post(now, Account::PartFreight, rule.freight * units);
                        self.post(now, Account::PartFreight, rule.order_cost);
                    }
                    (Movement::Repaired, Some(repair)) => self.post(now, Account::PartRepair, repair.cost * units),
                    (Movement::Scrapped, Some(repair)) => {
                        self.post(now, Account::Scrap, spare.price * units);
                        self.post(now, Account::Scrap, repair.scrap_cost * units);
                    }
                    _ => {}
                }
            }
            StockFact::Asked { shelf, units, answer, .. } => {
                let rule = &stock.shelves[shelf];
                match answer {
                    Answer::Rushed => self.post(now, Account::Rush, rule.emergency_price * i64::from(units)),
                    Answer::Lateral => self.post(now, Account::PartFreight, rule.lateral_freight * i64::from(units)),
                    _ => {}
                }
            }
            StockFact::Used { job, spare, units, shelf, bought, .. } => {
                self.doubt(!job.background, now, || "a job of another brand uses our parts".to_owned());
                self.stock.handed[spare][1] += i64::from(shelf.is_some()) * i64::from(units);
                if bought {
                    self.post(now, Account::Material, stock.spares[spare].price * i64::from(units));
                }
            }
            StockFact::Supplied { since, .. } => self.doubt(since <= now, now, || "a job has its parts too early".to_owned()),
        }
    }

    /// What was ordered from shelves is what they were asked for, what came in was sent, and jobs got what was handed over.
    pub(super) fn check_stock(&mut self, end: Time) {
        let network = self.network;
        for (spare, it) in network.stock.spares.enumerate() {
            let mut flow = [0; 4];
            for (id, _) in network.stock.shelves.enumerate().filter(|(_, shelf)| shelf.spare == spare) {
                flow.iter_mut().zip(self.stock.shelves[id].flow).for_each(|(sum, units)| *sum += units);
            }
            let [ordered, received, asked, sent] = flow;
            self.doubt(ordered == asked && received <= sent, end, || {
                format!("part {}: {ordered} ordered, {asked} asked for, {sent} sent, {received} received", it.name)
            });
            let [issued, used] = self.stock.handed[spare];
            self.doubt(issued == used, end, || format!("part {}: {issued} handed over, {used} used", it.name));
        }
        for (id, shelf) in network.stock.shelves.enumerate() {
            let book = self.stock.shelves[id];
            let held = book.held + i128::from(self.inside(book.since, network.window.horizon)) * i128::from(book.on_hand);
            let spare = &network.stock.spares[shelf.spare];
            *self.replay.entry(Account::Holding).or_insert(Amount::ZERO) += spare.price.per_unit_year(held, spare.holding_ppm);
        }
    }
}

/// Whether a shelf without periods has just ordered, and is still where it ought to order.
fn orders_late(policy: Policy, at_once: bool, movement: Movement, level: Level) -> bool {
    let position = level.position();
    at_once
        && movement == Movement::Ordered
        && match policy {
            Policy::BaseStock { level } | Policy::MinMax { level, .. } => position != level,
            Policy::Lots { reorder, quantity } => position <= reorder || position > reorder + quantity,
        }
}
