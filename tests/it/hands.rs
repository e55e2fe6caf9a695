//! What grades make of each kind of job, what they damage, who comes after a failure, and what a poor installation brings about.

use crate::lab::{HANDS, Verb, figure, jobs, network, outcome, tales};
use callout::network::{KindId, Network};
use callout::record::figure::Index;
use callout::record::ledger::Account;
use callout::state::job::Cause;
use std::collections::BTreeMap;

/// A door with plenty of technicians: nobody waits, so that only the law under test is seen.
fn door(kinds: &str, people: &str) -> Network {
    let text = format!(
        r#"
        scenario = {{ name = "door", start = 2026-01-01, horizon = "400 d", seed = 8 }}
        zone.town = {{}}
        roster.shift = {{ shifts = ["always"] }}
        {kinds}
        {people}
    "#
    );
    network(&text, &[])
}

/// |mean - expected| <= 3.5 standard errors of a count with this variance.
fn near(what: &str, found: f64, expected: f64, variance: f64) {
    let limit = 3.5 * variance.sqrt();
    assert!((found - expected).abs() <= limit, "{what}: {found} is not {expected} +- {limit}");
}

#[test]
fn each_kind_has_its_own_fix_and_speed() {
    let kinds = r#"
        kind.plain = { work = "1 h" }
        kind.hard = { work = "1 h" }
        stream.plain = { kind = "plain", rate = "40 /d" }
        stream.hard = { kind = "hard", rate = "40 /d" }
    "#;
    let people = r#"
        grade.one = { fix = 0.8, fix_by = { hard = 0.5 }, speed = 2, speed_by = { hard = 0.5 } }
        centre.door.team.one.technicians = 40
    "#;
    let outcome = outcome(&door(kinds, people), 0);
    for (kind, fix, hours) in [(0, 0.8, 0.5), (1, 0.5, 2.0)] {
        let value = |index: Index| outcome.kinds[KindId(kind)][index as usize].unwrap();
        let n = value(Index::Closed);
        // Visits are geometric: mean 1/p, variance (1 - p)/p^2.
        near("visits", value(Index::VisitsPerJob), 1.0 / fix, (1.0 - fix) / (fix * fix) / n);
        let restore = value(Index::RestoreMean);
        assert!((restore - hours * value(Index::VisitsPerJob)).abs() < 1e-4, "{restore} h");
    }
}

#[test]
fn damage_is_mended_at_our_cost() {
    let kinds = r#"
        kind.job = { work = "1 h", damage_kind = "mend", damage_compensation = 7, charge_share = 1, charge = 30 }
        kind.mend = { work = "2 h", damage_compensation = 11, charge_share = 1, charge = 50 }
        stream.jobs = { kind = "job", rate = "40 /d" }
    "#;
    let people = r#"
        grade.one = { fix = 0.8, damage = 0.1 }
        centre.door.team.one.technicians = 60
    "#;
    let network = door(kinds, people);
    let outcome = outcome(&network, 0);
    let [jobs, mends] = [0, 1].map(|kind| outcome.kinds[KindId(kind)][Index::Calls as usize].unwrap());
    let damage = figure(&outcome, Index::DamageRate).unwrap();
    let visits = (jobs + mends) / 0.8;
    near("damage rate", damage, 0.1, 0.1 * 0.9 / visits);
    // A job has 1/.8 visits on average, so it brings about .125 further ones, and so do these.
    near("further jobs", mends / jobs, 0.125 / 0.875, 0.25 / jobs);
    // Who has damaged something does not charge for mending it; two days of jobs may be open at the edges.
    let charged = outcome.books.account(Account::Repairs).units() / 30.0;
    assert!((charged - jobs).abs() < 30.0 && charged.fract() == 0.0, "{charged} of {jobs} are charged");
    let paid = outcome.books.account(Account::Compensation).units();
    let by_first = jobs / 0.8 * 0.1 * 7.0 + mends / 0.8 * 0.1 * 11.0;
    assert!((paid / by_first - 1.0).abs() < 0.08, "{paid} is not {by_first}");
    // Without the key, the figure and the account are not there.
    let none = crate::lab::outcome(&door(kinds, "grade.one = {}\ncentre.door.team.one.technicians = 60"), 0);
    assert_eq!(figure(&none, Index::DamageRate), None);
    assert_eq!(none.books.account(Account::Compensation).0, 0);
}

#[test]
fn a_better_grade_comes_after_a_failure() {
    let seniors_at_revisits = |sets: &[&str]| {
        let network = network(HANDS, sets);
        let mut seen: BTreeMap<String, [u32; 2]> = BTreeMap::new();
        let tales = tales(&network, 0);
        let mut last: BTreeMap<String, u32> = BTreeMap::new();
        for (_, verb, _, story) in jobs(&tales) {
            let place = story.job.place.map(|place| network.places[place].name.as_str());
            let kind = network.kinds[story.job.kind].name.as_str();
            match verb {
                Verb::Dispatched if place == Some("town") && kind != "install" => {
                    let team = network.technicians[story.job.crew[0].unwrap()].team;
                    let old = u32::from(network.teams[team].name == "old");
                    let again = last.contains_key(&story.fate);
                    if last.get(&story.fate) == Some(&0) {
                        seen.entry(kind.to_owned()).or_default()[old as usize] += 1;
                    } else if again {
                        seen.entry("after the best".to_owned()).or_default()[old as usize] += 1;
                    }
                }
                Verb::Visited { fixed: false } if place == Some("town") => {
                    let team = network.technicians[story.job.crew[0].unwrap()].team;
                    last.insert(story.fate.clone(), u32::from(network.teams[team].name == "old"));
                }
                _ => {}
            }
        }
        seen
    };
    let with = seniors_at_revisits(&[]);
    for kind in ["minor", "major"] {
        let [young, old] = with[kind];
        assert!(young == 0 && old > 5, "{kind}: {young} by the young, {old} by the old");
    }
    // After the best has failed, everybody may try.
    assert!(with["after the best"][1] > 0, "{with:?}");
    let without = seniors_at_revisits(&["kind.minor.escalate=false", "kind.major.escalate=false"]);
    assert!(without["major"][0] > 5, "{without:?}");
}

/// Installations of a year, felt for two years of a run of three and a half.
fn installations(factor: f64) -> Network {
    let text = format!(
        r#"
        scenario = {{ name = "installations", start = 2026-01-01, horizon = "1100 d", drain = "0 d", seed = 4 }}
        product.ac = {{ hazard = {{ law = "bathtub", shapes = [0.5, 3], scales = ["40 years", "6 years"] }} }}
        kind.install = {{ work = "0 s", installs = "ac", latent_for = "730 d", latent_kind = "repair" }}
        kind.repair = {{ work = "0 s" }}
        zone.town = {{}}
        stream.sales = {{ kind = "install", every = "2 h", first = "1 h", batch_sizes = [1], batch_weights = [1] }}
        grade.one = {{ latent_factor = {factor} }}
        roster.shift = {{ shifts = ["always"] }}
        centre.door.team.one.technicians = 1
    "#
    );
    network(&text, &[])
}

/// Failures of the extra hazard by age, per unit: (t/40)^.5 + (t/6)^3, times f - 1.
fn extra(factor: f64, years: f64) -> f64 {
    (factor - 1.0) * ((years / 40.0).sqrt() + (years / 6.0).powi(3))
}

#[test]
fn a_poor_installation_fails_with_its_extra_hazard() {
    for factor in [1.5, 3.0] {
        let network = installations(factor);
        let mut ages = Vec::new();
        let mut units = 0;
        let mut installed = BTreeMap::new();
        for (at, verb, _, story) in jobs(&tales(&network, 0)) {
            match verb {
                Verb::Closed { .. } if network.kinds[story.job.kind].aftermath.installs.is_some() => {
                    units += u32::from(at.0 < 370 * 86_400_000);
                    installed.insert(story.fate.clone(), at);
                }
                Verb::Caused(cause) => {
                    assert_eq!(cause, Cause::Installation);
                    ages.push(at);
                }
                _ => {}
            }
        }
        // Units installed at times t_i fail until the end of the run or of their two years: the expected number is the sum of
        // (f - 1) H(min(2, end - t_i)).
        let expected: f64 = installed.values().map(|at| extra(factor, ((1100.0 - at.0 as f64 / 8.64e7) / 365.0).min(2.0))).sum();
        near("latent failures", ages.len() as f64, expected, expected);
        assert!(units > 4000);
    }
    let (outcome, perfect) = (outcome(&installations(3.0), 0), outcome(&installations(1.0), 0));
    assert_eq!(figure(&outcome, Index::InstallationCalls), Some(1.0));
    assert_eq!(perfect.kinds[KindId(1)][Index::Calls as usize], Some(0.0));
}
