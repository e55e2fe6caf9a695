//! Assumptions, what was run, and what every figure means.

use crate::record::figure::FIGURES;
use crate::record::ledger::Account;
use crate::report::dossier::Dossier;
use crate::report::json;
use crate::report::number::unit_key;
use crate::scenario::origin::{Basis, Origin};
use maud::{Markup, html};

/// The sections at the end.
pub(super) fn all(dossier: &Dossier) -> Markup {
    html! {
        (assumptions(&dossier.origins))
        (run(dossier))
        (definitions(dossier))
    }
}

fn assumptions(origins: &[Origin]) -> Markup {
    let count = |basis: Basis| origins.iter().filter(|origin| origin.basis == basis).count();
    let caption = "Values of the scenario and where they come from";
    html! {
        section #assumptions {
            h2 { "Assumptions and sources" }
            @if origins.is_empty() {
                p.always { "The results do not say where the values of the scenario come from." }
            } @else {
                p.always { "What stands behind each value that the scenario gives, in the words of the scenario: "
                    @for (at, basis) in Basis::ALL.into_iter().filter(|basis| count(*basis) > 0).enumerate() {
                        @if at > 0 { ", " } b { (count(basis)) } " " (basis.word())
                    } "." }
                @for basis in Basis::ALL.into_iter().filter(|basis| count(*basis) > 0) {
                    details open[basis == Basis::Assumption && count(basis) <= 40] {
                        summary { (basis.word()) " (" (count(basis)) ")" }
                        div.scroll tabindex="0" role="region" aria-label={ (caption) ": " (basis.word()) } {
                            table {
                                caption { (caption) ": " (basis.word()) }
                                thead { tr { th scope="col" { "key" } th scope="col" { "value" } th scope="col" { "unit" } th scope="col" { "basis" } th scope="col" { "what is said of it" } th scope="col" { "where" } } }
                                tbody {
                                    @for origin in origins.iter().filter(|origin| origin.basis == basis) {
                                        tr { th scope="row" { code { (origin.key) } } td { (origin.value) } td { (origin.unit) } td { (origin.basis.word()) } td { (origin.note) } td { (origin.file) ":" (origin.line) } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn run(dossier: &Dossier) -> Markup {
    let report = &dossier.report;
    let head = &report.head;
    html! {
        section #run {
            h2 { "What was run" }
            dl.facts {
                div { dt { "command" } dd { code { (head.asked.command) } } }
                div { dt { "program" } dd { "callout " (env!("CARGO_PKG_VERSION")) } }
                div { dt { "scenario" } dd { (head.asked.file) ", hash " code { (head.asked.hash) } } }
                div { dt { "counted time" } dd { (head.window()) } }
                div { dt { "replications" } dd { (report.complete) " of " (head.asked.replications) } }
                div { dt { "seed" } dd { (head.seed) } }
            }
            p.always { "The same scenario, seed and version give the same page, to the last byte." }
            details { summary { "Manifest" } pre tabindex="0" { (json::manifest(report)) } }
        }
    }
}

fn definitions(dossier: &Dossier) -> Markup {
    let report = &dossier.report;
    let known = |at: usize| report.layouts.iter().any(|layout| layout.figures[at].is_some());
    let spent = |at: usize| report.layouts.iter().any(|layout| layout.accounts[at].is_some_and(|e| e.value != 0.0));
    html! {
        section #definitions {
            h2 { "Definitions" }
            dl.definitions {
                @for (_, figure) in FIGURES.iter().enumerate().filter(|(at, _)| known(*at)) {
                    div id={ "def-" (figure.key) } { dt { (figure.label) " " code { (figure.key) } } dd { "[" (unit_key(figure.unit, &head_currency(dossier))) "] " (figure.meaning) } }
                }
                div #def-vrf { dt { "VRF" } dd { (crate::report::text::VRF) } }
            }
            h3 { "Accounts" }
            dl.definitions {
                @for (_, account) in Account::ALL.iter().enumerate().filter(|(at, _)| spent(*at)) {
                    div id={ "account-" (account.key()) } { dt { (account.label()) " " code { (account.key()) } } dd { "(" (account.group().key()) ") " (account.meaning()) } }
                }
            }
        }
    }
}

fn head_currency(dossier: &Dossier) -> String {
    dossier.report.head.currency.clone()
}
