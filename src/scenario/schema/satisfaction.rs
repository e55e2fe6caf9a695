//! How customers judge what they got.

use super::default;
use crate::scenario::units::{Duration, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[satisfaction]`: S = base + sum of w_d [Q_d + gain (Q_d - E)+ - loss (E - Q_d)+] over speed, competence and courtesy.
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
    /// `exponential` (exp(-W/A)), `linear` (1 - W/A, not under 0) or `lateness` (score by days late after the curve of 96,353
    /// rated orders).
    /// Default: "tanh".
    #[serde(default)]
    pub curve: SpeedCurve,
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
    /// Weight of speed. Default: 0.22 (SERVQUAL responsiveness); the three weights are scaled to sum 1.
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
    /// Expectation E, from 0 to 1.
    /// Default: 0.7 (assumption).
    #[serde(default = "default::expectation")]
    pub expectation: Share,
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
    /// Weights of speed, competence and courtesy that add up to 1.
    pub fn weights(&self) -> [f64; 3] {
        let sum = self.speed + self.competence + self.courtesy;
        [self.speed, self.competence, self.courtesy].map(|weight| weight / sum)
    }
}

impl Default for Satisfaction {
    fn default() -> Self {
        Self {
            model: SatisfactionModel::default(),
            clock: Clock::default(),
            curve: SpeedCurve::default(),
            yardstick: default::day(),
            softness: default::half_f(),
            perception: 1.0,
            perception_power: 1.0,
            speed: default::w_speed(),
            competence: default::w_competence(),
            courtesy: default::w_courtesy(),
            expectation: default::expectation(),
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
}
