//! What `callout schema --results` says of JSON documents holds for the documents: every key is known, none is missing.

use assert_cmd::Command;
use serde_json::{Map, Value, json};
use tempfile::TempDir;

const FIRST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/first.toml");
const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/small.toml");
const TIERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tiers-and-self-service.toml");
const CARD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/rate-card.toml");

fn says(args: &[&str], stdin: &str) -> String {
    let mut command = Command::cargo_bin("callout").unwrap();
    let output = command.args(args).write_stdin(stdin).assert().success().get_output().stdout.clone();
    String::from_utf8(output).unwrap()
}

fn schema(of: &str) -> Value {
    serde_json::from_str(&says(&["schema", "--results", of], "")).unwrap()
}

fn document(args: &[&str], stdin: &str) -> Value {
    serde_json::from_str(&says(&[args, &["--format", "json"]].concat(), stdin)).unwrap()
}

/// What the validator understands of a schema, beside what only explains; patterns of text are left to `tests/schemas.py`.
const RULES: &str = "$ref type const enum oneOf anyOf properties required additionalProperties propertyNames items minItems maxItems minimum maximum";
const EXPLAINS: &str = "$schema $defs title description format default examples pattern";

fn is(value: &Value, kind: &Value) -> bool {
    match kind.as_str().unwrap() {
        "null" => value.is_null(),
        "boolean" => value.is_boolean(),
        "string" => value.is_string(),
        "number" => value.is_number(),
        "integer" => value.is_u64() || value.is_i64(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        other => panic!("no type: {other}"),
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
}

/// What is wrong with a value at a place by a schema inside `root`.
fn faults(root: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    let Value::Object(rules) = schema else {
        return if *schema == json!(false) { vec![format!("{at}: nobody knows this key")] } else { Vec::new() };
    };
    let mut found = Vec::new();
    for (rule, says) in rules {
        match rule.as_str() {
            "$ref" => {
                let to = says.as_str().unwrap().strip_prefix('#').unwrap();
                found.extend(faults(root, root.pointer(to).unwrap(), value, at));
            }
            "type" if !list(says).iter().any(|kind| is(value, kind)) => found.push(format!("{at}: {value} is no {says}")),
            "const" if value != says => found.push(format!("{at}: {value} is not {says}")),
            "enum" if !list(says).contains(value) => found.push(format!("{at}: {value} is none of {says}")),
            "minimum" if value.is_number() && value.as_f64() < says.as_f64() => {
                found.push(format!("{at}: {value} is under {says}"))
            }
            "maximum" if value.is_number() && value.as_f64() > says.as_f64() => found.push(format!("{at}: {value} is over {says}")),
            "anyOf" | "oneOf" => {
                let ways: Vec<Vec<String>> = list(says).iter().map(|way| faults(root, way, value, at)).collect();
                let fitting = ways.iter().filter(|faults| faults.is_empty()).count();
                if fitting == 0 || (rule == "oneOf" && fitting > 1) {
                    found.push(format!("{at}: {fitting} of the {rule} fit:\n  {}", ways.concat().join("\n  ")));
                }
            }
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                found.extend(items.flat_map(|(n, item)| faults(root, says, item, &format!("{at}/{n}"))));
            }
            "minItems" | "maxItems" => {
                let Some(len) = value.as_array().map(|items| items.len() as u64) else { continue };
                let bound = says.as_u64().unwrap();
                if (rule == "minItems" && len < bound) || (rule == "maxItems" && len > bound) {
                    found.push(format!("{at}: {len} items, {rule} {says}"));
                }
            }
            other => {
                let known = [RULES, EXPLAINS].iter().any(|words| words.split(' ').any(|word| word == other));
                assert!(known, "{at}: the validator does not understand {other}");
            }
        }
    }
    if let Value::Object(keys) = value {
        found.extend(faults_of_keys(root, rules, keys, at));
    }
    found
}

/// What is wrong with the keys of an object and what they hold.
fn faults_of_keys(root: &Value, rules: &Map<String, Value>, keys: &Map<String, Value>, at: &str) -> Vec<String> {
    let required = rules.get("required").into_iter().flat_map(list).filter_map(Value::as_str);
    let missing = required.filter(|key| !keys.contains_key(*key)).map(|key| format!("{at}: no {key}"));
    let mut found: Vec<String> = missing.collect();
    for (key, value) in keys {
        let at = format!("{at}/{key}");
        let own = rules.get("properties").and_then(|properties| properties.get(key));
        if let Some(schema) = own.or(rules.get("additionalProperties")) {
            found.extend(faults(root, schema, value, &at));
        }
        if let Some(names) = rules.get("propertyNames") {
            found.extend(faults(root, names, &json!(key), &at));
        }
    }
    found
}

fn check(of: &str, documents: &[Value]) {
    let schema = schema(of);
    for document in documents {
        let found = faults(&schema, &schema, document, "");
        assert!(found.is_empty(), "{of}:\n{}", found.join("\n"));
    }
}

#[test]
fn runs() {
    let dir = TempDir::new().unwrap();
    let out = dir.path().join("out");
    let run = |args: &[&str]| document(&[&["run"], args, &["--quiet"]].concat(), "");
    let of_directory = |name: &str| -> Value { serde_json::from_slice(&std::fs::read(out.join(name)).unwrap()).unwrap() };
    let audited = run(&[SMALL, "--replications", "3", "--audit", "--out", out.to_str().unwrap()]);
    assert_eq!(of_directory("summary.json"), audited);
    let precise = run(&[FIRST, "--precision", "cost_total=5%", "--precision", "promise_kept=5pp"]);
    assert!(precise["precision"][1]["met"].is_boolean());
    let tiers = run(&[TIERS, "--replications", "2"]);
    assert!(tiers["layouts"][0]["by"]["tier"].is_object());
    let schema = schema("run");
    assert_eq!(faults(&schema, &schema["$defs"]["Manifest"], &of_directory("manifest.json"), ""), [""; 0]);
    check("run", &[audited, precise, tiers, run(&[SMALL, "--replications", "1"])]);
}

#[test]
fn parts_of_the_money() {
    let finance = |args: &[&str]| document(&[&["finance", FIRST, "--quiet"], args].concat(), "");
    check("finance", &[finance(&[]), finance(&["--by", "zone"]), finance(&["--replications", "1"])]);
    let why = |args: &[&str]| document(&[&["why", FIRST, "--replications", "3", "--quiet"], args].concat(), "");
    check("why", &[why(&[]), why(&["--steps", "--by", "account,cell,effect,stage"])]);
    check("contract", &[document(&["contract", CARD, "--partner", "agent"], "")]);
}

#[test]
fn studies_of_layouts() {
    let compare = |args: &[&str]| document(&[&["compare", FIRST, "--quiet"], args].concat(), "");
    let best = compare(&["--best", "cost_total", "--precision", "cost_total=5%"]);
    assert!(best["best"]["layouts"][0]["standing"].is_string() && best["precision"].is_array());
    let selected = compare(&["--select", "cost_total", "--delta", "1%"]);
    assert!(selected["selection"]["layouts"][0]["in"].is_boolean());
    check("compare", &[best, selected, compare(&["--replications", "2", "--all-pairs"])]);
    let uncertain = |args: &[&str]| document(&[&["uncertain", FIRST, "--quiet", "--replications", "2"], args].concat(), "");
    let gains = uncertain(&["--points", "16"]);
    assert!(gains["against_baseline"][0]["tornado"][0]["share_of_variance"].is_object());
    let alike = uncertain(&["--break-even", "partner.Handyman.fee.repair=50..400"]);
    assert!(alike["breakeven"][0]["words"].is_string());
    check("uncertain", &[gains, alike]);
    check("warmup", &[document(&["warmup", FIRST, "--quiet"], "")]);
}

#[test]
fn manifests_of_sweeps() {
    let dir = TempDir::new().unwrap();
    let run = |name: &str, more: &str| {
        let (study, out) = (dir.path().join(format!("{name}.toml")), dir.path().join(name));
        let head = format!("[study]\nname = 'S'\nscenario = '{FIRST}'\n{more}\n");
        let text = head + "[factor.team]\nkey = 'centre.Depot.team.field.technicians'\nvalues = [3, 4]\n";
        std::fs::write(&study, text).unwrap();
        says(&["sweep", study.to_str().unwrap(), "--out", out.to_str().unwrap(), "--quiet"], "");
        serde_json::from_slice::<Value>(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap()
    };
    let fixed = run("fixed", "replications = 2");
    assert_eq!(fixed["replications"]["fixed"], 2);
    let precise = run("precise", "[precision]\ncost_total = '9 %'\nmax_replications = 20");
    assert_eq!(precise["replications"]["max"], 20);
    check("sweep", &[fixed, precise]);
}

#[test]
fn fits() {
    let rows = (1..=60).map(|n| {
        format!("{:.2},2026-{:02}-{:02} {:02}:10", 1.0 + f64::from(n * 37 % 41) / 9.0, 1 + n / 29, 1 + n % 28, n * 7 % 24)
    });
    let csv = format!("hours,arrival\n{}\n", rows.collect::<Vec<_>>().join("\n"));
    let fit = |args: &[&str]| document(&[&["fit", "-", "--bootstrap", "20"], args].concat(), &csv);
    let hours = fit(&["--column", "hours", "--unit", "h"]);
    assert!(hours["durations"]["laws"].as_array().unwrap().len() > 3);
    let both = fit(&["--column", "hours", "--unit", "h", "--times", "arrival"]);
    assert!(both["arrivals"]["dispersion"].is_object());
    check("fit", &[hours, both]);
}

/// Every place of a schema that an object's keys are listed at.
fn objects<'s>(schema: &'s Value, found: &mut Vec<&'s Map<String, Value>>) {
    match schema {
        Value::Object(rules) => {
            found.extend(rules.contains_key("properties").then_some(rules));
            rules.values().for_each(|inner| objects(inner, found));
        }
        Value::Array(list) => list.iter().for_each(|inner| objects(inner, found)),
        _ => {}
    }
}

#[test]
fn every_key_of_every_document_is_explained_and_no_other_is_taken() {
    let listed = says(&["schema", "--results"], "");
    assert_eq!(listed.lines().count(), 9, "{listed}");
    for name in listed.lines().map(|line| line.split_whitespace().next().unwrap()) {
        let schema = schema(name);
        let mut found = Vec::new();
        objects(&schema, &mut found);
        assert!(found.len() > 1, "{name}");
        for object in found {
            assert_eq!(object["additionalProperties"], json!(false), "{name}: {object:?}");
            for (key, property) in object["properties"].as_object().unwrap() {
                assert!(property["description"].as_str().is_some_and(|words| words.len() > 4), "{name}: {key} is not explained");
            }
        }
    }
}

#[test]
fn the_validator_sees_what_is_wrong() {
    let schema = schema("run");
    let sound = document(&["run", SMALL, "--replications", "2", "--quiet"], "");
    let wrong = |change: &dyn Fn(&mut Value)| {
        let mut document = sound.clone();
        change(&mut document);
        faults(&schema, &schema, &document, "").join("\n")
    };
    assert_eq!(wrong(&|_| {}), "");
    assert_eq!(wrong(&|it| it["more"] = json!(1)), "/more: nobody knows this key");
    assert_eq!(wrong(&|it| it["layouts"][0]["by"]["more"] = json!({})), "/layouts/0/by/more: nobody knows this key");
    let less = wrong(&|it| drop(it["window"].as_object_mut().unwrap().remove("days")));
    assert_eq!(less, "/window: no days");
    assert_eq!(wrong(&|it| it["replications"]["asked"] = json!(-1)), "/replications/asked: -1 is under 0");
    assert_eq!(wrong(&|it| it["layouts"] = json!({})), "/layouts: {} is no \"array\"");
    let figures = "/layouts/0/figures";
    let kind = wrong(&|it| *it.pointer_mut(&format!("{figures}/calls/value")).unwrap() = json!("many"));
    assert!(kind.starts_with(&format!("{figures}/calls/value: \"many\" is no ")), "{kind}");
    let unknown = wrong(&|it| it["layouts"][0]["figures"]["luck"] = sound["layouts"][0]["figures"]["calls"].clone());
    assert!(unknown.starts_with(&format!("{figures}/luck: 0 of the oneOf fit")), "{unknown}");
    let verdict = wrong(&|it| it["differences"][0]["figures"]["calls"]["verdict"] = json!("maybe"));
    assert!(verdict.contains("/calls/verdict: 0 of the oneOf fit"), "{verdict}");
}
