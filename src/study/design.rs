//! Experimental designs: at which points of its range each factor of a study is tried.
//!
//! A design places its points in the unit cube; what a position means (a wage, a number of technicians, a rule) is the study's affair.
//! Rows stand in a canonical order and hold the same bits on every machine. Designs that grow keep their first rows: more Sobol' points,
//! Morris trajectories or Saltelli base rows only add to what is there.
//!
//! *Knows:* the kernel's addressed chance. *Never:* a key of the scenario, a result.

mod fraction;
mod hypercube;
mod sequence;
mod trajectory;

/// The most rows a design builds.
pub const MOST_ROWS: u128 = 10_000_000;

/// How many values a factor has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Axis {
    /// `Some(k)`: a list of k values, or a whole-number range of k numbers. `None`: a continuous range.
    pub levels: Option<u32>,
}

impl Axis {
    /// Where a position stands between the first value (0) and the last (1), once it is rounded to a level.
    pub fn scale(&self, u: f64) -> f64 {
        match self.levels {
            None => u,
            Some(k) if k > 1 => f64::from(level(u, k)) / f64::from(k - 1),
            Some(_) => 0.0,
        }
    }
}

/// Which of `k` levels a position means: floor(u k), the last one for u = 1.
///
/// ```
/// use callout::study::design::level;
/// assert_eq!([0.0, 0.33, 0.34, 0.99, 1.0].map(|u| level(u, 3)), [0, 0, 1, 2, 2]);
/// ```
///
/// # Panics
/// If `k` is 0.
pub fn level(u: f64, k: u32) -> u32 {
    assert!(k > 0, "a factor has at least one level");
    ((u * f64::from(k)).max(0.0) as u32).min(k - 1)
}

/// A way to lay out the points of a study.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Design {
    /// Every combination of all levels; level i of k stands at (i + 0.5) / k. The last factor changes fastest.
    Grid,
    /// Every combination of low (0) and high (1), the last factor fastest; with `centre`, the point in the middle as the last row.
    Factorial {
        /// Whether the middle is tried as well, which shows curvature.
        centre: bool,
    },
    /// The regular fraction of the two-level factorial of resolution V or more: main effects and two-factor interactions stay clear
    /// of each other.
    Fractional {
        /// Whether the middle is tried as well, which shows curvature.
        centre: bool,
    },
    /// A Latin hypercube: each of `points` equal slices of every factor holds exactly one point, in its middle; the smallest distance
    /// between two points is made large.
    LatinHypercube {
        /// Number of points; 10 for each factor is usual (Loeppky, Sacks & Welch 2009).
        points: u32,
    },
    /// Owen-scrambled Sobol' points, the first one kept.
    Sobol {
        /// Number of points, a power of two.
        points: u32,
    },
    /// All factors in the middle, then each in turn at `tail` and at 1 - `tail`, the others staying in the middle.
    OneAtATime {
        /// 0.1 for P10 and P90, 0 for the ends of the ranges.
        tail: f64,
    },
    /// Morris's elementary effects: walks over a grid that change one factor after the other (Morris 1991).
    Morris {
        /// Number of walks r; 20 is usual.
        trajectories: u32,
        /// Levels p of the grid, even; 4 is usual. A step is p / (2 (p - 1)).
        levels: u32,
    },
    /// Points for Sobol' indices (Saltelli et al. 2010): for each base row A, then A with the i-th factor from B for each i, then B.
    /// A and B are the halves of one scrambled Sobol' sample.
    Saltelli {
        /// Number of base rows N, a power of two.
        base: u32,
    },
}

/// Why a design does not fit a study, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub fault: String,
    /// What to write instead.
    pub mend: String,
}

impl Refusal {
    fn new(fault: impl Into<String>, mend: impl Into<String>) -> Refusal {
        Refusal { fault: fault.into(), mend: mend.into() }
    }
}

impl Design {
    /// Number of rows, before anything is built; the greatest number where it cannot be said. A continuous factor counts once in a grid.
    pub fn rows(&self, axes: &[Axis]) -> u128 {
        let d = axes.len() as u128;
        match *self {
            Design::Grid => axes.iter().fold(1u128, |rows, axis| rows.saturating_mul(u128::from(axis.levels.unwrap_or(1)))),
            Design::Factorial { centre } => 2u128.saturating_pow(axes.len() as u32).saturating_add(u128::from(centre)),
            Design::Fractional { centre } => fraction::rows(axes.len()).saturating_add(u128::from(centre)),
            Design::LatinHypercube { points } | Design::Sobol { points } => u128::from(points),
            Design::OneAtATime { .. } => 1 + 2 * d,
            Design::Morris { trajectories, .. } => u128::from(trajectories) * (d + 1),
            Design::Saltelli { base } => u128::from(base) * (d + 2),
        }
    }

    /// The rows, each a position in the unit cube with one number for each axis. The same axes and `seed` give the same bits.
    ///
    /// # Errors
    /// If the design does not fit the axes, or has more than [`MOST_ROWS`] rows.
    pub fn points(&self, axes: &[Axis], seed: u64) -> Result<Vec<Vec<f64>>, Refusal> {
        self.fits(axes)?;
        let d = axes.len();
        Ok(match *self {
            Design::Grid => grid(axes),
            Design::Factorial { centre } => with_centre(fraction::two_levels(&fraction::full(d)), d, centre),
            Design::Fractional { centre } => with_centre(fraction::two_levels(&fraction::columns(d)), d, centre),
            Design::LatinHypercube { points } => hypercube::spread(points, d, seed),
            Design::Sobol { points } => sequence::sobol(points, d, seed),
            Design::OneAtATime { tail } => one_at_a_time(d, tail),
            Design::Morris { trajectories, levels } => trajectory::walks(trajectories, levels, d, seed),
            Design::Saltelli { base } => sequence::saltelli(base, d, seed),
        })
    }

    fn fits(&self, axes: &[Axis]) -> Result<(), Refusal> {
        if axes.is_empty() {
            return Err(Refusal::new("the study has no factor", "name at least one key and its values"));
        }
        let varies = |axis: &Axis| axis.levels.is_none_or(|k| k > 1);
        if let Some(at) = axes.iter().position(|axis| axis.levels == Some(0)) {
            return Err(Refusal::new(format!("factor {} has no value", at + 1), "give it at least one"));
        }
        if *self != Design::Grid
            && let Some(at) = axes.iter().position(|axis| !varies(axis))
        {
            return Err(Refusal::new(format!("factor {} has a single value", at + 1), "give it two or more, or leave it out"));
        }
        self.fits_by_its_own_rules(axes)?;
        let rows = self.rows(axes);
        if rows > MOST_ROWS {
            let mend = "fewer levels, factors or points; a Latin hypercube takes any number of points";
            return Err(Refusal::new(format!("the design has {rows} points; {MOST_ROWS} are the most"), mend));
        }
        Ok(())
    }

    fn fits_by_its_own_rules(&self, axes: &[Axis]) -> Result<(), Refusal> {
        let d = axes.len();
        match *self {
            Design::Grid => match axes.iter().position(|axis| axis.levels.is_none()) {
                Some(at) => Err(Refusal::new(
                    format!("factor {} is continuous, a grid needs levels", at + 1),
                    "list its values or give a step",
                )),
                None => Ok(()),
            },
            Design::Factorial { centre } => has_a_middle(axes, centre),
            Design::Fractional { centre } => fraction::fits(d).and(has_a_middle(axes, centre)),
            Design::LatinHypercube { points } if points < 2 => Err(Refusal::new(
                "a Latin hypercube needs at least two points",
                format!("{} points, 10 for each factor, are usual", 10 * d),
            )),
            Design::LatinHypercube { .. } => Ok(()),
            Design::Sobol { points } => sequence::fits(points, d, "points"),
            Design::OneAtATime { tail } if !(0.0..0.5).contains(&tail) => {
                let fault = format!("the tail of one-at-a-time is {tail}, not within 0 and 0.5");
                Err(Refusal::new(fault, "0.1 tries P10 and P90, 0 the ends of the ranges"))
            }
            Design::OneAtATime { .. } => Ok(()),
            Design::Morris { trajectories, levels } => trajectory::fits(trajectories, levels),
            Design::Saltelli { base } => sequence::fits(base, 2 * d, "base rows"),
        }
    }
}

/// A centre point says nothing when every factor has just two values.
fn has_a_middle(axes: &[Axis], centre: bool) -> Result<(), Refusal> {
    if centre && axes.iter().all(|axis| axis.levels.is_some_and(|k| k < 3)) {
        return Err(Refusal::new("no factor has a value in the middle, so there is no centre point", "leave the centre point out"));
    }
    Ok(())
}

fn with_centre(mut rows: Vec<Vec<f64>>, d: usize, centre: bool) -> Vec<Vec<f64>> {
    if centre {
        rows.push(vec![0.5; d]);
    }
    rows
}

fn grid(axes: &[Axis]) -> Vec<Vec<f64>> {
    let mut rows = vec![Vec::with_capacity(axes.len())];
    for axis in axes {
        let k = axis.levels.expect("a grid has levels");
        let longer = |row: &Vec<f64>| {
            let row = row.clone();
            (0..k).map(move |i| row.iter().copied().chain([(f64::from(i) + 0.5) / f64::from(k)]).collect())
        };
        rows = rows.iter().flat_map(longer).collect();
    }
    rows
}

fn one_at_a_time(d: usize, tail: f64) -> Vec<Vec<f64>> {
    let middle = vec![0.5; d];
    let moved = |factor: usize, to: f64| {
        let mut row = middle.clone();
        row[factor] = to;
        row
    };
    let sides = (0..d).flat_map(|factor| [moved(factor, tail), moved(factor, 1.0 - tail)]);
    std::iter::once(middle.clone()).chain(sides).collect()
}

#[cfg(test)]
mod tests;
