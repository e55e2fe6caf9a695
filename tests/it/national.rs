//! The national network of the benches is a sound scenario of the size that it promises, and everybody asks the nearest.

use callout::kernel::id::Id;
use callout::network::demand::Load;
use callout::network::sourcing::Offer;
use callout::network::{CentreId, Network, ZoneId};
use std::path::Path;

fn network() -> Network {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/national/national.toml");
    let study = callout::scenario::read(&path, &[]).unwrap_or_else(|complaints| panic!("{complaints}"));
    Network::new(&study.layouts[0])
}

#[test]
fn it_has_the_size_that_it_promises() {
    let network = network();
    assert_eq!((network.zones.len(), network.centres.len(), network.technicians.len()), (3_000, 3_000, 29_800));
    let a_year = Load::of(&network).calls / 7.0 * 365.0;
    assert!((9.9e6..10.1e6).contains(&a_year), "{a_year} calls a year");
    assert_eq!(network.unserved(), []);
}

#[test]
fn every_city_asks_its_own_centre_and_then_the_next() {
    let network = network();
    let chord = |zone: ZoneId, centre: CentreId| {
        let (a, b) = (network.zones[zone].middle, network.centres[centre].site);
        (0..3).map(|i| (a[i] - b[i]) * (a[i] - b[i])).sum::<f64>().sqrt()
    };
    let mut alone = 0;
    for zone in network.zones.ids() {
        let asked = &network.sourcing.by_zone[zone];
        assert_eq!(asked.len(), 2, "two rules, each the same for all kinds");
        let centres = |at: usize| -> Vec<CentreId> {
            let offers = asked[at].offers.iter().map(|&offer| match &network.sourcing.offers[offer] {
                Offer::Pool { centres, .. } => centres[0],
                Offer::Partner(_) => panic!("all centres have people"),
            });
            offers.collect()
        };
        let own = CentreId::new(zone.index());
        assert_eq!(network.centres[own].name, network.zones[zone].name);
        assert_eq!((centres(0)[0], centres(1)), (own, vec![own]));
        let others = network.centres.ids().filter(|&other| other != own);
        let next = others.min_by(|&a, &b| chord(zone, a).total_cmp(&chord(zone, b)));
        match centres(0)[1..] {
            [] => alone += 1,
            [ref neighbour] => assert_eq!(Some(*neighbour), next),
            [..] => panic!("two are asked"),
        }
        // 45 km of arc are 45 km of chord but for 9 cm.
        assert_eq!(centres(0).len() == 2, chord(zone, next.expect("there are others")) <= 45.0);
    }
    assert!((300..2700).contains(&alone), "{alone} cities have no other within 45 km");
}
