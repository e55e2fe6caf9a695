//! The scorecard: measures facts, by kind, place and zone.
//!
//! Everything is kept in whole numbers until the trial ends, so merging and order of summation do not matter. A job is measured once,
//! in the cell of its zone, kind and place; all other cuts are sums of cells, made when the card is closed.

mod cut;
mod measures;
mod seen;
mod staff;
mod stock;
mod units;

use super::fact::{Activity, Change, Fact, Observer, Pay, Reason};
use super::market::MarketCard;
use crate::kernel::id::{Id, Table};
use crate::kernel::sketch::LogHistogram;
use crate::kernel::tally::{Levels, Series};
use crate::kernel::time::{MS_PER_HOUR, Span, Time, clip};
use crate::network::sourcing::Offer;
use crate::network::{HEAD_OFFICE, KindId, Network, PlaceId, TierId, ZoneId};
use crate::scenario::schema::{Remedy, Where};
use crate::state::customer::Customer;
use crate::state::job::{Cause, Job};
pub use cut::{Hours, Jobs, back_soon};
pub use measures::Measures;
use seen::promised;
pub(in crate::record) use seen::{End, Seen};
use serde::{Deserialize, Serialize};
pub use staff::Staff;
pub use stock::StockCard;
pub use units::Units;

/// Load by week of the counted time.
#[derive(Debug, Clone, PartialEq)]
pub struct Weeks {
    /// Calls.
    pub calls: Series,
    /// Jobs closed.
    pub closed: Series,
    /// Person-time at travel and work [ms].
    pub busy: Series,
    /// Paid person-time inside shifts [ms].
    pub paid: Series,
    /// Jobs waiting x time [job ms].
    pub waiting: Series,
}

/// The open scorecard of a trial.
#[derive(Debug)]
pub struct Scorecard<'n> {
    network: &'n Network,
    /// Whether any partner may refuse a job.
    may_refuse: bool,
    /// Measures of jobs by zone and kind (a row each) and place (the few that serve it).
    cells: Vec<Vec<(PlaceId, Jobs)>>,
    /// Measures of jobs by tier of customers, where there are several.
    tiers: Table<TierId, Jobs>,
    /// What the times of single jobs were.
    times: Times,
    /// Hours by place.
    hours: Table<PlaceId, Hours>,
    /// People and what their work did, by place.
    staff: Table<PlaceId, Staff>,
    /// Time that jobs waited inside the counted time, by the place that took them on [job ms].
    waited: Table<PlaceId, i128>,
    /// Jobs that wait, seen every hour.
    backlog: Levels,
    /// Jobs closed in the counted time, whenever called, by place.
    closed_at: Table<PlaceId, u64>,
    /// Counted calls that no work of ours has brought about: neither repeat calls nor damage and poor installations.
    first_calls: u64,
    /// Units sold in the counted time, and those that their buyers keep against their wish.
    sold: [u64; 2],
    /// Load by week.
    weeks: Weeks,
    /// Parts.
    stock: StockCard,
    /// Tracked units.
    units: Units,
    /// Sales, units and reputations.
    market: MarketCard<'n>,
}

/// Times of single jobs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// Wait of dispatched jobs [ms].
    pub wait: LogHistogram,
    /// Response of visited jobs [ms].
    pub response: LogHistogram,
    /// Restoration of closed jobs [ms].
    pub restore: LogHistogram,
}

impl Times {
    /// Adds all that `other` has counted.
    pub fn merge(&mut self, other: &Times) {
        self.wait.merge(&other.wait);
        self.response.merge(&other.response);
        self.restore.merge(&other.restore);
    }
}

/// Looks at the backlog in an hour's distance, or a thousand times in a shorter window.
fn look_every(window: Span) -> Span {
    Span((window.0 / 1000).clamp(1, MS_PER_HOUR))
}

impl<'n> Scorecard<'n> {
    /// An empty scorecard.
    pub fn new(network: &'n Network) -> Self {
        let (from, to) = (network.window.warm_up, network.window.horizon);
        let series = || Series::new(from, to, Span(7 * Span::DAY.0));
        Self {
            network,
            may_refuse: network.partners.iter().any(|partner| partner.acceptance.is_some()),
            cells: vec![Vec::new(); network.zones.len() * network.kinds.len()],
            tiers: network.tiers.iter().map(|_| Jobs::default()).collect(),
            times: Times::default(),
            hours: network.places.iter().map(|_| Hours::default()).collect(),
            staff: network.places.iter().map(|_| Staff::default()).collect(),
            waited: network.places.iter().map(|_| 0).collect(),
            backlog: Levels::new(from, to, look_every(to - from)),
            closed_at: network.places.iter().map(|_| 0).collect(),
            stock: StockCard::new(network),
            first_calls: 0,
            sold: [0; 2],
            weeks: Weeks { calls: series(), closed: series(), busy: series(), paid: series(), waiting: series() },
            units: Units::new(network),
            market: MarketCard::new(network),
        }
    }

    /// Adds what `other` has measured in other parts of the same network.
    pub fn merge(&mut self, other: Scorecard<'_>) {
        for (mine, theirs) in self.cells.iter_mut().zip(other.cells) {
            for (place, jobs) in theirs {
                cell(mine, place).merge(&jobs);
            }
        }
        for (mine, theirs) in self.tiers.iter_mut().zip(other.tiers.iter()) {
            mine.merge(theirs);
        }
        self.times.merge(&other.times);
        self.first_calls += other.first_calls;
        for place in self.network.places.ids() {
            self.hours[place].add(&other.hours[place]);
            self.staff[place].add(&other.staff[place]);
            self.waited[place] += other.waited[place];
            self.closed_at[place] += other.closed_at[place];
        }
        self.backlog.merge(&other.backlog);
        self.sold[0] += other.sold[0];
        self.sold[1] += other.sold[1];
        self.weeks.calls.merge(&other.weeks.calls);
        self.weeks.closed.merge(&other.weeks.closed);
        self.weeks.busy.merge(&other.weeks.busy);
        self.weeks.paid.merge(&other.weeks.paid);
        self.weeks.waiting.merge(&other.weeks.waiting);
        self.stock.merge(&other.stock);
        self.units.merge(&other.units);
        self.market.merge(&other.market);
    }

    /// Ends the trial.
    pub fn close(mut self) -> Measures<'n> {
        for technician in self.network.technicians.iter() {
            self.staff[technician.place].seats += i64::from(technician.people);
        }
        let kinds = self.network.kinds.len();
        let mut measures = Measures {
            network: self.network,
            all: Jobs::default(),
            kinds: self.network.kinds.iter().map(|_| Jobs::default()).collect(),
            places: self.network.places.iter().map(|_| Jobs::default()).collect(),
            zones: self.network.zones.iter().map(|_| Jobs::default()).collect(),
            tiers: self.tiers,
            times: self.times,
            hours: self.hours,
            staff: self.staff,
            waited: self.waited,
            most_waiting: self.backlog.most(),
            closed_at: self.closed_at,
            first_calls: self.first_calls,
            sold: self.sold,
            weeks: self.weeks,
            stock: self.stock,
            units: self.units,
            market: self.market,
        };
        for (row, cells) in self.cells.iter().enumerate() {
            for (place, jobs) in cells {
                measures.all.merge(jobs);
                measures.kinds[KindId::new(row % kinds)].merge(jobs);
                measures.places[*place].merge(jobs);
                measures.zones[ZoneId::new(row / kinds)].merge(jobs);
            }
        }
        measures
    }

    /// The place whose backlog a job waits in.
    fn station(&self, job: &Job) -> PlaceId {
        let network = self.network;
        match job.offer.map(|offer| &network.sourcing.offers[offer]) {
            Some(Offer::Pool { centres, .. }) => network.centres[centres[0]].place,
            Some(Offer::Partner(partner)) => network.partners[*partner].place,
            None => HEAD_OFFICE,
        }
    }

    /// Measures a wait that ends.
    fn waits_no_longer(&mut self, now: Time, job: &Job) {
        let window = self.network.window;
        if job.background || job.waits_since == now {
            return;
        }
        if let Some((from, to)) = clip(job.waits_since, now, window.warm_up, window.horizon) {
            let station = self.station(job);
            self.waited[station] += i128::from((to - from).0);
            self.weeks.waiting.spread(from, to, 1);
            self.backlog.add(from, to);
        }
    }

    /// Counts an offer to a partner that may refuse.
    fn asked(&mut self, job: &Job, place: PlaceId, taken: bool) {
        let partner = self.network.partner_at(place);
        if partner.is_some_and(|partner| self.network.partners[partner].acceptance.is_some()) {
            let row = job.zone.index() * self.network.kinds.len() + job.kind.index();
            let asked = &mut cell(&mut self.cells[row], place).asked;
            *asked = [asked[0] + 1, asked[1] + u64::from(taken)];
        }
    }

    /// Measures a counted job that has ended, or is open at the very end.
    fn ended(&mut self, now: Time, job: &Job, end: End<'_>) {
        let place = job.place.unwrap_or(HEAD_OFFICE);
        let partner = self.network.partner_at(place).is_some();
        let seen = Seen::of(now, job, &end);
        let times = [(&mut self.times.wait, seen.wait), (&mut self.times.response, seen.response)];
        times.into_iter().for_each(|(histogram, value)| value.into_iter().for_each(|value| histogram.record(value)));
        seen.restore.into_iter().for_each(|value| self.times.restore.record(value));
        let row = job.zone.index() * self.network.kinds.len() + job.home.index();
        cell(&mut self.cells[row], place).ended(job, &seen, end, partner);
        if self.tiers.len() > 1 {
            self.tiers[TierId(u32::from(job.tier))].ended(job, &seen, end, partner);
        }
        if let End::Closed { no_fault, .. } = end
            && let Some(chains) = &self.network.chains
        {
            let remote = chains.stages[job.kind].at == Where::Remote;
            self.also(job, place, |cut| {
                cut.remote += u64::from(remote);
                cut.no_fault += u64::from(no_fault && !remote);
            });
        }
    }

    /// Measures something of a counted job in its cell and in its tier.
    fn also(&mut self, job: &Job, place: PlaceId, measure: impl Fn(&mut Jobs)) {
        let row = job.zone.index() * self.network.kinds.len() + job.home.index();
        measure(cell(&mut self.cells[row], place));
        if self.tiers.len() > 1 {
            measure(&mut self.tiers[TierId(u32::from(job.tier))]);
        }
    }

    /// Measures something of the customer of a counted job.
    fn of_customer(&mut self, customer: &Customer, measure: impl Fn(&mut Jobs)) {
        let row = customer.zone.index() * self.network.kinds.len() + customer.kind.index();
        measure(cell(&mut self.cells[row], customer.place));
        if self.tiers.len() > 1 {
            measure(&mut self.tiers[TierId(u32::from(customer.tier))]);
        }
    }

    fn spent(&mut self, place: PlaceId, people: i64, activity: Activity, from: Time, to: Time) {
        let window = self.network.window;
        if let Some((from, to)) = clip(from, to, window.warm_up, window.horizon) {
            self.hours[place].spent[activity as usize] += people * (to - from).0;
            if matches!(activity, Activity::Outbound | Activity::Return | Activity::Work) {
                self.weeks.busy.spread(from, to, people);
            }
        }
    }

    fn paid(&mut self, place: PlaceId, people: i64, pay: Pay, from: Time, to: Time) {
        let window = self.network.window;
        if let Some((from, to)) = clip(from, to, window.warm_up, window.horizon) {
            let hours = &mut self.hours[place];
            match pay {
                Pay::Regular => {
                    hours.paid += people * (to - from).0;
                    hours.crew_paid += (to - from).0;
                    self.weeks.paid.spread(from, to, people);
                }
                Pay::Overtime => hours.overtime += people * (to - from).0,
            }
        }
    }
}

/// The measures of a place among those of a zone and kind.
#[inline]
fn cell(cells: &mut Vec<(PlaceId, Jobs)>, place: PlaceId) -> &mut Jobs {
    let known = cells.iter().position(|(known, _)| *known == place);
    let at = known.unwrap_or_else(|| {
        cells.push((place, Jobs::default()));
        cells.len() - 1
    });
    &mut cells[at].1
}

impl Observer for Scorecard<'_> {
    #[inline(always)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        let network = self.network;
        self.market.note(now, fact);
        match *fact {
            Fact::Called(_, job) if job.counted => {
                self.weeks.calls.count(now, 1);
                self.first_calls += u64::from(!job.repeat);
                let installs = network.workforce.installs && network.kinds[job.kind].aftermath.installs.is_some();
                self.staff[HEAD_OFFICE].calls[0] += u64::from(!installs);
            }
            Fact::Caused(_, job, cause) if job.counted => {
                // What our own work has brought about is no demand.
                self.first_calls -= u64::from(!job.repeat);
                self.staff[HEAD_OFFICE].calls[1] += u64::from(matches!(cause, Cause::Installation));
            }
            Fact::Damaged(_, job) if !job.background && network.window.counts(now) => {
                self.staff[job.place.unwrap_or(HEAD_OFFICE)].visits[1] += 1;
            }
            Fact::Refused(_, job, place) if job.counted => self.asked(job, place, false),
            Fact::Accepted(_, job, place) if self.may_refuse && job.counted => self.asked(job, place, true),
            Fact::Dispatched(_, job) => self.waits_no_longer(now, job),
            Fact::Visited { job, .. } if network.window.counts(now) => {
                if let Some(lead) = job.crew[0] {
                    self.hours[network.technicians[lead].place].visits += 1;
                }
                if !job.background && network.workforce.damages {
                    self.staff[job.place.unwrap_or(HEAD_OFFICE)].visits[0] += 1;
                }
            }
            Fact::Appointment { job, kept, met, .. } if job.counted => {
                self.also(job, job.place.unwrap_or(HEAD_OFFICE), |cut| {
                    promised(&mut cut.windows, Some(kept));
                    cut.no_shows += u64::from(!met);
                });
            }
            Fact::Closed { job, relapse, ref score, no_fault, .. } => {
                if !job.background && network.window.counts(now) {
                    self.closed_at[job.place.unwrap_or(HEAD_OFFICE)] += 1;
                    self.weeks.closed.count(now, 1);
                }
                if job.counted {
                    self.ended(now, job, End::Closed { relapse, score, no_fault });
                }
            }
            Fact::Settled { job, ref score, .. } => {
                if !job.background && network.window.counts(now) {
                    self.closed_at[job.place.unwrap_or(HEAD_OFFICE)] += 1;
                    self.weeks.closed.count(now, 1);
                }
                if job.counted {
                    self.ended(now, job, End::Settled { score });
                }
            }
            Fact::Declined { job, .. } if job.counted => self.ended(now, job, End::Declined),
            Fact::Granted { job, remedy, reason, waited, .. } => {
                if waited {
                    self.waits_no_longer(now, job);
                }
                if job.counted {
                    self.also(job, job.place.unwrap_or(HEAD_OFFICE), |cut| {
                        cut.remedies[usize::from(remedy == Remedy::Refund)] += 1;
                        cut.returns += u64::from(reason == Reason::None);
                    });
                }
            }
            Fact::Judged(_, job, covered) if job.counted => {
                self.also(job, job.place.unwrap_or(HEAD_OFFICE), |cut| {
                    cut.judged[0] += 1;
                    cut.judged[1] += u64::from(covered);
                });
            }
            Fact::HandedOver(..) if network.window.counts(now) => self.sold[0] += 1,
            Fact::Kept(..) if network.window.counts(now) => self.sold[1] += 1,
            Fact::Abandoned(_, job) => {
                self.waits_no_longer(now, job);
                if job.counted {
                    self.ended(now, job, End::Abandoned);
                }
            }
            Fact::Lost(_, job) if job.counted => self.ended(now, job, End::Lost),
            Fact::StillOpen(_, job) => {
                if job.is_undispatched() {
                    self.waits_no_longer(now, job);
                }
                if job.counted {
                    self.ended(now, job, End::Open);
                }
            }
            Fact::Stock(ref fact) => self.stock.note(network, now, fact),
            Fact::UnitFailed(_) | Fact::UnitWasDown { .. } | Fact::Maintained { .. } => self.units.note(network, now, fact),
            Fact::Staffed { technician, change: Change::Quit } if network.window.counts(now) => {
                let who = network.technicians[technician];
                self.staff[who.place].quits += i64::from(who.people);
            }
            Fact::StoodBy { technician, from, to } => {
                let who = network.technicians[technician];
                let inside = clip(from, to, network.window.warm_up, network.window.horizon);
                self.staff[who.place].stood_by += i64::from(who.people) * inside.map_or(0, |(from, to)| (to - from).0);
            }
            Fact::Vacant { technician, from, to } => {
                let who = network.technicians[technician];
                let inside = clip(from, to, network.window.warm_up, network.window.horizon);
                self.staff[who.place].vacant += i64::from(who.people) * inside.map_or(0, |(from, to)| (to - from).0);
            }
            Fact::Spent { technician, activity, from, to } => {
                let who = network.technicians[technician];
                self.spent(who.place, i64::from(who.people), activity, from, to);
            }
            Fact::Paid { technician, pay, from, to } => {
                let who = network.technicians[technician];
                self.paid(who.place, i64::from(who.people), pay, from, to);
            }
            Fact::Travelled { technician, metres } if network.window.counts(now) => {
                self.hours[network.technicians[technician].place].metres += metres
            }
            Fact::Complained(customer) if customer.counted => self.of_customer(&customer, |cut| cut.reactions[1] += 1),
            Fact::Reacted(customer, ref reaction) if customer.counted => {
                self.of_customer(&customer, |cut| cut.react(reaction));
            }
            _ => {}
        }
    }
}
