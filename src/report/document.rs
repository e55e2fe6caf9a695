//! What JSON documents are made of: parts that several of them share, keys that mean the same everywhere, and the schema of each.
//!
//! A document is a struct: its fields are the keys in their order, their comments the descriptions in the schema, so that neither can say
//! what the other does not. Numbers are plain numbers in the unit that stands beside them; what has no data is `null`.

use super::head::Head;
use super::number::unit_key;
use crate::record::figure::{FIGURES, Unit};
use crate::record::ledger::Account;
use crate::record::stages::Stage;
use crate::study::interval;
use crate::study::warmup::What;
use indexmap::IndexMap;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::{Value, json};
use std::borrow::Cow;

/// Counts up when a key changes its meaning or goes away.
pub const SCHEMA_VERSION: u32 = 1;

/// A document as text, with a line break at its end.
pub fn pretty(document: &impl Serialize) -> String {
    serde_json::to_string_pretty(document).expect("a document is plain data") + "\n"
}

/// The JSON Schema of a document: what this version writes, no key more and no key less.
pub fn schema_of<Document: JsonSchema>(title: &str) -> String {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    let mut schema = settings.into_generator().into_root_schema_for::<Document>();
    RecursiveTransform(closed).transform(&mut schema);
    schema.insert("title".to_owned(), json!(title));
    pretty(&schema)
}

/// Takes no keys but those that are named.
fn closed(schema: &mut Schema) {
    if schema.get("properties").is_some() && schema.get("additionalProperties").is_none() {
        schema.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
}

/// Words of a list, each with what it means.
fn one_of(words: impl Iterator<Item = (&'static str, String)>) -> Schema {
    let words: Vec<Value> = words.map(|(word, meaning)| json!({ "const": word, "description": meaning })).collect();
    json_schema!({ "type": "string", "oneOf": words })
}

/// Keys that the program knows before it reads a scenario.
macro_rules! keys {
    ($($name:ident: $about:literal, $words:expr;)*) => {$(
        #[doc = $about]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        pub struct $name(pub &'static str);

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                let mut schema = one_of($words);
                schema.insert("description".to_owned(), json!($about));
                schema
            }
        }
    )*};
}

keys! {
    FigureKey: "Key of a figure.", FIGURES.iter().map(|figure| (figure.key, with_unit(figure.meaning, figure.unit)));
    AccountKey: "Key of an account of the ledger.", Account::ALL.iter().map(|it| (it.key(), with_unit(it.meaning(), Unit::Money)));
    StageKey: "Key of a stage of a job.", Stage::ALL.iter().map(|stage| (stage.key(), stage.meaning().to_owned()));
    CourseKey: "Key of what `callout warmup` follows over time.", What::ALL.iter().map(|what| (what.key(), what.label().to_owned()));
}

fn with_unit(meaning: &str, unit: Unit) -> String {
    format!("{meaning} Unit: {}.", unit_key(unit, "the currency"))
}

impl FigureKey {
    /// The key of the figure with this index.
    pub fn of(figure: usize) -> FigureKey {
        FigureKey(FIGURES[figure].key)
    }
}

/// Values by keys that the program knows, those without data left out or `null`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent, bound(serialize = "K: Serialize, V: Serialize"))]
pub struct By<K: std::hash::Hash + Eq, V>(pub IndexMap<K, V>);

impl<K: std::hash::Hash + Eq, V> FromIterator<(K, V)> for By<K, V> {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        By(pairs.into_iter().collect())
    }
}

impl<K: std::hash::Hash + Eq + JsonSchema, V: JsonSchema> JsonSchema for By<K, V> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        format!("{}By{}", V::schema_name(), K::schema_name()).into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let (names, values) = (generator.subschema_for::<K>(), generator.subschema_for::<V>());
        json_schema!({ "type": "object", "propertyNames": names, "additionalProperties": values })
    }
}

/// The counted time.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Window {
    /// Its start, local date and time such as 2026-01-01T00:00:00.
    from: String,
    /// Its end, not in it; local date and time.
    to: String,
    /// Its length [d].
    days: f64,
}

impl Window {
    /// The window of a run.
    pub fn of(head: &Head) -> Window {
        Window { from: head.from.to_string(), to: head.to.to_string(), days: head.days }
    }
}

/// Replications of each layout.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Replications {
    /// Asked for.
    pub asked: u32,
    /// Completed by every layout: fewer where a run was interrupted.
    pub complete: u32,
}

/// The scenario file.
#[derive(Debug, Serialize, JsonSchema)]
pub struct File {
    /// The file as the user named it.
    file: String,
    /// Hash of all that was read.
    hash: String,
}

impl File {
    /// The file of a run.
    pub fn of(head: &Head) -> File {
        File { file: head.asked.file.clone(), hash: head.asked.hash.clone() }
    }
}

/// A mean over replications, or a quantile of all jobs together, and how sure it is.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Estimate {
    /// The value, in `unit`; `null` without data.
    value: Option<f64>,
    /// Half the width of its interval at the confidence of the document, in `unit`; `null` from a single replication.
    half_width: Option<f64>,
    /// Standard deviation between replications, in `unit`; `null` from a single one.
    deviation: Option<f64>,
    /// Replications with data.
    n: usize,
    /// Unit: h, share (of 1), count, km, score, points, or the currency.
    unit: String,
}

impl Estimate {
    /// An estimate, where there are data.
    pub fn of(estimate: Option<&interval::Estimate>, unit: String) -> Estimate {
        Estimate {
            value: estimate.map(|e| e.value),
            half_width: estimate.and_then(|e| e.half_width),
            deviation: estimate.and_then(|e| e.deviation),
            n: estimate.map_or(0, |e| e.n),
            unit,
        }
    }
}

/// A mean over replications and its interval.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Mean {
    /// The value; `null` where there is none.
    value: Option<f64>,
    /// Half the width of its interval at the confidence of the document; `null` from a single replication.
    half_width: Option<f64>,
}

impl Mean {
    /// A mean, where there are data.
    pub fn of(estimate: Option<&interval::Estimate>) -> Mean {
        Mean { value: estimate.map(|e| e.value), half_width: estimate.and_then(|e| e.half_width) }
    }
}
