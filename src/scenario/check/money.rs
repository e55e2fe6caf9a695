//! Money: whatever a layout can cost stays far below the largest sum that is counted exactly.

use super::{Checker, stream, units};
use crate::scenario::schema::{Grade, Named, Need, Stream, Team};
use crate::scenario::stock;
use crate::scenario::units::Price;

/// Largest total of one replication [currency]; exact sums hold nine times as much.
const MOST_MONEY: f64 = 1e14;
/// Jobs that need more visits are few.
const MOST_VISITS: f64 = 20.0;
/// Longer trips are not driven [km].
const LONGEST_TRIP: f64 = 1000.0;

pub(super) fn check(c: &mut Checker<'_>) {
    let mut bill = Bill { total: 0.0, largest: (0.0, Vec::new()) };
    people(c, &mut bill);
    places(c, &mut bill);
    jobs(c, &mut bill);
    shelves(c, &mut bill);
    units(c, &mut bill);
    let Bill { total, largest: (_, path) } = bill;
    if total > MOST_MONEY {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let fault = format!("the costs of one replication may add up to {total:.1e} {}", c.scenario.scenario.currency);
        c.complain(&path, fault, format!("the most is {MOST_MONEY:.0e}; is this price right, or would a larger unit of money do?"));
    }
}

/// What a layout may cost at most, roughly.
struct Bill {
    total: f64,
    largest: (f64, Vec<String>),
}

impl Bill {
    fn add(&mut self, path: &[&str], price: Price, quantity: f64) {
        let cost = price.money().units() * quantity;
        self.total += cost;
        if cost > self.largest.0 {
            self.largest = (cost, path.iter().map(|&step| step.to_owned()).collect());
        }
    }
}

fn people(c: &Checker<'_>, bill: &mut Bill) {
    let scenario = c.scenario;
    let hours = scenario.scenario.horizon.ms() / 3.6e6;
    for centre in scenario.centre.values() {
        for team in centre.team.values() {
            let heads = f64::from(team.technicians) * f64::from(team.crew);
            let named = team.grade.as_deref().and_then(|name| scenario.grade.get_key_value(name));
            if let Some((name, grade)) = named.or_else(|| scenario.grade.first()) {
                let bands = grade.overtime_bands.iter().map(|band| band.factor);
                let most = bands.fold(grade.overtime_factor.max(grade.holiday_factor).max(1.0), f64::max);
                let factor = (1.0 + grade.on_cost.0) * most;
                standby(c, bill, team, grade, heads * hours);
                bill.add(&["grade", name, "wage"], grade.wage, heads * hours * factor);
                people_change(bill, name, grade, heads, hours / 24.0);
            }
            bill.add(&["cost", "vehicle_per_month"], scenario.cost.vehicle_per_month, heads * months(c));
        }
    }
}

/// Standby: an hour of it is paid at most as such, and by the shortest time of a call-out.
fn standby(c: &Checker<'_>, bill: &mut Bill, team: &Team, grade: &Grade, hours: f64) {
    let named = team.roster.as_deref().and_then(|name| c.scenario.roster.get_key_value(name));
    if let Some((name, standby)) =
        named.or_else(|| c.scenario.roster.first()).and_then(|(name, it)| Some((name, it.standby.as_ref()?)))
    {
        bill.add(&["roster", name, "standby", "pay"], standby.pay, hours * (1.0 + grade.on_cost.0));
    }
}

/// Hires and courses: nobody is hired, or begins a course, more than once a day.
fn people_change(bill: &mut Bill, name: &str, grade: &Grade, heads: f64, days: f64) {
    if let Some(turnover) = &grade.turnover {
        bill.add(&["grade", name, "turnover", "cost"], turnover.cost, heads * days);
    }
    if let Some(training) = &grade.training {
        for (key, fee) in [("fee", training.fee), ("yearly_fee", training.yearly_fee)] {
            bill.add(&["grade", name, "training", key], fee, heads * days);
        }
    }
}

/// Months that the horizon touches.
fn months(c: &Checker<'_>) -> f64 {
    c.scenario.scenario.horizon.ms() / (28.0 * 86.4e6) + 2.0
}

fn places(c: &Checker<'_>, bill: &mut Bill) {
    let scenario = c.scenario;
    for (name, it) in &scenario.centre {
        for (key, price) in [("rent", it.rent), ("utilities", it.utilities), ("equipment", it.equipment)] {
            bill.add(&["centre", name, key], price, months(c));
        }
        for (key, price) in [("opening", it.opening), ("closing", it.closing)] {
            bill.add(&["centre", name, key], price, 1.0);
        }
        if let Some((price, life)) = it.investment.zip(it.life) {
            let lives = (c.scenario.scenario.horizon.ms() / life.ms().max(1.0)).ceil();
            bill.add(&["centre", name, "investment"], price, lives.max(1.0));
        }
    }
    for (name, it) in &scenario.partner {
        bill.add(&["partner", name, "retainer"], it.retainer, months(c));
        bill.add(&["partner", name, "minimum_amount"], it.minimum_amount.unwrap_or_default(), months(c));
        bill.add(&["partner", name, "exit_cost"], it.exit_cost.unwrap_or_default(), 1.0);
        let missing = f64::from(it.minimum_jobs.unwrap_or(0)) * months(c);
        bill.add(&["partner", name, "shortfall_fee"], it.shortfall_fee.unwrap_or_default(), missing);
        for (list, steps) in [("bonus", &it.bonus), ("malus", &it.malus)] {
            for (index, step) in steps.iter().enumerate() {
                bill.add(&["partner", name, list, &(index + 1).to_string(), "amount"], step.amount, months(c));
            }
        }
    }
    for (name, it) in &scenario.depot {
        for (key, price) in [("rent", it.rent), ("utilities", it.utilities), ("equipment", it.equipment)] {
            bill.add(&["depot", name, key], price, months(c));
        }
    }
    bill.add(&["cost", "overhead"], scenario.cost.overhead, months(c));
}

/// What parts cost: use, repair or scrap, freight and emergencies for each job, and holding what lies on the shelves.
fn parts(c: &Checker<'_>, bill: &mut Bill, jobs: f64, needs: &Named<Need>) {
    let scenario = c.scenario;
    for (name, need) in needs {
        let (units, part) = (jobs * f64::from(need.quantity), &scenario.part[name]);
        bill.add(&["part", name, "price"], part.price, units);
        bill.add(&["part", name, "freight"], part.freight, 2.0 * units);
        if let Some(repair) = &part.repair {
            bill.add(&["part", name, "repair", "cost"], repair.cost, units);
            bill.add(&["part", name, "repair", "scrap_cost"], repair.scrap_cost, units);
        }
        for (rule_name, rule) in &scenario.stock {
            let prices = [
                ("order_cost", rule.order_cost, 2.0),
                ("freight", rule.freight.unwrap_or_default(), 2.0),
                ("lateral_freight", rule.lateral_freight, 1.0),
                ("emergency_price", rule.emergency_price, 1.0),
            ];
            for (key, price, each) in prices {
                bill.add(&["stock", rule_name, key], price, each * units);
            }
        }
    }
}

/// What lies on the shelves.
fn shelves(c: &Checker<'_>, bill: &mut Bill) {
    let scenario = c.scenario;
    let places = scenario.centre.values().flat_map(|centre| centre.team.values()).map(|team| f64::from(team.technicians) + 1.0);
    let places: f64 = places.sum::<f64>() + (scenario.depot.len() + scenario.partner.len()) as f64;
    let units = scenario.stock.values().map(|rule| f64::from(stock::initial(rule))).fold(0.0, f64::max);
    let years = scenario.scenario.horizon.ms() / (365.0 * 86.4e6);
    for (name, part) in &scenario.part {
        bill.add(&["part", name, "price"], part.price, part.holding.0 * years * units * places);
    }
}

/// Planned visits and the downtime of tracked units.
fn units(c: &Checker<'_>, bill: &mut Bill) {
    let scenario = c.scenario;
    let horizon = scenario.scenario.horizon.ms();
    for (name, product) in &scenario.product {
        bill.add(&["product", name, "downtime_cost"], product.downtime_cost, units::units_of(scenario, name) * horizon / 3.6e6);
    }
    for (product, _, plan) in units::planned(scenario) {
        let Some(interval) = plan.every.or(plan.at_age) else { continue };
        let jobs = units::units_of(scenario, product) * (horizon / interval.ms().max(1.0) + 1.0);
        job_costs(c, bill, &plan.kind, jobs);
    }
}

fn jobs(c: &Checker<'_>, bill: &mut Bill) {
    let scenario = c.scenario;
    for it in scenario.stream.values().filter(|it| it.open) {
        let jobs = stream::calls(scenario, it);
        bill.add(&["cost", "vehicle_per_km"], scenario.cost.vehicle_per_km, jobs * LONGEST_TRIP);
        goods(c, bill, it, jobs);
        if let Some(kind) = &it.kind {
            market(c, bill, jobs);
            job_costs(c, bill, kind, jobs);
        }
    }
}

/// What so many jobs of a kind may cost.
fn job_costs(c: &Checker<'_>, bill: &mut Bill, kind: &str, jobs: f64) {
    let scenario = c.scenario;
    if let Some((name, kind)) = scenario.kind.get_key_value(kind) {
        let prices = [
            ("late_penalty", kind.late_penalty, 2.0),
            ("part_price", kind.part_price, 1.0),
            ("charge", kind.charge, 1.0),
            ("damage_compensation", kind.damage_compensation, 2.0),
        ];
        for price in &kind.price_list {
            bill.add(&["kind", name, "price_list"], *price, jobs);
        }
        let markup = 2.0 + kind.part_markup.unwrap_or(0.0);
        bill.add(&["kind", name, "part_price"], kind.part_price, jobs * markup);
        for (key, price, each) in prices {
            bill.add(&["kind", name, key], price, jobs * each);
        }
        parts(c, bill, jobs, &kind.parts);
        for (partner, it) in &scenario.partner {
            bill.add(&["partner", partner, "quality_control"], it.quality_control, jobs);
            bill.add(&["partner", partner, "fee", name], it.fee.get(name).copied().unwrap_or_default(), jobs);
            bill.add(&["partner", partner, "no_fix_fee"], it.no_fix_fee, jobs * MOST_VISITS);
            bill.add(
                &["partner", partner, "hourly", name],
                it.hourly.get(name).copied().unwrap_or_default(),
                jobs * MOST_VISITS * 24.0,
            );
            for (from, fees) in &it.fee_from {
                bill.add(&["partner", partner, "fee_from", from, name], fees.get(name).copied().unwrap_or_default(), jobs);
            }
            for (index, tier) in it.tier.iter().enumerate() {
                let path = ["partner", partner, "tier", &(index + 1).to_string(), "fee", name];
                bill.add(&path, tier.fee.get(name).copied().unwrap_or_default(), jobs);
            }
        }
    }
}

/// What customers may cost who complain and leave.
fn market(c: &Checker<'_>, bill: &mut Bill, jobs: f64) {
    let Some(market) = &c.scenario.market else { return };
    let complaint = &market.complaint;
    for (key, price) in [("cost", complaint.cost), ("refund", complaint.refund), ("legal", complaint.legal)] {
        bill.add(&["market", "complaint", key], price, jobs);
    }
    bill.add(&["market", "margin"], market.margin, jobs * f64::from(market.years));
    for (name, product) in &c.scenario.product {
        bill.add(&["product", name, "margin"], product.margin.unwrap_or_default(), jobs * f64::from(market.years));
    }
}

/// Refunds, exchanges, freight and plans of the product of a stream, if every call came to that.
fn goods(c: &Checker<'_>, bill: &mut Bill, it: &Stream, jobs: f64) {
    let Some((name, product)) = it.failures.as_ref().or(it.sells.as_ref()).and_then(|name| c.scenario.product.get_key_value(name))
    else {
        return;
    };
    for (key, price, each) in
        [("price", product.price, 1.0), ("unit_cost", product.unit_cost, 1.0), ("freight", product.freight, 2.0)]
    {
        bill.add(&["product", name, key], price, jobs * each);
    }
    let units: f64 = c.scenario.zone.values().filter_map(|zone| zone.size.get(name)).sum();
    for (plan, it) in &product.plan {
        bill.add(&["product", name, "plan", plan, "price"], it.price, units * months(c));
    }
}
