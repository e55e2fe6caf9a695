//! Satisfaction: what a customer makes of what he got. Perceive, compare, score: pure maps with the scenario's parameters.

use crate::kernel::elementary::{exp, logistic};
use crate::kernel::time::MS_PER_DAY;
use crate::scenario::schema::{Clock, Satisfaction, SatisfactionModel, SpeedCurve};
use crate::state::customer::{Experience, SatisfactionZone, Score};

/// The score of an experience; `None` if satisfaction is off.
///
/// S = base + sum of w_d [Q_d + gain (Q_d - E_d)+ - loss (E_d - Q_d)+] (asymmetric after Anderson & Sullivan 1993).
///
/// `weights` are those of `map`, as [`Satisfaction::weights`] gives them; `expected` are the E_d in the same order.
#[inline(always)]
pub fn score(map: &Satisfaction, weights: &[f64; 6], expected: &[f64; 6], experience: &Experience) -> Option<Score> {
    if map.model == SatisfactionModel::Off {
        return None;
    }
    let qualities = qualities(map, experience);
    let mut score = map.base;
    let cared = if experience.care.is_some() { 6 } else { 3 };
    for at in 0..cared {
        score += weights[at] * compared(map, expected[at], qualities[at]);
    }
    Some(Score { qualities, ..judged(map, score) })
}

/// How somebody judges whose score is S, whatever it comes from.
#[inline(always)]
pub fn judged(map: &Satisfaction, score: f64) -> Score {
    // No branch waits for the score: it is the end of a long chain of sums.
    let zones = [SatisfactionZone::Dissatisfied, SatisfactionZone::Indifferent, SatisfactionZone::Delighted];
    let reached = |cut: f64| usize::from(score >= cut);
    let zone = zones[reached(map.dissatisfied_under) * (1 + reached(map.delighted_from))];
    let csat = 1 + map.csat_cuts.iter().map(|&cut| u8::from(score >= cut)).sum::<u8>();
    let recommends = i8::from(score >= map.promoter_from) - i8::from(score < map.detractor_under);
    Score { score, zone, csat, recommends, qualities: [0.0; 6] }
}

/// What Q counts for against E.
#[inline(always)]
fn compared(map: &Satisfaction, expected: f64, q: f64) -> f64 {
    q + map.gain * (q - expected).max(0.0) - map.loss * (expected - q).max(0.0)
}

/// Q_d of all dimensions; those of care are 0 where they have no weight.
#[inline(always)]
pub fn qualities(map: &Satisfaction, experience: &Experience) -> [f64; 6] {
    let [convenience, transparency, price] = experience.care.unwrap_or_default();
    [speed(map, experience), competence(experience), experience.courtesy, convenience, transparency, price]
}

/// S of a customer who got what he expected.
pub fn as_expected(map: &Satisfaction, weights: &[f64; 6], expected: &[f64; 6]) -> f64 {
    map.base + weights.iter().zip(expected).map(|(weight, e)| weight * e).sum::<f64>()
}

/// Q of speed: the clock against the promise.
#[inline]
fn speed(map: &Satisfaction, experience: &Experience) -> f64 {
    let clock = match map.clock {
        Clock::Response => experience.response,
        Clock::Restore => experience.restore,
    };
    let promise = experience.promise.unwrap_or(map.yardstick.span());
    let (w, a) = (clock.0 as f64, (promise.0 as f64).max(f64::MIN_POSITIVE));
    let perceived = if map.perception == 1.0 && map.perception_power == 1.0 {
        w
    } else {
        a * map.perception * libm::pow(w / a, map.perception_power)
    };
    match map.curve {
        SpeedCurve::Tanh => logistic(2.0 * (a - perceived) / (map.softness * a)),
        SpeedCurve::Step => f64::from(u8::from(perceived <= a)),
        SpeedCurve::Exponential => exp(-perceived / a),
        SpeedCurve::Linear => (1.0 - perceived / a).max(0.0),
        SpeedCurve::Lateness => lateness((perceived - a) / MS_PER_DAY as f64),
        SpeedCurve::Table => between(&map.lateness, (perceived - a) / MS_PER_DAY as f64),
    }
}

/// Review score by days late, scaled from marks 1 to 5 to 0 to 1.
///
/// Source: 96,353 delivered and rated orders, Brazil 2016-18 (Olist): early 4.29, on the day 4.03, 1-2 days late 3.51,
/// 3-7 days 2.23, later 1.70.
fn lateness(days: f64) -> f64 {
    let mark = match days {
        d if d <= 0.0 => 4.29,
        d if d <= 1.0 => 4.03,
        d if d <= 3.0 => 3.51,
        d if d <= 8.0 => 2.23,
        _ => 1.70,
    };
    (mark - 1.0) / 4.0
}

/// The curve through `points` (x rising) at `x`: straight between them, level outside.
fn between(points: &[[f64; 2]], x: f64) -> f64 {
    let after = points.partition_point(|point| point[0] <= x);
    match (after.checked_sub(1).map(|before| points[before]), points.get(after)) {
        (Some([x0, y0]), Some([x1, y1])) => y0 + (y1 - y0) * (x - x0) / (x1 - x0),
        (Some([_, y]), None) | (None, Some(&[_, y])) => y,
        (None, None) => 0.0,
    }
}

/// Q of competence: 1 for a fault fixed at the first visit, halved by every further visit and by a repeat call.
fn competence(experience: &Experience) -> f64 {
    let failures = experience.visits.saturating_sub(1) + u32::from(experience.repeat);
    1.0 / f64::from(1u32 << failures.min(30))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::time::Span;
    use crate::scenario::units::{Duration, Share};

    fn visit(hours: f64) -> Experience {
        let span = Span::from_hours(hours);
        Experience {
            response: span,
            restore: span,
            promise: Some(Span::from_hours(2.0)),
            visits: 1,
            repeat: false,
            courtesy: 0.8,
            care: None,
        }
    }

    fn judge(map: &Satisfaction, experience: &Experience) -> Option<Score> {
        score(map, &map.weights(), &[map.expectation.0; 6], experience)
    }

    fn speed_only(curve: SpeedCurve) -> Satisfaction {
        let (gain, loss, courtesy, competence) = (0.0, 0.0, 0.0, 0.0);
        Satisfaction { curve, gain, loss, speed: 1.0, courtesy, competence, ..Satisfaction::default() }
    }

    #[test]
    fn curves_by_hand() {
        let at = |curve, hours| judge(&speed_only(curve), &visit(hours)).unwrap().score;
        assert_eq!([1.0, 2.0, 2.1].map(|h| at(SpeedCurve::Step, h)), [1.0, 1.0, 0.0]);
        assert_eq!([0.0, 1.0, 3.0].map(|h| at(SpeedCurve::Linear, h)), [1.0, 0.5, 0.0]);
        assert!((at(SpeedCurve::Exponential, 1.0) - 0.6065306597).abs() < 1e-9);
        assert!((at(SpeedCurve::Tanh, 2.0) - 0.5).abs() < 1e-12);
        assert!((at(SpeedCurve::Tanh, 1.0) - 0.880797078).abs() < 1e-9);
        assert!((at(SpeedCurve::Lateness, 2.0 + 48.0) - 0.6275).abs() < 1e-12);
    }

    #[test]
    fn disappointment_weighs_twice_as_much_as_delight() {
        let map = Satisfaction { expectation: Share(0.5), yardstick: Duration::hours(2.0), ..speed_only(SpeedCurve::Linear) };
        let map = Satisfaction { gain: 0.5, loss: 1.0, ..map };
        let s = |hours| judge(&map, &visit(hours)).unwrap().score;
        // Q = .75: .75 + .5 x .25; Q = .25: .25 - 1 x .25.
        assert!((s(0.5) - 0.875).abs() < 1e-12);
        assert!((s(1.5) - 0.0).abs() < 1e-12);
    }

    #[test]
    fn zones_marks_and_recommendation_follow_the_cuts() {
        let marks = |hours| {
            let score = judge(&speed_only(SpeedCurve::Linear), &visit(hours)).unwrap();
            (score.zone, score.csat, score.recommends)
        };
        assert_eq!(marks(0.1), (SatisfactionZone::Delighted, 5, 1));
        assert_eq!(marks(0.6), (SatisfactionZone::Indifferent, 4, 0));
        assert_eq!(marks(1.9), (SatisfactionZone::Dissatisfied, 1, -1));
    }

    #[test]
    fn every_further_visit_halves_competence() {
        let of = |visits, repeat| competence(&Experience { visits, repeat, ..visit(1.0) });
        assert_eq!([of(1, false), of(2, false), of(1, true), of(3, true)], [1.0, 0.5, 0.5, 0.125]);
    }

    #[test]
    fn a_curve_may_be_a_table() {
        let map = Satisfaction { lateness: vec![[-0.05, 1.0], [0.0, 0.8], [1.0, 0.2]], ..speed_only(SpeedCurve::Table) };
        let s = |hours: f64| judge(&map, &visit(hours)).unwrap().score;
        for (hours, want) in [(0.0, 1.0), (2.0, 0.8), (2.0 + 12.0, 0.5), (2.0 + 18.0, 0.35), (2.0 + 24.0, 0.2), (99.0, 0.2)] {
            assert!((s(hours) - want).abs() < 1e-12, "{hours} h: {}", s(hours));
        }
    }

    #[test]
    fn all_six_dimensions_by_hand() {
        let map = Satisfaction {
            curve: SpeedCurve::Step,
            convenience: 0.5,
            transparency: 0.3,
            price: 0.2,
            speed: 0.0,
            competence: 0.5,
            courtesy: 0.5,
            ..Satisfaction::default()
        };
        let experience = Experience { care: Some([0.9, 0.5, 0.7]), ..visit(1.0) };
        // Weights .25 .25 | .25 .15 .1; E = .7; gain .5, loss 1: 1.15 and .85 | 1.0, .3, .7.
        let want = 0.25 * 1.15 + 0.25 * 0.85 + 0.25 * 1.0 + 0.15 * 0.3 + 0.1 * 0.7;
        assert!((judge(&map, &experience).unwrap().score - want).abs() < 1e-12);
        assert_eq!(qualities(&map, &experience), [1.0, 1.0, 0.8, 0.9, 0.5, 0.7]);
        assert!((as_expected(&map, &map.weights(), &[0.7; 6]) - 0.7).abs() < 1e-12);
    }

    #[test]
    fn off_is_off() {
        let map = Satisfaction { model: SatisfactionModel::Off, ..Satisfaction::default() };
        assert_eq!(judge(&map, &visit(1.0)), None);
    }
}
