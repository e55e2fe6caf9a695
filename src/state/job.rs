//! Jobs: work orders from the call to the moment when the customer is served, gives up or is turned away.

use super::claim::Claim;
use super::customer::Grievance;
use super::fate::Fate;
use super::shelf::Supply;
use crate::ids;
use crate::kernel::agenda::Handle;
use crate::kernel::id::Id;
use crate::kernel::time::{Span, Time};
use crate::network::zones::Site;
use crate::network::{KindId, OfferId, PlaceId, SourceId, TechnicianId, UnitId, ZoneId};
use std::ops::{Index, IndexMut};

ids! {
    /// A job; used again after the job has closed.
    JobId;
}

/// A work order: four lines of cache.
#[derive(Debug, Clone)]
#[repr(align(64))]
pub struct Job {
    /// What the call brought.
    pub fate: Fate,
    /// Number of the call: rises with its time inside a part of the network, never used again.
    pub serial: u64,
    /// Where it came from.
    pub source: SourceId,
    /// Where the customer lives.
    pub zone: ZoneId,
    /// What is to be done now.
    pub kind: KindId,
    /// What was called for: the kind of its stream, whatever stages it passes.
    pub home: KindId,
    /// Tier of the customer.
    pub tier: u8,
    /// The customer's place.
    pub site: Site,
    /// When the customer called.
    pub called: Time,
    /// When the job entered the backlog for the present visit.
    pub queued: Time,
    /// When the present wait in the backlog began: for the visit, or after an interruption.
    pub waits_since: Time,
    /// Promised latest first arrival; [`Time::NEVER`] if nothing is promised.
    pub respond_by: Time,
    /// Promised latest restoration; [`Time::NEVER`] if nothing is promised.
    pub restore_by: Time,
    /// Whether the call was made in the counted time.
    pub counted: bool,
    /// Job of another brand: served, but neither counted nor paid by us.
    pub background: bool,
    /// Whether it is a repeat call.
    pub repeat: bool,
    /// Work of the present visit at speed 1, drawn when it begins [ms].
    pub work: f64,
    /// Whether a trace gives the work of every visit.
    pub work_is_given: bool,
    /// What was offered to the zone and taken.
    pub offer: Option<OfferId>,
    /// Who has the job: a centre (once dispatched or if it waits at a single one) or a partner.
    pub place: Option<PlaceId>,
    /// Times that it entered a backlog.
    pub entries: u32,
    /// Visits begun.
    pub visits: u32,
    /// First dispatch.
    pub dispatched: Option<Time>,
    /// First arrival on site.
    pub arrived: Option<Time>,
    /// Whether the visit to come goes on with one that was interrupted.
    pub interrupted: bool,
    /// Work at speed 1 left from an interrupted visit, where it goes on and does not start again.
    pub remaining: Option<Span>,
    /// When the work under way will end.
    pub work_ends: Time,
    /// Technicians of the present visit: the lead, and a second where the kind needs two singles.
    pub crew: [Option<TechnicianId>; 2],
    /// Technicians of the present visit who are on site.
    pub on_site: u8,
    /// When the customer gives up.
    pub patience: Option<Handle>,
    /// When a partner turns to the job: the event, and its day.
    pub turn: Option<(Handle, i32)>,
    /// Neighbours in the backlog line.
    pub(super) before: Option<JobId>,
    pub(super) after: Option<JobId>,
    pub(super) waiting: bool,
}

impl Job {
    /// A job just called.
    #[inline]
    pub fn new(fate: Fate, source: SourceId, zone: ZoneId, kind: KindId, called: Time) -> Job {
        Job {
            fate,
            serial: 0,
            source,
            zone,
            kind,
            home: kind,
            tier: 0,
            site: Site::default(),
            called,
            queued: called,
            waits_since: called,
            respond_by: Time::NEVER,
            restore_by: Time::NEVER,
            counted: false,
            background: false,
            repeat: false,
            work: 0.0,
            work_is_given: false,
            offer: None,
            place: None,
            entries: 0,
            visits: 0,
            dispatched: None,
            arrived: None,
            interrupted: false,
            remaining: None,
            work_ends: Time::NEVER,
            crew: [None, None],
            on_site: 0,
            patience: None,
            turn: None,
            before: None,
            after: None,
            waiting: false,
        }
    }

    /// Whether it waits in a backlog.
    pub fn is_waiting(&self) -> bool {
        self.waiting
    }

    /// Whether it waits in a backlog or for its day at a partner.
    pub fn is_undispatched(&self) -> bool {
        self.waiting || self.turn.is_some()
    }

    /// Technicians of the present visit.
    pub fn people(&self) -> impl Iterator<Item = TechnicianId> + use<> {
        self.crew.into_iter().flatten()
    }
}

// A power of two: the address of a job is a shift away from its number.
const _: () = assert!(size_of::<Job>() == 256);

/// What only some mechanisms know of a job: kept beside the jobs, and only in networks that have such a mechanism.
#[derive(Debug, Clone, Copy, Default)]
pub struct Story {
    /// Where the job stands in its chain of stages.
    pub chain: super::chain::Progress,
    /// Work of ours that brought it about.
    pub cause: Option<Cause>,
    /// Probability of fixing it that the last visit had, which failed.
    pub failed: Option<f64>,
    /// Its parts.
    pub supply: Supply,
    /// The tracked unit that it is for.
    pub unit: Option<UnitId>,
    /// The plan of maintenance that it belongs to, until that is done.
    pub plan: Option<u8>,
    /// Whether it keeps its unit from working.
    pub holds_unit: bool,
    /// The complaint that it handles.
    pub grievance: Option<Grievance>,
    /// Who pays, and what the buyer is entitled to.
    pub claim: Claim,
}

/// Work of ours that brings a call about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// A visit damaged something else.
    Damage,
    /// A unit was installed poorly.
    Installation,
}

/// The jobs of a trial. The slot of a closed job is used again, so memory follows open jobs.
#[derive(Debug, Default)]
pub struct Jobs {
    rows: Vec<Job>,
    /// Their stories, slot by slot; empty in a network without them.
    stories: Vec<Story>,
    keeps_stories: bool,
    free: Vec<JobId>,
    serials: u64,
    open: usize,
}

impl Jobs {
    /// No jobs yet, with room for their stories where `keeps_stories`.
    pub fn new(keeps_stories: bool) -> Jobs {
        Jobs { keeps_stories, ..Jobs::default() }
    }

    /// Opens a job and numbers it.
    #[inline]
    pub fn open(&mut self, job: Job) -> JobId {
        self.open += 1;
        let id = match self.free.pop() {
            Some(id) => {
                self.rows[id.index()] = job;
                id
            }
            None => {
                self.rows.push(job);
                JobId::new(self.rows.len() - 1)
            }
        };
        if self.keeps_stories {
            self.stories.resize(self.rows.len(), Story::default());
            self.stories[id.index()] = Story::default();
        }
        self.renumber(id);
        id
    }

    /// Numbers a job that holds a slot anew: a repeat call is numbered when it is made.
    pub fn renumber(&mut self, id: JobId) {
        self.rows[id.index()].serial = self.serials;
        self.serials += 1;
    }

    /// The story of a job.
    ///
    /// # Panics
    /// In a network that keeps no stories ([`crate::network::Network::keeps_stories`]).
    #[inline]
    pub fn story(&self, id: JobId) -> &Story {
        &self.stories[id.index()]
    }

    /// The story of a job, to be changed.
    #[inline]
    pub fn story_mut(&mut self, id: JobId) -> &mut Story {
        &mut self.stories[id.index()]
    }

    /// Gives the slot of a closed job back.
    pub fn close(&mut self, id: JobId) {
        self.open -= 1;
        self.free.push(id);
    }

    /// Takes all slots back; numbers go on.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.stories.clear();
        self.free.clear();
        self.open = 0;
    }

    /// Jobs that hold a slot.
    pub fn len(&self) -> usize {
        self.open
    }

    /// Whether no job holds a slot.
    pub fn is_empty(&self) -> bool {
        self.open == 0
    }

    /// Ids of the jobs that hold a slot, in order of slots.
    pub fn ids(&self) -> Vec<JobId> {
        let mut held = vec![true; self.rows.len()];
        for id in &self.free {
            held[id.index()] = false;
        }
        (0..self.rows.len()).filter(|&at| held[at]).map(JobId::new).collect()
    }
}

impl Index<JobId> for Jobs {
    type Output = Job;
    #[inline]
    fn index(&self, id: JobId) -> &Job {
        &self.rows[id.index()]
    }
}

impl IndexMut<JobId> for Jobs {
    #[inline]
    fn index_mut(&mut self, id: JobId) -> &mut Job {
        &mut self.rows[id.index()]
    }
}
