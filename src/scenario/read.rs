//! The front door: from a path to layouts that the rest of the house can trust, or to everything that is wrong with them.
//!
//! *Knows:* the order of the steps: rows of CSV files, keys of the file, the layout's changes, `--set`.
//! *Never:* stops at the first fault.

mod walk;

use super::check;
use super::complaint::{Complaint, Complaints, Place, Sources};
use super::experiment::uncertain;
use super::factor::Factor;
use super::packs;
use super::schema::{Scenario, Tables};
use super::table::Grid;
use super::table::files::{Files, not_utf8, reason, utf8};
use super::table::rows::{self, MatrixRow, TraceRow};
use super::tree::overlay::{self, Overlay};
use super::tree::setting::{Setting, setting};
use super::tree::{self, Node, entries};
use indexmap::IndexMap;
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::sync::Arc;
pub use walk::{Stop, Walk, walk, walk_with};

/// A scenario that was read and checked: all its layouts, ready to be built.
#[derive(Debug, Clone)]
pub struct Study {
    /// The layouts in the order of the file.
    pub layouts: Vec<Layout>,
    /// Index of the layout that the others are compared with.
    pub baseline: usize,
    /// BLAKE3 hash of everything that the figures depend on: all layouts as resolved, and the rows of the CSV files.
    pub hash: String,
    /// Inputs that are uncertain, with their laws.
    pub uncertain: Vec<Factor>,
    /// The texts that were read.
    pub sources: Sources,
}

/// One alternative of the network, its changes applied.
#[derive(Debug, Clone)]
pub struct Layout {
    /// Its name, unique in the study.
    pub name: String,
    /// What reports say of it.
    pub summary: String,
    /// The whole scenario as this layout has it.
    pub scenario: Scenario,
    /// Rows of the CSV files that the scenario names.
    pub data: Data,
}

/// Rows of CSV files.
#[derive(Debug, Clone, Default)]
pub struct Data {
    /// Calls of each stream that has a `trace`, in the order of time.
    pub traces: IndexMap<String, Arc<Vec<TraceRow>>>,
    /// Travel between centres and zones, where `travel.from = "matrix"`.
    pub matrix: Arc<Vec<MatrixRow>>,
}

/// Reads the scenario at `path`, with values set as `key.path=value`.
///
/// # Errors
/// Everything that is wrong with it, each fault with its place and how to mend it.
pub fn read(path: &Path, sets: &[String]) -> Result<Study, Complaints> {
    read_with(&path.display().to_string(), bytes_of(path)?, sets, &beside(path))
}

/// The bytes of a scenario file.
fn bytes_of(path: &Path) -> Result<Vec<u8>, Complaints> {
    std::fs::read(path).map_err(|error| {
        let name = path.display().to_string();
        let complaint = Complaint::nowhere(format!("cannot read `{name}`: {}", reason(&error)));
        let mut sources = Sources::default();
        sources.add(name, "");
        Complaints::new(vec![complaint.mend("give the path of a scenario file")], sources)
    })
}

/// Fetches the files that a scenario names: they lie beside it.
fn beside(path: &Path) -> impl Fn(&str) -> io::Result<Vec<u8>> {
    let dir = path.parent().unwrap_or(Path::new("")).to_owned();
    move |file| std::fs::read(dir.join(file))
}

/// Reads a scenario from a text that names no other file.
///
/// ```
/// use callout::scenario::read_text;
/// let complaints = read_text("first.toml", "[scenario]\nnam = \"first\"\n", &[]).unwrap_err();
/// assert!(complaints.to_string().contains("did you mean `name`?"));
/// ```
///
/// # Errors
/// As [`read`].
pub fn read_text(name: &str, text: &str, sets: &[String]) -> Result<Study, Complaints> {
    read_with(name, text.into(), sets, &|_| Err(io::ErrorKind::NotFound.into()))
}

/// Reads a scenario; `open` fetches the CSV files that it names.
///
/// # Errors
/// As [`read`].
pub fn read_with(
    name: &str,
    bytes: Vec<u8>,
    sets: &[String],
    open: &dyn Fn(&str) -> io::Result<Vec<u8>>,
) -> Result<Study, Complaints> {
    read_by(name, bytes, sets, "--set", open)
}

/// Reads a scenario with values set by `giver`, whose name complaints about them carry.
pub(super) fn read_by(
    name: &str,
    bytes: Vec<u8>,
    sets: &[String],
    giver: &str,
    open: &dyn Fn(&str) -> io::Result<Vec<u8>>,
) -> Result<Study, Complaints> {
    let mut reading = Reading::new(open);
    let study = reading.study(name, bytes, sets, giver);
    let (study, sources) = reading.end(study)?;
    Ok(Study { sources, ..study })
}

struct Reading<'a> {
    files: Files<'a>,
    complaints: Vec<Complaint>,
    /// Sections of which not all rows could be read.
    incomplete: BTreeSet<&'static str>,
}

/// The trees before any layout's changes are applied.
struct Trees {
    base: Node,
    overlays: Vec<Overlay>,
    settings: Vec<Setting>,
    uncertain: Vec<Factor>,
}

impl<'a> Reading<'a> {
    fn new(open: &'a dyn Fn(&str) -> io::Result<Vec<u8>>) -> Reading<'a> {
        Reading { files: Files::new(open), complaints: Vec::new(), incomplete: BTreeSet::new() }
    }

    /// What was read, with the texts, unless anything is wrong.
    fn end<T>(self, read: Option<T>) -> Result<(T, Sources), Complaints> {
        let Reading { files: Files { sources, complaints: of_files, .. }, mut complaints, .. } = self;
        complaints.extend(of_files);
        match read {
            Some(read) if complaints.is_empty() => Ok((read, sources)),
            _ => Err(Complaints::new(complaints, sources)),
        }
    }

    fn trees(&mut self, name: &str, bytes: Vec<u8>, sets: &[String], giver: &str) -> Option<Trees> {
        let (text, fault) = utf8(bytes);
        let source = self.files.sources.add(name, text.as_str());
        self.complaints.extend(fault.map(|at| not_utf8(source, at)));
        let mut base = tree::document(&text, source, &mut self.complaints);
        if !self.complaints.is_empty() {
            // After a syntax error the rest of the file means little.
            return None;
        }
        let uncertain = uncertain(&mut base, &mut self.complaints);
        let mut overlays = overlay::layouts(&mut base, &mut self.complaints);
        let settings = self.settings(sets, giver, &overlays);
        self.rows(&mut base, &mut overlays, &settings);
        Some(Trees { base, overlays, settings, uncertain })
    }

    fn study(&mut self, name: &str, bytes: Vec<u8>, sets: &[String], giver: &str) -> Option<Study> {
        let Trees { base, mut overlays, settings, uncertain } = self.trees(name, bytes, sets, giver)?;
        let mut found = Vec::new();
        let mut layouts = Vec::new();
        let names: Vec<String> = overlays.iter().map(|overlay| overlay.name.clone()).collect();
        for overlay in &mut overlays {
            let mut complaints = Vec::new();
            let tree = laid(&base, overlay, &settings, &mut complaints);
            layouts.push(self.layout(tree, overlay, &names, &mut complaints));
            found.push((overlay.name.clone(), complaints));
        }
        self.complaints.extend(attributed(found));
        let named = layouts.first()?.scenario.scenario.baseline.as_deref();
        let baseline = layouts.iter().position(|layout| Some(layout.name.as_str()) == named).unwrap_or(0);
        Some(Study { hash: hash(&layouts), baseline, layouts, uncertain, sources: Sources::default() })
    }

    fn settings(&mut self, sets: &[String], giver: &str, overlays: &[Overlay]) -> Vec<Setting> {
        let mut settings = Vec::new();
        for written in sets {
            settings.extend(setting(written, giver, &mut self.files.sources, &mut self.complaints));
        }
        for setting in &settings {
            setting.check_layout(overlays.iter().map(|overlay| overlay.name.as_str()), &mut self.complaints);
        }
        settings
    }

    /// Puts the rows of `tables` beneath the keys of the base and of each overlay.
    fn rows(&mut self, base: &mut Node, overlays: &mut [Overlay], settings: &[Setting]) {
        for setting in settings.iter().filter(|setting| setting.names_a_table()) {
            if setting.is_for_all() {
                setting.apply(base, &mut self.complaints);
            } else {
                for overlay in overlays.iter_mut().filter(|overlay| setting.is_for(&overlay.name)) {
                    setting.apply(&mut overlay.changes, &mut self.complaints);
                }
            }
        }
        self.rows_beneath(base);
        for overlay in overlays {
            self.rows_beneath(&mut overlay.changes);
        }
    }

    fn rows_beneath(&mut self, node: &mut Node) {
        for section in ["zone", "centre", "stream"] {
            let Some(file) = node.part("tables").and_then(|tables| tables.part(section)) else { continue };
            let Some((file, place)) = file.text().map(|text| (text.to_owned(), file.place)) else { continue };
            let faults = self.files.complaints.len();
            let Some(source) = self.files.csv(&file, place) else {
                self.incomplete.insert(section);
                continue;
            };
            let text = self.files.sources.get(source).clone();
            let grid = Grid::new(&text.text, source, &mut self.files.complaints);
            let mut section_rows = Node::table(Place::whole(source));
            section_rows.value = tree::Value::Table(rows::entries(&grid, &mut self.files.complaints));
            if self.files.complaints.len() > faults {
                self.incomplete.insert(section);
            }
            let Some(root) = node.entries_mut() else { continue };
            if let Some(keys) = root.shift_remove(section) {
                overlay::merge(&mut section_rows, keys);
            }
            root.insert(section.to_owned(), section_rows);
        }
    }

    /// The layout that a whole tree describes.
    fn layout(&mut self, mut tree: Node, overlay: &Overlay, names: &[String], complaints: &mut Vec<Complaint>) -> Layout {
        packs::resolve(&mut tree, &mut self.files, complaints);
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut draft = entries::read(&mut tree, &self.files.sources, complaints);
        draft.damaged.extend(self.incomplete.iter().map(|section| ((*section).to_owned(), String::new())));
        let data = check::check(&draft, &tree, &names, &mut self.files, complaints);
        Layout { name: overlay.name.clone(), summary: overlay.summary.clone(), scenario: draft.scenario, data }
    }
}

/// The base with the changes of a layout, and with what is set for it.
fn laid(base: &Node, overlay: &mut Overlay, settings: &[Setting], complaints: &mut Vec<Complaint>) -> Node {
    let mut tree = base.clone();
    let changes = std::mem::replace(&mut overlay.changes, Node::table(overlay.place));
    overlay::merge(&mut tree, changes);
    for setting in settings.iter().filter(|setting| setting.is_for(&overlay.name) && !setting.names_a_table()) {
        setting.apply(&mut tree, complaints);
    }
    tree
}

impl Layout {
    /// BLAKE3 hash of everything that one replication of this layout depends on but for the seed and the replication's number: names
    /// and words that only reports show do not count, nor do `[finance]`, which changes no posting, and names of files.
    pub fn key(&self) -> [u8; 32] {
        let mut scenario = Scenario { tables: Tables::default(), ..self.scenario.clone() };
        let header = &mut scenario.scenario;
        (header.name, header.question, header.baseline) = (String::new(), String::new(), None);
        (header.replications, header.seed, header.currency) = (0, 0, String::new());
        scenario.finance = None;
        let mut hasher = blake3::Hasher::new();
        digest(&mut hasher, &scenario, &self.data);
        hasher.finalize().into()
    }
}

/// Complaints of all layouts; one that not all layouts share says whose it is.
fn attributed(found: Vec<(String, Vec<Complaint>)>) -> Vec<Complaint> {
    let layouts = found.len();
    let mut all: IndexMap<(Option<Place>, String), (Complaint, Vec<String>)> = IndexMap::new();
    for (name, complaints) in found {
        for complaint in complaints {
            let key = (complaint.place, complaint.fault.clone());
            let (_, names) = all.entry(key).or_insert_with(|| (complaint, Vec::new()));
            if names.last() != Some(&name) {
                names.push(name.clone());
            }
        }
    }
    let named = |(complaint, names): (Complaint, Vec<String>)| {
        if names.len() == layouts {
            return complaint;
        }
        let names = super::complaint::listed(names.iter().map(String::as_str));
        complaint.note(format!("in the layout {names}"))
    };
    all.into_values().map(named).collect()
}

/// Hash over everything that figures depend on. File names do not count, their rows do.
fn hash(layouts: &[Layout]) -> String {
    let mut hasher = blake3::Hasher::new();
    for layout in layouts {
        put(&mut hasher, &layout.name);
        let scenario = Scenario { tables: Tables::default(), ..layout.scenario.clone() };
        digest(&mut hasher, &scenario, &layout.data);
    }
    hasher.finalize().to_hex().to_string()
}

fn put(hasher: &mut blake3::Hasher, text: &str) {
    hasher.update(&(text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
}

fn digest(hasher: &mut blake3::Hasher, scenario: &Scenario, data: &Data) {
    put(hasher, &serde_json::to_string(scenario).expect("a scenario is plain data"));
    for (stream, rows) in &data.traces {
        put(hasher, stream);
        rows.iter().for_each(|row| put(hasher, &format!("{row:?}")));
    }
    data.matrix.iter().for_each(|row| put(hasher, &format!("{row:?}")));
}
