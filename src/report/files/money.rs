//! Tidy tables of finance: one sum in a row, with everything that names it.

use crate::kernel::money::Money;
use crate::record::ledger::Account;
use crate::report::finance::Finance;
use crate::report::frame::form::{CURRENCY, Field, Form, Values};
use crate::report::frame::{Cell, Frame};
use crate::study::finance::Statement;
use crate::study::finance::breakeven::Crossing;
use std::borrow::Cow;
use std::io;
use std::path::Path;

const LAYOUT: Field = Field::words("layout", "Layout.");
const REPLICATION: Field = Field::whole("replication", "", "Number of the replication.");
const GROUP: Field = Field::one_of("group", Values::Groups, "Group of accounts.");
const ACCOUNT: Field = Field::one_of("account", Values::Accounts, "Account, see ACCOUNTS.");

const PNL: Form = Form {
    stem: "pnl",
    title: "cost and revenue by calendar year and account",
    fields: Cow::Borrowed(&[
        LAYOUT,
        REPLICATION,
        Field::words("year", "Calendar year; the first and the last as far as they are counted."),
        GROUP,
        ACCOUNT,
        Field::money("money", "Cost or revenue of the year, both positive."),
    ]),
};

const CASH: Form = Form {
    stem: "cash",
    title: "what is paid and received in each month, and owed at the end",
    fields: Cow::Borrowed(&[
        LAYOUT,
        REPLICATION,
        Field::words("month", "Month in which it is paid or received; `owed` for what is still owed at the end."),
        Field::one_of("group", Values::Groups, "Group of accounts; `investment` for equipment that is bought."),
        Field::one_of("account", Values::Accounts, "Account; empty for investments."),
        Field::money("money", "Paid, or received in the group `revenue`; depreciation is no cash."),
    ]),
};

const NPV: Form = Form {
    stem: "npv",
    title: "worth over years",
    fields: Cow::Borrowed(&[
        LAYOUT,
        REPLICATION,
        Field::whole("year", "", "Year of the worth; 0 for what comes at the start."),
        Field::number("flow", CURRENCY, "Net receipts of the year at its prices; payments are negative."),
        Field::number("residual", CURRENCY, "What equipment is still worth at the end of the last year."),
        Field::number(
            "present",
            CURRENCY,
            "Flow and residual value in money of today; the sum over the years is the net present value.",
        ),
    ]),
};

const CLASSES: Values = Values::Known(&[
    ("sunk", "Spent whatever is decided."),
    ("committed", "Owed for a term or notice."),
    ("avoidable", "Not spent if the layout were given up."),
]);

const COMMITMENT: Form = Form {
    stem: "commitment",
    title: "what could still be avoided",
    fields: Cow::Borrowed(&[
        LAYOUT,
        REPLICATION,
        Field::words("place", "Place that the money is booked to."),
        GROUP,
        ACCOUNT,
        Field::one_of(
            "class",
            CLASSES,
            "`sunk` (spent whatever is decided), `committed` (owed for a term or notice) or `avoidable`, if the layout were given up.",
        ),
        Field::money("money", "Sum in the counted time."),
    ]),
};

const BREAKEVEN: Form = Form {
    stem: "breakeven",
    title: "volume at which a layout costs as much as the baseline",
    fields: Cow::Borrowed(&[
        LAYOUT,
        Field::words("baseline", "Layout that it is compared with."),
        Field::number(
            "calls_per_year",
            "calls per year",
            "First calls a year at which both cost the same; empty where there is no such volume.",
        ),
        Field::number("low", "calls per year", "Lower end of its 95 % interval (Fieller)."),
        Field::number("high", "calls per year", "Upper end of its 95 % interval."),
        Field::number("fixed", CURRENCY, "Net cost of the layout per year that no call changes."),
        Field::number("per_call", CURRENCY, "Net cost of the layout for each first call."),
        Field::number("fixed_baseline", CURRENCY, "`fixed` of the baseline."),
        Field::number("per_call_baseline", CURRENCY, "`per_call` of the baseline."),
        Field::number("utilisation", "share", "Utilisation of the layout at the break-even; from 0.9 on more people are needed."),
        Field::number("utilisation_baseline", "share", "`utilisation` of the baseline."),
    ]),
};

/// Writes the tables into a directory; says what they are.
pub(super) fn write(directory: &Path, finance: &Finance) -> io::Result<Vec<Form>> {
    table(directory, &PNL, finance, pnl)?;
    table(directory, &CASH, finance, cash)?;
    table(directory, &NPV, finance, npv)?;
    table(directory, &COMMITMENT, finance, commitment)?;
    breakeven(finance).write(directory, BREAKEVEN.stem)?;
    Ok(vec![PNL, CASH, NPV, COMMITMENT, BREAKEVEN])
}

/// Whose statement it is.
struct Whose<'a> {
    finance: &'a Finance,
    layout: usize,
    statement: &'a Statement,
}

impl<'a> Whose<'a> {
    /// Layout and replication.
    fn cells(&self) -> [Cell<'a>; 2] {
        [(&self.finance.head.layouts[self.layout].layout).into(), self.statement.replication.into()]
    }
}

/// Writes a table with the rows of every statement.
fn table(directory: &Path, form: &Form, finance: &Finance, rows: impl Fn(&Whose<'_>, &mut Frame)) -> io::Result<()> {
    let mut file = form.open(directory)?;
    for (layout, statements) in finance.statements.iter().enumerate() {
        for statement in statements {
            let mut frame = form.frame();
            rows(&Whose { finance, layout, statement }, &mut frame);
            file.append(&frame)?;
        }
    }
    file.finish()
}

/// Group and key of the accounts that are not zero.
fn known(sums: &[Money]) -> impl Iterator<Item = (&'static str, &'static str, Money)> {
    let known = Account::ALL.iter().zip(sums).filter(|(_, money)| **money != Money::ZERO);
    known.map(|(account, money)| (account.group().key(), account.key(), *money))
}

fn pnl(whose: &Whose<'_>, frame: &mut Frame) {
    let [layout, replication] = whose.cells();
    for (year, months) in whose.finance.calendar_years() {
        for (group, account, money) in known(&whose.statement.of_months(|month| months.contains(&month))) {
            frame.row([layout, replication, (&year).into(), group.into(), account.into(), money.into()]);
        }
    }
}

fn cash(whose: &Whose<'_>, frame: &mut Frame) {
    let ([layout, replication], statement) = (whose.cells(), whose.statement);
    let mut row = |month: &str, group: &str, account: &str, money: Money| {
        frame.row([layout, replication, month.into(), group.into(), account.into(), money.into()]);
    };
    for (at, (paid, invested)) in statement.cash.paid.iter().zip(&statement.cash.invested).enumerate() {
        let month = whose.finance.head.layouts[whose.layout].month((statement.first_month + at) as u32);
        known(paid).for_each(|(group, account, money)| row(&month, group, account, money));
        if *invested != Money::ZERO {
            row(&month, "investment", "", *invested);
        }
    }
    known(&statement.cash.owed).for_each(|(group, account, money)| row("owed", group, account, money));
}

fn npv(whose: &Whose<'_>, frame: &mut Frame) {
    let ([layout, replication], worth) = (whose.cells(), &whose.statement.worth);
    for (year, (flow, present)) in worth.flows.iter().zip(&worth.present).enumerate() {
        let residual = if year + 1 == worth.flows.len() { worth.residual } else { 0.0 };
        frame.row([layout, replication, (year as i64).into(), (*flow).into(), residual.into(), (*present).into()]);
    }
}

fn commitment(whose: &Whose<'_>, frame: &mut Frame) {
    let [layout, replication] = whose.cells();
    let places = &whose.finance.head.layouts[whose.layout].places;
    for ((place, account, class), money) in &whose.statement.commitment.sums {
        let (group, account) = (account.group().key().into(), account.key().into());
        let place = (&places[place.0 as usize]).into();
        frame.row([layout, replication, place, group, account, class.key().into(), (*money).into()]);
    }
}

fn breakeven(finance: &Finance) -> Frame {
    let mut frame = BREAKEVEN.frame();
    for (layout, one) in &finance.breakeven {
        let (value, ends) = match one.crossing {
            Crossing::At { value, ends } => (Some(value), ends),
            Crossing::Never { .. } | Crossing::NotShown | Crossing::NoCalls => (None, None),
        };
        let [(fixed, slope), (base_fixed, base_slope)] = &one.lines;
        frame.row([
            (&finance.head.layouts[*layout].layout).into(),
            (&finance.head.baseline().layout).into(),
            value.into(),
            ends.map(|(low, _)| low).into(),
            ends.map(|(_, high)| high).into(),
            fixed.value.into(),
            slope.value.into(),
            base_fixed.value.into(),
            base_slope.value.into(),
            one.loads[0].into(),
            one.loads[1].into(),
        ]);
    }
    frame
}
