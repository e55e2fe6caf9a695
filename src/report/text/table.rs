//! A table of text that fits a width: columns by layout in blocks, numbers aligned at their half-widths.
//!
//! *Knows:* how wide a character is shown; a Chinese character takes two columns.

use console::measure_text_width as width;
use std::ops::Range;

/// What colour says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Nothing.
    Plain,
    /// A heading.
    Bold,
    /// Better than the baseline.
    Better,
    /// Worse than the baseline.
    Worse,
    /// Look here.
    Warning,
}

/// The text in the colour of its tone, if colours are on.
pub fn paint(text: &str, tone: Tone, colour: bool) -> String {
    let code = match tone {
        _ if !colour || text.is_empty() => return text.to_owned(),
        Tone::Plain => return text.to_owned(),
        Tone::Bold => "1",
        Tone::Better => "32",
        Tone::Worse => "31",
        Tone::Warning => "33",
    };
    format!("\u{1b}[{code}m{text}\u{1b}[0m")
}

/// One cell: a number with its half-width, or words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Before the sign ±, or words.
    pub value: String,
    /// After the sign ±.
    pub half_width: Option<String>,
    /// Whether it is words, which stand left.
    pub words: bool,
    /// Colour.
    pub tone: Tone,
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<String>, tone: Tone) -> Cell {
        Cell { value: text.into(), half_width: None, words: true, tone }
    }
}

/// One line of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The name of the group of rows that follows.
    Group(String),
    /// A row: its name and a cell for each column.
    Row(String, Vec<Cell>),
}

/// A table: names of the columns, and lines.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns.
    pub heads: Vec<String>,
    /// Lines.
    pub lines: Vec<Line>,
}

/// Widest name of a column before it is broken into lines.
const WIDEST_HEAD: usize = 20;
/// Room between columns.
const GAP: &str = "  ";

/// Words in the last column are broken into lines rather than put into another block, down to this width.
const NARROWEST_WORDS: usize = 24;

/// Widths of one column: left and right of the sign ±, and of the whole; and whether it holds words.
#[derive(Debug, Clone, Copy)]
struct Widths {
    value: usize,
    half_width: usize,
    whole: usize,
    words: bool,
}

impl Table {
    /// The table in as many blocks of columns as `fit` needs.
    pub fn render(&self, fit: usize, colour: bool) -> String {
        let label = self.label_width();
        let widths: Vec<Widths> = (0..self.heads.len()).map(|column| self.widths(column)).collect();
        let mut blocks: Vec<String> = Vec::new();
        let mut first = 0;
        while first < self.heads.len() {
            let mut room = fit.saturating_sub(label);
            let fitting = widths[first..].iter().take_while(|column| {
                let needed = column.whole.min(if column.words { NARROWEST_WORDS } else { usize::MAX }) + GAP.len();
                let fits = needed <= room;
                room = room.saturating_sub(needed);
                fits
            });
            let last = first + fitting.count().max(1);
            blocks.push(self.block(first..last, label, &widths, fit, colour));
            first = last;
        }
        blocks.join("\n")
    }

    fn label_width(&self) -> usize {
        let labels = self.lines.iter().map(|line| match line {
            Line::Group(name) => width(name),
            Line::Row(name, _) => GAP.len() + width(name),
        });
        labels.max().unwrap_or(0)
    }

    fn widths(&self, column: usize) -> Widths {
        let cells = || self.lines.iter().filter_map(|line| if let Line::Row(_, cells) = line { cells.get(column) } else { None });
        let numbers = || cells().filter(|cell| !cell.words);
        let value = numbers().map(|cell| width(&cell.value)).max().unwrap_or(0);
        let half_width = numbers().filter_map(|cell| cell.half_width.as_deref()).map(width).max().unwrap_or(0);
        let number = value + if half_width > 0 { 3 + half_width } else { 0 };
        let words = cells().filter(|cell| cell.words).map(|cell| width(&cell.value)).max().unwrap_or(0);
        let content = number.max(words);
        let head = wrapped(&self.heads[column], content.max(WIDEST_HEAD)).iter().map(|line| width(line)).max().unwrap_or(0);
        Widths { value, half_width, whole: content.max(head), words: words > 0 }
    }

    fn block(&self, columns: Range<usize>, label: usize, widths: &[Widths], fit: usize, colour: bool) -> String {
        let mut out = String::new();
        let before: usize = widths[columns.clone()].iter().rev().skip(1).map(|column| column.whole + GAP.len()).sum();
        let left = label + before + GAP.len();
        let room = fit.saturating_sub(left).max(NARROWEST_WORDS);
        self.head_lines(columns.clone(), label, widths, colour, &mut out);
        for line in &self.lines {
            let (name, cells) = match line {
                Line::Group(name) => {
                    out += &(paint(name, Tone::Bold, colour) + "\n");
                    continue;
                }
                Line::Row(name, cells) => (name, cells),
            };
            let mut text = padded(&format!("{GAP}{name}"), label);
            for column in columns.clone() {
                let cell = &cells[column];
                let words = match cell.words && column + 1 == columns.end {
                    true => hanging(&cell.value, room, left, cell.tone, colour),
                    false => cell_text(cell, widths[column], colour),
                };
                text += &format!("{GAP}{words}");
            }
            out += text.trim_end();
            out.push('\n');
        }
        out
    }

    fn head_lines(&self, columns: Range<usize>, label: usize, widths: &[Widths], colour: bool, out: &mut String) {
        let heads: Vec<Vec<String>> = columns.clone().map(|at| wrapped(&self.heads[at], widths[at].whole)).collect();
        let lines = heads.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..lines {
            let mut text = " ".repeat(label);
            for (head, column) in heads.iter().zip(columns.clone()) {
                // Short names stand on the lowest line, next to their numbers.
                let part = (line + head.len()).checked_sub(lines).and_then(|at| head.get(at)).map_or("", String::as_str);
                let room = widths[column].whole;
                let left = if widths[column].words { 0 } else { room - width(part).min(room) };
                text += &format!(
                    "{GAP}{}{}{}",
                    " ".repeat(left),
                    paint(part, Tone::Bold, colour),
                    " ".repeat(room - left - width(part))
                );
            }
            *out += text.trim_end();
            out.push('\n');
        }
    }
}

/// A cell as wide as its column.
fn cell_text(cell: &Cell, widths: Widths, colour: bool) -> String {
    if cell.words {
        let room = widths.whole.saturating_sub(width(&cell.value));
        return paint(&cell.value, cell.tone, colour) + &" ".repeat(room);
    }
    let number = match &cell.half_width {
        Some(half_width) => {
            let left = widths.value.saturating_sub(width(&cell.value));
            let right = widths.half_width.saturating_sub(width(half_width));
            format!("{}{} ± {half_width}{}", " ".repeat(left), cell.value, " ".repeat(right))
        }
        None => {
            let right = if widths.half_width > 0 { 3 + widths.half_width } else { 0 };
            let left = widths.value.saturating_sub(width(&cell.value));
            format!("{}{}{}", " ".repeat(left), cell.value, " ".repeat(right))
        }
    };
    let left = widths.whole.saturating_sub(width(&number));
    " ".repeat(left) + &paint(&number, cell.tone, colour)
}

/// Words in lines of `room`, all but the first `left` from the edge.
fn hanging(words: &str, room: usize, left: usize, tone: Tone, colour: bool) -> String {
    let lines: Vec<String> = wrapped(words, room).iter().map(|line| paint(line, tone, colour)).collect();
    lines.join(&format!("\n{}", " ".repeat(left)))
}

/// The text with blanks behind it, `room` wide.
fn padded(text: &str, room: usize) -> String {
    format!("{text}{}", " ".repeat(room.saturating_sub(width(text))))
}

/// The text in lines no wider than `fit`: broken at blanks, and inside of words that are wider than a line.
pub fn wrapped(text: &str, fit: usize) -> Vec<String> {
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let line = lines.last_mut().expect("there is always a line");
        if !line.is_empty() && width(line) + 1 + width(word) <= fit {
            line.push(' ');
            *line += word;
            continue;
        }
        if !line.is_empty() {
            lines.push(String::new());
        }
        for letter in word.chars() {
            let line = lines.last_mut().expect("there is always a line");
            let mut bytes = [0; 4];
            if width(line) + width(letter.encode_utf8(&mut bytes)) > fit && !line.is_empty() {
                lines.push(letter.to_string());
            } else {
                line.push(letter);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(value: &str, half_width: &str) -> Cell {
        Cell { value: value.into(), half_width: Some(half_width.into()), words: false, tone: Tone::Plain }
    }

    fn table() -> Table {
        let row = |name: &str, a: Cell, b: Cell| Line::Row(name.into(), vec![a, b]);
        let lines = vec![
            Line::Group("service".into()),
            row("青岛 calls", number("1,234", "56"), number("9", "0.1")),
            row("wait", number("0.25", "0.01"), number("10.5", "2.2")),
        ];
        Table { heads: vec!["own".into(), "a much longer name of a layout".into()], lines }
    }

    #[test]
    fn numbers_align_at_the_sign_and_wide_names_do_not_push_them() {
        let rendered = table().render(80, false);
        let lines: Vec<&str> = rendered.lines().collect();
        let sign = |line: &str| line.match_indices('±').map(|(at, _)| width(&line[..at])).collect::<Vec<_>>();
        assert_eq!(sign(lines[3]), sign(lines[4]), "{rendered}");
        assert_eq!(sign(lines[3]).len(), 2);
    }

    #[test]
    fn columns_that_do_not_fit_make_another_block() {
        let rendered = table().render(40, false);
        assert_eq!(rendered.matches("service\n").count(), 2, "{rendered}");
        assert!(rendered.lines().all(|line| width(line) <= 40), "{rendered}");
    }

    #[test]
    fn words_in_the_last_column_stay_in_their_block() {
        let cells =
            vec![number("1", "2"), Cell::words("no difference shown; about 40 more replications would show 1 %", Tone::Plain)];
        let heads = vec!["difference".to_owned(), "verdict".to_owned()];
        let rendered = Table { heads, lines: vec![Line::Row("cost".into(), cells)] }.render(60, false);
        let expected = "
        difference  verdict
  cost       1 ± 2  no difference shown; about 40 more
                    replications would show 1 %
";
        assert_eq!(format!("\n{rendered}"), expected);
    }

    #[test]
    fn colours_do_not_change_the_layout() {
        assert_eq!(console::strip_ansi_codes(&table().render(60, true)), table().render(60, false));
    }

    #[test]
    fn words_are_broken_into_lines() {
        assert_eq!(wrapped("no difference shown", 10), ["no", "difference", "shown"]);
        assert_eq!(wrapped("青岛济南烟台", 5), ["青岛", "济南", "烟台"]);
        assert_eq!(wrapped("", 5), [""]);
    }
}
