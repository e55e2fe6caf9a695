//! Worth over years: what a layout brings and costs year by year, in money of today.
//!
//! With a run of R years (its length rounded, 1 at least), the year k = 1 ... N has the cash accounts A(g, k) by group g:
//! those of the run's year k; after the run those of its last year, what jobs cause times (1 + growth)^(k - R).
//! A run that is rounded to one year is scaled to 365 days.
//!
//! ```text
//! NPV = sum over k and g of +-A(g, k) (1 + inflation(g))^(k - 1) / (1 + discount)^(k + delay(g))
//!     + sum over what comes once of +-A / (1 + discount)^delay(g)
//!     - sum over investments, at t = 0, life, 2 life ... < N, of price (1 + inflation)^t / (1 + discount)^t
//!     + what the last investments are still worth at N, their price x rest of life / life, / (1 + discount)^N
//! ```
//!
//! Flows of a year count at its end, as a spreadsheet's NPV does; prices of the first year are those of today; delays are in years
//! of 365 days. Depreciation is not cash, so only what is bought counts.

use super::{Months, Payment, signed};
use crate::kernel::time::{MS_PER_DAY, Span, Time};
use crate::network::Network;
use crate::record::ledger::{Account, Entry};
use crate::record::nature::Driver;
use libm::pow;
use std::collections::BTreeMap;

/// Years of 365 days in a millisecond.
const YEAR: f64 = 365.0 * MS_PER_DAY as f64;
/// Years of the worth of a run that names none.
const YEARS: u32 = 5;

/// What a layout is worth over years [currency]. Receipts are positive, payments negative.
#[derive(Debug, Clone, PartialEq)]
pub struct Worth {
    /// Net receipts of year 0 (what comes once, and the first investments), 1 ... N, at the prices of their year.
    pub flows: Vec<f64>,
    /// What investments are still worth at the end of year N, at its prices.
    pub residual: f64,
    /// The same flows and the residual value in money of today, by year.
    pub present: Vec<f64>,
    /// Their sum.
    pub npv: f64,
    /// The same flows once more, each at the moment to which it is discounted; the residual value is not among them.
    pub dated: BTreeMap<Moment, f64>,
}

/// When a flow counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment {
    /// The year with which it is shown.
    pub year: u32,
    /// Time from the start to which it is discounted.
    pub after: Span,
}

impl Moment {
    fn of(year: usize, after: Span) -> Moment {
        Moment { year: year as u32, after }
    }

    /// The time from the start [years of 365 days].
    pub fn years(self) -> f64 {
        self.after.0 as f64 / YEAR
    }
}

/// Flow of a group of like payments in each year of the run [currency per year].
#[derive(Debug, Clone, PartialEq)]
struct Stream {
    driver: Driver,
    inflation: f64,
    delay: Span,
    years: Vec<f64>,
}

impl Worth {
    pub(super) fn of(network: &Network, months: &Months, entries: &[Entry], years: Option<u32>) -> Worth {
        let run = run_years(network);
        let years = years.or(network.finance.years).unwrap_or(YEARS.max(run as u32)) as usize;
        let mut worth =
            Worth { flows: vec![0.0; years + 1], residual: 0.0, present: vec![0.0; years + 1], npv: 0.0, dated: BTreeMap::new() };
        let rate = 1.0 + network.finance.discount;
        for stream in streams(network, months, entries, run) {
            let mut add = |year: usize, flow: f64| {
                worth.flows[year] += flow;
                worth.present[year] += flow / pow(rate, year as f64 + stream.delay.0 as f64 / YEAR);
                let after = Span(year as i64 * YEAR as i64 + stream.delay.0);
                *worth.dated.entry(Moment::of(year, after)).or_default() += flow;
            };
            if stream.driver == Driver::Once {
                add(0, stream.years.iter().sum());
                continue;
            }
            for year in 1..=years {
                let beyond = year.saturating_sub(run) as f64;
                let growth = if stream.driver == Driver::Jobs { 1.0 + network.finance.growth } else { 1.0 };
                let today = stream.years[year.min(run) - 1] * pow(growth, beyond);
                add(year, today * pow(1.0 + stream.inflation, year as f64 - 1.0));
            }
        }
        worth.invest(network, years);
        worth.npv = worth.present.iter().sum();
        worth
    }

    fn invest(&mut self, network: &Network, years: usize) {
        let (rate, rise) = (1.0 + network.finance.discount, 1.0 + network.finance.inflation.facility);
        for investment in network.finance.places.iter().filter_map(|terms| terms.investment) {
            let (price, life) = (investment.price.units(), investment.life.0 as f64 / YEAR);
            let (mut bought, mut last) = (0u32, 0.0);
            while f64::from(bought) * life < years as f64 {
                last = f64::from(bought) * life;
                let flow = price * pow(rise, last);
                // A purchase inside a year is shown with that year's flows.
                let year = last.ceil() as usize;
                self.flows[year] -= flow;
                self.present[year] -= flow / pow(rate, last);
                let after = Span(i64::from(bought) * investment.life.0);
                *self.dated.entry(Moment::of(year, after)).or_default() -= flow;
                bought += 1;
            }
            let rest = (1.0 - (years as f64 - last) / life).max(0.0) * price * pow(rise, years as f64);
            self.residual += rest;
            self.present[years] += rest / pow(rate, years as f64);
        }
    }
}

/// Years of the run: its length rounded, one at least.
fn run_years(network: &Network) -> usize {
    network.window.years().round().max(1.0) as usize
}

/// Entries of one driver, inflation and delay together, by year of the run.
fn streams(network: &Network, months: &Months, entries: &[Entry], run: usize) -> Vec<Stream> {
    let finance = &network.finance;
    // A month belongs to the year of the run in which the middle of its counted part lies.
    let start = network.window.warm_up;
    let year_of = |(from, to): (Time, Time)| (((from - start).0 + (to - start).0) as f64 / 2.0 / YEAR) as usize;
    let scale = if run == 1 { 1.0 / network.window.years() } else { 1.0 };
    let mut sums: BTreeMap<(Account, i64), Vec<i64>> = BTreeMap::new();
    for entry in entries {
        let Some(payment) = Payment::of(network, entry) else { continue };
        let year = year_of(months.spans[entry.month as usize - months.first]).min(run - 1);
        sums.entry((entry.account, payment.delay().0)).or_insert_with(|| vec![0; run])[year] +=
            signed(entry.account, entry.money.0);
    }
    let stream = |((account, delay), years): ((Account, i64), Vec<i64>)| {
        let driver = account.nature().driver;
        let scale = if driver == Driver::Once { 1.0 } else { scale };
        Stream {
            driver,
            inflation: account.group().of(&finance.inflation).copied().unwrap_or(0.0),
            delay: Span(delay),
            years: years.into_iter().map(|money| crate::kernel::money::Money(money).units() * scale).collect(),
        }
    };
    sums.into_iter().map(stream).collect()
}
