//! What the house promises, each promise in a module of its own.

mod invariants;
mod lab;
mod metamorphic;
