//! Numbers for people: as many digits as their half-width deserves.

use crate::record::figure::Unit;

/// A value and its half-width as text, with the same decimals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The value.
    pub value: String,
    /// Half the width of its interval, where there is one.
    pub half_width: Option<String>,
}

/// Decimals beyond which nobody reads.
const MOST_DECIMALS: usize = 6;
/// A half-width under this part of the value is noise of the arithmetic.
const NOISE: f64 = 1e-9;

impl Shown {
    /// Two significant digits of the half-width decide the decimals of both; without a half-width, the value has four digits.
    pub fn new(value: f64, half_width: Option<f64>) -> Shown {
        let spread = half_width.filter(|h| *h > NOISE * value.abs());
        let decimals = match spread {
            Some(h) => decimals(h, 2),
            None if value.fract() == 0.0 => 0,
            None => decimals(value, 4),
        };
        let half_width = half_width.map(|h| grouped(spread.map_or(0.0, |_| h), if spread.is_some() { decimals } else { 0 }));
        Shown { value: grouped(value, decimals), half_width }
    }

    /// With a plus before values above zero, for differences.
    pub fn signed(value: f64, half_width: Option<f64>) -> Shown {
        let mut shown = Shown::new(value, half_width);
        if value > 0.0 && shown.value.chars().any(|c| c.is_ascii_digit() && c != '0') {
            shown.value.insert(0, '+');
        }
        shown
    }

    /// "12.3 ± 0.4", each followed by `unit`.
    pub fn with_unit(&self, unit: &str) -> String {
        match &self.half_width {
            Some(half_width) => format!("{}{unit} ± {half_width}{unit}", self.value),
            None => format!("{}{unit}", self.value),
        }
    }
}

/// Decimals that show `digits` significant digits of `value`.
fn decimals(value: f64, digits: usize) -> usize {
    // Rounding first: 0.0996 is 0.10, not 0.100.
    let rounded = format!("{value:.*e}", digits - 1);
    let exponent: i32 = rounded.rsplit('e').next().and_then(|text| text.parse().ok()).unwrap_or(0);
    (digits as i32 - 1 - exponent).clamp(0, MOST_DECIMALS as i32) as usize
}

/// A number with `decimals` decimals and commas between thousands; zero has no sign.
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), None), |(whole, rest)| (whole, Some(rest)));
    let negative = value < 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0');
    let mut out = if negative { "-".to_owned() } else { String::new() };
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(rest) = rest {
        out.push('.');
        out += rest;
    }
    out
}

/// A number in a sentence: four digits at most, and no zeros behind them.
pub fn plain(value: f64) -> String {
    let text = grouped(value, decimals(value, 4));
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// How a figure's unit is called in files: a price's unit is the currency.
pub fn unit_key(unit: Unit, currency: &str) -> String {
    match unit {
        Unit::Hours => "h",
        Unit::Share => "share",
        Unit::Count => "count",
        Unit::Km => "km",
        Unit::Score => "score",
        Unit::Money => currency,
        Unit::Points => "points",
    }
    .to_owned()
}

/// How a unit is shown in tables: what the value is multiplied by, and the unit's name after that.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// Factor on the value.
    pub factor: f64,
    /// Unit, empty for plain numbers.
    pub unit: String,
}

impl Scale {
    /// The scale of a row of figures; money is shown in thousands or millions where `largest` is large.
    pub fn of(unit: Unit, currency: &str, largest: f64) -> Scale {
        let scale = |factor: f64, unit: &str| Scale { factor, unit: unit.to_owned() };
        match unit {
            Unit::Hours => scale(1.0, "h"),
            Unit::Share => scale(100.0, "%"),
            Unit::Count | Unit::Score | Unit::Points | Unit::Km => scale(1.0, ""),
            Unit::Money if largest >= 2e7 => scale(1e-6, &format!("million {currency}")),
            Unit::Money if largest >= 2e5 => scale(1e-3, &format!("thousand {currency}")),
            Unit::Money => scale(1.0, currency),
        }
    }

    /// The name of a row: label and unit.
    pub fn name(&self, label: &str) -> String {
        if self.unit.is_empty() { label.to_owned() } else { format!("{label} [{}]", self.unit) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: f64, half_width: Option<f64>) -> String {
        Shown::new(value, half_width).with_unit("")
    }

    #[test]
    fn the_half_width_decides_the_digits() {
        assert_eq!(text(12.3456, Some(0.4321)), "12.35 ± 0.43");
        assert_eq!(text(12.3456, Some(0.0996)), "12.35 ± 0.10");
        assert_eq!(text(1_234_567.8, Some(1234.0)), "1,234,568 ± 1,234");
        assert_eq!(text(1234.56, Some(9.96)), "1,235 ± 10");
        assert_eq!(text(0.000_000_12, Some(0.000_000_034)), "0.000000 ± 0.000000");
    }

    #[test]
    fn without_an_interval_four_digits_are_shown() {
        assert_eq!(text(12.3456, None), "12.35");
        assert_eq!(text(1200.0, None), "1,200");
        assert_eq!(text(0.0, None), "0");
        assert_eq!(text(1200.25, Some(0.0)), "1,200 ± 0");
        assert_eq!(text(0.3, Some(1e-17)), "0.3000 ± 0");
    }

    #[test]
    fn signs() {
        assert_eq!(Shown::signed(3.21, Some(0.5)).value, "+3.21");
        assert_eq!(Shown::signed(-1234.5, Some(0.5)).value, "-1,234.50");
        assert_eq!(Shown::signed(0.001, Some(5.0)).value, "0.0");
        assert_eq!(grouped(-0.001, 1), "0.0");
        assert_eq!([0.3, 1200.0, 0.125, 0.0].map(plain), ["0.3", "1,200", "0.125", "0"]);
    }

    #[test]
    fn much_money_is_shown_in_millions() {
        let scale = Scale::of(Unit::Money, "CNY", 3e8);
        assert_eq!((scale.factor, scale.name("total cost")), (1e-6, "total cost [million CNY]".to_owned()));
        assert_eq!(Scale::of(Unit::Count, "CNY", 3e8).name("calls"), "calls");
    }
}
