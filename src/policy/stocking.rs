//! Stocking: how much a shelf orders, and who supplies a job.

use crate::network::stock::{Policy, ShelfId};
use crate::scenario::schema::WhenOut;
use crate::state::view::View;

/// Units to order at a position.
pub fn order(policy: Policy, position: i64) -> u32 {
    let units = match policy {
        Policy::BaseStock { level } => level - position,
        Policy::MinMax { reorder, level } if position <= reorder => level - position,
        Policy::Lots { reorder, quantity } if position <= reorder => ((reorder - position) / quantity + 1) * quantity,
        Policy::MinMax { .. } | Policy::Lots { .. } => 0,
    };
    u32::try_from(units.max(0)).expect("an order has passed check")
}

/// Who supplies a job with a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Supplier {
    /// A shelf that has it.
    Shelf(ShelfId),
    /// Another place that has it.
    Lateral(ShelfId),
    /// A shelf that has not got it: the job waits.
    Later(ShelfId),
    /// An emergency order.
    Emergency,
    /// Nobody.
    Nobody,
}

/// Who supplies a job that asks for units of a part: the van, then the shelf, then other places, then as the rule of the shelf says.
/// Nobody jumps the line of a shelf.
pub fn supplier(view: &View<'_>, van: Option<ShelfId>, shelf: ShelfId, units: u32) -> Supplier {
    let has = |shelf: &ShelfId| {
        let level = view.level(*shelf);
        level.owed == 0 && level.on_hand >= units
    };
    if let Some(found) = van.into_iter().chain([shelf]).find(has) {
        return Supplier::Shelf(found);
    }
    let rule = &view.network().stock.shelves[shelf];
    if let Some(found) = rule.lateral.iter().copied().find(has) {
        return Supplier::Lateral(found);
    }
    match rule.when_out {
        WhenOut::Backorder => Supplier::Later(shelf),
        WhenOut::Emergency => Supplier::Emergency,
        WhenOut::Lost => Supplier::Nobody,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_look_at_the_position() {
        let base = Policy::BaseStock { level: 4 };
        assert_eq!([5, 4, 3, -2].map(|position| order(base, position)), [0, 0, 1, 6]);
        let min_max = Policy::MinMax { reorder: 6, level: 40 };
        assert_eq!([7, 6, 5, -3].map(|position| order(min_max, position)), [0, 34, 35, 43]);
        let lots = Policy::Lots { reorder: 3, quantity: 5 };
        assert_eq!([4, 3, 0, -1, -2, -6, -7].map(|position| order(lots, position)), [0, 5, 5, 5, 10, 10, 15]);
    }
}
