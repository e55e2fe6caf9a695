//! What data say of durations and arrivals: tables for people, one document for programs, a fragment for a scenario.

mod fragment;
mod json;
mod text;
mod words;

pub use fragment::bare_or_quoted;
pub use json::schema;

use crate::study::fit::arrivals::Arrivals;
use crate::study::fit::sample::Sample;
use crate::study::fit::{Candidate, Laws};

/// All that a fit says.
#[derive(Debug, Clone)]
pub struct FitReport {
    /// The file as the user named it.
    pub file: String,
    /// What was read and what was left out, in sentences.
    pub notes: Vec<String>,
    /// Laws of durations, where they were asked for.
    pub durations: Option<Durations>,
    /// The pattern of arrivals, where it was asked for.
    pub arrivals: Option<Stream>,
}

/// Laws of durations.
#[derive(Debug, Clone)]
pub struct Durations {
    /// What they are, for instance "`hours`".
    pub what: String,
    /// Their unit, as scenarios write it.
    pub unit: &'static str,
    /// The durations.
    pub sample: Sample,
    /// What was fitted.
    pub laws: Laws,
    /// Path of the key that takes the law, for instance kind, repair, work.
    pub key: Vec<String>,
    /// Whether the user restricted the laws to a single one, which is taken then.
    pub one_law: bool,
}

/// The pattern of arrivals.
#[derive(Debug, Clone)]
pub struct Stream {
    /// The column of the stamps.
    pub what: String,
    /// What was found.
    pub found: Arrivals,
    /// Name of the stream.
    pub name: String,
    /// Kind of its jobs.
    pub kind: String,
}

/// What goes into the scenario.
#[derive(Debug, Clone, Copy)]
pub enum Choice<'a> {
    /// A law that stands, or the only one asked for.
    Law(&'a Candidate),
    /// The data themselves.
    Empirical,
    /// The nearest law, for want of a better one.
    Nearest(&'a Candidate),
    /// All values are this one.
    Constant(f64),
    /// Nothing could be fitted.
    Nothing,
}

impl Durations {
    /// Whether the key takes a hazard of failure rather than a law of a duration.
    pub fn is_hazard(&self) -> bool {
        self.key.last().is_some_and(|key| key == "hazard")
    }

    /// One value where there is no other; otherwise the likeliest law that no test speaks against; otherwise the data themselves; otherwise the likeliest law.
    pub fn choice(&self) -> Choice<'_> {
        let laws = &self.laws;
        if let ([only], 0, false) = (self.sample.points(), self.sample.censored(), self.is_hazard()) {
            return Choice::Constant(only.value);
        }
        match (laws.best_that_stands(), &laws.empirical, laws.candidates.first()) {
            (Some(law), ..) => Choice::Law(law),
            (None, _, Some(law)) if self.one_law => Choice::Nearest(law),
            (None, Some(_), _) if !self.is_hazard() => Choice::Empirical,
            (None, _, Some(law)) => Choice::Nearest(law),
            (None, _, None) => Choice::Nothing,
        }
    }
}

/// The number rounded to so many significant digits.
fn significant(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}
