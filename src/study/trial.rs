//! One trial: a layout and a replication number in, an outcome out.

use crate::kernel::id::Table;
use crate::kernel::money::Money;
use crate::kernel::time::Time;
use crate::network::parts::Part;
use crate::network::{KindId, Network, PlaceId, TierId, ZoneId};
use crate::record::audit::Audit;
use crate::record::basis::{Basis, BasisLog};
use crate::record::day::{Chosen, Day, DayLog};
use crate::record::fact::{Fact, Observer};
use crate::record::figure::Row;
use crate::record::joblog::{JobLine, JobLog};
use crate::record::ledger::{Books, GROUPS, Ledger};
use crate::record::picture::{Picture, PictureLog};
use crate::record::scorecard::{Scorecard, Times, Weeks};
use crate::sim::simulate_parts;
use rayon::prelude::*;

/// What to watch in a trial beyond the standard figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Watch {
    /// Doubt every fact.
    pub audit: bool,
    /// Keep a line for every job.
    pub jobs: bool,
    /// Keep what explains differences: the stages of jobs, and how much each place did.
    pub basis: bool,
    /// Keep what pictures are drawn from: zones by month, responses by place, hours of the week.
    pub picture: bool,
    /// Keep one day of one replication as it went.
    pub day: Option<Chosen>,
}

/// What one replication of one layout says. Depends on nothing but the network and the replication number.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The replication.
    pub replication: u32,
    /// Events before the horizon.
    pub events: u64,
    /// Figures of the network.
    pub row: Row,
    /// Figures by kind.
    pub kinds: Table<KindId, Row>,
    /// Figures by place.
    pub places: Table<PlaceId, Row>,
    /// Figures by zone.
    pub zones: Table<ZoneId, Row>,
    /// Figures by tier of customers.
    pub tiers: Table<TierId, Row>,
    /// Times of single jobs.
    pub times: Times,
    /// Counted calls that no work of ours has brought about: neither repeat calls nor damage and poor installations.
    pub first_calls: u64,
    /// The closed books.
    pub books: Books,
    /// Load by week.
    pub weeks: Weeks,
    /// Every counted job in order of calls, where asked for.
    pub jobs: Vec<JobLine>,
    /// What explains differences, where asked for.
    pub basis: Option<Basis>,
    /// What pictures are drawn from, where asked for.
    pub picture: Option<Picture>,
    /// A day as it went, where asked for in this replication.
    pub day: Option<Day>,
    /// What the audit found; empty if all is well or nobody looked.
    pub faults: Vec<String>,
}

/// Simulates one replication of a layout, on one thread.
pub fn trial(network: &Network, replication: u32, watch: Watch) -> Outcome {
    trial_by(network, replication, watch, 1)
}

/// Simulates one replication of a layout with its parts dealt out to `hands` threads of the current pool; to the same outcome for any
/// number of hands. An audited trial runs on one thread.
pub fn trial_by(network: &Network, replication: u32, watch: Watch, hands: usize) -> Outcome {
    let parts = &network.parts;
    if watch.audit {
        let doubted = (Watchers::new(network, replication, watch), Audit::new(network));
        let ((watchers, audit), events) = simulate_parts(network, replication, parts, doubted);
        return watchers.outcome(replication, events, Some(audit));
    }
    let some = |parts: Vec<&Part>| simulate_parts(network, replication, parts, Watchers::new(network, replication, watch));
    let watched: Vec<(Watchers<'_>, u64)> = match hands.min(parts.len()) {
        0 | 1 => vec![some(parts.iter().collect())],
        hands => network.dealt(hands).into_par_iter().map(some).collect(),
    };
    let together = watched.into_iter().reduce(|(one, n), (other, m)| (one.merged(other), n + m));
    let (watchers, events) = together.expect("parts are dealt to one hand at least");
    watchers.outcome(replication, events, None)
}

/// Who listens in every trial.
struct Watchers<'n> {
    network: &'n Network,
    ledger: Ledger<'n>,
    scorecard: Scorecard<'n>,
    jobs: Option<JobLog>,
    basis: Option<BasisLog<'n>>,
    picture: Option<PictureLog<'n>>,
    day: Option<DayLog<'n>>,
}

impl Observer for Watchers<'_> {
    #[inline(always)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        self.ledger.note(now, fact);
        self.scorecard.note(now, fact);
        self.jobs.note(now, fact);
        self.basis.note(now, fact);
        self.picture.note(now, fact);
        self.day.note(now, fact);
    }
}

impl<'n> Watchers<'n> {
    fn new(network: &'n Network, replication: u32, watch: Watch) -> Self {
        let jobs = watch.jobs.then(JobLog::default);
        let basis = watch.basis.then(|| BasisLog::new(network));
        let picture = watch.picture.then(|| PictureLog::new(network));
        let day = watch.day.filter(|chosen| chosen.replication == replication).map(|chosen| DayLog::new(network, chosen));
        Self { network, ledger: Ledger::new(network), scorecard: Scorecard::new(network), jobs, basis, picture, day }
    }

    /// What two have seen of different parts.
    fn merged(mut self, other: Self) -> Self {
        self.ledger.merge(other.ledger);
        self.scorecard.merge(other.scorecard);
        if let Some((mine, theirs)) = self.jobs.as_mut().zip(other.jobs) {
            mine.merge(theirs);
        }
        if let Some((mine, theirs)) = self.basis.as_mut().zip(other.basis) {
            mine.merge(theirs);
        }
        if let Some((mine, theirs)) = self.picture.as_mut().zip(other.picture) {
            mine.merge(theirs);
        }
        if let Some((mine, theirs)) = self.day.as_mut().zip(other.day) {
            mine.merge(theirs);
        }
        self
    }

    fn outcome(self, replication: u32, events: u64, audit: Option<Audit<'n>>) -> Outcome {
        let network = self.network;
        let (books, measures) = (self.ledger.close(), self.scorecard.close());
        let faults = audit.map_or_else(Vec::new, |audit| audit.close(&measures, &books));
        let costs = costs_by_place(network, &books);
        Outcome {
            replication,
            events,
            row: measures.row(&books),
            kinds: network.kinds.ids().map(|kind| measures.kind_row(kind)).collect(),
            places: network.places.ids().map(|place| measures.place_row(place, &costs)).collect(),
            zones: network.zones.ids().map(|zone| measures.zone_row(zone)).collect(),
            first_calls: measures.first_calls,
            tiers: network.tiers.ids().filter(|_| network.tiers.len() > 1).map(|tier| measures.tier_row(tier)).collect(),
            times: measures.times,
            weeks: measures.weeks,
            books,
            jobs: self.jobs.map_or_else(Vec::new, JobLog::close),
            basis: self.basis.map(BasisLog::close),
            picture: self.picture.map(PictureLog::close),
            day: self.day.map(DayLog::close),
            faults,
        }
    }
}

/// Costs of every place by group.
fn costs_by_place(network: &Network, books: &Books) -> Table<PlaceId, [Money; GROUPS]> {
    let mut costs: Table<PlaceId, [Money; GROUPS]> = network.places.iter().map(|_| [Money::ZERO; GROUPS]).collect();
    for entry in &books.entries {
        costs[entry.place][entry.account.group() as usize] += entry.money;
    }
    costs
}
