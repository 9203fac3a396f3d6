//! Is this repository safe to ship? Arguments in, an engine run, reports and an exit code out.
#![allow(clippy::print_stderr, reason = "this is the program that people talk to")]

mod advisories;
mod cli;
mod commands;
mod folders;
mod logging;
mod plugins;
mod prepare;
mod progress;
mod reports;
mod settings;
mod source;
mod terminal;
mod timings;
mod watch;
mod weakened;

use std::process::ExitCode;

use clap::Parser;

use cli::{Arguments, Command};

/// Wrong usage or settings, or a path that is not there.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logging::start(arguments.verbose);
    let quiet = arguments.quiet;
    let done = match &arguments.command {
        Command::Check(check) => commands::check::run(check, quiet),
        Command::Baseline(baseline) => commands::baseline::run(baseline, quiet),
        Command::Merge(merge) => commands::merge::run(merge, quiet),
        Command::Cache { command } => commands::cache::run(command),
        Command::Rules => commands::rules::run(),
        Command::Explain { rule } => commands::explain::run(rule),
        Command::Db { command } => commands::db::run(command),
        Command::Plugin { command } => commands::plugin::run(command),
        Command::Init(init) => commands::init::run(init),
        Command::Completions { shell } => commands::completions::run(*shell),
        Command::CompilePlugin { component, compiled } => commands::plugin::compile(component, compiled),
    };
    done.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::from(USAGE)
    })
}
