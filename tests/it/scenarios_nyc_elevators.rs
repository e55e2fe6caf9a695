//! The elevators of New York: availability near what is reported, and which promises break in other hands.

use callout::network::Network;
use callout::record::figure::Index;
use callout::record::ledger::Account;
use callout::record::scorecard::Scorecard;
use callout::scenario::{Layout, read};
use callout::sim::simulate;
use callout::study::trial::{Outcome, Watch, trial};
use rayon::prelude::*;
use std::path::Path;

/// Layouts of the scenario, the two of them in order.
fn layouts(sets: &[&str]) -> Vec<Layout> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/nyc-elevators.toml");
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    read(&file, &sets).unwrap_or_else(|complaints| panic!("{}", complaints.render(false))).layouts
}

const REPLICATIONS: u32 = 3;

/// Mean and standard error of the differences of a figure, third party less own, by replication.
fn difference(pairs: &[[Outcome; 2]], figure: impl Fn(&Outcome) -> f64) -> (f64, f64) {
    let n = pairs.len() as f64;
    let differences: Vec<f64> = pairs.iter().map(|[own, third]| figure(third) - figure(own)).collect();
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// Student's t at 97.5 % for three replications.
const SURE: f64 = 4.303;

#[test]
fn own_maintainers_are_near_the_reported_availability_and_third_parties_are_not() {
    let networks: Vec<Network> = layouts(&[]).iter().map(Network::new).collect();
    let run = |replication| [0, 1].map(|layout: usize| trial(&networks[layout], replication, Watch::default()));
    let pairs: Vec<[Outcome; 2]> = (0..REPLICATIONS).into_par_iter().map(run).collect();
    let of = |outcome: &Outcome, figure: Index| outcome.row[figure as usize].expect("the figure has data");
    let mean =
        |layout: usize, figure: Index| pairs.iter().map(|pair| of(&pair[layout], figure)).sum::<f64>() / f64::from(REPLICATIONS);
    // Reported: 95.9 to 96.4 % of subway elevators.
    let own = mean(0, Index::Availability);
    assert!((own - 0.964).abs() < 0.006, "own maintainers: {own}");
    // Outages of units that third parties maintain last about three times as long.
    let ratio = mean(1, Index::UnitsDown) / mean(1, Index::FailuresPerUnitYear) * mean(0, Index::FailuresPerUnitYear)
        / mean(0, Index::UnitsDown);
    assert!((2.4..3.4).contains(&ratio), "outages last {ratio} times as long");
    // 42.9 outages per elevator and year of the calendar.
    let failures = mean(0, Index::FailuresPerUnitYear);
    assert!((failures - 42.9).abs() < 1.0, "{failures} failures per elevator and year");
    let paired = |what: &str, sign: f64, figure: &dyn Fn(&Outcome) -> f64| {
        let (mean, se) = difference(&pairs, figure);
        assert!(sign * mean > SURE * se && se > 0.0, "{what}: third party less own is {mean}, standard error {se}");
    };
    paired("availability", -1.0, &|outcome| of(outcome, Index::Availability));
    paired("promise kept", -1.0, &|outcome| of(outcome, Index::PromiseKept));
    paired("penalties", 1.0, &|outcome| outcome.books.account(Account::Penalties).units());
    paired("downtime", 1.0, &|outcome| outcome.books.account(Account::Downtime).units());
}

/// Reported: 85.1 % for the eight worst that third parties maintain. Here it lies between the worst third of the units and all of them.
#[test]
fn the_worst_of_a_third_party_are_as_bad_as_reported() {
    let network = Network::new(&layouts(&[])[1]);
    let card = simulate(&network, 0, Scorecard::new(&network));
    let measures = card.close();
    let mut down: Vec<i64> = measures.units.down.iter().copied().collect();
    down.sort_unstable_by_key(|down| std::cmp::Reverse(*down));
    let length = network.window.length().0 as f64;
    let availability = |down: &[i64]| 1.0 - down.iter().sum::<i64>() as f64 / down.len() as f64 / length;
    let (worst, all) = (availability(&down[..down.len() / 3]), availability(&down));
    assert!(worst < 0.851 && 0.851 < all, "{worst} and {all}");
    assert!((worst - 0.851).abs() < 0.04, "{worst}");
}

#[test]
fn the_audit_is_clean() {
    for layout in layouts(&["scenario.horizon=21 d"]) {
        let outcome = trial(&Network::new(&layout), 0, Watch { audit: true, ..Watch::default() });
        assert_eq!(outcome.faults, [""; 0], "{}", layout.name);
    }
}
