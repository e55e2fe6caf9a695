//! The figures of a run: name, unit, formula and window of each, in the order of reports.

use serde::{Deserialize, Serialize};

/// A figure of the standard report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figure {
    /// Name in files and `explain`.
    pub key: &'static str,
    /// Name in reports.
    pub label: &'static str,
    /// Unit.
    pub unit: Unit,
    /// Whether more of it is better.
    pub better: Better,
    /// Formula, denominator and window.
    pub meaning: &'static str,
}

/// Units of figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unit {
    /// Hours.
    Hours,
    /// A share of 1, shown in per cent.
    Share,
    /// A count or a mean count.
    Count,
    /// Kilometres.
    Km,
    /// A score without unit.
    Score,
    /// The scenario's currency.
    Money,
    /// Points from -100 to 100.
    Points,
}

/// Direction of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Better {
    /// More is better.
    More,
    /// Less is better.
    Less,
    /// Neither.
    Neither,
}

macro_rules! figures {
    ($($name:ident, $key:literal, $label:literal, $unit:ident, $better:ident, $meaning:literal;)*) => {
        /// The index of each figure in a row.
        #[allow(missing_docs)]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(usize)]
        pub enum Index { $($name),* }

        /// All figures in the order of reports.
        pub const FIGURES: &[Figure] = &[
            $(Figure { key: $key, label: $label, unit: Unit::$unit, better: Better::$better, meaning: $meaning }),*
        ];
    };
}

figures! {
    Calls, "calls", "calls", Count, Neither, "Calls in the counted time, repeat calls included, other brands left out.";
    Closed, "closed", "jobs closed", Count, Neither, "Counted calls whose job was closed, or whose unit was exchanged or refunded, by the end of the drain.";
    Abandoned, "abandoned", "abandoned", Count, Less, "Counted calls whose customer gave up waiting.";
    Lost, "lost", "lost", Count, Less, "Counted calls that no place took, or for which a part cannot be had.";
    Open, "open_at_end", "open at the end", Count, Less, "Counted calls whose job was still open after the drain.";
    Declined, "declined", "declined", Count, Less, "Counted calls whose customer declined the price.";
    WaitMean, "wait_mean", "wait for dispatch, mean", Hours, Less, "Call to first dispatch, mean over counted jobs that were dispatched.";
    WaitP95, "wait_p95", "wait for dispatch, P95", Hours, Less, "Call to first dispatch, 95th percentile over counted jobs that were dispatched.";
    ResponseMean, "response_mean", "response time, mean", Hours, Less, "Call to first arrival on site, mean over counted jobs that were visited.";
    ResponseP50, "response_p50", "response time, P50", Hours, Less, "Call to first arrival on site, median over counted jobs that were visited.";
    ResponseP80, "response_p80", "response time, P80", Hours, Less, "Call to first arrival on site, 80th percentile over counted jobs that were visited.";
    ResponseP90, "response_p90", "response time, P90", Hours, Less, "Call to first arrival on site, 90th percentile over counted jobs that were visited.";
    ResponseP95, "response_p95", "response time, P95", Hours, Less, "Call to first arrival on site, 95th percentile over counted jobs that were visited.";
    RestoreMean, "restore_mean", "time to restore, mean", Hours, Less, "Call to working unit, mean over counted jobs that were closed.";
    RestoreP50, "restore_p50", "time to restore, P50", Hours, Less, "Call to working unit, median over counted jobs that were closed.";
    RestoreP80, "restore_p80", "time to restore, P80", Hours, Less, "Call to working unit, 80th percentile over counted jobs that were closed.";
    RestoreP90, "restore_p90", "time to restore, P90", Hours, Less, "Call to working unit, 90th percentile over counted jobs that were closed.";
    RestoreP95, "restore_p95", "time to restore, P95", Hours, Less, "Call to working unit, 95th percentile over counted jobs that were closed.";
    PromiseKept, "promise_kept", "promise kept", Share, More, "Arrivals within `respond_within` / counted jobs with that promise that fell due; lost jobs are broken promises, customers who gave up before it was due are left out.";
    RestoreKept, "restore_kept", "restore promise kept", Share, More, "Restorations within `restore_within` / counted jobs with that promise that fell due; as above.";
    InWarranty, "in_warranty", "covered by warranty", Share, Neither, "Counted calls that the warranty or a plan of the unit covers, at least in part / counted calls for units of a product with a warranty or a plan.";
    DeclinedShare, "declined_share", "declined the price", Share, Less, "Counted calls whose customer declined the price / counted calls.";
    ExchangeRate, "exchange_rate", "exchanged", Share, Less, "Counted calls that led to an exchange of the unit / counted calls.";
    RefundRate, "refund_rate", "refunded", Share, Less, "Counted calls that led to a refund, no-reason returns included / counted calls.";
    ReturnRate, "return_rate", "returned for no reason", Share, Less, "Units that came back for no reason and were refunded, called in the counted time / units sold in the counted time; for the whole network only.";
    KeptRate, "kept_rate", "kept against the wish", Share, Less, "Units sold in the counted time that their buyers would like to send back for no reason, but keep for the window of the rules or for the freight / units sold in the counted time; for the whole network only.";
    FirstTimeFix, "first_time_fix", "first-time fix", Share, More, "Closed by the first visit and no repeat call within 30 days / counted jobs closed.";
    RepeatRate, "repeat_rate", "repeat calls", Share, Less, "Closed jobs that come back within 30 days / counted jobs closed.";
    VisitsPerJob, "visits_per_job", "visits per job", Count, Less, "Visits / counted jobs closed.";
    DamageRate, "damage_rate", "secondary damage", Share, Less, "Visits that damaged something else / visits ended in the counted time, technicians' and partners', other brands left out; where any grade or partner has `damage`.";
    InstallationCalls, "installation_calls", "calls from installation", Share, Less, "Counted calls that an installing job brought about (relapse or latent failure) / counted calls of kinds that install nothing; where any kind `installs` units; for the whole network only.";
    RemoteResolved, "remote_resolved", "resolved remotely", Share, More, "Closed by telephone, chat, video or self-service, without a visit or a desk / counted jobs closed.";
    NoFaultFound, "no_fault_found", "no fault found", Share, Less, "Closed by a visit or at a desk because nothing was broken / counted jobs closed.";
    WindowKept, "window_kept", "window kept", Share, More, "Crew there, or service begun, by the end of the agreed window / appointments of counted jobs.";
    NoShows, "no_shows", "customer not there", Share, Less, "Appointments that the customer missed / appointments of counted jobs at which the crew arrived.";
    PartnerShare, "partner_share", "closed by partners", Share, Neither, "Counted jobs closed by partners, at their own or at simulated centres / counted jobs closed.";
    Acceptance, "acceptance", "accepted by partners", Share, More, "Jobs taken / jobs offered to partners that may refuse (`acceptance` in the scenario), counted calls; a job may be offered several times.";
    FixGap, "fix_gap", "fix gap of partners", Share, More, "First-time fix of jobs closed by partners less that of jobs closed by our own people, counted jobs.";
    Utilisation, "utilisation", "utilisation", Share, Neither, "(Travel + work) / paid time inside shifts, all simulated technicians, in the counted time. Overtime is in the numerator only, so it may pass 100 %.";
    WrenchTime, "wrench_time", "wrench time", Share, Neither, "Work on site / paid time inside shifts, all simulated technicians, in the counted time.";
    TravelShare, "travel_share", "travel share", Share, Less, "Travel / paid time inside shifts, all simulated technicians, in the counted time.";
    OvertimeShare, "overtime_share", "overtime", Share, Less, "Time on duty after the end of the shift / paid time inside shifts, all simulated technicians, in the counted time.";
    Backlog, "backlog", "backlog, mean", Count, Less, "Jobs that wait for dispatch, mean over the counted time.";
    BacklogMax, "backlog_max", "backlog, highest", Count, Less, "Jobs that wait for dispatch, most that was seen; looked at every hour of the counted time, just before the hour is full, or about 1,000 times where that is shorter than 1,000 hours; for the whole network only.";
    Headcount, "headcount", "people employed, mean", Count, Neither, "Simulated technicians, each person counted, less vacant seats, mean over the counted time; where any grade has `turnover`.";
    Quits, "quits", "quits", Count, Less, "People who quit in the counted time; where any grade has `turnover`.";
    VacancyShare, "vacancy_share", "vacant seats", Share, Less, "Vacant person-time / person-time of all seats of simulated technicians, in the counted time; where any grade has `turnover`.";
    SicknessShare, "sickness_share", "sickness", Share, Less, "Paid time of sickness / paid time inside shifts, all simulated technicians, in the counted time; where any grade has `sickness`.";
    StandbyHours, "standby_hours", "hours of standby", Hours, Neither, "Person-hours of standing by, called out or not, all simulated technicians, in the counted time; where any roster has `standby`.";
    TrainingHours, "training_hours", "hours in courses", Hours, Neither, "Paid person-hours in courses and refreshers, all simulated technicians, in the counted time; where any grade has `training`.";
    JobsPerDay, "jobs_per_technician_day", "visits per technician-day", Count, More, "Visits ended in the counted time / 8 paid hours of a technician or fixed crew (absence included).";
    KmPerVisit, "km_per_visit", "km per visit", Km, Less, "Kilometres on the road, ways home included / visits ended, simulated technicians, in the counted time.";
    FillRate, "fill_rate", "parts at hand", Share, More, "Demands of jobs for a part that stock fills at once / demands, in the counted time; a part that the van has not got is not at hand. Of a depot: demands of the shelves that it supplies.";
    PartDelay, "part_delay_mean", "wait for parts, mean", Hours, Less, "From asking for parts to having them all, mean over counted jobs that need any and have got them.";
    Backorders, "part_backorders", "parts owed to jobs", Count, Less, "Units that jobs have asked shelves for and not yet got, mean over the counted time. Of a depot: units owed to the shelves that it supplies.";
    EmergencyShare, "part_emergency_share", "emergency orders", Share, Less, "Demands of jobs for a part that are bought in an emergency / demands, in the counted time.";
    OnHand, "parts_on_hand", "parts on hand", Count, Neither, "Units on shelves, mean over the counted time.";
    Turns, "stock_turns", "stock turns", Count, More, "Units that leave shelves per year of 365 days / mean units on hand.";
    PartOrders, "part_orders", "orders for parts", Count, Less, "Replenishment orders in the counted time, those between shelves included.";
    Availability, "availability", "availability", Share, More, "Time up / all time of the tracked units of our brand, in the counted time.";
    AvailabilityWorst, "availability_worst", "availability, worst tenth", Share, More, "The same for the tenth of the units (of the network or the zone) that was down longest.";
    UnitsDown, "units_down", "units down, mean", Count, Less, "Tracked units that are down, mean over the counted time.";
    FailuresPerUnitYear, "failures_per_unit_year", "failures per unit-year", Count, Less, "Failures in the counted time / (tracked units x years of 365 days in it); repairs that did not hold are not among them.";
    MaintenanceInTime, "maintenance_in_time", "maintenance in time", Share, More, "Planned visits that were done within their `window` / due dates in the counted time, of tracked units; a due date that finds the job before open is missed.";
    Satisfaction, "satisfaction", "satisfaction S", Score, More, "Score S, mean over counted jobs closed (the map and its parameters stand in the manifest).";
    Csat, "csat", "CSAT", Score, More, "Marks 1 to 5, mean over counted jobs closed.";
    Nps, "nps", "NPS", Points, More, "100 x (promoters - detractors) / counted jobs closed.";
    Delighted, "delighted", "delighted", Share, More, "Counted jobs closed with S from `delighted_from` on / counted jobs closed.";
    Dissatisfied, "dissatisfied", "dissatisfied", Share, Less, "Counted jobs closed with S under `dissatisfied_under` / counted jobs closed.";
    ComplaintRate, "complaint_rate", "complaints", Share, Less, "Complaints / counted jobs whose customer has reacted: who was served, gave up or was turned away.";
    Complaints, "complaints", "complaints made", Count, Less, "Complaints about counted jobs; by kind: what is complained of.";
    Escalations, "escalations", "escalations", Count, Less, "Complaints about counted jobs that ended with a refund or in court.";
    ChurnRate, "churn_rate", "churn per job", Share, Less, "Customers who decide to leave / counted jobs whose customer has reacted.";
    Churned, "churned", "customers who leave", Count, Less, "Customers who decide to leave in the counted time.";
    Retention, "retention", "retention", Share, More, "1 - customers who decide to leave in the counted time / (units at its start + units sold in it).";
    Reputation, "reputation", "reputation at the end", Score, More, "Reputation at the end of the counted time, mean over zones; 1 is neutral.";
    UnitsSold, "units_sold", "units sold", Count, More, "Units sold in the counted time.";
    UnitsScrapped, "units_scrapped", "units scrapped", Count, Neither, "Units that reached the end of their life in the counted time.";
    UnitsAtEnd, "units_at_end", "installed base at the end", Count, More, "Units of all installed bases at the end of the counted time.";
    CostLabour, "cost_labour", "labour", Money, Less, "Wages, on-cost, overtime, standby, hiring and training in the counted time.";
    CostTravel, "cost_travel", "travel", Money, Less, "Vehicles, by distance and by month, in the counted time.";
    CostParts, "cost_parts", "parts", Money, Less, "Material and parts used, and their holding, freight, rush, repair and scrap, in the counted time.";
    CostFacility, "cost_facility", "facility", Money, Less, "Rent, utilities, equipment, opening, closing and overhead in the counted time.";
    CostPartner, "cost_partner", "partner", Money, Less, "Job fees, retainers and quality control in the counted time.";
    CostCustomer, "cost_customer", "customer", Money, Less, "Penalties for broken promises, compensation and the cost of downtime in the counted time.";
    CostTotal, "cost_total", "total cost", Money, Less, "Sum of all groups of cost in the counted time.";
    Revenue, "revenue", "revenue", Money, More, "Paid by customers in the counted time.";
    Profit, "profit", "profit and loss", Money, More, "Revenue less total cost.";
    CostPerJob, "cost_per_job", "cost per job", Money, Less, "Total cost / jobs closed in the counted time.";
    CostPerUnitYear, "cost_per_unit_year", "cost per unit-year", Money, Less, "Total cost / (installed units x years of 365 days in the counted time).";
    Goodwill, "goodwill", "goodwill lost", Money, Less, "Lost future margin and lost sales in the counted time: no cash, and in no total of cost or profit.";
}

/// The figure of an index.
impl Index {
    /// Name, unit and meaning.
    pub fn figure(self) -> &'static Figure {
        &FIGURES[self as usize]
    }
}

/// The position of a figure by its key.
pub fn index_of(key: &str) -> Option<usize> {
    FIGURES.iter().position(|figure| figure.key == key)
}

/// One value for each figure, in the order of [`FIGURES`]; `None` where there is no data.
pub type Row = Vec<Option<f64>>;
