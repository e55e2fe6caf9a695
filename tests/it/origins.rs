//! The shipped scenarios keep what they promise: behind each value stands where it comes from.

use callout::scenario::{Basis, Origin, Study, read};
use std::path::Path;

fn shipped(name: &str) -> Study {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
    read(&path, &[]).unwrap_or_else(|complaints| panic!("{name}: {complaints}"))
}

#[test]
fn every_value_of_a_shipped_scenario_says_where_it_comes_from() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files = std::fs::read_dir(directory).expect("the scenarios are there");
    let names = files.map(|file| file.expect("an entry can be read").file_name().to_string_lossy().into_owned());
    let names: Vec<String> = names.filter(|name| name.ends_with(".toml")).collect();
    assert!(names.len() >= 13, "{names:?}");
    for name in names {
        let origins = shipped(&name).origins();
        assert!(origins.len() > 30, "{name}: {}", origins.len());
        let silent: Vec<String> = origins
            .iter()
            .filter(|it| it.basis == Basis::Unstated)
            .map(|it| format!("{}:{} {}", it.file, it.line, it.key))
            .collect();
        assert!(silent.is_empty(), "nobody says where these come from:\n{}", silent.join("\n"));
    }
}

#[test]
fn the_list_of_shandong_says_what_its_comments_say() {
    let origins = shipped("shandong-ac.toml").origins();
    let of = |key: &str| -> &Origin { origins.iter().find(|it| it.key == key).unwrap_or_else(|| panic!("{key} is not listed")) };
    let is = |key: &str, value: &str, unit: &str, basis: Basis, note: &str| {
        let it = of(key);
        assert_eq!((it.value.as_str(), it.unit.as_str(), it.basis), (value, unit, basis), "{key}");
        assert!(it.note.starts_with(note), "{key}: {}", it.note);
    };
    is("kind.repair.late_penalty", "30", "CNY per breach", Basis::Assumption, "CNY, a voucher");
    is("kind.repair.respond_within", "24 h", "", Basis::Sourced, "promise of Haier in cities");
    is("grade.own.wage", "27.5", "CNY per hour", Basis::Derived, "65,478 CNY a year (NBS 2022");
    is("travel.speed", "40 km/h", "", Basis::Assumption, "between the peak and the free flow of Jinan");
    is("zone.*.size.split", "107 rows of shandong-zones.csv", "", Basis::File, "107 towns");
    is("layout.mixed.cost.overhead", "480000", "CNY per month", Basis::Assumption, "80,000 CNY a month more");
    let hazard = &of("product.split.hazard").note;
    assert!(hazard.ends_with("The age of the base does not matter then"), "a comment goes on below its value: {hazard}");
    let holidays = of("calendar.holidays");
    assert!(
        holidays.value.starts_with("[2026-01-01, 2026-01-02,") && holidays.value.ends_with(", 2027-01-01]"),
        "{}",
        holidays.value
    );
    assert!(origins.iter().all(|it| it.line > 0 && !it.key.contains("summary") && it.key != "scenario.seed"));
}
