//! Who serves: grades, rosters, centres, teams and partners.

use super::{Named, Names, OvertimeBand, OvertimePer, RampUp, Sickness, Standby, Training, Turnover, default};
use crate::scenario::units::{Duration, Length, Price, Share};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[grade.NAME]`: a grade of technician.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// Skills.
    /// Default: every skill.
    #[serde(default)]
    pub skills: Names,
    /// Work time is divided by it.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub speed: f64,
    /// Probability that a visit fixes the fault.
    /// Unit: share. Default: 1.
    #[serde(default = "default::all")]
    pub fix: Share,
    /// Factor on `relapse` of the kind: poor work comes back more often.
    /// Default: 1.
    #[serde(default = "default::one")]
    pub relapse_factor: f64,
    /// Courtesy as customers perceive it, from 0 to 1.
    /// Default: 0.7 (assumption).
    #[serde(default = "default::courtesy")]
    pub courtesy: Share,
    /// How well technicians keep the customer informed of progress, 0 to 1.
    /// Default: that of the centre, or of the kind of job.
    #[serde(default)]
    pub transparency: Option<Share>,
    /// Gross wage of one person, paid for presence and absence.
    /// Unit: money per hour. Default: 0.
    #[serde(default)]
    pub wage: Price,
    /// Employer's social charges on wages and overtime.
    /// Unit: share of pay. Default: 0.
    #[serde(default)]
    pub on_cost: Share,
    /// Pay of an hour of overtime / wage.
    /// Default: 1.5.
    #[serde(default = "default::overtime_factor")]
    pub overtime_factor: f64,
    /// Pay of an hour of overtime / wage by how many there were before: `[{ up_to = "3 h", factor = 1.5 }, { factor = 2 }]`.
    /// Default: `overtime_factor` for every hour.
    #[serde(default)]
    pub overtime_bands: Vec<OvertimeBand>,
    /// What the bands count: the overtime of a `shift` (or call-out), or of a `week` (of seven days from `start`, in which the
    /// overtime begins).
    /// Default: "shift".
    #[serde(default)]
    pub overtime_per: OvertimePer,
    /// Pay of an hour on a public holiday / wage, inside shifts (present or not) and after them, where that is more than the hour
    /// would be paid otherwise; what it adds to the wage of a shift is booked as overtime.
    /// Default: 1. Source: 3 by the labour law of China, article 44.
    #[serde(default = "default::one")]
    pub holiday_factor: f64,
    /// Probability that a visit fixes the fault, for kinds of job where it is not `fix`: `fix_by = { repair-major = 0.6 }`.
    /// Unit: share by kind. Default: `fix`.
    #[serde(default)]
    pub fix_by: Named<Share>,
    /// Factor that work time is divided by, for kinds of job where it is not `speed`.
    /// Unit: factor by kind. Default: `speed`.
    #[serde(default)]
    pub speed_by: Named<f64>,
    /// Probability that a visit damages something else (secondary damage): a further job of the kind's `damage_kind`, never charged,
    /// and `damage_compensation` to the customer. Unit: share of visits. Default: 0.
    #[serde(default)]
    pub damage: Share,
    /// Factor on the hazard of a unit that this grade installs, over the `latent_for` of a kind that `installs` units: an untrained
    /// or uncertified installer has more than 1. Default: 1. Source: "three parts product, seven parts installation" (trade saying:
    /// of ten faults seven come from installation, which is a factor of 3.3).
    #[serde(default = "default::one")]
    pub latent_factor: f64,
    /// Spells of sickness.
    /// Default: none.
    #[serde(default)]
    pub sickness: Option<Sickness>,
    /// Quits that rise with load, vacancies and hires.
    /// Default: nobody leaves.
    #[serde(default)]
    pub turnover: Option<Turnover>,
    /// How people who are hired during the run grow into the job.
    /// Default: everybody is at full speed at once.
    #[serde(default)]
    pub ramp_up: Option<RampUp>,
    /// Course that everybody of the grade takes.
    /// Default: none.
    #[serde(default)]
    pub training: Option<Training>,
}

/// `[roster.NAME]`: when technicians are on duty.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Roster {
    /// Weekly shifts, such as "Mon-Fri 08:00-17:00", "Sat,Sun 09:00-12:00", "daily 22:00-06:00", or "always".
    pub shifts: Vec<String>,
    /// Whether shifts are worked on public holidays.
    /// Default: false.
    #[serde(default)]
    pub works_holidays: bool,
    /// Probability that a technician is absent for a whole shift, paid.
    /// Unit: share. Default: 0.
    #[serde(default)]
    pub absence: Share,
    /// What happens to work under way when the shift ends: `finish` (overtime), `suspend` (resume next shift) or `restart`
    /// (begin again next shift).
    /// Default: "finish".
    #[serde(default)]
    pub at_end: AtEnd,
    /// With `finish`: a visit starts only if travel and expected work end before the end of the shift plus this.
    /// Unit: duration. Default: "1 h" (assumption).
    #[serde(default = "default::overtime")]
    pub overtime: Duration,
    /// Who stands by outside the shifts, to be called out for urgent jobs.
    /// Default: nobody.
    #[serde(default)]
    pub standby: Option<Standby>,
}

/// What happens to work under way at the end of a shift.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum AtEnd {
    #[default]
    Finish,
    Suspend,
    Restart,
}

/// `[centre.NAME]`: a place where technicians are based.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Centre {
    /// How convenient its service is, 0 to 1.
    /// Default: that of the kind of job.
    #[serde(default)]
    pub convenience: Option<Share>,
    /// How well it keeps the customer informed of progress, 0 to 1; a grade may have its own.
    /// Default: that of the kind of job.
    #[serde(default)]
    pub transparency: Option<Share>,
    /// Latitude. Unit: degrees north.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Longitude. Unit: degrees east.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Plane coordinate, instead of `lat` and `lon`. Unit: length east.
    #[serde(default)]
    pub x: Option<Length>,
    /// Plane coordinate, instead of `lat` and `lon`. Unit: length north.
    #[serde(default)]
    pub y: Option<Length>,
    /// Whether the layout has this centre.
    /// Default: true.
    #[serde(default = "default::yes")]
    pub open: bool,
    /// Partner that runs the centre: its people are simulated, but we pay the partner's fees, not wages and rent.
    /// Default: our own.
    #[serde(default)]
    pub partner: Option<String>,
    /// Centres with the same pool share one backlog and one dispatch desk.
    /// Default: each centre its own.
    #[serde(default)]
    pub pool: Option<String>,
    /// A contact centre: the pay of its people is booked as such, not as wages.
    /// Default: false.
    #[serde(default)]
    pub contact_centre: bool,
    /// Jobs that may wait here; a further one is refused and tries the next place. 0: no waiting.
    /// Unit: jobs. Default: unlimited.
    #[serde(default)]
    pub backlog: Option<u32>,
    /// Teams of technicians.
    #[serde(default)]
    pub team: Named<Team>,
    /// Rent. Unit: money per month. Default: 0.
    #[serde(default)]
    pub rent: Price,
    /// Electricity, heat, water. Unit: money per month. Default: 0.
    #[serde(default)]
    pub utilities: Price,
    /// Depreciation of equipment. Unit: money per month. Default: 0.
    #[serde(default)]
    pub equipment: Price,
    /// Paid once, at the start of the counted time, if the centre is open.
    /// Unit: money. Default: 0.
    #[serde(default)]
    pub opening: Price,
    /// Paid once, at the start of the counted time, if the centre is closed by the layout.
    /// Unit: money. Default: 0.
    #[serde(default)]
    pub closing: Price,
    /// Equipment bought at the start of the counted time, and again whenever its `life` is over. The ledger writes it off evenly over
    /// `life`, on top of `equipment`.
    /// Unit: money. Default: 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub investment: Option<Price>,
    /// Life of what `investment` buys.
    /// Unit: duration, for instance "8 years". Default: none, must be given with `investment`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life: Option<Duration>,
    /// What is left of the lease: `rent` within it is owed whatever happens.
    /// Unit: duration from `start`. Default: "0 d".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub term: Option<Duration>,
    /// Notice of the lease: `rent` within it is owed even where `term` is shorter.
    /// Unit: duration from the start of the counted time. Default: "0 d".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Duration>,
}

/// `[centre.NAME.team.TEAM]`: technicians of one grade and roster.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Number of technicians, or of fixed crews where `crew` is 2.
    pub technicians: u32,
    /// Grade. Default: the only grade of the scenario.
    #[serde(default)]
    pub grade: Option<String>,
    /// Roster. Default: the only roster of the scenario.
    #[serde(default)]
    pub roster: Option<String>,
    /// People who always go together: 1, or 2 for fixed crews of two.
    /// Default: 1.
    #[serde(default = "default::one_u8")]
    pub crew: u8,
}
