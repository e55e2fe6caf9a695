//! Quantities in serde and in the JSON Schema.

use super::text::Read;
use super::{Date, Duration, Length, Price, Rate, Refusal, Share, Speed};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::{Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

/// Reads any quantity from the values that TOML and CSV offer.
struct Reader<Q>(PhantomData<Q>);

impl<Q: Read> Visitor<'_> for Reader<Q> {
    type Value = Q;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Q::WHAT)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Q, E> {
        Q::from_text(text).map_err(E::custom)
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Q, E> {
        Q::from_number(number as f64).map_err(E::custom)
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Q, E> {
        Q::from_number(number as f64).map_err(E::custom)
    }

    fn visit_f64<E: de::Error>(self, number: f64) -> Result<Q, E> {
        Q::from_number(number).map_err(E::custom)
    }
}

macro_rules! quantities {
    ($($name:ident: |$it:ident, $to:ident| $write:expr),* $(,)?) => {$(
        impl std::str::FromStr for $name {
            type Err = Refusal;
            fn from_str(text: &str) -> Result<$name, Refusal> {
                Read::from_text(text)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<$name, D::Error> {
                from.deserialize_any(Reader(PhantomData))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, $to: S) -> Result<S::Ok, S::Error> {
                let $it = self;
                $write
            }
        }

        impl JsonSchema for $name {
            fn schema_name() -> Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                schema::$name()
            }
        }
    )*};
}
quantities!(
    Duration: |it, to| to.collect_str(it),
    Rate: |it, to| to.collect_str(it),
    Price: |it, to| to.serialize_f64(it.0.units()),
    Share: |it, to| to.serialize_f64(it.0),
    Length: |it, to| to.collect_str(it),
    Speed: |it, to| to.collect_str(it),
    Date: |it, to| to.collect_str(it),
);

/// What editors are told of each quantity.
#[allow(non_snake_case)]
mod schema {
    use super::{Schema, json_schema};

    pub(super) fn Duration() -> Schema {
        json_schema!({
            "type": "string",
            "description": "Duration: a number and a unit (ms, s, min, h, d, weeks, months of 365/12 d, years of 365 d), or several.",
            "pattern": r"^\s*(\+?[0-9.]+([eE][+-]?[0-9]+)?\s*(ms|s|sec|seconds?|min|minutes?|h|hours?|d|days?|weeks?|months?|years?)\s*)+$",
            "examples": ["90 min", "1.5 h", "1 h 30 min", "24 h", "365 d"],
        })
    }

    pub(super) fn Rate() -> Schema {
        json_schema!({
            "type": "string",
            "description": "Rate: a number or a percentage, per a unit of time.",
            "pattern": r"^\s*\+?[0-9.]+([eE][+-]?[0-9]+)?\s*%?\s*(/|per )\s*[0-9.]*\s*[a-z]+\s*$",
            "examples": ["3.8 /h", "5 %/year", "0.0171 per year"],
        })
    }

    pub(super) fn Price() -> Schema {
        json_schema!({
            "type": "number",
            "description": "Price in the scenario's currency, at most four decimals.",
            "minimum": 0,
            "examples": [120, 0.416],
        })
    }

    pub(super) fn Share() -> Schema {
        json_schema!({
            "description": "Share: a number from 0 to 1, or a percentage.",
            "anyOf": [
                { "type": "number", "minimum": 0, "maximum": 1 },
                { "type": "string", "pattern": r"^\s*[0-9.]+\s*%\s*$" },
            ],
            "examples": [0.05, "5 %"],
        })
    }

    pub(super) fn Length() -> Schema {
        json_schema!({
            "type": "string",
            "description": "Length: a number and a unit (km, m).",
            "pattern": r"^\s*[+-]?[0-9.]+([eE][+-]?[0-9]+)?\s*k?m\s*$",
            "examples": ["3 km", "500 m"],
        })
    }

    pub(super) fn Speed() -> Schema {
        json_schema!({
            "type": "string",
            "description": "Speed in km/h.",
            "pattern": r"^\s*[0-9.]+([eE][+-]?[0-9]+)?\s*km/h\s*$",
            "examples": ["30 km/h"],
        })
    }

    pub(super) fn Date() -> Schema {
        json_schema!({ "type": "string", "format": "date", "description": "Date: year-month-day.", "examples": ["2026-01-01"] })
    }
}
