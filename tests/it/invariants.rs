//! The laws that hold inside every run, each on scenarios with everything in them (G01 to G07, G16 of the validation cases).

use crate::lab::{Tale, Verb, figure, inside, jobs, network, outcome, scenarios, tales};
use callout::kernel::money::{Amount, Money};
use callout::kernel::time::{Span, Time};
use callout::network::contract::Fixed;
use callout::network::{KindId, Network, PlaceId, TechnicianId};
use callout::record::fact::{Activity, Pay};
use callout::record::figure::Index;
use callout::record::ledger::{Account, Group};
use callout::record::scorecard::{Hours, Scorecard};
use callout::sim::simulate;
use callout::state::job::JobId;
use std::collections::BTreeMap;

/// Runs a check on two replications of every scenario.
fn on_all(check: impl Fn(&str, &Network, u32)) {
    for (name, network) in scenarios() {
        for replication in 0..2 {
            check(name, &network, replication);
        }
    }
}

/// G01: the integral of the number of jobs over the counted time is the sum of their times in it, by place and kind.
#[test]
fn g01_littles_law() {
    on_all(|name, network, replication| {
        let tales = tales(network, replication);
        let mut level: BTreeMap<(PlaceId, KindId), (i64, Time, i128)> = BTreeMap::new();
        let mut stays: BTreeMap<(PlaceId, KindId), i128> = BTreeMap::new();
        let mut here: BTreeMap<JobId, (PlaceId, KindId, Time)> = BTreeMap::new();
        let mut change = |at: Time, key, by: i64| {
            let (now, since, sum) = level.entry(key).or_insert((0, Time::ZERO, 0));
            *sum += i128::from(*now) * i128::from(inside(network, *since, at).0);
            (*now, *since) = (*now + by, at);
        };
        for (at, verb, id, story) in jobs(&tales) {
            match verb {
                Verb::Accepted(place) => {
                    here.insert(id, (place, story.job.kind, at));
                    change(at, (place, story.job.kind), 1);
                }
                // Most are lost before a place takes them on; some when a part cannot be had.
                Verb::Lost if !here.contains_key(&id) => {}
                Verb::Passed { .. } | Verb::Closed { .. } | Verb::Abandoned | Verb::StillOpen | Verb::Lost => {
                    // Who is on the way between two stages is nowhere.
                    let Some((place, kind, since)) = here.remove(&id) else { continue };
                    *stays.entry((place, kind)).or_default() += i128::from(inside(network, since, at).0);
                    change(at, (place, kind), -1);
                }
                Verb::Settled | Verb::Declined => {
                    // Some end before anybody was asked.
                    if let Some((place, kind, since)) = here.remove(&id) {
                        *stays.entry((place, kind)).or_default() += i128::from(inside(network, since, at).0);
                        change(at, (place, kind), -1);
                    }
                }
                _ => {}
            }
        }
        assert!(here.is_empty() && !stays.is_empty(), "{name}");
        for (key, (jobs, _, integral)) in &level {
            assert_eq!((*jobs, *integral), (0, stays[key]), "{name}: {key:?}");
        }
    });
}

/// G01: the mean backlog that is reported is the sum of all waits in the counted time over its length.
#[test]
fn g01_backlog_is_the_sum_of_waits() {
    on_all(|name, network, replication| {
        let sum: i64 = waits(network, &tales(network, replication)).iter().map(|(from, to)| (*to - *from).0).sum();
        let mean = sum as f64 / network.window.length().0 as f64;
        let reported = figure(&outcome(network, replication), Index::Backlog).unwrap();
        assert!((mean - reported).abs() <= 1e-9 * mean.max(1.0), "{name}: {mean} is not {reported}");
    });
}

/// The waits inside the counted time, from and to, of jobs that are not of other brands.
fn waits(network: &Network, tales: &[(Time, Tale)]) -> Vec<(Time, Time)> {
    let mut since: BTreeMap<JobId, Time> = BTreeMap::new();
    let mut waits = Vec::new();
    for (at, verb, id, story) in jobs(tales) {
        match verb {
            _ if story.job.background => {}
            Verb::Queued | Verb::Interrupted => drop(since.insert(id, at)),
            Verb::Dispatched | Verb::Abandoned | Verb::StillOpen | Verb::Granted { .. } => {
                waits.extend(since.remove(&id).map(|from| (from, at)))
            }
            _ => {}
        }
    }
    assert!(since.is_empty(), "who waits at the end is told to be open");
    let window = network.window;
    waits.into_iter().map(|(from, to)| (from.max(window.warm_up), to.min(window.horizon))).filter(|(from, to)| from < to).collect()
}

/// The highest backlog is the most of all waits that hold just before an hour is full.
#[test]
fn the_highest_backlog_is_seen_in_the_waits() {
    on_all(|name, network, replication| {
        let window = network.window;
        let every = (window.length().0 / 1000).min(3_600_000);
        let waits = waits(network, &tales(network, replication));
        let looks = (1..=window.length().0 / every).map(|k| window.warm_up + Span(k * every));
        let most = looks.map(|at| waits.iter().filter(|(from, to)| *from < at && at <= *to).count()).max().unwrap();
        let outcome = outcome(network, replication);
        assert_eq!(figure(&outcome, Index::BacklogMax), Some(most as f64), "{name}");
        assert!(most > 1, "{name}: somebody waits");
    });
}

/// The load by week, bucket by bucket, and the mean backlogs of places, are what the facts tell.
#[test]
fn weeks_and_places_are_what_the_facts_tell() {
    on_all(|name, network, replication| {
        let (tales, outcome) = (tales(network, replication), outcome(network, replication));
        let (window, weeks) = (network.window, &outcome.weeks);
        let people = |id: TechnicianId| i64::from(network.teams[network.technicians[id].team].crew);
        let within = |at: usize, from: Time, to: Time| {
            let (first, next) = weeks.calls.span(at);
            (to.min(next).0 - from.max(first).0).max(0)
        };
        let waits = waits(network, &tales);
        for at in 0..weeks.calls.buckets().len() {
            let (first, next) = weeks.calls.span(at);
            let inside = |time: Time| first <= time && time < next;
            let (mut busy, mut paid) = (0, 0);
            for (_, tale) in &tales {
                match *tale {
                    Tale::Spent(id, Activity::Outbound | Activity::Return | Activity::Work, from, to) => {
                        busy += people(id) * within(at, from, to)
                    }
                    Tale::Paid(id, Pay::Regular, from, to) => paid += people(id) * within(at, from, to),
                    _ => {}
                }
            }
            let count = |test: &dyn Fn(Verb) -> bool| {
                let told = jobs(&tales).filter(|(time, verb, _, story)| test(*verb) && inside(*time) && !story.job.background);
                told.count() as i64
            };
            let waiting: i64 = waits.iter().map(|(from, to)| within(at, *from, *to)).sum();
            assert_eq!(weeks.calls.buckets()[at], count(&|verb| verb == Verb::Called), "{name}: calls of week {at}");
            assert_eq!(
                weeks.closed.buckets()[at],
                count(&|verb| matches!(verb, Verb::Closed { .. } | Verb::Settled)),
                "{name}: closed in week {at}"
            );
            assert_eq!(weeks.busy.buckets()[at], busy, "{name}: busy in week {at}");
            assert_eq!(weeks.paid.buckets()[at], paid, "{name}: paid in week {at}");
            assert_eq!(weeks.waiting.buckets()[at], waiting, "{name}: waiting in week {at}");
        }
        assert_eq!(weeks.calls.span(weeks.calls.buckets().len() - 1).1, window.horizon, "{name}");
        let places: f64 = outcome.places.iter().filter_map(|row| row[Index::Backlog as usize]).sum();
        let all = figure(&outcome, Index::Backlog).unwrap();
        assert!((places - all).abs() <= 1e-9 * all.max(1.0), "{name}: backlogs of places sum to {places}, not {all}");
    });
}

/// G02: every call ends in exactly one way: in total, by kind, by place, by zone, and among the facts.
#[test]
fn g02_flow_balance() {
    on_all(|name, network, replication| {
        let outcome = outcome(network, replication);
        let ends = |row: &[Option<f64>]| {
            [Index::Closed, Index::Abandoned, Index::Lost, Index::Open]
                .map(|index| row[index as usize].unwrap())
                .iter()
                .sum::<f64>()
                + row[Index::Declined as usize].unwrap_or(0.0)
        };
        let calls = |row: &[Option<f64>]| row[Index::Calls as usize].unwrap();
        let total = calls(&outcome.row);
        assert!(total > 50.0, "{name}");
        for rows in [&[outcome.row.clone()].into_iter().collect::<Vec<_>>(), &outcome.kinds.iter().cloned().collect()] {
            assert!(rows.iter().all(|row| calls(row) == ends(row)), "{name}");
            assert_eq!(rows.iter().map(|row| calls(row)).sum::<f64>(), total, "{name}");
        }
        assert_eq!(outcome.places.iter().map(|row| ends(row)).sum::<f64>(), total, "{name}");
        assert_eq!(outcome.zones.iter().map(|row| ends(row)).sum::<f64>(), total, "{name}");
        assert_eq!(outcome.jobs.len() as f64, total, "{name}: the job log has a line for every counted call");
        let tales = tales(network, replication);
        let count = |test: &dyn Fn(Verb) -> bool| jobs(&tales).filter(|(_, verb, _, _)| test(*verb)).count();
        let ends = |verb| {
            matches!(verb, Verb::Closed { .. } | Verb::Settled | Verb::Declined | Verb::Abandoned | Verb::Lost | Verb::StillOpen)
        };
        let over = count(&ends);
        assert_eq!(count(&|verb| verb == Verb::Called), over, "{name}");
        let counted = jobs(&tales).filter(|(_, verb, _, story)| *verb == Verb::Called && story.job.counted).count();
        assert_eq!(counted as f64, total, "{name}");
    });
}

/// Time at work and on the way to jobs by place, as the facts about jobs tell it [person ms].
fn busy_by_jobs(network: &Network, tales: &[(Time, Tale)]) -> BTreeMap<PlaceId, [i64; 2]> {
    let mut busy: BTreeMap<PlaceId, [i64; 2]> = BTreeMap::new();
    // Who is on the way or at work, and since when; on the way back nobody is on this list.
    let mut under_way: BTreeMap<TechnicianId, (usize, Time)> = BTreeMap::new();
    let mut crews: BTreeMap<JobId, Vec<TechnicianId>> = BTreeMap::new();
    let mut add = |technician: TechnicianId, activity: usize, from: Time, to: Time| {
        let row = network.technicians[technician];
        let people = i64::from(network.teams[row.team].crew);
        busy.entry(network.centres[row.centre].place).or_default()[activity] += people * inside(network, from, to).0;
    };
    for (at, tale) in tales {
        match tale {
            Tale::Travelled(technician, _) => {
                if let Some((0, since)) = under_way.get(technician) {
                    add(*technician, 0, *since, *at);
                    under_way.remove(technician);
                }
            }
            Tale::Job(Verb::Dispatched, id, story) => {
                crews.insert(*id, story.job.people().collect());
                under_way.extend(crews[id].iter().map(|technician| (*technician, (0, *at))));
            }
            Tale::Job(Verb::Arrived, id, _) => {
                under_way.extend(crews[id].iter().map(|technician| (*technician, (1, *at))));
            }
            Tale::Job(Verb::Visited { .. } | Verb::Interrupted, id, _) => {
                for technician in &crews[id] {
                    if let Some((activity, since)) = under_way.remove(technician) {
                        add(*technician, activity, since, *at);
                    }
                }
            }
            _ => {}
        }
    }
    for (technician, (activity, since)) in under_way {
        add(technician, activity, since, network.window.end);
    }
    busy
}

/// G03: the hours of technicians are the hours of their jobs, inside the counted time.
#[test]
fn g03_utilisation_law() {
    on_all(|name, network, replication| {
        let scorecard = simulate(network, replication, Scorecard::new(network)).close();
        let by_jobs = busy_by_jobs(network, &tales(network, replication));
        for (place, hours) in scorecard.hours.enumerate() {
            let [outbound, work] = by_jobs.get(&place).copied().unwrap_or_default();
            assert_eq!(hours.of(Activity::Outbound), outbound, "{name}, place {}: on the way", place.0);
            assert_eq!(hours.of(Activity::Work), work, "{name}, place {}: at work", place.0);
        }
    });
}

/// G04: every technician's time is travel, work, idleness or absence on duty, without gap or overlap, and all of it is paid once.
#[test]
fn g04_hours_conservation() {
    on_all(|name, network, replication| {
        let mut spans: BTreeMap<TechnicianId, [Vec<(Time, Time)>; 2]> = BTreeMap::new();
        for (_, tale) in tales(network, replication) {
            match tale {
                Tale::Spent(technician, _, from, to) => spans.entry(technician).or_default()[0].push((from, to)),
                Tale::Paid(technician, _, from, to) => spans.entry(technician).or_default()[1].push((from, to)),
                _ => {}
            }
        }
        assert_eq!(spans.len(), network.technicians.len(), "{name}");
        for (technician, [spent, paid]) in spans {
            let merged = |spans: &[(Time, Time)]| {
                let mut whole: Vec<(Time, Time)> = Vec::new();
                for &(from, to) in spans {
                    assert!(from < to && whole.last().is_none_or(|last| last.1 <= from), "{name}: technician {}", technician.0);
                    match whole.last_mut() {
                        Some(last) if last.1 == from => last.1 = to,
                        _ => whole.push((from, to)),
                    }
                }
                whole
            };
            assert_eq!(merged(&spent), merged(&paid), "{name}: technician {}", technician.0);
        }
    });
}

/// G05: material is always at hand: what jobs used, at its price, is what the account says where no parts are needed.
#[test]
fn g05_material_issued_is_material_paid() {
    on_all(|name, network, replication| {
        if network.stock.is_needed {
            return;
        }
        let mut sum = Money::ZERO;
        for (at, verb, _, story) in jobs(&tales(network, replication)) {
            if matches!(verb, Verb::Closed { part: true, .. } | Verb::Passed { part: true, .. })
                && network.window.counts(at)
                && !story.job.background
            {
                sum += network.kinds[story.job.kind].part_price;
            }
        }
        assert_eq!(outcome(network, replication).books.account(Account::Material), sum, "{name}");
    });
}

/// G06: the total is the sum of its accounts, of its places, and of its months, to the last unit.
#[test]
fn g06_cost_additivity() {
    on_all(|name, network, replication| {
        let outcome = outcome(network, replication);
        let books = &outcome.books;
        let costs = |account: &Account| Group::COSTS.contains(&account.group());
        let total = books.cost();
        assert!(total > Money::ZERO, "{name}");
        assert_eq!(Account::ALL.iter().filter(|a| costs(a)).map(|a| books.account(*a)).sum::<Money>(), total, "{name}");
        let sum = |keep: &dyn Fn(&callout::record::ledger::Entry) -> bool| books.sum(|entry| costs(&entry.account) && keep(entry));
        assert_eq!(network.places.ids().map(|place| sum(&|e| e.place == place)).sum::<Money>(), total, "{name}");
        assert_eq!((0..60).map(|month| sum(&|e| e.month == month)).sum::<Money>(), total, "{name}");
        let places = outcome.places.iter().map(|row| row[Index::CostTotal as usize].unwrap()).sum::<f64>();
        let groups: f64 = (Index::CostLabour as usize..=Index::CostCustomer as usize).map(|at| outcome.row[at].unwrap()).sum();
        for part in [places, groups] {
            assert!((part - total.units()).abs() <= 1e-9 * total.units(), "{name}: {part} is not {total}");
        }
        let exact = books.exact.to_money() + books.revenue() - total;
        assert!(exact.0.abs() <= books.entries.len() as i64, "{name}: rounding moved the total by {exact}");
    });
}

/// G07: a partner costs the fee of each job that it closed, our quality control, and its retainer; nothing if it is not asked.
/// What clauses of volume, hours and quality add is worked out in `contracts`.
#[test]
fn g07_partner_money() {
    on_all(|name, network, replication| {
        let outcome = outcome(network, replication);
        let plain = network.partners.iter().all(|partner| !partner.card.settles() && !partner.card.bills_visits());
        let (mut fees, mut control) = (Money::ZERO, Money::ZERO);
        for (at, verb, _, story) in jobs(&tales(network, replication)) {
            let partner = story.job.place.and_then(|place| network.partner_at(place));
            if let (Verb::Closed { .. } | Verb::Passed { .. }, true, false, Some(partner)) =
                (verb, network.window.counts(at), story.job.background, partner)
            {
                fees += network.partners[partner].fee[story.job.kind];
                control += network.partners[partner].quality_control;
            }
        }
        if plain {
            assert_eq!(outcome.books.account(Account::JobFees), fees, "{name}");
        }
        assert_eq!(outcome.books.account(Account::QualityControl), control, "{name}");
        let retainers = network.overhead.fixed.iter().filter(|cost| cost.what == Fixed::Retainer).count();
        let retained = |partner: &&callout::network::contract::Partner| partner.in_use && partner.retainer > Money::ZERO;
        assert_eq!(retainers, network.partners.iter().filter(retained).count(), "{name}");
    });
    let quiet = network(crate::lab::TOWNS, &["sourcing.1.overflow_backlog=1e9"]);
    let books = outcome(&quiet, 0).books;
    assert_eq!(books.account(Account::JobFees), Money::ZERO, "no job overflows");
    // A partner that a rule names keeps its retainer: from 6 to 31 March, 26 days of 31.
    assert_eq!(books.account(Account::Retainer), Money::from_units(251.6129).expect("a price"));
}

/// G16: without demand, variable costs are nothing, pay is wage x roster hours, rent is rent, and means have no data.
#[test]
fn g16_no_demand() {
    let text = r#"
        scenario = { name = "quiet", start = 2026-06-01, horizon = "60 d" }
        kind.repair = { work = "1 h", respond_within = "4 h", late_penalty = 9, part_price = 5, part_probability = 1 }
        zone.town = { size = { fridge = 0 } }
        product.fridge = { hazard = { law = "exponential", rate = "5 %/year" } }
        stream.calls = { kind = "repair", rate = "0 /h", day = [1, 2] }
        stream.faults = { kind = "repair", failures = "fridge" }
        grade.one = { wage = 20, on_cost = "50 %" }
        roster.day = { shifts = ["Mon-Fri 08:00-16:00"], absence = 0.2 }
        centre.shop = { rent = 1000, team.day = { technicians = 3 } }
        partner.help = { fee = { repair = 60 } }
        sourcing = [{ to = ["shop", "help"] }]
        cost = { vehicle_per_km = 1, vehicle_per_month = 100 }
    "#;
    let outcome = outcome(&network(text, &[]), 0);
    let books = &outcome.books;
    // June and July 2026 to 30 July: 22 + 22 working days of 8 h for 3 people.
    let wages = 44.0 * 8.0 * 3.0 * 20.0;
    let month = |price: f64| price * (1.0 + 30.0 / 31.0);
    let near = |account, units: f64| assert!((books.account(account).units() - units).abs() < 1e-3, "{account:?}: {units}");
    near(Account::Wages, wages);
    near(Account::OnCost, wages / 2.0);
    near(Account::Rent, month(1000.0));
    near(Account::VehicleFixed, month(300.0));
    for account in [Account::Overtime, Account::VehicleDistance, Account::Material, Account::JobFees, Account::Penalties] {
        assert_eq!(books.account(account), Money::ZERO, "{account:?}");
    }
    assert_eq!(books.revenue(), Money::ZERO);
    let rows = [&outcome.row].into_iter().chain(outcome.kinds.iter()).chain(outcome.places.iter()).chain(outcome.zones.iter());
    assert!(rows.flatten().flatten().all(|value| value.is_finite()), "no figure is NaN");
    for index in [Index::ResponseMean, Index::WaitP95, Index::PromiseKept, Index::FirstTimeFix, Index::CostPerJob, Index::Csat] {
        assert_eq!(figure(&outcome, index), None, "{index:?} has no data");
    }
    assert_eq!((figure(&outcome, Index::Calls), figure(&outcome, Index::Utilisation)), (Some(0.0), Some(0.0)));
}

/// Pay per place is wage x paid hours, from the hours that the scorecard keeps on its own.
#[test]
fn wages_are_paid_hours() {
    on_all(|name, network, replication| {
        let tales = tales(network, replication);
        let mut exact: BTreeMap<Account, Amount> = BTreeMap::new();
        let mut hours = Hours::default();
        for (_, tale) in &tales {
            let Tale::Paid(technician, pay, from, to) = tale else { continue };
            let row = network.technicians[*technician];
            let (team, span) = (&network.teams[row.team], inside(network, *from, *to));
            let people = i64::from(team.crew);
            match pay {
                Pay::Regular => hours.paid += people * span.0,
                Pay::Overtime => hours.overtime += people * span.0,
            }
            // The pay of contact centres has an account of its own, with on-cost.
            let centre = &network.centres[row.centre];
            if centre.partner.is_none() && !centre.contact_centre {
                let (account, ppm) = match pay {
                    Pay::Regular => (Account::Wages, 1_000_000),
                    Pay::Overtime => (Account::Overtime, team.grade.overtime_ppm),
                };
                *exact.entry(account).or_default() += (team.grade.wage.per_hour(Span(span.0)) * people).times_ppm(ppm);
            }
        }
        let scorecard = simulate(network, replication, Scorecard::new(network)).close();
        assert_eq!(scorecard.hours.iter().map(|h| h.paid).sum::<i64>(), hours.paid, "{name}");
        assert_eq!(scorecard.hours.iter().map(|h| h.overtime).sum::<i64>(), hours.overtime, "{name}");
        let books = outcome(network, replication).books;
        // Bands and holidays move pay to other factors; they are worked by hand in `pay`.
        let plain = network.workforce.crafts.iter().all(|craft| craft.pay_rules.is_none());
        for (account, amount) in exact.into_iter().filter(|(account, _)| plain || *account == Account::Wages) {
            let cells = books.entries.iter().filter(|entry| entry.account == account).count() as i64;
            assert!((books.account(account).0 - amount.to_money().0).abs() <= cells, "{name}: {account:?}");
        }
    });
}
