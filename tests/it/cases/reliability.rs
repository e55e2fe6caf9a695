//! Units that fail and are repaired: renewal, minimal repair, age replacement, availability.

use super::probe::Level;
use super::{Expect, Index, Network, Run, Table, abs, both, check, nothing, rel};
use callout::kernel::time::{MS_PER_DAY, MS_PER_HOUR, Time};
use callout::network::UnitId;
use callout::record::Observer;
use callout::record::fact::Fact;

/// Failures: when, and of which unit.
#[derive(Default)]
struct Failures(Vec<(Time, UnitId)>);

impl Observer for Failures {
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        if let Fact::UnitFailed(unit) = *fact {
            self.0.push((now, unit));
        }
    }
}

impl Failures {
    /// Mean number of failures of a unit up to a time [h].
    fn up_to(&self, network: &Network, hours: f64) -> f64 {
        let by = Time((hours * MS_PER_HOUR as f64) as i64);
        self.0.iter().filter(|(at, _)| *at <= by).count() as f64 / network.units.group_of.len() as f64
    }
}

fn failures(_: &Network) -> Failures {
    Failures::default()
}

const A31: &[Expect] = &[
    rel("c=1 machines down", 2.6743277920339175, 0.008),
    rel("c=1 cost per hour", 175.45966752203503, 0.006),
    rel("c=2 machines down", 1.6609088493223492, 0.008),
    rel("c=2 cost per hour", 129.65453095934095, 0.006),
    rel("c=3 machines down", 1.4569904786833758, 0.008),
    rel("c=3 cost per hour", 132.41942872100253, 0.006),
    rel("c=4 machines down", 1.4302705917335712, 0.008),
    rel("c=4 cost per hour", 145.8162355040143, 0.006),
    rel("c=5 machines down", 1.4285714285714288, 0.008),
    rel("c=5 cost per hour", 160.71428571428572, 0.006),
    abs("cheapest c", 2.0, 0.0),
];

#[test]
fn a31_machine_interference_with_costs() {
    check("A31", A31, nothing, |runs| {
        let costs: Vec<f64> = runs.iter().map(|run| run.get(Index::CostTotal) / run.hours()).collect();
        let mut figures: Vec<f64> = runs.iter().zip(&costs).flat_map(|(run, cost)| [run.get(Index::UnitsDown), *cost]).collect();
        let cheapest = costs.iter().enumerate().min_by(|a, b| a.1.total_cmp(b.1)).expect("there are layouts").0 + 1;
        figures.push(cheapest as f64);
        figures
    });
}

const A32: &[Expect] = &[
    abs("two repairers: long-run up share", 0.6666666666666666, 0.003),
    abs("one repairer: up share", 0.6000000000000001, 0.003),
    abs("one repairer: P(immediate repair)", 0.6666666666666667, 0.004),
];

#[test]
fn a32_machine_repair_pair() {
    check("A32", A32, super::probe::Waits::new, |runs| {
        let [one, two] = [&runs[0], &runs[1]];
        let at_once = one.probe.only().all.share_up_to(0.0).unwrap();
        vec![two.get(Index::Availability), one.get(Index::Availability), at_once]
    });
}

const D01: &[Expect] = &[
    both("E[failures in (0,0.2]]", 0.026087516581673884, 0.01, 0.0015),
    both("E[failures in (0,0.6]]", 0.24224005064422666, 0.01, 0.0015),
    both("E[failures in (0,1.0]]", 0.6090911787535637, 0.01, 0.0015),
    both("E[failures in (0,1.5]]", 1.1237393598133234, 0.01, 0.0015),
    both("E[failures in (0,2.5]]", 2.1248224162633482, 0.01, 0.0015),
];

#[test]
fn d01_weibull_renewal_function() {
    check("D01", D01, failures, |runs| {
        let run = &runs[0];
        [0.2, 0.6, 1.0, 1.5, 2.5].map(|lives| run.probe.up_to(run.network, 1000.0 * lives)).to_vec()
    });
}

const D03: &[Expect] = &[
    rel("E[failures in 1500 h]", 2.7556759606310752, 0.01),
    rel("variance of the count", 2.7556759606310752, 0.04),
    abs("P(no failure in 1500 h)", 0.06356603700462546, 0.002),
    rel("E[failures in (1000,1500]]", 1.7556759606310752, 0.012),
];

#[test]
fn d03_minimal_repair() {
    check("D03", D03, failures, |runs| {
        let run = &runs[0];
        let mut counts: Table<UnitId, f64> = run.network.units.group_of.iter().map(|_| 0.0).collect();
        run.probe.0.iter().for_each(|(_, unit)| counts[*unit] += 1.0);
        let n = counts.len() as f64;
        let mean = counts.iter().sum::<f64>() / n;
        let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let none = counts.iter().filter(|count| **count == 0.0).count() as f64 / n;
        vec![mean, variance, none, mean - run.probe.up_to(run.network, 1000.0)]
    });
}

const D05: &[Expect] = &[
    rel("T=300 cost per hour", 0.00403062503237296, 0.01),
    rel("T=493.185 cost per hour", 0.0034620429186853264, 0.01),
    rel("T=1000 cost per hour", 0.00451640550148468, 0.01),
    rel("run-to-failure cost per hour", 0.005635302489930138, 0.01),
];

#[test]
fn d05_age_replacement() {
    let cost = |run: &Run<'_, ()>| run.get(Index::CostTotal) / run.hours() / run.network.units.group_of.len() as f64;
    check("D05", D05, nothing, |runs| runs.iter().map(cost).collect());
}

const D07: &[Expect] = &[
    abs("A(5)", 0.9451289081959918, 0.002),
    abs("mean availability over (0,10)", 0.9515169955352605, 0.002),
    abs("steady state, exponential", 0.9259259259259259, 0.0015),
    abs("steady state, Weibull lives and lognormal repairs", 0.9259259259259259, 0.0015),
    rel("failures per 1000 h", 18.51851851851852, 0.01),
];

#[test]
fn d07_availability() {
    let at_five = |network: &Network| Level::in_system(network).sampled([5.0].into_iter());
    check("D07", D07, at_five, |runs| {
        let [new, exponential, weibull] = [&runs[0], &runs[1], &runs[2]];
        let units = new.network.units.group_of.len() as f64;
        vec![
            1.0 - new.probe.samples[0] / units,
            new.get(Index::Availability),
            exponential.get(Index::Availability),
            weibull.get(Index::Availability),
            exponential.get(Index::FailuresPerUnitYear) * 1000.0 / 8760.0,
        ]
    });
}

const D09: &[Expect] = &[
    rel("E[replacements per sale]", 0.42385826786944825, 0.01),
    rel("expected cost per sale incl. first unit", 142.38582678694482, 0.004),
];

#[test]
fn d09_free_replacement_warranty() {
    check("D09", D09, failures, |runs| {
        let run = &runs[0];
        let sold = run.network.units.group_of.len() as f64;
        // The first unit costs as much as each that replaces it.
        vec![run.probe.0.len() as f64 / sold, 100.0 + run.get(Index::CostTotal) / sold]
    });
}

const D12: &[Expect] =
    &[rel("failures per day", 5.59923260861093, 0.01), abs("CV of the superposed interarrival times", 1.0, 0.04)];

#[test]
fn d12_many_ageing_assets() {
    check("D12", D12, failures, |runs| {
        let run = &runs[0];
        let times: Vec<f64> = run.probe.0.iter().map(|(at, _)| at.0 as f64 / MS_PER_DAY as f64).collect();
        let gaps: Vec<f64> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
        let n = gaps.len() as f64;
        let mean = gaps.iter().sum::<f64>() / n;
        let variance = gaps.iter().map(|gap| (gap - mean).powi(2)).sum::<f64>() / (n - 1.0);
        vec![times.len() as f64 / (run.hours() / 24.0), variance.sqrt() / mean]
    });
}
