//! What customers cost who complain and leave, and what a reputation costs.

use super::{Account, Ledger};
use crate::kernel::money::Money;
use crate::kernel::time::Time;
use crate::network::market::{Market, Reactions};
use crate::network::{BaseId, HEAD_OFFICE};
use crate::state::customer::{Customer, Handled, Reaction};

impl Ledger<'_> {
    fn market(&self) -> Option<(&'_ Market, &'_ Reactions)> {
        self.network.market.as_ref().and_then(|market| Some((market, market.reactions.as_ref()?)))
    }

    pub(super) fn complained(&mut self, now: Time, customer: &Customer) {
        let Some((_, rules)) = self.market() else { return };
        let cost = rules.cost.once();
        self.post(Account::Compensation, customer.place, Some(customer.zone), now, cost);
    }

    pub(super) fn reacted(&mut self, now: Time, customer: &Customer, reaction: Reaction) {
        let Some((market, rules)) = self.market() else { return };
        let escalated = match reaction.complaint {
            Some(Handled::Refunded) => Some((Account::Refunds, rules.refund)),
            Some(Handled::InCourt) => Some((Account::Legal, rules.legal)),
            _ => None,
        };
        let worth = customer.owns.map_or(rules.value, |base| market.bases[base].value);
        if let Some((account, price)) = escalated {
            self.post(account, customer.place, Some(customer.zone), now, price.once());
        }
        if reaction.leaves {
            self.post(Account::LostMargin, customer.place, Some(customer.zone), now, worth.once().times_ppm(customer.value));
        }
    }

    pub(super) fn missed_sales(&mut self, base: BaseId, micro: i64, at: Time) {
        let Some((market, _)) = self.market() else { return };
        let entry = &market.bases[base];
        let margin = entry.sales.as_ref().map_or(Money::ZERO, |sales| sales.margin);
        let zone = Some(entry.zone);
        self.post(Account::LostSales, HEAD_OFFICE, zone, at, margin.once().times_ppm(micro));
    }
}
