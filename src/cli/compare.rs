//! `callout compare`: layouts of one or several scenarios against each other, and which is the best.

mod lineup;

use super::console::Console;
use super::enough::{Enough, misread};
use super::failure::{self, Failure};
use super::progress::{self, Interrupt, Pace};
use super::run::{Format, shell_word};
use super::shown::Shown;
use super::trials::Trials;
use crate::record::figure::FIGURES;
use crate::report::compare::{Choice, Contest, Standings, Terms, json, text};
use crate::report::dossier::{Collector, WATCH};
use crate::report::head::{Asked, Head};
use crate::report::{Gathered, Report};
use crate::study::precision::goal::{Misread, figure};
use crate::study::precision::{Tracker, Width};
use crate::study::replicate::{Plan, Summary, replicate_until};
use crate::study::select::best::{best, needed, pair_variance};
use crate::study::select::run::{Picked, Terms as Race, Trouble, select};
use crate::study::select::{Toward, critical};
use crate::study::trial::{Outcome, Watch};
use clap::Args;
use lineup::Lineup;
use std::path::PathBuf;

/// What the user asks of a comparison.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct CompareArgs {
    /// Scenario files (TOML); the layouts of all of them are compared.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Compare only this layout; may be repeated. A name that several files use is FILE:NAME.
    #[arg(long, value_name = "NAME")]
    pub layout: Vec<String>,
    /// The layout that the others are compared with, instead of the first scenario's baseline.
    #[arg(long, value_name = "NAME")]
    pub against: Option<String>,
    /// Compare this figure; may be repeated. Default: cost, response, promise kept, first-time fix, satisfaction.
    #[arg(long, value_name = "FIGURE")]
    pub figure: Vec<String>,
    /// Compare every layout with every other.
    #[arg(long)]
    pub all_pairs: bool,
    /// Also compare all layouts with the best by this figure.
    #[arg(long, value_name = "FIGURE")]
    pub best: Option<String>,
    /// Only select the best layout by this figure; who is surely beaten is simulated no further.
    #[arg(long, value_name = "FIGURE", requires = "delta", conflicts_with_all = ["best", "all_pairs", "figure", "precision", "report", "workbook"])]
    pub select: Option<String>,
    /// A difference worth noticing by --best or --select: in the figure's unit, `1pp` for shares, or `1%` of the baseline.
    #[arg(long, value_name = "D", allow_hyphen_values = true)]
    pub delta: Option<String>,
    /// Confidence of intervals and choices.
    #[arg(long, value_name = "SHARE", default_value = "0.95", value_parser = confidence)]
    pub confidence: f64,
    /// When replications are enough.
    #[command(flatten)]
    pub enough: Enough,
    /// Pages and workbooks beside it.
    #[command(flatten)]
    pub shown: Shown,
    /// Form of the report on stdout.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// How trials are run.
    #[command(flatten)]
    pub trials: Trials,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout compare scenarios/first.toml                          every layout with the baseline
  callout compare today.toml tomorrow.toml                      layouts of two files
  callout compare today.toml tomorrow.toml --report both.html   and a page to look at
  callout compare scenarios/first.toml --against shared --figure cost_total --figure response_mean
  callout compare scenarios/first.toml --all-pairs --precision cost_total=1%
  callout compare scenarios/first.toml --best cost_total --delta 1%
  callout compare scenarios/first.toml --select cost_total --delta 1%

--best gives intervals for how much worse each layout is than the best of the others; with --delta it runs as many replications as that
difference needs. --select runs layouts against each other one replication at a time and drops who is surely beaten: the fewest trials
where there are many layouts. Both share random customers among layouts.";

/// First stage of a selection.
const FIRST: u32 = 20;

fn confidence(text: &str) -> Result<f64, String> {
    let share = text.parse::<f64>().ok().filter(|share| (0.5..=0.9999).contains(share));
    share.ok_or_else(|| "a share from 0.5 to 0.9999, as in 0.95".to_owned())
}

/// A figure by which layouts are ranked, and a difference worth noticing.
#[derive(Debug, Clone, Copy)]
struct Ranking {
    figure: usize,
    toward: Toward,
    delta: Option<Width>,
}

/// Compares layouts.
///
/// # Errors
/// As the exit codes of [`super`] say.
pub fn compare(args: &CompareArgs, console: &Console) -> Result<(), Failure> {
    let figures: Vec<usize> = args.figure.iter().map(|key| figure(key)).collect::<Result<_, _>>().map_err(misread("figure"))?;
    let ranking = ranking(args)?;
    args.enough.asked()?;
    args.shown.asked()?;
    let lineup = lineup::read(args)?;
    let asked = Asked {
        file: lineup.files.clone(),
        hash: lineup.hash.clone(),
        question: String::new(),
        replications: replications(args, &lineup, ranking.as_ref()),
        baseline: lineup.baseline,
        sets: args.trials.set.clone(),
        command: command(args),
    };
    let mut head = Head::new(asked, &lineup.networks, &lineup.summaries);
    head.scenario = lineup.scenario.clone();
    match ranking.filter(|_| args.select.is_some()) {
        Some(ranking) => chosen(args, console, &lineup, head, ranking),
        None => contest(
            args,
            console,
            &lineup,
            head,
            Terms { figures, all_pairs: args.all_pairs, confidence: args.confidence },
            ranking,
        ),
    }
}

/// Replications at most.
fn replications(args: &CompareArgs, lineup: &Lineup, ranking: Option<&Ranking>) -> u32 {
    let staged = ranking.is_some_and(|ranking| ranking.delta.is_some());
    let open = staged.then(|| args.enough.max_replications.unwrap_or(1_000).max(args.trials.replications.unwrap_or(0)));
    args.enough.most().or(open).or(args.trials.replications).unwrap_or(lineup.replications)
}

/// What layouts are ranked by, if anything.
fn ranking(args: &CompareArgs) -> Result<Option<Ranking>, Failure> {
    let (option, key) = match (&args.best, &args.select) {
        (Some(key), _) => ("best", key),
        (_, Some(key)) => ("select", key),
        _ if args.delta.is_some() => {
            let mend = "give --best FIGURE or --select FIGURE too, or leave --delta out".to_owned();
            return Err(Failure::input("--delta is a difference by which nothing is ranked", mend));
        }
        _ => return Ok(None),
    };
    let figure = figure(key).map_err(misread(option))?;
    let delta = args.delta.as_deref().map(|text| Width::read(figure, text)).transpose().map_err(misread("delta"))?;
    let Some(toward) = Toward::of(FIGURES[figure].better) else {
        let fault = format!("nobody is the best by `{key}`: neither more nor less of it is better");
        let mend = "choose a figure such as cost_total, response_mean, promise_kept or satisfaction".to_owned();
        return Err(misread(option)(Misread { fault, mend: Some(mend) }));
    };
    Ok(Some(Ranking { figure, toward, delta }))
}

/// Runs all layouts side by side and says how they differ.
fn contest(
    args: &CompareArgs,
    console: &Console,
    lineup: &Lineup,
    head: Head,
    terms: Terms,
    ranking: Option<Ranking>,
) -> Result<(), Failure> {
    let layouts = lineup.networks.len();
    let first = args.trials.replications.unwrap_or(lineup.replications.min(head.asked.replications)) as usize;
    let precision = args.enough.precision()?;
    let mut tracker = precision.as_ref().map(|precision| Tracker::new(&precision.goals, layouts, precision.rule));
    let staged = ranking.filter(|ranking| ranking.delta.is_some());
    let mut wanted: Option<usize> = None;
    let enough = |summaries: &[Summary]| {
        let n = summaries[0].rows.len();
        if let Some(ranking) = staged.filter(|_| n == first) {
            wanted = second_stage(summaries, &ranking, lineup.baseline, args.confidence);
        }
        let narrow = tracker.as_mut().is_none_or(|tracker| tracker.enough(summaries));
        let ranked = staged.is_none() || wanted.is_some_and(|wanted| n >= wanted) || (n >= first && wanted.is_none());
        (tracker.is_some() || staged.is_some()) && narrow && ranked
    };
    let watch = if args.shown.any() { WATCH } else { Watch::default() };
    let plan = Plan { replications: head.asked.replications, watch };
    let mut collected =
        args.shown.any().then(|| (Collector::new(&lineup.networks, lineup.origins.clone()), vec![Gathered::default(); layouts]));
    let keep = |layout: usize, outcome: Outcome| {
        if let Some((collector, gathered)) = &mut collected {
            collector.see(layout, &outcome);
            gathered[layout].add(&outcome);
        }
    };
    let interrupt = Interrupt::listen();
    let pace = pace(args, u64::from(plan.replications) * layouts as u64)?;
    let run = |tick: &(dyn Fn() + Sync)| replicate_until(&lineup.networks, plan, &interrupt.stop, tick, keep, enough);
    let summaries = progress::paced(pace, &interrupt, run)?;
    let complete = summaries[0].rows.len();
    if complete == 0 {
        return Err(Failure::coded(failure::INTERRUPTED, "interrupted, or out of time, before any replication was complete"));
    }
    let asked = Asked {
        replications: if wanted.is_some_and(|n| n <= complete) { complete as u32 } else { plan.replications },
        ..head.asked.clone()
    };
    let head = Head { asked, ..head };
    let mut written = Ok(());
    if let Some((collector, gathered)) = collected {
        let report = Report::new(head.clone(), &summaries, gathered).with_precision(precision.as_ref(), &summaries);
        written = args.shown.write(&collector.close(report).0);
    }
    let mut contest = Contest::new(head, &summaries, terms, precision.as_ref());
    if let Some(ranking) = ranking {
        contest.best = Some(standings(&summaries, &ranking, first, lineup, args.confidence)?);
    }
    console.say(&match args.format {
        Format::Text => text::text(&contest, console.style()),
        Format::Json => json::json(&contest),
    })?;
    // What was simulated is told even where a page cannot be written.
    written?;
    if !args.trials.quiet {
        args.shown.tell(console);
    }
    Ok(())
}

/// Values of a figure by layout in the replications in which all layouts have one, and a difference worth noticing in its unit.
fn paired(summaries: &[Summary], ranking: &Ranking, baseline: usize) -> (Vec<Vec<f64>>, Option<f64>) {
    let of = |summary: &Summary, at: usize| summary.rows[at][ranking.figure];
    let all = |at: &usize| summaries.iter().all(|summary| of(summary, *at).is_some());
    let shared: Vec<usize> = (0..summaries[0].rows.len()).filter(all).collect();
    let values: Vec<Vec<f64>> = summaries.iter().map(|summary| shared.iter().filter_map(|&at| of(summary, at)).collect()).collect();
    let mean = values[baseline].iter().sum::<f64>() / values[baseline].len() as f64;
    let delta = ranking.delta.map(|delta| match delta {
        Width::Absolute(delta) => delta,
        Width::Relative(share) => share * mean.abs(),
    });
    (values, delta.filter(|delta| *delta > 0.0))
}

/// Replications that the difference worth noticing needs, from those of the first stage.
fn second_stage(summaries: &[Summary], ranking: &Ranking, baseline: usize, confidence: f64) -> Option<usize> {
    let (values, delta) = paired(summaries, ranking, baseline);
    let (k, n) = (values.len(), values[0].len());
    let delta = delta.filter(|_| n > 1)?;
    let stage: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
    Some(needed(n, critical(k - 1, (k - 1) * (n - 1), confidence), pair_variance(&stage).sqrt(), delta))
}

/// Comparisons with the best.
fn standings(
    summaries: &[Summary],
    ranking: &Ranking,
    first: usize,
    lineup: &Lineup,
    confidence: f64,
) -> Result<Standings, Failure> {
    let first = if ranking.delta.is_some() { first } else { usize::MAX };
    let stage: Vec<Summary> = summaries
        .iter()
        .map(|all| Summary { rows: all.rows.iter().take(first).cloned().collect(), ..Summary::default() })
        .collect();
    let (values, _) = paired(summaries, ranking, lineup.baseline);
    let (of_stage, delta) = paired(&stage, ranking, lineup.baseline);
    if of_stage[0].len() < 2 {
        let fault = format!(
            "no two replications have {} in every layout, so that none can be called the best",
            FIGURES[ranking.figure].label
        );
        return Err(Failure::input(fault, "run more --replications, or choose another figure".to_owned()));
    }
    if ranking.delta.is_some() && delta.is_none() {
        return Err(nothing_to_share(ranking.figure));
    }
    let best = best(&values, ranking.toward, of_stage[0].len(), delta, confidence);
    Ok(Standings { figure: ranking.figure, delta, best })
}

fn nothing_to_share(figure: usize) -> Failure {
    let fault = format!("--delta: the baseline's {} is 0, and a share of that is no difference", FIGURES[figure].label);
    Failure::input(fault, "give --delta in the figure's unit".to_owned())
}

/// Selects the best layout.
fn chosen(args: &CompareArgs, console: &Console, lineup: &Lineup, head: Head, ranking: Ranking) -> Result<(), Failure> {
    let race = Race {
        figure: ranking.figure,
        toward: ranking.toward,
        delta: ranking.delta.expect("clap asks for --delta"),
        baseline: lineup.baseline,
        first: args.trials.replications.unwrap_or(FIRST).max(2),
        max: head.asked.replications,
        confidence: args.confidence,
    };
    let interrupt = Interrupt::listen();
    let pace = pace(args, u64::from(race.max) * lineup.networks.len() as u64)?;
    let run = |tick: &(dyn Fn() + Sync)| select(&lineup.networks, &race, &interrupt.stop, tick);
    let picked: Picked = progress::paced(pace, &interrupt, run)?.map_err(|trouble| match trouble {
        Trouble::NoData { layout, replication } => {
            let (label, name) = (FIGURES[race.figure].label, &head.layouts[layout].layout);
            let fault = format!("{name} has no {label} in replication {replication}, so that nothing can be selected by it");
            Failure::input(fault, "choose another figure, or a longer horizon".to_owned())
        }
        Trouble::NothingToShare => nothing_to_share(race.figure),
        Trouble::Stopped => Failure::coded(failure::INTERRUPTED, "interrupted before the first stage was complete"),
    })?;
    let choice = Choice { head, terms: race, picked };
    console.say(&match args.format {
        Format::Text => text::selection(&choice, console.style()),
        Format::Json => json::choice(&choice),
    })
}

fn pace(args: &CompareArgs, trials: u64) -> Result<Pace, Failure> {
    Ok(Pace { trials, quiet: args.trials.quiet, threads: args.trials.threads, limit: args.enough.limit()? })
}

/// The command line without what does not change results.
fn command(args: &CompareArgs) -> String {
    let mut words = vec!["callout".to_owned(), "compare".to_owned()];
    words.extend(args.files.iter().map(|file| file.display().to_string()));
    let mut option = |name: &str, value: &str| words.extend([format!("--{name}"), value.to_owned()]);
    args.layout.iter().for_each(|name| option("layout", name));
    args.against.iter().for_each(|name| option("against", name));
    args.figure.iter().for_each(|key| option("figure", key));
    let named = [("best", &args.best), ("select", &args.select), ("delta", &args.delta)];
    named
        .into_iter()
        .filter_map(|(name, value)| value.as_ref().map(|value| (name, value)))
        .for_each(|(name, value)| option(name, value));
    if args.confidence != 0.95 {
        option("confidence", &args.confidence.to_string());
    }
    args.trials.replications.iter().for_each(|n| option("replications", &n.to_string()));
    args.enough.options().into_iter().for_each(|(name, value)| option(name, &value));
    args.trials.options().into_iter().for_each(|(name, value)| option(name, &value));
    words.extend(args.all_pairs.then(|| "--all-pairs".to_owned()));
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}
