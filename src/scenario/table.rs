//! CSV files in cells, each of which knows where it stands, so that complaints point at it.
//!
//! *Knows:* RFC 4180. (The `csv` crate does not tell where a cell begins; hence the small reader here.)
//! *Never:* what a column means; that is for [`rows`].

pub(super) mod files;
pub mod rows;

use super::complaint::{Complaint, Place, SourceId};
use std::borrow::Cow;

/// A cell and its place.
#[derive(Debug, Clone)]
pub struct Cell<'t> {
    /// What it says, without quotes.
    pub text: Cow<'t, str>,
    /// Where it stands.
    pub place: Place,
}

/// A CSV file in cells: all rows as long as the header.
#[derive(Debug)]
pub struct Grid<'t> {
    /// Column names.
    pub header: Vec<Cell<'t>>,
    /// The rows below them.
    pub rows: Vec<Vec<Cell<'t>>>,
    source: SourceId,
}

impl<'t> Grid<'t> {
    /// Parts a file into cells; ragged rows and columns that are named twice become complaints and are left out.
    pub fn new(text: &'t str, source: SourceId, complaints: &mut Vec<Complaint>) -> Grid<'t> {
        let mut scan = Scan { text, at: 0, source };
        let header = loop {
            match scan.row(complaints) {
                Some(row) if is_blank(&row) => {}
                row => break row.unwrap_or_default(),
            }
        };
        for (index, cell) in header.iter().enumerate() {
            if header[..index].iter().any(|earlier| earlier.text == cell.text) {
                let fault = format!("the column `{}` is given twice", cell.text);
                complaints.push(Complaint::at(cell.place, fault).mend("keep one of the two, or rename one"));
            }
        }
        let mut rows = Vec::new();
        while let Some(row) = scan.row(complaints) {
            if row.len() == header.len() {
                rows.push(row);
            } else if !is_blank(&row) {
                complaints.push(ragged(&row, header.len()));
            }
        }
        Grid { header, rows, source }
    }

    /// The place of a column, or a complaint that it is missing.
    fn column(&self, name: &str, complaints: &mut Vec<Complaint>) -> Option<usize> {
        let found = self.optional(name);
        if found.is_none() {
            let place = match (self.header.first(), self.header.last()) {
                (Some(first), Some(last)) => Place { end: last.place.end, ..first.place },
                _ => Place::whole(self.source),
            };
            let columns = self.header.iter().map(|cell| &*cell.text);
            let complaint = Complaint::at(place, format!("the column `{name}` is missing"));
            complaints.push(Complaint { mend: super::complaint::did_you_mean(name, columns), ..complaint });
        }
        found
    }

    /// The place of a column that need not be there.
    pub fn optional(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|cell| cell.text == name)
    }

    /// Complains of columns that are none of `known`.
    fn refuse_others(&self, known: &[&str], complaints: &mut Vec<Complaint>) {
        for cell in self.header.iter().filter(|cell| !known.contains(&&*cell.text)) {
            let complaint = Complaint::at(cell.place, format!("unknown column `{}`", cell.text));
            complaints.push(Complaint { mend: super::complaint::did_you_mean(&cell.text, known.iter().copied()), ..complaint });
        }
    }
}

fn is_blank(row: &[Cell<'_>]) -> bool {
    row.iter().all(|cell| cell.text.is_empty()) && row.len() <= 1
}

fn ragged(row: &[Cell<'_>], columns: usize) -> Complaint {
    let place = row.get(columns).or(row.last()).expect("a row has a cell").place;
    let fault = format!("this row has {} cells, but there are {columns} columns", row.len());
    let mend = if row.len() > columns { "put cells that contain commas in quotes" } else { "add commas for empty cells" };
    Complaint::at(place, fault).mend(mend)
}

/// Walks over a CSV text.
struct Scan<'t> {
    text: &'t str,
    at: usize,
    source: SourceId,
}

impl<'t> Scan<'t> {
    /// The next row, blank ones included; `None` at the end.
    fn row(&mut self, complaints: &mut Vec<Complaint>) -> Option<Vec<Cell<'t>>> {
        if self.at >= self.text.len() {
            return None;
        }
        let mut row = Vec::new();
        loop {
            row.push(self.cell(complaints));
            let rest = &self.text[self.at..];
            let (step, more) = match rest.as_bytes().first() {
                Some(b',') => (1, true),
                Some(b'\r') if rest.as_bytes().get(1) == Some(&b'\n') => (2, false),
                Some(_) => (1, false),
                None => (0, false),
            };
            self.at += step;
            if !more {
                return Some(row);
            }
        }
    }

    /// The next cell; stops before the comma or the end of the line.
    fn cell(&mut self, complaints: &mut Vec<Complaint>) -> Cell<'t> {
        let start = self.at;
        if self.text.as_bytes().get(start) == Some(&b'"') {
            return self.quoted(complaints);
        }
        let rest = &self.text[start..];
        self.at += rest.find([',', '\n', '\r']).unwrap_or(rest.len());
        let raw = &self.text[start..self.at];
        let from = start + raw.len() - raw.trim_start().len();
        let text = raw.trim();
        Cell { text: text.into(), place: Place::new(self.source, from..from + text.len()) }
    }

    fn quoted(&mut self, complaints: &mut Vec<Complaint>) -> Cell<'t> {
        let start = self.at;
        let mut from = start + 1;
        let close = loop {
            match self.text[from..].find('"') {
                Some(to) if self.text.as_bytes().get(from + to + 1) == Some(&b'"') => from += to + 2,
                Some(to) => break from + to,
                None => {
                    let line = self.text[start..].lines().next().map_or(0, str::len);
                    let place = Place::new(self.source, start..start + line);
                    complaints.push(Complaint::at(place, "this quote is never closed").mend("end the cell with `\"`"));
                    break self.text.len();
                }
            }
        };
        let inner = &self.text[start + 1..close];
        self.at = (close + 1).min(self.text.len());
        let rest = &self.text[self.at..];
        let after = rest.find([',', '\n', '\r']).unwrap_or(rest.len());
        if !rest[..after].trim().is_empty() {
            let place = Place::new(self.source, self.at..self.at + after);
            complaints.push(Complaint::at(place, "text after the closing quote").mend("write quotes inside a cell twice: `\"\"`"));
        }
        self.at += after;
        let text = if inner.contains('"') { inner.replace("\"\"", "\"").into() } else { inner.into() };
        Cell { text, place: Place::new(self.source, start..close + usize::from(close < self.text.len())) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::complaint::Sources;
    use super::*;

    fn grid(text: &str) -> (Grid<'_>, Vec<Complaint>) {
        let mut complaints = Vec::new();
        (Grid::new(text, Sources::default().add_csv("t.csv", text), &mut complaints), complaints)
    }

    #[test]
    fn cells_know_their_places() {
        let text = "name,lat\r\n\"a, \"\"b\"\"\", 3.5 \n\nc,\n";
        let (grid, complaints) = grid(text);
        assert_eq!(complaints, []);
        assert_eq!(grid.rows.len(), 2);
        assert_eq!(grid.rows[0][0].text, "a, \"b\"");
        let place = grid.rows[0][1].place;
        assert_eq!(&text[place.start as usize..place.end as usize], "3.5");
        assert_eq!(grid.rows[1][1].text, "");
    }
}
