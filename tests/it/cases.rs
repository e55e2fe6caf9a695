//! External truths: closed forms, solved chains, printed values and hand traces that the simulator must reproduce.
//!
//! Every case is an ordinary scenario file in `tests/cases`; here stand what it must give and how it is read off.
//! A value passes if |mean - reference| <= max(tolerance, 3.5 SE) and 2.576 SE <= tolerance, over 20 or more replications.

mod audit;
mod chain;
mod loss;
mod map;
mod parts;
mod priority;
mod probe;
mod queue;
mod reliability;
mod seasons;
mod trace;
mod value;

use callout::kernel::id::{Id, Table};
use callout::kernel::money::Money;
use callout::network::{KindId, Network, PlaceId, ZoneId};
use callout::record::Observer;
use callout::record::figure::{Index, Row};
use callout::record::ledger::{Books, GROUPS, Ledger};
use callout::record::scorecard::{Measures, Scorecard};
use callout::scenario::{Layout, read};
use callout::sim::simulate;
use rayon::prelude::*;
use std::path::PathBuf;

/// What a case expects of one figure.
#[derive(Clone, Copy)]
struct Expect {
    name: &'static str,
    value: f64,
    tolerance: f64,
}

/// A tolerance relative to the value.
const fn rel(name: &'static str, value: f64, tolerance: f64) -> Expect {
    Expect { name, value, tolerance: tolerance * value.abs() }
}

/// A tolerance in the unit of the value.
const fn abs(name: &'static str, value: f64, tolerance: f64) -> Expect {
    Expect { name, value, tolerance }
}

/// The wider of a relative and an absolute tolerance.
const fn both(name: &'static str, value: f64, relative: f64, absolute: f64) -> Expect {
    Expect { name, value, tolerance: (relative * value.abs()).max(absolute) }
}

/// One replication of one layout and all that was measured in it.
struct Run<'n, P> {
    network: &'n Network,
    card: Measures<'n>,
    row: Row,
    books: Books,
    probe: P,
}

impl<P> Run<'_, P> {
    /// A figure of the network.
    fn get(&self, figure: Index) -> f64 {
        value(&self.row, figure)
    }

    /// A figure of one kind.
    fn kind(&self, name: &str, figure: Index) -> f64 {
        value(&self.card.kind_row(kind(self.network, name)), figure)
    }

    /// A figure of one place that has nothing to do with money.
    fn place(&self, name: &str, figure: Index) -> f64 {
        let free: Table<PlaceId, _> = self.network.places.iter().map(|_| [Money::ZERO; GROUPS]).collect();
        value(&self.card.place_row(place(self.network, name), &free), figure)
    }

    /// Length of the counted time [h].
    fn hours(&self) -> f64 {
        self.network.window.length().hours()
    }
}

fn value(row: &Row, figure: Index) -> f64 {
    row[figure as usize].unwrap_or(f64::NAN)
}

fn kind(network: &Network, name: &str) -> KindId {
    named(network.kinds.enumerate().map(|(id, kind)| (id, kind.name.as_str())), name)
}

fn zone(network: &Network, name: &str) -> ZoneId {
    named(network.zones.enumerate().map(|(id, zone)| (id, zone.name.as_str())), name)
}

fn place(network: &Network, name: &str) -> PlaceId {
    named(network.places.enumerate().map(|(id, place)| (id, place.name.as_str())), name)
}

fn named<'n, I: Id>(mut all: impl Iterator<Item = (I, &'n str)>, name: &str) -> I {
    all.find(|(_, known)| *known == name).unwrap_or_else(|| panic!("there is no `{name}`")).0
}

/// The layouts of the case's file, under another seed where `CALLOUT_CASES_SEED` gives one: a doubtful value is repeated, not tuned.
fn layouts(case: &str) -> Vec<Layout> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "cases", &format!("{case}.toml")].iter().collect();
    let seed = std::env::var("CALLOUT_CASES_SEED").map(|seed| format!("scenario.seed={seed}"));
    match read(&path, &seed.into_iter().collect::<Vec<String>>()) {
        Ok(study) => study.layouts,
        Err(complaints) => panic!("{}", complaints.render(false)),
    }
}

/// Simulates a replication of a layout with the standard measures and a probe.
fn measure<P: Observer>(network: &Network, replication: u32, probe: P) -> Run<'_, P> {
    let observer = ((Ledger::new(network), Scorecard::new(network)), probe);
    let ((ledger, card), probe) = simulate(network, replication, observer);
    let (books, card) = (ledger.close(), card.close());
    Run { network, row: card.row(&books), books, card, probe }
}

/// Runs the case's file and judges what `figures` reads off the layouts of every replication, in the order of `expected`.
fn check<P: Observer>(
    case: &str,
    expected: &[Expect],
    probe: impl Fn(&Network) -> P + Sync,
    figures: impl Fn(&[Run<'_, P>]) -> Vec<f64> + Sync,
) {
    let layouts = layouts(case);
    let networks: Vec<Network> = layouts.iter().map(Network::new).collect();
    let replications = layouts[0].scenario.scenario.replications;
    let samples: Vec<Vec<f64>> = (0..replications)
        .into_par_iter()
        .map(|replication| {
            let runs: Vec<Run<'_, P>> = networks.iter().map(|network| measure(network, replication, probe(network))).collect();
            figures(&runs)
        })
        .collect();
    judge(case, expected, &samples);
}

/// Nothing is watched beyond the standard measures.
fn nothing(_: &Network) {}

/// The rule of passing, for figures by replication.
fn judge(case: &str, expected: &[Expect], samples: &[Vec<f64>]) {
    let n = samples.len() as f64;
    assert!(samples.len() >= 20, "{case}: {n} replications are too few");
    let mut failed = false;
    let mut lines = String::new();
    for (at, expect) in expected.iter().enumerate() {
        let mean = samples.iter().map(|sample| sample[at]).sum::<f64>() / n;
        let variance = samples.iter().map(|sample| (sample[at] - mean) * (sample[at] - mean)).sum::<f64>() / (n - 1.0);
        let (se, tol) = ((variance / n).sqrt(), expect.tolerance);
        let near = (mean - expect.value).abs() <= tol.max(3.5 * se);
        let sure = 2.576 * se <= tol;
        let verdict = if !near {
            "FAIL"
        } else if !sure {
            "WEAK: run longer"
        } else {
            "pass"
        };
        failed |= !near || !sure;
        lines += &format!(
            "{case} {}: got {mean:.6}, ref {:.6}, tol {tol:.2e}, se {se:.2e} ({:.2} tol, {:+.1} SE) {verdict}\n",
            expect.name,
            expect.value,
            2.576 * se / tol,
            (mean - expect.value) / se
        );
    }
    assert!(samples.iter().all(|sample| sample.len() == expected.len()), "{case}: every figure has its reference");
    assert!(!failed, "\n{lines}");
    print!("{lines}");
}

/// Values of a deterministic trace: equal to 1e-9.
fn exactly(case: &str, what: &str, got: &[f64], expected: &[f64]) {
    let same = got.len() == expected.len()
        && got.iter().zip(expected).all(|(got, expected)| (got - expected).abs() <= 1e-9 * expected.abs().max(1.0));
    assert!(same, "{case} {what}: got {got:?}, ref {expected:?}");
}
