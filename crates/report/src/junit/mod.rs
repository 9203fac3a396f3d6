//! JUnit's XML, in the form that Jenkins takes (`junit-10.xsd` of jenkinsci/xunit-plugin) and all others know.
//!
//! One suite for each plugin, and one for the scan itself. A finding that fails the gate is a failure, a suppressed one is
//! skipped, any other open one is a case that passes, with what was found as its output: whether a build is red is the gate's
//! business. What a plugin did not look at is an error. A plugin that has none of them gets one case that passes, so that it
//! can be seen that it ran.

use std::io::{self, BufWriter, Write};

use secws_model::{Report, Verdict};

use crate::Options;
use crate::catalog::Catalog;

mod case;
mod suite;
mod xml;

use suite::Suite;
use xml::Xml;

/// Writes the report.
pub(crate) fn write(report: &Report, verdict: &Verdict, out: &mut dyn Write, _: &Options) -> io::Result<()> {
    let catalog = Catalog::new(report);
    let suites = suite::all(report, verdict);
    let total = |count: fn(&Suite) -> usize| suites.iter().map(count).sum::<usize>().to_string();
    let (tests, failures, errors) =
        (total(|suite| suite.tests()), total(|suite| suite.failures()), total(|suite| suite.errors()));
    let attributes = [("name", "secws"), ("tests", &tests), ("failures", &failures), ("errors", &errors)];
    let mut xml = Xml::new(BufWriter::new(out))?;
    xml.element("testsuites", &attributes, |xml| suites.iter().try_for_each(|suite| suite.write(xml, &catalog)))?;
    xml.finish()?.flush()
}
