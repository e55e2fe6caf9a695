//! Parts and shelves: hand traces of every way to get a part, and conservation of parts at every event (G05).

use crate::lab::{figure, network, outcome, scenarios};
use callout::kernel::id::Table;
use callout::kernel::time::Time;
use callout::network::Network;
use callout::network::stock::{ShelfId, SpareId};
use callout::record::fact::{Answer, Fact, Movement, Observer, StockFact};
use callout::record::figure::Index;
use callout::record::ledger::Account;
use callout::sim::simulate;
use callout::study::trial::{Outcome, Watch};

/// One shop that is always open, five people, a call every four hours, an hour of work, a fan for each job.
const SHOP: &str = r#"
    scenario = { name = "shop", start = 2026-01-01, horizon = "13 h" }
    part.fan = { price = 40, holding = 0.365, freight = 3 }
    kind.repair = { work = "1 h", parts = { fan = 1 } }
    zone.town = {}
    stream.calls = { kind = "repair", every = "4 h" }
    grade.plain = {}
    roster.always = { shifts = ["always"] }
    centre.shop.team.one.technicians = 5
    centre.other.team.one.technicians = 1
    sourcing = [{ to = ["shop"] }]
    stock.shop = { at = ["shop"], level = 1, lead = "10 h" }
"#;

/// Visits and hours to restore of the jobs in order of calls; `None` if a job was lost.
fn restored(text: &str, sets: &[&str]) -> Vec<Option<(u32, f64)>> {
    let outcome = outcome(&network(text, sets), 0);
    let line = |job: &callout::record::joblog::JobLine| {
        job.ended.filter(|_| job.outcome == "closed").map(|ended| (job.visits, (ended - job.called).hours()))
    };
    outcome.jobs.iter().map(line).collect()
}

#[test]
fn without_the_part_a_visit_does_not_fix() {
    // Orders of 5:00 and 9:00 come in at 15:00 and 19:00, for the jobs that were seen to need a fan at 9:00 and 13:00.
    assert_eq!(restored(SHOP, &[]), [Some((1, 1.0)), Some((2, 8.0)), Some((2, 8.0))]);
    // Two for each job, and two on the shelf.
    let two = ["kind.repair.parts.fan={ share = 1, quantity = 2 }", "stock.shop.level=2"];
    assert_eq!(restored(SHOP, &two), [Some((1, 1.0)), Some((2, 8.0)), Some((2, 8.0))]);
}

#[test]
fn what_is_known_at_the_call_is_waited_for_at_home() {
    // Ordered at 4:00 and 8:00, there at 14:00 and 18:00.
    let sets = ["kind.repair.parts_known=at-call"];
    assert_eq!(restored(SHOP, &sets), [Some((1, 1.0)), Some((1, 7.0)), Some((1, 7.0))]);
}

#[test]
fn emergency_orders_take_their_own_time() {
    let rushed = "stock.shop.when_out=emergency";
    assert_eq!(restored(SHOP, &[rushed]), [Some((1, 1.0)); 3]);
    let sets = [rushed, "stock.shop.emergency_lead=2 h", "stock.shop.emergency_price=25"];
    assert_eq!(restored(SHOP, &sets), [Some((1, 1.0)), Some((2, 4.0)), Some((2, 4.0))]);
    let outcome = outcome(&network(SHOP, &sets), 0);
    let booked = |account| outcome.books.account(account).units();
    assert_eq!([booked(Account::Rush), booked(Account::Material)], [25.0, 80.0], "the window ends before the third is asked for");
    assert_eq!(figure(&outcome, Index::EmergencyShare), Some(0.5));
}

#[test]
fn customers_go_elsewhere_where_the_rule_says_so() {
    assert_eq!(restored(SHOP, &["stock.shop.when_out=lost"]), [Some((1, 1.0)), None, None]);
    let at_call = ["stock.shop.when_out=lost", "kind.repair.parts_known=at-call"];
    assert_eq!(restored(SHOP, &at_call), [Some((1, 1.0)), None, None]);
}

#[test]
fn other_places_lend() {
    let sets = [
        "stock.other={ at = [\"other\"], level = 1, lead = \"30 h\" }",
        "stock.shop={ lateral = [\"shop\", \"other\"], lateral_lead = \"3 h\", lateral_freight = 5 }",
    ];
    assert_eq!(restored(SHOP, &sets), [Some((1, 1.0)), Some((2, 5.0)), Some((2, 4.0))]);
    let outcome = outcome(&network(SHOP, &sets), 0);
    // Orders at 5:00 (shop) and 9:00 (other), and one loan.
    assert_eq!(outcome.books.account(Account::PartFreight).units(), 3.0 + 3.0 + 5.0);
}

#[test]
fn what_a_van_lacks_lies_in_the_shop() {
    let van = "stock.vans={ at = [\"vans\"], level = 1, from = \"centre\", lead = \"6 h\" }";
    let both = "stock.shop.at=[\"centres\"]";
    let one = "centre.shop.team.one.technicians=1";
    // The van's fan of 5:00 is replaced at 11:00; at 9:00 another is fetched for a second visit.
    let sets = [van, both, one, "stock.shop.level=9"];
    assert_eq!(restored(SHOP, &sets), [Some((1, 1.0)), Some((2, 2.0)), Some((1, 1.0))]);
    // Five vans at hand.
    assert_eq!(restored(SHOP, &[van, both, "stock.shop.level=9", "dispatch.technician=longest-idle"]), [Some((1, 1.0)); 3]);
}

#[test]
fn stock_is_reviewed_as_the_rule_says() {
    let orders = |sets: &[&str]| figure(&outcome(&network(SHOP, sets), 0), Index::PartOrders).unwrap();
    let horizon = "scenario.horizon=50 h";
    // Jobs end at 5:00, 9:00, ... 49:00: twelve fans.
    assert_eq!(orders(&[horizon, "stock.shop.level=20"]), 12.0);
    let lots = "stock.shop={ at = [\"shop\"], policy = \"r-Q\", reorder = 2, quantity = 4, initial = 6, lead = \"1 h\" }";
    let sets = [horizon, "scenario.warm_up=0 d", lots];
    let text = SHOP.replace("    stock.shop = { at = [\"shop\"], level = 1, lead = \"10 h\" }\n", "");
    let lots_orders = figure(&outcome(&network(&text, &sets), 0), Index::PartOrders).unwrap();
    assert_eq!(lots_orders, 3.0, "the position is at 2 after the fourth, eighth and twelfth fan");
    let weekly = ["scenario.horizon=50 h", "stock.shop.level=20", "stock.shop.review=24 h"];
    assert_eq!(orders(&weekly), 2.0);
}

#[test]
fn holding_is_paid_for_what_lies_on_the_shelf() {
    // 40 x 0.365 a year is 4 hundredths a day; one fan from 0:00 to 5:00, none until 13:00.
    let books = outcome(&network(SHOP, &[]), 0).books;
    assert_eq!(books.account(Account::Holding).0, (10_000.0 * 40.0 * 0.365 / 8760.0 * 5.0_f64).round() as i64);
    assert_eq!(books.account(Account::Material).units(), 40.0);
    // Ordered at 5:00 and 9:00.
    assert_eq!(books.account(Account::PartFreight).units(), 6.0);
}

/// Cold spares in rotation: the failures of four machines are exchanged from two spares, and one bench repairs what has failed.
/// A birth and death process: from n failed units to n + 1 at the rate of the machines that run, back at the rate of the bench.
#[test]
fn cold_spares_in_rotation() {
    const MACHINES: usize = 4;
    const SPARES: usize = 2;
    let text = r#"
        scenario = { name = "spares", start = 2026-01-01, horizon = "4200 d", warm_up = "200 d", seed = 3 }
        product.machine = { hazard = { law = "exponential", rate = "0.1 /d" } }
        part.unit = { repair = { at = "shop", time = { law = "exponential", mean = "3 d" }, benches = 1 } }
        kind.exchange = { work = "0 s", parts = { unit = 1 }, parts_known = "at-call" }
        zone.plant = { size = { machine = 4 } }
        stream.failures = { kind = "exchange", failures = "machine" }
        grade.plain = {}
        roster.always = { shifts = ["always"] }
        centre.shop.team.one.technicians = 9
        stock.shop = { at = ["shop"], level = 2 }
    "#;
    let mut weights = vec![1.0];
    for failed in 0..MACHINES + SPARES {
        let running = (MACHINES + SPARES - failed).min(MACHINES) as f64;
        weights.push(weights[failed] * 0.1 * running * 3.0);
    }
    let all: f64 = weights.iter().sum();
    let mean = |level: &dyn Fn(usize) -> usize| -> f64 {
        weights.iter().enumerate().map(|(failed, weight)| level(failed) as f64 * weight / all).sum()
    };
    let expected =
        [mean(&|failed| failed.saturating_sub(SPARES)), mean(&|failed| SPARES.saturating_sub(failed)), mean(&|failed| failed)];
    let network = network(text, &[]);
    let samples: Vec<[f64; 3]> = (0..40)
        .map(|replication| {
            let outcome = trial(&network, replication);
            let [owed, on_hand] = [Index::Backorders, Index::OnHand].map(|index| figure(&outcome, index).unwrap());
            // Failed units are on the bench or wait for it: all but those on the shelf and in running machines.
            [owed, on_hand, SPARES as f64 - on_hand + owed]
        })
        .collect();
    for (at, expected) in expected.into_iter().enumerate() {
        let n = samples.len() as f64;
        let mean = samples.iter().map(|sample| sample[at]).sum::<f64>() / n;
        let variance = samples.iter().map(|sample| (sample[at] - mean).powi(2)).sum::<f64>() / (n - 1.0);
        let error = (variance / n).sqrt();
        assert!(
            (mean - expected).abs() <= (0.02 * expected).max(3.5 * error) && error < 0.02 * expected,
            "{mean} is not {expected}"
        );
    }
}

/// One trial, neither audited nor logged.
fn trial(network: &Network, replication: u32) -> Outcome {
    callout::study::trial::trial(network, replication, Watch::default())
}

/// Follows every unit on its own, and looks at the books whenever time moves on.
struct Count<'n> {
    network: &'n Network,
    now: Time,
    shelves: Table<ShelfId, [i64; 8]>,
    spares: Table<SpareId, Flow>,
    looks: u64,
}

/// Units of a part in the network, and what has changed their number.
#[derive(Debug, Clone, Copy, Default)]
struct Flow {
    initial: i64,
    from_suppliers: i64,
    rushed: i64,
    scrapped: i64,
    sent: i64,
    arrived: i64,
    issued: i64,
    returned: i64,
    asked: i64,
}

/// What a shelf's row counts.
const OPENED: usize = 0;
const RECEIVED: usize = 1;
const REPAIRED: usize = 2;
const ISSUED: usize = 3;
const SHIPPED: usize = 4;
const ORDERED: usize = 5;
const BENCHED: usize = 6;
const ASKED: usize = 7;

impl<'n> Count<'n> {
    fn new(network: &'n Network) -> Count<'n> {
        let shelves = network.stock.shelves.iter().map(|_| [0; 8]).collect();
        let spares = network.stock.spares.iter().map(|_| Flow::default()).collect();
        Count { network, now: Time::ZERO, shelves, spares, looks: 0 }
    }

    fn on_hand(&self, shelf: ShelfId) -> i64 {
        let row = self.shelves[shelf];
        row[OPENED] + row[RECEIVED] + row[REPAIRED] - row[ISSUED] - row[SHIPPED]
    }

    /// Of a repairable part: on shelves + on the way + under repair - owed to jobs is what there was, came from outside, or was written off.
    fn look(&mut self) {
        self.looks += 1;
        for (spare, flow) in self.spares.enumerate() {
            let shelves = || self.shelves.enumerate().filter(|(id, _)| self.network.stock.shelves[*id].spare == spare);
            let lying: i64 = shelves().map(|(id, row)| self.on_hand(id) + row[BENCHED] - row[REPAIRED]).sum();
            let owed = flow.asked - flow.issued;
            if self.network.stock.spares[spare].repair.is_some() {
                let there = lying + flow.sent - flow.arrived - owed;
                assert_eq!(there, flow.initial + flow.from_suppliers + flow.rushed - flow.scrapped, "part {}", spare.0);
            } else {
                assert_eq!(lying + flow.sent - flow.arrived, flow.initial + flow.from_suppliers - flow.issued, "part {}", spare.0);
                assert_eq!(flow.returned, 0);
            }
        }
    }
}

impl Observer for Count<'_> {
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        if now != self.now {
            self.look();
            self.now = now;
        }
        let stock = &self.network.stock;
        match *fact {
            Fact::Stock(StockFact::Moved { shelf, movement, units, level }) => {
                let (rule, units) = (&stock.shelves[shelf], i64::from(units));
                let flow = &mut self.spares[rule.spare];
                let mut nowhere = 0;
                let row = &mut self.shelves[shelf];
                let (of_shelf, of_spare) = match movement {
                    Movement::Opened => (&mut row[OPENED], &mut flow.initial),
                    Movement::Received if rule.from.is_none() => (&mut row[RECEIVED], &mut flow.from_suppliers),
                    Movement::Received => (&mut row[RECEIVED], &mut flow.arrived),
                    Movement::Repaired => (&mut row[REPAIRED], &mut nowhere),
                    Movement::Issued => (&mut row[ISSUED], &mut flow.issued),
                    Movement::Shipped => (&mut row[SHIPPED], &mut flow.sent),
                    Movement::Ordered => (&mut row[ORDERED], &mut nowhere),
                    Movement::Benched => (&mut row[BENCHED], &mut flow.returned),
                    Movement::AskedByJob => (&mut row[ASKED], &mut flow.asked),
                    Movement::AskedByShelf => (&mut row[ASKED], &mut nowhere),
                    Movement::Scrapped => return flow.scrapped += units,
                };
                *of_shelf += units;
                *of_spare += units;
                let row = self.shelves[shelf];
                let owed = row[ASKED] - row[ISSUED] - row[SHIPPED];
                assert_eq!(self.on_hand(shelf), i64::from(level.on_hand), "initial + received - issued = on hand");
                assert!(owed >= 0 && self.on_hand(shelf) >= 0);
                // Received and repaired are out of the sum: what is on order or on the bench comes on hand.
                let position = row[OPENED] + row[ORDERED] + row[BENCHED] - row[ASKED];
                assert_eq!(position, level.position(), "on hand + on order + on the bench - owed");
            }
            Fact::Stock(StockFact::Asked { shelf, by_job: true, units, answer: Answer::Rushed }) => {
                self.spares[stock.shelves[shelf].spare].rushed += i64::from(units);
            }
            _ => {}
        }
    }
}

/// G05: parts are conserved, shelf by shelf at every fact, and in the whole network whenever time moves on.
#[test]
fn g05_parts_are_conserved() {
    let mut looks = 0;
    for (_, network) in scenarios().iter().filter(|(_, network)| !network.stock.shelves.is_empty()) {
        for replication in 0..4 {
            looks += simulate(network, replication, Count::new(network)).looks;
        }
    }
    assert!(looks > 1000, "{looks} looks are few");
}
