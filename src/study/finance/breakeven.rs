//! Break-even volume of two layouts: the calls per year at which both cost the same.
//!
//! From the ledger, the net cost of a year (cost less revenue) is fixed + slope x first calls: fixed what grows with time, and what
//! comes once as an annuity over the years of the worth; the slope is what jobs cause for each first call (repeat calls are not counted:
//! they are the layout's doing). The two lines cross at x = (F1 - F0) / (s0 - s1); its interval is Fieller's, over paired replications.
//! The lines hold as long as our own people are enough: their utilisation at the crossing is given with it.

use super::Statement;
use super::signed;
use crate::network::Network;
use crate::record::ledger::Account;
use crate::record::nature::Driver;
use crate::study::interval::{CONFIDENCE, Estimate, t_quantile};

/// The cost line of a layout in one replication.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostLine {
    /// Net cost per year that no call changes [currency per year].
    pub fixed: f64,
    /// Net cost for each first call [currency].
    pub slope: f64,
    /// First calls per year.
    pub calls: f64,
}

/// Where the cost lines of two layouts cross.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Crossing {
    /// At so many first calls per year.
    At {
        /// Calls per year.
        value: f64,
        /// Its interval; `None` from a single replication.
        ends: Option<(f64, f64)>,
    },
    /// The layout is cheaper at every volume, or the baseline is.
    Never {
        /// Whether it is the layout.
        layout: bool,
    },
    /// The slopes may be the same: the crossing may lie anywhere.
    NotShown,
    /// Nobody called, so there is no slope.
    NoCalls,
}

/// The break-even of a layout against the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct BreakEven {
    /// Lines of the layout and of the baseline: fixed cost, slope.
    pub lines: [(Estimate, Estimate); 2],
    /// First calls per year that were simulated in the baseline.
    pub calls: Estimate,
    /// Where they cross.
    pub crossing: Crossing,
    /// Utilisation of the layout and of the baseline at the crossing.
    pub loads: [Option<f64>; 2],
    /// Whether the layout is the cheaper one below the crossing.
    pub layout_below: bool,
}

impl CostLine {
    /// The line of a replication, with what comes once spread over so many years.
    pub fn of(network: &Network, statement: &Statement, years: u32) -> Option<CostLine> {
        let of = |driver: Driver| -> f64 {
            let sums = Account::ALL.iter().zip(&statement.all).filter(|(account, _)| account.nature().driver == driver);
            sums.map(|(account, money)| -signed(*account, money.units())).sum()
        };
        let length = network.window.years();
        let once = of(Driver::Once) * annuity(network.finance.discount, years);
        let calls = statement.first_calls as f64;
        (calls > 0.0).then(|| CostLine {
            fixed: of(Driver::Time) / length + once,
            slope: of(Driver::Jobs) / calls,
            calls: calls / length,
        })
    }
}

/// The yearly payment that is worth 1 now.
fn annuity(discount: f64, years: u32) -> f64 {
    if discount == 0.0 { 1.0 / f64::from(years) } else { discount / (1.0 - libm::pow(1.0 + discount, -f64::from(years))) }
}

impl BreakEven {
    /// The break-even of a layout against the baseline, each with its network and statements by replication; what comes once is spread
    /// over so many years.
    pub fn of(layout: (&Network, &[Statement]), baseline: (&Network, &[Statement]), years: u32) -> BreakEven {
        let lines = |(network, statements): (&Network, &[Statement])| -> Vec<Option<CostLine>> {
            statements.iter().map(|statement| CostLine::of(network, statement, years)).collect()
        };
        let (own, base) = (lines(layout), lines(baseline));
        let pairs: Vec<(CostLine, CostLine)> = own.into_iter().zip(base).filter_map(|(own, base)| own.zip(base)).collect();
        let mean = |value: &dyn Fn(&(CostLine, CostLine)) -> f64| {
            Estimate::of_mean(&pairs.iter().map(value).collect::<Vec<f64>>(), CONFIDENCE)
        };
        let nothing = Estimate { value: 0.0, half_width: None, deviation: None, n: 0 };
        let mean = |value: &dyn Fn(&(CostLine, CostLine)) -> f64| mean(value).unwrap_or(nothing);
        let calls = mean(&|(_, base)| base.calls);
        let fixed: Vec<f64> = pairs.iter().map(|(own, base)| own.fixed - base.fixed).collect();
        let slopes: Vec<f64> = pairs.iter().map(|(own, base)| base.slope - own.slope).collect();
        let crossing = crossing(&fixed, &slopes);
        let load = |(_, statements): (&Network, &[Statement])| {
            let Crossing::At { value, .. } = crossing else { return None };
            let known: Vec<f64> = statements.iter().filter_map(|statement| statement.utilisation).collect();
            Estimate::of_mean(&known, CONFIDENCE).map(|now| now.value * value / calls.value)
        };
        BreakEven {
            lines: [
                (mean(&|(own, _)| own.fixed), mean(&|(own, _)| own.slope)),
                (mean(&|(_, base)| base.fixed), mean(&|(_, base)| base.slope)),
            ],
            calls,
            loads: [load(layout), load(baseline)],
            crossing,
            layout_below: fixed.iter().sum::<f64>() < 0.0,
        }
    }
}

/// Where the differences of fixed costs (layout less baseline) and of slopes (baseline less layout) cross, by replication.
fn crossing(fixed: &[f64], slopes: &[f64]) -> Crossing {
    let Some((a, b)) = Estimate::of_mean(fixed, CONFIDENCE).zip(Estimate::of_mean(slopes, CONFIDENCE)) else {
        return Crossing::NoCalls;
    };
    if b.value == 0.0 && a.value == 0.0 {
        return Crossing::NotShown;
    }
    if a.value * b.value <= 0.0 {
        // The lines do not cross where there are calls.
        return Crossing::Never { layout: a.value < 0.0 || b.value > 0.0 };
    }
    let value = a.value / b.value;
    match fieller(fixed, slopes, CONFIDENCE) {
        Fieller::Unknown => Crossing::At { value, ends: None },
        Fieller::Bounded(low, high) => Crossing::At { value, ends: Some((low, high)) },
        Fieller::Unbounded => Crossing::NotShown,
    }
}

/// Fieller's interval of a ratio of two means.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fieller {
    Bounded(f64, f64),
    Unbounded,
    Unknown,
}

/// All x for which mean(a) - x mean(b) is not shown to differ from zero (Fieller 1954): the roots of
/// (a - x b)^2 = t^2 (Saa - 2 x Sab + x^2 Sbb) / n, bounded if b differs from zero.
fn fieller(a: &[f64], b: &[f64], confidence: f64) -> Fieller {
    let n = a.len();
    if n < 2 {
        return Fieller::Unknown;
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / n as f64;
    let (ma, mb) = (mean(a), mean(b));
    let moment =
        |x: &[f64], mx: f64, y: &[f64], my: f64| x.iter().zip(y).map(|(x, y)| (x - mx) * (y - my)).sum::<f64>() / (n - 1) as f64;
    let k = t_quantile(confidence, n).powi(2) / n as f64;
    let (saa, sab, sbb) = (moment(a, ma, a, ma), moment(a, ma, b, mb), moment(b, mb, b, mb));
    // p x^2 - 2 q x + r <= 0
    let (p, q, r) = (mb * mb - k * sbb, ma * mb - k * sab, ma * ma - k * saa);
    if p <= 0.0 {
        return Fieller::Unbounded;
    }
    let root = (q * q - p * r).max(0.0).sqrt();
    Fieller::Bounded((q - root) / p, (q + root) / p)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annuity_pays_back_with_interest() {
        assert_eq!(annuity(0.0, 4), 0.25);
        // 1000 at 8 % over 5 years: 250.46 a year.
        assert!((1000.0 * annuity(0.08, 5) - 250.4565).abs() < 1e-3);
    }

    #[test]
    fn fieller_by_hand() {
        // Without noise in the slopes it is Student's interval divided by the slope.
        let Fieller::Bounded(low, high) = fieller(&[8.0, 10.0, 12.0], &[2.0, 2.0, 2.0], 0.95) else { panic!("bounded") };
        let half = 4.302_652_7 * 2.0 / 3f64.sqrt() / 2.0;
        assert!((low - (5.0 - half)).abs() < 1e-6 && (high - (5.0 + half)).abs() < 1e-6, "{low} {high}");
        // The same ratio in every replication is known exactly.
        let Fieller::Bounded(low, high) = fieller(&[10.0, 20.0, 15.0], &[2.0, 4.0, 3.0], 0.95) else { panic!("bounded") };
        assert!((low - 5.0).abs() < 1e-6 && (high - 5.0).abs() < 1e-6, "{low} {high}");
        assert_eq!(fieller(&[1.0, 2.0, 3.0], &[-1.0, 0.5, 1.0], 0.95), Fieller::Unbounded);
        assert_eq!(fieller(&[1.0], &[1.0], 0.95), Fieller::Unknown);
    }

    #[test]
    fn lines_cross_once_or_never() {
        assert_eq!(crossing(&[100.0], &[2.0]), Crossing::At { value: 50.0, ends: None });
        assert_eq!(crossing(&[100.0], &[-2.0]), Crossing::Never { layout: false });
        assert_eq!(crossing(&[-100.0], &[2.0]), Crossing::Never { layout: true });
        assert_eq!(crossing(&[-100.0], &[0.0]), Crossing::Never { layout: true });
        assert_eq!(crossing(&[0.0], &[0.0]), Crossing::NotShown);
        assert_eq!(crossing(&[], &[]), Crossing::NoCalls);
    }
}
