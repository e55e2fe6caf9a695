//! Spare parts: what they cost, which jobs need them, where stock is kept, and how it is replenished.

use super::{Law, Names, default};
use crate::scenario::units::{Duration, Length, Price, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[part.NAME]`: a spare part.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Purchase price, paid when a job uses the part; of a repairable part, when a unit is scrapped or bought in an emergency.
    /// Unit: money per unit. Default: 0.
    #[serde(default)]
    pub price: Price,
    /// Cost of capital, room and ageing of stock on hand.
    /// Unit: share of the price per year of 365 days, up to 1. Default: 0.
    #[serde(default)]
    pub holding: Share,
    /// Freight of a unit on the way to a shelf, unless the stock rule says otherwise.
    /// Unit: money per unit. Default: 0.
    #[serde(default)]
    pub freight: Price,
    /// What becomes of failed units; makes the part repairable. One failed unit comes back for each unit that a job asks for.
    /// Default: failed units are thrown away, and jobs use up new ones.
    #[serde(default)]
    pub repair: Option<Repair>,
}

/// `[part.NAME.repair]`: how failed units of a repairable part come back. What is repaired locally never waits for a bench.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Repair {
    /// Depot or centre whose bench repairs what is not repaired locally, and whose shelf takes it in.
    pub at: String,
    /// From the failure to the repaired unit on that shelf, transport included; with `benches`, once a bench is free.
    /// Unit: law of a duration.
    pub time: Law,
    /// Units of this part that are repaired there at a time; the others wait, first come, first served.
    /// Default: any number.
    #[serde(default)]
    pub benches: Option<u32>,
    /// Share of the failed units that the place of the job repairs itself; its own shelf takes them in. Of a van, the shelf of its centre.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub local: Share,
    /// From the failure to the locally repaired unit on the shelf.
    /// Unit: law of a duration. Default: at once.
    #[serde(default)]
    pub local_time: Option<Law>,
    /// Share of the failed units that are beyond repair: they are written off at the price of a new one.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub scrap: Share,
    /// Cost of a repair.
    /// Unit: money per unit. Default: 0.
    #[serde(default)]
    pub cost: Price,
    /// Disposal of a unit that is written off, on top of its price.
    /// Unit: money per unit. Default: 0.
    #[serde(default)]
    pub scrap_cost: Price,
}

/// Whether a job needs a part. A plain share, such as 0.3, is a need of one unit.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Probability that a job needs the part, sealed when the customer calls; the parts of a kind are needed independently.
    /// Unit: share.
    pub share: Share,
    /// Units that such a job needs. Default: 1.
    #[serde(default = "default::one_u32")]
    pub quantity: u32,
}

/// When it is known which parts a job needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum PartsKnown {
    AtCall,
    #[default]
    OnSite,
}

/// `[depot.NAME]`: a store of parts without technicians, and the bench that repairs them.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Depot {
    /// Latitude, for maps. Unit: degrees north.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Longitude, for maps. Unit: degrees east.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Plane coordinate, instead of `lat` and `lon`. Unit: length east.
    #[serde(default)]
    pub x: Option<Length>,
    /// Plane coordinate, instead of `lat` and `lon`. Unit: length north.
    #[serde(default)]
    pub y: Option<Length>,
    /// Whether the layout has this depot.
    /// Default: true.
    #[serde(default = "default::yes")]
    pub open: bool,
    /// Rent. Unit: money per month. Default: 0.
    #[serde(default)]
    pub rent: Price,
    /// Electricity, heat, water. Unit: money per month. Default: 0.
    #[serde(default)]
    pub utilities: Price,
    /// Depreciation of equipment. Unit: money per month. Default: 0.
    #[serde(default)]
    pub equipment: Price,
}

/// `[stock.NAME]`: a rule that says where parts are kept and how they are replenished. For each part at each place the first rule of
/// the file that is for both holds. A part that no rule keeps where a job needs it is always at hand there, at its price.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stock {
    /// Places: names of centres, depots and partners without simulated people; `centres` and `depots` stand for all that are open,
    /// `vans` for the van of every technician or fixed crew. Closed ones are passed over.
    pub at: Names,
    /// Parts. Default: every part.
    #[serde(default)]
    pub parts: Names,
    /// When to order, and how much. All look at the position: on hand + on order + under repair - owed.
    /// `base-stock`: up to `level`, as soon as the position is below it. `s-S`: up to `level`, once the position is at `reorder` or below.
    /// `r-Q`: as many lots of `quantity` as bring it above `reorder`, once it is there or below.
    /// Default: "base-stock".
    #[serde(default)]
    pub policy: StockPolicy,
    /// Position to order up to, of `base-stock` and `s-S`.
    /// Unit: units.
    #[serde(default)]
    pub level: Option<u32>,
    /// Position at which to order, of `s-S` and `r-Q`.
    /// Unit: units, may be negative.
    #[serde(default)]
    pub reorder: Option<i32>,
    /// Lot of `r-Q`.
    /// Unit: units.
    #[serde(default)]
    pub quantity: Option<u32>,
    /// Periodic review: the position is looked at every so often, first after one such time.
    /// Unit: duration. Default: at once, whenever it changes.
    #[serde(default)]
    pub review: Option<Duration>,
    /// Stock on hand at the start.
    /// Unit: units. Default: `level`, or `reorder` + `quantity`.
    #[serde(default)]
    pub initial: Option<u32>,
    /// Who replenishes: `supplier` (always has it), a depot or centre that keeps the part, or, for vans, `centre` (their own).
    /// What a depot or centre has not got is owed and follows when it comes in, first come, first served.
    /// Default: "supplier".
    #[serde(default = "default::supplier")]
    pub from: String,
    /// From the order (of a depot or centre: from the moment when it hands units over) to the shelf.
    /// Unit: law of a duration. Default: at once.
    #[serde(default)]
    pub lead: Option<Law>,
    /// Cost of an order, booked as freight.
    /// Unit: money per order. Default: 0.
    #[serde(default)]
    pub order_cost: Price,
    /// Freight of a unit on the way to the shelf.
    /// Unit: money per unit. Default: `freight` of the part.
    #[serde(default)]
    pub freight: Option<Price>,
    /// Other places that are asked, in order, when a job needs what the shelf has not got: the first that has it hands it over.
    /// Default: none.
    #[serde(default)]
    pub lateral: Names,
    /// From such a place to the job.
    /// Unit: law of a duration. Default: at once.
    #[serde(default)]
    pub lateral_lead: Option<Law>,
    /// Freight of a unit from such a place.
    /// Unit: money per unit. Default: 0.
    #[serde(default)]
    pub lateral_freight: Price,
    /// When nobody has what a job needs: `backorder` (the job waits for the next unit, first come, first served), `emergency` (a unit
    /// is bought for the job, whatever is on order) or `lost` (the customer goes elsewhere). For vans: if their centre keeps none.
    /// Default: "backorder".
    #[serde(default)]
    pub when_out: WhenOut,
    /// From an emergency order to the job.
    /// Unit: law of a duration. Default: at once.
    #[serde(default)]
    pub emergency_lead: Option<Law>,
    /// Surcharge on the price of a unit that is bought in an emergency, express freight included.
    /// Unit: money per unit. Default: 0.
    #[serde(default)]
    pub emergency_price: Price,
}

/// When to order, and how much.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[allow(missing_docs)]
pub enum StockPolicy {
    #[default]
    #[serde(rename = "base-stock")]
    BaseStock,
    #[serde(rename = "s-S")]
    MinMax,
    #[serde(rename = "r-Q")]
    Lots,
}

/// What happens when nobody has the part that a job needs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum WhenOut {
    #[default]
    Backorder,
    Emergency,
    Lost,
}
