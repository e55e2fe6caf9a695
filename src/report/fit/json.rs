//! The fit as one document; what is unknown is `null`.

use super::text::SHOWN;
use super::{Choice, Durations, FitReport, Stream};
use crate::report::document::{SCHEMA_VERSION, pretty, schema_of};
use crate::study::fit::arrivals::{self, dispersion};
use crate::study::fit::survival::Survival;
use crate::study::fit::{Candidate, empirical};
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

/// What `callout fit --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
struct Document {
    /// Counts up when a key changes its meaning or goes away.
    schema_version: u32,
    /// The file as the user named it.
    file: String,
    /// What was read and what was left out, in sentences.
    notes: Vec<String>,
    /// Laws of durations; `null` unless they were asked for.
    durations: Option<Lengths>,
    /// The pattern of arrivals; `null` unless it was asked for.
    arrivals: Option<Arrivals>,
    /// What goes into a scenario, as TOML.
    fragment: String,
}

/// Durations and the laws that were fitted to them. Lengths are in `unit`.
#[derive(Debug, Serialize, JsonSchema)]
struct Lengths {
    /// What they are, for instance the column.
    what: String,
    /// Unit of all lengths, as scenarios write it.
    unit: &'static str,
    /// Durations, ended or not.
    n: u64,
    /// Those that ended.
    ended: u64,
    /// Those that still went on.
    censored: u64,
    /// Sum of all lengths, ended or not.
    total: f64,
    /// Mean length; `null` with censored durations.
    mean: Option<f64>,
    /// Coefficient of variation; `null` with censored durations.
    cv: Option<f64>,
    /// All recorded values are multiples of this; `null` if there is no such step.
    step: Option<f64>,
    /// Quantiles of the data; `null` where censoring hides them.
    quantiles: Quantiles,
    /// The laws by rising AIC.
    laws: Vec<Law>,
    /// Laws that cannot be fitted to these data.
    left_out: Vec<LeftOut>,
    /// The data themselves as a law; `null` where they do not make one.
    empirical: Option<Empirical>,
    /// What goes into the scenario: a law, `quantiles` for the data themselves, `constant`; `null` if nothing could be fitted.
    chosen: Option<&'static str>,
    /// Why, in a sentence.
    verdict: String,
}

/// Quantiles by name: p50, p90, p95.
type Quantiles = IndexMap<String, Option<f64>>;

/// A law that was fitted.
#[derive(Debug, Serialize, JsonSchema)]
struct Law {
    /// Its name in scenarios.
    law: &'static str,
    /// Parameters by name.
    parameters: IndexMap<String, Parameter>,
    /// Its mean.
    mean: f64,
    /// Log likelihood of the data.
    log_likelihood: f64,
    /// Akaike's criterion: less is better.
    aic: f64,
    /// The same corrected for few data; `null` where there are too few for it.
    aicc: Option<f64>,
    /// Bayesian criterion: less is better.
    bic: f64,
    /// Kolmogorov-Smirnov distance from the data.
    ks: f64,
    /// Its p-value, by parametric bootstrap; `null` if nothing was simulated.
    ks_p: Option<f64>,
    /// Anderson-Darling distance from the data; `null` with censored durations.
    ad: Option<f64>,
    /// Its p-value, by parametric bootstrap; `null` if nothing was simulated.
    ad_p: Option<f64>,
    /// Durations that the p-values rest on.
    tested: u64,
    /// Simulated samples that could be fitted.
    replicates: u32,
    /// Quantiles of the law.
    quantiles: Quantiles,
    /// Whether no test speaks against it; `null` if none was made.
    stands: Option<bool>,
}

/// A parameter and its 95 % interval.
#[derive(Debug, Serialize, JsonSchema)]
struct Parameter {
    /// The likeliest value.
    value: f64,
    /// Lower end; `null` where there is no interval.
    low: Option<f64>,
    /// Upper end; `null` where there is no interval.
    high: Option<f64>,
}

/// A law that cannot be fitted.
#[derive(Debug, Serialize, JsonSchema)]
struct LeftOut {
    /// Its name in scenarios.
    law: &'static str,
    /// Why not, in a sentence.
    why: String,
}

/// The data themselves as a law.
#[derive(Debug, Serialize, JsonSchema)]
struct Empirical {
    /// Values at probabilities 0, 1/m, ..., 1.
    values: Vec<f64>,
    /// Its mean.
    mean: f64,
    /// Its coefficient of variation.
    cv: f64,
    /// Its Kolmogorov-Smirnov distance from the data.
    ks: f64,
    /// Its quantiles.
    quantiles: Quantiles,
}

/// The pattern of arrivals.
#[derive(Debug, Serialize, JsonSchema)]
struct Arrivals {
    /// The column of the stamps.
    what: String,
    /// The first day.
    first: String,
    /// Calls of each day from the first on.
    days: Vec<u64>,
    /// All calls.
    calls: u64,
    /// Calls that lie outside of the days asked for.
    outside: u64,
    /// Calls by weekday, Monday first, and hour.
    by_hour: [[u64; 24]; 7],
    /// Mean rate over an even week.
    rate_per_day: Rate,
    /// How calls are spread over the week; empty: evenly.
    profile: Profile,
    /// Why this profile, in words.
    why: String,
    /// Weights of the months, January first; `null` under two years.
    months: Option<[f64; 12]>,
    /// Spread of daily counts; `null` with hardly any days.
    dispersion: Option<Dispersion>,
    /// Whether calls become more or fewer; `null` with hardly any days.
    trend: Option<Trend>,
    /// What a reader must know before using it, in sentences.
    warnings: Vec<String>,
}

/// A rate and its 95 % interval, with the dispersion between days.
#[derive(Debug, Serialize, JsonSchema)]
struct Rate {
    /// The rate [calls/d].
    value: f64,
    /// Lower end [calls/d].
    low: f64,
    /// Upper end [calls/d].
    high: f64,
}

/// How calls are spread over the week, in weights.
#[derive(Debug, Default, Serialize, JsonSchema)]
struct Profile {
    /// Weights of the weekdays, Monday first.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "[f64; 7]")]
    weekdays: Option<[f64; 7]>,
    /// Weights of the 24 hours, every day alike.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "[f64; 24]")]
    day: Option<[f64; 24]>,
    /// Weights of the 168 hours from Monday 00:00 on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<f64>")]
    week: Option<Vec<f64>>,
}

/// Spread of daily counts.
#[derive(Debug, Serialize, JsonSchema)]
struct Dispersion {
    /// Variance over mean of all daily counts.
    variance_over_mean: f64,
    /// Pearson's index: 1 for Poisson.
    index: f64,
    /// Degrees of freedom: open days less means.
    degrees_of_freedom: f64,
    /// Probability of such an index or a larger one under Poisson.
    p: f64,
    /// Variance of the day factor.
    variance: f64,
    /// Lower end of its 95 % interval.
    low: f64,
    /// Upper end of its 95 % interval.
    high: f64,
    /// Correlation of a day's deviation with that of the day before.
    carry_over: f64,
}

/// Rise or fall over the record.
#[derive(Debug, Serialize, JsonSchema)]
struct Trend {
    /// Relative change in 30 days, as a share of 1.
    in_30_days: f64,
    /// Probability of such a trend without any.
    p: f64,
}

/// The schema of the document.
pub fn schema() -> String {
    schema_of::<Document>("callout fit --format json")
}

impl FitReport {
    /// The document, with a line break at its end.
    pub fn json(&self) -> String {
        pretty(&Document {
            schema_version: SCHEMA_VERSION,
            file: self.file.clone(),
            notes: self.notes.clone(),
            durations: self.durations.as_ref().map(of_durations),
            arrivals: self.arrivals.as_ref().map(of_arrivals),
            fragment: self.fragment(),
        })
    }
}

fn of_durations(it: &Durations) -> Lengths {
    let sample = &it.sample;
    let complete = sample.censored() == 0;
    let (mean, cv) = sample.moments();
    let survival = Survival::of_durations(sample);
    let quantile = |p: f64| if complete { Some(sample.quantile(p)) } else { survival.quantile(p) };
    let left_out = it.laws.left_out.iter();
    Lengths {
        what: it.what.clone(),
        unit: it.unit,
        n: sample.len(),
        ended: sample.ended(),
        censored: sample.censored(),
        total: sample.total(),
        mean: complete.then_some(mean),
        cv: complete.then_some(cv),
        step: sample.rounding.map(|rounding| rounding.step),
        quantiles: quantiles(quantile),
        laws: it.laws.candidates.iter().map(law).collect(),
        left_out: left_out.map(|(family, why)| LeftOut { law: family.name(), why: why.clone() }).collect(),
        empirical: it.laws.empirical.as_ref().map(empirical),
        chosen: match it.choice() {
            Choice::Law(law) | Choice::Nearest(law) => Some(law.fit.family.name()),
            Choice::Empirical => Some("quantiles"),
            Choice::Constant(_) => Some("constant"),
            Choice::Nothing => None,
        },
        verdict: it.verdict(),
    }
}

fn quantiles(of: impl Fn(f64) -> Option<f64>) -> Quantiles {
    SHOWN.iter().map(|&p| (format!("p{:.0}", 100.0 * p), of(p))).collect()
}

fn empirical(law: &empirical::Empirical) -> Empirical {
    let quantiles = quantiles(|p| Some(law.quantile(p)));
    Empirical { values: law.values.clone(), mean: law.mean, cv: law.cv, ks: law.ks, quantiles }
}

fn law(candidate: &Candidate) -> Law {
    let (fit, goodness) = (&candidate.fit, candidate.goodness);
    let named = fit.family.parameters().iter().zip(fit.parameters.iter().zip(&candidate.intervals));
    let parameters = named.map(|((name, _), (&value, interval))| {
        (name.replace(' ', "_"), Parameter { value, low: interval.map(|it| it.0), high: interval.map(|it| it.1) })
    });
    Law {
        law: fit.family.name(),
        parameters: parameters.collect(),
        mean: fit.law().mean(),
        log_likelihood: fit.log_likelihood,
        aic: fit.aic(),
        aicc: fit.aicc(),
        bic: fit.bic(),
        ks: goodness.ks,
        ks_p: goodness.ks_p,
        ad: goodness.ad,
        ad_p: goodness.ad_p,
        tested: goodness.tested,
        replicates: goodness.replicates,
        quantiles: quantiles(|p| fit.quantile(p)),
        stands: goodness.joint_p().map(|_| candidate.stands()),
    }
}

fn profile(found: &arrivals::Profile) -> Profile {
    match found.clone() {
        arrivals::Profile::Flat => Profile::default(),
        arrivals::Profile::Day(day) => Profile { day: Some(day), ..Profile::default() },
        arrivals::Profile::Weekdays(weekdays) => Profile { weekdays: Some(weekdays), ..Profile::default() },
        arrivals::Profile::Product(weekdays, day) => Profile { weekdays: Some(weekdays), day: Some(day), week: None },
        arrivals::Profile::Week(week) => Profile { week: Some(week), ..Profile::default() },
    }
}

fn dispersion(it: dispersion::Dispersion) -> Dispersion {
    Dispersion {
        variance_over_mean: it.raw,
        index: it.index,
        degrees_of_freedom: it.freedom,
        p: it.p,
        variance: it.variance,
        low: it.interval.0,
        high: it.interval.1,
        carry_over: it.carry_over,
    }
}

fn of_arrivals(it: &Stream) -> Arrivals {
    let (found, tally) = (&it.found, &it.found.tally);
    Arrivals {
        what: it.what.clone(),
        first: tally.first.to_string(),
        days: tally.days.clone(),
        calls: tally.calls(),
        outside: tally.outside,
        by_hour: tally.hours,
        rate_per_day: Rate { value: found.rate, low: found.rate_interval.0, high: found.rate_interval.1 },
        profile: profile(&found.profile),
        why: found.why.clone(),
        months: found.months,
        dispersion: found.dispersion.map(dispersion),
        trend: found.trend.map(|it| Trend { in_30_days: it.monthly, p: it.p }),
        warnings: it.warnings(),
    }
}
