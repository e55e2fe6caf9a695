//! The ledger as a table for pivots: one posting group a row, means over replications.

use super::look::{Kind, Rank};
use super::pen::{Name, Pen};
use crate::kernel::money::Money;
use crate::record::ledger::Account;
use crate::record::nature::Side;
use crate::report::dossier::Dossier;
use crate::report::dossier::posting::{Ledger, Posting};
use rust_xlsxwriter::XlsxError;
use std::collections::BTreeMap;

/// Rows beyond which postings are pooled: a sheet has 1,048,576 at most, and programs that open it grow slow long before.
const MOST: usize = 200_000;

/// Names of the columns that formulas sum over, and their place in the table.
const NAMED: [(&str, u16); 6] =
    [("LedgerLayout", 0), ("LedgerYear", 2), ("LedgerAccount", 4), ("LedgerGroup", 6), ("LedgerSide", 7), ("LedgerMoney", 10)];

/// How a side of the result is called.
fn side(of: Side) -> &'static str {
    match of {
        Side::Cost => "cost",
        Side::Revenue => "revenue",
        Side::Apart => "apart",
    }
}

/// Writes the sheet; the names are those of the columns that other sheets sum.
pub fn write(mut pen: Pen<'_>, dossier: &Dossier) -> Result<Vec<Name>, XlsxError> {
    let head = &dossier.report.head;
    let (ledgers, pooled) = fitting(&dossier.ledgers, MOST);
    pen.aside("Money is the mean over replications; costs and revenue are both positive.", Rank::Faint)?;
    if !pooled.is_empty() {
        pen.aside(&format!("{pooled} are pooled, because the ledger has more rows than a workbook can work with."), Rank::Faint)?;
    }
    let columns =
        ["No.", "Layout", "Year", "Month", "Account", "Account name", "Group", "Side", "Place", "Zone"].map(str::to_owned);
    let columns: Vec<String> = columns.into_iter().chain([format!("Money ({})", head.currency)]).collect();
    let heads = pen.at(0);
    pen.down(1);
    pen.freeze(1, 2)?;
    for (layout, ledger) in ledgers.iter().enumerate() {
        for posting in &ledger.postings {
            row(&mut pen, dossier, layout, ledger, posting)?;
        }
    }
    if pen.row() == heads.down(1).row() {
        // A table has a row.
        pen.down(1);
    }
    let last = pen.at(0).up();
    pen.table("Ledger", heads, &columns)?;
    pen.finish()?;
    let name = |(name, col): (&str, u16)| Name { name: name.to_owned(), range: heads.at(col).down(1).to(last.at(col)) };
    Ok(NAMED.map(name).to_vec())
}

fn row(pen: &mut Pen<'_>, dossier: &Dossier, layout: usize, ledger: &Ledger, posting: &Posting) -> Result<(), XlsxError> {
    let names = dossier.report.names(layout);
    let account = Account::ALL[posting.account as usize];
    let month = names.month(posting.month);
    let year: f64 = month.split('-').next().and_then(|year| year.parse().ok()).unwrap_or(f64::NAN);
    pen.number(0, layout as f64 + 1.0, Kind::Label, Rank::Plain)?;
    pen.text(1, &names.layout, Rank::Plain)?;
    pen.number(2, year, Kind::Label, Rank::Plain)?;
    pen.month(3, &month)?;
    pen.text(4, account.key(), Rank::Plain)?;
    pen.text(5, account.label(), Rank::Plain)?;
    pen.text(6, account.group().key(), Rank::Plain)?;
    pen.text(7, side(account.group().side()), Rank::Plain)?;
    if let Some(place) = names.places.get(posting.place as usize) {
        pen.text(8, place, Rank::Plain)?;
    }
    if let Some(zone) = posting.zone.and_then(|zone| names.zones.get(zone as usize)) {
        pen.text(9, zone, Rank::Plain)?;
    }
    pen.number(10, ledger.mean(posting.money), Kind::Each, Rank::Plain)?;
    pen.down(1);
    Ok(())
}

/// The ledgers with so many postings at most, and what is pooled for that.
fn fitting(ledgers: &[Ledger], most: usize) -> (Vec<Ledger>, &'static str) {
    let fits = |ledgers: &[Ledger]| ledgers.iter().map(|ledger| ledger.postings.len()).sum::<usize>() <= most;
    if fits(ledgers) {
        return (ledgers.to_vec(), "");
    }
    let zones: Vec<Ledger> = ledgers.iter().map(|ledger| pooled(ledger, |posting| Posting { zone: None, ..posting })).collect();
    if fits(&zones) {
        return (zones, "Zones");
    }
    let nowhere = u32::MAX;
    (zones.iter().map(|ledger| pooled(ledger, |posting| Posting { place: nowhere, ..posting })).collect(), "Zones and places")
}

fn pooled(ledger: &Ledger, coarse: impl Fn(Posting) -> Posting) -> Ledger {
    let mut sums: BTreeMap<(u32, Option<u32>, u32, u32), Money> = BTreeMap::new();
    for posting in ledger.postings.iter().copied().map(coarse) {
        *sums.entry((posting.place, posting.zone, posting.month, posting.account)).or_default() += posting.money;
    }
    let posting = |((place, zone, month, account), money)| Posting { place, zone, month, account, money };
    Ledger { postings: sums.into_iter().map(posting).collect(), ..*ledger }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_ledger_is_pooled_and_keeps_its_sum() {
        let posting = |place, zone, account| Posting { place, zone: Some(zone), month: 0, account, money: Money(7) };
        let postings = (0..4).flat_map(|zone| [posting(0, zone, 1), posting(1, zone, 1), posting(1, zone, 2)]).collect();
        let ledgers = [Ledger { replications: 2, postings }];
        let sum = |ledgers: &[Ledger], account| ledgers[0].sum(account);
        for (most, rows, says) in [(12, 12, ""), (11, 3, "Zones"), (2, 2, "Zones and places")] {
            let (fitting, pooled) = fitting(&ledgers, most);
            assert_eq!((fitting[0].postings.len(), pooled), (rows, says));
            for account in [Account::ALL[1], Account::ALL[2]] {
                assert_eq!(sum(&fitting, account), sum(&ledgers, account));
            }
        }
    }
}
