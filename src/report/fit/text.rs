//! The fit as tables and sentences for people, with the fragment at the end.

use super::words::{p_plain, p_value};
use super::{Durations, FitReport, Stream};
use crate::report::number::{grouped, plain};
use crate::report::text::Style;
use crate::report::text::table::{Cell, Line, Table, Tone, paint, wrapped};
use crate::scenario::units::Duration;
use crate::study::fit::family::Sort;
use crate::study::fit::survival::Survival;
use crate::study::fit::{Candidate, SIGNIFICANT};

/// Quantiles that are shown of data and laws.
pub(super) const SHOWN: [f64; 3] = [0.5, 0.9, 0.95];

impl FitReport {
    /// The report.
    pub fn text(&self, style: Style) -> String {
        let mut out = String::new();
        for note in &self.notes {
            out += &lines(note, style);
        }
        if let Some(durations) = &self.durations {
            out += &of_durations(durations, style);
        }
        if let Some(arrivals) = &self.arrivals {
            out += &of_arrivals(arrivals, style);
        }
        out += &format!("\n{}\n{}", paint("# for the scenario", Tone::Bold, style.colour), self.fragment());
        out
    }
}

fn lines(text: &str, style: Style) -> String {
    wrapped(text, style.width).iter().map(|line| format!("{line}\n")).collect()
}

fn indented(text: &str, style: Style) -> String {
    wrapped(text, style.width - 4)
        .iter()
        .enumerate()
        .map(|(at, line)| format!("{}{line}\n", if at == 0 { "  " } else { "    " }))
        .collect()
}

fn of_durations(it: &Durations, style: Style) -> String {
    let title = format!("\n{}: laws of {} durations", it.what, grouped(it.sample.len() as f64, 0));
    let mut out = format!("{}\n", paint(&title, Tone::Bold, style.colour));
    summary(it).iter().for_each(|line| out += &lines(line, style));
    out += "\n";
    out += &table(it).render(style.fit, style.colour);
    out += "\nparameters, with 95 % intervals from the observed information\n";
    for candidate in &it.laws.candidates {
        out += &indented(&format!("{}: {}", candidate.fit.family.name(), parameters(candidate, it.unit)), style);
    }
    for (family, why) in &it.laws.left_out {
        out += &indented(&format!("{}: left out; {why}", family.name()), style);
    }
    out += "\n";
    out += &lines(&it.verdict(), style);
    out
}

/// What the sample is, in sentences.
fn summary(it: &Durations) -> Vec<String> {
    let (sample, unit) = (&it.sample, it.unit);
    let points = sample.points();
    let mut out = Vec::new();
    match sample.censored() {
        0 => {
            let (mean, cv) = sample.moments();
            let (least, most) = (points[0].value, points[points.len() - 1].value);
            out.push(format!("mean {} {unit}, cv {}, from {} to {} {unit}.", plain(mean), plain(cv), plain(least), plain(most)));
        }
        censored => out.push(format!(
            "{} ended, {} are censored: known only to last longer. Total time {} {unit}. Quantiles of the data are those of the \
             product-limit estimate (Kaplan-Meier), and so are the distances; Anderson-Darling is left out with censoring.",
            grouped(sample.ended() as f64, 0),
            grouped(censored as f64, 0),
            plain(sample.total())
        )),
    }
    if let (Some(rounding), Some((value, share))) = (sample.rounding, sample.heaviest()) {
        out.push(format!(
            "All values are multiples of {}; the most frequent, {}, makes up {} %. Simulated samples are rounded alike.",
            shortest(rounding.step, unit),
            shortest(value, unit),
            plain(100.0 * share)
        ));
    }
    if let Some(tested) = it.laws.candidates.iter().map(|candidate| candidate.goodness).find(|goodness| goodness.replicates > 0) {
        let part = if tested.tested < sample.len() {
            format!(" of {} of the values", grouped(tested.tested as f64, 0))
        } else {
            String::new()
        };
        out.push(format!("p-values from {} simulated samples{part}, each fitted anew.", grouped(f64::from(tested.replicates), 0)));
    }
    out
}

/// A duration in the unit of the data, or in another one where that is shorter.
fn shortest(value: f64, unit: &str) -> String {
    let own = format!("{} {unit}", plain(value));
    let other = format!("{value} {unit}").parse::<Duration>().map(|duration| Duration::from_ms(duration.ms().round()).to_string());
    other.ok().filter(|other| other.len() < own.len() && *other != "0 d").unwrap_or(own)
}

fn number(value: String) -> Cell {
    Cell { value, half_width: None, words: false, tone: Tone::Plain }
}

fn table(it: &Durations) -> Table {
    let heads = ["AIC over the least", "KS", "p", "AD", "p", "P50", "P90", "P95"];
    let nothing = || number("-".to_owned());
    let least = it.laws.candidates.first().map_or(0.0, |candidate| candidate.fit.aic());
    let mut rows = vec![Line::Group(format!("law [{}]", it.unit))];
    let of_data: [Option<f64>; 3] = match it.sample.censored() {
        0 => SHOWN.map(|p| Some(it.sample.quantile(p))),
        _ => SHOWN.map(|p| Survival::of_durations(&it.sample).quantile(p)),
    };
    let data = (0..5).map(|_| nothing()).chain(of_data.map(|value| value.map_or_else(nothing, |value| number(plain(value)))));
    rows.push(Line::Row("data".to_owned(), data.collect()));
    for candidate in &it.laws.candidates {
        let goodness = candidate.goodness;
        let p = |p: Option<f64>| match p {
            Some(p) => {
                let tone = if p < SIGNIFICANT { Tone::Worse } else { Tone::Better };
                Cell { tone, ..number(p_value(p, goodness.replicates)) }
            }
            None => nothing(),
        };
        let mut cells =
            vec![number(grouped(candidate.fit.aic() - least, 1)), number(format!("{:.4}", goodness.ks)), p(goodness.ks_p)];
        cells.push(goodness.ad.map_or_else(nothing, |ad| number(grouped(ad, 2))));
        cells.push(p(goodness.ad_p));
        cells.extend(SHOWN.map(|p| candidate.fit.quantile(p).map_or_else(nothing, |value| number(plain(value)))));
        rows.push(Line::Row(candidate.fit.family.name().to_owned(), cells));
    }
    if let Some(empirical) = &it.laws.empirical {
        let mut cells = vec![nothing(), number(format!("{:.4}", empirical.ks)), nothing(), nothing(), nothing()];
        cells.extend(SHOWN.map(|p| number(plain(empirical.quantile(p)))));
        rows.push(Line::Row(format!("empirical ({} values)", empirical.values.len()), cells));
    }
    Table { heads: heads.map(str::to_owned).to_vec(), lines: rows }
}

/// Parameters with units and intervals.
fn parameters(candidate: &Candidate, unit: &str) -> String {
    let sorts = candidate.fit.family.parameters();
    let one = |at: usize| {
        let ((name, sort), value) = (sorts[at], candidate.fit.parameters[at]);
        let unit = if matches!(sort, Sort::Time | Sort::Bound) { format!(" {unit}") } else { String::new() };
        let interval = candidate.intervals[at].map_or(String::new(), |(low, high)| format!(" ({} to {})", plain(low), plain(high)));
        format!("{name} {}{unit}{interval}", plain(value))
    };
    (0..sorts.len()).map(one).collect::<Vec<_>>().join(", ")
}

fn of_arrivals(it: &Stream, style: Style) -> String {
    let title = format!("\n{}: arrivals", it.what);
    let mut out = format!("{}\n", paint(&title, Tone::Bold, style.colour));
    it.sentences().iter().for_each(|line| out += &lines(line, style));
    if let Some(trend) = it.found.trend.filter(|trend| trend.p >= SIGNIFICANT) {
        out += &lines(&format!("trend: none shown (p {}).", p_plain(trend.p)), style);
    }
    for warning in it.warnings() {
        let text = lines(&format!("warning: {warning}"), style);
        out += &paint(text.trim_end(), Tone::Warning, style.colour);
        out += "\n";
    }
    if !it.found.tally.dates_only {
        out += &format!("\n{}", grid(it).render(style.fit, style.colour));
    }
    out
}

/// Calls by weekday and hour.
fn grid(it: &Stream) -> Table {
    let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let heads = (0..24).map(|hour| hour.to_string()).chain(["sum".to_owned()]).collect();
    let mut rows = vec![Line::Group("calls by hour".to_owned())];
    for (name, hours) in names.iter().zip(&it.found.tally.hours) {
        let cells = hours.iter().chain([&hours.iter().sum::<u64>()]).map(|&calls| number(calls.to_string())).collect();
        rows.push(Line::Row((*name).to_owned(), cells));
    }
    Table { heads, lines: rows }
}
