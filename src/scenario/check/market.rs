//! Markets: what follows from satisfaction, what is sold, and how long units live.

use super::Checker;
use super::stream::zones_of;
use crate::scenario::schema::{Market, Product, Sales, SatisfactionModel, Stream, Tracking};

/// Steepest curve of a probability [logits per unit of S].
const STEEPEST: f64 = 1000.0;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    if let Some(market) = &scenario.market {
        reactions(c, market);
    }
    scenario.product.iter().for_each(|(name, it)| product(c, name, it));
    for (name, it) in &scenario.stream {
        if let Some(product) = &it.installs_of {
            installs(c, name, it, product);
        }
    }
}

fn reactions(c: &mut Checker<'_>, it: &Market) {
    let off = c.scenario.satisfaction.model == SatisfactionModel::Off;
    let mend = "switch satisfaction on, or leave [market] out";
    c.need(!off, &["market"], "nobody judges: `satisfaction.model` is off, so nothing follows from it", mend);
    let fault = format!("{} years are out of range", it.years);
    c.need((1..=100).contains(&it.years), &["market", "years"], fault, "give 1 to 100");
    let (churn, complaint) = (&it.churn, &it.complaint);
    let ranges: [(&[&str], f64, f64, f64); 8] = [
        (&["reputation"], it.reputation, 0.1, 2.0),
        (&["word_of_mouth"], it.word_of_mouth, 0.0, 1.0),
        (&["detractor_weight"], it.detractor_weight, 0.0, 100.0),
        (&["churn", "slope"], churn.slope, 0.0, STEEPEST),
        (&["churn", "delight"], churn.delight, 0.0, STEEPEST),
        (&["complaint", "slope"], complaint.slope, 0.0, STEEPEST),
        (&["complaint", "second_failure"], complaint.second_failure, 0.0, 10.0),
        (&["churn", "midpoint"], churn.midpoint, -10.0, 10.0),
    ];
    for (path, value, low, high) in ranges {
        let path = [&["market"], path].concat();
        let fault = format!("`{}` is {value}", path[path.len() - 1]);
        c.need((low..=high).contains(&value), &path, fault, format!("give a number from {low} to {high}"));
    }
    if let Some(law) = &complaint.handling {
        c.law(&["market", "complaint", "handling"], law);
    }
    if let Some(kind) = &complaint.kind {
        let path = ["market", "complaint", "kind"];
        c.refer(&path, "kind", kind);
        let fault = "`handling` has no meaning where complaints open a job";
        c.need(complaint.handling.is_none(), &path, fault, "leave out `handling` or `kind`");
    }
}

fn product(c: &mut Checker<'_>, name: &str, it: &Product) {
    if it.tracking == Tracking::Unit {
        let mend = "leave it out, or follow the units as a fleet";
        for (key, given) in [("sales", it.sales.is_some()), ("life", it.life.is_some())] {
            c.need(!given, &["product", name, key], format!("`{key}` has no meaning for tracked units"), mend);
        }
    }
    if let Some(life) = &it.life
        && let Some(law) = c.law(&["product", name, "life"], life)
    {
        c.need(law.mean() >= 1.0, &["product", name, "life"], "the mean of `life` is zero", "give a law such as \"10 years\"");
    }
    if let Some(sales) = &it.sales {
        patterns(c, name, sales);
        let without = |size: &String| c.scenario.zone.iter().find(|(_, zone)| !zone.size.contains_key(size)).map(|(name, _)| name);
        if let Some((size, zone)) = sales.per.as_ref().and_then(|size| Some((size, without(size)?))) {
            let fault = format!("zone `{zone}` has no size `{size}`");
            c.complain(&["product", name, "sales", "per"], fault, format!("add `size.{size}` to each zone; 0 for none"));
        }
    }
}

fn patterns(c: &mut Checker<'_>, name: &str, it: &Sales) {
    let at = |key| ["product", name, "sales", key];
    for (key, weights, length) in [("months", &it.months, Some(12)), ("weekdays", &it.weekdays, Some(7)), ("day", &it.day, None)] {
        if c.find(&at(key)).is_some() {
            c.weights(&at(key), weights, length);
        }
    }
    if let Some(index) = it.years.iter().position(|factor| !(0.0..=1000.0).contains(factor)) {
        let item = (index + 1).to_string();
        let fault = format!("the factor `{}` is out of range", it.years[index]);
        c.complain(&["product", name, "sales", "years", &item], fault, "give numbers from 0 to 1000".to_owned());
    }
}

/// Installations follow the sales of a product, and are not more than these.
fn installs(c: &mut Checker<'_>, name: &str, it: &Stream, product: &str) {
    let path = ["stream", name, "installs_of"];
    c.refer(&path, "product", product);
    let Some(entry) = c.scenario.product.get(product) else { return };
    let fault = format!("`{product}` is not sold");
    c.need(entry.sales.is_some(), &path, fault, format!("add [product.{product}.sales], or give the stream a `rate`"));
    let mine: Vec<&str> = zones_of(c.scenario, it).into_iter().map(|(zone, _)| zone).collect();
    let others = c.scenario.stream.values().filter(|other| other.open && other.installs_of.as_deref() == Some(product));
    let shares = |zone: &str| {
        let here = others.clone().filter(|other| other.zones.is_empty() || other.zones.iter().any(|name| name == zone));
        here.map(|other| other.share.0).sum::<f64>()
    };
    if let Some(zone) = mine.iter().find(|zone| shares(zone) > 1.0 + 1e-9) {
        let fault = format!("streams install {:.1} % of the `{product}`s sold in zone `{zone}`", 100.0 * shares(zone));
        c.complain(&path, fault, "give `share`s with a sum of at most 1".to_owned());
    }
}
