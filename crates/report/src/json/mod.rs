//! JSON in a form of our own, described in `docs/report.schema.json`: all that a report holds but the help of its rules.
//!
//! Within version 1 fields are added, and none is taken away or means something else. A field that has no value is `null`;
//! none is left out.

use std::io::{self, Write};

use secws_model::{Report, Verdict};
use serde::Serialize;

use crate::streamed::{self, Lazy};
use crate::{Options, summary};

mod coverage;
mod finding;
mod notification;
mod origin;
mod place;
mod plugin;

/// The version of the form.
const VERSION: u32 = 1;

/// Writes the report.
pub(crate) fn write(report: &Report, verdict: &Verdict, out: &mut dyn Write, options: &Options) -> io::Result<()> {
    let document = Document {
        version: VERSION,
        tool: TOOL,
        verdict: verdict_of(verdict),
        summary: summary_of(report),
        coverage: coverage::coverage(&report.coverage),
        narrowed: report.narrowed.as_ref().map(|narrowed| Narrowed { to: &narrowed.to, hidden: narrowed.hidden }),
        redacted: report.redacted,
        plugins: Lazy(|| report.plugins.iter().map(plugin::plugin)),
        notifications: Lazy(|| report.notifications.iter().map(notification::notification)),
        findings: Lazy(|| report.findings.iter().map(finding::finding)),
    };
    streamed::write(&document, out, options.compact)
}

#[derive(Serialize)]
struct Document<'a, Plugins, Notifications, Findings> {
    version: u32,
    tool: Tool,
    verdict: Decision<'a>,
    summary: Summary,
    coverage: coverage::Coverage<'a>,
    narrowed: Option<Narrowed<'a>>,
    redacted: bool,
    plugins: Plugins,
    notifications: Notifications,
    findings: Findings,
}

#[derive(Serialize)]
struct Tool {
    name: &'static str,
    version: &'static str,
    information_uri: &'static str,
}

const TOOL: Tool = Tool { name: "secws", version: env!("CARGO_PKG_VERSION"), information_uri: env!("CARGO_PKG_REPOSITORY") };

#[derive(Serialize)]
struct Decision<'a> {
    decision: &'static str,
    reason: &'a str,
    exit_code: u8,
}

#[derive(Serialize)]
struct Narrowed<'a> {
    to: &'a str,
    hidden: u64,
}

/// Numbers of findings.
#[derive(Serialize)]
struct Summary {
    open: usize,
    failing: usize,
    suppressed: usize,
    absent: usize,
    by_severity: Severities,
    incomplete: bool,
}

/// Of open findings.
#[derive(Serialize)]
struct Severities {
    critical: usize,
    high: usize,
    medium: usize,
    low: usize,
    note: usize,
}

fn verdict_of(verdict: &Verdict) -> Decision<'_> {
    Decision { decision: verdict.word(), reason: &verdict.reason().0, exit_code: verdict.exit_code() }
}

fn summary_of(report: &Report) -> Summary {
    let [critical, high, medium, low, note] = summary::severities(report).map(|(count, _)| count);
    let present = report.findings.iter().filter(|finding| finding.is_present());
    Summary {
        open: report.open().count(),
        failing: report.findings.iter().filter(|finding| finding.fails).count(),
        suppressed: present.filter(|finding| finding.is_suppressed()).count(),
        absent: report.findings.iter().filter(|finding| !finding.is_present()).count(),
        by_severity: Severities { critical, high, medium, low, note },
        incomplete: report.is_incomplete(),
    }
}
