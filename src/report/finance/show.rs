//! Sheets as tables, and the break-even in sentences.

use super::{Finance, Line, Sheet};
use crate::record::figure::Unit;
use crate::report::number::{Scale, Shown, grouped, plain};
use crate::report::text::Style;
use crate::report::text::table::{self, Cell, Table, Tone, paint, wrapped};
use crate::study::finance::breakeven::{BreakEven, Crossing};

/// Utilisation from which waits grow out of hand [share].
const FULL: f64 = 0.9;

/// The head of the report, the sheets, and the break-even where it is asked for.
pub fn text(finance: &Finance, sheets: &[Sheet], breakeven: bool, style: Style) -> String {
    let head = &finance.head;
    let replications = finance.statements[0].len();
    let mut out = paint(&head.scenario, Tone::Bold, style.colour) + "\n";
    let run = format!(
        "{} ({} days), {} replication{}, seed {}; values ± 95 % half-width",
        head.window(),
        plain(head.days),
        grouped(replications as f64, 0),
        if replications == 1 { "" } else { "s" },
        head.seed
    );
    out += &paragraph(&run, style);
    for sheet in sheets.iter().filter(|sheet| !sheet.lines.is_empty()) {
        let scale = money_scale(finance, sheet);
        out.push('\n');
        for line in wrapped(&scale.name(&sheet.title), style.width) {
            out += &format!("{}\n", paint(&line, Tone::Bold, style.colour));
        }
        out += &table(finance, sheet, &scale).render_beside(Some(finance.baseline()), style.fit, style.colour);
    }
    if breakeven && !finance.breakeven.is_empty() {
        out += &format!("\n{}\n", paint("Break-even volume", Tone::Bold, style.colour));
        for (layout, one) in &finance.breakeven {
            out += &paragraph(&sentence(finance, *layout, one), style);
        }
    }
    if let Some(caution) = season(head.days).filter(|_| breakeven) {
        out += &format!("\n{}", paint(&paragraph(&caution, style), Tone::Warning, style.colour));
    }
    out
}

/// A caution where the run does not hold whole years.
fn season(days: f64) -> Option<String> {
    let whole = (days / 365.0).round();
    let apart = (days - 365.0 * whole).abs() > 10.0;
    apart.then(|| {
        format!(
            "warning: {} days are no whole years: worth over years and break-even take them as if every season were like them.",
            plain(days)
        )
    })
}

fn paragraph(text: &str, style: Style) -> String {
    wrapped(text, style.width).iter().map(|line| format!("{line}\n")).collect()
}

/// The largest value of lines, without its sign.
fn largest<'a>(lines: impl Iterator<Item = &'a Line>) -> f64 {
    lines.flat_map(|line| line.values.iter().flatten()).map(|value| value.value.abs()).fold(0.0, f64::max)
}

/// One scale for all money of a sheet, so that it can be added by eye.
fn money_scale(finance: &Finance, sheet: &Sheet) -> Scale {
    let all = largest(sheet.lines.iter().filter(|line| !line.each));
    Scale::of(Unit::Money, &finance.head.currency, all)
}

/// A sheet as a table; what is not in the scale of the sheet has its unit beside it.
fn table(finance: &Finance, sheet: &Sheet, common: &Scale) -> Table {
    let mut lines = Vec::new();
    let mut group = "";
    for line in &sheet.lines {
        if line.group != group {
            group = &line.group;
            lines.push(table::Line::Group(group.to_owned()));
        }
        let own = line.each.then(|| Scale::of(line.unit, &finance.head.currency, largest(std::iter::once(line))));
        let scale = own.as_ref().unwrap_or(common);
        let cell = |value: &Option<crate::study::interval::Estimate>| {
            let shown = value.map_or(Shown { value: "-".to_owned(), half_width: None }, |value| {
                Shown::new(value.value * scale.factor, value.half_width.map(|half| half * scale.factor))
            });
            Cell { value: shown.value, half_width: shown.half_width, words: false, tone: Tone::Plain }
        };
        let name = own.as_ref().map_or_else(|| line.label.clone(), |own| own.name(&line.label));
        lines.push(table::Line::Row(name, line.values.iter().map(cell).collect()));
    }
    Table { heads: finance.head.layouts.iter().map(|names| names.layout.clone()).collect(), lines }
}

/// First calls that differ by more than this share are said to.
const OTHER_VOLUME: f64 = 0.02;

/// What a break-even says.
pub fn sentence(finance: &Finance, layout: usize, one: &BreakEven) -> String {
    let (own, base) = (&finance.names(layout).layout, &finance.names(finance.baseline()).layout);
    let currency = &finance.head.currency;
    let calls = |value: f64| grouped(value, 0);
    let line = |name: &str, (fixed, slope): &(crate::study::interval::Estimate, crate::study::interval::Estimate)| {
        format!(
            "{name}: {} {currency} a year {} {} for each first call",
            grouped(fixed.value, 0),
            if slope.value < 0.0 { "less" } else { "and" },
            Shown::new(slope.value.abs(), slope.half_width).with_unit("")
        )
    };
    let first_calls =
        |at: usize| crate::study::finance::estimate(&finance.statements[at], |statement| statement.first_calls as f64).value;
    let (here, there) = (first_calls(layout), first_calls(finance.baseline()));
    let volumes = match (here - there).abs() > OTHER_VOLUME * there {
        true => format!(
            " The run had {} of them in {own} and {} in {base}: part of the difference in cost is volume.",
            calls(here),
            calls(there)
        ),
        false => String::new(),
    };
    let lines = format!(
        "Net cost is cost less revenue. {}; {}. Simulated: {} first calls a year.{volumes}",
        line(own, &one.lines[0]),
        line(base, &one.lines[1]),
        calls(one.calls.value)
    );
    let (below, above) = if one.layout_below { (own, base) } else { (base, own) };
    match one.crossing {
        Crossing::NoCalls => format!("{own} and {base}: nobody called, so there is no net cost by call."),
        Crossing::NotShown => {
            format!("{own} and {base}: no break-even is shown, what a call costs on balance may be the same in both. {lines}")
        }
        Crossing::Never { layout } => {
            let (cheap, dear) = if layout { (own, base) } else { (base, own) };
            format!("{own} and {base}: none, {cheap} has less net cost than {dear} at every volume. {lines}")
        }
        Crossing::At { value, ends } => {
            let interval = ends.map_or(String::new(), |(low, high)| format!(" (95 %: {} to {})", calls(low.max(0.0)), calls(high)));
            let loads = [(own, one.loads[0]), (base, one.loads[1])];
            let full: Vec<String> = loads
                .into_iter()
                .filter_map(|(name, load)| {
                    load.filter(|load| *load > FULL).map(|load| format!("{name} {} %", grouped(100.0 * load, 0)))
                })
                .collect();
            let caution = match full.is_empty() {
                true => String::new(),
                false => format!(
                    " The people of today would not be enough for that, with a utilisation of {}: the real crossing has to be found by a run with more of them.",
                    full.join(" and ")
                ),
            };
            format!(
                "{own} and {base} have the same net cost at {}{interval} first calls a year; below that {below} has less, above it {above}.{caution} {lines}",
                calls(value)
            )
        }
    }
}
