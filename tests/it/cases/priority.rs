//! Who goes first: priorities, interruptions, revisits, skills.

use super::probe::{Teams, Waits};
use super::{Expect, Index, Network, Run, abs, both, check, kind, nothing, rel};
use callout::kernel::time::MS_PER_HOUR;

const A19: &[Expect] = &[
    rel("urgent mean turnaround", 2.0, 0.015),
    rel("normal mean turnaround", 6.000000000000001, 0.03),
    rel("sum rho_k*Wq_k (Kleinrock conservation)", 3.2000000000000006, 0.03),
];

#[test]
fn a19_two_classes() {
    check("A19", A19, nothing, |runs| {
        let run = &runs[0];
        let conserved = 0.2 * run.kind("urgent", Index::WaitMean) + 0.6 * run.kind("normal", Index::WaitMean);
        vec![run.kind("urgent", Index::RestoreMean), run.kind("normal", Index::RestoreMean), conserved]
    });
}

const A21: &[Expect] = &[
    rel("NP c=1 class 1 Wq", 0.23809523809523808, 0.03),
    rel("NP c=1 class 2 Wq", 0.3246753246753246, 0.03),
    rel("NP c=1 class 3 Wq", 0.9090909090909088, 0.03),
    rel("NP c=2 class 1 Wq", 0.028735632183908046, 0.03),
    rel("NP c=2 class 2 Wq", 0.03315649867374005, 0.03),
    rel("NP c=2 class 3 Wq", 0.04807692307692307, 0.03),
    both("PR c=1 class 1 W-1/mu", 0.023809523809523836, 0.03, 0.0008),
    both("PR c=1 class 2 W-1/mu", 0.1536796536796537, 0.03, 0.0008),
    both("PR c=1 class 3 W-1/mu", 1.0303030303030303, 0.03, 0.0008),
    both("PR c=2 class 1 W-1/mu", 0.0003707823507601016, 0.04, 0.0003),
    both("PR c=2 class 2 W-1/mu", 0.007920649221440978, 0.04, 0.0003),
    both("PR c=2 class 3 W-1/mu", 0.065422322775264, 0.04, 0.0003),
];

#[test]
fn a21_county_hospital() {
    check("A21", A21, Waits::new, |runs| {
        let wait =
            |run: &Run<'_, Waits>, name| run.probe.kinds[kind(run.network, name)].served.mean().unwrap() / MS_PER_HOUR as f64;
        runs.iter().flat_map(|run| ["first", "second", "third"].map(|name| wait(run, name))).collect()
    });
}

const A24: &[Expect] =
    &[rel("urgent mean turnaround", 0.5441176470588235, 0.01), rel("normal mean turnaround", 2.8431372549019613, 0.03)];

#[test]
fn a24_preemptive_resume() {
    check("A24", A24, nothing, |runs| vec![runs[0].kind("urgent", Index::RestoreMean), runs[0].kind("normal", Index::RestoreMean)]);
}

const A25: &[Expect] = &[
    rel("mean visits per job", 1.25, 0.005),
    rel("mean total turnaround", 4.999999999999997, 0.03),
    rel("mean wait per visit", 2.9999999999999982, 0.03),
    abs("utilisation", 0.75, 0.004),
    abs("first-time-fix share", 0.8, 0.002),
];

#[test]
fn a25_rework() {
    check("A25", A25, Waits::new, |runs| {
        let run = &runs[0];
        let waits = run.probe.only();
        vec![
            run.get(Index::VisitsPerJob),
            run.get(Index::RestoreMean),
            waits.served.sum() as f64 / waits.dispatches as f64 / MS_PER_HOUR as f64,
            run.get(Index::Utilisation),
            run.get(Index::FirstTimeFix),
        ]
    });
}

const A44: &[Expect] = &[
    rel("A mean wait", 0.43230769732297686, 0.025),
    rel("B mean wait", 2.1257499847229533, 0.04),
    abs("P1 utilisation", 0.7496309675205296, 0.004),
    abs("P2 utilisation", 0.9007380649589464, 0.004),
    abs("P(A waits)", 0.4681543505039956, 0.005),
];

#[test]
fn a44_specialists_and_generalists() {
    let watched = |network: &Network| (Waits::new(network), Teams::new(network));
    check("A44", A44, watched, |runs| {
        let run = &runs[0];
        let (waits, teams) = &run.probe;
        vec![
            run.kind("A", Index::WaitMean),
            run.kind("B", Index::WaitMean),
            teams.utilisation("P1"),
            teams.utilisation("P2"),
            1.0 - waits.kinds[kind(run.network, "A")].served.share_up_to(0.0).unwrap(),
        ]
    });
}
