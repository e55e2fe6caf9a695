//! Durations from the rows of a file: a column of numbers or the time between two stamps, some of them censored.

use super::sheet::{Rejects, Row, Sheet, some};
use super::stamps::{of_option, stamp};
use super::{FitArgs, Unit, Zeros};
use crate::scenario::complaint::Complaint;
use crate::study::fit::sample::{Rounding, Sample, step};

/// Durations that were read.
pub struct Read {
    /// What they are.
    pub what: String,
    /// Their unit, as scenarios write it.
    pub unit: &'static str,
    /// The durations.
    pub sample: Sample,
}

/// Durations that one file may hold, counts included.
const MOST: u64 = 1_000_000_000;

/// Where the values stand.
enum Values {
    Column(usize),
    Between { from: usize, to: usize, open_until: Option<f64>, ms: f64 },
}

/// Reads the durations; zeros are kept apart until the rounding is known.
pub fn read(
    args: &FitArgs,
    sheet: &Sheet,
    rows: &[&Row],
    notes: &mut Vec<String>,
    complaints: &mut Vec<Complaint>,
) -> Option<Read> {
    let before = complaints.len();
    let (unit, ms) = args.unit.unwrap_or(Unit::H).name_and_ms();
    let values = values(args, sheet, ms, complaints);
    let count_column = args.count.as_ref().and_then(|count| sheet.column(count, "count", complaints));
    let status = args.censored.as_ref().and_then(|column| Status::new(args, sheet, rows, column, complaints));
    if complaints.len() > before {
        return None;
    }
    let values = values?;
    let what = match values {
        Values::Column(at) => sheet.called(at),
        Values::Between { from, to, .. } => format!("{} to {}", sheet.called(from), sheet.called(to)),
    };
    let (mut rejects, mut found, mut zeros) = (Rejects::default(), Vec::new(), Vec::new());
    for row in rows {
        let Some((value, open)) = value(&values, row, args.decimal_comma, &mut rejects) else { continue };
        let Some(count) = count_column.map_or(Some(1), |column| count(row, column, &mut rejects)) else { continue };
        let censored = open || status.as_ref().is_some_and(|status| status.censored(row));
        if value == 0.0 { zeros.push((*row, censored, count)) } else { found.push((*row, value, censored, count)) }
    }
    found.retain(|(row, value, ..)| {
        let why = extreme(value * ms);
        why.into_iter().for_each(|why| rejects.add(why, row, &value.to_string()));
        why.is_none()
    });
    let mut found: Vec<(f64, bool, u64)> = found.into_iter().map(|(_, value, censored, count)| (value, censored, count)).collect();
    let rounding = rounding(&values, &found, args.zeros == Zeros::Half);
    settle_zeros(args, &zeros, rounding, &mut found, &mut rejects, complaints);
    rejects.settle(&what, rows.len(), args.most_dropped.0, notes, complaints);
    let total: u64 = found.iter().map(|(_, _, count)| *count).fold(0, u64::saturating_add);
    if total > MOST {
        complaints.push(Complaint::nowhere(format!("{total} durations are too many")).mend("is this the column of counts?"));
    }
    if total == 0 && complaints.len() == before {
        complaints.push(Complaint::nowhere(format!("there is no duration above 0 in {what}")).mend("is this the right column?"));
    }
    (complaints.len() == before).then(|| Read { what, unit, sample: Sample::new(found, rounding) })
}

fn values(args: &FitArgs, sheet: &Sheet, ms: f64, complaints: &mut Vec<Complaint>) -> Option<Values> {
    if let Some(column) = &args.column {
        return sheet.column(column, "column", complaints).map(Values::Column);
    }
    let from = sheet.column(args.from.as_ref()?, "from", complaints);
    let to = sheet.column(args.to.as_ref()?, "to", complaints);
    let open_until = args.open_until.as_ref().and_then(|text| of_option("open-until", text, complaints)).map(|stamp| stamp.ms);
    Some(Values::Between { from: from?, to: to?, open_until, ms })
}

/// Why a duration [ms] is beyond what a scenario takes.
fn extreme(ms: f64) -> Option<&'static str> {
    const NANOSECOND: f64 = 1e-6;
    const LONGEST: f64 = 1e6 * 365.0 * 86_400_000.0;
    if ms < NANOSECOND { Some("less than a nanosecond") } else { (ms > LONGEST).then_some("more than a million years") }
}

/// Fewer values have a step in common by chance.
const FEW: usize = 20;

/// The step in which the values were recorded.
fn rounding(values: &Values, found: &[(f64, bool, u64)], zero_is_half: bool) -> Option<Rounding> {
    if found.len() < FEW && !zero_is_half {
        return None;
    }
    let step = match values {
        Values::Column(_) => step(&found.iter().map(|(value, ..)| *value).collect::<Vec<_>>()),
        Values::Between { ms, .. } => {
            let exact: Vec<f64> = found.iter().map(|(value, ..)| (value * ms).round()).collect();
            step(&exact).map(|step| step / ms)
        }
    };
    step.map(|step| Rounding { step, zero_is_half })
}

/// Leaves zeros out, gives them half a step, or complains of them.
fn settle_zeros(
    args: &FitArgs,
    zeros: &[(&Row, bool, u64)],
    rounding: Option<Rounding>,
    found: &mut Vec<(f64, bool, u64)>,
    rejects: &mut Rejects,
    complaints: &mut Vec<Complaint>,
) {
    match (args.zeros, rounding) {
        (Zeros::Half, Some(rounding)) => {
            found.extend(zeros.iter().map(|&(_, censored, count)| (rounding.step / 2.0, censored, count)))
        }
        (Zeros::Refuse, _) if !zeros.is_empty() => {
            let lines: Vec<String> = zeros.iter().take(5).map(|(row, ..)| row.line.to_string()).collect();
            let fault = format!("{} durations are 0: line {}", zeros.len(), lines.join(", "));
            complaints
                .push(Complaint::nowhere(fault).mend("leave them out with --zeros drop, or take half a step with --zeros half"));
        }
        _ => zeros.iter().for_each(|(row, ..)| rejects.add("a duration of 0", row, "")),
    }
}

/// The duration of a row and whether it was still going on; `None`, and the row is noted, if there is none.
fn value(values: &Values, row: &Row, decimal_comma: bool, rejects: &mut Rejects) -> Option<(f64, bool)> {
    match *values {
        Values::Column(at) => {
            let cell = row.cell(at);
            let number = if decimal_comma { cell.replace('.', "").replace(',', ".") } else { cell.to_owned() };
            match number.parse::<f64>().ok().filter(|number| number.is_finite()) {
                Some(number) if number < 0.0 => rejects.add("a negative duration", row, cell),
                Some(number) => return Some((number, false)),
                None if is_missing(cell) => rejects.add("nothing", row, cell),
                None => rejects.add("no number", row, cell),
            }
        }
        Values::Between { from, to, open_until, ms } => {
            let (begin, end) = (row.cell(from), row.cell(to));
            match (stamp(begin), stamp(end), open_until) {
                (Some(begin), Some(end), _) if end.ms < begin.ms => rejects.add("an end before the begin", row, ""),
                (Some(begin), Some(end), _) => return Some(((end.ms - begin.ms) / ms, false)),
                (Some(begin), None, Some(until)) if is_missing(end) && until >= begin.ms => {
                    return Some(((until - begin.ms) / ms, true));
                }
                (Some(_), None, Some(_)) if is_missing(end) => rejects.add("a begin after --open-until", row, begin),
                (None, ..) if is_missing(begin) => rejects.add("no begin", row, ""),
                (_, None, _) if is_missing(end) => rejects.add("no end", row, ""),
                (None, ..) => rejects.add("no readable date and time", row, begin),
                (_, None, _) => rejects.add("no readable date and time", row, end),
            }
        }
    }
    None
}

/// Whether a cell says that there is no value.
pub fn is_missing(cell: &str) -> bool {
    ["", "-", ".", "?", "na", "n/a", "nan", "null", "none", "nat"].contains(&cell.to_lowercase().as_str())
}

/// How many equal durations or calls a row stands for; `None`, and the row is noted, if that is no whole number.
pub fn count(row: &Row, column: usize, rejects: &mut Rejects) -> Option<u64> {
    let cell = row.cell(column);
    match cell.parse::<f64>().ok().filter(|count| (0.0..=1e9).contains(count) && count.fract() == 0.0) {
        Some(count) => Some(count as u64),
        None => {
            rejects.add("no whole count", row, cell);
            None
        }
    }
}

/// The column that says which durations are censored.
struct Status {
    column: usize,
    means_censored: Vec<String>,
    means_ended: Vec<String>,
}

const CENSORED: [&str; 11] = ["1", "true", "yes", "y", "censored", "cens", "c", "open", "suspended", "suspension", "running"];
const ENDED: [&str; 13] = ["0", "false", "no", "n", "ended", "end", "failed", "fail", "failure", "f", "dead", "closed", "done"];

impl Status {
    /// The column, unless one of its values has no known meaning.
    fn new(args: &FitArgs, sheet: &Sheet, rows: &[&Row], column: &str, complaints: &mut Vec<Complaint>) -> Option<Status> {
        let at = sheet.column(column, "censored", complaints)?;
        let status = Status { column: at, means_censored: args.censored_means.clone(), means_ended: args.ended_means.clone() };
        let named = |option: &str, values: &[String], complaints: &mut Vec<Complaint>| {
            for value in values.iter().filter(|value| !rows.iter().any(|row| row.cell(at) == value.as_str())) {
                let fault = format!("--{option}: no row has `{value}` in {}", sheet.called(at));
                complaints.push(Complaint::nowhere(fault).mend(format!("it has {}", some(&sheet.values(at)))));
            }
        };
        named("censored-means", &status.means_censored, complaints);
        named("ended-means", &status.means_ended, complaints);
        if status.means_censored.is_empty() && status.means_ended.is_empty() {
            let unknown = |row: &&&Row| {
                let word = row.cell(at).to_lowercase();
                !CENSORED.contains(&word.as_str()) && !ENDED.contains(&word.as_str())
            };
            if let Some(row) = rows.iter().find(unknown) {
                let fault = format!("line {}: does `{}` in {} mean censored?", row.line, row.cell(at), sheet.called(at));
                let mend = format!("say it with --censored-means or --ended-means; the column has {}", some(&sheet.values(at)));
                complaints.push(Complaint::nowhere(fault).mend(mend));
                return None;
            }
        }
        Some(status)
    }

    fn censored(&self, row: &Row) -> bool {
        let cell = row.cell(self.column);
        if !self.means_ended.is_empty() {
            return !self.means_ended.iter().any(|value| value == cell);
        }
        if !self.means_censored.is_empty() {
            return self.means_censored.iter().any(|value| value == cell);
        }
        CENSORED.contains(&cell.to_lowercase().as_str())
    }
}
