//! How failure comes with age: the cumulative hazard of a unit, its inverse, and the age of a unit in equilibrium.

use crate::kernel::law::Law;
use crate::kernel::random::Draws;
use crate::kernel::time::{MS_PER_DAY, MS_PER_HOUR};
use crate::scenario::schema::{self, HazardLaw};

/// A year of age [ms].
pub(super) const YEAR: f64 = 365.0 * MS_PER_DAY as f64;

/// The failure law of a unit by its age [ms].
#[derive(Debug, Clone, PartialEq)]
pub enum Hazard {
    /// The same at every age [1/ms].
    Constant(f64),
    /// Sum of Weibull hazards.
    Phases(Vec<Phase>),
    /// Constant in each year of age [1/ms]; the last holds on. With the cumulative hazard at the start of each year.
    ByAge(Vec<(f64, f64)>),
}

/// One Weibull hazard.
#[derive(Debug, Clone, PartialEq)]
pub struct Phase {
    shape: f64,
    /// Characteristic life [ms].
    scale: f64,
    /// Law of (life / scale) to the power of the shape, where lives are drawn in proportion to their length.
    long: Law,
}

impl Phase {
    fn new(shape: f64, scale: f64) -> Phase {
        let mean = 1.0 + 1.0 / shape;
        let long = Law::gamma(mean, 1.0 / mean.sqrt()).expect("the shape has passed check");
        Phase { shape, scale, long }
    }

    fn cumulative(&self, age: f64) -> f64 {
        libm::pow(age / self.scale, self.shape)
    }

    fn age_at(&self, level: f64) -> f64 {
        self.scale * libm::pow(level, 1.0 / self.shape)
    }
}

impl Hazard {
    /// The hazard of a checked scenario entry.
    pub fn new(entry: &schema::Hazard) -> Hazard {
        let per_ms = |rate: &crate::scenario::units::Rate| rate.per_hour() / MS_PER_HOUR as f64;
        match entry.law {
            HazardLaw::Exponential => Hazard::Constant(entry.rate.as_ref().map_or(0.0, per_ms)),
            HazardLaw::Weibull => {
                Hazard::Phases(entry.shape.iter().zip(&entry.scale).map(|(shape, scale)| Phase::new(*shape, scale.ms())).collect())
            }
            HazardLaw::Bathtub => Hazard::Phases(
                entry.shapes.iter().zip(&entry.scales).map(|(shape, scale)| Phase::new(*shape, scale.ms())).collect(),
            ),
            HazardLaw::ByAge => {
                let mut level = 0.0;
                let year = |rate| {
                    let row = (per_ms(rate), level);
                    level += row.0 * YEAR;
                    row
                };
                Hazard::ByAge(entry.rates.iter().map(year).collect())
            }
        }
    }

    /// Expected failures up to `age` [ms], were every repair minimal.
    pub fn cumulative(&self, age: f64) -> f64 {
        match self {
            Hazard::Constant(rate) => rate * age,
            Hazard::Phases(phases) => phases.iter().map(|phase| phase.cumulative(age)).sum(),
            Hazard::ByAge(years) => {
                let year = ((age / YEAR) as usize).min(years.len() - 1);
                let (rate, level) = years[year];
                level + rate * (age - year as f64 * YEAR)
            }
        }
    }

    /// The age [ms] at which the cumulative hazard reaches `level`: the inverse of [`Hazard::cumulative`]; infinite if it never does.
    pub fn age_at(&self, level: f64) -> f64 {
        if level.is_infinite() {
            return level;
        }
        match self {
            Hazard::Constant(rate) => level / rate,
            Hazard::Phases(phases) => match &phases[..] {
                [only] => only.age_at(level),
                _ => self.search(phases.iter().map(|phase| phase.age_at(level)).fold(f64::INFINITY, f64::min), level),
            },
            Hazard::ByAge(years) => {
                let year = years.partition_point(|(_, from)| *from < level).max(1) - 1;
                let (rate, from) = years[year];
                if level == from { year as f64 * YEAR } else { year as f64 * YEAR + (level - from) / rate }
            }
        }
    }

    /// The age at which the cumulative hazard reaches `level`, which it has passed at `high`: by halving, until nothing is left to halve.
    fn search(&self, mut high: f64, level: f64) -> f64 {
        let mut low = 0.0;
        loop {
            let middle = 0.5 * (low + high);
            // Thousandths of a millisecond are not simulated.
            if high - low < 1e-3 || middle <= low || middle >= high {
                return middle;
            }
            if self.cumulative(middle) < level {
                low = middle;
            } else {
                high = middle;
            }
        }
    }

    /// Age of a unit that has been replaced at each failure for ever, drawn exactly; `rate` multiplies the hazard.
    ///
    /// The density of that age is the chance to reach it, R(age), over the mean life. For one Weibull law it is a uniform part of a
    /// life drawn in proportion to its length; for a sum of them such an age is kept with the chance to survive the others.
    pub fn stationary_age(&self, rate: f64, draws: &mut Draws) -> f64 {
        match self {
            Hazard::Constant(hazard) => draws.exponential() / (hazard * rate),
            Hazard::Phases(phases) => {
                let life =
                    |phase: &Phase| phase.scale * libm::pow(rate, -1.0 / phase.shape) * libm::tgamma(1.0 + 1.0 / phase.shape);
                let shortest = phases.iter().min_by(|a, b| life(a).total_cmp(&life(b))).expect("a hazard has a phase");
                loop {
                    let age = shortest.age_at(shortest.long.sample(draws) / rate) * draws.uniform();
                    let others: f64 = phases.iter().map(|phase| phase.cumulative(age)).sum::<f64>() - shortest.cumulative(age);
                    if draws.uniform() < libm::exp(-rate * others) {
                        return age;
                    }
                }
            }
            Hazard::ByAge(years) => by_age(years, rate, draws.uniform(), draws.uniform()),
        }
    }
}

/// The same for a hazard by year of age: first the year, then the age in it.
fn by_age(years: &[(f64, f64)], rate: f64, lot: f64, inside: f64) -> f64 {
    let last = years.len() - 1;
    // Mean time that a life spends in a year of age; the last goes on.
    let stay = |at: usize, (hazard, level): (f64, f64)| {
        let (hazard, reach) = (hazard * rate, libm::exp(-level * rate));
        match at {
            _ if at == last => reach / hazard,
            _ if hazard == 0.0 => reach * YEAR,
            _ => reach * -libm::expm1(-hazard * YEAR) / hazard,
        }
    };
    let stays: Vec<f64> = years.iter().enumerate().map(|(at, year)| stay(at, *year)).collect();
    let mut left = lot * stays.iter().sum::<f64>();
    let mut at = 0;
    while at < last && left >= stays[at] {
        left -= stays[at];
        at += 1;
    }
    let hazard = years[at].0 * rate;
    let most = if at == last { 1.0 } else { -libm::expm1(-hazard * YEAR) };
    let age = if hazard == 0.0 { inside * YEAR } else { -libm::log1p(-inside * most) / hazard };
    at as f64 * YEAR + age
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::random::Key;

    fn hazards() -> Vec<Hazard> {
        vec![
            Hazard::Constant(0.3 / YEAR),
            Hazard::Phases(vec![Phase::new(2.5, 3.0 * YEAR)]),
            Hazard::Phases(vec![Phase::new(0.6, 9.0 * YEAR), Phase::new(1.0, 7.0 * YEAR), Phase::new(5.0, 6.0 * YEAR)]),
            Hazard::ByAge(vec![(0.5 / YEAR, 0.0), (0.0, 0.5), (0.2 / YEAR, 0.5), (0.8 / YEAR, 0.7)]),
        ]
    }

    #[test]
    fn the_inverse_inverts() {
        for hazard in hazards() {
            for level in [1e-6, 0.1, 0.499, 0.6, 0.7, 1.0, 4.0, 30.0] {
                let age = hazard.age_at(level);
                assert!((hazard.cumulative(age) - level).abs() < 1e-9 * level.max(1.0), "{hazard:?} at {level}");
            }
            assert_eq!(hazard.age_at(f64::INFINITY), f64::INFINITY);
        }
    }

    #[test]
    fn a_hazard_that_ends_is_never_reached() {
        let infant = Hazard::ByAge(vec![(1.0 / YEAR, 0.0), (0.0, 1.0)]);
        assert_eq!(infant.age_at(1.5), f64::INFINITY);
        assert_eq!(Hazard::Constant(0.0).age_at(0.1), f64::INFINITY);
    }

    /// The mean age in equilibrium is the integral of age x R(age) over that of R(age).
    #[test]
    fn ages_in_equilibrium_have_their_mean() {
        for (number, hazard) in hazards().into_iter().enumerate() {
            for rate in [1.0, 1.7] {
                let step = YEAR / 200.0;
                let ages = (0..40_000).map(|at| (f64::from(at) + 0.5) * step);
                let reach = |age: f64| libm::exp(-rate * hazard.cumulative(age));
                let (life, moment) = ages.fold((0.0, 0.0), |sum, age| (sum.0 + reach(age), sum.1 + age * reach(age)));
                let n = 40_000;
                let draw = |at: u64| hazard.stationary_age(rate, &mut Key(at).draws(number as u32, 0));
                let (sum, squares) = (0..n).map(draw).fold((0.0, 0.0), |sum, age| (sum.0 + age, sum.1 + age * age));
                let (mean, n) = (sum / n as f64, n as f64);
                let se = ((squares / n - mean * mean) / n).sqrt();
                assert!((mean - moment / life).abs() < 3.5 * se, "{hazard:?}: {} years", mean / YEAR);
            }
        }
    }
}
