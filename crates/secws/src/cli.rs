//! The command line.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use secws_engine::Shard;
use serde::Serialize;

/// Is this repository safe to ship?
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
pub struct Arguments {
    /// Say more on what is done: -v the steps, -vv every plugin and slow file (or set SECWS_LOG)
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// Say less: -q only what the gate decided, -qq nothing; reports to files are written all the same
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "verbose")]
    pub quiet: u8,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Scan files and folders, report what is found, and end with the gate's exit code
    #[command(after_help = EXIT_CODES)]
    Check(Box<Check>),
    /// Write a baseline: findings that are known, and fail no gate that only asks for new ones
    Baseline(Box<Baseline>),
    /// Make one report of the partial results of shards, or of several SARIF logs
    #[command(after_help = EXIT_CODES)]
    Merge(Box<Merge>),
    /// List the rules of all plugins
    Rules,
    /// Explain a rule, by its id or by that of another tool (B602, S602)
    Explain {
        /// As in a report: code/subprocess-shell-true
        rule: String,
    },
    /// What was scanned before
    Cache {
        /// What to do.
        #[command(subcommand)]
        command: Cache,
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
    /// Begin: write settings, a workflow, a hook and update checks, each only where there is none
    Init(Init),
    /// Print the script that completes commands and flags in a shell
    Completions {
        /// For this shell
        shell: Shell,
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
    /// What to scan.
    #[command(flatten)]
    pub scope: Scope,
    /// How it is reported.
    #[command(flatten)]
    pub output: Output,
    /// Scan a part of the files only, and write a partial result for `secws merge`
    #[arg(long, value_name = "K/N", requires = "partial", conflicts_with_all = ["watch", "staged", "diff"])]
    pub shard: Option<Shard>,
    /// Where the partial result of a shard goes
    #[arg(short = 'o', long = "output", value_name = "FILE", requires = "shard")]
    pub partial: Option<PathBuf>,
    /// Scan again whenever a file changes
    #[arg(long)]
    pub watch: bool,
}

/// What to scan, and with which settings.
#[derive(Debug, Args)]
pub struct Scope {
    /// Files and folders; `-` is standard input
    #[arg(default_value = ".")]
    pub paths: Vec<PathBuf>,
    /// What standard input is called
    #[arg(long, value_name = "PATH")]
    pub stdin_filename: Option<String>,
    /// Scan what is staged for the next commit, and show and judge only what it changes
    #[arg(long, conflicts_with_all = ["diff", "history"])]
    pub staged: bool,
    /// Show and judge only what changed since the merge base with this commit; everything is read all the same
    #[arg(long, value_name = "COMMIT")]
    pub diff: Option<String>,
    /// Scan git's history as well, each version of a file once: of all commits, or of a range like main..HEAD
    #[arg(long, value_name = "RANGE", num_args = 0..=1, default_missing_value = "", require_equals = true)]
    pub history: Option<String>,
    /// Take settings, baseline and plugins from this commit, and report what the files here would weaken
    #[arg(long, value_name = "COMMIT")]
    pub settings_from: Option<String>,
    /// Neither use nor keep results of earlier runs
    #[arg(long)]
    pub no_cache: bool,
    /// Flags that are settings.
    #[command(flatten)]
    pub settings: Flags,
}

/// How it is reported.
#[derive(Debug, Args)]
pub struct Output {
    /// Colours and links in the text report
    #[arg(long, value_enum, default_value_t)]
    pub color: Color,
    /// Count findings by rule, in the text report
    #[arg(long)]
    pub statistics: bool,
    /// Print where the time went, to standard error
    #[arg(long)]
    pub timings: bool,
}

/// Write a baseline.
#[derive(Debug, Args)]
pub struct Baseline {
    /// What to scan.
    #[command(flatten)]
    pub scope: Scope,
    /// Where it goes
    #[arg(short, long, value_name = "FILE", default_value = "secws-baseline.json")]
    pub output: PathBuf,
}

/// Make one report of several.
#[derive(Debug, Args)]
pub struct Merge {
    /// Partial results, all of one scan, or SARIF logs
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// The folder that was scanned
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    pub root: PathBuf,
    /// Write a SARIF log there; the same as `--format sarif=FILE`
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// What the shards scanned besides the tree: git's history, of all commits or of a range
    #[arg(long, value_name = "RANGE", num_args = 0..=1, default_missing_value = "", require_equals = true)]
    pub history: Option<String>,
    /// Take settings, baseline and plugins from this commit, and report what the files here would weaken
    #[arg(long, value_name = "COMMIT")]
    pub settings_from: Option<String>,
    /// How it is reported.
    #[command(flatten)]
    pub report: Output,
    /// Flags that are settings.
    #[command(flatten)]
    pub settings: Flags,
}

/// Begin.
#[derive(Debug, Args)]
pub struct Init {
    /// Write nothing, and print what would be written
    #[arg(long)]
    pub dry_run: bool,
    /// A folder of the repository; the files go to its root
    #[arg(default_value = ".")]
    pub path: PathBuf,
}

/// Flags that settings files and SECWS_* variables know too.
#[derive(Debug, Default, Clone, Args, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Flags {
    /// Fail on findings of this severity or above: note, low, medium, high, critical, never [default: high]
    #[arg(long, value_name = "LEVEL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fail_on: Option<String>,
    /// Fail only on findings that the baseline does not know
    #[arg(long, num_args = 0..=1, default_missing_value = "true", require_equals = true, value_name = "BOOL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_only: Option<bool>,
    /// What an incomplete scan does: fail, warn [default: fail]
    #[arg(long, value_name = "WHAT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on_incomplete: Option<String>,
    /// Let so many findings pass that would fail the gate [default: 0]
    #[arg(long, value_name = "NUMBER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_findings: Option<usize>,
    /// Findings that are known: a file that `secws baseline` wrote
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<PathBuf>,
    /// Join the findings of another tool's SARIF log; may be given several times
    #[arg(long, value_name = "FILE")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub import: Vec<String>,
    /// Leave files out, by a pattern as in .gitignore; may be given several times
    #[arg(long, value_name = "PATTERN")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// Write a report, to a file instead of standard output; may be given several times [default: text]
    #[arg(long, value_name = "NAME[=FILE]", help = format_help())]
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
    #[serde(skip)]
    pub plugins: Vec<String>,
    /// Grant plugins named by --plugin a permission they ask for: advisories; may be given several times
    #[arg(long, value_name = "PERMISSION", value_delimiter = ',')]
    #[serde(skip)]
    pub allow: Vec<String>,
}

fn format_help() -> String {
    let names = secws_report::Format::ALL.map(secws_report::Format::name).join(", ");
    format!("Write a report: {names}; to a file instead of standard output; may be given several times [default: text]")
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

/// What was scanned before.
#[derive(Debug, Subcommand)]
pub enum Cache {
    /// Remove it
    Clean,
    /// Show where it is and how large
    Status,
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
    /// Make a folder with a plugin that works, to be changed into your own
    New {
        /// Its name, as in `my-rules`
        name: String,
        /// The folder, if it is not to be called like the plugin
        #[arg(long, value_name = "DIR")]
        path: Option<PathBuf>,
    },
    /// Compile a plugin's source to a component
    Build {
        /// The folder of its Cargo.toml
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Build a plugin and run its rules' cases through the component
    Test {
        /// The folder of its Cargo.toml
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
}
