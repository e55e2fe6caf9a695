//! Rule packs as the run needs them: what a buyer is granted beyond a repair, and units that come back for no reason.

use super::KindId;
use super::layout::{built, span};
use super::warranty::ppm;
use crate::kernel::law::Law;
use crate::kernel::time::Span;
use crate::scenario::schema::{self, Payer, Remedy};

/// What the buyer of a unit is granted. Times count from its sale.
#[derive(Debug, Clone)]
pub struct Rules {
    /// No-reason return.
    pub return_within: Option<Span>,
    /// Whether we pay the freight of a no-reason return.
    pub return_freight: bool,
    /// Refund of a unit that fails.
    pub refund_within: Option<Span>,
    /// Exchange of a unit that fails.
    pub exchange_within: Option<Span>,
    /// Failed repairs after which there is a remedy.
    pub failed_repairs: Option<u32>,
    /// A repair must hold so long.
    pub hold: Span,
    /// Longest repair before there is a remedy.
    pub repair_within: Option<Span>,
    /// Exchange or refund.
    pub remedy: Remedy,
    /// Share of the entitled customers who claim it.
    pub claim: f64,
    /// Whether we pay the freight of failed units.
    pub failure_freight: bool,
    /// From the decision to the new unit or the money [ms].
    pub takes: Option<Law>,
}

impl Rules {
    pub(super) fn new(entry: &schema::Rules) -> Rules {
        Rules {
            return_within: entry.return_within.map(span),
            return_freight: entry.return_freight == Payer::Seller,
            refund_within: entry.refund_within.map(span),
            exchange_within: entry.exchange_within.map(span),
            failed_repairs: entry.failed_repairs,
            hold: span(entry.hold),
            repair_within: entry.repair_within.map(span),
            remedy: entry.remedy,
            claim: entry.claim.0,
            failure_freight: entry.failure_freight == Payer::Seller,
            takes: entry.takes.as_ref().map(built),
        }
    }

    /// What a unit gets that fails at this age in place of a repair.
    pub fn on_failure(&self, age: Span) -> Option<Remedy> {
        let within = |window: Option<Span>| window.is_some_and(|window| age <= window);
        match () {
            () if within(self.refund_within) => Some(Remedy::Refund),
            () if within(self.exchange_within) => Some(Remedy::Exchange),
            () => None,
        }
    }

    /// What a unit gets after so many failed repairs.
    pub fn on_failed_repairs(&self, failed: u32) -> Option<Remedy> {
        self.failed_repairs.is_some_and(|most| failed >= most).then_some(self.remedy)
    }
}

/// Units that are sent back for no reason.
#[derive(Debug, Clone)]
pub struct Returns {
    /// Share of the sold units that buyers would like to send back.
    pub wish: f64,
    /// From the sale to that wish [ms].
    pub after: Law,
    /// Kind of the jobs that handle them.
    pub kind: KindId,
    /// Share of those who keep the unit where they have to pay the freight.
    pub deterred: f64,
    /// Value of what comes back [ppm of the price].
    pub resale_ppm: i64,
}

impl Returns {
    pub(super) fn new(entry: &schema::Returns, kind: KindId) -> Returns {
        Returns {
            wish: entry.wish.0,
            after: built(&entry.after),
            kind,
            deterred: entry.deterred.0,
            resale_ppm: ppm(entry.resale.0),
        }
    }

    /// Share of the sold units that come back under these rules.
    pub fn share(&self, rules: &Rules) -> f64 {
        let Some(window) = rules.return_within else { return 0.0 };
        let kept = if rules.return_freight { 0.0 } else { self.deterred };
        self.wish * (1.0 - kept) * self.after.cdf(window.0 as f64)
    }
}
