//! What `callout` promises, module by module.

mod cli;
mod complaints;
mod golden;
mod outputs;
