//! The ledger: prices facts and posts them by account, place, zone and month.
//!
//! Cells hold exact [`Amount`]s and are rounded once, when the books are closed; every total is a sum of rounded cells, so all views
//! add up to the last unit. Costs and revenue are positive; revenue has its own group.

mod account;
mod dues;
mod market;
mod pay;
mod remedies;
mod stock;

pub use account::{Account, GROUPS, Group};

use super::fact::{Fact, Observer};
use crate::kernel::id::Table;
use crate::kernel::money::{Amount, Money};
use crate::kernel::time::{Span, Time, clip};
use crate::network::contract::Fixed;
use crate::network::stock::ShelfId;
use crate::network::{HEAD_OFFICE, Network, PlaceId, TechnicianId, UnitId, ZoneId};
use crate::state::claim::Bill;
use crate::state::customer::Score;
use crate::state::job::Job;
use dues::Dues;
use stock::Held;

/// One posting group of the closed books: everything posted to a cell, rounded once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Account.
    pub account: Account,
    /// Place.
    pub place: PlaceId,
    /// Zone of the customer, where there is one.
    pub zone: Option<ZoneId>,
    /// Months since the month of the start.
    pub month: u32,
    /// Sum of its postings.
    pub money: Money,
}

/// Closed books: the cells that are not zero, in order of place, zone, month and account.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Books {
    /// Posting groups.
    pub entries: Vec<Entry>,
    /// Sum of costs less revenue before any rounding.
    pub exact: Amount,
}

impl Books {
    /// Sum of the entries that `keep` keeps.
    pub fn sum(&self, keep: impl Fn(&Entry) -> bool) -> Money {
        self.entries.iter().filter(|entry| keep(entry)).map(|entry| entry.money).sum()
    }

    /// Total of an account.
    pub fn account(&self, account: Account) -> Money {
        self.sum(|entry| entry.account == account)
    }

    /// Total of a group.
    pub fn group(&self, group: Group) -> Money {
        self.sum(|entry| entry.account.group() == group)
    }

    /// Total cost: all groups but revenue and goodwill.
    pub fn cost(&self) -> Money {
        self.sum(|entry| Group::COSTS.contains(&entry.account.group()))
    }

    /// Total revenue.
    pub fn revenue(&self) -> Money {
        self.group(Group::Revenue)
    }
}

/// The open ledger of a trial.
#[derive(Debug)]
pub struct Ledger<'n> {
    network: &'n Network,
    /// Where months begin; the last entry is the end of the last month.
    months: Vec<Time>,
    /// The month met last: the next posting mostly lies in it too.
    month: usize,
    /// Rows without a zone, by place.
    by_place: Table<PlaceId, Option<Row>>,
    /// Rows with a zone: the few places that serve it.
    by_zone: Table<ZoneId, Vec<(PlaceId, Row)>>,
    /// Stock on hand.
    held: Table<ShelfId, Held>,
    /// What contracts have to know until the end.
    dues: Dues,
    /// Overtime of each technician in the week met last, where bands count it.
    overtime: Table<TechnicianId, (i64, Span)>,
}

/// Cells of one place (and zone): month-major by account.
type Row = Box<[Amount]>;

const ACCOUNTS: usize = Account::ALL.len();

impl<'n> Ledger<'n> {
    /// An empty ledger.
    pub fn new(network: &'n Network) -> Self {
        let last = network.calendar.month(network.window.horizon.day());
        let months: Vec<Time> = (0..=last + 1).map(|month| network.calendar.month_span(month).0).collect();
        Self {
            network,
            held: network.stock.shelves.iter().map(|_| Held::new(months.len() - 1)).collect(),
            months,
            month: 0,
            by_place: network.places.iter().map(|_| None).collect(),
            by_zone: network.zones.iter().map(|_| Vec::new()).collect(),
            dues: Dues::new(network, last + 1),
            overtime: Table::with(if network.workforce.pays_weeks { network.technicians.len() } else { 0 }, |_| (0, Span::ZERO)),
        }
    }

    /// Adds what `other` has posted for other parts of the same network.
    pub fn merge(&mut self, other: Ledger<'_>) {
        self.dues.merge(&other.dues);
        let months = self.months.len() - 1;
        for (place, row) in other.by_place.enumerate() {
            if let Some(row) = row {
                add(self.by_place[place].get_or_insert_with(|| blank(months)), row);
            }
        }
        for (zone, rows) in other.by_zone.enumerate() {
            for (place, row) in rows {
                add(row_of(&mut self.by_zone[zone], *place, months), row);
            }
        }
        self.merge_holding(other);
    }

    /// Posts the fixed costs and closes the books.
    pub fn close(mut self) -> Books {
        self.post_fixed_costs();
        self.post_holding();
        self.settle_contracts();
        self.post_plans();
        let mut books = Books::default();
        for (place, row) in self.by_place.enumerate() {
            if let Some(row) = row {
                collect(&mut books, place, None, row);
            }
        }
        for (zone, rows) in self.by_zone.enumerate() {
            for (place, row) in rows {
                collect(&mut books, *place, Some(zone), row);
            }
        }
        books.entries.sort_by_key(|entry| (entry.place, entry.zone, entry.month, entry.account));
        books
    }

    fn post_fixed_costs(&mut self) {
        let window = self.network.window;
        for cost in &self.network.overhead.fixed {
            let account = match cost.what {
                Fixed::Rent => Account::Rent,
                Fixed::Utilities => Account::Utilities,
                Fixed::Equipment => Account::Depreciation,
                Fixed::Vehicles => Account::VehicleFixed,
                Fixed::Central => Account::Overhead,
                Fixed::Retainer => Account::Retainer,
                Fixed::Opening => Account::Opening,
                Fixed::Closing => Account::Closing,
                Fixed::Exit => Account::ContractExit,
            };
            if cost.what.once() {
                self.post(account, cost.place, None, window.warm_up, cost.price.once());
                continue;
            }
            let mut from = window.warm_up;
            while from < window.horizon {
                let (to, whole) = self.end_of_month(from, window.horizon);
                self.post(account, cost.place, None, from, cost.price.per_month(to - from, whole));
                from = to;
            }
        }
    }

    /// The month of a time up to the horizon.
    #[inline]
    fn month(&mut self, at: Time) -> usize {
        while at < self.months[self.month] {
            self.month -= 1;
        }
        while at >= self.months[self.month + 1] {
            self.month += 1;
        }
        self.month
    }

    /// Where a span that begins at `from` leaves its month, at `to` at the latest, and the length of the month.
    fn end_of_month(&mut self, from: Time, to: Time) -> (Time, Span) {
        let month = self.month(from);
        (to.min(self.months[month + 1]), self.months[month + 1] - self.months[month])
    }

    #[inline]
    fn post(&mut self, account: Account, place: PlaceId, zone: Option<ZoneId>, at: Time, amount: Amount) {
        if amount == Amount::ZERO {
            return;
        }
        let (months, month) = (self.months.len() - 1, self.month(at));
        let row = match zone {
            None => self.by_place[place].get_or_insert_with(|| blank(months)),
            Some(zone) => row_of(&mut self.by_zone[zone], place, months),
        };
        row[month * ACCOUNTS + account as usize] += amount;
    }

    /// The place of one of our own technicians.
    fn own_place(&self, technician: TechnicianId) -> Option<PlaceId> {
        let place = self.network.technicians[technician].place;
        self.network.partner_at(place).is_none().then_some(place)
    }

    /// What it costs that a unit was down, month by month.
    fn downtime(&mut self, unit: UnitId, from: Time, to: Time, place: PlaceId) {
        let network = self.network;
        let group = network.units.of(unit);
        let Some((mut from, to)) = clip(from, to, network.window.warm_up, network.window.horizon).filter(|_| group.own) else {
            return;
        };
        while from < to {
            let (stop, _) = self.end_of_month(from, to);
            self.post(Account::Downtime, place, Some(group.zone), from, group.model.downtime_cost.per_hour(stop - from));
            from = stop;
        }
    }

    fn closed(
        &mut self,
        now: Time,
        job: &Job,
        (part, charged): (bool, Option<Bill>),
        relapse: Option<Span>,
        score: &Option<Score>,
    ) {
        let kind = &self.network.kinds[job.kind];
        let place = job.place.expect("a closed job has a place");
        let zone = Some(job.zone);
        if part {
            self.post(Account::Material, place, zone, now, kind.part_price.once());
            self.mark_up(now, job, place, kind.part_price.once());
        }
        if let Some(bill) = charged {
            self.billed(now, job, bill, part);
        }
        if let Some(partner) = self.network.partner_at(place) {
            let contract = &self.network.partners[partner];
            let fee = contract.fee_at(job.kind, place, job.zone).once();
            self.post(Account::JobFees, place, zone, now, fee);
            self.post(Account::QualityControl, place, zone, now, contract.quality_control.once());
            self.due(now, job, partner, fee, relapse, score);
        }
    }
}

/// Cells of so many months, all zero.
fn blank(months: usize) -> Row {
    vec![Amount::ZERO; months * ACCOUNTS].into_boxed_slice()
}

fn add(row: &mut Row, other: &Row) {
    row.iter_mut().zip(other).for_each(|(mine, theirs)| *mine += *theirs);
}

/// The row of a place among those of a zone.
#[inline]
fn row_of(rows: &mut Vec<(PlaceId, Row)>, place: PlaceId, months: usize) -> &mut Row {
    let known = rows.iter().position(|(known, _)| *known == place);
    let at = known.unwrap_or_else(|| {
        rows.push((place, blank(months)));
        rows.len() - 1
    });
    &mut rows[at].1
}

fn collect(books: &mut Books, place: PlaceId, zone: Option<ZoneId>, row: &[Amount]) {
    for (at, amount) in row.iter().enumerate().filter(|(_, amount)| **amount != Amount::ZERO) {
        let account = Account::ALL[at % ACCOUNTS];
        let month = u32::try_from(at / ACCOUNTS).expect("fewer than 4 billion months");
        books.exact += match account.group() {
            Group::Revenue => -*amount,
            Group::Goodwill => Amount::ZERO,
            _ => *amount,
        };
        books.entries.push(Entry { account, place, zone, month, money: amount.to_money() });
    }
}

impl Observer for Ledger<'_> {
    #[inline(always)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        match *fact {
            Fact::Paid { technician, pay, from, to } => self.pay(technician, pay, from, to),
            Fact::Stock(ref fact) => self.stocked(now, fact),
            Fact::UnitWasDown { unit, from, place } => self.downtime(unit, from, now, place),
            Fact::Arrived(_, job) if self.dues.by_visit => self.dues.arrived(now, job),
            Fact::Interrupted(_, job) if self.dues.by_visit => self.dues.stopped(now, job),
            Fact::Visited { job, fixed, .. } if self.dues.by_visit => self.visited(now, job, fixed),
            Fact::Abandoned(_, job) | Fact::Lost(_, job) if self.dues.by_visit => self.dues.ended(job),
            Fact::StoodBy { technician, from, to } => self.stood_by(technician, from, to),
            Fact::MissedSales { base, micro, at } => self.missed_sales(base, micro, at),
            _ if !self.network.window.counts(now) => {}
            Fact::Complained(customer) => self.complained(now, &customer),
            Fact::Reacted(customer, reaction) => self.reacted(now, &customer, reaction),
            Fact::Travelled { .. } if self.network.overhead.vehicle_per_km == Money::ZERO => {}
            Fact::Travelled { technician, metres } => {
                if let Some(place) = self.own_place(technician) {
                    let amount = self.network.overhead.vehicle_per_km.per_km(metres);
                    self.post(Account::VehicleDistance, place, None, now, amount);
                }
            }
            Fact::CalledOut { technician, from, to } => self.called_out(technician, from, to),
            Fact::Staffed { technician, change } => self.staffed(now, technician, change),
            Fact::Damaged(_, job) if !job.background => {
                let place = job.place.expect("who does damage has the job");
                let price = self.network.kinds[job.kind].aftermath.damage_compensation;
                self.post(Account::Compensation, place, Some(job.zone), now, price.once());
            }
            Fact::Passed { job, part, charged, bill, .. } if !job.background => {
                self.closed(now, job, (part, charged.then_some(bill)), None, &None);
            }
            Fact::Closed { job, part, charged, bill, relapse, ref score, .. } if !job.background => {
                self.closed(now, job, (part, charged.then_some(bill)), relapse, score);
            }
            Fact::Granted { job, remedy, reason, .. } => self.granted(now, job, remedy, reason),
            Fact::Declined { job, .. } if job.visits > 0 => {
                let fee = self.network.kinds[job.home].acceptance.as_ref().map_or(Money::ZERO, |it| it.visit_fee);
                self.post(Account::Repairs, job.place.unwrap_or(HEAD_OFFICE), Some(job.zone), now, fee.once());
            }
            Fact::Breached(_, job, _) if !job.background => {
                let penalty = self.network.kinds[job.home].late_penalty.once();
                let place = job.place.unwrap_or(HEAD_OFFICE);
                self.post(Account::Penalties, place, Some(job.zone), now, penalty);
            }
            _ => {}
        }
    }
}
