//! Where two layouts differ, key by key, and how one is led towards the other.
//!
//! *Knows:* that tables merge key by key, that laws and lists are replaced as a whole, and where the user chose the names of entries.
//! *Never:* what a key means.

use super::entries::NAMED;
use super::{Node, Table, Value};

/// Steps of a key path.
pub type Path = Vec<String>;

/// The keys in which `to` differs from `from`, in the order of `from`; keys that only `to` has come last in their table.
pub fn differences(from: &Node, to: &Node) -> Vec<Path> {
    let mut found = Vec::new();
    compare(Some(from), Some(to), &mut Vec::new(), &mut found);
    found
}

fn compare(from: Option<&Node>, to: Option<&Node>, path: &mut Path, found: &mut Vec<Path>) {
    if let Some((from, to)) = from.zip(to)
        && is_same(from, to)
    {
        return;
    }
    // An entry is a change of its own even where its section is new.
    let entries = path.len() == 1 && NAMED.contains(&path[0].as_str());
    let none = Table::new();
    let (Some(old), Some(new)) = (parted(from, entries, &none), parted(to, entries, &none)) else {
        found.push(path.clone());
        return;
    };
    let added = new.keys().filter(|key| !old.contains_key(*key));
    for key in old.keys().chain(added) {
        path.push(key.clone());
        compare(old.get(key), new.get(key), path, found);
        path.pop();
    }
}

/// The entries of a table that is changed key by key; `none` for a section that is missing.
fn parted<'a>(node: Option<&'a Node>, section: bool, none: &'a Table) -> Option<&'a Table> {
    match node {
        None => section.then_some(none),
        Some(node) => node.entries().filter(|table| !table.contains_key("law")),
    }
}

/// Whether two values say the same, wherever they are written.
fn is_same(one: &Node, other: &Node) -> bool {
    match (&one.value, &other.value) {
        (Value::Table(one), Value::Table(other)) => {
            one.len() == other.len() && one.iter().all(|(key, node)| other.get(key).is_some_and(|twin| is_same(node, twin)))
        }
        (Value::List(one), Value::List(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (one, other) => one == other || plain(one).is_some_and(|text| plain(other) == Some(text)),
    }
}

/// A single value as a CSV cell would have it.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Text(text) | Value::Cell(text) | Value::Date(text) => Some(text.clone()),
        Value::Whole(number) => Some(number.to_string()),
        Value::Real(number) => Some(number.to_string()),
        Value::Truth(truth) => Some(truth.to_string()),
        Value::List(_) | Value::Table(_) => None,
    }
}

/// Makes the value at `path` of `tree` what it is in `to`, or takes it away where `to` has none.
pub fn adopt(tree: &mut Node, to: &Node, path: &[String]) {
    let Some((last, way)) = path.split_last() else { return };
    let (mut node, mut goal) = (tree, Some(to));
    for step in way {
        goal = goal.and_then(|goal| goal.part(step));
        let Some(table) = node.entries_mut() else { return };
        if let Some(goal) = goal {
            table.entry(step.clone()).or_insert_with(|| Node { key: goal.key, ..Node::table(goal.place) });
        }
        match table.get_mut(step) {
            Some(next) => node = next,
            None => return,
        }
    }
    let Some(table) = node.entries_mut() else { return };
    match goal.and_then(|goal| goal.part(last)) {
        Some(value) => drop(table.insert(last.clone(), value.clone())),
        None => drop(table.shift_remove(last)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::dotted;
    use super::*;
    use crate::scenario::complaint::Sources;

    fn read(text: &str) -> Node {
        let mut complaints = Vec::new();
        let node = super::super::document(text, Sources::default().add("t.toml", text), &mut complaints);
        assert_eq!(complaints, []);
        node
    }

    const FROM: &str =
        "list = [1, 2]\n[centre.a]\nrent = 1\nopen = true\nwork = { law = \"constant\", value = 2 }\n[centre.b]\nrent = 2\n";
    const TO: &str = "list = [1, 3]\n[centre.a]\nopen = true\nrent = 1\nwork = { law = \"gamma\", value = 2 }\nteam.x = { n = 1 }\n[partner.p]\nfee = 5\n";

    #[test]
    fn differences_are_named_by_entry_and_key() {
        let found: Vec<String> = differences(&read(FROM), &read(TO)).iter().map(|path| dotted(path)).collect();
        assert_eq!(found, ["list", "centre.a.work", "centre.a.team", "centre.b", "partner.p"]);
        assert!(differences(&read(TO), &read(TO)).is_empty());
    }

    #[test]
    fn adopting_every_difference_leads_to_the_other() {
        for (from, to) in [(FROM, TO), (TO, FROM)] {
            let (from, to) = (read(from), read(to));
            let mut tree = from.clone();
            let found = differences(&from, &to);
            for (at, path) in found.iter().enumerate() {
                assert_eq!(differences(&tree, &to).len(), found.len() - at);
                adopt(&mut tree, &to, path);
            }
            assert!(differences(&tree, &to).is_empty());
        }
    }

    #[test]
    fn a_cell_of_a_table_is_what_it_says() {
        let cell = |text: &str| Node::new(Value::Cell(text.to_owned()), read("a = 1").place);
        assert!(is_same(&cell("3"), read("a = 3").part("a").unwrap()));
        assert!(!is_same(&cell("3"), read("a = 4").part("a").unwrap()));
    }
}
