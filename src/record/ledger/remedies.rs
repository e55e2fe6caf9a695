//! What customers are billed, what exchanges and refunds cost, and what plans bring in.

use super::{Account, Ledger};
use crate::kernel::money::{Amount, PPM};
use crate::kernel::time::Time;
use crate::network::HEAD_OFFICE;
use crate::record::fact::Reason;
use crate::scenario::schema::Remedy;
use crate::state::claim::Bill;
use crate::state::job::Job;

impl Ledger<'_> {
    /// The customer pays a job, and its material where that is billed apart.
    pub(super) fn billed(&mut self, now: Time, job: &Job, bill: Bill, part: bool) {
        let kind = &self.network.kinds[job.kind];
        let (place, zone) = (job.place.unwrap_or(HEAD_OFFICE), Some(job.zone));
        self.post(Account::Repairs, place, zone, now, kind.price(bill.price).once().times_ppm(bill.labour_ppm));
        if let Some(markup) = kind.part_markup_ppm.filter(|_| part) {
            let share = bill.parts_ppm;
            self.post(Account::Repairs, place, zone, now, kind.part_price.once().times_ppm(share));
            // The two factors are multiplied first, so that the amount is rounded nowhere.
            self.post(Account::PartsMargin, place, zone, now, kind.part_price.once().times_ppm(markup * share / PPM));
        }
    }

    /// A customer gets a new unit or the money.
    pub(super) fn granted(&mut self, now: Time, job: &Job, remedy: Remedy, reason: Reason) {
        let Some(product) = self.network.sources[job.source].product.map(|id| &self.network.products[id]) else { return };
        let Some(rules) = &product.rules else { return };
        let (place, zone) = (job.place.unwrap_or(HEAD_OFFICE), Some(job.zone));
        let resale_ppm = product.returns.as_ref().map_or(0, |returns| returns.resale_ppm);
        let salvage = product.unit_cost.once().times_ppm(product.salvage_ppm);
        let resale = product.price.once().times_ppm(resale_ppm);
        let value = if reason == Reason::None { resale } else { salvage };
        let (account, amount, ways) = match remedy {
            Remedy::Refund => (Account::Refunds, product.price.once() - value, 1),
            Remedy::Exchange => (Account::Exchanges, product.unit_cost.once() - value, 2),
        };
        self.post(account, place, zone, now, amount);
        let ours = if reason == Reason::None { rules.return_freight } else { rules.failure_freight };
        if ours {
            self.post(Account::ReturnFreight, place, zone, now, (product.freight * ways).once());
        }
    }

    /// Plans are paid for by the time in the window, month by month.
    pub(super) fn post_plans(&mut self) {
        let network = self.network;
        let window = network.window;
        for plan in network.products.iter().flat_map(|product| &product.plans) {
            let account = if plan.every.is_some() { Account::MaintenanceContracts } else { Account::ExtendedWarranty };
            for (zone, units) in &plan.units {
                let mut from = window.warm_up;
                while from < window.horizon {
                    let (to, whole) = self.end_of_month(from, window.horizon);
                    let Amount(year) = plan.price.per_month(to - from, whole);
                    // Of a month, a twelfth of the price is earned.
                    self.post(account, HEAD_OFFICE, Some(*zone), from, Amount(year * i128::from(*units) / 12));
                    from = to;
                }
            }
        }
    }
}
