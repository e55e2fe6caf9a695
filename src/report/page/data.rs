//! What the charts of a page are drawn from, as one JSON document.

use super::coast::{Window, land};
use crate::kernel::bins::edges;
use crate::kernel::time::MS_PER_HOUR;
use crate::record::figure::{Better, FIGURES, Figure, Index, Unit};
use crate::record::ledger::Account;
use crate::record::nature::Side;
use crate::report::dossier::because::{Because, Part};
use crate::report::dossier::scene::{Band, DIMENSIONS, MAPPED, Scene, Shares, WeekBand};
use crate::report::dossier::{Dossier, Scatter};
use crate::report::number::Scale;
use crate::report::words::{MAIN, verdict};
use crate::report::{MeanRow, Report};
use crate::study::compare::Difference;
use crate::study::interval::Estimate;
use serde_json::{Map, Value, json};

/// Replications that a chart shows one by one.
const MOST_TICKS: usize = 200;
/// Zones times layouts beyond which distributions by zone are left out.
const MOST_DISTRIBUTIONS: usize = 1_200;
/// Figures of the map where it is large: the page stays small.
const MOST_TILES: usize = 60_000;
/// Months on the map beyond which it shows the whole time only.
const MOST_MONTHS: usize = 36;

/// The whole document.
pub fn of(dossier: &Dossier) -> Value {
    let report = &dossier.report;
    let known = |index: usize| (0..report.layouts.len()).any(|layout| report.layouts[layout].figures[index].is_some());
    let figures = FIGURES.iter().enumerate().filter(|(at, _)| known(*at));
    let keyed = |of: &dyn Fn(usize) -> Value| -> Value {
        let known = figures.clone().map(|(at, figure)| (figure.key.to_owned(), of(at)));
        Value::Object(known.collect())
    };
    let spreads = MAIN.into_iter().map(|index| index as usize).filter(|at| known(*at));
    let spreads =
        spreads.map(|at| (FIGURES[at].key.to_owned(), dossier.spreads.iter().map(|all| scatter(all[at].as_ref())).collect()));
    let scale = money(report);
    json!({
        "layouts": report.head.layouts.iter().map(|names| names.layout.as_str()).collect::<Vec<_>>(),
        "baseline": report.head.asked.baseline,
        "replications": report.complete,
        "focus": report.leads.first().map_or(0, |lead| lead.layout),
        "money": { "factor": scale.factor, "unit": scale.unit },
        "figures": keyed(&|at| figure(report, at)),
        "values": keyed(&|at| report.layouts.iter().map(|layout| estimate(layout.figures[at].as_ref())).collect()),
        "spreads": spreads.collect::<Map<String, Value>>(),
        "differences": report.comparisons.iter().map(|one| json!({
            "layout": one.layout,
            "figures": one.main().map(difference).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "accounts": accounts(report),
        "because": dossier.because.iter().map(because).collect::<Vec<_>>(),
        "mapped": MAPPED.iter().map(|index| index.figure().key).collect::<Vec<_>>(),
        "dimensions": dimensions(report),
        "edges": edges().iter().map(|ms| short(*ms as f64 / MS_PER_HOUR as f64, 6)).collect::<Vec<_>>(),
        "scenes": dossier.scenes.iter().enumerate().map(|(at, scene)| self::scene(dossier, at, scene)).collect::<Vec<_>>(),
        "land": ground(dossier),
        "day": dossier.day.as_ref().map(super::day::data),
    })
}

/// One scale for all totals of money.
pub fn money(report: &Report) -> Scale {
    let largest = report.largest(Index::CostTotal).max(report.largest(Index::Revenue));
    Scale::of(Unit::Money, &report.head.currency, largest)
}

fn figure(report: &Report, at: usize) -> Value {
    let Figure { label, unit, better, .. } = FIGURES[at];
    let largest = (0..report.layouts.len()).filter_map(|layout| report.layouts[layout].figures[at]).map(|e| e.value.abs());
    let scale = match unit {
        Unit::Money if at != Index::CostPerJob as usize && at != Index::CostPerUnitYear as usize => money(report),
        _ => Scale::of(unit, &report.head.currency, largest.fold(0.0, f64::max)),
    };
    let better = match better {
        Better::More => "more",
        Better::Less => "less",
        Better::Neither => "neither",
    };
    json!({ "label": label, "unit": scale.unit, "factor": scale.factor, "better": better })
}

/// A number with so many significant digits: pages need no more.
fn short(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}

fn number(value: Option<f64>, digits: usize) -> Value {
    value.map_or(Value::Null, |value| json!(short(value, digits)))
}

/// Value and half-width.
fn estimate(estimate: Option<&Estimate>) -> Value {
    estimate.map_or(Value::Null, |e| json!([e.value, e.half_width]))
}

fn scatter(scatter: Option<&Scatter>) -> Value {
    let Some(Scatter { spread, values, .. }) = scatter else { return Value::Null };
    json!({
        "mean": spread.estimate.value,
        "half": spread.estimate.half_width,
        "n": values.len(),
        "min": spread.min,
        "p5": spread.p5.value,
        "median": spread.median.value,
        "p95": spread.p95.value,
        "max": spread.max,
        "values": values.iter().take(MOST_TICKS).map(|value| short(*value, 7)).collect::<Vec<_>>(),
    })
}

fn difference(difference: &Difference) -> Value {
    let per_cent = difference.per_cent();
    json!({
        "key": FIGURES[difference.figure].key,
        "perCent": per_cent.map(|(value, _)| value),
        "perCentHalf": per_cent.and_then(|(_, half)| half),
        "better": difference.is_better(),
        "words": verdict(difference),
    })
}

/// Accounts of cost that are not zero in every layout.
fn accounts(report: &Report) -> Vec<Value> {
    let cost = Account::ALL.iter().enumerate().filter(|(_, account)| account.group().side() == Side::Cost);
    let values = |at: usize| report.layouts.iter().map(move |layout| layout.accounts[at].as_ref());
    let spent = cost.filter(|(at, _)| values(*at).any(|e| e.is_some_and(|e| e.value != 0.0)));
    let account = |(at, account): (usize, &Account)| {
        json!({
            "key": account.key(),
            "label": account.label(),
            "group": account.group().key(),
            "values": values(at).map(estimate).collect::<Vec<_>>(),
        })
    };
    spent.map(account).collect()
}

fn because(one: &Because) -> Value {
    let part = |part: &Part| json!({ "label": part.label, "values": part.values.iter().map(|e| estimate(e.as_ref())).collect::<Vec<_>>() });
    let views = one.views.iter().filter(|view| view.key != "effect").map(|view| {
        let blocks = view.blocks.iter().map(|block| {
            let lines: Vec<Value> = block.lines.iter().map(part).collect();
            json!({ "key": block.key, "title": block.title, "lines": lines, "total": part(&block.total) })
        });
        json!({ "key": view.key, "title": view.title, "blocks": blocks.collect::<Vec<_>>() })
    });
    json!({ "layout": one.layout, "views": views.collect::<Vec<_>>() })
}

/// The dimensions of satisfaction with their weights.
fn dimensions(report: &Report) -> Vec<Value> {
    let weights = report.head.layouts[0].satisfaction.weights();
    DIMENSIONS.iter().zip(weights).map(|(name, weight)| json!({ "name": name, "weight": short(weight, 4) })).collect()
}

fn scene(dossier: &Dossier, at: usize, scene: &Scene) -> Value {
    let (names, layout) = (dossier.report.names(at), &dossier.report.layouts[at]);
    let zones = names.zones.len();
    let means = |rows: &[MeanRow], digits: usize| -> Value {
        let of = |index: &Index| rows.iter().map(|row| number(row.mean(*index as usize), digits)).collect::<Value>();
        Value::Object(MAPPED.iter().map(|index| (index.figure().key.to_owned(), of(index))).collect())
    };
    let monthly = scene.months.len() <= MOST_MONTHS && zones * scene.months.len() * dossier.scenes.len() <= MOST_TILES;
    let months = scene.months.iter().filter(|_| monthly && scene.months.len() > 1);
    let owners = names.places.iter().zip(&scene.places);
    json!({
        "geographic": scene.geographic,
        "zones": names.zones,
        "at": scene.zones.iter().map(|at| at.map(|at| at.map(|of| short(of, 7)))).collect::<Vec<_>>(),
        "centres": scene.centres,
        "places": owners.map(|(name, owner)| json!({ "name": name, "partner": owner.partner })).collect::<Vec<_>>(),
        "months": months.collect::<Vec<_>>(),
        "year": means(&layout.cuts.zones, 6),
        "placeYear": means(&layout.cuts.places, 6),
        "monthly": if monthly { tiles(scene, zones) } else { json!({}) },
        "flows": flows(scene, monthly),
        "times": json!({ "under": network_shares(&scene.zone_times) }),
        "placeTimes": scene.place_times.iter().map(|of| json!({ "under": shares(of) })).collect::<Vec<_>>(),
        "zoneTimes": (zones * dossier.scenes.len() <= MOST_DISTRIBUTIONS)
            .then(|| scene.zone_times.iter().map(|of| json!({ "under": shares(of) })).collect::<Vec<_>>()),
        "week": {
            "calls": shortened(&scene.week.calls),
            "busy": shortened(&scene.week.busy),
            "paid": shortened(&scene.week.paid),
            "waiting": shortened(&scene.week.waiting),
        },
        "weeks": scene.weeks.iter().map(week).collect::<Vec<_>>(),
        "sides": scene.sides.iter().map(|side| json!({
            "partner": side.partner,
            "figures": side.figures.iter().map(|e| estimate(e.as_ref())).collect::<Vec<_>>(),
            "qualities": side.qualities.iter().map(|e| estimate(e.as_ref())).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

fn shortened(values: &[f64]) -> Vec<f64> {
    values.iter().map(|value| short(*value, 5)).collect()
}

/// Figures by month and zone.
fn tiles(scene: &Scene, zones: usize) -> Value {
    let of = |at: usize| {
        let month = |month: u32| {
            let mut values = vec![Value::Null; zones];
            let here = scene.tiles.iter().filter(|tile| tile.month == month);
            here.for_each(|tile| values[tile.zone as usize] = number(tile.means[at], 5));
            (month.to_string(), Value::Array(values))
        };
        Value::Object(scene.months.iter().map(|(number, _)| month(*number)).collect())
    };
    Value::Object(MAPPED.iter().enumerate().map(|(at, index)| (index.figure().key.to_owned(), of(at))).collect())
}

/// Zone, place, month and calls; all months together where months are not shown.
fn flows(scene: &Scene, monthly: bool) -> Vec<Value> {
    let mut sums: std::collections::BTreeMap<(u32, u32, u32), f64> = std::collections::BTreeMap::new();
    for flow in &scene.flows {
        *sums.entry((flow.zone, flow.place, if monthly { flow.month } else { 0 })).or_default() += flow.calls;
    }
    sums.into_iter().map(|((zone, place, month), calls)| json!([zone, place, month, short(calls, 6)])).collect()
}

/// Shares by edge, until all jobs are under it.
fn shares(of: &Shares) -> Vec<f64> {
    of.under.iter().map(|(_, share)| short(*share, 4)).collect()
}

/// The shares of all zones together.
fn network_shares(zones: &[Shares]) -> Vec<f64> {
    let all: f64 = zones.iter().map(|zone| zone.jobs).sum();
    let edges = zones.iter().map(|zone| zone.under.len()).max().unwrap_or(0);
    let under = |zone: &Shares, edge: usize| match zone.under.get(edge) {
        Some((_, share)) => zone.jobs * share,
        None => zone.jobs,
    };
    (0..edges).map(|edge| short(zones.iter().map(|zone| under(zone, edge)).sum::<f64>() / all, 5)).collect()
}

fn week(week: &WeekBand) -> Value {
    let band =
        |band: &Option<Band>| band.map_or(Value::Null, |band| json!([band.mean, band.low, band.high].map(|of| short(of, 5))));
    json!({
        "start": week.start,
        "days": week.days,
        "calls": band(&week.calls),
        "closed": band(&week.closed),
        "busy": band(&week.busy),
        "paid": band(&week.paid),
        "utilisation": band(&week.utilisation),
        "backlog": band(&week.backlog),
    })
}

/// Land round the zones and centres; empty where there is none to show.
fn ground(dossier: &Dossier) -> Vec<Vec<[f64; 2]>> {
    let scenes = dossier.scenes.iter().filter(|scene| scene.geographic);
    let points = scenes.flat_map(|scene| scene.zones.iter().copied().chain(scene.centres.iter().map(|centre| centre.at)).flatten());
    let rings = Window::around(points).map(land).unwrap_or_default();
    rings.into_iter().map(|ring| ring.into_iter().map(|point| point.map(|of| short(of, 6))).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_so_many_digits() {
        assert_eq!([short(123_456.0, 4), short(0.012_345_6, 3), short(0.0, 4)], [123_500.0, 0.0123, 0.0]);
    }

    #[test]
    fn zones_make_the_network() {
        let zones = [
            Shares { jobs: 10.0, under: vec![(0.1, 0.5), (0.2, 1.0)] },
            Shares { jobs: 30.0, under: vec![(0.1, 0.0), (0.2, 0.5), (0.3, 1.0)] },
        ];
        assert_eq!(network_shares(&zones), [0.125, 0.625, 1.0]);
    }
}
