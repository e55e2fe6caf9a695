//! Calls: sources make them, customers repeat them, sourcing finds a place for them.

use super::run::{Event, Simulation};
use crate::kernel::time::{Span, Time};
use crate::network::demand::{Arrivals, Source};
use crate::network::sourcing::Offer;
use crate::network::{BaseId, KindId, Network, OfferId, PlaceId, SourceId, StreamId, ZoneId};
use crate::policy;
use crate::policy::choice::Asked;
use crate::record::fact::{Fact, Observer, Promise};
use crate::state::fate::{Fate, Purpose};
use crate::state::job::{Job, JobId};
use crate::state::source::{Coming, SourceState};

impl<O: Observer> Simulation<'_, O> {
    /// Plans the first call of a source.
    pub(super) fn plan_calls(&mut self, source: SourceId) {
        let (network, entry) = (self.network, &self.network.sources[source]);
        if entry.live.is_some() {
            // Its months plan them.
            return;
        }
        self.state.sources[source].draw_ahead(|state, call| time_of(network, entry, state, call));
        self.plan_call(source);
    }

    fn plan_call(&mut self, source: SourceId) {
        let state = &self.state.sources[source];
        if let Some(at) = state.next().at {
            self.agenda.seat(state.seat, at, Event::Call(source));
        }
    }

    /// A source makes a call, or a batch of them, unless the unit that would fail is down already.
    pub(super) fn call(&mut self, source: SourceId) {
        let (network, entry) = (self.network, &self.network.sources[source]);
        if entry.live.is_some() {
            if let Some(fate) = self.live_call(source) {
                self.make_calls(source, fate);
            }
            return;
        }
        let Coming { ordinal, fate, .. } = self.state.sources[source].take(|state, call| time_of(network, entry, state, call));
        self.plan_call(source);
        if let Some(base) = entry.base {
            let (units, down) = (self.network.bases[base], self.state.down[base]);
            if down > 0 && fate.draws(Purpose::Thinning, 0).uniform() * units as f64 >= units.saturating_sub(down) as f64 {
                return;
            }
        }
        if let Arrivals::Trace(calls) = &entry.arrivals {
            let call = &calls[ordinal as usize];
            self.open_call(fate, source, call.zone, call.kind, call.work);
            return;
        }
        self.make_calls(source, fate);
    }

    /// A call or a batch of them arises.
    pub(super) fn make_calls(&mut self, source: SourceId, fate: Fate) {
        let entry = &self.network.sources[source];
        let size = entry.batch.as_ref().map_or(1, |batch| batch.size(fate.draws(Purpose::BatchSize, 0).uniform()));
        for member in 0..size {
            let fate = if member == 0 { fate } else { fate.child(Purpose::BatchMember, member) };
            if self.network.claims && !self.admits(source, fate) {
                continue;
            }
            self.open_call(fate, source, entry.zone, entry.kind, None);
        }
    }

    fn open_call(&mut self, fate: Fate, source: SourceId, zone: ZoneId, kind: KindId, given_work: Option<Span>) {
        let id = self.state.jobs.open(Job::new(fate, source, zone, kind, self.now));
        let job = &mut self.state.jobs[id];
        if let Some(work) = given_work {
            (job.work, job.work_is_given) = (work.0 as f64, true);
        }
        job.background = self.network.sources[source].background;
        if self.network.travel.uses_sites() {
            job.site = self.network.zones[zone].draw_site(&mut fate.draws(Purpose::Site, 0));
        }
        if self.network.chains.is_some() { self.come_in(id) } else { self.receive(id) }
    }

    /// The repair did not hold and the customer calls again; or a customer who set out is at the desk; or one who gave up tries again.
    pub(super) fn repeat_call(&mut self, id: JobId) {
        self.state.jobs.renumber(id);
        if self.network.chains.is_some() && !self.has_come_in(id) {
            return self.come_in(id);
        }
        self.receive(id);
    }

    /// A call is received: its clocks start, its unit is down, and a place is sought.
    pub(super) fn receive(&mut self, id: JobId) {
        let job = &mut self.state.jobs[id];
        // What the channel promises goes before what the kind of job does.
        let (kind, home) = (&self.network.kinds[job.kind], &self.network.kinds[job.home]);
        let due = |within: Option<Span>| within.map_or(Time::NEVER, |within| self.now + within);
        job.called = self.now;
        job.queued = self.now;
        job.respond_by = due(kind.respond_within.or(home.respond_within));
        job.restore_by = due(kind.restore_within.or(home.restore_within));
        job.counted = !job.background && self.network.window.counts(self.now);
        self.open += u64::from(job.counted);
        if let Some(base) = self.unit_down(id) {
            self.state.down[base] += 1;
        }
        if self.tracks_units() {
            self.unit_called(id);
        }
        self.tell(id, |id, job| Fact::Called(id, job));
        if self.network.workforce.installs {
            self.tell_cause(id);
        }
        if self.network.claims && self.judge(id) {
            return;
        }
        self.find_place(id);
    }

    /// The base whose unit is down while a job is open; who only complains has a unit that works.
    #[inline]
    pub(super) fn unit_down(&self, id: JobId) -> Option<BaseId> {
        let base = self.network.sources[self.state.jobs[id].source].base;
        base.filter(|_| !self.handles_complaint(id))
    }

    pub(super) fn find_place(&mut self, id: JobId) {
        let job = &self.state.jobs[id];
        let source = &self.network.sources[job.source];
        let certain = source.certain.filter(|_| job.kind == source.kind);
        let found = certain.or_else(|| {
            let (offer, refused) = self.place_for(id, source.stream);
            refused.into_iter().for_each(|place| self.tell(id, |id, job| Fact::Refused(id, job, place)));
            offer
        });
        match found {
            Some(offer) => self.accept(id, offer),
            None => self.lose(id),
        }
    }

    /// A place takes a job on.
    pub(super) fn accept(&mut self, id: JobId, offer: OfferId) {
        let job = &mut self.state.jobs[id];
        job.offer = Some(offer);
        match &self.network.sourcing.offers[offer] {
            Offer::Pool { centres, .. } => {
                let place = self.network.centres[centres[0]].place;
                job.place = Some(place);
                self.observer.note(self.now, &Fact::Accepted(id, &self.state.jobs[id], place));
                if !self.network.stock.is_needed || !self.awaits_parts_at_call(id) {
                    self.ask_for_visit(id);
                }
            }
            Offer::Partner(partner) => {
                let place = self.network.partners[*partner].place;
                job.place = Some(place);
                self.observer.note(self.now, &Fact::Accepted(id, &self.state.jobs[id], place));
                if !self.network.stock.is_needed || !self.awaits_parts_at_call(id) {
                    self.ask_partner(id, *partner);
                }
            }
        }
    }

    /// A dispatch desk that has a job asks for a visit: now, or by appointment.
    pub(super) fn ask_for_visit(&mut self, id: JobId) {
        if self.network.chains.is_some() { self.visit_by_appointment(id) } else { self.request_visit(id) }
    }

    /// The place that the rules of sourcing choose for a job, and those that refused it.
    pub(super) fn place_for(&self, id: JobId, stream: StreamId) -> (Option<OfferId>, Vec<PlaceId>) {
        let fate = self.state.jobs[id].fate;
        let lot = if self.network.sourcing.by_share { fate.draws(Purpose::Sourcing, 0).uniform() } else { 0.0 };
        let view = self.view();
        let mut refused = Vec::new();
        let mut agrees = |asked: Asked| {
            let lot = fate.draws(Purpose::Acceptance, self.network.partners[asked.partner].address).uniform();
            if lot >= asked.probability {
                refused.push(asked.place);
            }
            lot < asked.probability
        };
        let offer = policy::sourcing::place_for(&view, view.request(id), stream, lot, &mut agrees);
        (offer, refused)
    }

    /// Nobody takes the job, or a part cannot be had: the customer goes elsewhere, and what is still promised is broken.
    pub(super) fn lose(&mut self, id: JobId) {
        self.tell(id, |id, job| Fact::Lost(id, job));
        for (due, promise) in self.promises(id) {
            let told = promise == Promise::Response && self.state.jobs[id].arrived.is_some();
            if due != Time::NEVER && !told {
                self.observer.note(self.now, &Fact::Breached(id, &self.state.jobs[id], promise));
            }
        }
        if self.network.market.is_some() {
            self.react_to_no_service(id, true);
        }
        self.release(id);
    }

    /// The promises of a job and when they fall due.
    pub(super) fn promises(&self, id: JobId) -> [(Time, Promise); 2] {
        let job = &self.state.jobs[id];
        [(job.respond_by, Promise::Response), (job.restore_by, Promise::Restore)]
    }
}

/// The time of a source's call, given the one before, if it comes before the end of the drain.
fn time_of(network: &Network, entry: &Source, state: &mut SourceState, call: Coming) -> Option<Time> {
    let end = network.window.end;
    let at = match &entry.arrivals {
        Arrivals::Poisson(intensity) => {
            let exposure = call.fate.draws(Purpose::Gap, 0).exponential();
            let from = state.last;
            let factor = |day| intensity.day_factor.as_ref().map_or(1.0, |law| state.day_factor(law, day));
            let at = intensity.next(&network.calendar, from, exposure, end, factor)?;
            state.last = at;
            at
        }
        Arrivals::Sales { .. } => return None,
        Arrivals::Renewal { first: Some(first), .. } if call.ordinal == 0 => {
            state.last = first.0 as f64;
            state.last
        }
        Arrivals::Renewal { gap, .. } => {
            state.last += gap.sample(&mut call.fate.draws(Purpose::Gap, 0));
            state.last
        }
        Arrivals::Units(_) => return None,
        Arrivals::Trace(calls) => return calls.get(call.ordinal as usize).map(|call| call.at).filter(|at| *at <= end),
    };
    let at = Time(Span::from_ms(at).0);
    (at <= end).then_some(at)
}
