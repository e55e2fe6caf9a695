//! Warranties, plans, rule packs and prices: that they are whole, and name what exists.

use super::Checker;
use crate::scenario::packs::SHIPPED;
use crate::scenario::schema::{AcceptanceLaw, Kind, PriceAcceptance, Product, Rules, Stream, Tracking};
use crate::scenario::units::{Duration, Price};

/// Largest mark-up and weights [factor].
const LARGEST: f64 = 1000.0;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    scenario.product.iter().for_each(|(name, it)| product(c, name, it));
    scenario.rules.iter().for_each(|(name, it)| rules(c, name, it));
    scenario.kind.iter().for_each(|(name, it)| kind(c, name, it));
    scenario.stream.iter().for_each(|(name, it)| stream(c, name, it));
}

fn product(c: &mut Checker<'_>, name: &str, it: &Product) {
    let at = |key| ["product", name, key];
    if let Some(pack) = it.rules.as_ref().filter(|pack| !c.has("rules", pack) && !pack.ends_with(".toml")) {
        let known: Vec<&str> = c.names("rules").chain(SHIPPED.iter().map(|(name, _)| *name)).collect();
        let mend = c.suggest(pack, known.into_iter());
        c.complain(&at("rules"), format!("there is no rule pack `{pack}`"), mend);
    }
    if let Some(warranty) = &it.warranty {
        let fits = warranty.term.ms() >= 1.0;
        let mend = "give a time above 0, or leave the warranty out";
        c.need(fits, &["product", name, "warranty", "term"], "the term of the warranty is zero", mend);
    }
    if let Some(returns) = &it.returns {
        c.refer(&["product", name, "returns", "kind"], "kind", &returns.kind);
        c.law(&["product", name, "returns", "after"], &returns.after);
        c.need(it.rules.is_some(), &at("returns"), "no rules allow returns of the product", "name a rule pack: rules = \"...\"");
    }
    for (plan, it) in &it.plan {
        let at = |key| ["product", name, "plan", plan, key];
        let fits = it.every.is_none_or(|every| every.ms() >= 1.0);
        c.need(fits, &at("every"), "`every` is zero", "give a time above 0, or leave the key out");
        let factor = it.failure_factor;
        let fault = format!("the failure factor {factor} is out of range");
        c.need((0.0..=1.0).contains(&factor), &at("failure_factor"), fault, "give a factor from 0 to 1");
    }
    if it.tracking == Tracking::Unit {
        for plan in it.plan.iter().filter(|(_, plan)| plan.failure_factor < 1.0).map(|(plan, _)| plan) {
            let mend = "give its planned maintenance an `effect` on the age instead".to_owned();
            c.complain(&["product", name, "plan", plan, "failure_factor"], "tracked units fail by their own age", mend);
        }
    }
    let shares: f64 = it.plan.values().map(|plan| plan.share.0).sum();
    let fault = format!("the plans of `{name}` cover {:.0} % of its units", 100.0 * shares);
    c.need(shares <= 1.0 + 1e-9, &at("plan"), fault, "a unit has one plan: let the shares add up to 100 % at most");
    if let Some((plan, _)) = it.plan.get_index(200) {
        c.complain(&["product", name, "plan", plan], "there are more than 200 plans", "join plans that differ little".to_owned());
    }
}

fn rules(c: &mut Checker<'_>, name: &str, it: &Rules) {
    let at = |key| ["rules", name, key];
    let positive = |time: Option<Duration>| time.is_none_or(|time| time.ms() >= 1.0);
    let windows = [
        ("return_within", it.return_within),
        ("refund_within", it.refund_within),
        ("exchange_within", it.exchange_within),
        ("repair_within", it.repair_within),
    ];
    for (key, window) in windows {
        c.need(positive(window), &at(key), format!("`{key}` is zero"), "give a time above 0, or leave the key out");
    }
    let fault = "a unit is exchanged after no failed repair at all";
    c.need(it.failed_repairs != Some(0), &at("failed_repairs"), fault, "give 1 or more, or leave the key out");
    if let Some(takes) = &it.takes {
        c.law(&at("takes"), takes);
    }
}

fn kind(c: &mut Checker<'_>, name: &str, it: &Kind) {
    let at = |key| ["kind", name, key];
    let markup = it.part_markup.unwrap_or(0.0);
    let fault = format!("a mark-up of {markup} is out of range");
    c.need((0.0..=LARGEST).contains(&markup), &at("part_markup"), fault, "give a share from 0 to 1000; 0.3 adds 30 %");
    if !it.price_weights.is_empty() {
        c.weights(&at("price_weights"), &it.price_weights, Some(it.price_list.len()));
    }
    let fits = it.price_list.len() <= usize::from(u16::MAX);
    c.need(fits, &at("price_list"), "the price list is too long", "give 65,535 prices at most");
    if let Some(acceptance) = &it.acceptance {
        self::acceptance(c, name, acceptance);
    }
}

fn acceptance(c: &mut Checker<'_>, kind: &str, it: &PriceAcceptance) {
    let at = |key| ["kind", kind, "acceptance", key];
    let (law, needed): (_, &[&str]) = match it.law {
        AcceptanceLaw::Logistic => ("logistic", &["half", "width"]),
        AcceptanceLaw::Exponential => ("exponential", &["mean"]),
    };
    for (key, price) in [("half", it.half), ("width", it.width), ("mean", it.mean)] {
        let takes = format!("the {law} law takes {}", super::listed(needed.iter().copied()));
        match price {
            Some(_) if !needed.contains(&key) => c.complain(&at(key), format!("the {law} law has no parameter `{key}`"), takes),
            None if needed.contains(&key) => c.complain(&at(key), format!("the {law} law needs `{key}`"), takes),
            Some(price) if key != "half" => {
                let fault = format!("`{key}` is zero");
                c.need(price > Price::default(), &at(key), fault, "give a price above 0");
            }
            _ => {}
        }
    }
    if let Some(diagnosis) = &it.diagnosis {
        c.law(&at("diagnosis"), diagnosis);
    }
}

fn stream(c: &mut Checker<'_>, name: &str, it: &Stream) {
    let at = |key| ["stream", name, key];
    if let Some(product) = &it.sells {
        c.refer(&at("sells"), "product", product);
        let fits = it.failures.is_none() && it.visits.is_none() && it.trace.is_none() && !it.background;
        c.need(
            fits,
            &at("sells"),
            "these calls cannot be sales",
            "a stream of sales has a `rate`, `every` or `gaps`, and is our own",
        );
    }
    if let Some(visits) = &it.visits {
        let plan = visits.split_once('.').and_then(|(product, plan)| c.scenario.product.get(product)?.plan.get(plan));
        match plan {
            None => {
                let all = c.scenario.product.iter();
                let known: Vec<String> =
                    all.flat_map(|(name, it)| it.plan.keys().map(move |plan| format!("{name}.{plan}"))).collect();
                let mend = c.suggest(visits, known.iter().map(String::as_str));
                c.complain(&at("visits"), format!("there is no plan `{visits}`"), mend);
            }
            Some(plan) => {
                let mend = "add `every` to the plan: the interval of its maintenance";
                c.need(plan.every.is_some(), &at("visits"), format!("the plan `{visits}` has no planned visits"), mend);
            }
        }
    }
}
