//! Pages and workbooks that are asked for beside the report.

use super::console::Console;
use super::failure::{self, Failure};
use crate::report::dossier::Dossier;
use crate::report::files::replace;
use crate::report::page;
use crate::report::sweep::Results;
use crate::study::sweep::Sweep;
use clap::Args;
use std::path::{Path, PathBuf};

/// Forms of the results to look at.
#[derive(Debug, Clone, Default, Args)]
pub struct Shown {
    /// Also write a page to look at: verdict, map, charts, tables, assumptions; one file that needs no network.
    #[arg(long, value_name = "FILE.html")]
    pub report: Option<PathBuf>,
    /// Also write a workbook: profit and loss, ledger, cash, contracts, uncertainty, with formulas that can be followed.
    #[arg(long, value_name = "FILE.xlsx")]
    pub workbook: Option<PathBuf>,
}

impl Shown {
    /// Every form that this program can write, in a directory.
    pub fn all(dir: &Path) -> Shown {
        let workbook = cfg!(feature = "workbook").then(|| dir.join("report.xlsx"));
        Shown { report: Some(dir.join("report.html")), workbook }
    }

    /// Every form of a study, in its directory.
    pub fn study(dir: &Path) -> Shown {
        Shown { workbook: None, ..Shown::all(dir) }
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

    /// The same for a study, which has no workbook.
    ///
    /// # Errors
    /// As above, and if a workbook is asked for.
    pub fn asked_of_study(&self) -> Result<(), Failure> {
        if self.workbook.is_some() {
            let mend = "leave out --workbook; points.csv opens in a spreadsheet, and `callout run --workbook` shows one scenario";
            return Err(Failure::input("a study has no workbook", mend.to_owned()));
        }
        self.asked()
    }

    /// Writes what is asked for.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(&self, dossier: &Dossier) -> Result<(), Failure> {
        if let Some(path) = &self.report {
            replace(path, page::page(dossier).as_bytes()).map_err(|error| Failure::write(&failure::quoted(path), &error))?;
        }
        #[cfg(feature = "workbook")]
        if let Some(path) = &self.workbook {
            let bytes = crate::report::workbook::workbook(dossier);
            let written = bytes.and_then(|bytes| replace(path, &bytes));
            written.map_err(|error| Failure::write(&failure::quoted(path), &error))?;
        }
        Ok(())
    }

    /// Writes the page of a study where one is asked for.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_study(&self, sweep: &Sweep, results: &Results) -> Result<(), Failure> {
        self.report.iter().try_for_each(|path| {
            let page = page::study::page(sweep, results);
            replace(path, page.as_bytes()).map_err(|error| Failure::write(&failure::quoted(path), &error))
        })
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
