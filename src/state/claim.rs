//! What a job is about beyond the repair: how old the unit is, who pays, and what its buyer is entitled to.

use crate::kernel::agenda::Handle;
use crate::kernel::time::Time;
use crate::scenario::schema::Remedy;

/// What the customer pays of a job, without its price.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bill {
    /// Number of the price in the kind's price list.
    pub price: u16,
    /// Share of the price of the job that the customer pays [ppm].
    pub labour_ppm: i64,
    /// Share of the material that the customer pays [ppm].
    pub parts_ppm: i64,
}

impl Bill {
    /// The customer pays everything.
    pub const FULL: Bill = Bill { price: 0, labour_ppm: 1_000_000, parts_ppm: 1_000_000 };
    /// The customer pays nothing.
    pub const FREE: Bill = Bill { price: 0, labour_ppm: 0, parts_ppm: 0 };

    /// Whether the customer pays nothing.
    pub fn is_free(&self) -> bool {
        self.labour_ppm == 0 && self.parts_ppm == 0
    }
}

/// The claim behind a job.
#[derive(Debug, Clone, Copy)]
pub struct Claim {
    /// When the unit was sold; `None` where nobody knows its age.
    pub sold: Option<Time>,
    /// Number of the plan that the unit has.
    pub plan: Option<u8>,
    /// When the repair ended that did not hold, for a repeat call.
    pub repaired: Option<Time>,
    /// Repairs of this fault that failed.
    pub failed: u32,
    /// What the customer pays, once it is decided.
    pub bill: Bill,
    /// Whether it is decided.
    pub decided: bool,
    /// Whether the customer claims a remedy if the repair fails or takes too long.
    pub entitled: bool,
    /// Whether the customer declines the price at the first visit.
    pub declines: bool,
    /// Whether the unit comes back for no reason.
    pub returned: bool,
    /// The exchange or refund that is under way.
    pub settling: Option<Remedy>,
    /// Whether the repair has taken too long, while a visit is under way.
    pub overdue: bool,
    /// Whether the job has ended while parts are still on their way to it.
    pub gone: bool,
    /// When the repair will have taken too long.
    pub deadline: Option<Handle>,
    /// The planned return to the backlog after a visit that failed.
    pub revisit: Option<Handle>,
}

impl Default for Claim {
    fn default() -> Claim {
        Claim {
            sold: None,
            plan: None,
            repaired: None,
            failed: 0,
            bill: Bill::FULL,
            decided: false,
            entitled: false,
            declines: false,
            returned: false,
            settling: None,
            overdue: false,
            gone: false,
            deadline: None,
            revisit: None,
        }
    }
}

impl Claim {
    /// The claim of another call for the same unit.
    pub fn again(&self) -> Claim {
        Claim { sold: self.sold, plan: self.plan, failed: self.failed, ..Claim::default() }
    }
}
