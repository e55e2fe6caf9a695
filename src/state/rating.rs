//! What is remembered of places where a rule ranks them: by zone, so that zones stay independent of each other.

use crate::network::PlaceId;

/// Jobs of a month, and those of them that went well.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Month {
    number: usize,
    jobs: u32,
    good: u32,
}

/// The places that closed jobs in one zone: this month, and the last month before it in which they closed any.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ratings(Vec<(PlaceId, Month, Month)>);

impl Ratings {
    /// A place closed a job in `month`; `good` if it was in time and at the first visit.
    pub fn note(&mut self, place: PlaceId, month: usize, good: bool) {
        let at = self.0.iter().position(|(known, ..)| *known == place).unwrap_or_else(|| {
            self.0.push((place, Month::default(), Month::default()));
            self.0.len() - 1
        });
        let (_, now, last) = &mut self.0[at];
        if now.number != month {
            *last = if now.jobs > 0 { *now } else { *last };
            *now = Month { number: month, ..Month::default() };
        }
        now.jobs += 1;
        now.good += u32::from(good);
    }

    /// Share of the jobs of a place that went well in its last month before `month`; `None` if it is not known yet.
    pub fn rate(&self, place: PlaceId, month: usize) -> Option<f64> {
        let (_, now, last) = self.0.iter().find(|(known, ..)| *known == place)?;
        let of = if now.number < month { now } else { last };
        (of.jobs > 0).then(|| f64::from(of.good) / f64::from(of.jobs))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_month_with_jobs_counts() {
        let (mut ratings, place) = (Ratings::default(), PlaceId(3));
        assert_eq!(ratings.rate(place, 0), None);
        ratings.note(place, 0, true);
        ratings.note(place, 0, false);
        assert_eq!([ratings.rate(place, 0), ratings.rate(place, 1), ratings.rate(place, 9)], [None, Some(0.5), Some(0.5)]);
        ratings.note(place, 4, true);
        assert_eq!([ratings.rate(place, 4), ratings.rate(place, 5)], [Some(0.5), Some(1.0)]);
        assert_eq!(ratings.rate(PlaceId(1), 5), None);
    }
}
