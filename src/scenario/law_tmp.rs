//! Temporary.
#![allow(missing_docs)]
use super::schema::{Law as Spec, LawName, Names, Sourcing};
use super::units::{Duration, Share};
use crate::kernel::law::Law;
pub fn law(s: &Spec) -> Result<Law, String> {
    let ms = |d: Option<Duration>| d.map_or(f64::NAN, |d| d.ms());
    let cv = s.cv.unwrap_or(f64::NAN);
    let law = match s.law {
        LawName::Constant => Law::constant(ms(s.value)),
        LawName::Uniform => Law::uniform(ms(s.low), ms(s.high)),
        LawName::Exponential => Law::exponential(ms(s.mean)),
        LawName::Erlang => Law::erlang(s.shape.unwrap_or(0.0) as u32, ms(s.mean)),
        LawName::Gamma => Law::gamma(ms(s.mean), cv),
        LawName::Lognormal => Law::lognormal(ms(s.mean), cv),
        LawName::Weibull => Law::weibull(s.shape.unwrap_or(0.0), ms(s.scale)),
        LawName::Hyperexponential if s.means.is_empty() => Law::balanced_hyperexponential(ms(s.mean), cv),
        LawName::Hyperexponential => Law::hyperexponential(&s.weights, &s.means.iter().map(|d| d.ms()).collect::<Vec<_>>()),
        LawName::Triangular => Law::triangular(ms(s.low), ms(s.mode), ms(s.high)),
        LawName::Quantiles => Law::quantiles(&s.values.iter().map(|d| d.ms()).collect::<Vec<_>>()),
    }?;
    law.truncated(s.min.map(|d| d.ms()), s.max.map(|d| d.ms()))?.shifted(s.shift.ms())
}
impl Default for Sourcing {
    fn default() -> Self {
        Sourcing {
            to: Names(vec!["nearest".to_owned()]),
            kinds: Names::default(),
            zones: Names::default(),
            streams: Names::default(),
            share: Share(1.0),
            within: None,
            reach: 1,
            overflow_backlog: None,
            overflow_wait: None,
            overflow_promise: None,
        }
    }
}
