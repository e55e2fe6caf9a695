//! CSV files: rows that become entries of a section, traces of calls, travel matrices.
//!
//! *Knows:* where each cell stands, so that complaints point at it. (The `csv` crate does not tell; hence the small reader here.)
//! *Never:* which zones or centres exist.

use super::complaint::{Complaint, Place, SourceId};
use super::tree::{self, Node, Table, Value};
use super::units::{Date, Duration, Length, Refusal};
use jiff::civil::DateTime;
use std::borrow::Cow;

/// One call of a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceRow {
    /// When the customer calls, after the start of the scenario.
    pub at: Duration,
    /// Zone of the customer.
    pub zone: String,
    /// Kind of the job.
    pub kind: String,
    /// Work on site; drawn from the kind's law where it is not given.
    pub work: Option<Duration>,
}

/// Travel between a centre and a zone.
#[derive(Debug, Clone, PartialEq)]
pub struct MatrixRow {
    /// Centre.
    pub centre: String,
    /// Zone.
    pub zone: String,
    /// Mean travel time, one way.
    pub time: Duration,
    /// Road distance, one way.
    pub km: Option<Length>,
}

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

/// Rows as entries of a section, by the column `name`.
pub fn entries(grid: &Grid<'_>, complaints: &mut Vec<Complaint>) -> Table {
    let mut table = Table::new();
    let Some(name) = grid.column("name", complaints) else { return table };
    let is_first = |index: usize| grid.header[..index].iter().all(|earlier| earlier.text != grid.header[index].text);
    let path = |(index, cell)| is_first(index).then(|| header_path(cell, complaints)).flatten();
    let paths: Vec<Option<Vec<String>>> = grid.header.iter().enumerate().map(path).collect();
    for row in &grid.rows {
        let named = &row[name];
        if named.text.is_empty() {
            complaints.push(Complaint::at(whole_row(row), "this row has no name").mend("fill in the column `name`"));
            continue;
        }
        let mut entry = Node { key: named.place, ..Node::table(named.place) };
        for (column, cell) in row.iter().enumerate().filter(|(column, cell)| *column != name && !cell.text.is_empty()) {
            if let Some(path) = &paths[column] {
                let value = Node::new(Value::Cell(cell.text.clone().into_owned()), cell.place);
                plant(&mut entry, path, value, grid.header[column].place, complaints);
            }
        }
        if table.contains_key(&*named.text) {
            let fault = format!("the name `{}` is given twice", named.text);
            complaints.push(Complaint::at(named.place, fault).mend("give each row a name of its own"));
        } else {
            table.insert(named.text.clone().into_owned(), entry);
        }
    }
    table
}

fn whole_row(row: &[Cell<'_>]) -> Place {
    let (first, last) = (row[0].place, row[row.len() - 1].place);
    Place { end: last.end, ..first }
}

fn header_path(cell: &Cell<'_>, complaints: &mut Vec<Complaint>) -> Option<Vec<String>> {
    let steps = tree::steps(&cell.text);
    if steps.is_none() {
        let fault = if cell.text.is_empty() {
            "this column has no name".to_owned()
        } else {
            format!("cannot read `{}` as a key path", cell.text)
        };
        complaints.push(Complaint::at(cell.place, fault).mend("name columns by their keys, such as `lat` or `size.households`"));
    }
    steps.map(|steps| steps.into_iter().map(|(step, _)| step).collect())
}

/// Puts a value at a path, making the tables on the way.
fn plant(entry: &mut Node, path: &[String], value: Node, header: Place, complaints: &mut Vec<Complaint>) {
    let Some(table) = entry.entries_mut() else {
        let fault = "this column is both a value and a table";
        complaints.push(Complaint::at(header, fault).mend("a key cannot be a column of its own and the start of others"));
        return;
    };
    match path {
        [key] => {
            table.insert(key.clone(), Node { key: header, ..value });
        }
        [key, rest @ ..] => {
            let inner = table.entry(key.clone()).or_insert_with(|| Node { key: header, ..Node::table(header) });
            plant(inner, rest, value, header, complaints);
        }
        [] => {}
    }
}

/// Columns of a trace.
const TRACE: [&str; 4] = ["at", "zone", "kind", "work"];

/// Rows of a trace in the order of the file, each with the places of its zone and kind.
pub fn trace(grid: &Grid<'_>, start: Date, complaints: &mut Vec<Complaint>) -> Vec<(TraceRow, [Place; 2])> {
    let columns = ["at", "zone", "kind"].map(|name| grid.column(name, complaints));
    grid.refuse_others(&TRACE, complaints);
    let ([Some(at), Some(zone), Some(kind)], work) = (columns, grid.optional("work")) else { return Vec::new() };
    let mut rows = Vec::with_capacity(grid.rows.len());
    for row in &grid.rows {
        let when = read(&row[at], |text| moment(text, start), complaints);
        let work = work.map(|column| &row[column]).filter(|cell| !cell.text.is_empty());
        let work = work.map(|cell| read(cell, str::parse, complaints));
        // After a complaint any value will do: the names of the row are checked all the same.
        let text = |column: usize| row[column].text.clone().into_owned();
        let call = TraceRow { at: when.unwrap_or_default(), zone: text(zone), kind: text(kind), work: work.flatten() };
        rows.push((call, [row[zone].place, row[kind].place]));
    }
    rows
}

/// Columns of a travel matrix.
const MATRIX: [&str; 4] = ["centre", "zone", "time", "km"];

/// Rows of a travel matrix in the order of the file, each with the places of its centre and zone.
pub fn matrix(grid: &Grid<'_>, complaints: &mut Vec<Complaint>) -> Vec<(MatrixRow, [Place; 2])> {
    let columns = ["centre", "zone", "time"].map(|name| grid.column(name, complaints));
    grid.refuse_others(&MATRIX, complaints);
    let ([Some(centre), Some(zone), Some(time)], km) = (columns, grid.optional("km")) else { return Vec::new() };
    let mut rows = Vec::with_capacity(grid.rows.len());
    for row in &grid.rows {
        let time = read(&row[time], str::parse, complaints);
        let km = km.map(|column| &row[column]).filter(|cell| !cell.text.is_empty());
        let km = km.map(|cell| read(cell, kilometres, complaints));
        let text = |column: usize| row[column].text.clone().into_owned();
        let way = MatrixRow { centre: text(centre), zone: text(zone), time: time.unwrap_or_default(), km: km.flatten() };
        rows.push((way, [row[centre].place, row[zone].place]));
    }
    rows
}

fn read<T>(cell: &Cell<'_>, read: impl Fn(&str) -> Result<T, Refusal>, complaints: &mut Vec<Complaint>) -> Option<T> {
    let refusal = match read(&cell.text) {
        Ok(value) => return Some(value),
        Err(refusal) => refusal,
    };
    complaints.push(Complaint::at(cell.place, refusal.fault).mend(refusal.mend));
    None
}

/// A duration after the start, or a date and time.
fn moment(text: &str, start: Date) -> Result<Duration, Refusal> {
    let Ok(moment) = text.parse::<DateTime>() else { return text.parse() };
    let start = start.0.to_datetime(jiff::civil::Time::midnight());
    let ms = moment.duration_since(start).as_millis();
    if ms < 0 {
        let fault = format!("`{text}` is before the start of the scenario");
        return Err(Refusal { fault, mend: format!("the scenario starts on {}", start.date()) });
    }
    Ok(Duration::from_ms(ms as f64))
}

/// A plain number of kilometres, or a length with its unit.
fn kilometres(text: &str) -> Result<Length, Refusal> {
    let length = match text.parse::<f64>() {
        Ok(km) => Length::from_km(km),
        Err(_) => text.parse()?,
    };
    if length.km() >= 0.0 && length.km().is_finite() {
        return Ok(length);
    }
    Err(Refusal { fault: format!("`{text}` is no distance"), mend: "give 0 or more".to_owned() })
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

    #[test]
    fn rows_become_nested_entries() {
        let (grid, mut complaints) = grid("name,size.households,team.a.technicians\nx,1200,\ny,,3\n");
        let table = entries(&grid, &mut complaints);
        assert_eq!(complaints, []);
        assert_eq!(table["x"].part("size").unwrap().part("households").unwrap().text(), Some("1200"));
        assert!(table["x"].part("team").is_none());
        assert_eq!(table["y"].part("team").unwrap().part("a").unwrap().part("technicians").unwrap().text(), Some("3"));
    }

    #[test]
    fn faulty_tables_are_complained_of() {
        let faults = |text: &str| {
            let (grid, mut complaints) = grid(text);
            entries(&grid, &mut complaints);
            complaints.into_iter().map(|complaint| complaint.fault).collect::<Vec<_>>()
        };
        assert_eq!(faults("names,lat\nx,1\n"), ["the column `name` is missing"]);
        assert_eq!(faults("name,lat,lat\nx,1,2\n"), ["the column `lat` is given twice"]);
        assert_eq!(faults("name,lat\nx,1\nx,2\n"), ["the name `x` is given twice"]);
        assert_eq!(faults("name,lat\nx\ny,1,2\n").len(), 2);
        assert_eq!(faults("name,a,a.b\nx,1,2\n"), ["this column is both a value and a table"]);
        assert_eq!(faults("name,lat\n\"x,1\n").len(), 2);
        assert_eq!(faults(""), ["the column `name` is missing"]);
    }

    #[test]
    fn moments_are_durations_or_dates() {
        let start = Date(jiff::civil::date(2026, 1, 1));
        assert_eq!(moment("2026-01-02 06:00", start), Ok(Duration::hours(30.0)));
        assert_eq!(moment("90 min", start), Ok(Duration::hours(1.5)));
        assert!(moment("2025-12-31 23:00", start).is_err());
        assert!(moment("90", start).is_err());
    }
}
