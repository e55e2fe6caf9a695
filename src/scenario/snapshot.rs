//! A scenario file and all files that it names, read once and read again with other values: the points of a study.
//!
//! *Never:* a thread; but it may be shared by many.

use super::complaint::Complaints;
use super::read::{Study, read_by};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The bytes of a scenario file and of the files that it names.
#[derive(Debug)]
pub struct Snapshot {
    /// The scenario file as the user named it.
    pub name: String,
    /// Where files are that nobody has asked for so far; `None` if there are no others.
    dir: Option<PathBuf>,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl Snapshot {
    /// Reads the scenario file; those that it names are read when they are first asked for.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn take(path: &Path) -> io::Result<Snapshot> {
        let bytes = std::fs::read(path)?;
        let dir = path.parent().unwrap_or(Path::new("")).to_owned();
        let snapshot = Snapshot::of(&path.display().to_string(), BTreeMap::from([(String::new(), bytes)]));
        Ok(Snapshot { dir: Some(dir), ..snapshot })
    }

    /// A snapshot that was taken before: files by name, the scenario file by the empty one.
    pub fn of(name: &str, files: BTreeMap<String, Vec<u8>>) -> Snapshot {
        Snapshot { name: name.to_owned(), dir: None, files: Mutex::new(files) }
    }

    /// All files that were read so far: by name, the scenario file by the empty one.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads the scenario with values set by `giver`, as for `--set`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(&self, sets: &[String], giver: &str) -> Result<Study, Complaints> {
        let bytes = self.file("").expect("the scenario file was read");
        read_by(&self.name, bytes, sets, giver, &|file| self.file(file))
    }

    fn file(&self, name: &str) -> io::Result<Vec<u8>> {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bytes) = files.get(name) {
            return Ok(bytes.clone());
        }
        let dir = self.dir.as_ref().ok_or(io::ErrorKind::NotFound)?;
        let bytes = std::fs::read(dir.join(name))?;
        files.insert(name.to_owned(), bytes.clone());
        Ok(bytes)
    }
}
