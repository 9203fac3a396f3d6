//! One file for each command.

pub mod check;
pub mod db;
pub mod explain;
pub mod plugin;
pub mod rules;

use std::io::{self, Write as _};
use std::process::ExitCode;

use anyhow::Result;

/// Prints what was asked for. A reader that has read enough is no error.
fn print(text: &str) -> Result<ExitCode> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}
