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
const WIDEST_HEAD: usize = 14;
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
        self.render_beside(None, fit, colour)
    }

    /// The same with one column, such as the baseline, in every block: first where it would not be otherwise.
    pub fn render_beside(&self, beside: Option<usize>, fit: usize, colour: bool) -> String {
        // Names of rows that would take more than half of it are broken into lines.
        let label = self.label_width().min((fit / 2).max(NARROWEST_WORDS));
        let widths: Vec<Widths> = (0..self.heads.len()).map(|column| self.widths(column)).collect();
        let mut blocks: Vec<String> = Vec::new();
        let mut rest = 0..self.heads.len();
        while !rest.is_empty() {
            let columns = taken(&rest, beside, fit.saturating_sub(label), &widths);
            rest.start = columns.last().expect("a block has a column") + 1;
            blocks.push(self.block(&columns, label, &widths, fit, colour));
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

    fn block(&self, columns: &[usize], label: usize, widths: &[Widths], fit: usize, colour: bool) -> String {
        let mut out = String::new();
        let before: usize = columns.iter().rev().skip(1).map(|&column| widths[column].whole + GAP.len()).sum();
        let left = label + before + GAP.len();
        let words_room = fit.saturating_sub(left).max(NARROWEST_WORDS);
        self.head_lines(columns, label, widths, colour, &mut out);
        for line in &self.lines {
            let (name, cells) = match line {
                Line::Group(name) => {
                    out += &(paint(name, Tone::Bold, colour) + "\n");
                    continue;
                }
                Line::Row(name, cells) => (name, cells),
            };
            let room = label - GAP.len();
            let mut parts = if width(name) > room { wrapped(name, room) } else { vec![name.clone()] };
            let last = parts.pop().unwrap_or_default();
            parts.iter().for_each(|part| out += &format!("{GAP}{part}\n"));
            let mut text = padded(&format!("{GAP}{last}"), label);
            for &column in columns {
                let cell = &cells[column];
                let words = match cell.words && Some(&column) == columns.last() {
                    true => hanging(&cell.value, words_room, left, cell.tone, colour),
                    false => cell_text(cell, widths[column], colour),
                };
                text += &format!("{GAP}{words}");
            }
            out += text.trim_end();
            out.push('\n');
        }
        out
    }

    fn head_lines(&self, columns: &[usize], label: usize, widths: &[Widths], colour: bool, out: &mut String) {
        let heads: Vec<Vec<String>> = columns.iter().map(|&at| wrapped(&self.heads[at], widths[at].whole)).collect();
        let lines = heads.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..lines {
            let mut text = " ".repeat(label);
            for (head, &column) in heads.iter().zip(columns) {
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

/// The columns of the next block: as many of the rest as there is room for, one at least.
fn taken(rest: &Range<usize>, beside: Option<usize>, room: usize, widths: &[Widths]) -> Vec<usize> {
    let needed = |column: usize| {
        let Widths { whole, words, .. } = widths[column];
        whole.min(if words { NARROWEST_WORDS } else { usize::MAX }) + GAP.len()
    };
    let fitting = |mut room: usize| {
        let fits = rest.clone().take_while(|&column| {
            let fits = needed(column) <= room;
            room = room.saturating_sub(needed(column));
            fits
        });
        rest.start..rest.start + fits.count().max(1)
    };
    let columns = fitting(room);
    let repeated = beside.filter(|&column| !columns.contains(&column) && needed(column) + needed(rest.start) <= room);
    match repeated {
        None => columns.collect(),
        Some(column) => std::iter::once(column).chain(fitting(room.saturating_sub(needed(column)))).collect(),
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
        assert_eq!(sign(lines[4]), sign(lines[5]), "{rendered}");
        assert_eq!(sign(lines[4]).len(), 2);
    }

    #[test]
    fn columns_that_do_not_fit_make_another_block() {
        let rendered = table().render(40, false);
        assert_eq!(rendered.matches("service\n").count(), 2, "{rendered}");
        assert!(rendered.lines().all(|line| width(line) <= 40), "{rendered}");
    }

    #[test]
    fn one_column_stands_in_every_block() {
        let heads: Vec<String> = (0..6).map(|at| format!("{at}号")).collect();
        let lines = vec![Line::Row("成本".into(), (0..6).map(|at| number(&format!("{at}"), "1.5")).collect())];
        let table = Table { heads, lines };
        let heads = |beside: usize, fit: usize| {
            let rendered = table.render_beside(Some(beside), fit, false);
            assert!(rendered.lines().all(|line| width(line) <= fit), "{rendered}");
            rendered
                .lines()
                .filter(|line| line.contains('号'))
                .map(|line| line.split_whitespace().collect())
                .collect::<Vec<String>>()
        };
        assert_eq!(heads(0, 36), ["0号1号2号", "0号3号4号", "0号5号"]);
        assert_eq!(heads(1, 36), ["0号1号2号", "1号3号4号", "1号5号"]);
        assert_eq!(heads(5, 36), ["5号0号1号", "5号2号3号", "4号5号"]);
        assert_eq!(heads(0, usize::MAX), ["0号1号2号3号4号5号"]);
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
    fn long_names_of_rows_take_lines_and_short_ones_keep_their_blanks() {
        let row = |name: &str| Line::Row(name.into(), vec![number("1", "2")]);
        let lines = vec![row("多合作商并行的混合网络布局, all of it"), row("  50")];
        let rendered = Table { heads: vec!["own".into()], lines }.render(40, false);
        let expected = "
                            own
  多合作商并行的混合网络
  布局, all of it         1 ± 2
    50                    1 ± 2
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
