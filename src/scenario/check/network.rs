//! Who can do what where: places, their skills, and the rules that lead to them.

use super::{NEAREST, OWN, ZONE};
use crate::scenario::schema::{Kind, Scenario, Sourcing};
use indexmap::{IndexMap, IndexSet};
use std::collections::BTreeSet;

/// Places and rules of a layout, by index.
pub(super) struct Network<'a> {
    scenario: &'a Scenario,
    /// Open centres.
    pub open: Vec<&'a str>,
    /// Those that are our own.
    own: Vec<&'a str>,
    /// Those that each partner runs.
    run: IndexMap<&'a str, Vec<&'a str>>,
    /// For each kind, the centres and partners that can do it.
    able: IndexMap<&'a str, BTreeSet<&'a str>>,
    rules: Vec<Rule<'a>>,
    /// Rules for each zone, in order.
    by_zone: IndexMap<&'a str, Vec<usize>>,
}

/// A sourcing rule with its names as sets.
struct Rule<'a> {
    spec: Option<&'a Sourcing>,
    kinds: BTreeSet<&'a str>,
    streams: BTreeSet<&'a str>,
}

/// What stands in the way of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Obstacle {
    /// No rule is for it.
    NoRule,
    /// No place that is asked has the skill.
    NoSkill,
    /// Places that are asked have the skill, but not enough people with it.
    TooFew,
    /// Rules with a `share` lead to somebody, but none takes the rest.
    OnlyAShare,
}

impl<'a> Network<'a> {
    pub fn new(scenario: &'a Scenario) -> Network<'a> {
        let open: Vec<&str> = scenario.centre.iter().filter(|(_, centre)| centre.open).map(|(name, _)| name.as_str()).collect();
        let names = |names: &'a crate::scenario::schema::Names| names.iter().collect::<BTreeSet<_>>();
        let rule = |spec: &'a Sourcing| Rule { spec: Some(spec), kinds: names(&spec.kinds), streams: names(&spec.streams) };
        let mut rules: Vec<Rule<'_>> = scenario.sourcing.iter().map(rule).collect();
        if rules.is_empty() {
            rules.push(Rule { spec: None, kinds: BTreeSet::new(), streams: BTreeSet::new() });
        }
        let (mut own, mut run) = (Vec::new(), IndexMap::<&str, Vec<&str>>::new());
        for name in &open {
            match scenario.centre[*name].partner.as_deref() {
                Some(partner) => run.entry(partner).or_default().push(name),
                None => own.push(*name),
            }
        }
        let mut network = Network { scenario, open, own, run, able: IndexMap::new(), rules, by_zone: IndexMap::new() };
        network.able = scenario.kind.iter().map(|(name, kind)| (name.as_str(), network.able(name, kind))).collect();
        network.by_zone = network.by_zone();
        network
    }

    fn by_zone(&self) -> IndexMap<&'a str, Vec<usize>> {
        let mut by_zone: IndexMap<&str, Vec<usize>> = self.scenario.zone.keys().map(|name| (name.as_str(), Vec::new())).collect();
        for (index, rule) in self.rules.iter().enumerate() {
            match rule.spec {
                Some(spec) if !spec.zones.is_empty() => {
                    let zones: IndexSet<&str> = spec.zones.iter().collect();
                    zones.iter().for_each(|zone| by_zone[*zone].push(index));
                }
                _ => by_zone.values_mut().for_each(|rules| rules.push(index)),
            }
        }
        by_zone
    }

    /// Centres and partners that can do jobs of a kind.
    fn able(&self, name: &str, kind: &Kind) -> BTreeSet<&'a str> {
        let mut pools: IndexMap<String, (bool, u32)> = IndexMap::new();
        for centre in &self.open {
            let (crews, singles) = self.people(centre, name, kind);
            let pool = pools.entry(self.pool(centre)).or_default();
            *pool = (pool.0 || crews, pool.1.saturating_add(singles));
        }
        let can = |centre: &&&str| {
            let (crews, singles) = pools[&self.pool(centre)];
            crews || singles >= u32::from(kind.crew)
        };
        let centres: BTreeSet<&str> = self.open.iter().filter(can).copied().collect();
        let partners = self.scenario.partner.keys().map(String::as_str);
        let partners: Vec<&str> = partners
            .filter(|partner| match self.run_by(partner) {
                [] => true,
                run => run.iter().any(|centre| centres.contains(centre)),
            })
            .collect();
        centres.into_iter().chain(partners).collect()
    }

    /// Open centres that a partner runs.
    fn run_by(&self, partner: &str) -> &[&'a str] {
        self.run.get(partner).map_or(&[], Vec::as_slice)
    }

    /// The pool of a centre; one without is a pool of its own.
    fn pool(&self, centre: &str) -> String {
        match &self.scenario.centre[centre].pool {
            Some(pool) => format!("pool {pool}"),
            None => format!("centre {centre}"),
        }
    }

    /// Whether a centre has a fixed crew for the kind, and how many single technicians.
    fn people(&self, centre: &str, name: &str, kind: &Kind) -> (bool, u32) {
        let (mut crews, mut singles) = (false, 0_u32);
        for team in self.scenario.centre[centre].team.values().filter(|team| team.technicians > 0) {
            let grade =
                team.grade.as_deref().map_or_else(|| self.scenario.grade.values().next(), |name| self.scenario.grade.get(name));
            let skill = kind.skill.as_deref().unwrap_or(name);
            if !grade.is_some_and(|grade| grade.skills.is_empty() || grade.skills.iter().any(|known| known == skill)) {
                continue;
            }
            match team.crew {
                1 => singles = singles.saturating_add(team.technicians),
                _ => crews |= team.crew >= kind.crew,
            }
        }
        (crews, singles)
    }

    /// Rules that are for a job, in order.
    fn rules_for(&self, stream: &str, kind: &str, zone: &str) -> impl Iterator<Item = &Rule<'a>> {
        let fits = move |rule: &&Rule<'_>| {
            (rule.kinds.is_empty() || rule.kinds.contains(kind)) && (rule.streams.is_empty() || rule.streams.contains(stream))
        };
        self.by_zone[zone].iter().map(|index| &self.rules[*index]).filter(fits)
    }

    /// Places that a rule asks for a zone; partners stand for themselves, closed centres are left out.
    fn places<'s>(&'s self, rule: &Rule<'a>, zone: &str) -> impl Iterator<Item = &'a str> + use<'s, 'a> {
        let scenario = self.scenario;
        let served_by = &scenario.zone[zone].served_by;
        let to = rule.spec.map_or(vec![NEAREST], |spec| spec.to.iter().collect());
        let expand = move |place: &'a str| match place {
            NEAREST => self.open.clone(),
            OWN => self.own.clone(),
            ZONE => served_by.iter().collect(),
            place => vec![place],
        };
        to.into_iter().flat_map(expand).filter(|place| scenario.centre.get(*place).is_none_or(|centre| centre.open))
    }

    /// Why a job may find nobody; `None` if somebody takes it.
    pub fn obstacle(&self, stream: &str, kind: &str, zone: &str) -> Option<Obstacle> {
        let mut worst = Obstacle::NoRule;
        for rule in self.rules_for(stream, kind, zone) {
            let found = self.obstacle_of(rule, kind, zone);
            let for_all = rule.spec.is_none_or(|spec| spec.share.0 >= 1.0);
            match found {
                None if for_all => return None,
                None => worst = Obstacle::OnlyAShare,
                Some(obstacle) => worst = worst.max(obstacle),
            }
        }
        Some(worst)
    }

    /// Why the places of a rule cannot do a job; `None` if one can.
    fn obstacle_of(&self, rule: &Rule<'a>, kind: &str, zone: &str) -> Option<Obstacle> {
        let able = &self.able[kind];
        let asks_nearest = rule.spec.is_none_or(|spec| spec.to.iter().any(|place| place == NEAREST));
        // Most rules ask for the nearest of all, which need not be listed.
        if asks_nearest && self.open.iter().any(|place| able.contains(place)) {
            return None;
        }
        let mut worst = Obstacle::NoSkill;
        for place in self.places(rule, zone) {
            if able.contains(place) {
                return None;
            }
            if self.scenario.centre.contains_key(place) {
                let (crews, singles) = self.people(place, kind, &self.scenario.kind[kind]);
                worst = worst.max(if crews || singles > 0 { Obstacle::TooFew } else { Obstacle::NoSkill });
            }
        }
        Some(worst)
    }

    /// Centres whose technicians may be sent to a zone: those that are asked, those of partners that are, and all of their pools.
    pub fn centres_for(&self, zone: &str) -> BTreeSet<&'a str> {
        let mut pools = BTreeSet::new();
        for index in &self.by_zone[zone] {
            for place in self.places(&self.rules[*index], zone) {
                match self.scenario.centre.contains_key(place) {
                    true => drop(pools.insert(self.pool(place))),
                    false => pools.extend(self.run_by(place).iter().map(|centre| self.pool(centre))),
                }
            }
        }
        self.open.iter().filter(|centre| pools.contains(&self.pool(centre))).copied().collect()
    }
}
