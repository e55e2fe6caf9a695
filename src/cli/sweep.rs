//! `callout sweep`: simulates a scenario at every point of a study.

use super::console::Console;
use super::failure::{self, Failure};
use super::progress::{self, Interrupt};
use super::shown::Shown;
use super::study::{self, Directory};
use crate::report::sweep::text;
use crate::study::replicate::on_threads;
use crate::study::store::{Damage, Store};
use crate::study::sweep::{Computed, Sweep, Watcher, check};
use clap::{Args, value_parser};
use indicatif::ProgressBar;
use std::path::{Path, PathBuf};

/// What the user asks of a sweep.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct SweepArgs {
    /// Study file (TOML): which keys vary, over which points, how often each is simulated.
    pub file: PathBuf,
    /// Directory of the study: parts, results. One that is there already is gone on with. Default: the name of the file and `-results`.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Keep parts in this directory instead, which several studies may share.
    #[arg(long, value_name = "DIR")]
    pub store: Option<PathBuf>,
    /// Pages and workbooks beside it.
    #[command(flatten)]
    pub shown: Shown,
    /// Threads; results do not depend on it. Default: all cores.
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Check every point and say how much there is to do, without simulating.
    #[arg(long)]
    pub dry_run: bool,
    /// No progress and no notes on stderr.
    #[arg(long, short)]
    pub quiet: bool,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout sweep scenarios/studies/technicians.toml
  callout sweep study.toml --out results --threads 8
  callout sweep study.toml --report study.html       a page to look at: fronts, effects, interactions
  callout sweep study.toml --workbook study.xlsx     a workbook: every point, difference and effect as tables
  callout sweep study.toml --dry-run                 is every point sound, and how much is there to do?
  callout explain design                             which designs are there?

A STUDY FILE
  [study]
  scenario = \"first.toml\"            relative to this file
  replications = 20
  figures = [\"cost_total\", \"response_mean\", \"place.Depot.utilisation\"]

  [design]
  kind = \"grid\"                      grid, factorial, fractional, latin-hypercube, sobol, one-at-a-time, morris, saltelli

  [factor.technicians]
  key = \"centre.Depot.team.field.technicians\"
  values = [2, 3, 4]

  [factor.demand]
  key = \"zone.*.units\"               a star stands for every entry
  times = true                       the values multiply what the scenario gives
  values = [0.9, 1, 1.1]

Every point is checked before the first is simulated. What is simulated is kept: stop it at any moment and give the same command
again, and nothing is computed twice; nor is it after you add points, replications or figures. To spread a study over many machines,
see `callout plan --help`.";

/// Runs a sweep.
///
/// # Errors
/// As the exit codes of [`super`] say.
pub fn sweep(args: &SweepArgs, console: &Console) -> Result<(), Failure> {
    args.shown.asked()?;
    let read = study::read(&args.file)?;
    let sweep = planned(args.threads, &read, args.quiet)?;
    if args.dry_run {
        let replications: u64 = sweep.first_orders().iter().map(|order| u64::from(order.count)).sum();
        let least = if sweep.replications.has_goals() { "at least " } else { "" };
        let (points, layouts) = (sweep.points.len(), sweep.layouts.len());
        return console.say(&format!("{points} points x {layouts} layouts are sound: {least}{replications} replications\n"));
    }
    let named = || PathBuf::from(format!("{}-results", args.file.file_stem().unwrap_or_default().to_string_lossy()));
    let directory = Directory::make(&args.out.clone().unwrap_or_else(named), &args.file)?;
    directory.keep_plan(&sweep, &args.file, &read)?;
    directory.keep_store(args.store.as_deref())?;
    let store = directory.store();
    run(&sweep, &read.files, &store, (args.threads, args.quiet), directory.path(), console)?;
    let results = directory.finish(&sweep, &store, failure::OUTPUT)?;
    args.shown.write_study(&sweep, &results)?;
    console.say(&text(&sweep, &results, console.style()))?;
    if !args.quiet {
        console.complain(&format!("files are in {}\n", failure::quoted(directory.path())));
        args.shown.tell(console);
    }
    Ok(())
}

/// The sweep of a study, every point checked.
pub(super) fn planned(threads: Option<u16>, read: &study::Read, quiet: bool) -> Result<Sweep, Failure> {
    let bar = progress::bar_of("points checked", 0, quiet);
    let tick = |done: usize, all: usize| {
        bar.set_length(all as u64);
        bar.set_position(done as u64);
    };
    let sweep = pooled(threads, || check(read.experiment.clone(), &read.files, tick))?;
    bar.finish_and_clear();
    sweep.map_err(study::faulty)
}

/// Does a job on the threads that were asked for.
pub(super) fn pooled<T: Send>(threads: Option<u16>, job: impl FnOnce() -> T + Send) -> Result<T, Failure> {
    on_threads(threads.map(usize::from), job)
        .map_err(|fault| Failure::input(format!("cannot start the threads: {fault}"), "give fewer --threads".to_owned()))
}

/// Says that a part cannot be used.
pub(super) fn damaged(bar: &ProgressBar, quiet: bool, damage: &Damage) {
    if !quiet {
        bar.suspend(|| eprintln!("note: {}: {}; it is computed again", failure::quoted(&damage.path), damage.fault));
    }
}

fn run(
    sweep: &Sweep,
    files: &crate::scenario::Snapshot,
    store: &Store,
    (threads, quiet): (Option<u16>, bool),
    dir: &Path,
    console: &Console,
) -> Result<(), Failure> {
    let interrupt = Interrupt::listen();
    let bar = progress::bar_of("replications", 0, quiet);
    let watcher = Watcher {
        stop: &interrupt.stop,
        ahead: &|more| bar.inc_length(more),
        tick: &|| bar.inc(1),
        damaged: &|damage| damaged(&bar, quiet, damage),
    };
    let computed = pooled(threads, || sweep.run(files, store, &watcher))?;
    bar.finish_and_clear();
    match computed {
        Ok(Computed::Whole) => Ok(()),
        Ok(Computed::Stopped) => {
            let _ = console;
            let done =
                format!("interrupted; what is complete is kept in {}: the same command goes on from there", failure::quoted(dir));
            Err(Failure::coded(failure::INTERRUPTED, done))
        }
        Err(why) => Err(study::stuck(&why, dir, failure::OUTPUT)),
    }
}
