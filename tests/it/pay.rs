//! Bands of overtime, public holidays and standby, by hand.

use crate::lab::{Tale, figure, network, outcome, tales};
use callout::kernel::time::MS_PER_HOUR;
use callout::network::Network;
use callout::record::figure::Index;
use callout::record::ledger::Account;

/// One technician in the week from Monday 2026-01-05 on, 08:00 to 16:00, wage 10, on-cost 50 %; Thursday is a holiday. Jobs of
/// `work` come every day at `first`.
fn week(work: &str, first: &str, pay: &str, more: &str) -> Network {
    let text = format!(
        r#"
        scenario = {{ name = "week", start = 2026-01-05, horizon = "5 d", seed = 1 }}
        calendar = {{ holidays = [2026-01-08] }}
        kind.job = {{ work = "{work}", call_out = true }}
        zone.town = {{}}
        stream.jobs = {{ kind = "job", every = "24 h", first = "{first}" }}
        grade.plain = {{ wage = 10, on_cost = 0.5, {pay} }}
        roster.day = {{ shifts = ["daily 08:00-16:00"], works_holidays = true, overtime = "13 h"{more} }}
        centre.shop.team.all.technicians = 1
    "#
    );
    network(&text, &[])
}

fn accounts(network: &Network) -> [f64; 4] {
    let books = outcome(network, 0).books;
    [Account::Wages, Account::Overtime, Account::Standby, Account::OnCost].map(|account| books.account(account).units())
}

const BANDS: &str = "overtime_bands = [{ up_to = \"3 h\", factor = 1.5 }, { factor = 2 }]";

#[test]
fn bands_of_a_shift() {
    // From 15:00 to 21:00: five hours of overtime on each of five days, 3 x 1.5 + 2 x 2 = 8.5 wages.
    assert_eq!(accounts(&week("6 h", "15 h", BANDS, "")), [400.0, 425.0, 0.0, 412.5]);
    // Plain: 5 x 1.5 wages.
    assert_eq!(accounts(&week("6 h", "15 h", "overtime_factor = 1.5", "")), [400.0, 375.0, 0.0, 387.5]);
}

#[test]
fn bands_of_a_week() {
    // Two hours a day: the first three of the week at 1.5, the other seven at 2.
    let weekly = format!("{BANDS}, overtime_per = \"week\"");
    let pay = 3.0 * 15.0 + 7.0 * 20.0;
    assert_eq!(accounts(&week("3 h", "15 h", &weekly, "")), [400.0, pay, 0.0, (400.0 + pay) / 2.0]);
}

#[test]
fn holidays() {
    // Thursday's shift adds 2 wages an hour, and its five hours of overtime are paid 3.
    let pay = 4.0 * 85.0 + 8.0 * 20.0 + 5.0 * 30.0;
    let holidays = format!("{BANDS}, holiday_factor = 3");
    assert_eq!(accounts(&week("6 h", "15 h", &holidays, "")), [400.0, pay, 0.0, (400.0 + pay) / 2.0]);
    // From 15:00 to 04:00 of the next day: until midnight of Thursday it is a holiday, and so is what begins on it. Wednesday's
    // overtime has 8 h before midnight (4.5 + 10 wages), and 4 h on Thursday at 3; Thursday's 8 h at 3 and 4 h on Friday at 2.
    let ordinary = 4.5 + 9.0 * 2.0;
    let wednesday = 4.5 + 5.0 * 2.0 + 4.0 * 3.0;
    let thursday = 8.0 * 3.0 + 4.0 * 2.0;
    let friday = 4.5 + 5.0 * 2.0;
    let pay = 10.0 * (2.0 * ordinary + wednesday + thursday + friday) + 160.0;
    let outcome = accounts(&week("13 h", "15 h", &holidays, ", absence = 0"));
    assert_eq!(outcome[..2], [400.0, pay]);
}

#[test]
fn standby_is_paid_and_called_out() {
    let standby = ", standby = { hours = [\"daily 16:00-08:00\"], pay = 2, minimum = \"3 h\" }";
    let network = week("1 h", "20 h", "overtime_factor = 1.5", standby);
    let told = tales(&network, 0);
    let hours = |ms: i64| ms as f64 / MS_PER_HOUR as f64;
    let outs: Vec<(f64, f64)> = told
        .iter()
        .filter_map(|(_, tale)| match tale {
            Tale::CalledOut(_, from, to) => Some((hours(from.0), hours(to.0))),
            _ => None,
        })
        .collect();
    // At 20:00 of each of five days, for an hour.
    assert_eq!(outs, [20.0, 44.0, 68.0, 92.0, 116.0].map(|at| (at, at + 1.0)));
    // Standby from midnight to 8 on the first day, then 16 h a night, and 8 h of the last: 80 h at 2; each call-out is one hour of
    // overtime and two more at 1.5 that are paid for the minimum.
    let standby = 80.0 * 2.0 + 5.0 * 2.0 * 15.0;
    assert_eq!(accounts(&network), [400.0, 75.0, standby, (400.0 + 75.0 + standby) / 2.0]);
    let outcome = outcome(&network, 0);
    assert_eq!(figure(&outcome, Index::StandbyHours), Some(80.0));
    assert_eq!(figure(&outcome, Index::ResponseMean), Some(0.0));
}

#[test]
fn only_kinds_that_allow_it_are_called_out() {
    let standby = ", standby = { hours = [\"daily 16:00-08:00\"] }";
    let mut network = week("1 h", "20 h", "overtime_factor = 1.5", standby);
    network.kinds.iter_mut().for_each(|kind| kind.call_out = false);
    let outcome = outcome(&network, 0);
    assert_eq!(figure(&outcome, Index::ResponseMean), Some(12.0));
    assert_eq!(outcome.books.account(Account::Standby).0, 0);
}

#[test]
fn members_take_turns() {
    let text = r#"
        scenario = { name = "turns", start = 2026-01-05, horizon = "9 d", seed = 1 }
        kind.job = { work = "1 h" }
        zone.town = {}
        stream.jobs = { kind = "job", rate = "0 /h" }
        grade.plain = {}
        roster.day = { shifts = ["daily 08:00-16:00"], standby = { hours = ["daily 18:00-20:00"], technicians = 2 } }
        centre.shop.team.all.technicians = 3
    "#;
    let told = tales(&network(text, &[]), 0);
    let turns: Vec<u32> =
        told.iter().filter_map(|(_, tale)| if let Tale::StoodBy(who, ..) = tale { Some(who.0) } else { None }).collect();
    assert_eq!(turns, [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
}
