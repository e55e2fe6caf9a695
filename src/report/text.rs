//! The report as a text: one table of figures by layout, the differences to the baseline, verdicts and warnings.

pub mod table;

use super::number::{Scale, Shown, grouped, plain};
use super::{Comparison, Report, headline, precision, words};
use crate::record::figure::{FIGURES, Index, Unit};
use crate::study::compare::Difference;
use crate::study::interval::CONFIDENCE;
use table::{Cell, Line, Table, Tone, paint, wrapped};

/// How a text is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns of a line of text.
    pub width: usize,
    /// Columns of a table; one that is wider is broken into blocks.
    pub fit: usize,
    /// Whether to use colours.
    pub colour: bool,
}

impl Style {
    /// Texts and tables of the same width.
    pub fn of(width: usize, colour: bool) -> Style {
        Style { width, fit: width, colour }
    }
}

/// Rows of the table of figures, by group.
pub(super) const GROUPS: [(&str, &[Index]); 8] = [
    (
        "service",
        &[
            Index::Calls,
            Index::ResponseMean,
            Index::ResponseP50,
            Index::ResponseP90,
            Index::ResponseP95,
            Index::RestoreMean,
            Index::RestoreP50,
            Index::RestoreP90,
            Index::RestoreP95,
            Index::PromiseKept,
            Index::RestoreKept,
            Index::FirstTimeFix,
            Index::RepeatRate,
            Index::VisitsPerJob,
            Index::DamageRate,
            Index::InstallationCalls,
            Index::RemoteResolved,
            Index::NoFaultFound,
            Index::WindowKept,
            Index::NoShows,
            Index::InWarranty,
            Index::DeclinedShare,
            Index::ExchangeRate,
            Index::RefundRate,
            Index::ReturnRate,
            Index::KeptRate,
            Index::Abandoned,
            Index::Lost,
            Index::Open,
        ],
    ),
    (
        "work",
        &[
            Index::Utilisation,
            Index::WrenchTime,
            Index::TravelShare,
            Index::OvertimeShare,
            Index::Headcount,
            Index::Quits,
            Index::VacancyShare,
            Index::SicknessShare,
            Index::StandbyHours,
            Index::TrainingHours,
            Index::Backlog,
            Index::JobsPerDay,
            Index::KmPerVisit,
            Index::PartnerShare,
            Index::Acceptance,
        ],
    ),
    (
        "parts",
        &[
            Index::FillRate,
            Index::PartDelay,
            Index::Backorders,
            Index::EmergencyShare,
            Index::OnHand,
            Index::Turns,
            Index::PartOrders,
        ],
    ),
    (
        "units",
        &[Index::Availability, Index::AvailabilityWorst, Index::UnitsDown, Index::FailuresPerUnitYear, Index::MaintenanceInTime],
    ),
    ("satisfaction", &[Index::Satisfaction, Index::Csat, Index::Nps, Index::Delighted, Index::Dissatisfied]),
    (
        "market",
        &[
            Index::ComplaintRate,
            Index::Escalations,
            Index::ChurnRate,
            Index::Churned,
            Index::Retention,
            Index::Reputation,
            Index::UnitsSold,
            Index::UnitsScrapped,
            Index::UnitsAtEnd,
        ],
    ),
    (
        "cost",
        &[
            Index::CostLabour,
            Index::CostTravel,
            Index::CostParts,
            Index::CostFacility,
            Index::CostPartner,
            Index::CostCustomer,
            Index::CostTotal,
            Index::Revenue,
            Index::Profit,
            Index::CostPerJob,
            Index::CostPerUnitYear,
        ],
    ),
    ("goodwill, no cash", &[Index::Goodwill]),
];

/// Figures that say nothing where they are zero in every layout: what is not modelled, or did not happen.
const SILENT_AT_ZERO: [Index; 26] = [
    Index::EmergencyShare,
    Index::DeclinedShare,
    Index::ExchangeRate,
    Index::RefundRate,
    Index::RepeatRate,
    Index::Abandoned,
    Index::Lost,
    Index::Open,
    Index::TravelShare,
    Index::OvertimeShare,
    Index::KmPerVisit,
    Index::PartnerShare,
    Index::CostLabour,
    Index::CostTravel,
    Index::CostParts,
    Index::CostFacility,
    Index::CostPartner,
    Index::CostCustomer,
    Index::CostTotal,
    Index::CostPerJob,
    Index::CostPerUnitYear,
    Index::Escalations,
    Index::UnitsSold,
    Index::UnitsScrapped,
    Index::UnitsAtEnd,
    Index::Goodwill,
];

pub(super) const VRF: &str =
    "VRF, variance-reduction factor: so many times as many replications would be needed if layouts did not share customers.";

/// The whole report.
pub fn text(report: &Report, style: Style) -> String {
    let mut out = title(report, CONFIDENCE, style);
    let headline = headline::sentences(report);
    if !headline.is_empty() {
        out.push('\n');
        out += &headline.iter().map(|line| paragraph(line, "  ", style, Tone::Plain)).collect::<String>();
    }
    let summaries = summaries(report, style);
    if !headline.is_empty() && !summaries.is_empty() {
        out.push('\n');
    }
    out += &summaries;
    out.push('\n');
    out += &figures(report).render_beside(Some(report.head.asked.baseline), style.fit, style.colour);
    for line in report.precision.iter().flat_map(|goals| precision::lines(goals, &report.head)) {
        out += &paragraph(&line, "  ", style, Tone::Plain);
    }
    for comparison in &report.comparisons {
        out.push('\n');
        out += &differences(report, comparison, style);
    }
    if !report.comparisons.is_empty() && report.complete > 1 {
        out += &paragraph(VRF, "", style, Tone::Plain);
    }
    for verdict in words::verdicts(report).iter().filter(|_| report.complete > 1) {
        out.push('\n');
        out += &paragraph(verdict, "", style, Tone::Plain);
    }
    out + &warning_lines(&words::warnings(report), style)
}

/// Warnings, with an empty line before them.
pub(super) fn warning_lines(warnings: &[String], style: Style) -> String {
    let lines = warnings.iter().map(|warning| paragraph(&format!("warning: {warning}"), "  ", style, Tone::Warning));
    let lines: String = lines.collect();
    if lines.is_empty() { lines } else { format!("\n{lines}") }
}

pub(super) fn title(report: &Report, confidence: f64, style: Style) -> String {
    let head = &report.head;
    let replications = if report.complete == 1 { "replication" } else { "replications" };
    let mut out = paint(&head.scenario, Tone::Bold, style.colour) + "\n";
    if !head.asked.question.is_empty() {
        out += &paragraph(&head.asked.question, "", style, Tone::Plain);
    }
    let run = format!(
        "{} ({} days), {} {replications}, seed {}; values ± {} % half-width",
        head.window(),
        plain(head.days),
        grouped(f64::from(report.complete), 0),
        head.seed,
        plain(100.0 * confidence)
    );
    out + &paragraph(&run, "", style, Tone::Plain)
}

/// What the scenario says of each layout.
pub(super) fn summaries(report: &Report, style: Style) -> String {
    let mut out = String::new();
    for names in report.head.layouts.iter().filter(|names| !names.summary.is_empty()) {
        out += &paragraph(&format!("{}: {}", names.layout, names.summary), "  ", style, Tone::Plain);
    }
    out
}

/// A paragraph no wider than the terminal.
pub(super) fn paragraph(text: &str, indent: &str, style: Style, tone: Tone) -> String {
    let lines = wrapped(text, style.width.saturating_sub(indent.len()).max(20));
    lines.iter().enumerate().fold(String::new(), |mut out, (at, line)| {
        let indent = if at == 0 { "" } else { indent };
        out += &format!("{indent}{}\n", paint(line, tone, style.colour));
        out
    })
}

fn figures(report: &Report) -> Table {
    let heads = report.head.layouts.iter().map(|names| names.layout.clone()).collect();
    let mut lines = Vec::new();
    for (group, rows) in GROUPS {
        let rows: Vec<Line> = rows.iter().filter(|index| speaks(report, **index)).map(|&index| row(report, index)).collect();
        if !rows.is_empty() {
            lines.push(Line::Group(group.to_owned()));
            lines.extend(rows);
        }
    }
    Table { heads, lines }
}

/// Whether a row of the table says something.
pub(super) fn speaks(report: &Report, index: Index) -> bool {
    let known = (0..report.layouts.len()).any(|layout| report.value(layout, index).is_some());
    let zero = report.largest(index) == 0.0;
    match index {
        // Without revenue, the profit is the cost once more.
        Index::Revenue | Index::Profit => report.largest(Index::Revenue) > 0.0,
        _ => known && !(zero && SILENT_AT_ZERO.contains(&index)),
    }
}

/// Totals of money share one scale, so that they can be added by eye.
pub(super) fn scale(report: &Report, index: Index) -> Scale {
    let largest = match index {
        Index::CostPerJob | Index::CostPerUnitYear => report.largest(index),
        _ => report.largest(Index::CostTotal).max(report.largest(Index::Revenue)),
    };
    Scale::of(index.figure().unit, &report.head.currency, largest)
}

fn row(report: &Report, index: Index) -> Line {
    let scale = scale(report, index);
    let cell = |layout: &super::LayoutReport| match layout.figures[index as usize] {
        None => Cell { value: "-".to_owned(), half_width: None, words: false, tone: Tone::Plain },
        Some(estimate) => {
            let half_width = estimate.half_width.map(|h| h * scale.factor);
            let shown = Shown::new(estimate.value * scale.factor, half_width);
            Cell { value: shown.value, half_width: shown.half_width, words: false, tone: Tone::Plain }
        }
    };
    Line::Row(scale.name(index.figure().label), report.layouts.iter().map(cell).collect())
}

fn differences(report: &Report, comparison: &Comparison, style: Style) -> String {
    let (layout, baseline) = (&report.names(comparison.layout).layout, &report.head.baseline().layout);
    let title = match report.comparisons.len() {
        1 => format!("{layout} less {baseline}, paired by replication"),
        _ => format!("{layout} less {baseline}, paired by replication; the intervals of all layouts hold together with 95 %"),
    };
    let heads = ["difference", "per cent", "VRF", "verdict"].map(str::to_owned).into();
    let lines = comparison.main().map(|difference| difference_row(report, difference)).collect();
    paragraph(&title, "", style, Tone::Bold) + &Table { heads, lines }.render(style.fit, style.colour)
}

fn difference_row(report: &Report, difference: &Difference) -> Line {
    let figure = &FIGURES[difference.figure];
    let index = words::MAIN.into_iter().find(|index| *index as usize == difference.figure).expect("a main figure");
    let mut scale = scale(report, index);
    if figure.unit == Unit::Share {
        scale.unit = "points".to_owned();
    }
    Line::Row(scale.name(figure.label), difference_cells(difference, &scale))
}

/// A cell with a number.
pub(super) fn number_cell(shown: Shown) -> Cell {
    Cell { value: shown.value, half_width: shown.half_width, words: false, tone: Tone::Plain }
}

/// Difference, per cent, variance-reduction factor and verdict.
pub(super) fn difference_cells(difference: &Difference, scale: &Scale) -> Vec<Cell> {
    let half_width = difference.estimate.half_width.map(|h| h * scale.factor);
    let per_cent = difference.per_cent().map(|(value, half_width)| Shown::signed(value, half_width));
    let blank = Shown { value: "-".to_owned(), half_width: None };
    let factor = difference.variance_reduction;
    let factor_text = match factor {
        None => "-".to_owned(),
        Some(factor) if factor >= 1e4 => "> 9,999".to_owned(),
        Some(factor) => grouped(factor, if factor < 1.0 { 2 } else { usize::from(factor < 10.0) }),
    };
    let factor_tone = if factor.is_some_and(|factor| factor < 1.0) { Tone::Warning } else { Tone::Plain };
    let tone = match difference.is_better() {
        Some(true) => Tone::Better,
        Some(false) => Tone::Worse,
        None => Tone::Plain,
    };
    vec![
        number_cell(Shown::signed(difference.estimate.value * scale.factor, half_width)),
        number_cell(per_cent.unwrap_or(blank)),
        Cell { value: factor_text, half_width: None, words: false, tone: factor_tone },
        Cell::words(words::verdict(difference), tone),
    ]
}
