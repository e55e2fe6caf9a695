//! Values set from outside: `key.path=value`, or `key.path*=factor`, from the command line or by a factor of a study.
//!
//! *Knows:* how a path leads through tables and lists; a step `*` stands for every entry.
//! *Never:* whether the result makes sense.

use super::entries::{NAMED, SECTIONS};
use super::overlay::merge;
use super::{Node, Value};
use crate::scenario::complaint::{Complaint, Place, Sources, did_you_mean};
use crate::scenario::explain;
use crate::scenario::units::scaled;
use std::ops::Range;

/// One `key.path=value` or `key.path*=factor`.
#[derive(Debug)]
pub struct Setting {
    /// The only layout that it is for.
    layout: Option<String>,
    /// Steps of the key path, and where they stand.
    steps: Vec<(String, Place)>,
    /// What becomes of the value there.
    change: Change,
}

#[derive(Debug)]
enum Change {
    /// This takes its place.
    To(Node),
    /// It is multiplied.
    Times(f64),
}

/// Reads one `key.path=value` or `key.path*=factor`, given by `giver` such as `--set`; a value is TOML, else a string.
pub fn setting(written: &str, giver: &str, sources: &mut Sources, complaints: &mut Vec<Complaint>) -> Option<Setting> {
    let source = sources.add_setting(giver, written);
    let place = |range: Range<usize>| Place::new(source, range);
    let Some(sign) = equals_sign(written) else {
        let complaint = Complaint::at(place(0..written.len().max(1)), format!("this `{giver}` has no `=`"));
        complaints.push(complaint.mend(format!("write {giver} key.path=value")));
        return None;
    };
    // `zone.*=...` sets every zone, `zone.a.units*=...` multiplies.
    let path = written[..sign].strip_suffix('*').filter(|path| !path.trim_end().ends_with('.'));
    let (path, times) = (path.unwrap_or(&written[..sign]), path.is_some());
    let Some(steps) = super::steps(path) else {
        let complaint = Complaint::at(place(0..sign.max(1)), format!("cannot read `{path}` as a key path"));
        complaints.push(complaint.mend("write keys with dots between them, such as `scenario.horizon`"));
        return None;
    };
    let text = &written[sign + 1..];
    let value = super::value(text, source, sign + 1, complaints)
        .unwrap_or_else(|| Node::new(Value::Text(text.trim().to_owned()), place(sign + 1..written.len())));
    let change = match value.value {
        _ if !times => Change::To(value),
        Value::Whole(number) => Change::Times(number as f64),
        Value::Real(number) => Change::Times(number),
        _ => {
            let complaint = Complaint::at(value.place, format!("expected a number to multiply with, found {}", value.sort()));
            complaints.push(complaint.mend("write key.path*=1.1 for a tenth more"));
            return None;
        }
    };
    let mut steps: Vec<(String, Place)> = steps.into_iter().map(|(step, range)| (step, place(range))).collect();
    let layout = (steps[0].0 == "layout" && steps.len() > 2).then(|| steps.drain(..2).nth(1).expect("two steps").0);
    Some(Setting { layout, steps, change })
}

/// The first `=` outside quotes.
pub fn equals_sign(text: &str) -> Option<usize> {
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

/// What a setting has met on its ways through a tree.
#[derive(Default)]
struct Reach {
    changed: usize,
    refused: Option<Complaint>,
}

impl Setting {
    /// Whether the layout `name` is meant.
    pub fn is_for(&self, name: &str) -> bool {
        self.layout.as_deref().is_none_or(|layout| layout == name)
    }

    /// The only layout that is meant, the key path, and what takes the place of the value there; `None` for a factor.
    pub fn parts(&self) -> (Option<&str>, Vec<String>, Option<&Node>) {
        let to = if let Change::To(value) = &self.change { Some(value) } else { None };
        (self.layout.as_deref(), self.steps.iter().map(|(step, _)| step.clone()).collect(), to)
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

    /// Changes the value in the tree of a layout, or the values where the path has a `*`; entries that have no such key are then
    /// passed over, but there must be one that has it.
    pub fn apply(&self, tree: &mut Node, complaints: &mut Vec<Complaint>) {
        let mut reach = Reach::default();
        self.walk(tree, 0, Vec::new(), &mut reach);
        if reach.changed == 0 {
            let nothing = || Complaint::at(self.steps[0].1, "there is nothing that this could set");
            complaints.push(reach.refused.unwrap_or_else(nothing));
        }
    }

    /// Goes on from `node`, which stands at `path`.
    fn walk(&self, node: &mut Node, depth: usize, path: Vec<String>, reach: &mut Reach) {
        let Some((step, place)) = self.steps.get(depth) else {
            return match self.change(node, &path) {
                Ok(()) => reach.changed += 1,
                Err(complaint) => {
                    reach.refused.get_or_insert(complaint);
                }
            };
        };
        if step == "*" {
            let names: Vec<String> = match &node.value {
                Value::Table(table) => table.keys().cloned().collect(),
                Value::List(list) => (1..=list.len()).map(|item| item.to_string()).collect(),
                _ => Vec::new(),
            };
            for name in names {
                let inner = node.part_mut(&name).expect("the name was just seen");
                self.walk(inner, depth + 1, [&path[..], &[name]].concat(), reach);
            }
            return;
        }
        if let Some(complaint) = self.refusal(node, depth, &path) {
            reach.refused.get_or_insert(complaint);
            return;
        }
        if let Some(table) = node.entries_mut() {
            table.entry(step.clone()).or_insert_with(|| Node { key: *place, ..Node::table(*place) });
        }
        let inner = node.part_mut(step).expect("the step was checked or made");
        self.walk(inner, depth + 1, [&path[..], std::slice::from_ref(step)].concat(), reach);
    }

    /// Changes the value at the end of the path.
    fn change(&self, node: &mut Node, path: &[String]) -> Result<(), Complaint> {
        let (_, place) = self.steps.last().expect("a path has a step");
        match &self.change {
            Change::To(value) => merge(node, value.clone()),
            Change::Times(factor) => {
                let rounding = match path {
                    [zone, _, size, _] if zone == "zone" && size == "size" => Rounding::Counts,
                    _ if explain::is_price(path) => Rounding::Prices,
                    _ => Rounding::None,
                };
                multiply(node, *factor, rounding).map_err(|fault| {
                    let name = super::dotted(path);
                    Complaint::at(*place, format!("`{name}` {fault}")).mend("name a key that the scenario gives as a number")
                })?;
            }
        }
        node.key = *place;
        Ok(())
    }

    /// Why the step at `depth` cannot be taken from `node`.
    fn refusal(&self, node: &Node, depth: usize, parent: &[String]) -> Option<Complaint> {
        let (step, place) = &self.steps[depth];
        let last = depth + 1 == self.steps.len();
        let parent: Vec<&str> = parent.iter().map(String::as_str).collect();
        match &node.value {
            Value::Table(table) => {
                let unknown = match parent[..] {
                    [] => !SECTIONS.contains(&step.as_str()),
                    _ => !last && names_entries(&parent) && !table.contains_key(step),
                };
                if unknown {
                    return Some(unknown_step(step, *place, &parent, table.keys().map(String::as_str)));
                }
                let absent = matches!(self.change, Change::Times(_)) && !table.contains_key(step);
                absent.then(|| {
                    let name = super::dotted(&[&parent[..], &[step]].concat());
                    Complaint::at(*place, format!("`{name}` is not given, so there is nothing to multiply"))
                        .mend("give it in the scenario first")
                })
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

fn unknown_step<'a>(step: &str, place: Place, parent: &[&str], known: impl Iterator<Item = &'a str>) -> Complaint {
    let fault = match parent.last() {
        None => format!("unknown key `{step}`"),
        Some(section) => format!("there is no {section} `{step}`"),
    };
    let known: Vec<&str> = if parent.is_empty() { SECTIONS.to_vec() } else { known.collect() };
    Complaint { mend: did_you_mean(step, known), ..Complaint::at(place, fault) }
}

/// What a product is rounded to.
#[derive(Clone, Copy)]
enum Rounding {
    /// Four decimals.
    Prices,
    /// Whole numbers, where the number was one: so many units, so many households.
    Counts,
    /// Nothing.
    None,
}

impl Rounding {
    fn product(self, number: f64, factor: f64) -> f64 {
        match self {
            Rounding::Prices => (number * factor * 1e4).round() / 1e4,
            Rounding::Counts if number.fract() == 0.0 => (number * factor).round(),
            Rounding::Counts | Rounding::None => number * factor,
        }
    }
}

/// Multiplies a number, the numbers in a quantity such as "1 h 30 min", or all items of a list.
fn multiply(node: &mut Node, factor: f64, rounding: Rounding) -> Result<(), String> {
    match &mut node.value {
        Value::Whole(number) => {
            let product = rounding.product(*number as f64, factor);
            let whole = product.fract() == 0.0 && product.abs() < 9e15;
            node.value = if whole { Value::Whole(product as i64) } else { Value::Real(product) };
        }
        Value::Real(number) => *number = rounding.product(*number, factor),
        Value::Text(text) | Value::Cell(text) => {
            let scaled = scaled(text, &|number| rounding.product(number, factor));
            *text = scaled.ok_or_else(|| format!("is \"{text}\", which cannot be multiplied"))?;
        }
        Value::List(list) => list.iter_mut().try_for_each(|item| multiply(item, factor, rounding))?,
        Value::Truth(_) | Value::Date(_) | Value::Table(_) => {
            return Err(format!("is {}, which cannot be multiplied", node.sort()));
        }
    }
    Ok(())
}

/// Whether the keys below `path` are names that the user chose for entries.
fn names_entries(path: &[&str]) -> bool {
    matches!(path, [section] if NAMED.contains(section)) || matches!(path, ["centre", _, "team"])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::tree::tests::{read_sound as read, shape};

    fn applied(text: &str, settings: &[&str]) -> (String, Vec<String>) {
        let (mut base, mut complaints) = (read(text), Vec::new());
        for written in settings {
            if let Some(setting) = setting(written, "--set", &mut Sources::default(), &mut complaints) {
                setting.apply(&mut base, &mut complaints);
            }
        }
        let said = complaints.into_iter().map(|c| format!("{}; {}", c.fault, c.mend.unwrap_or_default())).collect();
        (shape(&base), said)
    }

    #[test]
    fn settings_reach_into_tables_and_lists() {
        let base = "[centre.\"济南\"]\nrent = 1\n[[sourcing]]\nto = \"a\"\n";
        let sets = ["centre.济南.rent=3", "sourcing.1.share=0.5", "travel.speed=30 km/h", "centre.b={open=false}"];
        let (shape, said) = applied(base, &sets);
        assert_eq!(said, [""; 0]);
        assert_eq!(shape, "{centre={济南={rent=3} b={open=false}} sourcing=[{to=a share=0.5}] travel={speed=30 km/h}}");
    }

    #[test]
    fn a_star_stands_for_every_entry() {
        let base = "[zone]\na.units = 10\nb.units = 20\nc = {}\n[[sourcing]]\nto = \"a\"\n[[sourcing]]\nto = \"b\"\n";
        let (shape, said) = applied(base, &["zone.*.units*=1.5", "sourcing.*.share=1", "zone.*.demand=2"]);
        assert_eq!(said, [""; 0]);
        let zones = "zone={a={units=15 demand=2} b={units=30 demand=2} c={demand=2}}";
        assert_eq!(shape, format!("{{{zones} sourcing=[{{to=a share=1}} {{to=b share=1}}]}}"));
        assert_eq!(applied("[centre]\n", &["centre.*.rent=3"]).1, ["there is nothing that this could set; "]);
    }

    #[test]
    fn products_keep_their_units_and_prices_their_decimals() {
        let base = "[kind.k]\nwork = \"1 h 30 min\"\n[stream.s]\nrate = \"1.5 /h\"\n[grade.g]\nwage = 33.3333\n";
        let zones =
            applied("[zone.a]\nsize.boiler = 1001\nsize.share = 0.5\n", &["zone.*.size.boiler*=0.9", "zone.*.size.share*=0.9"]);
        assert_eq!(zones.0, "{zone={a={size={boiler=901 share=0.45}}}}");
        let (shape, said) = applied(base, &["kind.k.work*=0.5", "stream.s.rate*=2", "grade.*.wage*=1.1"]);
        assert_eq!(said, [""; 0]);
        assert_eq!(shape, "{kind={k={work=0.5 h 15 min}} stream={s={rate=3 /h}} grade={g={wage=36.6666}}}");
    }

    #[test]
    fn what_cannot_be_multiplied_is_complained_of() {
        let fault = |written: &str| applied("[centre.a]\nrent = 1\nopen = true\nroster = \"day\"\n", &[written]).1.join("\n");
        assert_eq!(
            fault("centre.a.fee*=2"),
            "`centre.a.fee` is not given, so there is nothing to multiply; give it in the scenario first"
        );
        let mend = "name a key that the scenario gives as a number";
        assert_eq!(fault("centre.a.open*=2"), format!("`centre.a.open` is true or false, which cannot be multiplied; {mend}"));
        assert_eq!(fault("centre.a.roster*=2"), format!("`centre.a.roster` is \"day\", which cannot be multiplied; {mend}"));
        assert_eq!(
            fault("centre.a.rent*=two"),
            "expected a number to multiply with, found a string; write key.path*=1.1 for a tenth more"
        );
    }

    #[test]
    fn settings_that_lead_nowhere_are_complained_of() {
        let base = "[centre.jinan]\nrent = 1\nteam.a.technicians = 1\n[[sourcing]]\nto = \"a\"\n";
        let fault = |written: &str| applied(base, &[written]).1.join("\n");
        assert_eq!(fault("centre.jinna.rent=3"), "there is no centre `jinna`; did you mean `jinan`?");
        assert_eq!(fault("centr.jinan.rent=3"), "unknown key `centr`; did you mean `centre`?");
        assert_eq!(fault("centre.jinan.team.b.technicians=3"), "there is no team `b`; known here: `a`");
        assert_eq!(fault("centre.jinan.rent.x=3"), "`centre.jinan.rent` is a number, not a table; set the whole value instead");
        assert_eq!(fault("sourcing.2.share=1"), "`sourcing` has no item `2`; items are counted from 1 to 1");
        assert_eq!(fault("horizon"), "this `--set` has no `=`; write --set key.path=value");
    }
}
