//! Where each value of a scenario comes from: published, derived from what is published, or assumed, as the comment beside it says.
//!
//! A comment belongs to the key on its own line, and so do comments below it that stand further in. A comment directly above a key or a
//! table, or behind the header of a table, says the class of what follows where that says none of its own; so does a paragraph at the
//! top of the file. The classes are *source*, *derived* and *assumption*.
//!
//! *Knows:* the texts that were read.
//! *Never:* whether a comment is true.

mod comments;
mod leaf;
mod set;

use super::complaint::{Form, Source, Sources};
use super::explain;
use super::packs::SHIPPED;
use super::read::Study;
use super::table::Grid;
use super::tree::{self, Node, Value};
use comments::{Comments, Said};
use leaf::{Leaf, Sort, is_plain, is_quantity, leaves, sort};
use serde::{Deserialize, Serialize};
use set::Set;

/// A value that the user wrote, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Its key path as for `--set`; a step `*` stands for every row of a CSV file.
    pub key: String,
    /// The value as written; for a column of a CSV file its number of rows.
    pub value: String,
    /// Unit of a plain number, in words of the reference and the scenario's currency; empty where the value carries its own.
    pub unit: String,
    /// What stands behind it.
    pub basis: Basis,
    /// What the comment says of it.
    pub note: String,
    /// The file in which it stands; `--set` for the command line.
    pub file: String,
    /// Its line there, counted from 1.
    pub line: usize,
}

/// What stands behind a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A published or measured figure.
    Sourced,
    /// Arithmetic on such figures.
    Derived,
    /// Believed.
    Assumption,
    /// A file of data, which has no room for comments.
    File,
    /// Given beside the scenario, by `--set` or by a study.
    Set,
    /// Nobody says.
    Unstated,
}

impl Basis {
    /// All of them, the firmest first.
    pub const ALL: [Basis; 6] = [Basis::Sourced, Basis::Derived, Basis::Assumption, Basis::File, Basis::Set, Basis::Unstated];

    /// The word for it in reports.
    pub fn word(self) -> &'static str {
        match self {
            Basis::Sourced => "source",
            Basis::Derived => "derived",
            Basis::Assumption => "assumption",
            Basis::File => "see file",
            Basis::Set => "set",
            Basis::Unstated => "not stated",
        }
    }
}

impl Study {
    /// The values that the user wrote, each with its origin: those of the scenario file in its order, then those of rule packs of the
    /// user's own, then those that were set from outside. Names and switches are left out unless a comment says where they come from,
    /// and so is what only says how long and how often to simulate.
    ///
    /// ```
    /// use callout::scenario::origin::{Basis, of_text};
    /// let origins = of_text("t.toml", "[grade.own]\nwage = 27.5 # source: statistical yearbook\n");
    /// assert_eq!((origins[0].key.as_str(), origins[0].basis), ("grade.own.wage", Basis::Sourced));
    /// assert_eq!((origins[0].unit.as_str(), origins[0].note.as_str()), ("money per hour", "statistical yearbook"));
    /// ```
    pub fn origins(&self) -> Vec<Origin> {
        let currency = self.layouts.first().map_or("", |layout| layout.scenario.scenario.currency.as_str());
        let mut origins = origins(&self.sources);
        for unit in origins.iter_mut().map(|origin| &mut origin.unit).filter(|_| !currency.is_empty()) {
            if let Some(per) = unit.strip_prefix("money") {
                *unit = format!("{currency}{per}");
            }
        }
        origins
    }
}

/// The origins of the values in a text that names no other file, whether or not it is a whole scenario.
pub fn of_text(name: &str, text: &str) -> Vec<Origin> {
    let mut sources = Sources::default();
    sources.add(name, text);
    origins(&sources)
}

fn origins(sources: &Sources) -> Vec<Origin> {
    let mut sets: Vec<Set> = Vec::new();
    for source in sources.iter().filter(|source| source.form == Form::Setting) {
        for set in Set::of(source) {
            sets.retain(|earlier| !set.replaces(&earlier.layout, &earlier.path));
            sets.push(set);
        }
    }
    let packs = sources
        .iter()
        .skip(1)
        .filter(|source| is_own_pack(source))
        .map(|source| (source, vec!["rules".to_owned(), source.name.clone()]));
    let files = sources.iter().take(1).map(|source| (source, Vec::new())).chain(packs);
    let mut found = Vec::new();
    for (source, prefix) in files {
        found.extend(of_file(source, &prefix, sources, &sets));
    }
    found.extend(sets.into_iter().flat_map(|set| columns(&set.origin, &set.path, sources).unwrap_or_else(|| vec![set.origin])));
    found
}

/// Whether a text is a rule pack in a file of the user's own.
fn is_own_pack(source: &Source) -> bool {
    source.form == Form::Toml && source.name.ends_with(".toml") && SHIPPED.iter().all(|(name, _)| *name != source.name)
}

/// The origins of the values in a TOML file whose keys stand at `prefix`, without those that are set from outside.
fn of_file(source: &Source, prefix: &[String], sources: &Sources, sets: &[Set]) -> Vec<Origin> {
    let root = document(&source.text);
    let comments = Comments::of(&source.text);
    let mut found = Vec::new();
    for leaf in leaves(&root, &source.text) {
        let path = [prefix, &leaf.path].concat();
        if sets.iter().any(|set| set.replaces(&leaf.layout.map(str::to_owned), &path)) {
            continue;
        }
        let (basis, note) = stated(&leaf, &comments);
        let origin = Origin {
            key: key(leaf.layout, &path),
            value: written(leaf.node, &source.text),
            unit: unit(leaf.node, &path),
            basis,
            note,
            file: source.name.clone(),
            line: comments.line(leaf.node.key.start as usize) + 1,
        };
        match columns(&origin, &path, sources) {
            Some(columns) => found.extend(columns),
            None if is_listed(&leaf, &comments) => found.push(origin),
            None => {}
        }
    }
    found
}

/// A text that was read before, so that nothing is wrong with it.
fn document(text: &str) -> Node {
    let mut sources = Sources::default();
    tree::document(text, sources.add("", ""), &mut Vec::new())
}

/// What is said of a leaf itself: beside it, below it, or directly above it.
fn own(leaf: &Leaf<'_>, comments: &Comments<'_>) -> (Option<Said>, Option<Said>) {
    let beside = if leaf.whole {
        comments.on(leaf.statement.clone())
    } else {
        let end = leaf.statement.end;
        comments.on(leaf.node.key.start as usize..leaf.node.place.end as usize).or_else(|| comments.on(end - 1..end))
    };
    (beside, comments.above(leaf.statement.start))
}

/// Whether a leaf is a value that needs an origin, or has one.
fn is_listed(leaf: &Leaf<'_>, comments: &Comments<'_>) -> bool {
    // Names in an inline table stand beside its values; the comment is on these.
    let has_class = || {
        let (beside, above) = own(leaf, comments);
        leaf.whole && [beside, above].into_iter().flatten().any(|said| said.basis.is_some())
    };
    // How long and how often to simulate says nothing of the world.
    (leaf.path[0] != "scenario" && sort(leaf.node) == Sort::Value) || has_class()
}

/// The basis of a leaf and what is said of it, from the nearest comment that names a class.
fn stated(leaf: &Leaf<'_>, comments: &Comments<'_>) -> (Basis, String) {
    let (beside, above) = own(leaf, comments);
    let beside = beside.unwrap_or_default();
    if let Some(basis) = beside.basis {
        return (basis, beside.note);
    }
    if let Some(Said { basis: Some(basis), note }) = above {
        let notes = [note.trim_end_matches('.'), &beside.note];
        return (basis, notes.into_iter().filter(|note| !note.is_empty()).collect::<Vec<_>>().join("; "));
    }
    match comments.of_table(leaf.statement.start).or_else(|| comments.of_file().cloned()) {
        Some(Said { basis: Some(basis), note }) => (basis, if beside.note.is_empty() { note } else { beside.note }),
        _ => (Basis::Unstated, beside.note),
    }
}

/// A key path as for `--set`.
fn key(layout: Option<&str>, path: &[String]) -> String {
    let layout = layout.into_iter().flat_map(|name| ["layout".to_owned(), name.to_owned()]);
    // A bare star stands for every entry.
    let step = |step: String| if step == "*" { step } else { tree::step(&step) };
    layout.chain(path.iter().cloned()).map(step).collect::<Vec<_>>().join(".")
}

/// A value as written: strings without quotes, lists on one line.
fn written(node: &Node, text: &str) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        _ => comments::on_one_line(&text[node.place.start as usize..node.place.end as usize]),
    }
}

/// The unit of a plain number in words; empty where the value carries its own.
fn unit(node: &Node, path: &[String]) -> String {
    // The laws of uncertain inputs are in the unit of what they vary.
    let path = if path[0] == "uncertain" { &path[1..] } else { path };
    let unit = if is_plain(node) { explain::unit(path) } else { None };
    unit.unwrap_or_default().split("; ").next().unwrap_or_default().to_owned()
}

/// The columns of the CSV file that a value names, if it names one.
fn columns(of: &Origin, path: &[String], sources: &Sources) -> Option<Vec<Origin>> {
    let source = sources.iter().find(|source| source.form == Form::Csv && source.name == of.value)?;
    let mut complaints = Vec::new();
    let grid = Grid::new(&source.text, Sources::default().add_csv("", ""), &mut complaints);
    let entry = |key: String, unit: &str, rows: usize| Origin {
        key,
        value: format!("{rows} rows of {}", source.name),
        unit: unit.to_owned(),
        basis: Basis::File,
        file: source.name.clone(),
        line: 1,
        ..of.clone()
    };
    let section = match path {
        [tables, section] if tables == "tables" => section,
        _ => return Some(vec![entry(of.key.clone(), "", grid.rows.len())]),
    };
    let before = of.key.strip_suffix(&format!("tables.{section}")).unwrap_or_default();
    let column = |(at, head): (usize, &super::table::Cell<'_>)| {
        let cells: Vec<&str> = grid.rows.iter().map(|row| &*row[at].text).filter(|cell| !cell.is_empty()).collect();
        let listed = head.text != "name" && !cells.is_empty() && cells.iter().all(|cell| is_quantity(cell));
        let steps: Vec<String> = tree::steps(&head.text)?.into_iter().map(|(step, _)| step).collect();
        let unit = if cells.iter().all(|cell| cell.parse::<f64>().is_ok()) {
            explain::unit(&[&[section.clone(), "*".to_owned()], &steps[..]].concat())
        } else {
            None
        };
        listed.then(|| entry(format!("{before}{section}.*.{}", head.text), unit.unwrap_or_default(), cells.len()))
    };
    Some(grid.header.iter().enumerate().filter_map(column).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{read_text, read_with};

    /// Key, value with unit, basis and note of each value.
    fn lines(origins: &[Origin]) -> Vec<String> {
        let line = |it: &Origin| format!("{} | {} {} | {} | {}", it.key, it.value, it.unit, it.basis.word(), it.note);
        origins.iter().map(|it| line(it).replace(" | ", "|").replace(" |", "|")).collect()
    }

    #[test]
    fn comments_belong_to_their_keys() {
        for (text, expected) in [
            // Beside the value, with a sign of comments in a string.
            ("[cost]\noverhead = 9 # source: book\n", "cost.overhead|9 money per month|source|book"),
            ("[partner.\"a#b\"]\nfix = 0.5 # derived: x\n", "partner.\"a#b\".fix|0.5 share|derived|x"),
            // Below it, further in; what stands at the edge belongs to what follows.
            (
                "[travel]\nspeed = \"9 km/h\" # assumption: slow\n    # and sure\n# source: map\ndetour = 1.2\n",
                "travel.speed|9 km/h|assumption|slow and sure\ntravel.detour|1.2|source|map",
            ),
            // Above it, from the sentence that names the class.
            (
                "[cost]\n# Two vans. derived: 2 x 4\n# a month\noverhead = 8\n",
                "cost.overhead|8 money per month|derived|2 x 4 a month",
            ),
            ("[cost]\n# derived: lost\n\noverhead = 8\n", "cost.overhead|8 money per month|not stated|"),
            // Of the whole table; its own word is stronger.
            (
                "[grade.a]  # assumption: all of it\nfix = 0.5\nwage = 3 # source: book\n[grade.b]\nfix = 0.5\n",
                "grade.a.fix|0.5 share|assumption|all of it\ngrade.a.wage|3 money per hour|source|book\ngrade.b.fix|0.5 share|not stated|",
            ),
            ("# assumption: a guess\n[cost]\noverhead = 8 # vans\n", "cost.overhead|8 money per month|assumption|vans"),
            // Of the whole file.
            (
                "# A network.\n#\n# assumption: all figures\n# are made up.\n\n[cost]\noverhead = 8\n",
                "cost.overhead|8 money per month|assumption|all figures are made up.",
            ),
        ] {
            assert_eq!(lines(&of_text("t.toml", text)).join("\n"), expected, "{text}");
            assert_eq!(lines(&of_text("t.toml", &text.replace('\n', "\r\n"))).join("\n"), expected, "{text}");
        }
    }

    #[test]
    fn values_are_found_as_written() {
        for (text, expected) in [
            // Names and switches are no values, unless a comment says where they come from.
            ("[roster.a]\nshifts = [\"Mon 08:00-16:00\"]\nworks_holidays = true\n", ""),
            ("[roster.a]\nshifts = [\"Mon 08:00-16:00\"] # assumption\n", "roster.a.shifts|[\"Mon 08:00-16:00\"]|assumption|"),
            ("[scenario]\nhorizon = \"9 d\"\nseed = 3\n", ""),
            // Lists over several lines, laws, tables of numbers.
            (
                "[stream.a]\nmonths = [\n  1, # winter\n  2, # summer\n] # source: log\n",
                "stream.a.months|[1, 2]|source|winter; summer; source: log",
            ),
            ("[kind.修理]\nwork = \"90 min\" # 来源：日志\n", "kind.\"修理\".work|90 min|source|日志"),
            ("[partner.p]\nfee = { a = 1, b = 2.50 }\n", "partner.p.fee|{ a = 1, b = 2.50 } money per job|not stated|"),
            (
                "[kind.a]\nwork = { law = \"constant\", value = \"1 h\" }\n",
                "kind.a.work|{ law = \"constant\", value = \"1 h\" }|not stated|",
            ),
            // Numbers beside names, dotted keys.
            (
                "[centre.c]\nteam.a = { technicians = 4, roster = \"day\" } # assumption\nteam.b.technicians = 3 # derived\n",
                "centre.c.team.a.technicians|4|assumption|\n\
                 centre.c.team.b.technicians|3|derived|",
            ),
            // Layouts, and lists of tables.
            (
                "[[layout]]\nname = \"a b\"\n[[layout.sourcing]] # assumption\nto = [\"x\"]\noverflow_backlog = 2\n",
                "layout.\"a b\".sourcing.1.overflow_backlog|2 jobs per technician|assumption|",
            ),
            (
                "[[layout]]\nname = \"a\"\nsourcing = [\n  { to = [\"x\"] }, # names\n  { to = [\"y\"], reach = 5 }, # source: map\n]\n",
                "layout.a.sourcing.2.reach|5|source|map",
            ),
            (
                "[uncertain]\ngrade.a.wage = { uniform = [1, 2] }\n",
                "uncertain.grade.a.wage|{ uniform = [1, 2] } money per hour|not stated|",
            ),
        ] {
            assert_eq!(lines(&of_text("t.toml", text)).join("\n"), expected, "{text}");
        }
    }

    const SMALL: &str = "scenario = { name = \"s\", start = 2026-01-01, horizon = \"9 d\", currency = \"CNY\" }\n\
        kind.a.work = \"1 h\"\nzone.z = {}\nstream.s = { kind = \"a\", rate = \"2 /d\" }\n\
        grade.g = { wage = 30, fix = 0.9 }\nroster.r = { shifts = [\"always\"] }\n\
        centre.c.team.t.technicians = 1\ncentre.c.rent = 5 # source: contract\n\
        [[layout]]\nname = \"l\"\ngrade.g.wage = 31\ncentre.c.rent = 7\n";

    #[test]
    fn what_is_set_takes_the_place_of_what_is_written() {
        let sets = ["grade.*.wage=33", "layout.l.centre.c.rent=8", "stream.s.rate*=1.1", "centre.c.team.t={technicians=2}"];
        let study = read_text("t.toml", SMALL, &sets.map(str::to_owned)).unwrap();
        let expected = [
            "kind.a.work|1 h|not stated|",
            "stream.s.rate|2 /d|not stated|",
            "grade.g.fix|0.9 share|not stated|",
            "centre.c.rent|5 CNY per month|source|contract",
            "grade.*.wage|33 CNY per hour|set|set on the command line",
            "layout.l.centre.c.rent|8 CNY per month|set|set on the command line",
            "stream.s.rate|times 1.1|set|set on the command line",
            "centre.c.team.t.technicians|2|set|set on the command line",
        ];
        assert_eq!(lines(&study.origins()), expected);
    }

    #[test]
    fn columns_of_a_file_are_listed_once() {
        let text = SMALL.replace("zone.z = {}\n", "tables.zone = \"z.csv\" # two of them\n");
        let csv = b"name,x,y,spread,served_by\na,0 km,1 km,,c\nb,1 km,0 km,2 km,c\n".to_vec();
        let study = read_with("t.toml", text.into(), &["travel.metric=euclid".to_owned()], &|_| Ok(csv.clone())).unwrap();
        let found = lines(&study.origins());
        assert_eq!(found[1], "zone.*.x|2 rows of z.csv|see file|two of them");
        assert_eq!(found[3], "zone.*.spread|1 rows of z.csv|see file|two of them");
        assert!(!found.iter().any(|line| line.contains("served_by")), "{found:?}");
        assert_eq!(found.last().unwrap(), "travel.metric|euclid|set|set on the command line");
    }
}
