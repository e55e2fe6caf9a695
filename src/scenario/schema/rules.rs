//! Who is asked, who goes where, and how they get there.

use super::{Law, Named, Names, default};
use crate::scenario::units::{Duration, Length, Share, Speed};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[[sourcing]]`: a rule that says who is asked to take a job. Rules are tried from top to bottom; the places of a rule in order;
/// a job that nobody takes is lost.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sourcing {
    /// Places that are asked, in order: names of centres and partners; `nearest` stands for the nearest open centres, `own` for the
    /// nearest of our own, `zone` for the zone's `served_by` list. A partner that runs centres stands for the nearest of them.
    /// Nearest is by distance from the middle of the zone, among centres that have the skill for the job. Of a pool, only the
    /// centres that are asked serve the job.
    pub to: Names,
    /// Which place is asked first: `first` (the order of `to`), `cheapest` (least expected cost of the job until it is closed for good:
    /// a partner's price by its card, at the first tier, or pay and kilometres of our own people) or `ranked` (most jobs in time and at
    /// the first visit, in this zone in the place's last month with jobs; who is not known yet is asked before the others).
    /// Default: "first".
    #[serde(default)]
    pub choose: Choose,
    /// Kinds of job that the rule is for.
    /// Default: every kind.
    #[serde(default)]
    pub kinds: Names,
    /// Zones that the rule is for (territory).
    /// Default: every zone.
    #[serde(default)]
    pub zones: Names,
    /// Streams that the rule is for.
    /// Default: every stream.
    #[serde(default)]
    pub streams: Names,
    /// Share of the jobs that the rule is for, drawn by job; the others try the next rule.
    /// Unit: share. Default: 1.
    #[serde(default = "default::all")]
    pub share: Share,
    /// Only centres within this straight distance of the zone's middle count as near.
    /// Unit: length. Default: any distance.
    #[serde(default)]
    pub within: Option<Length>,
    /// How many of the nearest centres are asked.
    /// Default: 1.
    #[serde(default = "default::one_u32")]
    pub reach: u32,
    /// Overflow: a place is passed over if so many jobs per technician (or more) wait there.
    /// Unit: jobs per technician. Default: never.
    #[serde(default)]
    pub overflow_backlog: Option<f64>,
    /// Overflow: a place is passed over if the expected wait for dispatch is longer.
    /// Unit: duration. Default: never.
    #[serde(default)]
    pub overflow_wait: Option<Duration>,
    /// Overflow: a place is passed over if the expected response time exceeds the promise times this factor.
    /// Unit: factor of `respond_within`. Default: never.
    #[serde(default)]
    pub overflow_promise: Option<f64>,
}

impl Default for Sourcing {
    fn default() -> Self {
        Sourcing {
            to: Names(vec!["nearest".to_owned()]),
            choose: Choose::First,
            kinds: Names::default(),
            zones: Names::default(),
            streams: Names::default(),
            share: Share(1.0),
            within: None,
            reach: 1,
            overflow_backlog: None,
            overflow_wait: None,
            overflow_promise: None,
        }
    }
}

/// Which place of a rule is asked first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Choose {
    #[default]
    First,
    Cheapest,
    Ranked,
}

/// `[dispatch]`: who goes where.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    /// Which waiting job a free technician takes: `priority` (then first-come), `first-come`, `promise` (earliest respond-by time),
    /// `shortest` (expected work), `nearest` (travel), or `composite` (Hill: travel against the time left to the promise).
    /// Default: "priority".
    #[serde(default)]
    pub order: JobOrder,
    /// Which idle technician takes a new job: `earliest` (arrival), `nearest` (base or site), `longest-idle`, `fastest`,
    /// `least-skilled` (keeps generalists free) or `preference` (order of the zone's places).
    /// Default: "earliest".
    #[serde(default)]
    pub technician: TechnicianOrder,
    /// What an urgent job may interrupt when nobody is free: `none`, `travel` (turns round a technician on the way to a less urgent
    /// job), `resume` (also work, which goes on later) or `repeat` (also work, which starts again).
    /// Default: "none".
    #[serde(default)]
    pub preempt: Preempt,
    /// With `composite`: weight w of an hour of travel against 1 - w of an hour left to the promise.
    /// Unit: share. Default: 0.5.
    #[serde(default = "default::half")]
    pub travel_weight: Share,
}

impl Default for Dispatch {
    fn default() -> Self {
        Self {
            order: JobOrder::default(),
            technician: TechnicianOrder::default(),
            preempt: Preempt::default(),
            travel_weight: default::half(),
        }
    }
}

/// Which waiting job a free technician takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum JobOrder {
    #[default]
    Priority,
    FirstCome,
    Promise,
    Shortest,
    Nearest,
    Composite,
}

/// Which idle technician takes a new job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum TechnicianOrder {
    #[default]
    Earliest,
    Nearest,
    LongestIdle,
    Fastest,
    LeastSkilled,
    Preference,
}

/// What an urgent job may interrupt.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Preempt {
    #[default]
    None,
    Travel,
    Resume,
    Repeat,
}

/// `[travel]`: how far and how fast.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Travel {
    /// Where travel times come from: `none` (technicians are at the customer's door), `law` (the same law for every trip),
    /// `geography` (distance x detour / speed) or `matrix` (CSV by centre and zone).
    /// Default: "none".
    #[serde(default)]
    pub from: TravelFrom,
    /// Distance measure of `geography`: `great-circle` (lat, lon), `euclid` or `right-angle` (x, y).
    /// Default: "great-circle".
    #[serde(default)]
    pub metric: Metric,
    /// Mean travel time with `law`.
    /// Unit: law of a duration.
    #[serde(default)]
    pub time: Option<Law>,
    /// Speed on the road with `geography`.
    /// Unit: speed, for instance "30 km/h".
    #[serde(default)]
    pub speed: Option<Speed>,
    /// Other speeds by time of departure, such as `"07:00-09:00" = "20 km/h"`.
    #[serde(default)]
    pub speed_at: Named<Speed>,
    /// Road distance / straight distance: one factor.
    /// Default: 1.
    #[serde(default)]
    pub detour: Option<f64>,
    /// Detour factor by straight distance: `"0 km" = 1.6`, `"2 km" = 1.35`, ...; each holds from its distance on.
    #[serde(default)]
    pub detour_from: Named<f64>,
    /// CSV file with `matrix`, relative to the scenario file: columns `centre`, `zone`, `time` (mean, duration) and optionally `km`.
    #[serde(default)]
    pub matrix: Option<String>,
    /// Random factor with mean 1 on every travel time of `geography` and `matrix`: `exponential`, or `lognormal` or `gamma` with
    /// `variation_cv`.
    /// Default: none.
    #[serde(default)]
    pub variation: Option<Variation>,
    /// Coefficient of variation of that factor.
    #[serde(default)]
    pub variation_cv: Option<f64>,
    /// Where a technician is after a job: `roaming` (on site; home at the end of the shift), `return` (drives back to base after
    /// every job) or `one-way` (back at base in no time).
    /// Default: "roaming".
    #[serde(default)]
    pub bases: Bases,
    /// Whether travel takes time; if not, only the distance is recorded.
    /// Default: true.
    #[serde(default)]
    pub takes_time: Option<bool>,
}

/// Where travel times come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum TravelFrom {
    #[default]
    None,
    Law,
    Geography,
    Matrix,
}

/// Distance measures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Metric {
    #[default]
    GreatCircle,
    Euclid,
    RightAngle,
}

/// Random factors on travel times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Variation {
    Exponential,
    Lognormal,
    Gamma,
}

/// Where a technician is after a job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Bases {
    #[default]
    Roaming,
    Return,
    OneWay,
}
