//! The product-limit estimate of survival from censored durations (Kaplan and Meier 1958).

use super::sample::Sample;

/// Survival as steps: at each value, the probability to last longer.
#[derive(Debug, Clone, PartialEq)]
pub struct Survival {
    /// (value, survival just after it), rising in value.
    pub steps: Vec<(f64, f64)>,
}

impl Survival {
    /// Survival of the durations: S falls by the factor 1 - ended / at risk.
    pub fn of_durations(sample: &Sample) -> Survival {
        let mut at_risk = sample.len() as f64;
        let mut survival = 1.0;
        let mut steps = Vec::new();
        for point in sample.points() {
            if point.ended > 0 {
                survival *= 1.0 - point.ended as f64 / at_risk;
                steps.push((point.value, survival));
            }
            at_risk -= (point.ended + point.censored) as f64;
        }
        Survival { steps }
    }

    /// Survival of the time of censoring; of equal values, those that ended came first.
    pub fn of_censoring(sample: &Sample) -> Survival {
        let mut at_risk = sample.len() as f64;
        let mut survival = 1.0;
        let mut steps = Vec::new();
        for point in sample.points() {
            at_risk -= point.ended as f64;
            if point.censored > 0 {
                survival *= 1.0 - point.censored as f64 / at_risk;
                steps.push((point.value, survival));
            }
            at_risk -= point.censored as f64;
        }
        Survival { steps }
    }

    /// The least value by which the share `p` has ended; `None` if it is beyond what was seen.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        // A share that is met up to rounding is met.
        self.steps.iter().find(|(_, survival)| 1.0 - survival >= p - 1e-12).map(|(value, _)| *value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Remission of 21 leukaemia patients on 6-MP (Freireich et al. 1963; Kaplan-Meier estimate in Lawless 2003, section 3.2).
    #[test]
    fn agrees_with_the_book() {
        let ended = [6.0, 6.0, 6.0, 7.0, 10.0, 13.0, 16.0, 22.0, 23.0].map(|weeks| (weeks, false, 1));
        let censored = [6.0, 9.0, 10.0, 11.0, 17.0, 19.0, 20.0, 25.0, 32.0, 32.0, 34.0, 35.0].map(|weeks| (weeks, true, 1));
        let survival = Survival::of_durations(&Sample::new(ended.into_iter().chain(censored), None));
        let book = [(6.0, 0.857), (7.0, 0.807), (10.0, 0.753), (13.0, 0.690), (16.0, 0.627), (22.0, 0.538), (23.0, 0.448)];
        assert_eq!(survival.steps.len(), book.len());
        for ((week, survival), (at, printed)) in survival.steps.iter().zip(book) {
            assert!(*week == at && (survival - printed).abs() < 6e-4, "week {week}: {survival} is not {printed}");
        }
        assert_eq!([0.1, 0.5, 0.9].map(|p| survival.quantile(p)), [Some(6.0), Some(23.0), None]);
    }

    #[test]
    fn without_censoring_it_is_the_share_that_is_left() {
        let sample = Sample::complete([1.0, 2.0, 2.0, 4.0]);
        let near = |steps: Vec<(f64, f64)>, want: [(f64, f64); 3]| {
            steps.iter().zip(want).all(|(step, want)| step.0 == want.0 && (step.1 - want.1).abs() < 1e-15)
        };
        assert!(near(Survival::of_durations(&sample).steps, [(1.0, 0.75), (2.0, 0.25), (4.0, 0.0)]));
        assert!(Survival::of_censoring(&sample).steps.is_empty());
    }
}
