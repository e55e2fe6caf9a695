//! What was run: the scenario, its window, its layouts and the names of their parts.
//!
//! *Knows:* names and dates of the network that stands still.

use crate::kernel::calendar::Calendar;
use crate::kernel::id::Id;
use crate::kernel::time::{MS_PER_DAY, Span, Time};
use crate::network::Network;
use crate::scenario::schema::Satisfaction;
use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};

/// What was asked for, as far as results depend on it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Asked {
    /// The scenario file as the user named it.
    pub file: String,
    /// Hash of the scenario.
    pub hash: String,
    /// The question that the scenario answers.
    pub question: String,
    /// Replications of each layout.
    pub replications: u32,
    /// Index of the baseline among the layouts that were run.
    pub baseline: usize,
    /// `--set` values in their order.
    pub sets: Vec<String>,
    /// The command line without what does not change results.
    pub command: String,
}

/// What was run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Head {
    /// What was asked for.
    pub asked: Asked,
    /// Name of the scenario.
    pub scenario: String,
    /// Label of all money.
    pub currency: String,
    /// Master seed.
    pub seed: u64,
    /// Start of the counted time.
    pub from: DateTime,
    /// End of the counted time, not in it.
    pub to: DateTime,
    /// Length of the counted time [d].
    pub days: f64,
    /// The layouts in their order.
    pub layouts: Vec<Names>,
}

/// A layout and the names of its parts.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Names {
    /// Name of the layout.
    pub layout: String,
    /// What the scenario says of it.
    pub summary: String,
    /// Kinds of job.
    pub kinds: Vec<String>,
    /// Places of the ledger.
    pub places: Vec<String>,
    /// Demand areas.
    pub zones: Vec<String>,
    /// Tiers of customers.
    pub tiers: Vec<String>,
    /// How customers judge.
    pub satisfaction: Satisfaction,
    calendar: Calendar,
}

impl Head {
    /// The head of a run of `networks`, with what the scenario says of each.
    ///
    /// # Panics
    /// Without a network.
    pub fn new(asked: Asked, networks: &[Network], summaries: &[String]) -> Head {
        let first = &networks[0];
        Head {
            asked,
            scenario: first.scenario.clone(),
            currency: first.currency.clone(),
            seed: first.seed,
            from: date_time(&first.calendar, first.window.warm_up),
            to: date_time(&first.calendar, first.window.horizon),
            days: first.window.length().days(),
            layouts: networks.iter().zip(summaries).map(|(network, summary)| Names::new(network, summary)).collect(),
        }
    }

    /// The layout that the others are compared with.
    pub fn baseline(&self) -> &Names {
        &self.layouts[self.asked.baseline]
    }

    /// The counted time, as "2026-01-01 to 2026-12-31" where it ends with a day.
    pub fn window(&self) -> String {
        let midnight = |at: DateTime| at.time() == jiff::civil::Time::midnight();
        let last_day = self.to.date().yesterday();
        match last_day {
            Ok(last) if midnight(self.from) && midnight(self.to) => format!("{} to {last}", self.from.date()),
            _ => format!("{} to {}", self.from, self.to),
        }
    }
}

impl Names {
    fn new(network: &Network, summary: &str) -> Names {
        Names {
            layout: network.name.clone(),
            summary: summary.to_owned(),
            kinds: network.kinds.iter().map(|kind| kind.name.clone()).collect(),
            places: network.places.iter().map(|place| place.name.clone()).collect(),
            tiers: network.tiers.iter().cloned().collect(),
            zones: network.zones.iter().map(|zone| zone.name.clone()).collect(),
            satisfaction: network.satisfaction.clone(),
            calendar: network.calendar.clone(),
        }
    }

    /// The name of a zone, kind or place.
    pub fn of<I: Id>(names: &[String], id: I) -> &str {
        &names[id.index()]
    }

    /// A month of the run as "2026-01".
    pub fn month(&self, month: u32) -> String {
        self.calendar.month_label(month as usize)
    }

    /// Local date and time.
    pub fn date_time(&self, at: Time) -> DateTime {
        date_time(&self.calendar, at)
    }
}

/// Local date and time of a moment.
fn date_time(calendar: &Calendar, at: Time) -> DateTime {
    let Span(ms) = at.of_day();
    let midnight = calendar.date(at.0.div_euclid(MS_PER_DAY)).to_datetime(jiff::civil::Time::midnight());
    midnight.checked_add(jiff::Span::new().milliseconds(ms)).unwrap_or(midnight)
}
