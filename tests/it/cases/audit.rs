//! The audit doubts a stretch of every case and finds nothing.

use super::layouts;
use callout::network::Network;
use callout::scenario::units::Duration;
use callout::study::trial::{Watch, trial};
use rayon::prelude::*;
use std::path::Path;

#[test]
fn the_audit_agrees_with_every_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut cases: Vec<String> = files
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    cases.sort();
    let faults: Vec<String> = cases.par_iter().flat_map(|case| faults(case)).collect();
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

/// What the audit finds in a fifteenth of one replication of each layout.
fn faults(case: &str) -> Vec<String> {
    let mut found = Vec::new();
    for mut layout in layouts(case) {
        let header = &mut layout.scenario.scenario;
        let (warm_up, horizon) = (header.warm_up.ms(), header.horizon.ms());
        if horizon > 1000.0 * 3.6e6 {
            header.horizon = Duration::from_ms(warm_up + (horizon - warm_up) / 15.0);
        }
        let outcome = trial(&Network::new(&layout), 0, Watch { audit: true, jobs: false, ..Watch::default() });
        found.extend(outcome.faults.iter().take(3).map(|fault| format!("{case} {}: {fault}", layout.name)));
    }
    found
}
