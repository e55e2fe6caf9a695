//! x
#[allow(missing_docs)]
pub mod kernel {
    //! Stand-in until the kernel branch is merged.
    pub mod agenda;
    pub mod id;
    pub mod money;
    pub mod time;
}
pub mod scenario;
