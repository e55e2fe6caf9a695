//! Trials, many at a time, and what they say together.
//!
//! *Knows:* `sim` as a function from a trial to its outcome, and `record`.
//! *Never:* `state`; and only here are threads started.

pub mod columns;
pub mod compare;
pub mod design;
pub mod effects;
pub mod finance;
pub mod fit;
pub mod interval;
pub mod lead;
pub mod precision;
pub mod quantile;
pub mod replicate;
pub mod select;
pub mod stopwatch;
pub mod store;
pub mod sweep;
pub mod trial;
pub mod uncertain;
pub mod warmup;
pub mod why;
