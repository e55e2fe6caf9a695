//! Loyalty: who complains, who leaves, what becomes of a reputation and of expectations. Pure maps with the scenario's parameters.

use crate::kernel::elementary::logistic;
use crate::network::market::{MICRO, REPUTATIONS, Reactions};
use crate::scenario::schema::{Churn, Complaint, Satisfaction};
use crate::state::market::Voices;

/// Probability that a customer complains whose score is S.
pub fn complains(map: &Complaint, score: f64) -> f64 {
    map.most.0 * logistic(map.slope * (map.midpoint - score))
}

/// Probability that a customer leaves whose score is S in the end.
pub fn leaves(map: &Churn, score: f64, delighted: bool) -> f64 {
    logistic(map.slope * (map.midpoint - score) - if delighted { map.delight } else { 0.0 })
}

/// The score after a complaint: handled in time, a share of what is missing to `expected` is made good, but not a second time.
pub fn after_complaint(map: &Complaint, score: f64, expected: f64, in_time: bool, again: bool) -> f64 {
    match (again, in_time) {
        (true, _) => score - map.second_failure,
        (false, true) => score + map.recovery.0 * (expected - score).max(0.0),
        (false, false) => score,
    }
}

/// The reputation after a month with these voices [1e-6]:
/// 1 + (R - 1)(1 - decay) + word_of_mouth (promoters - weight x detractors) / all, in whole numbers.
pub fn reputation(rules: &Reactions, reputation: i64, voices: Voices) -> i64 {
    let (one, apart) = (i128::from(MICRO), i128::from(reputation - MICRO));
    let kept = apart * i128::from(rules.kept) / one;
    let net = i128::from(voices.promoters) * one - i128::from(voices.detractors) * i128::from(rules.detractor_weight);
    let told = i128::from(rules.word_of_mouth) * net / (one * i128::from(voices.all.max(1)));
    let moved = i64::try_from(one + kept + told).expect("a reputation is small");
    moved.clamp(REPUTATIONS.0, REPUTATIONS.1)
}

/// The expectation of a dimension after a month in which its mean score was `got`.
pub fn expectation(map: &Satisfaction, expected: f64, got: Option<f64>) -> f64 {
    let learned = got.map_or(0.0, |got| map.alpha.0 * (got - expected));
    (expected + learned + map.drift / 12.0).clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::units::Share;

    fn near(got: f64, want: f64) {
        assert!((got - want).abs() < 1e-9, "{got} is not {want}");
    }

    #[test]
    fn half_of_the_voices_complain_and_half_of_the_customers_leave_at_the_midpoints() {
        let complaint = Complaint { most: Share(0.4), midpoint: 0.5, slope: 10.0, ..Complaint::default() };
        near(complains(&complaint, 0.5), 0.2);
        near(complains(&complaint, 0.7), 0.4 * 0.119_202_922_022);
        let churn = Churn { midpoint: 0.3, slope: 5.0, delight: 1.0, ..Churn::default() };
        near(leaves(&churn, 0.3, false), 0.5);
        // Logits -3 and -4.
        near(leaves(&churn, 0.9, false), 0.047_425_873_178);
        near(leaves(&churn, 0.9, true), 0.017_986_209_962);
    }

    #[test]
    fn a_complaint_handled_in_time_makes_good_once() {
        let map = Complaint { recovery: Share(0.5), second_failure: 0.1, ..Complaint::default() };
        near(after_complaint(&map, 0.3, 0.7, true, false), 0.5);
        near(after_complaint(&map, 0.8, 0.7, true, false), 0.8);
        near(after_complaint(&map, 0.3, 0.7, false, false), 0.3);
        near(after_complaint(&map, 0.3, 0.7, true, true), 0.2);
    }

    #[test]
    fn detractors_weigh_twice_and_reputations_fade() {
        let network = crate::network::Network::new(
            &crate::scenario::read_text(
                "r.toml",
                "scenario = { name = \"r\", start = 2026-01-01, horizon = \"9 d\" }\nkind.k.work = \"1 h\"\nzone.z = {}
                 stream.s = { kind = \"k\", rate = \"1 /d\" }\ngrade.g = {}\nroster.r = { shifts = [\"always\"] }
                 centre.c.team.t.technicians = 1\nmarket = { word_of_mouth = 0.1, decay = 0.25 }",
                &[],
            )
            .unwrap()
            .layouts[0],
        );
        let rules = network.market.as_ref().unwrap().reactions.as_ref().unwrap();
        let after = |r: i64, promoters, detractors, all| reputation(rules, r, Voices { promoters, detractors, all });
        assert_eq!(after(1_000_000, 0, 0, 0), 1_000_000);
        assert_eq!(after(1_200_000, 0, 0, 0), 1_150_000);
        // 5 - 2 x 2 of 10: .1 x .1.
        assert_eq!(after(1_000_000, 5, 2, 10), 1_010_000);
        assert_eq!(after(800_000, 0, 3, 3), 650_000);
        assert_eq!((after(120_000, 0, 9, 9), after(2_000_000, 9, 0, 9)), (140_000, 1_850_000));
    }

    #[test]
    fn expectations_follow_what_is_given_and_drift() {
        let map = Satisfaction { alpha: Share(0.3), drift: 0.12, ..Satisfaction::default() };
        near(expectation(&map, 0.7, Some(0.9)), 0.77);
        near(expectation(&map, 0.7, None), 0.71);
        near(expectation(&map, 0.995, Some(1.0)), 1.0);
    }
}
