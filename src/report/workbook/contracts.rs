//! What contracts cost by monthly volume, with a chart of the cost per job.

use super::look::{Kind, Rank};
use super::pen::{At, Done, Pen};
use crate::report::dossier::Dossier;
use crate::report::dossier::ground::Contract;
use crate::report::number::grouped;
use rust_xlsxwriter::{Chart, ChartFont, ChartLegendPosition, ChartType};

/// Rows that a chart takes.
const CHART: u32 = 18;
/// Column at which charts stand.
const BESIDE: u16 = 9;

/// Writes the sheet.
pub fn write(mut pen: Pen<'_>, dossier: &Dossier) -> Done {
    let head = &dossier.report.head;
    let told = format!(
        "All money in {}. All jobs of a month are of one kind and next to the partner's base; no simulation is needed for this.",
        head.currency
    );
    pen.aside(&told, Rank::Faint)?;
    if dossier.contracts.is_empty() {
        pen.aside("No partner in use has a price for jobs.", Rank::Plain)?;
    }
    for contract in &dossier.contracts {
        pen.down(1);
        let top = pen.row();
        one(&mut pen, dossier, contract)?;
        let lacking = (top + CHART).saturating_sub(pen.row());
        pen.down(lacking);
    }
    pen.finish()
}

fn one(pen: &mut Pen<'_>, dossier: &Dossier, contract: &Contract) -> Done {
    let names = &dossier.report.head.layouts;
    let layouts: Vec<&str> = contract.layouts.iter().map(|layout| names[*layout].layout.as_str()).collect();
    let curve = &contract.curve;
    let title = format!("{}: {} by the month", several(&contract.partners), curve.kind);
    pen.aside(&title, Rank::Block)?;
    pen.aside(&format!("Layouts: {}", layouts.join(", ")), Rank::Faint)?;
    for note in &curve.notes {
        pen.aside(note, Rank::Plain)?;
    }
    for (jobs, clause) in &curve.kinks {
        pen.aside(&format!("From job {} on: {clause}.", grouped(*jobs as f64, 0)), Rank::Plain)?;
    }
    for (col, head) in ["jobs", "fees", "top-up", "other", "total", "per job", "next job"].into_iter().enumerate() {
        pen.head(col as u16, head)?;
    }
    pen.text(7, "clause", Rank::Head)?;
    let heads = pen.at(0);
    pen.down(1);
    let mut first: Option<At> = None;
    for row in &curve.rows {
        let (point, here) = (row.point, |col: u16| heads.at(col).row_of(pen.at(0)).here());
        let (total, each) = (format!("=SUM({}:{})", here(1), here(3)), format!("={}/{}", here(4), here(0)));
        pen.number(0, point.jobs as f64, Kind::Whole, Rank::Plain)?;
        for (col, money) in [point.fees, point.top_up, point.other].into_iter().enumerate() {
            pen.number(col as u16 + 1, money.units(), Kind::Money, Rank::Plain)?;
        }
        pen.formula(4, &total, point.total().units(), Kind::Money, Rank::Plain)?;
        if let Some(cost) = point.per_job() {
            first.get_or_insert(pen.at(0));
            pen.formula(5, &each, cost, Kind::Each, Rank::Plain)?;
        }
        pen.number(6, row.next, Kind::Each, Rank::Plain)?;
        pen.text(7, &row.clause, Rank::Plain)?;
        pen.down(1);
    }
    let Some(first) = first else { return Ok(()) };
    chart(pen, &title, &dossier.report.head.currency, first, heads)
}

/// The first of many names.
fn several(partners: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown = partners[..partners.len().min(SHOWN)].join(", ");
    let more = partners.len().saturating_sub(SHOWN);
    if more > 0 { format!("{shown} and {more} more") } else { shown }
}

/// Cost of a job, and of the next one, by volume: volumes are not even, so they have an axis of numbers.
fn chart(pen: &mut Pen<'_>, title: &str, currency: &str, first: At, heads: At) -> Done {
    let last = pen.at(0).up();
    let mut chart = Chart::new(ChartType::ScatterStraight);
    for (col, name) in [(5, "per job"), (6, "next job")] {
        let (from, to) = (first.at(col), last.at(col));
        chart.add_series().set_name(name).set_categories(first.to(last).as_str()).set_values(from.to(to).as_str());
    }
    chart.title().set_name(title).set_font(ChartFont::new().set_size(11));
    chart.x_axis().set_name("jobs a month");
    chart.y_axis().set_name(format!("cost of a job [{currency}]").as_str()).set_min(0);
    chart.legend().set_position(ChartLegendPosition::Bottom);
    chart.set_width(560).set_height(330).set_alt_text(title);
    pen.sheet().insert_chart(heads.row(), BESIDE, &chart)?;
    Ok(())
}
