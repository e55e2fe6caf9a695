//! What the audit doubts of people and their work.

use super::{Audit, Stage, name};
use crate::kernel::time::Time;
use crate::record::ledger::Account;
use crate::state::job::{Job, JobId};

impl Audit<'_> {
    /// A visit that has just ended damaged something else.
    pub(super) fn damaged(&mut self, now: Time, id: JobId, job: &Job) {
        let ended = self.jobs.get(&id).is_some_and(|open| open.stage == Stage::AfterVisit && open.since == now);
        self.doubt(ended, now, || format!("{} does damage without a visit", name(job)));
        if !job.background {
            self.post(now, Account::Compensation, self.network.kinds[job.kind].aftermath.damage_compensation);
        }
    }

    /// The call that was just made comes from work of ours.
    pub(super) fn caused(&mut self, now: Time, id: JobId, job: &Job) {
        let new = self.jobs.get(&id).is_some_and(|open| open.stage == Stage::Called && open.since == now);
        self.doubt(new, now, || format!("{} is given a cause after its call", name(job)));
    }
}
