//! Whether the parts of a scenario agree: references, ranges, and that somebody can do every job.
//!
//! *Knows:* the typed scenario of one layout, and where each key of it was written.
//! *Never:* complains of what is missing where something could not be read: that was complained of already.

mod chain;
mod contract;
mod demand;
mod files;
mod finance;
mod header;
mod law;
mod market;
mod money;
mod network;
mod parts;
mod people;
mod quality;
mod reach;
mod sourcing;
mod staff;
mod stream;
mod travel;
mod units;
mod warranty;

use super::complaint::{Complaint, did_you_mean, listed};
use super::read::Data;
use super::schema::{self, Names, Scenario};
use super::table::files::Files;
use super::tree::Node;
use super::tree::entries::Draft;
use crate::kernel::time::MS_PER_DAY;
use std::collections::BTreeSet;

pub use demand::MOST_KINDS;
pub(super) use files::Cache;
pub use law::{LawFault, law};

/// Places that sourcing rules name but that are neither centre nor partner.
const NEAREST: &str = "nearest";
/// The nearest of our own centres.
const OWN: &str = "own";
/// After so many complaints no names are suggested.
const ENOUGH: usize = 200;
/// Longest mean of a law [ms]: a thousand years, so that draws far out in its tail still fit the clock.
const LONGEST_MEAN: f64 = 1000.0 * 365.0 * MS_PER_DAY as f64;
/// The zone's own list.
const ZONE: &str = "zone";

/// Checks a layout and reads the rows of its traces and matrix.
pub(super) fn check(draft: &Draft, tree: &Node, layouts: &[&str], files: &mut Files<'_>, complaints: &mut Vec<Complaint>) -> Data {
    let before = complaints.len();
    let mut checker = Checker { scenario: &draft.scenario, tree, damaged: &draft.damaged, complaints };
    header::check(&mut checker, layouts);
    demand::check(&mut checker);
    chain::check(&mut checker);
    stream::check(&mut checker);
    units::check(&mut checker);
    market::check(&mut checker);
    warranty::check(&mut checker);
    people::check(&mut checker);
    quality::check(&mut checker);
    contract::check(&mut checker);
    parts::check(&mut checker);
    staff::check(&mut checker);
    sourcing::check(&mut checker);
    travel::check(&mut checker);
    finance::check(&mut checker);
    let data = files::read(&mut checker, files);
    // What follows would stumble over what is wrong already.
    if before == 0 && checker.complaints.is_empty() && files.complaints.is_empty() {
        money::check(&mut checker);
        let network = network::Network::new(&draft.scenario);
        reach::check(&mut checker, &network, &data);
        units::reach(&mut checker, &network);
        if checker.complaints.is_empty() {
            files::check_matrix(&mut checker, &network, &data);
        }
    }
    data
}

/// A layout under examination.
struct Checker<'a> {
    scenario: &'a Scenario,
    tree: &'a Node,
    damaged: &'a BTreeSet<(String, String)>,
    complaints: &'a mut Vec<Complaint>,
}

impl<'a> Checker<'a> {
    /// Complains of the key at `path`, or of the innermost table around it that exists.
    fn complain(&mut self, path: &[&str], fault: impl Into<String>, mend: impl Into<Option<String>>) {
        let mut node = self.tree;
        let mut steps = path.iter();
        while let Some(part) = steps.next().and_then(|step| node.part(step)) {
            node = part;
        }
        // What could not be read is not missing.
        if self.find(path).is_some() || !self.is_damaged(path[0], path.get(1).unwrap_or(&"")) {
            self.complaints.push(Complaint { mend: mend.into(), ..Complaint::at(node.place, fault) });
        }
    }

    /// Complains of the last key of `path`, not of its value.
    fn complain_of_key(&mut self, path: &[&str], fault: impl Into<String>, mend: impl Into<Option<String>>) {
        let place = self.find(path).map_or(self.tree.place, |node| node.key);
        self.complaints.push(Complaint { mend: mend.into(), ..Complaint::at(place, fault) });
    }

    /// Whether a part of an entry, or of its whole section, could not be read.
    fn is_damaged(&self, section: &str, name: &str) -> bool {
        ["", name].iter().any(|name| self.damaged.contains(&(section.to_owned(), (*name).to_owned())))
    }

    /// The node at `path`.
    fn find(&self, path: &[&str]) -> Option<&'a Node> {
        path.iter().try_fold(self.tree, |node, step| node.part(step))
    }

    /// Names of the entries of a section, those included that could not be read.
    fn names(&self, section: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.tree.part(section).into_iter().flat_map(Node::iter).map(|(name, _)| name.as_str())
    }

    /// Whether a section has an entry of this name.
    fn has(&self, section: &str, name: &str) -> bool {
        self.tree.part(section).is_some_and(|node| node.part(name).is_some())
    }

    /// Complains unless `section` has an entry called `name`, which is named at `path`.
    fn refer(&mut self, path: &[&str], section: &str, name: &str) {
        // A section that could not be read in full may well have it.
        if !self.has(section, name) && !self.is_damaged(section, "") {
            let mend = self.suggest(name, self.names(section));
            self.complain(path, format!("there is no {section} `{name}`"), mend);
        }
    }

    /// "did you mean ...?"; nobody reads it after so many complaints, and thousands of names take their time.
    fn suggest<'n>(&self, name: &str, known: impl Iterator<Item = &'n str>) -> Option<String> {
        (self.complaints.len() < ENOUGH).then(|| did_you_mean(name, known)).flatten()
    }

    /// The same for a list of names.
    fn refer_all(&mut self, path: &[&str], section: &str, names: &Names) {
        for (index, name) in names.iter().enumerate() {
            let item = (index + 1).to_string();
            self.refer(&[path, &[&item]].concat(), section, name);
        }
    }

    /// Complains unless `holds`.
    fn need(&mut self, holds: bool, path: &[&str], fault: impl Into<String>, mend: impl Into<String>) {
        if !holds {
            self.complain(path, fault, mend.into());
        }
    }

    /// Complains of weights unless there are `length` of them (where it matters), none negative, not all zero.
    fn weights(&mut self, path: &[&str], weights: &[f64], length: Option<usize>) {
        let key = path[path.len() - 1];
        if let Some(length) = length.filter(|length| *length != weights.len()) {
            let fault = format!("`{key}` has {} weights", weights.len());
            return self.complain(path, fault, format!("give {length} weights"));
        }
        if let Some(index) = weights.iter().position(|weight| *weight < 0.0) {
            let item = (index + 1).to_string();
            let fault = format!("the weight `{}` is negative", weights[index]);
            return self.complain(&[path, &[&item]].concat(), fault, "give weights of 0 or more".to_owned());
        }
        let sum: f64 = weights.iter().sum();
        self.need(sum > 0.0, path, format!("the weights of `{key}` are all zero"), "give at least one weight above 0");
        self.need(sum.is_finite(), path, format!("the weights of `{key}` are too large"), "give smaller weights");
    }

    /// Complains of a law that cannot be; else gives it, in milliseconds.
    fn law(&mut self, path: &[&str], spec: &schema::Law) -> Option<crate::kernel::law::Law> {
        match law(spec) {
            Ok(law) if law.mean() <= LONGEST_MEAN => Some(law),
            Ok(_) => {
                let fault = format!("the mean of `{}` is longer than a thousand years", path[path.len() - 1]);
                self.complain(path, fault, "give a shorter time; is the unit right?".to_owned());
                None
            }
            Err(LawFault { key, fault, mend }) => {
                let path = [path, key.as_slice()].concat();
                self.complain(&path, fault, mend);
                None
            }
        }
    }
}

/// "`a`", "`a`, `b`", or "5 zones: `a`, `b`, `c`, ...".
fn some_of(names: &[&str], noun: &str) -> String {
    match names {
        [one] => format!("{noun} `{one}`"),
        [..] if names.len() <= 6 => format!("{noun}s {}", listed(names.iter().copied())),
        _ => format!("{} {noun}s, such as {}", names.len(), listed(names.iter().take(5).copied())),
    }
}
