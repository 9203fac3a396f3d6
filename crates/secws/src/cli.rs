//! The command line.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use serde::Serialize;

/// Is this repository safe to ship?
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
pub struct Arguments {
    /// Say more on what is done: -v the steps, -vv every plugin and slow file (or set SECWS_LOG)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Scan files and folders, report what is found, and end with the gate's exit code
    #[command(after_help = EXIT_CODES)]
    Check(Check),
    /// List the rules of all plugins
    Rules,
    /// Explain a rule, by its id or by that of another tool (B602, S602)
    Explain {
        /// As in a report: code/subprocess-shell-true
        rule: String,
    },
    /// Known vulnerabilities: how old the data is, and newer data
    Db {
        /// What to do.
        #[command(subcommand)]
        command: Db,
    },
    /// Plugins that are not built in
    Plugin {
        /// What to do.
        #[command(subcommand)]
        command: Plugin,
    },
    /// Compile a component within limits, for this program itself
    #[command(hide = true)]
    CompilePlugin {
        /// The component.
        component: PathBuf,
        /// Where its native code goes.
        compiled: PathBuf,
    },
}

const EXIT_CODES: &str = "Exit codes:
  0  passed
  1  the gate failed on findings
  2  wrong usage or settings, or a path that is not there
  3  no finding fails the gate, but the scan is incomplete";

/// Scan and judge.
#[derive(Debug, Args)]
pub struct Check {
    /// Files and folders
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// Flags that are settings.
    #[command(flatten)]
    pub settings: Flags,
    /// Colours and links in the text report
    #[arg(long, value_enum, default_value_t)]
    pub color: Color,
    /// Print where the time went, to standard error
    #[arg(long)]
    pub timings: bool,
}

/// Flags that settings files and SECWS_* variables know too.
#[derive(Debug, Default, Args, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Flags {
    /// Fail on findings of this severity or above: note, low, medium, high, critical [default: high]
    #[arg(long, value_name = "LEVEL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<String>,
    /// Write a report: text, sarif; to a file instead of standard output; may be given several times [default: text]
    #[arg(long, value_name = "NAME[=FILE]")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub format: Vec<String>,
    /// Turn a rule off, by its id or that of another tool; may be given several times
    #[arg(long, value_name = "RULE")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disable: Vec<String>,
    /// Turn a rule on that is off by itself; may be given several times
    #[arg(long, value_name = "RULE")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enable: Vec<String>,
    /// Worker threads [default: one for each processor]
    #[arg(long, value_name = "NUMBER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threads: Option<usize>,
    /// Run one more plugin, a WebAssembly component; may be given several times
    #[arg(long = "plugin", value_name = "FILE")]
    #[serde(rename = "plugins", skip_serializing_if = "Vec::is_empty")]
    pub plugins: Vec<String>,
}

/// When to use colours and links.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Known vulnerabilities.
#[derive(Debug, Subcommand)]
pub enum Db {
    /// Replace the data with newer ones: OSV's, or those of a file, a folder or an address
    Update {
        /// A zip laid out like OSV's all.zip, a folder of OSV records, or an https address of such a zip
        #[arg(long, value_name = "FILE|URL")]
        from: Option<String>,
        /// The ecosystem to take from it, as OSV writes it; may be given several times
        #[arg(long = "ecosystem", value_name = "NAME")]
        ecosystems: Vec<String>,
    },
    /// Show what data there is and how old it is
    Status,
}

/// Plugins that are not built in.
#[derive(Debug, Subcommand)]
pub enum Plugin {
    /// Show what a component is, what it may do and what it finds
    Inspect {
        /// The component
        file: PathBuf,
    },
}
