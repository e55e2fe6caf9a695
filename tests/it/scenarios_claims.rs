//! Scenarios about rules and warranty: what they are to show is shown, paired, with fixed seeds.

use crate::paired::{Trials, of};
use callout::record::figure::Index;
use callout::record::ledger::{Account, Group};
use callout::study::trial::Outcome;

fn account(account: Account) -> impl Fn(&Outcome) -> f64 {
    move |outcome| outcome.books.account(account).units()
}

#[test]
fn thirty_days_bring_more_returns_and_freight_and_content_buyers() {
    let trials = Trials::of("returns-30-day.toml", 4);
    let more = |of: &dyn Fn(&Outcome) -> f64| trials.less("thirty-days", "seven-days", of);
    let returned = trials.mean("thirty-days", of(Index::ReturnRate)).0;
    // NRF and Appriss: 14.5 % of all retail, 17.6 % of online sales.
    assert!((0.145..=0.176).contains(&returned), "{returned}");
    more(&of(Index::ReturnRate)).above(0.08);
    more(&account(Account::ReturnFreight)).above(50_000.0);
    more(&account(Account::Refunds)).above(1e6);
    more(&of(Index::KeptRate)).below(-0.08);
    more(&of(Index::Satisfaction)).above(0.0);
    more(&of(Index::Nps)).above(0.0);
    // Fewer would leave.
    more(&of(Index::ChurnRate)).below(0.0);
}

#[test]
fn plans_bring_revenue_and_maintenance_prevents_failures() {
    let trials = Trials::of("extended-warranty.toml", 4);
    // 8,000 units under a plan, two years.
    let due = |price: f64| 8_000.0 * price * 2.0;
    let extended = trials.mean("extended", account(Account::ExtendedWarranty)).0;
    let maintained = trials.mean("maintenance", account(Account::MaintenanceContracts)).0;
    assert!((extended / due(120.0) - 1.0).abs() < 0.005, "{extended}");
    assert!((maintained / due(220.0) - 1.0).abs() < 0.005, "{maintained}");
    assert_eq!(trials.mean("repair-only", account(Account::ExtendedWarranty)).0, 0.0);
    for layout in ["extended", "maintenance"] {
        let more = |of: &dyn Fn(&Outcome) -> f64| trials.less(layout, "repair-only", of);
        more(&|outcome| outcome.books.group(Group::Revenue).units()).above(0.0);
        more(&of(Index::InWarranty)).above(0.0);
        more(&of(Index::Declined)).below(0.0);
    }
    // A fifth of the units fail at 0.6 of the rate: of all failures 92 % are left.
    let repairs = |outcome: &Outcome| outcome.kinds.iter().next().and_then(|row| row[Index::Calls as usize]).expect("calls");
    let left = trials.mean("maintenance", repairs).0 / trials.mean("repair-only", repairs).0;
    assert!((left - 0.92).abs() < 0.012, "{left}");
    trials.less("maintenance", "repair-only", repairs).below(0.0);
    // Customers whose units are cared for stay: half as many would leave after being served.
    trials.less("maintenance", "repair-only", of(Index::ChurnRate)).below(-0.01);
}
