//! How people of a grade fall sick, leave, are replaced, learn and are trained.

use super::GradeId;
use super::layout::{built, id_of, span};
use crate::kernel::elementary::exp;
use crate::kernel::law::Law;
use crate::kernel::money::Money;
use crate::kernel::time::{MS_PER_DAY, Span, Time};
use crate::scenario::schema::{Grade, LearningCurve, Scenario};
use crate::scenario::units::Duration;

/// A year [ms].
const YEAR: f64 = 365.0 * MS_PER_DAY as f64;
/// An exponential learning curve has closed 95 % of the gap after so many time constants: ln 20.
const CLOSED: f64 = 2.995_732_273_553_991;

/// What happens to the people of a grade; `None` for what does not.
#[derive(Debug, Clone)]
pub struct Staffing {
    /// Spells of sickness.
    pub sickness: Option<Sickness>,
    /// Quits and hires.
    pub turnover: Option<Turnover>,
    /// How new people grow into the job.
    pub ramp_up: Option<RampUp>,
    /// Course that everybody takes.
    pub training: Option<Training>,
}

/// Spells of sickness.
#[derive(Debug, Clone)]
pub struct Sickness {
    /// Mean healthy time between spells [ms].
    pub gap: f64,
    /// Length of a spell [ms].
    pub length: Law,
}

/// Quits and hires.
#[derive(Debug, Clone)]
pub struct Turnover {
    /// Quits per year at the usual utilisation.
    rate: f64,
    /// The usual utilisation.
    at: f64,
    /// Rise of the logarithm of the hazard with utilisation.
    steepness: f64,
    /// From a quit to a hire [ms].
    pub vacancy: Law,
    /// Cost of a hire per person.
    pub cost: Money,
}

/// How new people grow into the job.
#[derive(Debug, Clone)]
pub struct RampUp {
    /// Share of full speed on the first day.
    speed: f64,
    /// Share of full fix on the first day.
    fix: f64,
    /// Time until both are full [ms].
    over: f64,
    curve: LearningCurve,
}

/// A course that everybody takes.
#[derive(Debug, Clone)]
pub struct Training {
    /// Grade whose work is done after it.
    pub to: GradeId,
    /// Length of the course and of its refreshers, in hours of presence.
    pub hours: [Span; 2],
    /// What they cost per person.
    pub fee: [Money; 2],
    /// Probability of passing the examination.
    pub pass: f64,
    /// Members of a team who may be away at the same time.
    pub at_once: u32,
    /// When courses begin.
    pub from: Time,
}

impl Staffing {
    pub(super) fn new(scenario: &Scenario, grade: &Grade) -> Staffing {
        let turnover = |it: &crate::scenario::schema::Turnover| Turnover {
            rate: it.rate.per_ms() * YEAR,
            at: it.at.0,
            steepness: it.steepness,
            vacancy: it.vacancy.as_ref().map_or_else(two_months, built),
            cost: it.cost.money(),
        };
        let training = |it: &crate::scenario::schema::Training| Training {
            to: id_of(&scenario.grade, &it.to),
            hours: [span(it.hours), span(it.yearly)],
            fee: [it.fee.money(), it.yearly_fee.money()],
            pass: it.pass.0,
            at_once: it.at_once,
            from: Time::ZERO + span(it.from.unwrap_or(scenario.scenario.warm_up)),
        };
        Staffing {
            sickness: grade.sickness.as_ref().map(|it| Sickness { gap: 1.0 / it.rate.per_ms(), length: built(&it.length) }),
            turnover: grade.turnover.as_ref().map(turnover),
            ramp_up: grade.ramp_up.as_ref().map(|it| RampUp {
                speed: it.speed.0,
                fix: it.fix.0,
                over: it.over.ms(),
                curve: it.curve,
            }),
            training: grade.training.as_ref().map(training),
        }
    }
}

fn two_months() -> Law {
    Law::constant(Duration::days(60.0).ms()).expect("two months are a time")
}

impl Turnover {
    /// Probability that a person quits within a time in which the team had this utilisation; the usual one where nothing is known.
    pub fn quits(&self, within: Span, utilisation: Option<f64>) -> f64 {
        let excess = utilisation.map_or(0.0, |u| u - self.at);
        1.0 - exp(-self.rate * exp(self.steepness * excess) * within.0 as f64 / YEAR)
    }
}

impl RampUp {
    /// Shares of full speed and full fix a time after being hired.
    pub fn shares(&self, since: Span) -> [f64; 2] {
        let passed = since.0 as f64 / self.over;
        let gap = match self.curve {
            LearningCurve::Linear => (1.0 - passed).max(0.0),
            LearningCurve::Exponential => exp(-CLOSED * passed),
        };
        [self.speed, self.fix].map(|first| 1.0 - (1.0 - first) * gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_grow_into_the_job() {
        let ramp = |curve| RampUp { speed: 0.6, fix: 0.8, over: 100.0, curve };
        let linear = ramp(LearningCurve::Linear);
        assert_eq!([0, 50, 100, 500].map(|at| linear.shares(Span(at))[0]), [0.6, 0.8, 1.0, 1.0]);
        assert!((linear.shares(Span(25))[1] - 0.85).abs() < 1e-12);
        let learning = ramp(LearningCurve::Exponential);
        assert!((learning.shares(Span(100))[0] - (1.0 - 0.4 * 0.05)).abs() < 1e-12);
        assert_eq!(learning.shares(Span(0)), [0.6, 0.8]);
    }

    #[test]
    fn the_hazard_of_quitting_rises_with_load() {
        let turnover = Turnover { rate: 0.3, at: 0.75, steepness: 4.0, vacancy: two_months(), cost: Money::ZERO };
        let year = Span(365 * MS_PER_DAY);
        let hazard = |u: f64| -libm::log(1.0 - turnover.quits(year, Some(u)));
        assert!((hazard(0.75) - 0.3).abs() < 1e-12);
        assert!((hazard(0.95) - 0.3 * libm::exp(0.8)).abs() < 1e-12);
        assert_eq!(turnover.quits(year, None), turnover.quits(year, Some(0.75)));
    }
}
