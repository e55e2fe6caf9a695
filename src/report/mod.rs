//! What a run says, for people and for programs: one [`Report`], many forms.
//!
//! | module | form |
//! |---|---|
//! | [`text`] | the table on the terminal |
//! | [`headline`], [`words`] | the answer in the first lines; verdicts and warnings in sentences |
//! | [`json`] | one document for programs |
//! | [`document`] | what JSON documents share, and the schema that comes with each |
//! | [`files`] | tables and documents in a directory, with README.txt and data-dictionary.csv |
//! | [`dossier`] | everything that pages and workbooks are made of |
//! | `workbook` | an xlsx file with live formulas, for finance |
//! | [`precision`] | whether half-widths that were asked for are there |
//! | [`compare`] | how layouts scatter and differ, and which is the best |
//! | [`warmup`] | when layouts have settled |
//! | [`contract`], [`chart`] | what a contract costs by volume, as a table and a chart |
//! | [`fit`] | what data say of durations and arrivals, with a fragment for a scenario |
//! | [`finance`] | profit and loss, cash, worth over years, commitments, break-even |
//! | [`why`] | the parts of the difference of two layouts |
//! | [`frame`] | tidy tables as CSV and Parquet, declared once: columns, sorts, units, meanings |
//! | [`sweep`] | points, replications, differences and effects of a study |
//! | [`uncertain`] | what a layout saves as uncertain inputs vary; break-even of any key |
//!
//! *Knows:* results only: summaries, figures, books and names.
//! *Never:* `sim` or `state`.

pub mod chart;
pub mod compare;
pub mod contract;
pub mod document;
pub mod dossier;
pub mod files;
pub mod finance;
pub mod fit;
pub mod frame;
pub mod head;
pub mod headline;
pub mod json;
pub mod number;
pub mod page;
pub mod precision;
pub mod sweep;
pub mod text;
pub mod uncertain;
pub mod warmup;
pub mod why;
pub mod words;
#[cfg(feature = "workbook")]
pub mod workbook;

use crate::kernel::money::Money;
use crate::record::figure::{FIGURES, Index, Row};
use crate::record::ledger::{Account, Books};
use crate::study::compare::{Difference, compare};
use crate::study::interval::{CONFIDENCE, Estimate};
use crate::study::lead::Lead;
use crate::study::precision::{Attainment, Precision};
use crate::study::replicate::Summary;
use crate::study::trial::Outcome;
use head::{Head, Names};
use serde::{Deserialize, Serialize};

/// By which figures layouts are ranked: of each row the first that all layouts have.
const LEADING: [&[Index]; 4] = [
    &[Index::CostTotal],
    &[Index::ResponseMean, Index::RestoreMean, Index::WaitMean],
    &[Index::Satisfaction, Index::PromiseKept, Index::RestoreKept, Index::FirstTimeFix],
    &[Index::Profit],
];

/// All that a run says.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Report {
    /// What was run.
    pub head: Head,
    /// Replications that every layout has completed.
    pub complete: u32,
    /// The layouts in their order.
    pub layouts: Vec<LayoutReport>,
    /// Each layout but the baseline, compared with it.
    pub comparisons: Vec<Comparison>,
    /// Who leads by cost, by speed, by how customers are served, and by result where there is revenue.
    pub leads: Vec<Lead>,
    /// What became of the half-widths that were asked for, by goal and layout; `None` where none were.
    pub precision: Option<Vec<Attainment>>,
}

/// What a run says of one layout.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LayoutReport {
    /// Estimates in the order of [`FIGURES`].
    pub figures: Vec<Option<Estimate>>,
    /// Estimates of the accounts, in their order.
    pub accounts: Vec<Option<Estimate>>,
    /// Means by kind, place and zone.
    pub cuts: Gathered,
    /// What the audit found.
    pub faults: Vec<String>,
}

/// A layout against the baseline.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Comparison {
    /// Index of the layout.
    pub layout: usize,
    /// Differences in the order of [`FIGURES`].
    pub differences: Vec<Option<Difference>>,
}

/// What a report keeps of the outcomes of a layout beyond their summary: little, however many replications there are.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Gathered {
    /// Figures by kind.
    pub kinds: Vec<MeanRow>,
    /// Figures by place.
    pub places: Vec<MeanRow>,
    /// Figures by zone.
    pub zones: Vec<MeanRow>,
    /// Figures by tier of customers; none where there is one tier.
    pub tiers: Vec<MeanRow>,
    /// Sum of each account in each replication.
    accounts: Vec<Vec<Money>>,
}

/// Means over replications of a row of figures: by figure the first value, the sum of deviations from it, and their number.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MeanRow(Vec<(f64, f64, u32)>);

impl Default for MeanRow {
    fn default() -> Self {
        MeanRow(vec![(0.0, 0.0, 0); FIGURES.len()])
    }
}

impl MeanRow {
    fn add(&mut self, row: &Row) {
        for ((first, sum, n), value) in self.0.iter_mut().zip(row) {
            if let Some(value) = value {
                *first = if *n == 0 { *value } else { *first };
                *sum += value - *first;
                *n += 1;
            }
        }
    }

    /// The mean of a figure over the replications that have data.
    pub fn mean(&self, figure: usize) -> Option<f64> {
        let (first, sum, n) = self.0[figure];
        (n > 0).then(|| first + sum / f64::from(n))
    }
}

impl Gathered {
    /// Takes in the next outcome of the layout.
    pub fn add(&mut self, outcome: &Outcome) {
        add_rows(&mut self.kinds, outcome.kinds.iter());
        add_rows(&mut self.places, outcome.places.iter());
        add_rows(&mut self.zones, outcome.zones.iter());
        add_rows(&mut self.tiers, outcome.tiers.iter());
        self.accounts.push(by_account(&outcome.books));
    }

    fn account(&self, account: Account) -> Option<Estimate> {
        let values: Vec<f64> = self.accounts.iter().map(|sums| sums[account as usize].units()).collect();
        Estimate::of_mean(&values, CONFIDENCE)
    }
}

fn add_rows<'a>(means: &mut Vec<MeanRow>, rows: impl ExactSizeIterator<Item = &'a Row>) {
    means.resize_with(rows.len(), MeanRow::default);
    means.iter_mut().zip(rows).for_each(|(mean, row)| mean.add(row));
}

fn by_account(books: &Books) -> Vec<Money> {
    let mut sums = vec![Money::ZERO; Account::ALL.len()];
    for entry in &books.entries {
        sums[entry.account as usize] += entry.money;
    }
    sums
}

impl Report {
    /// The report of a run: `summaries` and what was gathered, by layout.
    pub fn new(head: Head, summaries: &[Summary], gathered: Vec<Gathered>) -> Report {
        let baseline = head.asked.baseline;
        let others: Vec<usize> = (0..summaries.len()).filter(|&layout| layout != baseline).collect();
        let compared =
            |&layout: &usize| Comparison { layout, differences: compare(&summaries[layout], &summaries[baseline], others.len()) };
        let comparisons = others.iter().map(compared).collect();
        let layout = |(summary, cuts): (&Summary, Gathered)| LayoutReport {
            figures: summary.estimates(),
            accounts: Account::ALL.iter().map(|&account| cuts.account(account)).collect(),
            cuts,
            faults: summary.faults.clone(),
        };
        let complete = summaries.iter().map(|summary| summary.rows.len() as u32).min().unwrap_or(0);
        let layouts = summaries.iter().zip(gathered).map(layout).collect();
        // Without revenue, the result is the cost once more.
        let earns = summaries.iter().any(|summary| summary.estimate(Index::Revenue as usize).is_some_and(|e| e.value > 0.0));
        let said = |index: &Index| *index != Index::Profit || earns;
        let lead = |index: &Index| Lead::of(summaries, *index as usize, baseline).filter(|_| said(index));
        let leads = LEADING.iter().filter_map(|by| by.iter().find_map(lead)).collect();
        Report { head, complete, layouts, comparisons, leads, precision: None }
    }

    /// The report with what became of the half-widths that were asked for.
    pub fn with_precision(self, precision: Option<&Precision>, summaries: &[Summary]) -> Report {
        Report { precision: precision.map(|precision| precision.attained(summaries)), ..self }
    }

    /// Names of a layout.
    pub fn names(&self, layout: usize) -> &Names {
        &self.head.layouts[layout]
    }

    /// The mean of a figure in a layout; `None` without data.
    pub fn value(&self, layout: usize, figure: Index) -> Option<f64> {
        self.layouts[layout].figures[figure as usize].map(|estimate| estimate.value)
    }

    /// The largest value of a figure in any layout, without its sign.
    pub fn largest(&self, figure: Index) -> f64 {
        (0..self.layouts.len()).filter_map(|layout| self.value(layout, figure)).fold(0.0, |most, value| most.max(value.abs()))
    }
}
