//! What a contract costs beyond its single jobs, once a month is over: tiers, take-or-pay, bonus and malus.
//!
//! Only exact counts go in, so the order of jobs does not matter: jobs above the threshold of a tier are taken to be an average mix of
//! the month. In a month of which only a part is counted, thresholds, minimum and steps hold in proportion to that part.

use super::card::{Card, Ladder, Measure, Minimum, Step};
use super::{KindId, Money, Partner, PlaceId, ZoneId};
use crate::kernel::money::{Amount, PPM};
use crate::kernel::time::Span;
use crate::scenario::schema::TiersApply;
use std::collections::BTreeMap;

/// The part of a month that is counted: so many of so many equal spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Portion {
    /// Spans counted.
    pub part: i128,
    /// Spans of the month.
    pub whole: i128,
}

impl Portion {
    /// A month as a whole.
    pub const WHOLE: Portion = Portion { part: 1, whole: 1 };

    /// `part` of a month that is `whole` long, in lowest terms.
    pub fn new(part: Span, whole: Span) -> Portion {
        let (mut a, mut b) = (part.0.max(0), whole.0);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Portion { part: i128::from(part.0.max(0) / a), whole: i128::from(whole.0 / a) }
    }

    /// This part of a price.
    pub fn of(self, price: Money) -> Amount {
        price.part(self.part, self.whole)
    }
}

/// What a partner did for us in one month.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Month {
    /// Jobs closed, by place, zone and kind.
    pub jobs: BTreeMap<(PlaceId, ZoneId, KindId), u64>,
    /// Fees, hours and failed visits, before tiers.
    pub fees: Amount,
    /// How good it was.
    pub quality: Quality,
}

/// How good a partner was: sums over the jobs that it closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Quality {
    /// Jobs closed.
    pub jobs: u64,
    /// Sum of their times from call to first arrival [ms].
    pub response: i128,
    /// Of them with a promised response; and those where it was kept.
    pub promised: [u64; 2],
    /// Closed by the first visit for good.
    pub first_time: u64,
    /// Customers who gave a mark.
    pub judged: u64,
    /// Sum of marks.
    pub marks: u64,
}

impl Month {
    /// Adds what was done in other parts of the network.
    pub fn merge(&mut self, other: &Month) {
        for (key, jobs) in &other.jobs {
            *self.jobs.entry(*key).or_default() += jobs;
        }
        self.fees += other.fees;
        self.quality.merge(&other.quality);
    }

    /// Jobs of the kinds of a ladder.
    fn counted_by(&self, ladder: &Ladder) -> u64 {
        self.jobs.iter().filter(|((_, _, kind), _)| ladder.kinds.has(*kind)).map(|(_, jobs)| jobs).sum()
    }
}

impl Quality {
    /// Adds other jobs.
    pub fn merge(&mut self, other: &Quality) {
        self.jobs += other.jobs;
        self.response += other.response;
        self.promised = [self.promised[0] + other.promised[0], self.promised[1] + other.promised[1]];
        self.first_time += other.first_time;
        self.judged += other.judged;
        self.marks += other.marks;
    }

    /// Whether a measure is at least as good as `at`; `None` without data.
    fn reaches(&self, measure: Measure, at: i64) -> Option<bool> {
        let at_least = |sum: u64, of: u64| (of > 0).then(|| i128::from(sum) * i128::from(PPM) >= i128::from(at) * i128::from(of));
        match measure {
            Measure::PromiseKept => at_least(self.promised[1], self.promised[0]),
            Measure::FirstTimeFix => at_least(self.first_time, self.jobs),
            Measure::Csat => at_least(self.marks, self.judged),
            Measure::Response => (self.jobs > 0).then(|| self.response <= i128::from(at) * i128::from(self.jobs)),
        }
    }
}

impl Ladder {
    /// How the jobs of a month are spread over own fee and tiers [jobs x `portion.whole`].
    pub fn spread(&self, apply: TiersApply, jobs: u64, portion: Portion) -> Vec<i128> {
        let all = i128::from(jobs) * portion.whole;
        let starts = || self.rungs.iter().map(|rung| i128::from(rung.after) * portion.part);
        match apply {
            TiersApply::Above => {
                let from = std::iter::once(0).chain(starts());
                let to = starts().chain(std::iter::once(i128::MAX));
                from.zip(to).map(|(from, to)| (all.min(to) - from).max(0)).collect()
            }
            TiersApply::All => {
                let reached = starts().filter(|start| *start < all).count();
                (0..=self.rungs.len()).map(|at| if at == reached { all } else { 0 }).collect()
            }
        }
    }

    /// Mean price of a job with this own fee, in a month with so many jobs.
    pub(super) fn mean_price(&self, spread: &[i128], kind: KindId, fee: Money) -> Amount {
        let all = spread.iter().sum::<i128>() * i128::from(PPM);
        let own = fee.part(spread[0] * i128::from(PPM), all);
        let priced = self.rungs.iter().zip(&spread[1..]).filter(|(_, jobs)| **jobs > 0).map(|(rung, jobs)| {
            let (price, ppm) = rung.price(kind, fee);
            price.part(jobs * i128::from(ppm), all)
        });
        priced.fold(own, |sum, price| sum + price)
    }
}

impl Partner {
    /// What tiers change in the fees of a month, by place and zone.
    pub fn tier_changes(&self, month: &Month, portion: Portion) -> Vec<(PlaceId, ZoneId, Amount)> {
        let mut changes = Vec::new();
        for ladder in &self.card.ladders {
            let spread = ladder.spread(self.card.tiers_apply, month.counted_by(ladder), portion);
            for (&(place, zone, kind), &jobs) in month.jobs.iter().filter(|((_, _, kind), _)| ladder.kinds.has(*kind)) {
                let fee = self.fee_at(kind, place, zone);
                let jobs = i64::try_from(jobs).expect("jobs of a month are countable");
                changes.push((place, zone, (ladder.mean_price(&spread, kind, fee) - fee.once()) * jobs));
            }
        }
        changes
    }

    /// What take-or-pay adds to a month with so many jobs and so much in fees, hours and failed visits.
    pub fn top_up(&self, jobs: u64, fees: Amount, portion: Portion) -> Amount {
        match self.card.minimum {
            None => Amount::ZERO,
            Some(Minimum::Amount(least)) => (portion.of(least) - fees).max(Amount::ZERO),
            Some(Minimum::Jobs(least, fee)) => {
                let missing = i128::from(least) * portion.part - i128::from(jobs) * portion.whole;
                fee.part(missing.max(0), portion.whole)
            }
        }
    }
}

impl Card {
    /// Bonus less malus for this quality, with so much in fees.
    pub fn quality_pay(&self, quality: &Quality, fees: Amount, portion: Portion) -> Amount {
        let paid = |step: &Step| portion.of(step.amount) + fees.share_ppm(step.share_ppm);
        [Measure::PromiseKept, Measure::Response, Measure::FirstTimeFix, Measure::Csat].into_iter().fold(Amount::ZERO, |sum, it| {
            let (bonus, malus) = (self.step(quality, it, true), self.step(quality, it, false));
            sum + bonus.map_or(Amount::ZERO, paid) - malus.map_or(Amount::ZERO, paid)
        })
    }

    /// The step that counts: the hardest that was reached, or the easiest that was missed.
    fn step(&self, quality: &Quality, measure: Measure, bonus: bool) -> Option<&Step> {
        let steps = self.steps.iter().filter(|step| step.bonus == bonus && step.measure == measure);
        let counting = steps.filter(|step| quality.reaches(measure, step.at) == Some(bonus));
        // A short response is hard, a large share is.
        let hardness = |step: &&Step| if measure == Measure::Response { -step.at } else { step.at };
        if bonus { counting.max_by_key(hardness) } else { counting.min_by_key(hardness) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::contract::card::{Rung, RungPrice};
    use crate::network::roster::Kinds;

    fn ladder() -> Ladder {
        let rung = |after, ppm| Rung { after, price: RungPrice::Factor(ppm) };
        Ladder { kinds: Kinds::ALL, rungs: vec![rung(10, 900_000), rung(20, 800_000)] }
    }

    #[test]
    fn jobs_climb_the_ladder() {
        let ladder = ladder();
        let above = |jobs| ladder.spread(TiersApply::Above, jobs, Portion::WHOLE);
        assert_eq!(above(0), [0, 0, 0]);
        assert_eq!(above(10), [10, 0, 0]);
        assert_eq!(above(11), [10, 1, 0]);
        assert_eq!(above(25), [10, 10, 5]);
        let all = |jobs| ladder.spread(TiersApply::All, jobs, Portion::WHOLE);
        assert_eq!([all(10), all(11), all(21)], [[10, 0, 0], [0, 11, 0], [0, 0, 21]]);
        // Half a month: the second tier begins after 5 jobs, the third after 10.
        assert_eq!(ladder.spread(TiersApply::Above, 12, Portion::new(Span(15), Span(30))), [10, 10, 4]);
    }

    #[test]
    fn the_mean_price_is_a_weighted_mean() {
        let fee = Money::from_units(50.0).unwrap();
        let price = |jobs| ladder().mean_price(&ladder().spread(TiersApply::Above, jobs, Portion::WHOLE), KindId(0), fee);
        assert_eq!(price(10), fee.once());
        // 10 x 50 + 10 x 45 + 5 x 40 = 1150 for 25 jobs.
        assert_eq!((price(25) * 25).to_money(), Money::from_units(1150.0).unwrap());
    }
}
