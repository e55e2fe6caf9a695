//! The audit of contracts: keeps every job and visit of a partner by itself, and works out what they cost by other arithmetic.

use crate::kernel::money::{Amount, Money};
use crate::kernel::time::{Span, Time};
use crate::network::contract::Partner;
use crate::network::contract::card::{Measure, Minimum, RungPrice};
use crate::network::{KindId, Network, PartnerId};
use crate::record::fact::{Fact, StockFact};
use crate::record::ledger::Account;
use crate::record::scorecard::back_soon;
use crate::scenario::schema::{Settled, TiersApply};
use crate::state::job::{Job, JobId};
use std::collections::BTreeMap;

/// A job that a partner closed.
#[derive(Debug)]
struct Line {
    kind: KindId,
    /// Its own fee [1e-4 currency].
    fee: f64,
    response: Span,
    in_time: Option<bool>,
    first_time: bool,
    mark: Option<u8>,
}

/// What a partner did in a month.
#[derive(Debug, Default)]
struct Month {
    lines: Vec<Line>,
    /// Hours and failed visits [1e-4 currency].
    visits: [f64; 2],
}

/// What the audit knows of contracts.
#[derive(Debug)]
pub(super) struct Contracts<'n> {
    network: &'n Network,
    months: BTreeMap<(PartnerId, usize), Month>,
    /// Since when a crew is on site, time of this visit before that, and hours billed to the job so far.
    on_site: BTreeMap<JobId, (Time, Span, f64)>,
    costs: BTreeMap<Account, f64>,
}

impl<'n> Contracts<'n> {
    pub fn new(network: &'n Network) -> Self {
        Self { network, months: BTreeMap::new(), on_site: BTreeMap::new(), costs: BTreeMap::new() }
    }

    pub fn note(&mut self, now: Time, fact: &Fact<'_>) {
        match *fact {
            Fact::Begins => self.on_site.clear(),
            Fact::Called(id, _) => drop(self.on_site.remove(&id)),
            Fact::Arrived(id, job) if !job.background => self.on_site.entry(id).or_default().0 = now,
            Fact::Interrupted(id, _) => {
                if let Some((since, before, _)) = self.on_site.get_mut(&id) {
                    *before += now - *since;
                    *since = now;
                }
            }
            Fact::Visited { id, job, fixed } if !job.background => self.visited(now, id, job, fixed),
            Fact::Stock(StockFact::Used { spare, place, units, bought: true, .. }) if self.network.window.counts(now) => {
                if let Some(partner) = self.network.partner_at(place) {
                    let markup = self.network.partners[partner].card.markup_ppm as f64 * 1e-6;
                    let price = self.network.stock.spares[spare].price.0 as f64;
                    self.add(Account::PartsMarkup, price * f64::from(units) * markup);
                }
            }
            // To a contract, every stage is a job of its own.
            Fact::Passed { id, job, part, .. } if !job.background => {
                self.on_site.remove(&id);
                self.closed(now, job, part, job.visits == 1, None);
            }
            Fact::Closed { job, part, relapse, ref score, .. } if !job.background => {
                let first_time = job.visits == 1 && !back_soon(relapse);
                self.closed(now, job, part, first_time, score.as_ref().map(|score| score.csat));
            }
            _ => {}
        }
    }

    fn partner(&self, now: Time, job: &Job) -> Option<(PartnerId, &'n Partner)> {
        let id = self.network.partner_at(job.place?)?;
        self.network.window.counts(now).then_some((id, &self.network.partners[id]))
    }

    fn month(&mut self, now: Time, partner: PartnerId) -> &mut Month {
        self.months.entry((partner, self.network.calendar.month(now.day()))).or_default()
    }

    fn visited(&mut self, now: Time, id: JobId, job: &Job, fixed: bool) {
        let Some((since, before, billed)) = self.on_site.get(&id).copied() else { return };
        let on_site = before + (now - since);
        let mut after = billed;
        let place = job.place.expect("a job that is visited has a place");
        if let Some(hourly) = self.network.partner_at(place).and_then(|id| self.network.partners[id].card.hourly.as_ref()) {
            let hours = ((on_site.0 as f64 / hourly.step.0 as f64).ceil() * hourly.step.hours()).max(hourly.minimum.hours());
            after += hours * hourly.price[job.kind].0 as f64;
            after = hourly.cap.map_or(after, |cap| after.min(cap.0 as f64));
        }
        self.on_site.insert(id, (now, Span::ZERO, after));
        if let Some((id, partner)) = self.partner(now, job) {
            let failed = if fixed { 0.0 } else { partner.card.no_fix_fee.0 as f64 };
            let month = self.month(now, id);
            month.visits[0] += after - billed;
            month.visits[1] += failed;
        }
    }

    fn closed(&mut self, now: Time, job: &Job, part: bool, first_time: bool, mark: Option<u8>) {
        let Some((id, partner)) = self.partner(now, job) else { return };
        let arrived = job.arrived.expect("a closed job has been visited");
        let place = job.place.expect("a closed job has a place");
        let line = Line {
            kind: job.kind,
            fee: partner.fee_at(job.kind, place, job.zone).0 as f64,
            response: arrived - job.called,
            in_time: (job.respond_by != Time::NEVER).then_some(arrived <= job.respond_by),
            first_time,
            mark,
        };
        self.month(now, id).lines.push(line);
        self.add(Account::QualityControl, partner.quality_control.0 as f64);
        if part {
            let price = self.network.kinds[job.kind].part_price.0 as f64;
            self.add(Account::PartsMarkup, price * partner.card.markup_ppm as f64 * 1e-6);
        }
    }

    fn add(&mut self, account: Account, units: f64) {
        *self.costs.entry(account).or_default() += units;
    }

    /// What the contracts have cost, by account.
    pub fn close(mut self) -> impl Iterator<Item = (Account, Amount)> {
        let months = std::mem::take(&mut self.months);
        for (id, partner) in self.network.partners.enumerate() {
            self.settle(partner, |month| months.get(&(id, month)));
        }
        self.costs.into_iter().map(|(account, units)| (account, Amount((units * Money(1).once().0 as f64) as i128)))
    }

    fn settle<'m>(&mut self, partner: &Partner, of: impl Fn(usize) -> Option<&'m Month>) {
        let (network, window) = (self.network, self.network.window);
        let Some(until) = partner.bound_until(window.horizon) else { return };
        let (first, last) = (network.calendar.month(window.warm_up.day()), network.calendar.month(Time(until.0 - 1).day()));
        let none = Month::default();
        let (mut all, mut all_fees): (Vec<&Line>, f64) = (Vec::new(), 0.0);
        for at in first..=last {
            let month = of(at).unwrap_or(&none);
            let (from, to) = network.calendar.month_span(at);
            let part = (to.min(until) - from.max(window.warm_up)).0 as f64 / (to - from).0 as f64;
            let jobs = fees(partner, &month.lines, part) + month.visits[0];
            self.add(Account::JobFees, jobs);
            self.add(Account::NoFixFees, month.visits[1]);
            let paid = jobs + month.visits[1];
            self.add(Account::MinimumTopUp, top_up(partner, month.lines.len() as f64, paid, part));
            if !partner.in_use {
                self.add(Account::Retainer, partner.retainer.0 as f64 * part);
            }
            if partner.card.settled == Settled::Month {
                self.add(Account::BonusMalus, quality_pay(partner, &month.lines.iter().collect::<Vec<_>>(), paid, part));
            }
            all.extend(&month.lines);
            all_fees += paid;
        }
        if partner.card.settled == Settled::Window {
            self.add(Account::BonusMalus, quality_pay(partner, &all, all_fees, 1.0));
        }
    }
}

/// Fees of the jobs of a month, tiers included: every job is paid so much of each tier as the month as a whole.
fn fees(partner: &Partner, lines: &[Line], part: f64) -> f64 {
    let mut sum = 0.0;
    for line in lines {
        let Some(ladder) = partner.card.ladder(line.kind) else {
            sum += line.fee;
            continue;
        };
        let jobs = lines.iter().filter(|other| ladder.kinds.has(other.kind)).count() as f64;
        let price = |tier: usize| match tier.checked_sub(1).map(|at| &ladder.rungs[at].price) {
            None => line.fee,
            Some(RungPrice::Factor(ppm)) => line.fee * *ppm as f64 / 1e6,
            Some(RungPrice::Fee(fees)) => fees[line.kind].map_or(line.fee, |fee| fee.0 as f64),
        };
        let begin = |tier: usize| tier.checked_sub(1).map_or(0.0, |at| ladder.rungs[at].after as f64 * part);
        let end = |tier: usize| if tier < ladder.rungs.len() { begin(tier + 1) } else { f64::INFINITY };
        let tiers = 0..=ladder.rungs.len();
        sum += match partner.card.tiers_apply {
            TiersApply::All => price(tiers.rev().find(|&tier| begin(tier) < jobs).unwrap_or(0)),
            TiersApply::Above => tiers.map(|tier| price(tier) * (jobs.min(end(tier)) - begin(tier)).max(0.0) / jobs).sum(),
        };
    }
    sum
}

fn top_up(partner: &Partner, jobs: f64, paid: f64, part: f64) -> f64 {
    match partner.card.minimum {
        None => 0.0,
        Some(Minimum::Jobs(least, fee)) => (least as f64 * part - jobs).max(0.0) * fee.0 as f64,
        Some(Minimum::Amount(least)) => (least.0 as f64 * part - paid).max(0.0),
    }
}

fn quality_pay(partner: &Partner, lines: &[&Line], fees: f64, part: f64) -> f64 {
    let mean = |values: Vec<f64>| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
    let share = |yes: bool| f64::from(u8::from(yes)) * 1e6;
    let mut sum = 0.0;
    for measure in [Measure::PromiseKept, Measure::Response, Measure::FirstTimeFix, Measure::Csat] {
        // Larger is better: a response counts negative.
        let (value, sign) = match measure {
            Measure::PromiseKept => (mean(lines.iter().filter_map(|line| line.in_time.map(share)).collect()), 1),
            Measure::Response => (mean(lines.iter().map(|line| -(line.response.0 as f64)).collect()), -1),
            Measure::FirstTimeFix => (mean(lines.iter().map(|line| share(line.first_time)).collect()), 1),
            Measure::Csat => (mean(lines.iter().filter_map(|line| line.mark.map(|mark| f64::from(mark) * 1e6)).collect()), 1),
        };
        let Some(value) = value else { continue };
        let steps = |bonus: bool| partner.card.steps.iter().filter(move |step| step.measure == measure && step.bonus == bonus);
        // A mean that should lie on the step may miss it by a rounding.
        let reached = |at: i64| value >= (at * sign) as f64 - 1e-6;
        let bonus = steps(true).filter(|step| reached(step.at)).max_by_key(|step| step.at * sign);
        let malus = steps(false).filter(|step| !reached(step.at)).min_by_key(|step| step.at * sign);
        for (step, paid) in [(bonus, 1.0), (malus, -1.0)] {
            sum += step.map_or(0.0, |step| paid * (step.amount.0 as f64 * part + fees * step.share_ppm as f64 * 1e-6));
        }
    }
    sum
}
