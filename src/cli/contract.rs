//! `callout contract`: what a partner's jobs cost by its rate card at each monthly volume, without any simulation.

use super::console::Console;
use super::failure::{self, Failure};
use crate::kernel::id::Id;
use crate::kernel::money::Money;
use crate::network::contract::Partner;
use crate::network::contract::card::{Minimum, RungPrice};
use crate::network::contract::curve::{Example, Kink, Work};
use crate::network::{KindId, Network};
use crate::report::contract::{ContractReport, price};
use crate::report::number::plain;
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
    let kinks = partner.kinks(&example);
    let named: Vec<(u64, String)> =
        kinks.iter().map(|(jobs, kink)| (*jobs, clause(&network, partner, kind, *kink, true))).collect();
    let volumes = if args.volumes.is_empty() { steps(&kinks) } else { args.volumes.clone() };
    let cost = |jobs: u64| partner.point(&example, jobs);
    let points: Vec<_> = volumes.iter().map(|&jobs| cost(jobs)).collect();
    let next = volumes.iter().map(|&jobs| (cost(jobs + 1).total() - cost(jobs).total()).units()).collect();
    let report = ContractReport {
        partner: &partner.name,
        layout: &network.name,
        kind: &network.kinds[kind].name,
        currency: &network.currency,
        notes: notes(&network, partner, &example),
        clauses: volumes.iter().map(|&jobs| felt(&network, partner, &example, jobs)).collect(),
        points,
        next,
        kinks: named,
        cost: &cost,
    };
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
        let priced = |kind: &KindId| {
            let hourly = partner.card.hourly.as_ref().is_some_and(|hourly| hourly.price[*kind] > Money::ZERO);
            hourly || partner.fee[*kind] > Money::ZERO
        };
        return Ok(network.kinds.ids().find(priced).unwrap_or(KindId::new(0)));
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
    let entry = &network.kinds[kind];
    let on_site = args.on_site.map_or(entry.expected_work, Duration::span);
    let work = Work { kind, on_site, visits, material: entry.expected_material() };
    Ok(Example { work, km: args.distance.km() })
}

/// Volumes in even steps to beyond the last kink, and those at the kinks.
fn steps(kinks: &[(u64, Kink)]) -> Vec<u64> {
    let last = kinks.last().map_or(100, |(jobs, _)| *jobs);
    let rough = last.div_ceil(8).max(1);
    let unit = 10_u64.pow(rough.ilog10());
    let step = [1, 2, 5].iter().map(|factor| factor * unit).find(|step| *step >= rough).unwrap_or(10 * unit);
    let even = (0..=15).map(|at| at * step).take_while(|jobs| *jobs <= last + last / 2);
    let mut all: Vec<u64> = even.chain(kinks.iter().flat_map(|(jobs, _)| [jobs - 1, *jobs])).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// A clause in a few words.
fn clause(network: &Network, partner: &Partner, kind: KindId, kink: Kink, with_price: bool) -> String {
    match kink {
        Kink::MinimumReached => "the minimum is reached".to_owned(),
        Kink::Tier(at) => {
            let rung = &partner.card.ladder(kind).expect("a kind with a tier has a ladder").rungs[at];
            let words = match &rung.price {
                RungPrice::Factor(ppm) => format!("fee x {}", plain(*ppm as f64 / 1e6)),
                RungPrice::Fee(fees) => {
                    format!("fee {}", price(fees[kind].unwrap_or(partner.fee[kind]).units(), &network.currency))
                }
            };
            if with_price { format!("tier {}, {words}", at + 2) } else { format!("tier {}", at + 2) }
        }
    }
}

/// The clauses that are felt at a volume.
fn felt(network: &Network, partner: &Partner, example: &Example, jobs: u64) -> String {
    let mut words = Vec::new();
    let tier = partner.kinks(example).into_iter().rfind(|(from, kink)| *from <= jobs && matches!(kink, Kink::Tier(_)));
    if let Some((_, kink)) = tier {
        words.push(clause(network, partner, example.work.kind, kink, false));
    }
    if partner.is_capped(example) {
        words.push("cap of hours".to_owned());
    }
    if partner.point(example, jobs).top_up > Money::ZERO {
        words.push("take-or-pay".to_owned());
    }
    words.join(", ")
}

/// What a job is taken to be, and what the months hold besides.
fn notes(network: &Network, partner: &Partner, example: &Example) -> Vec<String> {
    let currency = &network.currency;
    let mut notes = Vec::new();
    let mut job = format!("A job has {} visits", plain(example.work.visits));
    if partner.card.hourly.is_some() {
        job += &format!(" of {} min on site", plain(example.work.on_site.hours() * 60.0));
    }
    if !partner.card.bands.is_empty() {
        job += &format!(", {} km from the partner's base", plain(example.km));
    }
    notes.push(format!("{job}; its price at the first tier is {}.", price(partner.price(example).units(), currency)));
    match partner.card.minimum {
        Some(Minimum::Jobs(jobs, fee)) => {
            notes.push(format!(
                "Take-or-pay: {} jobs a month, {} for each missing.",
                plain(jobs as f64),
                price(fee.units(), currency)
            ));
        }
        Some(Minimum::Amount(least)) => notes.push(format!("Take-or-pay: {} a month.", price(least.units(), currency))),
        None => {}
    }
    if !partner.card.steps.is_empty() {
        notes.push("Bonus and malus are left out: they depend on quality.".to_owned());
    }
    notes
}
