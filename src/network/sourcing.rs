//! Who is asked to take a job: the rules of the scenario, resolved to pools and partners for every zone.

mod nearest;

use super::Network;
use super::demand::Arrivals;
use super::layout::{Builder, id_of, span};
use super::roster::{Centre, Kinds};
use super::travel::Travel;
use super::units::maintenance_streams;
use super::zones::Zone;
use super::{CentreId, KindId, OfferId, PartnerId, PlaceId, PoolId, RuleId, StreamId, TeamId, ZoneId};
use crate::kernel::id::{Id, Table};
use crate::kernel::time::Span;
use crate::scenario::schema::{self, Choose};
use indexmap::{IndexMap, IndexSet};
use nearest::Field;

/// The rules of a layout.
#[derive(Debug, Clone, Default)]
pub struct Sourcing {
    /// Whether any rule is for a share of the jobs.
    pub by_share: bool,
    /// Whether any rule ranks places by what they did.
    pub by_rank: bool,
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
    /// Which of its places is asked first.
    pub choose: Choose,
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

impl Sourcing {
    /// Who takes every job of a kind and stream in a zone: the first offer of the first rule for it, if neither a share nor an overflow
    /// nor a limit of a backlog stands in the way.
    pub(super) fn certain(&self, zone: ZoneId, kind: KindId, stream: StreamId, built: &Builder<'_>) -> Option<OfferId> {
        let meant = |asked: &&Asked| asked.kinds.has(kind) && self.rules[asked.rule].streams[stream];
        let asked = self.by_zone[zone].iter().find(meant)?;
        let rule = &self.rules[asked.rule];
        let always = (rule.choose == Choose::First || asked.offers.len() == 1)
            && rule.share >= 1.0
            && rule.overflow_backlog.is_none()
            && rule.overflow_wait.is_none()
            && rule.overflow_promise.is_none();
        let first = *asked.offers.first().filter(|_| always)?;
        let open = match &self.offers[first] {
            Offer::Partner(partner) => built.partners[*partner].acceptance.is_none(),
            Offer::Pool { pool, centres, .. } => {
                let may_refuse = |partner: PartnerId| built.partners[partner].acceptance.is_some();
                !built.centres[centres[0]].partner.is_some_and(may_refuse)
                    && built.pools[*pool].backlog_limit.is_none()
                    && centres.iter().any(|&centre| built.can_do(centre, kind))
            }
        };
        open.then_some(first)
    }
}

impl Network {
    /// The place that stands for whoever takes an offer: a partner's, or that of the first centre of a desk.
    pub fn provider(&self, offer: OfferId) -> PlaceId {
        match &self.sourcing.offers[offer] {
            Offer::Partner(partner) => self.partners[*partner].place,
            Offer::Pool { pool, .. } => self.centres[self.pools[*pool].centres[0]].place,
        }
    }

    /// Kinds of job for which nobody is asked in some zones where they arise: their calls are lost. Traces are left out.
    pub fn unserved(&self) -> Vec<(KindId, Vec<ZoneId>)> {
        let mut found: Table<KindId, Vec<ZoneId>> = self.kinds.iter().map(|_| Vec::new()).collect();
        let calls = |source: &&super::demand::Source| source.jobs > 0.0 && !matches!(source.arrivals, Arrivals::Trace(_));
        for source in self.sources.iter().filter(calls) {
            let repeat = self.kinds[source.kind].relapse_kind;
            let called = [source.kind, repeat].into_iter();
            let arising: Vec<KindId> = match &self.chains {
                Some(chains) => called.flat_map(|kind| chains.reached(kind)).collect(),
                None => called.collect(),
            };
            for kind in arising {
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
    let mut resolver = Resolver::new(built, zones, travel);
    let mut rules = Table::new();
    let mut by_zone: Table<ZoneId, Vec<Asked>> = Table::with(zones.len(), |_| Vec::new());
    for entry in entries {
        let rule = rule(entry, resolver.built);
        let kinds = rule.kinds;
        let id = rules.push(rule);
        let territory: IndexSet<&str> = entry.zones.iter().collect();
        for (zone, it) in zones.enumerate() {
            if territory.is_empty() || territory.contains(it.name.as_str()) {
                by_zone[zone].extend(resolver.asked(entry, id, zone, kinds));
            }
        }
    }
    let by_share = rules.iter().any(|rule: &Rule| rule.share < 1.0);
    let by_rank = rules.iter().any(|rule: &Rule| rule.choose == Choose::Ranked);
    Sourcing { by_share, by_rank, rules, offers: resolver.offers.into_keys().collect(), by_zone }
}

fn rule(entry: &schema::Sourcing, built: &Builder<'_>) -> Rule {
    let mut kinds = Kinds::default();
    for name in &entry.kinds.0 {
        kinds.add(id_of::<KindId, _>(&built.scenario.kind, name));
    }
    let maintenance = maintenance_streams(built.scenario);
    let names = built.scenario.stream.keys().chain(&maintenance);
    let streams = names.map(|name| entry.streams.0.is_empty() || entry.streams.0.contains(name)).collect();
    Rule {
        kinds: if entry.kinds.0.is_empty() { Kinds::ALL } else { kinds },
        streams,
        share: entry.share.0,
        choose: entry.choose,
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
    /// Open centres by name.
    by_name: IndexMap<String, CentreId>,
    /// Whether partners run centres.
    runs: Table<PartnerId, bool>,
    /// Centres among which the nearest are looked for; equal fields stand once.
    fields: Vec<Field>,
    /// The field of each owner and kind, as far as they were asked for.
    field_of: IndexMap<(Owner, KindId), usize>,
    /// The nearest of each field for the rule and zone in question.
    found: Vec<(usize, Vec<CentreId>)>,
}

/// Whose centres are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Owner {
    Anyone,
    Ourselves,
    Partner(PartnerId),
}

impl Owner {
    fn has(self, centre: &Centre) -> bool {
        match self {
            Owner::Anyone => true,
            Owner::Ourselves => centre.partner.is_none(),
            Owner::Partner(partner) => centre.partner == Some(partner),
        }
    }
}

impl<'a, 's> Resolver<'a, 's> {
    fn new(built: &'a mut Builder<'s>, zones: &'a Table<ZoneId, Zone>, travel: &'a Travel) -> Self {
        let mut runs: Table<PartnerId, bool> = built.partners.iter().map(|_| false).collect();
        built.centres.iter().filter_map(|centre| centre.partner).for_each(|partner| runs[partner] = true);
        let by_name = built.centre_ids();
        let (offers, field_of) = (IndexMap::new(), IndexMap::new());
        Self { built, zones, travel, offers, by_name, runs, fields: Vec::new(), field_of, found: Vec::new() }
    }

    /// Whom a rule asks in a zone; kinds for which these are the same stand together.
    fn asked(&mut self, entry: &schema::Sourcing, rule: RuleId, zone: ZoneId, kinds: Kinds) -> Vec<Asked> {
        let mut groups: Vec<Asked> = Vec::new();
        self.found.clear();
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
        let scenario = self.built.scenario;
        for name in entry.to.iter() {
            if name == "zone" {
                for name in scenario.zone[zone.index()].served_by.iter() {
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
            ("nearest", _) => self.nearest(entry, zone, kind, Owner::Anyone),
            ("own", _) => self.nearest(entry, zone, kind, Owner::Ourselves),
            (_, Some(partner)) if self.runs[partner] => self.nearest(entry, zone, kind, Owner::Partner(partner)),
            (_, Some(partner)) => {
                self.built.partners[partner].in_use = true;
                places.push(Offer::Partner(partner));
                return;
            }
            // A centre that the layout has closed is passed over.
            (name, None) => self.by_name.get(name).copied().into_iter().collect(),
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
    fn nearest(&mut self, entry: &schema::Sourcing, zone: ZoneId, kind: KindId, owner: Owner) -> Vec<CentreId> {
        let field = self.field(owner, kind);
        if let Some((_, known)) = self.found.iter().find(|(of, _)| *of == field) {
            return known.clone();
        }
        let within = entry.within.map(|within| within.km());
        let near = self.fields[field].nearest(self.travel, zone, self.zones[zone].middle, entry.reach as usize, within);
        self.found.push((field, near.clone()));
        near
    }

    /// The centres of an owner that can do a kind.
    fn field(&mut self, owner: Owner, kind: KindId) -> usize {
        let (built, fields) = (&self.built, &mut self.fields);
        *self.field_of.entry((owner, kind)).or_insert_with(|| {
            let field = Field::new(&built.centres, |id, centre| owner.has(centre) && built.can_do(id, kind));
            fields.iter().position(|known| known.is_like(&field)).unwrap_or_else(|| {
                fields.push(field);
                fields.len() - 1
            })
        })
    }
}
