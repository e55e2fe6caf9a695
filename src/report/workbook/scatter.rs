//! Replications as a table, and the intervals that formulas reckon from them.
//!
//! A figure that is a quantile is that of all jobs together, not the mean of the replications' quantiles: its value is a number, and its
//! deviation is taken round that value, as for sections (Asmussen & Glynn 2007, III.5).

use super::look::{Kind, Rank};
use super::pen::{At, Done, Name, Pen};
use super::profit::others;
use super::summary::main_figures;
use crate::record::figure::FIGURES;
use crate::report::dossier::{Dossier, Scatter};
use crate::report::number::unit_key;
use crate::study::compare::Difference;
use crate::study::interval::CONFIDENCE;
use rust_xlsxwriter::XlsxError;

/// Where the replications stand.
pub struct Rows {
    /// The first replication of the first layout, in the column of the first figure.
    first: At,
    /// The figures of the columns.
    figures: Vec<usize>,
    /// Replications of a layout.
    n: u32,
    /// Names for ranges.
    pub names: Vec<Name>,
}

/// Columns before the figures.
const BEFORE: u16 = 3;

impl Rows {
    /// The values of a figure in a layout.
    fn range(&self, layout: usize, figure: usize) -> String {
        let col = self.figures.iter().position(|known| *known == figure).expect("the figure has a column") as u16;
        let from = self.first.at(BEFORE + col).down(layout as u32 * self.n);
        from.to(from.down(self.n - 1))
    }
}

/// Writes the values of every replication.
pub fn replications(mut pen: Pen<'_>, dossier: &Dossier) -> Result<Rows, XlsxError> {
    let report = &dossier.report;
    let (figures, n) = (main_figures(report), report.complete.max(1));
    let heads = pen.at(0);
    let words = ["No.", "Layout", "Replication"].map(str::to_owned);
    let label = |figure: &usize| format!("{} ({})", FIGURES[*figure].label, unit_key(FIGURES[*figure].unit, &report.head.currency));
    let columns: Vec<String> = words.into_iter().chain(figures.iter().map(label)).collect();
    pen.down(1);
    pen.freeze(1, BEFORE)?;
    let first = pen.at(BEFORE);
    for layout in 0..report.layouts.len() {
        for replication in 0..n {
            pen.number(0, layout as f64 + 1.0, Kind::Label, Rank::Plain)?;
            pen.text(1, &report.names(layout).layout, Rank::Plain)?;
            pen.number(2, f64::from(replication), Kind::Label, Rank::Plain)?;
            for (col, figure) in (BEFORE..).zip(&figures) {
                let value = dossier.spreads[layout][*figure].as_ref().and_then(|scatter| value(scatter, replication));
                pen.maybe(col, value, Kind::of(*figure), Rank::Plain)?;
            }
            pen.down(1);
        }
    }
    let last = pen.at(0).up();
    pen.table("Replications", heads, &columns)?;
    pen.finish()?;
    let name = |(figure, col): (&usize, u16)| Name {
        name: format!("Replications_{}", FIGURES[*figure].key),
        range: first.at(col).to(last.at(col)),
    };
    let names = figures.iter().zip(BEFORE..).map(name).collect();
    Ok(Rows { first, figures, n, names })
}

/// The value of a replication; `None` where it has none.
fn value(scatter: &Scatter, replication: u32) -> Option<f64> {
    let before = scatter.gaps.partition_point(|gap| *gap < replication);
    if scatter.gaps.get(before) == Some(&replication) { None } else { scatter.values.get(replication as usize - before).copied() }
}

/// Whether a figure is a quantile of jobs.
fn pooled(figure: usize) -> bool {
    ["_p50", "_p80", "_p90", "_p95"].iter().any(|end| FIGURES[figure].key.ends_with(end))
}

/// Writes the intervals of each layout, and those of the differences to the baseline.
pub fn uncertainty(mut pen: Pen<'_>, dossier: &Dossier, rows: &Rows) -> Done {
    let report = &dossier.report;
    pen.aside(
        "Half-width: Student's t; P5, median and P95 are replications by rank. A quantile of jobs is that of all jobs together.",
        Rank::Faint,
    )?;
    pen.text(0, "confidence", Rank::Plain)?;
    let confidence = pen.at(1);
    pen.number(1, CONFIDENCE, Kind::Share, Rank::Input)?;
    pen.down(1);
    pen.text(0, "comparisons", Rank::Plain)?;
    let comparisons = pen.at(1);
    pen.number(1, report.comparisons.len() as f64, Kind::Any, Rank::Plain)?;
    pen.down(2);
    let numbers = ["n", "mean", "half-width", "deviation", "lowest", "P5", "median", "P95", "highest"];
    pen.heads(&["layout", "figure", "unit"], &numbers)?;
    pen.freeze(1, 3)?;
    for layout in 0..report.layouts.len() {
        for figure in &rows.figures {
            if let Some(scatter) = &dossier.spreads[layout][*figure] {
                name(&mut pen, dossier, layout, *figure)?;
                spread(&mut pen, scatter, *figure, &rows.range(layout, *figure), confidence)?;
            }
        }
        pen.down(1);
    }
    if !report.comparisons.is_empty() {
        pen.aside(&format!("Differences to {}, paired by replication", report.head.baseline().layout), Rank::Block)?;
        pen.aside("Half-widths are at the joint level: 1 - (1 - confidence) / comparisons.", Rank::Faint)?;
        pen.heads(&["layout", "figure", "unit"], &["pairs", "difference", "half-width", "deviation"])?;
    }
    for layout in others(dossier) {
        let comparison = report.comparisons.iter().find(|comparison| comparison.layout == layout);
        for difference in rows.figures.iter().filter_map(|figure| comparison?.differences[*figure].as_ref()) {
            name(&mut pen, dossier, layout, difference.figure)?;
            paired(&mut pen, dossier, rows, (layout, difference), [confidence, comparisons])?;
        }
        pen.down(1);
    }
    pen.finish()
}

fn name(pen: &mut Pen<'_>, dossier: &Dossier, layout: usize, figure: usize) -> Done {
    let head = &dossier.report.head;
    pen.text(0, &head.layouts[layout].layout, Rank::Plain)?;
    pen.text(1, FIGURES[figure].label, Rank::Plain)?;
    pen.text(2, &unit_key(FIGURES[figure].unit, &head.currency), Rank::Faint)
}

/// How one figure scatters in one layout.
fn spread(pen: &mut Pen<'_>, scatter: &Scatter, figure: usize, values: &str, confidence: At) -> Done {
    let (spread, kind, rank) = (&scatter.spread, Kind::of(figure), Rank::Plain);
    let (estimate, count) = (&spread.estimate, scatter.values.len());
    let [n, mean, deviation] = [3, 4, 6].map(|col| pen.at(col).here());
    pen.formula(3, &format!("=COUNT({values})"), count as f64, Kind::Whole, rank)?;
    match pooled(figure) {
        true => pen.number(4, estimate.value, kind, rank)?,
        false => pen.formula(4, &format!("=AVERAGE({values})"), estimate.value, kind, rank)?,
    }
    if let Some((half_width, s)) = estimate.half_width.zip(estimate.deviation) {
        let h = format!("=T.INV.2T(1-{},{n}-1)*{deviation}/SQRT({n})", confidence.here());
        pen.formula(5, &h, half_width, fine(kind), rank)?;
        let s_by = match pooled(figure) {
            true => format!("=SQRT(SUMPRODUCT(({values}<>\"\")*({values}-{mean})^2)/({n}-1))"),
            false => format!("=STDEV.S({values})"),
        };
        pen.formula(6, &s_by, s, fine(kind), rank)?;
    }
    let rank_of = |p: f64| ((count as f64 * p).ceil() as usize).clamp(1, count.max(1));
    let small = |p: f64| format!("=SMALL({values},{})", rank_of(p));
    pen.formula(7, &format!("=MIN({values})"), spread.min, kind, rank)?;
    for (col, p, value) in [(8, 0.05, spread.p5.value), (9, 0.5, spread.median.value), (10, 0.95, spread.p95.value)] {
        pen.formula(col, &small(p), value, kind, rank)?;
    }
    pen.formula(11, &format!("=MAX({values})"), spread.max, kind, rank)?;
    pen.down(1);
    Ok(())
}

/// Half-widths of sums of money are shown with two decimals more.
fn fine(kind: Kind) -> Kind {
    if kind == Kind::Count { Kind::Hours } else { kind }
}

/// The difference of one figure to the baseline, from the pairs of replications in which both have it.
fn paired(
    pen: &mut Pen<'_>,
    dossier: &Dossier,
    rows: &Rows,
    (layout, it): (usize, &Difference),
    [confidence, comparisons]: [At; 2],
) -> Done {
    let base = dossier.report.head.asked.baseline;
    let (own, other) = (rows.range(layout, it.figure), rows.range(base, it.figure));
    let (estimate, kind, rank) = (&it.estimate, Kind::of(it.figure), Rank::Plain);
    let [n, mean, deviation] = [3, 4, 6].map(|col| pen.at(col).here());
    let both = format!("({own}<>\"\")*({other}<>\"\")");
    pen.formula(3, &format!("=SUMPRODUCT({both})"), estimate.n as f64, Kind::Whole, rank)?;
    match pooled(it.figure) {
        true => pen.number(4, estimate.value, kind, rank)?,
        false => pen.formula(4, &format!("=SUMPRODUCT({both}*({own}-{other}))/{n}"), estimate.value, kind, rank)?,
    }
    if let Some((half_width, s)) = estimate.half_width.zip(estimate.deviation) {
        let level = format!("(1-{})/{}", confidence.here(), comparisons.here());
        pen.formula(5, &format!("=T.INV.2T({level},{n}-1)*{deviation}/SQRT({n})"), half_width, fine(kind), rank)?;
        let s_by = format!("=SQRT(SUMPRODUCT({both}*({own}-{other}-{mean})^2)/({n}-1))");
        pen.formula(6, &s_by, s, fine(kind), rank)?;
    }
    pen.down(1);
    Ok(())
}
