//! The job log: one line for every counted job, where it is asked for.

use super::fact::{Fact, Observer};
use crate::kernel::time::Time;
use crate::network::{KindId, PlaceId, ZoneId};
use crate::state::job::Job;

/// One counted job from call to end.
#[derive(Debug, Clone, PartialEq)]
pub struct JobLine {
    /// Number in order of calls.
    pub serial: u64,
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
    /// How it ended: `closed`, `abandoned`, `lost` or `open`.
    pub outcome: &'static str,
    /// Visits.
    pub visits: u32,
    /// Score, where the customer judged.
    pub score: Option<f64>,
}

/// All counted jobs of a trial in order of their ends.
#[derive(Debug, Default)]
pub struct JobLog {
    /// The lines.
    pub lines: Vec<JobLine>,
}

impl JobLog {
    fn add(&mut self, job: &Job, ended: Option<Time>, outcome: &'static str, score: Option<f64>) {
        if job.counted {
            self.lines.push(JobLine {
                serial: job.serial,
                zone: job.zone,
                kind: job.kind,
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
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        match fact {
            Fact::Closed { job, score, .. } => self.add(job, Some(now), "closed", score.map(|score| score.score)),
            Fact::Abandoned(_, job) => self.add(job, Some(now), "abandoned", None),
            Fact::Lost(_, job) => self.add(job, Some(now), "lost", None),
            Fact::StillOpen(_, job) => self.add(job, None, "open", None),
            _ => {}
        }
    }
}
