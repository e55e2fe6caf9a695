//! `callout run`: simulates every layout of a scenario and compares them.

use super::console::Console;
use super::day::DayArgs;
use super::enough::Enough;
use super::failure::{self, Failure};
use super::progress::{self, Interrupt, Pace};
use super::shown::Shown;
use super::trials::Trials;
use crate::network::Network;
use crate::report::dossier::{Collector, DOCUMENT, WATCH};
use crate::report::files::{Folder, Refusal};
use crate::report::head::{Asked, Head};
use crate::report::json::summary;
use crate::report::text::text;
use crate::report::{Gathered, Report};
use crate::scenario::complaint::did_you_mean;
use crate::scenario::origin::Origin;
use crate::scenario::{self, Layout, Study};
use crate::study::precision::Tracker;
use crate::study::replicate::{Plan, Summary, replicate_until};
use crate::study::trial::{Outcome, Watch};
use clap::{Args, ValueEnum};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

/// What the user asks of a run.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct RunArgs {
    /// Scenario file (TOML).
    pub file: PathBuf,
    /// Run only this layout; may be repeated. The first is the baseline if the scenario's own is left out.
    #[arg(long, value_name = "NAME")]
    pub layout: Vec<String>,
    /// When replications are enough.
    #[command(flatten)]
    pub enough: Enough,
    /// Also write CSV and JSON files into this new directory.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Pages and workbooks beside it.
    #[command(flatten)]
    pub shown: Shown,
    /// A day to play on the page.
    #[command(flatten)]
    pub day: DayArgs,
    /// With --out: also write jobs.csv, a line for every counted job.
    #[arg(long, requires = "out")]
    pub jobs: bool,
    /// Form of the report on stdout.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Doubt every fact: flow balance, hours, ledger, Little's law. Slower; faults end with exit code 1.
    #[arg(long)]
    pub audit: bool,
    /// How trials are run.
    #[command(flatten)]
    pub trials: Trials,
}

impl RunArgs {
    /// The run beneath another command: these layouts, and the files of `--out` where they are asked for.
    pub(super) fn beneath(file: &Path, layout: Vec<String>, trials: &Trials, out: Option<&Path>) -> RunArgs {
        RunArgs {
            file: file.to_owned(),
            layout,
            enough: Enough::default(),
            out: out.map(Path::to_owned),
            shown: Shown::default(),
            day: DayArgs::default(),
            jobs: false,
            format: Format::Text,
            audit: false,
            trials: trials.clone(),
        }
    }
}

/// Forms of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people.
    Text,
    /// One document for programs.
    Json,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout run scenarios/first.toml
  callout run scenarios/first.toml --layout own --layout shared --replications 50
  callout run scenarios/first.toml --precision cost_total=0.5% --precision promise_kept=1pp --time-limit '10 min'
  callout run scenarios/first.toml --set scenario.horizon='730 d'
  callout run scenarios/first.toml --set layout.own.centre.Depot.rent=2500
  callout run scenarios/first.toml --out results --jobs
  callout run scenarios/first.toml --report page.html --day 2026-07-20
  callout run scenarios/first.toml --format json | jq '.layouts[].figures.cost_total'

Ctrl-C stops after the trials under way and reports what is complete; a second Ctrl-C stops at once.";

/// Runs a scenario.
///
/// # Errors
/// As the exit codes of [`super`] say.
pub fn run(args: &RunArgs, console: &Console) -> Result<(), Failure> {
    let Ready { head, networks, origins } = ready(args, None, command("run", args, &args.layout))?;
    args.shown.asked()?;
    let pictured = args.out.is_some() || args.shown.any();
    let shot = args.day.asked(pictured, &head, &networks)?;
    let mut folder = args.out.as_deref().map(|target| begin(target, &head, args.jobs)).transpose()?;
    let played = shot.as_ref().map_or_else(Vec::new, |shot| shot.layouts.clone());
    let mut collector = pictured.then(|| Collector::new(&networks, origins).playing(played));
    let see = |at: usize, outcome: &Outcome| collector.iter_mut().for_each(|collector| collector.see(at, outcome));
    let watch = if pictured { WATCH } else { Watch::default() };
    let watch = Watch { day: shot.map(|shot| shot.chosen), ..watch };
    let report = simulate(args, watch, head, &networks, folder.as_mut(), see)?;
    let mut written = Ok(());
    if let Some(collector) = collector {
        let (dossier, finance) = collector.close(report.clone());
        if let Some((mut folder, target)) = folder.zip(args.out.as_deref()) {
            let unwritten = |error| Failure::write(&failure::quoted(target), &error);
            folder.add_document(DOCUMENT, &dossier.kept()).map_err(unwritten)?;
            let finance = networks.iter().any(|network| network.finance.asked).then_some(&finance);
            folder.finish(&report, finance).map_err(unwritten)?;
        }
        written = args.shown.write(&dossier);
        args.day.missed(&dossier, console);
    }
    console.say(&match args.format {
        Format::Text => text(&report, console.style()),
        Format::Json => summary(&report),
    })?;
    // What was simulated is told even where a page cannot be written.
    written?;
    if !args.trials.quiet {
        args.out.iter().for_each(|target| console.complain(&format!("files are in {}\n", failure::quoted(target))));
        args.shown.tell(console);
    }
    verdict_of_audit(&report, console)
}

/// What can be run.
pub(super) struct Ready {
    /// What will have been run.
    pub head: Head,
    /// The layouts.
    pub networks: Vec<Network>,
    /// Where the values of the scenario come from.
    pub origins: Vec<Origin>,
}

/// Reads the scenario and builds the layouts that were asked for, the baseline by its name where it is not the scenario's.
pub(super) fn ready(args: &RunArgs, baseline: Option<&str>, command: String) -> Result<Ready, Failure> {
    args.enough.asked()?;
    let study = scenario::read(&args.file, &args.trials.set).map_err(Failure::Scenario)?;
    let (layouts, baseline) = chosen(&study, args, baseline)?;
    let networks: Vec<Network> = layouts.iter().map(Network::new).collect();
    let summaries: Vec<String> = layouts.iter().map(|layout| layout.summary.clone()).collect();
    let header = &layouts[0].scenario.scenario;
    let asked = Asked {
        file: args.file.display().to_string(),
        hash: study.hash.clone(),
        question: header.question.clone(),
        replications: args.enough.most().or(args.trials.replications).unwrap_or(header.replications),
        baseline,
        sets: args.trials.set.clone(),
        command,
    };
    Ok(Ready { head: Head::new(asked, &networks, &summaries), networks, origins: study.origins() })
}

/// The layouts that were asked for, in the order of the scenario, and which of them is the baseline.
fn chosen(study: &Study, args: &RunArgs, baseline: Option<&str>) -> Result<(Vec<Layout>, usize), Failure> {
    let names: Vec<&str> = study.layouts.iter().map(|layout| layout.name.as_str()).collect();
    let asked = args.layout.iter().map(String::as_str).chain(baseline);
    if let Some(unknown) = asked.into_iter().find(|name| !names.contains(name)) {
        let mend = did_you_mean(unknown, names);
        return Err(Failure::input(format!("there is no layout `{unknown}` in {}", failure::quoted(&args.file)), mend));
    }
    let wanted = |layout: &&Layout| args.layout.is_empty() || args.layout.contains(&layout.name);
    let mut layouts: Vec<Layout> = study.layouts.iter().filter(wanted).cloned().collect();
    for layout in &mut layouts {
        layout.scenario.scenario.seed = args.trials.seed.unwrap_or(layout.scenario.scenario.seed);
    }
    comparable(&layouts)?;
    let baseline = baseline.unwrap_or(&study.layouts[study.baseline].name);
    let baseline = layouts.iter().position(|layout| layout.name == baseline).unwrap_or(0);
    Ok((layouts, baseline))
}

/// Whether the figures of layouts can be compared.
pub(super) fn comparable(layouts: &[Layout]) -> Result<(), Failure> {
    let Some(key) = layouts.iter().find_map(|layout| unlike(&layouts[0], layout)) else { return Ok(()) };
    let fault = format!("the layouts differ in `scenario.{key}`, so their figures could not be compared");
    Err(Failure::input(fault, "set it for all layouts, or run them one by one with --layout".to_owned()))
}

/// The key of `[scenario]` in which two layouts differ although a comparison needs it to be the same.
pub(super) fn unlike(one: &Layout, other: &Layout) -> Option<&'static str> {
    let (one, other) = (&one.scenario.scenario, &other.scenario.scenario);
    let same = [
        ("start", one.start == other.start),
        ("warm_up", one.warm_up == other.warm_up),
        ("horizon", one.horizon == other.horizon),
        ("currency", one.currency == other.currency),
        ("seed", one.seed == other.seed),
    ];
    same.into_iter().find(|(_, same)| !same).map(|(key, _)| key)
}

/// Begins the directory of results, or says why it cannot be.
pub(super) fn begin(target: &Path, head: &Head, jobs: bool) -> Result<Folder, Failure> {
    Folder::create(target, head, jobs).map_err(|refusal| refused(target, refusal))
}

/// Why a directory of results cannot be made.
pub(super) fn refused(target: &Path, refusal: Refusal) -> Failure {
    let name = failure::quoted(target);
    match refusal {
        Refusal::Exists => Failure::input(format!("{name} exists already"), "name a new directory, or remove it first".to_owned()),
        Refusal::NoParent(parent) => {
            let parent = failure::quoted(&parent);
            Failure::input(format!("cannot make {name}: there is no directory {parent}"), format!("make {parent} first"))
        }
        Refusal::System(error) => {
            let fault = format!("cannot make {name}: {}", failure::reason(&error));
            Failure::input(fault, "name a directory that you may write".to_owned())
        }
    }
}

/// Runs the trials; as they end, `see` sees their outcomes, watched as `watch` and the arguments say, and rows go to the folder.
pub(super) fn simulate(
    args: &RunArgs,
    watch: Watch,
    head: Head,
    networks: &[Network],
    mut folder: Option<&mut Folder>,
    mut see: impl FnMut(usize, &Outcome) + Send,
) -> Result<Report, Failure> {
    let watch = Watch { audit: args.audit, jobs: args.jobs, ..watch };
    let plan = Plan { replications: head.asked.replications, watch };
    let interrupt = Interrupt::listen();
    let mut gathered = vec![Gathered::default(); networks.len()];
    let mut unwritten: Option<io::Error> = None;
    if let Some(folder) = &folder {
        interrupt.guard(folder.scratch().to_owned());
    }
    let keep = |layout: usize, outcome: Outcome| {
        gathered[layout].add(&outcome);
        see(layout, &outcome);
        let written = folder.as_mut().map_or(Ok(()), |folder| folder.keep(&head.layouts[layout], &outcome));
        if let Err(error) = written {
            interrupt.stop.store(true, Ordering::Relaxed);
            unwritten.get_or_insert(error);
        }
    };
    let precision = args.enough.precision()?;
    let mut tracker = precision.as_ref().map(|precision| Tracker::new(&precision.goals, networks.len(), precision.rule));
    let enough = |summaries: &[Summary]| tracker.as_mut().is_some_and(|tracker| tracker.enough(summaries));
    let pace = Pace {
        trials: u64::from(plan.replications) * networks.len() as u64,
        quiet: args.trials.quiet,
        threads: args.trials.threads,
        limit: args.enough.limit()?,
    };
    let summaries: Vec<Summary> =
        progress::paced(pace, &interrupt, |tick| replicate_until(networks, plan, &interrupt.stop, tick, keep, enough))?;
    if let Some(error) = unwritten {
        return Err(Failure::write("the files of --out", &error));
    }
    if summaries[0].rows.is_empty() {
        return Err(Failure::coded(failure::INTERRUPTED, "interrupted, or out of time, before any replication was complete"));
    }
    Ok(Report::new(head, &summaries, gathered).with_precision(precision.as_ref(), &summaries))
}

/// Faults that the audit found, on stderr.
fn verdict_of_audit(report: &Report, console: &Console) -> Result<(), Failure> {
    const SHOWN: usize = 20;
    let all = || {
        let layouts = report.layouts.iter().zip(&report.head.layouts);
        layouts.flat_map(|(layout, names)| layout.faults.iter().map(move |fault| format!("audit: {}, {fault}\n", names.layout)))
    };
    all().take(SHOWN).for_each(|fault| console.complain(&fault));
    match all().count() {
        0 => Ok(()),
        1 => Err(Failure::coded(failure::AUDIT, "the audit found 1 fault")),
        n => Err(Failure::coded(failure::AUDIT, format!("the audit found {n} faults"))),
    }
}

/// The command line without what does not change results, so that a re-run writes the same bytes.
pub(super) fn command(name: &str, args: &RunArgs, layouts: &[String]) -> String {
    let mut words = vec!["callout".to_owned(), name.to_owned(), args.file.display().to_string()];
    let mut option = |name: &str, value: &str| words.extend([format!("--{name}"), value.to_owned()]);
    layouts.iter().for_each(|layout| option("layout", layout));
    args.trials.replications.iter().for_each(|n| option("replications", &n.to_string()));
    args.enough.options().into_iter().for_each(|(name, value)| option(name, &value));
    args.trials.options().into_iter().for_each(|(name, value)| option(name, &value));
    args.day.options().into_iter().for_each(|(name, value)| option(name, &value));
    words.extend(args.jobs.then(|| "--jobs".to_owned()));
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}

/// The word as a shell reads it.
pub(super) fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}
