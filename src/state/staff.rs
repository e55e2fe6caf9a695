//! People: who holds each seat of a team, what he has learnt, and how a team is loaded.

use crate::kernel::id::Table;
use crate::kernel::time::{Span, Time};
use crate::network::quality::Hand;
use crate::network::{KindId, Network, TeamId, TechnicianId};

/// Who holds the seat of a technician, or of a fixed crew, which comes and goes as one.
#[derive(Debug, Clone)]
pub struct Person {
    /// Share of full speed and of full fix in this shift.
    pub shares: [f64; 2],
    /// Whether he works like the grade of the training.
    pub trained: bool,
    /// When he was hired; `None` if he was there before the start.
    pub hired: Option<Time>,
    /// People hired for this seat.
    pub hires: u32,
    /// Since when the seat has been vacant, and until when.
    pub vacant: Option<(Time, Time)>,
    /// When he was last weighed, and in which month.
    pub weighed: (Time, usize),
    /// The spell of sickness under way or to come.
    pub spell: (Time, Time),
    /// Spells drawn.
    pub spells: u32,
    /// What is left of the course that he has begun, in hours of presence.
    pub course: Option<Span>,
    /// When the next course is due.
    pub due: Option<Time>,
    /// Courses begun by those who held this seat.
    pub courses: u32,
}

/// A team as a crowd: its load since the month began, and how many are in a course.
#[derive(Debug, Clone, Default)]
pub struct Crowd {
    /// Time at travel and work [ms].
    pub busy: i64,
    /// Time of presence inside shifts [ms].
    pub present: i64,
    /// The month that is being measured.
    pub month: usize,
    /// Utilisation of the month before, if anybody was present in it.
    pub utilisation: Option<f64>,
    /// Members in a course.
    pub in_course: u32,
}

/// The people of a network; empty where nothing ever happens to them.
#[derive(Debug, Clone, Default)]
pub struct Staff {
    /// By seat.
    pub people: Table<TechnicianId, Person>,
    /// By team.
    pub crowds: Table<TeamId, Crowd>,
    /// Who stands by, by team; empty where nobody ever does.
    pub standby: Table<TeamId, OnCall>,
    /// Since when each technician has been called out; empty where nobody ever is.
    pub called_out: Table<TechnicianId, Option<Time>>,
}

/// Members of a team who stand by.
#[derive(Debug, Clone, Default)]
pub struct OnCall {
    /// Who.
    pub members: Vec<TechnicianId>,
    /// Since when.
    pub since: Time,
    /// Times that the team has stood by.
    pub turns: usize,
}

impl Staff {
    /// The people at the start: old hands, nobody trained.
    pub fn new(network: &Network) -> Staff {
        let mut staff = Staff::default();
        if network.workforce.stands_by {
            staff.standby = network.teams.iter().map(|_| OnCall::default()).collect();
            staff.called_out = network.technicians.iter().map(|_| None).collect();
        }
        if !network.workforce.moves {
            return staff;
        }
        let person = |technician: &crate::network::roster::Technician| {
            let grade = network.teams[technician.team].grade_id;
            Person {
                shares: [1.0, 1.0],
                trained: false,
                hired: None,
                hires: 0,
                vacant: None,
                weighed: (Time::ZERO, 0),
                spell: (Time::ZERO, Time::ZERO),
                spells: 0,
                course: None,
                due: network.workforce.crafts[grade].staffing.training.as_ref().map(|training| training.from),
                courses: 0,
            }
        };
        staff.people = network.technicians.iter().map(person).collect();
        staff.crowds = network.teams.iter().map(|_| Crowd::default()).collect();
        staff
    }
}

impl super::State {
    /// Speed of a technician at a kind of job.
    #[inline]
    pub fn speed(&self, network: &Network, member: TechnicianId, kind: KindId) -> f64 {
        let team = network.technicians[member].team;
        if !network.workforce.varies {
            return network.teams[team].grade.speed;
        }
        let (craft, person) = self.craft(network, member);
        craft.speed[kind] * person.map_or(1.0, |person| person.shares[0])
    }

    /// How a technician does a visit to a kind of job.
    #[inline]
    pub fn hand(&self, network: &Network, member: TechnicianId, kind: KindId) -> Hand {
        let team = network.technicians[member].team;
        if !network.workforce.varies {
            return network.teams[team].grade.hand();
        }
        let (craft, person) = self.craft(network, member);
        let fix = craft.fix[kind] * person.map_or(1.0, |person| person.shares[1]);
        Hand { fix, ..craft.grade.hand() }
    }

    /// What a technician has learnt, and who he is, where that changes.
    fn craft<'n>(&self, network: &'n Network, member: TechnicianId) -> (&'n crate::network::workforce::Craft, Option<&Person>) {
        let crafts = &network.workforce.crafts;
        let own = &crafts[network.teams[network.technicians[member].team].grade_id];
        let person = self.staff.people.get(member);
        let trained = person.filter(|person| person.trained).and(own.staffing.training.as_ref());
        (trained.map_or(own, |training| &crafts[training.to]), person)
    }
}
