//! What ends a command early, and its exit code.

use super::console::Console;
use crate::scenario::Complaints;
use std::io;
use std::path::Path;
use std::process::ExitCode;

/// The audit found faults.
pub const AUDIT: u8 = 1;
/// Bad input: scenario, `--set`, `--layout`, `--out`.
pub const INPUT: u8 = 2;
/// Wrong usage (EX_USAGE of sysexits.h).
pub const USAGE: u8 = 64;
/// A fault of the program itself (EX_SOFTWARE).
pub const OWN_FAULT: u8 = 70;
/// Output could not be written (EX_IOERR).
pub const OUTPUT: u8 = 74;
/// Interrupted before anything was complete (128 + SIGINT).
pub const INTERRUPTED: u8 = 130;

/// Why a command ended early.
#[derive(Debug)]
pub enum Failure {
    /// The scenario has faults.
    Scenario(Complaints),
    /// What went wrong, how to mend it, and the exit code.
    Other {
        /// What went wrong.
        fault: String,
        /// How to mend it.
        mend: Option<String>,
        /// Exit code.
        code: u8,
    },
    /// The reader of our output went away: nothing to say, and nothing wrong.
    NobodyListens,
}

impl Failure {
    /// Bad input.
    pub fn input(fault: impl Into<String>, mend: impl Into<Option<String>>) -> Failure {
        Failure::Other { fault: fault.into(), mend: mend.into(), code: INPUT }
    }

    /// Another failure.
    pub fn coded(code: u8, fault: impl Into<String>) -> Failure {
        Failure::Other { fault: fault.into(), mend: None, code }
    }

    /// Something could not be written.
    pub fn write(what: &str, error: &io::Error) -> Failure {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::NobodyListens,
            _ => Failure::coded(OUTPUT, format!("cannot write {what}: {}", reason(error))),
        }
    }

    /// Says it on stderr.
    pub fn report(self, console: &Console) -> ExitCode {
        match self {
            Failure::NobodyListens => ExitCode::SUCCESS,
            Failure::Scenario(complaints) => {
                console.complain(&complaints.render(console.colour_on_stderr));
                ExitCode::from(INPUT)
            }
            Failure::Other { fault, mend, code } => {
                let mend = mend.map_or(String::new(), |mend| format!("  = help: {mend}\n"));
                let error = console.bold_red("error");
                console.complain(&format!("{error}: {fault}\n{mend}"));
                ExitCode::from(code)
            }
        }
    }
}

/// Why something cannot be written, in plain words.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::AlreadyExists => "it exists already".to_owned(),
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        _ => error.to_string(),
    }
}

/// A path between backticks.
pub fn quoted(path: &Path) -> String {
    format!("`{}`", path.display())
}

/// A panic is a fault of ours: says so, where, and nothing more.
pub fn confess_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let what = panic.payload_as_str().unwrap_or("no words");
        let place = panic.location().map_or(String::new(), |at| format!(" ({}:{})", at.file(), at.line()));
        // Nothing can be done where even this cannot be written.
        let _ = io::Write::write_all(
            &mut io::stderr(),
            format!("error: a fault of callout itself, please report it with the scenario: {what}{place}\n").as_bytes(),
        );
    }));
}
