//! A small chart of columns for the terminal: eighths of blocks, an axis, and marks below it.

use super::number::plain;
use super::text::Style;
use super::text::table::{Tone, paint};
use console::measure_text_width as width;

/// Parts of a column's top, by eighths.
const EIGHTHS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Widest chart [columns].
const WIDEST: usize = 72;
/// Lines of the columns.
const HEIGHT: usize = 8;
/// The line that ends at half of the height.
const HALF: usize = HEIGHT / 2;

/// A function of whole numbers from 1 to `most`, and marks on its axis.
pub struct Chart<'a> {
    /// What is shown, with its unit.
    pub title: &'a str,
    /// What the axis counts.
    pub axis: &'a str,
    /// The last number of the axis.
    pub most: u64,
    /// The value at each number.
    pub value: &'a dyn Fn(u64) -> f64,
    /// Numbers that are marked.
    pub marks: &'a [u64],
}

impl Chart<'_> {
    /// The chart in lines; what rises far above its right end is cut off.
    pub fn render(&self, style: Style) -> String {
        let values: Vec<f64> = (1..=self.most).map(self.value).collect();
        let (highest, last) = (values.iter().copied().fold(0.0, f64::max), values.last().copied().unwrap_or(0.0));
        let top = if last > 0.0 { highest.min(2.5 * last) } else { highest };
        let left = width(&plain(top)).max(width(&plain(0.5 * top)));
        let columns = style.width.saturating_sub(left + 3).clamp(10, WIDEST);
        let at = |column: usize| 1 + (column as u64 * (self.most - 1)) / (columns as u64 - 1);
        let eighths = |value: f64| if top > 0.0 { (value / top * (8 * HEIGHT) as f64).round().max(0.0) as usize } else { 0 };
        let heights: Vec<usize> = (0..columns).map(|column| eighths(values[at(column) as usize - 1])).collect();
        let mut out = format!("{}\n", paint(self.title, Tone::Bold, style.colour));
        for line in (0..HEIGHT).rev() {
            let label = match line + 1 {
                HEIGHT => plain(top),
                HALF => plain(0.5 * top),
                _ => String::new(),
            };
            let cells: String = heights.iter().map(|height| EIGHTHS[height.saturating_sub(8 * line).min(8)]).collect();
            out += &format!("{}{label} │{}\n", " ".repeat(left - width(&label)), cells.trim_end());
        }
        out += &format!("{}0 └{}\n", " ".repeat(left - 1), "─".repeat(columns));
        out + &self.foot(left + 2, columns, style)
    }

    /// Marks under their columns, their numbers where there is room, and what the axis counts.
    fn foot(&self, left: usize, columns: usize, style: Style) -> String {
        let column = |number: u64| ((number - 1) as usize * (columns - 1)).checked_div(self.most as usize - 1).unwrap_or(0);
        let mut marks = vec![' '; columns];
        let mut numbers = String::new();
        let ends = [1, self.most];
        let mut wanted: Vec<u64> = self.marks.iter().copied().filter(|mark| (1..=self.most).contains(mark)).collect();
        wanted.iter().for_each(|&mark| marks[column(mark)] = '▲');
        wanted.extend(ends);
        wanted.sort_unstable();
        wanted.dedup();
        for number in wanted {
            let (text, from) = (super::number::grouped(number as f64, 0), column(number));
            let from = from.min(columns.saturating_sub(text.len()));
            if numbers.is_empty() || from > numbers.len() {
                numbers += &format!("{}{text}", " ".repeat(from - numbers.len()));
            }
        }
        let marks: String = marks.iter().collect();
        let marked = format!("{}{}\n", " ".repeat(left), paint(marks.trim_end(), Tone::Warning, style.colour));
        let marked = if marks.trim().is_empty() { String::new() } else { marked };
        format!("{marked}{0}{numbers}\n{0}{1}\n", " ".repeat(left), self.axis)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(most: u64, marks: &[u64], value: &dyn Fn(u64) -> f64, columns: usize) -> String {
        Chart { title: "cost", axis: "jobs", most, value, marks }.render(Style::of(columns, false))
    }

    #[test]
    fn columns_have_the_height_of_their_values() {
        let text = chart(10, &[5], &|at| if at < 5 { 16.0 } else { 8.0 }, 14);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[1], "16 │████", "{text}");
        assert_eq!(lines[8], "   │██████████");
        assert_eq!(lines[10], "        ▲");
        assert_eq!(lines[11], "    1   5   10");
    }

    #[test]
    fn it_fits_and_bears_zeros() {
        let text = chart(1000, &[3, 500, 501, 999], &|at| 1e6 / at as f64, 60);
        assert!(text.lines().all(|line| width(line) <= 60), "{text}");
        assert!(!chart(1, &[], &|_| 0.0, 60).is_empty());
    }
}
