//! What each account is to finance: what drives it, whether it is ever paid, and what is left of it if a layout is given up.
//!
//! A new account or group does not compile until its nature is decided here.

use super::basis::Quantity;
use super::ledger::{Account, Group};
use crate::network::finance::ByGroup;

/// What an account is to finance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nature {
    /// What makes it grow.
    pub driver: Driver,
    /// Whether somebody pays it; if not, it is only reckoned.
    pub cash: bool,
    /// What is left of it if the layout is given up.
    pub tie: Tie,
}

/// What makes an account grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Driver {
    /// Time: it is the same whether customers call or not.
    Time,
    /// A decision: it comes once, at the start.
    Once,
    /// Jobs: it follows what customers bring.
    Jobs,
}

/// What is left of an account if the layout is given up at the start of the counted time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tie {
    /// Nothing: all of it is avoided.
    Free,
    /// All of it: it is spent, whatever is decided now.
    Sunk,
    /// What falls into the term or notice of the centre's lease.
    Lease,
    /// What falls into the term or notice of the partner's contract.
    Contract,
    /// What falls into the notice of our own people.
    People,
}

/// On which side of the result a group stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Makes it smaller.
    Cost,
    /// Makes it larger.
    Revenue,
    /// Shown apart, never mixed with money that is paid.
    Apart,
}

impl Account {
    /// What it is to finance.
    pub fn nature(self) -> Nature {
        let nature = |driver, tie| Nature { driver, cash: true, tie };
        let reckoned = |driver, tie| Nature { driver, cash: false, tie };
        match self {
            Account::Wages | Account::OnCost | Account::ContactCentre => nature(Driver::Time, Tie::People),
            Account::Overtime => nature(Driver::Jobs, Tie::Free),
            Account::Standby | Account::Hiring | Account::Training => nature(Driver::Time, Tie::Free),
            Account::VehicleDistance => nature(Driver::Jobs, Tie::Free),
            Account::VehicleFixed => nature(Driver::Time, Tie::Free),
            Account::Material => nature(Driver::Jobs, Tie::Free),
            // Mostly interest on what lies on the shelves; discounting reckons with that already.
            Account::Holding => reckoned(Driver::Time, Tie::Free),
            Account::PartFreight | Account::Rush | Account::PartRepair | Account::Scrap => nature(Driver::Jobs, Tie::Free),
            Account::Rent => nature(Driver::Time, Tie::Lease),
            Account::Utilities => nature(Driver::Time, Tie::Free),
            Account::Depreciation => reckoned(Driver::Time, Tie::Sunk),
            Account::Opening | Account::Closing => nature(Driver::Once, Tie::Sunk),
            Account::Overhead => nature(Driver::Time, Tie::Free),
            Account::JobFees | Account::NoFixFees | Account::PartsMarkup | Account::BonusMalus | Account::QualityControl => {
                nature(Driver::Jobs, Tie::Free)
            }
            Account::Retainer | Account::MinimumTopUp => nature(Driver::Time, Tie::Contract),
            Account::ContractExit => nature(Driver::Once, Tie::Sunk),
            Account::Penalties | Account::Compensation | Account::Downtime => nature(Driver::Jobs, Tie::Free),
            Account::Refunds | Account::Exchanges | Account::ReturnFreight | Account::Legal => nature(Driver::Jobs, Tie::Free),
            Account::LostMargin | Account::LostSales => reckoned(Driver::Jobs, Tie::Free),
            Account::Repairs | Account::PartsMargin => nature(Driver::Jobs, Tie::Free),
            Account::ExtendedWarranty | Account::MaintenanceContracts => nature(Driver::Time, Tie::Free),
        }
    }
}

impl Account {
    /// The volume that it is paid for: its sum is volume x unit price at each place. `None` for what is paid whatever is done.
    pub fn quantity(self) -> Option<Quantity> {
        match self {
            Account::Wages | Account::OnCost | Account::ContactCentre => Some(Quantity::Paid),
            Account::Overtime => Some(Quantity::Overtime),
            Account::Standby => Some(Quantity::Standby),
            Account::VehicleDistance => Some(Quantity::Distance),
            Account::VehicleFixed => Some(Quantity::Crews),
            Account::Material | Account::PartFreight | Account::Rush | Account::PartRepair | Account::Scrap => Some(Quantity::Jobs),
            Account::JobFees | Account::NoFixFees | Account::PartsMarkup | Account::BonusMalus | Account::QualityControl => {
                Some(Quantity::Jobs)
            }
            Account::Penalties | Account::Compensation | Account::Refunds | Account::Exchanges | Account::ReturnFreight => {
                Some(Quantity::Jobs)
            }
            Account::Repairs | Account::PartsMargin => Some(Quantity::Jobs),
            Account::Hiring | Account::Training | Account::Holding | Account::Rent | Account::Utilities | Account::Depreciation => {
                None
            }
            Account::Opening | Account::Closing | Account::Overhead | Account::ContractExit => None,
            Account::Retainer | Account::MinimumTopUp | Account::Downtime | Account::Legal => None,
            Account::ExtendedWarranty | Account::MaintenanceContracts | Account::LostMargin | Account::LostSales => None,
        }
    }
}

impl Group {
    /// On which side of the result it stands.
    pub fn side(self) -> Side {
        match self {
            Group::Labour | Group::Travel | Group::Parts | Group::Facility | Group::Partner | Group::Customer => Side::Cost,
            Group::Revenue => Side::Revenue,
            Group::Goodwill => Side::Apart,
        }
    }

    /// Its value of a table by group; `None` for what is never paid.
    pub fn of<T>(self, table: &ByGroup<T>) -> Option<&T> {
        match self {
            Group::Labour => Some(&table.labour),
            Group::Travel => Some(&table.travel),
            Group::Parts => Some(&table.parts),
            Group::Facility => Some(&table.facility),
            Group::Partner => Some(&table.partner),
            Group::Customer => Some(&table.customer),
            Group::Revenue => Some(&table.revenue),
            Group::Goodwill => None,
        }
    }
}
