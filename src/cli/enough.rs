//! When replications are enough: half-widths that are asked for, the most replications, and a limit of time.

use super::failure::Failure;
use crate::scenario::units::Duration as Length;
use crate::study::precision::goal::Misread;
use crate::study::precision::{Goal, Precision, Rule};
use clap::{Args, value_parser};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;
use std::time::Duration;

/// What the user says of the number of replications.
#[derive(Debug, Clone, Default, Args)]
pub struct Enough {
    /// Run until half the interval of this figure is so narrow in every layout: `response_mean=5%` of the value, `promise_kept=1pp`
    /// points, or in the figure's unit; may be repeated.
    #[arg(long, value_name = "FIGURE=WIDTH", conflicts_with = "replications")]
    pub precision: Vec<String>,
    /// With --precision: replications at most. Default: 1000.
    #[arg(long, value_name = "N", requires = "precision", value_parser = value_parser!(u32).range(2..=1_000_000))]
    pub max_replications: Option<u32>,
    /// Stop after so much time with the replications that are complete, as in '10 min'; how many these are depends on the machine.
    #[arg(long, value_name = "DURATION", allow_hyphen_values = true)]
    pub time_limit: Option<String>,
}

impl Enough {
    /// Complains of what cannot be read, before anything is run.
    ///
    /// # Errors
    /// If a goal or the limit cannot be read.
    pub fn asked(&self) -> Result<(), Failure> {
        self.precision().and_then(|_| self.limit()).map(|_| ())
    }

    /// The half-widths that are asked for.
    ///
    /// # Errors
    /// If one cannot be read, or a figure is asked twice.
    pub fn precision(&self) -> Result<Option<Precision>, Failure> {
        if self.precision.is_empty() {
            return Ok(None);
        }
        let goals: Vec<Goal> =
            self.precision.iter().map(|text| Goal::read(text)).collect::<Result<_, _>>().map_err(misread("precision"))?;
        let twice = goals.iter().enumerate().find(|(at, goal)| goals[..*at].iter().any(|other| other.figure == goal.figure));
        if let Some((_, goal)) = twice {
            let fault = format!("--precision: `{}` asks for a figure once more", goal.text());
            return Err(Failure::input(fault, "ask for each figure once".to_owned()));
        }
        Ok(Some(Precision { goals, rule: Rule { max: self.max(), ..Rule::default() } }))
    }

    fn max(&self) -> u32 {
        self.max_replications.unwrap_or(Rule::default().max)
    }

    /// The most replications, where half-widths are asked for.
    pub fn most(&self) -> Option<u32> {
        (!self.precision.is_empty()).then(|| self.max())
    }

    /// The limit of time.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn limit(&self) -> Result<Option<Duration>, Failure> {
        let Some(text) = &self.time_limit else { return Ok(None) };
        let length = Length::deserialize(IntoDeserializer::<Error>::into_deserializer(text.as_str()));
        match length.map(|length| Duration::try_from_secs_f64(length.ms() / 1000.0)) {
            Ok(Ok(limit)) if !limit.is_zero() => Ok(Some(limit)),
            _ => {
                let fault = format!("--time-limit: `{text}` is no time");
                Err(Failure::input(fault, "write a number above 0 and a unit, as in '90 s', '10 min' or '2 h'".to_owned()))
            }
        }
    }

    /// Options that results depend on, as (name, value).
    pub fn options(&self) -> Vec<(&'static str, String)> {
        let goals = self.precision.iter().map(|goal| ("precision", goal.clone()));
        let limits = [("max-replications", self.max_replications.map(|n| n.to_string())), ("time-limit", self.time_limit.clone())];
        goals.chain(limits.into_iter().filter_map(|(name, value)| value.map(|value| (name, value)))).collect()
    }
}

/// The failure of an option that cannot be read.
pub(super) fn misread(option: &str) -> impl Fn(Misread) -> Failure {
    move |Misread { fault, mend }| Failure::input(format!("--{option}: {fault}"), mend)
}
