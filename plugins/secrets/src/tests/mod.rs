//! What holds of all rules together.

mod hostile;
mod linear;
mod redaction;
mod rules;
mod samples;
mod usage;

use secws_plugin_sdk::testing::{Harness, MemoryFile};
use secws_plugin_sdk::{Finding, Outcome, Plugin};

use crate::Secrets;

thread_local! {
    static HARNESS: Harness<Secrets> = Harness::default();
}

/// A file with the hits that the host would hand over.
fn file(path: &str, bytes: &[u8]) -> MemoryFile {
    let hits = HARNESS.with(|harness| harness.plugin().hits(bytes)).expect("a search");
    MemoryFile { hits, ..MemoryFile::new(path, bytes) }
}

/// What a scan of a file says.
fn scan_file(file: &MemoryFile) -> Outcome {
    HARNESS.with(|harness| harness.plugin().scan(file)).expect("a scan")
}

/// The same, held to the contract: every rule is declared, every span lies in the file.
fn scan_strictly(file: &MemoryFile) -> Outcome {
    HARNESS.with(|harness| harness.scan_file(file))
}

fn scan(path: &str, text: &str) -> Outcome {
    scan_file(&file(path, text.as_bytes()))
}

/// How many bytes a scan looks at.
fn work(file: &MemoryFile) -> u64 {
    HARNESS.with(|harness| harness.plugin().scan_measured(file)).expect("a scan").1
}

/// The rules of findings, without the plugin's name.
fn names(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.rule.strip_prefix("secrets/").expect("our own")).collect()
}
