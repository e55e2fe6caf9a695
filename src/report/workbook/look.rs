//! How cells look: number formats by unit, and what makes totals, heads and inputs stand out.

use crate::record::figure::{FIGURES, Index, Unit};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// What a cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words on one line.
    Text,
    /// Words on several lines.
    Wrap,
    /// Sums of money.
    Money,
    /// Money for one of something.
    Each,
    /// A share of 1.
    Share,
    /// A share of 1 by which something is more or less.
    Change,
    /// A mean count.
    Count,
    /// A whole number.
    Whole,
    /// Hours and kilometres.
    Hours,
    /// A score.
    Score,
    /// Points.
    Points,
    /// A number of unknown size.
    Any,
    /// A month.
    Month,
    /// A number that is a name: a year, the number of a layout.
    Label,
}

/// What a cell is among its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// One of many.
    Plain,
    /// A sum of those above.
    Total,
    /// What should be read first.
    Strong,
    /// The head of a column.
    Head,
    /// A value that the reader may change.
    Input,
    /// Something for formulas rather than for readers.
    Faint,
    /// The name of a block.
    Block,
    /// The name of the sheet.
    Title,
}

const KINDS: [Kind; 14] = [
    Kind::Text,
    Kind::Wrap,
    Kind::Money,
    Kind::Each,
    Kind::Share,
    Kind::Change,
    Kind::Count,
    Kind::Whole,
    Kind::Hours,
    Kind::Score,
    Kind::Points,
    Kind::Any,
    Kind::Month,
    Kind::Label,
];
const RANKS: [Rank; 8] = [Rank::Plain, Rank::Total, Rank::Strong, Rank::Head, Rank::Input, Rank::Faint, Rank::Block, Rank::Title];

/// The formats of a workbook.
pub struct Looks(Vec<Format>);

impl Looks {
    /// All formats.
    pub fn new() -> Looks {
        Looks(KINDS.iter().flat_map(|kind| RANKS.map(|rank| format(*kind, rank))).collect())
    }

    /// The format of such a cell.
    pub fn of(&self, kind: Kind, rank: Rank) -> &Format {
        &self.0[kind as usize * RANKS.len() + rank as usize]
    }
}

impl Kind {
    /// What a figure's cells hold.
    pub fn of(figure: usize) -> Kind {
        let each = [Index::CostPerJob, Index::CostPerUnitYear].iter().any(|index| *index as usize == figure);
        if each { Kind::Each } else { Kind::of_unit(FIGURES[figure].unit) }
    }

    /// What cells of a unit hold.
    pub fn of_unit(unit: Unit) -> Kind {
        match unit {
            Unit::Hours | Unit::Km => Kind::Hours,
            Unit::Share => Kind::Share,
            Unit::Count => Kind::Count,
            Unit::Score => Kind::Score,
            Unit::Money => Kind::Money,
            Unit::Points => Kind::Points,
        }
    }

    fn number_format(self) -> Option<&'static str> {
        Some(match self {
            Kind::Text | Kind::Wrap | Kind::Any | Kind::Label => return None,
            Kind::Each | Kind::Hours => "#,##0.00",
            Kind::Share => "0.0%",
            Kind::Change => "+0.0%;-0.0%;0.0%",
            Kind::Count => "#,##0.0",
            Kind::Money | Kind::Whole => "#,##0",
            Kind::Score => "0.000",
            Kind::Points => "0.0",
            Kind::Month => "yyyy-mm",
        })
    }

    /// Characters that a value takes.
    pub fn width(self, value: f64) -> usize {
        let whole = value.abs().max(1.0).log10() as usize + 1;
        let digits = whole + (whole - 1) / 3 + usize::from(value < 0.0);
        match self {
            Kind::Money | Kind::Whole | Kind::Label => digits,
            Kind::Count => digits + 2,
            Kind::Each | Kind::Hours => digits + 3,
            Kind::Any => 8,
            _ => 7,
        }
    }
}

const INK: Color = Color::RGB(0x1F_3A_5F);
const PAPER: Color = Color::RGB(0xE8_EE_F5);

fn format(kind: Kind, rank: Rank) -> Format {
    let mut format = Format::new().set_align(FormatAlign::Top);
    if let Some(number) = kind.number_format() {
        format = format.set_num_format(number);
    }
    format = match kind {
        Kind::Wrap => format.set_text_wrap(),
        Kind::Text => format,
        Kind::Month | Kind::Label => format.set_align(FormatAlign::Left),
        // Words to the right of a number keep their distance.
        _ => format.set_align(FormatAlign::Right).set_indent(1),
    };
    match rank {
        Rank::Plain => format,
        Rank::Total => format.set_bold().set_border_top(FormatBorder::Thin),
        Rank::Strong => format.set_bold(),
        Rank::Head => {
            let format = format.set_bold().set_background_color(PAPER).set_border_bottom(FormatBorder::Thin);
            if kind == Kind::Text { format } else { format.set_text_wrap() }
        }
        Rank::Input => format.set_background_color(Color::RGB(0xFF_F5_CC)).set_border(FormatBorder::Thin),
        Rank::Faint => format.set_font_color(Color::RGB(0x6B_6B_6B)),
        Rank::Block => format.set_bold().set_font_size(12).set_font_color(INK),
        Rank::Title => format.set_bold().set_font_size(15).set_font_color(INK),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_rank_has_its_own_place() {
        assert!(KINDS.iter().enumerate().all(|(at, kind)| *kind as usize == at));
        assert!(RANKS.iter().enumerate().all(|(at, rank)| *rank as usize == at));
    }

    #[test]
    fn widths_count_signs_and_commas() {
        assert_eq!(Kind::Money.width(-1_234_567.0), "-1,234,567".len());
        assert_eq!(Kind::Each.width(999.0), "999.00".len());
        assert_eq!(Kind::Count.width(0.0), "0.0".len());
    }
}
