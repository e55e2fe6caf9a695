//! Keeps a day: follows open jobs and the places of technicians, from what the run tells.

use super::{Chosen, Day, DayJob, Mover, Stand, Stretch};
use crate::kernel::id::Table;
use crate::kernel::time::Time;
use crate::network::travel::Leg;
use crate::network::zones::Site;
use crate::network::{Network, TechnicianId, ZoneId};
use crate::record::fact::{Activity, Fact, Observer};
use crate::scenario::schema::Bases;
use crate::state::job::Job;
use std::collections::BTreeMap;

/// Keeps a day of a trial.
#[derive(Debug)]
pub struct DayLog<'n> {
    network: &'n Network,
    chosen: Chosen,
    /// Open jobs by the number of their call.
    open: BTreeMap<u64, DayJob>,
    /// Jobs that have ended in the day, or were followed to its end, with their numbers.
    done: Vec<(u64, DayJob)>,
    /// Technicians of visits under way by the number of the job.
    crews: BTreeMap<u64, [Option<TechnicianId>; 2]>,
    walkers: Table<TechnicianId, Walker>,
}

/// Where a technician is.
#[derive(Debug, Clone)]
struct Walker {
    at: Site,
    /// The job that they are on the way to or at: its number, place and zone.
    job: Option<(u64, Site, ZoneId)>,
    /// Whether they have been sent and not arrived.
    sent: bool,
    /// The last trip to a job.
    trip: Option<Trip>,
    stretches: Vec<Stretch>,
}

/// A trip to a job, or the part of it that was made.
#[derive(Debug, Clone, Copy)]
struct Trip {
    /// Number of the job.
    job: u64,
    start: Site,
    from: Time,
    to: Time,
    /// How far it went [m].
    metres: i64,
}

impl<'n> DayLog<'n> {
    /// Nothing has happened yet.
    pub fn new(network: &'n Network, chosen: Chosen) -> DayLog<'n> {
        let walkers = network.technicians.iter().map(|technician| Walker {
            at: network.centres[technician.centre].site,
            job: None,
            sent: false,
            trip: None,
            stretches: Vec::new(),
        });
        DayLog { network, chosen, open: BTreeMap::new(), done: Vec::new(), crews: BTreeMap::new(), walkers: walkers.collect() }
    }

    /// Adds what happened in other parts of the network.
    pub fn merge(&mut self, mut other: DayLog<'_>) {
        // Numbers of jobs are those of a hand: two hands may have used the same.
        self.follow_no_longer();
        other.follow_no_longer();
        self.done.append(&mut other.done);
        for (mine, theirs) in self.walkers.iter_mut().zip(other.walkers.iter_mut()) {
            mine.stretches.append(&mut theirs.stretches);
        }
    }

    /// Ends the trial.
    pub fn close(mut self) -> Day {
        self.follow_no_longer();
        // Jobs of one source lie in one part of the network, where their numbers follow their calls.
        self.done.sort_unstable_by_key(|(number, job)| (job.called, job.source, *number));
        let people = self.network.technicians.iter().map(|technician| u32::from(technician.people));
        let stretches = self.walkers.iter_mut().map(|walker| std::mem::take(&mut walker.stretches));
        Day {
            chosen: self.chosen,
            jobs: self.done.into_iter().map(|(_, job)| job).collect(),
            movers: people.zip(stretches).map(|(people, stretches)| Mover { people, stretches }).collect(),
        }
    }

    fn follow_no_longer(&mut self) {
        self.done.extend(std::mem::take(&mut self.open));
    }

    /// Where the customer of a job is.
    fn site(&self, job: &Job) -> Site {
        if self.network.travel.uses_sites() { job.site } else { self.network.zones[job.zone].middle }
    }

    fn base(&self, technician: TechnicianId) -> Site {
        self.network.centres[self.network.technicians[technician].centre].site
    }

    fn called(&mut self, now: Time, job: &Job) {
        if now < self.chosen.to && !job.background {
            let site = self.site(job);
            let row = DayJob {
                source: job.source,
                zone: job.zone,
                kind: job.home,
                site,
                called: now,
                place: job.place,
                lead: None,
                steps: vec![(now, Stand::Pending)],
            };
            self.open.insert(job.serial, row);
        }
    }

    /// A job stands otherwise from now on.
    fn step(&mut self, now: Time, job: &Job, stand: Stand) {
        let Chosen { from, to, .. } = self.chosen;
        if now >= to {
            return;
        }
        let Some(row) = self.open.get_mut(&job.serial) else { return };
        row.place = job.place.or(row.place);
        row.lead = job.crew[0].or(row.lead);
        let last = row.steps.last_mut().expect("a job stands somehow");
        if now <= from || last.0 == now {
            *last = (now, stand);
        } else {
            row.steps.push((now, stand));
        }
        if stand.is_end() {
            let row = self.open.remove(&job.serial).expect("it was open");
            self.done.extend((now >= from).then_some((job.serial, row)));
        }
    }

    fn dispatched(&mut self, job: &Job) {
        let site = self.site(job);
        self.crews.insert(job.serial, job.crew);
        for member in job.people() {
            let goal = if self.network.travels(job.kind) { site } else { self.base(member) };
            let walker = &mut self.walkers[member];
            (walker.job, walker.sent) = (Some((job.serial, goal, job.zone)), true);
        }
    }

    fn spent(&mut self, member: TechnicianId, activity: Activity, from: Time, to: Time) {
        let base = self.base(member);
        let one_way = self.network.travel.bases == Bases::OneWay;
        let walker = &mut self.walkers[member];
        let start = walker.at;
        let (goal, zone) = match (activity, walker.job) {
            (Activity::Outbound, Some((number, goal, zone))) => {
                walker.trip = Some(Trip { job: number, start, from, to, metres: 0 });
                (goal, Some(zone))
            }
            (Activity::Return, _) => (base, None),
            (Activity::Work, Some((_, _, zone))) => (start, Some(zone)),
            (Activity::Idle, _) => (start, None),
            // Who is absent, sick or in a course is nowhere to be seen.
            _ => return,
        };
        if from < self.chosen.to && to > self.chosen.from {
            walker.stretches.push(Stretch { activity, from, to, start, goal, zone });
        }
        walker.at = if activity == Activity::Work && one_way { base } else { goal };
    }

    /// A trip has been made: to the job that they were sent to, or to base.
    fn travelled(&mut self, member: TechnicianId, metres: i64) {
        let base = self.base(member);
        let walker = &mut self.walkers[member];
        walker.at = match walker.job.filter(|_| walker.sent) {
            Some((_, goal, _)) => {
                walker.trip.iter_mut().for_each(|trip| trip.metres = metres);
                goal
            }
            None => base,
        };
        walker.sent = false;
    }

    /// A visit was stopped: who was on the way is somewhere between.
    fn interrupted(&mut self, now: Time, job: &Job) {
        for member in self.crews.remove(&job.serial).into_iter().flatten().flatten() {
            self.turned_round(now, member, job.serial);
            if self.network.travel.bases == Bases::OneWay {
                self.walkers[member].at = self.base(member);
            }
        }
    }

    /// A technician has stopped on the way, as far from where he set out as the metres of his trip tell: half way where none are told.
    fn turned_round(&mut self, now: Time, member: TechnicianId, number: u64) {
        let centre = self.network.technicians[member].centre;
        let walker = &mut self.walkers[member];
        let (Some(trip), Some((_, goal, zone))) = (walker.trip, walker.job) else { return };
        if (trip.job, trip.to) != (number, now) {
            return;
        }
        let leg = Leg { from: trip.start, to: goal, centre, zone };
        let whole = self.network.travel.expected(&leg, trip.from).metres;
        let share = if whole > 0 { (trip.metres as f64 / whole as f64).min(1.0) } else { 0.5 };
        walker.at = std::array::from_fn(|i| trip.start[i] + share * (goal[i] - trip.start[i]));
        if let Some(stretch) = walker.stretches.last_mut().filter(|last| last.to == now && last.activity == Activity::Outbound) {
            stretch.goal = walker.at;
        }
    }

    fn of_job(&mut self, now: Time, job: &Job, fact: &Fact<'_>) {
        let stand = match fact {
            Fact::Queued(..) | Fact::Interrupted(..) => Stand::Waiting,
            Fact::Dispatched(..) => Stand::Coming,
            Fact::Arrived(..) => Stand::Served,
            Fact::Visited { .. } | Fact::Passed { .. } | Fact::Granted { .. } => Stand::Pending,
            Fact::Closed { .. } => Stand::Closed,
            Fact::Settled { .. } => Stand::Settled,
            Fact::Declined { .. } => Stand::Declined,
            Fact::Abandoned(..) => Stand::Abandoned,
            Fact::Lost(..) => Stand::Lost,
            _ => return,
        };
        self.step(now, job, stand);
    }

    #[inline(never)]
    fn take_note(&mut self, now: Time, fact: &Fact<'_>) {
        match *fact {
            Fact::Called(_, job) => self.called(now, job),
            Fact::Spent { technician, activity, from, to } => self.spent(technician, activity, from, to),
            Fact::Travelled { technician, metres } => self.travelled(technician, metres),
            Fact::Dispatched(_, job) => {
                self.dispatched(job);
                self.of_job(now, job, fact);
            }
            Fact::Interrupted(_, job) => {
                self.interrupted(now, job);
                self.of_job(now, job, fact);
            }
            Fact::Visited { job, .. } => {
                self.crews.remove(&job.serial);
                self.of_job(now, job, fact);
            }
            Fact::Queued(_, job) | Fact::Arrived(_, job) | Fact::Abandoned(_, job) | Fact::Lost(_, job) => {
                self.of_job(now, job, fact)
            }
            Fact::Passed { job, .. }
            | Fact::Granted { job, .. }
            | Fact::Closed { job, .. }
            | Fact::Settled { job, .. }
            | Fact::Declined { job, .. } => self.of_job(now, job, fact),
            _ => {}
        }
    }
}

impl Observer for DayLog<'_> {
    #[inline(always)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        match fact {
            // The most frequent ones that say nothing here.
            Fact::Accepted(..) | Fact::Appointment { .. } | Fact::Paid { .. } => {}
            _ => self.take_note(now, fact),
        }
    }
}
