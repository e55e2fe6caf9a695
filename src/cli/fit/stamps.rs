//! Dates and times as they were recorded.

use super::FitArgs;
use super::sheet::{Rejects, Row, Sheet};
use crate::scenario::complaint::Complaint;
use crate::study::fit::arrivals::Tally;
use jiff::civil::{DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::Offset;

/// A date and time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stamp {
    /// As it is written: the clock on the wall.
    pub wall: DateTime,
    /// The instant [ms since 1970, UTC]; without an offset, walls count as UTC.
    pub ms: f64,
    /// Whether it is written in UTC.
    pub is_utc: bool,
}

/// What makes a stamp readable.
const ISO: &str = "write dates and times as 2026-01-31 08:30, 2026-01-31T08:30:00 or 2026-01-31T08:30:00+01:00";

/// Reads an ISO 8601 date, or date and time, with or without an offset.
pub fn stamp(text: &str) -> Option<Stamp> {
    let pieces = Pieces::parse(text).ok()?;
    let wall = pieces.date().to_datetime(pieces.time().unwrap_or(Time::midnight()));
    let offset = pieces.to_numeric_offset();
    let instant = offset.unwrap_or(Offset::UTC).to_timestamp(wall).ok()?;
    Some(Stamp { wall, ms: instant.as_millisecond() as f64, is_utc: pieces.offset().is_some() && offset == Some(Offset::UTC) })
}

/// Arrivals that were read.
pub struct Read {
    /// The column.
    pub what: String,
    /// Calls by day and hour.
    pub tally: Tally,
}

/// Calls that one file may hold, counts included.
const MOST_CALLS: usize = 20_000_000;

/// Reads the stamps of calls and counts them.
pub fn read(
    args: &FitArgs,
    column: &str,
    sheet: &Sheet,
    rows: &[&Row],
    notes: &mut Vec<String>,
    complaints: &mut Vec<Complaint>,
) -> Option<Read> {
    let at = sheet.column(column, "times", complaints);
    let count = args.count.as_ref().map(|count| sheet.column(count, "count", complaints));
    let (at, count) = (at?, count.map_or(Some(None), |count| count.map(Some))?);
    let what = sheet.called(at);
    let (mut rejects, mut stamps, mut utc) = (Rejects::default(), Vec::new(), false);
    for row in rows {
        let cell = row.cell(at);
        match stamp(cell) {
            Some(stamp) => {
                let calls = count.map_or(Some(1), |count| super::durations::count(row, count, &mut rejects))?;
                utc |= stamp.is_utc;
                stamps.extend(std::iter::repeat_n(stamp.wall, (calls as usize).min(MOST_CALLS + 1)));
            }
            None if super::durations::is_missing(cell) => rejects.add("nothing", row, cell),
            None => rejects.add("no readable date and time", row, cell),
        }
        if stamps.len() > MOST_CALLS {
            complaints.push(Complaint::nowhere("more than 20 million calls").mend("fit a part of the record"));
            return None;
        }
    }
    rejects.settle(&what, rows.len(), args.most_dropped.0, notes, complaints);
    let (Some(first), Some(last)) = (stamps.iter().min(), stamps.iter().max()) else {
        complaints.push(Complaint::nowhere(format!("no stamp in {what} can be read")).mend(ISO));
        return None;
    };
    if utc {
        notes.push(format!("{what} is in UTC: so is the profile by hour; give a column in local time for local hours."));
    }
    if args.since.is_none() && first.hour() >= 12 || args.until.is_none() && last.hour() < 12 {
        notes.push("If the record begins or ends within a day, leave that day out with --since or --until.".to_owned());
    }
    let (since, until) = (args.since.unwrap_or(first.date()), args.until.unwrap_or(last.date()));
    let tally = Tally::of(&stamps, since, until).filter(|tally| tally.calls() > 0);
    if tally.is_none() {
        let fault = format!("no call lies between {since} and {until}; the stamps go from {} to {}", first.date(), last.date());
        complaints.push(Complaint::nowhere(fault).mend("give --since and --until inside of that"));
    }
    tally.map(|tally| Read { what, tally })
}

/// Why a stamp cannot be read, as a complaint about an option.
pub fn of_option(option: &str, text: &str, complaints: &mut Vec<Complaint>) -> Option<Stamp> {
    let read = stamp(text);
    if read.is_none() {
        complaints.push(Complaint::nowhere(format!("--{option}: cannot read `{text}` as a date and time")).mend(ISO));
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn stamps_are_read_as_written() {
        let wall = |text: &str| stamp(text).map(|stamp| stamp.wall);
        let morning = date(2026, 1, 31).at(8, 30, 0, 0);
        for text in
            ["2026-01-31 08:30", "2026-01-31T08:30:00", "2026-01-31T08:30:00Z", "2026-01-31T08:30+01:00", "2026-01-31 08:30:00.000"]
        {
            assert_eq!(wall(text), Some(morning), "{text}");
        }
        assert_eq!(wall("2026-01-31"), Some(date(2026, 1, 31).at(0, 0, 0, 0)));
        for text in ["", "31.01.2026", "01/31/2026 8:30", "2026-02-30", "yesterday"] {
            assert_eq!(wall(text), None, "{text}");
        }
        let ms = |text: &str| stamp(text).unwrap().ms;
        assert_eq!(ms("2026-01-31T08:30+01:00"), ms("2026-01-31T07:30Z"));
        assert!(stamp("2026-01-31T07:30Z").unwrap().is_utc && !stamp("2026-01-31T07:30").unwrap().is_utc);
    }
}
