//! What follows from satisfaction, and installed bases that grow, age and shrink: against theory, by hand and by identities.

use crate::lab::{MARKET, Tale, Verb, figure, jobs, network, outcome, tales};
use callout::kernel::money::Money;
use callout::kernel::time::Time;
use callout::network::Network;
use callout::record::fact::{Fact, Observer};
use callout::record::figure::Index;
use callout::record::ledger::{Account, Group};
use callout::sim::simulate;
use callout::study::trial::{Watch, trial};

/// Somebody who is always there and never makes a mistake; the clock is the only thing that customers look at.
const PLAIN: &str = r#"
    scenario = { name = "plain", start = 2026-01-01, horizon = "365 d", drain = "1 d", seed = 3 }
    product.lamp.hazard = { law = "exponential", rate = "2 /year" }
    kind.repair = { work = "0 s", respond_within = "24 h" }
    kind.install = { work = "0 s", respond_within = "24 h" }
    zone.here = { size = { lamp = 400 } }
    stream.faults = { kind = "repair", failures = "lamp", months = [1, 1, 1, 1, 1, 1, 3, 3, 1, 1, 1, 1], day = [0, 1, 2, 1] }
    grade.plain = { courtesy = 0.7 }
    roster.always = { shifts = ["always"] }
    centre.one.team.one.technicians = 50
"#;

fn with(more: &str) -> String {
    format!("{PLAIN}\n{more}")
}

/// Times of the calls of a kind, by name.
fn calls(network: &Network, replication: u32, kind: &str) -> Vec<Time> {
    let kind = network.kinds.enumerate().find(|(_, known)| known.name == kind).expect("there is the kind").0;
    jobs(&tales(network, replication))
        .filter(|(_, verb, _, story)| *verb == Verb::Called && story.job.kind == kind)
        .map(|(at, ..)| at)
        .collect()
}

#[track_caller]
fn near(got: f64, want: f64, within: f64) {
    assert!((got - want).abs() <= within, "{got} is not {want} to within {within}");
}

/// Mean and standard error of a figure over replications.
fn mean(network: &Network, index: Index, replications: u32) -> (f64, f64) {
    let values: Vec<f64> = (0..replications).map(|at| figure(&outcome(network, at), index).expect("the figure has data")).collect();
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / (n - 1.0);
    (mean, (variance / n).sqrt())
}

/// A mean over replications is what theory says: within 3.5 standard errors, or the tolerance, and known well enough to say so.
#[track_caller]
fn is(network: &Network, index: Index, replications: u32, want: f64, tolerance: f64) {
    let (got, error) = mean(network, index, replications);
    assert!(2.576 * error <= tolerance, "the error {error} is too large for a tolerance of {tolerance}");
    near(got, want, tolerance.max(3.5 * error));
}

/// Planned month by month, exposure carried over their edges, a base that does not change makes the calls of one that cannot.
#[test]
fn a_live_base_that_does_not_change_makes_the_same_calls() {
    let still = network(PLAIN, &[]);
    let live = network(PLAIN, &["product.lamp.life=900 years"]);
    assert!(live.market.is_some() && still.market.is_none());
    for replication in 0..3 {
        let (one, other) = (calls(&still, replication, "repair"), calls(&live, replication, "repair"));
        assert!(one.len() > 600 && one.len() == other.len(), "{} and {} calls", one.len(), other.len());
        assert!(one.iter().zip(&other).all(|(a, b)| (a.0 - b.0).abs() <= 2), "a call comes at another time");
    }
}

/// Sold units join with the month after their sale: failures are the integral of rate x units over months.
#[test]
fn failures_follow_the_units_of_each_month() {
    let sales = "product.lamp.sales = { rate = \"600 /year\", years = [1] }\nsatisfaction.model = \"off\"";
    let network = network(&with(sales).replace("months = [1, 1, 1, 1, 1, 1, 3, 3, 1, 1, 1, 1], ", ""), &[]);
    let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let (mut day, mut unit_days) = (0, 0.0);
    for length in days {
        unit_days += f64::from(length) * (400.0 + 600.0 * f64::from(day) / 365.0);
        day += length;
    }
    is(&network, Index::Calls, 30, 2.0 * unit_days / 365.0, 12.0 * 2.0);
    is(&network, Index::UnitsSold, 30, 600.0, 14.0);
    is(&network, Index::UnitsAtEnd, 30, 1000.0, 14.0);
}

/// Units of an age leave by their law: those who are as old as their life leave at the end of a month, and failures follow the age.
#[test]
fn units_age_and_are_scrapped() {
    // Half of the units are in their first year, half in their second; all are scrapped at two years of age.
    let sets = ["product.lamp.ages=[1, 1]", "product.lamp.life=2 years"];
    let aged = network(PLAIN, &sets);
    is(&aged, Index::UnitsAtEnd, 20, 200.0 + 400.0 / 24.0, 1.0);
    let outcome = outcome(&aged, 0);
    let [scrapped, left] = [Index::UnitsScrapped, Index::UnitsAtEnd].map(|index| figure(&outcome, index).unwrap());
    assert_eq!(scrapped + left, 400.0);
    // Exponential lives: exp(-1) of them are left after the twelve months of a year, the last of which ends with the horizon.
    let lives = network(PLAIN, &["product.lamp.life={ law = \"exponential\", mean = \"365 d\" }", "zone.here.size.lamp=4000"]);
    is(&lives, Index::UnitsAtEnd, 20, 4000.0 * libm::exp(-11.0 / 12.0), 25.0);
}

/// One call of the streams that install, for each unit sold, at the moment of the sale; shares split them.
#[test]
fn installations_follow_sales() {
    let text = with(
        "product.lamp.sales = { rate = \"1000 /year\", day = [0, 0, 1, 0], weekdays = [1, 1, 1, 1, 1, 0, 0] }
        stream.some = { kind = \"install\", installs_of = \"lamp\", share = 0.25 }
        stream.others = { kind = \"install\", installs_of = \"lamp\", share = 0.75 }",
    );
    let network = network(&text, &[]);
    let outcome = outcome(&network, 0);
    let times = calls(&network, 0, "install");
    let counted = times.iter().filter(|at| network.window.counts(**at)).count();
    assert_eq!(figure(&outcome, Index::UnitsSold), Some(counted as f64));
    assert!(times.iter().all(|at| (12.0..18.0).contains(&at.of_day().hours()) && network.calendar.weekday(at.day()) < 5));
    let some = jobs(&tales(&network, 0))
        .filter(|(_, verb, _, story)| *verb == Verb::Called && network.streams[network.sources[story.job.source].stream] == "some")
        .count();
    near(some as f64 / times.len() as f64, 0.25, 0.05);
}

/// A reputation moves by word of mouth and fades: with promoters only, 1 + w (1 - k^n) / (1 - k) after n months.
#[test]
fn reputation_by_closed_form() {
    let text = with("market = { word_of_mouth = 0.02, decay = 0.1, complaint.most = 0, churn.midpoint = -5 }");
    let network = network(&text, &["grade.plain.courtesy=1"]);
    let outcome = outcome(&network, 0);
    assert_eq!(figure(&outcome, Index::Nps), Some(100.0));
    // Eleven months have ended before the horizon, the end of December.
    near(figure(&outcome, Index::Reputation).unwrap(), 1.0 + 0.02 * (1.0 - 0.9_f64.powi(11)) / 0.1, 2e-5);
    assert_eq!(figure(&outcome, Index::Churned), Some(0.0));
    assert_eq!(figure(&outcome, Index::Retention), Some(1.0));
}

/// S is the same for everybody, so that the shares of complaints and churn are the logistic curves at that S.
#[test]
fn complaints_and_churn_by_their_curves() {
    let base = with(
        "satisfaction = { speed = 0, competence = 0, courtesy = 1, gain = 0, loss = 0 }
         [market]
         feedback = false
         margin = 100
         retention = 0.55
         discount = 0.1
         years = 3
         churn = { midpoint = 0.5, slope = 4, delight = 1 }
         complaint = { most = 0.8, midpoint = 0.7, slope = 5, handle_within = \"1 d\", handling = { law = \"exponential\", mean = \"1 d\" }, cost = 7, refund = 20, legal = 50, escalation = 0.6, refund_share = 0.25, recovery = 0 }",
    );
    let network = network(&base, &["zone.here.size.lamp=2000"]);
    is(&network, Index::ComplaintRate, 20, 0.4, 0.006);
    // Logit 4 (.5 - .7); nothing is made good.
    is(&network, Index::ChurnRate, 20, 1.0 / (1.0 + libm::exp(0.8)), 0.006);
    let outcome = outcome(&network, 0);
    let count = |index| figure(&outcome, index).unwrap();
    let complaints = count(Index::Complaints);
    near(count(Index::Escalations) / complaints, libm::exp(-1.0) * 0.6, 0.03);
    let books = &outcome.books;
    assert_eq!(books.account(Account::Compensation), Money::from_units(7.0 * complaints).unwrap());
    let ended = books.account(Account::Refunds).units() / 20.0 + books.account(Account::Legal).units() / 50.0;
    assert_eq!(ended, count(Index::Escalations));
    near(books.account(Account::Refunds).units() / 20.0 / ended, 0.25, 0.06);
    // 100 (.5 + .25 + .125) for each customer who leaves; no cash, and in no total.
    assert_eq!(books.account(Account::LostMargin), Money::from_units(87.5 * count(Index::Churned)).unwrap());
    assert_eq!(books.cost(), books.group(Group::Customer), "nothing else costs anything here");
    assert_eq!((count(Index::CostTotal), count(Index::Goodwill)), (books.cost().units(), books.group(Group::Goodwill).units()));
    // Without feedback nobody leaves the base; the share is measured all the same.
    assert_eq!(count(Index::UnitsAtEnd), 2000.0);
    near(count(Index::Retention), 1.0 - count(Index::Churned) / 2000.0, 1e-9);
}

/// Expectations learn month by month: E after n months of Q = c is c + (E0 - c)(1 - alpha)^n, and S = c + gain (c - E)+.
#[test]
fn expectations_by_closed_form() {
    let text = with(
        "satisfaction = { speed = 0, competence = 0, courtesy = 1, gain = 1, moving = true, alpha = 0.25, expectation = 0.5 }",
    )
    .replace("courtesy = 0.7", "courtesy = 0.9")
    .replace(
        "failures = \"lamp\", months = [1, 1, 1, 1, 1, 1, 3, 3, 1, 1, 1, 1], day = [0, 1, 2, 1]",
        "every = \"1 d\", first = \"1 h\"",
    );
    let network = network(&text, &[]);
    let outcome = outcome(&network, 0);
    let days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let score: f64 = days.iter().zip(0..).map(|(days, n)| f64::from(*days) * (0.9 + 0.4 * 0.75_f64.powi(n))).sum();
    near(figure(&outcome, Index::Satisfaction).unwrap(), score / 365.0, 2e-6);
}

/// A complaint that is handled in time makes part of the loss good: fewer leave. The same customers complain.
#[test]
fn recovery_keeps_customers() {
    let of = |recovery: &str| {
        let text = with(&format!(
            "satisfaction = {{ speed = 0, competence = 0, courtesy = 1 }}
             market.complaint = {{ most = 1, midpoint = 0.9, handling = \"1 h\", recovery = {recovery} }}\nmarket.feedback = false"
        ));
        let outcome = outcome(&network(&text.replace("courtesy = 0.7", "courtesy = 0.4"), &["zone.here.size.lamp=2000"]), 0);
        [Index::Complaints, Index::Churned].map(|index| figure(&outcome, index).unwrap())
    };
    let ([complaints, stay], [same, leave]) = (of("1"), of("0"));
    assert_eq!(complaints, same);
    assert!(stay < 0.3 * leave, "{stay} and {leave}");
}

/// Jobs that complaints open: one for each complaint, never about another, and their customers' units work.
#[test]
fn complaints_open_jobs() {
    let market = network(MARKET, &[]);
    let mut opened = 0;
    for replication in 0..2 {
        let outcome = outcome(&market, replication);
        let made: f64 = outcome.kinds.iter().filter_map(|row| row[Index::Complaints as usize]).sum();
        let kind = market.kinds.enumerate().find(|(_, kind)| kind.name == "complaint").unwrap().0;
        let row = &outcome.kinds[kind];
        assert!(row[Index::Complaints as usize].is_none(), "who complains of a complaint");
        let calls = row[Index::Calls as usize].unwrap();
        assert!((made - calls).abs() <= 3.0, "{made} complaints about counted jobs, {calls} counted jobs of complaints");
        opened += calls as u64;
    }
    assert!(opened > 20, "{opened}");
}

/// Bases of zones: start + sold - scrapped - lost = end, zone by zone, counted from the facts.
#[derive(Default)]
struct Stock {
    sold: i64,
    scrapped: i64,
    lost: i64,
    end: i64,
    stood: Vec<i64>,
}

impl Observer for Stock {
    fn note(&mut self, _: Time, fact: &Fact<'_>) {
        match *fact {
            Fact::Sold(_) => self.sold += 1,
            Fact::Scrapped { units, .. } => self.scrapped += units as i64,
            Fact::Reacted(_, reaction) => self.lost += i64::from(reaction.unit_lost),
            Fact::MarketEnds { units, .. } => self.end += units as i64,
            Fact::MonthBegins { reputation, .. } => self.stood.push(reputation),
            _ => {}
        }
    }
}

#[test]
fn no_unit_is_lost_or_found() {
    let market = network(MARKET, &[]);
    let stock = simulate(&market, 0, Stock::default());
    assert!(stock.sold > 100 && stock.scrapped > 50 && stock.lost > 5, "{} {} {}", stock.sold, stock.scrapped, stock.lost);
    assert_eq!(300 + 250 + 60 + stock.sold - stock.scrapped - stock.lost, stock.end);
    assert!(stock.stood.iter().any(|r| *r != 1_000_000));
}

/// Prices of goodwill move nothing but goodwill; without feedback they and the reputation move no call.
#[test]
fn goodwill_stands_apart_and_feedback_can_be_switched_off() {
    let run = |sets: &[&str]| trial(&network(MARKET, sets), 0, Watch { audit: true, jobs: true, ..Watch::default() });
    let (plain, dear) = (run(&[]), run(&["market.margin=9000", "product.lamp.sales.margin=7000"]));
    assert_eq!((plain.books.cost(), plain.books.revenue()), (dear.books.cost(), dear.books.revenue()));
    assert_ne!(plain.books.group(Group::Goodwill), dear.books.group(Group::Goodwill));
    assert_eq!(plain.jobs, dear.jobs);
    let silent = ["market.feedback=false", "market.complaint.most=0"];
    let calls = |sets: &[&str]| run(&[&silent, sets].concat()).row[Index::Calls as usize];
    assert_eq!(calls(&[]), calls(&["market.word_of_mouth=0.5", "market.churn.midpoint=0.9"]));
    let loud = |sets: &[&str]| run(sets).row[Index::UnitsSold as usize].unwrap();
    assert!(
        loud(&["market.reputation=2"]) > 1.5 * loud(&["market.reputation=1"]),
        "a reputation of 2 sells twice as much at first"
    );
}

/// Everything that a market tells is told in order, and a map of satisfaction that is off tells nothing.
#[test]
fn a_market_without_reactions_measures_units_only() {
    let text = with("product.lamp.sales = { rate = \"10 /month\" }\nsatisfaction.model = \"off\"");
    let outcome = outcome(&network(&text, &[]), 0);
    for index in [Index::ChurnRate, Index::ComplaintRate, Index::Reputation, Index::Retention, Index::Goodwill] {
        assert_eq!(figure(&outcome, index), None);
    }
    assert!(figure(&outcome, Index::UnitsAtEnd) > Some(400.0));
    let told = tales(&network(&text, &[]), 0);
    assert!(told.iter().all(|(_, tale)| !matches!(tale, Tale::Breached(..))));
}

/// Two partners: one is cheap and slow, the other dear and quick. Over five years the quick one earns more, but only if customers
/// who leave do not come back: feedback turns the ranking round.
#[test]
fn feedback_can_change_a_five_year_ranking() {
    let text = |fee: u32, response: &str| {
        format!(
            "scenario = {{ name = \"rank\", start = 2026-01-01, horizon = \"5 years\", seed = 4 }}
             product.lamp.hazard = {{ law = \"exponential\", rate = \"2 /year\" }}
             kind.repair = {{ work = \"1 h\", respond_within = \"24 h\", charge_share = 1.0, charge = 30 }}
             zone.here.size.lamp = 400
             stream.faults = {{ kind = \"repair\", failures = \"lamp\" }}
             partner.shop = {{ response = \"{response}\", fee = {{ repair = {fee} }} }}
             [[sourcing]]\nto = [\"shop\"]\n[market.churn]\nmidpoint = 0.3"
        )
    };
    let profits = |fee, response: &str, feedback: &str| -> Vec<f64> {
        let network = network(&text(fee, response), &[&format!("market.feedback={feedback}")]);
        (0..5).map(|at| figure(&outcome(&network, at), Index::Profit).unwrap()).collect()
    };
    // Quick less cheap, paired; t at .975 with 4 degrees of freedom.
    let difference = |feedback| {
        let (quick, cheap) = (profits(20, "2 h", feedback), profits(15, "60 h", feedback));
        let pairs: Vec<f64> = quick.iter().zip(&cheap).map(|(a, b)| a - b).collect();
        let mean = pairs.iter().sum::<f64>() / 5.0;
        let variance = pairs.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / 4.0;
        (mean, 2.7764 * (variance / 5.0).sqrt())
    };
    let (on, off) = (difference("true"), difference("false"));
    assert!(on.0 - on.1 > 0.0 && off.0 + off.1 < 0.0, "with feedback {on:?}, without {off:?}");
}
