//! Rates and staff that change with time: finite bases, daily waves, night shifts, empty starts.

use super::probe::{Level, Waits};
use super::{Expect, Index, Network, abs, check, nothing, rel};
use callout::kernel::time::MS_PER_HOUR;

const A30: &[Expect] = &[
    rel("c=1 L", 0.8451490367843716, 0.01),
    rel("c=1 Lq", 0.32966394046280867, 0.02),
    rel("c=1 Wq", 1.2790435371080533, 0.02),
    abs("c=1 time share all up", 0.48451490367843714, 0.004),
    abs("c=1 P(a failing machine waits)", 0.4360478231445974, 0.004),
    rel("c=2 Wq", 0.08338617138085146, 0.04),
    abs("c=2 time share >=2 down", 0.10362764692453244, 0.003),
    abs("c=2 availability", 0.9056582104206088, 0.002),
];

#[test]
fn a30_machine_repair() {
    check("A30", A30, Level::in_system, |runs| {
        let [one, two] = [&runs[0], &runs[1]];
        vec![
            one.probe.mean(),
            one.get(Index::Backlog),
            one.get(Index::WaitMean),
            one.probe.share_at(0),
            1.0 - one.card.times.wait.share_up_to(0.0).unwrap(),
            two.get(Index::WaitMean),
            two.probe.share_from(2),
            1.0 - two.probe.mean() / 6.0,
        ]
    });
}

const A38: &[Expect] = &[
    rel("exp: mean in service (daily)", 20.0, 0.005),
    rel("exp: amplitude of E[busy](t)", 10.630899171804545, 0.02),
    abs("exp: lag of the peak behind t=6", 1.8424332889238029, 0.15),
    rel("exp: E[busy] at t=6 (mod 24)", 29.41800143342288, 0.02),
    rel("det: amplitude", 11.863391153584432, 0.02),
    abs("det: lag", 1.0, 0.15),
];

#[test]
fn a38_daily_wave_ample_staff() {
    let watched = |network: &Network| {
        let (warm_up, horizon) = (network.window.warm_up.day(), network.window.horizon.day());
        Level::in_system(network).with_wave().sampled((warm_up..horizon).map(|day| 24.0 * day as f64 + 6.0))
    };
    check("A38", A38, watched, |runs| {
        let [exponential, deterministic] = [&runs[0].probe, &runs[1].probe];
        let at_six = exponential.samples.iter().sum::<f64>() / exponential.samples.len() as f64;
        let (exponential_wave, wave) = (exponential.wave(), deterministic.wave());
        vec![exponential.mean(), exponential_wave.0, exponential_wave.1, at_six, wave.0, wave.1]
    });
}

const A39: &[Expect] = &[
    rel("mean wait per arrival", 0.32191033903899846, 0.03),
    abs("P(wait)", 0.44222197759119203, 0.005),
    rel("time-average waiting", 1.9314620342339908, 0.03),
    abs("utilisation", 0.7499999999597898, 0.004),
];

#[test]
fn a39_daily_wave_eight_technicians() {
    check("A39", A39, nothing, |runs| {
        let run = &runs[0];
        vec![
            run.get(Index::WaitMean),
            1.0 - run.card.times.wait.share_up_to(0.0).unwrap(),
            run.get(Index::Backlog),
            run.get(Index::Utilisation),
        ]
    });
}

const A41: &[Expect] = &[
    rel("mean turnaround", 7.897975982723811, 0.01),
    rel("mean time not in service per job", 6.89797598272384, 0.01),
    abs("busy share of paid hours", 0.4999999999999858, 0.004),
];

#[test]
fn a41_suspended_at_shift_end() {
    check("A41", A41, Waits::new, |runs| {
        let run = &runs[0];
        let waited = run.probe.only().served.mean().unwrap() / MS_PER_HOUR as f64;
        vec![run.get(Index::RestoreMean), waited, run.get(Index::Utilisation)]
    });
}

const A55: &[Expect] = &[rel("E[L(10)]", 2.5306951475299537, 0.02), rel("E[L(100)]", 6.443920876247516, 0.02)];

#[test]
fn a55_transient_from_empty() {
    let watched = |network: &Network| Level::in_system(network).sampled([10.0, 100.0].into_iter());
    check("A55", A55, watched, |runs| runs[0].probe.samples.clone());
}
