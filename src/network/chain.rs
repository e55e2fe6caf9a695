//! How work follows work: channels by which calls come in, and stages that pass jobs on.
//!
//! Every stage is a kind of job with its own skill, place and law. A channel is a first stage; a process is a chain of stages.

use super::layout::{built, id_of, span};
use super::{KindId, TierId};
use crate::kernel::id::{Id, Table};
use crate::kernel::law::Law;
use crate::kernel::time::Span;
use crate::scenario::schema::{self, Named, Scenario, Where};

/// The stages and channels of a layout.
#[derive(Debug)]
pub struct Chains {
    /// Each kind as a stage.
    pub stages: Table<KindId, Stage>,
    /// Cumulative weights of the tiers, the last 1.
    tiers: Vec<f64>,
    /// What a customer of each tier is worth / an ordinary one.
    pub value: Table<TierId, f64>,
    /// Channels by tier and kind; empty where calls come in directly.
    channels: Table<TierId, Table<KindId, Lot<KindId>>>,
}

/// Alternatives with cumulative probabilities.
type Lot<T> = Vec<(f64, T)>;

/// A kind as a stage of chains.
#[derive(Debug, Clone)]
pub struct Stage {
    /// Where the work is done.
    pub at: Where,
    /// Whether its start stops the response clock.
    pub answers: bool,
    /// What follows, with cumulative probabilities; the rest is closed.
    next: Lot<KindId>,
    /// Share of its calls without a fault.
    pub no_fault: f64,
    /// Share of calls without a fault that it recognises.
    pub screens: f64,
    /// Share of the jobs that it passes on wrongly diagnosed.
    pub misdirects: f64,
    /// Share of those who gave up and try again.
    pub redial: f64,
    /// Time until then [ms].
    pub redial_after: Law,
    /// Way of a customer to the desk [ms]; `None` for the expected trip.
    pub comes_after: Option<Law>,
    /// Visits by appointment.
    pub appointment: Option<Appointment>,
}

/// Visits by appointment.
#[derive(Debug, Clone)]
pub struct Appointment {
    /// Length of a window.
    pub window: Span,
    /// Shortest time to the beginning of a window.
    pub lead: Span,
    /// Longest.
    pub farthest: Span,
    /// Slots / visits that can be expected.
    pub booking: f64,
    /// Share of the customers who book.
    pub share: f64,
    /// Probability that the customer is not there.
    pub no_show: f64,
}

impl Chains {
    /// The chains of a checked scenario; `None` if every call is one kind of work at the customer's and all customers are alike.
    pub(super) fn new(scenario: &Scenario) -> Option<Chains> {
        if !keeps_stories(scenario) {
            return None;
        }
        let ordinary = schema::CustomerTier { share: 1.0, channels: Named::default(), value: 1.0 };
        let tiers: Vec<&schema::CustomerTier> =
            if scenario.tier.is_empty() { vec![&ordinary] } else { scenario.tier.values().collect() };
        let mix = |tier: &schema::CustomerTier| {
            let of = |(name, kind): (&String, &schema::Kind)| channels(scenario, tier.channels.get(name).unwrap_or(&kind.channels));
            scenario.kind.iter().map(of).collect()
        };
        Some(Chains {
            stages: scenario.kind.values().map(|kind| stage(scenario, kind)).collect(),
            tiers: cumulative(tiers.iter().map(|tier| (tier.share, ())), None).into_iter().map(|(edge, ())| edge).collect(),
            value: tiers.iter().map(|tier| tier.value).collect(),
            channels: tiers.iter().map(|tier| mix(tier)).collect(),
        })
    }

    /// The tier of a customer, at probability `u`.
    pub fn tier(&self, u: f64) -> TierId {
        TierId::new(self.tiers.partition_point(|&edge| edge <= u).min(self.tiers.len() - 1))
    }

    /// The first stage of a call for a kind by a customer of a tier, at probability `u`.
    pub fn entry(&self, tier: TierId, kind: KindId, u: f64) -> KindId {
        drawn(&self.channels[tier][kind], u).unwrap_or(kind)
    }

    /// Shares of the calls for a kind by first stage, all tiers together.
    pub fn mix(&self, kind: KindId) -> Table<KindId, f64> {
        let mut mix: Table<KindId, f64> = self.stages.iter().map(|_| 0.0).collect();
        let mut below = 0.0;
        for (channels, &edge) in self.channels.iter().zip(&self.tiers) {
            let share = edge - below;
            below = edge;
            if channels[kind].is_empty() {
                mix[kind] += share;
            }
            shares(&channels[kind], |stage, part| mix[stage] += share * part);
        }
        mix
    }

    /// Kinds that jobs called for as `kind` may become, itself not always among them.
    pub fn reached(&self, kind: KindId) -> Vec<KindId> {
        let mut reached: Vec<KindId> =
            self.mix(kind).enumerate().filter(|(_, share)| **share > 0.0).map(|(kind, _)| kind).collect();
        let mut next = 0;
        while let Some(&stage) = reached.get(next) {
            self.stages[stage].follow(|to, _| {
                if !reached.contains(&to) {
                    reached.push(to);
                }
            });
            next += 1;
        }
        reached
    }
}

impl Stage {
    /// The stage that follows, at probability `u`; `None` if the job is closed.
    pub fn next(&self, u: f64) -> Option<KindId> {
        drawn(&self.next, u)
    }

    /// Calls `each` with every stage that may follow and its probability.
    pub fn follow(&self, each: impl FnMut(KindId, f64)) {
        shares(&self.next, each);
    }

    /// Whether its people travel to the customer.
    pub fn travels(&self) -> bool {
        self.at == Where::Site
    }
}

/// Whether any kind is more than a visit to a customer, or customers differ.
pub(super) fn keeps_stories(scenario: &Scenario) -> bool {
    let plain = |kind: &schema::Kind| {
        kind.at == Where::Site
            && kind.channels.is_empty()
            && kind.next.is_empty()
            && kind.answers
            && kind.no_fault.0 + kind.redial.0 == 0.0
            && kind.appointment.is_none()
    };
    !scenario.kind.values().all(plain) || !scenario.tier.is_empty()
}

/// Names of the tiers.
pub(super) fn tiers(scenario: &Scenario) -> Table<TierId, String> {
    if scenario.tier.is_empty() { std::iter::once(String::new()).collect() } else { scenario.tier.keys().cloned().collect() }
}

fn shares<T: Copy>(lot: &[(f64, T)], mut each: impl FnMut(T, f64)) {
    let mut below = 0.0;
    for &(edge, of) in lot {
        each(of, edge - below);
        below = edge;
    }
}

fn drawn<T: Copy>(lot: &[(f64, T)], u: f64) -> Option<T> {
    lot.get(lot.partition_point(|(edge, _)| *edge <= u)).map(|(_, of)| *of)
}

/// Cumulative probabilities of weights, which are scaled to sum 1 unless they are shares of `whole`.
fn cumulative<T>(weights: impl Iterator<Item = (f64, T)>, whole: Option<f64>) -> Lot<T> {
    let mut sum = 0.0;
    let mut lot: Lot<T> = weights
        .filter(|(weight, _)| *weight > 0.0)
        .map(|(weight, of)| {
            sum += weight;
            (sum, of)
        })
        .collect();
    let whole = whole.unwrap_or(sum);
    lot.iter_mut().for_each(|(edge, _)| *edge /= whole);
    // Rounding must not leave a gap below 1.
    if let Some((edge, _)) = lot.last_mut().filter(|(edge, _)| *edge > 1.0 - 1e-12) {
        *edge = 1.0;
    }
    lot
}

/// The open channels of a mix.
fn channels(scenario: &Scenario, mix: &Named<f64>) -> Lot<KindId> {
    let open = mix.iter().filter(|(name, _)| scenario.kind[*name].open);
    cumulative(open.map(|(name, share)| (*share, id_of(&scenario.kind, name))), None)
}

fn stage(scenario: &Scenario, kind: &schema::Kind) -> Stage {
    let half_an_hour = || Law::exponential(0.5 * Span::from_hours(1.0).0 as f64).expect("half an hour is a mean");
    let booked = |entry: &schema::Appointment| Appointment {
        window: span(entry.window),
        lead: span(entry.lead),
        farthest: span(entry.farthest),
        booking: entry.booking,
        share: entry.share.0,
        no_show: entry.no_show.0,
    };
    Stage {
        at: kind.at,
        answers: kind.answers,
        next: cumulative(kind.next.iter().map(|(name, share)| (share.0, id_of(&scenario.kind, name))), Some(1.0)),
        no_fault: kind.no_fault.0,
        screens: kind.screens.0,
        misdirects: kind.misdirects.0,
        redial: kind.redial.0,
        redial_after: kind.redial_after.as_ref().map_or_else(half_an_hour, built),
        comes_after: kind.comes_after.as_ref().map(built),
        appointment: kind.appointment.as_ref().map(booked),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_are_drawn_by_their_edges() {
        let lot = cumulative([(1.0, 'a'), (0.0, 'b'), (3.0, 'c')].into_iter(), None);
        assert_eq!([0.0, 0.2499, 0.25, 0.9999].map(|u| drawn(&lot, u)), [Some('a'), Some('a'), Some('c'), Some('c')]);
        let part = cumulative([(0.5, 'a'), (0.2, 'b')].into_iter(), Some(1.0));
        assert_eq!([0.49, 0.5, 0.7, 0.9].map(|u| drawn(&part, u)), [Some('a'), Some('b'), None, None]);
        let thirds = cumulative([(1.0 / 3.0, 'a'), (1.0 / 3.0, 'b'), (1.0 / 3.0, 'c')].into_iter(), Some(1.0));
        assert_eq!(drawn(&thirds, 1.0 - f64::EPSILON), Some('c'));
    }
}
