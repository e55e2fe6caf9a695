//! What the grades of a layout make of each kind of job, and which mechanisms of people are on.

use super::layout::grade_of;
use super::quality::Hand;
use super::roster::Grade;
use super::{GradeId, KindId, Network, TeamId};
use crate::kernel::id::Table;
use crate::scenario::schema::{self, Scenario};

/// Grades in full, and switches.
#[derive(Debug, Clone)]
pub struct Workforce {
    /// Every grade of the scenario.
    pub crafts: Table<GradeId, Craft>,
    /// Whether speed or fix differ by kind of job or from person to person; if not, the plain numbers of a team's grade say all.
    pub varies: bool,
    /// Whether any kind sends a better grade after a visit that failed.
    pub escalates: bool,
    /// Whether any visit can damage something else.
    pub damages: bool,
    /// Whether any kind installs units.
    pub installs: bool,
}

/// A grade and what it makes of each kind of job.
#[derive(Debug, Clone)]
pub struct Craft {
    /// Its plain numbers.
    pub grade: Grade,
    /// Speed by kind.
    pub speed: Table<KindId, f64>,
    /// Probability that a visit fixes the fault, by kind.
    pub fix: Table<KindId, f64>,
}

impl Craft {
    fn new(scenario: &Scenario, entry: &schema::Grade) -> Craft {
        let by_kind = |of: &dyn Fn(&str) -> f64| scenario.kind.keys().map(|kind| of(kind)).collect();
        Craft {
            grade: grade_of(entry),
            speed: by_kind(&|kind| entry.speed_by.get(kind).copied().unwrap_or(entry.speed)),
            fix: by_kind(&|kind| entry.fix_by.get(kind).unwrap_or(&entry.fix).0),
        }
    }

    /// How a visit of this kind is done.
    pub fn hand(&self, kind: KindId) -> Hand {
        Hand { fix: self.fix[kind], ..self.grade.hand() }
    }
}

impl Grade {
    /// How a visit is done where its kind makes no difference.
    #[inline]
    pub fn hand(&self) -> Hand {
        Hand {
            fix: self.fix,
            relapse_factor: self.relapse_factor,
            courtesy: self.courtesy,
            damage: self.damage,
            latent_factor: self.latent_factor,
        }
    }
}

impl Network {
    /// Speed of a team at a kind of job, its members being old hands.
    #[inline]
    pub fn speed_of(&self, team: TeamId, kind: KindId) -> f64 {
        let team = &self.teams[team];
        if self.workforce.varies { self.workforce.crafts[team.grade_id].speed[kind] } else { team.grade.speed }
    }

    /// Probability that a visit of a team fixes a job of this kind, its members being old hands.
    #[inline]
    pub fn fix_of(&self, team: TeamId, kind: KindId) -> f64 {
        let team = &self.teams[team];
        if self.workforce.varies { self.workforce.crafts[team.grade_id].fix[kind] } else { team.grade.fix }
    }
}

impl Workforce {
    /// The workforce of a checked layout.
    pub(super) fn new(scenario: &Scenario) -> Workforce {
        Workforce {
            crafts: scenario.grade.values().map(|entry| Craft::new(scenario, entry)).collect(),
            varies: scenario.grade.values().any(|grade| !grade.fix_by.is_empty() || !grade.speed_by.is_empty()),
            escalates: escalates(scenario),
            damages: damages(scenario),
            installs: installs(scenario),
        }
    }
}

/// Whether what people do is remembered with a job beyond its row.
pub(super) fn keeps_stories(scenario: &Scenario) -> bool {
    escalates(scenario) || damages(scenario) || installs(scenario)
}

fn escalates(scenario: &Scenario) -> bool {
    scenario.kind.values().any(|kind| kind.escalate)
}

fn damages(scenario: &Scenario) -> bool {
    scenario.grade.values().any(|grade| grade.damage.0 > 0.0)
        || scenario.partner.values().any(|partner| partner.damage.is_some_and(|damage| damage.0 > 0.0))
}

fn installs(scenario: &Scenario) -> bool {
    scenario.kind.values().any(|kind| kind.installs.is_some())
}
