//! The project's own tasks: `cargo xtask help`.
#![forbid(unsafe_code)]
#![allow(clippy::print_stderr, clippy::print_stdout, reason = "a tool for a terminal")]

mod advisories;
mod bench;
mod codegen;
mod command;
mod plugins;
mod tidy;
mod workspace;

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use workspace::Workspace;

/// The project's own tasks.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the plugins and the release binary: target/release/secws
    Build,
    /// Build, then run secws with these arguments
    #[command(disable_help_flag = true)]
    Run {
        /// For secws
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Build, then run every test
    Test {
        /// For `cargo test`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Check formatting, clippy, generated files and the project's own rules
    Lint,
    /// Build the plugins only
    Plugins,
    /// Write what is generated from the names of files
    Codegen {
        /// Only say what would change, and fail if anything would
        #[arg(long)]
        check: bool,
    },
    /// Check the project's own rules: module docs, crate arrows, traces
    Tidy,
    /// Make the embedded snapshot of advisories from a zip of OSV records
    Advisories {
        /// Laid out like OSV's `PyPI/all.zip`
        file: PathBuf,
    },
    /// Measure secws beside ruff, bandit and others on a tree
    Bench {
        /// The tree; what is missing of the others is left out and named
        tree: PathBuf,
    },
}

fn main() -> Result<ExitCode> {
    let workspace = Workspace::find()?;
    match Arguments::parse().task {
        Task::Build => {
            let binary = plugins::build_binary(&workspace)?;
            eprintln!("built {}", binary.display());
        }
        Task::Run { arguments } => {
            let binary = plugins::build_binary(&workspace)?;
            return command::replace(&binary, &arguments);
        }
        Task::Test { arguments } => plugins::test(&workspace, &arguments)?,
        Task::Lint => lint(&workspace)?,
        Task::Plugins => plugins::build(&workspace)?,
        Task::Codegen { check } => codegen::run(&workspace, check)?,
        Task::Tidy => tidy::run(&workspace)?,
        Task::Advisories { file } => advisories::run(&workspace, &file)?,
        Task::Bench { tree } => bench::run(&workspace, &tree)?,
    }
    Ok(ExitCode::SUCCESS)
}

fn lint(workspace: &Workspace) -> Result<()> {
    codegen::run(workspace, true)?;
    tidy::run(workspace)?;
    command::run(workspace.cargo().args(["fmt", "--all", "--check"]))?;
    plugins::build(workspace)?;
    let clippy =
        ["clippy", "--release", "--workspace", "--all-targets", "--all-features", "--locked", "--", "-D", "warnings"];
    command::run(workspace.cargo().args(clippy))
}
