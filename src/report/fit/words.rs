//! What a fit comes to, in sentences.

use super::{Choice, Durations, Stream};
use crate::report::number::{grouped, plain};
use crate::study::fit::{Candidate, SIGNIFICANT};

/// Fewer durations hardly speak against any law.
const FEW: u64 = 30;
/// A largest gap below this matters little for planning.
const SMALL_GAP: f64 = 0.05;

/// A p-value: as small as so many simulated samples can show.
pub fn p_value(p: f64, replicates: u32) -> String {
    let least = 1.0 / f64::from(replicates + 1);
    if p <= least * 1.000_001 { format!("<= {least:.3}") } else { format!("{p:.3}") }
}

/// A p-value of a test with a known law.
pub fn p_plain(p: f64) -> String {
    if p < 0.001 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}

impl Durations {
    /// The verdict on the laws.
    pub fn verdict(&self) -> String {
        let laws = &self.laws;
        let mut sentences = vec![match self.choice() {
            Choice::Law(candidate) => self.stands(candidate),
            Choice::Empirical => {
                let Some(nearest) = laws.candidates.first() else {
                    return "No law could be fitted; use the data themselves.".to_owned();
                };
                let empirical = laws.empirical.as_ref().expect("it was chosen");
                format!("{} Use the empirical law (`quantiles`, KS distance {}).", self.none_fits(nearest), plain(empirical.ks))
            }
            Choice::Nearest(candidate) => self.none_fits(candidate),
            Choice::Constant(value) => format!("All values are {} {}: take them as they are.", plain(value), self.unit),
            Choice::Nothing => "No law could be fitted.".to_owned(),
        }];
        if self.sample.len() < FEW {
            sentences.push(format!("With {} values hardly any law can be ruled out.", self.sample.len()));
        }
        let by =
            |criterion: &dyn Fn(&Candidate) -> f64| laws.candidates.iter().min_by(|a, b| criterion(a).total_cmp(&criterion(b)));
        if let (Some(aic), Some(bic)) = (laws.candidates.first(), by(&|candidate| candidate.fit.bic()))
            && aic.fit.family != bic.fit.family
        {
            sentences.push(format!("BIC, which punishes parameters harder, prefers {}.", bic.fit.family.name()));
        }
        if let (Some(aic), Some(small)) = (laws.candidates.first(), by(&|candidate| candidate.fit.aicc().unwrap_or(f64::MAX)))
            && aic.fit.family != small.fit.family
        {
            sentences.push(format!("AICc, made for small samples, prefers {}.", small.fit.family.name()));
        }
        sentences.join(" ")
    }

    fn stands(&self, candidate: &Candidate) -> String {
        let (name, goodness) = (candidate.fit.family.name(), candidate.goodness);
        let Some(p) = goodness.joint_p() else {
            return format!("{name} is the likeliest by AIC; nothing was tested.");
        };
        if 2.0 / f64::from(goodness.replicates + 1) >= SIGNIFICANT {
            let n = goodness.replicates;
            return format!(
                "{name} is the likeliest by AIC; {n} simulated samples are too few to reject a law: give --bootstrap 99 or more."
            );
        }
        let first = self.laws.candidates.first().map(|first| first.fit.family);
        let rank =
            if first == Some(candidate.fit.family) { "the likeliest by AIC" } else { "the likeliest by AIC that is not rejected" };
        format!("{name} fits: it is {rank}, and no test speaks against it (smallest p {}).", p_value(p, goodness.replicates))
    }

    fn none_fits(&self, nearest: &Candidate) -> String {
        let goodness = nearest.goodness;
        let p = goodness.joint_p().map_or(String::new(), |p| format!(" (p {})", p_value(p, goodness.replicates)));
        let gap = goodness.ks;
        let size = if gap < SMALL_GAP { ", a gap that seldom matters for planning" } else { "" };
        format!(
            "None fits: every law is rejected at {SIGNIFICANT}. {} is nearest by AIC{p}; its distribution function is off by up to {} points{size}.",
            nearest.fit.family.name(),
            plain(100.0 * gap),
        )
    }
}

impl Stream {
    /// What there is to know of the counts, a sentence each.
    pub fn sentences(&self) -> Vec<String> {
        let (found, tally) = (&self.found, &self.found.tally);
        let last = tally.date(tally.days.len() - 1);
        let days = grouped(tally.days.len() as f64, 0);
        let mut out = vec![format!("{} calls on {days} days, {} to {last}.", grouped(tally.calls() as f64, 0), tally.first)];
        if tally.outside > 0 {
            out.push(format!("{} calls outside of these days are left out.", grouped(tally.outside as f64, 0)));
        }
        let (low, high) = found.rate_interval;
        out.push(format!("rate {} a day ({} to {}).", plain(found.rate), plain(low), plain(high)));
        out.push(format!("profile: {}.", found.why));
        match &found.dispersion {
            None => out.push("dispersion: too few days to tell.".to_owned()),
            Some(it) => {
                let (low, high) = it.interval;
                out.push(format!(
                    "daily counts: variance / mean {}; given the weekday{} the index is {} with {} degrees of freedom (1 is plain \
                     chance, p {}).",
                    plain(it.raw),
                    if found.months.is_some() { " and month" } else { "" },
                    plain(it.index),
                    plain(it.freedom),
                    p_plain(it.p),
                ));
                out.push(format!(
                    "dispersion (variance of the day factor): {} ({} to {}).",
                    plain(it.variance),
                    plain(low),
                    plain(high)
                ));
            }
        }
        out
    }

    /// What the stream of a scenario does not have, though the data do.
    pub fn warnings(&self) -> Vec<String> {
        let found = &self.found;
        let mut out = Vec::new();
        if let Some(trend) = found.trend.filter(|trend| trend.p < SIGNIFICANT) {
            out.push(format!(
                "calls {} by about {} % in 30 days (p {}): the rate is the mean of the record, and the dispersion holds part of it",
                if trend.monthly > 0.0 { "rise" } else { "fall" },
                plain(100.0 * trend.monthly.abs()),
                p_plain(trend.p)
            ));
        }
        let chance = 1.96 / (found.tally.days.len() as f64).sqrt();
        if let Some(it) = found.dispersion.filter(|it| it.carry_over > chance.max(0.2)) {
            out.push(format!(
                "busy days follow busy days (correlation {}): a stream draws the factor of each day on its own",
                plain(it.carry_over)
            ));
        }
        if found.tally.days.len() < 28 {
            out.push("less than four weeks: weights of weekdays rest on very few days".to_owned());
        }
        out
    }
}
