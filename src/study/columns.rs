//! What is kept of every replication of a study: figures and accounts as named columns.
//!
//! *Knows:* how a column is called: a figure of the whole network by its key, an account as `account.KEY`, a figure of one kind, tier or
//! place as `kind.NAME.KEY`.

use super::trial::Outcome;
use crate::kernel::money::Money;
use crate::network::Network;
use crate::record::figure::{FIGURES, Row, index_of};
use crate::record::ledger::Account;
use crate::scenario::Layout;
use crate::scenario::complaint::did_you_mean;
use std::collections::BTreeMap;

/// Cuts of figures by name.
pub const CUTS: [&str; 3] = ["kind", "tier", "place"];

/// Values of one replication by column; columns without data are left out.
pub type Values = BTreeMap<String, f64>;

/// The values of a replication of a layout.
pub fn values(network: &Network, outcome: &Outcome) -> Values {
    let mut values = Values::new();
    put_row(&mut values, "", &outcome.row);
    let mut sums = vec![Money::ZERO; Account::ALL.len()];
    outcome.books.entries.iter().for_each(|entry| sums[entry.account as usize] += entry.money);
    for (account, sum) in Account::ALL.iter().zip(sums).filter(|(_, sum)| *sum != Money::ZERO) {
        values.insert(format!("account.{}", account.key()), sum.units());
    }
    let kinds = network.kinds.iter().map(|kind| &*kind.name).zip(outcome.kinds.iter());
    kinds.for_each(|(name, row)| put_row(&mut values, &format!("kind.{name}."), row));
    let tiers = network.tiers.iter().zip(outcome.tiers.iter());
    tiers.for_each(|(name, row)| put_row(&mut values, &format!("tier.{name}."), row));
    let places = network.places.iter().map(|place| &*place.name).zip(outcome.places.iter());
    places.for_each(|(name, row)| put_row(&mut values, &format!("place.{name}."), row));
    values
}

fn put_row(values: &mut Values, before: &str, row: &Row) {
    for (figure, value) in FIGURES.iter().zip(row) {
        if let Some(value) = value {
            values.insert(format!("{before}{}", figure.key), *value);
        }
    }
}

/// The figures of the whole network as a row.
pub fn row(values: &Values) -> Row {
    FIGURES.iter().map(|figure| values.get(figure.key).copied()).collect()
}

/// Whether a layout has a kind, tier or place of this name.
pub fn has(layout: &Layout, cut: &str, name: &str) -> bool {
    let scenario = &layout.scenario;
    match cut {
        "kind" => scenario.kind.contains_key(name),
        "tier" => scenario.tier.contains_key(name),
        _ => scenario.centre.contains_key(name) || scenario.partner.contains_key(name) || scenario.depot.contains_key(name),
    }
}

/// Position among [`FIGURES`] of the figure that a column shows; `None` for an account.
pub fn figure_of(column: &str) -> Option<usize> {
    index_of(column.rsplit('.').next().unwrap_or(column)).filter(|_| !column.starts_with("account."))
}

/// Whether a column may be called so.
///
/// # Errors
/// Says what is wrong, and which name may have been meant.
pub fn check_name(column: &str) -> Result<(), String> {
    let near = |key: &str, known: Vec<&'static str>, what: &str| {
        let mend = did_you_mean(key, known).map_or(String::new(), |mend| format!("; {mend}"));
        Err(format!("there is no {what} `{key}`{mend}"))
    };
    let figures = || FIGURES.iter().map(|figure| figure.key).collect();
    match column.split_once('.') {
        None if index_of(column).is_some() => Ok(()),
        None => near(column, figures(), "figure"),
        Some(("account", key)) if Account::ALL.iter().any(|account| account.key() == key) => Ok(()),
        Some(("account", key)) => near(key, Account::ALL.iter().map(|account| account.key()).collect(), "account"),
        Some((cut, rest)) if CUTS.contains(&cut) => match rest.rsplit_once('.') {
            Some((_, key)) if index_of(key).is_some() => Ok(()),
            Some((_, key)) => near(key, figures(), "figure"),
            None => Err(format!("`{column}` names no figure; write {cut}.NAME.FIGURE")),
        },
        Some((cut, _)) => near(cut, ["account", "kind", "tier", "place"].to_vec(), "cut of figures called"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_are_checked() {
        for name in ["cost_total", "account.wages", "kind.repair.response_mean", "place.青岛.utilisation", "tier.a.b.satisfaction"]
        {
            assert_eq!(check_name(name), Ok(()), "{name}");
        }
        let fault = |name: &str| check_name(name).unwrap_err();
        assert!(fault("cost_totl").contains("did you mean `cost_total`?"));
        assert!(fault("account.wage").contains("did you mean `wages`?"));
        assert!(fault("kind.repair").contains("kind.NAME.FIGURE"));
        assert!(fault("place.a.utilization").contains("utilisation"));
        assert!(fault("zone.a.calls").contains("there is no cut of figures called `zone`"));
        assert_eq!(figure_of("account.wages"), None);
        assert_eq!(figure_of("kind.a.calls"), Some(0));
    }
}
