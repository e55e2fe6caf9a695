//! Shifts as people write them: "Mon-Fri 08:00-17:00".

use crate::kernel::time::{MS_PER_HOUR, Span};

const NAMES: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Reads days and hours: "Mon-Fri 08:00-17:00", "Sat,Sun 09:00-12:00", "daily 22:00-06:00".
///
/// Gives weekday (0 = Monday), start and end after midnight for each day, in order of the week; an end before the start is next morning.
///
/// # Errors
/// What is wrong and what to write instead.
///
/// ```
/// use callout::kernel::calendar::parse_shift;
/// use callout::kernel::time::Span;
/// let from = Span::from_hours(22.0);
/// assert_eq!(parse_shift("Sat 22:00-06:00")?, [(5, from, Span::from_hours(30.0))]);
/// assert!(parse_shift("Sat 22:00").unwrap_err().contains("Mon-Fri 08:00-17:00"));
/// # Ok::<(), String>(())
/// ```
pub fn parse_shift(text: &str) -> Result<Vec<(usize, Span, Span)>, String> {
    // Days may be written with blanks, so the hours are what follows the last one.
    let Some((days, hours)) = text.trim().rsplit_once(char::is_whitespace) else {
        return Err(format!("\"{text}\" is not a shift; write days and hours, as in \"Mon-Fri 08:00-17:00\""));
    };
    let Some((from, to)) = hours.split_once('-') else {
        return Err(format!("\"{hours}\" is not a pair of hours; write start and end, as in \"Mon-Fri 08:00-17:00\""));
    };
    let (from, mut to) = (clock(from)?, clock(to)?);
    if from == Span::DAY {
        return Err(format!("\"{hours}\" starts at 24:00; write 00:00 and the next day"));
    }
    if from == to {
        return Err(format!("\"{hours}\" has no length; write another end, or 00:00-24:00 for the whole day"));
    }
    if to < from {
        to += Span::DAY;
    }
    let open = weekdays(days)?;
    Ok((0..7).filter(|&day| open[day]).map(|day| (day, from, to)).collect())
}

fn weekdays(text: &str) -> Result<[bool; 7], String> {
    let mut open = [false; 7];
    if text.trim().eq_ignore_ascii_case("daily") {
        return Ok([true; 7]);
    }
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (weekday(first)?, weekday(last)?);
        // A range may run over Sunday: Fri-Mon.
        let days = (last + 7 - first) % 7;
        (0..=days).for_each(|step| open[(first + step) % 7] = true);
    }
    Ok(open)
}

fn weekday(text: &str) -> Result<usize, String> {
    let name = text.trim().to_ascii_lowercase();
    let named = |full: &&str| name.len() >= 3 && full.starts_with(&name);
    NAMES.iter().position(named).ok_or_else(|| {
        let name = text.trim();
        format!("\"{name}\" is not a weekday; write Mon, Tue, Wed, Thu, Fri, Sat, Sun or daily")
    })
}

fn clock(text: &str) -> Result<Span, String> {
    let fault = || format!("\"{text}\" is not a time of day; write hours and minutes from 00:00 to 24:00");
    let number = |digits: &str| match digits.len() {
        1 | 2 if digits.bytes().all(|byte| byte.is_ascii_digit()) => digits.parse::<i64>().ok(),
        _ => None,
    };
    let (hours, minutes) = text.split_once(':').filter(|(_, minutes)| minutes.len() == 2).ok_or_else(fault)?;
    let (hours, minutes) = (number(hours).ok_or_else(fault)?, number(minutes).ok_or_else(fault)?);
    let time = Span(hours * MS_PER_HOUR + minutes * 60_000);
    if minutes < 60 && time <= Span::DAY { Ok(time) } else { Err(fault()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Vec<usize> {
        parse_shift(text).unwrap().into_iter().map(|shift| shift.0).collect()
    }

    #[test]
    fn days_by_table() {
        let table: [(&str, &[usize]); 9] = [
            ("Mon-Fri 08:00-17:00", &[0, 1, 2, 3, 4]),
            ("Sat,Sun 09:00-12:00", &[5, 6]),
            ("Sat, Sun 09:00-12:00", &[5, 6]),
            ("Mon - Wed, Fri 09:00-12:00", &[0, 1, 2, 4]),
            ("daily 22:00-06:00", &[0, 1, 2, 3, 4, 5, 6]),
            ("Fri-Mon 09:00-12:00", &[0, 4, 5, 6]),
            ("tuesday 09:00-12:00", &[1]),
            ("Thurs 09:00-12:00", &[3]),
            ("Sun,Sun 09:00-12:00", &[6]),
        ];
        for (text, expected) in table {
            assert_eq!(days(text), expected, "{text}");
        }
    }

    #[test]
    fn hours_by_table() {
        let table = [
            ("Mon 08:00-17:00", 8.0, 17.0),
            ("Mon 8:15-17:45", 8.25, 17.75),
            ("Mon 22:00-06:00", 22.0, 30.0),
            ("Mon 00:00-24:00", 0.0, 24.0),
            ("Mon 18:00-00:00", 18.0, 24.0),
            ("  Mon 18:00-24:00 ", 18.0, 24.0),
        ];
        for (text, from, to) in table {
            assert_eq!(parse_shift(text), Ok(vec![(0, Span::from_hours(from), Span::from_hours(to))]), "{text}");
        }
    }

    #[test]
    fn faults_come_with_a_mend() {
        let table = [
            ("", "\"\" is not a shift; write days and hours, as in \"Mon-Fri 08:00-17:00\""),
            ("always", "\"always\" is not a shift; write days and hours, as in \"Mon-Fri 08:00-17:00\""),
            ("Mon 08:00", "\"08:00\" is not a pair of hours; write start and end, as in \"Mon-Fri 08:00-17:00\""),
            ("Mon 08:00-08:00", "\"08:00-08:00\" has no length; write another end, or 00:00-24:00 for the whole day"),
            ("Mon 24:00-06:00", "\"24:00-06:00\" starts at 24:00; write 00:00 and the next day"),
            ("Mon 08:00-25:00", "\"25:00\" is not a time of day; write hours and minutes from 00:00 to 24:00"),
            ("Mon 08:60-17:00", "\"08:60\" is not a time of day; write hours and minutes from 00:00 to 24:00"),
            ("Mon 8-17", "\"8\" is not a time of day; write hours and minutes from 00:00 to 24:00"),
            ("Mon +8:00-17:00", "\"+8:00\" is not a time of day; write hours and minutes from 00:00 to 24:00"),
            ("Mo 08:00-17:00", "\"Mo\" is not a weekday; write Mon, Tue, Wed, Thu, Fri, Sat, Sun or daily"),
            ("Mon-Fry 08:00-17:00", "\"Fry\" is not a weekday; write Mon, Tue, Wed, Thu, Fri, Sat, Sun or daily"),
            ("Mon, 08:00-17:00", "\"\" is not a weekday; write Mon, Tue, Wed, Thu, Fri, Sat, Sun or daily"),
        ];
        for (text, words) in table {
            assert_eq!(parse_shift(text).unwrap_err(), words);
        }
    }
}
