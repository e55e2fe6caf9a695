//! What `callout` promises, module by module.

mod audit;
mod cases;
mod complaints;
mod demand;
mod determinism;
mod edges;
mod hand;
mod invariants;
mod lab;
mod metamorphic;
mod rosters;
mod tidy;
