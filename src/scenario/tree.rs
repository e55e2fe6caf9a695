//! A parsed document as a tree of values, each of which knows where it was written.
//!
//! *Knows:* TOML.
//! *Never:* what a key means; that is for [`super::schema`].

pub mod change;
pub mod entries;
pub mod overlay;
pub mod setting;
mod typed;

use super::complaint::{Complaint, Place, SourceId};
use indexmap::IndexMap;
use toml::de::{DeTable, DeValue};

/// A value and its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// What was written.
    pub value: Value,
    /// Where the value stands; for a table its header or braces.
    pub place: Place,
    /// Where the key stands that names it; the value's own place where there is none.
    pub key: Place,
}

/// A table in the order of the file.
pub type Table = IndexMap<String, Node>;

/// What was written.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Value {
    Text(String),
    /// The text of a CSV cell: a number, a truth or a string, as its reader wants it.
    Cell(String),
    Whole(i64),
    Real(f64),
    Truth(bool),
    /// A date or time, as written.
    Date(String),
    List(Vec<Node>),
    Table(Table),
}

impl Node {
    /// A value that is named by nothing.
    pub fn new(value: Value, place: Place) -> Node {
        Node { value, place, key: place }
    }

    /// An empty table.
    pub fn table(place: Place) -> Node {
        Node::new(Value::Table(Table::new()), place)
    }

    /// Its entries, if it is a table.
    pub fn entries(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Its entries, if it is a table.
    pub fn entries_mut(&mut self) -> Option<&mut Table> {
        match &mut self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// Its entries in the order of the file; none if it is no table.
    pub fn iter(&self) -> impl Iterator<Item = (&String, &Node)> {
        self.entries().into_iter().flat_map(Table::iter)
    }

    /// Its text, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) | Value::Cell(text) => Some(text),
            _ => None,
        }
    }

    /// The part called `step`: an entry of a table, or an item of a list, counted from 1.
    pub fn part(&self, step: &str) -> Option<&Node> {
        match &self.value {
            Value::Table(table) => table.get(step),
            Value::List(list) => list.get(step.parse::<usize>().ok()?.checked_sub(1)?),
            _ => None,
        }
    }

    /// The part called `step`, to be changed.
    pub fn part_mut(&mut self, step: &str) -> Option<&mut Node> {
        match &mut self.value {
            Value::Table(table) => table.get_mut(step),
            Value::List(list) => list.get_mut(step.parse::<usize>().ok()?.checked_sub(1)?),
            _ => None,
        }
    }

    /// What kind of value it is, in plain words.
    pub fn sort(&self) -> &'static str {
        match self.value {
            Value::Text(_) | Value::Cell(_) => "a string",
            Value::Whole(_) | Value::Real(_) => "a number",
            Value::Truth(_) => "true or false",
            Value::Date(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

/// Reads a TOML document. Syntax errors and numbers out of range become complaints; what could be read is returned.
pub fn document(text: &str, source: SourceId, complaints: &mut Vec<Complaint>) -> Node {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut inside_twin = false;
    for error in &errors {
        let start = error.span().map_or(0, |span| span.start);
        let line = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let twin = error.message() == "duplicate key";
        // The keys of a table that is given twice are given twice, too; one complaint will do.
        let is_header = text[line..].trim_start().starts_with('[');
        if !(twin && inside_twin && !is_header) {
            complaints.push(syntax(error, text, source));
            inside_twin = twin && is_header;
        }
    }
    let mut reader = TomlReader { source, shift: 0, complaints };
    let value = reader.table(table.into_inner());
    Node::new(value, Place::whole(source))
}

/// Reads one TOML value that stands at `shift` in its source; `None` if it is none.
pub fn value(text: &str, source: SourceId, shift: usize, complaints: &mut Vec<Complaint>) -> Option<Node> {
    let (lead, plain) = (text.len() - text.trim_start().len(), text.trim());
    let read = DeValue::parse(plain).ok()?;
    Some(TomlReader { source, shift: shift + lead, complaints }.node(read))
}

/// What the parser said, in the words of this room.
fn syntax(error: &toml::de::Error, text: &str, source: SourceId) -> Complaint {
    let range = error.span().unwrap_or(0..0);
    let written = text.get(range.clone()).unwrap_or("");
    let place = Place::new(source, range);
    let message = error.message();
    if message == "duplicate key" {
        let line = text[..place.start as usize].rfind('\n').map_or(0, |newline| newline + 1);
        let header = text[line..].lines().next().map(str::trim).filter(|line| line.starts_with('['));
        let named = header.map_or(format!("`{written}`"), |header| header.split('#').next().unwrap_or(header).trim().to_owned());
        return Complaint::at(place, format!("{named} is given twice")).mend("keep one of the two, or rename one");
    }
    if message.starts_with("string values must be quoted") {
        return match written {
            "" => Complaint::at(place, "the value is missing").mend("write a value after `=`"),
            _ => {
                Complaint::at(place, format!("cannot read `{written}` as a value")).mend(format!("put it in quotes: \"{written}\""))
            }
        };
    }
    if message.starts_with("unclosed table") {
        return Complaint::at(place, "this header is not closed").mend("end it with `]`");
    }
    if message == "invalid basic string, expected `\"`" {
        return Complaint::at(place, "this string is not closed").mend("end it with `\"`");
    }
    if message.starts_with("invalid unquoted key") {
        return Complaint::at(place, message).mend(format!("put the name in quotes: \"{written}\""));
    }
    Complaint::at(place, message)
}

/// Turns what the TOML parser gives into nodes.
struct TomlReader<'a> {
    source: SourceId,
    /// Where the parsed text begins in its source.
    shift: usize,
    complaints: &'a mut Vec<Complaint>,
}

impl TomlReader<'_> {
    fn place(&self, range: std::ops::Range<usize>) -> Place {
        Place::new(self.source, range.start + self.shift..range.end + self.shift)
    }

    fn node(&mut self, read: toml::Spanned<DeValue<'_>>) -> Node {
        let place = self.place(read.span());
        let value = match read.into_inner() {
            DeValue::String(text) => Value::Text(text.into_owned()),
            DeValue::Integer(number) => self.whole(number.as_str(), number.radix(), place),
            DeValue::Float(number) => self.real(number.as_str(), place),
            DeValue::Boolean(truth) => Value::Truth(truth),
            DeValue::Datetime(date) => Value::Date(date.to_string()),
            DeValue::Array(list) => Value::List(list.into_iter().map(|item| self.node(item)).collect()),
            DeValue::Table(table) => self.table(table),
        };
        Node::new(value, place)
    }

    fn table(&mut self, table: DeTable<'_>) -> Value {
        let entry = |(key, value): (toml::Spanned<_>, _)| {
            let mut node = self.node(value);
            node.key = self.place(key.span());
            (std::borrow::Cow::into_owned(key.into_inner()), node)
        };
        Value::Table(table.into_iter().map(entry).collect())
    }

    fn whole(&mut self, digits: &str, radix: u32, place: Place) -> Value {
        match i64::from_str_radix(digits, radix) {
            Ok(number) => Value::Whole(number),
            Err(_) => self.unusable(format!("the number `{digits}` is too large"), place),
        }
    }

    fn real(&mut self, digits: &str, place: Place) -> Value {
        match digits.parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Real(number),
            _ if digits.contains('n') => self.unusable(format!("`{digits}` is not a number that can be used here"), place),
            _ => self.unusable(format!("the number `{digits}` is too large"), place),
        }
    }

    /// Complains, and stands in with a number so that reading can go on.
    fn unusable(&mut self, fault: String, place: Place) -> Value {
        self.complaints.push(Complaint::at(place, fault).mend("give a number of ordinary size"));
        Value::Whole(1)
    }
}

/// A part of a key path as TOML writes it: bare where it can be, else in quotes.
pub fn step(name: &str) -> String {
    let bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if bare { name.to_owned() } else { format!("{name:?}") }
}

/// A key path such as `centre.jinan.rent`.
pub fn dotted<S: AsRef<str>>(path: &[S]) -> String {
    path.iter().map(|part| step(part.as_ref())).collect::<Vec<_>>().join(".")
}

/// The steps of a key path and where each stands; steps in quotes may contain dots, bare steps any letter.
/// `None` if a step is empty or a quote is not closed.
pub fn steps(path: &str) -> Option<Vec<(String, std::ops::Range<usize>)>> {
    let mut steps = Vec::new();
    let mut at = 0;
    loop {
        at += path[at..].len() - path[at..].trim_start().len();
        let rest = &path[at..];
        let (from, to, after) = match rest.chars().next()? {
            quote @ ('"' | '\'') => {
                let close = at + 1 + rest[1..].find(quote)?;
                (at + 1, close, close + 1)
            }
            _ => {
                let end = at + rest.find('.').unwrap_or(rest.len());
                (at, at + path[at..end].trim_end().len(), end)
            }
        };
        if from == to {
            return None;
        }
        steps.push((path[from..to].to_owned(), from..to));
        at = after + path[after..].len() - path[after..].trim_start().len();
        match path[at..].chars().next() {
            None => return Some(steps),
            Some('.') => at += 1,
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
pub(in crate::scenario) mod tests {
    use super::super::complaint::Sources;
    use super::*;

    fn read(text: &str) -> (Node, Vec<Complaint>) {
        let mut complaints = Vec::new();
        let node = document(text, Sources::default().add("t.toml", text), &mut complaints);
        (node, complaints)
    }

    pub(in crate::scenario) fn read_sound(text: &str) -> Node {
        let (node, complaints) = read(text);
        assert_eq!(complaints, []);
        node
    }

    /// The tree without its places.
    pub(in crate::scenario) fn shape(node: &Node) -> String {
        match &node.value {
            Value::Table(table) => {
                let entries: Vec<String> = table.iter().map(|(key, node)| format!("{key}={}", shape(node))).collect();
                format!("{{{}}}", entries.join(" "))
            }
            Value::List(list) => format!("[{}]", list.iter().map(shape).collect::<Vec<_>>().join(" ")),
            Value::Text(text) | Value::Cell(text) | Value::Date(text) => text.clone(),
            Value::Whole(number) => number.to_string(),
            Value::Real(number) => number.to_string(),
            Value::Truth(truth) => truth.to_string(),
        }
    }

    #[test]
    fn every_value_knows_its_place() {
        let text = "[centre.jinan]\nrent = 3\nmonths = [1, 2.5]\n[[sourcing]]\nto = \"x\"\n";
        let (node, complaints) = read(text);
        assert_eq!(complaints, []);
        let at = |path: &[&str]| {
            let place = path.iter().fold(&node, |node, step| node.part(step).unwrap()).place;
            &text[place.start as usize..place.end as usize]
        };
        assert_eq!(at(&["centre", "jinan"]), "[centre.jinan]");
        assert_eq!(at(&["centre", "jinan", "rent"]), "3");
        assert_eq!(at(&["centre", "jinan", "months", "2"]), "2.5");
        assert_eq!(at(&["sourcing", "1", "to"]), "\"x\"");
    }

    #[test]
    fn numbers_out_of_range_are_complained_of() {
        let faults = |text| read(text).1.into_iter().map(|complaint| complaint.fault).collect::<Vec<_>>();
        assert_eq!(faults("a = 99999999999999999999"), ["the number `99999999999999999999` is too large"]);
        assert_eq!(faults("a = 1e999"), ["the number `1e999` is too large"]);
        assert_eq!(faults("a = nan\nb = -inf").len(), 2);
    }

    #[test]
    fn key_paths_may_be_quoted() {
        let split = |text| steps(text).map(|steps| steps.into_iter().map(|(step, _)| step).collect::<Vec<_>>().join("|"));
        assert_eq!(split("centre.jinan.rent").as_deref(), Some("centre|jinan|rent"));
        assert_eq!(split("centre.\"a.b\".rent").as_deref(), Some("centre|a.b|rent"));
        assert_eq!(split("centre.济南 . rent").as_deref(), Some("centre|济南|rent"));
        for wrong in ["", "a..b", ".a", "a.", "a.\"b", "\"a\"b"] {
            assert_eq!(split(wrong), None, "{wrong}");
        }
        assert_eq!(dotted(&["centre", "a b", "济南"]), "centre.\"a b\".\"济南\"");
        assert_eq!(steps("a. \"b c\"").unwrap()[1].1, 4..7);
    }
}
