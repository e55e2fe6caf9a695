//! How people fall sick, leave, are replaced, learn and are trained.

use super::Checker;
use super::people::factor;
use crate::kernel::calendar::{Shifts, parse_shift};
use crate::kernel::time::Span;
use crate::scenario::schema::{Grade, Roster, Sickness, Training, Turnover};

/// Events per person and hour: one an hour is more than can be lived through.
const MOST_PER_HOUR: f64 = 1.0;
/// A steeper rise with load has no measurement behind it.
const STEEPEST: f64 = 50.0;

pub(super) fn check(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    for (name, it) in &scenario.grade {
        it.sickness.as_ref().iter().for_each(|it| sickness(c, name, it));
        it.turnover.as_ref().iter().for_each(|it| turnover(c, name, it));
        it.training.as_ref().iter().for_each(|it| training(c, name, it));
        if let Some(ramp_up) = &it.ramp_up {
            for (key, share) in [("speed", ramp_up.speed), ("fix", ramp_up.fix)] {
                let fault = format!("`{key}` is {}: new people would get nothing done", share.0);
                c.need(share.0 >= 0.01, &["grade", name, "ramp_up", key], fault, "give a share from 0.01 to 1");
            }
            let fault = "people are old hands at once";
            c.need(ramp_up.over.ms() > 0.0, &["grade", name, "ramp_up", "over"], fault, "give a time, or leave `ramp_up` out");
        }
    }
    scenario.grade.iter().for_each(|(name, it)| overtime(c, name, it));
    scenario.roster.iter().for_each(|(name, it)| standby(c, name, it));
    rosters(c);
}

fn overtime(c: &mut Checker<'_>, name: &str, it: &Grade) {
    factor(c, &["grade", name, "holiday_factor"], it.holiday_factor, 0.0);
    let bands = &it.overtime_bands;
    for (index, band) in bands.iter().enumerate() {
        let item = (index + 1).to_string();
        let path = ["grade", name, "overtime_bands", &item];
        factor(c, &[path.as_slice(), &["factor"]].concat(), band.factor, 0.0);
        let last = index + 1 == bands.len();
        let fault = if last { "the last band has an end: what is longer has no pay" } else { "the band has no end" };
        let mend = if last { "leave `up_to` out of the last band" } else { "give `up_to`, for instance \"3 h\"" };
        c.need(last == band.up_to.is_none(), &path, fault, mend);
        let before = index.checked_sub(1).and_then(|at| bands[at].up_to).map_or(0.0, |up_to| up_to.ms());
        let rises = band.up_to.is_none_or(|up_to| up_to.ms() > before);
        c.need(rises, &path, "the band ends where or before it begins", "give the ends of the bands in rising order");
    }
}

fn standby(c: &mut Checker<'_>, name: &str, it: &Roster) {
    let Some(standby) = &it.standby else { return };
    let at = |key| ["roster", name, "standby", key];
    c.need(!standby.hours.is_empty(), &at("hours"), "nobody ever stands by", "give hours, such as \"Mon-Fri 17:00-08:00\"");
    for (index, text) in standby.hours.iter().enumerate() {
        if let Err(words) = parse_shift(text) {
            let item = (index + 1).to_string();
            let (fault, mend) = words.split_once("; ").unwrap_or((&words, "write days and hours, as in \"Mon-Fri 17:00-08:00\""));
            c.complain(&[at("hours").as_slice(), &[&item]].concat(), fault, mend.to_owned());
        }
    }
    c.need(standby.technicians > 0, &at("technicians"), "nobody stands by", "give 1 or more, or leave `standby` out");
    let hours = |texts: &[&[String]]| Shifts::new(week(texts), true).hours_per_week();
    let (duty, away) = (hours(&[&it.shifts]), hours(&[&standby.hours]));
    let overlaps =
        hours(&[&it.shifts, &standby.hours]) < duty + away - 1e-6 || it.shifts.iter().any(|text| text.trim() == "always");
    let mend = "let standby begin where a shift ends, and end where the next one begins";
    c.need(!overlaps, &at("hours"), "people would stand by while they are on duty", mend);
}

/// Hours of a week, those left out that cannot be read.
fn week(texts: &[&[String]]) -> [Vec<(Span, Span)>; 7] {
    let mut week: [Vec<_>; 7] = Default::default();
    for (weekday, from, to) in texts.iter().flat_map(|texts| *texts).flat_map(|text| parse_shift(text).unwrap_or_default()) {
        week[weekday].push((from, to));
    }
    week
}

fn rate(c: &mut Checker<'_>, path: &[&str], per_hour: f64, what: &str) {
    let fault = format!("{what}{}", if per_hour > 0.0 { " more than once an hour" } else { ", at rate 0" });
    let mend = "give a rate, for instance \"0.3 /year\", or leave the table out";
    c.need(per_hour > 0.0 && per_hour <= MOST_PER_HOUR, path, fault, mend);
}

fn sickness(c: &mut Checker<'_>, name: &str, it: &Sickness) {
    rate(c, &["grade", name, "sickness", "rate"], it.rate.per_hour(), "people fall sick");
    c.law(&["grade", name, "sickness", "length"], &it.length);
}

fn turnover(c: &mut Checker<'_>, name: &str, it: &Turnover) {
    rate(c, &["grade", name, "turnover", "rate"], it.rate.per_hour(), "people quit");
    let fault = format!("`steepness` is {}", it.steepness);
    let mend = format!("give a number from 0, no effect of load, to {STEEPEST}");
    c.need((0.0..=STEEPEST).contains(&it.steepness), &["grade", name, "turnover", "steepness"], fault, mend);
    if let Some(law) = &it.vacancy {
        c.law(&["grade", name, "turnover", "vacancy"], law);
    }
}

fn training(c: &mut Checker<'_>, name: &str, it: &Training) {
    let at = |key| ["grade", name, "training", key];
    c.refer(&at("to"), "grade", &it.to);
    let fault = format!("a course for `{name}` leads to `{name}`");
    c.need(it.to != name, &at("to"), fault, "name the grade whose work a trained person does");
    c.need(it.hours.ms() >= 1.0, &at("hours"), "the course takes no time", "give its hours, for instance \"40 h\"");
    c.need(it.pass.0 > 0.0, &at("pass"), "nobody ever passes", "give a share above 0");
    c.need(it.at_once > 0, &at("at_once"), "nobody may ever go to the course", "give 1 or more");
}

/// Who comes and goes does so between shifts.
fn rosters(c: &mut Checker<'_>) {
    let scenario = c.scenario;
    for (centre, it) in scenario.centre.iter().filter(|(_, it)| it.open) {
        for (team, it) in &it.team {
            let grade = it.grade.as_ref().map_or_else(|| scenario.grade.first().map(|(_, it)| it), |name| scenario.grade.get(name));
            let roster =
                it.roster.as_ref().map_or_else(|| scenario.roster.first().map(|(_, it)| it), |name| scenario.roster.get(name));
            if grade.is_some_and(moves) && roster.is_some_and(never_ends) {
                let fault = format!("people of the team `{team}` fall sick, leave or are trained, but their shift never ends");
                let mend = "give the team a roster with shifts, such as \"daily 06:00-14:00\"";
                c.complain(&["centre", centre, "team", team, "roster"], fault, mend.to_owned());
            }
        }
    }
}

fn moves(grade: &Grade) -> bool {
    grade.sickness.is_some() || grade.turnover.is_some() || grade.training.is_some()
}

fn never_ends(roster: &Roster) -> bool {
    roster.shifts.iter().any(|text| text.trim() == "always")
        || Shifts::new(week(&[&roster.shifts]), roster.works_holidays) == Shifts::always()
}
