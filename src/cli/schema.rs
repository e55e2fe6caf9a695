//! `callout schema`: the JSON Schema of scenarios, with which editors complete and check them.

use super::console::Console;
use super::failure::Failure;
use crate::scenario::json_schema;

/// Prints the schema.
///
/// # Errors
/// If stdout cannot be written.
pub fn schema(console: &Console) -> Result<(), Failure> {
    console.say(&json_schema())
}
