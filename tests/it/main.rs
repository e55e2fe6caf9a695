//! What `callout` promises, module by module.

mod cases;
mod complaints;
