//! What stands on which line: profit and loss, cash, worth, commitments.

use super::{Finance, Line, Sheet};
use crate::kernel::money::Money;
use crate::record::ledger::{Account, Group};
use crate::record::nature::Side;
use crate::study::finance::{Class, Statement, Sums, group, result, side};

/// Groups of a side, in the order of their accounts.
fn groups(of: Side) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for group in Account::ALL.iter().map(|account| account.group()).filter(|group| group.side() == of) {
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    groups
}

/// Only the lines that say something.
pub(super) fn speaking(lines: Vec<Line>) -> Vec<Line> {
    lines.into_iter().filter(Line::speaks).collect()
}

/// Lines of the accounts of a group, and their sum where there are several.
fn accounts(finance: &Finance, of: Group) -> Vec<Line> {
    let known = Account::ALL.iter().filter(|account| account.group() == of);
    let line =
        |account: &Account| finance.money(of.key(), account.key(), account.label(), |_, it| it.all[*account as usize].units());
    let mut lines = speaking(known.map(line).collect());
    if lines.len() > 1 {
        let label = format!("{}, together", of.key());
        lines.push(finance.money(of.key(), &format!("{}_total", of.key()), &label, |_, it| group(&it.all, of).units()));
    }
    lines
}

/// Profit and loss over the counted time.
pub fn profit(finance: &Finance) -> Sheet {
    let mut lines: Vec<Line> =
        [Side::Revenue, Side::Cost].into_iter().flat_map(groups).flat_map(|of| accounts(finance, of)).collect();
    let whole = |key: &str, label: &str, value: &dyn Fn(&Sums) -> Money| {
        finance.money("result", key, label, |_, it| value(&it.all).units())
    };
    lines.extend(speaking(vec![
        whole("revenue_total", "revenue", &|sums| side(sums, Side::Revenue)),
        whole("cost_total", "total cost", &|sums| side(sums, Side::Cost)),
    ]));
    lines.push(whole("result", "result", &result));
    let cost = |it: &Statement| side(&it.all, Side::Cost).units();
    let over = |cost: f64, of: f64| if of > 0.0 { cost / of } else { 0.0 };
    let each = vec![
        finance.money("result", "cost_per_job", "cost per job closed", |_, it| over(cost(it), it.closed as f64)).each(),
        finance
            .money("result", "cost_per_unit_year", "cost per unit-year", |at, it| over(cost(it), finance.grounds[at].unit_years))
            .each(),
    ];
    lines.extend(speaking(each));
    lines.extend(groups(Side::Apart).into_iter().flat_map(|of| accounts(finance, of)));
    Sheet { key: "pnl".to_owned(), title: "Profit and loss over the counted time".to_owned(), lines }
}

/// Profit and loss by calendar year; no lines within a single year.
pub fn profit_by_year(finance: &Finance) -> Sheet {
    let years = finance.calendar_years();
    let mut lines = Vec::new();
    for (year, months) in years.iter().filter(|_| years.len() > 1) {
        let line = |key: &str, label: &str, value: &dyn Fn(&Sums) -> Money| {
            finance.money(year, key, label, |_, it| value(&it.of_months(|month| months.contains(&month))).units())
        };
        let of_group = |of: Group| line(of.key(), of.key(), &|sums| group(sums, of));
        let mut of_year: Vec<Line> = groups(Side::Revenue).into_iter().chain(groups(Side::Cost)).map(of_group).collect();
        of_year.push(line("result", "result", &result));
        lines.extend(speaking(of_year));
    }
    Sheet { key: "pnl_by_year".to_owned(), title: "Profit and loss by calendar year".to_owned(), lines }
}

/// Cash in the counted time, and what is owed at its end.
pub fn cash(finance: &Finance) -> Sheet {
    let paid = |it: &Statement, value: &dyn Fn(&Sums) -> Money| -> Money { it.cash.paid.iter().map(value).sum() };
    let invested = |it: &Statement| -> Money { it.cash.invested.iter().copied().sum() };
    let of_group = |of: Group| {
        let heading = if of.side() == Side::Revenue { "received" } else { "paid" };
        finance.money(heading, of.key(), of.key(), |_, it| paid(it, &|sums| group(sums, of)).units())
    };
    let mut lines: Vec<Line> = groups(Side::Revenue).into_iter().chain(groups(Side::Cost)).map(of_group).collect();
    lines.push(finance.money("paid", "investment", "investment", |_, it| invested(it).units()));
    lines = speaking(lines);
    lines.push(finance.money("cash", "net_cash", "net cash", |_, it| (paid(it, &result) - invested(it)).units()));
    lines.extend(speaking(vec![
        finance.money("cash", "payable", "payable at the end", |_, it| side(&it.cash.owed, Side::Cost).units()),
        finance.money("cash", "receivable", "receivable at the end", |_, it| side(&it.cash.owed, Side::Revenue).units()),
        finance.money("cash", "not_cash", "cost that is not cash", |_, it| not_cash(&it.all).units()),
    ]));
    lines.push(finance.money("cash", "result", "result of the profit and loss", |_, it| result(&it.all).units()));
    Sheet { key: "cash".to_owned(), title: "Cash in the counted time".to_owned(), lines }
}

/// Costs that nobody is paid.
fn not_cash(sums: &Sums) -> Money {
    crate::study::finance::sum(sums, |account| account.group().side() == Side::Cost && !account.nature().cash)
}

/// Worth over years.
pub fn worth(finance: &Finance) -> Sheet {
    let years = finance.statements.iter().flatten().map(|it| it.worth.flows.len()).max().unwrap_or(1);
    let flow = |year: usize| {
        let label = if year == 0 { "at the start".to_owned() } else { format!("year {year}") };
        let value = |it: &Statement| it.worth.flows.get(year).copied().unwrap_or(0.0);
        finance.money("net receipts", &format!("year_{year}"), &label, |_, it| value(it))
    };
    let mut lines = speaking((0..years).map(flow).collect());
    lines.extend(speaking(vec![finance.money("net receipts", "residual", "equipment left at the end", |_, it| it.worth.residual)]));
    lines.push(finance.money("in money of today", "npv", "net present value", |_, it| it.worth.npv));
    if finance.statements.len() > 1 {
        let label = format!("less {}, paired", finance.names(finance.baseline()).layout);
        lines.push(finance.less_baseline("in money of today", "npv_difference", &label, |it| it.worth.npv));
    }
    let discount = 100.0 * finance.grounds[finance.baseline()].discount;
    let title = format!("Worth over {} years at a discount rate of {} %", years - 1, crate::report::number::plain(discount));
    Sheet { key: "npv".to_owned(), title, lines }
}

/// What could still be avoided.
pub fn commitment(finance: &Finance) -> Sheet {
    let mut lines = Vec::new();
    for class in Class::ALL {
        let accounts = Account::ALL.iter().map(|account| {
            let sum = |it: &Statement| it.commitment.sum(|_, known, of| known == *account && of == class).units();
            finance.money(class.key(), account.key(), account.label(), |_, it| sum(it))
        });
        let cost = |account: Account| account.group().side() == Side::Cost;
        let of_costs = speaking(accounts.zip(Account::ALL).filter(|(_, account)| cost(**account)).map(|(line, _)| line).collect());
        let several = of_costs.len() > 1;
        lines.extend(of_costs);
        let total = |it: &Statement| it.commitment.sum(|_, account, of| cost(account) && of == class).units();
        let label = format!("{}, together", class.key());
        let line = finance.money(class.key(), &format!("{}_total", class.key()), &label, |_, it| total(it));
        lines.extend(speaking(vec![line]).into_iter().filter(|_| several));
    }
    let base = finance.baseline();
    if finance.statements.len() > 1 {
        let label = format!("committed, of no use to {}", finance.names(base).layout);
        let mut line = finance.money("if given up", "stranded", &label, |at, it| stranded(finance, at, it).units());
        line.values[base] = None;
        lines.extend(speaking(vec![line]));
    }
    Sheet { key: "commitment".to_owned(), title: "If the layout were given up at the start of the counted time".to_owned(), lines }
}

/// What is committed at places and accounts that the baseline does not have.
fn stranded(finance: &Finance, layout: usize, statement: &Statement) -> Money {
    let base = finance.baseline();
    let Some(other) = finance.statements[base].iter().find(|it| it.replication == statement.replication) else {
        return Money::ZERO;
    };
    let (own, others) = (&finance.names(layout).places, &finance.names(base).places);
    let used = |name: &str, account: Account| {
        let same = other.places.iter().zip(others).filter(|(_, known)| *known == name);
        same.map(|(sums, _)| sums[account as usize]).any(|money| money != Money::ZERO)
    };
    statement.commitment.sum(|place, account, class| class == Class::Committed && !used(&own[place.0 as usize], account))
}
