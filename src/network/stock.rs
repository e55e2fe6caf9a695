//! Spare parts: what each costs, which jobs need it, where it is kept, and how each shelf is replenished.

mod build;

use super::{KindId, PlaceId, TechnicianId};
use crate::ids;
use crate::kernel::id::{Id, Table};
use crate::kernel::law::Law;
use crate::kernel::money::Money;
use crate::kernel::time::Span;
use crate::scenario::schema::{PartsKnown, WhenOut};

pub(super) use build::{Grounds, build};

ids! {
    /// A spare part.
    SpareId;
    /// The stock of one part at one place: a centre, a depot, a van or a partner.
    ShelfId;
}

/// Parts and shelves of a layout.
#[derive(Debug, Clone, Default)]
pub struct Stock {
    /// Parts.
    pub spares: Table<SpareId, Spare>,
    /// Shelves of open places, in the order of places, vans last.
    pub shelves: Table<ShelfId, Shelf>,
    /// Parts that the jobs of each kind may need.
    pub needs: Table<KindId, Needs>,
    /// Whether any kind may need parts.
    pub is_needed: bool,
    /// Shelves by place and part; empty where there are none.
    by_place: Table<PlaceId, Vec<Option<ShelfId>>>,
    /// Shelves by van and part; empty where there are none.
    by_van: Table<TechnicianId, Vec<Option<ShelfId>>>,
}

/// A spare part.
#[derive(Debug, Clone)]
pub struct Spare {
    /// Name.
    pub name: String,
    /// Purchase price of a unit.
    pub price: Money,
    /// Cost of holding a unit for a year of 365 days [ppm of the price].
    pub holding_ppm: i64,
    /// What becomes of failed units, where they come back.
    pub repair: Option<Repair>,
    /// Address of its random numbers: a hash of its name.
    pub address: u32,
}

/// How failed units come back.
#[derive(Debug, Clone)]
pub struct Repair {
    /// The shelf of the bench that repairs what is not repaired locally.
    pub at: ShelfId,
    /// From the failure to the repaired unit on that shelf [ms].
    pub time: Law,
    /// Units that are repaired there at a time; `None` for any number.
    pub benches: Option<u32>,
    /// Share that the place of the job repairs itself.
    pub local: f64,
    /// From the failure to the locally repaired unit [ms]; `None` for at once.
    pub local_time: Option<Law>,
    /// Share that is beyond repair.
    pub scrap: f64,
    /// Cost of a repair.
    pub cost: Money,
    /// Disposal of a unit that is written off.
    pub scrap_cost: Money,
}

/// Parts that the jobs of one kind may need.
#[derive(Debug, Clone, Default)]
pub struct Needs {
    /// Each with its probability and number.
    pub list: Vec<Need>,
    /// When it is known which of them a job needs.
    pub known: PartsKnown,
}

/// A part that a job may need.
#[derive(Debug, Clone, Copy)]
pub struct Need {
    /// Which.
    pub spare: SpareId,
    /// Probability.
    pub share: f64,
    /// How many units.
    pub units: u32,
}

/// How the stock of one part at one place is replenished.
#[derive(Debug, Clone)]
pub struct Shelf {
    /// The part.
    pub spare: SpareId,
    /// The place in the ledger; of a van, its centre.
    pub place: PlaceId,
    /// The van that carries it.
    pub van: Option<TechnicianId>,
    /// When to order, and how much.
    pub policy: Policy,
    /// Time between reviews; `None` for a review at every change.
    pub review: Option<Span>,
    /// Stock on hand at the start [units].
    pub initial: u32,
    /// The shelf that replenishes it; `None` for a supplier who always has the part.
    pub from: Option<ShelfId>,
    /// From there to this shelf [ms]; `None` for at once.
    pub lead: Option<Law>,
    /// Cost of an order.
    pub order_cost: Money,
    /// Freight of a unit to this shelf.
    pub freight: Money,
    /// Shelves that are asked when a job needs what this one has not got.
    pub lateral: Vec<ShelfId>,
    /// From such a shelf to the job [ms]; `None` for at once.
    pub lateral_lead: Option<Law>,
    /// Freight of a unit from such a shelf.
    pub lateral_freight: Money,
    /// What happens when nobody has what a job needs.
    pub when_out: WhenOut,
    /// From an emergency order to the job [ms]; `None` for at once.
    pub emergency_lead: Option<Law>,
    /// Surcharge of a unit that is bought in an emergency.
    pub emergency_price: Money,
    /// Address of its random numbers: a hash of the names of place and part.
    pub address: u64,
}

/// When to order, and how much, by the position: on hand + on order + under repair - owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// Up to a level, as soon as the position is below it.
    BaseStock {
        /// S.
        level: i64,
    },
    /// Up to a level, once the position is at a lower one or below.
    MinMax {
        /// s.
        reorder: i64,
        /// S.
        level: i64,
    },
    /// Whole lots, as many as bring the position above a level.
    Lots {
        /// r.
        reorder: i64,
        /// Q.
        quantity: i64,
    },
}

impl Stock {
    /// The shelf of a part at a place.
    #[inline]
    pub fn at(&self, place: PlaceId, spare: SpareId) -> Option<ShelfId> {
        self.by_place.get(place).and_then(|shelves| shelves.get(spare.index()).copied().flatten())
    }

    /// All shelves at a place, those of vans left out.
    pub(super) fn all_at(&self, place: PlaceId) -> impl Iterator<Item = ShelfId> + use<'_> {
        self.by_place.get(place).into_iter().flatten().copied().flatten()
    }

    /// The shelf of a part in a van.
    #[inline]
    pub fn in_van(&self, van: TechnicianId, spare: SpareId) -> Option<ShelfId> {
        self.by_van.get(van).and_then(|shelves| shelves.get(spare.index()).copied().flatten())
    }

    /// Whether jobs of a kind wait for their parts before they enter a backlog.
    #[inline]
    pub fn known_at_call(&self, kind: KindId) -> bool {
        let needs = &self.needs[kind];
        !needs.list.is_empty() && needs.known == PartsKnown::AtCall
    }

    /// Shelves that share what happens to a shelf: those that replenish it, lend to it, or take in what it sends for repair.
    pub(super) fn bonds(&self, shelf: &Shelf) -> impl Iterator<Item = ShelfId> + use<'_> {
        let repair = self.spares[shelf.spare].repair.as_ref().map(|repair| repair.at);
        let home = shelf.van.and_then(|_| self.at(shelf.place, shelf.spare));
        shelf.from.into_iter().chain(shelf.lateral.clone()).chain(repair).chain(home)
    }
}
