//! Who pays when a unit fails: warranty, extended warranty, maintenance contracts, and what customers accept to pay.

use super::{Law, default};
use crate::scenario::units::{Duration, Price, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[product.NAME.warranty]`: the maker's warranty, counted from the sale of the unit. A job inside of it is free; outside of it the
/// customer pays the `charge` of the kind, whatever its `charge_share`. Source: Blischke & Murthy (1994), Warranty Cost Analysis.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Warranty {
    /// `free-replacement` (free until the term ends), `renewing` (every repair under warranty starts the term anew) or `pro-rata`
    /// (within the term the customer pays the share age / term of the price).
    /// Default: "free-replacement".
    #[serde(default)]
    pub kind: WarrantyKind,
    /// Length of the warranty on parts.
    /// Unit: duration, for instance "1 year".
    pub term: Duration,
    /// Length of the warranty on labour; "0 d" covers parts only.
    /// Unit: duration. Default: `term`.
    #[serde(default)]
    pub labour_term: Option<Duration>,
}

/// Names of the warranty kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum WarrantyKind {
    #[default]
    FreeReplacement,
    Renewing,
    ProRata,
}

/// `[product.NAME.plan.NAME]`: an extended warranty or a maintenance contract that is sold for some of the units.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Share of the installed units that have the plan; in each zone a whole number of units.
    /// Unit: share.
    pub share: Share,
    /// Price of the plan; revenue account maintenance contracts where the plan has visits (`every`), else extended warranty.
    /// Unit: money per unit and year.
    pub price: Price,
    /// What is free under the plan: `all`, `parts`, `labour` or `none`.
    /// Default: "all".
    #[serde(default)]
    pub covers: Cover,
    /// Age of the unit up to which the plan covers it.
    /// Unit: duration. Default: any age.
    #[serde(default)]
    pub until: Option<Duration>,
    /// Interval of the planned maintenance of a unit. The visits themselves come from a stream with `visits = "PRODUCT.PLAN"`.
    /// Unit: duration. Default: no planned maintenance.
    #[serde(default)]
    pub every: Option<Duration>,
    /// Factor on the failure rate of units with the plan: what regular maintenance prevents.
    /// Unit: factor from 0 to 1. Default: 1.
    #[serde(default = "default::one")]
    pub failure_factor: f64,
}

/// What a plan covers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Cover {
    #[default]
    All,
    Parts,
    Labour,
    None,
}

/// `[kind.NAME.acceptance]`: whether a customer who would have to pay accepts the price, or declines and the job closes unrepaired.
/// Each customer has a sealed willingness to pay of this law and accepts up to it.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceAcceptance {
    /// `logistic` (the share that accepts a price p is 1 / (1 + exp((p - half) / width))) or `exponential` (exp(-p / mean)).
    pub law: AcceptanceLaw,
    /// Price that half of the customers accept; for `logistic`. Unit: money.
    #[serde(default)]
    pub half: Option<Price>,
    /// Spread of the willingness to pay around `half`; for `logistic`. Unit: money.
    #[serde(default)]
    pub width: Option<Price>,
    /// Mean willingness to pay; for `exponential`. Unit: money.
    #[serde(default)]
    pub mean: Option<Price>,
    /// When the customer hears the price: at the `visit`, after a diagnosis, or at the `call`, so that nobody comes.
    /// Default: "visit".
    #[serde(default)]
    pub quote: Quote,
    /// Work on site of a visit at which the customer declines.
    /// Unit: law of a duration. Default: "20 min" (assumption).
    #[serde(default)]
    pub diagnosis: Option<Law>,
    /// What a customer pays who declines at the visit. Unit: money. Default: 0.
    #[serde(default)]
    pub visit_fee: Price,
}

/// Laws of the willingness to pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum AcceptanceLaw {
    Logistic,
    Exponential,
}

/// When the customer hears the price.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Quote {
    #[default]
    Visit,
    Call,
}
