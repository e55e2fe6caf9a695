//! In which order the places of a rule are asked, and whether a partner would take a job: by what it costs, how good it was, its load.

use super::dispatch::has_skill;
use crate::kernel::money::MONEY_PER_UNIT;
use crate::network::contract::card::Acceptance;
use crate::network::contract::{Partner, curve::Work};
use crate::network::sourcing::Offer;
use crate::network::{OfferId, PartnerId, PlaceId, TeamId};
use crate::scenario::schema::{Bases, Choose};
use crate::state::view::{Request, View};

/// A partner that may refuse a job, and the probability that it takes it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Asked {
    /// The partner.
    pub partner: PartnerId,
    /// Its place.
    pub place: PlaceId,
    /// Probability that it takes the job.
    pub probability: f64,
}

/// The places of a rule in the order in which they are asked; of equals, the order of the rule.
pub(super) fn ordered(view: &View<'_>, request: Request<'_>, choose: Choose, offers: &[OfferId]) -> Vec<OfferId> {
    let cost = |offer: OfferId| match choose {
        Choose::First => 0.0,
        Choose::Cheapest => expected_cost(view, request, &view.network().sourcing.offers[offer]),
        // Who is not known yet gets a chance before those who are.
        Choose::Ranked => -view.rating(request.zone(), offer).unwrap_or(f64::INFINITY),
    };
    let mut order: Vec<(f64, OfferId)> = offers.iter().map(|&offer| (cost(offer), offer)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    order.into_iter().map(|(_, offer)| offer).collect()
}

/// The partner behind an offer, and the place that stands for it.
fn partner_of(view: &View<'_>, offer: &Offer) -> Option<(PartnerId, PlaceId)> {
    match offer {
        Offer::Partner(partner) => Some((*partner, view.network().partners[*partner].place)),
        Offer::Pool { centres, .. } => {
            let centre = &view.network().centres[centres[0]];
            centre.partner.map(|partner| (partner, centre.place))
        }
    }
}

/// What a job is expected to cost until it is closed for good at a place [currency]: a partner's price by its card at the first tier, or
/// the hours and kilometres of our own people; with the visits that it takes, and the calls that come back.
pub fn expected_cost(view: &View<'_>, request: Request<'_>, offer: &Offer) -> f64 {
    let network = view.network();
    let kind = &network.kinds[request.kind()];
    let team = match offer {
        Offer::Pool { teams, .. } => teams.iter().copied().find(|&team| has_skill(view, &[team], request.kind())),
        Offer::Partner(_) => None,
    };
    let hand = match (offer, team) {
        (Offer::Partner(partner), _) => network.partners[*partner].hand(),
        (_, Some(team)) => network.workforce.crafts[network.teams[team].grade_id].hand(request.kind()),
        // Nobody there can do it; the place will not take it.
        _ => return f64::INFINITY,
    };
    let visits = 1.0 / hand.fix;
    let once = match (partner_of(view, offer), team) {
        (Some((partner, place)), _) => {
            let partner = &network.partners[partner];
            let on_site = team.map_or(kind.expected_work, |team| view.work(team, request.kind()));
            let work = Work { kind: request.kind(), on_site, visits, material: kind.expected_material() };
            partner.cost_of(partner.fee_at(request.kind(), place, request.zone()), &work).to_money().units()
        }
        (None, Some(team)) => visits * visit_cost(view, request, team),
        (None, None) => f64::INFINITY,
    };
    once / (1.0 - (kind.relapse * hand.relapse_factor).min(0.99))
}

/// Pay and kilometres of one visit by our own people [currency].
fn visit_cost(view: &View<'_>, request: Request<'_>, team: TeamId) -> f64 {
    let network = view.network();
    let entry = &network.teams[team];
    let trip = view.trip_from(entry.centre, request.zone());
    let ways = if network.travel.bases == Bases::Return { 2.0 } else { 1.0 };
    let people = entry.crew.max(network.kinds[request.kind()].crew);
    let hours = view.work(team, request.kind()).hours() + ways * trip.time.hours();
    let pay = entry.grade.wage.units() * (1.0 + entry.grade.on_cost_ppm as f64 / 1e6) * f64::from(people);
    let vehicles = f64::from(people / entry.crew.max(1));
    hours * pay + ways * vehicles * trip.metres as f64 / 1000.0 * network.overhead.vehicle_per_km.units()
}

/// Who is asked and may refuse.
pub(super) fn may_refuse(view: &View<'_>, request: Request<'_>, offer: OfferId) -> Option<Asked> {
    let offer = &view.network().sourcing.offers[offer];
    let (id, place) = partner_of(view, offer)?;
    let partner = &view.network().partners[id];
    let law = partner.acceptance.as_ref()?;
    let probability = law.probability(load(view, request, offer), relative_fee(view, request, partner, law, place));
    Some(Asked { partner: id, place, probability })
}

/// Jobs in hand / what a partner can do at once.
fn load(view: &View<'_>, request: Request<'_>, offer: &Offer) -> f64 {
    match offer {
        Offer::Pool { pool, .. } => {
            let technicians = view.network().pools[*pool].technicians.max(1);
            (view.waiting(*pool) + view.busy(*pool).count()) as f64 / technicians as f64
        }
        Offer::Partner(id) => {
            let partner = &view.network().partners[*id];
            let taken = partner.capacity.map_or(0.0, |capacity| f64::from(view.booked(*id, request.zone())) / f64::from(capacity));
            partner.background_load + taken
        }
    }
}

/// Our price / the market's.
fn relative_fee(view: &View<'_>, request: Request<'_>, partner: &Partner, law: &Acceptance, place: PlaceId) -> f64 {
    let Some(market) = law.market_fee[request.kind()] else { return 1.0 };
    let kind = &view.network().kinds[request.kind()];
    let fee = partner.fee_at(request.kind(), place, request.zone());
    let hours = partner.hours(request.kind(), kind.expected_work, 1.0).map_or(0.0, |hours| hours.to_money().units());
    (fee.units() + hours) * MONEY_PER_UNIT as f64 / market.0 as f64
}
