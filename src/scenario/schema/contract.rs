//! Partners: what they do, and the contract by which they are paid.

use super::{Law, Named, Names, default};
use crate::scenario::units::{Duration, Length, Price, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[partner.NAME]`: an outsourced provider. It works either through centres that name it, or with a capacity per day.
/// What it is paid is its rate card; `callout contract FILE --partner NAME` prints what a job costs by it at each monthly volume.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    /// Fee by kind of job, for each job that the partner closes.
    /// Unit: money per job. Default: 0.
    #[serde(default)]
    pub fee: Named<Price>,
    /// Retainer. Unit: money per month. Default: 0.
    #[serde(default)]
    pub retainer: Price,
    /// Our own dispatch and quality control of the partner's jobs.
    /// Unit: money per job. Default: 0.
    #[serde(default)]
    pub quality_control: Price,
    /// Jobs that the partner begins per zone and day, where it has no simulated centres; jobs beyond it wait for the next day.
    /// Unit: jobs per zone and day. Default: unlimited.
    #[serde(default)]
    pub capacity: Option<u32>,
    /// Time from a job's turn to the partner's arrival on site, where it has no simulated centres.
    /// Unit: law of a duration. Default: at once.
    #[serde(default)]
    pub response: Option<Law>,
    /// Probability that a visit fixes the fault, where it has no simulated centres.
    /// Unit: share. Default: 1.
    #[serde(default)]
    pub fix: Option<Share>,
    /// Factor on `relapse` of the kind, where it has no simulated centres.
    /// Default: 1.
    #[serde(default)]
    pub relapse_factor: Option<f64>,
    /// Courtesy as customers perceive it, from 0 to 1, where it has no simulated centres.
    /// Default: 0.7 (assumption).
    #[serde(default)]
    pub courtesy: Option<Share>,
    /// How convenient its service is, 0 to 1, where it has no simulated centres.
    /// Default: that of the kind of job.
    #[serde(default)]
    pub convenience: Option<Share>,
    /// How well it keeps the customer informed of progress, 0 to 1, where it has no simulated centres.
    /// Default: that of the kind of job.
    #[serde(default)]
    pub transparency: Option<Share>,
    /// Probability that a visit damages something else, where it has no simulated centres; see `damage` of a grade.
    /// Unit: share of visits. Default: 0.
    #[serde(default)]
    pub damage: Option<Share>,
    /// Factor on the hazard of a unit that it installs, where it has no simulated centres; see `latent_factor` of a grade.
    /// Default: 1.
    #[serde(default)]
    pub latent_factor: Option<f64>,
    /// Latitude of the base from which distance bands count, where it has no simulated centres. Unit: degrees north.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Longitude of the base. Unit: degrees east.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Plane coordinate of the base, instead of `lat` and `lon`. Unit: length east.
    #[serde(default)]
    pub x: Option<Length>,
    /// Plane coordinate of the base, instead of `lat` and `lon`. Unit: length north.
    #[serde(default)]
    pub y: Option<Length>,
    /// Distance bands: other fees from a straight distance on, such as `"20 km" = { repair = 120 }`; kinds that a band leaves out keep
    /// the fee of the band before. Distance is from the middle of the zone to the partner's base, or to the centre that does the job.
    /// Unit: money per job. Default: one fee for all distances.
    #[serde(default)]
    pub fee_from: Named<Named<Price>>,
    /// Price of time on site by kind of job, for every visit and besides `fee`.
    /// Unit: money per hour of the whole crew. Default: 0.
    #[serde(default)]
    pub hourly: Named<Price>,
    /// Least time that a visit is billed with `hourly`.
    /// Unit: duration. Default: "1 h" (assumption: the usual first-hour minimum).
    #[serde(default = "default::hour")]
    pub hourly_minimum: Duration,
    /// Step to which the time of a visit is rounded up with `hourly`.
    /// Unit: duration. Default: "15 min" (assumption).
    #[serde(default = "default::quarter_hour")]
    pub hourly_step: Duration,
    /// Most that the hours of one job may cost, all its visits together.
    /// Unit: money per job. Default: no cap.
    #[serde(default)]
    pub hourly_cap: Option<Price>,
    /// Paid for each visit that did not fix the fault.
    /// Unit: money per visit. Default: 0.
    #[serde(default)]
    pub no_fix_fee: Price,
    /// The partner's mark-up on the purchase price of the material that its jobs use.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub parts_markup: Share,
    /// Volume tiers: other fees from the n-th job of a calendar month on.
    #[serde(default)]
    pub tier: Vec<Tier>,
    /// Which jobs of a month a tier is for: `above` (only those from its `from` on) or `all` (all of the month, once it is reached).
    /// Default: "above".
    #[serde(default)]
    pub tiers_apply: TiersApply,
    /// Take-or-pay: jobs closed per month that are paid for at least; each that is missing costs `shortfall_fee`.
    /// Unit: jobs per month. Default: none.
    #[serde(default)]
    pub minimum_jobs: Option<u32>,
    /// Paid for each job that a month lacks to `minimum_jobs`.
    /// Unit: money per job.
    #[serde(default)]
    pub shortfall_fee: Option<Price>,
    /// Take-or-pay: what fees, hours and failed visits of a month cost at least; the difference is paid on top.
    /// Unit: money per month. Default: none.
    #[serde(default)]
    pub minimum_amount: Option<Price>,
    /// Bonus steps: paid if the partner is at least as good. Of several on one measure, the hardest that is reached counts.
    #[serde(default)]
    pub bonus: Vec<QualityStep>,
    /// Malus steps: deducted if the partner is worse. Of several on one measure, the easiest that is missed counts.
    #[serde(default)]
    pub malus: Vec<QualityStep>,
    /// When bonus and malus are settled: every `month`, or once for the whole `window` of counted time.
    /// Default: "month".
    #[serde(default)]
    pub settled: Settled,
    /// Time from the end of a month to the payment of what it cost; moves cash, not cost.
    /// Unit: duration. Default: that of `finance.delay.partner`.
    #[serde(default)]
    pub payment_delay: Option<Duration>,
    /// How long the contract binds us, from `start`: so long, retainer and minimum are paid even if the layout does not use the partner.
    /// Unit: duration. Default: it does not bind.
    #[serde(default)]
    pub term: Option<Duration>,
    /// Paid once, at the start of the counted time, if the layout does not use the partner; ends its contract before `term`.
    /// Unit: money. Default: none.
    #[serde(default)]
    pub exit_cost: Option<Price>,
    /// The partner may refuse jobs, with a probability that falls with its load and rises with our fee.
    /// Default: it takes every job that it is asked to take.
    #[serde(default)]
    pub acceptance: Option<Acceptance>,
    /// Share of `capacity` that the partner's other clients take, where it has no simulated centres; it counts as load, too.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub background_load: Share,
}

/// `[[partner.NAME.tier]]`: fees from the n-th job of a month on.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// The first job of the month that the tier is for.
    /// Unit: jobs closed per month, 2 or more.
    pub from: u32,
    /// Factor on `fee`, distance bands included.
    /// Default: 1.
    #[serde(default)]
    pub factor: Option<f64>,
    /// Fees by kind of job, instead of a factor.
    /// Unit: money per job.
    #[serde(default)]
    pub fee: Named<Price>,
    /// Kinds whose jobs are counted and paid by this tier; tiers with the same kinds make one ladder.
    /// Default: every kind.
    #[serde(default)]
    pub kinds: Names,
}

/// Which jobs a tier is for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum TiersApply {
    #[default]
    Above,
    All,
}

/// `[[partner.NAME.bonus]]`, `[[partner.NAME.malus]]`: a step on one measure of the jobs that the partner closed.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QualityStep {
    /// Step on the share of its jobs whose first arrival was within `respond_within`.
    /// Unit: share.
    #[serde(default)]
    pub promise_kept: Option<Share>,
    /// Step on the mean time from call to first arrival.
    /// Unit: duration.
    #[serde(default)]
    pub response: Option<Duration>,
    /// Step on the share of its jobs that were closed by the first visit and did not come back within 30 days.
    /// Unit: share.
    #[serde(default)]
    pub first_time_fix: Option<Share>,
    /// Step on the mean mark of its customers.
    /// Unit: marks from 1 to 5.
    #[serde(default)]
    pub csat: Option<f64>,
    /// What is paid or deducted, for part of a month in proportion.
    /// Unit: money per month, or for the window. Default: 0.
    #[serde(default)]
    pub amount: Price,
    /// What is paid or deducted besides, of fees, hours and failed visits of the month or the window.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub share: Share,
}

/// When bonus and malus are settled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Settled {
    #[default]
    Month,
    Window,
}

/// `acceptance`: odds of taking a job = odds at par x exp(-`load_slope` x (load - `usual_load`)) x (our fee / `market_fee`) ^ `fee_power`.
/// Load is the partner's jobs in hand / what it can do at once: at its own centres, jobs waiting and under way / technicians; without
/// simulated people, places taken from today on / `capacity`, plus `background_load`.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Acceptance {
    /// Probability that the partner takes a job at its usual load for the market fee.
    /// Unit: share. Default: 0.95 (assumption).
    #[serde(default = "default::at_par")]
    pub at_par: Share,
    /// Load at which the partner takes that many.
    /// Unit: load. Default: 0.8 (assumption).
    #[serde(default = "default::partner_load")]
    pub usual_load: f64,
    /// How much the logarithm of the odds falls with one more of load.
    /// Default: 3 (assumption).
    #[serde(default = "default::load_slope")]
    pub load_slope: f64,
    /// Power of our fee / the market fee in the odds.
    /// Default: 2 (assumption).
    #[serde(default = "default::fee_power")]
    pub fee_power: f64,
    /// What others pay for such a job, by kind; our price is `fee` by distance and the expected hours, at the first tier.
    /// Unit: money per job. Default: what we pay.
    #[serde(default)]
    pub market_fee: Named<Price>,
}
