//! The edges of time: calls that see or do not see time averages (G23), and things that last no time at all (G26).

use crate::lab::{Tale, Verb, figure, inside, jobs, network, outcome, tales};
use callout::kernel::time::{Span, Time};
use callout::network::Network;
use callout::record::figure::Index;

/// Share of calls that find all technicians busy, and share of time in which they are.
fn busy_at_calls_and_in_time(network: &Network, replication: u32) -> (f64, f64) {
    let all = network.technicians.len();
    let (mut busy, mut since, mut time) = (0, Time::ZERO, Span::ZERO);
    let (mut calls, mut found) = (0u32, 0u32);
    for (at, verb, _, story) in jobs(&tales(network, replication)) {
        if verb == Verb::Called && story.job.counted {
            calls += 1;
            found += u32::from(busy == all);
        }
        let next = match verb {
            Verb::Dispatched => busy + 1,
            Verb::Visited { .. } => busy - 1,
            _ => continue,
        };
        if busy == all {
            time += inside(network, since, at);
        }
        (busy, since) = (next, at);
    }
    (f64::from(found) / f64::from(calls), time.hours() / network.window.length().hours())
}

/// Means of both shares over replications, and the standard error of their difference.
fn shares(network: &Network, replications: u32) -> (f64, f64, f64) {
    let pairs: Vec<(f64, f64)> = (0..replications).map(|r| busy_at_calls_and_in_time(network, r)).collect();
    let n = f64::from(replications);
    let (calls, time) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let squares: f64 = pairs.iter().map(|p| (p.0 - p.1 - (calls - time)).powi(2)).sum();
    (calls, time, (squares / (n - 1.0) / n).sqrt())
}

const DESK: &str = r#"
    scenario = { name = "desk", start = 2026-01-01, horizon = "20000 h", warm_up = "200 h" }
    kind.repair = { work = { law = "exponential", mean = "1 h" } }
    zone.town = { size = { machine = 6 } }
    product.machine = { hazard = { law = "exponential", rate = "0.05 /h" } }
    grade.one = {}
    roster.always = { shifts = ["always"] }
    centre.shop = { team.one = { technicians = 1 } }
"#;

/// G23: Poisson calls see time averages.
#[test]
fn g23_poisson_calls_see_time_averages() {
    for (technicians, rate) in [(1, "0.8 /h"), (2, "1.5 /h"), (3, "2 /h")] {
        let text = format!("{DESK}\nstream.calls = {{ kind = \"repair\", rate = \"{rate}\" }}\n");
        let network = network(&text, &[&format!("centre.shop.team.one.technicians={technicians}"), "scenario.horizon=4000 h"]);
        let (calls, time, error) = shares(&network, 12);
        assert!((calls - time).abs() < 3.0 * error, "{technicians} technicians: {calls} of calls, {time} of time, se {error}");
    }
}

/// G23: the failures of six machines see less: .4360 against .5155 of time (case A30).
#[test]
fn g23_a_finite_base_does_not_see_time_averages() {
    let text = format!("{DESK}\nstream.faults = {{ kind = \"repair\", failures = \"machine\" }}\n");
    let work = "kind.repair.work={ law = \"exponential\", mean = \"2 h\" }";
    let whole = network(&text, &[work]);
    let (calls, time, _) = shares(&whole, 10);
    assert!((calls - 0.43605).abs() < 0.008 && (time - 0.51549).abs() < 0.008, "{calls} of calls, {time} of time");
    // Two streams that share the machines out are the same machines: who is down in one cannot fail in the other.
    let split = format!(
        "{DESK}\nstream.faults = {{ kind = \"repair\", failures = \"machine\", share = 0.4 }}\n\
         stream.jams = {{ kind = \"repair\", failures = \"machine\", share = 0.6 }}\n"
    );
    let (calls, time, _) = shares(&network(&split, &[work]), 10);
    assert!((calls - 0.43605).abs() < 0.008 && (time - 0.51549).abs() < 0.008, "split: {calls} of calls, {time} of time");
}

/// G23: scheduled calls see less: .6286 against .8 of time (case A52).
#[test]
fn g23_scheduled_calls_do_not_see_time_averages() {
    let text = format!("{DESK}\nstream.visits = {{ kind = \"repair\", every = \"1.25 h\" }}\n");
    let (calls, time, _) = shares(&network(&text, &[]), 6);
    assert!((calls - 0.62863).abs() < 0.01 && (time - 0.8).abs() < 0.01, "{calls} of calls, {time} of time");
}

/// Three calls at the same instant in each of two zones, at every hour, work that takes no time.
const INSTANT: &str = r#"
    scenario = { name = "instant", start = 2026-01-05, horizon = "5 d" }
    kind.a = { work = "0 s", respond_within = "1 h", relapse = 0.3, relapse_delay = "0 s" }
    kind.b = { work = "0 s", crew = 2, patience = "0 s", revisit_delay = "0 s" }
    zone.one = { x = "0 km", y = "0 km" }
    zone.two = { x = "0 km", y = "0 km" }
    stream.a = { kind = "a", every = "1 h", batch_sizes = [3] }
    stream.b = { kind = "b", every = "1 h" }
    grade.plain = { fix = 0.6, wage = 1 }
    roster.day = { shifts = ["daily 08:00-17:00"] }
    centre.shop = { x = "0 km", y = "0 km", team.day = { technicians = 2 } }
    travel = { from = "geography", metric = "euclid", speed = "50 km/h" }
"#;

/// G26: no deadlock, no negative time, no fault, whatever lasts no time at all; and the same again.
#[test]
fn g26_things_that_last_no_time() {
    for preempt in ["none", "travel", "resume", "repeat"] {
        for bases in ["roaming", "return", "one-way"] {
            for at_end in ["finish", "suspend", "restart"] {
                let sets =
                    [format!("dispatch.preempt={preempt}"), format!("travel.bases={bases}"), format!("roster.day.at_end={at_end}")];
                let network = network(INSTANT, &sets.each_ref().map(String::as_str));
                let outcome = outcome(&network, 0);
                assert_eq!(outcome, crate::lab::outcome(&network, 0), "{sets:?}");
                assert_eq!(figure(&outcome, Index::Open), Some(0.0), "{sets:?}");
                for line in &outcome.jobs {
                    let times = [Some(line.called), line.dispatched, line.arrived, line.ended];
                    assert!(times.iter().flatten().is_sorted(), "{sets:?}: {line:?}");
                }
            }
        }
    }
}

/// G26: by day nothing waits; simultaneous calls are served in the order of the file, the zones and the batch.
#[test]
fn g26_ties_go_by_order_of_scheduling() {
    let one = network(INSTANT, &["kind.a.work=10 min", "kind.a.relapse=0", "grade.plain.fix=1", "kind.b.crew=1"]);
    let tales = tales(&one, 0);
    let at = Time::ZERO + Span::from_hours(9.0);
    let began: Vec<(u32, u64)> = jobs(&tales)
        .filter(|(_, verb, _, story)| *verb == Verb::Dispatched && story.job.called == at)
        .map(|(_, _, _, story)| (story.job.kind.0, story.job.serial))
        .collect();
    // Both technicians are free at 9:00; the two jobs of b are without patience and are gone when their turn would come.
    assert_eq!(began.len(), 6, "{began:?}");
    assert!(began.is_sorted_by_key(|(_, serial)| *serial), "{began:?}");
    assert!(tales.iter().all(|(at, tale)| !matches!(tale, Tale::Spent(_, _, from, to) if from >= to || to > at)));
}

/// G26: a call at the very moment of a shift's start or end, and a job that ends with the shift.
#[test]
fn g26_calls_on_the_edges_of_shifts() {
    let text = INSTANT.replace("kind.a = { work = \"0 s\"", "kind.a = { work = \"1 h\"").replace("relapse = 0.3", "relapse = 0");
    for at_end in ["finish", "suspend", "restart"] {
        let network = network(
            &text,
            &["stream.b.open=false", "grade.plain.fix=1", &format!("roster.day.at_end={at_end}"), "roster.day.overtime=0 h"],
        );
        for (at, tale) in tales(&network, 0) {
            if let Tale::Job(Verb::Dispatched, _, _) = tale {
                let hour = at.of_day().hours();
                assert!((8.0..=16.0).contains(&hour), "{at_end}: {at}");
                assert_eq!(hour.fract(), 0.0);
            }
            assert!(!matches!(tale, Tale::Job(Verb::Interrupted, _, _)), "what ends with the shift is done");
        }
    }
}
