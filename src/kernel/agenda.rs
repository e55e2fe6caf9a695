//! The agenda: events in order of time, and of scheduling where times are equal.
//!
//! A 4-ary heap of 16-byte keys (time, order of scheduling, slot); the events themselves lie still in slots.
//! A cancelled event stays in the heap until its time comes or until dead entries outnumber the live ones, when they are swept out.

use super::time::Time;

/// Names one scheduled event, so that it can be cancelled.
///
/// A handle is spent when its event has been popped or cancelled; keeping a spent one is a fault of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    slot: u32,
    order: u32,
}

/// Heap key: time above, order of scheduling (wrapping, compared within equal times only) and slot below.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    time: i64,
    order: u32,
    slot: u32,
}

impl Key {
    /// One number that orders keys by time, then by order of scheduling, then by slot.
    #[inline]
    fn rank(self) -> u128 {
        // Times are never negative, so the bit pattern keeps the order.
        (self.time as u128) << 64 | (self.order as u128) << 32 | self.slot as u128
    }
}

struct Slot<E> {
    event: E,
    order: u32,
    live: bool,
}

/// The events to come.
///
/// ```
/// use callout::kernel::agenda::Agenda;
/// use callout::kernel::time::Time;
/// let mut agenda = Agenda::new();
/// agenda.schedule(Time(20), "second");
/// let off = agenda.schedule(Time(10), "never");
/// agenda.schedule(Time(10), "first");
/// agenda.cancel(off);
/// assert_eq!(agenda.pop(), Some((Time(10), "first")));
/// assert_eq!(agenda.pop(), Some((Time(20), "second")));
/// assert_eq!(agenda.pop(), None);
/// ```
pub struct Agenda<E> {
    heap: Vec<Key>,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    order: u32,
    dead: usize,
}

const ARITY: usize = 4;
/// Dead entries are swept out only above this number: below, popping them is cheaper.
const SWEEP_FROM: usize = 1024;

impl<E: Copy> Agenda<E> {
    /// An empty agenda.
    pub fn new() -> Self {
        Self { heap: Vec::new(), slots: Vec::new(), free: Vec::new(), order: 0, dead: 0 }
    }

    /// Number of events to come.
    pub fn len(&self) -> usize {
        self.heap.len() - self.dead
    }

    /// Whether nothing is to come.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Plans `event` at `time`; after all events already planned for the same time.
    ///
    /// # Panics
    /// If `time` lies before the start.
    #[inline]
    pub fn schedule(&mut self, time: Time, event: E) -> Handle {
        assert!(time.0 >= 0, "an event lies after the start");
        let order = self.next_order();
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = Slot { event, order, live: true };
                slot
            }
            None => {
                self.slots.push(Slot { event, order, live: true });
                u32::try_from(self.slots.len() - 1).expect("fewer than 4 billion events to come")
            }
        };
        self.heap.push(Key { time: time.0, order, slot });
        self.sift_up(self.heap.len() - 1);
        Handle { slot, order }
    }

    /// Takes back an event.
    ///
    /// # Panics
    /// If the event has already happened or been cancelled.
    #[inline]
    pub fn cancel(&mut self, handle: Handle) {
        let slot = &mut self.slots[handle.slot as usize];
        assert!(slot.live && slot.order == handle.order, "an event is cancelled once and before it happens");
        slot.live = false;
        self.dead += 1;
        if self.dead > SWEEP_FROM && self.dead * 2 > self.heap.len() {
            self.sweep();
        }
    }

    /// The next event and its time.
    #[inline]
    pub fn pop(&mut self) -> Option<(Time, E)> {
        loop {
            let top = *self.heap.first()?;
            self.remove_top();
            let slot = &self.slots[top.slot as usize];
            self.free.push(top.slot);
            if slot.live {
                let event = slot.event;
                self.slots[top.slot as usize].live = false;
                return Some((Time(top.time), event));
            }
            self.dead -= 1;
        }
    }

    fn next_order(&mut self) -> u32 {
        if self.order == u32::MAX {
            self.renumber();
        }
        self.order += 1;
        self.order
    }

    /// Gives the events to come new small numbers in their present order, every 4 billion events.
    fn renumber(&mut self) {
        self.sweep();
        self.heap.sort_unstable_by_key(|key| key.rank());
        // Handles out there keep the old number of their slot, so slots keep it too; only ties in the heap are renumbered.
        for (order, key) in self.heap.iter_mut().enumerate() {
            key.order = order as u32;
        }
        self.order = self.heap.len() as u32;
    }

    fn sweep(&mut self) {
        let (slots, free) = (&self.slots, &mut self.free);
        self.heap.retain(|key| {
            let live = slots[key.slot as usize].live;
            if !live {
                free.push(key.slot);
            }
            live
        });
        self.dead = 0;
        if self.heap.len() > 1 {
            for at in (0..=(self.heap.len() - 2) / ARITY).rev() {
                self.sift_down(at);
            }
        }
    }

    #[inline]
    fn remove_top(&mut self) {
        let last = self.heap.pop().expect("the heap has a top");
        if !self.heap.is_empty() {
            self.heap[0] = last;
            self.sift_down(0);
        }
    }

    #[inline]
    fn sift_up(&mut self, mut at: usize) {
        let key = self.heap[at];
        while at > 0 {
            let parent = (at - 1) / ARITY;
            if self.heap[parent].rank() <= key.rank() {
                break;
            }
            self.heap[at] = self.heap[parent];
            at = parent;
        }
        self.heap[at] = key;
    }

    #[inline]
    fn sift_down(&mut self, mut at: usize) {
        let key = self.heap[at];
        let len = self.heap.len();
        loop {
            let first = at * ARITY + 1;
            if first >= len {
                break;
            }
            let mut least = first;
            for child in first + 1..(first + ARITY).min(len) {
                if self.heap[child].rank() < self.heap[least].rank() {
                    least = child;
                }
            }
            if key.rank() <= self.heap[least].rank() {
                break;
            }
            self.heap[at] = self.heap[least];
            at = least;
        }
        self.heap[at] = key;
    }
}

impl<E: Copy> Default for Agenda<E> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// A small generator for test input: Knuth's MMIX line.
    fn step(state: &mut u64) -> u64 {
        *state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        *state >> 33
    }

    /// Runs the same random plan on the agenda and on an ordered map, and compares every event.
    #[test]
    fn agrees_with_an_ordered_map() {
        let mut agenda = Agenda::new();
        let mut model: BTreeMap<(i64, u64), u32> = BTreeMap::new();
        let mut handles = Vec::new();
        let mut state = 7;
        for n in 0..200_000u64 {
            match step(&mut state) % 5 {
                0..=2 => {
                    let time = (step(&mut state) % 1000 + n / 100) as i64;
                    model.insert((time, n), n as u32);
                    handles.push(((time, n), agenda.schedule(Time(time), n as u32)));
                }
                3 if !handles.is_empty() => {
                    let (key, handle) = handles.swap_remove(step(&mut state) as usize % handles.len());
                    if model.remove(&key).is_some() {
                        agenda.cancel(handle);
                    }
                }
                _ => {
                    let expected = model.pop_first().map(|((time, _), event)| (Time(time), event));
                    assert_eq!(agenda.pop(), expected);
                }
            }
            assert_eq!(agenda.len(), model.len());
        }
    }

    #[test]
    fn keeps_the_order_of_scheduling_across_a_renumbering() {
        let mut agenda = Agenda::new();
        agenda.order = u32::MAX - 2;
        let handles: Vec<_> = (0..6).map(|n| agenda.schedule(Time(5), n)).collect();
        agenda.cancel(handles[4]);
        let order: Vec<_> = std::iter::from_fn(|| agenda.pop().map(|(_, n)| n)).collect();
        assert_eq!(order, [0, 1, 2, 3, 5]);
    }

    #[test]
    #[should_panic(expected = "cancelled once")]
    fn a_past_event_cannot_be_cancelled() {
        let mut agenda = Agenda::new();
        let handle = agenda.schedule(Time(1), ());
        agenda.pop();
        agenda.cancel(handle);
    }
}
