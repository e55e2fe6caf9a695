//! The difference in a few sentences, each with its largest parts.

use super::round::{apportion, units};
use super::show::{number, scale};
use super::{Block, By, Explanation, Line, sheet};
use crate::record::figure::Unit;
use crate::report::number::grouped;
use crate::study::interval::Estimate;

/// Parts that a sentence names; the others are gathered.
const NAMED: usize = 4;

/// What the difference comes to: money, response, restoration, and the way from one layout to the other.
pub fn sentences(it: &Explanation) -> Vec<String> {
    let [base, own] = [0, 1].map(|side| it.names(side).layout.as_str());
    let mut all = Vec::new();
    let money = sheet(it, By::Account).map(|sheet| sheet.blocks).unwrap_or_default();
    for block in &money {
        let (one, other) = match block.key {
            "cost" => (format!("{own} costs {{}} more than {base}"), format!("{own} costs {{}} less than {base}")),
            "revenue" => {
                (format!("{own} earns {{}} more revenue than {base}"), format!("{own} earns {{}} less revenue than {base}"))
            }
            "apart" => {
                (format!("{own} loses {{}} more goodwill than {base}"), format!("{own} loses {{}} less goodwill than {base}"))
            }
            _ => continue,
        };
        let name = match block.key {
            "cost" => "total cost",
            "revenue" => "revenue",
            _ => "goodwill lost",
        };
        all.extend(sentence(it, block, 2, Unit::Money, name, [&one, &other]));
    }
    for block in sheet(it, By::Stage).map(|sheet| sheet.blocks).unwrap_or_default() {
        let (name, one, other) = match block.key {
            "response" => (
                "mean response time",
                "Customers of {own} wait {} longer than those of {base} for the first arrival",
                "Customers of {own} wait {} less than those of {base} for the first arrival",
            ),
            _ => (
                "mean time to restore",
                "Units are restored {} later in {own} than in {base}",
                "Units are restored {} sooner in {own} than in {base}",
            ),
        };
        let named = [one, other].map(|text| text.replace("{own}", own).replace("{base}", base));
        all.extend(sentence(it, &block, 2, Unit::Hours, name, [&named[0], &named[1]]));
    }
    for block in sheet(it, By::Change).map(|sheet| sheet.blocks).unwrap_or_default() {
        let named = ["more", "less"].map(|word| format!("Step by step from {base} to {own}, total cost is {{}} {word}"));
        all.extend(sentence(it, &block, 0, Unit::Money, "total cost", [&named[0], &named[1]]));
    }
    all
}

/// One sentence on a block: the difference, for which the words have `{}`, and its parts; nothing of what is nothing in both layouts.
fn sentence(it: &Explanation, block: &Block, column: usize, unit: Unit, name: &str, words: [&str; 2]) -> Option<String> {
    let [base, own] = [0, 1].map(|side| it.names(side).layout.as_str());
    let total = block.total.values[column].estimate()?.at(it.confidence);
    let size = |line: &Line| line.values[column].mean().abs();
    let largest = block.lines.iter().map(size).fold(total.value.abs(), f64::max);
    let (scale, decimals) = scale(unit, &it.head.currency, largest);
    let factor = scale.factor * 10_f64.powi(decimals as i32);
    if total.value == 0.0 && largest == 0.0 {
        return block.total.speaks().then(|| format!("No part of {name} differs between {own} and {base}."));
    }
    let value = grouped(total.value.abs() * scale.factor, decimals);
    let half = |it: &Estimate| it.half_width.map_or(String::new(), |half| format!(" ± {}", grouped(half * scale.factor, decimals)));
    let amount = format!("{value}{} {}", half(&total), scale.unit);
    let (low, high) = total.ends();
    let opening = match total.half_width {
        Some(_) if low <= 0.0 && high >= 0.0 => {
            let value = number(units(total.value * factor), decimals, true);
            format!("No difference in {name} is shown: {own} less {base} is {value}{} {}", half(&total), scale.unit)
        }
        _ if total.value > 0.0 => words[0].replace("{}", &amount),
        _ => words[1].replace("{}", &amount),
    };
    Some(format!("{opening}: {}.", parts(block, column, factor, decimals)))
}

/// "wages -4.1, job fees +3.0, other +0.1": they add up to the total.
fn parts(block: &Block, column: usize, factor: f64, decimals: usize) -> String {
    let mut lines: Vec<&Line> = block.lines.iter().filter(|line| line.speaks()).collect();
    if column != 0 {
        lines.sort_by(|one, other| other.values[column].mean().abs().total_cmp(&one.values[column].mean().abs()));
    }
    let values: Vec<f64> = lines.iter().map(|line| line.values[column].mean() * factor).collect();
    let shown = apportion(&values, units(block.total.values[column].mean() * factor));
    let named = if lines.len() <= NAMED + 1 || column == 0 { lines.len() } else { NAMED };
    let mut words: Vec<String> = Vec::new();
    let mut other = 0;
    for (at, (line, &value)) in lines.iter().zip(&shown).enumerate() {
        match at < named && (value != 0 || column == 0) {
            true => words.push(format!("{} {}", line.label, number(value, decimals, true))),
            false => other += value,
        }
    }
    if other != 0 || words.is_empty() {
        words.push(format!("other {}", number(other, decimals, true)));
    }
    words.join(", ")
}
