//! What it is worth: pooling, satisfaction, cost.

use super::{Expect, Index, abs, check, nothing, rel};

const A57: &[Expect] = &[
    rel("separate mean wait", 1.7777777777777786, 0.02),
    rel("pooled mean wait", 0.7455405897342559, 0.025),
    rel("ratio separate/pooled", 2.384548611111111, 0.035),
];

#[test]
fn a57_pooling() {
    check("A57", A57, nothing, |runs| {
        let [separate, pooled] = [runs[0].get(Index::WaitMean), runs[1].get(Index::WaitMean)];
        vec![separate, pooled, separate / pooled]
    });
}

const A58: &[Expect] = &[
    abs("mean step score (=SLA 2h share)", 0.8050698134141254, 0.004),
    abs("mean exponential score", 0.7058222676200205, 0.003),
    abs("mean linear score", 0.6231159794582664, 0.004),
];

#[test]
fn a58_satisfaction() {
    check("A58", A58, nothing, |runs| runs.iter().map(|run| run.get(Index::Satisfaction)).collect());
}

const E01: &[Expect] = &[
    rel("labour per day", 2160.0, 1e-09),
    rel("facility per day", 500.0, 1e-09),
    rel("parts per day", 1152.0000000000002, 0.01),
    rel("SLA penalties per day", 409.1742233184981, 0.03),
    rel("total per day", 4221.174223318498, 0.006),
    rel("idle labour hours per day", 14.4, 0.012),
];

#[test]
fn e01_daily_cost() {
    check("E01", E01, nothing, |runs| {
        let run = &runs[0];
        let days = run.hours() / 24.0;
        let costs = [Index::CostLabour, Index::CostFacility, Index::CostParts, Index::CostCustomer, Index::CostTotal];
        let mut figures = costs.map(|cost| run.get(cost) / days).to_vec();
        figures.push(72.0 * (1.0 - run.get(Index::Utilisation)));
        figures
    });
}
