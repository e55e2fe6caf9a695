//! How far a law lies from the data, and how often chance alone brings such distances.
//!
//! Parameters were fitted to the same data, so tables of the distances do not hold; the p-value comes from samples simulated from the
//! fitted law, rounded and censored like the data, to each of which the law is fitted anew (parametric bootstrap: Stute, Gonzalez
//! Manteiga and Presedo Quindimil 1993; Efron 1981 for censoring).

use super::Testing;
use super::estimate::{Fit, estimate};
use super::family::Family;
use super::sample::{Rounding, Sample};
use super::survival::Survival;
use crate::kernel::law::Law;
use crate::kernel::random::{Draws, Key, Seed, name_key};
use rayon::prelude::*;

/// Durations that are tested at most: with more, every law is rejected for differences that do not matter.
pub const MOST_TESTED: u64 = 2000;

/// Distances of a law from the data, and their p-values.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Goodness {
    /// Kolmogorov-Smirnov distance of all data: the largest gap between the two distribution functions.
    pub ks: f64,
    /// Anderson-Darling distance of all data; `None` with censored values.
    pub ad: Option<f64>,
    /// p-value of the first distance; `None` if nothing was simulated.
    pub ks_p: Option<f64>,
    /// p-value of the second distance.
    pub ad_p: Option<f64>,
    /// Durations that the p-values rest on.
    pub tested: u64,
    /// Simulated samples that could be fitted.
    pub replicates: u32,
}

impl Goodness {
    /// The p-value of both tests together: twice the smaller of the two (Bonferroni).
    pub fn joint_p(&self) -> Option<f64> {
        match (self.ks_p, self.ad_p) {
            (Some(ks), Some(ad)) => Some((2.0 * ks.min(ad)).min(1.0)),
            (ks, ad) => ks.or(ad),
        }
    }
}

/// Kolmogorov-Smirnov and Anderson-Darling distance of a sample from a law; the second neither with censoring nor for a uniform law, whose
/// bounds are the outermost values: there it is infinite.
pub fn distances(fit: &Fit, sample: &Sample) -> (f64, Option<f64>) {
    let law = fit.law();
    if sample.censored() > 0 {
        return (distance_from_survival(&law, &Survival::of_durations(sample)), None);
    }
    let shares: Vec<f64> = sample.points().iter().map(|point| law.cdf(point.value)).collect();
    let weighted = (fit.family != Family::Uniform).then(|| anderson_darling(fit, &shares, sample));
    (kolmogorov_smirnov(&shares, sample), weighted)
}

/// sup |F_n - F| where F has these values at the points of a sample without censoring.
pub fn kolmogorov_smirnov(shares: &[f64], sample: &Sample) -> f64 {
    let n = sample.len() as f64;
    let (mut below, mut largest) = (0.0, 0.0f64);
    for (point, share) in sample.points().iter().zip(shares) {
        let above = below + point.ended as f64;
        largest = largest.max((share - below / n).abs()).max((above / n - share).abs());
        below = above;
    }
    largest
}

/// A^2 = -n - 1/n sum over ranks i of (2i - 1) ln F + (2n + 1 - 2i) ln(1 - F).
fn anderson_darling(fit: &Fit, shares: &[f64], sample: &Sample) -> f64 {
    let n = sample.len() as f64;
    let (mut below, mut sum) = (0.0, 0.0);
    let rest = fit.family.log_survivals(&fit.parameters, sample);
    for ((point, share), rest) in sample.points().iter().zip(shares).zip(rest) {
        let above = below + point.ended as f64;
        // Sums over ranks i in (below, above] of 2i - 1 and of 2n + 1 - 2i.
        let (low, high) = (above * above - below * below, (n - below) * (n - below) - (n - above) * (n - above));
        sum += low * libm::log(share.max(1e-300)) + high * rest;
        below = above;
    }
    -n - sum / n
}

/// The largest gap between the law and the product-limit estimate, as far as durations were seen to end.
fn distance_from_survival(law: &Law, survival: &Survival) -> f64 {
    let (mut before, mut largest) = (1.0, 0.0f64);
    for &(value, after) in &survival.steps {
        let rest = 1.0 - law.cdf(value);
        largest = largest.max((before - rest).abs()).max((rest - after).abs());
        before = after;
    }
    largest
}

/// Tests a law that was fitted to the sample.
pub fn test(fit: &Fit, sample: &Sample, testing: Testing) -> Goodness {
    let (ks, ad) = distances(fit, sample);
    let none = Goodness { ks, ad, ks_p: None, ad_p: None, tested: 0, replicates: 0 };
    let source = Seed::new(testing.seed, 0).source(name_key("the part that is tested"));
    let part = sample.drawn(MOST_TESTED, &mut source.entity(0).draws(0, 0));
    let Ok(of_part) = estimate(fit.family, &part, Some(&fit.parameters)) else { return none };
    let seen = distances(&of_part, &part);
    let simulated: Vec<(f64, Option<f64>)> = simulate(&of_part, &part, testing);
    let replicates = simulated.len() as u32;
    if replicates == 0 {
        return none;
    }
    // The sample itself is one of the possible ones (Davison and Hinkley 1997, section 4.2).
    let p = |beyond: usize| (1 + beyond) as f64 / (1 + simulated.len()) as f64;
    let ks_p = Some(p(simulated.iter().filter(|(ks, _)| *ks >= seen.0).count()));
    let ad_p = seen.1.map(|seen| p(simulated.iter().filter(|(_, ad)| ad.is_some_and(|ad| ad >= seen)).count()));
    Goodness { ks_p, ad_p, tested: part.len(), replicates, ..none }
}

/// Distances of samples simulated from the fit, in the order of their numbers.
fn simulate(fit: &Fit, like: &Sample, testing: Testing) -> Vec<(f64, Option<f64>)> {
    let law = fit.law();
    let censoring = (like.censored() > 0).then(|| Survival::of_censoring(like));
    let source = Seed::new(testing.seed, 1).source(name_key(fit.family.name()));
    let distance = |number: u32| {
        let sample = simulated(&law, like, censoring.as_ref(), source.entity(u64::from(number)));
        let again = estimate(fit.family, &sample, Some(&fit.parameters)).ok()?;
        Some(distances(&again, &sample))
    };
    let all: Vec<Option<(f64, Option<f64>)>> = (0..testing.replicates).into_par_iter().map(distance).collect();
    all.into_iter().flatten().collect()
}

/// As many durations of the law as `like` has, rounded and censored in the same way.
fn simulated(law: &Law, like: &Sample, censoring: Option<&Survival>, key: Key) -> Sample {
    let (mut lasting, mut ending) = (key.draws(0, 0), key.draws(1, 0));
    let one = |_| {
        let value = recorded(law, like.rounding, &mut lasting);
        let end = censoring.map_or(f64::INFINITY, |survival| survival.quantile(ending.uniform()).unwrap_or(f64::INFINITY));
        if end < value { (end, true, 1) } else { (value, false, 1) }
    };
    Sample::new((0..like.len()).map(one).collect::<Vec<_>>(), like.rounding)
}

/// A value as it would have been recorded; zeros that are left out are drawn anew.
fn recorded(law: &Law, rounding: Option<Rounding>, draws: &mut Draws) -> f64 {
    const TRIES: u32 = 1000;
    let least = rounding.map_or(f64::MIN_POSITIVE, |rounding| rounding.step);
    let draw = |_| match rounding {
        Some(rounding) => rounding.record(law.sample(draws)),
        None => Some(law.sample(draws)).filter(|value| *value > 0.0),
    };
    (0..TRIES).find_map(draw).unwrap_or(least)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(law: &Law, n: u64, seed: u32) -> Sample {
        let mut draws = Seed::new(11, seed).source(3).entity(0).draws(0, 0);
        Sample::complete((0..n).map(|_| law.sample(&mut draws)))
    }

    fn given(family: Family, parameters: &[f64]) -> Fit {
        Fit { family, parameters: parameters.to_vec(), log_likelihood: 0.0, n: 0 }
    }

    #[test]
    fn distances_by_hand() {
        // Exponential with mean 1 at -ln(1 - p): p = .2, .5, .5; gaps .2 at the first, 1/3 - .5 before the tie, 1 - .5 after it.
        let log = libm::log;
        let sample = Sample::complete([-log(0.8), -log(0.5), -log(0.5)]);
        let (ks, ad) = distances(&given(Family::Exponential, &[1.0]), &sample);
        assert!((ks - 0.5).abs() < 1e-15);
        let sum = (log(0.2) + log(0.5)) + 3.0 * (log(0.5) + log(0.5)) + 5.0 * (log(0.5) + log(0.8));
        assert!((ad.unwrap() - (-3.0 - sum / 3.0)).abs() < 1e-12, "{ad:?}");
        // Far out, where 1 - F is nothing beside F: -1 - (ln F + ln(1 - F)) = -1 + 900.
        let far = distances(&given(Family::Exponential, &[1.0]), &Sample::complete([900.0])).1;
        assert!((far.unwrap() - 899.0).abs() < 1e-9, "{far:?}");
        let uniform = distances(&given(Family::Uniform, &[0.0, 1.0]), &Sample::complete([0.2, 0.5, 0.5]));
        assert_eq!(uniform, (0.5, None));
    }

    #[test]
    fn a_censored_distance_is_that_from_the_product_limit_estimate() {
        // Survival falls to 2/3 at 1 and to 1/3 ... at 3, with one still going on at 2.
        let sample = Sample::new([(1.0, false, 1), (2.0, true, 1), (3.0, false, 1)], None);
        let law = given(Family::Uniform, &[0.0, 4.0]);
        // At 1: 1 - 3/4 before, 3/4 - 2/3 after; at 3: 2/3 - 1/4 before, 1/4 - 0 after.
        assert!((distances(&law, &sample).0 - 5.0 / 12.0).abs() < 1e-15);
    }

    /// Under the law itself p-values are even: of 60 experiments, 30 lie below a half, give or take 3.9; and few below .05.
    #[test]
    fn p_values_are_even_where_the_law_is_true() {
        let law = Law::weibull(1.6, 3.0).unwrap();
        let testing = |seed| Testing { replicates: 99, seed };
        let p = |seed: u32| {
            let sample = sample(&law, 60, seed);
            let fit = estimate(Family::Weibull, &sample, None).unwrap();
            test(&fit, &sample, testing(u64::from(seed)))
        };
        let all: Vec<Goodness> = (0..60).map(p).collect();
        for (name, p) in [
            ("ks", all.iter().map(|it| it.ks_p.unwrap()).collect::<Vec<_>>()),
            ("ad", all.iter().map(|it| it.ad_p.unwrap()).collect()),
        ] {
            let mean = p.iter().sum::<f64>() / 60.0;
            let below = |bound: f64| p.iter().filter(|p| **p <= bound).count();
            // Standard error of the mean of 60 uniform numbers: .037.
            assert!((mean - 0.5).abs() < 0.11, "{name}: mean {mean}");
            assert!((18..=42).contains(&below(0.5)) && below(0.05) <= 9, "{name}: {} and {}", below(0.5), below(0.05));
        }
    }

    #[test]
    fn a_wrong_law_is_found_out() {
        let sample = sample(&Law::uniform(1.0, 2.0).unwrap(), 200, 0);
        let fit = estimate(Family::Exponential, &sample, None).unwrap();
        let found = test(&fit, &sample, Testing { replicates: 99, seed: 1 });
        assert_eq!((found.ks_p, found.ad_p, found.replicates), (Some(0.01), Some(0.01), 99));
    }

    /// Values in whole minutes of a law of a few minutes: the steps are no evidence against the law.
    #[test]
    fn rounding_is_not_held_against_a_law() {
        let law = Law::lognormal(5.0, 0.6).unwrap();
        let rounding = Rounding { step: 1.0, zero_is_half: false };
        let rounded = |seed: u32| {
            let mut draws = Seed::new(5, seed).source(3).entity(0).draws(0, 0);
            Sample::new((0..1500).map(|_| (recorded(&law, Some(rounding), &mut draws), false, 1)), Some(rounding))
        };
        let p = |sample: &Sample| {
            let fit = estimate(Family::Lognormal, sample, None).unwrap();
            test(&fit, sample, Testing { replicates: 99, seed: 1 }).ks_p.unwrap()
        };
        let mean = (0..8).map(|seed| p(&rounded(seed))).sum::<f64>() / 8.0;
        assert!(mean > 0.2, "mean p {mean}");
        let mut blind = rounded(0);
        blind.rounding = None;
        assert_eq!(p(&blind), 0.01);
    }

    #[test]
    fn censored_samples_are_simulated_with_their_censoring() {
        let law = Law::weibull(1.8, 10.0).unwrap();
        let mut draws = Seed::new(2, 0).source(3).entity(0).draws(0, 0);
        let values = (0..300).map(|_| {
            let (value, end) = (law.sample(&mut draws), 12.0 * draws.uniform());
            if end < value { (end, true, 1) } else { (value, false, 1) }
        });
        let sample = Sample::new(values.collect::<Vec<_>>(), None);
        let censoring = Survival::of_censoring(&sample);
        let again = simulated(&law, &sample, Some(&censoring), Seed::new(3, 0).source(0).entity(0));
        let share = |sample: &Sample| sample.censored() as f64 / sample.len() as f64;
        assert!((share(&again) - share(&sample)).abs() < 0.08, "{} and {}", share(&again), share(&sample));
        let fit = estimate(Family::Weibull, &sample, None).unwrap();
        let found = test(&fit, &sample, Testing { replicates: 99, seed: 1 });
        assert!(found.ad.is_none() && found.ks_p.unwrap() > 0.05, "{found:?}");
        let wrong = estimate(Family::Exponential, &sample, None).unwrap();
        assert!(test(&wrong, &sample, Testing { replicates: 99, seed: 1 }).ks_p.unwrap() < 0.05);
    }
}
