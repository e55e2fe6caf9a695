//! What each key of a scenario or a study means: `callout explain` and the mends of complaints ask here.
//!
//! *Knows:* the doc comments of [`super::schema`] and of study files, with their lines on unit, default and source.
//! *Never:* figures and accounts; reports explain those.

pub mod json_schema;
mod path;

use super::complaint::nearest;
use indexmap::IndexMap;
use json_schema::{DEFINITIONS, SCHEMA, STUDY, required as required_keys};
pub(super) use path::{has_keys, is_price, is_whole, unit};
use serde_json::Value;
use std::fmt;
use std::sync::LazyLock;

/// What one key means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// Where it occurs: key paths in which NAME stands for a name of the user's.
    pub paths: Vec<String>,
    /// What it means.
    pub meaning: String,
    /// What is written there.
    pub sort: String,
    /// Unit, where it is not clear from the sort.
    pub unit: Option<String>,
    /// Value if the key is left out; none if it must be given.
    pub default: Option<String>,
    /// Where its figures or formulas come from.
    pub source: Option<String>,
    /// How it may be written.
    pub example: Option<String>,
    /// Keys inside, if it is a table, and the first sentence on each.
    pub keys: Vec<(String, String)>,
    /// Whether it must be given.
    pub required: bool,
    /// Whether it stands in a study file rather than in a scenario.
    pub of_study: bool,
}

/// Explains a key by its path, such as `kind.work`, `kind.repair.work` or `scenario.horizon`, or by its name alone, such as
/// `technicians`; a name may have several meanings.
///
/// ```
/// use callout::scenario::explain::explain;
/// let work = &explain("kind.repair.work").unwrap()[0];
/// assert_eq!(work.paths, ["kind.NAME.work"]);
/// assert!(explain("tecnicians").unwrap_err().contains("did you mean `technicians`?"));
/// ```
///
/// # Errors
/// If there is no such key: says which are near.
pub fn explain(key: &str) -> Result<Vec<Explanation>, String> {
    let asked: Vec<&str> = key.split('.').map(str::trim).filter(|step| !step.is_empty()).collect();
    let whole = |path: &str| matches(&path.split('.').collect::<Vec<_>>(), &asked);
    let end = |path: &str| {
        let steps: Vec<&str> = path.split('.').collect();
        (1..steps.len()).any(|from| matches(&steps[from..], &asked)) || matches(&steps, &asked)
    };
    for fits in [&whole as &dyn Fn(&str) -> bool, &end] {
        let found: Vec<Explanation> =
            ALL.iter().filter(|it| it.paths.iter().any(|path| fits(path))).map(|it| only(it, fits)).collect();
        if !found.is_empty() && !asked.is_empty() {
            return Ok(found);
        }
    }
    let last = asked.last().copied().unwrap_or_default();
    Err(match nearest(last, names()) {
        Some(name) => format!("there is no key `{key}`; did you mean `{name}`?"),
        None => format!("there is no key `{key}`; sections are {}", super::complaint::listed(super::tree::entries::SECTIONS)),
    })
}

/// The sections of a scenario file, in its order.
pub fn sections() -> impl Iterator<Item = &'static Explanation> {
    ALL.iter().filter(|it| !it.of_study && it.paths.iter().any(|path| !path.contains('.')))
}

/// All keys, each meaning once, in the order of a scenario file; then those of a study file.
pub fn all() -> impl Iterator<Item = &'static Explanation> {
    ALL.iter()
}

/// Names of all keys, without the paths to them; a name may come more than once.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().flat_map(|it| &it.paths).filter_map(|path| path.rsplit('.').find(|step| *step != "NAME"))
}

/// The same with the paths that were asked for.
fn only(it: &Explanation, fits: &dyn Fn(&str) -> bool) -> Explanation {
    let paths = it.paths.iter().filter(|path| fits(path)).cloned().collect();
    Explanation { paths, ..it.clone() }
}

/// Whether `asked` is a way to write `path`: names may be given or left out.
fn matches(path: &[&str], asked: &[&str]) -> bool {
    match (path, asked) {
        ([], []) => true,
        (["NAME", path @ ..], _) => matches(path, asked) || !asked.is_empty() && matches(path, &asked[1..]),
        ([step, path @ ..], [first, asked @ ..]) => step == first && matches(path, asked),
        _ => false,
    }
}

/// All keys, each meaning once.
static ALL: LazyLock<Vec<Explanation>> = LazyLock::new(|| {
    let (mut found, mut of_study) = (IndexMap::new(), IndexMap::new());
    collect("", "Scenario", &SCHEMA, &mut found);
    collect("", "StudyFile", &STUDY, &mut of_study);
    let of_study = of_study.into_values().map(|it| Explanation { of_study: true, ..it });
    found.into_values().chain(of_study).collect()
});

/// Follows a reference.
fn resolved(schema: &Value) -> &Value {
    match schema["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/")) {
        Some(name) => DEFINITIONS.get(name).unwrap_or(schema),
        None => schema,
    }
}

/// The struct behind a key, if there is one: its name and schema.
fn inner(schema: &Value) -> Option<(String, &Value)> {
    let name = schema["$ref"].as_str()?.strip_prefix("#/$defs/")?.to_owned();
    let table = resolved(schema);
    let table = if table["anyOf"].is_array() { &table["anyOf"][0] } else { table };
    table["properties"].is_object().then_some((name, table))
}

/// Explains the keys of the struct called `of` that stands at `path`, and those inside.
fn collect(path: &str, of: &str, table: &Value, found: &mut IndexMap<(String, String), Explanation>) {
    for (key, schema) in table["properties"].as_object().into_iter().flatten() {
        let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        let (entry, content) = if schema["additionalProperties"].is_object() {
            (format!("{at}.NAME"), &schema["additionalProperties"])
        } else if schema["items"].is_object() {
            (at.clone(), &schema["items"])
        } else {
            (at.clone(), schema)
        };
        let needed = table["required"].as_array().is_some_and(|keys| keys.iter().any(|needed| needed == key));
        let explanation = found.entry((of.to_owned(), key.clone())).or_insert_with(|| explanation(key, schema, content, needed));
        explanation.paths.push(at);
        if let Some((name, table)) = inner(content) {
            collect(&entry, &name, table, found);
        }
    }
}

fn explanation(key: &str, schema: &Value, content: &Value, required: bool) -> Explanation {
    let words = Words::of(schema["description"].as_str().unwrap_or_default());
    let keys = inner(content).map(|(_, table)| table["properties"].as_object().cloned().unwrap_or_default()).unwrap_or_default();
    let first =
        |(key, schema): (String, Value)| (key, sentence(&Words::of(schema["description"].as_str().unwrap_or_default()).meaning));
    let sort = sort(schema);
    let table = sort.contains("table") && !sort.starts_with("duration, or");
    let none = (!required && !table).then(|| "none".to_owned());
    let single = schema["additionalProperties"].is_null() && schema["items"].is_null();
    Explanation {
        paths: Vec::new(),
        meaning: words.meaning,
        sort,
        unit: words.unit,
        default: words.default.or(none),
        source: words.source,
        example: example(content).filter(|_| single).map(|example| format!("{key} = {example}")),
        keys: keys.into_iter().map(first).collect(),
        required,
        of_study: false,
    }
}

/// A doc comment in its parts.
#[derive(Default)]
struct Words {
    meaning: String,
    unit: Option<String>,
    default: Option<String>,
    source: Option<String>,
}

impl Words {
    fn of(comment: &str) -> Words {
        let text = comment.split_whitespace().collect::<Vec<_>>().join(" ");
        let marks = ["Unit: ", "Default: ", "Source: "];
        let starts: Vec<(usize, &str)> = marks.into_iter().filter_map(|mark| Some((text.find(mark)?, mark))).collect();
        let end = |from: usize| starts.iter().map(|(start, _)| *start).filter(|start| *start > from).min().unwrap_or(text.len());
        let part = |mark: &str| {
            let (from, mark) = starts.iter().find(|(_, found)| *found == mark)?;
            Some(text[from + mark.len()..end(*from)].trim().trim_end_matches('.').to_owned())
        };
        let meaning = text[..starts.iter().map(|(start, _)| *start).min().unwrap_or(text.len())].trim().to_owned();
        Words { meaning, unit: part(marks[0]), default: part(marks[1]), source: part(marks[2]) }
    }
}

/// The first sentence.
fn sentence(text: &str) -> String {
    let end = text.find(". ").unwrap_or(text.len());
    text[..end].trim_end_matches('.').to_owned()
}

/// What is written at a key, in plain words.
fn sort(schema: &Value) -> String {
    if let Some(words) = schema["enum"].as_array() {
        return format!("one of {}", words.iter().map(Value::to_string).collect::<Vec<_>>().join(", "));
    }
    if let Some(options) = schema["oneOf"].as_array().filter(|options| options.iter().all(|it| it["const"].is_string())) {
        let said = |it: &Value| format!("{} ({})", it["const"], sentence(it["description"].as_str().unwrap_or_default()));
        return format!("one of {}", options.iter().map(said).collect::<Vec<_>>().join(", "));
    }
    if let Some(name) = schema["$ref"].as_str() {
        return match name.trim_start_matches("#/$defs/") {
            "Law" => "duration, or table of a law".to_owned(),
            "Names" => "list of names".to_owned(),
            "Price" => "price, a number".to_owned(),
            "Share" => "share, a number from 0 to 1 or a percentage".to_owned(),
            name @ ("Duration" | "Rate" | "Length" | "Speed" | "Date") => name.to_lowercase(),
            // A table of tables like itself ends here.
            _ if resolved(schema)["properties"].is_object() => "table".to_owned(),
            _ => sort(resolved(schema)),
        };
    }
    if schema["additionalProperties"].is_object() {
        let entry = sort(&schema["additionalProperties"]);
        return if entry == "table" { "tables by name".to_owned() } else { format!("table from names to {entry}") };
    }
    match schema["type"].as_str() {
        Some("integer") => "whole number".to_owned(),
        Some("number") => "number".to_owned(),
        Some("boolean") => "true or false".to_owned(),
        Some("array") if sort(&schema["items"]) == "table" => "list of tables".to_owned(),
        Some("array") => format!("list, each {}", sort(&schema["items"])),
        Some("string") => "string".to_owned(),
        None if schema.is_boolean() || schema["anyOf"].is_null() => "value".to_owned(),
        _ => "table".to_owned(),
    }
}

/// How a value may be written.
fn example(schema: &Value) -> Option<String> {
    match schema["$ref"].as_str() {
        Some("#/$defs/Law") => Some("{ law = \"lognormal\", mean = \"90 min\", cv = 0.6 }".to_owned()),
        Some("#/$defs/Names") => Some("[\"jinan\", \"qingdao\"]".to_owned()),
        Some("#/$defs/Date") => Some("2026-01-01".to_owned()),
        _ => {
            let schema = resolved(schema);
            schema["examples"].get(0).or_else(|| schema["enum"].get(0)).map(Value::to_string)
        }
    }
}

/// Keys that the struct called `of` needs; at least `key`, which was missed.
pub(super) fn required(of: &str, key: &str) -> Vec<String> {
    let mut keys: Vec<String> = required_keys(of).map(str::to_owned).collect();
    if keys.is_empty() {
        keys.push(key.to_owned());
    }
    keys
}

/// The first sentence on a key of the struct called `of`.
pub(super) fn meaning(of: &str, key: &str) -> Option<String> {
    let definition = DEFINITIONS.get(of)?;
    let table = if definition["anyOf"].is_array() { &definition["anyOf"][0] } else { definition };
    let schema = &table["properties"][key];
    if resolved(schema)["enum"].is_array() {
        return Some(sort(resolved(schema)));
    }
    let text = sentence(&Words::of(schema["description"].as_str()?).meaning);
    let text = if text.len() > 100 { text.split(": ").next().unwrap_or_default().to_owned() } else { text };
    let mut letters = text.chars();
    let first = letters.next()?;
    // A word in capitals or a name keeps them.
    let lower = letters.clone().next().is_none_or(|second| !second.is_uppercase());
    Some(if lower { first.to_lowercase().chain(letters).collect() } else { text })
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.paths.join(", "))?;
        writeln!(f, "  {}", self.meaning)?;
        let required = self.required.then(|| "none, must be given".to_owned());
        let lines = [
            ("written as", Some(&self.sort)),
            ("unit", self.unit.as_ref()),
            ("default", self.default.as_ref().or(required.as_ref())),
            ("source", self.source.as_ref()),
            ("example", self.example.as_ref()),
        ];
        for (label, text) in lines {
            if let Some(text) = text {
                writeln!(f, "  {label:<10}  {text}")?;
            }
        }
        let width = self.keys.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
        for (index, (key, meaning)) in self.keys.iter().enumerate() {
            let label = if index == 0 { "keys" } else { "" };
            writeln!(f, "  {label:<10}  {key:<width$}  {meaning}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_path_and_by_name() {
        let paths = |key: &str| explain(key).unwrap().into_iter().flat_map(|it| it.paths).collect::<Vec<_>>();
        assert_eq!(paths("kind.work"), ["kind.NAME.work"]);
        assert_eq!(paths("kind.repair.work"), ["kind.NAME.work"]);
        assert_eq!(paths("kind.repair.work.mean"), ["kind.NAME.work.mean"]);
        assert_eq!(paths("technicians"), ["roster.NAME.standby.technicians", "centre.NAME.team.NAME.technicians"]);
        assert_eq!(paths("centre.team.technicians"), ["centre.NAME.team.NAME.technicians"]);
        assert_eq!(paths("scenario.horizon"), ["scenario.horizon"]);
        assert_eq!(paths("zone.size"), ["zone.NAME.size"]);
        assert_eq!(paths("lat"), ["zone.NAME.lat", "centre.NAME.lat", "partner.NAME.lat", "depot.NAME.lat"]);
        assert_eq!(explain("wokr").unwrap_err(), "there is no key `wokr`; did you mean `work`?");
        assert!(explain("").is_err() && explain(".").is_err());
    }

    #[test]
    fn an_explanation_has_meaning_unit_default_and_example() {
        let text = explain("scenario.drain").unwrap()[0].to_string();
        let expected = "\
scenario.drain
  Longest time after the horizon in which counted jobs are followed until they close.
  written as  duration
  unit        duration
  default     \"30 d\"
  source      model, clock and window
  example     drain = \"90 min\"
";
        assert_eq!(text, expected);
    }

    #[test]
    fn keys_of_studies_and_uncertain_inputs_are_known() {
        let of = |key: &str| explain(key).unwrap().remove(0);
        let points = of("design.points");
        assert!(points.of_study && points.sort == "whole number" && points.paths == ["design.points"], "{points:?}");
        assert!(of("design.kind").sort.contains("\"saltelli\" (Variance-based indices of each factor)"));
        assert_eq!(
            (of("factor.values").paths, of("factor.values").sort),
            (vec!["factor.NAME.values".to_owned()], "list, each value".to_owned())
        );
        let uncertain = of("uncertain");
        assert!(!uncertain.of_study && uncertain.keys.iter().any(|(key, _)| key == "triangular"), "{uncertain:?}");
        assert_eq!(of("uncertain.times").default.as_deref(), Some("false"));
        assert!(sections().all(|section| !section.paths.contains(&"study".to_owned())));
    }

    #[test]
    fn every_key_is_documented() {
        for it in ALL.iter() {
            assert!(it.meaning.len() > 3 && it.meaning.ends_with('.'), "{:?}: {}", it.paths, it.meaning);
            assert!(it.required || it.default.is_some() || it.sort.contains("table"), "{:?} has no default", it.paths);
        }
    }

    #[test]
    fn the_defaults_in_words_are_those_of_the_code() {
        let definitions = SCHEMA["$defs"].as_object().unwrap();
        for (of, definition) in definitions {
            for (key, schema) in definition["properties"].as_object().into_iter().flatten() {
                let said = Words::of(schema["description"].as_str().unwrap_or_default()).default.unwrap_or_default();
                let said = said.split(" (").next().unwrap();
                let coded = match &schema["default"] {
                    Value::Null => continue,
                    Value::String(text) if text.is_empty() => continue,
                    Value::Array(list) if list.is_empty() => continue,
                    Value::String(text) => format!("\"{text}\""),
                    other => other.to_string(),
                };
                let same = said == coded
                    || said.replace(' ', "") == coded.replace(' ', "")
                    || said.parse::<f64>().is_ok_and(|said| coded.parse() == Ok(said))
                    || said
                        .trim_matches('"')
                        .parse::<crate::scenario::units::Duration>()
                        .is_ok_and(|said| coded.trim_matches('"').parse() == Ok(said));
                assert!(same, "{of}.{key}: the comment says {said}, the code {coded}");
            }
        }
    }

    #[test]
    fn an_empty_table_means_the_same_as_none() {
        use crate::scenario::schema::{Calendar, Cost, Dispatch, Finance, Satisfaction, Tables, Travel};
        fn same<T: Default + serde::Serialize + serde::de::DeserializeOwned>() {
            let empty: T = toml::from_str("").unwrap();
            assert_eq!(serde_json::to_value(&empty).unwrap(), serde_json::to_value(T::default()).unwrap());
        }
        same::<Calendar>();
        same::<Cost>();
        same::<Dispatch>();
        same::<Finance>();
        same::<Satisfaction>();
        same::<Tables>();
        same::<Travel>();
    }
}
