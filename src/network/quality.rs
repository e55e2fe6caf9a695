//! Quality of work: how a visit is done, and what poor work leads to: a better grade next time, damage, failures of what was installed.

use super::KindId;
use super::demand::cumulative_hazard;
use super::layout::{id_of, span};
use crate::kernel::money::Money;
use crate::kernel::time::Span;
use crate::scenario::schema::{Hazard, Kind, Scenario};
use crate::scenario::units::Duration;

/// How well a visit is done by whoever makes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hand {
    /// Probability that it fixes the fault.
    pub fix: f64,
    /// Factor on the kind's probability of relapse.
    pub relapse_factor: f64,
    /// Courtesy, 0 to 1.
    pub courtesy: f64,
    /// Probability that it damages something else.
    pub damage: f64,
    /// Factor on the hazard of a unit that it installs.
    pub latent_factor: f64,
}

/// What poor work on a kind of job leads to.
#[derive(Debug, Clone)]
pub struct Aftermath {
    /// Whether another visit goes to a better grade.
    pub escalate: bool,
    /// Kind of the job after secondary damage.
    pub damage_kind: KindId,
    /// Paid for each secondary damage.
    pub damage_compensation: Money,
    /// The unit that the job installs.
    pub installs: Option<Installation>,
}

/// A unit that a job installs.
#[derive(Debug, Clone)]
pub struct Installation {
    /// Kind of the calls that a poor installation brings about.
    pub kind: KindId,
    /// How long it is felt.
    pub felt: Span,
    /// Failure law of the unit.
    hazard: Hazard,
}

/// Two years.
const FELT: Duration = Duration::days(730.0);
/// Days in a year of age.
const YEAR: f64 = 365.0;

impl Aftermath {
    pub(super) fn new(scenario: &Scenario, name: &str, entry: &Kind) -> Aftermath {
        let kind = |of: &Option<String>| id_of(&scenario.kind, of.as_deref().unwrap_or(name));
        Aftermath {
            escalate: entry.escalate,
            damage_kind: kind(&entry.damage_kind),
            damage_compensation: entry.damage_compensation.money(),
            installs: entry.installs.as_ref().map(|product| Installation {
                kind: kind(&entry.latent_kind),
                felt: span(entry.latent_for.unwrap_or(FELT)),
                hazard: scenario.product[product].hazard.clone(),
            }),
        }
    }
}

impl Installation {
    /// The age at which the cumulative hazard of the unit reaches `exposure` [failures]; `None` if a poor installation is no longer
    /// felt then.
    ///
    /// With unit exponential steps E1, E1 + E2, ... divided by f - 1, these are the failures of the extra hazard (f - 1) h(age)
    /// (Cinlar's time change of the unit Poisson process).
    pub fn age_at(&self, exposure: f64) -> Option<Span> {
        let years = |age: f64| cumulative_hazard(&self.hazard, age);
        let (mut low, mut high) = (0.0, self.felt.days() / YEAR);
        if years(high) <= exposure {
            return None;
        }
        // The cumulative hazard rises: halving finds the age to the last bit that matters.
        for _ in 0..60 {
            let middle = 0.5 * (low + high);
            *if years(middle) <= exposure { &mut low } else { &mut high } = middle;
        }
        Some(Span::from_ms(high * YEAR * Span::DAY.0 as f64))
    }

    /// Failures that a factor `f` on the hazard is expected to add.
    pub fn expected(&self, f: f64) -> f64 {
        (f - 1.0).max(0.0) * cumulative_hazard(&self.hazard, self.felt.days() / YEAR)
    }
}
