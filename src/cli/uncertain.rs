//! `callout uncertain`: what a layout saves as uncertain inputs vary, and where two layouts are alike.

use super::console::Console;
use super::failure::{self, Failure};
use super::progress::{self, Interrupt};
use super::run::{Format, comparable, refused, shell_word};
use super::study;
use super::sweep::{damaged, pooled};
use crate::report::files::{vacant, write_all};
use crate::report::uncertain::{self as uncertainty, Uncertain, breakeven_json, breakeven_text, json, text};
use crate::scenario::factor::Factor;
use crate::scenario::{Snapshot, read};
use crate::study::store::Store;
use crate::study::sweep::{Computed, Stuck, Sweep, Watcher};
use crate::study::uncertain::breakeven::{Bench, BreakEven, Failed};
use crate::study::uncertain::{Ask, Ground, SETS, Sample};
use clap::{Args, value_parser};
use std::path::{Path, PathBuf};

/// What the user asks of uncertain inputs.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct UncertainArgs {
    /// Scenario file (TOML) with a table [uncertain]; --break-even does without.
    pub file: PathBuf,
    /// Points of the sample of inputs, a power of two from 16 on.
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = value_parser!(u32).range(16..=65_536))]
    pub points: u32,
    /// Replications of each layout at each point. The tornado and --break-even take 8 at least.
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = value_parser!(u32).range(1..=1_000_000))]
    pub replications: u32,
    /// Look only at this layout; may be repeated.
    #[arg(long, value_name = "NAME")]
    pub layout: Vec<String>,
    /// The layout that the others are compared with, instead of the scenario's baseline.
    #[arg(long, value_name = "NAME")]
    pub against: Option<String>,
    /// The figure or account that counts, such as cost_total, profit, response_mean, account.wages.
    #[arg(long, value_name = "FIGURE", default_value = "cost_total")]
    pub figure: String,
    /// Set a key of the scenario, as for `callout run`; may be repeated.
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub set: Vec<String>,
    /// Master seed of all random streams, instead of the scenario's.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Threads; results do not depend on it. Default: all cores.
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Keep what is simulated in this directory: the next run goes on from there.
    #[arg(long, value_name = "DIR")]
    pub store: Option<PathBuf>,
    /// Find where a layout and the baseline are alike as this key varies, instead of sampling; may be repeated.
    #[arg(long, value_name = "KEY=LOW..HIGH")]
    pub break_even: Vec<String>,
    /// With --break-even: only for this layout.
    #[arg(long, value_name = "NAME", requires = "break_even")]
    pub of: Option<String>,
    /// Form of the report on stdout.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Also write JSON and CSV files into this new directory.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// No progress and no notes on stderr.
    #[arg(long, short)]
    pub quiet: bool,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout uncertain scenarios/first.toml
  callout uncertain scenarios/first.toml --points 512 --replications 8 --store parts --out risk
  callout uncertain scenarios/first.toml --figure profit --format json | jq '.against_baseline[].probability_better'
  callout uncertain scenarios/first.toml --break-even partner.Handyman.fee.repair=50..200
  callout uncertain scenarios/first.toml --break-even 'grade.*.wage*=0.5..2'
  callout uncertain scenarios/first.toml --break-even layout.own.centre.Depot.team.field.technicians=2..8

UNCERTAIN INPUTS stand in the scenario; `callout run` leaves them alone, it takes the values of the keys themselves:
  [uncertain]
  grade.technician.wage = { uniform = [27, 33] }
  partner.Handyman.fee.repair = { triangular = [80, 90, 110] }
  grade.\"*\".on_cost = { lognormal = [1, 0.1], times = true }        multiplies what each grade has

All layouts meet the same inputs and the same customers. `callout explain uncertain` tells more.";

/// Answers what is asked of uncertain inputs.
///
/// # Errors
/// As the exit codes of [`super`] say.
pub fn uncertain(args: &UncertainArgs, console: &Console) -> Result<(), Failure> {
    if !args.points.is_power_of_two() {
        let (below, above) = (args.points.next_power_of_two() / 2, args.points.next_power_of_two());
        let fault = format!("--points {} is no power of two, which keeps the sample balanced", args.points);
        return Err(Failure::input(fault, format!("say {below} or {above}")));
    }
    let factors = args.break_even.iter().map(|written| Factor::between(written));
    let factors = factors.collect::<Result<Vec<Factor>, _>>().map_err(|(fault, mend)| Failure::input(fault, mend))?;
    if let Some(target) = &args.out {
        vacant(target).map_err(|refusal| refused(target, refusal))?;
    }
    let (snapshot, ground) = ground(args)?;
    let desk = Desk::new(args, &snapshot)?;
    let keep = |write: &dyn Fn(&Path) -> std::io::Result<()>| match &args.out {
        Some(target) => write_all(target, write).map_err(|error| Failure::write(&failure::quoted(target), &error)),
        None => Ok(()),
    };
    let shown = if factors.is_empty() {
        let report = desk.sample(ground)?;
        keep(&|dir| uncertainty::write(&report, dir))?;
        match args.format {
            Format::Text => text(&report, console.style()),
            Format::Json => json(&report),
        }
    } else {
        let found = desk.breakevens(&ground, &factors)?;
        let document = breakeven_json(&ground, &found, &command(args));
        keep(&|dir| std::fs::write(dir.join("breakeven.json"), &document))?;
        match args.format {
            Format::Text => breakeven_text(&ground, &found, console.style()),
            Format::Json => document,
        }
    };
    console.say(&shown)?;
    if let Some(target) = args.out.as_deref().filter(|_| !args.quiet) {
        console.complain(&format!("files are in {}\n", failure::quoted(target)));
    }
    Ok(())
}

/// The scenario and the question, fitted to each other.
fn ground(args: &UncertainArgs) -> Result<(Snapshot, Ground), Failure> {
    // The door of the scenario says best why a file cannot be read.
    let study = read(&args.file, &args.set).map_err(Failure::Scenario)?;
    let snapshot = Snapshot::take(&args.file).map_err(|error| Failure::write(&failure::quoted(&args.file), &error))?;
    let ask = Ask {
        layouts: args.layout.clone(),
        against: args.against.clone(),
        set: args.set.clone(),
        seed: args.seed,
        figure: args.figure.clone(),
        points: args.points.max(2 * SETS),
        replications: args.replications,
    };
    let ground = Ground::of(ask, &snapshot).map_err(study::faulty)?;
    let compared = |name: &String| ground.ask.layouts.contains(name);
    comparable(&study.layouts.iter().filter(|layout| compared(&layout.name)).cloned().collect::<Vec<_>>())?;
    Ok((snapshot, ground))
}

/// What simulates: the scenario, the store, the threads, and the bar.
struct Desk<'a> {
    args: &'a UncertainArgs,
    files: &'a Snapshot,
    store: Store,
    /// Where parts are if nobody asked for them to be kept.
    scratch: Option<tempfile::TempDir>,
}

impl<'a> Desk<'a> {
    fn new(args: &'a UncertainArgs, files: &'a Snapshot) -> Result<Desk<'a>, Failure> {
        let (store, scratch) = match &args.store {
            Some(dir) if dir.exists() && !dir.is_dir() => {
                let fault = format!("{} is no directory", failure::quoted(dir));
                return Err(Failure::input(fault, "name a directory for --store".to_owned()));
            }
            Some(dir) => (Store::new(dir), None),
            None => {
                let scratch = tempfile::tempdir().map_err(|error| Failure::write("a temporary directory", &error))?;
                (Store::new(scratch.path()), Some(scratch))
            }
        };
        Ok(Desk { args, files, store, scratch })
    }

    /// Does a job on the threads that were asked for, with somebody to look on.
    fn watched<T: Send>(&self, job: impl FnOnce(&Watcher<'_>) -> T + Send) -> Result<T, Failure> {
        let interrupt = Interrupt::listen();
        if let Some(scratch) = &self.scratch {
            interrupt.guard(scratch.path().to_owned());
        }
        let bar = progress::bar_of("replications", 0, self.args.quiet);
        let watcher = Watcher {
            stop: &interrupt.stop,
            ahead: &|more| bar.inc_length(more),
            tick: &|| bar.inc(1),
            damaged: &|damage| damaged(&bar, self.args.quiet, damage),
        };
        let done = pooled(self.args.threads, || job(&watcher));
        bar.finish_and_clear();
        done
    }

    /// The sample and the tornado: all points of both are read before any is simulated.
    fn sample(&self, ground: Ground) -> Result<Uncertain, Failure> {
        let done = self.watched(|watcher| -> Result<Uncertain, Failed> {
            let outer = ground.sample(self.files, |_, _| {}).map_err(Failed::Fault)?;
            let around = ground.around(self.files, |_, _| {}).map_err(Failed::Fault)?;
            [&outer, &around].into_iter().try_for_each(|sweep| self.compute(sweep, watcher))?;
            let tornados = ground.tornados(&around, &self.store).map_err(Failed::Fault)?;
            let sample = Sample::gather(ground, &outer, &self.store).map_err(Failed::Fault)?;
            Ok(Uncertain { sample, tornados, command: command(self.args) })
        });
        done?.map_err(|failed| self.failure(failed))
    }

    fn compute(&self, sweep: &Sweep, watcher: &Watcher<'_>) -> Result<(), Failed> {
        match sweep.run(self.files, &self.store, watcher) {
            Ok(Computed::Whole) => Ok(()),
            Ok(Computed::Stopped) => Err(Failed::Stopped),
            Err(stuck) => Err(Failed::Stuck(stuck)),
        }
    }

    /// The break-evens of each key, for each layout that is asked for.
    fn breakevens(&self, ground: &Ground, factors: &[Factor]) -> Result<Vec<BreakEven>, Failure> {
        let names = &ground.ask.layouts;
        let layouts: Vec<usize> = match &self.args.of {
            None => ground.others().collect(),
            Some(of) => match ground.others().find(|&layout| names[layout] == *of) {
                Some(layout) => vec![layout],
                None => {
                    let others = ground.others().map(|layout| format!("`{}`", names[layout])).collect::<Vec<_>>().join(", ");
                    let fault = format!("`{of}` is none of the layouts that are compared with `{}`", names[ground.baseline]);
                    return Err(Failure::input(fault, format!("these are: {others}")));
                }
            },
        };
        let done = self.watched(|watcher| {
            let bench = Bench { files: self.files, store: &self.store, watcher };
            let each = factors.iter().flat_map(|factor| layouts.iter().map(move |&layout| (factor, layout)));
            each.map(|(factor, layout)| ground.breakeven(factor, layout, &bench)).collect::<Result<Vec<BreakEven>, Failed>>()
        });
        done?.map_err(|failed| self.failure(failed))
    }

    fn failure(&self, failed: Failed) -> Failure {
        match failed {
            Failed::Fault(fault) => study::faulty(fault),
            Failed::Stopped => {
                let kept = self.args.store.as_deref();
                let kept = kept.map_or("give --store DIR to keep what is complete next time".to_owned(), |dir| {
                    format!("what is complete is kept in {}: the same command goes on from there", failure::quoted(dir))
                });
                Failure::coded(failure::INTERRUPTED, format!("interrupted; {kept}"))
            }
            Failed::Stuck(Stuck::Changed) => {
                Failure::input("the files of the scenario have changed under way".to_owned(), "run it again".to_owned())
            }
            Failed::Stuck(stuck) => {
                let dir = self.args.store.as_deref().or(self.scratch.as_ref().map(|scratch| scratch.path()));
                study::stuck(&stuck, dir.unwrap_or(Path::new(".")), failure::OUTPUT)
            }
        }
    }
}

/// The command line without what does not change results.
fn command(args: &UncertainArgs) -> String {
    let mut words = vec!["callout".to_owned(), "uncertain".to_owned(), args.file.display().to_string()];
    let mut option = |name: &str, value: &str| words.extend([format!("--{name}"), value.to_owned()]);
    if args.break_even.is_empty() {
        option("points", &args.points.to_string());
    }
    option("replications", &args.replications.to_string());
    args.layout.iter().for_each(|layout| option("layout", layout));
    args.against.iter().for_each(|name| option("against", name));
    option("figure", &args.figure);
    args.set.iter().for_each(|set| option("set", set));
    args.seed.iter().for_each(|seed| option("seed", &seed.to_string()));
    args.break_even.iter().for_each(|written| option("break-even", written));
    args.of.iter().for_each(|of| option("of", of));
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}
