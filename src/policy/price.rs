//! Prices from the customer's side: what is quoted, and whether it is accepted.

use crate::kernel::elementary::exp;
use crate::network::Kind;
use crate::network::warranty::{Acceptance, Willingness};
use crate::state::claim::Bill;

/// What a customer is quoted [currency].
pub fn quoted(kind: &Kind, bill: Bill, part: bool) -> f64 {
    let share = |ppm: i64| ppm as f64 / 1e6;
    let material = kind.part_markup_ppm.map_or(0.0, |markup| kind.part_price.units() * (1.0 + share(markup)));
    kind.price(bill.price).units() * share(bill.labour_ppm) + if part { material * share(bill.parts_ppm) } else { 0.0 }
}

/// Whether a customer accepts a price [currency]: the one at `lot`, uniform on [0, 1), accepts up to the price that a share `lot` of all
/// customers would pass.
pub fn accepts(acceptance: &Acceptance, price: f64, lot: f64) -> bool {
    lot < match acceptance.law {
        Willingness::Logistic { half, width } => 1.0 / (1.0 + exp((price - half) / width)),
        Willingness::Exponential { mean } => exp(-price / mean),
    }
}
