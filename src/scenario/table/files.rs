//! The files that a scenario names, each opened once.
//!
//! *Knows:* UTF-8, and where a file stops being it.
//! *Never:* what stands in them.

use crate::scenario::check;
use crate::scenario::complaint::{Complaint, Place, SourceId, Sources};
use indexmap::IndexMap;
use std::io;

/// Why a file cannot be read, in plain words.
pub fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// Files that were opened, each once.
pub(in crate::scenario) struct Files<'a> {
    /// All texts so far.
    pub sources: Sources,
    open: &'a dyn Fn(&str) -> io::Result<Vec<u8>>,
    known: IndexMap<String, Option<SourceId>>,
    /// What is wrong with the files, whichever layout names them.
    pub complaints: Vec<Complaint>,
    /// Rows that were read already.
    pub cache: check::Cache,
}

impl<'a> Files<'a> {
    /// No file so far; `open` fetches them.
    pub fn new(open: &'a dyn Fn(&str) -> io::Result<Vec<u8>>) -> Files<'a> {
        Files { sources: Sources::default(), open, known: IndexMap::new(), complaints: Vec::new(), cache: check::Cache::default() }
    }

    /// The text of the CSV file `name`, which is named at `place`.
    pub fn csv(&mut self, name: &str, place: Place) -> Option<SourceId> {
        self.text(name, place, Sources::add_csv)
    }

    /// The text of the TOML file `name`, which is named at `place`.
    pub fn toml(&mut self, name: &str, place: Place) -> Option<SourceId> {
        self.text(name, place, Sources::add)
    }

    /// A text that comes with the program.
    pub fn shipped(&mut self, name: &str, text: &str) -> SourceId {
        let kept = self.known.entry(name.to_owned()).or_insert_with(|| Some(self.sources.add(name, text)));
        kept.expect("a shipped text can be read")
    }

    fn text(&mut self, name: &str, place: Place, keep: fn(&mut Sources, String, String) -> SourceId) -> Option<SourceId> {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        let source = match (self.open)(name) {
            Ok(bytes) => {
                let (text, fault) = utf8(bytes);
                let source = keep(&mut self.sources, name.to_owned(), text);
                self.complaints.extend(fault.map(|at| not_utf8(source, at)));
                Some(source)
            }
            Err(error) => {
                let complaint = Complaint::at(place, format!("cannot read `{name}`: {}", reason(&error)));
                self.complaints.push(complaint.mend("paths are relative to the scenario file"));
                None
            }
        };
        self.known.insert(name.to_owned(), source);
        source
    }
}

/// The text without its byte-order mark, and where it stops being UTF-8.
pub fn utf8(bytes: Vec<u8>) -> (String, Option<usize>) {
    let (text, fault) = match String::from_utf8(bytes) {
        Ok(text) => (text, None),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            (String::from_utf8_lossy(error.as_bytes()).into_owned(), Some(at))
        }
    };
    match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest.to_owned(), fault.map(|at| at - '\u{feff}'.len_utf8())),
        None => (text, fault),
    }
}

/// The complaint that a text stops being UTF-8 at this byte.
pub fn not_utf8(source: SourceId, at: usize) -> Complaint {
    Complaint::at(Place::new(source, at..at + 1), "this is not UTF-8 text").mend("save the file with the encoding UTF-8")
}
