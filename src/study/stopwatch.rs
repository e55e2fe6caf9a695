//! How fast the simulator is on this machine, and how long it may take. What single replications say never depends on it.

use super::replicate::{Plan, on_threads, replicate};
use super::trial::Watch;
use crate::network::Network;
use crate::record::figure::Index;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Rounds of the same work with the standard figures on, ledger and scorecard included.
#[derive(Debug, Clone, PartialEq)]
pub struct Speed {
    /// Jobs closed in a round.
    pub jobs: u64,
    /// Events of a round.
    pub events: u64,
    /// Wall time of each round [s], rising.
    pub seconds: Vec<f64>,
}

impl Speed {
    /// Simulates so many replications of a network on so many threads, once to warm up and then in so many rounds.
    ///
    /// # Errors
    /// If the system does not give the threads.
    ///
    /// # Panics
    /// If there is no round.
    pub fn measure(network: &Network, replications: u32, threads: usize, rounds: usize) -> Result<Speed, String> {
        assert!(rounds > 0, "a time is taken in one round at least");
        let networks = std::slice::from_ref(network);
        let round = |replications| {
            let (mut jobs, mut events) = (0, 0);
            let plan = Plan { replications, watch: Watch::default() };
            let start = now();
            let stop = AtomicBool::new(false);
            replicate(
                networks,
                plan,
                &stop,
                || (),
                |_, outcome| {
                    jobs += outcome.row[Index::Closed as usize].unwrap_or(0.0) as u64;
                    events += outcome.events;
                },
            );
            (jobs, events, start.elapsed().as_secs_f64())
        };
        on_threads(Some(threads), || {
            round(1);
            let mut speed = Speed { jobs: 0, events: 0, seconds: Vec::new() };
            for _ in 0..rounds {
                let (jobs, events, seconds) = round(replications);
                (speed.jobs, speed.events) = (jobs, events);
                speed.seconds.push(seconds);
            }
            speed.seconds.sort_by(f64::total_cmp);
            speed
        })
    }

    /// Median wall time of a round [s].
    pub fn median(&self) -> f64 {
        let (n, middle) = (self.seconds.len(), self.seconds.len() / 2);
        if n % 2 == 1 { self.seconds[middle] } else { (self.seconds[middle - 1] + self.seconds[middle]) / 2.0 }
    }

    /// Jobs per second in the median round.
    pub fn jobs_per_second(&self) -> f64 {
        self.jobs as f64 / self.median()
    }

    /// Time that one of so many threads takes for an event in the median round [ns].
    pub fn ns_per_event(&self, threads: usize) -> f64 {
        1e9 * threads as f64 * self.median() / self.events as f64
    }

    /// Half of the distance between the fastest and the slowest round, as a share of the median.
    pub fn spread(&self) -> f64 {
        (self.seconds[self.seconds.len() - 1] - self.seconds[0]) / 2.0 / self.median()
    }
}

/// When a run is to end, however far it has come: how many replications there are then depends on the machine, what they say does not.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(Option<Instant>);

impl Deadline {
    /// So long from now; never without a limit.
    pub fn after(limit: Option<Duration>) -> Deadline {
        Deadline(limit.and_then(|limit| now().checked_add(limit)))
    }

    /// Whether it has passed.
    pub fn passed(&self) -> bool {
        self.0.is_some_and(|end| now() >= end)
    }
}

#[expect(clippy::disallowed_methods, reason = "the time that is measured here is not a result")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_passes_or_never() {
        assert!(Deadline::after(Some(Duration::ZERO)).passed());
        assert!(!Deadline::after(Some(Duration::from_secs(86_400))).passed());
        assert!(!Deadline::after(None).passed());
        assert!(!Deadline::after(Some(Duration::MAX)).passed());
    }

    #[test]
    fn medians_and_spreads_by_hand() {
        let speed = |seconds: &[f64]| Speed { jobs: 600, events: 2_000, seconds: seconds.to_vec() };
        assert_eq!(speed(&[1.0, 2.0, 4.0]).median(), 2.0);
        assert_eq!(speed(&[1.0, 2.0, 4.0, 5.0]).median(), 3.0);
        assert_eq!(speed(&[1.0, 2.0, 4.0]).jobs_per_second(), 300.0);
        assert_eq!([1, 2].map(|threads| speed(&[1.0, 2.0, 4.0]).ns_per_event(threads)), [1e6, 2e6]);
        assert_eq!(speed(&[1.0, 2.0, 4.0]).spread(), 0.75);
    }
}
