//! Customers: what they got and how they judge it.

use crate::kernel::time::Span;

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
