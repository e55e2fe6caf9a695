//! Places in the days of a partner without simulated people.

use std::collections::BTreeMap;

/// The next free places of a partner in one zone: jobs begun on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Slots {
    day: i64,
    used: u32,
    /// Places that were given back, by day.
    given_back: BTreeMap<i64, u32>,
}

impl Slots {
    /// Takes the first place on or after `today` where `capacity` says how many jobs are begun on a day; returns its day.
    pub fn take(&mut self, today: i64, capacity: impl Fn(i64) -> u32) -> i64 {
        self.given_back = self.given_back.split_off(&today);
        if let Some(mut free) = self.given_back.first_entry() {
            let day = *free.key();
            *free.get_mut() -= 1;
            if *free.get() == 0 {
                free.remove();
            }
            return day;
        }
        if self.day < today {
            (self.day, self.used) = (today, 0);
        }
        // A checked partner begins a job in a hundred days at least.
        while self.used >= capacity(self.day) {
            (self.day, self.used) = (self.day + 1, 0);
        }
        self.used += 1;
        self.day
    }

    /// Gives a place on `day` back: its customer has given up.
    pub fn give_back(&mut self, day: i64) {
        *self.given_back.entry(day).or_default() += 1;
    }

    /// Places taken on `today` and later.
    pub fn taken(&self, today: i64, capacity: impl Fn(i64) -> u32) -> u32 {
        if self.day < today {
            return 0;
        }
        let full: u32 = (today..self.day).map(capacity).sum();
        full + self.used - self.given_back.range(today..).map(|(_, places)| places).sum::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_day_passes_jobs_on_to_the_next() {
        let mut slots = Slots::default();
        let days: Vec<i64> = [3, 3, 3, 3, 3, 9].iter().map(|&today| slots.take(today, |_| 2)).collect();
        assert_eq!(days, [3, 3, 4, 4, 5, 9]);
    }

    #[test]
    fn a_place_given_back_is_taken_next_unless_its_day_is_past() {
        let mut slots = Slots::default();
        let first: Vec<i64> = [3, 3, 3, 3, 3].iter().map(|&today| slots.take(today, |_| 2)).collect();
        assert_eq!(first, [3, 3, 4, 4, 5]);
        slots.give_back(4);
        slots.give_back(3);
        assert_eq!([2, 3, 4, 5, 6].map(|today| slots.taken(today, |_| 2)), [5, 3, 2, 1, 0]);
        assert_eq!([4, 4, 4].map(|today| slots.take(today, |_| 2)), [4, 5, 6]);
    }

    #[test]
    fn days_may_differ() {
        let mut slots = Slots::default();
        let capacity = |day: i64| [0, 2, 0, 1][day as usize % 4];
        let days: Vec<i64> = (0..5).map(|_| slots.take(0, capacity)).collect();
        assert_eq!(days, [1, 1, 3, 5, 5]);
        assert_eq!(slots.taken(3, capacity), 3);
    }
}
