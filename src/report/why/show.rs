//! Sheets as tables that add up, largest parts first.

use super::round::{apportion, units};
use super::sentence::sentences;
use super::{Adds, Block, Explanation, Line, Series, Sheet};
use crate::record::figure::Unit;
use crate::report::number::{Scale, grouped, plain};
use crate::report::text::Style;
use crate::report::text::table::{self, Cell, Table, Tone, paint, wrapped};

/// Parts of a block that are shown; smaller ones are gathered.
const SHOWN: usize = 12;
/// Digits of the largest number of a column of differences.
const DIGITS: f64 = 4.0;
/// Digits of the half-width of a total, behind which nothing is sure.
const DIGITS_OF_HALF_WIDTH: f64 = 3.0;
/// More decimals nobody reads.
const MOST_DECIMALS: usize = 6;

/// The head of the report, what it comes to in sentences, and the sheets.
pub fn text(it: &Explanation, sheets: &[Sheet], style: Style) -> String {
    let head = &it.head;
    let mut out = paint(&head.scenario, Tone::Bold, style.colour) + "\n";
    let replications = it.why.replications;
    let run = format!(
        "{} ({} days), {} replication{}, seed {}; mean per replication, differences ± 95 % half-width",
        head.window(),
        plain(head.days),
        grouped(replications as f64, 0),
        if replications == 1 { "" } else { "s" },
        head.seed
    );
    out += &paragraph(&run, style);
    out.push('\n');
    out += &sentences(it).iter().map(|sentence| paragraph(sentence, style)).collect::<String>();
    if replications == 1 {
        out += &paint("warning: one replication: there are no intervals\n", Tone::Warning, style.colour);
    }
    for sheet in sheets.iter().filter(|sheet| !sheet.blocks.is_empty()) {
        let scales = scales(sheet, &head.currency);
        let common = scales.iter().all(|(scale, _)| *scale == scales[0].0);
        let title = if common { scales[0].0.name(&sheet.title) } else { sheet.title.clone() };
        out += &format!("\n{}\n", paint(&title, Tone::Bold, style.colour));
        out += &table(sheet, &scales, common).render(style.fit, style.colour);
        if !sheet.legend.is_empty() {
            out += &paragraph(&sheet.legend, style);
        }
    }
    out
}

fn paragraph(text: &str, style: Style) -> String {
    wrapped(text, style.width).iter().map(|line| format!("{line}\n")).collect()
}

/// How each column is shown: its scale and decimals. Columns that add up across share both.
fn scales(sheet: &Sheet, currency: &str) -> Vec<(Scale, usize)> {
    let lines = || sheet.blocks.iter().flat_map(|block| block.lines.iter().chain([&block.total]));
    let largest = |column: usize| lines().map(|line| line.values[column].mean().abs()).fold(0.0, f64::max);
    let columns = 0..sheet.columns.len();
    let half_width = |column: usize| {
        let totals = sheet.blocks.iter().filter_map(|block| block.total.values[column].estimate()?.half_width);
        totals.fold(0.0, f64::max)
    };
    let of = |column: usize, whole: f64, difference: f64, half: f64| {
        let scale = Scale::of(sheet.columns[column].unit, currency, whole);
        let sure = decimals(half * scale.factor, DIGITS_OF_HALF_WIDTH);
        let decimals = decimals(difference * scale.factor, DIGITS).min(if half > 0.0 { sure } else { MOST_DECIMALS });
        (scale, decimals)
    };
    if sheet.adds == Adds::Down {
        return columns.map(|column| of(column, largest(column), largest(column), half_width(column))).collect();
    }
    let (whole, last) = (columns.clone().map(largest).fold(0.0, f64::max), sheet.columns.len() - 1);
    let difference = if largest(last) > 0.0 { largest(last) } else { whole };
    columns.map(|column| of(column, whole, difference, half_width(last))).collect()
}

/// Decimals that show so many digits of a value.
fn decimals(value: f64, digits: f64) -> usize {
    if value <= 0.0 {
        return 0;
    }
    (digits - 1.0 - libm::log10(value).floor()).clamp(0.0, MOST_DECIMALS as f64) as usize
}

/// The block with its largest parts first and small ones gathered, if it is ranked.
fn ranked(block: &Block) -> Block {
    let mut block = block.clone();
    block.lines.retain(Line::speaks);
    if !block.ranked {
        return block;
    }
    let size = |line: &Line| line.values.last().map_or(0.0, |value| value.mean().abs());
    block.lines.sort_by(|one, other| size(other).total_cmp(&size(one)));
    if block.lines.len() > SHOWN {
        let rest = block.lines.split_off(SHOWN - 1);
        block.lines.extend(Line::sum("other", &format!("other ({})", rest.len()), &rest));
    }
    block
}

/// What is printed of a block, in whole units of each column: its lines, then its total.
fn printed(block: &Block, adds: Adds, factors: &[f64]) -> Vec<Vec<i64>> {
    let lines = || block.lines.iter().chain([&block.total]);
    let column = |at: usize| {
        let parts: Vec<f64> = block.lines.iter().map(|line| line.values[at].mean() * factors[at]).collect();
        let total = units(block.total.values[at].mean() * factors[at]);
        if parts.is_empty() {
            return vec![total];
        }
        apportion(&parts, total).into_iter().chain([total]).collect()
    };
    let last = factors.len() - 1;
    let columns: Vec<Vec<i64>> = match adds {
        Adds::Down => (0..factors.len()).map(column).collect(),
        Adds::Difference => {
            let difference = column(2);
            let own = beside(block, factors[1], &difference);
            let base = own.iter().zip(&difference).map(|(own, difference)| own - difference).collect();
            vec![base, own, difference]
        }
        Adds::Across => {
            let whole: Vec<i64> = column(last);
            let across = |(line, whole): (&Line, &i64)| {
                let parts: Vec<f64> = (0..last).map(|at| line.values[at].mean() * factors[at]).collect();
                apportion(&parts, *whole)
            };
            let mut rows: Vec<Vec<i64>> = lines().zip(&whole).map(across).collect();
            // The total is that of what is printed above it.
            if let Some((total, parts)) = rows.split_last_mut().filter(|(_, parts)| !parts.is_empty()) {
                (0..last).for_each(|at| total[at] = parts.iter().map(|row| row[at]).sum());
            }
            let of = |at: usize| rows.iter().map(|row| row[at]).collect::<Vec<i64>>();
            (0..last).map(of).chain([whole.clone()]).collect()
        }
    };
    (0..=block.lines.len()).map(|row| columns.iter().map(|column| column[row]).collect()).collect()
}

/// What is printed of a layout beside the differences to what it is held against: nothing stays nothing in both.
fn beside(block: &Block, factor: f64, differences: &[i64]) -> Vec<i64> {
    let total = units(block.total.values[1].mean() * factor);
    let known = |(line, difference): (&Line, &i64)| match (line.values[0].is_nothing(), line.values[1].is_nothing()) {
        (true, _) => Some(*difference),
        (_, true) => Some(0),
        _ => None,
    };
    let mut own: Vec<Option<i64>> = block.lines.iter().zip(differences).map(known).collect();
    let parts: Vec<f64> =
        block.lines.iter().zip(&own).filter(|(_, own)| own.is_none()).map(|(line, _)| line.values[1].mean() * factor).collect();
    let rest = apportion(&parts, total - own.iter().flatten().sum::<i64>());
    own.iter_mut().filter(|own| own.is_none()).zip(rest).for_each(|(own, part)| *own = Some(part));
    let own: Vec<i64> = own.into_iter().flatten().collect();
    let total = if own.is_empty() { total } else { own.iter().sum() };
    own.into_iter().chain([total]).collect()
}

fn table(sheet: &Sheet, scales: &[(Scale, usize)], common: bool) -> Table {
    let factors: Vec<f64> = scales.iter().map(|(scale, decimals)| scale.factor * 10_f64.powi(*decimals as i32)).collect();
    let mut lines = Vec::new();
    let mut totals: Vec<(&str, Vec<i64>)> = Vec::new();
    for block in &sheet.blocks {
        let block = ranked(block);
        let mut rows = printed(&block, sheet.adds, &factors);
        let of = |key: &str| totals.iter().find(|(known, _)| *known == key).map(|(_, row)| row.clone());
        if let (true, Some((revenue, cost))) = (block.key == "profit", of("revenue").zip(of("cost"))) {
            rows = vec![revenue.iter().zip(&cost).map(|(revenue, cost)| revenue - cost).collect()];
        }
        lines.push(table::Line::Group(block.title.clone()));
        for (line, row) in block.lines.iter().chain([&block.total]).zip(&rows) {
            lines.push(table::Line::Row(line.label.clone(), cells(sheet, line, row, scales)));
        }
        totals.push((block.key, rows.pop().expect("a block has a total")));
    }
    let head = |(column, (scale, _)): (&super::Column, &(Scale, usize))| {
        if common { column.label.clone() } else { scale.name(&column.label) }
    };
    Table { heads: sheet.columns.iter().zip(scales).map(head).collect(), lines }
}

/// The cells of a line: differences with their sign and half-width.
fn cells(sheet: &Sheet, line: &Line, row: &[i64], scales: &[(Scale, usize)]) -> Vec<Cell> {
    let signed = |at: usize| sheet.adds != Adds::Difference || at == 2;
    let cell = |(at, (value, (scale, decimals))): (usize, (&i64, &(Scale, usize)))| {
        let half_width = sheet.columns[at].certain.then(|| half_width(&line.values[at], scale, *decimals)).flatten();
        Cell { value: number(*value, *decimals, signed(at)), half_width, words: false, tone: Tone::Plain }
    };
    row.iter().zip(scales).enumerate().map(cell).collect()
}

fn half_width(series: &Series, scale: &Scale, decimals: usize) -> Option<String> {
    series.estimate()?.half_width.map(|half| grouped(half * scale.factor, decimals))
}

/// Whole units of the last decimal as a number.
pub(super) fn number(units: i64, decimals: usize, signed: bool) -> String {
    let text = grouped(units as f64 / 10_f64.powi(decimals as i32), decimals);
    if signed && units > 0 { format!("+{text}") } else { text }
}

/// The scale of parts whose total or largest part is `largest`.
pub(super) fn scale(unit: Unit, currency: &str, largest: f64) -> (Scale, usize) {
    let scale = Scale::of(unit, currency, largest);
    let decimals = decimals(largest * scale.factor, DIGITS).min(3);
    (scale, decimals)
}
