//! What contracts and leases say of money beyond its price: when it is paid, how long it is owed, what was bought.

use super::{Place, PlaceId, PlaceKind, Window};
use crate::kernel::id::Table;
use crate::kernel::money::Money;
use crate::kernel::time::{Span, Time};
use crate::scenario::schema::{self, Scenario};
use crate::scenario::units::{Duration, Share};

/// How money is looked at.
#[derive(Debug, Clone)]
pub struct Finance {
    /// Whether the scenario asks for it.
    pub asked: bool,
    /// Discount rate per year.
    pub discount: f64,
    /// Rise of prices per year.
    pub inflation: ByGroup<f64>,
    /// Growth per year of what jobs cause, after the simulated years.
    pub growth: f64,
    /// Years of the net present value, where the scenario names them.
    pub years: Option<u32>,
    /// From a cost or revenue to its payment.
    pub delay: ByGroup<Span>,
    /// From the start of the counted time, how long our own people are owed their pay.
    pub notice: Span,
    /// What is known of each place.
    pub places: Table<PlaceId, Terms>,
}

/// A value for each group of accounts.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[allow(missing_docs)]
pub struct ByGroup<T> {
    pub labour: T,
    pub travel: T,
    pub parts: T,
    pub facility: T,
    pub partner: T,
    pub customer: T,
    pub revenue: T,
}

/// What the lease of a centre or the contract of a partner says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terms {
    /// From the end of a month to the payment of what a partner did in it, where its contract says so.
    pub payment_delay: Option<Span>,
    /// Until when rent or retainer is owed whatever happens.
    pub bound: Time,
    /// What was bought for the place.
    pub investment: Option<Investment>,
}

/// Equipment, bought at the start of the counted time and again whenever its life is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Investment {
    /// Price.
    pub price: Money,
    /// How long it lasts.
    pub life: Span,
}

impl Investment {
    /// What is written off each month: the price over its life in months of 365/12 days.
    pub fn per_month(self) -> Money {
        let (price, life) = (i128::from(self.price.0), i128::from(self.life.0));
        let month = 365 * i128::from(Span::DAY.0);
        // Rounded to the nearest unit.
        Money(i64::try_from((2 * price * month + 12 * life) / (24 * life)).expect("less than the price"))
    }
}

/// The equipment of a centre, where there is any.
pub(super) fn investment(centre: &schema::Centre) -> Option<Investment> {
    let (price, life) = centre.investment.zip(centre.life)?;
    (centre.open && centre.partner.is_none() && price.money() != Money::ZERO)
        .then(|| Investment { price: price.money(), life: life.span() })
}

pub(super) fn build(scenario: &Scenario, window: &Window, places: &Table<PlaceId, Place>) -> Finance {
    let it = scenario.finance.clone().unwrap_or_default();
    let (one, of, delay) = (it.inflation, &it.inflation_of, &it.delay);
    let rise = |own: Option<Share>| own.unwrap_or(one).0;
    Finance {
        asked: scenario.finance.is_some(),
        discount: it.discount.0,
        inflation: ByGroup {
            labour: rise(of.labour),
            travel: rise(of.travel),
            parts: rise(of.parts),
            facility: rise(of.facility),
            partner: rise(of.partner),
            customer: rise(of.customer),
            revenue: rise(of.revenue),
        },
        growth: it.growth,
        years: it.years,
        delay: ByGroup {
            labour: delay.labour.span(),
            travel: delay.travel.span(),
            parts: delay.parts.span(),
            facility: delay.facility.span(),
            partner: delay.partner.span(),
            customer: delay.customer.span(),
            revenue: delay.revenue.span(),
        },
        notice: it.notice.span(),
        places: places.iter().map(|place| terms(scenario, window, place)).collect(),
    }
}

fn terms(scenario: &Scenario, window: &Window, place: &Place) -> Terms {
    // A term runs from the start, a notice from the moment at which it can be given.
    let until = |from: Time, time: Option<Duration>| from + time.map_or(Span::ZERO, Duration::span);
    let longer = |term, notice| until(Time::ZERO, term).max(until(window.warm_up, notice));
    match place.kind {
        PlaceKind::Centre | PlaceKind::ContactCentre => {
            let centre = &scenario.centre[&place.name];
            Terms { payment_delay: None, bound: longer(centre.term, centre.notice), investment: investment(centre) }
        }
        PlaceKind::Partner => {
            let partner = &scenario.partner[&place.name];
            let payment_delay = partner.payment_delay.map(Duration::span);
            Terms { payment_delay, bound: longer(partner.term, None), investment: None }
        }
        _ => Terms::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_bought_is_written_off_over_its_life() {
        let bought = |units: i64, years: i64| Investment { price: Money(units), life: Span(years * 365 * Span::DAY.0) };
        assert_eq!(bought(96_000, 8).per_month(), Money(1000));
        assert_eq!(bought(100, 1).per_month(), Money(8));
        assert_eq!(bought(150, 1).per_month(), Money(13), "12.5 is rounded up");
    }
}
