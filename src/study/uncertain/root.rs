//! Where a function of a key that is known with uncertainty changes its sign.
//!
//! *Knows:* numbers only.

use std::collections::BTreeMap;

/// What is known of the function at a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// Its value.
    pub value: f64,
    /// Half the width of its interval; nothing from one replication.
    pub half_width: Option<f64>,
}

/// Where the sign changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// The position of zero; between whole numbers, where a line between them has it.
    pub value: f64,
    /// The last position that was seen to have the sign of the low end, and the first that has not.
    pub between: (f64, f64),
    /// Down to here the sign of the low end is shown, for whole numbers this one still; nothing if it is not even shown at the end.
    pub shown_below: Option<f64>,
    /// From here on the sign of the high end is shown.
    pub shown_above: Option<f64>,
    /// Whether the function is above zero at the low end.
    pub falls: bool,
}

/// What a search finds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found {
    /// The function changes its sign.
    Crosses(Crossing),
    /// It has the same sign at both ends, or is zero there.
    Never,
}

/// Part of the range at which a search is near enough; the rest is read from the line between the two positions.
const NEAR: f64 = 1e-3;
/// A value under this part of the first ones is zero but for rounding.
const ROUNDING: f64 = 1e-12;
/// More looks than any search needs.
const MOST_LOOKS: usize = 80;

/// A search over the positions from `low` to `high`.
pub struct Search<'a, E> {
    /// The function, which is asked once for each position.
    pub look: &'a mut dyn FnMut(f64) -> Result<Look, E>,
    /// The position that can be written and lies nearest.
    pub snap: &'a dyn Fn(f64) -> f64,
    /// Whether only whole numbers mean something.
    pub whole: bool,
    /// What was seen, by the bits of positions, which need no order.
    seen: BTreeMap<u64, Look>,
}

/// A position and the value that is sought to be zero there.
type At = (f64, f64);

impl<'a, E> Search<'a, E> {
    /// A search that has seen nothing.
    pub fn new(look: &'a mut dyn FnMut(f64) -> Result<Look, E>, snap: &'a dyn Fn(f64) -> f64, whole: bool) -> Search<'a, E> {
        Search { look, snap, whole, seen: BTreeMap::new() }
    }

    /// What is known at a position.
    ///
    /// # Errors
    /// Those of the function.
    pub fn at(&mut self, x: f64) -> Result<Look, E> {
        if let Some(look) = self.seen.get(&x.to_bits()) {
            return Ok(*look);
        }
        let look = (self.look)(x)?;
        self.seen.insert(x.to_bits(), look);
        Ok(look)
    }

    /// How many positions were looked at.
    pub fn looks(&self) -> usize {
        self.seen.len()
    }

    /// Finds where the sign changes between `low` and `high`, and how far off it is shown on either side: all positions at which the
    /// paired interval holds zero are not ruled out (inversion of the t-test at each position).
    ///
    /// # Errors
    /// Those of the function.
    pub fn run(&mut self, low: f64, high: f64) -> Result<Found, E> {
        let (first, last) = (self.at(low)?, self.at(high)?);
        if first.value * last.value > 0.0 || first.value == last.value {
            return Ok(Found::Never);
        }
        let sign = if first.value != 0.0 { first.value.signum() } else { -last.value.signum() };
        let near = NEAR * (high - low);
        let (below, above) = self.cross(&|look| sign * look.value, low, high, near)?;
        let margin = |look: &Look| look.half_width.unwrap_or(f64::INFINITY);
        let left = |look: &Look| sign * look.value - margin(look);
        let right = |look: &Look| -sign * look.value - margin(look);
        let shown_below = match left(&first) > 0.0 {
            true => Some(self.cross(&left, low, above.0, near)?).map(|(shown, open)| self.edge(shown, open, shown.0)),
            false => None,
        };
        let shown_above = match right(&last) > 0.0 {
            true => {
                Some(self.cross(&|look| -right(look), below.0, high, near)?).map(|(open, shown)| self.edge(open, shown, shown.0))
            }
            false => None,
        };
        let between = (below.0, above.0);
        Ok(Found::Crosses(Crossing { value: line(below, above), between, shown_below, shown_above, falls: sign > 0.0 }))
    }

    /// Where a side ends: at a whole number, or on the line.
    fn edge(&self, from: At, to: At, whole: f64) -> f64 {
        if self.whole { whole } else { line(from, to) }
    }

    /// Draws two positions together between which `f` falls through zero: regula falsi with halved ends (Illinois, Dowell & Jarratt
    /// 1971), and the middle where that is slow.
    fn cross(&mut self, f: &dyn Fn(&Look) -> f64, low: f64, high: f64, near: f64) -> Result<(At, At), E> {
        let mut from = (low, f(&self.at(low)?));
        let mut to = (high, f(&self.at(high)?));
        let (mut weights, mut kept) = ((from.1, to.1), None);
        let mut wide = to.0 - from.0;
        let rounding = ROUNDING * (from.1.abs() + to.1.abs());
        let zero = |y: f64| y.abs() <= rounding;
        for look in 1..=MOST_LOOKS {
            let near = if self.whole { 1.0 } else { near };
            if to.0 - from.0 <= near || zero(from.1) || zero(to.1) {
                break;
            }
            let middle = 0.5 * (from.0 + to.0);
            let slow = look % 3 == 0 && to.0 - from.0 > 0.5 * std::mem::replace(&mut wide, to.0 - from.0);
            let guess = if slow { middle } else { line((from.0, weights.0), (to.0, weights.1)) };
            let inside = |x: f64| x > from.0 && x < to.0;
            let Some(x) = [(self.snap)(guess), (self.snap)(middle)].into_iter().find(|x| inside(*x)) else { break };
            let here = (x, f(&self.at(x)?));
            let above = here.1 > 0.0;
            // An end that stays twice weighs half.
            let half = if kept == Some(!above) { 0.5 } else { 1.0 };
            weights = if above { (here.1, half * weights.1) } else { (half * weights.0, here.1) };
            *(if above { &mut from } else { &mut to }) = here;
            kept = Some(!above);
        }
        Ok((from, to))
    }
}

/// Where the line between two positions is zero.
fn line((x0, y0): At, (x1, y1): At) -> f64 {
    if y0 == y1 { x1 } else { (x0 + (x1 - x0) * (y0 / (y0 - y1))).clamp(x0, x1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(f: impl Fn(f64) -> (f64, Option<f64>), low: f64, high: f64, whole: bool) -> (Found, usize) {
        let mut look = |x: f64| {
            let (value, half_width) = f(x);
            Ok::<Look, ()>(Look { value, half_width })
        };
        let snap = |x: f64| if whole { x.round() } else { x };
        let mut search = Search::new(&mut look, &snap, whole);
        let found = search.run(low, high).unwrap();
        (found, search.looks())
    }

    fn crossing(found: Found) -> Crossing {
        let Found::Crosses(crossing) = found else { panic!("it crosses") };
        crossing
    }

    #[test]
    fn a_line_is_found_at_once() {
        let (found, looks) = search(|x| (3.0 * (80.0 - x), Some(6.0)), 50.0, 150.0, false);
        let crossing = crossing(found);
        // 3 (80 - x) = +-6 at 78 and 82.
        assert!((crossing.value - 80.0).abs() < 1e-9 && crossing.falls);
        assert!((crossing.shown_below.unwrap() - 78.0).abs() < 1e-6, "{crossing:?}");
        assert!((crossing.shown_above.unwrap() - 82.0).abs() < 1e-6, "{crossing:?}");
        assert!(looks < 15, "{looks}");
    }

    #[test]
    fn bends_and_steps_are_found() {
        let (found, looks) = search(|x| (x * x * x - 0.001, Some(0.0)), 0.0, 1.0, false);
        assert!((crossing(found).value - 0.1).abs() < 1e-3 && looks < 40, "{found:?}");
        assert!(!crossing(found).falls);
        let (found, looks) = search(|x| (if x < 0.37 { 1.0 } else { -9.0 }, Some(2.0)), 0.0, 1.0, false);
        let crossing = crossing(found);
        assert!((crossing.value - 0.37).abs() < 2e-3 && looks < 60, "{crossing:?} {looks}");
        // Below it the sign is never shown, above it always.
        assert!(crossing.shown_below.is_none() && (crossing.shown_above.unwrap() - 0.37).abs() < 2e-3);
    }

    #[test]
    fn whole_numbers_lie_on_either_side() {
        let (found, _) = search(|x| (x - 4.25, Some(1.0)), 1.0, 9.0, true);
        let crossing = crossing(found);
        assert_eq!((crossing.between, crossing.shown_below, crossing.shown_above), ((4.0, 5.0), Some(3.0), Some(6.0)));
        assert!((crossing.value - 4.25).abs() < 1e-12);
    }

    #[test]
    fn no_change_of_sign_is_said() {
        assert_eq!(search(|x| (x + 1.0, None), 0.0, 1.0, false).0, Found::Never);
        assert_eq!(search(|_| (0.0, None), 0.0, 1.0, false).0, Found::Never);
        // Zero at an end is a crossing there.
        let at_the_end = crossing(search(|x| (x, None), 0.0, 1.0, false).0);
        assert_eq!((at_the_end.value, at_the_end.shown_below, at_the_end.shown_above), (0.0, None, None));
    }
}
