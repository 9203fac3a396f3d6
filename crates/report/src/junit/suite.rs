//! A suite: one plugin, or the scan itself.

use std::collections::BTreeMap;
use std::io::{self, Write};

use secws_model::{Notification, PluginCoverage, Report, ReportedFinding, Verdict};

use super::case;
use super::xml::Xml;
use crate::catalog::Catalog;
use crate::{escape, summary};

/// The suite of the scan itself.
const SCAN: &str = "secws";

/// Cases and properties of one plugin, or of the scan itself.
#[derive(Default)]
pub(super) struct Suite<'a> {
    /// None: the scan itself.
    plugin: Option<&'a str>,
    findings: Vec<&'a ReportedFinding>,
    gaps: Vec<&'a Notification>,
    others: Vec<&'a Notification>,
    properties: Vec<(&'static str, String)>,
}

/// That of the scan, then those of the plugins by name.
pub(super) fn all<'a>(report: &'a Report, verdict: &Verdict) -> Vec<Suite<'a>> {
    let mut suites: BTreeMap<Option<&str>, Suite> = BTreeMap::new();
    let decided = format!("{}: {}", verdict.word(), escape::prose(&verdict.reason().0));
    let properties = summary::lines(report, None).into_iter().chain([("Verdict", decided)]);
    suites.entry(None).or_default().properties = properties.collect();
    for plugin in &report.plugins {
        let suite = suites.entry(Some(&plugin.name)).or_default();
        suite.properties.push(("Version", escape::name(&plugin.version).into_owned()));
    }
    for coverage in &report.coverage.plugins {
        suites.entry(Some(&coverage.plugin)).or_default().properties.extend(covered(coverage));
    }
    for finding in report.findings.iter().filter(|finding| finding.is_present()) {
        suites.entry(Some(&finding.plugin)).or_default().findings.push(finding);
    }
    for notification in &report.notifications {
        let suite = suites.entry(notification.plugin.as_deref()).or_default();
        let list = if notification.is_incomplete() { &mut suite.gaps } else { &mut suite.others };
        list.push(notification);
    }
    suites.into_iter().map(|(plugin, suite)| Suite { plugin, ..suite }).collect()
}

fn covered(coverage: &PluginCoverage) -> impl Iterator<Item = (&'static str, String)> {
    let skipped = summary::skipped(&coverage.skipped).map(|skipped| ("Skipped", skipped));
    [("Files", format!("{} scanned", coverage.files))].into_iter().chain(skipped)
}

impl Suite<'_> {
    pub(super) fn tests(&self) -> usize {
        (self.findings.len() + self.gaps.len()).max(1)
    }

    pub(super) fn failures(&self) -> usize {
        self.findings.iter().filter(|finding| finding.fails && !finding.is_suppressed()).count()
    }

    pub(super) fn errors(&self) -> usize {
        self.gaps.len()
    }

    fn skipped(&self) -> usize {
        self.findings.iter().filter(|finding| finding.is_suppressed()).count()
    }

    pub(super) fn write(&self, xml: &mut Xml<impl Write>, catalog: &Catalog) -> io::Result<()> {
        let name = self.plugin.map_or(SCAN.into(), |plugin| escape::name(plugin));
        let counts = [self.tests(), self.failures(), self.errors(), self.skipped()].map(|count| count.to_string());
        let [tests, failures, errors, skipped] = &counts;
        let attributes =
            [("name", &*name), ("tests", tests), ("failures", failures), ("errors", errors), ("skipped", skipped)];
        xml.element("testsuite", &attributes, |xml| {
            self.write_properties(xml)?;
            if self.findings.is_empty() && self.gaps.is_empty() {
                case::passed(xml, self.without_cases(), &name)?;
            }
            self.findings.iter().try_for_each(|finding| case::finding(xml, finding, catalog))?;
            self.gaps.iter().try_for_each(|gap| case::gap(xml, gap))?;
            self.write_others(xml)
        })
    }

    fn without_cases(&self) -> &'static str {
        if self.plugin.is_some() { "no finding" } else { "scan" }
    }

    fn write_properties(&self, xml: &mut Xml<impl Write>) -> io::Result<()> {
        if self.properties.is_empty() {
            return Ok(());
        }
        xml.element("properties", &[], |xml| {
            self.properties.iter().try_for_each(|(name, value)| xml.empty("property", &[("name", name), ("value", value)]))
        })
    }

    fn write_others(&self, xml: &mut Xml<impl Write>) -> io::Result<()> {
        if self.others.is_empty() {
            return Ok(());
        }
        let lines: String = self.others.iter().map(|notification| case::line(notification)).collect();
        xml.text("system-out", &[], &lines)
    }
}
