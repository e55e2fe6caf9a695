//! Facts: what the run tells to whoever listens.

mod stock;

use crate::kernel::time::{Span, Time};
use crate::network::{BaseId, PlaceId, ProductId, TechnicianId, UnitId, ZoneId};
use crate::scenario::schema::Remedy;
use crate::state::claim::Bill;
use crate::state::customer::{Customer, Reaction, Score};
use crate::state::job::{Cause, Job, JobId};
pub use stock::{Answer, Movement, StockFact};

/// Something that has happened.
#[derive(Debug, Clone, Copy)]
pub enum Fact<'a> {
    /// The clock of a part of the network starts at 0; what came before happened in other parts.
    Begins,
    /// A customer called.
    Called(JobId, &'a Job),
    /// A place took the job on.
    Accepted(JobId, &'a Job, PlaceId),
    /// A partner was asked to take the job and refused.
    Refused(JobId, &'a Job, PlaceId),
    /// No place took the job, or a part that it needs cannot be had.
    Lost(JobId, &'a Job),
    /// The job entered the backlog of a dispatch desk.
    Queued(JobId, &'a Job),
    /// Technicians (or a partner) were committed to a visit.
    Dispatched(JobId, &'a Job),
    /// The crew of a visit is complete on site.
    Arrived(JobId, &'a Job),
    /// A visit was interrupted and its job is back in the backlog.
    Interrupted(JobId, &'a Job),
    /// A visit ended; `fixed` tells whether it restored the unit.
    Visited {
        /// The job.
        id: JobId,
        /// As it stood at the end of the visit.
        job: &'a Job,
        /// Whether the unit works again.
        fixed: bool,
    },
    /// The visit damaged something else, which a further job will mend.
    Damaged(JobId, &'a Job),
    /// The call that was just made comes from work of ours.
    Caused(JobId, &'a Job, Cause),
    /// The work of a stage is done and the job goes on to another.
    Passed {
        /// The job.
        id: JobId,
        /// As it stood at the end of the stage.
        job: &'a Job,
        /// Whether material was used.
        part: bool,
        /// Whether the customer pays.
        charged: bool,
        /// What of it, if so.
        bill: Bill,
    },
    /// An appointment was kept or missed: by us, whether or not the customer was there.
    Appointment {
        /// The job.
        id: JobId,
        /// As it stood when the crew arrived.
        job: &'a Job,
        /// Whether the crew arrived, or the service began, within the window.
        kept: bool,
        /// Whether the customer was there.
        met: bool,
    },
    /// The unit works again and the job is closed.
    Closed {
        /// The job.
        id: JobId,
        /// As it stood at closing.
        job: &'a Job,
        /// Whether material was used.
        part: bool,
        /// Whether the customer pays.
        charged: bool,
        /// What of it, if so.
        bill: Bill,
        /// Time to the repeat call, if there will be one.
        relapse: Option<Span>,
        /// How the customer judges, unless satisfaction is off.
        score: Option<Score>,
        /// Whether nothing was broken.
        no_fault: bool,
    },
    /// A unit was sold in a zone.
    HandedOver(ProductId, ZoneId),
    /// The buyer of a unit sold just now will want to send it back, but keeps it: for the window, or for the freight.
    Kept(ProductId, ZoneId),
    /// A call was held against the warranty and the plan of its unit; tells whether they cover it, at least in part.
    Judged(JobId, &'a Job, bool),
    /// The customer is granted a new unit or the money back.
    Granted {
        /// The job.
        id: JobId,
        /// As it stood at the decision.
        job: &'a Job,
        /// Exchange or refund.
        remedy: Remedy,
        /// Why.
        reason: Reason,
        /// Whether the job waited for a visit until now.
        waited: bool,
    },
    /// The customer has the new unit or the money: the job has ended without a repair.
    Settled {
        /// The job.
        id: JobId,
        /// As it stood at the end.
        job: &'a Job,
        /// How the customer judges, unless satisfaction is off.
        score: Option<Score>,
    },
    /// The customer declined the price, at the call or at a visit: the job has ended unrepaired.
    Declined {
        /// The job.
        id: JobId,
        /// As it stood.
        job: &'a Job,
    },
    /// The customer gave up waiting.
    Abandoned(JobId, &'a Job),
    /// A promise passed unkept.
    Breached(JobId, &'a Job, Promise),
    /// The job is still open at the very end.
    StillOpen(JobId, &'a Job),
    /// A tracked unit failed.
    UnitFailed(UnitId),
    /// A tracked unit that worked stands still: it failed, its repair did not hold, or somebody maintains it.
    UnitDown(UnitId),
    /// A tracked unit was down until now: it works again, or the run is over.
    UnitWasDown {
        /// Which.
        unit: UnitId,
        /// Since when.
        from: Time,
        /// Who had the job that ended it.
        place: PlaceId,
    },
    /// What became of planned maintenance is known.
    Maintained {
        /// Where.
        zone: ZoneId,
        /// When it fell due.
        due: Time,
        /// Whether it was done in time.
        in_time: bool,
    },
    /// A technician spent time.
    Spent {
        /// Who.
        technician: TechnicianId,
        /// On what.
        activity: Activity,
        /// From when.
        from: Time,
        /// Until when.
        to: Time,
    },
    /// A technician made a trip, or a part of one.
    Travelled {
        /// Who.
        technician: TechnicianId,
        /// How far [m].
        metres: i64,
    },
    /// A technician quits, is hired, or begins a course.
    Staffed {
        /// Who: the seat that he holds.
        technician: TechnicianId,
        /// What.
        change: Change,
    },
    /// A technician's seat was vacant.
    Vacant {
        /// Whose.
        technician: TechnicianId,
        /// From when.
        from: Time,
        /// Until when.
        to: Time,
    },
    /// A technician stood by at home.
    StoodBy {
        /// Who.
        technician: TechnicianId,
        /// From when.
        from: Time,
        /// Until when.
        to: Time,
    },
    /// A technician was called out from standby, and is at home again or on his next shift.
    CalledOut {
        /// Who.
        technician: TechnicianId,
        /// From when.
        from: Time,
        /// Until when.
        to: Time,
    },
    /// A technician is to be paid for presence or absence.
    Paid {
        /// Who.
        technician: TechnicianId,
        /// At which rate.
        pay: Pay,
        /// From when.
        from: Time,
        /// Until when.
        to: Time,
    },
    /// Something happened to parts.
    Stock(StockFact<'a>),
    /// A customer complains of a job that has been closed.
    Complained(Customer),
    /// What a customer does in the end, after a complaint if he made one.
    Reacted(Customer, Reaction),
    /// A unit is sold.
    Sold(BaseId),
    /// Units are scrapped at the end of a month.
    Scrapped {
        /// Of which base.
        base: BaseId,
        /// How many.
        units: u64,
    },
    /// What a reputation apart from 1 costs in sales of a month.
    MissedSales {
        /// Of which base.
        base: BaseId,
        /// Units not sold [1e-6]; below 0 where a good reputation sells more.
        micro: i64,
        /// From when on, in the counted time.
        at: Time,
    },
    /// A month of the market begins in a zone.
    MonthBegins {
        /// The zone.
        zone: ZoneId,
        /// Its reputation [1e-6].
        reputation: i64,
        /// Units of its bases.
        units: u64,
    },
    /// How the market of a zone stands at the very end.
    MarketEnds {
        /// The zone.
        zone: ZoneId,
        /// Its reputation [1e-6].
        reputation: i64,
        /// Units of its bases, those sold in the last month included.
        units: u64,
    },
}

/// Why a customer is granted a new unit or the money back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The unit came back for no reason.
    None,
    /// It failed soon after the sale.
    EarlyFailure,
    /// Repairs failed.
    FailedRepairs,
    /// The repair took too long.
    LateRepair,
}

/// What the customer was promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Promise {
    /// First arrival within a time.
    Response,
    /// Restoration within a time.
    Restore,
}

/// What a technician on duty does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Activity {
    /// On the way to a job.
    Outbound,
    /// On the way to base.
    Return,
    /// At work on site.
    Work,
    /// Free, or on site waiting for a second technician.
    Idle,
    /// Absent for the shift.
    Absent,
    /// Sick for the shift.
    Sick,
    /// In a course.
    Course,
}

/// What changes with the people of a team.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Somebody quits, and his seat is vacant.
    Quit,
    /// Somebody is hired for a vacant seat.
    Hired,
    /// A course begins, or a refresher.
    Course {
        /// Whether it is a refresher.
        refresher: bool,
    },
}

/// Rates of pay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pay {
    /// Inside the shift, present or absent.
    Regular,
    /// After the end of the shift.
    Overtime,
}

/// Someone who listens to facts.
///
/// Listeners of every run are inlined where a fact is told, so that only the arm for that fact is left there: most facts concern few.
pub trait Observer {
    /// Takes note of a fact that happened at `now`. Inside a part of the network, facts come in order of time.
    fn note(&mut self, now: Time, fact: &Fact<'_>);
}

/// Nobody listens: for benches.
impl Observer for () {
    #[inline(always)]
    fn note(&mut self, _: Time, _: &Fact<'_>) {}
}

impl<A: Observer, B: Observer> Observer for (A, B) {
    #[inline(always)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        self.0.note(now, fact);
        self.1.note(now, fact);
    }
}

impl<O: Observer> Observer for Option<O> {
    #[inline(always)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        if let Some(observer) = self {
            observer.note(now, fact);
        }
    }
}

impl<O: Observer> Observer for &mut O {
    #[inline(always)]
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        (**self).note(now, fact);
    }
}
