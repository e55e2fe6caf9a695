//! What stands on which line: parts by account, place, both, effect, stage and change.

use super::{Adds, Block, Column, Explanation, Line, Series, Sheet};
use crate::kernel::money::Money;
use crate::record::figure::{FIGURES, Unit};
use crate::record::ledger::Account;
use crate::record::nature::Side;
use crate::record::stages::Stage;
use crate::study::why::effect::Effect;
use crate::study::why::step::FOLLOWED;
use crate::study::why::{Cell, Pair, Split, Time};

/// How a difference is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// Money by account.
    Account,
    /// Money by place.
    Place,
    /// Money by account and place.
    Cell,
    /// Money by account and effect.
    Effect,
    /// Times by stage.
    Stage,
    /// Money and service by change.
    Change,
}

const SIDES: [(Side, &str, &str, &str); 3] = [
    (Side::Cost, "cost", "cost", "total cost"),
    (Side::Revenue, "revenue", "revenue", "total revenue"),
    (Side::Apart, "apart", "goodwill, no cash", "total goodwill lost"),
];

/// A view of the difference; `None` for changes if nobody has walked from one layout to the other.
pub fn sheet(it: &Explanation, by: By) -> Option<Sheet> {
    match by {
        By::Account => Some(money(it, "account", "Money by account", account)),
        By::Place => Some(money(it, "place", "Money by place", place)),
        By::Cell => Some(money(it, "account_place", "Money by account and place", cell)),
        By::Effect => Some(effects(it)),
        By::Stage => Some(stages(it)),
        By::Change => changes(it),
    }
}

fn column(key: &str, label: &str, unit: Unit, certain: bool) -> Column {
    Column { key: key.to_owned(), label: label.to_owned(), unit, certain }
}

/// Columns for both layouts and their difference.
fn both(it: &Explanation, unit: Unit) -> Vec<Column> {
    let [base, own] = [0, 1].map(|side| it.names(side).layout.as_str());
    vec![column("against", base, unit, false), column("layout", own, unit, false), column("difference", "difference", unit, true)]
}

fn line(keys: [&str; 2], label: &str, values: Vec<Series>) -> Line {
    Line { keys: keys.map(str::to_owned), label: label.to_owned(), values }
}

/// How a line of money is called: by what, and what it shows.
type Naming = fn(&Explanation, &Cell) -> ([String; 2], String);

fn account(_: &Explanation, cell: &Cell) -> ([String; 2], String) {
    ([cell.account.key().to_owned(), String::new()], cell.account.label().to_owned())
}

fn place(it: &Explanation, cell: &Cell) -> ([String; 2], String) {
    let name = &it.why.places[cell.place];
    ([String::new(), name.clone()], name.clone())
}

fn cell(it: &Explanation, cell: &Cell) -> ([String; 2], String) {
    let name = &it.why.places[cell.place];
    ([cell.account.key().to_owned(), name.clone()], format!("{}, {name}", cell.account.label()))
}

fn pair(pair: &Pair) -> Vec<Series> {
    vec![Series::Money(pair.sums[0].clone()), Series::Money(pair.sums[1].clone()), Series::Money(pair.differences())]
}

/// Both sides of the result and what stands apart, cut in one way.
fn money(it: &Explanation, key: &'static str, title: &str, name: Naming) -> Sheet {
    let mut blocks = Vec::new();
    for (side, key, title, total) in SIDES {
        let mut lines: Vec<Line> = Vec::new();
        for cell in it.why.cells.iter().filter(|cell| cell.account.group().side() == side) {
            let ((keys, label), values) = (name(it, cell), pair(&cell.pair));
            match lines.iter_mut().find(|line| line.keys == keys) {
                Some(line) => line.values.iter_mut().zip(&values).for_each(|(sum, value)| sum.add(value)),
                None => lines.push(Line { keys, label, values }),
            }
        }
        let total = line(["total", ""], total, pair(&it.why.side(side)));
        blocks.extend((!lines.is_empty()).then(|| Block { key, title: title.to_owned(), ranked: true, lines, total }));
    }
    let columns = both(it, Unit::Money);
    with_profit(Sheet { key, title: title.to_owned(), legend: String::new(), adds: Adds::Difference, columns, blocks })
}

/// The sheet with a block for revenue less cost, where there is revenue.
fn with_profit(mut sheet: Sheet) -> Sheet {
    let total = |key: &str| sheet.blocks.iter().find(|block| block.key == key).map(|block| block.total.values.clone());
    let Some((revenue, cost)) = total("revenue").zip(total("cost")) else { return sheet };
    let less = |(revenue, cost): (&Series, &Series)| match (revenue, cost) {
        (Series::Money(revenue), Series::Money(cost)) => Series::Money(revenue.iter().zip(cost).map(|(r, c)| *r - *c).collect()),
        _ => panic!("revenue and cost are money"),
    };
    let values = revenue.iter().zip(&cost).map(less).collect();
    let total = line(["total", ""], "profit and loss", values);
    let at = sheet.blocks.iter().position(|block| block.key == "revenue").expect("it is there") + 1;
    sheet.blocks.insert(at, Block { key: "profit", title: "result".to_owned(), ranked: false, lines: Vec::new(), total });
    sheet
}

fn effects(it: &Explanation) -> Sheet {
    let values = |split: &Split| {
        let parts = split.parts.iter().map(|part| Series::Money(part.clone()));
        parts.chain([Series::Money(split.differences())]).collect::<Vec<Series>>()
    };
    let named = |account: Account, split: &Split| match split.quantity {
        Some(quantity) => format!("{} ({})", account.label(), quantity.label()),
        None => account.label().to_owned(),
    };
    let mut blocks = Vec::new();
    for (side, key, title, total) in SIDES {
        let splits = it.why.splits.iter().filter(|split| split.account.group().side() == side);
        let lines: Vec<Line> =
            splits.map(|split| line([split.account.key(), ""], &named(split.account, split), values(split))).collect();
        let total = Line::sum("total", total, &lines);
        blocks.extend(total.map(|total| Block { key, title: title.to_owned(), ranked: true, lines, total }));
    }
    let columns = Effect::ALL.map(|effect| column(effect.key(), effect.key(), Unit::Money, false));
    let columns = columns.into_iter().chain([column("difference", "difference", Unit::Money, true)]).collect();
    let legend = Effect::ALL.map(|effect| format!("{}: {}", effect.key(), effect.meaning())).join("; ") + ".";
    let title = "Money by effect".to_owned();
    with_profit(Sheet { key: "effect", title, legend, adds: Adds::Across, columns, blocks })
}

fn stages(it: &Explanation) -> Sheet {
    let values = |time: &Time, stage: Option<Stage>| {
        let [base, own] = time.means(stage);
        let difference = own.iter().zip(&base).map(|(own, base)| own - base).collect();
        vec![Series::Real(base), Series::Real(own), Series::Real(difference)]
    };
    let block = |key: &'static str, title: &str, total: &str, time: &Time| {
        let lines = Stage::ALL.iter().map(|&stage| line([stage.key(), ""], stage.label(), values(time, Some(stage))));
        let total = line(["total", ""], total, values(time, None));
        let lines = lines.filter(Line::speaks).collect::<Vec<_>>();
        (!lines.is_empty()).then(|| Block { key, title: title.to_owned(), ranked: false, lines, total })
    };
    let blocks = [
        block("response", "call to first arrival", "response time, mean", &it.why.response),
        block("restore", "call to working unit", "time to restore, mean", &it.why.restore),
    ];
    Sheet {
        key: "stage",
        title: "Time of a job by stage".to_owned(),
        legend: String::new(),
        adds: Adds::Difference,
        columns: both(it, Unit::Hours),
        blocks: blocks.into_iter().flatten().collect(),
    }
}

/// Each step's part of total cost, of revenue where there is any, and of the figures that all stops have.
fn changes(it: &Explanation) -> Option<Sheet> {
    let walk = it.walk.as_ref()?;
    let figures: Vec<usize> =
        (0..FOLLOWED.len()).filter(|&at| walk.steps.iter().all(|step| !step.figures[at].is_empty())).collect();
    let earns = it.sights.iter().flatten().any(|sight| sight.revenue != Money::ZERO);
    let mut columns = vec![column("cost_total", "total cost", Unit::Money, true)];
    columns.extend(earns.then(|| column("revenue", "revenue", Unit::Money, true)));
    for &at in &figures {
        let figure = &FIGURES[FOLLOWED[at] as usize];
        columns.push(column(figure.key, figure.label, figure.unit, true));
    }
    let mut lines = Vec::new();
    for step in &walk.steps {
        let mut values = vec![Series::Money(step.cost.clone())];
        values.extend(earns.then(|| Series::Money(step.revenue.clone())));
        values.extend(figures.iter().map(|&at| Series::Real(step.figures[at].clone())));
        lines.push(line([&step.name, ""], &step.name, values));
    }
    let [base, own] = [0, 1].map(|side| it.names(side).layout.clone());
    let total = Line::sum("total", &format!("{own} less {base}"), &lines)?;
    let legend = walk.steps.iter().map(|step| format!("{}: {}", step.name, few(&step.keys))).collect::<Vec<_>>().join("; ") + ".";
    let title = format!("Step by step from {base} to {own}");
    let block = Block { key: "change", title: "changes in order".to_owned(), ranked: false, lines, total };
    Some(Sheet { key: "change", title, legend, adds: Adds::Down, columns, blocks: vec![block] })
}

/// The first keys of a step, and how many more there are.
fn few(keys: &[String]) -> String {
    const FEW: usize = 4;
    let named = keys.iter().take(FEW).map(String::as_str).collect::<Vec<_>>().join(", ");
    match keys.len().saturating_sub(FEW) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
