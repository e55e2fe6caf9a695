//! The only room that reads TOML: what the user typed, checked, or everything that is wrong with it.
//!
//! `read` parses the file into a [`tree`] in which every value knows its place, lays the layouts' changes on it ([`overlay`]),
//! fits it to the types of the [`schema`] ([`typed`], [`entries`]) and checks that its parts agree ([`check`]).
//! Whatever goes wrong on the way is a [`complaint`], and all of them are made at once.
//!
//! *Knows:* the kernel.
//! *Never:* ids or milliseconds; a scenario speaks in the user's words and units.

pub mod check;
pub mod complaint;
mod entries;
pub mod explain;
mod files;
mod json_schema;
mod overlay;
pub mod read;
pub mod schema;
pub mod table;
mod tree;
mod typed;
pub mod units;

pub use check::law;
pub use complaint::{Complaint, Complaints};
pub use explain::{Explanation, explain};
pub use json_schema::json_schema;
pub use read::{Data, Layout, Study, read, read_text, read_with};
pub use table::{MatrixRow, TraceRow};
