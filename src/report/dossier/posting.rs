//! The ledger of a layout, pooled over replications: one sum for each month, account, place and zone.

use crate::kernel::id::Id;
use crate::kernel::money::Money;
use crate::record::ledger::{Account, Books};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// All postings of a layout.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Ledger {
    /// Replications that the sums are of.
    pub replications: u32,
    /// Sums that are not zero, by place, zone, month and account.
    pub postings: Vec<Posting>,
}

/// What was posted to one account, place and zone in one month, in all replications together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posting {
    /// Index of the place.
    pub place: u32,
    /// Index of the zone; `None` for what no customer causes.
    pub zone: Option<u32>,
    /// Month, counted from that of the start.
    pub month: u32,
    /// Index of the account among all.
    pub account: u32,
    /// Sum over replications: costs and revenue are positive.
    pub money: Money,
}

impl Ledger {
    /// Mean over replications of a sum [currency].
    pub fn mean(&self, money: Money) -> f64 {
        money.units() / f64::from(self.replications.max(1))
    }

    /// Sum of an account over everything else, in all replications together.
    pub fn sum(&self, account: Account) -> Money {
        self.postings.iter().filter(|posting| posting.account == account as u32).map(|posting| posting.money).sum()
    }
}

/// Collects a ledger.
#[derive(Debug, Default)]
pub(super) struct Postings {
    replications: u32,
    sums: BTreeMap<(u32, Option<u32>, u32, u32), Money>,
}

impl Postings {
    /// Takes in the books of the next replication.
    pub fn see(&mut self, books: &Books) {
        self.replications += 1;
        for entry in &books.entries {
            let zone = entry.zone.map(|zone| zone.index() as u32);
            let key = (entry.place.index() as u32, zone, entry.month, entry.account as u32);
            *self.sums.entry(key).or_default() += entry.money;
        }
    }

    /// The ledger of all of them.
    pub fn close(self) -> Ledger {
        let posting = |((place, zone, month, account), money)| Posting { place, zone, month, account, money };
        let postings = self.sums.into_iter().filter(|(_, money)| *money != Money::ZERO).map(posting).collect();
        Ledger { replications: self.replications, postings }
    }
}
