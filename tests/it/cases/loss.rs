//! Limits to waiting: full backlogs, partners, customers who give up.

use super::probe::{Level, Waits, What};
use super::{Expect, Index, Network, Run, abs, check, nothing, place, rel};
use callout::kernel::time::MS_PER_HOUR;

fn at_the_door(network: &Network) -> Level {
    Level::of(network, What::Present(Some(place(network, "door"))))
}

/// Jobs that went to the partner, per hour.
fn overflow<P>(run: &Run<'_, P>) -> f64 {
    run.get(Index::PartnerShare) * run.get(Index::Closed) / run.hours()
}

const A05: &[Expect] = &[
    abs("#1 P(rejected)", 0.08511383537653244, 0.002),
    abs("#1 P(empty)", 0.17933450087565675, 0.003),
    rel("#1 L", 2.0059544658493875, 0.01),
    rel("#1 Wq of accepted", 0.23085758039816243, 0.015),
    abs("#2 P(rejected)", 0.2935429934809972, 0.003),
    rel("#2 Wq of accepted", 0.02326880119136262, 0.01),
];

#[test]
fn a05_finite_backlog() {
    check("A05", A05, at_the_door, |runs| {
        let [five, six] = [&runs[0], &runs[1]];
        vec![
            five.get(Index::PartnerShare),
            five.probe.share_at(0),
            five.probe.mean(),
            five.place("door", Index::WaitMean),
            six.get(Index::PartnerShare),
            six.place("door", Index::WaitMean),
        ]
    });
}

const A07: &[Expect] = &[
    abs("partner share (each of the three service laws)", 0.07874088296957026, 0.0015),
    rel("mean busy technicians", 6.448813819213008, 0.004),
    rel("overflow jobs per 1000 h", 275.5930903934959, 0.02),
];

#[test]
fn a07_erlang_loss() {
    // The same for exponential, deterministic and uniform work.
    check("A07", &A07.repeat(3), nothing, |runs| {
        let figures =
            |run: &Run<'_, ()>| [run.get(Index::PartnerShare), 10.0 * run.get(Index::Utilisation), 1000.0 * overflow(run)];
        runs.iter().flat_map(figures).collect()
    });
}

const A09: &[Expect] = &[
    abs("P(wait>0)", 0.14526011429636151, 0.002),
    abs("P(abandon)", 0.01398374412240898, 0.0008),
    abs("utilisation", 0.7042973256268511, 0.002),
    rel("mean wait, all customers", 0.06991872061204489, 0.03),
    rel("mean wait, served only", 0.0646413340753505, 0.03),
    abs("P(served and wait<=20 s)", 0.9167920918635469, 0.002),
    rel("mean waiting", 0.23306240204014966, 0.03),
];

#[test]
fn a09_erlang_a() {
    check("A09", A09, Waits::new, |runs| {
        let run = &runs[0];
        let waits = run.probe.only();
        let minutes = |ms: Option<f64>| ms.unwrap() / 60_000.0;
        let all = waits.all.count() as f64;
        vec![
            1.0 - waits.all.share_up_to(0.0).unwrap(),
            run.get(Index::Abandoned) / run.get(Index::Calls),
            run.get(Index::Utilisation),
            minutes(waits.all.mean()),
            minutes(waits.served.mean()),
            waits.served.share_up_to(20_000.0).unwrap() * waits.served.count() as f64 / all,
            run.get(Index::Backlog),
        ]
    });
}

const A10: &[Expect] = &[
    abs("P(abandon)", 0.19565594401072284, 0.003),
    rel("mean wait, all", 0.3913118880214457, 0.01),
    rel("mean wait, served", 0.4008336954244352, 0.01),
    abs("utilisation", 0.9652128671871317, 0.002),
    rel("completions per hour", 9.652128671871326, 0.004),
];

#[test]
fn a10_erlang_a_overloaded() {
    check("A10", A10, Waits::new, |runs| {
        let run = &runs[0];
        vec![
            run.get(Index::Abandoned) / run.get(Index::Calls),
            run.probe.only().all.mean().unwrap() / MS_PER_HOUR as f64,
            run.get(Index::WaitMean),
            run.get(Index::Utilisation),
            run.card.closed_at.iter().sum::<u64>() as f64 / run.hours(),
        ]
    });
}

const A46: &[Expect] = &[
    rel("mean jobs at the partner", 0.973288514023612, 0.02),
    rel("variance of jobs at the partner", 1.9856613909539296, 0.05),
    rel("partner cost per hour", 72.9966385517709, 0.02),
];

#[test]
fn a46_overflow_is_peaked() {
    let at_the_partner = |network: &Network| Level::of(network, What::Present(Some(place(network, "outside"))));
    check("A46", A46, at_the_partner, |runs| {
        let run = &runs[0];
        vec![run.probe.mean(), run.probe.variance(), run.get(Index::CostPartner) / run.hours()]
    });
}

const E04: &[Expect] = &[
    rel("refused per hour", 30.30750848967233, 0.006),
    rel("value lost per hour", 60.61501697934466, 0.006),
    rel("mean busy", 9.692491510327672, 0.004),
];

#[test]
fn e04_full_parking_lot() {
    check("E04", E04, nothing, |runs| {
        let run = &runs[0];
        vec![overflow(run), run.get(Index::CostPartner) / run.hours(), 10.0 * run.get(Index::Utilisation)]
    });
}
