//! Other programs.

use std::path::Path;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
pub use secws_guest_build::output;

/// Runs a program to its end.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("{command:?} cannot be started"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}

/// Runs a program in the place of this one, and ends with its exit code.
pub fn replace(program: &Path, arguments: &[String]) -> Result<ExitCode> {
    let status = Command::new(program).args(arguments).status();
    let status = status.with_context(|| format!("{} cannot be started", program.display()))?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    Ok(code.map_or(ExitCode::FAILURE, ExitCode::from))
}
