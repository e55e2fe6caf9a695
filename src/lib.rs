//! Simulates an after-sales service network: centres, technicians, partners, customers.

pub mod kernel;
pub mod network;
pub mod policy;
pub mod record;
pub mod scenario;
pub mod sim;
pub mod state;
pub mod study;
