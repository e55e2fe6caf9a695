//! The yardstick network of the speed comparisons: other simulators, written for it alone, find the same figures.

use callout::kernel::id::Id;
use callout::network::{KindId, Network};
use callout::record::figure::Index;
use callout::study::trial::{Watch, trial};
use std::path::Path;

/// Their means over 60 replications have half-widths under 0.5 %; here are two replications, so the tolerances are wider.
#[test]
fn agrees_with_the_programs_written_for_it() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/yardstick.toml");
    let study = callout::scenario::read(&file, &[]).unwrap_or_else(|complaints| panic!("{}", complaints.render(false)));
    let network = Network::new(&study.layouts[0]);
    let outcomes = [0, 1].map(|replication| trial(&network, replication, Watch::default()));
    let mean = |figure: Index| outcomes.iter().map(|outcome| outcome.row[figure as usize].unwrap()).sum::<f64>() / 2.0;
    let urgent =
        outcomes.iter().map(|outcome| outcome.kinds[KindId::new(0)][Index::ResponseMean as usize].unwrap()).sum::<f64>() / 2.0;
    for (name, value, expected, tolerance) in [
        ("mean response [h]", mean(Index::ResponseMean), 0.8434, 0.02),
        ("P95 of response [h]", mean(Index::ResponseP95), 2.478, 0.06),
        ("mean response of urgent jobs [h]", urgent, 0.5988, 0.006),
        ("utilisation", mean(Index::Utilisation), 0.8356, 0.004),
        ("customers who give up", mean(Index::Abandoned), 10_816.0, 500.0),
        // Those who call in the year and are served in it; the programs also count visits of the last hours.
        ("closed", mean(Index::Closed), 731_819.0, 4_000.0),
    ] {
        assert!((value - expected).abs() <= tolerance, "{name}: {value} is not {expected}");
    }
}
