//! Facts about parts: every movement of stock, every demand, every unit that a job is given.

use crate::kernel::time::Time;
use crate::network::PlaceId;
use crate::network::stock::{ShelfId, SpareId};
use crate::state::job::Job;
use crate::state::shelf::Level;

/// Something happened to parts.
#[derive(Debug, Clone, Copy)]
pub enum StockFact<'a> {
    /// Units of a shelf moved, or were ordered or asked for.
    Moved {
        /// The shelf.
        shelf: ShelfId,
        /// How.
        movement: Movement,
        /// How many [units].
        units: u32,
        /// The stock afterwards.
        level: Level,
    },
    /// A job, or another shelf, asked for units of a part.
    Asked {
        /// The shelf whose rule holds.
        shelf: ShelfId,
        /// Whether it was a job.
        by_job: bool,
        /// How many [units].
        units: u32,
        /// What came of it.
        answer: Answer,
    },
    /// A job is given units of a part.
    Used {
        /// The job.
        job: &'a Job,
        /// The part.
        spare: SpareId,
        /// Where it works.
        place: PlaceId,
        /// How many [units].
        units: u32,
        /// The shelf that they come from; `None` if they are bought for the job.
        shelf: Option<ShelfId>,
        /// Whether they are used up at the price of new ones; if not, repaired ones take their place.
        bought: bool,
    },
    /// A job has all the parts that it needs.
    Supplied {
        /// The job.
        job: &'a Job,
        /// When it asked for them.
        since: Time,
    },
}

/// What happens to units of a shelf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Movement {
    /// They lie there at the start.
    Opened,
    /// A job asks for them: owed.
    AskedByJob,
    /// Another shelf orders them: owed.
    AskedByShelf,
    /// They are handed over to a job.
    Issued,
    /// They leave for another shelf.
    Shipped,
    /// They are ordered.
    Ordered,
    /// What was ordered comes in.
    Received,
    /// They have failed and will be repaired for this shelf.
    Benched,
    /// They come from repair.
    Repaired,
    /// They are written off: they never come to the shelf.
    Scrapped,
}

/// What comes of asking for a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// It is at hand.
    Filled,
    /// It lies on the shelf of the centre, but the van has not got it.
    Elsewhere,
    /// Another place hands it over.
    Lateral,
    /// The job, or the shelf, waits for it.
    Later,
    /// It is bought in an emergency.
    Rushed,
    /// It cannot be had.
    Refused,
}
