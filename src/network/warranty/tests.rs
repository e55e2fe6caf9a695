//! Ages, warranties and plans by hand and by their integrals.

use super::*;
use crate::kernel::random::Key;
use crate::scenario::read_text;

fn scenario(product: &str) -> Scenario {
    let text = format!(
        "scenario = {{ name = \"w\", start = 2026-01-01, horizon = \"720 d\" }}\nkind.repair = {{ work = \"1 h\" }}\n\
         zone.town = {{ size = {{ pump = 100 }} }}\nstream.faults = {{ kind = \"repair\", failures = \"pump\" }}\n\
         partner.help = {{}}\nsourcing = [{{ to = [\"help\"] }}]\n[product.pump]\n{product}\n"
    );
    read_text("w.toml", &text, &[]).unwrap_or_else(|complaints| panic!("{complaints}")).layouts.swap_remove(0).scenario
}

#[test]
fn ages_of_failing_units_follow_share_times_hazard() {
    // H(a) = (a / 10 years)^3; three years of age with shares 1/2, 1/3, 1/6.
    let scenario =
        scenario("hazard = { law = \"weibull\", shape = 3, scale = \"3650 d\" }\nages = [3, 2, 1]\nwarranty.term = \"1 year\"");
    let ages = Ages::new(&scenario.product["pump"], 24);
    let month = 5;
    let since = (month as f64 + 0.5) / 12.0;
    let count = 40_000;
    let mut by_year = [0.0; 4];
    let mut sum = 0.0;
    for at in 0..count {
        let mut draws = Key(at).draws(1, 0);
        let age = ages.age(month, since, draws.uniform(), draws.uniform());
        by_year[age as usize] += 1.0 / count as f64;
        sum += age / count as f64;
    }
    // Density share(a - since) x 3 a^2 over [since, since + 3), by its integral a^3 and 3/4 a^4.
    let weight = |from: f64, to: f64| to.powi(3) - from.powi(3);
    let first = |from: f64, to: f64| 0.75 * (to.powi(4) - from.powi(4));
    let total: f64 = (0..3).map(|y| (3 - y) as f64 * weight(y as f64 + since, y as f64 + 1.0 + since)).sum();
    let mean: f64 = (0..3).map(|y| (3 - y) as f64 * first(y as f64 + since, y as f64 + 1.0 + since)).sum::<f64>() / total;
    let young = 3.0 * weight(since, 1.0) / total;
    assert!((sum - mean).abs() < 0.015, "{sum} is not {mean}");
    assert!((by_year[0] - young).abs() < 0.004, "{by_year:?}: {young}");
}

#[test]
fn units_that_were_all_new_are_as_old_as_the_run() {
    let scenario = scenario("hazard = { law = \"weibull\", shape = 0.5, scale = \"3650 d\" }\nwarranty.term = \"1 year\"");
    let ages = Ages::new(&scenario.product["pump"], 3);
    assert_eq!(ages.age(0, 0.003, 0.9, 0.9), 0.003);
    assert_eq!(ages.age(9, 0.8, 0.1, 0.0), 0.8);
}

fn due(product: &str, days: i64, lot: f64) -> [Due; 2] {
    let scenario = scenario(&format!("hazard = {{ law = \"exponential\", rate = \"2 /year\" }}\nwarranty = {{ {product} }}"));
    let entry = &scenario.product["pump"];
    Warranty::new(entry.warranty.as_ref().unwrap(), &entry.hazard, 6.0).due(Span(days * MS_PER_DAY), lot)
}

#[test]
fn warranties_by_hand() {
    let free = "term = \"365 d\", labour_term = \"90 d\"";
    assert_eq!([0, 89, 90, 364, 365].map(|day| due(free, day, 0.5)), [[0, 0], [0, 0], [0, PPM], [0, PPM], [PPM, PPM]]);
    let part = "kind = \"pro-rata\", term = \"200 d\"";
    assert_eq!([0, 50, 150, 200].map(|day| due(part, day, 0.5)[0]), [0, PPM / 4, 3 * PPM / 4, PPM]);
    assert_eq!(due("term = \"365 d\", labour_term = \"0 d\"", 1, 0.5), [0, PPM], "parts only");
}

#[test]
fn a_renewing_warranty_lives_as_the_renewals_say() {
    // Rate 2 a year, term half a year: T rate = 1. q = 1 before T, 1 - e^-1 at T, then q' = -rate q(a - T) e^-1:
    // q(1.5 T) = 1 - e^-1 - 0.5 e^-1; beyond 2 T, q(2.5 T) by one more integral.
    let near = |days: f64, want: f64| {
        let product = "kind = \"renewing\", term = \"182.5 d\"";
        let age = (182.5 * days) as i64;
        let (below, above) = (due(product, age, want - 0.006)[0], due(product, age, want + 0.006)[0]);
        assert_eq!((below, above), (0, PPM), "{want} of the units are covered after {days} terms");
    };
    let e = libm::exp(-1.0);
    assert_eq!(due("kind = \"renewing\", term = \"182.5 d\"", 182, 0.9999)[0], 0);
    near(1.5, 1.0 - e - 0.5 * e);
    // q on [T, 2T] is 1 - e - e x (x = a/T - 1); q(2.5) = q(2) - e times the integral of that over [0, 0.5].
    near(2.5, 1.0 - 2.0 * e - e * ((1.0 - e) * 0.5 - e * 0.125));
}

#[test]
fn plans_share_out_the_units() {
    let scenario = scenario(
        "hazard = { law = \"exponential\", rate = \"2 /year\" }\nplan.a = { share = 0.3, price = 10, failure_factor = 0.5 }\n\
         plan.b = { share = 0.255, price = 20 }",
    );
    let network = crate::network::Network::new(&crate::scenario::Layout {
        name: String::new(),
        summary: String::new(),
        scenario,
        data: Default::default(),
    });
    let product = network.products.iter().next().unwrap();
    assert_eq!([0.0, 0.29, 0.31, 0.55, 0.56].map(|lot| product.plan_at(lot)), [Some(0), Some(0), Some(1), Some(1), None]);
    assert_eq!(product.plans.iter().map(|plan| plan.units[0].1).collect::<Vec<_>>(), [30, 26]);
    assert!((product.failures_left() - 0.85).abs() < 1e-12);
}
