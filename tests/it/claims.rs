//! Claims: warranty, plans, prices that are declined, exchanges, refunds and returns, by hand and by theory.

use crate::lab::{Verb, figure, jobs, network, outcome, tales};
use callout::kernel::money::Money;
use callout::kernel::time::{MS_PER_HOUR, Time};
use callout::network::Network;
use callout::record::fact::Reason;
use callout::record::figure::Index;
use callout::record::ledger::Account;
use callout::scenario::read_with;
use callout::scenario::schema::Remedy;
use callout::study::trial::Outcome;

/// New units at the start, a fault now and then, a partner who comes an hour after the call and works an hour.
const SHOP: &str = r#"
    scenario = { name = "shop", start = 2026-01-01, horizon = "365 d", seed = 3 }
    kind.repair = { work = "1 h", charge = 100 }
    kind.return = { work = "30 min" }
    zone.town = { size = { pump = 400 } }
    partner.help = { response = "1 h" }
    sourcing = [{ to = ["help"] }]
    stream.faults = { kind = "repair", failures = "pump" }
    [product.pump]
    hazard = { law = "exponential", rate = "3 /year" }
    price = 1000
    unit_cost = 600
    salvage = 0.25
    freight = 20
"#;

fn shop(more: &str, sets: &[&str]) -> Network {
    network(&format!("{SHOP}{more}"), sets)
}

fn units(outcome: &Outcome, account: Account) -> f64 {
    outcome.books.account(account).units()
}

fn money(units: f64) -> Money {
    Money::from_units(units).expect("a price")
}

/// Calls of each age, in whole days since the start of the run: all units were sold then.
fn called(network: &Network, from: f64, to: f64) -> u64 {
    let tales = tales(network, 0);
    let in_time = |at: Time| (from..to).contains(&(at.hours() / 24.0));
    jobs(&tales).filter(|(at, verb, _, _)| *verb == Verb::Called && in_time(*at)).count() as u64
}

#[test]
fn within_the_term_nobody_pays_and_after_it_everybody() {
    let network = shop("warranty = { term = \"100 d\" }", &[]);
    let outcome = outcome(&network, 0);
    let (inside, all) = (called(&network, 0.0, 100.0), called(&network, 0.0, 365.0));
    assert!(inside > 200 && all > 1000, "{inside} of {all}");
    let tales = tales(&network, 0);
    let late = jobs(&tales).filter(|(at, verb, _, story)| {
        matches!(verb, Verb::Closed { .. }) && story.job.called.hours() >= 2400.0 && network.window.counts(*at)
    });
    assert_eq!(outcome.books.account(Account::Repairs), money(100.0) * late.count() as i64);
    let share = inside as f64 / all as f64;
    assert!((figure(&outcome, Index::InWarranty).unwrap() - share).abs() < 1e-12);
}

#[test]
fn a_pro_rata_warranty_bills_age_over_term() {
    let network = shop("warranty = { kind = \"pro-rata\", term = \"365 d\" }", &[]);
    let mut sum = 0.0;
    for (at, verb, _, story) in jobs(&tales(&network, 0)) {
        if matches!(verb, Verb::Closed { .. }) && network.window.counts(at) {
            sum += (100.0 * (story.job.called.hours() / 8760.0)).min(100.0);
        }
    }
    let billed = units(&outcome(&network, 0), Account::Repairs);
    assert!((billed - sum).abs() < 0.2 && sum > 10_000.0, "{billed} is not {sum}");
}

#[test]
fn parts_and_labour_have_terms_of_their_own_and_parts_a_margin() {
    let more = "warranty = { term = \"200 d\", labour_term = \"50 d\" }";
    let sets = ["kind.repair.part_probability=1", "kind.repair.part_price=40", "kind.repair.part_markup=0.5"];
    let network = shop(more, &sets);
    let outcome = outcome(&network, 0);
    let (mut labour, mut parts) = (0, 0);
    for (at, verb, _, story) in jobs(&tales(&network, 0)) {
        if matches!(verb, Verb::Closed { .. }) && network.window.counts(at) {
            labour += i64::from(story.job.called.hours() >= 1200.0);
            parts += i64::from(story.job.called.hours() >= 4800.0);
        }
    }
    assert_eq!(outcome.books.account(Account::Repairs), money(100.0) * labour + money(40.0) * parts);
    assert_eq!(outcome.books.account(Account::PartsMargin), money(20.0) * parts);
}

#[test]
fn free_replacement_costs_what_the_renewal_function_says() {
    // Minimal repair: expected failures in the term W = 0.5 years are (W / scale)^shape = 0.25 a unit, each an exchange of 600 - 150.
    let more = "rules = \"swap\"\nwarranty = { term = \"182.5 d\" }\n[rules.swap]\nexchange_within = \"182.5 d\"";
    let hazard = "product.pump.hazard={ law = \"weibull\", shape = 2, scale = \"365 d\" }";
    let network = shop(more, &[hazard, "zone.town.size.pump=40000"]);
    let outcome = outcome(&network, 0);
    let per_sale = units(&outcome, Account::Exchanges) / 40_000.0;
    // Poisson: relative standard error 1 / sqrt(10000); the rate of a month is its mean, which adds 1.7 % in the first days of July.
    assert!((per_sale / (0.25 * 450.0) - 1.0).abs() < 0.045, "{per_sale}");
    assert_eq!(units(&outcome, Account::ReturnFreight) * 450.0, units(&outcome, Account::Exchanges) * 40.0);
}

#[test]
fn the_three_guarantees_by_age() {
    let network = shop("rules = \"cn-three-guarantees\"\nwarranty = { term = \"1 year\" }", &["zone.town.size.pump=3000"]);
    let mut seen = [0; 3];
    for (at, verb, _, _) in jobs(&tales(&network, 0)) {
        let days = at.hours() / 24.0;
        match verb {
            Verb::Granted { remedy: Remedy::Refund, reason: Reason::EarlyFailure } => {
                assert!(days <= 7.0);
                seen[0] += 1;
            }
            Verb::Granted { remedy: Remedy::Exchange, reason: Reason::EarlyFailure } => {
                assert!(days > 7.0 && days <= 15.0);
                seen[1] += 1;
            }
            Verb::Accepted(_) => {
                assert!(days > 15.0);
                seen[2] += 1;
            }
            _ => {}
        }
    }
    assert_eq!(seen, [called(&network, 0.0, 7.0), called(&network, 7.0, 15.0), called(&network, 15.0, 400.0)]);
    let outcome = outcome(&network, 0);
    assert_eq!(outcome.books.account(Account::Refunds), money(850.0) * seen[0] as i64);
    assert_eq!(outcome.books.account(Account::Exchanges), money(450.0) * seen[1] as i64);
    assert_eq!(outcome.books.account(Account::ReturnFreight), money(20.0) * (seen[0] + 2 * seen[1]) as i64);
    assert_eq!(figure(&outcome, Index::Open), Some(0.0));
}

#[test]
fn after_two_failed_repairs_the_unit_is_exchanged() {
    // Hardly anybody ever fixes anything: two visits of an hour, an hour after they were asked for; then the exchange.
    let more = "rules = \"mine\"\n[rules.mine]\nfailed_repairs = 2\ntakes = \"2 d\"";
    let network = shop(more, &["partner.help.fix=0.001", "zone.town.size.pump=100"]);
    let outcome = outcome(&network, 0);
    let settled: Vec<_> = outcome.jobs.iter().filter(|line| line.outcome == "settled").collect();
    assert!(settled.len() > 200);
    for line in &settled {
        assert_eq!((line.outcome, line.visits), ("settled", 2));
        assert_eq!(line.ended.expect("it ended") - line.called, callout::kernel::time::Span(52 * MS_PER_HOUR));
    }
    let share = settled.len() as f64 / outcome.jobs.len() as f64;
    assert_eq!(figure(&outcome, Index::ExchangeRate), Some(share));
}

#[test]
fn a_repair_that_does_not_hold_is_a_failed_one_and_free() {
    let more = "rules = \"mine\"\nwarranty = { term = \"1 h\" }\n[rules.mine]\nfailed_repairs = 1\nhold = \"10 d\"";
    let sets = ["kind.repair.relapse=0.5", "kind.repair.relapse_delay={ law = \"uniform\", low = \"0 d\", high = \"20 d\" }"];
    let network = shop(more, &sets);
    let outcome = outcome(&network, 0);
    // Out of warranty no remedy is due, but the repair of a repair is free within the ten days.
    assert_eq!(figure(&outcome, Index::ExchangeRate), Some(0.0));
    let (mut free, mut paid) = (0, 0);
    for (_, verb, _, story) in jobs(&tales(&network, 0)) {
        if let (Verb::Closed { charged, .. }, true) = (verb, story.job.repeat) {
            if charged { paid += 1 } else { free += 1 }
        }
    }
    let share = f64::from(free) / f64::from(free + paid);
    assert!((share - 0.5).abs() < 0.06 && free > 100, "{free} free, {paid} paid");
    let network = shop(&more.replace("1 h", "9 years"), &sets);
    let share = figure(&outcome_of(&network), Index::ExchangeRate).unwrap();
    // Of all calls a third are repeats, half of these within the time.
    assert!((share - 0.2).abs() < 0.03, "{share}");
}

fn outcome_of(network: &Network) -> Outcome {
    outcome(network, 0)
}

#[test]
fn a_repair_that_takes_too_long_ends_at_the_deadline_or_with_the_visit_under_way() {
    let more = "rules = \"mine\"\n[rules.mine]\nrepair_within = \"12 h\"\nremedy = \"refund\"";
    // One job a day and zone: who comes too late waits for the next day, and is refunded before.
    let network = shop(more, &["partner.help.capacity=1"]);
    let outcome = outcome(&network, 0);
    let half_a_day = callout::kernel::time::Span(12 * MS_PER_HOUR);
    let (mut refunded, mut closed) = (0, 0);
    for line in outcome.jobs.iter().filter(|line| line.ended.is_some()) {
        let took = line.ended.expect("it has ended") - line.called;
        if line.outcome == "settled" {
            assert_eq!((took, line.visits), (half_a_day, 0));
            refunded += 1;
        } else {
            // A visit that is under way at the deadline may still mend it.
            assert!(took <= half_a_day + callout::kernel::time::Span(2 * MS_PER_HOUR), "{took:?}");
            closed += 1;
        }
    }
    assert!(refunded > 200 && closed > 200, "{refunded} refunded, {closed} closed");
    // A visit of twenty hours is not broken off, but it is the last.
    let network = shop(more, &["kind.repair.work=20 h", "partner.help.fix=0.5"]);
    for line in &outcome_of(&network).jobs {
        assert_eq!(
            (line.visits, line.ended.expect("it has ended") - line.called),
            (1, half_a_day + callout::kernel::time::Span(9 * MS_PER_HOUR))
        );
    }
    // Between two visits, the second is cancelled.
    let network = shop(more, &["kind.repair.revisit_delay=30 h", "partner.help.fix=0.5"]);
    let outcome = outcome_of(&network);
    let settled = outcome.jobs.iter().filter(|line| line.outcome == "settled");
    let mut count = 0;
    for line in settled {
        assert_eq!((line.visits, line.ended.expect("it has ended") - line.called), (1, half_a_day));
        count += 1;
    }
    assert!(count > 300);
}

#[test]
fn customers_decline_as_their_willingness_says() {
    let acceptance = |law: &str| format!("kind.repair.acceptance={{ {law}, diagnosis = \"15 min\", visit_fee = 30 }}");
    let sets = ["kind.repair.charge_share=1", "zone.town.size.pump=4000"];
    for (law, declined) in [
        ("law = \"logistic\", half = 120, width = 40", 1.0 - 1.0 / (1.0 + libm::exp(-0.5))),
        ("law = \"exponential\", mean = 80", 1.0 - libm::exp(-1.25)),
    ] {
        let acceptance = acceptance(law);
        let network = shop("warranty = { term = \"1 h\" }", &[&sets[..], &[acceptance.as_str()]].concat());
        let outcome = outcome_of(&network);
        let calls = figure(&outcome, Index::Calls).unwrap();
        let share = figure(&outcome, Index::DeclinedShare).unwrap();
        let error = (declined * (1.0 - declined) / calls).sqrt();
        assert!((share - declined).abs() < 3.5 * error && calls > 10_000.0, "{law}: {share} is not {declined}");
        for line in outcome.jobs.iter().filter(|line| line.outcome == "declined") {
            assert_eq!((line.ended.expect("it has ended") - line.called).0, MS_PER_HOUR * 5 / 4);
        }
        // Those under way at the horizon pay after it.
        let closed = outcome.jobs.iter().filter(|line| network.window.counts(line.ended.expect("it has ended")));
        let paid: f64 = closed
            .map(|line| if line.outcome == "declined" { 30.0 } else { f64::from(u8::from(line.called.hours() >= 1.0)) * 100.0 })
            .sum();
        assert!((units(&outcome, Account::Repairs) - paid).abs() < 1e-6);
    }
    let at_call = "kind.repair.acceptance={ law = \"logistic\", half = 120, width = 40, quote = \"call\" }";
    let network = shop("warranty = { term = \"1 h\" }", &[&sets[..], &[at_call]].concat());
    assert!(
        outcome_of(&network)
            .jobs
            .iter()
            .all(|line| line.outcome != "declined" || line.visits == 0 && line.ended == Some(line.called))
    );
}

#[test]
fn a_price_list_is_drawn_by_its_weights() {
    let sets = [
        "kind.repair.charge_share=1",
        "kind.repair.price_list=[50, 300]",
        "kind.repair.price_weights=[3, 1]",
        "zone.town.size.pump=4000",
    ];
    let outcome = outcome_of(&shop("", &sets));
    let closed = figure(&outcome, Index::Closed).unwrap();
    let mean = units(&outcome, Account::Repairs) / closed;
    assert!((mean - 112.5).abs() < 4.0, "{mean}");
}

#[test]
fn plans_bring_in_their_price_by_the_day_and_prevent_failures() {
    // 120 a year for 100 of 400 units and 60 for 40, from 11 January on to the middle of March: 21 of 31 days, a month, half of 31 days.
    let more = "plan.care = { share = 0.25, price = 120, every = \"100 d\", failure_factor = 0.2 }\nplan.long = { share = 0.1, price = 60 }\n\
                [kind.service]\nwork = \"1 h\"\n[stream.care]\nkind = \"service\"\nvisits = \"pump.care\"";
    let short = ["scenario.warm_up=10 d", "scenario.horizon=74.5 d"];
    let outcome = outcome_of(&shop(more, &short));
    let months = 21.0 / 31.0 + 1.0 + 15.5 / 31.0;
    assert!((units(&outcome, Account::MaintenanceContracts) - 1000.0 * months).abs() < 1e-3);
    assert!((units(&outcome, Account::ExtendedWarranty) - 200.0 * months).abs() < 1e-3);
    // A hundred units, each visited every hundred days: one visit a day.
    let network = shop(more, &["zone.town.size.pump=4000"]);
    let tales = tales(&network, 0);
    let of = |kind: &str| {
        let told = jobs(&tales)
            .filter(|(_, verb, _, story)| *verb == Verb::Called && story.job.counted && network.kinds[story.job.kind].name == kind);
        told.count() as f64
    };
    assert_eq!(of("service"), 3650.0 - 1.0);
    // Three failures a unit and year, of which a quarter is thinned to a fifth.
    let expected = 12_000.0 * (1.0 - 0.25 * 0.8);
    assert!((of("repair") - expected).abs() < 3.5 * expected.sqrt(), "{}", of("repair"));
    let load = callout::network::demand::Load::of(&network);
    assert!((load.calls * 365.0 / 7.0 - expected - 3650.0).abs() < 1.0);
}

/// Units are sold, and some come back.
const SALES: &str = "
    returns = { wish = 0.3, after = { law = \"exponential\", mean = \"10 d\" }, kind = \"return\", deterred = 0.5, resale = 0.6 }
    [stream.sales]
    sells = \"pump\"
    rate = \"40 /d\"
    [rules.mine]
    return_within = \"7 d\"
    return_freight = \"seller\"
";

#[test]
fn returns_follow_wish_window_and_freight() {
    let share = |pack: &str| {
        let network = shop(&format!("rules = \"{pack}\"{SALES}"), &["scenario.warm_up=60 d", "zone.town.size.pump=0"]);
        let outcome = outcome_of(&network);
        let returned = figure(&outcome, Index::ReturnRate).unwrap();
        let sold = 40.0 * 305.0;
        let back = outcome.jobs.iter().filter(|line| network.window.counts(line.ended.expect("it has ended"))).count() as f64;
        // What comes back at the edge of the window is a handful of units.
        assert!((units(&outcome, Account::Refunds) / 400.0 - back).abs() < 10.0);
        let freight = if pack == "cn-distance-selling" { 0.0 } else { units(&outcome, Account::Refunds) / 20.0 };
        assert!((units(&outcome, Account::ReturnFreight) - freight).abs() < 1e-6, "{pack}");
        assert_eq!(figure(&outcome, Index::RefundRate), Some(1.0));
        (returned, (0.21_f64 / sold).sqrt())
    };
    let came_back = |days: f64| 0.3 * (1.0 - libm::exp(-days / 10.0));
    for (pack, expected) in
        [("mine", came_back(7.0)), ("cn-distance-selling", 0.5 * came_back(7.0)), ("ecommerce-30-day", came_back(30.0))]
    {
        let (share, error) = share(pack);
        assert!((share - expected).abs() < 4.0 * error, "{pack}: {share} is not {expected}");
    }
    let outcome = outcome_of(&shop(&format!("rules = \"cn-three-guarantees\"{SALES}"), &["zone.town.size.pump=0"]));
    assert_eq!(figure(&outcome, Index::ReturnRate), Some(0.0), "no return without a fault");
}

#[test]
fn a_pack_may_stand_in_a_file_and_a_table_changes_a_shipped_one() {
    let text = format!("{SHOP}rules = \"mine.toml\"\nwarranty = {{ term = \"1 year\" }}");
    let read = |pack: &str| {
        let open = |name: &str| {
            assert_eq!(name, "mine.toml");
            Ok(pack.as_bytes().to_vec())
        };
        read_with("shop.toml", text.clone().into(), &[], &open)
    };
    let study = read("refund_within = \"9 d\"\nsummary = \"ours\"\n").unwrap_or_else(|complaints| panic!("{complaints}"));
    let network = Network::new(&study.layouts[0]);
    let rules = network.products.iter().next().and_then(|product| product.rules.clone()).expect("rules");
    assert_eq!(rules.refund_within.map(|span| span.days()), Some(9.0));
    let complaints = read("refund_within = \"9 d\"\nexchange_witin = \"15 d\"\n").unwrap_err().to_string();
    assert!(complaints.contains("mine.toml:2:1") && complaints.contains("did you mean `exchange_within`?"), "{complaints}");
    let network = shop("rules = \"ecommerce-30-day\"\n[rules.ecommerce-30-day]\nrefund_within = \"3 d\"", &[]);
    let rules = network.products.iter().next().and_then(|product| product.rules.clone()).expect("rules");
    assert_eq!(rules.refund_within.map(|span| span.days()), Some(3.0));
    assert_eq!((rules.return_within.map(|span| span.days()), rules.return_freight), (Some(30.0), true));
}

#[test]
fn d09_free_replacement_of_tracked_units() {
    // Blischke and Murthy: cost per sale = c (1 + M(W)), M the renewal function of Weibull(1.8, 3 years) at W = 2 years: 0.42386.
    let more = "tracking = \"unit\"\nrepair = \"renewal\"\nrules = \"swap\"\nwarranty = { term = \"730 d\" }\n\
                [rules.swap]\nexchange_within = \"730 d\"\nfailure_freight = \"buyer\"";
    let sets = [
        "product.pump.hazard={ law = \"weibull\", shape = 1.8, scale = \"1095 d\" }",
        "product.pump.unit_cost=100",
        "product.pump.salvage=0",
        "zone.town.size.pump=40000",
        "scenario.horizon=730 d",
        "partner.help.response=0 h",
    ];
    let outcome = outcome_of(&shop(more, &sets));
    let per_sale = 100.0 + units(&outcome, Account::Exchanges) / 40_000.0;
    // The number of replacements of a unit has a standard deviation of about 0.6.
    let tolerance = 3.5 * 100.0 * 0.6 / 200.0;
    assert!((per_sale - 142.385_826_786_944_82).abs() < tolerance, "{per_sale}");
}
