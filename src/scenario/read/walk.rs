//! From one layout to another, one change after the other: every stop on the way is a whole scenario, read and checked.
//!
//! *Knows:* the trees of both layouts, and the order that the user gives.
//! *Never:* runs a scenario that has not passed the check.

use super::{Layout, Reading, Trees, beside, bytes_of, laid};
use crate::scenario::complaint::{Complaint, Complaints, Place, SourceId, did_you_mean};
use crate::scenario::tree::change::{Path as Keys, adopt, differences};
use crate::scenario::tree::overlay::Overlay;
use crate::scenario::tree::{Node, dotted, step, steps};
use std::io;
use std::ops::Range;
use std::path::Path;

/// A walk: from which layout to which, and in which order.
#[derive(Debug, Clone, Copy)]
pub struct Walk<'a> {
    /// The layout that it starts from.
    pub from: &'a str,
    /// The layout that it ends at.
    pub to: &'a str,
    /// Key paths by step: commas between steps, `+` inside a step; what is not named comes last. By default the sections of the file in
    /// their order, each joined with the next ones until the scenario is sound.
    pub order: Option<&'a str>,
}

/// A step of a walk, and the scenario after it.
#[derive(Debug, Clone)]
pub struct Stop {
    /// Name of the step.
    pub name: String,
    /// Keys that it changes.
    pub keys: Vec<String>,
    /// The layout after it; that of the last is the layout that the walk ends at.
    pub layout: Layout,
}

/// What is left for the last step.
const REST: &str = "everything else";

/// The steps of a walk between two layouts of the scenario at `path`; none where the layouts do not differ.
///
/// # Errors
/// Everything that is wrong with the scenario, the order, or a stop on the way.
pub fn walk(path: &Path, sets: &[String], way: Walk<'_>) -> Result<Vec<Stop>, Complaints> {
    walk_with(&path.display().to_string(), bytes_of(path)?, sets, &beside(path), way)
}

/// As [`walk`]; `open` fetches the CSV files that the scenario names.
///
/// # Errors
/// As [`walk`].
pub fn walk_with(
    name: &str,
    bytes: Vec<u8>,
    sets: &[String],
    open: &dyn Fn(&str) -> io::Result<Vec<u8>>,
    way: Walk<'_>,
) -> Result<Vec<Stop>, Complaints> {
    let mut reading = Reading::new(open);
    let stops = reading.trees(name, bytes, sets, "--set").and_then(|trees| reading.stops(trees, way));
    reading.end(stops).map(|(stops, _)| stops)
}

/// A step before it is taken.
#[derive(Debug, Clone, Default)]
struct Plan {
    name: String,
    keys: Vec<Keys>,
}

/// The ends of a walk, and what all its layouts share.
struct Ends {
    names: Vec<String>,
    overlay: Overlay,
    from: Node,
    to: Node,
}

impl Reading<'_> {
    fn stops(&mut self, trees: Trees, way: Walk<'_>) -> Option<Vec<Stop>> {
        let Trees { base, mut overlays, settings, .. } = trees;
        let names: Vec<String> = overlays.iter().map(|overlay| overlay.name.clone()).collect();
        let mut tree = |name: &str, complaints: &mut Vec<Complaint>| {
            let Some(overlay) = overlays.iter_mut().find(|overlay| overlay.name == name) else {
                let mend = did_you_mean(name, names.iter().map(String::as_str));
                complaints.push(Complaint { mend, ..Complaint::nowhere(format!("there is no layout `{name}`")) });
                return None;
            };
            Some(laid(&base, overlay, &settings, complaints))
        };
        let from = tree(way.from, &mut self.complaints);
        if way.from == way.to {
            return from.map(|_| Vec::new());
        }
        let to = tree(way.to, &mut self.complaints);
        let (from, to) = (from?, to?);
        let overlay = overlays.into_iter().find(|overlay| overlay.name == way.to)?;
        let ends = Ends { names, overlay, from, to };
        // Rows of tables stand beneath their keys already.
        let mut changes = differences(&ends.from, &ends.to);
        changes.retain(|keys| keys[0] != "tables");
        if changes.is_empty() {
            return Some(Vec::new());
        }
        match way.order {
            Some(order) => {
                let source = self.files.sources.add("--order", order);
                let plans = plans(order, source, changes, way, &mut self.complaints)?;
                Some(self.taken(&ends, plans, way))
            }
            None => Some(self.by_section(&ends, changes)),
        }
    }

    /// The stops of an order that the user gave.
    fn taken(&mut self, ends: &Ends, plans: Vec<Plan>, way: Walk<'_>) -> Vec<Stop> {
        let (mut tree, count) = (ends.from.clone(), plans.len());
        let mut stops = Vec::new();
        for (at, plan) in plans.into_iter().enumerate() {
            let name = plan.name.clone();
            let (stop, complaints) = self.stop(ends, &mut tree, plan, at + 1 == count);
            stops.push(stop);
            let where_it_is = format!("after step {} of {count}, `{name}`, on the way from `{}` to `{}`", at + 1, way.from, way.to);
            let advice = "the scenario has to be sound after every step: join two steps by `+`, as in --order a+b,c";
            self.complaints.extend(complaints.into_iter().map(|it| it.note(where_it_is.clone()).note(advice)));
        }
        stops
    }

    /// A step for each section, joined with the next ones until the scenario is sound.
    fn by_section(&mut self, ends: &Ends, changes: Vec<Keys>) -> Vec<Stop> {
        let mut plans: Vec<Plan> = Vec::new();
        for keys in changes {
            match plans.iter_mut().find(|plan| plan.name == keys[0]) {
                Some(plan) => plan.keys.push(keys),
                None => plans.push(Plan { name: keys[0].clone(), keys: vec![keys] }),
            }
        }
        let (mut tree, count) = (ends.from.clone(), plans.len());
        let (mut stops, mut joined) = (Vec::new(), Plan::default());
        for (at, plan) in plans.into_iter().enumerate() {
            joined.name = if joined.name.is_empty() { plan.name } else { format!("{}+{}", joined.name, plan.name) };
            joined.keys.extend(plan.keys);
            let (files, before, last) = (self.files.complaints.len(), tree.clone(), at + 1 == count);
            let (stop, complaints) = self.stop(ends, &mut tree, joined.clone(), last);
            if last || complaints.is_empty() && self.files.complaints.len() == files {
                self.complaints.extend(complaints);
                stops.push(stop);
                joined = Plan::default();
            } else {
                self.files.complaints.truncate(files);
                tree = before;
            }
        }
        stops
    }

    /// Takes a step, and reads the scenario after it; the last stop is the layout itself.
    fn stop(&mut self, ends: &Ends, tree: &mut Node, plan: Plan, last: bool) -> (Stop, Vec<Complaint>) {
        let mut complaints = Vec::new();
        plan.keys.iter().for_each(|keys| adopt(tree, &ends.to, keys));
        let whole = if last { ends.to.clone() } else { tree.clone() };
        let mut layout = self.layout(whole, &ends.overlay, &ends.names, &mut complaints);
        if !last {
            (layout.name, layout.summary) = (format!("to {}: {}", ends.overlay.name, plan.name), String::new());
        }
        (Stop { name: plan.name, keys: plan.keys.iter().map(|keys| dotted(keys)).collect(), layout }, complaints)
    }
}

/// The steps that an order names, and what is left; `None` with complaints if it cannot be followed.
fn plans(order: &str, source: SourceId, changes: Vec<Keys>, way: Walk<'_>, complaints: &mut Vec<Complaint>) -> Option<Vec<Plan>> {
    let known: Vec<String> = prefixes(&changes);
    let (mut left, mut taken, mut faults) = (changes, Vec::<Keys>::new(), Vec::new());
    let mut plans = Vec::new();
    for part in parts(order, 0..order.len(), ',') {
        let mut plan = Plan { name: order[part.clone()].trim().to_owned(), keys: Vec::new() };
        for prefix in parts(order, part, '+') {
            let place = Place::new(source, prefix.start..prefix.end.max(prefix.start + 1));
            let text = &order[prefix];
            let Some(prefix) = steps(text).map(|steps| steps.into_iter().map(|(step, _)| step).collect::<Keys>()) else {
                let fault = format!("cannot read `{}` as a key path", text.trim());
                faults.push(
                    Complaint::at(place, fault).mend("write keys with dots between them, such as `centre.Jinan,partner+sourcing`"),
                );
                continue;
            };
            let (here, rest): (Vec<Keys>, Vec<Keys>) = left.into_iter().partition(|keys| keys.starts_with(&prefix));
            left = rest;
            if here.is_empty() {
                faults.push(nothing_there(&prefix, (&taken, &left), &known, place, way));
            }
            taken.extend(here.iter().cloned());
            plan.keys.extend(here);
        }
        plans.push(plan);
    }
    if !left.is_empty() {
        plans.push(Plan { name: REST.to_owned(), keys: left });
    }
    let sound = faults.is_empty();
    complaints.extend(faults);
    sound.then_some(plans)
}

/// Complains of a key beneath which nothing is left to change.
fn nothing_there(prefix: &Keys, (taken, left): (&[Keys], &[Keys]), known: &[String], place: Place, way: Walk<'_>) -> Complaint {
    let name = dotted(prefix);
    if taken.iter().any(|keys| keys.starts_with(prefix) || prefix.starts_with(keys)) {
        return Complaint::at(place, format!("`{name}` is changed by an earlier step already"))
            .mend("name it once, and before what holds it");
    }
    if let Some(whole) = left.iter().find(|keys| prefix.starts_with(keys)) {
        let whole = dotted(whole);
        return Complaint::at(place, format!("`{whole}` changes as a whole")).mend(format!("name `{whole}`"));
    }
    let fault = format!("`{}` and `{}` do not differ in `{name}`", way.from, way.to);
    // The nearest of the same depth is the likeliest.
    let mend = did_you_mean(&name, known.iter().map(String::as_str));
    Complaint { mend, ..Complaint::at(place, fault) }
}

/// What may be named: every key that differs, and every key above it.
fn prefixes(changes: &[Keys]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for keys in changes {
        for length in 1..=keys.len() {
            let name = keys[..length].iter().map(|key| step(key)).collect::<Vec<_>>().join(".");
            if !all.contains(&name) {
                all.push(name);
            }
        }
    }
    all
}

/// The parts of a range of a text between separators outside quotes.
fn parts(text: &str, range: Range<usize>, separator: char) -> Vec<Range<usize>> {
    let (mut parts, mut from, mut quote) = (Vec::new(), range.start, None);
    for (at, c) in text[range.clone()].char_indices().map(|(at, c)| (at + range.start, c)) {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, c) if c == separator => {
                parts.push(from..at);
                from = at + c.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(from..range.end);
    parts
}
