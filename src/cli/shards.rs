//! `callout plan`, `run-unit`, `status` and `merge`: one study on many machines, spread by whatever engine is there.

use super::console::Console;
use super::failure::{self, Failure};
use super::progress::Interrupt;
use super::study::{self, AGAIN, Directory, USELESS};
use super::sweep::{damaged, planned, pooled};
use crate::report::sweep::{Results, text};
use crate::study::sweep::{Order, Sweep, Watcher};
use clap::{Args, value_parser};
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::Ordering;

const PLANNING: &str = "\
EXAMPLES
  callout plan study.toml --out work         work/plan.json holds all that a worker needs, work/units.txt names a unit on each line
  xargs -a work/units.txt -n 1 -P 8 callout run-unit work
  callout status work --missing              units that are not there yet
  callout merge work                         the same files as `callout sweep study.toml --out work`, byte for byte

A unit is a block of up to eight replications of one layout at one point. A worker may be killed at any moment and a unit may be run
twice: its part is there whole or not at all. All workers share the directory. Under [precision] more units may be missing once those
of a round are there: run units until `callout status` ends with 0. For HyperQueue, Slurm, GNU parallel and Kubernetes see
the page `machines` of the documentation.

EXIT CODES of run-unit, status and merge
  0 done     64 it cannot be done: do not try again     75 not now: something is missing or cannot be read or written
  status --missing ends with 0 whatever is missing";

/// What the user asks of a plan.
#[derive(Debug, Args)]
#[command(after_long_help = PLANNING)]
pub struct PlanArgs {
    /// Study file (TOML).
    pub file: PathBuf,
    /// Directory of the study, which workers share.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Threads for checking the points. Default: all cores.
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// No progress and no notes on stderr.
    #[arg(long, short)]
    pub quiet: bool,
}

/// What the user asks of a worker.
#[derive(Debug, Args)]
#[command(after_long_help = PLANNING)]
pub struct RunUnitArgs {
    /// Directory of the study.
    pub dir: PathBuf,
    /// Units, as units.txt and `status --missing` name them.
    #[arg(required_unless_present = "share")]
    pub units: Vec<String>,
    /// Instead of units: the I-th of N shares of all that is missing, such as 3/100.
    #[arg(long, value_name = "I/N", conflicts_with = "units", value_parser = share)]
    pub share: Option<(usize, usize)>,
    /// Threads.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = value_parser!(u16).range(1..=1024))]
    pub threads: u16,
    /// No notes on stderr.
    #[arg(long, short)]
    pub quiet: bool,
}

/// What the user asks of a status.
#[derive(Debug, Args)]
#[command(after_long_help = PLANNING)]
pub struct StatusArgs {
    /// Directory of the study.
    pub dir: PathBuf,
    /// Print the units that are missing, one on each line, and nothing else.
    #[arg(long)]
    pub missing: bool,
}

/// What the user asks of a merge.
#[derive(Debug, Args)]
#[command(after_long_help = PLANNING)]
pub struct MergeArgs {
    /// Directory of the study.
    pub dir: PathBuf,
    /// No notes on stderr.
    #[arg(long, short)]
    pub quiet: bool,
}

/// Reads "I/N".
fn share(text: &str) -> Result<(usize, usize), String> {
    let read = text.split_once('/').and_then(|(at, of)| Some((at.trim().parse().ok()?, of.trim().parse().ok()?)));
    read.filter(|&(at, of)| 1 <= at && at <= of).ok_or_else(|| "write I/N with I from 1 to N, such as 3/100".to_owned())
}

/// Plans a study.
///
/// # Errors
/// As the exit codes of [`super`] say.
pub fn plan(args: &PlanArgs, console: &Console) -> Result<(), Failure> {
    let read = study::read(&args.file)?;
    let sweep = planned(args.threads, &read, args.quiet)?;
    let directory = Directory::make(&args.out, &args.file)?;
    directory.keep_plan(&sweep, &args.file, &read)?;
    let (points, layouts, units) = (sweep.points.len(), sweep.layouts.len(), sweep.first_orders().len());
    console
        .say(&format!("{points} points x {layouts} layouts: {units} units in {}\n", failure::quoted(&args.out.join("units.txt"))))
}

/// Runs units.
///
/// # Errors
/// As the exit codes of [`super`] say.
pub fn run_unit(args: &RunUnitArgs, _: &Console) -> Result<(), Failure> {
    let (directory, sweep, files) = Directory::open(&args.dir)?;
    let store = directory.store();
    let interrupt = Interrupt::listen();
    let hidden = ProgressBar::hidden();
    let note = |damage: &_| damaged(&hidden, args.quiet, damage);
    let watcher = Watcher { stop: &interrupt.stop, ahead: &|_| {}, tick: &|| {}, damaged: &note };
    let mut orders = args.units.iter().map(|unit| order(&sweep, unit)).collect::<Result<Vec<Order>, Failure>>()?;
    loop {
        if let Some(share) = args.share {
            orders = sweep.missing_share(&store, watcher.damaged, share);
        }
        if orders.is_empty() {
            return Ok(());
        }
        for order in &orders {
            if let Err(damage) = store.load(&order.unit) {
                note(&damage);
            }
            let computed = pooled(Some(args.threads), || sweep.compute(&files, &store, order, 1, &watcher))?;
            computed.map_err(|why| study::stuck(&why, &args.dir, AGAIN))?;
            if interrupt.stop.load(Ordering::Relaxed) {
                return Err(Failure::coded(AGAIN, "interrupted; what is complete is kept"));
            }
        }
        if args.share.is_none() {
            return Ok(());
        }
    }
}

/// The unit that a name means.
fn order(sweep: &Sweep, name: &str) -> Result<Order, Failure> {
    let read = name.trim().split_once('.').and_then(|(cell, block)| Some((cell.parse().ok()?, block.parse().ok()?)));
    let known = read.and_then(|(cell, block)| sweep.order(cell, block));
    known.ok_or_else(|| {
        Failure::coded(USELESS, format!("`{name}` is no unit of this study; units.txt and `callout status --missing` name them"))
    })
}

/// Says what is missing.
///
/// # Errors
/// As the exit codes of [`super`] say; 75 if something is missing.
pub fn status(args: &StatusArgs, console: &Console) -> Result<(), Failure> {
    let (directory, sweep, _) = Directory::open(&args.dir)?;
    let damages = Mutex::new(Vec::new());
    let note = |damage: &crate::study::store::Damage| damages.lock().expect("nobody panics with it").push(damage.clone());
    let missing = pooled(None, || sweep.missing(&directory.store(), &note))?;
    let mut damages = damages.into_inner().expect("nobody panics with it");
    damages.sort_by(|a, b| a.path.cmp(&b.path));
    damages.dedup();
    for damage in &damages {
        console.complain(&format!("note: {}: {}; it counts as missing\n", failure::quoted(&damage.path), damage.fault));
    }
    if args.missing {
        console.say(&missing.iter().map(|order| format!("{order}\n")).collect::<String>())?;
        return Ok(());
    }
    let more = if sweep.replications.has_goals() && !missing.is_empty() { "; more may follow, as the intervals say" } else { "" };
    console.say(&format!(
        "{} points x {} layouts: {} missing{more}\n",
        sweep.points.len(),
        sweep.layouts.len(),
        units(missing.len())
    ))?;
    match missing.is_empty() {
        true => Ok(()),
        false => Err(Failure::coded(
            AGAIN,
            format!("the study is not whole; `callout status {} --missing` names what is missing", args.dir.display()),
        )),
    }
}

/// Writes the results of a study whose parts are all there.
///
/// # Errors
/// As the exit codes of [`super`] say; 75 if something is missing.
pub fn merge(args: &MergeArgs, console: &Console) -> Result<(), Failure> {
    let (sweep, results) = gathered(&args.dir)?;
    console.say(&text(&sweep, &results, console.style()))?;
    if !args.quiet {
        console.complain(&format!("files are in {}\n", failure::quoted(&args.dir)));
    }
    Ok(())
}

/// A study of which nothing is missing, its results written.
pub(super) fn gathered(dir: &Path) -> Result<(Sweep, Results), Failure> {
    let (directory, sweep, _) = Directory::open(dir)?;
    let store = directory.store();
    pooled(None, || sweep.whole(&store))?.map_err(|gap| {
        let named: Vec<String> = gap.missing.iter().take(5).map(Order::to_string).collect();
        let fault = format!("{} missing, such as {}; run them and merge again", units(gap.missing.len()), named.join(", "));
        Failure::coded(AGAIN, fault)
    })?;
    let results = directory.finish(&sweep, &store, AGAIN)?;
    Ok((sweep, results))
}

/// "1 unit is", "5 units are".
fn units(n: usize) -> String {
    if n == 1 { "1 unit is".to_owned() } else { format!("{n} units are") }
}
