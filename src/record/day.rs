//! One day of one replication as it went: every open job and where its technicians were; kept only where it is asked for.
//!
//! *Knows:* who waits in the same words as the scorecard, so that the day adds up to its figures.

mod log;

use super::fact::Activity;
use crate::kernel::id::Table;
use crate::kernel::time::{Span, Time};
use crate::network::zones::Site;
use crate::network::{KindId, PlaceId, SourceId, TechnicianId, ZoneId};
pub use log::DayLog;

/// The day to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen {
    /// Of which replication.
    pub replication: u32,
    /// Where it begins.
    pub from: Time,
    /// Where it ends.
    pub to: Time,
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Open, but neither waiting for a technician nor served: before its window, between visits, without its part.
    Pending,
    /// In the backlog.
    Waiting,
    /// Somebody is on the way.
    Coming,
    /// Somebody is at work.
    Served,
    /// It has ended: the unit works.
    Closed,
    /// It has ended: exchanged or refunded.
    Settled,
    /// It has ended: the customer declined the price.
    Declined,
    /// It has ended: the customer gave up waiting.
    Abandoned,
    /// It has ended: nobody took it.
    Lost,
}

impl Stand {
    /// Whether the job has ended.
    pub fn is_end(self) -> bool {
        self as u8 >= Stand::Closed as u8
    }
}

/// A job that was open at some time of the day.
#[derive(Debug, Clone, PartialEq)]
pub struct DayJob {
    /// Where it came from.
    pub source: SourceId,
    /// Where the customer lives.
    pub zone: ZoneId,
    /// What was called for.
    pub kind: KindId,
    /// The customer's place; the middle of the zone where trips do not depend on it.
    pub site: Site,
    /// The call.
    pub called: Time,
    /// Who has it, or had it last.
    pub place: Option<PlaceId>,
    /// The technician who leads the last visit, or led it.
    pub lead: Option<TechnicianId>,
    /// How it stands from when on; the first entry may lie before the day.
    pub steps: Vec<(Time, Stand)>,
}

/// Something that a technician did, from when until when; it may begin before the day, and end after it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// What: on the way, at work, on the way back, free.
    pub activity: Activity,
    /// From when.
    pub from: Time,
    /// Until when.
    pub to: Time,
    /// Where it began.
    pub start: Site,
    /// Where it ended.
    pub goal: Site,
    /// Zone of the customer, of trips to a job and of work.
    pub zone: Option<ZoneId>,
}

/// A day as it went.
#[derive(Debug, Clone, PartialEq)]
pub struct Day {
    /// Which.
    pub chosen: Chosen,
    /// Its jobs, in order of calls; those of other brands are left out.
    pub jobs: Vec<DayJob>,
    /// The technicians and fixed crews.
    pub movers: Table<TechnicianId, Mover>,
}

/// A technician or a fixed crew.
#[derive(Debug, Clone, PartialEq)]
pub struct Mover {
    /// How many they are.
    pub people: u32,
    /// What they did on duty, in order of time.
    pub stretches: Vec<Stretch>,
}

/// How many, at every full minute of a day from its beginning to its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Minutes {
    /// Jobs waiting in a backlog.
    pub waiting: Vec<u32>,
    /// People on the way, there or back.
    pub away: Vec<u32>,
    /// People at work.
    pub work: Vec<u32>,
    /// People on duty and free.
    pub free: Vec<u32>,
    /// Calls since the beginning of the day.
    pub calls: Vec<u32>,
}

const MINUTE: i64 = 60_000;

impl DayJob {
    /// When it waited in a backlog, from and until; [`Time::NEVER`] if it did so beyond the day.
    pub fn waits(&self) -> impl Iterator<Item = (Time, Time)> + use<'_> {
        let ends = self.steps.iter().skip(1).map(|(at, _)| *at).chain([Time::NEVER]);
        self.steps.iter().zip(ends).filter(|((_, stand), _)| *stand == Stand::Waiting).map(|((from, _), to)| (*from, to))
    }
}

impl Day {
    /// How many jobs waited and what people did, minute by minute.
    pub fn minutes(&self) -> Minutes {
        let series = |intervals: Vec<(Time, Time, u32)>| self.series(intervals);
        let waits = self.jobs.iter().flat_map(DayJob::waits).map(|(from, to)| (from, to, 1));
        let calls = self.jobs.iter().filter(|job| job.called >= self.chosen.from).map(|job| (job.called, Time::NEVER, 1));
        Minutes {
            waiting: series(waits.collect()),
            away: series(self.spent(&[Activity::Outbound, Activity::Return])),
            work: series(self.spent(&[Activity::Work])),
            free: series(self.spent(&[Activity::Idle])),
            calls: series(calls.collect()),
        }
    }

    /// From when until when how many people did one of these.
    fn spent(&self, activities: &[Activity]) -> Vec<(Time, Time, u32)> {
        let all = self.movers.iter().flat_map(|mover| mover.stretches.iter().map(|stretch| (stretch, mover.people)));
        let these = all.filter(|(stretch, _)| activities.contains(&stretch.activity));
        these.map(|(stretch, people)| (stretch.from, stretch.to, people)).collect()
    }

    /// How much of the intervals, each with its weight, goes on at every full minute.
    fn series(&self, intervals: Vec<(Time, Time, u32)>) -> Vec<u32> {
        let Chosen { from, to, .. } = self.chosen;
        let last = (to - from).0 / MINUTE;
        // An interval holds its beginning but not its end.
        let minute = |at: Time| (((at.min(to + Span(MINUTE)) - from).0.max(0) + MINUTE - 1) / MINUTE).min(last + 1) as usize;
        let mut steps = vec![0_i64; last as usize + 2];
        for (begin, end, weight) in intervals {
            steps[minute(begin)] += i64::from(weight);
            steps[minute(end)] -= i64::from(weight);
        }
        steps.pop();
        let sums = steps.into_iter().scan(0, |sum, step| {
            *sum += step;
            Some(*sum)
        });
        sums.map(|sum| u32::try_from(sum).expect("what begins has not ended before")).collect()
    }
}
