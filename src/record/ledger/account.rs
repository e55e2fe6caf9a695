//! The accounts of the ledger and their groups.

macro_rules! accounts {
    ($($name:ident, $group:ident, $key:literal, $label:literal, $meaning:literal;)*) => {
        /// An account of the ledger.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Account { $(#[doc = $meaning] $name,)* }

        impl Account {
            /// All accounts in the order of reports.
            pub const ALL: &'static [Account] = &[$(Account::$name),*];

            /// Its group.
            pub fn group(self) -> Group {
                match self { $(Account::$name => Group::$group),* }
            }

            /// Its name in files.
            pub fn key(self) -> &'static str {
                match self { $(Account::$name => $key),* }
            }

            /// Its name in reports.
            pub fn label(self) -> &'static str {
                match self { $(Account::$name => $label),* }
            }

            /// What is posted to it.
            pub fn meaning(self) -> &'static str {
                match self { $(Account::$name => $meaning),* }
            }
        }
    };
}

accounts! {
    Wages, Labour, "wages", "wages", "Wage x hours of presence and paid absence inside shifts, own technicians.";
    OnCost, Labour, "on_cost", "on-cost", "Employer's social charges on wages, overtime and standby pay.";
    Overtime, Labour, "overtime", "overtime", "Wage x overtime factor (or band) x hours on duty after the end of the shift or on a call-out, and what public holidays add to the wage of a shift, own technicians.";
    Standby, Labour, "standby", "standby", "Pay of standing by, and what the shortest paid time adds to call-outs, own technicians.";
    Hiring, Labour, "hiring", "hiring", "Cost of each person hired, own technicians.";
    Training, Labour, "training", "training", "Fees of courses and refreshers, own technicians; their hours are in the wages.";
    ContactCentre, Labour, "contact_centre", "contact centre", "Wages, overtime, standby and on-cost of the people of contact centres.";
    VehicleDistance, Travel, "vehicle_distance", "vehicle distance", "Running cost per km x km on the road, own technicians.";
    VehicleFixed, Travel, "vehicle_fixed", "vehicle fixed", "Monthly cost of the vehicles of own technicians and crews.";
    Material, Parts, "part_consumption", "part consumption", "Purchase price of the material and the parts used by jobs; of repairable parts, only those bought in an emergency.";
    Holding, Parts, "part_holding", "part holding", "Price x holding share per year x stock on hand, to the millisecond.";
    PartFreight, Parts, "part_freight", "part freight", "Freight of parts to shelves and between places, and the cost of orders.";
    Rush, Parts, "part_rush", "part rush", "Surcharge of parts that are bought in an emergency.";
    PartRepair, Parts, "part_repair", "part repair", "Repair of failed units of repairable parts.";
    Scrap, Parts, "part_scrap", "part scrap", "Repairable units that are written off, at the price of new ones, and their disposal.";
    Rent, Facility, "rent", "rent", "Monthly rent of own open centres.";
    Utilities, Facility, "utilities", "utilities", "Monthly electricity, heat and water of own open centres.";
    Depreciation, Facility, "equipment", "equipment depreciation", "Monthly depreciation of equipment of own open centres.";
    Opening, Facility, "opening", "opening", "One-off cost of own centres that the layout opens.";
    Closing, Facility, "closing", "closing", "One-off cost of centres that the layout closes.";
    Overhead, Facility, "central_overhead", "central overhead", "Monthly overhead of the network.";
    JobFees, Partner, "job_fees", "job fees", "Contract fee of each job that a partner closes, by distance band and volume tier, and its time on site where that is billed.";
    NoFixFees, Partner, "no_fix_fees", "fees of failed visits", "Contract fee of each visit of a partner that did not fix the fault.";
    PartsMarkup, Partner, "parts_markup", "mark-up on parts", "The partner's mark-up on the purchase price of the material that its jobs use.";
    Retainer, Partner, "retainer", "retainer", "Monthly retainer of partners that the layout uses, or whose contract binds us all the same.";
    MinimumTopUp, Partner, "minimum_top_up", "minimum top-up", "Take-or-pay: what is paid on top of the fees of a month to reach the minimum of the contract.";
    BonusMalus, Partner, "bonus_malus", "bonus and malus", "Bonus paid to partners less malus deducted, by the quality of their jobs.";
    ContractExit, Partner, "contract_exit", "contract exit", "One-off cost of ending the contracts that the layout does not use.";
    QualityControl, Partner, "quality_control", "dispatch and quality control", "Our own dispatch and quality control of each job that a partner closes.";
    Refunds, Customer, "refund", "refund", "Price paid back for units that came back, less their value: `resale` of the price after a no-reason return, `salvage` of the unit's cost after a failure; and refunds of complaints that escalated.";
    Exchanges, Customer, "exchange", "exchange", "Cost of new units given for failed ones, less the `salvage` of the old ones.";
    ReturnFreight, Customer, "freight_of_returns", "freight of returns", "Freight of units that come back, where the rules lay it on the seller: one way for a refund, there and back for an exchange.";
    Penalties, Customer, "promise_penalties", "promise penalties", "Paid to customers for each broken promise.";
    Compensation, Customer, "compensation", "compensation", "Paid to customers for secondary damage, and spent on complaints.";
    Downtime, Customer, "downtime", "downtime", "Paid to customers for the time that tracked units were down, or lost by it.";
    Legal, Customer, "legal", "legal", "Legal cost of complaints that ended in court.";
    Repairs, Revenue, "repair_revenue", "out-of-warranty repair", "Paid by customers for jobs out of warranty: the price of the job or the visit fee, and material at its purchase price where it is billed.";
    ExtendedWarranty, Revenue, "extended_warranty", "extended warranty", "Price of plans without planned maintenance: units under the plan x price per year x time.";
    MaintenanceContracts, Revenue, "maintenance_contracts", "maintenance contracts", "Price of plans with planned maintenance: units under the plan x price per year x time.";
    PartsMargin, Revenue, "parts_margin", "parts margin", "What customers pay for billed material above its purchase price.";
    LostMargin, Goodwill, "lost_future_margin", "lost future margin", "Worth of customers who leave: sum of m r^t / (1 + d)^t over the years t from 1. No cash.";
    LostSales, Goodwill, "lost_sales", "lost sales", "Margin of sales missed for a reputation under 1; below 0 where a better one sells more. No cash.";
}

/// A group of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Group {
    Labour,
    Travel,
    Parts,
    Facility,
    Partner,
    Customer,
    Revenue,
    /// Shown apart: in no total of cost, revenue or profit.
    Goodwill,
}

/// Groups of accounts.
pub const GROUPS: usize = Group::Goodwill as usize + 1;

impl Group {
    /// Groups of cost in the order of reports.
    pub const COSTS: [Group; 6] = [Group::Labour, Group::Travel, Group::Parts, Group::Facility, Group::Partner, Group::Customer];

    /// Its name in files and reports.
    pub fn key(self) -> &'static str {
        match self {
            Group::Labour => "labour",
            Group::Travel => "travel",
            Group::Parts => "parts",
            Group::Facility => "facility",
            Group::Partner => "partner",
            Group::Customer => "customer",
            Group::Revenue => "revenue",
            Group::Goodwill => "goodwill",
        }
    }
}
