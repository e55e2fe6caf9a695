//! The views of finance add up to the ledger, to the last unit, and say what a hand would reckon.

use super::lab;
use assert_cmd::Command;
use callout::kernel::money::Money;
use callout::network::Network;
use callout::record::figure::FIGURES;
use callout::record::ledger::Account;
use callout::record::nature::Driver;
use callout::scenario::read;
use callout::study::finance::breakeven::{BreakEven, Crossing};
use callout::study::finance::{Class, Months, Statement, Sums, blank, group, result, sum};
use callout::study::trial::{Outcome, Watch, trial};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use tempfile::TempDir;

/// The scenarios of the lab, each with payment delays, terms and investments, and a few days of Shandong.
fn networks() -> Vec<(&'static str, Network)> {
    let finance =
        "finance={ notice = \"12 d\", delay = { labour = \"15 d\", partner = \"45 d\", parts = \"3 d\", revenue = \"400 d\" } }";
    let centre = |name: &str| format!("centre.{name}.term=17 d");
    let shandong = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/shandong-ac.toml"));
    let sets = [finance.to_owned(), "scenario.warm_up=1 d".to_owned(), "scenario.horizon=3 d".to_owned()];
    let mut days = read(shandong, &sets).unwrap_or_else(|complaints| panic!("{complaints}"));
    let everything = lab::everything(&[
        finance,
        &centre("jinan"),
        "centre.zibo={ investment = 120000, life = \"29 d\", notice = \"9 d\" }",
        "partner.fixit.retainer=2500.0001",
    ]);
    vec![
        ("everything", Network::new(&everything)),
        ("everything, plainly", Network::new(&lab::everything(&[]))),
        ("towns", lab::network(lab::TOWNS, &[finance, &centre("hill")])),
        ("nights", lab::network(lab::NIGHTS, &[finance])),
        ("three days of Shandong", Network::new(&days.layouts.swap_remove(1))),
    ]
}

fn stated(network: &Network) -> (Outcome, Statement) {
    let outcome = lab::outcome(network, 2);
    let statement = Statement::of(network, &outcome, None);
    (outcome, statement)
}

fn total(sums: &Sums) -> Money {
    sums.iter().copied().sum()
}

#[test]
fn every_view_adds_up_to_the_ledger() {
    for (name, network) in networks() {
        let (outcome, statement) = stated(&network);
        let ledger: Vec<Money> = Account::ALL.iter().map(|&account| outcome.books.account(account)).collect();
        assert_eq!(statement.all, ledger, "{name}");
        assert!(total(&ledger) > Money::ZERO, "{name}");
        assert_eq!(result(&statement.all), outcome.books.revenue() - outcome.books.cost(), "{name}");
        for view in [&statement.months, &statement.zones] {
            let added = view.iter().fold(blank(), |mut all, sums| {
                all.iter_mut().zip(sums).for_each(|(all, sum)| *all += *sum);
                all
            });
            assert_eq!(added, ledger, "{name}");
        }
        assert_eq!(statement.of_places(|_| true), ledger, "{name}");
        assert_eq!(statement.of_months(|_| true), ledger, "{name}");
        for (at, account) in Account::ALL.iter().enumerate() {
            assert_eq!(statement.commitment.sum(|_, known, _| known == *account), ledger[at], "{name}: {account:?}");
        }
        assert_eq!(statement.first_calls, outcome.jobs.iter().filter(|line| !line.repeat).count() as u64, "{name}");
    }
}

#[test]
fn what_is_paid_and_what_is_owed_is_what_was_spent_and_earned() {
    for (name, network) in networks() {
        let (_, statement) = stated(&network);
        let cash = &statement.cash;
        for (at, account) in Account::ALL.iter().enumerate() {
            let paid: Money = cash.paid.iter().map(|sums| sums[at]).sum();
            let spent = if account.nature().cash { statement.all[at] } else { Money::ZERO };
            assert_eq!(paid + cash.owed[at], spent, "{name}: {account:?}");
            assert!(account.nature().cash || paid == Money::ZERO, "{name}: {account:?}");
        }
    }
}

#[test]
fn payments_come_when_they_are_due() {
    // 30 days a month each side of the turn of the month: 31 March days at 310 a month are 10 a day; April has 30 days.
    const TEXT: &str = r#"
        scenario = { name = "rent", start = 2026-03-01, horizon = "61 d" }
        kind.repair.work = "1 h"
        zone.town = {}
        stream.calls = { kind = "repair", rate = "1 /d" }
        grade.plain = {}
        roster.day = { shifts = ["always"] }
        centre.shop = { rent = 310, opening = 500, closing = 9, term = "40 d", notice = "35 d", investment = 8030, life = "2 years", team.one.technicians = 1 }
        finance = { delay = { facility = "10 d" } }
    "#;
    let network = lab::network(TEXT, &[]);
    let (_, statement) = stated(&network);
    let money = |units: f64| Money::from_units(units).unwrap();
    let rent = Account::Rent as usize;
    assert_eq!(Months::of(&network).spans.len(), 2);
    assert_eq!([0, 1].map(|month| statement.months[month][rent]), [money(310.0), money(310.0)]);
    // March is paid from the 11th to 10 April: 21/31 of it in March. April is paid from the 11th on: 20/30 of it.
    let march = Money(310_0000 * 21 / 31);
    let april = money(310.0) - march + Money(310_0000 * 20 / 30);
    assert_eq!([0, 1].map(|month| statement.cash.paid[month][rent]), [march, april]);
    assert_eq!(statement.cash.owed[rent], money(620.0) - march - april);
    assert_eq!([0, 1].map(|month| statement.cash.paid[month][Account::Opening as usize]), [money(500.0), Money::ZERO]);
    // 8030 over two years are 334.58 a month; bought at once.
    assert_eq!(statement.all[Account::Depreciation as usize], money(334.5833) * 2);
    assert_eq!(statement.cash.invested, [money(8030.0), Money::ZERO]);
    // The lease is owed for 40 days: all of March and 9 days of April.
    let committed = |class| statement.commitment.sum(|_, account, known| account == Account::Rent && known == class);
    assert_eq!(committed(Class::Committed), money(310.0) + money(93.0));
    assert_eq!(committed(Class::Avoidable), money(217.0));
    let sunk = statement.commitment.sum(|_, _, class| class == Class::Sunk);
    assert_eq!(sunk, money(500.0) + money(334.5833) * 2);
}

#[test]
fn worth_over_years_by_hand() {
    // A year of rent 12000 and of fees for one job a day at 10: 3650; opening 500 at once; equipment 800, 4 years.
    const TEXT: &str = r#"
        scenario = { name = "worth", start = 2026-01-01, horizon = "365 d" }
        kind.repair = { work = "1 h", charge_share = 1, charge = 2 }
        zone.town = {}
        stream.calls = { kind = "repair", every = "1 d", first = "1 h" }
        centre.shop = { rent = 1000, opening = 500, investment = 800, life = "4 years", team.one.technicians = 1 }
        grade.plain = {}
        roster.day = { shifts = ["always"] }
        partner.help = { fee.repair = 10 }
        sourcing = [{ to = ["help"] }]
        finance = { discount = 0.1, inflation = 0.02, inflation_of.partner = 0.05, growth = 0.03, years = 3, delay.partner = "73 d" }
    "#;
    let (_, statement) = stated(&lab::network(TEXT, &[]));
    let worth = &statement.worth;
    let mut npv = -500.0 - 800.0;
    for year in 1..=3 {
        let (before, discount) = (year - 1, |years: f64| libm::pow(1.1, years));
        let rent = 12_000.0 * 1.02f64.powi(before);
        let fees = 3650.0 * 1.03f64.powi(before) * 1.05f64.powi(before);
        let charged = 730.0 * 1.03f64.powi(before) * 1.02f64.powi(before);
        let flow = charged - rent - fees;
        assert!(
            (worth.flows[year as usize] - flow).abs() < 1e-9 * flow.abs(),
            "year {year}: {} {flow}",
            worth.flows[year as usize]
        );
        npv += (charged - rent) / discount(f64::from(year)) - fees / discount(f64::from(year) + 0.2);
    }
    // A quarter of the life is left after three of four years.
    let residual = 800.0 / 4.0 * 1.02f64.powi(3);
    npv += residual / 1.1f64.powi(3);
    assert!((worth.residual - residual).abs() < 1e-9 && (worth.npv - npv).abs() < 1e-6, "{worth:?} {npv}");
    assert_eq!(worth.flows[0], -1300.0);
}

#[test]
fn a_run_of_two_years_is_taken_year_by_year() {
    let text = |horizon: &str| {
        format!(
            r#"
            scenario = {{ name = "two years", start = 2026-01-01, horizon = "{horizon}" }}
            kind.repair.work = "1 h"
            zone.town = {{}}
            stream.calls = {{ kind = "repair", every = "1 d", first = "1 h" }}
            partner.help = {{ fee.repair = 10 }}
            sourcing = [{{ to = ["help"] }}]
            finance = {{ discount = 0, growth = 1, years = 4 }}
            "#
        )
    };
    let flows = |horizon: &str| stated(&lab::network(&text(horizon), &[])).1.worth.flows;
    assert_eq!(flows("730 d"), [0.0, -3650.0, -3650.0, -7300.0, -14600.0]);
    assert_eq!(flows("365 d"), [0.0, -3650.0, -7300.0, -14600.0, -29200.0]);
}

#[test]
fn doubling_all_prices_doubles_every_view() {
    let bought = "rent = 3000, opening = 700, investment = 9000, life = \"1 years\"";
    let text = lab::TOWNS.replace("rent = 3000", bought);
    let prices: &[(&str, &str)] = &[
        ("late_penalty = 12", "late_penalty = 24"),
        ("part_price = 8", "part_price = 16"),
        ("wage = 30", "wage = 60"),
        ("rent = 3000", "rent = 6000"),
        ("rent = 4000", "rent = 8000"),
        ("repair = 60, check = 20", "repair = 120, check = 40"),
        ("retainer = 300", "retainer = 600"),
        ("vehicle_per_km = 0.5", "vehicle_per_km = 1.0"),
        ("overhead = 1000", "overhead = 2000"),
        ("opening = 700", "opening = 1400"),
        ("investment = 9000", "investment = 18000"),
    ];
    let doubled = prices.iter().fold(text.clone(), |text, (once, twice)| {
        assert!(text.contains(once), "{once}");
        text.replace(once, twice)
    });
    let sets = ["finance={ delay = { labour = \"20 d\", partner = \"9 d\" }, notice = \"5 d\" }", "centre.hill.term=8 d"];
    let [one, two] = [text, doubled].map(|text| stated(&lab::network(&text, &sets)).1);
    // Every cell of the ledger, and every part of it, is rounded once.
    let near = |once: Money, twice: Money| assert!((once.0 * 2 - twice.0).abs() <= 200, "{once} {twice}");
    for (once, twice) in [(&one.all, &two.all), (&one.cash.owed, &two.cash.owed)] {
        once.iter().zip(twice).for_each(|(once, twice)| near(*once, *twice));
    }
    let paid = |statement: &Statement| statement.cash.paid.iter().map(total).collect::<Vec<_>>();
    paid(&one).into_iter().zip(paid(&two)).for_each(|(once, twice)| near(once, twice));
    assert_eq!(one.cash.invested.iter().map(|once| *once * 2).collect::<Vec<_>>(), two.cash.invested);
    for class in Class::ALL {
        let of = |statement: &Statement| statement.commitment.sum(|_, _, known| known == class);
        near(of(&one), of(&two));
    }
    let relative = (2.0 * one.worth.npv - two.worth.npv) / two.worth.npv;
    assert!(relative.abs() < 1e-7, "{relative}");
}

/// Own people round the clock or a partner by the job: two straight lines.
const LINES: &str = r#"
    scenario = { name = "lines", start = 2026-01-01, horizon = "365 d", seed = 3 }
    kind.repair = { work = "20 min", part_probability = 0.5, part_price = 6 }
    zone.town = {}
    stream.calls = { kind = "repair", rate = "6 /d" }
    grade.plain = { wage = 2 }
    roster.always = { shifts = ["always"] }
    centre.shop = { rent = 200, team.one.technicians = 1 }
    partner.help = { fee.repair = 12, retainer = 100, quality_control = 0.5 }
    finance = { years = 1 }
    [[layout]]
    name = "own"
    sourcing = [{ to = ["shop"] }]
    [[layout]]
    name = "bought"
    sourcing = [{ to = ["help"] }]
    centre.shop.open = false
"#;

fn lines(rate: f64) -> (Vec<Network>, Vec<Vec<Statement>>) {
    let study = lab::study(LINES, &[&format!("stream.calls.rate={rate} /d")]);
    let networks: Vec<Network> = study.layouts.iter().map(Network::new).collect();
    let statement = |network: &Network, replication| Statement::of(network, &trial(network, replication, Watch::default()), None);
    let statements = networks.iter().map(|network| (0..20).map(|replication| statement(network, replication)).collect()).collect();
    (networks, statements)
}

#[test]
fn at_the_break_even_volume_both_layouts_cost_the_same() {
    let (networks, statements) = lines(6.0);
    let of = |at: usize| (&networks[at], statements[at].as_slice());
    let breakeven = BreakEven::of(of(1), of(0), 1);
    // Own: 2 x 8760 + 2400 = 19920 a year. Bought: 1200 a year and 12.50 a job; material on both sides. 18720 / 12.5 = 1497.6.
    let [(bought, fee), (own, _)] = breakeven.lines;
    assert!((own.value - 19_920.0).abs() < 1e-6 && (bought.value - 1200.0).abs() < 1e-6, "{own:?} {bought:?}");
    assert!((fee.value - 15.5).abs() < 0.2, "{fee:?}");
    let Crossing::At { value, ends: Some((low, high)) } = breakeven.crossing else { panic!("{:?}", breakeven.crossing) };
    assert!((value - 1497.6).abs() < 3.0 && low < value && value < high && breakeven.layout_below, "{value} {low} {high}");
    let [none, own] = breakeven.loads;
    assert!(none.is_none() && own.is_some_and(|load| (load - 1497.6 / 3.0 / 8760.0).abs() < 0.002), "{own:?}");
    // The scenario with so many calls.
    let (_, there) = lines(value / 365.0);
    let net: Vec<f64> =
        there[0].iter().zip(&there[1]).map(|(own, bought)| (result(&own.all) - result(&bought.all)).units()).collect();
    let estimate = callout::study::interval::Estimate::of_mean(&net, 0.99).unwrap();
    assert!(estimate.value.abs() <= estimate.half_width.unwrap(), "{estimate:?}");
    assert!(estimate.half_width.unwrap() < 0.02 * 19_920.0, "{estimate:?}");
}

#[test]
fn a_layout_against_itself_never_breaks_even() {
    let (networks, statements) = lines(2.0);
    let of = |at: usize| (&networks[at], statements[at].as_slice());
    assert_eq!(BreakEven::of(of(0), of(0), 5).crossing, Crossing::NotShown);
}

#[test]
fn accounts_that_follow_jobs_are_nothing_without_jobs() {
    for (name, text) in [("towns", lab::TOWNS), ("nights", lab::NIGHTS)] {
        let quiet = text.replace("rate = \"0.25 /h\"", "rate = \"0 /h\"").replace("rate = \"0.2 /h\"", "rate = \"0 /h\"");
        let quiet = quiet.replace("rate = \"0.15 /h\"", "rate = \"0 /h\"").replace("every = \"5 h\"", "every = \"900 d\"");
        let quiet = quiet.replace("first = \"2 h\"", "first = \"899 d\"");
        let network = lab::network(&quiet, &[]);
        let [(_, none), (_, some)] = [&network, &lab::network(text, &[])].map(stated);
        let by_jobs = |account: Account| account.nature().driver == Driver::Jobs;
        assert_eq!(sum(&none.all, by_jobs), Money::ZERO, "{name}");
        assert!(sum(&some.all, by_jobs) > Money::ZERO, "{name}");
        // On-cost follows overtime too.
        let others = |statement: &Statement| sum(&statement.all, |account| !by_jobs(account) && account != Account::OnCost);
        assert_eq!(others(&none), others(&some), "{name}");
        let labour = callout::record::ledger::Group::Labour;
        assert!(group(&none.all, labour) > Money::ZERO, "{name}");
    }
}

#[test]
fn every_account_and_figure_says_what_it_means() {
    let accounts = Account::ALL.iter().map(|account| (account.key(), account.label(), account.meaning()));
    for (key, label, meaning) in accounts.chain(FIGURES.iter().map(|figure| (figure.key, figure.label, figure.meaning))) {
        assert!(!label.is_empty() && meaning.contains(' ') && meaning.trim_end_matches(')').ends_with('.'), "{key}: {meaning}");
    }
}

const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/small.toml");

/// What `callout finance` says of the small scenario.
fn said(args: &[&str]) -> String {
    let mut command = Command::cargo_bin("callout").unwrap();
    command.args(["finance", SMALL, "--replications", "3", "--quiet"]).args(args);
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

#[test]
fn the_views_of_a_scenario_are_readable() {
    let text = said(&["--set", "finance={ delay = { partner = \"30 d\" }, notice = \"14 d\" }"]);
    for word in [
        "Profit and loss over the counted time",
        "payable at the end",
        "Worth over 5 years at a discount rate of 8 %",
        "committed, together",
        "Break-even volume",
        "are no whole years",
    ] {
        assert!(text.contains(word), "no `{word}` in\n{text}");
    }
    assert!(!text.contains('\u{1b}') && text.lines().all(|line| console::measure_text_width(line) <= 120), "{text}");
    for cut in ["account", "centre", "zone", "partner", "month", "year"] {
        assert!(said(&["--by", cut]).contains("青岛外包"), "{cut}");
    }
    let swapped = said(&["--layout", "自营", "--against", "青岛外包"]);
    assert!(swapped.contains("less 青岛外包, paired"), "{swapped}");
    let mut wrong = Command::cargo_bin("callout").unwrap();
    wrong.args(["finance", SMALL, "--against", "自赢"]).assert().failure().code(2);
}

#[test]
fn the_views_are_one_document_or_one_table_for_programs() {
    let document: Value = serde_json::from_str(&said(&["--format", "json", "--years", "2"])).unwrap();
    let lines = document["views"]["npv"]["lines"].as_array().unwrap();
    assert_eq!(lines.iter().filter(|line| line["group"] == "net receipts").count(), 2);
    assert!(document["breakeven"][0]["words"].as_str().unwrap().contains("青岛外包"));
    let table = said(&["--format", "csv", "--by", "zone"]);
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let mut sums: BTreeMap<(String, bool), f64> = BTreeMap::new();
    for row in rows.deserialize() {
        let row: BTreeMap<String, String> = row.unwrap();
        let key = (format!("{} {}", row["layout"], row["group"]), row["line"] == "total");
        *sums.entry(key).or_default() += row["value"].parse::<f64>().unwrap();
    }
    assert!(sums.keys().any(|(_, total)| *total));
    for ((cut, _), total) in sums.iter().filter(|((_, total), _)| *total) {
        let parts = sums[&(cut.clone(), false)];
        assert!((parts - total).abs() < 1e-6 * total.abs(), "{cut}: {parts} {total}");
    }
}

#[test]
fn files_of_finance_add_up_to_the_ledger() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("out");
    said(&["--set", "finance={ delay = { labour = \"10 d\" } }", "--out", &out.display().to_string()]);
    let total = |name: &str, keep: &dyn Fn(&BTreeMap<String, String>) -> bool| -> i64 {
        let mut rows = csv::Reader::from_path(out.join(name)).unwrap();
        let rows = rows.deserialize().map(|row| row.unwrap()).filter(|row: &BTreeMap<String, String>| keep(row));
        rows.map(|row| row["money"].replace('.', "").parse::<i64>().unwrap()).sum()
    };
    let ledger = total("ledger.csv", &|_| true);
    assert!(ledger > 0);
    for name in ["pnl.csv", "cash.csv", "commitment.csv"] {
        assert_eq!(total(name, &|_| true), ledger, "{name}");
    }
    let labour = |row: &BTreeMap<String, String>| row["group"] == "labour";
    assert!(total("cash.csv", &|row| labour(row) && row["month"] == "owed") > 0);
    let readme = std::fs::read_to_string(out.join("README.txt")).unwrap();
    assert!(readme.contains("commitment.csv") && readme.contains("breakeven.csv"));
    // A run writes them too where the scenario asks for finance, and only there.
    for (set, there) in [("finance.years=3", true), ("scenario.seed=7", false)] {
        let of_run = home.path().join(set);
        let mut run = Command::cargo_bin("callout").unwrap();
        run.args(["run", SMALL, "--replications", "1", "--quiet", "--set", set, "--out"]).arg(&of_run).assert().success();
        assert_eq!(of_run.join("npv.csv").exists(), there, "{set}");
    }
}
