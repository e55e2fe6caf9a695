//! How people fall sick, leave, are replaced, learn and are trained: what a grade says beside its skills.

use super::{Law, default};
use crate::scenario::units::{Duration, Price, Rate, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `sickness` of a grade: spells of sickness, beside the `absence` of a roster. At the start everybody is healthy.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sickness {
    /// Spells that begin per person and healthy time; gaps between spells are exponential.
    /// Unit: rate, for instance "2 /year".
    pub rate: Rate,
    /// Length of a spell. Who is sick when a shift begins is absent for that whole shift, paid; who falls sick during a shift ends it.
    /// Unit: law of a duration.
    pub length: Law,
}

/// `turnover` of a grade: people quit, their seats are vacant (unpaid) for a time, and others are hired.
///
/// The hazard of quitting is h = rate x exp(steepness x (u - at)), with u the utilisation of the team, travel and work / hours of
/// presence inside shifts, since the month before. Each person is weighed once a month, at the first shift of the month, with
/// probability 1 - exp(-h x time since he was last weighed).
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Turnover {
    /// Quits per person and time where the utilisation is `at`.
    /// Unit: rate. Source: 30 % a year (10 to 50 %) of field technicians, US trade (Synchron, 2025).
    pub rate: Rate,
    /// Utilisation u0 at which `rate` holds.
    /// Unit: share. Default: 0.75 (assumption).
    #[serde(default = "default::usual_load")]
    pub at: Share,
    /// How steeply quits rise with utilisation: with 4, ten points more mean half as many quits again.
    /// Unit: per utilisation of 1. Default: 0 (load makes no difference).
    #[serde(default)]
    pub steepness: f64,
    /// Time from a quit until somebody new has been hired; he comes to the next shift.
    /// Unit: law of a duration. Default: "60 d" (assumption).
    #[serde(default)]
    pub vacancy: Option<Law>,
    /// Cost of each hire: search, papers, equipment.
    /// Unit: money per person. Default: 0.
    #[serde(default)]
    pub cost: Price,
}

/// `ramp_up` of a grade: who was hired during the run starts at a share of speed and fix and grows into the job with the calendar.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RampUp {
    /// Speed on the first day / full speed.
    /// Unit: share. Default: 1.
    #[serde(default = "default::all")]
    pub speed: Share,
    /// Probability of fix on the first day / full probability.
    /// Unit: share. Default: 1.
    #[serde(default = "default::all")]
    pub fix: Share,
    /// Time until both are full.
    /// Unit: duration. Default: "180 d". Source: 3 to 6 months (Synchron, 2025), 6 to 24 months (Service Council, 2024).
    #[serde(default = "default::half_a_year")]
    pub over: Duration,
    /// How they grow: `linear`, or `exponential` (a learning curve that has closed 95 % of the gap after `over`). The shares of a
    /// shift are those of its start.
    /// Default: "linear".
    #[serde(default)]
    pub curve: LearningCurve,
}

/// How people grow into the job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum LearningCurve {
    #[default]
    Linear,
    Exponential,
}

/// `training` of a grade: a course that everybody of the grade takes, after which he works like another grade.
///
/// A course takes whole hours of presence out of the shifts that it falls into: paid, but absent. Who is trained works with the
/// speed, fix, damage, courtesy, `relapse_factor` and `latent_factor` of the grade `to`; pay, sickness and turnover stay those of
/// his own grade, so trained people leave as often as others, and who replaces them begins with the course.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// Grade whose work a trained person does.
    pub to: String,
    /// Length of the course.
    /// Unit: duration of presence, for instance "120 h". Source: 120 h and 40 h a year at Haier (trade text, unverified).
    pub hours: Duration,
    /// Length of the refresher that is due 365 days after each course.
    /// Unit: duration of presence. Default: "0 h" (none).
    #[serde(default)]
    pub yearly: Duration,
    /// Cost of the course beside the wage: teachers, rooms, material; paid when it begins.
    /// Unit: money per person. Default: 0. Source: USD 5,500 (3,000 to 8,000) for initial training (Synchron, 2025).
    #[serde(default)]
    pub fee: Price,
    /// Cost of a refresher beside the wage.
    /// Unit: money per person. Default: 0.
    #[serde(default)]
    pub yearly_fee: Price,
    /// Probability of passing the examination at the end of the course; who fails takes the course again.
    /// Unit: share. Default: 1.
    #[serde(default = "default::all")]
    pub pass: Share,
    /// Members of one team who may be in a course at the same time; the others wait for their turn.
    /// Unit: technicians or fixed crews. Default: 1.
    #[serde(default = "default::one_u32")]
    pub at_once: u32,
    /// Time after `start` from which courses are held; for who is hired later, at once.
    /// Unit: duration. Default: the end of the warm-up.
    #[serde(default)]
    pub from: Option<Duration>,
}

/// A band of `overtime_bands` of a grade.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OvertimeBand {
    /// Hours of overtime up to which the band reaches; only the last band has none.
    /// Unit: duration. Default: no end.
    #[serde(default)]
    pub up_to: Option<Duration>,
    /// Pay of an hour in the band / wage.
    pub factor: f64,
}

/// What bands of overtime count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum OvertimePer {
    #[default]
    Shift,
    Week,
}

/// `standby` of a roster: who stands by at home, and is called out for kinds of job with `call_out`.
///
/// A call-out sets out from the base, is paid as overtime from the call until the way back, and for `minimum` at least.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Standby {
    /// Weekly hours, outside the shifts, such as "Mon-Fri 17:00-08:00"; also on public holidays.
    pub hours: Vec<String>,
    /// Members of a team who stand by at the same time; they take turns from one time to the next. Who is sick is passed over.
    /// Unit: technicians or fixed crews. Default: 1.
    #[serde(default = "default::one_u32")]
    pub technicians: u32,
    /// Pay of standing by, called out or not.
    /// Unit: money per person and hour. Default: 0.
    #[serde(default)]
    pub pay: Price,
    /// Shortest time that a call-out is paid for, at the overtime factor of its first hour; what is added to its true length is booked
    /// as standby.
    /// Unit: duration. Default: "2 h" (assumption).
    #[serde(default = "default::two_hours")]
    pub minimum: Duration,
}
