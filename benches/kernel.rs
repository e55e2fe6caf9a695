//! What the small parts of a run cost, one operation at a time: draws, the agenda, tallies, the ledger.
//!
//! `cargo bench --bench kernel`, or `cargo bench --bench kernel -- agenda` for a part of it. The time is that of one operation.

use callout::kernel::agenda::{Agenda, Handle, Seat};
use callout::kernel::law::Law;
use callout::kernel::random::{Draws, Key, Seed, name_key};
use callout::kernel::sketch::LogHistogram;
use callout::kernel::tally::{Levels, Series, Tally};
use callout::kernel::time::{MS_PER_DAY, MS_PER_HOUR, Span, Time};
use divan::counter::ItemsCount;
use divan::{Bencher, black_box};

fn main() {
    // A thousand operations to a sample: far above the resolution of the clock.
    divan::Divan::default().sample_size(1_000).sample_count(200).config_with_args().main();
}

/// Measures `operation`, counted as one item, once the caches are warm and all rows have been made.
fn one<T>(bencher: Bencher<'_, '_>, mut operation: impl FnMut() -> T) {
    for _ in 0..3 * RING {
        black_box(operation());
    }
    bencher.counter(ItemsCount::new(1_u32)).bench_local(operation);
}

/// Values in a ring.
const RING: usize = 4096;

/// Values taken in turn, so that drawing them is not measured.
struct Ring<T> {
    values: Vec<T>,
    at: usize,
}

impl<T: Copy> Ring<T> {
    /// The values that `make` makes of 0, 1, 2 ...
    fn new(make: impl FnMut(usize) -> T) -> Ring<T> {
        Ring { values: (0..RING).map(make).collect(), at: 0 }
    }

    #[inline]
    fn next(&mut self) -> T {
        self.at = (self.at + 1) % RING;
        self.values[self.at]
    }
}

fn draws() -> Draws {
    Key(7).draws(1, 0)
}

/// Durations such as work takes [ms]: lognormal, mean 1.5 h, cv 0.8.
fn durations() -> Ring<i64> {
    let (law, mut draws) = (Law::lognormal(1.5 * MS_PER_HOUR as f64, 0.8).expect("a law"), draws());
    Ring::new(|_| law.sample(&mut draws) as i64)
}

mod random {
    use super::*;

    #[divan::bench]
    fn uniform(bencher: Bencher) {
        let mut draws = draws();
        one(bencher, || draws.uniform());
    }

    #[divan::bench]
    fn exponential(bencher: Bencher) {
        let mut draws = draws();
        one(bencher, || draws.exponential());
    }

    #[divan::bench]
    fn normal(bencher: Bencher) {
        let mut draws = draws();
        one(bencher, || draws.normal());
    }

    /// The key of an entity: one block of Philox.
    #[divan::bench]
    fn entity(bencher: Bencher) {
        let (source, mut ordinal) = (Seed::new(1, 0).source(name_key("calls/Jinan")), 0);
        one(bencher, || {
            ordinal += 1;
            source.entity(ordinal)
        });
    }

    /// The draws of a purpose, and the first of them.
    #[divan::bench]
    fn address(bencher: Bencher) {
        let (key, mut index) = (black_box(Key(7)), 0);
        one(bencher, || {
            index += 1;
            key.draws(6, index).uniform()
        });
    }
}

mod law {
    use super::*;

    const MEAN: f64 = 1.5 * MS_PER_HOUR as f64;
    /// All shapes; gamma laws with a shape above and below 1 are drawn differently.
    const LAWS: [&str; 11] = [
        "constant",
        "uniform",
        "exponential",
        "erlang 4",
        "gamma cv 0.5",
        "gamma cv 2",
        "lognormal",
        "weibull",
        "hyperexponential",
        "triangular",
        "quantiles",
    ];

    fn law(name: &str) -> Law {
        let made = match name {
            "constant" => Law::constant(MEAN),
            "uniform" => Law::uniform(0.5 * MEAN, 1.5 * MEAN),
            "exponential" => Law::exponential(MEAN),
            "erlang 4" => Law::erlang(4, MEAN),
            "gamma cv 0.5" => Law::gamma(MEAN, 0.5),
            "gamma cv 2" => Law::gamma(MEAN, 2.0),
            "lognormal" => Law::lognormal(MEAN, 0.8),
            "weibull" => Law::weibull(2.0, MEAN),
            "hyperexponential" => Law::balanced_hyperexponential(MEAN, 2.0),
            "triangular" => Law::triangular(0.2 * MEAN, MEAN, 2.0 * MEAN),
            "quantiles" => Law::quantiles(&[0.2 * MEAN, 0.6 * MEAN, 0.8 * MEAN, MEAN, 2.5 * MEAN]),
            _ => Err(format!("there is no law {name}")),
        };
        made.expect("a law")
    }

    #[divan::bench(args = LAWS)]
    fn plain(bencher: Bencher, name: &str) {
        let (law, mut draws) = (law(name), draws());
        one(bencher, || law.sample(&mut draws));
    }

    #[divan::bench(args = LAWS)]
    fn shifted(bencher: Bencher, name: &str) {
        let (law, mut draws) = (law(name).shifted(0.25 * MEAN).expect("a shift"), draws());
        one(bencher, || law.sample(&mut draws));
    }

    /// Cut to between half the mean and twice the mean.
    #[divan::bench(args = LAWS)]
    fn cut(bencher: Bencher, name: &str) {
        let (law, mut draws) = (law(name).truncated(Some(0.5 * MEAN), Some(2.0 * MEAN)).expect("bounds"), draws());
        one(bencher, || law.sample(&mut draws));
    }
}

mod agenda {
    use super::*;

    const PENDING: [usize; 4] = [100, 1_000, 10_000, 100_000];

    /// Steps from one event to the one that it plans [ms]: exponential, mean 3 h.
    fn steps() -> Ring<Span> {
        let mut draws = draws();
        Ring::new(|_| Span::from_ms(3.0 * MS_PER_HOUR as f64 * draws.exponential()))
    }

    /// An agenda with this many events to come, after it has run for a while.
    fn filled(pending: usize, steps: &mut Ring<Span>) -> Agenda<u64> {
        let mut agenda = Agenda::new();
        for event in 0..pending {
            agenda.schedule(Time::ZERO + steps.next(), event as u64);
        }
        for _ in 0..3 * pending {
            hold(&mut agenda, steps);
        }
        agenda
    }

    #[inline]
    fn hold(agenda: &mut Agenda<u64>, steps: &mut Ring<Span>) -> Handle {
        let (now, event) = agenda.pop().expect("events are to come");
        agenda.schedule(now + steps.next(), event)
    }

    /// Takes the next event and plans another: the hold model.
    #[divan::bench(args = PENDING)]
    fn pop_and_schedule(bencher: Bencher, pending: usize) {
        let mut steps = steps();
        let mut agenda = filled(pending, &mut steps);
        one(bencher, || hold(&mut agenda, &mut steps));
    }

    /// The hold model on seats: who has just had an event gets the next one.
    #[divan::bench(args = PENDING)]
    fn pop_and_seat(bencher: Bencher, pending: usize) {
        let mut steps = steps();
        let mut agenda = Agenda::new();
        agenda.clear(pending);
        for seat in 0..pending {
            agenda.seat(Seat(seat as u32), Time::ZERO + steps.next(), seat as u64);
        }
        one(bencher, || {
            let (now, event) = agenda.pop().expect("events are to come");
            agenda.seat(Seat(event as u32), now + steps.next(), event);
        });
    }

    /// Plans an event and takes back an earlier one, as with the patience of customers who are served; the clock stands still.
    #[divan::bench(args = PENDING)]
    fn schedule_and_cancel(bencher: Bencher, pending: usize) {
        let mut steps = steps();
        let mut agenda = filled(pending, &mut steps);
        let (now, event) = agenda.pop().expect("events are to come");
        let mut patience = Ring::new(|_| agenda.schedule(now + steps.next(), event));
        one(bencher, || {
            agenda.cancel(patience.next());
            patience.values[patience.at] = agenda.schedule(now + steps.next(), event);
        });
    }

    /// A step of the hold model in which each event also plans a customer's patience and takes back that of another.
    #[divan::bench(args = PENDING)]
    fn hold_with_patience(bencher: Bencher, pending: usize) {
        let mut steps = steps();
        let mut agenda = filled(pending, &mut steps);
        let day = Span(MS_PER_DAY);
        let (mut now, event) = agenda.pop().expect("events are to come");
        // Patience lies far beyond the time in which it is taken back.
        let far = |now: Time| now + Span(1_000 * day.0);
        let mut patience = Ring::new(|_| agenda.schedule(far(now), event));
        one(bencher, || {
            let (at, event) = agenda.pop().expect("events are to come");
            now = at;
            agenda.cancel(patience.next());
            patience.values[patience.at] = agenda.schedule(far(now), event);
            agenda.schedule(now + steps.next(), event)
        });
    }
}

mod tally {
    use super::*;

    const YEAR: Time = Time(365 * MS_PER_DAY);

    /// The weeks of a year, and times all over it.
    fn year() -> (Series, Ring<Time>) {
        let weeks = Series::new(Time::ZERO, YEAR, Span(7 * MS_PER_DAY));
        (weeks, Ring::new(|at| Time(YEAR.0 / RING as i64 * at as i64)))
    }

    #[divan::bench]
    fn add(bencher: Bencher) {
        let (mut tally, mut durations) = (Tally::new(), durations());
        one(bencher, || tally.add(durations.next()));
        black_box(tally.mean());
    }

    /// A wait of a job, seen every hour.
    #[divan::bench]
    fn levels(bencher: Bencher) {
        let mut levels = Levels::new(Time::ZERO, YEAR, Span(MS_PER_HOUR));
        let mut stays = Ring::new(|at| Span((at as i64 % 97) * MS_PER_HOUR / 8));
        let mut now = Time::ZERO;
        one(bencher, || {
            now = if now < YEAR { now + Span(100) } else { Time::ZERO };
            levels.add(now, now + stays.next());
        });
        black_box(levels.most());
    }

    #[divan::bench]
    fn histogram(bencher: Bencher) {
        let (mut histogram, mut durations) = (LogHistogram::new(), durations());
        one(bencher, || histogram.record(durations.next()));
        black_box(histogram.mean());
    }

    /// Calls by week.
    #[divan::bench]
    fn series_count(bencher: Bencher) {
        let (mut series, mut times) = year();
        one(bencher, || series.count(times.next(), 1));
        black_box(series.buckets()[0]);
    }

    /// Hours of work by week.
    #[divan::bench]
    fn series_spread(bencher: Bencher) {
        let ((mut series, mut times), mut durations) = (year(), durations());
        one(bencher, || {
            let from = times.next();
            series.spread(from, from + Span(durations.next()), 1);
        });
        black_box(series.buckets()[0]);
    }
}

/// What the ledger takes for each fact: the layout *mixed* of the Shandong scenario, facts in the order of time.
mod ledger {
    use super::*;
    use callout::kernel::id::Id;
    use callout::network::{CentreId, KindId, Network, SourceId, TechnicianId, ZoneId};
    use callout::record::Observer;
    use callout::record::fact::{Fact, Pay, Promise};
    use callout::record::ledger::Ledger;
    use callout::scenario;
    use callout::state::claim::Bill;
    use callout::state::fate::Fate;
    use callout::state::job::{Job, JobId};
    use std::path::Path;

    fn network() -> Network {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/shandong-ac.toml");
        let study = scenario::read(&path, &[]).expect("a sound scenario");
        let mixed = study.layouts.iter().find(|layout| layout.name == "mixed").expect("the layout is there");
        Network::new(mixed)
    }

    /// Times over the counted year, rising.
    fn times(network: &Network) -> Ring<Time> {
        let (from, length) = (network.window.warm_up, network.window.length().0);
        Ring::new(|at| from + Span(length / RING as i64 * at as i64))
    }

    /// Technicians of our own centres.
    fn own(network: &Network) -> Ring<TechnicianId> {
        let is_own = |id: &TechnicianId| network.centres[network.technicians[*id].centre].partner.is_none();
        let all: Vec<TechnicianId> = network.technicians.ids().filter(is_own).collect();
        let mut draws = draws();
        Ring::new(|_| all[draws.below(all.len() as u32) as usize])
    }

    /// A shift of eight hours is paid.
    #[divan::bench]
    fn paid(bencher: Bencher) {
        let network = network();
        let (mut ledger, mut times, mut own) = (Ledger::new(&network), times(&network), own(&network));
        one(bencher, || {
            let from = times.next();
            let to = from + Span(8 * MS_PER_HOUR);
            ledger.note(to, &Fact::Paid { technician: own.next(), pay: Pay::Regular, from, to });
        });
        black_box(ledger.close());
    }

    /// A trip costs by the kilometre.
    #[divan::bench]
    fn travelled(bencher: Bencher) {
        let network = network();
        let (mut ledger, mut times, mut own) = (Ledger::new(&network), times(&network), own(&network));
        one(bencher, || ledger.note(times.next(), &Fact::Travelled { technician: own.next(), metres: 12_345 }));
        black_box(ledger.close());
    }

    /// Jobs with the place that served them, one centre to a zone.
    fn jobs(network: &Network) -> Vec<Job> {
        let mut draws = draws();
        let job = |at: usize| {
            let zone = ZoneId::new(draws.below(network.zones.len() as u32) as usize);
            let kind = KindId::new(at % network.kinds.len());
            let mut job = Job::new(Fate::new(Key(at as u64)), SourceId::new(0), zone, kind, Time::ZERO);
            job.counted = true;
            job.place = Some(network.centres[CentreId::new(zone.index() % network.centres.len())].place);
            job
        };
        (0..RING).map(job).collect()
    }

    /// A job is closed: a third takes parts, a third is paid by the customer; at partners with fee and quality control.
    #[divan::bench]
    fn closed(bencher: Bencher) {
        let network = network();
        let (mut ledger, mut times, jobs) = (Ledger::new(&network), times(&network), jobs(&network));
        one(bencher, || {
            let (now, at) = (times.next(), times.at);
            let (part, charged) = (at % 3 == 0, at % 3 == 1);
            ledger.note(
                now,
                &Fact::Closed {
                    id: JobId::new(at),
                    job: &jobs[at],
                    part,
                    charged,
                    bill: Bill::FULL,
                    relapse: None,
                    score: None,
                    no_fault: false,
                },
            );
        });
        black_box(ledger.close());
    }

    /// A promise is broken.
    #[divan::bench]
    fn breached(bencher: Bencher) {
        let network = network();
        let (mut ledger, mut times, jobs) = (Ledger::new(&network), times(&network), jobs(&network));
        one(bencher, || {
            let now = times.next();
            ledger.note(now, &Fact::Breached(JobId::new(times.at), &jobs[times.at], Promise::Response));
        });
        black_box(ledger.close());
    }

    /// What costs nothing: most facts.
    #[divan::bench]
    fn free(bencher: Bencher) {
        let network = network();
        let (mut ledger, mut times, jobs) = (Ledger::new(&network), times(&network), jobs(&network));
        one(bencher, || {
            let now = times.next();
            ledger.note(now, &Fact::Arrived(JobId::new(times.at), &jobs[times.at]));
        });
        black_box(ledger.close());
    }
}
