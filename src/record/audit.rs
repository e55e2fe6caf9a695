//! The audit: an observer that doubts every fact and keeps books of its own.
//!
//! It follows every job and every technician through the facts alone and checks the laws that hold in every run: jobs flow in and
//! out in balance, nobody is in two places, hours are conserved, Little's law holds, and the ledger is what the facts cost.

mod balance;
mod contracts;
mod fixed;
mod market;
mod remedies;
mod staff;
mod stock;
mod units;

use super::fact::{Activity, Fact, Observer};
use super::ledger::{Account, Books, Group};
use super::scorecard::Measures;
use crate::kernel::id::Table;
use crate::kernel::money::{Amount, Money};
use crate::kernel::time::{Time, clip};
use crate::network::{Network, PlaceId, TechnicianId};
use crate::state::claim::Bill;
use crate::state::job::{Job, JobId};
use contracts::Contracts;
use std::collections::BTreeMap;
use stock::StockBooks;

/// Faults that are kept; more would say nothing new.
const MOST_FAULTS: usize = 20;

/// Where a job stands, as its facts tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Called,
    Accepted,
    Waiting,
    OnTheWay,
    OnSite,
    AfterVisit,
    Settling,
}

/// What the audit knows of an open job.
#[derive(Debug)]
struct Open {
    stage: Stage,
    since: Time,
    called: Time,
    place: Option<PlaceId>,
    crew: [Option<TechnicianId>; 2],
}

/// What the audit knows of a technician.
#[derive(Debug, Clone, Copy, Default)]
struct Timeline {
    /// End of the last span.
    until: Time,
    /// Length of all spans [ms].
    spent: i64,
    /// Length of all paid spans [ms].
    paid: i64,
    /// End of the last paid span.
    paid_until: Time,
    /// Whether they have a job.
    engaged: bool,
    /// Who holds the seat.
    seat: staff::Seat,
}

/// Jobs and their time in one place, for Little's law.
#[derive(Debug, Clone, Copy, Default)]
struct Station {
    /// Jobs now.
    level: i64,
    /// Since when.
    since: Time,
    /// Integral of the level over the window [job ms].
    integral: i128,
    /// Time that jobs spent here inside the window [ms].
    stays: i128,
}

/// The auditor of a trial.
#[derive(Debug)]
pub struct Audit<'n> {
    network: &'n Network,
    faults: Vec<String>,
    jobs: BTreeMap<JobId, Open>,
    technicians: Table<TechnicianId, Timeline>,
    stations: Table<PlaceId, Station>,
    /// Called, closed, abandoned, lost, still open, declined.
    flow: [u64; 6],
    last: Time,
    /// Costs by account, replayed.
    replay: BTreeMap<Account, Amount>,
    busy: i128,
    stock: StockBooks,
    units: units::Units,
    /// Person-time of vacant seats, people who quit, and person-time of standby.
    staff: [i64; 3],
    /// What partners did, for what their contracts cost.
    contracts: Contracts<'n>,
    markets: market::Markets<'n>,
}

impl<'n> Audit<'n> {
    /// An auditor who has seen nothing yet.
    pub fn new(network: &'n Network) -> Self {
        Self {
            network,
            faults: Vec::new(),
            jobs: BTreeMap::new(),
            technicians: network.technicians.iter().map(|_| Timeline::default()).collect(),
            stations: network.places.iter().map(|_| Station::default()).collect(),
            flow: [0; 6],
            last: Time::ZERO,
            replay: BTreeMap::new(),
            busy: 0,
            stock: StockBooks::new(network),
            units: units::Units::new(network),
            staff: [0; 3],
            contracts: Contracts::new(network),
            markets: market::Markets::new(network),
        }
    }

    fn fault(&mut self, now: Time, what: impl FnOnce() -> String) {
        if self.faults.len() < MOST_FAULTS {
            self.faults.push(format!("{now}: {}", what()));
        }
    }

    fn doubt(&mut self, holds: bool, now: Time, what: impl FnOnce() -> String) {
        if !holds {
            self.fault(now, what);
        }
    }

    /// The part of a span inside the counted time [ms].
    fn inside(&self, from: Time, to: Time) -> i64 {
        let window = self.network.window;
        clip(from, to, window.warm_up, window.horizon).map_or(0, |(from, to)| (to - from).0)
    }

    /// A job moves to another stage, from one of `from`.
    fn step(&mut self, now: Time, id: JobId, job: &Job, from: &[Stage], to: Option<Stage>) {
        let Some(open) = self.jobs.get(&id) else {
            return self.fault(now, || format!("{} acts before it was called", name(job)));
        };
        let (stage, since, called) = (open.stage, open.since, open.called);
        self.doubt(from.contains(&stage), now, || format!("{} goes from {stage:?} to {to:?}", name(job)));
        self.doubt(since <= now, now, || format!("{} goes back in time", name(job)));
        self.doubt(called == job.called, now, || format!("{} changes the time of its call", name(job)));
        match to {
            Some(to) => {
                let open = self.jobs.get_mut(&id).expect("it was there just now");
                (open.stage, open.since) = (to, now);
            }
            None => {
                self.leave_station(now, id);
                self.jobs.remove(&id);
            }
        }
    }

    fn enter_station(&mut self, now: Time, id: JobId, place: PlaceId) {
        // A job that was never called has been noted as a fault.
        let Some(open) = self.jobs.get_mut(&id) else { return };
        open.place = Some(place);
        self.change_level(now, place, 1);
        // Its stay is added as exit less entry: here the entry.
        let entry = now.max(self.network.window.warm_up).min(self.network.window.horizon);
        self.stations[place].stays -= i128::from(entry.0);
    }

    fn leave_station(&mut self, now: Time, id: JobId) {
        if let Some(place) = self.jobs.get_mut(&id).and_then(|open| open.place.take()) {
            self.change_level(now, place, -1);
            let exit = now.max(self.network.window.warm_up).min(self.network.window.horizon);
            self.stations[place].stays += i128::from(exit.0);
        }
    }

    fn change_level(&mut self, now: Time, place: PlaceId, by: i64) {
        let inside = self.inside(self.stations[place].since, now);
        let station = &mut self.stations[place];
        station.integral += i128::from(inside) * i128::from(station.level);
        station.since = now;
        station.level += by;
        let level = station.level;
        self.doubt(level >= 0, now, || format!("place {} has {level} jobs", place.0));
    }

    fn spent(&mut self, now: Time, technician: TechnicianId, activity: Activity, from: Time, to: Time) {
        let line = self.technicians[technician];
        self.doubt(from < to && to <= now, now, || format!("technician {} spends no time", technician.0));
        self.doubt(line.until <= from, now, || {
            format!("technician {} is in two places: {activity:?} from {from} before {}", technician.0, line.until)
        });
        self.spent_by_whom(now, technician, activity, to - from);
        let line = &mut self.technicians[technician];
        line.until = to;
        line.spent += (to - from).0;
        if matches!(activity, Activity::Outbound | Activity::Return | Activity::Work) {
            self.busy += i128::from(self.inside(from, to)) * i128::from(self.people(technician));
        }
    }

    /// A visit begins for its crew: nobody has two jobs.
    fn engage(&mut self, now: Time, id: JobId, job: &Job) {
        for technician in job.people() {
            let twice = std::mem::replace(&mut self.technicians[technician].engaged, true);
            self.doubt(!twice, now, || format!("technician {} has two jobs, one of them {}", technician.0, name(job)));
        }
        if let Some(open) = self.jobs.get_mut(&id) {
            open.crew = job.crew;
        }
    }

    /// A visit ends, or is interrupted, for its crew.
    fn disengage(&mut self, id: JobId) {
        let crew = self.jobs.get_mut(&id).map_or([None, None], |open| std::mem::take(&mut open.crew));
        for technician in crew.into_iter().flatten() {
            self.technicians[technician].engaged = false;
        }
    }

    fn people(&self, technician: TechnicianId) -> i64 {
        i64::from(self.network.teams[self.network.technicians[technician].team].crew)
    }

    fn post(&mut self, now: Time, account: Account, price: Money) {
        if self.network.window.counts(now) {
            *self.replay.entry(account).or_default() += price.once();
        }
    }

    /// Ends the audit and compares the books of the others with its own. Returns the faults found.
    pub fn close(mut self, measures: &Measures<'_>, books: &Books) -> Vec<String> {
        let end = self.last;
        self.check_flow(end, measures);
        self.check_hours(end, measures);
        self.check_little(end);
        self.check_stock(end);
        self.check_staff(end, measures);
        self.check_books(end, books);
        self.faults.extend(self.units.close(self.network, measures));
        self.faults
    }

    fn check_books(&mut self, end: Time, books: &Books) {
        self.replay_fixed_costs();
        let contracts = std::mem::replace(&mut self.contracts, Contracts::new(self.network));
        for (account, amount) in contracts.close() {
            *self.replay.entry(account).or_default() += amount;
        }
        self.replay_plans();
        for account in Account::ALL {
            let mine = self.replay.get(account).copied().unwrap_or_default().to_money();
            let theirs = books.account(*account);
            // Each cell of the ledger is rounded once, to the nearest unit.
            let cells = books.entries.iter().filter(|entry| entry.account == *account).count() as i64;
            self.doubt((mine.0 - theirs.0).abs() <= cells / 2 + 1, end, || {
                format!("account {}: facts cost {mine}, the ledger says {theirs}", account.key())
            });
        }
        let groups: Money = Group::COSTS.iter().map(|group| books.group(*group)).sum();
        let accounts: Money = Account::ALL
            .iter()
            .filter(|account| Group::COSTS.contains(&account.group()))
            .map(|account| books.account(*account))
            .sum();
        let cost = books.cost();
        self.doubt(groups == cost && accounts == cost, end, || format!("total {cost}, groups {groups}, accounts {accounts}"));
    }

    fn closed(&mut self, now: Time, job: &Job, part: bool, charged: Option<Bill>) {
        if job.background {
            return;
        }
        let kind = &self.network.kinds[job.kind];
        if part {
            self.post(now, Account::Material, kind.part_price);
        }
        if let Some(bill) = charged {
            self.billed(now, kind, bill, part);
        }
    }
}

/// How a fault names a job: so that it is found in the job log, which numbers jobs anew.
fn name(job: &Job) -> String {
    format!("the job called on {} (zone {}, kind {})", job.called, job.zone.0, job.kind.0)
}

impl Observer for Audit<'_> {
    #[inline(never)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        let begins = matches!(fact, Fact::Begins);
        self.doubt(begins || self.last <= now, now, || "time runs backwards".to_owned());
        self.last = now;
        self.contracts.note(now, fact);
        if let Some(fault) = self.markets.note(fact) {
            self.fault(now, || fault);
        }
        match *fact {
            Fact::Begins => {}
            Fact::Called(id, job) => {
                self.flow[0] += 1;
                let open = Open { stage: Stage::Called, since: now, called: now, place: None, crew: [None, None] };
                let twice = self.jobs.insert(id, open).is_some();
                self.doubt(!twice && job.called == now, now, || format!("{} is called twice", name(job)));
            }
            Fact::Accepted(id, job, place) => {
                self.step(now, id, job, &[Stage::Called], Some(Stage::Accepted));
                self.enter_station(now, id, place);
            }
            Fact::Refused(id, job, place) => {
                let may = self.network.partner_at(place).is_some_and(|partner| self.network.partners[partner].acceptance.is_some());
                self.doubt(may, now, || format!("{} is refused by place {}, which takes every job", name(job), place.0));
                self.step(now, id, job, &[Stage::Called], Some(Stage::Called));
            }
            Fact::Lost(id, job) => {
                self.flow[3] += 1;
                self.step(now, id, job, &[Stage::Called, Stage::Accepted, Stage::AfterVisit], None);
            }
            Fact::Queued(id, job) => self.step(now, id, job, &[Stage::Accepted, Stage::AfterVisit], Some(Stage::Waiting)),
            Fact::Interrupted(id, job) => {
                self.step(now, id, job, &[Stage::OnTheWay, Stage::OnSite], Some(Stage::Waiting));
                self.disengage(id);
            }
            Fact::Dispatched(id, job) => {
                self.step(now, id, job, &[Stage::Waiting], Some(Stage::OnTheWay));
                self.engage(now, id, job);
            }
            Fact::Arrived(id, job) => self.step(now, id, job, &[Stage::OnTheWay], Some(Stage::OnSite)),
            Fact::Visited { id, job, .. } => {
                self.step(now, id, job, &[Stage::OnSite], Some(Stage::AfterVisit));
                self.disengage(id);
            }
            Fact::Damaged(id, job) => self.damaged(now, id, job),
            Fact::Caused(id, job, _) => self.caused(now, id, job),
            Fact::Passed { id, job, part, charged, bill } => {
                self.closed(now, job, part, charged.then_some(bill));
                self.step(now, id, job, &[Stage::AfterVisit], Some(Stage::Called));
                if self.jobs.contains_key(&id) {
                    self.leave_station(now, id);
                }
            }
            Fact::Appointment { id, job, .. } => self.step(now, id, job, &[Stage::OnSite], Some(Stage::OnSite)),
            Fact::Closed { id, job, part, charged, bill, .. } => {
                self.flow[1] += 1;
                self.closed(now, job, part, charged.then_some(bill));
                self.step(now, id, job, &[Stage::AfterVisit, Stage::Settling], None);
            }
            Fact::HandedOver(..) | Fact::Kept(..) | Fact::Judged(..) => {}
            Fact::Granted { id, job, remedy, reason, .. } => self.granted(now, id, job, remedy, reason),
            Fact::Settled { id, job, .. } => {
                self.flow[1] += 1;
                self.step(now, id, job, &[Stage::Settling], None);
            }
            Fact::Declined { id, job } => self.declined(now, id, job),
            Fact::Abandoned(id, job) => {
                self.flow[2] += 1;
                self.step(now, id, job, &[Stage::Waiting], None);
            }
            Fact::StillOpen(id, job) => {
                self.flow[4] += 1;
                let any = [
                    Stage::Called,
                    Stage::Accepted,
                    Stage::Waiting,
                    Stage::OnTheWay,
                    Stage::OnSite,
                    Stage::AfterVisit,
                    Stage::Settling,
                ];
                self.step(now, id, job, &any, None);
            }
            Fact::Breached(_, job, _) if !job.background => {
                self.post(now, Account::Penalties, self.network.kinds[job.home].late_penalty)
            }
            Fact::Breached(..) => {}
            Fact::UnitFailed(_) | Fact::UnitDown(_) | Fact::UnitWasDown { .. } | Fact::Maintained { .. } => {
                self.unit_told(now, fact)
            }
            Fact::Spent { technician, activity, from, to } => self.spent(now, technician, activity, from, to),
            Fact::Travelled { technician, metres } => {
                let centre = &self.network.centres[self.network.technicians[technician].centre];
                if centre.partner.is_none() && self.network.window.counts(now) {
                    *self.replay.entry(Account::VehicleDistance).or_default() +=
                        self.network.overhead.vehicle_per_km.per_km(metres);
                }
            }
            Fact::StoodBy { technician, from, to } => self.stood_by(now, technician, from, to),
            Fact::CalledOut { technician, from, to } => self.called_out(now, technician, from, to),
            Fact::Staffed { technician, change } => self.staffed(now, technician, change),
            Fact::Vacant { technician, from, to } => self.vacant(now, technician, from, to),
            Fact::Paid { technician, pay, from, to } => self.paid(now, technician, pay, from, to),
            Fact::Stock(ref fact) => self.stocked(now, fact),
            Fact::Complained(..) | Fact::Reacted(..) | Fact::MissedSales { .. } => self.priced(now, fact),
            Fact::Sold(_) | Fact::Scrapped { .. } | Fact::MonthBegins { .. } | Fact::MarketEnds { .. } => {}
        }
    }
}
