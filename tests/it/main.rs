//! What `callout` promises, module by module.

mod cases;
mod complaints;
mod invariants;
mod lab;
mod metamorphic;
