//! Who calls and for what: kinds of job, zones and streams.

use super::{Appointment, Law, Named, Names, Need, PartsKnown, PriceAcceptance, Where, default};
use crate::scenario::units::{Duration, Length, Price, Rate, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[kind.NAME]`: a kind of job.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Work on site of one visit by a technician of speed 1, without travel.
    /// Unit: law of a duration.
    pub work: Law,
    /// Urgency: 1 is served before 2 where the dispatch order or pre-emption looks at it.
    /// Default: 1.
    #[serde(default = "default::one_u8")]
    pub priority: u8,
    /// Skill that a technician needs.
    /// Default: the name of the kind.
    #[serde(default)]
    pub skill: Option<String>,
    /// People that one visit needs: 1 or 2.
    /// Default: 1.
    #[serde(default = "default::one_u8")]
    pub crew: u8,
    /// Promise to the customer: first arrival within this time of the call.
    /// Unit: duration. Default: nothing promised.
    #[serde(default)]
    pub respond_within: Option<Duration>,
    /// Promise to the customer: unit works again within this time of the call.
    /// Unit: duration. Default: nothing promised.
    #[serde(default)]
    pub restore_within: Option<Duration>,
    /// Paid to the customer for each promise that is broken.
    /// Unit: money per breach. Default: 0.
    #[serde(default)]
    pub late_penalty: Price,
    /// How long a customer waits for a visit to be dispatched before giving up.
    /// Unit: law of a duration. Default: waits for ever.
    #[serde(default)]
    pub patience: Option<Law>,
    /// Time between a visit that did not fix the fault and the moment the job is in the backlog again.
    /// Unit: law of a duration. Default: at once.
    #[serde(default)]
    pub revisit_delay: Option<Law>,
    /// Probability that a closed job comes back as a repeat call: a relapse of the repair or a fault of the installation.
    /// Multiplied by `relapse_factor` of the grade or partner that closed it. Unit: share. Default: 0.
    #[serde(default)]
    pub relapse: Share,
    /// Time from closing to the repeat call.
    /// Unit: law of a duration. Default: exponential with mean "10 d" (assumption).
    #[serde(default)]
    pub relapse_delay: Option<Law>,
    /// Kind of the repeat call, for instance an installation that comes back as a repair.
    /// Default: the same kind.
    #[serde(default)]
    pub relapse_kind: Option<String>,
    /// Probability that a job consumes material, used at its last visit; it is always at hand.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub part_probability: Share,
    /// Purchase price of that material.
    /// Unit: money per job. Default: 0.
    #[serde(default)]
    pub part_price: Price,
    /// Parts of [part.NAME] that jobs may need: a share, or a table of share and quantity. Jobs of other brands need none of ours.
    /// Default: none.
    #[serde(default)]
    pub parts: Named<Need>,
    /// When it is known which of them a job needs: `at-call` (the job waits for them before it enters the backlog) or `on-site` (the
    /// technician looks in the van, or where vans do not carry the part on the shelf of the centre; without the part the visit does
    /// not fix the fault, and the next one comes when it is there).
    /// Default: "on-site".
    #[serde(default)]
    pub parts_known: PartsKnown,
    /// Share of jobs that the customer pays for (out of warranty).
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub charge_share: Share,
    /// Price of a job that the customer pays for.
    /// Unit: money per job. Default: 0.
    #[serde(default)]
    pub charge: Price,
    /// Whether another visit goes to a team whose grade has a higher probability of `fix` for this kind than the one that failed,
    /// if the desk that has the job has such a team; for kinds with a crew of 1.
    /// Default: false.
    #[serde(default)]
    pub escalate: bool,
    /// Whether people who stand by (`standby` of a roster) are called out for it when nobody on duty can come at once.
    /// Default: false.
    #[serde(default)]
    pub call_out: bool,
    /// Kind of the further job after secondary damage (`damage` of the grade or partner).
    /// Default: the same kind.
    #[serde(default)]
    pub damage_kind: Option<String>,
    /// Paid to the customer for each secondary damage.
    /// Unit: money. Default: 0.
    #[serde(default)]
    pub damage_compensation: Price,
    /// Product of which a job of this kind installs one unit. Where the grade or partner that closes the job has a `latent_factor` f
    /// above 1, the unit fails with the extra hazard (f - 1) h(age) of that product during `latent_for`.
    /// Default: installs nothing.
    #[serde(default)]
    pub installs: Option<String>,
    /// How long a poor installation is felt.
    /// Unit: duration. Default: "730 d", two years (assumption).
    #[serde(default)]
    pub latent_for: Option<Duration>,
    /// Kind of the calls that a poor installation brings about; needed with `installs`.
    #[serde(default)]
    pub latent_kind: Option<String>,
    /// Where the work is done: at the customer's `site` (technicians travel), at a `desk` (the customer comes to a centre), at a
    /// `bench` (the device is at a centre or depot) or `remote` (by telephone, chat, video or an app).
    /// Default: "site".
    #[serde(default)]
    pub at: Where,
    /// Channels by which jobs of this kind come in: kinds of first stage and their shares; the kind's own name stands for coming in
    /// directly. The shares of channels that are not `open` fall to the others.
    /// Unit: weights, scaled to sum 1. Default: directly.
    #[serde(default)]
    pub channels: Named<f64>,
    /// What follows when the work of this kind is done: kinds and their probabilities; with the rest the job is closed. So a hotline
    /// passes on what it cannot solve, and a parcel goes to the bench and back.
    /// Unit: shares with a sum of at most 1. Default: the job is closed.
    #[serde(default)]
    pub next: Named<Share>,
    /// Whether a layout offers this kind as a channel.
    /// Default: true.
    #[serde(default = "default::yes")]
    pub open: bool,
    /// Whether the start of this work stops the response clock. A first stage that only passes jobs on (triage, freight) may leave the
    /// clock running; if the job is closed there, the clock stopped at its start all the same.
    /// Default: true.
    #[serde(default = "default::yes")]
    pub answers: bool,
    /// Share of the calls of this kind in which nothing is broken: the visit finds no fault and closes the job.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub no_fault: Share,
    /// Share of the calls without a fault that this stage recognises and closes before a needless visit.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub screens: Share,
    /// Share of the jobs that this stage passes on with a wrong diagnosis (mis-triage): the first visit brings the wrong skill or part
    /// and cannot fix the fault.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub misdirects: Share,
    /// Share of the customers who gave up and try again.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub redial: Share,
    /// Time until they try again.
    /// Unit: law of a duration. Default: exponential with mean "30 min" (assumption).
    #[serde(default)]
    pub redial_after: Option<Law>,
    /// Time until a customer who comes to the desk is there; he waits at the door until it opens. His clocks start at the desk.
    /// Unit: law of a duration. Default: the expected trip from the zone to the desk.
    #[serde(default)]
    pub comes_after: Option<Law>,
    /// Visits by appointment, in windows of time.
    /// Default: none; first come, first served.
    #[serde(default)]
    pub appointment: Option<Appointment>,
    /// Price that customers think fair, for the score of price.
    /// Unit: money per job. Default: `charge`.
    #[serde(default)]
    pub reference_price: Option<Price>,
    /// How convenient the service is, 0 to 1; a centre or partner may have its own.
    /// Default: 0.7 (assumption: as expected).
    #[serde(default)]
    pub convenience: Option<Share>,
    /// How well the customer is kept informed of progress, 0 to 1; a grade, centre or partner may have its own.
    /// Default: 0.7 (assumption: as expected).
    #[serde(default)]
    pub transparency: Option<Share>,
    /// Time for which the customer has to stay in for a visit: the length of the announced window.
    /// Unit: duration. Default: "0 h".
    #[serde(default)]
    pub waiting_in: Duration,
    /// Price list in place of `charge`: prices of easy to hard jobs, one of which is drawn for each job.
    /// Unit: money per job. Default: `charge` alone.
    #[serde(default)]
    pub price_list: Vec<Price>,
    /// Weights of `price_list`, scaled to sum 1.
    /// Default: equal.
    #[serde(default)]
    pub price_weights: Vec<f64>,
    /// Material that the customer has to pay is billed at its purchase price plus this share of it.
    /// Unit: share of `part_price`, may exceed 1. Default: material is inside of the price of the job.
    #[serde(default)]
    pub part_markup: Option<f64>,
    /// Whether customers accept the price.
    /// Default: everybody does.
    #[serde(default)]
    pub acceptance: Option<PriceAcceptance>,
}

/// `[zone.NAME]`: a demand area.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Zone {
    /// Latitude of the middle of the zone. Unit: degrees north.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Longitude of the middle of the zone. Unit: degrees east.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Plane coordinate of the middle, instead of `lat` and `lon`. Unit: length east, for instance "3 km".
    #[serde(default)]
    pub x: Option<Length>,
    /// Plane coordinate of the middle, instead of `lat` and `lon`. Unit: length north.
    #[serde(default)]
    pub y: Option<Length>,
    /// Radius of the disc in which customers are spread evenly.
    /// Unit: length. Default: "0 km".
    #[serde(default)]
    pub spread: Option<Length>,
    /// Width (east-west) of a rectangle in which customers are spread evenly, instead of `spread`. Unit: length.
    #[serde(default)]
    pub width: Option<Length>,
    /// Height (north-south) of that rectangle. Unit: length.
    #[serde(default)]
    pub height: Option<Length>,
    /// Numbers that streams refer to: households, units of a product (under the product's name), weights.
    #[serde(default)]
    pub size: Named<f64>,
    /// Centres and partners in order of preference, for sourcing rules with `to = "zone"`; in a CSV separated by spaces.
    #[serde(default)]
    pub served_by: Names,
}

/// `[stream.NAME]`: a stream of calls in each of its zones. Exactly one of `rate`, `failures`, `installs_of`, `visits`, `every`, `gaps`,
/// `trace` says when.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// Kind of the jobs. Not needed with `trace`, whose rows name it, nor with `sells`, if nothing is done at the sale.
    #[serde(default)]
    pub kind: Option<String>,
    /// Zones of the stream.
    /// Default: every zone.
    #[serde(default)]
    pub zones: Names,
    /// Poisson calls at this rate in each zone, times the zone's size where `per` is given.
    /// Unit: rate, for instance "3.8 /h" or "0.0171 /year".
    #[serde(default)]
    pub rate: Option<Rate>,
    /// Name of the zone size that multiplies `rate`, for instance households.
    #[serde(default)]
    pub per: Option<String>,
    /// Poisson failures of the installed base of this product: units are the zone's size of that name, the rate follows the
    /// product's hazard and ages, and units that are down cannot fail (finite population).
    #[serde(default)]
    pub failures: Option<String>,
    /// One call for each unit of this product that is sold in the zone, at the time of the sale: installations.
    #[serde(default)]
    pub installs_of: Option<String>,
    /// Planned maintenance of the units under a plan of a product, as PRODUCT.PLAN: each unit once in its interval `every`, evenly
    /// spread over the units of a zone.
    #[serde(default)]
    pub visits: Option<String>,
    /// Product of which each call sells a unit (an installation, or a mere sale if there is no `kind`). Sold units may come back for no
    /// reason, as the product's `returns` and `rules` say.
    #[serde(default)]
    pub sells: Option<String>,
    /// Calls at a fixed spacing in each zone (scheduled visits).
    /// Unit: duration.
    #[serde(default)]
    pub every: Option<Duration>,
    /// Calls with independent gaps of this law in each zone (renewal process).
    /// Unit: law of a duration.
    #[serde(default)]
    pub gaps: Option<Law>,
    /// Time of the first call of `every` or `gaps` after `start`.
    /// Unit: duration. Default: one gap after the start.
    #[serde(default)]
    pub first: Option<Duration>,
    /// CSV file of calls, relative to the scenario file, replayed as it is: columns `at` (duration since start, or date and time),
    /// `zone`, `kind`, and optionally `work` (duration).
    #[serde(default)]
    pub trace: Option<String>,
    /// Share of the calls that this stream keeps, for splitting one source into kinds.
    /// Unit: share of `rate`, `failures` or `installs_of`. Default: 1.
    #[serde(default = "default::all")]
    pub share: Share,
    /// Twelve weights, January to December, of the calls per day; scaled to mean 1 over a year of 365 days.
    /// Default: even.
    #[serde(default)]
    pub months: Vec<f64>,
    /// Seven weights, Monday to Sunday, of the calls per day; scaled to mean 1.
    /// Default: even.
    #[serde(default)]
    pub weekdays: Vec<f64>,
    /// Weights of equal slices of the day from 00:00 (24 for hours, 96 for quarters); scaled to mean 1.
    /// Default: even.
    #[serde(default)]
    pub day: Vec<f64>,
    /// 168 weights by hour of the week from Monday 00:00, instead of `weekdays` and `day`; scaled to mean 1.
    #[serde(default)]
    pub week: Vec<f64>,
    /// Factor on the rate on public holidays.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub holiday_factor: f64,
    /// Variance of the gamma factor (mean 1) that multiplies the rate of each zone-day; failures of one product share the factor.
    /// Default: 0 (Poisson). Source: daily counts of real logs have variance/mean 2.4 to 28.
    #[serde(default)]
    pub dispersion: f64,
    /// Sizes of batches: several jobs at the same instant (storms).
    /// Default: single calls.
    #[serde(default)]
    pub batch_sizes: Vec<u32>,
    /// Weights of `batch_sizes`, scaled to sum 1.
    #[serde(default)]
    pub batch_weights: Vec<f64>,
    /// Jobs of other brands that load the same people: they are served, but neither counted nor paid by us.
    /// Default: false.
    #[serde(default)]
    pub background: bool,
    /// Whether the stream flows; a layout may close it.
    /// Default: true.
    #[serde(default = "default::yes")]
    pub open: bool,
}
