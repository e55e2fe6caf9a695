//! What pictures are drawn from adds up to the figures.

use crate::lab::{EVERYTHING, HANDS, NIGHTS, TOWNS, network};
use callout::network::Network;
use callout::record::figure::{FIGURES, Index};
use callout::report::dossier::scene::MAPPED;
use callout::report::dossier::{Collector, Dossier, WATCH};
use callout::scenario;
use callout::study::trial::{Outcome, Watch, trial, trial_by};
use std::path::Path;

fn networks() -> Vec<Network> {
    let study = scenario::read(Path::new(EVERYTHING), &[]).unwrap();
    let texts = [TOWNS, NIGHTS, HANDS].map(|text| network(text, &[]));
    study.layouts.iter().map(Network::new).chain(texts).collect()
}

fn seen(network: &Network, replication: u32) -> Outcome {
    trial(network, replication, WATCH)
}

#[test]
fn zones_and_months_add_up_to_the_figures_to_the_last_digit() {
    for network in networks() {
        let outcome = seen(&network, 1);
        let picture = outcome.picture.as_ref().unwrap();
        let same = |what: &str, of_picture: &[Option<f64>], row: &[Option<f64>]| {
            for index in MAPPED {
                let (found, figure) = (of_picture[index as usize], FIGURES[index as usize].key);
                assert_eq!(found, row[index as usize], "{}: {figure} of {what}", network.name);
            }
        };
        same("the network", &picture.row(|_, _, _| true), &outcome.row);
        for (zone, row) in outcome.zones.enumerate() {
            same(&network.zones[zone].name, &picture.row(|here, _, _| here == zone), row);
        }
        for (place, row) in outcome.places.enumerate() {
            same(&network.places[place].name, &picture.row(|_, here, _| here == place), row);
        }
        let visited: u64 = picture.zones.iter().map(|bins| bins.count()).sum();
        assert_eq!(visited, outcome.times.response.count(), "{}", network.name);
        assert_eq!(picture.places.iter().map(|bins| bins.count()).sum::<u64>(), visited);
    }
}

#[test]
fn hours_of_the_week_add_up_to_the_weeks() {
    for network in networks() {
        let outcome = seen(&network, 0);
        let (week, weeks) = (&outcome.picture.as_ref().unwrap().week, &outcome.weeks);
        let sum = |series: &callout::kernel::tally::Series| series.buckets().iter().sum::<i64>();
        assert_eq!(week.calls.iter().sum::<u64>() as i64, sum(&weeks.calls), "{}", network.name);
        assert_eq!(week.busy.iter().sum::<i64>(), sum(&weeks.busy), "{}", network.name);
        assert_eq!(week.paid.iter().sum::<i64>(), sum(&weeks.paid), "{}", network.name);
        assert_eq!(week.waiting.iter().sum::<i64>(), sum(&weeks.waiting), "{}", network.name);
    }
}

#[test]
fn shifts_are_seen_in_their_hours() {
    // Monday to Friday, 9 to 12: two people. 1 January 2026 is a Thursday.
    let text = r#"
        scenario = { name = "door", start = 2026-01-01, horizon = "364 d" }
        kind.repair.work = "1 h"
        zone.town = {}
        stream.calls = { kind = "repair", every = "168 h", first = "4 h 30 min" }
        grade.plain = { wage = 30 }
        roster.shift = { shifts = ["Mon-Fri 09:00-12:00"] }
        centre.door.team.one.technicians = 2
    "#;
    let network = network(text, &[]);
    let mut collector = Collector::new(std::slice::from_ref(&network), Vec::new());
    let head = crate::picture::head(&network);
    collector.see(0, &seen(&network, 0));
    let report = callout::report::Report::new(head, &[Default::default()], vec![Default::default()]);
    let (dossier, _) = collector.close(report);
    let week = &dossier.scenes[0].week;
    for hour in 0..168 {
        let on = hour / 24 < 5 && (9..12).contains(&(hour % 24));
        assert_eq!(week.paid[hour], if on { 2.0 } else { 0.0 }, "hour {hour}");
        // Every Thursday at 4:30 a customer calls, who waits for 9 o'clock; the visit takes until 10.
        assert_eq!(week.calls[hour], f64::from(u8::from(hour == 3 * 24 + 4)), "hour {hour}");
        assert_eq!(week.busy[hour], f64::from(u8::from(hour == 3 * 24 + 9)), "hour {hour}");
        let waits = match hour {
            76 => 0.5,
            77..81 => 1.0,
            _ => 0.0,
        };
        assert_eq!(week.waiting[hour], waits, "hour {hour}");
    }
}

pub fn head(network: &Network) -> callout::report::head::Head {
    let asked = callout::report::head::Asked {
        file: String::new(),
        hash: String::new(),
        question: String::new(),
        replications: 1,
        baseline: 0,
        sets: Vec::new(),
        command: String::new(),
    };
    callout::report::head::Head::new(asked, std::slice::from_ref(network), &[String::new()])
}

#[test]
fn pictures_do_not_depend_on_hands_and_change_nothing() {
    for network in networks() {
        let one = seen(&network, 2);
        assert_eq!(trial_by(&network, 2, WATCH, 3), one, "{}", network.name);
        let plain = trial(&network, 2, Watch::default());
        assert_eq!(plain, Outcome { basis: None, picture: None, ..one }, "{}", network.name);
    }
}

#[test]
fn a_dossier_reads_back_as_it_was() {
    let study = scenario::read(Path::new(EVERYTHING), &["scenario.replications=3".to_owned()]).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("results");
    let mut command = assert_cmd::Command::cargo_bin("callout").unwrap();
    command.args(["run", EVERYTHING, "--replications", "3", "--quiet", "--out", out.to_str().unwrap()]).assert().success();
    let path = out.join("dossier.json");
    let dossier = Dossier::read(&path).unwrap();
    assert_eq!(dossier.kept(), std::fs::read_to_string(&path).unwrap());
    assert_eq!(dossier.scenes.len(), study.layouts.len());
    for (layout, ledger) in dossier.ledgers.iter().enumerate() {
        let cost = callout::record::ledger::Account::ALL.iter().filter(|account| account.group() as usize <= 5);
        let total: f64 = cost.map(|account| ledger.mean(ledger.sum(*account))).sum();
        let reported = dossier.report.value(layout, Index::CostTotal).unwrap();
        assert!((total - reported).abs() <= 1e-9 * reported, "{total} is not {reported}");
    }
}

#[test]
fn reasons_and_differences_have_one_family_of_intervals() {
    let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tiers-and-self-service.toml");
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("results");
    let mut command = assert_cmd::Command::cargo_bin("callout").unwrap();
    command.args(["run", scenario, "--replications", "3", "--quiet", "--out", out.to_str().unwrap()]).assert().success();
    let dossier = Dossier::read(&out.join("dossier.json")).unwrap();
    assert!(dossier.because.len() > 1, "joint intervals need several comparisons");
    for (because, comparison) in dossier.because.iter().zip(&dossier.report.comparisons) {
        let cost = because.view("account").unwrap().blocks.iter().find(|block| block.key == "cost").unwrap();
        let (told, told_there) =
            (cost.total.values[2].unwrap(), comparison.differences[Index::CostTotal as usize].as_ref().unwrap());
        let [half, half_there] = [told.half_width, told_there.estimate.half_width].map(|half| half.unwrap());
        assert!((told.value - told_there.estimate.value).abs() < 1e-6 && (half / half_there - 1.0).abs() < 1e-9);
    }
}
