//! The day that a page plays: which, of which layouts, of which replication.

use super::console::Console;
use super::failure::Failure;
use crate::kernel::time::{MS_PER_DAY, Span, Time, clip};
use crate::network::Network;
use crate::record::day::Chosen;
use crate::report::dossier::Dossier;
use crate::report::head::Head;
use crate::scenario::complaint::did_you_mean;
use clap::Args;
use jiff::civil::Date;

/// What the user wants to see of a day.
#[derive(Debug, Clone, Default, Args)]
pub struct DayArgs {
    /// Play this day on the page: technicians, jobs and backlog on the map.
    #[arg(long, value_name = "DATE")]
    pub day: Option<String>,
    /// With --day: only in this layout; may be repeated. Default: all.
    #[arg(long, value_name = "NAME", requires = "day")]
    pub day_layout: Vec<String>,
    /// With --day: of this replication, counted from 0. Default: 0.
    #[arg(long, value_name = "N", requires = "day")]
    pub day_replication: Option<u32>,
}

/// The day to watch, and in which layouts to show it.
#[derive(Debug, Clone)]
pub(super) struct Shot {
    /// The day.
    pub chosen: Chosen,
    /// Indices of the layouts.
    pub layouts: Vec<usize>,
}

impl DayArgs {
    /// The day that is asked for; `shown` tells whether anything is written that could show it.
    ///
    /// # Errors
    /// If it is no day of the counted time, if nothing could show it, or if a layout or the replication is not run.
    pub(super) fn asked(&self, shown: bool, head: &Head, networks: &[Network]) -> Result<Option<Shot>, Failure> {
        let Some(day) = &self.day else { return Ok(None) };
        if !shown {
            let mend = "add --report FILE.html, or --out DIR for `callout report`".to_owned();
            return Err(Failure::input(format!("--day {day}: no page is asked for that could show it"), mend));
        }
        let date: Date = day.parse().map_err(|_| {
            Failure::input(format!("--day {day}: that is not a date"), format!("write it as in {}", head.from.date()))
        })?;
        let (from, to) = self.window(date, head, &networks[0])?;
        let (replication, run) = (self.day_replication.unwrap_or(0), head.asked.replications);
        if replication >= run {
            let (fault, mend) = match run {
                1 => ("there is one replication, number 0".to_owned(), "leave it out".to_owned()),
                _ => (format!("there are {run} replications"), format!("they are counted from 0: name one from 0 to {}", run - 1)),
            };
            return Err(Failure::input(format!("--day-replication {replication}: {fault}"), mend));
        }
        Ok(Some(Shot { chosen: Chosen { replication, from, to }, layouts: self.layouts(head)? }))
    }

    /// The part of a day that is counted.
    fn window(&self, date: Date, head: &Head, network: &Network) -> Result<(Time, Time), Failure> {
        let days = i64::from((date - network.calendar.date(0)).get_days());
        let (midnight, window) = (Time(days * MS_PER_DAY), network.window);
        clip(midnight, midnight + Span::DAY, window.warm_up, window.horizon).ok_or_else(|| {
            let fault = format!("--day {date} is not in the counted time, {}", head.window());
            Failure::input(fault, "name a day of it".to_owned())
        })
    }

    fn layouts(&self, head: &Head) -> Result<Vec<usize>, Failure> {
        let names: Vec<&str> = head.layouts.iter().map(|names| names.layout.as_str()).collect();
        if let Some(unknown) = self.day_layout.iter().find(|name| !names.contains(&name.as_str())) {
            let mend = did_you_mean(unknown, names);
            return Err(Failure::input(format!("--day-layout {unknown}: no layout of this name is run"), mend));
        }
        let wanted = |at: &usize| self.day_layout.is_empty() || self.day_layout.iter().any(|name| name == names[*at]);
        Ok((0..names.len()).filter(wanted).collect())
    }

    /// Says that the replication was not needed, and so has no day.
    pub(super) fn missed(&self, dossier: &Dossier, console: &Console) {
        if let (Some(day), None) = (&self.day, &dossier.day) {
            let number = self.day_replication.unwrap_or(0);
            let run = dossier.report.complete;
            console.complain(&format!("note: {day} is not on the page: replication {number} was not run, only the first {run}\n"));
        }
    }

    /// Options and values as the command line has them.
    pub(super) fn options(&self) -> Vec<(&'static str, String)> {
        let day = self.day.iter().map(|day| ("day", day.clone()));
        let layouts = self.day_layout.iter().map(|name| ("day-layout", name.clone()));
        let replication = self.day_replication.iter().map(|n| ("day-replication", n.to_string()));
        day.chain(layouts).chain(replication).collect()
    }
}
