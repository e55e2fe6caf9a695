//! `callout check`: reads a scenario, says what is wrong with it or what it holds.

mod assumptions;

pub use assumptions::Format;

use super::console::Console;
use super::failure::{Failure, quoted};
use super::study;
use crate::network::demand::Load;
use crate::network::{KindId, Network, PlaceKind, ZoneId};
use crate::report::number::{grouped, plain};
use crate::report::text::table::{Cell, Line, Table, Tone, wrapped};
use crate::scenario::factor::Factor;
use crate::scenario::{self, Snapshot};
use crate::study::uncertain::check_inputs;
use assumptions::assumptions;
use std::path::PathBuf;

/// What the user asks to check.
#[derive(Debug, clap::Args)]
#[command(
    after_long_help = "EXAMPLES\n  callout check scenarios/first.toml\n  callout check scenarios/first.toml --set scenario.horizon='90 d'\n  \
        callout check scenarios/first.toml --assumptions\n  callout check scenarios/first.toml --assumptions --format csv"
)]
pub struct CheckArgs {
    /// Scenario file (TOML).
    pub file: PathBuf,
    /// Set a key of the scenario first, as for `callout run`.
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub set: Vec<String>,
    /// List every value with what stands behind it, as the comments of the scenario say: source, derived, or assumption.
    #[arg(long)]
    pub assumptions: bool,
    /// Form of the list.
    #[arg(long, value_enum, default_value = "text", requires = "assumptions")]
    pub format: Format,
}

/// Checks a scenario.
///
/// # Errors
/// If it has faults.
pub fn check(args: &CheckArgs, console: &Console) -> Result<(), Failure> {
    let study = scenario::read(&args.file, &args.set).map_err(Failure::Scenario)?;
    if args.assumptions {
        return console.say(&assumptions(&study.origins(), args.format, console.style()));
    }
    let mut out = String::new();
    let networks: Vec<Network> = study.layouts.iter().map(Network::new).collect();
    out += &summary(&networks).render(console.fit, console.colour_on_stdout);
    out += "\n";
    for line in wrapped(ROUGH, console.width) {
        out += &format!("{line}\n");
    }
    for warning in networks.iter().flat_map(unserved) {
        for line in wrapped(&warning, console.width) {
            out += &format!("{line}\n");
        }
    }
    out += &uncertain(args, &study.uncertain)?;
    out += &format!("{}: no fault found\n", args.file.display());
    console.say(&out)
}

/// The uncertain inputs, once they are found sound.
fn uncertain(args: &CheckArgs, inputs: &[Factor]) -> Result<String, Failure> {
    if inputs.is_empty() {
        return Ok(String::new());
    }
    let files = Snapshot::take(&args.file).map_err(|error| Failure::write(&quoted(&args.file), &error))?;
    check_inputs(&args.set, &files).map_err(study::faulty)?;
    let line = |input: &Factor| format!("  {}{}: {}\n", input.name, if input.times { " times" } else { "" }, input.levels);
    let lines: String = inputs.iter().map(line).collect();
    Ok(format!("Uncertain inputs, which `callout uncertain` varies:\n{lines}"))
}

const ROUGH: &str = "Expected calls and work / paid are rough: without travel, second visits and repeat calls, \
                     but with jobs for partners without simulated people.";

/// Warnings of calls that nobody is asked to take.
fn unserved(network: &Network) -> Vec<String> {
    let warning = |(kind, zones): (KindId, Vec<ZoneId>)| {
        let names: Vec<String> = zones.iter().take(5).map(|&zone| format!("`{}`", network.zones[zone].name)).collect();
        let more = if zones.len() > 5 { format!(" and {} more", zones.len() - 5) } else { String::new() };
        let (layout, kind, names) = (&network.name, &network.kinds[kind].name, names.join(", "));
        format!(
            "warning: {layout}: nobody is asked for `{kind}` in {names}{more}; calls there are lost. Widen `within` or add a rule."
        )
    };
    network.unserved().into_iter().map(warning).collect()
}

/// What each layout holds.
fn summary(networks: &[Network]) -> Table {
    let cells = |name: &str, values: Vec<String>| {
        let cell = |value| Cell { value, half_width: None, words: false, tone: Tone::Plain };
        Line::Row(name.to_owned(), values.into_iter().map(cell).collect())
    };
    let row = |name: &str, value: &dyn Fn(&Network) -> String| cells(name, networks.iter().map(value).collect());
    let loads: Vec<Load> = networks.iter().map(Load::of).collect();
    let load = |name: &str, value: &dyn Fn(&Load) -> String| cells(name, loads.iter().map(value).collect());
    let count = |n: usize| grouped(n as f64, 0);
    let centres = |network: &Network, kinds: &[PlaceKind]| {
        let of_kind = network.centres.iter().filter(|centre| kinds.contains(&network.places[centre.place].kind));
        count(of_kind.count())
    };
    let people = |network: &Network| network.teams.iter().map(|team| team.technicians.len() * usize::from(team.crew)).sum();
    let lines = vec![
        Line::Group("demand".to_owned()),
        row("zones", &|network| count(network.zones.len())),
        row("kinds of job", &|network| count(network.kinds.len())),
        row("streams", &|network| count(network.streams.len())),
        row("installed units", &|network| grouped(network.installed_base as f64, 0)),
        load("calls per week, other brands' too", &|load| plain(load.calls)),
        Line::Group("supply".to_owned()),
        row("own centres", &|network| centres(network, &[PlaceKind::Centre, PlaceKind::ContactCentre])),
        row("centres of partners", &|network| centres(network, &[PlaceKind::PartnerCentre])),
        row("people", &|network| count(people(network))),
        row("partners in use", &|network| count(network.partners.iter().filter(|partner| partner.in_use).count())),
        Line::Group("load".to_owned()),
        load("work on site per week [h]", &|load| plain(load.work)),
        load("paid hours per week [h]", &|load| plain(load.paid)),
        load("work / paid [%]", &|load| load.utilisation().map_or("-".to_owned(), |share| plain(100.0 * share))),
    ];
    Table { heads: networks.iter().map(|network| network.name.clone()).collect(), lines }
}
