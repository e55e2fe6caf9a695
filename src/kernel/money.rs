//! Exact money: prices and totals in 1/10,000 of the currency, products of price and quantity without any rounding.
//!
//! *Never:* floats in a sum of money. A product of a price with a span or a length stays exact in an [`Amount`]; it is rounded once,
//! when a cell of the ledger is read. Doubling every price therefore doubles every amount, to the last unit.

use super::time::Span;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Mul, Neg, Sub};

/// A price or a total: whole 1/10,000 of the scenario's currency [1e-4 currency].
///
/// ```
/// use callout::kernel::money::Money;
/// use callout::kernel::time::Span;
/// let wage = Money::from_units(25.0).unwrap();
/// assert_eq!(wage.per_hour(Span::from_hours(8.0)).to_money(), Money::from_units(200.0).unwrap());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Money(pub i64);

/// Smallest units of [`Money`] in one unit of the currency.
pub const MONEY_PER_UNIT: i64 = 10_000;

/// Largest price that a scenario may name [currency]: keeps every sum far from overflow.
pub const MAX_PRICE: f64 = 1e12;

impl Money {
    /// Nothing.
    pub const ZERO: Money = Money(0);

    /// `units` of the currency, if that is a whole number of 1/10,000 (to within float noise) and below [`MAX_PRICE`].
    pub fn from_units(units: f64) -> Option<Money> {
        let scaled = units * MONEY_PER_UNIT as f64;
        let whole = scaled.round();
        let near = (scaled - whole).abs() <= 1e-6 * scaled.abs().clamp(1.0, 1e3);
        (units.abs() <= MAX_PRICE && near).then_some(Money(whole as i64))
    }

    /// Units of the currency, for statistics and print [currency].
    pub fn units(self) -> f64 {
        self.0 as f64 / MONEY_PER_UNIT as f64
    }

    /// This price once.
    pub fn once(self) -> Amount {
        Amount(self.0 as i128 * ONE)
    }

    /// This price per hour, over `span`.
    pub fn per_hour(self, span: Span) -> Amount {
        Amount(self.0 as i128 * span.0 as i128 * PER_MS)
    }

    /// This price per kilometre, over `metres` [m].
    pub fn per_km(self, metres: i64) -> Amount {
        Amount(self.0 as i128 * metres as i128 * PER_METRE)
    }

    /// This price per month, over `part` of a month that is `whole` long.
    pub fn per_month(self, part: Span, whole: Span) -> Amount {
        assert!(whole.0 > 0, "a month has a length");
        self.part(part.0 as i128, whole.0 as i128)
    }

    /// This price times `part / whole`: the ratio is rounded down to 1/3.6e12, whatever the price.
    pub fn part(self, part: i128, whole: i128) -> Amount {
        Amount(self.0 as i128 * (part * ONE / whole))
    }

    /// This price of a unit that is held, at `ppm` parts per million of it per year of 365 days, over `held` [units ms].
    pub fn per_unit_year(self, held: i128, ppm: i64) -> Amount {
        Amount(self.0 as i128 * (held * ppm as i128 * (ONE / PPM as i128) / YEAR))
    }
}

/// An exact product of prices and quantities: whole 1/3.6e16 of the currency.
///
/// The unit is 1e-4 currency x 1 ms/h x 1e-6, so that wages per hour, prices per metre and percentages in ppm are whole numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i128);

/// One [`Money`] unit as an [`Amount`].
const ONE: i128 = PER_MS * 3_600_000;
/// One [`Money`] unit per hour, over a millisecond.
const PER_MS: i128 = PPM as i128;
/// One [`Money`] unit per kilometre, over a metre.
const PER_METRE: i128 = ONE / 1000;
/// A year of 365 days [ms].
const YEAR: i128 = 365 * 24 * 3_600_000;
/// Parts per million in one.
pub const PPM: i64 = 1_000_000;

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    /// This amount times `ppm` parts per million: shares and factors such as on-cost.
    /// Exact where the amount is a whole number of millionths, as all products of one price and one quantity are.
    pub fn times_ppm(self, ppm: i64) -> Amount {
        Amount(self.0 / PPM as i128 * ppm as i128)
    }

    /// This share of an amount, rounded down to the last unit: for amounts of any kind.
    pub fn share_ppm(self, ppm: i64) -> Amount {
        Amount((self.0 * ppm as i128).div_euclid(PPM as i128))
    }

    /// The nearest [`Money`], ties to even.
    ///
    /// # Panics
    /// If the total exceeds 9e14 units of currency.
    pub fn to_money(self) -> Money {
        let (mut whole, rest) = (self.0.div_euclid(ONE), self.0.rem_euclid(ONE));
        if 2 * rest > ONE || (2 * rest == ONE && whole % 2 != 0) {
            whole += 1;
        }
        Money(i64::try_from(whole).expect("a total of money fits its type"))
    }
}

macro_rules! sums {
    ($name:ident) => {
        impl Add for $name {
            type Output = $name;
            fn add(self, other: $name) -> $name {
                $name(self.0 + other.0)
            }
        }
        impl Sub for $name {
            type Output = $name;
            fn sub(self, other: $name) -> $name {
                $name(self.0 - other.0)
            }
        }
        impl AddAssign for $name {
            fn add_assign(&mut self, other: $name) {
                self.0 += other.0;
            }
        }
        impl Neg for $name {
            type Output = $name;
            fn neg(self) -> $name {
                $name(-self.0)
            }
        }
        impl Sum for $name {
            fn sum<I: Iterator<Item = $name>>(all: I) -> $name {
                all.fold($name(0), |sum, one| sum + one)
            }
        }
    };
}
sums!(Money);
sums!(Amount);

impl Mul<i64> for Money {
    type Output = Money;
    fn mul(self, times: i64) -> Money {
        Money(self.0 * times)
    }
}

impl Mul<i64> for Amount {
    type Output = Amount;
    fn mul(self, times: i64) -> Amount {
        Amount(self.0 * times as i128)
    }
}

impl fmt::Display for Money {
    /// Units with four decimals, exact.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let all = self.0.unsigned_abs();
        let unit = MONEY_PER_UNIT as u64;
        write!(f, "{sign}{}.{:04}", all / unit, all % unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(units: f64) -> Money {
        Money::from_units(units).unwrap()
    }

    #[test]
    fn wages_of_a_third_of_an_hour_round_once() {
        let amount = money(30.0).per_hour(Span(1_200_000));
        assert_eq!(amount.to_money(), money(10.0));
        let third = money(0.0001).per_hour(Span(1_200_000));
        assert_eq!(third.to_money(), Money(0));
        assert_eq!((third + third + third).to_money(), Money(1));
    }

    #[test]
    fn doubling_a_price_doubles_the_amount_exactly() {
        let span = Span(1_234_567);
        let (once, twice) = (money(17.03), money(34.06));
        assert_eq!(once.per_hour(span) * 2, twice.per_hour(span));
        assert_eq!(once.per_km(12_345) * 2, twice.per_km(12_345));
        assert_eq!(once.per_hour(span).times_ppm(350_000) * 2, twice.per_hour(span).times_ppm(350_000));
        let month = Span(31 * 86_400_000);
        assert_eq!(once.per_month(span, month) * 2, twice.per_month(span, month));
    }

    #[test]
    fn a_whole_month_costs_the_monthly_price() {
        let month = Span(30 * 86_400_000);
        assert_eq!(money(113.4).per_month(month, month).to_money(), money(113.4));
    }

    #[test]
    fn holding_a_unit_for_a_year_costs_its_share_of_the_price() {
        let year = 365 * 86_400_000;
        assert_eq!(money(250.0).per_unit_year(year, 200_000).to_money(), money(50.0));
        assert_eq!(money(250.0).per_unit_year(3 * year / 2, 200_000).to_money(), money(75.0));
        assert_eq!(money(17.03).per_unit_year(12_345, 210_000) * 2, money(34.06).per_unit_year(12_345, 210_000));
    }

    #[test]
    fn prices_finer_than_a_ten_thousandth_are_refused() {
        assert_eq!(Money::from_units(0.00005), None);
        assert_eq!(Money::from_units(1e13), None);
        assert_eq!(Money::from_units(0.416), Some(Money(4160)));
    }

    #[test]
    fn prints_four_decimals() {
        assert_eq!(money(-12.5).to_string(), "-12.5000");
        assert_eq!(Money(7).to_string(), "0.0007");
    }
}
