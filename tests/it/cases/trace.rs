//! Deterministic traces, worked out by hand or printed by peers.

use super::probe::{Level, Overtime, Waits};
use super::{Index, Network, exactly, kind, layouts, measure, place};
use callout::kernel::time::{MS_PER_HOUR, Time};
use callout::record::fact::Activity;
use callout::record::joblog::JobLine;
use callout::study::trial::{Outcome, Watch, trial};

/// The networks of a case's layouts.
fn networks(case: &str) -> Vec<Network> {
    layouts(case).iter().map(Network::new).collect()
}

/// The trial of a layout, with its jobs in the order of their calls; the audit agrees with it.
fn traced(network: &Network) -> Outcome {
    let mut outcome = trial(network, 0, Watch { audit: true, jobs: true, ..Watch::default() });
    assert_eq!(outcome.faults, [""; 0]);
    outcome.jobs.sort_by_key(|job| job.serial);
    outcome
}

fn hours(jobs: &[JobLine], of: impl Fn(&JobLine) -> Option<Time>) -> Vec<f64> {
    jobs.iter().map(|job| of(job).map_or(f64::NAN, Time::hours)).collect()
}

fn ends(outcome: &Outcome) -> Vec<f64> {
    hours(&outcome.jobs, |job| job.ended)
}

#[test]
fn t01_first_come_first_served() {
    let network = &networks("T01")[0];
    let outcome = traced(network);
    exactly("T01", "start times", &hours(&outcome.jobs, |job| job.arrived), &[0.0, 5.0, 8.0, 10.0]);
    exactly("T01", "end times", &ends(&outcome), &[5.0, 8.0, 10.0, 11.0]);
    let waits: Vec<f64> = outcome.jobs.iter().map(|job| (job.dispatched.unwrap() - job.called).hours()).collect();
    exactly("T01", "waits", &waits, &[0.0, 4.0, 6.0, 1.0]);
    let run = measure(network, 0, Level::in_system(network));
    exactly("T01", "busy hours", &[run.get(Index::Utilisation) * 11.0], &[11.0]);
    exactly("T01", "time-average L over [0,11]", &[run.probe.mean()], &[2.0]);
}

#[test]
fn t02_preemption_resume_and_repeat() {
    let networks = networks("T02");
    exactly("T02", "resume: end times low,low,high,high", &ends(&traced(&networks[0])), &[30.0, 30.0, 12.0, 25.0]);
    exactly("T02", "restart: end times", &ends(&traced(&networks[1])), &[35.0, 35.0, 12.0, 25.0]);
    let run = measure(&networks[1], 0, Waits::new(&networks[1]));
    let work = &run.probe.kinds[kind(&networks[1], "low")].work;
    let least_and_most = [work.min(), work.max()].map(|ms| ms.unwrap() as f64 / MS_PER_HOUR as f64);
    exactly("T02", "restart: activity time of low jobs", &least_and_most, &[15.0, 15.0]);
}

#[test]
fn t03_break_inside_a_job() {
    let networks = networks("T03");
    exactly("T03", "resume: completion", &ends(&traced(&networks[0])), &[15.0]);
    exactly("T03", "restart: completion", &ends(&traced(&networks[1])), &[19.0]);
}

#[test]
fn t04_overtime() {
    let network = &networks("T04")[0];
    traced(network);
    let run = measure(network, 0, Overtime::default());
    let overtime = run.probe.0;
    // The sixth, of the late team, is the last to leave, on time.
    exactly("T04", "overtime per departing technician", &overtime, &[0.0, 1.0, 3.0, 2.0, 3.0, 0.0]);
    exactly("T04", "total overtime", &[overtime.iter().sum()], &[9.0]);
}

#[test]
fn t09_capacity_rises() {
    exactly("T09", "completion times", &ends(&traced(&networks("T09")[0])), &[2.0, 3.0, 3.0]);
}

#[test]
fn t10_small_integrated_day() {
    let network = &networks("T10")[0];
    let outcome = traced(network);
    let base = place(network, "base");
    let numbered = |own: bool| outcome.jobs.iter().filter(move |job| (job.place == Some(base)) == own);
    let numbers = |own: bool| numbered(own).map(|job| job.serial as f64 + 1.0).collect::<Vec<f64>>();
    exactly("T10", "own jobs", &numbers(true), &[1.0, 2.0, 4.0]);
    exactly("T10", "partner jobs", &numbers(false), &[3.0]);
    let own: Vec<JobLine> = numbered(true).cloned().collect();
    exactly("T10", "dispatch times of own jobs", &hours(&own, |job| job.dispatched), &[0.0, 3.0, 6.0]);
    exactly("T10", "on-site arrival", &hours(&own, |job| job.arrived), &[0.5, 3.5, 6.5]);
    let run = measure(network, 0, ());
    exactly("T10", "labour", &[run.get(Index::CostLabour)], &[250.0]);
    exactly("T10", "partner cost", &[run.get(Index::CostPartner)], &[60.0]);
    let hours = &run.card.hours[base];
    let split = [hours.of(Activity::Outbound) + hours.of(Activity::Return), hours.of(Activity::Work), hours.of(Activity::Idle)];
    exactly("T10", "hours travel/on-site/idle", &split.map(|ms| ms as f64 / MS_PER_HOUR as f64), &[3.0, 4.0, 3.0]);
}
