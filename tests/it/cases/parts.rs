//! Spare parts: base stock, lots, periodic review, emergencies, and two echelons of repairable units.

use super::{Expect, Index, Network, Observer, Run, abs, check, nothing, rel};
use callout::kernel::time::{MS_PER_DAY, Span, Time};
use callout::network::Window;
use callout::record::fact::{Fact, StockFact};
use callout::record::ledger::Account;

/// Length of the counted time [weeks].
fn weeks<P>(run: &Run<'_, P>) -> f64 {
    run.hours() / 168.0
}

/// What was posted to an account.
fn booked<P>(run: &Run<'_, P>, account: Account) -> f64 {
    run.books.account(account).units()
}

const C01: [Expect; 4] = [
    rel("mean backorders", 0.3140213891541882, 0.03),
    abs("fill rate", 0.743979760453717, 0.004),
    rel("mean on hand", 2.3140213891541883, 0.01),
    rel("mean part delay over all jobs [d]", 0.1570106945770941, 0.03),
];

#[test]
fn c01_base_stock() {
    check("C01", &[C01, C01, C01].concat(), nothing, |runs| {
        let figures = |run: &Run<'_, ()>| {
            let delay = run.get(Index::PartDelay) / 24.0;
            [run.get(Index::Backorders), run.get(Index::FillRate), run.get(Index::OnHand), delay]
        };
        runs.iter().flat_map(figures).collect()
    });
}

const C03: [Expect; 3] = [
    abs("emergency share", 0.11005434782608696, 0.002),
    rel("mean on hand", 2.3301630434782608, 0.006),
    rel("emergency cost per week", 79.23913043478261, 0.015),
];

#[test]
fn c03_emergency_supply() {
    check("C03", &[C03, C03].concat(), nothing, |runs| {
        let figures =
            |run: &Run<'_, ()>| [run.get(Index::EmergencyShare), run.get(Index::OnHand), booked(run, Account::Rush) / weeks(run)];
        runs.iter().flat_map(figures).collect()
    });
}

const C04: &[Expect] = &[
    rel("depot backorders", 1.4442547294299324, 0.01),
    rel("EBO per base", 0.12156605650946252, 0.02),
    rel("total EBO", 0.6078302825473126, 0.02),
    abs("fill rate at a base", 0.6007151106234762, 0.004),
    rel("mean on hand at a base", 0.6007151106234762, 0.01),
];

#[test]
fn c04_two_echelons_of_repairables() {
    check("C04", C04, nothing, |runs| {
        let run = &runs[0];
        let bases = |figure| ["base1", "base2", "base3", "base4", "base5"].map(|base| run.place(base, figure)).iter().sum::<f64>();
        vec![
            run.place("depot", Index::Backorders),
            bases(Index::Backorders) / 5.0,
            run.get(Index::Backorders),
            run.get(Index::FillRate),
            bases(Index::OnHand) / 5.0,
        ]
    });
}

const C07: &[Expect] = &[
    rel("total cost per week", 107.92358063314978, 0.01),
    rel("mean on hand", 3.1054328272538227, 0.006),
    rel("mean backorders", 0.10543282725382212, 0.04),
    rel("orders per week", 0.3, 0.005),
    abs("fill rate", 0.8666328304219004, 0.004),
];

#[test]
fn c07_lots() {
    check("C07", C07, nothing, |runs| {
        let run = &runs[0];
        let costs = booked(run, Account::Holding) + booked(run, Account::PartFreight);
        vec![
            costs / weeks(run) + 150.0 * run.get(Index::Backorders),
            run.get(Index::OnHand),
            run.get(Index::Backorders),
            run.get(Index::PartOrders) / weeks(run),
            run.get(Index::FillRate),
        ]
    });
}

const C08: &[Expect] = &[
    rel("total cost per month", 1.0318926364234704, 0.01),
    abs("P(demand not filled at once)", 0.40327101352007255, 0.004),
    rel("mean on hand", 0.9934463182117351, 0.008),
    rel("mean backorders", 0.2934463182117351, 0.02),
    rel("orders per month", 1.8, 0.005),
];

#[test]
fn c08_printers() {
    check("C08", C08, nothing, |runs| {
        let run = &runs[0];
        let months = run.hours() / 730.0;
        let costs = booked(run, Account::Holding) + booked(run, Account::PartFreight);
        vec![
            costs / months + 1.75 * run.get(Index::Backorders),
            1.0 - run.get(Index::FillRate),
            run.get(Index::OnHand),
            run.get(Index::Backorders),
            run.get(Index::PartOrders) / months,
        ]
    });
}

/// Net stock (on hand less owed) at the end of each counted day.
struct DayEnds {
    window: Window,
    next: Time,
    net: i64,
    days: i64,
    on_hand: i64,
    owed: i64,
}

impl DayEnds {
    fn new(network: &Network) -> DayEnds {
        let window = network.window;
        DayEnds { window, next: window.warm_up + Span(MS_PER_DAY), net: 0, days: 0, on_hand: 0, owed: 0 }
    }

    /// Holding 1 and backorder 9 per unit at the end of a day, mean over the days.
    fn cost(&self) -> f64 {
        (self.on_hand + 9 * self.owed) as f64 / self.days as f64
    }
}

impl Observer for DayEnds {
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        let Fact::Stock(StockFact::Moved { level, .. }) = *fact else { return };
        while self.next <= now.min(self.window.horizon) {
            self.next = self.next + Span(MS_PER_DAY);
            self.days += 1;
            self.on_hand += self.net.max(0);
            self.owed += (-self.net).max(0);
        }
        self.net = i64::from(level.on_hand) - i64::from(level.owed);
    }
}

const C10: &[Expect] =
    &[rel("mean 10, cost per day", 35.02155527232042, 0.004), rel("mean 15, cost per day", 42.69781892264546, 0.004)];

#[test]
fn c10_periodic_review() {
    check("C10", C10, DayEnds::new, |runs| {
        let cost = |run: &Run<'_, DayEnds>| run.probe.cost() + booked(run, Account::PartFreight) / (run.hours() / 24.0);
        runs.iter().map(cost).collect()
    });
}
