//! The same bytes: for a second run, for any number of threads, and for debug and release builds.

use crate::lab::{EVERYTHING, NIGHTS, TOWNS, everything, network, scenarios};
use callout::network::Network;
use callout::record::figure::{FIGURES, Index};
use callout::study::replicate::{Plan, replicate};
use callout::study::trial::{Outcome, Watch, trial, trial_by};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// The hash of the figures of three scenarios, as both profiles must give it. It changes whenever the model does: then check why.
const PINNED: &str = "667697c07b7318f646ee863dce152234";

/// Every outcome of a study, in the order in which it is handed on, and the pooled quantiles.
fn outcomes(networks: &[Network], threads: usize) -> (Vec<(usize, Outcome)>, Vec<String>) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
    let mut kept = Vec::new();
    let plan = Plan { replications: 7, watch: Watch { audit: false, jobs: true, ..Watch::default() } };
    let summaries =
        pool.install(|| replicate(networks, plan, &AtomicBool::new(false), || (), |at, outcome| kept.push((at, outcome))));
    let estimates = summaries.iter().map(|summary| format!("{:?}", summary.estimates())).collect();
    (kept, estimates)
}

/// G14: 1, 2, 4 and 8 threads.
#[test]
fn g14_any_number_of_threads() {
    let networks: Vec<Network> = scenarios().into_iter().map(|(_, network)| network).collect();
    let alone = outcomes(&networks, 1);
    assert_eq!(alone.0.len(), 7 * networks.len());
    let all = networks.len();
    assert!(alone.0.iter().enumerate().all(|(n, (at, outcome))| (n / all, n % all) == (outcome.replication as usize, *at)));
    for threads in [2, 4, 8] {
        assert!(outcomes(&networks, threads) == alone, "{threads} threads");
    }
}

/// G14: parts of a network simulated one by one, on several threads, or as one whole.
#[test]
fn g14_any_division_into_parts() {
    let watch = Watch { audit: false, jobs: true, ..Watch::default() };
    let mut parts = BTreeMap::new();
    let more = [("villages", network(&villages(), &[])), ("ties", network(TIES, &[]))];
    for (name, mut network) in scenarios().into_iter().chain(more) {
        let divided = [1, 2, 3, 100].map(|hands| trial_by(&network, 2, watch, hands));
        parts.insert(name, network.parts.len());
        network.parts = vec![network.whole()];
        let undivided = trial(&network, 2, watch);
        assert!(undivided.row[Index::Closed as usize] > Some(50.0), "{name}");
        assert!(divided.iter().all(|outcome| *outcome == undivided), "{name}");
    }
    assert_eq!(["nights", "towns", "villages", "ties"].map(|name| parts[name]), [1, 2, 12, 2]);
}

/// Everything happens at full hours and half hours: centres of two desks, one of them in turn with the other, a third town by itself.
const TIES: &str = r#"
    scenario = { name = "ties", start = 2026-03-02, horizon = "20 d", seed = 3 }
    kind.repair = { work = "1 h", relapse = 0.3, relapse_delay = "24 h" }
    kind.check = { work = "30 min", relapse = 0.2, relapse_delay = "12 h", relapse_kind = "repair", part_probability = 0.5, part_price = 7 }
    zone = { town = {}, village = {} }
    stream.faults = { kind = "repair", every = "30 min", batch_sizes = [1, 3], batch_weights = [0.7, 0.3], zones = ["town"] }
    stream.checks = { kind = "check", every = "1 h" }
    grade.plain = { wage = 30, fix = 0.8 }
    roster.day = { shifts = ["daily 08:00-16:00"] }
    centre.a = { pool = "odd", backlog = 3, team.all.technicians = 2 }
    centre.b = { pool = "even", backlog = 3, team.all.technicians = 1 }
    centre.c = { pool = "odd", backlog = 3, team.all.technicians = 1 }
    centre.d = { backlog = 2, team.all.technicians = 1 }
    sourcing = [{ to = ["a", "b", "c"], zones = ["town"], overflow_backlog = 0.5 }, { to = ["b"], zones = ["town"] }, { to = ["d"], zones = ["village"] }]
    travel = { from = "none" }
"#;

/// Towns with nine more villages, each with a shop of its own, and a hamlet that only the partner serves.
fn villages() -> String {
    let village = |n: usize| {
        format!(
            "zone.v{n} = {{ x = \"{} km\", y = \"50 km\", spread = \"2 km\" }}\n\
             centre.v{n} = {{ x = \"{} km\", y = \"50 km\", team.all = {{ technicians = {}, roster = \"day\" }} }}\n",
            20 * n,
            20 * n + 1,
            1 + n % 3,
        )
    };
    let hamlet = "zone.hamlet = { x = \"900 km\", y = \"900 km\" }\n".to_owned();
    let near = TOWNS.replace("to = [\"nearest\"],", "to = [\"nearest\"], within = \"100 km\",");
    (1..10).map(village).chain([hamlet]).fold(near, |text, more| text + &more)
}

/// With fewer trials than threads the parts of one trial are spread over the threads.
#[test]
fn g14_one_trial_on_many_threads() {
    let networks = [network(TOWNS, &[])];
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
        let plan = Plan { replications: 1, watch: Watch { audit: false, jobs: true, ..Watch::default() } };
        let mut kept = Vec::new();
        pool.install(|| replicate(&networks, plan, &AtomicBool::new(false), || (), |_, outcome| kept.push(outcome)));
        kept
    };
    assert!(networks[0].parts.len() > 1);
    assert_eq!(on(4), on(1));
}

#[test]
fn a_second_run_is_the_first() {
    for (name, network) in scenarios() {
        let watch = Watch { audit: true, jobs: true, ..Watch::default() };
        assert_eq!(trial(&network, 3, watch), trial(&network, 3, watch), "{name}");
        assert_ne!(trial(&network, 3, watch).row, trial(&network, 4, watch).row, "{name}: replications differ");
    }
}

/// A replication depends on its number alone: not on those before it, nor on what else is watched.
#[test]
fn a_replication_depends_on_its_number_alone() {
    let (_, network) = scenarios().swap_remove(0);
    let plan = Plan { replications: 6, watch: Watch::default() };
    let mut fifth = None;
    replicate(
        std::slice::from_ref(&network),
        plan,
        &AtomicBool::new(false),
        || (),
        |_, outcome| {
            if outcome.replication == 5 {
                fifth = Some(outcome);
            }
        },
    );
    let audited = trial(&network, 5, Watch { audit: true, jobs: false, ..Watch::default() });
    assert_eq!(fifth, Some(audited));
}

/// Everything that a trial says, as bits.
fn hash() -> String {
    let mut hasher = blake3::Hasher::new();
    for network in [Network::new(&everything(&[])), network(TOWNS, &[]), network(NIGHTS, &[])] {
        for replication in 0..2 {
            let outcome = trial(&network, replication, Watch { audit: false, jobs: true, ..Watch::default() });
            let rows =
                [&outcome.row].into_iter().chain(outcome.kinds.iter()).chain(outcome.places.iter()).chain(outcome.zones.iter());
            // A figure of a mechanism that is off says nothing, here as in a report.
            for (figure, value) in rows.flat_map(|row| FIGURES.iter().zip(row)) {
                if let Some(value) = value {
                    hasher.update(figure.key.as_bytes()).update(&value.to_bits().to_le_bytes());
                }
            }
            hasher.update(&outcome.books.exact.0.to_le_bytes());
            for line in &outcome.jobs {
                for at in [Some(line.called), line.dispatched, line.arrived, line.ended] {
                    hasher.update(&at.map_or(i64::MIN, |at| at.0).to_le_bytes());
                }
            }
        }
    }
    hasher.finalize().to_hex()[..32].to_owned()
}

/// The tests are optimised; the same test in the `dev` profile (`cargo test --profile dev --test it same_bytes`) compares the same pin,
/// so both builds give the same bytes.
#[test]
fn same_bytes_for_debug_and_release() {
    assert!(Path::new(EVERYTHING).exists() && FIGURES.len() > Index::CostPerUnitYear as usize);
    assert_eq!(hash(), PINNED, "the figures of a small study have changed: if the model was meant to change, pin the new hash");
}
