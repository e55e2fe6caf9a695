//! What a user asks of an interval: `response_mean=5%`, `promise_kept=1pp`, `wait_mean=0.25`.

use crate::record::figure::{FIGURES, Unit, index_of};
use crate::scenario::complaint::did_you_mean;
use serde::{Deserialize, Serialize};

/// How wide half an interval may be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Width {
    /// A share of the mean, without its sign.
    Relative(f64),
    /// In the figure's unit.
    Absolute(f64),
}

/// The half-width that is asked of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Goal {
    /// Index of the figure.
    pub figure: usize,
    /// Its half-width at most.
    pub width: Width,
}

/// Why a text is no goal, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misread {
    /// What is wrong.
    pub fault: String,
    /// How to mend it.
    pub mend: Option<String>,
}

impl Misread {
    fn new(fault: String, mend: impl Into<String>) -> Misread {
        Misread { fault, mend: Some(mend.into()) }
    }
}

/// The index of a figure by its key.
///
/// # Errors
/// If there is no such figure.
pub fn figure(key: &str) -> Result<usize, Misread> {
    index_of(key).ok_or_else(|| Misread {
        fault: format!("there is no figure `{key}`"),
        mend: did_you_mean(key, FIGURES.iter().map(|figure| figure.key)),
    })
}

impl Width {
    /// The half-width at most for a mean [unit of the figure]. A share g of the true mean that is not known is g / (1 + g) of the
    /// estimated one.
    pub fn most(self, mean: f64) -> f64 {
        match self {
            Width::Relative(share) => share / (1.0 + share) * mean.abs(),
            Width::Absolute(width) => width,
        }
    }

    /// A share of the mean (`5%`), points of a share (`1pp`), or a number in the figure's unit.
    ///
    /// # Errors
    /// If it is none of them, or not above 0.
    pub fn read(figure: usize, text: &str) -> Result<Width, Misread> {
        let (figure, text) = (&FIGURES[figure], text.trim());
        let fault = || Misread::new(format!("`{text}` is no width for `{}`", figure.key), mend(figure.unit));
        let number = |text: &str| text.trim().parse::<f64>().ok().filter(|width| *width > 0.0 && width.is_finite());
        if let Some(points) = text.strip_suffix("pp") {
            let points = number(points).filter(|_| figure.unit == Unit::Share);
            return points.map(|points| Width::Absolute(points / 100.0)).ok_or_else(fault);
        }
        if let Some(per_cent) = text.strip_suffix('%') {
            let share = number(per_cent).filter(|per_cent| *per_cent < 100.0);
            return share.map(|per_cent| Width::Relative(per_cent / 100.0)).ok_or_else(fault);
        }
        let plain = if figure.unit == Unit::Hours { text.strip_suffix('h').unwrap_or(text) } else { text };
        number(plain).map(Width::Absolute).ok_or_else(fault)
    }
}

fn mend(unit: Unit) -> &'static str {
    match unit {
        Unit::Share => "give a number above 0: `5%` of the value, `1pp` (points), or `0.01`, which is the same",
        Unit::Hours => "give a number above 0: `5%` of the value, or hours as `0.5`",
        Unit::Money => "give a number above 0: `5%` of the value, or money in the scenario's currency as `10000`",
        _ => "give a number above 0: `5%` of the value, or `0.5` in the figure's unit",
    }
}

impl Goal {
    /// Reads `FIGURE=WIDTH`.
    ///
    /// # Errors
    /// If there is no such figure, or the width is none.
    pub fn read(text: &str) -> Result<Goal, Misread> {
        let Some((key, width)) = text.split_once('=') else {
            return Err(Misread::new(format!("`{text}` names no width"), "write FIGURE=WIDTH, as in `response_mean=5%`"));
        };
        let figure = figure(key.trim())?;
        Ok(Goal { figure, width: Width::read(figure, width)? })
    }

    /// `FIGURE=WIDTH` as it can be read again.
    pub fn text(&self) -> String {
        let key = FIGURES[self.figure].key;
        match self.width {
            Width::Relative(share) => format!("{key}={}%", 100.0 * share),
            Width::Absolute(width) => format!("{key}={width}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::figure::Index;

    #[test]
    fn goals_are_read() {
        let goal = |text: &str| Goal::read(text).map(|goal| (goal.figure, goal.width)).map_err(|misread| misread.fault);
        assert_eq!(goal("response_mean=5%"), Ok((Index::ResponseMean as usize, Width::Relative(0.05))));
        assert_eq!(goal("promise_kept = 1 pp"), Ok((Index::PromiseKept as usize, Width::Absolute(0.01))));
        assert_eq!(goal("promise_kept=0.01"), Ok((Index::PromiseKept as usize, Width::Absolute(0.01))));
        assert_eq!(goal("wait_mean=0.5h"), Ok((Index::WaitMean as usize, Width::Absolute(0.5))));
        assert_eq!(goal("cost_total=1e4"), Ok((Index::CostTotal as usize, Width::Absolute(1e4))));
        for text in
            ["wait_mean=0", "wait_mean=-1%", "wait_mean=100%", "wait_mean=1pp", "calls=1h", "calls=inf", "calls=", "calls=%"]
        {
            assert!(goal(text).unwrap_err().contains("is no width"), "{text}");
        }
        assert_eq!(goal("wait_mean"), Err("`wait_mean` names no width".to_owned()));
        let unknown = Goal::read("respons_mean=5%").unwrap_err();
        assert_eq!(unknown.fault, "there is no figure `respons_mean`");
        assert_eq!(unknown.mend.as_deref(), Some("did you mean `response_mean`?"));
    }

    #[test]
    fn goals_are_written_as_they_are_read() {
        for text in ["response_mean=5%", "promise_kept=0.01", "cost_total=10000", "wait_mean=0.5%"] {
            assert_eq!(Goal::read(text).unwrap().text(), text);
        }
    }

    #[test]
    fn a_share_of_the_true_mean_is_less_of_the_estimated_one() {
        // If |estimate - mean| <= g/(1+g) |estimate|, then it is at most g |mean|.
        assert!((Width::Relative(0.05).most(-210.0) - 10.0).abs() < 1e-12);
        assert_eq!(Width::Absolute(3.0).most(-210.0), 3.0);
    }
}
