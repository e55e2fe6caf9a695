//! Decisions can be trusted: intervals cover as often as they say, the best is selected as often as promised, and common random numbers
//! save what the documentation says.

use callout::kernel::money::Money;
use callout::network::{Network, PlaceId, ZoneId};
use callout::record::figure::{Index, Row};
use callout::scenario::read;
use callout::study::compare::{Difference, compare_at};
use callout::study::interval::Estimate;
use callout::study::precision::{Goal, Rule, Stop, Tracker};
use callout::study::replicate::Summary;
use callout::study::select::Toward;
use callout::study::select::best::{Best, best, needed, pair_variance};
use callout::study::select::kn::Selection;
use callout::study::select::{critical, run};
use callout::study::trial::{Outcome, Watch, trial};
use rayon::prelude::*;
use std::path::Path;
use std::sync::atomic::AtomicBool;

/// Experiments of the tests of coverage.
const EXPERIMENTS: u32 = 1_500;
/// Replications of an experiment with a fixed number.
const FIXED: usize = 10;
/// Replications at most of an experiment with the stopping rule.
const MOST: u32 = 60;

/// A desk with Poisson calls and exponential work, run long enough to forget its start; and a faster one.
const DESK: &str = r#"
    scenario = { name = "One desk", start = 2026-01-01, warm_up = "2 d", horizon = "32 d", drain = "3 d", seed = 11 }
    kind.repair.work = { law = "exponential", mean = "30 min" }
    zone.town = {}
    stream.calls = { kind = "repair", rate = "1 /h" }
    grade.plain = {}
    roster.always = { shifts = ["always"] }
    centre.door.team.one.technicians = 1
    [[layout]]
    name = "plain"
    [[layout]]
    name = "fast"
    kind.repair.work = { law = "exponential", mean = "24 min" }
"#;

/// Mean number waiting in M/M/1: rho^2 / (1 - rho).
fn waiting(load: f64) -> f64 {
    load * load / (1.0 - load)
}

fn summary<'a>(outcomes: impl IntoIterator<Item = &'a Outcome>) -> Summary {
    let mut summary = Summary::default();
    for outcome in outcomes {
        summary.rows.push(outcome.row.clone());
        summary.times.merge(&outcome.times);
    }
    summary
}

fn covers(estimate: &Estimate, truth: f64) -> bool {
    let (low, high) = estimate.ends();
    low <= truth && truth <= high
}

/// Which of the intervals of an experiment cover: mean, P95 of all jobs, difference of means, difference of P95, mean with the stopping
/// rule; and how many replications that took.
fn experiment(desks: &[Network], number: u32) -> ([bool; 5], u32) {
    // 95 % of stays of M/M/1 end within ln 20 / (mu - lambda).
    let ln_20 = callout::kernel::elementary::ln(20.0);
    let (p95, fast_p95) = (ln_20, ln_20 / 1.5);
    let (mean, quantile) = (Index::Backlog as usize, Index::RestoreP95 as usize);
    let of = |desk: usize, at: u32| trial(&desks[desk], number * MOST + at, Watch::default());
    let goals = [Goal::read("backlog=15%").unwrap()];
    let mut tracker = Tracker::new(&goals, 1, Rule { max: MOST, ..Rule::default() });
    let mut outcomes: Vec<Outcome> = Vec::new();
    while matches!(tracker.stop(), Stop::More(_)) {
        outcomes.push(of(0, outcomes.len() as u32));
        tracker.push([&outcomes[outcomes.len() - 1].row]);
    }
    let plain = summary(&outcomes[..FIXED]);
    let fast = summary(&(0..FIXED as u32).map(|at| of(1, at)).collect::<Vec<_>>());
    let differences: Vec<Option<Difference>> = compare_at(&fast, &plain, 0.95);
    let difference = |figure: usize| differences[figure].as_ref().unwrap().estimate;
    let sequential = summary(&outcomes).estimate(mean).unwrap();
    let covered = [
        covers(&plain.estimate(mean).unwrap(), waiting(0.5)),
        covers(&plain.estimate(quantile).unwrap(), p95),
        covers(&difference(mean), waiting(0.4) - waiting(0.5)),
        covers(&difference(quantile), fast_p95 - p95),
        covers(&sequential, waiting(0.5)),
    ];
    (covered, outcomes.len() as u32)
}

/// All replications are those of the simulator; the truth is that of the steady state, of which the start is 8 times the relaxation
/// time away.
#[test]
fn intervals_cover_as_often_as_they_say() {
    let study = callout::scenario::read_text("desk.toml", DESK, &[]).unwrap_or_else(|complaints| panic!("{complaints}"));
    let desks: Vec<Network> = study.layouts.iter().map(Network::new).collect();
    let all: Vec<([bool; 5], u32)> = (0..EXPERIMENTS).into_par_iter().map(|number| experiment(&desks, number)).collect();
    let share = |which: usize| all.iter().filter(|(covered, _)| covered[which]).count() as f64 / f64::from(EXPERIMENTS);
    let took: u32 = all.iter().map(|(_, n)| n).sum();
    let names = ["mean", "P95", "difference of means", "difference of P95", "mean with the stopping rule"];
    for (which, name) in names.into_iter().enumerate() {
        println!("{name}: {:.1} % of {EXPERIMENTS}", 100.0 * share(which));
    }
    println!("replications with the stopping rule: {:.1}", f64::from(took) / f64::from(EXPERIMENTS));
    for (which, name) in names.into_iter().enumerate() {
        assert!((0.93..=0.97).contains(&share(which)), "{name}: {}", share(which));
    }
}

/// Calls per hour at the eight centres, and technicians of the staff that costs least at 30 a technician and 80 a waiting job.
const CENTRES: [(f64, u32); 8] = [(4.0, 13), (6.0, 19), (2.5, 9), (8.0, 25), (3.0, 11), (5.0, 16), (2.0, 8), (7.0, 22)];
/// The least cost and nine systems that differ from it by a technician and cost 10 or more beyond its cost: centre and change.
const SYSTEMS: [Option<(usize, i32)>; 10] = [
    Some((0, -1)),
    Some((1, -1)),
    Some((2, -1)),
    None,
    Some((2, 1)),
    Some((3, 1)),
    Some((4, 1)),
    Some((5, -1)),
    Some((6, 1)),
    Some((7, 1)),
];
/// Which of them is the best.
const RIGHT: usize = 3;
/// A difference worth noticing.
const DELTA: f64 = 5.0;
/// Replications of the simulator from which experiments draw.
const POOL: u32 = 600;
/// Experiments of selection.
const RACES: u64 = 500;

/// The eight centres with so many technicians more.
fn centres(change: i32) -> Network {
    let mut text = r#"
        scenario = { name = "Eight centres", start = 2026-01-01, warm_up = "4 d", horizon = "7 d", drain = "1 d", seed = 5 }
        zone.town = {}
        roster.always = { shifts = ["always"] }
    "#
    .to_owned();
    for (at, (rate, technicians)) in CENTRES.into_iter().enumerate() {
        let technicians = technicians as i32 + change;
        text += &format!(
            "kind.k{at} = {{ work = {{ law = \"exponential\", mean = \"2.4 h\" }}, skill = \"s{at}\" }}\n\
             stream.c{at} = {{ kind = \"k{at}\", rate = \"{rate} /h\" }}\n\
             grade.g{at} = {{ skills = [\"s{at}\"] }}\n\
             centre.centre{at}.team.one = {{ technicians = {technicians}, grade = \"g{at}\", roster = \"always\" }}\n"
        );
    }
    let rules: Vec<String> = (0..8).map(|at| format!("{{ kinds = [\"k{at}\"], to = [\"centre{at}\"] }}")).collect();
    text += &format!("sourcing = [{}]\n", rules.join(", "));
    let study = callout::scenario::read_text("eight.toml", &text, &[]).unwrap_or_else(|complaints| panic!("{complaints}"));
    Network::new(&study.layouts[0])
}

/// Mean number waiting in M/M/c (Erlang C).
fn erlang(load: f64, servers: u32) -> f64 {
    let blocked = (1..=servers).fold(1.0, |b, k| load * b / (f64::from(k) + load * b));
    let rho = load / f64::from(servers);
    blocked / (1.0 - rho * (1.0 - blocked)) * rho / (1.0 - rho)
}

fn truth(system: Option<(usize, i32)>) -> f64 {
    let of = |(at, (rate, technicians)): (usize, (f64, u32))| {
        let servers =
            technicians.checked_add_signed(system.filter(|(centre, _)| *centre == at).map_or(0, |(_, change)| change)).unwrap();
        30.0 * f64::from(servers) + 80.0 * erlang(2.4 * rate, servers)
    };
    CENTRES.into_iter().enumerate().map(of).sum()
}

/// Costs of the ten systems by replication, from the simulator: centres share nothing, so three runs with a technician less, as many and
/// one more hold every system.
fn pool() -> Vec<Vec<f64>> {
    let networks = [-1, 0, 1].map(centres);
    let place =
        |network: &Network, at: usize| network.places.enumerate().find(|(_, place)| place.name == format!("centre{at}")).unwrap().0;
    let places: Vec<PlaceId> = (0..8).map(|at| place(&networks[0], at)).collect();
    let replication = |number: u32| {
        let runs: Vec<Outcome> = networks.iter().map(|network| trial(network, number, Watch::default())).collect();
        let waiting = |change: i32, at: usize| runs[(change + 1) as usize].places[places[at]][Index::Backlog as usize].unwrap();
        let cost = |system: &Option<(usize, i32)>| {
            let of = |at: usize| {
                let change = system.filter(|(centre, _)| *centre == at).map_or(0, |(_, change)| change);
                30.0 * f64::from(CENTRES[at].1 as i32 + change) + 80.0 * waiting(change, at)
            };
            (0..8).map(of).sum::<f64>()
        };
        SYSTEMS.iter().map(cost).collect::<Vec<f64>>()
    };
    (0..POOL).into_par_iter().map(replication).collect()
}

/// Numbers without end from a seed (SplitMix64).
fn draws(mut state: u64) -> impl FnMut() -> u64 {
    move || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// Comparisons with the best on draws from the pool, in two stages.
fn comparisons(pool: &[Vec<f64>], mut next: impl FnMut() -> u64) -> Best {
    let mut values: Vec<Vec<f64>> = vec![Vec::new(); SYSTEMS.len()];
    let first = 20;
    let mut grow = |values: &mut Vec<Vec<f64>>, to: usize| {
        while values[0].len() < to {
            let row = &pool[(next() % pool.len() as u64) as usize];
            values.iter_mut().zip(row).for_each(|(layout, value)| layout.push(*value));
        }
    };
    grow(&mut values, first);
    let stage: Vec<&[f64]> = values.iter().map(Vec::as_slice).collect();
    let k = SYSTEMS.len();
    let wanted = needed(first, critical(k - 1, (k - 1) * (first - 1), 0.95), pair_variance(&stage).sqrt(), DELTA);
    grow(&mut values, wanted);
    best(&values, Toward::Less, first, Some(DELTA), 0.95)
}

/// Replications are the simulator's; each experiment draws them anew from 600 of them, so that many experiments can be made, and the truth
/// of an experiment is the mean of those 600.
#[test]
fn the_best_staff_is_selected_as_often_as_promised() {
    let pool = pool();
    let means: Vec<f64> = (0..SYSTEMS.len()).map(|at| pool.iter().map(|row| row[at]).sum::<f64>() / f64::from(POOL)).collect();
    assert!((truth(None) - 3_988.058).abs() < 5e-4);
    for (at, system) in SYSTEMS.into_iter().enumerate() {
        let estimate = Estimate::of_mean(&pool.iter().map(|row| row[at]).collect::<Vec<_>>(), 0.999).unwrap();
        assert!(covers(&estimate, truth(system)), "{system:?}: {estimate:?}, {}", truth(system));
        assert!(at == RIGHT || truth(system) >= truth(None) + 10.0);
    }
    let gap = (0..SYSTEMS.len()).filter(|at| *at != RIGHT).map(|at| means[at] - means[RIGHT]).fold(f64::INFINITY, f64::min);
    println!("the second best of the pool costs {gap:.2} more");
    assert!(gap >= DELTA, "the promise is for a best that is better by so much");

    let (mut right, mut trials) = (0, 0);
    for race in 0..RACES {
        let mut next = draws(race);
        let mut selection = Selection::new(SYSTEMS.len(), Toward::Less, DELTA, 20, 0.95);
        while selection.decided().is_none() {
            trials += selection.alive().len();
            selection.push(&pool[(next() % u64::from(POOL)) as usize]);
        }
        right += u32::from(selection.decided() == Some(RIGHT));
    }
    let share = f64::from(right) / RACES as f64;
    println!("KN: right in {:.1} % of {RACES}, {} trials each", 100.0 * share, trials / RACES as usize);
    assert!(share >= 0.95, "{share}");

    let (mut right, mut hold, mut replications) = (0, 0, 0);
    for race in 0..RACES {
        let best = comparisons(&pool, draws(1_000_000 + race));
        right += u32::from(best.selected() == Some(RIGHT));
        let worse = |at: usize| {
            let others = (0..means.len()).filter(|other| *other != at).map(|other| means[other]);
            means[at] - others.fold(f64::INFINITY, f64::min)
        };
        hold += u32::from(best.rows.iter().enumerate().all(|(at, row)| row.worse.1 <= worse(at) && worse(at) <= row.worse.2));
        replications += best.n;
    }
    let [named, covered] = [right, hold].map(|n| f64::from(n) / RACES as f64);
    println!(
        "MCB: right in {:.1} %, all intervals hold in {:.1} % of {RACES}, {} replications each",
        100.0 * named,
        100.0 * covered,
        replications / RACES as usize
    );
    // The variances of the pairs differ here, so that the intervals hold about as often as promised, not surely.
    assert!(named >= 0.95 && covered >= 0.93, "{named} {covered}");
}

/// The same through the driver: three staffs of the eight centres, on the simulator.
#[test]
fn a_selection_runs_only_those_who_are_left() {
    let networks = [centres(-1), centres(0), centres(1)];
    let terms = run::Terms {
        figure: Index::WaitMean as usize,
        toward: Toward::Less,
        delta: callout::study::precision::Width::Relative(0.2),
        baseline: 1,
        first: 5,
        max: 40,
        confidence: 0.95,
    };
    let stop = AtomicBool::new(false);
    let pick = |threads: usize| {
        let job = || run::select(&networks, &terms, &stop, || ());
        callout::study::replicate::on_threads(Some(threads), job).unwrap().unwrap()
    };
    let (one, three) = (pick(1), pick(3));
    assert_eq!(one.selection.decided(), Some(2));
    assert_eq!((&one.values, one.delta), (&three.values, three.delta));
    for layout in 0..3 {
        let n = one.selection.out(layout).map_or(one.selection.replications(), |out| out.after);
        assert_eq!(one.values[layout].len(), n);
    }
    let mean = one.values[1][..5].iter().sum::<f64>() / 5.0;
    assert!((one.delta - 0.2 * mean).abs() < 1e-12);
}

/// A branch of the layout `mixed` of the air conditioners in Shandong, with technicians of its early team.
const BRANCHES: [(&str, u32); 16] = [
    ("济南", 5),
    ("青岛", 6),
    ("淄博", 3),
    ("枣庄", 3),
    ("东营", 3),
    ("烟台", 4),
    ("潍坊", 3),
    ("济宁", 3),
    ("泰安", 4),
    ("威海", 3),
    ("日照", 3),
    ("临沂", 6),
    ("德州", 3),
    ("聊城", 4),
    ("滨州", 4),
    ("菏泽", 5),
];

/// Five weeks in the heat, when branches are short of people: two to fill up, three that count.
fn shandong(set: Option<String>) -> Network {
    let window = ["scenario.start=2026-06-17", "scenario.warm_up='14 d'", "scenario.horizon='35 d'"].map(str::to_owned);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/shandong-ac.toml");
    let sets: Vec<String> = window.into_iter().chain(set).collect();
    let study = read(&path, &sets).unwrap_or_else(|complaints| panic!("{complaints}"));
    Network::new(study.layouts.iter().find(|layout| layout.name == "mixed").expect("the scenario has it"))
}

/// Response and cost of the whole network, and of the town of a branch: its zone, its branch and the shops beside it.
fn seen(network: &Network, outcome: &Outcome, town: &str) -> [f64; 4] {
    let zone: ZoneId = network.zones.enumerate().find(|(_, zone)| zone.name == town).expect("a town").0;
    let shops = format!("{town}店");
    let here = |place: PlaceId| [town, shops.as_str()].contains(&network.places[place].name.as_str());
    let money: Money = outcome.books.entries.iter().filter(|entry| here(entry.place)).map(|entry| entry.money).sum();
    let figure = |row: &Row, index: Index| row[index as usize].expect("there are jobs");
    [
        figure(&outcome.row, Index::ResponseMean),
        figure(&outcome.row, Index::CostTotal),
        figure(&outcome.zones[zone], Index::ResponseMean),
        money.units(),
    ]
}

fn variance(values: &[f64]) -> f64 {
    Estimate::of_mean(values, 0.95).unwrap().deviation.unwrap().powi(2)
}

#[test]
fn one_technician_more_is_seen_through_common_random_numbers() {
    const REPLICATIONS: u32 = 12;
    let base = shandong(None);
    let bases: Vec<Outcome> = (0..REPLICATIONS).into_par_iter().map(|number| trial(&base, number, Watch::default())).collect();
    let mut factors: Vec<[f64; 4]> = Vec::new();
    for (town, technicians) in BRANCHES {
        let more = shandong(Some(format!("layout.mixed.centre.{town}.team.early.technicians={}", technicians + 1)));
        let pairs: Vec<[[f64; 4]; 2]> = (0..REPLICATIONS)
            .into_par_iter()
            .map(|number| [seen(&base, &bases[number as usize], town), seen(&more, &trial(&more, number, Watch::default()), town)])
            .collect();
        let factor = |at: usize| {
            let of = |side: usize| pairs.iter().map(|pair| pair[side][at]).collect::<Vec<f64>>();
            let (one, other) = (of(0), of(1));
            let differences: Vec<f64> = one.iter().zip(&other).map(|(a, b)| b - a).collect();
            (variance(&one) + variance(&other)) / variance(&differences)
        };
        let change = |at: usize| pairs.iter().map(|pair| pair[1][at] / pair[0][at] - 1.0).sum::<f64>() / f64::from(REPLICATIONS);
        factors.push([0, 1, 2, 3].map(factor));
        let [a, b, c, d] = factors[factors.len() - 1];
        let (response, cost) = (100.0 * change(2), 100.0 * change(3));
        println!("| {town} | {a:.0} | {b:.0} | {c:.0} | {d:.0} | {response:.1} % | {cost:+.1} % |");
    }
    let enough = |at: usize| factors.iter().filter(|factors| factors[at] >= 20.0).count();
    assert_eq!([0, 1, 2, 3].map(enough), [16; 4]);
}
