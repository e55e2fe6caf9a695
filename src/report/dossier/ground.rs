//! What formulas of finance start from: volumes, flows with their moments, contracts.

use crate::network::Network;
use crate::report::contract::terms::{Curve, Terms};
use crate::study::finance::{Moment, Statement, estimate};
use crate::study::interval::Estimate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What costs are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Volumes {
    /// Jobs closed in the counted time.
    pub closed: Estimate,
    /// Calls of customers in the counted time, repeat calls left out.
    pub first_calls: Estimate,
    /// Installed units x years of the counted time.
    pub unit_years: f64,
}

/// A net receipt at the moment to which it is discounted, mean over replications.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Dated {
    /// The year with which it is shown; 0 is the start.
    pub year: u32,
    /// Time from the start [years of 365 days].
    pub time: f64,
    /// Receipts less payments, at the prices of the year [currency].
    pub flow: f64,
}

/// A contract by monthly volume, and the layouts and partners that have it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contract {
    /// Indices of layouts.
    pub layouts: Vec<usize>,
    /// Partners with the same prices and clauses.
    pub partners: Vec<String>,
    /// What it costs; the partner is the first of them.
    pub curve: Curve,
}

impl Volumes {
    pub(super) fn of(statements: &[Statement], unit_years: f64) -> Volumes {
        Volumes {
            closed: estimate(statements, |it| it.closed as f64),
            first_calls: estimate(statements, |it| it.first_calls as f64),
            unit_years,
        }
    }
}

/// The flows behind the net present value, in order of time.
pub(super) fn dated(statements: &[Statement]) -> Vec<Dated> {
    let mut sums: BTreeMap<Moment, f64> = BTreeMap::new();
    for (moment, flow) in statements.iter().flat_map(|it| &it.worth.dated) {
        *sums.entry(*moment).or_default() += flow;
    }
    let mean =
        |(moment, sum): (Moment, f64)| Dated { year: moment.year, time: moment.years(), flow: sum / statements.len() as f64 };
    sums.into_iter().map(mean).collect()
}

/// The contracts of all partners in use, for each kind that has a price; like ones together.
pub(super) fn contracts(networks: &[Network]) -> Vec<Contract> {
    let mut all: Vec<Contract> = Vec::new();
    for (layout, network) in networks.iter().enumerate() {
        for partner in network.partners.iter().filter(|partner| partner.in_use) {
            for kind in Terms::priced(network, partner) {
                add(&mut all, layout, Terms::usual(network, partner, kind).curve(&[]));
            }
        }
    }
    all
}

fn add(all: &mut Vec<Contract>, layout: usize, curve: Curve) {
    let alike = |known: &Curve| Curve { partner: String::new(), ..known.clone() };
    let Some(contract) = all.iter_mut().find(|contract| alike(&contract.curve) == alike(&curve)) else {
        all.push(Contract { layouts: vec![layout], partners: vec![curve.partner.clone()], curve });
        return;
    };
    if !contract.layouts.contains(&layout) {
        contract.layouts.push(layout);
    }
    if !contract.partners.contains(&curve.partner) {
        contract.partners.push(curve.partner);
    }
}
