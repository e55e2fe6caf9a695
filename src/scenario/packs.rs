//! Rule packs that come with the program, and those that stand in files of their own: both become tables `[rules.NAME]` of a layout.
//!
//! *Never:* what a rule means; a pack is nothing but a table that a user could have written.

use super::complaint::Complaint;
use super::table::files::Files;
use super::tree::{self, Node, overlay};

/// Shipped packs: name and text.
pub const SHIPPED: [(&str, &str); 3] = [
    ("cn-three-guarantees", include_str!("packs/cn-three-guarantees.toml")),
    ("cn-distance-selling", include_str!("packs/cn-distance-selling.toml")),
    ("ecommerce-30-day", include_str!("packs/ecommerce-30-day.toml")),
];

/// Puts the packs that products name, and that do not stand in the file itself, into the tree; keys of the file stand above them.
pub(super) fn resolve(tree: &mut Node, files: &mut Files<'_>, complaints: &mut Vec<Complaint>) {
    let named = |product: &Node| product.part("rules").and_then(|node| node.text().map(|name| (name.to_owned(), node.place)));
    let asked: Vec<_> = tree.part("product").into_iter().flat_map(Node::iter).filter_map(|(_, product)| named(product)).collect();
    for (name, place) in asked {
        let shipped = SHIPPED.iter().find(|(known, _)| *known == name);
        let source = match shipped {
            Some((name, text)) => Some(files.shipped(name, text)),
            None if name.ends_with(".toml") => files.toml(&name, place),
            None => None,
        };
        let Some(source) = source else { continue };
        let text = files.sources.get(source).text.clone();
        let mut pack = tree::document(&text, source, complaints);
        let place = tree.place;
        let Some(root) = tree.entries_mut() else { return };
        let section = root.entry("rules".to_owned()).or_insert_with(|| Node::table(place));
        let Some(packs) = section.entries_mut() else { return };
        if let Some(own) = packs.shift_remove(&name) {
            overlay::merge(&mut pack, own);
        }
        packs.insert(name, pack);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::schema::Rules;

    #[test]
    fn shipped_packs_are_sound() {
        for (name, text) in SHIPPED {
            let rules: Rules = toml::from_str(text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
            assert!(!rules.summary.is_empty() && !rules.source.is_empty(), "{name}");
        }
    }
}
