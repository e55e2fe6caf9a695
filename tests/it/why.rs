//! Why layouts differ: parts that add up to the last unit, stages traced by hand, and walks from one layout to the other.

use crate::lab::{network, study};
use assert_cmd::Command;
use callout::kernel::money::Money;
use callout::kernel::time::MS_PER_HOUR;
use callout::network::Network;
use callout::record::figure::Index;
use callout::record::ledger::Account;
use callout::record::nature::Side;
use callout::record::stages::{Stage, Stages};
use callout::scenario::{self, Stop, Walk as Way};
use callout::study::trial::{Outcome, Watch, trial};
use callout::study::why::step::Walk;
use callout::study::why::{Sight, Why};
use std::path::PathBuf;

const WATCH: Watch = Watch { audit: false, jobs: false, basis: true, picture: false, day: None };

fn outcomes(network: &Network, replications: u32) -> Vec<Outcome> {
    (0..replications).map(|replication| trial(network, replication, WATCH)).collect()
}

fn sights(outcomes: &[Outcome]) -> Vec<Sight> {
    outcomes.iter().map(Sight::of).collect()
}

/// All shipped scenarios.
fn shipped() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios")).unwrap();
    let mut files: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    files.sort();
    assert!(files.len() >= 13);
    files
}

fn sum(all: impl Iterator<Item = Money>) -> Money {
    all.sum()
}

/// Every part of the difference of two layouts adds up, replication by replication.
fn adds_up(what: &str, networks: [&Network; 2], outcomes: [&[Outcome]; 2]) {
    let seen = outcomes.map(sights);
    let why = Why::new(networks, [&seen[0], &seen[1]]);
    for replication in 0..why.replications {
        let [base, own] = outcomes.map(|all| &all[replication].books);
        let of = |side: Side| {
            let cells = why.cells.iter().filter(|cell| cell.account.group().side() == side);
            sum(cells.map(|cell| cell.pair.differences()[replication]))
        };
        assert_eq!(of(Side::Cost), own.cost() - base.cost(), "{what}: cost");
        assert_eq!(of(Side::Revenue), own.revenue() - base.revenue(), "{what}: revenue");
        for place in 0..why.places.len() {
            let cells = || why.cells.iter().filter(|cell| cell.place == place);
            let booked = |at: usize| {
                let number = networks[at].places.iter().position(|it| it.name == why.places[place]);
                let here = |entry: &&callout::record::ledger::Entry| Some(entry.place.0 as usize) == number;
                sum(outcomes[at][replication].books.entries.iter().filter(here).map(|entry| entry.money))
            };
            assert_eq!(sum(cells().map(|cell| cell.pair.differences()[replication])), booked(1) - booked(0), "{what}: {place}");
        }
        for &account in Account::ALL {
            let difference = own.account(account) - base.account(account);
            let parts = why.splits.iter().filter(|split| split.account == account);
            let parts = parts.flat_map(|split| split.parts.iter().map(|part| part[replication]));
            assert_eq!(sum(parts), difference, "{what}: effects of {}", account.key());
        }
    }
}

/// The stages of a trial make up its mean response and restoration, to the last bit.
fn stages_add_up(what: &str, outcome: &Outcome) {
    let Stages { response, restore } = outcome.basis.as_ref().unwrap().stages;
    for (stretch, index) in [(response, Index::ResponseMean), (restore, Index::RestoreMean)] {
        let mean = (stretch.jobs > 0).then(|| stretch.total() as f64 / stretch.jobs as f64 / MS_PER_HOUR as f64);
        assert_eq!(mean, outcome.row[index as usize], "{what}: {}", index.figure().key);
        assert!(stretch.sums.iter().all(|sum| *sum >= 0));
    }
    assert_eq!(response.sums[Stage::Work as usize], 0);
}

#[test]
fn parts_add_up_for_every_pair_of_layouts_in_the_shipped_scenarios() {
    let mut pairs = 0;
    for path in shipped() {
        let study = scenario::read(&path, &[]).unwrap_or_else(|complaints| panic!("{complaints}"));
        let networks: Vec<Network> = study.layouts.iter().map(Network::new).collect();
        let outcomes: Vec<Vec<Outcome>> = networks.iter().map(|network| outcomes(network, 2)).collect();
        for at in 0..networks.len() {
            let what = format!("{} {}", path.display(), networks[at].name);
            outcomes[at].iter().for_each(|outcome| stages_add_up(&what, outcome));
            for other in (0..networks.len()).filter(|other| *other != at) {
                let what = format!("{what} against {}", networks[other].name);
                adds_up(&what, [&networks[other], &networks[at]], [&outcomes[other], &outcomes[at]]);
                pairs += 1;
            }
        }
    }
    assert!(pairs >= 80, "{pairs}");
}

#[test]
fn stages_add_up_where_everything_happens() {
    for (name, network) in crate::lab::scenarios() {
        stages_add_up(name, &trial(&network, 0, WATCH));
    }
}

#[test]
fn a_basis_changes_nothing_and_parts_of_the_network_add_to_it() {
    for (name, network) in crate::lab::scenarios() {
        let plain = trial(&network, 0, Watch::default());
        let watched = trial(&network, 0, WATCH);
        assert_eq!(Outcome { basis: None, ..watched.clone() }, plain, "{name}");
        assert_eq!(callout::study::trial::trial_by(&network, 0, WATCH, 3), watched, "{name}");
    }
}

/// Hours of response and of restoration in each stage, and the jobs of both.
fn hours(text: &str, sets: &[&str]) -> [(u64, Vec<(&'static str, f64)>); 2] {
    let Stages { response, restore } = trial(&network(text, sets), 0, WATCH).basis.unwrap().stages;
    [response, restore].map(|stretch| {
        let stages = Stage::ALL.iter().zip(stretch.sums).filter(|(_, ms)| *ms != 0);
        (stretch.jobs, stages.map(|(stage, ms)| (stage.key(), ms as f64 / MS_PER_HOUR as f64)).collect())
    })
}

#[test]
fn waits_for_parts_before_and_after_the_first_visit() {
    const SHOP: &str = r#"
        scenario = { name = "shop", start = 2026-01-01, horizon = "13 h" }
        part.fan = { price = 40 }
        kind.repair = { work = "1 h", parts = { fan = 1 } }
        zone.town = {}
        stream.calls = { kind = "repair", every = "4 h" }
        grade.plain = {}
        roster.always = { shifts = ["always"] }
        centre.shop.team.one.technicians = 5
        stock.shop = { at = ["shop"], level = 1, lead = "10 h" }
    "#;
    // Calls of 4:00, 8:00 and 12:00; the fans ordered at 5:00 and 9:00 come in at 15:00 and 19:00, for those seen at 9:00 and 13:00.
    assert_eq!(hours(SHOP, &[]), [(3, vec![]), (3, vec![("part", 12.0), ("work", 5.0)])]);
    // Known at the call: ordered at 4:00 and 8:00, so both wait at home for six hours.
    let at_call = ["kind.repair.parts_known=at-call"];
    assert_eq!(hours(SHOP, &at_call), [(3, vec![("part", 12.0)]), (3, vec![("part", 12.0), ("work", 3.0)])]);
    // The part is there, but it takes another visit, a day after the first.
    let van = ["kind.repair.revisit_delay=24 h", "grade.plain.fix=0.5", "stock.shop.level=9", "scenario.horizon=5 h"];
    let [(1, none), (1, some)] = hours(SHOP, &van) else { panic!("one job") };
    assert_eq!(none, []);
    let visits = some.last().unwrap().1 / 24.0 + 1.0;
    assert!(some == [("work", visits), ("revisit", 24.0 * (visits - 1.0))] || some == [("work", 1.0)], "{some:?}");
}

#[test]
fn a_visit_that_is_interrupted_on_the_way() {
    const SHOP: &str = r#"
        scenario = { name = "shop", start = 2026-01-05, horizon = "14 d" }
        kind.job = { work = "3 h", priority = 2 }
        kind.alarm = { work = "0.5 h", priority = 1 }
        zone.town = { x = "0 km", y = "10 km" }
        stream.calls = { kind = "job", every = "1000 d", first = "9.5 h" }
        stream.alarms = { kind = "alarm", every = "1000 d", first = "10 h" }
        grade.plain = {}
        roster.day = { shifts = ["Mon-Fri 08:00-17:00"], overtime = "2 h" }
        centre.shop = { x = "0 km", y = "0 km", team.day = { technicians = 1, grade = "plain", roster = "day" } }
        travel = { from = "geography", metric = "euclid", speed = "10 km/h", bases = "one-way" }
        dispatch = { preempt = "travel" }
    "#;
    // On the way from 9:30, turned round at 10:00; an hour's trip and half an hour of work for the alarm; again an hour's trip, then 3 h.
    let response = vec![("travel", 1.5), ("revisit", 2.5)];
    let restore = vec![("travel", 1.5), ("work", 3.5), ("revisit", 2.5)];
    assert_eq!(hours(SHOP, &[]), [(2, response), (2, restore)]);
}

#[test]
fn what_goes_before_the_answer_is_intake() {
    const LINE: &str = r#"
        scenario = { name = "line", start = 2026-01-05, horizon = "2 d" }
        kind.fault = { work = "1 h", channels = { hotline = 1 } }
        kind.hotline = { work = "30 min", at = "remote", answers = false, next = { fault = 1 } }
        zone.town = { x = "0 km", y = "0 km" }
        stream.calls = { kind = "fault", every = "1000 d", first = "9 h" }
        grade.agent = { skills = ["hotline"] }
        grade.plain = { skills = ["fault"] }
        roster.line = { shifts = ["daily 10:00-20:00"] }
        roster.field = { shifts = ["daily 12:00-20:00"] }
        centre.line = { x = "0 km", y = "0 km", team.one = { technicians = 1, grade = "agent", roster = "line" } }
        centre.shop = { x = "0 km", y = "0 km", team.one = { technicians = 1, grade = "plain", roster = "field" } }
    "#;
    // Called at 9:00, heard at 10:00, passed on at 10:30, visited at 12:00.
    let [response, restore] = hours(LINE, &[]);
    assert_eq!(response, (1, vec![("intake", 1.5), ("technician", 1.5)]));
    assert_eq!(restore, (1, vec![("intake", 1.5), ("technician", 1.5), ("work", 1.0)]));
    // A hotline that answers stops the clock at 10:00; its work is work, and the field's wait comes after.
    let [response, restore] = hours(LINE, &["kind.hotline.answers=true"]);
    assert_eq!(response, (1, vec![("technician", 1.0)]));
    assert_eq!(restore, (1, vec![("technician", 2.5), ("work", 1.5)]));
}

const DOOR: &str = r#"
    scenario = { name = "door", start = 2026-01-01, horizon = "100 d", baseline = "one" }
    kind.repair = { work = { law = "exponential", mean = "1 h" }, patience = "5 d" }
    zone.town = {}
    stream.calls = { kind = "repair", rate = "0.5 /h" }
    grade.plain = { wage = 30 }
    roster.always = { shifts = ["always"] }
    centre.door = { rent = 900, team.one = { technicians = 1 } }
    partner.shop = { fee = { repair = 20 }, response = "6 h" }
    [[layout]]
    name = "one"
    sourcing = [{ to = ["door"] }]
    [[layout]]
    name = "two"
    sourcing = [{ to = ["door"] }]
    centre.door.team.one.technicians = 2
    grade.plain.wage = 40
    [[layout]]
    name = "shop"
    sourcing = [{ to = ["shop"] }]
    centre.door.open = false
    partner.shop.response = "2 h"
"#;

#[test]
fn volume_and_rate_traced_by_hand() {
    let effect = |sets: &[&str]| {
        let study = study(DOOR, sets);
        let networks = [0, 1].map(|at| Network::new(&study.layouts[at]));
        let seen = [0, 1].map(|at| sights(&outcomes(&networks[at], 1)));
        let why = Why::new([&networks[0], &networks[1]], [&seen[0], &seen[1]]);
        let wages = why.splits.into_iter().find(|split| split.account == Account::Wages).unwrap();
        wages.parts.map(|part| part[0].units())
    };
    // 100 days x 24 h: 2,400 h at 30 become 4,800 h at 40.
    assert_eq!(effect(&[]), [2400.0 * 30.0, 0.0, 4800.0 * 10.0, 0.0]);
    assert_eq!(effect(&["layout.two.grade.plain.wage=30"]), [2400.0 * 30.0, 0.0, 0.0, 0.0]);
    assert_eq!(effect(&["layout.two.centre.door.team.one.technicians=1"]), [0.0, 0.0, 24_000.0, 0.0]);
    // The second man comes at another place, at a wage of his own: mix. 4,800 h at 30, of which 2,400 h at 50.
    let elsewhere = [
        "layout.two.centre.door.team.one.technicians=1",
        "layout.two.grade.plain.wage=30",
        "grade.dear={ wage = 50 }",
        "layout.two.centre.gate={ team.one = { technicians = 1, grade = \"dear\" } }",
        "layout.two.sourcing=[{ to = [\"door\", \"gate\"] }]",
        "centre.door.team.one.grade=plain",
    ];
    assert_eq!(effect(&elsewhere), [72_000.0, 2400.0 * 20.0, 0.0, 0.0]);
}

/// The walk between two layouts of a text.
fn walk(text: &str, from: &str, to: &str, order: Option<&str>) -> Result<Vec<Stop>, String> {
    let none = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    let way = Way { from, to, order };
    scenario::walk_with("door.toml", text.into(), &[], &none, way).map_err(|complaints| complaints.to_string())
}

/// What the steps of a walk add to cost and response, and their names.
fn steps(from: &str, to: &str, order: Option<&str>) -> Vec<(String, Money, f64)> {
    let stops = walk(DOOR, from, to, order).unwrap_or_else(|complaints| panic!("{complaints}"));
    let start = study(DOOR, &[]).layouts.into_iter().find(|layout| layout.name == from).unwrap();
    let all: Vec<Vec<Sight>> = [&start]
        .into_iter()
        .chain(stops.iter().map(|stop| &stop.layout))
        .map(|layout| sights(&outcomes(&Network::new(layout), 3)))
        .collect();
    let names = stops.into_iter().map(|stop| (stop.name, stop.keys)).collect();
    let walk = Walk::new(&all.iter().map(Vec::as_slice).collect::<Vec<_>>(), names);
    walk.steps.into_iter().map(|step| (step.name, step.cost.into_iter().sum(), step.figures[0].iter().sum())).collect()
}

#[test]
fn the_order_of_steps_changes_parts_but_not_their_sum() {
    let whole = |steps: &[(String, Money, f64)]| {
        (steps.iter().map(|step| step.1).sum::<Money>(), steps.iter().map(|step| step.2).sum::<f64>())
    };
    let [wage_first, people_first] = ["grade,centre", "centre,grade"].map(|order| steps("one", "two", Some(order)));
    // 2,400 h at 10 more, then 2,400 h at 40; or 2,400 h at 30, then 4,800 h at 10 more; three replications of each.
    let cost = |steps: &[(String, Money, f64)]| steps.iter().map(|step| (step.0.clone(), step.1.units() / 3.0)).collect::<Vec<_>>();
    assert_eq!(cost(&wage_first), [("grade".to_owned(), 24_000.0), ("centre".to_owned(), 96_000.0)]);
    assert_eq!(cost(&people_first), [("centre".to_owned(), 72_000.0), ("grade".to_owned(), 48_000.0)]);
    let (first, second) = (whole(&wage_first), whole(&people_first));
    assert_eq!(first.0, second.0);
    assert!((first.1 - second.1).abs() < 1e-9 && first.1 < 0.0);
}

#[test]
fn steps_are_joined_until_the_scenario_is_sound() {
    let names = |order| walk(DOOR, "one", "shop", order).map(|stops| stops.into_iter().map(|stop| stop.name).collect::<Vec<_>>());
    // Without a centre nobody would take the calls, so closing it waits for the rules of sourcing.
    assert_eq!(names(None).unwrap(), ["centre+partner+sourcing"]);
    let orders = ["partner.shop.response,sourcing,centre.door", "sourcing+centre,partner", "partner"];
    let expected = [
        vec!["partner.shop.response", "sourcing", "centre.door"],
        vec!["sourcing+centre", "partner"],
        vec!["partner", "everything else"],
    ];
    for (order, expected) in orders.into_iter().zip(expected) {
        assert_eq!(names(Some(order)).unwrap(), expected);
    }
    let complaints = names(Some("centre,sourcing")).unwrap_err();
    for words in ["after step 1 of 3, `centre`, on the way from `one` to `shop`", "join two steps by `+`"] {
        assert!(complaints.contains(words), "{complaints}");
    }
}

#[test]
fn orders_that_lead_nowhere_are_complained_of() {
    let fault = |order| walk(DOOR, "one", "shop", Some(order)).unwrap_err();
    for (order, words) in [
        ("centre.dor", "did you mean `centre.door`?"),
        ("grade", "`one` and `shop` do not differ in `grade`"),
        ("centre,centre.door", "`centre.door` is changed by an earlier step already"),
        ("centre..door", "cannot read `centre..door` as a key path"),
        ("centre,,partner", "cannot read `` as a key path"),
    ] {
        assert!(fault(order).contains(words), "{order}: {}", fault(order));
    }
    assert!(walk(DOOR, "one", "shp", None).unwrap_err().contains("did you mean `shop`?"));
    assert_eq!(walk(DOOR, "one", "one", None).unwrap().len(), 0);
}

#[test]
fn every_shipped_scenario_can_be_walked_through() {
    let plain = |layout: &scenario::Layout| serde_json::to_string(&layout.scenario).unwrap();
    for path in shipped() {
        let layouts = scenario::read(&path, &[]).unwrap().layouts;
        for (from, to) in layouts.iter().flat_map(|from| layouts.iter().map(move |to| (from, to))) {
            let way = Way { from: &from.name, to: &to.name, order: None };
            let stops = scenario::walk(&path, &[], way).unwrap_or_else(|complaints| panic!("{}: {complaints}", path.display()));
            let Some(last) = stops.last() else {
                assert_eq!(from.name, to.name);
                continue;
            };
            assert!(plain(&last.layout) == plain(to), "{}: from {} to {}", path.display(), from.name, to.name);
            assert_eq!(last.layout.name, to.name);
        }
    }
}

/// What the command line says to `args` about a file beside the tests: exit code, stdout, stderr.
fn say(args: &[&str]) -> (i32, String, String) {
    let mut words = vec!["why", concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/first.toml"), "--replications", "3", "--set"];
    words.push("scenario.horizon=90 d");
    words.extend(args);
    let output = Command::cargo_bin("callout").unwrap().args(&words).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

#[test]
fn what_is_printed_adds_up() {
    let (code, out, err) = say(&["--by", "account,place,effect,stage", "--steps"]);
    assert_eq!(code, 0, "{err}");
    let number = |word: &str| word.replace([',', '+'], "").parse::<f64>().ok();
    let mut parts: Vec<Vec<f64>> = Vec::new();
    let mut blocks = 0;
    for line in out.lines().skip_while(|line| !line.starts_with("Money by account")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(values) = words.iter().position(|word| number(word).is_some()).filter(|_| line.starts_with("  ")) else {
            parts.clear();
            continue;
        };
        // Half-widths follow their sign.
        let is_value = |at: &usize| words[at - 1] != "±" && words[*at] != "±";
        let row: Vec<f64> = (values..words.len()).filter(is_value).map(|at| number(words[at]).unwrap()).collect();
        let label = words[..values].join(" ");
        let is_total = label.starts_with("total ") || label.ends_with(", mean") || label.contains(" less ");
        if is_total && !parts.is_empty() {
            for (column, total) in row.iter().enumerate() {
                let sum: f64 = parts.iter().map(|part| part[column]).sum();
                assert!((sum - total).abs() < 1e-6, "column {column} of {line}\n{out}");
            }
            blocks += 1;
        }
        parts.push(row);
    }
    assert!(blocks >= 9, "{blocks} blocks in\n{out}");
    assert!(out.contains("shared costs") && out.contains("Step by step from own to shared"), "{out}");
}

#[test]
fn forms_for_programs_hold_every_part() {
    let (code, out, _) = say(&["--format", "json", "--steps", "--by", "account,cell,effect,stage"]);
    assert_eq!(code, 0);
    let document: serde_json::Value = serde_json::from_str(&out).unwrap();
    let sum = |line: &serde_json::Value, column: &str| {
        line["values"][column]["sum"].as_str().unwrap().replace('.', "").parse::<i64>().unwrap()
    };
    for (view, columns) in [("account", 1), ("account_place", 1), ("effect", 5)] {
        for block in document["views"][view]["blocks"].as_array().unwrap().iter().filter(|block| block["block"] != "profit") {
            let names = ["difference", "volume", "mix", "rate", "fixed"];
            for column in &names[..columns] {
                let parts: i64 = block["lines"].as_array().unwrap().iter().map(|line| sum(line, column)).sum();
                assert_eq!(parts, sum(&block["total"], column), "{view} {column}");
            }
        }
    }
    let total = |view: &str| sum(&document["views"][view]["blocks"][0]["total"], "difference");
    assert_eq!(total("account"), total("effect"));
    assert_eq!(sum(&document["views"]["change"]["blocks"][0]["total"], "cost_total"), total("account"));
    assert!(document["stages_ms"]["response"][0]["stages"]["travel"].as_i64().unwrap() > 0);
    let (_, csv, _) = say(&["--format", "csv", "--by", "cell"]);
    assert!(csv.starts_with("view,block,line,place,label,column,unit,replications,sum,value,half_width\n"), "{csv}");
    assert!(csv.contains("account_place,cost,wages,Depot,\"wages, Depot\",difference,CNY,3,"), "{csv}");
}

#[test]
fn threads_do_not_matter_and_files_are_written() {
    let home = tempfile::TempDir::new().unwrap();
    let out = home.path().join("out");
    let (code, one, _) = say(&["--steps", "--threads", "1", "--out", out.to_str().unwrap()]);
    assert_eq!(code, 0);
    assert_eq!(say(&["--steps", "--threads", "4"]).1, one);
    let read = |name: &str| std::fs::read_to_string(out.join(name)).unwrap();
    assert!(read("why.csv").lines().count() > 50 && read("why.json").contains("\"change\""));
    assert!(read("figures.csv").contains("to shared: centre"));
}

#[test]
fn bad_input_says_how_to_mend_it() {
    for (args, words) in [
        (&["--layout", "shard"][..], &["there is no layout `shard`", "shared"][..]),
        (&["--layout", "own", "--against", "own"], &["`own` is held against itself"]),
        (&["--order", "centre.Dpot"], &["--order:1:1", "did you mean `centre.Depot`?"]),
        (&["--set", "centre.Depot.rnt=3"], &["did you mean `rent`?"]),
    ] {
        let (code, out, err) = say(args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        assert!(words.iter().all(|word| err.contains(word)) && !err.contains("panicked"), "{args:?}: {err}");
    }
    assert_eq!(say(&["--by", "colour"]).0, 64);
    let many = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/thin-network.toml");
    let output = Command::cargo_bin("callout").unwrap().args(["why", many]).output().unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.code() == Some(2) && err.contains("name it by --layout: `more-outlets`"), "{err}");
}
