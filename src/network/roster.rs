//! Centres, teams and technicians: who is based where, can do what, and is on duty when.

use super::pay::Standby;
use super::zones::Site;
use super::{CentreId, GradeId, KindId, PartnerId, PlaceId, PoolId, TeamId, TechnicianId};
use crate::kernel::calendar::Shifts;
use crate::kernel::id::Id;
use crate::kernel::money::Money;
use crate::kernel::time::Span;
use crate::scenario::schema::AtEnd;
use std::ops::Range;

/// A set of kinds, as bits: a checked scenario has at most [`crate::scenario::check::MOST_KINDS`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kinds(pub u64);

impl Kinds {
    /// Every kind.
    pub const ALL: Kinds = Kinds(u64::MAX);

    /// Whether `kind` is in the set.
    #[inline]
    pub fn has(self, kind: KindId) -> bool {
        self.0 >> kind.index() & 1 == 1
    }

    /// Adds a kind.
    pub fn add(&mut self, kind: KindId) {
        self.0 |= 1 << kind.index();
    }
}

/// A centre that is open.
#[derive(Debug, Clone)]
pub struct Centre {
    /// Name.
    pub name: String,
    /// Its place in the ledger.
    pub place: PlaceId,
    /// Where it stands.
    pub site: Site,
    /// Latitude and longitude [degrees], where the scenario gives them.
    pub lat_lon: Option<(f64, f64)>,
    /// Partner that runs it; `None` for our own.
    pub partner: Option<PartnerId>,
    /// Whether its people are paid as those of a contact centre.
    pub contact_centre: bool,
    /// Its dispatch desk.
    pub pool: PoolId,
    /// Its teams.
    pub teams: Vec<TeamId>,
}

/// A dispatch desk with one backlog.
#[derive(Debug, Clone)]
pub struct Pool {
    /// Name.
    pub name: String,
    /// Its centres.
    pub centres: Vec<CentreId>,
    /// Teams of its centres.
    pub teams: Vec<TeamId>,
    /// Jobs that may wait; `None` for any number.
    pub backlog_limit: Option<u32>,
    /// Technicians of all its teams.
    pub technicians: usize,
}

/// Technicians of one centre, grade and roster.
#[derive(Debug, Clone)]
pub struct Team {
    /// Name.
    pub name: String,
    /// Where they are based.
    pub centre: CentreId,
    /// Their dispatch desk.
    pub pool: PoolId,
    /// Their ids.
    pub technicians: TechnicianRange,
    /// People who always go together.
    pub crew: u8,
    /// Kinds that they can do, alone or with a second technician of the pool.
    pub can: Kinds,
    /// Number of skills, for least-skilled first.
    pub skills: usize,
    /// What they are like.
    pub grade: Grade,
    /// The grade by name: what it makes of each kind of job.
    pub grade_id: GradeId,
    /// When they are on duty.
    pub shifts: Shifts,
    /// Probability of absence for a whole shift.
    pub absence: f64,
    /// What happens to work at the end of a shift.
    pub at_end: AtEnd,
    /// Overtime that a visit may be expected to need.
    pub overtime: Span,
    /// Who stands by outside the shifts.
    pub standby: Option<Standby>,
    /// Address of its random numbers: the hash of the centre's and the team's names.
    pub address: u64,
}

/// A run of technician ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TechnicianRange(pub Range<u32>);

impl TechnicianRange {
    /// The ids in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = TechnicianId> + use<> {
        self.0.clone().map(TechnicianId)
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A grade of technician.
#[derive(Debug, Clone, Copy)]
pub struct Grade {
    /// Work time is divided by it.
    pub speed: f64,
    /// Probability that a visit fixes the fault.
    pub fix: f64,
    /// Factor on the kind's probability of relapse.
    pub relapse_factor: f64,
    /// Courtesy, 0 to 1.
    pub courtesy: f64,
    /// Wage per person-hour.
    pub wage: Money,
    /// Social charges on pay [ppm].
    pub on_cost_ppm: i64,
    /// Overtime pay / wage [ppm].
    pub overtime_ppm: i64,
    /// Probability that a visit damages something else.
    pub damage: f64,
    /// Factor on the hazard of units that they install.
    pub latent_factor: f64,
}

/// A technician or a fixed crew.
#[derive(Debug, Clone, Copy)]
pub struct Technician {
    /// Team.
    pub team: TeamId,
    /// Centre.
    pub centre: CentreId,
    /// Dispatch desk.
    pub pool: PoolId,
    /// Place in the ledger of the centre.
    pub place: PlaceId,
    /// How many they are.
    pub people: u8,
}
