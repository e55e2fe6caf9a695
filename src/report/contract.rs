//! What a contract costs at each monthly volume: a table with a chart for people, CSV and JSON for programs.

pub mod terms;

use super::chart::Chart;
use super::document::{SCHEMA_VERSION, pretty, schema_of};
use super::number::grouped;
use super::text::Style;
use super::text::table::{Cell, Line, Table, Tone, paint, wrapped};
use crate::network::contract::curve::Point;
use schemars::JsonSchema;
use serde::Serialize;
use terms::{Curve, Row};

/// A contract at several volumes.
pub struct ContractReport<'a> {
    /// Layout whose contract it is.
    pub layout: &'a str,
    /// Label of all money.
    pub currency: &'a str,
    /// What it costs at the volumes that were asked for.
    pub curve: Curve,
    /// The cost of any volume.
    pub cost: &'a dyn Fn(u64) -> Point,
}

impl ContractReport<'_> {
    /// Table and chart.
    pub fn text(&self, style: Style) -> String {
        let Curve { partner, kind, notes, rows, kinks } = &self.curve;
        let title = format!("{partner}, layout {}: {kind} by the month", self.layout);
        let mut out = format!("{}\n", paint(&title, Tone::Bold, style.colour));
        for line in notes.iter().flat_map(|note| wrapped(note, style.width)) {
            out += &format!("{line}\n");
        }
        out.push('\n');
        out += &self.table().render(style.fit, style.colour);
        for (jobs, clause) in kinks {
            out += &format!("  from job {} on: {clause}\n", grouped(*jobs as f64, 0));
        }
        let most = rows.iter().map(|row| row.point.jobs).max().unwrap_or(0);
        if most > 1 {
            let marks: Vec<u64> = kinks.iter().map(|(jobs, _)| *jobs).collect();
            let value = |jobs| (self.cost)(jobs).per_job().unwrap_or(0.0);
            let title = format!("cost per job [{}]", self.currency);
            let chart = Chart { title: &title, axis: "jobs a month", most: most.min(MOST_SHOWN), value: &value, marks: &marks };
            out += &format!("\n{}", chart.render(style));
        }
        out
    }

    fn table(&self) -> Table {
        let heads = ["fees", "top-up", "other", "total", "per job", "next job", "clause"];
        let number = |value: f64| Cell { value: grouped(value, 2), half_width: None, words: false, tone: Tone::Plain };
        let nothing = || Cell { value: "-".to_owned(), half_width: None, words: false, tone: Tone::Plain };
        let rows = &self.curve.rows;
        let digits = rows.iter().map(|row| grouped(row.point.jobs as f64, 0).len()).max().unwrap_or(0);
        let line = |row: &Row| {
            let point = &row.point;
            let money = [point.fees, point.top_up, point.other, point.total()];
            let mut cells: Vec<Cell> = money.iter().map(|money| number(money.units())).collect();
            cells.push(point.per_job().map_or_else(nothing, number));
            cells.push(number(row.next));
            cells.push(Cell::words(row.clause.clone(), Tone::Plain));
            Line::Row(format!("{:>digits$}", grouped(point.jobs as f64, 0)), cells)
        };
        let group = Line::Group(format!("jobs [{}]", self.currency));
        let lines = std::iter::once(group).chain(rows.iter().map(line)).collect();
        Table { heads: heads.map(str::to_owned).to_vec(), lines }
    }

    /// A row for each volume.
    pub fn csv(&self) -> String {
        let mut out = String::from("jobs,fees,top_up,other,total,per_job,next_job,clause\n");
        for Row { point, next, clause } in &self.curve.rows {
            let per_job = point.per_job().map_or(String::new(), |cost| format!("{cost:.4}"));
            let Point { jobs, fees, top_up, other } = point;
            out += &format!("{jobs},{fees},{top_up},{other},{},{per_job},{next:.4},\"{clause}\"\n", point.total());
        }
        out
    }

    /// One document.
    pub fn json(&self) -> String {
        let row = |Row { point, next, clause }: &Row| Volume {
            jobs: point.jobs,
            fees: point.fees.units(),
            top_up: point.top_up.units(),
            other: point.other.units(),
            total: point.total().units(),
            per_job: point.per_job(),
            next_job: *next,
            clause: clause.clone(),
        };
        let Curve { partner, kind, notes, rows, kinks } = &self.curve;
        pretty(&Document {
            schema_version: SCHEMA_VERSION,
            partner: partner.clone(),
            layout: self.layout.to_owned(),
            kind: kind.clone(),
            currency: self.currency.to_owned(),
            notes: notes.clone(),
            kinks: kinks.iter().map(|(jobs, clause)| Kink { from_job: *jobs, clause: clause.clone() }).collect(),
            volumes: rows.iter().map(row).collect(),
        })
    }
}

/// What `callout contract --format json` prints.
#[derive(Debug, Serialize, JsonSchema)]
struct Document {
    /// Counts up when a key changes its meaning or goes away.
    schema_version: u32,
    /// The partner.
    partner: String,
    /// Layout whose contract it is.
    layout: String,
    /// Kind of the jobs.
    kind: String,
    /// Label of all money.
    currency: String,
    /// What a job is taken to be, and what is left out, in sentences.
    notes: Vec<String>,
    /// Volumes from which on the next job costs something else.
    kinks: Vec<Kink>,
    /// The volumes that were asked for, in their order.
    volumes: Vec<Volume>,
}

/// A volume from which on the next job costs something else.
#[derive(Debug, Serialize, JsonSchema)]
struct Kink {
    /// The first job of the month that does [jobs/month].
    from_job: u64,
    /// The clause that makes it so, in words.
    clause: String,
}

/// What a month costs.
#[derive(Debug, Serialize, JsonSchema)]
struct Volume {
    /// Jobs of the month.
    jobs: u64,
    /// Fees, hours and failed visits, tiers included [currency].
    fees: f64,
    /// Take-or-pay on top [currency].
    top_up: f64,
    /// Retainer, quality control and mark-up on parts [currency].
    other: f64,
    /// Everything [currency].
    total: f64,
    /// Everything by job [currency]; `null` without jobs.
    per_job: Option<f64>,
    /// What one job more would cost [currency].
    next_job: f64,
    /// The clause that is felt at this volume, in words.
    clause: String,
}

/// The schema of the document.
pub fn schema() -> String {
    schema_of::<Document>("callout contract --format json")
}

/// Columns beyond this would be drawn from so many values that it takes time.
const MOST_SHOWN: u64 = 100_000;
