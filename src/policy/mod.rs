//! The rules: who goes where, who is asked, and what a customer makes of it.
//!
//! *Knows:* `state` through its views, `network` and `kernel`.
//! *Never:* changes anything, draws chance, or sees what the future holds.

pub mod choice;
pub mod dispatch;
pub mod loyalty;
pub mod price;
pub mod satisfaction;
pub mod sourcing;
pub mod stocking;
