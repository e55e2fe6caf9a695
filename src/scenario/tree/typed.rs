//! From nodes to the types of the schema, with the place of the innermost node in every error.
//!
//! *Knows:* serde.
//! *Never:* stops the reading; [`super::entries`] mends and tries again, so that all errors are found.

use super::{Node, Value};
use crate::scenario::complaint::Place;
use crate::scenario::units::HELP;
use indexmap::map;
use serde::de::value::{StrDeserializer, StringDeserializer};
use serde::de::{self, DeserializeSeed, Deserializer, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::forward_to_deserialize_any;
use std::fmt;

/// Why a node does not fit its type.
#[derive(Debug)]
pub struct Misfit {
    /// Place of the innermost node.
    pub place: Option<Place>,
    /// Steps from the innermost node outwards.
    pub path: Vec<String>,
    /// What is wrong with it.
    pub cause: Cause,
}

/// What is wrong with a node.
#[derive(Debug)]
pub enum Cause {
    /// The key is not one of the struct's; the path ends in it.
    Unknown {
        /// What was written.
        key: String,
        /// Keys of the struct.
        known: &'static [&'static str],
    },
    /// A key is not there; the path ends in the table.
    Missing {
        /// The key.
        key: &'static str,
        /// The struct.
        of: &'static str,
    },
    /// Anything else.
    Wrong {
        /// What is wrong.
        fault: String,
        /// How to mend it.
        mend: Option<String>,
    },
}

impl Misfit {
    fn wrong(fault: impl Into<String>, mend: Option<String>) -> Misfit {
        Misfit { place: None, path: Vec::new(), cause: Cause::Wrong { fault: fault.into(), mend } }
    }

    /// Names the place, unless an inner node has done so.
    fn at(mut self, place: Place) -> Misfit {
        self.place.get_or_insert(place);
        self
    }

    /// One step outwards.
    fn inside(mut self, step: &str) -> Misfit {
        self.path.push(step.to_owned());
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::Unknown { key, .. } => write!(f, "unknown key `{key}`"),
            Cause::Missing { key, .. } => write!(f, "missing key `{key}`"),
            Cause::Wrong { fault, .. } => f.write_str(fault),
        }
    }
}

impl std::error::Error for Misfit {}

/// The words of serde's expectations that users should not meet.
fn plain(expected: &dyn Expected) -> String {
    let words = expected.to_string();
    match words.as_str() {
        "u8" | "u32" | "u64" | "i64" | "usize" => "a whole number".to_owned(),
        "f64" => "a number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a table".to_owned(),
        _ if words.starts_with("struct ") => "a table".to_owned(),
        _ => words,
    }
}

/// What was found, as written or in plain words.
fn found(unexpected: Unexpected<'_>) -> String {
    match unexpected {
        Unexpected::Str(text) => format!("\"{text}\""),
        Unexpected::Signed(number) => format!("`{number}`"),
        Unexpected::Unsigned(number) => format!("`{number}`"),
        Unexpected::Float(number) => format!("`{number}`"),
        Unexpected::Bool(truth) => format!("`{truth}`"),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a table".to_owned(),
        other => other.to_string(),
    }
}

impl de::Error for Misfit {
    fn custom<T: fmt::Display>(message: T) -> Misfit {
        let message = message.to_string();
        match message.split_once(HELP) {
            Some((fault, mend)) => Misfit::wrong(fault, Some(mend.to_owned())),
            None => Misfit::wrong(message, None),
        }
    }

    fn invalid_type(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Misfit {
        let wanted = plain(expected);
        let mend = match unexpected {
            Unexpected::Str(text) if wanted.ends_with("number") && text.trim().parse::<f64>().is_ok() => {
                Some(format!("write `{}` without quotes", text.trim()))
            }
            Unexpected::Signed(number) if wanted == "a string" => Some(format!("put it in quotes: \"{number}\"")),
            _ => None,
        };
        Misfit::wrong(format!("expected {wanted}, found {}", found(unexpected)), mend)
    }

    fn invalid_value(unexpected: Unexpected<'_>, expected: &dyn Expected) -> Misfit {
        let most = match expected.to_string().as_str() {
            "u8" => u64::from(u8::MAX),
            "u32" => u64::from(u32::MAX),
            "u64" => i64::MAX as u64,
            _ => return Misfit::wrong(format!("expected {}, found {}", plain(expected), found(unexpected)), None),
        };
        let mend = match unexpected {
            Unexpected::Signed(number) if number < 0 => "give 0 or more".to_owned(),
            _ => format!("give at most {most}"),
        };
        Misfit::wrong(format!("{} is out of range", found(unexpected)), Some(mend))
    }

    fn unknown_field(key: &str, known: &'static [&'static str]) -> Misfit {
        Misfit { place: None, path: Vec::new(), cause: Cause::Unknown { key: key.to_owned(), known } }
    }

    fn unknown_variant(word: &str, known: &'static [&'static str]) -> Misfit {
        let mend = crate::scenario::complaint::did_you_mean(word, known.iter().copied());
        Misfit::wrong(format!("\"{word}\" is not known here"), mend)
    }

    fn missing_field(key: &'static str) -> Misfit {
        Misfit { place: None, path: Vec::new(), cause: Cause::Missing { key, of: "" } }
    }
}

/// What a CSV cell most likely is.
fn guess<'de, V: Visitor<'de>>(cell: &'de str, visitor: V) -> Result<V::Value, Misfit> {
    if let Ok(whole) = cell.parse::<i64>() {
        return visitor.visit_i64(whole);
    }
    match cell.parse::<f64>() {
        Ok(real) if real.is_finite() => visitor.visit_f64(real),
        _ if cell.eq_ignore_ascii_case("true") => visitor.visit_bool(true),
        _ if cell.eq_ignore_ascii_case("false") => visitor.visit_bool(false),
        _ => visitor.visit_borrowed_str(cell),
    }
}

impl<'de> Deserializer<'de> for &'de Node {
    type Error = Misfit;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        let read = match &self.value {
            Value::Text(text) | Value::Date(text) => visitor.visit_borrowed_str(text),
            Value::Cell(text) => guess(text, visitor),
            Value::Whole(number) => visitor.visit_i64(*number),
            Value::Real(number) => visitor.visit_f64(*number),
            Value::Truth(truth) => visitor.visit_bool(*truth),
            Value::List(list) => visitor.visit_seq(Items { list: list.iter(), count: 0 }),
            Value::Table(table) => visitor.visit_map(Entries { table: table.iter(), value: None }),
        };
        read.map_err(|misfit| misfit.at(self.place))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Misfit> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        // A law that is written as a plain value is the constant one; a need that is, is a share.
        let read = match (name, &self.value) {
            ("Law", Value::Table(_)) => self.deserialize_any(visitor),
            ("Law", _) => visitor.visit_map(Constant { node: self, next: Some("law") }),
            ("Need", Value::Whole(_) | Value::Real(_) | Value::Text(_)) => {
                visitor.visit_map(Constant { node: self, next: Some("share") })
            }
            _ => self.deserialize_any(visitor),
        };
        read.map_err(|mut misfit| {
            if let Cause::Missing { of: of @ "", .. } = &mut misfit.cause {
                *of = name;
            }
            misfit.at(self.place)
        })
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Misfit> {
        match &self.value {
            Value::Text(word) | Value::Cell(word) => visitor.visit_enum(IntoDeserializer::<Misfit>::into_deserializer(&**word)),
            _ => Err(Misfit::wrong(
                format!("expected a word, found {}", self.sort()),
                Some(format!("write one of {}", variants.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(", "))),
            )),
        }
        .map_err(|misfit| misfit.at(self.place))
    }

    /// A CSV cell that is asked for as text keeps its leading zeros.
    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        match &self.value {
            Value::Cell(text) => visitor.visit_borrowed_str(text).map_err(|misfit: Misfit| misfit.at(self.place)),
            _ => self.deserialize_any(visitor),
        }
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Misfit> {
        self.deserialize_str(visitor)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char bytes byte_buf unit unit_struct tuple tuple_struct map identifier
        ignored_any
    }
}

/// The entries of a table.
struct Entries<'de> {
    table: map::Iter<'de, String, Node>,
    value: Option<(&'de str, &'de Node)>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        let Some((key, node)) = self.table.next() else { return Ok(None) };
        self.value = Some((key, node));
        let read = seed.deserialize(StrDeserializer::<Misfit>::new(key));
        read.map(Some).map_err(|misfit| misfit.at(node.key).inside(key))
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Misfit> {
        let (key, node) = self.value.take().expect("a value is asked for after its key");
        seed.deserialize(node).map_err(|misfit| misfit.inside(key))
    }
}

/// The items of a list.
struct Items<'de> {
    list: std::slice::Iter<'de, Node>,
    count: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Misfit;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Misfit> {
        let Some(node) = self.list.next() else { return Ok(None) };
        self.count += 1;
        seed.deserialize(node).map(Some).map_err(|misfit| misfit.inside(&self.count.to_string()))
    }
}

/// A plain value in the place of a law, `{ law = "constant", value = ... }`, or of a need, `{ share = ... }`.
struct Constant<'de> {
    node: &'de Node,
    next: Option<&'static str>,
}

impl<'de> MapAccess<'de> for Constant<'de> {
    type Error = Misfit;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Misfit> {
        self.next.map(|key| seed.deserialize(StrDeserializer::<Misfit>::new(key))).transpose()
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Misfit> {
        match self.next {
            Some("law") => {
                self.next = Some("value");
                seed.deserialize(StringDeserializer::<Misfit>::new("constant".to_owned()))
            }
            _ => {
                self.next = None;
                seed.deserialize(self.node)
            }
        }
    }
}
