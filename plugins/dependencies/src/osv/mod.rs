//! Known vulnerabilities in the OSV format, and which versions they affect.

mod bound;
mod cluster;
mod database;
mod known;
#[cfg(test)]
mod oracle;
mod range;
mod record;
mod severity;
mod version;

pub use cluster::Cluster;
pub use database::Database;
pub use known::{Assessment, Known};
pub use range::Verdict;
pub use record::Record;
pub use severity::Rating;
pub use version::{Installed, public};
