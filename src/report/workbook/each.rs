//! Cost for one of something: totals of the profit and loss divided by volumes.

use super::look::{Kind, Rank};
use super::pen::{At, Done, Pen};
use super::profit::{FIRST, Rows, heads, line, of_group, sheet, values};
use crate::record::ledger::Group;
use crate::report::dossier::Dossier;
use crate::report::dossier::ground::Volumes;

/// A volume: key, name, and its mean.
type Volume = (&'static str, &'static str, fn(&Volumes) -> f64);

const VOLUMES: [Volume; 3] = [
    ("closed", "jobs closed", |it| it.closed.value),
    ("first_calls", "first calls", |it| it.first_calls.value),
    ("unit_years", "unit-years", |it| it.unit_years),
];

/// Writes the sheet.
pub fn write(mut pen: Pen<'_>, dossier: &Dossier, profit: &Rows) -> Done {
    let currency = &dossier.report.head.currency;
    let told = format!(
        "In {currency}: mean cost / mean volume. The program's own figures are means of the ratios of the replications; they stand below."
    );
    pen.aside(&told, Rank::Faint)?;
    heads(&mut pen, dossier, ["per", "line", "key"])?;
    let mut volumes: Vec<(Volume, At)> = Vec::new();
    for volume in VOLUMES {
        let (key, label, value) = volume;
        named(&mut pen, ["volume", label, key], Rank::Plain)?;
        volumes.push((volume, pen.at(FIRST)));
        let means: Vec<f64> = dossier.volumes.iter().map(value).collect();
        line(&mut pen, dossier, &means, (Kind::Count, Rank::Plain), |_| None)?;
    }
    for (volume, at) in volumes {
        pen.down(1);
        for group in Group::COSTS.into_iter().filter(|group| profit.contains_key(&of_group(group.key()))) {
            let costs = profit[&of_group(group.key())];
            one(&mut pen, dossier, (group.key(), costs), (volume, at), Rank::Plain)?;
        }
        if let Some(costs) = profit.get("cost_total") {
            one(&mut pen, dossier, ("total cost", *costs), (volume, at), Rank::Total)?;
        }
    }
    pen.down(1);
    for it in sheet(dossier, "pnl").into_iter().flat_map(|sheet| &sheet.lines).filter(|line| line.each) {
        named(&mut pen, ["mean of ratios", &it.label, &it.key], Rank::Plain)?;
        line(&mut pen, dossier, &values(it), (Kind::Each, Rank::Plain), |_| None)?;
    }
    pen.finish()
}

fn named(pen: &mut Pen<'_>, words: [&str; 3], rank: Rank) -> Done {
    pen.text(0, words[0], rank)?;
    pen.text(1, words[1], rank)?;
    pen.text(2, words[2], if rank == Rank::Total { rank } else { Rank::Faint })
}

/// A cost for one of a volume.
fn one(pen: &mut Pen<'_>, dossier: &Dossier, (what, costs): (&str, At), (volume, at): (Volume, At), rank: Rank) -> Done {
    let (key, label, value) = volume;
    named(pen, [&format!("per {}", one_of(label)), what, &format!("{what} / {key}").replace("total cost", "cost_total")], rank)?;
    let over = |(cost, volume): (f64, f64)| if volume > 0.0 { cost / volume } else { 0.0 };
    let ratios: Vec<f64> = sums(dossier, what).into_iter().zip(dossier.volumes.iter().map(value)).map(over).collect();
    line(pen, dossier, &ratios, (Kind::Each, rank), |cell| {
        let (cost, volume) = (costs.col_of(cell).there(), cell.row_of(at).here());
        Some(format!("=IF({volume}>0,{cost}/{volume},0)"))
    })
}

/// One of a volume.
fn one_of(volume: &str) -> &'static str {
    match volume {
        "jobs closed" => "job",
        "first calls" => "first call",
        _ => "unit-year",
    }
}

/// Mean costs by layout: of a group, or of all of them.
fn sums(dossier: &Dossier, what: &str) -> Vec<f64> {
    let lines = || sheet(dossier, "pnl").into_iter().flat_map(|sheet| &sheet.lines);
    let total = lines().find(|line| line.label == what && line.key == "cost_total");
    let group = || lines().rfind(|line| line.group == what);
    total.or_else(group).map_or_else(|| vec![0.0; dossier.volumes.len()], values)
}
