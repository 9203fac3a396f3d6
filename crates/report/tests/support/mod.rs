//! Reports of every shape, and some that are typical.
#![allow(dead_code, reason = "each test takes what it needs")]
#![allow(unused_imports, reason = "each test takes what it needs")]

use secws_model::*;
use secws_report::{Format, Options};

mod arbitrary;
mod sample;

pub use arbitrary::{finding, notification, report, text, verdict};
pub use sample::{full_sample, line_place, many, plain_finding, plain_rule, sample};

/// A report as it would be printed.
pub fn written(format: Format, report: &Report, verdict: &Verdict, options: &Options) -> String {
    let mut out = Vec::new();
    secws_report::write(format, report, verdict, &mut out, options).expect("memory takes everything");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// A verdict on a report that has something bad in it.
pub fn failed() -> Verdict {
    Verdict::Failed(Reason("1 finding at or above high.".to_owned()))
}

fn fingerprints(rule: &str, path: &str) -> Fingerprints {
    FingerprintKey { rule: rule.to_owned(), path: path.into(), context: "context".to_owned() }.fingerprints(0)
}

fn source(rule: &str, message: &str) -> Source {
    let plugin = rule.split('/').next().unwrap_or_default().to_owned();
    Source { rule: rule.to_owned(), plugin, message: message.to_owned(), original: None }
}
