//! Partners without simulated people: a capacity per day and a response law.

use super::close::Outcome;
use super::run::{Event, Simulation};
use crate::kernel::time::{MS_PER_DAY, Span, Time};
use crate::network::PartnerId;
use crate::network::contract::Partner;
use crate::network::sourcing::Offer;
use crate::record::fact::{Fact, Observer};
use crate::state::fate::Purpose;
use crate::state::job::JobId;

impl<'n, O: Observer> Simulation<'n, O> {
    /// A partner is asked for a visit; where its day is full, the job waits for the first day with room.
    pub(super) fn ask_partner(&mut self, id: JobId, partner: PartnerId) {
        let job = &mut self.state.jobs[id];
        job.queued = self.now;
        job.waits_since = self.now;
        job.entries += 1;
        let zone = job.zone;
        let entry = &self.network.partners[partner];
        let day = match entry.capacity {
            Some(_) => self.state.slots(partner, zone).take(self.now.day(), |day| entry.capacity_on(day).unwrap_or(0)),
            None => self.now.day(),
        };
        let turn = self.now.max(Time(day * MS_PER_DAY));
        self.tell(id, |id, job| Fact::Queued(id, job));
        if turn == self.now {
            return self.partner_turns(id);
        }
        let handle = self.plan(turn, Event::PartnerTurn(id));
        let day = i32::try_from(day).expect("a day of the run");
        self.state.jobs[id].turn = Some((handle, day));
        self.start_patience(id);
    }

    /// The partner turns to a job and sets out.
    pub(super) fn partner_turns(&mut self, id: JobId) {
        let job = &mut self.state.jobs[id];
        job.turn = None;
        if let Some(handle) = job.patience.take() {
            self.agenda.cancel(handle);
        }
        let job = &mut self.state.jobs[id];
        job.visits += 1;
        job.dispatched.get_or_insert(self.now);
        self.draw_work(id);
        let law = self.partner_of(id).response.as_ref();
        let job = &self.state.jobs[id];
        let response = law.map_or(0.0, |law| law.sample(&mut job.fate.draws(Purpose::PartnerResponse, job.visits)));
        self.tell(id, |id, job| Fact::Dispatched(id, job));
        self.plan(self.now + Span::from_ms(response.max(0.0)), Event::PartnerArrival(id));
    }

    /// The partner is on site and works.
    pub(super) fn partner_arrives(&mut self, id: JobId) {
        self.first_arrival(id);
        let ends = self.now + self.work(id, 1.0);
        self.plan(ends, Event::PartnerCompletion(id));
    }

    /// The partner's visit ends.
    pub(super) fn partner_completes(&mut self, id: JobId) {
        let partner = self.partner_of(id);
        if self.visited(id, partner.hand()) == Outcome::AnotherVisit {
            self.plan_revisit(id);
        }
    }

    /// Remembers how a job went that is closing, where a rule ranks places.
    pub(super) fn rate(&mut self, id: JobId) {
        let job = &self.state.jobs[id];
        let (Some(offer), false) = (job.offer, job.background) else { return };
        let good = job.visits == 1 && job.arrived.is_some_and(|at| at <= job.respond_by);
        let (zone, month) = (job.zone, self.network.calendar.month(self.now.day()));
        self.state.ratings[zone].note(self.network.provider(offer), month, good);
    }

    fn partner_of(&self, id: JobId) -> &'n Partner {
        match self.offer(id) {
            Offer::Partner(partner) => &self.network.partners[*partner],
            Offer::Pool { .. } => panic!("a centre's job has no partner without people"),
        }
    }
}
