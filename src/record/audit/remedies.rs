//! The audit of claims: what customers pay, get back or get anew, computed once more from the facts.

use super::{Account, Audit, Stage};
use crate::kernel::money::{Amount, Money};
use crate::kernel::time::Time;
use crate::network::Kind;
use crate::record::fact::Reason;
use crate::scenario::schema::Remedy;
use crate::state::claim::Bill;
use crate::state::job::{Job, JobId};

/// A price times parts per million, by another road than the ledger's.
fn part_of(price: Money, ppm: i64) -> Amount {
    Amount(Money(price.0 * ppm).once().0 / 1_000_000)
}

impl Audit<'_> {
    fn replay(&mut self, now: Time, account: Account, amount: Amount) {
        if self.network.window.counts(now) {
            *self.replay.entry(account).or_default() += amount;
        }
    }

    pub(super) fn billed(&mut self, now: Time, kind: &Kind, bill: Bill, part: bool) {
        let price = if kind.price_list.is_empty() { kind.charge } else { kind.price_list[usize::from(bill.price)] };
        self.replay(now, Account::Repairs, part_of(price, bill.labour_ppm));
        if let Some(markup) = kind.part_markup_ppm.filter(|_| part) {
            self.replay(now, Account::Repairs, part_of(kind.part_price, bill.parts_ppm));
            self.replay(now, Account::PartsMargin, part_of(kind.part_price, markup * bill.parts_ppm / 1_000_000));
        }
    }

    /// A unit is exchanged or refunded: the job is one under rules, of an age and a history that they name.
    pub(super) fn granted(&mut self, now: Time, id: JobId, job: &Job, remedy: Remedy, reason: Reason) {
        let before = match reason {
            Reason::None => &[Stage::AfterVisit][..],
            Reason::EarlyFailure => &[Stage::Called],
            Reason::FailedRepairs => &[Stage::Called, Stage::AfterVisit],
            Reason::LateRepair => &[Stage::Accepted, Stage::Waiting, Stage::AfterVisit],
        };
        self.step(now, id, job, before, Some(Stage::Settling));
        let source = &self.network.sources[job.source];
        let Some(product) = source.product.map(|product| self.network.products[product].clone()) else {
            return self.fault(now, || "a unit of no product is exchanged or refunded".to_owned());
        };
        let Some(rules) = &product.rules else {
            return self.fault(now, || format!("a unit of {} is exchanged or refunded without rules", product.name));
        };
        let late = rules.repair_within.is_none_or(|within| now - job.called < within);
        self.doubt(reason != Reason::LateRepair || !late, now, || "a repair that is not late has a remedy".to_owned());
        self.doubt(reason != Reason::None || source.sells && !job.repeat, now, || "an unsold unit comes back".to_owned());
        self.doubt(!job.background, now, || "a unit of another brand is exchanged or refunded".to_owned());
        let back = match reason {
            Reason::None => part_of(product.price, product.returns.as_ref().map_or(0, |returns| returns.resale_ppm)),
            _ => part_of(product.unit_cost, product.salvage_ppm),
        };
        let ours = if reason == Reason::None { rules.return_freight } else { rules.failure_freight };
        let freight = if ours { product.freight.once() } else { Amount::ZERO };
        self.replay(now, Account::ReturnFreight, freight);
        if remedy == Remedy::Exchange {
            self.replay(now, Account::ReturnFreight, freight);
            self.replay(now, Account::Exchanges, product.unit_cost.once() - back);
        } else {
            self.replay(now, Account::Refunds, product.price.once() - back);
        }
    }

    pub(super) fn declined(&mut self, now: Time, id: JobId, job: &Job) {
        self.flow[5] += 1;
        let acceptance = self.network.kinds[job.home].acceptance.clone();
        self.doubt(acceptance.is_some() && !job.background, now, || "nobody was asked for a price that is declined".to_owned());
        if job.visits > 0 {
            self.replay(now, Account::Repairs, acceptance.map_or(Amount::ZERO, |acceptance| acceptance.visit_fee.once()));
        }
        self.step(now, id, job, &[Stage::Called, Stage::AfterVisit], None);
    }

    /// Plans by months instead of zones.
    pub(super) fn replay_plans(&mut self) {
        let (window, calendar) = (self.network.window, &self.network.calendar);
        let last = calendar.month(Time(window.horizon.0 - 1).day());
        let mut sums = [Amount::ZERO; 2];
        for month in calendar.month(window.warm_up.day())..=last {
            let (from, to) = calendar.month_span(month);
            let inside = to.min(window.horizon) - from.max(window.warm_up);
            for plan in self.network.products.iter().flat_map(|product| &product.plans) {
                let units: u64 = plan.units.iter().map(|(_, units)| units).sum();
                let Amount(year) = plan.price.per_month(inside, to - from);
                sums[usize::from(plan.every.is_some())] += Amount(year * i128::from(units) / 12);
            }
        }
        *self.replay.entry(Account::ExtendedWarranty).or_default() += sums[0];
        *self.replay.entry(Account::MaintenanceContracts).or_default() += sums[1];
    }
}
