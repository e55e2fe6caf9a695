//! Grades, rosters, and centres with their teams.

use super::{Checker, NEAREST, OWN, ZONE};
use crate::kernel::calendar::parse_shift;
use crate::scenario::complaint::{listed, nearest};
use crate::scenario::schema::{Centre, Grade, Roster, Team};

/// More technicians in one team are a typing error.
const LARGEST_TEAM: u32 = 100_000;
/// More technicians in one layout than any country has for all trades together.
const MOST_TECHNICIANS: u64 = 1_000_000;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    scenario.grade.iter().for_each(|(name, it)| grade(c, name, it));
    scenario.roster.iter().for_each(|(name, it)| roster(c, name, it));
    scenario.centre.iter().for_each(|(name, it)| centre(c, name, it));
    names(c);
    headcount(c);
}

/// All technicians of the layout together.
fn headcount(c: &mut Checker<'_>) {
    let mut heads = 0_u64;
    for (name, centre) in c.scenario.centre.iter().filter(|(_, centre)| centre.open) {
        for (team, it) in &centre.team {
            heads += u64::from(it.technicians);
            if heads > MOST_TECHNICIANS {
                let fault = format!("up to here there are {heads} technicians");
                let path = ["centre", name, "team", team, "technicians"];
                return c.complain(&path, fault, "a layout has at most 1,000,000".to_owned());
            }
        }
    }
}

/// A number that work or pay is multiplied by.
pub(super) fn factor(c: &mut Checker<'_>, path: &[&str], value: f64, least: f64) {
    let key = path[path.len() - 1];
    let mend = if least > 0.0 { "give a number above 0, up to 1000" } else { "give a number from 0 to 1000" };
    c.need((least..=1000.0).contains(&value), path, format!("`{key}` is {value}"), mend);
}

fn grade(c: &mut Checker<'_>, name: &str, it: &Grade) {
    factor(c, &["grade", name, "speed"], it.speed, 1e-3);
    factor(c, &["grade", name, "relapse_factor"], it.relapse_factor, 0.0);
    factor(c, &["grade", name, "overtime_factor"], it.overtime_factor, 0.0);
    let fault = "visits of this grade never fix a fault, so that no job would end";
    c.need(it.fix.0 > 0.0, &["grade", name, "fix"], fault, "give a share above 0");
    let known: Vec<&str> = c.scenario.kind.iter().map(|(name, kind)| kind.skill.as_ref().unwrap_or(name).as_str()).collect();
    for (index, skill) in it.skills.iter().enumerate().filter(|(_, skill)| !known.contains(skill)) {
        // A skill that nothing needs yet is no fault, but one that is nearly the name of a needed one is a slip.
        if let Some(meant) = nearest(skill, known.iter().copied()) {
            let item = (index + 1).to_string();
            let fault = format!("no kind of job needs the skill `{skill}`");
            c.complain(&["grade", name, "skills", &item], fault, format!("did you mean `{meant}`?"));
        }
    }
    let does = |skill: &str| it.skills.is_empty() || it.skills.iter().any(|name| name == skill);
    for (kind, job) in &c.scenario.kind {
        if does(job.skill.as_ref().unwrap_or(kind)) {
            relapse(c, &["grade", name, "relapse_factor"], kind, job.relapse.0, it.relapse_factor);
        }
    }
}

/// A probability that is multiplied stays below one.
pub(super) fn relapse(c: &mut Checker<'_>, path: &[&str], kind: &str, relapse: f64, factor: f64) {
    if relapse < 1.0 && relapse * factor >= 1.0 {
        let fault = format!("`relapse` {relapse} of the kind `{kind}` times {factor} is no probability below 1");
        c.complain(path, fault, format!("give a factor below {:.3}, or the kind a smaller `relapse`", 1.0 / relapse));
    }
}

fn roster(c: &mut Checker<'_>, name: &str, it: &Roster) {
    let path = ["roster", name, "shifts"];
    c.need(!it.shifts.is_empty(), &path, "the roster has no shift", "give one, such as \"Mon-Fri 08:00-17:00\"");
    for (index, shift) in it.shifts.iter().enumerate() {
        let item = (index + 1).to_string();
        let path = ["roster", name, "shifts", &item];
        if shift.trim() == "always" {
            c.need(it.shifts.len() == 1, &path, "\"always\" stands among other shifts", "give \"always\" alone");
        } else if let Err(words) = parse_shift(shift) {
            let (fault, mend) = words.split_once("; ").unwrap_or((&words, "write days and hours, as in \"Mon-Fri 08:00-17:00\""));
            c.complain(&path, fault, mend.to_owned());
        }
    }
    let fault = "everybody is always absent";
    c.need(it.absence.0 < 1.0, &["roster", name, "absence"], fault, "give a share below 1");
}

fn centre(c: &mut Checker<'_>, name: &str, it: &Centre) {
    super::travel::coordinates(c, "centre", name, (it.lat, it.lon), (it.x, it.y));
    if let Some(partner) = &it.partner {
        c.refer(&["centre", name, "partner"], "partner", partner);
    }
    if it.team.is_empty() {
        let others = c.names("centre").filter(|other| *other != name && c.complaints.len() < super::ENOUGH);
        let mend = match nearest(name, others) {
            Some(meant) => format!("did you mean `{meant}`? A new centre needs a table [centre.{name}.team.NAME]"),
            None => format!("add a table [centre.{name}.team.NAME]"),
        };
        c.complain(&["centre", name], format!("the centre `{name}` has no team"), mend);
    }
    it.team.iter().for_each(|(team_name, it)| team(c, name, team_name, it));
}

fn team(c: &mut Checker<'_>, centre: &str, name: &str, it: &Team) {
    let at = |key| ["centre", centre, "team", name, key];
    let fault = format!("{} technicians are too many", it.technicians);
    c.need(it.technicians <= LARGEST_TEAM, &at("technicians"), fault, format!("give at most {LARGEST_TEAM}"));
    c.need(matches!(it.crew, 1 | 2), &at("crew"), format!("a crew of {} is not possible", it.crew), "give 1 or 2");
    for (section, chosen) in [("grade", &it.grade), ("roster", &it.roster)] {
        let known: Vec<&str> = c.names(section).collect();
        match (chosen, &known[..]) {
            (Some(chosen), _) => c.refer(&at(section), section, chosen),
            (None, [_]) => {}
            (None, []) => {
                let fault = format!("there is no {section} for the team `{name}`");
                c.complain(&at(section), fault, format!("add a table [{section}.NAME]"));
            }
            (None, many) => {
                let fault = format!("the team `{name}` does not say which {section}");
                c.complain(&at(section), fault, format!("add `{section}`: one of {}", listed(many.iter().take(12).copied())));
            }
        }
    }
}

/// Centres and partners share the names that sourcing rules use.
fn names(c: &mut Checker<'_>) {
    for section in ["centre", "partner"] {
        let reserved = c.names(section).filter(|name| [NEAREST, OWN, ZONE].contains(name)).collect::<Vec<_>>();
        for name in reserved {
            let fault = format!("the name `{name}` has a meaning of its own in sourcing rules");
            c.complain(&[section, name], fault, format!("give the {section} another name"));
        }
    }
    let partners: Vec<&str> = c.names("partner").collect();
    for name in partners {
        let fault = format!("a centre and a partner are both called `{name}`");
        c.need(!c.has("centre", name), &["partner", name], fault, "rename one of them: sourcing rules name both");
    }
}
