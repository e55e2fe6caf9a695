//! What is measured of parts: how often they are at hand, how long jobs wait for them, and what lies on the shelves.

use super::cut::per;
use crate::kernel::id::Table;
use crate::kernel::tally::{Area, Tally};
use crate::kernel::time::{MS_PER_HOUR, Time};
use crate::network::stock::ShelfId;
use crate::network::{Network, PlaceId, PlaceKind};
use crate::record::fact::{Answer, Movement, StockFact};
use crate::record::figure::{Index, Row};

/// Measures of parts.
#[derive(Debug, Clone)]
pub struct StockCard {
    shelves: Table<ShelfId, ShelfCard>,
    places: Table<PlaceId, PlaceCard>,
}

/// Levels and flows of one shelf in the counted time.
#[derive(Debug, Clone, Copy, Default)]
struct ShelfCard {
    on_hand: Area,
    owed_to_jobs: Area,
    owed_to_shelves: Area,
    orders: u64,
    issued: u64,
}

/// What was asked for at one place in the counted time.
#[derive(Debug, Clone, Copy, Default)]
struct PlaceCard {
    /// By jobs.
    jobs: Asked,
    /// By other shelves.
    shelves: Asked,
    /// Time from asking to having all parts, of counted jobs that need any [ms].
    delay: Tally,
}

/// Demands, those filled from stock at once, and those bought in an emergency.
#[derive(Debug, Clone, Copy, Default)]
struct Asked {
    all: u64,
    filled: u64,
    rushed: u64,
}

impl Asked {
    fn merge(&mut self, other: &Asked) {
        self.all += other.all;
        self.filled += other.filled;
        self.rushed += other.rushed;
    }
}

impl PlaceCard {
    fn merge(&mut self, other: &PlaceCard) {
        self.jobs.merge(&other.jobs);
        self.shelves.merge(&other.shelves);
        self.delay.merge(&other.delay);
    }
}

impl StockCard {
    /// Nothing measured yet.
    pub(super) fn new(network: &Network) -> StockCard {
        StockCard {
            shelves: network.stock.shelves.iter().map(|_| ShelfCard::default()).collect(),
            places: network.places.iter().map(|_| PlaceCard::default()).collect(),
        }
    }

    /// Adds what was measured in other parts of the network.
    pub(super) fn merge(&mut self, other: &StockCard) {
        for (mine, theirs) in self.shelves.iter_mut().zip(other.shelves.iter()) {
            mine.on_hand.merge(&theirs.on_hand);
            mine.owed_to_jobs.merge(&theirs.owed_to_jobs);
            mine.owed_to_shelves.merge(&theirs.owed_to_shelves);
            mine.orders += theirs.orders;
            mine.issued += theirs.issued;
        }
        self.places.iter_mut().zip(other.places.iter()).for_each(|(mine, theirs)| mine.merge(theirs));
    }

    /// Measures a fact about parts.
    pub(super) fn note(&mut self, network: &Network, now: Time, fact: &StockFact<'_>) {
        let counts = network.window.counts(now);
        match *fact {
            StockFact::Moved { shelf, movement, units, .. } => {
                let window = (network.window.warm_up, network.window.horizon);
                self.shelves[shelf].moved(now, movement, i64::from(units), window, counts);
            }
            StockFact::Asked { shelf, by_job, answer, .. } if counts => {
                let card = &mut self.places[network.stock.shelves[shelf].place];
                let asked = if by_job { &mut card.jobs } else { &mut card.shelves };
                asked.all += 1;
                asked.filled += u64::from(answer == Answer::Filled);
                asked.rushed += u64::from(answer == Answer::Rushed);
            }
            StockFact::Supplied { job, since } if job.counted => {
                let place = job.place.expect("a job with parts has a place");
                self.places[place].delay.add((now - since).0);
            }
            _ => {}
        }
    }

    /// The figures of the network, or of one place.
    pub(super) fn fill(&self, network: &Network, place: Option<PlaceId>, row: &mut Row) {
        if !network.stock.is_needed && network.stock.shelves.is_empty() {
            return;
        }
        let here = |id: PlaceId| place.is_none_or(|place| place == id);
        let mut asked = PlaceCard::default();
        self.places.enumerate().filter(|(id, _)| here(*id)).for_each(|(_, card)| asked.merge(card));
        let window = (network.window.warm_up, network.window.horizon);
        let length = network.window.length().0 as f64;
        let rows = || self.shelves.enumerate().filter(|(id, _)| here(network.stock.shelves[*id].place)).map(|(_, card)| card);
        let mean = |area: fn(&ShelfCard) -> &Area| {
            let total: i128 = rows().map(|card| area(card).total(window)).sum();
            per(total as f64, length).filter(|_| rows().next().is_some())
        };
        let on_hand = mean(|card| &card.on_hand);
        let is_depot = place.is_some_and(|place| network.places[place].kind == PlaceKind::Depot);
        let demand = if is_depot { asked.shelves } else { asked.jobs };
        let owed = if is_depot { mean(|card| &card.owed_to_shelves) } else { mean(|card| &card.owed_to_jobs) };
        let issued: u64 = rows().map(|card| card.issued).sum();
        let orders: u64 = rows().map(|card| card.orders).sum();
        let per_year = per(issued as f64, network.window.years());
        let values = [
            (Index::FillRate, per(demand.filled as f64, demand.all as f64)),
            (Index::PartDelay, asked.delay.mean().map(|ms| ms / MS_PER_HOUR as f64)),
            (Index::Backorders, owed),
            (Index::EmergencyShare, per(demand.rushed as f64, demand.all as f64)),
            (Index::OnHand, on_hand),
            (Index::Turns, per_year.zip(on_hand).and_then(|(issued, on_hand)| per(issued, on_hand))),
            (Index::PartOrders, on_hand.map(|_| orders as f64)),
        ];
        for (index, value) in values {
            row[index as usize] = value;
        }
    }
}

impl ShelfCard {
    fn moved(&mut self, now: Time, movement: Movement, units: i64, window: (Time, Time), counts: bool) {
        match movement {
            Movement::Opened | Movement::Received | Movement::Repaired => self.on_hand.change(now, units, window),
            Movement::AskedByJob => self.owed_to_jobs.change(now, units, window),
            Movement::AskedByShelf => self.owed_to_shelves.change(now, units, window),
            Movement::Issued | Movement::Shipped => {
                let owed = if movement == Movement::Issued { &mut self.owed_to_jobs } else { &mut self.owed_to_shelves };
                owed.change(now, -units, window);
                self.on_hand.change(now, -units, window);
                self.issued += u64::from(counts) * units as u64;
            }
            Movement::Ordered => self.orders += u64::from(counts),
            Movement::Benched | Movement::Scrapped => {}
        }
    }
}
