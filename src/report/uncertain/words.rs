//! Chances, tails and break-evens in sentences.

use super::{Named, estimated, shown};
use crate::report::number::{Shown, grouped, plain};
use crate::scenario::factor::Levels;
use crate::study::uncertain::breakeven::BreakEven;
use crate::study::uncertain::risk::{Bounded, Risk};
use crate::study::uncertain::root::Crossing;
use crate::study::uncertain::{Ground, Sample};

/// How the tables are read.
pub const READING: &str = "All of this is about the expected value given the inputs: one year's luck comes on top of it. P10 and P90 are the values of \
     an input at those quantiles, the others at their medians. The share of variance is what an input explains by itself.";

/// Share of noise from which the points say little of the inputs.
const NOISY: f64 = 0.5;

/// What the sample comes to: a paragraph for each layout but the baseline, and one on the choice.
pub fn verdicts(sample: &Sample) -> Vec<String> {
    let ground = &sample.ground;
    let of_layouts = ground.others().zip(&sample.risks.layouts).map(|(layout, risk)| verdict(ground, layout, risk));
    of_layouts.chain([choice(sample)]).collect()
}

/// "87 % (82 to 92 %)", with as many digits as the interval deserves.
fn per_cent(of: &Bounded) -> String {
    let value = shown(of, 100.0).value;
    if of.low == of.high {
        return format!("{value} %");
    }
    let decimals = value.split_once('.').map_or(0, |(_, rest)| rest.len());
    format!("{value} % ({} to {} %)", grouped(100.0 * of.low, decimals), grouped(100.0 * of.high, decimals))
}

fn verdict(ground: &Ground, layout: usize, risk: &Risk) -> String {
    let named = Named::of(ground);
    let (own, base) = (&ground.ask.layouts[layout], &ground.ask.layouts[ground.baseline]);
    let scale = named.scale(ground, [risk.p5, risk.p95, risk.mean].iter().map(|of| of.value.abs()).fold(0.0, f64::max));
    let unit = if scale.unit.is_empty() { String::new() } else { format!(" {}", scale.unit) };
    let money = |of: &Bounded| shown(of, scale.factor).with_unit(&unit);
    let head = match risk.mean {
        mean if mean.low > 0.0 => format!("{own} is better than {base} in expectation"),
        mean if mean.high < 0.0 => format!("{own} is worse than {base} in expectation"),
        _ => format!("{own} and {base} are not shown to differ in expectation"),
    };
    let noise = match risk.noise {
        Some(noise) => format!(
            "Noise of the replications was {} % of the variance of the points' means; it has been taken out.",
            plain((1000.0 * noise).round() / 10.0)
        ),
        None => "The noise of the replications could not be told from the inputs, and has not been taken out.".to_owned(),
    };
    format!(
        "{head}: expected {gain} in {label} {mean}. It is better with probability {better}. In one case of twenty the {gain} is below \
         {p5}, on average {tail} in these worst cases; in one of twenty it is above {p95}. {noise}",
        gain = named.gain,
        label = named.label,
        mean = money(&risk.mean),
        better = per_cent(&risk.better),
        p5 = money(&risk.p5),
        tail = money(&risk.tail),
        p95 = money(&risk.p95),
    )
}

fn choice(sample: &Sample) -> String {
    let ground = &sample.ground;
    let named = Named::of(ground);
    let choice = &sample.risks.choice;
    let layouts: Vec<usize> = std::iter::once(ground.baseline).chain(ground.others()).collect();
    let name = |at: usize| &ground.ask.layouts[layouts[at]];
    let often: Vec<String> =
        choice.often.iter().enumerate().map(|(at, share)| format!("{} in {}", name(at), per_cent(share))).collect();
    let scale = named.scale(ground, choice.evpi.value.abs());
    let unit = if scale.unit.is_empty() { String::new() } else { format!(" {}", scale.unit) };
    format!(
        "Best in expectation: {}. Best by share of the cases: {}. To know all inputs before choosing would be worth {} for these {} days (expected \
         value of perfect information; {} with the noise left in).",
        name(choice.best),
        often.join(", "),
        shown(&choice.evpi, scale.factor).with_unit(&unit),
        plain(ground.days),
        Shown::new(choice.evpi_raw * scale.factor, None).with_unit(&unit),
    )
}

/// What a reader must know before trusting the figures.
pub fn warnings(sample: &Sample) -> Vec<String> {
    let ground = &sample.ground;
    let mut warnings = Vec::new();
    if ground.ask.replications == 1 {
        warnings.push(
            "one replication at each point: quantiles lie too far out and the value of information is too large by the noise; give --replications 2 or more"
                .to_owned(),
        );
    }
    for (layout, risk) in ground.others().zip(&sample.risks.layouts) {
        if let Some(noise) = risk.noise.filter(|noise| *noise > NOISY) {
            let per_cent = plain((100.0 * noise).round());
            warnings.push(format!(
                "{}: {per_cent} % of the scatter is noise of the replications; what is said of quantiles rests on its removal. Give more --replications",
                ground.ask.layouts[layout]
            ));
        }
    }
    if ground.ask.points < 128 {
        warnings.push(format!("{} points say little about one case in twenty; give --points 256", ground.ask.points));
    }
    warnings
}

/// Where a layout and the baseline are alike.
pub fn breakeven(ground: &Ground, one: &BreakEven) -> String {
    let named = Named::of(ground);
    let (own, base) = (&ground.ask.layouts[one.layout], &ground.ask.layouts[ground.baseline]);
    let Levels::Range(range) = &one.factor.levels else { unreachable!("a break-even is sought in a range") };
    let unit = if range.unit.is_empty() { String::new() } else { format!(" {}", range.unit) };
    let key = format!("{}{}", one.factor.name, if one.factor.times { " times" } else { "" });
    let at = |x: f64| format!("{}{unit}", plain(x));
    let scale = named.scale(ground, one.ends.iter().map(|end| end.value.abs()).fold(0.0, f64::max));
    let of_gain = if scale.unit.is_empty() { String::new() } else { format!(" {}", scale.unit) };
    let gain = |end: usize| estimated(&one.ends[end], scale.factor).with_unit(&of_gain);
    let (low, high) = (at(range.low), at(range.high));
    let ends = format!("The {} of {own} against {base} is {} at {low}, and {} at {high}.", named.gain, gain(0), gain(1));
    let Some(crossing) = one.crossing else {
        let [first, last] = one.ends.map(|end| end.value);
        if first == 0.0 && last == 0.0 {
            return format!(
                "{key}: {own} and {base} do not differ at {low} or {high}; the key seems to do nothing to {}.",
                named.label
            );
        }
        let (better, worse) = if first > 0.0 || last > 0.0 { (own, base) } else { (base, own) };
        return format!(
            "{key}: no break-even from {low} to {high}, {better} is better than {worse} at both ends. {ends} Another range may hold one."
        );
    };
    let (below, above) = if crossing.falls { (own, base) } else { (base, own) };
    let found = if range.whole && crossing.between.1 - crossing.between.0 >= 1.0 {
        format!("{key}: {below} is better up to {}, {above} from {} on", at(crossing.between.0), at(crossing.between.1))
    } else {
        format!(
            "{key}: {own} and {base} are alike in {} at {}; below it {below} is better, above it {above}",
            named.label,
            at(crossing.value)
        )
    };
    format!("{found}. {} {ends}", certainty(&crossing, range.whole, [below, above], &at))
}

/// How sure a crossing is.
fn certainty(crossing: &Crossing, whole: bool, [below, above]: [&String; 2], at: &dyn Fn(f64) -> String) -> String {
    let shown = match (crossing.shown_below, crossing.shown_above, whole) {
        (Some(low), Some(high), false) => return format!("95 % interval: {} to {}.", at(low), at(high)),
        (Some(low), Some(high), true) => format!("Shown (95 %) for {below} up to {}, for {above} from {} on", at(low), at(high)),
        (Some(low), None, _) => format!("Shown (95 %) for {below} up to {}, for {above} nowhere in the range", at(low)),
        (None, Some(high), _) => format!("Shown (95 %) for {above} from {} on, for {below} nowhere in the range", at(high)),
        (None, None, _) => "Neither is shown (95 %) to be better anywhere in the range".to_owned(),
    };
    shown + "."
}
