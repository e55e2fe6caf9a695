//! The views of finance: profit and loss, cash, worth over years, commitments, break-even; as sheets of lines by layout.
//!
//! | module | form |
//! |---|---|
//! | `sheets` | what stands on which line |
//! | `show` | tables and sentences for people |
//! | `tidy` | one JSON document; one CSV table |

mod cuts;
mod sheets;
mod show;
mod tidy;

use super::head::{Head, Names};
use crate::network::{Network, PlaceId};
use crate::record::figure::Unit;
use crate::study::finance::breakeven::BreakEven;
use crate::study::finance::{Statement, estimate};
use crate::study::interval::{CONFIDENCE, Estimate};
pub use cuts::{By, cut};
use serde::{Deserialize, Serialize};
pub use sheets::{cash, commitment, profit, profit_by_year, worth};
pub use show::{sentence as breakeven, text};
pub use tidy::{json, schema, table};

/// All that finance says of a run.
#[derive(Debug)]
pub struct Finance {
    /// What was run.
    pub head: Head,
    /// By layout, by replication.
    pub statements: Vec<Vec<Statement>>,
    /// What is known of the places and terms of each layout.
    pub grounds: Vec<Ground>,
    /// Each layout but the baseline against it.
    pub breakeven: Vec<(usize, BreakEven)>,
}

/// What finance has to know of a layout's network.
#[derive(Debug, Clone)]
pub struct Ground {
    /// Index of the partner's own place, by place; `None` where we do the work.
    pub partner: Vec<Option<usize>>,
    /// Discount rate per year.
    pub discount: f64,
    /// Installed units x years of the counted time.
    pub unit_years: f64,
}

/// Lines of values by layout.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Sheet {
    /// Name in files.
    pub key: String,
    /// Name in reports.
    pub title: String,
    /// Lines in order.
    pub lines: Vec<Line>,
}

/// A line of a sheet.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Line {
    /// Group of lines.
    pub group: String,
    /// Name in files.
    pub key: String,
    /// Name in reports.
    pub label: String,
    /// Unit.
    pub unit: Unit,
    /// Whether it is money for one job or one unit, which has its own scale.
    pub each: bool,
    /// Value of each layout.
    pub values: Vec<Option<Estimate>>,
}

/// All views, and cuts by month, centre and who does the work.
pub fn all(finance: &Finance) -> Vec<Sheet> {
    let views = [profit(finance), profit_by_year(finance), cash(finance), worth(finance), commitment(finance)];
    views.into_iter().chain([By::Month, By::Centre, By::Partner].map(|by| cut(finance, by))).collect()
}

impl Finance {
    /// The views of statements by layout and replication.
    pub fn new(head: Head, networks: &[Network], statements: Vec<Vec<Statement>>) -> Finance {
        let base = head.asked.baseline;
        let of = |at: usize| (&networks[at], statements[at].as_slice());
        let years = |at: usize| statements[at].first().map_or(1, |one| one.worth.flows.len() as u32 - 1).max(1);
        let against = |at: usize| (at, BreakEven::of(of(at), of(base), years(base)));
        let breakeven = (0..networks.len()).filter(|at| *at != base).map(against).collect();
        Finance { breakeven, grounds: networks.iter().map(Ground::of).collect(), head, statements }
    }

    fn names(&self, layout: usize) -> &Names {
        &self.head.layouts[layout]
    }

    fn layouts(&self) -> std::ops::Range<usize> {
        0..self.statements.len()
    }

    fn baseline(&self) -> usize {
        self.head.asked.baseline
    }

    /// A line of money.
    fn money(&self, group: &str, key: &str, label: &str, value: impl Fn(usize, &Statement) -> f64) -> Line {
        let values = self.layouts().map(|at| Some(estimate(&self.statements[at], |statement| value(at, statement)))).collect();
        Line { group: group.to_owned(), key: key.to_owned(), label: label.to_owned(), unit: Unit::Money, each: false, values }
    }

    /// The same less the baseline, paired by replication; nothing for the baseline itself.
    fn less_baseline(&self, group: &str, key: &str, label: &str, value: impl Fn(&Statement) -> f64) -> Line {
        let base = &self.statements[self.baseline()];
        let paired = |at: usize| {
            let pairs = self.statements[at].iter().zip(base);
            let values: Vec<f64> = pairs.map(|(own, base)| value(own) - value(base)).collect();
            Estimate::of_mean(&values, CONFIDENCE).filter(|_| at != self.baseline())
        };
        let values = self.layouts().map(paired).collect();
        Line { values, ..self.money(group, key, label, |_, _| 0.0) }
    }
}

impl Line {
    /// Whether any layout has something there.
    fn speaks(&self) -> bool {
        self.values.iter().flatten().any(|value| value.value != 0.0 || value.deviation.is_some_and(|deviation| deviation > 0.0))
    }

    /// The line as money for one of something.
    fn each(self) -> Line {
        Line { each: true, ..self }
    }
}

impl Ground {
    fn of(network: &Network) -> Ground {
        let own_place = |place: PlaceId| network.partner_at(place).map(|partner| network.partners[partner].place.0 as usize);
        Ground {
            partner: network.places.ids().map(own_place).collect(),
            discount: network.finance.discount,
            unit_years: network.installed_base as f64 * network.window.years(),
        }
    }
}
