//! The scenarios about channels show what they are for: phone centres with appointments and mail, tiers and self-service.

use crate::paired::{Mean, Trials, of};
use callout::kernel::time::MS_PER_HOUR;
use callout::network::TierId;
use callout::record::figure::Index;
use callout::record::ledger::Account;
use callout::study::trial::Outcome;

/// Replications of the large network, and of the small one.
const REPLICATIONS: [u32; 2] = [4, 8];

/// Share of jobs that were restored within so many hours.
fn within(hours: f64) -> impl Fn(&Outcome) -> f64 {
    move |outcome| outcome.times.restore.share_up_to(hours * MS_PER_HOUR as f64).unwrap()
}

fn near(what: &str, mean: Mean, target: f64, tolerance: f64) {
    assert!((mean.0 - target).abs() + 5.4 * mean.1 <= tolerance, "{what}: {mean:?}, target {target} ± {tolerance}");
}

#[test]
fn phone_centres_meet_their_targets_and_booking_smooths_the_peaks() {
    let trials = Trials::of("phone-centres.toml", REPLICATIONS[0]);
    // The first layout is calibrated to 2018; the last one is a forecast of 2019.
    near("2 h, 2018", trials.mean("walk-in", within(2.0)), 0.84, 0.035);
    near("4 h, 2018", trials.mean("walk-in", within(4.0)), 0.95, 0.03);
    near("2 h, 2019", trials.mean("more-centres", within(2.0)), 0.93, 0.025);
    near("4 h, 2019", trials.mean("more-centres", within(4.0)), 0.96, 0.025);
    // Booking: shorter waits in the peaks and fewer who leave, for the same people.
    let less = |index| trials.less("booking", "walk-in", of(index));
    less(Index::ResponseP95).below(-0.05);
    less(Index::Abandoned).below(-20.0);
    trials.less("booking", "walk-in", within(2.0)).above(0.002);
    trials.mean("booking", of(Index::WindowKept)).above(0.9);
    // Mail takes some of the load from the centres, and days: freight both ways.
    let freight = |outcome: &Outcome| outcome.books.account(Account::JobFees).units();
    trials.less("mail-in", "walk-in", freight).above(500_000.0);
    trials.less("mail-in", "walk-in", of(Index::RestoreMean)).above(1.0);
}

/// A figure of a tier: VIPs are the first.
fn tier(tier: u32, index: Index) -> impl Fn(&Outcome) -> f64 {
    move |outcome| outcome.tiers[TierId(tier)][index as usize].unwrap()
}

#[test]
fn each_step_of_service_moves_load_cost_and_satisfaction_by_tier() {
    let trials = Trials::of("tiers-and-self-service.toml", REPLICATIONS[1]);
    let agents = |outcome: &Outcome| outcome.books.account(Account::ContactCentre).units();
    let step = |to: &str, from: &str, index| trials.less(to, from, of(index));
    // Nobody answered at night: calls were given up and made again.
    step("round-the-clock", "hotline", Index::Abandoned).below(-5_000.0);
    step("round-the-clock", "hotline", Index::Calls).below(-3_000.0);
    step("round-the-clock", "hotline", Index::PromiseKept).above(0.15);
    trials.less("round-the-clock", "hotline", agents).above(40_000.0);
    // The app takes load off the hotline, which does with one agent less and is reached more often.
    trials.less("self-service", "round-the-clock", agents).below(-15_000.0);
    step("self-service", "round-the-clock", Index::Abandoned).below(0.0);
    step("self-service", "round-the-clock", Index::CostPartner).above(20_000.0);
    // The robot saves half of the agents, and customers like it less.
    trials.less("automation", "self-service", agents).below(-50_000.0);
    step("automation", "self-service", Index::CostTotal).below(-20_000.0);
    step("automation", "self-service", Index::Nps).below(-5.0);
    // One-to-one: what it costs is for the VIPs, who are more content; the others are not worse off.
    let tiers = |of_tier, index| trials.less("one-to-one", "automation", tier(of_tier, index));
    tiers(0, Index::Nps).above(10.0);
    tiers(0, Index::Csat).above(0.1);
    tiers(1, Index::Nps).above(-1.0);
    trials.less("one-to-one", "automation", agents).above(50_000.0);
    // A tenth of the customers are VIPs.
    let share = |outcome: &Outcome| {
        let calls = |of_tier| tier(of_tier, Index::Calls)(outcome);
        calls(0) / (calls(0) + calls(1))
    };
    near("VIPs", trials.mean("one-to-one", share), 0.1, 0.015);
}
