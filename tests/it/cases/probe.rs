//! Probes: observers that measure what the standard figures do not hold.

use super::{Id, KindId, Network, Observer, PlaceId, Table, ZoneId};
use callout::kernel::sketch::LogHistogram;
use callout::kernel::time::{MS_PER_DAY, MS_PER_HOUR, Time, clip};
use callout::network::{TeamId, TechnicianId, Window};
use callout::record::Fact;
use callout::record::fact::{Activity, Pay};
use callout::state::job::{Job, JobId};

/// Waits and work of the counted jobs that were served or gave up, by kind.
pub struct Waits {
    pub kinds: Table<KindId, WaitsOfKind>,
    stays: Vec<Stay>,
}

/// Waits and work of one kind [ms].
#[derive(Default)]
pub struct WaitsOfKind {
    /// Time in the backlog, all visits and interruptions included.
    pub all: LogHistogram,
    /// The same of those who were served.
    pub served: LogHistogram,
    /// Work on site of those who were served.
    pub work: LogHistogram,
    /// Dispatches of those who were served.
    pub dispatches: u64,
    /// Sum of squares of `all` [ms2].
    squares: i128,
}

impl WaitsOfKind {
    /// Variance of `all` [h2].
    pub fn variance(&self) -> f64 {
        let (n, mean) = (self.all.count() as f64, self.all.mean().unwrap());
        (self.squares as f64 - n * mean * mean) / (n - 1.0) / (MS_PER_HOUR as f64 * MS_PER_HOUR as f64)
    }
}

/// What an open job has behind it.
#[derive(Clone, Copy, Default)]
struct Stay {
    since: Time,
    at_work: bool,
    waited: i64,
    worked: i64,
    dispatches: u64,
}

impl Waits {
    pub fn new(network: &Network) -> Waits {
        Waits { kinds: network.kinds.iter().map(|_| WaitsOfKind::default()).collect(), stays: Vec::new() }
    }

    /// The waits of the only kind.
    pub fn only(&self) -> &WaitsOfKind {
        assert_eq!(self.kinds.len(), 1);
        &self.kinds[KindId(0)]
    }

    fn stay(&mut self, id: JobId) -> &mut Stay {
        if id.index() >= self.stays.len() {
            self.stays.resize(id.index() + 1, Stay::default());
        }
        &mut self.stays[id.index()]
    }

    fn ended(&mut self, id: JobId, job: &Job, served: bool) {
        let stay = *self.stay(id);
        if !job.counted {
            return;
        }
        let kind = &mut self.kinds[job.kind];
        kind.all.record(stay.waited);
        kind.squares += i128::from(stay.waited).pow(2);
        if served {
            kind.served.record(stay.waited);
            kind.work.record(stay.worked);
            kind.dispatches += stay.dispatches;
        }
    }
}

impl Observer for Waits {
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        match *fact {
            Fact::Called(id, _) => *self.stay(id) = Stay::default(),
            Fact::Queued(id, _) => self.stay(id).since = now,
            Fact::Dispatched(id, _) => {
                let stay = self.stay(id);
                stay.waited += (now - stay.since).0;
                stay.dispatches += 1;
            }
            Fact::Arrived(id, _) => {
                let stay = self.stay(id);
                (stay.since, stay.at_work) = (now, true);
            }
            Fact::Interrupted(id, _) | Fact::Visited { id, .. } => {
                let stay = self.stay(id);
                if stay.at_work {
                    stay.worked += (now - stay.since).0;
                }
                (stay.since, stay.at_work) = (now, false);
            }
            Fact::Closed { id, job, .. } => self.ended(id, job, true),
            Fact::Abandoned(id, job) => {
                let stay = self.stay(id);
                stay.waited += (now - stay.since).0;
                self.ended(id, job, false);
            }
            _ => {}
        }
    }
}

/// A number of jobs over time.
pub struct Level {
    what: What,
    window: Window,
    level: usize,
    since: Time,
    /// Time at each level [ms].
    times: Vec<i64>,
    moments: Vec<Time>,
    /// The level at each of the moments.
    pub samples: Vec<f64>,
    /// Integrals of level x cosine and level x sine of the time of day [job ms].
    wave: Option<[f64; 2]>,
}

/// What is counted.
pub enum What {
    /// Jobs from acceptance to their end, at one place or all.
    Present(Option<PlaceId>),
    /// Visits from dispatch to their end.
    Visits,
}

impl Level {
    pub fn of(network: &Network, what: What) -> Level {
        let (level, since, times) = (0, Time::ZERO, Vec::new());
        let (moments, samples, wave) = (Vec::new(), Vec::new(), None);
        Level { what, window: network.window, level, since, times, moments, samples, wave }
    }

    /// Jobs in the whole system.
    pub fn in_system(network: &Network) -> Level {
        Level::of(network, What::Present(None))
    }

    /// Also takes samples at these moments, in order [h].
    pub fn sampled(mut self, hours: impl Iterator<Item = f64>) -> Level {
        self.moments = hours.map(|at| Time((at * MS_PER_HOUR as f64) as i64)).collect();
        self
    }

    /// Also fits a wave with a period of a day.
    pub fn with_wave(mut self) -> Level {
        self.wave = Some([0.0; 2]);
        self
    }

    fn total(&self) -> f64 {
        self.times.iter().sum::<i64>() as f64
    }

    /// Mean of the level to the power of `power`.
    fn moment(&self, power: i32) -> f64 {
        self.times.iter().enumerate().map(|(level, &time)| (level as f64).powi(power) * time as f64).sum::<f64>() / self.total()
    }

    pub fn mean(&self) -> f64 {
        self.moment(1)
    }

    pub fn variance(&self) -> f64 {
        self.moment(2) - self.mean() * self.mean()
    }

    /// Share of time at `level`.
    pub fn share_at(&self, level: usize) -> f64 {
        self.times.get(level).map_or(0.0, |&time| time as f64 / self.total())
    }

    /// Share of time at `level` or above.
    pub fn share_from(&self, level: usize) -> f64 {
        1.0 - (0..level).map(|below| self.share_at(below)).sum::<f64>()
    }

    /// Amplitude [jobs] and lag behind a sine that begins at midnight [h] of the daily wave.
    pub fn wave(&self) -> (f64, f64) {
        let [cos, sin] = self.wave.expect("the wave was asked for").map(|integral| 2.0 * integral / self.total());
        ((cos * cos + sin * sin).sqrt(), libm::atan2(-cos, sin) * 24.0 / std::f64::consts::TAU)
    }

    /// Brings the integrals up to `now`.
    fn advance(&mut self, now: Time) {
        if now == self.since {
            return;
        }
        while let Some(&moment) = self.moments.get(self.samples.len())
            && moment < now
        {
            self.samples.push(self.level as f64);
        }
        if let Some((from, to)) = clip(self.since, now, self.window.warm_up, self.window.horizon) {
            if self.level >= self.times.len() {
                self.times.resize(self.level + 1, 0);
            }
            self.times[self.level] += (to - from).0;
            if let Some([cos, sin]) = &mut self.wave {
                let speed = std::f64::consts::TAU / MS_PER_DAY as f64;
                let (a, b) = (from.of_day().0 as f64 * speed, (from.of_day() + (to - from)).0 as f64 * speed);
                *cos += self.level as f64 * (libm::sin(b) - libm::sin(a)) / speed;
                *sin += self.level as f64 * (libm::cos(a) - libm::cos(b)) / speed;
            }
        }
        self.since = now;
    }
}

impl Observer for Level {
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        self.advance(now);
        let here = |place: Option<PlaceId>| match self.what {
            What::Present(Some(watched)) => place == Some(watched),
            What::Present(None) => true,
            What::Visits => false,
        };
        let (comes, goes) = match *fact {
            Fact::Accepted(_, _, place) => (here(Some(place)), false),
            Fact::Closed { job, .. } | Fact::Abandoned(_, job) => (false, here(job.place)),
            Fact::Dispatched(..) => (matches!(self.what, What::Visits), false),
            Fact::Visited { .. } | Fact::Interrupted(..) => (false, matches!(self.what, What::Visits)),
            _ => (false, false),
        };
        self.level += usize::from(comes);
        self.level -= usize::from(goes);
    }
}

/// Who goes where: dispatches by place and zone, and the metres of the trips to each zone, in the counted time.
pub struct Flows {
    window: Window,
    /// Dispatches.
    pub by_place: Table<PlaceId, Table<ZoneId, u64>>,
    /// Calls.
    pub calls: Table<ZoneId, u64>,
    /// Trips and their length [m].
    pub trips: Table<ZoneId, (u64, i64)>,
    bound_for: Table<TechnicianId, Option<ZoneId>>,
}

impl Flows {
    pub fn new(network: &Network) -> Flows {
        let zones = || network.zones.iter().map(|_| 0).collect();
        Flows {
            window: network.window,
            by_place: network.places.iter().map(|_| zones()).collect(),
            calls: zones(),
            trips: network.zones.iter().map(|_| (0, 0)).collect(),
            bound_for: network.technicians.iter().map(|_| None).collect(),
        }
    }

    /// All dispatches.
    pub fn dispatches(&self) -> f64 {
        self.by_place.iter().flat_map(|zones| zones.iter()).sum::<u64>() as f64
    }

    /// Mean length of the trips to a zone, or of all [km].
    pub fn km(&self, zone: Option<ZoneId>) -> f64 {
        let of = |id: ZoneId| zone.is_none_or(|zone| zone == id);
        let kept = self.trips.enumerate().filter(|(id, _)| of(*id)).map(|(_, trips)| trips);
        let (n, metres) = kept.fold((0, 0), |sum, trips| (sum.0 + trips.0, sum.1 + trips.1));
        metres as f64 / 1000.0 / n as f64
    }
}

impl Observer for Flows {
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        if !self.window.counts(now) {
            return;
        }
        match *fact {
            Fact::Called(_, job) => self.calls[job.zone] += 1,
            Fact::Dispatched(_, job) => {
                self.by_place[job.place.expect("a dispatched job has a place")][job.zone] += 1;
                for technician in job.people() {
                    self.bound_for[technician] = Some(job.zone);
                }
            }
            Fact::Travelled { technician, metres } => {
                if let Some(zone) = self.bound_for[technician].take() {
                    self.trips[zone].0 += 1;
                    self.trips[zone].1 += metres;
                }
            }
            _ => {}
        }
    }
}

/// Overtime of each technician who leaves, in the order of leaving [h].
#[derive(Default)]
pub struct Overtime(pub Vec<f64>);

impl Observer for Overtime {
    fn note(&mut self, _: Time, fact: &Fact<'_>) {
        if let Fact::Paid { pay, from, to, .. } = *fact {
            match pay {
                Pay::Regular => self.0.push(0.0),
                Pay::Overtime => *self.0.last_mut().expect("overtime follows a shift") += (to - from).hours(),
            }
        }
    }
}

/// Time of each team in the counted time.
pub struct Teams {
    window: Window,
    names: Table<TeamId, String>,
    team_of: Table<TechnicianId, TeamId>,
    /// Busy, and on duty [ms].
    times: Table<TeamId, [i64; 2]>,
}

impl Teams {
    pub fn new(network: &Network) -> Teams {
        Teams {
            window: network.window,
            names: network.teams.iter().map(|team| team.name.clone()).collect(),
            team_of: network.technicians.iter().map(|technician| technician.team).collect(),
            times: network.teams.iter().map(|_| [0; 2]).collect(),
        }
    }

    /// Busy time / time on duty of the team with this name.
    pub fn utilisation(&self, name: &str) -> f64 {
        let (team, _) = self.names.enumerate().find(|(_, known)| *known == name).expect("the team exists");
        let [busy, present] = self.times[team];
        busy as f64 / present as f64
    }
}

impl Observer for Teams {
    fn note(&mut self, _: Time, fact: &Fact<'_>) {
        let Fact::Spent { technician, activity, from, to } = *fact else { return };
        if let Some((from, to)) = clip(from, to, self.window.warm_up, self.window.horizon) {
            let times = &mut self.times[self.team_of[technician]];
            times[0] += i64::from(activity != Activity::Idle) * (to - from).0;
            times[1] += (to - from).0;
        }
    }
}
