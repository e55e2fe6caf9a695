//! The likeliest parameters of each law, with right-censoring.
//!
//! Closed forms and single equations where there are any (Lawless 2003, chapters 4 and 5; Meeker and Escobar 1998, chapter 8; Minka
//! 2002 for the start of the gamma shape); expectation-maximisation for mixtures (Dempster, Laird and Rubin 1977); Newton's method for
//! the rest.

use super::family::{Family, Sort};
use super::sample::{Point, Sample};
use super::search::{derivatives, inverse, maximum, rising_root};
use crate::kernel::law::Law;
use statrs::function::gamma::digamma;

/// A law with its likeliest parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The law.
    pub family: Family,
    /// Its parameters, as [`Family::parameters`] names them.
    pub parameters: Vec<f64>,
    /// Log-likelihood of the sample, in its unit.
    pub log_likelihood: f64,
    /// Durations in the sample.
    pub n: u64,
}

impl Fit {
    /// The law as the run draws it.
    pub fn law(&self) -> Law {
        self.family.law(&self.parameters).expect("a fit is a law")
    }

    /// The value below which the share `p` of the law lies; `None` where no number is large enough.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let law = self.law();
        rising_root(law.mean(), |x| law.cdf(x) - p)
    }

    fn free(&self) -> f64 {
        self.parameters.len() as f64
    }

    /// Akaike's criterion: 2 k - 2 ln L (Akaike 1974).
    pub fn aic(&self) -> f64 {
        2.0 * self.free() - 2.0 * self.log_likelihood
    }

    /// Akaike's criterion for small samples: AIC + 2 k (k + 1) / (n - k - 1) (Hurvich and Tsai 1989); `None` if n is too small for it.
    pub fn aicc(&self) -> Option<f64> {
        let (k, n) = (self.free(), self.n as f64);
        (n > k + 1.0).then(|| self.aic() + 2.0 * k * (k + 1.0) / (n - k - 1.0))
    }

    /// Schwarz's criterion: k ln n - 2 ln L (Schwarz 1978).
    pub fn bic(&self) -> f64 {
        self.free() * libm::log(self.n as f64) - 2.0 * self.log_likelihood
    }
}

/// The likeliest law of a family; `near` is a guess of its parameters.
///
/// # Errors
/// Why the family cannot be fitted to the sample.
pub fn estimate(family: Family, sample: &Sample, near: Option<&[f64]>) -> Result<Fit, String> {
    if sample.ended() == 0 {
        return Err("no duration ended: there is nothing to go by".to_owned());
    }
    if family != Family::Exponential && sample.distinct() < 2 {
        return Err("all that ended are alike: take the constant law".to_owned());
    }
    let parameters = match family {
        Family::Exponential => vec![sample.total() / sample.ended() as f64],
        Family::Erlang => erlang(sample, near)?,
        Family::Gamma => gamma(sample, near)?,
        Family::Lognormal => lognormal(sample)?,
        Family::Weibull => weibull(sample)?,
        Family::Hyperexponential => hyperexponential(sample, near)?,
        Family::Uniform => uniform(sample)?,
    };
    family.law(&parameters)?;
    let log_likelihood = family.log_likelihood(&parameters, sample);
    Ok(Fit { family, parameters, log_likelihood, n: sample.len() })
}

const NO_TOP: &str = "the likelihood has no top that can be found";

/// Sum over what ended of `f`, divided by their number.
fn mean_of_ended(sample: &Sample, f: impl Fn(&Point) -> f64) -> f64 {
    sample.points().iter().map(|point| point.ended as f64 * f(point)).sum::<f64>() / sample.ended() as f64
}

/// Shape: the root of sum x^k ln x / sum x^k - 1/k - mean of ln x of what ended, sums over all; scale^k = sum x^k / ended.
fn weibull(sample: &Sample) -> Result<Vec<f64>, String> {
    let top = sample.points().last().expect("the sample has values").log;
    let mean_log = mean_of_ended(sample, |point| point.log) - top;
    let sums = |shape: f64| {
        let mut sums = (0.0, 0.0);
        for point in sample.points() {
            let log = point.log - top;
            let power = (point.ended + point.censored) as f64 * libm::exp(shape * log);
            sums = (sums.0 + power, sums.1 + power * log);
        }
        sums
    };
    let score = |shape: f64| {
        let (powers, with_logs) = sums(shape);
        with_logs / powers - 1.0 / shape - mean_log
    };
    let spread = mean_of_ended(sample, |point| (point.log - top - mean_log) * (point.log - top - mean_log)).sqrt();
    let shape = rising_root(1.28 / spread.max(1e-6), score).ok_or(NO_TOP)?;
    let scale = libm::exp(top + libm::log(sums(shape).0 / sample.ended() as f64) / shape);
    Ok(vec![shape, scale])
}

/// Without censoring: mean and spread of the logarithms. With it: the likelihood in mu and ln sigma, which has one top.
fn lognormal(sample: &Sample) -> Result<Vec<f64>, String> {
    let (mu, sigma) = if sample.censored() == 0 {
        let mu = mean_of_ended(sample, |point| point.log);
        (mu, mean_of_ended(sample, |point| (point.log - mu) * (point.log - mu)).sqrt())
    } else {
        let weibull = weibull(sample)?;
        // The median of the Weibull law, and the spread of its logarithm, pi / sqrt 6 over the shape.
        let centre = libm::log(weibull[1]) + libm::log(std::f64::consts::LN_2) / weibull[0];
        let start = [0.0, libm::log(1.2825 / weibull[0])];
        let likelihood = |x: &[f64]| log_normal_likelihood(centre + x[0], libm::exp(x[1]), sample);
        let top = maximum(likelihood, &start).ok_or(NO_TOP)?;
        (centre + top[0], libm::exp(top[1]))
    };
    let square = sigma * sigma;
    Ok(vec![libm::exp(mu + square / 2.0), libm::expm1(square).sqrt()])
}

fn log_normal_likelihood(mu: f64, sigma: f64, sample: &Sample) -> f64 {
    let term = |point: &Point| {
        let z = (point.log - mu) / sigma;
        let ended = point.ended as f64 * (-libm::log(sigma) - 0.5 * z * z);
        if point.censored == 0 { ended } else { ended + point.censored as f64 * super::family::log_normal_tail(z) }
    };
    sample.points().iter().map(term).sum()
}

/// Without censoring: the root of ln k - digamma(k) = ln(mean) - mean of ln x. With it: the likelihood in ln mean and ln cv.
fn gamma(sample: &Sample, near: Option<&[f64]>) -> Result<Vec<f64>, String> {
    if sample.censored() == 0 {
        let mean = sample.total() / sample.len() as f64;
        let gap = libm::log(mean) - mean_of_ended(sample, |point| point.log);
        if gap <= 0.0 {
            return Err("the values hardly differ: take the constant law".to_owned());
        }
        let start = (3.0 - gap + ((gap - 3.0) * (gap - 3.0) + 24.0 * gap).sqrt()) / (12.0 * gap);
        let shape = rising_root(start, |shape| gap - (libm::log(shape) - digamma(shape))).ok_or(NO_TOP)?;
        return Ok(vec![mean, 1.0 / shape.sqrt()]);
    }
    let start = match near {
        Some(near) => near.to_vec(),
        None => {
            let like = Family::Weibull.law(&weibull(sample)?)?;
            vec![like.mean(), (like.variance().sqrt() / like.mean()).clamp(0.01, 50.0)]
        }
    };
    let top = maximum(|x| Family::Gamma.log_likelihood(&exps(x), sample), &logs(&start)).ok_or(NO_TOP)?;
    Ok(exps(&top))
}

fn logs(x: &[f64]) -> Vec<f64> {
    x.iter().map(|&x| libm::log(x)).collect()
}

fn exps(x: &[f64]) -> Vec<f64> {
    x.iter().map(|&x| libm::exp(x)).collect()
}

/// The whole shape next to that of the gamma law, below or above, whichever is likelier.
fn erlang(sample: &Sample, near: Option<&[f64]>) -> Result<Vec<f64>, String> {
    let near: Option<Vec<f64>> = near.map(|near| vec![near[0], 1.0 / near[1].sqrt()]);
    let gamma = gamma(sample, near.as_deref())?;
    let shape = 1.0 / (gamma[1] * gamma[1]);
    let with_shape = |shape: f64| {
        if sample.censored() == 0 {
            return Some(vec![gamma[0], shape]);
        }
        let likelihood = |x: &[f64]| Family::Erlang.log_likelihood(&[libm::exp(x[0]), shape], sample);
        maximum(likelihood, &[libm::log(gamma[0])]).map(|top| vec![libm::exp(top[0]), shape])
    };
    let below = shape.floor().max(1.0);
    let both = [below, (below + 1.0).max(shape.ceil())].into_iter().filter_map(with_shape);
    let valued = both.map(|parameters| (Family::Erlang.log_likelihood(&parameters, sample), parameters));
    valued.max_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, parameters)| parameters).ok_or(NO_TOP.to_owned())
}

/// Steps of expectation and maximisation before Newton's method, from afar and from near.
const EM_STEPS: (usize, usize) = (60, 8);

/// A mixture of two exponentials: a few steps of expectation and maximisation, then Newton's method.
fn hyperexponential(sample: &Sample, near: Option<&[f64]>) -> Result<Vec<f64>, String> {
    let (mut x, steps) = match near {
        Some(near) => (near.to_vec(), EM_STEPS.1),
        None => {
            let weibull = Family::Weibull.law(&weibull(sample)?)?;
            let (mean, cv) = match sample.censored() {
                0 => sample.moments(),
                _ => (weibull.mean(), weibull.variance().sqrt() / weibull.mean()),
            };
            let square = cv.clamp(1.1, 10.0) * cv.clamp(1.1, 10.0);
            let weight = (1.0 + ((square - 1.0) / (square + 1.0)).sqrt()) / 2.0;
            (vec![mean / (2.0 * weight), mean / (2.0 * (1.0 - weight)), weight], EM_STEPS.0)
        }
    };
    for _ in 0..steps {
        x = em_step(&x, sample);
    }
    let joined = || "two branches are no likelier than one: take the exponential law".to_owned();
    let apart = |x: &[f64]| x.iter().all(|x| x.is_finite() && *x > 0.0) && (1e-6..1.0 - 1e-6).contains(&x[2]) && x[1] / x[0] > 1.01;
    if !apart(&x) {
        return Err(joined());
    }
    let plain = |x: &[f64]| vec![libm::exp(x[0]), libm::exp(x[1]), 1.0 / (1.0 + libm::exp(-x[2]))];
    let start = [libm::log(x[0]), libm::log(x[1]), libm::log(x[2] / (1.0 - x[2]))];
    let top = maximum(|x| Family::Hyperexponential.log_likelihood(&plain(x), sample), &start).ok_or_else(joined)?;
    let found = plain(&top);
    if apart(&found) { Ok(found) } else { Err(joined()) }
}

/// One step: the probability that each duration is of the first branch, and the branches that this makes likeliest.
fn em_step(x: &[f64], sample: &Sample) -> Vec<f64> {
    let [one, other, weight] = [x[0], x[1], x[2]];
    // Of both branches: members, members that ended, time.
    let mut sums = [[0.0; 3]; 2];
    let survival = libm::log((1.0 - weight) / weight);
    let density = survival + libm::log(one / other);
    for point in sample.points() {
        let apart = point.value / one - point.value / other;
        let first = |odds: f64| 1.0 / (1.0 + libm::exp(odds + apart));
        let (of_ended, of_censored) = (first(density), if point.censored > 0 { first(survival) } else { 0.0 });
        for (branch, sums) in sums.iter_mut().enumerate() {
            let share = |p: f64| if branch == 0 { p } else { 1.0 - p };
            let ended = point.ended as f64 * share(of_ended);
            let members = ended + point.censored as f64 * share(of_censored);
            *sums = [sums[0] + members, sums[1] + ended, sums[2] + members * point.value];
        }
    }
    let n = sums[0][0] + sums[1][0];
    vec![sums[0][2] / sums[0][1], sums[1][2] / sums[1][1], sums[0][0] / n]
}

fn uniform(sample: &Sample) -> Result<Vec<f64>, String> {
    if sample.censored() > 0 {
        return Err("some durations are censored: nothing is known of the upper bound".to_owned());
    }
    let points = sample.points();
    Ok(vec![points[0].value, points[points.len() - 1].value])
}

/// 97.5 % point of the standard normal law.
const NORMAL: f64 = 1.959_963_984_540_054;

/// 95 % intervals of the parameters from the observed information (Wald), in the logarithm or, for shares, the logit.
pub fn intervals(fit: &Fit, sample: &Sample) -> Vec<Option<(f64, f64)>> {
    let sorts = fit.family.parameters();
    let free: Vec<usize> = (0..sorts.len()).filter(|&at| !matches!(sorts[at].1, Sort::Whole | Sort::Bound)).collect();
    let inward = |at: usize, value: f64| match sorts[at].1 {
        Sort::Share => libm::log(value / (1.0 - value)),
        _ => libm::log(value),
    };
    let outward = |at: usize, x: f64| match sorts[at].1 {
        Sort::Share => 1.0 / (1.0 + libm::exp(-x)),
        _ => libm::exp(x),
    };
    let start: Vec<f64> = free.iter().map(|&at| inward(at, fit.parameters[at])).collect();
    let likelihood = |x: &[f64]| {
        let mut parameters = fit.parameters.clone();
        free.iter().zip(x).for_each(|(&at, &x)| parameters[at] = outward(at, x));
        fit.family.log_likelihood(&parameters, sample)
    };
    let mut intervals = vec![None; sorts.len()];
    let (_, second) = derivatives(&likelihood, &start);
    let information: Vec<Vec<f64>> = second.iter().map(|row| row.iter().map(|value| -value).collect()).collect();
    let Some(covariance) = inverse(&information) else { return intervals };
    for (row, &at) in free.iter().enumerate() {
        let deviation = covariance[row][row].sqrt();
        if deviation.is_finite() {
            intervals[at] = Some((outward(at, start[row] - NORMAL * deviation), outward(at, start[row] + NORMAL * deviation)));
        }
    }
    intervals
}

#[cfg(test)]
mod tests;
