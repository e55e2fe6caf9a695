//! `callout check`.

use super::console::Console;
use super::failure::Failure;

/// What the user asks.
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    /// What.
    pub what: Option<String>,
}

/// Answers.
pub fn check(_: &CheckArgs, console: &Console) -> Result<(), Failure> {
    console.say("")
}
