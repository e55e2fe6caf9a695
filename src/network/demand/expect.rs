//! How many calls a source is expected to bring: what capacity is held against before anything is simulated.

use super::{Arrivals, Intensity, Source};
use crate::kernel::calendar::Calendar;
use crate::kernel::id::Table;
use crate::kernel::time::{MS_PER_DAY, Span};
use crate::network::{KindId, Network, Window};

impl Source {
    /// Expected calls in the counted time; units that are down count as if they could fail.
    pub fn expected_calls(&self, calendar: &Calendar, window: &Window) -> f64 {
        let batch = self.batch.as_ref().map_or(1.0, |batch| {
            let edges = std::iter::once(0.0).chain(batch.cumulative.iter().copied());
            batch.sizes.iter().zip(edges.zip(&batch.cumulative)).map(|(size, (from, to))| f64::from(*size) * (to - from)).sum()
        });
        batch
            * self.jobs
            * match &self.arrivals {
                Arrivals::Poisson(intensity) => intensity.expected(calendar, window),
                Arrivals::Renewal { gap, .. } => window.length().0 as f64 / gap.mean().max(1.0),
                Arrivals::Units(rate) => rate * window.length().0 as f64,
                Arrivals::Sales { share, sold } => share * sold.expected(calendar, window),
                Arrivals::Trace(calls) => calls.iter().filter(|call| window.counts(call.at)).count() as f64,
            }
    }
}

impl Intensity {
    /// Expected calls in the counted time; days that it cuts count in proportion.
    fn expected(&self, calendar: &Calendar, window: &Window) -> f64 {
        let Some(shape) = &self.shape else { return self.rate * window.length().0 as f64 };
        let (from, to) = (window.warm_up.0, window.horizon.0);
        let days = from.div_euclid(MS_PER_DAY)..=(to - 1).div_euclid(MS_PER_DAY);
        let inside = |day: i64| (to.min((day + 1) * MS_PER_DAY) - from.max(day * MS_PER_DAY)) as f64;
        days.map(|day| self.rate * shape.day(calendar, day) * inside(day)).sum()
    }
}

/// Work that is offered to a network and hours that it pays for, by week of the counted time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Load {
    /// Expected calls per week, other brands' included.
    pub calls: f64,
    /// Person-hours on site that first visits of these calls need, per week, at speed 1.
    pub work: f64,
    /// Paid person-hours inside shifts, per week without holidays.
    pub paid: f64,
}

impl Load {
    /// The load of a network.
    pub fn of(network: &Network) -> Load {
        let weeks = network.window.length().days() / 7.0;
        let (mut calls, mut work) = (0.0, 0.0);
        for source in network.sources.iter() {
            let expected = source.expected_calls(&network.calendar, &network.window) / weeks;
            calls += expected;
            work += expected * network.work_of(source.kind);
        }
        let people =
            network.teams.iter().map(|team| team.technicians.len() as f64 * f64::from(team.crew) * team.shifts.hours_per_week());
        Load { calls, work, paid: people.sum() }
    }

    /// Work / paid time, where somebody is paid: rough, for travel, second visits and partners without simulated people are left out.
    pub fn utilisation(&self) -> Option<f64> {
        (self.paid > 0.0).then(|| self.work / self.paid)
    }
}

impl Network {
    /// Expected person-hours at speed 1 of a call for a kind, through all stages of its chain, each done at the first visit.
    fn work_of(&self, kind: KindId) -> f64 {
        let hours = |kind: KindId| Span::hours(self.kinds[kind].expected_work) * f64::from(self.kinds[kind].crew);
        let Some(chains) = &self.chains else { return hours(kind) };
        // Jobs that go round in circles are followed until almost none is left.
        let mut jobs = chains.mix(kind);
        let mut work = 0.0;
        for _ in 0..1000 {
            let mut next: Table<KindId, f64> = self.kinds.iter().map(|_| 0.0).collect();
            for (kind, share) in jobs.enumerate().filter(|(_, share)| **share > 1e-9) {
                work += share * hours(kind);
                chains.stages[kind].follow(|to, probability| next[to] += share * probability);
            }
            jobs = next;
        }
        work
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_text;

    const TEXT: &str = "
[scenario]
name = \"load\"
start = 2026-01-05
horizon = \"70 d\"
warm_up = \"14 d\"
[kind.repair]
work = \"2 h\"
[zone.a]
[zone.b]
[stream.steady]
kind = \"repair\"
zones = [\"a\"]
rate = \"7 /week\"
weekdays = [2, 1, 1, 1, 1, 1, 0]
[stream.planned]
kind = \"repair\"
zones = [\"b\"]
every = \"3.5 d\"
batch_sizes = [1, 3]
batch_weights = [1, 1]
[grade.plain]
[roster.week]
shifts = [\"Mon-Fri 08:00-16:00\"]
[centre.depot.team.one]
technicians = 2
";

    #[test]
    fn load_by_hand() {
        let study = read_text("load.toml", TEXT, &[]).unwrap();
        let load = Load::of(&Network::new(&study.layouts[0]));
        // 7 a week by weekday, and two batches of 2 a week; 2 h each; 2 x 40 h.
        assert!((load.calls - 11.0).abs() < 1e-9, "{load:?}");
        assert!((load.work - 22.0).abs() < 1e-9, "{load:?}");
        assert_eq!(load.paid, 80.0);
        assert!((load.utilisation().unwrap() - 22.0 / 80.0).abs() < 1e-12);
    }
}
