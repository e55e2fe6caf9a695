//! Where a stream of calls stands: its next ordinal and its exact time.

use super::fate::{Fate, Purpose};
use crate::kernel::law::Law;
use crate::kernel::random::{Seed, Source};

/// The state of one source.
#[derive(Debug, Clone)]
pub struct SourceState {
    stream: Source,
    days: Source,
    /// Number of the next call, which is also its address.
    ordinal: u64,
    /// The fate of the next call.
    fate: Fate,
    /// Exact time of the last call [ms]: rounding to the clock does not add up.
    pub last: f64,
    /// The factor of the day drawn last.
    factor: (i64, f64),
}

impl SourceState {
    /// A source at the start.
    pub fn new(seed: Seed, address: u64, day_address: u64) -> SourceState {
        let (stream, days) = (seed.source(address), seed.source(day_address));
        SourceState { stream, days, ordinal: 0, fate: Fate::new(stream.entity(0)), last: 0.0, factor: (-1, 1.0) }
    }

    /// Number of the next call.
    pub fn ordinal(&self) -> u64 {
        self.ordinal
    }

    /// The fate of the next call.
    pub fn fate(&self) -> Fate {
        self.fate
    }

    /// The next call is made: its number and fate; another one is the next.
    pub fn take(&mut self) -> (u64, Fate) {
        let taken = (self.ordinal, self.fate);
        self.ordinal += 1;
        self.fate = Fate::new(self.stream.entity(self.ordinal));
        taken
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
