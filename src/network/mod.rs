//! The world that stands still: one layout as ids, milliseconds and exact prices, built once and shared by all threads.
//!
//! *Knows:* `kernel` and the checked `scenario`.
//! *Never:* changes after it is built.

pub mod care;
pub mod chain;
pub mod contract;
pub mod demand;
pub mod finance;
mod layout;
pub mod market;
pub mod parts;
pub mod pay;
pub mod quality;
pub mod roster;
pub mod rules;
pub mod sourcing;
pub mod staff;
pub mod stock;
pub mod travel;
pub mod units;
pub mod warranty;
pub mod workforce;
pub mod zones;

use crate::ids;
use crate::kernel::calendar::Calendar;
use crate::kernel::id::Table;
use crate::kernel::law::Law;
use crate::kernel::money::Money;
use crate::kernel::time::{Span, Time};
use crate::scenario::schema::{Dispatch, Satisfaction};

ids! {
    /// A demand area.
    ZoneId;
    /// A kind of job.
    KindId;
    /// A tier of customers.
    TierId;
    /// A product family.
    ProductId;
    /// A stream of calls, in all its zones.
    StreamId;
    /// A stream of calls in one zone.
    SourceId;
    /// The units of one product in one zone, which all streams of their failures share.
    BaseId;
    /// A tracked unit.
    UnitId;
    /// The tracked units of one product in one zone.
    GroupId;
    /// A centre that is open in this layout.
    CentreId;
    /// A team: technicians of one centre, grade and roster.
    TeamId;
    /// A technician, or a fixed crew of two.
    TechnicianId;
    /// A grade of technician.
    GradeId;
    /// Centres that share one backlog and one dispatch desk.
    PoolId;
    /// A partner.
    PartnerId;
    /// Where money and work are booked: the network itself, a centre, or a partner.
    PlaceId;
    /// A rule of sourcing.
    RuleId;
    /// What a rule offers a zone: a pool with some of its centres, or a partner.
    OfferId;
}

/// One layout, ready to be simulated.
#[derive(Debug)]
pub struct Network {
    /// Name of the layout.
    pub name: String,
    /// Name of the scenario.
    pub scenario: String,
    /// Label of all money.
    pub currency: String,
    /// Master seed.
    pub seed: u64,
    /// Counted time and drain.
    pub window: Window,
    /// Weekdays, months, holidays.
    pub calendar: Calendar,
    /// Kinds of job.
    pub kinds: Table<KindId, Kind>,
    /// How kinds follow one another and by which channels calls come in; `None` if every job is one kind of work at the customer's.
    pub chains: Option<chain::Chains>,
    /// Tiers of customers; one, without a name, where the scenario has none.
    pub tiers: Table<TierId, String>,
    /// Product families.
    pub products: Table<ProductId, warranty::Product>,
    /// Demand areas.
    pub zones: Table<ZoneId, zones::Zone>,
    /// Names of the streams.
    pub streams: Table<StreamId, String>,
    /// Streams by zone.
    pub sources: Table<SourceId, demand::Source>,
    /// Units that can fail, by product and zone [units].
    pub bases: Table<BaseId, u64>,
    /// Units of our own brand among them [units].
    pub installed_base: u64,
    /// Tracked units.
    pub units: units::Units,
    /// Open centres.
    pub centres: Table<CentreId, roster::Centre>,
    /// Teams of the open centres.
    pub teams: Table<TeamId, roster::Team>,
    /// Technicians and fixed crews, team by team.
    pub technicians: Table<TechnicianId, roster::Technician>,
    /// Dispatch desks.
    pub pools: Table<PoolId, roster::Pool>,
    /// Partners.
    pub partners: Table<PartnerId, contract::Partner>,
    /// Places of the ledger: first the network, then partners, centres and depots (closed ones too).
    pub places: Table<PlaceId, Place>,
    /// Who works at each place, if it is a partner.
    partner_of_place: Table<PlaceId, Option<PartnerId>>,
    /// What grades make of each kind of job, and which mechanisms of people are on.
    pub workforce: workforce::Workforce,
    /// Costs of the network as a whole.
    pub overhead: contract::Overhead,
    /// How money is looked at.
    pub finance: finance::Finance,
    /// Who is asked to take a job.
    pub sourcing: sourcing::Sourcing,
    /// Who goes where.
    pub dispatch: Dispatch,
    /// Spare parts and where they are kept.
    pub stock: stock::Stock,
    /// How far and how fast.
    pub travel: travel::Travel,
    /// How customers judge.
    pub satisfaction: Satisfaction,
    /// Weights of its six dimensions, with sum 1.
    pub weights: [f64; 6],
    /// Scores of convenience, transparency and price, where they count.
    pub care: Option<care::Care>,
    /// What changes from month to month; `None` if nothing does.
    pub market: Option<market::Market>,
    /// Whether any mechanism is on that needs the stories of jobs (what `state` keeps beside a job).
    pub keeps_stories: bool,
    /// Whether jobs are claims: a warranty, a plan, a rule pack, a price that may be declined, or sales that come back.
    pub claims: bool,
    /// Parts that share nothing.
    pub parts: Vec<parts::Part>,
}

impl Network {
    /// Whether people travel to the customer for a kind of job.
    #[inline]
    pub fn travels(&self, kind: KindId) -> bool {
        self.chains.as_ref().is_none_or(|chains| chains.stages[kind].travels())
    }

    /// The partner who works at a place, under its own name or at a centre that it runs.
    pub fn partner_at(&self, place: PlaceId) -> Option<PartnerId> {
        self.partner_of_place[place]
    }
}

/// The place that stands for the network as a whole.
pub const HEAD_OFFICE: PlaceId = PlaceId(0);

/// A place of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Name in reports.
    pub name: String,
    /// What it is.
    pub kind: PlaceKind,
}

/// What a place of the ledger is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// The network itself: overhead and lost jobs.
    Network,
    /// One of our own centres.
    Centre,
    /// One of our own contact centres.
    ContactCentre,
    /// A centre that a partner runs.
    PartnerCentre,
    /// A partner: what its contract costs.
    Partner,
    /// A depot.
    Depot,
}

/// Counted time: calls and money in `[warm_up, horizon)`, followed until `end` at the latest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Start of the counted time.
    pub warm_up: Time,
    /// End of the counted time.
    pub horizon: Time,
    /// Horizon plus drain: jobs still open then are reported as open.
    pub end: Time,
}

impl Window {
    /// Whether `at` lies in the counted time.
    pub fn counts(&self, at: Time) -> bool {
        self.warm_up <= at && at < self.horizon
    }

    /// Length of the counted time.
    pub fn length(&self) -> Span {
        self.horizon - self.warm_up
    }

    /// Length of the counted time [years of 365 days].
    pub fn years(&self) -> f64 {
        self.length().days() / 365.0
    }
}

impl Kind {
    /// Expected purchase price of the material of a job.
    pub fn expected_material(&self) -> Money {
        Money((self.part_price.0 as f64 * self.part_probability).round() as i64)
    }
}

/// A kind of job.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Name.
    pub name: String,
    /// Work on site of one visit at speed 1 [ms].
    pub work: Law,
    /// Mean of `work`: all that a dispatcher knows of it.
    pub expected_work: Span,
    /// Urgency, 1 first.
    pub priority: u8,
    /// People on a visit: 1 or 2.
    pub crew: u8,
    /// Promised time from call to first arrival.
    pub respond_within: Option<Span>,
    /// Promised time from call to working unit.
    pub restore_within: Option<Span>,
    /// Paid for each broken promise.
    pub late_penalty: Money,
    /// Longest wait for a dispatch before the customer gives up [ms].
    pub patience: Option<Law>,
    /// From a visit that failed to the next place in the backlog [ms].
    pub revisit_delay: Option<Law>,
    /// Probability of a repeat call, before the factor of grade or partner.
    pub relapse: f64,
    /// From closing to the repeat call [ms].
    pub relapse_delay: Law,
    /// Kind of the repeat call.
    pub relapse_kind: KindId,
    /// Probability that material is used.
    pub part_probability: f64,
    /// Price of the material.
    pub part_price: Money,
    /// Share of jobs that the customer pays.
    pub charge_share: f64,
    /// What the customer pays.
    pub charge: Money,
    /// Whether people who stand by are called out for it.
    pub call_out: bool,
    /// What poor work on it leads to.
    pub aftermath: quality::Aftermath,
    /// Prices in place of `charge`; empty if there is one price.
    pub price_list: Vec<Money>,
    /// Cumulative shares of `price_list`.
    pub price_shares: Vec<f64>,
    /// Billed above the purchase price of material [ppm]; `None` if material is inside of the price of the job.
    pub part_markup_ppm: Option<i64>,
    /// Whether customers accept the price.
    pub acceptance: Option<warranty::Acceptance>,
}

impl Kind {
    /// A price of the list, or the one price.
    pub fn price(&self, number: u16) -> Money {
        self.price_list.get(usize::from(number)).copied().unwrap_or(self.charge)
    }
}
