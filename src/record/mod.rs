//! What was done: facts, and those who listen to them.
//!
//! *Knows:* `state`, `network` and `kernel`.
//! *Never:* answers; an observer changes nothing in the run.

pub mod audit;
pub mod basis;
pub mod day;
pub mod diary;
pub mod fact;
pub mod figure;
pub mod joblog;
pub mod ledger;
pub mod market;
pub mod nature;
pub mod picture;
pub mod scorecard;
pub mod stages;

pub use fact::{Fact, Observer};
