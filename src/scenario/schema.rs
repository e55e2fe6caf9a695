//! What the user typed: every table and key of a scenario file, in the user's words and units.
//!
//! *Knows:* serde and the quantities of [`super::units`].
//! *Never:* ids, milliseconds or cross-references; those are made by `network` from a checked scenario.
//!
//! The doc comment of each key is its reference: `callout explain` and the JSON Schema print it.
//! Default, unit and source stand on lines of their own.

mod channel;
mod contract;
mod demand;
mod finance;
mod law;
mod market;
mod names;
mod packs;
mod parts;
mod people;
mod product;
mod rules;
mod satisfaction;
mod staff;
mod warranty;

use super::units::{Date, Duration, Price, Share};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use channel::{Appointment, CustomerTier, Where};
pub use contract::{Acceptance, Partner, QualityStep, Settled, Tier, TiersApply};
pub use demand::{Kind, Stream, Zone};
pub use finance::{Delay, Finance, Inflation};
pub use law::{Law, LawName};
pub use market::{Churn, Complaint, Market, Sales};
pub use names::Names;
pub use packs::{Payer, Remedy, Returns, Rules};
pub use parts::{Depot, Need, Part, PartsKnown, Repair, Stock, StockPolicy, WhenOut};
pub use people::{AtEnd, Centre, Grade, Roster, Team};
pub use product::{Hazard, HazardLaw, Maintenance, MaintenancePhase, Product, RepairEffect, Tracking};
pub use rules::{Bases, Choose, Dispatch, JobOrder, Metric, Preempt, Sourcing, TechnicianOrder, Travel, TravelFrom, Variation};
pub use satisfaction::{Clock, Satisfaction, SatisfactionModel, SpeedCurve};
pub use staff::{LearningCurve, OvertimeBand, OvertimePer, RampUp, Sickness, Standby, Training, Turnover};
pub use warranty::{AcceptanceLaw, Cover, Plan, PriceAcceptance, Quote, Warranty, WarrantyKind};

/// A table of named entries in the order of the file.
pub type Named<T> = IndexMap<String, T>;

/// One layout of a service network, after its overlays have been applied.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// What is simulated, from when, for how long and how often.
    pub scenario: Header,
    /// CSV files whose rows become entries of `zone`, `centre` and `stream`.
    #[serde(default)]
    pub tables: Tables,
    /// Public holidays and make-up working days.
    #[serde(default)]
    pub calendar: Calendar,
    /// Product families: how often a unit fails.
    #[serde(default)]
    pub product: Named<Product>,
    /// Rule packs: returns, exchanges and refunds that law or trade grants to buyers.
    #[serde(default)]
    pub rules: Named<Rules>,
    /// Kinds of job: how urgent, how long, what is promised.
    pub kind: Named<Kind>,
    /// Tiers of customers.
    /// Default: one tier.
    #[serde(default)]
    pub tier: Named<CustomerTier>,
    /// Demand areas: where customers live and how many units they own.
    pub zone: Named<Zone>,
    /// Streams of calls: which kind of job arises where and how often.
    pub stream: Named<Stream>,
    /// Grades of technician: skills, speed, quality, pay.
    #[serde(default)]
    pub grade: Named<Grade>,
    /// Rosters: weekly shifts, absence, what happens at the end of a shift.
    #[serde(default)]
    pub roster: Named<Roster>,
    /// Centres: where technicians are based.
    #[serde(default)]
    pub centre: Named<Centre>,
    /// Partners: outsourced providers and what they are paid.
    #[serde(default)]
    pub partner: Named<Partner>,
    /// Spare parts: what they cost, and whether failed ones come back.
    #[serde(default)]
    pub part: Named<Part>,
    /// Depots: central stores of parts and their repair bench.
    #[serde(default)]
    pub depot: Named<Depot>,
    /// Where parts are kept and how they are replenished: rules, in the order of the file.
    /// Default: nowhere; all parts are always at hand.
    #[serde(default)]
    pub stock: Named<Stock>,
    /// Who is asked to take a job: rules, tried from top to bottom.
    /// Default: one rule that asks the nearest open centre.
    #[serde(default)]
    pub sourcing: Vec<Sourcing>,
    /// Which job a free technician takes, and which technician a new job.
    #[serde(default)]
    pub dispatch: Dispatch,
    /// How far and how fast technicians travel.
    #[serde(default)]
    pub travel: Travel,
    /// How customers judge what they got.
    #[serde(default)]
    pub satisfaction: Satisfaction,
    /// What follows from satisfaction: complaints, churn, word of mouth.
    /// Default: nothing follows.
    #[serde(default)]
    pub market: Option<Market>,
    /// Costs that belong to the network as a whole.
    #[serde(default)]
    pub cost: Cost,
    /// How `callout finance` looks at the ledger: payment, discount, commitments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finance: Option<Finance>,
}

/// `[scenario]`: what is simulated, from when, for how long and how often.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// The name that reports carry.
    pub name: String,
    /// The question that the scenario answers, in a sentence or two.
    #[serde(default)]
    pub question: String,
    /// First day of the simulated time, at 00:00 local time. Days have 24 hours: daylight saving is not simulated.
    /// Unit: civil date, for instance 2026-01-01.
    pub start: Date,
    /// End of the time in which calls are counted and money is accounted, measured from `start`.
    /// Unit: duration, for instance "365 d".
    pub horizon: Duration,
    /// Time from `start` that is simulated but not counted.
    /// Unit: duration. Default: "0 d".
    #[serde(default)]
    pub warm_up: Duration,
    /// Longest time after the horizon in which counted jobs are followed until they close.
    /// Unit: duration. Default: "30 d". Source: model, clock and window.
    #[serde(default = "default::drain")]
    pub drain: Duration,
    /// Currency of all prices, a label.
    /// Default: "CNY".
    #[serde(default = "default::currency")]
    pub currency: String,
    /// Number of replications of each layout.
    /// Unit: replications, 1 to 1,000,000. Default: 20.
    #[serde(default = "default::replications")]
    pub replications: u32,
    /// Master seed of all random streams.
    /// Default: 1.
    #[serde(default = "default::seed")]
    pub seed: u64,
    /// The layout that the others are compared with.
    /// Default: the first layout of the file.
    #[serde(default)]
    pub baseline: Option<String>,
}

/// `[tables]`: CSV files, relative to the scenario file, whose rows become entries.
/// The column `name` names the entry; every other column is a key path of the entry, such as `lat`, `size.households`
/// or `team.repair.technicians`. Empty cells are left out. Keys in the TOML file win over the CSV.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tables {
    /// CSV file of zones.
    #[serde(default)]
    pub zone: Option<String>,
    /// CSV file of centres.
    #[serde(default)]
    pub centre: Option<String>,
    /// CSV file of streams.
    #[serde(default)]
    pub stream: Option<String>,
}

/// `[calendar]`: days on which the weekly pattern does not hold.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// Public holidays: rosters rest unless `works_holidays`; streams take their `holiday_factor`.
    #[serde(default)]
    pub holidays: Vec<Date>,
    /// Weekend days that are worked like a Monday (make-up days, 调休).
    #[serde(default)]
    pub makeup: Vec<Date>,
}

/// `[cost]`: costs of the network as a whole.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Running cost of a vehicle.
    /// Unit: money per km. Default: 0.
    #[serde(default)]
    pub vehicle_per_km: Price,
    /// Fixed cost of a vehicle, one for each own technician or crew.
    /// Unit: money per month. Default: 0.
    #[serde(default)]
    pub vehicle_per_month: Price,
    /// Central overhead.
    /// Unit: money per month. Default: 0.
    #[serde(default)]
    pub overhead: Price,
}

/// Default values, each named once.
mod default {
    use super::{Duration, Payer, Share};
    pub fn drain() -> Duration {
        Duration::days(30.0)
    }
    pub fn day() -> Duration {
        Duration::days(1.0)
    }
    pub fn week() -> Duration {
        Duration::days(7.0)
    }
    pub fn window() -> Duration {
        Duration::hours(2.0)
    }
    pub fn farthest() -> Duration {
        Duration::days(14.0)
    }
    pub fn hold() -> Duration {
        Duration::days(30.0)
    }
    pub fn seller() -> Payer {
        Payer::Seller
    }
    pub fn overtime() -> Duration {
        Duration::hours(1.0)
    }
    pub fn currency() -> String {
        "CNY".to_owned()
    }
    pub fn replications() -> u32 {
        20
    }
    pub fn seed() -> u64 {
        1
    }
    pub fn one_u8() -> u8 {
        1
    }
    pub fn one_u32() -> u32 {
        1
    }
    pub fn one() -> f64 {
        1.0
    }
    pub fn half_f() -> f64 {
        0.5
    }
    pub fn half() -> Share {
        Share(0.5)
    }
    pub fn all() -> Share {
        Share(1.0)
    }
    pub fn supplier() -> String {
        "supplier".to_owned()
    }
    pub fn two_hours() -> Duration {
        Duration::hours(2.0)
    }
    pub fn usual_load() -> Share {
        Share(0.75)
    }
    pub fn half_a_year() -> Duration {
        Duration::days(180.0)
    }
    pub fn hour() -> Duration {
        Duration::hours(1.0)
    }
    pub fn quarter_hour() -> Duration {
        Duration::hours(0.25)
    }
    pub fn at_par() -> Share {
        Share(0.95)
    }
    pub fn partner_load() -> f64 {
        0.8
    }
    pub fn load_slope() -> f64 {
        3.0
    }
    pub fn fee_power() -> f64 {
        2.0
    }
    pub fn yes() -> bool {
        true
    }
    pub fn courtesy() -> Share {
        Share(0.7)
    }
    pub fn expectation() -> Share {
        Share(0.7)
    }
    pub fn discount() -> Share {
        Share(0.08)
    }
    pub fn overtime_factor() -> f64 {
        1.5
    }
    pub fn w_speed() -> f64 {
        0.22
    }
    pub fn w_competence() -> f64 {
        0.32
    }
    pub fn w_courtesy() -> f64 {
        0.35
    }
    pub fn delighted() -> f64 {
        0.85
    }
    pub fn detractor() -> f64 {
        0.65
    }
    pub fn alpha() -> Share {
        Share(0.3)
    }
    pub fn retention() -> Share {
        Share(0.8)
    }
    pub fn years() -> u32 {
        10
    }
    pub fn word_of_mouth() -> f64 {
        0.02
    }
    pub fn two() -> f64 {
        2.0
    }
    pub fn ten() -> f64 {
        10.0
    }
    pub fn decay() -> Share {
        Share(0.05)
    }
    pub fn churn_midpoint() -> f64 {
        0.35
    }
    pub fn churn_slope() -> f64 {
        6.5
    }
    pub fn voice() -> Share {
        Share(0.25)
    }
    pub fn handle_within() -> Duration {
        Duration::days(3.0)
    }
    pub fn recovery() -> Share {
        Share(0.8)
    }
    pub fn tenth() -> f64 {
        0.1
    }
    pub fn tenth_share() -> Share {
        Share(0.1)
    }
    pub fn eight_hours() -> Duration {
        Duration::hours(8.0)
    }
    pub fn csat() -> Vec<f64> {
        vec![0.2, 0.4, 0.6, 0.8]
    }
}
