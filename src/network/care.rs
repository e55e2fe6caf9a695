//! What customers get beyond the repair itself: convenience, transparency and price, by kind of job and by who serves.

use super::layout::{Builder, span};
use super::{CentreId, KindId, PartnerId, TeamId};
use crate::kernel::elementary::{exp, logistic};
use crate::kernel::id::{Id, Table};
use crate::scenario::schema::{self, Scenario};
use crate::scenario::units::Share;

/// What is scored where nothing is said: what is expected by default.
const ORDINARY: f64 = 0.7;

/// Scores of the dimensions of care, where any of them has a weight.
#[derive(Debug, Clone)]
pub struct Care {
    kinds: Table<KindId, OfKind>,
    teams: Table<TeamId, Own>,
    partners: Table<PartnerId, Own>,
}

/// What holds for all jobs of a kind.
#[derive(Debug, Clone, Copy)]
struct OfKind {
    convenience: f64,
    transparency: f64,
    /// What is left of convenience when the customer has to stay in.
    freedom: f64,
    /// Score of the price: of free and of charged jobs.
    price: [f64; 2],
}

/// What a team or a partner has instead: convenience and transparency.
#[derive(Debug, Clone, Copy)]
struct Own {
    convenience: Option<f64>,
    transparency: Option<f64>,
}

/// Who made the last visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// A technician of this team.
    Team(TeamId),
    /// A partner without simulated people.
    Partner(PartnerId),
}

impl Care {
    /// The care of a layout; `None` if none of its dimensions has a weight.
    pub(super) fn build(built: &Builder<'_>) -> Option<Care> {
        let scenario = built.scenario;
        let map = &scenario.satisfaction;
        if map.convenience + map.transparency + map.price == 0.0 {
            return None;
        }
        let share = |share: Option<Share>| share.map(|share| share.0);
        let partner =
            |entry: &schema::Partner| Own { convenience: share(entry.convenience), transparency: share(entry.transparency) };
        let team = |(centre, grade): (CentreId, &schema::Grade)| {
            let centre = &scenario.centre[&built.centres[centre].name];
            Own { convenience: share(centre.convenience), transparency: share(grade.transparency.or(centre.transparency)) }
        };
        Some(Care {
            kinds: scenario.kind.values().map(|kind| of_kind(scenario, kind)).collect(),
            teams: built.teams_with_grades().map(team).collect(),
            partners: scenario.partner.values().map(partner).collect(),
        })
    }

    /// Scores of convenience, transparency and price of a job.
    pub fn of(&self, kind: KindId, server: Server, charged: bool) -> [f64; 3] {
        let own = match server {
            Server::Team(team) => self.teams[team],
            Server::Partner(partner) => self.partners[partner],
        };
        let kind = self.kinds[kind];
        let convenience = own.convenience.unwrap_or(kind.convenience) * kind.freedom;
        [convenience, own.transparency.unwrap_or(kind.transparency), kind.price[usize::from(charged)]]
    }
}

fn of_kind(scenario: &Scenario, kind: &schema::Kind) -> OfKind {
    let map = &scenario.satisfaction;
    let (charge, fair) = (kind.charge.money().units(), kind.reference_price.unwrap_or(kind.charge).money().units());
    let price = |price: f64| match (price, fair) {
        (0.0, _) => logistic(2.0 / map.price_softness),
        (_, 0.0) => 0.0,
        _ => logistic(2.0 * (fair - price) / (map.price_softness * fair)),
    };
    OfKind {
        convenience: kind.convenience.map_or(ORDINARY, |share| share.0),
        transparency: kind.transparency.map_or(ORDINARY, |share| share.0),
        freedom: exp(-(span(kind.waiting_in).0 as f64) / span(map.waiting_in_tolerance).0 as f64),
        price: [price(0.0), price(charge)],
    }
}

/// Ids of teams keep the order in which centres and their teams are built.
impl<'s> Builder<'s> {
    fn teams_with_grades(&self) -> impl Iterator<Item = (CentreId, &'s schema::Grade)> {
        let scenario = self.scenario;
        self.centres.enumerate().flat_map(move |(id, centre)| {
            let teams = scenario.centre[&centre.name].team.values();
            debug_assert_eq!(centre.teams.len(), teams.len(), "centre {} has its teams", id.index());
            teams.map(move |team| (id, super::layout::only_or(&scenario.grade, &team.grade).1))
        })
    }
}
