//! Scan: every file through the plugins that want it, then the files that they name.

mod call;
pub(crate) mod file;
mod members;
mod one;
mod rounds;

pub(crate) use call::{Rules, claimed, gap_kind, log_lines, whole};
pub(crate) use file::ScannedFile;
pub(crate) use one::Scanner;
pub(crate) use rounds::{follow_requests, scan};
