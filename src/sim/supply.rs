//! Supply: jobs ask for their parts, shelves hand them over and order what they lack, failed units come back repaired.

use super::run::{Event, Simulation};
use crate::kernel::law::Law;
use crate::kernel::random::Draws;
use crate::kernel::time::{Span, Time};
use crate::network::PlaceId;
use crate::network::parts::Part;
use crate::network::stock::{Need, ShelfId, SpareId};
use crate::policy::stocking::{Supplier, order, supplier};
use crate::record::fact::{Answer, Fact, Movement, Observer, StockFact};
use crate::state::fate::Purpose;
use crate::state::job::JobId;
use crate::state::shelf::{Claim, Claimant, Delivery, DeliveryId, Origin, Supply};

/// Whether a job has its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Parts {
    /// All are at hand.
    AtHand,
    /// Some are not where the technician is, but nobody has to wait for them.
    Elsewhere,
    /// The job waits for some.
    Awaited,
    /// Some cannot be had: the customer goes elsewhere.
    Refused,
}

/// One part that a job needs, and where it comes from.
struct Line {
    need: Need,
    van: Option<ShelfId>,
    /// The shelf whose rule holds: that of the place or, if it has none, that of the van; `None` where the part is always at hand.
    shelf: Option<ShelfId>,
    supplier: Option<Supplier>,
}

impl Line {
    /// Whether the part lies on the shelf, but the van that should carry it has not got it.
    fn is_elsewhere(&self) -> bool {
        matches!((self.van, self.supplier), (Some(van), Some(Supplier::Shelf(shelf))) if van != shelf)
    }

    /// Who refuses it, and how many units.
    fn refused(&self) -> Option<(ShelfId, u32)> {
        self.shelf.filter(|_| self.supplier == Some(Supplier::Nobody)).map(|shelf| (shelf, self.need.units))
    }
}

impl<O: Observer> Simulation<'_, O> {
    /// Puts the first stock on the shelves of a part; every shelf is looked at, then or after its first period.
    pub(super) fn open_shelves(&mut self, part: &Part) {
        for &shelf in &part.shelves {
            let initial = self.network.stock.shelves[shelf].initial;
            self.state.shelves.rows[shelf].level.on_hand = initial;
            self.tell_stock(shelf, Movement::Opened, initial);
        }
        for &shelf in &part.shelves {
            match self.network.stock.shelves[shelf].review {
                None => self.reorder(shelf),
                Some(period) => drop(self.plan(Time::ZERO + period, Event::Review(shelf))),
            }
        }
    }

    /// Whether a job has to wait for its parts before anybody can come; asks for them.
    pub(super) fn awaits_parts_at_call(&mut self, id: JobId) -> bool {
        let job = &self.state.jobs[id];
        if job.background || !self.network.stock.known_at_call(job.kind) {
            return false;
        }
        let place = job.place.expect("an accepted job has a place");
        match self.ask_for_parts(id, place, false) {
            Parts::AtHand | Parts::Elsewhere => false,
            Parts::Awaited => true,
            Parts::Refused => {
                self.lose(id);
                true
            }
        }
    }

    /// Whether the parts of a job are at hand at its visit, asking for them if that was not done before.
    pub(super) fn parts_on_site(&mut self, id: JobId) -> Parts {
        let job = &self.state.jobs[id];
        if job.background || self.network.stock.needs[job.kind].list.is_empty() || self.state.jobs.story(id).supply.asked {
            return Parts::AtHand;
        }
        let place = job.place.expect("a visited job has a place");
        self.ask_for_parts(id, place, true)
    }

    /// Whether a job waits for parts.
    pub(super) fn awaits_parts(&self, id: JobId) -> bool {
        self.network.stock.is_needed && self.state.jobs.story(id).supply.awaited > 0
    }

    fn ask_for_parts(&mut self, id: JobId, place: PlaceId, on_site: bool) -> Parts {
        self.state.jobs.story_mut(id).supply.asked = true;
        let lines = self.lines(id, place, on_site);
        if let Some((shelf, units)) = lines.iter().find_map(Line::refused) {
            self.tell_asked(shelf, true, units, Answer::Refused);
            return Parts::Refused;
        }
        if lines.is_empty() {
            return Parts::AtHand;
        }
        self.state.jobs.story_mut(id).supply = Supply { asked: true, awaited: lines.len() as u32, since: self.now };
        for line in &lines {
            self.supply(id, place, line);
        }
        if self.awaits_parts(id) {
            return Parts::Awaited;
        }
        self.tell_supplied(id);
        if lines.iter().any(Line::is_elsewhere) { Parts::Elsewhere } else { Parts::AtHand }
    }

    /// The parts that a job needs, and who is to supply each.
    fn lines(&self, id: JobId, place: PlaceId, on_site: bool) -> Vec<Line> {
        let (job, stock, view) = (&self.state.jobs[id], &self.network.stock, self.view());
        let needed = |need: &&Need| {
            need.share >= 1.0 || job.fate.draws(Purpose::Need, stock.spares[need.spare].address).uniform() < need.share
        };
        let line = |need: &Need| {
            let van = job.crew[0].filter(|_| on_site).and_then(|lead| stock.in_van(lead, need.spare));
            let shelf = stock.at(place, need.spare).or(van);
            Line { need: *need, van, shelf, supplier: shelf.map(|shelf| supplier(&view, van, shelf, need.units)) }
        };
        stock.needs[job.kind].list.iter().filter(needed).map(line).collect()
    }

    /// A job is supplied with one part, now or later; what has failed goes to repair first, so that it is not bought anew.
    fn supply(&mut self, id: JobId, place: PlaceId, line: &Line) {
        let Need { spare, units, .. } = line.need;
        let (Some(shelf), Some(from)) = (line.shelf, line.supplier) else {
            self.tell_used(id, spare, place, units, None, true);
            return self.part_is_there(id);
        };
        self.return_failed(id, line.need, shelf);
        let answer = match from {
            Supplier::Shelf(_) if line.is_elsewhere() => Answer::Elsewhere,
            Supplier::Shelf(_) => Answer::Filled,
            Supplier::Lateral(_) => Answer::Lateral,
            Supplier::Later(_) => Answer::Later,
            Supplier::Emergency => Answer::Rushed,
            Supplier::Nobody => panic!("a part that nobody has is not supplied"),
        };
        self.tell_asked(shelf, true, units, answer);
        let rule = &self.network.stock.shelves[shelf];
        match from {
            Supplier::Shelf(holder) | Supplier::Later(holder) => self.claim(holder, Claimant::Job(id), units),
            Supplier::Lateral(holder) => {
                // Handed over at once; what the job still waits for is the way.
                self.state.jobs.story_mut(id).supply.awaited += 1;
                self.claim(holder, Claimant::Job(id), units);
                self.bring(id, rule.lateral_lead.as_ref(), Purpose::Lateral, spare);
            }
            Supplier::Emergency => {
                self.tell_used(id, spare, place, units, None, true);
                self.bring(id, rule.emergency_lead.as_ref(), Purpose::Emergency, spare);
            }
            Supplier::Nobody => {}
        }
    }

    /// A part is brought to a job, at once or after a draw of `law`.
    fn bring(&mut self, id: JobId, law: Option<&Law>, purpose: Purpose, spare: SpareId) {
        let draws = self.state.jobs[id].fate.draws(purpose, self.network.stock.spares[spare].address);
        match draw(law, draws) {
            Span::ZERO => self.part_is_there(id),
            lead => drop(self.plan(self.now + lead, Event::PartBrought(id))),
        }
    }

    /// A part for a job arrives by itself.
    pub(super) fn part_brought(&mut self, id: JobId) {
        self.part_is_there(id);
        self.go_on_if_supplied(id);
    }

    fn part_is_there(&mut self, id: JobId) {
        self.state.jobs.story_mut(id).supply.awaited -= 1;
    }

    /// A job that has waited for its last part goes on.
    fn go_on_if_supplied(&mut self, id: JobId) {
        if self.awaits_parts(id) {
            return;
        }
        self.tell_supplied(id);
        let (settling, gone) = if self.network.claims { self.end_of_claim(id) } else { (false, false) };
        if gone {
            self.state.jobs.close(id);
        } else if !settling {
            self.revisit(id);
        }
    }

    /// Failed units of a repairable part leave the customer: to the local bench, to the one that repairs for all, or to scrap.
    fn return_failed(&mut self, id: JobId, need: Need, shelf: ShelfId) {
        let network = self.network;
        let spare = &network.stock.spares[need.spare];
        let Some(repair) = &spare.repair else { return };
        for unit in 0..need.units {
            let mut draws = self.state.jobs[id].fate.draws(Purpose::Failed, spare.address.wrapping_add(unit));
            if draws.uniform() < repair.scrap {
                self.tell_stock(repair.at, Movement::Scrapped, 1);
                continue;
            }
            let (to, law, origin) = match draws.uniform() < repair.local {
                true => (shelf, repair.local_time.as_ref(), Origin::Local),
                false => (repair.at, Some(&repair.time), Origin::Bench),
            };
            let time = draw(law, draws);
            let row = &mut self.state.shelves.rows[to];
            row.level.on_bench += 1;
            row.failed.push_back(time);
            self.tell_stock(to, Movement::Benched, 1);
            self.use_benches(to, origin, repair.benches);
        }
    }

    /// Failed units go on free benches, first come, first served; local repair has room for all.
    fn use_benches(&mut self, shelf: ShelfId, origin: Origin, benches: Option<u32>) {
        let row = &mut self.state.shelves.rows[shelf];
        let is_free = origin == Origin::Local || benches.is_none_or(|benches| row.benches < benches);
        if !is_free {
            return;
        }
        // What is repaired locally comes last and does not wait.
        let next = if origin == Origin::Local { row.failed.pop_back() } else { row.failed.pop_front() };
        if let Some(time) = next {
            row.benches += u32::from(origin == Origin::Bench);
            self.deliver(Delivery { shelf, units: 1, origin }, time);
        }
    }

    /// Somebody claims units of a shelf, is served as far as they are on hand, and the shelf orders.
    fn claim(&mut self, shelf: ShelfId, by: Claimant, units: u32) {
        self.state.shelves.claim(shelf, Claim { by, units });
        let movement = if matches!(by, Claimant::Job(_)) { Movement::AskedByJob } else { Movement::AskedByShelf };
        self.tell_stock(shelf, movement, units);
        let complete = self.serve(shelf);
        debug_assert!(complete.iter().all(|job| Claimant::Job(*job) == by), "nobody who waits is passed over");
        if self.network.stock.shelves[shelf].review.is_none() {
            self.reorder(shelf);
        }
    }

    /// Hands over what is on hand, in the order of the line; returns the jobs that have got all of a part.
    fn serve(&mut self, shelf: ShelfId) -> Vec<JobId> {
        let mut complete = Vec::new();
        let network = self.network;
        let rule = &network.stock.shelves[shelf];
        while let Some((by, units, done)) = self.state.shelves.serve(shelf) {
            match by {
                Claimant::Job(id) => {
                    self.tell_stock(shelf, Movement::Issued, units);
                    let bought = network.stock.spares[rule.spare].repair.is_none();
                    self.tell_used(id, rule.spare, rule.place, units, Some(shelf), bought);
                    if done {
                        self.part_is_there(id);
                        complete.push(id);
                    }
                }
                Claimant::Shelf(to) => {
                    self.tell_stock(shelf, Movement::Shipped, units);
                    self.ship(to, units);
                }
            }
        }
        complete
    }

    /// A shelf looks at its position and orders what its rule says.
    fn reorder(&mut self, shelf: ShelfId) {
        let rule = &self.network.stock.shelves[shelf];
        let units = order(rule.policy, self.state.shelves.rows[shelf].level.position());
        if units == 0 {
            return;
        }
        self.state.shelves.rows[shelf].level.on_order += units;
        self.tell_stock(shelf, Movement::Ordered, units);
        match rule.from {
            None => self.ship(shelf, units),
            Some(from) => {
                let level = self.state.shelves.rows[from].level;
                let filled = level.owed == 0 && level.on_hand >= units;
                self.tell_asked(from, false, units, if filled { Answer::Filled } else { Answer::Later });
                self.claim(from, Claimant::Shelf(shelf), units);
            }
        }
    }

    /// A period of a shelf is over.
    pub(super) fn review(&mut self, shelf: ShelfId) {
        self.reorder(shelf);
        let period = self.network.stock.shelves[shelf].review.expect("only shelves with a period are reviewed");
        self.plan(self.now + period, Event::Review(shelf));
    }

    /// Units leave for a shelf.
    fn ship(&mut self, shelf: ShelfId, units: u32) {
        let rule = &self.network.stock.shelves[shelf];
        let row = &mut self.state.shelves.rows[shelf];
        let draws = self.seed.source(rule.address).entity(row.deliveries).draws(Purpose::Lead as u32, 0);
        row.deliveries += 1;
        let lead = draw(rule.lead.as_ref(), draws);
        self.deliver(Delivery { shelf, units, origin: Origin::Order }, lead);
    }

    fn deliver(&mut self, delivery: Delivery, lead: Span) {
        let id = self.state.shelves.send(delivery);
        self.plan(self.now + lead, Event::Delivery(id));
    }

    /// Units come in and go on to those who wait for them.
    pub(super) fn take_in(&mut self, id: DeliveryId) {
        let Delivery { shelf, units, origin } = self.state.shelves.take_in(id);
        self.tell_stock(shelf, if origin == Origin::Order { Movement::Received } else { Movement::Repaired }, units);
        if origin == Origin::Bench {
            self.state.shelves.rows[shelf].benches -= 1;
            let spare = self.network.stock.shelves[shelf].spare;
            let benches = self.network.stock.spares[spare].repair.as_ref().and_then(|repair| repair.benches);
            self.use_benches(shelf, Origin::Bench, benches);
        }
        for job in self.serve(shelf) {
            self.go_on_if_supplied(job);
        }
    }

    fn tell_stock(&mut self, shelf: ShelfId, movement: Movement, units: u32) {
        let level = self.state.shelves.rows[shelf].level;
        self.observer.note(self.now, &Fact::Stock(StockFact::Moved { shelf, movement, units, level }));
    }

    fn tell_asked(&mut self, shelf: ShelfId, by_job: bool, units: u32, answer: Answer) {
        self.observer.note(self.now, &Fact::Stock(StockFact::Asked { shelf, by_job, units, answer }));
    }

    fn tell_used(&mut self, id: JobId, spare: SpareId, place: PlaceId, units: u32, shelf: Option<ShelfId>, bought: bool) {
        let job = &self.state.jobs[id];
        self.observer.note(self.now, &Fact::Stock(StockFact::Used { job, spare, place, units, shelf, bought }));
    }

    fn tell_supplied(&mut self, id: JobId) {
        let since = self.state.jobs.story(id).supply.since;
        self.observer.note(self.now, &Fact::Stock(StockFact::Supplied { job: &self.state.jobs[id], since }));
    }
}

/// A draw of a law that may say at once.
fn draw(law: Option<&Law>, mut draws: Draws) -> Span {
    law.map_or(Span::ZERO, |law| Span::from_ms(law.sample(&mut draws).max(0.0)))
}
