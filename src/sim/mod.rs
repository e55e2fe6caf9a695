//! The run: the clock, the events and what each of them does.
//!
//! *Knows:* `state`, `policy`, `record::fact` and everything below.
//! *Never:* names money or a statistic. A handler is a sentence of three verbs: change the state, tell the fact, plan what follows.

mod call;
mod chain;
mod close;
mod loyalty;
mod market;
mod partner;
mod quality;
mod remedy;
mod run;
mod shift;
mod staff;
mod standby;
mod supply;
mod unit;
mod visit;

pub use run::{Event, Simulation, simulate, simulate_parts};
