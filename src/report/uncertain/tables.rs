//! The tables of a sample: points with their inputs, and the tornado; every file of a directory of results.

use super::{Named, Uncertain, json};
use crate::report::frame::form::{DICTIONARY_FILE, Field, Form, dictionary};
use crate::report::frame::{Column, Frame};
use crate::report::number::unit_key;
use crate::report::text::table::wrapped;
use crate::study::interval::Estimate;
use crate::study::uncertain::Sample;
use crate::study::uncertain::tornado::Swing;
use std::io;
use std::path::Path;

const POINTS: &str = "a row for each set, point and layout: the inputs, the mean figure, and what is gained against the baseline";
const TORNADO: &str = "a row for each layout and input: what is gained as it moves alone from its 10th to its 90th percentile";

/// Writes the files of a directory of results.
///
/// # Errors
/// If one cannot be written.
pub fn write(report: &Uncertain, dir: &Path) -> io::Result<()> {
    let ground = &report.sample.ground;
    let (points, tornado) = (points(report), tornado(report));
    points.write(dir, "points")?;
    tornado.write(dir, "tornado")?;
    let forms = [Form::of("points", POINTS, &points), Form::of("tornado", TORNADO, &tornado)];
    std::fs::write(dir.join("uncertain.json"), json(report))?;
    std::fs::write(dir.join(DICTIONARY_FILE), dictionary(&forms, &ground.currency))?;
    std::fs::write(dir.join("README.txt"), readme(report, &forms))
}

/// What the files are.
fn readme(report: &Uncertain, forms: &[Form]) -> String {
    let mut out = format!("Results of `{}`\n", report.command);
    out += "\nuncertain.json: the report as one document\n";
    out += "data-dictionary.csv: the columns of the tables with type, unit and meaning\n";
    out += "Each table is written twice, as CSV (UTF-8, one header line) and as Parquet, with the same names and values.\n";
    for form in forms {
        out += &format!("\n{0}.csv, {0}.parquet: {1}\n", form.stem, form.title);
        for field in form.fields.iter() {
            let unit = if field.unit.is_empty() { String::new() } else { format!("[{}] ", field.unit) };
            for (at, line) in wrapped(&format!("{unit}{}", field.meaning), 70).iter().enumerate() {
                let name = if at == 0 { field.name.as_ref() } else { "" };
                out += &format!("  {name:24}  {line}\n");
            }
        }
    }
    out
}

/// A row for each point and layout: the inputs, the mean figure, the gain and the gain without noise.
fn points(report: &Uncertain) -> Frame {
    let Sample { ground, means, values, risks, .. } = &report.sample;
    let layouts = &ground.ask.layouts;
    let all: Vec<(usize, usize, usize)> = (0..means.len())
        .flat_map(|set| (0..means[set].len()).flat_map(move |point| (0..layouts.len()).map(move |layout| (set, point, layout))))
        .collect();
    let figure = |&(set, point, layout): &(usize, usize, usize)| means[set][point][layout];
    let others: Vec<usize> = ground.others().collect();
    let freed = |&(set, point, layout): &(usize, usize, usize)| {
        others.iter().position(|other| *other == layout).map_or(0.0, |at| risks.freed[at][set][point])
    };
    let gain = |at: &(usize, usize, usize)| ground.sign * (figure(at) - figure(&(at.0, at.1, ground.baseline)));
    let named = Named::of(ground);
    let unit = unit_key(named.unit, &ground.currency);
    let mut frame = Frame::default();
    let whole = |of: &dyn Fn(&(usize, usize, usize)) -> usize| Column::Whole(all.iter().map(|at| of(at) as i64).collect());
    frame.push(Field::whole("set", "", "Scrambled set of the sample."), whole(&|at| at.0));
    frame.push(Field::whole("point", "", "Number of the point in its set."), whole(&|at| at.1));
    let names = all.iter().map(|at| layouts[at.2].clone()).collect();
    frame.push(Field::words("layout", "Layout."), Column::Words(names));
    let mut number = |name: &str, meaning: &str, of: &dyn Fn(&(usize, usize, usize)) -> f64| {
        frame.push(Field::named(name, unit.as_str(), meaning), Column::Numbers(all.iter().map(|at| Some(of(at))).collect()));
    };
    number("figure", &format!("{}, mean over the replications of the point.", named.label), &figure);
    number("gain", "What the layout gains against the baseline at this point; above 0 it is better.", &gain);
    number("gain_without_noise", "The gain with the noise of the replications taken out of its spread.", &freed);
    for (at, input) in ground.inputs.iter().enumerate() {
        let value = |(set, point, _): &(usize, usize, usize)| values[*set][*point][at].trim_matches('"').to_owned();
        let how = if input.times { "multiplies" } else { "sets" };
        let meaning = format!("Uncertain input: its value {how} {}.", input.keys.join(", "));
        frame.push(Field::named(input.name.as_str(), "", meaning), Column::of_words(all.iter().map(value).collect()));
    }
    frame
}

fn tornado(report: &Uncertain) -> Frame {
    let ground = &report.sample.ground;
    let unit = unit_key(Named::of(ground).unit, &ground.currency);
    let all: Vec<(usize, usize, &Swing)> = ground
        .others()
        .enumerate()
        .zip(&report.tornados)
        .flat_map(|((at, layout), tornado)| tornado.swings.iter().map(move |swing| (at, layout, swing)))
        .collect();
    let mut frame = Frame::default();
    let mut words = |name: &'static str, meaning: &'static str, of: &dyn Fn(&(usize, usize, &Swing)) -> String| {
        frame.push(Field::words(name, meaning), Column::Words(all.iter().map(of).collect()));
    };
    words("layout", "Layout.", &|(_, layout, _)| ground.ask.layouts[*layout].clone());
    words("input", "Uncertain input.", &|(_, _, swing)| ground.inputs[swing.input].name.clone());
    let end = |at: usize| all.iter().map(|(_, _, swing)| swing.values[at].trim_matches('"').to_owned()).collect();
    frame.push(Field::named("p10", "", "Its 10th percentile."), Column::of_words(end(0)));
    frame.push(Field::named("p90", "", "Its 90th percentile."), Column::of_words(end(1)));
    let mut number = |name: &str, unit: &str, meaning: &str, of: &dyn Fn(usize, &Swing) -> Option<f64>| {
        let values = all.iter().map(|(at, _, swing)| of(*at, swing)).collect();
        frame.push(Field::named(name, unit, meaning), Column::Numbers(values));
    };
    let value = |of: &Estimate| Some(of.value);
    number("gain_at_p10", &unit, "Gain against the baseline there, the others at their medians.", &|_, swing| {
        value(&swing.gains[0])
    });
    number("gain_at_p90", &unit, "Gain against the baseline there, the others at their medians.", &|_, swing| {
        value(&swing.gains[1])
    });
    number("swing", &unit, "How far both gains are apart.", &|_, swing| value(&swing.swing));
    number("swing_half_width", &unit, "Half the width of the 95 % interval of the swing.", &|_, swing| swing.swing.half_width);
    number("share_of_variance", "share", "Part of the variance of the gain that the input causes alone.", &|at, swing| {
        Some(report.sample.parts[at][swing.input].value)
    });
    frame
}
