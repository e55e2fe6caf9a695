//! One trial: a layout and a replication number in, an outcome out.

use crate::kernel::id::Table;
use crate::kernel::money::Money;
use crate::kernel::sketch::LogHistogram;
use crate::network::{KindId, Network, PlaceId, ZoneId};
use crate::record::audit::Audit;
use crate::record::figure::Row;
use crate::record::joblog::{JobLine, JobLog};
use crate::record::ledger::{Books, Group, Ledger};
use crate::record::scorecard::{Scorecard, Weeks};
use crate::sim::simulate;

/// What to watch in a trial beyond the standard figures.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Watch {
    /// Doubt every fact.
    pub audit: bool,
    /// Keep a line for every job.
    pub jobs: bool,
}

/// What one replication of one layout says. Depends on nothing but the network and the replication number.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The replication.
    pub replication: u32,
    /// Figures of the network.
    pub row: Row,
    /// Figures by kind.
    pub kinds: Table<KindId, Row>,
    /// Figures by place.
    pub places: Table<PlaceId, Row>,
    /// Figures by zone.
    pub zones: Table<ZoneId, Row>,
    /// Wait for dispatch [ms].
    pub wait: LogHistogram,
    /// Response time [ms].
    pub response: LogHistogram,
    /// Time to restore [ms].
    pub restore: LogHistogram,
    /// The closed books.
    pub books: Books,
    /// Load by week.
    pub weeks: Weeks,
    /// Every counted job, where asked for.
    pub jobs: Vec<JobLine>,
    /// What the audit found; empty if all is well or nobody looked.
    pub faults: Vec<String>,
}

/// Simulates one replication of a layout.
pub fn trial(network: &Network, replication: u32, watch: Watch) -> Outcome {
    let observer = (
        (Ledger::new(network), Scorecard::new(network)),
        (watch.jobs.then(JobLog::default), watch.audit.then(|| Audit::new(network))),
    );
    let ((ledger, mut scorecard), (jobs, audit)) = simulate(network, replication, observer);
    let books = ledger.close();
    scorecard.close();
    let faults = audit.map_or_else(Vec::new, |audit| audit.close(&scorecard, &books));
    let costs = costs_by_place(network, &books);
    Outcome {
        replication,
        row: scorecard.row(&books),
        kinds: network.kinds.ids().map(|kind| scorecard.kind_row(kind)).collect(),
        places: network.places.ids().map(|place| scorecard.place_row(place, &costs)).collect(),
        zones: network.zones.ids().map(|zone| scorecard.zone_row(zone)).collect(),
        wait: scorecard.wait,
        response: scorecard.response,
        restore: scorecard.restore,
        weeks: scorecard.weeks,
        books,
        jobs: jobs.map_or_else(Vec::new, |log| log.lines),
        faults,
    }
}

/// Costs by group, revenue last, of every place.
fn costs_by_place(network: &Network, books: &Books) -> Table<PlaceId, [Money; 7]> {
    let mut costs: Table<PlaceId, [Money; 7]> = network.places.iter().map(|_| [Money::ZERO; 7]).collect();
    for entry in &books.entries {
        let group = match entry.account.group() {
            Group::Labour => 0,
            Group::Travel => 1,
            Group::Parts => 2,
            Group::Facility => 3,
            Group::Partner => 4,
            Group::Customer => 5,
            Group::Revenue => 6,
        };
        costs[entry.place][group] += entry.money;
    }
    costs
}
