//! The page round its sections: style, scripts and data in one file.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde_json::Value;

/// A page.
pub(super) struct Page<'a> {
    /// Its title.
    pub title: &'a str,
    /// Language of its words.
    pub language: &'a str,
    /// Its sections: id and name.
    pub links: &'a [(&'a str, &'a str)],
    /// The sections.
    pub body: Markup,
    /// Scripts of its charts.
    pub scripts: &'a [&'a str],
    /// What its charts are drawn from.
    pub data: Value,
}

const STYLE: &str = include_str!("assets/page.css");

/// The scripts that every page has: D3 7.9.2, Observable Plot 0.6.17, and what joins charts with tables.
const SCRIPTS: [&str; 3] = [include_str!("assets/d3.min.js"), include_str!("assets/plot.min.js"), include_str!("assets/core.js")];

/// Notices of what others have written.
const LICENCES: &str = include_str!("assets/LICENSES.txt");

/// Nothing may be fetched, whatever a page holds.
const POLICY: &str = "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:; base-uri 'none'; form-action 'none'";

impl Page<'_> {
    /// The page as HTML.
    pub fn render(self) -> String {
        // `<` cannot end the script element too early, whatever names hold.
        let data = self.data.to_string().replace('<', "\\u003c");
        let page = html! {
            (DOCTYPE)
            html lang=(self.language) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta http-equiv="Content-Security-Policy" content=(POLICY);
                    meta name="generator" content=(concat!("callout ", env!("CARGO_PKG_VERSION")));
                    title { (self.title) " · callout" }
                    style { (PreEscaped(STYLE)) }
                }
                body {
                    a.skip href="#verdict" { "Skip to the verdict" }
                    nav aria-label="Sections" {
                        @for (id, name) in self.links { a href={ "#" (id) } { (name) } }
                        button #theme type="button" { "light / dark" }
                    }
                    main { (self.body) }
                    footer {
                        p { "Made by callout " (env!("CARGO_PKG_VERSION")) ". Charts: Observable Plot and D3. Coastline: Natural Earth." }
                        details { summary { "Licences of what is in this page" } pre tabindex="0" { (LICENCES) } }
                    }
                    noscript { p.note { "Charts need JavaScript; every figure is also in the tables of this page." } }
                    script #data type="application/json" { (PreEscaped(data)) }
                    @for script in SCRIPTS.iter().chain(self.scripts).chain(&["start();"]) { script { (PreEscaped(script)) } }
                }
            }
        };
        page.into_string() + "\n"
    }
}
