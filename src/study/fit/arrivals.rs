//! When calls come: rate, profile by hour of the week, dispersion of daily counts, trend.
//!
//! A stream of the simulator has on day d a Poisson number of calls with mean `lambda_d G_d`, G a gamma factor of mean 1 and variance v
//! (the key `dispersion`); hence Var N_d = lambda_d + v lambda_d^2.

pub mod dispersion;

use dispersion::{Dispersion, Trend};
use jiff::civil::{Date, DateTime};

/// Calls by day and by hour of the week.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// The first day.
    pub first: Date,
    /// Calls of each day from the first on; days without any are 0.
    pub days: Vec<u64>,
    /// Calls by weekday (Monday first) and hour.
    pub hours: [[u64; 24]; 7],
    /// How often each weekday occurs.
    pub weekdays: [u64; 7],
    /// Calls that lie outside of the days asked for.
    pub outside: u64,
    /// Whether no call has a time of day but midnight.
    pub dates_only: bool,
}

/// How calls are spread over the week.
#[derive(Debug, Clone, PartialEq)]
pub enum Profile {
    /// Evenly.
    Flat,
    /// Weights of the 24 hours, every day alike.
    Day([f64; 24]),
    /// Weights of the weekdays alone.
    Weekdays([f64; 7]),
    /// Weights of the weekdays, and of the 24 hours of each.
    Product([f64; 7], [f64; 24]),
    /// Weights of the 168 hours from Monday 00:00 on.
    Week(Vec<f64>),
}

/// Which profile is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The one that the data bear.
    Auto,
    /// None.
    Flat,
    /// Weekdays and hours apart.
    Product,
    /// All 168 hours.
    Week,
}

/// What a record of calls says.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrivals {
    /// The counts.
    pub tally: Tally,
    /// Mean rate over an even week [calls/d].
    pub rate: f64,
    /// 95 % interval of the rate, with the dispersion between days.
    pub rate_interval: (f64, f64),
    /// Spread over the week.
    pub profile: Profile,
    /// Why this profile, in words.
    pub why: String,
    /// Weights of the months, January first, where two years or more were recorded.
    pub months: Option<[f64; 12]>,
    /// Spread of daily counts.
    pub dispersion: Option<Dispersion>,
    /// Whether calls become more or fewer.
    pub trend: Option<Trend>,
}

/// Fewer days do not tell weekdays apart.
const DAYS_FOR_WEEKDAYS: usize = 14;
/// Fewer days do not tell months apart from years.
const DAYS_FOR_MONTHS: usize = 730;
/// Calls for each hour of the week that it takes to state all of them.
const CALLS_PER_CELL: f64 = 5.0;

impl Tally {
    /// Counts the stamps from day `first` to day `last`, both included; `None` if there is no such day.
    pub fn of(stamps: &[DateTime], first: Date, last: Date) -> Option<Tally> {
        let length = usize::try_from(first.until(last).ok()?.get_days()).ok()? + 1;
        let mut tally = Tally {
            first,
            days: vec![0; length],
            hours: [[0; 24]; 7],
            weekdays: [0; 7],
            outside: 0,
            dates_only: stamps.iter().all(|at| at.time() == jiff::civil::Time::midnight()),
        };
        for at in 0..length {
            tally.weekdays[tally.weekday(at)] += 1;
        }
        for stamp in stamps {
            let day = first.until(stamp.date()).ok().and_then(|span| usize::try_from(span.get_days()).ok());
            match day.filter(|&day| day < length) {
                Some(day) => {
                    tally.days[day] += 1;
                    tally.hours[tally.weekday(day)][stamp.hour() as usize] += 1;
                }
                None => tally.outside += 1,
            }
        }
        Some(tally)
    }

    /// Weekday of a day by its number, Monday = 0.
    fn weekday(&self, day: usize) -> usize {
        (self.first.weekday().to_monday_zero_offset() as usize + day) % 7
    }

    /// The date of a day by its number.
    pub fn date(&self, day: usize) -> Date {
        self.first.saturating_add(jiff::Span::new().days(day as i64))
    }

    /// Calls inside of the days.
    pub fn calls(&self) -> u64 {
        self.days.iter().sum()
    }

    fn of_weekday(&self, weekday: usize) -> f64 {
        self.hours[weekday].iter().sum::<u64>() as f64
    }

    /// Mean calls of each weekday.
    fn weekday_means(&self) -> [f64; 7] {
        std::array::from_fn(|weekday| self.of_weekday(weekday) / (self.weekdays[weekday] as f64).max(1.0))
    }

    /// Calls to expect on each day and the number of means behind that.
    fn expected(&self, by_weekday: bool, months: Option<&[f64; 12]>) -> (Vec<f64>, usize) {
        if !by_weekday {
            return (vec![self.calls() as f64 / self.days.len() as f64; self.days.len()], 1);
        }
        let month = |day: usize| months.map_or(1.0, |months| months[self.date(day).month() as usize - 1]);
        // Weekday means of what the months leave.
        let mut weight = [0.0; 7];
        (0..self.days.len()).for_each(|day| weight[self.weekday(day)] += month(day));
        let mean = |day: usize| self.of_weekday(self.weekday(day)) / weight[self.weekday(day)].max(1e-300) * month(day);
        let open = (0..7).filter(|&weekday| self.of_weekday(weekday) > 0.0).count();
        ((0..self.days.len()).map(mean).collect(), open + months.map_or(0, |_| 11))
    }

    /// Weights of the months: calls over what the weekdays of the month let expect, mean 1 over a year.
    fn months(&self) -> Option<[f64; 12]> {
        if self.days.len() < DAYS_FOR_MONTHS {
            return None;
        }
        let (expected, _) = self.expected(true, None);
        let (mut seen, mut due) = ([0.0; 12], [0.0; 12]);
        for (day, expected) in expected.iter().enumerate() {
            let month = self.date(day).month() as usize - 1;
            seen[month] += self.days[day] as f64;
            due[month] += expected;
        }
        let weights: [f64; 12] = std::array::from_fn(|month| if due[month] > 0.0 { seen[month] / due[month] } else { 1.0 });
        const LENGTHS: [f64; 12] = [31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0];
        let mean = weights.iter().zip(LENGTHS).map(|(weight, days)| weight * days).sum::<f64>() / 365.0;
        (mean > 0.0).then(|| weights.map(|weight| weight / mean))
    }
}

impl Arrivals {
    /// What the counts say; `None` without calls.
    pub fn of(tally: Tally, wanted: Wanted) -> Option<Arrivals> {
        if tally.calls() == 0 {
            return None;
        }
        let by_weekday = tally.days.len() >= DAYS_FOR_WEEKDAYS;
        let (profile, why) = profile(&tally, wanted, by_weekday);
        let months = tally.months();
        let (expected, means) = tally.expected(by_weekday, months.as_ref());
        let dispersion = Dispersion::of(&tally.days, &expected, means);
        let trend = dispersion.as_ref().and_then(|dispersion| Trend::of(&tally.days, &expected, dispersion));
        // The mean of an even week, whichever weekdays the record has more of.
        let rate = if by_weekday { mean(&tally.weekday_means()) } else { tally.calls() as f64 / tally.days.len() as f64 };
        let index = dispersion.as_ref().map_or(1.0, |dispersion| dispersion.index.max(1.0));
        let width = 1.959_963_984_540_054 * (index / tally.calls() as f64).sqrt();
        let rate_interval = (rate * libm::exp(-width), rate * libm::exp(width));
        Some(Arrivals { tally, rate, rate_interval, profile, why, months, dispersion, trend })
    }
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The weights scaled to mean 1.
fn scaled<const N: usize>(weights: [f64; N]) -> [f64; N] {
    let mean = mean(&weights);
    weights.map(|weight| weight / mean)
}

/// The profile that is asked for or that the data bear, and why.
fn profile(tally: &Tally, wanted: Wanted, by_weekday: bool) -> (Profile, String) {
    let hours: [f64; 24] = std::array::from_fn(|hour| tally.hours.iter().map(|day| day[hour]).sum::<u64>() as f64);
    if wanted == Wanted::Flat {
        return (Profile::Flat, "as asked for".to_owned());
    }
    if !by_weekday {
        let few = format!("fewer than {DAYS_FOR_WEEKDAYS} days do not tell weekdays apart");
        return if tally.dates_only { (Profile::Flat, few) } else { (Profile::Day(scaled(hours)), few) };
    }
    let weekdays = scaled(tally.weekday_means());
    if tally.dates_only {
        return (Profile::Weekdays(weekdays), "the stamps have no time of day".to_owned());
    }
    let week = || {
        let means: Vec<f64> = (0..7)
            .flat_map(|day| (0..24).map(move |hour| tally.hours[day][hour] as f64 / (tally.weekdays[day] as f64).max(1.0)))
            .collect();
        let mean = mean(&means);
        Profile::Week(means.iter().map(|value| value / mean).collect())
    };
    let product = Profile::Product(weekdays, scaled(hours));
    match wanted {
        Wanted::Week => (week(), "as asked for".to_owned()),
        Wanted::Product => (product, "as asked for".to_owned()),
        _ => {
            let Interaction { deviance, freedom, cells } = interaction(tally, &hours);
            let figures = format!("deviance {deviance:.0} with {freedom:.0} degrees of freedom");
            let (enough, differ) = (tally.calls() as f64 >= CALLS_PER_CELL * cells, deviance > 2.0 * freedom);
            match (enough, differ) {
                (true, true) => (week(), format!("the hours of the day differ between weekdays ({figures})")),
                (true, false) => (product, format!("the hours of the day are alike on all weekdays ({figures})")),
                (false, _) => (product, format!("{} calls are too few for {cells:.0} hours of the week", tally.calls())),
            }
        }
    }
}

/// How much better all hours of the week do than weekday x hour.
struct Interaction {
    deviance: f64,
    freedom: f64,
    cells: f64,
}

/// 2 sum O ln(O / E) against the product of weekday and hour; by AIC it pays if it exceeds twice the degrees of freedom.
/// A gamma factor of the whole day moves all its hours alike and does not widen it.
fn interaction(tally: &Tally, hours: &[f64; 24]) -> Interaction {
    let n = tally.calls() as f64;
    let mut deviance = 0.0;
    for weekday in 0..7 {
        for (hour, of_hour) in hours.iter().enumerate() {
            let (seen, due) = (tally.hours[weekday][hour] as f64, tally.of_weekday(weekday) * of_hour / n);
            deviance += if seen > 0.0 { 2.0 * seen * libm::log(seen / due) } else { 0.0 };
        }
    }
    let open = (0..7).filter(|&weekday| tally.of_weekday(weekday) > 0.0).count() as f64;
    let awake = hours.iter().filter(|&&hour| hour > 0.0).count() as f64;
    Interaction { deviance, freedom: (open - 1.0) * (awake - 1.0), cells: open * awake }
}

#[cfg(test)]
mod tests;
