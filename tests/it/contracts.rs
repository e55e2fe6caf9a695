//! Contracts: every clause of a rate card as worked out by hand, in the ledger and in the table that `callout contract` prints.

use crate::lab::{CONTRACTS, Verb, figure, jobs, network, outcome, tales};
use callout::kernel::money::Money;
use callout::network::Network;
use callout::record::figure::Index;
use callout::record::ledger::{Account, Books};
use std::collections::BTreeMap;

/// A call each day at noon from 1 January 2026, all done by one partner within the hour; `card` is what it is paid.
fn daily(card: &str, horizon: &str) -> String {
    format!(
        r#"
        scenario = {{ name = "daily", start = 2026-01-01, horizon = "{horizon}", drain = "1 d" }}
        kind.job = {{ work = "50 min", respond_within = "2 h" }}
        zone.town = {{ x = "0 km", y = "0 km" }}
        stream.calls = {{ kind = "job", every = "1 d", first = "12 h" }}
        sourcing = [{{ to = ["agent"] }}]
        travel = {{ metric = "euclid" }}
        partner.agent = {{ {card} }}
    "#
    )
}

fn books(card: &str, horizon: &str) -> Books {
    outcome(&network(&daily(card, horizon), &[]), 0).books
}

/// The units of an account by month.
fn by_month(books: &Books, account: Account) -> Vec<f64> {
    let month = |at| books.sum(|entry| entry.account == account && entry.month == at).units();
    (0..=books.entries.iter().map(|entry| entry.month).max().unwrap_or(0)).map(month).collect()
}

#[test]
fn tiers_by_hand() {
    let tiers = "fee = { job = 100 }, tier = [{ from = 11, factor = 0.9 }, { from = 21, fee = { job = 50 } }]";
    // 31 and 28 jobs: 10 x 100 + 10 x 90 + the rest x 50.
    assert_eq!(by_month(&books(tiers, "59 d"), Account::JobFees), [2450.0, 2300.0]);
    let all = format!("{tiers}, tiers_apply = \"all\"");
    assert_eq!(by_month(&books(&all, "59 d"), Account::JobFees), [31.0 * 50.0, 28.0 * 50.0]);
    // Nine days of February: its tiers begin after 10 x 9/28 and 20 x 9/28 jobs.
    let (first, second) = (10.0 * 9.0 / 28.0, 20.0 * 9.0 / 28.0);
    let part = 100.0 * first + 90.0 * (second - first) + 50.0 * (9.0 - second);
    assert!((by_month(&books(tiers, "40 d"), Account::JobFees)[1] - part).abs() < 1e-4);
}

#[test]
fn take_or_pay_by_hand() {
    let jobs = books("fee = { job = 10 }, minimum_jobs = 30, shortfall_fee = 7", "59 d");
    // January has 31 jobs, February 28: two are missing.
    assert_eq!(by_month(&jobs, Account::MinimumTopUp), [0.0, 14.0]);
    assert_eq!(by_month(&jobs, Account::JobFees), [310.0, 280.0]);
    let amount = books("fee = { job = 10 }, minimum_amount = 300", "59 d");
    assert_eq!(by_month(&amount, Account::MinimumTopUp), [0.0, 20.0]);
    // Half of February: 14 jobs, and half of the minimum.
    let part = books("fee = { job = 10 }, minimum_amount = 300", "45 d");
    assert_eq!(by_month(&part, Account::MinimumTopUp), [0.0, 10.0]);
}

#[test]
fn hours_by_hand() {
    let january = |card: &str| by_month(&books(card, "31 d"), Account::JobFees)[0] / 31.0;
    // 50 minutes: an hour at least, or 60 in steps of 15, or 50 in steps of ten, or 90 in steps of 45; never more than the cap.
    assert_eq!(january("hourly = { job = 60 }"), 60.0);
    assert_eq!(january("hourly = { job = 60 }, hourly_minimum = \"30 min\""), 60.0);
    assert_eq!(january("hourly = { job = 60 }, hourly_minimum = \"30 min\", hourly_step = \"10 min\""), 50.0);
    assert_eq!(january("hourly = { job = 60 }, hourly_minimum = \"30 min\", hourly_step = \"45 min\""), 90.0);
    assert_eq!(january("hourly = { job = 60 }, hourly_step = \"45 min\", hourly_cap = 75, fee = { job = 8 }"), 83.0);
}

#[test]
fn quality_steps_by_hand() {
    let pay = |card: &str| by_month(&books(&format!("fee = {{ job = 10 }}, {card}"), "59 d"), Account::BonusMalus);
    // Each response takes three hours: the promise of two is never kept.
    let late = "response = \"3 h\"";
    assert_eq!(
        pay(&format!("{late}, bonus = [{{ response = \"3 h\", amount = 5 }}, {{ response = \"2 h\", amount = 50 }}]")),
        [5.0, 5.0]
    );
    assert_eq!(
        pay(&format!("{late}, bonus = [{{ response = \"4 h\", amount = 4 }}, {{ response = \"3 h\", share = 0.1 }}]")),
        [31.0, 28.0]
    );
    assert_eq!(
        pay(&format!("{late}, malus = [{{ promise_kept = 0.9, amount = 1 }}, {{ promise_kept = 0.5, amount = 6 }}]")),
        [-6.0, -6.0]
    );
    let window = "malus = [{ promise_kept = 0.9, amount = 1, share = 0.1 }], settled = \"window\"";
    assert_eq!(pay(&format!("{late}, {window}")), [0.0, -60.0]);
    // Who is served at once gives the best mark.
    assert_eq!(pay("bonus = [{ first_time_fix = 1, amount = 3 }, { csat = 5, amount = 1000 }]"), [1003.0, 1003.0]);
}

#[test]
fn failed_visits_material_and_bands_by_hand() {
    let text = daily("fee = { job = 10 }, fix = 0.5, no_fix_fee = 4, parts_markup = 0.1", "31 d");
    let text = text.replace("\"2 h\" }", "\"2 h\", part_probability = 1, part_price = 30 }");
    let outcome = outcome(&network(&text, &[]), 0);
    let visits: u32 = outcome.jobs.iter().map(|line| line.visits).sum();
    assert!(visits > 40 && outcome.jobs.len() == 31);
    let units = |account| outcome.books.account(account).units();
    assert_eq!((units(Account::JobFees), units(Account::NoFixFees)), (310.0, 4.0 * f64::from(visits - 31)));
    assert_eq!((units(Account::Material), units(Account::PartsMarkup)), (930.0, 93.0));
    // The base is 5 km from the town.
    for (from, fee) in [("4.9 km", 17.0), ("5 km", 17.0), ("5.1 km", 10.0)] {
        let card = format!("fee = {{ job = 10 }}, x = \"3 km\", y = \"4 km\", fee_from = {{ \"{from}\" = {{ job = 17 }} }}");
        assert_eq!(by_month(&books(&card, "31 d"), Account::JobFees), [31.0 * fee], "{from}");
    }
}

#[test]
fn a_contract_that_is_not_used() {
    let unused = |card: &str| {
        let text =
            format!("{}\npartner.other = {{ retainer = 100, minimum_amount = 50, {card} }}", daily("fee = { job = 10 }", "59 d"));
        let books = outcome(&network(&text, &[]), 0).books;
        [Account::Retainer, Account::MinimumTopUp, Account::ContractExit].map(|account| by_month(&books, account))
    };
    assert_eq!(unused("payment_delay = \"30 d\""), [[0.0, 0.0]; 3], "it does not bind");
    // Until 14 February, half of the month.
    assert_eq!(unused("term = \"45 d\""), [[100.0, 50.0], [50.0, 25.0], [0.0, 0.0]]);
    assert_eq!(unused("term = \"45 d\", exit_cost = 333"), [[0.0, 0.0], [0.0, 0.0], [333.0, 0.0]]);
}

/// The fees of the partner without people, worked out job by job from the job log and the facts.
#[test]
fn the_ledger_is_the_card_applied_to_the_job_log() {
    let network = network(CONTRACTS, &[]);
    let outcome = outcome(&network, 0);
    let agent = network.partners.enumerate().find(|(_, partner)| partner.name == "agent").map(|(id, _)| id).unwrap();
    let place = network.partners[agent].place;
    let (mut months, mut failed) = (BTreeMap::<usize, Vec<f64>>::new(), 0.0);
    for (at, verb, _, story) in jobs(&tales(&network, 0)) {
        if story.job.place != Some(place) || !network.window.counts(at) {
            continue;
        }
        match verb {
            Verb::Visited { fixed: false } => failed += 20.0,
            Verb::Closed { .. } => {
                // The base lies 58 km north of `near`, 65.3 km from `far`, and 2 km south of `coast`.
                let fee = match network.zones[story.job.zone].name.as_str() {
                    "coast" => 80.0,
                    "near" | "far" => 120.75,
                    other => panic!("{other}"),
                };
                months.entry(network.calendar.month(at.day())).or_default().push(fee);
            }
            _ => {}
        }
    }
    let mut sum = 0.0;
    for (month, fees) in &months {
        // January is counted from the 25th on: 7 days of 31; April up to the 19th: 19 of 30.
        let part = [7.0 / 31.0, 1.0, 1.0, 19.0 / 30.0][*month];
        let jobs = fees.len() as f64;
        let (second, third) = ((jobs - 24.0 * part).max(0.0), (jobs - 59.0 * part).max(0.0));
        sum += fees.iter().sum::<f64>() * (1.0 - 0.1 * (second - third) / jobs - 0.1875 * third / jobs);
    }
    assert!(months.values().any(|fees| fees.len() > 60), "the third tier is reached");
    let at_agent = |account| outcome.books.sum(|entry| entry.place == place && entry.account == account).units();
    assert!((at_agent(Account::JobFees) - sum).abs() < 0.01, "{sum}");
    assert!((at_agent(Account::NoFixFees) - failed).abs() < 1e-9 && failed > 0.0);
}

/// Doubling every price of the cards doubles what partners cost.
#[test]
fn double_prices_double_cost() {
    let double = |text: &str| {
        let mut root: toml::Value = toml::Value::Table(text.parse().unwrap());
        fn walk(value: &mut toml::Value, key: &str, priced: bool) {
            const PRICES: [&str; 12] = [
                "fee",
                "fee_from",
                "hourly",
                "hourly_cap",
                "no_fix_fee",
                "quality_control",
                "shortfall_fee",
                "minimum_amount",
                "amount",
                "retainer",
                "exit_cost",
                "part_price",
            ];
            let priced = priced || PRICES.contains(&key);
            match value {
                toml::Value::Table(table) => table.iter_mut().for_each(|(key, value)| walk(value, key, priced)),
                toml::Value::Array(list) => list.iter_mut().for_each(|value| walk(value, key, priced)),
                toml::Value::Integer(price) if priced => *price *= 2,
                toml::Value::Float(price) if priced => *price *= 2.0,
                _ => {}
            }
        }
        walk(&mut root, "", false);
        toml::to_string(&root).unwrap()
    };
    let run = |text: &str| outcome(&network(text, &[]), 1);
    let (once, twice) = (run(CONTRACTS), run(&double(CONTRACTS)));
    assert_eq!(once.jobs, twice.jobs);
    for account in Account::ALL {
        let (one, two) = (once.books.account(*account).0, twice.books.account(*account).0);
        let cells = once.books.entries.iter().filter(|entry| entry.account == *account).count() as i64;
        assert!((2 * one - two).abs() <= cells, "{account:?}: {one} {two}");
    }
    let spoken = [Account::NoFixFees, Account::PartsMarkup, Account::MinimumTopUp, Account::BonusMalus, Account::ContractExit];
    for account in spoken {
        assert_ne!(once.books.account(account), Money::ZERO, "{account:?} is used");
    }
}

/// A partner that nobody asks and nothing binds.
#[test]
fn a_partner_that_is_never_used_changes_nothing() {
    let with = network(&format!("{CONTRACTS}\n[partner.idle]\nfee = {{ repair = 9 }}\nretainer = 5"), &[]);
    let plain: Network = network(CONTRACTS, &[]);
    let (with, plain) = (outcome(&with, 0).books, outcome(&plain, 0).books);
    for account in Account::ALL {
        assert_eq!(by_month(&with, *account), by_month(&plain, *account), "{account:?}");
    }
}

/// One partner that refuses some jobs, another that takes the rest; jobs take no time, so the load is what `background_load` says.
fn asked(more: &str) -> String {
    format!(
        r#"
        scenario = {{ name = "asked", start = 2026-01-01, horizon = "1000 d", drain = "1 d" }}
        kind.job = {{ work = "1 min" }}
        kind.other = {{ work = "1 min" }}
        zone.town = {{}}
        stream.calls = {{ kind = "job", rate = "20 /d" }}
        stream.others = {{ kind = "other", rate = "1 /d" }}
        partner.picky = {{ fee = {{ job = 90 }}, {more} }}
        partner.rest = {{ fee = {{ job = 50 }} }}
        sourcing = [{{ to = ["picky", "rest"] }}]
    "#
    )
}

#[test]
fn acceptance_follows_its_law() {
    let share = |more: &str| {
        let outcome = outcome(&network(&asked(more), &[]), 0);
        let jobs = outcome.jobs.iter().filter(|line| line.kind.0 == 0).count() as f64;
        let rest = outcome.books.account(Account::JobFees).units() - 90.0 * jobs;
        (1.0 - rest / -40.0 / jobs, figure(&outcome, Index::Acceptance).unwrap(), jobs)
    };
    // Odds 3 at par; e^-1 for half of the load too much at slope 2; (90 / 60) ^ 2 for the fee.
    let cases = [
        ("acceptance = { at_par = 0.75, usual_load = 0 }", 3.0),
        (
            "background_load = 0.75, acceptance = { at_par = 0.75, usual_load = 0.25, load_slope = 2 }",
            3.0 * 0.367_879_441_171_442_33,
        ),
        ("acceptance = { at_par = 0.75, usual_load = 0, market_fee = { job = 60 }, fee_power = 2 }", 3.0 * 2.25),
        ("acceptance = { at_par = 0.75, usual_load = 0, market_fee = { job = 180 }, fee_power = 2 }", 0.75),
    ];
    for (more, odds) in cases {
        let (by_fees, accepted, jobs) = share(more);
        let p = odds / (1.0 + odds);
        let tolerance = 3.5 * (p * (1.0 - p) / jobs).sqrt();
        assert!((by_fees - p).abs() < tolerance, "{more}: {by_fees} of {jobs}, not {p}");
        // The figure counts the other kind, too, which has no market fee.
        assert!((accepted - by_fees).abs() < 0.03, "{more}: {accepted}");
    }
}

#[test]
fn load_and_refusals() {
    // One call a day finds the partner without work: it takes half of them.
    let text = daily("capacity = 1, acceptance = { at_par = 0.5, usual_load = 0, load_slope = 100 }", "100 d");
    let outcome = outcome(&network(&text, &[]), 0);
    let (lost, calls) = (figure(&outcome, Index::Lost).unwrap(), figure(&outcome, Index::Calls).unwrap());
    assert!(calls == 100.0 && (lost - 50.0).abs() < 3.5 * 5.0, "an empty partner takes half: {lost} lost");
    assert!((figure(&outcome, Index::Acceptance).unwrap() - (1.0 - lost / 100.0)).abs() < 1e-12);
    let full = text.replace("capacity = 1,", "capacity = 1, background_load = 0.9,").replace("usual_load = 0", "usual_load = 0.9");
    let outcome = crate::lab::outcome(&network(&full, &["scenario.drain=400 d"]), 0);
    // One place in ten days is left for us; whoever finds it taken by us sees a load of one more.
    let closed = figure(&outcome, Index::Closed).unwrap();
    assert!(closed <= 11.0, "{closed}");
}

#[test]
fn other_clients_leave_whole_jobs_that_add_up() {
    let network = network(&daily("capacity = 2, background_load = 0.3", "10 d"), &[]);
    let partner = network.partners.iter().next().unwrap();
    let days: Vec<u32> = (0..10).map(|day| partner.capacity_on(day).unwrap()).collect();
    assert_eq!(days.iter().sum::<u32>(), 14);
    assert!(days.iter().all(|jobs| [1, 2].contains(jobs)));
}

/// An own centre and a partner: who is expected to cost less gets the job.
fn rivals(fee: f64, more: &str) -> String {
    format!(
        r#"
        scenario = {{ name = "rivals", start = 2026-01-05, horizon = "5 d" }}
        kind.job = {{ work = "2 h" }}
        zone.town = {{ x = "0 km", y = "0 km" }}
        stream.calls = {{ kind = "job", every = "1 d", first = "9 h" }}
        grade.plain = {{ wage = 20, on_cost = 0.5 }}
        roster.day = {{ shifts = ["always"] }}
        centre.shop = {{ x = "20 km", y = "0 km", team.day = {{ technicians = 1 }} }}
        partner.agent = {{ fee = {{ job = {fee} }}, quality_control = 5, {more} }}
        travel = {{ from = "geography", metric = "euclid", speed = "40 km/h", bases = "return" }}
        cost = {{ vehicle_per_km = 0.75 }}
        sourcing = [{{ to = ["shop", "agent"], choose = "cheapest" }}]
    "#
    )
}

#[test]
fn the_cheaper_place_is_asked_first() {
    let partners = |text: &str| figure(&outcome(&network(text, &[]), 0), Index::PartnerShare).unwrap();
    // Our own: (2 h + 2 x 0.5 h) x 20 x 1.5 + 40 km x 0.75 = 120; the partner: its fee and our quality control of 5.
    assert_eq!([114.9, 115.1].map(|fee| partners(&rivals(fee, ""))), [1.0, 0.0]);
    // Half of its visits fail: 10 more for the one that it needs besides.
    assert_eq!([104.9, 105.1].map(|fee| partners(&rivals(fee, "fix = 0.5, no_fix_fee = 10"))), [1.0, 0.0]);
    // Hours instead of fees: two hours at 57.4 or 57.6, and the cap.
    assert_eq!(["57.4", "57.6"].map(|price| partners(&rivals(0.0, &format!("hourly = {{ job = {price} }}")))), [1.0, 0.0]);
    assert_eq!(partners(&rivals(0.0, "hourly = { job = 99 }, hourly_cap = 114")), 1.0);
    // Every fifth job comes back, to us and to the partner, who has twice as many: 120 / 0.8 = 150 = (85 + 5) / 0.6.
    let back = |fee: f64| {
        rivals(fee, "relapse_factor = 2").replace("work = \"2 h\"", "work = \"2 h\", relapse = 0.2, relapse_delay = \"300 d\"")
    };
    assert_eq!([84.9, 85.1].map(|fee| partners(&back(fee))), [1.0, 0.0]);
}

/// Two partners of unlike quality, ranked; each month the better one of the last month is asked first.
#[test]
fn the_better_place_is_asked_first() {
    let text = r#"
        scenario = { name = "ranked", start = 2026-01-01, horizon = "151 d" }
        kind.job = { work = "1 h", respond_within = "4 h" }
        zone.town = {}
        zone.port = {}
        stream.calls = { kind = "job", every = "6 h", first = "1 h" }
        partner.slow = { response = "5 h" }
        partner.poor = { fix = 0.5 }
        partner.fair = { fix = 0.8 }
        sourcing = [{ to = ["slow", "poor", "fair"], choose = "ranked" }]
    "#;
    let outcome = outcome(&network(text, &[]), 0);
    let network = network(text, &[]);
    let by_month = |month: usize| {
        let lines = outcome.jobs.iter().filter(|line| network.calendar.month(line.called.day()) == month);
        let mut names: Vec<&str> = lines.map(|line| network.places[line.place.unwrap()].name.as_str()).collect();
        names.dedup();
        names
    };
    // Unknown places come first, in the order of the rule; from April on all are known, and the best of them is `fair`.
    assert_eq!([by_month(0), by_month(1), by_month(2)], [["slow"], ["poor"], ["fair"]]);
    assert_eq!([by_month(3), by_month(4)], [["fair"], ["fair"]]);
}

/// What `callout contract` says of a scenario text.
fn say(text: &str, args: &[&str]) -> (i32, String, String) {
    let home = tempfile::TempDir::new().unwrap();
    std::fs::write(home.path().join("card.toml"), text).unwrap();
    let mut command = assert_cmd::Command::cargo_bin("callout").unwrap();
    let output =
        command.args(["contract", "card.toml"]).args(args).current_dir(home.path()).env_remove("NO_COLOR").output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

const CARD: &str = "fee = { job = 100 }, tier = [{ from = 11, factor = 0.9 }, { from = 21, factor = 0.5 }], minimum_amount = 450, \
                    retainer = 70, quality_control = 2, hourly = { job = 60 }, hourly_cap = 45, x = \"0 km\", y = \"0 km\", \
                    fee_from = { \"20 km\" = { job = 130 } }, fix = 0.5, no_fix_fee = 7, malus = [{ csat = 3, amount = 5 }]";

#[test]
fn the_table_by_hand() {
    let text = daily(CARD, "31 d");
    let (code, out, err) = say(&text, &["--partner", "agent", "--volumes", "0,2,3,10,11,20,21,31", "--format", "csv"]);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    // A job has two visits of an hour each, capped to 45, and a failed visit of 7: 52 besides the fee, and 2 of quality control.
    let expected = "\
jobs,fees,top_up,other,total,per_job,next_job,clause
0,0.0000,450.0000,70.0000,520.0000,,2.0000,\"cap of hours, take-or-pay\"
2,304.0000,146.0000,74.0000,524.0000,262.0000,8.0000,\"cap of hours, take-or-pay\"
3,456.0000,0.0000,76.0000,532.0000,177.3333,154.0000,\"cap of hours\"
10,1520.0000,0.0000,90.0000,1610.0000,161.0000,144.0000,\"cap of hours\"
11,1662.0000,0.0000,92.0000,1754.0000,159.4545,144.0000,\"tier 2, cap of hours\"
20,2940.0000,0.0000,110.0000,3050.0000,152.5000,104.0000,\"tier 2, cap of hours\"
21,3042.0000,0.0000,112.0000,3154.0000,150.1905,104.0000,\"tier 3, cap of hours\"
31,4062.0000,0.0000,132.0000,4194.0000,135.2903,104.0000,\"tier 3, cap of hours\"
";
    assert_eq!(out, expected);
    let (_, far, _) =
        say(&text, &["--partner", "agent", "--volumes", "1", "--format", "csv", "--distance", "20 km", "--visits", "1"]);
    assert!(far.ends_with("1,175.0000,275.0000,72.0000,522.0000,522.0000,2.0000,\"cap of hours, take-or-pay\"\n"), "{far}");
    let (_, json, _) = say(&text, &["--partner", "agent", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let kinks: Vec<u64> = json["kinks"].as_array().unwrap().iter().map(|kink| kink["from_job"].as_u64().unwrap()).collect();
    assert_eq!(kinks, [3, 11, 21]);
}

#[test]
fn the_contract_as_people_see_it() {
    let card = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/rate-card.toml")).unwrap();
    let (code, out, err) = say(&card, &["--partner", "agent"]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(!out.contains('\u{1b}'), "no colours in a pipe");
    insta::assert_snapshot!("contract_agent", out);
    insta::assert_snapshot!("contract_hourly", say(&card, &["--partner", "hourly", "--kind", "install"]).1);
    assert!(say(&card, &["--partner", "agent", "--color", "always"]).1.contains('\u{1b}'));
}

#[test]
fn wrong_names_of_contracts() {
    let text = daily("fee = { job = 10 }", "31 d");
    for (args, code, words) in [
        (&["--partner", "agnet"][..], 2, "did you mean `agent`?"),
        (&["--partner", "agent", "--kind", "jbo"], 2, "there is no kind `jbo`"),
        (&["--partner", "agent", "--layout", "bsae"], 2, "did you mean `base`?"),
        (&["--partner", "agent", "--visits", "0.5"], 2, "0.5 visits"),
        (&["--partner", "agent", "--distance", "3"], 64, "--distance"),
        (&["--partner", "agent", "--volumes", "1,x"], 64, "--volumes"),
        (&[], 64, "--partner"),
    ] {
        let (is, out, err) = say(&text, args);
        assert!(is == code && out.is_empty() && err.contains(words), "{args:?}: {is} {err}");
    }
}
