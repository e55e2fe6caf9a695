//! What the user typed in a study file: its tables and keys, each with its meaning.
//!
//! *Never:* places; those are kept by the reader.

use schemars::JsonSchema;
use serde::Deserialize;

/// `[study]`: which scenario is varied, how often it is simulated, and what is looked at.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct StudyTable {
    /// The name that results carry.
    /// Default: the name of the study file.
    #[serde(default)]
    pub name: String,
    /// The question that the study answers.
    #[serde(default)]
    pub question: String,
    /// The scenario file; its path is relative to the study file.
    pub scenario: String,
    /// Layouts that are simulated at every point.
    /// Default: all layouts of the scenario.
    #[serde(default)]
    pub layouts: Vec<String>,
    /// Keys that are set at every point, each as for `--set`: "key.path=value".
    #[serde(default)]
    pub set: Vec<String>,
    /// Replications of each layout at each point. With `[precision]`: those before the first look at the half-widths, 2 to 10.
    /// Default: those of the scenario.
    #[serde(default)]
    pub replications: Option<u32>,
    /// Master seed of all random streams; the same at all points, so that they meet the same customers.
    /// Default: that of the scenario.
    #[serde(default)]
    pub seed: Option<u64>,
    /// What the tables of results show: figures such as "cost_total", accounts as "account.wages", figures of one kind of job, place
    /// or tier as "kind.repair.response_mean", "place.Jinan.utilisation", "tier.gold.satisfaction".
    /// Default: the main figures of service and cost.
    #[serde(default)]
    pub figures: Vec<String>,
    /// Whether the `[uncertain]` inputs of the scenario are factors, too.
    /// Default: false.
    #[serde(default)]
    pub uncertain: bool,
}

/// `[design]`: which points the study visits.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::scenario) struct DesignTable {
    /// The plan of points.
    /// Default: "grid".
    #[serde(default)]
    pub kind: DesignKind,
    /// Number of points of a "latin-hypercube" or "sobol" design.
    /// Default: 10 for each factor; for "sobol" the next power of two.
    #[serde(default)]
    pub points: Option<u32>,
    /// Whether a "factorial" or "fractional" design also visits the centre.
    /// Default: true where all factors are ranges or laws.
    #[serde(default)]
    pub centre: Option<bool>,
    /// Trajectories of a "morris" design.
    /// Default: 20. Source: Campolongo, Cariboni and Saltelli (2007).
    #[serde(default)]
    pub trajectories: Option<u32>,
    /// Levels of a "morris" design; even.
    /// Default: 4.
    #[serde(default)]
    pub levels: Option<u32>,
    /// Base sample of a "saltelli" design, a power of two; it visits `base` x (factors + 2) points.
    /// Default: 128.
    #[serde(default)]
    pub base: Option<u32>,
    /// Seed of the design's own chance; the replications have another.
    /// Default: 1.
    #[serde(default)]
    pub seed: Option<u64>,
}

/// Plans of points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DesignKind {
    /// Every value of each factor with every value of the others.
    #[default]
    Grid,
    /// The lowest and the highest value of each factor with those of the others.
    Factorial,
    /// A part of the factorial that still keeps main effects and pairs apart (resolution V).
    Fractional,
    /// Points that are spread well in all factors at once.
    LatinHypercube,
    /// Owen-scrambled Sobol' points.
    Sobol,
    /// The middle, and from there each factor alone down and up.
    OneAtATime,
    /// Elementary effects along random paths.
    Morris,
    /// Variance-based indices of each factor.
    Saltelli,
}

/// `[factor.NAME]`: keys of the scenario that vary together, and their values.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "values and laws are read from the tree, which knows their places")]
pub(in crate::scenario) struct FactorTable {
    /// The key path that varies, as for `--set`; a step `*` stands for every entry, as in "zone.*.units".
    #[serde(default)]
    pub key: Option<String>,
    /// Several key paths that get the same value.
    #[serde(default)]
    pub keys: Vec<String>,
    /// Whether the values multiply what the scenario gives, so that 1.1 is a tenth more.
    /// Default: false.
    #[serde(default)]
    pub times: bool,
    /// The values, one by one.
    #[serde(default)]
    pub values: Vec<serde_json::Value>,
    /// The lowest value of a range: a number, or text with a unit such as "20 min".
    #[serde(default)]
    pub low: Option<serde_json::Value>,
    /// The highest value of a range.
    #[serde(default)]
    pub high: Option<serde_json::Value>,
    /// Whether a range holds whole numbers only.
    /// Default: false.
    #[serde(default)]
    pub whole: bool,
    /// Whether equal steps of a range are equal ratios.
    /// Default: false.
    #[serde(default)]
    pub log: bool,
    /// Into how many values a grid cuts a range or a law.
    #[serde(default)]
    pub levels: Option<u32>,
    /// Values by chance, every one from low to high alike: [low, high].
    #[serde(default)]
    pub uniform: Option<serde_json::Value>,
    /// Values by chance: [low, mode, high].
    #[serde(default)]
    pub triangular: Option<serde_json::Value>,
    /// Values by chance: [mean, standard deviation].
    #[serde(default)]
    pub normal: Option<serde_json::Value>,
    /// Values by chance: [mean, coefficient of variation].
    #[serde(default)]
    pub lognormal: Option<serde_json::Value>,
}

/// A study file.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "its tables are read one by one; their words are explained from here")]
pub(in crate::scenario) struct StudyFile {
    /// Which scenario is varied, how often it is simulated, and what is looked at.
    pub study: StudyTable,
    /// Which points the study visits.
    /// Default: the grid of all values.
    #[serde(default)]
    pub design: DesignTable,
    /// Keys of the scenario that vary, and their values.
    #[serde(default)]
    pub factor: super::super::schema::Named<FactorTable>,
    /// Half-widths that end the replications of a point: a figure with "5 %" of its mean or an absolute number, and the most replications
    /// as `max_replications`.
    /// Default: a fixed number of replications.
    #[serde(default)]
    pub precision: super::super::schema::Named<serde_json::Value>,
}

/// `[uncertain]`: an input that nobody knows for sure, at the key path of its value in this file, with its law.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[allow(dead_code, reason = "laws are read from the tree, which knows their places; their words are explained from here")]
pub(in crate::scenario) struct UncertainInput {
    /// Every value from low to high alike: [low, high], numbers or text with a unit such as "20 min".
    #[serde(default)]
    pub uniform: Option<serde_json::Value>,
    /// From low to high, most often near the mode: [low, mode, high].
    #[serde(default)]
    pub triangular: Option<serde_json::Value>,
    /// The normal law: [mean, standard deviation].
    #[serde(default)]
    pub normal: Option<serde_json::Value>,
    /// The lognormal law: [mean, coefficient of variation].
    #[serde(default)]
    pub lognormal: Option<serde_json::Value>,
    /// One of these, each alike: [value, value, ...].
    #[serde(default)]
    pub values: Vec<serde_json::Value>,
    /// Whether the value multiplies what the scenario gives, so that 1.1 is a tenth more.
    /// Default: false.
    #[serde(default)]
    pub times: bool,
}
