//! Whether the sheets agree: each total reckoned in several ways, and their largest difference.

use super::bridge::Bridges;
use super::cash::Worth;
use super::look::{Kind, Rank};
use super::pen::{At, Done, Pen};
use super::profit::{Rows, sheet};
use super::summary::Totals;
use crate::record::figure::Index;
use crate::report::dossier::Dossier;
use rust_xlsxwriter::{Color, ConditionalFormatText, ConditionalFormatTextRule, Format};

/// Differences up to this are rounding [currency].
const TOLERANCE: f64 = 0.01;

/// Column of the words.
const SAYS: u16 = 8;

/// Cells that are held against each other, of the first layout where there is one for each.
pub struct Cells {
    /// The profit and loss.
    pub profit: Rows,
    /// The net present value.
    pub worth: Worth,
    /// The bridges.
    pub bridges: Bridges,
    /// The summary.
    pub totals: Totals,
}

/// The formula that says whether all agree.
pub fn verdict() -> String {
    "=IF(COUNTIF('Check'!$I$1:$I$2000,\"differs\")=0,\"All totals agree.\",\"Some totals differ: see the sheet Check.\")".to_owned()
}

/// One total in several ways.
struct Total<'t> {
    layout: usize,
    what: &'t str,
    ledger: Option<String>,
    sheet: Option<String>,
    summary: Option<String>,
    program: f64,
}

/// Writes the sheet.
pub fn write(mut pen: Pen<'_>, dossier: &Dossier, cells: &Cells) -> Done {
    pen.across(0, "Differences up to this are rounding", Rank::Plain)?;
    pen.number(3, TOLERANCE, Kind::Each, Rank::Input)?;
    let tolerance = pen.at(3);
    pen.down(2);
    let numbers = ["from the ledger", "from the sheet", "summary", "program", "largest difference"];
    pen.text(0, "No.", Rank::Head)?;
    pen.text(1, "layout", Rank::Head)?;
    pen.text(2, "total", Rank::Head)?;
    for (col, head) in (3..).zip(numbers) {
        pen.head(col, head)?;
    }
    pen.text(SAYS, "says", Rank::Head)?;
    pen.down(1);
    pen.freeze(1, 3)?;
    let first = pen.row();
    for layout in 0..dossier.report.layouts.len() {
        for total in totals(dossier, cells, layout) {
            line(&mut pen, dossier, &total, tolerance)?;
        }
    }
    let last = pen.row().max(first + 1) - 1;
    let paint = |word: &str, ink: u32, paper: u32| {
        ConditionalFormatText::new()
            .set_rule(ConditionalFormatTextRule::BeginsWith(word.to_owned()))
            .set_format(Format::new().set_font_color(Color::RGB(ink)).set_background_color(Color::RGB(paper)))
    };
    pen.sheet().add_conditional_format(first, SAYS, last, SAYS, &paint("ok", 0x00_61_00, 0xC6_EF_CE))?;
    pen.sheet().add_conditional_format(first, SAYS, last, SAYS, &paint("differs", 0x9C_00_06, 0xFF_C7_CE))?;
    pen.finish()
}

/// The totals of a layout.
fn totals<'t>(dossier: &Dossier, cells: &Cells, layout: usize) -> Vec<Total<'t>> {
    let report = &dossier.report;
    let of = |at: &At| at.right(layout as u16).there();
    let ledger = |side: &str| format!("SUMIFS(LedgerMoney,LedgerLayout,{},LedgerSide,\"{side}\")", layout + 1);
    let value = |index: Index| report.value(layout, index).unwrap_or(0.0);
    let mut all = Vec::new();
    let mut add = |what: &'t str, ledger: String, key: &str, index: Index| {
        if let Some(at) = cells.profit.get(key) {
            let summary = cells.totals.cell(layout, index);
            all.push(Total { layout, what, ledger: Some(ledger), sheet: Some(of(at)), summary, program: value(index) });
        }
    };
    add("total cost", ledger("cost"), "cost_total", Index::CostTotal);
    add("revenue", ledger("revenue"), "revenue_total", Index::Revenue);
    add("result", format!("{}-{}", ledger("revenue"), ledger("cost")), "result", Index::Profit);
    let lines = sheet(dossier, "npv").into_iter().flat_map(|sheet| &sheet.lines);
    if let Some(npv) = lines.filter(|line| line.key == "npv").find_map(|line| line.values[layout]) {
        let sheet = Some(of(&cells.worth.npv));
        all.push(Total { layout, what: "net present value", ledger: None, sheet, summary: None, program: npv.value });
    }
    if let Some((_, bridge)) = cells.bridges.iter().find(|(known, _)| *known == layout) {
        let base = report.head.asked.baseline;
        let less = |layout: usize| format!("SUMIFS(LedgerMoney,LedgerLayout,{},LedgerSide,\"cost\")", layout + 1);
        let program = value(Index::CostTotal) - report.value(base, Index::CostTotal).unwrap_or(0.0);
        let ledger = Some(format!("{}-{}", less(layout), less(base)));
        all.push(Total { layout, what: "bridge of cost", ledger, sheet: Some(bridge.there()), summary: None, program });
    }
    all
}

fn line(pen: &mut Pen<'_>, dossier: &Dossier, it: &Total<'_>, tolerance: At) -> Done {
    let rank = Rank::Plain;
    pen.number(0, it.layout as f64 + 1.0, Kind::Label, Rank::Faint)?;
    pen.text(1, &dossier.report.names(it.layout).layout, rank)?;
    pen.text(2, it.what, rank)?;
    for (col, formula) in (3..).zip([&it.ledger, &it.sheet, &it.summary]) {
        if let Some(formula) = formula {
            pen.formula(col, &format!("={formula}"), it.program, Kind::Each, rank)?;
        }
    }
    pen.number(6, it.program, Kind::Each, rank)?;
    let (from, to) = (pen.at(3).here(), pen.at(6).here());
    pen.formula(7, &format!("=MAX({from}:{to})-MIN({from}:{to})"), 0.0, Kind::Each, rank)?;
    let says = format!("=IF({}<={},\"ok\",\"differs\")", pen.at(7).here(), tolerance.here());
    pen.says(SAYS, &says, "ok", rank)?;
    pen.down(1);
    Ok(())
}
