//! `callout fit`: laws of durations and the pattern of arrivals from a CSV file, as a fragment for a scenario.

mod durations;
mod sheet;
mod stamps;

use super::console::Console;
use super::failure::{self, Failure, quoted};
use crate::report::fit::{Durations, FitReport, Stream};
use crate::scenario::complaint::{Complaint, Complaints, Sources};
use crate::study::fit::arrivals::{Arrivals, Wanted};
use crate::study::fit::family::Family;
use crate::study::fit::{Laws, Testing};
use crate::study::replicate::on_threads;
use clap::{Args, ValueEnum, value_parser};
use sheet::Sheet;
use std::io::Write;
use std::path::PathBuf;

/// Which data the user has, and what they are for.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct FitArgs {
    /// CSV file; `-` for standard input. Compressed files: `gunzip -c FILE.gz | callout fit - ...`.
    pub file: PathBuf,
    /// Column of durations, by its name or its number (the first is 1).
    #[arg(long, value_name = "COLUMN", requires = "unit", conflicts_with = "from")]
    pub column: Option<String>,
    /// Unit of the durations; with --from and --to the unit of the result, by default h.
    #[arg(long, value_enum)]
    pub unit: Option<Unit>,
    /// Durations between two columns of dates and times: the column of the begin.
    #[arg(long, value_name = "COLUMN", requires = "to")]
    pub from: Option<String>,
    /// The column of the end.
    #[arg(long, value_name = "COLUMN", requires = "from")]
    pub to: Option<String>,
    /// With --from and --to: rows without an end were still going on at this date and time (censored).
    #[arg(long, value_name = "STAMP", requires = "to")]
    pub open_until: Option<String>,
    /// Column that says which durations are censored: still going on when last seen, so that only a lower bound is known.
    #[arg(long, value_name = "COLUMN")]
    pub censored: Option<String>,
    /// Value of that column that means censored; all others mean ended. May be repeated. Without it and --ended-means: 1, true, yes,
    /// censored, open, suspended mean censored; 0, false, no, failed, fail, ended, closed mean ended; anything else is refused.
    #[arg(long, value_name = "VALUE", requires = "censored", conflicts_with = "ended_means")]
    pub censored_means: Vec<String>,
    /// Value of that column that means ended (failed); all others mean censored. May be repeated.
    #[arg(long, value_name = "VALUE", requires = "censored")]
    pub ended_means: Vec<String>,
    /// Column of counts: the row stands for so many equal durations or calls.
    #[arg(long, value_name = "COLUMN", visible_alias = "weights")]
    pub count: Option<String>,
    /// Only rows with this value; repeated for one column any of the values will do, for several columns all must hold.
    #[arg(long = "where", value_name = "COLUMN=VALUE")]
    pub filter: Vec<String>,
    /// Column of the dates and times at which calls came (ISO 8601): rate, profile, dispersion.
    #[arg(long, value_name = "COLUMN")]
    pub times: Option<String>,
    /// First day of the record, if it is not that of the first call.
    #[arg(long, value_name = "DATE", requires = "times")]
    pub since: Option<jiff::civil::Date>,
    /// Last day of the record, if it is not that of the last call.
    #[arg(long, value_name = "DATE", requires = "times")]
    pub until: Option<jiff::civil::Date>,
    /// Profile of the arrivals: weekday x hour, all 168 hours of the week, none, or what the data bear.
    #[arg(long, value_enum, default_value_t = Form::Auto)]
    pub profile: Form,
    /// Fit only this law; may be repeated. Default: all.
    #[arg(long, value_enum, value_name = "LAW")]
    pub law: Vec<Name>,
    /// Simulated samples for each p-value; 0 for none.
    #[arg(long, value_name = "N", default_value_t = 499, value_parser = value_parser!(u32).range(0..=100_000))]
    pub bootstrap: u32,
    /// Seed of the simulated samples.
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// Threads; results do not depend on it. Default: all cores.
    #[arg(long, value_name = "N", value_parser = value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// What durations of 0 become: left out, half of the step in which the data are rounded, or an error.
    #[arg(long, value_enum, default_value_t = Zeros::Drop)]
    pub zeros: Zeros,
    /// Share of rows that may be left out because they cannot be used.
    #[arg(long, value_name = "SHARE", default_value = "10 %")]
    pub most_dropped: crate::scenario::units::Share,
    /// Character between cells; `tab` for tabulators. Default: the most frequent of , ; and tab in the first line.
    #[arg(long, value_name = "CHAR", value_parser = sheet::separator)]
    pub separator: Option<u8>,
    /// The first line holds data: columns go by number.
    #[arg(long)]
    pub no_header: bool,
    /// Numbers have a comma for the decimal point.
    #[arg(long)]
    pub decimal_comma: bool,
    /// Key that the law is for; `product.NAME.hazard` gives a hazard of failure. Default: kind.KIND.work.
    #[arg(long, value_name = "KEY.PATH")]
    pub key: Option<String>,
    /// Kind of the jobs, for the fragment.
    #[arg(long, value_name = "NAME", default_value = "repair")]
    pub kind: String,
    /// Name of the stream, for the fragment.
    #[arg(long, value_name = "NAME", default_value = "calls")]
    pub stream: String,
    /// Form of the answer on stdout.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
    /// Also write the fragment alone to this new file.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// Forms of the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Tables, sentences and the fragment.
    Text,
    /// One document for programs.
    Json,
    /// The fragment alone.
    Toml,
}

/// Units of durations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Unit {
    Ms,
    S,
    Min,
    H,
    D,
    Weeks,
    Months,
    Years,
}

impl Unit {
    /// As scenarios write it, and its length [ms].
    fn name_and_ms(self) -> (&'static str, f64) {
        const DAY: f64 = 86_400_000.0;
        match self {
            Unit::Ms => ("ms", 1.0),
            Unit::S => ("s", 1000.0),
            Unit::Min => ("min", 60_000.0),
            Unit::H => ("h", DAY / 24.0),
            Unit::D => ("d", DAY),
            Unit::Weeks => ("weeks", 7.0 * DAY),
            Unit::Months => ("months", 365.0 / 12.0 * DAY),
            Unit::Years => ("years", 365.0 * DAY),
        }
    }
}

/// What becomes of zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Zeros {
    /// Left out, with a note.
    Drop,
    /// Half of the rounding step.
    Half,
    /// An error.
    Refuse,
}

/// Profiles of arrivals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// What the data bear.
    Auto,
    /// None.
    Flat,
    /// Weekday x hour.
    Product,
    /// All 168 hours.
    Week,
}

/// Laws by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[allow(missing_docs)]
pub enum Name {
    Exponential,
    Erlang,
    Gamma,
    Lognormal,
    Weibull,
    Hyperexponential,
    Uniform,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout fit repairs.csv --column hours --unit h                      which law do repair times follow?
  callout fit tickets.csv --from opened --to closed --unit d --where priority=2
  callout fit field.csv --column days --unit d --censored event --censored-means Censored --count count
                                                                       field life, most units still run
  callout fit field.csv --column days --unit d --censored mode --ended-means Wear --key product.ac.hazard
                                                                       one failure mode, as a hazard of failure
  callout fit calls.csv --times arrival --stream hotline --kind call   rate, profile, dispersion
  callout fit calls.csv --times arrival --column talk_s --unit s --kind call --format toml > fragment.toml
  gunzip -c calls.csv.gz | callout fit - --column talk_s --unit s --law lognormal --law gamma

A censored duration is one that was still going on when it was last seen. Rows that cannot be used (no value, text, negative, zero)
are counted and named; more than --most-dropped of them are an error.";

/// Fits laws to data.
///
/// # Errors
/// If the file cannot be read, columns are missing, or too many rows cannot be used.
pub fn fit(args: &FitArgs, console: &Console) -> Result<(), Failure> {
    if args.column.is_none() && args.from.is_none() && args.times.is_none() {
        let mend =
            "give --column NAME --unit UNIT for durations, --from A --to B for durations between stamps, --times NAME for arrivals";
        return Err(Failure::Other {
            fault: "there is nothing to fit".to_owned(),
            mend: Some(mend.to_owned()),
            code: failure::USAGE,
        });
    }
    if let Some(out) = args.out.as_ref().filter(|out| out.symlink_metadata().is_ok()) {
        return Err(Failure::input(
            format!("{} exists already", quoted(out)),
            "give another name; nothing is overwritten".to_owned(),
        ));
    }
    let mut complaints = Vec::new();
    let read = read(args, &mut complaints)?;
    if !complaints.is_empty() {
        return Err(refusal(args, complaints));
    }
    let report = on_threads(args.threads.map(usize::from), || report(args, read))
        .map_err(|fault| Failure::input(format!("cannot start the threads: {fault}"), "give fewer --threads".to_owned()))?;
    if let Some(out) = &args.out {
        write(out, &report.fragment())?;
    }
    console.say(&match args.format {
        Format::Text => report.text(console.style()),
        Format::Json => report.json(),
        Format::Toml => report.fragment(),
    })
}

/// The file's name as complaints and reports have it.
fn name(args: &FitArgs) -> String {
    if args.file.as_os_str() == "-" { "standard input".to_owned() } else { args.file.display().to_string() }
}

fn refusal(args: &FitArgs, complaints: Vec<Complaint>) -> Failure {
    let mut sources = Sources::default();
    sources.add_csv(name(args), "");
    Failure::Scenario(Complaints::new(complaints, sources))
}

/// What was read: all that the calculation needs.
struct Read {
    notes: Vec<String>,
    durations: Option<durations::Read>,
    arrivals: Option<stamps::Read>,
    key: Vec<String>,
}

/// Reads the file; whatever is wrong becomes a complaint.
fn read(args: &FitArgs, complaints: &mut Vec<Complaint>) -> Result<Read, Failure> {
    let sheet = Sheet::read(args)?;
    let mut notes = Vec::new();
    let rows = sheet.filtered(&args.filter, complaints);
    notes.push(match rows.len() == sheet.rows.len() {
        true => format!("{}: {} rows.", name(args), rows.len()),
        false => format!("{}: {} of {} rows ({}).", name(args), rows.len(), sheet.rows.len(), args.filter.join(", ")),
    });
    let asked = args.column.is_some() || args.from.is_some();
    let durations = if asked { durations::read(args, &sheet, &rows, &mut notes, complaints) } else { None };
    let arrivals = args.times.as_ref().and_then(|column| stamps::read(args, column, &sheet, &rows, &mut notes, complaints));
    let key = match &args.key {
        Some(key) => key.split('.').map(|name| name.trim_matches('"').to_owned()).collect(),
        None => vec!["kind".to_owned(), args.kind.clone(), "work".to_owned()],
    };
    if key.len() < 2 || key.iter().any(String::is_empty) {
        let fault = format!("`{}` is no path of a key", args.key.as_deref().unwrap_or_default());
        complaints.push(
            Complaint::nowhere(fault).mend("give a path such as kind.repair.work, kind.repair.patience or product.ac.hazard"),
        );
    }
    Ok(Read { notes, durations, arrivals, key })
}

/// All calculation.
fn report(args: &FitArgs, read: Read) -> FitReport {
    let Read { notes, durations, arrivals, key } = read;
    let hazard = key.last().is_some_and(|key| key == "hazard");
    let families = families(&args.law, hazard);
    let testing = Testing { replicates: args.bootstrap, seed: args.seed };
    let durations = durations.map(|read| Durations {
        laws: Laws::of(&read.sample, &families, testing),
        what: read.what,
        unit: read.unit,
        sample: read.sample,
        key,
        one_law: families.len() == 1,
    });
    let wanted = match args.profile {
        Form::Auto => Wanted::Auto,
        Form::Flat => Wanted::Flat,
        Form::Product => Wanted::Product,
        Form::Week => Wanted::Week,
    };
    let arrivals = arrivals.and_then(|read| {
        let found = Arrivals::of(read.tally, wanted)?;
        Some(Stream { what: read.what, found, name: args.stream.clone(), kind: args.kind.clone() })
    });
    FitReport { file: name(args), notes, durations, arrivals }
}

/// The laws asked for; a hazard of failure is exponential or Weibull.
fn families(asked: &[Name], hazard: bool) -> Vec<Family> {
    let family = |name: &Name| Family::ALL[*name as usize];
    let all: Vec<Family> = if asked.is_empty() { Family::ALL.to_vec() } else { asked.iter().map(family).collect() };
    let kept = |family: &Family| !hazard || matches!(family, Family::Exponential | Family::Weibull);
    let mut families: Vec<Family> = all.into_iter().filter(kept).collect();
    families.sort_unstable();
    families.dedup();
    families
}

fn write(path: &std::path::Path, text: &str) -> Result<(), Failure> {
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    let mut file = file.map_err(|error| {
        let fault = format!("cannot write {}: {}", quoted(path), failure::reason(&error));
        Failure::input(fault, "name a new file in a directory that you may write".to_owned())
    })?;
    file.write_all(text.as_bytes()).map_err(|error| Failure::write(&quoted(path), &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_of_the_laws() {
        for name in Name::value_variants() {
            let said = name.to_possible_value().unwrap();
            assert_eq!(families(&[*name], false)[0].name(), said.get_name());
        }
        assert_eq!(families(&[], true), [Family::Exponential, Family::Weibull]);
    }
}
