//! Dispatch: which technician takes a new job, which job a free technician takes, and who is turned round for an urgent one.

use crate::kernel::id::Id;
use crate::kernel::time::Time;
use crate::network::sourcing::Offer;
use crate::network::travel::Trip;
use crate::network::{KindId, TeamId, TechnicianId};
use crate::scenario::schema::{JobOrder, Preempt, TechnicianOrder};
use crate::state::job::JobId;
use crate::state::view::{Request, View};
use std::cell::OnceCell;

/// Who makes a visit: the lead, and a second where two singles are needed.
pub type Crew = [Option<TechnicianId>; 2];

/// Jobs of a line that a dispatcher looks through for one that still fits into a shift.
const LOOK_AHEAD: usize = 32;

/// The free technicians who take a new job now; `None` if it must wait.
#[inline(always)]
pub fn technicians_for(view: &View<'_>, request: Request<'_>, offer: &Offer) -> Option<Crew> {
    let Offer::Pool { teams, .. } = offer else { return None };
    if teams.iter().all(|&team| view.idle(team).is_empty()) {
        return None;
    }
    let need = view.network().kinds[request.kind()].crew;
    let lead = match teams.as_slice() {
        // The commonest case by far: the last who became free of one team, if he fits.
        [team] if everyone_alike(view) && view.network().teams[*team].can.has(request.kind()) => {
            view.idle(*team).iter().rev().copied().find(|&id| view.fits(id, request))?
        }
        teams => best_idle(view, request, teams, None)?,
    };
    if size(view, lead) >= need {
        return Some([Some(lead), None]);
    }
    let mate = best_idle(view, request, teams, Some(lead))?;
    Some([Some(lead), Some(mate)])
}

/// People in a technician's fixed crew.
#[inline(always)]
fn size(view: &View<'_>, id: TechnicianId) -> u8 {
    let network = view.network();
    network.teams[network.technicians[id].team].crew
}

/// The best free technician of `teams` for a job. With `beside`, a single to go with that one; fixed crews go first for jobs of two.
fn best_idle(view: &View<'_>, request: Request<'_>, teams: &[TeamId], beside: Option<TechnicianId>) -> Option<TechnicianId> {
    let network = view.network();
    let need = network.kinds[request.kind()].crew;
    let mut best: Option<([i64; 4], TechnicianId)> = None;
    for (order, &team) in teams.iter().enumerate() {
        let entry = &network.teams[team];
        if view.idle(team).is_empty()
            || !entry.can.has(request.kind())
            || beside.is_some() && entry.crew > 1
            || view.passed_over(team, request)
        {
            continue;
        }
        let fixed_first = i64::from(entry.crew < need);
        let Some((rank, id)) = best_of_team(view, request, team, order as i64, beside) else { continue };
        let rank = [fixed_first, rank[0], rank[1], rank[2]];
        if best.is_none_or(|(least, _)| rank < least) {
            best = Some((rank, id));
        }
    }
    best.map(|(_, id)| id)
}

/// Whether all free members of a team are equally good.
#[inline(always)]
fn everyone_alike(view: &View<'_>) -> bool {
    let network = view.network();
    network.travel.starts_at_base() && network.dispatch.technician != TechnicianOrder::LongestIdle
}

/// The best free member of a team that fits, with its rank (lower is better).
fn best_of_team(
    view: &View<'_>,
    request: Request<'_>,
    team: TeamId,
    order: i64,
    beside: Option<TechnicianId>,
) -> Option<([i64; 3], TechnicianId)> {
    let everyone_alike = everyone_alike(view);
    let mut best = None;
    for &id in view.idle(team).iter().rev() {
        let trip = OnceCell::new();
        let trip = || *trip.get_or_init(|| view.trip(id, request));
        if Some(id) == beside || !view.fits_with(id, request, trip) {
            continue;
        }
        let rank = rank(view, request, team, id, order, trip);
        if best.is_none_or(|(least, _)| rank < least) {
            best = Some((rank, id));
        }
        if everyone_alike {
            break;
        }
    }
    best
}

/// Rank of a technician for a job: for a revisit the better grade first, then the rule, then the shorter trip.
fn rank(view: &View<'_>, request: Request<'_>, team: TeamId, id: TechnicianId, order: i64, trip: impl Fn() -> Trip) -> [i64; 3] {
    let network = view.network();
    let entry = &network.teams[team];
    let millionths = |x: f64| (x * 1e6) as i64;
    let better_grade = if request.visits() > 0 { -millionths(network.fix_of(team, request.kind())) } else { 0 };
    let (first, trip) = match network.dispatch.technician {
        TechnicianOrder::Earliest => (0, trip()),
        TechnicianOrder::Nearest => (trip().metres, trip()),
        TechnicianOrder::LongestIdle => (view.idle_since(id).0, Trip::default()),
        TechnicianOrder::Fastest => (-millionths(network.speed_of(team, request.kind())), trip()),
        TechnicianOrder::LeastSkilled => (entry.skills as i64, trip()),
        TechnicianOrder::Preference => (order, trip()),
    };
    [better_grade, first, trip.time.0]
}

/// What a free technician does next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// This job, with this crew.
    Visit(JobId, Crew),
    /// Nothing that he may do or that fits into his shift; or the first job needs a second technician who is not free, and he stays
    /// free for it.
    Wait,
}

/// The job that a free technician takes.
pub fn job_for(view: &View<'_>, id: TechnicianId) -> Next {
    match view.network().dispatch.order {
        JobOrder::Nearest | JobOrder::Composite => by_place(view, id),
        _ => by_line(view, id),
    }
}

/// Rules that are settled between the heads of the lines.
fn by_line(view: &View<'_>, id: TechnicianId) -> Next {
    let row = view.network().technicians[id];
    let mut after: Option<[i64; 3]> = None;
    loop {
        let mut best: Option<([i64; 3], Request<'_>)> = None;
        for head in view.heads(row.pool) {
            let Some(first) = first_that_fits(view, id, row.team, head) else { continue };
            let rank = head_rank(view, first);
            if after.is_none_or(|after| rank > after) && best.as_ref().is_none_or(|(least, _)| rank < *least) {
                best = Some((rank, first));
            }
        }
        let Some((rank, request)) = best else { return Next::Wait };
        match crew_with(view, id, request) {
            Some(crew) => return Next::Visit(request.id, crew),
            None if pair_may_form(view, id, request) => return Next::Wait,
            None => after = Some(rank),
        }
    }
}

/// The first job of a line that a technician may do and that fits into his shift.
#[inline]
fn first_that_fits<'a>(view: &View<'a>, id: TechnicianId, team: TeamId, head: Request<'a>) -> Option<Request<'a>> {
    if !view.network().teams[team].can.has(head.kind()) {
        return None;
    }
    let pool = view.network().technicians[id].pool;
    view.line_from(pool, head.id)
        .filter(|request| view.may_serve(team, *request))
        .take(LOOK_AHEAD)
        .find(|request| view.fits(id, *request))
}

#[inline]
fn head_rank(view: &View<'_>, request: Request<'_>) -> [i64; 3] {
    let kind = &view.network().kinds[request.kind()];
    let first = match view.network().dispatch.order {
        JobOrder::Priority => i64::from(kind.priority),
        JobOrder::Promise => request.respond_by().0,
        JobOrder::Shortest => kind.expected_work.0,
        JobOrder::FirstCome | JobOrder::Nearest | JobOrder::Composite => 0,
    };
    [first, request.queued().0, request.serial() as i64]
}

/// Rules that weigh every waiting job by where it is.
fn by_place(view: &View<'_>, id: TechnicianId) -> Next {
    let row = view.network().technicians[id];
    let mut best: Option<((f64, u64), Request<'_>, Crew)> = None;
    for head in view.heads(row.pool) {
        if !view.network().teams[row.team].can.has(head.kind()) {
            continue;
        }
        for request in view.line_from(row.pool, head.id).filter(|request| view.may_serve(row.team, *request)) {
            let better = |rank: f64| best.as_ref().is_none_or(|(least, _, _)| (rank, request.serial()) < *least);
            // Most jobs are out of the running before anybody asks how far away they are; in a line of first visits, so are all that
            // called later.
            let near = urgency(view, request);
            if !better(near) {
                if head.visits() == 0 {
                    break;
                }
                continue;
            }
            let trip = view.trip(id, request);
            let rank = near + travel_weight(view) * trip.time.0 as f64;
            if better(rank)
                && view.fits_with(id, request, || trip)
                && let Some(crew) = crew_with(view, id, request)
            {
                best = Some(((rank, request.serial()), request, crew));
            }
        }
    }
    best.map_or(Next::Wait, |(_, request, crew)| Next::Visit(request.id, crew))
}

/// Weight of travel time in the rank of a job: all of it, or a part after Hill's composite rule (A. V. Hill, Decision Sciences 23,
/// 1992).
fn travel_weight(view: &View<'_>) -> f64 {
    let dispatch = &view.network().dispatch;
    if dispatch.order == JobOrder::Nearest { 1.0 } else { dispatch.travel_weight.0 }
}

/// The rank of a job that is next door: its weighted time left to the promise [ms].
fn urgency(view: &View<'_>, request: Request<'_>) -> f64 {
    if view.network().dispatch.order == JobOrder::Nearest {
        return 0.0;
    }
    // A job without a promise is as urgent as one that was due when it came.
    let due = if request.respond_by() == Time::NEVER { request.queued() } else { request.respond_by() };
    (1.0 - view.network().dispatch.travel_weight.0) * (due - view.now()).0 as f64
}

/// The crew of a job that `lead` is free for, if the people are there.
#[inline]
fn crew_with(view: &View<'_>, lead: TechnicianId, request: Request<'_>) -> Option<Crew> {
    if size(view, lead) >= view.network().kinds[request.kind()].crew {
        return Some([Some(lead), None]);
    }
    let offer = request.offer()?;
    let Offer::Pool { teams, .. } = &view.network().sourcing.offers[offer] else { return None };
    best_idle(view, request, teams, Some(lead)).map(|mate| [Some(lead), Some(mate)])
}

/// Whether a second single who may do the job is on duty, so that waiting for him makes sense.
fn pair_may_form(view: &View<'_>, lead: TechnicianId, request: Request<'_>) -> bool {
    let pool = view.network().technicians[lead].pool;
    let single =
        |id: TechnicianId| id != lead && size(view, id) == 1 && view.may_serve(view.network().technicians[id].team, request);
    view.busy(pool).any(|(id, _, _)| single(id))
}

/// Who drops what he does for an urgent job when nobody is free: free technicians first, then those with the least urgent and
/// latest begun jobs.
pub fn interrupted_for(view: &View<'_>, request: Request<'_>, offer: &Offer) -> Option<Crew> {
    let network = view.network();
    let Offer::Pool { pool, teams, .. } = offer else { return None };
    let mode = network.dispatch.preempt;
    if mode == Preempt::None {
        return None;
    }
    let (urgency, need) = (network.kinds[request.kind()].priority, network.kinds[request.kind()].crew);
    let mut people: Vec<TechnicianId> = best_idle(view, request, teams, None).into_iter().collect();
    let mut victims: Vec<([i64; 2], TechnicianId)> = view
        .busy(*pool)
        .filter(|(_, other, travelling)| network.kinds[other.kind()].priority > urgency && (mode != Preempt::Travel || *travelling))
        .filter(|(id, _, _)| view.may_serve_offer(network.technicians[*id].team, request.kind(), offer) && view.fits(*id, request))
        .filter(|(id, _, _)| !view.passed_over(network.technicians[*id].team, request))
        .map(|(id, other, _)| ([-i64::from(network.kinds[other.kind()].priority), -view.busy_since(id).0], id))
        .collect();
    victims.sort();
    people.extend(victims.into_iter().map(|(_, id)| id));
    if let Some(&alone) = people.iter().find(|&&id| size(view, id) >= need) {
        return Some([Some(alone), None]);
    }
    people.retain(|&id| size(view, id) == 1);
    (people.len() >= usize::from(need)).then(|| [Some(people[0]), Some(people[1])])
}

/// Whether any team of an offer has the skill for a kind.
#[inline]
pub fn has_skill(view: &View<'_>, teams: &[TeamId], kind: KindId) -> bool {
    teams.iter().any(|&team| view.network().teams[team].can.0 >> kind.index() & 1 == 1)
}

/// Who is called out for a job: of those who stand by for it, the one with the shortest trip.
pub fn on_call_for(view: &View<'_>, request: Request<'_>, offer: &Offer) -> Option<TechnicianId> {
    let Offer::Pool { teams, .. } = offer else { return None };
    let members = teams.iter().filter(|&&team| is_called_out(view, team, request)).flat_map(|&team| view.on_call(team));
    members.min_by_key(|&id| (view.trip(id, request).time, id))
}

/// The job that somebody who stands by is called out for next: the most urgent, and of those the first.
pub fn call_out_of(view: &View<'_>, id: TechnicianId) -> Option<JobId> {
    let row = view.network().technicians[id];
    let lines = view.heads(row.pool).flat_map(|head| view.line_from(row.pool, head.id));
    let allowed = lines.filter(|request| is_called_out(view, row.team, *request));
    let first = |request: &Request<'_>| (view.network().kinds[request.kind()].priority, request.queued(), request.serial());
    allowed.min_by_key(first).map(|request| request.id)
}

/// Whether members of a team who stand by are called out for a job.
fn is_called_out(view: &View<'_>, team: TeamId, request: Request<'_>) -> bool {
    let kind = &view.network().kinds[request.kind()];
    kind.call_out && view.network().teams[team].crew >= kind.crew && view.may_serve(team, request)
}
