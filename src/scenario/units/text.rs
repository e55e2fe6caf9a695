//! How quantities are read, and what is said when they cannot be.

use super::{Date, Duration, Length, Price, Rate, Refusal, Share, Speed};
use crate::kernel::money::{MAX_PRICE, Money};
use crate::kernel::time::{MS_PER_DAY, MS_PER_HOUR};

fn refuse<T>(fault: impl Into<String>, mend: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { fault: fault.into(), mend: mend.into() })
}

/// Units of time by their names, and their lengths [ms].
const TIME_UNITS: [(&[&str], f64); 8] = [
    (&["ms"], 1.0),
    (&["s", "sec", "second", "seconds"], 1000.0),
    (&["min", "minute", "minutes"], 60_000.0),
    (&["h", "hour", "hours"], MS_PER_HOUR as f64),
    (&["d", "day", "days"], MS_PER_DAY as f64),
    (&["week", "weeks"], 7.0 * MS_PER_DAY as f64),
    (&["month", "months"], 365.0 / 12.0 * MS_PER_DAY as f64),
    (&["year", "years"], 365.0 * MS_PER_DAY as f64),
];

/// Longest duration that fits the clock with room to spare [ms]: a million years.
const MAX_MS: f64 = 1e6 * 365.0 * MS_PER_DAY as f64;

/// A quantity that is read from a string or a number.
pub(super) trait Read: Sized {
    /// What it is, with an example.
    const WHAT: &'static str;
    /// Reads a string.
    fn from_text(text: &str) -> Result<Self, Refusal>;
    /// Reads a plain number.
    fn from_number(number: f64) -> Result<Self, Refusal>;
}

/// The number at the start of `text`, and what follows it.
fn number(text: &str) -> Option<(f64, &str)> {
    let text = text.trim_start();
    let bytes = text.as_bytes();
    let mut end = usize::from(matches!(bytes.first(), Some(b'+' | b'-')));
    while matches!(bytes.get(end), Some(b'0'..=b'9' | b'.')) {
        end += 1;
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        let digits = bytes[end + 1 + sign..].iter().take_while(|b| b.is_ascii_digit()).count();
        end += if digits > 0 { 1 + sign + digits } else { 0 };
    }
    let number = text[..end].parse::<f64>().ok().filter(|number| number.is_finite())?;
    Some((number, text[end..].trim_start()))
}

/// The text with its numbers changed, such as "1 h 30 min" or "5 %/year", but for those of the unit in "3 per 2 weeks"; `None` unless
/// it begins with a number.
pub fn scaled(text: &str, change: &dyn Fn(f64) -> f64) -> Option<String> {
    let unit = text.find('/').or_else(|| text.find(" per ")).unwrap_or(text.len());
    let (scaled, unit) = text.split_at(unit);
    let mut parts = Vec::new();
    let (mut count, mut rest) = number(scaled)?;
    loop {
        let end = rest.find(|c: char| c.is_ascii_digit()).unwrap_or(rest.len());
        parts.push(format!("{} {}", change(count), rest[..end].trim_end()).trim_end().to_owned());
        if end == rest.len() {
            let space = if unit.starts_with('/') { " " } else { "" };
            return Some(format!("{}{space}{unit}", parts.join(" ")));
        }
        (count, rest) = number(&rest[end..])?;
    }
}

/// A number and the unit behind it, whatever it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Quantity {
    /// The number.
    pub number: f64,
    /// The unit as written; empty without one.
    pub unit: String,
}

/// A number with or without a unit, such as "20 min"; `None` if there is no number or more than one.
pub fn quantity(text: &str) -> Option<Quantity> {
    let (number, unit) = number(text)?;
    let one = !unit.split('/').next().unwrap_or(unit).contains(|c: char| c.is_ascii_digit());
    one.then(|| Quantity { number, unit: unit.trim_end().to_owned() })
}

/// The word at the start of `text`, and what follows it.
fn word(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    (&text[..end], text[end..].trim_start())
}

/// Length of one unit of time [ms].
fn time_unit(name: &str) -> Result<f64, Refusal> {
    if let Some((_, ms)) = TIME_UNITS.iter().find(|(names, _)| names.contains(&name)) {
        return Ok(*ms);
    }
    let fault = format!("`{name}` is not a unit of time");
    match name {
        "m" | "M" => refuse(fault, "write `min` for minutes, `months` for months"),
        "H" => refuse(fault, "write `h` for hours"),
        "y" | "a" => refuse(fault, "write `years`"),
        "w" => refuse(fault, "write `weeks`"),
        _ => refuse(fault, "units of time are ms, s, min, h, d, weeks, months (365/12 d) and years (365 d)"),
    }
}

fn say_the_unit(number: &str) -> String {
    format!("say the unit: \"{number} min\", \"{number} h\" or \"{number} d\"")
}

impl Read for Duration {
    const WHAT: &'static str = "a duration such as \"90 min\"";

    fn from_text(text: &str) -> Result<Duration, Refusal> {
        let (mut rest, mut ms) = (text.trim(), 0.0);
        loop {
            let Some((count, after)) = number(rest) else {
                return refuse(format!("cannot read \"{text}\" as a duration"), "write a number and a unit, such as \"90 min\"");
            };
            let (unit, after) = word(after);
            if unit.is_empty() && after.is_empty() {
                return refuse(format!("\"{text}\" has no unit of time"), say_the_unit(text.trim()));
            }
            if count < 0.0 {
                return refuse(format!("a duration cannot be negative, but this is \"{text}\""), "give 0 or more");
            }
            ms += count * time_unit(unit)?;
            rest = after;
            if rest.is_empty() {
                break;
            }
        }
        if ms > MAX_MS {
            return refuse(format!("\"{text}\" is too long"), "the longest duration is a million years");
        }
        Ok(Duration(ms))
    }

    fn from_number(number: f64) -> Result<Duration, Refusal> {
        refuse(format!("a duration needs a unit, but this is `{number}`"), say_the_unit(&number.to_string()))
    }
}

impl Read for Rate {
    const WHAT: &'static str = "a rate such as \"3.8 /h\"";

    fn from_text(text: &str) -> Result<Rate, Refusal> {
        let unread = || Refusal {
            fault: format!("cannot read \"{text}\" as a rate"),
            mend: "write a number and a unit, such as \"3.8 /h\" or \"5 %/year\"".to_owned(),
        };
        let (count, rest) = number(text).ok_or_else(unread)?;
        let (count, rest) = match rest.strip_prefix('%') {
            Some(rest) => (count / 100.0, rest.trim()),
            None => (count, rest.trim()),
        };
        if rest.is_empty() {
            return refuse(format!("\"{text}\" does not say per which time"), format!("say the unit: \"{} /h\"", text.trim()));
        }
        let per = rest.strip_prefix('/').or_else(|| rest.strip_prefix("per ")).ok_or_else(unread)?.trim();
        let ms = match number(per) {
            Some(_) => Duration::from_text(per)?.0,
            None => time_unit(per)?,
        };
        if count < 0.0 {
            return refuse(format!("a rate cannot be negative, but this is \"{text}\""), "give 0 or more");
        }
        let hourly = count * (MS_PER_HOUR as f64 / ms);
        if !hourly.is_finite() {
            return refuse(format!("\"{text}\" is no finite rate"), "say per which time: \"3.8 /h\"");
        }
        Ok(Rate(hourly))
    }

    fn from_number(number: f64) -> Result<Rate, Refusal> {
        refuse(format!("a rate needs a unit, but this is `{number}`"), format!("say the unit: \"{number} /h\""))
    }
}

impl Read for Price {
    const WHAT: &'static str = "a price, a plain number in the scenario's currency";

    fn from_text(text: &str) -> Result<Price, Refusal> {
        let mend = match number(text) {
            Some((number, _)) => format!("write `{number}`, without quotes: prices are in the scenario's currency"),
            None => "write a plain number: prices are in the scenario's currency".to_owned(),
        };
        refuse(format!("cannot read \"{text}\" as a price"), mend)
    }

    fn from_number(number: f64) -> Result<Price, Refusal> {
        if number < 0.0 {
            return refuse(format!("a price cannot be negative, but this is `{number}`"), "give 0 or more");
        }
        if number > MAX_PRICE {
            return refuse(format!("the price `{number}` is too large"), format!("the largest price is {MAX_PRICE}"));
        }
        match Money::from_units(number) {
            Some(money) => Ok(Price(money)),
            None => refuse(format!("the price `{number}` has too many decimals"), "prices have at most four decimals"),
        }
    }
}

impl Read for Share {
    const WHAT: &'static str = "a share from 0 to 1, such as 0.05 or \"5 %\"";

    fn from_text(text: &str) -> Result<Share, Refusal> {
        match number(text) {
            Some((percent, "%")) if (0.0..=100.0).contains(&percent) => Ok(Share(percent / 100.0)),
            Some((_, "%")) => refuse(format!("\"{text}\" is no share"), "a share lies between 0 % and 100 %"),
            Some((number, "")) => refuse(format!("the share \"{text}\" is a string"), format!("write `{number}` without quotes")),
            _ => refuse(format!("cannot read \"{text}\" as a share"), "write a number from 0 to 1, or \"5 %\""),
        }
    }

    fn from_number(number: f64) -> Result<Share, Refusal> {
        if (0.0..=1.0).contains(&number) {
            return Ok(Share(number));
        }
        let percent = (1.0..=100.0).contains(&number).then(|| format!("; for {number} percent write \"{number} %\""));
        refuse(format!("`{number}` is no share"), format!("a share lies between 0 and 1{}", percent.unwrap_or_default()))
    }
}

impl Read for Length {
    const WHAT: &'static str = "a length such as \"3 km\"";

    fn from_text(text: &str) -> Result<Length, Refusal> {
        match number(text) {
            Some((km, "km")) => Ok(Length(km)),
            Some((m, "m")) => Ok(Length(m / 1000.0)),
            Some((_, "")) => refuse(format!("\"{text}\" has no unit of length"), format!("say the unit: \"{} km\"", text.trim())),
            Some((_, unit)) => refuse(format!("`{unit}` is not a unit of length"), "units of length are km and m"),
            None => refuse(format!("cannot read \"{text}\" as a length"), "write a number and a unit, such as \"3 km\""),
        }
    }

    fn from_number(number: f64) -> Result<Length, Refusal> {
        refuse(format!("a length needs a unit, but this is `{number}`"), format!("say the unit: \"{number} km\""))
    }
}

impl Read for Speed {
    const WHAT: &'static str = "a speed such as \"30 km/h\"";

    fn from_text(text: &str) -> Result<Speed, Refusal> {
        match number(text) {
            Some((speed, _)) if speed < 0.0 => {
                refuse(format!("a speed cannot be negative, but this is \"{text}\""), "give 0 or more")
            }
            Some((speed, "km/h")) => Ok(Speed(speed)),
            Some((_, "")) => refuse(format!("\"{text}\" has no unit of speed"), format!("say the unit: \"{} km/h\"", text.trim())),
            Some((_, unit)) => refuse(format!("`{unit}` is not a unit of speed"), "the unit of speed is km/h"),
            None => refuse(format!("cannot read \"{text}\" as a speed"), "write a number and a unit, such as \"30 km/h\""),
        }
    }

    fn from_number(number: f64) -> Result<Speed, Refusal> {
        refuse(format!("a speed needs a unit, but this is `{number}`"), format!("say the unit: \"{number} km/h\""))
    }
}

impl Read for Date {
    const WHAT: &'static str = "a date such as 2026-01-01";

    fn from_text(text: &str) -> Result<Date, Refusal> {
        let plain = text.trim();
        // jiff would read the day out of a date with a time; a day with a time is more likely a mistake.
        match plain.parse::<jiff::civil::Date>() {
            Ok(date) if plain.len() <= 10 => Ok(Date(date)),
            Ok(date) => refuse(format!("`{text}` is more than a date"), format!("write {date} alone")),
            Err(_) => refuse(format!("cannot read \"{text}\" as a date"), "write year-month-day, such as 2026-01-31"),
        }
    }

    fn from_number(number: f64) -> Result<Date, Refusal> {
        refuse(format!("cannot read `{number}` as a date"), "write year-month-day, such as 2026-01-31")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt;

    fn ms(text: &str) -> f64 {
        text.parse::<Duration>().unwrap().ms()
    }

    fn refusal<Q: Read + fmt::Debug>(text: &str) -> String {
        Q::from_text(text).unwrap_err().to_string()
    }

    #[test]
    fn durations_in_every_unit() {
        let cases = [
            ("250 ms", 250.0),
            ("1.5s", 1500.0),
            ("90 min", 5_400_000.0),
            ("1 h 30 min", 5_400_000.0),
            ("1h30min", 5_400_000.0),
            ("24 h", 86_400_000.0),
            ("2 d", 172_800_000.0),
            ("1 week", 604_800_000.0),
            ("12 months", 31_536_000_000.0),
            ("1 year", 31_536_000_000.0),
            ("1e3 ms", 1000.0),
            ("0 d", 0.0),
        ];
        for (text, expected) in cases {
            assert_eq!(ms(text), expected, "{text}");
        }
    }

    #[test]
    fn refused_durations_say_how_to_mend_them() {
        assert_eq!(refusal::<Duration>("90"), "\"90\" has no unit of time\nhelp: say the unit: \"90 min\", \"90 h\" or \"90 d\"");
        assert_eq!(refusal::<Duration>("3 m"), "`m` is not a unit of time\nhelp: write `min` for minutes, `months` for months");
        assert_eq!(refusal::<Duration>("-3 h"), "a duration cannot be negative, but this is \"-3 h\"\nhelp: give 0 or more");
        for text in ["", "h", "1 h 30", "1,5 h", "1..5 h", "1 h foo", "9e99 years", "e5 h", "nan h", "1 h -"] {
            assert!(Duration::from_text(text).is_err(), "{text}");
        }
    }

    #[test]
    fn rates_and_shares_know_percentages() {
        let rate = |text: &str| text.parse::<Rate>().unwrap().per_hour();
        assert_eq!(rate("3.8 /h"), 3.8);
        assert_eq!(rate("5 %/year"), 0.05 * (1.0 / 8760.0));
        assert_eq!(rate("5% per year"), rate("0.05 /year"));
        assert_eq!(rate("3 per 30 min"), 6.0);
        assert_eq!(rate("0 /h"), 0.0);
        assert_eq!("5 %".parse::<Share>(), Ok(Share(0.05)));
        assert_eq!(Share::from_number(20.0).unwrap_err().mend, "a share lies between 0 and 1; for 20 percent write \"20 %\"");
        for text in ["3.8", "3.8 h", "/h", "-1 /h", "3 /", "3 /0 h", "3 %"] {
            assert!(Rate::from_text(text).is_err(), "{text}");
        }
    }

    #[test]
    fn lengths_speeds_and_dates() {
        assert_eq!("500 m".parse(), Ok(Length::from_km(0.5)));
        assert_eq!("-3 km".parse(), Ok(Length::from_km(-3.0)));
        assert_eq!("30 km/h".parse(), Ok(Speed::from_km_per_h(30.0)));
        assert_eq!("2026-01-31".parse(), Ok(Date(jiff::civil::date(2026, 1, 31))));
        for text in ["2026-02-30", "2026-01-01T08:00", "1.2.2026"] {
            assert!(Date::from_text(text).is_err(), "{text}");
        }
    }

    #[test]
    fn prices_are_exact_to_four_decimals() {
        assert_eq!(Price::from_number(0.416).unwrap().money(), Money(4160));
        assert!(Price::from_number(0.00005).is_err());
        assert!(Price::from_number(-1.0).is_err());
        assert!(Price::from_number(1e13).is_err());
        assert!(Price::from_number(f64::NAN).is_err());
    }

    #[test]
    fn what_is_printed_reads_back() {
        for text in ["90 min", "365 d", "0.1 s", "36 h", "1 month", "0.123456789 h", "0 d"] {
            let read: Duration = text.parse().unwrap();
            assert_eq!(read.to_string().parse(), Ok(read), "{text}");
        }
        let rate: Rate = "5 %/year".parse().unwrap();
        assert_eq!(rate.to_string().parse(), Ok(rate));
    }
}
