//! Volume, mix and rate: the difference of what is paid for a volume at several places.
//!
//! Standard price-volume-mix analysis with the weights of the base period (Horngren, Datar & Rajan, *Cost Accounting*, 16th ed., ch. 14:
//! sales-quantity, sales-mix and price variances; the same identity for costs). With money m, volume q, Q = sum q and M = sum m over the
//! places i, and 0 for the layout that the other is held against:
//!
//! - volume = Q1 M0/Q0 - M0: more or less of it, at the old mean price;
//! - mix = sum q1_i p0_i - Q1 M0/Q0: it moves to places that were dearer or cheaper than the mean, p0_i = m0_i/q0_i;
//! - rate = M1 - sum q1_i p0_i: the same place asks another price. The ledger does not know kinds of job: where a place does other kinds
//!   than before, that is in its price.
//!
//! They telescope through M0, Q1 M0/Q0, sum q1_i p0_i and M1. Each level is rounded once to the last unit of money, so the three are whole
//! and add up to M1 - M0 exactly. A place that is new has no old price: it enters at its own, so all that is particular about it is mix.
//! Where there was nothing at all, everything is volume. Money at a place where there is no volume stays fixed.

use crate::kernel::money::Money;

/// What makes an account differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Effect {
    /// More or less volume.
    Volume,
    /// Volume at other places.
    Mix,
    /// Another price at the same place.
    Rate,
    /// No volume stands behind it.
    Fixed,
}

/// Number of effects.
pub const EFFECTS: usize = Effect::Fixed as usize + 1;

impl Effect {
    /// All effects in the order of reports.
    pub const ALL: [Effect; EFFECTS] = [Effect::Volume, Effect::Mix, Effect::Rate, Effect::Fixed];

    /// Its name in files and reports.
    pub fn key(self) -> &'static str {
        match self {
            Effect::Volume => "volume",
            Effect::Mix => "mix",
            Effect::Rate => "rate",
            Effect::Fixed => "fixed",
        }
    }

    /// What belongs to it.
    pub fn meaning(self) -> &'static str {
        match self {
            Effect::Volume => "more or less of what is paid for, at the old mean price",
            Effect::Mix => "it moves between places of different price",
            Effect::Rate => "another price, or another kind of job, at the same place",
            Effect::Fixed => "no volume stands behind it",
        }
    }
}

/// Money and volume of an account at a place: of the layout that the other is held against, and of the other.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// Money.
    pub money: [Money; 2],
    /// Volume, not below 0.
    pub volume: [i64; 2],
}

impl Item {
    /// Whether there is money without volume.
    fn is_fixed(&self) -> bool {
        (0..2).any(|side| self.volume[side] == 0 && self.money[side] != Money::ZERO)
    }

    /// The new volume at the old price, or at its own where there was none [1e-4 currency].
    fn at_old_price(&self) -> i128 {
        let side = usize::from(self.volume[0] == 0);
        part(i128::from(self.money[side].0), i128::from(self.volume[1]), i128::from(self.volume[side]))
    }
}

/// The difference of an account by effect, in the order of [`Effect::ALL`].
pub fn split(items: &[Item]) -> [Money; EFFECTS] {
    let (fixed, driven): (Vec<&Item>, Vec<&Item>) = items.iter().partition(|item| item.is_fixed());
    let total = |side: usize| driven.iter().map(|item| i128::from(item.money[side].0)).sum::<i128>();
    let volume = |side: usize| driven.iter().map(|item| i128::from(item.volume[side])).sum::<i128>();
    let (before, after) = (total(0), total(1));
    let (at_mean_price, at_old_prices) = match volume(0) {
        0 => (after, after),
        old => (part(before, volume(1), old), driven.iter().map(|item| item.at_old_price()).sum()),
    };
    let fixed = fixed.iter().map(|item| i128::from(item.money[1].0) - i128::from(item.money[0].0)).sum();
    [at_mean_price - before, at_old_prices - at_mean_price, after - at_old_prices, fixed].map(money)
}

fn money(value: i128) -> Money {
    Money(i64::try_from(value).expect("a part of a sum of money fits its type"))
}

/// The whole number nearest to `sum` x `part` / `whole`; 0 where the whole is nothing.
fn part(sum: i128, part: i128, whole: i128) -> i128 {
    if whole == 0 { 0 } else { (2 * sum * part + whole).div_euclid(2 * whole) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(money: [i64; 2], volume: [i64; 2]) -> Item {
        Item { money: money.map(Money), volume }
    }

    fn parts(items: &[Item]) -> [i64; EFFECTS] {
        split(items).map(|part| part.0)
    }

    #[test]
    fn a_hand_traced_example() {
        // A: 100 jobs at 10 in the town, 50 at 16 in the country: 1,800, mean price 12. B: 60 at 11 and 120 at 15: 2,460.
        let items = [item([1000, 660], [100, 60]), item([800, 1800], [50, 120])];
        // Volume (180 - 150) x 12 = 360; mix 60 x 10 + 120 x 16 - 180 x 12 = 360; rate 60 x 1 - 120 x 1 = -60.
        assert_eq!(parts(&items), [360, 360, -60, 0]);
    }

    #[test]
    fn places_of_one_layout_only() {
        // The place that closes was cheap, the one that opens is dear: no price changes anywhere.
        assert_eq!(parts(&[item([1000, 0], [100, 0]), item([0, 1500], [0, 100])]), [0, 500, 0, 0]);
        // Nothing before, or nothing after, is all volume.
        assert_eq!(parts(&[item([0, 700], [0, 3])]), [700, 0, 0, 0]);
        assert_eq!(parts(&[item([700, 0], [3, 0])]), [-700, 0, 0, 0]);
        assert_eq!(parts(&[]), [0; EFFECTS]);
    }

    #[test]
    fn money_without_volume_is_fixed() {
        assert_eq!(parts(&[item([100, 250], [0, 0])]), [0, 0, 0, 150]);
        assert_eq!(parts(&[item([100, 250], [7, 0]), item([10, 20], [1, 2])]), [10, 0, 0, 150]);
        // Volume without money is free of charge, and so a price like any other.
        assert_eq!(parts(&[item([0, 250], [5, 5])]), [0, 0, 250, 0]);
    }

    #[test]
    fn parts_add_up_to_the_last_unit_whatever_the_numbers() {
        let mut state = 7_u64;
        let mut next = |most: i64| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((state >> 33) as i64) % most
        };
        for _ in 0..2_000 {
            let count = 1 + next(5);
            let mut one =
                || item([next(1_000_003) - 1_000, next(1_000_003) - 1_000], [next(4) * next(999_983), next(4) * next(997)]);
            let items: Vec<Item> = (0..count).map(|_| one()).collect();
            let whole: i64 = items.iter().map(|item| item.money[1].0 - item.money[0].0).sum();
            assert_eq!(parts(&items).iter().sum::<i64>(), whole, "{items:?}");
        }
    }
}
