//! Parts of a network that share nothing: neither people, nor a backlog, nor customers.
//!
//! What happens in one part cannot be felt in another, so each can be simulated by itself, with an agenda of its own, in any order and
//! on any thread, to the same figures. A partner without simulated people is no bond: its days are kept zone by zone.

use super::demand::{Arrivals, Source};
use super::roster::Pool;
use super::sourcing::{Offer, Sourcing};
use super::{Network, PoolId, SourceId, TeamId, ZoneId};
use crate::kernel::id::{Id, Table};

/// Zones and dispatch desks that are bound together: by the offers to their customers, or by a trace that calls from several zones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Part {
    /// Where its calls come from.
    pub sources: Vec<SourceId>,
    /// Who is on duty in it.
    pub teams: Vec<TeamId>,
}

/// The parts of a network, in order of their first zones; desks that serve no zone come last.
pub(super) fn build(sources: &Table<SourceId, Source>, pools: &Table<PoolId, Pool>, sourcing: &Sourcing) -> Vec<Part> {
    let zones = sourcing.by_zone.len();
    let mut groups = Groups::new(zones + pools.len());
    for (zone, asked) in sourcing.by_zone.enumerate() {
        for offer in asked.iter().flat_map(|asked| &asked.offers) {
            if let Offer::Pool { pool, .. } = &sourcing.offers[*offer] {
                groups.join(zone.index(), zones + pool.index());
            }
        }
    }
    for source in sources.iter() {
        for zone in zones_of(source) {
            groups.join(source.zone.index(), zone.index());
        }
    }
    let mut parts = vec![Part::default(); zones + pools.len()];
    for (id, source) in sources.enumerate() {
        parts[groups.first(source.zone.index())].sources.push(id);
    }
    for (id, pool) in pools.enumerate() {
        parts[groups.first(zones + id.index())].teams.extend(&pool.teams);
    }
    parts.retain(|part| *part != Part::default());
    parts
}

/// The zones that a source calls from.
fn zones_of(source: &Source) -> Vec<ZoneId> {
    match &source.arrivals {
        Arrivals::Trace(calls) => calls.iter().map(|call| call.zone).collect(),
        _ => vec![source.zone],
    }
}

impl Network {
    /// The whole network as one part.
    pub fn whole(&self) -> Part {
        Part { sources: self.sources.ids().collect(), teams: self.teams.ids().collect() }
    }

    /// The parts dealt out to `hands` that have about the same number of calls to expect; fewer hands if there are fewer parts.
    pub fn dealt(&self, hands: usize) -> Vec<Vec<&Part>> {
        let calls = |part: &Part| -> f64 {
            part.sources.iter().map(|&id| self.sources[id].expected_calls(&self.calendar, &self.window)).sum()
        };
        let mut parts: Vec<(f64, &Part)> = self.parts.iter().map(|part| (calls(part), part)).collect();
        // The largest first, each to the hand that has least so far.
        parts.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut dealt: Vec<(f64, Vec<&Part>)> = vec![Default::default(); hands.clamp(1, parts.len().max(1))];
        for (calls, part) in parts {
            let hand = dealt.iter_mut().min_by(|a, b| a.0.total_cmp(&b.0)).expect("there is at least one hand");
            hand.0 += calls;
            hand.1.push(part);
        }
        dealt.into_iter().map(|(_, parts)| parts).collect()
    }
}

/// Disjoint sets of numbers (Tarjan's union-find with path halving); each is known by its least member.
struct Groups {
    parent: Vec<usize>,
}

impl Groups {
    fn new(len: usize) -> Groups {
        Groups { parent: (0..len).collect() }
    }

    fn first(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.first(one), self.first(other));
        self.parent[one.max(other)] = one.min(other);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_are_known_by_their_least_member() {
        let mut groups = Groups::new(6);
        groups.join(4, 2);
        groups.join(5, 4);
        groups.join(1, 3);
        assert_eq!((0..6).map(|at| groups.first(at)).collect::<Vec<_>>(), [0, 1, 2, 1, 2, 2]);
    }
}
