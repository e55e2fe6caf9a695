//! Rows of CSV files: entries of a section, calls of a trace, ways of a travel matrix.
//!
//! *Never:* which zones or centres exist.

use super::{Cell, Grid};
use crate::scenario::complaint::{Complaint, Place};
use crate::scenario::tree::{self, Node, Table, Value};
use crate::scenario::units::{Date, Duration, Length, Refusal};
use jiff::civil::DateTime;

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
    use super::*;
    use crate::scenario::complaint::Sources;

    fn grid(text: &str) -> (Grid<'_>, Vec<Complaint>) {
        let mut complaints = Vec::new();
        (Grid::new(text, Sources::default().add_csv("t.csv", text), &mut complaints), complaints)
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
