//! Scans Python files natively, on one thread, and prints what was found and how fast: for comparing with other tools, and
//! for profiling. `--quiet` prints figures only, `--parse` parses and does nothing else.
//! `cargo run --release -p secws-code --example scan -- [--quiet] [--parse] PATH…`
#![allow(clippy::print_stdout, clippy::print_stderr, clippy::expect_used, reason = "a tool for the terminal")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use secws_code::Code;
use secws_plugin_sdk::testing::{Harness, MemoryFile};
use secws_plugin_sdk::{Finding, Outcome, Plugin};

fn main() {
    let (flags, roots): (Vec<_>, Vec<_>) = std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let is_quiet = flags.iter().any(|flag| flag == "--quiet");
    let only_parses = flags.iter().any(|flag| flag == "--parse");
    let mut files = Vec::new();
    roots.iter().for_each(|root| collect(Path::new(root), &mut files));
    files.sort();

    let harness = Harness::<Code>::default();
    let (mut spent, mut bytes, mut findings) = (Duration::ZERO, 0, 0);
    for path in &files {
        let contents = std::fs::read(path).expect("a readable file");
        bytes += contents.len();
        let shown = path.display().to_string();
        let file = MemoryFile::new(&shown, &contents);
        let start = Instant::now();
        let outcome = if only_parses { parse(&contents) } else { harness.plugin().scan(&file) };
        spent += start.elapsed();
        match outcome {
            Ok(outcome) => {
                findings += outcome.findings.len();
                if !is_quiet {
                    outcome.findings.iter().for_each(|finding| print(&shown, &contents, finding));
                    outcome.gaps.iter().for_each(|gap| eprintln!("{shown}: {}", gap.message));
                }
            }
            Err(message) => eprintln!("{shown}: {message}"),
        }
    }
    let seconds = spent.as_secs_f64();
    let megabytes = u32::try_from(bytes / 1000).map_or(0.0, f64::from) / 1000.0;
    eprintln!(
        "{} files, {megabytes:.1} MB, {findings} findings, {seconds:.2} s, {:.1} MB/s",
        files.len(),
        megabytes / seconds
    );
}

fn parse(contents: &[u8]) -> Result<Outcome, String> {
    secws_code::parse::module(&secws_code::decode::decode(contents)?.text).map(|_| Outcome::default())
}

/// Path, line, rule, severity and message, with tabs between.
fn print(path: &str, contents: &[u8], finding: &Finding) {
    let offset = finding.location.span.map_or(0, |span| usize::try_from(span.start).unwrap_or(usize::MAX));
    let line = 1 + contents.iter().take(offset).filter(|&&byte| byte == b'\n').count();
    let severity = finding.severity.map_or_else(|| "default".to_owned(), |severity| format!("{severity:?}").to_lowercase());
    println!("{path}\t{line}\t{}\t{severity}\t{}", finding.rule, finding.message);
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    if path.is_dir() {
        let entries = std::fs::read_dir(path).expect("a readable directory");
        entries.flatten().for_each(|entry| collect(&entry.path(), files));
    } else if path.extension().is_some_and(|ending| ending == "py" || ending == "pyw") {
        files.push(path.to_owned());
    }
}
