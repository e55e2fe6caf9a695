//! Input from data: laws of durations by maximum likelihood, how well they fit, and the pattern of arrivals.
//!
//! | module | says |
//! |---|---|
//! | [`sample`] | durations, each ended or still going on (censored), with their rounding |
//! | [`family`] | the laws on offer, in the parameters of a scenario, with densities and survival |
//! | [`estimate`] | the likeliest parameters, and their intervals |
//! | [`goodness`] | Kolmogorov-Smirnov and Anderson-Darling, p-values by parametric bootstrap |
//! | [`survival`] | the product-limit estimate (Kaplan and Meier 1958) |
//! | [`empirical`] | the data themselves as a law |
//! | [`arrivals`] | rate, profile by hour of the week, dispersion of daily counts, trend |
//!
//! *Knows:* slices of numbers and civil times.
//! *Never:* files, columns, units; a sample in hours gives laws in hours.

pub mod arrivals;
pub mod empirical;
pub mod estimate;
pub mod family;
pub mod goodness;
pub mod sample;
pub mod search;
pub mod survival;

use empirical::Empirical;
use estimate::{Fit, estimate};
use family::Family;
use goodness::Goodness;
use sample::Sample;

/// A p-value below this speaks against a law.
pub const SIGNIFICANT: f64 = 0.05;

/// A law that was fitted and tested.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// The law and its likelihood.
    pub fit: Fit,
    /// 95 % interval of each parameter; `None` where there is none (the bounds of a uniform law, a whole number of phases).
    pub intervals: Vec<Option<(f64, f64)>>,
    /// Distances from the data, and how often such distances come by chance.
    pub goodness: Goodness,
}

impl Candidate {
    /// Whether no test speaks against the law.
    pub fn stands(&self) -> bool {
        self.goodness.joint_p().is_none_or(|p| p >= SIGNIFICANT)
    }
}

/// Laws of one sample.
#[derive(Debug, Clone)]
pub struct Laws {
    /// Candidates by rising AIC.
    pub candidates: Vec<Candidate>,
    /// Laws that cannot be fitted to these data, and why.
    pub left_out: Vec<(Family, String)>,
    /// The data themselves as a law; `None` with censored values or too few of them.
    pub empirical: Option<Empirical>,
}

/// How laws are tested.
#[derive(Debug, Clone, Copy)]
pub struct Testing {
    /// Simulated samples for each p-value; 0 for none.
    pub replicates: u32,
    /// Seed of the simulated samples.
    pub seed: u64,
}

impl Laws {
    /// Fits and tests each of `families`; the simulated samples run on the threads of the current pool, and the result does not depend
    /// on their number.
    pub fn of(sample: &Sample, families: &[Family], testing: Testing) -> Laws {
        let mut laws = Laws { candidates: Vec::new(), left_out: Vec::new(), empirical: Empirical::of(sample) };
        for &family in families {
            match estimate(family, sample, None) {
                Ok(fit) if family == Family::Erlang && fit.parameters[1] == 1.0 && families.contains(&Family::Exponential) => {
                    laws.left_out.push((family, "one phase is the likeliest: this is the exponential law".to_owned()));
                }
                Ok(fit) => {
                    let (intervals, goodness) = (estimate::intervals(&fit, sample), goodness::test(&fit, sample, testing));
                    laws.candidates.push(Candidate { fit, intervals, goodness });
                }
                Err(why) => laws.left_out.push((family, why)),
            }
        }
        laws.candidates.sort_by(|a, b| a.fit.aic().total_cmp(&b.fit.aic()));
        laws
    }

    /// The likeliest law by AIC that no test speaks against.
    pub fn best_that_stands(&self) -> Option<&Candidate> {
        self.candidates.iter().find(|candidate| candidate.stands())
    }
}
