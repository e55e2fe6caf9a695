//! The section in which a day is played.

use crate::report::dossier::day::{DayPlay, JobDay, LayoutDay, MoverDay};
use maud::{Markup, html};
use serde_json::{Value, json};

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

/// What the player shows, as short as can be: rows without names of their columns.
pub(super) fn data(day: &DayPlay) -> Value {
    let layout = |one: &LayoutDay| {
        json!({
            "layout": one.layout,
            "counts": one.counts,
            "spots": one.spots,
            "kinds": one.kinds,
            "jobs": one.jobs.iter().map(job).collect::<Vec<_>>(),
            "movers": one.movers.iter().map(mover).collect::<Vec<_>>(),
            "zones": one.zones,
            "shown": one.shown,
        })
    };
    json!({
        "date": day.date,
        "replication": day.replication,
        "from": day.from,
        "to": day.to,
        "layouts": day.layouts.iter().map(layout).collect::<Vec<_>>(),
    })
}

/// Zone, kind, place, technician, spot and call; then times, each with how the job stands from then on.
fn job(job: &JobDay) -> Value {
    let steps: Vec<i64> = job.steps.iter().flat_map(|(at, stand)| [*at, i64::from(*stand)]).collect();
    json!([job.zone, job.kind, job.place, job.lead, job.spot, job.called, steps])
}

/// Centre, name and people; then for each stretch when it begins and ends, what it is, and the spots where it begins and ends.
fn mover(mover: &MoverDay) -> Value {
    let moves = mover
        .moves
        .iter()
        .flat_map(|(from, to, what, start, goal)| [json!(from), json!(to), json!(what), json!(start), json!(goal)]);
    json!([mover.centre, mover.name, mover.people, moves.collect::<Vec<_>>()])
}
