//! The clock and the one `match` over all events.

use crate::kernel::agenda::{Agenda, Handle};
use crate::kernel::random::Seed;
use crate::kernel::time::Time;
use crate::network::parts::Part;
use crate::network::stock::ShelfId;
use crate::network::{BaseId, Network, SourceId, TeamId, TechnicianId, UnitId};
use crate::record::{Fact, Observer};
use crate::state::State;
use crate::state::job::{Job, JobId};
use crate::state::shelf::DeliveryId;
use crate::state::view::View;

/// Something planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A source makes its next call.
    Call(SourceId),
    /// A customer calls again for the same unit.
    RepeatCall(JobId),
    /// A job asks for the next stage of its chain.
    NextStage(JobId),
    /// The window of an appointment begins.
    Appointment(JobId),
    /// A customer's patience ends.
    Impatience(JobId),
    /// A job is ready for its next visit.
    Revisit(JobId),
    /// A repair has taken so long that its unit is exchanged or refunded.
    Deadline(JobId),
    /// A customer has the new unit or the money.
    Settle(JobId),
    /// A technician arrives on site.
    Arrival(TechnicianId),
    /// The lead of a crew ends the work on site.
    Completion(TechnicianId),
    /// A technician arrives at base.
    BackAtBase(TechnicianId),
    /// A team's shift begins.
    ShiftStart(TeamId),
    /// A team's shift ends.
    ShiftEnd(TeamId),
    /// A team begins to stand by.
    StandbyStart(TeamId),
    /// A team no longer stands by.
    StandbyEnd(TeamId),
    /// A technician's course ends inside a shift.
    CourseEnd(TechnicianId),
    /// A partner turns to a job.
    PartnerTurn(JobId),
    /// A partner arrives on site.
    PartnerArrival(JobId),
    /// A partner ends the work on site.
    PartnerCompletion(JobId),
    /// Parts come in at a shelf.
    Delivery(DeliveryId),
    /// A part for a job arrives by itself.
    PartBrought(JobId),
    /// A shelf is looked at.
    Review(ShelfId),
    /// A tracked unit fails.
    Failure(UnitId),
    /// Planned maintenance of a unit falls due, by plan.
    Due(UnitId, u8),
    /// A month of the market begins.
    Month,
    /// A unit is sold.
    Sale(BaseId),
}

/// One trial under way: one part of its network after the other.
pub struct Simulation<'n, O> {
    pub(super) network: &'n Network,
    pub(super) state: State,
    pub(super) agenda: Agenda<Event>,
    pub(super) observer: O,
    pub(super) seed: Seed,
    pub(super) now: Time,
    /// Counted jobs that are still open.
    pub(super) open: u64,
    /// Events before the horizon.
    pub(super) events: u64,
}

/// Simulates one replication of a layout, part by part, and returns what the observer has become.
pub fn simulate<O: Observer>(network: &Network, replication: u32, observer: O) -> O {
    simulate_parts(network, replication, &network.parts, observer).0
}

/// Simulates some parts of one replication of a layout, one after the other. Also returns the number of events before the horizon.
pub fn simulate_parts<'p, O: Observer>(
    network: &Network,
    replication: u32,
    parts: impl IntoIterator<Item = &'p Part>,
    observer: O,
) -> (O, u64) {
    let mut simulation = Simulation::new(network, replication, observer);
    for part in parts {
        simulation.start(part);
        while simulation.step() {}
        simulation.end(part);
    }
    (simulation.observer, simulation.events)
}

impl<'n, O: Observer> Simulation<'n, O> {
    /// A trial before its first event.
    pub fn new(network: &'n Network, replication: u32, observer: O) -> Self {
        let seed = Seed::new(network.seed, replication);
        let (state, agenda) = (State::new(network, seed), Agenda::new());
        Simulation { network, state, agenda, observer, seed, now: Time::ZERO, open: 0, events: 0 }
    }

    /// The clock of a part starts.
    fn start(&mut self, part: &Part) {
        (self.now, self.open) = (Time::ZERO, 0);
        let seats = self.state.seat(self.network, part);
        self.agenda.clear(seats);
        self.state.jobs.clear();
        self.state.shelves.clear();
        self.observer.note(self.now, &Fact::Begins);
        self.open_shelves(part);
        self.start_market(part);
        for &team in &part.teams {
            self.plan_shift(team);
            self.plan_standby(team);
        }
        for &source in &part.sources {
            self.plan_calls(source);
        }
        for &group in &part.groups {
            self.plan_units(group);
        }
    }

    /// Takes the next event. `false` at the end: at the horizon once every counted job is closed, or when the drain is over.
    fn step(&mut self) -> bool {
        let window = self.network.window;
        let Some((time, event)) = self.agenda.pop() else { return false };
        if time > window.end || time >= window.horizon && self.open == 0 {
            return false;
        }
        self.now = time;
        self.events += u64::from(time < window.horizon);
        match event {
            Event::Call(source) => self.call(source),
            Event::RepeatCall(job) => self.repeat_call(job),
            Event::NextStage(job) => self.enter_stage(job),
            Event::Appointment(job) => self.request_visit(job),
            Event::Impatience(job) => self.give_up(job),
            Event::Revisit(job) => self.revisit(job),
            Event::Deadline(job) => self.deadline(job),
            Event::Settle(job) => self.settle_claim(job),
            Event::Arrival(technician) => self.arrive(technician),
            Event::Completion(technician) => self.complete(technician),
            Event::BackAtBase(technician) => self.back_at_base(technician),
            Event::ShiftStart(team) => self.start_shift(team),
            Event::ShiftEnd(team) => self.end_shift(team),
            Event::StandbyStart(team) => self.start_standby(team),
            Event::StandbyEnd(team) => self.end_standby(team),
            Event::CourseEnd(technician) => self.end_course(technician),
            Event::PartnerTurn(job) => self.partner_turns(job),
            Event::PartnerArrival(job) => self.partner_arrives(job),
            Event::PartnerCompletion(job) => self.partner_completes(job),
            Event::Delivery(delivery) => self.take_in(delivery),
            Event::PartBrought(job) => self.part_brought(job),
            Event::Review(shelf) => self.review(shelf),
            Event::Failure(unit) => self.fail(unit),
            Event::Due(unit, plan) => self.fall_due(unit, plan),
            Event::Month => self.new_month(),
            Event::Sale(base) => self.sell(base),
        }
        true
    }

    /// Tells what is still open in a part and how everybody spent the time until the end.
    fn end(&mut self, part: &Part) {
        let window = self.network.window;
        // Where counted jobs are open, they have been followed to the end of the drain, whether or not anything happened in it.
        self.now = if self.open > 0 { window.end } else { self.now.max(window.horizon) };
        for id in self.state.jobs.ids() {
            // Who will call again has no offer yet.
            let (settling, gone) = if self.network.claims { self.end_of_claim(id) } else { (false, false) };
            if !gone && (settling || self.state.jobs[id].offer.is_some()) {
                self.tell_breaches_of_open(id);
                if self.tracks_units() {
                    self.settle_unit(id);
                }
                self.observer.note(self.now, &Fact::StillOpen(id, &self.state.jobs[id]));
            }
        }
        self.end_market(part);
        for &team in &part.teams {
            self.network.teams[team].technicians.iter().for_each(|id| self.settle(id));
            self.stand_down(team);
        }
    }

    /// Whether any unit has a history of its own.
    #[inline(always)]
    pub(super) fn tracks_units(&self) -> bool {
        !self.network.units.is_empty()
    }

    /// What a rule may see now.
    pub(super) fn view(&self) -> View<'_> {
        View::new(self.network, &self.state, self.now)
    }

    /// Tells a fact about a job.
    #[inline(always)]
    pub(super) fn tell(&mut self, job: JobId, fact: impl FnOnce(JobId, &Job) -> Fact<'_>) {
        self.observer.note(self.now, &fact(job, &self.state.jobs[job]));
    }

    /// Plans an event.
    #[inline]
    pub(super) fn plan(&mut self, at: Time, event: Event) -> Handle {
        self.agenda.schedule(at, event)
    }
}

// Events stay small: they are copied in and out of the agenda for every step.
const _: () = assert!(size_of::<Event>() <= 8);
