//! Months: reputations and expectations move, bases grow, age and shrink, units are sold, and what follows a live base is planned.

use super::run::{Event, Simulation};
use crate::kernel::elementary::ln;
use crate::kernel::random::Draws;
use crate::network::demand::{Arrivals, Intensity};
use crate::network::market::{MICRO, Market};
use crate::network::parts::Part;
use crate::network::{BaseId, SourceId, ZoneId};
use crate::policy::loyalty;
use crate::record::fact::{Fact, Observer};
use crate::state::fate::{Fate, Purpose};
use crate::state::market::Market as Moving;

impl<'n, O: Observer> Simulation<'n, O> {
    /// The first month of a part begins.
    pub(super) fn start_market(&mut self, part: &Part) {
        let Some(market) = &self.network.market else { return };
        let moving = self.state.market_mut();
        moving.part =
            (part.zones.clone(), part.sources.iter().copied().filter(|&id| self.network.sources[id].live.is_some()).collect());
        moving.month = 0;
        self.begin_month(market);
    }

    /// A month ends, and the next one begins.
    pub(super) fn new_month(&mut self) {
        let market = self.market();
        let zones = self.state.market_mut().part.0.clone();
        self.state.market_mut().month += 1;
        // One event for each zone, however zones are dealt out to parts.
        self.events = self.events + zones.len() as u64 - 1;
        for &zone in &zones {
            self.end_month(market, zone);
        }
        self.begin_month(market);
    }

    /// What a zone has seen in a month takes effect.
    fn end_month(&mut self, market: &Market, zone: ZoneId) {
        let moving = self.state.market.as_deref_mut().expect("a market moves");
        let state = &mut moving.zones[zone];
        let voices = std::mem::take(&mut state.voices);
        if let Some(reactions) = &market.reactions {
            state.reputation = loyalty::reputation(reactions, state.reputation, voices);
        }
        if self.network.satisfaction.moving {
            let got = state.take_judged();
            for at in 0..6 {
                let got = got.map(|got| got[at]);
                state.expected[at] = loyalty::expectation(&self.network.satisfaction, state.expected[at], got);
            }
            self.welcome(market, zone);
        }
        for &base in market.bases_of[zone].iter().filter(|&&base| market.bases[base].live) {
            let month = self.moving().month as u64;
            let entry = &market.bases[base];
            let fate = Fate::new(self.seed.source(entry.scrap_address).entity(month));
            let gone =
                self.state.market_mut().bases[base].end_month(|age, units| match entry.scrap.get(age).or(entry.scrap.last()) {
                    None => 0,
                    Some(&p) => successes(&mut fate.draws(Purpose::Scrap, age as u32), units, p),
                });
            if gone > 0 {
                self.observer.note(self.now, &Fact::Scrapped { base, units: gone });
            }
        }
        let reputation = self.moving().zones[zone].reputation;
        let units = self.moving().units(market, zone);
        self.observer.note(self.now, &Fact::MonthBegins { zone, reputation, units });
    }

    /// Who has bought in the month expects what the reputation says, and mixes with the others.
    fn welcome(&mut self, market: &Market, zone: ZoneId) {
        let moving = self.state.market_mut();
        let count = |of: &dyn Fn(BaseId) -> u64| market.bases_of[zone].iter().map(|&base| of(base)).sum::<u64>() as f64;
        let (old, new) = (count(&|base| moving.bases[base].units), count(&|base| moving.bases[base].sold));
        if new == 0.0 {
            return;
        }
        let state = &mut moving.zones[zone];
        let hoped = (self.network.satisfaction.expectation.0 * state.reputation as f64 / MICRO as f64).min(1.0);
        for expected in &mut state.expected {
            *expected = (*expected * old + hoped * new) / (old + new);
        }
    }

    /// A month begins: its end is planned, and what follows live bases and reputations.
    fn begin_month(&mut self, market: &Market) {
        let window = self.network.window;
        let month = self.moving().month;
        let (_, end) = self.network.calendar.month_span(month);
        // After the horizon everything stays as it is.
        let until = if end < window.horizon { end } else { window.end };
        self.state.market_mut().until = until;
        if end < window.horizon {
            self.plan(end, Event::Month);
        }
        for zone in self.moving().part.0.clone() {
            for &base in &market.bases_of[zone] {
                if market.bases[base].live {
                    self.state.market_mut().bases[base].begin_month(&market.bases[base].hazard);
                    self.plan_sale(base);
                    self.tell_missed_sales(market, base);
                }
            }
        }
        for source in self.moving().part.1.clone() {
            if !self.moving().walks[source].is_planned {
                self.plan_live(source);
            }
        }
    }

    /// Tells what a reputation apart from 1 costs or brings in sales of the month.
    fn tell_missed_sales(&mut self, market: &Market, base: BaseId) {
        let window = self.network.window;
        let (from, to) = (self.now.max(window.warm_up), self.moving().until.min(window.horizon));
        let Some(sales) = market.bases[base].sales.as_ref().filter(|_| market.reactions.is_some() && from < to) else { return };
        let apart = MICRO - self.moving().zones[market.bases[base].zone].reputation;
        let units = crate::kernel::time::nearest(sales.intensity.mass(&self.network.calendar, from, to) * apart as f64);
        if units != 0 {
            self.observer.note(self.now, &Fact::MissedSales { base, micro: units, at: from });
        }
    }

    /// Plans the next call of a source that follows a live base, if it comes in this month.
    pub(super) fn plan_live(&mut self, source: SourceId) {
        let entry = &self.network.sources[source];
        let (Arrivals::Poisson(intensity), Some(base)) = (&entry.arrivals, entry.base) else {
            panic!("failures of a base are Poisson")
        };
        let share = entry.live.expect("the base is live");
        let moving = self.state.market.as_deref_mut().expect("a market moves");
        let (until, rate) = (moving.until, share * moving.bases[base].planned);
        let state = &mut self.state.sources[source];
        let factor = |day| intensity.day_factor.as_ref().map_or(1.0, |law| state.day_factor(law, day));
        let walk = &mut moving.walks[source];
        let within = intensity.within(&self.network.calendar, rate, walk.at, walk.left, until, factor);
        if let Some(at) = walk.advance(within, until) {
            self.agenda.seat(state.seat, at.max(self.now), Event::Call(source));
        }
    }

    /// A source that follows a live base calls: what the call brings, unless the unit is down or has left.
    pub(super) fn live_call(&mut self, source: SourceId) -> Option<Fate> {
        let base = self.network.sources[source].base.expect("failures have a base");
        let fate = self.state.market_mut().walks[source].take();
        self.plan_live(source);
        let there = self.moving().bases[base].is_there(self.state.down[base]);
        (there >= 1.0 || fate.draws(Purpose::Thinning, 0).uniform() < there).then_some(fate)
    }

    fn plan_sale(&mut self, base: BaseId) {
        let market = self.market();
        let Some(sales) = &market.bases[base].sales else { return };
        let moving = self.state.market.as_deref_mut().expect("a market moves");
        let reputation = if market.feedback { moving.zones[market.bases[base].zone].reputation } else { MICRO };
        let walk = moving.bases[base].sales.as_mut().expect("what is sold has a walk");
        if walk.is_planned {
            return;
        }
        let Intensity { rate, .. } = sales.intensity;
        let rate = rate * (reputation as f64 / MICRO as f64);
        let within = sales.intensity.within(&self.network.calendar, rate, walk.at, walk.left, moving.until, |_| 1.0);
        if let Some(at) = walk.advance(within, moving.until) {
            self.plan(at.max(self.now), Event::Sale(base));
        }
    }

    /// A unit is sold; somebody may be called to install it.
    pub(super) fn sell(&mut self, base: BaseId) {
        let market = self.market();
        let state = &mut self.state.market_mut().bases[base];
        let fate = state.sales.as_mut().expect("what is sold has a walk").take();
        if self.now < self.network.window.horizon {
            state.sold += 1;
            self.observer.note(self.now, &Fact::Sold(base));
        }
        self.plan_sale(base);
        let installs = &market.bases[base].sales.as_ref().expect("it is sold").installs;
        if installs.is_empty() {
            return;
        }
        let lot = fate.draws(Purpose::Install, 0).uniform();
        if let Some(&(_, source)) = installs.iter().find(|(share, _)| lot < *share) {
            self.make_calls(source, fate);
        }
    }

    /// Tells how the markets of a part stand at the end.
    pub(super) fn end_market(&mut self, part: &Part) {
        let Some(market) = &self.network.market else { return };
        for &zone in &part.zones {
            let (reputation, units) = (self.moving().zones[zone].reputation, self.moving().units(market, zone));
            self.observer.note(self.now, &Fact::MarketEnds { zone, reputation, units });
        }
    }

    pub(super) fn market(&self) -> &'n Market {
        self.network.market.as_ref().expect("the network has a market")
    }

    pub(super) fn moving(&self) -> &Moving {
        self.state.market.as_deref().expect("a market moves")
    }
}

/// How many of `n` trials succeed that each do so with probability `p`: exact, by the gaps between successes.
fn successes(draws: &mut Draws, n: u64, p: f64) -> u64 {
    if p <= 0.0 {
        return 0;
    }
    if p >= 1.0 {
        return n;
    }
    let failure = ln(1.0 - p);
    let (mut at, mut found) = (0.0, 0);
    loop {
        at += (ln(draws.open()) / failure).floor() + 1.0;
        if at > n as f64 {
            return found;
        }
        found += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::random::Key;

    #[test]
    fn successes_have_the_mean_and_variance_of_the_binomial_law() {
        let (n, p, rounds) = (50, 0.07, 40_000);
        let values: Vec<f64> = (0..rounds).map(|key| successes(&mut Key(key).draws(0, 0), n, p) as f64).collect();
        let mean = values.iter().sum::<f64>() / rounds as f64;
        let variance = values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / rounds as f64;
        assert!((mean - 3.5).abs() < 0.035 && (variance - 3.255).abs() < 0.1, "{mean} {variance}");
        assert_eq!([0.0, 1.0].map(|p| successes(&mut Key(1).draws(0, 0), 9, p)), [0, 9]);
    }
}
