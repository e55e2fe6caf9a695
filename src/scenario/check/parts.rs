//! Parts, depots and stock rules: what is needed exists, every shelf is replenished by somebody, and nobody by himself.

use super::Checker;
use crate::scenario::schema::{Kind, Part, Scenario, Stock, StockPolicy, WhenOut};
use crate::scenario::stock::{CENTRES, DEPOTS, OWN_CENTRE, SUPPLIER, VANS, Where, place_of, rule_for};

/// More units of a part on one shelf are a typing error.
const MOST_UNITS: u32 = 1_000_000;
/// More units of a part for one job are a typing error.
const MOST_NEEDED: u32 = 1000;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    scenario.kind.iter().for_each(|(name, it)| needs(c, name, it));
    scenario.part.iter().for_each(|(name, it)| part(c, name, it));
    for (name, it) in &scenario.depot {
        super::travel::coordinates(c, "depot", name, (it.lat, it.lon), (it.x, it.y));
    }
    names(c);
    let before = c.complaints.len();
    scenario.stock.iter().for_each(|(name, it)| rule(c, name, it));
    // What could not be read may well keep what is missing.
    let damaged = c.damaged.iter().any(|(section, _)| ["stock", "part", "centre", "depot", "partner"].contains(&section.as_str()));
    if !damaged && c.complaints.len() == before {
        sources(c);
        benches(c);
    }
}

fn needs(c: &mut Checker<'_>, name: &str, it: &Kind) {
    for (part, need) in &it.parts {
        if !c.has("part", part) && !c.is_damaged("part", "") {
            let mend = c.suggest(part, c.names("part"));
            c.complain_of_key(&["kind", name, "parts", part], format!("there is no part `{part}`"), mend);
        }
        let fits = (1..=MOST_NEEDED).contains(&need.quantity);
        let fault = format!("a job that needs {} units is not possible", need.quantity);
        c.need(fits, &["kind", name, "parts", part, "quantity"], fault, format!("give 1 to {MOST_NEEDED}"));
    }
    if it.parts.is_empty() && c.find(&["kind", name, "parts_known"]).is_some() {
        let fault = "`parts_known` has no meaning without `parts`";
        c.complain(&["kind", name, "parts_known"], fault, "leave it out, or say which `parts` the jobs need".to_owned());
    }
}

fn part(c: &mut Checker<'_>, name: &str, it: &Part) {
    let Some(repair) = &it.repair else { return };
    let at = |key| ["part", name, "repair", key];
    c.law(&at("time"), &repair.time);
    if let Some(law) = &repair.local_time {
        c.law(&at("local_time"), law);
        let fault = "`local_time` has no meaning without `local`";
        c.need(repair.local.0 > 0.0, &at("local_time"), fault, "leave it out, or give the share that is repaired locally");
    }
    c.need(repair.benches != Some(0), &at("benches"), "nothing is ever repaired", "give 1 or more, or leave the key out");
    refer_store(c, &at("at"), &repair.at, &[]);
}

/// Complains unless `name` is a centre or depot, or one of the `special` words.
fn refer_store(c: &mut Checker<'_>, path: &[&str], name: &str, special: &[&str]) {
    let sections = ["centre", "depot"];
    if special.contains(&name) || sections.iter().any(|section| c.has(section, name) || c.is_damaged(section, "")) {
        return;
    }
    let mend = c.suggest(name, c.names("centre").chain(c.names("depot")).chain(special.iter().copied()));
    c.complain(path, format!("there is no centre or depot `{name}`"), mend);
}

/// Centres, partners and depots share the names that stock rules use.
fn names(c: &mut Checker<'_>) {
    let special = [SUPPLIER, OWN_CENTRE, CENTRES, DEPOTS, VANS];
    for section in ["centre", "partner", "depot"] {
        let reserved = c.names(section).filter(|name| special.contains(name) && !c.scenario.stock.is_empty());
        for name in reserved.collect::<Vec<_>>() {
            let fault = format!("the name `{name}` has a meaning of its own in stock rules");
            c.complain(&[section, name], fault, format!("give the {section} another name"));
        }
    }
    for name in c.names("depot").collect::<Vec<_>>() {
        for section in ["centre", "partner"] {
            let fault = format!("a {section} and a depot are both called `{name}`");
            c.need(!c.has(section, name), &["depot", name], fault, "rename one of them: stock rules name both");
        }
    }
}

fn rule(c: &mut Checker<'_>, name: &str, it: &Stock) {
    let at = |key| ["stock", name, key];
    places(c, name, it);
    c.refer_all(&at("parts"), "part", &it.parts);
    policy(c, name, it);
    for (key, units) in [("level", it.level), ("quantity", it.quantity), ("initial", it.initial)] {
        let fits = units.is_none_or(|units| units <= MOST_UNITS);
        c.need(fits, &at(key), format!("`{key}` is {}", units.unwrap_or(0)), format!("give at most {MOST_UNITS}"));
    }
    let review = it.review.is_none_or(|review| review.ms() >= 1000.0);
    c.need(review, &at("review"), "`review` is shorter than a second", "give a longer time, or leave the key out");
    for (key, law) in [("lead", &it.lead), ("lateral_lead", &it.lateral_lead), ("emergency_lead", &it.emergency_lead)] {
        if let Some(law) = law {
            c.law(&at(key), law);
        }
    }
    let only_vans = it.at.iter().all(|place| place == VANS);
    refer_store(c, &at("from"), &it.from, if only_vans { &[SUPPLIER, OWN_CENTRE] } else { &[SUPPLIER] });
    let given = |c: &Checker<'_>, key: &'static str| c.find(&at(key)).is_some();
    for key in ["lateral_lead", "lateral_freight"] {
        if it.lateral.is_empty() && given(c, key) {
            c.complain(&at(key), format!("`{key}` has no meaning without `lateral`"), "leave it out".to_owned());
        }
    }
    for key in ["emergency_lead", "emergency_price"] {
        if it.when_out != WhenOut::Emergency && given(c, key) {
            let fault = format!("`{key}` has no meaning without `when_out = \"emergency\"`");
            c.complain(&at(key), fault, "leave it out".to_owned());
        }
    }
}

fn places(c: &mut Checker<'_>, name: &str, it: &Stock) {
    if it.at.is_empty() {
        let mend = "name centres or depots, or `centres`, `depots` or `vans`";
        return c.complain(&["stock", name, "at"], "the rule is for no place", mend.to_owned());
    }
    for (key, names, special) in [("at", &it.at, &[CENTRES, DEPOTS, VANS][..]), ("lateral", &it.lateral, &[])] {
        for (index, place) in names.iter().enumerate() {
            let item = (index + 1).to_string();
            let path = ["stock", name, key, &item];
            let sections = ["centre", "depot", "partner"];
            if special.contains(&place) {
                continue;
            }
            if !sections.iter().any(|section| c.has(section, place) || c.is_damaged(section, "")) {
                let known = sections.into_iter().flat_map(|section| c.names(section));
                let mend = c.suggest(place, known.chain(special.iter().copied()));
                c.complain(&path, format!("there is no centre, depot or partner `{place}`"), mend);
            } else if c.scenario.centre.values().any(|centre| centre.partner.as_deref() == Some(place)) {
                c.complain(&path, format!("the partner `{place}` keeps parts at its centres"), "name these".to_owned());
            }
        }
    }
}

/// A policy has the keys that it takes, and no others.
fn policy(c: &mut Checker<'_>, name: &str, it: &Stock) {
    let (policy, takes): (_, &[&str]) = match it.policy {
        StockPolicy::BaseStock => ("base-stock", &["level"]),
        StockPolicy::MinMax => ("s-S", &["reorder", "level"]),
        StockPolicy::Lots => ("r-Q", &["reorder", "quantity"]),
    };
    let given = [("level", it.level.is_some()), ("reorder", it.reorder.is_some()), ("quantity", it.quantity.is_some())];
    for (key, is_given) in given {
        let path = ["stock", name, key];
        let mend = format!("the policy {policy} takes {}", super::listed(takes.iter().copied()));
        if is_given && !takes.contains(&key) {
            c.complain(&path, format!("the policy {policy} has no `{key}`"), mend);
        } else if !is_given && takes.contains(&key) {
            c.complain(&path, format!("the policy {policy} needs `{key}`"), mend);
        }
    }
    if let Some(reorder) = it.reorder {
        let path = ["stock", name, "reorder"];
        let fits = reorder.unsigned_abs() <= MOST_UNITS;
        c.need(fits, &path, format!("`reorder` is {reorder}"), format!("give -{MOST_UNITS} to {MOST_UNITS}"));
        let below = it.policy != StockPolicy::MinMax || it.level.is_none_or(|level| i64::from(reorder) < i64::from(level));
        c.need(below, &path, "`reorder` is not below `level`", "order at a lower position than the one to order up to");
    }
    c.need(it.quantity != Some(0), &["stock", name, "quantity"], "a lot of 0 units is none", "give 1 or more");
}

/// Every shelf that another one replenishes finds the part there, and no round of shelves replenishes itself.
fn sources(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    let stores: Vec<&str> =
        scenario.centre.keys().chain(scenario.depot.keys()).chain(scenario.partner.keys()).map(String::as_str).collect();
    for part in scenario.part.keys() {
        for name in &stores {
            let Some(number) = place_of(scenario, name).and_then(|at| rule_for(scenario, at, name, part)) else { continue };
            if !comes_from_supplier(c, part, number) {
                return;
            }
        }
        let Some(number) = rule_for(scenario, Where::Van, VANS, part) else { continue };
        let rule = &scenario.stock[number];
        if rule.from != OWN_CENTRE {
            if !comes_from_supplier(c, part, number) {
                return;
            }
            continue;
        }
        for (name, centre) in scenario.centre.iter().filter(|(_, centre)| centre.open) {
            let has_vans = centre.team.values().any(|team| team.technicians > 0);
            if has_vans && rule_for(scenario, Where::Centre, name, part).is_none() {
                let fault = format!("the centre `{name}` keeps no `{part}` for its vans");
                let mend = "add a stock rule for it, or name another place".to_owned();
                return c.complain(&from_of(scenario, number), fault, mend);
            }
        }
    }
}

/// Whether the chain of stores behind a rule ends at a supplier; complains if it does not.
fn comes_from_supplier(c: &mut Checker<'_>, part: &str, first: usize) -> bool {
    let scenario = c.scenario;
    let mut number = first;
    for _ in 0..=scenario.stock.len() * (scenario.centre.len() + scenario.depot.len()) {
        let from = scenario.stock[number].from.as_str();
        if from == SUPPLIER {
            return true;
        }
        let path = from_of(scenario, number);
        let Some(at) = place_of(scenario, from) else {
            c.complain(&path, format!("`{from}` is closed in this layout"), "open it, or name another place".to_owned());
            return false;
        };
        let Some(next) = rule_for(scenario, at, from, part) else {
            let fault = format!("`{from}` keeps no `{part}`");
            c.complain(&path, fault, "add a stock rule for it there, or name `parts` that it keeps".to_owned());
            return false;
        };
        number = next;
    }
    let fault = format!("the part `{part}` goes round: each of these places waits for another");
    c.complain(&from_of(scenario, first), fault, "let one of them order from `supplier`".to_owned());
    false
}

/// The path of the source of a rule.
fn from_of(scenario: &Scenario, rule: usize) -> [&str; 3] {
    ["stock", scenario.stock.get_index(rule).expect("a rule of the scenario").0, "from"]
}

/// Every bench has a shelf for what it repairs.
fn benches(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    for (name, part) in &scenario.part {
        let Some(repair) = &part.repair else { continue };
        let at = place_of(scenario, &repair.at).filter(|at| matches!(at, Where::Centre | Where::Depot));
        if at.and_then(|at| rule_for(scenario, at, &repair.at, name)).is_none() {
            let fault = format!("`{}` keeps no `{name}`: repaired ones have no shelf to go to", repair.at);
            c.complain(&["part", name, "repair", "at"], fault, "add a stock rule for it there".to_owned());
        }
    }
}
