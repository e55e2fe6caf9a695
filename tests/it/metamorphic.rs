//! What a change of the scenario must do to the figures: nothing at all, exactly so much, or never harm (G08 to G14).

use crate::lab::{
    EVERYTHING, NIGHTS, SHELVES, TOWNS, Verb, everything, figure, jobs, layout, network, outcome, scenarios, study, tales,
};
use callout::kernel::time::Time;
use callout::network::Network;
use callout::record::figure::{FIGURES, Index};
use callout::record::ledger::Account;
use callout::scenario::{Layout, read_with};
use callout::study::compare::{Verdict, compare};
use callout::study::replicate::{Plan, replicate};
use callout::study::trial::{Outcome, Watch};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use toml::Value;

/// Applies `change` to every value of a scenario, with the key that it stands under.
fn rewrite(value: &mut Value, key: &str, change: &impl Fn(&str, &mut Value)) {
    change(key, value);
    match value {
        Value::Table(table) => table.iter_mut().for_each(|(key, value)| rewrite(value, key, change)),
        Value::Array(list) => list.iter_mut().for_each(|value| rewrite(value, key, change)),
        _ => {}
    }
}

/// The network of a scenario text, rewritten.
fn rewritten(text: &str, change: &impl Fn(&str, &mut Value)) -> Network {
    let mut root = Value::Table(text.parse().expect("the scenario is TOML"));
    rewrite(&mut root, "", change);
    let text = toml::to_string(&root).expect("a scenario can be written");
    let dir = Path::new(EVERYTHING).parent().expect("a file lies in a directory");
    let read = read_with("rewritten.toml", text.into_bytes(), &[], &|name| std::fs::read(dir.join(name)));
    Network::new(&read.unwrap_or_else(|complaints| panic!("{complaints}")).layouts[0])
}

fn texts() -> [(&'static str, String); 4] {
    let everything = std::fs::read_to_string(EVERYTHING).expect("the scenario is there");
    [("everything", everything), ("towns", TOWNS.to_owned()), ("nights", NIGHTS.to_owned()), ("shelves", SHELVES.to_owned())]
}

/// G08: doubling every price doubles all money exactly; times and counts do not move by a bit.
#[test]
fn g08_doubling_all_prices() {
    const PRICES: [&str; 21] = [
        "late_penalty",
        "price",
        "freight",
        "cost",
        "scrap_cost",
        "order_cost",
        "lateral_freight",
        "emergency_price",
        "part_price",
        "charge",
        "wage",
        "rent",
        "utilities",
        "equipment",
        "opening",
        "closing",
        "retainer",
        "quality_control",
        "vehicle_per_km",
        "vehicle_per_month",
        "overhead",
    ];
    let double = |value: &mut Value| match value {
        Value::Integer(price) => *price *= 2,
        Value::Float(price) => *price *= 2.0,
        _ => {}
    };
    let change = |key: &str, value: &mut Value| {
        if PRICES.contains(&key) {
            double(value);
        }
        if let ("fee", Value::Table(fees)) = (key, value) {
            fees.iter_mut().for_each(|(_, fee)| double(fee));
        }
    };
    for (name, text) in texts() {
        let [once, twice] = [rewritten(&text, &|_, _| ()), rewritten(&text, &change)].map(|network| outcome(&network, 1));
        assert_eq!(once.books.exact + once.books.exact, twice.books.exact, "{name}");
        for account in Account::ALL {
            let (one, two) = (once.books.account(*account).0, twice.books.account(*account).0);
            let cells = once.books.entries.iter().filter(|entry| entry.account == *account).count() as i64;
            assert!((2 * one - two).abs() <= cells, "{name}: {account:?}, each cell rounded once");
        }
        assert_eq!(once.jobs, twice.jobs, "{name}");
        for (at, figure) in FIGURES.iter().enumerate().filter(|(at, _)| *at < Index::CostLabour as usize) {
            assert_eq!(once.row[at], twice.row[at], "{name}: {}", figure.key);
        }
    }
}

/// G09: the same scenario in minutes instead of hours is the same run.
#[test]
fn g09_minutes_instead_of_hours() {
    let change = |_: &str, value: &mut Value| {
        if let Value::String(text) = value {
            let number = |unit: &str| text.strip_suffix(unit).and_then(|number| number.trim().parse::<f64>().ok());
            if let Some(rate) = number("/h") {
                *text = format!("{} /min", rate / 60.0);
            } else if let Some(hours) = number(" h") {
                *text = format!("{} min", hours * 60.0);
            }
        }
    };
    // A rate that can be divided by 60 and multiplied again without loss.
    let towns = TOWNS.replace("0.25 /h", "0.234375 /h");
    let nights = NIGHTS.replace("0.2 /h", "0.1875 /h").replace("0.15 /h", "0.140625 /h");
    for text in [towns, nights] {
        assert_eq!(outcome(&rewritten(&text, &|_, _| ()), 0), outcome(&rewritten(&text, &change), 0));
    }
}

/// G11: two centres of two wait at least as long as the same four people behind one desk.
#[test]
fn g11_pooling_is_not_harmful() {
    let text = r#"
        scenario = { name = "split", start = 2026-01-01, horizon = "4000 h", warm_up = "200 h" }
        kind.repair = { work = "1 h" }
        zone.a = { x = "0 km", y = "0 km" }
        zone.b = { x = "1 km", y = "0 km" }
        stream.calls = { kind = "repair", rate = "1.6 /h" }
        grade.one = {}
        roster.always = { shifts = ["always"] }
        centre.a = { x = "0 km", y = "0 km", team.one = { technicians = 2 } }
        centre.b = { x = "1 km", y = "0 km", team.one = { technicians = 2 } }
        sourcing = [{ to = ["nearest"], reach = 2 }]
    "#;
    for law in ["exponential", "gamma"] {
        let law =
            format!("kind.repair.work={{ law = \"{law}\", mean = \"1 h\" {} }}", if law == "gamma" { ", cv = 2" } else { "" });
        let split = network(text, &[&law, "sourcing.1.reach=1"]);
        let pooled = network(text, &[&law, "centre.a.pool=both", "centre.b.pool=both"]);
        for replication in 0..6 {
            let [apart, together] = [&split, &pooled].map(|network| outcome(network, replication));
            let wait = |outcome| figure(outcome, Index::WaitMean).unwrap();
            assert_eq!(figure(&apart, Index::Calls), figure(&together, Index::Calls));
            assert!(wait(&apart) > wait(&together), "{law}, replication {replication}: {} {}", wait(&apart), wait(&together));
        }
    }
}

/// When each job of a trial was first dispatched, by what its call brought.
fn starts(network: &Network, replication: u32) -> BTreeMap<String, Time> {
    let tales = tales(network, replication);
    jobs(&tales).filter(|(_, verb, _, _)| *verb == Verb::Dispatched).map(|(at, _, _, story)| (story.fate.clone(), at)).collect()
}

/// G12: with one more technician no job of a first-come centre starts later, in any replication.
#[test]
fn g12_one_more_technician_never_hurts() {
    let text = r#"
        scenario = { name = "more", start = 2026-01-01, horizon = "1500 h", drain = "0 d" }
        kind.repair = { work = { law = "lognormal", mean = "1 h", cv = 1.5 } }
        zone.town = {}
        zone.village = {}
        stream.calls = { kind = "repair", rate = "0.6 /h", day = [1, 3, 2], dispersion = 0.4 }
        stream.storms = { kind = "repair", every = "70 h", batch_sizes = [1, 15], batch_weights = [1, 1] }
        grade.one = {}
        roster.always = { shifts = ["always"] }
        centre.shop = { team.one = { technicians = 2 } }
        dispatch = { order = "first-come" }
        travel = { from = "law", time = { law = "gamma", mean = "20 min", cv = 0.8 }, bases = "return" }
    "#;
    for replication in 0..5 {
        for few in 2..5 {
            let [less, more] =
                [few, few + 1].map(|n| starts(&network(text, &[&format!("centre.shop.team.one.technicians={n}")]), replication));
            let mut gained = 0;
            for (fate, at) in &less {
                let sooner = more.get(fate).expect("a job that is started by few is started by more");
                assert!(sooner <= at, "replication {replication}, {few} technicians: {sooner} is after {at}");
                gained += i64::from(sooner < at);
            }
            assert!(gained > 0 || few > 3, "somebody gains");
        }
    }
}

/// Everything that an outcome says, by names instead of positions.
fn by_name(network: &Network, outcome: &Outcome) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for (id, row) in outcome.places.enumerate() {
        all.insert(format!("place {}", network.places[id].name), format!("{row:?}"));
    }
    for (id, row) in outcome.zones.enumerate() {
        all.insert(format!("zone {}", network.zones[id].name), format!("{row:?}"));
    }
    for (id, row) in outcome.kinds.enumerate() {
        all.insert(format!("kind {}", network.kinds[id].name), format!("{row:?}"));
    }
    for entry in &outcome.books.entries {
        let zone = entry.zone.map_or("", |zone| &network.zones[zone].name);
        let key = format!("{} {} {zone} {}", entry.account.key(), network.places[entry.place].name, entry.month);
        all.insert(key, format!("{:?}", entry.money));
    }
    all.insert("network".to_owned(), format!("{:?} {:?}", outcome.row, outcome.books.exact));
    all
}

/// G14: the order of centres, zones, streams and partners in the file changes nothing, as long as no two centres share a desk
/// and no two sources call in the same millisecond: ties go by the order of scheduling, which begins with the order of the file.
#[test]
fn g14_order_in_the_file_changes_nothing() {
    let shuffled = |mut layout: Layout| {
        let scenario = &mut layout.scenario;
        scenario.centre.reverse();
        scenario.zone.reverse();
        scenario.stream.reverse();
        scenario.partner.reverse();
        scenario.grade.reverse();
        scenario.roster.reverse();
        layout
    };
    let apart = ["centre.jinan.pool=one", "centre.zibo.pool=two", "stream.storms.zones=north"];
    for layout in [everything(&apart), layout(TOWNS, &[])] {
        let [straight, reversed] = [layout.clone(), shuffled(layout)].map(|layout| Network::new(&layout));
        for replication in 0..2 {
            let [a, b] = [&straight, &reversed].map(|network| by_name(network, &outcome(network, replication)));
            assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>());
            for (key, value) in &a {
                assert_eq!(value, &b[key], "{}: {key}", straight.scenario);
            }
        }
    }
}

/// G14: a network that falls into independent parts gives each zone the same figures as the part alone.
#[test]
fn g14_independent_parts_are_the_whole() {
    let only = |keep: &str| {
        let mut part = layout(TOWNS, &[]);
        part.scenario.zone.retain(|name, _| name == keep);
        part.scenario.centre.retain(|name, _| name == keep);
        Network::new(&part)
    };
    let whole = network(TOWNS, &[]);
    for replication in 0..3 {
        let all = outcome(&whole, replication);
        for (id, zone) in whole.zones.enumerate() {
            let part = outcome(&only(&zone.name), replication);
            let alone = part.zones.iter().next().expect("the part has one zone");
            assert_eq!(&all.zones[id], alone, "{} alone", zone.name);
        }
        let parts = whole.zones.iter().map(|zone| outcome(&only(&zone.name), replication).row[Index::Calls as usize].unwrap());
        assert_eq!(parts.sum::<f64>(), figure(&all, Index::Calls).unwrap());
    }
}

/// A partner, a grade, a kind or a closed centre that is never used changes nothing; an open centre that nobody asks changes no job.
#[test]
fn what_is_never_used_changes_nothing() {
    let more = format!(
        "{TOWNS}\n[partner.idle]\nretainer = 900\n[kind.never]\nwork = \"9 h\"\n[grade.never]\nwage = 99\n\
         [centre.shut]\nopen = false\nx = \"0 km\"\ny = \"0 km\"\nteam.day = {{ technicians = 5, grade = \"plain\", roster = \"day\" }}\n"
    );
    let more = more.replace("{ technicians = 1,", "{ technicians = 1, grade = \"plain\",");
    let [without, with] = [network(TOWNS, &[]), network(&more, &[])];
    for replication in 0..2 {
        let [a, b] = [&without, &with].map(|network| outcome(network, replication));
        assert_eq!((&a.row, a.books.exact, &a.jobs.len()), (&b.row, b.books.exact, &b.jobs.len()));
        assert_eq!(a.zones, b.zones);
    }
    let asked = "sourcing.1.to=[\"hill\", \"lake\"]";
    let open = network(&more, &[asked, "centre.shut.open=true"]);
    let [a, b] = [&network(&more, &[asked]), &open].map(|network| outcome(network, 0));
    assert_eq!(a.zones, b.zones, "nobody asks the new centre");
    assert!(b.books.cost() > a.books.cost(), "but its people are paid");
}

/// A layout that changes nothing differs from the baseline by exactly nothing.
#[test]
fn an_equal_layout_differs_by_nothing() {
    let text = format!("{TOWNS}\n[[layout]]\nname = \"base\"\n[[layout]]\nname = \"same\"\n");
    let networks: Vec<Network> = study(&text, &[]).layouts.iter().map(Network::new).collect();
    let plan = Plan { replications: 4, watch: Watch::default() };
    let [base, same] = &replicate(&networks, plan, &AtomicBool::new(false), || (), |_, _| ())[..] else { panic!("two layouts") };
    for difference in compare(same, base, 1).into_iter().flatten() {
        assert_eq!((difference.estimate.value, difference.verdict), (0.0, Verdict::Same), "{}", FIGURES[difference.figure].key);
    }
}

/// Common random numbers: layouts meet the same calls, at the same places, of the same work, whoever does them.
#[test]
fn layouts_meet_the_same_customers() {
    let calls = |network: &Network| -> BTreeMap<String, (Time, [u64; 3])> {
        let tales = tales(network, 0);
        let first = jobs(&tales).filter(|(_, verb, _, story)| *verb == Verb::Called && !story.job.repeat);
        first.map(|(at, _, _, story)| (story.fate.clone(), (at, story.job.site.map(f64::to_bits)))).collect()
    };
    let work = |network: &Network| -> BTreeMap<String, i64> {
        let tales = tales(network, 0);
        let mut arrived = BTreeMap::new();
        let mut work = BTreeMap::new();
        for (at, verb, id, story) in jobs(&tales) {
            match verb {
                Verb::Arrived => drop(arrived.insert(id, at)),
                Verb::Visited { .. } if story.job.visits == 1 => drop(work.insert(story.fate.clone(), (at - arrived[&id]).0)),
                _ => {}
            }
        }
        work
    };
    let layouts = ["centre.hill.team.day.technicians=1", "centre.hill.team.day.technicians=4", "dispatch.order=nearest"];
    let networks = layouts.map(|set| network(TOWNS, &[set, "scenario.drain=0 d"]));
    let [base, more, nearest] = [0, 1, 2].map(|at| calls(&networks[at]));
    assert!(base.len() > 200);
    assert_eq!((&base, &base), (&more, &nearest));
    let [base, more, nearest] = [0, 1, 2].map(|at| work(&networks[at]));
    for other in [more, nearest] {
        let both: Vec<_> = base.iter().filter(|(fate, _)| other.contains_key(*fate)).collect();
        assert!(both.len() > 100 && both.iter().all(|(fate, ms)| other[*fate] == **ms), "the work of a call is its own");
    }
}

/// Pairing takes noise out: one more technician is seen with a fraction of the variance of independent runs.
#[test]
fn pairing_takes_noise_out() {
    let text =
        format!("{TOWNS}\n[[layout]]\nname = \"base\"\n[[layout]]\nname = \"more\"\ncentre.hill.team.late.technicians = 2\n");
    let networks: Vec<Network> = study(&text, &[]).layouts.iter().map(Network::new).collect();
    let plan = Plan { replications: 30, watch: Watch::default() };
    let [base, more] = &replicate(&networks, plan, &AtomicBool::new(false), || (), |_, _| ())[..] else { panic!("two layouts") };
    let differences = compare(more, base, 1);
    let response = differences[Index::ResponseMean as usize].as_ref().expect("there are jobs");
    assert!(response.variance_reduction.unwrap() > 1.5, "{response:?}");
    assert_eq!(response.verdict, Verdict::Less);
}

/// The everything-scenario does what it is for: each mechanism leaves its trace in the facts.
#[test]
fn everything_happens() {
    let (_, network) = scenarios().swap_remove(1);
    let told: Vec<_> = (0..3).flat_map(|replication| tales(&network, replication)).collect();
    let any = |test: &dyn Fn(Verb) -> bool| jobs(&told).any(|(_, verb, _, _)| test(verb));
    for (what, happened) in [
        ("abandoned", any(&|verb| verb == Verb::Abandoned)),
        ("lost", any(&|verb| verb == Verb::Lost)),
        ("interrupted", any(&|verb| verb == Verb::Interrupted)),
        ("not fixed", any(&|verb| verb == Verb::Visited { fixed: false })),
        ("crew of two", jobs(&told).any(|(_, _, _, story)| story.job.crew[1].is_some())),
        ("repeat call", jobs(&told).any(|(_, _, _, story)| story.job.repeat)),
        ("background", jobs(&told).any(|(_, _, _, story)| story.job.background)),
        ("given work", jobs(&told).any(|(_, _, _, story)| story.job.work_is_given)),
    ] {
        assert!(happened, "no job was {what}");
    }
    let outcomes: Vec<_> = scenarios().iter().map(|(_, network)| outcome(network, 0)).collect();
    for account in Account::ALL {
        let posted = outcomes.iter().any(|outcome| outcome.books.account(*account).0 != 0);
        assert!(posted, "nothing is posted to {account:?}");
    }
}
