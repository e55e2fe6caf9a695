//! What every key means.
use super::schema::Scenario;
use serde_json::Value;

fn root() -> Value {
    schemars::schema_for!(Scenario).to_value()
}

/// Keys that a struct needs.
pub(super) fn required(of: &str, key: &str) -> Vec<String> {
    let root = root();
    let schema = &root["$defs"][of]["required"];
    let mut keys: Vec<String> = schema.as_array().into_iter().flatten().filter_map(|k| k.as_str().map(str::to_owned)).collect();
    if keys.is_empty() {
        keys.push(key.to_owned());
    }
    keys
}

/// First sentence of a key.
pub(super) fn meaning(of: &str, key: &str) -> Option<String> {
    let root = root();
    root["$defs"][of]["properties"][key]["description"].as_str().map(|t| t.lines().next().unwrap_or("").to_owned())
}
