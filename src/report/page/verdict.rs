//! The first screen: the question, which layout wins, by how much, how sure, and why.

use super::sections::chart;
use super::tables::{figure_link, shown};
use crate::record::figure::{FIGURES, Index, Unit};
use crate::report::dossier::Dossier;
use crate::report::number::{grouped, plain};
use crate::report::words::{MAIN, size, speaks, verdict, warnings};
use crate::report::{Report, precision};
use crate::study::compare::{Difference, Verdict};
use crate::study::interval::CONFIDENCE;
use crate::study::lead::Lead;
use maud::{Markup, html};

/// The first screen.
pub(super) fn first_screen(dossier: &Dossier) -> Markup {
    let report = &dossier.report;
    let head = &report.head;
    html! {
        section #verdict {
            p.eyebrow { (run_in_words(report)) }
            h1 { (head.scenario) }
            @if !head.asked.question.is_empty() { p.question { (head.asked.question) } }
            p.headline { (headline(report)) }
            (cautions(dossier))
            div.cards { @for lead in &report.leads { (card(report, lead)) } }
            div.first {
                (why(dossier))
                (chart("tradeoff", "Cost against service", "Each dot is a layout, with its 95 % intervals."))
            }
            (board(report))
            (summaries(report))
            (assumed(dossier))
        }
    }
}

/// When, how often, with which luck.
fn run_in_words(report: &Report) -> String {
    let head = &report.head;
    let replications = if report.complete == 1 { "replication" } else { "replications" };
    let (days, n) = (plain(head.days), grouped(f64::from(report.complete), 0));
    format!("{}, {days} days, {n} {replications} of each layout, seed {}", head.window(), head.seed)
}

fn name(report: &Report, layout: usize) -> &str {
    &report.names(layout).layout
}

/// What leading by a figure is called: of one layout, of several, and as a title.
fn praise(figure: usize) -> (&'static str, &'static str, &'static str) {
    let is = |index: Index| index as usize == figure;
    match figure {
        _ if is(Index::CostTotal) => ("costs least", "cost", "Lowest cost"),
        _ if is(Index::ResponseMean) => ("responds fastest", "response", "Fastest response"),
        _ if is(Index::RestoreMean) => ("restores fastest", "time to restore", "Fastest repair"),
        _ if is(Index::WaitMean) => ("has the shortest wait", "wait", "Shortest wait"),
        _ if is(Index::Satisfaction) => ("has the most satisfied customers", "satisfaction", "Most satisfied customers"),
        _ if is(Index::Profit) => ("has the best result", "result", "Best result"),
        _ if is(Index::FirstTimeFix) => ("fixes most at the first visit", "first-time fix", "Most fixed at once"),
        _ => ("keeps most promises", "promises kept", "Most promises kept"),
    }
}

/// So many layouts are named where it is not shown which of them leads.
const MOST_RIVALS: usize = 3;

/// The answer in one sentence.
pub(in crate::report) fn headline(report: &Report) -> String {
    if report.layouts.len() == 1 {
        return format!("One layout, {}: there is nothing to compare it with.", name(report, 0));
    }
    if report.complete == 1 {
        return "One replication: values, but no verdict.".to_owned();
    }
    let named =
        |lead: &Lead| std::iter::once(lead.layout).chain(lead.rivals()).map(|layout| name(report, layout)).collect::<Vec<&str>>();
    let mut led: Vec<(usize, Vec<&str>)> = Vec::new();
    let mut open: Vec<String> = Vec::new();
    for lead in &report.leads {
        let (does, what, title) = praise(lead.figure);
        let rivals = lead.rivals();
        match rivals.len() {
            0 => match led.iter_mut().find(|(layout, _)| *layout == lead.layout) {
                Some((_, all)) => all.push(does),
                None => led.push((lead.layout, vec![does])),
            },
            _ if alike(lead) => open.push(format!("{title}: {} alike", listed(&named(lead), "and"))),
            n if n == lead.others.len() => open.push(format!("no difference in {what} is shown")),
            n if n < MOST_RIVALS => open.push(format!("{title}: {} (not shown which)", listed(&named(lead), "or"))),
            n => open.push(format!("{title}: {} or one of {n} others (not shown which)", name(report, lead.layout))),
        }
    }
    let led = led.into_iter().map(|(layout, all)| format!("{} {}.", name(report, layout), listed(&all, "and")));
    led.chain(open.into_iter().map(|text| capital(&text) + ".")).collect::<Vec<_>>().join(" ")
}

/// "a, b and c".
fn listed(words: &[&str], last: &str) -> String {
    match words {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., end] => format!("{} {last} {end}", all.join(", ")),
    }
}

/// The text with a capital.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// Whether those whose difference from the leader is not shown have its values in every replication.
fn alike(lead: &Lead) -> bool {
    let rivals = lead.rivals();
    let same = |(layout, difference): &&(usize, Difference)| rivals.contains(layout) && difference.verdict == Verdict::Same;
    lead.others.iter().filter(same).count() == rivals.len()
}

/// Who leads by a figure: value, margin, certainty.
fn card(report: &Report, lead: &Lead) -> Markup {
    let (_, _, title) = praise(lead.figure);
    let rivals = lead.rivals();
    let alone = report.layouts.len() == 1;
    let sure = match rivals.len() {
        _ if alone => String::new(),
        _ if report.complete == 1 => "one replication: no verdict".to_owned(),
        0 => format!("shown against every other, {} % joint confidence", plain(100.0 * CONFIDENCE)),
        _ => {
            let names: Vec<&str> = rivals.iter().map(|layout| name(report, *layout)).collect();
            let word = if alike(lead) { "alike with" } else { "not shown against" };
            format!("{word} {}", names.join(", "))
        }
    };
    html! {
        div.card {
            h2.title { (if alone { FIGURES[lead.figure].label } else { title }) }
            p.winner { (name(report, lead.layout)) }
            p { (figure_link(lead.figure)) ": " b { (shown(report, lead.layout, lead.figure)) } }
            @if let Some((next, difference)) = lead.others.first() {
                p { (name(report, *next)) ": " (margin(difference)) }
            }
            @if !sure.is_empty() { p class=(if rivals.is_empty() { "sure" } else { "unsure" }) { (sure) } }
        }
    }
}

/// By how much the next one is behind.
fn margin(difference: &Difference) -> String {
    match difference.word() {
        Some(word) => format!("{} {word}", size(difference)),
        None => verdict(difference),
    }
}

/// The reasons: of each layout against the baseline the difference in money and in time.
fn why(dossier: &Dossier) -> Markup {
    const FIRST: usize = 2;
    // What leads is explained first.
    let leads = |layout: usize| dossier.report.leads.iter().position(|lead| lead.layout == layout).unwrap_or(usize::MAX);
    let mut all: Vec<_> = dossier.because.iter().collect();
    all.sort_by_key(|one| leads(one.layout));
    let list = |from: usize, to: usize| {
        html! {
            ul { @for one in &all[from..to] { @for sentence in &one.sentences { li { (sentence) } } } }
        }
    };
    let shown = all.len().min(FIRST);
    html! {
        @if !all.is_empty() {
            div.why {
                h2.title { "Why" }
                (list(0, shown))
                @if all.len() > shown {
                    @let more = all.len() - shown;
                    details { summary { (more) @if more == 1 { " other layout" } @else { " other layouts" } } (list(shown, all.len())) }
                }
                p.note { "Parts add up to the difference; ± is the half-width of its 95 % interval, joint for all layouts. "
                    a href="#chart-waterfall" { "The steps as a picture" } "." }
            }
        }
    }
}

/// Layouts as rows, the main figures as columns.
fn board(report: &Report) -> Markup {
    let earned = [Index::Profit, Index::Goodwill].into_iter().filter(|index| crate::report::text::speaks(report, *index));
    let figures: Vec<usize> =
        MAIN.into_iter().chain(earned).map(|index| index as usize).filter(|&figure| says(report, figure)).collect();
    let caption = "Layouts side by side: mean ± half-width of the 95 % interval; * is the best mean";
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table.board {
                caption { (caption) }
                thead { tr {
                    th scope="col" { "layout" }
                    @for &figure in &figures { th.number scope="col" { (figure_link(figure)) br; span.unit { (super::tables::unit(report, figure)) } } }
                } }
                tbody {
                    @for layout in 0..report.layouts.len() {
                        tr {
                            th scope="row" { (name(report, layout)) @if layout == report.head.asked.baseline { span.note { " baseline" } } }
                            @for &figure in &figures { (cell(report, layout, figure)) }
                        }
                    }
                }
            }
        }
    }
}

fn says(report: &Report, figure: usize) -> bool {
    let known = report.layouts.iter().any(|layout| layout.figures[figure].is_some());
    let compared = report.comparisons.iter().flat_map(|one| one.differences[figure].as_ref()).collect::<Vec<_>>();
    known && (compared.is_empty() || compared.iter().any(|difference| speaks(difference)))
}

fn cell(report: &Report, layout: usize, figure: usize) -> Markup {
    let text = super::tables::parts(report, layout, figure);
    let best = is_best(report, layout, figure);
    html! {
        td.number.best[best] {
            @match text {
                Some((value, half)) => { (value) @if best { span aria-label="best" { "*" } } @if let Some(half) = half { br; span.half { "± " (half) } } },
                None => "–",
            }
        }
    }
}

/// Whether a layout has the best mean of a figure, as it is shown; no layout has it where the figure has no direction, or all are equal.
fn is_best(report: &Report, layout: usize, figure: usize) -> bool {
    let Some(toward) = crate::study::select::Toward::of(FIGURES[figure].better) else { return false };
    let known: Vec<(usize, f64)> =
        (0..report.layouts.len()).filter_map(|at| report.layouts[at].figures[figure].map(|e| (at, e.value))).collect();
    let best = known.iter().copied().reduce(|best, other| if toward.worse_by(other.1, best.1) < 0.0 { other } else { best });
    let told = |at: usize| super::tables::parts(report, at, figure).map(|(value, _)| value);
    best.is_some_and(|(best, _)| {
        told(layout).is_some() && told(layout) == told(best) && known.iter().any(|(at, _)| told(*at) != told(best))
    })
}

/// What the scenario says of its layouts.
fn summaries(report: &Report) -> Markup {
    let said: Vec<_> = report.head.layouts.iter().filter(|names| !names.summary.is_empty()).collect();
    html! {
        @if !said.is_empty() {
            dl.summaries { @for names in said { div { dt { (names.layout) } dd { (names.summary) } } } }
        }
    }
}

/// What a reader must know before trusting the figures.
fn cautions(dossier: &Dossier) -> Markup {
    let report = &dossier.report;
    let warnings = warnings(report);
    let goals: Vec<String> = report.precision.iter().flat_map(|goals| precision::lines(goals, &report.head)).collect();
    html! {
        div.cautions {
            @for warning in &warnings { p.warning { b { "Warning: " } (warning) } }
            @for goal in &goals { p.note { (goal) } }
        }
    }
}

/// How much is assumed.
fn assumed(dossier: &Dossier) -> Markup {
    let assumed = dossier.origins.iter().filter(|origin| origin.basis == crate::scenario::origin::Basis::Assumption).count();
    html! {
        @if assumed > 0 {
            p.note { (assumed) " of " (dossier.origins.len()) " values of the scenario are assumptions: "
                a href="#assumptions" { "what they are" } "." }
        }
    }
}

/// Whether a figure is shown in per cent.
pub(super) fn is_share(figure: usize) -> bool {
    FIGURES[figure].unit == Unit::Share
}
