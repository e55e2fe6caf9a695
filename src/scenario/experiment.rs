//! Study files: which keys of a scenario vary, over which points, how often each point is simulated, and what is looked at.
//!
//! *Knows:* the tree of a TOML file and what each key of a study means.
//! *Never:* which figures exist; its caller says whether a name is one.

mod read;
pub(super) mod schema;

use super::factor::Factor;
pub(super) use read::uncertain;
pub use read::{Known, experiment, experiment_text};
pub use schema::DesignKind;

/// A study as its file has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Experiment {
    /// The name that results carry.
    pub name: String,
    /// The question that it answers.
    pub question: String,
    /// The scenario file, relative to the study file.
    pub scenario: String,
    /// Layouts that are simulated at every point; none for all.
    pub layouts: Vec<String>,
    /// What is set at every point, as for `--set`.
    pub set: Vec<String>,
    /// Replications of each layout at each point, where the study says it.
    pub replications: Option<u32>,
    /// Master seed, where the study says it.
    pub seed: Option<u64>,
    /// What tables of results show; none for the main figures.
    pub figures: Vec<String>,
    /// Whether the uncertain inputs of the scenario are factors, too.
    pub uncertain: bool,
    /// Which points are visited.
    pub design: DesignAsked,
    /// Keys that vary.
    pub factors: Vec<Factor>,
    /// Half-widths that end the replications of a point, if any: figure and width as written.
    pub precision: Vec<(String, String)>,
    /// The most replications under `precision`.
    pub max_replications: Option<u32>,
}

/// What a study says of its design.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[allow(missing_docs)]
pub struct DesignAsked {
    pub kind: DesignKind,
    pub points: Option<u32>,
    pub centre: Option<bool>,
    pub trajectories: Option<u32>,
    pub levels: Option<u32>,
    pub base: Option<u32>,
    pub seed: u64,
}
