//! Tidy tables of a run: one value in a row, with everything that names it.

use crate::kernel::id::Id;
use crate::kernel::time::{MS_PER_HOUR, Time};
use crate::record::figure::{FIGURES, Row};
use crate::record::joblog::JobLine;
use crate::report::frame::file::FrameFile;
use crate::report::frame::form::{Field, Form, Values};
use crate::report::frame::{Cell, Frame};
use crate::report::head::Names;
use crate::report::number::unit_key;
use crate::study::trial::Outcome;
use std::borrow::Cow;
use std::io;
use std::path::Path;

const LAYOUT: Field = Field::words("layout", "Layout.");
const REPLICATION: Field =
    Field::whole("replication", "", "Number of the replication; the same number meets the same customers in every layout.");

const CUTS: Values = Values::Known(&[
    ("network", "All of it; `name` is empty."),
    ("kind", "A kind of job."),
    ("place", "A place; `network` holds overhead and lost calls."),
    ("zone", "A demand area."),
    ("tier", "A tier of customers."),
]);

const FIGURES_FORM: Form = Form {
    stem: "figures",
    title: "figures of every replication",
    fields: Cow::Borrowed(&[
        LAYOUT,
        REPLICATION,
        Field::one_of(
            "cut",
            CUTS,
            "What the figure is about: `network`, a `kind` of job, a `place`, a `zone` or a `tier` of customers.",
        ),
        Field::words(
            "name",
            "Name of that kind, place, zone or tier; empty for the network. The place `network` holds overhead and lost calls.",
        ),
        Field::one_of("figure", Values::Figures, "Key of the figure, see FIGURES."),
        Field::words("unit", "Unit of the value; a share is a part of 1."),
        Field::number("value", "", "Value, in the unit that stands beside it."),
    ]),
};

const LEDGER_FORM: Form = Form {
    stem: "ledger",
    title: "all money, cells that are not zero; sums of it are the totals to the last unit",
    fields: Cow::Borrowed(&[
        LAYOUT,
        REPLICATION,
        Field::words("month", "Month, year and number."),
        Field::one_of("account", Values::Accounts, "Account, see ACCOUNTS."),
        Field::one_of("group", Values::Groups, "Group of accounts."),
        Field::words("place", "Place that the money is booked to."),
        Field::words("zone", "Zone of the customer; empty for what no customer causes."),
        Field::money("money", "Four decimals, exact. Costs positive; group `revenue` is revenue."),
    ]),
};

const WEEKS_FORM: Form = Form {
    stem: "weeks",
    title: "load by week of the counted time",
    fields: Cow::Borrowed(&[
        LAYOUT,
        REPLICATION,
        Field::moment("week_start", "Start of the week, counted from the start of the counted time; the last week may be shorter."),
        Field::whole("calls", "count", "Calls."),
        Field::whole("closed", "count", "Jobs closed."),
        Field::number("busy_hours", "person-hours", "Travel and work."),
        Field::number("paid_hours", "person-hours", "Paid inside shifts."),
        Field::number("backlog_mean", "count", "Jobs waiting for dispatch, mean over the week."),
    ]),
};

const OUTCOMES: Values = Values::Known(&[
    ("closed", "The unit works again, or what was asked for is done."),
    ("settled", "Exchanged or refunded without a repair."),
    ("declined", "The customer declined the price."),
    ("abandoned", "The customer gave up waiting."),
    ("lost", "No place took the call."),
    ("open", "Still open after the drain."),
]);

const JOBS_FORM: Form = Form {
    stem: "jobs",
    title: "every counted job",
    fields: Cow::Borrowed(&[
        LAYOUT,
        REPLICATION,
        Field::whole("serial", "", "Number in order of calls."),
        Field::words("kind", "Kind of job."),
        Field::words("zone", "Zone of the customer."),
        Field::words("place", "Place that had it last."),
        Field::truth("repeat", "Whether it was a repeat call."),
        Field::moment("called", "Call."),
        Field::moment("dispatched", "First dispatch."),
        Field::moment("arrived", "First arrival on site."),
        Field::moment("ended", "End; empty if still open."),
        Field::one_of(
            "outcome",
            OUTCOMES,
            "`closed`, `settled` (exchanged or refunded without a repair), `declined` (the price), `abandoned`, `lost` or `open`.",
        ),
        Field::whole("visits", "count", "Visits."),
        Field::number("wait_h", "h", "Call to first dispatch."),
        Field::number("response_h", "h", "Call to first arrival."),
        Field::number("restore_h", "h", "Call to working unit."),
        Field::number("score", "score", "Score S, where the customer judged."),
    ]),
};

/// Tables that grow by a replication at a time.
#[derive(Debug)]
pub struct Tables {
    figures: FrameFile,
    ledger: FrameFile,
    weeks: FrameFile,
    jobs: Option<FrameFile>,
    /// Unit of each figure.
    units: Vec<String>,
}

impl Tables {
    /// Opens the tables in a directory.
    pub fn create(directory: &Path, currency: &str, jobs: bool) -> io::Result<Tables> {
        Ok(Tables {
            figures: FIGURES_FORM.open(directory)?,
            ledger: LEDGER_FORM.open(directory)?,
            weeks: WEEKS_FORM.open(directory)?,
            jobs: if jobs { Some(JOBS_FORM.open(directory)?) } else { None },
            units: FIGURES.iter().map(|figure| unit_key(figure.unit, currency)).collect(),
        })
    }

    /// Writes the rows of an outcome.
    pub fn keep(&mut self, names: &Names, outcome: &Outcome) -> io::Result<()> {
        self.figures.append(&self.figures_of(names, outcome))?;
        self.ledger.append(&ledger(names, outcome))?;
        self.weeks.append(&weeks(names, outcome))?;
        self.jobs.as_mut().map_or(Ok(()), |table| table.append(&jobs(names, outcome)))
    }

    /// Closes the tables; says what they are.
    pub fn finish(self) -> io::Result<Vec<Form>> {
        let mut forms = vec![FIGURES_FORM, LEDGER_FORM, WEEKS_FORM];
        self.figures.finish()?;
        self.ledger.finish()?;
        self.weeks.finish()?;
        if let Some(jobs) = self.jobs {
            jobs.finish()?;
            forms.push(JOBS_FORM);
        }
        Ok(forms)
    }

    fn figures_of(&self, names: &Names, outcome: &Outcome) -> Frame {
        let mut frame = FIGURES_FORM.frame();
        let mut add = |cut: &str, name: &str, row: &Row| {
            for ((figure, unit), value) in FIGURES.iter().zip(&self.units).zip(row).filter(|(_, value)| value.is_some()) {
                let [layout, replication] = whose(names, outcome);
                frame.row([layout, replication, cut.into(), name.into(), figure.key.into(), unit.into(), (*value).into()]);
            }
        };
        add("network", "", &outcome.row);
        for (cut, names, rows) in [
            ("kind", &names.kinds, outcome.kinds.iter().collect::<Vec<_>>()),
            ("place", &names.places, outcome.places.iter().collect()),
            ("zone", &names.zones, outcome.zones.iter().collect()),
            ("tier", &names.tiers, outcome.tiers.iter().collect()),
        ] {
            names.iter().zip(rows).for_each(|(name, row)| add(cut, name, row));
        }
        frame
    }
}

/// Layout and replication of an outcome.
fn whose<'a>(names: &'a Names, outcome: &Outcome) -> [Cell<'a>; 2] {
    [(&names.layout).into(), outcome.replication.into()]
}

fn ledger(names: &Names, outcome: &Outcome) -> Frame {
    let mut frame = LEDGER_FORM.frame();
    for entry in &outcome.books.entries {
        let [layout, replication] = whose(names, outcome);
        let month = names.month(entry.month);
        let zone = entry.zone.map_or("", |zone| Names::of(&names.zones, zone));
        let (account, group) = (entry.account.key(), entry.account.group().key());
        let place = Names::of(&names.places, entry.place);
        frame.row([
            layout,
            replication,
            (&month).into(),
            account.into(),
            group.into(),
            place.into(),
            zone.into(),
            entry.money.into(),
        ]);
    }
    frame
}

fn weeks(names: &Names, outcome: &Outcome) -> Frame {
    let (mut frame, weeks) = (WEEKS_FORM.frame(), &outcome.weeks);
    for (at, calls) in weeks.calls.buckets().iter().enumerate() {
        let [layout, replication] = whose(names, outcome);
        let (from, to) = weeks.calls.span(at);
        let hours = |sum: i64| sum as f64 / MS_PER_HOUR as f64;
        let waiting = weeks.waiting.buckets()[at] as f64 / (to - from).0 as f64;
        frame.row([
            layout,
            replication,
            names.date_time(from).into(),
            (*calls).into(),
            weeks.closed.buckets()[at].into(),
            hours(weeks.busy.buckets()[at]).into(),
            hours(weeks.paid.buckets()[at]).into(),
            waiting.into(),
        ]);
    }
    frame
}

fn jobs(names: &Names, outcome: &Outcome) -> Frame {
    let mut frame = JOBS_FORM.frame();
    for line in &outcome.jobs {
        frame.row(job(whose(names, outcome), names, line));
    }
    frame
}

/// The cells of a job.
fn job<'a>([layout, replication]: [Cell<'a>; 2], names: &'a Names, line: &JobLine) -> [Cell<'a>; 17] {
    let moment = |at: Option<Time>| Cell::Moment(at.map(|at| names.date_time(at)));
    let hours = |to: Option<Time>| Cell::Number(to.map(|to| (to - line.called).hours()));
    let restored = line.ended.filter(|_| line.outcome == "closed");
    [
        layout,
        replication,
        Cell::Whole(line.serial as i64),
        Names::of(&names.kinds, line.kind).into(),
        Names::of(&names.zones, line.zone).into(),
        line.place.map_or("", |place| names.places[place.index()].as_str()).into(),
        line.repeat.into(),
        moment(Some(line.called)),
        moment(line.dispatched),
        moment(line.arrived),
        moment(line.ended),
        line.outcome.into(),
        line.visits.into(),
        hours(line.dispatched),
        hours(line.arrived),
        hours(restored),
        line.score.into(),
    ]
}
