//! Why a layout differs from the baseline: sentences, and sheets of parts as estimates.

use crate::record::figure::Unit;
use crate::report::why::{self, By, Explanation, Line, sheet};
use crate::study::interval::Estimate;
use serde::{Deserialize, Serialize};

/// Why a layout differs from the baseline.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Because {
    /// Index of the layout.
    pub layout: usize,
    /// The difference in a few sentences.
    pub sentences: Vec<String>,
    /// Money by account, by place and by effect, and times by stage.
    pub views: Vec<View>,
}

/// A view of the difference.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct View {
    /// Name in files.
    pub key: String,
    /// Name in reports.
    pub title: String,
    /// What its words mean.
    pub legend: String,
    /// Name in files, name in reports, unit.
    pub columns: Vec<(String, String, Unit)>,
    /// Blocks of parts.
    pub blocks: Vec<Parts>,
}

/// Parts that add up to a total.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Parts {
    /// Name in files.
    pub key: String,
    /// Name in reports.
    pub title: String,
    /// The parts.
    pub lines: Vec<Part>,
    /// What they add up to.
    pub total: Part,
}

/// A part of a difference.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Part {
    /// Name in files.
    pub key: String,
    /// Name in reports.
    pub label: String,
    /// Values by column, with the joint intervals of all layouts against the baseline.
    pub values: Vec<Option<Estimate>>,
}

impl Because {
    /// What explains the difference of a layout.
    pub(super) fn of(layout: usize, it: &Explanation) -> Because {
        let views = [By::Account, By::Place, By::Effect, By::Stage];
        Because {
            layout,
            // What does not differ in any part needs no reason.
            sentences: why::sentences(it).into_iter().filter(|sentence| !sentence.starts_with("No part of")).collect(),
            views: views.into_iter().filter_map(|by| sheet(it, by)).map(|sheet| View::of(sheet, it.confidence)).collect(),
        }
    }

    /// The view of this name.
    pub fn view(&self, key: &str) -> Option<&View> {
        self.views.iter().find(|view| view.key == key)
    }
}

impl View {
    fn of(sheet: why::Sheet, confidence: f64) -> View {
        let columns = sheet.columns.into_iter().map(|column| (column.key, column.label, column.unit)).collect();
        let parts = |block: &why::Block| Parts {
            key: block.key.to_owned(),
            title: block.title.clone(),
            lines: block.lines.iter().map(|line| Part::of(line, confidence)).collect(),
            total: Part::of(&block.total, confidence),
        };
        View {
            key: sheet.key.to_owned(),
            title: sheet.title,
            legend: sheet.legend,
            columns,
            blocks: sheet.blocks.iter().map(parts).collect(),
        }
    }
}

impl Part {
    fn of(line: &Line, confidence: f64) -> Part {
        let values = line.values.iter().map(|series| series.estimate().map(|e| e.at(confidence))).collect();
        Part { key: line.keys[0].clone(), label: line.label.clone(), values }
    }
}
