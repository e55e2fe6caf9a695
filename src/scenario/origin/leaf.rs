//! The values that were written, each as one leaf: a number, a quantity, a law, or a list or table of these.
//!
//! *Knows:* what is a value and what is a name or a switch.
//! *Never:* comments.

use crate::scenario::explain;
use crate::scenario::tree::{Node, Value};
use crate::scenario::units::{Duration, Length, Rate, Share, Speed};
use std::ops::Range;

/// Something written at a key.
#[derive(Debug)]
pub struct Leaf<'a> {
    /// The layout whose change it is.
    pub layout: Option<&'a str>,
    /// Its key path, without the layout.
    pub path: Vec<String>,
    /// What was written.
    pub node: &'a Node,
    /// The bytes of the line of the file in which it stands: from its key to the end of the value.
    pub statement: Range<usize>,
    /// Whether it is all that the line says; else it stands in an inline table.
    pub whole: bool,
}

/// What sort of thing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A number, a quantity, a law, or nothing but these.
    Value,
    /// True or false.
    Switch,
    /// A name, a date, any text.
    Word,
}

/// All leaves of a tree, in its order; `text` is what it was read from.
pub fn leaves<'a>(root: &'a Node, text: &str) -> Vec<Leaf<'a>> {
    let mut finder = Finder { text, layout: None, found: Vec::new() };
    for (key, node) in root.iter() {
        if let (true, Value::List(layouts)) = (key == "layout", &node.value) {
            for layout in layouts {
                finder.layout = layout.part("name").and_then(Node::text);
                finder.inside(layout, &[], None);
            }
            finder.layout = None;
        } else {
            finder.find(node, std::slice::from_ref(key), None);
        }
    }
    finder.found
}

struct Finder<'a, 't> {
    text: &'t str,
    layout: Option<&'a str>,
    found: Vec<Leaf<'a>>,
}

impl<'a> Finder<'a, '_> {
    /// Goes on into the entries of a table or the items of a list.
    fn inside(&mut self, node: &'a Node, path: &[String], statement: Option<&Range<usize>>) {
        match &node.value {
            Value::Table(table) => {
                table.iter().for_each(|(key, node)| self.find(node, &[path, std::slice::from_ref(key)].concat(), statement));
            }
            Value::List(list) => {
                let items = list.iter().zip(1..);
                items.for_each(|(node, at)| self.inside(node, &[path, &[at.to_string()]].concat(), statement));
            }
            _ => {}
        }
    }

    fn find(&mut self, node: &'a Node, path: &[String], statement: Option<&Range<usize>>) {
        let parted = match &node.value {
            Value::Table(table) => {
                !self.is_inline(node) || sort(node) != Sort::Value || !table.contains_key("law") && explain::has_keys(path)
            }
            Value::List(list) => list.iter().any(|item| item.entries().is_some()) && sort(node) != Sort::Value,
            _ => false,
        };
        let own = node.key.start as usize..node.place.end as usize;
        if !parted {
            let statement = statement.cloned();
            let whole = statement.is_none();
            self.found.push(Leaf { layout: self.layout, path: path.to_vec(), node, statement: statement.unwrap_or(own), whole });
        } else if statement.is_none() && self.is_inline(node) {
            self.inside(node, path, Some(&own));
        } else {
            self.inside(node, path, statement);
        }
    }

    /// Whether a table or list stands on the line of its key, in braces or brackets.
    fn is_inline(&self, node: &Node) -> bool {
        let first = match &node.value {
            Value::List(list) => list.first().filter(|item| item.entries().is_some()).unwrap_or(node),
            _ => node,
        };
        let written = self.text.get(first.place.start as usize..first.place.end as usize).unwrap_or_default();
        written.starts_with('{') || written.starts_with('[') && first.entries().is_none()
    }
}

/// What sort of thing a node is.
pub fn sort(node: &Node) -> Sort {
    match &node.value {
        Value::Whole(_) | Value::Real(_) => Sort::Value,
        Value::Text(text) | Value::Cell(text) if is_quantity(text) => Sort::Value,
        Value::Truth(_) => Sort::Switch,
        Value::Text(_) | Value::Cell(_) | Value::Date(_) => Sort::Word,
        Value::Table(table) if table.contains_key("law") => Sort::Value,
        Value::Table(table) => all(table.values()),
        Value::List(list) => all(list.iter()),
    }
}

fn all<'a>(parts: impl Iterator<Item = &'a Node>) -> Sort {
    let sorts: Vec<Sort> = parts.map(sort).collect();
    match sorts.contains(&Sort::Value) {
        _ if sorts.contains(&Sort::Word) || sorts.is_empty() => Sort::Word,
        true => Sort::Value,
        false => Sort::Switch,
    }
}

/// Whether a text is a number or a quantity with its unit.
pub fn is_quantity(text: &str) -> bool {
    text.parse::<f64>().is_ok_and(f64::is_finite)
        || text.parse::<Duration>().is_ok()
        || text.parse::<Rate>().is_ok()
        || text.parse::<Length>().is_ok()
        || text.parse::<Speed>().is_ok()
        || text.parse::<Share>().is_ok()
}

/// Whether a node is a plain number, or nothing but plain numbers.
pub fn is_plain(node: &Node) -> bool {
    match &node.value {
        Value::Whole(_) | Value::Real(_) => true,
        Value::Text(text) | Value::Cell(text) => text.parse::<f64>().is_ok(),
        Value::List(list) => list.iter().all(is_plain),
        Value::Table(table) => !table.contains_key("law") && table.values().all(is_plain),
        Value::Truth(_) | Value::Date(_) => false,
    }
}
