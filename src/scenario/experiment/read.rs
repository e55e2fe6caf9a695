//! From a study file to an [`Experiment`], or to everything that is wrong with it.

use super::schema::{DesignKind, DesignTable, FactorTable, StudyTable};
use super::{DesignAsked, Experiment};
use crate::scenario::complaint::{Complaint, Complaints, Place, Sources, did_you_mean};
use crate::scenario::factor::{Factor, LAWS, Levels, Range, chance, of_node};
use crate::scenario::table::files::{not_utf8, reason, utf8};
use crate::scenario::tree::{self, Node, Value, entries};
use std::path::Path;

/// What may be said of a figure: its name, and the width of its interval where one is given. Says what is wrong with it.
pub type Known<'a> = &'a dyn Fn(&str, Option<&str>) -> Result<(), String>;

/// Reads the study file at `path`.
///
/// # Errors
/// Everything that is wrong with it, each fault with its place and how to mend it.
pub fn experiment(path: &Path, known: Known<'_>) -> Result<Experiment, Complaints> {
    let name = path.display().to_string();
    match std::fs::read(path) {
        Ok(bytes) => experiment_text(&name, bytes, known),
        Err(error) => {
            let mut sources = Sources::default();
            sources.add(name.as_str(), "");
            let complaint = Complaint::nowhere(format!("cannot read `{name}`: {}", reason(&error)));
            Err(Complaints::new(vec![complaint.mend("give the path of a study file")], sources))
        }
    }
}

/// Reads a study from its text; it names no file but the scenario, which is not opened here.
///
/// # Errors
/// As [`experiment`].
pub fn experiment_text(name: &str, bytes: Vec<u8>, known: Known<'_>) -> Result<Experiment, Complaints> {
    let (text, fault) = utf8(bytes);
    let mut sources = Sources::default();
    let source = sources.add(name, text.as_str());
    let mut complaints: Vec<Complaint> = fault.map(|at| not_utf8(source, at)).into_iter().collect();
    let mut root = tree::document(&text, source, &mut complaints);
    if complaints.is_empty() {
        let read = Reader { sources: &sources, complaints: &mut complaints, known }.experiment(&mut root);
        if let Some(mut experiment) = read.filter(|_| complaints.is_empty()) {
            if experiment.name.is_empty() {
                experiment.name = Path::new(name).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
            }
            return Ok(experiment);
        }
    }
    Err(Complaints::new(complaints, sources))
}

const TABLES: [&str; 4] = ["study", "design", "factor", "precision"];

struct Reader<'a> {
    sources: &'a Sources,
    complaints: &'a mut Vec<Complaint>,
    known: Known<'a>,
}

impl Reader<'_> {
    fn complain(&mut self, place: Place, fault: impl Into<String>, mend: impl Into<String>) {
        self.complaints.push(Complaint::at(place, fault).mend(mend));
    }

    fn experiment(&mut self, root: &mut Node) -> Option<Experiment> {
        for (key, node) in root.iter() {
            if !TABLES.contains(&key.as_str()) {
                let mend = did_you_mean(key, TABLES);
                self.complaints.push(Complaint { mend, ..Complaint::at(node.key, format!("unknown key `{key}` in a study")) });
            }
        }
        let place = root.place;
        let Some(node) = root.part_mut("study") else {
            self.complain(
                place,
                "the table [study] is missing",
                "begin with [study] and its key `scenario`: the file that is varied",
            );
            return None;
        };
        let study: Option<StudyTable> = entries::table(&["study"], node, self.sources, self.complaints);
        self.replications(root, study.as_ref().and_then(|study| study.replications));
        let figures = root.part("study").and_then(|study| study.part("figures"));
        figures.into_iter().for_each(|node| self.check_figures(node));
        let design =
            root.part_mut("design").map(|node| (node.place, entries::table(&["design"], node, self.sources, self.complaints)));
        let design = design.and_then(|(place, table)| self.design(place, &table?));
        let factors = self.factors(root);
        let (precision, max_replications) = self.precision(root);
        let study = study?;
        if factors.is_empty() && !study.uncertain && self.complaints.is_empty() {
            self.complain(
                place,
                "this study varies nothing",
                "add a factor: [factor.NAME] with `key` and `values`, or `uncertain = true`",
            );
        }
        Some(Experiment {
            name: study.name,
            question: study.question,
            scenario: study.scenario,
            layouts: study.layouts,
            set: study.set,
            replications: study.replications,
            seed: study.seed,
            figures: study.figures,
            uncertain: study.uncertain,
            design: design.unwrap_or(DesignAsked { seed: 1, ..DesignAsked::default() }),
            factors,
            precision,
            max_replications,
        })
    }

    fn replications(&mut self, root: &Node, asked: Option<u32>) {
        let given = root.part("study").and_then(|study| study.part("replications"));
        let under_rule = root.part("precision").is_some();
        let least_and_most = if under_rule { 2..=10 } else { 1..=1_000_000 };
        if let Some((node, n)) = given.zip(asked).filter(|(_, n)| !least_and_most.contains(n)) {
            let mend = match under_rule {
                true => "under [precision] they are the replications before the first look: give 2 to 10, or leave them out",
                false => "give a number from 1 to 1000000",
            };
            self.complain(node.place, format!("{n} replications cannot be had"), mend);
        }
    }

    fn check_figures(&mut self, node: &Node) {
        let Value::List(list) = &node.value else { return };
        for item in list {
            if let Some(Err(fault)) = item.text().map(|name| (self.known)(name, None)) {
                self.complaints.push(Complaint::at(item.place, fault));
            }
        }
    }

    /// Keys of a design that its kind does not use are complained of: they would be believed to do something.
    fn design(&mut self, place: Place, table: &DesignTable) -> Option<DesignAsked> {
        use DesignKind::{Factorial, Fractional, LatinHypercube, Morris, Saltelli, Sobol};
        let uses = [
            ("points", table.points.is_some(), &[LatinHypercube, Sobol][..]),
            ("centre", table.centre.is_some(), &[Factorial, Fractional]),
            ("trajectories", table.trajectories.is_some(), &[Morris]),
            ("levels", table.levels.is_some(), &[Morris]),
            ("base", table.base.is_some(), &[Saltelli]),
        ];
        for (key, given, kinds) in uses {
            if given && !kinds.contains(&table.kind) {
                self.complain(
                    place,
                    format!("`{key}` means nothing for this kind of design"),
                    format!("take `{key}` out, or choose another kind"),
                );
            }
        }
        let counts =
            [("points", table.points), ("trajectories", table.trajectories), ("levels", table.levels), ("base", table.base)];
        for (key, _) in counts.into_iter().filter(|(_, count)| *count == Some(0)) {
            self.complain(place, format!("`{key}` is 0: the design would visit nothing"), format!("give a larger `{key}`"));
        }
        let &DesignTable { kind, points, centre, trajectories, levels, base, seed } = table;
        Some(DesignAsked { kind, points, centre, trajectories, levels, base, seed: seed.unwrap_or(1) })
    }

    fn factors(&mut self, root: &mut Node) -> Vec<Factor> {
        let Some(node) = root.part_mut("factor") else { return Vec::new() };
        let place = node.key;
        let Some(table) = node.entries_mut() else {
            self.complain(place, "expected tables [factor.NAME]", "name each factor: [factor.NAME]");
            return Vec::new();
        };
        let mut factors = Vec::new();
        for (name, node) in table {
            let read: Option<FactorTable> = entries::table(&["factor", name], node, self.sources, self.complaints);
            factors.extend(read.and_then(|read| self.factor(name, &read, node)));
        }
        factors
    }

    fn factor(&mut self, name: &str, table: &FactorTable, node: &Node) -> Option<Factor> {
        let keys: Vec<String> = table.key.iter().chain(&table.keys).cloned().collect();
        if keys.is_empty() {
            self.complain(
                node.place,
                format!("the factor `{name}` has no key"),
                "add `key = \"...\"`: what it varies, as for --set",
            );
        }
        let given: Vec<&str> = ["values", "low", "uniform", "triangular", "normal", "lognormal"]
            .into_iter()
            .filter(|form| node.part(form).is_some())
            .collect();
        self.unused(given.first().copied(), node);
        let levels = match given[..] {
            ["values"] => self.list(name, node.part("values")?),
            ["low"] => self.range(name, table, node),
            [law] => chance(law, node.part(law)?, table.levels, self.complaints),
            _ => {
                let mend = "give one of: `values`; `low` and `high`; `uniform`, `triangular`, `normal` or `lognormal`";
                let fault = if given.is_empty() { "has no values" } else { "has values in more than one way" };
                self.complain(node.place, format!("the factor `{name}` {fault}"), mend);
                None
            }
        };
        let place = node.part("key").or(node.part("keys")).map_or(node.place, |key| key.place);
        Some(Factor { name: name.to_owned(), keys, times: table.times, levels: levels?, place })
    }

    /// Keys that say nothing beside this form of values are complained of: they would be believed to do something.
    fn unused(&mut self, form: Option<&str>, node: &Node) {
        let idle: &[&str] = match form {
            Some("values") => &["high", "whole", "log", "levels"],
            Some("low") | None => &[],
            Some(_) => &["high", "whole", "log"],
        };
        for key in idle {
            if let Some(there) = node.part(key) {
                let form = form.unwrap_or_default();
                self.complain(there.key, format!("`{key}` means nothing beside `{form}`"), format!("take `{key}` or `{form}` out"));
            }
        }
    }

    fn list(&mut self, name: &str, node: &Node) -> Option<Levels> {
        let Value::List(list) = &node.value else { return None };
        if list.is_empty() {
            self.complain(node.place, format!("the factor `{name}` has an empty list of values"), "give one value at least");
            return None;
        }
        let mut values: Vec<String> = Vec::new();
        for item in list {
            let text = written(item);
            if values.contains(&text) {
                self.complain(item.place, format!("the value {text} is given twice"), "give each value once");
            }
            values.push(text);
        }
        Some(Levels::List(values))
    }

    fn range(&mut self, name: &str, table: &FactorTable, node: &Node) -> Option<Levels> {
        let low = node.part("low")?;
        let Some(high) = node.part("high") else {
            self.complain(node.place, format!("the factor `{name}` has `low` but no `high`"), "add `high`: the largest value");
            return None;
        };
        let read = of_node(low).zip(of_node(high));
        let Some((from, to)) = read.filter(|(from, to)| from.unit == to.unit) else {
            self.complain(
                high.place,
                format!("the range of `{name}` cannot be read"),
                "give `low` and `high` as numbers with the same unit",
            );
            return None;
        };
        if from.number >= to.number {
            let fault = format!("the range of `{name}` is empty: `low` is not below `high`");
            self.complain(high.place, fault, "give a `high` above `low`, or `values`");
            return None;
        }
        let whole = |number: f64| number.fract() == 0.0 && number.abs() < 1e9;
        if table.whole && !(whole(from.number) && whole(to.number)) {
            self.complain(high.place, format!("the ends of `{name}` are not whole"), "give whole numbers, or take `whole` out");
            return None;
        }
        if table.whole && table.log {
            let place = node.part("log").map_or(node.place, |log| log.key);
            self.complain(
                place,
                "whole numbers cannot stand in equal ratios",
                "give the `values` themselves, or take `log` or `whole` out",
            );
            return None;
        }
        if table.log && from.number <= 0.0 {
            self.complain(low.place, "equal ratios need a `low` above 0", "give a positive `low`, or take `log` out");
            return None;
        }
        if table.levels.is_some_and(|levels| levels < 2) {
            self.complain(node.part("levels")?.place, "a range has two levels at least", "give `levels` of 2 or more");
            return None;
        }
        Some(Levels::Range(Range {
            low: from.number,
            high: to.number,
            unit: from.unit,
            whole: table.whole,
            log: table.log,
            levels: table.levels,
        }))
    }

    fn precision(&mut self, root: &Node) -> (Vec<(String, String)>, Option<u32>) {
        let (mut goals, mut most) = (Vec::new(), None);
        let table = root.part("precision");
        if let Some(node) = table.filter(|node| node.iter().all(|(key, _)| key == "max_replications")) {
            let mend = "write below [precision] a figure with its half-width, such as `response_mean = \"5 %\"`";
            self.complain(node.place, "`precision` names no figure", mend);
        }
        for (figure, node) in root.part("precision").into_iter().flat_map(Node::iter) {
            if figure == "max_replications" {
                match node.value {
                    Value::Whole(count @ 2..=1_000_000) => most = Some(count as u32),
                    _ => self.complain(node.place, "expected a number of replications", "give a whole number from 2 to 1000000"),
                }
                continue;
            }
            let width = node.text().map_or_else(|| written(node), str::to_owned);
            match (self.known)(figure, Some(&width)) {
                Ok(()) => goals.push((figure.clone(), width)),
                Err(fault) => self.complaints.push(Complaint::at(node.key, fault)),
            }
        }
        (goals, most)
    }
}

/// The uncertain inputs of a scenario: laws that stand at the key paths of its values, each as a factor named by its path.
pub(in crate::scenario) fn uncertain(root: &mut Node, complaints: &mut Vec<Complaint>) -> Vec<Factor> {
    let Some(node) = root.entries_mut().and_then(|table| table.shift_remove("uncertain")) else { return Vec::new() };
    let mut factors = Vec::new();
    inputs(&node, &mut Vec::new(), &mut factors, complaints);
    factors
}

fn inputs(node: &Node, path: &mut Vec<String>, factors: &mut Vec<Factor>, complaints: &mut Vec<Complaint>) {
    let Some(table) = node.entries() else {
        let fault = format!("expected a law, found {}", node.sort());
        complaints.push(Complaint::at(node.place, fault).mend("write a law such as { uniform = [20, 30] }"));
        return;
    };
    let laws: Vec<(&String, &Node)> = table.iter().filter(|(key, _)| LAWS.contains(&key.as_str()) || *key == "values").collect();
    let [(law, numbers)] = laws[..] else {
        for (key, inner) in table {
            let steps =
                tree::steps(key).map_or_else(|| vec![key.clone()], |steps| steps.into_iter().map(|(step, _)| step).collect());
            let depth = path.len();
            path.extend(steps);
            inputs(inner, path, factors, complaints);
            path.truncate(depth);
        }
        return;
    };
    for (key, node) in table.iter().filter(|(key, _)| *key != law && *key != "times") {
        let complaint = Complaint::at(node.key, format!("unknown key `{key}` beside the law of an uncertain input"));
        complaints.push(complaint.mend("an input has one law, and perhaps `times = true`"));
    }
    let levels = match (&numbers.value, law.as_str()) {
        (Value::List(list), "values") if !list.is_empty() => Some(Levels::List(list.iter().map(written).collect())),
        (_, "values") => {
            complaints.push(Complaint::at(numbers.place, "expected a list of values").mend("write values = [1, 2, 3]"));
            None
        }
        _ => chance(law, numbers, None, complaints),
    };
    let times = table.get("times");
    if let Some(node) = times.filter(|node| !matches!(node.value, Value::Truth(_))) {
        complaints.push(Complaint::at(node.place, "`times` is neither true nor false").mend("write `times = true` to multiply"));
    }
    let times = matches!(times.map(|node| &node.value), Some(Value::Truth(true)));
    let name = path.iter().map(|step| if step == "*" { step.clone() } else { tree::step(step) }).collect::<Vec<_>>().join(".");
    factors.extend(levels.map(|levels| Factor { keys: vec![name.clone()], name, times, levels, place: node.key }));
}

/// A value as TOML writes it on one line.
fn written(node: &Node) -> String {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    match &node.value {
        Value::Text(text) | Value::Cell(text) => quoted(text),
        Value::Date(text) => text.clone(),
        Value::Whole(number) => number.to_string(),
        Value::Real(number) => format!("{number:?}"),
        Value::Truth(truth) => truth.to_string(),
        Value::List(list) => format!("[{}]", list.iter().map(written).collect::<Vec<_>>().join(", ")),
        Value::Table(table) => {
            let entries: Vec<String> = table.iter().map(|(key, node)| format!("{} = {}", tree::step(key), written(node))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}
