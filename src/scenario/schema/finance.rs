//! How money is looked at: when it is paid, what a later year is worth, and what is owed whatever happens.

use super::default;
use crate::scenario::units::{Duration, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[finance]`: how `callout finance` looks at the ledger. It changes no posting.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Finance {
    /// Discount rate: so much more is money worth now than a year later.
    /// Unit: share per year. Default: 0.08. Source: social discount rate for the appraisal of projects in China (2006).
    #[serde(default = "default::discount")]
    pub discount: Share,
    /// Rise of all prices after the first year, but for the groups in `inflation_of`.
    /// Unit: share per year. Default: 0.
    #[serde(default)]
    pub inflation: Share,
    /// Rise of prices by group of accounts, such as `inflation_of.labour = "5 %"`.
    #[serde(default)]
    pub inflation_of: Inflation,
    /// Growth of what jobs cause in the years after those that were simulated; may be negative.
    /// Unit: share per year, a number from -0.9 to 10. Default: 0.
    #[serde(default)]
    pub growth: f64,
    /// Years of the net present value. A run of one year stands for all of them; a longer run is taken year by year, and its last
    /// year stands for those that follow.
    /// Unit: years, 1 to 100. Default: 5, or the years of the run if those are more (assumption).
    #[serde(default)]
    pub years: Option<u32>,
    /// Time from a cost or revenue to its payment, by group of accounts.
    #[serde(default)]
    pub delay: Delay,
    /// Notice of our own people: wages and on-cost within it are committed when a layout is given up.
    /// Unit: duration from the start of the counted time. Default: "0 d".
    #[serde(default)]
    pub notice: Duration,
}

impl Default for Finance {
    fn default() -> Self {
        Self {
            discount: default::discount(),
            inflation: Share::default(),
            inflation_of: Inflation::default(),
            growth: 0.0,
            years: None,
            delay: Delay::default(),
            notice: Duration::default(),
        }
    }
}

/// `[finance.inflation_of]`: rise of prices by group of accounts.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Inflation {
    /// Rise of wages and what goes with them. Unit: share per year. Default: `inflation`.
    #[serde(default)]
    pub labour: Option<Share>,
    /// Rise of vehicle costs. Unit: share per year. Default: `inflation`.
    #[serde(default)]
    pub travel: Option<Share>,
    /// Rise of material and stock costs. Unit: share per year. Default: `inflation`.
    #[serde(default)]
    pub parts: Option<Share>,
    /// Rise of rents, utilities, equipment and overhead. Unit: share per year. Default: `inflation`.
    #[serde(default)]
    pub facility: Option<Share>,
    /// Rise of what partners are paid. Unit: share per year. Default: `inflation`.
    #[serde(default)]
    pub partner: Option<Share>,
    /// Rise of what customers are paid. Unit: share per year. Default: `inflation`.
    #[serde(default)]
    pub customer: Option<Share>,
    /// Rise of what customers pay. Unit: share per year. Default: `inflation`.
    #[serde(default)]
    pub revenue: Option<Share>,
}

/// `[finance.delay]`: time from a cost or revenue to its payment, by group of accounts.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delay {
    /// Wages and what goes with them. Unit: duration. Default: "0 d".
    #[serde(default)]
    pub labour: Duration,
    /// Vehicles. Unit: duration. Default: "0 d".
    #[serde(default)]
    pub travel: Duration,
    /// Suppliers of material. Unit: duration. Default: "0 d".
    #[serde(default)]
    pub parts: Duration,
    /// Rent, utilities, overhead. Unit: duration. Default: "0 d".
    #[serde(default)]
    pub facility: Duration,
    /// Partners that have no delay in their own contract. Unit: duration. Default: "0 d".
    #[serde(default)]
    pub partner: Duration,
    /// What customers are paid. Unit: duration. Default: "0 d".
    #[serde(default)]
    pub customer: Duration,
    /// What customers pay. Unit: duration. Default: "0 d".
    #[serde(default)]
    pub revenue: Duration,
}
