//! The command line: what the user typed, and one file for each subcommand.
//!
//! Exit codes: 0 all is well; 1 the audit found faults; 2 bad input (scenario, `--set`, `--layout`, `--out`); 64 wrong usage;
//! 70 a fault of the program itself; 74 output could not be written; 130 interrupted before anything was complete.

pub mod bench;
mod check;
mod compare;
mod console;
mod contract;
mod day;
mod enough;
mod explain;
mod failure;
mod finance;
mod fit;
mod new;
mod progress;
mod report;
mod run;
mod schema;
mod shards;
mod shown;
mod study;
mod sweep;
mod trials;
mod uncertain;
mod warmup;
mod why;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use console::{Color, Console};
use std::ffi::OsString;
use std::process::ExitCode;

/// Simulates a service network: centres, technicians, partners, customers; what it can carry, and what it costs.
#[derive(Debug, Parser)]
#[command(name = "callout", version, after_long_help = EXAMPLES, arg_required_else_help = true, subcommand_required = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// When to use colours; `auto`: on a terminal, unless NO_COLOR is set.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulates every layout of a scenario and compares them.
    Run(run::RunArgs),
    /// Compares layouts, of one scenario or of several: differences, the best, verdicts in words.
    Compare(compare::CompareArgs),
    /// Says when a network has settled: how long a warm-up has to be.
    Warmup(warmup::WarmupArgs),
    /// Shows the money of a scenario: profit and loss, cash, worth over years, commitments, break-even.
    Finance(finance::FinanceArgs),
    /// Fits laws of durations and the pattern of arrivals to a CSV file, and prints them for a scenario.
    Fit(Box<fit::FitArgs>),
    /// Says why one layout differs from another: by account, place, volume, rate and mix, by stage, and change by change.
    Why(why::WhyArgs),
    /// Asks what a layout saves when inputs are uncertain: chance, tail, tornado, value of knowing, break-even of any key.
    Uncertain(uncertain::UncertainArgs),
    /// Turns a directory of results into a page and a workbook to look at.
    Report(report::ReportArgs),
    /// Reads a scenario, says what is wrong with it or what it holds.
    Check(check::CheckArgs),
    /// Simulates a scenario at every point of a study: any keys vary, what is there is never computed twice.
    Sweep(sweep::SweepArgs),
    /// Plans a study for many machines: a directory that workers share, and a list of units.
    Plan(shards::PlanArgs),
    /// Runs units of a planned study; may be killed, and may be run twice.
    RunUnit(shards::RunUnitArgs),
    /// Says which units of a planned study are missing.
    Status(shards::StatusArgs),
    /// Writes the results of a planned study when nothing is missing.
    Merge(shards::MergeArgs),
    /// Prints what a partner's jobs cost by its contract at each monthly volume, without simulating.
    Contract(contract::ContractArgs),
    /// Writes a small commented scenario that runs as it is.
    New(new::NewArgs),
    /// Times the simulator on this machine: jobs per second and scaling by threads.
    Bench(bench::BenchArgs),
    /// Says what a key of a scenario, a figure or an account means.
    Explain(explain::ExplainArgs),
    /// Prints the JSON Schema of scenarios, of study files or of results, for editors and programs.
    Schema(schema::SchemaArgs),
}

const EXAMPLES: &str = "\
EXAMPLES
  callout new first                           writes first.toml
  callout check first.toml                    is anything wrong with it?
  callout run first.toml                      simulates all layouts, prints one table
  callout run first.toml --set centre.Depot.team.field.technicians=5
  callout run first.toml --out results        also writes CSV files
  callout run first.toml --report first.html  also writes a page: verdict, map, charts, tables
  callout run first.toml --workbook first.xlsx  also writes a workbook: profit and loss, ledger, cash
  callout report results                      the same later
  callout compare first.toml --best cost_total    which layout is the best, and how sure is that?
  callout warmup first.toml                   when has the network settled?
  callout finance first.toml                  profit and loss, cash, worth over years, break-even
  callout sweep study.toml                    any keys over many points
  callout why first.toml                      why do its layouts differ? parts that add up
  callout uncertain first.toml                expected saving, its chance and its tail, as inputs vary
  callout contract first.toml --partner Handyman    what a job costs at which volume
  callout fit repairs.csv --column hours --unit h   which law do repair times follow?
  callout explain first_time_fix              what does the figure mean?

EXIT CODES
  0 all is well            1 the audit found faults      2 bad input
  64 wrong usage           70 a fault of the program     74 output could not be written
  75 something is missing: try again                     130 interrupted before anything was complete";

/// Answers a command line.
pub fn answer(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    failure::confess_panics();
    let arguments = match Arguments::try_parse_from(args) {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let console = Console::new(arguments.color);
    let answer = std::panic::catch_unwind(|| match arguments.command {
        Command::Run(args) => run::run(&args, &console),
        Command::Compare(args) => compare::compare(&args, &console),
        Command::Warmup(args) => warmup::warmup(&args, &console),
        Command::Finance(args) => finance::finance(&args, &console),
        Command::Fit(args) => fit::fit(&args, &console),
        Command::Why(args) => why::why(&args, &console),
        Command::Uncertain(args) => uncertain::uncertain(&args, &console),
        Command::Report(args) => report::report(&args, &console),
        Command::Check(args) => check::check(&args, &console),
        Command::Sweep(args) => sweep::sweep(&args, &console),
        Command::Plan(args) => shards::plan(&args, &console),
        Command::RunUnit(args) => shards::run_unit(&args, &console),
        Command::Status(args) => shards::status(&args, &console),
        Command::Merge(args) => shards::merge(&args, &console),
        Command::Contract(args) => contract::contract(&args, &console),
        Command::New(args) => new::new(&args, &console),
        Command::Bench(args) => bench::bench(&args, &console),
        Command::Explain(args) => explain::explain(&args, &console),
        Command::Schema(args) => schema::schema(args, &console),
    });
    match answer {
        Ok(Ok(())) => ExitCode::SUCCESS,
        Ok(Err(failure)) => failure.report(&console),
        // The panic has been confessed already.
        Err(_) => ExitCode::from(failure::OWN_FAULT),
    }
}

/// Prints help and versions as asked for, and what is wrong with a command line.
fn usage(error: &clap::Error) -> ExitCode {
    let printed = error.print();
    let asked = matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    match printed {
        Err(error) if asked && error.kind() != std::io::ErrorKind::BrokenPipe => ExitCode::from(failure::OUTPUT),
        _ if asked => ExitCode::SUCCESS,
        _ => ExitCode::from(failure::USAGE),
    }
}
