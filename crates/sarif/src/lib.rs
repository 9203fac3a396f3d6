//! Our model as a SARIF 2.1.0 log, and logs as our model; the only crate that knows serde-sarif.
//!
//! A log is the same for the same report: no times, no paths of this machine, no random ids. It is valid against the schema
//! whatever the report holds, and written result by result, since a result of serde-sarif takes 2 KB.
#![forbid(unsafe_code)]

mod catalog;
mod error;
mod fixes;
mod help;
mod import;
pub mod json;
mod locations;
mod log;
mod messages;
mod notifications;
mod properties;
mod results;
mod rules;
mod suppressions;
mod taxonomies;
mod tool;

pub use error::SarifError;
pub use import::{
    ColumnUnit, FileText, Files, ImportError, Imported, ImportedEdit, ImportedFinding, ImportedFix, ImportedPlace,
    ImportedRegion, import, mask, resolve,
};
pub use log::{Options, write};
