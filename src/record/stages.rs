//! What the time of a job was spent on: its way from the call to the first arrival, and to the working unit, stage by stage.
//!
//! A job is in one stage at any time, so the stages of its response add up to its response, and those of its restoration to that: in
//! whole milliseconds, job by job.

use super::fact::{Fact, StockFact};
use crate::kernel::time::Time;
use crate::network::Network;
use crate::state::job::Job;
use std::collections::BTreeMap;

macro_rules! stages {
    ($($name:ident, $key:literal, $label:literal, $meaning:literal;)*) => {
        /// What a job waits for or what is done for it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Stage { $(#[doc = $meaning] $name,)* }

        impl Stage {
            /// All stages in the order of reports.
            pub const ALL: &'static [Stage] = &[$(Stage::$name),*];

            /// Its name in files.
            pub fn key(self) -> &'static str {
                match self { $(Stage::$name => $key),* }
            }

            /// Its name in reports.
            pub fn label(self) -> &'static str {
                match self { $(Stage::$name => $label),* }
            }

            /// What belongs to it.
            pub fn meaning(self) -> &'static str {
                match self { $(Stage::$name => $meaning),* }
            }
        }
    };
}

stages! {
    Intake, "intake", "intake", "Until the job could be given to somebody: hotline, triage and every other stage of its chain that does not answer the call, and appointments; between stages, the way to the next appointment.";
    Technician, "technician", "waiting for a technician", "In the backlog before the first visit of a stage; at a partner, until the day with room.";
    Part, "part", "waiting for parts", "From asking for parts to having them all.";
    Travel, "travel", "travel", "On the way to the first visit of a stage, until the crew is complete; of partners without simulated people, their response.";
    Work, "work", "work", "On site, at the desk or at the bench.";
    Revisit, "revisit", "revisits", "After a visit that did not mend the fault or was interrupted: the time until the next one is asked for, its wait and its trip.";
    Settlement, "settlement", "exchange or refund", "From the decision to the new unit or the money.";
}

/// Number of stages.
pub const STAGES: usize = Stage::Settlement as usize + 1;

/// The time of jobs by stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stretch {
    /// Jobs.
    pub jobs: u64,
    /// Their time in each stage [ms].
    pub sums: [i64; STAGES],
}

/// The times of counted jobs by stage.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stages {
    /// Call to first arrival, of the jobs that were visited.
    pub response: Stretch,
    /// Call to working unit, of the jobs that were closed.
    pub restore: Stretch,
}

impl Stretch {
    /// Time in all stages [ms].
    pub fn total(&self) -> i64 {
        self.sums.iter().sum()
    }

    fn add(&mut self, sums: &[i64; STAGES]) {
        self.jobs += 1;
        self.sums.iter_mut().zip(sums).for_each(|(all, one)| *all += one);
    }

    fn merge(&mut self, other: &Stretch) {
        self.jobs += other.jobs;
        self.sums.iter_mut().zip(other.sums).for_each(|(mine, theirs)| *mine += theirs);
    }
}

/// Where an open job stands.
#[derive(Debug, Clone, Copy)]
struct Clock {
    stage: Stage,
    since: Time,
    /// Whether a visit of the present stage of its chain has failed or was interrupted.
    again: bool,
    sums: [i64; STAGES],
    /// The sums at the first arrival that answers.
    response: Option<[i64; STAGES]>,
}

impl Clock {
    fn new(now: Time) -> Clock {
        Clock { stage: Stage::Intake, since: now, again: false, sums: [0; STAGES], response: None }
    }

    /// The stage that runs has run until `now`, and another begins.
    fn turn(&mut self, now: Time, next: Stage) {
        self.sums[self.stage as usize] += (now - self.since).0;
        (self.stage, self.since) = (next, now);
    }

    /// The stage of what belongs to a visit: the first one's own, or that of revisits.
    fn visit(&self, first: Stage) -> Stage {
        if self.again { Stage::Revisit } else { first }
    }

    /// What went before is intake: nobody has answered yet.
    fn restart(&mut self) {
        let all = self.sums.iter().sum();
        self.sums = [0; STAGES];
        self.sums[Stage::Intake as usize] = all;
        self.response = None;
    }
}

/// Follows counted jobs from stage to stage.
#[derive(Debug)]
pub(super) struct StageLog<'n> {
    network: &'n Network,
    /// Open counted jobs by the number of their call.
    open: BTreeMap<u64, Clock>,
    done: Stages,
}

impl<'n> StageLog<'n> {
    pub fn new(network: &'n Network) -> StageLog<'n> {
        StageLog { network, open: BTreeMap::new(), done: Stages::default() }
    }

    /// Adds the jobs of other parts of the network.
    pub fn merge(&mut self, other: StageLog<'_>) {
        self.done.response.merge(&other.done.response);
        self.done.restore.merge(&other.done.restore);
    }

    pub fn close(self) -> Stages {
        self.done
    }

    pub fn note(&mut self, now: Time, fact: &Fact<'_>) {
        match *fact {
            Fact::Called(_, job) if job.counted => drop(self.open.insert(job.serial, Clock::new(now))),
            Fact::Queued(_, job) => self.turn(now, job, |clock| clock.visit(Stage::Technician)),
            Fact::Dispatched(_, job) => self.turn(now, job, |clock| clock.visit(Stage::Travel)),
            Fact::Arrived(_, job) => self.arrived(now, job),
            Fact::Interrupted(_, job) | Fact::Visited { job, fixed: false, .. } => {
                self.turn(now, job, |clock| {
                    clock.again = true;
                    Stage::Revisit
                });
            }
            Fact::Passed { job, .. } => self.passed(now, job),
            Fact::Stock(StockFact::Supplied { job, since }) => self.supplied(now, job, since),
            Fact::Granted { job, .. } => self.turn(now, job, |_| Stage::Settlement),
            Fact::Closed { job, .. } | Fact::Settled { job, .. } => self.ended(now, job, true),
            Fact::Declined { job, .. } | Fact::Abandoned(_, job) | Fact::Lost(_, job) | Fact::StillOpen(_, job) => {
                self.ended(now, job, false);
            }
            _ => {}
        }
    }

    fn turn(&mut self, now: Time, job: &Job, next: impl FnOnce(&mut Clock) -> Stage) {
        if let Some(clock) = self.open.get_mut(&job.serial) {
            let next = next(clock);
            clock.turn(now, next);
        }
    }

    fn arrived(&mut self, now: Time, job: &Job) {
        if let Some(clock) = self.open.get_mut(&job.serial) {
            clock.turn(now, Stage::Work);
            clock.response.get_or_insert(clock.sums);
        }
    }

    /// A stage of the chain is done.
    fn passed(&mut self, now: Time, job: &Job) {
        let answers = self.network.chains.as_ref().is_none_or(|chains| chains.stages[job.kind].answers);
        if let Some(clock) = self.open.get_mut(&job.serial) {
            clock.turn(now, Stage::Intake);
            clock.again = false;
            if !answers {
                clock.restart();
            }
        }
    }

    /// A job has the parts that it asked for at `since`.
    fn supplied(&mut self, now: Time, job: &Job, since: Time) {
        let Some(clock) = self.open.get_mut(&job.serial) else { return };
        // Who is at work, or settles, does not wait for them.
        if since < now && !matches!(clock.stage, Stage::Work | Stage::Settlement) {
            let next = clock.stage;
            clock.turn(since.max(clock.since), Stage::Part);
            clock.turn(now, next);
        }
    }

    fn ended(&mut self, now: Time, job: &Job, closed: bool) {
        let Some(mut clock) = self.open.remove(&job.serial) else { return };
        clock.turn(now, clock.stage);
        assert_eq!(
            clock.response.map(|sums| sums.iter().sum::<i64>()),
            job.arrived.map(|at| (at - job.called).0),
            "the stages of a job make up its response"
        );
        if let Some(sums) = &clock.response {
            self.done.response.add(sums);
        }
        if closed {
            assert_eq!(clock.sums.iter().sum::<i64>(), (now - job.called).0, "the stages of a job make up its restoration");
            self.done.restore.add(&clock.sums);
        }
    }
}
