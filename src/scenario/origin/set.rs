//! Values that are set from outside, by `--set` or by a study: they are listed, and what they replace is not.
//!
//! *Never:* whether they can be set; the reader has checked that.

use super::{Basis, Origin, key, unit, written};
use crate::scenario::complaint::{Source, Sources};
use crate::scenario::tree::Node;
use crate::scenario::tree::setting::setting;

/// A value that is set from outside.
pub struct Set {
    /// The only layout that is meant.
    pub layout: Option<String>,
    /// Its key path, without the layout.
    pub path: Vec<String>,
    /// Whether it takes the place of what stands there.
    whole: bool,
    /// The value, which needs no other origin.
    pub origin: Origin,
}

impl Set {
    /// The values that one setting gives.
    pub fn of(source: &Source) -> Vec<Set> {
        let mut kept = Sources::default();
        let Some(setting) = setting(&source.text, &source.name, &mut kept, &mut Vec::new()) else { return Vec::new() };
        let (layout, path, to) = setting.parts();
        let value = |node: Option<&Node>, path: Vec<String>| Set {
            layout: layout.map(str::to_owned),
            whole: node.is_some(),
            origin: Origin {
                key: key(layout, &path),
                value: match node {
                    Some(node) => written(node, &source.text),
                    None => format!("times {}", source.text.split_once("*=").map_or("", |(_, factor)| factor.trim())),
                },
                unit: node.map(|node| unit(node, &path)).unwrap_or_default(),
                basis: Basis::Set,
                note: if source.name == "--set" { "set on the command line" } else { "set by the study" }.to_owned(),
                file: source.name.clone(),
                line: 1,
            },
            path,
        };
        let mut found = Vec::new();
        match to {
            Some(node) => parted(node, path, &mut |node, path| found.push(value(Some(node), path))),
            None => found.push(value(None, path)),
        }
        found
    }

    /// Whether it takes the place of what stands at a path.
    pub fn replaces(&self, layout: &Option<String>, path: &[String]) -> bool {
        let reaches = self.layout.is_none() || self.layout == *layout;
        let leads = self.path.len() <= path.len() && self.path.iter().zip(path).all(|(own, step)| own == "*" || own == step);
        self.whole && reaches && leads
    }
}

/// Calls `each` with every value that is laid on a tree as a whole: tables merge key by key, but for laws.
fn parted(node: &Node, path: Vec<String>, each: &mut dyn FnMut(&Node, Vec<String>)) {
    match node.entries().filter(|table| !table.contains_key("law")) {
        Some(table) => table.iter().for_each(|(key, inner)| parted(inner, [&path[..], std::slice::from_ref(key)].concat(), each)),
        None => each(node, path),
    }
}
