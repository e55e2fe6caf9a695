//! What partners do and are paid, and what the network costs each month.

pub(super) mod build;
pub mod card;
pub mod curve;
pub mod settle;

use super::quality::Hand;
use super::{KindId, PlaceId, ZoneId};
use crate::kernel::id::Table;
use crate::kernel::law::Law;
use crate::kernel::money::Money;
use crate::kernel::time::Time;
use crate::network::zones::Site;
use card::{Acceptance, Card};

/// A partner.
#[derive(Debug, Clone)]
pub struct Partner {
    /// Name.
    pub name: String,
    /// Its place in the ledger.
    pub place: PlaceId,
    /// Address of its chances: the hash of its name.
    pub address: u32,
    /// Its base, where the scenario gives one.
    pub site: Option<Site>,
    /// Fee for each job closed, by kind: in the nearest distance band, at the first tier.
    pub fee: Table<KindId, Money>,
    /// What else its contract says of prices.
    pub card: Card,
    /// Retainer per month.
    pub retainer: Money,
    /// Our dispatch and quality control per job.
    pub quality_control: Money,
    /// Whether the layout can send it jobs, directly or through its centres.
    pub in_use: bool,
    /// Jobs it begins per zone and day, where it has no simulated centres.
    pub capacity: Option<u32>,
    /// From a job's turn to arrival on site [ms], where it has no simulated centres.
    pub response: Option<Law>,
    /// Probability that a visit fixes the fault.
    pub fix: f64,
    /// Factor on the kind's probability of relapse.
    pub relapse_factor: f64,
    /// Courtesy, 0 to 1.
    pub courtesy: f64,
    /// Probability that a visit damages something else.
    pub damage: f64,
    /// Factor on the hazard of units that it installs.
    pub latent_factor: f64,
    /// Whether it takes a job that it is asked to take; `None` if always.
    pub acceptance: Option<Acceptance>,
    /// Share of its capacity that other clients take.
    pub background_load: f64,
}

impl Partner {
    /// How its visits are done, where it has no simulated centres.
    pub fn hand(&self) -> Hand {
        Hand {
            fix: self.fix,
            relapse_factor: self.relapse_factor,
            courtesy: self.courtesy,
            damage: self.damage,
            latent_factor: self.latent_factor,
        }
    }

    /// Fee of a job in a zone that is closed at `place`, by distance band, at the first tier.
    #[inline]
    pub fn fee_at(&self, kind: KindId, place: PlaceId, zone: ZoneId) -> Money {
        match self.card.bands.as_slice() {
            [] => self.fee[kind],
            bands => match self.card.band(place, zone) {
                0 => self.fee[kind],
                band => bands[band - 1].fee[kind],
            },
        }
    }

    /// Until when its contract is settled: to the end where the layout uses it, to the end of its term where the contract binds
    /// us all the same; `None` if nothing is to be paid.
    pub fn bound_until(&self, horizon: Time) -> Option<Time> {
        match (self.in_use, self.card.exit_cost) {
            (true, _) => Some(horizon),
            (false, Some(_)) => None,
            (false, None) => self.card.term.map(|term| term.min(horizon)),
        }
    }

    /// Jobs of ours that it begins in a zone on a day, where its capacity is limited: what other clients leave, in whole jobs that
    /// add up over the days.
    pub fn capacity_on(&self, day: i64) -> Option<u32> {
        let capacity = self.capacity?;
        if self.background_load == 0.0 {
            return Some(capacity);
        }
        let until = |day: i64| (f64::from(capacity) * (1.0 - self.background_load) * day as f64).floor();
        Some((until(day + 1) - until(day)) as u32)
    }
}

/// Costs that do not depend on what happens.
#[derive(Debug, Clone, Default)]
pub struct Overhead {
    /// Central overhead per month.
    pub central: Money,
    /// Running cost of a vehicle per km.
    pub vehicle_per_km: Money,
    /// Monthly and one-off costs of places.
    pub fixed: Vec<FixedCost>,
}

/// A cost that a place has by the month or once.
#[derive(Debug, Clone, Copy)]
pub struct FixedCost {
    /// Whose.
    pub place: PlaceId,
    /// What for.
    pub what: Fixed,
    /// How much, per month or once.
    pub price: Money,
}

/// Costs that do not depend on what happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixed {
    /// Rent, by the month.
    Rent,
    /// Utilities, by the month.
    Utilities,
    /// Depreciation of equipment, by the month.
    Equipment,
    /// Vehicles, by the month.
    Vehicles,
    /// Central overhead, by the month.
    Central,
    /// A partner's retainer, by the month.
    Retainer,
    /// Opening, once.
    Opening,
    /// Closing, once.
    Closing,
    /// The end of a contract that the layout does not use, once.
    Exit,
}

impl Fixed {
    /// Whether it is paid once, at the start of the counted time.
    pub fn once(self) -> bool {
        matches!(self, Fixed::Opening | Fixed::Closing | Fixed::Exit)
    }
}
