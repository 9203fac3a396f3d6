//! The log as a whole: one run, its results converted while they are written.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write};

use secws_model::{Coverage, PluginCoverage, REDACTED, Report, Skipped, Verdict};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};
use serde_sarif::sarif;

use crate::catalog::Catalog;
use crate::json::Guarded;
use crate::taxonomies::Weaknesses;
use crate::{SarifError, locations, messages, notifications, properties, results, tool};

/// The id of the schema that logs are valid against.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// How a log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// On one line instead of indented: less than half of the size, about the same once compressed.
    pub compact: bool,
}

/// Writes a report and what the gate decided as a SARIF 2.1.0 log with one run, ending in a newline.
///
/// # Errors
/// When `out` fails; part of the log is written then.
pub fn write(report: &Report, verdict: &Verdict, out: &mut impl Write, options: Options) -> Result<(), SarifError> {
    let mut out = BufWriter::new(out);
    let catalog = Catalog::new(report);
    let weaknesses = Weaknesses::used(&catalog);
    let log = Log { schema: SCHEMA, version: "2.1.0", runs: [run(report, verdict, &catalog, &weaknesses)] };
    if options.compact {
        log.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Guarded::compact()))?;
    } else {
        log.serialize(&mut serde_json::Serializer::with_formatter(&mut out, Guarded::pretty()))?;
    }
    out.write_all(b"\n")?;
    out.flush()?;
    Ok(())
}

#[derive(Serialize)]
struct Log<Run> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
struct Run<Invocation, Results> {
    #[serde(flatten)]
    described: sarif::Run,
    invocations: [Invocation; 1],
    results: Results,
}

#[derive(Serialize)]
struct Invocation<Notifications> {
    #[serde(flatten)]
    described: sarif::Invocation,
    #[serde(rename = "toolExecutionNotifications")]
    notifications: Notifications,
}

/// A sequence whose items exist only while they are written.
struct Lazy<Make>(Make);

impl<Make, Items> Serialize for Lazy<Make>
where
    Make: Fn() -> Items,
    Items: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq((self.0)())
    }
}

fn run<'a>(
    report: &'a Report,
    verdict: &Verdict,
    catalog: &'a Catalog<'a>,
    weaknesses: &Weaknesses,
) -> Run<impl Serialize + 'a, impl Serialize + 'a> {
    let notifications = Lazy(|| report.notifications.iter().chain(&catalog.left_out).map(notifications::notification));
    let invocation = Invocation { described: invocation(verdict), notifications };
    let common = results::Common::of(report);
    let results = Lazy(move || report.findings.iter().map(move |finding| results::result(finding, catalog, common)));
    Run { described: described(report, verdict, catalog, weaknesses), invocations: [invocation], results }
}

/// All of the run but what there may be much of.
fn described(report: &Report, verdict: &Verdict, catalog: &Catalog, weaknesses: &Weaknesses) -> sarif::Run {
    sarif::Run {
        column_kind: Some("utf16CodeUnits".into()),
        default_encoding: Some("UTF-8".to_owned()),
        newline_sequences: Some(vec!["\r\n".to_owned(), "\n".to_owned()]),
        original_uri_base_ids: Some(root()),
        properties: Some(run_properties(report, verdict)),
        redaction_tokens: report.redacted.then(|| vec![REDACTED.to_owned()]),
        taxonomies: weaknesses.taxonomy().map(|taxonomy| vec![taxonomy]),
        ..sarif::Run::builder().tool(tool::tool(catalog, weaknesses)).build()
    }
}

/// `executionSuccessful` stays true when the scan is incomplete, since GitHub refuses a log in which it is false; the
/// notifications and the exit code say it.
fn invocation(verdict: &Verdict) -> sarif::Invocation {
    sarif::Invocation {
        exit_code: Some(verdict.exit_code().into()),
        exit_code_description: Some(verdict.reason().to_string()),
        ..sarif::Invocation::builder().execution_successful(true).build()
    }
}

/// Only described: where the root is on this machine concerns nobody.
fn root() -> BTreeMap<String, sarif::ArtifactLocation> {
    let description = messages::message("The root of what was scanned.");
    let root = sarif::ArtifactLocation { description: Some(description), ..sarif::ArtifactLocation::default() };
    BTreeMap::from([(locations::ROOT.to_owned(), root)])
}

fn run_properties(report: &Report, verdict: &Verdict) -> sarif::PropertyBag {
    let narrowed = report.narrowed.as_ref();
    let narrowed = narrowed.map(|narrowed| ("narrowed", json!({ "to": narrowed.to, "hidden": narrowed.hidden })));
    let values = [("coverage", coverage(&report.coverage)), ("verdict", verdict.word().into())];
    properties::bag(values.into_iter().chain(narrowed))
}

fn coverage(coverage: &Coverage) -> Value {
    let plugin = |plugin: &PluginCoverage| json!({ "plugin": plugin.plugin, "files": plugin.files, "skipped": skipped(&plugin.skipped) });
    json!({
        "files": coverage.files,
        "bytes": coverage.bytes,
        "scanned": coverage.scanned,
        "skipped": skipped(&coverage.skipped),
        "blobs": coverage.blobs,
        "members": coverage.members,
        "plugins": coverage.plugins.iter().map(plugin).collect::<Vec<_>>(),
    })
}

fn skipped(counts: &BTreeMap<Skipped, u64>) -> Value {
    counts.iter().map(|(reason, count)| (reason.name().to_owned(), Value::from(*count))).collect()
}
