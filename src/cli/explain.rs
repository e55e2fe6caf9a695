//! `callout explain`: what a key of a scenario, a figure or an account means.

use super::console::Console;
use super::failure::Failure;
use crate::record::figure::{Better, FIGURES, Figure};
use crate::record::ledger::Account;
use crate::report::number::unit_key;
use crate::report::text::Style;
use crate::report::text::table::{Tone, paint, wrapped};
use crate::scenario::complaint::did_you_mean;
use crate::scenario::explain::{Explanation, explain as explain_key, names, sections};
use crate::scenario::packs::SHIPPED;

/// What the user asks about.
#[derive(Debug, clap::Args)]
#[command(after_long_help = EXAMPLES)]
pub struct ExplainArgs {
    /// A key of a scenario, by its path or its name; a figure or an account, by its key or its name in reports.
    /// Without it: all sections, figures and accounts.
    #[arg(value_name = "KEY")]
    pub key: Vec<String>,
}

const EXAMPLES: &str = "\
EXAMPLES
  callout explain                     sections, figures, accounts
  callout explain kind.work           a key of a scenario
  callout explain technicians         the same by its name alone
  callout explain first_time_fix      a figure
  callout explain promise kept        the same by its name in reports
  callout explain wages               an account
  callout explain design.points       a key of a study file
  callout explain rules               the rule packs that come with the program";

/// Explains a key, or lists what can be explained.
///
/// # Errors
/// If there is no such key.
pub fn explain(args: &ExplainArgs, console: &Console) -> Result<(), Failure> {
    let style = console.style();
    match args.key.join(" ").trim() {
        "" => console.say(&list(style)),
        key => console.say(&answer(key, style)?),
    }
}

/// All that goes by the name: a word may be a key, a figure and an account.
fn answer(asked: &str, style: Style) -> Result<String, Failure> {
    let is = |key: &str, label: &str| asked.eq_ignore_ascii_case(key) || asked.eq_ignore_ascii_case(label);
    let keys = explain_key(asked).unwrap_or_default();
    let figures = FIGURES.iter().filter(|figure| is(figure.key, figure.label));
    let accounts = Account::ALL.iter().filter(|account| is(account.key(), account.label()));
    let all: Vec<String> = keys
        .iter()
        .map(|key| key_text(key, style))
        .chain(figures.map(|figure| figure_text(figure, style)))
        .chain(accounts.map(|account| account_text(*account, style)))
        .chain(packs(asked).map(|(name, text)| pack_text(name, text, style)))
        .collect();
    if all.is_empty() {
        let labels = FIGURES.iter().map(|figure| figure.label).chain(Account::ALL.iter().map(|account| account.label()));
        let keys = FIGURES.iter().map(|figure| figure.key).chain(Account::ALL.iter().map(|account| account.key()));
        let last = asked.rsplit('.').next().unwrap_or(asked);
        // The last of several equally near names is taken: a key rather than a label.
        let mend = did_you_mean(last, labels.chain(names()).chain(keys));
        let fault = format!("there is no key, figure or account `{asked}`");
        let all = "`callout explain` alone lists sections, figures and accounts";
        return Err(Failure::input(fault, mend.filter(|mend| mend.starts_with("did")).or(Some(all.to_owned()))));
    }
    Ok(all.join("\n"))
}

/// Rule packs of that name; all of them for `rules`.
fn packs(asked: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let asked = asked.to_lowercase();
    SHIPPED.into_iter().filter(move |(name, _)| *name == asked || asked == "rules")
}

/// A rule pack as the table that a user would write.
fn pack_text(name: &str, text: &str, style: Style) -> String {
    let title = format!("{} (rule pack that comes with the program)\n", paint(name, Tone::Bold, style.colour));
    let lines = text.lines().map(|line| match line.split_once(" = ") {
        Some((key, value)) => hanging("  ", key, "failure_freight".len(), value, style),
        None => format!("  {line}\n"),
    });
    title + &lines.collect::<String>()
}

fn key_text(key: &Explanation, style: Style) -> String {
    let required = key.required.then(|| "none, must be given".to_owned());
    let lines = [
        ("written as", Some(&key.sort)),
        ("unit", key.unit.as_ref()),
        ("default", key.default.as_ref().or(required.as_ref())),
        ("source", key.source.as_ref()),
        ("example", key.example.as_ref()),
    ];
    let mut out =
        head(&key.paths.join(", "), if key.of_study { "key of a study" } else { "key of a scenario" }, &key.meaning, style);
    lines.iter().filter_map(|(label, text)| Some((*label, (*text)?))).for_each(|(label, text)| out += &line(label, text, style));
    if !key.keys.is_empty() {
        out += "  keys\n";
    }
    let width = key.keys.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    key.keys.iter().for_each(|(key, meaning)| out += &hanging("    ", key, width, meaning, style));
    out
}

fn figure_text(figure: &Figure, style: Style) -> String {
    let better = match figure.better {
        Better::More => "more",
        Better::Less => "less",
        Better::Neither => "neither",
    };
    head(figure.key, "figure", figure.meaning, style)
        + &line("in reports", figure.label, style)
        + &line("unit", &unit_key(figure.unit, "currency of the scenario"), style)
        + &line("better", better, style)
}

fn account_text(account: Account, style: Style) -> String {
    head(account.key(), "account", account.meaning(), style)
        + &line("in reports", account.label(), style)
        + &line("group", account.group().key(), style)
        + &line("unit", "currency of the scenario", style)
}

fn head(name: &str, sort: &str, meaning: &str, style: Style) -> String {
    let meaning: String = wrapped(meaning, style.width - 2).iter().map(|line| format!("  {line}\n")).collect();
    format!("{} ({sort})\n{meaning}", paint(name, Tone::Bold, style.colour))
}

fn line(label: &str, text: &str, style: Style) -> String {
    hanging("  ", label, "written as".len(), text, style)
}

/// A name and a text beside it that keeps its left edge.
fn hanging(indent: &str, name: &str, width: usize, text: &str, style: Style) -> String {
    let left = indent.len() + width + 2;
    let lines = wrapped(text, style.width.saturating_sub(left).max(20));
    let name = |at: usize| if at == 0 { name } else { "" };
    lines.iter().enumerate().map(|(at, line)| format!("{indent}{:width$}  {line}", name(at)).trim_end().to_owned() + "\n").collect()
}

/// All sections, figures and accounts with the first words on each.
fn list(style: Style) -> String {
    let sections = sections().map(|section| (section.paths[0].as_str(), section.meaning.as_str()));
    let figures = FIGURES.iter().map(|figure| (figure.key, figure.label));
    let accounts = Account::ALL.iter().map(|account| (account.key(), account.label()));
    let group = |title: &str, rows: Vec<(&str, &str)>| {
        let width = rows.iter().map(|(name, _)| name.len()).max().unwrap_or(0);
        let rows: String = rows.iter().map(|(name, text)| hanging("  ", name, width, text, style)).collect();
        format!("{}\n{rows}\n", paint(title, Tone::Bold, style.colour))
    };
    group("sections of a scenario", sections.collect())
        + &group("figures", figures.collect())
        + &group("accounts", accounts.collect())
        + "callout explain KEY tells more about one of them, or about a key inside a section\n"
}
