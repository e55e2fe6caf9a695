//! `scenarios/tedious-returns.toml`: each link of the chain from a long process to a shrinking demand, paired and with its interval.

use callout::network::Network;
use callout::record::figure::Index;
use callout::scenario::read;
use callout::study::trial::{Outcome, Watch, trial};
use std::path::Path;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tedious-returns.toml");
const REPLICATIONS: u32 = 4;

/// Outcomes of the layouts quick, slow, slow-and-limited.
fn outcomes(sets: &[&str]) -> Vec<Vec<Outcome>> {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    let study = read(Path::new(FILE), &sets).unwrap_or_else(|complaints| panic!("{complaints}"));
    let watch = Watch { audit: true, jobs: false, ..Watch::default() };
    let runs = |layout: &_| {
        let network = Network::new(layout);
        (0..REPLICATIONS).map(|replication| trial(&network, replication, watch)).collect()
    };
    study.layouts.iter().map(runs).collect()
}

fn value(outcome: &Outcome, index: Index) -> f64 {
    outcome.row[index as usize].unwrap_or_else(|| panic!("{index:?} has data"))
}

/// Mean of the paired differences and the half-width of its 95 % interval.
fn paired(of: &[Outcome], less: &[Outcome], index: Index) -> (f64, f64) {
    let differences: Vec<f64> = of.iter().zip(less).map(|(a, b)| value(a, index) - value(b, index)).collect();
    let n = differences.len() as f64;
    let mean = differences.iter().sum::<f64>() / n;
    let variance = differences.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / (n - 1.0);
    // t at .975 with 3 degrees of freedom.
    (mean, 3.1824 * (variance / n).sqrt())
}

/// Calls by year of the run, mean over replications.
fn by_year(outcomes: &[Outcome]) -> [f64; 5] {
    std::array::from_fn(|year| {
        let weeks = |outcome: &Outcome| outcome.weeks.calls.buckets()[year * 52..(year + 1) * 52].iter().sum::<i64>() as f64;
        outcomes.iter().map(weeks).sum::<f64>() / outcomes.len() as f64
    })
}

#[test]
fn a_long_process_makes_demand_shrink_through_complaints_churn_and_reputation() {
    let with = outcomes(&[]);
    let without = outcomes(&["market.feedback=false"]);
    for outcome in with.iter().chain(&without).flatten() {
        assert_eq!(outcome.faults, [""; 0]);
    }
    // Each link with its direction; the effect is at least `least`, and the interval keeps clear of zero.
    let links = [
        (Index::RestoreMean, 1.0, 24.0 * 7.0),
        (Index::Satisfaction, -1.0, 0.2),
        (Index::ComplaintRate, 1.0, 0.05),
        (Index::ChurnRate, 1.0, 0.1),
        (Index::Reputation, -1.0, 0.3),
        (Index::UnitsSold, -1.0, 500.0),
        (Index::UnitsAtEnd, -1.0, 1500.0),
        (Index::Calls, -1.0, 5000.0),
    ];
    for (index, sign, least) in links {
        for worse in [1, 2] {
            let (mean, half) = paired(&with[worse], &with[0], index);
            assert!(sign * mean - half > 0.0 && sign * mean > least, "{index:?}, layout {worse}: {mean} ± {half}");
        }
    }
    // A limit makes it worse; the cash that is saved is less than the goodwill that is lost.
    for (index, sign) in [(Index::UnitsAtEnd, -1.0), (Index::Reputation, -1.0)] {
        let (mean, half) = paired(&with[2], &with[1], index);
        assert!(sign * mean - half > 0.0, "{index:?}: {mean} ± {half}");
    }
    let (saved, lost) = (paired(&with[1], &with[0], Index::CostTotal), paired(&with[1], &with[0], Index::Goodwill));
    assert!(saved.0 + saved.1 < 0.0 && lost.0 - lost.1 > -saved.0, "{saved:?} {lost:?}");
    // Year after year less, with feedback; as many as ever without.
    for slow in &with[1..] {
        let years = by_year(slow);
        assert!(years.windows(2).all(|pair| pair[1] < 0.97 * pair[0]), "{years:?}");
    }
    for frozen in &without {
        let years = by_year(frozen);
        assert!(years.iter().all(|calls| (calls / years[0] - 1.0).abs() < 0.06), "{years:?}");
    }
    // Who waits for his money sends nothing else back: a few calls fewer, but no fewer customers.
    let (quick, slow) = (by_year(&without[0])[4], by_year(&without[2])[4]);
    assert!((0.85..1.0).contains(&(slow / quick)), "{slow} of {quick}");
    assert!(paired(&without[2], &without[0], Index::UnitsSold).0 == 0.0, "the same customers are won");
}
