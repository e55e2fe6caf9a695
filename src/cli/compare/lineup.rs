//! The layouts of all scenarios that are compared, each with a name of its own.

use super::CompareArgs;
use crate::cli::failure::{Failure, quoted};
use crate::cli::run::unlike;
use crate::network::Network;
use crate::scenario::complaint::did_you_mean;
use crate::scenario::{self, Layout, Origin};
use std::path::Path;

/// Who is compared.
#[derive(Debug)]
pub struct Lineup {
    /// The layouts.
    pub networks: Vec<Network>,
    /// What their scenarios say of them.
    pub summaries: Vec<String>,
    /// Index of the baseline.
    pub baseline: usize,
    /// Names of the scenarios.
    pub scenario: String,
    /// The files as the user named them.
    pub files: String,
    /// Hashes of the scenarios.
    pub hash: String,
    /// Replications as the first scenario says.
    pub replications: u32,
    /// Where the values of the scenarios come from.
    pub origins: Vec<Origin>,
}

/// A layout and the file that it comes from.
struct Entry {
    layout: Layout,
    file: usize,
    baseline: bool,
}

/// Reads the scenarios and chooses the layouts that were asked for.
///
/// # Errors
/// If a scenario is unsound, a name unknown, there is just one layout, or layouts cannot be compared.
pub fn read(args: &CompareArgs) -> Result<Lineup, Failure> {
    let twice = args.files.iter().enumerate().find(|(at, file)| args.files[..*at].contains(file));
    if let Some((_, file)) = twice {
        return Err(Failure::input(format!("{} is named twice", quoted(file)), "name each scenario once".to_owned()));
    }
    let (mut entries, mut hashes, mut names): (Vec<Entry>, Vec<String>, Vec<String>) = Default::default();
    let mut origins = Vec::new();
    for (file, path) in args.files.iter().enumerate() {
        let study = scenario::read(path, &args.trials.set).map_err(Failure::Scenario)?;
        let baseline = study.baseline;
        origins.extend(study.origins());
        hashes.push(study.hash);
        names
            .extend(study.layouts.first().map(|layout| layout.scenario.scenario.name.clone()).filter(|name| !names.contains(name)));
        entries.extend(study.layouts.into_iter().enumerate().map(|(at, layout)| Entry { layout, file, baseline: at == baseline }));
    }
    name(&mut entries, args);
    let mut chosen = chosen(entries, args)?;
    for entry in &mut chosen {
        let header = &mut entry.layout.scenario.scenario;
        header.seed = args.trials.seed.unwrap_or(header.seed);
    }
    check(&chosen, args)?;
    let against = |entry: &Entry| args.against.as_ref().map_or(entry.baseline, |name| *name == entry.layout.name);
    Ok(Lineup {
        networks: chosen.iter().map(|entry| Network::new(&entry.layout)).collect(),
        summaries: chosen.iter().map(|entry| entry.layout.summary.clone()).collect(),
        baseline: chosen.iter().position(against).unwrap_or(0),
        scenario: names.join(" / "),
        files: args.files.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", "),
        hash: hashes.join(", "),
        replications: chosen[0].layout.scenario.scenario.replications,
        origins,
    })
}

/// Gives layouts whose name several files use the file's name in front: its stem, or all of it where stems are the same.
fn name(entries: &mut [Entry], args: &CompareArgs) {
    let stem =
        |path: &Path| path.file_stem().map_or_else(|| path.display().to_string(), |stem| stem.to_string_lossy().into_owned());
    let stems: Vec<String> = args.files.iter().map(|path| stem(path)).collect();
    let file = |at: usize| match stems.iter().filter(|other| **other == stems[at]).count() {
        1 => stems[at].clone(),
        _ => args.files[at].display().to_string(),
    };
    let old: Vec<(usize, String)> = entries.iter().map(|entry| (entry.file, entry.layout.name.clone())).collect();
    for entry in entries {
        if old.iter().any(|(other, name)| *other != entry.file && *name == entry.layout.name) {
            entry.layout.name = format!("{}:{}", file(entry.file), entry.layout.name);
        }
    }
}

/// The layouts that were asked for, in their order; the one that they are compared with is one of them.
fn chosen(entries: Vec<Entry>, args: &CompareArgs) -> Result<Vec<Entry>, Failure> {
    let names: Vec<&str> = entries.iter().map(|entry| entry.layout.name.as_str()).collect();
    if let Some(unknown) = args.layout.iter().chain(&args.against).find(|name| !names.contains(&name.as_str())) {
        let files: Vec<String> = args.files.iter().map(|file| quoted(file)).collect();
        let fault = format!("there is no layout `{unknown}` in {}", files.join(", "));
        return Err(Failure::input(fault, did_you_mean(unknown, names)));
    }
    let wanted = |name: &String| args.layout.is_empty() || args.layout.contains(name) || args.against.as_ref() == Some(name);
    Ok(entries.into_iter().filter(|entry| wanted(&entry.layout.name)).collect())
}

/// Complains of layouts that cannot be compared.
fn check(chosen: &[Entry], args: &CompareArgs) -> Result<(), Failure> {
    if let [only] = chosen {
        let fault = format!("there is only one layout, {}, and nothing to compare it with", only.layout.name);
        return Err(Failure::input(fault, "name another scenario, or write a layout more: `callout explain layout`".to_owned()));
    }
    for other in &chosen[1..] {
        let first = &chosen[0];
        let Some(key) = unlike(&first.layout, &other.layout) else { continue };
        let of = |entry: &Entry| format!("{} ({})", entry.layout.name, args.files[entry.file].display());
        let fault = format!("`scenario.{key}` of {} is not that of {}, so their figures cannot be compared", of(other), of(first));
        let mend = match key {
            "seed" => "give one --seed for all".to_owned(),
            key => format!("make it the same in all files, or give one for all by --set scenario.{key}=..."),
        };
        return Err(Failure::input(fault, mend));
    }
    Ok(())
}
