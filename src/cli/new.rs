//! `callout new`: writes a small commented scenario that runs as it is.

use super::console::Console;
use super::failure::{Failure, quoted, reason};
use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The scenario.
const TEMPLATE: &str = include_str!("new.toml");

/// What the user asks to write.
#[derive(Debug, clap::Args)]
#[command(after_long_help = "EXAMPLES\n  callout new first\n  callout new scenarios/first.toml")]
pub struct NewArgs {
    /// Name or path of the new file; `.toml` is added where it is missing. A file that exists is never overwritten.
    pub name: PathBuf,
}

/// Writes the scenario.
///
/// # Errors
/// If the file exists or cannot be written.
pub fn new(args: &NewArgs, console: &Console) -> Result<(), Failure> {
    let path = with_ending(&args.name);
    let refused = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Failure::input(format!("{} exists already", quoted(&path)), "give another name; nothing is overwritten".to_owned())
        }
        _ => Failure::input(format!("cannot write {}: {}", quoted(&path), reason(&error)), None),
    };
    let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(refused)?;
    let shown = path.display().to_string();
    file.write_all(TEMPLATE.replace("FILE ", &format!("{shown} ")).as_bytes())
        .map_err(|error| Failure::write(&quoted(&path), &error))?;
    console
        .say(&format!("{shown} is written. Next:\n  callout check {shown}\n  callout run {shown}\n  callout explain kind.work\n"))
}

/// The path with `.toml` at its end.
fn with_ending(name: &Path) -> PathBuf {
    if name.extension().is_some_and(|ending| ending == "toml") {
        return name.to_owned();
    }
    let mut whole = name.as_os_str().to_owned();
    whole.push(".toml");
    PathBuf::from(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_is_added_once() {
        assert_eq!(with_ending(Path::new("first")), Path::new("first.toml"));
        assert_eq!(with_ending(Path::new("a/first.toml")), Path::new("a/first.toml"));
        assert_eq!(with_ending(Path::new("v1.2")), Path::new("v1.2.toml"));
    }

    #[test]
    fn the_scenario_has_no_fault() {
        let study = crate::scenario::read_text("new.toml", TEMPLATE, &[]);
        assert_eq!(study.map(|study| study.layouts.len()).map_err(|complaints| complaints.to_string()), Ok(2));
    }
}
