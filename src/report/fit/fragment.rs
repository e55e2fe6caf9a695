//! The fragment of a scenario: TOML with its origin in comments, to be pasted as it is.

use super::{Choice, Durations, FitReport, Stream, significant};
use crate::study::fit::arrivals::Profile;
use crate::study::fit::empirical::Empirical;
use crate::study::fit::estimate::Fit;
use crate::study::fit::family::Family;
use crate::study::fit::{Candidate, SIGNIFICANT};

/// Significant digits of parameters and of weights.
const DIGITS: (usize, usize) = (6, 4);
/// Quantiles on a line.
const ON_A_LINE: usize = 10;

impl FitReport {
    /// The fragment.
    pub fn fragment(&self) -> String {
        let durations = self.durations.as_ref().map(|durations| of_durations(durations, &self.file));
        let arrivals = self.arrivals.as_ref().map(|stream| of_arrivals(stream, &self.file));
        durations.into_iter().chain(arrivals).collect::<Vec<_>>().join("\n")
    }
}

fn of_durations(it: &Durations, file: &str) -> String {
    let (key, table) = it.key.split_last().expect("a key has a name");
    let n = it.sample.len();
    let censored = match it.sample.censored() {
        0 => String::new(),
        censored => format!(", {censored} of them censored"),
    };
    let mut out = format!("[{}]\n# {n} values of {} in {file}{censored}\n", path(table), it.what);
    let state = |candidate: &Candidate| law(&candidate.fit, it.unit, it.is_hazard());
    let alternative = |value: &str| format!("# or: {}\n", format!("{key} = {value}").replace('\n', "\n# "));
    match it.choice() {
        Choice::Law(candidate) => {
            out += &format!("# {}\n{key} = {}\n", origin(candidate), state(candidate));
            if let Some(empirical) = it.laws.empirical.as_ref().filter(|_| !it.is_hazard()) {
                out += &alternative(&quantiles(empirical, it.unit));
            }
        }
        Choice::Empirical => {
            let empirical = it.laws.empirical.as_ref().expect("it was chosen");
            out += &format!("# the data themselves: no law fits\n{key} = {}\n", quantiles(empirical, it.unit));
            if let Some(nearest) = it.laws.candidates.first() {
                out += &format!("# nearest: {}\n{}", origin(nearest), alternative(&state(nearest)));
            }
        }
        Choice::Nearest(candidate) => {
            out += &format!("# {}; no law fits, this is the nearest\n{key} = {}\n", origin(candidate), state(candidate));
        }
        Choice::Constant(value) => out += &format!("{key} = \"{} {}\"\n", significant(value, DIGITS.0), it.unit),
        Choice::Nothing => out += &format!("# no law could be fitted: {key} is left to you\n"),
    }
    out
}

/// Where the law comes from.
fn origin(candidate: &Candidate) -> String {
    let (goodness, p) = (candidate.goodness, candidate.goodness.joint_p());
    let p = p.map_or(String::new(), |p| format!(", p {}", super::words::p_value(p, goodness.replicates)));
    format!("{} by maximum likelihood, KS distance {}{p}", candidate.fit.family.name(), significant(goodness.ks, 3))
}

/// A law as an inline table; where a hazard is wanted, as a hazard.
fn law(fit: &Fit, unit: &str, hazard: bool) -> String {
    let p = &fit.parameters;
    let time = |value: f64| format!("\"{} {unit}\"", significant(value, DIGITS.0));
    let number = |value: f64| significant(value, DIGITS.0);
    let parameters = match fit.family {
        Family::Exponential if hazard => format!("rate = \"{} /{unit}\"", significant(1.0 / p[0], DIGITS.0)),
        Family::Exponential => format!("mean = {}", time(p[0])),
        Family::Erlang => format!("mean = {}, shape = {}", time(p[0]), p[1]),
        Family::Gamma | Family::Lognormal => format!("mean = {}, cv = {}", time(p[0]), number(p[1])),
        Family::Weibull => format!("shape = {}, scale = {}", number(p[0]), time(p[1])),
        Family::Hyperexponential => {
            format!("means = [{}, {}], weights = [{}, {}]", time(p[0]), time(p[1]), number(p[2]), number(1.0 - p[2]))
        }
        Family::Uniform => format!("low = {}, high = {}", time(p[0]), time(p[1])),
    };
    format!("{{ law = \"{}\", {parameters} }}", fit.family.name())
}

/// The empirical law; its list runs over lines.
fn quantiles(empirical: &Empirical, unit: &str) -> String {
    let texts: Vec<String> = empirical.values.iter().map(|&value| format!("\"{} {unit}\"", significant(value, DIGITS.0))).collect();
    let lines: Vec<String> = texts.chunks(ON_A_LINE).map(|line| format!("  {},\n", line.join(", "))).collect();
    format!("{{ law = \"quantiles\", values = [\n{}] }}", lines.concat())
}

fn of_arrivals(it: &Stream, file: &str) -> String {
    let (found, tally) = (&it.found, &it.found.tally);
    let last = tally.date(tally.days.len() - 1);
    let mut out = format!("[stream.{}]\n", bare_or_quoted(&it.name));
    out += &format!("# {} stamps of {} in {file}, {} to {last}\n", tally.calls(), it.what, tally.first);
    out += &format!("kind = \"{}\"\n", it.kind.replace('\\', "\\\\").replace('"', "\\\""));
    out += &format!("rate = \"{} /d\" # in each zone of the stream\n", significant(found.rate, DIGITS.0));
    if let Some(months) = &found.months {
        out += &format!("months = [{}]\n", weights(months));
    }
    out += &match &found.profile {
        Profile::Flat => String::new(),
        Profile::Day(day) => format!("day = [{}]\n", weights(day)),
        Profile::Weekdays(weekdays) => format!("weekdays = [{}]\n", weights(weekdays)),
        Profile::Product(weekdays, day) => format!("weekdays = [{}]\nday = [{}]\n", weights(weekdays), weights(day)),
        Profile::Week(week) => {
            let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
            let line = |(hours, day): (&[f64], &str)| format!("  {}, # {day}\n", weights(hours));
            format!("week = [\n{}]\n", week.chunks(24).zip(days).map(line).collect::<String>())
        }
    };
    match &found.dispersion {
        Some(dispersion) if dispersion.p < SIGNIFICANT && dispersion.variance >= 1e-6 => {
            out += &format!("dispersion = {}\n", significant(dispersion.variance, DIGITS.1));
        }
        Some(_) => out += "# dispersion: none shown, daily counts vary as chance has them\n",
        None => out += "# dispersion: too few days to tell\n",
    }
    out
}

fn weights(weights: &[f64]) -> String {
    weights.iter().map(|&weight| significant(weight, DIGITS.1).to_string()).collect::<Vec<_>>().join(", ")
}

fn path(names: &[String]) -> String {
    names.iter().map(|name| bare_or_quoted(name)).collect::<Vec<_>>().join(".")
}

/// A key of TOML: quoted unless it is plain.
pub fn bare_or_quoted(name: &str) -> String {
    let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if plain { name.to_owned() } else { format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")) }
}
