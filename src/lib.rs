//! `callout` simulates an after-sales service network: who serves which customers, how fast, how well, and at what cost.
//!
//! A maker of air conditioners, cars or phones serves its customers by own branches, contracted shops or a specialist firm. A
//! *scenario* describes the installed base, its failures, the centres, technicians and partners, prices and promises, and one or more
//! *layouts* of the network. `callout` plays every layout through the same random customers, many times, and says what each costs,
//! how long customers wait, how they judge it, and how sure the differences are.
//!
//! # A tour
//!
//! ```
//! use callout::network::Network;
//! use callout::record::figure::Index;
//! use callout::study::trial::{Watch, trial};
//!
//! let study = callout::scenario::read_text(
//!     "door.toml",
//!     r#"
//!     scenario = { name = "One technician at the door", start = 2026-01-01, horizon = "100 d" }
//!     kind.repair.work = { law = "exponential", mean = "1 h" }
//!     zone.town = {}
//!     stream.calls = { kind = "repair", rate = "0.5 /h" }
//!     grade.plain = { wage = 30 }
//!     roster.shift = { shifts = ["always"] }
//!     centre.door.team.one.technicians = 1
//!     "#,
//!     &[],
//! )
//! .expect("a sound scenario");
//!
//! // What the user typed becomes ids, milliseconds and exact prices; then it never changes.
//! let network = Network::new(&study.layouts[0]);
//! // One replication: depends on nothing but the network and its number.
//! let outcome = trial(&network, 0, Watch { audit: true, ..Watch::default() });
//!
//! assert!(outcome.faults.is_empty());
//! let utilisation = outcome.row[Index::Utilisation as usize].unwrap();
//! assert!((0.4..0.6).contains(&utilisation));
//! assert_eq!(outcome.books.cost().to_string(), "72000.0000"); // 100 days x 24 h x 30
//! ```
//!
//! # The map
//!
//! **The run tells facts; everyone else listens.** The model never hears of money or figures: the ledger prices facts, the scorecard
//! measures them, the audit doubts them. Every arrow between rooms points down.
//!
//! | floor | room | knows |
//! |---|---|---|
//! | 9 | `main`, [`cli`] | everything below; one file for each subcommand |
//! | 8 | [`report`] | results only: text, JSON, CSV, Parquet, pages, workbooks |
//! | 7 | [`study`] | a trial as a function from network and number to outcome; precision, comparison, selection, uncertainty, sweeps and their store; laws of data; starts the threads |
//! | 6 | [`sim`] | the world that moves, the clock, and the one `match` over events |
//! | 5 | [`policy`], [`record`] | what to do; what was done. They do not know each other |
//! | 4 | [`state`] | jobs, technicians, backlogs; views for the rules; sealed fates |
//! | 3 | [`network`] | the world that stands still, built once for each layout |
//! | 2 | [`scenario`] | TOML and CSV, what is wrong with them, how to mend it, and where values come from |
//! | 1 | [`kernel`] | time, money, chance, events, tallies; has never heard of service |
//!
//! A scenario: `TOML -> Scenario (user's words) -> check (all complaints at once) -> Network -> simulate x replications -> Outcome ->
//! fold in the order of replications -> Summary -> report`. An event: `the agenda pops -> sim::run sets the clock and matches -> one
//! handler: change the state, tell the fact, plan what follows`. Where a decision is needed, a handler asks a rule once, with a
//! [`View`](state::view::View) that cannot see a job's [`Fate`](state::fate::Fate).
//!
//! Every mechanism, key, figure and account stands in [`docs`], with formula, unit, default and source; so do the statistics by which
//! layouts are compared.
//!
//! # Rules of the house
//!
//! - **Chance is addressed.** Every random number belongs to (seed, replication, source, call, purpose, index), never to the order of
//!   events. Two layouts therefore meet the same customers with the same faults, and differences are paired.
//! - **Time and money are whole numbers**: milliseconds, and 1/10,000 of the currency. Sums do not depend on their order. Products of
//!   prices and quantities stay exact until a cell of the ledger is read.
//! - **Parts that share nothing** (no people, backlog or customers) are simulated one after the other or side by side, each with its own
//!   agenda: facts of different parts are not in order of time.
//! - **Ties**: two events of a part at the same millisecond happen in the order in which they were scheduled.
//! - **Days have 24 hours**: the calendar knows weekdays, months, holidays and make-up days, but no daylight saving.
//! - **Two doors can fail**: reading a scenario, and writing results. Between them nothing returns `Result`; a scenario that has passed
//!   the check cannot fail in the run, and broken invariants stop it in the words of the domain.
//! - **Same bytes** for any number of threads and for a re-run.

pub mod cli;
#[doc = include_str!("docs/mechanisms.md")]
///
#[doc = include_str!("docs/decisions.md")]
///
#[doc = include_str!("docs/studies.md")]
///
#[doc = include_str!("docs/results.md")]
///
#[doc = include_str!("docs/designs.md")]
///
#[doc = include_str!("docs/fit.md")]
///
#[doc = include_str!("docs/uncertain.md")]
///
#[doc = include_str!("docs/workbook.md")]
///
#[doc = include_str!("docs/reference.md")]
pub mod docs {}
pub mod kernel;
pub mod network;
pub mod policy;
pub mod record;
pub mod report;
pub mod scenario;
pub mod sim;
pub mod state;
pub mod study;
