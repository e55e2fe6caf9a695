//! What could still be avoided if the layout were given up at the start of the counted time.

use super::{Months, before};
use crate::kernel::money::Money;
use crate::kernel::time::Time;
use crate::network::{Network, PlaceId};
use crate::record::ledger::{Account, Entry};
use crate::record::nature::Tie;
use std::collections::BTreeMap;

/// What is left of a cost if the layout is given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Spent, whatever is decided now: opening, closing, equipment.
    Sunk,
    /// Owed for the rest of a lease, a contract or a notice.
    Committed,
    /// Ends with the layout.
    Avoidable,
}

impl Class {
    /// All classes in the order of reports.
    pub const ALL: [Class; 3] = [Class::Sunk, Class::Committed, Class::Avoidable];

    /// Its name in files and reports.
    pub fn key(self) -> &'static str {
        match self {
            Class::Sunk => "sunk",
            Class::Committed => "committed",
            Class::Avoidable => "avoidable",
        }
    }
}

/// The money of each place and account by what could still be avoided of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Commitment {
    /// Sums that are not zero.
    pub sums: BTreeMap<(PlaceId, Account, Class), Money>,
}

impl Commitment {
    pub(super) fn of(network: &Network, months: &Months, entries: &[Entry]) -> Commitment {
        let mut all = Commitment::default();
        for entry in entries {
            let (first, rest) = match bound(network, entry) {
                None => ((Class::Sunk, entry.money), Money::ZERO),
                Some(bound) => {
                    let owed = before(entry.money, months.due(entry), bound);
                    ((Class::Committed, owed), entry.money - owed)
                }
            };
            for (class, money) in [first, (Class::Avoidable, rest)] {
                if money != Money::ZERO {
                    *all.sums.entry((entry.place, entry.account, class)).or_default() += money;
                }
            }
        }
        all
    }

    /// Sum of what `keep` keeps.
    pub fn sum(&self, keep: impl Fn(PlaceId, Account, Class) -> bool) -> Money {
        self.sums.iter().filter(|((place, account, class), _)| keep(*place, *account, *class)).map(|(_, money)| *money).sum()
    }
}

/// Until when an entry's account is owed whatever happens; `None` for ever, because it is spent.
fn bound(network: &Network, entry: &Entry) -> Option<Time> {
    let finance = &network.finance;
    match entry.account.nature().tie {
        Tie::Free => Some(network.window.warm_up),
        Tie::Sunk => None,
        Tie::People => Some(network.window.warm_up + finance.notice),
        Tie::Lease => Some(finance.places[entry.place].bound),
        Tie::Contract => {
            let partner = network.partner_at(entry.place).map_or(entry.place, |partner| network.partners[partner].place);
            Some(finance.places[partner].bound)
        }
    }
}
