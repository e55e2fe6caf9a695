//! `callout bench`: how fast the simulator is on this machine.

use super::console::Console;
use super::failure::{self, Failure};
use crate::network::Network;
use crate::report::number::{grouped, plain};
use crate::scenario::complaint::did_you_mean;
use crate::scenario::{self, Layout, Study};
use crate::study::stopwatch::Speed;
use clap::value_parser;
use std::path::PathBuf;

/// The yardstick network.
const YARDSTICK: &str = include_str!("../../benches/yardstick.toml");

/// What the user asks to time.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct BenchArgs {
    /// Scenario file (TOML); without one, the yardstick network: 20 centres, 200 technicians, 732,000 jobs a year.
    pub file: Option<PathBuf>,
    /// Layout to time. Default: the first.
    #[arg(long, value_name = "NAME")]
    pub layout: Option<String>,
    /// Replications of a round, instead of the scenario's.
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..=100_000))]
    pub replications: Option<u32>,
    /// Most threads: 1, 2, 4 ... up to here are timed. Default: all cores.
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Timed rounds for each number of threads.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = value_parser!(u16).range(1..=1000))]
    pub rounds: u16,
    /// Set a key of the scenario first, as for `callout run`.
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub set: Vec<String>,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout bench                                          the yardstick, about half a minute
  callout bench --rounds 1 --threads 1                   a quick look
  callout bench scenarios/shandong-ac.toml --layout specialist --replications 2
  callout bench scenarios/first.toml --set satisfaction.model=off

Each round simulates all replications with ledger and scorecard on; the median round counts. ns/event is the time
that one thread takes for an event. With fewer replications than threads, the
parts of a network that share nothing are spread over the threads.";

/// Times a scenario.
///
/// # Errors
/// If it has faults, or the threads cannot be started.
pub fn bench(args: &BenchArgs, console: &Console) -> Result<(), Failure> {
    let study = match &args.file {
        Some(file) => scenario::read(file, &args.set),
        None => scenario::read_text("yardstick.toml", YARDSTICK, &args.set),
    };
    let study = study.map_err(Failure::Scenario)?;
    let layout = chosen(&study, args.layout.as_deref())?;
    let network = Network::new(layout);
    let header = &layout.scenario.scenario;
    let replications = args.replications.unwrap_or(header.replications);
    let count = |n: usize| grouped(n as f64, 0);
    console.say(&format!(
        "{}, layout {}: {} centres, {} technicians, {} parts that share nothing\n\
         rounds of {} x {} days, {} for each number of threads\n\n{HEAD}\n",
        header.name,
        network.name,
        count(network.centres.len()),
        count(network.technicians.len()),
        count(network.parts.len()),
        grouped(f64::from(replications), 0),
        plain(network.window.length().days()),
        args.rounds,
    ))?;
    let mut alone = None;
    for threads in steps(args.threads.map(usize::from)) {
        let speed = Speed::measure(&network, replications, threads, usize::from(args.rounds))
            .map_err(|fault| Failure::input(format!("cannot start the threads: {fault}"), "give fewer --threads".to_owned()))?;
        let alone = *alone.get_or_insert(speed.median());
        console.say(&line(threads, &speed, alone))?;
    }
    match peak_memory() {
        Some(megabytes) => console.say(&format!("\npeak memory {} MB\n", grouped(megabytes, 0))),
        None => Ok(()),
    }
}

fn chosen<'s>(study: &'s Study, name: Option<&str>) -> Result<&'s Layout, Failure> {
    let Some(name) = name else { return Ok(&study.layouts[0]) };
    study.layouts.iter().find(|layout| layout.name == name).ok_or_else(|| {
        let names = study.layouts.iter().map(|layout| layout.name.as_str());
        Failure::input(format!("there is no layout {}", failure::quoted(name.as_ref())), did_you_mean(name, names))
    })
}

/// Numbers of threads to time: 1, 2, 4 ... and the most.
fn steps(most: Option<usize>) -> Vec<usize> {
    let most = most.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let doubled = std::iter::successors(Some(1), |threads| Some(threads * 2)).take_while(|threads| *threads < most);
    doubled.chain([most]).collect()
}

const HEAD: &str = "threads        jobs/s   per thread   ns/event   spread   speed-up";

fn line(threads: usize, speed: &Speed, alone: f64) -> String {
    let jobs = speed.jobs_per_second();
    format!(
        "{threads:7}  {:>12}  {:>11}  {:9.1}  {:5.1} %  {:9.2}\n",
        grouped(jobs, 0),
        grouped(jobs / threads as f64, 0),
        speed.ns_per_event(threads),
        100.0 * speed.spread(),
        alone / speed.median(),
    )
}

/// The most memory that this process has held [MB], where the system tells it.
pub fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_are_doubled_up_to_the_most() {
        assert_eq!(
            [1, 2, 3, 8, 12].map(|most| steps(Some(most))),
            [vec![1], vec![1, 2], vec![1, 2, 3], vec![1, 2, 4, 8], vec![1, 2, 4, 8, 12]]
        );
    }

    #[test]
    fn the_yardstick_has_no_fault() {
        let study = scenario::read_text("yardstick.toml", YARDSTICK, &[]).unwrap_or_else(|complaints| panic!("{complaints}"));
        let network = Network::new(&study.layouts[0]);
        assert_eq!((network.parts.len(), network.technicians.len()), (20, 200));
    }
}
