//! Decisions under uncertain inputs: what a layout gains over the baseline as the inputs vary that nobody knows for sure.
//!
//! Second-order Monte Carlo (Helton 1994 on the two sorts of chance): outside, points of a scrambled Sobol' sample of the uncertain
//! inputs, the same for all layouts; inside, at each point a few replications of its own, the same for all layouts (common random
//! numbers). As each point has other replications, their noise is independent from point to point: it averages out over the points, and
//! what it adds to their scatter can be measured within points and taken out ([`noise`]).
//!
//! | module | |
//! |---|---|
//! | [`risk`] | from gains by point to expectation, chance, tail, value of information, shares of the inputs |
//! | [`noise`] | the noise of replications, taken out |
//! | [`tornado`] | each input alone at its P10 and P90 |
//! | [`breakeven`], [`root`] | the value of a key at which two layouts are alike |
//!
//! *Knows:* sweeps and their store.
//! *Never:* how results are written.

pub mod breakeven;
pub mod noise;
pub mod risk;
pub mod root;
pub mod tornado;

use super::columns;
use super::design::Design;
use super::interval::{CONFIDENCE, Estimate};
use super::store::Store;
use super::sweep::{Fault, Point, Sweep, check, check_points};
use crate::kernel::random::{Seed, name_key};
use crate::record::figure::{Better, FIGURES};
use crate::record::ledger::{Account, Group};
use crate::scenario::complaint::did_you_mean;
use crate::scenario::experiment::{DesignAsked, DesignKind};
use crate::scenario::factor::Factor;
use crate::scenario::{Experiment, Snapshot, Study};
use noise::mean;
use risk::{Gains, Part, Risks, parts};

/// Independently scrambled sets of points.
pub const SETS: u32 = 8;

/// What is asked of a scenario with uncertain inputs.
#[derive(Debug, Clone, PartialEq)]
pub struct Ask {
    /// Layouts; none for all.
    pub layouts: Vec<String>,
    /// The baseline, if it is not the scenario's.
    pub against: Option<String>,
    /// What is set at every point, as for `--set`.
    pub set: Vec<String>,
    /// Master seed, if it is not the scenario's.
    pub seed: Option<u64>,
    /// The figure or account that is looked at.
    pub figure: String,
    /// Points of the sample: a power of two, two for each set at least.
    pub points: u32,
    /// Replications at each point.
    pub replications: u32,
}

/// What the scenario makes of the question.
#[derive(Debug, Clone)]
pub struct Ground {
    /// The question, with the layouts by name, the baseline among them.
    pub ask: Ask,
    /// Index of the baseline among the layouts.
    pub baseline: usize,
    /// +1 where more of the figure is better, -1 where less is.
    pub sign: f64,
    /// Uncertain inputs.
    pub inputs: Vec<Factor>,
    /// Master seed.
    pub seed: u64,
    /// The scenario's name.
    pub scenario: String,
    /// Label of all money.
    pub currency: String,
    /// Counted time of a replication [d].
    pub days: f64,
    /// Hash of the scenario.
    pub hash: String,
}

/// What the sample says.
#[derive(Debug, Clone)]
pub struct Sample {
    /// What was asked.
    pub ground: Ground,
    /// The figure by set, point and layout: mean of the replications.
    pub means: Vec<Vec<Vec<f64>>>,
    /// Values of the inputs as TOML, by set and point.
    pub values: Vec<Vec<Vec<String>>>,
    /// Chances, tails, value of information; by layout but the baseline.
    pub risks: Risks,
    /// First-order indices by layout but the baseline, and by input.
    pub parts: Vec<Vec<Part>>,
}

impl Ground {
    /// Fits a question to a scenario.
    ///
    /// # Errors
    /// If the scenario has faults, or has no such layouts, or the figure has no better side.
    pub fn of(ask: Ask, files: &Snapshot) -> Result<Ground, Fault> {
        let base = files.read(&ask.set, "--set").map_err(Fault::Scenario)?;
        let (layouts, baseline) = compared(&ask, &base)?;
        let sign = sign(&ask.figure)?;
        let header = &base.layouts[0].scenario.scenario;
        let network = crate::network::Network::new(&base.layouts[0]);
        Ok(Ground {
            baseline,
            sign,
            seed: ask.seed.unwrap_or(header.seed),
            scenario: header.name.clone(),
            currency: header.currency.clone(),
            days: network.window.length().days(),
            hash: base.hash.clone(),
            ask: Ask { layouts, ..ask },
            inputs: base.uncertain,
        })
    }

    /// Indices of the layouts but the baseline.
    pub fn others(&self) -> impl Iterator<Item = usize> + use<> {
        let baseline = self.baseline;
        (0..self.ask.layouts.len()).filter(move |layout| *layout != baseline)
    }

    /// Plans the sample: all of its points are read.
    ///
    /// # Errors
    /// If there are no uncertain inputs, or some points are no sound scenario.
    pub fn sample(&self, files: &Snapshot, tick: impl Fn(usize, usize) + Sync) -> Result<Sweep, Fault> {
        if self.inputs.is_empty() {
            let mend = "add a table [uncertain], such as `uncertain.grade.plain.wage = { uniform = [25, 35] }`; \
                        `callout explain uncertain` tells more";
            return Err(Fault::plain(format!("{} has no uncertain inputs", files.name), mend));
        }
        let axes: Vec<_> = self.inputs.iter().map(|input| super::design::Axis { levels: input.count() }).collect();
        let design = Design::Sobol { points: self.ask.points / SETS };
        let mut points = Vec::new();
        for set in 0..SETS {
            let source = |name: &str| Seed::new(self.seed, set).source(name_key(name));
            let rows = design.points(&axes, source("outer sample").entity(0).0);
            let rows = rows.map_err(|refusal| Fault::plain(refusal.fault, refusal.mend))?;
            for (at, row) in rows.into_iter().enumerate() {
                // Whole numbers up to 2^53 survive every reader of the results.
                let seed = source("replications of a point").entity(at as u64).0 >> 11;
                points.push((row.clone(), self.point(&row, seed)));
            }
        }
        let experiment = self.experiment(self.ask.replications);
        check_points(Experiment { seed: None, ..experiment }, self.inputs.clone(), points, files, tick)
    }

    fn point(&self, row: &[f64], seed: u64) -> Point {
        let values: Vec<String> = self.inputs.iter().zip(row).map(|(input, &u)| input.value(u)).collect();
        let own = self.inputs.iter().zip(&values).flat_map(|(input, value)| input.sets(value).collect::<Vec<_>>());
        let sets = self.ask.set.iter().cloned().chain(own).chain([format!("scenario.seed={seed}")]).collect();
        Point { values, sets }
    }

    /// A study of the scenario without factors.
    fn experiment(&self, replications: u32) -> Experiment {
        Experiment {
            layouts: self.ask.layouts.clone(),
            set: self.ask.set.clone(),
            replications: Some(replications),
            seed: Some(self.seed),
            figures: vec![self.ask.figure.clone()],
            ..Experiment::default()
        }
    }

    /// The figure at a point, by layout and replication.
    fn figure(&self, sweep: &Sweep, point: usize, store: &Store) -> Result<Vec<Vec<f64>>, Fault> {
        let told = sweep.told(point, store).ok_or_else(|| {
            Fault::plain("parts of the store have gone while they were used", "run it again; leave the store alone until it ends")
        })?;
        let column = |told: &super::sweep::Told| told.column(&self.ask.figure).into_iter().collect::<Option<Vec<f64>>>();
        told.iter().map(column).collect::<Option<Vec<_>>>().ok_or_else(|| {
            let set = sweep.points[point].sets.join(" ");
            Fault::plain(format!("`{}` has no data in some replications with {set}", self.ask.figure), "choose another --figure")
        })
    }

    /// Gains over the baseline by layout but the baseline, and replication.
    fn gains(&self, figure: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let base = &figure[self.baseline];
        let of = |layout: usize| figure[layout].iter().zip(base).map(|(own, base)| self.sign * (own - base)).collect();
        self.others().map(of).collect()
    }
}

impl Sample {
    /// Gathers what the points of a planned sample say once all are computed.
    ///
    /// # Errors
    /// If the figure has no data somewhere, or parts have gone.
    pub fn gather(ground: Ground, sweep: &Sweep, store: &Store) -> Result<Sample, Fault> {
        let figures: Result<Vec<Vec<Vec<f64>>>, Fault> =
            (0..sweep.points.len()).map(|point| ground.figure(sweep, point, store)).collect();
        let figures = figures?;
        let size = figures.len() / SETS as usize;
        let by_set = |of: &dyn Fn(usize) -> Vec<Vec<f64>>| -> Gains {
            (0..SETS as usize).map(|set| (0..size).map(|at| of(set * size + at)).collect()).collect()
        };
        let gains = by_set(&|point| ground.gains(&figures[point]));
        let means = by_set(&|point| vec![figures[point].iter().map(|values| mean(values)).collect()]);
        let means = means.into_iter().map(|set| set.into_iter().flatten().collect()).collect();
        let positions: Vec<Vec<Vec<f64>>> =
            sweep.rows.chunks(size).map(|set| set.iter().map(|(row, _)| row.clone()).collect()).collect();
        let values = sweep.points.chunks(size).map(|set| set.iter().map(|point| point.values.clone()).collect()).collect();
        let risks = Risks::of(&gains);
        let of_layout = |(at, risk): (usize, &risk::Risk)| {
            let of_point = |point: &Vec<Vec<f64>>| mean(&point[at]);
            let gains: Vec<Vec<f64>> = gains.iter().map(|set| set.iter().map(of_point).collect()).collect();
            parts(&positions, &gains, risk.deviation * risk.deviation)
        };
        let parts = risks.layouts.iter().enumerate().map(of_layout).collect();
        Ok(Sample { ground, means, values, risks, parts })
    }
}

/// Checks that the uncertain inputs of a scenario lead somewhere and stay sound at their P10 and P90, each alone.
///
/// # Errors
/// If they do not.
pub fn check_inputs(set: &[String], files: &Snapshot) -> Result<(), Fault> {
    let experiment = Experiment { set: set.to_vec(), uncertain: true, design: around(), ..Experiment::default() };
    check(experiment, files, |_, _| {}).map(|_| ())
}

/// The design that moves each input alone.
fn around() -> DesignAsked {
    DesignAsked { kind: DesignKind::OneAtATime, seed: 1, ..DesignAsked::default() }
}

/// The layouts that are compared, and which is the baseline.
fn compared(ask: &Ask, base: &Study) -> Result<(Vec<String>, usize), Fault> {
    let names: Vec<&str> = base.layouts.iter().map(|layout| layout.name.as_str()).collect();
    if let Some(unknown) = ask.layouts.iter().chain(&ask.against).find(|name| !names.contains(&name.as_str())) {
        let mend = did_you_mean(unknown, names.iter().copied()).unwrap_or_default();
        return Err(Fault::plain(format!("there is no layout `{unknown}`"), mend));
    }
    let wanted = |name: &str| ask.layouts.is_empty() || ask.layouts.iter().chain(&ask.against).any(|layout| layout == name);
    let layouts: Vec<String> = names.iter().filter(|name| wanted(name)).map(|name| (*name).to_owned()).collect();
    if layouts.len() < 2 {
        let fault = format!("there is only one layout, `{}`: nothing to compare it with", layouts[0]);
        return Err(Fault::plain(fault, "add a [[layout]] to the scenario, or name two with --layout"));
    }
    let baseline = ask.against.as_deref().unwrap_or(&base.layouts[base.baseline].name);
    let baseline = layouts.iter().position(|name| name == baseline).unwrap_or(0);
    Ok((layouts, baseline))
}

/// Which way of a figure is better.
fn sign(column: &str) -> Result<f64, Fault> {
    columns::check_name(column).map_err(|fault| Fault::plain(fault, "`callout explain` lists figures and accounts"))?;
    let better = match columns::figure_of(column) {
        Some(figure) => FIGURES[figure].better,
        None => {
            let account = Account::ALL.iter().find(|account| column.strip_prefix("account.") == Some(account.key()));
            if account.is_some_and(|account| account.group() == Group::Revenue) { Better::More } else { Better::Less }
        }
    };
    match better {
        Better::More => Ok(1.0),
        Better::Less => Ok(-1.0),
        Better::Neither => {
            let fault = format!("neither more nor less of `{column}` is better, so nothing can be gained");
            Err(Fault::plain(fault, "choose a figure such as cost_total, profit or response_mean"))
        }
    }
}

/// Mean and interval of gains by replication.
fn estimate(values: &[f64]) -> Estimate {
    Estimate::of_mean(values, CONFIDENCE).expect("there is a replication")
}
