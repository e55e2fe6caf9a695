//! Layouts as overlays on the base, and values set from the command line.
//!
//! *Knows:* which values replace and which merge.
//! *Never:* whether the result makes sense.

use super::entries::{NAMED, SECTIONS};
use super::{Node, Table, Value};
use crate::scenario::complaint::{Complaint, Place, Sources, did_you_mean};
use std::ops::Range;

/// A `[[layout]]`: its name and what it changes.
#[derive(Debug)]
pub struct Overlay {
    /// Its name, unique in the scenario.
    pub name: String,
    /// What reports say of it.
    pub summary: String,
    /// Where its name stands.
    pub place: Place,
    /// What it changes, by the keys of the base.
    pub changes: Node,
}

/// One `--set key.path=value`.
#[derive(Debug)]
pub struct Setting {
    /// The only layout that it is for.
    layout: Option<String>,
    /// Steps of the key path, and where they stand.
    steps: Vec<(String, Place)>,
    /// The new value.
    value: Node,
}

/// Lays `over` on `base`: tables merge key by key, everything else is replaced, and so is a table that is given a `law`.
pub fn merge(base: &mut Node, over: Node) {
    match (&mut base.value, over.value) {
        (Value::Table(old), Value::Table(new)) if !new.contains_key("law") => {
            for (key, node) in new {
                match old.get_mut(&key) {
                    Some(old) => merge(old, node),
                    None => {
                        old.insert(key, node);
                    }
                }
            }
        }
        (_, value) => *base = Node { value, ..over },
    }
}

/// Takes the layouts out of the base; without any, the base itself is the one layout.
pub fn layouts(base: &mut Node, complaints: &mut Vec<Complaint>) -> Vec<Overlay> {
    let place = base.place;
    let Some(node) = base.entries_mut().and_then(|table| table.shift_remove("layout")) else {
        return vec![Overlay { name: "base".to_owned(), summary: String::new(), place, changes: Node::table(place) }];
    };
    let Value::List(list) = node.value else {
        let fault = format!("expected a list of tables, found {}", node.sort());
        complaints.push(Complaint::at(node.place, fault).mend("write [[layout]] with double brackets"));
        return Vec::new();
    };
    let mut layouts: Vec<Overlay> = Vec::new();
    for node in list {
        if let Some(layout) = layout(node, complaints) {
            if layouts.iter().any(|earlier| earlier.name == layout.name) {
                let fault = format!("the layout `{}` is given twice", layout.name);
                complaints.push(Complaint::at(layout.place, fault).mend("give each layout a name of its own"));
            } else {
                layouts.push(layout);
            }
        }
    }
    layouts
}

fn layout(mut node: Node, complaints: &mut Vec<Complaint>) -> Option<Overlay> {
    let Some(table) = node.entries_mut() else {
        complaints.push(Complaint::at(node.place, "expected a table").mend("write [[layout]] with double brackets"));
        return None;
    };
    let name = text(table, "name", complaints);
    let summary = text(table, "summary", complaints).map(|(summary, _)| summary).unwrap_or_default();
    let Some((name, place)) = name else {
        complaints.push(Complaint::at(node.place, "this layout has no name").mend("add `name = \"...\"` below [[layout]]"));
        return None;
    };
    if name.is_empty() {
        complaints.push(Complaint::at(place, "the name of a layout is empty").mend("give the layout a name"));
        return None;
    }
    for (key, node) in table.iter() {
        if !SECTIONS.contains(&key.as_str()) {
            let mend = did_you_mean(key, SECTIONS.into_iter().chain(["name", "summary"]));
            complaints.push(Complaint { mend, ..Complaint::at(node.key, format!("unknown key `{key}` in [[layout]]")) });
        }
    }
    table.retain(|key, _| SECTIONS.contains(&key.as_str()));
    Some(Overlay { name, summary, place, changes: node })
}

/// Takes a text out of a table.
fn text(table: &mut Table, key: &str, complaints: &mut Vec<Complaint>) -> Option<(String, Place)> {
    let node = table.shift_remove(key)?;
    if node.text().is_none() {
        complaints.push(Complaint::at(node.place, format!("`{key}`: expected a string, found {}", node.sort())));
    }
    Some((node.text().unwrap_or("?").to_owned(), node.place))
}

/// Reads one `--set key.path=value`; the value is TOML, else a string.
pub fn setting(written: &str, sources: &mut Sources, complaints: &mut Vec<Complaint>) -> Option<Setting> {
    let source = sources.add("--set", written);
    let place = |range: Range<usize>| Place::new(source, range);
    let Some(sign) = equals_sign(written) else {
        let complaint = Complaint::at(place(0..written.len().max(1)), "this `--set` has no `=`");
        complaints.push(complaint.mend("write --set key.path=value"));
        return None;
    };
    let Some(steps) = super::steps(&written[..sign]) else {
        let complaint = Complaint::at(place(0..sign.max(1)), format!("cannot read `{}` as a key path", &written[..sign]));
        complaints.push(complaint.mend("write keys with dots between them, such as `scenario.horizon`"));
        return None;
    };
    let text = &written[sign + 1..];
    let value = super::value(text, source, sign + 1, complaints)
        .unwrap_or_else(|| Node::new(Value::Text(text.trim().to_owned()), place(sign + 1..written.len())));
    let mut steps: Vec<(String, Place)> = steps.into_iter().map(|(step, range)| (step, place(range))).collect();
    let layout = (steps[0].0 == "layout" && steps.len() > 2).then(|| steps.drain(..2).nth(1).expect("two steps").0);
    Some(Setting { layout, steps, value })
}

/// The first `=` outside quotes.
fn equals_sign(text: &str) -> Option<usize> {
    let mut quote = None;
    text.char_indices().find_map(|(at, c)| {
        match (quote, c) {
            (None, '=') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
        None
    })
}

impl Setting {
    /// Whether the layout `name` is meant.
    pub fn is_for(&self, name: &str) -> bool {
        self.layout.as_deref().is_none_or(|layout| layout == name)
    }

    /// Whether every layout is meant.
    pub fn is_for_all(&self) -> bool {
        self.layout.is_none()
    }

    /// Whether it names a file of rows, which must be known before any row is read.
    pub fn names_a_table(&self) -> bool {
        self.steps[0].0 == "tables"
    }

    /// Complains if the layout that is meant does not exist.
    pub fn check_layout<'a>(&self, names: impl IntoIterator<Item = &'a str>, complaints: &mut Vec<Complaint>) {
        let Some(layout) = &self.layout else { return };
        let names: Vec<&str> = names.into_iter().collect();
        if !names.contains(&layout.as_str()) {
            // The layout's name stands just before the first step that is left.
            let place = Place { start: 0, end: self.steps[0].1.start.saturating_sub(1), ..self.steps[0].1 };
            let complaint = Complaint::at(place, format!("there is no layout `{layout}`"));
            complaints.push(Complaint { mend: did_you_mean(layout, names), ..complaint });
        }
    }

    /// Sets the value in the tree of a layout.
    pub fn apply(&self, tree: &mut Node, complaints: &mut Vec<Complaint>) {
        let mut node = tree;
        for (depth, (step, place)) in self.steps.iter().enumerate() {
            let last = depth + 1 == self.steps.len();
            if let Some(complaint) = self.refusal(node, depth, last) {
                complaints.push(complaint);
                return;
            }
            if let Some(table) = node.entries_mut() {
                table.entry(step.clone()).or_insert_with(|| Node { key: *place, ..Node::table(*place) });
            }
            node = node.part_mut(step).expect("the step was checked or made");
            if last {
                merge(node, self.value.clone());
                node.key = *place;
            }
        }
    }

    /// Why the step at `depth` cannot be taken from `node`.
    fn refusal(&self, node: &Node, depth: usize, last: bool) -> Option<Complaint> {
        let (step, place) = &self.steps[depth];
        let parent: Vec<&str> = self.steps[..depth].iter().map(|(step, _)| step.as_str()).collect();
        match &node.value {
            Value::Table(table) => {
                let unknown = match parent[..] {
                    [] => !SECTIONS.contains(&step.as_str()),
                    _ => !last && names_entries(&parent) && !table.contains_key(step),
                };
                if !unknown {
                    return None;
                }
                let fault = match parent.last() {
                    None => format!("unknown key `{step}`"),
                    Some(section) => format!("there is no {section} `{step}`"),
                };
                let known: Vec<&str> = match parent[..] {
                    [] => SECTIONS.to_vec(),
                    _ => table.keys().map(String::as_str).collect(),
                };
                Some(Complaint { mend: did_you_mean(step, known), ..Complaint::at(*place, fault) })
            }
            Value::List(list) => node.part(step).is_none().then(|| {
                let fault = format!("`{}` has no item `{step}`", super::dotted(&parent));
                Complaint::at(*place, fault).mend(format!("items are counted from 1 to {}", list.len()))
            }),
            _ => {
                let outer = self.steps[depth - 1].1;
                let fault = format!("`{}` is {}, not a table", super::dotted(&parent), node.sort());
                Some(Complaint::at(outer, fault).mend("set the whole value instead"))
            }
        }
    }
}

/// Whether the keys below `path` are names that the user chose for entries.
fn names_entries(path: &[&str]) -> bool {
    matches!(path, [section] if NAMED.contains(section)) || matches!(path, ["centre", _, "team"])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Node {
        let mut complaints = Vec::new();
        let node = crate::scenario::tree::document(text, Sources::default().add("t.toml", text), &mut complaints);
        assert_eq!(complaints, []);
        node
    }

    /// The tree without its places.
    fn shape(node: &Node) -> String {
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
    fn tables_merge_laws_and_lists_are_replaced() {
        let mut base = read("list = [1, 2]\n[a]\nx = 1\ny = 2\nwork = { law = \"gamma\", mean = \"1 h\", cv = 1 }\n");
        merge(&mut base, read("list = [3]\n[a]\nx = 5\nz = 6\nwork = { law = \"constant\", value = \"2 h\" }\n"));
        assert_eq!(shape(&base), "{list=[3] a={x=5 y=2 work={law=constant value=2 h} z=6}}");
        merge(&mut base, read("a.work.value = \"3 h\"\n"));
        assert_eq!(shape(&base), "{list=[3] a={x=5 y=2 work={law=constant value=3 h} z=6}}");
    }

    #[test]
    fn settings_reach_into_tables_and_lists() {
        let mut base = read("[centre.\"济南\"]\nrent = 1\n[[sourcing]]\nto = \"a\"\n");
        let mut complaints = Vec::new();
        for written in ["centre.济南.rent=3", "sourcing.1.share=0.5", "travel.speed=30 km/h", "centre.b={open=false}"] {
            let setting = setting(written, &mut Sources::default(), &mut complaints).unwrap();
            setting.apply(&mut base, &mut complaints);
        }
        assert_eq!(complaints, []);
        assert_eq!(shape(&base), "{centre={济南={rent=3} b={open=false}} sourcing=[{to=a share=0.5}] travel={speed=30 km/h}}");
    }

    #[test]
    fn settings_that_lead_nowhere_are_complained_of() {
        let fault = |written: &str| {
            let mut base = read("[centre.jinan]\nrent = 1\nteam.a.technicians = 1\n[[sourcing]]\nto = \"a\"\n");
            let mut complaints = Vec::new();
            if let Some(setting) = setting(written, &mut Sources::default(), &mut complaints) {
                setting.apply(&mut base, &mut complaints);
            }
            complaints.into_iter().map(|c| format!("{}; {}", c.fault, c.mend.unwrap_or_default())).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(fault("centre.jinna.rent=3"), "there is no centre `jinna`; did you mean `jinan`?");
        assert_eq!(fault("centr.jinan.rent=3"), "unknown key `centr`; did you mean `centre`?");
        assert_eq!(fault("centre.jinan.team.b.technicians=3"), "there is no team `b`; known here: `a`");
        assert_eq!(fault("centre.jinan.rent.x=3"), "`centre.jinan.rent` is a number, not a table; set the whole value instead");
        assert_eq!(fault("sourcing.2.share=1"), "`sourcing` has no item `2`; items are counted from 1 to 1");
        assert_eq!(fault("horizon"), "this `--set` has no `=`; write --set key.path=value");
    }
}
