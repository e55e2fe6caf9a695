//! The diary: how busy the network was in each stretch of time, from the very start, warm-up included.
//!
//! *Never:* part of a usual trial; it is kept only where somebody asks how long a network needs to settle.

use super::fact::{Activity, Fact, Observer};
use crate::kernel::id::Id;
use crate::kernel::tally::Series;
use crate::kernel::time::{Span, Time};
use crate::network::Network;

/// What is written down, by stretches of time from the start to the horizon.
#[derive(Debug, Clone, PartialEq)]
pub struct Diary {
    horizon: Time,
    /// Jobs waiting for dispatch x time [job ms].
    pub waiting: Series,
    /// People at travel and work x time [ms].
    pub busy: Series,
    /// Jobs closed.
    pub closed: Series,
    /// First arrivals, by the time of the call.
    pub visited: Series,
    /// Their response times [ms].
    pub response: Series,
    /// Tracked units down x time [unit ms].
    pub down: Series,
    people: Vec<i64>,
}

impl Diary {
    /// An empty diary with a page for every stretch.
    pub fn new(network: &Network, every: Span) -> Diary {
        let horizon = network.window.horizon;
        let series = || Series::new(Time::ZERO, horizon, every);
        Diary {
            horizon,
            waiting: series(),
            busy: series(),
            closed: series(),
            visited: series(),
            response: series(),
            down: series(),
            people: network.technicians.iter().map(|technician| i64::from(technician.people)).collect(),
        }
    }
}

impl Observer for Diary {
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        match *fact {
            Fact::Dispatched(_, job) | Fact::Abandoned(_, job) if !job.background => self.waiting.spread(job.waits_since, now, 1),
            Fact::Granted { job, waited: true, .. } if !job.background => self.waiting.spread(job.waits_since, now, 1),
            Fact::StillOpen(_, job) if !job.background && job.is_undispatched() => self.waiting.spread(job.waits_since, now, 1),
            Fact::Arrived(_, job) if !job.background && job.arrived == Some(now) => {
                self.visited.count(job.called, 1);
                self.response.count(job.called, (now - job.called).0);
            }
            Fact::Closed { job, .. } | Fact::Settled { job, .. } if !job.background => self.closed.count(now, 1),
            Fact::Spent { technician, activity: Activity::Outbound | Activity::Return | Activity::Work, from, to } => {
                let people = self.people[technician.index()];
                self.busy.spread(from, to.min(self.horizon), people);
            }
            Fact::UnitWasDown { from, .. } => self.down.spread(from, now, 1),
            _ => {}
        }
    }
}
