//! The audit finds nothing in two hundred networks put together by chance, and finds what is wrong in facts that were falsified.

use crate::lab::{MARKET, NIGHTS, SHELVES, TOWNS, UNITS, network};
use callout::kernel::id::Id;
use callout::kernel::random::{Draws, Key};
use callout::kernel::time::{Span, Time};
use callout::network::{Network, PlaceId};
use callout::record::audit::Audit;
use callout::record::fact::{Answer, Fact, Movement, Observer, StockFact};
use callout::record::figure::Index;
use callout::record::ledger::Ledger;
use callout::record::scorecard::Scorecard;
use callout::scenario::read_text;
use callout::sim::simulate;
use callout::state::job::{Job, JobId};
use callout::study::trial::{Watch, trial, trial_by};
use std::fmt::Write;

/// Puts scenarios together by chance.
struct Dice(Draws);

impl Dice {
    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.0.below(of.len() as u32) as usize]
    }

    fn chance(&mut self, p: f64) -> bool {
        self.0.uniform() < p
    }

    fn between(&mut self, low: u32, high: u32) -> u32 {
        low + self.0.below(high - low + 1)
    }

    fn law(&mut self) -> &'static str {
        self.one(&[
            "\"1 h\"",
            "\"0 s\"",
            "{ law = \"exponential\", mean = \"90 min\" }",
            "{ law = \"lognormal\", mean = \"2 h\", cv = 1.5 }",
            "{ law = \"uniform\", low = \"0 h\", high = \"5 h\" }",
            "{ law = \"triangular\", low = \"10 min\", mode = \"1 h\", high = \"12 h\" }",
        ])
    }

    /// ` key = value` with probability `p`.
    fn maybe(&mut self, p: f64, text: &str) -> String {
        if self.chance(p) { format!(", {text}") } else { String::new() }
    }

    fn kinds(&mut self, text: &mut String, count: u32) {
        for n in 0..count {
            let (work, priority, crew) = (self.law(), self.between(1, 3), 1 + u32::from(self.chance(0.3)));
            let (patience, delay) = (self.law(), self.law());
            let more = [
                self.maybe(0.4, &format!("patience = {patience}")),
                self.maybe(0.4, &format!("revisit_delay = {delay}")),
                self.maybe(0.6, "respond_within = \"6 h\", late_penalty = 3"),
                self.maybe(0.4, "restore_within = \"30 h\""),
                self.maybe(0.4, "relapse = 0.3, relapse_delay = \"20 h\""),
                self.maybe(0.4, "part_probability = 0.5, part_price = 7, charge_share = 0.5, charge = 30"),
                self.needs(),
                self.maybe(if crew == 1 { 0.4 } else { 0.0 }, "escalate = true"),
                self.maybe(0.4, "call_out = true"),
                self.maybe(0.3, "damage_kind = \"k0\", damage_compensation = 4"),
                self.maybe(if n > 0 { 0.3 } else { 0.0 }, "installs = \"pump\", latent_for = \"4 d\", latent_kind = \"k0\""),
                self.maybe(0.15, "part_markup = 0.25, price_list = [20, 45.5]"),
                self.acceptance(),
            ]
            .concat();
            let more = more.clone() + &self.stage(n, count, crew, more.contains("patience"));
            writeln!(text, "kind.k{n} = {{ work = {work}, priority = {priority}, crew = {crew}{more} }}").expect("text grows");
        }
    }

    /// Keys of the `n`-th kind as a stage of chains, for half of the kinds.
    fn stage(&mut self, n: u32, count: u32, crew: u32, impatient: bool) -> String {
        if self.chance(0.5) {
            return String::new();
        }
        let at = self.one(&["site", "desk", "bench", "remote"]);
        let at = if crew == 2 { "site" } else { at };
        let (next, channel) = (self.between(0, count - 1), self.between(0, count - 1));
        let window = self.one(&["45 min", "2 h", "1 d"]);
        let booked =
            format!("appointment = {{ window = \"{window}\", lead = \"1 h\", share = 0.7, booking = 1.5, no_show = 0.3 }}");
        let more = [
            self.maybe(
                0.5,
                &format!("next = {{ k{next} = 0.4, k{n} = 0.1 }}")
                    .replace(&format!("k{n} = 0.4, k{n} = 0.1"), &format!("k{n} = 0.4")),
            ),
            self.maybe(0.4, &format!("channels = {{ k{channel} = 2 }}")),
            self.maybe(0.4, "no_fault = 0.3, screens = 0.5, misdirects = 0.2"),
            self.maybe(0.3, "answers = false"),
            if impatient { self.maybe(0.5, "redial = 0.5") } else { String::new() },
            if matches!(at, "site" | "desk") { self.maybe(0.5, &booked) } else { String::new() },
        ]
        .concat();
        format!(", at = \"{at}\"{more}")
    }

    fn acceptance(&mut self) -> String {
        let law = self.one(&[
            "law = \"exponential\", mean = 30, visit_fee = 5",
            "law = \"logistic\", half = 25, width = 10, quote = \"call\"",
        ]);
        self.maybe(0.25, &format!("acceptance = {{ {law} }}"))
    }

    /// Who pays, and what buyers are granted: further keys of the product, and tables beside it. Nothing, half of the time.
    fn claims(&mut self, kinds: u32, tracked: bool) -> (String, String) {
        if self.chance(0.5) {
            return Default::default();
        }
        let kind = self.between(0, kinds - 1);
        let warranty = self.one(&["free-replacement", "renewing", "pro-rata"]);
        let (rules, takes) = (self.one(&["mine", "mine", "ecommerce-30-day"]), self.law());
        let factor = if tracked { 1.0 } else { 0.5 };
        let product = [
            format!(", price = 90.5, unit_cost = 60, salvage = 0.1, freight = 4, rules = \"{rules}\""),
            format!(", plan.b = {{ share = 0.5, price = 70, every = \"9 d\", failure_factor = {factor} }}"),
            self.maybe(0.5, &format!("warranty = {{ kind = \"{warranty}\", term = \"5 d\", labour_term = \"2 d\" }}")),
            self.maybe(
                0.5,
                &format!("returns = {{ wish = 0.5, after = \"30 h\", kind = \"k{kind}\", resale = 0.4, deterred = 0.2 }}"),
            ),
            self.maybe(0.5, "plan.a = { share = 0.4, price = 60, covers = \"parts\" }"),
            self.maybe(if tracked { 0.0 } else { 0.5 }, "ages = [1, 2]"),
        ];
        let mut beside = format!(
            "rules.mine.claim = 0.7\nrules.mine.takes = {takes}\nstream.care = {{ kind = \"k{kind}\", visits = \"pump.b\" }}\n"
        );
        let by_chance = [
            "stream.shop = { sells = \"pump\", rate = \"4 /d\" }\n",
            "rules.mine.return_within = \"2 d\"\n",
            "rules.mine.refund_within = \"1 d\"\n",
            "rules.mine.exchange_within = \"12 d\"\n",
            "rules.mine.failed_repairs = 2\n",
            "rules.mine.repair_within = \"8 h\"\n",
            "rules.mine.remedy = \"refund\"\n",
        ];
        by_chance.iter().filter(|_| self.chance(0.5)).for_each(|line| beside += line);
        (product.concat(), beside)
    }

    fn demand(&mut self, text: &mut String, kinds: u32) {
        for n in 0..self.between(1, 4) {
            let (x, y) = (self.between(0, 40), self.between(0, 40));
            let spread = self.maybe(0.5, "spread = \"5 km\"");
            writeln!(text, "zone.z{n} = {{ x = \"{x} km\", y = \"{y} km\", size = {{ pump = {} }}{spread} }}", self.between(0, 9))
                .expect("text grows");
        }
        for n in 0..self.between(1, 4) {
            let when = self.one(&[
                "rate = \"3 /d\", dispersion = 0.5, day = [0, 1, 2, 1]",
                "rate = \"6 /d\"",
                "every = \"9 h\"",
                "every = \"1 d\", first = \"8 h\", batch_sizes = [2, 7], batch_weights = [2, 1]",
                "gaps = { law = \"erlang\", mean = \"7 h\", shape = 2 }",
                "failures = \"pump\", share = 0.5",
                "failures = \"pump\", batch_sizes = [2]",
            ]);
            let kind = self.between(0, kinds - 1);
            let background = self.maybe(0.2, "background = true");
            writeln!(text, "stream.s{n} = {{ kind = \"k{kind}\", {when}{background} }}").expect("text grows");
        }
    }

    fn people(&mut self, text: &mut String, kinds: u32) {
        // Where people come and go, no shift may last for ever.
        let steady = if self.chance(0.4) { 0.6 } else { 0.0 };
        let always = if steady > 0.0 { "\"daily 06:00-14:00\"" } else { "\"always\"" };
        for n in 0..3 {
            let fix = self.one(&["1", "0.8", "0.5"]);
            let speed = self.one(&["1", "1.6", "0.7"]);
            let more = [
                self.maybe(0.3, "fix_by = { k0 = 0.6 }, speed_by = { k0 = 1.3 }"),
                self.maybe(0.3, "damage = 0.1"),
                self.maybe(0.3, "latent_factor = 2"),
                self.maybe(
                    0.3,
                    "overtime_bands = [{ up_to = \"90 min\", factor = 1.25 }, { factor = 2 }], overtime_per = \"week\"",
                ),
                self.maybe(0.3, "holiday_factor = 3"),
                self.maybe(steady, "sickness = { rate = \"30 /year\", length = \"3 d\" }"),
                self.maybe(steady, "turnover = { rate = \"20 /year\", steepness = 3, vacancy = \"50 h\", cost = 5 }"),
                self.maybe(steady, "ramp_up = { speed = 0.5, fix = 0.5, over = \"5 d\" }"),
                self.maybe(
                    if n > 0 { steady } else { 0.0 },
                    "training = { to = \"g0\", hours = \"11 h\", yearly = \"2 h\", fee = 9, pass = 0.5, from = \"1 d\" }",
                ),
            ]
            .concat();
            let skills: Vec<String> = (0..kinds).filter(|_| self.chance(0.7)).map(|kind| format!("\"k{kind}\"")).collect();
            writeln!(
                text,
                "grade.g{n} = {{ fix = {fix}, speed = {speed}, wage = 20, on_cost = 0.3, skills = [{}]{more} }}",
                skills.join(", ")
            )
            .expect("text grows");
            let shifts = self.one(&[
                always,
                "\"Mon-Fri 08:00-17:00\"",
                "\"daily 22:00-06:00\"",
                "\"Mon-Sat 07:00-11:00\", \"Mon-Sat 12:00-16:00\"",
                "\"daily 00:00-24:00\"",
                "\"Mon,Wed,Fri 18:00-09:00\"",
            ]);
            let at_end = self.one(&["finish", "suspend", "restart"]);
            let absence = self.one(&["0", "0.3"]);
            let overtime = self.one(&["0 h", "1 h", "4 h"]);
            let weekdays = if shifts.starts_with("\"Mon-Fri 08:00") { 0.7 } else { 0.0 };
            let standby = "standby = { hours = [\"Mon-Fri 17:00-07:00\", \"Sat 09:00-21:00\"], technicians = 2, pay = 3 }";
            let standby = self.maybe(weekdays, standby);
            writeln!(
                text,
                "roster.r{n} = {{ shifts = [{shifts}], at_end = \"{at_end}\", absence = {absence}, overtime = \"{overtime}\"{standby} }}"
            )
            .expect("text grows");
        }
        for n in 0..self.between(1, 3) {
            let (x, y) = (self.between(0, 40), self.between(0, 40));
            let more = [
                self.maybe(0.4, "pool = \"shared\""),
                self.maybe(0.3, &format!("backlog = {}", self.0.clone().below(4))),
                self.maybe(0.2, "partner = \"agent\""),
            ]
            .concat();
            let mut teams = String::new();
            for team in 0..self.between(1, 3) {
                let (grade, roster) = (self.between(0, 2), self.between(0, 2));
                let (count, crew) = (self.between(0, 3), 1 + u32::from(self.chance(0.25)));
                write!(
                    teams,
                    ", team.t{team} = {{ technicians = {count}, grade = \"g{grade}\", roster = \"r{roster}\", crew = {crew} }}"
                )
                .expect("text grows");
            }
            writeln!(text, "centre.c{n} = {{ x = \"{x} km\", y = \"{y} km\", rent = 100{more}{teams} }}").expect("text grows");
        }
    }

    /// Clauses of a rate card.
    fn card(&mut self) -> String {
        let tiers = self.one(&[
            "tier = [{ from = 5, factor = 0.9 }, { from = 9, factor = 0.75 }], tiers_apply = \"all\"",
            "tier = [{ from = 7, factor = 0.375 }, { from = 20, factor = 0 }]",
            "tier = [{ from = 4, factor = 1.1, kinds = \"k0\" }]",
        ]);
        let least = self.one(&["minimum_amount = 150", "minimum_jobs = 12, shortfall_fee = 4"]);
        let steps = self.one(&[
            "bonus = [{ promise_kept = 0.5, amount = 9 }, { promise_kept = 0.9, share = 0.2 }], malus = [{ csat = 4, amount = 3 }]",
            "bonus = [{ first_time_fix = 0.7, share = 0.1 }], malus = [{ response = \"8 h\", share = 0.07 }], settled = \"window\"",
        ]);
        let acceptance = self.one(&["{}", "{ at_par = 0.5, usual_load = 2, market_fee = { k0 = 12 } }", "{ load_slope = 9 }"]);
        [
            self.maybe(0.3, "x = \"9 km\", y = \"9 km\", fee_from = { \"20 km\" = { k0 = 14 } }"),
            self.maybe(0.3, "hourly = { k0 = 17.5 }, hourly_cap = 60"),
            self.maybe(0.3, "no_fix_fee = 2, parts_markup = 0.1"),
            self.maybe(0.3, tiers),
            self.maybe(0.3, least),
            self.maybe(0.3, steps),
            self.maybe(0.2, "term = \"9 d\""),
            self.maybe(0.1, "exit_cost = 77"),
            self.maybe(0.3, &format!("acceptance = {acceptance}")),
        ]
        .concat()
    }

    fn rules(&mut self, text: &mut String) {
        let capacity = self.maybe(0.5, "capacity = 2");
        let response = self.law();
        let other = if capacity.is_empty() { String::new() } else { self.maybe(0.4, "background_load = 0.4") };
        let more = self.card() + &other;
        let capacity = capacity + &self.maybe(0.3, "damage = 0.1, latent_factor = 3");
        let card = self.card();
        writeln!(text, "partner.agent = {{ fee = {{ k0 = 10 }}, retainer = 50{card} }}").expect("text grows");
        writeln!(
            text,
            "partner.help = {{ fee = {{ k0 = 20 }}, quality_control = 1, fix = 0.8, response = {response}{capacity}{more} }}"
        )
        .expect("text grows");
        for _ in 0..self.between(0, 3) {
            let to = self.one(&["\"nearest\"", "\"c0\"", "\"agent\"", "\"c0\", \"help\"", "\"nearest\", \"c0\""]);
            let share = self.maybe(0.3, "share = 0.6");
            let reach = if to.contains("nearest") { self.maybe(0.5, "reach = 3") } else { String::new() };
            let choose = self.one(&["", "", ", choose = \"cheapest\"", ", choose = \"ranked\""]);
            let overflow = self.one(&["", ", overflow_backlog = 1.5", ", overflow_wait = \"5 h\"", ", overflow_promise = 1.2"]);
            writeln!(text, "[[sourcing]]\nto = [{to}]{}", format!("{share}{reach}{choose}{overflow}").replace(", ", "\n"))
                .expect("text grows");
        }
        writeln!(text, "[[sourcing]]\nto = [\"help\"]").expect("text grows");
        let order = self.one(&["priority", "first-come", "promise", "shortest", "nearest", "composite"]);
        let technician = self.one(&["earliest", "nearest", "longest-idle", "fastest", "least-skilled", "preference"]);
        let preempt = self.one(&["none", "none", "travel", "resume", "repeat"]);
        writeln!(text, "[dispatch]\norder = \"{order}\"\ntechnician = \"{technician}\"\npreempt = \"{preempt}\"")
            .expect("text grows");
        let from = self.one(&[
            "from = \"none\"",
            "from = \"law\"\ntime = { law = \"exponential\", mean = \"30 min\" }",
            "from = \"geography\"\nmetric = \"euclid\"\nspeed = \"30 km/h\"",
            "from = \"geography\"\nmetric = \"right-angle\"\nspeed = \"30 km/h\"\nvariation = \"gamma\"\nvariation_cv = 0.5\nspeed_at = { \"20:00-05:00\" = \"60 km/h\" }",
            "from = \"geography\"\nmetric = \"euclid\"\ntakes_time = false",
        ]);
        let bases = self.one(&["roaming", "return", "one-way"]);
        writeln!(text, "[travel]\n{from}\nbases = \"{bases}\"\n[cost]\nvehicle_per_km = 0.5\noverhead = 10").expect("text grows");
    }

    fn needs(&mut self) -> String {
        let (first, second) = (self.one(&["0.6", "1"]), self.one(&["0.5", "{ share = 0.5, quantity = 2 }"]));
        let known = self.maybe(0.4, "parts_known = \"at-call\"");
        self.maybe(0.4, &format!("parts = {{ fan = {first}, board = {second} }}{known}"))
    }

    /// Parts, a depot, and shelves at some places; the parts of jobs at the others are always at hand.
    fn stock(&mut self, text: &mut String) {
        let (time, repair, benches) = (self.law(), self.chance(0.5), self.between(1, 3));
        let repair = match repair {
            true => format!(
                ", repair = {{ at = \"hub\", time = {time}, benches = {benches}, local = 0.4, local_time = \"9 h\", scrap = 0.2, cost = 30, scrap_cost = 1 }}"
            ),
            false => String::new(),
        };
        writeln!(text, "part.fan = {{ price = 20, holding = 0.3, freight = 1 }}").expect("text grows");
        writeln!(text, "part.board = {{ price = 300, holding = 0.25{repair} }}\ndepot.hub = {{ rent = 70 }}").expect("text grows");
        let (policy, lead) = (self.policy(), self.law());
        writeln!(text, "stock.hub = {{ at = [\"hub\"], {policy}, lead = {lead} }}").expect("text grows");
        for rule in ["centres", "help"] {
            if self.chance(0.3) {
                continue;
            }
            let (policy, lead, way) = (self.policy(), self.law(), self.law());
            let when_out = self.one(&["backorder", "lost", "emergency\", emergency_price = 9, emergency_lead = \"4 h"]);
            let more = [
                self.maybe(0.6, "from = \"hub\""),
                self.maybe(0.4, "order_cost = 3, freight = 2"),
                self.maybe(0.4, &format!("lateral = [\"c0\", \"hub\"], lateral_lead = {way}, lateral_freight = 4")),
                self.maybe(0.7, &format!("when_out = \"{when_out}\"")),
            ]
            .concat();
            writeln!(text, "stock.{rule} = {{ at = [\"{rule}\"], {policy}, lead = {lead}{more} }}").expect("text grows");
            if rule == "centres" && self.chance(0.5) {
                let (policy, lead, from) = (self.policy(), self.law(), self.one(&["centre", "hub", "supplier"]));
                let parts = self.maybe(0.5, "parts = [\"fan\"]");
                writeln!(text, "stock.vans = {{ at = [\"vans\"], {policy}, lead = {lead}, from = \"{from}\"{parts} }}")
                    .expect("text grows");
            }
        }
    }

    fn policy(&mut self) -> String {
        let policy = self.one(&[
            "level = 2",
            "level = 0",
            "policy = \"s-S\", reorder = 1, level = 5",
            "policy = \"r-Q\", reorder = 1, quantity = 3",
            "policy = \"r-Q\", reorder = -2, quantity = 2, initial = 1",
        ]);
        let review = self.maybe(0.3, "review = \"20 h\"");
        format!("{policy}{review}")
    }

    /// The product: a fleet, or tracked units with some repair and maintenance.
    fn product(&mut self, kinds: u32) -> String {
        let hazard = self.one(&[
            "{ law = \"exponential\", rate = \"0.4 /d\" }",
            "{ law = \"weibull\", shape = 2, scale = \"3 d\" }",
            "{ law = \"bathtub\", shapes = [0.7, 3], scales = [\"4 d\", \"5 d\"] }",
        ]);
        if self.chance(0.5) {
            return "product.pump = { hazard = { law = \"exponential\", rate = \"0.4 /d\" } }\n".to_owned();
        }
        let repair =
            self.one(&["repair = \"renewal\", stationary = true", "repair = \"kijima\", kijima = 0.5", "repair = \"renewal\""]);
        let (kind, effect) = (self.between(0, kinds - 1), self.one(&["0", "0.5", "1"]));
        let phase = self.one(&["even", "drawn", "together"]);
        let more = [
            self.maybe(0.5, "heterogeneity = 1.78"),
            self.maybe(0.5, "downtime_cost = 2.5"),
            self.maybe(0.5, &format!("maintenance.a = {{ kind = \"k{kind}\", every = \"50 h\", effect = {effect}, phase = \"{phase}\", window = \"9 h\" }}")),
            self.maybe(0.3, &format!("maintenance.b = {{ kind = \"k{kind}\", at_age = \"60 h\" }}")),
        ]
        .concat();
        format!("product.pump = {{ tracking = \"unit\", hazard = {hazard}, {repair}{more} }}\n")
    }

    /// What follows from satisfaction, and a base that grows, ages and shrinks.
    fn market(&mut self, text: &mut String, kinds: u32) {
        if self.chance(0.5) {
            let life = self.maybe(0.5, "life = { law = \"exponential\", mean = \"60 d\" }");
            let per = self.maybe(0.5, "per = \"pump\"");
            let sales =
                self.maybe(0.7, &format!("sales = {{ rate = \"0.5 /d\", weekdays = [1, 1, 1, 1, 1, 3, 0], margin = 9{per} }}"));
            let hazard = "hazard = { law = \"weibull\", shape = 1.3, scale = \"4 d\" }";
            writeln!(text, "product.pump = {{ {hazard}, ages = [1, 2]{life}{sales} }}").expect("text grows");
            if !sales.is_empty() {
                writeln!(text, "stream.installs = {{ kind = \"k0\", installs_of = \"pump\", share = 0.8 }}").expect("text grows");
            }
        }
        if self.chance(0.5) {
            let kind = self.between(0, kinds - 1);
            let kind = self.maybe(0.5, &format!("kind = \"k{kind}\""));
            let feedback = self.chance(0.7);
            writeln!(
                text,
                "market = {{ feedback = {feedback}, margin = 5, word_of_mouth = 0.2, complaint = {{ most = 0.9, cost = 1, escalation = 0.5, \
                 refund_share = 0.5, refund = 7, legal = 8{kind} }} }}"
            )
            .expect("text grows");
            let more =
                self.one(&["moving = true", "convenience = 0.3, price = 0.2", "transparency = 0.1, moving = true, drift = 0.5"]);
            writeln!(text, "satisfaction = {{ {more} }}").expect("text grows");
        }
    }

    fn scenario(&mut self) -> String {
        let (horizon, warm_up, drain) = (self.between(5, 16), self.between(0, 3), self.between(0, 6));
        let mut text = format!(
            "scenario = {{ name = \"dice\", start = 2026-01-28, horizon = \"{horizon} d\", warm_up = \"{warm_up} d\", drain = \"{drain} d\" }}\n\
             calendar = {{ holidays = [2026-01-29, 2026-02-04] }}\n"
        );
        let kinds = self.between(1, 3);
        let product = self.product(kinds);
        let (more, beside) = self.claims(kinds, product.contains("tracking"));
        let product = format!("{}{more} }}\n{beside}", product.trim_end().strip_suffix(" }").expect("a table ends"));
        self.kinds(&mut text, kinds);
        // By dice of its own, so that whether there is a market changes nothing else.
        Dice(Key(u64::from(self.0.clone().below(u32::MAX))).draws(1, 0)).market(&mut text, kinds);
        let product = if text.contains("product.pump") { String::new() } else { product };
        self.demand(&mut text, kinds);
        if product.contains("tracking") {
            // Tracked units fail one by one.
            text = text.replace("failures = \"pump\", batch_sizes = [2]", "failures = \"pump\"");
        }
        text.insert_str(text.find("kind.k0").expect("there is a kind"), &product);
        self.people(&mut text, kinds);
        self.rules(&mut text);
        let mut parts = String::new();
        self.stock(&mut parts);
        // Tables of rules stand last in the text.
        let (head, tail) = text.split_once("kind.k0").expect("there is a kind");
        format!("{head}{parts}kind.k0{tail}")
    }
}

/// Runs one network put together by chance twice, audited; the number of its calls and whether any asked for parts, or what is wrong.
fn throw(number: u64) -> Result<(usize, bool), String> {
    let text = Dice(Key(number).draws(0, 0)).scenario();
    let study = read_text("dice.toml", &text, &[]).map_err(|complaints| format!("{text}\n{complaints}"))?;
    let mut network = Network::new(&study.layouts[0]);
    let watch = Watch { audit: true, jobs: true, ..Watch::default() };
    let run = || std::panic::catch_unwind(|| trial(&network, 0, watch)).map_err(|_| format!("{text}\nthe run panics"));
    let outcome = run()?;
    if !outcome.faults.is_empty() {
        return Err(format!("{text}\n{}", outcome.faults.join("\n")));
    }
    if run()? != outcome {
        return Err(format!("{text}\nthe second run differs"));
    }
    let watch = Watch { audit: false, ..watch };
    if trial_by(&network, 0, watch, 3) != outcome {
        return Err(format!("{text}\nthe run by parts on three hands differs"));
    }
    network.parts = vec![network.whole()];
    if trial(&network, 0, watch) != outcome {
        return Err(format!("{text}\nthe run of the whole differs"));
    }
    let certain: usize = network.sources.iter_mut().filter_map(|source| source.certain.take()).count();
    if certain > 0 && trial(&network, 0, watch) != outcome {
        return Err(format!("{text}\nthe run in which every rule is asked differs"));
    }
    Ok((outcome.jobs.len(), outcome.row[Index::FillRate as usize].is_some()))
}

#[test]
fn two_hundred_networks_by_chance() {
    let (mut calls, mut with_parts) = (0, 0);
    for number in 0..200 {
        let (of_network, asked) = throw(number).unwrap_or_else(|fault| panic!("network {number}:\n{fault}"));
        (calls, with_parts) = (calls + of_network, with_parts + usize::from(asked));
    }
    assert!(with_parts > 50, "only {with_parts} networks ask for parts");
    assert!(calls > 10_000, "{calls} calls are too few to find anything");
}

/// What is falsified on the way to the audit.
#[derive(Clone, Copy, PartialEq)]
enum Lie {
    None,
    SecondJobForABusyTechnician,
    DispatchedTwice,
    ClosedTwice,
    CallNotTold,
    TakenByAnotherPlaceToo,
    PayNotTold,
    PaidTwice,
    TimeSpentTwice,
    TimeToldAhead,
    ClockTurnedBack,
    BreachNotTold,
    LongerRoad,
    WorkNotTold,
    FailsWhileDown,
    RepairNotTold,
    DowntimeTooShort,
    MaintenanceNotTold,
    PartLostOnTheWay,
    PartIssuedTwice,
    OrderNotTold,
    PartGivenAway,
    MoreBoughtInAnEmergency,
    SaleNotTold,
    ScrapNotTold,
    VoiceNotTold,
    ChurnNotTold,
    ReputationTooGood,
    MissedSalesNotTold,
}

/// Tells the truth to ledger and scorecard, and the audit one lie.
struct Liar<'n> {
    honest: (Ledger<'n>, Scorecard<'n>),
    audit: Audit<'n>,
    lie: Lie,
    told: bool,
    busy: Option<(JobId, Job)>,
}

impl Liar<'_> {
    /// Tells the audit a falsified fact in place of the true one. `false` if this is not the fact to falsify.
    fn falsify(&mut self, now: Time, fact: &Fact<'_>) -> bool {
        let twice = |audit: &mut Audit<'_>, fact: &Fact<'_>| [audit.note(now, fact), audit.note(now, fact)].len() == 2;
        let counted = now > Time(10 * Span::DAY.0);
        match (self.lie, *fact) {
            _ if !counted => false,
            (Lie::SecondJobForABusyTechnician, Fact::Dispatched(id, job)) if job.crew[0].is_some() => {
                let Some((_, other)) = &self.busy else { return false };
                let mut false_job = job.clone();
                false_job.crew = other.crew;
                self.audit.note(now, &Fact::Dispatched(id, &false_job));
                true
            }
            (Lie::DispatchedTwice, Fact::Dispatched(..)) => twice(&mut self.audit, fact),
            (Lie::ClosedTwice, Fact::Closed { .. }) => twice(&mut self.audit, fact),
            (Lie::CallNotTold, Fact::Called(..)) => true,
            (Lie::TakenByAnotherPlaceToo, Fact::Accepted(id, job, place)) => {
                let other = PlaceId::new(if place.index() == 1 { 2 } else { 1 });
                self.audit.note(now, &Fact::Accepted(id, job, other));
                self.audit.note(now, fact);
                true
            }
            (Lie::PayNotTold, Fact::Paid { .. }) => true,
            (Lie::PaidTwice, Fact::Paid { .. }) => twice(&mut self.audit, fact),
            (Lie::TimeSpentTwice, Fact::Spent { .. }) => twice(&mut self.audit, fact),
            (Lie::TimeToldAhead, Fact::Spent { technician, activity, from, to }) => {
                self.audit.note(now, &Fact::Spent { technician, activity, from, to: to + Span(5) });
                true
            }
            (Lie::ClockTurnedBack, Fact::Queued(..)) => {
                self.audit.note(now, fact);
                self.audit.note(now - Span(1), &Fact::Travelled { technician: Id::new(0), metres: 0 });
                true
            }
            (Lie::BreachNotTold, Fact::Breached(_, job, _)) if !job.background => true,
            (Lie::LongerRoad, Fact::Travelled { technician, metres }) => {
                self.audit.note(now, &Fact::Travelled { technician, metres: metres + 100_000 });
                true
            }
            (Lie::WorkNotTold, Fact::Spent { .. }) => true,
            (Lie::FailsWhileDown, Fact::UnitDown(unit)) => {
                self.audit.note(now, fact);
                self.audit.note(now, &Fact::UnitFailed(unit));
                true
            }
            (Lie::RepairNotTold, Fact::UnitWasDown { .. }) => true,
            (Lie::DowntimeTooShort, Fact::UnitWasDown { unit, from, place }) => {
                self.audit.note(now, &Fact::UnitWasDown { unit, from: from + Span(9), place });
                true
            }
            (Lie::MaintenanceNotTold, Fact::Maintained { due, .. }) if due > Time(10 * Span::DAY.0) => true,
            (Lie::PartLostOnTheWay, Fact::Stock(StockFact::Moved { movement: Movement::Received, .. })) => true,
            (Lie::PartIssuedTwice, Fact::Stock(StockFact::Moved { movement: Movement::Issued, .. })) => {
                twice(&mut self.audit, fact)
            }
            (Lie::OrderNotTold, Fact::Stock(StockFact::Moved { movement: Movement::Ordered, .. })) => true,
            (Lie::PartGivenAway, Fact::Stock(StockFact::Used { shelf: Some(_), .. })) => true,
            (Lie::MoreBoughtInAnEmergency, Fact::Stock(StockFact::Asked { shelf, by_job, units, answer: Answer::Rushed })) => {
                let asked = StockFact::Asked { shelf, by_job, units: units + 10, answer: Answer::Rushed };
                self.audit.note(now, &Fact::Stock(asked));
                true
            }
            (Lie::SaleNotTold, Fact::Sold(_)) => true,
            (Lie::ScrapNotTold, Fact::Scrapped { .. }) => true,
            (Lie::VoiceNotTold, Fact::Reacted(..)) => true,
            (Lie::ChurnNotTold, Fact::Reacted(_, reaction)) => reaction.leaves,
            (Lie::MissedSalesNotTold, Fact::MissedSales { .. }) => true,
            (Lie::ReputationTooGood, Fact::MonthBegins { zone, reputation, units }) => {
                self.audit.note(now, &Fact::MonthBegins { zone, reputation: reputation + 50, units });
                true
            }
            _ => false,
        }
    }
}

impl Observer for Liar<'_> {
    fn note(&mut self, now: Time, fact: &Fact<'_>) {
        self.honest.0.note(now, fact);
        self.honest.1.note(now, fact);
        if self.told || !self.falsify(now, fact) {
            self.audit.note(now, fact);
        } else {
            self.told = true;
        }
        match *fact {
            Fact::Arrived(id, job) if job.crew[0].is_some() => self.busy = Some((id, job.clone())),
            Fact::Visited { id, .. } | Fact::Interrupted(id, _) if self.busy.as_ref().is_some_and(|busy| busy.0 == id) => {
                self.busy = None
            }
            _ => {}
        }
    }
}

fn faults(network: &Network, lie: Lie) -> Vec<String> {
    let honest = (Ledger::new(network), Scorecard::new(network));
    let liar = Liar { honest, audit: Audit::new(network), lie, told: false, busy: None };
    let Liar { honest: (ledger, scorecard), audit, told, .. } = simulate(network, 0, liar);
    assert!(told || lie == Lie::None, "there was no occasion for the lie");
    let books = ledger.close();
    audit.close(&scorecard.close(), &books)
}

#[test]
fn the_audit_sees_through_every_lie() {
    let towns = network(TOWNS, &[]);
    assert_eq!(faults(&towns, Lie::None), [""; 0]);
    assert_eq!(faults(&network(NIGHTS, &[]), Lie::None), [""; 0]);
    for (lie, words) in [
        (Lie::SecondJobForABusyTechnician, "has two jobs"),
        (Lie::DispatchedTwice, "goes from OnTheWay to Some(OnTheWay)"),
        (Lie::ClosedTwice, "acts before it was called"),
        (Lie::CallNotTold, "acts before it was called"),
        (Lie::TakenByAnotherPlaceToo, "Little's law fails"),
        (Lie::PayNotTold, "ms paid"),
        (Lie::PaidTwice, "is paid twice"),
        (Lie::TimeSpentTwice, "is in two places"),
        (Lie::TimeToldAhead, "spends no time"),
        (Lie::ClockTurnedBack, "time runs backwards"),
        (Lie::BreachNotTold, "account promise_penalties"),
        (Lie::LongerRoad, "account vehicle_distance"),
        (Lie::WorkNotTold, "ms at work, travel, idle or absent"),
    ] {
        let found = faults(&towns, lie);
        assert!(found.iter().any(|fault| fault.contains(words)), "`{words}` is not among {found:#?}");
    }
    let market = network(MARKET, &["scenario.warm_up=5 d"]);
    assert_eq!(faults(&market, Lie::None), [""; 0]);
    for (lie, words) in [
        (Lie::SaleNotTold, "units, but by the facts"),
        (Lie::ScrapNotTold, "units, but by the facts"),
        (Lie::VoiceNotTold, "a reputation of"),
        (Lie::ChurnNotTold, "account lost_future_margin"),
        (Lie::ReputationTooGood, "a reputation of"),
        (Lie::MissedSalesNotTold, "account lost_sales"),
    ] {
        let found = faults(&market, lie);
        assert!(found.iter().any(|fault| fault.contains(words)), "`{words}` is not among {found:#?}");
    }
}

#[test]
fn the_audit_sees_through_lies_about_units() {
    let units = network(UNITS, &[]);
    assert_eq!(faults(&units, Lie::None), [""; 0]);
    for (lie, words) in [
        (Lie::FailsWhileDown, "fails while it is down"),
        (Lie::RepairNotTold, "goes down twice"),
        (Lie::DowntimeTooShort, "was not down since"),
        (Lie::MaintenanceNotTold, "maintenance ["),
    ] {
        let found = faults(&units, lie);
        assert!(found.iter().any(|fault| fault.contains(words)), "`{words}` is not among {found:#?}");
    }
}

#[test]
fn the_audit_sees_through_lies_about_parts() {
    let shelves = network(SHELVES, &[]);
    assert_eq!(faults(&shelves, Lie::None), [""; 0]);
    for (lie, words) in [
        (Lie::PartLostOnTheWay, "does not follow from its facts"),
        (Lie::PartIssuedTwice, "does not follow from its facts"),
        (Lie::OrderNotTold, "does not follow from its facts"),
        (Lie::PartGivenAway, "handed over"),
        (Lie::MoreBoughtInAnEmergency, "account part_rush"),
    ] {
        let found = faults(&shelves, lie);
        assert!(found.iter().any(|fault| fault.contains(words)), "`{words}` is not among {found:#?}");
    }
}
