//! Space: units and atoms, travel that takes time or does not, depots in a square.

use super::probe::{Flows, Level, What};
use super::{Expect, Index, Network, Run, abs, check, judge, layouts, measure, nothing, place, rel, zone};
use callout::kernel::random::{Seed, name_key};
use callout::scenario::Layout;
use callout::scenario::units::{Duration, Length};
use rayon::prelude::*;

const B01: &[Expect] = &[
    rel("w=1/2 mean travel", 0.46245905769715284, 0.004),
    abs("w=1/2 workload 1", 0.4900998199967272, 0.002),
    abs("w=1/2 workload 2", 0.43773523154966454, 0.002),
    rel("w*=53/126 mean travel", 0.46165920806888305, 0.004),
    abs("w* workload imbalance", 0.044052749011021075, 0.002),
    abs("loss", 0.25773195876288657, 0.002),
];

#[test]
fn b01_two_unit_city() {
    check("B01", B01, nothing, |runs| {
        let [half, star] = [&runs[0], &runs[1]];
        let [one, two] = ["unit1", "unit2"].map(|unit| half.place(unit, Index::Utilisation));
        let [star_one, star_two] = ["unit1", "unit2"].map(|unit| star.place(unit, Index::Utilisation));
        vec![
            half.get(Index::KmPerVisit),
            one,
            two,
            star.get(Index::KmPerVisit),
            star_one - star_two,
            half.get(Index::Lost) / half.get(Index::Calls),
        ]
    });
}

/// Share of all dispatches that go from a place to a zone.
fn flow(network: &Network, flows: &Flows, unit: &str, atom: &str) -> f64 {
    flows.by_place[place(network, unit)][zone(network, atom)] as f64 / flows.dispatches()
}

const B02: &[Expect] = &[
    abs("workload unit 1", 0.557364012081406, 0.002),
    abs("workload unit 2", 0.47337228611338433, 0.002),
    abs("workload unit 3", 0.4692637018052014, 0.002),
    abs("P(all busy)", 0.23684210526315452, 0.003),
    abs("share of dispatches outside own area", 0.43532515819416107, 0.002),
    rel("mean wait", 0.15789473684183297, 0.02),
    abs("f(unit1,atom1)", 0.08693055938994139, 0.001),
];

#[test]
fn b02_hypercube_with_queue() {
    let own = [1, 1, 2, 1, 2, 2, 3, 3, 3, 3];
    let watched = |network: &Network| (Flows::new(network), Level::of(network, What::Visits));
    check("B02", B02, watched, |runs| {
        let run = &runs[0];
        let (flows, busy) = &run.probe;
        let inside =
            own.iter().enumerate().map(|(at, unit)| flow(run.network, flows, &format!("unit{unit}"), &format!("atom{}", at + 1)));
        vec![
            run.place("unit1", Index::Utilisation),
            run.place("unit2", Index::Utilisation),
            run.place("unit3", Index::Utilisation),
            busy.share_from(3),
            1.0 - inside.sum::<f64>(),
            run.get(Index::WaitMean),
            flow(run.network, flows, "unit1", "atom1"),
        ]
    });
}

const B03: &[Expect] = &[
    abs("partner share", 0.07503345112704568, 0.002),
    abs("workload 1", 0.39603195281469666, 0.003),
    abs("workload 2", 0.43643794117096235, 0.003),
    abs("workload 3", 0.4103896660635291, 0.003),
    abs("workload 4", 0.4220802279221299, 0.003),
    rel("mean travel of dispatched", 0.25294860875733904, 0.005),
    rel("mean travel to atom 1", 0.22431543437479048, 0.01),
    rel("mean travel to atom 2", 0.22662811371301428, 0.01),
    rel("mean travel to atom 3", 0.28802729759492235, 0.01),
    rel("mean travel to atom 4", 0.25038348835579816, 0.01),
    rel("mean travel to atom 5", 0.2567346025509565, 0.01),
    rel("mean travel to atom 6", 0.27410520057597604, 0.01),
];

#[test]
fn b03_four_units_by_matrix() {
    check("B03", B03, Flows::new, |runs| {
        let run = &runs[0];
        let mut figures = vec![run.get(Index::PartnerShare)];
        figures.extend(["unit1", "unit2", "unit3", "unit4"].map(|unit| run.place(unit, Index::Utilisation)));
        figures.push(run.probe.km(None));
        figures.extend((1..=6).map(|atom| run.probe.km(Some(zone(run.network, &format!("atom{atom}"))))));
        figures
    });
}

const B05: &[Expect] = &[
    abs("partner share", 0.13901064592153126, 0.002),
    abs("van 1 busy share", 0.46804232311878097, 0.003),
    abs("van 2 busy share", 0.4590816483909779, 0.003),
    abs("van 3 busy share", 0.3761684495666478, 0.003),
    abs("van 1 travelling share", 0.1358544463047972, 0.002),
    abs("van 2 travelling share", 0.12068004367692002, 0.002),
    abs("van 3 travelling share", 0.11688942868994429, 0.002),
    rel("mean response (travel) of own jobs", 0.4819054535637391, 0.006),
];

#[test]
fn b05_travel_takes_time() {
    check("B05", B05, nothing, |runs| {
        let run = &runs[0];
        let vans = ["van1", "van2", "van3"];
        let jobs = vans.map(|van| run.place(van, Index::Closed));
        let responses: f64 = vans.iter().zip(jobs).map(|(van, jobs)| jobs * run.place(van, Index::ResponseMean)).sum();
        let mut figures = vec![run.get(Index::PartnerShare)];
        figures.extend(vans.map(|van| run.place(van, Index::Utilisation)));
        figures.extend(vans.map(|van| run.place(van, Index::TravelShare)));
        figures.push(responses / jobs.iter().sum::<f64>());
        figures
    });
}

const B09: &[Expect] = &[
    abs("partner share", 0.3694750135305791, 0.003),
    abs("utilisation centre 1", 0.6723664343692193, 0.003),
    abs("utilisation centre 2", 0.6729470879637082, 0.003),
    abs("zone 2 share served by centre 1", 0.30347207443312907, 0.003),
];

#[test]
fn b09_spill_then_partner() {
    check("B09", B09, Flows::new, |runs| {
        let run = &runs[0];
        let (one, south) = (place(run.network, "one"), zone(run.network, "south"));
        vec![
            run.get(Index::PartnerShare),
            run.place("one", Index::Utilisation),
            run.place("two", Index::Utilisation),
            run.probe.by_place[one][south] as f64 / run.probe.calls[south] as f64,
        ]
    });
}

const B10: &[Expect] = &[
    rel("a", 3.8259785823210635, 0.004),
    rel("b", 5.0, 0.004),
    rel("c", 5.214054328096771, 0.01),
    rel("d", 2.7919933944053668, 0.01),
    rel("e", 1.9129892911605317, 0.004),
];

#[test]
fn b10_distances_in_a_square() {
    let fixed = [B10[0], B10[1], B10[4]];
    check("B10", &fixed, nothing, |runs| [0, 1, 4].map(|at: usize| runs[at].get(Index::KmPerVisit)).to_vec());
    let layouts = layouts("B10");
    for (layout, expected) in [(&layouts[2], &B10[2..3]), (&layouts[3], &B10[3..4])] {
        let samples: Vec<Vec<f64>> = (0..6000).into_par_iter().map(|replication| random_depots(layout, replication)).collect();
        judge("B10", expected, &samples);
    }
}

/// Kilometres per visit of 40 calls, with the depots of `layout` drawn evenly over the square.
fn random_depots(layout: &Layout, replication: u32) -> Vec<f64> {
    let mut layout = layout.clone();
    layout.scenario.scenario.horizon = Duration::hours(40.5);
    let depots = Seed::new(10, replication).source(name_key("depots"));
    for (number, centre) in layout.scenario.centre.values_mut().enumerate() {
        let mut draws = depots.entity(number as u64).draws(0, 0);
        centre.x = Some(Length::from_km(10.0 * draws.uniform()));
        centre.y = Some(Length::from_km(10.0 * draws.uniform()));
    }
    let network = Network::new(&layout);
    let run: Run<'_, ()> = measure(&network, replication, ());
    vec![run.get(Index::KmPerVisit)]
}

const B12: &[Expect] = &[
    abs("utilisation", 0.33333333333333337, 0.003),
    rel("mean wait before dispatch", 0.2622222222222223, 0.02),
    rel("mean response (wait + outbound travel)", 0.3455555555555556, 0.02),
    abs("travel share of time", 0.08333333333333334, 0.002),
    rel("mean km per job", 5.000000000000001, 0.004),
];

#[test]
fn b12_right_angle_round_trips() {
    check("B12", B12, nothing, |runs| {
        let run = &runs[0];
        let figures = [Index::Utilisation, Index::WaitMean, Index::ResponseMean, Index::TravelShare, Index::KmPerVisit];
        figures.map(|figure| run.get(figure)).to_vec()
    });
}
