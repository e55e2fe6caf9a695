//! Builds partners and their rate cards from a checked scenario.

use super::card::{Acceptance, Band, Card, Hourly, Ladder, Measure, Minimum, Rung, RungPrice, Step, by_kind};
use super::{KindId, Money, Partner, PlaceId, Table, ZoneId};
use crate::kernel::money::PPM;
use crate::kernel::random::name_key;
use crate::kernel::time::Time;
use crate::network::layout::{built, span};
use crate::network::roster::{Centre, Kinds};
use crate::network::travel::Roads;
use crate::network::zones::{Site, Zone, site};
use crate::network::{CentreId, Kind, PartnerId};
use crate::scenario::schema::{self, Named};
use crate::scenario::units::{Length, Price};

impl Partner {
    /// The partner of a checked scenario entry; its bands are measured later.
    pub fn new(name: &str, entry: &schema::Partner, place: PlaceId, kinds: &Table<KindId, Kind>) -> Partner {
        let priced = |prices: &Named<Price>| -> Table<KindId, Money> {
            kinds.iter().map(|kind| prices.get(&kind.name).map_or(Money::ZERO, |price| price.money())).collect()
        };
        let fee = priced(&entry.fee);
        Partner {
            name: name.to_owned(),
            place,
            address: name_key(name) as u32,
            site: (entry.lat.is_some() || entry.x.is_some()).then(|| site(entry.lat, entry.lon, entry.x, entry.y)),
            card: card(entry, kinds, &fee, priced(&entry.hourly)),
            fee,
            retainer: entry.retainer.money(),
            quality_control: entry.quality_control.money(),
            in_use: false,
            capacity: entry.capacity,
            response: entry.response.as_ref().map(built),
            fix: entry.fix.map_or(1.0, |fix| fix.0),
            relapse_factor: entry.relapse_factor.unwrap_or(1.0),
            courtesy: entry.courtesy.map_or(0.7, |courtesy| courtesy.0),
            damage: entry.damage.map_or(0.0, |damage| damage.0),
            latent_factor: entry.latent_factor.unwrap_or(1.0),
            acceptance: entry.acceptance.as_ref().map(|it| acceptance(it, kinds)),
            background_load: entry.background_load.0,
        }
    }

    /// Finds the band of every zone as seen from `from`.
    fn measure(&mut self, place: PlaceId, from: Site, zones: &Table<ZoneId, Zone>, roads: &Roads) {
        if !self.card.bands.is_empty() {
            let bands = zones.iter().map(|zone| self.card.band_at(roads.straight(&from, &zone.middle))).collect();
            self.card.band_of.insert(place, bands);
        }
    }
}

/// Measures the distance bands of all partners, from their bases and from the centres that they run.
pub fn measure_bands(
    partners: &mut Table<PartnerId, Partner>,
    centres: &Table<CentreId, Centre>,
    zones: &Table<ZoneId, Zone>,
    metric: schema::Metric,
) {
    // Without travel by geography, the measure need not be that of the coordinates.
    let metric = match (zones.iter().any(|zone| zone.lat_lon.is_none()), metric) {
        (false, _) => schema::Metric::GreatCircle,
        (true, schema::Metric::GreatCircle) => schema::Metric::Euclid,
        (true, flat) => flat,
    };
    let roads = Roads { metric, detour: Vec::new(), speed: Vec::new() };
    for centre in centres.iter() {
        if let Some(partner) = centre.partner {
            partners[partner].measure(centre.place, centre.site, zones, &roads);
        }
    }
    for id in partners.ids() {
        let partner = &mut partners[id];
        if let Some(from) = partner.site {
            partner.measure(partner.place, from, zones, &roads);
        }
    }
}

fn ppm(share: f64) -> i64 {
    (share * PPM as f64).round() as i64
}

fn card(entry: &schema::Partner, kinds: &Table<KindId, Kind>, fee: &Table<KindId, Money>, hourly: Table<KindId, Money>) -> Card {
    let steps = |list: &[schema::QualityStep], bonus| list.iter().map(move |it| step(it, bonus)).collect::<Vec<_>>();
    let minimum = match (entry.minimum_jobs, entry.minimum_amount) {
        (Some(jobs), _) => {
            let fee = entry.shortfall_fee.expect("a minimum of jobs has passed check");
            Some(Minimum::Jobs(u64::from(jobs), fee.money()))
        }
        (None, amount) => amount.map(|amount| Minimum::Amount(amount.money())),
    };
    Card {
        bands: bands(entry, kinds, fee),
        band_of: Default::default(),
        hourly: (!entry.hourly.is_empty()).then(|| Hourly {
            price: hourly,
            minimum: span(entry.hourly_minimum),
            step: span(entry.hourly_step),
            cap: entry.hourly_cap.map(|cap| cap.money()),
        }),
        no_fix_fee: entry.no_fix_fee.money(),
        markup_ppm: ppm(entry.parts_markup.0),
        ladders: ladders(entry, kinds),
        tiers_apply: entry.tiers_apply,
        minimum,
        steps: [steps(&entry.bonus, true), steps(&entry.malus, false)].concat(),
        settled: entry.settled,
        term: entry.term.map(|term| Time::ZERO + span(term)),
        exit_cost: entry.exit_cost.map(|cost| cost.money()),
    }
}

/// Bands from near to far: each keeps the fees of the one before that it does not name.
fn bands(entry: &schema::Partner, kinds: &Table<KindId, Kind>, near: &Table<KindId, Money>) -> Vec<Band> {
    let km = |text: &str| text.parse::<Length>().expect("bands have passed check").km();
    let mut named: Vec<(f64, &Named<Price>)> = entry.fee_from.iter().map(|(from, fees)| (km(from), fees)).collect();
    named.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut fee = near.clone();
    let band = |(from_km, fees): (f64, &Named<Price>)| {
        fee = kinds.enumerate().map(|(id, kind)| fees.get(&kind.name).map_or(fee[id], |price| price.money())).collect();
        Band { from_km, fee: fee.clone() }
    };
    named.into_iter().map(band).collect()
}

fn ladders(entry: &schema::Partner, kinds: &Table<KindId, Kind>) -> Vec<Ladder> {
    let mut ladders: Vec<Ladder> = Vec::new();
    for tier in &entry.tier {
        let mut of = Kinds::default();
        let named = |name: &str| tier.kinds.is_empty() || tier.kinds.iter().any(|kind| kind == name);
        kinds.enumerate().filter(|(_, kind)| named(&kind.name)).for_each(|(id, _)| of.add(id));
        let price = match tier.factor {
            Some(factor) => RungPrice::Factor(ppm(factor)),
            None => RungPrice::Fee(by_kind(kinds.len(), |id| tier.fee.get(&kinds[id].name).map(|fee| fee.money()))),
        };
        let rung = Rung { after: u64::from(tier.from) - 1, price };
        match ladders.iter_mut().find(|ladder| ladder.kinds == of) {
            Some(ladder) => ladder.rungs.push(rung),
            None => ladders.push(Ladder { kinds: of, rungs: vec![rung] }),
        }
    }
    ladders.iter_mut().for_each(|ladder| ladder.rungs.sort_by_key(|rung| rung.after));
    ladders
}

fn step(entry: &schema::QualityStep, bonus: bool) -> Step {
    let measures = [
        (Measure::PromiseKept, entry.promise_kept.map(|share| ppm(share.0))),
        (Measure::Response, entry.response.map(|response| span(response).0)),
        (Measure::FirstTimeFix, entry.first_time_fix.map(|share| ppm(share.0))),
        (Measure::Csat, entry.csat.map(ppm)),
    ];
    let given = measures.into_iter().find_map(|(measure, at)| Some((measure, at?)));
    let (measure, at) = given.expect("the measure of a step has passed check");
    Step { bonus, measure, at, amount: entry.amount.money(), share_ppm: ppm(entry.share.0) }
}

fn acceptance(entry: &schema::Acceptance, kinds: &Table<KindId, Kind>) -> Acceptance {
    Acceptance {
        odds: entry.at_par.0 / (1.0 - entry.at_par.0),
        usual_load: entry.usual_load,
        load_slope: entry.load_slope,
        fee_power: entry.fee_power,
        market_fee: kinds.iter().map(|kind| entry.market_fee.get(&kind.name).map(|fee| fee.money())).collect(),
    }
}
