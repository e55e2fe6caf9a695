//! Layouts as overlays on the base.
//!
//! *Knows:* which values replace and which merge.
//! *Never:* whether the result makes sense.

use super::entries::SECTIONS;
use super::{Node, Table, Value};
use crate::scenario::complaint::{Complaint, Place, did_you_mean};

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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::tree::tests::{read_sound as read, shape};

    #[test]
    fn tables_merge_laws_and_lists_are_replaced() {
        let mut base = read("list = [1, 2]\n[a]\nx = 1\ny = 2\nwork = { law = \"gamma\", mean = \"1 h\", cv = 1 }\n");
        merge(&mut base, read("list = [3]\n[a]\nx = 5\nz = 6\nwork = { law = \"constant\", value = \"2 h\" }\n"));
        assert_eq!(shape(&base), "{list=[3] a={x=5 y=2 work={law=constant value=2 h} z=6}}");
        merge(&mut base, read("a.work.value = \"3 h\"\n"));
        assert_eq!(shape(&base), "{list=[3] a={x=5 y=2 work={law=constant value=3 h} z=6}}");
    }
}
