//! Product families: how units fail, how they are followed, sold and scrapped, what they cost and who pays.

use super::{Law, Named, Plan, Returns, Sales, Warranty, default};
use crate::scenario::units::{Duration, Price, Rate, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[product.NAME]`: a product family and its failure law.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// Failure law of one unit.
    pub hazard: Hazard,
    /// Share of the installed base by year of age at `start`: first value younger than a year, second one to two, ...
    /// Unit: weights, scaled to sum 1. Default: all units new.
    #[serde(default)]
    pub ages: Vec<f64>,
    /// Age at which a unit is scrapped and leaves the installed base, looked at month by month.
    /// Unit: law of a duration. Default: units stay.
    #[serde(default)]
    pub life: Option<Law>,
    /// Units sold in each zone, which join the installed base.
    /// Default: none are sold.
    #[serde(default)]
    pub sales: Option<Sales>,
    /// Margin that a unit in service brings, for the value that is lost when its customer leaves.
    /// Unit: money per unit and year. Default: `market.margin`.
    #[serde(default)]
    pub margin: Option<Price>,
    /// How its units are followed: `fleet` (many alike, one stream of failures for all, as bad as old after a repair) or `unit` (each
    /// has an age, a failure clock and a history of its own; availability is measured). The bends of the failure stream (months,
    /// weekdays, hours) then bend the use of the unit, and with it its ageing.
    /// Default: "fleet".
    #[serde(default)]
    pub tracking: Tracking,
    /// What a repair after a failure does to the age of a tracked unit: `minimal` (as bad as old), `renewal` (as good as new: a
    /// replacement) or `kijima` (the part `kijima` of the age since the last repair stays).
    /// Default: "minimal".
    #[serde(default)]
    pub repair: RepairEffect,
    /// Kijima's q (type I): after a repair, virtual age = virtual age after the one before + q x use in between.
    /// Unit: share; 0 is as good as new, 1 as bad as old.
    #[serde(default)]
    pub kijima: Option<Share>,
    /// Shape k of the gamma law with mean 1 of the factor by which one tracked unit fails more often than another.
    /// Unit: number; the factor varies by 1 / sqrt(k). Default: all alike. Source: 1.78 in the outage log of 271 subway elevators.
    #[serde(default)]
    pub heterogeneity: Option<f64>,
    /// Whether tracked units start in equilibrium, as if each had been replaced at its failures for ever; instead of `ages`.
    /// Default: false.
    #[serde(default)]
    pub stationary: bool,
    /// Paid to the customer for the time that a tracked unit is down, or lost by it.
    /// Unit: money per unit and hour. Default: 0.
    #[serde(default)]
    pub downtime_cost: Price,
    /// Planned maintenance of tracked units, by name.
    #[serde(default)]
    pub maintenance: Named<Maintenance>,
    /// Price at which a unit is sold: what a refund pays back.
    /// Unit: money per unit. Default: 0.
    #[serde(default)]
    pub price: Price,
    /// What a new unit costs us: what an exchange costs.
    /// Unit: money per unit. Default: 0.
    #[serde(default)]
    pub unit_cost: Price,
    /// Value of a failed unit that comes back by a refund or an exchange, as a share of `unit_cost`.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub salvage: Share,
    /// Freight of a unit between customer and seller, one way.
    /// Unit: money per unit. Default: 0.
    #[serde(default)]
    pub freight: Price,
    /// Rule pack for the units: the name of a shipped pack (`callout explain rules`) or of a table `[rules.NAME]`, or a TOML file
    /// with the keys of such a table, relative to the scenario file.
    /// Default: none.
    #[serde(default)]
    pub rules: Option<String>,
    /// Warranty of the maker.
    /// Default: none; the `charge_share` of the kind says who pays.
    #[serde(default)]
    pub warranty: Option<Warranty>,
    /// Extended warranties and maintenance contracts.
    #[serde(default)]
    pub plan: Named<Plan>,
    /// Sold units that buyers send back for no reason.
    /// Default: none.
    #[serde(default)]
    pub returns: Option<Returns>,
}

/// Names of the ways to follow units.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Tracking {
    #[default]
    Fleet,
    Unit,
}

/// Names of the effects of a repair.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum RepairEffect {
    #[default]
    Minimal,
    Renewal,
    Kijima,
}

/// `[product.NAME.maintenance.PLAN]`: planned visits to each tracked unit. Exactly one of `every` and `at_age` says when.
///
/// A planned job is opened on its due date, from which its promises count. Its unit works until somebody is on site, and stands still
/// from then until the job is closed. While the job before is open, none is opened for the next due date, which is missed.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Maintenance {
    /// Kind of the planned jobs.
    pub kind: String,
    /// By the calendar: a visit after each such interval, whatever else happens to the unit (block policy).
    /// Unit: duration.
    #[serde(default)]
    pub every: Option<Duration>,
    /// By age: a visit so long after the unit was last as good as new, by a repair or a planned visit. Units that are older at the
    /// start fall due then.
    /// Unit: duration.
    #[serde(default)]
    pub at_age: Option<Duration>,
    /// Share of the unit's (virtual) age that the visit takes away: 0 leaves the failure law as it is, 1 is as good as new.
    /// Unit: share. Default: 0 with `every`, 1 with `at_age`.
    #[serde(default)]
    pub effect: Option<Share>,
    /// How due dates by `every` lie in the first interval: `even` (unit by unit), `drawn` (for each unit) or `together` (all at its end).
    /// Default: "even".
    #[serde(default)]
    pub phase: MaintenancePhase,
    /// Time after the due date in which the visit counts as done in time.
    /// Unit: duration. Default: "7 d" (assumption).
    #[serde(default = "default::week")]
    pub window: Duration,
}

/// Names of the ways to spread due dates.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum MaintenancePhase {
    #[default]
    Even,
    Drawn,
    Together,
}

/// Failure law of a unit by its age.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hazard {
    /// Which law: `exponential` (rate), `weibull` (shape, scale), `bathtub` (shapes, scales: a sum of Weibull hazards)
    /// or `by-age` (rates by year of age; the last holds on).
    pub law: HazardLaw,
    /// Failures per unit and time; for `exponential`.
    /// Unit: rate, for instance "5 %/year" or "0.05 /year".
    #[serde(default)]
    pub rate: Option<Rate>,
    /// Weibull shape; for `weibull`.
    #[serde(default)]
    pub shape: Option<f64>,
    /// Weibull scale, the characteristic life at which 63.2 % have failed; for `weibull`.
    /// Unit: duration.
    #[serde(default)]
    pub scale: Option<Duration>,
    /// Weibull shapes whose hazards are added; for `bathtub`.
    #[serde(default)]
    pub shapes: Vec<f64>,
    /// Weibull scales, as many as `shapes`; for `bathtub`.
    /// Unit: durations.
    #[serde(default)]
    pub scales: Vec<Duration>,
    /// Failure rate in each year of age; for `by-age`.
    /// Unit: rates.
    #[serde(default)]
    pub rates: Vec<Rate>,
}

/// Names of the failure laws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum HazardLaw {
    Exponential,
    Weibull,
    Bathtub,
    ByAge,
}
