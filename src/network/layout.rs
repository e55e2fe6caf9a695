//! Builds the network of one layout from its checked scenario.

use super::chain::{self, Chains};
use super::contract::{Fixed, FixedCost, Overhead, Partner};
use super::pay::Standby;
use super::quality::Aftermath;
use super::roster::{Centre, Grade, Kinds, Pool, Team, Technician, TechnicianRange};
use super::workforce::{self, Workforce};
use super::zones::{Zone, site};
use super::{
    CentreId, GradeId, HEAD_OFFICE, Kind, KindId, Network, PartnerId, Place, PlaceId, PlaceKind, PoolId, StreamId, TeamId,
    TechnicianId, Window, ZoneId, care, contract, demand, finance, market, parts, sourcing, stock, travel, units, warranty,
};
use crate::kernel::calendar::{Calendar, Shifts, parse_shift};
use crate::kernel::id::{Id, Table};
use crate::kernel::law::Law;
use crate::kernel::money::{Money, PPM};
use crate::kernel::random::name_key;
use crate::kernel::time::{Span, Time};
use crate::scenario::schema::{self, Named, Scenario};
use crate::scenario::units::Duration;
use crate::scenario::{Layout, law};
use indexmap::IndexMap;

impl Network {
    /// The network of a checked layout.
    ///
    /// # Panics
    /// If the layout has not passed `check`.
    pub fn new(layout: &Layout) -> Network {
        let scenario = &layout.scenario;
        let window = window(&scenario.scenario);
        let calendar = calendar(scenario, &window);
        let kinds = kinds(scenario);
        let zones: Table<ZoneId, Zone> = scenario.zone.iter().map(|(name, zone)| Zone::new(name, zone)).collect();
        let streams: Table<StreamId, String> =
            scenario.stream.keys().cloned().chain(units::maintenance_streams(scenario)).collect();
        let mut built = Builder::new(scenario, kinds);
        built.partners();
        built.centres();
        built.depots();
        let travel = travel::build(layout, &built.centre_ids());
        let sourcing = sourcing::build(&mut built, &zones, &travel);
        built.fixed_costs();
        contract::build::measure_bands(&mut built.partners, &built.centres, &zones, scenario.travel.metric);
        let partner_of_place = built.partner_of_place();
        let products = warranty::build(scenario, &zones, &calendar, &window);
        let mut demand = demand::build(layout, &calendar, &window, &zones, &products);
        let units = units::build(scenario, &zones, &mut demand);
        for source in demand.sources.iter_mut().filter(|source| !matches!(source.arrivals, demand::Arrivals::Trace(_))) {
            source.certain = sourcing.certain(source.zone, source.kind, source.stream, &built);
        }
        let chains = Chains::new(scenario);
        let calls = |source: &demand::Source| source.expected_calls(&calendar, &window);
        let grounds =
            stock::Grounds { places: &built.places, centres: &built.centres, teams: &built.teams, technicians: &built.technicians };
        let stock = stock::build(scenario, &grounds);
        let market = market::build(scenario, &calendar, &window, &zones, &demand);
        let bonds = parts::Bonds {
            sourcing: &sourcing,
            stock: &stock,
            grounds,
            partners: &built.partners,
            units: &units,
            has_market: market.is_some(),
        };
        let parts = parts::build(&demand.sources, built.pools.len(), &bonds, calls);
        Network {
            name: layout.name.clone(),
            scenario: scenario.scenario.name.clone(),
            currency: scenario.scenario.currency.clone(),
            seed: scenario.scenario.seed,
            window,
            calendar,
            products,
            zones,
            streams,
            sources: demand.sources,
            bases: demand.bases,
            units,
            installed_base: demand.installed_base,
            sourcing,
            stock,
            dispatch: scenario.dispatch.clone(),
            travel,
            satisfaction: scenario.satisfaction.clone(),
            weights: scenario.satisfaction.weights(),
            care: care::Care::build(&built),
            market,
            kinds: built.kinds,
            centres: built.centres,
            teams: built.teams,
            technicians: built.technicians,
            pools: built.pools,
            partners: built.partners,
            partner_of_place,
            finance: finance::build(scenario, &window, &built.places),
            places: built.places,
            overhead: built.overhead,
            workforce: Workforce::new(scenario),
            keeps_stories: keeps_stories(scenario),
            chains,
            tiers: chain::tiers(scenario),
            claims: warranty::is_on(scenario),
            parts,
        }
    }
}

/// Whether any mechanism is on that needs more of a job than its row; each has a line here.
fn keeps_stories(scenario: &Scenario) -> bool {
    chain::keeps_stories(scenario)
        || workforce::keeps_stories(scenario)
        || scenario.kind.values().any(|kind| !kind.parts.is_empty())
        || units::any(scenario)
        || scenario.market.as_ref().is_some_and(|market| market.complaint.kind.is_some())
        || warranty::is_on(scenario)
}

/// The id of `name` in a section of the scenario.
pub(super) fn id_of<I: Id, T>(section: &Named<T>, name: &str) -> I {
    I::new(section.get_index_of(name).unwrap_or_else(|| panic!("`{name}` has passed check")))
}

/// A law of the scenario [ms].
pub(super) fn built(spec: &schema::Law) -> Law {
    law(spec).unwrap_or_else(|fault| panic!("a law has passed check: {fault:?}"))
}

pub(super) fn span(duration: Duration) -> Span {
    duration.span()
}

fn window(header: &schema::Header) -> Window {
    let horizon = Time::ZERO + span(header.horizon);
    Window { warm_up: Time::ZERO + span(header.warm_up), horizon, end: horizon + span(header.drain) }
}

fn calendar(scenario: &Scenario, window: &Window) -> Calendar {
    let dates = |list: &[crate::scenario::units::Date]| list.iter().map(|date| date.0).collect::<Vec<_>>();
    let days = u32::try_from(window.end.day() + 2).expect("the end has passed check");
    let listed = &scenario.calendar;
    Calendar::new(scenario.scenario.start.0, days, &dates(&listed.holidays), &dates(&listed.makeup))
}

fn kinds(scenario: &Scenario) -> Table<KindId, Kind> {
    let ten_days = || Law::exponential(10.0 * Span::DAY.0 as f64).expect("ten days is a mean");
    let kind = |(name, entry): (&String, &schema::Kind)| {
        let work = built(&entry.work);
        Kind {
            name: name.clone(),
            expected_work: Span::from_ms(work.mean()),
            work,
            priority: entry.priority,
            crew: entry.crew,
            respond_within: entry.respond_within.map(span),
            restore_within: entry.restore_within.map(span),
            late_penalty: entry.late_penalty.money(),
            patience: entry.patience.as_ref().map(built),
            revisit_delay: entry.revisit_delay.as_ref().map(built),
            relapse: entry.relapse.0,
            relapse_delay: entry.relapse_delay.as_ref().map_or_else(ten_days, built),
            relapse_kind: id_of(&scenario.kind, entry.relapse_kind.as_ref().unwrap_or(name)),
            part_probability: entry.part_probability.0,
            part_price: entry.part_price.money(),
            charge_share: entry.charge_share.0,
            charge: entry.charge.money(),
            call_out: entry.call_out,
            aftermath: Aftermath::new(scenario, name, entry),
            price_list: entry.price_list.iter().map(|price| price.money()).collect(),
            price_shares: warranty::shares(&entry.price_weights, entry.price_list.len()),
            part_markup_ppm: entry.part_markup.map(warranty::ppm),
            acceptance: entry.acceptance.as_ref().map(warranty::Acceptance::new),
        }
    };
    scenario.kind.iter().map(kind).collect()
}

/// Centres, teams, partners and places under construction.
pub(super) struct Builder<'s> {
    pub scenario: &'s Scenario,
    pub kinds: Table<KindId, Kind>,
    pub centres: Table<CentreId, Centre>,
    pub partners: Table<PartnerId, Partner>,
    teams: Table<TeamId, Team>,
    technicians: Table<TechnicianId, Technician>,
    pub pools: Table<PoolId, Pool>,
    places: Table<PlaceId, Place>,
    overhead: Overhead,
}

impl<'s> Builder<'s> {
    fn new(scenario: &'s Scenario, kinds: Table<KindId, Kind>) -> Self {
        let mut places = Table::new();
        let head_office = places.push(Place { name: "network".to_owned(), kind: PlaceKind::Network });
        assert_eq!(head_office, HEAD_OFFICE);
        let vehicle_per_km = scenario.cost.vehicle_per_km.money();
        let central = scenario.cost.overhead.money();
        let fixed = vec![FixedCost { place: HEAD_OFFICE, what: Fixed::Central, price: central }];
        Self {
            scenario,
            kinds,
            centres: Table::new(),
            partners: Table::new(),
            teams: Table::new(),
            technicians: Table::new(),
            pools: Table::new(),
            places,
            overhead: Overhead { central, vehicle_per_km, fixed },
        }
    }

    /// Open centres by name.
    pub fn centre_ids(&self) -> IndexMap<String, CentreId> {
        self.centres.enumerate().map(|(id, centre)| (centre.name.clone(), id)).collect()
    }

    fn partner_of_place(&self) -> Table<PlaceId, Option<PartnerId>> {
        let mut owners: Table<PlaceId, Option<PartnerId>> = self.places.iter().map(|_| None).collect();
        for centre in self.centres.iter() {
            owners[centre.place] = centre.partner;
        }
        for (id, partner) in self.partners.enumerate() {
            owners[partner.place] = Some(id);
        }
        owners
    }

    /// Teams of centres, in their order.
    pub fn teams_of(&self, centres: &[CentreId]) -> Vec<TeamId> {
        centres.iter().flat_map(|&centre| self.centres[centre].teams.iter().copied()).collect()
    }

    /// Whether a team of `centre` can do a kind.
    pub fn can_do(&self, centre: CentreId, kind: KindId) -> bool {
        self.centres[centre].teams.iter().any(|&team| self.teams[team].can.has(kind))
    }

    fn partners(&mut self) {
        for (name, entry) in &self.scenario.partner {
            let place = self.places.push(Place { name: name.clone(), kind: PlaceKind::Partner });
            self.partners.push(Partner::new(name, entry, place, &self.kinds));
        }
    }

    fn centres(&mut self) {
        let mut pools: IndexMap<String, PoolId> = IndexMap::new();
        for (name, entry) in &self.scenario.centre {
            let partner: Option<PartnerId> = entry.partner.as_ref().map(|partner| id_of(&self.scenario.partner, partner));
            let kind = match &partner {
                Some(_) => PlaceKind::PartnerCentre,
                None if entry.contact_centre => PlaceKind::ContactCentre,
                None => PlaceKind::Centre,
            };
            let place = self.places.push(Place { name: name.clone(), kind });
            if !entry.open {
                self.overhead.fixed.push(FixedCost { place, what: Fixed::Closing, price: entry.closing.money() });
                continue;
            }
            let pool_name = entry.pool.as_ref().unwrap_or(name);
            let pool = *pools.entry(pool_name.clone()).or_insert_with(|| {
                let (centres, teams) = (Vec::new(), Vec::new());
                self.pools.push(Pool { name: pool_name.clone(), centres, teams, backlog_limit: Some(0), technicians: 0 })
            });
            let centre = self.centres.push(Centre {
                name: name.clone(),
                place,
                site: site(entry.lat, entry.lon, entry.x, entry.y),
                lat_lon: entry.lat.zip(entry.lon),
                partner,
                contact_centre: entry.contact_centre,
                pool,
                teams: Vec::new(),
            });
            let desk = &mut self.pools[pool];
            desk.centres.push(centre);
            desk.backlog_limit = desk.backlog_limit.zip(entry.backlog).map(|(all, one)| all.saturating_add(one));
            for (team_name, team) in &entry.team {
                self.team(centre, team_name, team);
            }
        }
    }

    fn depots(&mut self) {
        for (name, entry) in &self.scenario.depot {
            let place = self.places.push(Place { name: name.clone(), kind: PlaceKind::Depot });
            if entry.open {
                let costs = [(Fixed::Rent, entry.rent), (Fixed::Utilities, entry.utilities), (Fixed::Equipment, entry.equipment)];
                self.overhead.fixed.extend(costs.map(|(what, price)| FixedCost { place, what, price: price.money() }));
            }
        }
    }

    fn team(&mut self, centre: CentreId, name: &str, entry: &schema::Team) {
        let scenario = self.scenario;
        let (grade_at, grade) = only_or(&scenario.grade, &entry.grade);
        let (_, roster) = only_or(&scenario.roster, &entry.roster);
        let pool = self.centres[centre].pool;
        let first = u32::try_from(self.technicians.len()).expect("fewer than 4 billion technicians");
        let mut can = Kinds::default();
        for (id, kind) in self.kinds.enumerate() {
            let skill = scenario.kind[id.index()].skill.as_ref().unwrap_or(&kind.name);
            let skilled = grade.skills.0.is_empty() || grade.skills.0.contains(skill);
            // A kind for two is done by a fixed crew, or by two singles of the pool; a fixed crew also does jobs for one.
            if skilled {
                can.add(id);
            }
        }
        let team = self.teams.push(Team {
            name: name.to_owned(),
            centre,
            pool,
            technicians: TechnicianRange(first..first + entry.technicians),
            crew: entry.crew,
            can,
            skills: if grade.skills.0.is_empty() { usize::MAX } else { grade.skills.0.len() },
            grade: grade_of(grade),
            grade_id: GradeId::new(grade_at),
            shifts: shifts(roster),
            absence: roster.absence.0,
            at_end: roster.at_end,
            overtime: span(roster.overtime),
            standby: roster.standby.as_ref().map(Standby::new),
            address: name_key(&format!("{}/{name}", self.centres[centre].name)),
        });
        for _ in 0..entry.technicians {
            let place = self.centres[centre].place;
            self.technicians.push(Technician { team, centre, pool, place, people: entry.crew });
        }
        self.centres[centre].teams.push(team);
        self.pools[pool].teams.push(team);
        self.pools[pool].technicians += entry.technicians as usize;
    }

    /// Monthly and one-off costs of our own open centres and of the partners that the layout uses.
    fn fixed_costs(&mut self) {
        let scenario = self.scenario;
        for centre in self.centres.iter().filter(|centre| centre.partner.is_none()) {
            let entry = &scenario.centre[&centre.name];
            // Who never travels to a customer needs no vehicle.
            let drives = |team: &&TeamId| {
                self.kinds
                    .ids()
                    .any(|kind| self.teams[**team].can.has(kind) && scenario.kind[kind.index()].at == schema::Where::Site)
            };
            let vehicles: u32 = centre.teams.iter().filter(drives).map(|&team| self.teams[team].technicians.len() as u32).sum();
            let vehicle = scenario.cost.vehicle_per_month.money() * i64::from(vehicles);
            let written_off = finance::investment(entry).map_or(Money::ZERO, finance::Investment::per_month);
            let costs = [
                (Fixed::Rent, entry.rent.money()),
                (Fixed::Utilities, entry.utilities.money()),
                (Fixed::Equipment, entry.equipment.money() + written_off),
                (Fixed::Vehicles, vehicle),
                (Fixed::Opening, entry.opening.money()),
            ];
            self.overhead.fixed.extend(costs.map(|(what, price)| FixedCost { place: centre.place, what, price }));
        }
        for partner in self.partners.iter() {
            let (what, price) = match (partner.in_use, partner.card.exit_cost) {
                (true, _) => (Fixed::Retainer, partner.retainer),
                (false, Some(cost)) => (Fixed::Exit, cost),
                (false, None) => continue,
            };
            self.overhead.fixed.push(FixedCost { place: partner.place, what, price });
        }
        self.overhead.fixed.retain(|cost| cost.price != Money::ZERO);
    }
}

/// The entry that is named, or the only one, and where it stands.
pub(super) fn only_or<'s, T>(section: &'s Named<T>, name: &Option<String>) -> (usize, &'s T) {
    let at = name.as_ref().map_or(Some(0), |name| section.get_index_of(name));
    at.and_then(|at| section.get_index(at).map(|(_, entry)| (at, entry))).expect("a team's grade and roster have passed check")
}

pub(super) fn grade_of(entry: &schema::Grade) -> Grade {
    let ppm = |share: f64| (share * PPM as f64).round() as i64;
    Grade {
        speed: entry.speed,
        fix: entry.fix.0,
        relapse_factor: entry.relapse_factor,
        courtesy: entry.courtesy.0,
        wage: entry.wage.money(),
        on_cost_ppm: ppm(entry.on_cost.0),
        overtime_ppm: ppm(entry.overtime_factor),
        damage: entry.damage.0,
        latent_factor: entry.latent_factor,
    }
}

fn shifts(roster: &schema::Roster) -> Shifts {
    if roster.shifts.iter().any(|text| text.trim() == "always") {
        return Shifts::always();
    }
    Shifts::new(week(&roster.shifts), roster.works_holidays)
}

/// The hours of a week that a roster writes.
pub(super) fn week(hours: &[String]) -> [Vec<(Span, Span)>; 7] {
    let mut week: [Vec<(Span, Span)>; 7] = Default::default();
    for text in hours {
        for (weekday, from, to) in parse_shift(text).expect("shifts have passed check") {
            week[weekday].push((from, to));
        }
    }
    week
}
