//! A sheet that is written from top to bottom, and the addresses of its cells.

use super::look::{Kind, Looks, Rank};
use crate::report::text::table::wrapped;
use console::measure_text_width as width;
use jiff::civil::Date;
use rust_xlsxwriter::{Formula, Table, TableColumn, TableStyle, Url, Worksheet, XlsxError};

/// Whether a workbook takes what is written.
pub type Done = Result<(), XlsxError>;

/// A cell of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct At {
    sheet: &'static str,
    row: u32,
    col: u16,
}

/// A name for a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub name: String,
    /// The range.
    pub range: String,
}

impl At {
    /// Its address inside its sheet.
    pub fn here(self) -> String {
        format!("${}${}", letters(self.col), self.row + 1)
    }

    /// Its address from any sheet.
    pub fn there(self) -> String {
        format!("'{}'!{}", self.sheet, self.here())
    }

    /// The range from this cell to another of its sheet, from any sheet.
    pub fn to(self, end: At) -> String {
        format!("{}:{}", self.there(), end.here())
    }

    /// The same row in another column.
    pub fn at(self, col: u16) -> At {
        At { col, ..self }
    }

    /// The cell of its column in the row of another.
    pub fn row_of(self, other: At) -> At {
        At { row: other.row, ..self }
    }

    /// The cell of its row in the column of another.
    pub fn col_of(self, other: At) -> At {
        At { col: other.col, ..self }
    }

    /// The cell so many columns further to the right.
    pub fn right(self, cols: u16) -> At {
        At { col: self.col + cols, ..self }
    }

    /// The row above it.
    pub fn up(self) -> At {
        At { row: self.row - 1, ..self }
    }

    /// Its row, counted from 0.
    pub fn row(self) -> u32 {
        self.row
    }

    /// So many rows further down.
    pub fn down(self, rows: u32) -> At {
        At { row: self.row + rows, ..self }
    }
}

/// The letters of a column.
fn letters(col: u16) -> String {
    let (mut rest, mut out) = (u32::from(col) + 1, String::new());
    while rest > 0 {
        out.insert(0, char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    out
}

/// Widest column of words that are not broken into lines [characters].
const WIDEST: usize = 48;
/// Longest line of a sentence [characters].
const READABLE: usize = 110;
/// Height of a line of words [points].
const LINE: f64 = 15.0;
/// Highest row that a sheet can have [points].
const HIGHEST: f64 = 409.0;
/// Characters that fit across a printed page before they become too small to read.
const PRINTED: usize = 170;
/// Widest head of a column of a table before it is broken into lines [characters].
const HEAD: usize = 14;

/// A sheet under the pen.
pub struct Pen<'w> {
    sheet: &'w mut Worksheet,
    looks: &'w Looks,
    name: &'static str,
    row: u32,
    widths: Vec<usize>,
    lines: usize,
}

impl<'w> Pen<'w> {
    /// A sheet with its title, what it holds, and a link to the contents.
    pub fn new(sheet: &'w mut Worksheet, looks: &'w Looks, name: &'static str, holds: &str) -> Result<Pen<'w>, XlsxError> {
        sheet.set_landscape().set_paper_size(9).set_footer("&L&A&RPage &P of &N");
        let mut pen = Pen { sheet, looks, name, row: 0, widths: Vec::new(), lines: 1 };
        if name != "Summary" {
            pen.aside(name, Rank::Title)?;
            pen.aside(holds, Rank::Faint)?;
            pen.link(0, "Summary", "Contents")?;
            pen.down(2);
        }
        Ok(pen)
    }

    /// The cell of this row in a column.
    pub fn at(&self, col: u16) -> At {
        At { sheet: self.name, row: self.row, col }
    }

    /// Goes so many rows down.
    pub fn down(&mut self, rows: u32) {
        self.row += rows;
        self.lines = 1;
    }

    /// Goes back to the row of a cell.
    pub fn back(&mut self, to: At) {
        self.row = to.row;
    }

    fn note(&mut self, col: u16, characters: usize) {
        let at = usize::from(col);
        if self.widths.len() <= at {
            self.widths.resize(at + 1, 0);
        }
        self.widths[at] = self.widths[at].max(characters.min(WIDEST));
    }

    /// Words.
    pub fn text(&mut self, col: u16, text: &str, rank: Rank) -> Done {
        self.note(col, width(text) + usize::from(rank == Rank::Head));
        self.sheet.write_string_with_format(self.row, col, text, self.looks.of(Kind::Text, rank))?;
        Ok(())
    }

    /// Words over a column of numbers.
    pub fn head(&mut self, col: u16, text: &str) -> Done {
        self.note(col, width(text).min(HEAD) + 2);
        self.heighten(wrapped(text, HEAD).len())?;
        self.sheet.write_string_with_format(self.row, col, text, self.looks.of(Kind::Any, Rank::Head))?;
        Ok(())
    }

    /// The heads of columns: words over words, and words over numbers.
    pub fn heads(&mut self, words: &[&str], numbers: &[&str]) -> Done {
        let mut col = 0;
        for text in words {
            self.text(col, text, Rank::Head)?;
            col += 1;
        }
        for text in numbers {
            self.head(col, text)?;
            col += 1;
        }
        self.down(1);
        Ok(())
    }

    /// Words that reach over the empty columns to their right, on as many rows as they need.
    pub fn aside(&mut self, text: &str, rank: Rank) -> Done {
        for line in text.lines().flat_map(|line| wrapped(line, READABLE)) {
            self.across(0, &line, rank)?;
            match rank {
                Rank::Title => self.sheet.set_row_height(self.row, 1.5 * LINE)?,
                Rank::Block => self.sheet.set_row_height(self.row, 1.2 * LINE)?,
                _ => self.sheet,
            };
            self.down(1);
        }
        Ok(())
    }

    /// Makes the row high enough for so many lines.
    fn heighten(&mut self, lines: usize) -> Done {
        if lines > self.lines {
            self.lines = lines;
            self.sheet.set_row_height(self.row, (LINE * lines as f64).min(HIGHEST))?;
        }
        Ok(())
    }

    /// Words that reach over the empty columns to their right.
    pub fn across(&mut self, col: u16, text: &str, rank: Rank) -> Done {
        self.sheet.write_string_with_format(self.row, col, text, self.looks.of(Kind::Text, rank))?;
        Ok(())
    }

    /// Words on several lines of one cell, which is so wide [characters], in the row that is as high as they need.
    pub fn wrapped(&mut self, col: u16, text: &str, characters: usize) -> Done {
        self.at_least(col, width(text).min(characters));
        self.heighten(wrapped(text, characters).len())?;
        self.sheet.write_string_with_format(self.row, col, text, self.looks.of(Kind::Wrap, Rank::Plain))?;
        Ok(())
    }

    /// A link to a sheet.
    pub fn link(&mut self, col: u16, to: &str, text: &str) -> Done {
        self.note(col, width(text));
        self.sheet.write_url(self.row, col, Url::new(format!("internal:'{to}'!A1")).set_text(text))?;
        Ok(())
    }

    /// A number; nothing where it is none.
    pub fn number(&mut self, col: u16, value: f64, kind: Kind, rank: Rank) -> Done {
        let format = self.looks.of(kind, rank);
        if value.is_finite() {
            self.note(col, kind.width(value) + 2);
            self.sheet.write_number_with_format(self.row, col, value, format)?;
        } else {
            self.sheet.write_blank(self.row, col, format)?;
        }
        Ok(())
    }

    /// A number where there is one.
    pub fn maybe(&mut self, col: u16, value: Option<f64>, kind: Kind, rank: Rank) -> Done {
        self.number(col, value.unwrap_or(f64::NAN), kind, rank)
    }

    /// A formula with the value that it gives.
    pub fn formula(&mut self, col: u16, formula: &str, value: f64, kind: Kind, rank: Rank) -> Done {
        self.note(col, kind.width(value) + 2);
        let formula = Formula::new(formula).set_result(value.to_string());
        self.sheet.write_formula_with_format(self.row, col, formula, self.looks.of(kind, rank))?;
        Ok(())
    }

    /// A formula that gives words.
    pub fn says(&mut self, col: u16, formula: &str, words: &str, rank: Rank) -> Done {
        self.note(col, width(words));
        let formula = Formula::new(formula).set_result(words);
        self.sheet.write_formula_with_format(self.row, col, formula, self.looks.of(Kind::Text, rank))?;
        Ok(())
    }

    /// A day; as words where a workbook cannot tell it.
    pub fn month(&mut self, col: u16, label: &str) -> Done {
        match format!("{label}-01").parse::<Date>().ok().filter(|date| (1900..=9999).contains(&date.year())) {
            Some(date) => {
                self.note(col, 9);
                self.sheet.write_date_with_format(self.row, col, date, self.looks.of(Kind::Month, Rank::Plain))?;
                Ok(())
            }
            None => self.text(col, label, Rank::Plain),
        }
    }

    /// Makes a table of the rows from `first`, its heads, to the one above this; columns are called as given.
    pub fn table(&mut self, name: &str, first: At, columns: &[String]) -> Done {
        let lines = columns.iter().map(|head| wrapped(head, HEAD).len()).max().unwrap_or(1);
        self.sheet.set_row_height(first.row, LINE * lines as f64)?;
        for (col, head) in (first.col..).zip(columns) {
            // Room for the button of the filter.
            self.note(col, width(head).min(HEAD) + 3);
        }
        let format = self.looks.of(Kind::Wrap, Rank::Head);
        let columns: Vec<TableColumn> =
            columns.iter().map(|head| TableColumn::new().set_header(head).set_header_format(format)).collect();
        let table = Table::new().set_name(name).set_columns(&columns).set_style(TableStyle::Light1);
        self.sheet.add_table(first.row, first.col, self.row - 1, first.col + columns.len() as u16 - 1, &table)?;
        Ok(())
    }

    /// Keeps the rows above this one and the columns left of `col` in sight, and repeats them on every page.
    pub fn freeze(&mut self, heads: u32, col: u16) -> Done {
        self.sheet.set_freeze_panes(self.row, col)?;
        self.sheet.set_repeat_rows(self.row - heads, self.row - 1)?;
        self.sheet.set_repeat_columns(0, col.max(1) - 1)?;
        Ok(())
    }

    /// The sheet itself, for what only one kind of sheet has.
    pub fn sheet(&mut self) -> &mut Worksheet {
        self.sheet
    }

    /// The row on which it stands.
    pub fn row(&self) -> u32 {
        self.row
    }

    /// Gives a column at least this width [characters].
    pub fn at_least(&mut self, col: u16, characters: usize) {
        self.note(col, 0);
        let known = &mut self.widths[usize::from(col)];
        *known = characters.max(*known);
    }

    /// Sets the widths of the columns, and on how many pages they are printed side by side: nothing more is written.
    pub fn finish(self) -> Done {
        let pages = self.widths.iter().sum::<usize>().div_ceil(PRINTED).max(1);
        self.sheet.set_print_fit_to_pages(pages as u16, 0);
        for (col, characters) in (0..).zip(&self.widths) {
            self.sheet.set_column_width(col, characters.max(&4).to_owned() as f64 + 1.0)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
        let at = At { sheet: "P&L", row: 6, col: 3 };
        assert_eq!((at.here().as_str(), at.there().as_str()), ("$D$7", "'P&L'!$D$7"));
        assert_eq!(at.to(at.at(4).down(2)), "'P&L'!$D$7:$E$9");
    }
}
