//! Tidy tables that are written twice: as CSV and as Parquet, with the same names and values.
//!
//! | module | what |
//! |---|---|
//! | [`form`] | what a table is before it has rows: columns with their sort, unit and meaning; the data dictionary |
//! | [`file`] | writing both files piece by piece |
//!
//! *Knows:* columns of numbers, money, moments and words.
//! *Never:* where they come from.

pub mod file;
pub mod form;

use crate::kernel::money::Money;
use file::FrameFile;
use form::{Field, Sort};
use jiff::civil::DateTime;
use std::io;
use std::path::Path;

/// What stands in a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Numbers; `None` where there is no data.
    Numbers(Vec<Option<f64>>),
    /// Whole numbers.
    Whole(Vec<i64>),
    /// Exact money; `None` where there is no data.
    Money(Vec<Option<Money>>),
    /// Local dates and times, whole milliseconds; `None` where there is none.
    Moments(Vec<Option<DateTime>>),
    /// Whether something is so.
    Truths(Vec<bool>),
    /// Words.
    Words(Vec<String>),
}

/// A cell of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub enum Cell<'a> {
    Number(Option<f64>),
    Whole(i64),
    Money(Option<Money>),
    Moment(Option<DateTime>),
    Truth(bool),
    Word(&'a str),
}

macro_rules! cells {
    ($($from:ty, $value:ident => $cell:expr;)*) => {
        $(impl<'a> From<$from> for Cell<'a> {
            fn from($value: $from) -> Cell<'a> {
                $cell
            }
        })*
    };
}

cells! {
    f64, value => Cell::Number(Some(value));
    Option<f64>, value => Cell::Number(value);
    i64, value => Cell::Whole(value);
    u32, value => Cell::Whole(i64::from(value));
    Money, value => Cell::Money(Some(value));
    Option<Money>, value => Cell::Money(value);
    DateTime, value => Cell::Moment(Some(value));
    Option<DateTime>, value => Cell::Moment(value);
    bool, value => Cell::Truth(value);
    &'a str, value => Cell::Word(value);
    &'a String, value => Cell::Word(value);
}

/// A table: columns of the same length, each with its name, unit and meaning.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Frame(pub Vec<(Field, Column)>);

/// The same for every sort of column.
macro_rules! each {
    ($column:expr, $values:ident => $do:expr) => {
        match $column {
            Column::Numbers($values) => $do,
            Column::Whole($values) => $do,
            Column::Money($values) => $do,
            Column::Moments($values) => $do,
            Column::Truths($values) => $do,
            Column::Words($values) => $do,
        }
    };
}

impl Column {
    /// A column without rows.
    pub fn empty(sort: Sort) -> Column {
        match sort {
            Sort::Number => Column::Numbers(Vec::new()),
            Sort::Whole => Column::Whole(Vec::new()),
            Sort::Money => Column::Money(Vec::new()),
            Sort::Moment => Column::Moments(Vec::new()),
            Sort::Truth => Column::Truths(Vec::new()),
            Sort::Words => Column::Words(Vec::new()),
        }
    }

    /// Its sort.
    pub fn sort(&self) -> Sort {
        match self {
            Column::Numbers(_) => Sort::Number,
            Column::Whole(_) => Sort::Whole,
            Column::Money(_) => Sort::Money,
            Column::Moments(_) => Sort::Moment,
            Column::Truths(_) => Sort::Truth,
            Column::Words(_) => Sort::Words,
        }
    }

    fn len(&self) -> usize {
        each!(self, values => values.len())
    }

    /// What stands in a row.
    pub fn at(&self, row: usize) -> Cell<'_> {
        match self {
            Column::Numbers(values) => values[row].into(),
            Column::Whole(values) => values[row].into(),
            Column::Money(values) => values[row].into(),
            Column::Moments(values) => values[row].into(),
            Column::Truths(values) => values[row].into(),
            Column::Words(values) => (&values[row]).into(),
        }
    }

    fn cell(&self, row: usize) -> String {
        fn known<T: ToString>(value: Option<T>) -> String {
            value.map_or(String::new(), |value| value.to_string())
        }
        match self {
            Column::Numbers(values) => known(values[row]),
            Column::Whole(values) => values[row].to_string(),
            Column::Money(values) => known(values[row]),
            Column::Moments(values) => known(values[row]),
            Column::Truths(values) => values[row].to_string(),
            Column::Words(values) => values[row].clone(),
        }
    }

    fn push(&mut self, cell: Cell<'_>) {
        match (self, cell) {
            (Column::Numbers(values), Cell::Number(value)) => values.push(value),
            (Column::Whole(values), Cell::Whole(value)) => values.push(value),
            (Column::Money(values), Cell::Money(value)) => values.push(value),
            (Column::Moments(values), Cell::Moment(value)) => values.push(value),
            (Column::Truths(values), Cell::Truth(value)) => values.push(value),
            (Column::Words(values), Cell::Word(value)) => values.push(value.to_owned()),
            (column, cell) => panic!("{cell:?} does not stand in a column of the sort {:?}", column.sort()),
        }
    }

    /// Words as numbers if all of them are numbers.
    pub fn of_words(words: Vec<String>) -> Column {
        let numbers: Option<Vec<f64>> =
            words.iter().map(|word| word.parse().ok().filter(|number: &f64| number.is_finite())).collect();
        match numbers {
            Some(numbers) if !words.is_empty() => Column::Numbers(numbers.into_iter().map(Some).collect()),
            _ => Column::Words(words),
        }
    }
}

impl Frame {
    /// A table without rows.
    pub fn empty(fields: &[Field]) -> Frame {
        Frame(fields.iter().map(|field| (field.clone(), Column::empty(field.sort))).collect())
    }

    /// Adds a column of the sort of what stands in it.
    pub fn push(&mut self, field: Field, column: Column) {
        self.0.push((Field { sort: column.sort(), ..field }, column));
    }

    /// Adds a row: a cell for each column.
    ///
    /// # Panics
    /// If a cell is of another sort than its column.
    pub fn row<const N: usize>(&mut self, cells: [Cell<'_>; N]) {
        assert_eq!(N, self.0.len(), "a row has a cell for each column");
        self.0.iter_mut().zip(cells).for_each(|((_, column), cell)| column.push(cell));
    }

    /// What the columns are.
    pub fn fields(&self) -> Vec<Field> {
        self.0.iter().map(|(field, _)| field.clone()).collect()
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.0.first().map_or(0, |(_, column)| column.len())
    }

    /// The rows with numbers `from` to `to`, the last not in it.
    fn between(&self, from: usize, to: usize) -> Frame {
        let cut = |column: &Column| match column {
            Column::Numbers(values) => Column::Numbers(values[from..to].to_vec()),
            Column::Whole(values) => Column::Whole(values[from..to].to_vec()),
            Column::Money(values) => Column::Money(values[from..to].to_vec()),
            Column::Moments(values) => Column::Moments(values[from..to].to_vec()),
            Column::Truths(values) => Column::Truths(values[from..to].to_vec()),
            Column::Words(values) => Column::Words(values[from..to].to_vec()),
        };
        Frame(self.0.iter().map(|(field, column)| (field.clone(), cut(column))).collect())
    }

    /// Takes in the rows of a table with the same columns.
    fn extend(&mut self, after: &Frame) {
        for ((_, column), (_, more)) in self.0.iter_mut().zip(&after.0) {
            match (column, more) {
                (Column::Numbers(all), Column::Numbers(more)) => all.extend(more),
                (Column::Whole(all), Column::Whole(more)) => all.extend(more),
                (Column::Money(all), Column::Money(more)) => all.extend(more),
                (Column::Moments(all), Column::Moments(more)) => all.extend(more),
                (Column::Truths(all), Column::Truths(more)) => all.extend(more),
                (Column::Words(all), Column::Words(more)) => all.extend(more.iter().cloned()),
                _ => panic!("rows of one table have the same columns"),
            }
        }
    }

    /// The table as CSV.
    pub fn csv(&self) -> String {
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(self.0.iter().map(|(field, _)| field.name.as_ref())).expect("a vector takes every row");
        self.write_rows(&mut csv).expect("a vector takes every row");
        String::from_utf8(csv.into_inner().expect("a vector is never full")).expect("names are text")
    }

    fn write_rows(&self, csv: &mut csv::Writer<impl io::Write>) -> io::Result<()> {
        (0..self.rows()).try_for_each(|row| Ok(csv.write_record(self.0.iter().map(|(_, column)| column.cell(row)))?))
    }

    /// Writes the table as `stem`.csv and `stem`.parquet into a directory.
    ///
    /// # Errors
    /// If a file cannot be written.
    pub fn write(&self, dir: &Path, stem: &str) -> io::Result<()> {
        let mut out = FrameFile::create(dir, stem, &self.fields())?;
        out.append(self)?;
        out.finish()
    }
}
