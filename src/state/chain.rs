//! Where jobs stand in their chains of stages, and the appointments that are made.

use super::fate::Fate;
use crate::kernel::id::Id;
use crate::network::KindId;
use std::collections::BTreeMap;

/// Where a job stands in its chain.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// What the call brought, whatever stage the job is in; `None` before it has entered a channel.
    pub call: Option<Fate>,
    /// Kinds that the job has been, as bits.
    pub passed: u64,
    /// Stages that are done.
    pub stages: u32,
    /// Visits of these stages beyond one each.
    pub further_visits: u32,
    /// Whether nothing is broken.
    pub no_fault: bool,
    /// Whether the diagnosis is wrong.
    pub misdirected: bool,
    /// Appointments made.
    pub bookings: u32,
    /// End of the window of the present appointment [ms]; 0 for none.
    pub window_end: i64,
    /// Whether the customer was not there.
    pub absent: bool,
}

impl Progress {
    /// The job enters a stage: whether it has not been of this kind before.
    pub fn enter(&mut self, kind: KindId) -> bool {
        let bit = 1 << kind.index();
        let first = self.passed & bit == 0;
        self.passed |= bit;
        first
    }
}

/// The appointments of a kind at a dispatch desk: used slots by window.
#[derive(Debug, Clone, Default)]
pub struct Bookings {
    used: BTreeMap<i64, u32>,
}

impl Bookings {
    /// Takes the first slot of the windows from `first` to `last`, where `slots(window)` can be taken; returns its window.
    pub fn take(&mut self, first: i64, last: i64, mut slots: impl FnMut(i64) -> u32) -> Option<i64> {
        // Windows that are past are forgotten.
        self.used = self.used.split_off(&first);
        let window = (first..=last).find(|window| self.used.get(window).copied().unwrap_or(0) < slots(*window))?;
        *self.used.entry(window).or_default() += 1;
        Some(window)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_free_slot_is_taken() {
        let mut bookings = Bookings::default();
        let slots = |window: i64| [0, 2, 1, 3][window as usize % 4];
        let taken: Vec<Option<i64>> = (0..5).map(|_| bookings.take(0, 3, slots)).collect();
        assert_eq!(taken, [Some(1), Some(1), Some(2), Some(3), Some(3)]);
        assert_eq!(bookings.take(2, 2, slots), None);
    }

    #[test]
    fn a_kind_is_entered_for_the_first_time_once() {
        let mut progress = Progress::default();
        assert_eq!([3, 5, 3].map(|kind| progress.enter(KindId(kind))), [true, true, false]);
    }
}
