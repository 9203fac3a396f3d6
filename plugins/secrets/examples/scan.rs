//! Scans a folder without a host, and tells how long it took: `cargo run --release -p secws-secrets --example scan -- FOLDER`.
//!
//! Prints a line for each finding (path, line, rule, severity, precision), never what was found. With `--quiet` only the
//! figures.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a tool for the command line")]

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use secws_plugin_sdk::testing::MemoryFile;
use secws_plugin_sdk::{Configuration, Finding, Plugin};
use secws_secrets::Secrets;

#[derive(Default)]
struct Figures {
    files: u64,
    routed: u64,
    bytes: u64,
    hits: u64,
    findings: u64,
    looked_at: u64,
    searching: Duration,
    scanning: Duration,
}

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let quiet = arguments.iter().any(|argument| argument == "--quiet");
    let folder = arguments.iter().find(|argument| !argument.starts_with("--")).ok_or("name a folder")?;
    let started = Instant::now();
    let described = Secrets::describe().rules.len();
    let configuration = Configuration { settings: "{}".to_owned(), today: None };
    let (plugin, _) = Secrets::configure(&configuration).map_err(|errors| format!("{errors:?}"))?;
    eprintln!("described and configured {described} rules in {:?}", started.elapsed());
    let mut figures = Figures::default();
    let mut files = Vec::new();
    list(Path::new(folder), &mut files);
    files.sort();
    for path in files {
        scan(&plugin, &path, quiet, &mut figures)?;
    }
    figures.print();
    Ok(())
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && entry.file_name() != ".git" => list(&entry.path(), files),
            Ok(kind) if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
}

fn scan(plugin: &Secrets, path: &Path, quiet: bool, figures: &mut Figures) -> Result<(), String> {
    const LIMIT: usize = 5 << 20;
    let Some(bytes) = std::fs::read(path).ok().filter(|bytes| bytes.len() <= LIMIT) else {
        return Ok(());
    };
    figures.files += 1;
    figures.bytes += bytes.len() as u64;
    let started = Instant::now();
    let hits = plugin.hits(&bytes)?;
    figures.searching += started.elapsed();
    figures.hits += hits.found.len() as u64;
    if hits.found.is_empty() && !bytes.starts_with(b"\xFF\xFE") && !bytes.starts_with(b"\xFE\xFF") {
        return Ok(());
    }
    figures.routed += 1;
    let file = MemoryFile { hits, ..MemoryFile::new(&path.to_string_lossy(), &bytes) };
    let started = Instant::now();
    let (outcome, looked_at) = plugin.scan_measured(&file)?;
    figures.scanning += started.elapsed();
    figures.looked_at += looked_at;
    figures.findings += outcome.findings.len() as u64;
    for gap in &outcome.gaps {
        println!("{}: {}", path.display(), gap.message);
    }
    if !quiet {
        outcome.findings.iter().for_each(|finding| print(path, &bytes, finding));
    }
    Ok(())
}

fn print(path: &Path, bytes: &[u8], finding: &Finding) {
    let start = finding.location.span.map_or(0, |span| usize::try_from(span.start).unwrap_or(0));
    let before = bytes.get(..start).unwrap_or_default();
    let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
    let column = 1 + before.iter().rev().take_while(|&&byte| byte != b'\n').count();
    let (severity, precision) = (finding.severity, finding.precision);
    println!("{}:{line}:{column} {} {severity:?} {precision:?}", path.display(), finding.rule);
}

impl Figures {
    #[allow(clippy::cast_precision_loss, reason = "for people")]
    fn print(&self) {
        let megabytes = self.bytes as f64 / 1e6;
        let speed = |time: Duration| megabytes / time.as_secs_f64().max(1e-9);
        eprintln!(
            "{} files, {} routed, {megabytes:.1} MB, {} hits, {} findings, {:.1} MB looked at",
            self.files,
            self.routed,
            self.hits,
            self.findings,
            self.looked_at as f64 / 1e6
        );
        eprintln!("the host's search: {:?}, {:.0} MB/s", self.searching, speed(self.searching));
        eprintln!("the plugin's scan: {:?}, {:.0} MB/s", self.scanning, speed(self.scanning));
    }
}
