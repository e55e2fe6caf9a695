//! How many replications are enough: half-widths that a user asks for, and the rule that stops when they are there.
//!
//! *Knows:* rows of figures in the order of their replications.
//! *Never:* how trials are run, or on how many threads: only the rows 0, 1, 2, ... without a gap count.

pub mod goal;

use super::interval::{CONFIDENCE, Estimate, t_quantile};
use super::replicate::Summary;
use crate::record::figure::Row;
pub use goal::{Goal, Width};
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, Normal};

/// When to stop.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// Replications before the rule is looked at, 2 at least.
    pub first: u32,
    /// Replications at most.
    pub max: u32,
    /// Confidence with which the intervals of all goals hold together.
    pub confidence: f64,
}

impl Default for Rule {
    fn default() -> Self {
        Rule { first: 10, max: 1_000, confidence: CONFIDENCE }
    }
}

/// What the rule says of the replications that are there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Enough: the goals are met from `first` replications on and stay met through the look-ahead; the replications
    /// `0..rows` are what is reported.
    Reached {
        /// The first number of replications with which the goals are met.
        first: u32,
        /// That and its look-ahead.
        rows: u32,
    },
    /// Not enough: it cannot be before so many more replications.
    More(u32),
    /// The most replications are there, and the goals are not met; the replications `0..max` are what is reported.
    Missed,
}

/// Half-widths that are asked of a run, and when it stops.
#[derive(Debug, Clone, PartialEq)]
pub struct Precision {
    /// What is asked.
    pub goals: Vec<Goal>,
    /// When to stop.
    pub rule: Rule,
}

/// What became of a goal in a layout.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Attainment {
    /// The goal.
    pub goal: Goal,
    /// Index of the layout.
    pub layout: usize,
    /// The estimate with the interval that holds together with those of the other goals; `None` without data.
    pub estimate: Option<Estimate>,
    /// The half-width at most [unit of the figure].
    pub most: f64,
    /// Whether it is there.
    pub met: bool,
}

impl Precision {
    /// What became of the goals, by goal and layout.
    pub fn attained(&self, layouts: &[Summary]) -> Vec<Attainment> {
        let confidence = joint(self.rule.confidence, self.goals.len());
        let of = |&goal: &Goal, layout: usize| {
            let estimate = layouts[layout].estimate_at(goal.figure, confidence);
            let most = goal.width.most(estimate.map_or(0.0, |estimate| estimate.value));
            let half_width = estimate.and_then(|estimate| estimate.half_width);
            Attainment { goal, layout, estimate, most, met: half_width.is_some_and(|half_width| half_width <= most) }
        };
        self.goals.iter().flat_map(|goal| (0..layouts.len()).map(move |layout| of(goal, layout))).collect()
    }
}

/// Replications over which the goals must stay met, after `n` with which they are: ceil(5 max(n, 100) / 100) (Hoad, Robinson &
/// Davies 2010, "Automated selection of the number of replications for a discrete-event simulation").
pub fn look_ahead(n: u32) -> u32 {
    u32::try_from((5 * u64::from(n.max(100))).div_ceil(100)).expect("a twentieth of a number is less than it")
}

/// What the rule says of one layout. `rows` are its replications 0, 1, 2, ... without a gap.
pub fn stop_at(goals: &[Goal], rows: &[Row], rule: &Rule) -> Stop {
    stop_all(goals, &[rows], rule)
}

/// What the rule says of several layouts with as many replications each: all of them must meet all goals. Of longer layouts only
/// as many rows count as the shortest has.
pub fn stop_all(goals: &[Goal], layouts: &[&[Row]], rule: &Rule) -> Stop {
    let shared = layouts.iter().map(|rows| rows.len()).min().unwrap_or(0);
    let mut tracker = Tracker::new(goals, layouts.len(), *rule);
    for replication in 0..shared {
        if !matches!(tracker.stop(), Stop::More(_)) {
            break;
        }
        tracker.push(layouts.iter().map(|rows| &rows[replication]));
    }
    tracker.stop()
}

/// The confidence of each of `goals` intervals that hold together with `confidence` (Bonferroni).
pub fn joint(confidence: f64, goals: usize) -> f64 {
    1.0 - (1.0 - confidence) / goals.max(1) as f64
}

/// Mean and sum of squares as values come (Welford 1962).
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Running {
    pub n: u32,
    pub mean: f64,
    squares: f64,
}

impl Running {
    pub fn add(&mut self, value: f64) {
        self.n += 1;
        let from_mean = value - self.mean;
        self.mean += from_mean / f64::from(self.n);
        self.squares += from_mean * (value - self.mean);
    }

    /// Variance of the values; of fewer than two, nothing.
    pub fn variance(&self) -> f64 {
        if self.n < 2 { 0.0 } else { self.squares / f64::from(self.n - 1) }
    }

    /// Whether t S / sqrt(n) is at most `most`; `normal` is the quantile for n without end, which t is never under.
    fn within(&self, most: f64, confidence: f64, normal: f64) -> bool {
        let error = (self.variance() / f64::from(self.n)).sqrt();
        normal * error <= most && t_quantile(confidence, self.n as usize) * error <= most
    }
}

/// The rule, one replication after the other.
#[derive(Debug, Clone)]
pub struct Tracker {
    goals: Vec<Goal>,
    rule: Rule,
    confidence: f64,
    normal: f64,
    /// By layout and goal.
    running: Vec<Vec<Running>>,
    n: u32,
    /// Since when the goals have been met without a break.
    since: Option<u32>,
}

impl Tracker {
    /// Nothing seen yet of so many layouts.
    pub fn new(goals: &[Goal], layouts: usize, rule: Rule) -> Tracker {
        let confidence = joint(rule.confidence, goals.len());
        let normal = Normal::standard().inverse_cdf(0.5 + confidence / 2.0);
        let running = vec![vec![Running::default(); goals.len()]; layouts];
        Tracker { goals: goals.to_vec(), rule, confidence, normal, running, n: 0, since: None }
    }

    /// Takes in the next replication, a row of each layout. After the stop, nothing changes any more.
    pub fn push<'a>(&mut self, rows: impl IntoIterator<Item = &'a Row>) {
        if !matches!(self.stop(), Stop::More(_)) {
            return;
        }
        self.n += 1;
        for (running, row) in self.running.iter_mut().zip(rows) {
            for (one, goal) in running.iter_mut().zip(&self.goals) {
                row[goal.figure].into_iter().for_each(|value| one.add(value));
            }
        }
        self.since = if self.met() { self.since.or(Some(self.n)) } else { None };
    }

    /// Takes in the last replication of all layouts and tells whether to stop.
    pub fn enough(&mut self, layouts: &[Summary]) -> bool {
        self.push(layouts.iter().filter_map(|summary| summary.rows.last()));
        !matches!(self.stop(), Stop::More(_))
    }

    /// Whether all goals are met now: h <= width, or h <= g / (1 + g) |mean| where the width is a share g of the true mean (Law
    /// 2015, ch. 9.4.1). A figure without data in some replications needs as many with data as the rule's first look.
    fn met(&self) -> bool {
        let first = self.rule.first.max(2);
        let one = |running: &Running, goal: &Goal| {
            running.n >= first && running.within(goal.width.most(running.mean), self.confidence, self.normal)
        };
        self.n >= first
            && self.running.iter().all(|layout| layout.iter().zip(&self.goals).all(|(running, goal)| one(running, goal)))
    }

    /// What the rule says now.
    pub fn stop(&self) -> Stop {
        let max = self.rule.max;
        let first = self.since.unwrap_or((self.n + 1).max(self.rule.first.max(2)));
        let end = first.saturating_add(look_ahead(first)).min(max);
        match self.since {
            Some(first) if self.n >= end => Stop::Reached { first, rows: self.n },
            None if self.n >= max => Stop::Missed,
            _ => Stop::More(end - self.n),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::figure::FIGURES;

    fn rows(values: &[f64]) -> Vec<Row> {
        values.iter().map(|value| vec![Some(*value); FIGURES.len()]).collect()
    }

    fn goal(width: Width) -> Vec<Goal> {
        vec![Goal { figure: 0, width }]
    }

    #[test]
    fn the_look_ahead_grows_from_a_hundred_on() {
        assert_eq!([2, 10, 100, 101, 120, 121, 1000].map(look_ahead), [5, 5, 5, 6, 6, 7, 50]);
    }

    #[test]
    fn stops_at_the_first_number_that_holds_and_stays() {
        // Values 9 and 11 in turn: at n = 10, S^2 = 10/9 and h = 2.2622 x 1.0541 / 3.1623 = .7541; at n = 12, h = .6636.
        let turns: Vec<f64> = (0..40).map(|n| if n % 2 == 0 { 9.0 } else { 11.0 }).collect();
        let at = |width| stop_at(&goal(width), &rows(&turns), &Rule::default());
        assert_eq!(at(Width::Absolute(0.755)), Stop::Reached { first: 10, rows: 15 });
        assert_eq!(at(Width::Absolute(0.67)), Stop::Reached { first: 12, rows: 17 });
        // g/(1+g) x 10 = .67 at g = .0718; just the relative width would stop at n = 10.
        assert_eq!(at(Width::Relative(0.0719)), Stop::Reached { first: 12, rows: 17 });
        assert_eq!(at(Width::Relative(0.0817)), Stop::Reached { first: 10, rows: 15 });
    }

    #[test]
    fn a_rule_that_breaks_in_the_look_ahead_begins_again() {
        let mut values = vec![10.0; 12];
        values.push(1000.0);
        assert_eq!(stop_at(&goal(Width::Absolute(1.0)), &rows(&values), &Rule::default()), Stop::More(6));
        values.resize(2000, 10.0);
        let Stop::Reached { first, rows: used } = stop_at(&goal(Width::Absolute(10.0)), &rows(&values), &Rule::default()) else {
            panic!("it holds in the end");
        };
        // S = 990 / sqrt(n) and the mean of the others: h falls as 2 x 990 / n.
        assert!((195..=198).contains(&first), "{first}");
        assert_eq!(used, first + look_ahead(first));
    }

    #[test]
    fn what_is_there_says_how_much_is_missing() {
        let rule = Rule::default();
        let (one, max) = (rows(&[10.0; 30]), Rule { max: 12, ..rule });
        let goal = goal(Width::Relative(0.05));
        assert_eq!(stop_at(&goal, &[], &rule), Stop::More(15));
        assert_eq!(stop_at(&goal, &one[..4], &rule), Stop::More(11));
        assert_eq!(stop_at(&goal, &one[..10], &rule), Stop::More(5));
        assert_eq!(stop_at(&goal, &one[..15], &rule), Stop::Reached { first: 10, rows: 15 });
        // More rows than needed change nothing; the most replications cut the look-ahead short.
        assert_eq!(stop_at(&goal, &one, &rule), Stop::Reached { first: 10, rows: 15 });
        assert_eq!(stop_at(&goal, &one, &max), Stop::Reached { first: 10, rows: 12 });
        let wild: Vec<Row> = rows(&(0..30).map(|n| f64::from(n * n)).collect::<Vec<_>>());
        assert_eq!(stop_at(&goal, &wild, &max), Stop::Missed);
        assert_eq!(stop_at(&goal, &wild[..11], &max), Stop::More(1));
    }

    #[test]
    fn all_layouts_and_all_goals_must_be_there() {
        let turns: Vec<f64> = (0..60).map(|n| if n % 2 == 0 { 9.0 } else { 11.0 }).collect();
        let (calm, wavy) = (rows(&[10.0; 60]), rows(&turns));
        let one = goal(Width::Absolute(0.67));
        assert_eq!(stop_all(&one, &[&calm, &wavy], &Rule::default()), Stop::Reached { first: 12, rows: 17 });
        assert_eq!(stop_all(&one, &[&calm, &wavy[..16]], &Rule::default()), Stop::More(1));
        // Two goals at 97.5 % each need more than one at 95 %.
        let two = [one[0], Goal { figure: 1, width: Width::Absolute(5.0) }];
        let Stop::Reached { first, .. } = stop_all(&two, &[&calm, &wavy], &Rule::default()) else { panic!("it holds") };
        assert!(first > 12);
    }

    #[test]
    fn replications_without_data_do_not_count() {
        let mut some = rows(&[10.0; 40]);
        some.iter_mut().step_by(2).for_each(|row| row[0] = None);
        // The tenth value comes with replication 20.
        assert_eq!(stop_at(&goal(Width::Relative(0.1)), &some, &Rule::default()), Stop::Reached { first: 20, rows: 25 });
        let none: Vec<Row> = vec![vec![None; FIGURES.len()]; 40];
        assert_eq!(stop_at(&goal(Width::Relative(0.1)), &none, &Rule { max: 40, ..Rule::default() }), Stop::Missed);
    }
}
