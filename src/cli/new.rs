//! `callout new`.

use super::console::Console;
use super::failure::Failure;

/// What the user asks.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// What.
    pub what: Option<String>,
}

/// Answers.
pub fn new(_: &NewArgs, console: &Console) -> Result<(), Failure> {
    console.say("")
}
