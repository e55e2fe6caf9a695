//! Quantities as users write them: "90 min", "5 %/year", "3 km", 120.50.
//!
//! *Knows:* how to read a quantity, how to print it back, and how to say what is wrong with it.
//! *Never:* a number without a unit where two units are thinkable.

mod data;
mod text;

pub(super) use text::scaled;
pub use text::{Quantity, quantity};

use crate::kernel::money::Money;
use crate::kernel::time::{MS_PER_DAY, MS_PER_HOUR, Span};
use std::fmt;

/// Why a quantity was refused, and how to mend it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong.
    pub fault: String,
    /// How to mend it.
    pub mend: String,
}

/// Parts fault and mend where a [`Refusal`] has to travel as text through serde.
pub(super) const HELP: &str = "\nhelp: ";

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{HELP}{}", self.fault, self.mend)
    }
}

impl std::error::Error for Refusal {}

/// A length of time, not negative.
///
/// ```
/// use callout::scenario::units::Duration;
/// let lunch: Duration = "1 h 30 min".parse().unwrap();
/// assert_eq!(lunch, Duration::hours(1.5));
/// assert_eq!(lunch.to_string(), "90 min");
/// assert!("90".parse::<Duration>().is_err());
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Duration(f64);

/// A number of events per time, not negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Rate(f64);

/// A price in the scenario's currency, not negative, exact to 1/10,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Price(Money);

/// A part of a whole, from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Share(pub f64);

/// A distance or a plane coordinate; only coordinates may be negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Length(f64);

/// A speed on the road, not negative.
#[derive(Clone, Copy, Debug, Default, PartialEq, PartialOrd)]
pub struct Speed(f64);

/// A day of the civil calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date(pub jiff::civil::Date);

impl Duration {
    /// `ms` milliseconds [ms].
    pub const fn from_ms(ms: f64) -> Duration {
        Duration(ms)
    }

    /// `hours` hours [h].
    pub const fn hours(hours: f64) -> Duration {
        Duration(hours * MS_PER_HOUR as f64)
    }

    /// `days` days of 24 hours [d].
    pub const fn days(days: f64) -> Duration {
        Duration(days * MS_PER_DAY as f64)
    }

    /// Its length [ms].
    pub const fn ms(self) -> f64 {
        self.0
    }

    /// The nearest whole number of milliseconds.
    pub fn span(self) -> Span {
        Span::from_ms(self.0)
    }
}

impl Rate {
    /// `events` per hour [1/h].
    pub const fn hourly(events: f64) -> Rate {
        Rate(events)
    }

    /// Events per hour [1/h].
    pub const fn per_hour(self) -> f64 {
        self.0
    }

    /// Events per millisecond [1/ms].
    pub fn per_ms(self) -> f64 {
        self.0 / MS_PER_HOUR as f64
    }
}

impl Price {
    /// An exact price.
    pub const fn new(money: Money) -> Price {
        Price(money)
    }

    /// The exact price.
    pub const fn money(self) -> Money {
        self.0
    }
}

impl Length {
    /// `km` kilometres [km].
    pub const fn from_km(km: f64) -> Length {
        Length(km)
    }

    /// Its length [km].
    pub const fn km(self) -> f64 {
        self.0
    }
}

impl Speed {
    /// `speed` in kilometres per hour [km/h].
    pub const fn from_km_per_h(speed: f64) -> Speed {
        Speed(speed)
    }

    /// The speed [km/h].
    pub const fn km_per_h(self) -> f64 {
        self.0
    }
}

/// The largest unit of time that divides the length, so that it reads well and reads back exactly.
impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (ms, unit) in [(MS_PER_DAY as f64, "d"), (MS_PER_HOUR as f64, "h"), (60_000.0, "min"), (1000.0, "s")] {
            if self.0 % ms == 0.0 {
                return write!(f, "{} {unit}", self.0 / ms);
            }
        }
        write!(f, "{} ms", self.0)
    }
}

macro_rules! prints {
    ($($name:ident: $format:literal),* $(,)?) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, $format, self.0)
            }
        }
    )*};
}
prints!(Rate: "{} /h", Price: "{}", Share: "{}", Length: "{} km", Speed: "{} km/h", Date: "{}");
