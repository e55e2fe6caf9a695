//! What a rule may see: expectations, never a job's sealed fate.

use super::State;
use super::job::{Job, JobId};
use super::shelf::Level;
use super::technician::{Duty, Technician};
use crate::kernel::id::Id;
use crate::kernel::time::{Span, Time};
use crate::network::sourcing::Offer;
use crate::network::stock::ShelfId;
use crate::network::travel::{Leg, Trip};
use crate::network::{CentreId, KindId, Network, OfferId, PartnerId, PoolId, TeamId, TechnicianId, ZoneId};
use crate::scenario::schema::{AtEnd, Bases};

/// The world as a dispatcher sees it at one moment.
#[derive(Clone, Copy)]
pub struct View<'a> {
    network: &'a Network,
    state: &'a State,
    now: Time,
}

/// A job as a dispatcher sees it.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// Its id.
    pub id: JobId,
    job: &'a Job,
}

impl Request<'_> {
    /// What is to be done.
    pub fn kind(&self) -> KindId {
        self.job.kind
    }
    /// Where.
    pub fn zone(&self) -> ZoneId {
        self.job.zone
    }
    /// When it entered the backlog.
    pub fn queued(&self) -> Time {
        self.job.queued
    }
    /// Promised latest arrival.
    pub fn respond_by(&self) -> Time {
        self.job.respond_by
    }
    /// Visits begun.
    pub fn visits(&self) -> u32 {
        self.job.visits
    }
    /// What was offered to the zone.
    pub fn offer(&self) -> Option<OfferId> {
        self.job.offer
    }
    /// Number that rises with the time of the call.
    pub fn serial(&self) -> u64 {
        self.job.serial
    }
}

impl<'a> View<'a> {
    /// The world at `now`.
    pub fn new(network: &'a Network, state: &'a State, now: Time) -> View<'a> {
        View { network, state, now }
    }

    /// Now.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The world that stands still.
    pub fn network(&self) -> &'a Network {
        self.network
    }

    /// A job.
    #[inline]
    pub fn request(&self, id: JobId) -> Request<'a> {
        Request { id, job: &self.state.jobs[id] }
    }

    /// The stock of a shelf.
    #[inline]
    pub fn level(&self, shelf: ShelfId) -> Level {
        self.state.shelves.rows[shelf].level
    }

    /// Jobs that wait at a desk.
    pub fn waiting(&self, pool: PoolId) -> usize {
        self.state.backlogs[pool].len()
    }

    /// Places that a partner without people has given to a zone, today and later.
    pub fn booked(&self, partner: PartnerId, zone: ZoneId) -> u32 {
        let entry = &self.network.partners[partner];
        self.state.partners[partner][zone.index()].taken(self.now.day(), |day| entry.capacity_on(day).unwrap_or(0))
    }

    /// Share of the jobs that the place of an offer closed in a zone in time and at the first visit, in its last month with jobs.
    pub fn rating(&self, zone: ZoneId, offer: OfferId) -> Option<f64> {
        let month = self.network.calendar.month(self.now.day());
        self.state.ratings[zone].rate(self.network.provider(offer), month)
    }

    /// Jobs of a kind that wait at a desk.
    pub fn waiting_of(&self, pool: PoolId, kind: KindId) -> usize {
        self.state.backlogs[pool].of_kind(kind)
    }

    /// The first job of every line of a desk.
    #[inline]
    pub fn heads(&self, pool: PoolId) -> impl Iterator<Item = Request<'a>> + use<'a> {
        let view = *self;
        self.state.backlogs[pool].heads().map(move |(_, head)| view.request(head))
    }

    /// The jobs of the line that begins with `head`.
    #[inline]
    pub fn line_from(&self, pool: PoolId, head: JobId) -> impl Iterator<Item = Request<'a>> + use<'a> {
        let view = *self;
        self.state.backlogs[pool].line_from(&self.state.jobs, head).map(move |id| view.request(id))
    }

    /// Free members of a team, in no particular order.
    pub fn idle(&self, team: TeamId) -> &'a [TechnicianId] {
        &self.state.teams[team].idle
    }

    /// Members of a team who stand by and are at home.
    pub fn on_call(&self, team: TeamId) -> impl Iterator<Item = TechnicianId> + use<'a> {
        let view = *self;
        let standby = view.state.staff.standby.get(team).filter(|_| !view.on_duty(team));
        let members = standby.into_iter().flat_map(|standby| standby.members.iter().copied());
        members.filter(move |&id| view.technician(id).duty == Duty::Off)
    }

    /// Whether a team is on duty.
    pub fn on_duty(&self, team: TeamId) -> bool {
        self.state.teams[team].shift.is_some()
    }

    /// Free since.
    pub fn idle_since(&self, id: TechnicianId) -> Time {
        self.technician(id).since
    }

    /// Jobs that the technicians of a desk have under way, with those who do them.
    pub fn busy(&self, pool: PoolId) -> impl Iterator<Item = (TechnicianId, Request<'a>, bool)> + use<'a> {
        let view = *self;
        let teams = &self.network.pools[pool].teams;
        teams.iter().flat_map(move |&team| view.network.teams[team].technicians.iter()).filter_map(move |id| {
            let technician = view.technician(id);
            let travelling = matches!(technician.duty, Duty::ToJob(_));
            technician.job().map(|job| (id, view.request(job), travelling))
        })
    }

    /// When the present visit of a busy technician began: its trip or, once on site, its work.
    pub fn busy_since(&self, id: TechnicianId) -> Time {
        self.technician(id).since
    }

    /// Expected trip of a technician to a job, from where he is: to the customer, or to base for work at a desk, bench or telephone.
    pub fn trip(&self, id: TechnicianId, request: Request<'_>) -> Trip {
        let technician = self.technician(id);
        let centre = self.network.technicians[id].centre;
        if !self.network.travels(request.kind()) {
            let leg = Leg { from: technician.site, to: self.network.centres[centre].site, centre, zone: request.job.zone };
            return if technician.at_base { Trip::default() } else { self.network.travel.expected(&leg, self.now) };
        }
        let leg = Leg { from: technician.site, to: request.job.site, centre, zone: request.job.zone };
        self.network.travel.expected(&leg, self.now)
    }

    /// Expected trip from a centre to the middle of a zone.
    pub fn trip_from(&self, centre: CentreId, zone: ZoneId) -> Trip {
        let leg = Leg { from: self.network.centres[centre].site, to: self.network.zones[zone].middle, centre, zone };
        self.network.travel.expected(&leg, self.now)
    }

    /// Expected trip to the middle of a zone for a kind of job: none where nobody travels to the customer.
    pub fn trip_for(&self, centre: CentreId, zone: ZoneId, kind: KindId) -> Trip {
        if self.network.travels(kind) { self.trip_from(centre, zone) } else { Trip::default() }
    }

    /// Expected work on site by a member of a team.
    pub fn work(&self, team: TeamId, kind: KindId) -> Span {
        let work = self.network.kinds[kind].expected_work;
        let speed = self.network.speed_of(team, kind);
        if speed == 1.0 { work } else { Span::from_ms(work.0 as f64 / speed) }
    }

    /// Expected work on site by a technician, as well as he can now.
    #[inline]
    fn work_by(&self, id: TechnicianId, kind: KindId) -> Span {
        let work = self.network.kinds[kind].expected_work;
        let speed = self.state.speed(self.network, id, kind);
        if speed == 1.0 { work } else { Span::from_ms(work.0 as f64 / speed) }
    }

    /// Whether a free technician may begin a visit now: its expected end lies before the end of the shift plus the overtime allowed,
    /// or the job is too long for any shift and this one has just begun.
    #[inline(always)]
    pub fn fits(&self, id: TechnicianId, request: Request<'_>) -> bool {
        self.fits_with(id, request, || self.trip(id, request))
    }

    /// The same where the expected trip may be known already; it is asked for only if the shift ends.
    #[inline(always)]
    pub fn fits_with(&self, id: TechnicianId, request: Request<'_>, trip: impl FnOnce() -> Trip) -> bool {
        let team = self.network.technicians[id].team;
        let Some((from, to)) = self.state.teams[team].shift else { return false };
        let entry = &self.network.teams[team];
        if to == Time::NEVER || entry.at_end != AtEnd::Finish {
            return true;
        }
        let takes = trip().time + self.work_by(id, request.kind());
        self.now + takes <= to + entry.overtime || self.technician(id).fresh && takes > to - from + entry.overtime
    }

    /// Whether a team may serve a job: it has the skill, belongs to the places that were offered to the zone, and is not passed over
    /// for a better one.
    #[inline]
    pub fn may_serve(&self, team: TeamId, request: Request<'_>) -> bool {
        let entry = &self.network.teams[team];
        entry.can.has(request.kind())
            && !self.passed_over(team, request)
            && match request.offer().map(|offer| &self.network.sourcing.offers[offer]) {
                Some(Offer::Pool { centres, pool, .. }) => {
                    self.network.pools[*pool].centres.len() == 1 || centres.contains(&entry.centre)
                }
                _ => true,
            }
    }

    /// Whether a team is passed over: the last visit to the job failed, the team is no better than who made it, and another one is.
    #[inline]
    pub fn passed_over(&self, team: TeamId, request: Request<'_>) -> bool {
        self.network.workforce.escalates && request.visits() > 0 && self.a_better_one_goes(team, request)
    }

    #[inline(never)]
    fn a_better_one_goes(&self, team: TeamId, request: Request<'_>) -> bool {
        let (network, kind) = (self.network, request.kind());
        let Some(failed) = self.state.jobs.story(request.id).failed.filter(|_| network.kinds[kind].aftermath.escalate) else {
            return false;
        };
        let Some(Offer::Pool { teams, .. }) = request.offer().map(|offer| &network.sourcing.offers[offer]) else { return false };
        let better = |team: TeamId| network.fix_of(team, kind) > failed;
        let able = |team: TeamId| network.teams[team].can.has(kind) && !network.teams[team].technicians.is_empty();
        !better(team) && teams.iter().any(|&other| able(other) && better(other))
    }

    /// Whether a team may serve a job of `kind` that would take an offer.
    pub fn may_serve_offer(&self, team: TeamId, kind: KindId, offer: &Offer) -> bool {
        let entry = &self.network.teams[team];
        entry.can.has(kind) && matches!(offer, Offer::Pool { centres, .. } if centres.contains(&entry.centre))
    }

    /// When a technician is expected to be free for the next job, and until when he is on duty then; `None` if no shift is to come.
    pub fn expected_free(&self, id: TechnicianId) -> Option<(Time, Time)> {
        let technician = self.technician(id);
        let team = self.network.technicians[id].team;
        let back = if self.network.travel.bases == Bases::Return { technician.trip.time } else { Span::ZERO };
        let free = match technician.duty {
            Duty::Off => self.now,
            Duty::Absent | Duty::Sick | Duty::Course => technician.shift_end,
            Duty::Vacant => return None,
            Duty::Idle => self.now,
            Duty::ToBase => technician.since + technician.trip.time,
            Duty::ToJob(job) => technician.since + technician.trip.time + self.work_by(id, self.request(job).kind()) + back,
            Duty::Waiting(job) => self.now + self.work_by(id, self.request(job).kind()) + back,
            Duty::Working(job) => technician.since + self.work_by(id, self.request(job).kind()) + back,
        };
        self.on_duty_from(team, free.max(self.now))
    }

    /// The first moment from `at` on at which a team is on duty, and the end of that shift; `None` if no shift is to come.
    pub fn on_duty_from(&self, team: TeamId, at: Time) -> Option<(Time, Time)> {
        let known = &self.state.teams[team];
        let near = [known.shift, known.next_shift].into_iter().flatten().find(|(_, end)| at < *end);
        let found = near.or_else(|| self.network.teams[team].shifts.shift_after(&self.network.calendar, at));
        found.map(|(start, end)| (start.max(at), end))
    }

    fn technician(&self, id: TechnicianId) -> &'a Technician {
        &self.state.technicians[id]
    }
}
