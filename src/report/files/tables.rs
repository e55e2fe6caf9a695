//! Tidy CSV tables: one value in a row, with everything that names it.

use crate::kernel::id::Id;
use crate::kernel::time::{MS_PER_HOUR, Span, Time};
use crate::record::figure::{FIGURES, Row};
use crate::record::joblog::JobLine;
use crate::report::head::Names;
use crate::report::number::unit_key;
use crate::study::trial::Outcome;
use std::fs::File;
use std::io::{self, BufWriter};
use std::path::Path;

type Writer = csv::Writer<BufWriter<File>>;

/// Columns of `figures.csv`.
pub const FIGURE_COLUMNS: [&str; 7] = ["layout", "replication", "cut", "name", "figure", "unit", "value"];
/// Columns of `ledger.csv`.
pub const LEDGER_COLUMNS: [&str; 8] = ["layout", "replication", "month", "account", "group", "place", "zone", "money"];
/// Columns of `weeks.csv`.
pub const WEEK_COLUMNS: [&str; 8] =
    ["layout", "replication", "week_start", "calls", "closed", "busy_hours", "paid_hours", "backlog_mean"];
/// Columns of `jobs.csv`.
pub const JOB_COLUMNS: [&str; 17] = [
    "layout",
    "replication",
    "serial",
    "kind",
    "zone",
    "place",
    "repeat",
    "called",
    "dispatched",
    "arrived",
    "ended",
    "outcome",
    "visits",
    "wait_h",
    "response_h",
    "restore_h",
    "score",
];

/// Tables that grow by a replication at a time.
#[derive(Debug)]
pub struct Tables {
    figures: Writer,
    ledger: Writer,
    weeks: Writer,
    jobs: Option<Writer>,
    /// Unit of each figure.
    units: Vec<String>,
}

impl Tables {
    /// Opens the tables in a directory.
    pub fn create(directory: &Path, currency: &str, jobs: bool) -> io::Result<Tables> {
        let open = |name: &str, columns: &[&str]| -> io::Result<Writer> {
            let mut writer = csv::Writer::from_writer(BufWriter::new(File::create(directory.join(name))?));
            writer.write_record(columns)?;
            Ok(writer)
        };
        Ok(Tables {
            figures: open("figures.csv", &FIGURE_COLUMNS)?,
            ledger: open("ledger.csv", &LEDGER_COLUMNS)?,
            weeks: open("weeks.csv", &WEEK_COLUMNS)?,
            jobs: if jobs { Some(open("jobs.csv", &JOB_COLUMNS)?) } else { None },
            units: FIGURES.iter().map(|figure| unit_key(figure.unit, currency)).collect(),
        })
    }

    /// Writes the rows of an outcome.
    pub fn keep(&mut self, names: &Names, outcome: &Outcome) -> io::Result<()> {
        let replication = outcome.replication.to_string();
        let whose = [names.layout.as_str(), replication.as_str()];
        self.figures(whose, ["network", ""], &outcome.row)?;
        for (cut, names, rows) in [
            ("kind", &names.kinds, outcome.kinds.iter().collect::<Vec<_>>()),
            ("place", &names.places, outcome.places.iter().collect()),
            ("zone", &names.zones, outcome.zones.iter().collect()),
            ("tier", &names.tiers, outcome.tiers.iter().collect()),
        ] {
            for (name, row) in names.iter().zip(rows) {
                self.figures(whose, [cut, name], row)?;
            }
        }
        self.ledger(whose, names, outcome)?;
        self.weeks(whose, names, outcome)?;
        match &mut self.jobs {
            Some(table) => {
                outcome.jobs.iter().try_for_each(|line| table.write_record(job(whose, names, line)).map_err(io::Error::from))
            }
            None => Ok(()),
        }
    }

    /// Closes the tables; says whether there is one of jobs.
    pub fn finish(mut self) -> io::Result<bool> {
        for table in [&mut self.figures, &mut self.ledger, &mut self.weeks].into_iter().chain(&mut self.jobs) {
            table.flush()?;
        }
        Ok(self.jobs.is_some())
    }

    fn figures(&mut self, whose: [&str; 2], cut: [&str; 2], row: &Row) -> io::Result<()> {
        for ((figure, unit), value) in FIGURES.iter().zip(&self.units).zip(row) {
            if let Some(value) = value {
                let value = value.to_string();
                self.figures.write_record([whose[0], whose[1], cut[0], cut[1], figure.key, unit, &value])?;
            }
        }
        Ok(())
    }

    fn ledger(&mut self, whose: [&str; 2], names: &Names, outcome: &Outcome) -> io::Result<()> {
        for entry in &outcome.books.entries {
            let (month, money) = (names.month(entry.month), entry.money.to_string());
            let zone = entry.zone.map_or("", |zone| Names::of(&names.zones, zone));
            let (account, group) = (entry.account.key(), entry.account.group().key());
            let place = Names::of(&names.places, entry.place);
            self.ledger.write_record([whose[0], whose[1], &month, account, group, place, zone, &money])?;
        }
        Ok(())
    }

    fn weeks(&mut self, whose: [&str; 2], names: &Names, outcome: &Outcome) -> io::Result<()> {
        let weeks = &outcome.weeks;
        for (at, calls) in weeks.calls.buckets().iter().enumerate() {
            let (from, to) = weeks.calls.span(at);
            let hours = |sum: i64| (sum as f64 / MS_PER_HOUR as f64).to_string();
            let waiting = weeks.waiting.buckets()[at] as f64 / (to - from).0 as f64;
            let cells = [
                names.date_time(from).to_string(),
                calls.to_string(),
                weeks.closed.buckets()[at].to_string(),
                hours(weeks.busy.buckets()[at]),
                hours(weeks.paid.buckets()[at]),
                waiting.to_string(),
            ];
            self.weeks.write_record(whose.into_iter().chain(cells.iter().map(String::as_str)))?;
        }
        Ok(())
    }
}

/// The cells of a job.
fn job(whose: [&str; 2], names: &Names, line: &JobLine) -> [String; 17] {
    let moment = |at: Option<Time>| at.map_or(String::new(), |at| names.date_time(at).to_string());
    let hours = |to: Option<Time>| to.map_or(String::new(), |to| span_hours(to - line.called));
    let restored = line.ended.filter(|_| line.outcome == "closed");
    [
        whose[0].to_owned(),
        whose[1].to_owned(),
        line.serial.to_string(),
        Names::of(&names.kinds, line.kind).to_owned(),
        Names::of(&names.zones, line.zone).to_owned(),
        line.place.map_or(String::new(), |place| names.places[place.index()].clone()),
        line.repeat.to_string(),
        moment(Some(line.called)),
        moment(line.dispatched),
        moment(line.arrived),
        moment(line.ended),
        line.outcome.to_owned(),
        line.visits.to_string(),
        hours(line.dispatched),
        hours(line.arrived),
        hours(restored),
        line.score.map_or(String::new(), |score| score.to_string()),
    ]
}

fn span_hours(span: Span) -> String {
    span.hours().to_string()
}
