//! Cash: what is paid and received in each month, and what is still owed at the end.

use super::{Months, Payment, Sums, before, blank};
use crate::kernel::money::Money;
use crate::network::Network;
use crate::record::ledger::Entry;

/// What is paid and received.
///
/// The cost of a month falls due evenly over it and is paid a delay later, or at once a delay after its end where the contract of a
/// partner says so; what comes once falls due at the start of the counted time. Depreciation is never paid: investments are, when they are bought.
/// Paid + owed at the end = cost and revenue of the accounts that are paid: nothing is owed at the start of the counted time.
#[derive(Debug, Clone, PartialEq)]
pub struct Cash {
    /// Paid and received by month and account.
    pub paid: Vec<Sums>,
    /// Owed at the end, by us and to us.
    pub owed: Sums,
    /// Paid for investments by month.
    pub invested: Vec<Money>,
}

impl Cash {
    pub(super) fn of(network: &Network, months: &Months, entries: &[Entry]) -> Cash {
        let finance = &network.finance;
        let none = || vec![Money::ZERO; months.spans.len()];
        let mut cash = Cash { paid: months.spans.iter().map(|_| blank()).collect(), owed: blank(), invested: none() };
        for entry in entries {
            let Some(payment) = Payment::of(network, entry) else { continue };
            let span = payment.span(months, entry);
            let mut so_far = Money::ZERO;
            for (sums, (_, end)) in cash.paid.iter_mut().zip(&months.spans) {
                let by_now = before(entry.money, span, *end);
                sums[entry.account as usize] += by_now - so_far;
                so_far = by_now;
            }
            cash.owed[entry.account as usize] += entry.money - so_far;
        }
        for investment in finance.places.iter().filter_map(|terms| terms.investment) {
            let mut at = network.window.warm_up;
            while at < network.window.horizon {
                let month = months.spans.iter().position(|(_, end)| at < *end).expect("a month of the counted time");
                cash.invested[month] += investment.price;
                at = at + investment.life;
            }
        }
        cash
    }
}
