//! Why one layout differs from another: the difference of their money by account, place and effect, and of their times by stage.
//!
//! *Knows:* closed books, volumes by place and times by stage of the same replications of both layouts.
//! *Never:* rounds a part of money: parts are whole 1/10,000 of the currency in each replication, and add up to the whole.

pub mod effect;
pub mod step;

use super::interval::{CONFIDENCE, Estimate};
use super::trial::Outcome;
use crate::kernel::id::{Id, Table};
use crate::kernel::money::Money;
use crate::kernel::time::MS_PER_HOUR;
use crate::network::{Network, PlaceId, PlaceKind};
use crate::record::basis::{Basis, Quantity, Volumes};
use crate::record::figure::Row;
use crate::record::ledger::{Account, Group};
use crate::record::nature::Side;
use crate::record::stages::{Stage, Stages, Stretch};
use effect::{EFFECTS, Item};
use std::collections::BTreeMap;

/// What is kept of one replication of one layout.
#[derive(Debug, Clone)]
pub struct Sight {
    /// Figures of the network.
    pub row: Row,
    /// Total cost.
    pub cost: Money,
    /// Total revenue.
    pub revenue: Money,
    /// Sums by account and place, where there are any.
    money: Vec<(Account, PlaceId, Money)>,
    volumes: Table<PlaceId, Volumes>,
    /// Times by stage.
    pub stages: Stages,
}

impl Sight {
    /// What is kept of an outcome that was watched for its basis.
    ///
    /// # Panics
    /// Without a basis.
    pub fn of(outcome: &Outcome) -> Sight {
        let mut money: BTreeMap<(Account, PlaceId), Money> = BTreeMap::new();
        for entry in &outcome.books.entries {
            *money.entry((entry.account, entry.place)).or_default() += entry.money;
        }
        let Basis { stages, volumes } = outcome.basis.clone().expect("differences are explained from what was watched");
        Sight {
            row: outcome.row.clone(),
            cost: outcome.books.cost(),
            revenue: outcome.books.revenue(),
            money: money.into_iter().map(|((account, place), money)| (account, place, money)).collect(),
            volumes,
            stages,
        }
    }
}

/// Money of both layouts by replication: what the other is held against, and the layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// By layout (0: held against), by replication.
    pub sums: [Vec<Money>; 2],
}

impl Pair {
    fn blank(replications: usize) -> Pair {
        Pair { sums: [vec![Money::ZERO; replications], vec![Money::ZERO; replications]] }
    }

    /// Adds another pair.
    pub fn add(&mut self, other: &Pair) {
        for (mine, theirs) in self.sums.iter_mut().zip(&other.sums) {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += *theirs);
        }
    }

    /// Sum of pairs.
    pub fn sum<'a>(replications: usize, all: impl IntoIterator<Item = &'a Pair>) -> Pair {
        all.into_iter().fold(Pair::blank(replications), |mut sum, pair| {
            sum.add(pair);
            sum
        })
    }

    /// Layout less what it is held against, by replication.
    pub fn differences(&self) -> Vec<Money> {
        self.sums[1].iter().zip(&self.sums[0]).map(|(own, base)| *own - *base).collect()
    }
}

/// The difference of an account at a place.
#[derive(Debug, Clone)]
pub struct Cell {
    /// Account.
    pub account: Account,
    /// Index of the place.
    pub place: usize,
    /// Its money.
    pub pair: Pair,
}

/// The difference of an account by effect.
#[derive(Debug, Clone)]
pub struct Split {
    /// Account.
    pub account: Account,
    /// What it is paid for.
    pub quantity: Option<Quantity>,
    /// By effect in the order of [`EFFECTS`], by replication.
    pub parts: [Vec<Money>; EFFECTS],
}

/// The difference of a mean time by stage.
#[derive(Debug, Clone)]
pub struct Time {
    /// By layout and replication.
    pub stretches: [Vec<Stretch>; 2],
}

/// Why a layout differs from another.
#[derive(Debug, Clone)]
pub struct Why {
    /// Replications.
    pub replications: usize,
    /// Places of both layouts, those of the same name as one.
    pub places: Vec<String>,
    /// Differences by account and place, in that order.
    pub cells: Vec<Cell>,
    /// Differences by account and effect.
    pub splits: Vec<Split>,
    /// Call to first arrival.
    pub response: Time,
    /// Call to working unit.
    pub restore: Time,
}

impl Why {
    /// What the sights of two layouts say, replication by replication; of what the layout is held against first.
    pub fn new(networks: [&Network; 2], sights: [&[Sight]; 2]) -> Why {
        let replications = sights[0].len().min(sights[1].len());
        let sights = sights.map(|all| &all[..replications]);
        let (places, numbers) = aligned(networks);
        let cells = cells(&numbers, sights);
        let splits = splits(&cells, networks, &numbers, sights);
        let time = |of: fn(&Stages) -> Stretch| Time { stretches: sights.map(|all| all.iter().map(|it| of(&it.stages)).collect()) };
        Why { replications, places, cells, splits, response: time(|it| it.response), restore: time(|it| it.restore) }
    }

    /// The money of one side of the result, or what stands apart.
    pub fn side(&self, side: Side) -> Pair {
        let of = self.cells.iter().filter(|cell| cell.account.group().side() == side);
        Pair::sum(self.replications, of.map(|cell| &cell.pair))
    }
}

/// Places of two networks, those of the same name as one; and for each network the index of each of its places.
fn aligned(networks: [&Network; 2]) -> (Vec<String>, [Vec<usize>; 2]) {
    let mut known: Vec<(String, usize)> = Vec::new();
    let numbers = networks.map(|network| {
        let mut numbers = Vec::new();
        for (at, place) in network.places.iter().enumerate() {
            // A second place of the same name is another one.
            let twins = network.places.iter().take(at).filter(|other| other.name == place.name).count();
            let key = (place.name.clone(), twins);
            let number = known.iter().position(|other| *other == key).unwrap_or_else(|| {
                known.push(key);
                known.len() - 1
            });
            numbers.push(number);
        }
        numbers
    });
    (known.into_iter().map(|(name, _)| name).collect(), numbers)
}

/// The money of both layouts by account and place.
fn cells(numbers: &[Vec<usize>; 2], sights: [&[Sight]; 2]) -> Vec<Cell> {
    let replications = sights[0].len();
    let mut cells: BTreeMap<(Account, usize), Pair> = BTreeMap::new();
    for side in 0..2 {
        for (replication, sight) in sights[side].iter().enumerate() {
            for (account, place, money) in &sight.money {
                let key = (*account, numbers[side][place.index()]);
                cells.entry(key).or_insert_with(|| Pair::blank(replications)).sums[side][replication] += *money;
            }
        }
    }
    cells.into_iter().map(|((account, place), pair)| Cell { account, place, pair }).collect()
}

/// Each account by effect, over the places at which it can be paid for anything.
fn splits(cells: &[Cell], networks: [&Network; 2], numbers: &[Vec<usize>; 2], sights: [&[Sight]; 2]) -> Vec<Split> {
    let places = numbers.iter().flatten().max().map_or(0, |last| last + 1);
    let own: [Vec<Option<PlaceId>>; 2] = [0, 1].map(|side| {
        let mut own = vec![None; places];
        numbers[side].iter().enumerate().for_each(|(at, place)| own[*place] = Some(PlaceId::new(at)));
        own
    });
    let volume = |side: usize, replication: usize, account: Account, place: usize| {
        let place = own[side][place].filter(|&place| is_paid_at(account, networks[side], place));
        let quantity = account.quantity().zip(place);
        quantity.map_or(0, |(quantity, place)| sights[side][replication].volumes[place][quantity as usize])
    };
    let split = |cells: &[Cell]| {
        let account = cells[0].account;
        let mut money = vec![None; places];
        cells.iter().for_each(|cell| money[cell.place] = Some(&cell.pair));
        let mut parts: [Vec<Money>; EFFECTS] = Default::default();
        for replication in 0..sights[0].len() {
            let item = |place: usize| Item {
                money: [0, 1].map(|side| money[place].map_or(Money::ZERO, |pair| pair.sums[side][replication])),
                volume: [0, 1].map(|side| volume(side, replication, account, place)),
            };
            let items: Vec<Item> = (0..places).map(item).collect();
            parts.iter_mut().zip(effect::split(&items)).for_each(|(all, part)| all.push(part));
        }
        Split { account, quantity: account.quantity(), parts }
    };
    cells.chunk_by(|one, other| one.account == other.account).map(split).collect()
}

/// Whether what is done at a place can be paid for by an account: by wages where our people work, by fees where a partner's do.
fn is_paid_at(account: Account, network: &Network, place: PlaceId) -> bool {
    let (ours, kind) = (network.partner_at(place).is_none(), network.places[place].kind);
    match account.group() {
        Group::Labour => ours && (account == Account::ContactCentre) == (kind == PlaceKind::ContactCentre),
        Group::Travel => ours,
        Group::Partner => !ours,
        _ => true,
    }
}

impl Split {
    /// All effects together, by replication.
    pub fn differences(&self) -> Vec<Money> {
        (0..self.parts[0].len()).map(|at| self.parts.iter().map(|part| part[at]).sum()).collect()
    }
}

impl Time {
    /// Replications in which both layouts have jobs.
    fn both(&self) -> impl Iterator<Item = [&Stretch; 2]> {
        self.stretches[0]
            .iter()
            .zip(&self.stretches[1])
            .map(|(base, own)| [base, own])
            .filter(|pair| pair.iter().all(|it| it.jobs > 0))
    }

    /// Mean time of a job in a stage, or in all, by layout and replication [h].
    pub fn means(&self, stage: Option<Stage>) -> [Vec<f64>; 2] {
        [0, 1].map(|side| self.both().map(|pair| hours(pair[side], stage)).collect())
    }
}

/// Mean time of a job in a stage, or in all [h].
fn hours(stretch: &Stretch, stage: Option<Stage>) -> f64 {
    let ms = stage.map_or_else(|| stretch.total(), |stage| stretch.sums[stage as usize]);
    ms as f64 / stretch.jobs as f64 / MS_PER_HOUR as f64
}

/// The mean over replications, with its interval; `None` without any.
pub fn mean(values: &[f64]) -> Option<Estimate> {
    Estimate::of_mean(values, CONFIDENCE)
}

/// The mean of money over replications, with its interval; `None` without any.
pub fn mean_money(values: &[Money]) -> Option<Estimate> {
    mean(&values.iter().map(|money| money.units()).collect::<Vec<f64>>())
}
