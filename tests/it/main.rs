//! What the house promises, each promise in a module of its own.

mod audit;
mod demand;
mod determinism;
mod edges;
mod hand;
mod invariants;
mod lab;
mod metamorphic;
mod rosters;
mod tidy;
