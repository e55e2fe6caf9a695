//! Channels and stages: hotline, triage, desks, mail-in, appointments and tiers, by hand and against their probabilities.

use crate::lab::{self, Verb, figure, network, outcome, tales};
use callout::kernel::time::Time;
use callout::record::figure::Index;
use callout::record::ledger::Account;
use callout::study::trial::Outcome;

/// A hotline in front of visits by one of many technicians at the door.
const HOTLINE: &str = r#"
    scenario = { name = "hotline", start = 2026-03-02, horizon = "400 d", seed = 3 }
    kind.hotline = { work = "6 min", at = "remote", answers = false, next = { repair = 0.7 }, misdirects = 0.25, screens = 0.5 }
    kind.repair = { work = "1 h", no_fault = 0.2, respond_within = "4 h", channels = { hotline = 0.75, repair = 0.25 } }
    zone.town = { x = "0 km", y = "0 km" }
    stream.calls = { kind = "repair", rate = "2 /h" }
    grade.agent = { skills = ["hotline"], wage = 10 }
    grade.technician = { skills = ["repair"], wage = 30 }
    roster.always = { shifts = ["always"] }
    centre.desk = { x = "0 km", y = "0 km", contact_centre = true, team.agents = { technicians = 6, grade = "agent" } }
    centre.shop = { x = "0 km", y = "0 km", team.field = { technicians = 20, grade = "technician" } }
"#;

/// One desk that opens at 08:00, with a bench behind it, and mail to and fro.
const SHOP: &str = r#"
    scenario = { name = "shop", start = 2026-03-02, horizon = "10 d" }
    kind.fault = { work = "1 h", channels = { counter = 1 } }
    kind.counter = { work = "10 min", at = "desk", comes_after = "30 min", next = { bench = 1 } }
    kind.bench = { work = "2 h", at = "bench" }
    kind.post = { work = "0 s", at = "remote", answers = false, next = { bench-and-back = 1 } }
    kind.bench-and-back = { work = "2 h", at = "bench", skill = "bench", next = { back = 1 } }
    kind.back = { work = "0 s", at = "remote" }
    zone.town = {}
    stream.calls = { trace = "calls.csv" }
    grade.clerk = { skills = ["counter", "bench"] }
    roster.day = { shifts = ["daily 08:00-18:00"] }
    centre.shop.team.all = { technicians = 1 }
    partner.courier = { fee = { post = 7, back = 8 }, response = "20 h" }
    sourcing = [{ to = ["courier"], kinds = ["post", "back"] }, { to = ["nearest"] }]
"#;

fn near(what: &str, value: f64, expected: f64, tolerance: f64) {
    assert!((value - expected).abs() <= tolerance, "{what}: {value}, expected {expected} ± {tolerance}");
}

fn get(outcome: &Outcome, index: Index) -> f64 {
    figure(outcome, index).unwrap()
}

#[test]
fn a_hotline_solves_screens_and_misdirects_as_often_as_it_should() {
    let run = outcome(&network(HOTLINE, &[]), 0);
    assert!(get(&run, Index::Calls) > 18_000.0);
    // 75 % ring the hotline. Of those with a fault 30 % are solved; of those without, half are screened and 30 % of the rest solved.
    let remote = 0.75 * (0.8 * 0.3 + 0.2 * (0.5 + 0.5 * 0.3));
    near("resolved remotely", get(&run, Index::RemoteResolved), remote, 0.01);
    let needless = 0.2 * (0.25 + 0.75 * 0.5 * 0.7);
    near("no fault found", get(&run, Index::NoFaultFound), needless, 0.008);
    // A wrong diagnosis costs a visit, whether or not anything is broken.
    let misdirected = 0.75 * (0.8 * 0.7 + 0.2 * 0.5 * 0.7) * 0.25;
    near("visits per job", get(&run, Index::VisitsPerJob), 1.0 + misdirected, 0.01);
    // The hotline does not answer, but what it solves is answered there: all within a moment.
    near("response", get(&run, Index::ResponseMean), 0.1 * (0.75 - remote), 0.005);
    assert_eq!(get(&run, Index::PromiseKept), 1.0);
    // Pay of the agents: 6 x 24 h x 400 d x 10.
    assert_eq!(run.books.account(Account::ContactCentre).to_string(), "576000.0000");
    assert_eq!(run.books.account(Account::Wages).to_string(), "5760000.0000");
}

#[test]
fn a_closed_channel_leaves_its_calls_to_the_others() {
    let run = outcome(&network(HOTLINE, &["kind.hotline.open=false"]), 0);
    assert_eq!(get(&run, Index::RemoteResolved), 0.0);
    near("no fault found", get(&run, Index::NoFaultFound), 0.2, 0.01);
}

#[test]
fn visits_bring_the_same_whether_or_not_a_hotline_comes_first() {
    let spans = |sets: &[&str]| -> std::collections::BTreeMap<Time, i64> {
        let mut text = HOTLINE.replace("work = \"1 h\"", "work = { law = \"exponential\", mean = \"1 h\" }");
        text = text.replace("misdirects = 0.25, screens = 0.5", "misdirects = 0").replace("no_fault = 0.2, ", "");
        let tales = tales(&network(&text, sets), 0);
        lab::jobs(&tales)
            .filter(|(_, verb, _, story)| matches!(verb, Verb::Arrived) && story.job.kind == story.job.home)
            .map(|(_, _, _, story)| (story.job.called, story.job.work as i64))
            .collect()
    };
    let (with, without) = (spans(&[]), spans(&["kind.hotline.open=false"]));
    assert!(with.len() > 8000 && without.len() > with.len());
    assert!(with.iter().all(|(called, work)| without[called] == *work));
}

fn shop(calls: &str, sets: &[&str]) -> (callout::network::Network, Vec<(String, Verb)>) {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("shop.toml"), SHOP).unwrap();
    std::fs::write(dir.path().join("calls.csv"), format!("at,zone,kind\n{calls}")).unwrap();
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let study = callout::scenario::read(&dir.path().join("shop.toml"), &sets).unwrap_or_else(|c| panic!("{c}"));
    let network = callout::network::Network::new(&study.layouts[0]);
    let told = tales(&network, 0);
    let shown = lab::jobs(&told).map(|(at, verb, _, _)| (at.to_string(), verb)).collect();
    (network, shown)
}

/// When and how often a verb was told.
fn times(told: &[(String, Verb)], verb: fn(&Verb) -> bool) -> Vec<&str> {
    told.iter().filter(|(_, told)| verb(told)).map(|(at, _)| at.as_str()).collect()
}

#[test]
fn a_customer_comes_to_the_desk_when_it_opens_and_the_bench_follows() {
    // Calls at 07:00 (on the way until 07:30, at the door until 08:00) and 09:00 (there at 09:30).
    let (network, told) = shop("7 h,town,fault\n9 h,town,fault\n", &[]);
    assert_eq!(times(&told, |verb| *verb == Verb::Called), ["day 0 08:00:00.000", "day 0 09:30:00.000"]);
    // 10 min at the counter, then 2 h at the bench until 10:10; the second waits for counter and bench.
    assert_eq!(
        times(&told, |verb| *verb == Verb::Arrived),
        ["day 0 08:00:00.000", "day 0 08:10:00.000", "day 0 10:10:00.000", "day 0 10:20:00.000"]
    );
    assert_eq!(times(&told, |verb| matches!(verb, Verb::Closed { .. })), ["day 0 10:10:00.000", "day 0 12:20:00.000"]);
    let run = outcome(&network, 0);
    near("response", get(&run, Index::ResponseMean), (0.0 + 40.0 / 60.0) / 2.0, 1e-9);
    assert_eq!(get(&run, Index::FirstTimeFix), 1.0);
    assert_eq!(get(&run, Index::RemoteResolved), 0.0);
}

#[test]
fn mail_in_goes_to_the_bench_and_back_with_freight_both_ways() {
    let (network, told) = shop("8 h,town,post\n", &[]);
    // 20 h of freight until 04:00; the bench opens at 08:00 and works until 10:00; 20 h back.
    assert_eq!(times(&told, |verb| matches!(verb, Verb::Passed { .. })), ["day 1 04:00:00.000", "day 1 10:00:00.000"]);
    assert_eq!(times(&told, |verb| matches!(verb, Verb::Closed { .. })), ["day 2 06:00:00.000"]);
    let run = outcome(&network, 0);
    // The response is the receipt at the bench: 24 h after the call, when work on it begins.
    near("response", get(&run, Index::ResponseMean), 24.0, 1e-9);
    near("restore", get(&run, Index::RestoreMean), 46.0, 1e-9);
    assert_eq!(run.books.account(Account::JobFees).to_string(), "15.0000");
}

/// Visits by appointment: one technician, windows of two hours, an hour of work.
const BOOKED: &str = r#"
    scenario = { name = "booked", start = 2026-03-02, horizon = "300 d", seed = 8 }
    kind.repair = { work = "1 h", appointment = { window = "2 h", lead = "1 h" } }
    zone.town = {}
    stream.calls = { kind = "repair", rate = "4 /d" }
    grade.plain = {}
    roster.day = { shifts = ["daily 08:00-16:00"], overtime = "2 h" }
    centre.shop.team.field = { technicians = 1 }
"#;

#[test]
fn appointments_are_made_in_the_first_free_window_and_kept() {
    let calls = "at,zone,kind\n6.5 h,town,repair\n6.6 h,town,repair\n6.7 h,town,repair\n20 h,town,repair\n";
    let dir = tempfile::tempdir().unwrap();
    let text = BOOKED.replace("kind = \"repair\", rate = \"4 /d\"", "trace = \"calls.csv\"");
    std::fs::write(dir.path().join("booked.toml"), text).unwrap();
    std::fs::write(dir.path().join("calls.csv"), calls).unwrap();
    let study = callout::scenario::read(&dir.path().join("booked.toml"), &[]).unwrap();
    let network = callout::network::Network::new(&study.layouts[0]);
    let told = tales(&network, 0);
    let shown: Vec<(String, Verb)> = lab::jobs(&told).map(|(at, verb, _, _)| (at.to_string(), verb)).collect();
    // Two slots in each window: 08-10 twice, 10-12 for the third, next morning for the last.
    assert_eq!(
        times(&shown, |verb| *verb == Verb::Queued),
        ["day 0 08:00:00.000", "day 0 08:00:00.000", "day 0 10:00:00.000", "day 1 08:00:00.000"]
    );
    assert_eq!(times(&shown, |verb| *verb == Verb::Appointment { kept: true, met: true }).len(), 4);
}

#[test]
fn who_is_not_there_books_anew_and_overbooking_misses_windows() {
    let run = outcome(&network(BOOKED, &["kind.repair.appointment.no_show=0.2"]), 0);
    near("customer not there", get(&run, Index::NoShows), 0.2, 0.02);
    near("visits per job", get(&run, Index::VisitsPerJob), 1.0 / 0.8, 0.03);
    assert_eq!(get(&run, Index::WindowKept), 1.0);
    let over = outcome(&network(BOOKED, &["kind.repair.appointment.booking=3", "stream.calls.rate=7 /d"]), 0);
    let kept = get(&over, Index::WindowKept);
    assert!((0.3..0.97).contains(&kept), "{kept}");
}

#[test]
fn nobody_is_lost_when_no_window_is_left() {
    let full = ["kind.repair.appointment.farthest=1 d", "kind.repair.appointment.booking=0.5"];
    let run = outcome(&network(BOOKED, &full), 0);
    assert_eq!(get(&run, Index::Calls), get(&run, Index::Closed) + figure(&run, Index::Open).unwrap());
}

#[test]
fn who_gives_up_tries_again() {
    // Nobody ever answers: one agent works for ever on the first call.
    let text = r#"
        scenario = { name = "redial", start = 2026-03-02, horizon = "200 d", seed = 4 }
        kind.hotline = { work = { law = "exponential", mean = "4 min" }, at = "remote", patience = "2 min", redial = 0.6, redial_after = "1 h" }
        zone.town = {}
        stream.calls = { kind = "hotline", rate = "12 /h" }
        grade.agent = {}
        roster.always = { shifts = ["always"] }
        centre.desk = { contact_centre = true, team.agents = { technicians = 1 } }
    "#;
    let run = outcome(&network(text, &[]), 0);
    let (calls, abandoned) = (get(&run, Index::Calls), get(&run, Index::Abandoned));
    // First calls are 12 an hour; six in ten of those who gave up are called again.
    near("calls", calls, 12.0 * 4800.0 + 0.6 * abandoned, 0.012 * calls);
    assert!(abandoned > 0.15 * calls);
}

#[test]
fn tiers_have_their_shares_and_channels() {
    let text = HOTLINE.replace("zone.town", "tier.vip = { share = 1, channels.repair = { repair = 1 } }\n tier.plain = { share = 3, channels.repair = { hotline = 1 } }\n    zone.town");
    let run = outcome(&network(&text, &[]), 0);
    let [vip, plain] = [0, 1].map(|at| &run.tiers[callout::network::TierId(at)]);
    let calls = |row: &callout::record::figure::Row| row[Index::Calls as usize].unwrap();
    assert_eq!(calls(vip) + calls(plain), get(&run, Index::Calls));
    near("share of VIPs", calls(vip) / (calls(vip) + calls(plain)), 0.25, 0.01);
    assert_eq!(vip[Index::RemoteResolved as usize], Some(0.0));
    near("the others", plain[Index::RemoteResolved as usize].unwrap(), 0.8 * 0.3 + 0.2 * 0.65, 0.01);
}
