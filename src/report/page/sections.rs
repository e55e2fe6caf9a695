//! The frames of charts, with what they show in words.

use crate::report::dossier::Dossier;
use maud::{Markup, html};

/// Sections of the page of a run: id and name.
const LINKS: [(&str, &str); 13] = [
    ("verdict", "Verdict"),
    ("where", "Map"),
    ("service", "Service"),
    ("certainty", "How sure"),
    ("money", "Money"),
    ("load", "Load"),
    ("people", "Who works"),
    ("customers", "Customers"),
    (super::day::ID, super::day::NAME),
    ("figures", "Figures"),
    ("assumptions", "Assumptions"),
    ("run", "What was run"),
    ("definitions", "Definitions"),
];

/// The sections that this page has.
pub(super) fn links(dossier: &Dossier) -> Vec<(&'static str, &'static str)> {
    LINKS.into_iter().filter(|(id, _)| *id != super::day::ID || dossier.day.is_some()).collect()
}

/// A frame for a chart: its choices, drawing and table are filled in by the page.
pub(super) fn chart(key: &str, title: &str, caption: &str) -> Markup {
    html! {
        figure id={ "chart-" (key) } data-chart=(key) {
            figcaption { h3 { (title) } p { (caption) } }
            div.controls {}
            div.plot {}
            details { summary { "Table" } div.data {} }
        }
    }
}

/// Sections of charts; the page leaves out those without data.
pub(super) fn charts(dossier: &Dossier) -> Markup {
    let one = dossier.report.layouts.len() == 1;
    html! {
        (section("where", "Where customers fare how", &[
            ("map", "Map", "Zones sized by calls. Squares are centres; lines run from centres to the zones that they serve, as thick as the calls. \
                Point at a zone, or tap it, for its figures."),
        ]))
        (section("service", "How fast, how reliably", &[
            ("distribution", "Response times", "The share of jobs that were visited within a time. Dashed: 50, 90 and 95 %."),
            ("ranking", "Zones and centres", "Each line is a zone or a centre, each dot a layout; those that fare worst come first."),
            ("stages", "Where the time goes", "How much longer or shorter each stage of the way to the customer is than in the baseline."),
        ]))
        (section("certainty", "How sure that is", &[
            ("scatter", "From one replication to the next", "Each tick is one replication: the same time with other luck. The dark line is the 95 % interval of the estimate, which percentiles take from \
                all jobs together; the band tells how far a single replication lies from it (after the SMORE plots of Nelson 2008)."),
            ("differences", "Differences between layouts", "All layouts meet the same customers, so differences are paired and surer than the values beside each other look."),
        ]))
        (section("money", "What it costs", &[
            ("accounts", "Cost by account", "Means of the counted time."),
            ("waterfall", "From the baseline to another layout", "Every step is an account or a place whose cost differs; they add up to the whole difference."),
        ]))
        (section("load", "Load over the year", &[
            ("weeks", "Week by week", "Demand, capacity and backlog by week of the counted time."),
            ("hours", "Hour by hour", "The hours of the week, as they are on average."),
        ]))
        (section("people", "Partners and own people", &[
            ("sides", "Partners against own people", "The same figure for jobs of own people and of partners, where a layout has both or layouts differ."),
        ]))
        (section("customers", "What customers make of it", &[
            ("zones", if one { "Satisfaction" } else { "Satisfaction by layout" }, "Delighted: beyond what was promised. Dissatisfied: below it."),
            ("dimensions", "Dimensions of the service", "How customers perceived each dimension; what it weighs stands in the table."),
        ]))
    }
}

fn section(id: &str, title: &str, charts: &[(&str, &str, &str)]) -> Markup {
    html! {
        section #(id) data-charts {
            h2 { (title) }
            div.charts { @for (key, title, caption) in charts { (chart(key, title, caption)) } }
        }
    }
}
