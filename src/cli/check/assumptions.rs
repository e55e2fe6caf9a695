//! The assumptions list: what each value of a scenario stands on, as a table, CSV or JSON.
//!
//! *Knows:* how to shorten what does not fit a terminal; files carry everything.

use crate::report::number::grouped;
use crate::report::text::Style;
use crate::report::text::table::{Cell, Line, Table, Tone, wrapped};
use crate::scenario::{Basis, Origin};
use clap::ValueEnum;
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

fn text(origins: &[Origin], style: Style) -> String {
    let widest = style.width * 3 / 10;
    let mut lines = Vec::new();
    let mut group = "";
    for origin in origins {
        let (table, name) = parts(&origin.key);
        if table != group {
            lines.push(Line::Group(table.to_owned()));
            group = table;
        }
        let tone = if origin.basis == Basis::Unstated { Tone::Warning } else { Tone::Plain };
        let value = [origin.value.as_str(), &origin.unit].join(" ");
        let cells = vec![
            Cell::words(shortened(&value, widest), Tone::Plain),
            Cell::words(origin.basis.word(), tone),
            Cell::words(origin.note.as_str(), Tone::Plain),
        ];
        lines.push(Line::Row(name.to_owned(), cells));
    }
    let heads = ["value", "basis", "note"].map(str::to_owned).to_vec();
    let mut out = Table { heads, lines }.render(style.width, style.colour) + "\n";
    let said = counts(origins).filter(|(_, count)| *count > 0).map(|(basis, count)| format!("{count} {}", basis.word()));
    let said = said.collect::<Vec<_>>().join(", ");
    let advice = match origins.iter().any(|origin| origin.basis == Basis::Unstated) {
        true => ". Write `# source: ...`, `# derived: ...` or `# assumption: ...` beside a value to say where it comes from.",
        false => ".",
    };
    for line in wrapped(&format!("{} values: {said}{advice}", grouped(origins.len() as f64, 0)), style.width) {
        out += &format!("{line}\n");
    }
    out
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
    console::truncate_str(text.trim(), widest, " ...").into_owned()
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

    const TEXT: &str =
        "[grade.\"a.b\"]\nwage = 27.5 # source: yearbook, 2022\n[kind.修理]\nwork = \"1 h\"\nrelapse = 0.05 # assumption\n";

    #[test]
    fn the_table_groups_keys_and_counts_bases() {
        let style = Style { width: 100, colour: false };
        let expected = "
             value                basis       note
grade.\"a.b\"
  wage       27.5 money per hour  source      yearbook, 2022
kind.\"修理\"
  work       1 h                  not stated
  relapse    0.05 share           assumption

3 values: 1 source, 1 assumption, 1 not stated. Write `# source: ...`, `# derived: ...` or `#
assumption: ...` beside a value to say where it comes from.
";
        assert_eq!(format!("\n{}", assumptions(&of_text("t.toml", TEXT), Format::Text, style)), expected);
    }

    #[test]
    fn rows_carry_everything() {
        let style = Style { width: 100, colour: false };
        let rows = assumptions(&of_text("t.toml", TEXT), Format::Csv, style);
        assert_eq!(rows.lines().nth(1), Some("\"grade.\"\"a.b\"\".wage\",27.5,money per hour,source,\"yearbook, 2022\",t.toml,2"));
        let document: serde_json::Value =
            serde_json::from_str(&assumptions(&of_text("t.toml", TEXT), Format::Json, style)).unwrap();
        assert_eq!(document["counts"]["not stated"], 1);
        let back: Vec<Origin> = serde_json::from_value(document["assumptions"].clone()).unwrap();
        assert_eq!(back, of_text("t.toml", TEXT));
    }
}
