//! A tidy table as a table of a workbook: units over the heads, numbers in the format of their unit, words as they are.

use super::look::{Kind, Rank};
use super::pen::{Done, Pen};
use crate::report::frame::form::{Field, Form};
use crate::report::frame::{Cell, Column, Frame};
use crate::report::number::grouped;
use console::measure_text_width as width;

/// Rows beyond which a table is cut: a sheet has 1,048,576 at most, and programs that open it grow slow long before.
const MOST: usize = 200_000;
/// Widest head that stands on one line [characters].
const HEAD: usize = 30;

/// A table and how it stands in its sheet.
pub struct Sheet<'t> {
    /// Name of the table in the workbook.
    pub name: &'t str,
    /// What it is as a file.
    pub form: &'t Form,
    /// Its columns.
    pub frame: &'t Frame,
    /// Label of all money.
    pub currency: &'t str,
    /// As many columns stay in sight.
    pub held: u16,
}

/// Puts a column of words to the right of the one that is called `name`.
///
/// # Panics
/// If there is none.
pub fn beside(frame: &mut Frame, name: &str, field: Field, words: Vec<String>) {
    let at = frame.0.iter().position(|(field, _)| field.name == name).expect("the table has this column");
    frame.0.insert(at + 1, (field, Column::Words(words)));
}

/// Writes a table that has rows; `kind` says what the numbers of a row and column are, where it is known.
pub fn write(pen: &mut Pen<'_>, sheet: &Sheet<'_>, kind: impl Fn(usize, usize) -> Option<Kind>) -> Done {
    let (columns, all) = (&sheet.frame.0, sheet.frame.rows());
    let rows = all.min(MOST);
    if rows < all {
        let [rows, all] = [rows, all].map(|n| grouped(n as f64, 0));
        let cut =
            format!("The first {rows} of {all} rows: more would make the workbook slow to open. {}.csv has all.", sheet.form.stem);
        pen.aside(&cut, Rank::Plain)?;
    }
    let units = u32::from(columns.iter().any(|(field, _)| !field.unit.is_empty()));
    for (col, (field, _)) in (0..).zip(columns) {
        pen.at_least(col, width(&field.name).min(HEAD) + 3);
        if !field.unit.is_empty() {
            pen.text(col, field.unit_in(sheet.currency), Rank::Faint)?;
        }
    }
    pen.down(units);
    let heads = pen.at(0);
    pen.down(1);
    pen.freeze(units + 1, sheet.held)?;
    for row in 0..rows {
        for (at, (field, column)) in columns.iter().enumerate() {
            let known = || kind(row, at);
            put(pen, at as u16, field, column.at(row), known)?;
        }
        pen.down(1);
    }
    pen.table(sheet.name, heads, &unlike(columns.iter().map(|(field, _)| field.name.as_ref())))
}

fn put(pen: &mut Pen<'_>, col: u16, field: &Field, cell: Cell<'_>, kind: impl Fn() -> Option<Kind>) -> Done {
    match cell {
        Cell::Number(value) => pen.maybe(col, value, kind().unwrap_or(Kind::Any), Rank::Plain),
        // A number without a unit is a name.
        Cell::Whole(value) if field.unit.is_empty() => pen.number(col, value as f64, Kind::Label, Rank::Plain),
        Cell::Whole(value) => pen.number(col, value as f64, Kind::Whole, Rank::Plain),
        Cell::Money(value) => pen.maybe(col, value.map(|money| money.units()), Kind::Each, Rank::Plain),
        Cell::Moment(value) => pen.text(col, &value.map_or(String::new(), |moment| moment.to_string()), Rank::Plain),
        Cell::Truth(value) => pen.text(col, &value.to_string(), Rank::Plain),
        Cell::Word(word) => pen.text(col, word, Rank::Plain),
    }
}

/// Names of columns as a workbook can tell them apart, which it does without regard to case.
fn unlike<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let mut known: Vec<String> = Vec::new();
    for name in names {
        let name = name.replace(|letter: char| letter.is_control(), " ");
        let taken = |name: &String| known.iter().any(|other| other.to_lowercase() == name.to_lowercase());
        let mut numbered = (2..).map(|n| format!("{name} ({n})"));
        let free = if taken(&name) { numbered.find(|name| !taken(name)).expect("numbers do not end") } else { name };
        known.push(free);
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_differ_only_in_case_are_numbered() {
        let names = ["point", "Layout", "a", "A", "layout", "a (2)", "a\nb"];
        assert_eq!(unlike(names.into_iter()), ["point", "Layout", "a", "A (2)", "layout (2)", "a (2) (2)", "a b"]);
    }
}
