//! Visits: a job asks for one, technicians travel, work, finish, and are free for the next.

use super::run::{Event, Simulation};
use crate::kernel::time::Span;
use crate::network::sourcing::Offer;
use crate::network::travel::{Leg, Trip};
use crate::network::zones::Site;
use crate::network::{PoolId, TechnicianId};
use crate::policy::dispatch::{self, Crew, Next};
use crate::record::fact::{Activity, Fact, Observer, Promise};
use crate::scenario::schema::{Bases, Preempt};
use crate::state::fate::Purpose;
use crate::state::job::JobId;
use crate::state::technician::Duty;

impl<'n, O: Observer> Simulation<'n, O> {
    /// A job enters the backlog of its desk, and leaves it at once if somebody can come.
    pub(super) fn request_visit(&mut self, id: JobId) {
        let job = &mut self.state.jobs[id];
        job.queued = self.now;
        job.waits_since = self.now;
        job.entries += 1;
        self.tell(id, |id, job| Fact::Queued(id, job));
        let pool = self.desk(id);
        if self.state.backlogs[pool].is_empty() {
            let view = self.view();
            if let Some(crew) = dispatch::technicians_for(&view, view.request(id), self.offer(id)) {
                return self.dispatch(id, crew);
            }
        }
        self.state.backlogs[pool].push(&mut self.state.jobs, id);
        if !self.assign(id) && !self.interrupt_for(id) && !self.call_out_for(id) {
            self.start_patience(id);
        }
    }

    /// Gives work to those who could come for a waiting job; each takes what the dispatch order says, which may be another job.
    /// `true` if the job itself was taken.
    pub(super) fn assign(&mut self, id: JobId) -> bool {
        loop {
            let view = self.view();
            let Some([Some(lead), _]) = dispatch::technicians_for(&view, view.request(id), self.offer(id)) else { return false };
            match dispatch::job_for(&view, lead) {
                Next::Visit(job, crew) => {
                    self.dispatch(job, crew);
                    if job == id {
                        return true;
                    }
                }
                Next::Wait => return false,
            }
        }
    }

    /// Turns technicians round for an urgent job, where the rules allow it.
    fn interrupt_for(&mut self, id: JobId) -> bool {
        let view = self.view();
        let Some(crew) = dispatch::interrupted_for(&view, view.request(id), self.offer(id)) else { return false };
        if crew.into_iter().flatten().any(|member| self.completes_now(member)) {
            return false;
        }
        let keep_work = self.network.dispatch.preempt != Preempt::Repeat;
        let (mut dropped, mut freed) = (Vec::new(), Vec::new());
        for member in crew.into_iter().flatten() {
            if let Some(other) = self.state.technicians[member].job() {
                freed.extend(self.state.jobs[other].people());
                self.interrupt(other, keep_work);
                dropped.push(other);
            }
        }
        self.dispatch(id, crew);
        for other in dropped {
            if self.state.jobs[other].is_waiting() {
                self.assign(other);
            }
        }
        // The second technician of a crew that was parted is free for other work.
        for member in freed {
            if self.state.technicians[member].duty == Duty::Idle {
                self.take_next(member);
            }
        }
        true
    }

    pub(super) fn start_patience(&mut self, id: JobId) {
        let job = &self.state.jobs[id];
        if let Some(law) = &self.network.kinds[job.kind].patience {
            let patience = law.sample(&mut job.fate.draws(Purpose::Patience, job.entries));
            let at = job.queued + Span::from_ms(patience.max(0.0));
            let handle = self.plan(at, Event::Impatience(id));
            self.state.jobs[id].patience = Some(handle);
        }
    }

    /// The crew sets out.
    pub(super) fn dispatch(&mut self, id: JobId, crew: Crew) {
        if self.state.jobs[id].is_waiting() {
            self.leave_backlog(id);
        }
        let job = &mut self.state.jobs[id];
        job.visits += u32::from(!job.interrupted);
        job.interrupted = false;
        job.crew = crew;
        job.on_site = 0;
        job.dispatched.get_or_insert(self.now);
        let [Some(lead), mate] = crew else { panic!("a crew has a lead") };
        job.place = Some(self.network.technicians[lead].place);
        self.draw_work(id);
        self.tell(id, |id, job| Fact::Dispatched(id, job));
        let there = self.set_out(id, lead, 0);
        let mate_there = mate.is_some_and(|mate| self.set_out(id, mate, 1));
        if there {
            self.arrive(lead);
        }
        if let Some(mate) = mate.filter(|_| mate_there) {
            self.arrive(mate);
        }
    }

    /// Takes a job out of its backlog; its customer is patient now.
    pub(super) fn leave_backlog(&mut self, id: JobId) {
        let pool = self.desk(id);
        self.state.backlogs[pool].remove(&mut self.state.jobs, id);
        if let Some(handle) = self.state.jobs[id].patience.take() {
            self.agenda.cancel(handle);
        }
    }

    /// A member of a crew sets out; `true` if he is there at once.
    #[inline]
    fn set_out(&mut self, id: JobId, member: TechnicianId, seat: u32) -> bool {
        let row = self.network.technicians[member];
        self.state.delist(row.team, member);
        self.spent(member, Activity::Idle);
        let trip_to_base =
            (!self.network.travels(self.state.jobs[id].kind)).then(|| self.view().trip(member, self.view().request(id)));
        let job = &self.state.jobs[id];
        let technician = &mut self.state.technicians[member];
        let leg = || Leg { from: technician.site, to: job.site, centre: row.centre, zone: job.zone };
        technician.trip = trip_to_base.unwrap_or_else(|| {
            self.network.travel.actual(leg, self.now, || job.fate.draws(Purpose::Travel, 2 * job.visits + seat))
        });
        technician.duty = Duty::ToJob(id);
        technician.fresh = false;
        let time = technician.trip.time;
        if time > Span::ZERO {
            self.agenda.seat(technician.seat, self.now + time, Event::Arrival(member));
        }
        time == Span::ZERO
    }

    /// A technician arrives on site; work begins when the crew is complete.
    pub(super) fn arrive(&mut self, member: TechnicianId) {
        let Duty::ToJob(id) = self.state.technicians[member].duty else { panic!("only who is on the way to a job arrives") };
        self.spent(member, Activity::Outbound);
        let (goal, at_base) = self.goal(id, member);
        let job = &mut self.state.jobs[id];
        let technician = &mut self.state.technicians[member];
        (technician.site, technician.at_base) = (goal, at_base);
        technician.duty = Duty::Waiting(id);
        let metres = technician.trip.metres;
        job.on_site += 1;
        let complete = job.on_site == 1 + u8::from(job.crew[1].is_some());
        self.observer.note(self.now, &Fact::Travelled { technician: member, metres });
        if complete {
            self.begin_work(id);
        }
    }

    /// Where a technician goes for a job, and whether that is his base.
    #[inline]
    fn goal(&self, id: JobId, member: TechnicianId) -> (Site, bool) {
        let job = &self.state.jobs[id];
        match self.network.travels(job.kind) {
            true => (job.site, false),
            false => (self.network.centres[self.network.technicians[member].centre].site, true),
        }
    }

    fn begin_work(&mut self, id: JobId) {
        let [Some(lead), mate] = self.state.jobs[id].crew else { panic!("a crew has a lead") };
        self.state.technicians[lead].duty = Duty::Working(id);
        if let Some(mate) = mate {
            self.state.technicians[mate].duty = Duty::Working(id);
            self.spent(lead, Activity::Idle);
            self.spent(mate, Activity::Idle);
        }
        self.first_arrival(id);
        let speed = self.speed(lead, id);
        let work = match self.state.jobs[id].remaining.take() {
            Some(left) => Span::from_ms(left.0 as f64 / speed),
            None if self.nobody_home(id) => Span::ZERO,
            None => self.work(id, speed),
        };
        let ends = self.now + work;
        self.state.jobs[id].work_ends = ends;
        self.agenda.seat(self.state.technicians[lead].seat, ends, Event::Completion(lead));
    }

    /// The customer sees somebody; the response clock stops at the first visit.
    pub(super) fn first_arrival(&mut self, id: JobId) {
        let job = &mut self.state.jobs[id];
        let first = job.arrived.is_none();
        job.arrived.get_or_insert(self.now);
        let late = first && self.now > job.respond_by;
        if self.tracks_units() {
            self.unit_opened(id);
        }
        self.tell(id, |id, job| Fact::Arrived(id, job));
        let mut late = late;
        if let Some(chains) = &self.network.chains {
            self.keep_appointment(id);
            // A stage that only passes jobs on does not answer the call.
            late &= chains.stages[self.state.jobs[id].kind].answers;
        }
        if late {
            self.observer.note(self.now, &Fact::Breached(id, &self.state.jobs[id], Promise::Response));
        }
    }

    /// Draws the work of the visit that begins: well before it is asked for, so that nothing waits for the draw.
    #[inline]
    pub(super) fn draw_work(&mut self, id: JobId) {
        let job = &mut self.state.jobs[id];
        if !job.work_is_given {
            job.work = self.network.kinds[job.kind].work.sample(&mut job.fate.draws(Purpose::Work, job.visits));
        }
        if self.network.claims {
            self.draw_diagnosis(id);
        }
    }

    /// Work on site of the present visit, by somebody of this speed.
    #[inline]
    pub(super) fn work(&self, id: JobId, speed: f64) -> Span {
        Span::from_ms(self.state.jobs[id].work.max(0.0) / speed)
    }

    /// The visit ends: the job is closed or needs another visit, and its people are free.
    pub(super) fn complete(&mut self, lead: TechnicianId) {
        let Duty::Working(id) = self.state.technicians[lead].duty else { panic!("only who works completes") };
        let mate = self.state.jobs[id].crew[1];
        self.spent(lead, Activity::Work);
        if let Some(mate) = mate {
            self.spent(mate, Activity::Work);
        }
        let outcome = self.visited(id, self.hand(lead, id));
        if outcome == super::close::Outcome::AnotherVisit {
            self.plan_revisit(id);
        }
        self.leave_site(lead);
        if let Some(mate) = mate {
            self.leave_site(mate);
        }
    }

    /// After a job: on to the next, back to base, or home.
    pub(super) fn leave_site(&mut self, member: TechnicianId) {
        let row = self.network.technicians[member];
        if self.network.travel.bases == Bases::OneWay {
            self.put_at_base(member);
        }
        if self.state.teams[row.team].shift.is_none() || self.now >= self.state.technicians[member].shift_end {
            self.go_home(member);
            self.wake(row.pool);
        } else if self.network.travel.bases == Bases::Return {
            self.drive_to_base(member, self.state.technicians[member].trip);
        } else {
            self.become_free(member);
        }
    }

    /// A technician on duty is free, and takes the next job if there is one.
    pub(super) fn become_free(&mut self, member: TechnicianId) {
        let team = self.network.technicians[member].team;
        self.state.technicians[member].duty = Duty::Idle;
        self.state.enlist(team, member);
        self.take_next(member);
    }

    /// A free technician takes the next job, if there is one.
    pub(super) fn take_next(&mut self, member: TechnicianId) {
        if self.state.backlogs[self.network.technicians[member].pool].is_empty() {
            return;
        }
        if let Next::Visit(job, crew) = dispatch::job_for(&self.view(), member) {
            self.dispatch(job, crew);
        }
    }

    /// Whether the work of a technician ends in this very millisecond.
    pub(super) fn completes_now(&self, member: TechnicianId) -> bool {
        matches!(self.state.technicians[member].duty, Duty::Working(id) if self.state.jobs[id].work_ends == self.now)
    }

    /// Somebody goes home: who stayed free to go with him takes other work.
    pub(super) fn wake(&mut self, pool: PoolId) {
        if self.state.backlogs[pool].is_empty() {
            return;
        }
        let teams = &self.network.pools[pool].teams;
        let idle: Vec<TechnicianId> = teams.iter().flat_map(|&team| self.state.teams[team].idle.iter().copied()).collect();
        for member in idle {
            if self.state.technicians[member].duty == Duty::Idle {
                self.take_next(member);
            }
        }
    }

    /// Stops a visit: the job is at the head of its line again, with its work done so far or without; its people are free.
    pub(super) fn interrupt(&mut self, id: JobId, keep_work: bool) {
        let people = self.state.jobs[id].crew;
        let lead = people[0].expect("a visit under way has a lead");
        let speed = self.speed(lead, id);
        for member in people.into_iter().flatten() {
            let duty = self.state.technicians[member].duty;
            self.agenda.unseat(self.state.technicians[member].seat);
            match duty {
                Duty::ToJob(_) => self.stop_on_the_way(member, id),
                Duty::Waiting(_) => self.spent(member, Activity::Idle),
                Duty::Working(_) => {
                    self.spent(member, Activity::Work);
                    let job = &mut self.state.jobs[id];
                    job.remaining = keep_work.then(|| Span::from_ms((job.work_ends - self.now).0 as f64 * speed));
                }
                _ => panic!("only a visit under way is interrupted"),
            }
            self.state.technicians[member].duty = Duty::Idle;
            self.state.enlist(self.network.technicians[member].team, member);
            if self.network.travel.bases == Bases::OneWay {
                self.put_at_base(member);
            }
        }
        let job = &mut self.state.jobs[id];
        job.interrupted = true;
        job.waits_since = self.now;
        job.crew = [None, None];
        job.on_site = 0;
        let pool = self.desk(id);
        self.state.backlogs[pool].push_front(&mut self.state.jobs, id);
        self.tell(id, |id, job| Fact::Interrupted(id, job));
    }

    /// A technician on the way stops where he is: the part of the trip made so far is told.
    fn stop_on_the_way(&mut self, member: TechnicianId, id: JobId) {
        let since = self.state.technicians[member].since;
        self.spent(member, Activity::Outbound);
        let (to, _) = self.goal(id, member);
        let technician = &mut self.state.technicians[member];
        let share = (self.now - since).0 as f64 / technician.trip.time.0.max(1) as f64;
        let (from, to) = (technician.site, to);
        technician.site = std::array::from_fn(|i| from[i] + share * (to[i] - from[i]));
        technician.at_base = false;
        let metres = (technician.trip.metres as f64 * share).round() as i64;
        // The way back to base, if he takes it, is what he has come so far.
        technician.trip = Trip { metres, time: self.now - since };
        self.observer.note(self.now, &Fact::Travelled { technician: member, metres });
    }

    /// Tells how the time since the last change was spent.
    #[inline]
    pub(super) fn spent(&mut self, member: TechnicianId, activity: Activity) {
        let technician = &mut self.state.technicians[member];
        let from = std::mem::replace(&mut technician.since, self.now);
        if from < self.now {
            if self.network.workforce.turns_over {
                self.is_busy(member, activity, self.now - from);
            }
            self.observer.note(self.now, &Fact::Spent { technician: member, activity, from, to: self.now });
        }
    }

    /// The dispatch desk that has a job.
    #[inline]
    pub(super) fn desk(&self, id: JobId) -> PoolId {
        match self.offer(id) {
            Offer::Pool { pool, .. } => *pool,
            Offer::Partner(_) => panic!("a partner's job has no dispatch desk"),
        }
    }

    /// What was offered to the job's zone and taken.
    #[inline]
    pub(super) fn offer(&self, id: JobId) -> &'n Offer {
        let offer = self.state.jobs[id].offer.expect("an accepted job has an offer");
        &self.network.sourcing.offers[offer]
    }

    /// Plans the next visit of a job that was not fixed; one that waits for parts will have it when they are there.
    pub(super) fn plan_revisit(&mut self, id: JobId) {
        self.state.jobs[id].crew = [None, None];
        if self.awaits_parts(id) {
            return;
        }
        let job = &self.state.jobs[id];
        let delay = self.network.kinds[job.kind].revisit_delay.as_ref();
        let delay = delay
            .map_or(Span::ZERO, |law| Span::from_ms(law.sample(&mut job.fate.draws(Purpose::RevisitDelay, job.visits)).max(0.0)));
        if delay == Span::ZERO {
            self.revisit(id);
        } else {
            let revisit = self.plan(self.now + delay, Event::Revisit(id));
            if self.network.claims {
                self.state.jobs.story_mut(id).claim.revisit = Some(revisit);
            }
        }
    }

    /// A job is ready for its next visit, by those who have it.
    pub(super) fn revisit(&mut self, id: JobId) {
        if self.network.claims {
            self.state.jobs.story_mut(id).claim.revisit = None;
        }
        match self.offer(id) {
            Offer::Pool { .. } => self.ask_for_visit(id),
            Offer::Partner(partner) => self.ask_partner(id, *partner),
        }
    }
}
