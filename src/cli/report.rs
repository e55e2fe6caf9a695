//! `callout report`: turns a directory of results into a page and a workbook.

use super::console::Console;
use super::failure::{self, Failure};
use super::shards::gathered;
use super::shown::Shown;
use super::study::is_study;
use crate::report::dossier::{Dossier, FILE, Unreadable};
use clap::Args;
use std::path::{Path, PathBuf};

/// What the user asks of a report.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct ReportArgs {
    /// Directory of results, as `callout run --out` or `callout sweep` write it.
    pub dir: PathBuf,
    /// Forms to write; by default all of them, into the directory.
    #[command(flatten)]
    pub shown: Shown,
    /// No notes on stderr.
    #[arg(long, short)]
    pub quiet: bool,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout run scenarios/first.toml --out results
  callout report results                              writes results/report.html and results/report.xlsx
  callout report results --report network.html
  callout report results --workbook network.xlsx
  callout sweep scenarios/studies/technicians.toml --out study
  callout report study                                writes study/report.html and study/report.xlsx

The page is one file: it needs no network, and can be sent by mail, printed, and read on a phone.
The workbook opens in Excel and LibreOffice. That of a run is for finance: its totals are formulas over the ledger. That of a study
holds its points, differences and effects as tables.";

/// Writes page and workbook.
///
/// # Errors
/// If the directory holds no results, or a file cannot be written.
pub fn report(args: &ReportArgs, console: &Console) -> Result<(), Failure> {
    args.shown.asked()?;
    let shown = if args.shown.any() { args.shown.clone() } else { Shown::all(&args.dir) };
    if is_study(&args.dir) {
        let (sweep, results) = gathered(&args.dir)?;
        shown.write_study(&sweep, &results)?;
        return tell(args, &shown, console);
    }
    shown.write(&read(&args.dir)?)?;
    tell(args, &shown, console)
}

/// Says what was written.
fn tell(args: &ReportArgs, shown: &Shown, console: &Console) -> Result<(), Failure> {
    if !args.quiet {
        shown.tell(console);
    }
    Ok(())
}

/// The dossier of a directory of results.
fn read(dir: &Path) -> Result<Dossier, Failure> {
    let name = failure::quoted(dir);
    Dossier::read(&dir.join(FILE)).map_err(|unreadable| match unreadable {
        Unreadable::System(_) if !dir.is_dir() => {
            Failure::input(format!("there is no directory {name}"), "name one that `callout run --out` has written".to_owned())
        }
        Unreadable::System(error) => {
            let why = match error.kind() {
                std::io::ErrorKind::NotFound => format!("there is no {FILE} in it"),
                _ => format!("{FILE}: {}", failure::reason(&error)),
            };
            let fault = format!("{name} holds no results: {why}");
            Failure::input(fault, "name a directory that `callout run --out` has written".to_owned())
        }
        Unreadable::Foreign(version) => {
            let fault = format!("the results in {name} are of callout {version}, this is {}", env!("CARGO_PKG_VERSION"));
            Failure::input(fault, "run the command in manifest.json again, or use that version".to_owned())
        }
        Unreadable::Torn(why) => {
            Failure::input(format!("{name}: {FILE} is damaged: {why}"), "run the command in manifest.json again".to_owned())
        }
    })
}
