//! `callout schema`: the JSON Schema of scenarios, of study files and of results, with which editors and programs check them.

use super::console::Console;
use super::failure::Failure;
use crate::report::{compare, contract, finance, fit, json, sweep, uncertain, warmup, why};
use crate::scenario::{json_schema, study_schema};
use clap::{Args, ValueEnum};

const EXAMPLES: &str = "\
EXAMPLES
  callout schema >scenario.schema.json        for editors
  callout schema --results                    which documents have a schema
  callout schema --results run >run.schema.json
  callout run first.toml --format json >run.json
  check-jsonschema --schemafile run.schema.json run.json

The schemas of results hold every key that this version writes, with meaning and unit, and no other. A later version may add keys, and
counts `schema_version` up when a key changes its meaning or goes away.";

/// What the user asks for.
#[derive(Debug, Clone, Copy, Args)]
#[command(after_help = EXAMPLES)]
pub struct SchemaArgs {
    /// The schema of study files instead.
    #[arg(long, conflicts_with = "results")]
    pub study: bool,
    /// The schema of the JSON document of a command instead; without a command: lists those that have one.
    #[arg(long, value_enum, value_name = "COMMAND", num_args = 0..=1)]
    pub results: Option<Option<Results>>,
}

/// JSON documents that have a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Results {
    /// `callout run --format json` and summary.json.
    Run,
    /// `callout finance --format json`.
    Finance,
    /// `callout why --format json` and why.json.
    Why,
    /// `callout compare --format json`, with `--select` too.
    Compare,
    /// `callout uncertain --format json`, uncertain.json and breakeven.json.
    Uncertain,
    /// `callout warmup --format json`.
    Warmup,
    /// `callout fit --format json`.
    Fit,
    /// `callout contract --format json`.
    Contract,
    /// manifest.json of `callout sweep` and `callout merge`.
    Sweep,
}

impl Results {
    fn schema(self) -> String {
        match self {
            Results::Run => json::schema(),
            Results::Finance => finance::schema(),
            Results::Why => why::schema(),
            Results::Compare => compare::json::schema(),
            Results::Uncertain => uncertain::schema(),
            Results::Warmup => warmup::schema(),
            Results::Fit => fit::schema(),
            Results::Contract => contract::schema(),
            Results::Sweep => sweep::schema(),
        }
    }
}

/// The documents that have a schema, a line each.
fn list() -> String {
    let line = |one: &Results| {
        let value = one.to_possible_value().expect("no document is hidden");
        format!("{:10} {}\n", value.get_name(), value.get_help().map(ToString::to_string).unwrap_or_default())
    };
    Results::value_variants().iter().map(line).collect()
}

/// Prints the schema.
///
/// # Errors
/// If stdout cannot be written.
pub fn schema(args: SchemaArgs, console: &Console) -> Result<(), Failure> {
    console.say(&match args.results {
        Some(Some(results)) => results.schema(),
        Some(None) => list(),
        None if args.study => study_schema(),
        None => json_schema(),
    })
}
