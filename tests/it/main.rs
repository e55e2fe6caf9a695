//! What `callout` promises, module by module.

mod complaints;
