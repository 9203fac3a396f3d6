//! `secws completions`.

use std::process::ExitCode;

use anyhow::Result;
use clap::CommandFactory as _;
use clap_complete::Shell;

use crate::cli::Arguments;

/// Prints the script that teaches a shell this program's commands and flags.
pub fn run(shell: Shell) -> Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "secws", &mut script);
    super::print(&String::from_utf8(script)?)
}
