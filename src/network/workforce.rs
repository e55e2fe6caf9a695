//! What the grades of a layout make of each kind of job, and which mechanisms of people are on.

use super::layout::grade_of;
use super::pay::PayRules;
use super::quality::Hand;
use super::roster::Grade;
use super::staff::Staffing;
use super::{GradeId, KindId, Network, TeamId, TechnicianId};
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
    /// Whether people fall sick, leave or are trained.
    pub moves: bool,
    /// Whether anybody falls sick.
    pub falls_sick: bool,
    /// Whether anybody quits.
    pub turns_over: bool,
    /// Whether anybody is trained.
    pub trains: bool,
    /// Whether bands of overtime count weeks anywhere.
    pub pays_weeks: bool,
    /// Whether anybody stands by.
    pub stands_by: bool,
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
    /// What happens to its people.
    pub staffing: Staffing,
    /// What hours of overtime and on holidays are paid; `None` where `overtime_factor` says all.
    pub pay_rules: Option<PayRules>,
}

impl Craft {
    fn new(scenario: &Scenario, entry: &schema::Grade) -> Craft {
        let by_kind = |of: &dyn Fn(&str) -> f64| scenario.kind.keys().map(|kind| of(kind)).collect();
        Craft {
            grade: grade_of(entry),
            speed: by_kind(&|kind| entry.speed_by.get(kind).copied().unwrap_or(entry.speed)),
            fix: by_kind(&|kind| entry.fix_by.get(kind).unwrap_or(&entry.fix).0),
            staffing: Staffing::new(scenario, entry),
            pay_rules: PayRules::new(entry),
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

impl Network {
    /// What happens to a technician.
    pub fn staffing_of(&self, technician: TechnicianId) -> &Staffing {
        &self.workforce.crafts[self.teams[self.technicians[technician].team].grade_id].staffing
    }
}

impl Workforce {
    /// The workforce of a checked layout.
    pub(super) fn new(scenario: &Scenario) -> Workforce {
        let any = |of: &dyn Fn(&schema::Grade) -> bool| scenario.grade.values().any(of);
        let (falls_sick, turns_over, trains) = (
            any(&|grade| grade.sickness.is_some()),
            any(&|grade| grade.turnover.is_some()),
            any(&|grade| grade.training.is_some()),
        );
        let by_kind = any(&|grade| !grade.fix_by.is_empty() || !grade.speed_by.is_empty());
        Workforce {
            crafts: scenario.grade.values().map(|entry| Craft::new(scenario, entry)).collect(),
            varies: by_kind || turns_over || trains,
            moves: falls_sick || turns_over || trains,
            pays_weeks: any(&|grade| grade.overtime_per == schema::OvertimePer::Week),
            stands_by: scenario.roster.values().any(|roster| roster.standby.is_some()),
            falls_sick,
            turns_over,
            trains,
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
