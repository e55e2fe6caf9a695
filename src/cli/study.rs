//! What the commands on studies share: reading a study file, and the directory in which a study lives.

use super::failure::{self, Failure};
use crate::report::sweep::{FILES, Results, write};
use crate::scenario::{Experiment, Snapshot, experiment, experiment_text};
use crate::study::columns;
use crate::study::precision::Goal;
use crate::study::store::Store;
use crate::study::sweep::{Fault, Plan, Stuck, Sweep, Unfit};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Bad input to a command that scripts call: doing it again does not help (EX_USAGE).
pub const USELESS: u8 = failure::USAGE;
/// Not now, but doing it again may help (EX_TEMPFAIL).
pub const AGAIN: u8 = 75;
/// The plan of a study in its directory.
const PLAN: &str = "plan.json";
/// Where the parts of a study are, if not in its directory.
const ELSEWHERE: &str = "store.txt";
/// How temporary names begin.
const SCRATCH: &str = ".callout-";

/// Whether a study may name this figure, with this half-width.
fn known(figure: &str, width: Option<&str>) -> Result<(), String> {
    let Some(width) = width else { return columns::check_name(figure) };
    let mended = |mend: Option<String>| mend.map_or(String::new(), |mend| format!("; {mend}"));
    Goal::read(&format!("{figure}={width}")).map(|_| ()).map_err(|misread| misread.fault.clone() + &mended(misread.mend))
}

/// A study file that was read, and its scenario.
pub struct Read {
    /// The study.
    pub experiment: Experiment,
    /// Its text.
    pub text: String,
    /// The scenario and its files.
    pub files: Snapshot,
}

/// Reads a study file and the scenario that it names.
pub fn read(path: &Path) -> Result<Read, Failure> {
    let experiment = experiment(path, &known).map_err(Failure::Scenario)?;
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::input(format!("cannot read {}: {error}", failure::quoted(path)), None))?;
    let scenario = path.parent().unwrap_or(Path::new("")).join(&experiment.scenario);
    let files = Snapshot::take(&scenario).map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::NotFound => "there is no such file".to_owned(),
            _ => error.to_string(),
        };
        let fault = format!("cannot read {}, the scenario of {}: {why}", failure::quoted(&scenario), failure::quoted(path));
        Failure::input(fault, "the path of `study.scenario` is relative to the study file".to_owned())
    })?;
    Ok(Read { experiment, text, files })
}

/// What is wrong with a study, as a failure.
pub fn faulty(fault: Fault) -> Failure {
    const SHOWN: usize = 3;
    const KINDS: usize = 10;
    match fault {
        Fault::Plain { fault, mend } => Failure::input(fault, mend),
        Fault::Scenario(complaints) => Failure::Scenario(complaints),
        Fault::Points { bad, all, found } => {
            let mut text = format!("{bad} of {all} points of the study are no sound scenario; nothing was simulated\n");
            let kinds = found.len();
            for (points, complaints) in found.into_iter().take(KINDS) {
                let more = points.len().saturating_sub(SHOWN);
                let named = points.iter().take(SHOWN).map(|point| format!("  at {point}\n")).collect::<String>();
                text += &named;
                if more > 0 {
                    text += &format!("  and at {more} more\n");
                }
                text += &complaints.render(false);
            }
            if kinds > KINDS {
                text += &format!("and {} more kinds of fault\n", kinds - KINDS);
            }
            let mend = match bad == all {
                true => "mend the keys or the values of the factors, or what is set at every point",
                false => "change the values of the factors, or leave those points out",
            };
            Failure::input(text.trim_end().to_owned(), mend.to_owned())
        }
    }
}

/// Why a sweep could not go on, as a failure.
pub fn stuck(why: &Stuck, dir: &Path, unwritten: u8) -> Failure {
    match why {
        Stuck::Store(error) => {
            Failure::coded(unwritten, format!("cannot keep a part in {}: {}", failure::quoted(dir), failure::reason(error)))
        }
        Stuck::Changed => Failure::coded(USELESS, "the scenario is not what was planned; plan the study again"),
    }
}

/// Whether a directory is that of a study.
pub(super) fn is_study(dir: &Path) -> bool {
    dir.join(PLAN).is_file()
}

/// The directory of a study: its plan, its parts, its results.
pub struct Directory {
    path: PathBuf,
}

impl Directory {
    /// Makes the directory of a study, or takes the one that it has already.
    pub fn make(path: &Path, study_file: &Path) -> Result<Directory, Failure> {
        let directory = Directory { path: path.to_owned() };
        let name = failure::quoted(path);
        // What a process that was killed has left under a temporary name is nobody's.
        let counts = |name: &std::ffi::OsStr| !name.to_string_lossy().starts_with(SCRATCH);
        let full = path.read_dir().is_ok_and(|entries| entries.flatten().any(|entry| counts(&entry.file_name())));
        let foreign = full && !directory.plan().is_file();
        if foreign || path.is_file() {
            return Err(Failure::input(
                format!("{name} exists and is no directory of a study"),
                "name another one, or remove it first".to_owned(),
            ));
        }
        let other = std::fs::read_to_string(directory.plan()).ok().and_then(|text| Plan::study_of(&text));
        let own = study_file.file_name().map(|name| name.to_string_lossy().into_owned());
        if let Some(other) = other.filter(|other| Some(other) != own.as_ref()) {
            return Err(Failure::input(
                format!("{name} holds another study: {other}"),
                "name another directory, or remove it first".to_owned(),
            ));
        }
        std::fs::create_dir_all(path).map_err(|error| {
            Failure::input(
                format!("cannot make {name}: {}", failure::reason(&error)),
                "name a directory that you may write".to_owned(),
            )
        })?;
        Ok(directory)
    }

    /// Opens the directory of a study that was planned.
    pub fn open(path: &Path) -> Result<(Directory, Sweep, Snapshot), Failure> {
        let directory = Directory { path: path.to_owned() };
        let plan = directory.plan();
        let name = failure::quoted(&plan);
        let text = std::fs::read_to_string(&plan).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::coded(USELESS, format!("there is no plan {name}; make it with `callout plan`")),
            _ => Failure::coded(AGAIN, format!("cannot read {name}: {error}")),
        })?;
        let read = |name: &str, text: Vec<u8>| experiment_text(name, text, &known);
        match Plan::open(&text, read) {
            Ok((sweep, files)) => Ok((directory, sweep, files)),
            Err(Unfit::Plain(fault)) => {
                Err(Failure::coded(USELESS, format!("{name} cannot be used: {fault}; plan the study again")))
            }
            Err(Unfit::Study(_) | Unfit::Fault(_)) => {
                Err(Failure::coded(USELESS, format!("{name} is damaged; plan the study again")))
            }
        }
    }

    fn plan(&self) -> PathBuf {
        self.path.join(PLAN)
    }

    /// Where parts are kept: in `parts`, or where the sweep was told to keep them.
    pub fn store(&self) -> Store {
        let elsewhere = std::fs::read_to_string(self.path.join(ELSEWHERE)).ok();
        Store::new(&elsewhere.map_or_else(|| self.path.join("parts"), |path| PathBuf::from(path.trim_end_matches('\n'))))
    }

    /// Keeps parts in the directory `elsewhere` from now on, or in this one.
    pub fn keep_store(&self, elsewhere: Option<&Path>) -> Result<(), Failure> {
        let kept = match elsewhere {
            Some(path) => {
                std::path::absolute(path).and_then(|path| self.put(ELSEWHERE, format!("{}\n", path.display()).as_bytes()))
            }
            None => match std::fs::remove_file(self.path.join(ELSEWHERE)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
                _ => Ok(()),
            },
        };
        kept.map_err(|error| self.unwritten(&error))
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes the plan of a sweep, and the names of its units, one on each line.
    pub fn keep_plan(&self, sweep: &Sweep, study_file: &Path, read: &Read) -> Result<(), Failure> {
        let plan = Plan::new(sweep, &study_file.display().to_string(), &read.text, &read.files)
            .map_err(|fault| Failure::input(fault, "save it with the encoding UTF-8".to_owned()))?;
        let text = plan.text();
        if std::fs::read_to_string(self.plan()).is_ok_and(|old| old != text) {
            // Results of another plan must not stand beside this one.
            FILES.iter().for_each(|name| drop(std::fs::remove_file(self.path.join(name))));
        }
        let units: String = sweep.first_orders().iter().map(|order| format!("{order}\n")).collect();
        self.put(PLAN, text.as_bytes())
            .and_then(|()| self.put("units.txt", units.as_bytes()))
            .map_err(|error| self.unwritten(&error))
    }

    fn unwritten(&self, error: &io::Error) -> Failure {
        Failure::write(&failure::quoted(&self.path), error)
    }

    /// Writes a file whole or not at all.
    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        builder.prefix(SCRATCH);
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut file = builder.tempfile_in(&self.path)?;
        file.write_all(bytes)?;
        file.persist(self.path.join(name)).map(|_| ()).map_err(|error| error.error)
    }

    /// Writes the results of a sweep of which nothing is missing; those that are there already give way when all are written, and the
    /// manifest comes last. `unwritten` is the exit code where they cannot be written.
    pub fn finish(&self, sweep: &Sweep, store: &Store, unwritten: u8) -> Result<Results, Failure> {
        let results = || {
            let scratch = tempfile::Builder::new().prefix(SCRATCH).tempdir_in(&self.path)?;
            let results = write(sweep, store, scratch.path())?;
            let manifest = self.path.join(FILES[FILES.len() - 1]);
            if manifest.is_file() {
                std::fs::remove_file(manifest)?;
            }
            FILES.iter().try_for_each(|name| std::fs::rename(scratch.path().join(name), self.path.join(name)))?;
            Ok(results)
        };
        results().map_err(|error: io::Error| match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                Failure::coded(AGAIN, "parts have gone or were damaged while results were read; give the same command again")
            }
            _ => Failure::coded(unwritten, format!("cannot write {}: {}", failure::quoted(&self.path), failure::reason(&error))),
        })
    }
}
