//! One desk, first come first served: Poisson, batch and scheduled calls, several laws of work.

use super::probe::{Level, Waits};
use super::{Expect, Index, Run, abs, check, nothing, rel};
use callout::kernel::time::MS_PER_HOUR;

const A01: &[Expect] = &[
    rel("mean wait Wq", 4.000000000000001, 0.02),
    rel("mean turnaround W", 5.000000000000001, 0.02),
    rel("mean in queue Lq", 3.200000000000001, 0.02),
    rel("mean in system L", 4.000000000000001, 0.02),
    abs("utilisation", 0.8, 0.003),
    abs("P(wait>0)", 0.8, 0.004),
    abs("P(Wq>5h)", 0.29430355293715393, 0.005),
    abs("P(W>10h)", 0.1353352832366127, 0.005),
    rel("median wait", 2.350018146228679, 0.03),
    rel("p95 wait", 13.862943611198904, 0.03),
];

#[test]
fn a01_mm1() {
    check("A01", A01, Level::in_system, |runs| {
        let run = &runs[0];
        vec![
            run.get(Index::WaitMean),
            run.get(Index::RestoreMean),
            run.get(Index::Backlog),
            run.probe.mean(),
            run.get(Index::Utilisation),
            waits_over(run, 0.0),
            waits_over(run, 5.0),
            1.0 - run.card.times.restore.share_up_to(10.0 * MS_PER_HOUR as f64).unwrap(),
            wait_quantile(run, 0.5),
            wait_quantile(run, 0.95),
        ]
    });
}

/// Share of dispatched jobs that waited longer than this [h].
fn waits_over<P>(run: &Run<'_, P>, hours: f64) -> f64 {
    1.0 - run.card.times.wait.share_up_to(hours * MS_PER_HOUR as f64).unwrap()
}

fn wait_quantile<P>(run: &Run<'_, P>, q: f64) -> f64 {
    run.card.times.wait.quantile(q).unwrap() / MS_PER_HOUR as f64
}

const A02: &[Expect] = &[
    abs("P(wait>0)", 0.6471910112359549, 0.004),
    rel("mean wait Wq", 1.078651685393258, 0.02),
    rel("mean turnaround W", 2.078651685393258, 0.01),
    rel("Lq", 2.588764044943819, 0.02),
    rel("Var(Wq)", 2.43201615957581, 0.05),
    abs("P(Wq>1h)", 0.3551859577417518, 0.004),
    abs("P(Wq>4h)", 0.05871184392663098, 0.003),
    rel("p90 wait", 3.1124521516062518, 0.03),
    rel("p90 turnaround", 4.532353446791061, 0.02),
    abs("utilisation", 0.8, 0.003),
];

#[test]
fn a02_mm3() {
    check("A02", A02, Waits::new, |runs| {
        let run = &runs[0];
        vec![
            waits_over(run, 0.0),
            run.get(Index::WaitMean),
            run.get(Index::RestoreMean),
            run.get(Index::Backlog),
            run.probe.only().variance(),
            waits_over(run, 1.0),
            waits_over(run, 4.0),
            wait_quantile(run, 0.9),
            run.get(Index::RestoreP90),
            run.get(Index::Utilisation),
        ]
    });
}

const A04: &[Expect] = &[
    rel("c=2 mean waiting jobs", 7.673684210526314, 0.03),
    rel("c=2 mean response", 1.0526315789473684, 0.025),
    rel("c=4 mean waiting jobs", 0.1051638928218417, 0.03),
    rel("c=4 mean response", 0.21168487698020463, 0.01),
];

#[test]
fn a04_mm2_and_mm4() {
    check("A04", A04, nothing, |runs| {
        runs.iter().flat_map(|run| [run.get(Index::Backlog), run.get(Index::RestoreMean) * 3600.0]).collect()
    });
}

const A12: &[Expect] = &[
    rel("mean wait, deterministic", 2.0000000000000004, 0.02),
    rel("mean wait, Erlang-4", 2.5000000000000004, 0.02),
    rel("mean wait, hyperexponential cv2=3 (balanced means)", 8.000000000000002, 0.03),
];

#[test]
fn a12_mg1() {
    check("A12", A12, nothing, |runs| runs.iter().map(|run| run.get(Index::WaitMean)).collect());
}

const A14: &[Expect] = &[rel("mean service", 1.0, 0.003), rel("mean wait", 3.6075120434162904, 0.03)];

#[test]
fn a14_m_weibull_1() {
    check("A14", A14, Waits::new, |runs| {
        let run = &runs[0];
        vec![run.probe.only().work.mean().unwrap() / MS_PER_HOUR as f64, run.get(Index::WaitMean)]
    });
}

const A16: &[Expect] = &[
    rel("M/D/2 mean wait", 0.9032838794083783, 0.02),
    abs("M/D/2 P(wait)", 0.7018983171733064, 0.003),
    rel("M/E2/3 mean wait", 0.8182617385220807, 0.02),
    abs("M/E2/3 P(wait)", 0.6432385200329955, 0.003),
];

#[test]
fn a16_md2_and_me3() {
    check("A16", A16, nothing, |runs| runs.iter().flat_map(|run| [run.get(Index::WaitMean), waits_over(run, 0.0)]).collect());
}

const A50: &[Expect] =
    &[rel("mean in system", 1.1666666666656063, 0.02), rel("mean wait", 1.9166666666640197, 0.02), abs("utilisation", 0.4, 0.003)];

#[test]
fn a50_batches() {
    check("A50", A50, Level::in_system, |runs| {
        let run = &runs[0];
        vec![run.probe.mean(), run.get(Index::WaitMean), run.get(Index::Utilisation)]
    });
}

const A52: &[Expect] = &[rel("mean wait", 1.6927308399242054, 0.02), abs("P(wait)", 0.6286297964969565, 0.004)];

#[test]
fn a52_scheduled_visits() {
    check("A52", A52, nothing, |runs| vec![runs[0].get(Index::WaitMean), waits_over(&runs[0], 0.0)]);
}
