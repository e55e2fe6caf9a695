//! Parts of a network that share nothing: neither people, nor a backlog, nor customers.
//!
//! What happens in one part cannot be felt in another, so each can be simulated by itself, with an agenda of its own, in any order and
//! on any thread, to the same figures. A partner without simulated people is no bond, as its days are kept zone by zone, unless it keeps
//! parts; a depot binds all whom it supplies.

use super::contract::Partner;
use super::demand::{Arrivals, Source};
use super::sourcing::{Offer, Sourcing};
use super::stock::{Grounds, ShelfId, Stock};
use super::units::Units;
use super::{GroupId, Network, PartnerId, SourceId, TeamId, ZoneId};
use crate::kernel::id::{Id, Table};

/// Zones, dispatch desks and shelves that are bound together: by the offers to their customers, by a trace that calls from several zones,
/// or by the parts that they supply to each other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Part {
    /// Calls to expect in the counted time.
    pub calls: f64,
    /// Where its calls come from.
    pub sources: Vec<SourceId>,
    /// Tracked units in it.
    pub groups: Vec<GroupId>,
    /// Who is on duty in it.
    pub teams: Vec<TeamId>,
    /// Where parts are kept in it.
    pub shelves: Vec<ShelfId>,
    /// Its zones, where anything changes in them from month to month.
    pub zones: Vec<ZoneId>,
}

/// What binds the members of a network together.
pub(super) struct Bonds<'a> {
    pub sourcing: &'a Sourcing,
    pub stock: &'a Stock,
    pub grounds: Grounds<'a>,
    pub partners: &'a Table<PartnerId, Partner>,
    pub units: &'a Units,
    /// Whether anything changes from month to month.
    pub has_market: bool,
}

/// The parts of a network, in order of their first zones; desks that serve no zone and shelves that supply nobody come last.
///
/// Inside a part, sources and teams keep the order that they have in the network: so do events of the same millisecond.
pub(super) fn build(
    sources: &Table<SourceId, Source>,
    pools: usize,
    bonds: &Bonds<'_>,
    calls: impl Fn(&Source) -> f64,
) -> Vec<Part> {
    let zones = bonds.sourcing.by_zone.len();
    let members = zones + pools + bonds.stock.shelves.len();
    let mut groups = Groups::new(members);
    bonds.join(&mut groups, pools);
    for source in sources.iter() {
        for zone in zones_of(source) {
            groups.join(source.zone.index(), zone.index());
        }
    }
    let mut parts = vec![Part::default(); members];
    for (id, source) in sources.enumerate() {
        let part = &mut parts[groups.first(source.zone.index())];
        part.sources.push(id);
        part.calls += calls(source);
    }
    for (id, group) in bonds.units.groups.enumerate() {
        parts[groups.first(group.zone.index())].groups.push(id);
    }
    for (id, team) in bonds.grounds.teams.enumerate() {
        parts[groups.first(zones + team.pool.index())].teams.push(id);
    }
    for id in bonds.stock.shelves.ids() {
        parts[groups.first(zones + pools + id.index())].shelves.push(id);
    }
    for zone in bonds.sourcing.by_zone.ids().filter(|_| bonds.has_market) {
        parts[groups.first(zone.index())].zones.push(zone);
    }
    parts.retain(|part| !part.sources.is_empty() || !part.teams.is_empty() || !part.shelves.is_empty() || !part.zones.is_empty());
    parts
}

impl Bonds<'_> {
    /// Members are zones, then desks, then shelves.
    fn join(&self, groups: &mut Groups, pools: usize) {
        let zones = self.sourcing.by_zone.len();
        let shelf = |id: ShelfId| zones + pools + id.index();
        for centre in self.grounds.centres.iter() {
            self.stock.all_at(centre.place).for_each(|id| groups.join(shelf(id), zones + centre.pool.index()));
        }
        for (id, row) in self.stock.shelves.enumerate() {
            self.stock.bonds(row).for_each(|other| groups.join(shelf(id), shelf(other)));
            if let Some(van) = row.van {
                groups.join(shelf(id), zones + self.grounds.technicians[van].pool.index());
            }
        }
        for (zone, asked) in self.sourcing.by_zone.enumerate() {
            for offer in asked.iter().flat_map(|asked| &asked.offers) {
                match &self.sourcing.offers[*offer] {
                    Offer::Pool { pool, .. } => groups.join(zone.index(), zones + pool.index()),
                    Offer::Partner(partner) => {
                        let kept = self.stock.all_at(self.partners[*partner].place);
                        kept.for_each(|id| groups.join(zone.index(), shelf(id)));
                    }
                }
            }
        }
    }
}

/// The zones that a source calls from.
fn zones_of(source: &Source) -> Vec<ZoneId> {
    match &source.arrivals {
        Arrivals::Trace(calls) => calls.iter().map(|call| call.zone).collect(),
        _ => vec![source.zone],
    }
}

impl Network {
    /// The whole network as one part, to be held against its parts.
    pub fn whole(&self) -> Part {
        let calls = self.parts.iter().map(|part| part.calls).sum();
        let (sources, teams) = (self.sources.ids().collect(), self.teams.ids().collect());
        let (groups, shelves) = (self.units.groups.ids().collect(), self.stock.shelves.ids().collect());
        let zones = self.zones.ids().filter(|_| self.market.is_some()).collect();
        Part { calls, sources, groups, teams, shelves, zones }
    }

    /// The parts dealt out to `hands` that have about the same number of calls to expect; fewer hands if there are fewer parts.
    pub fn dealt(&self, hands: usize) -> Vec<Vec<&Part>> {
        let mut parts: Vec<&Part> = self.parts.iter().collect();
        // The largest first, each to the hand that has least so far.
        parts.sort_by(|a, b| b.calls.total_cmp(&a.calls));
        let mut dealt: Vec<(f64, Vec<&Part>)> = vec![Default::default(); hands.clamp(1, parts.len().max(1))];
        for part in parts {
            let hand = dealt.iter_mut().min_by(|a, b| a.0.total_cmp(&b.0)).expect("there is at least one hand");
            hand.0 += part.calls;
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
