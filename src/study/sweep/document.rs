//! A planned sweep as it travels: one document with the study, the scenario and all files it names, and the key of every cell.
//!
//! *Never:* opens a file.

use super::plan::{Fault, check_with};
use super::{Cell, Sweep};
use crate::scenario::{Complaints, Experiment, Snapshot};
use crate::study::store::{ENGINE, Key, SCHEME};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// Version of the document.
const FORMAT: u32 = 1;

/// A planned sweep as a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    format: u32,
    engine: String,
    random_numbers: String,
    /// The study file as the user named it, and its text.
    study_file: String,
    study: String,
    /// The scenario file as the user named it.
    scenario_file: String,
    /// All files of the scenario by name, its own by the empty one.
    files: BTreeMap<String, String>,
    /// Content key and seed of every layout at every point.
    cells: Vec<(String, u64)>,
}

/// Why a document is no plan that can be worked on here.
#[derive(Debug)]
pub enum Unfit {
    /// It cannot be read, or was made by another version.
    Plain(String),
    /// Its study has faults.
    Study(Complaints),
    /// Its scenario does not fit its study.
    Fault(Fault),
}

impl Plan {
    /// The document of a sweep whose study has the text `study` and whose scenario has the files `files`.
    ///
    /// # Errors
    /// If a file is not UTF-8.
    pub fn new(sweep: &Sweep, study_file: &str, study: &str, files: &Snapshot) -> Result<Plan, String> {
        let text = |(name, bytes): (String, Vec<u8>)| match String::from_utf8(bytes) {
            Ok(text) => Ok((name, text)),
            Err(_) => Err(format!("`{name}` is not UTF-8 text")),
        };
        Ok(Plan {
            format: FORMAT,
            engine: ENGINE.to_owned(),
            random_numbers: SCHEME.to_owned(),
            study_file: study_file.to_owned(),
            study: study.to_owned(),
            scenario_file: files.name.clone(),
            files: files.files().into_iter().map(text).collect::<Result<_, _>>()?,
            cells: sweep.cells.iter().map(|cell| (cell.key.to_string(), cell.seed)).collect(),
        })
    }

    /// The study file of a document, without its folder; `None` if it is no plan.
    pub fn study_of(text: &str) -> Option<String> {
        let plan: Plan = serde_json::from_str(text).ok()?;
        Path::new(&plan.study_file).file_name().map(|name| name.to_string_lossy().into_owned())
    }

    /// The document as a text.
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).expect("a plan is plain data") + "\n"
    }

    /// Reads a document; `read` reads a study from its name and text.
    ///
    /// # Errors
    /// If it is no plan, or not one of this version.
    pub fn open(
        text: &str,
        read: impl FnOnce(&str, Vec<u8>) -> Result<Experiment, Complaints>,
    ) -> Result<(Sweep, Snapshot), Unfit> {
        let plan: Plan = serde_json::from_str(text).map_err(|error| Unfit::Plain(format!("it is no plan of callout: {error}")))?;
        if (plan.format, plan.engine.as_str(), plan.random_numbers.as_str()) != (FORMAT, ENGINE, SCHEME) {
            let made = format!("format {}, {}, {}", plan.format, plan.engine, plan.random_numbers);
            return Err(Unfit::Plain(format!(
                "it was made by another version ({made}; this is format {FORMAT}, {ENGINE}, {SCHEME})"
            )));
        }
        let key = |text: &str| Key::read(text).ok_or_else(|| Unfit::Plain(format!("`{text}` is no content key")));
        let cells: Result<Vec<Cell>, Unfit> =
            plan.cells.iter().map(|(text, seed)| Ok(Cell { key: key(text)?, seed: *seed })).collect();
        let cells = cells?;
        let experiment = read(&plan.study_file, plan.study.into_bytes()).map_err(Unfit::Study)?;
        let files = plan.files.into_iter().map(|(name, text)| (name, text.into_bytes())).collect();
        let files = Snapshot::of(&plan.scenario_file, files);
        let known = cells.len();
        let sweep = check_with(experiment, &files, |_, points, layouts| {
            if points.len() * layouts.len() == known {
                Ok(cells)
            } else {
                Err(Fault::plain("its points are not those of its study", "plan it again"))
            }
        });
        Ok((sweep.map_err(Unfit::Fault)?, files))
    }
}
