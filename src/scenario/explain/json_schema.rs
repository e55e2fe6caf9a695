//! The JSON Schema of a scenario file: editors complete and check with it, `explain` reads from it.
//!
//! *Knows:* that a file has layouts and CSV tables, which the type of one layout does not say.
//! *Never:* a description of its own; all words come from [`crate::scenario::schema`].

use crate::scenario::experiment::schema::{StudyFile, UncertainInput};
use crate::scenario::schema::Scenario;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// The JSON Schema of a scenario file, for editors such as those with taplo.
pub fn json_schema() -> String {
    let mut root = SCHEMA.clone();
    let mut sections = refer_to_parts(&root["properties"]);
    let mut parts = partial(&root["$defs"]);
    let sections = sections.as_object_mut().expect("the schema has properties");
    sections.remove("layout");
    sections.remove("uncertain");
    let definitions = root["$defs"].as_object_mut().expect("the schema has definitions");
    definitions.append(&mut parts);
    definitions["Layout"]["properties"].as_object_mut().expect("a layout has properties").append(sections);
    // Zones and streams may come from CSV files alone.
    root["required"] = json!(["scenario", "kind"]);
    serde_json::to_string_pretty(&root).expect("a schema is plain data") + "\n"
}

/// The JSON Schema of a study file.
pub fn study_schema() -> String {
    serde_json::to_string_pretty(&*STUDY).expect("a schema is plain data") + "\n"
}

/// The schema of a study file, in the words of TOML.
pub(super) static STUDY: LazyLock<Value> = LazyLock::new(|| {
    let mut root = schemars::schema_for!(StudyFile).to_value();
    without_null(&mut root);
    root
});

/// All that goes by a name in the schema of either file.
pub(super) static DEFINITIONS: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    let both = [&*SCHEMA, &*STUDY].map(|root| root["$defs"].as_object().cloned().expect("the schema has definitions"));
    both.into_iter().flatten().collect()
});

/// An uncertain input: its law, or tables with inputs inside.
fn uncertain() -> Value {
    let mut input = schemars::schema_for!(UncertainInput).to_value();
    without_null(&mut input);
    let input = input.as_object_mut().expect("a schema is an object");
    input.retain(|key, _| key != "$schema" && key != "title");
    input.insert("additionalProperties".to_owned(), json!({ "$ref": "#/$defs/UncertainInput" }));
    json!(input)
}

/// The keys that a layout has of its own.
fn layout() -> Value {
    json!({
        "description": "`[[layout]]`: one alternative of the network; changes any part of the base by the same keys.",
        "type": "object",
        "properties": {
            "name": { "description": "Name of the layout, unique in the file.", "type": "string" },
            "summary": { "description": "What reports say of the layout. Default: \"\".", "type": "string" },
        },
        "additionalProperties": false,
        "required": ["name"],
    })
}

/// The schema as `schemars` derives it, in the words of TOML (nothing is ever null), and with layouts.
pub(super) static SCHEMA: LazyLock<Value> = LazyLock::new(|| {
    let mut root = schemars::schema_for!(Scenario).to_value();
    without_null(&mut root);
    let definitions = root["$defs"].as_object_mut().expect("the schema has definitions");
    let shorthands = [
        ("Law", json!({ "$ref": "#/$defs/Duration" })),
        ("Need", json!({ "$ref": "#/$defs/Share" })),
        ("Names", json!({ "type": "string", "description": "Names separated by spaces." })),
    ];
    for (name, shorthand) in shorthands {
        let mut full = definitions[name].take();
        let description = full["description"].take();
        full.as_object_mut().expect("a definition is an object").remove("description");
        definitions[name] = json!({ "description": description, "anyOf": [full, shorthand] });
    }
    definitions.insert("Layout".to_owned(), layout());
    definitions.insert("UncertainInput".to_owned(), uncertain());
    root["properties"]["layout"] = json!({
        "description": "Layouts to be compared: each changes any part of the scenario by the same keys. Default: one layout, `base`.",
        "type": "array",
        "items": { "$ref": "#/$defs/Layout" },
    });
    root["properties"]["uncertain"] = json!({
        "description": "Inputs that nobody knows for sure: laws at the key paths of their values, in which a step `\"*\"`, in quotes, stands for every \
            entry, such as `uncertain.grade.plain.wage = { uniform = [25, 35] }`. `callout uncertain` varies them, and studies \
            with `uncertain = true`; all else takes the values of the keys themselves. Default: none.",
        "type": "object",
        "additionalProperties": { "$ref": "#/$defs/UncertainInput" },
    });
    root
});

/// Keys that the struct called `of` needs.
pub fn required(of: &str) -> impl Iterator<Item = &'static str> {
    let definition = DEFINITIONS.get(of).unwrap_or(&Value::Null);
    let required = definition["required"].as_array().or_else(|| definition["anyOf"][0]["required"].as_array());
    required.into_iter().flatten().filter_map(Value::as_str)
}

/// Takes `null` out of types: TOML does not have it.
fn without_null(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            // The default of a whole table says nothing that its keys do not say.
            if object.get("default").is_some_and(|default| default.is_null() || default.is_object()) {
                object.remove("default");
            }
            for (list, null) in [("anyOf", json!({ "type": "null" })), ("type", json!("null"))] {
                let Some(Value::Array(options)) = object.get_mut(list) else { continue };
                options.retain(|option| *option != null);
                if let [only] = &options[..] {
                    let only = only.clone();
                    object.remove(list);
                    match only {
                        Value::Object(inner) => object.extend(inner),
                        name => object.extend([(list.to_owned(), name)]),
                    }
                }
            }
            object.values_mut().for_each(without_null);
        }
        Value::Array(list) => list.iter_mut().for_each(without_null),
        _ => {}
    }
}

/// All definitions once more with nothing required: a layout changes only parts.
fn partial(definitions: &Value) -> Map<String, Value> {
    let definitions = definitions.as_object().into_iter().flatten();
    definitions.map(|(name, definition)| (format!("{name}Part"), refer_to_parts(definition))).collect()
}

fn refer_to_parts(schema: &Value) -> Value {
    match schema {
        Value::Object(object) => {
            let kept = object.iter().filter(|(key, value)| !(*key == "required" && value.is_array()) && *key != "default");
            kept.map(|(key, value)| match (key.as_str(), value) {
                ("$ref", Value::String(name)) => (key.clone(), json!(format!("{name}Part"))),
                _ => (key.clone(), refer_to_parts(value)),
            })
            .collect()
        }
        Value::Array(list) => list.iter().map(refer_to_parts).collect(),
        plain => plain.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_leads_to_a_definition() {
        let schema: Value = serde_json::from_str(&json_schema()).unwrap();
        let definitions = schema["$defs"].as_object().unwrap();
        let text = schema.to_string();
        for reference in text.split("\"#/$defs/").skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(definitions.contains_key(name), "{name}");
        }
        assert!(!text.contains("null"));
    }

    #[test]
    fn studies_and_uncertain_inputs_have_their_schema() {
        let study: Value = serde_json::from_str(&study_schema()).unwrap();
        assert_eq!(study["properties"]["design"]["$ref"], "#/$defs/DesignTable");
        assert_eq!(study["required"], json!(["study"]));
        assert!(study["$defs"]["DesignTable"]["properties"]["points"].is_object() && !study.to_string().contains("null"));
        let schema: Value = serde_json::from_str(&json_schema()).unwrap();
        let input = &schema["$defs"]["UncertainInput"];
        assert!(input["properties"]["triangular"].is_object() && input["additionalProperties"].is_object());
        assert!(schema["$defs"]["Layout"]["properties"]["uncertain"].is_null() && schema["$defs"]["DesignTable"].is_null());
    }

    #[test]
    fn a_layout_needs_nothing_but_its_name() {
        let schema: Value = serde_json::from_str(&json_schema()).unwrap();
        assert_eq!(schema["$defs"]["Layout"]["required"], json!(["name"]));
        assert_eq!(schema["$defs"]["Layout"]["properties"]["kind"]["additionalProperties"]["$ref"], "#/$defs/KindPart");
        assert!(schema["$defs"]["KindPart"].get("required").is_none());
        assert_eq!(schema["$defs"]["Kind"]["required"], json!(["work"]));
    }

    #[test]
    fn required_keys_are_known_by_struct() {
        assert_eq!(required("Header").collect::<Vec<_>>(), ["name", "start", "horizon"]);
        assert_eq!(required("Law").collect::<Vec<_>>(), ["law"]);
        assert_eq!(required("Nothing").count(), 0);
    }
}
