//! Everything that pages and workbooks are made of: collected once as a run goes on, kept as one file, shown in several forms.
//!
//! | module | what it collects |
//! |---|---|
//! | [`scene`] | what pictures are drawn from: places on the map, months, distributions, hours of the week, weeks |
//! | [`posting`] | the ledger, pooled over replications |
//! | [`ground`] | what formulas of finance start from |
//! | [`because`] | why layouts differ from the baseline |
//! | [`day`] | a day of one replication, to be played |
//!
//! *Knows:* outcomes as they come, and the networks that they came from.
//! *Never:* how anything looks.

pub mod because;
pub mod day;
pub mod ground;
pub mod posting;
pub mod scene;

use super::files::Document;
use super::finance::{self, Finance};
use super::head::Head;
use super::why::Explanation;
use super::{Report, finance::Sheet};
use crate::network::Network;
use crate::record::figure::{FIGURES, Row};
use crate::scenario::origin::Origin;
use crate::study::finance::Statement;
use crate::study::interval::CONFIDENCE;
use crate::study::precision::joint;
use crate::study::quantile::Spread;
use crate::study::trial::{Outcome, Watch};
use crate::study::why::{Sight, Why};
use because::Because;
use day::{DayPlay, LayoutDay};
use ground::{Contract, Dated, Volumes};
use posting::{Ledger, Postings};
use scene::{Scene, SceneLog};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::Path;

/// Name of the file in a directory of results.
pub const FILE: &str = "dossier.json";

/// What the dossier is among the files of a directory.
pub const DOCUMENT: Document = Document {
    name: FILE,
    title: "what `callout report` makes pages and workbooks of; for this version of callout only",
    keys: &[],
};

/// Counts up when a key changes its meaning or goes away.
const FORMAT: u32 = 1;

/// What a run has to watch for a dossier.
pub const WATCH: Watch = Watch { audit: false, jobs: false, basis: true, picture: true, day: None };

/// Everything that pages and workbooks are made of.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Dossier {
    /// What the run says.
    pub report: Report,
    /// Pictures, by layout.
    pub scenes: Vec<Scene>,
    /// How figures scatter over replications: by layout and figure; `None` where a figure has no data.
    pub spreads: Vec<Vec<Option<Scatter>>>,
    /// Why each layout but the baseline differs from it.
    pub because: Vec<Because>,
    /// The views of finance: profit and loss, the same by year, cash, worth over years, commitments; and cuts by month, centre, partner.
    pub money: Vec<Sheet>,
    /// What is said of break-even volumes.
    pub breakeven: Vec<String>,
    /// Discount rate per year, by layout.
    pub discounts: Vec<f64>,
    /// What costs are divided by, by layout.
    pub volumes: Vec<Volumes>,
    /// The flows behind the net present value, by layout.
    pub dated: Vec<Vec<Dated>>,
    /// What the contracts of partners in use cost by volume.
    pub contracts: Vec<Contract>,
    /// The ledger, by layout.
    pub ledgers: Vec<Ledger>,
    /// Where the values of the scenario come from.
    pub origins: Vec<Origin>,
    /// A day of one replication, where one was asked for.
    pub day: Option<DayPlay>,
}

/// How a figure scatters over replications.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Scatter {
    /// Mean, quantiles and ends with their intervals.
    pub spread: Spread,
    /// The values of the replications that have data, in their order.
    pub values: Vec<f64>,
    /// The replications that have none.
    pub gaps: Vec<u32>,
}

/// A dossier as it is kept: with the program that can read it.
#[derive(Serialize, Deserialize)]
struct Kept<D> {
    format: u32,
    version: String,
    dossier: D,
}

/// What comes before the rest of a kept dossier.
#[derive(Deserialize)]
struct Mark {
    format: u32,
    version: String,
}

/// Why a dossier cannot be read.
#[derive(Debug)]
pub enum Unreadable {
    /// The system refuses.
    System(io::Error),
    /// Another version of the program has written it.
    Foreign(String),
    /// It is torn or changed.
    Torn(String),
}

impl Dossier {
    /// The dossier as one line of JSON.
    pub fn kept(&self) -> String {
        let kept = Kept { format: FORMAT, version: env!("CARGO_PKG_VERSION").to_owned(), dossier: self };
        serde_json::to_string(&kept).expect("a dossier is plain data") + "\n"
    }

    /// Reads a dossier.
    ///
    /// # Errors
    /// If there is none, or another version has written it.
    pub fn read(path: &Path) -> Result<Dossier, Unreadable> {
        let text = std::fs::read_to_string(path).map_err(Unreadable::System)?;
        let mark: Mark = serde_json::from_str(&text).map_err(|error| Unreadable::Torn(error.to_string()))?;
        if mark.format != FORMAT || mark.version != env!("CARGO_PKG_VERSION") {
            return Err(Unreadable::Foreign(mark.version));
        }
        let kept: Kept<Dossier> = serde_json::from_str(&text).map_err(|error| Unreadable::Torn(error.to_string()))?;
        Ok(kept.dossier)
    }
}

/// Collects a dossier as replications end.
#[derive(Debug)]
pub struct Collector<'n> {
    networks: &'n [Network],
    scenes: Vec<SceneLog<'n>>,
    postings: Vec<Postings>,
    sights: Vec<Vec<Sight>>,
    statements: Vec<Vec<Statement>>,
    rows: Vec<Vec<Row>>,
    origins: Vec<Origin>,
    /// Layouts whose day is played.
    played: Vec<usize>,
    day: Option<DayPlay>,
}

impl<'n> Collector<'n> {
    /// Nothing has ended yet; `origins` are those of the scenario's values.
    pub fn new(networks: &'n [Network], origins: Vec<Origin>) -> Collector<'n> {
        let empty = || networks.iter().map(|_| Vec::new());
        Collector {
            networks,
            scenes: networks.iter().map(SceneLog::new).collect(),
            postings: networks.iter().map(|_| Postings::default()).collect(),
            sights: empty().collect(),
            statements: networks.iter().map(|_| Vec::new()).collect(),
            rows: networks.iter().map(|_| Vec::new()).collect(),
            origins,
            played: Vec::new(),
            day: None,
        }
    }

    /// With the days of these layouts, where they are watched.
    pub fn playing(self, layouts: Vec<usize>) -> Collector<'n> {
        Collector { played: layouts, ..self }
    }

    /// Takes in the next outcome of a layout, which was watched as [`WATCH`] says.
    ///
    /// # Panics
    /// If it was not.
    pub fn see(&mut self, layout: usize, outcome: &Outcome) {
        self.scenes[layout].see(outcome);
        self.see_day(layout, outcome);
        self.postings[layout].see(&outcome.books);
        self.sights[layout].push(Sight::of(outcome));
        self.statements[layout].push(Statement::of(&self.networks[layout], outcome, None));
        self.rows[layout].push(outcome.row.clone());
    }

    fn see_day(&mut self, layout: usize, outcome: &Outcome) {
        let Some(day) = outcome.day.as_ref().filter(|_| self.played.contains(&layout)) else { return };
        let network = &self.networks[layout];
        let one = LayoutDay::of(network, layout, day, self.played.len());
        let layouts = &mut self.day.get_or_insert_with(|| DayPlay::of(network, day)).layouts;
        let at = layouts.partition_point(|other| other.layout < one.layout);
        layouts.insert(at, one);
    }

    /// The dossier of the run that `report` tells of, and its money as finance looks at it.
    pub fn close(self, report: Report) -> (Dossier, Finance) {
        let head = report.head.clone();
        let because = because(&head, self.networks, self.sights);
        let finance = Finance::new(head, self.networks, self.statements);
        let scatters =
            |(layout, rows): (usize, &Vec<Row>)| (0..FIGURES.len()).map(|figure| scatter(&report, layout, figure, rows)).collect();
        let of_layouts = || finance.statements.iter().zip(&finance.grounds);
        let dossier = Dossier {
            spreads: self.rows.iter().enumerate().map(scatters).collect(),
            scenes: self.scenes.into_iter().map(SceneLog::close).collect(),
            because,
            money: finance::all(&finance),
            breakeven: finance.breakeven.iter().map(|(layout, one)| finance::breakeven(&finance, *layout, one)).collect(),
            discounts: finance.grounds.iter().map(|ground| ground.discount).collect(),
            volumes: of_layouts().map(|(statements, ground)| Volumes::of(statements, ground.unit_years)).collect(),
            dated: of_layouts().map(|(statements, _)| ground::dated(statements)).collect(),
            contracts: ground::contracts(self.networks),
            ledgers: self.postings.into_iter().map(Postings::close).collect(),
            origins: self.origins,
            day: self.day,
            report,
        };
        (dossier, finance)
    }
}

fn scatter(report: &Report, layout: usize, figure: usize, rows: &[Row]) -> Option<Scatter> {
    let estimate = report.layouts[layout].figures[figure]?;
    let values: Vec<f64> = rows.iter().filter_map(|row| row[figure]).collect();
    let spread = Spread::of(&values, estimate, CONFIDENCE)?;
    let gaps = (0..).zip(rows).filter(|(_, row)| row[figure].is_none()).map(|(replication, _)| replication).collect();
    Some(Scatter { spread, values, gaps })
}

/// Why each layout but the baseline differs from it.
fn because(head: &Head, networks: &[Network], mut sights: Vec<Vec<Sight>>) -> Vec<Because> {
    let base = head.asked.baseline;
    let mut ground = std::mem::take(&mut sights[base]);
    let mut all = Vec::new();
    for (layout, own) in sights.into_iter().enumerate().filter(|(layout, _)| *layout != base) {
        let why = Why::new([&networks[base], &networks[layout]], [&ground, &own]);
        let (pair, sights) = ([base, layout], [ground, own]);
        let it =
            Explanation { head: head.clone(), pair, why, sights, walk: None, confidence: joint(CONFIDENCE, networks.len() - 1) };
        all.push(Because::of(layout, &it));
        let [back, _] = it.sights;
        ground = back;
    }
    all
}
