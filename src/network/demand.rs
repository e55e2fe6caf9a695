//! When calls arise: streams of a zone as exact intensities, renewals, schedules and traces.

use super::{BaseId, KindId, OfferId, ProductId, StreamId, ZoneId};
use crate::kernel::calendar::Calendar;
use crate::kernel::law::Law;
use crate::kernel::time::{MS_PER_DAY, Span, Time};
use std::sync::Arc;

pub(super) use build::{Demand, build, clock, cumulative_hazard};
pub use cohorts::Cohorts;
pub use expect::Load;
pub(super) mod build;
mod cohorts;
mod expect;
mod goods;

/// A stream of calls in one zone (or a trace, whose rows name their zones).
#[derive(Debug, Clone)]
pub struct Source {
    /// The stream.
    pub stream: StreamId,
    /// The zone; the first zone for a trace.
    pub zone: ZoneId,
    /// Kind of the jobs; the first row's kind for a trace, and the kind of the returns for mere sales.
    pub kind: KindId,
    /// Address of its random numbers: the hash of its stream's and zone's names.
    pub address: u64,
    /// Address of its day factors: failures of one product share theirs in a zone, so that a hot day is hot for every kind of fault.
    pub day_address: u64,
    /// When calls arise.
    pub arrivals: Arrivals,
    /// Units that can fail: those that are down, by this stream or another, cannot.
    pub base: Option<BaseId>,
    /// Product of the units: those that fail, are sold or are visited.
    pub product: Option<ProductId>,
    /// Whether each call sells a unit.
    pub sells: bool,
    /// Whether the calls are planned maintenance.
    pub visits: bool,
    /// Jobs to expect of a call: sales may have none, and maintenance prevents failures.
    pub jobs: f64,
    /// Sizes of batches and their cumulative probabilities.
    pub batch: Option<Batch>,
    /// Jobs of other brands: served, but neither counted nor paid by us.
    pub background: bool,
    /// The units to which those of its customers belong: the base, or for installations that of the product.
    pub owner: Option<BaseId>,
    /// Share of the failures of a live base, whose calls are planned month by month; `None` for all other sources.
    pub live: Option<f64>,
    /// Who takes every job of its kind, whatever the state of the network; `None` if that depends.
    pub certain: Option<OfferId>,
}

/// When calls arise.
#[derive(Debug, Clone)]
pub enum Arrivals {
    /// Poisson with this intensity.
    Poisson(Intensity),
    /// Independent gaps of a law [ms]; a constant law is a schedule. The first call comes at `first` or after one gap.
    Renewal {
        /// Time of the first call.
        first: Option<Time>,
        /// Law of the gaps [ms].
        gap: Law,
    },
    /// One call for each unit sold, by this source with probability `share`.
    Sales {
        /// Share of the sales.
        share: f64,
        /// What is sold at reputation 1.
        sold: Intensity,
    },
    /// Calls of a file, in order of time.
    Trace(Arc<[TraceCall]>),
    /// Calls of tracked units, when each of them fails or falls due: about so many per time [1/ms].
    Units(f64),
}

/// One call of a trace.
#[derive(Debug, Clone)]
pub struct TraceCall {
    /// When.
    pub at: Time,
    /// Where.
    pub zone: ZoneId,
    /// What.
    pub kind: KindId,
    /// Work time at speed 1, where the file gives it.
    pub work: Option<Span>,
}

/// Sizes of batches.
#[derive(Debug, Clone)]
pub struct Batch {
    sizes: Vec<u32>,
    cumulative: Vec<f64>,
}

impl Batch {
    /// Batches of `sizes` with these weights.
    pub fn new(sizes: &[u32], weights: &[f64]) -> Batch {
        let total: f64 = weights.iter().sum();
        let mut sum = 0.0;
        let cumulative = weights.iter().map(|w| {
            sum += w;
            sum / total
        });
        Batch { sizes: sizes.to_vec(), cumulative: cumulative.collect() }
    }

    /// The size at probability `u`.
    pub fn size(&self, u: f64) -> u32 {
        let at = self.cumulative.partition_point(|&c| c <= u);
        self.sizes[at.min(self.sizes.len() - 1)]
    }
}

/// Expected calls per time: rate x month x weekday x slice of the day, times a gamma factor drawn for each day.
#[derive(Debug, Clone)]
pub struct Intensity {
    /// Mean rate [calls/ms].
    pub rate: f64,
    /// What bends it; `None` for a constant rate.
    pub shape: Option<Arc<Shape>>,
    /// Gamma law (mean 1) of the factor of each day.
    pub day_factor: Option<Law>,
}

/// What bends a rate through the year, the week and the day.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// Factor by month of the year, mean 1 over 365 days.
    pub months: [f64; 12],
    /// Factor by month of the run (ageing of the installed base); the last holds on.
    pub ageing: Vec<f64>,
    /// Factor by weekday, mean 1.
    pub weekdays: [f64; 7],
    /// Cumulative share of the day's calls at the edges of equal slices, by weekday: each from 0 to 1.
    pub days: [Vec<f64>; 7],
    /// Factor on public holidays.
    pub holiday: f64,
}

impl Shape {
    /// Factor of a day.
    fn day(&self, calendar: &Calendar, day: i64) -> f64 {
        let ageing = if self.ageing.is_empty() { 1.0 } else { self.ageing[calendar.month(day).min(self.ageing.len() - 1)] };
        let holiday = if calendar.is_holiday(day) { self.holiday } else { 1.0 };
        self.months[calendar.month_of_year(day)] * self.weekdays[calendar.weekday(day)] * ageing * holiday
    }

    /// Share of the day's calls before `offset` [ms since midnight].
    fn share_before(&self, weekday: usize, offset: f64) -> f64 {
        let edges = &self.days[weekday];
        let slices = (edges.len() - 1) as f64;
        let at = (offset / MS_PER_DAY as f64 * slices).min(slices);
        let slice = (at as usize).min(edges.len() - 2);
        edges[slice] + (edges[slice + 1] - edges[slice]) * (at - slice as f64)
    }

    /// Time of day [ms] at which `share` of the day's calls are past: the inverse of [`Shape::share_before`].
    fn offset_of(&self, weekday: usize, share: f64) -> f64 {
        let edges = &self.days[weekday];
        let slice = edges.partition_point(|&edge| edge <= share).clamp(1, edges.len() - 1) - 1;
        let inside = (share - edges[slice]) / (edges[slice + 1] - edges[slice]);
        (slice as f64 + inside.clamp(0.0, 1.0)) * MS_PER_DAY as f64 / (edges.len() - 1) as f64
    }
}

impl Intensity {
    /// The next call after `from` [ms since the start], once `exposure` (an exponential with mean 1) has been used up;
    /// `None` if that lies after `end`. `day_factor(day)` gives the gamma factor of a day.
    ///
    /// Exact for the piecewise constant rate: the integrated intensity is inverted day by day and slice by slice
    /// (Cinlar's time change of the unit Poisson process).
    pub fn next(
        &self,
        calendar: &Calendar,
        from: f64,
        mut exposure: f64,
        end: Time,
        mut day_factor: impl FnMut(i64) -> f64,
    ) -> Option<f64> {
        if self.rate <= 0.0 {
            return None;
        }
        let Some(shape) = &self.shape else {
            let at = from + exposure / self.rate;
            return (at <= end.0 as f64).then_some(at);
        };
        let mut day = (from / MS_PER_DAY as f64).floor() as i64;
        let mut offset = from - (day * MS_PER_DAY) as f64;
        while day <= end.day() {
            let weekday = calendar.weekday(day);
            let calls = self.rate * MS_PER_DAY as f64 * shape.day(calendar, day) * day_factor(day);
            let used = shape.share_before(weekday, offset);
            let left = calls * (1.0 - used);
            if exposure < left {
                let at = shape.offset_of(weekday, used + exposure / calls);
                return Some((day * MS_PER_DAY) as f64 + at.max(offset));
            }
            exposure -= left;
            day += 1;
            offset = 0.0;
        }
        None
    }

    /// What [`Intensity::next`] uses up from `from` to `to` [ms since the start].
    pub fn used(&self, calendar: &Calendar, from: f64, to: f64, mut day_factor: impl FnMut(i64) -> f64) -> f64 {
        let Some(shape) = &self.shape else { return self.rate * (to - from) };
        let day_of = |at: f64| (at / MS_PER_DAY as f64).floor() as i64;
        let share = |day: i64, at: f64| shape.share_before(calendar.weekday(day), (at - (day * MS_PER_DAY) as f64).max(0.0));
        let used = |day: i64| {
            let calls = self.rate * MS_PER_DAY as f64 * shape.day(calendar, day) * day_factor(day);
            calls * (share(day, to) - share(day, from))
        };
        (day_of(from)..=day_of(to)).map(used).sum()
    }
}

impl Intensity {
    /// The next call after `from` [ms since the start] at a mean rate of `rate` [calls/ms] that holds until `until`, once `exposure`
    /// has been used up; if `until` comes first, the exposure that is left then.
    ///
    /// # Errors
    /// The exposure that is left at `until`: nothing has happened by then.
    pub fn within(
        &self,
        calendar: &Calendar,
        rate: f64,
        from: f64,
        mut exposure: f64,
        until: Time,
        mut day_factor: impl FnMut(i64) -> f64,
    ) -> Result<f64, f64> {
        let Some(shape) = &self.shape else {
            let left = rate * (until.0 as f64 - from).max(0.0);
            return if exposure < left { Ok(from + exposure / rate) } else { Err(exposure - left) };
        };
        for (day, from, to) in days(from, until) {
            let weekday = calendar.weekday(day);
            let calls = rate * MS_PER_DAY as f64 * shape.day(calendar, day) * day_factor(day);
            let used = shape.share_before(weekday, from);
            let left = calls * (shape.share_before(weekday, to) - used);
            if exposure < left {
                return Ok((day * MS_PER_DAY) as f64 + shape.offset_of(weekday, used + exposure / calls).max(from));
            }
            exposure -= left;
        }
        Err(exposure)
    }

    /// Expected calls in `[from, to)` at its own mean rate, day factors left out.
    pub fn mass(&self, calendar: &Calendar, from: Time, to: Time) -> f64 {
        let Some(shape) = &self.shape else { return self.rate * (to - from).0.max(0) as f64 };
        let of_day = |(day, from, to)| {
            let weekday = calendar.weekday(day);
            shape.day(calendar, day) * (shape.share_before(weekday, to) - shape.share_before(weekday, from))
        };
        self.rate * MS_PER_DAY as f64 * days(from.0 as f64, to).map(of_day).sum::<f64>()
    }
}

/// The days from `from` [ms] to `until`, each with the part of it that lies between [ms since midnight].
fn days(from: f64, until: Time) -> impl Iterator<Item = (i64, f64, f64)> {
    let first = (from / MS_PER_DAY as f64).floor() as i64;
    (first..).take_while(move |day| day * MS_PER_DAY < until.0).map(move |day| {
        let midnight = day * MS_PER_DAY;
        (day, (from - midnight as f64).max(0.0), (until.0 - midnight).min(MS_PER_DAY) as f64)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn shape() -> Shape {
        Shape {
            months: [1.0; 12],
            ageing: vec![],
            weekdays: [1.4, 1.4, 1.4, 1.4, 1.4, 0.0, 0.0],
            days: std::array::from_fn(|_| vec![0.0, 0.0, 0.75, 1.0]),
            holiday: 0.0,
        }
    }

    #[test]
    fn inverts_the_integrated_rate_by_hand() {
        // Monday 2026-01-05; one call a day on average; slices of 8 h with weights 0, .75, .25; 1.4 calls on a weekday.
        let calendar = Calendar::new(date(2026, 1, 5), 30, &[], &[]);
        let intensity = Intensity { rate: 1.0 / MS_PER_DAY as f64, shape: Some(Arc::new(shape())), day_factor: None };
        let hours = |exposure: f64, from_hours: f64| {
            let from = from_hours * 3.6e6;
            intensity.next(&calendar, from, exposure, Time(40 * MS_PER_DAY), |_| 1.0).map(|at| at / 3.6e6)
        };
        let near = |got: Option<f64>, want: f64| assert!((got.unwrap() - want).abs() < 1e-9, "{got:?} is not {want}");
        near(hours(1.4 * 0.375, 0.0), 12.0);
        near(hours(1.4 * 0.75, 0.0), 16.0);
        near(hours(1.4, 8.0), 24.0 + 8.0);
        near(hours(1.4 * 0.625, 12.0), 24.0 + 8.0);
        // Friday noon: what is left of Friday, then nothing until Monday 08:00.
        near(hours(1.4 * 0.625 + 1.4 * 0.375, 4.0 * 24.0 + 12.0), 7.0 * 24.0 + 12.0);
        assert_eq!(hours(1e9, 0.0), None);
    }

    #[test]
    fn what_is_used_up_is_the_inverse_of_the_next_call() {
        let calendar = Calendar::new(date(2026, 1, 5), 30, &[], &[]);
        let intensity = Intensity { rate: 1.0 / MS_PER_DAY as f64, shape: Some(Arc::new(shape())), day_factor: None };
        let factor = |day: i64| 1.0 + 0.1 * (day % 3) as f64;
        for (from, exposure) in [(0.0, 0.3), (9.5 * 3.6e6, 0.01), (9.5 * 3.6e6, 2.0), (100.0 * 3.6e6, 9.0)] {
            let to = intensity.next(&calendar, from, exposure, Time(40 * MS_PER_DAY), factor).unwrap();
            assert!((intensity.used(&calendar, from, to, factor) - exposure).abs() < 1e-9, "{exposure} from {from}");
        }
        let plain = Intensity { shape: None, ..intensity };
        assert!((plain.used(&calendar, 1e6, 3e6, factor) - 2e6 / MS_PER_DAY as f64).abs() < 1e-12);
    }

    #[test]
    fn exposure_that_is_left_at_an_edge_is_used_up_behind_it() {
        let calendar = Calendar::new(date(2026, 1, 5), 30, &[], &[]);
        let intensity = Intensity { rate: 1.0 / MS_PER_DAY as f64, shape: Some(Arc::new(shape())), day_factor: None };
        let edges = [3 * 3_600_000, 12 * 3_600_000, 5 * MS_PER_DAY + 17, 9 * MS_PER_DAY, 40 * MS_PER_DAY];
        for exposure in [0.01, 0.5, 1.4, 3.3, 7.0, 11.9] {
            let whole = intensity.next(&calendar, 0.0, exposure, Time(40 * MS_PER_DAY), |_| 1.0).unwrap();
            let (mut from, mut left) = (0.0, exposure);
            let found =
                edges.iter().find_map(|&edge| match intensity.within(&calendar, intensity.rate, from, left, Time(edge), |_| 1.0) {
                    Ok(at) => Some(at),
                    Err(rest) => {
                        (from, left) = (edge as f64, rest);
                        None
                    }
                });
            assert!((found.unwrap() - whole).abs() < 1e-3, "{exposure}: {found:?} is not {whole}");
        }
        let mass = |from: i64, to: i64| intensity.mass(&calendar, Time(from * 3_600_000), Time(to * 3_600_000));
        assert!((mass(0, 7 * 24) - 7.0).abs() < 1e-9 && (mass(8, 12) - 1.4 * 0.375).abs() < 1e-9);
    }

    #[test]
    fn batches_follow_their_weights() {
        let batch = Batch::new(&[1, 3], &[2.0, 2.0]);
        assert_eq!([0.0, 0.49, 0.5, 0.99].map(|u| batch.size(u)), [1, 1, 3, 3]);
    }
}
