//! What parts cost: use, holding, freight, rush, repair and scrap.

use super::{Account, Ledger};
use crate::kernel::time::{Time, clip};
use crate::network::stock::ShelfId;
use crate::record::fact::{Answer, Movement, StockFact};

/// Stock on hand of a shelf, and its integral by month [units ms].
#[derive(Debug, Clone)]
pub(super) struct Held {
    level: i64,
    since: Time,
    months: Box<[i128]>,
}

impl Held {
    /// Nothing on hand for so many months.
    pub fn new(months: usize) -> Held {
        Held { level: 0, since: Time::ZERO, months: vec![0; months].into_boxed_slice() }
    }
}

impl Ledger<'_> {
    /// Prices a fact about parts.
    pub(super) fn stocked(&mut self, now: Time, fact: &StockFact<'_>) {
        let stock = &self.network.stock;
        if let StockFact::Moved { shelf, movement, units, .. } = *fact {
            let units = i64::from(units);
            match movement {
                Movement::Opened | Movement::Received | Movement::Repaired => self.hold(shelf, now, units),
                Movement::Issued | Movement::Shipped => self.hold(shelf, now, -units),
                _ => {}
            }
        }
        if !self.network.window.counts(now) {
            return;
        }
        let (account, place, zone, price) = match *fact {
            StockFact::Moved { shelf, movement, units, .. } => {
                let rule = &stock.shelves[shelf];
                let (units, spare) = (i64::from(units), &stock.spares[rule.spare]);
                let (account, price) = match (movement, &spare.repair) {
                    (Movement::Ordered, _) => (Account::PartFreight, rule.order_cost + rule.freight * units),
                    (Movement::Repaired, Some(repair)) => (Account::PartRepair, repair.cost * units),
                    (Movement::Scrapped, Some(repair)) => (Account::Scrap, (spare.price + repair.scrap_cost) * units),
                    _ => return,
                };
                (account, rule.place, None, price)
            }
            StockFact::Asked { shelf, units, answer, .. } => {
                let rule = &stock.shelves[shelf];
                match answer {
                    Answer::Rushed => (Account::Rush, rule.place, None, rule.emergency_price * i64::from(units)),
                    Answer::Lateral => (Account::PartFreight, rule.place, None, rule.lateral_freight * i64::from(units)),
                    _ => return,
                }
            }
            StockFact::Used { job, spare, place, units, bought: true, .. } => {
                self.mark_up(now, job, place, (stock.spares[spare].price * i64::from(units)).once());
                (Account::Material, place, Some(job.zone), stock.spares[spare].price * i64::from(units))
            }
            StockFact::Used { .. } | StockFact::Supplied { .. } => return,
        };
        self.post(account, place, zone, now, price.once());
    }

    /// Stock on hand changes.
    fn hold(&mut self, shelf: ShelfId, now: Time, by: i64) {
        let (window, held) = (self.network.window, &self.held[shelf]);
        let level = held.level;
        if let Some((mut from, to)) = clip(held.since, now, window.warm_up, window.horizon).filter(|_| level != 0) {
            while from < to {
                let (stop, _) = self.end_of_month(from, to);
                self.held[shelf].months[self.month] += i128::from(level) * i128::from((stop - from).0);
                from = stop;
            }
        }
        let held = &mut self.held[shelf];
        (held.since, held.level) = (now, level + by);
    }

    /// Brings the holding of every shelf up to the horizon.
    pub(super) fn settle_holding(&mut self) {
        for shelf in self.network.stock.shelves.ids() {
            self.hold(shelf, self.network.window.horizon, 0);
        }
    }

    /// Adds the holding of shelves that another ledger has seen.
    pub(super) fn merge_holding(&mut self, mut other: Ledger<'_>) {
        other.settle_holding();
        for (mine, theirs) in self.held.iter_mut().zip(other.held.iter()) {
            mine.months.iter_mut().zip(&theirs.months).for_each(|(mine, theirs)| *mine += theirs);
        }
    }

    /// Posts the holding of every shelf, month by month.
    pub(super) fn post_holding(&mut self) {
        self.settle_holding();
        for (shelf, held) in std::mem::take(&mut self.held).enumerate() {
            let rule = &self.network.stock.shelves[shelf];
            let spare = &self.network.stock.spares[rule.spare];
            for (month, held) in held.months.iter().enumerate() {
                let at = self.months[month].max(self.network.window.warm_up);
                self.post(Account::Holding, rule.place, None, at, spare.price.per_unit_year(*held, spare.holding_ppm));
            }
        }
    }
}
