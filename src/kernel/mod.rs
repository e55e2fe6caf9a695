//! Ground floor: time, money, chance, events and tallies. Has never heard of service.

pub mod agenda;
pub mod bins;
pub mod calendar;
pub mod elementary;
pub mod id;
pub mod law;
pub mod money;
pub mod random;
pub mod sketch;
pub mod tally;
pub mod time;
