//! Sourcing: which place is asked to take a job, and whether it takes it.

use super::choice::{self, Asked};
use super::dispatch::{has_skill, technicians_for};
use crate::kernel::time::{Span, Time};
use crate::network::sourcing::{Offer, Rule};
use crate::network::{KindId, OfferId, PoolId, StreamId, TeamId, ZoneId};
use crate::scenario::schema::{Bases, Choose};
use crate::state::view::{Request, View};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The first place that takes a job; `None` if it is lost. `lot` in [0, 1) decides share rules; `agrees` asks a partner that may
/// refuse.
pub fn place_for(
    view: &View<'_>,
    request: Request<'_>,
    stream: StreamId,
    lot: f64,
    agrees: &mut impl FnMut(Asked) -> bool,
) -> Option<OfferId> {
    let sourcing = &view.network().sourcing;
    // One lot serves all share rules: each rule takes its share of what is left, so the lot is stretched anew.
    let mut lot = lot;
    for asked in &sourcing.by_zone[request.zone()] {
        let rule = &sourcing.rules[asked.rule];
        if !asked.kinds.has(request.kind()) || !rule.streams[stream] {
            continue;
        }
        if rule.share < 1.0 {
            if lot >= rule.share {
                lot = (lot - rule.share) / (1.0 - rule.share);
                continue;
            }
            lot /= rule.share;
        }
        let mut takes_it = |offer: &OfferId| {
            takes(view, request, rule, &sourcing.offers[*offer])
                && choice::may_refuse(view, request, *offer).is_none_or(&mut *agrees)
        };
        let found = match rule.choose {
            Choose::First => asked.offers.iter().copied().find(&mut takes_it),
            choose => choice::ordered(view, request, choose, &asked.offers).into_iter().find(&mut takes_it),
        };
        if found.is_some() {
            return found;
        }
    }
    None
}

/// Whether a place takes a job under a rule.
#[inline]
fn takes(view: &View<'_>, request: Request<'_>, rule: &Rule, offer: &Offer) -> bool {
    let Offer::Pool { pool, teams, .. } = offer else { return true };
    if !has_skill(view, teams, request.kind()) {
        return false;
    }
    let desk = &view.network().pools[*pool];
    if rule.overflow_backlog.is_some_and(|limit| view.waiting(*pool) as f64 >= limit * desk.technicians as f64)
        && technicians_for(view, request, offer).is_none()
    {
        return false;
    }
    if rule.overflow_wait.is_some() || rule.overflow_promise.is_some() {
        let wait = expected_wait(view, *pool, teams, request.kind(), request.zone());
        let arrival =
            wait.map(|wait| wait + view.trip_for(view.network().teams[teams[0]].centre, request.zone(), request.kind()).time);
        let too_long =
            |limit: Option<Span>, value: Option<Span>| limit.is_some_and(|limit| value.is_none_or(|value| value > limit));
        let promise = view.network().kinds[request.kind()].respond_within;
        let factor = rule.overflow_promise.zip(promise).map(|(factor, promise)| Span::from_ms(promise.0 as f64 * factor));
        if too_long(rule.overflow_wait, wait) || too_long(factor, arrival) {
            return false;
        }
    }
    desk.backlog_limit.is_none_or(|limit| view.waiting(*pool) < limit as usize || technicians_for(view, request, offer).is_some())
}

/// Expected wait for dispatch of a job that joins a backlog now; `None` if nobody will be on duty.
///
/// List scheduling by expectations: technicians become free when their present visits are expected to end, and take the jobs ahead
/// one after the other, in the hours of their rosters.
fn expected_wait(view: &View<'_>, pool: PoolId, teams: &[TeamId], kind: KindId, zone: ZoneId) -> Option<Span> {
    let network = view.network();
    let able = teams.iter().filter(|&&team| network.teams[team].can.has(kind));
    let mut free: BinaryHeap<Reverse<(Time, Time, TeamId)>> = able
        .flat_map(|&team| network.teams[team].technicians.iter().map(move |id| (team, id)))
        .filter_map(|(team, id)| view.expected_free(id).map(|(at, until)| Reverse((at, until, team))))
        .collect();
    if free.is_empty() {
        return None;
    }
    let centre = network.teams[teams[0]].centre;
    let trip = view.trip_for(centre, zone, kind).time;
    let travel = if network.travel.bases == Bases::Return { trip + trip } else { trip };
    for kind in network.kinds.ids() {
        for _ in 0..view.waiting_of(pool, kind) {
            let Reverse((at, until, team)) = free.pop()?;
            let next = at + travel + view.work(team, kind);
            let next = if next < until { Some((next, until)) } else { view.on_duty_from(team, next) };
            free.extend(next.map(|(at, until)| Reverse((at, until, team))));
        }
    }
    free.pop().map(|Reverse((at, _, _))| (at - view.now()).max(Span::ZERO))
}
