//! The assumptions list: what each value of a scenario stands on, as a table, CSV or JSON.
//!
//! *Knows:* how to shorten what does not fit a terminal; files carry everything.

use crate::report::number::grouped;
use crate::report::text::Style;
use crate::report::text::table::{Tone, paint, wrapped};
use crate::scenario::{Basis, Origin};
use clap::ValueEnum;
use console::measure_text_width as width;
use serde_json::json;

/// Forms of the assumptions list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people; long values are cut.
    Text,
    /// A row for each value.
    Csv,
    /// One document for programs.
    Json,
}

/// The list in one of its forms.
pub fn assumptions(origins: &[Origin], format: Format, style: Style) -> String {
    match format {
        Format::Text => text(origins, style),
        Format::Csv => csv(origins),
        Format::Json => {
            let counts = counts(origins).map(|(basis, count)| (basis.word().to_owned(), json!(count)));
            let counts: serde_json::Map<String, serde_json::Value> = counts.collect();
            let document = json!({ "assumptions": origins, "counts": counts });
            serde_json::to_string_pretty(&document).expect("origins are plain data") + "\n"
        }
    }
}

/// How many values stand on each basis.
fn counts(origins: &[Origin]) -> impl Iterator<Item = (Basis, usize)> {
    Basis::ALL.into_iter().map(|basis| (basis, origins.iter().filter(|origin| origin.basis == basis).count()))
}

/// Notes are broken into lines no narrower than this.
const NARROWEST: usize = 20;

fn text(origins: &[Origin], style: Style) -> String {
    let names = origins.iter().map(|origin| width(parts(&origin.key).1)).max().unwrap_or(0);
    let values = origins.iter().map(|origin| width(&value(origin))).max().unwrap_or(0).clamp(5, 5.max(style.width * 3 / 10));
    let bases = origins.iter().map(|origin| width(origin.basis.word())).max().unwrap_or(0);
    let left = names + values + bases + 8;
    let room = style.width.saturating_sub(left).max(NARROWEST);
    let line = |cells: [&str; 4], tone: Tone| {
        let [name, value, basis, note] = cells;
        let (name, value) = (padded(name, names), padded(&shortened(value, values), values));
        let basis = paint(&padded(basis, bases), tone, style.colour);
        let note = wrapped(note, room).join(&format!("\n{}", " ".repeat(left)));
        format!("  {name}  {value}  {basis}  {note}").trim_end().to_owned() + "\n"
    };
    let mut out = line(["", "value", "basis", "note"], Tone::Plain);
    let mut group = "";
    for origin in origins {
        let (table, name) = parts(&origin.key);
        if table != group {
            out += &(paint(table, Tone::Bold, style.colour) + "\n");
            group = table;
        }
        let tone = if origin.basis == Basis::Unstated { Tone::Warning } else { Tone::Plain };
        out += &line([name, &value(origin), origin.basis.word(), &origin.note], tone);
    }
    out += &format!("\n{}", sum(origins, style.width));
    out
}

/// A value with its unit; a column of a file has none of its own.
fn value(origin: &Origin) -> String {
    match origin.basis {
        Basis::File => origin.value.clone(),
        _ => format!("{} {}", origin.value, origin.unit).trim_end().to_owned(),
    }
}

/// How many values stand on what, and what may be done about those that say nothing.
fn sum(origins: &[Origin], width: usize) -> String {
    let said = counts(origins).filter(|(_, count)| *count > 0).map(|(basis, count)| format!("{count} {}", basis.word()));
    let said = said.collect::<Vec<_>>().join(", ");
    let advice = match origins.iter().any(|origin| origin.basis == Basis::Unstated) {
        true => ". Write `# source: ...`, `# derived: ...` or `# assumption: ...` beside a value to say where it comes from.",
        false => ".",
    };
    let sentence = format!("{} values: {said}{advice}", grouped(origins.len() as f64, 0));
    wrapped(&sentence, width).into_iter().map(|line| line + "\n").collect()
}

/// A key path as the table that it stands in, and its last step; steps in quotes may contain dots.
fn parts(key: &str) -> (&str, &str) {
    let mut quoted = false;
    let dot = key.char_indices().filter(|(_, letter)| {
        quoted ^= *letter == '"';
        *letter == '.' && !quoted
    });
    dot.last().map_or(("", key), |(at, _)| (&key[..at], &key[at + 1..]))
}

/// The text, cut at `widest` columns.
fn shortened(text: &str, widest: usize) -> String {
    console::truncate_str(text, widest, " ...").into_owned()
}

/// The text with blanks behind it, `room` wide.
fn padded(text: &str, room: usize) -> String {
    format!("{text}{}", " ".repeat(room.saturating_sub(width(text))))
}

fn csv(origins: &[Origin]) -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    let mut put = |row: [&str; 7]| table.write_record(row).expect("memory takes every row");
    put(["key", "value", "unit", "basis", "note", "file", "line"]);
    for Origin { key, value, unit, basis, note, file, line } in origins {
        put([key, value, unit, basis.word(), note, file, &line.to_string()]);
    }
    String::from_utf8(table.into_inner().expect("memory takes every row")).expect("rows are text")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::origin::of_text;

    const TEXT: &str = "[grade.\"a.b\"]\nwage = 27.5 # source: yearbook, 2022\n[kind.修理]\nwork = { law = \"constant\", value = \"1 h\" }\nrelapse = 0.05 # assumption: of calls, 按 国家 统计局 的 数字\n";

    #[test]
    fn the_table_groups_keys_and_counts_bases() {
        let style = Style::of(65, false);
        let expected = "
           value                basis       note
grade.\"a.b\"
  wage     27.5 money per hour  source      yearbook, 2022
kind.\"修理\"
  work     { law = \"consta ...  not stated
  relapse  0.05 share           assumption  of calls, 按 国家
                                            统计局 的 数字

3 values: 1 source, 1 assumption, 1 not stated. Write `# source:
...`, `# derived: ...` or `# assumption: ...` beside a value to
say where it comes from.
";
        assert_eq!(format!("\n{}", assumptions(&of_text("t.toml", TEXT), Format::Text, style)), expected);
    }

    #[test]
    fn rows_carry_everything() {
        let style = Style::of(100, false);
        let rows = assumptions(&of_text("t.toml", TEXT), Format::Csv, style);
        assert_eq!(rows.lines().nth(1), Some("\"grade.\"\"a.b\"\".wage\",27.5,money per hour,source,\"yearbook, 2022\",t.toml,2"));
        let document: serde_json::Value =
            serde_json::from_str(&assumptions(&of_text("t.toml", TEXT), Format::Json, style)).unwrap();
        assert_eq!(document["counts"]["not stated"], 1);
        let back: Vec<Origin> = serde_json::from_value(document["assumptions"].clone()).unwrap();
        assert_eq!(back, of_text("t.toml", TEXT));
    }
}
