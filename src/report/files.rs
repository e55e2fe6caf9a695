//! The report as files in a new directory: whole or not at all.
//!
//! Rows are written as replications end, into a directory beside the one that was asked for, which takes its name at the very end.

mod money;
mod readme;
mod tables;

use super::finance::Finance;
use super::frame::Frame;
use super::frame::form::{DICTIONARY_FILE, Form, dictionary};
use super::head::{Head, Names};
use super::{Report, json};
use crate::study::trial::Outcome;
pub use readme::{Document, readme};
use std::io;
use std::path::{Path, PathBuf};
use tables::Tables;
use tempfile::TempDir;

/// A directory under construction; gone if it is dropped.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    scratch: TempDir,
    tables: Tables,
    forms: Vec<Form>,
    documents: Vec<Document>,
}

/// Why a directory cannot be made.
#[derive(Debug)]
pub enum Refusal {
    /// Something of that name exists.
    Exists,
    /// There is no directory in which to make it.
    NoParent(PathBuf),
    /// The system refuses.
    System(io::Error),
}

impl Folder {
    /// Begins a directory that will be called `target`, with a log of jobs or without.
    ///
    /// # Errors
    /// If `target` exists or cannot be made: now, not after the run.
    pub fn create(target: &Path, head: &Head, jobs: bool) -> Result<Folder, Refusal> {
        let scratch = scratch(&vacant(target)?).map_err(Refusal::System)?;
        let tables = Tables::create(scratch.path(), &head.currency, jobs).map_err(Refusal::System)?;
        let (forms, documents) = (Vec::new(), readme::DOCUMENTS.to_vec());
        Ok(Folder { target: target.to_owned(), scratch, tables, forms, documents })
    }

    /// Where the files are until the end.
    pub fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// Writes the rows of an outcome.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn keep(&mut self, names: &Names, outcome: &Outcome) -> io::Result<()> {
        self.tables.keep(names, outcome)
    }

    /// Adds a table of another view of the same run.
    ///
    /// # Errors
    /// If its files cannot be written.
    pub fn add_table(&mut self, stem: &'static str, title: &'static str, frame: &Frame) -> io::Result<()> {
        frame.write(self.scratch.path(), stem)?;
        self.forms.push(Form::of(stem, title, frame));
        Ok(())
    }

    /// Adds a document of another view of the same run.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn add_document(&mut self, document: Document, text: &str) -> io::Result<()> {
        std::fs::write(self.scratch.path().join(document.name), text)?;
        self.documents.push(document);
        Ok(())
    }

    /// Writes what is known at the end, with what finance says of it where it was asked, and gives the directory its name.
    ///
    /// # Errors
    /// If a file cannot be written, or something of that name has come up in the meantime.
    pub fn finish(self, report: &Report, finance: Option<&Finance>) -> io::Result<()> {
        let Folder { target, scratch, tables, forms: more, documents } = self;
        let mut forms = tables.finish()?;
        forms.extend(finance.map_or(Ok(Vec::new()), |finance| money::write(scratch.path(), finance))?);
        forms.extend(more);
        let write = |name: &str, text: String| std::fs::write(scratch.path().join(name), text);
        write("summary.json", json::summary(report))?;
        write("manifest.json", json::manifest(report))?;
        write(DICTIONARY_FILE, dictionary(&forms, &report.head.currency))?;
        write("README.txt", readme(&report.head, &forms, &documents))?;
        take_name(scratch, &target)
    }
}

/// The directory in which `target` can be made.
///
/// # Errors
/// If `target` exists, or there is no such directory.
pub fn vacant(target: &Path) -> Result<PathBuf, Refusal> {
    if target.symlink_metadata().is_ok() {
        return Err(Refusal::Exists);
    }
    let parent = match target.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => return Err(Refusal::Exists),
    };
    if parent.is_dir() { Ok(parent.to_owned()) } else { Err(Refusal::NoParent(parent.to_owned())) }
}

/// Makes the new directory `target` with the files that `write` puts there: all of them or none.
///
/// # Errors
/// If one cannot be written, or something of the directory's name has come up in the meantime.
pub fn write_all(target: &Path, write: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<()> {
    let parent = vacant(target).map_err(|refusal| match refusal {
        Refusal::Exists => io::ErrorKind::AlreadyExists.into(),
        Refusal::NoParent(_) => io::ErrorKind::NotFound.into(),
        Refusal::System(error) => error,
    })?;
    let scratch = scratch(&parent)?;
    write(scratch.path())?;
    take_name(scratch, target)
}

/// Writes a file: a new one or in the place of an old one, whole or not at all.
///
/// # Errors
/// If it cannot be written.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    builder.prefix(".callout-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(parent)?;
    io::Write::write_all(&mut file, bytes)?;
    file.persist(path).map(|_| ()).map_err(|error| error.error)
}

/// Gives a finished directory its name.
fn take_name(scratch: TempDir, target: &Path) -> io::Result<()> {
    if target.symlink_metadata().is_ok() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    std::fs::rename(scratch.path(), target)?;
    // It has another name now: there is nothing left to remove.
    let _ = scratch.keep();
    Ok(())
}

/// A directory with an unused name, open to those whom the user's umask lets in.
fn scratch(parent: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".callout-");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder.tempdir_in(parent)
}
