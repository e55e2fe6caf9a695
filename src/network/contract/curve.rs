//! What a partner's jobs cost by its rate card at each monthly volume: the same clauses as in the books, without any simulation.
//!
//! All jobs of the month are of one kind and in one distance band, and each takes its expected visits, hours and material.

use super::settle::Portion;
use super::{KindId, Money, Partner};
use crate::kernel::money::Amount;
use crate::kernel::time::Span;
use serde::{Deserialize, Serialize};

/// What a job takes, as a contract sees it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Work {
    /// Its kind.
    pub kind: KindId,
    /// Time on site of a visit.
    pub on_site: Span,
    /// Visits.
    pub visits: f64,
    /// Expected material.
    pub material: Money,
}

/// Jobs of one kind at one distance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Example {
    /// What each takes.
    pub work: Work,
    /// Distance from the partner's base [km].
    pub km: f64,
}

/// What a month with so many jobs costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// Jobs closed in the month.
    pub jobs: u64,
    /// Fees, hours and failed visits, tiers included.
    pub fees: Money,
    /// Take-or-pay on top.
    pub top_up: Money,
    /// Retainer, quality control and mark-up on parts.
    pub other: Money,
}

impl Point {
    /// Everything.
    pub fn total(&self) -> Money {
        self.fees + self.top_up + self.other
    }

    /// Mean cost of a job; `None` without jobs.
    pub fn per_job(&self) -> Option<f64> {
        (self.jobs > 0).then(|| self.total().units() / self.jobs as f64)
    }
}

/// Where the cost of the next job changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kink {
    /// This tier of the kind's ladder begins.
    Tier(usize),
    /// Take-or-pay no longer adds anything.
    MinimumReached,
}

/// A volume at which take-or-pay is not reached will not be reached at all.
const MOST_JOBS: u64 = 1_000_000;

impl Partner {
    /// What a job with this fee is expected to cost: fee, hours, failed visits, quality control and mark-up on parts.
    pub fn cost_of(&self, fee: Money, work: &Work) -> Amount {
        fee.once() + self.by_visit(work) + self.besides(work)
    }

    /// Expected hours of a job, as billed, where time on site has a price.
    pub fn hours(&self, kind: KindId, on_site: Span, visits: f64) -> Option<Amount> {
        let hourly = self.card.hourly.as_ref()?;
        let hours = hourly.price[kind].per_hour(Span::from_ms(hourly.billed(on_site).0 as f64 * visits));
        Some(hourly.cap.map_or(hours, |cap| hours.min(cap.once())))
    }

    /// Expected hours and failed visits of a job.
    fn by_visit(&self, work: &Work) -> Amount {
        let hours = self.hours(work.kind, work.on_site, work.visits).unwrap_or(Amount::ZERO);
        hours + self.card.no_fix_fee.part(((work.visits - 1.0) * 1e6).round() as i128, 1_000_000)
    }

    /// Quality control and mark-up on parts of a job.
    fn besides(&self, work: &Work) -> Amount {
        self.quality_control.once() + work.material.once().times_ppm(self.card.markup_ppm)
    }

    /// Price of a job by fee and expected hours, at the first tier.
    pub fn price(&self, example: &Example) -> Money {
        let Work { kind, on_site, visits, .. } = example.work;
        (self.own_fee(example).once() + self.hours(kind, on_site, visits).unwrap_or(Amount::ZERO)).to_money()
    }

    fn own_fee(&self, example: &Example) -> Money {
        match self.card.band_at(example.km) {
            0 => self.fee[example.work.kind],
            band => self.card.bands[band - 1].fee[example.work.kind],
        }
    }

    /// Whether the cap holds the hours of such a job down.
    pub fn is_capped(&self, example: &Example) -> bool {
        let Work { kind, on_site, visits, .. } = example.work;
        let cap = self.card.hourly.as_ref().and_then(|hourly| hourly.cap);
        cap.is_some_and(|cap| self.hours(kind, on_site, visits) == Some(cap.once()))
    }

    /// What a month with so many jobs costs.
    pub fn point(&self, example: &Example, jobs: u64) -> Point {
        let count = i64::try_from(jobs).expect("jobs of a month are countable");
        let (own, work) = (self.own_fee(example), &example.work);
        let mean = match self.card.ladder(work.kind).filter(|_| jobs > 0) {
            None => own.once(),
            Some(ladder) => {
                let spread = ladder.spread(self.card.tiers_apply, jobs, Portion::WHOLE);
                ladder.mean_price(&spread, work.kind, own)
            }
        };
        let fees = (mean + self.by_visit(work)) * count;
        let other = self.retainer.once() + self.besides(work) * count;
        let top_up = self.top_up(jobs, fees, Portion::WHOLE);
        Point { jobs, fees: fees.to_money(), top_up: top_up.to_money(), other: other.to_money() }
    }

    /// Volumes at which the cost of the next job changes, rising: the first job that costs something else.
    pub fn kinks(&self, example: &Example) -> Vec<(u64, Kink)> {
        let rungs = self.card.ladder(example.work.kind).map_or(&[][..], |ladder| &ladder.rungs);
        let mut kinks: Vec<(u64, Kink)> = rungs.iter().enumerate().map(|(at, rung)| (rung.after + 1, Kink::Tier(at))).collect();
        let adds = |jobs: &u64| self.point(example, *jobs).top_up > Money::ZERO;
        if adds(&0) {
            let reached = (1..=MOST_JOBS).find(|jobs| !adds(jobs));
            kinks.extend(reached.map(|jobs| (jobs, Kink::MinimumReached)));
        }
        kinks.sort_by_key(|(jobs, _)| *jobs);
        kinks
    }
}
