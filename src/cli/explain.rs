//! `callout explain`.

use super::console::Console;
use super::failure::Failure;

/// What the user asks.
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// What.
    pub what: Option<String>,
}

/// Answers.
pub fn explain(_: &ExplainArgs, console: &Console) -> Result<(), Failure> {
    console.say("")
}
