//! `callout finance`: the money of a scenario as finance looks at it.

use super::console::Console;
use super::failure::{self, Failure};
use super::run::{self, RunArgs};
use super::trials::Trials;
use crate::report::finance::{By, Finance, Sheet, cash, commitment, cut, json, profit, profit_by_year, table, text, worth};
use crate::study::finance::Statement;
use crate::study::trial::{Outcome, Watch};
use clap::{Args, ValueEnum, value_parser};
use std::path::PathBuf;

/// What the user asks of finance.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct FinanceArgs {
    /// Scenario file (TOML).
    pub file: PathBuf,
    /// Look only at this layout; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub layout: Vec<String>,
    /// The layout that the others are compared with, instead of the scenario's baseline.
    #[arg(long, value_name = "NAME")]
    pub against: Option<String>,
    /// Years of the net present value, instead of the scenario's.
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..=100))]
    pub years: Option<u32>,
    /// One cut of the money instead of all views.
    #[arg(long, value_enum)]
    pub by: Option<Cut>,
    /// Form of the report on stdout.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Also write all files of `callout run --out` and those of finance into this new directory.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How trials are run.
    #[command(flatten)]
    pub trials: Trials,
}

/// Forms of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables for people.
    Text,
    /// One document for programs.
    Json,
    /// One table for programs: a row for each view, line and layout.
    Csv,
}

/// Cuts of the money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Cut {
    Account,
    Centre,
    Zone,
    Partner,
    Month,
    Year,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout finance scenarios/first.toml                   profit and loss, cash, worth over years, commitments, break-even
  callout finance scenarios/first.toml --years 10
  callout finance scenarios/first.toml --layout shared --against own
  callout finance scenarios/first.toml --by zone
  callout finance scenarios/first.toml --set finance.delay.partner='60 d' --set finance.discount=0.1
  callout finance scenarios/first.toml --out results     tidy CSV files, by replication

It runs the scenario as `callout run` does, with the same customers, and looks at the same ledger. The table [finance] of the scenario
says when money is paid, what a later year is worth, and what is owed whatever happens: `callout explain finance`.";

/// Runs a scenario and shows its money.
///
/// # Errors
/// As the exit codes of [`super`] say.
pub fn finance(args: &FinanceArgs, console: &Console) -> Result<(), Failure> {
    let run = as_run(args);
    let ready = run::ready(&run, args.against.as_deref(), command(args, &run))?;
    let mut statements: Vec<Vec<Statement>> = ready.networks.iter().map(|_| Vec::new()).collect();
    let mut folder = args.out.as_deref().map(|target| run::begin(target, &ready.head, false)).transpose()?;
    let see = |at: usize, outcome: &Outcome| statements[at].push(Statement::of(&ready.networks[at], outcome, args.years));
    let report = run::simulate(&run, Watch::default(), ready.head.clone(), &ready.networks, folder.as_mut(), see)?;
    let finance = Finance::new(ready.head, &ready.networks, statements);
    if let Some((folder, target)) = folder.zip(args.out.as_deref()) {
        folder.finish(&report, Some(&finance)).map_err(|error| Failure::write(&failure::quoted(target), &error))?;
    }
    console.say(&shown(args, &finance, console))?;
    if let Some(target) = args.out.as_deref().filter(|_| !args.trials.quiet) {
        console.complain(&format!("files are in {}\n", failure::quoted(target)));
    }
    Ok(())
}

/// The views that were asked for, in their form.
fn shown(args: &FinanceArgs, finance: &Finance, console: &Console) -> String {
    let sheets: Vec<Sheet> = match args.by {
        Some(by) => vec![cut(finance, by.into())],
        None => vec![profit(finance), profit_by_year(finance), cash(finance), worth(finance), commitment(finance)],
    };
    match args.format {
        Format::Text => text(finance, &sheets, args.by.is_none(), console.style()),
        Format::Json => json(finance, &sheets),
        Format::Csv => table(finance, &sheets).csv(),
    }
}

impl From<Cut> for By {
    fn from(cut: Cut) -> By {
        match cut {
            Cut::Account => By::Account,
            Cut::Centre => By::Centre,
            Cut::Zone => By::Zone,
            Cut::Partner => By::Partner,
            Cut::Month => By::Month,
            Cut::Year => By::Year,
        }
    }
}

/// The run beneath.
fn as_run(args: &FinanceArgs) -> RunArgs {
    let mut layout = args.layout.clone();
    if !layout.is_empty() {
        layout.extend(args.against.clone());
    }
    RunArgs::beneath(&args.file, layout, &args.trials, args.out.as_deref())
}

/// The command line without what does not change results.
fn command(args: &FinanceArgs, run: &RunArgs) -> String {
    let mut command = run::command("finance", run, &args.layout);
    let mut option = |name: &str, value: &str| command += &format!(" --{name} {}", run::shell_word(value));
    args.against.iter().for_each(|name| option("against", name));
    args.years.iter().for_each(|years| option("years", &years.to_string()));
    command
}
