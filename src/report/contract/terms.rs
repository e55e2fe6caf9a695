//! What a contract comes to in words and numbers: volumes worth showing, clauses and where they begin, what is left out.
//!
//! *Knows:* the rate cards of a network.
//! *Never:* a simulation: all jobs of a month are of one kind and at one distance, and bonus and malus, which depend on quality, are
//! left out.

use crate::kernel::money::Money;
use crate::network::contract::Partner;
use crate::network::contract::card::{Minimum, RungPrice};
use crate::network::contract::curve::{Example, Kink, Point, Work};
use crate::network::{KindId, Network};
use crate::report::number::plain;
use serde::{Deserialize, Serialize};

/// A partner's contract and the jobs for which it is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'n> {
    /// The network that it is part of.
    pub network: &'n Network,
    /// The partner.
    pub partner: &'n Partner,
    /// What each job is taken to be.
    pub example: Example,
}

/// What a contract costs by monthly volume.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// The partner.
    pub partner: String,
    /// Kind of the jobs.
    pub kind: String,
    /// What a job is taken to be, and what is left out, in sentences.
    pub notes: Vec<String>,
    /// A row for each volume.
    pub rows: Vec<Row>,
    /// Volumes from which on the next job costs something else, and why.
    pub kinks: Vec<(u64, String)>,
}

/// A month with so many jobs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// What it costs.
    pub point: Point,
    /// What one more job would cost [currency].
    pub next: f64,
    /// The clauses that are felt, besides the fees.
    pub clause: String,
}

impl<'n> Terms<'n> {
    /// The contract for jobs of a kind as the scenario expects them, next to the partner's base.
    pub fn usual(network: &'n Network, partner: &'n Partner, kind: KindId) -> Terms<'n> {
        let entry = &network.kinds[kind];
        let work = Work { kind, on_site: entry.expected_work, visits: 1.0 / partner.fix, material: entry.expected_material() };
        Terms { network, partner, example: Example { work, km: 0.0 } }
    }

    /// Kinds that the card has a price for.
    pub fn priced(network: &Network, partner: &Partner) -> impl Iterator<Item = KindId> {
        let priced = |kind: &KindId| {
            let hourly = partner.card.hourly.as_ref().is_some_and(|hourly| hourly.price[*kind] > Money::ZERO);
            hourly || partner.fee[*kind] > Money::ZERO
        };
        network.kinds.ids().filter(priced)
    }

    /// The contract at these volumes; at volumes in even steps to beyond the last kink where there are none.
    pub fn curve(&self, volumes: &[u64]) -> Curve {
        let kinks = self.partner.kinks(&self.example);
        let own = if volumes.is_empty() { steps(&kinks) } else { volumes.to_vec() };
        Curve {
            partner: self.partner.name.clone(),
            kind: self.network.kinds[self.example.work.kind].name.clone(),
            notes: self.notes(),
            rows: own.into_iter().map(|jobs| self.row(jobs, &kinks)).collect(),
            kinks: kinks.iter().map(|(jobs, kink)| (*jobs, self.clause(*kink, true))).collect(),
        }
    }

    /// What a month with so many jobs costs.
    pub fn cost(&self, jobs: u64) -> Point {
        self.partner.point(&self.example, jobs)
    }

    fn row(&self, jobs: u64, kinks: &[(u64, Kink)]) -> Row {
        let point = self.cost(jobs);
        let next = (self.cost(jobs + 1).total() - point.total()).units();
        Row { next, clause: self.felt(&point, kinks), point }
    }

    /// A price in a sentence.
    fn price(&self, money: Money) -> String {
        format!("{} {}", plain(money.units()), self.network.currency)
    }

    /// A clause in a few words.
    fn clause(&self, kink: Kink, with_price: bool) -> String {
        let (partner, kind) = (self.partner, self.example.work.kind);
        let Kink::Tier(at) = kink else { return "the minimum is reached".to_owned() };
        let rung = &partner.card.ladder(kind).expect("a kind with a tier has a ladder").rungs[at];
        let words = match &rung.price {
            RungPrice::Factor(ppm) => format!("fee x {}", plain(*ppm as f64 / 1e6)),
            RungPrice::Fee(fees) => format!("fee {}", self.price(fees[kind].unwrap_or(partner.fee[kind]))),
        };
        if with_price { format!("tier {}, {words}", at + 2) } else { format!("tier {}", at + 2) }
    }

    /// The clauses that are felt at a volume.
    fn felt(&self, point: &Point, kinks: &[(u64, Kink)]) -> String {
        let mut words = Vec::new();
        if let Some((_, kink)) = kinks.iter().rfind(|(from, kink)| *from <= point.jobs && matches!(kink, Kink::Tier(_))) {
            words.push(self.clause(*kink, false));
        }
        if self.partner.is_capped(&self.example) {
            words.push("cap of hours".to_owned());
        }
        if point.top_up > Money::ZERO {
            words.push("take-or-pay".to_owned());
        }
        words.join(", ")
    }

    /// What a job is taken to be, and what the months hold besides.
    fn notes(&self) -> Vec<String> {
        let (card, example) = (&self.partner.card, &self.example);
        let mut job = format!("A job has {} visits", plain(example.work.visits));
        if card.hourly.is_some() {
            job += &format!(" of {} min on site", plain(example.work.on_site.hours() * 60.0));
        }
        if !card.bands.is_empty() {
            job += &format!(", {} km from the partner's base", plain(example.km));
        }
        let mut notes = vec![format!("{job}; its price at the first tier is {}.", self.price(self.partner.price(example)))];
        notes.extend(match card.minimum {
            Some(Minimum::Jobs(jobs, fee)) => {
                Some(format!("Take-or-pay: {} jobs a month, {} for each missing.", plain(jobs as f64), self.price(fee)))
            }
            Some(Minimum::Amount(least)) => Some(format!("Take-or-pay: {} a month.", self.price(least))),
            None => None,
        });
        if !card.steps.is_empty() {
            notes.push("Bonus and malus are left out: they depend on quality.".to_owned());
        }
        notes
    }
}

/// Volumes in even steps to beyond the last kink, and those at the kinks.
fn steps(kinks: &[(u64, Kink)]) -> Vec<u64> {
    let last = kinks.last().map_or(100, |(jobs, _)| *jobs);
    let rough = last.div_ceil(8).max(1);
    let unit = 10_u64.pow(rough.ilog10());
    let step = [1, 2, 5].iter().map(|factor| factor * unit).find(|step| *step >= rough).unwrap_or(10 * unit);
    let even = (0..=15).map(|at| at * step).take_while(|jobs| *jobs <= last + last / 2);
    let mut all: Vec<u64> = even.chain(kinks.iter().flat_map(|(jobs, _)| [jobs - 1, *jobs])).collect();
    all.sort_unstable();
    all.dedup();
    all
}
