//! Tracked units against theory and by hand: failure laws, repairs, maintenance, availability.

use crate::lab::{UNITS, figure, network, outcome};
use callout::record::figure::Index;

#[test]
fn every_kind_of_unit_is_audited() {
    let network = network(UNITS, &[]);
    for replication in 0..3 {
        let outcome = outcome(&network, replication);
        let availability = figure(&outcome, Index::Availability).unwrap();
        assert!((0.5..0.99).contains(&availability), "{availability}");
    }
}
