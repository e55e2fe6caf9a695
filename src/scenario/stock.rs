//! Which stock rule keeps a part where: asked by the check and by the network, so that both mean the same.

use super::schema::{Scenario, Stock, StockPolicy};

/// Replenishes every shelf and always has the part.
pub const SUPPLIER: &str = "supplier";
/// The own centre of a van.
pub const OWN_CENTRE: &str = "centre";
/// All open centres.
pub const CENTRES: &str = "centres";
/// All open depots.
pub const DEPOTS: &str = "depots";
/// The van of every technician or fixed crew.
pub const VANS: &str = "vans";

/// Where a shelf stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// At a centre.
    Centre,
    /// At a depot.
    Depot,
    /// At a partner without simulated people.
    Partner,
    /// In a van.
    Van,
}

/// What kind of place a name stands for; `None` if it cannot have a shelf in this layout.
pub fn place_of(scenario: &Scenario, name: &str) -> Option<Where> {
    if let Some(centre) = scenario.centre.get(name) {
        return centre.open.then_some(Where::Centre);
    }
    if let Some(depot) = scenario.depot.get(name) {
        return depot.open.then_some(Where::Depot);
    }
    scenario.partner.contains_key(name).then_some(Where::Partner)
}

/// The index of the first rule that keeps a part at a place, or in vans.
pub fn rule_for(scenario: &Scenario, at: Where, name: &str, part: &str) -> Option<usize> {
    let here = |place: &str| match at {
        Where::Centre => place == name || place == CENTRES,
        Where::Depot => place == name || place == DEPOTS,
        Where::Partner => place == name,
        Where::Van => place == VANS,
    };
    let keeps = |rule: &&Stock| rule.at.iter().any(here) && (rule.parts.is_empty() || rule.parts.iter().any(|it| it == part));
    scenario.stock.values().position(|rule| keeps(&rule))
}

/// Stock on hand at the start [units].
pub fn initial(rule: &Stock) -> u32 {
    let (level, reorder) = (i64::from(rule.level.unwrap_or(0)), i64::from(rule.reorder.unwrap_or(0)));
    let full = match rule.policy {
        StockPolicy::BaseStock | StockPolicy::MinMax => level,
        StockPolicy::Lots => reorder + i64::from(rule.quantity.unwrap_or(0)),
    };
    rule.initial.unwrap_or(u32::try_from(full.max(0)).unwrap_or(u32::MAX))
}
