//! The nearest of many centres, found without sorting them all.
//!
//! *Knows:* sites and ways.
//! *Never:* whose the centres are or what they can do; that is settled before.

use crate::kernel::id::Table;
use crate::network::roster::Centre;
use crate::network::travel::{Leg, Travel, Way};
use crate::network::zones::Site;
use crate::network::{CentreId, ZoneId};
use crate::scenario::schema::Metric;

/// Centres among which the nearest are looked for, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Field {
    centres: Vec<CentreId>,
    sites: Vec<Site>,
    /// Rough distances from the zone in question, in the order of `centres`.
    rough: Vec<f64>,
    /// The same, to be put in order.
    ranked: Vec<f64>,
}

/// Two centres that are roughly as far as each other, by this factor, are compared by their distances.
const DOUBT: f64 = 1.0 + 1e-9;

impl Field {
    /// The field of the centres that `keep` keeps.
    pub fn new(all: &Table<CentreId, Centre>, keep: impl Fn(CentreId, &Centre) -> bool) -> Field {
        let kept = || all.enumerate().filter(|(id, centre)| keep(*id, centre));
        let (centres, sites) = (kept().map(|(id, _)| id).collect(), kept().map(|(_, centre)| centre.site).collect());
        Field { centres, sites, ..Field::default() }
    }

    /// Whether two fields hold the same centres.
    pub fn is_like(&self, other: &Field) -> bool {
        self.centres == other.centres
    }

    /// The `reach` centres that are nearest to the middle of a zone and not beyond `within` [km]: nearest first, ties in the order of
    /// the file.
    pub fn nearest(&mut self, travel: &Travel, zone: ZoneId, middle: Site, reach: usize, within: Option<f64>) -> Vec<CentreId> {
        let reach = reach.min(self.centres.len());
        if reach == 0 {
            return Vec::new();
        }
        self.measure(travel, zone, middle);
        self.ranked.clone_from(&self.rough);
        let limit = *self.ranked.select_nth_unstable_by(reach - 1, f64::total_cmp).1 * DOUBT;
        let in_reach = self.rough.iter().enumerate().filter(|(_, rough)| **rough <= limit);
        let mut found: Vec<(f64, CentreId)> = in_reach
            .map(|(at, _)| (distance(travel, &self.leg(at, zone, middle)), self.centres[at]))
            .filter(|(far, _)| within.is_none_or(|within| *far <= within))
            .collect();
        found.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.into_iter().take(reach).map(|(_, id)| id).collect()
    }

    fn leg(&self, at: usize, zone: ZoneId, middle: Site) -> Leg {
        Leg { from: self.sites[at], to: middle, centre: self.centres[at], zone }
    }

    /// Fills in rough distances: they rise with the distance, but cost no arc sine and no root.
    /// Rounding may part what is as far, and join what is not; both within [`DOUBT`].
    fn measure(&mut self, travel: &Travel, zone: ZoneId, to: Site) {
        let mut rough = std::mem::take(&mut self.rough);
        rough.clear();
        match &travel.way {
            Way::Matrix(_) => rough.extend((0..self.sites.len()).map(|at| distance(travel, &self.leg(at, zone, to)))),
            Way::Geography(roads) if roads.metric != Metric::GreatCircle => {
                rough.extend(self.sites.iter().map(|site| roads.straight(site, &to)));
            }
            Way::Geography(_) | Way::None | Way::Law(_) => rough.extend(self.sites.iter().map(|site| square(site, &to))),
        }
        self.rough = rough;
    }
}

/// The square of the straight line through the earth or over the plane [km^2].
fn square(from: &Site, to: &Site) -> f64 {
    let d: Site = std::array::from_fn(|i| to[i] - from[i]);
    d[0] * d[0] + d[1] * d[1] + d[2] * d[2]
}

/// Straight distance between a centre and the middle of a zone [km]; by matrix, its kilometres, or its hours where it has none.
fn distance(travel: &Travel, leg: &Leg) -> f64 {
    match &travel.way {
        Way::Geography(roads) => roads.straight(&leg.from, &leg.to),
        Way::Matrix(matrix) => matrix.cell(leg).map_or(f64::INFINITY, |trip| match trip.metres {
            0 => trip.time.hours(),
            metres => metres as f64 / 1000.0,
        }),
        Way::None | Way::Law(_) => square(&leg.from, &leg.to).sqrt(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Id;
    use crate::kernel::random::{Draws, Key};
    use crate::kernel::time::Span;
    use crate::network::travel::{Matrix, Roads, Trip};
    use crate::network::zones::site;
    use crate::scenario::schema::Bases;

    fn travel(way: Way) -> Travel {
        Travel { way, variation: None, bases: Bases::Return, takes_time: true }
    }

    fn roads(metric: Metric) -> Way {
        Way::Geography(Roads { metric, detour: vec![(0.0, 1.0)], speed: vec![(0, 30.0)] })
    }

    /// All centres by distance and file, the long way.
    fn brute(field: &Field, travel: &Travel, zone: ZoneId, middle: Site, reach: usize, within: Option<f64>) -> Vec<CentreId> {
        let mut all: Vec<(f64, CentreId)> =
            (0..field.centres.len()).map(|at| (distance(travel, &field.leg(at, zone, middle)), field.centres[at])).collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        all.retain(|(km, _)| within.is_none_or(|within| *km <= within));
        all.into_iter().take(reach).map(|(_, id)| id).collect()
    }

    /// Every other centre of a map, as if the others could not do the job.
    fn field(sites: Vec<Site>) -> Field {
        let centres = (0..sites.len()).map(|at| CentreId::new(2 * at)).collect();
        Field { centres, sites, ..Field::default() }
    }

    fn agree(mut field: Field, travel: &Travel, middles: &[Site]) {
        for (at, middle) in middles.iter().enumerate() {
            let zone = ZoneId::new(at);
            for (reach, within) in [(1, None), (2, None), (3, Some(400.0)), (17, Some(2000.0)), (60, None), (99, Some(3.0))] {
                let want = brute(&field, travel, zone, *middle, reach, within);
                assert_eq!(field.nearest(travel, zone, *middle, reach, within), want, "zone {at}, reach {reach}");
            }
        }
    }

    fn globe(draws: &mut Draws) -> Site {
        site(Some(180.0 * draws.uniform() - 90.0), Some(360.0 * draws.uniform() - 180.0), None, None)
    }

    /// Whole kilometres: many places are as far as others, some are the same.
    fn grid(draws: &mut Draws) -> Site {
        [f64::from(draws.below(8)), f64::from(draws.below(8)), 0.0]
    }

    #[test]
    fn the_nearest_are_those_of_the_long_way() {
        for seed in 0..40 {
            let mut draws = Key(seed).draws(0, 0);
            let spots = |make: fn(&mut Draws) -> Site, n: usize, draws: &mut Draws| (0..n).map(|_| make(draws)).collect::<Vec<_>>();
            let (mut far, near) = (spots(globe, 60, &mut draws), spots(grid, 60, &mut draws));
            // Twins, antipodes, and pairs that mirror each other about the first zone's meridian.
            far.extend_from_within(0..10);
            far.extend(far[0..5].to_vec().iter().map(|site| site.map(|c| -c)));
            far.extend(far[20..30].to_vec().iter().map(|site| [site[0], -site[1], site[2]]));
            let mut middles = spots(globe, 10, &mut draws);
            middles.extend(far[55..75].iter().copied());
            middles.extend([site(Some(10.0), Some(0.0), None, None), site(Some(-90.0), Some(0.0), None, None)]);
            agree(field(far), &travel(roads(Metric::GreatCircle)), &middles);
            let middles = spots(grid, 10, &mut draws);
            for way in [roads(Metric::Euclid), roads(Metric::RightAngle), Way::None] {
                agree(field(near.clone()), &travel(way), &middles);
            }
        }
    }

    #[test]
    fn the_nearest_by_matrix_are_those_of_the_long_way() {
        let mut draws = Key(1).draws(0, 0);
        let trip = |draws: &mut Draws| {
            let trip = Trip { metres: i64::from(draws.below(5)) * 1000, time: Span::from_hours(f64::from(draws.below(4))) };
            (draws.below(9) > 0).then_some(trip)
        };
        let cells = (0..120 * 12).map(|_| trip(&mut draws)).collect();
        agree(field(vec![[0.0; 3]; 60]), &travel(Way::Matrix(Matrix { zones: 12, cells })), &[[0.0; 3]; 12]);
    }

    #[test]
    fn nobody_is_near_where_there_is_no_centre() {
        assert_eq!(Field::default().nearest(&travel(Way::None), ZoneId(0), [0.0; 3], 3, None), []);
    }
}
