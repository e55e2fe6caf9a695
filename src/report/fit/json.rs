//! The fit as one document; what is unknown is `null`.

use super::text::SHOWN;
use super::{Choice, Durations, FitReport, Stream};
use crate::report::json::SCHEMA_VERSION;
use crate::study::fit::Candidate;
use crate::study::fit::arrivals::Profile;
use crate::study::fit::survival::Survival;
use serde_json::{Map, Value, json};

impl FitReport {
    /// The document, with a line break at its end.
    pub fn json(&self) -> String {
        let document = json!({
            "schema_version": SCHEMA_VERSION,
            "file": self.file,
            "notes": self.notes,
            "durations": self.durations.as_ref().map(of_durations),
            "arrivals": self.arrivals.as_ref().map(of_arrivals),
            "fragment": self.fragment(),
        });
        format!("{document:#}\n")
    }
}

fn of_durations(it: &Durations) -> Value {
    let sample = &it.sample;
    let complete = sample.censored() == 0;
    let (mean, cv) = sample.moments();
    let survival = Survival::of_durations(sample);
    let quantile = |p: f64| if complete { Some(sample.quantile(p)) } else { survival.quantile(p) };
    json!({
        "what": it.what,
        "unit": it.unit,
        "n": sample.len(),
        "ended": sample.ended(),
        "censored": sample.censored(),
        "total": sample.total(),
        "mean": complete.then_some(mean),
        "cv": complete.then_some(cv),
        "step": sample.rounding.map(|rounding| rounding.step),
        "quantiles": quantiles(quantile),
        "laws": it.laws.candidates.iter().map(law).collect::<Vec<_>>(),
        "left_out": it.laws.left_out.iter().map(|(family, why)| json!({ "law": family.name(), "why": why })).collect::<Vec<_>>(),
        "empirical": it.laws.empirical.as_ref().map(|law| json!({
            "values": law.values, "mean": law.mean, "cv": law.cv, "ks": law.ks, "quantiles": quantiles(|p| Some(law.quantile(p))),
        })),
        "chosen": match it.choice() {
            Choice::Law(law) | Choice::Nearest(law) => Some(law.fit.family.name()),
            Choice::Empirical => Some("quantiles"),
            Choice::Constant(_) => Some("constant"),
            Choice::Nothing => None,
        },
        "verdict": it.verdict(),
    })
}

fn quantiles(of: impl Fn(f64) -> Option<f64>) -> Value {
    Value::Object(SHOWN.iter().map(|&p| (format!("p{:.0}", 100.0 * p), json!(of(p)))).collect())
}

fn law(candidate: &Candidate) -> Value {
    let (fit, goodness) = (&candidate.fit, candidate.goodness);
    let named = fit.family.parameters().iter().zip(fit.parameters.iter().zip(&candidate.intervals));
    let parameters = named.map(|((name, _), (value, interval))| {
        (name.replace(' ', "_"), json!({ "value": value, "low": interval.map(|it| it.0), "high": interval.map(|it| it.1) }))
    });
    json!({
        "law": fit.family.name(),
        "parameters": parameters.collect::<Map<_, _>>(),
        "mean": fit.law().mean(),
        "log_likelihood": fit.log_likelihood,
        "aic": fit.aic(),
        "aicc": fit.aicc(),
        "bic": fit.bic(),
        "ks": goodness.ks,
        "ks_p": goodness.ks_p,
        "ad": goodness.ad,
        "ad_p": goodness.ad_p,
        "tested": goodness.tested,
        "replicates": goodness.replicates,
        "quantiles": quantiles(|p| fit.quantile(p)),
        "stands": goodness.joint_p().map(|_| candidate.stands()),
    })
}

fn of_arrivals(it: &Stream) -> Value {
    let (found, tally) = (&it.found, &it.found.tally);
    let profile = match &found.profile {
        Profile::Flat => json!({}),
        Profile::Day(day) => json!({ "day": day }),
        Profile::Weekdays(weekdays) => json!({ "weekdays": weekdays }),
        Profile::Product(weekdays, day) => json!({ "weekdays": weekdays, "day": day }),
        Profile::Week(week) => json!({ "week": week }),
    };
    json!({
        "what": it.what,
        "first": tally.first.to_string(),
        "days": tally.days,
        "calls": tally.calls(),
        "outside": tally.outside,
        "by_hour": tally.hours,
        "rate_per_day": { "value": found.rate, "low": found.rate_interval.0, "high": found.rate_interval.1 },
        "profile": profile,
        "why": found.why,
        "months": found.months,
        "dispersion": found.dispersion.map(|it| json!({
            "variance_over_mean": it.raw,
            "index": it.index,
            "degrees_of_freedom": it.freedom,
            "p": it.p,
            "variance": it.variance,
            "low": it.interval.0,
            "high": it.interval.1,
            "carry_over": it.carry_over,
        })),
        "trend": found.trend.map(|it| json!({ "in_30_days": it.monthly, "p": it.p })),
        "warnings": it.warnings(),
    })
}
