//! What a stream has to do with a product: units that fail, are sold, or are visited under a plan.

use super::Arrivals;
use crate::kernel::id::{Id, Table};
use crate::kernel::law::Law;
use crate::network::layout::id_of;
use crate::network::warranty::{Plan, Product};
use crate::network::{KindId, ProductId, ZoneId};
use crate::scenario::schema::{Scenario, Stream};

/// The product of a stream, and what its calls lead to.
pub(super) struct Goods<'p> {
    /// The product.
    pub product: Option<ProductId>,
    /// The kind of its jobs; of mere sales, that of their returns.
    pub kind: KindId,
    /// The plan whose units are visited.
    pub visits: Option<&'p Plan>,
    /// Jobs to expect of a call.
    pub jobs: f64,
}

impl<'p> Goods<'p> {
    /// The goods of a stream without a trace.
    pub fn of(scenario: &Scenario, entry: &Stream, products: &'p Table<ProductId, Product>) -> Goods<'p> {
        let (visited, plan) = entry.visits.as_deref().and_then(|visits| visits.split_once('.')).unzip();
        let name = entry.failures.as_deref().or(entry.sells.as_deref()).or(visited);
        let product: Option<ProductId> = name.map(|name| id_of(&scenario.product, name));
        let known = product.map(|id| &products[id]);
        let visits = known.zip(plan).and_then(|(product, name)| product.plans.iter().find(|plan| plan.name == name));
        let returns = known.and_then(|product| Some((product.returns.as_ref()?, product.rules.as_ref()?)));
        let kind = entry.kind.as_ref().map(|kind| id_of(&scenario.kind, kind));
        let jobs = match (kind, known) {
            (None, _) => returns.map_or(0.0, |(returns, rules)| returns.share(rules)),
            (_, Some(product)) if entry.failures.is_some() => product.failures_left(),
            _ => 1.0,
        };
        let kind = kind.or(returns.map(|(returns, _)| returns.kind)).unwrap_or(KindId::new(0));
        Goods { product, kind, visits, jobs }
    }

    /// Planned visits of a zone: each unit under the plan once in its interval, evenly spread; `None` if there are none.
    pub fn planned(&self, zone: ZoneId) -> Option<Arrivals> {
        let plan = self.visits?;
        let (_, units) = plan.units.iter().find(|(of, _)| *of == zone)?;
        let gap = Law::constant(plan.every?.0 as f64 / *units as f64).expect("the interval has passed check");
        Some(Arrivals::Renewal { first: None, gap })
    }
}
