//! The command line of `callout`.

use std::process::ExitCode;

fn main() -> ExitCode {
    callout::cli::answer(std::env::args_os())
}
