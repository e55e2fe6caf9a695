//! Rule packs: what law or trade grants the buyer of a product beyond its repair; and how returned goods are handled.

use super::{Law, default};
use crate::scenario::units::{Duration, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[rules.NAME]`: a rule pack that products name with `rules`. Packs that come with the program (`callout explain rules`) need no
/// table; a table of the same name changes the keys that it gives. All times are counted from the sale of the unit.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rules {
    /// What the pack grants, in a sentence.
    #[serde(default)]
    pub summary: String,
    /// Where the rules come from.
    #[serde(default)]
    pub source: String,
    /// A sold unit may be sent back for no reason within this time: its price is refunded.
    /// Unit: duration. Default: no such return.
    #[serde(default)]
    pub return_within: Option<Duration>,
    /// Who pays the freight of a no-reason return: `buyer` or `seller`.
    /// Default: "buyer".
    #[serde(default)]
    pub return_freight: Payer,
    /// A unit that fails within this time is refunded.
    /// Unit: duration. Default: not.
    #[serde(default)]
    pub refund_within: Option<Duration>,
    /// A unit that fails within this time, and is not refunded, is exchanged for a new one.
    /// Unit: duration. Default: not.
    #[serde(default)]
    pub exchange_within: Option<Duration>,
    /// After so many failed repairs of a unit under warranty it is exchanged or refunded (`remedy`). A visit that did not fix the
    /// fault is a failed repair, and so is a repair that did not hold for the time of `hold`.
    /// Unit: repairs. Default: not.
    #[serde(default)]
    pub failed_repairs: Option<u32>,
    /// A repaired unit must hold so long: a repeat call within it is free, and the repair has failed.
    /// Unit: duration. Default: "30 d". Source: Chinese rules on repair, replacement and return (1995), art. 6.
    #[serde(default = "default::hold")]
    pub hold: Duration,
    /// A unit under warranty whose repair, or the part for it, is not done within this time of the call is exchanged or refunded
    /// (`remedy`). A visit that is under way is waited for.
    /// Unit: duration. Default: not.
    #[serde(default)]
    pub repair_within: Option<Duration>,
    /// What the customer gets after failed repairs or a repair that takes too long: `exchange` or `refund`.
    /// Default: "exchange".
    #[serde(default)]
    pub remedy: Remedy,
    /// Share of the entitled customers who claim a refund or an exchange rather than the repair.
    /// Unit: share. Default: 1.
    #[serde(default = "default::all")]
    pub claim: Share,
    /// Who pays the freight of failed units that are exchanged (there and back) or refunded: `buyer` or `seller`.
    /// Default: "seller".
    #[serde(default = "default::seller")]
    pub failure_freight: Payer,
    /// Time from the decision to exchange or refund until the customer has the new unit or the money.
    /// Unit: law of a duration. Default: at once.
    #[serde(default)]
    pub takes: Option<Law>,
}

/// Who pays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Payer {
    #[default]
    Buyer,
    Seller,
}

/// What a customer gets in place of a repair.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Remedy {
    #[default]
    Exchange,
    Refund,
}

/// `[product.NAME.returns]`: sold units that buyers send back for no reason, where the product's rules allow it.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Returns {
    /// Share of the sold units that buyers would like to send back.
    /// Unit: share.
    pub wish: Share,
    /// Time from the sale to that wish; a unit is sent back if it is still within `return_within` of the rules.
    /// Unit: law of a duration.
    pub after: Law,
    /// Kind of the jobs that handle returns: collection, inspection. The price is refunded when the job closes.
    pub kind: String,
    /// Share of those who keep the unit after all where they have to pay the freight.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub deterred: Share,
    /// Value of a unit sent back for no reason, as a share of `price`: the refund account takes the rest.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub resale: Share,
}
