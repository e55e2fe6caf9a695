//! From the tree of a layout to a typed scenario, entry by entry, so that one fault does not hide the next.
//!
//! *Knows:* which sections a scenario has.
//! *Never:* whether the entries agree with each other; that is for [`crate::scenario::check`].

use super::typed::{Cause, Misfit};
use super::{Node, Value};
use crate::scenario::complaint::{Complaint, Form, Sources, did_you_mean, listed, nearest};
use crate::scenario::explain;
use crate::scenario::schema::{Header, Named, Scenario};
use crate::scenario::units::Duration;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;

/// All sections, in the order in which they are usually written.
pub const SECTIONS: [&str; 23] = [
    "scenario",
    "tables",
    "calendar",
    "product",
    "rules",
    "kind",
    "tier",
    "zone",
    "stream",
    "grade",
    "roster",
    "centre",
    "partner",
    "part",
    "depot",
    "stock",
    "sourcing",
    "dispatch",
    "travel",
    "satisfaction",
    "market",
    "cost",
    "finance",
];
/// Sections whose entries have names.
pub const NAMED: [&str; 13] =
    ["product", "rules", "kind", "tier", "zone", "stream", "grade", "roster", "centre", "partner", "part", "depot", "stock"];
/// The section that is a list of tables.
const LIST: &str = "sourcing";

/// What could be read of a layout.
#[derive(Debug)]
pub struct Draft {
    /// The scenario; entries that could not be read are left out.
    pub scenario: Scenario,
    /// Entries of which a part could not be read, as section and name.
    pub damaged: BTreeSet<(String, String)>,
}

/// Reads all sections; what does not fit becomes a complaint and leaves the tree.
pub fn read(tree: &mut Node, sources: &Sources, complaints: &mut Vec<Complaint>) -> Draft {
    let mut reader = Reader { tree, sources, complaints, damaged: BTreeSet::new() };
    reader.refuse_unknown_sections();
    let header = reader.header();
    let scenario = Scenario {
        scenario: header,
        tables: reader.single("tables").unwrap_or_default(),
        calendar: reader.single("calendar").unwrap_or_default(),
        product: reader.named("product"),
        rules: reader.named("rules"),
        kind: reader.named("kind"),
        tier: reader.named("tier"),
        zone: reader.named("zone"),
        stream: reader.named("stream"),
        grade: reader.named("grade"),
        roster: reader.named("roster"),
        centre: reader.named("centre"),
        partner: reader.named("partner"),
        part: reader.named("part"),
        depot: reader.named("depot"),
        stock: reader.named("stock"),
        sourcing: reader.list("sourcing"),
        dispatch: reader.single("dispatch").unwrap_or_default(),
        travel: reader.single("travel").unwrap_or_default(),
        satisfaction: reader.single("satisfaction").unwrap_or_default(),
        market: reader.single("market"),
        cost: reader.single("cost").unwrap_or_default(),
        finance: reader.single("finance"),
    };
    Draft { damaged: reader.damaged, scenario }
}

/// Reads a single table that stands at `path`; what does not fit becomes a complaint and leaves the table.
pub fn table<T: DeserializeOwned>(path: &[&str], node: &mut Node, sources: &Sources, complaints: &mut Vec<Complaint>) -> Option<T> {
    let path = path.iter().map(|step| (*step).to_owned()).collect();
    Mender { path, sources, complaints, removed: BTreeSet::new() }.read(node)
}

struct Reader<'a> {
    tree: &'a mut Node,
    sources: &'a Sources,
    complaints: &'a mut Vec<Complaint>,
    damaged: BTreeSet<(String, String)>,
}

impl Reader<'_> {
    fn refuse_unknown_sections(&mut self) {
        for (key, node) in self.tree.iter() {
            if !SECTIONS.contains(&key.as_str()) {
                let mend = did_you_mean(key, SECTIONS.into_iter().chain(["layout"]));
                self.complaints.push(Complaint { mend, ..Complaint::at(node.key, format!("unknown key `{key}`")) });
            }
        }
    }

    fn header(&mut self) -> Header {
        if self.tree.part("scenario").is_none() {
            let complaint = Complaint::at(self.tree.place, "the table [scenario] is missing");
            self.complaints.push(complaint.mend("begin with [scenario] and its keys `name`, `start` and `horizon`"));
        }
        self.single("scenario").unwrap_or_else(|| {
            self.damage("scenario", "");
            Header {
                name: "?".to_owned(),
                question: String::new(),
                start: crate::scenario::units::Date(jiff::civil::date(2026, 1, 1)),
                horizon: Duration::days(365.0),
                warm_up: Duration::default(),
                drain: Duration::days(30.0),
                currency: String::new(),
                replications: 1,
                seed: 1,
                baseline: None,
            }
        })
    }

    fn damage(&mut self, section: &str, name: &str) {
        self.damaged.insert((section.to_owned(), name.to_owned()));
    }

    /// A section that is one table; `None` if it is not there or cannot be read.
    fn single<T: DeserializeOwned>(&mut self, section: &str) -> Option<T> {
        let node = self.tree.part_mut(section)?;
        let mut mender =
            Mender { path: vec![section.to_owned()], sources: self.sources, complaints: self.complaints, removed: BTreeSet::new() };
        let read = mender.read(node);
        if read.is_none() || !mender.removed.is_empty() {
            self.damage(section, "");
        }
        read
    }

    /// A section whose entries have names; entries that cannot be read are left out.
    fn named<T: DeserializeOwned>(&mut self, section: &str) -> Named<T> {
        let mut all = Named::new();
        let Some(node) = self.tree.part_mut(section) else { return all };
        let place = node.key;
        let Some(table) = node.entries_mut() else {
            let fault = format!("expected tables [{section}.NAME], found {}", node.sort());
            self.complaints.push(Complaint::at(place, fault).mend(format!("name each entry: [{section}.NAME]")));
            self.damage(section, "");
            return all;
        };
        for (name, node) in table {
            if node.entries().is_none() {
                let fault = format!("expected a table [{section}.{}], found {}", super::step(name), node.sort());
                self.complaints
                    .push(Complaint::at(node.key, fault).mend(format!("give each {section} a name and a table: [{section}.NAME]")));
                self.damaged.insert((section.to_owned(), name.clone()));
                continue;
            }
            let path = vec![section.to_owned(), name.clone()];
            let mut mender = Mender { path, sources: self.sources, complaints: self.complaints, removed: BTreeSet::new() };
            let read = mender.read(node);
            if read.is_none() || !mender.removed.is_empty() {
                self.damaged.insert((section.to_owned(), name.clone()));
            }
            all.extend(read.map(|entry| (name.clone(), entry)));
        }
        all
    }

    /// A section that is a list of tables; if one cannot be read, what stands for it is missing from the list.
    fn list<T: DeserializeOwned>(&mut self, section: &str) -> Vec<T> {
        let mut all = Vec::new();
        let Some(node) = self.tree.part_mut(section) else { return all };
        let place = node.place;
        let Value::List(list) = &mut node.value else {
            let fault = format!("expected a list of tables, found {}", node.sort());
            self.complaints.push(Complaint::at(place, fault).mend(format!("write [[{section}]] with double brackets")));
            self.damage(section, "");
            return all;
        };
        for (index, node) in list.iter_mut().enumerate() {
            let path = vec![section.to_owned(), (index + 1).to_string()];
            let mut mender = Mender { path, sources: self.sources, complaints: self.complaints, removed: BTreeSet::new() };
            let read = mender.read(node);
            if read.is_none() || !mender.removed.is_empty() {
                self.damaged.insert((section.to_owned(), String::new()));
            }
            all.extend(read);
        }
        all
    }
}

/// Reads one entry; takes out what does not fit and tries again, until the rest fits or nothing is left.
struct Mender<'a> {
    /// Where the entry stands in the tree.
    path: Vec<String>,
    sources: &'a Sources,
    complaints: &'a mut Vec<Complaint>,
    /// Keys that were taken out, and those that they were probably meant to be: their absence is not complained of.
    removed: BTreeSet<Vec<String>>,
}

impl Mender<'_> {
    fn read<T: DeserializeOwned>(&mut self, node: &mut Node) -> Option<T> {
        loop {
            let misfit = match T::deserialize(&*node) {
                Ok(entry) => return Some(entry),
                Err(misfit) => misfit,
            };
            let mut path: Vec<String> = misfit.path.iter().rev().cloned().collect();
            self.complain(misfit, &path, node);
            // Without one of its items a list would be wrong in another way, so the whole list goes.
            while parent(node, &path).is_some_and(|node| matches!(node.value, Value::List(_))) {
                path.pop();
            }
            let (last, outer) = path.split_last()?;
            let table = outer.iter().try_fold(&mut *node, |node, step| node.part_mut(step));
            table.and_then(Node::entries_mut).and_then(|table| table.shift_remove(last))?;
            self.removed.insert(path);
        }
    }

    fn complain(&mut self, misfit: Misfit, path: &[String], entry: &Node) {
        let place = misfit.place.unwrap_or(entry.place);
        let complaint = match misfit.cause {
            Cause::Unknown { key, known } => {
                let fault = if self.sources.get(place.source).form == Form::Csv {
                    format!("unknown column `{key}`")
                } else {
                    format!("unknown key `{key}` in {}", self.header(&path[..path.len() - 1]))
                };
                let meant = nearest(&key, known.iter().copied());
                self.removed.extend(meant.map(|meant| [&path[..path.len() - 1], &[meant.to_owned()]].concat()));
                Complaint { mend: did_you_mean(&key, known.iter().copied()), ..Complaint::at(place, fault) }
            }
            Cause::Missing { key, of } => {
                let table = path.iter().try_fold(entry, |node, step| node.part(step)).unwrap_or(entry);
                let gone = |key: &str| self.removed.contains(&[path, &[key.to_owned()]].concat());
                let missing: Vec<String> =
                    explain::required(of, key).into_iter().filter(|key| table.part(key).is_none() && !gone(key)).collect();
                let Some(first) = missing.first() else { return };
                let fault = format!("missing key {} in {}", listed(missing.iter().map(String::as_str)), self.header(path));
                let mend = explain::meaning(of, first).map(|meaning| format!("add `{first}`: {meaning}"));
                Complaint { mend, ..Complaint::at(place, fault) }
            }
            Cause::Wrong { fault, mend } => {
                let fault = match path.iter().rfind(|step| step.parse::<usize>().is_err()) {
                    Some(key) => format!("`{key}`: {fault}"),
                    None => fault,
                };
                Complaint { mend, ..Complaint::at(place, fault) }
            }
        };
        self.complaints.push(complaint);
    }

    /// The table at `path` of the entry, as its header would be written.
    fn header(&self, path: &[String]) -> String {
        if self.path[0] == LIST {
            return format!("[[{LIST}]]");
        }
        format!("[{}]", super::dotted(&[&self.path, path].concat()))
    }
}

/// The node that contains the one at `path`.
fn parent<'a>(node: &'a Node, path: &[String]) -> Option<&'a Node> {
    path.split_last()?.1.iter().try_fold(node, |node, step| node.part(step))
}
