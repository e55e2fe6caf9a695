//! Laws of chance as scenarios state them, and as the kernel draws them.

use crate::kernel;
use crate::scenario::schema::{Law, LawName};
use crate::scenario::units::Duration;

/// What is wrong with a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LawFault {
    /// The key that is wrong or missing; none if it is the law as a whole.
    pub key: Option<&'static str>,
    /// What is wrong.
    pub fault: String,
    /// How to mend it.
    pub mend: String,
}

/// The law [ms] that a scenario states.
///
/// # Errors
/// If a parameter is missing, has no meaning for the law, or is out of range.
pub fn law(spec: &Law) -> Result<kernel::law::Law, LawFault> {
    parameters_fit(spec)?;
    in_order(spec)?;
    let ms = |duration: Option<Duration>| duration.map_or(0.0, Duration::ms);
    let all_ms = |durations: &[Duration]| durations.iter().map(|duration| duration.ms()).collect::<Vec<_>>();
    let (mean, cv, shape) = (ms(spec.mean), spec.cv.unwrap_or(0.0), spec.shape.unwrap_or(0.0));
    use kernel::law::Law as Made;
    let made = match spec.law {
        LawName::Constant => Made::constant(ms(spec.value)),
        LawName::Uniform => Made::uniform(ms(spec.low), ms(spec.high)),
        LawName::Exponential => Made::exponential(mean),
        LawName::Erlang => Made::erlang(phases(shape)?, mean),
        LawName::Gamma => Made::gamma(mean, cv),
        LawName::Lognormal => Made::lognormal(mean, cv),
        LawName::Weibull => Made::weibull(shape, ms(spec.scale)),
        LawName::Hyperexponential if spec.mean.is_some() => Made::balanced_hyperexponential(mean, cv),
        LawName::Hyperexponential => Made::hyperexponential(&spec.weights, &all_ms(&spec.means)),
        LawName::Triangular => Made::triangular(ms(spec.low), ms(spec.mode), ms(spec.high)),
        LawName::Quantiles => Made::quantiles(&all_ms(&spec.values)),
    };
    let cut = |law: Made| match (spec.min, spec.max) {
        (None, None) => Ok(law),
        (min, max) => law.truncated(min.map(Duration::ms), max.map(Duration::ms)),
    };
    made.and_then(cut).and_then(|law| law.shifted(spec.shift.ms())).map_err(from_kernel)
}

/// The kernel says "fault; mend", and begins with the parameter's name.
fn from_kernel(words: String) -> LawFault {
    let (fault, mend) = words.split_once("; ").unwrap_or((&words, "give other parameters"));
    let key = ["mean", "cv", "shape", "scale", "weights", "means", "values"].into_iter().find(|key| fault.starts_with(key));
    let fault = key.map_or(fault.to_owned(), |key| fault.replacen(key, &format!("`{key}`"), 1));
    LawFault { key, fault, mend: mend.to_owned() }
}

fn phases(shape: f64) -> Result<u32, LawFault> {
    if shape.fract() == 0.0 && (1.0..=1e6).contains(&shape) {
        return Ok(shape as u32);
    }
    let fault = format!("`shape` of an erlang law is the number of its phases, but this is `{shape}`");
    Err(LawFault { key: Some("shape"), fault, mend: "give a whole number from 1 on; for others take the gamma law".to_owned() })
}

/// Parameters that a law may have, and whether each is given.
fn given(spec: &Law) -> [(&'static str, bool); 10] {
    [
        ("value", spec.value.is_some()),
        ("mean", spec.mean.is_some()),
        ("cv", spec.cv.is_some()),
        ("shape", spec.shape.is_some()),
        ("scale", spec.scale.is_some()),
        ("low", spec.low.is_some()),
        ("mode", spec.mode.is_some()),
        ("high", spec.high.is_some()),
        ("means", !spec.means.is_empty()),
        ("values", !spec.values.is_empty()),
    ]
}

/// The name of a law and its parameters.
fn parameters(spec: &Law) -> (&'static str, &'static [&'static str]) {
    match spec.law {
        LawName::Constant => ("constant", &["value"]),
        LawName::Uniform => ("uniform", &["low", "high"]),
        LawName::Exponential => ("exponential", &["mean"]),
        LawName::Erlang => ("erlang", &["mean", "shape"]),
        LawName::Gamma => ("gamma", &["mean", "cv"]),
        LawName::Lognormal => ("lognormal", &["mean", "cv"]),
        LawName::Weibull => ("weibull", &["shape", "scale"]),
        LawName::Hyperexponential if spec.mean.is_some() => ("hyperexponential", &["mean", "cv"]),
        LawName::Hyperexponential => ("hyperexponential", &["means", "weights"]),
        LawName::Triangular => ("triangular", &["low", "mode", "high"]),
        LawName::Quantiles => ("quantiles", &["values"]),
    }
}

/// Nothing is missing, and nothing is given that would be ignored.
fn parameters_fit(spec: &Law) -> Result<(), LawFault> {
    let (name, needed) = parameters(spec);
    let all = given(spec).into_iter().chain([("weights", !spec.weights.is_empty())]);
    let takes = || format!("the {name} law takes {}", super::listed(needed.iter().copied()));
    for (key, is_given) in all {
        if is_given && !needed.contains(&key) {
            let fault = format!("the {name} law has no parameter `{key}`");
            return Err(LawFault { key: Some(key), fault, mend: takes() });
        }
        if !is_given && needed.contains(&key) {
            return Err(LawFault { key: Some(key), fault: format!("the {name} law needs `{key}`"), mend: takes() });
        }
    }
    Ok(())
}

/// Durations stand in rising order; said here, because the kernel would say it in milliseconds.
fn in_order(spec: &Law) -> Result<(), LawFault> {
    let mode = spec.mode.or(spec.low);
    let pairs = [("low", spec.low, "mode", mode), ("mode", mode, "high", spec.high), ("min", spec.min, "max", spec.max)];
    for (low, from, high, to) in pairs {
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            let low = if low == "mode" && spec.mode.is_none() { "low" } else { low };
            let fault = format!("`{low}` is {from}, but `{high}` is {to}");
            return Err(LawFault { key: Some(high), fault, mend: "give them in rising order".to_owned() });
        }
    }
    if let Some(pair) = spec.values.windows(2).find(|pair| pair[0] > pair[1]) {
        let fault = format!("the quantile {} comes after {}", pair[1], pair[0]);
        return Err(LawFault { key: Some("values"), fault, mend: "give quantiles in rising order".to_owned() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::units::HELP;

    fn spec(toml: &str) -> Law {
        toml::from_str(toml).unwrap()
    }

    #[test]
    fn every_law_is_made_in_milliseconds() {
        let means = [
            ("law = 'constant'\nvalue = '1 h'", 1.0),
            ("law = 'uniform'\nlow = '1 h'\nhigh = '3 h'", 2.0),
            ("law = 'exponential'\nmean = '2 h'", 2.0),
            ("law = 'erlang'\nmean = '2 h'\nshape = 3", 2.0),
            ("law = 'gamma'\nmean = '2 h'\ncv = 0.5", 2.0),
            ("law = 'lognormal'\nmean = '2 h'\ncv = 0.5\nshift = '1 h'", 3.0),
            ("law = 'weibull'\nshape = 1\nscale = '2 h'", 2.0),
            ("law = 'hyperexponential'\nmeans = ['1 h', '3 h']\nweights = [1, 1]", 2.0),
            ("law = 'hyperexponential'\nmean = '2 h'\ncv = 2", 2.0),
            ("law = 'triangular'\nlow = '1 h'\nmode = '2 h'\nhigh = '3 h'", 2.0),
            ("law = 'quantiles'\nvalues = ['1 h', '3 h']", 2.0),
        ];
        for (toml, hours) in means {
            let mean = law(&spec(toml)).unwrap().mean() / 3_600_000.0;
            assert!((mean - hours).abs() < 1e-9, "{toml}: {mean}");
        }
    }

    #[test]
    fn impossible_laws_say_why() {
        let cases = [
            ("law = 'gamma'\nmean = '1 h'", "the gamma law needs `cv`", "the gamma law takes `mean`, `cv`"),
            ("law = 'constant'\nvalue = '1 h'\ncv = 1", "the constant law has no parameter `cv`", "the constant law takes `value`"),
            ("law = 'uniform'\nlow = '3 h'\nhigh = '1 h'", "`low` is 3 h, but `high` is 1 h", "give them in rising order"),
            ("law = 'exponential'\nmean = '0 h'", "`mean` is 0", "give a mean above 0"),
            (
                "law = 'erlang'\nmean = '1 h'\nshape = 2.5",
                "`shape` of an erlang law is the number of its phases, but this is `2.5`",
                "give a whole number from 1 on; for others take the gamma law",
            ),
        ];
        for (toml, fault, mend) in cases {
            let found = law(&spec(toml)).unwrap_err();
            assert_eq!(format!("{}{HELP}{}", found.fault, found.mend), format!("{fault}{HELP}{mend}"), "{toml}");
        }
    }
}
