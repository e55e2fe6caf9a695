//! Where a stream of calls stands: its calls to come and its exact time.

use super::fate::{Fate, Purpose};
use crate::kernel::agenda::Seat;
use crate::kernel::law::Law;
use crate::kernel::random::{Seed, Source};
use crate::kernel::time::Time;

/// The state of one source.
#[derive(Debug, Clone)]
pub struct SourceState {
    stream: Source,
    days: Source,
    /// The next call, which is planned, and the one after it: the time of a call is drawn one call ahead, so that nothing waits for it.
    coming: [Coming; 2],
    /// Exact time of the call drawn last [ms]: rounding to the clock does not add up.
    pub last: f64,
    /// Seat of the next call.
    pub seat: Seat,
    /// The factor of the day drawn last.
    factor: (i64, f64),
}

/// A call to come.
#[derive(Debug, Clone, Copy)]
pub struct Coming {
    /// Its number at the source, which is also its address.
    pub ordinal: u64,
    /// What it brings.
    pub fate: Fate,
    /// When it will be made; `None` if that lies beyond the end.
    pub at: Option<Time>,
}

impl SourceState {
    /// A source at the start. Its first two calls have no time yet: see [`SourceState::draw_ahead`].
    pub fn new(seed: Seed, address: u64, day_address: u64) -> SourceState {
        let (stream, days) = (seed.source(address), seed.source(day_address));
        let call = |ordinal| Coming { ordinal, fate: Fate::new(stream.entity(ordinal)), at: None };
        SourceState { stream, days, coming: [call(0), call(1)], last: 0.0, seat: Seat::default(), factor: (-1, 1.0) }
    }

    /// Draws the times of the first two calls.
    pub fn draw_ahead(&mut self, time_of: impl Fn(&mut SourceState, Coming) -> Option<Time>) {
        self.coming[0].at = time_of(self, self.coming[0]);
        self.coming[1].at = self.coming[0].at.and_then(|_| time_of(self, self.coming[1]));
    }

    /// The next call.
    pub fn next(&self) -> Coming {
        self.coming[0]
    }

    /// The next call is made; the one after it is the next, and `time_of` draws when the one after that will be.
    #[inline]
    pub fn take(&mut self, time_of: impl Fn(&mut SourceState, Coming) -> Option<Time>) -> Coming {
        let [made, next] = self.coming;
        let ordinal = next.ordinal + 1;
        let mut after = Coming { ordinal, fate: Fate::new(self.stream.entity(ordinal)), at: None };
        // Calls come in order of time: after one beyond the end there is no other.
        after.at = next.at.and_then(|_| time_of(self, after));
        self.coming = [next, after];
        made
    }

    /// The factor of `day`, drawn from `law` by its date, whatever came before.
    pub fn day_factor(&mut self, law: &Law, day: i64) -> f64 {
        if self.factor.0 != day {
            let mut draws = self.days.entity(day as u64).draws(Purpose::Day as u32, 0);
            self.factor = (day, law.sample(&mut draws));
        }
        self.factor.1
    }
}
