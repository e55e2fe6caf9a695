//! Cash in the counted time, and net present value from dated flows and a discount rate that can be changed.

use super::look::{Kind, Rank};
use super::pen::{At, Done, Name, Pen};
use super::profit::{FIRST, Rows, heads, label, line, sheet, values};
use crate::report::dossier::Dossier;
use crate::report::number::plain;
use rust_xlsxwriter::XlsxError;
use std::collections::BTreeMap;

/// What other sheets look at.
pub struct Worth {
    /// The net present value of the first layout.
    pub npv: At,
    /// The discount rate.
    pub name: Name,
}

/// A flow of each layout that counts at one moment: year, time [years], flows.
struct Flow {
    year: u32,
    time: f64,
    flows: Vec<f64>,
}

/// Writes the sheet.
pub fn write(mut pen: Pen<'_>, dossier: &Dossier, profit: &Rows) -> Result<Worth, XlsxError> {
    pen.aside(&format!("All money in {}, means over replications.", dossier.report.head.currency), Rank::Faint)?;
    heads(&mut pen, dossier, ["group", "line", "key"])?;
    block(&mut pen, "Cash in the counted time")?;
    cash(&mut pen, dossier, profit)?;
    block(&mut pen, "Net cash by month")?;
    months(&mut pen, dossier)?;
    block(&mut pen, "Net present value")?;
    let base = dossier.report.head.asked.baseline;
    let told = format!(
        "Flow / (1 + rate) ^ time, summed; time in years of 365 days from the start. The scenario's rate is {} % per year: change the \
         yellow cell and the values below move (the sheet Check holds them against the scenario's rate).",
        plain(100.0 * dossier.discounts[base])
    );
    pen.aside(&told, Rank::Faint)?;
    let rate = rates(&mut pen, dossier)?;
    let (first, last) = flows(&mut pen, dossier)?;
    let npv = worth(&mut pen, dossier, rate, (first, last))?;
    by_year(&mut pen, dossier, rate, (first, last))?;
    pen.finish()?;
    let rate = rate.at(FIRST + base as u16);
    Ok(Worth { npv, name: Name { name: "DiscountRate".to_owned(), range: rate.there() } })
}

fn block(pen: &mut Pen<'_>, title: &str) -> Done {
    pen.down(1);
    pen.aside(title, Rank::Block)
}

fn cash(pen: &mut Pen<'_>, dossier: &Dossier, profit: &Rows) -> Done {
    let mut rows: BTreeMap<&str, (At, At)> = BTreeMap::new();
    for it in sheet(dossier, "cash").into_iter().flat_map(|sheet| &sheet.lines) {
        let here = pen.at(FIRST);
        rows.entry(&it.group).and_modify(|(_, last)| *last = here).or_insert((here, here));
        let rank = if ["net_cash", "result"].contains(&it.key.as_str()) { Rank::Total } else { Rank::Plain };
        label(pen, it, rank)?;
        line(pen, dossier, &values(it), (Kind::Money, rank), |cell| match it.key.as_str() {
            "net_cash" => {
                let sum = |group: &str| {
                    let (from, to) = rows.get(group)?;
                    Some(format!("SUM({}:{})", cell.row_of(*from).here(), cell.row_of(*to).here()))
                };
                let none = || "0".to_owned();
                Some(format!("={}-{}", sum("received").unwrap_or_else(none), sum("paid").unwrap_or_else(none)))
            }
            "result" => profit.get("result").map(|result| format!("={}", result.col_of(cell).there())),
            _ => None,
        })?;
    }
    Ok(())
}

fn months(pen: &mut Pen<'_>, dossier: &Dossier) -> Done {
    let lines = sheet(dossier, "by_month").into_iter().flat_map(|sheet| &sheet.lines).filter(|line| line.group == "net cash");
    let first = pen.at(FIRST);
    for it in lines {
        if it.key == "total" {
            label(pen, it, Rank::Total)?;
            let last = pen.at(FIRST).up();
            line(pen, dossier, &values(it), (Kind::Money, Rank::Total), |cell| {
                Some(format!("=SUM({}:{})", cell.row_of(first).here(), cell.row_of(last).here()))
            })?;
        } else {
            pen.text(0, &it.group, Rank::Plain)?;
            pen.month(1, &it.key)?;
            line(pen, dossier, &values(it), (Kind::Money, Rank::Plain), |_| None)?;
        }
    }
    Ok(())
}

/// The discount rate of each layout: that of the baseline where it is the same.
fn rates(pen: &mut Pen<'_>, dossier: &Dossier) -> Result<At, XlsxError> {
    let (at, base) = (pen.at(FIRST), dossier.report.head.asked.baseline);
    pen.text(1, "discount rate per year", Rank::Plain)?;
    for (layout, rate) in dossier.discounts.iter().enumerate() {
        let col = FIRST + layout as u16;
        if layout != base && *rate == dossier.discounts[base] {
            pen.formula(col, &format!("={}", at.at(FIRST + base as u16).here()), *rate, Kind::Share, Rank::Plain)?;
        } else {
            pen.number(col, *rate, Kind::Share, Rank::Input)?;
        }
    }
    pen.down(2);
    Ok(at)
}

/// All flows of all layouts, in order of their moments.
fn dated(dossier: &Dossier) -> Vec<Flow> {
    let layouts = dossier.dated.len();
    // Times are not negative, so their bits have their order.
    let mut all: BTreeMap<(u32, u64), Vec<f64>> = BTreeMap::new();
    for (layout, flows) in dossier.dated.iter().enumerate() {
        for flow in flows {
            all.entry((flow.year, flow.time.to_bits())).or_insert_with(|| vec![0.0; layouts])[layout] += flow.flow;
        }
    }
    all.into_iter().map(|((year, time), flows)| Flow { year, time: f64::from_bits(time), flows }).collect()
}

/// The years over which worth is reckoned.
fn years(dossier: &Dossier) -> u32 {
    dossier.dated.iter().flatten().map(|flow| flow.year).max().unwrap_or(0)
}

fn residual(dossier: &Dossier) -> Option<Vec<f64>> {
    sheet(dossier, "npv")?.lines.iter().find(|line| line.key == "residual").map(values)
}

/// Writes the flows, and last what equipment is still worth; gives their first and last row.
fn flows(pen: &mut Pen<'_>, dossier: &Dossier) -> Result<(At, At), XlsxError> {
    for (col, text) in ["year", "time [years]", "flow"].into_iter().enumerate() {
        pen.text(col as u16, text, Rank::Head)?;
    }
    pen.down(1);
    let first = pen.at(FIRST);
    let years = years(dossier);
    let end = residual(dossier).map(|flows| Flow { year: years, time: f64::from(years), flows });
    let all = dated(dossier);
    let count = all.len();
    for (at, flow) in all.into_iter().chain(end).enumerate() {
        pen.number(0, f64::from(flow.year), Kind::Label, Rank::Plain)?;
        pen.number(1, flow.time, Kind::Score, Rank::Plain)?;
        pen.text(2, if at == count { "equipment left" } else { "net receipts" }, Rank::Faint)?;
        line(pen, dossier, &flow.flows, (Kind::Money, Rank::Plain), |_| None)?;
    }
    Ok((first, pen.at(FIRST).up()))
}

/// The net present value by formula.
fn worth(pen: &mut Pen<'_>, dossier: &Dossier, rate: At, (first, last): (At, At)) -> Result<At, XlsxError> {
    let npv = pen.at(FIRST);
    let Some(it) = sheet(dossier, "npv").and_then(|sheet| sheet.lines.iter().find(|line| line.key == "npv")) else {
        return Ok(npv);
    };
    label(pen, it, Rank::Total)?;
    line(pen, dossier, &values(it), (Kind::Money, Rank::Total), |cell| {
        let times = format!("{}:{}", first.at(1).here(), last.at(1).here());
        let flows = format!("{}:{}", cell.row_of(first).here(), cell.row_of(last).here());
        Some(format!("=SUMPRODUCT({flows}/(1+{})^{times})", cell.row_of(rate).here()))
    })?;
    Ok(npv)
}

/// Flows at the prices of their year, and in money of today.
fn by_year(pen: &mut Pen<'_>, dossier: &Dossier, rate: At, (first, last): (At, At)) -> Done {
    let all = dated(dossier);
    let years_of = format!("{}:{}", first.at(0).here(), last.at(0).here());
    let times = format!("{}:{}", first.at(1).here(), last.at(1).here());
    let flows = |cell: At| format!("{}:{}", cell.row_of(first).here(), cell.row_of(last).here());
    let left = residual(dossier);
    let sums = |year: u32, weight: &dyn Fn(usize, f64) -> f64| -> Vec<f64> {
        let of = |layout: usize| {
            let flows = all.iter().filter(|flow| flow.year == year).map(|flow| flow.flows[layout] * weight(layout, flow.time));
            let left = left.as_ref().filter(|_| year == years(dossier)).map(|left| left[layout] * weight(layout, f64::from(year)));
            flows.chain(left).sum::<f64>()
        };
        (0..dossier.dated.len()).map(of).collect()
    };
    for (title, today) in [("Flows by year, at the prices of the year", false), ("Flows by year, in money of today", true)] {
        block(pen, title)?;
        let begin = pen.at(FIRST);
        for year in 0..=years(dossier) {
            pen.number(0, f64::from(year), Kind::Label, Rank::Plain)?;
            pen.text(1, &if year == 0 { "at the start".to_owned() } else { format!("year {year}") }, Rank::Plain)?;
            let weight = |layout: usize, time: f64| if today { libm::pow(1.0 + dossier.discounts[layout], -time) } else { 1.0 };
            line(pen, dossier, &sums(year, &weight), (Kind::Money, Rank::Plain), |cell| {
                let (year, flows, rate) = (cell.at(0).here(), flows(cell), cell.row_of(rate).here());
                Some(match today {
                    true => format!("=SUMPRODUCT(({years_of}={year})*{flows}/(1+{rate})^{times})"),
                    false => format!("=SUMIFS({flows},{years_of},{year})"),
                })
            })?;
        }
        let end = pen.at(FIRST).up();
        for (col, text) in ["", "together", ""].into_iter().enumerate() {
            pen.text(col as u16, text, Rank::Total)?;
        }
        let weight = |layout: usize, time: f64| if today { libm::pow(1.0 + dossier.discounts[layout], -time) } else { 1.0 };
        let each: Vec<Vec<f64>> = (0..=years(dossier)).map(|year| sums(year, &weight)).collect();
        let total: Vec<f64> = (0..dossier.dated.len()).map(|layout| each.iter().map(|sums| sums[layout]).sum()).collect();
        line(pen, dossier, &total, (Kind::Money, Rank::Total), |cell| {
            Some(format!("=SUM({}:{})", cell.row_of(begin).here(), cell.row_of(end).here()))
        })?;
    }
    Ok(())
}
