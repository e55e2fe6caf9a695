//! Pages and workbooks that are asked for beside the report.

use super::console::Console;
use super::failure::{self, Failure};
use crate::report::dossier::Dossier;
use crate::report::files::replace;
use crate::report::page;
use crate::report::sweep::Results;
use crate::study::sweep::Sweep;
use clap::Args;
use std::io;
use std::path::{Path, PathBuf};

/// Forms of the results to look at.
#[derive(Debug, Clone, Default, Args)]
pub struct Shown {
    /// Also write a page to look at: verdict, map, charts, tables, assumptions; one file that needs no network.
    #[arg(long, value_name = "FILE.html")]
    pub report: Option<PathBuf>,
    /// Also write a workbook: of a run profit and loss, ledger, cash, contracts, uncertainty, with formulas that can be followed; of a study points, differences, effects.
    #[arg(long, value_name = "FILE.xlsx")]
    pub workbook: Option<PathBuf>,
}

impl Shown {
    /// Every form that this program can write, in a directory.
    pub fn all(dir: &Path) -> Shown {
        let workbook = cfg!(feature = "workbook").then(|| dir.join("report.xlsx"));
        Shown { report: Some(dir.join("report.html")), workbook }
    }

    /// Whether anything is asked for.
    pub fn any(&self) -> bool {
        self.files().next().is_some()
    }

    /// Whether what is asked for can be written: said before the run, not after it.
    ///
    /// # Errors
    /// If a file is called what it is not, or has no directory, or this program was built without workbooks.
    pub fn asked(&self) -> Result<(), Failure> {
        if cfg!(not(feature = "workbook")) && self.workbook.is_some() {
            let mend = "build it with `--features workbook`, or leave out --workbook: the files of --out hold the same tables";
            return Err(Failure::input("this callout was built without workbooks", mend.to_owned()));
        }
        self.report.iter().try_for_each(|path| writable(path, "html", "--report"))?;
        self.workbook.iter().try_for_each(|path| writable(path, "xlsx", "--workbook"))
    }

    /// Writes what is asked for.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, dossier: &Dossier) -> Result<(), Failure> {
        put(self.report.as_deref(), || Ok(page::page(dossier).into_bytes()))?;
        #[cfg(feature = "workbook")]
        put(self.workbook.as_deref(), || crate::report::workbook::workbook(dossier))?;
        Ok(())
    }

    /// Writes what is asked for of a study.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_study(&self, sweep: &Sweep, results: &Results) -> Result<(), Failure> {
        put(self.report.as_deref(), || Ok(page::study::page(sweep, results).into_bytes()))?;
        #[cfg(feature = "workbook")]
        put(self.workbook.as_deref(), || crate::report::workbook::study::workbook(sweep, results))?;
        Ok(())
    }

    /// Says on stderr what was written.
    pub fn tell(&self, console: &Console) {
        self.files().for_each(|path| console.complain(&format!("wrote {}\n", failure::quoted(path))));
    }

    /// The files that are asked for.
    fn files(&self) -> impl Iterator<Item = &Path> {
        self.report.iter().chain(&self.workbook).map(PathBuf::as_path)
    }
}

/// Writes a form into its file where it is asked for.
fn put(path: Option<&Path>, form: impl FnOnce() -> io::Result<Vec<u8>>) -> Result<(), Failure> {
    let Some(path) = path else { return Ok(()) };
    let written = form().and_then(|bytes| replace(path, &bytes));
    written.map_err(|error| Failure::write(&failure::quoted(path), &error))
}

/// Whether a file of this ending can be made there.
fn writable(path: &Path, ending: &str, option: &str) -> Result<(), Failure> {
    let name = failure::quoted(path);
    let is = path.extension().is_some_and(|is| is.eq_ignore_ascii_case(ending));
    if !is {
        return Err(Failure::input(
            format!("{option} {name} does not end with .{ending}"),
            format!("name it {name}.{ending}").replace('`', ""),
        ));
    }
    if path.is_dir() {
        return Err(Failure::input(format!("{option} {name} is a directory"), "name a file".to_owned()));
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match parent.is_dir() {
        true => Ok(()),
        false => {
            let parent = failure::quoted(parent);
            Err(Failure::input(format!("cannot make {name}: there is no directory {parent}"), format!("make {parent} first")))
        }
    }
}
