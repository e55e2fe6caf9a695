//! Who is asked to take a job: the rules of the scenario, resolved to pools and partners for every zone.

use super::Network;
use super::demand::Arrivals;
use super::layout::{Builder, id_of, span};
use super::roster::Kinds;
use super::travel::{Leg, Travel, Way};
use super::zones::Zone;
use super::{CentreId, KindId, OfferId, PartnerId, PoolId, RuleId, StreamId, TeamId, ZoneId};
use crate::kernel::id::{Id, Table};
use crate::kernel::time::Span;
use crate::scenario::schema;
use indexmap::IndexMap;

/// The rules of a layout.
#[derive(Debug, Clone, Default)]
pub struct Sourcing {
    /// Rules, from top to bottom.
    pub rules: Table<RuleId, Rule>,
    /// What rules offer.
    pub offers: Table<OfferId, Offer>,
    /// Who is asked in each zone, rule by rule.
    pub by_zone: Table<ZoneId, Vec<Asked>>,
}

/// Whom a rule asks in a zone, for some of its kinds: the nearest centres that can do one kind need not be those for another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// The rule.
    pub rule: RuleId,
    /// Kinds that these offers are for.
    pub kinds: Kinds,
    /// Offers in order.
    pub offers: Vec<OfferId>,
}

/// One rule.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Kinds that it is for.
    pub kinds: Kinds,
    /// Streams that it is for.
    pub streams: Table<StreamId, bool>,
    /// Share of jobs that it is for.
    pub share: f64,
    /// Passed over if so many jobs per technician wait.
    pub overflow_backlog: Option<f64>,
    /// Passed over if the expected wait is longer.
    pub overflow_wait: Option<Span>,
    /// Passed over if the expected response exceeds the promise times this.
    pub overflow_promise: Option<f64>,
}

/// What a rule offers to a zone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Offer {
    /// A pool, through some of its centres.
    Pool {
        /// The dispatch desk.
        pool: PoolId,
        /// Its centres in order of preference.
        centres: Vec<CentreId>,
        /// Their teams in that order.
        teams: Vec<TeamId>,
    },
    /// A partner without simulated people.
    Partner(PartnerId),
}

impl Network {
    /// Kinds of job for which nobody is asked in some zones where they arise: their calls are lost. Traces are left out.
    pub fn unserved(&self) -> Vec<(KindId, Vec<ZoneId>)> {
        let mut found: Table<KindId, Vec<ZoneId>> = self.kinds.iter().map(|_| Vec::new()).collect();
        for source in self.sources.iter().filter(|source| !matches!(source.arrivals, Arrivals::Trace(_))) {
            let repeat = self.kinds[source.kind].relapse_kind;
            for kind in [source.kind, repeat] {
                let asked = |asked: &Asked| {
                    self.sourcing.rules[asked.rule].streams[source.stream] && asked.kinds.has(kind) && !asked.offers.is_empty()
                };
                if !self.sourcing.by_zone[source.zone].iter().any(asked) && !found[kind].contains(&source.zone) {
                    found[kind].push(source.zone);
                }
            }
        }
        found.enumerate().filter(|(_, zones)| !zones.is_empty()).map(|(kind, zones)| (kind, zones.clone())).collect()
    }
}

/// Resolves the rules of a checked layout; marks the partners that they use.
pub(super) fn build(built: &mut Builder<'_>, zones: &Table<ZoneId, Zone>, travel: &Travel) -> Sourcing {
    let scenario = built.scenario;
    let by_default = [schema::Sourcing::default()];
    let entries = if scenario.sourcing.is_empty() { &by_default[..] } else { &scenario.sourcing[..] };
    let mut resolver = Resolver { built, zones, travel, offers: IndexMap::new() };
    let mut rules = Table::new();
    let mut by_zone: Table<ZoneId, Vec<Asked>> = Table::with(zones.len(), |_| Vec::new());
    for entry in entries {
        let rule = rule(entry, resolver.built);
        let kinds = rule.kinds;
        let id = rules.push(rule);
        for zone in zones.ids() {
            let name = &zones[zone].name;
            if entry.zones.0.is_empty() || entry.zones.0.contains(name) {
                by_zone[zone].extend(resolver.asked(entry, id, zone, kinds));
            }
        }
    }
    Sourcing { rules, offers: resolver.offers.into_keys().collect(), by_zone }
}

fn rule(entry: &schema::Sourcing, built: &Builder<'_>) -> Rule {
    let mut kinds = Kinds::default();
    for name in &entry.kinds.0 {
        kinds.add(id_of::<KindId, _>(&built.scenario.kind, name));
    }
    let streams = built.scenario.stream.keys().map(|name| entry.streams.0.is_empty() || entry.streams.0.contains(name)).collect();
    Rule {
        kinds: if entry.kinds.0.is_empty() { Kinds::ALL } else { kinds },
        streams,
        share: entry.share.0,
        overflow_backlog: entry.overflow_backlog,
        overflow_wait: entry.overflow_wait.map(span),
        overflow_promise: entry.overflow_promise,
    }
}

/// Finds places for zones.
struct Resolver<'a, 's> {
    built: &'a mut Builder<'s>,
    zones: &'a Table<ZoneId, Zone>,
    travel: &'a Travel,
    offers: IndexMap<Offer, ()>,
}

impl Resolver<'_, '_> {
    /// Whom a rule asks in a zone; kinds for which these are the same stand together.
    fn asked(&mut self, entry: &schema::Sourcing, rule: RuleId, zone: ZoneId, kinds: Kinds) -> Vec<Asked> {
        let mut groups: Vec<Asked> = Vec::new();
        for kind in self.built.kinds.ids().filter(|&kind| kinds.has(kind)) {
            let offers = self.offers(entry, zone, kind);
            match groups.iter_mut().find(|group| group.offers == offers) {
                Some(group) => group.kinds.add(kind),
                None => {
                    let mut kinds = Kinds::default();
                    kinds.add(kind);
                    groups.push(Asked { rule, kinds, offers });
                }
            }
        }
        groups
    }

    fn offers(&mut self, entry: &schema::Sourcing, zone: ZoneId, kind: KindId) -> Vec<OfferId> {
        let mut places: Vec<Offer> = Vec::new();
        for name in &entry.to.0 {
            if name == "zone" {
                let served_by = self.built.scenario.zone[zone.index()].served_by.0.clone();
                for name in &served_by {
                    self.place(entry, name, zone, kind, &mut places);
                }
            } else {
                self.place(entry, name, zone, kind, &mut places);
            }
        }
        places.into_iter().map(|offer| OfferId::new(self.offers.insert_full(offer, ()).0)).collect()
    }

    /// Adds what `name` stands for: the nearest centres, those of a partner, one centre, or a partner itself.
    fn place(&mut self, entry: &schema::Sourcing, name: &str, zone: ZoneId, kind: KindId, places: &mut Vec<Offer>) {
        let partner = self.built.scenario.partner.get_index_of(name).map(PartnerId::new);
        let centres = match (name, partner) {
            ("nearest", _) => self.nearest(entry, zone, kind, |_| true),
            ("own", _) => self.nearest(entry, zone, kind, |owner| owner.is_none()),
            (_, Some(partner)) if self.built.centres.iter().any(|centre| centre.partner == Some(partner)) => {
                self.nearest(entry, zone, kind, |owner| owner == Some(partner))
            }
            (_, Some(partner)) => {
                self.built.partners[partner].in_use = true;
                places.push(Offer::Partner(partner));
                return;
            }
            // A centre that the layout has closed is passed over.
            (name, None) => self.built.centres.enumerate().filter(|(_, centre)| centre.name == name).map(|(id, _)| id).collect(),
        };
        for centre in centres {
            if let Some(partner) = self.built.centres[centre].partner {
                self.built.partners[partner].in_use = true;
            }
            self.add_centre(centre, places);
        }
    }

    /// Adds a centre to the offer of its pool, or as a new offer.
    fn add_centre(&self, centre: CentreId, places: &mut Vec<Offer>) {
        let desk = self.built.centres[centre].pool;
        let known = places.iter_mut().find_map(|offer| match offer {
            Offer::Pool { pool, centres, teams } if *pool == desk => Some((centres, teams)),
            _ => None,
        });
        match known {
            Some((centres, _)) if centres.contains(&centre) => {}
            Some((centres, teams)) => {
                centres.push(centre);
                teams.extend(self.built.teams_of(&[centre]));
            }
            None => places.push(Offer::Pool { pool: desk, centres: vec![centre], teams: self.built.teams_of(&[centre]) }),
        }
    }

    /// The nearest centres that can do a kind, nearest first, ties in the order of the file.
    fn nearest(
        &self,
        entry: &schema::Sourcing,
        zone: ZoneId,
        kind: KindId,
        owner: impl Fn(Option<PartnerId>) -> bool,
    ) -> Vec<CentreId> {
        let built = &self.built;
        let mut found: Vec<(f64, CentreId)> = built
            .centres
            .enumerate()
            .filter(|(id, centre)| owner(centre.partner) && built.can_do(*id, kind))
            .map(|(id, _)| (self.distance(id, zone), id))
            .filter(|(km, _)| entry.within.is_none_or(|within| *km <= within.km()))
            .collect();
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.into_iter().take(entry.reach as usize).map(|(_, id)| id).collect()
    }

    /// Straight distance between a centre and the middle of a zone [km]; by matrix, its kilometres, or its hours where it has none.
    fn distance(&self, centre: CentreId, zone: ZoneId) -> f64 {
        let leg = Leg { from: self.built.centres[centre].site, to: self.zones[zone].middle, centre, zone };
        match &self.travel.way {
            Way::Geography(roads) => roads.straight(&leg.from, &leg.to),
            Way::Matrix(matrix) => matrix.cell(&leg).map_or(f64::INFINITY, |trip| match trip.metres {
                0 => trip.time.hours(),
                metres => metres as f64 / 1000.0,
            }),
            Way::None | Way::Law(_) => {
                let d: [f64; 3] = std::array::from_fn(|i| leg.to[i] - leg.from[i]);
                (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt()
            }
        }
    }
}
