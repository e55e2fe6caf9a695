//! Car dealers: what lies on the shelf decides when the car is back.

use callout::network::Network;
use callout::record::figure::Index;
use callout::record::ledger::Account;
use callout::scenario::read;
use callout::study::trial::{Outcome, Watch, trial};
use rayon::prelude::*;
use std::path::Path;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/car-dealers.toml");
const REPLICATIONS: u32 = 8;

/// Outcomes of a layout, replication by replication.
type Runs = Vec<Outcome>;

/// Mean of paired values, and the half-width of its interval of 95 % (Student's t with seven degrees of freedom).
fn mean(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let values: Vec<f64> = values.collect();
    assert_eq!(values.len(), 8);
    let mean = values.iter().sum::<f64>() / 8.0;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / 7.0;
    (mean, 2.365 * (variance / 8.0).sqrt())
}

/// Whether what `of` says of one layout less another lies between two bounds, with its interval.
#[track_caller]
fn between(one: &Runs, other: &Runs, of: impl Fn(&Outcome) -> f64, low: f64, high: f64) {
    let (mean, half) = mean(one.iter().zip(other).map(|(one, other)| of(one) - of(other)));
    assert!(low <= mean - half && mean + half <= high, "{mean} +- {half} is not between {low} and {high}");
}

fn figure(index: Index) -> impl Fn(&Outcome) -> f64 {
    move |outcome| outcome.row[index as usize].expect("there is data")
}

fn booked(account: Account) -> impl Fn(&Outcome) -> f64 {
    move |outcome| outcome.books.account(account).units()
}

#[test]
fn parts_at_hand_drive_the_time_to_restore() {
    let study = read(Path::new(FILE), &[]).unwrap_or_else(|complaints| panic!("{complaints}"));
    let names: Vec<&str> = study.layouts.iter().map(|layout| layout.name.as_str()).collect();
    assert_eq!(names, ["usual", "thin", "rich", "lending", "calling"]);
    let networks: Vec<Network> = study.layouts.iter().map(Network::new).collect();
    let audited = Watch { audit: true, jobs: false, ..Watch::default() };
    let run =
        |network: &Network| -> Runs { (0..REPLICATIONS).into_par_iter().map(|number| trial(network, number, audited)).collect() };
    let runs: Vec<Runs> = networks.iter().map(run).collect();
    assert!(runs.iter().flatten().all(|outcome| outcome.faults.is_empty()), "{:?}", runs[0][0].faults);
    let [usual, thin, rich, lending, calling] = &runs[..] else { panic!("five layouts") };
    // The same customers call.
    between(thin, usual, figure(Index::Calls), 0.0, 0.0);
    // Three of ten parts fewer at hand: cars are back more than twice as late.
    between(thin, usual, figure(Index::FillRate), -0.33, -0.26);
    between(thin, usual, figure(Index::RestoreMean), 6.0, 9.5);
    // Nearly everything at hand: an hour sooner, for a little more held.
    between(rich, usual, figure(Index::FillRate), 0.035, 0.06);
    between(rich, usual, figure(Index::RestoreMean), -1.6, -0.7);
    between(rich, usual, booked(Account::Holding), 15_000.0, 30_000.0);
    between(thin, usual, booked(Account::Holding), -20_000.0, -8_000.0);
    // What thin shelves save in holding, second visits and late cars eat up.
    between(thin, usual, booked(Account::Wages), -0.01, 0.01);
    between(thin, usual, figure(Index::VisitsPerJob), 0.10, 0.13);
    between(thin, usual, figure(Index::Nps), -32.0, -22.0);
    // One of each dear part, lent: less is held than usual, and cars are back much sooner than from thin shelves.
    between(lending, usual, booked(Account::Holding), -12_000.0, -2_000.0);
    between(lending, thin, figure(Index::RestoreMean), -6.5, -3.0);
    // A follow-up call: more loyal customers, for a few minutes and the price of the calls.
    between(calling, usual, figure(Index::ChurnRate), -0.02, -0.0005);
    between(calling, usual, figure(Index::Nps), 0.5, 30.0);
    between(calling, usual, figure(Index::RestoreMean), 0.0, 0.12);
    between(calling, usual, booked(Account::JobFees), 80_000.0, 130_000.0);
    between(calling, usual, booked(Account::LostMargin), -1e9, -1_000.0);
    // The wait for parts explains most of the time to restore, over layouts and replications.
    let points: Vec<[f64; 2]> =
        runs.iter().flatten().map(|outcome| [Index::PartDelay, Index::RestoreMean].map(|index| figure(index)(outcome))).collect();
    assert!(correlation(&points) > 0.95, "{}", correlation(&points));
}

fn correlation(points: &[[f64; 2]]) -> f64 {
    let n = points.len() as f64;
    let mean = [0, 1].map(|at| points.iter().map(|point| point[at]).sum::<f64>() / n);
    let moment = |a: usize, b: usize| points.iter().map(|point| (point[a] - mean[a]) * (point[b] - mean[b])).sum::<f64>() / n;
    moment(0, 1) / (moment(0, 0) * moment(1, 1)).sqrt()
}
