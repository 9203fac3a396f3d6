//! One adapter for each version of the contract.

pub(crate) mod v0_1;
