//! A day as a page plays it: jobs, people on the road and counts by the minute, rounded and cut to what a page can hold.

use crate::kernel::id::{Id, Table};
use crate::kernel::time::{MS_PER_DAY, Time};
use crate::network::zones::Site;
use crate::network::{Network, TechnicianId, ZoneId};
use crate::record::day::{Day, DayJob, Minutes, Stretch};
use serde::{Deserialize, Serialize};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Steps of jobs and stretches of technicians that all layouts together may show: a little more than 1 MB of a page.
const MOST: usize = 40_000;

/// A day of one replication.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DayPlay {
    /// The date, "2026-07-20".
    pub date: String,
    /// Of which replication.
    pub replication: u32,
    /// Where it begins [s since midnight]: later than 0 where the counted time begins within it.
    pub from: i64,
    /// Where it ends [s since midnight].
    pub to: i64,
    /// The layouts that are shown, in their order.
    pub layouts: Vec<LayoutDay>,
}

/// The day in one layout. All times are seconds since midnight, below 0 before it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LayoutDay {
    /// Index of the layout.
    pub layout: u32,
    /// Counts of the whole network by the minute.
    pub counts: Counts,
    /// Places on the map: longitude and latitude [degrees], or kilometres east and north.
    pub spots: Vec<[f64; 2]>,
    /// Names of the kinds of job.
    pub kinds: Vec<String>,
    /// Jobs in order of calls.
    pub jobs: Vec<JobDay>,
    /// Technicians who were on duty.
    pub movers: Vec<MoverDay>,
    /// Zones with jobs on that day.
    pub zones: u32,
    /// How many of them are shown, the busiest first; the rest would be too much for a page.
    pub shown: u32,
}

/// How many, at every full minute, the first and the last moment of the day included.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Counts {
    /// Jobs waiting in a backlog.
    pub waiting: Vec<u32>,
    /// People on the way, there or back.
    pub away: Vec<u32>,
    /// People at work.
    pub work: Vec<u32>,
    /// People on duty and free.
    pub free: Vec<u32>,
    /// Calls since the beginning of the day.
    pub calls: Vec<u32>,
}

/// A job on that day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct JobDay {
    /// Index of the zone.
    pub zone: u32,
    /// Index of the kind.
    pub kind: u32,
    /// Index of the place that has it.
    pub place: Option<u32>,
    /// Index among the technicians shown of who leads the visit.
    pub lead: Option<u32>,
    /// Index of its place on the map.
    pub spot: Option<u32>,
    /// The call.
    pub called: i64,
    /// From when on it stands how, by the order of [`crate::record::day::Stand`].
    pub steps: Vec<(i64, u8)>,
}

/// A technician, or a fixed crew, on that day.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MoverDay {
    /// Index of the centre.
    pub centre: u32,
    /// Team and number in it.
    pub name: String,
    /// How many they are.
    pub people: u32,
    /// From when until when; on the way (0), on the way back (1), at work (2) or free (3); from which place on the map to which.
    pub moves: Vec<Move>,
}

/// A stretch of a technician's day.
pub type Move = (i64, i64, u8, Option<u32>, Option<u32>);

impl DayPlay {
    /// The day, as yet without a layout.
    pub(super) fn of(network: &Network, day: &Day) -> DayPlay {
        let chosen = day.chosen;
        let number = chosen.from.day();
        let second = |at: Time| (at.0 - number * MS_PER_DAY) / 1000;
        DayPlay {
            date: network.calendar.date(number).to_string(),
            replication: chosen.replication,
            from: second(chosen.from),
            to: second(chosen.to),
            layouts: Vec::new(),
        }
    }
}

impl LayoutDay {
    /// The day in a layout, one of so many that are shown.
    pub(super) fn of(network: &Network, layout: usize, day: &Day, shown: usize) -> LayoutDay {
        let cut = Cut::of(day, MOST / shown.max(1));
        let mut map = Map::of(network);
        let midnight = day.chosen.from.day() * MS_PER_DAY;
        let second = |at: Time| (at.0 - midnight).div_euclid(1000);
        let rows: Vec<TechnicianId> = day.movers.ids().filter(|id| cut.has_mover(day, *id)).collect();
        let jobs = day.jobs.iter().filter(|job| cut.zones.contains(&job.zone)).map(|job| JobDay {
            zone: job.zone.index() as u32,
            kind: job.kind.index() as u32,
            place: job.place.map(|place| place.index() as u32),
            lead: job.lead.and_then(|lead| rows.binary_search(&lead).ok()).map(|at| at as u32),
            spot: map.spot(job.site),
            called: second(job.called),
            steps: job.steps.iter().map(|(at, stand)| (second(*at), *stand as u8)).collect(),
        });
        let jobs: Vec<JobDay> = jobs.collect();
        let move_of = |map: &mut Map, one: &Stretch| -> Move {
            (second(one.from), second(one.to), one.activity as u8, map.spot(one.start), map.spot(one.goal))
        };
        let movers = rows.iter().map(|&id| MoverDay {
            centre: network.technicians[id].centre.index() as u32,
            name: name_of(network, id),
            people: day.movers[id].people,
            moves: day.movers[id].stretches.iter().map(|stretch| move_of(&mut map, stretch)).collect(),
        });
        LayoutDay {
            layout: layout as u32,
            counts: Counts::of(day.minutes()),
            movers: movers.collect(),
            kinds: network.kinds.iter().map(|kind| kind.name.clone()).collect(),
            jobs,
            zones: cut.all,
            shown: cut.zones.len() as u32,
            spots: map.spots,
        }
    }
}

impl Counts {
    fn of(minutes: Minutes) -> Counts {
        let Minutes { waiting, away, work, free, calls } = minutes;
        Counts { waiting, away, work, free, calls }
    }
}

/// Team and number of a technician.
fn name_of(network: &Network, id: TechnicianId) -> String {
    let team = &network.teams[network.technicians[id].team];
    let number = id.index() - team.technicians.0.start as usize + 1;
    format!("{} {number}", team.name)
}

/// The zones that a page can hold.
struct Cut {
    zones: BTreeSet<ZoneId>,
    /// Zones with jobs.
    all: u32,
    whole: bool,
}

impl Cut {
    /// All zones, or else the busiest as long as their jobs, and all that their technicians do, are at most `most` steps and stretches;
    /// one zone at least.
    fn of(day: &Day, most: usize) -> Cut {
        let mut steps: BTreeMap<ZoneId, usize> = BTreeMap::new();
        day.jobs.iter().for_each(|job: &DayJob| *steps.entry(job.zone).or_default() += job.steps.len());
        let all = steps.len() as u32;
        let stretches = |id: TechnicianId| day.movers[id].stretches.len();
        let everything = steps.values().sum::<usize>() + day.movers.ids().map(stretches).sum::<usize>();
        if everything <= most {
            return Cut { zones: steps.into_keys().collect(), all, whole: true };
        }
        let mut guests: BTreeMap<ZoneId, BTreeSet<TechnicianId>> = BTreeMap::new();
        for (id, mover) in day.movers.enumerate() {
            for zone in mover.stretches.iter().filter_map(|stretch| stretch.zone) {
                guests.entry(zone).or_default().insert(id);
            }
        }
        // By calls, which are much the same in all layouts: their maps show the same zones, as far as they go.
        let mut calls: BTreeMap<ZoneId, usize> = BTreeMap::new();
        let today = day.jobs.iter().filter(|job| job.called >= day.chosen.from);
        today.for_each(|job| *calls.entry(job.zone).or_default() += 1);
        let mut busiest: Vec<(ZoneId, usize)> = steps.into_iter().collect();
        busiest.sort_by_key(|(zone, _)| (Reverse(calls.get(zone).copied()), *zone));
        let (mut zones, mut seen, mut events) =
            (BTreeSet::new(), Table::<TechnicianId, bool>::with(day.movers.len(), |_| false), 0);
        for (zone, steps) in busiest {
            let new: Vec<TechnicianId> = guests.remove(&zone).into_iter().flatten().filter(|id| !seen[*id]).collect();
            events += steps + new.iter().map(|id| stretches(*id)).sum::<usize>();
            if events > most && !zones.is_empty() {
                break;
            }
            new.into_iter().for_each(|id| seen[id] = true);
            zones.insert(zone);
        }
        Cut { zones, all, whole: false }
    }

    fn has_mover(&self, day: &Day, id: TechnicianId) -> bool {
        let mut stretches = day.movers[id].stretches.iter();
        match self.whole {
            true => stretches.next().is_some(),
            false => stretches.any(|stretch| stretch.zone.is_some_and(|zone| self.zones.contains(&zone))),
        }
    }
}

/// Places on the map, each once.
struct Map {
    geographic: bool,
    placed: bool,
    known: BTreeMap<[i64; 2], u32>,
    spots: Vec<[f64; 2]>,
}

impl Map {
    fn of(network: &Network) -> Map {
        let geographic = network.zones.iter().any(|zone| zone.lat_lon.is_some());
        let placed = geographic || network.zones.iter().any(|zone| zone.middle[..2] != [0.0, 0.0]);
        Map { geographic, placed, known: BTreeMap::new(), spots: Vec::new() }
    }

    /// The number of a place, rounded to 1e-4 degrees or to 10 m; `None` where the scenario does not say.
    fn spot(&mut self, site: Site) -> Option<u32> {
        let (at, per_unit) = match self.geographic {
            true => (lon_lat(site)?, 1e4),
            false => ([site[0], site[1]], 1e2),
        };
        let key = at.map(|value| (value * per_unit).round() as i64);
        self.placed.then(|| {
            *self.known.entry(key).or_insert_with(|| {
                self.spots.push(key.map(|value| value as f64 / per_unit));
                self.spots.len() as u32 - 1
            })
        })
    }
}

/// Longitude and latitude of a place on the globe [degrees]; `None` of one on the plane.
fn lon_lat([x, y, z]: Site) -> Option<[f64; 2]> {
    let r = (x * x + y * y + z * z).sqrt();
    let on_the_globe = r > 0.5 * crate::network::zones::EARTH_KM;
    on_the_globe.then(|| [libm::atan2(y, x).to_degrees(), libm::asin(z / r).to_degrees()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::time::Time;
    use crate::network::zones::site;
    use crate::network::{KindId, SourceId};
    use crate::record::day::{Chosen, Mover, Stand};
    use crate::record::fact::Activity;

    /// Four zones with so many calls, of two steps each, and a technician for each zone who works once.
    fn day(calls: [usize; 4]) -> Day {
        let job = |zone: usize| DayJob {
            source: SourceId::new(zone),
            zone: ZoneId::new(zone),
            kind: KindId(0),
            site: [0.0; 3],
            called: Time(1),
            place: None,
            lead: None,
            steps: vec![(Time(1), Stand::Coming), (Time(2), Stand::Closed)],
        };
        let work = |zone: usize| Stretch {
            activity: Activity::Work,
            from: Time(1),
            to: Time(2),
            start: [0.0; 3],
            goal: [0.0; 3],
            zone: Some(ZoneId::new(zone)),
        };
        Day {
            chosen: Chosen { replication: 0, from: Time(0), to: Time(9) },
            jobs: (0..4).flat_map(|zone| (0..calls[zone]).map(move |_| job(zone))).collect(),
            movers: (0..4).map(|zone| Mover { people: 1, stretches: vec![work(zone)] }).collect(),
        }
    }

    #[test]
    fn the_busiest_zones_are_kept() {
        let day = day([3, 5, 1, 5]);
        let kept = |most: usize| {
            let cut = Cut::of(&day, most);
            let movers = day.movers.ids().filter(|id| cut.has_mover(&day, *id)).map(|id| id.index()).collect::<Vec<_>>();
            (cut.zones.iter().map(|zone| zone.index()).collect::<Vec<_>>(), movers, cut.all)
        };
        // 28 steps and 4 stretches in all; zones 1 and 3 have 11 each, zone 0 has 7.
        assert_eq!(kept(32), (vec![0, 1, 2, 3], vec![0, 1, 2, 3], 4));
        assert_eq!(kept(31), (vec![0, 1, 3], vec![0, 1, 3], 4));
        assert_eq!(kept(28), (vec![1, 3], vec![1, 3], 4));
        assert_eq!(kept(21), (vec![1], vec![1], 4));
        assert_eq!(kept(2), (vec![1], vec![1], 4), "one at least");
    }

    #[test]
    fn places_read_back_as_longitude_and_latitude() {
        for (lat, lon) in [(36.65, 117.12), (-33.9, 151.2), (59.3, -18.1), (0.0, 180.0)] {
            let [found_lon, found_lat] = lon_lat(site(Some(lat), Some(lon), None, None)).unwrap();
            assert!((found_lon - lon).abs() < 1e-9 && (found_lat - lat).abs() < 1e-9, "{lat}, {lon}");
        }
        assert_eq!(lon_lat([3.0, 4.0, 0.0]), None);
    }
}
