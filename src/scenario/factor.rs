//! Factors: keys of a scenario that vary in a study, and the values that they take.
//!
//! *Knows:* lists, ranges and laws of values; quantities with their units.
//! *Never:* which points a study visits; that is for its design.

mod span;

use super::complaint::{Complaint, Place};
use super::explain;
use super::tree::{self, Node, Value};
use super::units::{Quantity, quantity};
use statrs::distribution::{ContinuousCDF, Normal};
use std::fmt;

/// A factor of a study, or an uncertain input of a scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    /// Its name, unique in the study.
    pub name: String,
    /// Key paths that it sets, in which a step `*` stands for every entry.
    pub keys: Vec<String>,
    /// Whether its values multiply what the scenario gives.
    pub times: bool,
    /// The values that it takes.
    pub levels: Levels,
    /// Where its keys stand.
    pub place: Place,
}

/// The values that a factor takes.
#[derive(Debug, Clone, PartialEq)]
pub enum Levels {
    /// These, as TOML.
    List(Vec<String>),
    /// All from `low` to `high`.
    Range(Range),
    /// By chance.
    Law(Chance),
}

/// Numbers from `low` to `high`.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// The lowest.
    pub low: f64,
    /// The highest.
    pub high: f64,
    /// Unit that is written behind the number; empty for plain numbers.
    pub unit: String,
    /// Whether only whole numbers are meant.
    pub whole: bool,
    /// Whether equal steps are equal ratios.
    pub log: bool,
    /// Into how many values a grid cuts it.
    pub levels: Option<u32>,
}

/// The law of an uncertain input.
#[derive(Debug, Clone, PartialEq)]
pub struct Chance {
    /// Its form.
    pub law: ChanceLaw,
    /// Unit that is written behind the number; empty for plain numbers.
    pub unit: String,
    /// Into how many values a grid cuts it.
    pub levels: Option<u32>,
}

/// Forms of the law of an uncertain input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ChanceLaw {
    /// Every value from low to high alike.
    Uniform {
        /// The lowest.
        low: f64,
        /// The highest.
        high: f64,
    },
    /// From low to high, most often near the mode.
    Triangular {
        /// The lowest.
        low: f64,
        /// The most likely.
        mode: f64,
        /// The highest.
        high: f64,
    },
    /// The normal law.
    Normal {
        /// Its mean.
        mean: f64,
        /// Its standard deviation.
        sd: f64,
    },
    /// The lognormal law.
    Lognormal {
        /// Its mean.
        mean: f64,
        /// Its coefficient of variation.
        cv: f64,
    },
}

impl ChanceLaw {
    /// The `u`-quantile; `u` is held between 0.001 and 0.999 where the law has no end.
    pub fn quantile(self, u: f64) -> f64 {
        let z = || Normal::standard().inverse_cdf(u.clamp(0.001, 0.999));
        match self {
            ChanceLaw::Uniform { low, high } => low + u * (high - low),
            ChanceLaw::Triangular { low, mode, high } => {
                let (span, rise) = (high - low, mode - low);
                if u * span < rise {
                    low + libm::sqrt(u * span * rise)
                } else {
                    high - libm::sqrt((1.0 - u) * span * (high - mode))
                }
            }
            ChanceLaw::Normal { mean, sd } => mean + sd * z(),
            ChanceLaw::Lognormal { mean, cv } => {
                let variance = libm::log(1.0 + cv * cv);
                libm::exp(libm::log(mean) - variance / 2.0 + libm::sqrt(variance) * z())
            }
        }
    }
}

impl Factor {
    /// How many values it has; `None` where they are without number.
    pub fn count(&self) -> Option<u32> {
        match &self.levels {
            Levels::List(values) => Some(values.len() as u32),
            Levels::Range(range) if range.whole => Some((range.high - range.low) as u32 + 1),
            Levels::Range(_) | Levels::Law(_) => None,
        }
    }

    /// How many values a grid visits; `None` where nobody has said.
    pub fn grid(&self) -> Option<u32> {
        match &self.levels {
            Levels::Range(range) => range.levels.or(self.count()),
            Levels::Law(chance) => chance.levels,
            Levels::List(_) => self.count(),
        }
    }

    /// The value of level `at` of `of` as TOML.
    pub fn level(&self, at: u32, of: u32) -> String {
        match &self.levels {
            Levels::List(values) => values[at as usize].clone(),
            Levels::Range(_) if of == 1 => self.value(0.5),
            Levels::Range(range) => self.at(range.at(f64::from(at) / f64::from(of - 1))),
            Levels::Law(_) => self.value((f64::from(at) + 0.5) / f64::from(of)),
        }
    }

    /// The value at position `u` from 0 to 1 as TOML: an equal share of the way for each value of a list and each whole number, the
    /// way from low to high of a range, the quantile of a law.
    pub fn value(&self, u: f64) -> String {
        match &self.levels {
            Levels::Law(chance) => self.at(chance.law.quantile(u)),
            Levels::Range(range) if !range.whole => self.at(range.at(u)),
            Levels::List(_) | Levels::Range(_) => {
                let count = self.count().expect("whole numbers can be counted");
                let at = ((u * f64::from(count)) as u32).min(count - 1);
                self.level(at, count)
            }
        }
    }

    /// The number nearest to `number` that [`Factor::at`] writes: six digits, of which a price keeps four decimals.
    pub fn nearest(&self, number: f64) -> f64 {
        let whole = matches!(&self.levels, Levels::Range(range) if range.whole);
        let price = !self.times && self.keys.iter().any(|key| is_price(key));
        match number {
            number if whole => number.round(),
            number if price => (number * 1e4).round() / 1e4,
            number => format!("{number:.5e}").parse().expect("a printed number can be read"),
        }
    }

    /// A number as TOML, with the unit of the range or law.
    pub fn at(&self, number: f64) -> String {
        let unit = match &self.levels {
            Levels::List(_) => "",
            Levels::Range(range) => &range.unit,
            Levels::Law(chance) => &chance.unit,
        };
        let number = self.nearest(number);
        if unit.is_empty() { number.to_string() } else { format!("\"{number} {unit}\"") }
    }

    /// What a value is set by, as for `--set`.
    pub fn sets<'a>(&'a self, value: &'a str) -> impl Iterator<Item = String> + 'a {
        let sign = if self.times { "*=" } else { "=" };
        self.keys.iter().map(move |key| format!("{key}{sign}{value}"))
    }
}

/// As in "uniform, 27 to 33".
impl fmt::Display for Levels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unit = match self {
            Levels::Range(Range { unit, .. }) | Levels::Law(Chance { unit, .. }) if !unit.is_empty() => format!(" {unit}"),
            _ => String::new(),
        };
        match self {
            Levels::List(values) => write!(f, "one of {}", values.join(", ")),
            Levels::Range(range) => write!(f, "{} to {}{unit}", range.low, range.high),
            Levels::Law(chance) => match chance.law {
                ChanceLaw::Uniform { low, high } => write!(f, "uniform, {low} to {high}{unit}"),
                ChanceLaw::Triangular { low, mode, high } => {
                    write!(f, "triangular, {low} to {high}{unit}, mostly near {mode}{unit}")
                }
                ChanceLaw::Normal { mean, sd } => write!(f, "normal, mean {mean}{unit}, standard deviation {sd}{unit}"),
                ChanceLaw::Lognormal { mean, cv } => write!(f, "lognormal, mean {mean}{unit}, coefficient of variation {cv}"),
            },
        }
    }
}

impl Range {
    /// The number at `u` of the way.
    fn at(&self, u: f64) -> f64 {
        let number = match self.log {
            true => libm::exp(libm::log(self.low) + u * (libm::log(self.high) - libm::log(self.low))),
            false => self.low + u * (self.high - self.low),
        };
        number.clamp(self.low, self.high)
    }
}

/// A value of a factor without the quotes and escapes of TOML, on one line.
pub fn plain(value: &str) -> String {
    let read = toml::from_str::<toml::Table>(&format!("value = {value}")).ok();
    let text = read.as_ref().and_then(|table| table.get("value")?.as_str());
    text.map_or_else(|| value.to_owned(), |text| text.replace(['\n', '\r', '\t'], " "))
}

/// Whether a written key path leads to a price.
fn is_price(key: &str) -> bool {
    steps(key).is_some_and(|steps| explain::is_price(&steps))
}

/// Steps of a written key path within one layout.
fn steps(key: &str) -> Option<Vec<String>> {
    let mut steps: Vec<String> = tree::steps(key)?.into_iter().map(|(step, _)| step).collect();
    if steps[0] == "layout" && steps.len() > 2 {
        steps.drain(..2);
    }
    Some(steps)
}

/// Names of the forms of a law of chance.
pub(super) const LAWS: [&str; 4] = ["uniform", "triangular", "normal", "lognormal"];

/// Reads the law called `name`, one of [`LAWS`], from its list of numbers.
pub(super) fn chance(name: &str, node: &Node, levels: Option<u32>, complaints: &mut Vec<Complaint>) -> Option<Levels> {
    let wants = match name {
        "uniform" => "[low, high]",
        "triangular" => "[low, mode, high]",
        "normal" => "[mean, standard deviation]",
        _ => "[mean, coefficient of variation]",
    };
    let mut refuse = |place: Place, fault: String| {
        complaints.push(Complaint::at(place, fault).mend(format!("write {name} = {wants}")));
    };
    let numbers: Option<Vec<Quantity>> = match &node.value {
        Value::List(list) => list.iter().map(of_node).collect(),
        _ => None,
    };
    let Some(numbers) = numbers.filter(|numbers| numbers.len() == wants.split(',').count()) else {
        refuse(node.place, format!("cannot read this as the law `{name}`"));
        return None;
    };
    let unit = numbers[0].unit.clone();
    let bare_last = name == "lognormal";
    let like_the_first = |quantity: &Quantity| quantity.unit == unit;
    if !numbers[..numbers.len() - usize::from(bare_last)].iter().all(like_the_first) {
        refuse(node.place, "the numbers of this law have different units".to_owned());
        return None;
    }
    let number: Vec<f64> = numbers.iter().map(|quantity| quantity.number).collect();
    let (law, sound, need) = match (name, &number[..]) {
        ("uniform", &[low, high]) => (ChanceLaw::Uniform { low, high }, low < high, "low must be below high"),
        ("triangular", &[low, mode, high]) => {
            (ChanceLaw::Triangular { low, mode, high }, low <= mode && mode <= high && low < high, "low, mode and high must rise")
        }
        ("normal", &[mean, sd]) => (ChanceLaw::Normal { mean, sd }, sd > 0.0, "the standard deviation must be above 0"),
        (_, &[mean, cv]) => (ChanceLaw::Lognormal { mean, cv }, mean > 0.0 && cv > 0.0, "mean and cv must be above 0"),
        _ => unreachable!("the numbers were counted"),
    };
    if !sound {
        refuse(node.place, format!("this law is impossible: {need}"));
        return None;
    }
    Some(Levels::Law(Chance { law, unit, levels }))
}

/// A number with or without a unit.
pub(super) fn of_node(node: &Node) -> Option<Quantity> {
    match &node.value {
        Value::Whole(number) => Some(Quantity { number: *number as f64, unit: String::new() }),
        Value::Real(number) => Some(Quantity { number: *number, unit: String::new() }),
        Value::Text(text) => quantity(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::complaint::Sources;

    fn factor(keys: &[&str], levels: Levels) -> Factor {
        let place = Place::whole(Sources::default().add("t", ""));
        let keys = keys.iter().map(|key| (*key).to_owned()).collect();
        Factor { name: "f".to_owned(), keys, times: false, levels, place }
    }

    fn range(low: f64, high: f64) -> Range {
        Range { low, high, unit: String::new(), whole: false, log: false, levels: None }
    }

    #[test]
    fn quantiles_by_hand() {
        let triangular = ChanceLaw::Triangular { low: 0.0, mode: 1.0, high: 4.0 };
        // F(1) = 1/4; F(x) = 1 - (4 - x)^2 / 12 beyond.
        for (u, x) in [(0.0, 0.0), (0.0625, 0.5), (0.25, 1.0), (1.0 - 1.0 / 3.0, 2.0), (1.0, 4.0)] {
            assert!((triangular.quantile(u) - x).abs() < 1e-12, "{u}");
        }
        let normal = ChanceLaw::Normal { mean: 10.0, sd: 2.0 };
        assert!((normal.quantile(0.975) - 13.919_928).abs() < 1e-5);
        let lognormal = ChanceLaw::Lognormal { mean: 1.0, cv: 0.5 };
        // Median = mean / sqrt(1 + cv^2).
        assert!((lognormal.quantile(0.5) - 1.0 / 1.25f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn positions_become_values() {
        let list = factor(&["a.b"], Levels::List(vec!["1".to_owned(), "\"x\"".to_owned()]));
        assert_eq!([0.0, 0.49, 0.5, 1.0].map(|u| list.value(u)), ["1", "1", "\"x\"", "\"x\""]);
        let whole = factor(&["a.b"], Levels::Range(Range { whole: true, ..range(2.0, 4.0) }));
        assert_eq!([0.0, 0.4, 0.99, 1.0].map(|u| whole.value(u)), ["2", "3", "4", "4"]);
        let timed = factor(&["a.b"], Levels::Range(Range { unit: "min".to_owned(), ..range(10.0, 20.0) }));
        assert_eq!(timed.value(1.0 / 3.0), "\"13.3333 min\"");
        let log = factor(&["a.b"], Levels::Range(Range { log: true, levels: Some(3), ..range(1.0, 100.0) }));
        assert_eq!([0, 1, 2].map(|at| log.level(at, 3)), ["1", "10", "100"]);
    }

    #[test]
    fn plain_values_have_no_quotes() {
        for (value, text) in
            [("1.5", "1.5"), ("\"24 h\"", "24 h"), ("\"a\\nb \\\"c\\\"\"", "a b \"c\""), ("[1, 2]", "[1, 2]"), ("''", "")]
        {
            assert_eq!(plain(value), text);
        }
    }

    #[test]
    fn prices_keep_four_decimals() {
        let wage = factor(&["grade.plain.wage"], Levels::Range(range(0.0, 1.0)));
        assert_eq!(wage.value(0.123_456_789), "0.1235");
        let share = factor(&["layout.own.kind.k.repeat"], Levels::Range(range(0.0, 1.0)));
        assert_eq!(share.value(0.123_456_789), "0.123457");
        assert_eq!(wage.sets("3").collect::<Vec<_>>(), ["grade.plain.wage=3"]);
    }
}
