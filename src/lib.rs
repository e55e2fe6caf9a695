//! Simulates an after-sales service network: centres, technicians, partners, customers.

pub mod kernel;
pub mod scenario;
