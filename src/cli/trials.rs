//! Options that all commands share that run the layouts of a scenario: how often, with which chance, on how many threads.

use clap::{Args, value_parser};

/// How trials are run.
#[derive(Debug, Clone, Default, Args)]
pub struct Trials {
    /// Replications of each layout, instead of the scenario's.
    #[arg(long, value_name = "N", value_parser = value_parser!(u32).range(1..=1_000_000))]
    pub replications: Option<u32>,
    /// Master seed of all random streams, instead of the scenario's.
    #[arg(long, value_name = "S")]
    pub seed: Option<u64>,
    /// Threads; results do not depend on it. Default: all cores.
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Set a key of the scenario in all layouts, or in one by `layout.NAME.key.path=value`; `key*=1.1` multiplies, a step `*` stands for
    /// every entry; may be repeated.
    #[arg(long, value_name = "KEY.PATH=VALUE")]
    pub set: Vec<String>,
    /// No progress and no notes on stderr.
    #[arg(long, short)]
    pub quiet: bool,
}

impl Trials {
    /// Options that results depend on, as (name, value).
    pub fn options(&self) -> Vec<(&'static str, String)> {
        let seed = self.seed.map(|seed| ("seed", seed.to_string()));
        seed.into_iter().chain(self.set.iter().map(|set| ("set", set.clone()))).collect()
    }
}
