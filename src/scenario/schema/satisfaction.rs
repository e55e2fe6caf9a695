//! How customers judge what they got.

use super::default;
use crate::scenario::units::{Duration, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[satisfaction]`: S = base + sum of w_d [Q_d + gain (Q_d - E_d)+ - loss (E_d - Q_d)+] over speed, competence, courtesy,
/// convenience, transparency and price.
/// Source: Anderson & Sullivan (1993) for the asymmetry, SERVQUAL (Parasuraman, Zeithaml & Berry 1988) for the weights.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Satisfaction {
    /// `standard`, or `off` for none.
    /// Default: "standard".
    #[serde(default)]
    pub model: SatisfactionModel,
    /// Clock of speed: `response` or `restore` time.
    /// Default: "response".
    #[serde(default)]
    pub clock: Clock,
    /// Curve of speed against the clock W and the promise A: `tanh` (0.5 (1 + tanh((A - W_p)/(c A)))), `step` (1 within A),
    /// `exponential` (exp(-W/A)), `linear` (1 - W/A, not under 0), `lateness` (score by days late after the curve of 96,353
    /// rated orders) or `table` (the points of `lateness`).
    /// Default: "tanh".
    #[serde(default)]
    pub curve: SpeedCurve,
    /// Points of the curve `table`: pairs of days late (below 0: early) and score from 0 to 1, days rising; straight lines between
    /// them, level outside. For instance [[-1, 0.9], [0, 0.75], [2, 0.3]].
    #[serde(default)]
    pub lateness: Vec<[f64; 2]>,
    /// A for kinds that promise nothing.
    /// Unit: duration. Default: "24 h" (assumption).
    #[serde(default = "default::day")]
    pub yardstick: Duration,
    /// c of the `tanh` curve: how soft the step is.
    /// Default: 0.5 (assumption).
    #[serde(default = "default::half_f")]
    pub softness: f64,
    /// Perceived wait W_p = A k (W/A)^b: the factor k.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub perception: f64,
    /// Perceived wait: the exponent b.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub perception_power: f64,
    /// Weight of speed; all weights are scaled to sum 1. The SERVQUAL shares are reliability .32, responsiveness .22, assurance .19,
    /// empathy .16, tangibles .11. Default: 0.22 (SERVQUAL responsiveness).
    #[serde(default = "default::w_speed")]
    pub speed: f64,
    /// Weight of competence: 1 if the first visit fixed the fault for good, less with every further visit or repeat call.
    /// Default: 0.32 (SERVQUAL reliability).
    #[serde(default = "default::w_competence")]
    pub competence: f64,
    /// Weight of courtesy.
    /// Default: 0.35 (SERVQUAL assurance .19 and empathy .16).
    #[serde(default = "default::w_courtesy")]
    pub courtesy: f64,
    /// Weight of convenience: `convenience` of the kind, centre or partner, less for time that the customer has to stay in.
    /// Default: 0.
    #[serde(default)]
    pub convenience: f64,
    /// Weight of transparency: `transparency` of the kind, centre, grade or partner.
    /// Default: 0.
    #[serde(default)]
    pub transparency: f64,
    /// Weight of price: 0.5 (1 + tanh((A - P)/(c A))) with the price P that is charged (0 for jobs that are free), the kind's
    /// `reference_price` A and c = `price_softness`. Default: 0.
    #[serde(default)]
    pub price: f64,
    /// c of the score of price.
    /// Default: 0.5 (assumption).
    #[serde(default = "default::half_f")]
    pub price_softness: f64,
    /// Time of staying in for a visit at which convenience has fallen to 1/e.
    /// Unit: duration. Default: "8 h" (assumption).
    #[serde(default = "default::eight_hours")]
    pub waiting_in_tolerance: Duration,
    /// Expectation E of all dimensions, from 0 to 1; at the start, if expectations move.
    /// Default: 0.7 (assumption).
    #[serde(default = "default::expectation")]
    pub expectation: Share,
    /// Whether expectations move: at the end of each month those of a zone become E_d + alpha (mean Q_d of the jobs closed in the
    /// month - E_d) + drift / 12, kept from 0 to 1. A new promise resets them, since its curve gives other Q.
    /// Default: false.
    #[serde(default)]
    pub moving: bool,
    /// How fast expectations follow what customers get, where they move.
    /// Unit: share per month. Default: 0.3 (model, expectations).
    #[serde(default = "default::alpha")]
    pub alpha: Share,
    /// What is added to expectations in a year, where they move.
    /// Unit: per year, -1 to 1. Default: 0.
    #[serde(default)]
    pub drift: f64,
    /// What exceeding the expectation adds, per unit.
    /// Default: 0.5 (assumption).
    #[serde(default = "default::half_f")]
    pub gain: f64,
    /// What missing the expectation takes, per unit; twice `gain` after Anderson & Sullivan.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub loss: f64,
    /// Constant of the score.
    /// Default: 0.
    #[serde(default)]
    pub base: f64,
    /// S under it: dissatisfied.
    /// Default: 0.5 (assumption).
    #[serde(default = "default::half_f")]
    pub dissatisfied_under: f64,
    /// S from it on: delighted.
    /// Default: 0.85 (assumption).
    #[serde(default = "default::delighted")]
    pub delighted_from: f64,
    /// Cut points of S between the CSAT marks 1 | 2 | 3 | 4 | 5.
    /// Default: [0.2, 0.4, 0.6, 0.8] (assumption).
    #[serde(default = "default::csat")]
    pub csat_cuts: Vec<f64>,
    /// NPS: promoters from this S on.
    /// Default: 0.85 (assumption).
    #[serde(default = "default::delighted")]
    pub promoter_from: f64,
    /// NPS: detractors under this S.
    /// Default: 0.65 (assumption).
    #[serde(default = "default::detractor")]
    pub detractor_under: f64,
}

impl Satisfaction {
    /// Weights of speed, competence, courtesy, convenience, transparency and price that add up to 1.
    pub fn weights(&self) -> [f64; 6] {
        let weights = [self.speed, self.competence, self.courtesy, self.convenience, self.transparency, self.price];
        let sum: f64 = weights.iter().sum();
        weights.map(|weight| weight / sum)
    }
}

impl Default for Satisfaction {
    fn default() -> Self {
        Self {
            model: SatisfactionModel::default(),
            clock: Clock::default(),
            curve: SpeedCurve::default(),
            lateness: Vec::new(),
            yardstick: default::day(),
            softness: default::half_f(),
            perception: 1.0,
            perception_power: 1.0,
            speed: default::w_speed(),
            competence: default::w_competence(),
            courtesy: default::w_courtesy(),
            convenience: 0.0,
            transparency: 0.0,
            price: 0.0,
            price_softness: default::half_f(),
            waiting_in_tolerance: default::eight_hours(),
            expectation: default::expectation(),
            moving: false,
            alpha: default::alpha(),
            drift: 0.0,
            gain: default::half_f(),
            loss: 1.0,
            base: 0.0,
            dissatisfied_under: default::half_f(),
            delighted_from: default::delighted(),
            csat_cuts: default::csat(),
            promoter_from: default::delighted(),
            detractor_under: default::detractor(),
        }
    }
}

/// Whether customers judge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum SatisfactionModel {
    #[default]
    Standard,
    Off,
}

/// The time that customers judge speed by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Clock {
    #[default]
    Response,
    Restore,
}

/// Curves of speed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum SpeedCurve {
    #[default]
    Tanh,
    Step,
    Exponential,
    Linear,
    Lateness,
    Table,
}
