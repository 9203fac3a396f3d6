//! The table is read back as it was meant, and no cell of it is a formula.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "in a test that is how to fail")]

mod support;

use proptest::prelude::*;
use secws_report::{Format, Options};
use support::{full_sample, written};

proptest! {
    #[test]
    fn every_table_is_read_back(report in support::report(), verdict in support::verdict()) {
        let table = written(Format::Csv, &report, &verdict, &Options::default());
        let mut reader = csv::Reader::from_reader(table.as_bytes());
        let header: Vec<_> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let of = |kind: &str| rows.iter().filter(|row| row[0] == *kind).count();
        prop_assert_eq!(of("finding"), report.findings.len());
        prop_assert_eq!(of("notification"), report.notifications.len());
        prop_assert!(of("coverage") > report.coverage.plugins.len());
        prop_assert_eq!(of("verdict"), 1);
        prop_assert_eq!(&rows.last().unwrap()[2], verdict.word());
        let fingerprint = header.iter().position(|name| name == "fingerprint").unwrap();
        for (row, finding) in rows.iter().zip(&report.findings) {
            prop_assert_eq!(&row[fingerprint], finding.fingerprints.in_path.as_str());
        }
        for cell in rows.iter().flatten() {
            prop_assert!(!cell.trim_start().starts_with(['=', '+', '-', '@']), "{cell}");
        }
    }
}

#[test]
fn lines_end_as_the_standard_has_it() {
    let table = written(Format::Csv, &full_sample(), &support::failed(), &Options::default());
    assert_eq!(table.matches('\n').count(), table.matches("\"\r\n").count());
}
