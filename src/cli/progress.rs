//! What a user sees and can do while trials run: a bar on a terminal, and Ctrl-C.

use super::failure::{self, Failure};
use crate::study::replicate::on_threads;
use crate::study::stopwatch::Deadline;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// A bar of trials on stderr, if that is a terminal and nobody asked for quiet.
pub fn bar(trials: u64, quiet: bool) -> ProgressBar {
    bar_of("trials", trials, quiet)
}

/// A bar of anything, as [`bar`].
pub fn bar_of(what: &str, all: u64, quiet: bool) -> ProgressBar {
    if quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = format!("{{bar:30}} {{pos}} of {{len}} {what}, {{eta}} left");
    let style = ProgressStyle::with_template(&template).expect("the template is well-formed");
    let bar = ProgressBar::with_draw_target(Some(all), ProgressDrawTarget::stderr());
    bar.set_style(style);
    // The bar is there from the start: the first trial may take a while.
    bar.tick();
    bar
}

/// How trials are run, as far as results do not depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// Trials at most, for the bar.
    pub trials: u64,
    /// Whether nobody asked for quiet.
    pub quiet: bool,
    /// Threads; by default one for each core.
    pub threads: Option<u16>,
    /// When to stop.
    pub limit: Option<Duration>,
}

/// Runs `job` on its threads with a bar; it calls what it is given as each trial ends, and should stop once `interrupt` says so, which
/// it also does when the time is over.
///
/// # Errors
/// If the threads cannot be started.
pub fn paced<T: Send>(pace: Pace, interrupt: &Interrupt, job: impl FnOnce(&(dyn Fn() + Sync)) -> T + Send) -> Result<T, Failure> {
    let bar = bar(pace.trials, pace.quiet);
    let deadline = Deadline::after(pace.limit);
    let tick = || {
        bar.inc(1);
        if deadline.passed() {
            interrupt.stop.store(true, Ordering::Relaxed);
        }
    };
    let done = on_threads(pace.threads.map(usize::from), || job(&tick))
        .map_err(|fault| Failure::input(format!("cannot start the threads: {fault}"), "give fewer --threads".to_owned()));
    bar.finish_and_clear();
    done
}

/// Ctrl-C: the first stops after the trials under way, the second kills at once.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    /// Set once the run should stop.
    pub stop: Arc<AtomicBool>,
    /// Unfinished directory that a kill would leave behind.
    scratch: Arc<Mutex<Option<PathBuf>>>,
}

impl Interrupt {
    /// Listens for Ctrl-C from now on.
    pub fn listen() -> Interrupt {
        let interrupt = Interrupt::default();
        let heard = interrupt.clone();
        let handler = move || {
            if heard.stop.swap(true, Ordering::Relaxed) {
                heard.clean();
                std::process::exit(i32::from(failure::INTERRUPTED));
            }
            let note = b"\nstopping after the trials under way; once more stops at once\n";
            // Nothing can be done where stderr cannot be written.
            let _ = std::io::stderr().write_all(note);
        };
        // Without a handler Ctrl-C kills at once, which is no fault.
        let _ = ctrlc::set_handler(handler);
        interrupt
    }

    /// Names the directory that a kill would leave behind.
    pub fn guard(&self, scratch: PathBuf) {
        *self.scratch.lock().unwrap_or_else(PoisonError::into_inner) = Some(scratch);
    }

    fn clean(&self) {
        if let Some(path) = self.scratch.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // The process ends either way.
            let _ = std::fs::remove_dir_all(path);
        }
    }
}
