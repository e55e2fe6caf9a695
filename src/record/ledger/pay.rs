//! What people cost: wages, overtime by bands, holidays, standby, hires and courses.

use super::{Account, Ledger};
use crate::kernel::money::{Amount, PPM};
use crate::kernel::time::{MS_PER_DAY, Span, Time, clip};
use crate::network::pay::PayRules;
use crate::network::staff::Staffing;
use crate::network::{PlaceId, PlaceKind, TechnicianId};
use crate::record::fact::{Change, Pay};

/// Bands that count a week begin anew after so long.
const WEEK: i64 = 7;

impl Ledger<'_> {
    pub(super) fn pay(&mut self, technician: TechnicianId, pay: Pay, from: Time, to: Time) {
        let network = self.network;
        let team = &network.teams[network.technicians[technician].team];
        let rules = network.workforce.crafts[team.grade_id].pay_rules.as_ref();
        // Overtime before the counted time moves the bands of what comes after it.
        let before = rules.filter(|rules| rules.weekly && pay == Pay::Overtime).map(|_| self.week_so_far(technician, from, to));
        let Some((inside, to)) = clip(from, to, network.window.warm_up, network.window.horizon) else { return };
        match rules {
            None => {
                let factor = if pay == Pay::Regular { PPM } else { team.grade.overtime_ppm };
                self.pay_at(technician, pay, inside, to, factor);
            }
            Some(rules) => self.pay_by_rules(technician, pay, rules, (inside, to), before.unwrap_or_default() + (inside - from)),
        }
    }

    /// Overtime of the week before a span of it, which is added.
    fn week_so_far(&mut self, technician: TechnicianId, from: Time, to: Time) -> Span {
        let week = from.day().div_euclid(WEEK);
        let (known, so_far) = self.overtime[technician];
        let before = if known == week { so_far } else { Span::ZERO };
        self.overtime[technician] = (week, before + (to - from));
        before
    }

    /// Pays a span piece by piece: until midnight, or until the next band, whichever comes first.
    fn pay_by_rules(&mut self, technician: TechnicianId, pay: Pay, rules: &PayRules, (from, to): (Time, Time), before: Span) {
        let mut at = from;
        while at < to {
            let done = before + (at - from);
            let (factor, next) = if pay == Pay::Regular { (PPM, None) } else { rules.band(done) };
            let holiday = self.network.calendar.is_holiday(at.day());
            let factor = if holiday { factor.max(rules.holiday_ppm) } else { factor };
            let midnight = Time((at.day() + 1) * MS_PER_DAY);
            let stop = next.map_or(to, |next| at + (next - done)).min(midnight).min(to);
            self.pay_at(technician, pay, at, stop, factor);
            at = stop;
        }
    }

    /// Pays a span of the counted time at one factor of the wage: a shift's own wage, the rest as overtime.
    fn pay_at(&mut self, technician: TechnicianId, pay: Pay, mut from: Time, to: Time, factor: i64) {
        let Some(place) = self.own_place(technician) else { return };
        let team = &self.network.teams[self.network.technicians[technician].team];
        let people = i64::from(team.crew);
        let plain = if pay == Pay::Regular { PPM } else { 0 };
        // The two factors are multiplied first, so that the amount is rounded nowhere.
        let on_cost = factor * team.grade.on_cost_ppm / PPM;
        while from < to {
            let (stop, _) = self.end_of_month(from, to);
            let wage = team.grade.wage.per_hour(stop - from) * people;
            self.post_pay(Account::Wages, place, from, wage.times_ppm(plain));
            self.post_pay(Account::Overtime, place, from, wage.times_ppm(factor - plain));
            self.post_pay(Account::OnCost, place, from, wage.times_ppm(on_cost));
            from = stop;
        }
    }

    /// Posts pay: that of contact centres has one account of its own.
    fn post_pay(&mut self, account: Account, place: PlaceId, at: Time, amount: Amount) {
        let account = if self.network.places[place].kind == PlaceKind::ContactCentre { Account::ContactCentre } else { account };
        self.post(account, place, None, at, amount);
    }

    /// Pay of standing by.
    pub(super) fn stood_by(&mut self, technician: TechnicianId, from: Time, to: Time) {
        let window = self.network.window;
        let Some(place) = self.own_place(technician) else { return };
        let Some((mut from, to)) = clip(from, to, window.warm_up, window.horizon) else { return };
        let team = &self.network.teams[self.network.technicians[technician].team];
        let Some(standby) = &team.standby else { return };
        while from < to {
            let (stop, _) = self.end_of_month(from, to);
            let pay = standby.pay.per_hour(stop - from) * i64::from(team.crew);
            self.post_pay(Account::Standby, place, from, pay);
            self.post_pay(Account::OnCost, place, from, pay.times_ppm(team.grade.on_cost_ppm));
            from = stop;
        }
    }

    /// What the shortest paid time adds to a call-out that has ended in the counted time.
    pub(super) fn called_out(&mut self, technician: TechnicianId, from: Time, to: Time) {
        let Some(place) = self.own_place(technician) else { return };
        let team = &self.network.teams[self.network.technicians[technician].team];
        let Some(standby) = &team.standby else { return };
        let rules = self.network.workforce.crafts[team.grade_id].pay_rules.as_ref();
        let factor = rules.map_or(team.grade.overtime_ppm, |rules| rules.band(Span::ZERO).0);
        let added = (standby.minimum - (to - from)).max(Span::ZERO);
        let wage = team.grade.wage.per_hour(added) * i64::from(team.crew);
        self.post_pay(Account::Standby, place, to, wage.times_ppm(factor));
        self.post_pay(Account::OnCost, place, to, wage.times_ppm(factor * team.grade.on_cost_ppm / PPM));
    }

    /// What it costs that somebody is hired or begins a course.
    pub(super) fn staffed(&mut self, now: Time, technician: TechnicianId, change: Change) {
        let Some(place) = self.own_place(technician) else { return };
        let (account, price) = match (change, self.network.staffing_of(technician)) {
            (Change::Hired, Staffing { turnover: Some(turnover), .. }) => (Account::Hiring, turnover.cost),
            (Change::Course { refresher }, Staffing { training: Some(training), .. }) => {
                (Account::Training, training.fee[usize::from(refresher)])
            }
            _ => return,
        };
        let people = i64::from(self.network.technicians[technician].people);
        self.post(account, place, None, now, price.once() * people);
    }
}
