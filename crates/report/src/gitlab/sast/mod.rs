//! GitLab's security report of the type `sast`, schema 15.2.1 (`artifacts:reports:sast`).
//!
//! Findings of all plugins are in it, as GitLab takes one type from one file. Left out is what the type has no place for:
//! flows, related places, edits; packages and commits are named in the description only. It never holds
//! `raw_source_code_extract`. GitLab tells findings apart by their first identifier, the rule, with file and lines.

use std::io::{self, Write};

use secws_model::{NotificationLevel, Report, Verdict};
use serde::Serialize;

use super::Ids;
use crate::catalog::Catalog;
use crate::streamed::{self, Lazy};
use crate::{Options, select, summary};

mod time;
mod vulnerability;

const VERSION: &str = "15.2.1";
const SCHEMA: &str =
    "https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v15.2.1/dist/sast-report-format.json";

/// Writes the report.
pub(crate) fn write(report: &Report, verdict: &Verdict, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let catalog = Catalog::new(report);
    let document = Document {
        version: VERSION,
        schema: SCHEMA,
        scan: scan(report, verdict, options),
        vulnerabilities: Lazy(|| {
            let (catalog, mut ids) = (&catalog, Ids::default());
            report.open().map(move |finding| vulnerability::vulnerability(finding, catalog, &mut ids))
        }),
    };
    streamed::write(&document, out, false)
}

#[derive(Serialize)]
struct Document<Vulnerabilities> {
    version: &'static str,
    schema: &'static str,
    scan: Scan,
    vulnerabilities: Vulnerabilities,
}

#[derive(Serialize)]
struct Scan {
    analyzer: Component,
    scanner: Component,
    r#type: &'static str,
    start_time: String,
    end_time: String,
    status: &'static str,
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Component {
    id: &'static str,
    name: &'static str,
    version: &'static str,
    url: &'static str,
    vendor: Vendor,
}

#[derive(Serialize)]
struct Vendor {
    name: &'static str,
}

#[derive(Serialize)]
struct Message {
    level: &'static str,
    value: String,
}

const SECWS: Component = Component {
    id: "secws",
    name: "secws",
    version: env!("CARGO_PKG_VERSION"),
    url: env!("CARGO_PKG_REPOSITORY"),
    vendor: Vendor { name: "secws" },
};

/// The scan fails if it is incomplete, not if it finds something.
fn scan(report: &Report, verdict: &Verdict, options: &Options) -> Scan {
    let time = time::in_utc(options.time.as_deref());
    Scan {
        analyzer: SECWS,
        scanner: SECWS,
        r#type: "sast",
        start_time: time.clone(),
        end_time: time,
        status: if report.is_incomplete() { "failure" } else { "success" },
        messages: messages(report, verdict),
    }
}

/// The verdict, the summary, then the notifications.
fn messages(report: &Report, verdict: &Verdict) -> Vec<Message> {
    let info = |value| Message { level: "info", value };
    let verdict = info(format!("{}: {}", verdict.word(), verdict.reason()));
    let summary = summary::lines(report, None).into_iter().map(|(label, text)| info(format!("{label}: {text}")));
    let notifications = report.notifications.iter().map(|notification| {
        let level = match select::loudness(notification) {
            _ if notification.is_incomplete() => "fatal",
            NotificationLevel::Note => "info",
            NotificationLevel::Warning | NotificationLevel::Error => "warn",
        };
        Message { level, value: super::sentence(notification) }
    });
    [verdict].into_iter().chain(summary).chain(notifications).collect()
}
