//! Chains of stages: open Jackson networks.

use super::{Expect, Index, Run, abs, check, nothing, rel};

const A27: &[Expect] = &[
    rel("station 1 throughput", 20.0, 0.01),
    rel("station 2 throughput", 10.0, 0.01),
    rel("station 3 throughput", 10.0, 0.01),
    rel("station 4 throughput", 4.0, 0.01),
    rel("station 1 mean number", 4.0, 0.04),
    rel("station 2 mean number", 0.4285714285714286, 0.02),
    rel("station 3 mean number", 1.4999999999999996, 0.02),
    rel("station 4 mean number", 0.25, 0.02),
    rel("mean total time in network", 1.5446428571428572, 0.03),
];

const DESKS: [&str; 4] = ["desk-1", "desk-2", "desk-3", "desk-4"];

/// Jobs waiting and in work at a desk with one technician.
fn number<P>(run: &Run<'_, P>, desk: &str) -> f64 {
    run.place(desk, Index::Backlog) + run.place(desk, Index::Utilisation)
}

#[test]
fn a27_jackson_network() {
    check("A27", A27, nothing, |runs| {
        let run = &runs[0];
        let throughput = DESKS.map(|desk| run.place(desk, Index::JobsPerDay) / 8.0);
        let mut values = throughput.to_vec();
        values.extend(DESKS.map(|desk| number(run, desk)));
        values.push(run.get(Index::RestoreMean));
        values
    });
}

const A28: &[Expect] = &[
    abs("station 1 utilisation", 0.7142857142857143, 0.005),
    abs("station 2 utilisation", 0.2222222222222222, 0.005),
    abs("station 3 utilisation", 0.6823529411764707, 0.005),
    abs("station 4 utilisation", 0.34285714285714286, 0.005),
    rel("station 1 mean number", 2.5, 0.04),
    rel("station 2 mean number", 0.2857142857142857, 0.04),
    rel("station 3 mean number", 2.148148148148149, 0.04),
    rel("station 4 mean number", 0.5217391304347826, 0.04),
    rel("mean total time", 0.38968582602122975, 0.025),
];

#[test]
fn a28_two_sources() {
    check("A28", A28, nothing, |runs| {
        let run = &runs[0];
        let mut values = DESKS.map(|desk| run.place(desk, Index::Utilisation)).to_vec();
        values.extend(DESKS.map(|desk| number(run, desk)));
        values.push(run.get(Index::RestoreMean));
        values
    });
}
