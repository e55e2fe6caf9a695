//! Histograms of durations on a logarithmic scale: whole numbers, so that merging is exact in any order.
//!
//! *Knows:* the shape of all durations ever met, in a few kilobytes.
//! *Never:* a float before somebody asks.

use serde::{Deserialize, Serialize};

/// Buckets to an octave, as a power of two.
const SUB_BITS: u32 = 8;
const SUB: u64 = 1 << SUB_BITS;
/// Longer durations (139 years) count as this one.
const LONGEST: u64 = 1 << 42;

/// A histogram of whole milliseconds from 0 to 2^42, 256 buckets to an octave.
///
/// Durations below 512 ms have a bucket each. Above, a bucket is at most 1/256 of its lower edge wide, so that any value in it is within
/// 0.4 % of all its values. The sum and the extremes are kept exactly beside the buckets.
///
/// ```
/// use callout::kernel::sketch::LogHistogram;
/// let mut responses = LogHistogram::new();
/// for hours in 1..=99 {
///     responses.record(hours * 3_600_000);
/// }
/// let median = responses.quantile(0.5).unwrap() / 3_600_000.0;
/// assert!((median / 50.0 - 1.0).abs() < 0.005);
/// assert_eq!(responses.mean(), Some(50.0 * 3_600_000.0));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Sparse", try_from = "Sparse")]
pub struct LogHistogram {
    counts: Vec<u64>,
    count: u64,
    sum: i128,
    min: i64,
    max: i64,
}

/// A histogram as it is kept in files: buckets that hold something, each with its distance from the one before.
#[derive(Serialize, Deserialize)]
struct Sparse {
    bins: Vec<(u32, u64)>,
    sum: i128,
    extremes: Option<(i64, i64)>,
}

impl From<LogHistogram> for Sparse {
    fn from(histogram: LogHistogram) -> Sparse {
        let mut next = 0;
        let held = histogram.counts.iter().enumerate().filter(|&(_, &count)| count > 0);
        let bins = held.map(|(at, &count)| {
            let gap = (at - next) as u32;
            next = at + 1;
            (gap, count)
        });
        Sparse { bins: bins.collect(), sum: histogram.sum, extremes: histogram.min().zip(histogram.max()) }
    }
}

impl TryFrom<Sparse> for LogHistogram {
    type Error = &'static str;

    fn try_from(sparse: Sparse) -> Result<LogHistogram, &'static str> {
        let mut histogram = LogHistogram { sum: sparse.sum, ..LogHistogram::new() };
        for (gap, count) in sparse.bins {
            let at = histogram.counts.len() + gap as usize;
            if at > bucket(LONGEST) {
                return Err("a bucket beyond the longest duration");
            }
            histogram.counts.resize(at, 0);
            histogram.counts.push(count);
            histogram.count += count;
        }
        (histogram.min, histogram.max) = sparse.extremes.unwrap_or((i64::MAX, i64::MIN));
        match histogram.max().is_none() == (histogram.min == i64::MAX) {
            true => Ok(histogram),
            false => Err("extremes without durations"),
        }
    }
}

/// The bucket of a duration: the top nine bits, and how far they were shifted.
#[inline]
fn bucket(ms: u64) -> usize {
    let shift = 63 - SUB_BITS - (ms | SUB).leading_zeros();
    ((shift as u64) << SUB_BITS) as usize + (ms >> shift) as usize
}

/// First value of a bucket and number of values in it [ms].
fn values(bucket: usize) -> (i64, i64) {
    let shift = (bucket as u64 >> SUB_BITS).saturating_sub(1);
    (((bucket as u64 - (shift << SUB_BITS)) << shift) as i64, 1 << shift)
}

impl LogHistogram {
    /// An empty histogram.
    pub fn new() -> Self {
        Self { counts: Vec::new(), count: 0, sum: 0, min: i64::MAX, max: i64::MIN }
    }

    /// Counts one duration [ms].
    ///
    /// # Panics
    /// If it is negative.
    #[inline]
    pub fn record(&mut self, ms: i64) {
        assert!(ms >= 0, "a duration is not negative");
        let at = bucket((ms as u64).min(LONGEST));
        if at >= self.counts.len() {
            self.grow(at);
        }
        self.counts[at] += 1;
        self.count += 1;
        self.sum += ms as i128;
        self.min = self.min.min(ms);
        self.max = self.max.max(ms);
    }

    #[cold]
    fn grow(&mut self, at: usize) {
        self.counts.resize(at + 1, 0);
    }

    /// Adds all that `other` has counted.
    pub fn merge(&mut self, other: &LogHistogram) {
        if other.counts.len() > self.counts.len() {
            self.counts.resize(other.counts.len(), 0);
        }
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine += theirs;
        }
        self.count += other.count;
        self.sum += other.sum;
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// Number of durations.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Exact sum of the durations [ms].
    pub fn sum(&self) -> i128 {
        self.sum
    }

    /// Exact mean [ms]; `None` without data.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }

    /// Shortest duration, exact [ms].
    pub fn min(&self) -> Option<i64> {
        (self.count > 0).then_some(self.min)
    }

    /// Longest duration, exact [ms].
    pub fn max(&self) -> Option<i64> {
        (self.count > 0).then_some(self.max)
    }

    /// The `q`-quantile [ms]: the value of rank ceil(q n), at least 1; `None` without data.
    ///
    /// The values of a bucket are taken to lie evenly in it, the k-th of c at `low + (k - 1/2) / c (width - 1)`, and never beyond
    /// the shortest and longest met. Exact below 512 ms, for `q` = 0 and 1 and where all durations are equal; else within 0.4 %.
    ///
    /// # Panics
    /// If `q` lies outside of 0 to 1.
    pub fn quantile(&self, q: f64) -> Option<f64> {
        assert!((0.0..=1.0).contains(&q), "a quantile is asked for between 0 and 1");
        if self.count == 0 {
            return None;
        }
        // The product is exact to 1 part in 1e16; without the slack 0.07 of 100 would be rank 8.
        let exact = q * self.count as f64;
        let rank = ((exact - 1e-12 * exact).ceil() as u64).clamp(1, self.count);
        if rank == 1 || rank == self.count {
            return Some(if rank == 1 { self.min } else { self.max } as f64);
        }
        let mut before = 0;
        for (at, &count) in self.counts.iter().enumerate() {
            if before + count >= rank {
                let (low, width) = values(at);
                let inside = ((rank - before) as f64 - 0.5) / count as f64;
                let value = low as f64 + inside * (width - 1) as f64;
                return Some(value.clamp(self.min as f64, self.max as f64));
            }
            before += count;
        }
        unreachable!("a rank lies within the count")
    }

    /// The share of durations of at most `ms` milliseconds; `None` without data.
    ///
    /// Inside a bucket the share rises with each whole millisecond alike. Exact where `ms` is below 512 or the last value of a bucket.
    pub fn share_up_to(&self, ms: f64) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        if ms < self.min as f64 {
            return Some(0.0);
        }
        if ms >= self.max as f64 {
            return Some(1.0);
        }
        // Here 0 <= ms < max, so the number fits.
        let whole = ms.floor() as i64;
        let at = bucket((whole as u64).min(LONGEST));
        let before: u64 = self.counts[..at].iter().sum();
        let (low, width) = values(at);
        let part = self.counts[at] as f64 * ((whole - low + 1) as f64 / width as f64).min(1.0);
        Some((before as f64 + part) / self.count as f64)
    }

    /// Buckets that hold something, shortest first: durations from `low` up to but not including `high` [ms], and their number.
    ///
    /// The last bucket also holds what is longer than 2^42 ms.
    pub fn bins(&self) -> impl Iterator<Item = (i64, i64, u64)> + '_ {
        let held = self.counts.iter().enumerate().filter(|&(_, &count)| count > 0);
        held.map(|(at, &count)| {
            let (low, width) = values(at);
            (low, low + width, count)
        })
    }
}

impl Default for LogHistogram {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::law::Law;
    use crate::kernel::random::{Draws, Seed};

    fn draws(entity: u64) -> Draws {
        Seed::new(1, 0).source(6).entity(entity).draws(0, 0)
    }

    fn histogram(data: &[i64]) -> LogHistogram {
        let mut all = LogHistogram::new();
        data.iter().for_each(|&ms| all.record(ms));
        all
    }

    fn sample(law: Result<Law, String>, n: usize) -> Vec<i64> {
        let (law, mut draws) = (law.unwrap(), draws(1));
        let mut all: Vec<i64> = (0..n).map(|_| law.sample(&mut draws).round_ties_even() as i64).collect();
        all.sort();
        all
    }

    #[test]
    fn buckets_cover_every_value_once_and_are_narrow() {
        let mut next = 0;
        for at in 0..=bucket(LONGEST) {
            let (low, width) = values(at);
            assert_eq!(low, next, "bucket {at} follows the one before");
            assert_eq!((bucket(low as u64), bucket((low + width - 1) as u64)), (at, at));
            assert!(width == 1 || width * 256 <= low, "bucket {at} is narrow");
            next = low + width;
        }
        assert!(next as u64 > LONGEST);
        assert_eq!((values(511), values(512)), ((511, 1), (512, 2)));
    }

    #[test]
    fn quantiles_agree_with_sorted_data() {
        let laws = [Law::exponential(200.0), Law::lognormal(5.4e6, 1.0), Law::lognormal(2e9, 2.0), Law::uniform(0.0, 1e6)];
        for (number, law) in laws.into_iter().enumerate() {
            let data = sample(law, 50_000);
            let all = histogram(&data);
            for percent in 0..=100 {
                let rank = (data.len() * percent).div_ceil(100).max(1);
                let (exact, found) = (data[rank - 1] as f64, all.quantile(percent as f64 / 100.0).unwrap());
                assert!((found - exact).abs() <= 0.004 * exact, "law {number}, P{percent}: {found} for {exact}");
                let share = data.partition_point(|&ms| ms as f64 <= exact) as f64 / data.len() as f64;
                assert!((all.share_up_to(exact).unwrap() - share).abs() < 0.004, "law {number} at {exact}");
            }
            assert_eq!(all.mean().unwrap(), data.iter().map(|&ms| ms as i128).sum::<i128>() as f64 / data.len() as f64);
        }
    }

    #[test]
    fn small_values_are_exact() {
        let data: Vec<i64> = (0..250).collect();
        let all = histogram(&data);
        for rank in 1..=250 {
            assert_eq!(all.quantile(rank as f64 / 250.0), Some(rank as f64 - 1.0));
            assert_eq!(all.share_up_to(rank as f64 - 1.0), Some(rank as f64 / 250.0));
            assert_eq!(all.share_up_to(rank as f64 - 0.5), Some(rank as f64 / 250.0));
        }
        assert_eq!(all.share_up_to(-1.0), Some(0.0));
        assert_eq!((all.min(), all.max(), all.count(), all.sum()), (Some(0), Some(249), 250, 31_125));
    }

    #[test]
    fn equal_durations_stay_what_they_are() {
        let all = histogram(&[14_400_000; 9]);
        for q in [0.0, 0.05, 0.5, 0.95, 1.0] {
            assert_eq!(all.quantile(q), Some(14_400_000.0));
        }
        assert_eq!((all.share_up_to(14_399_999.9), all.share_up_to(14_400_000.0)), (Some(0.0), Some(1.0)));
    }

    #[test]
    fn shares_and_quantiles_rise() {
        let all = histogram(&sample(Law::lognormal(1e5, 1.5), 3000));
        let quantiles: Vec<f64> = (0..=1000).map(|i| all.quantile(i as f64 / 1000.0).unwrap()).collect();
        assert!(quantiles.is_sorted());
        let shares: Vec<f64> = (0..4000).map(|i| all.share_up_to(i as f64 * 77.7).unwrap()).collect();
        assert!(shares.is_sorted());
    }

    #[test]
    fn merging_in_any_order_is_counting_at_once() {
        let data = sample(Law::lognormal(1e5, 1.5), 3000);
        let parts: Vec<LogHistogram> = data.chunks(700).map(histogram).collect();
        let mut forwards = LogHistogram::new();
        parts.iter().for_each(|part| forwards.merge(part));
        let mut backwards = LogHistogram::new();
        parts.iter().rev().for_each(|part| backwards.merge(part));
        assert_eq!(forwards, histogram(&data));
        assert_eq!(backwards, forwards);
    }

    #[test]
    fn what_is_kept_in_files_comes_back() {
        for all in [
            LogHistogram::new(),
            histogram(&[0]),
            histogram(&[7, 7, 1 << 40, i64::MAX]),
            histogram(&sample(Law::lognormal(1e5, 1.5), 3000)),
        ] {
            let kept = serde_json::to_string(&all).unwrap();
            assert_eq!(serde_json::from_str::<LogHistogram>(&kept).unwrap(), all);
        }
        assert!(serde_json::from_str::<LogHistogram>(r#"{"bins":[[4000000,1]],"sum":1,"extremes":[1,1]}"#).is_err());
    }

    #[test]
    fn bins_hold_everything() {
        let all = histogram(&[3, 3, 600, 601, 602, i64::MAX]);
        let bins: Vec<_> = all.bins().collect();
        assert_eq!(bins[..3], [(3, 4, 2), (600, 602, 2), (602, 604, 1)]);
        assert_eq!((bins[3].0, bins[3].2, bins.len()), (LONGEST as i64, 1, 4));
    }

    #[test]
    fn no_data_is_none() {
        let none = LogHistogram::new();
        assert_eq!((none.quantile(0.5), none.share_up_to(1.0), none.mean(), none.max()), (None, None, None, None));
        assert_eq!(none.bins().count(), 0);
    }

    #[test]
    #[should_panic(expected = "not negative")]
    fn a_negative_duration_is_a_fault() {
        LogHistogram::new().record(-1);
    }
}
