//! What a call brings with it: place, fault, work time, part need, patience and taste, sealed when the call is made.
//!
//! Every draw is addressed by the call and its purpose, so two layouts meet the same customers and a draw that is never looked at
//! costs nothing.
//! *Never:* seen by a policy.

use crate::kernel::random::{Draws, Key};
use rand::Rng;

/// The sealed fate of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fate(Key);

/// What a random number is for: each purpose has a stream of its own. New purposes go to the end; numbers are never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// Time to the next call of a source.
    Gap = 1,
    /// Whether the unit that would fail is up.
    Thinning = 2,
    /// Size of a batch.
    BatchSize = 3,
    /// Fate of the members of a batch.
    BatchMember = 4,
    /// Place in the zone.
    Site = 5,
    /// Work on site, by visit.
    Work = 6,
    /// Whether a visit fixes the fault, by visit.
    Fix = 7,
    /// Whether material is needed.
    Part = 8,
    /// Patience, by entry to the backlog.
    Patience = 9,
    /// Travel time, by visit.
    Travel = 10,
    /// Share rules of sourcing.
    Sourcing = 11,
    /// Whether the job comes back, when, and the fate of what comes back.
    Relapse = 12,
    /// Delay before a revisit, by visit.
    RevisitDelay = 13,
    /// Response of a partner without simulated people, by visit.
    PartnerResponse = 14,
    /// Whether the customer pays.
    Charge = 15,
    /// Factor of a day of a source.
    Day = 16,
    /// Absence of a technician, by shift.
    Absence = 17,
    /// Whether a partner takes a job that it is asked to take, by partner.
    Acceptance = 20,
    /// Whether a visit damages something else, by visit, and the fate of the job that follows.
    Damage = 50,
    /// Failures that a poor installation brings about, and the fates of their calls.
    Latent = 51,
    /// Whether a job needs a part, by part.
    Need = 30,
    /// What becomes of a failed unit, by part and unit.
    Failed = 31,
    /// Time of a part from another place to the job, by part.
    Lateral = 32,
    /// Time of an emergency order to the job, by part.
    Emergency = 33,
    /// Time of a delivery to a shelf.
    Lead = 34,
    /// Failures of a tracked unit relative to the mean.
    UnitRate = 40,
    /// Age of a tracked unit at the start.
    UnitAge = 41,
    /// Fate of a failure of a tracked unit, by failure.
    UnitFailure = 42,
    /// Hazard that a tracked unit bears until a failure.
    UnitExposure = 43,
    /// Which stream takes a failure.
    UnitStream = 44,
    /// First due date of a plan of maintenance.
    UnitPhase = 45,
    /// Fate of planned maintenance, by plan and due date.
    UnitPlan = 46,
    /// Spells of sickness of a technician, by spell: the healthy time before it, its length.
    Sickness = 52,
    /// Whether a technician quits, by month.
    Quit = 53,
    /// How long his seat is vacant, by hire.
    Vacancy = 54,
    /// Whether he passes an examination, by course.
    Exam = 55,
    /// Tier of the customer.
    Tier = 80,
    /// Channel of the call.
    Channel = 81,
    /// Fate of a stage, by its kind, and by its number where a job is of that kind again.
    Stage = 82,
    /// What follows a stage.
    Next = 83,
    /// Whether nothing is broken, and whether that is recognised.
    NoFault = 84,
    /// Whether the diagnosis is wrong.
    Misdirection = 85,
    /// Whether a customer who gave up tries again, when, and the fate of that call.
    Redial = 86,
    /// Way of the customer to the desk, by appointment.
    Coming = 87,
    /// Whether a customer books.
    Booking = 88,
    /// Whether a customer with an appointment is not there, by appointment.
    NoShow = 89,
    /// Whether a customer complains; the fate of the job that handles it.
    Complaint = 60,
    /// How long a complaint takes.
    Handling = 61,
    /// Whether a late complaint escalates, and how it ends.
    Escalation = 62,
    /// Whether a customer leaves; which unit is his.
    Churn = 63,
    /// Who installs a unit that is sold.
    Install = 64,
    /// Units scrapped in a month, by age.
    Scrap = 65,
    /// Age of the unit that fails.
    Age = 70,
    /// Plan of the unit, and whether its maintenance has prevented the failure.
    Plan = 71,
    /// Whether a renewing warranty is alive.
    Renewal = 72,
    /// Price in the price list.
    PriceList = 73,
    /// Willingness to pay.
    Willingness = 74,
    /// Whether an entitled customer claims an exchange or refund.
    Claim = 75,
    /// Whether and when a sold unit comes back, and the fate of that call.
    Return = 76,
    /// Time that an exchange or refund takes.
    Remedy = 77,
    /// Work of a visit at which the customer declines.
    Diagnosis = 78,
}

impl Fate {
    /// The fate of nobody.
    pub(super) const NONE: Fate = Fate(Key(0));

    /// The fate that `key` seals.
    pub fn new(key: Key) -> Fate {
        Fate(key)
    }

    /// The random numbers for `purpose`, the `index`-th time that it arises.
    #[inline]
    pub fn draws(self, purpose: Purpose, index: u32) -> Draws {
        self.0.draws(purpose as u32, index)
    }

    /// The fate of another call that this one brings about: the `index`-th for `purpose`.
    pub fn child(self, purpose: Purpose, index: u32) -> Fate {
        let mut draws = self.0.draws(purpose as u32 | 1 << 16, index);
        Fate(Key(draws.next_u64()))
    }
}
