//! What `callout` promises, module by module.

mod audit;
mod cases;
mod cli;
mod complaints;
mod demand;
mod determinism;
mod edges;
mod finance;
mod golden;
mod hand;
mod hands;
mod invariants;
mod lab;
mod metamorphic;
mod national;
mod outputs;
mod pay;
mod rosters;
mod scenarios_car_dealers;
mod scenarios_nyc_elevators;
mod scenarios_people;
mod staff;
mod stock;
mod tidy;
mod units;
mod yardstick;
