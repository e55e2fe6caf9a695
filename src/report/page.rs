//! Results as one page that needs no network: what wins, by how much, how sure, and why; then maps, charts and tables.
//!
//! | module | what it makes |
//! |---|---|
//! | `shell` | the page round its sections: style, scripts, data |
//! | `verdict` | the first screen |
//! | `sections` | the frames of charts, with what they show in words |
//! | `day` | the frame in which a day is played |
//! | `tables` | figures, money and reasons as tables |
//! | `about` | warnings, assumptions, what was run, definitions |
//! | `data` | what the charts are drawn from |
//! | `coast` | land for maps |
//! | [`study`] | the page of a study |
//!
//! Charts are drawn in the page by Observable Plot; their tables and CSV files show the same rows. Numbers in tables are those of the text
//! report, with the same digits.
//!
//! *Knows:* the dossier.
//! *Never:* the network: nothing is fetched when the page is opened.

mod about;
mod coast;
mod data;
mod day;
mod sections;
mod shell;
pub mod study;
mod tables;
pub(super) mod verdict;

use super::dossier::Dossier;
use maud::html;
use shell::Page;

/// The charts of a run.
const SCRIPTS: [&str; 3] =
    [include_str!("page/assets/map.js"), include_str!("page/assets/service.js"), include_str!("page/assets/money.js")];

/// The page of a run.
pub fn page(dossier: &Dossier) -> String {
    let head = &dossier.report.head;
    let body = html! {
        (verdict::first_screen(dossier))
        (sections::charts(dossier))
        @if let Some(day) = &dossier.day { (day::section(day)) }
        (tables::all(dossier))
        (about::all(dossier))
    };
    let links = sections::links(dossier);
    let played = dossier.day.iter().map(|_| day::SCRIPT);
    let scripts: Vec<&str> = SCRIPTS.into_iter().chain(played).collect();
    Page { title: &head.scenario, language: "en", links: &links, body, scripts: &scripts, data: data::of(dossier) }.render()
}
