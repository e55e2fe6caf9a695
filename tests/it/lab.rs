//! The laboratory: scenarios, networks and observers that the other tests work with.

use callout::kernel::time::{Span, Time, clip};
use callout::network::{Network, PlaceId, TechnicianId};
use callout::record::fact::{Activity, Change, Fact, Observer, Pay, Promise, Reason};
use callout::scenario::schema::Remedy;
use callout::scenario::{Layout, Study, read, read_text};
use callout::sim::simulate;
use callout::state::job::{Cause, Job, JobId};
use callout::study::trial::{Outcome, Watch, trial};
use std::path::Path;

/// The scenario with every mechanism.
pub const EVERYTHING: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases/everything.toml");

/// Two towns that share nothing but the partner to whom both overflow: first come, first served, two shifts, no pre-emption.
pub const TOWNS: &str = r#"
    scenario = { name = "towns", start = 2026-03-02, horizon = "30 d", warm_up = "4 d", seed = 5 }
    kind.repair = { work = { law = "gamma", mean = "1.5 h", cv = 0.75 }, respond_within = "8 h", late_penalty = 12, patience = "30 h" }
    kind.check = { work = "0.5 h", priority = 2, part_probability = 0.5, part_price = 8 }
    zone.hill = { x = "0 km", y = "0 km", spread = "3 km" }
    zone.lake = { x = "90 km", y = "0 km", spread = "4 km" }
    stream.faults = { kind = "repair", rate = "0.25 /h", day = [0, 1, 2, 1] }
    stream.checks = { kind = "check", every = "5 h", first = "2 h" }
    grade.plain = { wage = 30, on_cost = "20 %", fix = 0.9 }
    roster.day = { shifts = ["Mon-Sat 08:00-16:00"] }
    roster.late = { shifts = ["Mon-Fri 14:00-22:00"], absence = 0.1 }
    centre.hill = { x = "1 km", y = "0 km", rent = 3000, team.day = { technicians = 1, roster = "day" }, team.late = { technicians = 1, roster = "late" } }
    centre.lake = { x = "90 km", y = "2 km", rent = 4000, team.day = { technicians = 1, roster = "day" }, team.late = { technicians = 1, roster = "late" } }
    partner.help = { fee = { repair = 60, check = 20 }, retainer = 300, capacity = 1, response = "6 h" }
    sourcing = [{ to = ["nearest"], overflow_backlog = 4 }, { to = ["help"] }]
    dispatch = { order = "first-come" }
    travel = { from = "geography", metric = "euclid", speed = "40 km/h", bases = "return" }
    cost = { vehicle_per_km = 0.5, overhead = 1000 }
"#;

/// Nights, preemptive-resume work, suspended at the end of the shift, a loss centre with the same law for every trip.
pub const NIGHTS: &str = r#"
    scenario = { name = "nights", start = 2026-12-20, horizon = "40 d", seed = 9 }
    calendar = { holidays = [2026-12-25, 2027-01-01] }
    kind.urgent = { work = { law = "exponential", mean = "1 h" }, priority = 1, skill = "all", restore_within = "6 h", late_penalty = 3 }
    kind.plain = { work = { law = "exponential", mean = "3 h" }, priority = 2, skill = "all", relapse = 0.2, crew = 2 }
    zone.city = {}
    stream.urgent = { kind = "urgent", rate = "0.2 /h", dispersion = 0.5 }
    stream.plain = { kind = "plain", rate = "0.15 /h", months = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3] }
    grade.one = { wage = 20, fix = 0.8 }
    roster.night = { shifts = ["Mon-Fri 20:00-06:00", "Sat 20:00-08:00"], at_end = "suspend", absence = 0.15 }
    roster.day = { shifts = ["daily 06:00-20:00"], works_holidays = true, at_end = "restart" }
    centre.main = { backlog = 12, team.night = { technicians = 3, roster = "night" }, team.day = { technicians = 2, roster = "day" } }
    dispatch = { order = "shortest", technician = "longest-idle", preempt = "resume" }
    travel = { from = "law", time = { law = "exponential", mean = "20 min" } }
"#;

/// Good and poor hands: what each makes of each kind, damage, better hands after a failure, installations that are felt for a year.
pub const HANDS: &str = r#"
    scenario = { name = "hands", start = 2026-03-02, horizon = "60 d", warm_up = "5 d", seed = 3 }
    product.pump = { hazard = { law = "weibull", shape = 0.7, scale = "90 d" } }
    kind.install = { work = "90 min", installs = "pump", latent_for = "1 year", latent_kind = "minor", relapse = 0.1, relapse_kind = "minor", charge_share = 1, charge = 80 }
    kind.minor = { work = { law = "exponential", mean = "40 min" }, escalate = true, damage_kind = "major", damage_compensation = 25, charge_share = 1, charge = 60 }
    kind.major = { work = { law = "gamma", mean = "2 h", cv = 0.5 }, escalate = true, revisit_delay = "3 h", damage_compensation = 90, charge_share = 0.5, charge = 200, patience = "4 d" }
    zone.hill = { x = "0 km", y = "0 km", spread = "5 km" }
    zone.lake = { x = "20 km", y = "9 km", spread = "5 km" }
    stream.sales = { kind = "install", rate = "2 /d" }
    stream.faults = { kind = "minor", rate = "1.5 /d" }
    stream.breaks = { kind = "major", rate = "1 /d", background = true, zones = "hill" }
    grade.young = { fix = 0.7, fix_by = { major = 0.4, install = 1 }, speed = 0.8, speed_by = { install = 1.1 }, damage = 0.12, latent_factor = 2.5, wage = 18 }
    grade.old = { fix = 0.9, fix_by = { major = 0.8 }, speed_by = { major = 1.5 }, damage = 0.02, latent_factor = 1.2, wage = 30 }
    roster.day = { shifts = ["Mon-Sat 08:00-18:00"] }
    roster.half = { shifts = ["Mon-Fri 08:00-12:00"], at_end = "suspend" }
    centre.town = { x = "3 km", y = "1 km", team.young = { technicians = 3, grade = "young", roster = "day" }, team.old = { technicians = 1, grade = "old", roster = "half" } }
    centre.lake = { x = "20 km", y = "9 km", team.young = { technicians = 1, grade = "young", roster = "day" } }
    partner.agent = { fix = 0.8, damage = 0.1, latent_factor = 3, response = "5 h", fee = { minor = 40 }, retainer = 100 }
    sourcing = [{ to = ["nearest"], overflow_backlog = 3 }, { to = ["agent"] }]
    dispatch = { order = "priority", preempt = "travel" }
    travel = { from = "geography", metric = "euclid", speed = "30 km/h" }
"#;

/// Channels, stages, appointments and tiers: an app, a hotline, visits by appointment, a desk with a bench, mail.
pub const CHANNELS: &str = r#"
    scenario = { name = "channels", start = 2026-03-02, horizon = "40 d", warm_up = "3 d", seed = 12 }
    tier.vip = { share = 0.2, value = 3, channels.repair = { hotline = 1 } }
    tier.plain = { share = 0.8 }
    kind.app = { work = "5 min", at = "remote", answers = false, screens = 0.4, misdirects = 0.2, next = { repair = 0.4, hotline = 0.3 } }
    kind.hotline = { work = { law = "lognormal", mean = "6 min", cv = 1 }, at = "remote", answers = false, patience = "10 min", redial = 0.6, next = { repair = 0.6 } }
    kind.repair = { work = { law = "gamma", mean = "1 h", cv = 0.6 }, no_fault = 0.15, respond_within = "30 h", late_penalty = 9, relapse = 0.1, charge_share = 0.3, charge = 80, channels = { app = 2, hotline = 3, repair = 1, counter = 2, parcel = 1 }, appointment = { window = "2 h", lead = "2 h", share = 0.8, booking = 1.2, no_show = 0.1 } }
    kind.counter = { work = "8 min", at = "desk", next = { bench = 0.8 }, appointment = { window = "1 h", share = 0.5 }, patience = "2 h" }
    kind.bench = { work = { law = "exponential", mean = "50 min" }, at = "bench", part_probability = 0.5, part_price = 25, next = { bench = 0.1 } }
    kind.parcel = { work = "0 s", at = "remote", answers = false, next = { bench-by-mail = 1 } }
    kind.bench-by-mail = { work = "1 h", at = "bench", skill = "bench", next = { parcel-back = 1 } }
    kind.parcel-back = { work = "0 s", at = "remote" }
    zone.north = { x = "0 km", y = "0 km", spread = "5 km" }
    zone.south = { x = "30 km", y = "0 km", spread = "5 km" }
    stream.faults = { kind = "repair", rate = "0.4 /h", day = [0, 1, 2, 1] }
    grade.agent = { skills = ["hotline"], wage = 20, on_cost = 0.2, overtime_factor = 1.25 }
    grade.technician = { skills = ["repair", "counter", "bench"], wage = 30, fix = 0.9 }
    roster.day = { shifts = ["Mon-Sat 08:00-18:00"] }
    centre.line = { x = "0 km", y = "0 km", contact_centre = true, team.agents = { technicians = 1, grade = "agent" } }
    centre.north = { x = "0 km", y = "1 km", team.all = { technicians = 2, grade = "technician" } }
    centre.south = { x = "30 km", y = "1 km", team.all = { technicians = 1, grade = "technician" } }
    partner.courier = { retainer = 90, fee = { parcel = 6, parcel-back = 7 }, response = { law = "uniform", low = "20 h", high = "60 h" } }
    partner.app = { retainer = 60, fee = { app = 0.5 } }
    sourcing = [{ to = ["courier"], kinds = ["parcel", "parcel-back"] }, { to = ["app"], kinds = ["app"] }, { to = ["nearest"] }]
    travel = { from = "geography", metric = "euclid", speed = "40 km/h" }
    cost = { vehicle_per_km = 0.5, vehicle_per_month = 400 }
"#;

/// Vans, centres that lend to each other, a partner's shelf, and a depot that repairs boards: parts are known at the call or on site.
pub const SHELVES: &str = r#"
    scenario = { name = "shelves", start = 2026-01-20, horizon = "40 d", warm_up = "6 d", seed = 11 }
    part.board = { price = 400, holding = 0.25, freight = 6, repair = { at = "hub", time = { law = "gamma", mean = "3 d", cv = 0.5 }, benches = 2, local = 0.3, local_time = "1 d", scrap = 0.1, cost = 70, scrap_cost = 4 } }
    part.filter = { price = 12, holding = 0.3 }
    part.motor = { price = 150, holding = 0.2 }
    kind.repair = { work = { law = "exponential", mean = "1 h" }, parts = { board = 0.5, filter = { share = 0.8, quantity = 2 } }, respond_within = "8 h", restore_within = "2 d", late_penalty = 5 }
    kind.overhaul = { work = "2 h", parts = { motor = 1, filter = 1 }, parts_known = "at-call", revisit_delay = "2 h", priority = 2, relapse = 0.2 }
    zone.hill = { x = "0 km", y = "0 km" }
    zone.lake = { x = "30 km", y = "0 km" }
    zone.cape = { x = "500 km", y = "0 km" }
    stream.faults = { kind = "repair", rate = "0.1 /h", zones = ["hill", "lake"] }
    stream.overhauls = { kind = "overhaul", every = "13 h" }
    stream.other = { kind = "repair", rate = "0.02 /h", background = true }
    grade.plain = { wage = 30, fix = 0.9 }
    roster.day = { shifts = ["Mon-Sat 08:00-18:00"] }
    centre.hill = { x = "1 km", y = "0 km", team.day.technicians = 3 }
    centre.lake = { x = "30 km", y = "2 km", team.day.technicians = 2 }
    partner.cape = { fee = { repair = 50, overhaul = 90 }, retainer = 40, fix = 0.8, response = "5 h" }
    depot.hub = { rent = 900 }
    depot.spare = { rent = 100, utilities = 20 }
    stock.hub = { at = ["hub"], parts = ["board", "filter"], policy = "s-S", reorder = 2, level = 9, lead = "4 d", order_cost = 20 }
    stock.spare = { at = ["spare"], parts = ["motor"], level = 3 }
    stock.boards = { at = ["centres"], parts = ["board"], level = 2, from = "hub", lead = { law = "uniform", low = "6 h", high = "30 h" }, lateral = ["hill", "lake"], lateral_lead = "3 h", lateral_freight = 9 }
    stock.filters = { at = ["centres"], parts = ["filter"], policy = "r-Q", reorder = 3, quantity = 10, from = "hub", lead = "1 d", order_cost = 2, freight = 0.5, when_out = "lost" }
    stock.motors = { at = ["lake", "cape"], parts = ["motor"], policy = "s-S", reorder = 0, level = 2, review = "3 d", lead = "6 d", when_out = "emergency", emergency_lead = "1 d", emergency_price = 60 }
    stock.vans = { at = ["vans"], parts = ["filter"], level = 3, from = "centre", lead = "12 h" }
    sourcing = [{ to = ["nearest"], zones = ["hill", "lake"] }, { to = ["cape"] }]
    travel = { from = "geography", metric = "euclid", speed = "40 km/h" }
"#;

/// Tracked units with every way of repair, planned maintenance and downtime that costs, in a city with its own people and a partner.
pub const UNITS: &str = r#"
    scenario = { name = "units", start = 2026-01-25, horizon = "60 d", warm_up = "9 d", drain = "5 d", seed = 3 }
    product.lift = { tracking = "unit", hazard = { law = "weibull", shape = 1.6, scale = "30 d" }, ages = [1, 2], repair = "kijima", kijima = 0.3, heterogeneity = 1.8, downtime_cost = 2.5, maintenance = { monthly = { kind = "service", every = "30 d", effect = 0.5, window = "2 d" } } }
    product.door = { tracking = "unit", hazard = { law = "bathtub", shapes = [0.7, 4], scales = ["90 d", "70 d"] }, repair = "renewal", stationary = true, maintenance = { replace = { kind = "service", at_age = "40 d" }, look = { kind = "look", every = "11 d", phase = "drawn" } } }
    product.pump = { tracking = "unit", hazard = { law = "by-age", rates = ["5 /year", "9 /year"] }, ages = [2, 1, 1], downtime_cost = 1 }
    kind.repair = { work = { law = "lognormal", mean = "3 h", cv = 1 }, respond_within = "8 h", late_penalty = 12, relapse = 0.1, relapse_delay = "3 d", patience = "5 d" }
    kind.service = { work = "90 min", priority = 2, restore_within = "3 d", part_probability = 1, part_price = 4 }
    kind.look = { work = "0.5 h", priority = 3 }
    zone.north = { size = { lift = 40, door = 30, pump = 11 } }
    zone.south = { size = { lift = 25, door = 0, pump = 8 } }
    stream.trapped = { kind = "repair", failures = "lift", share = 0.2, day = [0, 1, 2, 1], dispersion = 0.3 }
    stream.stopped = { kind = "repair", failures = "lift", share = 0.8, day = [0, 1, 2, 1], dispersion = 0.3 }
    stream.doors = { kind = "repair", failures = "door", zones = ["north"] }
    stream.pumps = { kind = "repair", failures = "pump", background = true }
    grade.plain = { wage = 30, fix = 0.8 }
    roster.day = { shifts = ["Mon-Fri 07:00-17:00"], at_end = "suspend" }
    roster.watch = { shifts = ["daily 06:00-22:00"], works_holidays = true }
    centre.hall = { team.day = { technicians = 2, roster = "day" }, team.watch = { technicians = 1, roster = "watch" } }
    partner.help = { fee = { repair = 60, service = 20 }, retainer = 200, capacity = 1, response = "6 h", fix = 0.7 }
    sourcing = [{ to = ["hall"], zones = ["north"], overflow_backlog = 4 }, { to = ["help"] }]
    dispatch = { order = "priority", preempt = "resume" }
"#;

/// Sold, returned, repaired, exchanged, refunded, declined, maintained: who pays and what buyers are granted, all at once.
pub const CLAIMS: &str = r#"
    scenario = { name = "claims", start = 2026-03-10, horizon = "50 d", warm_up = "6 d", drain = "9 d", seed = 8 }
    kind.repair = { work = { law = "gamma", mean = "1 h", cv = 0.5 }, respond_within = "1 d", restore_within = "5 d", late_penalty = 7, revisit_delay = "20 h", relapse = 0.2, relapse_delay = "4 d", parts = { screen = 0.3 }, part_probability = 0.6, part_price = 31.5, part_markup = 0.35, charge = 80, price_list = [40, 90.25, 200], price_weights = [3, 2, 1], acceptance = { law = "logistic", half = 150, width = 60, visit_fee = 15 } }
    part.screen = { price = 55.5, holding = 0.2 }
    stock.screens = { at = ["west"], parts = ["screen"], level = 2, lead = { law = "exponential", mean = "5 d" } }
    kind.fault = { work = "1 h", skill = "repair", charge = 60, charge_share = 0.5, patience = "3 d", acceptance = { law = "exponential", mean = 90, quote = "call" } }
    kind.return = { work = "15 min", skill = "repair" }
    kind.service = { work = "30 min", skill = "repair", relapse = 0.1, relapse_kind = "repair" }
    kind.install = { work = "1 h", skill = "repair", relapse = 0.2, relapse_kind = "repair", charge_share = 1, charge = 25.5 }
    zone.west = { x = "0 km", y = "0 km", spread = "3 km", size = { phone = 900, washer = 500 } }
    zone.east = { x = "60 km", y = "0 km", spread = "3 km", size = { phone = 400, washer = 300 } }
    stream.phones = { kind = "repair", failures = "phone" }
    stream.washers = { kind = "fault", failures = "washer", batch_sizes = [1, 2], batch_weights = [4, 1] }
    stream.shop = { sells = "phone", rate = "6 /d" }
    stream.delivered = { kind = "install", sells = "washer", rate = "2 /d" }
    stream.care = { kind = "service", visits = "washer.care" }
    stream.others = { kind = "repair", rate = "1 /d", background = true }
    grade.plain = { wage = 25, fix = 0.6 }
    roster.day = { shifts = ["Mon-Sat 08:00-18:00"] }
    centre.west = { x = "1 km", y = "0 km", team.day = { technicians = 3 } }
    partner.help = { fee = { repair = 40, fault = 30 }, retainer = 500, fix = 0.7, capacity = 2, response = "10 h" }
    sourcing = [{ to = ["west"], zones = ["west"], overflow_backlog = 3 }, { to = ["help"] }]
    travel = { from = "geography", metric = "euclid", speed = "30 km/h" }
    [product.phone]
    hazard = { law = "weibull", shape = 0.6, scale = "1 year" }
    price = 2999
    unit_cost = 2200.5
    salvage = 0.15
    freight = 11.75
    rules = "mine"
    warranty = { kind = "renewing", term = "30 d", labour_term = "20 d" }
    returns = { wish = 0.3, after = { law = "exponential", mean = "5 d" }, kind = "return", deterred = 0.4, resale = 0.7 }
    [product.washer]
    hazard = { law = "exponential", rate = "1 /year" }
    ages = [2, 1, 1]
    price = 4000
    unit_cost = 3000
    freight = 60
    rules = "ecommerce-30-day"
    warranty = { kind = "pro-rata", term = "1 year" }
    returns = { wish = "10 %", after = { law = "uniform", low = "0 d", high = "50 d" }, kind = "return" }
    plan.care = { share = 0.3, price = 120, every = "60 d", failure_factor = 0.6, until = "2 years" }
    plan.long = { share = 0.25, price = 55, covers = "parts" }
    [rules.mine]
    return_within = "7 d"
    refund_within = "4 d"
    exchange_within = "12 d"
    failed_repairs = 2
    repair_within = "2 d"
    claim = 0.9
    takes = { law = "exponential", mean = "30 h" }
"#;

/// People who fall sick, leave under load, are replaced after a time, grow into the job and are trained; night shifts over months.
pub const STAFF: &str = r#"
    scenario = { name = "staff", start = 2026-01-20, horizon = "200 d", warm_up = "20 d", seed = 12 }
    calendar = { holidays = [2026-02-17, 2026-02-18] }
    kind.repair = { work = { law = "exponential", mean = "2 h" }, respond_within = "24 h", late_penalty = 5, restore_within = "4 d" }
    kind.pair = { work = "2 h", crew = 2, relapse = 0.2 }
    zone.hill = { x = "0 km", y = "0 km", spread = "5 km" }
    zone.lake = { x = "60 km", y = "9 km", spread = "5 km" }
    stream.faults = { kind = "repair", rate = "8 /d", day = [0, 2, 1] }
    stream.pairs = { kind = "pair", rate = "1 /d", zones = "hill" }
    grade.raw = { fix = 0.6, wage = 17, on_cost = 0.2, damage = 0.05, sickness = { rate = "5 /year", length = { law = "exponential", mean = "4 d" } }, turnover = { rate = "1.5 /year", at = 0.6, steepness = 3, vacancy = { law = "uniform", low = "5 d", high = "30 d" }, cost = 900 }, ramp_up = { speed = 0.6, fix = 0.8, over = "60 d" }, training = { to = "able", hours = "30 h", yearly = "10 h", fee = 250, yearly_fee = 60, pass = 0.8, from = "30 d" } }
    grade.able = { fix = 0.9, speed = 1.3, courtesy = 0.9, wage = 25, on_cost = 0.2, sickness = { rate = "2 /year", length = "9 d" }, training = { to = "raw", hours = "100 h", at_once = 3 } }
    roster.day = { shifts = ["Mon-Sat 08:00-18:00"], absence = 0.05 }
    roster.night = { shifts = ["Mon-Fri 20:00-06:00"], at_end = "suspend" }
    centre.hill = { x = "1 km", y = "0 km", team.raw = { technicians = 4, grade = "raw", roster = "day" }, team.crew = { technicians = 1, grade = "raw", roster = "day", crew = 2 }, team.able = { technicians = 2, grade = "able", roster = "night" } }
    centre.lake = { x = "60 km", y = "2 km", partner = "agent", team.raw = { technicians = 3, grade = "raw", roster = "day" } }
    partner.agent = { fee = { repair = 50 }, retainer = 70 }
    travel = { from = "geography", metric = "euclid", speed = "40 km/h" }
"#;

/// People who stand by at night and on Saturdays, bands of overtime by shift and by week, holidays, a crew that is called out.
pub const ON_CALL: &str = r#"
    scenario = { name = "on call", start = 2026-01-20, horizon = "90 d", warm_up = "10 d 3 h", seed = 14 }
    calendar = { holidays = [2026-02-17, 2026-02-18, 2026-03-06] }
    kind.urgent = { work = { law = "exponential", mean = "90 min" }, respond_within = "4 h", late_penalty = 9, call_out = true, relapse = 0.1 }
    kind.heavy = { work = "3 h", crew = 2, priority = 2, call_out = true }
    kind.plain = { work = { law = "gamma", mean = "2 h", cv = 0.9 }, priority = 3, respond_within = "48 h" }
    zone.city = { x = "0 km", y = "0 km", spread = "6 km" }
    zone.cape = { x = "50 km", y = "0 km", spread = "6 km" }
    stream.urgent = { kind = "urgent", rate = "2 /d" }
    stream.heavy = { kind = "heavy", rate = "0.5 /d", zones = "city" }
    stream.plain = { kind = "plain", rate = "3 /d", zones = "city", day = [0, 1, 1] }
    grade.one = { fix = 0.8, wage = 20, on_cost = 0.3, overtime_bands = [{ up_to = "1 h", factor = 1.25 }, { up_to = "3 h", factor = 1.5 }, { factor = 2 }], holiday_factor = 3, turnover = { rate = "2 /year", vacancy = "9 d" }, sickness = { rate = "6 /year", length = "3 d" } }
    grade.two = { wage = 22, on_cost = 0.3, overtime_bands = [{ up_to = "2 h", factor = 1.5 }, { factor = 1.9 }], overtime_per = "week" }
    roster.day = { shifts = ["Mon-Fri 08:00-16:30"], overtime = "2 h", standby = { hours = ["Mon-Thu 16:30-08:00", "Fri 16:30-24:00", "Sat 00:00-23:00"], pay = 4, minimum = "90 min" } }
    roster.early = { shifts = ["daily 06:00-14:00"], works_holidays = true, at_end = "suspend", standby = { hours = ["daily 20:00-04:00"], technicians = 2, pay = 2.5 } }
    centre.city = { x = "2 km", y = "0 km", team.day = { technicians = 3, grade = "one", roster = "day" }, team.crew = { technicians = 1, grade = "two", roster = "day", crew = 2 } }
    centre.cape = { x = "50 km", y = "2 km", team.early = { technicians = 3, grade = "two", roster = "early" } }
    dispatch = { order = "priority", preempt = "resume" }
    travel = { from = "geography", metric = "euclid", speed = "40 km/h" }
"#;

/// Two partners with every clause of a rate card, from the middle of one month to the middle of another: one with people, who are
/// turned round on the way and at work, and one without; and two whose contracts bind although nobody asks them.
pub const CONTRACTS: &str = r#"
    scenario = { name = "contracts", start = 2026-01-20, horizon = "90 d", warm_up = "5 d", seed = 3 }
    kind.repair = { work = { law = "gamma", mean = "1.5 h", cv = 0.9 }, respond_within = "9 h", part_probability = 0.4, part_price = 21.5, relapse = 0.1 }
    kind.check = { work = "0.6 h", priority = 1, patience = "40 h" }
    zone.near = { x = "0 km", y = "0 km", spread = "3 km" }
    zone.far = { x = "30 km", y = "0 km", spread = "3 km" }
    zone.coast = { x = "0 km", y = "60 km", spread = "3 km" }
    stream.faults = { kind = "repair", rate = "0.12 /h", day = [0, 1, 2, 1] }
    stream.checks = { kind = "check", every = "7 h", first = "3 h" }
    grade.plain = { fix = 0.8 }
    roster.day = { shifts = ["Mon-Sat 08:00-18:00"], at_end = "suspend" }
    centre.yard = { x = "2 km", y = "1 km", partner = "crew", team.day = { technicians = 2 } }
    sourcing = [{ to = ["yard"], kinds = ["check"] }, { to = ["yard"], overflow_backlog = 2, zones = ["near", "far"] }, { to = ["agent"] }]
    dispatch = { order = "priority", preempt = "resume" }
    travel = { from = "geography", metric = "euclid", speed = "50 km/h" }

    [partner.crew]
    fee = { repair = 30 }
    fee_from = { "20 km" = { repair = 44.5, check = 12 } }
    hourly = { repair = 41.3, check = 25 }
    hourly_cap = 160
    no_fix_fee = 9.9
    parts_markup = "12.5 %"
    quality_control = 2
    tier = [{ from = 9, factor = 0.93, kinds = ["check"] }, { from = 30, factor = 0.85, kinds = ["check"] }]
    tiers_apply = "all"
    minimum_jobs = 300
    shortfall_fee = 17
    bonus = [{ promise_kept = 0.3, amount = 55 }, { promise_kept = 0.99, amount = 99 }, { csat = 2.5, share = "1.5 %" }]
    malus = [{ first_time_fix = 0.7, amount = 20 }, { first_time_fix = 0.9, amount = 31, share = "0.7 %" }]

    [partner.agent]
    x = "0 km"
    y = "58 km"
    fee = { repair = 80 }
    fee_from = { "10 km" = { repair = 91 }, "55 km" = { repair = 120.75 } }
    retainer = 130
    response = "5 h"
    fix = 0.7
    no_fix_fee = 20
    tier = [{ from = 25, factor = 0.9 }, { from = 60, factor = 0.8125 }]
    minimum_amount = 26000
    bonus = [{ response = "6 h", amount = 70 }, { response = "10 h", amount = 40 }]
    malus = [{ response = "10 h", amount = 500, share = "2 %" }]
    settled = "window"
    payment_delay = "30 d"

    [partner.bound]
    retainer = 100
    term = "50 d"
    minimum_amount = 61

    [partner.left]
    retainer = 100
    term = "50 d"
    exit_cost = 1234.5
"#;

/// Partners that refuse when they are busy or badly paid, asked in the order of cost or of what they did.
pub const TENDERS: &str = r#"
    scenario = { name = "tenders", start = 2026-01-10, horizon = "80 d", warm_up = "3 d", seed = 12 }
    kind.repair = { work = { law = "exponential", mean = "90 min" }, respond_within = "12 h", late_penalty = 5, relapse = 0.1 }
    kind.check = { work = "30 min", priority = 2, respond_within = "30 h", patience = "3 d" }
    zone.hill = { x = "0 km", y = "0 km", spread = "4 km" }
    zone.lake = { x = "25 km", y = "0 km", spread = "4 km" }
    stream.faults = { kind = "repair", rate = "2.5 /d" }
    stream.checks = { kind = "check", rate = "2 /d" }
    stream.others = { kind = "check", rate = "1 /d", background = true }
    grade.plain = { wage = 26, on_cost = "30 %", fix = 0.85 }
    roster.day = { shifts = ["Mon-Sat 08:00-18:00"] }
    centre.home = { x = "3 km", y = "0 km", backlog = 6, team.day = { technicians = 1 } }
    centre.shed = { x = "24 km", y = "2 km", partner = "shop", team.day = { technicians = 1 } }
    partner.shop = { fee = { repair = 70, check = 31 }, acceptance = { at_par = 0.8, usual_load = 1, market_fee = { repair = 75 } } }
    partner.far = { fee = { repair = 64, check = 45 }, response = "9 h", fix = 0.7, capacity = 2, background_load = 0.35, acceptance = { load_slope = 2 } }
    partner.any = { hourly = { repair = 55, check = 50 }, response = { law = "exponential", mean = "14 h" }, fix = 0.9 }
    travel = { from = "geography", metric = "euclid", speed = "45 km/h" }
    cost = { vehicle_per_km = 0.4 }
    sourcing = [
        { to = ["home", "shop", "far"], kinds = ["repair"], choose = "cheapest", overflow_backlog = 3 },
        { to = ["far", "shop", "any"], zones = ["lake"], choose = "ranked" },
        { to = ["shop", "home", "far"], share = 0.7 },
        { to = ["any"], zones = ["hill"] },
    ]
"#;

/// Two shops whose lamps are sold, age, fail and are scrapped; customers complain, leave and tell others.
pub const MARKET: &str = r#"
    scenario = { name = "market", start = 2026-01-12, horizon = "170 d", warm_up = "20 d", seed = 11 }
    product.lamp.hazard = { law = "weibull", shape = 1.5, scale = "300 d" }
    product.lamp.ages = [2, 1]
    product.lamp.life = { law = "weibull", shape = 3, scale = "20 months" }
    product.lamp.margin = 30
    product.lamp.sales = { rate = "0.03 /month", per = "people", months = [1, 1, 2, 1, 1, 1, 1, 1, 1, 1, 1, 3], weekdays = [1, 1, 1, 1, 1, 2, 0], day = [0, 1, 1, 0], years = [1, 1.5], margin = 40 }
    product.sign.hazard = { law = "exponential", rate = "2 /year" }
    kind.repair = { work = "50 min", respond_within = "20 h", late_penalty = 2, patience = "60 h", charge_share = 0.4, charge = 25, reference_price = 20, waiting_in = "2 h", relapse = 0.15 }
    kind.install = { work = "1 h", respond_within = "30 h", relapse = 0.2, relapse_kind = "repair", convenience = 0.5 }
    kind.complaint = { work = "20 min", priority = 2, transparency = 0.9 }
    zone.north = { size = { lamp = 300, sign = 60, people = 1200 } }
    zone.south = { size = { lamp = 250, sign = 0, people = 1000 } }
    stream.faults = { kind = "repair", failures = "lamp", share = 0.7, day = [0, 1, 2, 1], dispersion = 0.4 }
    stream.dark = { kind = "repair", failures = "lamp", share = 0.3 }
    stream.signs = { kind = "repair", failures = "sign" }
    stream.certified = { kind = "install", installs_of = "lamp", share = 0.4 }
    stream.others = { kind = "install", installs_of = "lamp", share = 0.5 }
    stream.foreign = { kind = "repair", rate = "0.05 /h", background = true }
    grade.plain = { wage = 20, fix = 0.85, transparency = 0.6 }
    roster.day = { shifts = ["Mon-Sat 08:00-16:00"] }
    centre.north = { convenience = 0.8, team.day.technicians = 1 }
    centre.south = { team.day.technicians = 1 }
    partner.help = { response = "8 h", fix = 0.7, convenience = 0.6, transparency = 0.4, fee = { repair = 20 }, retainer = 50 }
    sourcing = [{ to = ["north"], zones = ["north"], overflow_backlog = 6 }, { to = ["south"], zones = ["south"] }, { to = ["help"], zones = ["north"] }]
    satisfaction = { moving = true, drift = 0.05, convenience = 0.2, transparency = 0.1, price = 0.1 }
    market = { word_of_mouth = 0.1, margin = 12, complaint = { kind = "complaint", cost = 3, handle_within = "1 d", escalation = 0.5, refund = 40, refund_share = 0.7, legal = 90 } }
"#;

/// Reads a scenario that is expected to be good.
pub fn study(text: &str, sets: &[&str]) -> Study {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    read_text("test.toml", text, &sets).unwrap_or_else(|complaints| panic!("{text}\n{complaints}"))
}

/// The layout of a scenario without alternatives.
pub fn layout(text: &str, sets: &[&str]) -> Layout {
    study(text, sets).layouts.swap_remove(0)
}

/// The network of a scenario without alternatives.
pub fn network(text: &str, sets: &[&str]) -> Network {
    Network::new(&layout(text, sets))
}

/// The layout of the scenario with every mechanism.
pub fn everything(sets: &[&str]) -> Layout {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    let mut study = read(Path::new(EVERYTHING), &sets).unwrap_or_else(|complaints| panic!("{complaints}"));
    study.layouts.swap_remove(0)
}

/// The scenarios on which every law is tested.
pub fn scenarios() -> Vec<(&'static str, Network)> {
    vec![
        ("everything, travel pre-empted", Network::new(&everything(&[]))),
        ("everything, work pre-empted", Network::new(&everything(&["dispatch.preempt=resume"]))),
        ("everything, nearest first", Network::new(&everything(&["dispatch.preempt=none", "dispatch.order=composite"]))),
        ("towns", network(TOWNS, &[])),
        ("nights", network(NIGHTS, &[])),
        ("hands", network(HANDS, &[])),
        ("shelves", network(SHELVES, &[])),
        ("units", network(UNITS, &[])),
        ("staff", network(STAFF, &[])),
        ("on call", network(ON_CALL, &[])),
        ("contracts", network(CONTRACTS, &[])),
        ("tenders", network(TENDERS, &[])),
        ("channels", network(CHANNELS, &[])),
        ("market", network(MARKET, &[])),
        ("claims", network(CLAIMS, &[])),
        ("claims, refunds at once", network(CLAIMS, &["rules.mine.remedy=refund", "rules.mine.takes=0 d"])),
    ]
}

/// An audited trial with its job log; the audit is to find nothing.
pub fn outcome(network: &Network, replication: u32) -> Outcome {
    let outcome = trial(network, replication, Watch { audit: true, jobs: true, ..Watch::default() });
    assert_eq!(outcome.faults, Vec::<String>::new(), "{}, replication {replication}", network.scenario);
    outcome
}

/// A fact, kept.
#[derive(Debug, Clone, PartialEq)]
pub enum Tale {
    /// Something happened to a job.
    Job(Verb, JobId, Box<Story>),
    /// A promise was broken.
    Breached(JobId, Promise, Box<Story>),
    /// A technician spent time.
    Spent(TechnicianId, Activity, Time, Time),
    /// A technician travelled [m].
    Travelled(TechnicianId, i64),
    /// A seat changes hands, or a course begins.
    Staffed(TechnicianId, Change),
    /// A seat was vacant.
    Vacant(TechnicianId, Time, Time),
    /// A technician stood by.
    StoodBy(TechnicianId, Time, Time),
    /// A technician was called out.
    CalledOut(TechnicianId, Time, Time),
    /// A technician is paid.
    Paid(TechnicianId, Pay, Time, Time),
}

/// What happened to a job.
#[derive(Debug, Clone, Copy, PartialEq)]
#[allow(missing_docs)]
pub enum Verb {
    Called,
    Accepted(PlaceId),
    Refused(PlaceId),
    Lost,
    Queued,
    Dispatched,
    Arrived,
    Interrupted,
    Visited { fixed: bool },
    Passed { part: bool, charged: bool },
    Appointment { kept: bool, met: bool },
    Closed { part: bool, charged: bool, relapse: bool },
    Damaged,
    Caused(Cause),
    Judged { covered: bool },
    Granted { remedy: Remedy, reason: Reason },
    Settled,
    Declined,
    Abandoned,
    StillOpen,
}

/// A job as it stood when the fact was told.
#[derive(Debug, Clone)]
pub struct Story {
    /// The job.
    pub job: Job,
    /// What the call brought: the name by which a job is known in every layout.
    pub fate: String,
}

impl PartialEq for Story {
    fn eq(&self, other: &Story) -> bool {
        self.fate == other.fate && self.job.called == other.job.called && self.job.visits == other.job.visits
    }
}

/// An observer that keeps every fact.
#[derive(Debug, Default)]
pub struct Probe {
    /// The facts in order.
    pub tales: Vec<(Time, Tale)>,
}

impl Observer for Probe {
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        let story = |job: &Job| Box::new(Story { job: job.clone(), fate: format!("{:?}", job.fate) });
        let of = |verb, id: JobId, job: &Job| Tale::Job(verb, id, story(job));
        let tale = match *fact {
            Fact::Begins
            | Fact::Stock(_)
            | Fact::UnitFailed(_)
            | Fact::UnitDown(_)
            | Fact::UnitWasDown { .. }
            | Fact::Maintained { .. } => return,
            Fact::Called(id, job) => of(Verb::Called, id, job),
            Fact::Accepted(id, job, place) => of(Verb::Accepted(place), id, job),
            Fact::Refused(id, job, place) => of(Verb::Refused(place), id, job),
            Fact::Lost(id, job) => of(Verb::Lost, id, job),
            Fact::Queued(id, job) => of(Verb::Queued, id, job),
            Fact::Dispatched(id, job) => of(Verb::Dispatched, id, job),
            Fact::Arrived(id, job) => of(Verb::Arrived, id, job),
            Fact::Interrupted(id, job) => of(Verb::Interrupted, id, job),
            Fact::Visited { id, job, fixed } => of(Verb::Visited { fixed }, id, job),
            Fact::Passed { id, job, part, charged, .. } => of(Verb::Passed { part, charged }, id, job),
            Fact::Appointment { id, job, kept, met } => of(Verb::Appointment { kept, met }, id, job),
            Fact::Closed { id, job, part, charged, relapse, .. } => {
                of(Verb::Closed { part, charged, relapse: relapse.is_some() }, id, job)
            }
            Fact::Damaged(id, job) => of(Verb::Damaged, id, job),
            Fact::Caused(id, job, cause) => of(Verb::Caused(cause), id, job),
            Fact::HandedOver(..) | Fact::Kept(..) => return,
            Fact::Judged(id, job, covered) => of(Verb::Judged { covered }, id, job),
            Fact::Granted { id, job, remedy, reason, .. } => of(Verb::Granted { remedy, reason }, id, job),
            Fact::Settled { id, job, .. } => of(Verb::Settled, id, job),
            Fact::Declined { id, job } => of(Verb::Declined, id, job),
            Fact::Abandoned(id, job) => of(Verb::Abandoned, id, job),
            Fact::StillOpen(id, job) => of(Verb::StillOpen, id, job),
            Fact::Breached(id, job, promise) => Tale::Breached(id, promise, story(job)),
            Fact::Spent { technician, activity, from, to } => Tale::Spent(technician, activity, from, to),
            Fact::Travelled { technician, metres } => Tale::Travelled(technician, metres),
            Fact::StoodBy { technician, from, to } => Tale::StoodBy(technician, from, to),
            Fact::CalledOut { technician, from, to } => Tale::CalledOut(technician, from, to),
            Fact::Staffed { technician, change } => Tale::Staffed(technician, change),
            Fact::Vacant { technician, from, to } => Tale::Vacant(technician, from, to),
            Fact::Paid { technician, pay, from, to } => Tale::Paid(technician, pay, from, to),
            Fact::Complained(_) | Fact::Reacted(..) | Fact::Sold(_) | Fact::Scrapped { .. } => return,
            Fact::MissedSales { .. } | Fact::MonthBegins { .. } | Fact::MarketEnds { .. } => return,
        };
        self.tales.push((now, tale));
    }
}

/// Every fact of a trial.
pub fn tales(network: &Network, replication: u32) -> Vec<(Time, Tale)> {
    simulate(network, replication, Probe::default()).tales
}

/// The facts about jobs: when, what, which, and how it stood.
pub fn jobs(tales: &[(Time, Tale)]) -> impl Iterator<Item = (Time, Verb, JobId, &Story)> {
    tales.iter().filter_map(|(at, tale)| match tale {
        Tale::Job(verb, id, story) => Some((*at, *verb, *id, &**story)),
        _ => None,
    })
}

/// The part of a span inside the counted time.
pub fn inside(network: &Network, from: Time, to: Time) -> Span {
    clip(from, to, network.window.warm_up, network.window.horizon).map_or(Span::ZERO, |(from, to)| to - from)
}

/// The value of a figure of the whole network.
pub fn figure(outcome: &Outcome, index: callout::record::figure::Index) -> Option<f64> {
    outcome.row[index as usize]
}
