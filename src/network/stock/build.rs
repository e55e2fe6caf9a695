//! From the rules of a scenario to the shelves of its places.

use super::{Need, Needs, Policy, Repair, Shelf, ShelfId, Spare, SpareId, Stock};
use crate::kernel::id::{Id, Table};
use crate::kernel::law::Law;
use crate::kernel::money::PPM;
use crate::kernel::random::name_key;
use crate::network::layout::{built, id_of, span};
use crate::network::roster::{Centre, Team, Technician};
use crate::network::{CentreId, KindId, Place, PlaceId, PlaceKind, TeamId, TechnicianId};
use crate::scenario::schema::{self, Scenario, StockPolicy};
use crate::scenario::stock::{self, Where};

/// Where shelves may stand.
pub struct Grounds<'a> {
    /// Places of the ledger.
    pub places: &'a Table<PlaceId, Place>,
    /// Open centres.
    pub centres: &'a Table<CentreId, Centre>,
    /// Their teams.
    pub teams: &'a Table<TeamId, Team>,
    /// Their technicians.
    pub technicians: &'a Table<TechnicianId, Technician>,
}

/// The parts and shelves of a checked layout.
pub fn build(scenario: &Scenario, grounds: &Grounds<'_>) -> Stock {
    let needs: Table<KindId, Needs> = scenario.kind.values().map(|kind| needs(scenario, kind)).collect();
    let is_needed = needs.iter().any(|needs| !needs.list.is_empty());
    let mut stock = Stock { needs, is_needed, ..Stock::default() };
    if scenario.part.is_empty() {
        return stock;
    }
    let mut shelves = Shelves { scenario, grounds, stock: &mut stock, rules: Vec::new() };
    shelves.places();
    shelves.vans();
    let rules = shelves.rules;
    for (at, rule) in rules.into_iter().enumerate() {
        connect(scenario, grounds, &mut stock, ShelfId::new(at), rule);
    }
    stock.spares = scenario.part.iter().map(|(name, part)| spare(scenario, grounds, &stock, name, part)).collect();
    stock
}

fn needs(scenario: &Scenario, kind: &schema::Kind) -> Needs {
    let need = |(name, need): (&String, &schema::Need)| Need {
        spare: id_of(&scenario.part, name),
        share: need.share.0,
        units: need.quantity,
    };
    Needs { list: kind.parts.iter().map(need).collect(), known: kind.parts_known }
}

fn spare(scenario: &Scenario, grounds: &Grounds<'_>, stock: &Stock, name: &str, part: &schema::Part) -> Spare {
    let id: SpareId = id_of(&scenario.part, name);
    let repair = part.repair.as_ref().map(|repair| Repair {
        at: stock.at(place(grounds, &repair.at), id).expect("the bench's shelf has passed check"),
        time: built(&repair.time),
        benches: repair.benches,
        local: repair.local.0,
        local_time: law(&repair.local_time),
        scrap: repair.scrap.0,
        cost: repair.cost.money(),
        scrap_cost: repair.scrap_cost.money(),
    });
    Spare {
        name: name.to_owned(),
        price: part.price.money(),
        holding_ppm: (part.holding.0 * PPM as f64).round() as i64,
        repair,
        address: name_key(&format!("part {name}")) as u32,
    }
}

/// A law, unless it says at once.
fn law(spec: &Option<schema::Law>) -> Option<Law> {
    spec.as_ref().map(built).filter(|law| law.mean() > 0.0)
}

/// The place of a name that stands for one.
fn place(grounds: &Grounds<'_>, name: &str) -> PlaceId {
    let found = grounds.places.enumerate().find(|(_, place)| place.name == name && place.kind != PlaceKind::Network);
    found.unwrap_or_else(|| panic!("`{name}` has passed check")).0
}

/// The shelves of a layout under construction.
struct Shelves<'a> {
    scenario: &'a Scenario,
    grounds: &'a Grounds<'a>,
    stock: &'a mut Stock,
    /// The rule of each shelf.
    rules: Vec<usize>,
}

impl Shelves<'_> {
    fn places(&mut self) {
        let spares = self.scenario.part.len();
        self.stock.by_place = self.grounds.places.iter().map(|_| Vec::new()).collect();
        for (id, place) in self.grounds.places.enumerate() {
            let Some(at) = stock::place_of(self.scenario, &place.name) else { continue };
            if place.kind == PlaceKind::Network {
                continue;
            }
            let row: Vec<Option<ShelfId>> = (0..spares).map(|spare| self.shelf(at, &place.name, id, None, spare)).collect();
            self.stock.by_place[id] = row;
        }
    }

    fn vans(&mut self) {
        let spares = self.scenario.part.len();
        self.stock.by_van = self.grounds.technicians.iter().map(|_| Vec::new()).collect();
        for (id, technician) in self.grounds.technicians.enumerate() {
            let team = &self.grounds.teams[technician.team];
            let seat = id.index() - team.technicians.0.start as usize;
            let name = format!("{}/{}/{seat}", self.grounds.centres[technician.centre].name, team.name);
            let row = (0..spares).map(|spare| self.shelf(Where::Van, &name, technician.place, Some(id), spare));
            let row: Vec<Option<ShelfId>> = row.collect();
            self.stock.by_van[id] = row;
        }
    }

    /// A shelf of a part at a place or in a van, if a rule keeps it there.
    fn shelf(&mut self, at: Where, name: &str, place: PlaceId, van: Option<TechnicianId>, spare: usize) -> Option<ShelfId> {
        let (part, entry) = self.scenario.part.get_index(spare).expect("a part of the scenario");
        let number = stock::rule_for(self.scenario, at, name, part)?;
        let rule = &self.scenario.stock[number];
        self.rules.push(number);
        Some(self.stock.shelves.push(Shelf {
            spare: SpareId::new(spare),
            place,
            van,
            policy: policy(rule),
            review: rule.review.map(span),
            initial: stock::initial(rule),
            from: None,
            lead: law(&rule.lead),
            order_cost: rule.order_cost.money(),
            freight: rule.freight.unwrap_or(entry.freight).money(),
            lateral: Vec::new(),
            lateral_lead: law(&rule.lateral_lead),
            lateral_freight: rule.lateral_freight.money(),
            when_out: rule.when_out,
            emergency_lead: law(&rule.emergency_lead),
            emergency_price: rule.emergency_price.money(),
            address: name_key(&format!("shelf {name} of {part}")),
        }))
    }
}

fn policy(rule: &schema::Stock) -> Policy {
    let level = i64::from(rule.level.unwrap_or(0));
    let reorder = i64::from(rule.reorder.unwrap_or(0));
    match rule.policy {
        StockPolicy::BaseStock => Policy::BaseStock { level },
        StockPolicy::MinMax => Policy::MinMax { reorder, level },
        StockPolicy::Lots => Policy::Lots { reorder, quantity: i64::from(rule.quantity.unwrap_or(1)) },
    }
}

/// Finds the shelves that replenish a shelf and lend to it.
fn connect(scenario: &Scenario, grounds: &Grounds<'_>, stock: &mut Stock, id: ShelfId, rule: usize) {
    let rule = &scenario.stock[rule];
    let shelf = &stock.shelves[id];
    let (home, spare) = (shelf.place, shelf.spare);
    let from = match rule.from.as_str() {
        stock::SUPPLIER => None,
        stock::OWN_CENTRE => Some(stock.at(home, spare).expect("the shelf of the centre has passed check")),
        name => Some(stock.at(place(grounds, name), spare).expect("the shelf that replenishes has passed check")),
    };
    let open = |name: &&str| stock::place_of(scenario, name).is_some();
    let others = rule.lateral.iter().filter(open).map(|name| place(grounds, name)).filter(|place| *place != home);
    let lateral = others.filter_map(|place| stock.at(place, spare)).collect();
    let shelf = &mut stock.shelves[id];
    (shelf.from, shelf.lateral) = (from, lateral);
}
