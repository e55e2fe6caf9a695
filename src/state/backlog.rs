//! The backlog of a dispatch desk: jobs that wait, in one line for each kind and for first visits and revisits.
//!
//! Jobs of one line differ only in when they came, so every rule that looks at kind, promise or time of call finds its choice at the
//! head of a line. Lines are linked through the jobs, so a customer who gives up leaves at once.

use super::job::{JobId, Jobs};
use crate::kernel::id::Id;
use crate::network::KindId;

/// One line of waiting jobs.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    head: Option<JobId>,
    tail: Option<JobId>,
}

/// Jobs that wait at a dispatch desk.
#[derive(Debug, Clone)]
pub struct Backlog {
    lines: Vec<Line>,
    waiting: usize,
    by_kind: Vec<usize>,
    /// Lines with jobs, as bits.
    filled: u128,
}

/// Whether the visit that a job waits for is its first.
fn line_of(kind: KindId, first: bool) -> usize {
    2 * kind.index() + usize::from(!first)
}

impl Backlog {
    /// An empty backlog for `kinds` kinds of job.
    pub fn new(kinds: usize) -> Backlog {
        Backlog { lines: vec![Line::default(); 2 * kinds], waiting: 0, by_kind: vec![0; kinds], filled: 0 }
    }

    /// Jobs that wait.
    pub fn len(&self) -> usize {
        self.waiting
    }

    /// Whether nobody waits.
    pub fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// Jobs of a kind that wait.
    pub fn of_kind(&self, kind: KindId) -> usize {
        self.by_kind[kind.index()]
    }

    /// Puts a job at the end of its line.
    pub fn push(&mut self, jobs: &mut Jobs, id: JobId) {
        let line = self.line(jobs, id);
        let tail = self.lines[line].tail;
        jobs[id].before = tail;
        jobs[id].after = None;
        match tail {
            Some(tail) => jobs[tail].after = Some(id),
            None => self.lines[line].head = Some(id),
        }
        self.lines[line].tail = Some(id);
        self.entered(jobs, id, line);
    }

    /// Puts an interrupted job at the head of its line.
    pub fn push_front(&mut self, jobs: &mut Jobs, id: JobId) {
        let line = self.line(jobs, id);
        let head = self.lines[line].head;
        jobs[id].before = None;
        jobs[id].after = head;
        match head {
            Some(head) => jobs[head].before = Some(id),
            None => self.lines[line].tail = Some(id),
        }
        self.lines[line].head = Some(id);
        self.entered(jobs, id, line);
    }

    /// Takes a job out, wherever it stands.
    pub fn remove(&mut self, jobs: &mut Jobs, id: JobId) {
        assert!(jobs[id].waiting, "only a waiting job leaves the backlog");
        let line = self.line(jobs, id);
        let (before, after) = (jobs[id].before.take(), jobs[id].after.take());
        match before {
            Some(before) => jobs[before].after = after,
            None => self.lines[line].head = after,
        }
        match after {
            Some(after) => jobs[after].before = before,
            None => self.lines[line].tail = before,
        }
        if before.is_none() && after.is_none() {
            self.filled &= !(1 << line);
        }
        jobs[id].waiting = false;
        self.waiting -= 1;
        self.by_kind[jobs[id].kind.index()] -= 1;
    }

    /// The jobs of each line that is not empty: kind and head.
    pub fn heads(&self) -> impl Iterator<Item = (KindId, JobId)> + '_ {
        let mut filled = self.filled;
        std::iter::from_fn(move || {
            let at = filled.trailing_zeros() as usize;
            filled &= filled.wrapping_sub(1);
            self.lines.get(at)?.head.map(|head| (KindId::new(at / 2), head))
        })
    }

    /// The jobs of the line that begins at `head`.
    pub fn line_from<'j>(&self, jobs: &'j Jobs, head: JobId) -> impl Iterator<Item = JobId> + use<'j> {
        std::iter::successors(Some(head), move |&id| jobs[id].after)
    }

    fn line(&self, jobs: &Jobs, id: JobId) -> usize {
        let job = &jobs[id];
        line_of(job.kind, job.visits == 0)
    }

    fn entered(&mut self, jobs: &mut Jobs, id: JobId, line: usize) {
        self.filled |= 1 << line;
        let job = &mut jobs[id];
        assert!(!job.waiting, "a job waits in one place only");
        job.waiting = true;
        self.waiting += 1;
        self.by_kind[job.kind.index()] += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::random::Key;
    use crate::kernel::time::Time;
    use crate::network::{SourceId, ZoneId};
    use crate::state::fate::Fate;
    use crate::state::job::Job;

    #[test]
    fn lines_keep_their_order_when_jobs_come_and_go() {
        let mut jobs = Jobs::default();
        let mut backlog = Backlog::new(2);
        let ids: Vec<JobId> = (0..5)
            .map(|n| jobs.open(Job::new(Fate::new(Key(n)), SourceId(0), ZoneId(0), KindId((n % 2) as u32), Time(n as i64))))
            .collect();
        for &id in &ids {
            backlog.push(&mut jobs, id);
        }
        let order = |backlog: &Backlog, jobs: &Jobs| -> Vec<Vec<JobId>> {
            backlog.heads().map(|(_, head)| backlog.line_from(jobs, head).collect()).collect()
        };
        assert_eq!(order(&backlog, &jobs), [vec![ids[0], ids[2], ids[4]], vec![ids[1], ids[3]]]);
        backlog.remove(&mut jobs, ids[2]);
        backlog.remove(&mut jobs, ids[1]);
        backlog.push_front(&mut jobs, ids[2]);
        assert_eq!(order(&backlog, &jobs), [vec![ids[2], ids[0], ids[4]], vec![ids[3]]]);
        assert_eq!((backlog.len(), backlog.of_kind(KindId(0))), (4, 3));
        for id in [ids[4], ids[2], ids[0], ids[3]] {
            backlog.remove(&mut jobs, id);
        }
        assert!(backlog.is_empty() && backlog.heads().next().is_none());
    }
}
