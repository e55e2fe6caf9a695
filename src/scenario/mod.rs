//! The only room that reads TOML: what the user typed, checked, or everything that is wrong with it.
//!
//! `read` parses the file into a `tree` in which every value knows its place, lays the layouts' changes on it,
//! fits it to the types of the [`schema`] and checks that its parts agree ([`check`]).
//! Whatever goes wrong on the way is a [`complaint`], and all of them are made at once.
//!
//! *Knows:* the kernel.
//! *Never:* ids or milliseconds; a scenario speaks in the user's words and units.

pub mod check;
pub mod complaint;
pub mod experiment;
pub mod explain;
pub mod factor;
pub mod origin;
pub mod packs;
pub mod read;
pub mod schema;
pub mod snapshot;
pub mod stock;
mod table;
mod tree;
pub mod units;

pub use check::law;
pub use complaint::{Complaint, Complaints};
pub use experiment::{Experiment, experiment, experiment_text};
pub use explain::json_schema::{json_schema, study_schema};
pub use explain::{Explanation, explain};
pub use origin::{Basis, Origin};
pub use read::{Data, Layout, Stop, Study, Walk, read, read_text, read_with, walk, walk_with};
pub use snapshot::Snapshot;
pub use table::rows::{MatrixRow, TraceRow};
