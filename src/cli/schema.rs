//! `callout schema`: the JSON Schema of scenarios.

use super::console::Console;
use super::failure::Failure;

/// Prints the schema.
pub fn schema(console: &Console) -> Result<(), Failure> {
    console.say("")
}
