//! The two ends of the line: results on stdout, everything else on stderr; colours and width of each.

use super::failure::Failure;
use crate::report::text::Style;
use std::io::{self, IsTerminal, Write};

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// Where results and complaints go.
#[derive(Debug, Clone, Copy)]
pub struct Console {
    /// Whether results are coloured.
    pub colour_on_stdout: bool,
    /// Whether complaints are coloured.
    pub colour_on_stderr: bool,
    /// Columns of a line of text on stdout.
    pub width: usize,
    /// Columns of a table on stdout: those of the terminal, or what COLUMNS says; in a pipe tables stay whole.
    pub fit: usize,
}

/// Columns of text where nobody says how many there are.
const WIDTH: usize = 120;
/// Fewer columns than this are not worth fitting.
const NARROWEST: usize = 60;

impl Console {
    /// The console as the environment says.
    pub fn new(color: Color) -> Console {
        let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = |terminal: bool| match color {
            Color::Auto => terminal && !set("NO_COLOR") && !dumb,
            Color::Always => true,
            Color::Never => false,
        };
        let terminal = io::stdout().is_terminal();
        let size = || console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns));
        let named = || std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
        let columns: Option<usize> = if terminal { size().or_else(named) } else { named() };
        let columns = columns.filter(|columns| *columns > 0).map(|columns| columns.max(NARROWEST));
        Console {
            colour_on_stdout: colour(terminal),
            colour_on_stderr: colour(io::stderr().is_terminal()),
            width: columns.unwrap_or(WIDTH),
            fit: columns.unwrap_or(if terminal { WIDTH } else { usize::MAX }),
        }
    }

    /// How reports are shown.
    pub fn style(&self) -> Style {
        Style { width: self.width, fit: self.fit, colour: self.colour_on_stdout }
    }

    /// Prints results.
    ///
    /// # Errors
    /// If stdout cannot be written.
    pub fn say(&self, text: &str) -> Result<(), Failure> {
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|error| Failure::write("the output", &error))
    }

    /// Prints what is not a result. Nothing can be done where stderr cannot be written.
    pub fn complain(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// The head of a complaint, as the complaints about scenarios have it.
    pub fn bold_red(&self, text: &str) -> String {
        if self.colour_on_stderr { format!("\u{1b}[1m\u{1b}[91m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
