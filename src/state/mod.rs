//! The world that moves: jobs, technicians, backlogs, partners and sources of one trial.
//!
//! *Knows:* `network` and `kernel`.
//! *Never:* rules, money or figures; no statistic lives in an entity.

pub mod backlog;
pub mod customer;
pub mod fate;
pub mod job;
pub mod shelf;
pub mod source;
pub mod staff;
pub mod technician;
pub mod unit;
pub mod view;

use crate::kernel::agenda::Seat;
use crate::kernel::id::{Id, Table};
use crate::kernel::random::Seed;
use crate::kernel::time::{Span, Time};
use crate::network::parts::Part;
use crate::network::{BaseId, Network, PartnerId, PoolId, SourceId, TeamId, TechnicianId, ZoneId};
use backlog::Backlog;
use job::{JobId, Jobs};
use shelf::Shelves;
use source::SourceState;
use staff::Staff;
use std::collections::BTreeMap;
use technician::{TeamState, Technician};
use unit::Units;

/// Everything that moves in one trial.
#[derive(Debug)]
pub struct State {
    /// Open jobs, and closed ones that will come back.
    pub jobs: Jobs,
    /// Technicians and fixed crews.
    pub technicians: Table<TechnicianId, Technician>,
    /// Teams: idle members and the present shift.
    pub teams: Table<TeamId, TeamState>,
    /// Jobs that wait, by dispatch desk.
    pub backlogs: Table<PoolId, Backlog>,
    /// Where each stream stands.
    pub sources: Table<SourceId, SourceState>,
    /// Units that are down and cannot fail.
    pub down: Table<BaseId, u64>,
    /// Tracked units.
    pub units: Units,
    /// Who holds the seats of the teams.
    pub staff: Staff,
    /// Places in the days of partners with a capacity, by zone.
    pub partners: Table<PartnerId, Vec<Slots>>,
    /// Parts on shelves and on their way.
    pub shelves: Shelves,
}

/// The next free places of a partner in one zone: jobs begun on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slots {
    day: i64,
    used: u32,
    /// Places that were given back, by day.
    given_back: BTreeMap<i64, u32>,
}

impl Slots {
    /// Takes the first place on or after `today` where `capacity` jobs are begun a day; returns its day.
    pub fn take(&mut self, today: i64, capacity: u32) -> i64 {
        assert!(capacity > 0, "a partner with a capacity begins at least one job a day");
        self.given_back = self.given_back.split_off(&today);
        if let Some(mut free) = self.given_back.first_entry() {
            let day = *free.key();
            *free.get_mut() -= 1;
            if *free.get() == 0 {
                free.remove();
            }
            return day;
        }
        if self.day < today {
            (self.day, self.used) = (today, 0);
        }
        if self.used == capacity {
            (self.day, self.used) = (self.day + 1, 0);
        }
        self.used += 1;
        self.day
    }

    /// Gives a place on `day` back: its customer has given up.
    pub fn give_back(&mut self, day: i64) {
        *self.given_back.entry(day).or_default() += 1;
    }
}

impl State {
    /// The state at the start: everybody off duty, nothing waiting.
    pub fn new(network: &Network, seed: Seed) -> State {
        State {
            jobs: Jobs::new(network.keeps_stories),
            technicians: network
                .technicians
                .iter()
                .map(|technician| Technician::at_home(network.centres[technician.centre].site))
                .collect(),
            teams: network.teams.iter().map(|_| TeamState::default()).collect(),
            backlogs: network.pools.iter().map(|_| Backlog::new(network.kinds.len())).collect(),
            sources: network.sources.iter().map(|source| SourceState::new(seed, source.address, source.day_address)).collect(),
            down: Table::with(network.bases.len(), |_| 0),
            units: Units::new(network),
            staff: Staff::new(network),
            partners: network.partners.iter().map(|_| vec![Slots::default(); network.zones.len()]).collect(),
            shelves: Shelves::new(network.stock.shelves.len()),
        }
    }

    /// Gives a seat of the agenda to each source, team and technician of a part; returns the number of seats.
    pub fn seat(&mut self, network: &Network, part: &Part) -> usize {
        let mut seats = (0..).map(Seat);
        let mut next = || seats.next().expect("fewer than 4 billion seats");
        for &team in &part.teams {
            self.teams[team].seat = next();
            network.teams[team].technicians.iter().for_each(|id| self.technicians[id].seat = next());
        }
        for &source in &part.sources {
            self.sources[source].seat = next();
        }
        next().0 as usize
    }

    /// How old the tracked unit of a job is, since it was new, whatever has been repaired; `None` for a fleet.
    pub fn age_of_unit(&self, id: JobId, now: Time) -> Option<Span> {
        if self.units.rows.is_empty() {
            return None;
        }
        self.jobs.story(id).unit.map(|unit| self.units.age(unit, now))
    }

    /// The places of a partner in a zone.
    pub fn slots(&mut self, partner: PartnerId, zone: ZoneId) -> &mut Slots {
        &mut self.partners[partner][zone.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_day_passes_jobs_on_to_the_next() {
        let mut slots = Slots::default();
        let days: Vec<i64> = [3, 3, 3, 3, 3, 9].iter().map(|&today| slots.take(today, 2)).collect();
        assert_eq!(days, [3, 3, 4, 4, 5, 9]);
    }

    #[test]
    fn a_place_given_back_is_taken_next_unless_its_day_is_past() {
        let mut slots = Slots::default();
        let first: Vec<i64> = [3, 3, 3, 3, 3].iter().map(|&today| slots.take(today, 2)).collect();
        assert_eq!(first, [3, 3, 4, 4, 5]);
        slots.give_back(4);
        slots.give_back(3);
        assert_eq!([4, 4, 4].map(|today| slots.take(today, 2)), [4, 5, 6]);
    }
}
