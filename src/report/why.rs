//! Why a layout differs from another: sheets of parts that add up, in every form.
//!
//! | module | form |
//! |---|---|
//! | `sheets` | what stands on which line |
//! | `round` | numbers that add up as they are printed |
//! | `show` | tables for people, largest parts first |
//! | `sentence` | the parts in a few words |
//! | `tidy` | one JSON document; one CSV table |

mod round;
mod sentence;
mod sheets;
mod show;
mod tidy;

use super::head::{Head, Names};
use crate::kernel::money::Money;
use crate::record::figure::Unit;
use crate::study::interval::Estimate;
use crate::study::why::step::Walk;
use crate::study::why::{Sight, Why, mean, mean_money};
pub use sentence::sentences;
pub use sheets::{By, sheet};
pub use show::text;
pub use tidy::{json, schema, table};

/// All that is said about the difference of two layouts.
#[derive(Debug)]
pub struct Explanation {
    /// What was run.
    pub head: Head,
    /// The layout that the other is held against, and the other.
    pub pair: [usize; 2],
    /// The difference in parts.
    pub why: Why,
    /// What was seen of both layouts, by replication.
    pub sights: [Vec<Sight>; 2],
    /// The way from one to the other, where it was asked for.
    pub walk: Option<Walk>,
    /// Confidence of what is said in sentences: that of the comparison to which the pair belongs.
    pub confidence: f64,
}

impl Explanation {
    fn names(&self, side: usize) -> &Names {
        &self.head.layouts[self.pair[side]]
    }
}

/// Values of one part, by replication.
#[derive(Debug, Clone, PartialEq)]
pub enum Series {
    /// Money: it adds up to the last unit.
    Money(Vec<Money>),
    /// Hours, scores.
    Real(Vec<f64>),
}

/// How the columns of a sheet belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Adds {
    /// The third is the second less the first.
    Difference,
    /// The last is the sum of the others.
    Across,
    /// Each stands for itself.
    Down,
}

/// A column of a sheet.
#[derive(Debug, Clone)]
pub struct Column {
    /// Name in files.
    pub key: String,
    /// Name in reports.
    pub label: String,
    /// Unit.
    pub unit: Unit,
    /// Whether its half-width is shown.
    pub certain: bool,
}

/// A view of the difference: blocks of parts.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Name in files.
    pub key: &'static str,
    /// Name in reports.
    pub title: String,
    /// What its words mean.
    pub legend: String,
    /// How its columns belong together.
    pub adds: Adds,
    /// Columns.
    pub columns: Vec<Column>,
    /// Blocks of lines.
    pub blocks: Vec<Block>,
}

/// Parts that add up to a total.
#[derive(Debug, Clone)]
pub struct Block {
    /// Name in files.
    pub key: &'static str,
    /// Name in reports.
    pub title: String,
    /// Whether the largest parts come first, and small ones are gathered.
    pub ranked: bool,
    /// Parts.
    pub lines: Vec<Line>,
    /// What they add up to.
    pub total: Line,
}

/// A part.
#[derive(Debug, Clone)]
pub struct Line {
    /// Name in files, and the place where there is one.
    pub keys: [String; 2],
    /// Name in reports.
    pub label: String,
    /// Values by column.
    pub values: Vec<Series>,
}

impl Series {
    /// The mean with its interval; `None` without replications.
    pub fn estimate(&self) -> Option<Estimate> {
        match self {
            Series::Money(values) => mean_money(values),
            Series::Real(values) => mean(values),
        }
    }

    /// The mean; 0 without replications.
    pub fn mean(&self) -> f64 {
        match self {
            // The sum is exact: divided once, for showing.
            Series::Money(values) => self.sum().map_or(0.0, |sum| sum.units() / values.len().max(1) as f64),
            Series::Real(_) => self.estimate().map_or(0.0, |estimate| estimate.value),
        }
    }

    /// Sum over replications, of money.
    pub fn sum(&self) -> Option<Money> {
        match self {
            Series::Money(values) => Some(values.iter().copied().sum()),
            Series::Real(_) => None,
        }
    }

    fn len(&self) -> usize {
        match self {
            Series::Money(values) => values.len(),
            Series::Real(values) => values.len(),
        }
    }

    /// Adds the values of another series of the same sort.
    fn add(&mut self, other: &Series) {
        match (self, other) {
            (Series::Money(mine), Series::Money(theirs)) => mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += *theirs),
            (Series::Real(mine), Series::Real(theirs)) => mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs),
            _ => panic!("money is not added to anything else"),
        }
    }

    fn is_nothing(&self) -> bool {
        match self {
            Series::Money(values) => values.iter().all(|value| *value == Money::ZERO),
            Series::Real(values) => values.iter().all(|value| *value == 0.0),
        }
    }
}

impl Line {
    /// The sum of lines, under a name of its own; `None` without any.
    fn sum(key: &str, label: &str, lines: &[Line]) -> Option<Line> {
        let (first, rest) = lines.split_first()?;
        let mut sum = Line { keys: [key.to_owned(), String::new()], label: label.to_owned(), values: first.values.clone() };
        for line in rest {
            sum.values.iter_mut().zip(&line.values).for_each(|(sum, value)| sum.add(value));
        }
        Some(sum)
    }

    fn speaks(&self) -> bool {
        self.values.iter().any(|value| !value.is_nothing())
    }
}
