//! Customers: what they got and how they judge it.

use super::fate::Fate;
use crate::kernel::time::Span;
use crate::network::{BaseId, KindId, PlaceId, ZoneId};

/// What a customer got.
#[derive(Debug, Clone, Copy)]
pub struct Experience {
    /// Call to first arrival.
    pub response: Span,
    /// Call to working unit.
    pub restore: Span,
    /// Promise of the clock that counts, if there is one.
    pub promise: Option<Span>,
    /// Visits that it took.
    pub visits: u32,
    /// Whether it was a repeat call.
    pub repeat: bool,
    /// Courtesy of those who came, 0 to 1.
    pub courtesy: f64,
    /// Convenience, transparency and price, 0 to 1, where any of them counts.
    pub care: Option<[f64; 3]>,
}

/// How a customer judges.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// S.
    pub score: f64,
    /// Zone of S.
    pub zone: SatisfactionZone,
    /// CSAT mark, 1 to 5.
    pub csat: u8,
    /// NPS: +1 promoter, 0 passive, -1 detractor.
    pub recommends: i8,
    /// Q of speed, competence, courtesy, convenience, transparency and price; those of care are 0 where they have no weight.
    pub qualities: [f64; 6],
}

/// The three zones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SatisfactionZone {
    /// Worse than promised.
    Dissatisfied,
    /// As promised.
    Indifferent,
    /// Beyond the promise.
    Delighted,
}

/// The customer of a job that has ended, and what a reaction is booked to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Customer {
    /// Where he lives.
    pub zone: ZoneId,
    /// What the call was for.
    pub kind: KindId,
    /// Tier of the customer.
    pub tier: u8,
    /// Who had the job; the network itself if nobody took it.
    pub place: PlaceId,
    /// The units to which his belongs, if it is one of an installed base.
    pub owns: Option<BaseId>,
    /// Whether his unit is new, and joins the installed base with the next month only.
    pub new: bool,
    /// Whether the job's call was counted.
    pub counted: bool,
    /// His worth against an ordinary customer [1e-6].
    pub value: i64,
}

/// What a customer does in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reaction {
    /// What became of his complaint, if he made one.
    pub complaint: Option<Handled>,
    /// What he tells others: +1 good, 0 nothing, -1 bad.
    pub recommends: i8,
    /// Whether he decides to leave.
    pub leaves: bool,
    /// Whether his unit leaves the installed base with him.
    pub unit_lost: bool,
}

/// What became of a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handled {
    /// Handled in time.
    InTime,
    /// Handled late, without more ado.
    Late,
    /// Not in time: it ended with a refund.
    Refunded,
    /// Not in time: it ended in court.
    InCourt,
}

/// A complaint that a job is to handle: who complains, with which score, and what he brings.
#[derive(Debug, Clone, Copy)]
pub struct Grievance {
    /// Who complains.
    pub customer: Customer,
    /// What the job that he complains of brought with it.
    pub fate: Fate,
    /// S of that job.
    pub score: f64,
    /// Whether it was a repeat call.
    pub again: bool,
}
