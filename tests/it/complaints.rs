//! Bad input: every fault is found, shown with its place, and says how to mend it. Nothing panics.

use callout::network::Network;
use callout::scenario::{Complaints, Study, read, read_with};
use std::io;
use std::path::Path;

const GOOD: &str = include_str!("good/good.toml");
const ZONES: &str = include_str!("good/zones.csv");
const CALLS: &str = include_str!("good/calls.csv");

/// The good scenario with faults put in.
#[derive(Default)]
struct Broken<'a> {
    /// Text of the good scenario, and what stands there instead.
    edits: &'a [(&'a str, &'a str)],
    /// CSV files in place of the good ones.
    files: &'a [(&'a str, &'a [u8])],
    sets: &'a [&'a str],
}

impl Broken<'_> {
    fn read(&self) -> Result<Study, Complaints> {
        let mut text = GOOD.to_owned();
        for (good, bad) in self.edits {
            assert!(text.contains(good), "{good}");
            text = text.replacen(good, bad, 1);
        }
        read_text(&text, self.files, self.sets)
    }

    /// Compares what is said of it with the snapshot `name`.
    fn says(&self, name: &str) {
        let complaints = self.read().err().unwrap_or_else(|| panic!("{name} was not refused"));
        insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!(name, complaints.render(false)) });
    }
}

fn read_text(text: &str, files: &[(&str, &[u8])], sets: &[&str]) -> Result<Study, Complaints> {
    let sets: Vec<String> = sets.iter().map(|&set| set.to_owned()).collect();
    let good = [("zones.csv", ZONES.as_bytes()), ("calls.csv", CALLS.as_bytes())];
    let open = |name: &str| {
        let found = files.iter().chain(&good).find(|(known, _)| *known == name);
        found.map(|(_, bytes)| bytes.to_vec()).ok_or(io::ErrorKind::NotFound.into())
    };
    read_with("good.toml", text.into(), &sets, &open)
}

fn edited(name: &str, edits: &[(&str, &str)]) {
    Broken { edits, ..Broken::default() }.says(name);
}

fn with_file(name: &str, file: &str, text: &[u8]) {
    Broken { files: &[(file, text)], ..Broken::default() }.says(name);
}

fn with_set(name: &str, sets: &[&str]) {
    Broken { sets, ..Broken::default() }.says(name);
}

#[test]
fn the_good_scenario_is_good() {
    let study = Broken::default().read().map_err(|complaints| complaints.to_string()).unwrap();
    let [now, two] = &study.layouts[..] else { panic!("two layouts") };
    assert_eq!((now.name.as_str(), two.name.as_str(), study.baseline), ("now", "two centres", 0));
    assert_eq!(now.summary, "One centre, one partner.");
    assert_eq!(now.scenario.zone.keys().collect::<Vec<_>>(), ["jinan_city", "zibo", "harbour"]);
    assert_eq!(now.scenario.centre["jinan"].team["repair"].technicians, 6);
    assert_eq!(two.scenario.centre["jinan"].team["repair"].technicians, 4);
    assert_eq!(two.scenario.kind["repair"].work.value.unwrap().to_string(), "100 min");
    assert!(!now.scenario.centre["qingdao"].open && two.scenario.centre["qingdao"].open);
    assert_eq!(now.data.traces["log"][1].at.to_string(), "1950 min");
}

#[test]
fn values_are_set_from_the_command_line() {
    let sets = ["centre.jinan.team.repair.technicians=9", "layout.now.scenario.horizon=40 d", "stream.log.open=false"];
    let study = Broken { sets: &sets, ..Broken::default() }.read().unwrap();
    let technicians = |index: usize| study.layouts[index].scenario.centre["jinan"].team["repair"].technicians;
    assert_eq!((technicians(0), technicians(1)), (9, 9));
    let horizon = |index: usize| study.layouts[index].scenario.scenario.horizon.to_string();
    assert_eq!((horizon(0).as_str(), horizon(1).as_str()), ("40 d", "365 d"));
}

#[test]
fn the_hash_knows_values_and_rows_but_not_how_they_were_written() {
    let hash = |broken: Broken<'_>| broken.read().unwrap().hash;
    let good = hash(Broken::default());
    assert_eq!(hash(Broken { edits: &[("horizon = \"365 d\"", "horizon = \"8760 h\" # a year")], ..Broken::default() }), good);
    assert_ne!(hash(Broken { sets: &["kind.repair.priority=3"], ..Broken::default() }), good);
    let calls = CALLS.replace("3 h", "4 h");
    assert_ne!(hash(Broken { files: &[("calls.csv", calls.as_bytes())], ..Broken::default() }), good);
}

#[test]
fn syntax() {
    edited("syntax_value", &[("horizon = \"365 d\"", "horizon = 365 d")]);
    edited("syntax_header", &[("[kind.repair]", "[kind.repair")]);
    edited("syntax_quote", &[("currency = \"CNY\"", "currency = \"CNY")]);
    edited("syntax_name", &[("[zone.harbour]", "[zone.青岛]")]);
    edited("duplicate_key", &[("priority = 2\n", "priority = 2\npriority = 3\n")]);
    edited("duplicate_name", &[("[kind.alarm]", "[kind.repair]")]);
    edited("number_too_large", &[("rent = 20000", "rent = 99999999999999999999")]);
}

#[test]
fn an_empty_file() {
    let text = read_text("", &[], &[]).unwrap_err().to_string();
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("empty_file", text) });
}

#[test]
fn a_file_that_is_not_there() {
    let text = read(Path::new("no/such.toml"), &[]).unwrap_err().to_string();
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("no_such_file", text) });
}

#[test]
fn keys() {
    edited("unknown_key", &[("technicians = 6", "technician = 6")]);
    edited("unknown_key_listed", &[("backlog = 200", "colour = 200")]);
    edited("unknown_section", &[("[satisfaction]", "[satisfactoin]")]);
    edited("missing_keys", &[("name = \"good\"\n", ""), ("horizon = \"365 d\"\n", "")]);
    edited("missing_parameter_table", &[("work = { law = \"lognormal\", ", "work = { ")]);
    edited(
        "single_brackets",
        &[("[[sourcing]]\nto = \"nearest", "[sourcing]\nto = \"nearest"), ("[[sourcing]]", "[a]"), ("[[sourcing]]", "[b]")],
    );
    edited("entry_without_a_name", &[("[kind.alarm]\nwork = \"45 min\"\npriority = 1\nskill = \"repair\"", "[grade]\nspeed = 2")]);
}

#[test]
fn quantities() {
    edited("no_unit", &[("horizon = \"365 d\"", "horizon = 365")]);
    edited("no_unit_in_string", &[("drain = \"20 d\"", "drain = \"20\"")]);
    edited("wrong_unit", &[("mean = \"90 min\"", "mean = \"90 minits\"")]);
    edited("wrong_unit_of_speed", &[("speed = \"35 km/h\"", "speed = \"35 mph\"")]);
    edited("negative_rate", &[("rate = \"0.0171 per year\"", "rate = \"-0.0171 per year\"")]);
    edited("negative_duration", &[("first = \"1 h\"", "first = \"-1 h\"")]);
    edited("probability_over_one", &[("part_probability = 0.4", "part_probability = 1.4")]);
    edited("percent_without_sign", &[("relapse = \"6 %\"", "relapse = 6")]);
    edited("price_in_quotes", &[("charge = 180", "charge = \"180 CNY\"")]);
    edited("price_too_fine", &[("part_price = 120.5", "part_price = 0.00001")]);
    edited("negative_price", &[("wage = 28", "wage = -28")]);
    edited("no_such_day", &[("makeup = [2026-01-04]", "makeup = [\"2026-02-30\"]")]);
    edited("whole_number", &[("replications = 5", "replications = 5.5")]);
    edited("number_in_quotes", &[("backlog = 200", "backlog = \"200\"")]);
    edited("out_of_range_of_type", &[("crew = 2\nrelapse", "crew = -2\nrelapse")]);
    edited("misspelt_word", &[("order = \"composite\"", "order = \"first-comes\"")]);
    edited("word_expected", &[("preempt = \"travel\"", "preempt = true")]);
}

#[test]
fn tracked_units() {
    const HEATER: &str = "[product.heater]\nhazard = { law = \"exponential\", rate = \"5 %/year\" }\n";
    let with = |name: &str, keys: &str| edited(name, &[(HEATER, &format!("{HEATER}{keys}\n"))]);
    with(
        "unit_keys_of_a_fleet",
        "repair = \"renewal\"\nheterogeneity = 1.78\ndowntime_cost = 3\nmaintenance.plan = { kind = \"repair\", every = \"30 d\" }",
    );
    with("units_that_do_not_fit", "tracking = \"unit\"\nrepair = \"kijima\"\nheterogeneity = -1\nstationary = true\nages = [1, 1]");
    with(
        "maintenance_that_does_not_fit",
        "tracking = \"unit\"\n\
         maintenance.none = { kind = \"repair\" }\n\
         maintenance.both = { kind = \"repair\", every = \"1 s\", at_age = \"30 d\" }\n\
         maintenance.old = { kind = \"repairs\", at_age = \"30 d\", phase = \"drawn\" }",
    );
    edited(
        "units_with_two_clocks",
        &[
            ("ages = [3, 2, 1]", "ages = [3, 2, 1]\ntracking = \"unit\""),
            ("[stream.alarms]", "[stream.more]\nkind = \"alarm\"\nfailures = \"ac\"\nbatch_sizes = [2]\n\n[stream.alarms]"),
        ],
    );
}

#[test]
fn header() {
    edited("too_many_replications", &[("replications = 5", "replications = 1_000_000_000")]);
    edited("no_replication", &[("replications = 5", "replications = 0")]);
    edited("warm_up_over_horizon", &[("warm_up = \"30 d\"", "warm_up = \"400 d\"")]);
    edited("horizon_zero", &[("horizon = \"365 d\"", "horizon = \"0 d\"")]);
    edited("horizon_too_long", &[("horizon = \"365 d\"", "horizon = \"2000 years\"")]);
    edited("unknown_baseline", &[("baseline = \"now\"", "baseline = \"then\"")]);
    edited("makeup_on_a_weekday", &[("makeup = [2026-01-04]", "makeup = [2026-01-05]")]);
    edited("cut_points", &[("curve = \"tanh\"", "csat_cuts = [0.2, 0.8, 0.6, 0.9]\ndelighted_from = 0.4")]);
}

#[test]
fn demand() {
    edited("dangling_kind", &[("kind = \"install\"", "kind = \"instal\"")]);
    edited("dangling_product", &[("failures = \"ac\"", "failures = \"aircon\"")]);
    edited("dangling_zone", &[("zones = \"jinan_city harbour\"", "zones = \"jinan_city harbor\"")]);
    edited("no_clock", &[("gaps = { law = \"gamma\", mean = \"8 h\", cv = 1.5 }\nfirst = \"1 h\"\n", "")]);
    edited("two_clocks", &[("every = \"60 d\"", "every = \"60 d\"\nrate = \"1 /d\"")]);
    edited("key_without_meaning", &[("every = \"60 d\"", "every = \"60 d\"\nholiday_factor = 2")]);
    edited("eleven_months", &[("months = [1, 1, 1, ", "months = [1, 1, ")]);
    edited("uneven_slices", &[("day = [0, 0, 1, 2, 2, 1]", "day = [0, 0, 1, 2, 2, 1, 1]")]);
    edited("weights_all_zero", &[("ages = [3, 2, 1]", "ages = [0, 0]")]);
    edited("negative_weight", &[("weekdays = [1, 1, 1", "weekdays = [1, 1, -1")]);
    edited("too_many_calls", &[("rate = \"0.0171 per year\"", "rate = \"171 /s\"")]);
    edited("dispersion_too_small", &[("dispersion = 0.1", "dispersion = 1e-9")]);
    edited("too_many_failures", &[("rate = \"5 %/year\"", "rate = \"5 /s\""), ("failures = \"ac\"", "failures = \"heater\"")]);
    edited("batches", &[("batch_sizes = [5, 20]", "batch_sizes = [5, 0, 20]")]);
    edited("zone_without_size", &[("size = { ac = 5000, households", "size = { acs = 5000, households")]);
    edited("half_a_unit", &[("ac = 5000", "ac = 5000.5")]);
    edited("hazard_without_scale", &[("shape = 1.4, scale = \"12 years\"", "shape = 1.4")]);
    edited("relapse_for_ever", &[("relapse = \"6 %\"", "relapse = 1"), ("relapse = 0.02", "relapse = 0.8")]);
}

#[test]
fn channels() {
    let kind = |keys: &str| format!("[kind.repair]\n{keys}");
    let keys = [
        ("unknown_stage", "next = { instal = 0.5 }"),
        ("stages_over_one", "next = { repair = 0.7, install = 0.6 }"),
        ("stages_for_ever", "next = { repair = 1 }"),
        ("closed_channels", "channels = { repair = 1 }\nopen = false"),
        ("redial_without_patience", "redial = 0.5\nredial_after = { law = \"gamma\", mean = \"1 h\" }"),
        ("way_to_no_desk", "comes_after = \"1 h\""),
        (
            "appointments_at_a_bench",
            "at = \"bench\"\nappointment = { window = \"2 d\", lead = \"20 d\", booking = 0, no_show = 1 }",
        ),
    ];
    for (name, keys) in keys {
        edited(name, &[("[kind.repair]", &kind(keys))]);
    }
    edited("tiers", &[("[kind.repair]", "[tier.vip]\nshare = 0\nvalue = -1\nchannels.repair = { hotline = 1 }\n[kind.repair]")]);
}

#[test]
fn claims() {
    let product = |name: &str, more: &str| edited(name, &[("ages = [3, 2, 1]", &format!("ages = [3, 2, 1]\n{more}"))]);
    let kind = |name: &str, more: &str| edited(name, &[("charge = 180", &format!("charge = 180\n{more}"))]);
    product("unknown_rule_pack", "rules = \"cn-three-guarantee\"");
    product("no_such_rule_file", "rules = \"our-rules.toml\"");
    product("returns_without_rules", "returns = { wish = 0.1, after = \"3 d\", kind = \"retrun\" }");
    product("no_term", "warranty = { term = \"0 d\" }");
    product(
        "plans_over_all_units",
        "plan.a = { share = 0.7, price = 1 }\nplan.b = { share = 0.4, price = 1, failure_factor = 1.5 }",
    );
    product("no_window", "rules = \"mine\"\n[rules.mine]\nreturn_within = \"0 d\"\nfailed_repairs = 0");
    kind("acceptance_without_half", "acceptance = { law = \"logistic\", width = 0 }");
    kind("acceptance_of_another_law", "acceptance = { law = \"exponential\", mean = 100, half = 3 }");
    kind("price_weights", "price_list = [1, 2]\nprice_weights = [1]\npart_markup = -0.5");
    edited("sold_by_failures", &[("failures = \"ac\"", "failures = \"ac\"\nsells = \"acs\"")]);
    edited("visits_of_no_plan", &[("every = \"60 d\"", "visits = \"ac.care\"")]);
    edited(
        "visits_of_no_interval",
        &[("every = \"60 d\"", "visits = \"ac.care\""), ("ages = [3, 2, 1]", "plan.care = { share = 0.1, price = 2 }")],
    );
}

#[test]
fn laws() {
    edited("unknown_law", &[("law = \"lognormal\"", "law = \"log-normal\"")]);
    edited("law_lacks_parameter", &[("mean = \"90 min\", cv = 0.6, ", "mean = \"90 min\", ")]);
    edited("law_has_no_such_parameter", &[("mean = \"4 d\" }", "mean = \"4 d\", cv = 1 }")]);
    edited("law_out_of_order", &[("low = \"1 d\", high = \"3 d\"", "low = \"4 d\", high = \"3 d\"")]);
    edited("law_negative_cv", &[("cv = 1.5", "cv = -1.5")]);
    edited("law_cut_to_nothing", &[("max = \"8 h\"", "max = \"1 min\"")]);
    edited("law_too_long", &[("work = \"45 min\"", "work = \"4500 years\"")]);
    edited("law_without_unit", &[("work = \"45 min\"", "work = 45")]);
}

#[test]
fn people() {
    edited("shift_of_zero_length", &[("Mon-Fri 08:00-17:00", "Mon-Fri 08:00-08:00")]);
    edited("shift_unreadable", &[("Sat,Sun 09:00-12:00", "Sat,Sonntag 09:00-12:00")]);
    edited("always_among_others", &[("shifts = [\"always\"]", "shifts = [\"always\", \"Mon 08:00-12:00\"]")]);
    edited("always_absent", &[("absence = 0.06", "absence = 1")]);
    edited("dangling_grade", &[("grade = \"junior\", roster", "grade = \"juniors\", roster")]);
    edited("no_grade_named", &[("technicians = 6, grade = \"senior\", ", "technicians = 6, ")]);
    edited("crew_of_three", &[("crew = 2 }", "crew = 3 }")]);
    edited("centre_without_team", &[("summary = \"One", "centre.jinna.open = true\nsummary = \"One")]);
    edited("skill_misspelt", &[("skills = \"install\"", "skills = \"instal\"")]);
    edited("reserved_name", &[("[centre.qingdao]", "[centre.nearest]"), ("\"qingdao\", ", ""), ("centre.qingdao.open = true", "")]);
    edited("one_name_for_two", &[("[partner.hisun]", "[partner.jinan]\n[partner.hisun]")]);
    edited("fee_for_no_kind", &[("fee = { repair = 85, install", "fee = { repair = 85, instal")]);
    edited("never_fixes", &[("fix = 0.8\n", "fix = 0\n")]);
}

#[test]
fn quality_of_work() {
    let grade = |more: &str| format!("[grade.senior]\n{more}\n");
    let quality = |name: &str, more: &str| edited(name, &[("[grade.senior]\n", &grade(more))]);
    quality("fix_by_no_kind", "fix_by = { repare = 0.5 }");
    quality("never_fixes_a_kind", "fix_by = { alarm = 0 }");
    quality("ever_more_damage", "damage = 0.5\nfix_by = { alarm = 0.4 }");
    quality("latent_factor_below_one", "latent_factor = 0.5");
    edited("escalates_a_pair", &[("[kind.install]\n", "[kind.install]\nescalate = true\n")]);
    edited("damage_of_no_kind", &[("[kind.alarm]\n", "[kind.alarm]\ndamage_kind = \"alarms\"\n")]);
    edited("latent_without_installs", &[("[kind.install]\n", "[kind.install]\nlatent_for = \"1 year\"\n")]);
    edited("installs_without_calls", &[("[kind.install]\n", "[kind.install]\ninstalls = \"ac\"\n")]);
    let itself = "[kind.install]\ninstalls = \"ax\"\nlatent_kind = \"install\"\n";
    edited("installs_itself", &[("[kind.install]\n", itself)]);
}

#[test]
fn staff() {
    let staff = |name: &str, more: &str| edited(name, &[("[grade.senior]\n", &format!("[grade.senior]\n{more}\n"))]);
    staff("never_sick", "sickness = { rate = \"0 /year\", length = \"5 d\" }");
    staff("steepness_negative", "turnover = { rate = \"30 %/year\", steepness = -1 }");
    staff("learns_nothing_first", "ramp_up = { speed = 0, over = \"0 d\" }");
    staff("trained_to_nothing", "training = { to = \"seniors\", hours = \"0 h\", pass = 0, at_once = 0 }");
    staff("trained_to_itself", "training = { to = \"senior\", hours = \"20 h\" }");
    staff("bands_without_end", "overtime_bands = [{ factor = 1.5 }, { up_to = \"3 h\", factor = 2 }]");
    staff("bands_fall", "overtime_bands = [{ up_to = \"3 h\", factor = 1.5 }, { up_to = \"2 h\", factor = 2 }, { factor = 3 }]");
    let office = |hours: &str| format!("[roster.office]\nstandby = {{ hours = [\"{hours}\"] }}\n");
    edited("standby_on_duty", &[("[roster.office]\n", &office("Mon-Fri 16:00-22:00"))]);
    edited("standby_unreadable", &[("[roster.office]\n", &office("nights"))]);
    let ends =
        ("sickness = { rate = \"2 /year\", length = \"5 d\" }", "[roster.office]\nshifts = [\"always\"]\nworks_holidays = true\n");
    let roster = "[roster.office]\nshifts = [\"Mon-Fri 08:00-17:00\", \"Sat,Sun 09:00-12:00\"]\n";
    edited("sick_without_shifts", &[("[grade.senior]\n", &format!("[grade.senior]\n{}\n", ends.0)), (roster, ends.1)]);
}

#[test]
fn money() {
    edited("wage_beyond_counting", &[("wage = 28", "wage = 12_000_000_000")]);
}

/// Clauses put into the contract of the good partner.
fn card(name: &str, clauses: &str) {
    edited(name, &[("retainer = 3000", clauses)]);
}

#[test]
fn contracts() {
    card("card_kinds", "hourly = { repairs = 3 }\nfee_from = { \"9 km\" = { instal = 3 } }\nlat = 36\nlon = 117");
    card("card_bands", "fee_from = { \"0 km\" = { repair = 3 }, \"9\" = { repair = 4 } }");
    card("card_band_without_base", "fee_from = { \"9 km\" = { repair = 3 } }");
    card("card_hours_of_nothing", "hourly_cap = 100");
    card("card_step_of_nothing", "hourly = { repair = 3 }\nhourly_step = \"0 min\"");
    card("card_tier_says_nothing", "tier = [{ from = 1 }]");
    card("card_tiers_alike", "tier = [{ from = 9, factor = 0.9 }, { from = 9, factor = 0.8 }]");
    card("card_tiers_overlap", "tier = [{ from = 9, factor = 0.9 }, { from = 20, factor = 0.8, kinds = \"repair\" }]");
    card("card_tier_both", "tier = [{ from = 9, factor = 90, fee = { repair = 4 }, kinds = \"instal\" }]");
    card("card_minimum_alone", "minimum_jobs = 40");
    card("card_minimum_twice", "minimum_jobs = 40\nshortfall_fee = 3\nminimum_amount = 4");
    card("card_steps", "bonus = [{ amount = 3 }, { csat = 9, response = \"3 h\" }]");
    card("card_acceptance", "acceptance = { at_par = 1, load_slope = -2, market_fee = { repair = 0 } }");
    card("card_all_for_others", "background_load = 1");
    edited("choose_misspelt", &[("to = \"nearest hisun\"", "to = \"nearest hisun\"\nchoose = \"cheap\"")]);
}

#[test]
fn finance() {
    edited("finance_out_of_range", &[("[cost]\n", "[finance]\ngrowth = 11\nyears = 0\ndelay.partner = \"20 years\"\n[cost]\n")]);
    edited("finance_of_no_group", &[("[cost]\n", "[finance.delay]\nlabor = \"20 d\"\n[cost]\n")]);
    edited("investment_without_life", &[("rent = 20000\n", "rent = 20000\ninvestment = 5000\n")]);
    edited("life_without_investment", &[("rent = 20000\n", "rent = 20000\nlife = \"5 years\"\nterm = \"200 years\"\n")]);
}

#[test]
fn sourcing() {
    edited("dangling_place", &[("to = \"nearest hisun\"", "to = \"nearest hisum\"")]);
    edited("rule_for_nobody", &[("to = [\"jinan\", \"qingdao\", \"hisun\"]", "to = []")]);
    edited("all_closed", &[("to = [\"jinan\", \"qingdao\", \"hisun\"]", "to = [\"qingdao\"]")]);
    edited("no_rule_for_it", &[("to = [\"jinan\", \"qingdao\", \"hisun\"]", "to = \"hisun\"\nkinds = \"repair\"")]);
    edited(
        "nobody_has_the_skill",
        &[
            ("to = [\"jinan\", \"qingdao\", \"hisun\"]", "to = \"jinan\""),
            ("skill = \"repair\"", "skill = \"lift\""),
            ("share = 0.5", "share = 0.5\nkinds = \"repair\""),
            ("to = \"nearest hisun\"", "to = \"nearest\""),
        ],
    );
    edited("only_a_share", &[("to = [\"jinan\", \"qingdao\", \"hisun\"]", "to = \"hisun\"\nshare = 0.6")]);
    edited(
        "crew_too_small",
        &[
            ("to = [\"jinan\", \"qingdao\", \"hisun\"]", "to = \"jinan\""),
            (
                "technicians = 2, grade = \"junior\", roster = \"office\", crew = 2",
                "technicians = 1, grade = \"junior\", roster = \"office\"",
            ),
            ("skills = [\"repair\", \"install\"]", "skills = \"repair\""),
        ],
    );
    edited("reach_without_nearest", &[("to = \"nearest hisun\"", "to = \"jinan hisun\"")]);
}

#[test]
fn travel() {
    edited("geography_without_speed", &[("speed = \"35 km/h\"\n", "")]);
    edited("zone_without_coordinates", &[("lat = 36.1\nlon = 120.3\n", "")]);
    edited("speed_zero", &[("speed = \"35 km/h\"", "speed = \"0 km/h\"")]);
    edited("half_a_coordinate", &[("lon = 117.1\n", "")]);
    edited("latitude_out_of_range", &[("lat = 36.07", "lat = 136.07")]);
    edited("disc_and_rectangle", &[("width = \"4 km\"", "width = \"4 km\"\nspread = \"3 km\"")]);
    edited("hours_overlap", &[("\"22:00-05:00\"", "\"08:30-10:00\"")]);
    edited("hours_unreadable", &[("\"22:00-05:00\"", "\"22-5\"")]);
    edited("detour_below_one", &[("\"5 km\" = 1.3", "\"5 km\" = 0.3")]);
    edited("variation_without_cv", &[("variation_cv = 0.3\n", "")]);
    edited("roaming_by_matrix", &[("from = \"geography\"", "from = \"matrix\"\nmatrix = \"zones.csv\"")]);
    let rows = "centre,zone,time,km\njinan,zibo,50 min,60\njinan,harbor,3 h,-4\njinan,zibo,1 h,\n";
    let edits = [("from = \"geography\"", "from = \"matrix\"\nbases = \"return\"\nmatrix = \"ways.csv\"")];
    Broken { edits: &edits, files: &[("ways.csv", rows.as_bytes())], ..Broken::default() }.says("matrix_rows");
    let rows = "centre,zone,time\njinan,zibo,50 min\njinan,jinan_city,10 min\nqingdao,zibo,2 h\n";
    Broken { edits: &edits, files: &[("ways.csv", rows.as_bytes())], ..Broken::default() }.says("matrix_lacks_ways");
}

#[test]
fn tables() {
    with_file("csv_without_names", "zones.csv", b"zone,lat,lon\nzibo,36.8,118\n");
    with_file("csv_unknown_column", "zones.csv", ZONES.replace("spread", "spraed").as_bytes());
    with_file("csv_duplicate_column", "zones.csv", ZONES.replace("lon", "lat").as_bytes());
    with_file("csv_duplicate_name", "zones.csv", ZONES.replace("zibo", "jinan_city").as_bytes());
    with_file("csv_ragged", "zones.csv", format!("{ZONES}weihai,37.5,122.1\ndezhou,37.4,116.3,5 km,\"1,000\",5,6,7\n").as_bytes());
    with_file("csv_cell_of_wrong_sort", "zones.csv", ZONES.replace("36.81", "north").replace("6 km", "6").as_bytes());
    with_file("csv_not_utf8", "zones.csv", &[ZONES.as_bytes(), b"\xc7\xe0\xb5\xba,36,120,1 km,1,1,1\n"].concat());
    with_file("csv_open_quote", "zones.csv", format!("{ZONES}\"weihai,37.5,122.1,1 km,1,1,1\n").as_bytes());
    with_file(
        "trace_rows",
        "calls.csv",
        b"at,zone,kind,work\n90,zibo,repair,\n2025-12-31 08:00,zibo,repair,\n1 h,zbio,repair,\n2 h,zibo,fix,x\n",
    );
    with_file("trace_without_column", "calls.csv", b"time,zone,kind\n90 min,zibo,repair\n");
    edited("csv_not_found", &[("zone = \"zones.csv\"", "zone = \"zone.csv\"")]);
}

#[test]
fn layouts() {
    edited("fault_in_a_layout", &[("centre.jinan.team.repair.technicians = 4", "centre.jinan.team.repair.technicians = \"4\"")]);
    edited("unknown_key_in_a_layout", &[("summary = \"One", "sumary = \"One")]);
    edited("layout_without_a_name", &[("name = \"two centres\"\n", "")]);
    edited("two_layouts_of_one_name", &[("name = \"two centres\"", "name = \"now\"")]);
    edited(
        "overlay_breaks_a_rule",
        &[("centre.qingdao.open = true", "centre.qingdao.open = false\ncentre.jinan.open = false\npartner.hisun.fix = 0")],
    );
}

#[test]
fn settings() {
    with_set("set_wrong_value", &["scenario.horizon=90"]);
    with_set("set_unknown_name", &["centre.jinna.rent=3"]);
    with_set("set_unknown_key", &["centre.jinan.rnet=3"]);
    with_set("set_unknown_section", &["centr.jinan.rent=3"]);
    with_set("set_unknown_layout", &["layout.later.scenario.seed=2"]);
    with_set("set_without_value", &["scenario.seed", "=3", "a..b=2"]);
    with_set("set_into_a_value", &["kind.alarm.work.mean=2 h", "sourcing.9.share=1"]);
    with_set("set_breaks_a_rule", &["layout.now.scenario.warm_up=2 years"]);
}

#[test]
fn everything_at_once() {
    let edits = [
        ("horizon = \"365 d\"", "horizon = 365"),
        ("priority = 2", "priority = 12"),
        ("crew = 2\nrelapse", "crews = 2\nrelapse"),
        ("kind = \"install\"", "kind = \"instal\""),
        ("Mon-Fri 08:00-17:00", "Mon-Fri 08:00-08:00"),
        ("technicians = 6", "technicians = -6"),
        ("order = \"composite\"", "order = \"hill\""),
        ("overhead = 40000", "overhead = \"40000\""),
        ("centre.qingdao.open = true", "centre.qingdao.open = \"yes\""),
    ];
    let zones = ZONES.replace("40000", "-40000");
    Broken { edits: &edits, files: &[("zones.csv", zones.as_bytes())], sets: &["travel.speed=35"] }.says("everything_at_once");
}

/// Numbers at which things break.
const EDGES: [&str; 12] = ["0", "1", "2", "-1", "0.5", "1e-9", "1e9", "1000000", "999999999999", "0.001", "64", "1e300"];

/// Puts another number in the place of the next one.
fn number_replaced(letters: &mut Vec<char>, at: usize, number: &str) {
    let part = |c: &char| c.is_ascii_digit() || *c == '.';
    let Some(from) = letters[at..].iter().position(|c| c.is_ascii_digit()).map(|from| at + from) else { return };
    let length = letters[from..].iter().take_while(|c| part(c)).count();
    letters.splice(from..from + length, number.chars());
}

fn line_dropped(letters: &mut Vec<char>, at: usize) {
    let from = letters[..at].iter().rposition(|c| *c == '\n').map_or(0, |newline| newline + 1);
    let to = letters[at..].iter().position(|c| *c == '\n').map_or(letters.len(), |newline| at + newline + 1);
    letters.drain(from..to);
}

/// What chance may do to a text.
fn mutated(text: &str, changes: &[(u8, usize, usize)]) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    for &(how, at, to) in changes {
        let (at, to) = (at % letters.len(), to % letters.len());
        let (from, end) = (at.min(to), at.max(to).min(at.min(to) + 40));
        match how % 14 {
            7..=11 => number_replaced(&mut letters, at, EDGES[to % EDGES.len()]),
            12 => line_dropped(&mut letters, at),
            0 => drop(letters.drain(from..end)),
            1 => letters.swap(at, to),
            2 => letters.insert(at, ['"', '[', ']', '=', '\n', '.', '-', '9', '%', '{', '}', ',', '界'][to % 13]),
            3 => {
                let copy: Vec<char> = letters[from..end].to_vec();
                letters.splice(to..to, copy);
            }
            4 => letters[at] = ['0', '-', 'e', ' ', '/', '\u{7f}'][to % 6],
            5 => letters.truncate(from.max(1)),
            _ => letters[at] = letters[to],
        }
        if letters.is_empty() {
            letters.push(' ');
        }
    }
    letters.into_iter().collect()
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config { cases: 400, failure_persistence: None, ..Default::default() })]

    /// Whatever happens to a scenario, the answer is complaints that can be shown, or a study of which networks can be built.
    #[test]
    fn no_text_makes_it_panic(
        file in 0..4_usize,
        changes in proptest::collection::vec((0..=255_u8, 0..100_000_usize, 0..100_000_usize), 1..6),
    ) {
        let at = |index: usize, text: &str| if file == index { mutated(text, &changes) } else { text.to_owned() };
        let (good, zones, calls) = (at(0, GOOD), at(1, ZONES), at(2, CALLS));
        let set = at(3, "layout.now.centre.\"jinan\".team.repair.technicians=[3, 4]");
        let files = [("zones.csv", zones.as_bytes()), ("calls.csv", calls.as_bytes())];
        let sets = if file == 3 { vec![set.as_str()] } else { Vec::new() };
        match read_text(&good, &files, &sets) {
            Ok(study) => study.layouts.iter().for_each(|layout| drop(Network::new(layout))),
            Err(complaints) => {
                proptest::prop_assert!(!complaints.is_empty());
                complaints.render(true);
            }
        }
    }
}

/// The good scenario with these tables before its first zone.
fn with_tables(name: &str, tables: &str) {
    edited(name, &[("[zone.harbour]", &format!("{tables}\n[zone.harbour]"))]);
}

#[test]
fn parts_and_stock() {
    let tables = r#"
[part.board]
repair = { at = "hubb", time = "1 d", local_time = "1 d" }
[depot.hub]
lat = 99
lon = 3
[depot.jinan]
[depot.vans]
[stock.a]
at = ["centre", "hub", "hisun"]
parts = ["bord"]
level = 3
reorder = 4
[stock.b]
at = []
policy = "s-S"
reorder = 4
level = 3
from = "centre"
lateral_freight = 3
emergency_price = 4
[stock.c]
at = ["hub"]
policy = "r-Q"
reorder = -9999999
quantity = 0
review = "5 ms"
initial = 2000000
lead = { law = "gamma", mean = "1 d", cv = -1 }
[zone.harbour]"#;
    let needs = "charge = 180\nparts = { bord = 0.5, board = { share = 0.5, quantity = 0 }, fan = 3 }";
    edited(
        "parts_and_stock",
        &[("[zone.harbour]", tables), ("charge = 180", needs), ("[kind.install]", "[kind.install]\nparts_known = \"at-call\"")],
    );
}

#[test]
fn shelves_without_a_source() {
    let board = "[part.board]\n[depot.hub]\n[stock.a]\nat = [\"centres\"]\nlevel = 1\n";
    with_tables("stock_source_empty", &format!("{board}from = \"hub\""));
    with_tables("stock_source_closed", &format!("{board}from = \"qingdao\""));
    with_tables("stock_goes_round", &format!("{board}from = \"hub\"\n[stock.b]\nat = [\"hub\"]\nlevel = 1\nfrom = \"jinan\""));
    with_tables("stock_vans", "[part.board]\n[stock.a]\nat = [\"vans\"]\nlevel = 1\nfrom = \"centre\"");
    let repair = "[part.board.repair]\nat = \"hub\"\ntime = \"1 d\"";
    with_tables("stock_bench", &board.replace("[depot.hub]", &format!("{repair}\n[depot.hub]")));
}

#[test]
fn market() {
    let sales =
        "[product.heater]\nsales = { rate = \"5 /month\", per = \"people\", years = [1, -1], months = [1, 2] }\nlife = \"0 s\"\n";
    edited("sales_that_cannot_be", &[("[product.heater]\n", sales)]);
    edited("installs_of_what_is_not_sold", &[("every = \"60 d\"", "installs_of = \"ac\"\nweekdays = [1, 1, 1, 1, 1, 0, 0]")]);
    let two = "every = \"60 d\"\n[stream.new]\nkind = \"install\"\ninstalls_of = \"heater\"\nshare = 0.7\n[stream.more]\nkind = \"install\"\ninstalls_of = \"heater\"\nshare = 0.6";
    edited(
        "installs_of_more_than_is_sold",
        &[("[product.heater]\n", "[product.heater]\nsales.rate = \"5 /month\"\n"), ("every = \"60 d\"", two)],
    );
    let bad = "[market]\nreputation = 5\nword_of_mouth = -1\nyears = 0\nchurn = { slope = -2 }\ncomplaint = { kind = \"repairs\", handling = \"2 d\", recovery = 1.2 }\n\n[scenario]";
    edited("market_out_of_range", &[("[scenario]", bad)]);
    edited(
        "market_without_satisfaction",
        &[("[scenario]", "market = {}\nsatisfaction.model = \"off\"\n[scenario]"), ("[satisfaction]\n", "[other]\n")],
    );
    edited("curve_without_points", &[("curve = \"tanh\"", "curve = \"table\"\ndrift = 3\nprice_softness = 0")]);
    edited("points_without_curve", &[("curve = \"tanh\"", "curve = \"tanh\"\nlateness = [[0, 0.5]]")]);
    edited("points_that_do_not_rise", &[("curve = \"tanh\"", "curve = \"table\"\nlateness = [[0, 0.5], [0, 2]]")]);
}
