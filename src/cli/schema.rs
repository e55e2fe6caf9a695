//! `callout schema`: the JSON Schema of scenarios and of study files, with which editors complete and check them.

use super::console::Console;
use super::failure::Failure;
use crate::scenario::{json_schema, study_schema};

/// What the user asks for.
#[derive(Debug, Clone, Copy, clap::Args)]
pub struct SchemaArgs {
    /// The schema of study files instead.
    #[arg(long)]
    pub study: bool,
}

/// Prints the schema.
///
/// # Errors
/// If stdout cannot be written.
pub fn schema(args: SchemaArgs, console: &Console) -> Result<(), Failure> {
    console.say(&if args.study { study_schema() } else { json_schema() })
}
