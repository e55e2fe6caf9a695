//! What a picture of a run is drawn from: jobs by zone, place and month, responses by zone and place, the hours of the week, and how
//! each dimension of the service was judged; kept only where it is asked for.
//!
//! *Knows:* measures of jobs in the same words as the scorecard, so that months, zones and places add up to its figures.

use super::fact::{Activity, Fact, Observer, Pay};
use super::figure::{FIGURES, Row};
use super::scorecard::{End, Jobs, Seen};
use crate::kernel::bins::Bins;
use crate::kernel::id::Table;
use crate::kernel::tally::Tally;
use crate::kernel::time::{MS_PER_DAY, MS_PER_HOUR, Span, Time, clip, nearest};
use crate::network::{HEAD_OFFICE, Network, PlaceId, TechnicianId, ZoneId};
use crate::state::customer::Score;
use crate::state::job::Job;
use std::collections::BTreeMap;

/// Hours of a week.
pub const HOURS: usize = 7 * 24;
/// Whole numbers in a quality of 1.
const MICRO: f64 = 1e6;

/// What was seen of one replication.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Counted jobs by zone, place and month of the call; months are counted from that of the start.
    pub cells: BTreeMap<(ZoneId, PlaceId, u32), Jobs>,
    /// Call to first arrival by zone [ms].
    pub zones: Table<ZoneId, Bins>,
    /// Call to first arrival by place [ms].
    pub places: Table<PlaceId, Bins>,
    /// The hours of the week, from Monday, 0 o'clock.
    pub week: Week,
    /// How speed, competence, courtesy, convenience, transparency and price were perceived, by place [1e-6].
    pub qualities: Table<PlaceId, [Tally; 6]>,
}

/// Sums over the counted time by hour of the week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Week {
    /// Counted calls.
    pub calls: Vec<u64>,
    /// Person-time at travel and work [ms].
    pub busy: Vec<i64>,
    /// Paid person-time inside shifts [ms].
    pub paid: Vec<i64>,
    /// Jobs waiting for dispatch x time [job ms].
    pub waiting: Vec<i64>,
}

impl Default for Week {
    fn default() -> Week {
        Week { calls: vec![0; HOURS], busy: vec![0; HOURS], paid: vec![0; HOURS], waiting: vec![0; HOURS] }
    }
}

impl Week {
    /// Adds the sums of `other`.
    pub fn merge(&mut self, other: &Week) {
        self.calls.iter_mut().zip(&other.calls).for_each(|(mine, theirs)| *mine += theirs);
        let pairs = [(&mut self.busy, &other.busy), (&mut self.paid, &other.paid), (&mut self.waiting, &other.waiting)];
        for (mine, theirs) in pairs {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        }
    }
}

/// Keeps the picture of a trial.
#[derive(Debug)]
pub struct PictureLog<'n> {
    network: &'n Network,
    /// Where months begin; the last entry is the end of the last month.
    months: Vec<Time>,
    /// Hour of the week in which the clock begins.
    offset: i64,
    picture: Picture,
}

impl<'n> PictureLog<'n> {
    /// Nothing has happened yet.
    pub fn new(network: &'n Network) -> PictureLog<'n> {
        let last = network.calendar.month(network.window.horizon.day());
        let picture = Picture {
            cells: BTreeMap::new(),
            zones: network.zones.iter().map(|_| Bins::default()).collect(),
            places: network.places.iter().map(|_| Bins::default()).collect(),
            week: Week::default(),
            qualities: network.places.iter().map(|_| [Tally::new(); 6]).collect(),
        };
        PictureLog {
            network,
            months: (0..=last + 1).map(|month| network.calendar.month_span(month).0).collect(),
            offset: offset(network),
            picture,
        }
    }

    /// Adds what happened in other parts of the network.
    pub fn merge(&mut self, other: PictureLog<'_>) {
        let (mine, theirs) = (&mut self.picture, other.picture);
        for (key, jobs) in theirs.cells {
            mine.cells.entry(key).or_default().merge(&jobs);
        }
        mine.zones.iter_mut().zip(theirs.zones.iter()).for_each(|(mine, theirs)| mine.merge(theirs));
        mine.places.iter_mut().zip(theirs.places.iter()).for_each(|(mine, theirs)| mine.merge(theirs));
        mine.week.merge(&theirs.week);
        for (mine, theirs) in mine.qualities.iter_mut().zip(theirs.qualities.iter()) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| mine.merge(theirs));
        }
    }

    /// Ends the trial.
    pub fn close(self) -> Picture {
        self.picture
    }

    /// The month of a time up to the horizon.
    fn month(&self, at: Time) -> u32 {
        (self.months.partition_point(|begins| *begins <= at) - 1) as u32
    }

    fn ended(&mut self, now: Time, job: &Job, end: End<'_>) {
        let place = job.place.unwrap_or(HEAD_OFFICE);
        let partner = self.network.partner_at(place).is_some();
        let seen = Seen::of(now, job, &end);
        let month = self.month(job.called);
        self.picture.cells.entry((job.zone, place, month)).or_default().ended(job, &seen, end, partner);
        if let Some(response) = seen.response {
            self.picture.zones[job.zone].record(response);
            self.picture.places[place].record(response);
        }
        if let End::Closed { score: Some(score), .. } | End::Settled { score: Some(score) } = end {
            self.judged(place, score);
        }
    }

    fn judged(&mut self, place: PlaceId, score: &Score) {
        let tallies = self.picture.qualities[place].iter_mut().zip(score.qualities);
        tallies.for_each(|(tally, quality)| tally.add(nearest(quality * MICRO)));
    }

    fn waits_no_longer(&mut self, now: Time, job: &Job) {
        if !job.background && job.waits_since < now {
            spread(self.network, self.offset, &mut self.picture.week.waiting, (job.waits_since, now), 1);
        }
    }

    fn people(&self, technician: TechnicianId) -> i64 {
        i64::from(self.network.technicians[technician].people)
    }

    #[inline(never)]
    fn take_note(&mut self, now: Time, fact: &Fact<'_>) {
        match *fact {
            Fact::Called(_, job) if job.counted => {
                let hour = hour_of_week(now, self.offset);
                self.picture.week.calls[hour] += 1;
            }
            Fact::Dispatched(_, job) => self.waits_no_longer(now, job),
            Fact::Granted { job, waited: true, .. } => self.waits_no_longer(now, job),
            Fact::Closed { job, relapse, ref score, no_fault, .. } if job.counted => {
                self.ended(now, job, End::Closed { relapse, score, no_fault });
            }
            Fact::Settled { job, ref score, .. } if job.counted => self.ended(now, job, End::Settled { score }),
            Fact::Declined { job, .. } if job.counted => self.ended(now, job, End::Declined),
            Fact::Lost(_, job) if job.counted => self.ended(now, job, End::Lost),
            Fact::Abandoned(_, job) => {
                self.waits_no_longer(now, job);
                if job.counted {
                    self.ended(now, job, End::Abandoned);
                }
            }
            Fact::StillOpen(_, job) => {
                if job.is_undispatched() {
                    self.waits_no_longer(now, job);
                }
                if job.counted {
                    self.ended(now, job, End::Open);
                }
            }
            Fact::Spent { technician, activity: Activity::Outbound | Activity::Return | Activity::Work, from, to } => {
                let people = self.people(technician);
                spread(self.network, self.offset, &mut self.picture.week.busy, (from, to), people);
            }
            Fact::Paid { technician, pay: Pay::Regular, from, to } => {
                let people = self.people(technician);
                spread(self.network, self.offset, &mut self.picture.week.paid, (from, to), people);
            }
            _ => {}
        }
    }
}

/// Hour of the week in which the clock begins.
fn offset(network: &Network) -> i64 {
    network.calendar.first_weekday() as i64 * 24
}

fn hour_of_week(at: Time, offset: i64) -> usize {
    (at.0.div_euclid(MS_PER_HOUR) + offset).rem_euclid(HOURS as i64) as usize
}

/// Time of the counted time by hour of the week [ms].
pub fn hours_of(network: &Network) -> Vec<i64> {
    let mut hours = vec![0; HOURS];
    spread(network, offset(network), &mut hours, (network.window.warm_up, network.window.horizon), 1);
    hours
}

/// Adds `weight` for each millisecond of a stretch in the counted time, by hour of the week.
fn spread(network: &Network, offset: i64, hours: &mut [i64], (from, to): (Time, Time), weight: i64) {
    let window = network.window;
    let Some((mut from, to)) = clip(from, to, window.warm_up, window.horizon) else { return };
    // Whole weeks fall on every hour alike.
    let weeks = (to - from).0 / (7 * MS_PER_DAY);
    if weeks > 0 {
        hours.iter_mut().for_each(|hour| *hour += weight * weeks * MS_PER_HOUR);
        from = from + Span(weeks * 7 * MS_PER_DAY);
    }
    while from < to {
        let stop = Time((from.0.div_euclid(MS_PER_HOUR) + 1) * MS_PER_HOUR).min(to);
        hours[hour_of_week(from, offset)] += weight * (stop - from).0;
        from = stop;
    }
}

impl Observer for PictureLog<'_> {
    #[inline(always)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        match fact {
            // The most frequent ones that say nothing here.
            Fact::Accepted(..) | Fact::Travelled { .. } | Fact::Visited { .. } => {}
            _ => self.take_note(now, fact),
        }
    }
}

impl Picture {
    /// Figures of jobs, such as calls, response and satisfaction, of the cells that `keep` keeps; the other figures have no data.
    pub fn row(&self, keep: impl Fn(ZoneId, PlaceId, u32) -> bool) -> Row {
        let mut jobs = Jobs::default();
        let kept = self.cells.iter().filter(|((zone, place, month), _)| keep(*zone, *place, *month));
        kept.for_each(|(_, cell)| jobs.merge(cell));
        row_of(&jobs)
    }
}

/// Figures of jobs that were measured.
pub fn row_of(jobs: &Jobs) -> Row {
    let mut row = vec![None; FIGURES.len()];
    jobs.fill(&mut row, false, false);
    row
}
