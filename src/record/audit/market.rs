//! The audit of markets: units and reputations are recomputed from the facts alone.

use super::Audit;
use crate::kernel::id::Table;
use crate::kernel::money::Amount;
use crate::kernel::time::Time;
use crate::network::market::MICRO;
use crate::network::{BaseId, Network, ZoneId};
use crate::record::fact::Fact;
use crate::record::ledger::Account;
use crate::state::customer::{Handled, Reaction};

/// What the audit knows of the market of a zone.
#[derive(Debug, Clone, Copy, Default)]
struct Known {
    /// Units that should be there.
    units: i128,
    /// Reputation that was told last.
    reputation: f64,
    /// Promoters, detractors and all who judged since then.
    voices: [f64; 3],
    /// Complaints whose end has not been told.
    complaints: i64,
}

/// The auditor of markets.
#[derive(Debug)]
pub(super) struct Markets<'n> {
    network: &'n Network,
    zones: Table<ZoneId, Known>,
}

impl<'n> Markets<'n> {
    /// An auditor who knows how markets begin.
    pub fn new(network: &'n Network) -> Self {
        let Some(market) = &network.market else { return Self { network, zones: Table::new() } };
        let units = |zone: ZoneId| market.bases_of[zone].iter().map(|&base| i128::from(network.bases[base])).sum();
        let reputation = market.reputation as f64 / MICRO as f64;
        let known = |zone| Known { units: units(zone), reputation, ..Known::default() };
        Self { network, zones: network.zones.ids().map(known).collect() }
    }

    fn zone_of(&self, base: BaseId) -> ZoneId {
        self.network.market.as_ref().expect("a base has a market").bases[base].zone
    }

    /// Follows a fact; what is wrong with it.
    pub fn note(&mut self, fact: &Fact<'_>) -> Option<String> {
        match *fact {
            Fact::Sold(base) => {
                let zone = self.zone_of(base);
                self.zones[zone].units += 1;
            }
            Fact::Scrapped { base, units } => {
                let zone = self.zone_of(base);
                self.zones[zone].units -= i128::from(units);
            }
            Fact::Complained(customer) => self.zones[customer.zone].complaints += 1,
            Fact::Reacted(customer, reaction) => return self.reacted(customer.zone, reaction),
            Fact::MonthBegins { zone, reputation, units } => {
                return self.units(zone, units).or_else(|| self.reputation(zone, reputation));
            }
            Fact::MarketEnds { zone, reputation, units } => {
                let told = reputation as f64 / MICRO as f64;
                let known = self.zones[zone].reputation;
                let moved = (told - known).abs() > 1e-9;
                return self
                    .units(zone, units)
                    .or_else(|| moved.then(|| format!("zone {}: reputation moves from {known} to {told}", zone.0)));
            }
            _ => {}
        }
        None
    }

    fn reacted(&mut self, zone: ZoneId, reaction: Reaction) -> Option<String> {
        let known = &mut self.zones[zone];
        known.units -= i128::from(reaction.unit_lost);
        known.complaints -= i64::from(reaction.complaint.is_some());
        known.voices[0] += f64::from(u8::from(reaction.recommends > 0));
        known.voices[1] += f64::from(u8::from(reaction.recommends < 0));
        known.voices[2] += 1.0;
        let (complaints, stays) = (known.complaints, reaction.unit_lost && !reaction.leaves);
        match () {
            () if complaints < 0 => Some(format!("zone {}: a complaint ends that was not made", zone.0)),
            () if stays => Some(format!("zone {}: a unit leaves whose customer stays", zone.0)),
            () => None,
        }
    }

    /// Start + sold - scrapped - churned = what is there.
    fn units(&self, zone: ZoneId, told: u64) -> Option<String> {
        let known = self.zones[zone].units;
        (known != i128::from(told)).then(|| format!("zone {} has {told} units, but by the facts {known}", zone.0))
    }

    /// The reputation of a new month, in floats; whole numbers may differ by the roundings of three divisions.
    fn reputation(&mut self, zone: ZoneId, told: i64) -> Option<String> {
        let told = told as f64 / MICRO as f64;
        let known = &mut self.zones[zone];
        let [promoters, detractors, all] = std::mem::take(&mut known.voices);
        let before = std::mem::replace(&mut known.reputation, told);
        let market = self.network.market.as_ref().expect("a month has a market");
        let share = |micro: i64| micro as f64 / MICRO as f64;
        let expected = market.reactions.as_ref().map_or(before, |rules| {
            let net = if all > 0.0 { (promoters - share(rules.detractor_weight) * detractors) / all } else { 0.0 };
            (1.0 + (before - 1.0) * share(rules.kept) + share(rules.word_of_mouth) * net).clamp(0.1, 2.0)
        });
        ((told - expected).abs() > 3e-6).then(|| format!("zone {}: a reputation of {told} should be {expected}", zone.0))
    }
}

impl Audit<'_> {
    /// Replays what a fact about a market costs.
    pub(super) fn priced(&mut self, now: Time, fact: &Fact<'_>) {
        let counts = self.network.window.counts(now) || matches!(fact, Fact::MissedSales { .. });
        for (account, amount) in prices(self.network, fact).into_iter().flatten().filter(|_| counts) {
            *self.replay.entry(account).or_default() += amount;
        }
    }
}

/// What a fact about a market costs.
fn prices(network: &Network, fact: &Fact<'_>) -> [Option<(Account, Amount)>; 2] {
    let Some((market, rules)) = network.market.as_ref().and_then(|market| market.reactions.as_ref().map(|rules| (market, rules)))
    else {
        return [None; 2];
    };
    match *fact {
        Fact::Complained(_) => [Some((Account::Compensation, rules.cost.once())), None],
        Fact::Reacted(customer, reaction) => {
            let value = customer.owns.map_or(rules.value, |base| market.bases[base].value);
            let worth = Amount(value.once().0 * i128::from(customer.value) / i128::from(MICRO));
            [
                match reaction.complaint {
                    Some(Handled::Refunded) => Some((Account::Refunds, rules.refund.once())),
                    Some(Handled::InCourt) => Some((Account::Legal, rules.legal.once())),
                    Some(Handled::InTime | Handled::Late) | None => None,
                },
                reaction.leaves.then_some((Account::LostMargin, worth)),
            ]
        }
        Fact::MissedSales { base, micro, .. } => {
            let margin = market.bases[base].sales.as_ref().map_or(Amount::ZERO, |sales| sales.margin.once());
            [Some((Account::LostSales, Amount(margin.0 * i128::from(micro) / i128::from(MICRO)))), None]
        }
        _ => [None; 2],
    }
}
