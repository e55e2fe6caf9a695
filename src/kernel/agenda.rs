//! The agenda: events in order of time, and of scheduling where times are equal.
//!
//! Who never has more than one event to come (a technician, a stream of calls) has a seat, and all seats play a tournament. All other
//! events are in a 4-ary heap of 16-byte keys (time, order of scheduling, slot); the events themselves lie still in slots, and each slot
//! knows where its key stands, so that a cancelled event leaves the heap at once. The place of an event that has just happened stays as
//! it is until the next pop: mostly it is filled again before, at half of the cost.

mod seats;

use super::time::Time;
use seats::Seats;
use std::hint::select_unpredictable;

/// Names one scheduled event, so that it can be cancelled.
///
/// A handle is spent when its event has been popped or cancelled; keeping a spent one is a fault of the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    slot: u32,
    order: u32,
}

/// Orders events by time, then by order of scheduling.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Key {
    /// Times are never negative, so the bit pattern keeps the order.
    time: u64,
    /// Order of scheduling above, slot of the heap or seat below.
    tie: u64,
}

impl Key {
    #[inline]
    fn new(time: i64, order: u32, slot: u32) -> Key {
        Key { time: time as u64, tie: u64::from(order) << 32 | u64::from(slot) }
    }

    /// Whether it comes before another, without a branch: nobody can foresee it, and a wrong guess costs more than both comparisons.
    #[inline]
    fn before(self, other: Key) -> bool {
        (self.time < other.time) | ((self.time == other.time) & (self.tie < other.tie))
    }

    /// The earlier of two. In halves: a choice between two numbers of 128 bits becomes a branch again.
    #[inline]
    fn earlier(self, other: Key) -> Key {
        let later = other.before(self);
        let half = |mine, theirs| select_unpredictable(later, theirs, mine);
        Key { time: half(self.time, other.time), tie: half(self.tie, other.tie) }
    }

    #[inline]
    fn time(self) -> Time {
        Time(self.time as i64)
    }

    #[inline]
    fn order(self) -> u32 {
        (self.tie >> 32) as u32
    }

    /// Slot of the heap, or seat.
    #[inline]
    fn slot(self) -> usize {
        self.tie as u32 as usize
    }
}

struct Slot<E> {
    event: E,
    order: u32,
    /// Where its key stands in the heap, or [`SPENT`].
    at: u32,
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
    /// The heap, and after it at least [`ARITY`] keys of no event, so that every node has all its children.
    heap: Vec<Key>,
    /// Keys in the heap.
    len: usize,
    /// Whether the root of the heap has been popped and not filled again.
    hole: bool,
    slots: Vec<Slot<E>>,
    free: Vec<u32>,
    order: u32,
    seats: Seats<E>,
    /// The seat whose event has been popped and that has not been taken again, or [`NOBODY`].
    risen: u32,
}

/// Names one who never has more than one event to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seat(pub u32);

/// No seat.
const NOBODY: u32 = u32::MAX;
const ARITY: usize = 4;
/// Comes after all events.
const NO_EVENT: Key = Key { time: u64::MAX, tie: u64::MAX };
/// Place in the heap of an event that has been popped or cancelled.
const SPENT: u32 = u32::MAX;

impl<E: Copy> Agenda<E> {
    /// An empty agenda without seats.
    pub fn new() -> Self {
        Self {
            heap: vec![NO_EVENT; ARITY],
            len: 0,
            hole: false,
            slots: Vec::new(),
            free: Vec::new(),
            order: 0,
            seats: Seats::new(0),
            risen: NOBODY,
        }
    }

    /// Number of events to come.
    pub fn len(&self) -> usize {
        self.len - usize::from(self.hole) + self.seats.len() - usize::from(self.risen != NOBODY)
    }

    /// Whether nothing is to come.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes back all events, so that handles from before are spent. From now on there are so many seats.
    pub fn clear(&mut self, seats: usize) {
        self.heap.clear();
        self.heap.resize(ARITY, NO_EVENT);
        self.len = 0;
        self.slots.clear();
        self.free.clear();
        (self.hole, self.order, self.risen) = (false, 0, NOBODY);
        self.seats.reset(seats);
    }

    /// Plans `event` at `time` for a seat, after all events already planned for the same time.
    ///
    /// # Panics
    /// If `time` lies before the start, or there is no such seat; in debug builds, if the seat has an event.
    #[inline]
    pub fn seat(&mut self, seat: Seat, time: Time, event: E) {
        assert!(time.0 >= 0, "an event lies after the start");
        debug_assert!(self.risen == seat.0 || self.seats.is_free(seat.0 as usize), "a seat has one event at a time");
        let key = Key::new(time.0, self.next_order(), seat.0);
        self.risen = if self.risen == seat.0 { NOBODY } else { self.risen };
        self.seats.set(seat.0 as usize, key, event);
    }

    /// Takes back the event of a seat, if it has one.
    pub fn unseat(&mut self, seat: Seat) {
        self.risen = if self.risen == seat.0 { NOBODY } else { self.risen };
        self.seats.play(seat.0 as usize, NO_EVENT);
    }

    /// Plans `event` at `time`; after all events already planned for the same time.
    ///
    /// # Panics
    /// If `time` lies before the start.
    #[inline]
    pub fn schedule(&mut self, time: Time, event: E) -> Handle {
        assert!(time.0 >= 0, "an event lies after the start");
        let order = self.next_order();
        let row = Slot { event, order, at: 0 };
        let slot = match self.free.pop() {
            Some(slot) => {
                self.slots[slot as usize] = row;
                slot
            }
            None => {
                self.slots.push(row);
                u32::try_from(self.slots.len() - 1).expect("fewer than 4 billion events to come")
            }
        };
        let key = Key::new(time.0, order, slot);
        if self.hole {
            self.hole = false;
            self.sift_down(0, key);
        } else {
            self.heap.push(NO_EVENT);
            self.len += 1;
            self.sift_up(self.len - 1, key);
        }
        Handle { slot, order }
    }

    /// Takes back an event of the heap.
    ///
    /// # Panics
    /// If the event has already happened or been cancelled.
    #[inline]
    pub fn cancel(&mut self, handle: Handle) {
        let slot = &mut self.slots[handle.slot as usize];
        assert!(slot.at != SPENT && slot.order == handle.order, "an event is cancelled once and before it happens");
        let at = std::mem::replace(&mut slot.at, SPENT) as usize;
        self.free.push(handle.slot);
        let last = self.take_last();
        if at == self.len {
            return;
        }
        // An empty root still holds the key of the past, which comes before all others.
        if at > 0 && last.before(self.heap[(at - 1) / ARITY]) {
            self.sift_up(at, last);
        } else {
            self.sift_down(at, last);
        }
    }

    /// The next event and its time.
    #[inline(always)]
    pub fn pop(&mut self) -> Option<(Time, E)> {
        if self.hole {
            self.hole = false;
            let last = self.take_last();
            if self.len > 0 {
                self.sift_down(0, last);
            }
        }
        if self.risen != NOBODY {
            self.seats.play(std::mem::replace(&mut self.risen, NOBODY) as usize, NO_EVENT);
        }
        // Behind the heap there are keys of no event.
        let (top, first) = (self.heap[0], self.seats.first());
        if first.before(top) {
            self.risen = first.slot() as u32;
            return self.seats.event(first.slot()).map(|event| (first.time(), event));
        }
        if top == NO_EVENT {
            return None;
        }
        self.hole = true;
        self.free.push(top.slot() as u32);
        let slot = &mut self.slots[top.slot()];
        slot.at = SPENT;
        Some((top.time(), slot.event))
    }

    #[inline]
    fn next_order(&mut self) -> u32 {
        if self.order == u32::MAX {
            self.renumber();
        }
        self.order += 1;
        self.order
    }

    /// Gives the events to come new small numbers in their present order, every 4 billion events.
    #[cold]
    fn renumber(&mut self) {
        let mut orders: Vec<u32> = self.heap[..self.len].iter().copied().chain(self.seats.keys()).map(Key::order).collect();
        orders.sort_unstable();
        // Handles out there keep the old number of their slot, so slots keep it too; only what breaks ties is renumbered.
        let renumbered = |key: Key| {
            let order = orders.partition_point(|&order| order < key.order()) as u32;
            Key::new(key.time().0, order, key.slot() as u32)
        };
        self.heap[..self.len].iter_mut().for_each(|key| *key = renumbered(*key));
        self.seats.map(renumbered);
        self.order = orders.len() as u32;
    }

    /// Takes the last key off the heap.
    #[inline]
    fn take_last(&mut self) -> Key {
        self.len -= 1;
        self.heap.pop();
        std::mem::replace(&mut self.heap[self.len], NO_EVENT)
    }

    /// Puts a key down in the heap.
    #[inline]
    fn put(&mut self, at: usize, key: Key) {
        self.heap[at] = key;
        self.slots[key.slot()].at = at as u32;
    }

    /// Places `key`, which belongs at `at` or above.
    #[inline]
    fn sift_up(&mut self, mut at: usize, key: Key) {
        while at > 0 {
            let parent = (at - 1) / ARITY;
            if !key.before(self.heap[parent]) {
                break;
            }
            self.put(at, self.heap[parent]);
            at = parent;
        }
        self.put(at, key);
    }

    /// Places `key`, which belongs at `at` or below.
    #[inline]
    fn sift_down(&mut self, mut at: usize, key: Key) {
        while at * ARITY + 1 < self.len {
            let first = at * ARITY + 1;
            let children: [Key; ARITY] = *self.heap[first..].first_chunk().expect("every node has all its children");
            // Two pairs, then the better of both: no comparison waits for the one before.
            let left = usize::from(children[1].before(children[0]));
            let right = 2 + usize::from(children[3].before(children[2]));
            let step = select_unpredictable(children[right].before(children[left]), right, left);
            let least = children[step];
            if key.before(least) {
                break;
            }
            self.put(at, least);
            at = first + step;
        }
        self.put(at, key);
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

    /// Runs the same random plan on the agenda and on an ordered map, and compares every event. Sometimes nothing, sometimes much, is
    /// planned between two pops; every seventh run of events is renumbered.
    #[test]
    fn agrees_with_an_ordered_map() {
        const SEATS: u32 = 11;
        let mut agenda = Agenda::new();
        agenda.clear(SEATS as usize);
        let mut seated: BTreeMap<u32, (i64, u64)> = BTreeMap::new();
        let mut model: BTreeMap<(i64, u64), u32> = BTreeMap::new();
        let mut handles = Vec::new();
        let mut state = 7;
        for n in 0..200_000u64 {
            match step(&mut state) % 9 {
                5 | 6 => {
                    let (seat, time) = ((step(&mut state) % u64::from(SEATS)) as u32, (step(&mut state) % 1000 + n / 100) as i64);
                    seated.insert(seat, (time, n)).and_then(|old| model.remove(&old));
                    model.insert((time, n), n as u32);
                    agenda.unseat(Seat(seat));
                    agenda.seat(Seat(seat), Time(time), n as u32);
                }
                7 if n % 3 == 0 => {
                    let seat = (step(&mut state) % u64::from(SEATS)) as u32;
                    seated.remove(&seat).and_then(|old| model.remove(&old));
                    agenda.unseat(Seat(seat));
                }
                8 if n % 700 == 0 => agenda.order = u32::MAX,
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
        assert!(agenda.is_empty());
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
