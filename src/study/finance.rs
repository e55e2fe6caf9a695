//! The money of a trial as finance looks at it: cost by every cut, cash, commitments, worth over years, break-even volume.
//!
//! *Knows:* closed books, the network's contracts and leases, and the nature of each account.
//! *Never:* the run; every view adds up to the ledger, to the last unit.

pub mod breakeven;
mod cash;
mod commitment;
mod worth;

use super::interval::{CONFIDENCE, Estimate};
use super::trial::Outcome;
use crate::kernel::id::{Id, Table};
use crate::kernel::money::Money;
use crate::kernel::time::{Span, Time};
use crate::network::{Network, PlaceId};
use crate::record::figure::Index;
use crate::record::ledger::{Account, Entry, Group};
use crate::record::nature::{Driver, Side};
pub use cash::Cash;
pub use commitment::{Class, Commitment};
use std::ops::Neg;
pub use worth::{Moment, Worth};

/// A sum for each account, in their order.
pub type Sums = Vec<Money>;

/// The money of one replication of one layout.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Replication.
    pub replication: u32,
    /// Month of the start of the counted time, counted from the month of the start.
    pub first_month: usize,
    /// By month of the counted time.
    pub months: Vec<Sums>,
    /// By place.
    pub places: Table<PlaceId, Sums>,
    /// By zone; last what no customer causes.
    pub zones: Vec<Sums>,
    /// What is paid when.
    pub cash: Cash,
    /// What could still be avoided.
    pub commitment: Commitment,
    /// What it is worth over years.
    pub worth: Worth,
    /// Calls of customers in the counted time, repeat calls left out.
    pub first_calls: u64,
    /// Jobs closed in the counted time.
    pub closed: u64,
    /// Utilisation of our people and those of partners.
    pub utilisation: Option<f64>,
    /// Sum of everything, as accounts.
    pub all: Sums,
}

/// Sums of nothing.
pub fn blank() -> Sums {
    vec![Money::ZERO; Account::ALL.len()]
}

/// Sum of the accounts that `keep` keeps.
pub fn sum(sums: &Sums, keep: impl Fn(Account) -> bool) -> Money {
    Account::ALL.iter().zip(sums).filter(|(account, _)| keep(**account)).map(|(_, money)| *money).sum()
}

/// Sum of a group.
pub fn group(sums: &Sums, group: Group) -> Money {
    sum(sums, |account| account.group() == group)
}

/// Sum of all groups of one side.
pub fn side(sums: &Sums, side: Side) -> Money {
    sum(sums, |account| account.group().side() == side)
}

/// Revenue less cost; what stands apart is left out.
pub fn result(sums: &Sums) -> Money {
    side(sums, Side::Revenue) - side(sums, Side::Cost)
}

/// A value with the sign that it has in the result: revenue adds, cost takes away, the rest is nothing.
fn signed<T: Neg<Output = T> + Default>(account: Account, value: T) -> T {
    match account.group().side() {
        Side::Cost => -value,
        Side::Revenue => value,
        Side::Apart => T::default(),
    }
}

impl Statement {
    /// The money of an outcome, and its worth over so many years, by default those of the scenario.
    pub fn of(network: &Network, outcome: &Outcome, years: Option<u32>) -> Statement {
        let entries = &outcome.books.entries;
        let months = Months::of(network);
        let (first, last) = (months.first, months.first + months.spans.len() - 1);
        let mut statement = Statement {
            replication: outcome.replication,
            first_month: first,
            months: (first..=last).map(|_| blank()).collect(),
            places: network.places.iter().map(|_| blank()).collect(),
            zones: (0..=network.zones.len()).map(|_| blank()).collect(),
            cash: Cash::of(network, &months, entries),
            commitment: Commitment::of(network, &months, entries),
            worth: Worth::of(network, &months, entries, years),
            first_calls: outcome.first_calls,
            closed: outcome.weeks.closed.buckets().iter().map(|&closed| closed.unsigned_abs()).sum(),
            utilisation: outcome.row[Index::Utilisation as usize],
            all: blank(),
        };
        for entry in entries {
            let account = entry.account as usize;
            let zone = entry.zone.map_or(network.zones.len(), Id::index);
            statement.months[entry.month as usize - first][account] += entry.money;
            statement.places[entry.place][account] += entry.money;
            statement.zones[zone][account] += entry.money;
            statement.all[account] += entry.money;
        }
        statement
    }

    /// Sums of the places that `keep` keeps.
    pub fn of_places(&self, keep: impl Fn(PlaceId) -> bool) -> Sums {
        added(self.places.enumerate().filter(|(place, _)| keep(*place)).map(|(_, sums)| sums))
    }

    /// Sums of the months that `keep` keeps, by their number from the month of the start.
    pub fn of_months(&self, keep: impl Fn(usize) -> bool) -> Sums {
        added(self.months.iter().enumerate().filter(|(at, _)| keep(self.first_month + at)).map(|(_, sums)| sums))
    }
}

fn added<'a>(all: impl Iterator<Item = &'a Sums>) -> Sums {
    all.fold(blank(), |mut total, sums| {
        total.iter_mut().zip(sums).for_each(|(total, sum)| *total += *sum);
        total
    })
}

/// The mean over replications of a value of the statements, with its interval.
pub fn estimate(statements: &[Statement], value: impl Fn(&Statement) -> f64) -> Estimate {
    let values: Vec<f64> = statements.iter().map(value).collect();
    Estimate::of_mean(&values, CONFIDENCE).expect("a layout has a replication")
}

/// The months of the counted time, each from its first counted moment to its last.
#[derive(Debug, Clone)]
pub struct Months {
    /// The first, counted from the month of the start.
    pub first: usize,
    /// From and to of each.
    pub spans: Vec<(Time, Time)>,
}

impl Months {
    /// The months of a network's counted time.
    pub fn of(network: &Network) -> Months {
        let (window, calendar) = (network.window, &network.calendar);
        let last = Time(window.horizon.0 - 1).max(window.warm_up);
        let (first, last) = (calendar.month(window.warm_up.day()), calendar.month(last.day()));
        let span = |month| {
            let (from, to) = calendar.month_span(month);
            (from.max(window.warm_up), to.min(window.horizon))
        };
        Months { first, spans: (first..=last).map(span).collect() }
    }

    /// The counted part of an entry's month in which its money fell due: all of it evenly, but what comes once at once.
    fn due(&self, entry: &Entry) -> (Time, Time) {
        let (from, to) = self.spans[entry.month as usize - self.first];
        if entry.account.nature().driver == Driver::Once { (from, from + Span(1)) } else { (from, to) }
    }
}

/// The part of `money` that lies before `at`, if it lies evenly in [from, to): rounded down, so that parts add up.
fn before(money: Money, (from, to): (Time, Time), at: Time) -> Money {
    if at >= to {
        return money;
    }
    if at <= from {
        return Money::ZERO;
    }
    let part = i128::from(money.0) * i128::from((at - from).0);
    Money(i64::try_from(part.div_euclid(i128::from((to - from).0))).expect("a part is less than the whole"))
}

/// When something is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Payment {
    /// So long after it falls due.
    After(Span),
    /// So long after the end of its month.
    AfterMonth(Span),
}

impl Payment {
    /// When an entry is paid; `None` if nobody ever pays it.
    fn of(network: &Network, entry: &Entry) -> Option<Payment> {
        let (finance, group) = (&network.finance, entry.account.group());
        let of_group = group.of(&finance.delay).filter(|_| entry.account.nature().cash)?;
        let partner = network.partner_at(entry.place).filter(|_| group == Group::Partner);
        let own = partner.and_then(|partner| finance.places[network.partners[partner].place].payment_delay);
        Some(own.map_or(Payment::After(*of_group), Payment::AfterMonth))
    }

    /// In which time an entry is paid, evenly.
    fn span(self, months: &Months, entry: &Entry) -> (Time, Time) {
        let (from, to) = months.due(entry);
        match self {
            Payment::After(delay) => (from + delay, to + delay),
            Payment::AfterMonth(delay) => {
                let (_, end) = months.spans[entry.month as usize - months.first];
                (end + delay, end + delay + Span(1))
            }
        }
    }

    /// From falling due to payment, on the average [ms].
    fn delay(self) -> Span {
        match self {
            Payment::After(delay) => delay,
            // Half a month of 365/12 days.
            Payment::AfterMonth(delay) => delay + Span(Span::DAY.0 * 365 / 24),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_money_add_up() {
        let span = (Time(10), Time(17));
        let cuts: Vec<Money> = (8..20).map(|at| before(Money(-100), span, Time(at))).collect();
        assert_eq!((cuts[0], cuts[2], cuts[9], cuts[11]), (Money(0), Money(0), Money(-100), Money(-100)));
        assert!(cuts.windows(2).all(|pair| pair[0] >= pair[1]), "{cuts:?}");
        assert_eq!(before(Money(100), span, Time(13)), Money(42), "3/7 of 100, rounded down");
    }
}
