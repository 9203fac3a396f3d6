//! `secws plugin`, and the compilation of one in a child process.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use secws_sandbox::{Host, compile_in_child};

use crate::cli::Plugin;
use crate::plugins;

/// Shows what a component is.
pub fn run(command: &Plugin) -> Result<ExitCode> {
    let Plugin::Inspect { file } = command;
    let plugin = plugins::foreign(&Host::new()?, file)?;
    let description = plugin.description();
    let mut text = format!("{} {}\n\nmay use:\n", description.name, description.version);
    for import in plugin.imports() {
        let _ = writeln!(text, "  {import}");
    }
    if !description.consumes.is_empty() {
        let _ = writeln!(text, "consumes: {}", description.consumes.join(", "));
    }
    if description.needs_today {
        text.push_str("is told today's date\n");
    }
    text.push_str("\nfinds:\n");
    for rule in &description.rules {
        let _ = writeln!(text, "  {}  {}  {}", rule.id, rule.severity, rule.title);
    }
    super::print(&text)
}

/// The child's side of a compilation.
pub fn compile(component: &Path, compiled: &Path) -> Result<ExitCode> {
    compile_in_child(component, compiled)?;
    Ok(ExitCode::SUCCESS)
}
