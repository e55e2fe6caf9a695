//! The job log: one line for every counted job, where it is asked for.

use super::fact::{Fact, Observer};
use crate::kernel::time::Time;
use crate::network::{KindId, PlaceId, SourceId, ZoneId};
use crate::state::job::Job;

/// One counted job from call to end.
#[derive(Debug, Clone, PartialEq)]
pub struct JobLine {
    /// Number among the counted calls, in order of time and, within a millisecond, of streams and zones.
    pub serial: u64,
    /// Stream and zone that it came from.
    pub source: SourceId,
    /// Where.
    pub zone: ZoneId,
    /// What.
    pub kind: KindId,
    /// Who had it last.
    pub place: Option<PlaceId>,
    /// Whether it was a repeat call.
    pub repeat: bool,
    /// Call.
    pub called: Time,
    /// First dispatch.
    pub dispatched: Option<Time>,
    /// First arrival.
    pub arrived: Option<Time>,
    /// End: closed, abandoned or lost; `None` if still open.
    pub ended: Option<Time>,
    /// How it ended: `closed`, `settled` (exchanged or refunded), `declined`, `abandoned`, `lost` or `open`.
    pub outcome: &'static str,
    /// Visits.
    pub visits: u32,
    /// Score, where the customer judged.
    pub score: Option<f64>,
}

/// All counted jobs of a trial.
#[derive(Debug, Default)]
pub struct JobLog {
    lines: Vec<JobLine>,
}

impl JobLog {
    /// Adds the jobs of other parts of the network.
    pub fn merge(&mut self, other: JobLog) {
        self.lines.extend(other.lines);
    }

    /// The lines, in order of calls and numbered.
    pub fn close(mut self) -> Vec<JobLine> {
        // Jobs of one source lie in one part of the network, where their numbers follow their calls.
        self.lines.sort_unstable_by_key(|line| (line.called, line.source, line.serial));
        (0..).zip(&mut self.lines).for_each(|(serial, line)| line.serial = serial);
        self.lines
    }

    fn add(&mut self, job: &Job, ended: Option<Time>, outcome: &'static str, score: Option<f64>) {
        if job.counted {
            self.lines.push(JobLine {
                serial: job.serial,
                source: job.source,
                zone: job.zone,
                kind: job.home,
                place: job.place,
                repeat: job.repeat,
                called: job.called,
                dispatched: job.dispatched,
                arrived: job.arrived,
                ended,
                outcome,
                visits: job.visits,
                score,
            });
        }
    }
}

impl Observer for JobLog {
    #[inline(always)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        match fact {
            Fact::Closed { job, score, .. } => self.add(job, Some(now), "closed", score.map(|score| score.score)),
            Fact::Settled { job, score, .. } => self.add(job, Some(now), "settled", score.map(|score| score.score)),
            Fact::Declined { job, .. } => self.add(job, Some(now), "declined", None),
            Fact::Abandoned(_, job) => self.add(job, Some(now), "abandoned", None),
            Fact::Lost(_, job) => self.add(job, Some(now), "lost", None),
            Fact::StillOpen(_, job) => self.add(job, None, "open", None),
            _ => {}
        }
    }
}
