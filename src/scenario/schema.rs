//! What the user typed: every table and key of a scenario file, in the user's words and units.
//!
//! *Knows:* serde and the quantities of [`super::units`].
//! *Never:* ids, milliseconds or cross-references; those are made by `network` from a checked scenario.
//!
//! The doc comment of each key is its reference: `callout explain` and the JSON Schema print it.
//! Default, unit and source stand on lines of their own.

use super::units::{Date, Duration, Length, Price, Rate, Share, Speed};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::fmt;

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
    /// Kinds of job: how urgent, how long, what is promised.
    pub kind: Named<Kind>,
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
    /// Costs that belong to the network as a whole.
    #[serde(default)]
    pub cost: Cost,
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

/// A probability law of a duration. A plain duration such as "90 min" is the constant law.
/// As a table it names its `law` and that law's parameters; an overlay that names a `law` replaces the table whole.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Law {
    /// Which law: `constant` (value), `uniform` (low, high), `exponential` (mean), `erlang` (mean, shape = number of phases),
    /// `gamma` (mean, cv), `lognormal` (mean, cv), `weibull` (shape, scale), `hyperexponential` (means, weights; or mean, cv >= 1
    /// with balanced means), `triangular` (low, mode, high) or `quantiles` (values at equally spaced probabilities from 0 to 1,
    /// joined by straight lines).
    pub law: LawName,
    /// The value of `constant`. Unit: duration.
    #[serde(default)]
    pub value: Option<Duration>,
    /// Mean. Unit: duration.
    #[serde(default)]
    pub mean: Option<Duration>,
    /// Coefficient of variation: standard deviation / mean.
    #[serde(default)]
    pub cv: Option<f64>,
    /// Shape of `weibull` or number of phases of `erlang`.
    #[serde(default)]
    pub shape: Option<f64>,
    /// Scale of `weibull`: the 63.2 % point. Unit: duration.
    #[serde(default)]
    pub scale: Option<Duration>,
    /// Lowest value of `uniform` and `triangular`. Unit: duration.
    #[serde(default)]
    pub low: Option<Duration>,
    /// Most likely value of `triangular`. Unit: duration.
    #[serde(default)]
    pub mode: Option<Duration>,
    /// Highest value of `uniform` and `triangular`. Unit: duration.
    #[serde(default)]
    pub high: Option<Duration>,
    /// Means of the branches of `hyperexponential`. Unit: durations.
    #[serde(default)]
    pub means: Vec<Duration>,
    /// Weights of the branches of `hyperexponential`, scaled to sum 1.
    #[serde(default)]
    pub weights: Vec<f64>,
    /// Values of `quantiles`, not falling. Unit: durations.
    #[serde(default)]
    pub values: Vec<Duration>,
    /// Added to every draw (shifted law). Unit: duration. Default: "0 s".
    #[serde(default)]
    pub shift: Duration,
    /// Truncation from below, before the shift: values under it are not drawn. Unit: duration.
    #[serde(default)]
    pub min: Option<Duration>,
    /// Truncation from above, before the shift: values over it are not drawn. Unit: duration.
    #[serde(default)]
    pub max: Option<Duration>,
}

/// Names of the laws.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum LawName {
    Constant,
    Uniform,
    Exponential,
    Erlang,
    Gamma,
    Lognormal,
    Weibull,
    Hyperexponential,
    Triangular,
    Quantiles,
}

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
    /// Share of jobs that the customer pays for (out of warranty).
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub charge_share: Share,
    /// Price of a job that the customer pays for.
    /// Unit: money per job. Default: 0.
    #[serde(default)]
    pub charge: Price,
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

/// A list of names; in a CSV cell or a string, separated by spaces.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(transparent)]
pub struct Names(pub Vec<String>);

impl Names {
    /// The names in order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// Whether no name is given.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Names, D::Error> {
        from.deserialize_seq(NamesReader)
    }
}

/// Reads names from a list or from one string.
struct NamesReader;

impl<'de> Visitor<'de> for NamesReader {
    type Value = Names;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of names")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Names, E> {
        let names = text.split(|c: char| c.is_whitespace() || c == ',').filter(|name| !name.is_empty());
        Ok(Names(names.map(str::to_owned).collect()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Names, A::Error> {
        let mut names = Vec::new();
        while let Some(name) = list.next_element()? {
            names.push(name);
        }
        Ok(Names(names))
    }
}

/// `[stream.NAME]`: a stream of calls in each of its zones. Exactly one of `rate`, `failures`, `every`, `gaps`, `trace` says when.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stream {
    /// Kind of the jobs. Not needed with `trace`, whose rows name it.
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
    /// Unit: share of `rate` or `failures`. Default: 1.
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

/// `[grade.NAME]`: a grade of technician.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Skills.
    /// Default: every skill.
    #[serde(default)]
    pub skills: Names,
    /// Work time is divided by it.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub speed: f64,
    /// Probability that a visit fixes the fault.
    /// Unit: share. Default: 1.
    #[serde(default = "default::all")]
    pub fix: Share,
    /// Factor on `relapse` of the kind: poor work comes back more often.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub relapse_factor: f64,
    /// Courtesy as customers perceive it, from 0 to 1.
    /// Default: 0.7 (assumption).
    #[serde(default = "default::courtesy")]
    pub courtesy: Share,
    /// Gross wage of one person, paid for presence and absence.
    /// Unit: money per hour. Default: 0.
    #[serde(default)]
    pub wage: Price,
    /// Employer's social charges on wages and overtime.
    /// Unit: share of pay. Default: 0.
    #[serde(default)]
    pub on_cost: Share,
    /// Pay of an hour of overtime / wage.
    /// Default: 1.5.
    #[serde(default = "default::overtime_factor")]
    pub overtime_factor: f64,
}

/// `[roster.NAME]`: when technicians are on duty.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// Weekly shifts, such as "Mon-Fri 08:00-17:00", "Sat,Sun 09:00-12:00", "daily 22:00-06:00", or "always".
    pub shifts: Vec<String>,
    /// Whether shifts are worked on public holidays.
    /// Default: false.
    #[serde(default)]
    pub works_holidays: bool,
    /// Probability that a technician is absent for a whole shift, paid.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub absence: Share,
    /// What happens to work under way when the shift ends: `finish` (overtime), `suspend` (resume next shift) or `restart`
    /// (begin again next shift).
    /// Default: "finish".
    #[serde(default)]
    pub at_end: AtEnd,
    /// With `finish`: a visit starts only if travel and expected work end before the end of the shift plus this.
    /// Unit: duration. Default: "1 h" (assumption).
    #[serde(default = "default::overtime")]
    pub overtime: Duration,
}

/// What happens to work under way at the end of a shift.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum AtEnd {
    #[default]
    Finish,
    Suspend,
    Restart,
}

/// `[centre.NAME]`: a place where technicians are based.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Centre {
    /// Latitude. Unit: degrees north.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Longitude. Unit: degrees east.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Plane coordinate, instead of `lat` and `lon`. Unit: length east.
    #[serde(default)]
    pub x: Option<Length>,
    /// Plane coordinate, instead of `lat` and `lon`. Unit: length north.
    #[serde(default)]
    pub y: Option<Length>,
    /// Whether the layout has this centre.
    /// Default: true.
    #[serde(default = "default::yes")]
    pub open: bool,
    /// Partner that runs the centre: its people are simulated, but we pay the partner's fees, not wages and rent.
    /// Default: our own.
    #[serde(default)]
    pub partner: Option<String>,
    /// Centres with the same pool share one backlog and one dispatch desk.
    /// Default: each centre its own.
    #[serde(default)]
    pub pool: Option<String>,
    /// Jobs that may wait here; a further one is refused and tries the next place. 0: no waiting.
    /// Unit: jobs. Default: unlimited.
    #[serde(default)]
    pub backlog: Option<u32>,
    /// Teams of technicians.
    #[serde(default)]
    pub team: Named<Team>,
    /// Rent. Unit: money per month. Default: 0.
    #[serde(default)]
    pub rent: Price,
    /// Electricity, heat, water. Unit: money per month. Default: 0.
    #[serde(default)]
    pub utilities: Price,
    /// Depreciation of equipment. Unit: money per month. Default: 0.
    #[serde(default)]
    pub equipment: Price,
    /// Paid once, at the start of the counted time, if the centre is open.
    /// Unit: money. Default: 0.
    #[serde(default)]
    pub opening: Price,
    /// Paid once, at the start of the counted time, if the centre is closed by the layout.
    /// Unit: money. Default: 0.
    #[serde(default)]
    pub closing: Price,
}

/// `[centre.NAME.team.TEAM]`: technicians of one grade and roster.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Number of technicians, or of fixed crews where `crew` is 2.
    pub technicians: u32,
    /// Grade. Default: the only grade of the scenario.
    #[serde(default)]
    pub grade: Option<String>,
    /// Roster. Default: the only roster of the scenario.
    #[serde(default)]
    pub roster: Option<String>,
    /// People who always go together: 1, or 2 for fixed crews of two.
    /// Default: 1.
    #[serde(default = "default::one_u8")]
    pub crew: u8,
}

/// `[partner.NAME]`: an outsourced provider. It works either through centres that name it, or with a capacity per day.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
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
}

/// `[[sourcing]]`: a rule that says who is asked to take a job. Rules are tried from top to bottom; the places of a rule in order;
/// a job that nobody takes is lost.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sourcing {
    /// Places that are asked, in order: names of centres and partners; `nearest` stands for the nearest open centres, `own` for the
    /// nearest of our own, `zone` for the zone's `served_by` list. A partner that runs centres stands for the nearest of them.
    /// Nearest is by distance from the middle of the zone, among centres that have a skill the rule's kinds need.
    pub to: Names,
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

/// `[dispatch]`: who goes where.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dispatch {
    /// Which waiting job a free technician takes: `priority` (then first-come), `first-come`, `promise` (earliest respond-by time),
    /// `shortest` (expected work), `nearest` (travel), or `composite` (Hill: travel against slack).
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
    /// With `composite`: weight of travel time against slack to the promise.
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

/// `[satisfaction]`: S = base + sum of w_d [Q_d + gain (Q_d - E)+ - loss (E - Q_d)+] over speed, competence and courtesy.
/// Source: Anderson & Sullivan (1993) for the asymmetry, SERVQUAL (Parasuraman, Zeithaml & Berry 1988) for the weights.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Satisfaction {
    /// `standard`, or `off` for none.
    /// Default: "standard".
    #[serde(default)]
    pub model: SatisfactionModel,
    /// Clock of speed: `response` or `restore` time.
    /// Default: "response".
    #[serde(default)]
    pub clock: Clock,
    /// Curve of speed against the clock W and the promise A: `tanh` (0.5 (1 + tanh((A - W_p)/(c A)))), `step` (1 within A),
    /// `exponential` (exp(-W/A)), `linear` (1 - W/A, not under 0) or `lateness` (score by days late after the curve of 96,353
    /// rated orders).
    /// Default: "tanh".
    #[serde(default)]
    pub curve: SpeedCurve,
    /// A for kinds that promise nothing.
    /// Unit: duration. Default: "24 h" (assumption).
    #[serde(default = "default::day")]
    pub yardstick: Duration,
    /// c of the `tanh` curve: how soft the step is.
    /// Default: 0.5 (assumption).
    #[serde(default = "default::half_f")]
    pub softness: f64,
    /// Perceived wait W_p = A k (W/A)^b: the factor k.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub perception: f64,
    /// Perceived wait: the exponent b.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub perception_power: f64,
    /// Weight of speed. Default: 0.22 (SERVQUAL responsiveness); the three weights are scaled to sum 1.
    #[serde(default = "default::w_speed")]
    pub speed: f64,
    /// Weight of competence: 1 if the first visit fixed the fault for good, less with every further visit or repeat call.
    /// Default: 0.32 (SERVQUAL reliability).
    #[serde(default = "default::w_competence")]
    pub competence: f64,
    /// Weight of courtesy.
    /// Default: 0.35 (SERVQUAL assurance .19 and empathy .16).
    #[serde(default = "default::w_courtesy")]
    pub courtesy: f64,
    /// Expectation E, from 0 to 1.
    /// Default: 0.7 (assumption).
    #[serde(default = "default::expectation")]
    pub expectation: Share,
    /// What exceeding the expectation adds, per unit.
    /// Default: 0.5 (assumption).
    #[serde(default = "default::half_f")]
    pub gain: f64,
    /// What missing the expectation takes, per unit; twice `gain` after Anderson & Sullivan.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub loss: f64,
    /// Constant of the score.
    /// Default: 0.
    #[serde(default)]
    pub base: f64,
    /// S under it: dissatisfied.
    /// Default: 0.5 (assumption).
    #[serde(default = "default::half_f")]
    pub dissatisfied_under: f64,
    /// S from it on: delighted.
    /// Default: 0.85 (assumption).
    #[serde(default = "default::delighted")]
    pub delighted_from: f64,
    /// Cut points of S between the CSAT marks 1 | 2 | 3 | 4 | 5.
    /// Default: [0.2, 0.4, 0.6, 0.8] (assumption).
    #[serde(default = "default::csat")]
    pub csat_cuts: Vec<f64>,
    /// NPS: promoters from this S on.
    /// Default: 0.85 (assumption).
    #[serde(default = "default::delighted")]
    pub promoter_from: f64,
    /// NPS: detractors under this S.
    /// Default: 0.65 (assumption).
    #[serde(default = "default::detractor")]
    pub detractor_under: f64,
}

impl Default for Satisfaction {
    fn default() -> Self {
        Self {
            model: SatisfactionModel::default(),
            clock: Clock::default(),
            curve: SpeedCurve::default(),
            yardstick: default::day(),
            softness: default::half_f(),
            perception: 1.0,
            perception_power: 1.0,
            speed: default::w_speed(),
            competence: default::w_competence(),
            courtesy: default::w_courtesy(),
            expectation: default::expectation(),
            gain: default::half_f(),
            loss: 1.0,
            base: 0.0,
            dissatisfied_under: default::half_f(),
            delighted_from: default::delighted(),
            csat_cuts: default::csat(),
            promoter_from: default::delighted(),
            detractor_under: default::detractor(),
        }
    }
}

/// Whether customers judge.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum SatisfactionModel {
    #[default]
    Standard,
    Off,
}

/// The time that customers judge speed by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Clock {
    #[default]
    Response,
    Restore,
}

/// Curves of speed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum SpeedCurve {
    #[default]
    Tanh,
    Step,
    Exponential,
    Linear,
    Lateness,
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
    use super::{Duration, Share};
    pub fn drain() -> Duration {
        Duration::days(30.0)
    }
    pub fn day() -> Duration {
        Duration::days(1.0)
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
    pub fn yes() -> bool {
        true
    }
    pub fn courtesy() -> Share {
        Share(0.7)
    }
    pub fn expectation() -> Share {
        Share(0.7)
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
    pub fn csat() -> Vec<f64> {
        vec![0.2, 0.4, 0.6, 0.8]
    }
}
