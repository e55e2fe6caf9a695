//! `callout contract`: what a partner's jobs cost by its rate card at each monthly volume, without any simulation.

use super::console::Console;
use super::failure::{self, Failure};
use crate::kernel::id::Id;
use crate::network::contract::Partner;
use crate::network::contract::curve::Example;
use crate::network::{KindId, Network};
use crate::report::contract::ContractReport;
use crate::report::contract::terms::Terms;
use crate::scenario::complaint::{did_you_mean, listed};
use crate::scenario::units::{Duration, Length};
use crate::scenario::{self, Study};
use std::path::PathBuf;

/// Whose contract the user asks about, and for which jobs.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct ContractArgs {
    /// Scenario file (TOML).
    pub file: PathBuf,
    /// The partner.
    #[arg(long, value_name = "NAME")]
    pub partner: String,
    /// The layout whose contract it is; default: the baseline.
    #[arg(long, value_name = "NAME")]
    pub layout: Option<String>,
    /// Kind of the jobs; default: the first that the card has a price for.
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// Monthly volumes, such as 0,50,100; default: steps up to beyond the last kink.
    #[arg(long, value_name = "N,N,...", value_delimiter = ',', value_parser = clap::value_parser!(u64).range(..=1_000_000))]
    pub volumes: Vec<u64>,
    /// Distance from the partner's base to the customer, for distance bands.
    #[arg(long, value_name = "LENGTH", default_value = "0 km")]
    pub distance: Length,
    /// Time on site of a visit, for hourly prices; default: the mean of the kind.
    #[arg(long, value_name = "DURATION")]
    pub on_site: Option<Duration>,
    /// Visits of a job; default: 1 / the partner's probability of fix.
    #[arg(long, value_name = "X")]
    pub visits: Option<f64>,
    /// Set a key of the scenario first, as for `callout run`.
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub set: Vec<String>,
    /// Form of the answer on stdout.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// Forms of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// A table and a chart for people.
    Text,
    /// A row for each volume.
    Csv,
    /// One document for programs.
    Json,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout contract scenarios/rate-card.toml --partner agent
  callout contract scenarios/rate-card.toml --partner agent --kind install --volumes 0,50,100,200
  callout contract scenarios/rate-card.toml --partner agent --distance '35 km'
  callout contract scenarios/rate-card.toml --partner agent --set partner.agent.retainer=0 --format csv

All jobs of a month are of one kind and at one distance; bonus and malus, which depend on quality, are left out.";

/// Prints what a contract costs.
///
/// # Errors
/// If the scenario has faults, or has no such layout, partner or kind.
pub fn contract(args: &ContractArgs, console: &Console) -> Result<(), Failure> {
    let study = scenario::read(&args.file, &args.set).map_err(Failure::Scenario)?;
    let network = Network::new(&study.layouts[layout(&study, args)?]);
    let partner = partner(&network, args)?;
    let kind = kind(&network, partner, args)?;
    let example = example(&network, partner, kind, args)?;
    let terms = Terms { network: &network, partner, example };
    let cost = |jobs: u64| terms.cost(jobs);
    let report =
        ContractReport { layout: &network.name, currency: &network.currency, curve: terms.curve(&args.volumes), cost: &cost };
    console.say(&match args.format {
        Format::Text => report.text(console.style()),
        Format::Csv => report.csv(),
        Format::Json => report.json(),
    })
}

fn layout(study: &Study, args: &ContractArgs) -> Result<usize, Failure> {
    let Some(name) = &args.layout else { return Ok(study.baseline) };
    let known = || study.layouts.iter().map(|layout| layout.name.as_str());
    known().position(|known| known == name).ok_or_else(|| unknown("layout", name, known(), args))
}

fn partner<'n>(network: &'n Network, args: &ContractArgs) -> Result<&'n Partner, Failure> {
    let known = network.partners.iter().map(|partner| partner.name.as_str());
    let found = network.partners.iter().find(|partner| partner.name == args.partner);
    found.ok_or_else(|| unknown("partner", &args.partner, known, args))
}

fn kind(network: &Network, partner: &Partner, args: &ContractArgs) -> Result<KindId, Failure> {
    let Some(name) = &args.kind else {
        return Ok(Terms::priced(network, partner).next().unwrap_or(KindId::new(0)));
    };
    let known = network.kinds.iter().map(|kind| kind.name.as_str());
    let found = network.kinds.enumerate().find(|(_, kind)| kind.name == *name);
    found.map(|(id, _)| id).ok_or_else(|| unknown("kind", name, known, args))
}

fn unknown<'k>(what: &str, name: &str, known: impl Iterator<Item = &'k str>, args: &ContractArgs) -> Failure {
    let known: Vec<&str> = known.collect();
    let near = did_you_mean(name, known.iter().copied());
    let fault = format!("there is no {what} `{name}` in {}", failure::quoted(&args.file));
    let none = format!("the scenario has no {what}");
    Failure::input(fault, near.unwrap_or(if known.is_empty() { none } else { format!("there are {}", listed(known)) }))
}

fn example(network: &Network, partner: &Partner, kind: KindId, args: &ContractArgs) -> Result<Example, Failure> {
    let visits = args.visits.unwrap_or(1.0 / partner.fix);
    if !(1.0..=1000.0).contains(&visits) {
        return Err(Failure::input(format!("a job of {visits} visits is not possible"), "give 1 to 1000 visits".to_owned()));
    }
    if args.distance.km() < 0.0 {
        return Err(Failure::input("the distance is negative", "give 0 km or more".to_owned()));
    }
    let mut example = Terms::usual(network, partner, kind).example;
    example.work.visits = visits;
    example.work.on_site = args.on_site.map_or(example.work.on_site, Duration::span);
    example.km = args.distance.km();
    Ok(example)
}
