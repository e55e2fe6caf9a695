//! `callout why`: the difference of two layouts in parts that add up.

use super::console::Console;
use super::failure::{self, Failure};
use super::run::{self, Ready, RunArgs};
use super::trials::Trials;
use crate::network::Network;
use crate::report::files::{Document, Folder};
use crate::report::head::Head;
use crate::report::why::{By, Explanation, Sheet, json, sheet, table, text};
use crate::scenario::complaint::{did_you_mean, listed};
use crate::scenario::{self, Stop, Walk as Way};
use crate::study::interval::CONFIDENCE;
use crate::study::trial::{Outcome, Watch};
use crate::study::why::step::Walk;
use crate::study::why::{Sight, Why};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// What the user asks about a difference.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct WhyArgs {
    /// Scenario file (TOML).
    pub file: PathBuf,
    /// The layout to explain; may be left out where there are two.
    #[arg(long, value_name = "NAME")]
    pub layout: Option<String>,
    /// The layout that it is held against, instead of the scenario's baseline.
    #[arg(long, value_name = "NAME")]
    pub against: Option<String>,
    /// Only these cuts; several with commas. Default: account, place, effect, stage, and change with --steps.
    #[arg(long, value_enum, value_delimiter = ',')]
    pub by: Vec<Cut>,
    /// Also walk from one layout to the other, one change after the other, and say what each brings.
    #[arg(long)]
    pub steps: bool,
    /// The walk in this order: keys by step, as `centre.Depot,partner+sourcing`; the rest comes last. Implies --steps.
    #[arg(long, value_name = "KEYS,KEYS+KEYS,...")]
    pub order: Option<String>,
    /// Form of the report on stdout.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Also write why.csv, why.json and all files of `callout run --out` into this new directory.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How trials are run.
    #[command(flatten)]
    pub trials: Trials,
}

/// Forms of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Sentences and tables for people.
    Text,
    /// One document for programs.
    Json,
    /// One table for programs: a row for each view, part and column.
    Csv,
}

/// Cuts of a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Cut {
    /// Money by account.
    Account,
    /// Money by place.
    Place,
    /// Money by account and place.
    Cell,
    /// Money by account: more volume, other places, other prices.
    Effect,
    /// Response and restoration by stage.
    Stage,
    /// Change by change.
    Change,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout why scenarios/first.toml                              the parts of the difference of its two layouts
  callout why scenarios/shandong-ac.toml --layout mixed --against contracted
  callout why scenarios/first.toml --by stage                   where do customers wait longer?
  callout why scenarios/first.toml --steps                      section by section from one layout to the other
  callout why scenarios/first.toml --order sourcing,centre.Depot
  callout why scenarios/first.toml --format csv > why.csv       every part, none gathered

Parts add up to the difference: money to its last unit (1/10,000), as it is printed, too. Both layouts meet the same customers, so that
half-widths are those of paired differences. With --steps every stop on the way has to be a sound scenario.";

/// Runs two layouts and says why they differ.
///
/// # Errors
/// As the exit codes of [`super`] say.
pub fn why(args: &WhyArgs, console: &Console) -> Result<(), Failure> {
    let names = pair(args)?;
    let run = as_run(args, &names);
    let ready = run::ready(&run, Some(&names[0]), command(args, &run))?;
    let (ready, pair, steps) = with_stops(args, &names, ready)?;
    let mut folder = args.out.as_deref().map(|target| run::begin(target, &ready.head, false)).transpose()?;
    let mut sights: Vec<Vec<Sight>> = ready.networks.iter().map(|_| Vec::new()).collect();
    let watch = Watch { basis: true, ..Watch::default() };
    let see = |at: usize, outcome: &Outcome| sights[at].push(Sight::of(outcome));
    let report = run::simulate(&run, watch, ready.head.clone(), &ready.networks, folder.as_mut(), see)?;
    let walk = steps.map(|steps| Walk::new(&sights.iter().map(Vec::as_slice).collect::<Vec<_>>(), steps));
    let [base, own] = pair;
    let why = Why::new([&ready.networks[base], &ready.networks[own]], [&sights[base], &sights[own]]);
    let sights = [base, own].map(|at| std::mem::take(&mut sights[at]));
    let it = Explanation { head: ready.head, pair, why, sights, walk, confidence: CONFIDENCE };
    let sheets: Vec<Sheet> = cuts(args).into_iter().filter_map(|by| sheet(&it, by)).collect();
    if let Some((mut folder, target)) = folder.zip(args.out.as_deref()) {
        let unwritten = |error| Failure::write(&failure::quoted(target), &error);
        write(&mut folder, &it).map_err(unwritten)?;
        folder.finish(&report, None).map_err(unwritten)?;
    }
    console.say(&match args.format {
        Format::Text => text(&it, &sheets, console.style()),
        Format::Json => json(&it, &sheets),
        Format::Csv => table(&it, &sheets).csv(),
    })?;
    if let Some(target) = args.out.as_deref().filter(|_| !args.trials.quiet) {
        console.complain(&format!("files are in {}\n", failure::quoted(target)));
    }
    Ok(())
}

/// All views as files.
fn write(folder: &mut Folder, it: &Explanation) -> std::io::Result<()> {
    let all = [By::Account, By::Place, By::Cell, By::Effect, By::Stage, By::Change];
    let sheets: Vec<Sheet> = all.into_iter().filter_map(|by| sheet(it, by)).collect();
    let document = Document { name: "why.json", title: "the parts of the difference of two layouts as one document", keys: &[] };
    folder.add_document(document, &json(it, &sheets))?;
    folder.add_table("why", "the parts of the difference of two layouts, all views", &table(it, &sheets))
}

/// The views that were asked for, each once.
fn cuts(args: &WhyArgs) -> Vec<By> {
    let mut cuts = match args.by.is_empty() {
        true => vec![By::Account, By::Place, By::Effect, By::Stage],
        false => args.by.iter().map(|&cut| cut.into()).collect(),
    };
    cuts.extend(walks(args).then_some(By::Change));
    let mut once = Vec::new();
    cuts.retain(|cut| {
        !once.contains(cut) && {
            once.push(*cut);
            true
        }
    });
    cuts
}

fn walks(args: &WhyArgs) -> bool {
    args.steps || args.order.is_some() || args.by.contains(&Cut::Change)
}

/// The names of the layout that the other is held against, and of the other.
fn pair(args: &WhyArgs) -> Result<[String; 2], Failure> {
    let study = scenario::read(&args.file, &args.trials.set).map_err(Failure::Scenario)?;
    let names: Vec<&str> = study.layouts.iter().map(|layout| layout.name.as_str()).collect();
    let file = failure::quoted(&args.file);
    if let Some(unknown) = args.layout.iter().chain(&args.against).find(|name| !names.contains(&name.as_str())) {
        let mend = did_you_mean(unknown, names);
        return Err(Failure::input(format!("there is no layout `{unknown}` in {file}"), mend));
    }
    if names.len() < 2 {
        let mend = "give the scenario a second [[layout]] to hold it against".to_owned();
        return Err(Failure::input(format!("there is one layout in {file}, so there is no difference to explain"), mend));
    }
    let other = |taken: &str| {
        let others: Vec<&str> = names.iter().copied().filter(|name| *name != taken).collect();
        match others[..] {
            [other] => Ok(other.to_owned()),
            _ => Err(Failure::input("which layout is to be explained?", format!("name it by --layout: {}", listed(others)))),
        }
    };
    let baseline = names[study.baseline];
    let pair = match (&args.against, &args.layout) {
        (Some(against), Some(layout)) => [against.clone(), layout.clone()],
        (Some(against), None) => [against.clone(), other(against)?],
        (None, Some(layout)) if layout != baseline => [baseline.to_owned(), layout.clone()],
        (None, Some(layout)) => match names[..] {
            [_, _] => [other(layout)?, layout.clone()],
            _ => {
                let fault = format!("`{layout}` is the baseline itself");
                return Err(Failure::input(fault, "name what it is held against by --against".to_owned()));
            }
        },
        (None, None) => [baseline.to_owned(), other(baseline)?],
    };
    match pair[0] == pair[1] {
        true => Err(Failure::input(format!("`{}` is held against itself", pair[0]), "name two layouts".to_owned())),
        false => Ok(pair),
    }
}

/// Steps by name and keys.
type Steps = Vec<(String, Vec<String>)>;

/// What is to be run, with the stops of the walk between its ends where there is one; where both layouts stand in it; and the steps.
fn with_stops(args: &WhyArgs, names: &[String; 2], ready: Ready) -> Result<(Ready, [usize; 2], Option<Steps>), Failure> {
    let base = ready.head.asked.baseline;
    if !walks(args) {
        return Ok((ready, [base, 1 - base], None));
    }
    let way = Way { from: &names[0], to: &names[1], order: args.order.as_deref() };
    let mut stops = scenario::walk(&args.file, &args.trials.set, way).map_err(Failure::Scenario)?;
    if stops.is_empty() {
        let fault = format!("`{}` and `{}` do not differ in any key", names[0], names[1]);
        return Err(Failure::input(fault, "leave --steps out, or name other layouts".to_owned()));
    }
    let steps = stops.iter().map(|stop| (stop.name.clone(), stop.keys.clone())).collect();
    stops.pop();
    let build = |stop: &mut Stop| {
        let header = &mut stop.layout.scenario.scenario;
        header.seed = args.trials.seed.unwrap_or(header.seed);
        Network::new(&stop.layout)
    };
    let between: Vec<Network> = stops.iter_mut().map(build).collect();
    let summaries: Vec<String> = ready.head.layouts.iter().map(|names| names.summary.clone()).collect();
    let mut ends = ready.networks;
    if base == 1 {
        ends.swap(0, 1);
    }
    let last = ends.pop().expect("a walk has two ends");
    let networks: Vec<Network> = ends.into_iter().chain(between).chain([last]).collect();
    let mut all = vec![String::new(); networks.len()];
    (all[0], all[networks.len() - 1]) = (summaries[base].clone(), summaries[1 - base].clone());
    let mut asked = ready.head.asked;
    asked.baseline = 0;
    let pair = [0, networks.len() - 1];
    Ok((Ready { head: Head::new(asked, &networks, &all), networks, origins: ready.origins }, pair, Some(steps)))
}

impl From<Cut> for By {
    fn from(cut: Cut) -> By {
        match cut {
            Cut::Account => By::Account,
            Cut::Place => By::Place,
            Cut::Cell => By::Cell,
            Cut::Effect => By::Effect,
            Cut::Stage => By::Stage,
            Cut::Change => By::Change,
        }
    }
}

/// The run beneath.
fn as_run(args: &WhyArgs, names: &[String; 2]) -> RunArgs {
    RunArgs::beneath(&args.file, names.to_vec(), &args.trials, args.out.as_deref())
}

/// The command line without what does not change results.
fn command(args: &WhyArgs, run: &RunArgs) -> String {
    let layout: Vec<String> = args.layout.iter().cloned().collect();
    let mut command = run::command("why", run, &layout);
    let mut option = |name: &str, value: &str| command += &format!(" --{name} {}", run::shell_word(value));
    args.against.iter().for_each(|name| option("against", name));
    args.order.iter().for_each(|order| option("order", order));
    if args.order.is_none() && walks(args) {
        command += " --steps";
    }
    command
}
