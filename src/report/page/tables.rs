//! Figures, money and reasons as tables, with the digits of the text report.

use crate::record::figure::{FIGURES, Index};
use crate::report::dossier::Dossier;
use crate::report::dossier::because::{Because, Parts, View};
use crate::report::finance::{Line, Sheet};
use crate::report::number::{Scale, Shown};
use crate::report::text::{GROUPS, scale, speaks};
use crate::report::{Report, words};
use crate::study::interval::Estimate;
use maud::{Markup, html};

/// A figure's name, with its definition behind it.
pub(super) fn figure_link(figure: usize) -> Markup {
    html! { a href={ "#def-" (FIGURES[figure].key) } title=(FIGURES[figure].meaning) { (FIGURES[figure].label) } }
}

fn index(figure: usize) -> Index {
    *GROUPS
        .iter()
        .flat_map(|(_, all)| all.iter())
        .chain(&words::MAIN)
        .find(|index| **index as usize == figure)
        .unwrap_or(&Index::CostTotal)
}

fn scale_of(report: &Report, figure: usize) -> Scale {
    scale(report, index(figure))
}

/// The unit in which a figure is shown.
pub(super) fn unit(report: &Report, figure: usize) -> String {
    scale_of(report, figure).unit
}

/// Value and half-width of a figure, as the text report shows them.
pub(super) fn parts(report: &Report, layout: usize, figure: usize) -> Option<(String, Option<String>)> {
    let estimate = report.layouts[layout].figures[figure]?;
    let shown = digits(&estimate, &scale_of(report, figure));
    Some((shown.value, shown.half_width))
}

fn digits(estimate: &Estimate, scale: &Scale) -> Shown {
    Shown::new(estimate.value * scale.factor, estimate.half_width.map(|half| half * scale.factor))
}

/// A value with interval and unit.
pub(super) fn shown(report: &Report, layout: usize, figure: usize) -> String {
    let Some((value, half)) = parts(report, layout, figure) else { return "–".to_owned() };
    let half = half.map_or(String::new(), |half| format!(" ± {half}"));
    format!("{value}{half} {}", unit(report, figure)).trim_end().to_owned()
}

/// All tables.
pub(super) fn all(dossier: &Dossier) -> Markup {
    html! {
        section #figures {
            h2 { "All figures" }
            (figures(&dossier.report))
            @for comparison in &dossier.report.comparisons { (differences(&dossier.report, comparison)) }
            @for sheet in &dossier.money { (money(dossier, sheet)) }
            @for sentence in &dossier.breakeven { p.always { b { "Break-even: " } (sentence) } }
            @for one in &dossier.because { (reasons(dossier, one)) }
        }
    }
}

/// A table that scrolls where it is too wide.
fn scrolling(caption: &str, table: Markup) -> Markup {
    html! { div.scroll tabindex="0" role="region" aria-label=(caption) { table { caption { (caption) } (table) } } }
}

fn number(value: Option<Shown>) -> Markup {
    html! {
        td.number {
            @match value {
                Some(Shown { value, half_width }) => { (value) @if let Some(half) = half_width { span.half { " ± " (half) } } },
                None => "–",
            }
        }
    }
}

fn figures(report: &Report) -> Markup {
    let layouts = report.head.layouts.len();
    scrolling(
        "Means over replications, percentiles of all jobs together, ± half-width of the 95 % interval",
        html! {
            thead { tr { th scope="col" { "figure" } @for names in &report.head.layouts { th.number scope="col" { (names.layout) } } } }
            @for (group, all) in &GROUPS {
                @let all: Vec<Index> = all.iter().copied().filter(|index| speaks(report, *index)).collect();
                @if !all.is_empty() {
                    tbody {
                        tr { th.group scope="rowgroup" colspan=(layouts + 1) { (group) } }
                        @for index in all {
                            @let scale = scale(report, index);
                            tr {
                                th scope="row" { (figure_link(index as usize)) @if !scale.unit.is_empty() { " [" (scale.unit) "]" } }
                                @for layout in &report.layouts { (number(layout.figures[index as usize].map(|e| digits(&e, &scale)))) }
                            }
                        }
                    }
                }
            }
        },
    )
}

/// A difference of shares is told in points.
fn points(scale: Scale, figure: usize) -> Scale {
    if super::verdict::is_share(figure) { Scale { unit: "points".to_owned(), ..scale } } else { scale }
}

fn differences(report: &Report, comparison: &super::super::Comparison) -> Markup {
    let (layout, baseline) = (&report.names(comparison.layout).layout, &report.head.baseline().layout);
    let caption = format!("{layout} less {baseline}, paired by replication");
    scrolling(
        &caption,
        html! {
            thead { tr {
                th scope="col" { "figure" } th.number scope="col" { "difference" } th.number scope="col" { "per cent" }
                th.number scope="col" { a href="#def-vrf" { "VRF" } } th scope="col" { "verdict" }
            } }
            tbody {
                @for difference in comparison.main() {
                    @let scale = points(scale_of(report, difference.figure), difference.figure);
                    @let half = difference.estimate.half_width.map(|half| half * scale.factor);
                    tr {
                        th scope="row" { (figure_link(difference.figure)) @if !scale.unit.is_empty() { " [" (scale.unit) "]" } }
                        (number(Some(Shown::signed(difference.estimate.value * scale.factor, half))))
                        (number(difference.per_cent().map(|(value, half)| Shown::signed(value, half))))
                        td.number { @match difference.variance_reduction { Some(factor) => (crate::report::number::plain(factor)), None => "–" } }
                        td { (words::verdict(difference)) }
                    }
                }
            }
        },
    )
}

/// A view of finance.
fn money(dossier: &Dossier, sheet: &Sheet) -> Markup {
    let report = &dossier.report;
    let each = |line: &Line| line.each;
    let largest = |lines: &mut dyn Iterator<Item = &Line>| {
        lines.flat_map(|line| line.values.iter().flatten()).map(|value| value.value.abs()).fold(0.0, f64::max)
    };
    let common = Scale::of(
        crate::record::figure::Unit::Money,
        &report.head.currency,
        largest(&mut sheet.lines.iter().filter(|line| !each(line))),
    );
    let caption = format!("{} [{}]", sheet.title, common.unit);
    let groups: Vec<&str> = std::iter::once("").chain(sheet.lines.iter().map(|line| line.group.as_str())).collect();
    html! {
        details {
            summary { (sheet.title) }
            (scrolling(&caption, html! {
                thead { tr { th scope="col" { "line" } @for names in &report.head.layouts { th.number scope="col" { (names.layout) } } } }
                tbody {
                    @for (line, before) in sheet.lines.iter().zip(groups) {
                        @if line.group != before {
                            tr { th.group scope="rowgroup" colspan=(report.head.layouts.len() + 1) { (line.group) } }
                        }
                        @let own = each(line).then(|| Scale::of(line.unit, &report.head.currency, largest(&mut std::iter::once(line))));
                        @let scale = own.as_ref().unwrap_or(&common);
                        tr {
                            th scope="row" { (own.as_ref().map_or_else(|| line.label.clone(), |own| own.name(&line.label))) }
                            @for value in &line.values { (number(value.map(|e| digits(&e, scale)))) }
                        }
                    }
                }
            }))
        }
    }
}

/// Why a layout differs from the baseline.
fn reasons(dossier: &Dossier, one: &Because) -> Markup {
    let report = &dossier.report;
    let title = format!("Why {} differs from {}", report.names(one.layout).layout, report.head.baseline().layout);
    html! {
        details {
            summary { (title) }
            @for view in &one.views { @for block in &view.blocks { (part(report, view, block)) } @if !view.legend.is_empty() { p.note { (view.legend) } } }
        }
    }
}

fn part(report: &Report, view: &View, block: &Parts) -> Markup {
    let lines = || block.lines.iter().chain(std::iter::once(&block.total));
    let scale_at = |column: usize| {
        let largest = lines().filter_map(|line| line.values[column]).map(|e| e.value.abs()).fold(0.0, f64::max);
        Scale::of(view.columns[column].2, &report.head.currency, largest)
    };
    let scales: Vec<Scale> = (0..view.columns.len()).map(scale_at).collect();
    scrolling(
        &format!("{}: {}", view.title, block.title),
        html! {
            thead { tr { th scope="col" { "part" } @for ((_, label, _), scale) in view.columns.iter().zip(&scales) { th.number scope="col" { (scale.name(label)) } } } }
            tbody {
                @for line in lines() {
                    tr {
                        th scope="row" { (line.label) }
                        @for (value, scale) in line.values.iter().zip(&scales) { (number(value.map(|e| digits(&e, scale)))) }
                    }
                }
            }
        },
    )
}
