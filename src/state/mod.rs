//! The world that moves: jobs, technicians, backlogs, partners and sources of one trial.
//!
//! *Knows:* `network` and `kernel`.
//! *Never:* rules, money or figures; no statistic lives in an entity.

pub mod backlog;
pub mod chain;
pub mod claim;
pub mod customer;
pub mod fate;
pub mod job;
pub mod market;
pub mod rating;
pub mod shelf;
pub mod slots;
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
use crate::network::{BaseId, KindId, Network, PartnerId, PoolId, SourceId, TeamId, TechnicianId, ZoneId};
use backlog::Backlog;
use job::{JobId, Jobs};
use rating::Ratings;
use shelf::Shelves;
use slots::Slots;
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
    /// Appointments by dispatch desk and kind.
    pub bookings: BTreeMap<(PoolId, KindId), chain::Bookings>,
    /// Places in the days of partners with a capacity, by zone.
    pub partners: Table<PartnerId, Vec<Slots>>,
    /// Parts on shelves and on their way.
    pub shelves: Shelves,
    /// What is remembered of places, by zone; empty where no rule ranks them.
    pub ratings: Table<ZoneId, Ratings>,
    /// Reputations, expectations and live bases, where anything changes from month to month.
    pub market: Option<Box<market::Market>>,
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
            bookings: BTreeMap::new(),
            down: Table::with(network.bases.len(), |_| 0),
            units: Units::new(network),
            staff: Staff::new(network),
            partners: network.partners.iter().map(|_| vec![Slots::default(); network.zones.len()]).collect(),
            shelves: Shelves::new(network.stock.shelves.len()),
            ratings: Table::with(if network.sourcing.by_rank { network.zones.len() } else { 0 }, |_| Ratings::default()),
            market: network.market.as_ref().map(|market| Box::new(market::Market::new(network, market, seed))),
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

    /// What changes from month to month.
    ///
    /// # Panics
    /// In a network in which nothing does.
    pub fn market_mut(&mut self) -> &mut market::Market {
        self.market.as_deref_mut().expect("the network has a market")
    }

    /// The places of a partner in a zone.
    pub fn slots(&mut self, partner: PartnerId, zone: ZoneId) -> &mut Slots {
        &mut self.partners[partner][zone.index()]
    }
}
