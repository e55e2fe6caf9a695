//! What the pictures of a layout are drawn from, as means over replications.

use super::super::MeanRow;
use crate::kernel::bins::Bins;
use crate::kernel::id::{Id, Table};
use crate::kernel::tally::Series;
use crate::kernel::time::{MS_PER_DAY, MS_PER_HOUR};
use crate::network::{HEAD_OFFICE, Network, PlaceId, ZoneId};
use crate::record::figure::Index;
use crate::record::picture::{HOURS, Picture, Week, hours_of, row_of};
use crate::record::scorecard::{Jobs, Weeks};
use crate::study::interval::{CONFIDENCE, Estimate};
use crate::study::quantile::quantile;
use crate::study::trial::Outcome;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Figures of jobs that a map shows, by zone and month, and in which partners are held against our own people.
pub const MAPPED: [Index; 12] = [
    Index::Calls,
    Index::Closed,
    Index::ResponseMean,
    Index::RestoreMean,
    Index::PromiseKept,
    Index::FirstTimeFix,
    Index::RepeatRate,
    Index::VisitsPerJob,
    Index::Satisfaction,
    Index::Nps,
    Index::Dissatisfied,
    Index::PartnerShare,
];

/// Dimensions of the service, in the order of the weights of satisfaction.
pub const DIMENSIONS: [&str; 6] = ["speed", "competence", "courtesy", "convenience", "transparency", "price"];

/// What the pictures of a layout are drawn from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Scene {
    /// Whether positions are longitude and latitude [degrees]; else they are kilometres east and north.
    pub geographic: bool,
    /// Months of the counted time: number from the month of the start, and name.
    pub months: Vec<(u32, String)>,
    /// Where zones are; `None` where the scenario does not say.
    pub zones: Vec<Option<[f64; 2]>>,
    /// The open centres.
    pub centres: Vec<Spot>,
    /// What each place of the ledger is.
    pub places: Vec<Owner>,
    /// Figures by zone and month.
    pub tiles: Vec<Tile>,
    /// Who serves whom.
    pub flows: Vec<Flow>,
    /// Response by zone.
    pub zone_times: Vec<Shares>,
    /// Response by place.
    pub place_times: Vec<Shares>,
    /// The hours of the week.
    pub week: Hours,
    /// The weeks of the counted time.
    pub weeks: Vec<WeekBand>,
    /// Own people, and partners.
    pub sides: Vec<Side>,
}

/// A centre on the map.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Spot {
    /// Name.
    pub name: String,
    /// Index of its place.
    pub place: u32,
    /// Where it stands; `None` where the scenario does not say.
    pub at: Option<[f64; 2]>,
    /// Its technicians, each person counted.
    pub people: u32,
}

/// What a place is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Owner {
    /// The partner who works there; `None` for our own places.
    pub partner: Option<String>,
    /// Whether it is the network itself: overhead, and calls that no place took.
    pub network: bool,
}

/// Figures of a zone in a month.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Tile {
    /// Index of the zone.
    pub zone: u32,
    /// Month, counted from that of the start.
    pub month: u32,
    /// Means over replications in the order of [`MAPPED`].
    pub means: Vec<Option<f64>>,
}

/// Calls of a zone that a place had in a month.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Flow {
    /// Index of the zone.
    pub zone: u32,
    /// Index of the place.
    pub place: u32,
    /// Month, counted from that of the start.
    pub month: u32,
    /// Calls per replication.
    pub calls: f64,
}

/// How times are distributed over jobs, all replications together.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Shares {
    /// Jobs per replication.
    pub jobs: f64,
    /// Times [h] and the share of jobs that took less.
    pub under: Vec<(f64, f64)>,
}

/// Means by hour of the week, from Monday, 0 o'clock.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Hours {
    /// Counted calls in an hour.
    pub calls: Vec<f64>,
    /// People on the way or at work.
    pub busy: Vec<f64>,
    /// People inside their shifts.
    pub paid: Vec<f64>,
    /// Jobs waiting for dispatch.
    pub waiting: Vec<f64>,
}

/// A week of the counted time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WeekBand {
    /// Its first day.
    pub start: String,
    /// Length [d]: the last one may be shorter.
    pub days: f64,
    /// Calls.
    pub calls: Option<Band>,
    /// Jobs closed.
    pub closed: Option<Band>,
    /// Person-hours of travel and work [h].
    pub busy: Option<Band>,
    /// Paid person-hours inside shifts [h].
    pub paid: Option<Band>,
    /// Busy / paid hours.
    pub utilisation: Option<Band>,
    /// Jobs waiting for dispatch, mean over the week.
    pub backlog: Option<Band>,
}

/// How a value scatters over replications.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Band {
    /// Mean.
    pub mean: f64,
    /// 5th percentile.
    pub low: f64,
    /// 95th percentile.
    pub high: f64,
}

/// The jobs of own people, or of partners.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Side {
    /// Whether they are partners.
    pub partner: bool,
    /// Figures in the order of [`MAPPED`].
    pub figures: Vec<Option<Estimate>>,
    /// Perceived quality by dimension, 0 to 1, in the order of [`DIMENSIONS`].
    pub qualities: Vec<Option<Estimate>>,
}

/// Collects a scene.
#[derive(Debug)]
pub(super) struct SceneLog<'n> {
    network: &'n Network,
    replications: u32,
    tiles: BTreeMap<(ZoneId, u32), MeanRow>,
    flows: BTreeMap<(ZoneId, PlaceId, u32), u64>,
    zones: Table<ZoneId, Bins>,
    places: Table<PlaceId, Bins>,
    week: Week,
    /// By week, then by what is measured, then by replication.
    weeks: Vec<[Vec<f64>; MEASURED]>,
    /// By side (own people, partners), figure and replication.
    sides: [Vec<Vec<f64>>; 2],
    qualities: [Vec<Vec<f64>>; 2],
}

/// What is measured of a week.
const MEASURED: usize = 6;

impl<'n> SceneLog<'n> {
    /// Nothing has ended yet.
    pub fn new(network: &'n Network) -> SceneLog<'n> {
        SceneLog {
            network,
            replications: 0,
            tiles: BTreeMap::new(),
            flows: BTreeMap::new(),
            zones: network.zones.iter().map(|_| Bins::default()).collect(),
            places: network.places.iter().map(|_| Bins::default()).collect(),
            week: Week::default(),
            weeks: Vec::new(),
            sides: [0, 1].map(|_| vec![Vec::new(); MAPPED.len()]),
            qualities: [0, 1].map(|_| vec![Vec::new(); DIMENSIONS.len()]),
        }
    }

    /// Takes in the next outcome.
    ///
    /// # Panics
    /// If nobody has kept its picture.
    pub fn see(&mut self, outcome: &Outcome) {
        let picture = outcome.picture.as_ref().expect("a scene is made of pictures");
        self.replications += 1;
        self.see_cells(picture);
        self.zones.iter_mut().zip(picture.zones.iter()).for_each(|(mine, theirs)| mine.merge(theirs));
        self.places.iter_mut().zip(picture.places.iter()).for_each(|(mine, theirs)| mine.merge(theirs));
        self.week.merge(&picture.week);
        self.see_weeks(&outcome.weeks);
        self.see_sides(picture);
    }

    fn see_cells(&mut self, picture: &Picture) {
        let mut tiles: BTreeMap<(ZoneId, u32), Jobs> = BTreeMap::new();
        for (&(zone, place, month), jobs) in &picture.cells {
            tiles.entry((zone, month)).or_default().merge(jobs);
            *self.flows.entry((zone, place, month)).or_default() += jobs.calls;
        }
        for (key, jobs) in tiles {
            self.tiles.entry(key).or_default().add(&row_of(&jobs));
        }
    }

    fn see_sides(&mut self, picture: &Picture) {
        for side in 0..2 {
            let here = |place: PlaceId| place != HEAD_OFFICE && usize::from(self.network.partner_at(place).is_some()) == side;
            let row = picture.row(|_, place, _| here(place));
            for (values, index) in self.sides[side].iter_mut().zip(MAPPED) {
                values.extend(row[index as usize]);
            }
            for (dimension, values) in self.qualities[side].iter_mut().enumerate() {
                let tallies = picture.qualities.enumerate().filter(|(place, _)| here(*place)).map(|(_, of)| of[dimension]);
                let all = tallies.fold(crate::kernel::tally::Tally::new(), |mut all, one| {
                    all.merge(&one);
                    all
                });
                values.extend(all.mean().map(|micro| micro / 1e6));
            }
        }
    }

    fn see_weeks(&mut self, weeks: &Weeks) {
        let n = weeks.calls.buckets().len();
        self.weeks.resize_with(n, Default::default);
        for (at, measured) in self.weeks.iter_mut().enumerate() {
            let (from, to) = weeks.calls.span(at);
            let value = |series: &Series| series.buckets()[at] as f64;
            let (busy, paid) = (value(&weeks.busy), value(&weeks.paid));
            let hour = MS_PER_HOUR as f64;
            let utilisation = (paid > 0.0).then(|| busy / paid);
            let backlog = value(&weeks.waiting) / (to - from).0 as f64;
            let values = [
                Some(value(&weeks.calls)),
                Some(value(&weeks.closed)),
                Some(busy / hour),
                Some(paid / hour),
                utilisation,
                Some(backlog),
            ];
            measured.iter_mut().zip(values).for_each(|(all, value)| all.extend(value));
        }
    }

    /// The scene of all of them.
    pub fn close(self) -> Scene {
        let network = self.network;
        let n = f64::from(self.replications.max(1));
        let geographic = network.zones.iter().any(|zone| zone.lat_lon.is_some());
        let placed = geographic || network.zones.iter().any(|zone| zone.middle[..2] != [0.0, 0.0]);
        let at = |lat_lon: Option<(f64, f64)>, site: [f64; 3]| match lat_lon {
            Some((lat, lon)) => Some([lon, lat]),
            None => (placed && !geographic).then(|| [site[0], site[1]]),
        };
        let shares = |bins: &Bins| Shares {
            jobs: bins.count() as f64 / n,
            under: bins.shares().map(|(ms, share)| (ms as f64 / MS_PER_HOUR as f64, share)).collect(),
        };
        let people =
            |place: PlaceId| network.technicians.iter().filter(|who| who.place == place).map(|who| u32::from(who.people)).sum();
        Scene {
            geographic,
            months: months(network),
            zones: network.zones.iter().map(|zone| at(zone.lat_lon, zone.middle)).collect(),
            centres: network
                .centres
                .iter()
                .map(|centre| Spot {
                    name: centre.name.clone(),
                    place: centre.place.index() as u32,
                    at: at(centre.lat_lon, centre.site),
                    people: people(centre.place),
                })
                .collect(),
            places: network.places.ids().map(|place| owner(network, place)).collect(),
            tiles: self.tiles.iter().map(tile).collect(),
            flows: self.flows.iter().map(|(key, calls)| flow(*key, *calls as f64 / n)).collect(),
            zone_times: self.zones.iter().map(shares).collect(),
            place_times: self.places.iter().map(shares).collect(),
            week: week(network, &self.week, n),
            weeks: self.weeks.iter().enumerate().map(|(at, measured)| week_band(network, at, measured)).collect(),
            sides: sides(&self.sides, &self.qualities),
        }
    }
}

/// Months of the counted time.
fn months(network: &Network) -> Vec<(u32, String)> {
    let calendar = &network.calendar;
    let (first, last) = (calendar.month(network.window.warm_up.day()), calendar.month(last_day(network)));
    (first..=last).map(|month| (month as u32, calendar.month_label(month))).collect()
}

/// The day in which the counted time ends, the last moment in it.
fn last_day(network: &Network) -> i64 {
    (network.window.horizon.0 - 1).max(network.window.warm_up.0).div_euclid(MS_PER_DAY)
}

fn owner(network: &Network, place: PlaceId) -> Owner {
    let partner = network.partner_at(place).map(|partner| network.partners[partner].name.clone());
    Owner { partner, network: place == HEAD_OFFICE }
}

fn tile((&(zone, month), means): (&(ZoneId, u32), &MeanRow)) -> Tile {
    Tile { zone: zone.index() as u32, month, means: MAPPED.iter().map(|&index| means.mean(index as usize)).collect() }
}

fn flow((zone, place, month): (ZoneId, PlaceId, u32), calls: f64) -> Flow {
    Flow { zone: zone.index() as u32, place: place.index() as u32, month, calls }
}

/// Sums by hour of the week over the time that such an hour had.
fn week(network: &Network, week: &Week, replications: f64) -> Hours {
    let time = hours_of(network);
    let over = |sum: f64, at: usize| if time[at] > 0 { sum / (time[at] as f64 * replications) } else { 0.0 };
    let mean = |sums: &[i64]| (0..HOURS).map(|at| over(sums[at] as f64, at)).collect();
    Hours {
        calls: (0..HOURS).map(|at| over(week.calls[at] as f64 * MS_PER_HOUR as f64, at)).collect(),
        busy: mean(&week.busy),
        paid: mean(&week.paid),
        waiting: mean(&week.waiting),
    }
}

fn week_band(network: &Network, at: usize, measured: &[Vec<f64>; MEASURED]) -> WeekBand {
    let start = network.window.warm_up.0 + at as i64 * 7 * MS_PER_DAY;
    let length = (network.window.horizon.0 - start).min(7 * MS_PER_DAY);
    let [calls, closed, busy, paid, utilisation, backlog] = [0, 1, 2, 3, 4, 5].map(|of| band(&measured[of]));
    WeekBand {
        start: network.calendar.date(start.div_euclid(MS_PER_DAY)).to_string(),
        days: length as f64 / MS_PER_DAY as f64,
        calls,
        closed,
        busy,
        paid,
        utilisation,
        backlog,
    }
}

/// Mean, and the 5th and 95th percentile by rank as in [`Spread`](crate::study::quantile::Spread): of fewer than 20 values the ends.
fn band(values: &[f64]) -> Option<Band> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let mean = Estimate::of_mean(values, CONFIDENCE)?.value;
    let [low, high] = [0.05, 0.95].map(|p| quantile(&sorted, p, CONFIDENCE).value);
    Some(Band { mean, low, high })
}

fn sides(figures: &[Vec<Vec<f64>>; 2], qualities: &[Vec<Vec<f64>>; 2]) -> Vec<Side> {
    let estimates = |of: &[Vec<f64>]| of.iter().map(|values| Estimate::of_mean(values, CONFIDENCE)).collect();
    let side =
        |side: usize| Side { partner: side == 1, figures: estimates(&figures[side]), qualities: estimates(&qualities[side]) };
    [0, 1].map(side).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_lies_between_ordered_values() {
        let values: Vec<f64> = (1..=40).map(f64::from).rev().collect();
        assert_eq!(band(&values), Some(Band { mean: 20.5, low: 2.0, high: 38.0 }));
        assert_eq!(band(&values[..10]), Some(Band { mean: 35.5, low: 31.0, high: 40.0 }));
        assert_eq!(band(&[3.0]), Some(Band { mean: 3.0, low: 3.0, high: 3.0 }));
        assert_eq!(band(&[]), None);
    }
}
