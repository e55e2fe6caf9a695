//! How counted jobs end, and what was seen of them by then.

use super::Jobs;
use crate::kernel::tally::Tally;
use crate::kernel::time::{Span, Time};
use crate::state::customer::Score;
use crate::state::job::Job;

/// Counts a promise that fell due, and whether it was kept.
#[inline]
pub(in crate::record) fn promised(promises: &mut [u64; 2], due: Option<bool>) {
    if let Some(kept) = due {
        promises[0] += 1;
        promises[1] += u64::from(kept);
    }
}

/// How a job ended.
#[derive(Clone, Copy)]
pub(in crate::record) enum End<'a> {
    Closed { relapse: Option<Span>, score: &'a Option<Score>, no_fault: bool },
    Settled { score: &'a Option<Score> },
    Declined,
    Abandoned,
    Lost,
    Open,
}

/// What was seen of a counted job by its end.
pub(in crate::record) struct Seen {
    /// Call to first dispatch [ms].
    pub wait: Option<i64>,
    /// Call to first arrival [ms].
    pub response: Option<i64>,
    /// Call to working unit [ms].
    pub restore: Option<i64>,
    /// Whether the promised response was kept, if it fell due.
    pub due: Option<bool>,
    /// Whether the promised restoration was kept, if it fell due.
    pub restore_due: Option<bool>,
}

impl Seen {
    #[inline(always)]
    pub fn of(now: Time, job: &Job, end: &End<'_>) -> Seen {
        let (lost, closed) = (matches!(end, End::Lost), matches!(end, End::Closed { .. } | End::Settled { .. }));
        Seen {
            wait: job.dispatched.map(|at| (at - job.called).0),
            response: job.arrived.map(|at| (at - job.called).0),
            restore: closed.then(|| (now - job.called).0),
            due: fell_due(job.respond_by, job.arrived, now, lost),
            restore_due: fell_due(job.restore_by, closed.then_some(now), now, lost),
        }
    }
}

impl Jobs {
    /// Measures a job that has ended.
    #[inline(always)]
    pub(in crate::record) fn ended(&mut self, job: &Job, seen: &Seen, end: End<'_>, partner: bool) {
        self.calls += 1;
        let measure = |tally: &mut Tally, value: Option<i64>| value.into_iter().for_each(|value| tally.add(value));
        measure(&mut self.wait, seen.wait);
        measure(&mut self.response, seen.response);
        measure(&mut self.restore, seen.restore);
        promised(&mut self.due, seen.due);
        promised(&mut self.restore_due, seen.restore_due);
        match end {
            End::Closed { relapse, score, .. } => self.close(job, relapse, score, partner),
            End::Settled { score } => self.settle(job, score),
            End::Declined => self.declined += 1,
            End::Abandoned => self.abandoned += 1,
            End::Lost => self.lost += 1,
            End::Open => self.open += 1,
        }
    }
}

/// Whether a promise that fell due was kept; `None` if nothing was promised or it never fell due.
fn fell_due(due: Time, done: Option<Time>, now: Time, lost: bool) -> Option<bool> {
    if due == Time::NEVER {
        return None;
    }
    match done {
        Some(done) => Some(done <= due),
        None => (lost || due < now).then_some(false),
    }
}
