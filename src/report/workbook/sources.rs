//! Where the values of the scenario come from, and what figures and accounts mean.

use super::look::{Kind, Rank};
use super::pen::{Done, Pen};
use crate::record::figure::{Better, FIGURES, Figure};
use crate::record::ledger::Account;
use crate::report::dossier::Dossier;
use crate::report::number::unit_key;
use crate::scenario::origin::Basis;

/// Column of the basis.
const BASIS: u16 = 3;

/// Writes where values come from.
pub fn write(mut pen: Pen<'_>, dossier: &Dossier) -> Done {
    let columns = ["Key", "Value", "Unit", "Basis", "Note", "File", "Line"].map(str::to_owned);
    let counts = pen.at(0);
    pen.down(Basis::ALL.len() as u32 + 2);
    let heads = pen.at(0);
    pen.down(1);
    pen.freeze(1, 1)?;
    for origin in &dossier.origins {
        pen.text(0, &origin.key, Rank::Plain)?;
        match origin.value.parse::<f64>() {
            Ok(value) => pen.number(1, value, Kind::Label, Rank::Plain)?,
            Err(_) => pen.wrapped(1, &origin.value, 40)?,
        }
        pen.text(2, &origin.unit, Rank::Plain)?;
        pen.text(BASIS, origin.basis.word(), Rank::Plain)?;
        pen.wrapped(4, &origin.note, 60)?;
        pen.text(5, &origin.file, Rank::Plain)?;
        pen.number(6, origin.line as f64, Kind::Label, Rank::Plain)?;
        pen.down(1);
    }
    if dossier.origins.is_empty() {
        pen.down(1);
    }
    let bases = heads.at(BASIS).down(1).to(pen.at(BASIS).up());
    pen.table("Sources", heads, &columns)?;
    pen.back(counts);
    for basis in Basis::ALL {
        let known = dossier.origins.iter().filter(|origin| origin.basis == basis).count();
        pen.text(0, basis.word(), Rank::Plain)?;
        pen.formula(1, &format!("=COUNTIF({bases},{})", pen.at(0).here()), known as f64, Kind::Whole, Rank::Plain)?;
        pen.down(1);
    }
    pen.finish()
}

/// Writes what figures and accounts mean: those that the run has.
pub fn definitions(mut pen: Pen<'_>, dossier: &Dossier) -> Done {
    let report = &dossier.report;
    heads(&mut pen)?;
    let known = |figure: &usize| report.layouts.iter().any(|layout| layout.figures[*figure].is_some());
    for figure in (0..FIGURES.len()).filter(known).map(|figure| &FIGURES[figure]) {
        self::figure(&mut pen, figure, &report.head.currency)?;
    }
    let used =
        |account: &&Account| dossier.ledgers.iter().any(|ledger| ledger.postings.iter().any(|it| it.account == **account as u32));
    Account::ALL.iter().filter(used).try_for_each(|account| self::account(&mut pen, account))?;
    pen.finish()
}

/// Writes the heads of definitions.
pub fn heads(pen: &mut Pen<'_>) -> Done {
    pen.heads(&["kind", "key", "name", "unit or group", "better", "meaning"], &[])?;
    pen.freeze(1, 2)
}

/// Writes what a figure means.
pub fn figure(pen: &mut Pen<'_>, figure: &Figure, currency: &str) -> Done {
    let better = match figure.better {
        Better::More => "more",
        Better::Less => "less",
        Better::Neither => "",
    };
    row(pen, ["figure", figure.key, figure.label, &unit_key(figure.unit, currency), better, figure.meaning])
}

/// Writes what an account means.
pub fn account(pen: &mut Pen<'_>, account: &Account) -> Done {
    row(pen, ["account", account.key(), account.label(), account.group().key(), "", account.meaning()])
}

/// Writes a definition: kind, key, name, unit or group, which side is better, meaning.
pub fn row(pen: &mut Pen<'_>, [kind, key, label, unit, better, meaning]: [&str; 6]) -> Done {
    pen.text(0, kind, Rank::Faint)?;
    pen.text(1, key, Rank::Plain)?;
    pen.text(2, label, Rank::Plain)?;
    pen.text(3, unit, Rank::Plain)?;
    pen.text(4, better, Rank::Plain)?;
    pen.wrapped(5, meaning, 90)?;
    pen.down(1);
    Ok(())
}
