//! Scenarios about rules and warranty: what they are to show is shown, paired, with fixed seeds.

use callout::network::Network;
use callout::record::figure::Index;
use callout::record::ledger::{Account, Group};
use callout::scenario::read;
use callout::study::trial::{Outcome, Watch, trial};
use std::path::Path;

/// Outcomes by layout and replication, each audited.
fn outcomes(file: &str, replications: u32, sets: &[&str]) -> Vec<Vec<Outcome>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(file);
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    let study = read(&path, &sets).unwrap_or_else(|complaints| panic!("{complaints}"));
    let of = |network: Network| {
        let audited = |replication| {
            let outcome = trial(&network, replication, Watch { audit: true, jobs: false });
            assert_eq!(outcome.faults, [""; 0], "{}", network.name);
            outcome
        };
        (0..replications).map(audited).collect()
    };
    study.layouts.iter().map(|layout| of(Network::new(layout))).collect()
}

/// Mean of a paired difference, and three of its standard errors.
fn paired(layout: &[Outcome], baseline: &[Outcome], value: impl Fn(&Outcome) -> f64) -> (f64, f64) {
    let all: Vec<f64> = layout.iter().zip(baseline).map(|(a, b)| value(a) - value(b)).collect();
    let n = all.len() as f64;
    let mean = all.iter().sum::<f64>() / n;
    let variance = all.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
    (mean, 3.0 * (variance / n).sqrt())
}

fn mean(outcomes: &[Outcome], value: impl Fn(&Outcome) -> f64) -> f64 {
    outcomes.iter().map(&value).sum::<f64>() / outcomes.len() as f64
}

fn figure(index: Index) -> impl Fn(&Outcome) -> f64 {
    move |outcome| outcome.row[index as usize].expect("the figure has data")
}

fn account(account: Account) -> impl Fn(&Outcome) -> f64 {
    move |outcome| outcome.books.account(account).units()
}

/// The difference is above zero (or below, if `sign` is negative) by more than three standard errors.
fn shown(what: &str, (mean, error): (f64, f64), sign: f64) {
    assert!(sign * mean > error, "{what}: {mean} ± {error}");
}

#[test]
fn thirty_days_bring_more_returns_and_freight_and_content_buyers() {
    let [seven, thirty] = &outcomes("returns-30-day.toml", 4, &[])[..] else { panic!("two layouts") };
    let returned = mean(thirty, figure(Index::ReturnRate));
    // NRF and Appriss: 14.5 % of all retail, 17.6 % of online sales.
    assert!((0.145..=0.176).contains(&returned), "{returned}");
    shown("returns", paired(thirty, seven, figure(Index::ReturnRate)), 1.0);
    shown("freight", paired(thirty, seven, account(Account::ReturnFreight)), 1.0);
    shown("refunds", paired(thirty, seven, account(Account::Refunds)), 1.0);
    shown("kept against the wish", paired(thirty, seven, figure(Index::KeptRate)), -1.0);
    shown("satisfaction", paired(thirty, seven, figure(Index::Satisfaction)), 1.0);
    shown("NPS", paired(thirty, seven, figure(Index::Nps)), 1.0);
}

#[test]
fn plans_bring_revenue_and_maintenance_prevents_failures() {
    let [repair, extended, maintenance] = &outcomes("extended-warranty.toml", 4, &[])[..] else { panic!("three layouts") };
    // 8,000 units under a plan, two years.
    let due = |price: f64| 8_000.0 * price * 2.0;
    let got = mean(extended, account(Account::ExtendedWarranty));
    assert!((got / due(120.0) - 1.0).abs() < 0.005, "{got}");
    let got = mean(maintenance, account(Account::MaintenanceContracts));
    assert!((got / due(220.0) - 1.0).abs() < 0.005, "{got}");
    assert_eq!(mean(repair, |outcome| account(Account::ExtendedWarranty)(outcome)), 0.0);
    for (layout, name) in [(extended, "extended"), (maintenance, "maintenance")] {
        shown(name, paired(layout, repair, |outcome| outcome.books.group(Group::Revenue).units()), 1.0);
        shown(name, paired(layout, repair, figure(Index::InWarranty)), 1.0);
        shown(name, paired(layout, repair, figure(Index::Declined)), -1.0);
    }
    // A fifth of the units fail at 0.6 of the rate: of all failures 92 % are left.
    let repairs = |outcome: &Outcome| outcome.kinds.iter().next().and_then(|row| row[Index::Calls as usize]).expect("calls");
    let left = mean(maintenance, repairs) / mean(repair, repairs);
    assert!((left - 0.92).abs() < 0.012, "{left}");
    shown("failures", paired(maintenance, repair, repairs), -1.0);
    assert_eq!(mean(extended, |outcome| repairs(outcome).min(1.0)), 1.0);
}
