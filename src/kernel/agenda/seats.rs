//! Seats: the events of those who never have more than one to come.
//!
//! A tournament: each seat plays against its neighbour, the earlier event goes on, and the first of all stands at the root. A change
//! replays one match on each round, without a branch that depends on a time.

use super::{Key, NO_EVENT};

/// The events of numbered seats.
pub(super) struct Seats<E> {
    /// The root is node 1; the children of node n are 2 n and 2 n + 1; the seats are the last half.
    nodes: Vec<Key>,
    events: Vec<Option<E>>,
}

impl<E: Copy> Seats<E> {
    /// So many empty seats.
    pub fn new(seats: usize) -> Self {
        let mut all = Self { nodes: Vec::new(), events: Vec::new() };
        all.reset(seats);
        all
    }

    /// Empties all seats; from now on there are so many.
    pub fn reset(&mut self, seats: usize) {
        self.nodes.clear();
        self.nodes.resize(2 * seats.next_power_of_two(), NO_EVENT);
        self.events.clear();
        self.events.resize(seats, None);
    }

    /// Events to come.
    pub fn len(&self) -> usize {
        self.nodes[self.nodes.len() / 2..].iter().filter(|&&key| key != NO_EVENT).count()
    }

    /// The first event of all, or [`NO_EVENT`].
    #[inline]
    pub fn first(&self) -> Key {
        self.nodes[1]
    }

    /// The event of a seat that was set last.
    #[inline]
    pub fn event(&self, seat: usize) -> Option<E> {
        self.events[seat]
    }

    /// Whether a seat has no event.
    pub fn is_free(&self, seat: usize) -> bool {
        self.nodes[self.nodes.len() / 2 + seat] == NO_EVENT
    }

    /// Seats an event.
    #[inline]
    pub fn set(&mut self, seat: usize, key: Key, event: E) {
        self.events[seat] = Some(event);
        self.play(seat, key);
    }

    /// Plays the matches of a seat again with `key`.
    #[inline]
    pub fn play(&mut self, seat: usize, key: Key) {
        let nodes = self.nodes.as_mut_slice();
        let mut at = nodes.len() / 2 + seat;
        nodes[at] = key;
        let mut best = key;
        while at > 1 {
            let other = nodes[at ^ 1];
            best = best.earlier(other);
            at /= 2;
            nodes[at] = best;
        }
    }

    /// Changes all keys by a map that keeps their order.
    pub fn map(&mut self, change: impl Fn(Key) -> Key) {
        self.nodes.iter_mut().filter(|key| **key != NO_EVENT).for_each(|key| *key = change(*key));
    }

    /// The keys of all seats that are taken.
    pub fn keys(&self) -> impl Iterator<Item = Key> + '_ {
        self.nodes[self.nodes.len() / 2..].iter().copied().filter(|&key| key != NO_EVENT)
    }
}
