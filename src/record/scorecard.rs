//! The scorecard: measures facts, for the network and by kind, place and zone.
//!
//! Everything is kept in whole numbers until the trial ends, so merging and order of summation do not matter.

mod cut;

use super::fact::{Activity, Fact, Observer, Pay};
use super::figure::{FIGURES, Index, Row};
use super::ledger::{Books, Group};
use crate::kernel::id::Table;
use crate::kernel::money::Money;
use crate::kernel::sketch::LogHistogram;
use crate::kernel::tally::{Series, TimeWeighted};
use crate::kernel::time::{MS_PER_HOUR, Span, Time, clip};
use crate::network::sourcing::Offer;
use crate::network::{HEAD_OFFICE, KindId, Network, PlaceId, ZoneId};
use crate::state::customer::Score;
use crate::state::job::Job;
use cut::per;
pub use cut::{Hours, Jobs};

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
    /// Measures of all jobs.
    pub all: Jobs,
    /// Measures by kind.
    pub kinds: Table<KindId, Jobs>,
    /// Measures by place.
    pub places: Table<PlaceId, Jobs>,
    /// Measures by zone.
    pub zones: Table<ZoneId, Jobs>,
    /// Hours by place.
    pub hours: Table<PlaceId, Hours>,
    /// Jobs that wait.
    pub backlog: TimeWeighted,
    /// Jobs that wait, by the place that took them on.
    pub backlogs: Table<PlaceId, TimeWeighted>,
    /// Jobs closed in the counted time, whenever called.
    pub closed_in_window: u64,
    /// The same by place.
    pub closed_at: Table<PlaceId, u64>,
    /// Wait of dispatched jobs [ms].
    pub wait: LogHistogram,
    /// Response of visited jobs [ms].
    pub response: LogHistogram,
    /// Restoration of closed jobs [ms].
    pub restore: LogHistogram,
    /// Load by week.
    pub weeks: Weeks,
    waiting_since: Time,
    /// Jobs that have waited since then.
    pending_waiting: i64,
}

impl<'n> Scorecard<'n> {
    /// An empty scorecard.
    pub fn new(network: &'n Network) -> Self {
        let (from, to) = (network.window.warm_up, network.window.horizon);
        let week = Span(7 * Span::DAY.0);
        let series = || Series::new(from, to, week);
        Self {
            network,
            all: Jobs::default(),
            kinds: network.kinds.iter().map(|_| Jobs::default()).collect(),
            places: network.places.iter().map(|_| Jobs::default()).collect(),
            zones: network.zones.iter().map(|_| Jobs::default()).collect(),
            hours: network.places.iter().map(|_| Hours::default()).collect(),
            backlog: TimeWeighted::new(from, to),
            backlogs: network.places.iter().map(|_| TimeWeighted::new(from, to)).collect(),
            closed_in_window: 0,
            closed_at: network.places.iter().map(|_| 0).collect(),
            wait: LogHistogram::default(),
            response: LogHistogram::default(),
            restore: LogHistogram::default(),
            weeks: Weeks { calls: series(), closed: series(), busy: series(), paid: series(), waiting: series() },
            waiting_since: Time::ZERO,
            pending_waiting: 0,
        }
    }

    /// The measures that a job belongs to.
    fn cuts(&mut self, job: &Job) -> [&mut Jobs; 4] {
        let place = job.place.unwrap_or(HEAD_OFFICE);
        [&mut self.all, &mut self.kinds[job.kind], &mut self.places[place], &mut self.zones[job.zone]]
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

    fn wait_changes(&mut self, now: Time, job: &Job, by: i64) {
        if job.background {
            return;
        }
        self.weeks.waiting.spread(self.waiting_since, now, self.pending_waiting);
        self.waiting_since = now;
        self.pending_waiting += by;
        self.backlog.add(now, by);
        let station = self.station(job);
        self.backlogs[station].add(now, by);
    }

    /// Measures a counted job that has ended, or is open at the very end.
    fn ended(&mut self, now: Time, job: &Job, end: End<'_>) {
        let wait = job.dispatched.map(|at| (at - job.called).0);
        let response = job.arrived.map(|at| (at - job.called).0);
        let closed = matches!(end, End::Closed { .. });
        let restore = closed.then(|| (now - job.called).0);
        for (histogram, value) in [(&mut self.wait, wait), (&mut self.response, response), (&mut self.restore, restore)] {
            if let Some(value) = value {
                histogram.record(value);
            }
        }
        let partner = job.place.is_some_and(|place| self.network.partner_at(place).is_some());
        let lost = matches!(end, End::Lost);
        let due = fell_due(job.respond_by, job.arrived, now, lost);
        let restore_due = fell_due(job.restore_by, closed.then_some(now), now, lost);
        for cut in self.cuts(job) {
            cut.calls += 1;
            for (tally, value) in [(&mut cut.wait, wait), (&mut cut.response, response), (&mut cut.restore, restore)] {
                if let Some(value) = value {
                    tally.add(value);
                }
            }
            for (promises, due) in [(&mut cut.due, due), (&mut cut.restore_due, restore_due)] {
                if let Some(kept) = due {
                    promises[0] += 1;
                    promises[1] += u64::from(kept);
                }
            }
            match end {
                End::Closed { relapse, score } => cut.close(job, relapse, score, partner),
                End::Abandoned => cut.abandoned += 1,
                End::Lost => cut.lost += 1,
                End::Open => cut.open += 1,
            }
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

    /// Ends the trial: brings time-weighted measures up to the horizon.
    pub fn close(&mut self) {
        let end = self.network.window.end;
        self.weeks.waiting.spread(self.waiting_since, end.max(self.waiting_since), self.pending_waiting);
        self.waiting_since = end.max(self.waiting_since);
    }

    /// The figures of the trial, in the order of [`FIGURES`].
    pub fn row(&self, books: &Books) -> Row {
        let mut row = vec![None; FIGURES.len()];
        self.all.fill(&mut row);
        let total = self.hours.iter().fold(Hours::default(), |sum, hours| sum.plus(hours));
        total.fill(&mut row);
        let end = self.network.window.end;
        let mut set = |index: Index, value: Option<f64>| row[index as usize] = value;
        set(Index::Backlog, self.backlog.mean(end));
        set(Index::BacklogMax, self.backlog.max(end).map(|most| most as f64));
        let histograms = [
            (&self.wait, [(Index::WaitP95, 0.95)].as_slice()),
            (
                &self.response,
                &[(Index::ResponseP50, 0.5), (Index::ResponseP80, 0.8), (Index::ResponseP90, 0.9), (Index::ResponseP95, 0.95)],
            ),
            (
                &self.restore,
                &[(Index::RestoreP50, 0.5), (Index::RestoreP80, 0.8), (Index::RestoreP90, 0.9), (Index::RestoreP95, 0.95)],
            ),
        ];
        for (histogram, quantiles) in histograms {
            for (index, q) in quantiles {
                set(*index, histogram.quantile(*q).map(|ms| ms / MS_PER_HOUR as f64));
            }
        }
        let groups = [
            (Index::CostLabour, Group::Labour),
            (Index::CostTravel, Group::Travel),
            (Index::CostParts, Group::Parts),
            (Index::CostFacility, Group::Facility),
            (Index::CostPartner, Group::Partner),
            (Index::CostCustomer, Group::Customer),
            (Index::Revenue, Group::Revenue),
        ];
        for (index, group) in groups {
            set(index, Some(books.group(group).units()));
        }
        let cost = books.cost();
        set(Index::CostTotal, Some(cost.units()));
        set(Index::Profit, Some((books.revenue() - cost).units()));
        set(Index::CostPerJob, per(cost.units(), self.closed_in_window as f64));
        set(Index::CostPerUnitYear, per(cost.units(), self.network.installed_base as f64 * self.network.window.years()));
        row
    }

    /// The figures of one kind.
    pub fn kind_row(&self, kind: KindId) -> Row {
        let mut row = vec![None; FIGURES.len()];
        self.kinds[kind].fill(&mut row);
        row
    }

    /// The figures of one zone.
    pub fn zone_row(&self, zone: ZoneId) -> Row {
        let mut row = vec![None; FIGURES.len()];
        self.zones[zone].fill(&mut row);
        row
    }

    /// The figures of one place, with its share of the books.
    pub fn place_row(&self, place: PlaceId, costs: &Table<PlaceId, [Money; 7]>) -> Row {
        let mut row = vec![None; FIGURES.len()];
        self.places[place].fill(&mut row);
        self.hours[place].fill(&mut row);
        let end = self.network.window.end;
        row[Index::Backlog as usize] = self.backlogs[place].mean(end);
        row[Index::BacklogMax as usize] = self.backlogs[place].max(end).map(|most| most as f64);
        let costs = &costs[place];
        let total: Money = costs[..6].iter().copied().sum();
        for (at, cost) in costs[..6].iter().enumerate() {
            row[Index::CostLabour as usize + at] = Some(cost.units());
        }
        row[Index::CostTotal as usize] = Some(total.units());
        row[Index::Revenue as usize] = Some(costs[6].units());
        row[Index::Profit as usize] = Some((costs[6] - total).units());
        row[Index::CostPerJob as usize] = per(total.units(), self.closed_at[place] as f64);
        row
    }
}

/// How a job ended.
#[derive(Clone, Copy)]
enum End<'a> {
    Closed { relapse: Option<Span>, score: &'a Option<Score> },
    Abandoned,
    Lost,
    Open,
}

/// Whether a promise that fell due was kept; `None` if nothing was promised or it never fell due.
fn fell_due(due: Time, done: Option<Time>, now: Time, lost: bool) -> Option<bool> {
    if due == Time::NEVER {
        return None;
    }
    match done {
        Some(done) => Some(done <= due),
        None => (lost || due < now).then_some(false),
    }
}

impl Observer for Scorecard<'_> {
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        let network = self.network;
        let at_work = |technician| {
            let row = network.technicians[technician];
            (network.centres[row.centre].place, i64::from(network.teams[row.team].crew))
        };
        match *fact {
            Fact::Called(_, job) if job.counted => self.weeks.calls.count(now, 1),
            Fact::Queued(_, job) | Fact::Interrupted(_, job) => self.wait_changes(now, job, 1),
            Fact::Dispatched(_, job) => self.wait_changes(now, job, -1),
            Fact::Visited { job, .. } if network.window.counts(now) => {
                if let Some(lead) = job.crew[0] {
                    self.hours[at_work(lead).0].visits += 1;
                }
            }
            Fact::Closed { job, relapse, ref score, .. } => {
                if !job.background && network.window.counts(now) {
                    self.closed_in_window += 1;
                    self.closed_at[job.place.unwrap_or(HEAD_OFFICE)] += 1;
                    self.weeks.closed.count(now, 1);
                }
                if job.counted {
                    self.ended(now, job, End::Closed { relapse, score });
                }
            }
            Fact::Abandoned(_, job) => {
                self.wait_changes(now, job, -1);
                if job.counted {
                    self.ended(now, job, End::Abandoned);
                }
            }
            Fact::Lost(_, job) if job.counted => self.ended(now, job, End::Lost),
            Fact::StillOpen(_, job) if job.counted => self.ended(now, job, End::Open),
            Fact::Spent { technician, activity, from, to } => {
                let (place, people) = at_work(technician);
                self.spent(place, people, activity, from, to);
            }
            Fact::Paid { technician, pay, from, to } => {
                let (place, people) = at_work(technician);
                self.paid(place, people, pay, from, to);
            }
            Fact::Travelled { technician, metres } if network.window.counts(now) => {
                self.hours[at_work(technician).0].metres += metres
            }
            _ => {}
        }
    }
}
