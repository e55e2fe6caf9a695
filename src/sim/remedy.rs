//! Claims: who pays for a job, whether the price is declined, and when a buyer gets a new unit or the money instead of a repair.

use super::run::{Event, Simulation};
use crate::kernel::time::Span;
use crate::network::rules::Rules;
use crate::network::sourcing::Offer;
use crate::network::warranty::{self, Product};
use crate::network::{SourceId, ZoneId};
use crate::policy::price;
use crate::record::fact::{Fact, Observer, Reason};
use crate::scenario::schema::Remedy;
use crate::state::claim::Bill;
use crate::state::fate::{Fate, Purpose};
use crate::state::job::{Job, JobId};

impl<'n, O: Observer> Simulation<'n, O> {
    /// Whether a call of a source opens a job: not if maintenance has prevented the failure, nor at a mere sale.
    pub(super) fn admits(&mut self, source: SourceId, fate: Fate) -> bool {
        let network = self.network;
        let entry = &network.sources[source];
        let Some(product) = entry.product.map(|id| &network.products[id]) else { return true };
        if entry.sells {
            self.hand_over(source, entry.zone, fate);
            return entry.jobs >= 1.0;
        }
        if entry.base.is_none() {
            return true;
        }
        let mut draws = fate.draws(Purpose::Plan, 0);
        let factor = product.plan_at(draws.uniform()).map_or(1.0, |plan| product.plans[plan].failure_factor);
        factor >= 1.0 || draws.uniform() < factor
    }

    /// A unit is sold; its buyer may send it back.
    fn hand_over(&mut self, source: SourceId, zone: ZoneId, fate: Fate) {
        let network = self.network;
        let id = network.sources[source].product.expect("a sale has a product");
        self.observer.note(self.now, &Fact::HandedOver(id, zone));
        let product = &network.products[id];
        let Some(returns) = &product.returns else { return };
        let mut draws = fate.draws(Purpose::Return, 0);
        let (wish, patience) = (draws.uniform(), draws.uniform());
        if wish >= returns.wish {
            return;
        }
        let after = Span::from_ms(returns.after.sample(&mut fate.draws(Purpose::Return, 1)).max(1.0));
        let allowed = |rules: &Rules| {
            let pays = rules.return_freight || patience >= returns.deterred;
            pays && rules.return_within.is_some_and(|window| after <= window)
        };
        if !product.rules.as_ref().is_some_and(allowed) {
            return self.observer.note(self.now, &Fact::Kept(id, zone));
        }
        let at = self.now + after;
        let id = self.state.jobs.open(Job::new(fate.child(Purpose::Return, 2), source, zone, returns.kind, at));
        if network.travel.uses_sites() {
            self.state.jobs[id].site = network.zones[zone].draw_site(&mut fate.draws(Purpose::Site, 0));
        }
        let claim = &mut self.state.jobs.story_mut(id).claim;
        (claim.sold, claim.returned) = (Some(self.now), true);
        self.plan(at, Event::RepeatCall(id));
    }

    /// Judges a call: who pays, whether the customer declines, and whether the unit is repaired at all.
    /// `true` if the job has ended, or ends without a visit.
    pub(super) fn judge(&mut self, id: JobId) -> bool {
        let network = self.network;
        let job = &self.state.jobs[id];
        let source = &network.sources[job.source];
        let product = source.product.map(|id| &network.products[id]);
        let story = self.state.jobs.story(id);
        if story.grievance.is_some() {
            // Who only complains has no unit to be repaired.
            return false;
        }
        let first = !job.repeat && story.cause.is_none();
        let (returned, is_sale) = (story.claim.returned, first && source.sells);
        if job.background || story.plan.is_some() || first && source.visits || returned || self.is_our_damage(id) {
            let claim = &mut self.state.jobs.story_mut(id).claim;
            (claim.bill, claim.decided) = (Bill::FREE, true);
            return false;
        }
        if is_sale {
            self.state.jobs.story_mut(id).claim.sold = Some(self.now);
        }
        if let Some(product) = product.filter(|_| !is_sale) {
            self.know_the_unit(id, product);
            self.cover(id, product);
            if self.entitle(id, product) {
                return true;
            }
        } else if self.has_price(id) {
            self.charge(id);
        }
        self.has_price(id) && self.quote(id)
    }

    /// Whether the kind that was called for has a price list, or a price that may be declined.
    fn has_price(&self, id: JobId) -> bool {
        let kind = &self.network.kinds[self.state.jobs[id].home];
        kind.acceptance.is_some() || !kind.price_shares.is_empty()
    }

    /// When the unit of a job was sold, where that is not known yet.
    fn know_the_unit(&mut self, id: JobId, product: &Product) {
        let (source, claim) = (self.state.jobs[id].source, &self.state.jobs.story(id).claim);
        if let Some(unit) = self.state.jobs.story(id).unit {
            // A tracked unit knows its age, and has had its plan from the beginning.
            let row = &self.state.units.rows[unit];
            let (born, plan) = (row.born, product.plan_at(row.fate().draws(Purpose::Plan, 0).uniform()));
            let claim = &mut self.state.jobs.story_mut(id).claim;
            (claim.sold, claim.plan) = (Some(born), plan.and_then(|plan| u8::try_from(plan).ok()));
            return;
        }
        if claim.sold.is_some() || self.network.sources[source].base.is_none() {
            return;
        }
        let fate = self.fate_of_call(id);
        let mut draws = fate.draws(Purpose::Age, 0);
        let (lot, place) = (draws.uniform(), draws.uniform());
        let age = self.age_in_the_fleet(id, product, lot, place);
        let plan = product.plan_at(fate.draws(Purpose::Plan, 0).uniform());
        let claim = &mut self.state.jobs.story_mut(id).claim;
        claim.sold = Some(warranty::sold(self.now, age));
        claim.plan = plan.and_then(|plan| u8::try_from(plan).ok());
    }

    /// Age [years] of a unit that has failed, drawn from those of its fleet by share and hazard.
    fn age_in_the_fleet(&self, id: JobId, product: &Product, lot: f64, place: f64) -> f64 {
        let calendar = &self.network.calendar;
        let source = &self.network.sources[self.state.jobs[id].source];
        let Some(base) = source.base.filter(|_| source.live.is_some()) else {
            return product.ages.age(calendar.month(self.now.day()), warranty::years(self.now), lot, place);
        };
        let months = self.moving().bases[base].failing(&self.market().bases[base].hazard, lot) as f64 + place;
        let (begins, ends) = calendar.month_span(calendar.month(self.now.day()));
        (months + (self.now - begins).0 as f64 / (ends - begins).0 as f64) / 12.0
    }

    /// Age of the unit of a job that is judged, where it is known.
    pub(super) fn age_of_the_unit(&self, id: JobId) -> Option<Span> {
        self.state.jobs.story(id).claim.sold.map(|sold| self.now - sold)
    }

    /// Who pays by the share of the kind that was called for.
    fn charge(&mut self, id: JobId) {
        let share = self.network.kinds[self.state.jobs[id].home].charge_share;
        let charged = share > 0.0 && self.fate_of_call(id).draws(Purpose::Charge, 0).uniform() < share;
        let claim = &mut self.state.jobs.story_mut(id).claim;
        (claim.bill, claim.decided) = (if charged { Bill::FULL } else { Bill::FREE }, true);
    }

    /// Who pays by warranty, by plan, and because an earlier repair did not hold.
    fn cover(&mut self, id: JobId, product: &Product) {
        self.charge(id);
        let age = self.age_of_the_unit(id);
        let fate = self.fate_of_call(id);
        let mut claim = self.state.jobs.story(id).claim;
        claim.entitled = true;
        if let Some((warranty, age)) = product.warranty.as_ref().zip(age) {
            let [parts_ppm, labour_ppm] = warranty.due(age, fate.draws(Purpose::Renewal, 0).uniform());
            claim.bill = Bill { price: 0, labour_ppm, parts_ppm };
            claim.entitled = parts_ppm < Bill::FULL.parts_ppm;
        }
        let plan = claim.plan.map(|plan| &product.plans[usize::from(plan)]);
        if let Some(plan) = plan.filter(|plan| plan.until.zip(age).is_none_or(|(until, age)| age < until)) {
            let [parts, labour] = plan.covers;
            claim.bill.parts_ppm *= i64::from(!parts);
            claim.bill.labour_ppm *= i64::from(!labour);
        }
        let holds_for = product.rules.as_ref().map(|rules| rules.hold);
        if claim.repaired.zip(holds_for).is_some_and(|(repaired, hold)| self.now - repaired <= hold) {
            claim.bill = Bill::FREE;
            claim.failed += 1;
        } else {
            claim.failed = 0;
        }
        self.state.jobs.story_mut(id).claim = claim;
        if product.warranty.is_some() || !product.plans.is_empty() {
            let covered = claim.bill.labour_ppm < Bill::FULL.labour_ppm || claim.bill.parts_ppm < Bill::FULL.parts_ppm;
            self.tell(id, |id, job| Fact::Judged(id, job, covered));
        }
    }

    /// What the rule pack grants at the call; plans the end of the time that the repair may take.
    /// `true` if the unit is exchanged or refunded at once.
    fn entitle(&mut self, id: JobId, product: &Product) -> bool {
        let Some(rules) = &product.rules else { return false };
        let fate = self.fate_of_call(id);
        let age = self.age_of_the_unit(id);
        let claim = &mut self.state.jobs.story_mut(id).claim;
        let claims = rules.claim >= 1.0 || fate.draws(Purpose::Claim, 0).uniform() < rules.claim;
        claim.entitled &= claims;
        let early = age.filter(|_| claims).and_then(|age| rules.on_failure(age));
        let failed = rules.on_failed_repairs(claim.failed).filter(|_| claim.entitled);
        if let Some((remedy, reason)) = early.zip(Some(Reason::EarlyFailure)).or(failed.zip(Some(Reason::FailedRepairs))) {
            self.grant(id, remedy, reason, false);
            return true;
        }
        if let Some(within) = rules.repair_within.filter(|_| claim.entitled) {
            let deadline = self.plan(self.now + within, Event::Deadline(id));
            self.state.jobs.story_mut(id).claim.deadline = Some(deadline);
        }
        false
    }

    /// The customer hears the price of the kind that was called for. `true` if it is declined at the call.
    fn quote(&mut self, id: JobId) -> bool {
        let (fate, kind) = (self.fate_of_call(id), &self.network.kinds[self.state.jobs[id].home]);
        let mut bill = self.state.jobs.story(id).claim.bill;
        let lot = fate.draws(Purpose::PriceList, 0).uniform();
        bill.price = kind.price_shares.partition_point(|&share| share <= lot).min(kind.price_shares.len().saturating_sub(1)) as u16;
        let part = kind.part_probability > 0.0 && fate.draws(Purpose::Part, 0).uniform() < kind.part_probability;
        let willingness = || fate.draws(Purpose::Willingness, 0).uniform();
        let refused = kind.acceptance.as_ref().filter(|acceptance| {
            let price = price::quoted(kind, bill, part);
            price > 0.0 && !price::accepts(acceptance, price, willingness())
        });
        let at_call = refused.map(|acceptance| acceptance.at_call);
        let claim = &mut self.state.jobs.story_mut(id).claim;
        (claim.bill, claim.declines) = (bill, at_call.is_some());
        if at_call == Some(true) {
            self.decline(id);
        }
        at_call == Some(true)
    }

    /// A visit at which the customer declines is a diagnosis.
    pub(super) fn draw_diagnosis(&mut self, id: JobId) {
        let job = &self.state.jobs[id];
        let acceptance = self.network.kinds[job.kind].acceptance.as_ref().filter(|_| job.kind == job.home);
        if let Some(acceptance) = acceptance.filter(|_| self.state.jobs.story(id).claim.declines) {
            let job = &mut self.state.jobs[id];
            job.work = acceptance.diagnosis.sample(&mut job.fate.draws(Purpose::Diagnosis, 0));
        }
    }

    fn decline(&mut self, id: JobId) {
        self.tell(id, |id, job| Fact::Declined { id, job });
        self.release(id);
    }

    /// Whether the customer declines the price at the visit that ends: then the job ends, too. It is the visit for what was called for.
    pub(super) fn declined(&mut self, id: JobId) -> bool {
        let job = &self.state.jobs[id];
        if !self.state.jobs.story(id).claim.declines || job.kind != job.home || self.nobody_home(id) {
            return false;
        }
        self.tell(id, |id, job| Fact::Visited { id, job, fixed: false });
        self.decline(id);
        true
    }

    /// Whether a visit after which the unit does not work was the last: then it is exchanged or refunded. A visit that found out which part
    /// is missing is no failed repair.
    pub(super) fn was_last_visit(&mut self, id: JobId, part_missing: bool) -> bool {
        let Some(product) = self.product_of(id) else { return false };
        let Some(rules) = &product.rules else { return false };
        let claim = &mut self.state.jobs.story_mut(id).claim;
        claim.failed += u32::from(!part_missing);
        if !claim.entitled {
            return false;
        }
        let late = claim.overdue.then_some((rules.remedy, Reason::LateRepair));
        let failed = rules.on_failed_repairs(claim.failed).filter(|_| !part_missing).zip(Some(Reason::FailedRepairs));
        let Some((remedy, reason)) = failed.or(late) else { return false };
        self.grant(id, remedy, reason, false);
        true
    }

    /// The repair has taken too long: the visit that the job waits for is cancelled; one that is under way is the last.
    pub(super) fn deadline(&mut self, id: JobId) {
        let claim = &mut self.state.jobs.story_mut(id).claim;
        claim.deadline = None;
        let between = claim.revisit.take();
        let waited = self.state.jobs[id].is_undispatched();
        if let Some(handle) = between {
            self.agenda.cancel(handle);
        } else if waited {
            self.stop_waiting(id);
        } else if !self.awaits_parts(id) {
            self.state.jobs.story_mut(id).claim.overdue = true;
            return;
        }
        let rules = self.product_of(id).and_then(|product| product.rules.as_ref());
        let remedy = rules.expect("a deadline stands in the rules").remedy;
        self.grant(id, remedy, Reason::LateRepair, waited);
    }

    /// A job leaves the backlog of its desk, or gives its day at a partner back.
    pub(super) fn stop_waiting(&mut self, id: JobId) {
        match self.offer(id) {
            Offer::Pool { .. } => self.leave_backlog(id),
            Offer::Partner(partner) => {
                let job = &mut self.state.jobs[id];
                let patience = job.patience.take();
                let (zone, (handle, day)) = (job.zone, job.turn.take().expect("only who waits for a partner's turn gives up"));
                self.agenda.cancel(handle);
                if let Some(patience) = patience {
                    self.agenda.cancel(patience);
                }
                self.state.slots(*partner, zone).give_back(i64::from(day));
            }
        }
    }

    /// The customer is granted a new unit or the money, and has it after a while.
    fn grant(&mut self, id: JobId, remedy: Remedy, reason: Reason, waited: bool) {
        self.tell(id, |id, job| Fact::Granted { id, job, remedy, reason, waited });
        let claim = &mut self.state.jobs.story_mut(id).claim;
        claim.settling = Some(remedy);
        if let Some(deadline) = claim.deadline.take() {
            self.agenda.cancel(deadline);
        }
        let takes = self.product_of(id).and_then(|product| product.rules.as_ref()).and_then(|rules| rules.takes.as_ref());
        let mut draws = self.state.jobs[id].fate.draws(Purpose::Remedy, 0);
        match takes.map(|law| Span::from_ms(law.sample(&mut draws))).filter(|span| *span > Span::ZERO) {
            Some(span) => drop(self.plan(self.now + span, Event::Settle(id))),
            None => self.settle_claim(id),
        }
    }

    /// The customer has the new unit or the money.
    pub(super) fn settle_claim(&mut self, id: JobId) {
        self.tell_breaches_of_open(id);
        self.renew_unit(id);
        // Where nobody came, courtesy neither pleases nor disappoints.
        let job = &self.state.jobs[id];
        let experience = self.experience(job, self.network.satisfaction.expectation.0, false);
        let score = self.judgement(job, &experience);
        self.tell(id, |id, job| Fact::Settled { id, job, score });
        if self.network.market.is_some() {
            self.react(id, score, &experience);
        }
        self.release(id);
    }

    /// A tracked unit that is exchanged is as good as new; its warranty counts from the sale of the first one.
    fn renew_unit(&mut self, id: JobId) {
        let story = self.state.jobs.story(id);
        if let Some(unit) = story.unit.filter(|_| story.claim.settling == Some(Remedy::Exchange)) {
            let model = &self.network.units.of(unit).model;
            self.state.units.rows[unit].rejuvenate(model, 1.0);
        }
    }

    /// A return that has been handled is refunded.
    pub(super) fn refund_return(&mut self, id: JobId) {
        if self.state.jobs.story(id).claim.returned {
            let (remedy, reason, waited) = (Remedy::Refund, Reason::None, false);
            self.tell(id, |id, job| Fact::Granted { id, job, remedy, reason, waited });
        }
    }

    /// Whether a job is being settled, and whether it has ended and only its parts are still under way.
    pub(super) fn end_of_claim(&self, id: JobId) -> (bool, bool) {
        let claim = &self.state.jobs.story(id).claim;
        (claim.settling.is_some(), claim.gone)
    }

    /// What the customer pays of a job that closes.
    ///
    /// `None` where the share of its kind says whether the customer pays.
    pub(super) fn bill(&self, id: JobId) -> Option<Bill> {
        let claim = &self.state.jobs.story(id).claim;
        claim.decided.then_some(claim.bill)
    }

    /// The product of the unit of a job.
    fn product_of(&self, id: JobId) -> Option<&'n Product> {
        let network = self.network;
        network.sources[self.state.jobs[id].source].product.map(|product| &network.products[product])
    }
}
