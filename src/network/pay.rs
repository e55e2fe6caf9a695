//! Pay beside the plain wage: bands of overtime, public holidays, standby.

use super::layout::{span, week};
use crate::kernel::calendar::Shifts;
use crate::kernel::money::{Money, PPM};
use crate::kernel::time::Span;
use crate::scenario::schema::{self, Grade, OvertimePer};

/// What hours of overtime and on public holidays are paid.
#[derive(Debug, Clone)]
pub struct PayRules {
    /// Where each band of overtime begins, and its pay / wage [ppm].
    pub bands: Vec<(Span, i64)>,
    /// Whether bands count the overtime of a week, not of a shift.
    pub weekly: bool,
    /// Pay / wage on public holidays [ppm].
    pub holiday_ppm: i64,
}

/// Who stands by outside the shifts of a roster.
#[derive(Debug, Clone)]
pub struct Standby {
    /// When.
    pub hours: Shifts,
    /// Members of a team at the same time.
    pub seats: usize,
    /// Pay per person-hour.
    pub pay: Money,
    /// Shortest time that a call-out is paid for.
    pub minimum: Span,
}

impl PayRules {
    /// The rules of a grade; `None` where its overtime factor says all.
    pub(super) fn new(entry: &Grade) -> Option<PayRules> {
        if entry.overtime_bands.is_empty() && entry.holiday_factor == 1.0 {
            return None;
        }
        let ppm = |factor: f64| (factor * PPM as f64).round() as i64;
        let mut bands = vec![(Span::ZERO, ppm(entry.overtime_factor))];
        if !entry.overtime_bands.is_empty() {
            let ends = entry.overtime_bands.iter().filter_map(|band| band.up_to.map(span));
            let starts = std::iter::once(Span::ZERO).chain(ends);
            bands = starts.zip(entry.overtime_bands.iter().map(|band| ppm(band.factor))).collect();
        }
        Some(PayRules { bands, weekly: entry.overtime_per == OvertimePer::Week, holiday_ppm: ppm(entry.holiday_factor) })
    }

    /// Pay / wage of overtime after so much of it [ppm], and how much of it there is when that changes.
    pub fn band(&self, done: Span) -> (i64, Option<Span>) {
        let at = self.bands.partition_point(|(from, _)| *from <= done) - 1;
        (self.bands[at].1, self.bands.get(at + 1).map(|(from, _)| *from))
    }
}

impl Standby {
    pub(super) fn new(entry: &schema::Standby) -> Standby {
        Standby {
            hours: Shifts::new(week(&entry.hours), true),
            seats: entry.technicians as usize,
            pay: entry.pay.money(),
            minimum: span(entry.minimum),
        }
    }
}
