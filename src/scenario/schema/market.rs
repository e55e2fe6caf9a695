//! What follows from satisfaction: complaints, churn, word of mouth, sales.

use super::{Law, default};
use crate::scenario::units::{Duration, Price, Rate, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[market]`: what customers do after they have judged: complain, leave, tell others. Each zone has a reputation R that multiplies
/// sales and the expectation of newcomers. Without this table nothing follows from satisfaction.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Market {
    /// Whether reputation and churn act on demand: sales follow R, and the units of customers who leave fail no more. If not, the same
    /// figures are measured, but demand stays as it would be at R = 1 and without churn.
    /// Default: true.
    #[serde(default = "default::yes")]
    pub feedback: bool,
    /// Margin that a customer in service brings, for the value that is lost with him; for products without a `margin` of their own.
    /// Unit: money per unit and year. Default: 0.
    #[serde(default)]
    pub margin: Price,
    /// r of the customer's value, sum of m r^t / (1 + d)^t over the years t from 1: share of customers who would stay a year.
    /// Unit: share. Default: 0.8 (assumption).
    #[serde(default = "default::retention")]
    pub retention: Share,
    /// d of the customer's value: discount of a year.
    /// Unit: share. Default: 0.08 (assumption).
    #[serde(default = "default::discount")]
    pub discount: Share,
    /// Years t of the customer's value.
    /// Unit: years, 1 to 100. Default: 10 (assumption).
    #[serde(default = "default::years")]
    pub years: u32,
    /// Reputation of every zone at the start; 1 is neutral.
    /// Unit: factor on sales, 0.1 to 2. Default: 1.
    #[serde(default = "default::one")]
    pub reputation: f64,
    /// What word of mouth adds to the reputation of a zone in a month in which all who tell are promoters:
    /// R' = 1 + (R - 1)(1 - decay) + word_of_mouth (promoters - detractor_weight x detractors) / all who judged, kept from 0.1 to 2.
    /// Who gave up or was turned away is a detractor. Default: 0.02 (assumption).
    #[serde(default = "default::word_of_mouth")]
    pub word_of_mouth: f64,
    /// How much more a detractor weighs than a promoter.
    /// Default: 2. Source: an unhappy customer tells 9 to 10 people, a happy one about 5 (TARP 1985).
    #[serde(default = "default::two")]
    pub detractor_weight: f64,
    /// Share of what sets a reputation apart from 1 that is forgotten in a month.
    /// Unit: share. Default: 0.05 (assumption).
    #[serde(default = "default::decay")]
    pub decay: Share,
    /// Who leaves.
    #[serde(default)]
    pub churn: Churn,
    /// Who complains, and what is done about it.
    #[serde(default)]
    pub complaint: Complaint,
}

/// `[market.churn]`: a customer who has judged leaves with probability 1 / (1 + exp(slope (S - midpoint) + delight x [delighted])).
/// S is the score after a complaint was handled, if there was one.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Churn {
    /// S at which half of the customers leave.
    /// Default: 0.35 (assumption; 63 to 91 % of customers with an open problem do not buy again, TARP 1985).
    #[serde(default = "default::churn_midpoint")]
    pub midpoint: f64,
    /// Logits by which the odds of leaving fall per unit of S.
    /// Default: 6.5 (assumption).
    #[serde(default = "default::churn_slope")]
    pub slope: f64,
    /// Logits by which they fall once more for delighted customers.
    /// Default: 0.5 (assumption).
    #[serde(default = "default::half_f")]
    pub delight: f64,
    /// Probability that a customer leaves who gave up waiting.
    /// Unit: share. Default: 0.5 (assumption).
    #[serde(default = "default::half")]
    pub abandoned: Share,
    /// Probability that a customer leaves whose call no place took.
    /// Unit: share. Default: 0.5 (assumption).
    #[serde(default = "default::half")]
    pub lost: Share,
}

/// `[market.complaint]`: a customer who has judged complains with probability most / (1 + exp(slope (S - midpoint))).
///
/// A complaint that is handled in time makes good a share of what S is under the score of a customer who got what he expected.
/// After a repeat call nothing is made good: the second failure is worse.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Complaint {
    /// Share of very dissatisfied customers who complain; 0 for no complaints.
    /// Unit: share. Default: 0.25 (assumption). Source: from 1 in 27 to half of unhappy customers complain to the firm (TARP 1985).
    #[serde(default = "default::voice")]
    pub most: Share,
    /// S at which half of those who would ever complain do so.
    /// Default: 0.5 (assumption).
    #[serde(default = "default::half_f")]
    pub midpoint: f64,
    /// Logits by which the odds of complaining fall per unit of S.
    /// Default: 10 (assumption).
    #[serde(default = "default::ten")]
    pub slope: f64,
    /// A complaint counts as handled in time within this time.
    /// Unit: duration. Default: "3 d" (assumption).
    #[serde(default = "default::handle_within")]
    pub handle_within: Duration,
    /// Time that the handling of a complaint takes, where `kind` is not given.
    /// Unit: law of a duration. Default: exponential with mean "2 d" (assumption).
    #[serde(default)]
    pub handling: Option<Law>,
    /// Kind of the job that a complaint opens; it is handled when that job is closed. These jobs are not complained of in turn.
    /// Default: no job; a complaint is only priced.
    #[serde(default)]
    pub kind: Option<String>,
    /// Share of the lost score that is made good by handling in time.
    /// Unit: share. Default: 0.8. Source: of customers with a problem 9 % buy again if they say nothing, 82 % if it is resolved quickly (TARP 1985).
    #[serde(default = "default::recovery")]
    pub recovery: Share,
    /// What is taken off S where a complaint is about a repeat call.
    /// Default: 0.1 (assumption).
    #[serde(default = "default::tenth")]
    pub second_failure: f64,
    /// Cost of a complaint: handling and goodwill gifts.
    /// Unit: money per complaint. Default: 0.
    #[serde(default)]
    pub cost: Price,
    /// Probability that a complaint which is not handled in time escalates.
    /// Unit: share. Default: 0.1 (assumption).
    #[serde(default = "default::tenth_share")]
    pub escalation: Share,
    /// Share of escalations that end with a refund; the others end in court.
    /// Unit: share. Default: 1.
    #[serde(default = "default::all")]
    pub refund_share: Share,
    /// Refund of an escalated complaint.
    /// Unit: money. Default: 0.
    #[serde(default)]
    pub refund: Price,
    /// Legal cost of an escalated complaint.
    /// Unit: money. Default: 0.
    #[serde(default)]
    pub legal: Price,
}

/// `[product.NAME.sales]`: units sold in each zone: Poisson at rate x zone size x season x reputation of the zone.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sales {
    /// Units sold in each zone at reputation 1, times the zone's size where `per` is given. A sold unit joins the installed base with
    /// the next month.
    /// Unit: rate, for instance "12 /month" or "0.02 /year".
    pub rate: Rate,
    /// Name of the zone size that multiplies `rate`, for instance households.
    #[serde(default)]
    pub per: Option<String>,
    /// Factors by year of the run; the last holds on.
    /// Default: 1.
    #[serde(default)]
    pub years: Vec<f64>,
    /// Twelve weights, January to December, of the sales per day; scaled to mean 1 over a year of 365 days.
    /// Default: even.
    #[serde(default)]
    pub months: Vec<f64>,
    /// Seven weights, Monday to Sunday, of the sales per day; scaled to mean 1.
    /// Default: even.
    #[serde(default)]
    pub weekdays: Vec<f64>,
    /// Weights of equal slices of the day from 00:00; scaled to mean 1.
    /// Default: even.
    #[serde(default)]
    pub day: Vec<f64>,
    /// Margin of a sale, for what is lost (or won) by reputation.
    /// Unit: money per unit sold. Default: 0.
    #[serde(default)]
    pub margin: Price,
}

impl Default for Churn {
    fn default() -> Self {
        let half = default::half();
        Self {
            midpoint: default::churn_midpoint(),
            slope: default::churn_slope(),
            delight: default::half_f(),
            abandoned: half,
            lost: half,
        }
    }
}

impl Default for Complaint {
    fn default() -> Self {
        Self {
            most: default::voice(),
            midpoint: default::half_f(),
            slope: default::ten(),
            handle_within: default::handle_within(),
            handling: None,
            kind: None,
            recovery: default::recovery(),
            second_failure: default::tenth(),
            cost: Price::default(),
            escalation: default::tenth_share(),
            refund_share: default::all(),
            refund: Price::default(),
            legal: Price::default(),
        }
    }
}
