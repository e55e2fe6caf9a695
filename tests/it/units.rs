//! Tracked units against theory and by hand: repairs, unequal units, maintenance, the same failures in every layout.

use crate::lab::{UNITS, figure, network, outcome};
use callout::kernel::id::Table;
use callout::kernel::time::Time;
use callout::network::{Network, UnitId};
use callout::record::Observer;
use callout::record::fact::Fact;
use callout::record::figure::Index;
use callout::sim::simulate;

#[test]
fn every_kind_of_unit_is_audited() {
    let network = network(UNITS, &[]);
    for replication in 0..3 {
        let outcome = outcome(&network, replication);
        let availability = figure(&outcome, Index::Availability).unwrap();
        assert!((0.5..0.99).contains(&availability), "{availability}");
    }
}

/// When units fail.
#[derive(Default)]
struct Failures(Vec<(Time, UnitId)>);

impl Observer for Failures {
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        if let Fact::UnitFailed(unit) = *fact {
            self.0.push((now, unit));
        }
    }
}

fn failures(network: &Network) -> Vec<(Time, UnitId)> {
    simulate(network, 0, Failures::default()).0
}

/// A field of units with these keys, and a partner who needs so long.
fn field(units: u32, product: &str, work: &str, horizon: &str) -> Network {
    let text = format!(
        r#"
        scenario = {{ name = "field", start = 2026-01-05, horizon = "{horizon}", drain = "0 d", seed = 4 }}
        product.pump = {{ tracking = "unit", {product} }}
        kind.repair.work = "{work}"
        zone.field.size.pump = {units}
        stream.faults = {{ kind = "repair", failures = "pump" }}
        partner.help = {{ response = "1 h" }}
        sourcing = [{{ to = ["help"] }}]
    "#
    );
    network(&text, &[])
}

#[test]
fn kijima_with_q_0_is_renewal_and_with_q_1_minimal_repair() {
    let hazard = "hazard = { law = \"weibull\", shape = 2.5, scale = \"20 d\" }, ages = [1, 1]";
    let with = |repair: &str| failures(&field(50, &format!("{hazard}, {repair}"), "1 h", "100 d"));
    let (renewal, minimal) = (with("repair = \"renewal\""), with("repair = \"minimal\""));
    assert_eq!(with("repair = \"kijima\", kijima = 0"), renewal);
    assert_eq!(with("repair = \"kijima\", kijima = 1"), minimal);
    let between = with("repair = \"kijima\", kijima = 0.02").len();
    assert!(renewal.len() < between && between < minimal.len(), "{} {between} {}", renewal.len(), minimal.len());
}

/// Counts of units whose rates are gamma with shape k: variance = m + m^2 / k (negative binomial), here 2 + 4 / 1.78.
#[test]
fn unequal_units_fail_unequally() {
    let network = field(20_000, "hazard = { law = \"exponential\", rate = \"2 /year\" }, heterogeneity = 1.78", "0 s", "365 d");
    let mut counts: Table<UnitId, f64> = network.units.group_of.iter().map(|_| 0.0).collect();
    failures(&network).iter().for_each(|(_, unit)| counts[*unit] += 1.0);
    let n = counts.len() as f64;
    let mean = counts.iter().sum::<f64>() / n;
    let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0);
    assert!((mean - 2.0).abs() < 0.06, "{mean}");
    assert!((variance - (2.0 + 4.0 / 1.78)).abs() < 0.25, "{variance}");
}

/// How fast repairs are changes neither when a unit fails first nor what its failures bring.
#[test]
fn layouts_meet_the_same_failures() {
    let product = "hazard = { law = \"weibull\", shape = 1.5, scale = \"30 d\" }, heterogeneity = 2";
    let first = |work: &str| {
        let network = field(40, product, work, "60 d");
        let mut first: Table<UnitId, Option<Time>> = network.units.group_of.iter().map(|_| None).collect();
        failures(&network).into_iter().for_each(|(at, unit)| _ = first[unit].get_or_insert(at));
        first
    };
    let (quick, slow) = (first("0 s"), first("90 h"));
    assert!(quick.iter().flatten().count() > 20);
    assert_eq!(quick, slow);
}

/// Three units that never fail, a visit of 2 h every 10 days: nine due dates at once, or ten evenly spread, in 35 days.
#[test]
fn block_maintenance_by_hand() {
    let with = |phase: &str, window: &str| {
        let plan = format!("maintenance.m = {{ kind = \"repair\", every = \"10 d\", phase = \"{phase}\", window = \"{window}\" }}");
        let network = field(3, &format!("hazard = {{ law = \"exponential\", rate = \"0 /d\" }}, {plan}"), "2 h", "35 d");
        let outcome = outcome(&network, 0);
        let of = |index| figure(&outcome, index).unwrap();
        (of(Index::Calls), of(Index::MaintenanceInTime), of(Index::UnitsDown) * 35.0 * 24.0)
    };
    let near = |got: (f64, f64, f64), want: (f64, f64, f64)| {
        assert!(got.0 == want.0 && got.1 == want.1 && (got.2 - want.2).abs() < 1e-9, "{got:?} is not {want:?}");
    };
    // Each is done 3 h after its due date: 1 h to come, 2 h of work, in which the unit stands still.
    near(with("together", "3 h"), (9.0, 1.0, 18.0));
    near(with("together", "179 min"), (9.0, 0.0, 18.0));
    near(with("even", "3 h"), (10.0, 1.0, 20.0));
}

/// A visit takes until the next due date is past: that one is missed, and so is the visit itself.
#[test]
fn a_due_date_that_finds_the_job_before_open_is_missed() {
    let plan = "maintenance.m = { kind = \"repair\", every = \"1 d\", phase = \"together\", window = \"12 h\" }";
    let network = field(1, &format!("hazard = {{ law = \"exponential\", rate = \"0 /d\" }}, {plan}"), "35 h", "10 d");
    let outcome = outcome(&network, 0);
    // Due on days 1 to 9; jobs are opened on days 1, 3, 5, 7 and 9.
    assert_eq!(figure(&outcome, Index::Calls), Some(5.0));
    assert_eq!(figure(&outcome, Index::MaintenanceInTime), Some(0.0));
}

/// Age replacement: a unit that is replaced at failure is not due so soon. Lives are 20 days sharp, replacement at 12 or 30 days.
#[test]
fn age_replacement_by_hand() {
    let with = |age: &str| {
        let plan = format!("repair = \"renewal\", maintenance.m = {{ kind = \"repair\", at_age = \"{age}\" }}");
        let network =
            field(5, &format!("hazard = {{ law = \"weibull\", shape = 1000, scale = \"20 d\" }}, {plan}"), "0 s", "100 d");
        let outcome = outcome(&network, 0);
        (failures(&network).len(), figure(&outcome, Index::Calls).unwrap() as usize)
    };
    // Every 12 days and an hour: eight visits each. Every 20 days: four or five failures each, and no visit.
    assert_eq!(with("12 d"), (0, 40));
    let (failed, calls) = with("30 d");
    assert!(failed == calls && (20..=25).contains(&failed), "{failed} {calls}");
}
