//! What stands at a key path of a scenario, in which the user's names take their places: its unit, its sort.
//!
//! *Never:* values.

use super::json_schema::SCHEMA;
use super::{ALL, Explanation, resolved};
use serde_json::Value;

/// Unit of the plain number at a key path of a scenario, or of the numbers by name or in a list there.
pub(in crate::scenario) fn unit(path: &[String]) -> Option<&'static str> {
    at(path)?.unit.as_deref()
}

/// Whether the table at a key path of a scenario has keys that the reference knows; else it has names.
pub(in crate::scenario) fn has_keys(path: &[String]) -> bool {
    at(path).is_some_and(|it| !it.keys.is_empty())
}

/// What stands at a key path of a scenario; for a name or the place of an item, the table or list in which it is.
fn at(path: &[String]) -> Option<&'static Explanation> {
    fn leads(known: &[&str], path: &[String]) -> bool {
        match (known, path) {
            ([], []) => true,
            // The name of a number in a table of numbers, or the place of an item in a list.
            ([], [_]) => true,
            ([step, known @ ..], [first, path @ ..]) if *step == "NAME" || step == first => leads(known, path),
            (known, [item, path @ ..]) if item.parse::<usize>().is_ok() => leads(known, path),
            _ => false,
        }
    }
    let exact = |it: &&Explanation| !it.of_study && it.paths.iter().any(|known| leads(&known.split('.').collect::<Vec<_>>(), path));
    // A key of its own comes after the table that it stands in.
    ALL.iter().rfind(exact)
}

/// Whether the value at a key path of a scenario is a price.
pub(in crate::scenario) fn is_price(path: &[String]) -> bool {
    leads_to(path, &|schema| schema.to_string().contains("#/$defs/Price\""))
}

/// Whether the value at a key path of a scenario is a whole number.
pub(in crate::scenario) fn is_whole(path: &[String]) -> bool {
    leads_to(path, &|schema| schema["type"] == "integer")
}

/// Whether a key path of a scenario leads to a value of this sort.
fn leads_to(path: &[String], sort: &dyn Fn(&Value) -> bool) -> bool {
    let options = |schema: &'static Value| -> Vec<&'static Value> {
        let schema = resolved(schema);
        schema["anyOf"].as_array().map_or_else(|| vec![schema], |any| any.iter().map(resolved).collect())
    };
    let inside = |schema: &'static Value, step: &str| -> Option<&'static Value> {
        let known = [&schema["properties"][step], &schema["additionalProperties"], &schema["items"]];
        known.into_iter().find(|inner| inner.is_object())
    };
    let mut at: Vec<&'static Value> = vec![&SCHEMA];
    for (depth, step) in path.iter().enumerate() {
        let inner: Vec<&'static Value> = at.into_iter().filter_map(|schema| inside(schema, step)).collect();
        if depth + 1 == path.len() {
            return inner.into_iter().any(sort);
        }
        at = inner.into_iter().flat_map(options).collect();
    }
    false
}
