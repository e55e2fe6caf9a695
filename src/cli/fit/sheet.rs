//! A CSV file as rows of cells with their line numbers.

use super::{FitArgs, name};
use crate::cli::failure::Failure;
use crate::scenario::complaint::{Complaint, did_you_mean, listed};
use std::io::Read;

/// A row that was read.
#[derive(Debug)]
pub struct Row {
    /// Its line in the file, from 1.
    pub line: u64,
    cells: Vec<String>,
}

impl Row {
    /// A cell without blanks around it; nothing where the row is too short.
    pub fn cell(&self, column: usize) -> &str {
        self.cells.get(column).map_or("", |cell| cell.trim())
    }
}

/// A file that was read.
#[derive(Debug)]
pub struct Sheet {
    header: Vec<String>,
    columns: usize,
    /// The rows below the header.
    pub rows: Vec<Row>,
}

/// Reads the separator that the user gave.
pub fn separator(text: &str) -> Result<u8, String> {
    match (text, text.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        (_, [one]) if one.is_ascii() && !one.is_ascii_alphanumeric() => Ok(*one),
        _ => Err("give one character that is neither letter nor digit, or `tab`".to_owned()),
    }
}

impl Sheet {
    /// Reads the file.
    ///
    /// # Errors
    /// If it cannot be read, is compressed, or holds nothing.
    pub fn read(args: &FitArgs) -> Result<Sheet, Failure> {
        let name = name(args);
        let mut bytes = Vec::new();
        let read = if args.file.as_os_str() == "-" {
            std::io::stdin().lock().read_to_end(&mut bytes).map(|_| ())
        } else {
            std::fs::read(&args.file).map(|all| bytes = all)
        };
        read.map_err(|error| {
            let reason = match error.kind() {
                std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
                std::io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
                _ => error.to_string(),
            };
            Failure::input(format!("cannot read `{name}`: {reason}"), "give the path of a CSV file".to_owned())
        })?;
        if bytes.starts_with(&[0x1f, 0x8b]) {
            let mend = format!("unpack it on the way: gunzip -c {name} | callout fit - ...");
            return Err(Failure::input(format!("`{name}` is compressed"), mend));
        }
        let sheet = Sheet::parse(&bytes, args.separator, !args.no_header);
        if sheet.rows.is_empty() {
            let mend = if args.no_header {
                None
            } else {
                Some("the first line is taken for the header; --no-header if it is data".to_owned())
            };
            return Err(Failure::input(format!("`{name}` has no rows"), mend));
        }
        Ok(sheet)
    }

    /// Rows of a text; letters that are no UTF-8 are replaced.
    fn parse(bytes: &[u8], separator: Option<u8>, has_header: bool) -> Sheet {
        let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .delimiter(separator.unwrap_or_else(|| likely_separator(bytes)))
            .from_reader(bytes);
        let mut sheet = Sheet { header: Vec::new(), columns: 0, rows: Vec::new() };
        let mut record = csv::ByteRecord::new();
        let mut lines = Lines { bytes, at: 0, line: 1 };
        // A byte reader over memory has nothing to refuse.
        while reader.read_byte_record(&mut record).unwrap_or(false) {
            let cells: Vec<String> = record.iter().map(|cell| String::from_utf8_lossy(cell).into_owned()).collect();
            sheet.columns = sheet.columns.max(cells.len());
            if has_header && sheet.header.is_empty() {
                sheet.header = cells.iter().map(|cell| cell.trim().to_owned()).collect();
            } else {
                let begin = record.position().map_or(0, csv::Position::byte);
                sheet.rows.push(Row { line: lines.of_record(begin as usize), cells });
            }
        }
        sheet
    }

    /// The column of this name or number, or a complaint that there is none.
    pub fn column(&self, written: &str, option: &str, complaints: &mut Vec<Complaint>) -> Option<usize> {
        let by_name: Vec<usize> = (0..self.header.len()).filter(|&at| self.header[at] == written).collect();
        match by_name[..] {
            [one] => return Some(one),
            [_, _, ..] => {
                let fault = format!("--{option}: {} columns are called `{written}`", by_name.len());
                complaints.push(Complaint::nowhere(fault).mend("give the number of the column; the first is 1"));
                return None;
            }
            [] => {}
        }
        if let Some(number) = written.parse::<usize>().ok().filter(|number| (1..=self.columns).contains(number)) {
            return Some(number - 1);
        }
        let fault = format!("--{option}: there is no column `{written}`");
        let mend = did_you_mean(written, self.header.iter().map(String::as_str));
        complaints.push(Complaint::nowhere(fault).mend(mend.unwrap_or(format!("give a number from 1 to {}", self.columns))));
        None
    }

    /// Rows that have the values asked for: any of those of one column, in all columns.
    pub fn filtered(&self, filter: &[String], complaints: &mut Vec<Complaint>) -> Vec<&Row> {
        let mut wanted: Vec<(usize, Vec<&str>)> = Vec::new();
        for written in filter {
            let Some((column, value)) = written.split_once('=') else {
                complaints.push(Complaint::nowhere(format!("--where: `{written}` has no `=`")).mend("write COLUMN=VALUE"));
                continue;
            };
            let Some(at) = self.column(column.trim(), "where", complaints) else { continue };
            match wanted.iter_mut().find(|(known, _)| *known == at) {
                Some((_, values)) => values.push(value.trim()),
                None => wanted.push((at, vec![value.trim()])),
            }
        }
        for (at, values) in &wanted {
            for value in values.iter().filter(|value| !self.rows.iter().any(|row| row.cell(*at) == **value)) {
                let known = self.values(*at);
                let fault = format!("--where: no row has `{value}` in {}", self.called(*at));
                let mend = did_you_mean(value, known.iter().map(String::as_str)).unwrap_or("leave it out".to_owned());
                complaints.push(Complaint::nowhere(fault).mend(mend));
            }
        }
        let kept = |row: &&Row| wanted.iter().all(|(at, values)| values.contains(&row.cell(*at)));
        let rows: Vec<&Row> = self.rows.iter().filter(kept).collect();
        if rows.is_empty() && complaints.is_empty() {
            complaints.push(Complaint::nowhere("--where: no row meets all conditions").mend("ask for less"));
        }
        rows
    }

    /// Values of a column, each once, in order of the alphabet.
    pub fn values(&self, column: usize) -> Vec<String> {
        let all: std::collections::BTreeSet<&str> = self.rows.iter().map(|row| row.cell(column)).collect();
        all.into_iter().map(str::to_owned).collect()
    }

    /// A column by its name, or its number where it has none.
    pub fn called(&self, column: usize) -> String {
        self.header.get(column).map_or(format!("column {}", column + 1), |name| format!("`{name}`"))
    }
}

/// Counts lines along a text.
struct Lines<'b> {
    bytes: &'b [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of a record that was read from this byte on: blank lines before it are not its own.
    fn of_record(&mut self, from: usize) -> u64 {
        let blank = |byte: &&u8| matches!(**byte, b'\n' | b'\r');
        let begin = from + self.bytes[from..].iter().take_while(blank).count();
        self.line += self.bytes[self.at..begin].iter().filter(|&&byte| byte == b'\n').count() as u64;
        self.at = begin;
        self.line
    }
}

/// The most frequent of the usual separators in the first line.
fn likely_separator(bytes: &[u8]) -> u8 {
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or(bytes);
    let count = |separator: &u8| line.iter().filter(|byte| *byte == separator).count();
    // Of equals the last is taken: the comma.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

/// Rows that cannot be used for one reason.
#[derive(Debug)]
pub struct Unusable {
    /// Why.
    pub why: &'static str,
    /// Their number.
    pub count: u64,
    /// The first few: line and cell.
    first: Vec<(u64, String)>,
}

/// Rows that cannot be used, by reason.
#[derive(Debug, Default)]
pub struct Rejects(Vec<Unusable>);

/// Lines that are named for a reason.
const NAMED: usize = 5;

impl Rejects {
    /// Notes a row that cannot be used.
    pub fn add(&mut self, why: &'static str, row: &Row, cell: &str) {
        let at = self.0.iter().position(|unusable| unusable.why == why).unwrap_or_else(|| {
            self.0.push(Unusable { why, count: 0, first: Vec::new() });
            self.0.len() - 1
        });
        let unusable = &mut self.0[at];
        unusable.count += 1;
        if unusable.first.len() < NAMED {
            unusable.first.push((row.line, cell.chars().take(20).collect()));
        }
    }

    /// A sentence for each reason.
    fn sentences(&self, what: &str) -> Vec<String> {
        let sentence = |it: &Unusable| {
            let lines: Vec<String> = it
                .first
                .iter()
                .map(|(line, cell)| if cell.is_empty() { line.to_string() } else { format!("{line} (`{cell}`)") })
                .collect();
            let rows = if it.count == 1 { "row" } else { "rows" };
            let more = if it.count as usize > lines.len() { " and more" } else { "" };
            format!("{} {rows} with {} in {what}: line {}{more}", it.count, it.why, lines.join(", "))
        };
        self.0.iter().map(sentence).collect()
    }

    /// Says what was left out; complains if that is more than the `most` share of `all` rows.
    pub fn settle(&self, what: &str, all: usize, most: f64, notes: &mut Vec<String>, complaints: &mut Vec<Complaint>) {
        let count: u64 = self.0.iter().map(|unusable| unusable.count).sum();
        if count as f64 <= most * all as f64 && count < all as u64 {
            notes.extend(self.sentences(what).into_iter().map(|sentence| format!("left out: {sentence}.")));
            return;
        }
        let fault = format!("{count} of {all} rows cannot be used, more than {} %", crate::report::number::plain(100.0 * most));
        let mut complaint =
            Complaint::nowhere(fault).mend("mend the data, choose rows with --where, or allow more with --most-dropped");
        for sentence in self.sentences(what) {
            complaint = complaint.note(sentence);
        }
        complaints.push(complaint);
    }
}

/// Values in backticks, the first few of them.
pub fn some(values: &[String]) -> String {
    let more = if values.len() > 8 { ", ..." } else { "" };
    listed(values.iter().take(8).map(String::as_str)) + more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_headers_and_lines() {
        let sheet = Sheet::parse("\u{feff}name; hours\n\"a;\nb\";3\n\nc;4;5\n".as_bytes(), None, true);
        assert_eq!((sheet.header.join("|"), sheet.rows.len(), sheet.columns), ("name|hours".to_owned(), 2, 3));
        assert_eq!((sheet.rows[0].line, sheet.rows[0].cell(1), sheet.rows[1].line), (2, "3", 5));
        let mut complaints = Vec::new();
        assert_eq!(sheet.column("hours", "column", &mut complaints), Some(1));
        assert_eq!(sheet.column("3", "column", &mut complaints), Some(2));
        assert_eq!((sheet.column("huors", "column", &mut complaints), complaints.len()), (None, 1));
        assert_eq!(complaints[0].mend.as_deref(), Some("did you mean `hours`?"));
        let bare = Sheet::parse(b"1\t2\n3\t4\n", None, false);
        assert_eq!((bare.rows.len(), bare.rows[1].cell(1), bare.called(1)), (2, "4", "column 2".to_owned()));
        assert_eq!((separator("tab"), separator("|"), separator("ab").is_err()), (Ok(b'\t'), Ok(b'|'), true));
    }

    #[test]
    fn filters_are_any_of_a_column_and_all_columns() {
        let sheet = Sheet::parse(b"a,b\n1,x\n2,x\n3,y\n1,y\n", None, true);
        let count = |filter: &[&str]| {
            let mut complaints = Vec::new();
            let filter: Vec<String> = filter.iter().map(|&text| text.to_owned()).collect();
            let rows = sheet.filtered(&filter, &mut complaints).len();
            (rows, complaints.len())
        };
        assert_eq!([count(&[]), count(&["a=1", "a=2"]), count(&["a=1", "b=x"])], [(4, 0), (3, 0), (1, 0)]);
        assert_eq!([count(&["a=9"]), count(&["c=1", "a"]), count(&["a=2", "b=y"])], [(0, 1), (4, 2), (0, 1)]);
    }
}
