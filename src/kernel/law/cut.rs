//! A law that is kept between two bounds: draws by rejection, moments by quadrature of the distribution function.

use super::shape::Shape;
use crate::kernel::random::Draws;

/// Less than this share of a law is not worth keeping: each draw would take a thousand.
const LEAST_KEPT: f64 = 0.001;

/// The kept range of a shape, and what is known of the shape in it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Cut {
    pub(super) min: f64,
    pub(super) max: f64,
    /// Probability below `min`, and inside.
    below: f64,
    kept: f64,
    pub(super) mean: f64,
    pub(super) variance: f64,
}

impl Cut {
    /// The part of `shape` in `[min, max]`, or the kept probability where that is too small.
    pub(super) fn new(shape: &Shape, min: f64, max: f64) -> Result<Cut, f64> {
        let (min, max) = (min.max(shape.min()), max.min(shape.max()));
        let below = shape.cdf_before(min);
        let kept = if min <= max { shape.cdf(max) - below } else { 0.0 };
        if kept < LEAST_KEPT {
            return Err(kept);
        }
        let (first, second) = if shape.cdf(max) < 1.0 - 1e-15 || max == shape.max() && max.is_finite() {
            moments_of_a_middle(shape, min, max, below, kept)
        } else {
            moments_of_a_tail(shape, min, kept)
        };
        Ok(Cut { min, max, below, kept, mean: min + first, variance: (second - first * first).max(0.0) })
    }

    pub(super) fn sample(&self, shape: &Shape, draws: &mut Draws) -> f64 {
        loop {
            let value = shape.sample(draws);
            if (self.min..=self.max).contains(&value) {
                return value;
            }
        }
    }

    pub(super) fn cdf(&self, shape: &Shape, x: f64) -> f64 {
        if x < self.min {
            0.0
        } else if x >= self.max {
            1.0
        } else {
            ((shape.cdf(x) - self.below) / self.kept).clamp(0.0, 1.0)
        }
    }
}

/// E[X - min] and E[(X - min)^2] between two bounds: integrals of P(X > x) and of 2 (x - min) P(X > x).
fn moments_of_a_middle(shape: &Shape, min: f64, max: f64, below: f64, kept: f64) -> (f64, f64) {
    let above = |step: f64| {
        let left = 1.0 - (shape.cdf(min + step) - below) / kept;
        // Rounding is all that is left down here.
        if left < 1e-13 { 0.0 } else { left }
    };
    (integral(max - min, above), integral(max - min, |step| 2.0 * step * above(step)))
}

/// The same without an upper bound, from the whole law: E[(X - c)+] = E X - c + integral of F up to c,
/// and E[(X - c)+^2] = Var X + (E X - c)^2 - integral of 2 (c - x) F up to c.
fn moments_of_a_tail(shape: &Shape, min: f64, kept: f64) -> (f64, f64) {
    let (width, ahead) = (min - shape.min(), shape.mean() - min);
    // Downwards from the bound: the quadrature looks closest there, and a narrow law lies nowhere else.
    let first = integral(width, |step| shape.cdf(min - step));
    let second = integral(width, |step| 2.0 * step * shape.cdf(min - step));
    ((ahead + first) / kept, (shape.variance() + ahead * ahead - second) / kept)
}

/// The integral of `f` over `[0, width]`: adaptive Simpson in 60 octaves that shrink towards 0, where `f` varies most.
fn integral(width: f64, f: impl Fn(f64) -> f64) -> f64 {
    let mut total = 0.0;
    let mut low = 0.0;
    for octave in (0..60).rev() {
        let high = width / (1u64 << octave) as f64;
        let panel = Panel::new(low, high, f(low), f(high), &f);
        total += panel.refined(&f, total, 24);
        low = high;
    }
    total
}

/// A panel of Simpson's rule: ends, values at both ends and in the middle.
struct Panel {
    low: f64,
    high: f64,
    values: [f64; 3],
}

impl Panel {
    fn new(low: f64, high: f64, at_low: f64, at_high: f64, f: &impl Fn(f64) -> f64) -> Panel {
        Panel { low, high, values: [at_low, f((low + high) / 2.0), at_high] }
    }

    fn area(&self) -> f64 {
        (self.high - self.low) / 6.0 * (self.values[0] + 4.0 * self.values[1] + self.values[2])
    }

    /// The area, halved until the halves agree with the whole to 1e-10 of it and of the `total` so far.
    fn refined(&self, f: &impl Fn(f64) -> f64, total: f64, depth: u32) -> f64 {
        let middle = (self.low + self.high) / 2.0;
        let left = Panel::new(self.low, middle, self.values[0], self.values[1], f);
        let right = Panel::new(middle, self.high, self.values[1], self.values[2], f);
        let (halves, whole) = (left.area() + right.area(), self.area());
        if depth == 0 || (halves - whole).abs() <= 1e-10 * (halves.abs() + total) {
            return halves + (halves - whole) / 15.0;
        }
        let area = left.refined(f, total, depth - 1);
        area + right.refined(f, total + area, depth - 1)
    }
}
