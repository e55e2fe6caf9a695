//! What is wrong with a scenario: every complaint at once, each with its place in the file and how to mend it.
//!
//! *Knows:* the texts that were read, and rustc's way of pointing at them.
//! *Never:* what a key means.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// A text that was read: the scenario file, a CSV file, or the value of one `--set`.
#[derive(Debug, Clone)]
pub struct Source {
    /// Path as the user would write it; `--set` for the command line.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// What kind of text it is.
    pub form: Form,
}

/// Kinds of texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A TOML file, or words of the user's that name something.
    Toml,
    /// A CSV file.
    Csv,
    /// A value set from outside, as `key.path=value`.
    Setting,
}

/// Which of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(u32);

/// All texts of a scenario, in the order of reading.
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Arc<Source>>);

impl Sources {
    /// Keeps a text for later complaints.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.keep(name.into(), text.into(), Form::Toml)
    }

    /// Keeps the text of a CSV file for later complaints.
    pub fn add_csv(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.keep(name.into(), text.into(), Form::Csv)
    }

    /// Keeps what sets a value from outside.
    pub fn add_setting(&mut self, giver: impl Into<String>, written: impl Into<String>) -> SourceId {
        self.keep(giver.into(), written.into(), Form::Setting)
    }

    fn keep(&mut self, name: String, text: String, form: Form) -> SourceId {
        self.0.push(Arc::new(Source { name, text, form }));
        SourceId(self.0.len() as u32 - 1)
    }

    /// A text that was kept.
    pub fn get(&self, id: SourceId) -> &Arc<Source> {
        &self.0[id.0 as usize]
    }

    /// The texts in the order of reading.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.0.iter().map(|source| &**source)
    }
}

/// Where something stands: a range of bytes in one of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Which text.
    pub source: SourceId,
    /// First byte.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
}

impl Place {
    /// The bytes `range` of `source`.
    pub fn new(source: SourceId, range: std::ops::Range<usize>) -> Place {
        Place { source, start: range.start as u32, end: range.end as u32 }
    }

    /// The file as a whole: shown by its name only.
    pub fn whole(source: SourceId) -> Place {
        Place::new(source, 0..0)
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Complaint {
    /// Where; `None` where there is no text to point at.
    pub place: Option<Place>,
    /// What is wrong.
    pub fault: String,
    /// How to mend it.
    pub mend: Option<String>,
    /// What else helps to understand it.
    pub notes: Vec<String>,
}

impl Complaint {
    /// A complaint about a place.
    pub fn at(place: Place, fault: impl Into<String>) -> Complaint {
        Complaint { place: Some(place), fault: fault.into(), mend: None, notes: Vec::new() }
    }

    /// A complaint without a place.
    pub fn nowhere(fault: impl Into<String>) -> Complaint {
        Complaint { place: None, fault: fault.into(), mend: None, notes: Vec::new() }
    }

    /// Says how to mend it.
    pub fn mend(mut self, mend: impl Into<String>) -> Complaint {
        self.mend = Some(mend.into());
        self
    }

    /// Says something more.
    pub fn note(mut self, note: impl Into<String>) -> Complaint {
        self.notes.push(note.into());
        self
    }
}

/// Everything that is wrong with a scenario, each thing once, in the order of the files.
#[derive(Debug, Clone)]
pub struct Complaints {
    list: Vec<Complaint>,
    sources: Sources,
}

/// As many complaints are shown; a longer list helps nobody.
const SHOWN: usize = 50;

impl Complaints {
    /// Sorts the complaints and drops repetitions: same place, same fault.
    pub fn new(mut list: Vec<Complaint>, sources: Sources) -> Complaints {
        let mut seen = BTreeSet::new();
        list.retain(|complaint| seen.insert((complaint.place, complaint.fault.clone())));
        list.sort_by_key(|complaint| complaint.place.map(|place| (place.source, place.start)));
        Complaints { list, sources }
    }

    /// The complaints in the order of the files.
    pub fn iter(&self) -> impl Iterator<Item = &Complaint> {
        self.list.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All complaints as a text for people, in colour for a terminal.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut text = String::new();
        for complaint in self.list.iter().take(SHOWN) {
            text += &self.picture(complaint, &renderer);
            text += "\n\n";
        }
        text + &renderer.render(&[Group::with_title(Level::ERROR.primary_title(self.count()))]) + "\n"
    }

    /// The closing line.
    fn count(&self) -> String {
        let name = self.sources.iter().next().map_or("the scenario", |source| &source.name);
        match self.list.len() {
            1 => format!("1 fault in `{name}`"),
            n if n > SHOWN => format!("{n} faults in `{name}`; {} more are not shown", n - SHOWN),
            n => format!("{n} faults in `{name}`"),
        }
    }

    fn picture(&self, complaint: &Complaint, renderer: &Renderer) -> String {
        let mut group = Group::with_title(Level::ERROR.primary_title(&*complaint.fault));
        if let Some(place) = complaint.place {
            let source = self.sources.get(place.source);
            group = match excerpt(&source.text, place) {
                Some((line, from, span)) => group.element(
                    Snippet::source(line).path(&*source.name).line_start(from).annotation(AnnotationKind::Primary.span(span)),
                ),
                None => group.element(Origin::path(&*source.name)),
            };
        }
        let notes = complaint.notes.iter().map(|note| Level::NOTE.message(&**note));
        let mend = complaint.mend.iter().map(|mend| Level::HELP.message(&**mend));
        renderer.render(&[group.elements(notes).elements(mend)])
    }
}

/// The line on which a place begins, its number, and the part of the place that is on it; `None` for a whole file.
fn excerpt(text: &str, place: Place) -> Option<(&str, usize, std::ops::Range<usize>)> {
    let (start, end) = (place.start as usize, place.end as usize);
    if end == 0 {
        return None;
    }
    let mut start = text.floor_char_boundary(start);
    let end = text.ceil_char_boundary(end);
    // A fault at the very end of a file stands on its last line, not behind it.
    if start == text.len() {
        start = text.trim_end().len();
    }
    let first = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let line = text[first..].lines().next().unwrap_or("");
    let number = 1 + text[..first].matches('\n').count();
    let from = start - first;
    Some((line, number, from..(end.max(start) - first).clamp(from, line.len().max(from))))
}

impl fmt::Display for Complaints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Complaints {}

/// The known name that was probably meant.
pub(super) fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = known.into_iter().map(|name| (likeness(written, name), name)).max_by(|a, b| a.0.total_cmp(&b.0));
    near.filter(|(likeness, _)| *likeness >= 0.7).map(|(_, name)| name)
}

/// "did you mean `x`?" if a known name is near to what was written; else the names, if they are few enough to read.
pub fn did_you_mean<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    match nearest(written, known.iter().copied()) {
        Some(name) => Some(format!("did you mean `{name}`?")),
        None if known.is_empty() => None,
        None if known.len() <= 24 => Some(format!("known here: {}", listed(known))),
        None => Some(format!("{} names are known here, such as {}", known.len(), listed(known.into_iter().take(5)))),
    }
}

/// From 0 (nothing in common) to 1 (the same but for case and dashes).
fn likeness(a: &str, b: &str) -> f64 {
    let plain = |text: &str| text.to_lowercase().replace(['-', ' '], "_");
    let (a, b) = (plain(a), plain(b));
    let edits = strsim::normalized_damerau_levenshtein(&a, &b);
    // Jaro-Winkler forgives endings (`technician` for `technicians`), but is too kind to short words.
    let start = strsim::jaro_winkler(&a, &b) - 0.2;
    edits.max(start)
}

/// Names in backticks, with commas.
pub fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(text: &str, list: impl Fn(SourceId) -> Vec<Complaint>) -> Complaints {
        let mut sources = Sources::default();
        let id = sources.add("first.toml", text);
        Complaints::new(list(id), sources)
    }

    #[test]
    fn points_at_the_place_and_says_how_to_mend_it() {
        let all = complaints("[centre.济南]\ntechnician = 3\n", |id| {
            vec![
                Complaint::at(Place::new(id, 16..26), "unknown key `technician`").mend("did you mean `technicians`?"),
                Complaint::at(Place::whole(id), "no zones").note("a zone is a demand area"),
            ]
        });
        let expected = "\
error: no zones
--> first.toml
 = note: a zone is a demand area

error: unknown key `technician`
 --> first.toml:2:1
  |
2 | technician = 3
  | ^^^^^^^^^^
  |
  = help: did you mean `technicians`?

error: 2 faults in `first.toml`
";
        assert_eq!(all.to_string(), expected);
    }

    #[test]
    fn a_place_over_several_lines_or_past_the_end_is_shown_on_one() {
        let all = complaints("a = [1,\n2]\n", |id| {
            vec![Complaint::at(Place::new(id, 4..10), "a list"), Complaint::at(Place::new(id, 11..11), "the end")]
        });
        let text = all.to_string();
        assert!(text.contains("1 | a = [1,\n  |     ^^^\n"), "{text}");
        assert!(text.contains("2 | 2]\n  |   ^\n"), "{text}");
    }

    #[test]
    fn the_same_complaint_is_made_once_and_a_flood_is_cut() {
        let twice = complaints("a = 1\n", |id| vec![Complaint::at(Place::new(id, 0..1), "x"); 2]);
        assert_eq!(twice.len(), 1);
        let many = complaints("a = 1\n", |_| (0..80).map(|i| Complaint::nowhere(format!("fault {i}"))).collect());
        assert!(many.to_string().ends_with("error: 80 faults in `first.toml`; 30 more are not shown\n"), "{many}");
    }

    #[test]
    fn suggests_near_names_only() {
        assert_eq!(did_you_mean("technician", ["grade", "technicians"]).as_deref(), Some("did you mean `technicians`?"));
        assert_eq!(did_you_mean("warmup", ["warm_up", "horizon"]).as_deref(), Some("did you mean `warm_up`?"));
        assert_eq!(did_you_mean("colour", ["rent", "open"]).as_deref(), Some("known here: `rent`, `open`"));
        assert_eq!(did_you_mean("colour", []), None);
    }
}
