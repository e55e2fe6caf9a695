//! The audit of costs that do not depend on what happens.

use super::Audit;
use crate::kernel::money::Amount;
use crate::kernel::time::Time;
use crate::network::contract::Fixed;
use crate::record::ledger::Account;

impl Audit<'_> {
    /// Fixed costs by days instead of months.
    pub(super) fn replay_fixed_costs(&mut self) {
        let window = self.network.window;
        let calendar = &self.network.calendar;
        for cost in self.network.overhead.fixed.clone() {
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
            let mut sum = Amount::ZERO;
            if cost.what.once() {
                sum = cost.price.once();
            } else {
                let (first, last) = (calendar.month(window.warm_up.day()), calendar.month(Time(window.horizon.0 - 1).day()));
                for month in first..=last {
                    let (from, to) = calendar.month_span(month);
                    sum += cost.price.per_month(to.min(window.horizon) - from.max(window.warm_up), to - from);
                }
            }
            *self.replay.entry(account).or_default() += sum;
        }
    }
}
