//! One file for each command.

pub mod baseline;
pub mod cache;
pub mod check;
pub mod completions;
pub mod db;
pub mod explain;
pub mod init;
mod inspect;
pub mod merge;
pub mod plugin;
mod plugin_build;
mod plugin_cases;
mod plugin_new;
mod plugin_sdk;
mod plugin_test;
mod quoted;
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
