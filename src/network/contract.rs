//! What partners do and are paid, and what the network costs each month.

use super::quality::Hand;
use super::{KindId, PlaceId};
use crate::kernel::id::Table;
use crate::kernel::law::Law;
use crate::kernel::money::Money;

/// A partner.
#[derive(Debug, Clone)]
pub struct Partner {
    /// Name.
    pub name: String,
    /// Its place in the ledger.
    pub place: PlaceId,
    /// Fee for each job closed, by kind.
    pub fee: Table<KindId, Money>,
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
}

impl Fixed {
    /// Whether it is paid once, at the start of the counted time.
    pub fn once(self) -> bool {
        matches!(self, Fixed::Opening | Fixed::Closing)
    }
}
