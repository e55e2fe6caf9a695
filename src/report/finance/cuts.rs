//! Cost, revenue and cash by account, centre, zone, partner, month or year.

use super::sheets::speaking;
use super::{Finance, Line, Sheet};
use crate::kernel::money::Money;
use crate::record::nature::Side;
use crate::report::head::Names;
use crate::study::finance::{Statement, Sums, result, side};
use std::ops::RangeInclusive;

/// How money is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum By {
    Account,
    Centre,
    Zone,
    Partner,
    Month,
    Year,
}

impl Finance {
    /// Calendar years of the counted time with their months, counted from the month of the start.
    pub(in crate::report) fn calendar_years(&self) -> Vec<(String, RangeInclusive<usize>)> {
        let Some(first) = self.statements.first().and_then(|all| all.first()) else { return Vec::new() };
        let mut years: Vec<(String, RangeInclusive<usize>)> = Vec::new();
        for month in first.first_month..first.first_month + first.months.len() {
            let label = self.names(0).month(month as u32);
            let year = label.split('-').next().unwrap_or_default().to_owned();
            match years.last_mut() {
                Some((known, months)) if *known == year => *months = *months.start()..=month,
                _ => years.push((year, month..=month)),
            }
        }
        years
    }

    /// Names of all layouts, each once, in the order in which they come.
    fn all_names(&self, of: impl Fn(&Names) -> &[String]) -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        for name in self.head.layouts.iter().flat_map(of) {
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
        all
    }

    /// Lines of cost and revenue of each name.
    fn cost_and_revenue(&self, names: &[String], sums: impl Fn(usize, &Statement, &str) -> Sums) -> Vec<Line> {
        let of = |heading: &'static str, of: Side| {
            let line = |name: &String| self.money(heading, name, name, |at, it| side(&sums(at, it, name), of).units());
            let lines: Vec<Line> = speaking(names.iter().map(line).collect());
            let total = self.money(heading, "total", &format!("{heading}, together"), |_, it| side(&it.all, of).units());
            let several = lines.len() > 1;
            lines.into_iter().chain(several.then_some(total)).collect::<Vec<_>>()
        };
        [("cost", Side::Cost), ("revenue", Side::Revenue), ("apart", Side::Apart)]
            .into_iter()
            .flat_map(|(h, side)| of(h, side))
            .collect()
    }
}

/// The money of the counted time cut one way; its totals are those of the ledger.
pub fn cut(finance: &Finance, by: By) -> Sheet {
    let (key, title, lines) = match by {
        By::Account => return super::profit(finance),
        By::Year => return years(finance),
        By::Centre => ("by_centre", "Cost and revenue by centre", centres(finance)),
        By::Partner => ("by_partner", "Cost and revenue by who does the work", partners(finance)),
        By::Zone => ("by_zone", "Cost and revenue by zone of the customer", zones(finance)),
        By::Month => ("by_month", "Cost, revenue and cash by month", months(finance)),
    };
    Sheet { key: key.to_owned(), title: title.to_owned(), lines }
}

/// By calendar year; the whole as one year where there is only one.
fn years(finance: &Finance) -> Sheet {
    let sheet = super::profit_by_year(finance);
    if sheet.lines.is_empty() { super::profit(finance) } else { sheet }
}

fn centres(finance: &Finance) -> Vec<Line> {
    let names = finance.all_names(|names| &names.places);
    finance.cost_and_revenue(&names, |at, it, name| {
        let places = &finance.names(at).places;
        it.of_places(|place| places[place.0 as usize] == name)
    })
}

/// Who does the work where we do it ourselves.
const OURSELVES: &str = "ourselves";

fn partners(finance: &Finance) -> Vec<Line> {
    let mut names = vec![OURSELVES.to_owned()];
    for at in finance.layouts() {
        for place in finance.grounds[at].partner.iter().flatten() {
            let name = &finance.names(at).places[*place];
            if !names.contains(name) {
                names.push(name.clone());
            }
        }
    }
    finance.cost_and_revenue(&names, |at, it, name| {
        let (partner, places) = (&finance.grounds[at].partner, &finance.names(at).places);
        it.of_places(|place| partner[place.0 as usize].map_or(OURSELVES, |own| &places[own]) == name)
    })
}

/// Costs that no customer causes.
const NO_ZONE: &str = "no zone";

fn zones(finance: &Finance) -> Vec<Line> {
    let mut names = finance.all_names(|names| &names.zones);
    names.push(NO_ZONE.to_owned());
    finance.cost_and_revenue(&names, |at, it, name| {
        let zones = &finance.names(at).zones;
        let zone = zones.iter().position(|known| known == name).or((name == NO_ZONE).then_some(zones.len()));
        zone.map_or_else(crate::study::finance::blank, |zone| it.zones[zone].clone())
    })
}

fn months(finance: &Finance) -> Vec<Line> {
    let Some(first) = finance.statements.first().and_then(|all| all.first()) else { return Vec::new() };
    let label = |at: usize| finance.names(0).month((first.first_month + at) as u32);
    let names: Vec<String> = (0..first.months.len()).map(label).collect();
    let mut lines = finance.cost_and_revenue(&names, |_, it, name| {
        it.of_months(|month| names.get(month - it.first_month).is_some_and(|known| known == name))
    });
    let net = |it: &Statement, at: usize| -> Money { result(&it.cash.paid[at]) - it.cash.invested[at] };
    for (at, name) in names.iter().enumerate() {
        lines.push(finance.money("net cash", name, name, |_, it| net(it, at).units()));
    }
    if names.len() > 1 {
        let all = |it: &Statement| -> Money { (0..names.len()).map(|at| net(it, at)).sum() };
        lines.push(finance.money("net cash", "total", "net cash, together", |_, it| all(it).units()));
    }
    lines
}
