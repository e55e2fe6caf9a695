//! How far and how fast technicians travel.

use super::layout::{built, id_of, span};
use super::zones::{EARTH_KM, Site};
use super::{CentreId, ZoneId};
use crate::kernel::calendar::parse_shift;
use crate::kernel::id::Id;
use crate::kernel::law::Law;
use crate::kernel::random::Draws;
use crate::kernel::time::{Span, Time, nearest};
use crate::scenario::Layout;
use crate::scenario::schema::{self, Bases, Metric, TravelFrom, Variation};
use crate::scenario::units::Length;
use indexmap::IndexMap;
use serde::Deserialize;

/// How far and how fast, for every trip of a layout.
#[derive(Debug, Clone)]
pub struct Travel {
    /// Where times come from.
    pub way: Way,
    /// Random factor with mean 1 on every time.
    pub variation: Option<Law>,
    /// Where a technician is after a job.
    pub bases: Bases,
    /// Whether travel takes time.
    pub takes_time: bool,
}

/// Where travel times come from.
#[derive(Debug, Clone)]
pub enum Way {
    /// Technicians are at the door.
    None,
    /// The same law for every trip [ms].
    Law(Law),
    /// Distance x detour / speed.
    Geography(Roads),
    /// Mean time and length by centre and zone.
    Matrix(Matrix),
}

/// Roads between sites.
#[derive(Debug, Clone)]
pub struct Roads {
    /// Distance measure.
    pub metric: Metric,
    /// Detour factors: each holds from its straight distance [km] on; rising.
    pub detour: Vec<(f64, f64)>,
    /// Speed by time of departure: each [km/h] holds from its time of day [ms] on; rising from midnight.
    pub speed: Vec<(i64, f64)>,
}

/// Mean times and lengths by centre and zone.
#[derive(Debug, Clone)]
pub struct Matrix {
    /// Number of zones.
    pub zones: usize,
    /// Row-major by centre: mean time and metres; `None` where the file is silent.
    pub cells: Vec<Option<Trip>>,
}

/// One way: length and time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Trip {
    /// Length on the road [m].
    pub metres: i64,
    /// Time.
    pub time: Span,
}

/// The two ends of a trip.
#[derive(Debug, Clone, Copy)]
pub struct Leg {
    /// Where it begins.
    pub from: Site,
    /// Where it ends.
    pub to: Site,
    /// Home of the technician, for the matrix.
    pub centre: CentreId,
    /// Zone of the customer, for the matrix.
    pub zone: ZoneId,
}

/// The travel of a checked layout with these open centres.
pub(super) fn build(layout: &Layout, centres: &IndexMap<String, CentreId>) -> Travel {
    let entry = &layout.scenario.travel;
    let way = match entry.from {
        TravelFrom::None => Way::None,
        TravelFrom::Law => Way::Law(built(entry.time.as_ref().expect("`travel.time` has passed check"))),
        TravelFrom::Geography => Way::Geography(roads(entry)),
        TravelFrom::Matrix => Way::Matrix(matrix(layout, centres)),
    };
    let variation = entry.variation.map(|law| {
        let cv = entry.variation_cv.unwrap_or(1.0);
        let law = match law {
            Variation::Exponential => Law::exponential(1.0),
            Variation::Lognormal => Law::lognormal(1.0, cv),
            Variation::Gamma => Law::gamma(1.0, cv),
        };
        law.expect("the variation has passed check")
    });
    Travel { way, variation, bases: entry.bases, takes_time: entry.takes_time.unwrap_or(true) }
}

fn roads(entry: &schema::Travel) -> Roads {
    // Without a speed, travel takes no time and only distances count.
    let base = entry.speed.map_or(1.0, |speed| speed.km_per_h());
    let mut speed = vec![(0, base)];
    for (band, value) in &entry.speed_at {
        // A band is written like the hours of a shift; one over midnight holds in the evening and in the morning.
        let (_, from, to) = parse_shift(&format!("daily {band}")).expect("speed bands have passed check")[0];
        set_band(&mut speed, from, to.min(Span::DAY), value.km_per_h());
        if to > Span::DAY {
            set_band(&mut speed, Span::ZERO, to - Span::DAY, value.km_per_h());
        }
    }
    let mut detour = vec![(0.0, entry.detour.unwrap_or(1.0))];
    for (from, factor) in &entry.detour_from {
        let from = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(from);
        let km = Length::deserialize(from).expect("detours have passed check").km();
        detour.retain(|&(at, _)| at != km);
        detour.push((km, *factor));
    }
    detour.sort_by(|a, b| a.0.total_cmp(&b.0));
    Roads { metric: entry.metric, detour, speed }
}

/// Lets `speed` hold `value` between two times of day.
fn set_band(speed: &mut Vec<(i64, f64)>, from: Span, to: Span, value: f64) {
    let after = in_force(speed, to.0);
    speed.retain(|&(at, _)| at < from.0 || at >= to.0);
    speed.push((from.0, value));
    if to < Span::DAY && !speed.iter().any(|&(at, _)| at == to.0) {
        speed.push((to.0, after));
    }
    speed.sort_by_key(|&(at, _)| at);
}

fn matrix(layout: &Layout, centres: &IndexMap<String, CentreId>) -> Matrix {
    let zones = layout.scenario.zone.len();
    let mut cells = vec![None; zones * centres.len()];
    for row in layout.data.matrix.iter() {
        if let Some(centre) = centres.get(&row.centre) {
            let zone: ZoneId = id_of(&layout.scenario.zone, &row.zone);
            let metres = (row.km.map_or(0.0, |km| km.km()) * 1000.0).round() as i64;
            cells[centre.index() * zones + zone.index()] = Some(Trip { metres, time: span(row.time) });
        }
    }
    Matrix { zones, cells }
}

impl Travel {
    /// Whether sites matter, so that customers' places must be drawn.
    pub fn uses_sites(&self) -> bool {
        matches!(self.way, Way::Geography(_))
    }

    /// Whether every trip to a job begins at the base, or where it begins does not matter.
    pub fn starts_at_base(&self) -> bool {
        !self.uses_sites() || self.bases != Bases::Roaming
    }

    /// The expected trip over `leg`, departing at `now`.
    pub fn expected(&self, leg: &Leg, now: Time) -> Trip {
        let trip = match &self.way {
            Way::None => Trip::default(),
            Way::Law(law) => Trip { metres: 0, time: Span::from_ms(law.mean()) },
            Way::Geography(roads) => roads.trip(leg, now),
            Way::Matrix(matrix) => matrix.trip(leg),
        };
        Trip { time: if self.takes_time { trip.time } else { Span::ZERO }, ..trip }
    }

    /// The trip as it will be, from what the call brings in `draws`.
    #[inline]
    pub fn actual(&self, leg: impl FnOnce() -> Leg, now: Time, draws: impl FnOnce() -> Draws) -> Trip {
        match (&self.way, &self.variation) {
            (Way::None, _) => Trip::default(),
            (Way::Law(law), _) if self.takes_time => Trip { metres: 0, time: Span::from_ms(law.sample(&mut draws()).max(0.0)) },
            (_, Some(factor)) => {
                let trip = self.expected(&leg(), now);
                Trip { time: Span::from_ms(trip.time.0 as f64 * factor.sample(&mut draws())), ..trip }
            }
            _ => self.expected(&leg(), now),
        }
    }
}

impl Roads {
    /// Straight distance [km].
    pub fn straight(&self, from: &Site, to: &Site) -> f64 {
        let d: [f64; 3] = std::array::from_fn(|i| to[i] - from[i]);
        match self.metric {
            Metric::RightAngle => d[0].abs() + d[1].abs(),
            Metric::Euclid => (d[0] * d[0] + d[1] * d[1]).sqrt(),
            Metric::GreatCircle => arc((d[0] * d[0] + d[1] * d[1] + d[2] * d[2]).sqrt()),
        }
    }

    #[inline]
    fn trip(&self, leg: &Leg, now: Time) -> Trip {
        let straight = self.straight(&leg.from, &leg.to);
        let km = straight * in_force(&self.detour, straight);
        let speed = match self.speed.as_slice() {
            [(_, always)] => *always,
            bands => in_force(bands, now.of_day().0),
        };
        Trip { metres: nearest(km * 1000.0), time: Span::from_hours(km / speed) }
    }
}

/// Length along the surface of the earth between two spots whose straight distance is `chord` [km].
#[inline]
fn arc(chord: f64) -> f64 {
    let x = chord / (2.0 * EARTH_KM);
    if x > 0.05 {
        return 2.0 * EARTH_KM * libm::asin(x.min(1.0));
    }
    // Up to 637 km five terms of the series of asin, right to 1e-14 and four times as fast; ranking a backlog asks for many trips.
    let y = x * x;
    chord * (1.0 + y * (1.0 / 6.0 + y * (3.0 / 40.0 + y * (5.0 / 112.0 + y * (35.0 / 1152.0)))))
}

/// The value of the last step that begins at or before `at`.
fn in_force<T: PartialOrd>(steps: &[(T, f64)], at: T) -> f64 {
    let mut value = steps[0].1;
    for (from, next) in &steps[1..] {
        if *from > at {
            break;
        }
        value = *next;
    }
    value
}

impl Matrix {
    /// The cell of a leg, where the file has one.
    pub fn cell(&self, leg: &Leg) -> Option<Trip> {
        self.cells[leg.centre.index() * self.zones + leg.zone.index()]
    }

    fn trip(&self, leg: &Leg) -> Trip {
        self.cell(leg).expect("the matrix covers every pair that sourcing can use")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::zones::site;

    #[test]
    fn jinan_to_qingdao_is_about_300_km() {
        let roads = Roads { metric: Metric::GreatCircle, detour: vec![(0.0, 1.0)], speed: vec![(0, 60.0)] };
        let km = roads.straight(&site(Some(36.65), Some(117.11), None, None), &site(Some(36.07), Some(120.38), None, None));
        // Haversine by hand: 299.9 km.
        assert!((km - 299.9).abs() < 1.0, "{km}");
    }

    #[test]
    fn arcs_agree_with_asin() {
        let by_asin = |chord: f64| 2.0 * EARTH_KM * libm::asin(chord / (2.0 * EARTH_KM));
        for chord in (0..1300).map(|k| f64::from(k) * 0.9801).chain([12_742.0]) {
            assert!((arc(chord) - by_asin(chord)).abs() <= 1e-14 * chord.max(1e-300) + 1e-300, "{chord}");
        }
        assert!((arc(3.0 * EARTH_KM) - std::f64::consts::PI * EARTH_KM).abs() < 1e-9, "not beyond the other side");
    }

    #[test]
    fn steps_hold_from_their_start_on() {
        let steps = [(0.0, 1.6), (2.0, 1.35), (5.0, 1.27)];
        assert_eq!([0.0, 1.9, 2.0, 4.0, 50.0].map(|at| in_force(&steps, at)), [1.6, 1.6, 1.35, 1.35, 1.27]);
    }

    #[test]
    fn a_band_over_midnight_holds_on_both_sides() {
        let mut speed = vec![(0, 50.0)];
        set_band(&mut speed, Span::from_hours(7.0), Span::from_hours(9.0), 20.0);
        set_band(&mut speed, Span::from_hours(22.0), Span::DAY, 80.0);
        set_band(&mut speed, Span::ZERO, Span::from_hours(6.0), 80.0);
        let at = |hour: f64| in_force(&speed, Span::from_hours(hour).0);
        assert_eq!([0.0, 5.9, 6.0, 8.0, 9.0, 21.0, 22.0, 23.9].map(at), [80.0, 80.0, 50.0, 20.0, 50.0, 50.0, 80.0, 80.0]);
    }

    #[test]
    fn right_angles_add_both_legs() {
        let roads = Roads { metric: Metric::RightAngle, detour: vec![(0.0, 1.0)], speed: vec![(0, 30.0)] };
        let leg = Leg { from: [0.0; 3], to: [3.0, -4.0, 0.0], centre: CentreId(0), zone: ZoneId(0) };
        assert_eq!(roads.trip(&leg, Time::ZERO), Trip { metres: 7000, time: Span::from_hours(7.0 / 30.0) });
    }
}
