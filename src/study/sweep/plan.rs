//! From a study file to a sweep of which every point has been read and checked, or to all that is wrong.

use super::{Cell, Point, Replications, Sweep, cell, doubt};
use crate::scenario::experiment::{DesignAsked, DesignKind};
use crate::scenario::factor::{Factor, Levels};
use crate::scenario::{Complaints, Experiment, Layout, Snapshot, Study};
use crate::study::columns;
use crate::study::design::{Axis, Design, level};
use crate::study::precision::{Goal, Rule};
use indexmap::{IndexMap, IndexSet};
use rayon::prelude::*;
use std::sync::atomic::{AtomicUsize, Ordering};

/// The most layouts at points that a sweep takes on.
const MOST_CELLS: u128 = 200_000;

/// What shows if a study names no figures.
const MAIN: [&str; 10] = [
    "cost_total",
    "revenue",
    "profit",
    "cost_per_job",
    "response_mean",
    "response_p95",
    "promise_kept",
    "first_time_fix",
    "utilisation",
    "satisfaction",
];

/// Why a study cannot be run.
#[derive(Debug)]
pub enum Fault {
    /// What is wrong, and how to mend it.
    Plain {
        /// What is wrong.
        fault: String,
        /// How to mend it.
        mend: String,
    },
    /// The scenario as it stands has faults.
    Scenario(Complaints),
    /// Some points have faults: the points with each, as "technicians = 0, rent = 5", and the faults.
    Points {
        /// How many points have faults.
        bad: usize,
        /// How many points there are.
        all: usize,
        /// Points that share the same faults, with the complaints of the first.
        found: Vec<(Vec<String>, Complaints)>,
    },
}

impl Fault {
    pub(in crate::study) fn plain(fault: impl Into<String>, mend: impl Into<String>) -> Fault {
        Fault::Plain { fault: fault.into(), mend: mend.into() }
    }
}

/// Plans a sweep: reads the scenario at every point. `tick` is called with the number of points that have been read, and of all.
///
/// # Errors
/// If the study does not fit its scenario, or some points are no sound scenario: all of them are read before anything is said.
pub fn check(experiment: Experiment, files: &Snapshot, tick: impl Fn(usize, usize) + Sync) -> Result<Sweep, Fault> {
    let seed = experiment.seed;
    let sweep = check_with(experiment, files, |factors, points, layouts| cells_at(seed, files, tick, factors, points, layouts))?;
    let first = (&sweep.points[0], &sweep.cells[sweep.cells_of(0)]);
    doubt::idle(&sweep.experiment, &sweep.factors, files, first, &sweep.layouts)?;
    doubt::names(&sweep.factors, &sweep.columns)?;
    doubt::endless(&sweep)?;
    Ok(sweep)
}

/// Plans a sweep whose cells are told by `cells` from factors, points and layouts.
pub(super) fn check_with(
    experiment: Experiment,
    files: &Snapshot,
    cells: impl FnOnce(&[Factor], &[Point], &[String]) -> Result<Vec<Cell>, Fault>,
) -> Result<Sweep, Fault> {
    let base = files.read(&experiment.set, "set").map_err(Fault::Scenario)?;
    let layouts = chosen(&experiment, &base)?;
    let factors = factors(&experiment, &base)?;
    let (design, axes) = design(&experiment.design, &factors)?;
    few_enough(design.rows(&axes), &layouts)?;
    let rows = design.points(&axes, experiment.design.seed).map_err(|refusal| Fault::plain(refusal.fault, refusal.mend))?;
    let (rows, points) = merged(&experiment, &factors, &axes, design, rows);
    Draft { base, layouts, factors, design, axes, rows, points }.told(experiment, files, cells)
}

/// Plans a sweep over points that somebody else has laid out, each with its position and with values for `factors`.
///
/// # Errors
/// As [`check`].
pub(in crate::study) fn check_points(
    experiment: Experiment,
    factors: Vec<Factor>,
    points: Vec<(Vec<f64>, Point)>,
    files: &Snapshot,
    tick: impl Fn(usize, usize) + Sync,
) -> Result<Sweep, Fault> {
    let base = files.read(&experiment.set, "set").map_err(Fault::Scenario)?;
    let layouts = chosen(&experiment, &base)?;
    few_enough(points.len() as u128, &layouts)?;
    let design = Design::Sobol { points: points.len() as u32 };
    let axes = factors.iter().map(|factor| Axis { levels: factor.count() }).collect();
    let (rows, points): (Vec<Vec<f64>>, Vec<Point>) = points.into_iter().unzip();
    let rows = rows.into_iter().enumerate().map(|(at, row)| (row, at)).collect();
    let (draft, seed) = (Draft { base, layouts, factors, design, axes, rows, points }, experiment.seed);
    draft.told(experiment, files, |factors, points, layouts| cells_at(seed, files, tick, factors, points, layouts))
}

/// A sweep of which no point has been read.
struct Draft {
    base: Study,
    layouts: Vec<String>,
    factors: Vec<Factor>,
    design: Design,
    axes: Vec<Axis>,
    rows: Vec<(Vec<f64>, usize)>,
    points: Vec<Point>,
}

impl Draft {
    /// The sweep, once `cells` has told its cells.
    fn told(
        self,
        experiment: Experiment,
        files: &Snapshot,
        cells: impl FnOnce(&[Factor], &[Point], &[String]) -> Result<Vec<Cell>, Fault>,
    ) -> Result<Sweep, Fault> {
        let Draft { base, layouts, factors, design, axes, rows, points } = self;
        let cells = cells(&factors, &points, &layouts)?;
        let header = &base.layouts[0].scenario.scenario;
        let columns = shown(&experiment, &layouts, files, &points[0])?;
        let replications = replications(&experiment, header.replications)?;
        let named = base.layouts.iter().map(|layout| &layout.name);
        let layouts: Vec<String> = named.filter(|name| layouts.contains(name)).cloned().collect();
        let baseline = layouts.iter().position(|name| *name == base.layouts[base.baseline].name).unwrap_or(0);
        let currency = header.currency.clone();
        Ok(Sweep { experiment, factors, design, axes, rows, points, layouts, baseline, cells, columns, replications, currency })
    }
}

/// Reads all points: the cells of each, or what is wrong with them.
fn cells_at(
    seed: Option<u64>,
    files: &Snapshot,
    tick: impl Fn(usize, usize) + Sync,
    factors: &[Factor],
    points: &[Point],
    layouts: &[String],
) -> Result<Vec<Cell>, Fault> {
    let read = AtomicUsize::new(0);
    let cells: Vec<Result<Vec<Cell>, Complaints>> = points
        .par_iter()
        .map(|point| {
            let study = files.read(&point.sets, "factor");
            tick(read.fetch_add(1, Ordering::Relaxed) + 1, points.len());
            study.map(|study| cells_of(seed, layouts, &study))
        })
        .collect();
    sound(factors, points, cells)
}

/// Whether so many points can be taken on.
fn few_enough(points: u128, layouts: &[String]) -> Result<(), Fault> {
    if points.saturating_mul(layouts.len() as u128) <= MOST_CELLS {
        return Ok(());
    }
    let fault = format!("the study has {points} points with {} layouts each; {MOST_CELLS} together are the most", layouts.len());
    Err(Fault::plain(fault, "visit fewer: give fewer values, or a design such as \"sobol\" with `points`"))
}

/// Names of the layouts that were asked for.
fn chosen(experiment: &Experiment, base: &Study) -> Result<Vec<String>, Fault> {
    let names: Vec<String> = base.layouts.iter().map(|layout| layout.name.clone()).collect();
    if let Some(unknown) = experiment.layouts.iter().find(|name| !names.contains(name)) {
        let known = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
        return Err(Fault::plain(
            format!("the study names the layout `{unknown}`, which the scenario does not have"),
            format!("it has {known}"),
        ));
    }
    Ok(names.into_iter().filter(|name| experiment.layouts.is_empty() || experiment.layouts.contains(name)).collect())
}

fn factors(experiment: &Experiment, base: &Study) -> Result<Vec<Factor>, Fault> {
    let mut factors = experiment.factors.clone();
    if experiment.uncertain {
        if base.uncertain.is_empty() {
            let mend = "add [uncertain] to the scenario, such as `uncertain.grade.plain.wage = { uniform = [25, 35] }`";
            return Err(Fault::plain("the study wants the uncertain inputs of the scenario, but it has none", mend));
        }
        factors.extend(base.uncertain.iter().cloned());
    }
    let mut seen: IndexMap<&str, &str> = IndexMap::new();
    for factor in &factors {
        for key in &factor.keys {
            if let Some(other) = seen.insert(key, &factor.name).filter(|_| !factor.times) {
                if other == factor.name {
                    return Err(Fault::plain(format!("the factor `{other}` names `{key}` twice"), "name it once"));
                }
                let fault = format!("the factors `{other}` and `{}` both set `{key}`", factor.name);
                return Err(Fault::plain(fault, "keep one of them, or let the later one multiply: `times = true`"));
            }
        }
    }
    Ok(factors)
}

fn design(asked: &DesignAsked, factors: &[Factor]) -> Result<(Design, Vec<Axis>), Fault> {
    let ranges = factors.iter().all(|factor| factor.count().is_none());
    let centre = asked.centre.unwrap_or(ranges);
    let points = asked.points.unwrap_or(10 * factors.len() as u32);
    let laws = factors.iter().any(|factor| matches!(factor.levels, Levels::Law(_)));
    let design = match asked.kind {
        DesignKind::Grid => Design::Grid,
        DesignKind::Factorial => Design::Factorial { centre },
        DesignKind::Fractional => Design::Fractional { centre },
        DesignKind::LatinHypercube => Design::LatinHypercube { points },
        DesignKind::Sobol => Design::Sobol { points: asked.points.unwrap_or(points.next_power_of_two()) },
        DesignKind::OneAtATime => Design::OneAtATime { tail: if laws { 0.1 } else { 0.0 } },
        DesignKind::Morris => Design::Morris { trajectories: asked.trajectories.unwrap_or(20), levels: asked.levels.unwrap_or(4) },
        DesignKind::Saltelli => Design::Saltelli { base: asked.base.unwrap_or(128) },
    };
    if design == Design::Grid
        && let Some(factor) = factors.iter().find(|factor| factor.grid().is_none())
    {
        let fault = format!("a grid cannot visit every value of the range of `{}`", factor.name);
        return Err(Fault::plain(
            fault,
            "say how many in its [factor] table: `levels = 5`; or choose another design, such as [design] kind = \"sobol\"",
        ));
    }
    let levels = |factor: &Factor| if design == Design::Grid { factor.grid() } else { factor.count() };
    Ok((design, factors.iter().map(|factor| Axis { levels: levels(factor) }).collect()))
}

/// Rows of a design with the point that each is, and the points, those with the same values once.
type Merged = (Vec<(Vec<f64>, usize)>, Vec<Point>);

/// Turns positions into values.
fn merged(experiment: &Experiment, factors: &[Factor], axes: &[Axis], design: Design, rows: Vec<Vec<f64>>) -> Merged {
    // Designs that visit the ends of a factor visit P10 and P90 of a law, which may have no ends.
    let ends = matches!(design, Design::Factorial { .. } | Design::Fractional { .. } | Design::Morris { .. });
    let value = |(factor, (axis, &u)): (&Factor, (&Axis, &f64))| match (axis.levels, &factor.levels) {
        (Some(k), _) => factor.level(level(u, k), k),
        (None, Levels::Law(_)) if ends => factor.value(0.1 + 0.8 * u),
        (None, _) => factor.value(u),
    };
    let mut points: IndexMap<Vec<String>, Point> = IndexMap::new();
    let mut placed = Vec::with_capacity(rows.len());
    for row in rows {
        let values: Vec<String> = factors.iter().zip(axes.iter().zip(&row)).map(value).collect();
        let entry = points.entry(values.clone());
        let at = entry.index();
        entry.or_insert_with(|| {
            let own = factors.iter().zip(&values).flat_map(|(factor, value)| factor.sets(value));
            Point { sets: experiment.set.iter().cloned().chain(own).collect(), values }
        });
        placed.push((row, at));
    }
    (placed, points.into_values().collect())
}

/// The layouts of a point as cells, in the order of the scenario.
pub(super) fn cells_of(seed: Option<u64>, layouts: &[String], study: &Study) -> Vec<Cell> {
    let asked = study.layouts.iter().filter(|layout| layouts.contains(&layout.name));
    asked.map(|layout| cell(&seeded(layout, seed))).collect()
}

/// The layout with the study's seed, where it has one.
pub(super) fn seeded(layout: &Layout, seed: Option<u64>) -> Layout {
    let mut layout = layout.clone();
    layout.scenario.scenario.seed = seed.unwrap_or(layout.scenario.scenario.seed);
    layout
}

/// All cells, or the points that are no sound scenario, those with the same faults together.
fn sound(factors: &[Factor], points: &[Point], read: Vec<Result<Vec<Cell>, Complaints>>) -> Result<Vec<Cell>, Fault> {
    let mut found: IndexMap<Vec<String>, (Vec<String>, Complaints)> = IndexMap::new();
    let (mut cells, mut bad) = (Vec::new(), 0);
    for (point, read) in points.iter().zip(read) {
        match read {
            Ok(of_point) => cells.extend(of_point),
            Err(complaints) => {
                bad += 1;
                // What was given differs from point to point; where it is wrong does not.
                let plain = |fault: &str| fault.chars().filter(|c| !c.is_ascii_digit() && !"-.".contains(*c)).collect::<String>();
                let faults: Vec<String> = complaints.iter().map(|complaint| plain(&complaint.fault)).collect();
                found.entry(faults).or_insert_with(|| (Vec::new(), complaints)).0.push(described(factors, point));
            }
        }
    }
    match bad {
        0 => Ok(cells),
        _ => Err(Fault::Points { bad, all: points.len(), found: found.into_values().collect() }),
    }
}

/// A point as "technicians = 3, rent = 5".
pub(super) fn described(factors: &[Factor], point: &Point) -> String {
    let each = factors.iter().zip(&point.values).map(|(factor, value)| format!("{} = {value}", factor.name));
    each.collect::<Vec<_>>().join(", ")
}

/// Columns that results show. Names of kinds, tiers and places must be those of some layout.
fn shown(experiment: &Experiment, layouts: &[String], files: &Snapshot, first: &Point) -> Result<Vec<String>, Fault> {
    if experiment.figures.is_empty() {
        return Ok(MAIN.iter().map(|name| (*name).to_owned()).collect());
    }
    let study = files.read(&first.sets, "factor").expect("the point was read before");
    let asked = || study.layouts.iter().filter(|layout| layouts.contains(&layout.name));
    for column in &experiment.figures {
        let named = column.split_once('.').and_then(|(cut, rest)| Some((cut, rest.rsplit_once('.')?.0)));
        let known = named.is_none_or(|(cut, name)| asked().any(|layout| columns::has(layout, cut, name)));
        if !known {
            let (cut, name) = named.expect("a name that is not known is a name");
            let fault = format!("the study shows `{column}`, but no layout has a {cut} `{name}`");
            return Err(Fault::plain(fault, "name one of the scenario's"));
        }
    }
    Ok(experiment.figures.iter().collect::<IndexSet<_>>().into_iter().cloned().collect())
}

fn replications(experiment: &Experiment, of_scenario: u32) -> Result<Replications, Fault> {
    let fixed = experiment.replications.unwrap_or(of_scenario);
    if experiment.precision.is_empty() {
        return Ok(Replications::Fixed(fixed));
    }
    let goal = |(figure, width): &(String, String)| Goal::read(&format!("{figure}={width}"));
    let goals: Result<Vec<Goal>, _> = experiment.precision.iter().map(goal).collect();
    let goals = goals.map_err(|misread| Fault::plain(misread.fault, misread.mend.unwrap_or_default()))?;
    let first = experiment.replications.map_or(Rule::default().first, |n| n.max(2));
    let most = experiment.max_replications.unwrap_or(Rule::default().max);
    Ok(Replications::Until { goals, rule: Rule { first: first.min(most), max: most, ..Rule::default() } })
}
