//! `secws plugin`, and the compilation of one in a child process.

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use secws_sandbox::compile_in_child;

use super::{plugin_build, plugin_new, plugin_test};
use crate::cli::Plugin;

/// Does what is asked for.
pub fn run(command: &Plugin) -> Result<ExitCode> {
    match command {
        Plugin::Inspect { file } => super::print(&super::inspect::inspect(file)?),
        Plugin::New { name, path } => plugin_new::run(name, path.as_deref()),
        Plugin::Build { folder } => plugin_build::run(folder),
        Plugin::Test { folder } => plugin_test::run(folder),
    }
}

/// The child's side of a compilation.
pub fn compile(component: &Path, compiled: &Path) -> Result<ExitCode> {
    compile_in_child(component, compiled)?;
    Ok(ExitCode::SUCCESS)
}
