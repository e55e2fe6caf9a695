//! What contracts cost beyond a fee for each job: time on site as it is told, and what is settled when the books are closed.

use super::{Account, Ledger};
use crate::kernel::id::Table;
use crate::kernel::money::Amount;
use crate::kernel::time::{Span, Time};
use crate::network::contract::Partner;
use crate::network::contract::settle::{Month, Portion, Quality};
use crate::network::{Network, PartnerId, PlaceId};
use crate::record::scorecard::back_soon;
use crate::scenario::schema::Settled;
use crate::state::customer::Score;
use crate::state::job::Job;
use std::collections::BTreeMap;

/// What contracts have to know until the books are closed.
#[derive(Debug, Default)]
pub(super) struct Dues {
    /// Months of the partners that settle anything; none for the others.
    months: Table<PartnerId, Vec<Month>>,
    /// Whether any partner is paid for visits.
    pub by_visit: bool,
    /// Time on site of the visits under way and the bills of their jobs, by number of the call.
    meters: BTreeMap<u64, Meter>,
}

/// Time on site, and what the job has cost so far.
#[derive(Debug, Default)]
struct Meter {
    since: Time,
    on_site: Span,
    bill: Amount,
}

impl Dues {
    pub fn new(network: &Network, months: usize) -> Dues {
        let of = |partner: &Partner| if partner.card.settles() { vec![Month::default(); months] } else { Vec::new() };
        let by_visit = network.partners.iter().any(|partner| partner.card.bills_visits());
        Dues { months: network.partners.iter().map(of).collect(), by_visit, meters: BTreeMap::new() }
    }

    pub fn merge(&mut self, other: &Dues) {
        for (partner, months) in other.months.enumerate() {
            self.months[partner].iter_mut().zip(months).for_each(|(mine, theirs)| mine.merge(theirs));
        }
    }

    /// A crew is on site.
    pub fn arrived(&mut self, now: Time, job: &Job) {
        self.meters.entry(job.serial).or_default().since = now;
    }

    /// Work on site stops.
    pub fn stopped(&mut self, now: Time, job: &Job) {
        if let Some(meter) = self.meters.get_mut(&job.serial) {
            meter.on_site += now - meter.since;
            meter.since = now;
        }
    }

    /// The job has ended.
    pub fn ended(&mut self, job: &Job) {
        self.meters.remove(&job.serial);
    }

    /// Adds to what a partner's month costs by the job.
    fn add(&mut self, partner: PartnerId, month: usize, amount: Amount) {
        if let Some(month) = self.months[partner].get_mut(month) {
            month.fees += amount;
        }
    }
}

impl Ledger<'_> {
    /// A visit ends: its time on site is billed, and its failure.
    pub(super) fn visited(&mut self, now: Time, job: &Job, fixed: bool) {
        self.dues.stopped(now, job);
        let meter = self.dues.meters.get_mut(&job.serial);
        let place = job.place.expect("a job that is visited has a place");
        let on_site = meter.as_ref().map_or(Span::ZERO, |meter| meter.on_site);
        let partner = self.network.partner_at(place).filter(|_| !job.background);
        if let Some((partner, meter)) = partner.zip(meter) {
            meter.on_site = Span::ZERO;
            let card = &self.network.partners[partner].card;
            let mut hours = Amount::ZERO;
            if let Some(hourly) = &card.hourly {
                (hours, meter.bill) = hourly.charge(job.kind, on_site, meter.bill);
            }
            if self.network.window.counts(now) {
                let failed = if fixed { Amount::ZERO } else { card.no_fix_fee.once() };
                self.post(Account::JobFees, place, Some(job.zone), now, hours);
                self.post(Account::NoFixFees, place, Some(job.zone), now, failed);
                let month = self.month(now);
                self.dues.add(partner, month, hours + failed);
            }
        }
        if fixed {
            self.dues.ended(job);
        }
    }

    /// Material that a job of a partner uses at this price.
    pub(super) fn mark_up(&mut self, now: Time, job: &Job, place: PlaceId, price: Amount) {
        if let Some(partner) = self.network.partner_at(place) {
            let markup = price.times_ppm(self.network.partners[partner].card.markup_ppm);
            self.post(Account::PartsMarkup, place, Some(job.zone), now, markup);
        }
    }

    /// A job that a partner has closed goes into its month.
    pub(super) fn due(
        &mut self,
        now: Time,
        job: &Job,
        partner: PartnerId,
        fee: Amount,
        relapse: Option<Span>,
        score: &Option<Score>,
    ) {
        let at = self.month(now);
        let Some(month) = self.dues.months[partner].get_mut(at) else { return };
        let place = job.place.expect("a closed job has a place");
        *month.jobs.entry((place, job.zone, job.kind)).or_default() += 1;
        month.fees += fee;
        let arrived = job.arrived.expect("a closed job has been visited");
        let promised = job.respond_by != Time::NEVER;
        month.quality.merge(&Quality {
            jobs: 1,
            response: i128::from((arrived - job.called).0),
            promised: [u64::from(promised), u64::from(promised && arrived <= job.respond_by)],
            first_time: u64::from(job.visits == 1 && !back_soon(relapse)),
            judged: u64::from(score.is_some()),
            marks: score.as_ref().map_or(0, |score| u64::from(score.csat)),
        });
    }

    /// Settles what contracts leave to the end of the month.
    pub(super) fn settle_contracts(&mut self) {
        let (network, dues) = (self.network, std::mem::take(&mut self.dues));
        for (id, months) in dues.months.enumerate() {
            let partner = &network.partners[id];
            if let Some(until) = partner.bound_until(network.window.horizon) {
                self.settle(partner, months, until);
            }
        }
    }

    /// Settles the months of one contract up to `until`.
    fn settle(&mut self, partner: &Partner, months: &[Month], until: Time) {
        let (mut quality, mut fees, mut last) = (Quality::default(), Amount::ZERO, self.network.window.warm_up);
        for (at, month) in months.iter().enumerate() {
            let from = self.months[at].max(self.network.window.warm_up);
            let part = self.months[at + 1].min(until) - from;
            if part <= Span::ZERO {
                continue;
            }
            let portion = Portion::new(part, self.months[at + 1] - self.months[at]);
            let mut sum = month.fees;
            for (place, zone, change) in partner.tier_changes(month, portion) {
                self.post(Account::JobFees, place, Some(zone), from, change);
                sum += change;
            }
            let top_up = partner.top_up(month.quality.jobs, sum, portion);
            self.post(Account::MinimumTopUp, partner.place, None, from, top_up);
            if !partner.in_use {
                self.post(Account::Retainer, partner.place, None, from, portion.of(partner.retainer));
            }
            if partner.card.settled == Settled::Month {
                let pay = partner.card.quality_pay(&month.quality, sum, portion);
                self.post(Account::BonusMalus, partner.place, None, from, pay);
            }
            quality.merge(&month.quality);
            (fees, last) = (fees + sum, from);
        }
        if partner.card.settled == Settled::Window {
            let pay = partner.card.quality_pay(&quality, fees, Portion::WHOLE);
            self.post(Account::BonusMalus, partner.place, None, last, pay);
        }
    }
}
