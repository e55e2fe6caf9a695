//! The section in which a day is played.

use crate::report::dossier::day::DayPlay;
use maud::{Markup, html};

/// Id of the section.
pub(super) const ID: &str = "day";
/// Its name.
pub(super) const NAME: &str = "A day";

/// The player.
pub(super) const SCRIPT: &str = include_str!("assets/day.js");

/// The frame of the player; what is in it is made by the page.
pub(super) fn section(day: &DayPlay) -> Markup {
    html! {
        section #(ID) {
            h2 { (NAME) ": " (day.date) }
            figure #chart-day data-day {
                figcaption {
                    h3 { "Technicians, jobs and backlog through the day" }
                    p { "One replication as it went. Who is on the way is drawn on a straight line to where they go. \
                         The slider moves with the arrow keys; a tap on a curve goes to that time." }
                }
                div.controls {}
                div.plot {}
                details { summary { "Table" } div.data {} }
            }
        }
    }
}
