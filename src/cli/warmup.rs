//! `callout warmup`: how long a network needs to settle, so that the start does not colour the figures.

use super::console::Console;
use super::failure::{self, Failure};
use super::progress::{self, Interrupt, Pace};
use super::run::{self, Format, RunArgs};
use super::trials::Trials;
use crate::kernel::time::Time;
use crate::report::warmup::{Settling, csv, json, text};
use crate::study::warmup::{Curve, curves};
use clap::Args;
use std::path::PathBuf;

/// What the user asks of the warm-up.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct WarmupArgs {
    /// Scenario file (TOML).
    pub file: PathBuf,
    /// Look only at this layout; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub layout: Vec<String>,
    /// Write the curves of a Welch plot into this new CSV file.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Form of the report on stdout.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// How trials are run.
    #[command(flatten)]
    pub trials: Trials,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout warmup scenarios/first.toml
  callout warmup scenarios/first.toml --replications 30 --out welch.csv
  callout warmup scenarios/first.toml --set scenario.horizon='730 d'

Figures of a steady state need a warm-up; a plan for a year that starts from a given backlog needs none.";

/// Says when the layouts of a scenario have settled.
///
/// # Errors
/// As the exit codes of [`super`] say.
pub fn warmup(args: &WarmupArgs, console: &Console) -> Result<(), Failure> {
    let beneath = as_run(args);
    let run::Ready { head, networks, .. } = run::ready(&beneath, None, run::command("warmup", &beneath, &args.layout))?;
    if let Some(out) = args.out.as_deref().filter(|out| out.symlink_metadata().is_ok()) {
        return Err(Failure::input(
            format!("{} exists already", failure::quoted(out)),
            "name a new file, or remove it first".to_owned(),
        ));
    }
    let replications = head.asked.replications;
    let interrupt = Interrupt::listen();
    let pace = Pace {
        trials: u64::from(replications) * networks.len() as u64,
        quiet: args.trials.quiet,
        threads: args.trials.threads,
        limit: None,
    };
    let all: Vec<(u32, Vec<Curve>)> = progress::paced(pace, &interrupt, |tick| {
        networks.iter().map(|network| curves(network, replications, &interrupt.stop, tick)).collect()
    })?;
    let complete = all.iter().map(|(complete, _)| *complete).min().unwrap_or(0);
    if complete < replications {
        return Err(Failure::coded(failure::INTERRUPTED, "interrupted before all replications were complete"));
    }
    let warm_up = networks[0].window.warm_up - Time::ZERO;
    let settling = Settling { head, warm_up, replications, curves: all.into_iter().map(|(_, curves)| curves).collect() };
    if let Some(out) = &args.out {
        std::fs::write(out, csv(&settling)).map_err(|error| Failure::write(&failure::quoted(out), &error))?;
    }
    console.say(&match args.format {
        Format::Text => text(&settling, console.style()),
        Format::Json => json(&settling),
    })?;
    if let Some(out) = args.out.as_deref().filter(|_| !args.trials.quiet) {
        console.complain(&format!("curves are in {}\n", failure::quoted(out)));
    }
    Ok(())
}

fn as_run(args: &WarmupArgs) -> RunArgs {
    RunArgs::beneath(&args.file, args.layout.clone(), &args.trials, None)
}
