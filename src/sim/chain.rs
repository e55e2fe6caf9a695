//! Chains: calls come in by channels, jobs pass from stage to stage, appointments are made and kept.

use super::run::{Event, Simulation};
use crate::kernel::time::{Span, Time};
use crate::network::chain::{Appointment, Chains, Stage};
use crate::network::sourcing::Offer;
use crate::network::{KindId, PoolId};
use crate::policy;
use crate::record::fact::{Fact, Observer, Promise};
use crate::scenario::schema::Where;
use crate::state::chain::Progress;
use crate::state::fate::{Fate, Purpose};
use crate::state::job::JobId;

/// What a visit found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Finding {
    /// A fault that can be worked on.
    Fault,
    /// Nothing is broken.
    NoFault,
    /// The diagnosis was wrong, or the customer was not there.
    InVain,
}

impl<'n, O: Observer> Simulation<'n, O> {
    /// The chains of a network that has them.
    fn chains(&self) -> &'n Chains {
        self.network.chains.as_ref().expect("only a network with chains asks for them")
    }

    fn stage(&self, kind: KindId) -> &'n Stage {
        &self.chains().stages[kind]
    }

    /// A call comes in: its customer's tier, channel and luck are drawn, and the customer comes to the desk or is heard at once.
    pub(super) fn come_in(&mut self, id: JobId) {
        let chains = self.chains();
        let job = &mut self.state.jobs[id];
        let call = job.fate;
        let tier = chains.tier(call.draws(Purpose::Tier, 0).uniform());
        job.tier = tier.0 as u8;
        let no_fault = chains.stages[job.home].no_fault;
        let no_fault = no_fault > 0.0 && call.draws(Purpose::NoFault, 0).uniform() < no_fault;
        self.state.jobs.story_mut(id).chain = Progress { call: Some(call), no_fault, ..Progress::default() };
        let kind = chains.entry(tier, self.state.jobs[id].home, call.draws(Purpose::Channel, 0).uniform());
        self.begin_stage(id, kind);
        self.come_or_call(id);
    }

    /// The job is of another kind now. What it brings there is addressed by that kind, so it is the same in every layout.
    fn begin_stage(&mut self, id: JobId, kind: KindId) {
        let progress = &mut self.state.jobs.story_mut(id).chain;
        let first = progress.enter(kind);
        let (call, stages) = (progress.call.expect("the job has come in"), progress.stages);
        let job = &mut self.state.jobs[id];
        job.kind = kind;
        job.fate = match first {
            true if kind == job.home => call,
            true => call.child(Purpose::Stage, kind.0),
            false => call.child(Purpose::Stage, stages << 6 | kind.0),
        };
    }

    /// The customer calls now, or sets out for the desk and calls when he is there.
    fn come_or_call(&mut self, id: JobId) {
        let kind = self.state.jobs[id].kind;
        if self.stage(kind).at != Where::Desk {
            return self.receive(id);
        }
        let at = self.at_the_desk(id);
        if at == self.now {
            return self.receive(id);
        }
        self.plan(at, Event::RepeatCall(id));
    }

    /// When a customer is at the desk: by appointment, or after his way and when it opens.
    fn at_the_desk(&mut self, id: JobId) -> Time {
        let job = &self.state.jobs[id];
        let (kind, zone, fate) = (job.kind, job.zone, job.fate);
        let stage = self.stage(kind);
        let stream = self.network.sources[job.source].stream;
        let certain = self.network.sources[job.source].certain.filter(|_| kind == self.network.sources[job.source].kind);
        let offer = certain.or_else(|| self.place_for(id, stream).0).map(|offer| &self.network.sourcing.offers[offer]);
        let Some(Offer::Pool { pool, centres, .. }) = offer else { return self.now };
        if let Some(start) = self.book(id, kind, *pool) {
            return start;
        }
        let bookings = self.state.jobs.story(id).chain.bookings;
        let way = match &stage.comes_after {
            Some(law) => Span::from_ms(law.sample(&mut fate.draws(Purpose::Coming, bookings)).max(0.0)),
            None => self.view().trip_from(centres[0], zone).time,
        };
        self.opening(*pool, kind, self.now + way)
    }

    /// The first moment from `at` on at which somebody who has the skill is on duty at a desk.
    fn opening(&self, pool: PoolId, kind: KindId, at: Time) -> Time {
        let view = self.view();
        let able = self.network.pools[pool].teams.iter().filter(|&&team| self.network.teams[team].can.has(kind));
        able.filter_map(|&team| view.on_duty_from(team, at)).map(|(start, _)| start).min().unwrap_or(at)
    }

    /// Makes an appointment, where the kind has them, the customer books and a slot is left: the beginning of its window.
    fn book(&mut self, id: JobId, kind: KindId, pool: PoolId) -> Option<Time> {
        let entry = self.stage(kind).appointment.as_ref()?;
        let progress = &mut self.state.jobs.story_mut(id).chain;
        progress.window_end = 0;
        let draws = self.state.jobs[id].fate;
        if entry.share < 1.0 && draws.draws(Purpose::Booking, 0).uniform() >= entry.share {
            return None;
        }
        // A customer who does not come to the desk books anew, which is known now.
        let mut from = self.now;
        loop {
            let window = self.take_slot(entry, kind, pool, from)?;
            let progress = &mut self.state.jobs.story_mut(id).chain;
            progress.bookings += 1;
            progress.window_end = (window + 1) * entry.window.0;
            let start = Time(window * entry.window.0).max(self.now);
            let comes_to_us = self.network.chains.as_ref().is_some_and(|chains| chains.stages[kind].at == Where::Desk);
            let absent = |number| entry.no_show > 0.0 && draws.draws(Purpose::NoShow, number).uniform() < entry.no_show;
            if !comes_to_us || !absent(progress.bookings) {
                return Some(start);
            }
            from = start;
        }
    }

    /// Takes the first free slot at a desk after `from`; `None` if there is none near enough.
    fn take_slot(&mut self, entry: &Appointment, kind: KindId, pool: PoolId, from: Time) -> Option<i64> {
        let length = entry.window.0;
        let first = (from + entry.lead).0.div_euclid(length) + 1;
        let last = (from + entry.farthest).0.div_euclid(length);
        let mut bookings = self.state.bookings.remove(&(pool, kind)).unwrap_or_default();
        let window = bookings.take(first, last, |window| self.slots(entry, kind, pool, window));
        self.state.bookings.insert((pool, kind), bookings);
        window
    }

    /// Slots of a window: the visits that people on duty at its beginning can be expected to make, times the booking factor.
    fn slots(&self, entry: &Appointment, kind: KindId, pool: PoolId, window: i64) -> u32 {
        let (view, at) = (self.view(), Time(window * entry.window.0));
        let mut visits = 0.0;
        for &team in &self.network.pools[pool].teams {
            let row = &self.network.teams[team];
            let on_duty = || view.on_duty_from(team, at).is_some_and(|(start, end)| start <= at && at < end);
            if row.can.has(kind) && on_duty() {
                let people = row.technicians.len() as f64 * f64::from(row.crew) / f64::from(self.network.kinds[kind].crew);
                visits += people * entry.window.0 as f64 / view.work(team, kind).0.max(1) as f64;
            }
        }
        let slots = visits * entry.booking;
        // Somebody is there: at least every window has one slot, unless none is wanted.
        if slots > 0.0 { (slots as u32).max(1) } else { 0 }
    }

    /// A job that a dispatch desk has taken on asks for a visit: now, or by appointment.
    pub(super) fn visit_by_appointment(&mut self, id: JobId) {
        let kind = self.state.jobs[id].kind;
        let at_site = self.stage(kind).at == Where::Site;
        match at_site.then(|| self.book(id, kind, self.desk(id))).flatten() {
            Some(start) if start > self.now => {
                self.plan(start, Event::Appointment(id));
            }
            _ => self.request_visit(id),
        }
    }

    /// The crew is on site, or the service begins: whether the window was kept, and whether the customer is there.
    pub(super) fn keep_appointment(&mut self, id: JobId) {
        let kind = self.state.jobs[id].kind;
        let Some(entry) = &self.stage(kind).appointment else { return };
        let fate = self.state.jobs[id].fate;
        let progress = &mut self.state.jobs.story_mut(id).chain;
        if progress.window_end == 0 {
            return;
        }
        let kept = self.now.0 <= progress.window_end;
        progress.window_end = 0;
        let at_site = self.network.chains.as_ref().is_some_and(|chains| chains.stages[kind].travels());
        let absent = at_site && entry.no_show > 0.0 && fate.draws(Purpose::NoShow, progress.bookings).uniform() < entry.no_show;
        progress.absent = absent;
        self.tell(id, |id, job| Fact::Appointment { id, job, kept, met: !absent });
    }

    /// Whether the customer is not at home for the visit that begins.
    pub(super) fn nobody_home(&self, id: JobId) -> bool {
        self.network.chains.is_some() && self.state.jobs.story(id).chain.absent
    }

    /// What the visit that ends has found.
    pub(super) fn finding(&mut self, id: JobId) -> Finding {
        // What is broken shows to whoever has the device before him.
        let looked = self.stage(self.state.jobs[id].kind).at != Where::Remote;
        let progress = &mut self.state.jobs.story_mut(id).chain;
        if std::mem::take(&mut progress.absent) || looked && std::mem::take(&mut progress.misdirected) {
            return Finding::InVain;
        }
        if looked && progress.no_fault { Finding::NoFault } else { Finding::Fault }
    }

    /// The stage that follows the one that is done; `None` if the job is closed.
    pub(super) fn next_stage(&mut self, id: JobId) -> Option<KindId> {
        let job = &self.state.jobs[id];
        let (fate, stage) = (job.fate, self.stage(job.kind));
        let progress = &mut self.state.jobs.story_mut(id).chain;
        if progress.no_fault && stage.screens > 0.0 && fate.draws(Purpose::NoFault, 1).uniform() < stage.screens {
            return None;
        }
        let next = stage.next(fate.draws(Purpose::Next, 0).uniform())?;
        progress.misdirected |= stage.misdirects > 0.0 && fate.draws(Purpose::Misdirection, 0).uniform() < stage.misdirects;
        Some(next)
    }

    /// The job goes on to another stage, in this millisecond but after those who are free now have looked for work.
    pub(super) fn pass_on(&mut self, id: JobId, next: KindId) {
        let answered = self.stage(self.state.jobs[id].kind).answers;
        let job = &mut self.state.jobs[id];
        let visits = std::mem::take(&mut job.visits);
        if !answered {
            (job.dispatched, job.arrived) = (None, None);
        }
        (job.crew, job.place, job.remaining, job.work_is_given) = ([None, None], None, None, false);
        let progress = &mut self.state.jobs.story_mut(id).chain;
        progress.stages += 1;
        progress.further_visits += visits.saturating_sub(1);
        let story = self.state.jobs.story_mut(id);
        (story.failed, story.supply) = (None, Default::default());
        self.begin_stage(id, next);
        self.plan(self.now, Event::NextStage(id));
    }

    /// A job asks for its next stage: at the bench where it is, if somebody there can do it, or where the rules send it.
    pub(super) fn enter_stage(&mut self, id: JobId) {
        let job = &self.state.jobs[id];
        let stays = self.stage(job.kind).at == Where::Bench
            && match job.offer.map(|offer| &self.network.sourcing.offers[offer]) {
                Some(Offer::Pool { teams, .. }) => policy::dispatch::has_skill(&self.view(), teams, job.kind),
                _ => false,
            };
        match job.offer.filter(|_| stays) {
            Some(offer) => self.accept(id, offer),
            None => self.find_place(id),
        }
    }

    /// The last stage is done: the visits of earlier ones are added, and a late answer is told of where only this stage answered.
    pub(super) fn close_chain(&mut self, id: JobId) {
        let further = self.state.jobs.story(id).chain.further_visits;
        self.state.jobs[id].visits += further;
        let job = &self.state.jobs[id];
        if job.arrived.is_some_and(|at| at > job.respond_by) && !self.stage(job.kind).answers {
            self.tell(id, |id, job| Fact::Breached(id, job, Promise::Response));
        }
    }

    /// A customer who gave up may try again later, by the same channel.
    pub(super) fn redial(&mut self, id: JobId) -> bool {
        let job = &self.state.jobs[id];
        let stage = self.stage(job.kind);
        if stage.redial <= 0.0 || job.fate.draws(Purpose::Redial, 0).uniform() >= stage.redial {
            return false;
        }
        let after = Span::from_ms(stage.redial_after.sample(&mut job.fate.draws(Purpose::Redial, 1)).max(1.0));
        let (fate, kind) = (job.fate.child(Purpose::Redial, 2), job.kind);
        let (home, tier, repeat) = (job.home, job.tier, job.repeat);
        let progress = self.state.jobs.story(id).chain;
        let again = self.plan_call_after(id, fate, kind, after, None);
        let job = &mut self.state.jobs[again];
        (job.home, job.tier, job.repeat) = (home, tier, repeat);
        let call = progress.call.map(|call| call.child(Purpose::Redial, 2));
        self.state.jobs.story_mut(again).chain = Progress { window_end: 0, absent: false, call, ..progress };
        self.state.jobs.story_mut(again).grievance = self.state.jobs.story(id).grievance;
        true
    }

    /// Whether a job has come in by a channel; a repeat call has not, until it is made.
    pub(super) fn has_come_in(&self, id: JobId) -> bool {
        self.state.jobs.story(id).chain.call.is_some()
    }

    /// The fate of a call, whatever stage its job is in.
    pub(super) fn fate_of_call(&self, id: JobId) -> Fate {
        match self.network.chains {
            Some(_) => self.state.jobs.story(id).chain.call.unwrap_or(self.state.jobs[id].fate),
            None => self.state.jobs[id].fate,
        }
    }
}
