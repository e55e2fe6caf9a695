//! How customers reach the network: where work is done, appointments, tiers of customers.

use super::{Named, default};
use crate::scenario::units::{Duration, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where work is done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Where {
    #[default]
    Site,
    Desk,
    Bench,
    Remote,
}

/// `[kind.NAME.appointment]`: visits by appointment. Customers are offered the first window that still has a slot; technicians set out,
/// or the customer comes, at its beginning.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    /// Length of a window. Windows begin at midnight of the first day and follow one another; those in which nobody is on duty are
    /// not offered.
    /// Unit: duration, 1 min to 1 d. Default: "2 h" (assumption).
    #[serde(default = "default::window")]
    pub window: Duration,
    /// Shortest time from the call to the beginning of a window.
    /// Unit: duration. Default: "0 h".
    #[serde(default)]
    pub lead: Duration,
    /// Farthest window that is offered; who finds none comes, or is visited, without an appointment.
    /// Unit: duration. Default: "14 d" (assumption).
    #[serde(default = "default::farthest")]
    pub farthest: Duration,
    /// Slots of a window / visits that the people on duty can be expected to make in it (people x window / expected work): above 1
    /// for over-booking, below 1 to leave room for others.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub booking: f64,
    /// Share of the customers who book; the others come or wait without an appointment.
    /// Unit: share. Default: 1.
    #[serde(default = "default::all")]
    pub share: Share,
    /// Probability that a customer with an appointment is not there; he books anew.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub no_show: Share,
}

/// `[tier.NAME]`: a tier of customers, such as ordinary and VIP. Every call draws its customer's tier.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CustomerTier {
    /// Share of the customers.
    /// Unit: weight, scaled to sum 1 over the tiers.
    pub share: f64,
    /// Channels of this tier by kind of job, instead of `kind.NAME.channels`: kinds of first stage and their shares.
    /// Default: those of the kind.
    #[serde(default)]
    pub channels: Named<Named<f64>>,
    /// What a customer of this tier is worth / an ordinary one: a factor on margins and lifetime values.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub value: f64,
}
